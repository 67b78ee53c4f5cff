package when

import (
	"errors"
	"time"
)

var errFar = errors.New("when: further away than working time is counted")

// period reads a period named relatively ("next 3 weeks"), by its number ("third
// quarter") or by a date in it ("the week of October 7th").
func (r *resolver) period(e *expr) (interval, bool) {
	if e.workdays && e.period != unitWeek {
		return r.workPeriod(e)
	}
	if e.period < unitDay {
		return r.elapsed(e)
	}
	if e.perN > 0 && e.period != unitQuarter {
		return r.counted(e)
	}
	n := int(periodOffset(e.perRel))
	switch e.period {
	case unitDay:
		return oneDay(r.today + day(n)), true
	case unitWeek, unitFortnight, unitWeekend:
		return r.week(e, n), true
	case unitMonth:
		if e.perDate.m != 0 {
			return r.monthOf(&expr{perRel: e.perRel}, e.perDate)
		}
		m := r.today.month(n)
		return days(m, m.month(1), GrainMonth), true
	case unitQuarter, unitHalfYear:
		return r.quarter(e, n), true
	case unitYear:
		y, _, _ := r.today.civil()
		y += n
		if e.perDate.y != 0 {
			y = e.perDate.y
		}
		return days(dayOf(y, 1, 1), dayOf(y+1, 1, 1), GrainYear), true
	case unitDecade:
		y, _, _ := r.today.civil()
		y = y/10*10 + n*10
		return days(dayOf(y, 1, 1), dayOf(y+10, 1, 1), GrainYear), true
	}
	return interval{}, false
}

func (r *resolver) week(e *expr, n int) interval {
	monday := r.today.week() + day(7*n)
	if e.perDate.d != 0 {
		read := r.date
		if e.perDate.m == 0 {
			read = r.dom
		}
		if iv, ok := read(&expr{date: e.perDate}); ok {
			monday = iv.lo.d.week()
		}
	}
	switch e.period {
	case unitWeekend:
		return days(monday+5, monday+7, GrainDay)
	case unitFortnight:
		return days(monday, monday+14, GrainWeek)
	}
	return days(monday, monday+7, GrainWeek)
}

func (r *resolver) quarter(e *expr, n int) interval {
	y, m, _ := r.today.civil()
	size, per := 3, 4
	if e.period == unitHalfYear {
		size, per = 6, 2
	}
	k := (m - 1) / size
	if e.perNum != 0 {
		k = int(e.perNum) - 1
		switch {
		case e.perDate.y != 0:
			y = e.perDate.y
		case n != 0 || e.perRel == relThis:
			y += n
		case dayOf(y, (k+1)*size+1, 1) <= r.today:
			y++
		}
	} else {
		k += n
		y, k = y+floorDiv(k, per), k-floorDiv(k, per)*per
	}
	count := max(int(e.perN), 1)
	return days(dayOf(y, k*size+1, 1), dayOf(y, (k+count)*size+1, 1), GrainQuarter)
}

// counted reads "next 3 weeks": from tomorrow on, or up to today.
func (r *resolver) counted(e *expr) (interval, bool) {
	a := makeAmount(float64(e.perN), e.period)
	back := e.perRel == relLast || e.perRel == relPast
	grain := GrainDay
	if e.perRel == relThis || e.perRel == relSame {
		to := r.today.addMonths(int(a.months)) + day(a.days)
		return days(r.today, to, grain), true
	}
	if back {
		from := r.today.addMonths(-int(a.months)) - day(a.days)
		return days(from, r.today, grain), from >= minDay
	}
	first := r.today + 1
	to := first.addMonths(int(a.months)) + day(a.days)
	return days(first, to, grain), to <= maxDay
}

// elapsed reads "the next 24 hours", "the last half hour": time that elapses.
func (r *resolver) elapsed(e *expr) (interval, bool) {
	a := makeAmount(float64(max(e.perN, 1)), e.period)
	d := time.Duration(a.secs) * time.Second
	from, to := r.now, r.now.Add(d)
	if e.perRel == relLast || e.perRel == relPast {
		from, to = r.now.Add(-d), r.now
	}
	abs := func(t time.Time) moment { return moment{d: dayOfTime(t), abs: t} }
	return interval{lo: abs(from), hi: abs(to), grain: GrainMinute}, true
}

// workPeriod reads "next business day", "the next 3 working days", "the next 4
// business hours".
func (r *resolver) workPeriod(e *expr) (interval, bool) {
	n := int(max(e.perN, 1))
	if e.period < unitDay {
		a := makeAmount(float64(n), e.period)
		t, err := r.addWork(r.now, time.Duration(a.secs)*time.Second)
		m := moment{d: dayOfTime(t), abs: t}
		return interval{lo: moment{d: r.today, abs: r.now}, hi: m, grain: GrainMinute}, err == nil
	}
	switch e.perRel {
	case relThis, relSame:
		return oneDay(r.today), true
	case relLast, relPast:
		d, err := r.addWorkdays(r.today, -n)
		return days(d, d+1, GrainDay), err == nil
	case relAfterNext:
		n++
	}
	first, err := r.addWorkdays(r.today, 1)
	if err != nil {
		return interval{}, false
	}
	last, err := r.addWorkdays(r.today, n)
	if e.perN == 0 {
		first = last
	}
	return days(first, last+1, GrainDay), err == nil
}

