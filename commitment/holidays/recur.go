package holidays

import (
	"fmt"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// maxRule is the longest rule that is read, in bytes.
const maxRule = 512

// occurrences are the dates on which an event starts, up to the last year asked
// for, those that are left out or replaced included.
func (r *reader) occurrences(e *event) ([]calendar.Date, error) {
	starts := append([]calendar.Date{e.start}, e.added...)
	for _, text := range e.rules {
		more, err := r.follow(e, text)
		if err != nil {
			return nil, err
		}
		starts = append(starts, more...)
	}
	return starts, nil
}

// follow is the dates of one rule. It counts in civil dates, written as midnights
// of UTC, so that no zone's clock comes into it.
func (r *reader) follow(e *event, text string) ([]calendar.Date, error) {
	if len(text) > maxRule {
		return nil, skip("RRULE is longer than %d bytes", maxRule)
	}
	opt, err := rrule.StrToROption(text)
	if err != nil {
		return nil, skip("RRULE: %v", err)
	}
	switch {
	case opt.Freq != rrule.YEARLY && opt.Freq != rrule.MONTHLY && opt.Freq != rrule.WEEKLY && opt.Freq != rrule.DAILY,
		len(opt.Byhour)+len(opt.Byminute)+len(opt.Bysecond) > 0:
		return nil, skip("RRULE recurs within the day")
	case opt.Interval < 0 || opt.Count < 0:
		return nil, skip("RRULE counts backward")
	case opt.Freq == rrule.DAILY && len(opt.Bysetpos) > 0:
		return nil, skip("RRULE picks among the occurrences of a day")
	}
	opt.Dtstart = midnight(e.start)
	last := midnight(calendar.Date{Year: r.to, Month: time.December, Day: 31})
	if !opt.Until.IsZero() {
		until := opt.Until
		if e.zone != nil {
			until = until.In(e.zone) // a time in UTC, for the event's own midnight
		}
		if day := midnight(calendar.DateOf(until)); day.Before(last) {
			last = day
		}
	}
	if last.Before(opt.Dtstart) {
		return nil, nil
	}
	opt.Until = last
	if r.work += cost(opt) * (last.Year() - e.start.Year + 1); r.work > maxWork {
		return nil, fmt.Errorf("%w: too many recurring events, or they begin too long ago", ErrTooMuch)
	}
	return expand(*opt, r.from-1)
}

// expand lists the dates of a rule from a year on. The library panics on some rules
// that it ought to refuse, as the ninth Friday of a month; those are skipped.
func expand(opt rrule.ROption, from int) (dates []calendar.Date, err error) {
	defer func() {
		if p := recover(); p != nil {
			dates, err = nil, skip("RRULE cannot be followed: %v", p)
		}
	}()
	rule, err := rrule.NewRRule(opt)
	if err != nil {
		return nil, skip("RRULE: %v", err)
	}
	next := rule.Iterator()
	for at, ok := next(); ok; at, ok = next() {
		if at.Year() >= from {
			dates = append(dates, calendar.DateOf(at))
		}
	}
	return dates, nil
}

// cost is what following a rule through a year costs, in the time that a plain
// yearly one takes.
func cost(opt *rrule.ROption) int {
	each := 1
	switch opt.Freq {
	case rrule.MONTHLY, rrule.WEEKLY:
		each = 2
	case rrule.DAILY:
		each = 20
	}
	return each * (1 + len(opt.Bysetpos)/10)
}

func midnight(d calendar.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}
