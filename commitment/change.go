package commitment

import "time"

// begin checks that the promise may change at the time given, and returns the
// copy that is to change.
func (p Promise) begin(at time.Time, doing string) (Promise, time.Time, error) {
	at = instant(at)
	switch {
	case p.State.Closed():
		return p, at, &StateError{Promise: p.ID, State: p.State, Doing: doing}
	case p.Revision == 0:
		return p, at, &FieldError{Field: "revision", Value: "0", Want: "a promise that Make returned", Err: ErrHistory}
	case at.IsZero() || at.Before(p.lastAt()) || at.Sub(p.lastAt()) > maxAhead:
		return p, at, &FieldError{Field: "at", Value: at.Format(time.RFC3339Nano), Want: "at least " + p.lastAt().Format(time.RFC3339Nano) + ", and within a hundred years of it", Err: ErrTime}
	}
	return p.clone(), at, nil
}

// done checks the texts of an event and notes it.
func (p Promise) done(e Event) (Promise, error) {
	texts := []struct{ field, text string }{{"reason", e.Reason}, {"done", e.Done}, {"doing", e.Doing}, {"next", e.Next}}
	for _, f := range texts {
		if err := checkText(f.field, f.text, maxText); err != nil {
			return Promise{}, err
		}
	}
	if err := checkID("by", string(e.By)); err != nil {
		return Promise{}, err
	}
	if err := checkID("agreed", string(e.Agreed)); err != nil {
		return Promise{}, err
	}
	p.note(e)
	return p, nil
}

// Renegotiation is what extending a promise takes: extending is renegotiating
// (practice C8).
type Renegotiation struct {
	By     PartyID // who asks for it
	Due    Due     // the new terms; required
	Reason string  // why the old ones do not hold; required
	Agreed PartyID // who on our side, or of those who owe us, agreed; required
	Answer Answer  // what the customer said; required
}

// Renegotiate gives the promise new terms. A deadline that has passed is marked
// broken first, so that extending can't hide it: the history gets two events
// then, and Breaks counts one. The promise is open afterwards and all alarms
// are planned anew. Errors: [ErrReason] for a missing reason, agreement or
// answer, those of [Make] for the due, [ErrClosed], [ErrTime].
func (p Promise) Renegotiate(at time.Time, r Renegotiation) (Promise, error) {
	q, at, err := p.begin(at, "renegotiate")
	if err != nil {
		return p, err
	}
	switch {
	case r.Reason == "":
		return p, &FieldError{Field: "reason", Want: "why the old terms do not hold", Err: ErrReason}
	case r.Agreed == "":
		return p, &FieldError{Field: "agreed", Want: "who agreed to the new terms", Err: ErrReason}
	case r.Answer == NoAnswer:
		return p, &FieldError{Field: "answer", Want: "what the customer said: accepted, reluctant, declined or not-reachable", Err: ErrReason}
	}
	due, err := r.Due.clone().normal(at)
	if err != nil {
		return p, err
	}
	if at.After(p.Due.Deadline) {
		q.note(Event{At: at, By: r.By, Kind: EventBroken})
	}
	if q, err = q.done(Event{At: at, By: r.By, Kind: EventRenegotiated, Due: &due, Reason: r.Reason, Agreed: r.Agreed, Answer: r.Answer}); err != nil {
		return p, err
	}
	q.Due = q.Due.clone()
	return q, nil
}

// Progress is an update to the customer: what is done, what we are doing, what
// comes next, and when we speak again (practice B9). "Nothing new" is an update
// too (C5): say so in Doing.
type Progress struct {
	By         PartyID
	Done       string
	Doing      string
	Next       string
	NextUpdate time.Time // zero: after the cadence
}

