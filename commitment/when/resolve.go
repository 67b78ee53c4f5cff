package when

import (
	"strconv"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// resolver reads one node against a context. It is made anew for each node.
type resolver struct {
	p     *Parser
	s     *scan
	c     *Context
	zone  *time.Location
	from  ZoneSource
	now   time.Time // in zone
	today day
	r     *Reading

	override *time.Location // the zone to read a named one as
	region   string         // the region of an abbreviation that was read as its fixed offset

	altExpr *expr // another reading of the expression
	half    bool  // read an open hour as the other half of the day
	openMer bool  // an open hour was read

	hourDay             day // of the cached opening hours
	hourOpen, hourClose time.Time
	hourKnown, hourOK   bool
}

// moment is a wall time in the resolver's zone, or an instant.
type moment struct {
	d   day
	sec int
	abs time.Time
}

// interval is what an expression names: a stretch, or a point where both ends are
// one.
type interval struct {
	lo, hi moment
	grain  Grain
	point  bool
	days   bool // whole days: with a calendar it ends at closing
	edge   bool // the end of a period: ends at the last closing in it
	work   bool // counted in working days: ends at closing even without a calendar
}

func wall(d day, sec int) moment { return moment{d: d, sec: sec} }

func days(d0, d1 day, g Grain) interval {
	return interval{lo: wall(d0, 0), hi: wall(d1, 0), grain: g, days: true}
}

func pointAt(m moment, g Grain) interval { return interval{lo: m, hi: m, grain: g, point: true} }

// setZone fixes the zone: the text's, else the customer's, else the agent's, else
// that of now.
func (r *resolver) setZone(z zoneRef) {
	r.zone, r.from = r.c.Now.Location(), FromNow
	switch {
	case r.c.Zone != nil:
		r.zone, r.from = r.c.Zone, FromCustomer
	case r.c.AgentZone != nil:
		r.zone, r.from = r.c.AgentZone, FromAgent
	}
	switch z.kind {
	case zoneYours:
		if r.c.Zone != nil {
			r.zone, r.from = r.c.Zone, FromText
		}
	case zoneOurs:
		if r.c.AgentZone != nil {
			r.zone, r.from = r.c.AgentZone, FromText
		}
	case zoneFixed:
		r.zone, r.from = fixedZone(z.offset), FromText
	case zoneNamed:
		r.namedZone(z)
	}
	r.now = r.c.Now.In(r.zone)
	r.today = dayOfTime(r.now)
	r.hourKnown = false
}

func (r *resolver) namedZone(z zoneRef) {
	if r.override != nil {
		r.zone, r.from = r.override, FromText
		return
	}
	names := r.s.lex.zones[z.val]
	name, offset, fixed := strings.Cut(names[0], "@")
	if fixed { // an abbreviation for one half of the year: EST
		if h, err := strconv.Atoi(offset); err == nil {
			r.zone, r.from, r.region = fixedZone(int32(h)*3600), FromText, name
			return
		}
	}
	loc, err := r.p.location(name)
	if err != nil {
		r.warn(UnknownZone, time.Time{})
		return
	}
	r.zone, r.from = loc, FromText
}

func (r *resolver) assume(code AssumptionCode, src AssumptionSource, at time.Time, n int) {
	for _, a := range r.r.Assumptions {
		if a.Code == code && a.At.Equal(at) {
			return
		}
	}
	if r.r.Assumptions == nil {
		r.r.Assumptions = make([]Assumption, 0, 3)
	}
	r.r.Assumptions = append(r.r.Assumptions, Assumption{Code: code, Source: src, At: at, Number: n, texts: r.r.texts})
}

func (r *resolver) warn(code WarningCode, at time.Time) {
	for _, w := range r.r.Warnings {
		if w.Code == code {
			return
		}
	}
	r.r.Warnings = append(r.r.Warnings, Warning{Code: code, At: at, texts: r.r.texts})
}

// time is the instant of a moment.
func (r *resolver) time(m moment) time.Time {
	if !m.abs.IsZero() {
		return m.abs.In(r.zone)
	}
	t, how := calendar.Wall(dateOf(m.d), time.Duration(m.sec)*time.Second, r.zone)
	switch how {
	case calendar.Skipped:
		r.warn(Skipped, t)
	case calendar.Repeated:
		r.warn(Repeated, t)
	}
	return t
}

func dateOf(d day) calendar.Date {
	y, m, dom := d.civil()
	return calendar.Date{Year: y, Month: time.Month(m), Day: dom}
}

// hours are the opening and closing of the business calendar on a date; ok is
// false on a date without any.
func (r *resolver) hours(d day) (opening, closing time.Time, ok bool) {
	if r.hourKnown && r.hourDay == d {
		return r.hourOpen, r.hourClose, r.hourOK
	}
	r.hourKnown, r.hourDay = true, d
	r.hourOpen, r.hourClose, r.hourOK = r.lookupHours(d)
	return r.hourOpen, r.hourClose, r.hourOK
}

func (r *resolver) lookupHours(d day) (opening, closing time.Time, ok bool) {
	if r.c.Calendar == nil {
		return r.clockTime(d, r.p.hours.Open), r.clockTime(d, r.p.hours.Close), workday(d)
	}
	cal := r.c.Calendar
	date := dateOf(d)
	from, _ := calendar.Wall(date, 0, cal.Zone())
	to, _ := calendar.Wall(date, 48*time.Hour, cal.Zone())
	for sp := range cal.Shifts(from, to) {
		if sp.Date != date {
			continue
		}
		if !ok {
			opening, ok = sp.Open, true
		}
		closing = sp.Close
	}
	if ok && r.from == FromText && r.zone != cal.Zone() {
		// "EOD your time": the hours of the calendar on the clocks of that zone.
		opening, closing = r.sameClock(d, opening, date), r.sameClock(d, closing, date)
	}
	return opening, closing, ok
}

func (r *resolver) sameClock(d day, t time.Time, date calendar.Date) time.Time {
	secs := secondsOf(t)
	if calendar.DateOf(t) != date {
		secs += 86400
	}
	return r.clockTime(d, time.Duration(secs)*time.Second)
}

// clockTime is a time of day on a date, without a warning.
func (r *resolver) clockTime(d day, sinceMidnight time.Duration) time.Time {
	t, _ := calendar.Wall(dateOf(d), sinceMidnight, r.zone)
	return t
}

func workday(d day) bool { w := d.weekday(); return w != time.Saturday && w != time.Sunday }

func (r *resolver) source() AssumptionSource {
	if r.c.Calendar == nil {
		return FromHours
	}
	return FromCalendar
}

// expr reads an expression; ok is false where it names nothing that exists.
func (r *resolver) expr(e *expr) (iv interval, ok bool) {
	if e.has&hasSpan != 0 {
		return r.shifted(e)
	}
	if e.has&hasNow != 0 && e.has&hasTime == 0 {
		return pointAt(moment{d: r.today, abs: r.now}, GrainSecond), true
	}
	iv, ok = r.base(e)
	if !ok {
		if e.has&hasBase != 0 {
			return interval{}, false
		}
		return r.floating(e)
	}
	if !iv.within() {
		return interval{}, false
	}
	if e.has&hasTime == 0 && e.edge2 == 0 {
		return iv, true
	}
	if !iv.lo.abs.IsZero() {
		return iv, true
	}
	if iv.hi.d-iv.lo.d > 1 && e.has&hasClock == 0 && e.part != partClose {
		return iv, true
	}
	d := iv.lo.d
	if e.part == partClose && iv.hi.d-iv.lo.d > 1 {
		d = iv.hi.d - 1
	}
	return r.onDay(e, d)
}

// within says that an interval lies in the years 1 to 9999.
func (iv interval) within() bool {
	return iv.lo.d >= minDay && iv.hi.d >= minDay && iv.lo.d <= maxDay && iv.hi.d <= maxDay
}

// shifted reads "3 days after January 12th", "two hours before noon".
func (r *resolver) shifted(e *expr) (interval, bool) {
	base := *e
	base.has &^= hasSpan
	iv, ok := r.expr(&base)
	if !ok {
		return iv, false
	}
	a := e.span.amount
	if e.shift < 0 {
		a = a.negated()
	}
	return r.move(iv, a)
}

// move shifts an interval: days and months by the calendar date, seconds as time
// elapsed.
func (r *resolver) move(iv interval, a amount) (interval, bool) {
	m := iv.lo
	if !m.abs.IsZero() {
		t := m.abs.In(r.zone)
		m = wall(dayOfTime(t), secondsOf(t))
		if a.days == 0 && a.months == 0 && a.workdays == 0 {
			m.abs = t
		}
	}
	d := m.d.addMonths(int(a.months)) + day(a.days)
	if a.workdays != 0 {
		t, err := r.addWorkdays(m.d, int(a.workdays))
		if err != nil {
			return iv, false
		}
		d = t
	}
	if d < minDay || d >= maxDay {
		return iv, false
	}
	if a.secs == 0 && a.worksecs == 0 {
		if iv.point {
			m = wall(d, m.sec)
			return pointAt(m, iv.grain), true
		}
		day := days(d, d+1, GrainDay)
		day.work = a.workdays != 0
		return day, true
	}
	t := m.abs
	if t.IsZero() {
		t = r.time(wall(d, m.sec))
	}
	t = t.Add(time.Duration(a.secs) * time.Second)
	if a.worksecs != 0 {
		var err error
		if t, err = r.addWork(t, time.Duration(a.worksecs)*time.Second); err != nil {
			return iv, false
		}
	}
	return pointAt(moment{d: dayOfTime(t.In(r.zone)), abs: t}, GrainMinute), true
}

// addWorkdays is the nth working day after d (before it if n is negative).
func (r *resolver) addWorkdays(d day, n int) (day, error) {
	if r.c.Calendar == nil {
		r.assume(AssumedWorkdays, FromHours, time.Time{}, 0)
		return stepWorkdays(d, n), nil
	}
	cal := r.c.Calendar
	noon, _ := calendar.Wall(dateOf(d), 12*time.Hour, cal.Zone())
	t, err := cal.AddDays(noon, n)
	if err != nil {
		return d, err
	}
	// The close of an overnight shift lies on the date after the one it belongs to.
	got := dayOfTime(t.In(cal.Zone()))
	if _, closing, ok := r.hours(got); !ok || !closing.Equal(t) {
		if _, closing, ok := r.hours(got - 1); ok && closing.Equal(t) {
			return got - 1, nil
		}
	}
	return got, nil
}

// stepWorkdays counts Monday to Friday, whole weeks at once.
func stepWorkdays(d day, n int) day {
	step := day(1)
	if n < 0 {
		n, step = -n, -1
	}
	for !workday(d) && n > 0 {
		d -= step // from Friday on, whichever day of the weekend it is
	}
	d += day(n/5) * 7 * step
	for n %= 5; n > 0; {
		if d += step; workday(d) {
			n--
		}
	}
	return d
}

func (r *resolver) addWork(t time.Time, d time.Duration) (time.Time, error) {
	if r.c.Calendar != nil {
		return r.c.Calendar.Add(t, d)
	}
	r.assume(AssumedWorkdays, FromHours, time.Time{}, 0)
	perDay := r.p.hours.Close - r.p.hours.Open
	at := dayOfTime(t.In(r.zone))
	for range 4000 {
		opening, closing := r.clockTime(at, r.p.hours.Open), r.clockTime(at, r.p.hours.Close)
		if t.Before(opening) {
			t = opening
		}
		if workday(at) && t.Before(closing) {
			if left := closing.Sub(t); left >= d {
				return t.Add(d), nil
			} else {
				d -= left
			}
		}
		if d > 5*perDay {
			weeks := int64(d / (5 * perDay))
			d -= time.Duration(weeks) * 5 * perDay
			at += day(weeks * 7)
		}
		at++
		t = r.clockTime(at, r.p.hours.Open)
	}
	return t, errFar
}
