package when

// Parts that an expression has.
const (
	hasNow = 1 << iota
	hasOffset
	hasWeekday
	hasDate
	hasDom
	hasPeriod
	hasHoliday
	hasPart
	hasClock
	hasZone
	hasSpan
	hasNumber // a bare number, to be settled by its company

	hasDay  = hasNow | hasOffset | hasWeekday | hasDate | hasDom | hasHoliday
	hasBase = hasDay | hasPeriod
	hasTime = hasPart | hasClock
)

// expr is a time as written: each field is one part of it, has says which were.
type expr struct {
	start, end int // tokens
	has        uint16
	offset     int32 // days from today
	weekday    int32
	wdRel      int32
	wdWeeks    int32 // "Tuesday week"; "3 Fridays from now"
	wdCount    int32
	date       date // date.d is the day of the month alone with hasDom
	holiday    int32
	holRel     int32

	period  int32 // unit
	perRel  int32
	perN    int32 // "next 3 weeks"
	perNum  int32 // which quarter or half-year
	perDate date  // of "the week of October 7th", "March" below an ordinal
	nth     int32 // "first Monday of", "last day of", "15th day of"
	nthUnit int32 // its unit; unitNone: nthDay
	nthDay  int32 // its weekday
	nthN    int32 // "first 2 weeks"
	edge    int32 // "end of"
	edge2   int32 // "early", "late": of the part
	part    int32
	clock   clock
	zone    zoneRef
	number  int

	span     span
	shift    int32 // +1 after, -1 before the base
	late     bool  // the clock belongs to the shifted day: "in 2 days at 5pm"
	strong   bool  // stands on its own
	at       bool
	approx   bool
	workdays bool // "next business day"
	inner    bool // what "end of" is the end of: holds no other edge
}

type zoneRef struct {
	kind   uint8 // zoneNone, …
	val    int32 // of lexicon.zones
	offset int32 // seconds, of zoneFixed
}

const (
	zoneNone uint8 = iota
	zoneYours
	zoneOurs
	zoneNamed
	zoneFixed
)

// maxItems bounds the parts of one expression.
const maxItems = 14

// expr reads a time expression that starts at token i: dates, days, parts of the
// day, clock times, periods and zones in any order, as long as they agree. bare
// admits a number on its own, which the caller settles.
func (s *scan) expr(i int, e *expr, bare bool) (n int) {
	*e = expr{start: i}
	j := i
	for range maxItems {
		k, at, around := s.glue(j, e)
		m := s.item(k, e, at || around && e.has&hasDay != 0, bare)
		if m == 0 {
			break
		}
		e.at = e.at || at
		e.approx = e.approx || around
		if e.has == 0 {
			e.start = k
		}
		j = k + m
	}
	if e.has == 0 {
		return 0
	}
	e.end = j
	return j - i
}

// glue skips the little words that may stand between the parts of an expression;
// at says that one of them announces a clock time.
func (s *scan) glue(i int, e *expr) (j int, at, around bool) {
	j = i
	of := false
	for range 4 {
		c, ok := s.find(j, catJoin)
		if ok && s.longerItem(j, int(c.n)) {
			break
		}
		switch {
		case s.hasJoin(j, joinAt):
			k, _ := s.join(j, joinAt)
			c.n, at = uint8(k), true
		case ok && (c.val == joinThe || c.val == joinSkip || c.val == joinOn):
		case ok && c.val == joinAround:
			around = true
		case e.has != 0 && (s.hasJoin(j, joinOf) || s.hasJoin(j, joinIn)):
			of = true
		case e.has != 0 && s.is(j, ','), s.is(j, '@') && !s.joined(j+1), s.is(j, '('), e.has != 0 && s.is(j, ')'):
			c.n = 1
			at = at || s.is(j, '@')
		default:
			if of && !at && j < len(s.toks) && s.numberOnly(j) && (!s.lex.bareDom || !s.isArticle(j-1)) {
				return i, false, false // "el lunes de seis a ocho"
			}
			return j, at, around
		}
		j += int(c.n)
	}
	return j, at, around
}

