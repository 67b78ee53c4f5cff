package torturetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// tenant owns everything in a run.
const tenant = "torture"

// plan is a foreign subject's plan as it was stored last.
type plan struct {
	subject  commitment.SubjectID
	revision commitment.Revision
	keys     []commitment.AlarmKey
}

const (
	alarmsOfPlan    = 50
	alarmsOfPromise = 4 // one to the owner, two to managers, one to a stakeholder
)

// due is when the nth alarm falls due, from the start on.
func (r *run) due(n int) time.Duration {
	if r.At != nil {
		return r.At(n)
	}
	return rand.N(r.Spread)
}

// lead is how long before the first alarm falls due storing them begins.
func (r *run) lead() time.Duration { return time.Duration(r.Alarms) * time.Millisecond }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// fill stores the alarms.
func (r *run) fill(t *testing.T) error {
	start := r.clock.now().Add(r.lead())
	n := 0
	for ; n < r.Alarms*9/10; n += alarmsOfPlan {
		p := plan{subject: commitment.SubjectID(fmt.Sprintf("sla:%d", n/alarmsOfPlan))}
		at := make([]time.Time, alarmsOfPlan)
		for i := range at {
			at[i] = start.Add(r.due(n + i))
		}
		if _, err := r.storePlan(t.Context(), &p, at); err != nil {
			return err
		}
		r.plans = append(r.plans, p)
	}
	for ; n < r.Alarms; n += alarmsOfPromise {
		p, err := r.keeper.Make(t.Context(), commitment.Promise{
			Tenant: tenant, ID: commitment.PromiseID(fmt.Sprintf("p-%d", n)), What: "ring back", Owner: commitment.Party{ID: "ana"},
			Managers: []commitment.Party{{ID: "bo"}, {ID: "cy"}}, Stakeholders: []commitment.Party{{ID: "di"}},
			Due: commitment.At("soon", later(start.Add(r.due(n)), r.clock.now()).UTC().Add(time.Second)),
		}, nil)
		if err != nil {
			return err
		}
		r.ids = append(r.ids, p.ID)
		r.planned(r.policy.Alarms(p))
	}
	return nil
}

// storePlan stores the next revision of a plan and returns the superseded keys that
// a worker held.
func (r *run) storePlan(ctx context.Context, p *plan, at []time.Time) ([]commitment.AlarmKey, error) {
	next := plan{subject: p.subject, revision: p.revision + 1}
	alarms := make([]commitment.Alarm, len(at))
	for i, when := range at {
		alarms[i] = commitment.Alarm{Rule: "breach", Ordinal: i, Recipient: "ana", At: when}
		key := commitment.KeyParts{Tenant: tenant, Subject: p.subject, Revision: next.revision, Rule: "breach", Ordinal: i, Recipient: "ana"}.Key()
		next.keys = append(next.keys, key)
		r.times[key] = when
	}
	leased, err := r.keeper.Plan(ctx, tenant, p.subject, next.revision, alarms)
	if err == nil {
		*p = next
	}
	return leased, err
}

// keepChanging changes plans and promises at random until over is closed.
func (r *run) keepChanging(over <-chan struct{}) {
	ctx := context.Background()
	for {
		select {
		case <-over:
			return
		case <-time.After(rand.N(20 * time.Millisecond)):
		}
		if rand.IntN(2) == 0 {
			r.changePlan(ctx, &r.plans[rand.IntN(len(r.plans))])
		} else {
			r.changePromise(ctx, r.ids[rand.IntN(len(r.ids))])
		}
	}
}

// changePlan replaces what a plan has left by a shorter one, until the store
// takes it.
func (r *run) changePlan(ctx context.Context, p *plan) {
	old := p.keys
	at := make([]time.Time, 1+rand.IntN(10))
	for i := range at {
		at[i] = r.clock.now().Add(rand.N(time.Second))
	}
	sure := true
	for {
		leased, err := r.storePlan(ctx, p, at)
		if err == nil {
			r.changed(sure, old, p.keys, leased)
			return
		}
		sure = false // it may have been committed, and the keys under lease are not known
		time.Sleep(50 * time.Millisecond)
	}
}

// changePromise closes a promise or gives it a new deadline.
func (r *run) changePromise(ctx context.Context, id commitment.PromiseID) {
	end := rand.IntN(4) == 0
	soon := rand.N(time.Second)
	var old []commitment.AlarmKey
	c, err := r.keeper.Change(ctx, tenant, id, func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		old = keysOf(r.policy.Alarms(p))
		var err error
		switch {
		case p.State.Closed():
		case end:
			p, err = p.Keep(now, "ana", 0)
		default:
			p, err = p.Renegotiate(now, commitment.Renegotiation{
				By: "ana", Due: commitment.At("a bit later", now.UTC().Add(time.Second+soon)), Reason: "the part is late", Agreed: "bo", Answer: commitment.Accepted,
			})
		}
		r.planned(r.policy.Alarms(p)) // now: a commit that fails may have been one all the same
		return p, err
	})
	if err == nil {
		r.changed(true, old, keysOf(r.policy.Alarms(c.Promise)), c.Leased)
	}
}

// planned notes the times of alarms. Whatever plans does so in one goroutine.
func (r *run) planned(alarms []commitment.Alarm) {
	for _, a := range alarms {
		r.times[a.Key] = a.At
	}
}

// changed notes what may not be delivered from now on.
func (r *run) changed(sure bool, old, fresh, leased []commitment.AlarmKey) {
	c := change{at: time.Now()}
	for _, key := range old {
		if !slices.Contains(fresh, key) && !slices.Contains(leased, key) {
			c.keys = append(c.keys, key)
		}
	}
	if !sure {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changes = append(r.changes, c)
}

func keysOf(alarms []commitment.Alarm) []commitment.AlarmKey {
	var keys []commitment.AlarmKey
	for _, a := range alarms {
		keys = append(keys, a.Key)
	}
	return keys
}

// wanted are the keys that have to be delivered: those of the plans as they
// stand, but alarms that a later one may make superfluous.
func (r *run) wanted(t *testing.T) ([]commitment.AlarmKey, error) {
	var want []commitment.AlarmKey
	for _, p := range r.plans {
		want = append(want, p.keys...)
	}
	for _, id := range r.ids {
		p, err := r.store.Load(t.Context(), tenant, id)
		if err != nil {
			return nil, err
		}
		for _, a := range r.policy.Alarms(p) {
			if a.Until.IsZero() {
				want = append(want, a.Key)
			}
		}
	}
	return want, nil
}

// pending is how many alarms the store still holds. A store that cannot tell
// holds none.
func (r *run) pending(t *testing.T) (int, error) {
	s, ok := r.store.(commitment.Pender)
	if !ok {
		return 0, nil
	}
	n := 0
	count := func(subject commitment.SubjectID) error {
		left, err := s.Pending(t.Context(), tenant, subject)
		n += len(left)
		return err
	}
	for _, p := range r.plans {
		if err := count(p.subject); err != nil {
			return n, err
		}
	}
	for _, id := range r.ids {
		if err := count(commitment.SubjectOf(id)); err != nil {
			return n, err
		}
	}
	return n, nil
}

func countError(n int) error {
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%d of them", n)
}

// silent is the notifier of the keeper that only changes things.
var silent = commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil })
