package locale

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

// shared reads development data that may lie beside the checkout.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("EVENKEEL_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(dir, "data", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no development data: %v; set EVENKEEL_SHARED to where it lies", err)
	}
	require.NoError(t, err)
	return data
}

// TestInstantAgainstICU compares every form that ICU has too with what ICU writes.
func TestInstantAgainstICU(t *testing.T) {
	var golden struct {
		Rows []struct {
			Locale, Zone                  string
			At                            time.Time
			Full, Long, Medium, Day, Time string
		}
	}
	require.NoError(t, json.Unmarshal(shared(t, "icu_dates.json"), &golden))
	require.NotEmpty(t, golden.Rows)
	// nl is not a language of ours, and "zoned" has abbreviations, which we never write.
	type tally struct{ same, all int }
	tallies := map[string]*tally{}
	for _, row := range golden.Rows {
		tag := language.MustParse(row.Locale)
		zone, err := time.LoadLocation(row.Zone)
		require.NoError(t, err)
		if row.Locale == "nl" {
			_, err := Instant(tag, row.At, zone, Full)
			var unsupported *UnsupportedError
			require.ErrorAs(t, err, &unsupported)
			continue
		}
		count := tallies[row.Locale]
		if count == nil {
			count = &tally{}
			tallies[row.Locale] = count
		}
		for form, want := range map[Form]string{Full: row.Full, Long: row.Long, Medium: row.Medium, Day: row.Day, Time: row.Time} {
			got, err := Instant(tag, row.At, zone, form)
			require.NoError(t, err)
			count.all++
			if got == want {
				count.same++
				continue
			}
			if count.all-count.same <= 5 {
				t.Errorf("%s %s %s %s: got %q, ICU has %q", row.Locale, row.Zone, row.At, form, got, want)
			}
		}
	}
	for name, c := range tallies {
		t.Logf("%s: %d of %d as ICU", name, c.same, c.all)
	}
}
