package commitmenttest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

func isError(err, want error) bool { return errors.Is(err, want) }

func (h Harness) testSave(t *testing.T) {
	t.Run("round trip", h.testRoundTrip)
	t.Run("odd ids and long texts", h.testOddIDs)
	t.Run("empty tenant", h.testEmptyTenant)
	t.Run("not found", h.testNotFound)
	t.Run("id taken", h.testTaken)
	t.Run("stale revision", h.testStale)
	t.Run("invalid write", h.testInvalidWrite)
	t.Run("tenants", h.testTenants)
	t.Run("retention", h.testRetention)
}

func (h Harness) testRoundTrip(t *testing.T) {
	s := h.Open(t)
	p := promise(t, "acme", "p-1", nil)
	save(t, s, p, 0)
	same(t, "loaded", load(t, s, p), p)
	q, err := p.Update(base.Add(time.Hour), commitment.Progress{By: "ana", Doing: "líneas\nand \"quotes\" '; DROP TABLE x; --", NextUpdate: base.Add(2 * time.Hour)})
	must(t, err)
	save(t, s, q, p.Revision)
	same(t, "after an update", load(t, s, p), q)
	_, err = load(t, s, p).Replay()
	must(t, err)
}

func (h Harness) testOddIDs(t *testing.T) {
	s := h.Open(t)
	for _, name := range []commitment.PromiseID{"a/b", "ä%", "' OR 1=1", "UPPER", "upper", "promise:x", commitment.PromiseID(strings.Repeat("x", commitment.MaxID))} {
		p := promise(t, "ten/ant ü", name, func(p *commitment.Promise) { p.What = strings.Repeat("日本", 2000) })
		save(t, s, p, 0, alarm(p, 0, base))
		same(t, "loaded", load(t, s, p), p)
	}
}

func (h Harness) testEmptyTenant(t *testing.T) {
	s := h.Open(t)
	p := promise(t, "", "p-1", nil)
	save(t, s, p, 0, alarm(p, 0, base))
	same(t, "loaded", load(t, s, p), p)
}

func (h Harness) testNotFound(t *testing.T) {
	s := h.Open(t)
	if _, err := s.Load(t.Context(), "acme", "nobody"); !errors.Is(err, commitment.ErrNotFound) {
		t.Fatalf("Load of an unknown id: %v", err)
	}
	p := promise(t, "acme", "p-1", nil)
	q, err := p.Risk(base, "ana", commitment.Said, "ill")
	must(t, err)
	_, err = s.Save(t.Context(), commitment.Write{Promise: q, Was: 1}, base)
	if !errors.Is(err, commitment.ErrNotFound) {
		t.Fatalf("Save over a promise that is not there: %v", err)
	}
}

func (h Harness) testTaken(t *testing.T) {
	s := h.Open(t)
	p := promise(t, "acme", "p-1", nil)
	save(t, s, p, 0)
	other := promise(t, "acme", "p-1", func(p *commitment.Promise) { p.What = "something else" })
	_, err := s.Save(t.Context(), commitment.Write{Promise: other, Alarms: alarms(other, 2, base)}, base)
	refused(t, s, p, err, commitment.ErrExists)
	h.noPending(t, s, p)
}

func (h Harness) testStale(t *testing.T) {
	s := h.Open(t)
	p := promise(t, "acme", "p-1", nil)
	save(t, s, p, 0)
	q, err := p.Risk(base, "ana", commitment.Said, "ill")
	must(t, err)
	save(t, s, q, 1)
	stale, err := p.Keep(base, "ana", 0)
	must(t, err)
	_, err = s.Save(t.Context(), commitment.Write{Promise: stale, Was: 1, Alarms: alarms(stale, 2, base)}, base)
	refused(t, s, q, err, commitment.ErrConflict)
	var conflict *commitment.ConflictError
	if !errors.As(err, &conflict) || conflict.Based != 1 || conflict.Stored != 2 {
		t.Fatalf("conflict says %+v", err)
	}
	h.noPending(t, s, p)
}

