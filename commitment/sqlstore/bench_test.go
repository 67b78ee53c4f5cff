package sqlstore_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/calendar"
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
// a transaction of its own: one after the other, and by 16 goroutines at once. What a
// commit costs is the disk's; commit is a transaction with one small row in it, for
// comparison.
func BenchmarkMake(b *testing.B) {
	policy, err := commitment.NewPolicy(nil)
	require.NoError(b, err)
	for _, backend := range backends {
		b.Run(backend.name, func(b *testing.B) {
			s := backend.open(b)
			var made atomic.Int64
			one := func(b *testing.B) {
				if _, err := s.Save(context.Background(), aPromise(b, policy, int(made.Add(1)), 96*time.Hour), madeAt); err != nil {
					b.Error(err)
				}
			}
			b.Run("alone", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					one(b)
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "promises/s")
			})
			b.Run("by 16", func(b *testing.B) {
				b.SetParallelism((16 + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0))
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						one(b)
					}
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "promises/s")
			})
			b.Run("commit", func(b *testing.B) {
				a := commitment.Plan{Tenant: "acme", Subject: "sla:1"}
				for b.Loop() {
					a.Revision++
					_, err := s.Plan(context.Background(), a, madeAt)
					require.NoError(b, err)
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
			})
		})
	}
}

// BenchmarkKeeperMake makes and keeps promises, with the question whether each can
// be kept (practice C3), for which the owner's open promises are read: so many
// they have.
func BenchmarkKeeperMake(b *testing.B) {
	policy, err := commitment.NewPolicy(&commitment.PolicyConfig{Calendars: officeHours(b)})
	require.NoError(b, err)
	const due = 300 * 24 * time.Hour
	for _, backend := range backends {
		for _, open := range []int{0, 30, 1000} {
			b.Run(fmt.Sprintf("%s/owner has %d", backend.name, open), func(b *testing.B) {
				s := backend.open(b)
				k, err := commitment.NewKeeper(s, silent, &commitment.Options{Policy: policy, Now: func() time.Time { return madeAt }})
				require.NoError(b, err)
				made := 0
				next := func() commitment.Promise {
					made++
					p := aPromise(b, policy, made, due).Promise
					p.Owner.ID, p.Effort, p.History = "new", time.Minute, nil
					return p
				}
				for range open {
					p, err := commitment.Make(madeAt, next(), nil)
					require.NoError(b, err)
					_, err = s.Save(context.Background(), commitment.Write{Promise: p, Alarms: policy.Alarms(p)}, madeAt)
					require.NoError(b, err)
				}
				for b.Loop() {
					p := next()
					_, err := k.Make(context.Background(), p, nil)
					require.NoError(b, err)
					_, err = k.Change(context.Background(), p.Tenant, p.ID, func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
						return p.Keep(now, "new", 0) // so that they stay as many
					})
					require.NoError(b, err)
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "promises/s")
			})
		}
	}
}

func officeHours(tb testing.TB) func(commitment.TenantID, commitment.PartyID) *calendar.Calendar {
	tb.Helper()
	day := []calendar.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	hours, err := calendar.New(calendar.Config{Zone: time.UTC, Weekly: [7][]calendar.Shift{time.Monday: day, time.Tuesday: day, time.Wednesday: day, time.Thursday: day}})
	require.NoError(tb, err)
	return func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return hours }
}

var silent = commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil })

