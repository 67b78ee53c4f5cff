package temper

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// ErrLexicon is wrapped by the error of a word list that cannot be read.
var ErrLexicon = errors.New("temper: bad word list")

// cats is a set of categories of the word list.
type cats uint32

// Categories of the word list, by the name of their section. Their order is
// part of the model's format: see featureVersion.
const (
	catProfanity cats = 1 << iota
	catMild
	catInsult
	catSlur
	catHostile
	catThreat
	catLegal
	catAnger
	catContempt
	catFrustration
	catWorry
	catBlame
	catRepeat
	catWaiting
	catDemand
	catLeave
	catPositive
	catThanks
	catQuestion
	catRhetorical
	catSarcasm
	catSad
	catHumour
	catNegation
	catIntensifier
	catYou
	catMe
	catThey
	catHedge
	catHarm
	catDismissive
	catAccuse

	numCats = 32
)

// catNames are the sections of a word list, in the order of the constants.
func catNames() [numCats]string {
	return [numCats]string{"profanity", "mild", "insult", "slur", "hostile", "threat", "legal", "anger",
		"contempt", "frustration", "worry", "blame", "repeat", "waiting", "demand", "leave",
		"positive", "thanks", "question", "rhetorical", "sarcasm", "sad", "humour", "negation",
		"intensifier", "you", "me", "they", "hedge", "harm", "dismissive", "accuse"}
}

const (
	maxPhrase = 5 // words of a phrase
	minStem   = 3 // letters of a stem
	maxStem   = 18
)

// lexicon is a word list of one language, compiled: an open-addressed table
// of hashes. It is immutable.
type lexicon struct {
	keys  []uint64
	vals  []cats
	mask  uint64
	stems uint32 // bit n: there are stems of n letters
	depth int    // words of the longest phrase
}

type lexiconEntry struct {
	words int
	cats  cats
}

// Salts keep stems and phrases apart from words in the one table.
const (
	stemSalt   uint64 = 0x51ab7c3d9e0f6a25
	phraseSalt uint64 = 0x2f7d3c91b8e4a607
	openSalt   uint64 = 0x8d1f6b25c07a934e // of words that begin a phrase
)

// find returns the categories of a hash, 0 when it is not listed.
func (l *lexicon) find(h uint64) cats {
	for i := (h ^ h>>31) & l.mask; ; i = (i + 1) & l.mask {
		switch l.keys[i] {
		case h:
			return l.vals[i]
		case 0:
			return 0
		}
	}
}

// lookup returns the categories of a folded word: of itself, or else of its
// longest stem.
func (l *lexicon) lookup(word []byte, h uint64) cats {
	if c := l.find(h); c != 0 {
		return c
	}
	var found cats
	s := fnvOffset
	for i, c := range word[:min(len(word), maxStem)] {
		s = (s ^ uint64(c)) * fnvPrime
		if l.stems&(1<<(i+1)) != 0 {
			if c := l.find(s ^ stemSalt); c != 0 {
				found = c
			}
		}
	}
	return found
}

func newLexicon(entries map[uint64]lexiconEntry, stems uint32) *lexicon {
	size := 16
	for size < 3*len(entries) {
		size *= 2
	}
	l := &lexicon{keys: make([]uint64, size), vals: make([]cats, size), mask: uint64(size - 1), stems: stems, depth: 1}
	for h, e := range entries {
		i := (h ^ h>>31) & l.mask
		for l.keys[i] != 0 {
			i = (i + 1) & l.mask
		}
		l.keys[i], l.vals[i] = h, e.cats
		l.depth = max(l.depth, e.words)
	}
	return l
}

// lexiconBuilder gathers the files of one language.
type lexiconBuilder struct {
	entries map[uint64]lexiconEntry
	stems   uint32
	german  bool
}

// loadLexicon reads <lang>.txt from every file system in turn; later ones add
// to earlier ones. A language without a file has an empty list.
func loadLexicon(lang string, systems ...fs.FS) (*lexicon, error) {
	b := &lexiconBuilder{entries: map[uint64]lexiconEntry{}, german: lang == "de"}
	for _, fsys := range systems {
		name := lang + ".txt"
		data, err := fs.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("temper: word list: %w", err)
		}
		if err := b.read(name, string(data)); err != nil {
			return nil, err
		}
	}
	return newLexicon(b.entries, b.stems), nil
}

// read parses one file: sections in brackets, items parted by commas or line
// ends, comments from # to the line's end.
func (b *lexiconBuilder) read(name, data string) error {
	var cat cats
	for n, line := range strings.Split(data, "\n") {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if section, ok := strings.CutPrefix(line, "["); ok {
			section = strings.TrimSuffix(section, "]")
			if cat = catNamed(section); cat == 0 {
				return fmt.Errorf("%w: %s:%d: unknown section %q, want one of %s", ErrLexicon, name, n+1, section, strings.Join(sections(), ", "))
			}
			continue
		}
		for item := range strings.SplitSeq(line, ",") {
			item = strings.TrimSpace(item)
			if item == "" {
				continue
			}
			if cat == 0 {
				return fmt.Errorf("%w: %s:%d: %q stands before the first [section]", ErrLexicon, name, n+1, item)
			}
			if err := b.add(item, cat); err != nil {
				return fmt.Errorf("%w: %s:%d: %q: %w", ErrLexicon, name, n+1, item, err)
			}
		}
	}
	return nil
}

func sections() []string {
	names := catNames()
	return names[:]
}

func catNamed(name string) cats {
	for i, n := range catNames() {
		if n == name {
			return 1 << i
		}
	}
	return 0
}

// Reasons an item is refused; read adds file, line and item.
var (
	errStem   = errors.New("a stem is one word of 3 to 18 letters that ends in *")
	errPhrase = errors.New("a phrase has at most 5 words")
	errTwice  = errors.New("listed twice in this section")
	errNoWord = errors.New("no word in it")
)

func (b *lexiconBuilder) add(item string, cat cats) error {
	stem, isStem := strings.CutSuffix(item, "*")
	s := scanner{text: stem, german: b.german}
	p := new(passage)
	s.next(p)
	switch {
	case p.n == 0:
		return errNoWord
	case p.n > maxPhrase:
		return errPhrase
	case strings.Contains(stem, "*"), isStem && (p.n != 1 || s.n < minStem || s.n > maxStem):
		return errStem
	}
	h := p.toks[0].hash
	for i := 1; i < p.n; i++ {
		h = pairHash(h, p.toks[i].hash)
	}
	if p.n > 1 {
		h ^= phraseSalt
		b.entries[p.toks[0].hash^openSalt] = lexiconEntry{cats: 1}
	}
	if isStem {
		b.stems |= 1 << s.n
		h ^= stemSalt
	}
	e := b.entries[h]
	if e.cats&cat != 0 {
		return errTwice
	}
	b.entries[h] = lexiconEntry{words: p.n, cats: e.cats | cat}
	return nil
}
