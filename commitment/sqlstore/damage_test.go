package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
)

func openFile(t *testing.T, file string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.OpenSQLite(t.Context(), file, nil)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func defaultPolicy(t *testing.T) *commitment.Policy {
	t.Helper()
	p, err := commitment.NewPolicy(nil)
	require.NoError(t, err)
	return p
}

// damaged stores promises and returns the file with its pages overwritten but
// for the first, which says that it is a database.
func damaged(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.db")
	s := openFile(t, file)
	for i := range 200 {
		_, err := s.Save(t.Context(), aPromise(t, defaultPolicy(t), i, time.Hour), madeAt)
		require.NoError(t, err)
	}
	require.NoError(t, s.Close())
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	const page = 4096
	require.Greater(t, len(data), 50*page)
	for i := 12 * page; i < len(data); i += page {
		for j := range 16 { // the header of a page of the tree
			data[i+j] ^= 0xA5
		}
	}
	require.NoError(t, os.WriteFile(file, data, 0o600))
	return file
}

// TestDamagedInTheMiddle: a database whose pages were overwritten opens, since
// nobody looks at all pages, but every call that meets one says so, and the
// keeper stops instead of trying for ever.
func TestDamagedInTheMiddle(t *testing.T) {
	s := openFile(t, damaged(t))
	_, err := s.Find(t.Context(), commitment.Query{Tenant: "acme"})
	require.ErrorIs(t, err, commitment.ErrCorrupt)
	_, err = s.Load(t.Context(), "acme", "p-0000150")
	require.ErrorIs(t, err, commitment.ErrCorrupt)
	_, err = s.Claim(t.Context(), commitment.Claim{Worker: "w", Now: madeAt.Add(time.Hour), Until: madeAt.Add(2 * time.Hour), Limit: 500})
	require.ErrorIs(t, err, commitment.ErrCorrupt)

	k, err := commitment.NewKeeper(s, commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil }), nil)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.ErrorIs(t, k.Run(ctx), commitment.ErrCorrupt)
	require.NoError(t, ctx.Err())
}

// TestDamagedBody: a row whose content is no promise is an error of its own, and
// the others can be read.
func TestDamagedBody(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.db")
	s := openFile(t, file)
	for i := range 2 {
		_, err := s.Save(t.Context(), aPromise(t, defaultPolicy(t), i, time.Hour), madeAt)
		require.NoError(t, err)
	}
	db := sqliteDB(t, file)
	for body, want := range map[string]error{`{"v":1,"id":`: commitment.ErrFormat, `{"v":99}`: commitment.ErrVersion} {
		_, err := db.ExecContext(t.Context(), `UPDATE evenkeel_promise SET body = ? WHERE id = 'p-0000000'`, body)
		require.NoError(t, err)
		_, err = s.Load(t.Context(), "acme", "p-0000000")
		require.ErrorIs(t, err, want, body)
	}
	_, err := s.Load(t.Context(), "acme", "p-0000001")
	require.NoError(t, err)

	// An alarm that cannot be read holds up no other.
	later := madeAt.Add(time.Hour)
	claim := func() ([]commitment.Alarm, error) {
		return s.Claim(t.Context(), commitment.Claim{Worker: "w", Now: later, Until: later.Add(time.Minute), Limit: 500})
	}
	_, err = db.ExecContext(t.Context(), `UPDATE evenkeel_alarm SET body = '{' WHERE subject = 'promise:p-0000000'`)
	require.NoError(t, err)
	got, err := claim()
	require.NoError(t, err)
	require.NotEmpty(t, got)
	_, err = claim()
	require.ErrorIs(t, err, commitment.ErrFormat)
}

// TestDiskFull: what does not fit is refused, what was there stays, and it goes on
// when there is room again.
func TestDiskFull(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.db")
	require.NoError(t, openFile(t, file).Close())
	db := sqliteDB(t, file, "max_page_count(80)")
	db.SetMaxOpenConns(1)
	s, err := sqlstore.New(t.Context(), db, sqlstore.SQLite, nil)
	require.NoError(t, err)
	stored := 0
	for ; err == nil; stored++ {
		require.Less(t, stored, 1000, "the limit does not hold")
		_, err = s.Save(t.Context(), aPromise(t, defaultPolicy(t), stored, time.Hour), madeAt)
	}
	stored--
	require.ErrorIs(t, err, sqlstore.ErrFull)
	require.NotErrorIs(t, err, commitment.ErrCorrupt)
	require.Positive(t, stored)
	all, err := s.Find(t.Context(), commitment.Query{Tenant: "acme"})
	require.NoError(t, err)
	require.Len(t, all, stored)
	refused := aPromise(t, defaultPolicy(t), stored, time.Hour).Promise
	pending, err := s.Pending(t.Context(), "acme", refused.Subject())
	require.NoError(t, err)
	require.Empty(t, pending, "a refused promise left alarms behind")

	_, err = db.ExecContext(t.Context(), "PRAGMA max_page_count(100000)")
	require.NoError(t, err)
	_, err = s.Save(t.Context(), aPromise(t, defaultPolicy(t), stored, time.Hour), madeAt)
	require.NoError(t, err)
}

