package riverengine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/riverengine"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
)

var madeAt = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// aPromise is one with the plan of the default policy.
func aPromise(tb testing.TB, policy *commitment.Policy, id string) commitment.Write {
	tb.Helper()
	p, err := commitment.Make(madeAt, commitment.Promise{
		Tenant: "acme", ID: commitment.PromiseID(id), Case: "4711", What: "send the root cause of the failed export",
		Owner: commitment.Party{ID: "ana", Name: "Ana"}, Managers: []commitment.Party{{ID: "bo"}}, Customer: commitment.Party{ID: "zoe", Name: "Zoë"},
		Due: commitment.At("Friday noon", madeAt.AddDate(10, 0, 0)),
	}, nil)
	require.NoError(tb, err)
	return commitment.Write{Promise: p, Alarms: policy.Alarms(p)}
}

// BenchmarkEnqueue stores promises with the alarms of the default policy: with
// the engine, and as a host would that has River only: the promise's row, the
// alarms' rows and the jobs, in one transaction.
func BenchmarkEnqueue(b *testing.B) {
	policy, err := commitment.NewPolicy(nil)
	require.NoError(b, err)
	server := postgrestest.Start(b)
	pool, err := pgxpool.New(b.Context(), server.Database(b))
	require.NoError(b, err)
	defer pool.Close()
	engine, err := riverengine.New(b.Context(), pool, nil)
	require.NoError(b, err)
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	require.NoError(b, err)
	_, err = pool.Exec(b.Context(), `
		CREATE SCHEMA bare;
		CREATE TABLE bare.promise (tenant text, id text, owner text, body jsonb, PRIMARY KEY (tenant, id));
		CREATE TABLE bare.alarm (key text PRIMARY KEY, tenant text, subject text, at timestamptz, body jsonb);
		CREATE INDEX ON bare.promise (tenant, owner);
		CREATE INDEX ON bare.alarm (tenant, subject);`)
	require.NoError(b, err)
	made := 0
	write := func(b *testing.B) commitment.Write {
		made++
		return aPromise(b, policy, fmt.Sprintf("p-%d", made))
	}
	names := [2]string{"riverengine", "river"}
	stores := [2]func(commitment.Write) error{
		func(w commitment.Write) error {
			_, err := engine.Save(context.Background(), w, madeAt)
			return err
		},
		func(w commitment.Write) error { return bare(pool, client, w) },
	}
	for i, store := range stores {
		b.Run(names[i], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, store(write(b)))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "promises/s")
		})
	}
	// One after the other, so that both meet the same machine and the same disk.
	b.Run("in turns", func(b *testing.B) {
		var took [2][]time.Duration
		for b.Loop() {
			for i, store := range stores {
				w := write(b)
				begun := time.Now()
				require.NoError(b, store(w))
				took[i] = append(took[i], time.Since(begun))
			}
		}
		for i := range took {
			slices.Sort(took[i])
		}
		b.ReportMetric(float64(took[0][b.N/2])/float64(took[1][b.N/2]), "median-ratio")
	})
}

// keyArgs is a job as the engine's.
type keyArgs struct {
	Key string `json:"key"`
}

// Kind implements [river.JobArgs].
func (keyArgs) Kind() string { return "bare_alarm" }

// bare is what somebody writes who has River and no engine.
func bare(pool *pgxpool.Pool, client *river.Client[pgx.Tx], w commitment.Write) error {
	ctx := context.Background()
	body, err := json.Marshal(w.Promise)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO bare.promise VALUES ($1, $2, $3, $4)`, w.Promise.Tenant, w.Promise.ID, w.Promise.Owner.ID, string(body)); err != nil {
			return err
		}
		rows := make([][]any, len(w.Alarms))
		jobs := make([]river.InsertManyParams, len(w.Alarms))
		for i, a := range w.Alarms {
			body, err := json.Marshal(a)
			if err != nil {
				return err
			}
			rows[i] = []any{string(a.Key), string(a.Tenant), string(a.Subject), a.At, string(body)}
			jobs[i] = river.InsertManyParams{Args: keyArgs{string(a.Key)}, InsertOpts: &river.InsertOpts{ScheduledAt: a.At}}
		}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{"bare", "alarm"}, []string{"key", "tenant", "subject", "at", "body"}, pgx.CopyFromRows(rows)); err != nil {
			return err
		}
		_, err := client.InsertManyTx(ctx, tx, jobs)
		return err
	})
}

// BenchmarkLateness reports how long after their time alarms come, at 50 a
// second for ten seconds, with all workers well.
func BenchmarkLateness(b *testing.B) {
	server := postgrestest.Start(b)
	engine, _ := open(b, server.Database(b), nil)
	var mu sync.Mutex
	var late []time.Duration
	const n = 500
	all := make(chan struct{})
	keeper, err := commitment.NewKeeper(engine, commitment.NotifierFunc(func(_ context.Context, notice commitment.Notice) error {
		mu.Lock()
		defer mu.Unlock()
		if late = append(late, time.Since(notice.Alarm.At)); len(late) == n*b.N {
			close(all)
		}
		return nil
	}), nil)
	require.NoError(b, err)
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- keeper.Run(ctx) }()
	time.Sleep(3 * time.Second) // River elects its leader
	for round := range b.N {
		start := time.Now().Add(3 * time.Second)
		for i := range n {
			_, err := keeper.Plan(ctx, "acme", commitment.SubjectID(fmt.Sprintf("sla:%d-%d", round, i)), 1, []commitment.Alarm{{Rule: "breach", Recipient: "ana", At: start.Add(time.Duration(i) * 20 * time.Millisecond)}})
			require.NoError(b, err)
		}
		time.Sleep(time.Until(start.Add(10 * time.Second)))
	}
	<-all
	cancel()
	require.NoError(b, <-stopped)
	slices.Sort(late)
	b.ReportMetric(late[len(late)/2].Seconds(), "p50-s")
	b.ReportMetric(late[len(late)*99/100].Seconds(), "p99-s")
	b.ReportMetric(late[len(late)-1].Seconds(), "max-s")
}