func (h Harness) testTenants(t *testing.T) {
	s := h.Open(t)
	p, q := promise(t, "acme", "p-1", nil), promise(t, "globex", "p-1", func(p *commitment.Promise) { p.What = "theirs" })
	save(t, s, p, 0, alarm(p, 0, base))
	save(t, s, q, 0, alarm(q, 0, base))
	closed, err := p.Release(base, "ana", "no need")
	must(t, err)
	save(t, s, closed, 1)
	same(t, "the other tenant's promise", load(t, s, q), q)
	if f, ok := s.(commitment.Pender); ok {
		pending, err := f.Pending(t.Context(), "globex", q.Subject())
		must(t, err)
		equal(t, "the other tenant's alarms", len(pending), 1)
	}
}

func (h Harness) testRetention(t *testing.T) {
	s := h.Open(t)
	p := promise(t, "acme", "p-1", nil)
	given := copyOf(p)
	save(t, s, given, 0)
	given.Managers[0].Name, given.History[0].By = "changed", "changed"
	same(t, "after the caller changed its copy", load(t, s, p), p)
	got := load(t, s, p)
	got.Managers[0].Name, got.History[0].By = "changed", "changed"
	same(t, "after the caller changed the result", load(t, s, p), p)
}

// copyOf returns a copy that shares nothing with p.
func copyOf(p commitment.Promise) commitment.Promise {
	p.Managers, p.Stakeholders, p.History = slices.Clone(p.Managers), slices.Clone(p.Stakeholders), slices.Clone(p.History)
	return p
}

func (h Harness) testInvalidWrite(t *testing.T) {
	s := h.Open(t)
	p := promise(t, "acme", "p-1", nil)
	save(t, s, p, 0)
	q, err := p.Risk(base, "ana", commitment.Said, "ill")
	must(t, err)
	a := alarm(q, 0, base)
	wrong := a
	wrong.Key = "acme/promise:p-1/9/remind/0/ana/"
	late := alarm(q, 1, time.Time{})
	foreign := alarmOf("acme", "promise:p-2", 1, 0, base)
	for name, c := range map[string]struct {
		write commitment.Write
		want  error
	}{
		"key twice":          {commitment.Write{Promise: q, Was: 1, Alarms: []commitment.Alarm{a, a}}, commitment.ErrDuplicateKey},
		"key not its parts'": {commitment.Write{Promise: q, Was: 1, Alarms: []commitment.Alarm{wrong}}, commitment.ErrKey},
		"no time":            {commitment.Write{Promise: q, Was: 1, Alarms: []commitment.Alarm{a, late}}, commitment.ErrTime},
		"another's alarm":    {commitment.Write{Promise: q, Was: 1, Alarms: []commitment.Alarm{foreign}}, commitment.ErrKey},
		"revision backwards": {commitment.Write{Promise: p, Was: 1}, commitment.ErrConflict},
	} {
		_, err := s.Save(t.Context(), c.write, base)
		if !errors.Is(err, c.want) {
			t.Fatalf("%s: got %v, want %v", name, err, c.want)
		}
		refused(t, s, p, err, c.want)
	}
	h.noPending(t, s, p)
}

// noPending checks that a promise has no alarms, where the store can tell.
func (h Harness) noPending(t *testing.T, s commitment.Store, p commitment.Promise) {
	t.Helper()
	if f, ok := s.(commitment.Pender); ok {
		pending, err := f.Pending(t.Context(), p.Tenant, p.Subject())
		must(t, err)
		equal(t, "pending alarms", len(pending), 0)
	}
	if a, ok := s.(commitment.AlarmStore); ok {
		equal(t, "claimable alarms", len(claim(t, a, "w", base.Add(1000*time.Hour), 100)), 0)
	}
}

