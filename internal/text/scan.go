package text

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The numbers of the tokens that are no words of a vocabulary. Words of the
// vocabulary come after them.
const (
	idUnknown int32 = iota // a word that no pattern mentions
	idComma                // never on a token: the edge taken over a comma
	idNumber               // a number
	idClock                // a time of day: 09:00, 3pm, 16h
	idAddress              // a web address, host, file name
	idEmoji                // an emoji
	idQuoted               // anything quoted
	idFirst                // first number of a vocabulary's words
)

const maxWord = 48 // folded bytes; what is longer is no word of a vocabulary

// entry is a word of the vocabulary: its number, or what it is spelled out to.
type entry struct {
	word   string
	id     int32
	expand []int32
	abbrev bool // a full stop after it ends no sentence
}

// prefix is a beginning of words that patterns ask for, as in "apolog*".
type prefix struct {
	text string
	id   int32
}

// vocabulary maps folded words to numbers. The zero vocabulary knows no words.
type vocabulary struct {
	slots    []int32 // hash -> index into entries + 1
	entries  []entry
	prefixes map[uint32][]prefix // by the hash of the first prefixHead bytes, longest first
	short    []short             // short words once more
	heads    [256]uint64         // a bit per first prefixHead bytes of a beginning
}

const prefixHead = 3

const (
	hashSeed  uint32 = 2166136261
	hashPrime uint32 = 16777619
)

func hashWord(s string) uint32 {
	h := hashSeed
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * hashPrime
	}
	return h
}

// lookup finds the folded word; head is the hash of its first prefixHead bytes.
func (v *vocabulary) lookup(word []byte, hash, head uint32) (id int32, e *entry) {
	if len(v.slots) == 0 {
		return idUnknown, nil
	}
	mask := uint32(len(v.slots) - 1)
	for i := (hash ^ hash>>15) & mask; ; i = (i + 1) & mask {
		n := v.slots[i]
		if n == 0 {
			break
		}
		if e := &v.entries[n-1]; e.word == string(word) {
			return e.id, e
		}
	}
	if len(word) >= prefixHead && len(v.prefixes) > 0 {
		for _, p := range v.prefixes[head] {
			if len(word) >= len(p.text) && string(word[:len(p.text)]) == p.text {
				return p.id, nil
			}
		}
	}
	return idUnknown, nil
}

// short is a word of up to eight ASCII letters in the table that finds them by
// what eight gives.
type short struct {
	key   uint64 // 0: a free place
	id    int32
	entry int32 // index + 1 where there is more to the word; 0: there is not
}

const shortHash = 0x9E3779B97F4A7C15

// lookupShort is lookup for a word of n ASCII letters, folded, as eight gives it.
func (v *vocabulary) lookupShort(key uint64, n int) (id int32, e *entry) {
	if len(v.short) == 0 {
		return idUnknown, nil
	}
	mask := uint64(len(v.short) - 1)
	for i := key * shortHash >> 40; ; i++ {
		w := &v.short[i&mask]
		if w.key == key {
			if w.entry > 0 {
				e = &v.entries[w.entry-1]
			}
			return w.id, e
		}
		if w.key == 0 {
			break
		}
	}
	if n < prefixHead || v.heads[key&0xFF^key>>8&0xFF]>>(key>>16&63)&1 == 0 {
		return idUnknown, nil
	}
	var word [8]byte
	binary.LittleEndian.PutUint64(word[:], key)
	for _, p := range v.prefixes[hashWord(string(word[:prefixHead]))] {
		if strings.HasPrefix(string(word[:n]), p.text) {
			return p.id, nil
		}
	}
	return idUnknown, nil
}

// shorten fills the table of short words and the marks of beginnings.
func (v *vocabulary) shorten() {
	size := 16
	for size < 2*len(v.entries) {
		size *= 2
	}
	v.short = make([]short, size)
	for n := range v.entries {
		e := &v.entries[n]
		key := eight(e.word, 0)
		if len(e.word) == 0 || len(e.word) > 8 || letters(key) < len(e.word) {
			continue
		}
		i := key * shortHash >> 40
		for v.short[i&uint64(size-1)].key != 0 {
			i++
		}
		w := short{key: key, id: e.id}
		if len(e.expand) > 0 || e.abbrev {
			w.entry = int32(n) + 1
		}
		v.short[i&uint64(size-1)] = w
	}
	for _, l := range v.prefixes {
		for _, p := range l {
			key := eight(p.text, 0)
			v.heads[key&0xFF^key>>8&0xFF] |= 1 << (key >> 16 & 63)
		}
	}
}

