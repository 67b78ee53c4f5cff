package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// A Turn is what [Store.Turn] leased.
type Turn struct {
	// Alarms are to be delivered one after the other, in order of time. None: the
	// key is done or superseded.
	Alarms []commitment.Alarm
	// Busy says that nothing was leased, because another worker holds the key or
	// an earlier alarm of its subject: ask again a little later.
	Busy bool
}

// Turn is for an engine whose own machinery says when an alarm's time has come.
// It leases the alarm to the worker until the instant given, whether or not it is
// due at now, and with it all others of the same subject that are due and not
// leased, and counts the attempts. So the alarms of one subject are delivered in
// order of time, after an outage too: managers hear before stakeholders
// (practice C7). A worker that died holds up the later alarms of the subject
// until patience is over, counted from when its lease began, given that all
// leases are of the same length.
func (s *Store) Turn(ctx context.Context, worker string, key commitment.AlarmKey, now, until time.Time, patience time.Duration) (Turn, error) {
	parts, err := commitment.ParseAlarmKey(key)
	if err != nil {
		return Turn{}, err
	}
	var t Turn
	err = s.atomically(ctx, func(c conn) error {
		all, err := s.waiting(ctx, c, parts, now)
		if err != nil {
			return err
		}
		held := until.Add(-patience).UnixMicro() // a lease that ends later began less than patience ago
		if t = pickTurn(all, worker, key, micros(now), held); len(t.Alarms) == 0 {
			return nil
		}
		return s.takeTurn(ctx, c, worker, until, t.Alarms)
	})
	if err != nil {
		return Turn{}, err
	}
	return t, nil
}

// waiter is an alarm that is not done.
type waiter struct {
	alarm  commitment.Alarm
	worker string // "" where its lease is over
	ready  int64
}

// waiting returns the alarms of a subject that are not done, in order of time.
func (s *Store) waiting(ctx context.Context, c conn, parts commitment.KeyParts, now time.Time) ([]waiter, error) {
	var all []waiter
	err := each(ctx, c, s.q.turn, []any{parts.Tenant, parts.Subject}, func(r rows) error {
		var w waiter
		var body string
		var attempt int
		if err := r.Scan(&body, &attempt, &w.worker, &w.ready); err != nil {
			return err
		}
		err := decode(body, &w.alarm)
		w.alarm.Attempt = attempt
		if w.ready <= micros(now) {
			w.worker = ""
		}
		all = append(all, w)
		return err
	})
	slices.SortFunc(all, func(a, b waiter) int {
		return cmp.Or(a.alarm.At.Compare(b.alarm.At), cmp.Compare(a.alarm.Key, b.alarm.Key))
	})
	return all, err
}

// pickTurn decides what of a subject the worker of a key may have.
func pickTurn(all []waiter, worker string, key commitment.AlarmKey, now, held int64) Turn {
	own := slices.IndexFunc(all, func(w waiter) bool { return w.alarm.Key == key })
	if own < 0 {
		return Turn{}
	}
	var t Turn
	for i, w := range all {
		taken := w.worker != "" && w.worker != worker
		switch {
		case taken && (i == own || i < own && w.ready > held):
			return Turn{Busy: true}
		case !taken && (i == own || w.ready <= now):
			w.alarm.Attempt++
			t.Alarms = append(t.Alarms, w.alarm)
		}
	}
	return t
}

func (s *Store) takeTurn(ctx context.Context, c conn, worker string, until time.Time, alarms []commitment.Alarm) error {
	keys := make([]string, len(alarms))
	for i, a := range alarms {
		keys[i] = string(a.Key)
	}
	n, err := s.leaseKeys(ctx, c, worker, until, keys)
	if err == nil && n != int64(len(keys)) {
		err = errors.New("alarms changed under lock")
	}
	return err
}

// leaseKeys leases alarms that are locked, or that nobody else can write.
func (s *Store) leaseKeys(ctx context.Context, c conn, worker string, until time.Time, keys []string) (int64, error) {
	list, err := keyList(keys)
	if err != nil {
		return 0, err
	}
	return c.exec(ctx, s.q.lease, worker, micros(until), list)
}
