package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/commitmenttest"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
)

// opened remembers where each store's data is, to open or read it again.
type opened map[commitment.Store]string

func TestSQLiteConformance(t *testing.T) {
	files := opened{}
	open := func(t *testing.T, file string) commitment.Store {
		s, err := sqlstore.OpenSQLite(t.Context(), file, nil)
		require.NoError(t, err)
		t.Cleanup(func() { _ = s.Close() })
		files[s] = file
		return s
	}
	commitmenttest.TestStore(t, commitmenttest.Harness{
		Open: func(t *testing.T) commitment.Store { return open(t, filepath.Join(t.TempDir(), "a b?%20.db")) },
		Reopen: func(t *testing.T, s commitment.Store) commitment.Store {
			require.NoError(t, s.(*sqlstore.Store).Close())
			return open(t, files[s])
		},
		Raw: func(t *testing.T, s commitment.Store) []byte { return filesBelow(t, filepath.Dir(files[s])) },
		Begin: func(t *testing.T, s commitment.Store) (commitment.Store, func() error, func() error) {
			tx, err := sqliteDB(t, files[s]).BeginTx(t.Context(), nil)
			require.NoError(t, err)
			return s.(*sqlstore.Store).WithTx(tx), tx.Commit, tx.Rollback
		},
	})
}

func TestPostgresConformance(t *testing.T) {
	server := postgrestest.Start(t)
	databases := opened{}
	open := func(t *testing.T, dsn string) commitment.Store {
		s, err := sqlstore.OpenPostgres(t.Context(), dsn, nil)
		require.NoError(t, err)
		t.Cleanup(func() { _ = s.Close() })
		databases[s] = dsn
		return s
	}
	h := commitmenttest.Harness{
		Open: func(t *testing.T) commitment.Store { return open(t, server.Database(t)) },
		Reopen: func(t *testing.T, s commitment.Store) commitment.Store {
			require.NoError(t, s.(*sqlstore.Store).Close())
			return open(t, databases[s])
		},
	}
	h.Begin = func(t *testing.T, s commitment.Store) (commitment.Store, func() error, func() error) {
		conn, err := pgx.Connect(t.Context(), databases[s])
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close(context.Background()) })
		tx, err := conn.Begin(t.Context())
		require.NoError(t, err)
		return s.(*sqlstore.Store).WithPgxTx(tx), func() error { return tx.Commit(t.Context()) }, func() error { return tx.Rollback(t.Context()) }
	}
	if server.Own() {
		h.Raw = func(t *testing.T, s commitment.Store) []byte {
			// What is in shared buffers only is on the medium after a checkpoint.
			run(t, databases[s], "CHECKPOINT")
			return filesBelow(t, filepath.Join(server.Dir(), "base"))
		}
	}
	commitmenttest.TestStore(t, h)
}

// TestPostgresBehindAPooler: PgBouncer and its like hand each transaction another
// session, so hosts behind one switch prepared statements off. This host also has a
// schema name of its own, ran the migrations itself, and has transactions of
// database/sql.
func TestPostgresBehindAPooler(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	steps, err := sqlstore.Migrations(sqlstore.PostgreSQL, "desk_2")
	require.NoError(t, err)
	dbs := map[commitment.Store]*sql.DB{}
	commitmenttest.TestStore(t, commitmenttest.Harness{
		Open: func(t *testing.T) commitment.Store {
			db, err := sql.Open("pgx", server.Database(t)+"&default_query_exec_mode=simple_protocol")
			require.NoError(t, err)
			t.Cleanup(func() { _ = db.Close() })
			for _, step := range steps {
				_, err := db.ExecContext(t.Context(), step.SQL)
				require.NoError(t, err)
			}
			s, err := sqlstore.New(t.Context(), db, sqlstore.PostgreSQL, &sqlstore.Options{Schema: "desk_2", NoMigrate: true})
			require.NoError(t, err)
			dbs[s] = db
			return s
		},
		Begin: func(t *testing.T, s commitment.Store) (commitment.Store, func() error, func() error) {
			tx, err := dbs[s].BeginTx(t.Context(), nil)
			require.NoError(t, err)
			return s.(*sqlstore.Store).WithTx(tx), tx.Commit, tx.Rollback
		},
	})
}

// TestOpenedByMany: processes that start together agree on who migrates, and a
// second start changes nothing.
func TestOpenedByMany(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "x.db")
	server := postgrestest.Start(t)
	dsn := server.Database(t)
	for name, open := range map[string]func(ctx context.Context) (*sqlstore.Store, error){
		"sqlite":   func(ctx context.Context) (*sqlstore.Store, error) { return sqlstore.OpenSQLite(ctx, file, nil) },
		"postgres": func(ctx context.Context) (*sqlstore.Store, error) { return sqlstore.OpenPostgres(ctx, dsn, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					s, err := open(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					if _, err := s.Find(t.Context(), commitment.Query{Tenant: "acme"}); err != nil {
						t.Error(err)
					}
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		})
	}
}

func run(t *testing.T, dsn, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	_, err = db.ExecContext(context.Background(), statement)
	require.NoError(t, err)
}

func filesBelow(t *testing.T, dir string) []byte {
	t.Helper()
	var all bytes.Buffer
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil // dropped meanwhile
		}
		all.Write(data)
		return err
	})
	require.NoError(t, err)
	return all.Bytes()
}

func TestMigrationsForTheHostsTool(t *testing.T) {
	for _, name := range []string{"", "desk_2"} {
		steps, err := sqlstore.Migrations(sqlstore.SQLite, name)
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "x.db")
		db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: file}).String())
		require.NoError(t, err)
		defer func() { require.NoError(t, db.Close()) }()

		_, err = sqlstore.New(t.Context(), db, sqlstore.SQLite, &sqlstore.Options{Schema: name, NoMigrate: true})
		require.ErrorContains(t, err, "run the migrations")
		for _, step := range steps {
			require.NotContains(t, step.SQL, "{")
			_, err := db.ExecContext(t.Context(), step.SQL)
			require.NoError(t, err, step.Name)
		}
		_, err = sqlstore.New(t.Context(), db, sqlstore.SQLite, &sqlstore.Options{Schema: name, NoMigrate: true})
		require.NoError(t, err)
	}
	_, err := sqlstore.Migrations(sqlstore.PostgreSQL, "Robert'); DROP TABLE")
	require.ErrorIs(t, err, sqlstore.ErrSchemaName)
}

func TestDamagedAndNewerDatabases(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.db")
	require.NoError(t, os.WriteFile(file, []byte(strings.Repeat("this is not a database. ", 500)), 0o600))
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	_, err = sqlstore.OpenSQLite(t.Context(), file, nil)
	require.ErrorIs(t, err, commitment.ErrCorrupt)
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, before, after, "a file that is no database is not touched")

	file = filepath.Join(t.TempDir(), "newer.db")
	s, err := sqlstore.OpenSQLite(t.Context(), file, nil)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	db, err := sql.Open("sqlite", file)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), "INSERT INTO evenkeel_schema_version (version) VALUES (99)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	_, err = sqlstore.OpenSQLite(t.Context(), file, nil)
	require.ErrorIs(t, err, commitment.ErrSchema)
	var version *commitment.VersionError
	require.ErrorAs(t, err, &version)
	require.Equal(t, 99, version.Have)
}
