package commitmenttest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

func (h Harness) openAlarms(t *testing.T) commitment.AlarmStore {
	t.Helper()
	s, ok := h.Open(t).(commitment.AlarmStore)
	if !ok {
		t.Skip("the store is no AlarmStore")
	}
	return s
}

func (h Harness) testAlarmStore(t *testing.T) {
	if _, ok := h.Open(t).(commitment.AlarmStore); !ok {
		t.Skip("the store is no AlarmStore")
	}
	t.Run("claim", h.testClaim)
	t.Run("lease", h.testLease)
	t.Run("done", h.testDone)
	t.Run("postpone", h.testPostpone)
	t.Run("next", h.testNext)
	t.Run("supersede", h.testSupersede)
	t.Run("replan keeps what stays", h.testReplan)
	t.Run("foreign subjects", h.testForeign)
	t.Run("many workers", h.testManyWorkers)
	t.Run("superseding while claiming", h.testRace)
}

func (h Harness) testClaim(t *testing.T) {
	s := h.openAlarms(t)
	p := promise(t, "acme", "p-1", nil)
	plan := alarms(p, 5, base)
	save(t, s, p, 0, plan[4], plan[1], plan[3], plan[0], plan[2])
	equal(t, "before the first is due", len(claim(t, s, "w", base.Add(-time.Microsecond), 10)), 0)
	got := claim(t, s, "w", base, 10)
	sameKeys(t, "at the moment it is due", keys(got), keys(plan[:1]))
	must(t, s.Done(t.Context(), "w", plan[0].Key))
	got = claim(t, s, "w", base.Add(time.Hour), 2)
	equal(t, "oldest first", keys(got), keys(plan[1:3]))
	got[0].Attempt = 0
	same(t, "claimed alarm", got[0], plan[1])

	later := promise(t, "acme", "p-2", nil)
	same := []commitment.Alarm{alarm(later, 2, base), alarm(later, 0, base), alarm(later, 1, base)}
	s = h.openAlarms(t)
	save(t, s, later, 0, same...)
	equal(t, "equal times go by key", keys(claim(t, s, "w", base, 10)), []commitment.AlarmKey{same[1].Key, same[2].Key, same[0].Key})
}

func (h Harness) testLease(t *testing.T) {
	s := h.openAlarms(t)
	p := promise(t, "acme", "p-1", nil)
	save(t, s, p, 0, alarm(p, 0, base))
	got := claim(t, s, "w1", base, 10)
	equal(t, "attempt", got[0].Attempt, 1)
	equal(t, "under lease", len(claim(t, s, "w2", base.Add(time.Minute-time.Microsecond), 10)), 0)
	equal(t, "under lease to the same worker", len(claim(t, s, "w1", base.Add(30*time.Second), 10)), 0)
	got = claim(t, s, "w2", base.Add(time.Minute), 10)
	equal(t, "after the lease", len(got), 1)
	equal(t, "attempt after the lease", got[0].Attempt, 2)
}

func (h Harness) testDone(t *testing.T) {
	s := h.openAlarms(t)
	p := promise(t, "acme", "p-1", nil)
	plan := alarms(p, 3, base)
	save(t, s, p, 0, plan...)
	claim(t, s, "w1", base.Add(time.Minute), 2)
	must(t, s.Done(t.Context(), "w1", plan[0].Key, plan[1].Key))
	must(t, s.Done(t.Context(), "w1", plan[0].Key, "acme/unknown/1/x/0//"))
	must(t, s.Done(t.Context(), "w1"))
	sameKeys(t, "what is left", keys(claim(t, s, "w2", base.Add(time.Hour), 10)), keys(plan[2:]))
	must(t, s.Done(t.Context(), "w1", plan[2].Key)) // delivered by w1, though leased to w2 by now
	equal(t, "nothing left", len(claim(t, s, "w2", base.Add(1000*time.Hour), 10)), 0)
	next, err := s.Next(t.Context())
	must(t, err)
	equal(t, "next of nothing", next, time.Time{})
}

