package when

// rangeOf reads "3 to 5", "Monday and Wednesday" behind "between" or "from".
func (s *scan) rangeOf(i int, nd *node, between bool) int {
	var a expr
	n := s.expr(i, &a, true)
	if n == 0 {
		return 0
	}
	if m := s.rangeBehind(i+n, &a, nd, between); m > 0 {
		return n + m
	}
	return 0
}

// rangeBehind reads "to 5pm" behind the start of a range.
func (s *scan) rangeBehind(i int, a *expr, nd *node, between bool) int {
	j, either := s.rangeMark(i, between)
	if j == i || a.has&hasClock == 0 && a.has&hasBase != 0 && s.hasJoin(i, joinAt) && s.hasJoin(i, joinTo) {
		return 0 // "el viernes 23 a las 4"
	}
	var b expr
	n := s.expr(j, &b, true)
	if n == 0 {
		return s.rangeOfSpan(i, j, a, nd)
	}
	if either && (a.has != b.has || a.has&(hasWeekday|hasOffset|hasClock|hasDate|hasPeriod) == 0) {
		return 0
	}
	if s.toks[j-1].kind == tokPunct && a.has&(hasTime|hasNumber) == 0 && a.has&hasBase != 0 && b.has&^hasZone == hasClock {
		b.takeBase(a) // "Friday - 3pm"
		nd.kind, nd.a = nodeTime, b
		return n + j - i
	}
	x, y := *a, b
	_, after := s.findVal(j+n, catNot, notAfter)
	loose := s.loose
	s.loose = loose || between && !after && !s.countsNoun(j+n) && !s.unitAt(j+n)
	ok := s.agree(&x, &y)
	s.loose = loose
	if !ok {
		return 0
	}
	if x.has&hasDate != 0 && y.has&hasDate != 0 && y.date.y == 0 { // "August 10 - 22, 2012"
		if k := s.yearBehind(j+n, &y.date); k > 0 {
			n += k
			agreeDates(&x.date, &y.date)
		}
	}
	nd.kind, nd.a, nd.b, nd.either = nodeRange, x, y, either
	return n + j - i
}

// rangeOfSpan reads "from now until 3 minutes later".
func (s *scan) rangeOfSpan(i, j int, a *expr, nd *node) int {
	if a.has != hasNow {
		return 0
	}
	var sub node
	n := s.spanned(j, &sub)
	if n == 0 || sub.kind != nodeSpan {
		return 0
	}
	nd.kind, nd.span, nd.bound = nodeSpan, sub.span, boundDuring
	return j + n - i
}

// rangeMark reads the word between the ends of a range.
func (s *scan) rangeMark(i int, between bool) (j int, either bool) {
	j = i
	if s.is(j, ',') || s.is(j, ')') {
		j++
	}
	switch {
	case s.is(j, '-'):
		return j + 1, false
	case j < len(s.toks) && s.toks[j].kind == tokPunct && (s.words(j, j+1) == "–" || s.words(j, j+1) == "—"):
		return j + 1, false
	}
	if k, ok := s.join(j, joinTo); ok {
		return j + k, false
	}
	if k, ok := s.findVal(j, catBound, boundUntil); ok {
		return j + k, false
	}
	if k, ok := s.join(j, joinAnd); ok && between {
		return j + k, false
	}
	if k, ok := s.join(j, joinOr); ok {
		return j + k, true
	}
	return i, false
}

// agree gives the ends of a range what only the other end says: the month of "13
// to 15 July", the "pm" of "3-4pm", the day of "between 10 and 11 this morning".
// It says whether the two make a range.
func (s *scan) agree(a, b *expr) bool {
	if !s.agreeNumbers(a, b) {
		return false
	}
	ta, tb := a.has&hasClock != 0, b.has&hasClock != 0
	if ta && tb {
		s.agreeHalves(a, b)
	}
	if ta != tb && a.has&hasBase == 0 != (b.has&hasBase == 0) && a.has&b.has&hasBase == 0 {
		return a.has&hasTime != 0 && b.has&hasBase != 0 && b.has&hasTime != 0
	}
	if a.has&hasBase == hasWeekday && b.has&hasBase == hasWeekday|hasPeriod { // "mon-wed next week"
		a.has |= hasPeriod
		a.period, a.perRel, a.perN = b.period, b.perRel, b.perN
	}
	a.merge(b)
	if ta && tb || a.has&hasPart != 0 && b.has&hasBase == 0 {
		b.merge(a)
	} else if b.has&hasBase == 0 && b.has&hasTime != 0 {
		b.merge(a)
	}
	if b.has&hasZone == 0 && a.has&hasZone != 0 {
		b.has |= hasZone
		b.zone = a.zone
	}
	if a.has&hasDate != 0 && b.has&hasDate != 0 {
		agreeDates(&a.date, &b.date)
	}
	return true
}

