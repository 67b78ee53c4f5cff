package commitment_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// meeting is a store whose first readers wait for each other, so that neither sees
// what the other is about to store.
type meeting struct {
	*commitment.MemoryStore
	mu   sync.Mutex
	want int
	met  chan struct{}
}

func (m *meeting) Find(ctx context.Context, q commitment.Query) ([]commitment.Promise, error) {
	ps, err := m.MemoryStore.Find(ctx, q)
	m.mu.Lock()
	m.want--
	if m.want == 0 {
		close(m.met)
	}
	m.mu.Unlock()
	<-m.met
	return ps, err
}

// atTheOffice is a policy under which everybody works from nine to five in Berlin.
func atTheOffice(t testing.TB) *commitment.Policy {
	t.Helper()
	cal := office(t, load(t, "Europe/Berlin"))
	return policy(t, &commitment.PolicyConfig{Silence: -1, Updates: -1, Calendars: func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return cal }})
}

// TestTwoPromisedAtOnce: two agents promise for the same engineer at the same moment.
// Each promise is fine alone; both are not.
func TestTwoPromisedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(monday))
		store := &meeting{MemoryStore: commitment.NewMemoryStore(), want: 2, met: make(chan struct{})}
		box := &post{}
		opts := &commitment.Options{Policy: atTheOffice(t)}
		k := keeper(t, store, box, opts)
		defer running(t, k)()
		made := make([]commitment.Promise, 2)
		var wg sync.WaitGroup
		for i := range made {
			wg.Go(func() {
				p := in(commitment.PromiseID(fmt.Sprint("p-", i)), 8*time.Hour)
				p.Effort = 5 * time.Hour
				var err error
				made[i], err = keeper(t, store, box, opts).Make(t.Context(), p, nil)
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		risked := 0
		for _, p := range made {
			stored, err := store.Load(t.Context(), "acme", p.ID)
			require.NoError(t, err)
			require.Equal(t, stored, p, "as stored")
			if p.State == commitment.AtRisk {
				risked++
				require.Equal(t, commitment.Infeasible, p.Cause)
			}
		}
		require.Positive(t, risked, "at least one of them finds the other")
		time.Sleep(2 * time.Second)
		require.Len(t, slices.DeleteFunc(box.notices(), func(n commitment.Notice) bool {
			return n.Alarm.Rule != commitment.RuleRisk || n.Recipient.Party.ID != "bo"
		}), risked, "and the manager hears at once")

		// One after the other, the second is refused and nothing is at risk for it.
		third := in("p-3", 8*time.Hour)
		third.Effort = 5 * time.Hour
		var no *commitment.UnrealisticError
		_, err := k.Make(t.Context(), third, nil)
		require.ErrorAs(t, err, &no)
		// What just fits stays open: the second look is at the moment of the first.
		exact := in("p-4", time.Until(monday.Add(8*time.Hour)))
		exact.Owner.ID, exact.Effort = "eve", time.Until(monday.Add(8*time.Hour))
		p, err := k.Make(t.Context(), exact, nil)
		require.NoError(t, err)
		require.Equal(t, commitment.Open, p.State)
		require.EqualValues(t, 1, p.Revision)
	})
}

