package when

import (
	"time"
)

// maxMonths bounds an amount that is stepped; longer is no time.
const maxMonths = 12 * 9000

func (a amount) sane() bool {
	return a.months > -maxMonths && a.months < maxMonths && a.days > -3e6 && a.days < 3e6 &&
		a.workdays > -1e5 && a.workdays < 1e5 && a.secs < 3e10 && a.worksecs < 1e9
}

// node fills r.r; ok is false where the phrase names no time that exists.
func (r *resolver) node(nd *node) bool {
	z := nd.a.zone
	if z.kind == zoneNone {
		z = nd.b.zone
	}
	r.setZone(z)
	if !nd.span.amount.sane() || !nd.a.span.amount.sane() {
		return false
	}
	ok := false
	switch nd.kind {
	case nodeTime:
		var iv interval
		if iv, ok = r.expr(&nd.a); ok {
			ok = r.bound(nd, iv)
		}
	case nodeRange:
		ok = r.between(nd)
	case nodeSpan:
		ok = r.fromNow(nd)
	case nodeFor:
		ok = r.lasting(nd)
	case nodeRepeat:
		ok = r.recurring(nd)
	case nodeEvent:
		r.event(nd)
		ok = true
	}
	if !ok {
		return false
	}
	r.r.Zone, r.r.ZoneFrom = r.zone, r.from
	switch {
	case nd.span.rough:
		r.assume(AssumedAmount, Convention, time.Time{}, int(nd.span.count))
	case nd.a.approx && nd.a.perN > 0:
		r.assume(AssumedAmount, Convention, time.Time{}, int(nd.a.perN))
	}
	return r.check()
}

// check warns about what a person should look at, and refuses years that have no
// four digits.
func (r *resolver) check() bool {
	rd := r.r
	for _, t := range []time.Time{rd.Earliest, rd.Deadline} {
		if !t.IsZero() && (t.Year() < 1 || t.Year() > 9999) {
			return false
		}
	}
	switch {
	case rd.Kind == NotBefore:
		r.warn(NoDeadline, time.Time{})
		if rd.Earliest.Before(r.c.Now) {
			r.warn(Past, rd.Earliest)
		}
	case rd.Deadline.IsZero():
		r.warn(NoDeadline, time.Time{})
	case rd.Deadline.Before(r.c.Now):
		r.warn(Past, rd.Deadline)
	default:
		r.checkOpen(rd.Deadline)
	}
	return true
}

// checkOpen warns about a deadline outside opening hours.
func (r *resolver) checkOpen(t time.Time) {
	cal := r.c.Calendar
	if cal == nil || r.r.Kind == Relative || cal.IsOpen(t) {
		return
	}
	before := t.Add(-time.Nanosecond)
	if cal.IsOpen(before) {
		return
	}
	r.hourKnown = false
	d := dayOfTime(before.In(cal.Zone()))
	if _, _, open := r.hours(d); open {
		r.warn(Closed, t)
		return
	}
	for _, step := range []day{-7, 7, -14, 14} {
		if _, _, open := r.hours(d + step); open {
			r.warn(Holiday, r.clockTime(d, 0))
			return
		}
	}
	r.warn(Closed, t)
}

// end is when an interval ends: whole days at the last closing in them, where there
// is a calendar.
func (r *resolver) end(iv interval) time.Time {
	if iv.point || !iv.days {
		return r.time(iv.hi)
	}
	if r.c.Calendar == nil && (!iv.edge || iv.grain != GrainWeek) && !iv.work {
		return r.time(iv.hi)
	}
	first := iv.lo.d
	if iv.edge {
		first = iv.hi.d - 7 // a week whose Friday is a holiday ends on its Thursday
	}
	for d := iv.hi.d - 1; d >= first && d > iv.hi.d-8; d-- {
		_, closing, open := r.hours(d)
		if !open {
			continue
		}
		if !closing.After(r.c.Now) && d >= r.today {
			break // closed for today: the day itself is what is left
		}
		r.assume(AssumedClose, r.source(), closing.In(r.zone), 0)
		return closing.In(r.zone)
	}
	return r.time(iv.hi)
}

