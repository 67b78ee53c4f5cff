package when

// shape is a run of figures written without spaces, such as 2018-09-23 or
// 24/10/2020: its numbers and the marks between them.
type shape struct {
	num    [4]int
	digits [4]uint8
	sep    [3]byte
	n      int // numbers
	tokens int
}

// shape reads the run that starts at token i; ok is false where it is not one of
// two or three numbers set off from other text, as in an address, a version or a
// telephone number.
func (s *scan) shape(i int) (sh shape, ok bool) {
	j := i
	for {
		t := s.toks[j]
		if t.kind != tokNumber || t.num < 0 || sh.n == len(sh.num) {
			return shape{}, false
		}
		sh.num[sh.n], sh.digits[sh.n] = int(t.num), t.digits
		sh.n++
		j++
		if !s.joined(j) || s.toks[j].kind != tokPunct {
			break
		}
		c := s.toks[j].char
		if c != '/' && c != '-' && c != '.' || !s.joined(j+1) || s.toks[j+1].kind != tokNumber {
			break
		}
		if sh.n == 3 && c != sh.sep[0] {
			break // the dash of 5/1/2019-5/7/2020
		}
		if sh.n == len(sh.num) {
			return shape{}, false
		}
		sh.sep[sh.n-1] = c
		j++
	}
	sh.tokens = j - i
	return sh, sh.n >= 2 && sh.n <= 3
}

// date is a date as written; fields that were not said are zero.
type date struct {
	y, m, d int
	swapped bool // day and month may be the other way round
	loose   bool // a fraction or a version as likely as a date
}

// figureDate reads a date in figures: 2018-09-23, 22/04, 3.12.2020, 2014/10.
func (s *scan) figureDate(i int) (d date, n int) {
	if i >= len(s.toks) || s.toks[i].kind != tokNumber || s.numberBefore(i) && !s.is(i-1, '-') || s.dottedHour(i) {
		return date{}, 0
	}
	sh, ok := s.shape(i)
	if !ok || s.glueShape(i+sh.tokens) {
		return date{}, 0
	}
	if sh.n == 3 {
		d, ok = s.threeNumbers(sh)
	} else {
		d, ok = s.twoNumbers(sh)
	}
	if !ok {
		return date{}, 0
	}
	n = sh.tokens
	if _, after := s.findVal(i+n, catNot, notAfter); after && d.loose && sh.sep[0] == '.' {
		return date{}, 0 // "by 3.25%", "11.30 euros"
	}
	if s.is(i+n, '.') && s.joined(i+n) && sh.sep[0] == '.' && sh.n == 2 {
		n++ // "4.12."
		d.loose = false
	}
	return d, n
}

// glueShape says that more is written right behind a run of figures.
func (s *scan) glueShape(i int) bool {
	if !s.joined(i) {
		return false
	}
	t := s.toks[i]
	if t.kind == tokWord {
		return s.text[t.start:t.end] != "T"
	}
	return t.kind == tokNumber || (t.char == '/' || t.char == '_' || t.char == '@' || t.char == '%') && s.joined(i+1) && s.toks[i+1].kind == tokNumber ||
		t.char == ':' && s.joined(i+1)
}

func (s *scan) threeNumbers(sh shape) (date, bool) {
	if sh.sep[0] != sh.sep[1] {
		return date{}, false
	}
	a, b, c := sh.num[0], sh.num[1], sh.num[2]
	switch {
	case sh.digits[0] == 4:
		return date{y: a, m: b, d: c}, validDate(a, b, c) && a >= 1000
	case sh.digits[2] == 4 && c >= 1000:
		return s.dayMonth(a, b, c, sh.sep[0] == '.')
	case sh.digits[2] == 2 && sh.digits[0] <= 2 && (sh.sep[0] != '.' || s.lex.dayFirst):
		return s.dayMonth(a, b, 2000+c, sh.sep[0] == '.')
	}
	return date{}, false
}

func (s *scan) twoNumbers(sh shape) (date, bool) {
	a, b := sh.num[0], sh.num[1]
	switch {
	case sh.digits[0] == 4 && sh.sep[0] == '/' && a >= 1900 && a < 2100 && b >= 1 && b <= 12:
		return date{y: a, m: b}, true
	case sh.digits[0] == 4 && sh.sep[0] == '-' && sh.digits[1] == 2 && a >= 1900 && a < 2100 && b >= 1 && b <= 12:
		return date{y: a, m: b, loose: true}, true
	case sh.digits[1] == 4 && sh.sep[0] == '/' && b >= 1900 && b < 2100 && a >= 1 && a <= 12:
		return date{y: b, m: a}, true
	case sh.digits[0] > 2 || sh.digits[1] > 2 || sh.sep[0] == '-' && sh.tokens != len(s.toks):
		return date{}, false
	}
	d, ok := s.dayMonth(a, b, 0, false)
	d.loose = true
	return d, ok
}

