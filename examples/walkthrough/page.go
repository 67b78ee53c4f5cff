package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

const columns = 80

// style is an ANSI colour, used only when the output is a terminal.
type style string

const (
	plain style = ""
	bold  style = "\x1b[1m"
	dim   style = "\x1b[2m"
	red   style = "\x1b[31m"
	green style = "\x1b[32m"
	amber style = "\x1b[33m"
	blue  style = "\x1b[34m"
)

const reset = "\x1b[0m"

// page writes plain text of at most 80 columns. Text of the transcript is not
// trusted: what would move a terminal's cursor is shown as a replacement
// character.
type page struct {
	w      *bufio.Writer
	colour bool
	blank  bool   // the last line written was empty
	draft  string // the last draft that was shown in full
}

func newPage(w io.Writer, colour bool) *page {
	return &page{w: bufio.NewWriter(w), colour: colour, blank: true}
}

func (p *page) flush() error { return p.w.Flush() }

func (p *page) line(s style, text string) {
	p.blank = text == ""
	if s != plain && p.colour && text != "" {
		text = string(s) + text + reset
	}
	_, _ = p.w.WriteString(text + "\n") // flush returns the first error
}

// gap writes an empty line unless one stands there.
func (p *page) gap() {
	if !p.blank {
		p.line(plain, "")
	}
}

// heading opens a part: its title between rules.
func (p *page) heading(title string) {
	p.gap()
	p.line(bold, "== "+title+" "+strings.Repeat("=", max(3, columns-4-columnsOf(title))))
	p.gap()
}

// item writes a label and text that wraps beside it.
func (p *page) item(s style, label, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	head := fmt.Sprintf("  %-10s ", label)
	rest := strings.Repeat(" ", len(head))
	for i, r := range wrap(text, columns-len(head)) {
		if i > 0 {
			head = rest
		}
		p.line(s, strings.TrimRight(head+visible(text[r.start:r.end]), " "))
	}
}

// quote writes words of the transcript beside a bar, with the marked spans
// underlined.
func (p *page) quote(s style, text string, marks []span) {
	const bar = "  | "
	for _, r := range wrap(text, columns-len(bar)) {
		p.line(s, strings.TrimRight(bar+visible(text[r.start:r.end]), " "))
		if under := underline(text, r, marks); under != "" {
			p.line(amber, strings.Repeat(" ", len(bar))+under)
		}
	}
}

// paragraphs writes lines indented, wrapped where they are long.
func (p *page) paragraphs(text string) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		for i, r := range wrap(line, columns-4) {
			indent := "  "
			if i > 0 {
				indent = "    "
			}
			p.line(plain, strings.TrimRight(indent+visible(line[r.start:r.end]), " "))
		}
	}
}

// verbatim writes lines as they are, indented.
func (p *page) verbatim(text string) {
	for line := range strings.Lines(text) {
		p.line(plain, strings.TrimRight("  "+visible(strings.TrimRight(line, "\n")), " "))
	}
}

// span is a range of bytes.
type span struct{ start, end int }

// wrap breaks text at spaces into ranges of at most so many columns; a word
// that is longer is broken. A newline ends a range. There is always one.
func wrap(text string, most int) []span {
	var lines []span
	line := span{}
	used, space, spaceUsed := 0, -1, 0
	for i, r := range text {
		if r == '\n' {
			line.end = i
			lines = append(lines, line)
			line, used, space = span{start: i + 1}, 0, -1
			continue
		}
		w := runeColumns(r)
		for used+w > most && r != ' ' { // a space may hang over the edge
			next := i
			line.end = i
			if space >= 0 {
				line.end, next = space, space+1
				used -= spaceUsed + 1
			} else {
				used = 0
			}
			lines = append(lines, line)
			line, space = span{start: next}, -1
		}
		if r == ' ' {
			space, spaceUsed = i, used
		}
		used += w
	}
	line.end = len(text)
	return append(lines, line)
}

// underline is the carets under the parts of the line that are marked, "" where
// none is.
func underline(text string, line span, marks []span) string {
	var b strings.Builder
	for i, r := range text[line.start:line.end] {
		at, c := line.start+i, " "
		for _, m := range marks {
			if m.start <= at && at < m.end {
				c = "^"
			}
		}
		b.WriteString(strings.Repeat(c, runeColumns(r)))
	}
	return strings.TrimRight(b.String(), " ")
}

// visible is text without characters that a terminal obeys.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || isBidiControl(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

// isBidiControl reports the characters that reorder what is shown around them.
func isBidiControl(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

func columnsOf(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// runeColumns is how wide a terminal shows the character (Unicode Standard
// Annex 11); marks that combine with the one before take no room.
func runeColumns(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me) || r == '\u200d' || r == '\ufe0f':
		return 0
	case r >= 0x1f300 && r <= 0x1faff:
		return 2
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