func (h Harness) testFind(t *testing.T) {
	s := h.Open(t)
	all := h.population(t, s)
	states := [][]commitment.State{nil, {commitment.Open}, {commitment.Kept, commitment.Broken}, commitment.OpenStates(), {commitment.Released}}
	n := 0
	for _, q := range []commitment.Query{
		{}, {Case: "c1"}, {Owner: "ana"}, {Owner: "bo", Kind: "fix"}, {Customer: "zoe"}, {Team: "t2"}, {Kind: "fix"}, {Dependency: "release-7"},
		{ClosedFrom: base.Add(30 * time.Hour)}, {ClosedTo: base.Add(30 * time.Hour)}, {ClosedFrom: base.Add(10 * time.Hour), ClosedTo: base.Add(40 * time.Hour), Owner: "ana"},
		{After: "p-0030"}, {Case: "c1", Customer: "zoe", Owner: "ana"}, {Owner: "nobody"},
	} {
		for _, st := range states {
			for _, tenant := range []commitment.TenantID{"acme", "globex", "empty"} {
				q.Tenant, q.States = tenant, st
				for _, limit := range []int{0, 1, 7} {
					q.Limit = limit
					got, err := s.Find(t.Context(), q)
					must(t, err)
					var want []commitment.Promise
					for _, p := range all {
						if q.Matches(p) && len(want) < q.Size() {
							want = append(want, p)
						}
					}
					n += len(want)
					same(t, "found", promiseIDs(got), promiseIDs(want))
					if len(got) > 0 {
						same(t, "first found", got[0], want[0])
					}
				}
			}
		}
	}
	if n < 100 {
		t.Fatalf("the queries matched %d promises only: the rule tests nothing", n)
	}
}

func promiseIDs(ps []commitment.Promise) []commitment.PromiseID {
	ids := []commitment.PromiseID{}
	for _, p := range ps {
		ids = append(ids, p.ID)
	}
	return ids
}

// population stores promises of all sorts and returns them ordered by id.
func (h Harness) population(t *testing.T, s commitment.Store) []commitment.Promise {
	t.Helper()
	var all []commitment.Promise
	pick := func(i, by int, of ...string) string { return of[i/by%len(of)] }
	for i := range 60 {
		for _, tenant := range []commitment.TenantID{"acme", "globex"} {
			if tenant == "globex" && i%5 != 0 {
				continue
			}
			p := promise(t, tenant, id(i), func(p *commitment.Promise) {
				p.Case = commitment.CaseID(pick(i, 3, "c1", "c2", "c3"))
				p.Owner.ID = commitment.PartyID(pick(i, 2, "ana", "bo", "cy"))
				p.Customer.ID = commitment.PartyID(pick(i, 7, "zoe", "yan"))
				p.Team = commitment.TeamID(pick(i, 5, "t1", "t2"))
				p.Kind = commitment.Kind(pick(i, 1, "fix", "callback"))
				p.Dependency = commitment.DependencyID(pick(i, 4, "", "release-7"))
			})
			save(t, s, p, 0, alarm(p, 0, base))
			at, was := base.Add(time.Duration(i)*time.Hour), p.Revision
			var err error
			switch i % 6 {
			case 1:
				p, err = p.Keep(at, "ana", time.Hour)
			case 2:
				p, err = p.Break(at, "ana", "forgot")
			case 3:
				p, err = p.Release(at, "ana", "not needed")
			case 4:
				p, err = p.Risk(at, "ana", commitment.Said, "hm")
			}
			must(t, err)
			if p.Revision != was {
				save(t, s, p, was)
			}
			all = append(all, p)
		}
	}
	return all
}

func (h Harness) testPlan(t *testing.T) {
	t.Run("revisions", func(t *testing.T) {
		s := h.Open(t)
		plan := func(rev commitment.Revision, n int) error {
			p := commitment.Plan{Tenant: "acme", Subject: "sla:4711", Revision: rev}
			for i := range n {
				p.Alarms = append(p.Alarms, alarmOf("acme", "sla:4711", rev, i, base.Add(time.Hour)))
			}
			_, err := s.Plan(t.Context(), p, base)
			return err
		}
		must(t, plan(3, 2))
		must(t, plan(3, 1))
		if err := plan(2, 1); !errors.Is(err, commitment.ErrConflict) {
			t.Fatalf("older revision: %v", err)
		}
		must(t, plan(5, 0))
		if err := plan(4, 1); !errors.Is(err, commitment.ErrConflict) {
			t.Fatalf("older revision than that of an empty plan: %v", err)
		}
		must(t, plan(6, 3))
	})
	t.Run("invalid", func(t *testing.T) {
		s := h.Open(t)
		a := alarmOf("acme", "sla:1", 1, 0, base)
		big := a
		big.Data = []byte(`"` + strings.Repeat("x", commitment.MaxData) + `"`)
		for name, c := range map[string]struct {
			plan commitment.Plan
			want error
		}{
			"a promise":   {commitment.Plan{Tenant: "acme", Subject: "promise:p-1", Revision: 1}, commitment.ErrID},
			"no subject":  {commitment.Plan{Tenant: "acme", Revision: 1}, commitment.ErrID},
			"no revision": {commitment.Plan{Tenant: "acme", Subject: "sla:1"}, commitment.ErrID},
			"key twice":   {commitment.Plan{Tenant: "acme", Subject: "sla:1", Revision: 1, Alarms: []commitment.Alarm{a, a}}, commitment.ErrDuplicateKey},
			"big data":    {commitment.Plan{Tenant: "acme", Subject: "sla:1", Revision: 1, Alarms: []commitment.Alarm{big}}, commitment.ErrText},
		} {
			if _, err := s.Plan(t.Context(), c.plan, base); !errors.Is(err, c.want) {
				t.Fatalf("%s: got %v, want %v", name, err, c.want)
			}
		}
	})
}

