package calendar

import (
	"math"
	"time"
)

const (
	daySecs  = 24 * 3600
	weekSecs = 7 * daySecs

	minYear, maxYear = 1, 9999
	minSec           = -62135596800 // 0001-01-01T00:00:00Z
	maxSec           = 253402300800 // 10000-01-01T00:00:00Z

	// The decades from 1950 on whose tables are kept.
	firstDecade   = 195
	cachedDecades = 16

	// How long a sum looks on through time without any shift.
	patience = 100 * 366 * daySecs
)

// shut is the end of the shift that is not open. It is no instant of any table;
// zero would be one, on New Year's Eve of 1969.
const shut = math.MinInt64

// span is a stretch of working time.
type span struct{ start, end int64 } // Unix seconds, half open

// timeline tells the working time within a table.
type timeline interface {
	// worked is the working time from the start of the table to the instant, in
	// seconds, and until when the shift that is open at that instant goes on at
	// least; until is shut if none is open. The end of the table may be asked for.
	worked(sec int64) (passed, until int64)
	// instant is the first instant at which the given working time has passed
	// since the start of the table. It must be more than 0 and at most the total.
	instant(passed int64) int64
}

// table is the working time of one decade, [from, to) in Unix seconds.
type table struct {
	from, to int64
	total    int64 // working seconds in all
	timeline
}

// table gives the table that holds the instant, nil outside the years 1 to 9999
// and for the zero Calendar.
func (c *Calendar) table(sec int64) *table {
	if c == nil || c.zone == nil || sec < minSec || sec >= maxSec {
		return nil
	}
	decade := time.Unix(sec, 0).UTC().Year() / 10
	i := decade - firstDecade
	if i < 0 || i >= cachedDecades {
		return c.tabulate(decade)
	}
	if w := c.tables[i].Load(); w != nil {
		return w
	}
	c.tables[i].CompareAndSwap(nil, c.tabulate(decade))
	return c.tables[i].Load()
}

func (c *Calendar) tabulate(decade int) *table {
	w := &table{from: max(decadeStart(decade), minSec), to: decadeStart(decade + 1)}
	if c.parts != nil {
		w.timeline, w.total = newJoint(c, w.from, w.to)
	} else {
		w.timeline, w.total = newOwn(c, w.from, w.to)
	}
	return w
}

func decadeStart(decade int) int64 {
	return time.Date(decade*10, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
}

// next is the table with which a sum goes on after w, nil if there is no hope of
// working time: idle is since when there has been none.
func (c *Calendar) next(w *table, idle int64) *table {
	at := w.to
	if len(c.dates) > 0 && !c.hasWeekly() {
		at = max(at, (c.first.days()-2)*daySecs)
	}
	if at-idle > patience && at > (c.last.days()+3)*daySecs || c.barren() {
		return nil
	}
	return c.table(at)
}

// prev is next in the other direction.
func (c *Calendar) prev(w *table, idle int64) *table {
	at := w.from - 1
	if len(c.dates) > 0 && !c.hasWeekly() {
		at = min(at, (c.last.days()+3)*daySecs)
	}
	if idle-at > patience && (len(c.dates) == 0 || at < (c.first.days()-2)*daySecs) || c.barren() {
		return nil
	}
	return c.table(at)
}

// barren reports whether the calendar has no shift at all.
func (c *Calendar) barren() bool { return c.parts == nil && len(c.dates) == 0 && !c.hasWeekly() }

// state reports whether the instant is in working time, and until when that
// stays so at least, not looking beyond the table.
func (w *table) state(sec int64) (open bool, until int64) {
	passed, until := w.worked(sec)
	switch {
	case until != shut:
		return true, min(until, w.to)
	case passed == w.total:
		return false, w.to
	}
	return false, w.instant(passed+1) - 1
}
