package sqlstore_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
)

var madeAt = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// backends are the databases that every benchmark runs on.
var backends = []struct {
	name string
	open func(b testing.TB) *sqlstore.Store
}{
	{"sqlite", func(b testing.TB) *sqlstore.Store {
		s, err := sqlstore.OpenSQLite(context.Background(), filepath.Join(b.TempDir(), "x.db"), nil)
		require.NoError(b, err)
		b.Cleanup(func() { _ = s.Close() })
		return s
	}},
	{"postgres", func(b testing.TB) *sqlstore.Store {
		s, err := sqlstore.OpenPostgres(context.Background(), postgrestest.Start(b).Database(b), nil)
		require.NoError(b, err)
		b.Cleanup(func() { _ = s.Close() })
		return s
	}},
}

// someAlarms stores n alarms of foreign subjects, a thousand a subject.
func someAlarms(b testing.TB, s commitment.Store, n int) {
	b.Helper()
	const most = 1000
	for i := 0; n > 0; i, n = i+1, n-most {
		p := commitment.Plan{Tenant: "acme", Subject: commitment.SubjectID(fmt.Sprintf("sla:%d", i)), Revision: 1}
		for j := range min(n, most) {
			a := commitment.Alarm{Tenant: p.Tenant, Subject: p.Subject, Case: "4711", Revision: 1, Rule: "breach", Ordinal: j, Recipient: "ana", Channel: "e-mail", At: madeAt.Add(time.Duration(j) * time.Second)}
			a.Key = a.Parts().Key()
			p.Alarms = append(p.Alarms, a)
		}
		_, err := s.Plan(context.Background(), p, madeAt)
		require.NoError(b, err)
	}
}

// BenchmarkClaim claims due alarms and marks them as done, in batches.
func BenchmarkClaim(b *testing.B) {
	for _, backend := range backends {
		b.Run(backend.name, func(b *testing.B) {
			s := backend.open(b)
			someAlarms(b, s, b.N)
			b.ReportAllocs()
			b.ResetTimer()
			claimAll(b, s, b.N, 1000)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "alarms/s")
		})
	}
}

func claimAll(b testing.TB, s commitment.AlarmStore, want, batch int) {
	b.Helper()
	now := madeAt.Add(24 * time.Hour)
	n := 0
	for n < want {
		got, err := s.Claim(context.Background(), commitment.Claim{Worker: "w", Now: now, Until: now.Add(time.Minute), Limit: batch})
		require.NoError(b, err)
		require.NotEmpty(b, got)
		keys := make([]commitment.AlarmKey, len(got))
		for i, a := range got {
			keys[i] = a.Key
		}
		require.NoError(b, s.Done(context.Background(), "w", keys...))
		n += len(got)
	}
}

// aPromise is one with the plan of the default policy.
func aPromise(b testing.TB, policy *commitment.Policy, id int, due time.Duration) commitment.Write {
	b.Helper()
	p, err := commitment.Make(madeAt, commitment.Promise{
		Tenant: "acme", ID: commitment.PromiseID(fmt.Sprintf("p-%07d", id)), Case: commitment.CaseID(fmt.Sprint(id)), What: "send the root cause of the failed export",
		Owner:    commitment.Party{ID: commitment.PartyID(fmt.Sprintf("agent-%d", id%100)), Name: "Ana", Zone: "Europe/Berlin"},
		Managers: []commitment.Party{{ID: "bo"}}, Customer: commitment.Party{ID: commitment.PartyID(fmt.Sprint("c", id)), Name: "Zoë"},
		Due: commitment.At("Friday noon", madeAt.Add(due)),
	}, nil)
	require.NoError(b, err)
	return commitment.Write{Promise: p, Alarms: policy.Alarms(p)}
}

// BenchmarkMake stores promises with the alarms of the default policy, each in
// a transaction of its own.
func BenchmarkMake(b *testing.B) {
	policy, err := commitment.NewPolicy(nil)
	require.NoError(b, err)
	for _, backend := range backends {
		b.Run(backend.name, func(b *testing.B) {
			s := backend.open(b)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				_, err := s.Save(context.Background(), aPromise(b, policy, i, 96*time.Hour), madeAt)
				require.NoError(b, err)
				i++
			}
			b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "promises/s")
		})
	}
}