// secrets are words that promise puts into a promise and that Erase removes.
var secrets = []string{"Quintanilla", "zoe@customer.example", "noon my time", "they may leave", "hush-hush", "TRK-12"}

func (h Harness) testErase(t *testing.T) {
	s := h.Open(t)
	p := promise(t, "acme", "p-1", nil)
	save(t, s, p, 0, alarms(p, 3, base)...)
	q, err := p.Update(base, commitment.Progress{By: "ana", Doing: "hush-hush " + strings.Repeat("padding ", 500)})
	must(t, err)
	save(t, s, q, 1, alarms(p, 3, base)...)
	other := promise(t, "acme", "p-2", func(p *commitment.Promise) { p.Customer = commitment.Party{ID: "yan", Name: "Yan"}; p.Case = "9" })
	save(t, s, other, 0)
	elsewhere := promise(t, "globex", "p-1", func(p *commitment.Promise) { p.Customer.Name = "Zoe of Globex" })
	save(t, s, elsewhere, 0)
	a := alarmOf("acme", "sla:4711", 1, 0, base)
	a.Data = []byte(`{"note":"hush-hush"}`)
	_, err = s.Plan(t.Context(), commitment.Plan{Tenant: "acme", Subject: "sla:4711", Revision: 1, Alarms: []commitment.Alarm{a}}, base)
	must(t, err)

	n, err := s.Erase(t.Context(), commitment.Erasure{Tenant: "acme", Party: "zoe", Subject: "sla:4711"}, base.Add(time.Hour))
	must(t, err)
	equal(t, "rewritten", n, 2)
	got := load(t, s, p)
	same(t, "erased", got, commitment.Erasure{Tenant: "acme", Party: "zoe"}.Apply(q, base.Add(time.Hour)))
	if got.State != q.State || !got.Due.Deadline.Equal(q.Due.Deadline) || len(got.History) != len(q.History)+1 {
		t.Fatalf("erasing changed more than words: %+v", got)
	}
	_, err = got.Replay()
	must(t, err)
	same(t, "another's promise", load(t, s, other), other)
	same(t, "another tenant's promise", load(t, s, elsewhere), elsewhere)

	n, err = s.Erase(t.Context(), commitment.Erasure{Tenant: "acme", Party: "zoe"}, base.Add(2*time.Hour))
	must(t, err)
	equal(t, "rewritten the second time", n, 0)
	_, err = s.Save(t.Context(), commitment.Write{Promise: mustUpdate(t, q), Was: q.Revision}, base)
	refused(t, s, got, err, commitment.ErrConflict) // a stale copy may not bring the words back
	if f, ok := s.(commitment.Pender); ok {
		pending, err := f.Pending(t.Context(), "acme", p.Subject())
		must(t, err)
		sameKeys(t, "alarms after erasing", keys(pending), keys(alarms(p, 3, base)))
		foreign, err := f.Pending(t.Context(), "acme", "sla:4711")
		must(t, err)
		equal(t, "data after erasing", len(foreign[0].Data), 0)
	}
	h.rawHolds(t, s, elsewhere)
}

func mustUpdate(t *testing.T, p commitment.Promise) commitment.Promise {
	t.Helper()
	q, err := p.Update(base.Add(time.Hour), commitment.Progress{Doing: "more"})
	must(t, err)
	return q
}

