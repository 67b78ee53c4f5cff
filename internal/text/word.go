package text

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordState is what the scanner learns while it runs over one word.
type wordState struct {
	buf        [maxWord + utf8.UTFMax + 2]byte
	n          int
	hash, head uint32
	letters    int
	uppers     int
	digits     int
	long       bool
}

func (w *wordState) add(b byte) {
	if w.n >= maxWord {
		w.long = true
		return
	}
	w.buf[w.n] = b
	w.n++
	w.hash = (w.hash ^ uint32(b)) * hashPrime
	if w.n == prefixHead {
		w.head = w.hash
	}
}

// word scans the word or number that begins at i and emits it.
func (sc *scanner) word(i int) int {
	if j := sc.plain(i); j > 0 {
		return j
	}
	s := sc.s
	var w wordState
	w.hash = hashSeed
	digitFirst := kinds[s[i]] == asciiDigit
	j := i
loop:
	for j < len(s) {
		c := s[j]
		switch kinds[c] {
		case asciiLetter:
			if c < 'a' {
				w.uppers++
				c |= 0x20
			}
			w.letters++
			w.add(c)
			j++
		case asciiDigit:
			w.digits++
			w.add(c)
			j++
		case asciiHigh:
			n := w.rune(s[j:])
			if n == 0 {
				break loop
			}
			j += n
		case asciiOther:
			n := joins(s, j, digitFirst)
			if n == 0 {
				if a := address(s, i, j); a > 0 {
					sc.abbrev = false
					sc.emit(Token{Start: i, End: a, ID: idAddress, Kind: Address})
					return a
				}
				break loop
			}
			w.add(c)
			j += n
		default:
			break loop
		}
	}
	sc.finish(&w, i, j, digitFirst)
	return j
}

// Eight letters at once: a word of up to eight ASCII letters is one number, its
// bytes in lower case, the first one lowest.
const (
	ones      = 0x0101010101010101
	lowerBits = 0x20 * ones
	highBits  = 0x80 * ones
)

// eight returns the eight bytes of s from i on as a number; what is beyond the
// end is 0.
func eight(s string, i int) uint64 {
	if i+8 <= len(s) {
		s = s[i : i+8]
		return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	}
	x := uint64(0)
	for k := len(s) - 1; k >= i; k-- {
		x = x<<8 | uint64(s[k])
	}
	return x
}

// letters returns how many of the eight bytes of x, from the first one on, are
// ASCII letters.
func letters(x uint64) int {
	y := (x | lowerBits) &^ highBits
	letter := (y + (0x80-'a')*ones) &^ (y + (0x80-'z'-1)*ones) &^ x & highBits
	return bits.TrailingZeros64(^letter&highBits) >> 3
}

// plain is word for the common case, up to eight ASCII letters before a blank or
// the end of a clause; it returns 0 for any other.
func (sc *scanner) plain(i int) int {
	s := sc.s
	x := eight(s, i)
	n := letters(x)
	j := i + n
	if n == 0 || j < len(s) && !ends(s, j) {
		return 0
	}
	used := ^uint64(0) >> (64 - 8*n)
	t := Token{Start: i, End: j}
	if capital := ^x & lowerBits & used; capital != 0 {
		if capital == lowerBits&used && n > 1 {
			t.Flags |= Upper
		}
		if capital&0x20 != 0 {
			t.Flags |= Capital
		}
	}
	id, e := sc.v.lookupShort((x|lowerBits)&used, n)
	t.ID = id
	sc.abbrev = e != nil && e.abbrev || n == 1 && s[i]|0x20 != 'i'
	if e == nil {
		sc.emit(t)
	} else {
		sc.spell(t, e)
	}
	return j
}

// ends reports whether a word ends before j for certain.
func ends(s string, j int) bool {
	switch s[j] {
	case ' ', ',', '\n', '?', '!', ';', ')':
		return true
	case '.':
		return j+1 == len(s) || s[j+1] == ' ' || s[j+1] == '\n'
	}
	return false
}

