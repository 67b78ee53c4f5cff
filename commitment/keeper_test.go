package commitment_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// post remembers what was delivered, and when by the bubble's clock.
type post struct {
	mu   sync.Mutex
	got  []commitment.Notice
	at   []time.Time
	fail func(commitment.Notice) error
}

func (p *post) Notify(_ context.Context, n commitment.Notice) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		if err := p.fail(n); err != nil {
			return err
		}
	}
	p.got, p.at = append(p.got, n), append(p.at, time.Now())
	return nil
}

// empty forgets what was delivered so far.
func (p *post) empty() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got, p.at = nil, nil
}

// notices returns a copy of what was delivered so far.
func (p *post) notices() []commitment.Notice {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.got)
}

// lines writes what was delivered since start: when, to whom, why.
func (p *post) lines(start time.Time) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	for i, n := range p.got {
		fmt.Fprintf(&b, "%v %s %s\n", p.at[i].Sub(start).Round(time.Second), n.Alarm.Rule, n.Recipient.Party.ID)
	}
	return b.String()
}

func (p *post) keys() map[commitment.AlarmKey]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	keys := map[commitment.AlarmKey]int{}
	for _, n := range p.got {
		keys[n.Key]++
	}
	return keys
}

// signals counts what the keeper reports.
type signals struct {
	mu  sync.Mutex
	all []commitment.Signal
}

func (s *signals) hook(x commitment.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, x)
}

func (s *signals) count(k commitment.SignalKind) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, x := range s.all {
		if x.Kind == k {
			n++
		}
	}
	return n
}

func keeper(t testing.TB, s commitment.Store, n commitment.Notifier, opts *commitment.Options) *commitment.Keeper {
	t.Helper()
	k, err := commitment.NewKeeper(s, n, opts)
	require.NoError(t, err)
	return k
}

// running runs the keeper until the returned function is called, which waits for it.
func running(t testing.TB, k *commitment.Keeper) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- k.Run(ctx) }()
	return func() {
		cancel()
		require.NoError(t, <-done)
	}
}

// in returns a promise due after d from now.
func in(id commitment.PromiseID, d time.Duration) commitment.Promise {
	p := draft()
	p.ID, p.Due = id, commitment.At("in a while", time.Now().UTC().Add(d))
	return p
}

func quietPolicy(t testing.TB) *commitment.Policy {
	return policy(t, &commitment.PolicyConfig{Updates: -1, Silence: -1})
}

func TestLifeOfAPromise(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, store := &post{}, commitment.NewMemoryStore()
		k := keeper(t, store, box, &commitment.Options{Policy: quietPolicy(t)})
		stop := running(t, k)
		start := time.Now()
		_, err := k.Make(t.Context(), in("p-1", 8*time.Hour), nil)
		require.NoError(t, err)
		time.Sleep(5 * time.Hour)
		_, err = k.Change(t.Context(), "acme", "p-1", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
			return p.Risk(now, "ana", commitment.Said, "the vendor is silent")
		})
		require.NoError(t, err)
		time.Sleep(time.Hour + 30*time.Minute)
		_, err = k.Change(t.Context(), "acme", "p-1", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
			return renegotiate(p, now, commitment.At("tomorrow", now.Add(10*time.Hour)))
		})
		require.NoError(t, err)
		time.Sleep(20 * time.Hour)
		_, err = k.Change(t.Context(), "acme", "p-1", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
			return p.Keep(now, "ana", 2*time.Hour)
		})
		require.NoError(t, err)
		time.Sleep(100 * time.Hour)
		stop()
		require.Equal(t, `4h0m0s remind ana
5h0m0s risk bo
5h0m0s risk cy
5h5m0s risk di
6h0m0s remind ana
6h30m0s renegotiated bo
6h30m0s renegotiated cy
6h35m0s renegotiated di
11h30m0s remind ana
14h0m0s remind ana
15h30m0s remind ana
16h30m0s escalate bo
16h30m0s overdue ana
16h35m0s overdue di
20h30m0s escalate cy
`, box.lines(start))
		for i, n := range box.got {
			require.False(t, box.at[i].Before(n.Alarm.At))
			require.Less(t, box.at[i].Sub(n.Alarm.At), time.Second+time.Millisecond)
			require.Equal(t, 1, box.keys()[n.Key], "once each while nothing crashes")
		}
	})
}

func TestSilencePutsAtRisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, store := &post{}, commitment.NewMemoryStore()
		k := keeper(t, store, box, &commitment.Options{Poll: 10 * time.Second, Policy: policy(t, &commitment.PolicyConfig{Updates: 1, Remind: []commitment.Lead{}})})
		defer running(t, k)()
		start := time.Now()
		_, err := k.Make(t.Context(), in("p-1", 96*time.Hour), nil)
		require.NoError(t, err)
		time.Sleep(80 * time.Hour)
		require.Equal(t, "23h30m0s update ana\n72h0m0s risk ana\n72h0m0s risk bo\n72h0m0s risk cy\n72h5m0s risk di\n", box.lines(start))
		p, err := store.Load(t.Context(), "acme", "p-1")
		require.NoError(t, err)
		require.Equal(t, commitment.Silence, p.Cause)
	})
}

// TestOwnerHearsOfRiskOnce: with the defaults a quarter of the time is left when
// silence is noticed; the owner gets one notice then, not two.
func TestOwnerHearsOfRiskOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &post{}
		k := keeper(t, commitment.NewMemoryStore(), box, nil)
		defer running(t, k)()
		start := time.Now()
		_, err := k.Make(t.Context(), in("p-1", 32*time.Hour), nil)
		require.NoError(t, err)
		time.Sleep(33 * time.Hour)
		require.Equal(t, `16h0m0s remind ana
23h30m0s update ana
24h0m0s risk ana
24h0m0s risk bo
24h0m0s risk cy
24h5m0s risk di
31h0m0s remind ana
32h0m0s escalate bo
32h0m0s overdue ana
`, box.lines(start), "at 24 h 0 min no reminder beside the news")

		// Told in time, the owner is reminded as ever.
		start = time.Now()
		_, err = k.Make(t.Context(), in("p-2", 32*time.Hour), nil)
		require.NoError(t, err)
		time.Sleep(23*time.Hour + 40*time.Minute)
		box.empty()
		_, err = k.Change(t.Context(), "acme", "p-2", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
			return p.Update(now, commitment.Progress{Doing: "still reading the logs"})
		})
		require.NoError(t, err)
		time.Sleep(time.Hour)
		require.Equal(t, "24h0m0s remind ana\n", box.lines(start))
	})
}

