package commitment_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

var errAway = errors.New("connection reset by peer")

// failing is a store whose nth call of a kind fails, and all after it.
type failing struct {
	*commitment.MemoryStore
	mu    sync.Mutex
	calls map[string]int // calls that still succeed
}

func (f *failing) call(kind string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	left, limited := f.calls[kind]
	if !limited {
		return nil
	}
	f.calls[kind] = left - 1
	if left <= 0 {
		return errAway
	}
	return nil
}

func (f *failing) Load(ctx context.Context, t commitment.TenantID, id commitment.PromiseID) (commitment.Promise, error) {
	if err := f.call("load"); err != nil {
		return commitment.Promise{}, err
	}
	return f.MemoryStore.Load(ctx, t, id)
}

func (f *failing) Find(ctx context.Context, q commitment.Query) ([]commitment.Promise, error) {
	if err := f.call("find"); err != nil {
		return nil, err
	}
	return f.MemoryStore.Find(ctx, q)
}

func (f *failing) Save(ctx context.Context, w commitment.Write, now time.Time) ([]commitment.AlarmKey, error) {
	if err := f.call("save"); err != nil {
		return nil, err
	}
	return f.MemoryStore.Save(ctx, w, now)
}

func (f *failing) Postpone(ctx context.Context, worker string, key commitment.AlarmKey, until time.Time) error {
	if err := f.call("postpone"); err != nil {
		return err
	}
	return f.MemoryStore.Postpone(ctx, worker, key, until)
}

// TestStoreErrorsComeThrough: whatever call of the store fails, the keeper says so, and
// what was stored before is as it was.
func TestStoreErrorsComeThrough(t *testing.T) {
	cal := office(t, time.UTC)
	pol := policy(t, &commitment.PolicyConfig{Calendars: func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return cal }})
	fresh := func() commitment.Promise {
		p := draft()
		p.ID, p.Effort = "fresh", 0
		return p
	}
	risk := func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		return p.Risk(now, "", commitment.Said, "")
	}
	for name, c := range map[string]struct {
		fails string
		after int
		do    func(*commitment.Keeper) error
	}{
		"make: estimate": {"find", 0, func(k *commitment.Keeper) error { _, err := k.Make(t.Context(), fresh(), nil); return err }},
		"make: other work": {"find", 0, func(k *commitment.Keeper) error {
			p := fresh()
			p.Effort = time.Hour
			_, err := k.Make(t.Context(), p, nil)
			return err
		}},
		"make: save":       {"save", 0, func(k *commitment.Keeper) error { _, err := k.Make(t.Context(), fresh(), nil); return err }},
		"feasible":         {"find", 0, func(k *commitment.Keeper) error { _, err := k.Feasible(t.Context(), draft()); return err }},
		"other's estimate": {"find", 1, func(k *commitment.Keeper) error { _, err := k.Feasible(t.Context(), draft()); return err }},
		"estimate":         {"find", 0, func(k *commitment.Keeper) error { _, err := k.Estimate(t.Context(), "acme", "ana", "rca"); return err }},
		"change: load":     {"load", 0, func(k *commitment.Keeper) error { _, err := k.Change(t.Context(), "acme", "p-1", risk); return err }},
		"change: save":     {"save", 0, func(k *commitment.Keeper) error { _, err := k.Change(t.Context(), "acme", "p-1", risk); return err }},
		"record":           {"find", 0, func(k *commitment.Keeper) error { _, err := k.Record(t.Context(), "acme", nil); return err }},
		"claimed": {"find", 1, func(k *commitment.Keeper) error {
			_, err := k.Claimed(t.Context(), commitment.Claimed{Tenant: "acme", Case: "4711", Customer: "zoe"})
			return err
		}},
		"slip: find": {"find", 0, func(k *commitment.Keeper) error {
			_, err := k.Slip(t.Context(), "acme", "release-7", "pm", "")
			return err
		}},
		"slip: one of them": {"save", 0, func(k *commitment.Keeper) error {
			_, err := k.Slip(t.Context(), "acme", "release-7", "pm", "")
			return err
		}},
		"recheck: the rest":  {"find", 1, func(k *commitment.Keeper) error { _, err := k.Recheck(t.Context(), "acme", "ana"); return err }},
		"replan: one of two": {"save", 1, func(k *commitment.Keeper) error { _, err := k.Replan(t.Context(), "acme"); return err }},
		"wake: load": {"load", 0, func(k *commitment.Keeper) error {
			return k.Wake(t.Context(), ofRule(pol.Alarms(made(t, nil)), commitment.RuleCheck)[0])
		}},
		"wake: look": {"find", 0, func(k *commitment.Keeper) error {
			return k.Wake(t.Context(), ofRule(pol.Alarms(made(t, nil)), commitment.RuleCheck)[0])
		}},
	} {
		t.Run(name, func(t *testing.T) {
			store := &failing{MemoryStore: commitment.NewMemoryStore(), calls: map[string]int{}}
			for _, id := range []commitment.PromiseID{"p-1", "p-2"} {
				p := made(t, func(p *commitment.Promise) { p.ID, p.Dependency = id, "release-7" })
				if id == "p-2" {
					p = made(t, func(p *commitment.Promise) { p.ID, p.Effort = id, 0 })
				}
				_, err := store.Save(t.Context(), commitment.Write{Promise: p, Alarms: pol.Alarms(p)}, monday)
				require.NoError(t, err)
			}
			before, err := store.MemoryStore.Load(t.Context(), "acme", "p-1")
			require.NoError(t, err)
			store.calls[c.fails] = c.after
			k := keeper(t, store, &post{}, &commitment.Options{Policy: pol, Now: func() time.Time { return monday.Add(50 * time.Hour) }})
			require.ErrorIs(t, c.do(k), errAway)
			after, err := store.MemoryStore.Load(t.Context(), "acme", "p-1")
			require.NoError(t, err)
			if !strings.HasPrefix(name, "replan") {
				require.Equal(t, before, after)
			}
			_, err = store.MemoryStore.Load(t.Context(), "acme", "fresh")
			require.ErrorIs(t, err, commitment.ErrNotFound)
		})
	}
}