func (h Harness) testPostpone(t *testing.T) {
	s := h.openAlarms(t)
	p := promise(t, "acme", "p-1", nil)
	a := alarm(p, 0, base)
	save(t, s, p, 0, a)
	claim(t, s, "w1", base, 1)
	must(t, s.Postpone(t.Context(), "w2", a.Key, base))
	equal(t, "postponed by somebody else", len(claim(t, s, "w2", base, 1)), 0)
	must(t, s.Postpone(t.Context(), "w1", a.Key, base.Add(10*time.Second)))
	equal(t, "before its new time", len(claim(t, s, "w2", base.Add(9*time.Second), 1)), 0)
	got := claim(t, s, "w2", base.Add(10*time.Second), 1)
	equal(t, "at its new time", len(got), 1)
	equal(t, "attempt", got[0].Attempt, 2)
	if !got[0].At.Equal(a.At) {
		t.Fatalf("postponing moved At to %v", got[0].At)
	}
	must(t, s.Postpone(t.Context(), "w1", a.Key, base))
	equal(t, "postponed by the one who had it before", len(claim(t, s, "w1", base.Add(11*time.Second), 1)), 0)
	must(t, s.Done(t.Context(), "w2", a.Key))
	must(t, s.Postpone(t.Context(), "w2", a.Key, base))
	equal(t, "postponed after done", len(claim(t, s, "w1", base.Add(time.Hour), 1)), 0)
	must(t, s.Postpone(t.Context(), "w2", "acme/unknown/1/x/0//", base))
}

func (h Harness) testNext(t *testing.T) {
	s := h.openAlarms(t)
	next := func(what string, want time.Time) {
		t.Helper()
		got, err := s.Next(t.Context())
		must(t, err)
		if !got.Equal(want) {
			t.Fatalf("%s: next is %v, want %v", what, got, want)
		}
	}
	next("empty store", time.Time{})
	p := promise(t, "acme", "p-1", nil)
	plan := alarms(p, 2, base)
	save(t, s, p, 0, plan...)
	next("two alarms", base)
	claim(t, s, "w", base, 1)
	next("one under lease", base.Add(time.Minute)) // end of the lease and the second alarm
	must(t, s.Done(t.Context(), "w", plan[0].Key))
	next("one done", plan[1].At)
	claim(t, s, "w", base.Add(2*time.Minute), 1)
	must(t, s.Postpone(t.Context(), "w", plan[1].Key, base.Add(time.Hour)))
	next("postponed", base.Add(time.Hour))
}

func (h Harness) testSupersede(t *testing.T) {
	s := h.openAlarms(t)
	p := promise(t, "acme", "p-1", nil)
	plan := alarms(p, 4, base)
	save(t, s, p, 0, plan...)
	claim(t, s, "w1", base.Add(2*time.Minute), 3) // 0, 1, 2
	must(t, s.Done(t.Context(), "w1", plan[0].Key))
	q, err := p.Renegotiate(base.Add(time.Minute), commitment.Renegotiation{By: "ana", Due: commitment.Due{Deadline: base.Add(500 * time.Hour), Zone: "UTC"}, Reason: "part is late", Agreed: "bo", Answer: commitment.Accepted})
	must(t, err)
	fresh := alarms(q, 2, base.Add(time.Hour))
	leased, err := s.Save(t.Context(), commitment.Write{Promise: q, Was: 1, Alarms: fresh}, base.Add(2*time.Minute))
	must(t, err)
	sameKeys(t, "under lease when superseded", leased, keys(plan[1:3]))
	must(t, s.Done(t.Context(), "w1", plan[1].Key)) // arrives after all
	must(t, s.Postpone(t.Context(), "w1", plan[2].Key, base.Add(3*time.Minute)))
	sameKeys(t, "claimable afterwards", keys(claim(t, s, "w2", base.Add(1000*time.Hour), 10)), keys(fresh))

	closed, err := q.Keep(base.Add(time.Hour), "ana", 0)
	must(t, err)
	leased, err = s.Save(t.Context(), commitment.Write{Promise: closed, Was: q.Revision}, base.Add(2000*time.Hour))
	must(t, err)
	equal(t, "leases that are over do not count", len(leased), 0)
	equal(t, "closed", len(claim(t, s, "w2", base.Add(3000*time.Hour), 10)), 0)
}

