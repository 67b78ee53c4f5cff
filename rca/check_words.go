package rca

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// checkLabels is rule R27: one name for one thing.
func (c *checker) checkLabels() {
	type key struct {
		EditionKey
		text string
	}
	owner := map[key]EntityID{}
	for i := range c.d.Entities {
		e := &c.d.Entities[i]
		place := "entity " + string(e.ID)
		if len(e.Names) == 0 {
			c.add("R27", und, place, "has no name; give every spelling in use")
		}
		for _, name := range e.Names {
			if foldName(name).letters == "" {
				c.add("R27", und, place, "has the name %.40q, without a letter or digit to look for", name)
			}
		}
		seen := map[EditionKey]bool{}
		for _, l := range e.Labels {
			k := EditionKey{l.Audience, l.Language}
			if seen[k] {
				c.add("R27", und, place, "has two labels for %s in %s; keep one", l.Audience, l.Language)
			}
			seen[k] = true
			full := key{k, strings.ToLower(l.Text)}
			if other, ok := owner[full]; ok && other != e.ID {
				c.add("R27", und, place, "is called %q like entity %s; readers take them for one thing", l.Text, other)
			}
			owner[full] = e.ID
		}
	}
}

// checkSecrets is rule R29.
func (c *checker) checkSecrets() {
	shapes := secretScanner()
	c.d.visit(func(place string, _ language.Tag, _ bool, s *string) {
		for _, leak := range secrets(shapes, *s) {
			c.add("R29", und, place, "holds %s; take it out and change it, it must count as known", leak.Reason)
		}
	})
}

// secrets are the leaks in a text that no document may hold.
func secrets(s *Scanner, text string) []Leak {
	var out []Leak
	for _, leak := range s.Scan([]byte(text)) {
		if leak.Kind == SecretLeak || leak.Kind == CardLeak {
			out = append(out, leak)
		}
	}
	return out
}

// withhold replaces secrets in all texts by a hash and reports each.
func (d *Doc) withhold() []*Problem {
	k, err := defaultKit()
	if err != nil {
		return nil // check reports it
	}
	c := &checker{d: d, kit: k, policy: d.policy()}
	shapes := secretScanner()
	d.visit(func(place string, _ language.Tag, _ bool, s *string) {
		found := secrets(shapes, *s)
		for _, leak := range slices.Backward(found) {
			sum := sha256.Sum256([]byte(string(d.ID) + "\x00" + (*s)[leak.Start:leak.End]))
			mark := "[withheld " + hex.EncodeToString(sum[:4]) + "]"
			*s = (*s)[:leak.Start] + mark + (*s)[leak.End:]
			c.add("R29", und, place, "held %s; it was replaced by %s; change it, it must count as known", leak.Reason, mark)
		}
	})
	return c.out
}

// checkText is rules R22 and R34: placeholders, and characters that no page shows.
func (c *checker) checkText() {
	c.d.visit(func(place string, lang language.Tag, _ bool, s *string) {
		if lang == language.Und {
			lang = c.d.language()
		}
		for _, word := range c.kit.find(lang, literal(*s), "placeholder") {
			c.add("R22", und, place, "holds the placeholder %q", word)
		}
		if strings.Contains(*s, "???") {
			c.add("R22", und, place, `holds the placeholder "???"`)
		}
		if what := unprintable(*s); what != "" {
			c.add("R34", und, place, "holds %s", what)
		}
	})
}

// unprintable names the first thing in a text that cannot be shown.
func unprintable(s string) string {
	if !utf8.ValidString(s) {
		return "bytes that are not UTF-8"
	}
	for _, r := range s {
		switch {
		case r == utf8.RuneError:
			return "U+FFFD, a character that was lost before"
		case r == '\n' || r == '\t':
		case unicode.IsControl(r):
			return "the control character " + runeName(r)
		case unicode.Is(unicode.Co, r) || r&0xFFFE == 0xFFFE:
			return "the private or unassigned character " + runeName(r)
		}
	}
	return ""
}

func runeName(r rune) string {
	return strings.ToUpper("U+" + hex.EncodeToString([]byte{byte(r >> 16), byte(r >> 8), byte(r)}))
}

// checkWording is rules R6, R9 and R16 to R21 and R28, on facts and statements.
func (c *checker) checkWording() {
	for i := range c.d.Facts {
		f := &c.d.Facts[i]
		c.checkFactWords(f)
	}
	for i := range c.d.Statements {
		c.checkStatementWords(&c.d.Statements[i])
	}
}

