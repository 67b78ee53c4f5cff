package holidays

import (
	"strconv"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// moment is a date, or a date and a time of day on the clocks of a zone.
type moment struct {
	date  calendar.Date
	clock time.Duration
	zone  *time.Location // nil for times that float, and for dates
	utc   bool
	whole bool // a date without a time
}

// parseMoment reads a DATE or a DATE-TIME: "20261225", "20261225T000000" with or
// without a TZID, "20261225T000000Z".
func parseMoment(text string, params map[string][]string) (moment, error) {
	var m moment
	text = strings.TrimSpace(text)
	if len(text) == len("20060102") {
		t, err := time.Parse("20060102", text)
		if err != nil {
			return m, skip("%.30q is not a date", text)
		}
		return moment{date: calendar.DateOf(t), whole: true}, nil
	}
	body, utc := strings.CutSuffix(text, "Z")
	t, err := time.Parse("20060102T150405", body)
	if err != nil {
		return m, skip("%.30q is neither a date nor a time", text)
	}
	m.date, m.utc = calendar.DateOf(t), utc
	m.clock = t.Sub(t.Truncate(24 * time.Hour))
	if utc {
		m.zone = time.UTC
	}
	if ids := params["TZID"]; !utc && len(ids) > 0 {
		id := strings.Trim(ids[0], `"/`)
		if m.zone, err = time.LoadLocation(id); err != nil || id == "" || id == "Local" {
			m.zone = nil // a zone of the file's own: its clocks are what counts
		}
	}
	return m, nil
}

// in is the moment on the clocks of a zone. Only a time in UTC has to be turned:
// everything else is written by the clock that it is meant for.
func (m moment) in(zone *time.Location) moment {
	if !m.utc || zone == nil || zone == time.UTC {
		return m
	}
	at, _ := calendar.Wall(m.date, m.clock, time.UTC)
	local := at.In(zone)
	m.date = calendar.DateOf(local)
	m.clock = time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute
	return m
}

// parseDays reads a DURATION of whole days: "P1D", "P2W", "PT24H".
func parseDays(text string) (int, error) {
	s := strings.TrimPrefix(strings.TrimPrefix(text, "+"), "P")
	unit := 1
	switch {
	case strings.HasSuffix(s, "W"):
		s, unit = strings.TrimSuffix(s, "W"), 7
	case strings.HasSuffix(s, "D"):
		s = strings.TrimSuffix(s, "D")
	case strings.HasPrefix(s, "T") && strings.HasSuffix(s, "H"):
		hours, err := strconv.Atoi(s[1 : len(s)-1])
		if err != nil || hours%24 != 0 || hours < 0 {
			return 0, skip("DURATION %.30q is not of whole days", text)
		}
		return hours / 24, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 10*maxDuration {
		return 0, skip("DURATION %.30q is not of whole days", text)
	}
	return n * unit, nil
}