// TestCheckBeforeReminder: a check and a reminder fall on one moment, and the
// check finds that the promise can't be kept. The reminder was claimed already.
func TestCheckBeforeReminder(t *testing.T) {
	for name, c := range map[string]struct {
		mute []commitment.Rule
		want string
	}{
		"the news takes its place": {nil, "48h0m0s risk ana\n48h0m0s risk bo\n48h0m0s risk cy\n48h5m0s risk di\n"},
		"the news is muted":        {[]commitment.Rule{commitment.RuleRisk}, "48h0m0s remind ana\n"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(monday))
				cal := office(t, time.UTC)
				var booked atomic.Bool
				box, sig := &post{}, &signals{}
				k := keeper(t, commitment.NewMemoryStore(), box, &commitment.Options{Hook: sig.hook, Policy: policy(t, &commitment.PolicyConfig{Silence: -1, Updates: -1, Mute: c.mute, Calendars: func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return cal }}),
					Blocks: func(context.Context, commitment.TenantID, commitment.PartyID, time.Time, time.Time) ([]commitment.Block, error) {
						return []commitment.Block{{From: monday, To: monday.Add(200 * time.Hour)}}[:map[bool]int{true: 1}[booked.Load()]], nil
					}})
				defer running(t, k)()
				start := time.Now()
				_, err := k.Make(t.Context(), in("p-1", 96*time.Hour), nil)
				require.NoError(t, err)
				booked.Store(true)
				time.Sleep(50 * time.Hour)
				require.Equal(t, c.want, box.lines(start))
				if c.mute == nil {
					require.Equal(t, 1, sig.count(commitment.SignalCollapsed), "the reminder")
				}
			})
		})
	}
}

// TestRecoveryIsBelieved: who says that help came is not contradicted by the next
// look at what was known before.
func TestRecoveryIsBelieved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, store := &post{}, commitment.NewMemoryStore()
		k := keeper(t, store, box, &commitment.Options{Policy: policy(t, &commitment.PolicyConfig{Updates: -1, Remind: []commitment.Lead{}})})
		defer running(t, k)()
		start := time.Now()
		_, err := k.Make(t.Context(), in("p-1", 96*time.Hour), nil)
		require.NoError(t, err)
		time.Sleep(73 * time.Hour)
		box.empty() // at risk since 72 h, and everybody has heard
		_, err = k.Change(t.Context(), "acme", "p-1", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
			require.Equal(t, commitment.Silence, p.Cause)
			return p.Recover(now, "bo", "Di helps out")
		})
		require.NoError(t, err)
		time.Sleep(17 * time.Hour)
		require.Empty(t, box.lines(start))
		time.Sleep(time.Hour)
		require.Equal(t, "90h15m0s risk ana\n90h15m0s risk bo\n90h15m0s risk cy\n90h20m0s risk di\n", box.lines(start), "three quarters of the 23 hours that were left then went by in silence")
	})
}

// TestUpdateOutlivesAReminder: after an outage a reminder that came later takes no
// update's place, for it asks for none (C5).
func TestUpdateOutlivesAReminder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &post{}
		k := keeper(t, commitment.NewMemoryStore(), box, nil)
		start := time.Now()
		_, err := k.Make(t.Context(), in("p-1", 96*time.Hour), nil)
		require.NoError(t, err)
		time.Sleep(48*time.Hour + 10*time.Minute) // nobody runs the keeper
		defer running(t, k)()
		time.Sleep(time.Minute)
		require.Equal(t, "48h10m0s update ana\n48h10m0s remind ana\n", box.lines(start))
	})
}

func TestChecksFindInfeasibleAndAbsent(t *testing.T) {
	for name, c := range map[string]struct {
		blocks []commitment.Block
		effort time.Duration
		want   commitment.Cause
	}{
		"away":          {[]commitment.Block{{From: monday, To: monday.Add(900 * time.Hour), Absent: true}}, time.Hour, commitment.OwnerAbsent},
		"too much else": {[]commitment.Block{{From: monday, To: monday.Add(94 * time.Hour)}}, 4 * time.Hour, commitment.Infeasible},
		"all well":      {nil, 4 * time.Hour, commitment.NoCause},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(monday))
				cal := office(t, time.UTC)
				var known atomic.Bool
				pol := policy(t, &commitment.PolicyConfig{Silence: -1, Updates: -1, Calendars: func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return cal }})
				store := commitment.NewMemoryStore()
				k := keeper(t, store, &post{}, &commitment.Options{Policy: pol, Blocks: func(context.Context, commitment.TenantID, commitment.PartyID, time.Time, time.Time) ([]commitment.Block, error) {
					if !known.Load() {
						return nil, nil
					}
					return c.blocks, nil
				}})
				defer running(t, k)()
				p := in("p-1", 96*time.Hour)
				p.Effort = c.effort
				_, err := k.Make(t.Context(), p, nil)
				require.NoError(t, err)
				known.Store(true)
				time.Sleep(47 * time.Hour)
				p, err = store.Load(t.Context(), "acme", "p-1")
				require.NoError(t, err)
				require.Equal(t, commitment.Open, p.State, "nobody looked yet")
				time.Sleep(2 * time.Hour)
				p, err = store.Load(t.Context(), "acme", "p-1")
				require.NoError(t, err)
				require.Equal(t, c.want, p.Cause)
			})
		})
	}
}

func TestCatchUpCollapses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, store, sig := &post{}, commitment.NewMemoryStore(), &signals{}
		k := keeper(t, store, box, &commitment.Options{Hook: sig.hook})
		start := time.Now()
		for i := range 3 {
			_, err := k.Make(t.Context(), in(commitment.PromiseID(fmt.Sprint("p-", i)), 96*time.Hour), nil)
			require.NoError(t, err)
		}
		time.Sleep(20 * 24 * time.Hour) // nobody runs the keeper for three weeks
		defer running(t, k)()
		time.Sleep(time.Hour)
		got := strings.Split(strings.TrimSpace(box.lines(start)), "\n")
		slices.Sort(got)
		require.Equal(t, slices.Concat(slices.Repeat([]string{"480h0m0s escalate bo"}, 3), slices.Repeat([]string{"480h0m0s escalate cy"}, 3), slices.Repeat([]string{"480h0m0s overdue ana"}, 3), slices.Repeat([]string{"480h0m0s overdue di"}, 3), slices.Repeat([]string{"480h0m0s update ana"}, 3)), got,
			"per promise and person the newest of what is left to say")
		require.Greater(t, sig.count(commitment.SignalCollapsed), 15)
	})
}

func TestFailingNotifierIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, store, sig := &post{}, commitment.NewMemoryStore(), &signals{}
		failures := 0
		box.fail = func(n commitment.Notice) error {
			if n.Alarm.Ordinal == 0 && failures < 12 {
				failures++
				if failures%3 == 0 {
					panic("the mail server's client has a bug")
				}
				return errors.New("mail server away")
			}
			if n.Alarm.Ordinal == 1 {
				return fmt.Errorf("no such mailbox: %w", commitment.ErrPermanent)
			}
			return nil
		}
		var log bytes.Buffer
		k := keeper(t, store, box, &commitment.Options{Hook: sig.hook, Logger: slog.New(slog.NewTextHandler(&log, nil)), Policy: quietPolicy(t)})
		stop := running(t, k)
		plan := []commitment.Alarm{{Rule: "r", Ordinal: 0, Recipient: "ana", At: time.Now()}, {Rule: "r", Ordinal: 1, Recipient: "ana", At: time.Now()}, {Rule: "r", Ordinal: 2, Recipient: "ana", At: time.Now()}}
		_, err := k.Plan(t.Context(), "acme", "sla:1", 1, plan)
		require.NoError(t, err)
		time.Sleep(10 * time.Second)
		require.Len(t, box.keys(), 1, "the third does not wait for the first")
		time.Sleep(6 * time.Hour)
		stop()
		require.Equal(t, 12, sig.count(commitment.SignalFailed))
		require.Equal(t, 1, sig.count(commitment.SignalGivenUp))
		require.Equal(t, 2, sig.count(commitment.SignalDelivered))
		var pauses []time.Duration
		last := time.Time{}
		for _, s := range sig.all {
			if s.Kind == commitment.SignalFailed {
				if !last.IsZero() {
					pauses = append(pauses, s.Retry.Sub(last))
				}
				last = s.Retry
			}
		}
		require.Greater(t, pauses[5], pauses[0], "pauses grow")
		for _, p := range pauses {
			require.LessOrEqual(t, p, 16*time.Minute, "and are bounded")
		}
		require.Contains(t, log.String(), "notice given up")
		require.Contains(t, log.String(), "notifier panicked")
	})
}

func TestLogsHoldNoWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		box := &post{fail: func(commitment.Notice) error { return errors.New("away") }}
		k := keeper(t, commitment.NewMemoryStore(), box, &commitment.Options{Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), Policy: quietPolicy(t)})
		stop := running(t, k)
		_, err := k.Make(t.Context(), in("p-1", 8*time.Hour), nil)
		require.NoError(t, err)
		time.Sleep(24 * time.Hour)
		_, err = k.Erase(t.Context(), commitment.Erasure{Tenant: "acme", Promise: "p-1"})
		require.NoError(t, err)
		stop()
		require.Contains(t, log.String(), "p-1")
		for _, word := range []string{"root cause", "Zoë", "in a while", "Ana"} {
			require.NotContains(t, log.String(), word)
		}
	})
}

// flaky wraps a store whose methods fail while away is set.
type flaky struct {
	*commitment.MemoryStore
	mu   sync.Mutex
	away error // for everything
	done error // for Done
}

func (f *flaky) set(away, done error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.away, f.done = away, done
}

func (f *flaky) Claim(ctx context.Context, c commitment.Claim) ([]commitment.Alarm, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away != nil {
		return nil, f.away
	}
	return f.MemoryStore.Claim(ctx, c)
}

func (f *flaky) Done(ctx context.Context, worker string, keys ...commitment.AlarmKey) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.done != nil {
		return f.done
	}
	return f.MemoryStore.Done(ctx, worker, keys...)
}

func TestStoreAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, store, sig := &post{}, &flaky{MemoryStore: commitment.NewMemoryStore()}, &signals{}
		k := keeper(t, store, box, &commitment.Options{Hook: sig.hook, Policy: quietPolicy(t)})
		stop := running(t, k)
		start := time.Now()
		_, err := k.Make(t.Context(), in("p-1", 8*time.Hour), nil)
		require.NoError(t, err)
		time.Sleep(4*time.Hour - time.Minute)
		store.set(errors.New("connection refused"), nil)
		time.Sleep(2 * time.Minute)
		require.Empty(t, box.lines(start))
		store.set(nil, nil)
		time.Sleep(10 * time.Second)
		require.Equal(t, "4h1m", box.lines(start)[:4], "delivered as soon as the store is back")
		require.Greater(t, sig.count(commitment.SignalStore), 5)

		// Delivered, but the store does not take the receipt: repeated after the lease, under the same key.
		store.set(nil, errors.New("disk full"))
		time.Sleep(2*time.Hour + 10*time.Minute)
		store.set(nil, nil)
		time.Sleep(2 * time.Minute)
		repeats := 0
		for _, n := range box.keys() {
			repeats += n - 1
		}
		require.Positive(t, repeats)
		require.Len(t, box.keys(), 2)
		stop()

		store.set(fmt.Errorf("page 7: %w", commitment.ErrCorrupt), nil)
		require.ErrorIs(t, k.Run(context.Background()), commitment.ErrCorrupt)
		store.set(&commitment.VersionError{Of: "schema", Err: commitment.ErrSchema}, nil)
		require.ErrorIs(t, k.Run(context.Background()), commitment.ErrSchema)
	})
}

// TestLongPollPausesBetweenFailures: the growing pause must not overflow into none.
func TestLongPollPausesBetweenFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, sig := &flaky{MemoryStore: commitment.NewMemoryStore()}, &signals{}
		store.set(errors.New("connection refused"), nil)
		stop := running(t, keeper(t, store, &post{}, &commitment.Options{Hook: sig.hook, Poll: 30 * 24 * time.Hour}))
		time.Sleep(time.Minute - time.Second)
		stop()
		require.Equal(t, 12, sig.count(commitment.SignalStore), "every five seconds")
	})
}

