package when

type nodeKind uint8

const (
	nodeTime   nodeKind = iota // a
	nodeRange                  // a to b
	nodeSpan                   // a length of time from now: span
	nodeFor                    // span from a on
	nodeRepeat                 // freq
	nodeEvent                  // span before or after words that are no time
	nodeVague
	nodeImpossible // a date or time that does not exist: its tokens are anchor
)

// node is a time phrase as parsed, before it is read against a context.
type node struct {
	kind       nodeKind
	start, end int // tokens
	bound      int32
	latest     bool // "at the latest" behind it
	either     bool // "Thursday or Friday"
	a, b       expr
	span       span
	shift      int32
	freq       freq
	anchor     [2]int // tokens of the event
}

// freq is how often something recurs.
type freq struct {
	unit     int32
	interval int
	weekdays uint8 // bit per weekday
	business bool
	part     int32
}

// phrase reads the time phrase that starts at token i.
func (s *scan) phrase(i int, nd *node) (n int) {
	*nd = node{start: i}
	if s.guarded(i) && s.toks[i].kind == tokNumber {
		return 0
	}
	if n = s.repeat(i, nd); n == 0 && !s.plainFirst(i) {
		n = s.bounded(i, nd)
	}
	if n == 0 {
		n = s.plain(i, nd, false)
	}
	if v, ok := s.find(i, catVague); ok && int(v.n) >= n {
		n = 0 // "in the coming days" is more than the next day
	}
	if n == 0 {
		if v, ok := s.find(i, catVague); ok {
			*nd = node{start: i}
			nd.kind = nodeVague
			nd.end = i + int(v.n)
			return int(v.n)
		}
		return 0
	}
	n += s.behind(i+n, nd)
	nd.end = i + n
	return n
}

// plainFirst says that the words at i are a time in themselves, longer than the
// "by" or "for" that they start with: "por la tarde".
func (s *scan) plainFirst(i int) bool {
	b, ok := s.find(i, catBound)
	return ok && s.longerItem(i, int(b.n))
}

// behind reads "at the latest", "or earlier", "onwards".
func (s *scan) behind(i int, nd *node) int {
	j := i
	if s.is(j, ',') {
		j++
	}
	l, ok := s.find(j, catLatest)
	if !ok {
		return 0
	}
	switch {
	case nd.bound == boundNone || nd.bound == boundIn || nd.bound == boundFor || nd.bound == boundWithin:
		nd.bound = l.val
		if nd.kind == nodeSpan && l.val == boundBy {
			nd.bound = boundWithin
		}
	case nd.bound == boundFrom && l.val == boundNotBefore:
		nd.bound = boundNotBefore
	}
	nd.latest = true
	return j + int(l.n) - i
}

// bounded reads a phrase behind a word such as "by", "within", "between". The
// longest word that makes a phrase wins.
func (s *scan) bounded(i int, nd *node) int {
	t := &s.toks[i]
	for k := t.sense + t.senses - 1; k >= t.sense; k-- {
		c := s.senses[k]
		if c.cat != catBound || !s.fits(t, c) {
			continue
		}
		j := i + int(c.n)
		if n := s.bound(j, c.val, nd); n > 0 {
			return j + n - i
		}
		*nd = node{start: i}
	}
	return 0
}

// bound reads what stands behind one such word.
func (s *scan) bound(i int, val int32, nd *node) int {
	if i >= len(s.toks) {
		return 0
	}
	if s.is(i, ':') {
		i++
	}
	switch val {
	case boundWithin, boundIn, boundDuring, boundFor:
		return s.inside(i, val, nd)
	case boundBetween:
		nd.bound = boundNone
		return s.rangeOf(i, nd, true)
	case boundFrom:
		if n := s.rangeOf(i, nd, false); n > 0 {
			return n
		}
	}
	if val == boundBefore && s.negatedBefore(nd.start) {
		val = boundNotBefore
	}
	n := s.spanned(i, nd)
	if n > 0 && nd.kind == nodeSpan && val != boundAfter && val != boundBy {
		return 0
	}
	if n == 0 {
		n = s.timed(i, nd, true)
	}
	if n == 0 && val != boundFrom && val != boundSince {
		n = s.event(i, nd, val)
		return n
	}
	if val == boundFrom && nd.kind == nodeTime && nd.a.has == hasClock && nd.a.clock.weak && !nd.a.clock.exact && !nd.a.at {
		return 0 // "from 1 to 5"
	}
	nd.bound = val
	return n
}

