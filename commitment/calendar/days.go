package calendar

import (
	"iter"
	"time"
)

// Span is a stretch of working time.
type Span struct {
	// Date is the date to which the working time belongs: the one on which its
	// shift opens. Of a combination, it is the date on which the stretch starts in
	// the zone of the combination.
	Date Date
	// Open and Close are in the calendar's zone.
	Open, Close time.Time
}

// Duration is the elapsed time of the span.
func (s Span) Duration() time.Duration { return s.Close.Sub(s.Open) }

// Shifts are the stretches of working time between from and to, in order and cut
// to that range, one for each shift of each date. Of a combination it is one for
// each stretch without a break.
func (c *Calendar) Shifts(from, to time.Time) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		each := c.each
		if c != nil && c.parts != nil {
			each = c.eachJoint
		}
		each(from.Unix(), to.Unix()+1, func(d int64, s span) bool {
			open, end := time.Unix(s.start, 0).In(c.zone), time.Unix(s.end, 0).In(c.zone)
			if open.Before(from) {
				open = from.In(c.zone)
			}
			if end.After(to) {
				end = to.In(c.zone)
			}
			return !open.Before(end) || yield(Span{dateOf(d), open, end})
		})
	}
}

// each visits the shifts that reach into [from, to) until fn returns false.
func (c *Calendar) each(from, to int64, fn func(d int64, s span) bool) {
	at := max(from, minSec)
	for w := c.table(at); w != nil && at < to; w = c.table(at) {
		o := w.timeline.(*own)
		for at < min(to, w.to) {
			passed, until := w.worked(at)
			if until == shut {
				if passed == w.total {
					break
				}
				at = w.instant(passed+1) - 1
				continue
			}
			d, s := o.shiftAt(at)
			if at < to && !fn(d, s) {
				return
			}
			at = s.end
		}
		at = max(at, w.to)
	}
}

// shiftAt is the shift that is open at the instant, and its day.
func (w *own) shiftAt(sec int64) (int64, span) {
	var buf [4]span
	d := floorDiv(sec+w.zone.offsetAt(sec), daySecs)
	for k := d - 2; k <= d+1; k++ {
		for _, s := range w.spansOf(k, buf[:0]) {
			if s.start <= sec && sec < s.end {
				return k, s
			}
		}
	}
	return d, span{sec, sec + 1} // unreachable: asked only when open
}

// eachJoint is each of a combination.
func (c *Calendar) eachJoint(from, to int64, fn func(d int64, s span) bool) {
	var pending span
	flush := func() bool {
		if pending.start == pending.end {
			return true
		}
		local := time.Unix(pending.start, 0).In(c.zone)
		return fn(DateOf(local).days(), pending)
	}
	at := max(from, minSec)
	for w := c.table(at); w != nil && at < to; w = c.table(at) {
		stopped := false
		w.timeline.(*joint).follow(at, min(to, w.to), func(s span) bool {
			if s.start == pending.end {
				pending.end = s.end
				return true
			}
			stopped = !flush()
			pending = s
			return !stopped
		})
		if stopped {
			return
		}
		at = w.to
	}
	flush()
}

// AddDays is the close of the nth working day after t's day, for promises as
// "within two business days". A working day is a date on which a shift opens; its
// close is that of its last shift. An instant inside an overnight shift belongs
// to the date on which the shift opened.
//
// With n = 0 it is the close of t's day, or where that is past or t's day is not
// a working day, of the next one. A negative n counts back from the last day that
// was worked before t: from Thursday 08:00, before the team opens at nine, one
// day back from Wednesday is Tuesday.
func (c *Calendar) AddDays(t time.Time, n int) (time.Time, error) {
	switch {
	case c.table(t.Unix()) == nil:
		return time.Time{}, c.refuse()
	case c.parts != nil:
		return c.addDatesJoint(t, n)
	case n < 0:
		last, err := c.lastWorked(t)
		if err != nil {
			return time.Time{}, err
		}
		return c.closeOf(c.dayOf(last), n)
	case n == 0:
		today := c.dayOf(t)
		if end, err := c.closeOf(today-1, 1); err != nil || !end.Before(t) {
			return end, err
		}
		return c.closeOf(today, 1)
	}
	return c.closeOf(c.dayOf(t), n)
}

