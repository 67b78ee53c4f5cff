package calendar_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

const h = time.Hour

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// week is the same shifts from Monday to Friday.
func week(shifts ...calendar.Shift) (w [7][]calendar.Shift) {
	for d := time.Monday; d <= time.Friday; d++ {
		w[d] = shifts
	}
	return w
}

func daily(shifts ...calendar.Shift) (w [7][]calendar.Shift) {
	for d := range w {
		w[d] = shifts
	}
	return w
}

func compile(t testing.TB, cfg calendar.Config) *calendar.Calendar {
	t.Helper()
	cal, err := calendar.New(cfg)
	require.NoError(t, err)
	return cal
}

func stamp(t testing.TB, s string, loc *time.Location) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", s+":00"[:max(0, len("2006-01-02 15:04:05")-len(s))], loc)
	require.NoError(t, err)
	return at
}

func TestBadConfigNamesDayShiftAndReason(t *testing.T) {
	for name, c := range map[string]struct {
		cfg  calendar.Config
		want []string
	}{
		"no zone":          {calendar.Config{}, []string{"Zone is missing", "time.LoadLocation"}},
		"past midnight":    {calendar.Config{Zone: time.UTC, Weekly: [7][]calendar.Shift{time.Tuesday: {{Open: 22 * h, Close: 6 * h}}}}, []string{"Tuesday", "22:00-06:00", "closes before it opens", "22:00-30:00"}},
		"empty":            {calendar.Config{Zone: time.UTC, Weekly: [7][]calendar.Shift{time.Monday: {{Open: 9 * h, Close: 9 * h}}}}, []string{"Monday", "09:00-09:00", "empty"}},
		"overlap":          {calendar.Config{Zone: time.UTC, Weekly: [7][]calendar.Shift{time.Friday: {{Open: 13 * h, Close: 17 * h}, {Open: 9 * h, Close: 14 * h}}}}, []string{"Friday", "13:00-17:00", "overlaps 09:00-14:00"}},
		"overlap by night": {calendar.Config{Zone: time.UTC, Weekly: [7][]calendar.Shift{time.Saturday: {{Open: 22 * h, Close: 32 * h}}, time.Sunday: {{Open: 7 * h, Close: 9 * h}}}}, []string{"Saturday", "22:00-32:00", "Sunday's 07:00-09:00", "31:00"}},
		"opens late":       {calendar.Config{Zone: time.UTC, Weekly: [7][]calendar.Shift{time.Sunday: {{Open: 24 * h, Close: 26 * h}}}}, []string{"Sunday", "24:00-26:00", "before 24:00"}},
		"negative":         {calendar.Config{Zone: time.UTC, Weekly: [7][]calendar.Shift{time.Sunday: {{Open: -h, Close: h}}}}, []string{"Sunday", "-01:00-01:00"}},
		"closes too late":  {calendar.Config{Zone: time.UTC, Weekly: [7][]calendar.Shift{time.Sunday: {{Open: h, Close: 49 * h}}}}, []string{"Sunday", "01:00-49:00", "48:00"}},
		"fraction":         {calendar.Config{Zone: time.UTC, Weekly: [7][]calendar.Shift{time.Sunday: {{Open: h, Close: 2*h + time.Millisecond}}}}, []string{"Sunday", "whole seconds"}},
		"date":             {calendar.Config{Zone: time.UTC, Dates: map[calendar.Date][]calendar.Shift{{Year: 2026, Month: 2, Day: 30}: nil}}, []string{"2026-02-30", "that exist"}},
		"yearly hours":     {calendar.Config{Zone: time.UTC, Dates: map[calendar.Date][]calendar.Shift{{Month: 12, Day: 24}: nil}}, []string{"12-24", "Closed"}},
		"date's shift":     {calendar.Config{Zone: time.UTC, Dates: map[calendar.Date][]calendar.Shift{{Year: 2026, Month: 12, Day: 24}: {{Open: 9 * h, Close: 8 * h}}}}, []string{"2026-12-24", "09:00-08:00"}},
		"closed":           {calendar.Config{Zone: time.UTC, Closed: []calendar.Date{{Month: 2, Day: 30}}}, []string{"02-30", "Closed"}},
	} {
		t.Run(name, func(t *testing.T) {
			cal, err := calendar.New(c.cfg)
			require.Nil(t, cal)
			var bad *calendar.ConfigError
			require.ErrorAs(t, err, &bad)
			for _, part := range c.want {
				require.ErrorContains(t, err, part)
			}
			require.True(t, strings.HasPrefix(err.Error(), "calendar: "))
		})
	}
}