// TestNewTermsAreLookedAt: a date that was pulled out of the air, or an owner who is
// away, is not found out at half time.
func TestNewTermsAreLookedAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(monday))
		var broken atomic.Bool
		store := commitment.NewMemoryStore()
		k := keeper(t, store, &post{}, &commitment.Options{Policy: atTheOffice(t), Blocks: func(_ context.Context, _ commitment.TenantID, who commitment.PartyID, from, to time.Time) ([]commitment.Block, error) {
			switch {
			case broken.Load():
				return nil, errors.New("the calendar server is away")
			case who == "eve":
				return []commitment.Block{{From: from.Add(-time.Hour), To: to.Add(time.Hour), Absent: true}}, nil
			}
			return nil, nil
		}})
		p := in("p-1", 96*time.Hour)
		p.Effort = 6 * time.Hour
		_, err := k.Make(t.Context(), p, nil)
		require.NoError(t, err)
		change := func(fn func(commitment.Promise, time.Time) (commitment.Promise, error)) commitment.Changed {
			t.Helper()
			c, err := k.Change(t.Context(), "acme", "p-1", fn)
			require.NoError(t, err)
			stored, err := store.Load(t.Context(), "acme", "p-1")
			require.NoError(t, err)
			require.Equal(t, stored, c.Promise)
			return c
		}
		to := func(d time.Duration) func(commitment.Promise, time.Time) (commitment.Promise, error) {
			return func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
				return renegotiate(p, now, commitment.At("", now.Add(d)))
			}
		}
		c := change(to(4 * time.Hour))
		require.Equal(t, commitment.AtRisk, c.Promise.State, "six hours of work do not fit into four")
		require.Equal(t, commitment.Infeasible, c.Promise.Cause)
		require.EqualValues(t, 3, c.Promise.Revision)
		require.EqualValues(t, 1, c.Was, "both events are to be counted")
		require.Equal(t, commitment.Open, change(to(8*time.Hour)).Promise.State)
		c = change(func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
			return p.Assign(now, "bo", commitment.Staff{Owner: commitment.Party{ID: "eve"}}, "ana has too much")
		})
		require.Equal(t, commitment.OwnerAbsent, c.Promise.Cause)
		// What is only told or amended is not judged: the host asks Recheck.
		c = change(func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
			return p.Recover(now, "bo", "she will do it on the train")
		})
		require.Equal(t, commitment.Open, c.Promise.State)
		// An error of that look loses no change.
		broken.Store(true)
		require.Equal(t, commitment.Open, change(to(2*time.Hour)).Promise.State)
	})
}

// TestOtherWorkCountsAsTheRecordHasIt: open promises that do not say how long they
// take do not take no time.
func TestOtherWorkCountsAsTheRecordHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(monday))
		k := keeper(t, commitment.NewMemoryStore(), &post{}, &commitment.Options{Policy: atTheOffice(t)})
		add := func(id commitment.PromiseID, kind commitment.Kind, spent time.Duration) {
			p := in(id, 6*time.Hour)
			p.Effort, p.Kind = 0, kind
			_, err := k.Make(t.Context(), p, nil)
			require.NoError(t, err)
			if spent > 0 {
				_, err = k.Change(t.Context(), "acme", id, func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
					return p.Keep(now, "ana", spent)
				})
				require.NoError(t, err)
			}
		}
		add("old-1", "rca", 3*time.Hour)
		add("old-2", "rca", 2*time.Hour)
		add("open-1", "rca", 0)
		add("open-2", "rca", 0)
		add("open-3", "mystery", 0)
		add("open-4", "", 0)
		next := in("new", 8*time.Hour)
		next.Effort = 4 * time.Hour
		f, err := k.Feasible(t.Context(), next)
		require.NoError(t, err)
		require.Equal(t, commitment.Tight, f.Verdict, "eight hours less twice two, the median of two cases")
		require.Equal(t, 4*time.Hour, f.Free)
		require.Equal(t, 2, f.Estimated)
		require.Equal(t, 2, f.Unsized, "nobody knows about those, and the answer says so")
		require.Zero(t, f.Estimate.N, "what the caller said is no estimate")

		next.Kind, next.Effort = "rca", 0
		f, err = k.Feasible(t.Context(), next)
		require.NoError(t, err)
		require.Equal(t, 2*time.Hour, f.Need)
		require.Equal(t, 2, f.Estimate.N)
		next.Due = commitment.At("", time.Now().UTC().Add(time.Hour))
		_, err = k.Make(t.Context(), next, nil)
		require.ErrorContains(t, err, "(effort of 2h0m0s estimated from 2 cases); earliest honest deadline 2026-03-02T14:30:00Z; or say who insists")

		movable := in("m", 6*time.Hour)
		movable.Effort, movable.Movable = time.Hour, true
		_, err = k.Make(t.Context(), movable, nil)
		require.NoError(t, err)
		late := in("late", 6*time.Hour)
		late.Effort = 2 * time.Hour
		_, err = k.Make(t.Context(), late, nil)
		require.ErrorContains(t, err, "; moving m (1h0m0s) would make room")
	})
}

