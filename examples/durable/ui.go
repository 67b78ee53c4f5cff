package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"riverqueue.com/riverui"
)

// riverUI is River's own web interface below /river/, for a host's own mux. Put it
// behind the host's login: a job cancelled there is a reminder that never comes.
// Its background queries end with ctx.
func riverUI(ctx context.Context, pool *pgxpool.Pool, logger *slog.Logger) (http.Handler, error) {
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Logger: logger}) // it only asks; the engine works
	if err != nil {
		return nil, err
	}
	handler, err := riverui.NewHandler(&riverui.HandlerOpts{Endpoints: riverui.NewEndpoints(client, nil), Logger: logger, Prefix: "/river"})
	if err != nil {
		return nil, err
	}
	if err := handler.Start(ctx); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/river/", handler)
	return mux, nil
}

// serveUI serves the interface until the function that it returns is called.
func serveUI(ctx context.Context, dsn, address string) (stop func(), err error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	handler, err := riverUI(ctx, pool, slog.New(slog.DiscardHandler))
	if err != nil {
		cancel()
		pool.Close()
		return nil, fmt.Errorf("river's interface: %w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		cancel()
		pool.Close()
		return nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	return func() {
		cancel()
		if err := errors.Join(server.Close(), <-ended); !errors.Is(err, http.ErrServerClosed) {
			slog.Default().Warn("river's interface", slog.Any("error", err))
		}
		pool.Close()
	}, nil
}
