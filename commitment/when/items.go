package when

import "time"

func weekdayOf(n int) time.Weekday { return time.Weekday(n) }

// itemRelative reads "next Friday", "this month", "the coming 3 weeks", "next
// business day", "this morning", "next March".
func (s *scan) itemRelative(i int, e *expr) int {
	r, ok := s.find(i, catRel)
	if !ok {
		return 0
	}
	j := i + int(r.n)
	if k, ok := s.join(j, joinThe); ok {
		j += k
	}
	if r2, ok := s.find(j, catRel); ok && (r.val == relThis || r.val == relSame && r2.val != relSame) { // "this coming Friday", "this next week"
		r = r2
		j += int(r2.n)
	}
	if w, ok := s.find(j, catWeekday); ok && e.has&(hasWeekday|hasOffset|hasPeriod) == 0 && r.val != relSame {
		e.has |= hasWeekday
		e.weekday, e.wdRel, e.strong = w.val, r.val, true
		return j + int(w.n) - i
	}
	if p, ok := s.find(j, catPart); ok && e.has&hasPart == 0 {
		return s.relativePart(i, j, e, r, p)
	}
	if g, ok := s.find(j, catEdge); ok && e.has&hasPart == 0 { // "this late afternoon"
		if p, ok := s.find(j+int(g.n), catPart); ok {
			e.edge2 = g.val
			return s.relativePart(i, j+int(g.n), e, r, p)
		}
	}
	if h, ok := s.find(j, catHoliday); ok && e.has&hasBase == 0 && r.val != relSame {
		e.has |= hasHoliday
		e.holiday, e.holRel, e.strong = h.val, r.val, true
		return j + int(h.n) - i
	}
	if e.has&hasPeriod != 0 {
		return 0
	}
	return s.relativePeriod(i, j, e, r)
}

func (s *scan) relativePart(i, j int, e *expr, r, p sense) int {
	switch r.val {
	case relThis, relSame:
		if e.has&hasBase == 0 && r.val == relThis {
			e.has |= hasOffset
		}
	case relNext, relComing:
		if e.has&hasBase == 0 {
			e.has |= hasOffset
			e.offset = 1
		}
	case relLast:
		if e.has&hasBase == 0 {
			e.has |= hasOffset
			e.offset = -1
		}
	default:
		return 0
	}
	e.has |= hasPart
	e.part, e.strong = p.val, r.val != relSame
	return j + int(p.n) - i
}

// relativePeriod reads a unit, a count of units, or a month behind a relation.
func (s *scan) relativePeriod(i, j int, e *expr, r sense) int {
	if m, k, weak := s.month(j); k > 0 && e.has&hasBase == 0 && r.val != relSame {
		if weak && s.countsNoun(j+k) && !s.upperAt(j) { // "this may take longer"
			return 0
		}
		e.has |= hasDate
		e.date, e.perRel, e.strong = date{m: m}, r.val, true
		j += k
		j += s.yearBehind(j, &e.date)
		return j - i
	}
	if d, k := s.namedOrFigure(j); k > 0 && e.has&hasBase == 0 && d.d > 0 && r.val != relSame && r.val != relPast {
		e.has |= hasDate
		e.date, e.perRel, e.strong = d, r.val, true
		return j + k - i
	}
	count := int32(0)
	if a, ok := s.find(j, catAmount); ok {
		count = a.val
		j += int(a.n)
		e.approx = true
	} else if v, k := s.cardinal(j); k > 0 && v > 0 && v < 1000 {
		count = int32(v)
		j += k
		if hi, k := s.upTo(j); k > 0 && hi > float64(v) && hi < 1000 {
			count = int32(hi)
			j += k
		}
	} else if r.val == relPast {
		return 0
	}
	unit, business, k := s.unit(j)
	if k == 0 || business && unit != unitDay && unit != unitHour && unit != unitMinute && unit != unitWeek {
		return 0
	}
	j += k
	if count == 0 {
		if r2, ok := s.find(j, catRel); ok && r2.val == relAfterNext { // "the week after next"
			r.val = relAfterNext
			j += int(r2.n)
		} else if ok && r.val == relSame && r2.val != relSame { // "la semana que viene"
			r.val = r2.val
			j += int(r2.n)
		}
	}
	if unit == unitWeek && count == 0 && r.val == relSame && e.has&hasBase == 0 {
		if k := s.weekOf(j, e); k > 0 {
			return j + k - i
		}
	}
	if e.has&hasBase != 0 && (e.has&hasWeekday == 0 || unit != unitWeek) && (e.has&hasDom == 0 || unit != unitMonth) && (e.has&(hasDate|hasHoliday) == 0 || unit != unitYear) && e.nth == 0 {
		return 0
	}
	e.has |= hasPeriod
	e.period, e.perRel, e.perN = unit, r.val, count
	e.workdays = business || unit == unitWorkday
	e.strong = e.strong || r.val != relSame
	return j - i
}

