package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// Save implements [commitment.Store].
func (s *Store) Save(ctx context.Context, w commitment.Write, now time.Time) ([]commitment.AlarmKey, error) {
	if err := w.Validate(); err != nil {
		return nil, err
	}
	body, err := json.Marshal(w.Promise)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	alarms, err := encode(w.Alarms)
	if err != nil {
		return nil, err
	}
	if w.Was == 0 {
		return nil, s.create(ctx, w.Promise, string(body), alarms)
	}
	var leased []commitment.AlarmKey
	err = s.atomically(ctx, func(c conn) error {
		if err := s.update(ctx, c, w, string(body)); err != nil {
			return err
		}
		leased, err = s.replace(ctx, c, w.Promise.Tenant, w.Promise.Subject(), alarms, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return leased, nil
}

// create stores a promise that is new, with its alarms. PostgreSQL does it in
// one statement: what a promise costs there is mostly the way to the server.
func (s *Store) create(ctx context.Context, p commitment.Promise, body string, alarms []row) error {
	args := append([]any{p.Tenant, p.ID}, columns(p, body)...)
	taken := &commitment.FieldError{Field: "id", Value: string(p.ID), Want: "an id that is not used yet", Err: commitment.ErrExists}
	if s.dialect == PostgreSQL {
		args = append(args, arrays(alarms)...)
		return s.statement(ctx, func(c conn) error {
			var made int
			if err := one(ctx, c, s.q.create, args, &made); err != nil || made == 1 {
				return err
			}
			return taken
		})
	}
	return s.atomically(ctx, func(c conn) error {
		made, err := c.exec(ctx, s.q.insertPromise, args...)
		if err != nil {
			return err
		}
		if made == 0 {
			return taken
		}
		return s.insert(ctx, c, alarms)
	})
}

// columns are those of a promise beside its key.
func columns(p commitment.Promise, body string) []any {
	var closed sql.NullInt64
	if p.State.Closed() {
		closed = sql.NullInt64{Int64: micros(p.ClosedAt), Valid: true}
	}
	return []any{int64(p.Revision), p.Case, p.Owner.ID, p.Customer.ID, p.Team, p.Kind, p.Dependency, int64(p.State), closed, body}
}

// update stores a promise over the revision that it was made of.
func (s *Store) update(ctx context.Context, c conn, w commitment.Write, body string) error {
	p := w.Promise
	n, err := c.exec(ctx, s.q.updatePromise, append(columns(p, body), p.Tenant, p.ID, int64(w.Was))...)
	if err != nil || n == 1 {
		return err
	}
	var stored int64
	err = one(ctx, c, s.q.revision, []any{p.Tenant, p.ID}, &stored)
	switch {
	case errors.Is(err, errNoRow):
		return commitment.ErrNotFound
	case err != nil:
		return err
	}
	return &commitment.ConflictError{Tenant: p.Tenant, Subject: p.Subject(), Based: w.Was, Stored: commitment.Revision(stored)}
}

// Plan implements [commitment.Store].
func (s *Store) Plan(ctx context.Context, p commitment.Plan, now time.Time) ([]commitment.AlarmKey, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	alarms, err := encode(p.Alarms)
	if err != nil {
		return nil, err
	}
	var leased []commitment.AlarmKey
	err = s.atomically(ctx, func(c conn) error {
		var stored int64
		err := one(ctx, c, s.q.subjectRevision, []any{p.Tenant, p.Subject}, &stored)
		switch {
		case err != nil && !errors.Is(err, errNoRow):
			return err
		case stored > int64(p.Revision):
			return &commitment.ConflictError{Tenant: p.Tenant, Subject: p.Subject, Based: p.Revision, Stored: commitment.Revision(stored)}
		}
		if _, err := c.exec(ctx, s.q.putSubject, p.Tenant, p.Subject, int64(p.Revision)); err != nil {
			return err
		}
		leased, err = s.replace(ctx, c, p.Tenant, p.Subject, alarms, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return leased, nil
}

// row is an alarm as it is stored.
type row struct {
	alarm commitment.Alarm
	body  string
}

// encode writes alarms as they are stored: to the microsecond, and without the
// count of their claims.
func encode(alarms []commitment.Alarm) ([]row, error) {
	rows := make([]row, len(alarms))
	for i, a := range alarms {
		a.At, a.Until, a.Deadline, a.Attempt = instant(a.At), instant(a.Until), instant(a.Deadline), 0
		body, err := json.Marshal(a)
		if err != nil {
			return nil, fmt.Errorf("sqlstore: alarm %s: %w", a.Key, err)
		}
		rows[i] = row{a, string(body)}
	}
	return rows, nil
}

// stored is what a row holds besides the alarm.
type stored struct {
	key, body, worker string
	ready             int64
	done, moved       bool
}

// replace makes the stored plan of a subject equal to the rows given, and
// returns the keys that were dropped under lease.
func (s *Store) replace(ctx context.Context, c conn, tenant commitment.TenantID, subject commitment.SubjectID, rows []row, now time.Time) ([]commitment.AlarmKey, error) {
	old, err := s.plan(ctx, c, tenant, subject)
	if err != nil {
		return nil, err
	}
	var fresh []row
	for _, r := range rows {
		was, ok := old[string(r.alarm.Key)]
		if !ok {
			fresh = append(fresh, r)
			continue
		}
		delete(old, was.key)
		if err := s.change(ctx, c, was, r); err != nil {
			return nil, err
		}
	}
	var leased []commitment.AlarmKey
	var dropped []string
	for _, was := range old {
		dropped = append(dropped, was.key)
		if was.worker != "" && !was.done && was.ready > micros(now) {
			leased = append(leased, commitment.AlarmKey(was.key))
		}
	}
	if len(dropped) > 0 {
		list, err := keyList(dropped)
		if err != nil {
			return nil, err
		}
		if _, err := c.exec(ctx, s.q.drop, list); err != nil {
			return nil, err
		}
	}
	return leased, s.insert(ctx, c, fresh)
}

func (s *Store) plan(ctx context.Context, c conn, tenant commitment.TenantID, subject commitment.SubjectID) (map[string]stored, error) {
	old := map[string]stored{}
	return old, each(ctx, c, s.q.plan, []any{tenant, subject}, func(found rows) error {
		var r stored
		var done, moved int64
		err := found.Scan(&r.key, &r.body, &done, &r.worker, &r.ready, &moved)
		r.done, r.moved = done != 0, moved != 0
		old[r.key] = r
		return err
	})
}

// change gives a stored alarm the plan's new fields. Its lease, the time it was
// postponed to and its attempts stay.
func (s *Store) change(ctx context.Context, c conn, was stored, r row) error {
	if was.body == r.body {
		return nil
	}
	var err error
	if was.moved || was.done {
		_, err = c.exec(ctx, s.q.updateAlarm, r.alarm.Case, r.alarm.Recipient, r.body, r.alarm.Key)
	} else {
		_, err = c.exec(ctx, s.q.moveAlarm, r.alarm.Case, r.alarm.Recipient, r.body, micros(r.alarm.At), r.alarm.Key)
	}
	return err
}

// chunk bounds the parameters of one statement; SQLite allows 32,766.
const chunk = 500

func (s *Store) insert(ctx context.Context, c conn, rows []row) error {
	if s.dialect == PostgreSQL {
		if len(rows) == 0 {
			return nil
		}
		_, err := c.exec(ctx, s.q.insertAlarms, arrays(rows)...)
		return err
	}
	for len(rows) > 0 {
		n := min(len(rows), chunk)
		args := make([]any, 0, 7*n)
		for _, r := range rows[:n] {
			a := r.alarm
			args = append(args, a.Key, a.Tenant, a.Subject, a.Case, a.Recipient, micros(a.At), r.body)
		}
		query := `INSERT INTO {alarm} (key, tenant, subject, case_id, recipient, ready, body) VALUES ` +
			strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?, ?), ", n), ", ")
		if _, err := c.exec(ctx, s.sql(query), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// arrays are the columns of alarms, each as one array of PostgreSQL's.
func arrays(rows []row) []any {
	var text [6][]string
	ready := make([]int64, len(rows))
	for i, r := range rows {
		a := r.alarm
		for j, v := range [...]string{string(a.Key), string(a.Tenant), string(a.Subject), string(a.Case), string(a.Recipient), r.body} {
			text[j] = append(text[j], v)
		}
		ready[i] = micros(a.At)
	}
	return []any{text[0], text[1], text[2], text[3], text[4], ready, text[5]}
}

// keyList is a list of keys as the statements take it.
func keyList(keys []string) (string, error) {
	list, err := json.Marshal(keys)
	return string(list), err
}

// micros is a time as the database holds it.
func micros(t time.Time) int64 { return t.UnixMicro() }

func instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}