func (r *resolver) set(k Kind, earliest, deadline time.Time, g Grain) bool {
	r.r.Kind, r.r.Earliest, r.r.Deadline, r.r.Grain = k, earliest, deadline, g
	return true
}

// bound applies "by", "before", "after" to an interval.
func (r *resolver) bound(nd *node, iv interval) bool {
	now := r.now
	switch nd.bound {
	case boundBy, boundUntil, boundWithin:
		if nd.a.has&(hasPart|hasClock) == hasPart && (nd.a.part == partLunch || nd.a.part == partNoon) {
			return r.set(By, now, r.time(iv.lo), iv.grain) // by lunch: before it
		}
		return r.set(By, now, r.end(iv), iv.grain)
	case boundBefore:
		if iv.edge {
			return r.set(By, now, r.end(iv), iv.grain)
		}
		return r.set(By, now, r.time(iv.lo), iv.grain)
	case boundAfter:
		if nd.a.has&hasPart != 0 && nd.a.has&hasClock == 0 && nd.a.part == partLunch {
			if after, ok := r.onDay(&expr{has: hasPart, part: partAfterLunch}, iv.lo.day(r)); ok {
				return r.set(Window, r.time(after.lo), r.time(after.hi), GrainPart)
			}
		}
		return r.set(NotBefore, r.time(iv.hi), time.Time{}, iv.grain)
	case boundFrom, boundNotBefore:
		return r.set(NotBefore, r.time(iv.lo), time.Time{}, iv.grain)
	case boundSince:
		return r.since(iv)
	}
	if iv.point {
		t := r.time(iv.hi)
		return r.set(Instant, t, t, iv.grain)
	}
	lo, end := r.time(iv.lo), r.end(iv)
	if end.Before(lo) {
		lo = r.clockTime(dayOfTime(end.In(r.zone)), 0)
	}
	return r.set(Window, lo, end, iv.grain)
}

// day is the date of a moment.
func (m moment) day(r *resolver) day {
	if m.abs.IsZero() {
		return m.d
	}
	return dayOfTime(m.abs.In(r.zone))
}

// since reads a start that lies behind: the last Monday, the last 9 o'clock.
func (r *resolver) since(iv interval) bool {
	lo := r.time(iv.lo)
	if lo.After(r.now) {
		m := iv.lo
		if m.abs.IsZero() {
			for _, step := range []day{1, 7, 366} {
				if t := r.clockTime(m.d-step, time.Duration(m.sec)*time.Second); !t.After(r.now) {
					lo = t
					break
				}
			}
		}
	}
	r.warn(Past, lo)
	return r.set(Window, lo, r.now, iv.grain)
}

// between reads a range.
func (r *resolver) between(nd *node) bool {
	a, b := nd.a, nd.b
	if a.has&hasBase == 0 && b.has&hasBase == 0 {
		return r.clocks(nd)
	}
	hi, ok := r.expr(&b)
	if !ok {
		return false
	}
	hiZone, hiFrom := r.zone, r.from
	if a.has&hasZone != 0 && b.has&hasZone != 0 {
		r.setZone(a.zone)
	}
	lo, ok := r.expr(&a)
	if !ok {
		return false
	}
	from, to := r.time(lo.lo), r.end(hi)
	r.zone, r.from = hiZone, hiFrom
	if to.Before(from) || to.Equal(from) && hi.point {
		if from, to, ok = r.reorder(&a, &b, lo, hi, from, to); !ok {
			return false
		}
	}
	r.altExpr = nil
	k := Window
	if nd.bound == boundBy || nd.bound == boundWithin || nd.bound == boundUntil {
		k, from = By, r.now
	}
	return r.set(k, from.In(r.zone), to.In(r.zone), max(lo.grain, hi.grain))
}

