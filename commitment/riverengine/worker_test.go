package riverengine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/riverengine"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
)

// TestWork is about how alarms come out of River.
func TestWork(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	for name, test := range map[string]func(t *testing.T, e *riverengine.Engine, k *commitment.Keeper){
		"failing":        failing,
		"early":          early,
		"stopped":        stopped,
		"in order":       inOrder,
		"superseded job": supersededJob,
		"moved":          moved,
		"tenants":        tenants,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, _ := open(t, server.Database(t), &riverengine.Options{JobTimeout: 4 * time.Second, RescueAfter: time.Minute})
			k, err := commitment.NewKeeper(e, commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil }), nil)
			require.NoError(t, err)
			test(t, e, k)
		})
	}
}

// heard is a Waker that writes down what it is woken for and then calls do.
type heard struct {
	mu  sync.Mutex
	all []commitment.Alarm
	do  func(ctx context.Context, a commitment.Alarm, nth int) error
}

// Wake implements [commitment.Waker].
func (h *heard) Wake(ctx context.Context, a commitment.Alarm) error {
	h.mu.Lock()
	h.all = append(h.all, a)
	n := len(h.all)
	h.mu.Unlock()
	if h.do == nil {
		return nil
	}
	return h.do(ctx, a, n)
}

func (h *heard) alarms() []commitment.Alarm {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.all)
}

// work runs the engine until the function that it returns is called.
func work(t *testing.T, e *riverengine.Engine, w commitment.Waker) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Work(ctx, w) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			require.NoError(t, <-ended)
		})
	}
	t.Cleanup(stop)
	return stop
}

func plan(t *testing.T, k *commitment.Keeper, rev commitment.Revision, ats ...time.Time) {
	t.Helper()
	alarms := make([]commitment.Alarm, len(ats))
	for i, at := range ats {
		alarms[i] = commitment.Alarm{Rule: "breach", Ordinal: i, Recipient: "ana", At: at}
	}
	_, err := k.Plan(t.Context(), "acme", "sla:1", rev, alarms)
	require.NoError(t, err)
}

func pending(t *testing.T, e *riverengine.Engine) int {
	t.Helper()
	all, err := e.Pending(t.Context(), "acme", "sla:1")
	require.NoError(t, err)
	return len(all)
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	require.Eventually(t, ok, 40*time.Second, 30*time.Millisecond, what)
}

// failing: a failed alarm stays pending and comes again, some seconds later and
// with its attempts counted.
func failing(t *testing.T, e *riverengine.Engine, k *commitment.Keeper) {
	h := &heard{do: func(_ context.Context, _ commitment.Alarm, n int) error {
		if n == 1 {
			return errors.New("the mail server is away")
		}
		return nil
	}}
	plan(t, k, 1, time.Now())
	work(t, e, h)
	begun := time.Now()
	eventually(t, "done", func() bool { return pending(t, e) == 0 })
	require.Greater(t, time.Since(begun), 3*time.Second, "not at once")
	all := h.alarms()
	require.Len(t, all, 2)
	require.Equal(t, []int{1, 2}, []int{all[0].Attempt, all[1].Attempt})
	require.Equal(t, all[0].Key, all[1].Key)
}

// early: a keeper whose clock is behind River's is asked again when its time has
// come.
func early(t *testing.T, e *riverengine.Engine, k *commitment.Keeper) {
	var mu sync.Mutex
	var until time.Time // by the keeper's clock, as of the first call
	h := &heard{do: func(_ context.Context, a commitment.Alarm, n int) error {
		mu.Lock()
		defer mu.Unlock()
		if n == 1 {
			until = time.Now().Add(2 * time.Second)
		}
		if time.Now().Before(until) {
			return &commitment.EarlyError{Key: a.Key, Until: until}
		}
		return nil
	}}
	plan(t, k, 1, time.Now())
	work(t, e, h)
	eventually(t, "done", func() bool { return pending(t, e) == 0 })
	require.Greater(t, len(h.alarms()), 1)
	require.Less(t, len(h.alarms()), 6, "asked again when it is time, not all the time")
	mu.Lock()
	defer mu.Unlock()
	require.True(t, time.Now().After(until))
}

