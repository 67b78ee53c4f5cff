package rca

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// squeezed is a text reduced to its folded letters and digits, which is how
// names are compared, with what stood around each.
type squeezed struct {
	letters string
	marks   []mark  // per byte; of the first byte of a character
	start   []int32 // per byte: where its character starts in the view
	end     []int32 // per byte: where its character ends in the view
}

// mark says how a character stands in its text.
type mark uint8

const (
	first    mark = 1 << iota // first byte of a character
	gap                       // something that is no letter or digit stands before it
	far                       // more stands before it than divides the parts of one name
	hyphened                  // the line broke before it, after a hyphen
	hump                      // a capital after a small letter, a digit after a letter, or the reverse
	dense                     // of a script that writes without spaces, or after one that is
	capital                   // a capital letter
	opening                   // first of its sentence, line, heading or cell
)

// maxGap is how many bytes may divide the parts of one name.
const maxGap = 8

// squeeze folds a text: compatibility forms to plain ones, small letters, no
// accents, no invisible characters.
func squeeze(text string) squeezed {
	var q squeezed
	buf := make([]byte, 0, len(text))
	q.marks = make([]mark, 0, len(text))
	q.start = make([]int32, 0, len(text))
	q.end = make([]int32, 0, len(text))
	var last rune = -1
	gapFrom, opens := -1, true
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		at := i
		i += n
		if !nameRune(r) {
			if invisible(r) {
				continue
			}
			if gapFrom < 0 {
				gapFrom = at
			}
			opens = opens || r < utf8.RuneSelf && strings.IndexByte("\n.!?:|*#", byte(r)) >= 0
			continue
		}
		m := first | standing(last, r)
		if gapFrom >= 0 || last < 0 {
			m |= gap
		}
		if gapFrom >= 0 {
			m |= between(text[gapFrom:at])
		}
		if opens {
			m |= opening
		}
		last, gapFrom, opens = r, -1, false
		from := len(buf)
		buf = appendFolded(buf, r)
		for k := from; k < len(buf); k++ {
			q.marks, q.start, q.end = append(q.marks, m), append(q.start, int32(at)), append(q.end, int32(i))
			m &^= first | gap
		}
	}
	q.letters = string(buf)
	return q
}

// between marks what a gap means for a name that runs over it.
func between(s string) (m mark) {
	if len(s) > maxGap || strings.Contains(s, ". ") {
		m |= far
	}
	if s[0] == '-' && strings.TrimSpace(s[1:]) == "" && strings.IndexByte(s, '\n') > 0 {
		m |= hyphened
	}
	return m
}

// nameRune reports whether a character can be part of a name.
func nameRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isAlnum(byte(r))
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || !invisible(r) && foldsToLetter(r)
}

// standing marks how a character follows the one before.
func standing(last, r rune) (m mark) {
	if r < utf8.RuneSelf && last < utf8.RuneSelf && last >= 0 {
		a, b := byte(last), byte(r)
		if isUpper(b) {
			m |= capital
		}
		if isLower(a) && isUpper(b) || isDigit(a) != isDigit(b) {
			m |= hump
		}
		return m
	}
	if unicode.IsUpper(r) {
		m |= capital
	}
	if last >= 0 && (unicode.IsLower(last) && unicode.IsUpper(r) || unicode.IsDigit(last) != unicode.IsDigit(r)) {
		m |= hump
	}
	if isDense(r) || isDense(last) {
		m |= dense
	}
	return m
}

func isDense(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// invisible characters are skipped, so that they hide nothing.
func invisible(r rune) bool {
	return r >= 0xAD && (unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) || r == 0x034F || r == 0x115F || r == 0x3164)
}

// foldsToLetter is for symbols whose plain form is a letter or digit.
func foldsToLetter(r rune) bool {
	if r < 0xA0 {
		return false
	}
	for _, d := range norm.NFKD.String(string(r)) {
		if unicode.IsLetter(d) || unicode.IsNumber(d) {
			return true
		}
	}
	return false
}

func appendFolded(buf []byte, r rune) []byte {
	switch {
	case r >= 'A' && r <= 'Z':
		return append(buf, byte(r+'a'-'A'))
	case r < utf8.RuneSelf:
		return append(buf, byte(r))
	}
	for _, d := range norm.NFKD.String(string(r)) {
		switch d = unicode.ToLower(d); {
		case !unicode.IsLetter(d) && !unicode.IsNumber(d):
		case d == 'ß':
			buf = append(buf, "ss"...)
		case d == 'æ':
			buf = append(buf, "ae"...)
		case d == 'œ':
			buf = append(buf, "oe"...)
		case d == 'ø':
			buf = append(buf, 'o')
		case d == 'ł':
			buf = append(buf, 'l')
		case d == 'đ' || d == 'ð':
			buf = append(buf, 'd')
		case d == 'ı':
			buf = append(buf, 'i')
		case d == 'ς':
			buf = append(buf, "σ"...)
		default:
			buf = utf8.AppendRune(buf, d)
		}
	}
	return buf
}

