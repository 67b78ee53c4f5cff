package when

import (
	"strings"
	"sync"
	"unicode"
)

// scan is a text cut into tokens, each with the senses of the words that start
// at it. It lives as long as one call.
type scan struct {
	lex    *lexicon
	text   string
	toks   []token
	spare  []token // the tokens before compounds were cut
	senses []sense
	buf    []byte
	loose  bool // bare numbers of a range are hours: a day stands before it
}

var scans = sync.Pool{New: func() any { return new(scan) }}

func newScan(lex *lexicon, text string) *scan {
	s := scans.Get().(*scan)
	s.lex, s.text = lex, text
	s.toks = tokenize(s.toks[:0], text)
	s.senses, s.loose = s.senses[:0], false
	s.identify()
	s.mark()
	return s
}

// release gives the scan back; what was made of it must hold no part of it.
func (s *scan) release() {
	if cap(s.toks) > 1<<16 { // one huge message shall not stay in memory
		*s = scan{}
	}
	s.text, s.lex = "", nil
	scans.Put(s)
}

// identify looks every token up, and cuts compounds in two.
func (s *scan) identify() {
	if s.lex.compound {
		s.toks, s.spare = s.spare[:0], s.toks
		for _, t := range s.spare {
			s.lookup(&t)
			if head, tail, ok := s.split(t); ok {
				s.toks = append(s.toks, head)
				t = tail
			}
			s.toks = append(s.toks, t)
		}
		return
	}
	for i := range s.toks {
		s.lookup(&s.toks[i])
	}
}

func (s *scan) lookup(t *token) {
	if t.end-t.start > 40 {
		return // longer than any word of a grammar
	}
	s.buf = appendFold(s.buf[:0], s.text[t.start:t.end])
	t.id = s.lex.ids[string(s.buf)]
}

// split cuts a compound such as Montagnachmittag in two, if both halves are known.
// s.buf holds the folded word.
func (s *scan) split(t token) (head, tail token, ok bool) {
	if t.id != 0 || t.kind != tokWord || t.end-t.start > 40 || len(s.buf) < 8 {
		return t, t, false
	}
	for _, h := range s.lex.heads {
		if len(s.buf) < len(h)+3 || string(s.buf[:len(h)]) != h {
			continue
		}
		id := s.lex.ids[string(s.buf[len(h):])]
		if id == 0 {
			continue
		}
		cut := s.cut(t, len(h))
		if cut == 0 {
			continue
		}
		head, tail = t, t
		head.end, head.id = cut, s.lex.ids[h]
		tail.start, tail.id, tail.glued, tail.upper = cut, id, true, false
		return head, tail, true
	}
	return t, t, false
}

// cut is where the first n bytes of the folded word end in the text, 0 if no
// character ends there.
func (s *scan) cut(t token, n int) int32 {
	var stack [8]byte
	for i, r := range s.text[t.start:t.end] {
		if n <= 0 {
			if n == 0 {
				return t.start + int32(i)
			}
			return 0
		}
		n -= len(appendPlain(stack[:0], unicode.ToLower(r)))
	}
	return 0
}

// mark finds the senses of every token, shortest first.
func (s *scan) mark() {
	for i := range s.toks {
		t := &s.toks[i]
		t.sense = int32(len(s.senses))
		if t.id == 0 {
			continue
		}
		node := int32(0)
		for j := i; j < len(s.toks) && s.toks[j].id != 0; j++ {
			next, ok := s.lex.edges[edge(node, s.toks[j].id)]
			if !ok {
				break
			}
			node = next
			for _, c := range s.lex.nodes[node] {
				s.senses = append(s.senses, c)
				t.timely = t.timely || c.cat != catSay
			}
		}
		t.senses = int32(len(s.senses)) - t.sense
	}
}

// find is the longest sense of a category at token i.
func (s *scan) find(i int, cat category) (sense, bool) {
	if uint(i) >= uint(len(s.toks)) {
		return sense{}, false
	}
	t := &s.toks[i]
	for k := t.sense + t.senses - 1; k >= t.sense; k-- {
		if c := s.senses[k]; c.cat == cat && s.fits(t, c) {
			return c, true
		}
	}
	return sense{}, false
}

// findVal is the longest sense of a category with one value.
func (s *scan) findVal(i int, cat category, val int32) (int, bool) {
	if uint(i) >= uint(len(s.toks)) {
		return 0, false
	}
	t := &s.toks[i]
	for k := t.sense + t.senses - 1; k >= t.sense; k-- {
		if c := s.senses[k]; c.cat == cat && c.val == val && s.fits(t, c) {
			return int(c.n), true
		}
	}
	return 0, false
}

func (s *scan) fits(t *token, c sense) bool {
	return (c.flags&flagGlued == 0 || t.glued) && (c.flags&flagUpper == 0 || s.capitals(t))
}

// capitals says that a token is written in capitals throughout.
func (s *scan) capitals(t *token) bool {
	w := s.text[t.start:t.end]
	return strings.ToUpper(w) == w
}

// is says whether token i is the ASCII punctuation mark c.
func (s *scan) is(i int, c byte) bool {
	return i >= 0 && i < len(s.toks) && s.toks[i].kind == tokPunct && s.toks[i].char == c
}

// joined says whether token i stands directly behind the one before it.
func (s *scan) joined(i int) bool { return i < len(s.toks) && s.toks[i].glued }

func (s *scan) join(i int, val int32) (int, bool) { return s.findVal(i, catJoin, val) }

// words is the text of the tokens from i to j.
func (s *scan) words(i, j int) string {
	if i >= j || j > len(s.toks) {
		return ""
	}
	return s.text[s.toks[i].start:s.toks[j-1].end]
}
