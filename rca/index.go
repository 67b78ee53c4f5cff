package rca

import (
	"fmt"
	"slices"
	"time"

	"golang.org/x/text/language"
)

// index finds the parts of a document by id.
type index struct {
	kinds    map[Ref]string // what an id names: "fact", "event", …
	twice    []Ref
	facts    map[FactID]*Fact
	evidence map[EvidenceID]*Evidence
	events   map[EventID]*Event
	measures map[MeasureID]*Measure
	causes   map[CauseID]*Cause
	actions  map[ActionID]*Action
	entities map[EntityID]*Entity

	counted map[FactID][]*Measure // the measures that rest on a fact
	causal  map[FactID]bool       // facts that are a cause
	said    map[saidKey][]*Statement
}

// saidKey finds the statements of an edition that word one thing.
type saidKey struct {
	EditionKey
	of Ref
}

func newIndex(d *Doc) *index {
	ix := &index{kinds: map[Ref]string{}}
	ix.facts = indexed(ix, "fact", d.Facts, func(f *Fact) FactID { return f.ID })
	ix.evidence = indexed(ix, "evidence", d.Evidence, func(e *Evidence) EvidenceID { return e.ID })
	ix.events = indexed(ix, "event", d.Timeline, func(e *Event) EventID { return e.ID })
	ix.measures = indexed(ix, "measure", d.Impact, func(m *Measure) MeasureID { return m.ID })
	ix.causes = indexed(ix, "cause", d.Causes, func(c *Cause) CauseID { return c.ID })
	ix.actions = indexed(ix, "action", d.Actions, func(a *Action) ActionID { return a.ID })
	ix.entities = indexed(ix, "entity", d.Entities, func(e *Entity) EntityID { return e.ID })
	for v := 2; v <= d.version() && v <= maxVersions; v++ {
		if ref := versionRef(v); ix.kinds[ref] == "" {
			ix.kinds[ref] = "version"
		}
	}
	ix.counted, ix.causal, ix.said = map[FactID][]*Measure{}, map[FactID]bool{}, map[saidKey][]*Statement{}
	for i := range d.Impact {
		m := &d.Impact[i]
		ix.counted[m.Fact] = append(ix.counted[m.Fact], m)
	}
	for i := range d.Causes {
		ix.causal[d.Causes[i].Fact] = true
	}
	for i := range d.Statements {
		s := &d.Statements[i]
		k := saidKey{EditionKey{s.Audience, s.Language}, s.For}
		ix.said[k] = append(ix.said[k], s)
	}
	return ix
}

func indexed[ID ~string, T any](ix *index, kind string, list []T, id func(*T) ID) map[ID]*T {
	m := make(map[ID]*T, len(list))
	for i := range list {
		key := id(&list[i])
		if _, ok := ix.kinds[Ref(key)]; ok {
			ix.twice = append(ix.twice, Ref(key))
			continue
		}
		ix.kinds[Ref(key)], m[key] = kind, &list[i]
	}
	return m
}

// maxVersions bounds how many versions of one document can be told apart.
const maxVersions = 1000

// versionRef is what a statement is for that tells what a version changed: v2.
func versionRef(version int) Ref { return Ref(fmt.Sprintf("v%d", version)) }

// forFact is the fact behind what a statement words, or "".
func (ix *index) forFact(r Ref) FactID {
	switch ix.kinds[r] {
	case "event":
		return ix.events[EventID(r)].Fact
	case "cause":
		return ix.causes[CauseID(r)].Fact
	case "measure":
		return ix.measures[MeasureID(r)].Fact
	}
	return ""
}

// cited are the facts a statement rests on: those it names and the one behind
// what it words.
func (ix *index) cited(s *Statement) []FactID {
	if f := ix.forFact(s.For); f != "" && !slices.Contains(s.Facts, f) {
		return append(slices.Clone(s.Facts), f)
	}
	return s.Facts
}

// place names a statement in problems.
func (s *Statement) place() string {
	return fmt.Sprintf("statement %s (%s, %s)", s.ID, s.Audience, s.Language)
}