func (h Harness) testReplan(t *testing.T) {
	s := h.openAlarms(t)
	p := promise(t, "acme", "p-1", nil)
	plan := alarms(p, 4, base)
	save(t, s, p, 0, plan...)
	claim(t, s, "w1", base.Add(2*time.Minute), 3)
	must(t, s.Done(t.Context(), "w1", plan[0].Key))
	must(t, s.Postpone(t.Context(), "w1", plan[2].Key, base.Add(time.Hour)))
	q, err := p.Update(base.Add(time.Minute), commitment.Progress{Doing: "on it"})
	must(t, err)
	moved := plan[3]
	moved.At, moved.Until = base.Add(30*time.Minute), base.Add(45*time.Minute)
	extra := alarm(q, 9, base.Add(20*time.Minute))
	leased, err := s.Save(t.Context(), commitment.Write{Promise: q, Was: 1, Alarms: []commitment.Alarm{plan[0], plan[1], plan[2], moved, extra}}, base.Add(2*time.Minute))
	must(t, err)
	equal(t, "nothing was superseded", len(leased), 0)
	equal(t, "the lease holds", len(claim(t, s, "w2", base.Add(2*time.Minute), 10)), 0)
	got := claim(t, s, "w2", base.Add(25*time.Minute), 10)
	equal(t, "the lease is over, and the new one is due", keys(got), []commitment.AlarmKey{plan[1].Key, extra.Key})
	equal(t, "attempts go on", got[0].Attempt, 2)
	must(t, s.Done(t.Context(), "w2", keys(got)...))
	got = claim(t, s, "w2", base.Add(30*time.Minute), 10)
	equal(t, "the moved one", keys(got), []commitment.AlarmKey{moved.Key})
	if !got[0].Until.Equal(moved.Until) {
		t.Fatalf("the plan's new fields are not stored: %+v", got[0])
	}
	must(t, s.Done(t.Context(), "w2", moved.Key))
	equal(t, "the postponed one", keys(claim(t, s, "w2", base.Add(time.Hour), 10)), []commitment.AlarmKey{plan[2].Key})

	if f, ok := s.(commitment.Pender); ok {
		pending, err := f.Pending(t.Context(), p.Tenant, p.Subject())
		must(t, err)
		equal(t, "pending", keys(pending), []commitment.AlarmKey{plan[2].Key})
	}
	for range 2 { // the same plan again: what is done stays done
		r, err := q.Update(base.Add(time.Hour), commitment.Progress{Doing: "still on it"})
		must(t, err)
		save(t, s, r, q.Revision, plan[0], plan[1], moved, extra)
		q = r
		equal(t, "done stays done", len(claim(t, s, "w3", base.Add(1000*time.Hour), 10)), 0)
	}
}

func (h Harness) testForeign(t *testing.T) {
	s := h.openAlarms(t)
	a := alarmOf("acme", "sla:4711", 1, 0, base)
	a.Data = []byte(`{"clock":"first response","n":[1,2]}`)
	b := alarmOf("acme", "sla:4711", 1, 1, base)
	_, err := s.Plan(t.Context(), commitment.Plan{Tenant: "acme", Subject: "sla:4711", Revision: 1, Alarms: []commitment.Alarm{a, b}}, base)
	must(t, err)
	got := claim(t, s, "w", base, 10)
	got[0].Attempt = 0
	same(t, "foreign alarm", got[0], a)
	leased, err := s.Plan(t.Context(), commitment.Plan{Tenant: "acme", Subject: "sla:4711", Revision: 2}, base)
	must(t, err)
	sameKeys(t, "under lease", leased, keys([]commitment.Alarm{a, b}))
	_, err = s.Plan(t.Context(), commitment.Plan{Tenant: "acme", Subject: "sla:4711", Revision: 1, Alarms: []commitment.Alarm{a}}, base)
	if !errors.Is(err, commitment.ErrConflict) {
		t.Fatalf("older revision: %v", err)
	}
	equal(t, "nothing left", len(claim(t, s, "w", base.Add(1000*time.Hour), 10)), 0)
}

