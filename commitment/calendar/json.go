package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Version is the version of the JSON form that this package writes. It reads all
// versions up to this one.
const Version = 1

// form is the JSON form of a calendar: shifts of its own, or a combination.
type form struct {
	Version   int                    `json:"version"`
	Zone      string                 `json:"zone,omitempty"`
	Weekly    map[string][]shiftText `json:"weekly,omitempty"`
	Dates     map[string][]shiftText `json:"dates,omitempty"`
	Closed    []string               `json:"closed,omitempty"`
	Union     []json.RawMessage      `json:"union,omitempty"`
	Intersect []json.RawMessage      `json:"intersect,omitempty"`
}

// shiftText is a shift as "09:00-17:00".
type shiftText = string

// MarshalJSON writes the calendar as
//
//	{"version": 1, "zone": "Europe/Berlin",
//	 "weekly": {"monday": ["09:00-12:30", "13:00-17:00"], "friday": ["22:00-30:00"]},
//	 "dates": {"2026-12-24": ["09:00-12:00"], "2026-12-31": []},
//	 "closed": ["2026-04-03", "12-25"]}
//
// where a closed date without a year is closed every year and 30:00 is six in the
// morning of the next date; or as {"version": 1, "union": [...]} or
// {"version": 1, "intersect": [...]} of such calendars. The zone must have a name of
// the IANA database: time.Local and fixed zones give an error.
func (c *Calendar) MarshalJSON() ([]byte, error) {
	if c == nil || c.zone == nil {
		return nil, errors.New("calendar: the nil or zero calendar has no JSON form; make one with New")
	}
	f := form{Version: Version}
	for _, p := range c.parts {
		raw, err := p.MarshalJSON()
		if err != nil {
			return nil, err
		}
		if c.op == anyOpen {
			f.Union = append(f.Union, raw)
		} else {
			f.Intersect = append(f.Intersect, raw)
		}
	}
	if c.parts != nil {
		return json.Marshal(f)
	}
	f.Zone = c.zone.String()
	if loc, err := loadZone(f.Zone); err != nil || loc.String() != f.Zone {
		return nil, fmt.Errorf("calendar: zone %q has no JSON form: use a zone of the IANA database, as Europe/Berlin", f.Zone)
	}
	f.Weekly = make(map[string][]shiftText)
	for d, shifts := range c.weekly {
		if len(shifts) > 0 {
			f.Weekly[strings.ToLower(time.Weekday(d).String())] = shiftTexts(shifts)
		}
	}
	f.Dates = make(map[string][]shiftText)
	for date, shifts := range c.dates {
		f.Dates[date.String()] = shiftTexts(shifts)
	}
	for _, date := range c.closed {
		f.Closed = append(f.Closed, date.String())
	}
	return json.Marshal(f)
}

func shiftTexts(shifts []Shift) []shiftText {
	texts := make([]shiftText, len(shifts))
	for i, s := range shifts {
		texts[i] = s.String()
	}
	return texts
}

// UnmarshalJSON reads what [Calendar.MarshalJSON] writes into a zero Calendar. It
// refuses unknown fields. A calendar that is in use cannot be overwritten.
func (c *Calendar) UnmarshalJSON(data []byte) error {
	if c.zone != nil {
		return errors.New("calendar: reading JSON into a calendar that is in use; read into a new one")
	}
	read, err := parse(data, 0)
	if err != nil {
		return err
	}
	c.zone, c.weekly, c.dates, c.closed = read.zone, read.weekly, read.dates, read.closed
	c.first, c.last, c.op, c.parts = read.first, read.last, read.op, read.parts
	return nil
}

// Parse reads a calendar from its JSON form, see [Calendar.MarshalJSON].
func Parse(data []byte) (*Calendar, error) { return parse(data, 0) }

