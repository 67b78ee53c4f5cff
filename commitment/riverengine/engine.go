package riverengine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
)

// Options configure an [Engine]. A nil *Options and the zero value are all
// defaults.
type Options struct {
	// Schema is where the engine's tables live; default [sqlstore.DefaultSchema].
	Schema string
	// RiverSchema is where River's tables live; default the search path's.
	RiverSchema string
	// NoMigrate leaves both schemas to the host's migration tool ([Migrations],
	// sqlstore.Migrations, River's own command). Default: New brings them up to date.
	NoMigrate bool
	// Queue is the name of the queue; default "evenkeel".
	Queue string
	// MaxWorkers is how many alarms one process delivers at once; default 100.
	MaxWorkers int
	// JobTimeout bounds the delivery of one alarm; default 30 s. It should be
	// above the keeper's own Timeout.
	JobTimeout time.Duration
	// RescueAfter is when a job whose worker died is tried again; default twice
	// JobTimeout, and always above it.
	RescueAfter time.Duration
	// Logger is River's; default none. Jobs hold keys only, never words.
	Logger *slog.Logger
}

func (o *Options) withDefaults() (Options, error) {
	var c Options
	if o != nil {
		c = *o
	}
	if c.Schema == "" {
		c.Schema = sqlstore.DefaultSchema
	}
	if c.Queue == "" {
		c.Queue = "evenkeel"
	}
	if c.MaxWorkers == 0 {
		c.MaxWorkers = 100
	}
	if c.JobTimeout == 0 {
		c.JobTimeout = 30 * time.Second
	}
	if c.RescueAfter == 0 {
		c.RescueAfter = 2 * c.JobTimeout
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	switch {
	case c.MaxWorkers < 1 || c.MaxWorkers > river.QueueNumWorkersMax:
		return c, fmt.Errorf("riverengine: MaxWorkers is %d; want 1 to %d", c.MaxWorkers, river.QueueNumWorkersMax)
	case c.JobTimeout < 0:
		return c, fmt.Errorf("riverengine: JobTimeout is %v; want more than 0", c.JobTimeout)
	case c.RescueAfter <= c.JobTimeout:
		return c, fmt.Errorf("riverengine: RescueAfter is %v; want more than JobTimeout, %v", c.RescueAfter, c.JobTimeout)
	}
	return c, nil
}

// Engine is a [commitment.Engine] on River. It also implements
// [commitment.Pender] and [commitment.Purger]. It is safe for concurrent use.
type Engine struct {
	pool     *pgxpool.Pool
	db       *sql.DB // the pool's, for package sqlstore
	store    *sqlstore.Store
	inserter *river.Client[pgx.Tx]
	opts     Options
	tx       pgx.Tx // the host's; nil: every call has its own
}

var (
	_ commitment.Engine = (*Engine)(nil)
	_ commitment.Pender = (*Engine)(nil)
	_ commitment.Purger = (*Engine)(nil)
)

// ErrInTx refuses what cannot be done inside a transaction of the host's.
var ErrInTx = errors.New("riverengine: not possible in the host's transaction; call it on the engine itself")

// New returns an engine on a pool that the host has opened and will close.
func New(ctx context.Context, pool *pgxpool.Pool, opts *Options) (*Engine, error) {
	o, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	if n := pool.Config().MaxConns; n < 2 {
		return nil, fmt.Errorf("riverengine: the pool's MaxConns is %d; want at least 2, one of them for River's own notices", n)
	}
	e := &Engine{pool: pool, db: stdlib.OpenDBFromPool(pool), opts: o}
	if err := e.open(ctx); err != nil {
		return nil, errors.Join(err, e.db.Close())
	}
	return e, nil
}

func (e *Engine) open(ctx context.Context) (err error) {
	o := e.opts
	// River's client first: it refuses options before anything is written.
	e.inserter, err = river.NewClient(riverpgxv5.New(e.pool), &river.Config{Schema: o.RiverSchema, Logger: o.Logger})
	if err != nil {
		return fmt.Errorf("riverengine: %w", err)
	}
	e.store, err = sqlstore.New(ctx, e.db, sqlstore.PostgreSQL, &sqlstore.Options{Schema: o.Schema, NoMigrate: o.NoMigrate})
	if err != nil || o.NoMigrate {
		return err
	}
	return e.migrate(ctx)
}

func (e *Engine) migrate(ctx context.Context) error {
	migrator, err := rivermigrate.New(riverpgxv5.New(e.pool), &rivermigrate.Config{Schema: e.opts.RiverSchema, Logger: e.opts.Logger})
	if err != nil {
		return fmt.Errorf("riverengine: %w", err)
	}
	// River's migrations are for one process at a time and each needs its own
	// transaction, so a session holds the lock meanwhile.
	return e.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		const lock = "hashtext('evenkeel river')"
		if _, err := c.Exec(ctx, "SELECT pg_advisory_lock("+lock+")"); err != nil {
			return err
		}
		defer func() { // a session that is gone has no lock
			_, _ = c.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock("+lock+")")
		}()
		if e.opts.RiverSchema != "" {
			if _, err := c.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+pgx.Identifier{e.opts.RiverSchema}.Sanitize()); err != nil {
				return err
			}
		}
		if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return err
		}
		_, err := c.Exec(ctx, Migration(e.opts.Schema))
		return err
	})
}