func (s *scan) namedOrFigure(i int) (date, int) {
	if i >= len(s.toks) {
		return date{}, 0
	}
	if d, n, _ := s.namedDate(i); n > 0 {
		return d, n
	}
	return s.figureDate(i)
}

// itemHoliday reads a holiday with its year.
func (s *scan) itemHoliday(i int, e *expr) int {
	h, ok := s.find(i, catHoliday)
	if !ok || e.has&hasBase != 0 {
		return 0
	}
	e.has |= hasHoliday
	e.holiday, e.strong = h.val, h.flags&flagWeak == 0
	j := i + int(h.n)
	if o, ok := s.join(j, joinOf); ok {
		if y, k := s.year(j+o, false); k > 0 {
			e.date.y = y
			return j + o + k - i
		}
	}
	if y, k := s.year(j, false); k > 0 {
		e.date.y = y
		j += k
	}
	return j - i
}

// itemClock reads a time of day.
func (s *scan) itemClock(i int, e *expr, at bool) int {
	if e.has&(hasClock|hasNow) != 0 {
		return 0
	}
	c, n := s.clock(i, at)
	if n == 0 {
		return 0
	}
	if c.weak {
		settled := c.exact && (at || e.has&hasDay != 0 || s.alone(i, i+n) || s.hourByCompany(i, i+n)) || s.partFollows(i+n)
		if !settled || s.guarded(i) {
			return 0
		}
	}
	e.has |= hasClock
	e.clock, e.strong = c, true
	if e.shift != 0 {
		e.late = true
	}
	return n
}

// alone says that the tokens from i to j are the whole text, but for punctuation.
func (s *scan) alone(i, j int) bool {
	for k := range s.toks {
		if (k < i || k >= j) && s.toks[k].kind != tokPunct {
			return false
		}
	}
	return len(s.toks) < maxItems
}

// partFollows says that a part of the day comes next, which makes a bare number
// before it an hour: "8 tonight", "3 in the morning".
func (s *scan) partFollows(i int) bool {
	j := i
	if s.is(j, ',') {
		j++
	}
	for range 2 {
		if c, ok := s.find(j, catJoin); ok && (c.val == joinIn || c.val == joinThe || c.val == joinAt || c.val == joinOf) {
			j += int(c.n)
		}
	}
	if r, ok := s.find(j, catRel); ok && r.val == relThis {
		j += int(r.n)
	}
	if _, ok := s.find(j, catPart); ok {
		return true
	}
	_, ok := s.find(j, catDayPart)
	return ok
}

// guarded says that the word before number i makes it something else: "order 12",
// "version 3".
func (s *scan) guarded(i int) bool {
	if i == 0 {
		return false
	}
	for back := 1; back <= 2 && back <= i; back++ {
		if n, ok := s.findVal(i-back, catNot, notNumber); ok && n == back {
			return true
		}
	}
	return s.is(i-1, '#') || s.is(i-1, '$')
}

// itemPart reads a part of the day.
func (s *scan) itemPart(i int, e *expr) int {
	p, ok := s.find(i, catPart)
	if !ok || e.has&hasPart != 0 {
		return 0
	}
	if e.has == 0 && p.flags&flagWeak != 0 && !s.endsWith(i, catBound) && !s.hasJoin(i-1, joinIn) {
		return 0
	}
	e.has |= hasPart
	e.part = p.val
	e.strong = e.strong || p.flags&flagWeak == 0
	return int(p.n)
}

// bareNumber reads a number that its company will settle: the 13 of "13 to 15
// July", the 7 of "tonight around 7".
func (s *scan) bareNumber(i int, e *expr, at bool) int {
	if at && e.has&(hasNumber|hasWeekday|hasDom) == hasNumber|hasWeekday && e.number > 0 { // "viernes 23 a las 4"
		e.has = e.has&^hasNumber | hasDom
		e.date.d = e.number
	}
	if e.has&(hasNumber|hasClock) != 0 || s.guarded(i) {
		return 0
	}
	if i < len(s.toks) && s.toks[i].kind == tokNumber && (s.glueAfter(i) || s.numberBefore(i) && !s.is(i-1, '-')) {
		return 0
	}
	v, n := s.cardinal(i)
	if n > 0 && v == 1 && s.toks[i].kind == tokWord && !s.atBefore(i) && e.has == 0 {
		return 0 // "past one", "by one of us"
	}
	if o, k, figure := s.ordinal(i); k > 0 {
		if figure && !at && e.has&(hasDom|hasDate) == 0 {
			e.has |= hasDom
			e.date.d = o
			return k
		}
		v, n = o, k
	}
	if n == 0 || v > 31 || s.unitAt(i+n) {
		return 0
	}
	if at && (v > 24 || s.countsNoun(i+n) && !s.strongAt(i)) {
		return 0
	}
	e.has |= hasNumber
	e.number = v
	e.strong = e.strong || at
	return n
}
