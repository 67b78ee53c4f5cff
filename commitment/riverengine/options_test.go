package riverengine_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/riverengine"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
)

func TestOptions(t *testing.T) {
	// Nobody listens there: what is refused is refused before it is asked.
	pool := func(conns int) *pgxpool.Pool {
		p, err := pgxpool.New(t.Context(), fmt.Sprintf("postgres://nobody@127.0.0.1:1/none?pool_max_conns=%d", conns))
		require.NoError(t, err)
		t.Cleanup(p.Close)
		return p
	}
	for want, opts := range map[string]*riverengine.Options{
		"MaxWorkers is -1":         {MaxWorkers: -1},
		"MaxWorkers is 1000000":    {MaxWorkers: 1_000_000},
		"JobTimeout is -1s":        {JobTimeout: -time.Second, RescueAfter: time.Second},
		"RescueAfter is 30s; want": {RescueAfter: 30 * time.Second},
		"MaxConns is 1":            nil,
		"Schema name can only":     {RiverSchema: `queue"; DROP`},
		"unusable schema name":     {Schema: "Desk"},
	} {
		conns := 2
		if opts == nil {
			conns = 1
		}
		_, err := riverengine.New(t.Context(), pool(conns), opts)
		require.ErrorContains(t, err, want)
	}
}

// TestOnPostgres is about what the engine adds to the store.
func TestOnPostgres(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	t.Run("host's migrations", func(t *testing.T) { hostMigrates(t, server.Database(t)) })
	t.Run("host's transaction", func(t *testing.T) { hostTx(t, server.Database(t)) })
	t.Run("purge", func(t *testing.T) { purge(t, server.Database(t)) })
	t.Run("clock changes", func(t *testing.T) { clockChanges(t, server.Database(t)) })
	t.Run("slow notifier", func(t *testing.T) { slowNotifier(t, server.Database(t)) })
}

// wakerFunc makes a Waker of a function.
type wakerFunc func(ctx context.Context, a commitment.Alarm) error

// Wake implements [commitment.Waker].
func (f wakerFunc) Wake(ctx context.Context, a commitment.Alarm) error { return f(ctx, a) }

// slowNotifier: what was delivered after the job's time was up is delivered, and
// not repeated.
func slowNotifier(t *testing.T, dsn string) {
	e, _ := open(t, dsn, &riverengine.Options{JobTimeout: time.Second, RescueAfter: 6 * time.Second})
	k, err := commitment.NewKeeper(e, commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil }), nil)
	require.NoError(t, err)
	_, err = k.Plan(t.Context(), "acme", "sla:1", 1, []commitment.Alarm{{Rule: "breach", Recipient: "ana", At: time.Now()}})
	require.NoError(t, err)
	var calls atomic.Int32
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() {
		stopped <- e.Work(ctx, wakerFunc(func(ctx context.Context, _ commitment.Alarm) error {
			calls.Add(1)
			<-ctx.Done() // the job's time is up
			return nil
		}))
	}()
	require.Eventually(t, func() bool {
		pending, err := e.Pending(t.Context(), "acme", "sla:1")
		return err == nil && len(pending) == 0
	}, 20*time.Second, 50*time.Millisecond)
	cancel()
	require.NoError(t, <-stopped)
	require.EqualValues(t, 1, calls.Load())
}

func count(t *testing.T, pool *pgxpool.Pool, what string) int {
	t.Helper()
	var n int
	require.NoError(t, pool.QueryRow(t.Context(), "SELECT count(*) FROM "+what).Scan(&n))
	return n
}

func hostMigrates(t *testing.T, dsn string) {
	pool, err := pgxpool.New(t.Context(), dsn)
	require.NoError(t, err)
	defer pool.Close()
	_, err = riverengine.New(t.Context(), pool, &riverengine.Options{Schema: "desk", NoMigrate: true})
	require.ErrorContains(t, err, "run the migrations")
	steps, err := sqlstore.Migrations(sqlstore.PostgreSQL, "desk")
	require.NoError(t, err)
	for _, step := range steps {
		_, err := pool.Exec(t.Context(), step.SQL)
		require.NoError(t, err)
	}
	for range 2 {
		_, err = pool.Exec(t.Context(), riverengine.Migration("desk"))
		require.NoError(t, err, "running it again changes nothing")
	}
	e, err := riverengine.New(t.Context(), pool, &riverengine.Options{Schema: "desk", NoMigrate: true})
	require.NoError(t, err)
	require.NoError(t, e.Close())
	_, err = pool.Exec(t.Context(), "INSERT INTO desk.schema_version (version) VALUES (99)")
	require.NoError(t, err)
	_, err = riverengine.New(t.Context(), pool, &riverengine.Options{Schema: "desk"})
	require.ErrorIs(t, err, commitment.ErrSchema)
}

