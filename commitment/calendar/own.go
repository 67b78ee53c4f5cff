package calendar

import (
	"slices"
	"time"
)

// own is the timeline of a calendar with shifts of its own. Ordinary days are
// counted by whole weeks; the days that differ from their weekday's pattern
// (exceptions, closed dates, shifts that a change of the clock touches) are marks
// with sums of their own. A sum is a binary search among the marks.
type own struct {
	cal    *Calendar
	zone   clock
	origin int64 // the day from which everything is counted
	before int64 // seconds from there to the start of the table
	weekly [7][]span
	night  bool // some weekday runs past midnight
	secs   tally
	days   tally
	marks  []mark // by day
	spans  []span // of the marks
}

// mark is a day that differs from its weekday.
type mark struct {
	day    int64
	lo, hi int // its spans
	secs   sums
	days   sums
}

// sums counts from the origin of a table to a marked day.
type sums struct {
	before, after int64 // to its start and to its end
	extra         int64 // to its end, beyond what the weekly pattern alone would give
}

// tally counts by a weekly pattern.
type tally struct {
	week int64
	upTo [8]int64 // the first n days from the origin
}

func (y *tally) count(days int64) int64 { return days/7*y.week + y.upTo[days%7] }

// find is the day, counted from the origin, that brings the count to n.
func (y *tally) find(n int64) int64 {
	weeks := (n - 1) / y.week
	n -= weeks * y.week
	i := 1
	for y.upTo[i] < n {
		i++
	}
	return weeks*7 + int64(i) - 1
}

func newOwn(c *Calendar, from, to int64) (*own, int64) {
	w := &own{cal: c, origin: floorDiv(from, daySecs) - 4}
	last := floorDiv(to, daySecs) + 4
	w.zone = newClock(c.zone, (w.origin-3)*daySecs, (last+3)*daySecs)
	for d, shifts := range c.weekly {
		for _, s := range shifts {
			w.weekly[d] = append(w.weekly[d], span{int64(s.Open / time.Second), int64(s.Close / time.Second)})
			w.night = w.night || s.Close > day
		}
	}
	for i := range int64(7) {
		w.secs.upTo[i+1], w.days.upTo[i+1] = w.secs.upTo[i], w.days.upTo[i]
		for _, s := range w.weekly[weekday(w.origin+i)] {
			w.secs.upTo[i+1] += s.end - s.start
			w.days.upTo[i+1] = w.days.upTo[i] + 1
		}
	}
	w.secs.week, w.days.week = w.secs.upTo[7], w.days.upTo[7]
	for _, d := range w.special(last) {
		w.mark(d)
	}
	w.before, _ = w.raw(from)
	end, _ := w.raw(to)
	return w, end - w.before
}

// special lists the days that need a mark, in order.
func (w *own) special(last int64) []int64 {
	var days []int64
	add := func(d int64) {
		if d >= w.origin && d < last {
			days = append(days, d)
		}
	}
	for date, shifts := range w.cal.dates {
		d := date.days()
		add(d)
		for _, s := range shifts {
			if s.Close > day { // may cover the opening of the next date
				add(d + 1)
			}
		}
	}
	firstYear, lastYear := dateOf(w.origin).Year, dateOf(last).Year
	for _, date := range w.cal.closed {
		years := [2]int{date.Year, date.Year}
		if date.Year == 0 {
			years = [2]int{firstYear, lastYear}
		}
		for year := max(years[0], firstYear); year <= min(years[1], lastYear); year++ {
			if date := (Date{year, date.Month, date.Day}); date.Valid() && len(w.weekly[date.Weekday()]) > 0 {
				add(date.days())
			}
		}
	}
	w.zone.transitions((w.origin-2)*daySecs, (last+2)*daySecs, func(at, before, after int64) {
		// The wall times that are left out or repeated, and those onto which the
		// former move.
		lo, hi := at+min(before, after), at+max(before, after)
		if after > before {
			hi += after - before
		}
		for d := floorDiv(lo, daySecs) - 2; d <= floorDiv(hi, daySecs); d++ {
			for _, s := range w.cal.shifts(d) {
				if d*daySecs+int64(s.Open/time.Second) <= hi && d*daySecs+int64(s.Close/time.Second) >= lo {
					add(d)
				}
			}
		}
	})
	slices.Sort(days)
	return slices.Compact(days)
}

// shifts is the hours of a day by the calendar's config.
func (c *Calendar) shifts(d int64) []Shift {
	date := dateOf(d)
	if shifts, ok := c.dates[date]; ok {
		return shifts
	}
	if c.isClosed(date) || c.isClosed(Date{0, date.Month, date.Day}) {
		return nil
	}
	return c.weekly[weekday(d)]
}

func (c *Calendar) isClosed(date Date) bool {
	_, found := slices.BinarySearchFunc(c.closed, date, Date.Compare)
	return found
}

// mark appends the mark of a day.
func (w *own) mark(d int64) {
	m := mark{day: d, lo: len(w.spans)}
	m.secs.before = w.count(&w.secs, len(w.marks), d, markSecs)
	m.days.before = w.count(&w.days, len(w.marks), d, markDays)
	w.spans = append(w.spans, w.resolve(d)...)
	m.hi = len(w.spans)
	m.secs.after, m.days.after = m.secs.before, m.days.before
	for _, s := range w.spans[m.lo:m.hi] {
		m.secs.after += s.end - s.start
		m.days.after = m.days.before + 1
	}
	m.secs.extra = m.secs.after - w.secs.count(d+1-w.origin)
	m.days.extra = m.days.after - w.days.count(d+1-w.origin)
	w.marks = append(w.marks, m)
}

