package when

import "math"

// amount is a length of time by the units in which it was named: months and days
// step the calendar, seconds elapse, working time is counted on the business
// calendar.
type amount struct {
	months, days, workdays int32
	secs, worksecs         int64
}

func (a amount) zero() bool { return a == amount{} }

func (a *amount) add(b amount) {
	a.months += b.months
	a.days += b.days
	a.workdays += b.workdays
	a.secs += b.secs
	a.worksecs += b.worksecs
}

func (a amount) negated() amount {
	return amount{-a.months, -a.days, -a.workdays, -a.secs, -a.worksecs}
}

// span is a length of time as written: "two hours", "24-48 hours", "a couple of
// days".
type span struct {
	amount amount
	low    amount // the lower end of "24-48 hours"
	ranged bool
	rough  bool    // "a few"
	hyphen bool    // "24-hour"
	count  float64 // of the only unit
	unit   int32   // the finest
	parts  int     // how many units
}

// maxCount bounds numbers before a unit; more is not a time anybody promises.
const maxCount = 1e5

// makeAmount is n of a unit. Fractions of what steps the calendar become the
// next finer unit.
func makeAmount(n float64, unit int32) amount {
	whole := math.Trunc(n)
	frac := n - whole
	switch unit {
	case unitSecond:
		return amount{secs: int64(n)}
	case unitMinute:
		return amount{secs: int64(math.Round(n * 60))}
	case unitHour:
		return amount{secs: int64(math.Round(n * 3600))}
	case unitDay:
		return amount{days: int32(whole), secs: int64(math.Round(frac * 86400))}
	case unitWorkday:
		return amount{workdays: int32(math.Ceil(n))}
	case unitWeek, unitWeekend:
		return makeAmount(n*7, unitDay)
	case unitFortnight:
		return makeAmount(n*14, unitDay)
	case unitMonth:
		return amount{months: int32(whole), days: int32(math.Round(frac * 30))}
	case unitQuarter:
		return makeAmount(n*3, unitMonth)
	case unitHalfYear:
		return makeAmount(n*6, unitMonth)
	case unitYear:
		return makeAmount(n*12, unitMonth)
	case unitDecade:
		return makeAmount(n*120, unitMonth)
	case unitCentury:
		return makeAmount(n*1200, unitMonth)
	}
	return amount{}
}

// unit reads a unit, with "business" before or behind it.
func (s *scan) unit(i int) (unit int32, business bool, n int) {
	j := i
	if b, ok := s.find(j, catBusiness); ok {
		business = true
		j += int(b.n)
	}
	u, ok := s.find(j, catUnit)
	if !ok {
		return 0, false, 0
	}
	j += int(u.n)
	if b, ok := s.find(j, catBusiness); ok && !business {
		business = true
		j += int(b.n)
	}
	unit = u.val
	if business && unit == unitDay {
		unit, business = unitWorkday, false
	}
	return unit, business, j - i
}

// cardinal reads a whole number in figures or words.
func (s *scan) cardinal(i int) (v, n int) {
	if i >= len(s.toks) {
		return 0, 0
	}
	if t := s.toks[i]; t.kind == tokNumber {
		if t.num < 0 {
			return 0, 0
		}
		return int(t.num), 1
	}
	c, ok := s.find(i, catNumber)
	if !ok {
		return 0, 0
	}
	v, n = int(c.val), int(c.n)
	if v < 20 || v > 90 || v%10 != 0 {
		return v, n
	}
	j := i + n
	if s.is(j, '-') {
		j++
	} else if k, ok := s.join(j, joinAnd); ok {
		j += k
	}
	if u, ok := s.find(j, catNumber); ok && u.val >= 1 && u.val <= 9 {
		return v + int(u.val), j + int(u.n) - i
	}
	return v, n
}