// scanner holds the state of one scan.
type scanner struct {
	v       *vocabulary
	s       string
	toks    []Token
	flags   Flags // for the next token
	abbrev  bool  // the last word is an abbreviation
	quoteTo int   // bytes before this offset are quoted
}

// scan appends the tokens of s to dst.
func (v *vocabulary) scan(dst []Token, s string) []Token {
	if len(s) > math.MaxInt32 {
		s = s[:math.MaxInt32]
	}
	sc := scanner{v: v, s: s, toks: dst, flags: SentenceStart | BreakBefore}
	first := len(dst)
	for i := 0; i < len(s); {
		switch kinds[s[i]] {
		case asciiSpace:
			if s[i] == '\n' {
				i = sc.newline(i)
			} else {
				i++
			}
		case asciiLetter, asciiDigit:
			i = sc.word(i)
		case asciiHigh:
			i = sc.high(i)
		default:
			i = sc.punct(i)
		}
	}
	if n := len(sc.toks); n > first {
		sc.toks[n-1].Flags |= SentenceEnd
	}
	return sc.toks
}

// high handles a rune that is not ASCII.
func (sc *scanner) high(i int) int {
	r, n := utf8.DecodeRuneInString(sc.s[i:])
	switch {
	case isSpaceless(r):
		var buf [utf8.UTFMax]byte
		w := foldRune(buf[:0], r)
		h := hashSeed
		for _, b := range w {
			h = (h ^ uint32(b)) * hashPrime
		}
		id, _ := sc.v.lookup(w, h, h)
		sc.emit(Token{Start: i, End: i + n, ID: id})
	case isApostrophe(r): // ʼ is a letter to Unicode; no word begins with it
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return sc.word(i)
	case isEmoji(r):
		return sc.emoji(i, n)
	case r == '。' || r == 0xFF61 || r == 0xFF01 || r == 0xFF1F:
		sc.end(r == 0xFF1F, r == 0xFF01)
	case r == '…':
		return sc.ellipsis(i, n)
	case r == '“' || r == '„' || r == '«' || r == '「':
		sc.openQuote(i, r, n)
	case r == '–' || r == '—' || r == 0xFF0C || r == '、' || r == 0xFF1A:
		sc.flags |= CommaBefore
	case r == 0xFF1B:
		sc.flags |= BreakBefore
	}
	return i + n
}

// emit appends a token with the pending flags.
func (sc *scanner) emit(t Token) {
	t.Flags |= sc.flags
	if t.Start < sc.quoteTo {
		t.Flags |= Quoted
		t.ID = idQuoted
	}
	sc.flags = 0
	sc.toks = append(sc.toks, t)
}

// end closes the sentence; the last token learns how.
func (sc *scanner) end(question, exclaim bool) {
	if n := len(sc.toks); n > 0 {
		f := SentenceEnd
		if question {
			f |= EndsQuestion
		}
		if exclaim {
			f |= EndsExclaim
		}
		sc.toks[n-1].Flags |= f
	}
	sc.flags |= SentenceStart | BreakBefore
}

