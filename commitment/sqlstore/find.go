package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// Load implements [commitment.Store].
func (s *Store) Load(ctx context.Context, tenant commitment.TenantID, id commitment.PromiseID) (commitment.Promise, error) {
	var body string
	err := s.read().QueryRowContext(ctx, s.q.load, tenant, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return commitment.Promise{}, commitment.ErrNotFound
	}
	var p commitment.Promise
	if err == nil {
		err = json.Unmarshal([]byte(body), &p)
	}
	if err != nil {
		return commitment.Promise{}, wrap(ctx, err)
	}
	return p, nil
}

// where collects conditions with their arguments.
type where struct {
	conditions []string
	args       []any
}

func (w *where) add(condition string, args ...any) {
	w.conditions = append(w.conditions, condition)
	w.args = append(w.args, args...)
}

// Find implements [commitment.Store].
func (s *Store) Find(ctx context.Context, q commitment.Query) ([]commitment.Promise, error) {
	w := conditions(q)
	query := `SELECT body FROM {promise} WHERE ` + strings.Join(w.conditions, " AND ") + ` ORDER BY id LIMIT ?`
	return s.promises(ctx, s.read(), query, append(w.args, q.Size()))
}

func conditions(q commitment.Query) *where {
	w := &where{}
	w.add("tenant = ?", q.Tenant)
	for _, f := range []struct{ column, value string }{
		{"case_id", string(q.Case)}, {"owner", string(q.Owner)}, {"customer", string(q.Customer)},
		{"team", string(q.Team)}, {"kind", string(q.Kind)}, {"dependency", string(q.Dependency)},
	} {
		if f.value != "" {
			w.add(f.column+" = ?", f.value)
		}
	}
	if len(q.States) > 0 {
		states := make([]any, len(q.States))
		for i, st := range q.States {
			states[i] = int64(st)
		}
		w.add("state IN ("+strings.TrimSuffix(strings.Repeat("?, ", len(states)), ", ")+")", states...)
	}
	if !q.ClosedFrom.IsZero() {
		w.add("closed_at >= ?", ceilMicros(q.ClosedFrom))
	}
	if !q.ClosedTo.IsZero() {
		w.add("closed_at < ?", ceilMicros(q.ClosedTo))
	}
	if q.After != "" {
		w.add("id > ?", q.After)
	}
	return w
}

// ceilMicros rounds a bound up, so that comparing whole microseconds with it
// gives what comparing with the exact instant would.
func ceilMicros(t time.Time) int64 {
	us := t.UnixMicro()
	if time.UnixMicro(us).Before(t) {
		us++
	}
	return us
}

func (s *Store) promises(ctx context.Context, c conn, query string, args []any) ([]commitment.Promise, error) {
	rows, err := c.QueryContext(ctx, s.sql(query), args...)
	if err != nil {
		return nil, wrap(ctx, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err has what matters
	found := []commitment.Promise{}
	for rows.Next() {
		var body string
		if err := rows.Scan(&body); err != nil {
			return nil, wrap(ctx, err)
		}
		var p commitment.Promise
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			return nil, wrap(ctx, err)
		}
		found = append(found, p)
	}
	return found, wrap(ctx, rows.Err())
}
