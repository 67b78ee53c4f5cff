package calendar_test

import (
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

func benchCalendar(tb testing.TB) *calendar.Calendar {
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		tb.Fatal(err)
	}
	cfg := calendar.Config{Zone: loc}
	for d := time.Monday; d <= time.Friday; d++ {
		cfg.Weekly[d] = []calendar.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	for _, d := range [][2]int{{1, 1}, {1, 19}, {2, 16}, {5, 25}, {6, 19}, {7, 4}, {9, 7}, {10, 12}, {11, 11}, {11, 26}, {12, 25}} {
		cfg.Closed = append(cfg.Closed, calendar.Date{Month: time.Month(d[0]), Day: d[1]})
	}
	cal, err := calendar.New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return cal
}

func BenchmarkAdd(b *testing.B) {
	cal := benchCalendar(b)
	start := time.Date(2026, 11, 27, 16, 50, 0, 0, cal.Zone())
	for _, c := range []struct {
		name string
		d    time.Duration
	}{{"4h", 4 * time.Hour}, {"30d", 22 * 8 * time.Hour}, {"1y", 250 * 8 * time.Hour}, {"10y", 2500 * 8 * time.Hour}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				_, _ = cal.Add(start, c.d)
			}
		})
	}
}

func BenchmarkBetween(b *testing.B) {
	cal := benchCalendar(b)
	start := time.Date(2026, 11, 27, 16, 50, 0, 0, cal.Zone())
	end := start.AddDate(1, 2, 3)
	for b.Loop() {
		cal.Between(start, end)
	}
}

func BenchmarkAddDays(b *testing.B) {
	cal := benchCalendar(b)
	start := time.Date(2026, 11, 27, 16, 50, 0, 0, cal.Zone())
	for b.Loop() {
		_, _ = cal.AddDays(start, 10)
	}
}

// BenchmarkFirstUse is what the table of a decade costs.
func BenchmarkFirstUse(b *testing.B) {
	for b.Loop() {
		cal := benchCalendar(b)
		cal.IsOpen(time.Unix(1800000000, 0))
	}
}

func BenchmarkUnion(b *testing.B) {
	one, two := benchCalendar(b), office()
	cal, err := calendar.Union(one, two)
	if err != nil {
		b.Fatal(err)
	}
	start := time.Date(2026, 11, 27, 16, 50, 0, 0, cal.Zone())
	for b.Loop() {
		_, _ = cal.Add(start, 40*time.Hour)
	}
}

// TestNoAllocations holds the budget: sums allocate nothing once the decade is
// tabulated.
func TestNoAllocations(t *testing.T) {
	cal := benchCalendar(t)
	start := time.Date(2026, 11, 27, 16, 50, 0, 0, cal.Zone())
	dst := time.Date(2026, 3, 7, 16, 50, 0, 0, cal.Zone())
	for name, sum := range map[string]func(){
		"4h":        func() { _, _ = cal.Add(start, 4*time.Hour) },
		"back":      func() { _, _ = cal.Add(start, -4*time.Hour) },
		"30d":       func() { _, _ = cal.Add(start, 176*time.Hour) },
		"1y":        func() { _, _ = cal.Add(start, 2000*time.Hour) },
		"10y":       func() { _, _ = cal.Add(start, 20000*time.Hour) },
		"dst":       func() { _, _ = cal.Add(dst, 3*time.Hour) },
		"between":   func() { cal.Between(start, dst) },
		"open":      func() { cal.IsOpen(start) },
		"nextopen":  func() { _, _ = cal.NextOpen(start) },
		"nextclose": func() { _, _ = cal.NextClose(start) },
		"prevclose": func() { _, _ = cal.PrevClose(start) },
		"days":      func() { _, _ = cal.AddDays(start, 10) },
		"daysback":  func() { _, _ = cal.AddDays(start, -10) },
	} {
		if n := testing.AllocsPerRun(100, sum); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