// TestWhatIsDueSoonIsNotLeftToThePoll: what this process stores is delivered on time
// however seldom it looks at the store.
func TestWhatIsDueSoonIsNotLeftToThePoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &post{}
		k := keeper(t, commitment.NewMemoryStore(), box, &commitment.Options{Policy: quietPolicy(t), Poll: 24 * time.Hour})
		defer running(t, k)()
		time.Sleep(time.Minute)
		start := time.Now()
		_, err := k.Plan(t.Context(), "acme", "sla:1", 1, []commitment.Alarm{{Rule: "breach", Recipient: "ana", At: start.Add(24 * time.Hour)}, {Rule: "warn", Recipient: "ana", At: start.Add(10 * time.Second)}})
		require.NoError(t, err)
		time.Sleep(11 * time.Second)
		require.Equal(t, "10s warn ana\n", box.lines(start))
		_, err = k.Make(t.Context(), in("p-1", 20*time.Minute), nil)
		require.NoError(t, err)
		time.Sleep(11 * time.Minute)
		require.Equal(t, "10s warn ana\n10m11s remind ana\n", box.lines(start))
	})
}

func TestGracefulStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, sig := commitment.NewMemoryStore(), &signals{}
		var cut error
		slow := commitment.NotifierFunc(func(ctx context.Context, n commitment.Notice) error {
			d := 3 * time.Second
			if n.Alarm.Recipient == "stuck" {
				d = time.Hour
			}
			select {
			case <-time.After(d):
				return nil
			case <-ctx.Done():
				cut = ctx.Err()
				return ctx.Err()
			}
		})
		k := keeper(t, store, slow, &commitment.Options{Hook: sig.hook, Workers: 2, Timeout: 15 * time.Second})
		for i := range 10 {
			a := commitment.Alarm{Rule: "r", Recipient: "ana", At: time.Now()}
			if i == 0 {
				a.Recipient = "stuck"
			}
			_, err := k.Plan(t.Context(), "acme", commitment.SubjectID(fmt.Sprint("s", i)), 1, []commitment.Alarm{a})
			require.NoError(t, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- k.Run(ctx) }()
		time.Sleep(time.Second)
		cancel()
		stopped := time.Now()
		require.NoError(t, <-done)
		require.Equal(t, 10*time.Second, time.Since(stopped), "the stuck one is cut off after the grace")
		require.ErrorIs(t, cut, context.Canceled)
		require.Equal(t, 1, sig.count(commitment.SignalDelivered), "the one under way was finished")
		// The others were given back: another keeper has them at once.
		box := &post{}
		defer running(t, keeper(t, store, box, nil))()
		time.Sleep(time.Second)
		require.Len(t, box.keys(), 8)
		time.Sleep(time.Minute)
		require.Len(t, box.keys(), 9)
	})
}

// clock is a clock that can be set.
type clock struct {
	mu  sync.Mutex
	off time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.off)
}

func (c *clock) set(off time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off = off
}

func TestClockJumps(t *testing.T) {
	for _, jump := range []time.Duration{time.Hour, -time.Hour, 30 * 24 * time.Hour, -30 * 24 * time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &clock{}
				store := commitment.NewMemoryStore()
				var early []commitment.AlarmKey
				box := &post{fail: func(n commitment.Notice) error {
					if c.now().Before(n.Alarm.At) {
						early = append(early, n.Key)
					}
					return nil
				}}
				sig := &signals{}
				k := keeper(t, store, box, &commitment.Options{Now: c.now, Policy: quietPolicy(t), Hook: sig.hook, Poll: time.Minute})
				stop := running(t, k)
				planned := 0
				for i := range 20 {
					p, err := k.Make(t.Context(), in(commitment.PromiseID(fmt.Sprint(i)), time.Duration(i+2)*time.Hour), nil)
					require.NoError(t, err)
					planned += len(quietPolicy(t).Alarms(p))
				}
				time.Sleep(5 * time.Hour)
				c.set(jump)
				if jump < 0 {
					// Changes go on although the clock went back.
					_, err := k.Change(t.Context(), "acme", "19", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
						return p.Update(now, commitment.Progress{Doing: "nothing new"})
					})
					require.NoError(t, err)
				}
				time.Sleep(100 * 24 * time.Hour)
				stop()
				require.Empty(t, early)
				due := map[commitment.PromiseID]bool{}
				for _, n := range box.got {
					if n.Alarm.Rule == commitment.RuleOverdue {
						due[n.Promise.ID] = true
					}
				}
				require.Len(t, due, 20, "nobody is forgotten")
				total := 0
				for key, n := range box.keys() {
					require.Equal(t, 1, n, key)
					total++
				}
				require.Equal(t, planned, total+sig.count(commitment.SignalCollapsed), "every alarm is delivered, or collapsed into a newer one")
			})
		})
	}
}

func TestManyKeepersShareTheWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, store := &post{}, commitment.NewMemoryStore()
		var stops []func()
		by := make([]signals, 4)
		var k *commitment.Keeper
		for i := range by {
			k = keeper(t, store, box, &commitment.Options{Batch: 7, Hook: by[i].hook, Policy: quietPolicy(t), Poll: 10 * time.Second})
			stops = append(stops, running(t, k))
		}
		want := map[commitment.AlarmKey]int{}
		for i := range 100 {
			p, err := k.Make(t.Context(), in(commitment.PromiseID(fmt.Sprint(i)), time.Hour), nil)
			require.NoError(t, err)
			for _, a := range quietPolicy(t).Alarms(p) {
				want[a.Key] = 1
			}
		}
		time.Sleep(100 * time.Hour)
		for _, stop := range stops {
			stop()
		}
		require.Equal(t, want, box.keys())
		busy := 0
		for i := range by {
			if by[i].count(commitment.SignalDelivered) > 0 {
				busy++
			}
		}
		require.Greater(t, busy, 1)
	})
}

func TestChangeReturnsLeasedAndNothingSupersededArrives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := commitment.NewMemoryStore()
		box := &post{}
		k := keeper(t, store, box, &commitment.Options{Policy: quietPolicy(t)})
		p, err := k.Make(t.Context(), in("p-1", 8*time.Hour), nil)
		require.NoError(t, err)
		time.Sleep(4 * time.Hour)
		claimed, err := store.Claim(t.Context(), commitment.Claim{Worker: "other", Now: time.Now(), Until: time.Now().Add(time.Minute), Limit: 10})
		require.NoError(t, err)
		require.Len(t, claimed, 1)
		c, err := k.Change(t.Context(), "acme", "p-1", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
			return renegotiate(p, now, commitment.At("", now.Add(100*time.Hour)))
		})
		require.NoError(t, err)
		require.Equal(t, keysOf(claimed), c.Leased)
		require.NoError(t, k.Wake(t.Context(), claimed[0]), "the other worker comes too late")
		require.Empty(t, box.keys())
		var early *commitment.EarlyError
		require.ErrorAs(t, k.Wake(t.Context(), quietPolicy(t).Alarms(c.Promise)[3]), &early)
		require.Equal(t, quietPolicy(t).Alarms(c.Promise)[3].At, early.Until)
		require.EqualValues(t, 1, p.Revision)
	})
}

