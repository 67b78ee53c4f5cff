package peers

import (
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/us"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// offices are the same office hours, nine to five on weekdays with the eleven
// federal holidays of the United States, here and in rickar/cal, the latter with
// its cache on.
func offices(tb testing.TB) (*calendar.Calendar, *cal.BusinessCalendar) {
	tb.Helper()
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		tb.Fatal(err)
	}
	cfg := calendar.Config{Zone: loc}
	for d := time.Monday; d <= time.Friday; d++ {
		cfg.Weekly[d] = []calendar.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	theirs := cal.NewBusinessCalendar()
	theirs.Cacheable = true
	theirs.AddHoliday(us.Holidays...)
	for year := 2020; year <= 2045; year++ {
		for _, h := range us.Holidays {
			actual, observed := h.Calc(year)
			if !actual.IsZero() {
				cfg.Closed = append(cfg.Closed, calendar.DateOf(actual), calendar.DateOf(observed))
			}
		}
	}
	ours, err := calendar.New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return ours, theirs
}

// spans are working time, named by the calendar time that they take about.
var spans = []struct {
	name string
	add  time.Duration
}{{"4h", 4 * time.Hour}, {"30d", 22 * 8 * time.Hour}, {"1y", 250 * 8 * time.Hour}, {"10y", 2500 * 8 * time.Hour}}

func BenchmarkAdd(b *testing.B) {
	ours, theirs := offices(b)
	start := time.Date(2026, time.November, 25, 16, 50, 0, 0, ours.Zone())
	for _, s := range spans {
		b.Run(s.name+"/evenkeel", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ours.Add(start, s.add); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(s.name+"/rickarcal", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				theirs.AddWorkHours(start, s.add)
			}
		})
	}
}

// TestAddTheSameWork keeps the benchmark honest: both find the same day.
func TestAddTheSameWork(t *testing.T) {
	ours, theirs := offices(t)
	start := time.Date(2026, time.November, 25, 16, 50, 0, 0, ours.Zone())
	for _, s := range spans {
		got, err := ours.Add(start, s.add)
		if want := theirs.AddWorkHours(start, s.add); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v; rickar/cal has %v", s.name, got, err, want)
		}
	}
}
