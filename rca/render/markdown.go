package render

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/evenkeel-go/evenkeel/rca"
)

// writeMarkdown writes CommonMark. Every character that Markdown could read as
// markup is escaped: a text shows as it was written, and no link, picture or tag comes
// out of one.
func writeMarkdown(w io.Writer, v *rca.View) error {
	var b bytes.Buffer
	b.WriteString("# ")
	escapeMarkdown(&b, v.Title)
	b.WriteString("\n")
	for _, m := range v.Marks {
		b.WriteString("\n**")
		escapeMarkdown(&b, m)
		b.WriteString("**\n")
	}
	if len(v.Head) > 0 {
		b.WriteString("\n")
	}
	for _, f := range v.Head {
		b.WriteString("- ")
		escapeMarkdown(&b, f.Name)
		b.WriteString(": ")
		escapeMarkdown(&b, f.Value)
		b.WriteString("\n")
	}
	for _, n := range v.Notes {
		b.WriteString("\n*")
		escapeMarkdown(&b, n)
		b.WriteString("*\n")
	}
	for i := range v.Parts {
		markdownPart(&b, &v.Parts[i])
	}
	_, err := w.Write(b.Bytes())
	return err
}

func markdownPart(b *bytes.Buffer, p *rca.Part) {
	b.WriteString("\n## ")
	escapeMarkdown(b, p.Title)
	b.WriteString("\n")
	for _, s := range p.Paragraphs {
		b.WriteString("\n")
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				b.WriteString("  \n") // a hard break
			}
			escapeMarkdown(b, strings.TrimSpace(line))
		}
		b.WriteString("\n")
	}
	for i, s := range p.Items {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString("- ")
		escapeMarkdown(b, s)
		b.WriteString("\n")
	}
	if len(p.Table.Rows) == 0 {
		return
	}
	b.WriteString("\n")
	markdownRow(b, p.Table.Columns)
	b.WriteString("|")
	b.WriteString(strings.Repeat(" --- |", len(p.Table.Columns)))
	b.WriteString("\n")
	for _, row := range p.Table.Rows {
		markdownRow(b, row)
	}
}

func markdownRow(b *bytes.Buffer, cells []string) {
	b.WriteString("|")
	for _, c := range cells {
		b.WriteString(" ")
		escapeMarkdown(b, c)
		b.WriteString(" |")
	}
	b.WriteString("\n")
}

// escapeMarkdown writes a text so that it shows as it is. Lines become blanks: a
// heading, an item and a cell have one line.
func escapeMarkdown(b *bytes.Buffer, s string) {
	begin := b.Len()
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '\n' || c == '\r' || c == '\t':
			b.WriteByte(' ')
		case strings.IndexByte("\\`*_[]<>&#~|!", c) >= 0 && !innocent(s, i):
			b.WriteByte('\\')
			b.WriteByte(c)
		case (c == '+' || c == '-' || c == '=') && b.Len() == begin, (c == '.' || c == ')') && strings.HasPrefix(s[i+1:], " ") && numbered(b.Bytes()[begin:]):
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == ':' && strings.HasPrefix(s[i:], "://"):
			b.WriteString(`\:`) // or viewers make a link of it
		default:
			b.WriteByte(c)
		}
	}
}

// innocent reports whether a sign cannot be markup where it stands: an
// underscore inside a word, an ampersand before a blank, a number sign or an
// exclamation mark that begins nothing.
func innocent(s string, i int) bool {
	prev, next := byte(' '), byte(' ')
	if i > 0 {
		prev = s[i-1]
	}
	if i+1 < len(s) {
		next = s[i+1]
	}
	inWord := func(b byte) bool {
		return b >= utf8.RuneSelf || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
	}
	switch s[i] {
	case '_':
		return inWord(prev) && inWord(next)
	case '&':
		return next == ' '
	case '#':
		return i > 0
	case '!':
		return next != '['
	}
	return false
}

// numbered reports whether what was written is a number alone, which with a full
// stop would begin a list.
func numbered(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0 && len(b) < 10
}

// plainMarkdown undoes the escapes and emphasis of writeMarkdown.
func plainMarkdown(src []byte) []byte {
	out := make([]byte, 0, len(src))
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c == '\\' && i+1 < len(src) && strings.IndexByte("\\`*_[]<>&#~|!+-=.):", src[i+1]) >= 0:
			i++
			out = append(out, src[i])
		case c == '*' || c == '|' || c == '`':
			// emphasis and cells: no character of the text, which has them escaped
		default:
			out = append(out, c)
		}
	}
	return out
}
