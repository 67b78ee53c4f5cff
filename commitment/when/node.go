package when

type nodeKind uint8

const (
	nodeTime   nodeKind = iota // a
	nodeRange                  // a to b
	nodeSpan                   // a length of time from now: span
	nodeFor                    // span from a on
	nodeRepeat                 // freq
	nodeEvent                  // span before or after words that are no time
	nodeVague
)

// node is a time phrase as parsed, before it is read against a context.
type node struct {
	kind       nodeKind
	start, end int // tokens
	bound      int32
	latest     bool // "at the latest" behind it
	either     bool // "Thursday or Friday"
	next       bool // "within the next 2 hours"
	a, b       expr
	span       span
	shift      int32
	freq       freq
	anchor     [2]int // tokens of the event
}

// freq is how often something recurs.
type freq struct {
	unit     int32
	interval int
	weekdays uint8 // bit per weekday
	business bool
	part     int32
}

// phrase reads the time phrase that starts at token i.
func (s *scan) phrase(i int, nd *node) (n int) {
	*nd = node{start: i}
	if s.guarded(i) && s.toks[i].kind == tokNumber {
		return 0
	}
	if n = s.repeat(i, nd); n == 0 && !s.plainFirst(i) {
		n = s.bounded(i, nd)
	}
	if n == 0 {
		n = s.plain(i, nd, false)
	}
	if n == 0 {
		if v, ok := s.find(i, catVague); ok {
			nd.kind = nodeVague
			nd.end = i + int(v.n)
			return int(v.n)
		}
		return 0
	}
	n += s.behind(i+n, nd)
	nd.end = i + n
	return n
}

// plainFirst says that the words at i are a time in themselves, longer than the
// "by" or "for" that they start with: "por la tarde".
func (s *scan) plainFirst(i int) bool {
	b, ok := s.find(i, catBound)
	return ok && s.longerItem(i, int(b.n))
}

// behind reads "at the latest", "or earlier", "onwards".
func (s *scan) behind(i int, nd *node) int {
	j := i
	if s.is(j, ',') {
		j++
	}
	l, ok := s.find(j, catLatest)
	if !ok {
		return 0
	}
	switch {
	case nd.bound == boundNone || nd.bound == boundIn || nd.bound == boundFor || nd.bound == boundWithin:
		nd.bound = l.val
		if nd.kind == nodeSpan && l.val == boundBy {
			nd.bound = boundWithin
		}
	case nd.bound == boundFrom && l.val == boundNotBefore:
		nd.bound = boundNotBefore
	}
	nd.latest = true
	return j + int(l.n) - i
}

// bounded reads a phrase behind a word such as "by", "within", "between". The
// longest word that makes a phrase wins.
func (s *scan) bounded(i int, nd *node) int {
	t := &s.toks[i]
	for k := t.sense + t.senses - 1; k >= t.sense; k-- {
		c := s.senses[k]
		if c.cat != catBound || !s.fits(t, c) {
			continue
		}
		j := i + int(c.n)
		if n := s.bound(j, c.val, nd); n > 0 {
			return j + n - i
		}
		*nd = node{start: i}
	}
	return 0
}

// bound reads what stands behind one such word.
func (s *scan) bound(i int, val int32, nd *node) int {
	if i >= len(s.toks) {
		return 0
	}
	if s.is(i, ':') {
		i++
	}
	switch val {
	case boundWithin, boundIn, boundDuring, boundFor:
		return s.inside(i, val, nd)
	case boundBetween:
		nd.bound = boundNone
		return s.rangeOf(i, nd, true)
	case boundFrom:
		if n := s.rangeOf(i, nd, false); n > 0 {
			return n
		}
	}
	if val == boundBefore && s.negatedBefore(nd.start) {
		val = boundNotBefore
	}
	n := s.spanned(i, nd)
	if n > 0 && nd.kind == nodeSpan && val != boundAfter && val != boundBy {
		return 0
	}
	if n == 0 {
		n = s.timed(i, nd, true)
	}
	if n == 0 && val != boundFrom && val != boundSince {
		n = s.event(i, nd, val)
		return n
	}
	if val == boundFrom && nd.kind == nodeTime && nd.a.has == hasClock && nd.a.clock.weak && !nd.a.clock.exact && !nd.a.at {
		return 0 // "from 1 to 5"
	}
	nd.bound = val
	return n
}