func TestAllThatIsWrongIsSaidAtOnce(t *testing.T) {
	_, err := calendar.New(calendar.Config{Weekly: [7][]calendar.Shift{time.Monday: {{Open: 9 * h, Close: 8 * h}}}, Closed: []calendar.Date{{}}})
	require.ErrorContains(t, err, "Zone")
	require.ErrorContains(t, err, "Monday")
	require.ErrorContains(t, err, "Closed")
}

func TestBadConfigsAreRefusedInLittle(t *testing.T) {
	night := func(n int) []calendar.Shift {
		return slices.Repeat([]calendar.Shift{{Open: 0, Close: 48 * h}}, n)
	}
	cfg := calendar.Config{Zone: time.UTC, Weekly: [7][]calendar.Shift{time.Monday: night(90), time.Tuesday: night(90)}}
	_, err := calendar.New(cfg)
	require.ErrorContains(t, err, "runs past midnight")
	require.Less(t, len(err.Error()), 50_000, "an error for each pair of shifts")

	cfg.Weekly[time.Monday] = night(100_000)
	_, err = calendar.New(cfg)
	require.ErrorContains(t, err, "Monday: has 100000 shifts")
	require.Less(t, len(err.Error()), 50_000)
	cfg = calendar.Config{Zone: time.UTC, Dates: map[calendar.Date][]calendar.Shift{{Year: 2026, Month: 12, Day: 24}: night(97)}}
	_, err = calendar.New(cfg)
	require.ErrorContains(t, err, "2026-12-24: has 97 shifts")
}

func TestNewCopiesItsConfig(t *testing.T) {
	shifts := []calendar.Shift{{Open: 9 * h, Close: 17 * h}}
	dates := map[calendar.Date][]calendar.Shift{}
	cal := compile(t, calendar.Config{Zone: time.UTC, Weekly: week(shifts...), Dates: dates})
	shifts[0].Open = 0
	dates[calendar.Date{Year: 2026, Month: 11, Day: 27}] = nil
	require.False(t, cal.IsOpen(stamp(t, "2026-11-27 08:00", time.UTC)))
	require.True(t, cal.IsOpen(stamp(t, "2026-11-27 09:00", time.UTC)))
}

func TestNeverOpen(t *testing.T) {
	now := stamp(t, "2026-11-27 10:00", time.UTC)
	everyDay := []calendar.Date{}
	for d := (calendar.Date{Year: 2000, Month: 1, Day: 1}); d.Year == 2000; d = d.AddDays(1) {
		everyDay = append(everyDay, calendar.Date{Month: d.Month, Day: d.Day})
	}
	morning := compile(t, calendar.Config{Zone: time.UTC, Weekly: daily(calendar.Shift{Open: 0, Close: 12 * h})})
	evening := compile(t, calendar.Config{Zone: time.UTC, Weekly: daily(calendar.Shift{Open: 12 * h, Close: 24 * h})})
	neither, err := calendar.Intersect(morning, evening)
	require.NoError(t, err)
	for name, cal := range map[string]*calendar.Calendar{
		"nil":        nil,
		"zero":       {},
		"no shifts":  compile(t, calendar.Config{Zone: time.UTC}),
		"all closed": compile(t, calendar.Config{Zone: time.UTC, Weekly: daily(calendar.Shift{Open: 0, Close: 24 * h}), Closed: everyDay}),
		"closed one": compile(t, calendar.Config{Zone: time.UTC, Dates: map[calendar.Date][]calendar.Shift{{Year: 2026, Month: 11, Day: 27}: {}}}),
		"no overlap": neither,
	} {
		t.Run(name, func(t *testing.T) {
			for what, ask := range map[string]func() (time.Time, error){
				"Add":       func() (time.Time, error) { return cal.Add(now, h) },
				"Add zero":  func() (time.Time, error) { return cal.Add(now, 0) },
				"Add back":  func() (time.Time, error) { return cal.Add(now, -h) },
				"NextOpen":  func() (time.Time, error) { return cal.NextOpen(now) },
				"NextClose": func() (time.Time, error) { return cal.NextClose(now) },
				"PrevClose": func() (time.Time, error) { return cal.PrevClose(now) },
				"AddDays":   func() (time.Time, error) { return cal.AddDays(now, 3) },
				"today":     func() (time.Time, error) { return cal.AddDays(now, 0) },
				"days back": func() (time.Time, error) { return cal.AddDays(now, -3) },
			} {
				got, err := ask()
				require.ErrorIs(t, err, calendar.ErrNeverOpen, what)
				require.Zero(t, got, what)
			}
			require.False(t, cal.IsOpen(now))
			require.Zero(t, cal.Between(now, now.AddDate(50, 0, 0)))
			for s := range cal.Shifts(now, now.AddDate(1, 0, 0)) {
				t.Fatalf("a shift: %v", s)
			}
			require.NotNil(t, cal.Zone())
		})
	}
}

