package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
)

// lookups are queries with the index that each has to use, however many promises
// there are.
var lookups = []struct {
	name  string
	query commitment.Query
	index string
}{
	{"owner", commitment.Query{Owner: "agent-7", States: commitment.OpenStates()}, "promise_owner"},
	{"owner who has none", commitment.Query{Owner: "nobody", States: commitment.OpenStates()}, "promise_owner"},
	{"owner's record", commitment.Query{Owner: "agent-7", Kind: "fix", States: []commitment.State{commitment.Kept, commitment.Broken}, ClosedFrom: madeAt, Limit: 200}, "promise_owner"},
	{"owner, next page", commitment.Query{Owner: "agent-7", After: "p-5"}, "promise_owner"},
	{"case", commitment.Query{Case: "77"}, "promise_case"},
	{"case and owner", commitment.Query{Case: "77", Owner: "agent-7"}, "promise_case"},
	{"customer", commitment.Query{Customer: "c77"}, "promise_customer"},
	{"dependency", commitment.Query{Dependency: "release-7", States: commitment.OpenStates()}, "promise_dependency"},
	{"closed", commitment.Query{ClosedFrom: madeAt, ClosedTo: madeAt.Add(time.Hour)}, "promise_closed"},
}

// explained returns what the database says it does.
func explained(t *testing.T, db *sql.DB, explain, statement string, args []any, columns int) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), explain+statement, args...)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	var all []string
	for rows.Next() {
		row := make([]any, columns)
		for i := range row {
			row[i] = new(any)
		}
		require.NoError(t, rows.Scan(row...))
		all = append(all, fmt.Sprint(*row[columns-1].(*any)))
	}
	require.NoError(t, rows.Err())
	return strings.Join(all, "\n")
}

func TestLookupsOnSQLite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.db")
	s, db := openFile(t, file), sqliteDB(t, file)
	for _, c := range lookups {
		c.query.Tenant = "acme"
		statement, args := sqlstore.FindSQL(s, c.query)
		plan := explained(t, db, "EXPLAIN QUERY PLAN ", statement, args, 4)
		require.Contains(t, plan, "USING INDEX evenkeel_"+c.index, "%s:\n%s", c.name, plan)
	}
	statement, args := sqlstore.FindSQL(s, commitment.Query{Tenant: "acme", After: "p-5"})
	require.NotContains(t, explained(t, db, "EXPLAIN QUERY PLAN ", statement, args, 4), "TEMP B-TREE", "a tenant is read in order of ids, not sorted")
}