// clocks reads a range of clock times without a day: today, unless it is over.
func (r *resolver) clocks(nd *node) bool {
	for d := r.today; d <= r.today+1; d++ {
		lo, ok1 := r.onDay(&nd.a, d)
		hi, ok2 := r.onDay(&nd.b, d)
		if !ok1 || !ok2 {
			return false
		}
		if nd.a.has&hasZone != 0 && nd.b.has&hasZone != 0 && nd.a.zone != nd.b.zone {
			return false
		}
		from, to := r.time(lo.lo), r.time(hi.hi)
		if !to.After(from) && hi.hi.abs.IsZero() {
			to = r.time(wall(hi.hi.d+1, hi.hi.sec))
		}
		if !to.After(from) || !to.After(r.now) && d == r.today {
			r.r.Warnings = nil
			continue
		}
		r.assume(AssumedDay, Convention, r.clockTime(d, 0), 0)
		if nd.bound == boundBy || nd.bound == boundWithin || nd.bound == boundUntil {
			return r.set(By, r.now, to, hi.grain)
		}
		return r.set(Window, from, to, max(lo.grain, hi.grain))
	}
	return false
}

// reorder makes the end of a range follow its start: a later day, week or year.
func (r *resolver) reorder(a, b *expr, lo, hi interval, from, to time.Time) (time.Time, time.Time, bool) {
	switch {
	case a.has&(hasClock|hasPart) != 0 && b.has&(hasClock|hasPart) != 0 && b.has&hasBase == a.has&hasBase && lo.lo.d == hi.hi.d:
		if hi.hi.abs.IsZero() {
			return from, r.clockTime(hi.hi.d+1, time.Duration(hi.hi.sec)*time.Second), true
		}
		return from, to.AddDate(0, 0, 1), true
	case b.has&hasWeekday != 0 && hi.hi.abs.IsZero():
		for to.Before(from) && hi.hi.d < maxDay-8 {
			hi.lo.d += 7
			hi.hi.d += 7
			to = r.end(hi)
		}
		return from, to, true
	case a.has&hasDate != 0 && a.date.y == 0 && lo.lo.abs.IsZero():
		return r.clockTime(lo.lo.d.addMonths(-12), time.Duration(lo.lo.sec)*time.Second), to, true
	case b.has&hasDate != 0 && b.date.y == 0 && hi.hi.abs.IsZero():
		hi.lo.d, hi.hi.d = hi.lo.d.addMonths(12), hi.hi.d.addMonths(12)
		return from, r.end(hi), true
	case a.has&(hasDom) != 0 && lo.lo.abs.IsZero():
		return r.clockTime(lo.lo.d.addMonths(-1), 0), to, true
	}
	return from, to, false
}

// fromNow reads a length of time from now: "in two hours", "within 3 business
// days", "48 hours ago", "for an hour".
func (r *resolver) fromNow(nd *node) bool {
	sp := nd.span
	a := sp.amount
	now := pointAt(moment{d: r.today, abs: r.now}, GrainSecond)
	if nd.shift == shiftAgo || nd.bound == boundSince {
		return r.ago(nd, now)
	}
	if nd.a.late {
		return r.onShiftedDay(nd, a)
	}
	bound := nd.bound
	if bound == boundNone && nd.shift == shiftNone {
		bound = boundFor
		if a.workdays > 0 {
			bound = boundIn // "5 to 7 business days"
		}
	}
	if bound == boundFor || bound == boundDuring {
		return r.duration(a, now)
	}
	iv, ok := r.move(now, a)
	if !ok {
		return false
	}
	iv = r.wholeDays(iv, a)
	to := r.end(iv)
	if sp.ranged {
		r.assume(AssumedLatest, Convention, to, 0)
	}
	switch bound {
	case boundWithin, boundBy, boundBefore, boundUntil:
		return r.set(By, r.now, to, iv.grain)
	case boundAfter, boundNotBefore, boundFrom:
		return r.set(NotBefore, r.time(iv.lo), time.Time{}, iv.grain)
	}
	lo := iv
	if sp.ranged {
		if low, ok := r.move(now, sp.low); ok {
			lo = r.wholeDays(low, sp.low)
			iv.point = false
		}
	}
	if iv.point {
		return r.set(Instant, to, to, iv.grain)
	}
	return r.set(Window, r.time(lo.lo), to, iv.grain)
}