// longerItem says that the words at j are more than the little word of n tokens
// that starts there: "de la mañana".
func (s *scan) longerItem(j, n int) bool {
	t := &s.toks[j]
	for k := t.sense; k < t.sense+t.senses; k++ {
		c := s.senses[k]
		if int(c.n) <= n || !s.fits(t, c) {
			continue
		}
		switch c.cat {
		case catPart, catHoliday, catDay, catDayPart, catDayEdge, catClock, catRel, catZone, catOwnZone:
			return true
		}
	}
	return false
}

// numberOnly says that a number without anything that makes it a time stands at j.
func (s *scan) numberOnly(j int) bool {
	_, n := s.cardinal(j)
	if n == 0 {
		return false
	}
	if _, k, _ := s.namedDate(j); k > 0 {
		return false
	}
	c, k := s.clock(j, false)
	return k == 0 || c.weak && !s.partFollows(j+k)
}

func (s *scan) hasJoin(i int, val int32) bool {
	_, ok := s.join(i, val)
	return ok
}

// item reads one part at token i into e.
func (s *scan) item(i int, e *expr, at, bare bool) int {
	if i >= len(s.toks) || s.forbidden(i) {
		return 0
	}
	t := &s.toks[i]
	if t.senses == 0 && t.kind != tokNumber && !s.letterNumber(i) && t.char != '+' && t.char != '-' && t.char != '\'' {
		return 0
	}
	n := s.dayItem(i, e)
	if n == 0 {
		n = s.timeItem(i, e, at)
	}
	if n == 0 && (at || bare && e.has&^(hasWeekday|hasPart|hasZone|hasOffset) == 0) {
		n = s.bareNumber(i, e, at)
	}
	return n
}

// dayItem tries the parts that only words make.
func (s *scan) dayItem(i int, e *expr) int {
	if n := s.itemZone(i, e); n > 0 {
		return n
	}
	if n := s.itemCounted(i, e); n > 0 {
		return n
	}
	if n := s.itemNth(i, e); n > 0 {
		return n
	}
	if n := s.itemDay(i, e); n > 0 {
		return n
	}
	if n := s.itemEdge(i, e); n > 0 {
		return n
	}
	if n := s.itemRelative(i, e); n > 0 {
		return n
	}
	return s.itemHoliday(i, e)
}

// timeItem tries the others.
func (s *scan) timeItem(i int, e *expr, at bool) int {
	if n := s.itemWeekday(i, e); n > 0 {
		return n
	}
	if n := s.itemDate(i, e, at); n > 0 {
		return n
	}
	if n := s.itemClock(i, e, at); n > 0 {
		return n
	}
	if n := s.itemPart(i, e); n > 0 {
		return n
	}
	if n := s.itemPeriod(i, e); n > 0 {
		return n
	}
	return s.itemDom(i, e, at)
}

// forbidden says that the words at i are known not to be a time: "24/7".
func (s *scan) forbidden(i int) bool {
	_, ok := s.findVal(i, catNot, notPhrase)
	return ok
}

// itemDay reads today, tomorrow, now, tonight, EOD.
func (s *scan) itemDay(i int, e *expr) int {
	if d, ok := s.find(i, catDay); ok && e.has&hasBase == 0 {
		if p, ok := s.find(i, catDayPart); ok && p.n >= d.n {
			return s.dayPart(e, p)
		}
		e.has |= hasOffset
		e.offset, e.strong = d.val, true
		return int(d.n)
	}
	if p, ok := s.find(i, catDayPart); ok {
		return s.dayPart(e, p)
	}
	if p, ok := s.find(i, catDayEdge); ok && e.has&hasPart == 0 && (p.flags&flagWeak == 0 || e.has != 0 || s.endsWith(i, catBound) || s.hasJoin(i-1, joinThe) && s.endsWith(i-1, catBound)) {
		e.has |= hasPart
		e.part, e.strong = p.val, true
		return int(p.n)
	}
	if p, ok := s.find(i, catNow); ok && e.has == 0 {
		e.has |= hasNow
		e.strong = true
		return int(p.n)
	}
	return 0
}

