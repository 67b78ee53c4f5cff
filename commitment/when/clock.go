package when

import (
	"unicode"
	"unicode/utf8"
)

// clock is a time of day as written.
type clock struct {
	h, m, s int
	mer     meridiem
	exact   bool // minutes were said, or a word that means one minute: grain minute
	weak    bool // a bare number: needs company
	guess   bool // mer was not said
	slip    bool // mer contradicts the hour: "13 pm"
}

type meridiem uint8

const (
	merOpen meridiem = iota // 3: morning or afternoon
	merAM
	merPM
	mer24 // 15:00, 08:30
)

// hourMer is the meridiem that an hour in figures or words leaves.
func hourMer(h int, leadingZero bool) meridiem {
	if h == 0 || h > 12 || leadingZero {
		return mer24
	}
	return merOpen
}

// clock reads a time of day at token i. at says that a word before it ("at",
// "um", "a las") makes a bare number one.
func (s *scan) clock(i int, at bool) (c clock, n int) {
	if w, ok := s.find(i, catClock); ok {
		c = clock{h: int(w.val) / 60, m: int(w.val) % 60, mer: mer24, exact: true}
		if c.h == 12 {
			c.mer = merPM
		}
		j := i + int(w.n)
		if k, ok := s.findVal(j, catHour, hourIsh); ok {
			j += k
		}
		return c, j - i
	}
	if c, n = s.spokenPast(i); n == 0 {
		c, n = s.figures(i, at)
	}
	if n == 0 {
		c, n = s.spokenHour(i, at)
	}
	if n == 0 || c.h > 24 || c.m > 59 || c.s > 59 || c.h == 24 && c.m > 0 {
		return clock{}, 0
	}
	n += s.behindClock(i+n, &c)
	if (c.mer == merAM || c.mer == merPM) && (c.h > 12 || c.h == 0 && c.mer == merPM) {
		c.mer = mer24 // "15:00 pm" is a slip that means 15:00
	}
	return c, n
}

// behindClock reads what may follow: "o'clock", "ish", "pm", "and a half", "less a
// quarter".
func (s *scan) behindClock(i int, c *clock) (n int) {
	for j := i; ; j = i + n {
		if k, ok := s.findVal(j, catHour, hourOClock); ok {
			c.weak = false
			n += k
			n += s.minutesBehind(i+n, c)
			continue
		}
		if k, ok := s.findVal(j, catHour, hourIsh); ok && (s.joined(j) || !c.weak) {
			n += k
			continue
		}
		if m, ok := s.find(j, catMeridiem); ok && c.mer == mer24 && (c.h > 12 || c.h == 0) && s.fullMeridiem(j) && !c.slip {
			c.slip, c.weak = c.h > 12 || m.val == 2, false
			n += int(m.n)
			if !c.slip {
				return n
			}
			continue
		}
		if m, ok := s.find(j, catMeridiem); ok && (c.mer == merOpen || c.mer == mer24 && c.h > 0 && c.h <= 12) {
			c.mer, c.weak = merAM, false
			if m.val == 2 {
				c.mer = merPM
			}
			n += int(m.n)
			continue
		}
		if k := s.fractionBehind(j, c); k > 0 {
			n += k
			continue
		}
		return n
	}
}

// minutesBehind reads the minutes of "18 Uhr 12", "18 Uhr und 12 Minuten".
func (s *scan) minutesBehind(i int, c *clock) int {
	if c.exact {
		return 0
	}
	j := i
	if k, ok := s.join(j, joinAnd); ok {
		j += k
	}
	v, k := s.cardinal(j)
	if _, article := s.find(j, catArticle); k == 0 || v > 59 || article || s.toks[j].kind == tokNumber && s.toks[j].digits != 2 {
		return 0
	}
	j += k
	if u, ok := s.find(j, catUnit); ok {
		if u.val != unitMinute {
			return 0
		}
		j += int(u.n)
	}
	if s.is(j, '.') && s.joined(j) || s.is(j, ':') {
		return 0
	}
	c.m, c.exact = v, true
	return j - i
}