// negatedBefore says that the verb before token i is denied: "we won't start before".
func (s *scan) negatedBefore(i int) bool {
	for back := 1; back <= 5 && back <= i; back++ {
		if s.toks[i-back].kind == tokPunct && s.toks[i-back].char != '\'' && s.toks[i-back].char != 0 {
			return false
		}
		if n, ok := s.findVal(i-back, catNot, notNegation); ok && n <= back {
			return true
		}
	}
	return false
}

// inside reads "within 48 hours", "in the next two days", "in March", "for an hour
// from 3pm".
func (s *scan) inside(i int, val int32, nd *node) int {
	j := i
	for range 2 {
		if c, ok := s.find(j, catJoin); ok && (c.val == joinThe || c.val == joinAround) {
			j += int(c.n)
		}
	}
	sp, n := s.span(j)
	if n == 0 {
		sp, n = s.hoursMinutes(j)
	}
	if n == 0 && val == boundWithin && j > i {
		if u, ok := s.find(j, catUnit); ok && u.val < unitDay { // "within the hour"
			sp, n = span{amount: makeAmount(1, u.val), count: 1, unit: u.val, parts: 1}, int(u.n)
		}
	}
	if r, ok := s.find(j+n, catRel); ok && n > 0 && r.val == relNext {
		n = 0
	}
	if n > 0 {
		nd.kind, nd.span, nd.bound = nodeSpan, sp, val
		return j + n + s.afterSpan(j+n, nd) - i
	}
	if val == boundFor {
		var e expr
		n := s.expr(i, &e, false)
		if n == 0 || !e.strong && e.has != hasPeriod || e.has&hasPeriod != 0 && e.perRel != relSame {
			return 0
		}
		if e.has == hasPeriod && !e.strong {
			nd.a = e
			return n
		}
		return s.timed(i, nd, false)
	}
	if n := s.sameYear(i, nd); n > 0 && val != boundWithin {
		return n
	}
	if n := s.timed(i, nd, false); n > 0 {
		if val == boundIn && nd.kind == nodeTime && nd.a.has&^(hasZone|hasClock) == 0 {
			return 0 // "in 3pm"
		}
		nd.bound = val
		return n
	}
	return 0
}

// sameYear reads "the year", "the month" behind "in": the current one.
func (s *scan) sameYear(i int, nd *node) int {
	var e expr
	n := s.expr(i, &e, false)
	if n == 0 || e.has != hasPeriod || e.strong || e.perRel != relSame || e.period < unitMonth || s.countsNoun(i+n) {
		return 0
	}
	nd.a = e
	return n
}

// afterSpan reads what anchors a length of time: "from now", "ago", "after the
// release", "before noon", "from tomorrow".
func (s *scan) afterSpan(i int, nd *node) int {
	if h, ok := s.find(i, catShift); ok && !s.longerBound(i, int(h.n)) {
		nd.shift = h.val
		n := int(h.n)
		return n + s.spanTail(i+n, nd)
	}
	t := token{}
	if i < len(s.toks) {
		t = s.toks[i]
	}
	for k := t.sense + t.senses - 1; k >= t.sense && t.senses > 0; k-- {
		c := s.senses[k]
		if c.cat != catBound {
			continue
		}
		if n := s.spanBase(i+int(c.n), c.val, nd); n > 0 {
			return int(c.n) + n
		}
	}
	if o, ok := s.join(i, joinOf); ok && nd.bound == boundWithin {
		if n := s.event(i+o, nd, boundAfter); n > 0 {
			return o + n
		}
	}
	if n := s.weekFrom(i, nd); n > 0 {
		return n
	}
	if nd.bound == boundIn {
		return s.spanTail(i, nd)
	}
	return 0
}

// longerBound says that the words at i are more than a shift of n tokens: "después
// del mantenimiento".
func (s *scan) longerBound(i, n int) bool {
	b, ok := s.find(i, catBound)
	return ok && int(b.n) > n
}

// spanTail reads the clock time or zone of "in two days at 5pm".
func (s *scan) spanTail(i int, nd *node) int {
	if nd.span.amount.days == 0 && nd.span.amount.months == 0 && nd.span.amount.workdays == 0 {
		return 0
	}
	var e expr
	n := s.expr(i, &e, true)
	if n == 0 || e.has&^(hasClock|hasPart|hasZone|hasNumber) != 0 || e.has&(hasClock|hasPart|hasNumber) == 0 {
		return 0
	}
	if e.has&hasNumber != 0 && !(e.at && s.numberIsHour(&e)) {
		return 0
	}
	nd.a = e
	nd.a.late = true
	return n
}

