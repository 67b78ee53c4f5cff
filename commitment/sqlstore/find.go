package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// Load implements [commitment.Store].
func (s *Store) Load(ctx context.Context, tenant commitment.TenantID, id commitment.PromiseID) (commitment.Promise, error) {
	var body string
	err := one(ctx, s.read(), s.q.load, []any{tenant, id}, &body)
	if errors.Is(err, errNoRow) {
		return commitment.Promise{}, commitment.ErrNotFound
	}
	var p commitment.Promise
	if err == nil {
		err = decode(body, &p)
	}
	if err != nil {
		return commitment.Promise{}, wrap(ctx, err)
	}
	return p, nil
}

// decode reads a promise or an alarm as it is stored. It asks the type itself:
// json.Unmarshal would look all of the text through once more before it did.
func decode(body string, into json.Unmarshaler) error { return into.UnmarshalJSON([]byte(body)) }

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
	query, args := s.findSQL(q)
	return s.promises(ctx, s.read(), query, args)
}

// findSQL is the statement for a query and its arguments. Left alone, planners
// like to read a whole tenant in the order of ids until the limit is reached,
// because that saves sorting: a million rows for an owner with ten promises. So
// where a column with an index of its own is asked for, the order is by an
// expression that no index has; SQLite, which keeps no statistics, is told by a
// plus sign which of the other columns not to look up.
func (s *Store) findSQL(q commitment.Query) (string, []any) {
	w := &where{}
	w.add("tenant = ?", q.Tenant)
	found := false // a column to look up
	plus := func() string {
		if was := found; was && s.dialect == SQLite {
			return "+"
		}
		found = true
		return ""
	}
	for _, f := range []struct { // those that select most first
		column, value string
		indexed       bool // by a partial index, which the second condition lets be used
	}{
		{"case_id", string(q.Case), true}, {"customer", string(q.Customer), true}, {"owner", string(q.Owner), true}, {"dependency", string(q.Dependency), true},
		{"team", string(q.Team), false}, {"kind", string(q.Kind), false},
	} {
		switch {
		case f.value == "":
		case f.indexed:
			p := plus()
			w.add(p+f.column+" = ? AND "+p+f.column+" <> ''", f.value)
		default:
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
	if !q.ClosedFrom.IsZero() || !q.ClosedTo.IsZero() {
		p := plus()
		if !q.ClosedFrom.IsZero() {
			w.add(p+"closed_at >= ?", ceilMicros(q.ClosedFrom))
		}
		if !q.ClosedTo.IsZero() {
			w.add(p+"closed_at < ?", ceilMicros(q.ClosedTo))
		}
	}
	order := "id"
	if found {
		order = "id || ''"
	}
	if q.After != "" {
		w.add(plus()+"id > ?", q.After)
	}
	return `SELECT body FROM {promise} WHERE ` + strings.Join(w.conditions, " AND ") + ` ORDER BY ` + order + ` LIMIT ?`, append(w.args, q.Size())
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
	found := []commitment.Promise{}
	err := each(ctx, c, s.sql(query), args, func(r rows) error {
		var body string
		var p commitment.Promise
		if err := r.Scan(&body); err != nil {
			return err
		}
		err := decode(body, &p)
		found = append(found, p)
		return err
	})
	if err != nil {
		return nil, wrap(ctx, err)
	}
	return found, nil
}
