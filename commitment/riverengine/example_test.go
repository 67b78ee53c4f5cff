package riverengine_test

import (
	"context"
	"log"
	"os/signal"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/riverengine"
)

// Every process that should deliver runs this.
func ExampleNew() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	pool, err := pgxpool.New(ctx, "postgres://localhost/desk")
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
	engine, err := riverengine.New(ctx, pool, &riverengine.Options{JobTimeout: 30 * time.Second})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = engine.Close() }()
	keeper, err := commitment.NewKeeper(engine, commitment.NotifierFunc(func(_ context.Context, n commitment.Notice) error {
		log.Println(n.Title)
		return nil
	}), nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := keeper.Run(ctx); err != nil {
		log.Fatal(err)
	}
}

// A case and its promise are stored together, or not at all.
func ExampleEngine_WithTx() {
	ctx := context.Background()
	var pool *pgxpool.Pool
	var engine *riverengine.Engine
	var keeper *commitment.Keeper

	tx, err := pool.Begin(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = tx.Rollback(ctx) }() // after a commit it does nothing
	if _, err := tx.Exec(ctx, "UPDATE ticket SET state = 'waiting' WHERE id = $1", 4711); err != nil {
		log.Fatal(err)
	}
	_, err = keeper.With(engine.WithTx(tx)).Make(ctx, commitment.Promise{
		Tenant: "acme", ID: "p-1", Case: "4711", What: "send the fix", Owner: commitment.Party{ID: "ana"},
		Due: commitment.At("tomorrow", time.Now().UTC().Add(24*time.Hour)),
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := tx.Commit(ctx); err != nil {
		log.Fatal(err)
	}
}
