package rca

import (
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// Builder gathers a document (D6). Its methods return the id of what they add,
// never an error: [Builder.Build] reports everything at once. The zero Builder is not
// usable; call [New]. A Builder is for one goroutine.
type Builder struct {
	doc  Doc
	said map[string]int // statements per audience and language
}

// Option is an option of [New].
type Option func(*Doc)

// InZone sets the IANA zone of the incident. Required.
func InZone(name string) Option { return func(d *Doc) { d.Zone = name } }

// InLanguage sets the language of facts and other inside texts; default English.
func InLanguage(tag language.Tag) Option { return func(d *Doc) { d.Language = tag } }

// Titled sets the inside title.
func Titled(title string) Option { return func(d *Doc) { d.Title = title } }

// Dated sets the document's date.
func Dated(date Date) Option { return func(d *Doc) { d.Date = date } }

// WrittenBy sets the author, who may not approve the document.
func WrittenBy(author string) Option { return func(d *Doc) { d.Author = author } }

// ForCustomer sets who the customer editions are for, and the reference they
// know the incident by.
func ForCustomer(c CustomerRef, reference string) Option {
	return func(d *Doc) { d.Customer, d.Case = c, reference }
}

// KnownToCustomer adds names, references and links that the customer already knows.
func KnownToCustomer(names ...string) Option {
	return func(d *Doc) { d.Known = append(d.Known, names...) }
}

// Under sets the policy; default [DefaultPolicy].
func Under(p *practice.Policy) Option { return func(d *Doc) { d.Policy = p } }

// WorkingOn sets the working time.
func WorkingOn(c *calendar.Calendar) Option { return func(d *Doc) { d.Calendar = c } }

// New begins a document.
func New(id DocID, opts ...Option) *Builder {
	b := &Builder{doc: Doc{ID: id, Version: 1}, said: map[string]int{}}
	for _, opt := range opts {
		opt(&b.doc)
	}
	return b
}

// Entity adds an entity by one of its names. It is hidden from every audience it
// is not disclosed to with [Disclose], and needs a label ([As]) to be mentioned there.
func (b *Builder) Entity(kind EntityKind, id EntityID, name string, opts ...EntityOption) EntityID {
	e := Entity{ID: id, Kind: kind, Names: []string{name}}
	for _, opt := range opts {
		opt.onEntity(&e, b.doc.language())
	}
	b.doc.Entities = append(b.doc.Entities, e)
	return id
}

// Host adds a machine or device.
func (b *Builder) Host(id EntityID, name string, opts ...EntityOption) EntityID {
	return b.Entity(HostEntity, id, name, opts...)
}

// Person adds a human being, whom no customer edition names and no cause may be.
func (b *Builder) Person(id EntityID, name string, opts ...EntityOption) EntityID {
	return b.Entity(PersonEntity, id, name, opts...)
}

// Team adds a role or team, which may own actions.
func (b *Builder) Team(id EntityID, name string, opts ...EntityOption) EntityID {
	return b.Entity(TeamEntity, id, name, opts...)
}

// TicketRef adds an internal ticket or change.
func (b *Builder) TicketRef(id EntityID, name string, opts ...EntityOption) EntityID {
	return b.Entity(TicketEntity, id, name, opts...)
}

// Evidence adds an evidence by the place where it is kept.
func (b *Builder) Evidence(kind EvidenceKind, ref string, opts ...EvidenceOption) EvidenceID {
	e := Evidence{ID: EvidenceID(fmt.Sprintf("e%d", len(b.doc.Evidence)+1)), Kind: kind, Ref: ref}
	for _, opt := range opts {
		opt.onEvidence(&e)
	}
	b.doc.Evidence = append(b.doc.Evidence, e)
	return e.ID
}

// Fact adds a fact, internal unless said.
func (b *Builder) Fact(text string, opts ...FactOption) FactID {
	f := Fact{ID: FactID(fmt.Sprintf("f%d", len(b.doc.Facts)+1)), Text: text}
	for _, opt := range opts {
		opt.onFact(&f)
	}
	b.doc.Facts = append(b.doc.Facts, f)
	return f.ID
}

// Timeline adds an event. The location of at is its IANA zone, which must not be
// time.Local: where this program happens to run says nothing about the incident.
func (b *Builder) Timeline(id EventID, at time.Time, fact FactID, opts ...EventOption) EventID {
	e := Event{ID: id, At: at, Zone: at.Location().String(), Fact: fact}
	for _, opt := range opts {
		opt.onEvent(&e)
	}
	b.doc.Timeline = append(b.doc.Timeline, e)
	return id
}

// Impact adds a measure; see [Failed] and [Count].
func (b *Builder) Impact(q Quantity, fact FactID, opts ...MeasureOption) MeasureID {
	m := q.measure
	m.ID, m.Fact = MeasureID(fmt.Sprintf("m%d", len(b.doc.Impact)+1)), fact
	for _, opt := range opts {
		opt.onMeasure(&m)
	}
	b.doc.Impact = append(b.doc.Impact, m)
	return m.ID
}

// ImpactUnknown says that the impact is not known yet, and by when it will be.
func (b *Builder) ImpactUnknown(knownBy Date) { b.doc.ImpactKnownBy = knownBy }

// Trigger adds what set the incident off.
func (b *Builder) Trigger(fact FactID, opts ...CauseOption) CauseID {
	return b.cause(Trigger, fact, opts)
}

// Root adds a root cause.
func (b *Builder) Root(fact FactID, opts ...CauseOption) CauseID { return b.cause(Root, fact, opts) }

// Contributing adds what made it worse or likelier.
func (b *Builder) Contributing(fact FactID, opts ...CauseOption) CauseID {
	return b.cause(Contributing, fact, opts)
}

// Escape adds why it was not caught before the customer felt it.
func (b *Builder) Escape(fact FactID, opts ...CauseOption) CauseID {
	return b.cause(Escape, fact, opts)
}

func (b *Builder) cause(role Role, fact FactID, opts []CauseOption) CauseID {
	c := Cause{ID: CauseID(fmt.Sprintf("c%d", len(b.doc.Causes)+1)), Role: role, Fact: fact}
	for _, opt := range opts {
		opt.onCause(&c)
	}
	b.doc.Causes = append(b.doc.Causes, c)
	return c.ID
}

// Action adds an action, proposed unless said otherwise.
func (b *Builder) Action(text string, opts ...ActionOption) ActionID {
	a := Action{ID: ActionID(fmt.Sprintf("a%d", len(b.doc.Actions)+1)), Text: text}
	for _, opt := range opts {
		opt.onAction(&a)
	}
	b.doc.Actions = append(b.doc.Actions, a)
	return a.ID
}

// Say adds a statement for an audience in a language, with the facts it rests
// on. The nth statement of each audience and language gets the id sn, so that
// translations made in the same order belong together; give a [StatementID] to
// say it yourself.
func (b *Builder) Say(to Audience, in language.Tag, text string, opts ...SayOption) StatementID {
	key := to.String() + " " + in.String()
	b.said[key]++
	s := Statement{ID: StatementID(fmt.Sprintf("s%d", b.said[key])), Audience: to, Language: in, Text: text}
	for _, opt := range opts {
		opt.onSay(&s)
	}
	b.doc.Statements = append(b.doc.Statements, s)
	return s.ID
}

// Build returns the document with all its problems joined, each a [*Problem]
// with its rule and place; see [Problems]. The document is there even when the error is not
// nil: an internal draft can be rendered from it. The one exception to "as
// given" are secrets: what looks like one is replaced by a hash (rule R29).
// The Builder can be used on; the document does not change with it.
func (b *Builder) Build() (*Doc, error) {
	d := b.doc.clone()
	withheld := d.withhold()
	return d, joinProblems(append(withheld, d.check()...))
}
