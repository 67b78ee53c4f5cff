package rca

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// projection makes the view of one edition. Inside it prints facts; outside it
// prints statements only, and refuses what is not disclosed.
type projection struct {
	voice
	kit     *kit
	key     EditionKey
	view    View
	sources []source
	refused []*Problem
}

func (p *projection) refuse(rule practice.RuleID, place, format string, args ...any) {
	p.refused = append(p.refused, &Problem{Rule: rule, Setting: practice.Block, Place: place,
		What: fmt.Sprintf(format, args...), Reason: p.kit.reason(rule), Edition: &p.key})
}

// offsetsDiffer reports whether the edition's zone changes its offset between events.
func (p *projection) offsetsDiffer() bool {
	last := ""
	for i := range p.d.Timeline {
		o := offset(p.d.Timeline[i].At.In(p.zone))
		if last != "" && o != last {
			return true
		}
		last = o
	}
	return false
}

// t is a text of ours.
func (p *projection) t(key string, args ...any) string { return p.p.Text(key, args...) }

// keep remembers where a text came from.
func (p *projection) keep(s source) string {
	p.sources = append(p.sources, s)
	return s.Text
}

// fill fills the slots of a text; outside, one that cannot be filled refuses the edition.
func (p *projection) fill(text, place string) string {
	pieces, err := parseText(text)
	if err != nil {
		if p.to != Internal {
			p.refuse("R2", place, "%s", err)
		}
		return text
	}
	var b strings.Builder
	for _, piece := range pieces {
		if piece.slot == nil {
			b.WriteString(piece.lit)
			continue
		}
		b.WriteString(p.opened(b.String(), p.slot(piece.slot, place)))
	}
	return b.String()
}

// opened gives a label that opens a sentence its capital; a name stays as it is written.
func (p *projection) opened(before, label string) string {
	before = strings.TrimRight(before, " \n")
	if p.to == Internal || before != "" && strings.IndexByte(".!?", before[len(before)-1]) < 0 {
		return label
	}
	r, n := utf8.DecodeRuneInString(label)
	return string(unicode.ToUpper(r)) + label[n:]
}

func (p *projection) slot(s *slot, place string) string {
	if s.to != "" {
		from, to := p.ix.events[EventID(s.ref)], p.ix.events[EventID(s.to)]
		p.disclosedEvent(from, place)
		p.disclosedEvent(to, place)
		return p.filled(s, place, "R6", func() (string, bool) { return p.span(from, to, s.working) })
	}
	switch p.ix.kinds[s.ref] {
	case "entity":
		e := p.ix.entities[EntityID(s.ref)]
		return p.filled(s, place, "R23", func() (string, bool) { return p.entity(e) })
	case "event":
		e := p.ix.events[EventID(s.ref)]
		p.disclosedEvent(e, place)
		return p.instant(e)
	case "measure":
		m := p.ix.measures[MeasureID(s.ref)]
		p.disclosedMeasure(m, place)
		return p.filled(s, place, "R33", func() (string, bool) { return p.measure(m) })
	case "action":
		a := p.ix.actions[ActionID(s.ref)]
		p.toldAction(a, place)
		return p.filled(s, place, "R14", func() (string, bool) { return p.date(a.Due), a.Due != Date{} })
	}
	return p.filled(s, place, "R2", func() (string, bool) { return "", false })
}

func (p *projection) filled(s *slot, place string, rule practice.RuleID, fill func() (string, bool)) string {
	text, ok := fill()
	if ok {
		return text
	}
	if p.to != Internal {
		p.refuse(rule, place, "slot %s has nothing for %s readers in %s: give the entity a label, the measure words for its unit, or the events their times", s, p.to, p.tag)
	}
	return "[" + s.String() + "?]"
}

// disclosed refuses what the readers may not learn of (rule R23).
func (p *projection) disclosed(d Disclosure, what, place string) {
	if !d.covers(p.to, p.d.Customer.ID) {
		p.refuse("R23", place, "tells %s, which is not disclosed to %s; disclose it, or leave it out", what, p.to)
	}
}

