package commitmenttest_test

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/commitmenttest"
)

// broken wraps a good store and breaks one rule.
type broken struct {
	*commitment.MemoryStore
	how string
}

func (b broken) Save(ctx context.Context, w commitment.Write, now time.Time) ([]commitment.AlarmKey, error) {
	switch b.how {
	case "forgets alarms":
		w.Alarms = w.Alarms[:max(0, len(w.Alarms)-1)]
	case "overwrites":
		if old, err := b.MemoryStore.Load(ctx, w.Promise.Tenant, w.Promise.ID); err == nil {
			w.Was = old.Revision
		}
	case "mixes tenants":
		w.Promise.Tenant = "one for all"
		for i := range w.Alarms {
			w.Alarms[i].Tenant = w.Promise.Tenant
			w.Alarms[i].Key = w.Alarms[i].Parts().Key()
		}
	case "ignores cancellation":
		ctx = context.WithoutCancel(ctx)
	case "keeps superseded":
		if old, err := b.Pending(ctx, w.Promise.Tenant, w.Promise.Subject()); err == nil {
			for _, a := range old {
				if !slices.ContainsFunc(w.Alarms, func(x commitment.Alarm) bool { return x.Key == a.Key }) {
					w.Alarms = append(w.Alarms, a)
				}
			}
		}
	}
	leased, err := b.MemoryStore.Save(ctx, w, now)
	if b.how == "hides leases" {
		leased = nil
	}
	return leased, err
}

func (b broken) Load(ctx context.Context, tenant commitment.TenantID, id commitment.PromiseID) (commitment.Promise, error) {
	if b.how == "mixes tenants" {
		tenant = "one for all"
	}
	p, err := b.MemoryStore.Load(ctx, tenant, id)
	switch b.how {
	case "loses words":
		p.Stakes = ""
	case "loses history":
		p.History = p.History[:min(1, len(p.History))]
	case "rounds times":
		p.Due.Deadline = p.Due.Deadline.Truncate(time.Second)
	}
	return p, err
}

func (b broken) Find(ctx context.Context, q commitment.Query) ([]commitment.Promise, error) {
	switch b.how {
	case "ignores states":
		q.States = nil
	case "ignores after":
		q.After = ""
	case "ignores limit":
		q.Limit = 1 << 20
	}
	return b.MemoryStore.Find(ctx, q)
}

func (b broken) Plan(ctx context.Context, p commitment.Plan, now time.Time) ([]commitment.AlarmKey, error) {
	leased, err := b.MemoryStore.Plan(ctx, p, now)
	if b.how == "takes old plans" && err != nil {
		return nil, nil //nolint:nilerr // that is what is broken
	}
	return leased, err
}

func (b broken) Erase(ctx context.Context, e commitment.Erasure, now time.Time) (int, error) {
	if b.how == "erases nothing" {
		return 0, nil
	}
	return b.MemoryStore.Erase(ctx, e, now)
}

func (b broken) Claim(ctx context.Context, c commitment.Claim) ([]commitment.Alarm, error) {
	switch b.how {
	case "claims early":
		c.Now = c.Now.Add(time.Second)
	case "no lease":
		c.Until = c.Now
	case "lease for ever":
		c.Until = c.Now.Add(1e6 * time.Hour)
	case "claims too many":
		c.Limit++
	}
	got, err := b.MemoryStore.Claim(ctx, c)
	if b.how == "wrong order" {
		slices.Reverse(got)
	}
	return got, err
}

func (b broken) Done(ctx context.Context, worker string, keys ...commitment.AlarmKey) error {
	if b.how == "forgets done" {
		return nil
	}
	return b.MemoryStore.Done(ctx, worker, keys...)
}

func (b broken) Postpone(ctx context.Context, worker string, key commitment.AlarmKey, until time.Time) error {
	if b.how == "postpones nothing" {
		return nil
	}
	return b.MemoryStore.Postpone(ctx, worker, key, until)
}

