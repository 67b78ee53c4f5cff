package rca

import (
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// inside is the edition for the house: everything.
func (p *projection) inside() {
	if in := p.d.language(); in != p.tag {
		p.refuse("R33", "document", "its facts are written in %s, so the inside edition is in %s, not in %s", in, in, p.tag)
		return
	}
	p.begin()
	summary := p.part(Summary)
	summary.Paragraphs = p.statements(Summary, "")
	for _, c := range p.d.Changes {
		summary.Items = append(summary.Items, p.t("changed", "version", c.Version, "what", c.What))
	}
	p.add(summary)
	p.insideImpact()
	p.insideTimeline()
	p.insideCauses()
	p.insideActions()
	p.insideFacts()
	p.insideEvidence()
}

// fact is a fact's text with what it is known by.
func (p *projection) fact(id FactID, section Section, of Ref) string {
	f := p.ix.facts[id]
	if f == nil {
		return "[" + string(id) + "?]"
	}
	text := p.fill(f.Text, "fact "+string(id))
	switch f.Kind {
	case Reported:
		text = p.t("fact.reported", "fact", text)
	case Inferred:
		text = p.t("fact.inferred", "fact", text)
	}
	return p.keep(source{Section: section, Text: text, For: of, Facts: []FactID{id}})
}

func (p *projection) insideImpact() {
	part := p.part(ImpactSection)
	part.Table.Columns = p.columns("measure", "value", "window", "what")
	for i := range p.d.Impact {
		m := &p.d.Impact[i]
		name, ok := p.measureName(m)
		if !ok {
			name = m.Name
		}
		value := p.filled(&slot{ref: Ref(m.ID)}, "measure "+string(m.ID), "R33", func() (string, bool) { return p.measure(m) })
		window := ""
		if from, to := p.ix.events[m.From], p.ix.events[m.To]; from != nil && to != nil {
			window = p.t("window", "from", p.instant(from), "to", p.instant(to))
		}
		part.Table.Rows = append(part.Table.Rows, []string{name, value, window, p.fact(m.Fact, ImpactSection, Ref(m.ID))})
		part.Paragraphs = append(part.Paragraphs, p.statements(ImpactSection, Ref(m.ID))...)
	}
	if p.d.ImpactKnownBy != (Date{}) {
		part.Paragraphs = append(part.Paragraphs, p.t("impact.unknown", "date", p.date(p.d.ImpactKnownBy)))
	}
	p.add(part)
}

func (p *projection) insideTimeline() {
	part := p.part(TimelineSection)
	part.Table.Columns = p.columns("id", "when", "what", "evidence")
	for i := range p.d.Timeline {
		e := &p.d.Timeline[i]
		evidence := ""
		if f := p.ix.facts[e.Fact]; f != nil {
			evidence = joined(f.Evidence)
		}
		text := p.fact(e.Fact, TimelineSection, Ref(e.ID))
		if said := p.told(TimelineSection, Ref(e.ID)); said != "" {
			text += " " + said
		}
		part.Table.Rows = append(part.Table.Rows, []string{string(e.ID), p.instant(e), text, evidence})
	}
	p.add(part)
}

func (p *projection) insideCauses() {
	part := p.part(CauseSection)
	part.Table.Columns = p.columns("id", "role", "cause", "because")
	for i := range p.d.Causes {
		c := &p.d.Causes[i]
		text := p.fact(c.Fact, CauseSection, Ref(c.ID))
		if said := p.told(CauseSection, Ref(c.ID)); said != "" {
			text += " " + said
		}
		if c.NoAction != "" {
			text += " " + p.keep(source{Section: CauseSection, Text: p.t("cause.noaction", "reason", c.NoAction), For: Ref(c.ID)})
		}
		part.Table.Rows = append(part.Table.Rows, []string{string(c.ID), p.t("role." + c.Role.String()), text, joined(c.Because)})
	}
	p.add(part)
}

func (p *projection) insideActions() {
	part := p.part(ActionSection)
	part.Table.Columns = p.columns("id", "action", "kind", "owner", "due", "priority", "tracker", "state")
	for i := range p.d.Actions {
		a := &p.d.Actions[i]
		text := p.keep(source{Section: ActionSection, Text: p.fill(a.Text, "action "+string(a.ID)), For: Ref(a.ID)})
		if a.Proof != "" {
			text = p.t("action.proof", "action", text, "fact", p.fact(a.Proof, ActionSection, Ref(a.ID)))
		}
		state := p.t("state." + a.State.String())
		if a.Declined != "" {
			state = p.keep(source{Section: ActionSection, Text: p.t("action.declined", "reason", a.Declined), For: Ref(a.ID)})
		}
		owner := ""
		if e := p.ix.entities[a.Owner]; e != nil {
			owner, _ = p.entity(e)
		}
		due := p.date(a.Due)
		if a.RemoveBy != (Date{}) {
			due += " " + p.t("action.removeby", "date", p.date(a.RemoveBy))
		}
		part.Table.Rows = append(part.Table.Rows, []string{
			string(a.ID), text, p.named("kind.", a.Kind.String()), owner, due,
			p.named("priority.", a.Priority.String()), p.keep(source{Section: ActionSection, Text: a.Tracker, For: Ref(a.ID)}), state,
		})
	}
	p.add(part)
}

// named is the words for a value of an enum, whose zero has none.
func (p *projection) named(prefix, value string) string {
	if value == "" {
		return ""
	}
	return p.t(prefix + value)
}

// insideFacts lists the facts that nothing above shows, so that a short draft
// shows everything too.
func (p *projection) insideFacts() {
	shown := map[FactID]bool{}
	for _, s := range p.sources {
		if s.Statement != "" {
			continue
		}
		for _, id := range s.Facts {
			shown[id] = true
		}
	}
	part := p.part(Summary)
	for i := range p.d.Facts {
		if id := p.d.Facts[i].ID; !shown[id] {
			part.Items = append(part.Items, p.fact(id, Summary, Ref(id)))
		}
	}
	if part.empty() {
		return
	}
	if len(p.view.Parts) > 0 && p.view.Parts[0].Section == Summary {
		p.view.Parts[0].Items = append(p.view.Parts[0].Items, part.Items...)
		return
	}
	p.view.Parts = append([]Part{part}, p.view.Parts...)
}

func (p *projection) insideEvidence() {
	part := p.part(EvidenceSection)
	part.Table.Columns = p.columns("id", "kind", "reference", "hash", "retrieved")
	for i := range p.d.Evidence {
		e := &p.d.Evidence[i]
		ref := p.keep(source{Section: EvidenceSection, Text: e.Ref, For: Ref(e.ID)})
		part.Table.Rows = append(part.Table.Rows, []string{string(e.ID), e.Kind.String(), ref, e.Hash, retrieved(e.RetrievedAt)})
	}
	p.add(part)
}

// review ends the inside edition with what the rules found and what the policy
// makes of it, so that it stays on the record.
func (p *projection) review(e *Edition) {
	part := p.part(ReviewSection)
	if n := len(e.problems); n > 0 {
		part.Paragraphs = append(part.Paragraphs, p.t("problems", "n", n))
	}
	for _, x := range e.problems {
		part.Items = append(part.Items, p.t("problem", "rule", string(x.Rule), "setting", x.Setting.String(), "place", x.Place, "what", x.What))
	}
	if p.d.Policy != nil {
		for _, s := range p.d.Policy.Effective(Rules(), practice.Where{}) {
			if s.Reason != "" {
				part.Items = append(part.Items, string(s.Rule)+": "+s.Setting.String()+" ("+s.Reason+")")
			}
		}
	}
	p.add(part)
}
