package infer

import (
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/internal/act"
)

// listener reads a message of the customer, sentence by sentence. What waits
// for an answer is settled once; later sentences add to it.
type listener struct {
	*reading
	pending Pending  // what still waits
	ours    *message // our last message; nil until it is needed
	told    int      // index of the Tell in the moves, -1: none
	answer  int      // index of the Answer, -1: none
	replied bool     // something pending was settled by this message
	absorb  bool     // what follows belongs to the correction or the rating
	vented  bool
}

// theirs reads a turn of the customer.
func (d *reading) theirs() {
	l := &listener{reading: d, pending: d.c.Pending, told: -1, answer: -1}
	for i := range d.msg.sentences {
		l.sentence(&d.msg.sentences[i])
	}
	l.goesOn()
	l.outburst()
	l.weigh()
}

// weigh looks at the moves of the whole message: a first message that only
// vents still tells what happened, and a remark beside something weightier is no
// account of its own.
func (l *listener) weigh() {
	if len(l.msg.sentences) == 0 {
		return
	}
	others := false
	for i := range l.out.Moves {
		switch l.out.Moves[i].Move.(type) {
		case move.Greet, move.Thank, move.Vent, move.Tell:
		default:
			others = true
		}
	}
	last := &l.msg.sentences[len(l.msg.sentences)-1]
	switch {
	case l.told >= 0:
		if in := &l.out.Moves[l.told]; others && in.Confidence < weak && l.c.LastHeard != "" {
			in.Confidence, in.Sure = 0.5, 0.5 >= l.r.sure
		}
	case !others && l.vented && l.c.LastHeard == "" && substance(&l.msg):
		first := &l.msg.sentences[0]
		again := l.msg.has(act.Repeated) || l.msg.is(cueRepeat)
		l.add(move.Tell{What: l.msg.words(first.start, last.end), Again: again, Urgent: l.msg.is(cueUrgent)}, 0.7, first.start, last.end)
	}
}

// substance reports whether a message is long enough to say what happened.
func substance(m *message) bool {
	words := 0
	for i := range m.sentences {
		words += m.sentences[i].words
		if m.sentences[i].has(act.Problem, act.Fails) {
			return true
		}
	}
	return words >= 8
}

// weak is the confidence below which an account needs company to stand.
const weak = 0.65

// sentence reads one sentence. What waits for an answer comes first: the same
// "yes" is a confirmation, a choice or an answer by what was asked.
func (l *listener) sentence(p *sentence) {
	polite, hot := l.courtesies(p), l.vents(p)
	switch {
	case l.absorb && l.find(move.KindRate) >= 0:
	case l.voices(p), l.replies(p), l.claims(p):
	case !l.pending.Verify && l.tries(p), l.fixes(p), l.tries(p), l.chases(p):
	case hot && (p.question || p.is(cueRhetorical)) && !p.has(act.Supervisor): // rhetorical
	case hot && p.is(cueAlready) && !l.data(p):
	case hot && p.has(act.Leave) && !p.has(act.Supervisor, act.Problem):
	case !p.question && (!l.pending.Question || !l.data(p)) && (p.has(act.Hold) || p.is(cueHold) || p.is(cueLater) && l.waiting()): // "one sec, let me look"
	case l.absorb && !p.question && !p.has(act.Problem, act.Wish, act.Supervisor):
		l.agrees(p)
	case yes(p) && !p.question && l.proposed() && l.agrees(p):
	case (yes(p) || no(p)) && l.answers(p):
	case l.requests(p), l.answers(p), l.agrees(p):
	case polite && l.polite(p) || hot && l.bare(p):
	default:
		l.tells(p)
	}
}

// waiting reports whether we wait for something of theirs.
func (l *listener) waiting() bool {
	return l.pending.Question || l.pending.Verify || l.pending.Steps > 0 || l.pending.Wish
}

// bare reports whether a sentence says nothing beyond its courtesy or outburst.
func (l *listener) bare(p *sentence) bool {
	return p.words < 12 && !p.has(act.Problem, act.Fails, act.Repeated) && !p.is(cueUrgent, cueVague)
}

// polite reports whether a sentence is courtesy and little else.
func (l *listener) polite(p *sentence) bool {
	if p.has(act.Thank) || !l.bare(p) {
		return l.bare(p)
	}
	rest := 0
	for i := p.first; i <= p.last; i++ {
		k := &l.msg.toks[i]
		if !slices.ContainsFunc(p.acts, func(a act.Act) bool {
			return (a.Kind == act.Greet || a.Kind == act.Farewell) && k.Start < a.End && a.Start < k.End
		}) {
			rest++
		}
	}
	return rest < 5
}