func (c *checker) checkFactWords(f *Fact) {
	place, lang := "fact "+string(f.ID), c.d.language()
	hits, _ := c.kit.scan(lang, literal(f.Text))
	for _, h := range hits {
		switch h.kind {
		case "blame":
			c.add("R18", lang, place, "blames: %q; say what happened", h.text)
		case "intensifier":
			c.add("R19", lang, place, "exaggerates: %q; give the number", h.text)
		case "hedge":
			if f.Kind != Inferred {
				c.add("R20", lang, place, "hedges with %q, but its kind is %s; make it inferred, or say it plainly", h.text, f.Kind)
			}
		case "scope_all", "scope_none", "scope_outage":
			c.checkScope(h, []FactID{f.ID}, nil, func(format string, args ...any) { c.add("R9", lang, place, format, args...) })
		}
	}
}

func (c *checker) checkStatementWords(s *Statement) {
	say := func(rule string, format string, args ...any) { c.say(practice.RuleID(rule), s, true, format, args...) }
	typed := literal(s.Text)
	hits, ok := c.kit.scan(s.Language, typed)
	if !ok {
		c.say("R18", s, true, "its wording was not checked: there are no word lists for %s", s.Language)
		return
	}
	if i := strings.IndexByte(typed, '%'); i > 0 && strings.ContainsAny(typed[max(0, i-4):i], "0123456789") {
		say("R6", "types a percentage; use the slot of a measure, such as {m1}")
	}
	cited := c.ix.cited(s)
	for _, h := range hits {
		switch h.kind {
		case "typed_number":
			say("R6", "types %q; let it be computed: {from..to} between two events, or the slot of a measure", h.text)
		case "scope_all", "scope_none", "scope_outage":
			c.checkScope(h, cited, slotsOf(s.Text), func(format string, args ...any) { say("R9", format, args...) })
		case "vague":
			say("R17", "promises vaguely: %q; give the date of an action, such as {a1}, or leave it out", h.text)
		case "blame":
			say("R18", "blames: %q; say what happened", h.text)
		case "blame_person":
			say("R12", "says %q; say what let it happen", h.text)
		case "intensifier":
			say("R19", "exaggerates: %q; give the number", h.text)
		case "hedge":
			if !c.anyFact(cited, func(f *Fact) bool { return f.Kind == Inferred }) {
				say("R20", "hedges with %q but cites nothing inferred; say it plainly", h.text)
			}
		case "admission":
			if !c.confirmedCause(cited) {
				say("R21", "admits fault (%q) but cites no confirmed fact that is a cause; say regret for the impact until the fault is confirmed", h.text)
			}
		case "pronoun":
			if s.Audience != Internal {
				say("R28", "says %q of a person; name the role, or say what happened", h.text)
			}
		}
	}
}

func (c *checker) anyFact(ids []FactID, ok func(*Fact) bool) bool {
	return slices.ContainsFunc(ids, func(id FactID) bool {
		f := c.ix.facts[id]
		return f != nil && ok(f)
	})
}

// confirmedCause reports whether one of the facts is confirmed and a cause.
func (c *checker) confirmedCause(ids []FactID) bool {
	return c.anyFact(ids, func(f *Fact) bool {
		return f.Confidence == Confirmed && c.ix.causal[f.ID]
	})
}

// checkScope is rule R9: "all" needs a measure that counts all, "none" one that
// counts none, "outage" any. The measure rests on a cited fact or is in a slot.
func (c *checker) checkScope(h hit, cited []FactID, slots []*slot, report func(string, ...any)) {
	want := map[string]string{
		"scope_all":    "that counts all of a total",
		"scope_none":   "that counts none of a total",
		"scope_outage": "of the impact",
	}[h.kind]
	var named []*Measure
	for _, id := range cited {
		named = append(named, c.ix.counted[id]...)
	}
	for _, s := range slots {
		if m := c.ix.measures[MeasureID(s.ref)]; m != nil {
			named = append(named, m)
		}
	}
	if slices.ContainsFunc(named, func(m *Measure) bool {
		return h.kind == "scope_outage" || m.Of > 0 && (h.kind == "scope_all" && m.Value == m.Of || h.kind == "scope_none" && m.Value == 0)
	}) {
		return
	}
	report("says %q; no measure %s supports it: cite the fact of one, or say how many", h.text, want)
}

// maxActionWords bounds an action: longer ones are several.
const maxActionWords = 40

// checkActionWords is rule R16.
func (c *checker) checkActionWords(a *Action) {
	place, lang := "action "+string(a.ID), c.d.language()
	words := len(strings.Fields(a.Text))
	switch {
	case words == 0:
		c.add("R16", und, place, "says nothing; say what is done")
		return
	case words > maxActionWords:
		c.add("R16", und, place, "takes %d words; say it in %d, or make it several actions", words, maxActionWords)
	}
	hits, _ := c.kit.scan(lang, literal(a.Text))
	for _, h := range hits {
		switch h.kind {
		case "weak_action":
			c.add("R16", lang, place, "%q has no end that can be checked; say what will exist when it is done", h.text)
		case "not_a_verb":
			c.add("R16", lang, place, "begins with %q; begin with a verb", h.text)
		case "vague":
			c.add("R17", lang, place, "says %q; the due date says when", h.text)
		}
	}
}