func parse(data []byte, depth int) (*Calendar, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("calendar: combinations more than %d deep", maxDepth)
	}
	var f form
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, fmt.Errorf("calendar: reading JSON: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("calendar: reading JSON: there is more behind the calendar; give one value")
	}
	if f.Version < 1 || f.Version > Version {
		return nil, fmt.Errorf("calendar: version %d: this package reads versions 1 to %d", f.Version, Version)
	}
	own := f.Zone != "" || f.Weekly != nil || f.Dates != nil || f.Closed != nil
	switch {
	case f.Union != nil && (f.Intersect != nil || own), f.Intersect != nil && own:
		return nil, errors.New("calendar: want either zone, weekly, dates and closed, or union, or intersect")
	case f.Union != nil:
		return parseParts(anyOpen, f.Union, depth)
	case f.Intersect != nil:
		return parseParts(allOpen, f.Intersect, depth)
	}
	cfg, err := f.config()
	if err != nil {
		return nil, err
	}
	return New(cfg)
}

func parseParts(op operation, raws []json.RawMessage, depth int) (*Calendar, error) {
	var parts []*Calendar
	for i, raw := range raws {
		if i == maxParts {
			break // combine will say that they are too many
		}
		p, err := parse(raw, depth+1)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	if len(raws) > maxParts {
		parts = make([]*Calendar, len(raws))
	}
	return combine(op, parts)
}

// config reads the texts of the form, joining what is wrong with them.
func (f *form) config() (Config, error) {
	var cfg Config
	var errs []error
	loc, err := loadZone(f.Zone)
	if err != nil {
		errs = append(errs, &ConfigError{Reason: fmt.Sprintf("zone %.60q: want a zone of the IANA database, as Europe/Berlin", f.Zone)})
	}
	cfg.Zone = loc
	for name, texts := range f.Weekly {
		d, ok := parseWeekday(name)
		if !ok {
			errs = append(errs, &ConfigError{Day: fmt.Sprintf("%.20q", name), Reason: "weekly wants the English names of weekdays, as monday"})
			continue
		}
		if cfg.Weekly[d] != nil {
			errs = append(errs, &ConfigError{Day: d.String(), Reason: "is there twice"})
		}
		shifts, bad := parseShifts(d.String(), texts)
		cfg.Weekly[d], errs = shifts, append(errs, bad...)
	}
	cfg.Dates = make(map[Date][]Shift, len(f.Dates))
	for name, texts := range f.Dates {
		date, err := ParseDate(name)
		if err != nil {
			errs = append(errs, &ConfigError{Day: fmt.Sprintf("%.20q", name), Reason: "dates wants days that exist, as 2026-12-24"})
			continue
		}
		shifts, bad := parseShifts(date.String(), texts)
		cfg.Dates[date], errs = shifts, append(errs, bad...)
	}
	for _, name := range f.Closed {
		date, err := ParseDate(name)
		if err != nil {
			errs = append(errs, &ConfigError{Day: fmt.Sprintf("%.20q", name), Reason: "closed wants days that exist, as 2026-12-24, or 12-24 for every year"})
			continue
		}
		cfg.Closed = append(cfg.Closed, date)
	}
	return cfg, errors.Join(errs...)
}

// loadZone loads a zone by its name in the IANA database only: the empty name
// and "Local" would depend on the machine.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, errors.New("no zone")
	}
	return time.LoadLocation(name)
}

func parseWeekday(name string) (time.Weekday, bool) {
	for d := range time.Saturday + 1 {
		if strings.EqualFold(name, d.String()) {
			return d, true
		}
	}
	return 0, false
}

func parseShifts(name string, texts []string) ([]Shift, []error) {
	shifts := make([]Shift, 0, len(texts))
	var errs []error
	for _, text := range texts {
		from, to, _ := strings.Cut(text, "-")
		open, ok1 := parseClock(from)
		end, ok2 := parseClock(to)
		if !ok1 || !ok2 {
			errs = append(errs, &ConfigError{Day: name, Reason: fmt.Sprintf("shift %.30q: want opening and closing, as 09:00-17:00", text)})
			continue
		}
		shifts = append(shifts, Shift{open, end})
	}
	return shifts, errs
}

// parseClock reads "09:00" or "09:00:30".
func parseClock(s string) (time.Duration, bool) {
	if len(s) != 5 && len(s) != 8 || s[2] != ':' || len(s) == 8 && s[5] != ':' {
		return 0, false
	}
	h, m, sec := digits(s[:2]), digits(s[3:5]), 0
	if len(s) == 8 {
		sec = digits(s[6:])
	}
	if h < 0 || m < 0 || m > 59 || sec < 0 || sec > 59 {
		return 0, false
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second, true
}