// laterHalf is the half of the day for the open end of "8pm - 11".
func (s *scan) laterHalf(a, b *expr) meridiem {
	if b.clock.h%12*60+b.clock.m > a.clock.h%12*60+a.clock.m {
		return a.clock.mer
	}
	return merAM + merPM - a.clock.mer
}

// merge takes from o the day or the clock's company that e lacks.
func (e *expr) merge(o *expr) {
	if e.has&hasBase == 0 && o.has&hasBase != 0 && (e.has&hasTime != 0 || o.has&hasTime == 0) {
		part, edge := e.part, e.edge2
		clk, has, zone := e.clock, e.has, e.zone
		approx, start, end := e.approx, e.start, e.end
		*e = *o
		e.part, e.edge2, e.clock, e.zone, e.approx, e.start, e.end = part, edge, clk, zone, approx, start, end
		e.has = has | o.has&hasBase
	}
	if e.has&hasPart == 0 && o.has&hasPart != 0 && e.has&hasClock != 0 && e.clock.mer == merOpen {
		e.has |= hasPart
		e.part = o.part
	}
	if e.has&hasZone == 0 && o.has&hasZone != 0 {
		e.has |= hasZone
		e.zone = o.zone
	}
}

func agreeDates(a, b *date) {
	if a.y == 0 && b.y != 0 && a.m != 0 {
		a.y = b.y
		if a.m > b.m || a.m == b.m && a.d > b.d && a.d != 0 && b.d != 0 {
			a.y--
		}
	}
}

// agreeHalves gives the clock of a range that does not name its half of the day
// the half that the other end suggests.
func (s *scan) agreeHalves(a, b *expr) {
	switch {
	case a.clock.mer == merOpen && a.has&hasPart == 0 && (b.clock.mer == merAM || b.clock.mer == merPM):
		a.clock.mer = b.clock.mer
		if a.clock.h%12*60+a.clock.m > b.clock.h%12*60+b.clock.m && b.has&hasBase == 0 {
			a.clock.mer = merAM + merPM - b.clock.mer // 11-1pm
		}
		if b.clock.h == 12 && a.clock.h < 12 {
			a.clock.mer = merAM + merPM - b.clock.mer // 10-12pm
		}
	case b.clock.mer == merOpen && b.has&hasPart == 0 && (a.clock.mer == merAM || a.clock.mer == merPM):
		b.clock.mer = s.laterHalf(a, b)
	case a.clock.mer == merOpen && b.clock.mer == merOpen && (a.has|b.has)&hasPart == 0:
		a.clock.mer, a.clock.guess = merPM, true
		if a.clock.h >= 7 && a.clock.h < 12 {
			a.clock.mer = merAM
		}
		b.clock.mer, b.clock.guess = s.laterHalf(a, b), true
	}
}

// agreeNumbers settles bare numbers at the ends of a range by the other end.
func (s *scan) agreeNumbers(a, b *expr) bool {
	na, nb := a.has&hasNumber != 0, b.has&hasNumber != 0
	switch {
	case na && nb:
		if s.loose || (a.has|b.has)&(hasWeekday|hasOffset) != 0 {
			return s.numberIsHour(a) && s.numberIsHour(b)
		}
		if a.has|b.has == hasNumber && !a.at && !b.at && !a.approx && !b.approx {
			return false // "2 to 4" of anything
		}
		if (a.has|b.has)&(hasPart|hasZone) == 0 && !a.at && !b.at {
			return false
		}
		return s.numberIsHour(a) && s.numberIsHour(b)
	case na:
		if b.has&hasClock != 0 {
			return s.numberIsHour(a)
		}
		if b.has&hasDate != 0 && b.date.m != 0 && b.date.d != 0 && a.has == hasNumber {
			m := b.date.m
			if a.number > b.date.d {
				m = (m+10)%12 + 1
			}
			return a.domOf(m, b.date.y)
		}
		if b.has&hasDom != 0 && a.has == hasNumber {
			a.has = hasDom
			a.date = date{d: a.number}
			return true
		}
		return b.has&hasPart != 0 && s.numberIsHour(a)
	case nb:
		if a.has&hasClock != 0 {
			return s.numberIsHour(b)
		}
		if a.has&hasDate != 0 && a.date.d != 0 && b.has == hasNumber && a.date.m != 0 {
			return b.domOf(monthAfter(a.date, b.number), a.date.y)
		}
		if a.has&hasDom != 0 && b.has == hasNumber {
			b.has = hasDom
			b.date = date{d: b.number}
			return true
		}
		return a.has&hasPart != 0 && s.numberIsHour(b)
	}
	if a.has&hasDom != 0 && b.has&hasDate != 0 && b.date.d != 0 && a.has&hasWeekday == 0 {
		a.date.y, a.date.m = b.date.y, b.date.m
		if a.date.d > b.date.d {
			a.date.m = 0
			return true
		}
		a.has = a.has&^hasDom | hasDate
	}
	if b.has&hasDom != 0 && a.has&hasDate != 0 && a.date.d != 0 && b.has&hasWeekday == 0 {
		return b.domOf(monthAfter(a.date, b.date.d), a.date.y)
	}
	return true
}