func (b broken) Next(ctx context.Context) (time.Time, error) {
	if b.how == "next is never" {
		return time.Time{}, nil
	}
	return b.MemoryStore.Next(ctx)
}

func (b broken) Purge(ctx context.Context, tenant commitment.TenantID, kind commitment.Kind, before time.Time) (int, error) {
	if b.how == "purges every kind" {
		kind = ""
	}
	return b.MemoryStore.Purge(ctx, tenant, kind, before)
}

// staged is a store bound to a transaction: writes wait for the commit, and are
// seen through the store itself only. It is enough to try the suite's own rule.
type staged struct {
	*commitment.MemoryStore
	base   *commitment.MemoryStore
	writes []func() error
}

func (s *staged) Save(ctx context.Context, w commitment.Write, now time.Time) ([]commitment.AlarmKey, error) {
	if w.Was != 0 {
		if old, err := s.base.Load(ctx, w.Promise.Tenant, w.Promise.ID); err == nil {
			if _, err := s.MemoryStore.Save(ctx, commitment.Write{Promise: old}, now); err != nil {
				return nil, err
			}
		}
	}
	s.writes = append(s.writes, func() error {
		_, err := s.base.Save(context.WithoutCancel(ctx), w, now)
		return err
	})
	return s.MemoryStore.Save(ctx, w, now)
}

func (s *staged) Plan(ctx context.Context, p commitment.Plan, now time.Time) ([]commitment.AlarmKey, error) {
	s.writes = append(s.writes, func() error {
		_, err := s.base.Plan(context.WithoutCancel(ctx), p, now)
		return err
	})
	return s.MemoryStore.Plan(ctx, p, now)
}

func begin(how string) func(*testing.T, commitment.Store) (commitment.Store, func() error, func() error) {
	return func(_ *testing.T, s commitment.Store) (commitment.Store, func() error, func() error) {
		tx := &staged{MemoryStore: commitment.NewMemoryStore(), base: s.(broken).MemoryStore}
		commit := func() error {
			for _, w := range tx.writes {
				if err := w(); err != nil {
					return err
				}
			}
			return nil
		}
		nothing := func() error { return nil }
		switch how {
		case "commits always":
			return tx, commit, commit
		case "commits never":
			return tx, nothing, nothing
		case "is not bound":
			return s, nothing, nothing
		}
		return tx, commit, nothing
	}
}

// TestSuite is run by TestSuiteFindsBrokenStores in a process of its own.
func TestSuite(t *testing.T) {
	how := os.Getenv("EVENKEEL_BROKEN_STORE")
	commitmenttest.TestStore(t, commitmenttest.Harness{Lateness: time.Second, Begin: begin(how), Open: func(*testing.T) commitment.Store {
		return broken{commitment.NewMemoryStore(), how}
	}})
}

// TestSuiteFindsBrokenStores breaks one rule after the other: a suite that lets a
// broken store pass tests nothing.
func TestSuiteFindsBrokenStores(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a process per broken rule")
	}
	for _, how := range []string{
		"forgets alarms", "overwrites", "mixes tenants", "ignores cancellation", "keeps superseded", "hides leases", "loses words", "loses history", "rounds times",
		"ignores states", "ignores after", "ignores limit", "takes old plans", "erases nothing", "claims early", "no lease", "lease for ever", "claims too many", "wrong order",
		"forgets done", "postpones nothing", "next is never", "purges every kind", "commits always", "commits never", "is not bound",
	} {
		t.Run(how, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestSuite$", "-test.timeout=60s", "-test.failfast")
			cmd.Env = append(os.Environ(), "EVENKEEL_BROKEN_STORE="+how)
			if out, err := cmd.CombinedOutput(); err == nil {
				t.Errorf("a store that %s passes the suite:\n%s", how, out)
			}
		})
	}
}
