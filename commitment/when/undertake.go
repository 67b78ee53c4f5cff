package when

// undertaking reads one that starts at token i: its subject and verb. It gives how
// many tokens to go on where it counts for nothing after all.
func (s *scan) undertaking(i int, u *undertaking, done bool) int {
	if s.says(i, sayNotPledge) {
		return 0
	}
	if n := s.pledge(i, u); n > 0 {
		return n
	}
	if n := s.assertion(i, u); n > 0 {
		return n
	}
	if n := s.letMe(i, u); n > 0 {
		return n
	}
	if n := s.subject(i); n > 0 {
		if k := s.predicate(i, i+n, u, done); k > 0 {
			return k
		}
	}
	if n := s.implied(i, u); n > 0 {
		return n
	}
	return s.addressed(i, u)
}

// pledge reads a whole phrase that undertakes. One that is weak ("expect a reply")
// does so where it starts a clause: "we expect a reply" is a hope.
func (s *scan) pledge(i int, u *undertaking) int {
	t := &s.toks[i]
	for k := t.sense + t.senses - 1; k >= t.sense; k-- {
		c := s.senses[k]
		if c.cat != catSay || c.val != sayPledge || !s.fits(t, c) {
			continue
		}
		starts := i == u.from || s.toks[i-1].kind == tokPunct || s.says(i-1, sayPlease)
		if _, and := s.join(i-1, joinAnd); c.flags&flagWeak != 0 && (!starts || and) || s.negated(i) {
			return 0
		}
		u.who, u.verb, u.yours = i, i, true
		return int(c.n)
	}
	return 0
}

func (s *scan) negated(i int) bool {
	for back := 1; back <= 3 && back <= i; back++ {
		if n, ok := s.say(i-back, sayNotPledge); ok && n >= back {
			return true
		}
	}
	return false
}

// assertion reads "I promise" and "I guarantee". With "to" or a thing it undertakes;
// before an undertaking it leaves the word to that; before or behind another clause
// ("this will never happen again", "it will be there, I promise") it does where a time
// is named.
func (s *scan) assertion(i int, u *undertaking) int {
	n, ok := s.say(i, sayAssert)
	if !ok || s.negated(i) || s.says(i, sayNotPledge) {
		return 0
	}
	j := i + n
	for j < u.to && (s.says(j, sayYou) || s.is(j, ',') || s.is(j, ':')) && !s.says(j+1, sayWill) {
		j++
	}
	if k, ok := s.say(j, sayClause); ok && k == 1 && j+1 < u.to { // that
		j++
	}
	switch {
	case j >= u.to || s.toks[j].kind == tokPunct:
		if i > u.from && !s.ourWord(u.from, i) {
			u.start, u.who, u.verb, u.timed = u.from, u.from, u.from, true
			return j - i
		}
		return 0
	case s.subject(j) > 0 || s.says(j, sayYou) || s.says(j, sayNotPledge):
		return 0
	}
	for k := j; k < u.to && (s.toks[k].kind != tokPunct || s.is(k, '\'')); k++ {
		u.timed = u.timed || k < j+8 && (s.says(k, sayWill) || s.says(k, sayBe) || s.says(k, sayNever))
	}
	u.start, u.who, u.verb = i, i, i
	return n
}

// ourWord says that somebody on our side undertakes something between two tokens.
func (s *scan) ourWord(from, to int) bool {
	for j := from; j < to; j++ {
		if n := s.subject(j); n > 0 && s.says(s.adverbs(j+n), sayWill) {
			return true
		}
	}
	return false
}

// letMe reads "let me check".
func (s *scan) letMe(i int, u *undertaking) int {
	n, ok := s.say(i, sayLetMe)
	if !ok || s.says(i, sayLetStop) {
		return 0
	}
	v := s.adverbs(i + n)
	if v >= len(s.toks) || s.toks[v].kind != tokWord || s.says(v, sayStop) {
		return 0
	}
	u.who, u.verb = i, v
	return v - i
}