// Update records that the customer was told how things stand, which starts the
// time to the next update. Errors: [ErrReason] when it says nothing at all,
// [ErrTime] when the next update lies in the past, [ErrClosed], [ErrText].
func (p Promise) Update(at time.Time, u Progress) (Promise, error) {
	q, at, err := p.begin(at, "update")
	if err != nil {
		return p, err
	}
	if u.Done == "" && u.Doing == "" && u.Next == "" {
		return p, &FieldError{Field: "doing", Want: "what is done, doing or next; \"nothing new\" is an update too", Err: ErrReason}
	}
	next := instant(u.NextUpdate)
	if !next.IsZero() && (!next.After(at) || next.Sub(at) > maxAhead) {
		return p, &FieldError{Field: "next_update", Value: next.Format(time.RFC3339), Want: "after " + at.Format(time.RFC3339) + ", within a hundred years", Err: ErrTime}
	}
	if q, err = q.done(Event{At: at, By: u.By, Kind: EventUpdated, Done: u.Done, Doing: u.Doing, Next: u.Next, NextUpdate: next}); err != nil {
		return p, err
	}
	return q, nil
}

// Risk says that the promise may be missed (practice C7: say so as early as
// possible). A promise that is at risk already for the same cause stays as it
// is, so that everybody hears once; another cause is recorded without new
// notices. Errors: [ErrClosed], [ErrTime], [ErrReason] without a cause.
func (p Promise) Risk(at time.Time, by PartyID, cause Cause, reason string) (Promise, error) {
	q, at, err := p.begin(at, "put at risk")
	if err != nil {
		return p, err
	}
	if cause == NoCause || int(cause) >= len(causeNames) {
		return p, &FieldError{Field: "cause", Value: cause.String(), Want: "why it is at risk", Err: ErrReason}
	}
	if p.State == AtRisk && p.risked(cause) {
		return p, nil
	}
	if q, err = q.done(Event{At: at, By: by, Kind: EventRisked, Cause: cause, Reason: reason}); err != nil {
		return p, err
	}
	return q, nil
}

// risked reports whether the present risk was already recorded for the cause.
func (p *Promise) risked(cause Cause) bool {
	for i := len(p.History) - 1; i >= 0 && p.History[i].Revision >= p.Risked; i-- {
		if e := p.History[i]; e.Kind == EventRisked && e.Cause == cause {
			return true
		}
	}
	return false
}

// riskCause is why the promise was put at risk first, which decides who heard of
// it; NoCause while it is not.
func (p *Promise) riskCause() Cause {
	if i := int(p.Risked) - 1; p.State == AtRisk && i >= 0 && i < len(p.History) {
		return p.History[i].Cause
	}
	return NoCause
}

// recoveredAt is when somebody said that a risk under the present terms is over;
// zero, if nobody did.
func (p *Promise) recoveredAt() time.Time {
	for i := len(p.History) - 1; i >= 0 && p.History[i].Revision > p.Basis; i-- {
		if p.History[i].Kind == EventRecovered {
			return p.History[i].At
		}
	}
	return time.Time{}
}

// Recover says that the risk is over: help came, the plan holds again. The keeper
// takes that word for it: only what it finds from then on puts the promise at
// risk again. An update alone does not end a risk. A promise that is not at risk
// stays as it is.
func (p Promise) Recover(at time.Time, by PartyID, reason string) (Promise, error) {
	q, at, err := p.begin(at, "recover")
	if err != nil || p.State != AtRisk {
		return p, err
	}
	if q, err = q.done(Event{At: at, By: by, Kind: EventRecovered, Reason: reason}); err != nil {
		return p, err
	}
	return q, nil
}

// Keep settles the promise as done, at the time given: after the deadline it is
// kept late ([Promise.Late]). spent is the working time it took; 0: unknown.
func (p Promise) Keep(at time.Time, by PartyID, spent time.Duration) (Promise, error) {
	q, at, err := p.begin(at, "keep")
	if err != nil {
		return p, err
	}
	if err := checkEffort("spent", spent); err != nil {
		return p, err
	}
	if q, err = q.done(Event{At: at, By: by, Kind: EventKept, Spent: spent}); err != nil {
		return p, err
	}
	return q, nil
}

// Break settles the promise as not kept. It needs a reason ([ErrReason]). For
// what we owe, managers and stakeholders hear about it; for what others owe us,
// nobody does: it is only counted.
func (p Promise) Break(at time.Time, by PartyID, reason string) (Promise, error) {
	return p.settle(at, by, reason, "break", EventBroken)
}

// Release settles the promise as no longer needed by the one it was made to. It
// needs a reason ([ErrReason]).
func (p Promise) Release(at time.Time, by PartyID, reason string) (Promise, error) {
	return p.settle(at, by, reason, "release", EventReleased)
}