// edge reads the start, middle or end of a period.
func (r *resolver) edge(iv interval, edge int32) interval {
	lo, hi := iv.lo.d, iv.hi.d
	n := hi - lo
	switch edge {
	case edgeLater, edgeRest:
		if edge == edgeLater {
			mid := lo + n/2
			if n > 100 {
				mid = lo.addMonths(int(n/28) / 2)
			}
			lo = mid
		}
		if lo < r.today && r.today < hi {
			lo = r.today
		}
		iv.lo = wall(lo, 0)
		return iv
	case edgeAll, edgeNone:
		return iv
	}
	var a, b day // of the part, from lo
	switch {
	case n == 2: // a weekend
		a, b = pick(edge, 1, 0, 2, 1, 2)
	case n <= 7:
		a, b = pick(edge, 3, 2, 3, 4, n)
		switch edge {
		case edgeEarly:
			b = 2
		case edgeLate:
			a = 3
		}
	case n <= 31:
		a, b = pick(edge, 10, 10, 20, 20, n)
	default:
		third := func(k int) day { return lo.addMonths(k*int(n/28)/3) - lo }
		a, b = pick(edge, third(1), third(1), third(2), third(2), n)
	}
	out := days(lo+a, lo+b, iv.grain)
	out.edge = edge == edgeEnd
	return out
}

// pick returns where the part of a period that edge names starts and ends: the
// start of the period ends at a1, its middle is b0 to b1, its end c0 to c1.
func pick(edge int32, a1, b0, b1, c0, c1 day) (day, day) {
	switch edge {
	case edgeStart, edgeEarly:
		return 0, a1
	case edgeMiddle:
		return b0, b1
	}
	return c0, c1
}

// floating reads a time of day without a day: today, or the next day on which it
// still lies ahead.
func (r *resolver) floating(e *expr) (interval, bool) {
	d := r.today
	if e.has&hasClock == 0 && e.has&hasPart != 0 && (e.part == partFirst || e.part == partOpen) {
		return r.nextOpening(e)
	}
	iv, ok := r.onDay(e, d)
	if !ok {
		return iv, false
	}
	if e.has&hasClock == 0 {
		if e.part == partClose || e.part == partWholeDay || e.part == partLater {
			return iv, true
		}
		late := !r.time(iv.hi).After(r.now)
		if late || e.part == partMorning && r.now.After(r.time(iv.lo)) {
			d++
			iv, ok = r.onDay(e, d)
		}
		r.assume(AssumedDay, Convention, r.clockTime(d, 0), 0)
		return iv, ok
	}
	if r.time(iv.lo).Before(r.now) {
		if r.openMer && !r.half && e.clock.h != 12 { // at 8, said at 10: this evening
			r.half = true
			if again, ok := r.onDay(e, d); ok && r.time(again.lo).After(r.now) {
				return again, true
			}
			r.half = false
		}
		r.r.Warnings = nil // of the time today
		d++
		iv, ok = r.onDay(e, d)
		r.assume(AssumedDay, Convention, r.clockTime(d, 0), 0)
	}
	return iv, ok
}

// nextOpening reads "first thing", "start of business" without a day.
func (r *resolver) nextOpening(e *expr) (interval, bool) {
	d := r.today
	for n := range 370 {
		d = r.today + day(n)
		if opening, _, ok := r.hours(d); ok && opening.After(r.now) {
			break
		}
	}
	return r.onDay(e, d)
}

// onDay reads a part of the day or a clock time on a date.
func (r *resolver) onDay(e *expr, d day) (interval, bool) {
	if d < minDay || d > maxDay {
		return interval{}, false
	}
	if e.has&hasClock != 0 {
		return r.clockOn(e, d), true
	}
	part := e.part
	if e.has&hasPart == 0 {
		part = partWholeDay
	}
	return r.partOn(part, e.edge2, d), true
}

// clockOn reads a clock time on a date; the part of the day settles an open hour.
func (r *resolver) clockOn(e *expr, d day) interval {
	c := e.clock
	h := c.h
	if c.slip {
		r.warn(Ambiguous, time.Time{})
	}
	if c.guess {
		r.openMer = true
		if r.half && c.mer != mer24 {
			c.mer = merAM + merPM - c.mer
		}
	}
	switch c.mer {
	case merAM:
		h %= 12
	case merPM:
		h = h%12 + 12
	case merOpen:
		h, d = r.openHour(e, d)
	case mer24:
		if h == 24 || h == 0 && c.m == 0 && e.has&hasPart != 0 && e.part == partNight {
			h = 24
		}
	}
	if e.has&hasPart != 0 && e.part == partNight && c.mer == merAM && h < 6 && e.has&hasOffset != 0 && d == r.today && secondsOf(r.now) >= 6*3600 {
		d++ // "tonight at 1am"
	}
	g := GrainMinute
	switch {
	case c.s != 0:
		g = GrainSecond
	case !c.exact:
		g = GrainHour
	}
	return pointAt(wall(d, h*3600+c.m*60+c.s), g)
}

