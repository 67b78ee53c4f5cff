package when

import (
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokWord tokenKind = iota
	tokNumber
	tokPunct
)

// token is a word, a run of digits or one other character.
type token struct {
	start, end int32
	id         int32 // of the folded word in the lexicon, 0 if it is not there
	num        int32 // value of a number of up to nine digits, else -1
	sense      int32 // first sense in scan.senses
	senses     int32 // how many
	kind       tokenKind
	digits     uint8 // of a number, at most 255
	glued      bool  // no space before it
	char       byte  // of an ASCII punctuation mark
	upper      bool  // starts with an upper case letter
	timely     bool  // has a sense that belongs to times
}

// tokenize appends the tokens of text. Words are runs of letters, but each
// character of a script written without spaces is a token of its own; in a lexicon
// form they are cut the same way. A comma or dot is a token: "p.m." is four.
func tokenize(dst []token, text string) []token {
	glued := false
	for i := 0; i < len(text); {
		c := text[i]
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			glued = false
			i++
			continue
		}
		t := token{start: int32(i), glued: glued, num: -1}
		switch {
		case isDigit(c):
			i = number(&t, text, i)
		case isLower(c | 0x20):
			t.upper = c < 'a'
			i = wordEnd(text, i)
		case c < utf8.RuneSelf:
			t.kind, t.char = tokPunct, c
			i++
		default:
			r, n := utf8.DecodeRuneInString(text[i:])
			if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
				glued = false
				i += n
				continue
			}
			i = nonASCII(&t, text, i, r, n)
		}
		t.end = int32(i)
		glued = true
		dst = append(dst, t)
	}
	return dst
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func number(t *token, text string, i int) int {
	t.kind, t.num = tokNumber, 0
	start := i
	for ; i < len(text) && isDigit(text[i]); i++ {
		if i-start < 9 {
			t.num = t.num*10 + int32(text[i]-'0')
		}
	}
	t.digits = uint8(min(i-start, 255))
	if t.digits > 9 {
		t.num = -1
	}
	return i
}

// nonASCII reads the token that starts with the non-ASCII rune r of n bytes.
func nonASCII(t *token, text string, i int, r rune, n int) int {
	switch {
	case apart(r):
		return i + n
	case unicode.IsLetter(r):
		t.upper = unicode.IsUpper(r)
		return wordEnd(text, i)
	default:
		t.kind = tokPunct
		return i + n
	}
}

// apart says that r belongs to a script that does not put spaces between words.
func apart(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

func wordEnd(text string, i int) int {
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if !isLower(c | 0x20) {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) || apart(r) {
			return i
		}
		i += n
	}
	return i
}

// appendFold appends s in lower case without the accents of Latin letters, so that
// "Miércoles" and "miercoles" are one word.
func appendFold(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		dst = appendPlain(dst, unicode.ToLower(r))
	}
	return dst
}

func appendPlain(dst []byte, r rune) []byte {
	switch r {
	case 'à', 'á', 'â', 'ã', 'ä', 'å':
		return append(dst, 'a')
	case 'è', 'é', 'ê', 'ë':
		return append(dst, 'e')
	case 'ì', 'í', 'î', 'ï':
		return append(dst, 'i')
	case 'ò', 'ó', 'ô', 'õ', 'ö':
		return append(dst, 'o')
	case 'ù', 'ú', 'û', 'ü':
		return append(dst, 'u')
	case 'ç':
		return append(dst, 'c')
	case 'ñ':
		return append(dst, 'n')
	case 'ß':
		return append(dst, 's', 's')
	case '’', 'ʼ':
		return append(dst, '\'')
	case '–', '—', '−':
		return append(dst, '-')
	}
	if unicode.Is(unicode.Mn, r) {
		return dst
	}
	return utf8.AppendRune(dst, r)
}
