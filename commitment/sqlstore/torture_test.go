package sqlstore_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/torturetest"
)

func TestMain(m *testing.M) {
	torturetest.Main(openDSN)
	os.Exit(m.Run())
}

// openDSN opens a PostgreSQL URL or an SQLite file.
func openDSN(ctx context.Context, dsn string) (commitment.Store, error) {
	if strings.HasPrefix(dsn, "postgres") {
		return sqlstore.OpenPostgres(ctx, dsn, nil)
	}
	return sqlstore.OpenSQLite(ctx, dsn, nil)
}

// TestTorture runs real processes on real databases: see package torturetest.
// The long form takes about ten minutes:
//
//	EVENKEEL_TORTURE=long go test -run Torture -timeout 60m -v .
func TestTorture(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		torture(t, func(t *testing.T) string { return filepath.Join(t.TempDir(), "x.db") })
		t.Run("disk full", tortureDiskFull)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		server := postgrestest.Start(t)
		torture(t, func(t *testing.T) string { return server.Database(t) })
	})
	t.Run("postgres away", tortureAway)
}

func torture(t *testing.T, database func(t *testing.T) string) {
	alarms := torturetest.Pick(500, 10_000)
	scenario := func(name string, c torturetest.Case) {
		t.Run(name, func(t *testing.T) {
			if !torturetest.Long() {
				t.Parallel() // the long forms measure, one after the other
			}
			c.DSN, c.Open, c.Alarms = database(t), openDSN, alarms
			c.Within = torturetest.Pick(time.Minute, 15*time.Minute)
			torturetest.Run(t, c)
		})
	}
	spread := torturetest.Pick(4*time.Second, 90*time.Second)
	scenario("killed, 4 workers", torturetest.Case{Workers: 4, Kills: torturetest.Pick(10, 200), Spread: spread})
	scenario("2 workers, changed while claimed", torturetest.Case{Workers: 2, Kills: torturetest.Pick(2, 20), Spread: spread, Change: true})
	// Each jump makes a third of the alarms due: deliveries slow enough that the
	// next jump and the kills find them under way.
	hold := torturetest.Wait(torturetest.Pick(time.Second, 4*time.Second))
	scenario("clock set", torturetest.Case{
		Workers: 2, Kills: torturetest.Pick(1, 10), Spread: torturetest.Pick(3*time.Second, 20*time.Second), Pause: torturetest.Pick(3*time.Millisecond, 40*time.Millisecond), At: near,
		Steps: []torturetest.Step{
			hold, torturetest.SetClock(time.Hour),
			hold, torturetest.SetClock(0),
			torturetest.Wait(time.Second / 2), torturetest.SetClock(-time.Hour),
			hold, torturetest.SetClock(30 * 24 * time.Hour),
		}})
	for name, edge := range edges(t) {
		scenario("DST "+name, torturetest.Case{
			Workers: 2, Kills: 1, Spread: 3 * time.Second, Start: edge.Add(-1500 * time.Millisecond), Env: []string{"TZ=America/New_York"},
		})
	}
}

// near spreads alarms over the next seconds, the next hour and the next month.
func near(n int) time.Duration {
	return rand.N([]time.Duration{2 * time.Second, 50 * time.Minute, 29 * 24 * time.Hour}[n%3])
}

// edges are the instants at which New York changes its clocks.
func edges(t *testing.T) map[string]time.Time {
	zone, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	spring, autumn := time.Date(2027, time.March, 14, 7, 0, 0, 0, time.UTC), time.Date(2027, time.November, 7, 6, 0, 0, 0, time.UTC)
	for _, edge := range []time.Time{spring, autumn} {
		_, before := edge.Add(-time.Second).In(zone).Zone()
		_, after := edge.In(zone).Zone()
		require.NotEqual(t, before, after)
	}
	return map[string]time.Time{"spring": spring, "autumn": autumn}
}

// tortureAway stops the server as a power cut would and starts it again.
func tortureAway(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	if !server.Own() {
		t.Skip("EVENKEEL_TEST_POSTGRES names a server that this test may not stop")
	}
	torturetest.Run(t, torturetest.Case{
		DSN: server.Database(t), Open: openDSN, Workers: 2, Alarms: torturetest.Pick(500, 10_000), Kills: torturetest.Pick(1, 10),
		Spread: torturetest.Pick(4*time.Second, 80*time.Second), Within: torturetest.Pick(time.Minute, 15*time.Minute), Change: true,
		Steps: []torturetest.Step{torturetest.Wait(time.Second), torturetest.Do(func() error {
			server.Down()
			time.Sleep(torturetest.Pick(3*time.Second, time.Minute))
			return server.Up()
		})},
	})
}

// tortureDiskFull fills the disk below the database for a while. It needs a
// small file system of its own, which only root can mount.
func tortureDiskFull(t *testing.T) {
	t.Parallel()
	dir := smallDisk(t)
	filler := filepath.Join(dir, "filler")
	torturetest.Run(t, torturetest.Case{
		DSN: filepath.Join(dir, "x.db"), Open: openDSN, Workers: 2, Alarms: torturetest.Pick(500, 10_000), Kills: 1, Change: true,
		Spread: torturetest.Pick(4*time.Second, 60*time.Second), Within: torturetest.Pick(time.Minute, 15*time.Minute),
		Steps: []torturetest.Step{torturetest.Wait(500 * time.Millisecond), torturetest.Do(func() error {
			for until := time.Now().Add(torturetest.Pick(3*time.Second, 40*time.Second)); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
				if err := fill(filler); !errors.Is(err, syscall.ENOSPC) {
					return err
				}
			}
			return os.Remove(filler)
		})},
	})
}

// fill appends to a file until that fails.
func fill(name string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it is full
	for {
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			return err
		}
	}
}

func smallDisk(t *testing.T) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("mounting a small file system needs root; TestDiskFull limits the size of the database instead")
	}
	dir := t.TempDir()
	// Room for the journal, which grows to 16 MB before SQLite writes it back: one that fills the disk by itself never can.
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+torturetest.Pick("32m", "64m"), "evenkeel", dir).CombinedOutput(); err != nil {
		t.Skipf("mounting a small file system: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return dir
}