// fractionBehind reads "y media", "menos cuarto", "y diez" behind an hour.
func (s *scan) fractionBehind(i int, c *clock) int {
	if c.exact {
		return 0
	}
	j, sign := i, 1
	if k, ok := s.join(j, joinAnd); ok {
		j += k
	} else if k, ok := s.findVal(j, catHour, hourTo); ok && k > 0 && !s.joinsRange(j) {
		j, sign = j+k, -1
	} else {
		return 0
	}
	var m, k int
	if f, ok := s.find(j, catFraction); ok {
		m, k = int(f.val)*60/100, int(f.n)
	} else if v, n := s.cardinal(j); n > 0 && v >= 5 && v < 60 && s.toks[j].kind == tokWord && s.wordMinutes() {
		m, k = v, n
	} else {
		return 0
	}
	if sign < 0 {
		c.h, m = (c.h+23)%24, 60-m
		if c.h == 0 && c.mer == merOpen {
			c.h = 12
		}
	}
	c.m, c.exact = m, true
	return j + k - i
}

// joinsRange says that the word at i may also be the "to" of a range.
func (s *scan) joinsRange(i int) bool {
	_, ok := s.join(i, joinTo)
	return ok
}

// wordMinutes says that the language puts the minutes behind the hour with "and".
func (s *scan) wordMinutes() bool { return s.lex.minutesBehind }

// spokenPast reads "half past four", "twenty to nine", "a quarter past 3pm",
// "15 minutes past noon", "halb vier", "half three".
func (s *scan) spokenPast(i int) (c clock, n int) {
	j, minutes := i, -1
	if k, ok := s.findVal(i, catHour, hourHalfTo); ok {
		return s.hourLess(i, i+k, 30)
	}
	if k, ok := s.findVal(i, catHour, hourThreeTo); ok {
		return s.hourLess(i, i+k, 15)
	}
	if a, ok := s.find(j, catArticle); ok {
		j += int(a.n)
	}
	bare := false
	if f, ok := s.find(j, catFraction); ok && f.val%25 == 0 {
		minutes, bare = int(f.val)*60/100, f.val == 50
		j += int(f.n)
	} else if v, k := s.cardinal(j); k > 0 && v > 0 && v < 60 {
		minutes = v
		figures := s.toks[j].kind == tokNumber
		j += k
		if u, ok := s.find(j, catUnit); ok && u.val == unitMinute {
			j += int(u.n)
		} else if v%5 != 0 || figures && v < 13 && s.joinsRange(j) {
			return clock{}, 0 // "7 to 9am", "two to four people"
		}
	}
	if minutes < 0 {
		return clock{}, 0
	}
	past, k := s.pastOrTo(j)
	if k == 0 {
		if !bare || !s.lex.halfHour || j != i+1 {
			return clock{}, 0
		}
		past, k = true, 0 // British "half three"
	}
	c, hn := s.hour(j + k)
	if hn == 0 || s.unitAt(j+hn) || c.h > 12 && !past || c.mer == merOpen && s.countsNoun(j+k+hn) && !s.upperAt(j+k+hn) {
		return clock{}, 0
	}
	c.m, c.exact, c.weak = minutes, true, false
	if !past {
		c = c.less(60 - minutes)
	}
	return c, j + k + hn - i
}

func (s *scan) pastOrTo(i int) (past bool, n int) {
	if k, ok := s.findVal(i, catHour, hourPast); ok {
		return true, k
	}
	if k, ok := s.findVal(i, catHour, hourTo); ok {
		return false, k
	}
	return false, 0
}

// less moves a clock one hour back and sets its minutes.
func (c clock) less(minutes int) clock {
	c.h, c.m = (c.h+23)%24, minutes
	if c.h == 0 && c.mer == merOpen {
		c.h = 12 // quarter to one
	}
	if c.mer == merPM && c.h == 11 {
		c.mer = merAM // quarter to noon
	}
	return c
}

func (s *scan) hourLess(i, j, minutes int) (c clock, n int) {
	c, k := s.hour(j)
	if k == 0 {
		return clock{}, 0
	}
	c = c.less(60 - minutes)
	c.exact, c.weak = true, false
	return c, j + k - i
}

// hour reads an hour alone: "four", "3", "noon", "3pm", "15h".
func (s *scan) hour(i int) (c clock, n int) {
	if w, ok := s.find(i, catClock); ok {
		return clock{h: int(w.val) / 60 % 24, mer: merPM}, int(w.n)
	}
	v, k := s.cardinal(i)
	if k == 0 || v > 24 {
		return clock{}, 0
	}
	c = clock{h: v, mer: hourMer(v, s.toks[i].digits == 2 && v < 10)}
	j := i + k
	if h, ok := s.findVal(j, catHour, hourH); ok && s.joined(j) {
		j += h
	}
	if m, ok := s.find(j, catMeridiem); ok && c.mer == merOpen {
		c.mer = merAM
		if m.val == 2 {
			c.mer = merPM
		}
		j += int(m.n)
	}
	return c, j - i
}

