package sla

import (
	"math"
	"sort"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// stretch is a time in which a cycle counts, by one calendar; an open one, whose
// to is zero, goes on for ever. A nil calendar counts every hour.
type stretch struct {
	from, to time.Time
	cal      *calendar.Calendar
}

func (s stretch) open() bool { return s.to.IsZero() }

// worked is the time that counts from the start of the stretch up to an instant.
func (s stretch) worked(to time.Time) time.Duration {
	if !s.open() && s.to.Before(to) {
		to = s.to
	}
	switch {
	case !s.from.Before(to):
		return 0
	case s.cal == nil:
		return to.Sub(s.from)
	}
	return s.cal.Between(s.from, to)
}

// after is the instant at which d has counted since the start of the stretch.
func (s stretch) after(d time.Duration) (time.Time, bool) {
	if s.cal == nil {
		return s.from.Add(d), true
	}
	t, err := s.cal.Add(s.from, d)
	return t, err == nil
}

// calendarAt is the calendar that counts at an instant under a policy, and when
// another takes over (zero: never).
func (c *Clock) calendarAt(at time.Time, p *policy) (*calendar.Calendar, time.Time) {
	i := sort.Search(len(c.calendars), func(i int) bool { return c.calendars[i].at.After(at) })
	cal, next := p.calendar, time.Time{}
	if i > 0 && c.calendars[i-1].cal != nil {
		cal = c.calendars[i-1].cal
	}
	if i < len(c.calendars) {
		next = c.calendars[i].at
	}
	return cal, next
}

// stretches calls fn for the times in which the cycle counts for the target, in
// order, until it returns false. A cycle that has ended is carried on from its
// end as if it had not, so that its due can still be told. The last stretch is
// open, unless the cycle is paused.
func (c *Clock) stretches(y *cycle, r *regime, fn func(stretch) bool) {
	at := y.start
	i := sort.Search(len(c.pauses), func(i int) bool { return c.pauses[i].end.IsZero() || c.pauses[i].end.After(at) })
	for {
		for i < len(c.pauses) && !c.pauses[i].stops(r.target) {
			i++
		}
		ended := !y.end.IsZero() && !at.Before(y.end)
		if i < len(c.pauses) && !ended && !c.pauses[i].start.After(at) {
			if c.pauses[i].end.IsZero() && y.end.IsZero() {
				return
			}
			at = earliest(c.pauses[i].end, y.end)
			i++
			continue
		}
		s := stretch{from: at}
		cal, next := c.calendarAt(at, r.policy)
		if r.target.Basis == Working {
			s.cal, s.to = cal, next
		}
		if i < len(c.pauses) && !ended {
			s.to = earliest(s.to, c.pauses[i].start)
		}
		if !ended {
			s.to = earliest(s.to, y.end)
		}
		if !fn(s) || s.open() {
			return
		}
		at = s.to
	}
}

// stops reports whether the pause stops the target.
func (p *pause) stops(t *target) bool { return p.closed || !t.IgnoresWaiting }

// earliest is the earlier of two instants, of which a zero one never comes.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// cross is the first instant at which d has counted, false if that does not come
// without another event.
func (c *Clock) cross(y *cycle, r *regime, d time.Duration) (at time.Time, ok bool) {
	c.stretches(y, r, func(s stretch) bool {
		if !s.open() {
			if w := s.worked(s.to); w < d {
				d -= w
				return true
			}
		}
		at, ok = s.after(d)
		return false
	})
	return at, ok
}

// elapsed is what has counted up to now.
func (c *Clock) elapsed(y *cycle, r *regime, now time.Time) (d time.Duration) {
	now = earliest(now, y.end)
	c.stretches(y, r, func(s stretch) bool {
		d = plus(d, s.worked(now))
		return s.from.Before(now)
	})
	return d
}

// plus adds two lengths of time and stays within what a Duration can hold.
func plus(a, b time.Duration) time.Duration {
	if sum := a + b; sum >= a {
		return sum
	}
	return math.MaxInt64
}

// pausedFor is the time that would have counted before the instant, had there not
// been pauses of a sort.
func (c *Clock) pausedFor(y *cycle, r *regime, closed bool, until time.Time) (d time.Duration) {
	for _, p := range c.pauses {
		if p.closed != closed || !p.stops(r.target) {
			continue
		}
		from, to := p.start, earliest(p.end, earliest(until, y.end))
		if from.Before(y.start) {
			from = y.start
		}
		for from.Before(to) {
			s := stretch{from: from, to: to}
			if r.target.Basis == Working {
				cal, next := c.calendarAt(from, r.policy)
				s.cal, s.to = cal, earliest(next, to)
			}
			d = plus(d, s.worked(to))
			from = s.to
		}
	}
	return d
}
