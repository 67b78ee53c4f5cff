package temper

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of one passage. A message is read passage by passage, so that the
// memory of a reading does not grow with the message.
const (
	maxTokens   = 96   // tokens of a passage, at most
	breakTokens = 32   // a sentence end after this many tokens ends the passage
	breakBlank  = 4    // a blank line after this many does
	maxWord     = 24   // folded bytes of a word that count
	maxGrams    = 1536 // character n-grams of a passage, at most
)

// Marks of a token: what folding takes away.
type marks uint8

const (
	markCaps  marks = 1 << iota // written in capitals, four letters or more
	markEnd                     // the last token of a sentence
	markStart                   // the first token of a sentence
	markComma                   // a comma or a dash stands before it
)

type token struct {
	start, end int32
	g0, g1     uint16 // its character n-grams in passage.grams
	span       uint8  // words of the phrase that begins here, 0 when none
	marks      marks
	cats       cats   // categories of the word list
	hash       uint64 // of the folded word
	word       uint32 // bucket of the word
	pair       uint32 // bucket of the word and the one before it
}

// shape counts what is not words.
type shape struct {
	exclaim, exclaimRuns, question, questionRuns, mixedRuns int
	ellipsis, caps, alpha, long, masked, numbers, quotes    int
	smile, frown                                            int
}

type passage struct {
	n     int
	ng    int
	full  bool // a blank line ended it
	aimed int  // the first token said against the reader, -1: none
	shape shape
	toks  [maxTokens]token
	grams [maxGrams]uint16
}

func (p *passage) reset() { p.n, p.ng, p.full, p.aimed, p.shape = 0, 0, false, -1, shape{} }

// scanner cuts a message into passages.
type scanner struct {
	text   string
	pos    int
	lex    *lexicon // nil: no categories
	salt   uint64   // of the language
	german bool     // ä is ae, as those without the key write it
	word   [maxWord]byte
	n      int
	leet   bool // the word holds digits or signs that may stand for letters
	stars  bool // the word holds a mask
	upper  int
	letter int
	long   bool
	last   rune
	run    int
	comma  bool
	fresh  bool // the next token begins a sentence
}

// next fills p with the next passage and says whether there was one; if not, p
// stays as it was.
func (s *scanner) next(p *passage) bool {
	for s.pos < len(s.text) && s.text[s.pos] <= ' ' {
		s.pos++
	}
	if s.pos == len(s.text) {
		return false
	}
	p.reset()
	s.fresh = true
	defer p.phrases(s.lex)
	for s.pos < len(s.text) && p.n < maxTokens {
		c := s.text[s.pos]
		switch {
		case c == ' ' || c == '\t' || c == '\r':
			s.pos++
		case isWordStart(c):
			s.scanWord(p)
		case c >= utf8.RuneSelf:
			s.scanRune(p)
		default:
			if s.scanSign(p, c) && (p.n >= breakTokens || p.full) {
				return true
			}
		}
	}
	return true
}

func isWordStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// scanSign reads punctuation and says whether it ended a sentence.
func (s *scanner) scanSign(p *passage, c byte) (end bool) {
	switch c {
	case '!', '?':
		s.scanMarks(p)
		return s.endSentence(p)
	case '.':
		n := s.runOf('.')
		if n >= 2 {
			p.shape.ellipsis++
		}
		if s.pos < len(s.text) && isWordStart(s.text[s.pos]) {
			return false // inside a number or a name
		}
		return s.endSentence(p)
	case '\n':
		if s.lines() > 1 && p.n >= breakBlank {
			p.full = true
		}
		return s.endSentence(p)
	case ',', '-', ';':
		s.comma = true
	case '"':
		p.shape.quotes++
	case ':', '=':
		s.scanFace(p)
		return false
	case '[':
		s.skipPlaceholder()
		return false
	case '>':
		if s.pos == 0 || s.text[s.pos-1] == '\n' { // a quoted line
			if n := strings.IndexByte(s.text[s.pos:], '\n'); n >= 0 {
				s.pos += n
			} else {
				s.pos = len(s.text)
			}
			return false
		}
	case '@', '#', '$', '%', '&', '*':
		s.scanSymbols(p)
		return false
	}
	s.pos++
	return false
}

func (s *scanner) endSentence(p *passage) bool {
	if p.n > 0 {
		p.toks[p.n-1].marks |= markEnd
	}
	s.fresh = true
	return true
}

