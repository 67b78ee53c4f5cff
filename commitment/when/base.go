package when

import "time"

// base is the day or the period that an expression names; ok is false if it names
// none, or one that does not exist.
func (r *resolver) base(e *expr) (interval, bool) {
	switch {
	case e.has&hasPeriod != 0 && e.nth != 0:
		return r.nth(e)
	case e.has&hasWeekday != 0:
		return r.weekday(e)
	case e.has&hasOffset != 0:
		return oneDay(r.today + day(e.offset)), true
	case e.has&hasDate != 0:
		return r.date(e)
	case e.has&hasDom != 0:
		return r.dom(e)
	case e.has&hasHoliday != 0:
		return r.holiday(e)
	case e.has&hasPeriod != 0:
		iv, ok := r.period(e)
		if ok && e.edge != 0 {
			iv = r.edge(iv, e.edge)
		}
		return iv, ok
	case e.has&hasNow != 0:
		return oneDay(r.today), true
	}
	return interval{}, false
}

func oneDay(d day) interval { return days(d, d+1, GrainDay) }

// weekday reads a weekday with all that may narrow it.
func (r *resolver) weekday(e *expr) (interval, bool) {
	w := time.Weekday(e.weekday)
	switch {
	case e.has&hasOffset != 0:
		d := r.today + day(e.offset)
		r.matches(d, w)
		return oneDay(d), true
	case e.has&hasDate != 0 && e.date.d != 0:
		iv, ok := r.date(e)
		if ok {
			r.matches(iv.lo.d, w)
		}
		return iv, ok
	case e.has&hasDom != 0:
		return r.weekdayDom(e, w)
	case e.has&hasPeriod != 0 && (e.period == unitWeek || e.period == unitWeekend) && e.perN == 0:
		week := *e
		week.has = hasPeriod
		week.period = unitWeek
		iv, ok := r.period(&week)
		return oneDay(iv.lo.d + day((int(w)+6)%7)), ok
	}
	d := r.today + day((int(w)-int(r.today.weekday())+7)%7)
	same := d == r.today
	if same {
		d += 7
	}
	switch {
	case e.wdCount > 0:
		return oneDay(d + day(e.wdCount-1)*7), true
	case e.wdCount < 0:
		return oneDay(d - 7 + day(e.wdCount+1)*7 - dayIf(same)*7), true
	case e.wdWeeks > 0:
		return oneDay(d + day(e.wdWeeks)*7), true
	}
	return r.relativeWeekday(e, w, d, same)
}

func dayIf(b bool) day {
	if b {
		return 1
	}
	return 0
}

func (r *resolver) relativeWeekday(e *expr, w time.Weekday, d day, same bool) (interval, bool) {
	inWeek := r.today.week() + day((int(w)+6)%7)
	switch e.wdRel {
	case relNext:
		if next := inWeek + 7; next != d {
			r.offer(e, d) // this week's
			d = next
		}
		return oneDay(d), true
	case relAfterNext:
		return oneDay(d + 7), true
	case relLast:
		return oneDay(d - 7 - dayIf(same)*7), true
	case relThis:
		if inWeek >= r.today {
			return oneDay(inWeek), true
		}
		r.warn(Ambiguous, time.Time{})
		return oneDay(d), true
	}
	if same {
		r.warn(Ambiguous, time.Time{})
		r.offer(e, r.today)
	}
	r.assume(AssumedAhead, Convention, r.clockTime(d, 0), 0)
	return oneDay(d), true
}

// offer keeps another day for the alternatives of the reading.
func (r *resolver) offer(e *expr, d day) {
	if r.altExpr != nil {
		return
	}
	other := *e
	other.has = e.has&^(hasBase) | hasOffset
	other.offset = int32(d - r.today)
	other.strong = true
	r.altExpr = &other
}

// matches warns if a date is not the weekday that was named with it.
func (r *resolver) matches(d day, w time.Weekday) {
	if d.weekday() != w {
		r.warn(Mismatch, r.clockTime(d, 0))
	}
}

// weekdayDom reads "Friday the 14th": the first such date that lies ahead.
func (r *resolver) weekdayDom(e *expr, w time.Weekday) (interval, bool) {
	for n := range 100 {
		m := r.today.month(n)
		y, month, _ := m.civil()
		d := m + day(e.date.d-1)
		if e.date.d <= monthLen(y, month) && d >= r.today && d.weekday() == w {
			if n > 0 {
				r.assume(AssumedMonth, Convention, r.clockTime(d, 0), 0)
			}
			return oneDay(d), true
		}
	}
	return interval{}, false
}

// date reads a date that may lack its year, and a month.
func (r *resolver) date(e *expr) (interval, bool) {
	dt := e.date
	if e.has&hasPeriod != 0 && e.period == unitYear && dt.y == 0 {
		y, _, _ := r.today.civil()
		dt.y = y + int(periodOffset(e.perRel))
	}
	if dt.d == 0 {
		return r.monthOf(e, dt)
	}
	if dt.swapped {
		r.assume(AssumedOrder, Convention, time.Time{}, 0)
		other := *e
		other.date.m, other.date.d, other.date.swapped = dt.d, dt.m, false
		r.altExpr = &other
	}
	if dt.y != 0 {
		if !validDate(dt.y, dt.m, dt.d) {
			return interval{}, false
		}
		return oneDay(dayOf(dt.y, dt.m, dt.d)), true
	}
	y, _, _ := r.today.civil()
	for n := range 9 {
		if !validDate(y+n, dt.m, dt.d) {
			continue
		}
		if d := dayOf(y+n, dt.m, dt.d); d >= r.today && (e.perRel != relLast || n == 0) {
			if e.perRel == relLast {
				d = dayOf(y-1, dt.m, dt.d)
			}
			r.assume(AssumedYear, Convention, time.Time{}, y+n)
			return oneDay(d), true
		}
	}
	return interval{}, false
}

