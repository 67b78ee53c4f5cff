package when

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// sense is one meaning of the words that start at a token.
type sense struct {
	cat   category
	n     uint8 // tokens
	flags uint8
	val   int32
}

const (
	flagWeak  = 1 << iota // "may": only in company
	flagGlued             // "h": only right after a number
	flagUpper             // "IST": only in capitals
)

// maxForm is the number of tokens a form may have.
const maxForm = 12

// lexicon is a compiled grammar file. It is immutable once built.
type lexicon struct {
	tag      language.Tag
	dayFirst bool // 3/4 is the third of April
	compound bool // words are written together: Montagnachmittag

	halfHour      bool // "half three" is 3:30
	minutesBehind bool // "las tres y diez" is 3:10
	bareDom       bool // "el 15" is the 15th
	ordinalMonth  bool // "am siebten vierten" is 7 April
	proDrop       bool // the verb says who: "enviaré"
	inverts       bool // verb before subject: "morgen melde ich mich"

	ids   map[string]int32
	edges map[uint64]int32
	nodes [][]sense
	zones [][]string // IANA names of a catZone value, likeliest first
	heads []string   // first halves of compounds
}

// grammarFile is the form of data/<lang>.json. Words are category, value, forms.
// A form may end in marks: "?" counts only in company, "^" only right after a
// number, "!" only in capitals.
type grammarFile struct {
	Language  string   `json:"language"`
	Order     string   `json:"order"`         // of a date in figures: "mdy" or "dmy"
	Compound  bool     `json:"compound"`      // words may be written together
	HalfHour  bool     `json:"halfhour"`      // "half three" is 3:30
	Minutes   bool     `json:"minutes"`       // minutes come behind the hour: "las tres y diez"
	BareDom   bool     `json:"baredom"`       // a number behind an article is a day of the month: "el 15"
	Ordinals  bool     `json:"ordinalmonths"` // "am siebten vierten" is 7 April
	ProDrop   bool     `json:"prodrop"`       // the verb alone says who: "enviaré"
	Inverts   bool     `json:"inverts"`       // the verb may stand before its subject: "morgen melde ich mich"
	ZoneForms []string `json:"zoneforms"`     // how the time of a place is said: "{} time"

	Words map[string]map[string][]string `json:"words"`
}

func newLexicon() *lexicon {
	return &lexicon{ids: map[string]int32{}, edges: map[uint64]int32{}, nodes: make([][]sense, 1)}
}

// parseLexicon reads a grammar file; name is for errors. places are the names of
// zones which every language has.
func parseLexicon(name string, data []byte, places *places) (*lexicon, error) {
	var head grammarFile
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&head); err != nil {
		return nil, syntaxError(name, data, err)
	}
	l := newLexicon()
	var err error
	if l.tag, err = language.Parse(head.Language); err != nil {
		return nil, fmt.Errorf("when: %s: language %q: %w", name, head.Language, err)
	}
	if head.Order != "mdy" && head.Order != "dmy" {
		return nil, fmt.Errorf("when: %s: order %q: want \"mdy\" or \"dmy\"", name, head.Order)
	}
	l.dayFirst, l.compound = head.Order == "dmy", head.Compound
	l.halfHour, l.minutesBehind, l.bareDom = head.HalfHour, head.Minutes, head.BareDom
	l.proDrop, l.inverts, l.ordinalMonth = head.ProDrop, head.Inverts, head.Ordinals
	forms := head.ZoneForms
	for _, f := range forms {
		if strings.Count(f, "{}") != 1 {
			return nil, fmt.Errorf("when: %s: zoneforms %q: want one {} for the place", name, f)
		}
	}
	b := &builder{lexicon: l, name: name, data: data, forms: forms}
	if err := b.words(head.Words); err != nil {
		return nil, err
	}
	if err := places.addTo(b); err != nil {
		return nil, err
	}
	b.typos()
	l.heads = b.compounds()
	return l, nil
}

func syntaxError(name string, data []byte, err error) error {
	var se *json.SyntaxError
	var te *json.UnmarshalTypeError
	switch {
	case errors.As(err, &se):
		return fmt.Errorf("when: %s:%d: %w", name, lineAt(data, se.Offset), err)
	case errors.As(err, &te):
		return fmt.Errorf("when: %s:%d: %s: %w", name, lineAt(data, te.Offset), te.Field, err)
	}
	return fmt.Errorf("when: %s: %w", name, err)
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(int64(len(data)), offset)], []byte("\n"))
}

// builder fills a lexicon from a file.
type builder struct {
	*lexicon
	name  string
	data  []byte
	forms []string   // ZoneForms
	long  []longWord // words whose misspellings are read, too
	toks  []token
	buf   []byte
}

type longWord struct {
	word string
	id   int32
}

func (b *builder) words(words map[string]map[string][]string) error {
	for _, key := range slices.Sorted(maps.Keys(words)) {
		cat, ok := categoryOf(key)
		if !ok {
			return b.fail(key, "", "", fmt.Errorf("unknown category: want one of %s", categoryKeys()))
		}
		for _, value := range slices.Sorted(maps.Keys(words[key])) {
			v, err := b.value(cat, value)
			if err != nil {
				return b.fail(key, value, "", err)
			}
			for _, form := range words[key][value] {
				enter := b.add
				if cat == catZone {
					enter = func(_ category, v int32, form string) error { return b.place(v, form) }
				}
				if err := enter(cat, v, form); err != nil {
					return b.fail(key, value, form, err)
				}
			}
		}
	}
	return nil
}

