package when

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
	if n := s.numberedQuarter(i, e); n > 0 {
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
	d, k := s.namedOrFigure(j)
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

// countsNoun says that a plain word follows, which the number before it counts: not
// one about time, and not a little word such as "we" or "but".
func (s *scan) countsNoun(i int) bool {
	if i >= len(s.toks) {
		return false
	}
	t := s.toks[i]
	if t.kind != tokWord || t.timely {
		return false
	}
	for k := t.sense; k < t.sense+t.senses; k++ {
		switch c := s.senses[k]; c.val {
		case sayUs, sayThird, sayDet, sayYou, sayWill, sayBe, sayAdverb, sayCond, sayCondWhen, sayPlease, sayQuestion, sayClause, sayHave, sayDoes:
			if c.n == 1 {
				return false
			}
		}
	}
	return true
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

// numberedQuarter reads "Q3", "Q1 2027", "H2 next year".
func (s *scan) numberedQuarter(i int, e *expr) int {
	if !s.letterNumber(i) {
		return 0
	}
	t := s.toks[i]
	n := s.toks[i+1].num
	var unit int32
	switch c := s.text[t.start]; {
	case (c == 'Q' || c == 'q') && n >= 1 && n <= 4:
		unit = unitQuarter
	case c == 'H' && n >= 1 && n <= 2:
		unit = unitHalfYear
	default:
		return 0
	}
	return s.quarter(i, i+2, e, n, unit)
}

// letterNumber recognizes a letter with a figure right behind it: Q3.
func (s *scan) letterNumber(i int) bool {
	if i >= len(s.toks) {
		return false
	}
	t := s.toks[i]
	return t.kind == tokWord && t.end-t.start == 1 && s.joined(i+1) && s.toks[i+1].kind == tokNumber && s.toks[i+1].digits == 1
}