func (s *scanner) runOf(c byte) int {
	n := 0
	for s.pos < len(s.text) && s.text[s.pos] == c {
		s.pos++
		n++
	}
	return n
}

// lines passes over line ends and blanks and counts the lines.
func (s *scanner) lines() int {
	n := 0
	for s.pos < len(s.text) && s.text[s.pos] <= ' ' {
		if s.text[s.pos] == '\n' {
			n++
		}
		s.pos++
	}
	return n
}

// scanMarks reads a run of exclamation and question marks.
func (s *scanner) scanMarks(p *passage) {
	ex, qu := 0, 0
	for s.pos < len(s.text) {
		switch s.text[s.pos] {
		case '!':
			ex++
		case '?':
			qu++
		default:
			s.countMarks(p, ex, qu)
			return
		}
		s.pos++
	}
	s.countMarks(p, ex, qu)
}

func (s *scanner) countMarks(p *passage, ex, qu int) {
	p.shape.exclaim += min(ex, 1)
	p.shape.question += min(qu, 1)
	switch {
	case ex > 0 && qu > 0:
		p.shape.mixedRuns++
	case ex > 1:
		p.shape.exclaimRuns += min(ex-1, 3)
	case qu > 1:
		p.shape.questionRuns += min(qu-1, 3)
	}
}

// scanFace reads ":)", ":-(", "=D" and their like.
func (s *scanner) scanFace(p *passage) {
	i := s.pos + 1
	if i < len(s.text) && (s.text[i] == '-' || s.text[i] == '\'') {
		i++
	}
	if i < len(s.text) {
		switch s.text[i] {
		case ')', 'D', 'P', ']':
			p.shape.smile++
			s.pos = i + 1
			return
		case '(', '/', '[', '@':
			if s.text[i] != '/' || i+1 == len(s.text) || s.text[i+1] == ' ' {
				p.shape.frown++
				s.pos = i + 1
				return
			}
		}
	}
	s.pos++
}

// skipPlaceholder passes over what a publisher put in for a name: "[NAME]".
func (s *scanner) skipPlaceholder() {
	for i := s.pos + 1; i < len(s.text) && i < s.pos+24; i++ {
		c := s.text[i]
		if c == ']' && i > s.pos+1 {
			s.pos = i + 1
			return
		}
		if c != '_' && c != ' ' && (c < 'A' || c > 'Z') {
			break
		}
	}
	s.pos++
}

// scanSymbols reads "@#$%!" for the oath it hides, and "@name".
func (s *scanner) scanSymbols(p *passage) {
	start, kinds, n := s.pos, uint(0), 0
	for s.pos < len(s.text) {
		k := symbolKind(s.text[s.pos])
		if k == 0 {
			break
		}
		kinds |= k
		n++
		s.pos++
	}
	next := byte(' ')
	if s.pos < len(s.text) {
		next = s.text[s.pos]
	}
	mixed := kinds&(kinds-1) != 0
	switch {
	case n == 1 && s.text[start] == '@' && isWordStart(next):
		for s.pos < len(s.text) && (isWordStart(s.text[s.pos]) || s.text[s.pos] == '_' || s.text[s.pos] == '-') {
			s.pos++ // a name is not evidence
		}
	case n >= 4 && mixed && !isWordStart(next):
		s.addMasked(p, start)
	}
}

func symbolKind(c byte) uint {
	switch c {
	case '@':
		return 1
	case '#':
		return 2
	case '$':
		return 4
	case '%':
		return 8
	case '&':
		return 16
	case '*':
		return 32
	case '!':
		return 64
	}
	return 0
}

func (s *scanner) addMasked(p *passage, start int) {
	if p.n == maxTokens {
		return
	}
	p.shape.masked++
	s.add(p, token{start: int32(start), end: int32(s.pos), hash: maskedHash, cats: catProfanity, g0: uint16(p.ng), g1: uint16(p.ng)})
}

// add appends t, which next has made sure there is room for.
func (s *scanner) add(p *passage, t token) {
	if s.fresh {
		t.marks |= markStart
		s.fresh = false
	}
	if s.comma {
		t.marks |= markComma
		s.comma = false
	}
	t.word = bucket(t.hash ^ s.salt)
	before := startHash
	if p.n > 0 && p.toks[p.n-1].marks&markEnd == 0 {
		before = p.toks[p.n-1].hash
	}
	t.pair = bucket(pairHash(before, t.hash) ^ s.salt)
	p.toks[p.n] = t
	p.n++
}