// Migration is the engine's own table as SQL, for the host's migration tool: it
// says which job stands for which alarm. Running it again changes nothing.
func Migration(schema string) string {
	if schema == "" {
		schema = sqlstore.DefaultSchema
	}
	table := pgx.Identifier{schema, "river_job_of"}.Sanitize()
	return `CREATE TABLE IF NOT EXISTS ` + table + ` (
    key     text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant  text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    at      bigint NOT NULL, -- when the job is scheduled, in microseconds since 1970-01-01 UTC
    job     bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS river_job_of_subject ON ` + table + ` (tenant, subject);
`
}

// Close ends what New began; the pool stays open. Call it when Work has returned.
func (e *Engine) Close() error {
	if e.tx != nil {
		return nil
	}
	if err := e.db.Close(); err != nil {
		return fmt.Errorf("riverengine: %w", err)
	}
	return nil
}

// WithTx returns an engine whose calls are part of the host's transaction: the
// promise and its jobs are stored when the host commits. It must not be used
// after that, and by one goroutine at a time. Erase and Work are refused.
func (e *Engine) WithTx(tx pgx.Tx) *Engine {
	bound := *e
	bound.tx = tx
	return &bound
}

// within is the store in the transaction of the call, or on the pool.
func (e *Engine) within() *sqlstore.Store {
	if e.tx != nil {
		return e.store.WithPgxTx(e.tx)
	}
	return e.store
}

// inTx runs fn in the host's transaction or in one of its own, again where that
// lost against another one.
func (e *Engine) inTx(ctx context.Context, fn func(pgx.Tx) error) error {
	if e.tx != nil {
		return pgx.BeginFunc(ctx, e.tx, fn) // a savepoint
	}
	for wait := time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		err := pgx.BeginFunc(ctx, e.pool, fn)
		var lost *pgconn.PgError
		if !errors.As(err, &lost) || lost.Code != "40001" && lost.Code != "40P01" {
			if err != nil && ctx.Err() != nil {
				err = fmt.Errorf("riverengine: %w", ctx.Err())
			}
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("riverengine: %w", ctx.Err())
		case <-time.After(wait):
		}
	}
}

// Save implements [commitment.Store].
func (e *Engine) Save(ctx context.Context, w commitment.Write, now time.Time) (leased []commitment.AlarmKey, err error) {
	err = e.inTx(ctx, func(tx pgx.Tx) error {
		if leased, err = e.store.WithPgxTx(tx).Save(ctx, w, now); err != nil {
			return err
		}
		if w.Was == 0 { // no job stands for it yet
			return e.insert(ctx, tx, w.Alarms)
		}
		return e.schedule(ctx, tx, w.Promise.Tenant, w.Promise.Subject())
	})
	if err != nil {
		return nil, err
	}
	return leased, nil
}

// Plan implements [commitment.Store].
func (e *Engine) Plan(ctx context.Context, p commitment.Plan, now time.Time) (leased []commitment.AlarmKey, err error) {
	err = e.inTx(ctx, func(tx pgx.Tx) error {
		if leased, err = e.store.WithPgxTx(tx).Plan(ctx, p, now); err != nil {
			return err
		}
		return e.schedule(ctx, tx, p.Tenant, p.Subject)
	})
	if err != nil {
		return nil, err
	}
	return leased, nil
}

// Load implements [commitment.Store].
func (e *Engine) Load(ctx context.Context, tenant commitment.TenantID, id commitment.PromiseID) (commitment.Promise, error) {
	return e.within().Load(ctx, tenant, id)
}

// Find implements [commitment.Store].
func (e *Engine) Find(ctx context.Context, q commitment.Query) ([]commitment.Promise, error) {
	return e.within().Find(ctx, q)
}

// Pending implements [commitment.Pender].
func (e *Engine) Pending(ctx context.Context, tenant commitment.TenantID, subject commitment.SubjectID) ([]commitment.Alarm, error) {
	return e.within().Pending(ctx, tenant, subject)
}

// Erase implements [commitment.Store]. Jobs hold no words.
func (e *Engine) Erase(ctx context.Context, what commitment.Erasure, now time.Time) (int, error) {
	if e.tx != nil {
		return 0, ErrInTx
	}
	return e.store.Erase(ctx, what, now)
}

// Purge implements [commitment.Purger]. Jobs of purged promises that are still
// scheduled find nothing to do.
func (e *Engine) Purge(ctx context.Context, tenant commitment.TenantID, kind commitment.Kind, before time.Time) (n int, err error) {
	err = e.inTx(ctx, func(tx pgx.Tx) error {
		if n, err = e.store.WithPgxTx(tx).Purge(ctx, tenant, kind, before); err != nil || n == 0 {
			return err
		}
		alarms := pgx.Identifier{e.opts.Schema, "alarm"}.Sanitize()
		_, err := tx.Exec(ctx, `DELETE FROM `+e.table()+` j WHERE j.tenant = $1 AND NOT EXISTS (SELECT 1 FROM `+alarms+` a WHERE a.key = j.key)`, tenant)
		return err
	})
	return n, err
}

func (e *Engine) table() string { return pgx.Identifier{e.opts.Schema, "river_job_of"}.Sanitize() }