// newline ends the sentence unless the next line goes on in lower case, as a
// hard-wrapped one does. A line that begins with > is quoted.
func (sc *scanner) newline(i int) int {
	s := sc.s
	lines := 0
	for i < len(s) && kinds[s[i]] == asciiSpace {
		if s[i] == '\n' {
			lines++
		}
		i++
	}
	if i == len(s) {
		return i
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	if lines > 1 || !unicode.IsLower(r) {
		sc.end(false, false)
	}
	return i
}

// ellipsis ends a sentence only before a capital.
func (sc *scanner) ellipsis(i, n int) int {
	j := i + n
	for j < len(sc.s) && (sc.s[j] == '.' || sc.s[j] == ' ') {
		j++
	}
	if r, _ := utf8.DecodeRuneInString(sc.s[j:]); j >= len(sc.s) || unicode.IsUpper(r) {
		sc.end(false, false)
	} else {
		sc.flags |= CommaBefore
	}
	return j
}

func (sc *scanner) punct(i int) int {
	s := sc.s
	switch c := s[i]; c {
	case '.', '!', '?':
		return sc.stop(i)
	case ',', '(', ')', '[', ']':
		sc.flags |= CommaBefore
	case '>':
		if sc.flags&SentenceStart != 0 && sc.lineStart(i) {
			if j := strings.IndexByte(s[i:], '\n'); j >= 0 {
				sc.quoteTo = i + j
			} else {
				sc.quoteTo = len(s)
			}
		}
	case '"':
		sc.openQuote(i, '"', 1)
	case ':', ';', '=', '<':
		if n := emoticon(s[i:]); n > 0 && (i == 0 || kinds[s[i-1]] == asciiSpace || kinds[s[i-1]] == asciiOther) {
			return sc.emoji(i, n)
		}
		if c == ';' {
			sc.flags |= BreakBefore
		} else {
			sc.flags |= CommaBefore
		}
	case '-', '*', '|':
		if i+1 == len(s) || kinds[s[i+1]] == asciiSpace || s[i+1] == '-' {
			sc.flags |= CommaBefore
		}
	}
	return i + 1
}

// lineStart reports whether only blanks stand between i and the line's start.
func (sc *scanner) lineStart(i int) bool {
	for i > 0 {
		i--
		switch sc.s[i] {
		case ' ', '\t':
		case '\n':
			return true
		default:
			return false
		}
	}
	return true
}

// stop handles a run of . ! ? from i on.
func (sc *scanner) stop(i int) int {
	s := sc.s
	j, question, exclaim, dots := i, false, false, 0
run:
	for ; j < len(s); j++ {
		switch s[j] {
		case '?':
			question = true
		case '!':
			exclaim = true
		case '.':
			dots++
		default:
			break run
		}
	}
	if question || exclaim {
		sc.end(question, exclaim)
		return j
	}
	if dots > 1 {
		return sc.ellipsis(i, j-i)
	}
	if sc.abbrev && j < len(s) {
		k := j
		for k < len(s) && s[k] == ' ' {
			k++
		}
		if r, _ := utf8.DecodeRuneInString(s[k:]); k < len(s) && s[k] != '\n' && (!unicode.IsUpper(r) || k == j) {
			return j
		}
	}
	sc.end(false, false)
	return j
}

// emoji emits an emoji and what belongs to it (joiners, variants, skin tones).
func (sc *scanner) emoji(i, n int) int {
	j := i + n
	for j < len(sc.s) && kinds[sc.s[j]] == asciiHigh {
		r, m := utf8.DecodeRuneInString(sc.s[j:])
		if !isEmoji(r) && r != 0x200D && r != 0xFE0F {
			break
		}
		j += m
	}
	sc.flags |= BreakBefore
	sc.emit(Token{Start: i, End: j, ID: idEmoji, Kind: Emoji})
	sc.flags |= BreakBefore
	return j
}

// emoticon returns the length of the emoticon at the start of s, or 0.
func emoticon(s string) int {
	if strings.HasPrefix(s, "<3") {
		return 2
	}
	if s[0] == '<' {
		return 0
	}
	n := 1
	if n < len(s) && s[n] == '-' {
		n++
	}
	if n < len(s) && strings.IndexByte(")(DPp/|*O3", s[n]) >= 0 {
		if s[n] == '/' && n+1 < len(s) && s[n+1] == '/' { // ://
			return 0
		}
		if n++; n == len(s) || kinds[s[n]] != asciiLetter && kinds[s[n]] != asciiDigit {
			return n
		}
	}
	return 0
}

// openQuote marks what stands between quotation marks, when they close again
// within the paragraph and do not hold the whole text.
func (sc *scanner) openQuote(i int, open rune, n int) {
	s := sc.s
	if i < sc.quoteTo || i > 0 && kinds[s[i-1]] != asciiSpace && s[i-1] != '(' && s[i-1] != ':' {
		return
	}
	const reach = 600
	rest := s[i+n:]
	if len(rest) > reach {
		rest = rest[:reach]
	}
	if j := strings.Index(rest, "\n\n"); j >= 0 {
		rest = rest[:j]
	}
	closers := "\""
	switch open {
	case '“':
		closers = "”"
	case '„':
		closers = "“”\""
	case '«':
		closers = "»"
	case '「':
		closers = "」"
	}
	j := strings.IndexAny(rest, closers)
	if j <= 0 {
		return
	}
	if strings.TrimSpace(s[:i]) == "" {
		_, m := utf8.DecodeRuneInString(rest[j:])
		if strings.TrimRight(s[i+n+j+m:], " \t\r\n.!?") == "" {
			return
		}
	}
	sc.quoteTo = i + n + j
}