// dayMonth puts two numbers in the order of the language, or the other one where
// only that is a date. Year 0 is not said. 5.12.2026 is December in every language.
func (s *scan) dayMonth(a, b, y int, dotted bool) (date, bool) {
	m, d := a, b
	if s.lex.dayFirst || dotted {
		m, d = b, a
	}
	year := y
	if year == 0 {
		year = 2024
	}
	first, second := validDate(year, m, d), validDate(year, d, m)
	switch {
	case first:
		return date{y: y, m: m, d: d, swapped: second && m != d && !dotted}, true
	case second:
		return date{y: y, m: d, d: m}, true
	}
	return date{}, false
}

// ordinal reads "3rd", "third", "twenty-first", "31." as a number from 1 to 31;
// figure says that it was written with figures.
func (s *scan) ordinal(i int) (v, n int, figure bool) {
	if i >= len(s.toks) {
		return 0, 0, false
	}
	if t := s.toks[i]; t.kind == tokNumber {
		c, ok := s.find(i+1, catSuffix)
		if !ok || !s.joined(i+1) || t.num < 1 || t.num > 31 || s.numberBefore(i) && !s.is(i-1, '-') {
			return 0, 0, false
		}
		if s.joined(i+1+int(c.n)) && s.toks[i+1+int(c.n)].kind == tokNumber {
			return 0, 0, false
		}
		return int(t.num), 1 + int(c.n), true
	}
	if o, ok := s.find(i, catOrdinal); ok {
		return int(o.val), int(o.n), false
	}
	tens, ok := s.find(i, catNumber)
	if !ok || tens.val != 20 && tens.val != 30 {
		return 0, 0, false
	}
	j := i + int(tens.n)
	if s.is(j, '-') {
		j++
	}
	if o, ok := s.find(j, catOrdinal); ok && o.val < 10 && tens.val+o.val <= 31 {
		return int(tens.val + o.val), j + int(o.n) - i, false
	}
	return 0, 0, false
}

// dom reads a day of the month: an ordinal, or a number where bare is set.
func (s *scan) dom(i int, bare bool) (v, n int, ordinal bool) {
	if v, n, _ := s.ordinal(i); n > 0 {
		return v, n, true
	}
	if !bare || i >= len(s.toks) {
		return 0, 0, false
	}
	v, n = s.cardinal(i)
	if n == 0 || v < 1 || v > 31 || s.toks[i].kind == tokNumber && (s.toks[i].digits > 2 || s.numberBefore(i) && !s.is(i-1, '-') && !s.is(i-1, '.')) {
		return 0, 0, false
	}
	return v, n, false
}

// month reads a month's name with its dot; weak says that it needs company.
func (s *scan) month(i int) (m, n int, weak bool) {
	c, ok := s.find(i, catMonth)
	if !ok {
		return 0, 0, false
	}
	n = int(c.n)
	if s.is(i+n, '.') && s.joined(i+n) && (s.followedByNumber(i+n+1) || s.toks[i].end-s.toks[i].start <= 4) {
		n++
	}
	return int(c.val), n, c.flags&flagWeak != 0
}

func (s *scan) followedByNumber(i int) bool {
	_, n := s.cardinal(i)
	return n > 0
}

// year reads a year of four figures, or of two behind an apostrophe or a whole
// date.
func (s *scan) year(i int, short bool) (y, n int) {
	if i >= len(s.toks) {
		return 0, 0
	}
	t := s.toks[i]
	if t.kind == tokPunct && (t.char == '\'' || t.char == 0) && s.joined(i+1) && s.twoDigits(i+1) && s.text[t.start:t.end] != "$" {
		return 2000 + int(s.toks[i+1].num), 2
	}
	if t.kind != tokNumber {
		return 0, 0
	}
	if s.joined(i+1) && (s.toks[i+1].kind == tokWord || s.is(i+1, ':') || s.is(i+1, '.') && s.joined(i+2) && s.toks[i+2].kind == tokNumber) {
		return 0, 0
	}
	if t.digits == 4 && t.num >= 1900 && t.num < 2200 {
		return int(t.num), 1
	}
	if short && t.digits == 2 && t.num > 12 {
		return 2000 + int(t.num), 1
	}
	return 0, 0
}