// hostTx: a refused call undoes only itself, and the jobs are there when, and
// only when, the host commits.
func hostTx(t *testing.T, dsn string) {
	policy, err := commitment.NewPolicy(nil)
	require.NoError(t, err)
	e, pool := open(t, dsn, &riverengine.Options{RiverSchema: "queue"})
	w := aPromise(t, policy, "p-1")
	for _, commit := range []bool{false, true} {
		tx, err := pool.Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), "CREATE TABLE ticket (id text)")
		require.NoError(t, err)
		bound := e.WithTx(tx)
		_, err = bound.Save(t.Context(), w, madeAt)
		require.NoError(t, err)
		_, err = bound.Save(t.Context(), w, madeAt)
		require.ErrorIs(t, err, commitment.ErrExists)
		_, err = bound.Erase(t.Context(), commitment.Erasure{Tenant: "acme", Case: "4711"}, madeAt)
		require.ErrorIs(t, err, riverengine.ErrInTx)
		require.ErrorIs(t, bound.Work(t.Context(), nil), riverengine.ErrInTx)
		if !commit {
			require.NoError(t, tx.Rollback(t.Context()))
			require.Zero(t, count(t, pool, "queue.river_job"))
			continue
		}
		require.NoError(t, tx.Commit(t.Context()))
		require.Zero(t, count(t, pool, "ticket"))
	}
	require.Equal(t, len(w.Alarms), count(t, pool, "queue.river_job"))
	done, err := w.Promise.Keep(madeAt.Add(time.Hour), "ana", 0)
	require.NoError(t, err)
	_, err = e.Save(t.Context(), commitment.Write{Promise: done, Was: 1}, madeAt)
	require.NoError(t, err)
	require.Zero(t, count(t, pool, "queue.river_job"), "superseded jobs are gone")
}

func purge(t *testing.T, dsn string) {
	policy, err := commitment.NewPolicy(nil)
	require.NoError(t, err)
	e, pool := open(t, dsn, nil)
	for _, id := range []string{"old", "open"} {
		_, err = e.Save(t.Context(), aPromise(t, policy, id), madeAt)
		require.NoError(t, err)
	}
	old, err := e.Load(t.Context(), "acme", "old")
	require.NoError(t, err)
	broken, err := old.Break(madeAt.Add(time.Hour), "ana", "the part is late")
	require.NoError(t, err)
	_, err = e.Save(t.Context(), commitment.Write{Promise: broken, Was: 1, Alarms: policy.Alarms(broken)}, madeAt)
	require.NoError(t, err)
	left := count(t, pool, "evenkeel.river_job_of") - len(policy.Alarms(broken))
	n, err := e.Purge(t.Context(), "acme", "", madeAt.Add(2*time.Hour))
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, left, count(t, pool, "evenkeel.river_job_of"))
}

// clockChanges: whatever the zones of the server and of the session, a job is
// scheduled at its alarm's instant, in the hours around both changes of the clock.
func clockChanges(t *testing.T, dsn string) {
	cfg, err := pgxpool.ParseConfig(dsn)
	require.NoError(t, err)
	cfg.ConnConfig.RuntimeParams["timezone"] = "America/New_York"
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	require.NoError(t, err)
	defer pool.Close()
	e, err := riverengine.New(t.Context(), pool, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, e.Close()) }()
	p := commitment.Plan{Tenant: "acme", Subject: "sla:1", Revision: 1}
	for i, edge := range []time.Time{time.Date(2027, time.March, 14, 7, 0, 0, 0, time.UTC), time.Date(2027, time.November, 7, 6, 0, 0, 0, time.UTC)} {
		for j := range 360 {
			a := commitment.Alarm{Tenant: p.Tenant, Subject: p.Subject, Revision: 1, Rule: "breach", Ordinal: i*360 + j, At: edge.Add(time.Duration(j-180) * time.Minute)}
			a.Key = a.Parts().Key()
			p.Alarms = append(p.Alarms, a)
		}
	}
	_, err = e.Plan(t.Context(), p, madeAt)
	require.NoError(t, err)
	rows, err := pool.Query(t.Context(), "SELECT args->>'key', scheduled_at FROM river_job")
	require.NoError(t, err)
	scheduled := map[commitment.AlarmKey]time.Time{}
	for rows.Next() {
		var key string
		var at time.Time
		require.NoError(t, rows.Scan(&key, &at))
		scheduled[commitment.AlarmKey(key)] = at
	}
	require.NoError(t, rows.Err())
	for _, a := range p.Alarms {
		require.True(t, a.At.Equal(scheduled[a.Key]), "%v is scheduled at %v", a.At, scheduled[a.Key])
	}
}