func TestLookupsOnPostgres(t *testing.T) {
	dsn := postgrestest.Start(t).Database(t)
	s, err := sqlstore.OpenPostgres(t.Context(), dsn, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	_, err = s.Save(t.Context(), aPromise(t, defaultPolicy(t), 0, time.Hour), madeAt)
	require.NoError(t, err)
	run(t, dsn, `INSERT INTO evenkeel.promise SELECT tenant, 'p-' || i, revision, i, 'agent-' || (i % 100), 'c' || i, team, kind, CASE i % 50 WHEN 0 THEN 'release-' || (i % 10) ELSE '' END,
		CASE i % 3 WHEN 0 THEN 0 ELSE 2 END, CASE i % 3 WHEN 0 THEN NULL ELSE i * 1000000::bigint END, body FROM generate_series(1, 30000) i, evenkeel.promise`)
	run(t, dsn, "ANALYZE evenkeel.promise")
	db, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	for _, c := range lookups {
		c.query.Tenant = "acme"
		statement, args := sqlstore.FindSQL(s, c.query)
		plan := explained(t, db, "EXPLAIN ", statement, args, 1)
		require.NotContains(t, plan, "promise_pkey", "%s:\n%s", c.name, plan)
		require.NotContains(t, plan, "Seq Scan", "%s:\n%s", c.name, plan)
	}
}

// TestClaimSkipsWhatIsLocked: a transaction that holds an alarm, such as a host's
// that takes its time, holds up no other alarm.
func TestClaimSkipsWhatIsLocked(t *testing.T) {
	dsn := postgrestest.Start(t).Database(t)
	s, err := sqlstore.OpenPostgres(t.Context(), dsn, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	someAlarms(t, s, 5)
	db, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	var key string
	require.NoError(t, tx.QueryRowContext(t.Context(), "SELECT key FROM evenkeel.alarm ORDER BY ready, key LIMIT 1 FOR UPDATE").Scan(&key))
	claim := func() []commitment.Alarm {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		now := madeAt.Add(time.Hour)
		got, err := s.Claim(ctx, commitment.Claim{Worker: "w", Now: now, Until: now.Add(time.Minute), Limit: 10})
		require.NoError(t, err)
		return got
	}
	got := claim()
	require.Len(t, got, 4)
	for _, a := range got {
		require.NotEqual(t, key, string(a.Key))
	}
	require.NoError(t, tx.Rollback())
	require.Len(t, claim(), 1)
}

// TestClaimTakesTheEarliest: where more is due than is asked for, what has waited
// longest comes first, whatever its key.
func TestClaimTakesTheEarliest(t *testing.T) {
	for _, backend := range backends {
		t.Run(backend.name, func(t *testing.T) {
			s := backend.open(t)
			k, err := commitment.NewKeeper(s, silent, nil)
			require.NoError(t, err)
			const n = 9
			var alarms []commitment.Alarm
			for i := range n {
				alarms = append(alarms, commitment.Alarm{Rule: "breach", Ordinal: i, Recipient: "ana", At: madeAt.Add(-time.Duration(i) * time.Minute)})
			}
			_, err = k.Plan(t.Context(), "acme", "sla:1", 1, alarms)
			require.NoError(t, err)
			for left := n; left > 0; left -= 3 {
				got, err := s.Claim(t.Context(), commitment.Claim{Worker: "w", Now: madeAt, Until: madeAt.Add(time.Hour), Limit: 3})
				require.NoError(t, err)
				require.Len(t, got, 3)
				for i, a := range got {
					require.Equal(t, left-1-i, a.Ordinal)
				}
			}
		})
	}
}

// TestPlannedWhileLeased: a plan that gives a leased or postponed alarm other fields
// leaves it to who holds it, until then.
func TestPlannedWhileLeased(t *testing.T) {
	for _, backend := range backends {
		t.Run(backend.name, func(t *testing.T) {
			s := backend.open(t)
			k, err := commitment.NewKeeper(s, silent, nil)
			require.NoError(t, err)
			plan := func(at time.Time) {
				t.Helper()
				_, err := k.Plan(t.Context(), "acme", "sla:1", 1, []commitment.Alarm{{Rule: "breach", Recipient: "ana", At: at}})
				require.NoError(t, err)
			}
			claim := func(after time.Duration) []commitment.Alarm {
				t.Helper()
				now := madeAt.Add(after)
				got, err := s.Claim(t.Context(), commitment.Claim{Worker: "w", Now: now, Until: now.Add(time.Hour), Limit: 3})
				require.NoError(t, err)
				return got
			}
			plan(madeAt)
			require.Len(t, claim(0), 1)
			plan(madeAt.Add(-time.Minute))
			require.Empty(t, claim(59*time.Minute), "leased")
			got := claim(time.Hour)
			require.Len(t, got, 1, "the lease is over")
			require.True(t, got[0].At.Equal(madeAt.Add(-time.Minute)))
			require.NoError(t, s.Postpone(t.Context(), "w", got[0].Key, madeAt.Add(5*time.Hour)))
			plan(madeAt.Add(-2 * time.Minute))
			require.Empty(t, claim(4*time.Hour), "postponed")
			require.Len(t, claim(5*time.Hour), 1)
		})
	}
}

// TestPurgedAtTheBound: what was closed at the very time is not closed before it.
func TestPurgedAtTheBound(t *testing.T) {
	for _, backend := range backends {
		t.Run(backend.name, func(t *testing.T) {
			s := backend.open(t)
			w := aPromise(t, defaultPolicy(t), 1, time.Hour)
			closed := madeAt.Add(time.Hour)
			kept, err := w.Promise.Keep(closed, "ana", 0)
			require.NoError(t, err)
			_, err = s.Save(t.Context(), w, madeAt)
			require.NoError(t, err)
			_, err = s.Save(t.Context(), commitment.Write{Promise: kept, Was: 1}, closed)
			require.NoError(t, err)
			n, err := s.Purge(t.Context(), "acme", "", closed)
			require.NoError(t, err)
			require.Zero(t, n)
			n, err = s.Purge(t.Context(), "acme", "", closed.Add(time.Microsecond))
			require.NoError(t, err)
			require.Equal(t, 1, n)
			_, err = s.Load(t.Context(), "acme", w.Promise.ID)
			require.ErrorIs(t, err, commitment.ErrNotFound)
		})
	}
}

// TestTenantsPlanTheSame: the revisions of one tenant's subjects do not hold for
// another's.
func TestTenantsPlanTheSame(t *testing.T) {
	for _, backend := range backends {
		t.Run(backend.name, func(t *testing.T) {
			k, err := commitment.NewKeeper(backend.open(t), silent, nil)
			require.NoError(t, err)
			alarms := []commitment.Alarm{{Rule: "breach", Recipient: "ana", At: madeAt}}
			for rev, tenant := range map[commitment.Revision]commitment.TenantID{5: "acme", 2: "globex", 1: ""} {
				_, err := k.Plan(context.Background(), tenant, "sla:1", rev, alarms)
				require.NoError(t, err)
				_, err = k.Plan(context.Background(), tenant, "sla:1", rev, alarms)
				require.NoError(t, err, "the same again changes nothing")
				_, err = k.Plan(context.Background(), tenant, "sla:1", rev-1, alarms)
				require.Error(t, err)
			}
		})
	}
}
