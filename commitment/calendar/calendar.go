package calendar

import (
	"errors"
	"maps"
	"slices"
	"sync/atomic"
	"time"
)

// Config describes the working time of one team or person.
type Config struct {
	// Zone is the zone whose clocks the shifts are read on. Required.
	Zone *time.Location
	// Weekly holds the shifts by [time.Weekday], several a day. A day without
	// shifts is closed.
	Weekly [7][]Shift
	// Dates holds the exceptions: an empty slice closes the date, any other
	// replaces the hours of its weekday. It beats Closed.
	Dates map[Date][]Shift
	// Closed holds closed dates; one with Year 0 is closed every year.
	Closed []Date
}

// Shift is a stretch of working time, given as times since local midnight on
// the face of the clock, in whole seconds. A Close past 24 h runs into the next
// date: 22:00 to 06:00 is {22h, 30h}. The order of a day's shifts is of no
// matter; they may touch but not overlap, and there may be up to 96.
type Shift struct{ Open, Close time.Duration }

// String is the shift as in the JSON form, "09:00-17:00" or "22:00-30:00".
func (s Shift) String() string { return clockText(s.Open) + "-" + clockText(s.Close) }

// Calendar is working time, compiled. It is immutable and safe for concurrent
// use; a method that is asked for a decade for the first time tabulates it and
// keeps the table. The zero Calendar and a nil one never open.
type Calendar struct {
	zone *time.Location

	// Either a calendar of its own,
	weekly [7][]Shift
	dates  map[Date][]Shift
	closed []Date
	first  Date // the earliest and the latest of dates, for calendars without
	last   Date // weekly shifts

	// or a combination of others.
	op    operation
	parts []*Calendar

	tables [cachedDecades]atomic.Pointer[table]
}

var (
	// ErrNeverOpen says that the calendar has no more working time in the
	// direction that was asked for: it never opens, or not within a hundred years
	// where calendars are combined.
	ErrNeverOpen = errors.New("calendar: never open")
	// ErrNeverCloses says that working time goes on without end.
	ErrNeverCloses = errors.New("calendar: never closes")
	// ErrOutOfRange says that a sum leaves the years 1 to 9999.
	ErrOutOfRange = errors.New("calendar: outside the years 1 to 9999")
)

// New compiles a calendar. It copies what it keeps of cfg. A bad config gives an
// error that joins one [*ConfigError] for each thing wrong. A config without any
// shift is a valid calendar that never opens.
func New(cfg Config) (*Calendar, error) {
	if err := check(cfg); err != nil {
		return nil, err
	}
	c := &Calendar{zone: cfg.Zone, dates: make(map[Date][]Shift, len(cfg.Dates))}
	for day, shifts := range cfg.Weekly {
		c.weekly[day] = sorted(shifts)
	}
	for date, shifts := range cfg.Dates {
		c.dates[date] = sorted(shifts)
	}
	if len(c.dates) > 0 {
		days := slices.SortedFunc(maps.Keys(c.dates), Date.Compare)
		c.first, c.last = days[0], days[len(days)-1]
	}
	c.closed = slices.Clone(cfg.Closed)
	slices.SortFunc(c.closed, Date.Compare)
	c.closed = slices.Compact(c.closed)
	return c, nil
}

func sorted(shifts []Shift) []Shift {
	s := slices.Clone(shifts)
	slices.SortFunc(s, func(a, b Shift) int { return int(a.Open/time.Second - b.Open/time.Second) })
	return s
}

// Zone is the zone in which the calendar reads its shifts and gives its answers:
// of a combination, the first one's. It is UTC for the zero Calendar.
func (c *Calendar) Zone() *time.Location {
	if c == nil || c.zone == nil {
		return time.UTC
	}
	return c.zone
}

// hasWeekly reports whether any weekday has shifts.
func (c *Calendar) hasWeekly() bool {
	for _, shifts := range c.weekly {
		if len(shifts) > 0 {
			return true
		}
	}
	return false
}

// IsOpen reports whether t is in working time. A shift is open at its opening
// and closed at its closing.
func (c *Calendar) IsOpen(t time.Time) bool {
	sec := t.Unix()
	w := c.table(sec)
	if w == nil {
		return false
	}
	_, until := w.worked(sec)
	return until != shut
}