// TestPostgresDiskFull: as TestDiskFull, in a tablespace on a small disk.
func TestPostgresDiskFull(t *testing.T) {
	dir := smallDisk(t)
	server := postgrestest.Start(t)
	if !server.Own() {
		t.Skip("the server that EVENKEEL_TEST_POSTGRES names may not see this disk")
	}
	t.Cleanup(server.Down) // it holds files on the disk, which is unmounted next
	for p := dir; p != filepath.Dir(os.TempDir()) && p != "/"; p = filepath.Dir(p) {
		if p != dir && p != os.TempDir() {
			require.NoError(t, os.Chmod(p, 0o755)) //nolint:gosec // the server's user has to get there
		}
	}
	server.Give(t, dir)
	dsn := server.Database(t)
	run(t, dsn, "CREATE TABLESPACE small LOCATION '"+dir+"'")
	s, err := sqlstore.OpenPostgres(t.Context(), dsn, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	run(t, dsn, "ALTER TABLE evenkeel.promise SET TABLESPACE small")
	run(t, dsn, "ALTER TABLE evenkeel.alarm SET TABLESPACE small")
	filler := filepath.Join(dir, "filler")
	stored := 0
	save := func() error {
		_, err := s.Save(t.Context(), aPromise(t, defaultPolicy(t), stored, time.Hour), madeAt)
		return err
	}
	for ; stored < 20; stored++ {
		require.NoError(t, save())
	}
	require.ErrorIs(t, fill(filler), syscall.ENOSPC)
	for err = nil; err == nil; stored++ {
		require.Less(t, stored, 1000, "the disk is not full")
		err = save()
	}
	stored--
	require.ErrorIs(t, err, sqlstore.ErrFull)
	all, err := s.Find(t.Context(), commitment.Query{Tenant: "acme", Limit: 2000})
	require.NoError(t, err)
	require.Len(t, all, stored)
	pending, err := s.Pending(t.Context(), "acme", aPromise(t, defaultPolicy(t), stored, time.Hour).Promise.Subject())
	require.NoError(t, err)
	require.Empty(t, pending, "a refused promise left alarms behind")
	require.NoError(t, os.Remove(filler))
	require.NoError(t, save())
}

// TestPostgresDamaged: pages of a table that were overwritten are an error of
// their own, which the keeper stops on.
func TestPostgresDamaged(t *testing.T) {
	server := postgrestest.Start(t)
	if !server.Own() {
		t.Skip("the files of the server that EVENKEEL_TEST_POSTGRES names are out of reach")
	}
	dsn := server.Database(t)
	s, err := sqlstore.OpenPostgres(t.Context(), dsn, nil)
	require.NoError(t, err)
	w := aPromise(t, defaultPolicy(t), 1, time.Hour)
	_, err = s.Save(t.Context(), w, madeAt)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	db, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	var files [2]string
	require.NoError(t, db.QueryRowContext(t.Context(), "SELECT pg_relation_filepath('evenkeel.promise'), pg_relation_filepath('evenkeel.alarm')").Scan(&files[0], &files[1]))
	require.NoError(t, db.Close())
	run(t, dsn, "CHECKPOINT")
	server.Down()
	for _, file := range files {
		file = filepath.Join(server.Dir(), file)
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NotEmpty(t, data)
		for i := range data {
			data[i] ^= 0xA5
		}
		require.NoError(t, os.WriteFile(file, data, 0o600))
	}
	require.NoError(t, server.Up())
	s, err = sqlstore.OpenPostgres(t.Context(), dsn, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	_, err = s.Load(t.Context(), "acme", w.Promise.ID)
	require.ErrorIs(t, err, commitment.ErrCorrupt)
	k, err := commitment.NewKeeper(s, commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil }), nil)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.ErrorIs(t, k.Run(ctx), commitment.ErrCorrupt)
	require.NoError(t, ctx.Err())
}

