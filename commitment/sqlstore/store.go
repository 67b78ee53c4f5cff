package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	_ "modernc.org/sqlite"             // registers "sqlite"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// Options configure a store. A nil *Options and the zero value are all defaults.
type Options struct {
	// Schema is where the tables live: a schema of PostgreSQL, a prefix of the
	// table names in SQLite. Default: [DefaultSchema].
	Schema string
	// NoMigrate leaves the schema to the host, who ran [Migrations]; opening
	// then only checks its version. Default: opening brings it up to date.
	NoMigrate bool
	// NoScrub leaves the physical removal of erased words to [Store.Scrub].
	// Default: Erase scrubs before it returns, which rewrites the tables and,
	// on PostgreSQL, locks them for as long.
	NoScrub bool
}

// Store is a [commitment.Store] on a database. It also implements
// [commitment.AlarmStore], [commitment.Pender] and [commitment.Purger]. It is
// safe for concurrent use, from many processes too.
type Store struct {
	schema
	db      *sql.DB
	tx      conn // the host's transaction; nil: every call has its own
	noScrub bool
	owned   bool // Close closes db
	q       queries
}

var (
	_ commitment.AlarmStore = (*Store)(nil)
	_ commitment.Pender     = (*Store)(nil)
	_ commitment.Purger     = (*Store)(nil)
)

// OpenSQLite opens or creates a database file.
func OpenSQLite(ctx context.Context, file string, opts *Options) (*Store, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	dsn := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: url.Values{
		"_txlock": {"immediate"}, // a transaction that will write says so at once and waits its turn
		// The defaults are too small for a million promises: a cache of 2 MB for the upper
		// pages, and a journal of 4 MB, since what it holds is written all over the file.
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "cache_size(-32768)", "wal_autocheckpoint(4000)"},
	}.Encode()}
	s, err := open(ctx, "sqlite", dsn.String(), SQLite, opts)
	if err != nil {
		return nil, unopened(abs, err)
	}
	return s, nil
}

// postgresConns bounds the connections of [OpenPostgres], and is how many stay
// open: each new one costs PostgreSQL a process, and database/sql would keep two.
const postgresConns = 16

// OpenPostgres opens a database by its URL or keyword string, as libpq takes it,
// with at most 16 connections. A host that wants another number opens the
// database itself and calls [New].
func OpenPostgres(ctx context.Context, dsn string, opts *Options) (*Store, error) {
	s, err := open(ctx, "pgx", dsn, PostgreSQL, opts)
	if err != nil {
		return nil, err
	}
	s.db.SetMaxOpenConns(postgresConns)
	s.db.SetMaxIdleConns(postgresConns)
	s.db.SetConnMaxIdleTime(5 * time.Minute)
	return s, nil
}

func open(ctx context.Context, driver, dsn string, d Dialect, opts *Options) (*Store, error) {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	s, err := New(ctx, db, d, opts)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s.owned = true
	return s, nil
}

// New returns a store on a database that the host has opened and will close.
// For SQLite the host sets the journal mode to WAL, synchronous to FULL,
// secure_delete to ON and a busy timeout on every connection, as [OpenSQLite]
// does; without secure_delete erased words may stay in the file.
func New(ctx context.Context, db *sql.DB, d Dialect, opts *Options) (*Store, error) {
	var o Options
	if opts != nil {
		o = *opts
	}
	sch, err := newSchema(d, o.Schema)
	if err != nil {
		return nil, err
	}
	s := &Store{schema: sch, db: db, noScrub: o.NoScrub, q: newQueries(sch)}
	if o.NoMigrate {
		return s, s.checkVersion(ctx)
	}
	return s, s.migrate(ctx)
}

// WithTx returns a store whose calls are part of the host's transaction: what
// they did holds when the host commits. A refused call undoes only itself. The
// store must not be used after the transaction ended, and by one goroutine at a
// time. [Store.Erase] is refused: erased words leave the medium only after a
// commit.
func (s *Store) WithTx(tx *sql.Tx) *Store { return s.within(sqlConn{tx}) }

// WithPgxTx is [Store.WithTx] for a host that talks to PostgreSQL through pgx.
func (s *Store) WithPgxTx(tx pgx.Tx) *Store { return s.within(pgxConn{tx}) }

func (s *Store) within(tx conn) *Store {
	bound := *s
	bound.tx, bound.owned = tx, false
	return &bound
}

