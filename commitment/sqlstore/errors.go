package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// ErrInTx refuses what cannot be done inside a transaction of the host's.
var ErrInTx = errors.New("sqlstore: not possible in the host's transaction; call it on the store itself after the commit")

// ErrFull says that the disk, or the size that the database is held to, is full.
// The call changed nothing; it works again when there is room. The keeper goes on
// trying.
var ErrFull = errors.New("sqlstore: database or disk is full")

// Primary result codes of SQLite (sqlite.org/rescode.html).
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteReadOnly   = 8
	sqliteCorrupt    = 11
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteConstraint = 19
	sqliteNotADB     = 26
)

func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// SQLSTATE codes of PostgreSQL (PostgreSQL manual, appendix A).
func sqlState(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// lostRace reports an error that running the transaction again may mend.
func lostRace(err error) bool {
	switch sqliteCode(err) {
	case sqliteBusy, sqliteLocked:
		return true
	}
	switch sqlState(err) {
	case "40001", "40P01": // serialization failure, deadlock
		return true
	}
	return false
}

// wrap names the package and what callers branch on. An error of this library
// passes as it is; one that came of the context ending is the context's.
func wrap(ctx context.Context, err error) error {
	if err == nil || ours(err) {
		return err
	}
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("sqlstore: %w", ended)
	}
	switch sqliteCode(err) {
	case sqliteCorrupt, sqliteNotADB:
		return fmt.Errorf("sqlstore: %w: %w", commitment.ErrCorrupt, err)
	case sqliteFull:
		return fmt.Errorf("%w: %w", ErrFull, err)
	case sqliteConstraint: // the only one that checked writes can meet
		return fmt.Errorf("sqlstore: %w: %w", commitment.ErrDuplicateKey, err)
	}
	switch sqlState(err) {
	case "XX001", "XX002": // data corrupted, index corrupted
		return fmt.Errorf("sqlstore: %w: %w", commitment.ErrCorrupt, err)
	case "53100": // disk full
		return fmt.Errorf("%w: %w", ErrFull, err)
	case "23505": // unique violation
		return fmt.Errorf("sqlstore: %w: %w", commitment.ErrDuplicateKey, err)
	}
	return fmt.Errorf("sqlstore: %w", err)
}

// unopened names the file that could not be opened and, where SQLite's words leave
// it open, what to do.
func unopened(file string, err error) error {
	out := ""
	switch sqliteCode(err) {
	case sqliteCantOpen:
		out = "; the directory must be there and this process must be allowed to write in it, and the name must be a file's"
	case sqliteReadOnly:
		out = "; this process must be allowed to write the file and its directory"
	case sqliteNotADB:
		out = "; the file holds something else, or its beginning was overwritten: name another file, or restore it from a backup"
	case sqliteCorrupt:
		out = "; restore it from a backup"
	}
	return fmt.Errorf("sqlstore: open %q: %w%s", file, unprefixed{err}, out)
}

// unprefixed leaves out the name of the package, which the error around it gives.
type unprefixed struct{ error }

func (e unprefixed) Error() string { return strings.TrimPrefix(e.error.Error(), "sqlstore: ") }

func (e unprefixed) Unwrap() error { return e.error }

func ours(err error) bool {
	var field *commitment.FieldError
	var version *commitment.VersionError
	return errors.As(err, &field) || errors.As(err, &version) ||
		errors.Is(err, commitment.ErrConflict) || errors.Is(err, commitment.ErrNotFound) ||
		errors.Is(err, commitment.ErrFormat) || errors.Is(err, commitment.ErrKey)
}