// TestStoredThoughNotLookedAt: when the second look fails the promise was made all the
// same, and saying otherwise would have the host make it twice.
func TestStoredThoughNotLookedAt(t *testing.T) {
	store := &failing{MemoryStore: commitment.NewMemoryStore(), calls: map[string]int{"find": 1}}
	p := draft()
	k := keeper(t, store, &post{}, &commitment.Options{Policy: atTheOffice(t), Now: func() time.Time { return monday }})
	got, err := k.Make(t.Context(), p, nil)
	require.NoError(t, err)
	stored, err := store.Load(t.Context(), "acme", "p-1")
	require.NoError(t, err)
	require.Equal(t, stored, got)
}

// TestClosedBetweenPages: a promise that is settled between being found and being
// changed stays as it is.
func TestClosedBetweenPages(t *testing.T) {
	store := commitment.NewMemoryStore()
	old := made(t, func(p *commitment.Promise) { p.Dependency = "release-7" })
	freed := must(old.Amend(monday.Add(time.Hour), "ana", commitment.Details{Dependency: "release-8"}))
	_, err := store.Save(t.Context(), commitment.Write{Promise: freed}, monday)
	require.NoError(t, err)
	at := func() time.Time { return monday.Add(2 * time.Hour) }
	none, err := keeper(t, stale{store, old}, &post{}, &commitment.Options{Now: at}).Slip(t.Context(), "acme", "release-7", "pm", "")
	require.NoError(t, err)
	require.Empty(t, none, "it hangs on another release by now")
	kept := must(freed.Keep(monday.Add(time.Hour), "ana", 0))
	_, err = store.Save(t.Context(), commitment.Write{Promise: kept, Was: freed.Revision}, monday)
	require.NoError(t, err)
	k := keeper(t, stale{store, old}, &post{}, &commitment.Options{Now: at})
	for name, do := range map[string]func() (int, error){
		"slip":    func() (int, error) { c, err := k.Slip(t.Context(), "acme", "release-7", "pm", ""); return len(c), err },
		"recheck": func() (int, error) { c, err := k.Recheck(t.Context(), "acme", "ana"); return len(c), err },
		"replan":  func() (int, error) { return k.Replan(t.Context(), "acme") },
	} {
		n, err := do()
		require.NoError(t, err, name)
		require.Zero(t, n, name)
		require.Equal(t, kept, must(store.Load(t.Context(), "acme", "p-1")), name)
	}
}

