package commitment

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// A Write is one atomic change of a promise and its plan.
type Write struct {
	Promise Promise
	// Was is the revision that the change is based on; 0: the promise is new.
	Was Revision
	// Alarms are the whole plan that holds from now on, in any order, including
	// alarms whose time has passed and that may have been delivered already.
	Alarms []Alarm
}

// A Plan is the whole set of alarms of a subject that is not a promise: an SLA
// clock, a conversation's deadlines.
type Plan struct {
	Tenant   TenantID
	Subject  SubjectID
	Revision Revision // the host's own count; a lower one than stored is refused
	Alarms   []Alarm  // none: the subject needs no alarm any more
}

// Validate checks what a store relies on: a promise with an id and a revision
// above Was, and a plan whose keys are those of its alarms, all of this subject
// and each there once ([ErrDuplicateKey], [ErrKey]). Stores call it first.
func (w Write) Validate() error {
	if w.Promise.ID == "" {
		return &FieldError{Field: "id", Want: "an id", Err: ErrID}
	}
	if w.Was < 0 || w.Promise.Revision <= w.Was {
		return &ConflictError{Tenant: w.Promise.Tenant, Subject: w.Promise.Subject(), Based: w.Promise.Revision, Stored: w.Was}
	}
	return checkPlan(w.Promise.Tenant, w.Promise.Subject(), w.Alarms)
}

// Validate checks what a store relies on: a subject that is not a promise, a
// revision of at least 1, and the keys as in [Write.Validate].
func (p Plan) Validate() error {
	if err := checkID("subject", string(p.Subject)); err != nil {
		return err
	}
	if _, ok := p.Subject.Promise(); ok || p.Subject == "" {
		return &FieldError{Field: "subject", Value: clip(string(p.Subject)), Want: "a name that does not start with " + promisePrefix, Err: ErrID}
	}
	if p.Revision < 1 {
		return &FieldError{Field: "revision", Value: fmt.Sprint(p.Revision), Want: "at least 1", Err: ErrID}
	}
	return checkPlan(p.Tenant, p.Subject, p.Alarms)
}

func checkPlan(tenant TenantID, subject SubjectID, alarms []Alarm) error {
	seen := make(map[AlarmKey]bool, len(alarms))
	for i, a := range alarms {
		field := fmt.Sprintf("alarms[%d]", i)
		switch {
		case a.Tenant != tenant || a.Subject != subject:
			return &FieldError{Field: field, Value: clip(string(a.Key)), Want: "an alarm of " + string(subject), Err: ErrKey}
		case a.Key != a.Parts().Key():
			return &FieldError{Field: field + ".key", Value: clip(string(a.Key)), Want: clip(string(a.Parts().Key())), Err: ErrKey}
		case seen[a.Key]:
			return &FieldError{Field: field + ".key", Value: clip(string(a.Key)), Want: "each key once", Err: ErrDuplicateKey}
		case a.At.IsZero() || !storable(a.At) || !storable(a.Until) || !storable(a.Deadline):
			return &FieldError{Field: field + ".at", Value: a.At.Format(time.RFC3339), Want: "instants in the years 1 to 9999", Err: ErrTime}
		case len(a.Data) > MaxData || len(a.Data) > 0 && !json.Valid(a.Data):
			return &FieldError{Field: field + ".data", Want: fmt.Sprintf("JSON of at most %d bytes", MaxData), Err: ErrText}
		}
		seen[a.Key] = true
		for _, id := range []struct{ field, id string }{{"rule", string(a.Rule)}, {"recipient", string(a.Recipient)}, {"channel", string(a.Channel)}, {"case", string(a.Case)}} {
			if err := checkID(field+"."+id.field, id.id); err != nil {
				return err
			}
		}
	}
	return nil
}

// storable reports whether the JSON form of times can hold t. The zero time is
// left out of it.
func storable(t time.Time) bool {
	y := t.UTC().Year()
	return y >= 1 && y <= 9999
}

