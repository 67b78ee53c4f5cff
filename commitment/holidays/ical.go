package holidays

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// Bounds of what a file may ask for.
const (
	maxBytes    = 4 << 20
	maxNesting  = 16
	maxHead     = 1024    // bytes of a property before its value
	maxDays     = 100_000 // holidays in all
	maxDuration = 366     // days of one event
	maxWork     = 10_000  // years of yearly recurrences, see cost
)

var (
	// ErrICal refuses what is not an iCalendar file.
	ErrICal = errors.New("holidays: not an iCalendar file")
	// ErrTooMuch refuses a file beyond the bounds: 4 MB, 100,000 holidays, or
	// recurrences that cost too much to follow.
	ErrTooMuch = errors.New("holidays: iCalendar file asks for too much")
)

// File is what [ICal] found.
type File struct {
	// Name is the calendar's own, if it has one (X-WR-CALNAME).
	Name     string
	Holidays []Holiday // in order
	// Skipped are the events that are no holidays, or that cannot be understood.
	Skipped []Skipped
}

// Skipped is an event that gave no holidays.
type Skipped struct {
	UID, Name string
	Reason    string
}

// ICal reads the holidays of the years from and to and those between out of an
// iCalendar file. Each date that an event covers from midnight to midnight, by its
// own zone, is a holiday, be it marked as busy or as free. Recurring events, dates
// added and left out (RRULE, RDATE, EXDATE), and occurrences that were moved or
// cancelled are followed. Events of hours are skipped, and said to be, as is a
// single event that cannot be understood.
//
// It reads up to 4 MB and stops with [ErrTooMuch] on what costs too much.
func ICal(r io.Reader, from, to int) (*File, error) {
	if err := checkYears(from, to); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("holidays: reading an iCalendar file: %w", err)
	case len(data) > maxBytes:
		return nil, fmt.Errorf("%w: it is larger than %d bytes", ErrTooMuch, maxBytes)
	}
	if err := inspect(data); err != nil {
		return nil, err
	}
	parsed, err := ics.ParseCalendar(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrICal, err)
	}
	f := &File{}
	for i := range parsed.CalendarProperties {
		if p := &parsed.CalendarProperties[i]; p.IANAToken == string(ics.PropertyXWRCalName) {
			f.Name = ics.FromText(p.Value)
		}
	}
	rd := reader{from: from, to: to, file: f, replaced: make(map[occurrence]bool)}
	return f, rd.read(parsed.Events())
}

// inspect refuses what would cost the parser more than its length: components
// that lie deep in each other, and properties with long parameters.
func inspect(data []byte) error {
	depth, head, inHead, quoted := 0, 0, true, false
	for line := range bytes.Lines(data) {
		if len(line) > 0 && line[0] != ' ' && line[0] != '\t' { // not a folded one
			head, inHead, quoted = 0, true, false
			switch name, _, _ := bytes.Cut(line, []byte(":")); {
			case bytes.EqualFold(name, []byte("BEGIN")):
				depth++
			case bytes.EqualFold(name, []byte("END")):
				depth--
			}
		}
		for i := 0; inHead && i < len(line); i++ {
			quoted = quoted != (line[i] == '"')
			inHead = quoted || line[i] != ':'
			head++
		}
		switch {
		case depth > maxNesting:
			return fmt.Errorf("%w: components more than %d deep", ErrTooMuch, maxNesting)
		case head > maxHead:
			return fmt.Errorf("%w: a property with more than %d bytes of parameters", ErrTooMuch, maxHead)
		}
	}
	return nil
}

// reader gathers the holidays of a file.
type reader struct {
	from, to int
	file     *File
	replaced map[occurrence]bool // by an event of their own
	work     int
}

// occurrence is one date of a recurring event.
type occurrence struct {
	uid  string
	date calendar.Date
}

func (r *reader) read(events []*ics.VEvent) error {
	var whole []*event
	for _, v := range events {
		e, err := parseEvent(v)
		if err != nil {
			r.file.Skipped = append(r.file.Skipped, Skipped{value(v, ics.ComponentPropertyUniqueId), e.name, err.Error()})
			continue
		}
		if e.replaces.Year != 0 {
			r.replaced[occurrence{e.uid, e.replaces}] = true
		}
		whole = append(whole, e)
	}
	for _, e := range whole {
		if e.cancelled {
			continue
		}
		if err := r.add(e); err != nil {
			return err
		}
	}
	r.file.Holidays = order(r.file.Holidays)
	return nil
}

// add adds the holidays of one event, occurrence by occurrence.
func (r *reader) add(e *event) error {
	starts, err := r.occurrences(e)
	var unread *skipError
	if errors.As(err, &unread) {
		r.file.Skipped = append(r.file.Skipped, Skipped{e.uid, e.name, unread.reason})
		return nil
	}
	if err != nil {
		return err
	}
	for _, start := range starts {
		if e.left[start] || e.replaces.Year == 0 && r.replaced[occurrence{e.uid, start}] {
			continue
		}
		// Only the days within the years are walked: a file can list dates by the
		// hundred thousand, each of a year's length.
		last := earlier(start.AddDays(e.days-1), calendar.Date{Year: r.to, Month: time.December, Day: 31})
		for date := later(start, calendar.Date{Year: r.from, Month: time.January, Day: 1}); date.Compare(last) <= 0; date = date.AddDays(1) {
			if len(r.file.Holidays) == maxDays {
				return fmt.Errorf("%w: more than %d holidays", ErrTooMuch, maxDays)
			}
			r.file.Holidays = append(r.file.Holidays, Holiday{Date: date, Name: e.name})
		}
	}
	return nil
}

