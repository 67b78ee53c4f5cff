// Package commitmenttest is the rule book that every store of promises passes.
//
// A store's own test calls [TestStore] with a [Harness] that opens a fresh
// store; each rule is a subtest. What a store offers beyond
// [commitment.Store] is found by type assertion and tested too:
// [commitment.AlarmStore], [commitment.Engine], [commitment.Pender],
// [commitment.Purger]. The package uses the standard library only.
//
//	func TestConformance(t *testing.T) {
//		commitmenttest.TestStore(t, commitmenttest.Harness{
//			Open: func(t *testing.T) commitment.Store { return openMine(t) },
//		})
//	}
package commitmenttest

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// Harness says how to get at the store under test. Only Open is required.
type Harness struct {
	// Open returns an empty store of its own for the test and registers its
	// cleanup with t.Cleanup. It is called once or more per subtest.
	Open func(t *testing.T) commitment.Store
	// Reopen closes the store and opens it again on the same data, as after a
	// restart. Nil: the store does not outlive its process, and the rules of
	// durability are skipped.
	Reopen func(t *testing.T, s commitment.Store) commitment.Store
	// Raw returns every byte that the store keeps on its medium: files, tables,
	// journals. After Erase it must hold none of the erased words. Nil: skipped.
	Raw func(t *testing.T, s commitment.Store) []byte
	// Begin begins a transaction of the host's and returns the store bound to it,
	// as a host would use it to make a promise together with a change of its own,
	// and what commits it and rolls it back. Nil: skipped.
	Begin func(t *testing.T, s commitment.Store) (bound commitment.Store, commit, rollback func() error)
	// Lateness is how long after its time an [commitment.Engine] may deliver an
	// alarm in these tests. Zero: 20 s.
	Lateness time.Duration
}

// TestStore runs every rule that the store's interfaces promise.
func TestStore(t *testing.T, h Harness) {
	t.Helper()
	if h.Open == nil {
		t.Fatal("commitmenttest: Harness.Open is nil")
	}
	if h.Lateness == 0 {
		h.Lateness = 20 * time.Second
	}
	t.Run("Save", h.testSave)
	t.Run("Find", h.testFind)
	t.Run("Plan", h.testPlan)
	t.Run("Erase", h.testErase)
	t.Run("Cancelled", h.testCancelled)
	t.Run("Concurrent", h.testConcurrent)
	t.Run("Reopen", h.testReopen)
	t.Run("Begin", h.testBegin)
	t.Run("Purger", h.testPurger)
	t.Run("AlarmStore", h.testAlarmStore)
	t.Run("Keeper", h.testKeeper)
}

// base is the moment at which the suite's promises are made. It lies in the
// past, so that an engine with a clock of its own may have them all due.
var base = time.Date(2026, time.March, 2, 9, 30, 0, 123456000, time.UTC)

// promise returns a valid promise at revision 1 with every field in use.
func promise(t *testing.T, tenant commitment.TenantID, id commitment.PromiseID, change func(*commitment.Promise)) commitment.Promise {
	t.Helper()
	p := commitment.Promise{
		Tenant: tenant, ID: id, Case: "4711", What: "ring Zoë back — with the export 🙂 " + string(id), Kind: "callback", Source: commitment.FromSales,
		Owner:        commitment.Party{ID: "ana", Name: "Ana Sørensen", Zone: "Europe/Berlin", Quiet: commitment.Quiet{Start: 22 * 60, End: 7 * 60, Days: commitment.Days(time.Sunday)}},
		Team:         "tier-2",
		Managers:     []commitment.Party{{ID: "bo", Name: "Bo", Address: "bo@example.com", Channel: "slack"}},
		Stakeholders: []commitment.Party{{ID: "cy"}, {ID: "di", Zone: "America/Santiago"}},
		Customer:     commitment.Party{ID: "zoe", Name: "Zoë Quintanilla", Address: "zoe@customer.example", Zone: "Asia/Manila"},
		MadeBy:       "sam", Due: commitment.Due{Said: "by Friday noon my time", Earliest: base.Add(time.Hour), Deadline: base.Add(96 * time.Hour), Zone: "Asia/Manila", Assumptions: []string{"noon = 12:00"}},
		Effort: 90 * time.Minute, Cadence: 24 * time.Hour, Dependency: "release-7", Movable: true, Stakes: "they may leave", Plan: "TRK-12",
	}
	if change != nil {
		change(&p)
	}
	p, err := commitment.Make(base, p, &commitment.Accept{By: "bo", Reason: "we will find the time"})
	must(t, err)
	return p
}

