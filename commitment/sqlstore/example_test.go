package sqlstore_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
)

// A promise survives the process that made it.
func ExampleOpenSQLite() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	err = promiseAndReopen(context.Background(), filepath.Join(dir, "promises.db"))
	_ = os.RemoveAll(dir)
	if err != nil {
		log.Fatal(err)
	}
	// Output: ring back about the export open
}

func promiseAndReopen(ctx context.Context, file string) error {
	phone := commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil })

	store, err := sqlstore.OpenSQLite(ctx, file, nil)
	if err != nil {
		return err
	}
	keeper, err := commitment.NewKeeper(store, phone, nil)
	if err != nil {
		return err
	}
	_, err = keeper.Make(ctx, commitment.Promise{
		Tenant: "acme", ID: "p-1", What: "ring back about the export", Owner: commitment.Party{ID: "ana"},
		Due: commitment.At("tomorrow", time.Now().UTC().Add(24*time.Hour)),
	}, nil)
	if err != nil {
		return err
	}
	if err := store.Close(); err != nil {
		return err
	}

	store, err = sqlstore.OpenSQLite(ctx, file, nil)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	p, err := store.Load(ctx, "acme", "p-1")
	if err != nil {
		return err
	}
	fmt.Println(p.What, p.State)
	return nil
}

// A host with a migration tool of its own writes the steps to files once.
func ExampleMigrations() {
	dir, err := os.MkdirTemp("", "migrations")
	if err != nil {
		log.Fatal(err)
	}
	err = export(dir)
	_ = os.RemoveAll(dir)
	if err != nil {
		log.Fatal(err)
	}
	// Output: 1 001_initial.sql
}

func export(dir string) error {
	steps, err := sqlstore.Migrations(sqlstore.PostgreSQL, "promises")
	if err != nil {
		return err
	}
	for _, step := range steps {
		if err := os.WriteFile(filepath.Join(dir, step.Name), []byte(step.SQL), 0o600); err != nil {
			return err
		}
		fmt.Println(step.Version, step.Name)
	}
	return nil
}
