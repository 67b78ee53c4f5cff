package when

import "strconv"

// ImpossibleError says that a text names a date or a time of the day that does not
// exist: "February 30th", "25:00". No other date is guessed for it; ask for the one
// that was meant (practice B4).
type ImpossibleError struct {
	Words      string // as written: "February 30th"
	Question   string // "By when, exactly?", in the language of the text
	Start, End int    // bytes
}

// Error names the words and the question.
func (e *ImpossibleError) Error() string {
	return "when: " + strconv.Quote(e.Words) + " does not exist; ask: " + e.Question
}

// impossibleIn finds a date or a time that does not exist in the phrase of n tokens at
// token i, right behind it, or at i where there is no phrase. It makes nd of it, together
// with the day beside it.
func (s *scan) impossibleIn(i, n int, nd *node) int {
	for j := i; j <= i+n && j < len(s.toks); j++ {
		if k := s.impossible(j, j == i+n && n > 0); k > 0 && (j+k > i+n || nd.kind == nodeSpan && j+k == i+n) {
			return s.spoil(i, j, k, nd)
		}
	}
	if n == 0 || nd.kind == nodeVague {
		return 0
	}
	j := i + n
	for k := 0; k < 3 && j < len(s.toks); k++ {
		c, ok := s.find(j, catJoin)
		switch {
		case s.hasJoin(j, joinAt):
			w, _ := s.join(j, joinAt)
			j += w
		case ok && c.val == joinThe:
			j += int(c.n)
		case s.is(j, ','):
			j++
		default:
			b, ok := s.find(j, catBound)
			if !ok || !deadline(b.val) {
				return 0
			}
			j += int(b.n)
		}
		if m := s.impossibleClock(j, true); m > 0 {
			return s.spoil(i, j, m, nd)
		}
	}
	return 0
}

// spoil makes the words from i to the end of the k tokens at j, and the day behind
// them, a node of a time that does not exist.
func (s *scan) spoil(i, j, k int, nd *node) int {
	end := j + k
	var e expr
	if m := s.expr(end, &e, false); m > 0 && e.strong {
		end += m
	}
	*nd = node{kind: nodeImpossible, start: i, end: end, anchor: [2]int{j, j + k}}
	if b, ok := s.find(i, catBound); ok {
		nd.bound = b.val
	} else if s.endsWith(i, catBound) {
		nd.bound = boundBy
	}
	return end - i
}

// impossible reads a date or a clock time at token i that does not exist; day says that
// a day stands right before it.
func (s *scan) impossible(i int, day bool) int {
	t := &s.toks[i]
	if t.kind != tokNumber && !t.timely || s.guarded(i) {
		return 0
	}
	if t.kind == tokNumber {
		if n := s.impossibleFigures(i); n > 0 {
			return n
		}
		if n := s.impossibleClock(i, day); n > 0 {
			return n
		}
	}
	return s.impossibleNamed(i)
}

// impossibleFigures reads 2026-02-30, 30/02/2026, and 31/04 behind a word that goes
// before a date.
func (s *scan) impossibleFigures(i int) int {
	if s.numberBefore(i) {
		return 0
	}
	sh, ok := s.shape(i)
	if !ok || s.glueShape(i+sh.tokens) {
		return 0
	}
	a, b := sh.num[0], sh.num[1]
	year := func(k int) bool { return sh.digits[k] == 4 && sh.num[k] >= 1900 && sh.num[k] < 2200 }
	short := func(k int) bool { return sh.digits[k] <= 2 }
	switch {
	case sh.n == 3 && sh.sep[0] != sh.sep[1]:
		return 0
	case sh.n == 3 && year(0) && sh.sep[0] != '.' && short(1) && sh.digits[2] == 2 && !validDate(a, b, sh.num[2]),
		sh.n == 3 && year(2) && short(0) && short(1) && !validDate(sh.num[2], a, b) && !validDate(sh.num[2], b, a):
		return sh.tokens
	case sh.n != 2 || !short(0) || !short(1) || !s.dateAnnounced(i):
		return 0
	}
	n := sh.tokens
	dot := sh.sep[0] == '.' && s.is(i+n, '.') && s.joined(i+n)
	if sh.sep[0] != '/' && !dot || validDate(2024, a, b) || validDate(2024, b, a) || !nearly(a, b) && !nearly(b, a) {
		return 0
	}
	if dot && i+n+1 < len(s.toks) {
		n++ // "31.4." within a sentence
	}
	return n
}

// nearly says that d would be a day of month m if that were longer.
func nearly(m, d int) bool { return m >= 1 && m <= 12 && d >= 29 && d <= 31 }

// dateAnnounced says that a word that goes before a date stands before token i.
func (s *scan) dateAnnounced(i int) bool {
	return s.deadlineBefore(i) || s.hasJoin(i-1, joinOn) || s.weekdayAt(i-1) ||
		s.hasJoin(i-1, joinThe) && (s.hasJoin(i-2, joinOn) || s.deadlineBefore(i-1))
}