// subject reads somebody on our side: "I", "our billing team", "the technician".
func (s *scan) subject(i int) int {
	if n, ok := s.say(i, sayUs); ok {
		return n + s.namedBehind(i+n)
	}
	if n, ok := s.say(i, sayThird); ok {
		return n
	}
	n, ok := s.say(i, sayDet)
	if !ok {
		return 0
	}
	for j, k := i+n, 0; k < 4 && j < len(s.toks) && s.toks[j].kind == tokWord; k++ {
		if r, ok := s.say(j, sayRole); ok {
			j += r
			for r, ok = s.say(j, sayRole); ok; r, ok = s.say(j, sayRole) {
				j += r
			}
			return j - i + s.namedBehind(j)
		}
		if s.says(j, sayWill) || s.says(j, sayUs) || s.says(j, sayYou) || s.says(j, sayClause) || s.says(j, sayBe) {
			return 0
		}
		j++
	}
	return 0
}

// namedBehind reads the name in "my colleague Jo", "our consultant Mike Ross".
func (s *scan) namedBehind(i int) int {
	n := 0
	for n < 2 && i+n < len(s.toks) && s.toks[i+n].kind == tokWord && s.toks[i+n].upper && s.toks[i+n].senses == 0 {
		n++
	}
	return n
}

// refers says that "what" stands before token i within its clause: "that is what we'll
// do" speaks of what is said elsewhere. "What I'll do is call them" does not.
func (s *scan) refers(from, i int) bool {
	for n := 1; n <= 2 && i-n > from; n++ {
		if w, ok := s.say(i-n, sayWhat); ok && w == n {
			return s.toks[i-n-1].kind != tokPunct
		}
	}
	return false
}

// onTime says that the verb at k, of a subject at i, undertakes in the present tense:
// "the technician comes on Friday". What is asked or supposed does not.
func (s *scan) onTime(i, k int) bool {
	return s.says(k, sayOnTime) && !s.says(k, sayStop) &&
		(i == 0 || !s.says(i-1, sayCond) && !s.says(i-1, sayCondWhen) && !s.says(i-1, sayQuestion) && !s.says(i-1, sayWhat))
}

func (s *scan) adverbs(i int) int {
	for range 4 {
		n, ok := s.say(i, sayAdverb)
		if !ok || s.says(i, sayStop) {
			break
		}
		i += n
	}
	return i
}

// predicate reads what a subject undertakes: "will …", "am going to …", "am sending",
// or a finite verb that does it alone.
func (s *scan) predicate(i, j int, u *undertaking, done bool) int {
	k := s.adverbs(j)
	if s.says(k, sayDoes) && !s.says(k, sayStop) {
		return s.accept(i, j, k, u)
	}
	if s.onTime(i, k) {
		u.timed = true
		return s.accept(i, j, k, u)
	}
	if s.refers(u.from, i) {
		return 0
	}
	if n, ok := s.say(k, sayWill); ok {
		return s.verb(i, j, k+n, u)
	}
	if n, ok := s.say(k, sayBe); ok {
		v := s.adverbs(k + n)
		if w, ok := s.say(v, sayWill); ok && w > 0 {
			return s.verb(i, j, v+w, u)
		}
		if s.says(v, sayProgressive) {
			return s.accept(i, j, v, u)
		}
	}
	if n, ok := s.say(k, sayHave); ok && done {
		v := s.adverbs(k + n)
		if v < len(s.toks) && s.toks[v].kind == tokWord && (s.says(v, sayPassive) || s.participle(v)) {
			u.done = true
			return s.accept(i, j, v, u)
		}
	}
	return 0
}

// participle recognizes the regular ones by their ending.
func (s *scan) participle(i int) bool {
	w := s.text[s.toks[i].start:s.toks[i].end]
	return len(w) > 4 && w[len(w)-2:] == "ed"
}

