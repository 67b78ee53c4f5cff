package riverengine_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/commitmenttest"
	"github.com/evenkeel-go/evenkeel/commitment/riverengine"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
)

func open(t *testing.T, dsn string) *riverengine.Engine {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	e, err := riverengine.New(t.Context(), pool, nil)
	require.NoError(t, err)
	return e
}

func TestConformance(t *testing.T) {
	server := postgrestest.Start(t)
	databases := map[commitment.Store]string{}
	opened := func(t *testing.T, dsn string) commitment.Store {
		e := open(t, dsn)
		databases[e] = dsn
		return e
	}
	commitmenttest.TestStore(t, commitmenttest.Harness{
		Open:   func(t *testing.T) commitment.Store { return opened(t, server.Database(t)) },
		Reopen: func(t *testing.T, s commitment.Store) commitment.Store { return opened(t, databases[s]) },
	})
}
