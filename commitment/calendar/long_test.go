package calendar_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// shiftBook lists every shift of a stretch of years, from the iterator, as a
// third way to do the sums: by adding up what is listed.
func shiftBook(cal *calendar.Calendar, from, to time.Time) []calendar.Span {
	var all []calendar.Span
	for s := range cal.Shifts(from, to) {
		all = append(all, s)
	}
	return all
}

// TestLongSpansAddUp adds up whole decades shift by shift and compares the sums.
func TestLongSpansAddUp(t *testing.T) {
	locs := zones(t)
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 5))
		loc := locs[r.IntN(len(locs))].Location
		start := time.Date(1985+r.IntN(60), time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), r.IntN(60), 0, 0, loc)
		end := start.AddDate(25, 0, 0)
		cal := compile(t, anyCalendar(r, loc, start))
		var sum time.Duration
		for _, s := range shiftBook(cal, start, end) {
			if r.IntN(500) == 0 {
				if got := cal.Between(start, s.Open); got != sum {
					t.Fatalf("seed %d: Between(%v, %v) = %v, the shifts add up to %v", seed, start, s.Open, got, sum)
				}
			}
			sum += s.Duration()
			if r.IntN(500) == 0 {
				got, err := cal.Add(start, sum)
				if err != nil || !got.Equal(s.Close) {
					t.Fatalf("seed %d: Add(%v, %v) = %v, %v, the shifts end at %v", seed, start, sum, got, err, s.Close)
				}
				back, err := cal.Add(s.Close, -s.Duration())
				if err != nil || !back.Equal(s.Open) {
					t.Fatalf("seed %d: back from %v by %v: %v, %v", seed, s.Close, s.Duration(), back, err)
				}
			}
		}
		if got := cal.Between(start, end); got != sum {
			t.Fatalf("seed %d: Between over 25 years = %v, the shifts add up to %v", seed, got, sum)
		}
	}
}

// TestWorkingDaysAddUp counts working days date by date over decades.
func TestWorkingDaysAddUp(t *testing.T) {
	locs := zones(t)
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 6))
		loc := locs[r.IntN(len(locs))].Location
		start := time.Date(1985+r.IntN(60), 6, 1+r.IntN(28), 12, 0, 0, 0, loc)
		cal := compile(t, anyCalendar(r, loc, start))
		if cal.IsOpen(start) {
			continue // its day may be the one before; see TestAgainstDumb
		}
		n, last := 0, calendar.Date{}
		closes := map[int]time.Time{}
		for _, s := range shiftBook(cal, start, start.AddDate(25, 0, 0)) {
			if s.Date.Compare(calendar.DateOf(start)) <= 0 {
				continue
			}
			if s.Date != last {
				n, last = n+1, s.Date
			}
			closes[n] = s.Close
		}
		for range 50 {
			if n < 2 {
				break
			}
			days := 1 + r.IntN(n-1)
			got, err := cal.AddDays(start, days)
			if err != nil || !got.Equal(closes[days]) {
				t.Fatalf("seed %d: AddDays(%v, %d) = %v, %v, want %v", seed, start, days, got, err, closes[days])
			}
			back, err := cal.AddDays(got, -days+1)
			if days > 1 && (err != nil || !back.Equal(closes[1])) {
				t.Fatalf("seed %d: AddDays(%v, %d) = %v, %v, want %v", seed, got, -days+1, back, err, closes[1])
			}
		}
	}
}

func TestBetweenIsAdditive(t *testing.T) {
	locs := zones(t)
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		loc := locs[r.IntN(len(locs))].Location
		cal := compile(t, anyCalendar(r, loc, time.Unix(unix(2026), 0).In(loc)))
		instant := func() time.Time { return time.Unix(unix(1900)+r.Int64N(unix(2200)-unix(1900)), r.Int64N(1e9)) }
		a, b, c := instant(), instant(), instant()
		if cal.Between(a, b)+cal.Between(b, c) != cal.Between(a, c) {
			t.Fatalf("seed %d: %v, %v, %v", seed, a, b, c)
		}
	}
}

func TestShiftsStopWhenToldTo(t *testing.T) {
	cal := office()
	both, err := calendar.Union(cal, compile(t, calendar.Config{Zone: load(t, "Europe/Berlin"), Weekly: week(calendar.Shift{Open: 12 * h, Close: 16 * h})}))
	require.NoError(t, err)
	for _, c := range []*calendar.Calendar{cal, both} {
		n := 0
		for range c.Shifts(stamp(t, "1900-01-01 00:00", time.UTC), stamp(t, "9999-01-01 00:00", time.UTC)) {
			if n++; n == 3 {
				break
			}
		}
		require.Equal(t, 3, n)
		for s := range c.Shifts(stamp(t, "2026-11-27 00:00", time.UTC), stamp(t, "2026-11-26 00:00", time.UTC)) {
			t.Fatalf("nothing lies between an instant and an earlier one: %v", s)
		}
	}
	// Cut to the range, to the nanosecond.
	from := stamp(t, "2026-11-27 10:00", cal.Zone()).Add(1)
	for s := range cal.Shifts(from, from.Add(5)) {
		require.True(t, s.Open.Equal(from))
		require.Equal(t, time.Duration(5), s.Duration())
	}
}

