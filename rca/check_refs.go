package rca

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// und marks a rule that reads no words, so that it holds in every language.
var und = language.Und

// checkDoc checks the document's own ids.
func (c *checker) checkDoc() {
	if c.d.ID == "" {
		c.add("R2", und, "document", "has no id; give one, such as CASE-2026-0311")
	}
	for _, id := range c.ix.twice {
		c.add("R2", und, "document", "id %q names two parts; an id names one, so that {%s} can only mean that", id, id)
	}
	for _, id := range slices.Sorted(maps.Keys(c.ix.kinds)) {
		if !isID(string(id)) {
			c.add("R2", und, c.ix.kinds[id]+" "+fmt.Sprintf("%.40q", id), "is no id; want letters, digits and underscores, a letter first")
		}
	}
	type key struct {
		id StatementID
		EditionKey
	}
	seen := map[key]bool{}
	for i := range c.d.Statements {
		s := &c.d.Statements[i]
		k := key{s.ID, EditionKey{s.Audience, s.Language}}
		if seen[k] || s.ID == "" {
			c.say("R2", s, false, "has no id of its own in this edition; translations share an id, two statements of one edition do not")
		}
		seen[k] = true
	}
}

// ref reports an id that names nothing, or something of another kind.
func (c *checker) ref(place, field string, id Ref, kinds ...string) {
	have, ok := c.ix.kinds[id]
	switch {
	case !ok:
		c.add("R2", und, place, "%s names %q, which is not in the document", field, id)
	case !slices.Contains(kinds, have):
		c.add("R2", und, place, "%s names %s %q; want %s", field, have, id, strings.Join(kinds, " or "))
	}
}

// checkRefs is rule R2: nothing refers to what is not there.
func (c *checker) checkRefs() {
	for i := range c.d.Facts {
		f := &c.d.Facts[i]
		for _, id := range f.Evidence {
			c.ref("fact "+string(f.ID), "evidence", Ref(id), "evidence")
		}
		for _, id := range f.Entities {
			c.ref("fact "+string(f.ID), "entities", Ref(id), "entity")
		}
	}
	for i := range c.d.Timeline {
		c.ref("event "+string(c.d.Timeline[i].ID), "fact", Ref(c.d.Timeline[i].Fact), "fact")
	}
	for i := range c.d.Impact {
		m := &c.d.Impact[i]
		c.ref("measure "+string(m.ID), "fact", Ref(m.Fact), "fact")
		if m.From != "" || m.To != "" {
			c.ref("measure "+string(m.ID), "from", Ref(m.From), "event")
			c.ref("measure "+string(m.ID), "to", Ref(m.To), "event")
		}
	}
	for i := range c.d.Causes {
		x := &c.d.Causes[i]
		c.ref("cause "+string(x.ID), "fact", Ref(x.Fact), "fact")
		for _, id := range x.Because {
			c.ref("cause "+string(x.ID), "because", id, "cause", "fact")
		}
	}
	c.checkActionRefs()
	for i := range c.d.Statements {
		c.checkStatementRefs(&c.d.Statements[i])
	}
}

func (c *checker) checkActionRefs() {
	for i := range c.d.Actions {
		a := &c.d.Actions[i]
		place := "action " + string(a.ID)
		if a.Owner != "" {
			c.ref(place, "owner", Ref(a.Owner), "entity")
		}
		if a.Proof != "" {
			c.ref(place, "proof", Ref(a.Proof), "fact")
		}
		for _, id := range a.Addresses {
			c.ref(place, "addresses", Ref(id), "cause")
		}
	}
}

func (c *checker) checkStatementRefs(s *Statement) {
	for _, id := range s.Facts {
		if c.ix.facts[id] == nil {
			c.say("R2", s, false, "cites fact %q, which is not in the document", id)
		}
	}
	if s.For == "" {
		return
	}
	switch kind := c.ix.kinds[s.For]; kind {
	case "event", "cause", "action", "measure", "version":
	case "":
		c.say("R2", s, false, "is for %q, which is not in the document", s.For)
	default:
		c.say("R2", s, false, "is for %s %q; want an event, a cause, an action, a measure or a version such as v2", kind, s.For)
	}
}

// checkUnused is the other half of rule R2: what nothing uses was forgotten.
func (c *checker) checkUnused() {
	used := c.used()
	for i := range c.d.Facts {
		if id := Ref(c.d.Facts[i].ID); !used[id] {
			c.note("R2", "fact "+string(id), "is used by nothing; use it in the timeline, a cause, a measure or a statement, or leave it out")
		}
	}
	for i := range c.d.Evidence {
		if id := Ref(c.d.Evidence[i].ID); !used[id] {
			c.note("R2", "evidence "+string(id), "supports no fact")
		}
	}
}

// used is every id that something refers to.
func (c *checker) used() map[Ref]bool {
	used := map[Ref]bool{}
	for i := range c.d.Facts {
		for _, id := range c.d.Facts[i].Evidence {
			used[Ref(id)] = true
		}
	}
	for i := range c.d.Timeline {
		used[Ref(c.d.Timeline[i].Fact)] = true
	}
	for i := range c.d.Impact {
		used[Ref(c.d.Impact[i].Fact)] = true
	}
	for i := range c.d.Causes {
		used[Ref(c.d.Causes[i].Fact)] = true
		for _, id := range c.d.Causes[i].Because {
			used[id] = true
		}
	}
	for i := range c.d.Actions {
		used[Ref(c.d.Actions[i].Proof)] = true
	}
	for i := range c.d.Statements {
		for _, id := range c.d.Statements[i].Facts {
			used[Ref(id)] = true
		}
	}
	return used
}

// checkSlots is rule R2 for the slots of texts, and R6 for working hours that
// nobody defined.
func (c *checker) checkSlots() {
	c.d.visit(func(place string, _ language.Tag, slots bool, text *string) {
		if !slots {
			return
		}
		if _, err := parseText(*text); err != nil {
			c.add("R2", und, place, "%s", err)
		}
		for _, s := range slotsOf(*text) {
			c.checkSlot(place, s)
		}
	})
}

func (c *checker) checkSlot(place string, s *slot) {
	if s.to != "" {
		c.ref(place, s.String(), s.ref, "event")
		c.ref(place, s.String(), s.to, "event")
		if s.working && c.d.Calendar == nil {
			c.add("R6", und, place, "%s asks for working hours; the document has no calendar to compute them from", s)
		}
		return
	}
	c.ref(place, s.String(), s.ref, "entity", "measure", "event", "action")
	if a := c.ix.actions[ActionID(s.ref)]; a != nil && a.Due == (Date{}) {
		c.add("R14", und, place, "%s prints the due date of an action that has none", s)
	}
}

// checkSources is rule R1.
func (c *checker) checkSources() {
	for i := range c.d.Facts {
		f := &c.d.Facts[i]
		if len(f.Evidence) == 0 && f.Kind != Reported {
			c.add("R1", und, "fact "+string(f.ID), "has no evidence; name some, or make it reported (unverified)")
		}
		if strings.TrimSpace(f.Text) == "" {
			c.add("R1", und, "fact "+string(f.ID), "says nothing; write the fact")
		}
	}
	for i := range c.d.Statements {
		s := &c.d.Statements[i]
		if kind := c.ix.kinds[s.For]; len(c.ix.cited(s)) == 0 && kind != "action" && kind != "version" {
			c.say("R1", s, false, "cites no fact; name those it rests on")
		}
		if strings.TrimSpace(s.Text) == "" {
			c.say("R1", s, false, "says nothing; write the sentence")
		}
	}
}