// TestMillion measures Make and Claim beside a thousand and beside a million open
// promises. It takes some minutes and a few GB:
//
//	EVENKEEL_MILLION=1 go test -run Million -timeout 60m -v .
func TestMillion(t *testing.T) {
	if os.Getenv("EVENKEEL_MILLION") == "" {
		t.Skip("fills a database with a million promises; set EVENKEEL_MILLION=1")
	}
	policy, err := commitment.NewPolicy(&commitment.PolicyConfig{Updates: -1, Silence: -1, Overdue: []commitment.Span{0}, Escalate: []commitment.Level{}, Remind: []commitment.Lead{{Left: 0.5}}})
	require.NoError(t, err)
	measure := func(open int) (made, claimed time.Duration) {
		file := filepath.Join(t.TempDir(), "x.db")
		s, err := sqlstore.OpenSQLite(t.Context(), file, nil)
		require.NoError(t, err)
		defer func() { require.NoError(t, s.Close()) }()
		fillSQLite(t, file, policy, open)
		const n = 2000
		best := func(f func(round int)) time.Duration {
			var least time.Duration
			for round := range 3 {
				begun := time.Now()
				f(round)
				if took := time.Since(begun); least == 0 || took < least {
					least = took
				}
			}
			return least / n
		}
		made = best(func(round int) {
			for i := range n {
				_, err := s.Save(t.Context(), aPromise(t, policy, 2_000_000+round*n+i, time.Hour), madeAt)
				require.NoError(t, err)
			}
		})
		claimed = best(func(int) { claimAll(t, s, n, 100) })
		return made, claimed
	}
	smallMade, smallClaimed := measure(1000)
	bigMade, bigClaimed := measure(1_000_000)
	t.Logf("Make: %v beside a thousand, %v beside a million (×%.2f); claim and done: %v, %v (×%.2f)",
		smallMade, bigMade, float64(bigMade)/float64(smallMade), smallClaimed, bigClaimed, float64(bigClaimed)/float64(smallClaimed))
}

// fillSQLite stores promises that are due in a month: one through the store, the
// others as copies of it under ids of their own, by the database itself.
func fillSQLite(t *testing.T, file string, policy *commitment.Policy, n int) {
	t.Helper()
	db := sqliteDB(t, file)
	s, err := sqlstore.New(t.Context(), db, sqlstore.SQLite, nil)
	require.NoError(t, err)
	_, err = s.Save(t.Context(), aPromise(t, policy, 0, 30*24*time.Hour), madeAt)
	require.NoError(t, err)
	const numbers = `WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO `
	named := func(column string) string {
		return `replace(` + column + `, 'p-0000000', printf('p-%07d', i))`
	}
	for from := 1; from < n; from += 50_000 {
		to := min(n, from+50_000) - 1
		_, err = db.ExecContext(t.Context(), numbers+`evenkeel_promise SELECT tenant, `+named("id")+`, revision, i, 'agent-' || (i % 100), 'c' || i, team, kind, dependency, state, closed_at, `+named("body")+`
			FROM n, evenkeel_promise WHERE id = 'p-0000000'`, from, to)
		require.NoError(t, err)
		_, err = db.ExecContext(t.Context(), numbers+`evenkeel_alarm SELECT `+named("key")+`, tenant, `+named("subject")+`, i, recipient, ready, moved, worker, attempt, done, `+named("body")+`
			FROM n, evenkeel_alarm WHERE subject = 'promise:p-0000000'`, from, to)
		require.NoError(t, err)
	}
	var promises, alarms int
	require.NoError(t, db.QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM evenkeel_promise), (SELECT count(*) FROM evenkeel_alarm)`).Scan(&promises, &alarms))
	require.Equal(t, n, promises)
	t.Logf("%d promises with %d alarms", promises, alarms)
}