func TestOneDateFarAway(t *testing.T) {
	cal := compile(t, calendar.Config{Zone: time.UTC, Dates: map[calendar.Date][]calendar.Shift{{Year: 9000, Month: 1, Day: 2}: {{Open: 9 * h, Close: 10 * h}}}})
	open, err := cal.NextOpen(stamp(t, "2026-11-27 10:00", time.UTC))
	require.NoError(t, err)
	require.Equal(t, "9000-01-02T09:00:00Z", open.Format(time.RFC3339))
	end, err := cal.PrevClose(stamp(t, "9999-11-27 10:00", time.UTC))
	require.NoError(t, err)
	require.Equal(t, "9000-01-02T10:00:00Z", end.Format(time.RFC3339))
	_, err = cal.NextOpen(end)
	require.ErrorIs(t, err, calendar.ErrNeverOpen)
	_, err = cal.Add(open, 61*time.Minute)
	require.Error(t, err)
}

func TestNeverCloses(t *testing.T) {
	cal := compile(t, calendar.Config{Zone: load(t, "Europe/Berlin"), Weekly: daily(calendar.Shift{Open: 0, Close: 24 * h})})
	now := stamp(t, "2026-11-27 10:00", cal.Zone())
	_, err := cal.NextClose(now)
	require.ErrorIs(t, err, calendar.ErrNeverCloses)
	_, err = cal.PrevClose(now)
	require.ErrorIs(t, err, calendar.ErrNeverCloses)
	due, err := cal.AddDays(now, 1)
	require.NoError(t, err)
	require.Equal(t, "2026-11-29 00:00", due.Format("2006-01-02 15:04"))

	closed := compile(t, calendar.Config{Zone: time.UTC, Weekly: daily(calendar.Shift{Open: 0, Close: 24 * h}), Closed: []calendar.Date{{Year: 2051, Month: 3, Day: 4}}})
	end, err := closed.NextClose(now)
	require.NoError(t, err)
	require.Equal(t, "2051-03-04 00:00", end.Format("2006-01-02 15:04"))
	end, err = closed.PrevClose(stamp(t, "2099-01-01 10:00", time.UTC))
	require.NoError(t, err)
	require.Equal(t, "2051-03-04 00:00", end.Format("2006-01-02 15:04"))
}

