package conversationtest

import (
	"bufio"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// SyntaxError says where a script is wrong and what would be right.
type SyntaxError struct {
	File string
	Line int    // from 1
	Text string // the line, shortened
	Want string
}

// Error names file, line, text and what was expected.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("conversationtest: %s:%d: %q; want %s", e.File, e.Line, e.Text, e.Want)
}

// Script is a parsed transcript test.
type Script struct {
	name  string
	lines []line
}

// line is one line of a script with the output that stood under it.
type line struct {
	number int
	text   string
	run    func(*runner) // nil for a comment
	output []string      // "> …" lines, without the mark
}

// maxLines bounds a script.
const maxLines = 10_000

// Parse reads a script. Its error is a *[SyntaxError].
func Parse(name string, data []byte) (*Script, error) {
	s := &Script{name: name}
	scan := bufio.NewScanner(bytes.NewReader(data))
	scan.Buffer(nil, 1<<20)
	for n := 1; scan.Scan(); n++ {
		text := strings.TrimRight(scan.Text(), " \t\r")
		if n > maxLines {
			return nil, s.bad(n, "", fmt.Sprintf("at most %d lines", maxLines))
		}
		if out, ok := strings.CutPrefix(text, ">"); ok {
			if len(s.lines) == 0 || s.lines[len(s.lines)-1].run == nil {
				return nil, s.bad(n, text, "output under the line that gave it")
			}
			last := &s.lines[len(s.lines)-1]
			last.output = append(last.output, strings.TrimSpace(out))
			continue
		}
		l := line{number: n, text: text}
		if text != "" && !strings.HasPrefix(text, "#") {
			run, want := parseLine(text)
			if run == nil {
				return nil, s.bad(n, text, want)
			}
			l.run = run
		}
		s.lines = append(s.lines, l)
	}
	if err := scan.Err(); err != nil {
		return nil, s.bad(len(s.lines)+1, "", "lines of at most 1 MiB: "+err.Error())
	}
	return s, nil
}

func (s *Script) bad(n int, text, want string) error {
	if len(text) > 80 {
		text = strings.ToValidUTF8(text[:80], "") + "…"
	}
	return &SyntaxError{File: s.name, Line: n, Text: text, Want: want}
}

// authors are the words that start a turn.
func authorOf(word string) (transcript.Author, bool) {
	var a transcript.Author
	err := a.UnmarshalText([]byte(word))
	return a, err == nil
}

// parseLine returns what a line does, or what was expected instead.
func parseLine(text string) (run func(*runner), want string) {
	word, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	if name, ok := strings.CutSuffix(word, ":"); ok {
		if author, ok := authorOf(name); ok {
			return func(r *runner) { r.speak(author, "", rest) }, ""
		}
	}
	if author, ok := authorOf(word); ok {
		if name, text, ok := named(rest); ok {
			return func(r *runner) { r.speak(author, name, text) }, ""
		}
		return parseDoes(author, rest)
	}
	switch word {
	case "mode":
		var m move.Mode
		if m.UnmarshalText([]byte(rest)) != nil {
			return nil, "mode enforce or mode observe"
		}
		return func(r *runner) { r.setMode(m) }, ""
	case "channel":
		if rest == "" {
			return nil, "channel chat, email, phone or another that the playbook knows"
		}
		return func(r *runner) { r.channel = transcript.Channel(rest) }, ""
	case "apology":
		return parseApology(rest)
	case "feels":
		var l temper.Level
		if l.UnmarshalText([]byte(rest)) != nil {
			return nil, "feels calm, tense, angry or abusive"
		}
		return func(r *runner) { r.feels = l }, ""
	case "after":
		return parseAfter(rest)
	case "restore", "erase":
		if rest != "" {
			return nil, word + " on a line of its own"
		}
		if word == "erase" {
			return (*runner).erase, ""
		}
		return (*runner).restore, ""
	case "expect":
		return parseExpect(rest)
	}
	return nil, "customer:, agent:, bot:, system:, agent NAME:, … does …, mode, channel, apology, feels, after, restore, erase, expect, # or >"
}

// parseAfter reads "20m", and "20m expect …" on one line.
func parseAfter(rest string) (func(*runner), string) {
	span, more, _ := strings.Cut(rest, " ")
	d, err := time.ParseDuration(span)
	if err != nil || d < 0 {
		return nil, "after 90s, after 20m, after 48h …"
	}
	later := func(r *runner) { r.after(d) }
	if more == "" {
		return later, ""
	}
	expect, ok := strings.CutPrefix(strings.TrimSpace(more), "expect ")
	if !ok {
		return nil, "after 20m, or after 20m expect …"
	}
	check, want := parseExpect(expect)
	if check == nil {
		return nil, want
	}
	return func(r *runner) { later(r); check(r) }, ""
}

// named cuts "lee: words" into who speaks and the words; a name is one word.
func named(rest string) (name, text string, ok bool) {
	first, text, _ := strings.Cut(rest, " ")
	name, ok = strings.CutSuffix(first, ":")
	return name, strings.TrimSpace(text), ok && name != ""
}

func parseDoes(author transcript.Author, rest string) (func(*runner), string) {
	party := ""
	if name, more, ok := strings.Cut(rest, " does "); ok && !strings.ContainsAny(name, " \"") {
		party, rest = name, "does "+more
	}
	list, ok := strings.CutPrefix(rest, "does ")
	if !ok {
		return nil, author.String() + ": words, " + author.String() + " NAME: words, " + author.String() + " does move, or " + author.String() + " NAME does move"
	}
	var makers []maker
	for _, one := range splitOutside(list, ';') {
		m, want := parseMove(strings.TrimSpace(one))
		if m == nil {
			return nil, want
		}
		makers = append(makers, m)
	}
	return func(r *runner) { r.do(move.Actor{Author: author, Party: commitment.PartyID(party)}, makers) }, ""
}

// splitOutside cuts at a separator that stands outside quotes and brackets.
func splitOutside(s string, sep rune) []string {
	var out []string
	depth, quoted, escaped, from := 0, false, false, 0
	for i, c := range s {
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case c == sep && depth <= 0:
			out = append(out, s[from:i])
			from = i + len(string(c))
		}
	}
	return append(out, s[from:])
}

// words cuts a text at spaces outside quotes and brackets.
func words(s string) []string {
	return slices.DeleteFunc(splitOutside(s, ' '), func(w string) bool { return w == "" })
}