// TestTheFaceOfTheClock reads shifts whose ends are skipped or repeated.
func TestTheFaceOfTheClock(t *testing.T) {
	losAngeles := load(t, "America/Los_Angeles")
	sunday := func(shifts ...calendar.Shift) *calendar.Calendar {
		return compile(t, calendar.Config{Zone: losAngeles, Weekly: [7][]calendar.Shift{time.Sunday: shifts}})
	}
	half := 30 * time.Minute
	for name, c := range map[string]struct {
		date   string
		shifts []calendar.Shift
		want   []string
	}{
		"opens in the gap":          {"2026-03-08", []calendar.Shift{{Open: 2*h + half, Close: 6 * h}}, []string{"03:30-06:00"}},
		"closes in the gap":         {"2026-03-08", []calendar.Shift{{Open: h, Close: 2*h + half}}, []string{"01:00-03:30"}},
		"lies in the gap":           {"2026-03-08", []calendar.Shift{{Open: 2*h + 10*time.Minute, Close: 2*h + half}}, []string{"03:10-03:30"}},
		"emptied by the gap":        {"2026-03-08", []calendar.Shift{{Open: 2*h + half, Close: 3*h + 15*time.Minute}}, nil},
		"moved over the next":       {"2026-03-08", []calendar.Shift{{Open: h, Close: 2*h + 50*time.Minute}, {Open: 3 * h, Close: 5 * h}}, []string{"01:00-03:50", "03:50-05:00"}},
		"opens in what is repeated": {"2026-11-01", []calendar.Shift{{Open: h + half, Close: 3 * h}}, []string{"01:30-03:00"}},
		"closes in it":              {"2026-11-01", []calendar.Shift{{Open: 0, Close: h + half}}, []string{"00:00-01:30"}},
		"around it":                 {"2026-11-01", []calendar.Shift{{Open: 0, Close: 24 * h}}, []string{"00:00-00:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			midnight := stamp(t, c.date+" 00:00", losAngeles)
			var got []string
			for s := range sunday(c.shifts...).Shifts(midnight, midnight.Add(36*h)) {
				got = append(got, s.Open.Format("15:04")+"-"+s.Close.Format("15:04"))
			}
			require.Equal(t, c.want, got)
		})
	}
	spring, autumn := stamp(t, "2026-03-08 00:00", losAngeles), stamp(t, "2026-11-01 00:00", losAngeles)
	whole := sunday(calendar.Shift{Open: 0, Close: 24 * h})
	require.Equal(t, 23*h, whole.Between(spring, spring.Add(48*h)))
	require.Equal(t, 25*h, whole.Between(autumn, autumn.Add(48*h)))
	repeated := sunday(calendar.Shift{Open: h + half, Close: 3 * h})
	require.Equal(t, 2*h+half, repeated.Between(autumn, autumn.Add(48*h))) // from the first 01:30
}

// TestOverlappingDates: an exception whose night runs into the hours of the next
// date. Nobody is there twice.
func TestOverlappingDates(t *testing.T) {
	cal := compile(t, calendar.Config{Zone: time.UTC, Weekly: daily(calendar.Shift{Open: 6 * h, Close: 10 * h}),
		Dates: map[calendar.Date][]calendar.Shift{{Year: 2026, Month: 11, Day: 26}: {{Open: 20 * h, Close: 32 * h}}}})
	from := stamp(t, "2026-11-26 00:00", time.UTC)
	require.Equal(t, 14*h, cal.Between(from, from.Add(48*h))) // 20:00 to 08:00, then to 10:00
	var got []string
	for s := range cal.Shifts(from, from.Add(48*h)) {
		got = append(got, s.Date.String()+" "+s.Open.Format("15:04")+"-"+s.Close.Format("15:04"))
	}
	require.Equal(t, []string{"2026-11-26 20:00-08:00", "2026-11-27 08:00-10:00"}, got)
	wholly := compile(t, calendar.Config{Zone: time.UTC, Weekly: daily(calendar.Shift{Open: 6 * h, Close: 7 * h}),
		Dates: map[calendar.Date][]calendar.Shift{{Year: 2026, Month: 11, Day: 26}: {{Open: 20 * h, Close: 32 * h}}}})
	due, err := wholly.AddDays(from.Add(12*h), 1)
	require.NoError(t, err)
	require.Equal(t, "2026-11-28 07:00", due.Format("2006-01-02 15:04")) // no shift of its own opens on the 27th
}
