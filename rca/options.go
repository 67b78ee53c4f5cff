package rca

import (
	"encoding/hex"

	"golang.org/x/text/language"
)

// The options of the [Builder]'s methods are interfaces, so that one option can
// serve several methods and an enum can be an option by itself.
type (
	// EntityOption is an option of [Builder.Entity] and its kin: [As], [AsIn], [AlsoNamed], [Disclose].
	EntityOption interface {
		onEntity(e *Entity, docLanguage language.Tag)
	}
	// EvidenceOption is an option of [Builder.Evidence]: [SHA256], [Disclose].
	EvidenceOption interface{ onEvidence(*Evidence) }
	// FactOption is an option of [Builder.Fact]: [By], [On], [ReportedBy], [Disclose], a [FactKind], a [Confidence].
	FactOption interface{ onFact(*Fact) }
	// EventOption is an option of [Builder.Timeline]: a [Phase], a [Precision], [History].
	EventOption interface{ onEvent(*Event) }
	// MeasureOption is an option of [Builder.Impact]: [Disclose].
	MeasureOption interface{ onMeasure(*Measure) }
	// CauseOption is an option of [Builder.Root] and its kin: [Because], [Controllable], [NotActing].
	CauseOption interface{ onCause(*Cause) }
	// ActionOption is an option of [Builder.Action]: [Prevent] and its kin, [Owner], [Due], [Tracker], [Proof],
	// [RemoveBy], [Decline], an [ActionState], a [Priority].
	ActionOption interface{ onAction(*Action) }
	// SayOption is an option of [Builder.Say]: the [FactID]s it rests on, [For], a [StatementID].
	SayOption interface{ onSay(*Statement) }
)

// As is what everybody outside reads instead of an entity's name, in the
// language of the document.
func As(label string) EntityOption {
	return entityFunc(func(e *Entity, docLanguage language.Tag) {
		e.Labels = append(e.Labels, Label{Customer, docLanguage, label}, Label{Public, docLanguage, label})
	})
}

// AsIn is what one audience reads in one language.
func AsIn(to Audience, in language.Tag, label string) EntityOption {
	return entityFunc(func(e *Entity, _ language.Tag) { e.Labels = append(e.Labels, Label{to, in, label}) })
}

// AlsoNamed adds other spellings of an entity, all of them hidden with it.
func AlsoNamed(names ...string) EntityOption {
	return entityFunc(func(e *Entity, _ language.Tag) { e.Names = append(e.Names, names...) })
}

type entityFunc func(*Entity, language.Tag)

func (f entityFunc) onEntity(e *Entity, docLanguage language.Tag) { f(e, docLanguage) }

// Disclose says who outside may learn of a fact, an entity, an evidence or a
// measure. Customers narrow Customer to those named; none means the document's own.
func Disclose(to Audience, customers ...CustomerID) Disclosure {
	return Disclosure{To: to, Customers: customers}
}

func (d Disclosure) onEntity(e *Entity, _ language.Tag) { e.Disclosure = d }
func (d Disclosure) onEvidence(e *Evidence)             { e.Disclosure = d }
func (d Disclosure) onFact(f *Fact)                     { f.Disclosure = d }
func (d Disclosure) onMeasure(m *Measure)               { m.Disclosure = d }

// SHA256 records what an evidence was when somebody looked.
func SHA256(sum [32]byte) EvidenceOption {
	return evidenceFunc(func(e *Evidence) { e.Hash = "sha256:" + hex.EncodeToString(sum[:]) })
}

type evidenceFunc func(*Evidence)

func (f evidenceFunc) onEvidence(e *Evidence) { f(e) }

// On names the entities a fact is about, besides those in its slots.
func On(entities ...EntityID) FactOption {
	return factFunc(func(f *Fact) { f.Entities = append(f.Entities, entities...) })
}

// By names the evidence of a fact.
func By(evidence ...EvidenceID) FactOption {
	return factFunc(func(f *Fact) { f.Evidence = append(f.Evidence, evidence...) })
}

// ReportedBy makes a fact one that somebody reported and nobody verified.
func ReportedBy(source string) FactOption {
	return factFunc(func(f *Fact) { f.Kind, f.Source = Reported, source })
}

type factFunc func(*Fact)

func (f factFunc) onFact(x *Fact) { f(x) }

func (v FactKind) onFact(f *Fact)   { f.Kind = v }
func (v Confidence) onFact(f *Fact) { f.Confidence = v }

func (v Precision) onEvent(e *Event) { e.Precision = v }
func (v Phase) onEvent(e *Event)     { e.Phase = v }