func TestRange(t *testing.T) {
	cal := compile(t, calendar.Config{Zone: time.UTC, Weekly: week(calendar.Shift{Open: 9 * h, Close: 17 * h})})
	for _, year := range []int{-5000, 0, 10000, 250000} {
		far := time.Date(year, 3, 3, 12, 0, 0, 0, time.UTC)
		_, err := cal.Add(far, h)
		require.ErrorIs(t, err, calendar.ErrOutOfRange)
		_, err = cal.NextOpen(far)
		require.ErrorIs(t, err, calendar.ErrOutOfRange)
		_, err = cal.AddDays(far, 1)
		require.ErrorIs(t, err, calendar.ErrOutOfRange)
		require.False(t, cal.IsOpen(far))
	}
	// As long as a duration can be, from the first year and across tables that are not kept.
	start := time.Date(1, 1, 1, 12, 0, 0, 0, time.UTC)
	due, err := cal.Add(start, 1<<63-1)
	require.NoError(t, err)
	require.Equal(t, time.Duration(1<<63-1), cal.Between(start, due))
	_, err = cal.Add(time.Date(9990, 1, 1, 12, 0, 0, 0, time.UTC), 100000*h)
	require.ErrorIs(t, err, calendar.ErrOutOfRange)
	_, err = cal.Add(start.AddDate(2, 0, 0), -100000*h)
	require.ErrorIs(t, err, calendar.ErrOutOfRange)
	_, err = cal.AddDays(start, 1<<40)
	require.ErrorIs(t, err, calendar.ErrOutOfRange)
	_, err = cal.AddDays(start, -1<<40)
	require.Error(t, err)
	require.Equal(t, time.Duration(1<<63-1), cal.Between(time.Date(-9000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)))
}

func TestConventions(t *testing.T) {
	berlin := load(t, "Europe/Berlin")
	cal := compile(t, calendar.Config{Zone: berlin, Weekly: week(calendar.Shift{Open: 13 * h, Close: 17 * h}, calendar.Shift{Open: 9 * h, Close: 12 * h}),
		Dates:  map[calendar.Date][]calendar.Shift{{Year: 2026, Month: 12, Day: 24}: {{Open: 9 * h, Close: 11 * h}}, {Year: 2026, Month: 12, Day: 28}: {}},
		Closed: []calendar.Date{{Month: 12, Day: 24}, {Month: 12, Day: 25}}})
	for _, c := range []struct {
		start string
		add   time.Duration
		want  string
	}{
		{"2026-11-23 09:00", 7 * h, "2026-11-23 17:00"},  // a due on the closing stays
		{"2026-11-23 09:00", 3 * h, "2026-11-23 12:00"},  // the same before the break
		{"2026-11-23 17:00", 0, "2026-11-24 09:00"},      // but nothing is open at the closing
		{"2026-11-23 12:30", 0, "2026-11-23 13:00"},      //
		{"2026-11-23 09:30", 0, "2026-11-23 09:30"},      //
		{"2026-11-24 10:00", -h, "2026-11-24 09:00"},     // back to the opening stays
		{"2026-11-24 09:00", -h, "2026-11-23 16:00"},     //
		{"2026-11-27 16:50", h, "2026-11-30 09:50"},      // over a weekend
		{"2026-12-23 16:00", 2 * h, "2026-12-24 10:00"},  // Dates beats Closed
		{"2026-12-24 10:00", 2 * h, "2026-12-29 10:00"},  // closed for Christmas, and by an empty exception
		{"2026-12-29 10:00", -2 * h, "2026-12-24 10:00"}, //
	} {
		got, err := cal.Add(stamp(t, c.start, berlin), c.add)
		require.NoError(t, err)
		require.Equal(t, c.want, got.Format("2006-01-02 15:04"), "%s + %s", c.start, c.add)
		require.Equal(t, berlin, got.Location())
	}
	require.Equal(t, -h, cal.Between(stamp(t, "2026-11-24 10:00", berlin), stamp(t, "2026-11-24 09:00", berlin)))
}

