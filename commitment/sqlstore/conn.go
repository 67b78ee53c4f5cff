package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
)

// conn is what the statements run on: a database, a transaction of ours or the
// host's, through database/sql or pgx.
type conn interface {
	// exec runs a statement and returns how many rows it changed.
	exec(ctx context.Context, statement string, args ...any) (int64, error)
	query(ctx context.Context, statement string, args ...any) (rows, error)
}

// rows is what a query gives; Close has to be called.
type rows interface {
	Next() bool
	Scan(into ...any) error
	Err() error
	Close()
}

// errNoRow says that a query for one row found none.
var errNoRow = errors.New("no row")

// one scans the only row of a query, or returns errNoRow.
func one(ctx context.Context, c conn, statement string, args []any, into ...any) error {
	found, err := c.query(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer found.Close()
	if !found.Next() {
		if err := found.Err(); err != nil {
			return err
		}
		return errNoRow
	}
	return found.Scan(into...)
}

// each scans every row of a query.
func each(ctx context.Context, c conn, statement string, args []any, scan func(rows) error) error {
	found, err := c.query(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		if err := scan(found); err != nil {
			return err
		}
	}
	return found.Err()
}

// sqlRunner is a *sql.DB or a *sql.Tx.
type sqlRunner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

type sqlConn struct{ sqlRunner }

func (c sqlConn) exec(ctx context.Context, statement string, args ...any) (int64, error) {
	r, err := c.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (c sqlConn) query(ctx context.Context, statement string, args ...any) (rows, error) {
	r, err := c.QueryContext(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	return sqlRows{r}, nil
}

type sqlRows struct{ *sql.Rows }

func (r sqlRows) Close() { _ = r.Rows.Close() } // Err has what matters

type pgxConn struct{ pgx.Tx }

func (c pgxConn) exec(ctx context.Context, statement string, args ...any) (int64, error) {
	tag, err := c.Exec(ctx, statement, args...)
	return tag.RowsAffected(), err
}

func (c pgxConn) query(ctx context.Context, statement string, args ...any) (rows, error) {
	return c.Query(ctx, statement, args...) //nolint:sqlclosecheck // one and each close what query returns
}
