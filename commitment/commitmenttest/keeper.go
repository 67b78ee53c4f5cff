package commitmenttest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// inbox is a Notifier that remembers.
type inbox struct {
	mu      sync.Mutex
	notices map[commitment.AlarmKey][]commitment.Notice
	order   []commitment.Notice
	early   []commitment.Notice
	refuse  map[commitment.PartyID]int // how many times a recipient's notices fail
}

func newInbox() *inbox {
	return &inbox{notices: map[commitment.AlarmKey][]commitment.Notice{}, refuse: map[commitment.PartyID]int{}}
}

// Notify implements [commitment.Notifier].
func (b *inbox) Notify(_ context.Context, n commitment.Notice) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse[n.Alarm.Recipient] > 0 {
		b.refuse[n.Alarm.Recipient]--
		return errors.New("not today")
	}
	if time.Now().Before(n.Alarm.At) {
		b.early = append(b.early, n)
	}
	b.notices[n.Key] = append(b.notices[n.Key], n)
	b.order = append(b.order, n)
	return nil
}

func (b *inbox) has(keys ...commitment.AlarmKey) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, k := range keys {
		if len(b.notices[k]) == 0 {
			return false
		}
	}
	return true
}

// of returns the notices about a subject in the order in which they came.
func (b *inbox) of(subject commitment.SubjectID) []commitment.Notice {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []commitment.Notice
	for _, n := range b.order {
		if n.Alarm.Subject == subject {
			all = append(all, n)
		}
	}
	return all
}

