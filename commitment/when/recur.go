package when

import (
	"strconv"
	"strings"
	"time"
)

var byDay = [7]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// recurring fills a reading that repeats: its rule, and the first time it is due.
func (r *resolver) recurring(nd *node) bool {
	f := nd.freq
	var b strings.Builder
	step := r.rule(&b, f)
	first, ok := r.firstTime(nd, step)
	if !ok {
		return false
	}
	if nd.a.has&hasClock != 0 && f.unit >= unitDay {
		c := nd.a.clock
		if iv, ok := r.onDay(&nd.a, r.today); ok {
			t := r.time(iv.lo)
			c.h, c.m = t.Hour(), t.Minute()
		}
		b.WriteString(";BYHOUR=" + strconv.Itoa(c.h) + ";BYMINUTE=" + strconv.Itoa(c.m))
	}
	if nd.b.has != 0 {
		if iv, ok := r.expr(&nd.b); ok {
			b.WriteString(";UNTIL=" + r.end(iv).UTC().Format("20060102T150405Z"))
		}
	}
	r.r.Repeat = b.String()
	if nd.anchor[1] > nd.anchor[0] {
		r.r.Anchor = r.s.words(nd.anchor[0], nd.anchor[1])
	}
	r.assume(AssumedFirstTime, Convention, first.Deadline, 0)
	return r.set(Recurring, first.Earliest, first.Deadline, first.Grain)
}

// rule writes the RRULE and gives the interval.
func (r *resolver) rule(b *strings.Builder, f freq) amount {
	unit, n := f.unit, f.interval
	name := ""
	switch unit {
	case unitSecond:
		name = "SECONDLY"
	case unitMinute:
		name = "MINUTELY"
	case unitHour:
		name = "HOURLY"
	case unitDay, unitWorkday:
		name = "DAILY"
	case unitWeek, unitWeekend:
		name = "WEEKLY"
	case unitFortnight:
		name, n = "WEEKLY", n*2
	case unitMonth:
		name = "MONTHLY"
	case unitQuarter:
		name, n = "MONTHLY", n*3
	case unitHalfYear:
		name, n = "MONTHLY", n*6
	default:
		name = "YEARLY"
	}
	b.WriteString("FREQ=" + name)
	if n > 1 {
		b.WriteString(";INTERVAL=" + strconv.Itoa(n))
	}
	switch {
	case f.weekdays != 0:
		b.WriteString(";BYDAY=")
		sep := ""
		for i := range 7 {
			if w := (i + 1) % 7; f.weekdays>>w&1 != 0 {
				b.WriteString(sep + byDay[w])
				sep = ","
			}
		}
	case f.business && unit != unitWeek && unit != unitMonth:
		b.WriteString(";BYDAY=MO,TU,WE,TH,FR")
	case unit == unitWeekend:
		b.WriteString(";BYDAY=SA,SU")
	}
	return makeAmount(float64(f.interval), unit)
}

// firstTime is the first stretch in which it is due.
func (r *resolver) firstTime(nd *node, step amount) (Reading, bool) {
	f := nd.freq
	if f.unit < unitDay {
		t := r.now.Add(time.Duration(step.secs) * time.Second)
		return Reading{Earliest: t, Deadline: t, Grain: GrainMinute}, step.secs > 0
	}
	e := nd.a
	if f.part != partNone && e.has&hasPart == 0 {
		e.has |= hasPart
		e.part = f.part
	}
	for n := range 8 {
		d := r.today + day(n)
		switch {
		case f.weekdays != 0 && f.weekdays>>d.weekday()&1 == 0,
			f.unit == unitWeekend && workday(d),
			f.business && f.weekdays == 0 && !r.working(d):
			continue
		case f.weekdays == 0 && f.unit != unitWeekend && !f.business && e.has&hasTime == 0 && n == 0:
			iv, ok := r.move(oneDay(r.today), step)
			if !ok {
				return Reading{}, false
			}
			iv = r.wholeDays(iv, step)
			return Reading{Earliest: r.time(iv.lo), Deadline: r.end(iv), Grain: GrainDay}, true
		}
		iv := oneDay(d)
		if e.has&hasTime != 0 {
			iv, _ = r.onDay(&e, d)
		}
		if r.time(iv.lo).After(r.now) || iv.days && n > 0 {
			return Reading{Earliest: r.time(iv.lo), Deadline: r.end(iv), Grain: iv.grain}, true
		}
	}
	return Reading{}, false
}

func (r *resolver) working(d day) bool {
	_, _, ok := r.hours(d)
	return ok
}