// TestLoad runs keepers, makers and changers at once, and holds what arrived against the
// guarantee.
func TestLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, box := commitment.NewMemoryStore(), &post{}
		sig := &signals{}
		pol := policy(t, &commitment.PolicyConfig{Updates: -1, Silence: -1, Remind: []commitment.Lead{}, Overdue: []commitment.Span{0}, Escalate: []commitment.Level{{}}})
		opts := func() *commitment.Options {
			return &commitment.Options{Policy: pol, Hook: sig.hook, Batch: 50, Poll: 10 * time.Second}
		}
		var stops []func()
		for range 3 {
			stops = append(stops, running(t, keeper(t, store, box, opts())))
		}
		type superseded struct {
			at     time.Time
			leased map[commitment.AlarmKey]bool
		}
		var mu sync.Mutex
		gone := map[commitment.AlarmKey]superseded{}
		final := map[commitment.PromiseID]commitment.Promise{}
		var wg sync.WaitGroup
		for w := range 8 {
			rng := rand.New(rand.NewPCG(uint64(w), 13))
			wg.Go(func() {
				k := keeper(t, store, box, opts())
				for i := range 100 {
					p, err := k.Make(context.Background(), in(commitment.PromiseID(fmt.Sprint(w, "-", i)), time.Duration(1+rng.IntN(600))*time.Minute), nil)
					if !assert.NoError(t, err) {
						return
					}
					for range rng.IntN(4) {
						time.Sleep(time.Duration(rng.IntN(300)) * time.Minute / 10)
						old := pol.Alarms(p)
						c, err := k.Change(context.Background(), "acme", p.ID, func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
							switch {
							case p.State.Closed():
								return p, nil
							case rng.IntN(4) == 0:
								return p.Keep(now, "ana", 0)
							}
							return renegotiate(p, now, commitment.At("", now.Add(time.Duration(1+rng.IntN(600))*time.Minute)))
						})
						if !assert.NoError(t, err) {
							return
						}
						p = c.Promise
						now := keysOf(pol.Alarms(p))
						leased := map[commitment.AlarmKey]bool{}
						for _, key := range c.Leased {
							leased[key] = true
						}
						mu.Lock()
						for _, a := range old {
							if !slices.Contains(now, a.Key) {
								gone[a.Key] = superseded{time.Now(), leased}
							}
						}
						mu.Unlock()
					}
					mu.Lock()
					final[p.ID] = p
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		time.Sleep(100 * time.Hour)
		for _, stop := range stops {
			stop()
		}
		keys := box.keys()
		n := 0
		for _, p := range final {
			for _, a := range pol.Alarms(p) {
				require.Equal(t, 1, keys[a.Key], a.Key)
				n++
			}
		}
		require.Greater(t, n, 1000)
		for i, got := range box.got {
			require.False(t, box.at[i].Before(got.Alarm.At), "early")
			if s, ok := gone[got.Key]; ok && box.at[i].After(s.at) {
				require.True(t, s.leased[got.Key], "%s arrived after it was superseded", got.Key)
			}
		}
	})
}

func TestMakeChecksFeasibility(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(monday))
		cal := office(t, load(t, "Europe/Berlin"))
		store := commitment.NewMemoryStore()
		k := keeper(t, store, &post{}, &commitment.Options{Policy: policy(t, &commitment.PolicyConfig{Calendars: func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return cal }})})
		p := in("p-1", 8*time.Hour)
		p.Effort = 6 * time.Hour
		_, err := k.Make(t.Context(), p, nil)
		require.NoError(t, err)
		q := in("p-2", 27*time.Hour)
		q.Effort = 6 * time.Hour
		_, err = k.Make(t.Context(), q, nil)
		var no *commitment.UnrealisticError
		require.ErrorAs(t, err, &no)
		require.EqualValues(t, "p-2", no.Feasibility.Conflict)
		require.Equal(t, "2026-03-03T14:30:00+01:00", no.Feasibility.Earliest.In(load(t, "Europe/Berlin")).Format(time.RFC3339), "6 h and 1.5 h of margin after 6 h for p-1")
		require.Contains(t, err.Error(), "earliest honest deadline")
		_, err = store.Load(t.Context(), "acme", "p-2")
		require.ErrorIs(t, err, commitment.ErrNotFound, "nothing was stored")

		made, err := k.Make(t.Context(), q, &commitment.Accept{By: "bo", Reason: "I will take the other work"})
		require.NoError(t, err)
		require.EqualValues(t, "bo", made.History[0].Agreed)
		require.Equal(t, commitment.Open, made.State, "who insists is not overruled")
		_, err = k.Make(t.Context(), q, nil)
		require.Error(t, err)
		r := in("p-3", 90*time.Hour)
		f, err := k.Feasible(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, commitment.Yes, f.Verdict)
		_, err = k.Make(t.Context(), q, &commitment.Accept{By: "bo", Reason: "again"})
		require.ErrorIs(t, err, commitment.ErrExists)
	})
}

func TestEffortFromTheRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(monday))
		cal := office(t, time.UTC)
		k := keeper(t, commitment.NewMemoryStore(), &post{}, &commitment.Options{Policy: policy(t, &commitment.PolicyConfig{Calendars: func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return cal }})})
		unknown := in("new", 4*time.Hour)
		unknown.Effort = 0
		f, err := k.Feasible(t.Context(), unknown)
		require.NoError(t, err)
		require.Equal(t, commitment.Unknown, f.Verdict)
		for i, spent := range []time.Duration{5, 6, 7} {
			p := in(commitment.PromiseID(fmt.Sprint(i)), 100*time.Hour)
			p.Effort = 0
			_, err := k.Make(t.Context(), p, nil)
			require.NoError(t, err)
			_, err = k.Change(t.Context(), "acme", p.ID, func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
				return p.Keep(now, "ana", spent*time.Hour)
			})
			require.NoError(t, err)
		}
		f, err = k.Feasible(t.Context(), unknown)
		require.NoError(t, err)
		require.Equal(t, commitment.No, f.Verdict)
		require.Equal(t, 6*time.Hour, f.Need)
		require.Equal(t, 3, f.Estimate.N)
		_, err = k.Make(t.Context(), unknown, nil)
		var no *commitment.UnrealisticError
		require.ErrorAs(t, err, &no)
	})
}

