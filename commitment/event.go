package commitment

import (
	"fmt"
	"reflect"
	"time"
)

// EventKind says what happened to a promise. The zero value is EventMade.
type EventKind uint8

// The kinds of events.
const (
	EventMade EventKind = iota
	EventUpdated
	EventRisked
	EventRecovered
	EventRenegotiated
	EventAssigned
	EventKept
	EventBroken
	EventReleased
	EventErased
	EventAmended
)

var eventNames = []string{"made", "updated", "risked", "recovered", "renegotiated", "assigned", "kept", "broken", "released", "erased", "amended"}

// String returns the name used in JSON: "made", "updated", …
func (k EventKind) String() string { return enumText(eventNames, uint8(k), "EventKind") }

// MarshalText implements [encoding.TextMarshaler].
func (k EventKind) MarshalText() ([]byte, error) { return marshalEnum(eventNames, uint8(k), "event") }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (k *EventKind) UnmarshalText(b []byte) error {
	v, err := unmarshalEnum(eventNames, b, "event")
	if err == nil {
		*k = EventKind(v)
	}
	return err
}

// Cause says why a promise is at risk. The zero value is NoCause.
type Cause uint8

// The causes of a risk.
const (
	NoCause         Cause = iota
	Said                  // somebody said so
	Silence               // too much of the time has gone without an update
	Infeasible            // the working time left is not enough
	OwnerAbsent           // the owner is away until after the deadline
	DependencySlips       // what it hangs on comes later (C9)
)

var causeNames = []string{"none", "said", "silence", "infeasible", "owner-absent", "dependency"}

// String returns the name used in JSON.
func (c Cause) String() string { return enumText(causeNames, uint8(c), "Cause") }

// MarshalText implements [encoding.TextMarshaler].
func (c Cause) MarshalText() ([]byte, error) { return marshalEnum(causeNames, uint8(c), "cause") }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *Cause) UnmarshalText(b []byte) error {
	v, err := unmarshalEnum(causeNames, b, "cause")
	if err == nil {
		*c = Cause(v)
	}
	return err
}

// An Event is one line of a promise's history. The promise's state is the fold
// of its events, and the fold reads no words, so that erasing them changes no
// state ([Promise.Replay]).
type Event struct {
	Revision Revision  `json:"revision"`
	At       time.Time `json:"at"`
	By       PartyID   `json:"by,omitempty"`
	Kind     EventKind `json:"kind"`
	Reason   string    `json:"reason,omitempty"` // erasable
	Due      *Due      `json:"due,omitempty"`    // made, renegotiated
	Agreed   PartyID   `json:"agreed,omitempty"` // renegotiated: who agreed; made: who insisted
	Answer   Answer    `json:"answer,omitzero"`  // renegotiated
	Cause    Cause     `json:"cause,omitzero"`   // risked
	Owner    PartyID   `json:"owner,omitempty"`  // made, assigned: who answers for it from here on
	// An update to the customer (B9): what is done, what we are doing, what comes
	// next, and when we speak again. Erasable, but for the time.
	Done       string        `json:"done,omitempty"`
	Doing      string        `json:"doing,omitempty"`
	Next       string        `json:"next,omitempty"`
	NextUpdate time.Time     `json:"next_update,omitzero"`
	Spent      time.Duration `json:"spent,omitempty"` // kept
}

func (e *Event) eraseWords(drop func(*string)) {
	for _, s := range []*string{&e.Reason, &e.Done, &e.Doing, &e.Next} {
		drop(s)
	}
	if e.Due != nil {
		e.Due.eraseWords(drop)
	}
}

func (d *Due) eraseWords(drop func(*string)) {
	drop(&d.Said)
	for i := range d.Assumptions {
		drop(&d.Assumptions[i])
	}
	d.Assumptions = nil
}

func (p *Promise) eraseWords(drop func(*string)) {
	for _, s := range []*string{&p.What, &p.Stakes, &p.Plan} {
		drop(s)
	}
	p.Due.eraseWords(drop)
}

// note appends an event and folds it in. It is the only way a promise changes.
func (p *Promise) note(e Event) {
	e.Revision = p.Revision + 1
	p.History = append(p.History[:len(p.History):len(p.History)], e)
	p.fold(e)
}