// monthAfter is the month of the day of the month that ends a range.
func monthAfter(a date, d int) int {
	if d < a.d {
		return a.m%12 + 1
	}
	return a.m
}

// domOf makes the number of e, or its day of the month, a date in a month.
func (e *expr) domOf(m, y int) bool {
	d := e.number
	if e.has&hasDom != 0 {
		d = e.date.d
	}
	if !validDate(2024, m, d) {
		return false
	}
	e.has = e.has&^(hasNumber|hasDom) | hasDate
	e.date = date{y: y, m: m, d: d}
	e.strong = true
	return true
}

// repeat reads "every two hours", "daily", "each Monday until it is fixed",
// "every 2nd day", "on Mondays".
func (s *scan) repeat(i int, nd *node) int {
	f := freq{interval: 1}
	j := i
	if q, ok := s.find(i, catFreq); ok {
		f.unit = q.val
		j += int(q.n)
	} else if v, ok := s.find(i, catEvery); ok {
		j += int(v.n)
		n := s.everyWhat(j, &f)
		if n == 0 {
			return 0
		}
		j += n
	} else {
		k := i
		if o, ok := s.join(i, joinOn); ok {
			k += o
		}
		w, ok := s.find(k, catWeekdays)
		if !ok {
			return 0
		}
		f.unit, f.weekdays = unitWeek, 1<<w.val
		j = k + int(w.n)
	}
	j += s.moreWeekdays(j, &f)
	nd.kind, nd.freq = nodeRepeat, f
	var e expr
	if n := s.expr(j, &e, true); n > 0 && e.has&^(hasClock|hasPart|hasZone|hasNumber) == 0 && (e.has&hasNumber == 0 || e.at && s.numberIsHour(&e)) {
		nd.a = e
		j += n
	}
	return j - i + s.repeatUntil(j, nd)
}

// repeatUntil reads the end of a recurrence: "until Friday", "until it is fixed".
func (s *scan) repeatUntil(i int, nd *node) int {
	k, ok := s.findVal(i, catBound, boundUntil)
	if !ok {
		return 0
	}
	var e expr
	if n := s.expr(i+k, &e, false); n > 0 && e.strong {
		nd.b = e
		return k + n
	}
	j := i + k
	for j < len(s.toks) && j-i < 10 && s.toks[j].kind != tokPunct {
		j++
	}
	if j == i+k {
		return 0
	}
	nd.anchor = [2]int{i + k, j}
	return j - i
}

func (s *scan) everyWhat(i int, f *freq) int {
	j := i
	if v, k := s.cardinal(j); k > 0 && v > 0 && v < 1000 {
		f.interval = v
		j += k
		if hi, k := s.upTo(j); k > 0 && hi < 1000 && hi > float64(v) {
			f.interval = int(hi)
			j += k
		}
	} else if v, k, _ := s.ordinal(j); k > 0 {
		f.interval = v
		j += k
	} else if a, ok := s.find(j, catAmount); ok {
		f.interval = int(a.val)
		j += int(a.n)
	} else if a, ok := s.find(j, catFraction); ok && a.val == 50 {
		j += int(a.n)
		if a, ok := s.find(j, catArticle); ok {
			j += int(a.n)
		}
		if u, ok := s.find(j, catUnit); ok && u.val == unitHour {
			f.unit, f.interval = unitMinute, 30
			return j + int(u.n) - i
		}
		return 0
	}
	if w, ok := s.find(j, catWeekday); ok {
		f.unit, f.weekdays = unitWeek, 1<<w.val
		return j + int(w.n) - i
	}
	if w, ok := s.find(j, catWeekdays); ok {
		f.unit, f.weekdays = unitWeek, 1<<w.val
		return j + int(w.n) - i
	}
	if p, ok := s.find(j, catPart); ok {
		f.unit, f.part = unitDay, p.val
		return j + int(p.n) - i
	}
	unit, business, k := s.unit(j)
	if k == 0 {
		return 0
	}
	f.unit, f.business = unit, business || unit == unitWorkday
	return j + k - i
}

// moreWeekdays reads ", Wednesday and Friday" behind a first weekday.
func (s *scan) moreWeekdays(i int, f *freq) int {
	j := i
	for f.weekdays != 0 {
		k := j
		if s.is(k, ',') {
			k++
		}
		if n, ok := s.join(k, joinAnd); ok {
			k += n
		}
		if k == j {
			break
		}
		w, ok := s.find(k, catWeekday)
		if !ok {
			if w, ok = s.find(k, catWeekdays); !ok {
				break
			}
		}
		f.weekdays |= 1 << w.val
		j = k + int(w.n)
	}
	return j - i
}
