package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// claimed is an alarm with the time by which it was found due.
type claimed struct {
	alarm commitment.Alarm
	ready int64
}

// Claim implements [commitment.AlarmStore].
func (s *Store) Claim(ctx context.Context, c commitment.Claim) ([]commitment.Alarm, error) {
	if c.Limit < 1 {
		return nil, nil
	}
	var found []claimed
	err := s.atomically(ctx, func(tx conn) error {
		var err error
		if s.dialect == PostgreSQL {
			found, err = scanClaimed(ctx, tx, s.q.claim, micros(c.Now), c.Limit, c.Worker, micros(c.Until))
			return err
		}
		if found, err = scanClaimed(ctx, tx, s.q.claim, micros(c.Now), c.Limit); err != nil || len(found) == 0 {
			return err
		}
		keys := make([]string, len(found))
		for i := range found {
			found[i].alarm.Attempt++
			keys[i] = string(found[i].alarm.Key)
		}
		_, err = s.leaseKeys(ctx, tx, c.Worker, c.Until, keys)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b claimed) int {
		return cmp.Or(cmp.Compare(a.ready, b.ready), cmp.Compare(a.alarm.Key, b.alarm.Key))
	})
	due := make([]commitment.Alarm, len(found))
	for i, f := range found {
		due[i] = f.alarm
	}
	return due, nil
}

// scanClaimed reads due alarms. One that cannot be read holds up no other: it is
// an error only when it is alone.
func scanClaimed(ctx context.Context, c conn, statement string, args ...any) ([]claimed, error) {
	var found []claimed
	var unread error
	err := each(ctx, c, statement, args, func(r rows) error {
		var key, body string
		var f claimed
		var attempt int
		if err := r.Scan(&key, &body, &attempt, &f.ready); err != nil {
			return err
		}
		if err := decode(body, &f.alarm); err != nil {
			unread = fmt.Errorf("alarm %s: %w", key, err)
			return nil
		}
		f.alarm.Attempt = attempt
		found = append(found, f)
		return nil
	})
	if err == nil && len(found) == 0 {
		err = unread
	}
	return found, err
}

// Done implements [commitment.AlarmStore].
func (s *Store) Done(ctx context.Context, _ string, keys ...commitment.AlarmKey) error {
	if len(keys) == 0 {
		return nil
	}
	sorted := make([]string, len(keys))
	for i, k := range keys {
		sorted[i] = string(k)
	}
	slices.Sort(sorted)
	list, err := keyList(sorted)
	if err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	return s.statement(ctx, func(c conn) error {
		_, err := c.exec(ctx, s.q.finish, list)
		return err
	})
}

// Postpone implements [commitment.AlarmStore].
func (s *Store) Postpone(ctx context.Context, worker string, key commitment.AlarmKey, until time.Time) error {
	return s.statement(ctx, func(c conn) error {
		_, err := c.exec(ctx, s.q.postpone, micros(until), key, worker)
		return err
	})
}

// Next implements [commitment.AlarmStore].
func (s *Store) Next(ctx context.Context) (time.Time, error) {
	var ready int64
	err := one(ctx, s.read(), s.q.next, nil, &ready)
	if errors.Is(err, errNoRow) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, wrap(ctx, err)
	}
	return time.UnixMicro(ready).UTC(), nil
}

// Pending implements [commitment.Pender].
func (s *Store) Pending(ctx context.Context, tenant commitment.TenantID, subject commitment.SubjectID) ([]commitment.Alarm, error) {
	var pending []commitment.Alarm
	err := each(ctx, s.read(), s.q.pending, []any{tenant, subject}, func(r rows) error {
		var body string
		var a commitment.Alarm
		var attempt int
		if err := r.Scan(&body, &attempt); err != nil {
			return err
		}
		if err := decode(body, &a); err != nil {
			return err
		}
		a.Attempt = attempt
		pending = append(pending, a)
		return nil
	})
	slices.SortFunc(pending, func(a, b commitment.Alarm) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key))
	})
	return pending, wrap(ctx, err)
}
