package holidays

import (
	"strings"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// published are the days off as the governments list them, substitutes instead
// of the weekend days they stand for.
var published = map[string][4]string{ // 2024, 2025, 2026, 2027
	"US": {
		"01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
		"01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
		"01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
		"01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
	},
	"GB": { // England and Wales
		"01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
		"01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
		"01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
		"01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
	},
	"GB-SCT": {
		"01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26",
		"01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26",
		"01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28",
		"01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28",
	},
	"GB-NIR": {
		"01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26",
		"01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26",
		"01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28",
		"01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28",
	},
	"DE": {
		"01-01 03-29 04-01 05-01 05-09 05-20 10-03 12-25 12-26",
		"01-01 04-18 04-21 05-01 05-29 06-09 10-03 12-25 12-26",
		"01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26",
		"01-01 03-26 03-29 05-01 05-06 05-17 10-03 12-25 12-26",
	},
	"DE-BY": { // without the Assumption, which is one in most of its municipalities only
		"01-01 01-06 03-29 04-01 05-01 05-09 05-20 05-30 10-03 11-01 12-25 12-26",
		"01-01 01-06 04-18 04-21 05-01 05-29 06-09 06-19 10-03 11-01 12-25 12-26",
		"01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26",
		"01-01 01-06 03-26 03-29 05-01 05-06 05-17 05-27 10-03 11-01 12-25 12-26",
	},
	"DE-BE": {
		"01-01 03-08 03-29 04-01 05-01 05-09 05-20 10-03 12-25 12-26",
		"01-01 03-08 04-18 04-21 05-01 05-08 05-29 06-09 10-03 12-25 12-26", // and 80 years since the war
		"01-01 03-08 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26",
		"01-01 03-08 03-26 03-29 05-01 05-06 05-17 10-03 12-25 12-26",
	},
	"DE-SN": {
		"01-01 03-29 04-01 05-01 05-09 05-20 10-03 10-31 11-20 12-25 12-26",
		"01-01 04-18 04-21 05-01 05-29 06-09 10-03 10-31 11-19 12-25 12-26",
		"01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 11-18 12-25 12-26",
		"01-01 03-26 03-29 05-01 05-06 05-17 10-03 10-31 11-17 12-25 12-26",
	},
	"FR": {
		"01-01 04-01 05-01 05-08 05-09 05-20 07-14 08-15 11-01 11-11 12-25",
		"01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 12-25",
		"01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25",
		"01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25",
	},
	"JP": { // with the Sundays, as the Cabinet Office lists them
		"01-01 01-08 02-11 02-12 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-22 09-23 10-14 11-03 11-04 11-23",
		"01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 11-24",
		"01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23",
		"01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23",
	},
	"BR": {
		"01-01 03-29 04-21 05-01 09-07 10-12 11-02 11-15 11-20 12-25",
		"01-01 04-18 04-21 05-01 09-07 10-12 11-02 11-15 11-20 12-25",
		"01-01 04-03 04-21 05-01 09-07 10-12 11-02 11-15 11-20 12-25",
		"01-01 03-26 04-21 05-01 09-07 10-12 11-02 11-15 11-20 12-25",
	},
}

// daysOff are the dates of a year; where substitutes are published instead of
// weekend days, those are left out.
func daysOff(t *testing.T, code string, year int) string {
	t.Helper()
	all, err := Country(code, year, year)
	require.NoError(t, err)
	if code == "US" || strings.HasPrefix(code, "GB") {
		kept := all[:0]
		for _, h := range all {
			if wd := h.Date.Weekday(); wd != time.Saturday && wd != time.Sunday {
				kept = append(kept, h)
			}
		}
		all = kept
	}
	var days []string
	for _, d := range Dates(all) {
		days = append(days, d.String()[5:])
	}
	return strings.Join(days, " ")
}

func TestPublishedLists(t *testing.T) {
	for code, years := range published {
		for i, want := range years {
			require.Equal(t, want, daysOff(t, code, 2024+i), "%s %d", code, 2024+i)
		}
	}
}

// A server whose clocks change at midnight: there the library's own dates slip.
func TestTheMachinesZoneDoesNotMatter(t *testing.T) {
	before := cal.DefaultLoc
	defer func() { cal.DefaultLoc = before }()
	for _, name := range []string{"America/Santiago", "Africa/Cairo", "Pacific/Apia", "UTC"} {
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		cal.DefaultLoc = loc
		TestPublishedLists(t)
	}
}

func TestSubstitutesOverTheTurnOfTheYear(t *testing.T) {
	all, err := Country("us", 2021, 2021)
	require.NoError(t, err)
	require.Equal(t, "2021-12-31 New Year's Day", all[len(all)-1].String())
	require.True(t, all[len(all)-1].Substitute)
	all, err = Country("US", 2022, 2022)
	require.NoError(t, err)
	require.Equal(t, "2022-01-01 New Year's Day", all[0].String())
	require.False(t, all[0].Substitute)
}

func TestOptionalDays(t *testing.T) {
	all, err := Country("BR", 2023, 2026)
	require.NoError(t, err)
	optional := 0
	for _, h := range all {
		if h.Optional {
			optional++
			require.NotContains(t, Dates(all), h.Date)
		}
		require.False(t, h.Name == "Dia da Consciência Negra" && h.Date.Year == 2023)
	}
	require.Equal(t, 8, optional)
}

func TestAllPlaces(t *testing.T) {
	codes := Places()
	require.Greater(t, len(codes), 90)
	for _, code := range codes {
		all, err := Country(code, 2020, 2030)
		require.NoError(t, err)
		require.Greater(t, len(all), 40, code)
		for i, h := range all {
			require.True(t, h.Date.Valid() && h.Date.Year >= 2020 && h.Date.Year <= 2030, "%s %v", code, h)
			require.NotEmpty(t, h.Name, code)
			require.False(t, i > 0 && h.Date.Compare(all[i-1].Date) < 0, code)
		}
	}
}

func TestCountryRefuses(t *testing.T) {
	_, err := Country("XX", 2024, 2025)
	var unknown *UnknownError
	require.ErrorAs(t, err, &unknown)
	require.ErrorContains(t, err, `"XX"`)
	for _, years := range [][2]int{{2025, 2024}, {1800, 1900}, {2024, 3000}} {
		_, err := Country("US", years[0], years[1])
		require.ErrorIs(t, err, ErrYears)
	}
}

func TestDatesForACalendar(t *testing.T) {
	all, err := Country("DE", 2026, 2026)
	require.NoError(t, err)
	cfg := calendar.Config{Zone: time.UTC, Closed: Dates(all)}
	for d := time.Monday; d <= time.Friday; d++ {
		cfg.Weekly[d] = []calendar.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	c, err := calendar.New(cfg)
	require.NoError(t, err)
	due, err := c.Add(time.Date(2026, 12, 24, 16, 0, 0, 0, time.UTC), 2*time.Hour)
	require.NoError(t, err)
	require.Equal(t, "2026-12-28 10:00", due.Format("2006-01-02 15:04"))
}
