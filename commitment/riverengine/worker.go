package riverengine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// worker delivers alarms.
type worker struct {
	river.WorkerDefaults[alarmArgs]

	engine *Engine
	waker  commitment.Waker
	stop   <-chan struct{} // closed when nothing more is to be begun
}

// Retries double from a few seconds to a quarter of an hour.
const (
	retryFirst = 5 * time.Second
	retryMost  = 15 * time.Minute
)

func retryAfter(attempt int) time.Duration {
	if doublings := attempt - 1; doublings < 8 {
		return min(retryFirst<<max(0, doublings), retryMost)
	}
	return retryMost
}

const (
	// busyPause is when a job asks again that found its subject busy.
	busyPause = 250 * time.Millisecond
	// patience is how long a job waits for an earlier alarm of its subject that a
	// worker holds which may be dead.
	patience = 5 * time.Second
	// earlyPause is the shortest wait for a keeper whose clock is behind River's:
	// how far, the engine does not know.
	earlyPause = time.Second
	// settleWithin bounds what has to be said to the database after a failure.
	settleWithin = 5 * time.Second
)

// NextRetry implements [river.Worker].
func (w *worker) NextRetry(j *river.Job[alarmArgs]) time.Time {
	return time.Now().Add(retryAfter(j.Attempt))
}

// Work implements [river.Worker]. The lease tells those who change the promise
// that these alarms may still arrive. With the job's own alarm come the others of
// its subject that are due, in order of time; their jobs find nothing to do then.
func (w *worker) Work(ctx context.Context, j *river.Job[alarmArgs]) error {
	name, now := fmt.Sprintf("river:%d", j.ID), time.Now()
	until := now.Add(w.engine.opts.RescueAfter)
	turn, err := w.engine.store.Turn(ctx, name, j.Args.Key, now, until, patience)
	switch {
	case err != nil:
		return err
	case turn.Busy:
		return river.JobSnooze(busyPause)
	}
	// What is begun late would be cut off by JobTimeout.
	enough := now.Add(w.engine.opts.JobTimeout / 2)
	var own error // nil: nothing is left to do
	for _, a := range turn.Alarms {
		var err error
		if w.stopped() || time.Now().After(enough) {
			w.giveBack(ctx, name, a, a.At)
			err = river.JobSnooze(busyPause)
		} else {
			err = w.deliver(ctx, name, a, until)
		}
		if a.Key == j.Args.Key {
			own = err
		}
	}
	return own
}

func (w *worker) stopped() bool {
	select {
	case <-w.stop:
		return true
	default:
		return false
	}
}

// deliver wakes the keeper for one alarm and says so to the store.
func (w *worker) deliver(ctx context.Context, name string, a commitment.Alarm, until time.Time) error {
	err := w.waker.Wake(ctx, a)
	if err == nil {
		return w.finish(ctx, name, a.Key, until)
	}
	var early *commitment.EarlyError
	if errors.As(err, &early) {
		w.giveBack(ctx, name, a, early.Until)
		return river.JobSnooze(max(earlyPause, time.Until(early.Until)))
	}
	w.giveBack(ctx, name, a, time.Now().Add(retryAfter(a.Attempt)))
	return err
}

// finish marks an alarm as delivered, and tries again until its lease ends: what is
// delivered is not to be delivered twice because the job's time is up, or the
// database was away for a moment.
func (w *worker) finish(ctx context.Context, name string, key commitment.AlarmKey, until time.Time) error {
	ctx = context.WithoutCancel(ctx)
	for pause := 50 * time.Millisecond; ; pause *= 2 {
		try, cancel := context.WithTimeout(ctx, settleWithin)
		err := w.engine.store.Done(try, name, key)
		cancel()
		if err == nil || time.Now().Add(pause).After(until) {
			return err
		}
		time.Sleep(pause)
	}
}

// giveBack ends the lease. A failure to say so only delays, until it runs out.
func (w *worker) giveBack(ctx context.Context, name string, a commitment.Alarm, until time.Time) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	_ = w.engine.store.Postpone(ctx, name, a.Key, until)
}