// stopped: what is under way when Work is told to stop is finished, the rest is
// not begun and given back for the next worker.
func stopped(t *testing.T, e *riverengine.Engine, k *commitment.Keeper) {
	begun, finish := make(chan struct{}), make(chan struct{})
	h := &heard{do: func(ctx context.Context, _ commitment.Alarm, n int) error {
		if n == 1 {
			close(begun)
			<-finish
		}
		return ctx.Err()
	}}
	now := time.Now()
	plan(t, k, 1, now.Add(-2*time.Second), now.Add(-time.Second))
	stop := work(t, e, h)
	<-begun
	ended := make(chan struct{})
	go func() { stop(); close(ended) }()
	time.Sleep(300 * time.Millisecond)
	close(finish)
	<-ended
	require.Len(t, h.alarms(), 1, "the second one was not begun")
	require.Equal(t, 1, pending(t, e), "the first one is done")
	work(t, e, &heard{})
	eventually(t, "the second one", func() bool { return pending(t, e) == 0 })
}

// inOrder: the alarms of one subject come in order of time, one after the other,
// though many workers are free.
func inOrder(t *testing.T, e *riverengine.Engine, k *commitment.Keeper) {
	var under, most int
	var mu sync.Mutex
	h := &heard{do: func(context.Context, commitment.Alarm, int) error {
		mu.Lock()
		under++
		most = max(most, under)
		mu.Unlock()
		time.Sleep(20 * time.Millisecond)
		mu.Lock()
		under--
		mu.Unlock()
		return nil
	}}
	ats := make([]time.Time, 40)
	for i := range ats {
		ats[len(ats)-1-i] = time.Now().Add(-time.Duration(i) * time.Second)
	}
	plan(t, k, 1, ats...)
	work(t, e, h)
	eventually(t, "done", func() bool { return pending(t, e) == 0 })
	all := h.alarms()
	require.Len(t, all, len(ats), "each once")
	require.True(t, slices.IsSortedFunc(all, func(a, b commitment.Alarm) int { return a.At.Compare(b.At) }))
	require.Equal(t, 1, most)
}

// supersededJob: a job that was begun just before its alarm was superseded finds
// nothing to do, and the new plan's come.
func supersededJob(t *testing.T, e *riverengine.Engine, k *commitment.Keeper) {
	plan(t, k, 1, time.Now().Add(time.Hour), time.Now().Add(2*time.Hour))
	plan(t, k, 2, time.Now())
	h := &heard{}
	work(t, e, h)
	eventually(t, "done", func() bool { return pending(t, e) == 0 })
	all := h.alarms()
	require.Len(t, all, 1)
	require.EqualValues(t, 2, all[0].Revision)
}

// moved: an alarm that keeps its key but gets another time comes at that.
func moved(t *testing.T, e *riverengine.Engine, k *commitment.Keeper) {
	plan(t, k, 1, time.Now().Add(time.Hour))
	plan(t, k, 1, time.Now())
	h := &heard{}
	work(t, e, h)
	eventually(t, "done", func() bool { return pending(t, e) == 0 })
	require.Len(t, h.alarms(), 1)
}

// tenants: planning a subject leaves the jobs of another tenant's subject of the
// same name alone.
func tenants(t *testing.T, e *riverengine.Engine, k *commitment.Keeper) {
	soon := []commitment.Alarm{{Rule: "breach", Recipient: "ana", At: time.Now()}}
	_, err := k.Plan(t.Context(), "globex", "sla:1", 1, soon)
	require.NoError(t, err)
	plan(t, k, 1, time.Now())
	h := &heard{}
	work(t, e, h)
	eventually(t, "both", func() bool {
		theirs, err := e.Pending(t.Context(), "globex", "sla:1")
		return err == nil && len(theirs) == 0 && pending(t, e) == 0
	})
	require.Len(t, h.alarms(), 2)
}

// TestOpenedByMany: processes that start together agree on who migrates.
func TestOpenedByMany(t *testing.T) {
	t.Parallel()
	dsn := postgrestest.Start(t).Database(t)
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			pool, err := pgxpool.New(t.Context(), dsn)
			if err != nil {
				t.Error(err)
				return
			}
			defer pool.Close()
			e, err := riverengine.New(t.Context(), pool, &riverengine.Options{Schema: "desk", RiverSchema: fmt.Sprint("queue_", i%2)})
			if err != nil {
				t.Error(err)
				return
			}
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}