func (p Promise) settle(at time.Time, by PartyID, reason, doing string, kind EventKind) (Promise, error) {
	q, at, err := p.begin(at, doing)
	if err != nil {
		return p, err
	}
	if reason == "" {
		return p, &FieldError{Field: "reason", Want: "why", Err: ErrReason}
	}
	if q, err = q.done(Event{At: at, By: by, Kind: kind, Reason: reason}); err != nil {
		return p, err
	}
	return q, nil
}

// Staff are the people of a promise.
type Staff struct {
	Owner        Party // required
	Managers     []Party
	Stakeholders []Party
}

// Assign puts other people on the promise and plans its alarms for them. Errors:
// [ErrNoOwner], [ErrReason] without a reason, those of [Make] for the parties,
// [ErrClosed], [ErrTime].
func (p Promise) Assign(at time.Time, by PartyID, s Staff, reason string) (Promise, error) {
	q, at, err := p.begin(at, "assign")
	if err != nil {
		return p, err
	}
	if reason == "" {
		return p, &FieldError{Field: "reason", Want: "why it changes hands", Err: ErrReason}
	}
	q.Owner, q.Managers, q.Stakeholders = s.Owner, append([]Party(nil), s.Managers...), append([]Party(nil), s.Stakeholders...)
	if err := q.validateParties(); err != nil {
		return p, err
	}
	if q, err = q.done(Event{At: at, By: by, Kind: EventAssigned, Owner: s.Owner.ID, Reason: reason}); err != nil {
		return p, err
	}
	return q, nil
}

// Details are what may become known about a promise after it was made, beside
// its terms and people.
type Details struct {
	Effort     time.Duration
	Cadence    time.Duration
	Dependency DependencyID
	Movable    bool
	Stakes     string
	Plan       string
}

// Details returns the details as they stand, to be changed and given to
// [Promise.Amend].
func (p Promise) Details() Details {
	return Details{Effort: p.Effort, Cadence: p.Cadence, Dependency: p.Dependency, Movable: p.Movable, Stakes: p.Stakes, Plan: p.Plan}
}

// Amend replaces the details and notes on the record that somebody did. What is
// promised and by when does not change this way: that is renegotiating. Errors:
// those of [Make] for the fields, [ErrClosed], [ErrTime].
func (p Promise) Amend(at time.Time, by PartyID, d Details) (Promise, error) {
	q, at, err := p.begin(at, "amend")
	if err != nil {
		return p, err
	}
	q.Effort, q.Cadence, q.Dependency, q.Movable, q.Stakes, q.Plan = d.Effort, d.Cadence, d.Dependency, d.Movable, d.Stakes, d.Plan
	if err := q.validateDetails(); err != nil {
		return p, err
	}
	if q, err = q.done(Event{At: at, By: by, Kind: EventAmended}); err != nil {
		return p, err
	}
	return q, nil
}

// A Concern is something about a promise that a person should look at.
type Concern string

// The concerns.
const (
	// ConcernNoPlan: a feature was promised and nobody planned it (practice C14).
	ConcernNoPlan Concern = "no-plan"
	// ConcernOutside: made by others than support; the owner may not know of it
	// (C14).
	ConcernOutside Concern = "outside-source"
	// ConcernNoCustomer: no customer is named, so no draft can be addressed.
	ConcernNoCustomer Concern = "no-customer"
	// ConcernNoEffort: nobody knows how long it takes, so nobody can say whether
	// it is realistic (C3).
	ConcernNoEffort Concern = "no-effort"
)

// KindFeature is the kind of a promise to build something. Without a Plan it is
// a concern (practice C14).
const KindFeature Kind = "feature"

// Concerns lists what a person should look at, most serious first.
func (p Promise) Concerns() []Concern {
	var c []Concern
	if p.Kind == KindFeature && p.Plan == "" && p.Dependency == "" {
		c = append(c, ConcernNoPlan)
	}
	if p.Source != "" && p.Source != FromSupport {
		c = append(c, ConcernOutside)
	}
	if p.Customer.IsZero() {
		c = append(c, ConcernNoCustomer)
	}
	if p.Direction == WeOwe && p.Effort == 0 {
		c = append(c, ConcernNoEffort)
	}
	return c
}
