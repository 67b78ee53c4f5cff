package rca

import (
	"html"
	"strings"
	"unicode/utf8"
)

// maxEntity bounds the length of an HTML character reference.
const maxEntity = 34

// unescape reads one escape at the front of s: what it stands for and how many
// bytes it takes; 0 bytes where there is none.
func unescape(s string) (string, int) {
	switch s[0] {
	case '%':
		return unescapePercent(s)
	case '&':
		return unescapeHTML(s)
	case '\\':
		return unescapeBackslash(s)
	}
	return "", 0
}

func unescapePercent(s string) (string, int) {
	if len(s) < 3 {
		return "", 0
	}
	if s[1] == 'u' { // the old form of browsers
		return hexRune(s, 2, 4)
	}
	at := 1
	for strings.HasPrefix(s[at:], "25") { // escapes of escapes, at once
		at += 2
	}
	if at+2 > len(s) {
		return "%", at
	}
	b, ok := hexNumber(s[at : at+2])
	switch {
	case (!ok || b < ' ') && at > 1:
		return "%", at
	case !ok || b < ' ':
		return "", 0
	}
	return string([]byte{byte(b)}), at + 2
}

// unescapeHTML reads a character reference. A number without its semicolon
// counts, as browsers read it.
func unescapeHTML(s string) (string, int) {
	end := 1
	for end < len(s) && end < maxEntity && (isAlnum(s[end]) || s[end] == '#') {
		end++
	}
	ref := s[:end]
	if end < len(s) && s[end] == ';' {
		end++
		ref = s[:end]
	} else if len(ref) < 3 || ref[1] != '#' {
		return "", 0
	}
	if rep := html.UnescapeString(ref); rep != ref {
		return rep, end
	}
	return "", 0
}

func unescapeBackslash(s string) (string, int) {
	if len(s) < 2 {
		return "", 0
	}
	switch c := s[1]; {
	case c == 'u':
		return hexRune(s, 2, 4)
	case c == 'x':
		return hexRune(s, 2, 2)
	case strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~\\", c) >= 0:
		return s[1:2], 2 // Markdown: any punctuation
	}
	return "", 0
}

// hexRune reads n hexadecimal digits at s[at:], and the second half of a
// surrogate pair where they are the first.
func hexRune(s string, at, n int) (string, int) {
	if len(s) < at+n {
		return "", 0
	}
	r, ok := hexNumber(s[at : at+n])
	if !ok || r < ' ' {
		return "", 0
	}
	if r >= 0xD800 && r < 0xDC00 && len(s) >= 2*(at+n) && s[at+n] == s[0] {
		low, ok := hexNumber(s[at+n+at : 2*(at+n)])
		if ok && low >= 0xDC00 && low < 0xE000 {
			return string((r-0xD800)<<10 + (low - 0xDC00) + 0x10000), 2 * (at + n)
		}
	}
	if !utf8.ValidRune(r) {
		return "", 0
	}
	return string(r), at + n
}

// hexNumber reads at most six hexadecimal digits.
func hexNumber(s string) (n rune, ok bool) {
	for i := range len(s) {
		switch b := s[i]; {
		case isDigit(b):
			n = n<<4 | rune(b-'0')
		case isHex(b):
			n = n<<4 | rune(b|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return n, len(s) <= 6
}

func isAlnum(b byte) bool { return isDigit(b) || isLetter(b) }
func isDigit(b byte) bool { return b >= '0' && b <= '9' }
func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }
func isLower(b byte) bool { return b >= 'a' && b <= 'z' }

func isLetter(b byte) bool { return isUpper(b) || isLower(b) }
func isHex(b byte) bool    { return isDigit(b) || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F' }
