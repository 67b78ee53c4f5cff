package commitment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// A Keeper keeps promises: it stores them with their alarms and hands every
// alarm to the notifier when its time has come. It is the one type here that
// does input and output, starts no goroutine outside [Keeper.Run], and is safe
// for concurrent use. Any number of keepers, in any number of processes, may
// work on one store. NewKeeper makes one.
type Keeper struct {
	store    Store
	notifier Notifier
	opts     Options
	write    *writer
	nudge    chan struct{} // a new alarm may be due before the next poll
}

// NewKeeper returns a keeper on a store. opts may be nil. Errors: options that
// contradict each other, texts that do not load, a default language without
// texts.
func NewKeeper(s Store, n Notifier, opts *Options) (*Keeper, error) {
	switch {
	case s == nil:
		return nil, fmt.Errorf("%w: NewKeeper was given no store; pass NewMemoryStore(), or one that lasts", ErrPolicy)
	case n == nil:
		return nil, fmt.Errorf("%w: NewKeeper was given no notifier; pass one, or a NotifierFunc", ErrPolicy)
	}
	if opts == nil {
		opts = &Options{}
	}
	o, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	w, err := newWriter(o.Texts, o.Language, o.Policy)
	if err != nil {
		return nil, fmt.Errorf("commitment: texts: %w", err)
	}
	return &Keeper{store: s, notifier: n, opts: o, write: w, nudge: make(chan struct{}, 1)}, nil
}

// With returns a keeper that is the same but for its store: one bound to a
// transaction of the host's, so that a promise is made if and only if the host's
// own change commits.
func (k *Keeper) With(s Store) *Keeper {
	c := *k
	c.store = s
	return &c
}

func (k *Keeper) now() time.Time { return instant(k.opts.Now()) }

// UnrealisticError says that a promise can't be kept as it stands, and what
// could be promised instead (practice C3).
type UnrealisticError struct {
	Promise     PromiseID
	Deadline    time.Time // in the zone of the promise's due
	Feasibility Feasibility
}

func (e *UnrealisticError) Error() string {
	s := fmt.Sprintf("commitment: promise %q cannot be kept by %s: %v of working time missing", e.Promise, e.Deadline.Format(time.RFC3339), -e.Feasibility.Slack)
	if c := e.Feasibility.Conflict; c != "" && c != e.Promise {
		s += fmt.Sprintf(", promise %q would be missed", c)
	}
	if n := e.Feasibility.Estimate.N; n > 0 {
		s += fmt.Sprintf(" (effort of %v estimated from %d cases)", e.Feasibility.Need, n)
	}
	if t := e.Feasibility.Earliest; !t.IsZero() {
		s += "; earliest honest deadline " + t.In(e.Deadline.Location()).Format(time.RFC3339)
	}
	if e.Feasibility.Movable {
		s += "; moving "
		for i, r := range e.Feasibility.Move {
			if i > 0 {
				s += ", "
			}
			s += fmt.Sprintf("%s (%v)", cmp.Or(string(r.Promise), "a block"), r.Frees)
		}
		s += " would make room"
	}
	return s + "; or say who insists, and why"
}

// Make stores a promise with its alarms and returns it as stored. What we owe is
// checked for feasibility first where the owner's calendar and the effort are
// known (C3): a promise that can't be kept is refused with an
// [*UnrealisticError], unless accept says who insists and why, which goes on the
// record. Of two calls at once that can't both be kept, and of which neither saw the
// other's promise before it was stored, at least one returns its promise at risk
// ([Infeasible]), and its people hear at once: look at the State before you
// give your word. Inside transactions of the host ([Keeper.With]) that takes
// serializable ones, or the checks of the plan find out. Errors: those of the function [Make], [ErrExists], those of
// the store.
func (k *Keeper) Make(ctx context.Context, p Promise, accept *Accept) (Promise, error) {
	now := k.now()
	p, err := Make(now, k.owned(p), accept)
	if err != nil {
		return Promise{}, err
	}
	var f Feasibility
	if accept == nil && p.Due.Deadline.After(now) {
		if f, err = k.feasible(ctx, p, now); err != nil {
			return Promise{}, err
		}
		if f.Verdict == No {
			return Promise{}, &UnrealisticError{Promise: p.ID, Deadline: p.Due.Deadline.In(k.opts.Policy.location(Party{}, p.Due)), Feasibility: f}
		}
	}
	if _, err := k.save(ctx, p, 0, now); err != nil {
		return Promise{}, err
	}
	if f.Verdict == Unknown {
		return p, nil
	}
	return k.beside(ctx, p, now), nil
}