// Close closes the database if the store opened it.
func (s *Store) Close() error {
	if !s.owned {
		return nil
	}
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	return nil
}

// read is where a query without a transaction of its own runs.
func (s *Store) read() conn {
	if s.tx != nil {
		return s.tx
	}
	return sqlConn{s.db}
}

// atomically runs fn in a transaction: all or nothing. A transaction that lost
// against another one is run again until ctx ends, so fn may run more than once.
func (s *Store) atomically(ctx context.Context, fn func(conn) error) error {
	return s.again(ctx, fn, s.once)
}

// statement is atomically for a fn of one statement, which is a transaction by
// itself: without a round trip for its begin and one for its end.
func (s *Store) statement(ctx context.Context, fn func(conn) error) error {
	return s.again(ctx, fn, func(_ context.Context, fn func(conn) error) error { return fn(sqlConn{s.db}) })
}

// again runs fn in the host's transaction, or by once until it lost no race.
func (s *Store) again(ctx context.Context, fn func(conn) error, once func(context.Context, func(conn) error) error) error {
	if s.tx != nil {
		return s.inHostTx(ctx, fn)
	}
	for wait := time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		err := once(ctx, fn)
		if !lostRace(err) {
			return wrap(ctx, err)
		}
		select {
		case <-ctx.Done():
			return wrap(ctx, ctx.Err())
		case <-time.After(wait):
		}
	}
}

func (s *Store) once(ctx context.Context, fn func(conn) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(sqlConn{tx}); err != nil {
		_ = tx.Rollback() // fn's error says more
		return err
	}
	return tx.Commit()
}

// inHostTx undoes a call that failed without ending the host's transaction.
func (s *Store) inHostTx(ctx context.Context, fn func(conn) error) error {
	if _, err := s.tx.exec(ctx, "SAVEPOINT evenkeel"); err != nil {
		return wrap(ctx, err)
	}
	err := fn(s.tx)
	end := "RELEASE SAVEPOINT evenkeel"
	if err != nil {
		end = "ROLLBACK TO SAVEPOINT evenkeel"
		if s.dialect == SQLite {
			end += "; RELEASE SAVEPOINT evenkeel"
		}
	}
	if _, endErr := s.tx.exec(context.WithoutCancel(ctx), end); err == nil {
		err = endErr
	}
	return wrap(ctx, err)
}

func (s *Store) checkVersion(ctx context.Context) error {
	steps, err := s.migrations()
	if err != nil {
		return err
	}
	have, err := s.version(ctx, sqlConn{s.db})
	switch {
	case err != nil:
		return wrap(ctx, err)
	case have > len(steps):
		return tooNew(have, len(steps))
	case have < len(steps):
		return fmt.Errorf("sqlstore: schema %q is at version %d, this library needs %d; run the migrations or leave Options.NoMigrate unset", s.name, have, len(steps))
	}
	return nil
}

// version is the schema's, 0 where there is none yet.
func (s *Store) version(ctx context.Context, c conn) (int, error) {
	exists := s.sql(`SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{schema_version}'`)
	if s.dialect == PostgreSQL {
		exists = s.sql(`SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = '{schema}' AND tablename = 'schema_version'`)
	}
	var n int
	if err := one(ctx, c, exists, nil, &n); err != nil || n == 0 {
		return 0, err
	}
	var v int
	err := one(ctx, c, s.sql(`SELECT coalesce(max(version), 0) FROM {schema_version}`), nil, &v)
	return v, err
}

// migrate brings the schema up to date, one process at a time. It writes
// nothing into a database of a later version.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := s.migrations()
	if err != nil {
		return err
	}
	if have, err := s.version(ctx, sqlConn{s.db}); err != nil || have == len(steps) {
		return wrap(ctx, err)
	}
	return s.atomically(ctx, func(c conn) error {
		if s.dialect == PostgreSQL {
			if _, err := c.exec(ctx, s.bind(`SELECT pg_advisory_xact_lock(hashtext(?))`), "evenkeel "+s.name); err != nil {
				return err
			}
		}
		have, err := s.version(ctx, c)
		if err != nil {
			return err
		}
		if have > len(steps) {
			return tooNew(have, len(steps))
		}
		for _, step := range steps[have:] {
			if _, err := c.exec(ctx, step.SQL); err != nil {
				return fmt.Errorf("migration %s: %w", step.Name, err)
			}
		}
		return nil
	})
}