// stale finds a promise as it was.
type stale struct {
	*commitment.MemoryStore
	old commitment.Promise
}

func (s stale) Find(context.Context, commitment.Query) ([]commitment.Promise, error) {
	return []commitment.Promise{s.old}, nil
}

// TestGiveBackFails: an alarm that can't be given back comes again when its lease is
// over.
func TestGiveBackFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &failing{MemoryStore: commitment.NewMemoryStore(), calls: map[string]int{"postpone": 0}}
		tries := 0
		box := &post{fail: func(commitment.Notice) error {
			if tries++; tries == 1 {
				return errors.New("mail server away")
			}
			return nil
		}}
		sig := &signals{}
		defer running(t, keeper(t, store, box, &commitment.Options{Hook: sig.hook}))()
		_, err := keeper(t, store, box, nil).Plan(t.Context(), "acme", "sla:1", 1, []commitment.Alarm{{Rule: "breach", Recipient: "ana", At: time.Now()}})
		require.NoError(t, err)
		time.Sleep(59 * time.Second)
		require.Empty(t, box.notices())
		require.Equal(t, 1, sig.count(commitment.SignalStore))
		time.Sleep(3 * time.Second)
		require.Len(t, box.notices(), 1)
	})
}

// TestClockSetBackUnderALease: claimed by a clock that was ahead, woken by one that is
// right: not early, and not lost.
func TestClockSetBackUnderALease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clock{}
		c.set(time.Hour)
		first := true
		box := &post{}
		store := &hooked{MemoryStore: commitment.NewMemoryStore(), claimed: func() {
			if first {
				first = false
				c.set(0)
			}
		}}
		k := keeper(t, store, box, &commitment.Options{Now: c.now})
		start := time.Now()
		_, err := k.Plan(t.Context(), "acme", "sla:1", 1, []commitment.Alarm{{Rule: "breach", Recipient: "ana", At: start.Add(30 * time.Minute)}})
		require.NoError(t, err)
		defer running(t, k)()
		time.Sleep(time.Hour)
		require.Equal(t, "30m0s breach ana\n", box.lines(start))
	})
}

// hooked tells when something was claimed.
type hooked struct {
	*commitment.MemoryStore
	claimed func()
}

func (h *hooked) Claim(ctx context.Context, c commitment.Claim) ([]commitment.Alarm, error) {
	got, err := h.MemoryStore.Claim(ctx, c)
	if len(got) > 0 {
		h.claimed()
	}
	return got, err
}