// fold applies one event to the derived fields.
func (p *Promise) fold(e Event) {
	p.Revision = e.Revision
	switch e.Kind {
	case EventMade, EventRenegotiated:
		p.terms(e)
	case EventAssigned:
		p.AssignedAt = e.At
	case EventUpdated:
		p.Updated, p.UpdatedAt, p.NextUpdate = e.Revision, e.At, e.NextUpdate
	case EventRisked:
		p.State, p.Cause = AtRisk, e.Cause
		if p.Risked == 0 {
			p.Risked, p.RiskedAt = e.Revision, e.At
		}
	case EventRecovered:
		p.State = Open
		p.Risked, p.RiskedAt, p.Cause = 0, time.Time{}, NoCause
	case EventKept:
		p.State, p.ClosedAt, p.Basis, p.Spent = Kept, e.At, e.Revision, e.Spent
	case EventBroken:
		p.State, p.ClosedAt, p.Basis = Broken, e.At, e.Revision
		p.Breaks++
	case EventReleased:
		p.State, p.ClosedAt, p.Basis = Released, e.At, e.Revision
	case EventAmended, EventErased: // the record shows it; the state is as before
	}
}

// terms folds in a new due: the promise is open under it, whatever was before.
func (p *Promise) terms(e Event) {
	if e.Kind == EventRenegotiated {
		p.Renegotiations++
	}
	p.State, p.ClosedAt = Open, time.Time{}
	if e.Due != nil {
		p.Due = *e.Due
	}
	p.Basis, p.TermsAt, p.AssignedAt = e.Revision, e.At, e.At
	p.Updated, p.UpdatedAt, p.NextUpdate = e.Revision, e.At, time.Time{}
	p.Risked, p.RiskedAt, p.Cause = 0, time.Time{}, NoCause
}

// Replay folds the history anew and returns the promise it leads to. For every
// promise made by this package it equals the receiver, before and after an
// erasure; otherwise the error unwraps to [ErrHistory]. Stores and audits use it
// to find data that was changed behind the library's back.
func (p Promise) Replay() (Promise, error) {
	q := p.clone()
	q.reset()
	for i, e := range p.History {
		if e.Revision != Revision(i+1) || (i == 0) != (e.Kind == EventMade) || i > 0 && e.At.Before(p.History[i-1].At) {
			return Promise{}, fmt.Errorf("%w: event %d of promise %q is %v at revision %d", ErrHistory, i+1, p.ID, e.Kind, e.Revision)
		}
		q.fold(e)
	}
	q.Due = q.Due.clone()
	if !q.sameLife(p) {
		return Promise{}, fmt.Errorf("%w: promise %q is %v at revision %d, its history leads to %v at revision %d", ErrHistory, p.ID, p.State, p.Revision, q.State, q.Revision)
	}
	return q, nil
}

// sameLife reports whether everything that the fold derives is equal.
func (p Promise) sameLife(o Promise) bool {
	times := [][2]time.Time{
		{p.Due.Earliest, o.Due.Earliest}, {p.Due.Deadline, o.Due.Deadline}, {p.TermsAt, o.TermsAt}, {p.AssignedAt, o.AssignedAt},
		{p.UpdatedAt, o.UpdatedAt}, {p.NextUpdate, o.NextUpdate}, {p.RiskedAt, o.RiskedAt}, {p.ClosedAt, o.ClosedAt},
	}
	for _, t := range times {
		if !t[0].Equal(t[1]) {
			return false
		}
	}
	return p.State == o.State && p.Revision == o.Revision && p.Due.Zone == o.Due.Zone && p.Basis == o.Basis && p.Updated == o.Updated &&
		p.Risked == o.Risked && p.Cause == o.Cause && p.Renegotiations == o.Renegotiations && p.Breaks == o.Breaks && p.Spent == o.Spent
}

// follows reports whether p may have become of old by methods alone: its history
// goes on where old's ended, and what only certain events change was changed
// with them.
func (p Promise) follows(old Promise) bool {
	n := len(old.History)
	if len(p.History) < n || !reflect.DeepEqual(p.clone().History[:n:n], old.clone().History) {
		return false
	}
	var staff, details bool
	for _, e := range p.History[n:] {
		staff = staff || e.Kind == EventAssigned
		details = details || e.Kind == EventAmended
	}
	given := func(p Promise) Promise {
		q := p.given()
		q.Due = Due{}
		if staff {
			q.Owner, q.Managers, q.Stakeholders = Party{}, nil, nil
		}
		if details {
			q.Effort, q.Cadence, q.Dependency, q.Movable, q.Stakes, q.Plan = 0, 0, "", false, "", ""
		}
		return q
	}
	return reflect.DeepEqual(given(p), given(old))
}
