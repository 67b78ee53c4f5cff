package locale

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// part is a piece of a text: as it stands, or a slot.
type part struct {
	lit  string
	slot string
}

// message is a compiled entry. forms[plural.Other] is always there, and is all
// there is of a text that counts nothing; a nil form means "use other".
type message struct {
	forms [len(formNames)][]part
	arg   string // the counted slot; "" when nothing is counted
}

func compile(e *entry) (*message, error) {
	m := &message{arg: e.arg}
	if e.hasText {
		parts, err := parseParts(e.text)
		m.forms[plural.Other] = parts
		return m, err
	}
	for i, form := range e.forms {
		if form == nil {
			continue
		}
		parts, err := parseParts(*form)
		if err != nil {
			return nil, err
		}
		m.forms[i] = parts
	}
	return m, nil
}

// slots are the names a message needs, in order, the counted one included.
func (m *message) slots() []string {
	var names []string
	if m.arg != "" {
		names = append(names, m.arg)
	}
	for _, form := range m.forms {
		names = append(names, slotsOf(form)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func slotsOf(parts []part) []string {
	var names []string
	for _, p := range parts {
		if p.slot != "" && !slices.Contains(names, p.slot) {
			names = append(names, p.slot)
		}
	}
	slices.Sort(names)
	return names
}

// parseParts splits a text at its slots.
func parseParts(s string) ([]part, error) {
	var parts []part
	for s != "" {
		open := strings.IndexAny(s, "{}")
		if open < 0 {
			return append(parts, part{lit: s}), nil
		}
		if s[open] == '}' {
			return nil, errors.New(`has a "}" without its "{"`)
		}
		if open > 0 {
			parts = append(parts, part{lit: s[:open]})
		}
		s = s[open+1:]
		end := strings.IndexByte(s, '}')
		if end < 0 {
			return nil, errors.New(`has a "{" without its "}"`)
		}
		if !isName(s[:end]) {
			return nil, fmt.Errorf("{%s} is not a slot: its name must be of letters, digits and underscores", s[:end])
		}
		parts = append(parts, part{slot: s[:end]})
		s = s[end+1:]
	}
	return parts, nil
}

func isName(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '_' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}

// pluralForm is the category of a whole number. x/text wants numbers below ten
// million and says to cut larger ones, but 10,000,000 cut to 0 would be singular
// in French, so one million is kept.
func pluralForm(tag language.Tag, n int64) plural.Form {
	u := uint64(n)
	if n < 0 {
		u = -u
	}
	if u >= 10_000_000 {
		u = 1_000_000 + u%1_000_000
	}
	return plural.Cardinal.MatchPlural(tag, int(u), 0, 0, 0, 0)
}

// formUse is which plural categories the whole numbers of a language fall into,
// and how many of the numbers looked at fall into each.
func formUse(tag language.Tag) (use [len(formNames)]int) {
	for n := range int64(1200) { // every rule of CLDR repeats within 1,000
		use[pluralForm(tag, n)]++
	}
	use[pluralForm(tag, 1_000_000)]++
	use[pluralForm(tag, 2_000_000)]++
	return use
}