// last returns our last message, read once.
func (l *listener) last() *message {
	if l.ours == nil {
		m := l.other(l.c.LastOurs)
		l.ours = &m
	}
	return l.ours
}

// courtesies reads greetings, thanks and farewells, which stand beside
// everything else.
func (l *listener) courtesies(p *sentence) bool {
	found := false
	for _, a := range p.acts {
		switch a.Kind {
		case act.Greet, act.Farewell:
			if p.question && p.words < 3 {
				continue // "hello??"
			}
			l.once(move.Greet{Farewell: a.Kind == act.Farewell}, a)
		case act.Thank:
			l.once(move.Thank{For: move.ForHelp}, a)
		default:
			continue
		}
		found = true
	}
	return found
}

// once adds a move whose kind the turn does not have yet.
func (d *reading) once(m move.Move, a act.Act) {
	if d.find(m.Kind()) < 0 {
		d.add(m, a.Confidence, a.Start, a.End)
	}
}

// vents reads plain words of feeling, insults and the threat to leave (A2).
func (l *listener) vents(p *sentence) bool {
	if l.out.Temper.Level == temper.Calm && (p.has(act.Confirm, act.Works, act.Thank) || l.relieved()) {
		return false // "Finally somebody who gets it" after a yes is relief
	}
	start, end, conf := p.start, p.end, 0.0
	venting, vents := p.hit(cueVent)
	insult, insults := p.hit(cueInsult)
	switch {
	case vents:
		start, end, conf = venting.start, venting.end, 0.8
	case insults:
		start, end, conf = insult.start, insult.end, 0.85
	case p.has(act.Leave) && !p.question && !p.is(cueRequest, cueFine, cueAll) && !p.has(act.Works, act.Thank):
		conf = 0.7
	case p.question && p.is(cueRhetorical):
		conf = 0.75
	case p.is(cueAlready) && l.c.Pending.Question && l.c.LastHeard != "":
		conf = 0.65 // asked again for what they gave
	case p.upper >= 2 && p.exclaim || p.upper >= 4 || l.shouts(p):
		conf = 0.65
	default:
		return false
	}
	if !l.vented {
		l.vented = true
		l.add(move.Vent{Feeling: l.msg.words(start, end)}, conf, start, end)
	}
	return true
}

// shouts reports a sentence all in capitals in a message that holds more of them.
// Short words and single ones are names of things: "DNS", "TTL".
func (l *listener) shouts(p *sentence) bool {
	upper, words := 0, 0
	for i := range l.msg.sentences {
		if q := &l.msg.sentences[i]; q.upper > 0 && q.upper*2 >= q.words {
			upper += q.upper
			words += q.words
		}
	}
	return p.upper*2 >= p.words && upper >= 3 && words >= 4
}

// relieved reports whether they agreed or thanked us earlier in this message.
func (l *listener) relieved() bool {
	return slices.ContainsFunc(l.out.Moves, func(m Inferred) bool {
		switch m.Move.(type) {
		case move.Confirm, move.Thank, move.Choose:
			return true
		}
		return false
	})
}

// outburst adds a Vent to an angry message without plain words of feeling.
func (l *listener) outburst() {
	if l.vented || l.out.Temper.Level < temper.Angry {
		return
	}
	start, end := 0, len(l.msg.s)
	if ev := l.out.Temper.Evidence; len(ev) > 0 {
		start, end = ev[0].Start, ev[0].End
	}
	conf := 0.2 + l.out.Temper.Score/2
	switch {
	case l.replied:
		conf -= 0.15
	case l.find(move.KindRequest) >= 0 && !l.msg.loud():
		conf -= 0.05
	}
	l.add(move.Vent{Feeling: l.msg.words(start, end)}, conf, start, end)
}

// claims reads a promise of ours that they name (C13), and that it was not kept.
func (l *listener) claims(p *sentence) bool {
	a, ok := p.act(act.BrokenPromise)
	named, broken := p.is(cuePromised), p.is(cueBroken)
	if !ok && l.misses(p) {
		l.add(move.Claim{What: l.msg.text(p), Broken: true, Promise: l.recorded(time.Time{})}, 0.7, p.start, p.end)
		return true
	}
	if !named && !broken || !ok && !p.is(cueStrongClaim) && (!named || !broken) {
		return false
	}
	if p.question && !named && !p.exclaim {
		return false
	}
	start, end, conf := p.start, p.end, 0.8
	if ok {
		conf = a.Confidence
	}
	m := move.Claim{What: l.msg.text(p), Broken: broken || p.is(cueRepeat)}
	from := start
	if h, ok := p.hit(cuePromised); ok {
		from = h.start
	}
	m.Due = l.claimed(start, end, from)
	m.Broken = m.Broken || !m.Due.IsZero() && m.Due.Before(l.turn.At)
	m.Promise = l.recorded(m.Due)
	l.add(m, conf, start, end)
	if p.has(act.Problem) && p.words > 14 {
		l.tells(p)
	}
	return true
}