// Between is the working time from a to b, negative if b is before a. It stays
// within the range of [time.Duration]. Time outside the years 1 to 9999 counts as closed.
func (c *Calendar) Between(a, b time.Time) time.Duration {
	if b.Before(a) {
		return -c.Between(b, a)
	}
	secs, nanos := c.total(a.Unix(), b.Unix()), int64(0)
	if c.IsOpen(a) {
		nanos -= int64(a.Nanosecond())
	}
	if c.IsOpen(b) {
		nanos += int64(b.Nanosecond())
	}
	if secs > int64(maxDuration/time.Second)-1 {
		return maxDuration
	}
	return time.Duration(secs)*time.Second + time.Duration(nanos)
}

const maxDuration = time.Duration(1<<63 - 1)

// total is the working time between two instants, in seconds.
func (c *Calendar) total(from, to int64) int64 {
	from, to = max(from, minSec), min(to, maxSec-1)
	var sum int64
	for at := from; at <= to; {
		w := c.table(at)
		if w == nil {
			return 0
		}
		start, _ := w.worked(at)
		if to < w.to {
			end, _ := w.worked(to)
			return sum + end - start
		}
		sum += w.total - start
		at = w.to
	}
	return sum
}

// Add is the instant at which d of working time has passed after t; a negative d
// goes back. A sum that ends exactly on a closing (going back: an opening) stays
// there. A d of zero gives t itself inside working time, else the next opening.
//
// The error is [ErrNeverOpen] if there is no working time left in that direction
// and [ErrOutOfRange] if there is some but the sum leaves the years 1 to 9999.
func (c *Calendar) Add(t time.Time, d time.Duration) (time.Time, error) {
	if d == 0 {
		return c.NextOpen(t)
	}
	sec := t.Unix()
	w := c.table(sec)
	if w == nil {
		return time.Time{}, c.refuse()
	}
	start, until := w.worked(sec)
	nanos := int64(d % time.Second)
	if until != shut {
		nanos += int64(t.Nanosecond())
	}
	p := start + int64(d/time.Second) + floorDiv(nanos, int64(time.Second))
	nanos = floorMod(nanos, int64(time.Second))
	if d < 0 {
		return c.back(w, start, p, nanos)
	}
	return c.ahead(w, start, p, nanos)
}

// ahead finds the first instant at which p seconds and some nanoseconds of the
// table's time have passed, in this table or a later one. start is what had
// passed when the sum began.
func (c *Calendar) ahead(w *table, start, p, nanos int64) (time.Time, error) {
	worked, idle := false, w.from
	for p > w.total || nanos > 0 && p == w.total {
		if w.total > start {
			worked, idle = true, w.to
		}
		p, start = p-w.total, 0
		if w = c.next(w, idle); w == nil {
			return time.Time{}, c.spent(worked)
		}
	}
	if nanos > 0 {
		// A shift has whole seconds, so the fraction lies in the second that
		// completes the next one.
		return time.Unix(w.instant(p+1)-1, nanos).In(c.zone), nil
	}
	return time.Unix(w.instant(p), 0).In(c.zone), nil
}

// back is ahead in the other direction: it finds the last instant.
func (c *Calendar) back(w *table, start, p, nanos int64) (time.Time, error) {
	worked, idle := false, w.to
	for p < 0 {
		if start > 0 {
			worked, idle = true, w.from
		}
		if w = c.prev(w, idle); w == nil {
			return time.Time{}, c.spent(worked)
		}
		p, start = p+w.total, w.total
	}
	return time.Unix(w.instant(p+1)-1, nanos).In(c.zone), nil
}

// spent is the error of a sum that found no table to go on with.
func (c *Calendar) spent(worked bool) error {
	if worked {
		return ErrOutOfRange
	}
	return ErrNeverOpen
}

// refuse is the error for an instant that has no table.
func (c *Calendar) refuse() error {
	if c == nil || c.zone == nil {
		return ErrNeverOpen
	}
	return ErrOutOfRange
}