// Store keeps promises and their plans.
//
// Concurrency: all methods may be called from any number of goroutines and
// processes at once. Retention: arguments and results are the receiver's to
// keep; nobody changes their slices afterwards. Cancellation: a method whose
// context ends returns the context's error soon, having done all or nothing; a
// commit whose outcome is unknown may be reported as an error. Times are stored
// to the microsecond. Tenants never see each other: every lookup is by tenant
// and id.
//
// A plan is declarative. Save and Plan make the stored alarms of the subject
// equal to those given, by key, in the transaction that stores the rest:
//
//   - a key given that is not stored is inserted, pending;
//   - a key given that is stored and not done takes the new alarm's fields and
//     keeps its lease, the time it was postponed to, and its attempts;
//   - a key given that is stored and done stays done: it is never handed out
//     again, so stores remember done keys for as long as plans name them;
//   - a key stored but not given is superseded: it is removed, done or not, and
//     not handed out after the commit. Those that were not done and whose lease
//     ends after now are returned, in any order.
//
// A store that is bound to a transaction of the host (sqlstore's WithTx) is
// still a Store; nothing it did holds before the host commits.
type Store interface {
	// Save stores a promise and its plan in one transaction. It returns the
	// superseded keys that were under lease at now. Errors: those of
	// [Write.Validate]; [ErrExists] when w.Was is 0 and the id is taken; a
	// [*ConflictError] when the stored revision is not w.Was; [ErrNotFound] when
	// w.Was is not 0 and there is no such promise. After an error nothing has
	// changed.
	Save(ctx context.Context, w Write, now time.Time) (leased []AlarmKey, err error)
	// Load returns a promise with its full history, or [ErrNotFound].
	Load(ctx context.Context, tenant TenantID, id PromiseID) (Promise, error)
	// Find returns the promises that match ([Query.Matches]), ordered by id in
	// byte order, at most q.Limit of them, from after q.After on. The result is
	// one consistent page, not a snapshot of all pages.
	Find(ctx context.Context, q Query) ([]Promise, error)
	// Plan replaces the alarms of a foreign subject and returns the superseded
	// keys that were under lease at now. Errors: those of [Plan.Validate]; a
	// [*ConflictError] when a higher revision is stored, which is remembered even
	// when its plan is empty.
	Plan(ctx context.Context, p Plan, now time.Time) (leased []AlarmKey, err error)
	// Erase removes the words of everything that matches e: it rewrites each
	// matching promise with [Erasure.Apply] and the Data of each matching
	// foreign alarm with nil, and returns how many promises and alarms it
	// rewrote. Plans stay as they are. When Erase returns nil, the erased words
	// are gone from the store's own medium (pages, journals, free lists), as far as
	// the store controls it. Erasing twice is no error.
	Erase(ctx context.Context, e Erasure, now time.Time) (int, error)
}

// AlarmStore is a Store that hands out its alarms to whoever asks. [Keeper.Run]
// polls it. The demands of Store on concurrency, retention and cancellation
// hold; any number of keepers may claim at once.
type AlarmStore interface {
	Store
	// Claim leases up to c.Limit alarms that can be claimed at c.Now: not done,
	// and their time (At, or the time they were postponed to, or the end of an
	// older lease) is not after c.Now. They come in order of that time, then by
	// key in byte order. Each is leased to c.Worker until c.Until and has its
	// Attempt counted. No alarm is leased to two workers at once. None due: an
	// empty slice, no error.
	Claim(ctx context.Context, c Claim) ([]Alarm, error)
	// Done marks alarms as delivered: they are never handed out again, while they
	// are part of a plan. Keys that are unknown, superseded or done already are no
	// error, and one leased to another worker since is marked all the same: a
	// delivered notice is delivered, whoever else holds it.
	Done(ctx context.Context, worker string, keys ...AlarmKey) error
	// Postpone gives an alarm back, not to be claimed before until. A key that is
	// not leased to worker any more is left alone, without error.
	Postpone(ctx context.Context, worker string, key AlarmKey, until time.Time) error
	// Next returns the time from which the next alarm can be claimed, as Claim
	// counts it, or the zero time when every alarm is done. It may lie in the past.
	Next(ctx context.Context) (time.Time, error)
}