// misses reports that a short message finds something missing while a promise of ours is
// overdue: "it's 17:40. no money".
func (l *listener) misses(p *sentence) bool {
	const short = 12
	if p.question || p.exclaim || !p.is(cueNot) || p.is(cueYes, cueAck, cueRequest, cueWish) || p.has(act.Wish) || len(l.msg.toks) > short || l.pending.Verify || l.pending.Question && l.asked() || l.find(move.KindClaim) >= 0 {
		return false
	}
	return slices.ContainsFunc(l.c.Open, func(o OpenPromise) bool { return !o.Due.IsZero() && o.Due.Before(l.turn.At) })
}

// voices reads what product must hear (A27).
func (l *listener) voices(p *sentence) bool {
	h, ok := p.hit(cueVoice)
	if !ok || l.pending.Wish || len(l.pending.Offer) > 0 {
		return false
	}
	l.add(move.Voice{Topic: topicWish, What: l.msg.text(p), Wish: true}, 0.8, h.start, p.end)
	return true
}

// topicWish is the topic of wishes for the product that nobody sorted yet.
const topicWish move.Topic = "product-wish"

// tries reads steps that they took and how it went (A14, A28).
func (l *listener) tries(p *sentence) bool {
	h, ok := p.hit(cueTried)
	if !ok && l.c.Pending.Steps > 0 {
		h, ok = p.hit(cueDidStep)
	}
	if !ok || p.question && !p.exclaim {
		return false
	}
	m := move.Tried{What: l.msg.text(p)}
	switch {
	case p.has(act.Fails) || p.is(cueFailed):
		m.Outcome = move.Failed
	case p.has(act.Works) || p.is(cueWorked):
		m.Outcome = move.Worked
	}
	if i := l.find(move.KindTried); i >= 0 {
		return true
	}
	l.add(m, 0.8, h.start, p.end)
	l.answeredBeside()
	if p.has(act.Problem) && l.told < 0 && h.start > p.start+12 {
		l.tells(p)
	}
	return true
}

// chases reads the question where we are.
func (l *listener) chases(p *sentence) bool {
	if !p.is(cueChase) || !p.question && p.words > 9 {
		return false
	}
	if l.find(move.KindChase) < 0 {
		l.add(move.Chase{What: l.msg.text(p), Urgent: p.is(cueUrgent) || p.exclaim}, 0.8, p.start, p.end)
	}
	return true
}

// requests reads questions and demands. A demand for a solution is a wish once
// the problem is plain (A11); what a reader can answer at once is clear (A1).
func (l *listener) requests(p *sentence) bool {
	demand := p.has(act.Wish, act.Supervisor) || p.is(cueRequest) && (p.question || l.demands(p)) || l.orders(p)
	if !p.question && !demand && !p.is(cueAsks) {
		return false
	}
	if p.question && !demand && (p.words < 2 || p.words < 4 && !p.is(cueWh, cueAsks) && l.hot(p)) {
		return true // "Saved??", "FIFTY QUID???"
	}
	if !p.question && p.is(cueWish) && !p.has(act.Supervisor) {
		l.wish(p, 0.75)
		return true
	}
	conf := 0.75
	if demand || p.question && p.words > 3 {
		conf = 0.8
	}
	if !p.question && !p.has(act.Supervisor) && l.find(move.KindTell) >= 0 {
		conf = 0.65
	}
	if i := l.find(move.KindRequest); i >= 0 {
		m := l.out.Moves[i].Move.(move.Request)
		m.Urgent, m.Clear = m.Urgent || p.is(cueUrgent), m.Clear || l.clear(p)
		l.out.Moves[i].Move = m
		return true
	}
	l.add(move.Request{What: l.msg.text(p), Clear: l.clear(p), Urgent: p.is(cueUrgent)}, conf, p.start, p.end)
	if p.has(act.Problem) && p.words > 10 || p.question && l.opensWithAccount(p) {
		l.tells(p)
	}
	return true
}

// demands reports a statement whose demand carries it: it stands near the front or
// behind a comma, or they say please. "I know what you can do" asks for nothing.
func (l *listener) demands(p *sentence) bool {
	const front = 5
	if p.is(cuePlease) {
		return true
	}
	for _, h := range p.hits {
		if h.cue != cueRequest {
			continue
		}
		for i := p.first; i <= p.last && l.msg.toks[i].Start <= h.start; i++ {
			if l.msg.toks[i].Start == h.start && (i < p.first+front || l.msg.comma(i) || l.msg.comma(i-1)) {
				return true
			}
		}
	}
	return false
}