// testManyWorkers: no alarm is leased to two workers, and all are claimed.
func (h Harness) testManyWorkers(t *testing.T) {
	s := h.openAlarms(t)
	const promises, each, workers = 20, 10, 8
	for i := range promises {
		p := promise(t, "acme", id(i), nil)
		save(t, s, p, 0, alarms(p, each, base)...)
	}
	ctx := within(t, time.Minute)
	var mu sync.Mutex
	seen := map[commitment.AlarmKey]string{}
	errs := make(chan error, workers)
	for w := range workers {
		go func() {
			name := fmt.Sprint("w", w)
			for {
				got, err := s.Claim(ctx, commitment.Claim{Worker: name, Now: base.Add(time.Hour), Until: base.Add(2 * time.Hour), Limit: 7})
				if err != nil || len(got) == 0 {
					errs <- err
					return
				}
				mu.Lock()
				for _, a := range got {
					if who, twice := seen[a.Key]; twice {
						err = fmt.Errorf("%s is leased to %s and to %s", a.Key, who, name)
					}
					seen[a.Key] = name
				}
				mu.Unlock()
				if err == nil {
					err = s.Done(ctx, name, keys(got)...)
				}
				if err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	for range workers {
		must(t, <-errs)
	}
	// An empty claim means that nothing is claimable, so nothing may be left.
	for _, a := range claim(t, s, "last", base.Add(90*time.Minute), promises*each) {
		seen[a.Key] = "last"
	}
	equal(t, "claimed", len(seen), promises*each)
}

// testRace: claims run while the promise is changed. What a claim that began
// after a commit hands out belongs to the plan of that commit or a later one.
func (h Harness) testRace(t *testing.T) {
	s := h.openAlarms(t)
	p := promise(t, "acme", "p-1", nil)
	save(t, s, p, 0, alarms(p, 5, base)...)
	ctx := within(t, time.Minute)
	var mu sync.Mutex
	committed := p.Revision
	current := func() commitment.Revision {
		mu.Lock()
		defer mu.Unlock()
		return committed
	}
	stop := make(chan struct{})
	errs := make(chan error, 2)
	for w := range 2 {
		go func() {
			name := fmt.Sprint("w", w)
			for now := base.Add(time.Hour); ; now = now.Add(time.Second) {
				select {
				case <-stop:
					errs <- nil
					return
				default:
				}
				rev := current()
				got, err := s.Claim(ctx, commitment.Claim{Worker: name, Now: now, Until: now.Add(time.Second), Limit: 3})
				if err != nil {
					errs <- err
					return
				}
				for _, a := range got {
					if a.Revision < rev {
						errs <- fmt.Errorf("%s was claimed after revision %d was committed", a.Key, rev)
						return
					}
				}
			}
		}()
	}
	for i := range 50 {
		q, err := p.Assign(base, "bo", commitment.Staff{Owner: p.Owner}, fmt.Sprint("turn ", i))
		must(t, err)
		save(t, s, q, p.Revision, alarms(q, 5, base)...)
		p = q
		mu.Lock()
		committed = q.Revision
		mu.Unlock()
	}
	close(stop)
	for range 2 {
		must(t, <-errs)
	}
}

// testConcurrent: of several writers that work on the same revision one wins,
// and every other is told so.
func (h Harness) testConcurrent(t *testing.T) {
	s := h.Open(t)
	const writers, rounds = 4, 8
	p := promise(t, "acme", "p-1", nil)
	save(t, s, p, 0, alarms(p, 3, base)...)
	ctx := within(t, time.Minute)
	errs := make(chan error, writers)
	for w := range writers {
		go func() {
			errs <- func() error {
				for range rounds {
					for {
						p, err := s.Load(ctx, "acme", "p-1")
						if err != nil {
							return err
						}
						q, err := p.Update(base, commitment.Progress{By: commitment.PartyID(fmt.Sprint("w", w)), Doing: "it"})
						if err != nil {
							return err
						}
						_, err = s.Save(ctx, commitment.Write{Promise: q, Was: p.Revision, Alarms: alarms(p, 3, base)}, base)
						if err == nil {
							break
						}
						if !errors.Is(err, commitment.ErrConflict) {
							return err
						}
					}
				}
				return nil
			}()
		}()
	}
	for range writers {
		must(t, <-errs)
	}
	got := load(t, s, p)
	equal(t, "revision", got.Revision, commitment.Revision(1+writers*rounds))
	equal(t, "events", len(got.History), 1+writers*rounds)
	h.testMakeRace(t)
}

// testMakeRace: of several that make a promise with the same id one wins.
func (h Harness) testMakeRace(t *testing.T) {
	s := h.Open(t)
	const writers = 6
	errs := make(chan error, writers)
	for w := range writers {
		p := promise(t, "acme", "p-9", func(p *commitment.Promise) { p.MadeBy = commitment.PartyID(fmt.Sprint("w", w)) })
		go func() {
			_, err := s.Save(t.Context(), commitment.Write{Promise: p, Alarms: alarms(p, 2, base)}, base)
			errs <- err
		}()
	}
	won := 0
	for range writers {
		switch err := <-errs; {
		case err == nil:
			won++
		case !errors.Is(err, commitment.ErrExists):
			t.Fatalf("losing writer: %v", err)
		}
	}
	equal(t, "winners", won, 1)
}
