package holidays

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// Holiday is one date.
type Holiday struct {
	Date calendar.Date
	// Name is in the language of the country or the file.
	Name string
	// Substitute is set on the day that is off instead, or as well, because the
	// holiday itself falls on a weekend or on another holiday.
	Substitute bool
	// Optional is set where custom or decree gives the day rather than the law, as
	// Carnival in Brazil, or the law in some municipalities only.
	Optional bool
}

// String is "2026-12-25 Christmas Day".
func (h Holiday) String() string { return h.Date.String() + " " + h.Name }

// Dates are the dates of the holidays, optional ones left out, each once and in
// order, as [calendar.Config] takes them for Closed.
func Dates(holidays []Holiday) []calendar.Date {
	var dates []calendar.Date
	for _, h := range holidays {
		if !h.Optional {
			dates = append(dates, h.Date)
		}
	}
	slices.SortFunc(dates, calendar.Date.Compare)
	return slices.Compact(dates)
}

// ErrYears refuses a span of years that is empty, outside of 1900 to 2200, or
// that ends before it starts.
var ErrYears = errors.New("holidays: bad years")

const firstYear, lastYear = 1900, 2200

func checkYears(from, to int) error {
	if from < firstYear || to > lastYear || to < from {
		return fmt.Errorf("%w: %d to %d: want a span from %d to %d", ErrYears, from, to, firstYear, lastYear)
	}
	return nil
}

// order sorts by date, then name, and drops repeats.
func order(holidays []Holiday) []Holiday {
	slices.SortFunc(holidays, func(a, b Holiday) int {
		if d := a.Date.Compare(b.Date); d != 0 {
			return d
		}
		return strings.Compare(a.Name, b.Name)
	})
	return slices.Compact(holidays)
}
