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

// itemCounted reads "the 5 coming years", "4 días hábiles siguientes": the number
// first.
func (s *scan) itemCounted(i int, e *expr) int {
	if e.has&hasBase != 0 {
		return 0
	}
	v, k := s.cardinal(i)
	if k == 0 || v < 1 || v > 999 {
		return 0
	}
	j := i + k
	r, before := s.find(j, catRel)
	if before {
		if !s.hasJoin(i-1, joinThe) && !s.isArticle(i-1) {
			return 0 // "only 3 next week"
		}
		j += int(r.n)
	}
	unit, business, k := s.unit(j)
	if k == 0 {
		return 0
	}
	j += k
	if !before {
		if r, before = s.find(j, catRel); !before {
			return 0
		}
		j += int(r.n)
	}
	if r.val != relNext {
		return 0
	}
	e.has |= hasPeriod
	e.period, e.perRel, e.perN = unit, r.val, int32(v)
	e.workdays, e.strong = business || unit == unitWorkday, true
	return j - i
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
	if d, k, _ := s.namedOrFigure(j); k > 0 && e.has&hasBase == 0 && d.d > 0 && r.val != relSame && r.val != relPast {
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
	if e.has&hasBase != 0 && !(e.has&hasWeekday != 0 && unit == unitWeek) && !(e.has&hasDom != 0 && unit == unitMonth) && !(e.has&hasDate != 0 && unit == unitYear) && !(e.has&hasHoliday != 0 && unit == unitYear) && e.nth == 0 {
		return 0
	}
	e.has |= hasPeriod
	e.period, e.perRel, e.perN = unit, r.val, count
	e.workdays = business || unit == unitWorkday
	e.strong = e.strong || r.val != relSame
	return j - i
}

func (s *scan) namedOrFigure(i int) (date, int, bool) {
	if i >= len(s.toks) {
		return date{}, 0, false
	}
	if d, n, weak := s.namedDate(i); n > 0 {
		return d, n, weak
	}
	d, n := s.figureDate(i)
	return d, n, false
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

// itemWeekday reads a weekday, with a relation or "week" behind it.
func (s *scan) itemWeekday(i int, e *expr) int {
	w, ok := s.find(i, catWeekday)
	if !ok || e.has&(hasWeekday|hasOffset) != 0 {
		return 0
	}
	j := i + int(w.n)
	if s.is(j, '.') && s.joined(j) && w.n == 1 && s.toks[i].end-s.toks[i].start <= 4 {
		j++
	}
	if w.flags&flagWeak != 0 && e.has == 0 && !s.weekdayCompany(i, j) {
		return 0
	}
	e.has |= hasWeekday
	e.weekday, e.strong = w.val, true
	if u, ok := s.find(j, catUnit); ok && (u.val == unitWeek || u.val == unitFortnight) && s.toks[i].kind == tokWord {
		if _, rel := s.find(j, catRel); !rel { // "Tuesday week"
			e.wdWeeks = 1 + u.val - unitWeek
			return j + int(u.n) - i
		}
	}
	if r, ok := s.find(j, catRel); ok && r.val != relSame && r.val != relThis { // "el lunes que viene"
		if _, _, k := s.unit(j + int(r.n)); k == 0 {
			if _, k, _ := s.month(j + int(r.n)); k == 0 {
				e.wdRel = r.val
				j += int(r.n)
			}
		}
	}
	return j - i
}

// weekdayCompany says that a word such as "sun" or "sat" is meant as a weekday:
// it follows a word that announces one, or a time follows it.
func (s *scan) weekdayCompany(i, j int) bool {
	if i > 0 {
		for _, c := range []category{catBound, catRel, catEvery} {
			if s.endsWith(i, c) {
				return true
			}
		}
		if n, ok := s.join(i-1, joinOn); ok && n == 1 {
			return true
		}
	}
	if s.is(i-1, '-') && i > 1 && s.weekdayAt(i-2) || s.hasJoin(i-1, joinTo) && s.weekdayAt(i-2) {
		return true
	}
	if s.is(j, ',') {
		j++
	}
	if k, ok := s.join(j, joinAt); ok {
		j += k
	}
	if _, k, _ := s.namedDate(j); k > 0 {
		return true
	}
	if _, k, _ := s.ordinal(j); k > 0 {
		return true
	}
	c, k := s.clock(j, true)
	return k > 0 && (!c.weak || s.toks[j].kind == tokNumber && s.hasJoin(j-1, joinAt)) || i == 0 && j == len(s.toks)
}

// endsWith says that a sense of a category ends right before token i.
func (s *scan) endsWith(i int, cat category) bool {
	for back := 1; back <= 3 && back <= i; back++ {
		t := &s.toks[i-back]
		for k := t.sense; k < t.sense+t.senses; k++ {
			if c := s.senses[k]; c.cat == cat && int(c.n) == back && !(cat == catRel && c.val == relSame) {
				return true
			}
		}
	}
	return false
}

// itemDate reads a date in figures or with a month's name.
func (s *scan) itemDate(i int, e *expr, at bool) int {
	if e.has&(hasDate|hasOffset|hasDom|hasHoliday) != 0 || e.has&hasPeriod != 0 && e.nth == 0 && e.edge == 0 {
		return 0
	}
	d, n, weak := s.namedDate(i)
	if n == 0 {
		if at {
			return 0
		}
		d, n = s.figureDate(i)
		weak = d.loose && !s.dateCompany(i, i+n, e)
		if weak {
			return 0
		}
	}
	if n == 0 || weak && !s.monthCompany(i, e) {
		return 0
	}
	e.has |= hasDate
	e.date, e.strong = d, true
	if s.isTime(i + n) {
		n++ // 2016-05-07T23:45
	}
	return n
}

// isTime recognizes the T of an ISO 8601 date and time.
func (s *scan) isTime(i int) bool {
	return s.joined(i) && s.toks[i].kind == tokWord && s.text[s.toks[i].start:s.toks[i].end] == "T" && s.joined(i+1) && s.twoDigits(i+1)
}

// dateCompany says that two figures such as 3/4 are meant as a date: a weekday, a
// word that goes before a date, or nothing else in the text.
func (s *scan) dateCompany(i, j int, e *expr) bool {
	if s.hasJoin(j, joinOf) {
		return false
	}
	if e.has&(hasWeekday|hasClock) != 0 || s.endsWith(i, catBound) || s.endsWith(i, catWeekday) || s.endsWith(i, catRel) || s.hasJoin(i-1, joinOn) || s.is(i-1, '(') {
		return true
	}
	if k, ok := s.join(i-1, joinThe); ok && k == 1 && s.lex.dayFirst {
		return true
	}
	if k, ok := s.join(i-1, joinTo); ok && k == 1 {
		return true
	}
	if i == 0 && j >= len(s.toks)-1 {
		return true
	}
	if s.hasJoin(j, joinAt) || s.is(j, ',') {
		_, k := s.clock(j+1, true)
		return k > 0
	}
	if b, ok := s.find(j, catBound); ok {
		if _, k := s.clock(j+int(b.n), true); k > 0 {
			return true
		}
	}
	c, k := s.clock(j, false)
	if k > 0 && !c.weak {
		return true
	}
	_, rng := s.upToDate(j)
	return rng
}

// upToDate recognizes the rest of "10/1 to 11/7".
func (s *scan) upToDate(i int) (int, bool) {
	k, ok := s.join(i, joinTo)
	if !ok && s.is(i, '-') {
		k, ok = 1, true
	}
	if !ok || i+k >= len(s.toks) {
		return 0, false
	}
	d, n := s.figureDate(i + k)
	return n, n > 0 && d.m > 0
}

// monthCompany says that a word such as "may" or "march" is meant as a month.
func (s *scan) monthCompany(i int, e *expr) bool {
	if e.has&hasPeriod != 0 || e.edge != 0 || e.nth != 0 {
		return true
	}
	if s.endsWith(i, catBound) || s.endsWith(i, catRel) || s.endsWith(i, catEdge) || s.endsWith(i, catEvery) {
		return true
	}
	for _, v := range []int32{joinIn, joinOf, joinTo} {
		if k, ok := s.join(i-1, v); ok && k == 1 && i > 0 {
			return true
		}
	}
	return i == 0 && len(s.toks) == 1
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
		settled := c.exact && (at || e.has&hasDay != 0 || s.alone(i, i+n)) || s.partFollows(i+n)
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

// itemPeriod reads a unit named without a relation: "the week", "the week of
// October 7th", "third quarter" below itemNth, and a year behind "in".
func (s *scan) itemPeriod(i int, e *expr) int {
	if e.has&(hasPeriod|hasDay) != 0 {
		return 0
	}
	if y, n := s.year(i, false); n > 0 && (s.hasJoin(i-1, joinIn) || s.hasJoin(i-1, joinOf) || s.endsWith(i, catBound) || s.endsWith(i, catEdge)) && !s.unitAt(i+n) && !s.countsNoun(i+n) {
		e.has |= hasPeriod
		e.period, e.perDate.y, e.strong = unitYear, y, true
		return n
	}
	unit, business, n := s.unit(i)
	if n == 0 || business || unit < unitDay {
		return 0
	}
	j := i + n
	if r, ok := s.find(j, catRel); ok && r.val != relSame { // "semana que viene", "week after next"
		e.has |= hasPeriod
		e.period, e.perRel, e.strong = unit, r.val, true
		return j + int(r.n) - i
	}
	if unit == unitWeek {
		if k := s.weekOf(j, e); k > 0 {
			return j + k - i
		}
	}
	if unit == unitWeekend || s.hasJoin(i-1, joinThe) && unit != unitWorkday || s.endsWith(i, catEdge) && unit != unitWorkday {
		e.has |= hasPeriod
		e.period, e.perRel = unit, relSame
		e.strong = e.strong || unit == unitWeekend
		return n
	}
	return 0
}

// weekOf reads "of October 7th", "of the 18th", "beginning February 4" behind "week".
func (s *scan) weekOf(i int, e *expr) int {
	j := i
	if o, ok := s.join(j, joinOf); ok {
		j += o
	} else if o, ok := s.findVal(j, catBound, boundFrom); ok {
		j += o
	} else {
		return 0
	}
	if k, ok := s.join(j, joinThe); ok {
		j += k
	}
	d, k, _ := s.namedOrFigure(j)
	if k == 0 || d.d == 0 {
		v, n, figure := s.ordinal(j)
		if n == 0 || !figure {
			return 0
		}
		d, k = date{d: v}, n
	}
	e.has |= hasPeriod
	e.period, e.perDate, e.strong = unitWeek, d, true
	return j + k - i
}

// countsNoun says that a plain word follows, which the number before it counts.
func (s *scan) countsNoun(i int) bool {
	if i >= len(s.toks) {
		return false
	}
	t := s.toks[i]
	return t.kind == tokWord && t.senses == 0
}

// itemDom reads a day of the month on its own: "the 3rd", "the first".
func (s *scan) itemDom(i int, e *expr, at bool) int {
	if e.has&(hasDate|hasDom|hasOffset|hasHoliday) != 0 || at {
		return 0
	}
	v, n, figure := s.ordinal(i)
	if n == 0 && (s.lex.bareDom || s.hasJoin(i-1, joinThe) && (s.hasJoin(i-2, joinOn) || s.endsWith(i-1, catBound))) {
		v, n = s.articleDom(i)
		figure = true
	}
	if n == 0 {
		return 0
	}
	j := i + n
	if u, ok := s.find(j, catUnit); ok {
		if u.val != unitDay {
			return 0
		}
		j += int(u.n)
	}
	if o, ok := s.join(j, joinOf); ok && e.has&hasPeriod == 0 { // "20th of the month"
		var in expr
		if k := s.itemRelative(j+o, &in); k > 0 && in.has == hasPeriod && in.period == unitMonth && in.perN == 0 {
			e.has |= hasDom | hasPeriod
			e.period, e.perRel, e.perN, e.date.d, e.strong = unitMonth, in.perRel, 0, v, true
			return j + o + k - i
		}
	}
	weekday := e.has&hasWeekday != 0
	on := s.lex.dayFirst && (s.hasJoin(i-1, joinOn) || s.isArticle(i-1))
	the := s.hasJoin(i-1, joinThe) || on
	if !weekday && (!the || s.countsNoun(j) && !(on && figure) || !figure && !s.domCompany(i, j)) || weekday && s.countsNoun(j) && !figure {
		return 0
	}
	e.has |= hasDom
	e.date.d, e.strong = v, true
	return j - i
}

// articleDom reads the 15 of "el 15": a number behind an article, where the language
// says days of the month that way.
func (s *scan) articleDom(i int) (v, n int) {
	v, n = s.cardinal(i)
	if n == 0 || v < 1 || v > 31 || s.toks[i].kind != tokNumber && v < 13 || s.glueAfter(i) || s.unitAt(i+n) || s.atBefore(i) {
		return 0, 0
	}
	if _, after := s.findVal(i+n, catNot, notAfter); after || !s.lex.bareDom && s.countsNoun(i+n) {
		return 0, 0
	}
	if _, mer := s.find(i+n, catMeridiem); mer {
		return 0, 0
	}
	if s.lex.bareDom {
		if !s.hasJoin(i-1, joinOn) && (!s.isArticle(i-1) || s.hasJoin(i-1, joinThe)) {
			return 0, 0
		}
	} else if !s.hasJoin(i-1, joinThe) {
		return 0, 0
	}
	return v, n
}

// isArticle recognizes "del", which is "of the" in one word.
func (s *scan) isArticle(i int) bool {
	n, ok := s.findVal(i, catRel, relSame)
	return ok && n == 1
}

// domCompany says that "the first" is a day: "on the first", "by the first", and
// no noun behind it.
func (s *scan) domCompany(i, j int) bool {
	if i < 2 {
		return false
	}
	on := s.hasJoin(i-2, joinOn) || s.endsWith(i-1, catBound)
	if !on {
		return false
	}
	if j >= len(s.toks) || s.toks[j].kind == tokPunct {
		return true
	}
	return s.hasJoin(j, joinOf) || s.hasJoin(j, joinAt)
}

// itemNth reads "first Monday of next month", "last day of October", "15th day of
// the month", "third quarter", "first 2 weeks of 2021", "last week of July".
func (s *scan) itemNth(i int, e *expr) int {
	if e.has&(hasBase) != 0 {
		return 0
	}
	nth, k, _ := s.ordinal(i)
	if k == 0 {
		r, ok := s.find(i, catRel)
		if !ok || r.val != relLast && r.val != relPast {
			return 0
		}
		nth, k = -1, int(r.n)
	}
	j := i + k
	count := 0
	if v, k := s.cardinal(j); k > 0 && v > 0 && v < 100 {
		count = v
		j += k
	}
	out := expr{start: e.start, has: e.has, nth: int32(nth), nthN: int32(count), part: e.part, clock: e.clock, zone: e.zone}
	if w, ok := s.find(j, catWeekday); ok && count == 0 {
		out.nthDay = w.val
		j += int(w.n)
	} else if unit, business, k := s.unit(j); k > 0 && (!business || unit == unitWorkday) {
		out.nthUnit = unit
		j += k
		if unit == unitQuarter || unit == unitHalfYear {
			if n := s.quarter(i, j, e, int32(nth), unit); n > 0 {
				return n
			}
		}
	} else {
		return 0
	}
	if p, ok := s.find(j, catPart); ok { // "first Monday evening of"
		out.has |= hasPart
		out.part = p.val
		j += int(p.n)
	}
	o, ok := s.join(j, joinOf)
	if !ok {
		if o, ok = s.join(j, joinIn); !ok {
			return 0
		}
	}
	j += o
	if k, ok := s.join(j, joinThe); ok {
		j += k
	}
	n := s.nthBase(j, &out)
	if n == 0 {
		return 0
	}
	out.strong = true
	*e = out
	return j + n - i
}

// nthBase reads the period behind "first Monday of".
func (s *scan) nthBase(i int, out *expr) int {
	if y, n := s.year(i, false); n > 0 {
		out.has |= hasPeriod
		out.period, out.perDate.y = unitYear, y
		return n
	}
	if d, n, _ := s.namedDate(i); n > 0 && d.d == 0 {
		out.has |= hasPeriod
		out.period, out.perDate = unitMonth, d
		return n
	}
	var in expr
	n := s.itemRelative(i, &in)
	if n == 0 {
		n = s.itemPeriod(i, &in)
	}
	if n == 0 {
		if u, ok := s.find(i, catUnit); ok && u.val >= unitWeek {
			in.has, in.period, in.perRel = hasPeriod, u.val, relSame
			n = int(u.n)
		}
	}
	if in.has == hasDate && in.date.d == 0 {
		in.has, in.period, in.perDate = hasPeriod, unitMonth, in.date
	}
	if n == 0 || in.has != hasPeriod || in.period < unitWeek {
		return 0
	}
	out.has |= hasPeriod
	out.period, out.perRel, out.perN, out.perDate = in.period, in.perRel, in.perN, in.perDate
	return n
}

// quarter reads "third quarter [of 2014 | next year]".
func (s *scan) quarter(i, j int, e *expr, nth, unit int32) int {
	if nth < 1 || nth > 4 || unit == unitHalfYear && nth > 2 {
		return 0
	}
	out := *e
	out.has |= hasPeriod
	out.period, out.perNum, out.strong = unit, nth, true
	k := j
	if o, ok := s.join(k, joinOf); ok {
		k += o
	}
	if t, ok := s.join(k, joinThe); ok {
		k += t
	}
	if y, n := s.year(k, false); n > 0 {
		out.perDate.y = y
		j = k + n
	} else {
		var in expr
		if n := s.itemRelative(k, &in); n > 0 && in.has == hasPeriod && in.period == unitYear && in.perN == 0 {
			out.perRel = in.perRel
			j = k + n
		} else if u, ok := s.find(k, catUnit); ok && u.val == unitYear && k > j {
			j = k + int(u.n)
		}
	}
	*e = out
	return j - i
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

// atBefore says that the words right before i announce a clock time.
func (s *scan) atBefore(i int) bool {
	for back := 1; back <= 3 && back <= i; back++ {
		if n, ok := s.join(i-back, joinAt); ok && n == back {
			return true
		}
	}
	return false
}

// strongAt says that the word before i announces nothing but a clock time: "um",
// "a las", but not "at".
func (s *scan) strongAt(i int) bool {
	for back := 1; back <= 3 && back <= i; back++ {
		t := &s.toks[i-back]
		for k := t.sense; k < t.sense+t.senses; k++ {
			if c := s.senses[k]; c.cat == catJoin && c.val == joinAt && int(c.n) == back {
				return c.flags&flagWeak == 0
			}
		}
	}
	return false
}

func (s *scan) weekdayAt(i int) bool {
	_, ok := s.find(i, catWeekday)
	return ok
}