// foldName is squeeze for a name.
func foldName(name string) squeezed { return squeeze(strings.TrimSpace(name)) }

// pattern is a name to find.
type pattern struct {
	entity EntityID
	reason string
	allow  bool
	// needsCapital: a part of a name that is also a word, found only as a name is written.
	needsCapital bool
	// divided: too short to be found without its own divisions.
	divided bool
	person  bool
	letters string
	parts   []int // where the name's own parts begin, after the first
}

type patternKey struct {
	letters             string
	entity              EntityID
	allow, needsCapital bool
}

// nameSet finds all patterns in one walk (Aho and Corasick 1975).
type nameSet struct {
	patterns []pattern
	seen     map[patternKey]bool // of patterns, while they are added
	nodes    []node
	root     [256]int32 // where each byte leads from the start
}

type node struct {
	next map[byte]int32
	fail int32
	dict int32 // the nearest node on the way of failures that ends a pattern, or 0
	ends []int32
}

func (s *nameSet) add(p pattern, name string) {
	q := foldName(name)
	if q.letters == "" {
		return
	}
	p.letters, p.parts = q.letters, nil
	for i, m := range q.marks {
		if i > 0 && m&first != 0 && m&(gap|hump) != 0 {
			p.parts = append(p.parts, i)
		}
	}
	p.divided = len(p.parts) > 0 && len(p.letters) < 6
	key := patternKey{p.letters, p.entity, p.allow, p.needsCapital}
	if s.seen[key] {
		return
	}
	if s.seen == nil {
		s.seen = map[patternKey]bool{}
	}
	s.seen[key] = true
	s.patterns = append(s.patterns, p)
}

// addEntity adds a name and the parts of it that give the entity away.
func (s *nameSet) addEntity(e *Entity, name string) {
	p := pattern{entity: e.ID, reason: fmt.Sprintf("a name of the hidden %s %s", e.Kind, e.ID), person: e.Kind == PersonEntity}
	s.add(p, name)
	if spelled := umlauts().Replace(name); spelled != name {
		s.add(p, spelled)
	}
	p.reason = "part of " + p.reason
	switch e.Kind {
	case PersonEntity:
		s.addPersonParts(p, name)
	case HostEntity, WorkloadEntity:
		s.addHostParts(p, name)
	case RepoEntity:
		if i := strings.LastIndexByte(name, '/'); i >= 0 && len(name)-i > 5 {
			s.add(p, name[i+1:])
		}
	}
}

func umlauts() *strings.Replacer {
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue")
}

func (s *nameSet) addPersonParts(p pattern, name string) {
	fields := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '.' })
	if len(fields) < 2 {
		return
	}
	for _, f := range fields {
		word := strings.ToLower(f)
		letters := utf8.RuneCountInString(f)
		if letters < 2 || listed(nameParticles, word) {
			continue
		}
		part := p
		part.needsCapital = letters < 3 || listed(nameWords, word)
		s.add(part, f)
		if spelled := umlauts().Replace(f); spelled != f {
			s.add(part, spelled)
		}
	}
	given, family := fields[0], fields[len(fields)-1]
	if r, _ := utf8.DecodeRuneInString(given); utf8.RuneCountInString(family) >= 3 {
		s.add(p, string(r)+strings.ToLower(family)) // wzhang, the usual user name
	}
}

// nameParticles belong to no one person.
const nameParticles = " van von der den de la le di da del dos das bin ibn al el ter ten zu mr mrs ms dr jr sr herr frau "

// nameWords are names that are also English words; alone and small they are words.
const nameWords = " will mark rose may grace hope faith joy art bill rich chase page long young brown green white black gray king day price field fields stone wood woods hill lane west east north best good power bank case link max summer april june august miles dean frank pat rob jack gene dale guy ray sky ivy pearl ruby chip dash son park song sun hall bush ford bell ball cook baker mason hunter carter porter fisher short small little sharp strong noble sage dawn eve crystal amber violet major bond cash church cross dark early fast fox gold grant load lock love marsh moody new pack paul pool reed root rush sale shell silver storm street swift tell wall ward waters way wei wise work you man van she can sang ping lock hang long fan tang don win min "