// TestMillion measures Make and Claim beside a thousand and beside a million open
// promises. It takes some minutes and a few GB:
//
//	EVENKEEL_MILLION=1 go test -run Million -timeout 60m -v .
//
// Ids are scattered, as random ones are, so that every index is written to all
// over. The two databases take turns, and what filling them left to be written is
// written before, so that both are measured under the same load of the machine.
func TestMillion(t *testing.T) {
	if os.Getenv("EVENKEEL_MILLION") == "" {
		t.Skip("fills a database with a million promises; set EVENKEEL_MILLION=1")
	}
	policy, err := commitment.NewPolicy(&commitment.PolicyConfig{Calendars: officeHours(t), Updates: -1, Silence: -1, Overdue: []commitment.Span{0}, Escalate: []commitment.Level{}, Remind: []commitment.Lead{{Left: 0.5}}})
	require.NoError(t, err)
	opens := [2]int{1000, 1_000_000}
	var stores [2]*sqlstore.Store
	for i, open := range opens {
		file := filepath.Join(t.TempDir(), "x.db")
		fillSQLite(t, file, policy, open)
		stores[i], err = sqlstore.OpenSQLite(t.Context(), file, nil)
		require.NoError(t, err)
		defer func() { require.NoError(t, stores[i].Close()) }()
	}
	syscall.Sync()
	const n, rounds = 1000, 9
	median := func(f func(s *sqlstore.Store, round int)) (took [2]time.Duration) {
		var all [2][]time.Duration
		for round := range rounds {
			for i, s := range stores {
				begun := time.Now()
				f(s, round)
				all[i] = append(all[i], time.Since(begun)/n)
			}
		}
		for i := range all {
			slices.Sort(all[i])
			took[i] = all[i][rounds/2]
		}
		return took
	}
	made := median(func(s *sqlstore.Store, round int) {
		k, err := commitment.NewKeeper(s, silent, &commitment.Options{Policy: policy, Now: func() time.Time { return madeAt }})
		require.NoError(t, err)
		for i := range n {
			p := scattered(t, policy, opens[1]+round*n+i, time.Hour).Promise
			// With the question whether it can be kept, of an owner with little to do.
			p.Owner.ID, p.Effort, p.History = commitment.PartyID(fmt.Sprint("new-", i)), time.Minute, nil
			_, err := k.Make(t.Context(), p, nil)
			require.NoError(t, err)
		}
	})
	claimed := median(func(s *sqlstore.Store, _ int) { claimAll(t, s, n, 100) })
	t.Logf("Make: %v beside a thousand, %v beside a million (×%.2f); claim and done: %v, %v (×%.2f)",
		made[0], made[1], float64(made[1])/float64(made[0]), claimed[0], claimed[1], float64(claimed[1])/float64(claimed[0]))
}

// scattered is aPromise with ids that do not come in order.
func scattered(t *testing.T, policy *commitment.Policy, i int, due time.Duration) commitment.Write {
	t.Helper()
	w := aPromise(t, policy, i, due)
	p := w.Promise
	id := fmt.Sprintf("p-%010d", uint64(i)*spread%(1<<32))
	p.ID, p.Case, p.Customer.ID = commitment.PromiseID(id), commitment.CaseID("k"+id), commitment.PartyID("c"+id)
	made, err := commitment.Make(madeAt, p, nil)
	require.NoError(t, err)
	return commitment.Write{Promise: made, Alarms: policy.Alarms(made)}
}

// spread, odd, makes a permutation of the numbers below 2³² by multiplication.
const spread = 2654435761

// fillSQLite stores promises that are due in a month: one through the store, the
// others as copies of it under ids of their own, by the database itself.
func fillSQLite(t *testing.T, file string, policy *commitment.Policy, n int) {
	t.Helper()
	db := sqliteDB(t, file)
	s, err := sqlstore.New(t.Context(), db, sqlstore.SQLite, nil)
	require.NoError(t, err)
	_, err = s.Save(t.Context(), scattered(t, policy, 0, 30*24*time.Hour), madeAt)
	require.NoError(t, err)
	const first = `p-0000000000`
	numbers := fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?),
		named(i, id) AS (SELECT i, printf('p-%%010d', i * %d %% (1 << 32)) FROM n) INSERT INTO `, spread)
	named := func(column string) string { return `replace(` + column + `, '` + first + `', named.id)` }
	for from := 1; from < n; from += 50_000 {
		to := min(n, from+50_000) - 1
		_, err = db.ExecContext(t.Context(), numbers+`evenkeel_promise SELECT tenant, named.id, revision, 'k' || named.id, 'agent-' || (i % 100), 'c' || named.id, team, kind, dependency, state, closed_at, `+named("body")+`
			FROM named, evenkeel_promise p WHERE p.id = '`+first+`'`, from, to)
		require.NoError(t, err)
		_, err = db.ExecContext(t.Context(), numbers+`evenkeel_alarm SELECT `+named("key")+`, tenant, `+named("subject")+`, 'k' || named.id, recipient, ready + i * 1000, moved, worker, attempt, done, `+named("body")+`
			FROM named, evenkeel_alarm WHERE subject = 'promise:`+first+`'`, from, to)
		require.NoError(t, err)
	}
	var promises, alarms int
	require.NoError(t, db.QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM evenkeel_promise), (SELECT count(*) FROM evenkeel_alarm)`).Scan(&promises, &alarms))
	require.Equal(t, n, promises)
	_, err = db.ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)")
	require.NoError(t, err)
	t.Logf("%d promises with %d alarms", promises, alarms)
}