// TestEscalationToThePolicysPeople: who is named by the policy alone gets the notice in
// their own language, on their own clock and channel.
func TestEscalationToThePolicysPeople(t *testing.T) {
	duty := commitment.Party{ID: "duty", Name: "Tagesdienst", Language: language.German, Zone: "Europe/Vienna", Channel: "pager"}
	pol := policy(t, &commitment.PolicyConfig{Escalate: []commitment.Level{{After: commitment.Span(time.Hour)}, {After: commitment.Span(2 * time.Hour), Parties: []commitment.Party{duty}}}})
	n := wake(t, made(t, nil), pol, commitment.RuleEscalate, "duty")
	require.Equal(t, duty, n.Recipient.Party)
	require.Equal(t, commitment.Manager, n.Recipient.Role)
	require.EqualValues(t, "pager", n.Recipient.Channel)
	require.Equal(t, "Überfällig, Stufe 2: send the root cause of the export failure", n.Title)
	require.Contains(t, n.Body, "Ortszeit Wien")
	// Agreed by one of them, the new terms name them.
	p := made(t, nil)
	p, err := p.Renegotiate(monday, commitment.Renegotiation{Due: p.Due, Reason: "r", Agreed: "duty", Answer: commitment.Declined})
	require.NoError(t, err)
	n = wake(t, p, pol, commitment.RuleRenegotiated, "bo")
	require.Contains(t, n.Body, "Agreed by: Tagesdienst")
	require.Contains(t, n.Body, "The customer has declined it.")
	p, err = p.Renegotiate(monday, commitment.Renegotiation{Due: p.Due, Reason: "r", Agreed: "someone-else", Answer: commitment.NotReachable})
	require.NoError(t, err)
	require.Contains(t, wake(t, p, pol, commitment.RuleRenegotiated, "bo").Body, "Agreed by: someone-else", "an id where no name is known")
}

// TestRiskAfterTheDeadline: what is said about the time left is true then, too.
func TestRiskAfterTheDeadline(t *testing.T) {
	p := made(t, func(p *commitment.Promise) { p.Customer = commitment.Party{} })
	p, err := p.Risk(p.Due.Deadline.Add(time.Hour), "ana", commitment.Said, "the disk is gone")
	require.NoError(t, err)
	n := wake(t, p, policy(t, nil), commitment.RuleRisk, "bo")
	require.Contains(t, n.Body, "The deadline has passed. The customer should hear from us now.")
	require.NotContains(t, n.Body, "Time left")
	require.Contains(t, n.Body, "The promise to the customer may be missed.", "nobody's name is known")
	require.Contains(t, n.Draft, "Hello,\n")
}

func TestNoHonestDeadline(t *testing.T) {
	never, err := calendar.New(calendar.Config{Zone: time.UTC})
	require.NoError(t, err)
	f, err := commitment.Assess(monday, commitment.Task{Promise: "p", Deadline: monday.Add(time.Hour), Effort: time.Minute}, commitment.Workload{Calendar: never}, commitment.Margin{})
	require.NoError(t, err)
	require.Equal(t, commitment.No, f.Verdict)
	require.Zero(t, f.Earliest, "nobody ever works there")
	no := &commitment.UnrealisticError{Promise: "p", Deadline: monday, Feasibility: commitment.Feasibility{Slack: -time.Hour, Conflict: "p-7", Movable: true, Move: []commitment.Room{{Block: "offsite", Frees: time.Hour}, {Promise: "p-3", Frees: 2 * time.Hour}}}}
	require.Equal(t, `commitment: promise "p" cannot be kept by 2026-03-02T08:00:00Z: 1h0m0s of working time missing, promise "p-7" would be missed; moving a block (1h0m0s), p-3 (2h0m0s) would make room; or say who insists, and why`, no.Error())
}

