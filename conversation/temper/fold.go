package temper

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"
)

// Hashes are FNV-1a, 64 bits, so that a weight's place does not depend on the
// machine or on the run.
const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211

	// Words that stand for a class of tokens.
	maskedHash uint64 = 0x9ae16a3b2f90404f
	numberHash uint64 = 0xc3a5c85c97cb3127
	startHash  uint64 = 0xb492b66fbe98f273

	negatedSalt uint64 = 0x7d5e1f0a3c94b26b
)

func hashBytes(b []byte) uint64 {
	h := fnvOffset
	for _, c := range b {
		h = (h ^ uint64(c)) * fnvPrime
	}
	return h
}

func runeHash(r rune) uint64 {
	var b [utf8.UTFMax]byte
	return hashBytes(b[:utf8.EncodeRune(b[:], r)])
}

// pairHash is not symmetric: "not so" is not "so not".
func pairHash(a, b uint64) uint64 { return (a*fnvPrime ^ b) * 0x9ddfea08eb382d69 }

// bucket is the place of a word or a pair among the word weights.
func bucket(h uint64) uint32 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return uint32(h >> (64 - wordBits))
}

// gramBucket is the place of a character n-gram among the gram weights.
func gramBucket(x uint64) uint16 {
	x *= 0xc4ceb9fe1a85ec53
	return uint16((x ^ x>>32) * 0x9ddfea08eb382d69 >> (64 - gramBits))
}

// putASCII folds a letter or a digit.
func (s *scanner) putASCII(c byte) {
	switch {
	case c >= 'A' && c <= 'Z':
		s.upper++
		s.letter++
		c |= 0x20
	case c >= 'a':
		s.letter++
	default:
		s.leet = true
	}
	if s.repeats(rune(c)) {
		return
	}
	s.put(c)
}

// repeats says whether c is the third or a later of its kind in a row; the
// run is then folded to one.
func (s *scanner) repeats(c rune) bool {
	if c != s.last {
		s.last, s.run = c, 1
		return false
	}
	s.run++
	if s.run < 3 || c >= '0' && c <= '9' {
		return false
	}
	if s.run == 3 && s.n > 1 && s.n < maxWord {
		s.n-- // take back the second
	}
	s.long = true
	return true
}

func (s *scanner) put(c byte) {
	if s.n < maxWord {
		s.word[s.n] = c
		s.n++
	}
}

// putRune folds a letter beyond ASCII: case and the accents of Latin letters go.
func (s *scanner) putRune(r rune) {
	if unicode.Is(unicode.Mn, r) {
		return // a combining accent
	}
	s.letter++
	low := unicode.ToLower(r)
	if low != r {
		s.upper++
	}
	if s.repeats(low) {
		return
	}
	a, b := foldLatin(low, s.german)
	if a != 0 {
		s.put(a)
		if b != 0 {
			s.put(b)
		}
		return
	}
	if s.n+utf8.UTFMax <= maxWord {
		s.n += utf8.EncodeRune(s.word[s.n:], low)
	}
}

// foldLatin gives the one or two ASCII letters for a lower-case Latin letter,
// or zero.
func foldLatin(r rune, german bool) (a, b byte) {
	switch r {
	case 'ä', 'ö', 'ü':
		base := umlautBase(r)
		if german {
			return base, 'e'
		}
		return base, 0
	case 'ß':
		return 's', 's'
	case 'á', 'à', 'â', 'ã', 'å':
		return 'a', 0
	case 'é', 'è', 'ê', 'ë':
		return 'e', 0
	case 'í', 'ì', 'î', 'ï':
		return 'i', 0
	case 'ó', 'ò', 'ô', 'õ', 'ø':
		return 'o', 0
	case 'ú', 'ù', 'û':
		return 'u', 0
	case 'ñ':
		return 'n', 0
	case 'ç':
		return 'c', 0
	}
	return 0, 0
}

func umlautBase(r rune) byte {
	switch r {
	case 'ä':
		return 'a'
	case 'ö':
		return 'o'
	}
	return 'u'
}

// finishWord turns the folded word into a token.
func (s *scanner) finishWord(p *passage, start int) {
	t := token{start: int32(start), end: int32(s.pos), g0: uint16(p.ng), g1: uint16(p.ng)}
	word := s.word[:s.n]
	switch {
	case s.stars:
		t.hash, t.cats = maskedHash, catProfanity
		p.shape.masked++
		s.add(p, t)
		return
	case s.letter == 0:
		t.hash = numberHash
		p.shape.numbers++
		s.add(p, t)
		return
	case isPlaceholder(s.text[start:s.pos]):
		return
	}
	p.shape.alpha++
	if s.letter >= 4 && s.upper == s.letter {
		t.marks |= markCaps
		p.shape.caps++
	}
	if s.long {
		p.shape.long++
	}
	if s.leet {
		unleet(word)
	}
	t.hash = hashBytes(word)
	if s.lex != nil {
		t.cats = s.lex.lookup(word, t.hash)
	}
	s.addGrams(p, &t, word)
	s.add(p, t)
}

// isPlaceholder knows the row of X that publishers put over what is private.
func isPlaceholder(w string) bool {
	if len(w) < 2 {
		return false
	}
	for i := range len(w) {
		if w[i] != 'X' {
			return false
		}
	}
	return true
}

// unleet puts letters for the digits that stand for them inside a word, and
// leaves ordinals and names such as "3rd" and "mp3" alone.
func unleet(w []byte) {
	for i := 1; i+1 < len(w); i++ {
		if w[i-1] < 'a' || w[i+1] < 'a' && w[i+1] != w[i] {
			continue
		}
		switch w[i] {
		case '0':
			w[i] = 'o'
		case '1':
			w[i] = 'i'
		case '3':
			w[i] = 'e'
		case '4':
			w[i] = 'a'
		case '5':
			w[i] = 's'
		}
	}
}

// addGrams adds the n-grams of 4 and 5 bytes of the word between its borders.
// Eight bytes are loaded at once and masked, so that a gram costs two
// multiplications.
func (s *scanner) addGrams(p *passage, t *token, word []byte) {
	var b [maxWord + 10]byte
	b[0] = '^'
	n := copy(b[1:], word) + 1
	b[n] = '$'
	n++
	if p.ng+2*n > maxGrams {
		return
	}
	g := p.ng
	for i := 0; i+4 <= n; i++ {
		x := binary.LittleEndian.Uint64(b[i : i+8])
		p.grams[g] = gramBucket(x&(1<<32-1) ^ s.salt)
		g++
		if i+5 <= n {
			p.grams[g] = gramBucket(x&(1<<40-1) ^ s.salt)
			g++
		}
	}
	p.ng = g
	t.g1 = uint16(g)
}