// verb reads the verb behind "will".
func (s *scan) verb(i, j, k int, u *undertaking) int {
	v := s.adverbs(k)
	if v >= len(s.toks) || s.toks[v].kind != tokWord {
		return 0
	}
	if s.says(v, sayGoBe) {
		return s.accept(i, j, v, u)
	}
	if s.says(v, sayStop) || s.says(k, sayStop) {
		return 0
	}
	if n, ok := s.say(v, sayBe); ok && !s.doing(v+n) {
		return 0
	}
	return s.accept(i, j, v, u)
}

// doing recognizes the rest of "be releasing", "be adding".
func (s *scan) doing(i int) bool {
	i = s.adverbs(i)
	if i >= len(s.toks) || s.toks[i].kind != tokWord {
		return false
	}
	w := s.text[s.toks[i].start:s.toks[i].end]
	return s.says(i, sayProgressive) || len(w) > 4 && w[len(w)-3:] == "ing"
}

func (s *scan) accept(i, j, v int, u *undertaking) int {
	u.start, u.who, u.verb = i, j, v
	return v - i + 1
}

// implied reads an undertaking whose subject is left out or part of the verb: "Will
// send the docs", "Gonna sort this", "and will call you", "enviaré".
func (s *scan) implied(i int, u *undertaking) int {
	if n, ok := s.say(i, sayUsWill); ok {
		return s.verb(i, i+n, i+n, u)
	}
	if n, ok := s.say(i, sayUsBe); ok {
		k := s.adverbs(i + n)
		if w, ok := s.say(k, sayWill); ok {
			return s.verb(i, i+n, k+w, u)
		}
		if s.says(k, sayProgressive) {
			return s.accept(i, i+n, k, u)
		}
	}
	if s.lex.proDrop && s.says(i, sayDoes) && !s.says(i, sayStop) && !s.refers(u.from, i) {
		return s.accept(i, i, i, u)
	}
	if n, ok := s.say(i, sayDoes); ok && s.lex.inverts && s.says(i+n, sayUs) { // "melde ich mich"
		return s.accept(i, i, i, u)
	}
	n, ok := s.say(i, sayWill)
	if !ok {
		return 0
	}
	if s.lex.inverts {
		if k, ok := s.say(i+n, sayUs); ok { // "werden wir"
			return s.accept(i, i+n+k, i+n, u)
		}
	}
	if s.lex.proDrop || s.startsClause(i) {
		return s.verb(i, i, i+n, u)
	}
	return 0
}

// startsClause says that token i starts the sentence, or follows "and" or a comma:
// a place where the subject may be left out.
func (s *scan) startsClause(i int) bool {
	j := i
	for j > 0 && s.says(j-1, sayAdverb) {
		j--
	}
	if j == 0 || s.toks[j-1].kind == tokPunct && s.toks[j-1].char != '\'' && s.toks[j-1].char != ')' && s.toks[j-1].char != '/' {
		return true
	}
	if n, ok := s.join(j-1, joinAnd); ok && n == 1 {
		return !s.passiveBefore(j - 1)
	}
	return false
}

// passiveBefore says that the "and" at i goes on with a subject that is not ours: "the
// order will arrive and will be …".
func (s *scan) passiveBefore(i int) bool {
	for back := 1; back <= 14 && back <= i; back++ {
		if s.says(i-back, sayUs) || s.says(i-back, sayThird) || s.says(i-back, sayRole) {
			return false
		}
		if s.toks[i-back].kind == tokPunct && s.toks[i-back].char == '.' {
			break
		}
	}
	return true
}