// TestKeyTaken: an alarm's key that is in the table already, such as of a promise
// that somebody deleted by hand, is an error of its own, and the promise is not
// stored without its alarms.
func TestKeyTaken(t *testing.T) {
	for _, backend := range backends {
		t.Run(backend.name, func(t *testing.T) {
			s := backend.open(t)
			w := aPromise(t, defaultPolicy(t), 1, time.Hour)
			a := w.Alarms[len(w.Alarms)-1]
			require.NoError(t, sqlstore.PutAlarm(t.Context(), s, a))
			_, err := s.Save(t.Context(), w, madeAt)
			require.ErrorIs(t, err, commitment.ErrDuplicateKey)
			require.NotErrorIs(t, err, commitment.ErrExists)
			_, err = s.Load(t.Context(), "acme", w.Promise.ID)
			require.ErrorIs(t, err, commitment.ErrNotFound)
			pending, err := s.Pending(t.Context(), "acme", w.Promise.Subject())
			require.NoError(t, err)
			require.Len(t, pending, 1, "the one that was there")
		})
	}
}

func TestNewerPostgres(t *testing.T) {
	dsn := postgrestest.Start(t).Database(t)
	s, err := sqlstore.OpenPostgres(t.Context(), dsn, nil)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	run(t, dsn, "INSERT INTO evenkeel.schema_version (version) VALUES (99)")
	for _, opts := range []*sqlstore.Options{nil, {NoMigrate: true}} {
		_, err = sqlstore.OpenPostgres(t.Context(), dsn, opts)
		require.ErrorIs(t, err, commitment.ErrSchema)
	}
	_, err = sqlstore.OpenPostgres(t.Context(), dsn, &sqlstore.Options{Schema: "other"})
	require.NoError(t, err, "each schema has a version of its own")
}

func TestOptions(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.db")
	for _, name := range []string{"Desk", "1desk", "a-b", `x"; DROP`, strings.Repeat("x", 41), "désk"} {
		_, err := sqlstore.OpenSQLite(t.Context(), file, &sqlstore.Options{Schema: name})
		require.ErrorIs(t, err, sqlstore.ErrSchemaName, name)
	}
	_, err := sqlstore.New(t.Context(), sqliteDB(t, file), sqlstore.Dialect(7), nil)
	require.ErrorContains(t, err, "unknown dialect Dialect(7)")
	_, err = sqlstore.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "no", "such", "folder", "x.db"), nil)
	require.Error(t, err)
	require.NotErrorIs(t, err, commitment.ErrCorrupt)

	// Two schemas in one file do not see each other.
	a := openFile(t, file)
	b, err := sqlstore.OpenSQLite(t.Context(), file, &sqlstore.Options{Schema: "desk_2"})
	require.NoError(t, err)
	defer func() { require.NoError(t, b.Close()) }()
	_, err = a.Save(t.Context(), aPromise(t, defaultPolicy(t), 1, time.Hour), madeAt)
	require.NoError(t, err)
	_, err = b.Load(t.Context(), "acme", "p-0000001")
	require.ErrorIs(t, err, commitment.ErrNotFound)
}

func TestDialect(t *testing.T) {
	for _, d := range []sqlstore.Dialect{sqlstore.SQLite, sqlstore.PostgreSQL} {
		text, err := d.MarshalText()
		require.NoError(t, err)
		var got sqlstore.Dialect
		require.NoError(t, got.UnmarshalText(text))
		require.Equal(t, d, got)
		require.Equal(t, string(text), d.String())
	}
	var d sqlstore.Dialect
	require.ErrorContains(t, d.UnmarshalText([]byte("oracle")), `unknown dialect "oracle"`)
	_, err := sqlstore.Dialect(9).MarshalText()
	require.Error(t, err)
}

// TestRefusedInHostTx: a refused call undoes only itself.
func TestRefusedInHostTx(t *testing.T) {
	db := sqliteDB(t, filepath.Join(t.TempDir(), "x.db"))
	s, err := sqlstore.New(t.Context(), db, sqlstore.SQLite, nil)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), "CREATE TABLE ticket (id TEXT)")
	require.NoError(t, err)
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), "INSERT INTO ticket VALUES ('4711')")
	require.NoError(t, err)
	bound := s.WithTx(tx)
	w := aPromise(t, defaultPolicy(t), 1, time.Hour)
	_, err = bound.Save(t.Context(), w, madeAt)
	require.NoError(t, err)
	_, err = bound.Save(t.Context(), w, madeAt)
	require.ErrorIs(t, err, commitment.ErrExists)
	_, err = bound.Erase(t.Context(), commitment.Erasure{Tenant: "acme", Case: "1"}, madeAt)
	require.ErrorIs(t, err, sqlstore.ErrInTx)
	require.ErrorIs(t, bound.Scrub(t.Context()), sqlstore.ErrInTx)
	require.NoError(t, bound.Close(), "a bound store closes nothing")
	require.NoError(t, tx.Commit())
	_, err = s.Load(t.Context(), "acme", w.Promise.ID)
	require.NoError(t, err)
	var tickets int
	require.NoError(t, db.QueryRowContext(t.Context(), "SELECT count(*) FROM ticket").Scan(&tickets))
	require.Equal(t, 1, tickets)
}