func (p *projection) disclosedFact(id FactID, place string) {
	f := p.ix.facts[id]
	if f == nil {
		if p.to != Internal {
			p.refuse("R2", place, "cites fact %q, which is not in the document", id)
		}
		return
	}
	p.disclosed(f.Disclosure, "fact "+string(id), place)
}

func (p *projection) disclosedEvent(e *Event, place string) {
	if e != nil && p.to != Internal {
		p.disclosedFact(e.Fact, place)
	}
}

func (p *projection) disclosedMeasure(m *Measure, place string) {
	p.disclosed(m.Disclosure, "measure "+string(m.ID), place)
	for _, id := range []EventID{m.From, m.To} {
		p.disclosedEvent(p.ix.events[id], place)
	}
}

// toldAction refuses proposed and declined actions outside (rule R14).
func (p *projection) toldAction(a *Action, place string) {
	if p.to != Internal && (a.State == Proposed || a.State == Declined) {
		p.refuse("R14", place, "tells action %s, which is %s; only what was agreed goes outside", a.ID, a.State)
	}
}

// statements are those of the edition that word one thing, filled; the empty Ref
// is the summary.
func (p *projection) statements(section Section, for_ Ref) []string {
	var out []string
	for _, s := range p.ix.said[saidKey{p.key, for_}] {
		place := s.place()
		facts := p.ix.cited(s)
		for _, id := range facts {
			p.disclosedFact(id, place)
		}
		text := p.fill(s.Text, place)
		out = append(out, p.keep(source{Section: section, Text: text, Statement: s.ID, For: s.For, Facts: facts}))
	}
	return out
}

// told joins the statements that word one thing.
func (p *projection) told(section Section, for_ Ref) string {
	return strings.Join(p.statements(section, for_), " ")
}

func (p *projection) part(s Section) Part {
	return Part{Section: s, Title: p.t("section." + s.String())}
}

func (p *projection) add(part Part) {
	if !part.empty() {
		p.view.Parts = append(p.view.Parts, part)
	}
}

func (p *projection) columns(keys ...string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = p.t("column." + k)
	}
	return out
}

func (p *projection) field(key, value string) {
	if value != "" {
		p.view.Head = append(p.view.Head, Field{p.t("head." + key), value})
		p.keep(source{Section: Summary, Text: value})
	}
}

// begin writes the title, the head and the notes, which all editions share.
func (p *projection) begin() {
	p.view.Audience, p.view.Language = p.to, p.tag
	switch {
	case p.to != Internal:
		p.view.Title = p.t("title.outside", "case", p.reference())
	case p.d.Title != "":
		p.view.Title = p.t("title.internal", "id", string(p.d.ID), "title", p.d.Title)
	default:
		p.view.Title = p.t("title.plain", "id", string(p.d.ID))
	}
	p.keep(source{Section: Summary, Text: p.view.Title})
	if p.to == Internal {
		p.field("document", string(p.d.ID))
		p.field("author", p.d.Author)
	}
	if p.to != Public {
		p.field("case", p.d.Case)
		p.field("customer", p.d.Customer.Name)
	}
	p.field("date", p.date(p.d.Date))
	p.field("version", fmt.Sprint(p.d.version()))
	p.phases()
	p.notes()
}

// reference is the name an outside reader knows the incident by; the document's own
// id is the house's.
func (p *projection) reference() string {
	if p.to == Customer {
		return p.d.Case
	}
	return p.date(p.d.Date)
}

// phases heads the document with its phases, as far as the readers may know them.
func (p *projection) phases() {
	var at [Resolved + 1]*Event
	for i := range p.d.Timeline {
		e := &p.d.Timeline[i]
		if e.Phase > Resolved || e.At.IsZero() || p.to != Internal && !p.mayTell(e) {
			continue
		}
		at[e.Phase] = e
	}
	for phase := Started; phase <= Resolved; phase++ {
		if e := at[phase]; e != nil {
			p.field(phase.String(), p.instant(e))
		}
	}
	for _, span := range []struct {
		key string
		to  Phase
	}{{"to_detect", Detected}, {"to_resolve", Resolved}} {
		if text, ok := p.span(at[Started], at[span.to], false); ok {
			p.field(span.key, text)
		}
	}
}