func TestWorkingDays(t *testing.T) {
	cal := compile(t, calendar.Config{Zone: time.UTC, Weekly: week(calendar.Shift{Open: 9 * h, Close: 12 * h}, calendar.Shift{Open: 13 * h, Close: 17 * h}),
		Closed: []calendar.Date{{Year: 2026, Month: 11, Day: 26}}})
	for _, c := range []struct {
		start string
		n     int
		want  string
	}{
		{"2026-11-23 10:00", 1, "2026-11-24 17:00"}, // Monday
		{"2026-11-23 20:00", 1, "2026-11-24 17:00"},
		{"2026-11-21 10:00", 1, "2026-11-23 17:00"}, // Saturday
		{"2026-11-25 10:00", 2, "2026-11-30 17:00"}, // over a holiday and a weekend
		{"2026-11-23 10:00", 0, "2026-11-23 17:00"},
		{"2026-11-23 17:00", 0, "2026-11-23 17:00"},
		{"2026-11-23 17:01", 0, "2026-11-24 17:00"},
		{"2026-11-22 08:00", 0, "2026-11-23 17:00"},
		{"2026-11-25 10:00", -1, "2026-11-24 17:00"},
		{"2026-11-25 20:00", -1, "2026-11-24 17:00"},
		{"2026-11-25 08:00", -1, "2026-11-23 17:00"}, // nothing worked that day yet: the last day worked is Tuesday
		{"2026-11-25 09:00", -1, "2026-11-23 17:00"},
		{"2026-11-23 10:00", 1000, "2030-09-24 17:00"},
	} {
		got, err := cal.AddDays(stamp(t, c.start, time.UTC), c.n)
		require.NoError(t, err)
		require.Equal(t, c.want, got.Format("2006-01-02 15:04"), "%s + %d days", c.start, c.n)
	}
	night := compile(t, calendar.Config{Zone: time.UTC, Weekly: week(calendar.Shift{Open: 21 * h, Close: 29 * h}), Closed: []calendar.Date{{Year: 2026, Month: 11, Day: 25}}})
	got, err := night.AddDays(stamp(t, "2026-11-24 03:00", time.UTC), 1) // in Monday's shift
	require.NoError(t, err)
	require.Equal(t, "2026-11-25 05:00", got.Format("2006-01-02 15:04")) // the close of Tuesday's, though Wednesday is closed
}

func TestWorkingDaysOfACombination(t *testing.T) {
	both, err := calendar.Union(office(), compile(t, calendar.Config{Zone: load(t, "Europe/Berlin"), Weekly: week(calendar.Shift{Open: 9 * h, Close: 15 * h})}))
	require.NoError(t, err)
	for _, c := range []struct {
		start string
		n     int
		want  string
	}{
		{"2026-11-27 10:00", 1, "2026-11-30 22:00"}, // Manila is closed on Monday, Berlin is not
		{"2026-11-27 10:00", 0, "2026-11-27 22:00"},
		{"2026-11-27 23:00", 0, "2026-11-30 22:00"},
		{"2026-11-30 23:00", -1, "2026-11-27 22:00"},
		{"2026-11-28 23:00", 10, "2026-12-11 22:00"},
	} {
		got, err := both.AddDays(stamp(t, c.start, both.Zone()), c.n)
		require.NoError(t, err)
		require.Equal(t, c.want, got.Format("2006-01-02 15:04"), "%s + %d days", c.start, c.n)
	}
}

func TestADateThatAZoneLeavesOut(t *testing.T) {
	apia := load(t, "Pacific/Apia") // had no 2011-12-30
	cal := compile(t, calendar.Config{Zone: apia, Weekly: daily(calendar.Shift{Open: 9 * h, Close: 17 * h})})
	got, err := cal.Add(stamp(t, "2011-12-29 16:00", apia), 2*h)
	require.NoError(t, err)
	require.Equal(t, "2011-12-31 10:00", got.Format("2006-01-02 15:04"))
	got, err = cal.AddDays(stamp(t, "2011-12-29 16:00", apia), 1)
	require.NoError(t, err)
	require.Equal(t, "2011-12-31 17:00", got.Format("2006-01-02 15:04"))
	night := compile(t, calendar.Config{Zone: apia, Weekly: [7][]calendar.Shift{time.Thursday: {{Open: 22 * h, Close: 30 * h}}}})
	require.Equal(t, 8*h, night.Between(stamp(t, "2011-12-29 00:00", apia), stamp(t, "2012-01-02 00:00", apia)))
}