// TestTurn: the alarms of a subject are leased in order, all that are due.
func TestTurn(t *testing.T) {
	s := openFile(t, filepath.Join(t.TempDir(), "x.db"))
	someAlarms(t, s, 5) // one second apart
	key := func(i int) commitment.AlarmKey {
		return commitment.KeyParts{Tenant: "acme", Subject: "sla:0", Revision: 1, Rule: "breach", Ordinal: i, Recipient: "ana", Channel: "e-mail"}.Key()
	}
	turn := func(worker string, i int, after time.Duration) sqlstore.Turn {
		t.Helper()
		now := madeAt.Add(after)
		got, err := s.Turn(t.Context(), worker, key(i), now, now.Add(time.Minute), 5*time.Second)
		require.NoError(t, err)
		return got
	}
	keys := func(turn sqlstore.Turn) (keys []commitment.AlarmKey) {
		for _, a := range turn.Alarms {
			require.Equal(t, 1, a.Attempt)
			keys = append(keys, a.Key)
		}
		return keys
	}
	require.Equal(t, []commitment.AlarmKey{key(0), key(1)}, keys(turn("a", 1, 1500*time.Millisecond)), "the earlier one comes along")
	require.True(t, turn("b", 0, 1600*time.Millisecond).Busy, "another has it")
	require.True(t, turn("b", 2, 2*time.Second).Busy, "another has an earlier one")
	require.NoError(t, s.Done(t.Context(), "a", key(0)))
	require.True(t, turn("b", 2, 2*time.Second).Busy)
	require.Equal(t, []commitment.AlarmKey{key(2), key(3), key(4)}, keys(turn("b", 2, 7*time.Second)), "patience is over; a may be dead")
	require.NoError(t, s.Postpone(t.Context(), "b", key(2), madeAt.Add(time.Hour)))
	require.NoError(t, s.Done(t.Context(), "b", key(3)))
	require.Empty(t, turn("c", 3, 8*time.Second), "done")
	_, err := s.Turn(t.Context(), "c", "no key", madeAt, madeAt, 0)
	require.ErrorIs(t, err, commitment.ErrKey)
	late := turn("c", 1, 2*time.Minute) // a's lease is over
	require.Len(t, late.Alarms, 2)
	require.Equal(t, 2, late.Alarms[0].Attempt)
	require.Equal(t, key(4), late.Alarms[1].Key, "the postponed one is left alone")
}

// TestCancelledWaiting: a call that waits for another's transaction ends with
// its context.
func TestCancelledWaiting(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.db")
	s := openFile(t, file)
	tx, err := sqliteDB(t, file).BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer func() { _ = tx.Rollback() }()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	begun := time.Now()
	_, err = s.Save(ctx, aPromise(t, defaultPolicy(t), 1, time.Hour), madeAt)
	require.True(t, errors.Is(err, context.DeadlineExceeded), fmt.Sprint(err))
	require.Less(t, time.Since(begun), 20*time.Second)
}

// TestOpenNamesTheFile: what could not be opened, and what to do about it.
func TestOpenNamesTheFile(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "notes.txt")
	require.NoError(t, os.WriteFile(other, []byte(strings.Repeat("not a database, but somebody's notes. ", 200)), 0o600))
	for file, want := range map[string]string{
		filepath.Join(dir, "missing", "x.db"): "the directory must be there",
		dir:                                   "the name must be a file's",
		other:                                 "name another file, or restore it from a backup",
	} {
		_, err := sqlstore.OpenSQLite(t.Context(), file, nil)
		require.ErrorContains(t, err, fmt.Sprintf("sqlstore: open %q: ", file))
		require.ErrorContains(t, err, want)
		require.Equal(t, 1, strings.Count(err.Error(), "sqlstore:"), err)
		require.Equal(t, file == other, errors.Is(err, commitment.ErrCorrupt))
	}
	text, err := os.ReadFile(other)
	require.NoError(t, err)
	require.Contains(t, string(text), "somebody's notes", "what is no database stays as it is")
}
