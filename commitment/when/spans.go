package when

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
	if e.has&hasNumber != 0 && (!e.at || !s.numberIsHour(&e)) {
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

// spanned reads a length of time and what anchors it.
func (s *scan) spanned(i int, nd *node) int {
	if w, n := s.weekdaysFromNow(i); n > 0 {
		nd.a = w
		return n
	}
	if _, article := s.find(i, catArticle); article && s.unitAt(i-1) {
		return 0 // the week of "5 days a week"
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
func (s *scan) weekdaysFromNow(i int) (e expr, n int) {
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
