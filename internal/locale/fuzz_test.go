package locale

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

// zoneNames are the zones there are, with a city and without.
func zoneNames() []string {
	names := []string{"UTC", "Etc/GMT+8", "Etc/GMT-14", "CET", "MET", "EET", "WET", "EST", "MST", "HST", "Etc/Zulu"}
	for l := range strings.Lines(zoneIDs) {
		name, _, _ := strings.Cut(strings.TrimSuffix(l, "\n"), "\t")
		names = append(names, name)
	}
	return names
}

var (
	spoken   = []Form{Dated, Coming, Weekday}
	capitals = regexp.MustCompile(`\b[A-Z]{2,}\b`)
)

// checkSpoken is what holds for every text a customer gets.
func checkSpoken(t *testing.T, tag language.Tag, at time.Time, z *time.Location, form Form) {
	t.Helper()
	got, err := Instant(tag, at, z, form)
	require.NoError(t, err)
	for _, c := range capitals.FindAllStringIndex(got, -1) {
		word, rest := got[c[0]:c[1]], got[c[1]:]
		offset := word == "UTC" && (strings.HasPrefix(rest, "+") || strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "−"))
		require.True(t, offset || word == "AM" || word == "PM", "%q has the abbreviation %s (%s %s)", got, word, z, at)
	}
	require.NotContains(t, got, "{")
	require.NotContains(t, got, "\n")
	require.NotContains(t, got, "\t")
}

// twiceByTrying is occursTwice done the dumb way: it tries every offset the zone has
// had within a day and a half, at steps of five minutes.
func twiceByTrying(at time.Time) bool {
	const clock = "2006-01-02 15:04:05"
	_, offset := at.Zone()
	for step := -36 * time.Hour; step <= 36*time.Hour; step += 5 * time.Minute {
		_, other := at.Add(step).Zone()
		if other == offset {
			continue
		}
		again := at.Add(time.Duration(offset-other) * time.Second)
		if again.Format(clock) == at.Format(clock) {
			return true
		}
	}
	return false
}

func FuzzInstant(f *testing.F) {
	names := zoneNames()
	f.Add(uint16(0), int64(1795762800), uint8(0))
	f.Add(uint16(100), int64(-62135596800), uint8(1))
	f.Add(uint16(200), int64(1)<<62, uint8(2))
	f.Add(uint16(300), int64(-1)<<62, uint8(3))
	f.Add(uint16(400), int64(1793509200), uint8(9)) // a clock set back
	f.Fuzz(func(t *testing.T, name uint16, seconds int64, form uint8) {
		z, err := time.LoadLocation(names[int(name)%len(names)])
		if err != nil {
			t.Skip("CLDR knows a zone that this Go does not")
		}
		at := time.Unix(seconds, 0)
		for i := range locales {
			tag := language.Make(locales[i].tag)
			_, err := Instant(tag, at, z, Form(form))
			require.Equal(t, int(form) < len(formTexts) && !at.IsZero(), err == nil)
			if !at.IsZero() {
				checkSpoken(t, tag, at, z, spoken[int(form)%len(spoken)])
			}
		}
		if seconds < 0 || seconds > 4e9 {
			return // the rules that Go extrapolates from are no concern of the checks below
		}
		require.Equal(t, twiceByTrying(at.In(z)), occursTwice(at.In(z)), "%s", at.In(z))
		medium, err := Instant(language.AmericanEnglish, at, z, Medium)
		require.NoError(t, err)
		back, err := time.ParseInLocation("Jan 2, 2006, 3:04:05 PM", medium, z)
		require.NoError(t, err)
		require.True(t, back.Equal(at) || occursTwice(at.In(z)), "%s reads back as %s", medium, back)
	})
}

// TestNoAbbreviationReachesACustomer goes through every zone, in every language, in
// winter, in summer, and when Go has only local mean time to offer.
func TestNoAbbreviationReachesACustomer(t *testing.T) {
	instants := []time.Time{friday, friday.AddDate(0, 7, 0), time.Date(1850, 1, 1, 12, 0, 0, 0, time.UTC), time.Date(1943, 6, 1, 12, 0, 0, 0, time.UTC)}
	for _, name := range zoneNames() {
		z, err := time.LoadLocation(name)
		if err != nil {
			continue
		}
		for _, at := range instants {
			for i := range locales {
				checkSpoken(t, language.Make(locales[i].tag), at, z, spoken[i%len(spoken)])
			}
		}
	}
}

// TestOccursTwice looks at both sides of every clock change since 1970 of some zones.
func TestOccursTwice(t *testing.T) {
	names := append(zoneNames(), "Australia/Lord_Howe", "Africa/Casablanca", "America/Caracas", "Asia/Pyongyang")
	end, seen := time.Date(2037, 1, 1, 0, 0, 0, 0, time.UTC), 0
	for i, name := range names {
		if i%50 != 0 && i < len(names)-4 {
			continue
		}
		z, err := time.LoadLocation(name)
		if err != nil {
			continue
		}
		for at := time.Unix(0, 0).In(z); ; {
			_, change := at.ZoneBounds()
			if change.IsZero() || change.After(end) {
				break
			}
			for _, d := range []time.Duration{-90 * time.Minute, -time.Hour, -time.Second, 0, 30*time.Minute - 1, time.Hour} {
				near := change.Add(d)
				require.Equal(t, twiceByTrying(near), occursTwice(near), "%s", near)
				if occursTwice(near) {
					seen++
				}
			}
			at = change
		}
	}
	require.Greater(t, seen, 500)
}

// FuzzDuration: a duration never panics, and reads back within its rounding.
func FuzzDuration(f *testing.F) {
	for _, d := range []int64{0, 1, -1, 9e9, int64(72 * time.Hour), 1<<63 - 1, -1 << 63} {
		f.Add(d)
	}
	f.Fuzz(func(t *testing.T, n int64) {
		d := time.Duration(n)
		for i := range locales {
			require.NotEmpty(t, Duration(language.Make(locales[i].tag), d))
		}
		s := strings.NewReplacer(" d", "d", " h", "h", " min", "m", " s", "s", " ", "").Replace(ShortDuration(language.English, d))
		if days, rest, ok := strings.Cut(s, "d"); ok {
			require.NotEmpty(t, days)
			s = rest
		}
		if s != "" {
			_, err := time.ParseDuration(s)
			require.NoError(t, err)
		}
	})
}