// beside looks again at a promise that is stored: of two that were made at once,
// at least one finds the other now. What can't be said without an error is left
// to the checks of the plan.
func (k *Keeper) beside(ctx context.Context, p Promise, now time.Time) Promise {
	f, err := k.feasible(ctx, p, now)
	if err == nil && f.Verdict == No {
		var c Changed
		c, err = k.Change(ctx, p.Tenant, p.ID, func(q Promise, now time.Time) (Promise, error) {
			if q.Revision != p.Revision {
				return q, nil // somebody knows better by now
			}
			return q.Risk(now, "", Infeasible, "")
		})
		if err == nil {
			return c.Promise
		}
	}
	if err != nil {
		k.notLookedAt(ctx, p, err)
	}
	return p
}

// owned fills in the owner where nobody of ours is named, as where a bot promised.
func (k *Keeper) owned(p Promise) Promise {
	if !p.Owner.IsZero() {
		return p
	}
	if p.Owner = k.opts.Queue; k.opts.QueueFor != nil {
		p.Owner = k.opts.QueueFor(p)
	}
	return p
}

// Feasible says whether a promise, made or not, can be kept beside everything
// else that its owner promised (C3, C4). Without the owner's calendar, or an
// effort or a record to learn one from, the verdict is Unknown. Ask it with the new
// due before a promise is renegotiated, too: [Keeper.Change] refuses nothing.
func (k *Keeper) Feasible(ctx context.Context, p Promise) (Feasibility, error) {
	return k.feasible(ctx, k.owned(p), k.now())
}

func (k *Keeper) feasible(ctx context.Context, p Promise, now time.Time) (Feasibility, error) {
	cal := k.opts.Policy.calendar(p.Tenant, p.Owner.ID)
	if cal == nil || p.Direction != WeOwe {
		return Feasibility{}, nil
	}
	look := &look{Keeper: k, p: p, known: map[Kind]Estimate{}}
	effort, estimate, err := look.effort(ctx, p)
	if err != nil || effort == 0 {
		return Feasibility{}, err
	}
	load, err := look.workload(ctx, now)
	if err != nil {
		return Feasibility{}, err
	}
	load.Calendar = cal
	f, err := Assess(now, Task{Promise: p.ID, Deadline: p.Due.Deadline, Effort: effort, Movable: p.Movable}, load, k.opts.Policy.cfg.Margin)
	f.Estimate, f.Estimated, f.Unsized = estimate, look.estimated, look.unsized
	return f, err
}

// look is one look at whether a promise can be kept.
type look struct {
	*Keeper
	p                  Promise
	known              map[Kind]Estimate // of the owner's record, learnt so far
	estimated, unsized int
}

// effort is what a promise of the owner's takes: as said, or else as the record
// has it, with what that rests on; 0: nobody knows.
func (l *look) effort(ctx context.Context, o Promise) (time.Duration, Estimate, error) {
	if o.Effort > 0 || o.Kind == "" {
		return o.Effort, Estimate{}, nil
	}
	e, ok := l.known[o.Kind]
	if !ok {
		var err error
		if e, err = l.Estimate(ctx, o.Tenant, o.Owner.ID, o.Kind); err != nil {
			return 0, Estimate{}, err
		}
		l.known[o.Kind] = e
	}
	return e.Median, e, nil
}

// workload gathers what the promise's owner has to do beside it.
func (l *look) workload(ctx context.Context, now time.Time) (Workload, error) {
	var w Workload
	p, last := l.p, l.p.Due.Deadline
	err := l.each(ctx, Query{Tenant: p.Tenant, Owner: p.Owner.ID, States: OpenStates()}, func(o Promise) error {
		if o.ID == p.ID || o.Direction != WeOwe {
			return nil
		}
		effort, e, err := l.effort(ctx, o)
		switch {
		case err != nil:
			return err
		case effort == 0:
			l.unsized++
			return nil
		case e.N > 0:
			l.estimated++
		}
		w.Prior = append(w.Prior, Task{Promise: o.ID, Deadline: o.Due.Deadline, Effort: effort, Movable: o.Movable})
		last = later(last, o.Due.Deadline)
		return nil
	})
	if err == nil && l.opts.Blocks != nil {
		w.Blocks, err = l.opts.Blocks(ctx, p.Tenant, p.Owner.ID, now, last)
	}
	return w, err
}