// openHour settles whether an hour from 1 to 12 is in the morning or not.
func (r *resolver) openHour(e *expr, d day) (int, day) {
	h := e.clock.h
	if e.has&hasPart != 0 {
		switch e.part {
		case partMorning, partEarlyMorning, partOpen, partFirst:
			return h % 12, d
		case partNight:
			if h == 12 {
				return 24, d
			}
			if h < 5 {
				if e.has&hasOffset != 0 && d == r.today && secondsOf(r.now) >= 6*3600 {
					d++
				}
				return h, d
			}
			return h + 12, d
		case partLunch, partNoon:
			if h > 9 {
				return h, d
			}
			return h + 12, d
		case partAfternoon, partEvening, partClose:
			return h%12 + 12, d
		}
	}
	r.openMer = true
	morning := h >= 7 && h < 12
	if r.half {
		morning = !morning
	}
	if h == 12 {
		if r.half {
			return 0, d
		}
		return 12, d
	}
	if !morning {
		h += 12
	}
	return h, d
}

// partOn is a part of a day as a stretch of time.
func (r *resolver) partOn(part, mod int32, d day) interval {
	opening, closing, open := r.hours(d)
	src := r.source()
	if !open {
		opening, closing, src = r.clockTime(d, r.p.hours.Open), r.clockTime(d, r.p.hours.Close), FromHours
	}
	noon := r.clockTime(d, r.p.hours.Noon)
	abs := func(t time.Time) moment { return moment{d: d, abs: t} }
	switch part {
	case partClose:
		if d == r.today && !closing.After(r.now) && open {
			r.assume(AssumedClose, Convention, r.clockTime(d+1, 0), 0)
			return pointAt(abs(r.clockTime(d+1, 0)), GrainPart)
		}
		r.assume(AssumedClose, src, closing.In(r.zone), 0)
		return pointAt(abs(closing), GrainPart)
	case partOpen:
		r.assume(AssumedOpen, src, opening.In(r.zone), 0)
		return pointAt(abs(opening), GrainPart)
	case partFirst:
		r.assume(AssumedOpen, src, opening.In(r.zone), 0)
		return interval{lo: abs(opening), hi: abs(opening.Add(time.Hour)), grain: GrainPart}
	case partLater:
		iv := oneDay(d)
		iv.grain = GrainPart
		if d == r.today {
			iv.lo = abs(r.now)
		}
		return iv
	case partWholeDay:
		iv := oneDay(d)
		switch mod {
		case edgeEarly, edgeStart:
			return r.modified(abs(opening), abs(noon), edgeNone, src)
		case edgeLate, edgeEnd, edgeLater:
			return r.modified(abs(noon), abs(closing), edgeLate, src)
		case edgeMiddle:
			return r.modified(abs(noon.Add(-2*time.Hour)), abs(noon.Add(2*time.Hour)), edgeNone, src)
		}
		return iv
	}
	lo, hi := r.partHours(part, d, opening, closing)
	return r.modified(abs(lo), abs(hi), mod, src)
}

// partHours are the ends of a part of the day.
func (r *resolver) partHours(part int32, d day, opening, closing time.Time) (lo, hi time.Time) {
	h := r.p.hours
	at := func(t time.Duration) time.Time { return r.clockTime(d, t) }
	noon, six, late := at(h.Noon), at(h.Close), at(20*time.Hour)
	if closing.After(noon) && !closing.After(late) {
		six = closing
	}
	switch part {
	case partMorning:
		if opening.Before(noon) && opening.After(at(5*time.Hour)) {
			return opening, noon
		}
		return at(h.Open), noon
	case partEarlyMorning:
		return at(6 * time.Hour), at(h.Open)
	case partNoon, partLunch:
		return noon, noon.Add(time.Hour)
	case partAfterLunch:
		return noon.Add(time.Hour), six
	case partAfternoon:
		return noon, six
	case partEvening:
		return six, at(h.Evening)
	}
	return at(h.Evening), r.clockTime(d+1, 0) // night
}

// modified takes the early, late or remaining half of a part of the day.
func (r *resolver) modified(lo, hi moment, half int32, src AssumptionSource) interval {
	mid := lo.abs.Add(hi.abs.Sub(lo.abs) / 2)
	switch half {
	case edgeEarly, edgeStart:
		hi.abs = mid
	case edgeLate, edgeEnd:
		lo.abs = mid
	case edgeLater:
		lo.abs = mid
		if r.now.After(mid) && r.now.Before(hi.abs) {
			lo.abs = r.now
		}
	case edgeMiddle:
		quarter := hi.abs.Sub(lo.abs) / 4
		lo.abs, hi.abs = lo.abs.Add(quarter), hi.abs.Add(-quarter)
	}
	r.assume(AssumedPart, src, hi.abs.In(r.zone), 0)
	return interval{lo: lo, hi: hi, grain: GrainPart}
}