func (p *projection) mayTell(e *Event) bool {
	f := p.ix.facts[e.Fact]
	return f != nil && f.Disclosure.covers(p.to, p.d.Customer.ID)
}

// notes say which zone the times are in and how durations were computed.
func (p *projection) notes() {
	if len(p.d.Timeline) == 0 {
		return
	}
	at := p.d.Timeline[0].At
	zone, err := locale.Zone(p.tag, at, p.zone)
	if err != nil {
		zone = p.zone.String()
	}
	if p.offsets {
		p.view.Notes = append(p.view.Notes, p.t("note.offsets", "zone", zone))
	} else {
		p.view.Notes = append(p.view.Notes, p.t("note.zone", "zone", zone, "offset", offset(at.In(p.zone))))
	}
	p.view.Notes = append(p.view.Notes, p.t("note.elapsed"))
}

// outside is the edition for readers who are not of the house: statements and
// what is computed from disclosed facts, nothing else.
func (p *projection) outside() {
	p.begin()
	if p.to == Customer && p.d.Case == "" {
		p.refuse("R24", "document", "has no case: the reference the customer knows; the document's own id is not for them")
	}
	summary := p.part(Summary)
	summary.Paragraphs = p.statements(Summary, "")
	if len(summary.Paragraphs) == 0 {
		p.refuse("R24", "statements", "none is written for %s readers in %s; an outside edition is never made from inside texts", p.to, p.tag)
	}
	for v := 2; v <= p.d.version() && v <= maxVersions; v++ {
		if what := p.told(Summary, versionRef(v)); what != "" {
			summary.Items = append(summary.Items, p.t("changed", "version", v, "what", what))
		}
	}
	p.add(summary)
	p.outsideImpact()
	p.outsideTimeline()
	p.outsideCauses()
	p.outsideActions()
}

func (p *projection) outsideImpact() {
	part := p.part(ImpactSection)
	for i := range p.d.Impact {
		part.Paragraphs = append(part.Paragraphs, p.statements(ImpactSection, Ref(p.d.Impact[i].ID))...)
	}
	if len(part.Paragraphs) == 0 && p.d.ImpactKnownBy != (Date{}) {
		part.Paragraphs = []string{p.t("impact.unknown", "date", p.date(p.d.ImpactKnownBy))}
	}
	p.add(part)
}

func (p *projection) outsideTimeline() {
	part := p.part(TimelineSection)
	part.Table.Columns = p.columns("when", "what")
	for i := range p.d.Timeline {
		e := &p.d.Timeline[i]
		if text := p.told(TimelineSection, Ref(e.ID)); text != "" {
			part.Table.Rows = append(part.Table.Rows, []string{p.instant(e), text})
		}
	}
	p.add(part)
}

func (p *projection) outsideCauses() {
	part := p.part(CauseSection)
	part.Table.Columns = p.columns("role", "cause")
	for i := range p.d.Causes {
		c := &p.d.Causes[i]
		if text := p.told(CauseSection, Ref(c.ID)); text != "" {
			part.Table.Rows = append(part.Table.Rows, []string{p.t("role." + c.Role.String()), text})
		}
	}
	p.add(part)
}

func (p *projection) outsideActions() {
	part := p.part(ActionSection)
	part.Table.Columns = p.columns("action", "owner", "due", "state")
	for i := range p.d.Actions {
		a := &p.d.Actions[i]
		text := p.told(ActionSection, Ref(a.ID))
		if text == "" {
			continue
		}
		place := "action " + string(a.ID)
		p.toldAction(a, place)
		owner := ""
		if e := p.ix.entities[a.Owner]; e != nil {
			label, ok := p.entity(e)
			if !ok {
				p.refuse("R23", place, "owner %s has no label for %s readers in %s", a.Owner, p.to, p.tag)
			}
			owner = p.keep(source{Section: ActionSection, Text: label, For: Ref(a.ID)})
		}
		part.Table.Rows = append(part.Table.Rows, []string{text, owner, p.date(a.Due), p.t("state." + a.State.String())})
	}
	p.add(part)
}

// retrieved is when an evidence was looked at, in UTC to the second.
func retrieved(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func joined[ID ~string](ids []ID) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = string(id)
	}
	return strings.Join(slices.Compact(list), ", ")
}
