package when

import (
	"slices"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// Values of catSay: what words do in an undertaking.
const (
	sayNone        int32 = iota
	sayUs                // I, we
	sayThird             // they, someone
	sayDet               // our, the: before a role
	sayRole              // team, engineer: after one
	sayYou               // the customer
	sayWill              // will, going to
	sayUsWill            // imma
	sayUsBe              // im
	sayBe                // am, are
	sayAdverb            // may stand before the verb
	sayStop              // verbs that undertake nothing: "be happy to", "need"
	sayGoBe              // be in touch
	sayReceive           // you will receive
	sayWillBe            // will be: before a passive
	sayPassive           // refunded, shipped
	sayLetMe             // let me
	sayLetStop           // let me know
	sayProgressive       // sending: after "I'm"
	sayDoes              // a finite verb that undertakes by itself: "melde", "enviaré"
	sayPledge            // whole phrases: "you have my word"
	sayNotPledge         // "can't promise"
	sayCond              // if, unless
	sayCondWhen          // once, as soon as: conditional where it is theirs to do
	sayCondWhom          // what makes it theirs: you, we receive
	sayImperative        // DM, send: what they shall do first
	sayPlease            // may stand before an imperative
	sayGiveMe            // "give me a minute": asks for nothing but patience
	sayReport            // said, told: someone else's words
	sayHope              // hope, might
	sayAsks              // "see if": no condition
	sayHave              // have: before what is done
	sayQuestion          // starts a question
	sayClause            // starts another clause
	sayAskInfo           // DM, send: asks for what the next sentence needs
	sayAssert            // I promise, I guarantee: what follows says whether it undertakes
	sayWhat              // what, how: "what we'll do" only refers
	sayGoods             // refund, parcel: comes to the customer at a time
	sayOnTime            // comes, goes out: undertakes where a time is named
	sayPassiveAt         // there, back: after "will be", where a time is named
	sayGets              // you will receive, you get: before what we deliver
	sayHears             // hear from us: to us, getting in touch
	sayNever             // not, never: what is promised not to happen is no deed
)

var sayNames = []string{
	"", "us", "third", "det", "role", "you", "will", "uswill", "usbe", "be", "adverb", "stop", "gobe",
	"receive", "willbe", "passive", "letme", "letstop", "progressive", "does", "pledge", "notpledge",
	"cond", "condwhen", "condwhom", "imperative", "please", "giveme", "report", "hope", "asks", "have",
	"question", "clause", "askinfo", "assert", "what", "goods", "ontime", "passiveat", "gets", "hears", "never",
}

func (s *scan) say(i int, val int32) (int, bool) { return s.findVal(i, catSay, val) }

func (s *scan) says(i int, val int32) bool {
	_, ok := s.say(i, val)
	return ok
}

// Promises finds what our side undertakes in text, by Start. It reads what agents
// write: an undertaking is ours or a colleague's ("I'll", "our team is going to",
// "let me check", "you will receive"), not the customer's own task, a hope, a service
// statement, an offer put as a question, a pleasantry or quoted text. A text without
// any gives none and no error. The error wraps [ErrLanguage].
func (p *Parser) Promises(text string, c Context) ([]Candidate, error) {
	t, err := p.tongue(c.Language)
	if err != nil {
		return nil, err
	}
	s := newScan(t.lexicon, text)
	defer s.release()
	found := s.allUndertakings(p.done)
	if len(found) == 0 {
		return nil, nil
	}
	times := p.times(s, t, &c)
	out := make([]Candidate, 0, len(found))
	for i := range found {
		c := s.candidate(found, i, times, t.printer)
		if found[i].timed && (c.Reading == nil || c.Reading.Kind == Recurring || c.Reading.Kind == Relative) {
			continue
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

// maxSentence bounds a sentence in tokens, so that looking around in it costs no more
// than a fixed time for each undertaking.
const maxSentence = 250

// allUndertakings goes through the sentences of the text.
func (s *scan) allUndertakings(done bool) []undertaking {
	var found []undertaking
	quoted, before := false, 0
	for from := 0; from < len(s.toks); {
		to := s.sentenceEnd(from)
		if from == 0 || s.newLine(from) {
			quoted = s.is(from, '>')
		}
		if !quoted && (!s.quoteMark(from) || from+1 >= to) {
			found = s.undertakings(before, from, to, done, found)
		}
		before, from = from, to
	}
	return found
}

// newLine says that token i starts a line.
func (s *scan) newLine(i int) bool {
	return strings.IndexByte(s.text[s.toks[i-1].end:s.toks[i].start], '\n') >= 0
}

// Ask is the question "by when?" in the language of the message where a candidate
// has no time, or only a vague one; else "". It is for us to answer before the
// message goes out (practice B4).
func (c Candidate) Ask() string {
	if c.Reading != nil || c.Done {
		return ""
	}
	return say(c.texts, "ask")
}

// undertaking is a promise as found: tokens of its subject, verb, sentence.
type undertaking struct {
	start, who, verb, end int // who is the end of the subject
	before, from, to      int // the sentence before, and its own
	conditional, done     bool
	timed                 bool // undertakes nothing unless a time is named
	yours                 bool // said of the customer: "you will receive"
}

// timeAt is a reading or a vague phrase with its tokens.
type timeAt struct {
	reading    *Reading
	start, end int
	rank       int
	vague      bool
}

// times are all the time phrases of the text.
func (p *Parser) times(s *scan, t *tongue, c *Context) []timeAt {
	var out []timeAt
	var day time.Time // that the sentence named last; it ends at token until
	until := 0
	p.each(s, t, c, func(nd *node, rd *Reading) bool {
		at := timeAt{start: nd.start, end: nd.end, vague: nd.kind == nodeVague}
		if rd != nil {
			one := *rd
			if nd.start >= until {
				day = time.Time{}
			}
			if !day.IsZero() && nd.clockOnly() {
				p.onDay(s, t, c, nd, &one, day)
			}
			at.reading, at.rank = &one, one.rank(nd)
			if nd.namesDay() && one.Deadline.After(c.Now) && !s.possessive(nd.end) {
				day, until = startOf(&one), s.sentenceEnd(nd.start)
			}
		}
		out = append(out, at)
		return true
	})
	return out
}

// namesDay says that a phrase names a day; clockOnly that it names nothing but a time
// of the day.
func (nd *node) namesDay() bool { return nd.kind == nodeTime && nd.a.has&hasDay != 0 }
func (nd *node) clockOnly() bool {
	return nd.kind == nodeTime && nd.a.has&hasClock != 0 && nd.a.has&hasBase == 0
}

// possessive says that token i is the end of "Friday's".
func (s *scan) possessive(i int) bool { return s.is(i, '\'') }

// startOf is the start of the day of a reading, in its zone.
func startOf(rd *Reading) time.Time {
	at := rd.Deadline
	if !rd.Earliest.IsZero() && rd.Kind != By {
		at = rd.Earliest
	}
	y, m, d := at.Date()
	start, _ := calendar.Wall(calendar.Date{Year: y, Month: m, Day: d}, 0, at.Location())
	return start
}

// onDay reads a bare time of the day on the day that its sentence named before: "I'll
// look at it tomorrow at 9 and write to you by 10".
func (p *Parser) onDay(s *scan, t *tongue, c *Context, nd *node, rd *Reading, day time.Time) {
	then, later := *c, Reading{}
	then.Now = day
	if !day.After(c.Now) || !p.read(s, t, &then, nd, &later) {
		return
	}
	if later.Kind == By {
		later.Earliest = c.Now.In(later.Deadline.Location())
	}
	*rd = later
}

// sentenceEnd is the token after the sentence that starts at token i.
func (s *scan) sentenceEnd(i int) int {
	end := min(i+maxSentence, len(s.toks))
	for j := i; j < end; j++ {
		t := s.toks[j]
		if j+1 < len(s.toks) && s.newLine(j+1) {
			return j + 1
		}
		if t.kind != tokPunct {
			continue
		}
		switch t.char {
		case '!', '?', ';':
			return j + 1
		case '.':
			if !s.joined(j+1) && !s.abbreviation(j) {
				return j + 1
			}
		}
	}
	return end
}

// abbreviation says that the dot at j belongs to "a.m." or to a number.
func (s *scan) abbreviation(j int) bool {
	if j+1 >= len(s.toks) || s.toks[j+1].upper {
		return false
	}
	return s.is(j-2, '.') && s.joined(j) && s.joined(j-1) || j > 0 && s.toks[j-1].kind == tokNumber && s.toks[j+1].kind == tokWord && s.lex.dayFirst
}

// quoteMark says that token i is a quotation mark.
func (s *scan) quoteMark(i int) bool {
	if i >= len(s.toks) || s.toks[i].kind != tokPunct {
		return false
	}
	switch s.words(i, i+1) {
	case "\"", "“", "”", "„", "«", "»":
		return true
	}
	return false
}

// undertakings appends those of one sentence.
func (s *scan) undertakings(before, from, to int, done bool, out []undertaking) []undertaking {
	old := len(out)
	question := s.is(to-1, '?')
	inQuote := false
	for i := from; i < to; {
		if s.quoteMark(i) {
			inQuote = !inQuote
		}
		u := undertaking{start: i, before: before, from: from, to: to}
		n := 0
		if !inQuote {
			n = s.undertaking(i, &u, done)
		}
		if n == 0 || u.verb >= to { // none, or its verb is in the next sentence
			i++
			continue
		}
		if question && !s.beforeTag(i, to) || s.hearsay(from, i) {
			i += n
			continue
		}
		i += n
		if last := len(out) - 1; last >= 0 && u.start <= out[last].verb {
			continue // part of the one before
		}
		u.conditional = s.conditional(&u)
		out = append(out, u)
	}
	for k := old; k < len(out); k++ { // an undertaking ends where the next of its sentence starts
		out[k].end = out[k].to
		if k+1 < len(out) && out[k+1].from == out[k].from {
			out[k].end = out[k+1].start
		}
	}
	return out
}

// beforeTag says that the question comes after a comma behind the undertaking:
// "I'll call you at 3, ok?".
func (s *scan) beforeTag(i, to int) bool {
	if s.says(s.firstWord(i), sayQuestion) {
		return false
	}
	for j := to - 2; j > i && to-j < 7; j-- {
		if s.is(j, ',') {
			return true
		}
	}
	return false
}

func (s *scan) firstWord(i int) int {
	stop := max(0, i-maxSentence)
	for i > stop && (s.toks[i-1].kind != tokPunct || strings.IndexByte(".!?;", s.toks[i-1].char) < 0) {
		i--
	}
	return i
}

// hearsay says that the words before token i put what follows into someone else's
// mouth, or make it a hope.
func (s *scan) hearsay(from, i int) bool {
	for j := from; j < i; j++ {
		if s.says(j, sayReport) {
			return true
		}
		if s.says(j, sayHope) && i-j < 8 && !s.clauseBetween(j, i) {
			return true
		}
	}
	return false
}

// clauseBetween says that a comma or a "but" separates two tokens.
func (s *scan) clauseBetween(a, b int) bool {
	for j := a + 1; j < b; j++ {
		if s.is(j, ',') || s.is(j, ':') || s.says(j, sayClause) && j+1 < b+1 && s.toks[j].end-s.toks[j].start <= 3 {
			return true
		}
	}
	return false
}

// candidate says what was found in words, with its time.
func (s *scan) candidate(all []undertaking, i int, times []timeAt, pr *locale.Printer) Candidate {
	u := all[i]
	first := u.start
	if i == 0 || all[i-1].from != u.from {
		first = u.from // a time before the subject: "By 5pm we will …"
	}
	c := Candidate{Who: s.words(u.start, u.who), Conditional: u.conditional, Done: u.done, texts: pr}
	best := timeAt{rank: 1}
	vague := false
	k, _ := slices.BinarySearchFunc(times, first+1, func(t timeAt, i int) int { return t.end - i })
	for ; k < len(times) && times[k].start < u.end; k++ {
		at := &times[k]
		if at.reading == nil {
			vague = vague || at.vague
		} else if at.rank > best.rank && (at.rank > 2 || u.done) {
			best = *at
		}
	}
	last := s.trimEnd(u.verb, u.end)
	c.Reading = best.reading
	c.Vague = best.reading == nil && vague
	c.What = s.deed(&u, last, best, pr)
	c.Start, c.End = int(s.toks[u.start].start), int(s.toks[last-1].end)
	return c
}

// trimEnd leaves out the punctuation and the "and" at the end of an undertaking.
func (s *scan) trimEnd(verb, end int) int {
	for end > verb+1 && (s.toks[end-1].kind == tokPunct && s.toks[end-1].char != ')' || s.says(end-1, sayClause) && s.toks[end-1].end-s.toks[end-1].start <= 4) {
		end--
	}
	return end
}

// deed is what we do, in words: what the customer will get is for us to deliver, whom
// they will hear from is to get in touch. Else it is the verb phrase.
func (s *scan) deed(u *undertaking, end int, at timeAt, pr *locale.Printer) string {
	plain := s.what(u.verb, end, at)
	if !u.yours && !s.lex.proDrop {
		return plain
	}
	if n, ok := s.say(u.verb, sayHears); ok && u.verb+n <= end {
		return strings.TrimSpace(pr.Text("deed.contact", "what", s.restOf(u.verb+n, end, at)))
	}
	n, ok := s.say(u.verb, sayGets)
	v := u.verb + n
	if !ok || v >= end || s.toks[v].kind != tokWord || s.says(v, sayPassive) || s.says(v, sayPassiveAt) || s.hasJoin(v, joinTo) || s.participle(v) {
		return plain // "you'll get notified", "you'll get to see it"
	}
	if rest := s.restOf(v, end, at); rest != "" {
		return pr.Text("deed.deliver", "what", rest)
	}
	return plain
}

// restOf is what the words from v to end say besides the time.
func (s *scan) restOf(v, end int, at timeAt) string {
	if v >= end {
		return ""
	}
	return strings.Trim(s.what(v, end, at), " ,")
}

// what is the verb phrase without its time.
func (s *scan) what(verb, end int, at timeAt) string {
	if at.reading == nil || at.start < verb || at.start >= end {
		return s.words(verb, end)
	}
	head := strings.TrimRight(s.words(verb, at.start), " ,")
	tail := ""
	if at.end < end {
		tail = strings.TrimLeft(s.words(at.end, end), " ,")
	}
	if head == "" {
		return tail
	}
	if tail == "" {
		return head
	}
	return head + " " + tail
}
