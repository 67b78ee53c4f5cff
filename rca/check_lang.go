package rca

import (
	"slices"
	"strings"
)

// checkVersions is rule R32: a later version says what it changed.
func (c *checker) checkVersions() {
	if c.d.Version < 0 {
		c.add("R32", und, "document", "version %d; want 1 or more", c.d.Version)
	}
	if c.d.MinApprovals < 0 {
		c.add("R31", und, "document", "min_approvals %d; want 1 or more", c.d.MinApprovals)
	}
	if c.d.Version > maxVersions {
		c.add("R32", und, "document", "version %d; a document has %d at most", c.d.Version, maxVersions)
	}
	c.checkToldChanges()
	have := map[int]bool{}
	for _, ch := range c.d.Changes {
		have[ch.Version] = strings.TrimSpace(ch.What) != ""
		if ch.Version > c.d.version() || ch.Version < 2 {
			c.add("R32", und, "document", "changes lists version %d; the document is version %d", ch.Version, c.d.version())
		}
	}
	for v := 2; v <= min(c.d.version(), len(c.d.Changes)+2); v++ {
		if !have[v] {
			c.add("R32", und, "document", "version %d does not say what it changed (changes)", v)
			return
		}
	}
}

// checkToldChanges asks every outside edition of a later version what it changed,
// in its own words.
func (c *checker) checkToldChanges() {
	if c.d.version() < 2 {
		return
	}
	asked := map[EditionKey]bool{}
	for i := range c.d.Statements {
		s := &c.d.Statements[i]
		k := EditionKey{s.Audience, s.Language}
		if asked[k] || s.Audience == Internal {
			continue
		}
		asked[k] = true
		ref := versionRef(c.d.version())
		if len(c.ix.said[saidKey{k, ref}]) == 0 {
			c.say("R32", s, false, "version %d does not tell these readers what it changed; add a statement for %s", c.d.version(), ref)
		}
	}
}

// checkTranslations is rule R33: the same statements, facts, slots and numbers in
// every language of an audience.
func (c *checker) checkTranslations() {
	for _, a := range []Audience{Internal, Customer, Public} {
		first := map[StatementID]*Statement{}
		langs := map[EditionKey]map[StatementID]*Statement{}
		var order []EditionKey
		for i := range c.d.Statements {
			s := &c.d.Statements[i]
			if s.Audience != a {
				continue
			}
			k := EditionKey{a, s.Language}
			if langs[k] == nil {
				langs[k] = map[StatementID]*Statement{}
				order = append(order, k)
			}
			langs[k][s.ID] = s
			if first[s.ID] == nil {
				first[s.ID] = s
			}
		}
		for i := range c.d.Statements {
			s := &c.d.Statements[i]
			if s.Audience != a || first[s.ID] != s {
				continue
			}
			for _, k := range order {
				c.checkTranslation(s, langs[k][s.ID], k)
			}
		}
	}
}

func (c *checker) checkTranslation(s, t *Statement, k EditionKey) {
	switch t {
	case nil:
		p := c.found("R33", und, s.place(), "has no translation into %s, which this audience has statements in", k.Language)
		p.Edition = &k
		c.keep(p)
		return
	case s:
		return
	}
	if t.For != s.For {
		c.say("R33", t, false, "is for %q, in %s for %q", t.For, s.Language, s.For)
	}
	if a, b := sorted(t.Facts), sorted(s.Facts); !slices.Equal(a, b) {
		c.say("R33", t, false, "cites facts %v, in %s %v", a, s.Language, b)
	}
	if a, b := slotNames(t.Text), slotNames(s.Text); !slices.Equal(a, b) {
		c.say("R33", t, false, "has the slots %v, in %s %v", a, s.Language, b)
	}
	if a, b := numbers(literal(t.Text)), numbers(literal(s.Text)); !slices.Equal(a, b) {
		c.say("R33", t, false, "has the numbers %v, in %s %v", a, s.Language, b)
	}
}

func sorted(ids []FactID) []FactID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

func slotNames(text string) []string {
	var out []string
	for _, s := range slotsOf(text) {
		out = append(out, s.String())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// numbers are the digits of each number typed into a text, without the signs
// that languages group and divide them with.
func numbers(text string) []string {
	var out []string
	var digits []byte
	flush := func() {
		if len(digits) > 0 {
			out = append(out, string(digits))
			digits = digits[:0]
		}
	}
	for i := range len(text) {
		b := text[i]
		switch {
		case b >= '0' && b <= '9':
			digits = append(digits, b)
		case (b == '.' || b == ',' || b == '\'') && i+1 < len(text) && text[i+1] >= '0' && text[i+1] <= '9':
		default:
			flush()
		}
	}
	flush()
	slices.Sort(out)
	return out
}