// rune takes a rune that is not ASCII into the word and returns its length; 0
// when the word ends before it.
func (w *wordState) rune(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case isApostrophe(r):
		if next, _ := utf8.DecodeRuneInString(s[n:]); !unicode.IsLetter(next) {
			return 0
		}
		w.add('\'')
	case isInvisible(r):
	case isSpaceless(r):
		return 0
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
		if unicode.IsUpper(r) {
			w.uppers++
		}
		if unicode.IsLetter(r) {
			w.letters++
		}
		var buf [utf8.UTFMax]byte
		for _, b := range foldRune(buf[:0], r) {
			w.add(b)
		}
	default:
		return 0
	}
	return n
}

// joins reports (as a length) whether the punctuation at j belongs inside the
// word: the apostrophe of a contraction, the marks inside a number.
func joins(s string, j int, digitFirst bool) int {
	if j+1 >= len(s) {
		return 0
	}
	next := kinds[s[j+1]]
	switch s[j] {
	case '\'', '`':
		if next == asciiLetter {
			return 1
		}
	case '.', ':', ',', '/':
		if digitFirst && next == asciiDigit && kinds[s[j-1]] == asciiDigit {
			return 1
		}
	case '_', '&':
		if next == asciiLetter || next == asciiDigit {
			return 1
		}
	}
	return 0
}

// address returns the end of the address whose first word runs from i to j, or 0
// when no address stands there.
func address(s string, i, j int) int {
	switch c := s[j]; {
	case strings.HasPrefix(s[j:], "://"):
	case c == '@' && j+1 < len(s) && (kinds[s[j+1]] == asciiLetter || kinds[s[j+1]] == asciiDigit):
	case c == '.' && j+2 < len(s) && j > i+1 && isLowerASCII(s[j+1]) && (isLowerASCII(s[j+2]) || kinds[s[j+2]] == asciiDigit):
	default:
		return 0
	}
	for j < len(s) && kinds[s[j]] != asciiSpace && strings.IndexByte("<>\"|,;", s[j]) < 0 {
		j++
	}
	for j > i && strings.IndexByte(".,!?:;)'\"", s[j-1]) >= 0 {
		j--
	}
	return j
}

func isLowerASCII(b byte) bool { return b >= 'a' && b <= 'z' }

// finish looks the word up and emits its token or, for a contraction, tokens.
func (sc *scanner) finish(w *wordState, i, j int, digitFirst bool) {
	t := Token{Start: i, End: j}
	if w.uppers > 1 && w.uppers == w.letters {
		t.Flags |= Upper
	}
	if w.uppers > 0 {
		if r, _ := utf8.DecodeRuneInString(sc.s[i:]); unicode.IsUpper(r) {
			t.Flags |= Capital
		}
	}
	var e *entry
	if !w.long {
		t.ID, e = sc.v.lookup(w.buf[:w.n], w.hash, w.head)
		if t.ID == idUnknown && e == nil && w.n > 2 && w.buf[w.n-2] == '\'' && w.buf[w.n-1] == 's' { // the courier's
			stem := w.buf[:w.n-2]
			if t.ID, e = sc.v.lookup(stem, hashWord(string(stem)), w.head); e != nil && len(e.expand) > 0 {
				t.ID, e = idUnknown, nil
			}
		}
	}
	if digitFirst {
		t.Kind = Number
		if t.ID == idUnknown {
			t.ID = numberID(w.buf[:w.n])
		}
	}
	sc.abbrev = e != nil && e.abbrev || w.n == 1 && w.letters == 1 && w.buf[0] != 'i'
	if e == nil {
		sc.emit(t)
		return
	}
	sc.spell(t, e)
}

// spell emits the token of a known word or, for a contraction, tokens.
func (sc *scanner) spell(t Token, e *entry) {
	if len(e.expand) == 0 {
		sc.emit(t)
		return
	}
	for n, id := range e.expand {
		if n == 1 {
			t.Flags &^= Capital
		}
		t.ID = id
		sc.emit(t)
	}
}

// numberID tells a time of day from other numbers.
func numberID(w []byte) int32 {
	switch n := len(w); {
	case n >= 4 && n <= 7 && (w[1] == ':' || w[2] == ':'):
		return idClock
	case n >= 3 && w[n-1] == 'm' && (w[n-2] == 'p' || w[n-2] == 'a') && n <= 8:
		return idClock
	case n >= 2 && n <= 5 && (w[n-1] == 'h' || n > 2 && (w[1] == 'h' || w[2] == 'h')):
		return idClock
	}
	return idNumber
}