// decimal reads a number that may have a fraction: "2.5", "3,5", "1 1/2", "2½",
// "two and a half".
func (s *scan) decimal(i int) (v float64, n int) {
	c, n := s.cardinal(i)
	if n == 0 {
		return 0, 0
	}
	v = float64(c)
	j := i + n
	if s.toks[i].kind == tokNumber && (s.is(j, '.') || s.is(j, ',')) && s.joined(j) && s.joined(j+1) && s.toks[j+1].kind == tokNumber {
		t := s.toks[j+1]
		if t.num < 0 || t.digits > 3 {
			return 0, 0
		}
		return v + float64(t.num)/math.Pow10(int(t.digits)), n + 2
	}
	if f, k := s.halves(j); k > 0 {
		return v + f, n + k
	}
	return v, n
}

// halves reads "and a half", "½", "1/2" behind a number.
func (s *scan) halves(i int) (v float64, n int) {
	j := i
	if f, ok := s.find(i, catFraction); ok && s.joined(i) && i > 0 && s.toks[i-1].kind == tokWord { // "fünfeinhalb"
		return float64(f.val) / 100, int(f.n)
	}
	if k, ok := s.join(j, joinAnd); ok {
		j += k
		if a, ok := s.find(j, catArticle); ok {
			j += int(a.n)
		}
	} else if s.slashHalf(i) {
		return float64(s.toks[i].num) / float64(s.toks[i+2].num), 3
	}
	f, ok := s.find(j, catFraction)
	if !ok {
		return 0, 0
	}
	return float64(f.val) / 100, j + int(f.n) - i
}

// slashHalf recognizes 1/2, 1/4 and 3/4.
func (s *scan) slashHalf(i int) bool {
	if i+2 >= len(s.toks) || !s.is(i+1, '/') {
		return false
	}
	a, b := s.toks[i].num, s.toks[i+2].num
	return s.toks[i].kind == tokNumber && (a == 1 && b == 2 || b == 4 && (a == 1 || a == 3))
}

// quantity reads one number with its unit.
func (s *scan) quantity(i int) (sp span, n int) {
	if sp, n := s.fractionOf(i); n > 0 {
		return sp, n
	}
	if s.hourMark(i) {
		return span{}, 0
	}
	j := i
	if a, ok := s.find(i, catAmount); ok {
		sp.count, sp.rough = float64(a.val), true
		j += int(a.n)
	} else if v, k := s.decimal(i); k > 0 {
		sp.count = v
		j += k
	} else if a, ok := s.find(i, catArticle); ok {
		sp.count = 1
		j += int(a.n)
	} else {
		return span{}, 0
	}
	if s.is(j, '(') { // "30 (thirty) minutes"
		if _, k := s.cardinal(j + 1); k > 0 && s.is(j+1+k, ')') {
			j += k + 2
		}
	}
	if k, ok := s.join(j, joinSkip); ok { // "2 more minutes"
		j += k
	}
	low, isRange := sp.count, false
	if hi, k := s.upTo(j); k > 0 && hi > sp.count {
		sp.count, isRange = hi, true
		j += k
	}
	if s.is(j, '-') && s.joined(j) && s.joined(j+1) && !isRange {
		sp.hyphen = true
		j++
	}
	_, article := s.find(i, catArticle)
	unit, business, k := s.unit(j)
	if k == 0 || sp.count > maxCount || s.hourFigures(j) || unit == unitSecond && article && j+k < len(s.toks) && s.toks[j+k].kind == tokWord && !s.toks[j+k].timely ||
		unit == unitHour && s.toks[i].digits == 4 && s.toks[i].num < 2400 {
		return span{}, 0
	}
	j += k
	if f, k := s.halves(j); k > 0 && s.toks[j].kind == tokWord {
		sp.count += f
		j += k
	}
	if v, n := s.orMore(j, sp.count); n > 0 && !isRange && !sp.rough {
		low, isRange, sp.count = sp.count, true, v
		j += n
	}
	sp.unit, sp.parts = unit, 1
	sp.amount = makeAmount(sp.count, unit)
	if isRange {
		sp.ranged, sp.low = true, makeAmount(low, unit)
	}
	if business && unit < unitDay {
		sp.amount = amount{worksecs: sp.amount.secs}
	}
	return sp, j - i
}

