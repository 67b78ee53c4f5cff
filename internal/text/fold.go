package text

import (
	"unicode"
	"unicode/utf8"
)

// latin folds U+00C0 to U+017F: the letter without case and diacritic, one byte
// each; '?' marks what foldRune answers by itself.
const latin = "aaaaaa?ceeeeiiii" + // C0
	"dnooooo?ouuuuy??" + // D0
	"aaaaaa?ceeeeiiii" + // E0
	"dnooooo?ouuuuy?y" + // F0
	"aaaaaaccccccccdd" + // 100
	"ddeeeeeeeeeegggg" + // 110
	"gggghhhhiiiiiiii" + // 120
	"ii??jjkkklllllll" + // 130
	"lllnnnnnnnnnoooo" + // 140
	"oo??rrrrrrssssss" + // 150
	"ssttttttuuuuuuuu" + // 160
	"uuuuwwyyyzzzzzzs" // 170

// asciiKind sorts the bytes of ASCII for the scanner.
type asciiKind uint8

const (
	asciiOther asciiKind = iota
	asciiSpace
	asciiLetter
	asciiDigit
	asciiHigh // not ASCII: a rune of several bytes
)

// kinds is read only: the kind of each byte.
var kinds = func() (k [256]asciiKind) {
	for c := range k {
		switch {
		case c >= utf8.RuneSelf:
			k[c] = asciiHigh
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f':
			k[c] = asciiSpace
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			k[c] = asciiLetter
		case c >= '0' && c <= '9':
			k[c] = asciiDigit
		}
	}
	return k
}()

// foldRune appends the folded form of a letter that is not ASCII: lower case,
// Latin diacritics dropped, ligatures spelled out. Combining marks give nothing.
func foldRune(dst []byte, r rune) []byte {
	switch {
	case r >= 0xC0 && r < 0x180:
		if b := latin[r-0xC0]; b != '?' {
			return append(dst, b)
		}
		switch r {
		case 'Æ', 'æ':
			return append(dst, 'a', 'e')
		case 'Œ', 'œ':
			return append(dst, 'o', 'e')
		case 'ß':
			return append(dst, 's', 's')
		case 'Þ', 'þ':
			return append(dst, 't', 'h')
		case 0x132, 0x133: // the ij ligature
			return append(dst, 'i', 'j')
		}
	case r == 'ẞ':
		return append(dst, 's', 's')
	case unicode.Is(unicode.Mn, r):
		return dst
	case r >= 0xFF01 && r <= 0xFF5E: // full width forms
		return append(dst, toLowerASCII(byte(r-0xFEE0)))
	}
	return utf8.AppendRune(dst, unicode.ToLower(r))
}

func toLowerASCII(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b | 0x20
	}
	return b
}

// Fold returns s folded as words are compared: lower case, without diacritics,
// one kind of apostrophe. Everything else stays as it is.
func Fold(s string) string {
	dst := make([]byte, 0, len(s))
	for i, r := range s {
		switch {
		case r < utf8.RuneSelf:
			dst = append(dst, toLowerASCII(s[i]))
		case isApostrophe(r):
			dst = append(dst, '\'')
		case isInvisible(r):
		default:
			dst = foldRune(dst, r)
		}
	}
	return string(dst)
}

func isApostrophe(r rune) bool { return r == '’' || r == '‘' || r == 'ʼ' || r == '´' || r == '`' }

// isInvisible reports the format characters that hide inside words.
func isInvisible(r rune) bool {
	return r == 0xAD || r >= 0x200B && r <= 0x200D || r == 0x2060 || r == 0xFEFF
}

// isSpaceless reports runes of scripts that write without spaces; each such
// rune is a token of its own.
func isSpaceless(r rune) bool {
	return r >= 0x3041 && r <= 0x30FF || // kana
		r >= 0x3400 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x3FFFF || // Han
		r >= 0x0E01 && r <= 0x0EFF || // Thai, Lao
		r == '々' || r == 'ー'
}

func isEmoji(r rune) bool {
	return r >= 0x1F300 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF || r >= 0x1F1E6 && r <= 0x1F1FF ||
		r >= 0x2B05 && r <= 0x2B55 || r == 0x203C || r == 0x2049
}