// lastWorked is the start of the last second of working time that began before t.
func (c *Calendar) lastWorked(t time.Time) (time.Time, error) {
	if t.Nanosecond() > 0 && c.IsOpen(t) {
		return t, nil
	}
	return c.Add(t.Truncate(time.Second), -time.Second)
}

// dayOf is the day to which t belongs: the civil date, or inside a shift that
// opened on another date, that one.
func (c *Calendar) dayOf(t time.Time) int64 {
	sec := t.Unix()
	w := c.table(sec)
	if _, until := w.worked(sec); until != shut {
		d, _ := w.timeline.(*own).shiftAt(sec)
		return d
	}
	return DateOf(t.In(c.zone)).days()
}

// closeOf is the last closing of the nth working day after day d, or before it
// if n is negative.
func (c *Calendar) closeOf(d int64, n int) (time.Time, error) {
	sec := min(max(d*daySecs, minSec), maxSec-1)
	w := c.table(sec)
	o := w.timeline.(*own)
	var target, first, last int64 // the working day is the target-th; first and last are those of the table
	first, last = o.daysUpTo(floorDiv(w.from, daySecs)), o.daysUpTo(floorDiv(w.to, daySecs))
	if n > 0 {
		target = o.daysUpTo(d+1) + int64(n)
	} else {
		target = o.daysUpTo(d) + int64(n) + 1
	}
	worked, idle := false, sec
	for target > last || target <= first {
		ahead := target > last
		if first < last {
			worked, idle = true, w.to
			if !ahead {
				idle = w.from
			}
		}
		from, to := first, last
		if ahead {
			w = c.next(w, idle)
		} else {
			w = c.prev(w, idle)
		}
		if w == nil {
			return time.Time{}, c.spent(worked)
		}
		o = w.timeline.(*own)
		first, last = o.daysUpTo(floorDiv(w.from, daySecs)), o.daysUpTo(floorDiv(w.to, daySecs))
		if ahead {
			target += first - to
		} else {
			target += last - from
		}
	}
	found, _ := o.find(&o.days, target, markDays)
	var buf [4]span
	spans := o.spansOf(found, buf[:0])
	return time.Unix(spans[len(spans)-1].end, 0).In(c.zone), nil
}

// daysUpTo is the number of working days from the origin to the start of day d.
func (w *own) daysUpTo(d int64) int64 { return w.count(&w.days, w.markAt(d), d, markDays) }

// addDatesJoint is AddDays of a combination, whose working days are the dates of
// its zone with any working time and close with that date's last.
func (c *Calendar) addDatesJoint(t time.Time, n int) (time.Time, error) {
	step, left := 1, n
	date := DateOf(t.In(c.zone))
	switch {
	case n < 0:
		last, err := c.lastWorked(t)
		if err != nil {
			return time.Time{}, err
		}
		step, left, date = -1, -n, DateOf(last)
	case n == 0:
		if end, ok := c.closeOn(date); ok && !end.Before(t) {
			return end, nil
		}
		left = 1
	}
	for {
		date = date.AddDays(step)
		end, ok := c.closeOn(date)
		if ok {
			if left--; left == 0 {
				return end, nil
			}
			continue
		}
		midnight, _ := Wall(date, 0, c.zone)
		skip, err := c.NextOpen(midnight)
		if step < 0 {
			skip, err = c.lastWorked(midnight)
		}
		if err != nil {
			return time.Time{}, err
		}
		date = DateOf(skip).AddDays(-step)
	}
}

// closeOn is the last instant of working time on a date of the combination's zone.
func (c *Calendar) closeOn(date Date) (time.Time, bool) {
	from, _ := Wall(date, 0, c.zone)
	to, _ := Wall(date, day, c.zone)
	if c.total(from.Unix(), to.Unix()) == 0 {
		return time.Time{}, false
	}
	last, err := c.Add(to, -time.Second)
	return last.Add(time.Second), err == nil
}