func TestWallInZonesWhereGoDisagreesWithItself(t *testing.T) {
	for _, c := range []struct {
		zone, date, want string
		since            time.Duration
		how              calendar.Resolution
	}{
		{"America/Los_Angeles", "2026-03-08", "2026-03-08T03:30:00-07:00", 2*h + 30*time.Minute, calendar.Skipped},
		{"Europe/Berlin", "2026-03-29", "2026-03-29T03:30:00+02:00", 2*h + 30*time.Minute, calendar.Skipped},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00", 0, calendar.Skipped},
		{"America/Santiago", "2026-09-06", "2026-09-06T01:15:00-03:00", 15 * time.Minute, calendar.Skipped},
		{"Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00", 0, calendar.Skipped},
		{"Pacific/Apia", "2011-12-30", "2011-12-31T12:00:00+14:00", 12 * h, calendar.Skipped},
		{"America/New_York", "2026-11-01", "2026-11-01T01:30:00-04:00", h + 30*time.Minute, calendar.Repeated},
		{"Europe/Berlin", "2026-10-25", "2026-10-25T02:00:00+02:00", 2 * h, calendar.Repeated},
		{"Australia/Lord_Howe", "2026-04-05", "2026-04-05T01:45:00+11:00", h + 45*time.Minute, calendar.Repeated},
		{"Asia/Manila", "2026-11-27", "2026-11-28T00:00:00+08:00", 24 * h, calendar.Unique},
		{"UTC", "2026-11-27", "2026-11-26T23:00:00Z", -h, calendar.Unique},
	} {
		date, err := calendar.ParseDate(c.date)
		require.NoError(t, err)
		got, how := calendar.Wall(date, c.since, load(t, c.zone))
		require.Equal(t, c.want, got.Format(time.RFC3339), c.zone)
		require.Equal(t, c.how, how, c.zone)
	}
	got, how := calendar.Wall(calendar.Date{Year: 2026, Month: 2, Day: 31}, 90*time.Millisecond, nil)
	require.Equal(t, "2026-03-03T00:00:00.09Z", got.Format(time.RFC3339Nano))
	require.Equal(t, calendar.Unique, how)
	for _, how := range []calendar.Resolution{calendar.Unique, calendar.Skipped, calendar.Repeated} {
		text, err := how.MarshalText()
		require.NoError(t, err)
		var back calendar.Resolution
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, how, back)
	}
	_, err := calendar.Resolution(9).MarshalText()
	require.Error(t, err)
	require.Error(t, new(calendar.Resolution).UnmarshalText([]byte("maybe")))
	require.Equal(t, "Resolution(9)", calendar.Resolution(9).String())
}

func TestDates(t *testing.T) {
	d := calendar.Date{Year: 2028, Month: time.February, Day: 28}
	require.Equal(t, "2028-02-29", d.AddDays(1).String())
	require.Equal(t, "2027-02-28", d.AddDays(-365).String())
	require.Equal(t, time.Monday, d.Weekday())
	require.Equal(t, -1, d.Compare(d.AddDays(1)))
	require.Equal(t, 1, d.Compare(d.AddDays(-40)))
	require.Zero(t, d.Compare(calendar.Date{Year: 2028, Month: 2, Day: 28}))
	for _, good := range []string{"2026-12-24", "12-24", "02-29", "0001-01-01", "9999-12-31"} {
		d, err := calendar.ParseDate(good)
		require.NoError(t, err)
		require.Equal(t, good, d.String())
	}
	for _, bad := range []string{"", "2026-2-3", "2026-02-30", "13-01", "00-00", "0000-01-01", "2026/01/01", "-001-01-01", "2026-01-0x", "20260101", "2027-02-29"} {
		_, err := calendar.ParseDate(bad)
		require.ErrorContains(t, err, "calendar: date", bad)
	}
}

func TestCombineRefuses(t *testing.T) {
	_, err := calendar.Union()
	require.ErrorContains(t, err, "want 1 to 16")
	_, err = calendar.Union(office(), nil)
	require.ErrorContains(t, err, "calendar 1")
	_, err = calendar.Intersect(make([]*calendar.Calendar, 17)...)
	require.ErrorContains(t, err, "17 calendars")
	cal := office()
	for range 4 {
		cal, err = calendar.Union(cal)
		require.NoError(t, err)
	}
	_, err = calendar.Union(cal)
	require.ErrorContains(t, err, "deep")
}

func TestConcurrentFirstUse(t *testing.T) {
	cal := benchCalendar(t)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for year := 1940; year < 2120; year += 3 {
				at := time.Date(year, 1, 1+i, 12, 0, 0, 0, time.UTC)
				if due, err := cal.Add(at, 5*h); err != nil || cal.Between(at, due) != 5*h {
					t.Errorf("%v: %v", due, err)
				}
			}
		})
	}
	wg.Wait()
}
