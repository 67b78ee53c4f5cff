package main

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// names are what agents are called, per conversation, so that quotations can go
// without: people sign what they write. The nil value hides nothing.
type names map[transcript.ThreadID][]string

// hidden stands for a name in a quotation.
const hidden = "[agent]"

// watch passes turns on and notes the names of agents.
func (n names) watch(turns iter.Seq2[transcript.Turn, error]) iter.Seq2[transcript.Turn, error] {
	return func(yield func(transcript.Turn, error) bool) {
		for t, err := range turns {
			if n != nil && err == nil && t.Author.Ours() {
				n.note(t.Thread, t.Name)
			}
			if !yield(t, err) {
				return
			}
		}
	}
}

// note adds a name and its parts, longest first; "Support Team" has none.
func (n names) note(thread transcript.ThreadID, name string) {
	parts := slices.DeleteFunc(strings.Fields(name), func(part string) bool { return slices.Contains(roles, strings.ToLower(part)) })
	if len(parts) == 0 {
		return
	}
	for _, part := range append(parts, name) {
		if utf8.RuneCountInString(part) >= 3 && !slices.Contains(n[thread], part) {
			n[thread] = append(n[thread], part)
		}
	}
	slices.SortStableFunc(n[thread], func(a, b string) int { return len(b) - len(a) })
}

// roles are words in names that name nobody.
var roles = []string{"agent", "support", "team", "service", "customer", "care", "desk", "bot", "assistant", "the", "billing", "sales"}

// hide replaces the names in a text of a conversation where they are whole words.
func (n names) hide(thread transcript.ThreadID, text string) string {
	for _, name := range n[thread] {
		var out strings.Builder
		rest := text
		for {
			i := strings.Index(rest, name)
			if i < 0 {
				break
			}
			before, _ := utf8.DecodeLastRuneInString(rest[:i])
			after, _ := utf8.DecodeRuneInString(rest[i+len(name):])
			if out.Len() > 0 && i == 0 {
				before, _ = utf8.DecodeLastRuneInString(out.String())
			}
			out.WriteString(rest[:i])
			if unicode.IsLetter(before) || unicode.IsLetter(after) {
				out.WriteString(name)
			} else {
				out.WriteString(hidden)
			}
			rest = rest[i+len(name):]
		}
		if out.Len() > 0 {
			out.WriteString(rest)
			text = out.String()
		}
	}
	return text
}