func TestPurge(t *testing.T) {
	now := monday
	store := commitment.NewMemoryStore()
	k := keeper(t, store, &post{}, &commitment.Options{Now: func() time.Time { return now }})
	const week = 7 * 24 * time.Hour
	for i, c := range []struct {
		kind commitment.Kind
		age  time.Duration // since it was closed; 0: open
	}{{"rca", 5 * week}, {"rca", 20 * week}, {"callback", 5 * week}, {"callback", 2 * week}, {"", 20 * week}, {"", 60 * week}, {"rca", 0}, {"rca", 60 * week}} {
		p := draft()
		p.ID, p.Kind, p.Due = commitment.PromiseID(fmt.Sprint("p-", i)), c.kind, commitment.At("", now.Add(50*week))
		p, err := commitment.Make(monday.Add(-100*week), p, nil)
		require.NoError(t, err)
		was := commitment.Revision(0)
		if c.age > 0 {
			p, err = p.Keep(monday.Add(-c.age), "ana", 0)
			require.NoError(t, err)
		}
		_, err = store.Save(t.Context(), commitment.Write{Promise: p, Was: was}, now)
		require.NoError(t, err)
	}
	left := func() []commitment.PromiseID {
		ps, err := store.Find(t.Context(), commitment.Query{Tenant: "acme"})
		require.NoError(t, err)
		var ids []commitment.PromiseID
		for _, p := range ps {
			ids = append(ids, p.ID)
		}
		return ids
	}
	type periods = map[commitment.Kind]time.Duration
	for name, c := range map[string]struct {
		do   func() (int, error)
		want error
	}{
		"no time":        {func() (int, error) { return k.Purge(t.Context(), "acme", "", time.Time{}) }, commitment.ErrTime},
		"a time to come": {func() (int, error) { return k.Purge(t.Context(), "acme", "", now.Add(1)) }, commitment.ErrTime},
		"no purger": {func() (int, error) {
			return k.With(struct{ commitment.Store }{store}).Purge(t.Context(), "acme", "", now)
		}, commitment.ErrNoPurge},
		"no period":       {func() (int, error) { return k.Retain(t.Context(), "acme", periods{"callback": week, "rca": 0}) }, commitment.ErrPolicy},
		"shorter for all": {func() (int, error) { return k.Retain(t.Context(), "acme", periods{"rca": 2, "": 1}) }, commitment.ErrPolicy},
	} {
		_, err := c.do()
		require.ErrorIs(t, err, c.want, name)
		require.Len(t, left(), 8, name)
	}
	n, err := k.Retain(t.Context(), "acme", periods{"rca": 10 * week, "callback": 3 * week, "": 50 * week})
	require.NoError(t, err)
	require.Equal(t, 4, n)
	require.Equal(t, []commitment.PromiseID{"p-0", "p-3", "p-4", "p-6"}, left())
	n, err = k.Retain(t.Context(), "acme", periods{"callback": week})
	require.NoError(t, err)
	require.Equal(t, 1, n, "kinds that are not named stay")
	n, err = k.Purge(t.Context(), "other", "", now)
	require.NoError(t, err)
	require.Zero(t, n)
	n, err = k.Purge(t.Context(), "acme", "", now)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, []commitment.PromiseID{"p-6"}, left(), "what is open stays")
}