// addressed reads what is undertaken without naming us: "you will receive", "the
// amount will be transferred".
func (s *scan) addressed(i int, u *undertaking) int {
	if n, ok := s.say(i, sayYou); ok {
		k := s.adverbs(i + n)
		w, ok := s.say(k, sayWill)
		if !ok {
			return s.hears(i, k, u)
		}
		v := s.adverbs(k + w)
		if !s.says(v, sayReceive) && !s.says(v, sayHears) || s.says(v, sayStop) && !s.says(v, sayHears) || s.says(v, sayHave) && v+1 < len(s.toks) && s.toks[v+1].kind == tokWord && s.participle(v+1) {
			return 0 // "as you will have noticed" tells what is past
		}
		u.yours = true
		return s.accept(i, i, v, u)
	}
	if n, ok := s.say(i, sayGoods); ok {
		k := s.adverbs(i + n)
		for range 3 { // your new card
			if s.onTime(i, k) || k+1 >= len(s.toks) || s.toks[k].kind != tokWord || s.says(k, sayWill) || s.says(k, sayClause) {
				break
			}
			k = s.adverbs(k + 1)
		}
		if s.onTime(i, k) {
			u.timed = true
			return s.accept(i, k, k, u)
		}
	}
	n, ok := s.say(i, sayWillBe)
	if !ok {
		return 0
	}
	v := s.adverbs(i + n)
	u.timed = s.says(v, sayPassiveAt)
	for k := 0; s.lex.inverts && k < 7 && v < u.to && !s.says(v, sayPassive) && !u.timed; k++ {
		v++ // the participle stands at the end: "wird Ihnen bis Freitag erstattet"
	}
	if !s.says(v, sayPassive) && !u.timed || s.says(i, sayStop) || s.says(v-1, sayStop) {
		u.timed = false
		return 0
	}
	start := i
	for start > u.from && s.toks[start-1].kind != tokPunct && (!s.says(start-1, sayClause) || start-1 <= u.from) {
		start--
	}
	u.start, u.who, u.verb = start, start, start
	return v - i + 1
}

// hears reads "you hear from me by 11:30": in the present tense it undertakes where a
// time is named, and where nothing is asked or supposed.
func (s *scan) hears(i, k int, u *undertaking) int {
	if !s.says(k, sayHears) || i > 0 && (s.says(i-1, sayCond) || s.says(i-1, sayCondWhen) || s.says(i-1, sayQuestion) || s.says(i-1, sayWhat) || s.says(i-1, sayAsks)) {
		return 0
	}
	u.timed, u.yours = true, true
	return s.accept(i, i, k, u)
}

// conditional says that an undertaking hangs on something, mostly on what the
// customer does.
func (s *scan) conditional(u *undertaking) bool {
	for j := u.from; j < u.to; j++ {
		if n, ok := s.say(j, sayAsks); ok {
			j += n - 1
			continue
		}
		if j >= u.start && j <= u.verb {
			continue
		}
		if s.says(j, sayCond) {
			return true
		}
		if n, ok := s.say(j, sayCondWhen); ok && s.theirs(j+n) {
			return true
		}
	}
	return s.asked(u) || s.askedBefore(u)
}

// askedBefore says that the sentence before asks for what this one needs: "Can you DM
// us your number? We'll take a look."
func (s *scan) askedBefore(u *undertaking) bool {
	if u.start != u.from || u.from == 0 {
		return false
	}
	head := true
	for j := u.before; j < u.from; j++ {
		if head && s.says(j, sayAskInfo) {
			return true
		}
		n, ok := s.say(j, sayPlease)
		if ok {
			j += n - 1
		}
		head = ok || s.toks[j].kind == tokPunct && s.toks[j].char != '\''
	}
	return false
}

// theirs says that what follows "once" is for the customer to do.
func (s *scan) theirs(i int) bool { return s.says(i, sayCondWhom) }

// asked says that the sentence asks the customer for something first: "DM us and
// we'll look".
func (s *scan) asked(u *undertaking) bool {
	head := true // at a place where an imperative may stand
	for j := u.from; j < u.start; j++ {
		if s.says(j, sayGiveMe) {
			head = false
			continue
		}
		if head && s.says(j, sayImperative) {
			return true
		}
		switch n, ok := s.say(j, sayPlease); {
		case ok:
			j += n - 1
			head = true
		case s.toks[j].kind == tokPunct:
			head = s.toks[j].char != '\''
		default:
			if _, and := s.join(j, joinAnd); and {
				head = true
				continue
			}
			head = false
		}
	}
	return false
}
