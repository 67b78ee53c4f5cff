package when

// deadline says that a bound names the end of something: by, before, until.
func deadline(bound int32) bool {
	return bound == boundBy || bound == boundBefore || bound == boundUntil
}

// deadlineBefore says that a word such as "by" ends right before token i.
func (s *scan) deadlineBefore(i int) bool {
	for back := 1; back <= 4 && back <= i; back++ {
		t := &s.toks[i-back]
		for k := t.sense; k < t.sense+t.senses; k++ {
			if c := s.senses[k]; c.cat == catBound && deadline(c.val) && int(c.n) == back && s.fits(t, c) {
				return true
			}
		}
	}
	return false
}

// dayBehind says that a day still to come is named at token i: "15h tomorrow", "11.30
// on Friday".
func (s *scan) dayBehind(i int) bool {
	if s.is(i, ',') {
		i++
	}
	for range 2 {
		if c, ok := s.find(i, catJoin); ok && (c.val == joinOn || c.val == joinOf || c.val == joinThe) && !s.longerItem(i, int(c.n)) {
			i += int(c.n)
		}
	}
	if d, ok := s.find(i, catDay); ok && d.val >= 0 {
		return true
	}
	if d, ok := s.find(i, catDayPart); ok && d.val >= 0 {
		return true
	}
	return s.weekdayAt(i)
}

// hourByCompany says that figures which may be something else (15h a length of time,
// 11.30 a date or a sum) are the time of the day that the words around them want.
func (s *scan) hourByCompany(i, j int) bool {
	if s.guarded(i) || s.unitAt(j) {
		return false
	}
	if _, after := s.findVal(j, catNot, notAfter); after {
		return false
	}
	return s.deadlineBefore(i) || s.dayBehind(j) && !s.endsWith(i, catBound)
}

// dottedHour recognizes 11.30 as a time of the day: set between figures in a language
// that writes no dates that way, behind a word such as "by", beside a day, before "am".
func (s *scan) dottedHour(i int) bool {
	if !s.is(i+1, '.') || !s.joined(i+1) || !s.joined(i+2) || !s.twoDigits(i+2) || s.toks[i].digits > 2 || s.joined(i+3) && s.is(i+3, '.') && s.lex.dayFirst && i+4 < len(s.toks) || s.dotted(i+3) {
		return false
	}
	h, m := int(s.toks[i].num), int(s.toks[i+2].num)
	if h > 24 || m > 59 || h == 24 && m > 0 {
		return false
	}
	if _, mer := s.find(i+3, catMeridiem); mer && s.fullMeridiem(i+3) {
		return true
	}
	if s.lex.dayFirst && validDate(2024, m, h) {
		return s.dayBehind(i+3) && !s.weekdayAt(i-1) || s.offsetBefore(i)
	}
	return s.hourByCompany(i, i+3) || s.offsetBefore(i)
}

// offsetBefore says that "tomorrow" stands before token i, with or without a "by" or
// "at" between them.
func (s *scan) offsetBefore(i int) bool {
	for back := 1; back <= 4 && back <= i; back++ {
		d, ok := s.find(i-back, catDay)
		if !ok || d.val < 0 || int(d.n) > back {
			continue
		}
		j := i - back + int(d.n)
		return j == i || s.is(j, ',') && j+1 == i || s.endsAt(j, i)
	}
	return false
}

// endsAt says that the tokens from j to i are one word that goes before a time.
func (s *scan) endsAt(j, i int) bool {
	t := &s.toks[j]
	for k := t.sense; k < t.sense+t.senses; k++ {
		c := s.senses[k]
		if j+int(c.n) == i && (c.cat == catBound && deadline(c.val) || c.cat == catJoin && c.val == joinAt) {
			return true
		}
	}
	return false
}

// fullMeridiem says that the words at i are more than the "a" or "p" of "9a".
func (s *scan) fullMeridiem(i int) bool {
	m, ok := s.find(i, catMeridiem)
	return ok && (m.n > 1 || s.toks[i].end-s.toks[i].start > 1)
}

// hourMark recognizes the 15h of "by 15h", which is no length of time there.
func (s *scan) hourMark(i int) bool {
	if i >= len(s.toks) || s.toks[i].kind != tokNumber || s.toks[i].num < 0 || s.toks[i].digits > 2 || s.toks[i].num >= 24 {
		return false
	}
	k, ok := s.findVal(i+1, catHour, hourH)
	return ok && s.joined(i+1) && !s.joinedWord(i+1+k) && s.hourByCompany(i, i+1+k)
}

func (s *scan) joinedWord(i int) bool { return s.joined(i) && s.toks[i].kind != tokPunct }