func earlier(a, b calendar.Date) calendar.Date {
	if b.Compare(a) < 0 {
		return b
	}
	return a
}

func later(a, b calendar.Date) calendar.Date {
	if b.Compare(a) > 0 {
		return b
	}
	return a
}

// event is an event of whole days.
type event struct {
	uid, name string
	zone      *time.Location // of its start
	start     calendar.Date
	days      int
	rules     []string
	added     []calendar.Date
	left      map[calendar.Date]bool
	replaces  calendar.Date // the date of the occurrence that it replaces, if any
	cancelled bool
}

// skipError is why an event is skipped.
type skipError struct{ reason string }

func (e *skipError) Error() string { return e.reason }

func skip(format string, args ...any) error { return &skipError{fmt.Sprintf(format, args...)} }

// parseEvent reads an event. The event it returns has its name even with an error.
func parseEvent(v *ics.VEvent) (*event, error) {
	e := &event{uid: value(v, ics.ComponentPropertyUniqueId), name: strings.TrimSpace(ics.FromText(value(v, ics.ComponentPropertySummary)))}
	e.cancelled = value(v, ics.ComponentPropertyStatus) == string(ics.ObjectStatusCancelled)
	start := v.GetProperty(ics.ComponentPropertyDtStart)
	if start == nil {
		return e, skip("it has no DTSTART")
	}
	begins, err := parseMoment(start.Value, start.ICalParameters)
	if err != nil {
		return e, err
	}
	e.zone, e.start = begins.zone, begins.date
	if e.start.Year < firstYear || e.start.Year > lastYear {
		return e, skip("DTSTART lies outside of the years %d to %d", firstYear, lastYear)
	}
	if id := v.GetProperty(ics.ComponentPropertyRecurrenceId); id != nil {
		m, err := parseMoment(id.Value, id.ICalParameters)
		if err != nil {
			return e, err
		}
		e.replaces = m.date
		if e.cancelled {
			return e, nil // its hours are of no matter
		}
	}
	if begins.clock != 0 {
		return e, skip("it does not begin at midnight")
	}
	if e.days, err = length(v, begins); err != nil {
		return e, err
	}
	return e, e.recurrence(v)
}

// recurrence reads the rules and the lists of dates.
func (e *event) recurrence(v *ics.VEvent) error {
	for _, p := range v.GetProperties(ics.ComponentPropertyRrule) {
		e.rules = append(e.rules, p.Value)
	}
	var err error
	if e.added, err = dates(v.GetProperties(ics.ComponentPropertyRdate)); err != nil {
		return err
	}
	left, err := dates(v.GetProperties(ics.ComponentPropertyExdate))
	e.left = make(map[calendar.Date]bool, len(left))
	for _, d := range left {
		e.left[d] = true
	}
	return err
}

// length is the number of whole days that an event covers.
func length(v *ics.VEvent, begins moment) (int, error) {
	days := 0
	switch end, duration := v.GetProperty(ics.ComponentPropertyDtEnd), v.GetProperty(ics.ComponentPropertyDuration); {
	case end != nil:
		ends, err := parseMoment(end.Value, end.ICalParameters)
		if err != nil {
			return 0, err
		}
		ends = ends.in(begins.zone)
		days = daysBetween(begins.date, ends.date)
		if days == 0 && begins.whole && ends.whole {
			days = 1 // written by those who take the end as the last day
		}
	case duration != nil:
		d, err := parseDays(duration.Value)
		if err != nil {
			return 0, err
		}
		days = d
	case begins.whole:
		days = 1
	}
	switch {
	case days < 1:
		return 0, skip("it covers no whole day")
	case days > maxDuration:
		return 0, skip("it lasts %d days, more than %d", days, maxDuration)
	}
	return days, nil
}

func value(v *ics.VEvent, p ics.ComponentProperty) string {
	if prop := v.GetProperty(p); prop != nil {
		return prop.Value
	}
	return ""
}

func dates(props []*ics.IANAProperty) ([]calendar.Date, error) {
	var list []calendar.Date
	for _, p := range props {
		for text := range strings.SplitSeq(p.Value, ",") {
			text, _, _ = strings.Cut(text, "/") // of a period, its start
			m, err := parseMoment(text, p.ICalParameters)
			if err != nil {
				return nil, err
			}
			if m.date.Year >= firstYear && m.date.Year <= lastYear {
				list = append(list, m.date)
			}
		}
	}
	return list, nil
}

func daysBetween(a, b calendar.Date) int {
	utc := func(d calendar.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
	return int(utc(b).Sub(utc(a)) / (24 * time.Hour))
}