func (s *scan) unitAt(i int) bool {
	_, ok := s.find(i, catUnit)
	return ok
}

// figures reads "15:30", "3.30 pm", "15h30", "1030" behind "at", "3pm", "3".
func (s *scan) figures(i int, at bool) (c clock, n int) {
	if i >= len(s.toks) || s.toks[i].kind != tokNumber || s.toks[i].num < 0 || s.numberBefore(i) {
		return clock{}, 0
	}
	t := s.toks[i]
	h := int(t.num)
	if t.digits > 2 {
		return s.military(i, at)
	}
	if h > 24 {
		return clock{}, 0
	}
	c = clock{h: h, mer: hourMer(h, t.digits == 2 && h < 10), weak: true}
	if s.twoDigits(i+2) && s.joined(i+1) && s.joined(i+2) {
		if s.is(i+1, ':') {
			return s.colon(i, c)
		}
		if s.is(i+1, '.') && !s.dotted(i+3) {
			c.m, c.exact = int(s.toks[i+2].num), true
			return c, 3
		}
		if k, ok := s.findVal(i+1, catHour, hourH); ok && k == 1 {
			c.m, c.exact, c.weak, c.mer = int(s.toks[i+2].num), true, false, mer24
			return c, 3
		}
	}
	if k, ok := s.findVal(i+1, catHour, hourH); ok && s.joined(i+1) {
		c.weak = !at && !s.alone(i, i+1+k) && !s.is(i-1, '-') && !s.hasJoin(i-1, joinTo)
		c.exact, c.mer = true, mer24
		return c, 1 + k
	}
	if at && s.twoDigits(i+1) && !s.joined(i+1) && s.toks[i+1].num < 60 && !s.unitAt(i+2) {
		c.m, c.exact = int(s.toks[i+1].num), true // "at 3 15"
		return c, 2
	}
	if s.glueAfter(i) {
		return clock{}, 0
	}
	return c, 1
}

// colon reads the rest of 15:30[:24[.487]].
func (s *scan) colon(i int, c clock) (clock, int) {
	c.m, c.exact, c.weak = int(s.toks[i+2].num), true, false
	if c.m > 59 {
		return clock{}, 0
	}
	n := 3
	if s.is(i+3, ':') && s.twoDigits(i+4) && s.joined(i+3) && s.joined(i+4) {
		c.s = int(s.toks[i+4].num)
		n = 5
		if s.is(i+5, '.') && s.joined(i+5) && s.joined(i+6) && s.toks[i+6].kind == tokNumber {
			n = 7
		}
	}
	if s.is(i+n, ':') && s.joined(i+n) && s.joined(i+n+1) {
		return clock{}, 0
	}
	return c, n
}

// military reads 1030 where "at" or "pm" says that it is a time.
func (s *scan) military(i int, at bool) (clock, int) {
	t := s.toks[i]
	h, m := int(t.num)/100, int(t.num)%100
	_, mer := s.find(i+1, catMeridiem)
	_, hrs := s.findVal(i+1, catHour, hourH)
	_, oclock := s.findVal(i+1, catHour, hourOClock)
	hrs = hrs || oclock
	if t.digits > 4 || h > 24 || m > 59 || !at && !mer && !hrs && !(s.rangeOfFour(i)) || s.glueAfter(i) && !s.rangeOfFour(i) {
		return clock{}, 0
	}
	n := 1
	if hrs && !mer {
		n = 2
	}
	return clock{h: h, m: m, exact: true, weak: !mer && !hrs, mer: hourMer(h, t.digits == 4 && h < 10)}, n
}

// rangeOfFour recognizes either end of 0730-0930.
func (s *scan) rangeOfFour(i int) bool {
	four := func(k int) bool {
		return k >= 0 && k < len(s.toks) && s.toks[k].kind == tokNumber && s.toks[k].digits == 4 && s.toks[k].num < 2400
	}
	zero := func(k int) bool { return s.toks[k].num < 1000 }
	return s.is(i+1, '-') && four(i+2) && (zero(i) || zero(i+2)) || s.is(i-1, '-') && four(i-2) && (zero(i) || zero(i-2))
}