// fail says where in the file a word is wrong.
func (b *builder) fail(key, value, form string, err error) error {
	at := 0
	for _, s := range []string{key, value, form} {
		q, _ := json.Marshal(s)
		if i := bytes.Index(b.data[at:], q); s != "" && i >= 0 {
			at += i
		}
	}
	where := "words." + key
	if value != "" {
		where += "." + value
	}
	return fmt.Errorf("when: %s:%d: %s: %w", b.name, lineAt(b.data, int64(at)), where, err)
}

func (b *builder) value(cat category, s string) (int32, error) {
	if cat != catZone {
		return vocabulary[cat].value(cat, s)
	}
	return b.zone(strings.Split(s, "|"))
}

// zone is the value of a catZone sense for the zones named.
func (b *builder) zone(names []string) (int32, error) {
	for _, n := range names {
		if n == "" || strings.ContainsAny(n, " \t") {
			return 0, fmt.Errorf("value %q: want names of the time zone database, as \"Asia/Manila\"", n)
		}
	}
	b.zones = append(b.zones, names)
	return int32(len(b.zones) - 1), nil
}

// add enters a form with its marks.
func (b *builder) add(cat category, val int32, form string) error {
	word := strings.TrimRight(form, "?^!")
	s := sense{cat: cat, val: val}
	for _, mark := range form[len(word):] {
		switch mark {
		case '?':
			s.flags |= flagWeak
		case '^':
			s.flags |= flagGlued
		case '!':
			s.flags |= flagUpper
		}
	}
	b.toks = tokenize(b.toks[:0], word)
	if len(b.toks) == 0 || len(b.toks) > maxForm || !utf8.ValidString(word) {
		return fmt.Errorf("form %q: want 1 to %d words", form, maxForm)
	}
	node := int32(0)
	for _, t := range b.toks {
		node = b.step(node, b.id(word[t.start:t.end]))
	}
	s.n = uint8(len(b.toks))
	b.nodes[node] = append(b.nodes[node], s)
	if len(b.toks) == 1 && misspelt(cat) && s.flags == 0 {
		b.buf = appendFold(b.buf[:0], word)
		b.long = append(b.long, longWord{string(b.buf), b.ids[string(b.buf)]})
	}
	return nil
}

func (b *builder) id(word string) int32 {
	b.buf = appendFold(b.buf[:0], word)
	id, ok := b.ids[string(b.buf)]
	if !ok {
		id = int32(len(b.ids) + 1)
		b.ids[string(b.buf)] = id
	}
	return id
}

func (b *builder) step(node, id int32) int32 {
	e := edge(node, id)
	next, ok := b.edges[e]
	if !ok {
		next = int32(len(b.nodes))
		b.nodes = append(b.nodes, nil)
		b.edges[e] = next
	}
	return next
}

func edge(node, id int32) uint64 { return uint64(node)<<32 | uint64(uint32(id)) }

// misspelt says that words of a category are looked for when misspelt.
func misspelt(c category) bool {
	return c == catMonth || c == catWeekday || c == catDay || c == catPart || c == catBusiness
}

// typos enters the common slips of the long words: a letter left out, doubled or
// swapped with the next, a vowel for a vowel. A slip that is a word of the grammar
// itself stays what it is; a grammar lists others under not.typo.
func (b *builder) typos() {
	for _, w := range b.long {
		s := w.word
		if len(s) < 6 {
			continue
		}
		for i := 1; i < len(s); i++ { // people get the first letter right
			b.typo(s[:i]+s[i+1:], w.id)
			b.typo(s[:i]+s[i:i+1]+s[i:], w.id)
			if i+1 < len(s) {
				b.typo(s[:i]+s[i+1:i+2]+s[i:i+1]+s[i+2:], w.id)
			}
			if strings.IndexByte(vowels, s[i]) >= 0 {
				for _, v := range vowels {
					b.typo(s[:i]+string(v)+s[i+1:], w.id)
				}
			}
		}
	}
	b.long = nil
}

const vowels = "aeiou"

func (b *builder) typo(s string, id int32) {
	if _, ok := b.ids[s]; !ok {
		b.ids[s] = id
	}
}

// compounds are the words that may be the first half of a compound: weekdays and
// days. The longest come first.
func (b *builder) compounds() []string {
	if !b.compound {
		return nil
	}
	var heads []string
	for word, id := range b.ids {
		for _, s := range b.nodes[b.edges[edge(0, id)]] {
			if (s.cat == catWeekday || s.cat == catEdge || s.cat == catFraction || s.cat == catNumber) && s.n == 1 && len(word) > 2 {
				heads = append(heads, word)
				break
			}
		}
	}
	slices.SortFunc(heads, func(x, y string) int { return cmp.Or(len(y)-len(x), strings.Compare(x, y)) })
	return heads
}