// TestMatchesInOrder: time first, then words, then what is open, then the newest.
func TestMatchesInOrder(t *testing.T) {
	store := commitment.NewMemoryStore()
	day := func(d int) time.Time { return time.Date(2026, 3, d, 12, 0, 0, 0, time.UTC) }
	for i, c := range []struct {
		what string
		due  int
		kept bool
		made int
	}{
		{"refund the double charge", 9, false, 1}, // words, another day
		{"ring back about printers", 5, false, 1}, // the day, no words
		{"refund the charge", 5, true, 1},         // both, settled
		{"refund the charge", 5, false, 1},        // both, open
		{"refund the charge", 5, false, 2},        // both, open and newer
		{"refund the charge", 5, false, 2},        // the same: by id
	} {
		p := draft()
		p.ID, p.What, p.Due = commitment.PromiseID(fmt.Sprint("p-", i)), c.what, commitment.At("", day(c.due))
		p, err := commitment.Make(day(c.made), p, nil)
		require.NoError(t, err)
		if c.kept {
			p = must(p.Keep(day(3), "ana", 0))
		}
		_, err = store.Save(t.Context(), commitment.Write{Promise: p}, monday)
		require.NoError(t, err)
	}
	l, err := keeper(t, store, &post{}, nil).Claimed(t.Context(), commitment.Claimed{Tenant: "acme", Customer: "zoe", What: "you said you'd refund the charge", Earliest: day(5).Add(-time.Hour), Deadline: day(5)})
	require.NoError(t, err)
	var order []string
	for _, m := range l.Matches {
		order = append(order, string(m.Promise.ID))
	}
	require.Equal(t, "p-4 p-5 p-3 p-2 p-1 p-0", strings.Join(order, " "))
	require.Nil(t, l.Candidate)
}

// TestTextsOfEveryFieldAreBounded: what people type or paste is refused where a store
// could not hold it, whichever field it is in, and quoted nowhere.
func TestTextsOfEveryFieldAreBounded(t *testing.T) {
	long, odd := strings.Repeat("secret ", 3000), "secret \xff"
	p := must(made(t, nil).Risk(monday, "", commitment.Said, ""))
	for field, do := range map[string]func(string) error{
		"owner.name": func(s string) error {
			q := draft()
			q.Owner.Name = s
			_, err := commitment.Make(monday, q, nil)
			return err
		},
		"owner.address": func(s string) error {
			q := draft()
			q.Owner.Address = s
			_, err := commitment.Make(monday, q, nil)
			return err
		},
		"what": func(s string) error { q := draft(); q.What = s; _, err := commitment.Make(monday, q, nil); return err },
		"plan": func(s string) error { q := draft(); q.Plan = s; _, err := commitment.Make(monday, q, nil); return err },
		"due.said": func(s string) error {
			q := draft()
			q.Due.Said = s
			_, err := commitment.Make(monday, q, nil)
			return err
		},
		"accept.reason": func(s string) error {
			_, err := commitment.Make(monday, draft(), &commitment.Accept{By: "bo", Reason: s})
			return err
		},
		"reason":   func(s string) error { _, err := p.Recover(monday, "bo", s); return err },
		"reason ":  func(s string) error { _, err := p.Risk(monday, "bo", commitment.Silence, s); return err },
		"reason  ": func(s string) error { _, err := p.Release(monday, "bo", s); return err },
		"reason   ": func(s string) error {
			_, err := p.Assign(monday, "bo", commitment.Staff{Owner: p.Owner}, s)
			return err
		},
		"done":   func(s string) error { _, err := p.Update(monday, commitment.Progress{Done: s}); return err },
		"next":   func(s string) error { _, err := p.Update(monday, commitment.Progress{Next: s}); return err },
		"stakes": func(s string) error { _, err := p.Amend(monday, "bo", commitment.Details{Stakes: s}); return err },
	} {
		for _, s := range []string{long, odd} {
			err := do(s)
			require.ErrorIs(t, err, commitment.ErrText, field)
			var f *commitment.FieldError
			require.ErrorAs(t, err, &f)
			require.Equal(t, strings.TrimSpace(field), f.Field)
			require.NotContains(t, err.Error(), "secret")
		}
	}
	_, err := p.Amend(monday, "b\no", p.Details())
	require.ErrorIs(t, err, commitment.ErrID)
	_, err = p.Amend(monday, "bo", commitment.Details{Dependency: "a\nb"})
	require.ErrorIs(t, err, commitment.ErrID)
	q := draft()
	q.Owner.Channel = "e\tmail"
	_, err = commitment.Make(monday, q, nil)
	require.ErrorIs(t, err, commitment.ErrID)
	_, err = commitment.ParsePolicy([]byte(`{"gap": "5m"} {"gap": "6m"}`))
	require.ErrorContains(t, err, "more than one value")
	for _, bad := range []string{`{"x": 1}`, `{"-1": 1}`, `{"3": 0}`, `{"10000": 1}`, `[1]`} {
		require.ErrorIs(t, json.Unmarshal([]byte(bad), new(commitment.Histogram)), commitment.ErrFormat, bad)
	}
}