// rawHolds scans the store's medium for the erased words, once the promise that
// may keep the same words is erased as well.
func (h Harness) rawHolds(t *testing.T, s commitment.Store, elsewhere commitment.Promise) {
	t.Helper()
	if h.Raw == nil {
		return
	}
	before := h.Raw(t, s)
	if !bytes.Contains(before, []byte("Zoe of Globex")) {
		t.Fatal("Harness.Raw does not show the words of a promise that is stored: the rule tests nothing")
	}
	for tenant, e := range map[string]commitment.Erasure{"globex": {Tenant: elsewhere.Tenant, Promise: elsewhere.ID}, "acme": {Tenant: "acme", Promise: "p-2"}} {
		_, err := s.Erase(t.Context(), e, base.Add(3*time.Hour))
		if err != nil {
			t.Fatalf("erasing in %s: %v", tenant, err)
		}
	}
	raw := h.Raw(t, s)
	for _, word := range append(secrets, "Zoe of Globex") {
		if bytes.Contains(raw, []byte(word)) {
			t.Errorf("%q is still in the store's bytes after erasing", word)
		}
	}
}

func (h Harness) testCancelled(t *testing.T) {
	s := h.Open(t)
	p := promise(t, "acme", "p-1", nil)
	save(t, s, p, 0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	q, err := p.Keep(base, "ana", 0)
	must(t, err)
	_, err = s.Save(ctx, commitment.Write{Promise: q, Was: 1}, base)
	refused(t, s, p, err, context.Canceled)
	_, err = s.Load(ctx, p.Tenant, p.ID)
	refused(t, s, p, err, context.Canceled)
	_, err = s.Find(ctx, commitment.Query{Tenant: p.Tenant})
	refused(t, s, p, err, context.Canceled)
	_, err = s.Erase(ctx, commitment.Erasure{Tenant: p.Tenant, Promise: p.ID}, base)
	refused(t, s, p, err, context.Canceled)
	_, err = s.Plan(ctx, commitment.Plan{Tenant: p.Tenant, Subject: "sla:1", Revision: 1}, base)
	refused(t, s, p, err, context.Canceled)
	if a, ok := s.(commitment.AlarmStore); ok {
		_, err = a.Claim(ctx, commitment.Claim{Worker: "w", Now: base, Until: base.Add(time.Minute), Limit: 1})
		refused(t, s, p, err, context.Canceled)
	}
}

func (h Harness) testReopen(t *testing.T) {
	if h.Reopen == nil {
		t.Skip("the store does not outlive its process")
	}
	s := h.Open(t)
	p := promise(t, "acme", "p-1", nil)
	plan := alarms(p, 3, base)
	save(t, s, p, 0, plan...)
	if a, ok := s.(commitment.AlarmStore); ok {
		got := claim(t, a, "w1", base.Add(time.Minute), 10)
		equal(t, "claimed", len(got), 2)
		must(t, a.Done(t.Context(), "w1", got[0].Key))
	}
	s = h.Reopen(t, s)
	same(t, "after reopening", load(t, s, p), p)
	if a, ok := s.(commitment.AlarmStore); ok {
		equal(t, "under lease after reopening", len(claim(t, a, "w2", base.Add(90*time.Second), 10)), 0)
		sameKeys(t, "after the lease", keys(claim(t, a, "w2", base.Add(2*time.Minute), 10)), keys(plan[1:]))
	}
}

func (h Harness) testPurger(t *testing.T) {
	s := h.Open(t)
	f, ok := s.(commitment.Purger)
	if !ok {
		t.Skip("the store is no Purger")
	}
	all := h.population(t, s)
	q := commitment.Query{Tenant: "acme", Kind: "fix", ClosedTo: base.Add(30 * time.Hour)}
	var gone, left []commitment.Promise
	for _, p := range all {
		if q.Matches(p) {
			gone = append(gone, p)
		} else {
			left = append(left, p)
		}
	}
	n, err := f.Purge(t.Context(), "acme", "fix", base.Add(30*time.Hour))
	must(t, err)
	if n != len(gone) || n == 0 {
		t.Fatalf("purged %d, want %d", n, len(gone))
	}
	for _, p := range gone {
		if _, err := s.Load(t.Context(), p.Tenant, p.ID); !errors.Is(err, commitment.ErrNotFound) {
			t.Fatalf("purged promise: %v", err)
		}
	}
	for _, p := range left {
		same(t, "promise that is not purged", load(t, s, p), p)
	}
}