// alarm returns an alarm of the promise.
func alarm(p commitment.Promise, ordinal int, at time.Time) commitment.Alarm {
	return alarmOf(p.Tenant, p.Subject(), p.Revision, ordinal, at)
}

func alarmOf(tenant commitment.TenantID, subject commitment.SubjectID, rev commitment.Revision, ordinal int, at time.Time) commitment.Alarm {
	a := commitment.Alarm{
		Tenant: tenant, Subject: subject, Case: "4711", Revision: rev, Rule: commitment.RuleRemind, Ordinal: ordinal,
		Recipient: "ana", Role: commitment.Owner, Channel: "e-mail/home", Severity: commitment.Warning, At: at, Until: at.Add(24 * time.Hour), Deadline: base.Add(96 * time.Hour),
	}
	a.Key = a.Parts().Key()
	return a
}

// alarms returns n alarms of the promise, a minute apart from at on.
func alarms(p commitment.Promise, n int, at time.Time) []commitment.Alarm {
	var all []commitment.Alarm
	for i := range n {
		all = append(all, alarm(p, i, at.Add(time.Duration(i)*time.Minute)))
	}
	return all
}

func keys(alarms []commitment.Alarm) []commitment.AlarmKey {
	k := make([]commitment.AlarmKey, 0, len(alarms))
	for _, a := range alarms {
		k = append(k, a.Key)
	}
	return k
}

func save(t *testing.T, s commitment.Store, p commitment.Promise, was commitment.Revision, alarms ...commitment.Alarm) []commitment.AlarmKey {
	t.Helper()
	leased, err := s.Save(t.Context(), commitment.Write{Promise: p, Was: was, Alarms: alarms}, base)
	must(t, err)
	return leased
}

func load(t *testing.T, s commitment.Store, p commitment.Promise) commitment.Promise {
	t.Helper()
	got, err := s.Load(t.Context(), p.Tenant, p.ID)
	must(t, err)
	return got
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

// same compares by JSON form, which is what a store keeps.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	g, err := json.Marshal(got)
	must(t, err)
	w, err := json.Marshal(want)
	must(t, err)
	if string(g) != string(w) {
		t.Fatalf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func sameKeys(t *testing.T, what string, got, want []commitment.AlarmKey) {
	t.Helper()
	count := map[commitment.AlarmKey]int{}
	for _, k := range got {
		count[k]++
	}
	for _, k := range want {
		count[k]--
	}
	for k, n := range count {
		if n != 0 {
			t.Fatalf("%s: got %v, want %v (differs at %s)", what, got, want, k)
		}
	}
}

// refused checks that a call failed with the error wanted and changed nothing
// of the promise.
func refused(t *testing.T, s commitment.Store, p commitment.Promise, err error, want error) {
	t.Helper()
	if !isError(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
	same(t, "promise after a refused call", load(t, s, p), p)
}

// claim takes up to limit alarms at the time given, with a lease of a minute.
func claim(t *testing.T, s commitment.AlarmStore, worker string, now time.Time, limit int) []commitment.Alarm {
	t.Helper()
	got, err := s.Claim(t.Context(), commitment.Claim{Worker: worker, Now: now, Until: now.Add(time.Minute), Limit: limit})
	must(t, err)
	return got
}

// within returns a context for calls that are made from other goroutines.
func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func id(i int) commitment.PromiseID { return commitment.PromiseID(fmt.Sprintf("p-%04d", i)) }

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}