// orders reports a sentence that opens with an instruction: "then cancel both".
func (l *listener) orders(p *sentence) bool {
	const front = 6
	if h, ok := p.hit(cueAdvise); ok && h.start < p.start+front && p.words > 2 && !p.question && !p.has(act.Hold) {
		return l.c.Pending.Steps == 0
	}
	return false
}

// opensWithAccount reports a question with an account in front of it: "my wifi
// is slow, what can I do?".
func (l *listener) opensWithAccount(p *sentence) bool {
	if p.is(cueAsks) || p.words < 9 {
		return false
	}
	for i := p.first + 4; i <= p.last; i++ {
		if !l.msg.comma(i) {
			continue
		}
		for _, h := range p.hits {
			if h.cue == cueRequest && h.end < l.msg.toks[i].Start {
				return false
			}
			if (h.cue == cueWh || h.cue == cueRequest) && h.start >= l.msg.toks[i].Start {
				return true
			}
		}
	}
	return false
}

// clear reports whether a request can be answered without finding out first
// what is meant.
func (l *listener) clear(p *sentence) bool {
	return p.words > 2 && !p.is(cueVague) && !p.has(act.Fails)
}

func (l *listener) wish(p *sentence, conf float64) {
	m := move.Wish{What: l.msg.text(p)}
	if h, ok := p.hit(cueBudget); ok {
		m.Budget = l.msg.words(h.start, h.end)
	}
	if i := l.find(move.KindWish); i >= 0 {
		return
	}
	l.add(m, conf, p.start, p.end)
	l.pending.Wish = false
	l.replied = true
}

// tells reads what happened. One message has one Tell; later sentences add what
// they show: that it is not the first time, that time presses.
func (l *listener) tells(p *sentence) {
	weighty := p.has(act.Problem, act.Fails, act.Repeated) || p.is(cueVague) || p.is(cueUrgent) && p.words > 4
	again := p.has(act.Repeated) || p.is(cueRepeat)
	urgent, vague := p.is(cueUrgent), p.is(cueVague) && p.words < 9 && !p.is(cueDetail)
	conf := l.account(p, weighty)
	if l.told >= 0 {
		in := &l.out.Moves[l.told]
		t := in.Move.(move.Tell)
		t.Again, t.Urgent, t.Vague = t.Again || again, t.Urgent || urgent, t.Vague && vague
		t.What = l.msg.words(in.Start, p.end)
		in.Move, in.End = t, p.end
		in.Confidence = max(in.Confidence, conf)
		in.Sure = in.Confidence >= l.r.sure
		return
	}
	if l.answer >= 0 && !again {
		return // the account is the answer
	}
	l.told = len(l.out.Moves)
	l.add(move.Tell{What: l.msg.text(p), Again: again, Urgent: urgent, Vague: vague}, conf, p.start, p.end)
}

// account says how surely a statement is an account of what happened. Once we talk,
// an angry statement is more often an outburst, and one beside a reply a remark.
func (l *listener) account(p *sentence, weighty bool) float64 {
	first := l.c.LastHeard == ""
	switch {
	case weighty && !l.replied:
		return 0.85
	case weighty:
		return 0.7
	case l.replied && !first || l.answer >= 0, l.hot(p) && !first:
		return 0.45
	case p.words < 5:
		return 0.5
	}
	return 0.62
}

// hot reports a sentence in an angry message that is angry itself.
func (l *listener) hot(p *sentence) bool {
	return l.out.Temper.Level >= temper.Angry && (len(l.msg.sentences) == 1 || l.r.gauge.Read(l.msg.s[p.start:p.end], l.out.Language).Level > temper.Calm)
}

// goesOn reads an implicit confirmation (A6): a restatement waits, they do not
// object and go on from it to what should happen.
func (l *listener) goesOn() {
	if !l.pending.Restatement || l.find(move.KindCorrect) >= 0 || len(l.msg.sentences) == 0 {
		return
	}
	first := &l.msg.sentences[0]
	proceeds := l.find(move.KindWish) >= 0 || l.find(move.KindChoose) >= 0 || l.find(move.KindConfirm) >= 0
	for i := range l.msg.sentences {
		proceeds = proceeds || l.msg.sentences[i].is(cueProceed)
	}
	if proceeds && l.c.Stage != practice.Closed {
		l.add(move.Confirm{Of: move.Problem, How: move.Implicit, Words: l.msg.text(first), Turn: l.turn.ID}, 0.65, first.start, first.end)
	}
}
