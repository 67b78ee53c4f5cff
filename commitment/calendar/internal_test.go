package calendar

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// TestClockTableIsTheLocation compares tabulated offsets with the location's, and
// wall times by the table with those found without one.
func TestClockTableIsTheLocation(t *testing.T) {
	for _, name := range []string{"America/Los_Angeles", "Africa/Casablanca", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Manila", "Africa/Cairo", "America/Sao_Paulo", "UTC"} {
		loc := location(t, name)
		from, to := decadeStart(200), decadeStart(205)
		table, bare := newClock(loc, from, to), clock{loc: loc}
		for i := 1; i < len(table.segs); i++ {
			require.Equal(t, table.segs[i-1].end, table.segs[i].start, name)
			require.NotEqual(t, table.segs[i-1].offset, table.segs[i].offset, name)
		}
		r := rand.New(rand.NewPCG(1, 1))
		for range 5000 {
			sec := from + r.Int64N(to-from)
			_, offset := time.Unix(sec, 0).In(loc).Zone()
			require.EqualValues(t, offset, table.offsetAt(sec), "%s %d", name, sec)
			gotSec, gotHow := table.wall(sec)
			wantSec, wantHow := bare.wall(sec)
			require.Equal(t, wantSec, gotSec, "%s %d", name, sec)
			require.Equal(t, wantHow, gotHow, "%s %d", name, sec)
		}
	}
}

// TestSegmentsHoldTheirInstant: on the last day of a leap year, zones with a rule
// of summer time have bounds that end before the instant they are asked for.
func TestSegmentsHoldTheirInstant(t *testing.T) {
	for _, name := range []string{"Africa/Cairo", "America/Adak", "Europe/Berlin", "America/Santiago", "Australia/Sydney"} {
		z := clock{loc: location(t, name)}
		for year := 2000; year < 2100; year++ {
			for _, day := range []int{1, 31, 32} {
				sec := time.Date(year, time.December, day, 12, 0, 0, 0, time.UTC).Unix()
				s := z.segment(sec)
				require.True(t, s.start <= sec && sec < s.end, "%s %d-12-%d: %+v", name, year, day, s)
				require.True(t, z.segment(s.end).end > s.end, "%s %d", name, year)
			}
		}
	}
}

func TestClockBeforeAndAfterAllRules(t *testing.T) {
	z := clock{loc: time.UTC}
	require.Equal(t, segment{math.MinInt64, math.MaxInt64, 0}, z.segment(0))
	for _, local := range []int64{minSec, 0, maxSec} {
		sec, how := z.wall(local)
		require.Equal(t, local, sec)
		require.Equal(t, Unique, how)
	}
	fixed := clock{loc: time.FixedZone("", -12*3600)}
	sec, how := fixed.wall(0)
	require.EqualValues(t, 12*3600, sec)
	require.Equal(t, Unique, how)
}

// TestTallyFindsWhatItCounts: find is the inverse of count, for every pattern of
// a week.
func TestTallyFindsWhatItCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 500 {
		var y tally
		for i := range int64(7) {
			y.upTo[i+1] = y.upTo[i]
			if r.IntN(2) == 0 {
				y.upTo[i+1] += 1 + r.Int64N(30000)
			}
		}
		if y.week = y.upTo[7]; y.week == 0 {
			continue
		}
		for range 50 {
			n := 1 + r.Int64N(100*y.week)
			day := y.find(n)
			require.True(t, y.count(day) < n && n <= y.count(day+1), "%+v: find(%d) = %d", y, n, day)
		}
	}
}

// TestTablesMeet: what one decade ends with, the next begins with.
func TestTablesMeet(t *testing.T) {
	week := [7][]Shift{}
	for d := range week {
		week[d] = []Shift{{22 * time.Hour, 30 * time.Hour}}
	}
	cal, err := New(Config{Zone: location(t, "America/New_York"), Weekly: week, Closed: []Date{{0, 12, 31}, {2030, 1, 1}}})
	require.NoError(t, err)
	both, err := Union(cal, cal)
	require.NoError(t, err)
	for decade := 190; decade < 220; decade++ {
		for _, c := range []*Calendar{cal, both} {
			w := c.table(decadeStart(decade))
			require.Equal(t, decadeStart(decade), w.from)
			require.Equal(t, decadeStart(decade+1), w.to)
			first, _ := w.worked(w.from)
			last, _ := w.worked(w.to)
			require.Zero(t, first)
			require.Equal(t, w.total, last)
			require.Same(t, w, sameTable(c, w), "kept, or outside of the years that are kept")
		}
		a, b := cal.table(decadeStart(decade)), both.table(decadeStart(decade))
		require.Equal(t, a.total, b.total)
		r := rand.New(rand.NewPCG(uint64(decade), 3))
		for range 200 {
			sec := a.from + r.Int64N(a.to-a.from)
			p, until := a.worked(sec)
			q, other := b.worked(sec)
			require.Equal(t, p, q)
			require.Equal(t, until != shut, other != shut)
			n := 1 + r.Int64N(a.total)
			at := a.instant(n)
			require.Equal(t, at, b.instant(n))
			back, _ := a.worked(at)
			require.Equal(t, n, back)
			before, open := a.worked(at - 1)
			require.Equal(t, n-1, before)
			require.NotEqual(t, int64(shut), open)
		}
	}
}

// sameTable asks again, and gives w where tables are not kept.
func sameTable(c *Calendar, w *table) *table {
	if decade := time.Unix(w.from, 0).UTC().Year() / 10; decade < firstDecade || decade >= firstDecade+cachedDecades {
		return w
	}
	return c.table(w.to - 1)
}

// TestNewYearsEveOf1969: a shift that closes at the Unix second 0 is open before.
func TestNewYearsEveOf1969(t *testing.T) {
	cal, err := New(Config{Zone: time.UTC, Weekly: [7][]Shift{time.Wednesday: {{12 * time.Hour, 24 * time.Hour}}}})
	require.NoError(t, err)
	both, err := Union(cal, cal)
	require.NoError(t, err)
	for _, c := range []*Calendar{cal, both} {
		eve := time.Date(1969, time.December, 31, 18, 0, 0, 0, time.UTC)
		require.True(t, c.IsOpen(eve))
		end, err := c.NextClose(eve)
		require.NoError(t, err)
		require.Zero(t, end.Unix())
		due, err := c.Add(eve, 6*time.Hour)
		require.NoError(t, err)
		require.Zero(t, due.Unix())
		open, err := c.NextOpen(end)
		require.NoError(t, err)
		require.Equal(t, "1970-01-07", DateOf(open).String())
	}
}

func TestDivision(t *testing.T) {
	for _, c := range []struct{ a, b, div, mod int64 }{{7, 7, 1, 0}, {6, 7, 0, 6}, {-1, 7, -1, 6}, {-7, 7, -1, 0}, {-8, 7, -2, 6}, {0, 7, 0, 0}} {
		require.Equal(t, c.div, floorDiv(c.a, c.b))
		require.Equal(t, c.mod, floorMod(c.a, c.b))
	}
	require.Equal(t, time.Thursday, weekday(0))
	require.Equal(t, time.Wednesday, weekday(-1))
	require.EqualValues(t, -1, digits("1x"))
	require.Equal(t, "-01:30", clockText(-90*time.Minute))
	require.Equal(t, "09:00:30", clockText(9*time.Hour+30*time.Second))
	require.Equal(t, "09:00:30.500000", clockText(9*time.Hour+30500*time.Millisecond))
}