func TestSlipRecheckReplan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := commitment.NewMemoryStore()
		k := keeper(t, store, &post{}, &commitment.Options{Policy: quietPolicy(t)})
		for i := range 1200 {
			p := in(commitment.PromiseID(fmt.Sprintf("%04d", i)), 100*time.Hour)
			if i%2 == 0 {
				p.Dependency = "release-7"
			}
			if i%3 == 0 {
				p.Owner.ID = "eve"
			}
			_, err := k.Make(t.Context(), p, nil)
			require.NoError(t, err)
		}
		_, err := k.Change(t.Context(), "acme", "0000", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
			return p.Keep(now, "ana", 0)
		})
		require.NoError(t, err)
		changed, err := k.Slip(t.Context(), "acme", "release-7", "pm", "two weeks later")
		require.NoError(t, err)
		require.Len(t, changed, 599)
		for _, c := range changed {
			require.Equal(t, commitment.AtRisk, c.Promise.State)
			require.Equal(t, commitment.DependencySlips, c.Promise.Cause)
		}
		again, err := k.Slip(t.Context(), "acme", "release-7", "pm", "two weeks later")
		require.NoError(t, err)
		require.Empty(t, again, "calling again changes nothing")
		_, err = k.Slip(t.Context(), "acme", "", "pm", "")
		require.ErrorIs(t, err, commitment.ErrID)

		// Leave is booked: those of eve that are not at risk yet.
		away := keeper(t, store, &post{}, &commitment.Options{Policy: quietPolicy(t), Blocks: func(_ context.Context, _ commitment.TenantID, who commitment.PartyID, from, to time.Time) ([]commitment.Block, error) {
			if who != "eve" {
				return nil, nil
			}
			return []commitment.Block{{From: from.Add(-time.Hour), To: to.Add(time.Hour), Absent: true}}, nil
		}})
		changed, err = away.Recheck(t.Context(), "acme", "eve")
		require.NoError(t, err)
		require.Len(t, changed, 399)
		require.Equal(t, commitment.OwnerAbsent, changed[0].Promise.Cause)
		_, err = away.Recheck(t.Context(), "acme", "")
		require.ErrorIs(t, err, commitment.ErrNoOwner)

		// A new policy comes in.
		more := keeper(t, store, &post{}, &commitment.Options{Policy: policy(t, &commitment.PolicyConfig{Updates: -1, Silence: -1, Remind: []commitment.Lead{{Left: 0.9}}})})
		n, err := more.Replan(t.Context(), "acme")
		require.NoError(t, err)
		require.Equal(t, 1199, n)
		pending, err := store.Pending(t.Context(), "acme", "promise:0001")
		require.NoError(t, err)
		require.Len(t, ofRule(pending, commitment.RuleRemind), 1)

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = k.Slip(ctx, "acme", "release-7", "pm", "")
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestChange(t *testing.T) {
	store := commitment.NewMemoryStore()
	k := keeper(t, store, &post{}, nil)
	_, err := k.Make(t.Context(), in("p-1", 100*time.Hour), nil)
	require.NoError(t, err)
	change := func(fn func(commitment.Promise, time.Time) (commitment.Promise, error)) error {
		_, err := k.Change(t.Context(), "acme", "p-1", fn)
		return err
	}
	boom := errors.New("boom")
	require.Equal(t, boom, change(func(p commitment.Promise, _ time.Time) (commitment.Promise, error) { return p, boom }))
	require.ErrorIs(t, change(func(p commitment.Promise, _ time.Time) (commitment.Promise, error) {
		p.What = "something else"
		return p, nil
	}), commitment.ErrHistory)
	require.ErrorIs(t, change(func(p commitment.Promise, _ time.Time) (commitment.Promise, error) {
		p.ID = "p-2"
		return p, nil
	}), commitment.ErrHistory)
	require.ErrorIs(t, change(func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		p, err := p.Risk(now, "ana", commitment.Said, "")
		p.State = commitment.Kept
		return p, err
	}), commitment.ErrHistory)
	for name, tamper := range map[string]func(*commitment.Promise){
		"words":            func(p *commitment.Promise) { p.What = "less" },
		"customer":         func(p *commitment.Promise) { p.Customer.ID = "yan" },
		"owner":            func(p *commitment.Promise) { p.Owner.ID = "eve" },
		"a manager":        func(p *commitment.Promise) { p.Managers[0].Name = "Eve" },
		"effort":           func(p *commitment.Promise) { p.Effort++ },
		"when it was made": func(p *commitment.Promise) { p.MadeAt = p.MadeAt.Add(-time.Hour) },
		"the first due":    func(p *commitment.Promise) { p.History[0].Due.Said = "some day" },
		"an old reason":    func(p *commitment.Promise) { p.History[0].Reason = "because" },
	} {
		for _, also := range []bool{false, true} {
			require.ErrorIs(t, change(func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
				tamper(&p)
				if also {
					return p.Risk(now, "ana", commitment.Said, "")
				}
				return p, nil
			}), commitment.ErrHistory, name)
		}
	}
	require.NoError(t, change(func(p commitment.Promise, _ time.Time) (commitment.Promise, error) { return p, nil }))
	_, err = k.Change(t.Context(), "acme", "nobody", nil)
	require.ErrorIs(t, err, commitment.ErrNotFound)

	// Somebody else is faster, several times.
	calls := 0
	require.NoError(t, change(func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		if calls++; calls <= 5 {
			require.NoError(t, change(func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
				return p.Update(now, commitment.Progress{Doing: "theirs"})
			}))
		}
		return p.Update(now, commitment.Progress{Doing: "ours"})
	}))
	require.Equal(t, 6, calls)
	p, err := store.Load(t.Context(), "acme", "p-1")
	require.NoError(t, err)
	require.EqualValues(t, 7, p.Revision)
	// Somebody else is faster, always.
	require.ErrorIs(t, change(func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		_, err := store.Save(t.Context(), commitment.Write{Promise: must(p.Update(now, commitment.Progress{Doing: "theirs"})), Was: p.Revision}, now)
		require.NoError(t, err)
		return p.Update(now, commitment.Progress{Doing: "ours"})
	}), commitment.ErrConflict)
}