func (s *scan) twoDigits(i int) bool {
	return i < len(s.toks) && s.toks[i].kind == tokNumber && s.toks[i].digits == 2
}

// dotted says that a dot and a figure follow: an address or a version.
func (s *scan) dotted(i int) bool {
	return s.is(i, '.') && s.joined(i) && s.joined(i+1) && s.toks[i+1].kind == tokNumber
}

// glueAfter says that something other than a range or the end of a sentence is
// written right behind number i: part of a name, a fraction, a price.
func (s *scan) glueAfter(i int) bool {
	j := i + 1
	if !s.joined(j) {
		return false
	}
	t := s.toks[j]
	switch {
	case t.kind == tokWord:
		_, mer := s.find(j, catMeridiem)
		_, ish := s.findVal(j, catHour, hourIsh)
		r, _ := utf8.DecodeRuneInString(s.text[t.start:])
		return !mer && !ish && !apart(r)
	case t.kind == tokNumber:
		return true
	case t.char == '.' || t.char == ',' || t.char == ':':
		return s.joined(j+1) && s.toks[j+1].kind == tokNumber
	}
	return t.char == '/' || t.char == '%' || t.char == '_' || t.char == '@' || t.char == '#' ||
		t.char == '$' || t.char == '\'' || t.char == '*' || t.char == '='
}

// numberBefore says that number i is the tail of something longer, such as the 30
// of $1,030 or a number that follows a sign.
func (s *scan) numberBefore(i int) bool {
	if i == 0 || !s.toks[i].glued {
		return i > 0 && (s.is(i-1, '#') || s.is(i-1, '$'))
	}
	t := s.toks[i-1]
	if t.kind != tokPunct {
		r, _ := utf8.DecodeRuneInString(s.text[t.start:])
		return t.kind == tokWord && !apart(r) && !s.isTime(i-1)
	}
	switch t.char {
	case '(', '"', '\'', '[', '-', '~', '@', '!', '?', ';', '+', '<', '>', '|':
		return false
	case ',', '.', ':', '/':
		return i > 1 && s.toks[i-2].kind == tokNumber && s.toks[i-1].glued
	case 0:
		r, _ := utf8.DecodeRuneInString(s.text[t.start:])
		return unicode.Is(unicode.Sc, r)
	}
	return true
}

// spokenHour reads "seven twenty-seven", "five-thirty", "two forty five", and the
// bare "seven".
func (s *scan) spokenHour(i int, at bool) (c clock, n int) {
	if i >= len(s.toks) || s.toks[i].kind != tokWord {
		return clock{}, 0
	}
	h, ok := s.find(i, catNumber)
	if !ok || h.val > 24 {
		return clock{}, 0
	}
	c = clock{h: int(h.val), mer: hourMer(int(h.val), false), weak: true}
	j := i + int(h.n)
	k := j
	if s.is(k, '-') {
		k++
	}
	if k >= len(s.toks) || s.toks[k].kind != tokWord {
		return c, j - i
	}
	m, mn := s.cardinal(k)
	if mn > 0 && m >= 10 && m < 60 && (h.val < 20 || at) && !s.unitAt(k+mn) {
		_, ranged := s.rangeClock(k + mn)
		c.m, c.exact, c.weak = m, true, !at && !ranged && !s.rangeBefore(i)
		return c, k + mn - i
	}
	if mn > 0 && m >= 60 {
		return clock{}, 0
	}
	return c, j - i
}

// rangeClock recognizes "to two forty five" behind "two thirty".
func (s *scan) rangeClock(i int) (int, bool) {
	k, ok := s.join(i, joinTo)
	if !ok {
		return 0, false
	}
	if _, n := s.cardinal(i + k); n > 0 {
		if m, mn := s.cardinal(i + k + n); mn > 0 && m >= 10 && m < 60 {
			return n, true
		}
	}
	return 0, false
}

// rangeBefore recognizes the "to" before "two forty five".
func (s *scan) rangeBefore(i int) bool {
	k, ok := s.join(i-1, joinTo)
	return ok && k == 1 && i > 2
}

func (s *scan) upperAt(i int) bool { return i < len(s.toks) && s.toks[i].upper }
