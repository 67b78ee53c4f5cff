package riverengine_test

import (
	"context"
	"log"
	"os/signal"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/riverengine"
)

// Every process that should deliver runs this.
func ExampleNew() {
	if err := deliver(); err != nil {
		log.Fatal(err)
	}
}

func deliver() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	pool, err := pgxpool.New(ctx, "postgres://localhost/desk")
	if err != nil {
		return err
	}
	defer pool.Close()
	engine, err := riverengine.New(ctx, pool, &riverengine.Options{JobTimeout: 30 * time.Second})
	if err != nil {
		return err
	}
	defer func() { _ = engine.Close() }()
	keeper, err := commitment.NewKeeper(engine, commitment.NotifierFunc(func(_ context.Context, n commitment.Notice) error {
		log.Println(n.Title)
		return nil
	}), nil)
	if err != nil {
		return err
	}
	return keeper.Run(ctx)
}

// A case and its promise are stored together, or not at all.
func ExampleEngine_WithTx() {
	_ = func(ctx context.Context, pool *pgxpool.Pool, engine *riverengine.Engine, keeper *commitment.Keeper) error {
		return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "UPDATE ticket SET state = 'waiting' WHERE id = $1", 4711); err != nil {
				return err
			}
			_, err := keeper.With(engine.WithTx(tx)).Make(ctx, commitment.Promise{
				Tenant: "acme", ID: "p-1", Case: "4711", What: "send the fix", Owner: commitment.Party{ID: "ana"},
				Due: commitment.At("tomorrow", time.Now().UTC().Add(24*time.Hour)),
			}, nil)
			return err
		})
	}
}
