package holidays

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// UnknownError says that there are no definitions for a place.
type UnknownError struct{ Code string }

// Error names the code and the way out.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("holidays: no holidays for %.20q: want an ISO 3166 code as DE or DE-BY (see Places), or read a file with ICal", e.Code)
}

// Places are the codes that [Country] knows, in order: countries as "US", and
// parts of them as "DE-BY".
func Places() []string { return slices.Sorted(maps.Keys(places())) }

// Country gives the holidays of a country, or of a part of it, for the years from
// and to and those between, in order. The code is an ISO 3166 code in either
// case. A holiday with a substitute comes twice: on its own date, and on the day
// that is off, marked as Substitute, if that lies within the years.
//
// Without a part, Germany has its federal holidays, the United Kingdom those of
// England and Wales, and Switzerland those that all cantons share. Unknown codes
// are an [*UnknownError].
func Country(code string, from, to int) ([]Holiday, error) {
	if err := checkYears(from, to); err != nil {
		return nil, err
	}
	code = strings.ToUpper(code)
	definitions, ok := places()[code]
	if !ok {
		return nil, &UnknownError{code}
	}
	var all []Holiday
	add := func(h Holiday) {
		if h.Date.Year >= from && h.Date.Year <= to {
			all = append(all, h)
		}
	}
	// A substitute may lie in the year before or after.
	for year := from - 1; year <= to+1; year++ {
		for _, d := range definitions {
			h, ok := on(d, year)
			if !ok || !correct(code, &h) {
				continue
			}
			add(h)
			if date, ok := substitute(d, h.Date); ok {
				h.Date, h.Substitute = date, true
				add(h)
			}
		}
	}
	return order(all), nil
}

// on is the holiday of a definition in a year. It reads the definition itself
// rather than asking it for its dates: those depend on the machine's zone, and
// where that changes its clocks at midnight they slip to the day before.
func on(d *cal.Holiday, year int) (Holiday, bool) {
	if d.Func == nil || d.StartYear > 0 && year < d.StartYear || d.EndYear > 0 && year > d.EndYear || slices.Contains(d.Except, year) {
		return Holiday{}, false
	}
	t := d.Func(d, year)
	if t.IsZero() {
		return Holiday{}, false
	}
	date := calendar.DateOf(t.Add(2 * time.Hour)).AddDays(d.CalcOffset)
	return Holiday{Date: date, Name: d.Name}, true
}

// substitute is the day that is off for a holiday on the date, if it is another.
func substitute(d *cal.Holiday, date calendar.Date) (calendar.Date, bool) {
	for _, alt := range d.Observed {
		if alt.Day == date.Weekday() && alt.Offset != 0 {
			return date.AddDays(alt.Offset), true
		}
	}
	return date, false
}

// correct mends what the library has otherwise than the law; it is false for a
// holiday that was none in that year.
func correct(code string, h *Holiday) bool {
	switch {
	case code == "BR" && (h.Name == "Carnaval" || h.Name == "Corpus Christi"):
		h.Optional = true // ponto facultativo, decreed year by year
	case code == "DE-BY" && h.Name == assumption:
		h.Optional = true // in most municipalities, not in all
	case code == "BR" && h.Name == "Dia da Consciência Negra":
		return h.Date.Year >= 2024 // national since law 14.759 of 2023
	}
	return true
}
