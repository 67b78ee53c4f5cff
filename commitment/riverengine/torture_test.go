package riverengine_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/riverengine"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/torturetest"
)

func TestMain(m *testing.M) {
	torturetest.Main(openDSN)
	os.Exit(m.Run())
}

// openDSN opens an engine that gives up on a dead worker's jobs soon.
func openDSN(ctx context.Context, dsn string) (commitment.Store, error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, err
	}
	return riverengine.New(ctx, pool, &riverengine.Options{MaxWorkers: 16, JobTimeout: 3 * time.Second, RescueAfter: 4 * time.Second})
}

// TestTorture runs real processes on a real database: see package torturetest.
// The long form takes about twenty-five minutes, half of it the 200 kills:
//
//	EVENKEEL_TORTURE=long go test -run Torture -timeout 60m -v .
//
// River looks for the jobs of dead workers twice a minute, and elects another
// leader within fifteen seconds, so the short forms wait for that as well.
func TestTorture(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	alarms := torturetest.Pick(500, 10_000)
	scenario := func(name string, c torturetest.Case) {
		t.Run(name, func(t *testing.T) {
			if !torturetest.Long() {
				t.Parallel()
			}
			c.DSN, c.Open, c.Alarms, c.Within = server.Database(t), openDSN, alarms, torturetest.Pick(2*time.Minute, 15*time.Minute)
			torturetest.Run(t, c)
		})
	}
	spread := torturetest.Pick(4*time.Second, 90*time.Second)
	scenario("killed, 4 workers", torturetest.Case{
		// A worker needs a second or two before River gives it jobs, and nothing is
		// handed out for fifteen when the one that leads was killed: what is due by
		// then is, all at once. Deliveries that take a while are there to be cut off.
		Workers: 4, Kills: torturetest.Pick(10, 200), Spread: torturetest.Pick(15*time.Second, 9*time.Minute), Pause: 200 * time.Millisecond,
	})
	scenario("2 workers, changed while claimed", torturetest.Case{Workers: 2, Kills: torturetest.Pick(0, 20), Spread: spread, Change: true})
	// River's own clock stays right: only the keepers' is set. What comes too
	// early by it has to wait, which is why the case begins with one set back.
	scenario("clock set", torturetest.Case{Workers: 2, Spread: torturetest.Pick(2*time.Second, 40*time.Second), Steps: []torturetest.Step{
		torturetest.SetClock(-time.Hour), torturetest.Wait(2 * time.Second), torturetest.SetClock(0),
		torturetest.Wait(time.Second), torturetest.SetClock(time.Hour),
		torturetest.Wait(time.Second), torturetest.SetClock(30 * 24 * time.Hour),
	}})
}

// TestTortureAway stops the server as a power cut would and starts it again.
func TestTortureAway(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	if !server.Own() {
		t.Skip("EVENKEEL_TEST_POSTGRES names a server that this test may not stop")
	}
	torturetest.Run(t, torturetest.Case{
		DSN: server.Database(t), Open: openDSN, Workers: 2, Alarms: torturetest.Pick(500, 10_000),
		Spread: torturetest.Pick(4*time.Second, 80*time.Second), Within: torturetest.Pick(2*time.Minute, 15*time.Minute),
		Steps: []torturetest.Step{torturetest.Wait(time.Second), torturetest.Do(func() error {
			server.Down()
			time.Sleep(torturetest.Pick(3*time.Second, time.Minute))
			return server.Up()
		})},
	})
}