// spanBase reads the base behind "after", "before" or "from".
func (s *scan) spanBase(i int, dir int32, nd *node) int {
	shift := int32(0)
	switch dir {
	case boundAfter, boundFrom, boundSince:
		shift = 1
	case boundBefore:
		shift = -1
	default:
		return 0
	}
	var e expr
	if n := s.expr(i, &e, true); n > 0 && (e.strong || e.has&(hasClock|hasWeekday) != 0 || e.has == hasNumber && nd.bound == boundFor && !s.countsNoun(i+n)) {
		if e.has&hasNumber != 0 && !s.numberIsHour(&e) {
			return 0
		}
		if nd.bound == boundFor || dir == boundFrom && nd.bound == boundNone && e.has&hasClock != 0 && nd.span.amount.days == 0 {
			nd.kind, nd.a = nodeFor, e
			return n
		}
		e.has |= hasSpan
		e.span, e.shift = nd.span, shift
		nd.kind, nd.a = nodeTime, e
		return n
	}
	d := boundAfter
	if shift < 0 {
		d = boundBefore
	}
	return s.event(i, nd, d)
}

// weekFrom reads "a week today", "a week on Tuesday", "two weeks tomorrow".
func (s *scan) weekFrom(i int, nd *node) int {
	if nd.span.unit != unitWeek && nd.span.unit != unitFortnight || nd.bound != boundNone && nd.bound != boundIn {
		return 0
	}
	var e expr
	n := s.expr(i, &e, false)
	if n == 0 || e.has&(hasOffset|hasWeekday) == 0 || e.has&(hasPeriod|hasDate) != 0 {
		return 0
	}
	e.has |= hasSpan
	e.span, e.shift = nd.span, 1
	nd.kind, nd.a, nd.bound = nodeTime, e, boundNone
	return n
}

// event reads words that are no time but name something that happens: "the
// release", "your maintenance window".
func (s *scan) event(i int, nd *node, dir int32) int {
	j := i
	for j < len(s.toks) && j-i < 7 {
		t := s.toks[j]
		if t.kind == tokPunct && t.char != '\'' && t.char != '-' {
			break
		}
		if ev, ok := s.find(j, catEvent); ok {
			nd.kind = nodeEvent
			nd.shift = 1
			if dir == boundBefore || dir == boundBy || dir == boundUntil {
				nd.shift = -1
			}
			if dir == boundBy || dir == boundUntil {
				nd.bound = boundBy
			}
			nd.anchor = [2]int{i, j + int(ev.n)}
			return j + int(ev.n) - i
		}
		j++
	}
	return 0
}

// plain reads a phrase without a bound.
func (s *scan) plain(i int, nd *node, at bool) int {
	if n := s.spanned(i, nd); n > 0 {
		return n
	}
	if n := s.timed(i, nd, at); n > 0 {
		return n
	}
	if p := s.toks[i]; p.char == '+' && s.joined(i+1) { // "+15min"
		if sp, n := s.span(i + 1); n > 0 {
			nd.kind, nd.span, nd.bound = nodeSpan, sp, boundIn
			return n + 1
		}
	}
	return 0
}

// spanned reads a length of time and what anchors it.
func (s *scan) spanned(i int, nd *node) int {
	if w, n := s.weekdaysFromNow(i, nd); n > 0 {
		nd.a = w
		return n
	}
	if _, n := s.spokenPast(i); n > 0 {
		return 0 // "15 minutes past 3"
	}
	sp, n := s.span(i)
	if n == 0 {
		return 0
	}
	if r, ok := s.find(i+n, catRel); ok && r.val == relNext {
		return 0 // "4 días hábiles siguientes"
	}
	nd.kind, nd.span = nodeSpan, sp
	k := s.afterSpan(i+n, nd)
	if k == 0 && s.notTime(i, i+n) {
		return 0
	}
	return n + k
}

// notTime says that a length of time is a property of something: "24-hour
// hotline".
func (s *scan) notTime(i, j int) bool {
	_, after := s.findVal(j, catNot, notAfter)
	return s.toks[i].kind == tokNumber && s.is(i+1, '-') && s.unitAt(i+2) || after
}

