package commitmenttest

import (
	"errors"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// testBegin: what is done in a transaction of the host's holds if and only if
// the host commits.
func (h Harness) testBegin(t *testing.T) {
	if h.Begin == nil {
		t.Skip("the store is not bound to transactions of the host")
	}
	s := h.Open(t)
	stays := promise(t, "acme", "stays", nil)
	save(t, s, stays, 0, alarms(stays, 2, base)...)
	moved, err := stays.Assign(base, "bo", commitment.Staff{Owner: commitment.Party{ID: "eve"}}, "ana is ill")
	must(t, err)
	fresh := promise(t, "acme", "fresh", nil)
	plan := commitment.Plan{Tenant: "acme", Subject: "sla:1", Revision: 1, Alarms: []commitment.Alarm{alarmOf("acme", "sla:1", 1, 0, base)}}
	all := func(tx commitment.Store) {
		t.Helper()
		save(t, tx, moved, 1, alarms(moved, 1, base)...)
		save(t, tx, fresh, 0, alarms(fresh, 2, base)...)
		_, err := tx.Plan(t.Context(), plan, base)
		must(t, err)
		same(t, "seen inside the transaction", load(t, tx, fresh), fresh)
	}

	tx, _, rollback := h.Begin(t, s)
	all(tx)
	must(t, rollback())
	same(t, "after the rollback", load(t, s, stays), stays)
	if _, err := s.Load(t.Context(), "acme", "fresh"); !errors.Is(err, commitment.ErrNotFound) {
		t.Fatalf("a promise of a rolled-back transaction: %v", err)
	}
	h.pending(t, s, stays, alarms(stays, 2, base))

	tx, commit, _ := h.Begin(t, s)
	all(tx)
	must(t, commit())
	same(t, "after the commit", load(t, s, stays), moved)
	same(t, "after the commit", load(t, s, fresh), fresh)
	h.pending(t, s, moved, alarms(moved, 1, base))
	if a, ok := s.(commitment.AlarmStore); ok {
		equal(t, "claimable after the commit", len(claim(t, a, "w", base.Add(time.Hour), 100)), 4)
	}
	_, err = s.Save(t.Context(), commitment.Write{Promise: moved, Was: 1}, base)
	refused(t, s, moved, err, commitment.ErrConflict)
}

// pending checks the alarms of a promise, where the store can tell.
func (h Harness) pending(t *testing.T, s commitment.Store, p commitment.Promise, want []commitment.Alarm) {
	t.Helper()
	if f, ok := s.(commitment.Pender); ok {
		got, err := f.Pending(t.Context(), p.Tenant, p.Subject())
		must(t, err)
		sameKeys(t, "pending", keys(got), keys(want))
	}
}