func (d *Doc) language() language.Tag {
	if d.Language == language.Und {
		return language.English
	}
	return d.Language
}

func (d *Doc) version() int { return max(d.Version, 1) }

// zoneOf is the zone an event was noted in.
func (d *Doc) zoneOf(e *Event) string {
	if e.Zone != "" {
		return e.Zone
	}
	return d.Zone
}

// editionZone is the zone in which an edition prints times.
func (d *Doc) editionZone(a Audience) (*time.Location, error) {
	name := d.Zone
	if a != Internal && d.Customer.Zone != "" {
		name = d.Customer.Zone
	}
	return loadZone(name)
}

// visit calls fn with every text that somebody wrote, its place, its language
// and whether it is a text with slots.
func (d *Doc) visit(fn func(place string, lang language.Tag, slots bool, s *string)) {
	in := d.language()
	fn("title", in, false, &d.Title)
	fn("case", language.Und, false, &d.Case)
	fn("customer", language.Und, false, &d.Customer.Name)
	for i := range d.Changes {
		fn(fmt.Sprintf("change of version %d", d.Changes[i].Version), in, false, &d.Changes[i].What)
	}
	for i := range d.Facts {
		fn("fact "+string(d.Facts[i].ID), in, true, &d.Facts[i].Text)
		fn("fact "+string(d.Facts[i].ID)+" source", language.Und, false, &d.Facts[i].Source)
	}
	for i := range d.Evidence {
		fn("evidence "+string(d.Evidence[i].ID), language.Und, false, &d.Evidence[i].Ref)
		fn("evidence "+string(d.Evidence[i].ID)+" hash", language.Und, false, &d.Evidence[i].Hash)
	}
	for i := range d.Causes {
		fn("cause "+string(d.Causes[i].ID)+" no_action", in, false, &d.Causes[i].NoAction)
	}
	for i := range d.Actions {
		a := &d.Actions[i]
		fn("action "+string(a.ID), in, true, &a.Text)
		fn("action "+string(a.ID)+" tracker", language.Und, false, &a.Tracker)
		fn("action "+string(a.ID)+" declined", in, false, &a.Declined)
	}
	for i := range d.Entities {
		e := &d.Entities[i]
		for j := range e.Names {
			fn("entity "+string(e.ID)+" name", language.Und, false, &e.Names[j])
		}
		for j := range e.Labels {
			fn("entity "+string(e.ID)+" label", e.Labels[j].Language, false, &e.Labels[j].Text)
		}
	}
	for i := range d.Statements {
		fn(d.Statements[i].place(), d.Statements[i].Language, true, &d.Statements[i].Text)
	}
}

// clone copies a document deeply.
func (d *Doc) clone() *Doc {
	c := *d
	c.Changes = slices.Clone(d.Changes)
	c.Facts = slices.Clone(d.Facts)
	for i := range c.Facts {
		f := &c.Facts[i]
		f.Evidence, f.Entities = slices.Clone(f.Evidence), slices.Clone(f.Entities)
		f.Disclosure.Customers = slices.Clone(f.Disclosure.Customers)
	}
	c.Evidence = slices.Clone(d.Evidence)
	c.Timeline = slices.Clone(d.Timeline)
	c.Impact = slices.Clone(d.Impact)
	c.Causes = slices.Clone(d.Causes)
	for i := range c.Causes {
		c.Causes[i].Because = slices.Clone(c.Causes[i].Because)
	}
	c.Actions = slices.Clone(d.Actions)
	for i := range c.Actions {
		c.Actions[i].Addresses = slices.Clone(c.Actions[i].Addresses)
	}
	c.Entities = slices.Clone(d.Entities)
	for i := range c.Entities {
		e := &c.Entities[i]
		e.Names, e.Labels = slices.Clone(e.Names), slices.Clone(e.Labels)
	}
	c.Statements = slices.Clone(d.Statements)
	for i := range c.Statements {
		c.Statements[i].Facts = slices.Clone(c.Statements[i].Facts)
	}
	c.Approvals = slices.Clone(d.Approvals)
	c.Known = slices.Clone(d.Known)
	return &c
}