// impossibleNamed reads "February 30th", "31 de abril", "29 February 2027".
func (s *scan) impossibleNamed(i int) int {
	if m, k, _ := s.month(i); k > 0 {
		j := i + k
		if s.is(j, ',') || s.is(j, '-') {
			j++
		}
		if o, ok := s.join(j, joinThe); ok {
			j += o
		}
		v, n, ordinal := s.anyDom(j)
		if n == 0 || !ordinal && (v > 31 || s.counts(j+n) || s.hourNext(j, n)) {
			return 0
		}
		return s.notIn(i, j+n, m, v)
	}
	v, n, ordinal := s.anyDom(i)
	if n == 0 || !ordinal && v > 31 && !s.dateAnnounced(i) {
		return 0
	}
	j := i + n
	if s.is(j, '.') || s.is(j, '-') {
		j++
	}
	if o, ok := s.join(j, joinOf); ok {
		j += o
	}
	m, k, weak := s.month(j)
	if k == 0 || weak && !ordinal && !s.upperAt(j) {
		return 0
	}
	return s.notIn(i, j+k, m, v)
}

// counts says that the number before token i counts what stands there.
func (s *scan) counts(i int) bool {
	_, after := s.findVal(i, catNot, notAfter)
	return after || s.countsNoun(i)
}

// notIn gives the tokens from i to j, and of a year behind them, where day d is not in
// month m.
func (s *scan) notIn(i, j, m, d int) int {
	k := j
	if s.is(k, ',') || s.is(k, '-') {
		k++
	}
	if o, ok := s.join(k, joinOf); ok {
		k += o
	}
	y, n := s.year(k, false)
	if n > 0 && !s.unitAt(k+n) {
		j = k + n
	} else {
		y = 2024
	}
	if validDate(y, m, d) {
		return 0
	}
	return j - i
}

// anyDom reads a day of the month, whether or not any month has it.
func (s *scan) anyDom(i int) (v, n int, ordinal bool) {
	if i >= len(s.toks) {
		return 0, 0, false
	}
	t := &s.toks[i]
	if t.kind != tokNumber {
		v, n, _ = s.ordinal(i)
		return v, n, n > 0
	}
	if t.num < 0 || t.digits > 2 || s.numberBefore(i) && !s.is(i-1, '-') {
		return 0, 0, false
	}
	if c, ok := s.find(i+1, catSuffix); ok && s.joined(i+1) {
		return int(t.num), 1 + int(c.n), true
	}
	return int(t.num), 1, false
}

// impossibleClock reads "25:00", "12:75", "25 Uhr", "25 pm" where a time of the day is
// announced: by "at", a word such as "by", or a day beside it.
func (s *scan) impossibleClock(i int, day bool) int {
	if i >= len(s.toks) || s.toks[i].kind != tokNumber || s.numberBefore(i) || s.guarded(i) {
		return 0
	}
	h := int(s.toks[i].num)
	if s.toks[i].digits > 2 || h < 0 {
		return 0
	}
	said := day || s.atBefore(i)
	if s.is(i+1, ':') && s.joined(i+1) && s.twoDigits(i+2) && s.joined(i+2) {
		m := int(s.toks[i+2].num)
		if s.joined(i+3) && (s.is(i+3, ':') || s.toks[i+3].kind != tokPunct) || s.unitAt(i+3) {
			return 0
		}
		if h <= 24 && m <= 59 && (h < 24 || m == 0) || !said && !s.deadlineBefore(i) && !s.dayBehind(i+3) {
			return 0
		}
		return 3 + s.oclock(i+3)
	}
	if h <= 24 || s.joined(i+1) && s.toks[i+1].kind == tokPunct && s.joined(i+2) {
		return 0
	}
	if m, ok := s.find(i+1, catMeridiem); ok && s.fullMeridiem(i+1) && (said || s.deadlineBefore(i)) {
		return 1 + int(m.n)
	}
	k := s.oclock(i + 1)
	if k == 0 {
		return 0
	}
	beside := day || s.dayBehind(i+1+k)
	if announced := s.atBefore(i) || s.deadlineBefore(i); s.unitAt(i+1) && beside && announced || !s.unitAt(i+1) && (beside || announced) {
		return 1 + k
	}
	return 0 // "within 48h"
}

// oclock reads the word for a full hour behind a number.
func (s *scan) oclock(i int) int {
	if k, ok := s.findVal(i, catHour, hourOClock); ok {
		return k
	}
	if k, ok := s.findVal(i, catHour, hourH); ok && s.joined(i) {
		return k
	}
	return 0
}

func (s *scan) impossibleError(nd *node, question string) *ImpossibleError {
	start, end := int(s.toks[nd.anchor[0]].start), int(s.toks[nd.anchor[1]-1].end)
	return &ImpossibleError{Words: s.text[start:end], Question: question, Start: start, End: end}
}