// wait waits until the keys have arrived.
func (h Harness) wait(t *testing.T, b *inbox, until time.Time, keys []commitment.AlarmKey) {
	t.Helper()
	for !b.has(keys...) {
		if time.Now().After(until.Add(h.Lateness)) {
			for _, k := range keys {
				if !b.has(k) {
					t.Errorf("%s did not arrive within %v", k, h.Lateness)
				}
			}
			t.FailNow()
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// sparse is a policy whose alarms all have different recipients, so that none
// takes another one's place however late it is.
func sparse(t *testing.T) *commitment.Policy {
	t.Helper()
	p, err := commitment.NewPolicy(&commitment.PolicyConfig{
		Remind: []commitment.Lead{}, Updates: -1, Silence: -1, Overdue: []commitment.Span{0}, Escalate: []commitment.Level{{}, {}}, HeadStart: commitment.Span(time.Millisecond),
	})
	must(t, err)
	return p
}

// soon returns a promise that is due after d, without quiet hours.
func soon(id commitment.PromiseID, d time.Duration) commitment.Promise {
	return commitment.Promise{
		Tenant: "acme", ID: id, What: "ring back", Owner: commitment.Party{ID: "ana"}, Managers: []commitment.Party{{ID: "bo"}, {ID: "cy"}}, Stakeholders: []commitment.Party{{ID: "di"}},
		Customer: commitment.Party{ID: "zoe"}, Due: commitment.At("in a moment", time.Now().UTC().Add(d)),
	}
}

// testKeeper runs two keepers on one store in real time.
func (h Harness) testKeeper(t *testing.T) {
	s := h.Open(t)
	switch s.(type) {
	case commitment.AlarmStore, commitment.Engine:
	default:
		t.Skip("the store hands out no alarms: neither AlarmStore nor Engine")
	}
	box := newInbox()
	box.refuse["moody"] = 2
	ks := h.keepers(t, s, box, 2)
	k := ks[0]
	due := time.Now().Add(2 * time.Second)

	var want []commitment.AlarmKey
	for i := range 20 {
		p, err := ks[i%2].Make(t.Context(), soon(id(i), time.Until(due)), nil)
		must(t, err)
		want = append(want, keys(sparse(t).Alarms(p))...)
	}
	if len(want) < 60 {
		t.Fatalf("the plans hold %d alarms only: the rule tests nothing", len(want))
	}
	closed := h.makeAndClose(t, k, due)
	moved, movedKeys := h.makeAndMove(t, k, due)
	want = append(want, movedKeys...)
	want = append(want, h.planForeign(t, k, due)...)
	risked := h.makeAndRisk(t, k)

	h.wait(t, box, due.Add(time.Second), want)
	h.wait(t, box, time.Now(), keys(sparse(t).Alarms(risked)[:2]))
	h.wait(t, box, due.Add(3*time.Second), []commitment.AlarmKey{moodyKey})
	equal(t, "notices about a settled promise", len(box.of(closed.Subject())), 0)
	for _, n := range box.of(moved.Subject()) {
		if n.Alarm.Revision != moved.Basis {
			t.Errorf("%s is of the plan before the promise was renegotiated", n.Key)
		}
	}
	for _, n := range box.early {
		t.Errorf("%s came before its time %v", n.Key, n.Alarm.At)
	}
	seq := box.of(risked.Subject())
	if seq[0].Alarm.Recipient != "bo" && seq[0].Alarm.Recipient != "cy" {
		t.Errorf("at risk: %s heard before the managers", seq[0].Alarm.Recipient)
	}
	for _, n := range seq[:2] {
		if n.Promise == nil || n.Title == "" || n.Body == "" || n.Draft == "" || len(n.WaysOut) != 3 {
			t.Errorf("notice lacks what it should say: %+v", n)
		}
	}
}

var moodyKey = commitment.KeyParts{Tenant: "acme", Subject: "sla:1", Revision: 1, Rule: "breach", Ordinal: 99, Recipient: "moody"}.Key()

// keepers starts keepers on the store, which stop with the test.
func (h Harness) keepers(t *testing.T, s commitment.Store, n commitment.Notifier, count int) []*commitment.Keeper {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, count)
	var ks []*commitment.Keeper
	for i := range count {
		k, err := commitment.NewKeeper(s, n, &commitment.Options{Policy: sparse(t), Worker: fmt.Sprint("keeper", i), Poll: 50 * time.Millisecond, RetryFirst: 100 * time.Millisecond, RetryMost: 500 * time.Millisecond})
		must(t, err)
		ks = append(ks, k)
	}
	if _, own := s.(commitment.Engine); own {
		count = 1 // its machinery is started once, and shared
	}
	for _, k := range ks[:count] {
		go func() { stopped <- k.Run(ctx) }()
	}
	t.Cleanup(func() {
		cancel()
		for range count {
			select {
			case err := <-stopped:
				if err != nil {
					t.Errorf("Run returned %v", err)
				}
			case <-time.After(h.Lateness):
				t.Error("Run did not stop")
			}
		}
	})
	return ks
}

func (h Harness) makeAndClose(t *testing.T, k *commitment.Keeper, due time.Time) commitment.Promise {
	t.Helper()
	p, err := k.Make(t.Context(), soon("closed", time.Until(due)), nil)
	must(t, err)
	c, err := k.Change(t.Context(), "acme", p.ID, func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		return p.Keep(now, "ana", time.Minute)
	})
	must(t, err)
	equal(t, "under lease when closed", len(c.Leased), 0)
	return c.Promise
}

func (h Harness) makeAndMove(t *testing.T, k *commitment.Keeper, due time.Time) (commitment.Promise, []commitment.AlarmKey) {
	t.Helper()
	_, err := k.Make(t.Context(), soon("moved", time.Until(due)), nil)
	must(t, err)
	c, err := k.Change(t.Context(), "acme", "moved", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		return p.Renegotiate(now, commitment.Renegotiation{By: "ana", Due: commitment.At("a second later", due.Add(time.Second).UTC()), Reason: "the part is late", Agreed: "bo", Answer: commitment.Accepted})
	})
	must(t, err)
	// On a busy machine the news of it may come so late that the overdue notice
	// takes its place; what nothing follows has to arrive.
	last := slices.DeleteFunc(sparse(t).Alarms(c.Promise), func(a commitment.Alarm) bool { return !a.Until.IsZero() })
	if len(last) == 0 {
		t.Fatal("the new plan holds no alarm that has to arrive: the rule tests nothing")
	}
	return c.Promise, keys(last)
}

func (h Harness) planForeign(t *testing.T, k *commitment.Keeper, due time.Time) []commitment.AlarmKey {
	t.Helper()
	var plan []commitment.Alarm
	var want []commitment.AlarmKey
	for i := range 30 {
		a := commitment.Alarm{Rule: "breach", Ordinal: i, Recipient: "ana", At: due.Add(-time.Duration(i) * 50 * time.Millisecond), Data: []byte(`{"clock":"first response"}`)}
		plan = append(plan, a)
		want = append(want, commitment.KeyParts{Tenant: "acme", Subject: "sla:1", Revision: 1, Rule: "breach", Ordinal: i, Recipient: "ana"}.Key())
	}
	plan = append(plan, commitment.Alarm{Rule: "breach", Ordinal: 99, Recipient: "moody", At: due.Add(-time.Second)})
	_, err := k.Plan(t.Context(), "acme", "sla:1", 1, plan)
	must(t, err)
	return want
}

func (h Harness) makeAndRisk(t *testing.T, k *commitment.Keeper) commitment.Promise {
	t.Helper()
	_, err := k.Make(t.Context(), soon("risked", time.Hour), nil)
	must(t, err)
	c, err := k.Change(t.Context(), "acme", "risked", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		return p.Risk(now, "ana", commitment.Said, "the vendor does not answer")
	})
	must(t, err)
	return c.Promise
}