// Claim asks an [AlarmStore] for due alarms.
type Claim struct {
	Worker string    // who claims, unique among live keepers
	Now    time.Time // by the keeper's clock
	Until  time.Time // end of the lease
	Limit  int       // at least 1
}

// Waker is what an engine calls for an alarm whose time has come; a [*Keeper] is
// one.
type Waker interface {
	// Wake delivers one alarm. nil: delivered, superseded or collapsed; the
	// engine is done with it. [*EarlyError]: try again then. Any other error: try
	// again later, with backoff.
	Wake(ctx context.Context, a Alarm) error
}

// Engine is a Store that hands out its alarms by its own machinery, such as a
// job queue, instead of being polled. It gives the same guarantee: every alarm
// of the current plan is passed to Wake at least once, not before its At, until
// Wake returns nil; a superseded one is not begun after the commit.
type Engine interface {
	Store
	// Work runs the machinery until ctx ends, then lets the calls of Wake that
	// are under way finish, and returns nil. An error means that it could not
	// start or cannot go on.
	Work(ctx context.Context, w Waker) error
}

// Pender is a Store that shows the alarms it still holds: what will be sent.
type Pender interface {
	// Pending returns the alarms of a subject that are not done, ordered by At,
	// then key.
	Pending(ctx context.Context, tenant TenantID, subject SubjectID) ([]Alarm, error)
}

// Purger is a Store that can forget closed promises altogether, for retention
// periods. The record of what became of them is the host's to keep ([Record]).
type Purger interface {
	// Purge deletes the promises of the tenant and kind (empty: every kind) that
	// were closed before the time given, with their alarms, and returns how many.
	Purge(ctx context.Context, tenant TenantID, kind Kind, before time.Time) (int, error)
}

// Query selects promises of one tenant. Zero fields select everything.
type Query struct {
	Tenant     TenantID
	Case       CaseID
	Owner      PartyID
	Customer   PartyID
	Team       TeamID
	Kind       Kind
	Dependency DependencyID
	States     []State   // any of them; empty: all
	ClosedFrom time.Time // closed at or after; leaves out the open ones
	ClosedTo   time.Time // closed before; leaves out the open ones
	After      PromiseID // ids greater than this, in byte order
	Limit      int       // at most this many; 0 or less: [PageSize]
}

// PageSize is the number of promises Find returns when the query names no limit.
const PageSize = 500

// Matches reports whether the promise is selected, Limit aside. It is the
// definition that every store's own filter must agree with.
func (q Query) Matches(p Promise) bool {
	return p.Tenant == q.Tenant &&
		(q.Case == "" || p.Case == q.Case) &&
		(q.Owner == "" || p.Owner.ID == q.Owner) &&
		(q.Customer == "" || p.Customer.ID == q.Customer) &&
		(q.Team == "" || p.Team == q.Team) &&
		(q.Kind == "" || p.Kind == q.Kind) &&
		(q.Dependency == "" || p.Dependency == q.Dependency) &&
		(len(q.States) == 0 || slices.Contains(q.States, p.State)) &&
		(q.ClosedFrom.IsZero() || p.State.Closed() && !p.ClosedAt.Before(q.ClosedFrom)) &&
		(q.ClosedTo.IsZero() || p.State.Closed() && p.ClosedAt.Before(q.ClosedTo)) &&
		(q.After == "" || p.ID > q.After)
}

// Size returns the limit that holds: Limit, or [PageSize] where it is not set.
func (q Query) Size() int {
	if q.Limit <= 0 {
		return PageSize
	}
	return q.Limit
}

// OpenStates are the states of a promise that is not settled.
func OpenStates() []State { return []State{Open, AtRisk} }
