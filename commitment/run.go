package commitment

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// Run hands out alarms until ctx ends: from an [AlarmStore] by polling, from an
// [Engine] by its own machinery. When ctx ends, nothing new is begun; calls of
// the notifier that are under way may finish within the grace, and alarms that
// were claimed but not begun are given back. It returns nil then. A store that
// fails, a full one too, is tried again with growing pauses; only one that is corrupted
// ([ErrCorrupt]) or newer than this library ([ErrSchema]) ends Run. On a store
// that can do neither, the error is [ErrNoAlarms]. Several Runs at once, on one
// keeper or many, share the work.
func (k *Keeper) Run(ctx context.Context) error {
	switch s := k.store.(type) {
	case AlarmStore:
		return k.poll(ctx, s)
	case Engine:
		return s.Work(ctx, k)
	}
	return ErrNoAlarms
}

// storePause bounds the pause after a failure of the store.
const storePause = 5 * time.Second

func (k *Keeper) poll(ctx context.Context, s AlarmStore) error {
	failures := 0
	for ctx.Err() == nil {
		n, err := k.round(ctx, s)
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // what fails because Run is stopped is no failure
		case errors.Is(err, ErrCorrupt) || errors.Is(err, ErrSchema):
			return err
		case err != nil:
			failures++
			k.storeFailed(ctx, err)
			k.sleep(ctx, min(storePause, k.opts.Poll<<min(failures, 10)), false)
			continue
		}
		failures = 0
		if n < k.opts.Batch {
			k.sleep(ctx, k.untilNext(ctx, s), true)
		}
	}
	return nil
}

func (k *Keeper) storeFailed(ctx context.Context, err error) {
	k.opts.Hook(Signal{Kind: SignalStore, Err: err})
	k.opts.Logger.LogAttrs(ctx, slog.LevelWarn, "store failed", slog.Any("error", err))
}

// untilNext is how long nothing will be due, at most the poll time: others may
// store alarms meanwhile, and clocks may be set.
func (k *Keeper) untilNext(ctx context.Context, s AlarmStore) time.Duration {
	next, err := s.Next(ctx)
	if err != nil || next.IsZero() {
		return k.opts.Poll
	}
	return min(k.opts.Poll, max(time.Millisecond, next.Sub(k.now())))
}

// sleep waits, or until ctx ends, or until this process stored an alarm that may
// be due.
func (k *Keeper) sleep(ctx context.Context, d time.Duration, nudged bool) {
	nudge := k.nudge
	if !nudged {
		nudge = nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-nudge:
	}
}

// round claims one batch and deals with it. It returns how many alarms there were.
func (k *Keeper) round(ctx context.Context, s AlarmStore) (int, error) {
	now := k.now()
	until := now.Add(k.opts.Lease)
	batch, err := s.Claim(ctx, Claim{Worker: k.opts.Worker, Now: now, Until: until, Limit: k.opts.Batch})
	if err != nil || len(batch) == 0 {
		return 0, err
	}
	k.opts.Hook(Signal{Kind: SignalClaimed, Count: len(batch)})
	// What is under way when ctx ends may finish within the grace.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		t := time.NewTimer(k.opts.Grace)
		defer t.Stop()
		select {
		case <-t.C:
			cancel()
		case <-work.Done():
		}
	})
	defer stop()
	b := &batchRun{Keeper: k, store: s, until: until.Add(-k.opts.Timeout), ctx: ctx, work: work, done: make(chan AlarmKey, len(batch))}
	return len(batch), b.run(batch)
}

// batchRun deals with the alarms of one claim.
type batchRun struct {
	*Keeper
	store AlarmStore
	until time.Time       // begin nothing after: the lease may end before it is done
	ctx   context.Context // ends when Run is to stop
	work  context.Context // ends when the grace is over
	done  chan AlarmKey
}