// History marks an event from before or after the incident itself.
func History() EventOption { return eventFunc(func(e *Event) { e.History = true }) }

type eventFunc func(*Event)

func (f eventFunc) onEvent(e *Event) { f(e) }

// Quantity is a measure in the making: Failed(70).Of(2310).Requests().
type Quantity struct{ measure Measure }

// Count begins a measure with a name: failed, delayed, affected, lost,
// duplicated, or one of your own, which then needs labels.
func Count(name string, n float64) Quantity { return Quantity{Measure{Name: name, Value: n}} }

// Failed begins the measure of what failed.
func Failed(n float64) Quantity { return Count("failed", n) }

// Affected begins the measure of what was hit.
func Affected(n float64) Quantity { return Count("affected", n) }

// Of sets the total.
func (q Quantity) Of(total float64) Quantity { q.measure.Of = total; return q }

// Requests counts requests.
func (q Quantity) Requests() Quantity { return q.Counting("requests") }

// Counting sets the unit: one of the texts' (requests, customers, devices,
// sites, users, sessions, messages, orders, calls) or one of your own, which
// then needs unit labels.
func (q Quantity) Counting(unit string) Quantity { q.measure.Unit = unit; return q }

// Between sets the window that was counted.
func (q Quantity) Between(from, to EventID) Quantity {
	q.measure.From, q.measure.To = from, to
	return q
}

// Because names what brought a cause about: causes or facts.
func Because[ID ~string](ids ...ID) CauseOption {
	return causeFunc(func(c *Cause) {
		for _, id := range ids {
			c.Because = append(c.Because, Ref(id))
		}
	})
}

// Controllable says that the company can change this cause.
func Controllable() CauseOption { return causeFunc(func(c *Cause) { c.Controllable = true }) }

// NotActing records the decision not to act on a cause, with the reason.
func NotActing(reason string) CauseOption { return causeFunc(func(c *Cause) { c.NoAction = reason }) }

type causeFunc func(*Cause)

func (f causeFunc) onCause(c *Cause) { f(c) }

// Contain is for an action that keeps the impact small for a while, and names the
// causes it addresses; so do [Correct], [Prevent], [Detect] and [Communicate].
func Contain(causes ...CauseID) ActionOption { return addresses(ContainAction, causes) }

// Correct is for an action that mends what is broken; see [Contain].
func Correct(causes ...CauseID) ActionOption { return addresses(CorrectAction, causes) }

// Prevent is for an action that removes a cause; see [Contain].
func Prevent(causes ...CauseID) ActionOption { return addresses(PreventAction, causes) }

// Detect is for an action that notices it earlier; see [Contain].
func Detect(causes ...CauseID) ActionOption { return addresses(DetectAction, causes) }

// Communicate is for an action that tells somebody; see [Contain].
func Communicate(causes ...CauseID) ActionOption { return addresses(CommunicateAction, causes) }

func addresses(kind ActionKind, causes []CauseID) ActionOption {
	return actionFunc(func(a *Action) { a.Kind, a.Addresses = kind, append(a.Addresses, causes...) })
}

// Owner is the team or role that owns an action.
func Owner(team EntityID) ActionOption { return actionFunc(func(a *Action) { a.Owner = team }) }

// Due is the date by which an action is done.
func Due(d Date) ActionOption { return actionFunc(func(a *Action) { a.Due = d }) }

// RemoveBy is the date by which a containment goes away.
func RemoveBy(d Date) ActionOption { return actionFunc(func(a *Action) { a.RemoveBy = d }) }

// Tracker is where an action is followed up; inside only.
func Tracker(ref string) ActionOption { return actionFunc(func(a *Action) { a.Tracker = ref }) }

// Proof is the fact that shows an action done, or its effect measured.
func Proof(fact FactID) ActionOption { return actionFunc(func(a *Action) { a.Proof = fact }) }

// Decline decides against an action, with the reason.
func Decline(reason string) ActionOption {
	return actionFunc(func(a *Action) { a.State, a.Declined = Declined, reason })
}

type actionFunc func(*Action)

func (f actionFunc) onAction(a *Action) { f(a) }

func (v ActionState) onAction(a *Action) { a.State = v }
func (v Priority) onAction(a *Action)    { a.Priority = v }

// For says which event, cause, action or measure a statement words.
func For[ID ~string](id ID) SayOption { return sayFunc(func(s *Statement) { s.For = Ref(id) }) }

type sayFunc func(*Statement)

func (f sayFunc) onSay(s *Statement) { f(s) }

func (id FactID) onSay(s *Statement)      { s.Facts = append(s.Facts, id) }
func (id StatementID) onSay(s *Statement) { s.ID = id }
