package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
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
			found, err = scanClaimed(tx.QueryContext(ctx, s.q.claim, micros(c.Now), c.Limit, c.Worker, micros(c.Until)))
			return err
		}
		if found, err = scanClaimed(tx.QueryContext(ctx, s.q.claim, micros(c.Now), c.Limit)); err != nil || len(found) == 0 {
			return err
		}
		keys := make([]commitment.AlarmKey, len(found))
		for i := range found {
			found[i].alarm.Attempt++
			keys[i] = found[i].alarm.Key
		}
		list, err := json.Marshal(keys)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, s.q.lease, c.Worker, micros(c.Until), string(list))
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

func scanClaimed(rows *sql.Rows, err error) ([]claimed, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has what matters
	var found []claimed
	for rows.Next() {
		var key, body string
		var attempt int
		var f claimed
		if err := rows.Scan(&key, &body, &attempt, &f.ready); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(body), &f.alarm); err != nil {
			return nil, fmt.Errorf("alarm %s: %w", key, err)
		}
		f.alarm.Attempt = attempt
		found = append(found, f)
	}
	return found, rows.Err()
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
	statement := `UPDATE {alarm} SET done = 1, worker = '' WHERE key IN (%s)`
	if s.dialect == PostgreSQL { // lock in the order of the keys, as every other statement does
		statement = `UPDATE {alarm} SET done = 1, worker = '' WHERE key IN (SELECT key FROM {alarm} WHERE key IN (%s) ORDER BY key FOR UPDATE)`
	}
	return s.atomically(ctx, func(c conn) error { return s.forKeys(ctx, c, statement, sorted) })
}

// Postpone implements [commitment.AlarmStore].
func (s *Store) Postpone(ctx context.Context, worker string, key commitment.AlarmKey, until time.Time) error {
	return s.atomically(ctx, func(c conn) error {
		_, err := c.ExecContext(ctx, s.q.postpone, micros(until), key, worker)
		return err
	})
}

// Next implements [commitment.AlarmStore].
func (s *Store) Next(ctx context.Context) (time.Time, error) {
	var ready int64
	err := s.read().QueryRowContext(ctx, s.q.next).Scan(&ready)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, wrap(ctx, err)
	}
	return time.UnixMicro(ready).UTC(), nil
}

// Pending implements [commitment.Pender].
func (s *Store) Pending(ctx context.Context, tenant commitment.TenantID, subject commitment.SubjectID) ([]commitment.Alarm, error) {
	rows, err := s.read().QueryContext(ctx, s.q.pending, tenant, subject)
	if err != nil {
		return nil, wrap(ctx, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err has what matters
	var pending []commitment.Alarm
	for rows.Next() {
		var body string
		var attempt int
		var a commitment.Alarm
		if err := rows.Scan(&body, &attempt); err != nil {
			return nil, wrap(ctx, err)
		}
		if err := json.Unmarshal([]byte(body), &a); err != nil {
			return nil, wrap(ctx, err)
		}
		a.Attempt = attempt
		pending = append(pending, a)
	}
	slices.SortFunc(pending, func(a, b commitment.Alarm) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key))
	})
	return pending, wrap(ctx, rows.Err())
}
