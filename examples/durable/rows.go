package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
	"github.com/evenkeel-go/evenkeel/conversation"
)

// rows is a conversation.Store: one row per conversation, which holds the
// snapshot of its journal and a revision.
type rows struct {
	db      *sql.DB
	dialect sqlstore.Dialect
}

var _ conversation.Store = (*rows)(nil)

// openRows creates the table where it is not there yet.
func openRows(ctx context.Context, db *sql.DB, d sqlstore.Dialect) (*rows, error) {
	blob, binary := "BLOB", ""
	if d == sqlstore.PostgreSQL {
		blob, binary = "BYTEA", ` COLLATE "C"` // SQLite compares bytes anyway
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf(`CREATE TABLE IF NOT EXISTS conversation (
		tenant TEXT NOT NULL%[2]s, id TEXT NOT NULL%[2]s, revision BIGINT NOT NULL, data %[1]s NOT NULL, PRIMARY KEY (tenant, id))`, blob, binary))
	if err != nil {
		return nil, fmt.Errorf("conversations: %w", err)
	}
	return &rows{db, d}, nil
}

// in writes a statement's $1 as the dialect has it.
func (r *rows) in(statement string) string {
	if r.dialect == sqlstore.SQLite {
		return strings.ReplaceAll(statement, "$", "?")
	}
	return statement
}

// Load implements conversation.Store.
func (r *rows) Load(ctx context.Context, tenant conversation.TenantID, id conversation.ID) (data []byte, rev conversation.Revision, err error) {
	err = r.db.QueryRowContext(ctx, r.in(`SELECT data, revision FROM conversation WHERE tenant = $1 AND id = $2`), string(tenant), string(id)).Scan(&data, &rev)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, fmt.Errorf("%w: %q", conversation.ErrNotFound, id)
	}
	return data, rev, err
}

// Save implements conversation.Store. The revision in the statement's condition
// is the whole of the concurrency control.
func (r *rows) Save(ctx context.Context, tenant conversation.TenantID, id conversation.ID, data []byte, rev conversation.Revision) (conversation.Revision, error) {
	statement := `UPDATE conversation SET data = $3, revision = $4 + 1 WHERE tenant = $1 AND id = $2 AND revision = $4`
	if rev == 0 {
		statement = `INSERT INTO conversation (tenant, id, data, revision) VALUES ($1, $2, $3, $4 + 1) ON CONFLICT DO NOTHING`
	}
	res, err := r.db.ExecContext(ctx, r.in(statement), string(tenant), string(id), data, int64(rev))
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, fmt.Errorf("%w: %q is not at revision %d", conversation.ErrConflict, id, rev)
	}
	return rev + 1, nil
}

// Delete implements conversation.Store.
func (r *rows) Delete(ctx context.Context, tenant conversation.TenantID, id conversation.ID) error {
	_, err := r.db.ExecContext(ctx, r.in(`DELETE FROM conversation WHERE tenant = $1 AND id = $2`), string(tenant), string(id))
	return err
}

// pageSize is how many ids List reads at once.
const pageSize = 500

// List implements conversation.Store. It holds no connection while the caller
// works on an id.
func (r *rows) List(ctx context.Context, tenant conversation.TenantID, after conversation.ID) iter.Seq2[conversation.ID, error] {
	return func(yield func(conversation.ID, error) bool) {
		for {
			ids, err := r.page(ctx, tenant, after)
			if err != nil {
				yield("", err)
				return
			}
			for _, id := range ids {
				if !yield(id, nil) {
					return
				}
			}
			if len(ids) < pageSize {
				return
			}
			after = ids[len(ids)-1]
		}
	}
}

func (r *rows) page(ctx context.Context, tenant conversation.TenantID, after conversation.ID) (ids []conversation.ID, err error) {
	found, err := r.db.QueryContext(ctx, r.in(`SELECT id FROM conversation WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3`), string(tenant), string(after), pageSize)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }() // Err has what matters
	for found.Next() {
		var id string
		if err := found.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, conversation.ID(id))
	}
	return ids, found.Err()
}
