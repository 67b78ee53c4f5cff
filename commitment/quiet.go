package commitment

import (
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// maxSpans bounds how many quiet spans in a row are joined: nights and days of
// more than a week can only come from quiet hours that leave nothing.
const maxSpans = 32

// span returns the unbroken quiet time around t in the zone given, and whether t
// lies within it. Its first and last instant are not quiet themselves.
func (q Quiet) span(t time.Time, loc *time.Location) (from, to time.Time, quiet bool) {
	within := func(s [2]time.Time) bool { return s[0].Before(t) && t.Before(s[1]) }
	from, to, quiet = q.first(t, loc, within)
	if !quiet {
		return t, t, false
	}
	for range maxSpans {
		_, end, more := q.first(to, loc, func(s [2]time.Time) bool { return !s[0].After(to) && to.Before(s[1]) })
		if !more {
			break
		}
		to = end
	}
	for range maxSpans {
		start, _, more := q.first(from, loc, func(s [2]time.Time) bool { return s[0].Before(from) && !from.After(s[1]) })
		if !more {
			break
		}
		from = start
	}
	return from, to, true
}

// first returns the first quiet span near t that fits.
func (q Quiet) first(t time.Time, loc *time.Location, fits func([2]time.Time) bool) (from, to time.Time, ok bool) {
	today := calendar.DateOf(t.In(loc))
	for _, day := range []calendar.Date{today.AddDays(-1), today} {
		for _, s := range q.of(day, loc) {
			if fits(s) {
				return s[0], s[1], true
			}
		}
	}
	return t, t, false
}

// of returns the quiet spans that begin on a date.
func (q Quiet) of(day calendar.Date, loc *time.Location) [][2]time.Time {
	var spans [][2]time.Time
	wall := func(day calendar.Date, c Clock) time.Time {
		t, _ := calendar.Wall(day, time.Duration(c)*time.Minute, loc)
		return t
	}
	if q.Start != q.End {
		last := day
		if q.Start > q.End {
			last = day.AddDays(1)
		}
		spans = append(spans, [2]time.Time{wall(day, q.Start), wall(last, q.End)})
	}
	if q.Days.Has(day.Weekday()) {
		spans = append(spans, [2]time.Time{wall(day, 0), wall(day.AddDays(1), 0)})
	}
	return spans
}

// polite moves an alarm out of the recipient's quiet hours: to their end, or,
// where that is after limit, to their start if that is not before floor; else it
// stays. People clock off (practice C6), but a reminder after the deadline
// is none.
func (q Quiet) polite(at, floor, limit time.Time, loc *time.Location) time.Time {
	if q.IsZero() {
		return at
	}
	from, to, quiet := q.span(at, loc)
	switch {
	case !quiet:
		return at
	case !to.After(limit):
		return to.UTC()
	case !from.Before(floor):
		return from.UTC()
	}
	return at
}