// negatedBefore says that the verb before token i is denied: "we won't start before".
func (s *scan) negatedBefore(i int) bool {
	for back := 1; back <= 5 && back <= i; back++ {
		if s.toks[i-back].kind == tokPunct && s.toks[i-back].char != '\'' && s.toks[i-back].char != 0 {
			return false
		}
		if n, ok := s.findVal(i-back, catNot, notNegation); ok && n <= back {
			return true
		}
	}
	return false
}

// plain reads a phrase without a bound.
func (s *scan) plain(i int, nd *node, at bool) int {
	if n := s.spanned(i, nd); n > 0 {
		return n
	}
	if n := s.timed(i, nd, at); n > 0 {
		return n
	}
	if p := s.toks[i]; p.char == '+' && s.joined(i+1) { // "+15min"
		if sp, n := s.span(i + 1); n > 0 {
			nd.kind, nd.span, nd.bound = nodeSpan, sp, boundIn
			return n + 1
		}
	}
	return 0
}

// timed reads a time, or a range of times.
func (s *scan) timed(i int, nd *node, at bool) int {
	var e expr
	n := s.expr(i, &e, true)
	if n == 0 {
		return 0
	}
	if m := s.rangeBehind(i+n, &e, nd, false); m > 0 {
		return n + m
	}
	if e.has&hasNumber != 0 && !s.settle(&e, at) {
		if n = s.expr(i, &e, false); n == 0 {
			return 0
		}
	}
	if !e.strong && (!at || e.has&(hasClock|hasPart|hasPeriod|hasDay) == 0) && (e.has != hasPart || !s.hasJoin(i-1, joinIn)) {
		return 0
	}
	nd.kind, nd.a = nodeTime, e
	if k := s.boundBehind(i+n, nd); k > 0 {
		return n + k
	}
	return n + s.forBehind(i+n, nd)
}

// boundBehind reads the clock time behind a day: "Monday from 10 to 12", "tomorrow
// before noon", "Friday by 3pm".
func (s *scan) boundBehind(i int, nd *node) int {
	if nd.a.has&hasBase == 0 || nd.a.has&hasClock != 0 || i >= len(s.toks) {
		return 0
	}
	j := i
	if s.is(j, ',') {
		j++
	}
	b, ok := s.find(j, catBound)
	if !ok {
		return 0
	}
	var in node
	s.loose = true
	n := s.bounded(j, &in)
	s.loose = false
	if n == 0 || in.kind != nodeTime && in.kind != nodeRange || in.a.has&hasBase != 0 || in.b.has&hasBase != 0 {
		return 0
	}
	if b.val == boundIn || b.val == boundFor || b.val == boundDuring || b.val == boundWithin || in.a.has&hasTime == 0 {
		return 0
	}
	in.a.takeBase(&nd.a)
	if in.kind == nodeRange {
		in.b.takeBase(&nd.a)
	}
	in.start = nd.start
	*nd = in
	if nd.kind == nodeTime && nd.bound == boundFrom {
		n += s.forBehind(j+n, nd)
	}
	return j + n - i
}

// settle decides what the bare number of an expression is.
func (s *scan) settle(e *expr, at bool) bool {
	if e.has&(hasWeekday|hasDate|hasDom|hasOffset|hasPart|hasPeriod) == hasWeekday && !e.at && !e.approx && e.number >= 1 {
		e.has = e.has&^hasNumber | hasDom
		e.date = date{d: e.number}
		return true
	}
	return (e.at || at || e.approx || e.has&(hasPart|hasZone) != 0) && s.numberIsHour(e)
}

// numberIsHour makes the bare number an hour.
func (s *scan) numberIsHour(e *expr) bool {
	if e.has&hasNumber == 0 {
		return true
	}
	if e.number > 24 || e.has&hasClock != 0 {
		return false
	}
	e.has = e.has&^hasNumber | hasClock
	e.clock = clock{h: e.number, mer: hourMer(e.number, false), weak: true}
	e.strong = true
	return true
}

// forBehind reads "for 3 hours" behind a start.
func (s *scan) forBehind(i int, nd *node) int {
	k, ok := s.findVal(i, catBound, boundFor)
	if !ok || nd.a.has&(hasClock|hasDate|hasWeekday|hasOffset) == 0 {
		return 0
	}
	sp, n := s.span(i + k)
	if n == 0 {
		return 0
	}
	nd.kind, nd.span = nodeFor, sp
	return k + n
}