// scanRune reads a rune beyond ASCII: a letter begins a word, an emoji is one.
func (s *scanner) scanRune(p *passage) {
	r, size := utf8.DecodeRuneInString(s.text[s.pos:])
	switch {
	case unicode.IsLetter(r):
		s.scanWord(p)
	case isEmoji(r):
		start := s.pos
		s.pos += size
		t := token{start: int32(start), end: int32(s.pos), hash: runeHash(r), g0: uint16(p.ng), g1: uint16(p.ng)}
		if s.lex != nil {
			t.cats = s.lex.find(t.hash)
		}
		s.add(p, t)
	case r == '…':
		p.shape.ellipsis++
		s.pos += size
		s.endSentence(p)
	case r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
		p.shape.quotes++
		s.pos += size
	default:
		s.pos += size
	}
}

func isEmoji(r rune) bool {
	return r >= 0x1F000 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF || r == 0x2B50
}

// scanWord reads one word, folds it and adds its n-grams.
func (s *scanner) scanWord(p *passage) {
	start := s.pos
	if s.skipLink() {
		return
	}
	s.n, s.upper, s.letter, s.run = 0, 0, 0, 0
	s.leet, s.stars, s.long, s.last = false, false, false, -1
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		switch {
		case isWordStart(c):
			s.putASCII(c)
			s.pos++
		case c == '\'' || c == '*' || c == '$' || c == '@' || c == '!' || c == '#':
			if !s.inside(c) {
				s.finishWord(p, start)
				return
			}
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s.text[s.pos:])
			if r == '’' && s.pos+size < len(s.text) && isWordStart(s.text[s.pos+size]) {
				s.pos += size
				continue
			}
			if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
				s.finishWord(p, start)
				return
			}
			s.putRune(r)
			s.pos += size
		default:
			s.finishWord(p, start)
			return
		}
	}
	s.finishWord(p, start)
}

// skipLink passes over a web address.
func (s *scanner) skipLink() bool {
	rest := s.text[s.pos:]
	if len(rest) < 8 || rest[0]|0x20 != 'h' && rest[0]|0x20 != 'w' {
		return false
	}
	if rest[:4] != "http" && rest[:4] != "www." {
		return false
	}
	if rest[:4] == "http" && rest[4] != ':' && rest[5] != ':' {
		return false
	}
	for s.pos < len(s.text) && s.text[s.pos] > ' ' {
		s.pos++
	}
	return true
}

// inside reads an apostrophe or a sign within a word and says whether it
// belongs to the word: "don't", "f***", "sh!t", "a$$".
func (s *scanner) inside(c byte) bool {
	next := byte(' ')
	if s.pos+1 < len(s.text) {
		next = s.text[s.pos+1]
	}
	nextLetter := next|0x20 >= 'a' && next|0x20 <= 'z'
	switch c {
	case '\'':
		if !nextLetter {
			return false
		}
		s.pos++
		return true
	case '*', '#':
		return s.inMask(c)
	case '!':
		if s.letter > 2 || s.letter == 0 || !nextLetter {
			return false
		}
		s.put('i')
	case '$':
		if !nextLetter && next != '$' && (s.last != '$' || s.letter == 0) {
			return false
		}
		s.put('s')
	case '@':
		if !nextLetter || s.letter > 3 {
			return false
		}
		s.put('a')
	}
	s.last = rune(c)
	s.leet = true
	s.pos++
	return true
}

// inMask reads a run of stars and says whether it masks part of a word.
func (s *scanner) inMask(c byte) bool {
	i := s.pos
	for i < len(s.text) && s.text[i] == c {
		i++
	}
	n := i - s.pos
	after := i < len(s.text) && s.text[i]|0x20 >= 'a' && s.text[i]|0x20 <= 'z'
	if s.letter == 0 || s.letter > 6 || n > 10 {
		return false
	}
	if !after && n < 2 || after && s.letter > 3 || s.letter > 2 && n < 3 && !after {
		return false
	}
	if c == '#' && n < 2 {
		return false
	}
	s.pos = i
	s.stars = true
	return true
}