func (s *scan) dayPart(e *expr, p sense) int {
	days, part := p.val/100, p.val%100
	if e.has&hasPart != 0 || e.has&hasBase != 0 && (days != 0 || e.has&hasOffset != 0 && e.offset != days) {
		return 0
	}
	if e.has&hasBase == 0 {
		e.has |= hasOffset
		e.offset = days
	}
	e.has |= hasPart
	e.part, e.strong = part, true
	return int(p.n)
}

// itemEdge reads "end of next week", "mid December", "early tomorrow", "EOM",
// "later today", "the rest of the week", "all day".
func (s *scan) itemEdge(i int, e *expr) int {
	if p, ok := s.find(i, catEndOf); ok && e.has&hasPeriod == 0 && e.edge == 0 {
		e.has |= hasPeriod
		e.edge, e.period, e.perRel, e.strong = edgeEnd, p.val, relThis, true
		return int(p.n)
	}
	g, ok := s.find(i, catEdge)
	if !ok || e.inner {
		return 0
	}
	if e.has&(hasOffset|hasWeekday|hasDate) != 0 && e.has&hasPart == 0 && (g.val == edgeEarly || g.val == edgeLate || g.val == edgeLater) && e.edge == 0 {
		return s.edgeBehind(i, e, g)
	}
	if e.edge != 0 || e.has&(hasPeriod|hasDay) != 0 {
		if e.edge2 == 0 && e.has&hasPart == 0 && (g.val == edgeEarly || g.val == edgeLate || g.val == edgeLater) {
			return s.edgeBehind(i, e, g)
		}
		return 0
	}
	j := i + int(g.n)
	if s.is(j, '-') {
		j++
	}
	for range 3 {
		if c, ok := s.find(j, catJoin); ok && !s.unitAt(j) && (c.val == joinOf || c.val == joinThe || c.val == joinIn || c.val == joinOn) {
			j += int(c.n)
		}
	}
	in := expr{inner: true}
	k := s.item(j, &in, false, false)
	if k == 0 {
		k = s.bareUnit(j, &in)
	}
	if k == 0 || in.edge != 0 && in.edge == g.val {
		return 0
	}
	if in.has == hasPart && (in.part == partClose || in.part == partOpen || in.part == partFirst) {
		return 0
	}
	if in.has&(hasOffset|hasWeekday|hasDate|hasDom) != 0 && in.has&hasPart == 0 { // "end of day tomorrow", "late Friday"
		k += s.partBehind(j+k, &in)
	}
	if in.has&hasClock != 0 || in.has == hasZone || in.has&hasNow != 0 {
		return 0
	}
	return s.applyEdge(e, &in, g.val, j+k-i)
}

// bareUnit reads the "month" of "end of month".
func (s *scan) bareUnit(i int, e *expr) int {
	u, business, n := s.unit(i)
	if n == 0 || business || u < unitDay || u == unitWorkday {
		return 0
	}
	e.has |= hasPeriod
	e.period, e.perRel = u, relSame
	return n
}

// partBehind reads a part of the day right behind a day.
func (s *scan) partBehind(i int, e *expr) int {
	if p, ok := s.find(i, catPart); ok {
		e.has |= hasPart
		e.part = p.val
		return int(p.n)
	}
	return 0
}