// resolve turns the shifts of a day into instants. What a change of the clock
// empties is left out, and what the days before still cover is cut off.
func (w *own) resolve(d int64) []span {
	covered := int64(minSec) - weekSecs
	for prev := d - 3; prev < d; prev++ {
		for _, s := range w.convert(prev) {
			covered = max(covered, s.end)
		}
	}
	var spans []span
	for _, s := range w.convert(d) {
		if s.start = max(s.start, covered); s.start < s.end {
			spans = append(spans, s)
			covered = s.end
		}
	}
	return spans
}

// convert turns the shifts of a day into instants one by one.
func (w *own) convert(d int64) []span {
	shifts := w.cal.shifts(d)
	if len(shifts) == 0 || w.wall(d, 0) == w.wall(d, daySecs) {
		return nil // the zone leaves this date out
	}
	spans := make([]span, 0, len(shifts))
	for _, s := range shifts {
		c := span{w.wall(d, int64(s.Open/time.Second)), w.wall(d, int64(s.Close/time.Second))}
		if c.start < c.end {
			spans = append(spans, c)
		}
	}
	return spans
}

// wall is the instant of a time since midnight of a day.
func (w *own) wall(d, since int64) int64 {
	sec, _ := w.zone.wall(d*daySecs + since)
	return sec
}

func markSecs(m *mark) *sums { return &m.secs }
func markDays(m *mark) *sums { return &m.days }

// count is the count from the origin to the start of day d, given that the first
// n marks are the ones before it.
func (w *own) count(y *tally, n int, d int64, of func(*mark) *sums) int64 {
	c := y.count(d - w.origin)
	if n > 0 {
		c += of(&w.marks[n-1]).extra
	}
	return c
}

// markAt is the index of the first mark at day d or later.
func (w *own) markAt(d int64) int {
	lo, hi := 0, len(w.marks)
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if w.marks[mid].day < d {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// spansOf is the working time of a day; buf is used if the day has no mark.
func (w *own) spansOf(d int64, buf []span) []span {
	if i := w.markAt(d); i < len(w.marks) && w.marks[i].day == d {
		return w.spans[w.marks[i].lo:w.marks[i].hi]
	}
	for _, s := range w.weekly[weekday(d)] {
		buf = append(buf, span{w.wall(d, s.start), w.wall(d, s.end)})
	}
	return buf
}

func (w *own) worked(sec int64) (passed, until int64) {
	passed, until = w.raw(sec)
	return passed - w.before, until
}

// raw is worked, counted from the origin.
func (w *own) raw(sec int64) (passed, until int64) {
	local := sec + w.zone.offsetAt(sec)
	d := floorDiv(local, daySecs)
	// The shifts of the day before yesterday may reach to here, and where a zone
	// repeats an hour at midnight, so may tomorrow's.
	i := w.markAt(d - 2)
	if i < len(w.marks) && w.marks[i].day <= d+1 {
		return w.exact(sec, i, d)
	}
	passed, until = w.count(&w.secs, i, d, markSecs), shut
	clock := local - d*daySecs
	if w.night {
		for _, s := range w.weekly[weekday(d-1)] {
			if left := s.end - daySecs - clock; left > 0 {
				passed, until = passed-left, sec+left
			}
		}
	}
	for _, s := range w.weekly[weekday(d)] {
		switch {
		case clock >= s.end:
			passed += s.end - s.start
		case clock >= s.start:
			passed, until = passed+clock-s.start, sec+s.end-clock
		}
	}
	return passed, until
}

// exact is raw near marks: it looks at the days around d one by one. i is the
// first mark from d-2 on.
func (w *own) exact(sec int64, i int, d int64) (passed, until int64) {
	passed, until = w.count(&w.secs, i, d-2, markSecs), shut
	var buf [4]span
	for k := d - 2; k <= d+1; k++ {
		for _, s := range w.spansOf(k, buf[:0]) {
			switch {
			case sec >= s.end:
				passed += s.end - s.start
			case sec >= s.start:
				passed, until = passed+sec-s.start, s.end
			}
		}
	}
	return passed, until
}

func (w *own) instant(passed int64) int64 {
	passed += w.before
	d, rest := w.find(&w.secs, passed, markSecs)
	var buf [4]span
	spans := w.spansOf(d, buf[:0]) // at least one: find gives a day that is worked
	for len(spans) > 1 && rest > spans[0].end-spans[0].start {
		rest -= spans[0].end - spans[0].start
		spans = spans[1:]
	}
	return spans[0].start + rest
}

// find is the day that brings the count from the origin to n, and how much of n
// is left for that day.
func (w *own) find(y *tally, n int64, of func(*mark) *sums) (d, rest int64) {
	lo, hi := 0, len(w.marks)
	for lo < hi { // the first mark that starts with n reached
		mid := int(uint(lo+hi) / 2)
		if of(&w.marks[mid]).before < n {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo > 0 {
		m := &w.marks[lo-1]
		s := of(m)
		if n <= s.after {
			return m.day, n - s.before
		}
		n -= s.extra
	}
	i := y.find(n)
	return w.origin + i, n - y.count(i)
}
