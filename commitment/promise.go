package commitment

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A Promise is who owes what to whom, by when, and what became of it (practice
// C1). It is a value: methods return a new one and leave the receiver alone.
// Set the fields of the first block and let [Keeper.Make] or [Make] do the rest;
// the fields of the second block change only through methods.
type Promise struct {
	Tenant    TenantID  `json:"tenant,omitempty"`
	ID        PromiseID `json:"id"` // required
	Case      CaseID    `json:"case,omitempty"`
	Direction Direction `json:"direction,omitzero"`
	What      string    `json:"what,omitempty"` // in a few words: "call back with the log analysis"; required; personal, erasable
	Kind      Kind      `json:"kind,omitempty"`
	Source    Source    `json:"source,omitempty"` // empty: FromSupport (C14)
	// Owner answers for the promise, whoever made it; for what they owe us, it is
	// the one of ours who follows it up. Required; the keeper's Queue fills in for
	// a bot that promised, which MadeBy names.
	Owner Party  `json:"owner,omitzero"`
	Team  TeamID `json:"team,omitempty"`
	// Managers hear first when it is at risk; the first is nearest, escalation
	// climbs from there.
	Managers     []Party `json:"managers,omitempty"`
	Stakeholders []Party `json:"stakeholders,omitempty"`
	Customer     Party   `json:"customer,omitzero"`
	Debtor       Party   `json:"debtor,omitzero"` // who owes, when it is a third party
	// MadeAt is when the words were said. Zero: when Make is called.
	MadeAt time.Time `json:"made_at,omitzero"`
	MadeBy PartyID   `json:"made_by,omitempty"` // who said them; empty: the owner
	Due    Due       `json:"due,omitzero"`      // required
	// Effort is the working time it takes. Zero: unknown, see [Estimate].
	Effort time.Duration `json:"effort,omitempty"`
	// Cadence is the time between updates to the customer (C5): civil days on the
	// customer's clock where it is a multiple of 24 hours, else elapsed time. Zero:
	// the policy's.
	Cadence    time.Duration `json:"cadence,omitempty"`
	Dependency DependencyID  `json:"dependency,omitempty"` // what it hangs on (C9)
	// Movable says that the work, not the promise, may be put off to make room
	// for a tighter one (C4).
	Movable bool `json:"movable,omitempty"`
	// Stakes is what missing it costs, in words for the managers (C7). Erasable.
	Stakes string `json:"stakes,omitempty"`
	// Plan is where the work is planned: a tracker reference. A feature promised
	// without one is a [Concern] (C14).
	Plan string `json:"plan,omitempty"`

	State    State    `json:"state"`
	Revision Revision `json:"revision"`
	// Basis is the revision that the plan of alarms rests on: the one that set
	// the present terms, or that settled the promise. TermsAt is when the present
	// due was agreed, AssignedAt when the present people took over.
	Basis      Revision  `json:"basis,omitempty"`
	TermsAt    time.Time `json:"terms_at,omitzero"`
	AssignedAt time.Time `json:"assigned_at,omitzero"`
	// Updated is the revision of the last update to the customer, or of the
	// terms while there is none; UpdatedAt is its time.
	Updated   Revision  `json:"updated,omitempty"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	// NextUpdate is when the last update said we would speak again. Zero: after
	// the cadence.
	NextUpdate time.Time `json:"next_update,omitzero"`
	// Risked is the revision that put it at risk, 0 while it is not.
	Risked   Revision  `json:"risked,omitempty"`
	RiskedAt time.Time `json:"risked_at,omitzero"`
	Cause    Cause     `json:"cause,omitzero"` // why it is at risk
	// Renegotiations counts the new terms, Breaks the deadlines that were missed
	// and then extended, or given up.
	Renegotiations int       `json:"renegotiations,omitempty"`
	Breaks         int       `json:"breaks,omitempty"`
	ClosedAt       time.Time `json:"closed_at,omitzero"`
	// Spent is the working time it took, as said when it was kept. Zero: unknown.
	Spent time.Duration `json:"spent,omitempty"`
	// History is append-only: one event per revision, oldest first.
	History []Event `json:"history,omitempty"`
}

// Subject returns what the promise's alarms are stored under.
func (p Promise) Subject() SubjectID { return SubjectOf(p.ID) }

// Late returns how long after the deadline the promise was settled, or is
// unsettled at now; 0 when it is in time.
func (p Promise) Late(now time.Time) time.Duration {
	if p.State.Closed() {
		now = p.ClosedAt
	}
	return max(0, now.Sub(p.Due.Deadline))
}

// Accept says that somebody insists on a promise that does not look realistic
// (practice C3). It goes on the record.
type Accept struct {
	By     PartyID // required
	Reason string  // required
}

// Make checks a promise and returns it with its first event, at revision 1. now
// is used as the time of promising where MadeAt is zero, and may not lie before
// it. Errors name the field and unwrap to the sentinels: [ErrID], [ErrNoWhat],
// [ErrNoOwner], [ErrZone], [ErrDeadline], [ErrWindow], [ErrEffort],
// [ErrCadence], [ErrQuiet], [ErrText], [ErrTime], [ErrReason]. accept may be nil.
func Make(now time.Time, p Promise, accept *Accept) (Promise, error) {
	if now.IsZero() {
		return Promise{}, &FieldError{Field: "now", Want: "the time", Err: ErrTime}
	}
	q := p.given()
	if q.MadeAt.IsZero() {
		q.MadeAt = now
	}
	q.MadeAt, now = instant(q.MadeAt), instant(now)
	if q.MadeAt.After(now) || now.Sub(q.MadeAt) > maxAhead {
		return Promise{}, &FieldError{Field: "made_at", Value: q.MadeAt.Format(time.RFC3339), Want: "at most now, and within a hundred years", Err: ErrTime}
	}
	if q.Source == "" {
		q.Source = FromSupport
	}
	if q.MadeBy == "" {
		q.MadeBy = q.Owner.ID
	}
	var err error
	if q.Due, err = q.Due.normal(q.MadeAt); err != nil {
		return Promise{}, err
	}
	if err := q.validate(); err != nil {
		return Promise{}, err
	}
	ev := Event{At: now, By: q.MadeBy, Kind: EventMade, Due: ptr(q.Due), Owner: q.Owner.ID}
	if accept != nil {
		if accept.By == "" || accept.Reason == "" {
			return Promise{}, &FieldError{Field: "accept", Value: string(accept.By), Want: "who insists, and why", Err: ErrReason}
		}
		if err := checkText("accept.reason", accept.Reason, maxText); err != nil {
			return Promise{}, err
		}
		ev.Agreed, ev.Reason = accept.By, accept.Reason
	}
	q.note(ev)
	return q, nil
}

func ptr[T any](v T) *T { return &v }

// given returns a copy of what the caller sets, without what the life of the
// promise adds.
func (p Promise) given() Promise {
	q := p.clone()
	q.reset()
	q.History = nil
	return q
}

// reset takes the promise back to before its first event.
func (p *Promise) reset() {
	p.State, p.Revision = Open, 0
	p.Basis, p.TermsAt, p.AssignedAt = 0, time.Time{}, time.Time{}
	p.Updated, p.UpdatedAt, p.NextUpdate = 0, time.Time{}, time.Time{}
	p.Risked, p.RiskedAt, p.Cause = 0, time.Time{}, NoCause
	p.Renegotiations, p.Breaks = 0, 0
	p.ClosedAt, p.Spent = time.Time{}, 0
}

// clone copies the promise so that nothing is shared with the receiver but
// immutable strings.
func (p Promise) clone() Promise {
	p.Managers = slices.Clone(p.Managers)
	p.Stakeholders = slices.Clone(p.Stakeholders)
	p.Due.Assumptions = slices.Clone(p.Due.Assumptions)
	p.History = slices.Clone(p.History)
	for i := range p.History {
		if d := p.History[i].Due; d != nil {
			c := *d
			c.Assumptions = slices.Clone(c.Assumptions)
			p.History[i].Due = &c
		}
	}
	return p
}

// parties returns pointers to all parties of the promise.
func (p *Promise) parties() []*Party {
	all := []*Party{&p.Owner, &p.Customer, &p.Debtor}
	for i := range p.Managers {
		all = append(all, &p.Managers[i])
	}
	for i := range p.Stakeholders {
		all = append(all, &p.Stakeholders[i])
	}
	return all
}

func (p *Promise) involves(id PartyID) bool {
	for _, q := range p.parties() {
		if q.ID == id {
			return true
		}
	}
	return slices.ContainsFunc(p.History, func(e Event) bool { return e.By == id })
}

// Party returns the party with this id and its first role, or the zero Party
// and NoRole.
func (p Promise) Party(id PartyID) (Party, Role) {
	switch {
	case id == "":
		return Party{}, NoRole
	case p.Owner.ID == id:
		return p.Owner, Owner
	}
	for _, m := range p.Managers {
		if m.ID == id {
			return m, Manager
		}
	}
	for _, s := range p.Stakeholders {
		if s.ID == id {
			return s, Stakeholder
		}
	}
	switch id {
	case p.Customer.ID:
		return p.Customer, Customer
	case p.Debtor.ID:
		return p.Debtor, Debtor
	}
	return Party{}, NoRole
}

// lastAt is the time of the last event; zero before the first.
func (p *Promise) lastAt() time.Time {
	if n := len(p.History); n > 0 {
		return p.History[n-1].At
	}
	return time.Time{}
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// minCadence keeps a typing error from planning an update every nanosecond.
const minCadence = time.Minute

func (p *Promise) validate() error {
	if p.ID == "" {
		return &FieldError{Field: "id", Want: "an id", Err: ErrID}
	}
	ids := []struct{ field, id string }{
		{"tenant", string(p.Tenant)}, {"id", string(p.ID)}, {"case", string(p.Case)}, {"team", string(p.Team)},
		{"kind", string(p.Kind)}, {"source", string(p.Source)}, {"made_by", string(p.MadeBy)},
	}
	for _, f := range ids {
		if err := checkID(f.field, f.id); err != nil {
			return err
		}
	}
	if p.What == "" {
		return &FieldError{Field: "what", Want: "what is promised, in a few words", Err: ErrNoWhat}
	}
	if err := checkText("what", p.What, maxText); err != nil {
		return err
	}
	if int(p.Direction) >= len(directionNames) {
		return &FieldError{Field: "direction", Value: p.Direction.String(), Want: "we-owe, they-owe or third-owes", Err: ErrFormat}
	}
	if err := p.validateDetails(); err != nil {
		return err
	}
	return p.validateParties()
}

// validateDetails checks what Amend may change. The words of the rest may have
// been erased since they were checked.
func (p *Promise) validateDetails() error {
	if err := checkID("dependency", string(p.Dependency)); err != nil {
		return err
	}
	if err := checkText("stakes", p.Stakes, maxText); err != nil {
		return err
	}
	if err := checkText("plan", p.Plan, maxText); err != nil {
		return err
	}
	if err := checkEffort("effort", p.Effort); err != nil {
		return err
	}
	if p.Cadence != 0 && p.Cadence < minCadence {
		return &FieldError{Field: "cadence", Value: p.Cadence.String(), Want: "at least " + minCadence.String(), Err: ErrCadence}
	}
	return nil
}

func (p *Promise) validateParties() error {
	if p.Owner.ID == "" {
		return &FieldError{Field: "owner", Want: "who answers for the promise", Err: ErrNoOwner}
	}
	if len(p.Managers) > maxItems || len(p.Stakeholders) > maxItems {
		return &FieldError{Field: "managers", Value: fmt.Sprint(len(p.Managers), " and ", len(p.Stakeholders), " stakeholders"), Want: fmt.Sprintf("at most %d each", maxItems), Err: ErrID}
	}
	named := map[string]Party{"owner": p.Owner}
	if !p.Customer.IsZero() {
		named["customer"] = p.Customer
	}
	if !p.Debtor.IsZero() {
		named["debtor"] = p.Debtor
	}
	for i, m := range p.Managers {
		named[fmt.Sprintf("managers[%d]", i)] = m
	}
	for i, s := range p.Stakeholders {
		named[fmt.Sprintf("stakeholders[%d]", i)] = s
	}
	for _, field := range sortedKeys(named) {
		if err := named[field].validate(field); err != nil {
			return err
		}
	}
	return nil
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func checkEffort(field string, d time.Duration) error {
	if d < 0 {
		return &FieldError{Field: field, Value: d.String(), Want: "0 (unknown) or more", Err: ErrEffort}
	}
	return nil
}