// orMore reads the "or two" of "a day or two".
func (s *scan) orMore(i int, low float64) (v float64, n int) {
	k, ok := s.join(i, joinOr)
	if !ok {
		return 0, 0
	}
	hi, n := s.cardinal(i + k)
	if n == 0 || float64(hi) <= low || hi >= 20 || s.toks[i+k].kind != tokWord || s.unitAt(i+k+n) {
		return 0, 0
	}
	return float64(hi), k + n
}

// upTo reads "-48", "to 48", "or three": the upper end of a range of numbers.
func (s *scan) upTo(i int) (v float64, n int) {
	j := i
	if s.is(i, '-') || s.is(i, '/') {
		j++
	} else if k, ok := s.join(i, joinTo); ok {
		j += k
	} else if k, ok := s.join(i, joinOr); ok {
		j += k
	} else if i < len(s.toks) && s.toks[i].kind == tokPunct && s.text[s.toks[i].start:s.toks[i].end] == "–" {
		j++
	} else {
		return 0, 0
	}
	v, k := s.decimal(j)
	if k == 0 {
		return 0, 0
	}
	return v, j + k - i
}

// fractionOf reads "half an hour", "3/4 hour", "a quarter of an hour".
func (s *scan) fractionOf(i int) (sp span, n int) {
	j := i
	if a, ok := s.find(j, catArticle); ok {
		j += int(a.n)
	}
	var part float64
	if f, ok := s.find(j, catFraction); ok {
		part = float64(f.val) / 100
		j += int(f.n)
	} else if s.slashHalf(j) {
		part = float64(s.toks[j].num) / float64(s.toks[j+2].num)
		j += 3
	} else {
		return span{}, 0
	}
	if k, ok := s.join(j, joinOf); ok {
		j += k
	}
	if a, ok := s.find(j, catArticle); ok {
		j += int(a.n)
	}
	if s.is(j, '-') {
		j++
	}
	unit, business, k := s.unit(j)
	if k == 0 || business {
		return span{}, 0
	}
	sp = span{amount: makeAmount(part, unit), count: part, unit: unit, parts: 1}
	return sp, j + k - i
}

// span reads a length of time of one or more units: "1 hour, 5 minutes and 30
// seconds", each finer than the one before.
func (s *scan) span(i int) (sp span, n int) {
	sp, n = s.quantity(i)
	if n == 0 {
		return span{}, 0
	}
	for sp.parts < 6 && !sp.ranged {
		j := i + n
		if s.is(j, ',') {
			j++
		}
		if k, ok := s.join(j, joinAnd); ok {
			j += k
		}
		next, k := s.quantity(j)
		if k == 0 || next.unit >= sp.unit || next.ranged {
			break
		}
		sp.amount.add(next.amount)
		sp.unit = next.unit
		sp.parts++
		n = j + k - i
	}
	return sp, n
}

// hourFigures says that the "h" at token i stands between figures: 15h30.
func (s *scan) hourFigures(i int) bool {
	_, ok := s.findVal(i, catHour, hourH)
	return ok && s.joined(i) && s.joined(i+1) && s.twoDigits(i+1)
}

// hoursMinutes reads 2h30 as a length of time, where a word such as "within" says
// that it is one.
func (s *scan) hoursMinutes(i int) (span, int) {
	if i >= len(s.toks) || s.toks[i].kind != tokNumber || s.toks[i].num < 0 || !s.hourFigures(i+1) {
		return span{}, 0
	}
	h, m := int64(s.toks[i].num), int64(s.toks[i+2].num)
	if h > 999 || m > 59 {
		return span{}, 0
	}
	return span{amount: amount{secs: h*3600 + m*60}, count: float64(h), unit: unitMinute, parts: 2}, 3
}
