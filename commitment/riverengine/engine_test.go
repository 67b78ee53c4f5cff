package riverengine_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/commitmenttest"
	"github.com/evenkeel-go/evenkeel/commitment/riverengine"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
)

// open returns an engine on a pool of its own.
func open(t testing.TB, dsn string, opts *riverengine.Options) (*riverengine.Engine, *pgxpool.Pool) {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), dsn)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	e, err := riverengine.New(context.Background(), pool, opts)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e, pool
}

func TestConformance(t *testing.T) {
	server := postgrestest.Start(t)
	databases := map[commitment.Store]string{}
	pools := map[commitment.Store]*pgxpool.Pool{}
	opened := func(t *testing.T, dsn string) commitment.Store {
		e, pool := open(t, dsn, nil)
		databases[e], pools[e] = dsn, pool
		return e
	}
	commitmenttest.TestStore(t, commitmenttest.Harness{
		Open:   func(t *testing.T) commitment.Store { return opened(t, server.Database(t)) },
		Reopen: func(t *testing.T, s commitment.Store) commitment.Store { return opened(t, databases[s]) },
		Begin: func(t *testing.T, s commitment.Store) (commitment.Store, func() error, func() error) {
			tx, err := pools[s].Begin(t.Context())
			require.NoError(t, err)
			return s.(*riverengine.Engine).WithTx(tx), func() error { return tx.Commit(t.Context()) }, func() error { return tx.Rollback(t.Context()) }
		},
	})
}