// wholeDays makes the instant "in two days" the whole day.
func (r *resolver) wholeDays(iv interval, a amount) interval {
	if a.secs == 0 && a.worksecs == 0 && iv.lo.abs.IsZero() {
		out := days(iv.lo.d, iv.lo.d+1, GrainDay)
		out.work = a.workdays != 0
		return out
	}
	return iv
}

func (r *resolver) ago(nd *node, now interval) bool {
	iv, ok := r.move(now, nd.span.amount.negated())
	if !ok {
		return false
	}
	iv = r.wholeDays(iv, nd.span.amount)
	if nd.bound == boundSince {
		return r.since(iv)
	}
	if iv.point {
		t := r.time(iv.lo)
		return r.set(Instant, t, t, iv.grain)
	}
	return r.set(Window, r.time(iv.lo), r.time(iv.hi), iv.grain)
}

// onShiftedDay reads "in two days at 5pm".
func (r *resolver) onShiftedDay(nd *node, a amount) bool {
	a.secs = 0
	iv, ok := r.move(oneDay(r.today), a)
	if !ok {
		return false
	}
	if iv, ok = r.onDay(&nd.a, iv.lo.day(r)); !ok {
		return false
	}
	return r.bound(nd, iv)
}

// duration reads "for two days": a stretch that starts now.
func (r *resolver) duration(a amount, now interval) bool {
	whole := a
	whole.secs, whole.worksecs = 0, 0
	to := r.now
	if !whole.zero() {
		iv, ok := r.move(oneDay(r.today), whole)
		if !ok {
			return false
		}
		to = r.clockTime(iv.lo.d, time.Duration(secondsOf(r.now))*time.Second).Add(time.Duration(r.now.Nanosecond()))
	}
	to = to.Add(time.Duration(a.secs) * time.Second)
	if a.worksecs != 0 {
		iv, ok := r.move(now, amount{worksecs: a.worksecs})
		if !ok {
			return false
		}
		to = r.time(iv.lo)
	}
	return r.set(Window, r.now, to, GrainSecond)
}

// lasting reads "from 10am for 3 hours", "a week starting tomorrow".
func (r *resolver) lasting(nd *node) bool {
	iv, ok := r.expr(&nd.a)
	if !ok {
		return false
	}
	a := nd.span.amount
	from := r.time(iv.lo)
	if iv.days && a.secs == 0 && a.worksecs == 0 {
		to, ok := r.move(oneDay(iv.lo.d), a)
		if !ok {
			return false
		}
		return r.set(Window, from, r.end(days(iv.lo.d, to.lo.d, GrainDay)), GrainDay)
	}
	end, ok := r.move(pointAt(moment{d: iv.lo.d, sec: iv.lo.sec, abs: iv.lo.abs}, GrainMinute), a)
	if !ok {
		return false
	}
	return r.set(Window, from, r.time(end.hi), GrainMinute)
}

// event fills a reading whose event is not known.
func (r *resolver) event(nd *node) {
	a := nd.span.amount
	rd := r.r
	rd.Kind = Relative
	rd.Anchor = r.s.words(nd.anchor[0], nd.anchor[1])
	rd.Offset = time.Duration(a.secs+a.worksecs)*time.Second + time.Duration(a.days)*24*time.Hour + time.Duration(a.months)*30*24*time.Hour
	if a.workdays != 0 {
		rd.Offset = time.Duration(a.workdays) * 24 * time.Hour
		r.assume(AssumedWorkdays, Convention, time.Time{}, int(a.workdays))
	}
	if nd.shift < 0 {
		rd.Offset = -rd.Offset
	}
}