// estimateFor bounds what an estimate looks at: a year, and that many promises.
const (
	estimateFor  = 365 * 24 * time.Hour
	estimateMost = 200
)

// Estimate learns how long a kind of promise takes an owner, from those settled
// within the last year (at most 200 of them).
func (k *Keeper) Estimate(ctx context.Context, tenant TenantID, owner PartyID, kind Kind) (Estimate, error) {
	ps, err := k.store.Find(ctx, Query{Tenant: tenant, Owner: owner, Kind: kind, States: []State{Kept, Broken}, ClosedFrom: k.now().Add(-estimateFor), Limit: estimateMost})
	if err != nil {
		return Estimate{}, err
	}
	return EstimateFrom(ps), nil
}

// each calls fn for every promise that matches, page by page.
func (k *Keeper) each(ctx context.Context, q Query, fn func(Promise) error) error {
	for {
		page, err := k.store.Find(ctx, q)
		if err != nil {
			return err
		}
		for _, p := range page {
			if err := fn(p); err != nil {
				return err
			}
		}
		if len(page) < q.Size() {
			return nil
		}
		q.After = page[len(page)-1].ID
	}
}

// save stores a promise with the plan it leads to.
func (k *Keeper) save(ctx context.Context, p Promise, was Revision, now time.Time) ([]AlarmKey, error) {
	alarms := k.opts.Policy.Alarms(p)
	leased, err := k.store.Save(ctx, Write{Promise: p, Was: was, Alarms: alarms}, now)
	if err != nil {
		return nil, err
	}
	k.opts.Logger.LogAttrs(ctx, slog.LevelDebug, "promise saved", slog.String("tenant", string(p.Tenant)), slog.String("promise", string(p.ID)),
		slog.String("state", p.State.String()), slog.Int64("revision", int64(p.Revision)), slog.Int("alarms", len(alarms)))
	for _, a := range alarms {
		if !a.At.After(now.Add(k.opts.Poll)) {
			k.poke()
			break
		}
	}
	return leased, nil
}

func (k *Keeper) poke() {
	select {
	case k.nudge <- struct{}{}:
	default:
	}
}

// Changed is a promise after a change.
type Changed struct {
	Promise Promise
	// Was is the revision before, for [Record.Fold]; equal to the promise's where
	// nothing changed.
	Was Revision
	// Leased are the keys of superseded alarms that a worker held when the change
	// was committed: the only superseded ones that may still arrive.
	Leased []AlarmKey
}

// changeTries bounds how often Change works a conflict out.
const changeTries = 20

// Change loads a promise, lets fn make a new one of it, and stores that with its
// new plan. fn is called again when somebody else was faster, with what is
// stored then, so it must decide from its argument; now is the keeper's time.
// fn changes the promise through its methods only; returning it as it came
// stores nothing. New terms, or a new owner, under which the promise can't be kept
// put it at risk at once. An error of fn is returned as it is, and nothing has
// changed.
// Other errors: [ErrNotFound], [ErrHistory] for a promise changed behind the
// methods' back, [ErrConflict] when others were faster too often, those of the
// store.
func (k *Keeper) Change(ctx context.Context, tenant TenantID, id PromiseID, fn func(p Promise, now time.Time) (Promise, error)) (Changed, error) {
	for try := 1; ; try++ {
		c, err := k.change(ctx, tenant, id, fn)
		if !errors.Is(err, ErrConflict) || try == changeTries {
			return c, err
		}
	}
}