// TestOnlyWhatWeOweIsWork: what others owe us takes none of our time, and is not
// refused for the want of it.
func TestOnlyWhatWeOweIsWork(t *testing.T) {
	var until []time.Time
	k := keeper(t, commitment.NewMemoryStore(), &post{}, &commitment.Options{Policy: atTheOffice(t), Now: func() time.Time { return monday }, Blocks: func(_ context.Context, _ commitment.TenantID, _ commitment.PartyID, _, to time.Time) ([]commitment.Block, error) {
		until = append(until, to)
		return nil, nil
	}})
	add := func(id commitment.PromiseID, d commitment.Direction, effort, due time.Duration) {
		t.Helper()
		p := draft()
		p.ID, p.Direction, p.Effort, p.Due = id, d, effort, commitment.At("", monday.Add(due))
		_, err := k.Make(t.Context(), p, nil)
		require.NoError(t, err)
	}
	add("theirs", commitment.TheyOwe, 100*time.Hour, 8*time.Hour)
	require.Empty(t, until, "nobody looks at a calendar for it")
	add("ours", commitment.WeOwe, 7*time.Hour, 8*time.Hour)
	add("later", commitment.WeOwe, time.Hour, 72*time.Hour)
	until = nil
	next := draft()
	next.ID, next.Effort, next.Due = "next", time.Hour, commitment.At("", monday.Add(8*time.Hour))
	f, err := k.Feasible(t.Context(), next)
	require.NoError(t, err)
	require.Equal(t, commitment.Tight, f.Verdict)
	require.Equal(t, []time.Time{monday.Add(72 * time.Hour)}, until, "meetings count up to the last deadline that may suffer")
	next.Direction = commitment.ThirdOwes
	f, err = k.Feasible(t.Context(), next)
	require.NoError(t, err)
	require.Equal(t, commitment.Unknown, f.Verdict)
}

// overtaking is a store in which somebody else changes the promise just before it is
// loaded.
type overtaking struct {
	*commitment.MemoryStore
	before func()
}

func (o *overtaking) Load(ctx context.Context, tenant commitment.TenantID, id commitment.PromiseID) (commitment.Promise, error) {
	if fn := o.before; fn != nil {
		o.before = nil
		fn()
	}
	return o.MemoryStore.Load(ctx, tenant, id)
}

// TestSecondLookGivesWay: who changed the promise between being stored and being looked
// at again knows more than the look did.
func TestSecondLookGivesWay(t *testing.T) {
	store := &overtaking{MemoryStore: commitment.NewMemoryStore()}
	calls := 0
	k := keeper(t, store, &post{}, &commitment.Options{Policy: atTheOffice(t), Now: func() time.Time { return monday }, Blocks: func(context.Context, commitment.TenantID, commitment.PartyID, time.Time, time.Time) ([]commitment.Block, error) {
		if calls++; calls == 2 { // booked meanwhile
			return []commitment.Block{{From: monday, To: monday.Add(900 * time.Hour)}}, nil
		}
		return nil, nil
	}})
	store.before = func() {
		old, err := store.MemoryStore.Load(t.Context(), "acme", "p-1")
		require.NoError(t, err)
		p := must(old.Amend(monday, "bo", commitment.Details{Effort: time.Minute}))
		_, err = store.Save(t.Context(), commitment.Write{Promise: p, Was: old.Revision}, monday)
		require.NoError(t, err)
	}
	got, err := k.Make(t.Context(), draft(), nil)
	require.NoError(t, err)
	require.Equal(t, 2, calls, "it was looked at twice")
	require.Equal(t, commitment.Open, got.State)
	require.Equal(t, time.Minute, got.Effort, "as stored by now")
}

// TestEstimateForgetsOldTimes: how long it took years ago says little about today.
func TestEstimateForgetsOldTimes(t *testing.T) {
	store := commitment.NewMemoryStore()
	const day = 24 * time.Hour
	for i, age := range []time.Duration{400 * day, 366 * day, 364 * day, 2 * day} {
		p := draft()
		p.ID, p.Due = commitment.PromiseID(fmt.Sprint("p-", i)), commitment.At("", monday)
		p, err := commitment.Make(monday.Add(-500*day), p, nil)
		require.NoError(t, err)
		p = must(p.Keep(monday.Add(-age), "ana", time.Duration(i+1)*time.Hour))
		_, err = store.Save(t.Context(), commitment.Write{Promise: p}, monday)
		require.NoError(t, err)
	}
	e, err := keeper(t, store, &post{}, &commitment.Options{Now: func() time.Time { return monday }}).Estimate(t.Context(), "acme", "ana", "rca")
	require.NoError(t, err)
	require.Equal(t, 2, e.N)
	require.Equal(t, 3*time.Hour, e.Median)
}