// TestWakeAtTheLimits: what happens at the very moment at which a newer alarm has its
// turn, and to who has no part in the promise any more.
func TestWakeAtTheLimits(t *testing.T) {
	pol := quietPolicy(t)
	p := must(made(t, nil).Risk(monday, "ana", commitment.Said, ""))
	store := commitment.NewMemoryStore()
	_, err := store.Save(t.Context(), commitment.Write{Promise: p}, monday)
	require.NoError(t, err)
	now, box, sig := monday, &post{}, &signals{}
	k := keeper(t, store, box, &commitment.Options{Policy: pol, Now: func() time.Time { return now }, Hook: sig.hook})
	first := ofRule(pol.Alarms(p), commitment.RuleRemind)[0]
	now = first.Until.Add(-time.Microsecond)
	require.NoError(t, k.Wake(t.Context(), first))
	require.Len(t, box.notices(), 1)
	now = first.Until
	require.NoError(t, k.Wake(t.Context(), first))
	require.Len(t, box.notices(), 1)
	require.Equal(t, 1, sig.count(commitment.SignalCollapsed))
	now = first.At.Add(-time.Microsecond)
	var early *commitment.EarlyError
	require.ErrorAs(t, k.Wake(t.Context(), first), &early)

	var di commitment.Alarm
	for _, a := range ofRule(pol.Alarms(p), commitment.RuleRisk) {
		if a.Recipient == "di" {
			di = a
		}
	}
	now = first.At
	_, err = k.Change(t.Context(), "acme", "p-1", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		return p.Assign(now, "bo", commitment.Staff{Owner: p.Owner, Managers: p.Managers}, "di left the firm")
	})
	require.NoError(t, err)
	require.NoError(t, k.Wake(t.Context(), di))
	require.Len(t, box.notices(), 1, "not to somebody who left")
	require.Equal(t, 1, sig.count(commitment.SignalSuperseded))
}

// TestStuckNotifierIsCutOff: one that never returns costs its own timeout, no more.
func TestStuckNotifierIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := commitment.NotifierFunc(func(ctx context.Context, _ commitment.Notice) error {
			<-ctx.Done()
			return ctx.Err()
		})
		k := keeper(t, commitment.NewMemoryStore(), stuck, &commitment.Options{Timeout: 7 * time.Second})
		start := time.Now()
		err := k.Wake(t.Context(), commitment.Alarm{Tenant: "acme", Subject: "sla:1", Rule: "r", Recipient: "ana", At: start})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 7*time.Second, time.Since(start))
	})
}

// TestSlowNotifierOutlivesNoLease: a batch that takes longer than its lease is left to
// whoever claims it next, and nobody hears twice.
func TestSlowNotifierOutlivesNoLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, box := commitment.NewMemoryStore(), &post{}
		slow := commitment.NotifierFunc(func(ctx context.Context, n commitment.Notice) error {
			time.Sleep(18 * time.Second)
			return box.Notify(ctx, n)
		})
		for range 2 {
			defer running(t, keeper(t, store, slow, nil))()
		}
		var plan []commitment.Alarm
		for i := range 12 {
			plan = append(plan, commitment.Alarm{Rule: "r", Ordinal: i, Recipient: "ana", At: time.Now()})
		}
		_, err := keeper(t, store, box, nil).Plan(t.Context(), "acme", "sla:1", 1, plan)
		require.NoError(t, err)
		time.Sleep(10 * time.Minute)
		require.Len(t, box.notices(), 12)
		for key, n := range box.keys() {
			require.Equal(t, 1, n, key)
		}
	})
}

