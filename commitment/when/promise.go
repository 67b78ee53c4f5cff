package when

import (
	"strings"

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
)

var sayNames = []string{
	"", "us", "third", "det", "role", "you", "will", "uswill", "usbe", "be", "adverb", "stop", "gobe",
	"receive", "willbe", "passive", "letme", "letstop", "progressive", "does", "pledge", "notpledge",
	"cond", "condwhen", "condwhom", "imperative", "please", "giveme", "report", "hope", "asks", "have",
	"question", "clause",
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
	var found []undertaking
	for from := 0; from < len(s.toks); {
		to := s.sentenceEnd(from)
		if !s.quoted(from, to) {
			found = s.undertakings(from, to, p.done, found)
		}
		from = to
	}
	if len(found) == 0 {
		return nil, nil
	}
	times := p.times(s, t, &c)
	out := make([]Candidate, 0, len(found))
	for i := range found {
		out = append(out, s.candidate(found, i, times, t.printer))
	}
	return out, nil
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
	from, to              int // its sentence
	conditional, done     bool
}

// timeAt is a reading or a vague phrase with its tokens.
type timeAt struct {
	reading    *Reading
	start, end int
	rank       int
}

// times are all the time phrases of the text.
func (p *Parser) times(s *scan, t *tongue, c *Context) []timeAt {
	var out []timeAt
	p.each(s, t, c, func(nd *node, rd *Reading) bool {
		at := timeAt{start: nd.start, end: nd.end}
		if rd != nil {
			one := *rd
			at.reading, at.rank = &one, rd.rank(nd)
		}
		out = append(out, at)
		return true
	})
	return out
}

// sentenceEnd is the token after the sentence that starts at token i.
func (s *scan) sentenceEnd(i int) int {
	for j := i; j < len(s.toks); j++ {
		t := s.toks[j]
		if j+1 < len(s.toks) && strings.IndexByte(s.text[t.end:s.toks[j+1].start], '\n') >= 0 {
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
	return len(s.toks)
}

// abbreviation says that the dot at j belongs to "a.m." or to a number.
func (s *scan) abbreviation(j int) bool {
	if j+1 >= len(s.toks) || s.toks[j+1].upper {
		return false
	}
	return s.is(j-2, '.') && s.joined(j) && s.joined(j-1) || j > 0 && s.toks[j-1].kind == tokNumber && s.toks[j+1].kind == tokWord && s.lex.dayFirst
}

// quoted says that a sentence is someone else's: a quoted line, or words in
// quotation marks throughout.
func (s *scan) quoted(from, to int) bool {
	line := strings.LastIndexByte(s.text[:s.toks[from].start], '\n') + 1
	if strings.HasPrefix(strings.TrimLeft(s.text[line:], " \t"), ">") {
		return true
	}
	return s.quoteMark(from) && from+1 < to
}

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
func (s *scan) undertakings(from, to int, done bool, out []undertaking) []undertaking {
	question := s.is(to-1, '?')
	inQuote := false
	for i := from; i < to; {
		if s.quoteMark(i) {
			inQuote = !inQuote
		}
		u := undertaking{start: i, from: from, to: to}
		n := 0
		if !inQuote {
			n = s.undertaking(i, &u, done)
		}
		if n == 0 {
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
	for k := range out { // an undertaking ends where the next of its sentence starts
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
	for i > 0 && !(s.toks[i-1].kind == tokPunct && strings.IndexByte(".!?;", s.toks[i-1].char) >= 0) {
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
	for k := range times {
		at := &times[k]
		if at.end <= first || at.start >= u.end {
			continue
		}
		if at.reading == nil {
			vague = true
		} else if at.rank > best.rank && (at.rank > 2 || u.done) {
			best = *at
		}
	}
	last := s.trimEnd(u.verb, u.end)
	c.Reading = best.reading
	c.Vague = best.reading == nil && vague
	c.What = s.what(u.verb, last, best)
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