// namedDate reads a date with a month's name: "March 3rd 2015", "3 de marzo de
// 2015", "the second of march", "10-August-2012", "August". weak says that it was
// only a month and needs company.
func (s *scan) namedDate(i int) (d date, n int, weak bool) {
	if i >= len(s.toks) {
		return date{}, 0, false
	}
	if m, k, w := s.month(i); k > 0 {
		return s.monthFirst(i, m, k, w)
	}
	v, k, _ := s.dom(i, true)
	if k == 0 {
		return date{}, 0, false
	}
	j := i + k
	if s.is(j, '.') || s.is(j, '-') || s.is(j, '/') {
		j++
	}
	if y, yk := s.year(j, false); yk > 0 && s.is(j-1, '-') && s.is(j+yk, '-') { // 23-2020-September
		if m, mk, _ := s.month(j + yk + 1); mk > 0 && validDate(y, m, v) {
			return date{y: y, m: m, d: v}, j + yk + 1 + mk - i, false
		}
	}
	if o, ok := s.join(j, joinOf); ok {
		j += o
	} else if o, ok := s.join(j, joinThe); ok {
		j += o
	}
	m, mk, _ := s.month(j)
	if mk == 0 && s.lex.ordinalMonth && (s.hasJoin(i-1, joinOn) || s.hasJoin(i-1, joinThe) || s.weekdayAt(i-1)) {
		m, mk, _ = s.ordinal(j) // "am siebten vierten"
	}
	if mk == 0 || m > 12 || !validDate(2024, m, v) {
		return date{}, 0, false
	}
	j += mk
	d = date{m: m, d: v}
	j += s.yearBehind(j, &d)
	return d, j - i, false
}

// monthFirst reads what follows a month's name.
func (s *scan) monthFirst(i, m, k int, weak bool) (date, int, bool) {
	d := date{m: m}
	j := i + k
	if y, yk := s.year(j+1, false); yk > 0 && (s.is(j, '-') || s.is(j, '/')) { // September-2020-23
		if v, n, _ := s.dom(j+2+yk, true); n > 0 && s.is(j+1+yk, '-') && validDate(y, m, v) {
			return date{y: y, m: m, d: v}, j + 2 + yk + n - i, false
		}
		d.y = y
		return d, j + 1 + yk - i, false
	}
	at := j
	if s.is(at, '-') || s.is(at, ',') || s.is(at, '.') {
		at++
	}
	if o, ok := s.join(at, joinThe); ok {
		at += o
	}
	if v, n, ord := s.dom(at, true); n > 0 && validDate(2024, m, v) && (ord || !s.hourNext(at, n)) {
		d.d = v
		j = at + n
		j += s.yearBehind(j, &d)
		return d, j - i, false
	}
	j += s.yearBehind(j, &d)
	return d, j - i, weak && d.y == 0
}

// hourNext says that the number of n tokens at i is a clock time or counts
// something, not a day of the month.
func (s *scan) hourNext(i, n int) bool {
	j := i + n
	if s.unitAt(j) {
		return true
	}
	if _, ok := s.find(j, catMeridiem); ok {
		return true
	}
	if _, ok := s.findVal(j, catHour, hourH); ok && s.joined(j) {
		return true
	}
	return s.is(j, ':') && s.joined(j) && s.joined(j+1) || s.toks[i].kind == tokNumber && s.glueAfter(i) && !s.is(j, '/')
}

// yearBehind reads ", 2015", "of 2015", "15" behind a date.
func (s *scan) yearBehind(i int, d *date) int {
	j := i
	if s.is(j, ',') || s.is(j, '-') || s.is(j, '/') {
		j++
	}
	if o, ok := s.join(j, joinOf); ok {
		j += o
	} else if o, ok := s.join(j, joinIn); ok {
		j += o
	}
	y, n := s.year(j, d.d != 0 && j == i)
	if n == 0 || d.d != 0 && !validDate(y, d.m, d.d) {
		return 0
	}
	if _, mer := s.find(j+n, catMeridiem); mer || s.unitAt(j+n) {
		return 0
	}
	d.y = y
	return j + n - i
}