func (s *nameSet) addHostParts(p pattern, name string) {
	short, domain, ok := strings.Cut(name, ".")
	if !ok || strings.ContainsAny(name, " /") {
		return
	}
	if len(short) >= 4 && !slices.Contains([]string{"mail", "smtp", "imap", "blog", "docs", "help", "shop", "status", "support", "login", "admin", "test", "cloud"}, strings.ToLower(short)) {
		s.add(p, short)
	}
	if strings.Count(domain, ".") >= 2 || strings.HasSuffix(domain, ".internal") || strings.HasSuffix(domain, ".local") {
		s.add(p, domain)
	}
}

func (s *nameSet) compile() {
	s.seen = nil
	s.nodes = []node{{}}
	for i, p := range s.patterns {
		at := int32(0)
		for k := range len(p.letters) {
			next, ok := s.nodes[at].next[p.letters[k]]
			if !ok {
				next = int32(len(s.nodes))
				s.nodes = append(s.nodes, node{})
				if s.nodes[at].next == nil {
					s.nodes[at].next = map[byte]int32{}
				}
				s.nodes[at].next[p.letters[k]] = next
			}
			at = next
		}
		s.nodes[at].ends = append(s.nodes[at].ends, int32(i))
	}
	for b, to := range s.nodes[0].next {
		s.root[b] = to
	}
	for queue := []int32{0}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for b, to := range s.nodes[at].next {
			queue = append(queue, to)
			if at == 0 {
				continue
			}
			f := s.step(s.nodes[at].fail, b)
			s.nodes[to].fail, s.nodes[to].dict = f, f
			if len(s.nodes[f].ends) == 0 {
				s.nodes[to].dict = s.nodes[f].dict
			}
		}
	}
}

// step follows a byte, by failures where it must.
func (s *nameSet) step(at int32, b byte) int32 {
	for at != 0 {
		if to, ok := s.nodes[at].next[b]; ok {
			return to
		}
		at = s.nodes[at].fail
	}
	return s.root[b]
}

// find appends the names in a view, and what is allowed in it.
func (s *nameSet) find(v view, leaks, allowed *[]Leak) {
	if len(s.patterns) == 0 {
		return
	}
	q := squeeze(v.text)
	at := int32(0)
	for i := range len(q.letters) {
		at = s.step(at, q.letters[i])
		for n := at; n != 0; n = s.nodes[n].dict {
			for _, k := range s.nodes[n].ends {
				p := &s.patterns[k]
				from := i + 1 - len(p.letters)
				end, ok := p.stands(&q, from, i+1)
				if !ok {
					continue
				}
				start, stop := v.origin(int(q.start[from]), int(end))
				if p.allow {
					*allowed = append(*allowed, Leak{Start: start, End: stop})
					continue
				}
				*leaks = append(*leaks, Leak{start, stop, NameLeak, p.entity, p.reason})
			}
		}
	}
}

// stands reports whether the letters q[from:to] are the name, and where it ends:
// it begins and ends where a word does and is divided at most where the name is.
func (p *pattern) stands(q *squeezed, from, to int) (end int32, ok bool) {
	if !q.starts(from) || p.needsCapital && !q.isName(from, to) {
		return 0, false
	}
	digits := isDigits(p.letters)
	for k := from + 1; k < to; k++ {
		m := q.marks[k]
		if m&first == 0 || m&(gap|hyphened) == 0 {
			continue
		}
		own := slices.Contains(p.parts, k-from)
		if m&hyphened == 0 && (m&far != 0 || !own && !digits) {
			return 0, false
		}
	}
	if p.divided {
		for _, k := range p.parts {
			if q.marks[from+k]&(gap|hump) == 0 {
				return 0, false
			}
		}
	}
	if !q.stops(to) && (!p.person || q.letters[to] != 's' || !q.stops(to+1)) { // Zhangs, as German writes
		return 0, false
	}
	return q.end[to-1], true
}

// isName reports whether a word that can be a name is written as one: Mark, and
// neither mark, MARK, Markdown nor the Mark that begins a sentence, a heading or a cell.
func (q *squeezed) isName(from, to int) bool {
	if q.marks[from]&(capital|gap) != capital|gap || q.marks[from]&opening != 0 || to < len(q.marks) && q.marks[to]&gap == 0 {
		return false
	}
	for _, m := range q.marks[from+1 : to] {
		if m&capital != 0 {
			return false
		}
	}
	return true
}

// starts reports whether a word begins at k.
func (q *squeezed) starts(k int) bool {
	return q.marks[k]&first != 0 && q.marks[k]&(gap|hump|dense) != 0
}

// stops reports whether a word ends before k.
func (q *squeezed) stops(k int) bool {
	return k >= len(q.marks) || q.marks[k]&first != 0 && q.marks[k]&(gap|hump|dense) != 0
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