func must(p commitment.Promise, err error) commitment.Promise {
	if err != nil {
		panic(err)
	}
	return p
}

func TestRecordLiveAndScanned(t *testing.T) {
	store := commitment.NewMemoryStore()
	k := keeper(t, store, &post{}, nil)
	live := commitment.NewRecord(nil)
	for i := range 30 {
		p, err := k.Make(t.Context(), in(commitment.PromiseID(fmt.Sprint(i)), 100*time.Hour), nil)
		require.NoError(t, err)
		live.Fold(p, 0)
		for range i % 3 {
			c, err := k.Change(t.Context(), "acme", p.ID, func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
				if i%5 == 0 {
					return p, nil
				}
				return renegotiate(p, now, commitment.At("", now.Add(time.Hour)))
			})
			require.NoError(t, err)
			live.Fold(c.Promise, c.Was)
		}
	}
	scanned, err := k.Record(t.Context(), "acme", nil)
	require.NoError(t, err)
	require.Equal(t, scanned.Report(nil, commitment.ByPeriod), live.Report(nil, commitment.ByPeriod))
	require.Equal(t, 30, live.Report(nil)[0].Tally.Made)
	require.Equal(t, 24, live.Report(nil)[0].Tally.Renegotiated)
}

func TestQueueOwnsWhatABotPromised(t *testing.T) {
	store := commitment.NewMemoryStore()
	p := in("p-1", time.Hour)
	p.Owner, p.Source, p.MadeBy = commitment.Party{}, commitment.FromBot, "bot-3"
	_, err := keeper(t, store, &post{}, nil).Make(t.Context(), p, nil)
	require.ErrorIs(t, err, commitment.ErrNoOwner)
	k := keeper(t, store, &post{}, &commitment.Options{Queue: commitment.Party{ID: "tier-1"}})
	made, err := k.Make(t.Context(), p, nil)
	require.NoError(t, err)
	require.EqualValues(t, "tier-1", made.Owner.ID)
	require.EqualValues(t, "bot-3", made.History[0].By)
	// A host of many tenants has many queues.
	k = keeper(t, commitment.NewMemoryStore(), &post{}, &commitment.Options{Queue: commitment.Party{ID: "nobody's"}, QueueFor: func(p commitment.Promise) commitment.Party {
		return commitment.Party{ID: commitment.PartyID(p.Tenant) + "-desk"}
	}})
	made, err = k.Make(t.Context(), p, nil)
	require.NoError(t, err)
	require.EqualValues(t, "acme-desk", made.Owner.ID)
	p.ID, p.Owner = "p-2", commitment.Party{ID: "eve"}
	made, err = k.Make(t.Context(), p, nil)
	require.NoError(t, err)
	require.EqualValues(t, "eve", made.Owner.ID, "who is named is who answers")
}

func TestClaimedPromise(t *testing.T) {
	store := commitment.NewMemoryStore()
	now := monday
	k := keeper(t, store, &post{}, &commitment.Options{Now: func() time.Time { return now }, Queue: commitment.Party{ID: "tier-1"}})
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	for i, what := range []string{"refund the double charge", "call back about the export", "ログを送る件について連絡"} {
		p := draft()
		p.ID, p.What, p.Due = commitment.PromiseID(fmt.Sprint("p-", i)), what, commitment.Due{Deadline: day(4 + i).Add(15 * time.Hour), Zone: "UTC"}
		if i == 2 {
			p.Case = "9000"
		}
		_, err := k.Make(t.Context(), p, nil)
		require.NoError(t, err)
	}
	now = now.Add(time.Hour)
	_, err := k.Change(t.Context(), "acme", "p-1", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		return renegotiate(p, now, commitment.Due{Deadline: day(9), Zone: "UTC"})
	})
	require.NoError(t, err)
	look := func(c commitment.Claimed) commitment.Lookup {
		c.Tenant = "acme"
		l, err := k.Claimed(t.Context(), c)
		require.NoError(t, err)
		return l
	}
	// "You promised Wednesday!"
	l := look(commitment.Claimed{Customer: "zoe", Earliest: day(4), Deadline: day(5)})
	require.Len(t, l.Matches, 1)
	require.EqualValues(t, "p-0", l.Matches[0].Promise.ID)
	require.False(t, l.Matches[0].Renegotiated)
	// "You said Thursday": that was so, until it was renegotiated.
	l = look(commitment.Claimed{Case: "4711", What: "the call about our export", Earliest: day(5), Deadline: day(6)})
	require.EqualValues(t, "p-1", l.Matches[0].Promise.ID)
	require.True(t, l.Matches[0].Renegotiated)
	require.True(t, l.Matches[0].Time)
	require.Equal(t, day(5).Add(15*time.Hour), l.Matches[0].Due.Deadline)
	// "This week": both of its terms lie there, and the newest hold.
	l = look(commitment.Claimed{Case: "4711", What: "the call about our export", Earliest: day(4), Deadline: day(9)})
	require.EqualValues(t, "p-1", l.Matches[0].Promise.ID)
	require.False(t, l.Matches[0].Renegotiated)
	require.Equal(t, day(9), l.Matches[0].Due.Deadline)
	// Words only, in a script without spaces.
	l = look(commitment.Claimed{Customer: "zoe", What: "ログを送るって言いましたよね"})
	require.NotEmpty(t, l.Matches)
	require.EqualValues(t, "p-2", l.Matches[0].Promise.ID)
	// All of the case.
	require.Len(t, look(commitment.Claimed{Case: "4711"}).Matches, 2)
	// Nothing of the sort: a candidate to confirm or correct, which is not stored.
	l = look(commitment.Claimed{Customer: "zoe", What: "a free year", Deadline: day(5), Earliest: day(5)})
	require.Empty(t, l.Matches)
	require.Equal(t, "a free year", l.Candidate.What)
	require.EqualValues(t, "tier-1", l.Candidate.Owner.ID)
	require.Equal(t, draft().Customer, l.Candidate.Customer, "as the record knows her")
	require.Equal(t, "Asia/Manila", l.Candidate.Due.Zone)
	// Only the case is known: the customer is that of the case.
	require.EqualValues(t, "zoe", look(commitment.Claimed{Case: "4711", What: "a free year"}).Candidate.Customer.ID)
	// The right thing on the wrong day is to be corrected, not denied.
	l = look(commitment.Claimed{Customer: "zoe", What: "you'd REFUND the double charge!!", Earliest: day(1), Deadline: day(2)})
	require.Len(t, l.Matches, 1)
	require.EqualValues(t, "p-0", l.Matches[0].Promise.ID)
	require.False(t, l.Matches[0].Time)
	ps, err := store.Find(t.Context(), commitment.Query{Tenant: "acme"})
	require.NoError(t, err)
	require.Len(t, ps, 3)
	_, err = k.Claimed(t.Context(), commitment.Claimed{Tenant: "acme", What: "everything"})
	require.ErrorIs(t, err, commitment.ErrID)
	require.Empty(t, look(commitment.Claimed{Customer: "somebody else"}).Matches)
}