// TestInOrderOfTheirTime: alarms of one subject that were held up go out in the order
// in which they were due, however the retries fell.
func TestInOrderOfTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, box := commitment.NewMemoryStore(), &post{}
		k := keeper(t, store, box, nil)
		start := time.Now()
		_, err := k.Plan(t.Context(), "acme", "sla:1", 1, []commitment.Alarm{{Rule: "first", Recipient: "bo", At: start}, {Rule: "then", Recipient: "di", At: start.Add(time.Second)}})
		require.NoError(t, err)
		time.Sleep(time.Second)
		claimed, err := store.Claim(t.Context(), commitment.Claim{Worker: "w", Now: time.Now(), Until: time.Now().Add(time.Minute), Limit: 9})
		require.NoError(t, err)
		require.NoError(t, store.Postpone(t.Context(), "w", claimed[0].Key, start.Add(10*time.Second)))
		require.NoError(t, store.Postpone(t.Context(), "w", claimed[1].Key, start.Add(8*time.Second)))
		time.Sleep(20 * time.Second)
		defer running(t, k)()
		time.Sleep(time.Second)
		require.Equal(t, "21s first bo\n21s then di\n", box.lines(start))
	})
}

// TestAbsentIsMissingWorkingTime: who is away when nobody works anyway is not absent,
// and what others owe us waits for no one of ours.
func TestAbsentIsMissingWorkingTime(t *testing.T) {
	store := commitment.NewMemoryStore()
	now := time.Date(2026, 3, 7, 10, 0, 0, 0, time.UTC) // a Saturday
	away := func(_ context.Context, _ commitment.TenantID, _ commitment.PartyID, from, to time.Time) ([]commitment.Block, error) {
		return []commitment.Block{{From: from, To: to, Absent: true}}, nil
	}
	k := keeper(t, store, &post{}, &commitment.Options{Policy: atTheOffice(t), Now: func() time.Time { return now }, Blocks: away})
	for id, c := range map[commitment.PromiseID]struct {
		due       time.Time
		direction commitment.Direction
	}{"weekend": {now.Add(24 * time.Hour), commitment.WeOwe}, "monday": {now.Add(50 * time.Hour), commitment.WeOwe}, "theirs": {now.Add(50 * time.Hour), commitment.TheyOwe}} {
		p := draft()
		p.ID, p.Direction, p.Effort, p.Kind, p.Due = id, c.direction, 0, "", commitment.At("", c.due)
		_, err := k.Make(t.Context(), p, nil)
		require.NoError(t, err)
	}
	changed, err := k.Recheck(t.Context(), "acme", "ana")
	require.NoError(t, err)
	require.Len(t, changed, 1)
	require.EqualValues(t, "monday", changed[0].Promise.ID)
	require.Equal(t, commitment.OwnerAbsent, changed[0].Promise.Cause)
}

// TestFullStoreIsTriedAgain: room may be made, and what is due then goes out.
func TestFullStoreIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, box, sig := &flaky{MemoryStore: commitment.NewMemoryStore()}, &post{}, &signals{}
		k := keeper(t, store, box, &commitment.Options{Hook: sig.hook, Policy: quietPolicy(t)})
		defer running(t, k)()
		_, err := k.Make(t.Context(), in("p-1", 2*time.Hour), nil)
		require.NoError(t, err)
		store.set(fmt.Errorf("write: %w", commitment.ErrFull), nil)
		time.Sleep(90 * time.Minute)
		require.Empty(t, box.notices())
		require.Positive(t, sig.count(commitment.SignalStore))
		sig.mu.Lock()
		for _, s := range sig.all {
			if s.Kind == commitment.SignalStore {
				require.ErrorIs(t, s.Err, commitment.ErrFull, "the host is told what it is")
			}
		}
		sig.mu.Unlock()
		store.set(nil, nil)
		time.Sleep(10 * time.Second)
		require.Len(t, box.notices(), 1)
	})
}