func (k *Keeper) change(ctx context.Context, tenant TenantID, id PromiseID, fn func(Promise, time.Time) (Promise, error)) (Changed, error) {
	p, err := k.store.Load(ctx, tenant, id)
	if err != nil {
		return Changed{}, fmt.Errorf("promise %q: %w", id, err)
	}
	now := later(k.now(), p.lastAt()) // a clock that was set back must not block changes
	q, err := fn(p.clone(), now)
	if err != nil {
		return Changed{}, err
	}
	if q.Tenant != p.Tenant || q.ID != p.ID || q.Revision < p.Revision {
		return Changed{}, fmt.Errorf("%w: the change returned another promise (%q at revision %d)", ErrHistory, q.ID, q.Revision)
	}
	if _, err := q.Replay(); err != nil {
		return Changed{}, err
	}
	if !q.follows(p) {
		return Changed{}, fmt.Errorf("%w: promise %q was changed without its methods; use Amend, Assign or Renegotiate", ErrHistory, q.ID)
	}
	if q.Revision == p.Revision {
		return Changed{Promise: q, Was: q.Revision}, nil
	}
	leased, err := k.save(ctx, q, p.Revision, now)
	if err != nil {
		return Changed{}, err
	}
	c := Changed{Promise: q, Was: p.Revision, Leased: leased}
	if q.State == Open && slices.ContainsFunc(q.History[len(p.History):], func(e Event) bool { return e.Kind == EventRenegotiated || e.Kind == EventAssigned }) {
		k.lookAgain(ctx, &c, now)
	}
	return c, nil
}

// lookAgain puts a promise with new terms or a new owner at risk where it can't be
// kept that way either, so that it is not found out at half time (C3, C7). The
// change is stored whatever becomes of this.
func (k *Keeper) lookAgain(ctx context.Context, c *Changed, now time.Time) {
	q, err := k.check(ctx, c.Promise, now)
	if err == nil && q.Revision != c.Promise.Revision {
		var leased []AlarmKey
		if leased, err = k.save(ctx, q, c.Promise.Revision, now); err == nil {
			c.Promise, c.Leased = q, append(c.Leased, leased...)
		}
	}
	if err != nil {
		k.notLookedAt(ctx, c.Promise, err)
	}
}

// notLookedAt logs that a promise was stored and not judged; the checks of the plan
// will.
func (k *Keeper) notLookedAt(ctx context.Context, p Promise, err error) {
	k.opts.Logger.LogAttrs(ctx, slog.LevelWarn, "promise stored, but not looked at again", slog.String("tenant", string(p.Tenant)), slog.String("promise", string(p.ID)), slog.Any("error", err))
}

// Plan stores the alarms of a subject that is not a promise, an SLA clock or a
// conversation, in place of its older ones. It fills in the tenant, subject,
// revision and key of each alarm. It returns the superseded keys that a worker
// held at that moment. Errors: those of [Plan.Validate], [ErrConflict] for a
// revision lower than the stored one.
func (k *Keeper) Plan(ctx context.Context, tenant TenantID, subject SubjectID, rev Revision, alarms []Alarm) ([]AlarmKey, error) {
	p := Plan{Tenant: tenant, Subject: subject, Revision: rev, Alarms: make([]Alarm, len(alarms))}
	now := k.now()
	soon := false
	for i, a := range alarms {
		a.Tenant, a.Subject, a.Revision, a.Attempt = tenant, subject, rev, 0
		if !a.At.IsZero() {
			a.At = roundUp(a.At)
		}
		a.Until, a.Deadline = instant(a.Until), instant(a.Deadline)
		a.Key = a.Parts().Key()
		p.Alarms[i] = a
		soon = soon || !a.At.After(now.Add(k.opts.Poll))
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	leased, err := k.store.Plan(ctx, p, now)
	if err == nil && soon {
		k.poke()
	}
	return leased, err
}

// Record scans the promises of a tenant and counts what became of them (C11).
// opts may be nil. To keep a record live, scan once and give it every
// [Changed.Promise] with [Changed.Was] from then on.
func (k *Keeper) Record(ctx context.Context, tenant TenantID, opts *RecordOptions) (*Record, error) {
	r := NewRecord(opts)
	err := k.each(ctx, Query{Tenant: tenant}, func(p Promise) error {
		r.Fold(p, 0)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Erase removes words from the store (see [Erasure]) and returns how many
// promises and alarms it rewrote. Ids, times, states, counts and plans stay. An
// erasure that names nothing is [ErrID].
func (k *Keeper) Erase(ctx context.Context, e Erasure) (int, error) {
	if e.IsZero() {
		return 0, &FieldError{Field: "erasure", Want: "a promise, a case, a subject or a party", Err: ErrID}
	}
	n, err := k.store.Erase(ctx, e, k.now())
	if err == nil {
		k.opts.Logger.LogAttrs(ctx, slog.LevelInfo, "words erased", slog.String("tenant", string(e.Tenant)), slog.Int("rewritten", n))
	}
	return n, err
}