// engine is a store without claims that calls Wake by itself.
type engine struct {
	commitment.Store
	worked bool
}

func (e *engine) Work(ctx context.Context, w commitment.Waker) error {
	e.worked = true
	<-ctx.Done()
	return nil
}

func TestRunFindsTheStoresWay(t *testing.T) {
	plain := struct{ commitment.Store }{commitment.NewMemoryStore()}
	require.ErrorIs(t, keeper(t, plain, &post{}, nil).Run(t.Context()), commitment.ErrNoAlarms)
	e := &engine{Store: plain}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	require.NoError(t, keeper(t, plain, &post{}, nil).With(e).Run(ctx))
	require.True(t, e.worked)
}

func TestNewKeeperRefuses(t *testing.T) {
	s, n := commitment.NewMemoryStore(), &post{}
	_, err := commitment.NewKeeper(nil, n, nil)
	require.Error(t, err)
	_, err = commitment.NewKeeper(s, nil, nil)
	require.Error(t, err)
	for name, o := range map[string]*commitment.Options{
		"language without texts": {Language: language.Finnish},
	} {
		_, err := commitment.NewKeeper(s, n, o)
		require.Error(t, err, name)
	}
	for field, o := range map[string]*commitment.Options{
		"options.poll":        {Poll: -1},
		"options.grace":       {Grace: 31 * 24 * time.Hour},
		"options.timeout":     {Timeout: math.MaxInt64}, // twice that overflows
		"options.batch":       {Batch: -1},
		"options.workers":     {Workers: -1},
		"options.lease":       {Lease: time.Second, Timeout: time.Second},
		"options.retry_first": {RetryFirst: math.MaxInt64},
		"options.retry_most":  {RetryFirst: time.Hour, RetryMost: time.Minute},
		"options.queue.id":    {Queue: commitment.Party{Name: "Tier 1"}},
	} {
		_, err := commitment.NewKeeper(s, n, o)
		var f *commitment.FieldError
		require.ErrorAs(t, err, &f)
		require.Equal(t, field, f.Field)
	}
	for _, o := range []*commitment.Options{{Lease: 2 * time.Second, Timeout: time.Second}, {RetryFirst: time.Hour}, {Poll: 30 * 24 * time.Hour}} {
		_, err := commitment.NewKeeper(s, n, o)
		require.NoError(t, err)
	}
	_, err = commitment.NewKeeper(s, n, &commitment.Options{Language: language.Finnish})
	require.ErrorContains(t, err, "fi")
}

func TestPlanRefuses(t *testing.T) {
	k := keeper(t, commitment.NewMemoryStore(), &post{}, nil)
	a := commitment.Alarm{Rule: "breach", Recipient: "ana", At: monday}
	for name, c := range map[string]struct {
		subject commitment.SubjectID
		rev     commitment.Revision
		alarms  []commitment.Alarm
		want    error
	}{
		"twice the same": {"sla:1", 1, []commitment.Alarm{a, a}, commitment.ErrDuplicateKey},
		"a promise's":    {"promise:p-1", 1, nil, commitment.ErrID},
		"no revision":    {"sla:1", 0, nil, commitment.ErrID},
		"no time":        {"sla:1", 1, []commitment.Alarm{{Rule: "x"}}, commitment.ErrTime},
		"year 10000":     {"sla:1", 1, []commitment.Alarm{{Rule: "x", At: monday.AddDate(8000, 0, 0)}}, commitment.ErrTime},
		"until year 9e4": {"sla:1", 1, []commitment.Alarm{{Rule: "x", At: monday, Until: monday.AddDate(80000, 0, 0)}}, commitment.ErrTime},
		"not UTF-8":      {"sla:1", 1, []commitment.Alarm{{Rule: "x", At: monday, Case: "\xff"}}, commitment.ErrID},
		"not JSON":       {"sla:1", 1, []commitment.Alarm{{Rule: "x", At: monday, Data: []byte("{")}}, commitment.ErrText},
	} {
		_, err := k.Plan(t.Context(), "acme", c.subject, c.rev, c.alarms)
		require.ErrorIs(t, err, c.want, name)
	}
	_, err := k.Erase(t.Context(), commitment.Erasure{Tenant: "acme"})
	require.ErrorIs(t, err, commitment.ErrID)
}

func TestForeignNotice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, store := &post{}, commitment.NewMemoryStore()
		calls := 0
		k := keeper(t, store, box, &commitment.Options{Party: func(_ context.Context, _ commitment.TenantID, id commitment.PartyID) (commitment.Party, error) {
			if calls++; calls == 1 {
				return commitment.Party{}, errors.New("directory away")
			}
			return commitment.Party{ID: id, Name: "Ana", Language: language.German}, nil
		}})
		defer running(t, k)()
		_, err := k.Plan(t.Context(), "acme", "sla:4711", 1, []commitment.Alarm{{Rule: "first-response", Recipient: "ana", At: time.Now().Add(time.Hour), Data: []byte(`{"left":"15m"}`)}})
		require.NoError(t, err)
		time.Sleep(2 * time.Hour)
		require.Len(t, box.notices(), 1)
		n := box.notices()[0]
		require.Equal(t, "first-response: sla:4711", n.Title)
		require.Equal(t, "Ana", n.Recipient.Party.Name)
		require.Equal(t, language.German, n.Language)
		require.JSONEq(t, `{"left":"15m"}`, string(n.Alarm.Data))
		require.Nil(t, n.Promise)
		_, err = k.Plan(t.Context(), "acme", "sla:4711", 1, nil)
		require.NoError(t, err)
		_, err = k.Plan(t.Context(), "acme", "sla:4711", 3, nil)
		require.NoError(t, err)
		_, err = k.Plan(t.Context(), "acme", "sla:4711", 2, nil)
		require.ErrorIs(t, err, commitment.ErrConflict)
	})
}