// weekdaysFromNow reads "3 Fridays from now".
func (s *scan) weekdaysFromNow(i int, nd *node) (e expr, n int) {
	v, k := s.cardinal(i)
	if k == 0 || v == 0 || v > 99 {
		return expr{}, 0
	}
	w, ok := s.find(i+k, catWeekdays)
	if !ok {
		if w, ok = s.find(i+k, catWeekday); !ok {
			return expr{}, 0
		}
	}
	j := i + k + int(w.n)
	h, ok := s.find(j, catShift)
	if !ok {
		return expr{}, 0
	}
	e = expr{start: i, end: j + int(h.n), has: hasWeekday, weekday: w.val, wdCount: int32(v), strong: true}
	if h.val == shiftAgo {
		e.wdCount = -e.wdCount
	}
	return e, e.end - i
}

// timed reads a time, or a range of times.
func (s *scan) timed(i int, nd *node, at bool) int {
	var e expr
	n := s.expr(i, &e, true)
	if n == 0 {
		return 0
	}
	if m := s.rangeBehind(i+n, &e, nd, false); m > 0 {
		return n + m
	}
	if e.has&hasNumber != 0 && !s.settle(&e, at) {
		if n = s.expr(i, &e, false); n == 0 {
			return 0
		}
	}
	if !e.strong && !(at && e.has&(hasClock|hasPart|hasPeriod|hasDay) != 0) && !(e.has == hasPart && s.hasJoin(i-1, joinIn)) {
		return 0
	}
	nd.kind, nd.a = nodeTime, e
	if k := s.boundBehind(i+n, nd); k > 0 {
		return n + k
	}
	return n + s.forBehind(i+n, nd)
}

// boundBehind reads the clock time behind a day: "Monday from 10 to 12", "tomorrow
// before noon", "Friday by 3pm".
func (s *scan) boundBehind(i int, nd *node) int {
	if nd.a.has&hasBase == 0 || nd.a.has&hasClock != 0 || i >= len(s.toks) {
		return 0
	}
	j := i
	if s.is(j, ',') {
		j++
	}
	b, ok := s.find(j, catBound)
	if !ok {
		return 0
	}
	var in node
	s.loose = true
	n := s.bounded(j, &in)
	s.loose = false
	if n == 0 || in.kind != nodeTime && in.kind != nodeRange || in.a.has&hasBase != 0 || in.b.has&hasBase != 0 {
		return 0
	}
	if b.val == boundIn || b.val == boundFor || b.val == boundDuring || b.val == boundWithin || in.a.has&hasTime == 0 {
		return 0
	}
	in.a.takeBase(&nd.a)
	if in.kind == nodeRange {
		in.b.takeBase(&nd.a)
	}
	in.start = nd.start
	*nd = in
	if nd.kind == nodeTime && nd.bound == boundFrom {
		n += s.forBehind(j+n, nd)
	}
	return j + n - i
}

// settle decides what the bare number of an expression is.
func (s *scan) settle(e *expr, at bool) bool {
	if e.has&(hasWeekday|hasDate|hasDom|hasOffset|hasPart|hasPeriod) == hasWeekday && !e.at && !e.approx && e.number >= 1 {
		e.has = e.has&^hasNumber | hasDom
		e.date = date{d: e.number}
		return true
	}
	return (e.at || at || e.approx || e.has&(hasPart|hasZone) != 0) && s.numberIsHour(e)
}

// numberIsHour makes the bare number an hour.
func (s *scan) numberIsHour(e *expr) bool {
	if e.has&hasNumber == 0 {
		return true
	}
	if e.number > 24 || e.has&hasClock != 0 {
		return false
	}
	e.has = e.has&^hasNumber | hasClock
	e.clock = clock{h: e.number, mer: hourMer(e.number, false), weak: true}
	e.strong = true
	return true
}

// forBehind reads "for 3 hours" behind a start.
func (s *scan) forBehind(i int, nd *node) int {
	k, ok := s.findVal(i, catBound, boundFor)
	if !ok || nd.a.has&(hasClock|hasDate|hasWeekday|hasOffset) == 0 {
		return 0
	}
	sp, n := s.span(i + k)
	if n == 0 {
		return 0
	}
	nd.kind, nd.span = nodeFor, sp
	return k + n
}