func (r *resolver) monthOf(e *expr, dt date) (interval, bool) {
	y, m, _ := r.today.civil()
	if dt.y == 0 {
		dt.y = y
		switch {
		case e.perRel == relLast && dt.m >= m:
			dt.y--
		case e.perRel != relLast && (dt.m < m || dt.m == m && e.perRel == relNext):
			dt.y++
			r.assume(AssumedYear, Convention, time.Time{}, dt.y)
		}
	}
	iv := days(dayOf(dt.y, dt.m, 1), dayOf(dt.y, dt.m+1, 1), GrainMonth)
	if e.edge != 0 {
		iv = r.edge(iv, e.edge)
	}
	return iv, true
}

// dom reads a day of the month alone, or in a month named relatively.
func (r *resolver) dom(e *expr) (interval, bool) {
	if e.has&hasPeriod != 0 && e.period == unitMonth {
		m := r.today.month(int(periodOffset(e.perRel)))
		y, month, _ := m.civil()
		return oneDay(m + day(e.date.d-1)), e.date.d <= monthLen(y, month)
	}
	for n := range 14 {
		m := r.today.month(n)
		y, month, _ := m.civil()
		if d := m + day(e.date.d-1); e.date.d <= monthLen(y, month) && d >= r.today {
			r.assume(AssumedMonth, Convention, r.clockTime(d, 0), 0)
			return oneDay(d), true
		}
	}
	return interval{}, false
}

func (r *resolver) holiday(e *expr) (interval, bool) {
	y, _, _ := r.today.civil()
	if e.date.y != 0 {
		return oneDay(holidayIn(e.holiday, e.date.y)), true
	}
	d := holidayIn(e.holiday, y)
	if e.has&hasPeriod != 0 && e.period == unitYear {
		return oneDay(holidayIn(e.holiday, y+int(periodOffset(e.perRel)))), true
	}
	if d < r.today && e.holRel != relLast {
		d = holidayIn(e.holiday, y+1)
	}
	if d >= r.today && e.holRel == relLast {
		d = holidayIn(e.holiday, y-1)
	}
	return oneDay(d), true
}

// nth reads "first Monday of next month", "last day of October".
func (r *resolver) nth(e *expr) (interval, bool) {
	in := *e
	in.nth = 0
	in.has = hasPeriod
	iv, ok := r.period(&in)
	if !ok || !iv.days {
		return iv, false
	}
	if iv.hi.d <= r.today && e.perRel == relNone && e.perDate.y == 0 && e.perDate.m != 0 {
		iv = days(iv.lo.d.addMonths(12), iv.hi.d.addMonths(12), iv.grain)
	}
	n, count := int(e.nth), max(int(e.nthN), 1)
	lo, hi := iv.lo.d, iv.hi.d
	if e.nthUnit == unitNone {
		w := time.Weekday(e.nthDay)
		d := lo + day((int(w)-int(lo.weekday())+7)%7) + day(7*(n-1))
		if n < 0 {
			d = hi - 1 - day((int((hi-1).weekday())-int(w)+7)%7)
		}
		if d < r.today && e.perDate.m != 0 && e.perDate.y == 0 && e.perRel == relNone {
			again := *e
			y, _, _ := r.today.civil()
			again.perDate.y = y + 1
			return r.nth(&again)
		}
		return oneDay(d), d >= lo && d < hi
	}
	return r.nthUnit(e.nthUnit, n, count, lo, hi)
}

func (r *resolver) nthUnit(unit int32, n, count int, lo, hi day) (interval, bool) {
	at := func(i int) day { return lo + day(i) }
	grain := GrainDay
	switch unit {
	case unitDay:
	case unitWorkday:
		return r.nthWorkday(n, lo, hi)
	case unitWeek:
		grain = GrainWeek
		first := lo.week()
		if lo-first > 3 { // the week that holds most of its days in the period
			first += 7
		}
		if n < 0 {
			last := hi.week() - 7*day(count)
			if hi-hi.week() > 3 {
				last += 7
			}
			return days(last, last+7*day(count), grain), true
		}
		at = func(i int) day { return first + day(7*i) }
	case unitMonth:
		grain = GrainMonth
		at = func(i int) day { return lo.addMonths(i) }
		if n < 0 {
			return days(hi.addMonths(-count), hi, grain), true
		}
	case unitWeekend:
		sat := lo + day((6-int(lo.weekday())+7)%7)
		if n < 0 {
			sat = hi - 1 - day((int((hi-1).weekday())+1)%7)
		} else {
			sat += day(7 * (n - 1))
		}
		return days(sat, sat+2, GrainDay), sat < hi
	default:
		return interval{}, false
	}
	if n < 0 {
		return days(hi-day(count), hi, grain), true
	}
	iv := days(at((n-1)*count), at(n*count), grain)
	return iv, iv.lo.d < hi
}

func (r *resolver) nthWorkday(n int, lo, hi day) (interval, bool) {
	start := lo - 1
	if n < 0 {
		start = hi
	}
	d, err := r.addWorkdays(start, n)
	return oneDay(d), err == nil && d >= lo && d < hi
}
