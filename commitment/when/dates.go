package when

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
	if w.flags&flagWeak != 0 && e.has&^hasNumber == 0 && !s.weekdayCompany(i, j) {
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
			if c := s.senses[k]; c.cat == cat && int(c.n) == back && (cat != catRel || c.val != relSame) {
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
	if !weekday && (!the || s.countsNoun(j) && (!on || !figure) || !figure && !s.domCompany(i, j)) || weekday && s.countsNoun(j) && !figure {
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