// run works on several subjects at once, and on the alarms of one subject in
// order of time, so that managers hear before stakeholders even after an outage.
func (b *batchRun) run(batch []Alarm) error {
	groups := bySubject(batch)
	queue := make(chan []Alarm, len(groups))
	for _, g := range groups {
		queue <- g
	}
	close(queue)
	var workers sync.WaitGroup
	for range min(b.opts.Workers, len(groups)) {
		workers.Go(func() {
			for g := range queue {
				for _, a := range g {
					b.handle(a)
				}
			}
		})
	}
	flushed := make(chan error, 1)
	go func() { flushed <- b.flush() }()
	workers.Wait()
	close(b.done)
	return <-flushed
}

func bySubject(batch []Alarm) [][]Alarm {
	slices.SortStableFunc(batch, func(x, y Alarm) int { return x.At.Compare(y.At) })
	index := map[subjectKey]int{}
	var groups [][]Alarm
	for _, a := range batch {
		k := subjectKey{a.Tenant, a.Subject}
		i, ok := index[k]
		if !ok {
			i = len(groups)
			index[k] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], a)
	}
	return groups
}

// handle deals with one claimed alarm.
func (b *batchRun) handle(a Alarm) {
	now := b.now()
	if b.ctx.Err() != nil {
		b.giveBack(a, a.At)
		return
	}
	if now.After(b.until) {
		return // the lease ends soon; whoever claims it next has all of one
	}
	err := b.Wake(b.work, a)
	var early *EarlyError
	switch {
	case err == nil:
		b.done <- a.Key
	case errors.As(err, &early):
		b.giveBack(a, early.Until)
	default:
		retry := b.now().Add(b.backoff(a.Attempt))
		b.signal(SignalFailed, a, now, 0, err, retry)
		b.opts.Logger.LogAttrs(b.ctx, slog.LevelWarn, "alarm failed", slog.String("key", string(a.Key)), slog.Int("attempt", a.Attempt), slog.Time("retry", retry), slog.Any("error", err))
		b.giveBack(a, retry)
	}
}

// giveBack ends the lease. Where that fails the lease runs out by itself.
func (b *batchRun) giveBack(a Alarm, until time.Time) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.ctx), b.opts.Grace)
	defer cancel()
	if err := b.store.Postpone(ctx, b.opts.Worker, a.Key, until); err != nil {
		b.storeFailed(b.ctx, err)
	}
}

// backoff is the pause before the next attempt: doubling, bounded, and up to a
// quarter off so that many failures do not come back as one.
func (k *Keeper) backoff(attempt int) time.Duration {
	d := k.opts.RetryFirst
	for range min(attempt, 64) - 1 {
		if d >= k.opts.RetryMost {
			break
		}
		d *= 2
	}
	d = min(d, k.opts.RetryMost)
	return d - time.Duration(rand.Int64N(int64(d)/4+1))
}

// flush marks alarms as done: all that were delivered while the store was busy
// with the ones before. A crash repeats only what it did not get to.
func (b *batchRun) flush() error {
	var failed error
	for key := range b.done {
		keys := []AlarmKey{key}
		for more := true; more; {
			select {
			case next, ok := <-b.done:
				if more = ok; ok {
					keys = append(keys, next)
				}
			default:
				more = false
			}
		}
		if err := b.finish(keys); err != nil {
			failed = err
		}
	}
	return failed
}

// finish marks keys as done, and tries again until the leases end: what is
// delivered should not be delivered twice because the store was away for a
// moment.
func (b *batchRun) finish(keys []AlarmKey) error {
	pause := 50 * time.Millisecond
	for {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(b.ctx), b.opts.Timeout)
		err := b.store.Done(ctx, b.opts.Worker, keys...)
		cancel()
		if err == nil || errors.Is(err, ErrCorrupt) || errors.Is(err, ErrSchema) {
			return err
		}
		b.storeFailed(b.ctx, err)
		if b.ctx.Err() != nil || b.now().After(b.until) {
			return err
		}
		b.sleep(b.ctx, pause, false)
		pause = min(2*pause, storePause)
	}
}