// edgeBehind reads "tomorrow early", "Friday late afternoon".
func (s *scan) edgeBehind(i int, e *expr, g sense) int {
	j := i + int(g.n)
	if k, ok := s.join(j, joinIn); ok {
		j += k
	}
	if k, ok := s.join(j, joinThe); ok {
		j += k
	}
	if p, ok := s.find(j, catPart); ok {
		e.has |= hasPart
		e.part, e.edge2, e.strong = p.val, g.val, true
		return j + int(p.n) - i
	}
	e.edge2, e.strong = g.val, true
	return int(g.n)
}

// applyEdge puts "end of" and what it is the end of into e.
func (s *scan) applyEdge(e, in *expr, edge int32, n int) int {
	start, zone, has := e.start, e.zone, e.has
	dayLike := in.has&hasPeriod == 0 && (in.has&hasDate == 0 || in.date.d != 0)
	switch {
	case in.has&hasPart != 0:
		in.edge2 = edge
	case dayLike || in.period == unitDay:
		if in.period == unitDay {
			in.has = in.has&^hasPeriod | hasOffset
			in.offset = periodOffset(in.perRel)
			if in.perRel == relSame {
				in.has &^= hasOffset // "end of the day", of a day still to come
			}
		}
		switch edge {
		case edgeEnd:
			in.has |= hasPart
			in.part = partClose
		case edgeStart:
			in.has |= hasPart
			in.part = partOpen
		case edgeLater, edgeRest:
			in.has |= hasPart
			in.part = partLater
		case edgeAll:
			in.has |= hasPart
			in.part = partWholeDay
		default:
			in.edge2 = edge
		}
	default:
		in.edge = edge
	}
	if has&hasPart != 0 && in.has&hasPart != 0 || has&hasBase != 0 && in.has&hasBase != 0 {
		return 0
	}
	in.inner = false
	*e = *in.over(e)
	e.start, e.strong = start, true
	if has&hasZone != 0 {
		e.zone = zone
	}
	e.has |= has
	return n
}

// over gives in the parts that base has and it lacks.
func (e *expr) over(base *expr) *expr {
	missing := base.has &^ e.has
	if missing&hasClock != 0 {
		e.clock = base.clock
	}
	if missing&hasZone != 0 {
		e.zone = base.zone
	}
	if missing&hasPart != 0 {
		e.part, e.edge2 = base.part, base.edge2
	}
	if missing&hasBase != 0 && e.has&hasBase == 0 {
		e.offset, e.weekday, e.wdRel, e.wdWeeks, e.wdCount = base.offset, base.weekday, base.wdRel, base.wdWeeks, base.wdCount
		e.date, e.holiday, e.holRel = base.date, base.holiday, base.holRel
		e.period, e.perRel, e.perN, e.perNum, e.perDate = base.period, base.perRel, base.perN, base.perNum, base.perDate
		e.nth, e.nthUnit, e.nthDay, e.nthN, e.edge = base.nth, base.nthUnit, base.nthDay, base.nthN, base.edge
		e.workdays = base.workdays
	}
	e.has |= missing
	return e
}

func periodOffset(rel int32) int32 {
	switch rel {
	case relNext, relComing:
		return 1
	case relLast:
		return -1
	case relAfterNext:
		return 2
	}
	return 0
}

// takeBase takes the day of another expression, and its part of the day for an open
// hour.
func (e *expr) takeBase(o *expr) {
	c := *o
	c.clock, c.zone, c.approx = e.clock, e.zone, e.approx
	c.has = o.has&^(hasPart|hasClock|hasZone) | e.has
	if e.has&hasPart != 0 {
		c.part, c.edge2 = e.part, e.edge2
	} else if o.has&hasPart != 0 && e.has&hasClock != 0 {
		c.has |= hasPart
		if e.clock.guess { // "this evening from 7 to 9"
			c.clock.mer, c.clock.guess = merOpen, false
		}
	}
	if e.has&hasZone == 0 && o.has&hasZone != 0 {
		c.has |= hasZone
		c.zone = o.zone
	}
	*e = c
}
