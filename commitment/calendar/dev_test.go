package calendar_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// shared opens a file of the development data beside the checkout, and skips the
// test where that is absent.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("EVENKEEL_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(dir, "data", name))
	if err != nil {
		t.Skipf("no development data beside the checkout (set EVENKEEL_SHARED): %v", err)
	}
	return data
}

type devCase struct {
	ID              string                 `json:"id"`
	Timezone        string                 `json:"timezone"`
	Hours           map[string][][2]string `json:"hours"`
	Holidays        []string               `json:"holidays"`
	SpecialHours    map[string][][2]string `json:"special_hours"`
	Breaks          map[string][][2]string `json:"breaks"`
	Start           time.Time              `json:"start"`
	Op              string                 `json:"op"`
	AddMinutes      float64                `json:"add_minutes"`
	AddDays         int                    `json:"add_days"`
	End             time.Time              `json:"end"`
	Expected        string                 `json:"expected"`
	ExpectedMinutes float64                `json:"expected_minutes"`
	StaysAtClose    string                 `json:"expected_if_due_stays_at_close"`
	ReferenceValue  float64                `json:"reference_value"`
}

// otherConvention lists the cases whose source answers one of the questions of
// the package comment differently; the file's other value is the one for ours.
var otherConvention = map[string]string{
	"c204": "a due on the closing stays",
	"c219": "a due on the closing stays",
	"c222": "a due on the closing stays",
	"c226": "a due on the closing stays",
	"c235": "a due on the closing stays",
	"c241": "a due on the closing stays",
	"c260": "a due on the closing stays",
	"c327": "elapsed hours count: the Sunday has 25",
}

func (c devCase) calendar(t *testing.T) *calendar.Calendar {
	loc, err := time.LoadLocation(c.Timezone)
	require.NoError(t, err)
	cfg := calendar.Config{Zone: loc, Dates: map[calendar.Date][]calendar.Shift{}}
	for name, shifts := range c.Hours {
		d := map[string]time.Weekday{"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}[name]
		cfg.Weekly[d] = devShifts(t, shifts)
	}
	for name, shifts := range c.SpecialHours {
		date, err := calendar.ParseDate(name)
		require.NoError(t, err)
		cfg.Dates[date] = devShifts(t, shifts)
	}
	for _, name := range c.Holidays {
		date, err := calendar.ParseDate(name)
		require.NoError(t, err)
		cfg.Closed = append(cfg.Closed, date)
	}
	for name, breaks := range c.Breaks {
		date, err := calendar.ParseDate(name)
		require.NoError(t, err)
		shifts, ok := cfg.Dates[date]
		if !ok {
			shifts = cfg.Weekly[date.Weekday()]
		}
		cfg.Dates[date] = without(shifts, devShifts(t, breaks))
	}
	cal, err := calendar.New(cfg)
	require.NoError(t, err)
	return cal
}

func without(shifts, breaks []calendar.Shift) []calendar.Shift {
	for _, b := range breaks {
		var left []calendar.Shift
		for _, s := range shifts {
			if before := (calendar.Shift{Open: s.Open, Close: min(s.Close, b.Open)}); before.Open < before.Close {
				left = append(left, before)
			}
			if after := (calendar.Shift{Open: max(s.Open, b.Close), Close: s.Close}); after.Open < after.Close {
				left = append(left, after)
			}
		}
		shifts = left
	}
	return shifts
}

func devShifts(t *testing.T, texts [][2]string) []calendar.Shift {
	var shifts []calendar.Shift
	for _, s := range texts {
		open, end := devClock(t, s[0]), devClock(t, s[1])
		if end <= open {
			end += 24 * time.Hour
		}
		shifts = append(shifts, calendar.Shift{Open: open, Close: end})
	}
	return shifts
}

func devClock(t *testing.T, s string) time.Duration {
	d, err := time.ParseDuration(strings.Replace(s, ":", "h", 1) + "m")
	require.NoError(t, err)
	return d
}

func TestCasesOfOtherLibraries(t *testing.T) {
	var cases []devCase
	require.NoError(t, json.Unmarshal(shared(t, "businesstime_dev.json"), &cases))
	require.Len(t, cases, 135)
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			cal := c.calendar(t)
			_, differs := otherConvention[c.ID]
			switch c.Op {
			case "add":
				want := c.Expected
				if differs {
					want = c.StaysAtClose
				}
				got, err := cal.Add(c.Start, time.Duration(math.Round(c.AddMinutes*60*1e3))*time.Millisecond)
				require.NoError(t, err)
				wanted, err := time.Parse(time.RFC3339, want)
				require.NoError(t, err)
				require.Truef(t, got.Equal(wanted), "got %s, want %s", got, wanted)
			case "between":
				want := c.ExpectedMinutes
				if differs {
					want = c.ReferenceValue
				}
				require.InDelta(t, want, cal.Between(c.Start, c.End).Minutes(), 1e-9)
			case "add_working_days":
				got, err := cal.AddDays(c.Start, c.AddDays)
				require.NoError(t, err)
				if len(c.Expected) == len("2006-01-02") {
					require.Equal(t, c.Expected, calendar.DateOf(got).String())
					return
				}
				wanted, err := time.Parse(time.RFC3339, c.Expected)
				require.NoError(t, err)
				require.Truef(t, got.Equal(wanted), "got %s, want %s", got, wanted)
			default:
				t.Fatalf("unknown op %q", c.Op)
			}
		})
	}
}
