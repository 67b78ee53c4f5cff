package infer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/internal/act"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

// replies settles what waits for an answer, in the order in which one answer
// could be taken for another.
func (l *listener) replies(p *sentence) bool {
	if l.rates(p) || l.verifies(p) || l.judges(p) || l.playsBack(p) || l.picks(p) {
		l.replied = true
		return true
	}
	if l.pending.Survey && !p.question && l.last().is(cueSurvey) && p.words > 1 && !l.pure(p) && !p.has(act.Problem) {
		return true // an opinion without a score is nothing to record
	}
	if l.pending.Wish && !p.question && p.words > 1 && !l.pure(p) && !p.is(cueVent) {
		l.wish(p, 0.85)
		return true
	}
	return false
}

// Signs that stand for a yes and for a no.
const (
	approving    = "👍👌✅✔🙏💯🆗🤝"
	disapproving = "👎❌🚫🙅"
)

// signs reports a sentence of nothing but some of the signs.
func (l *listener) signs(p *sentence, some string) bool {
	for i := p.first; i <= p.last; i++ {
		k := &l.msg.toks[i]
		if r, _ := utf8.DecodeRuneInString(l.msg.s[k.Start:k.End]); k.Kind != text.Emoji || !strings.ContainsRune(some, r) {
			return false
		}
	}
	return true
}

func yes(p *sentence) bool { return p.has(act.Confirm) || p.is(cueYes) }
func no(p *sentence) bool  { return p.is(cueNo) }

// pure reports a sentence of nothing but courtesy.
func (l *listener) pure(p *sentence) bool {
	return p.words < 6 && p.has(act.Greet, act.Thank, act.Farewell) && !yes(p) && !p.is(cueAck, cueAll, cueNo, cueFine, cueWorked, cueArrived)
}

// confirm adds an explicit confirmation with the words that show it (A6).
func (l *listener) confirm(of move.Subject, conf float64, p *sentence) {
	l.add(move.Confirm{Of: of, How: move.Explicit, Words: l.msg.text(p), Turn: l.turn.ID}, conf, p.start, p.end)
}

// rates reads the score of a survey (A23): a number on its scale.
func (l *listener) rates(p *sentence) bool {
	if !l.pending.Survey || p.question {
		return false
	}
	low, high := l.pending.SurveyOf.Scale()
	for i := p.first; i <= p.last && i < p.first+6; i++ {
		n, ok := l.t.number(&l.msg, i)
		if ok && n >= low && n <= high {
			comment := ""
			if i < p.last || p.end < len(strings.TrimSpace(l.msg.s))-1 {
				comment = l.msg.words(l.msg.toks[i].End, len(l.msg.s))
			}
			l.add(move.Rate{Survey: l.pending.SurveyOf, Score: n, Comment: comment}, 0.85, p.start, p.end)
			l.pending.Survey = false
			l.absorb = true
			return true
		}
	}
	return false
}

// grateful reports thanks that nothing speaks against: "the old settings are still
// there, thank you so much!" is no complaint.
func (l *listener) grateful() bool {
	return l.msg.has(act.Thank) && !l.msg.has(act.Fails, act.Problem) && !l.msg.is(cueNo, cueFailed, cueVent)
}

// verifies reads whether it works, when we asked (A23).
func (l *listener) verifies(p *sentence) bool {
	if !l.pending.Verify || l.pure(p) {
		return false
	}
	switch {
	case l.signs(p, disapproving) || (p.is(cuePartly) || p.has(act.Fails)) && !l.grateful() || no(p) && !p.has(act.Works) && !p.is(cueFine):
		l.add(move.Reopen{Why: l.msg.text(p)}, 0.85, p.start, p.end)
	case p.has(act.Works) || yes(p) || l.signs(p, approving) || p.is(cueFine, cueWorked, cueArrived, cueAll) || p.is(cuePartly) && l.grateful():
		if p.question {
			return false
		}
		l.confirm(move.Fix, 0.85, p)
		l.beside(p)
	case p.has(act.Problem) && !p.question:
		l.add(move.Reopen{Why: l.msg.text(p)}, 0.75, p.start, p.end)
	case l.content(p):
		l.confirm(move.Fix, 0.65, p)
	default:
		return false
	}
	l.pending.Verify = false
	return true
}

// content reports a short answer that says what there is to see and finds nothing
// wrong with it: "green light", "to the penny".
func (l *listener) content(p *sentence) bool {
	last := l.last()
	return (last.is(cueVerify, cueVerifyPlain, cueState) || last.has(act.Verify)) && !p.question && p.words <= 6 && len(l.pending.Offer) == 0 && len(l.out.Moves) == 0 && l.out.Temper.Level <= temper.Calm &&
		!p.is(cueLater, cueBroken, cueFailed, cueVague, cueVent, cueRequest, cueAsks, cueChase, cueDunno, cueStuck, cueTried, cuePromised, cueNot) &&
		!p.has(act.Hold, act.Fails, act.Wish, act.Supervisor, act.Decline, act.Greet)
}

// fixes reads "it works" and "it arrived" where we did something and did not ask.
func (l *listener) fixes(p *sentence) bool {
	acted := l.c.Confirmed || len(l.c.Open) > 0 || l.pending.Steps > 0 || l.pending.Agreement ||
		l.c.Stage >= practice.Advising && l.c.Stage <= practice.Closed || l.last().has(act.Deliver, act.Done)
	if !acted || p.question || p.has(act.Fails) || l.pending.Question && l.asked() && !p.is(cueWorked) {
		return false
	}
	if !p.has(act.Works) && !p.is(cueWorked, cueArrived) || p.is(cueBroken, cueNo, cueFailed) {
		return false
	}
	if l.find(move.KindConfirm) < 0 {
		l.confirm(move.Fix, 0.75, p)
	}
	l.replied = true
	return true
}

// judges reads the answer to a restatement (A6): confirmed, or corrected.
func (l *listener) judges(p *sentence) bool {
	if !l.pending.Restatement || l.pure(p) || l.find(move.KindConfirm) >= 0 {
		return false
	}
	negative := l.last().is(cueMissing) // "is anything missing?"
	switch {
	case negative && no(p) || p.is(cueRest, cueAll) && !p.has(act.Correct):
		if i := l.find(move.KindCorrect); i >= 0 {
			break // "the rest is right" belongs to the correction
		}
		l.confirm(move.Problem, 0.85, p)
	case p.has(act.Correct) || no(p) || p.is(cueExcept):
		l.add(move.Correct{What: l.msg.text(p)}, 0.85, p.start, p.end)
		l.absorb = true
	case l.signs(p, disapproving):
		l.add(move.Correct{What: l.msg.text(p)}, 0.8, p.start, p.end)
	case l.signs(p, approving):
		l.confirm(move.Problem, 0.85, p)
	case yes(p) && p.words < 4 && p.is(cueAck) && l.promisedSince():
		return false
	case yes(p) && (!p.question || p.words > 3):
		l.confirm(move.Problem, 0.9, p)
		l.beside(p)
	default:
		return false
	}
	l.pending.Restatement = false
	return true
}

// promisedSince reports that our last message no longer restates but promises: "ok" is
// a yes to that.
func (l *listener) promisedSince() bool {
	last := l.last()
	return last.has(act.Promise) && !last.has(act.Restate) && !last.is(cueRestate, cueSo, cueSummary, cueTellMeIf)
}

// beside reads what stands beside a yes in its own sentence: "yes, and also the
// printer is down", "yes but when?".
func (l *listener) beside(p *sentence) {
	switch {
	case l.claims(p):
	case p.question:
		l.requests(p)
	case p.has(act.Problem, act.Repeated) || p.is(cueAnd) && p.words > 5:
		was := l.replied
		l.replied = false
		l.tells(p)
		l.replied = was
	}
}

// playsBack reads our advice in their words, or that they are stuck in it (A28).
func (l *listener) playsBack(p *sentence) bool {
	stuck := p.is(cueStuck)
	switch {
	case (l.pending.PlayBack || l.pending.Steps > 0) && p.is(cueSaidBack) && !stuck:
		l.add(move.PlayBack{What: l.msg.text(p), Right: !no(p)}, 0.8, p.start, p.end)
		l.pending.PlayBack = false
	case l.pending.PlayBack && !p.question && !l.pure(p):
		l.add(move.PlayBack{What: l.msg.text(p), Right: !stuck && !no(p), Step: l.step(p, stuck)}, 0.8, p.start, p.end)
		l.pending.PlayBack = false
	case stuck && l.pending.Steps > 0 && !l.asked():
		l.add(move.PlayBack{What: l.msg.text(p), Step: max(1, l.step(p, true))}, 0.75, p.start, p.end)
	default:
		return false
	}
	return true
}

// step returns the number of the step that a stuck customer names, 0: none.
func (l *listener) step(p *sentence, stuck bool) int {
	h, ok := p.hit(cueStep)
	if !stuck || !ok {
		return 0
	}
	for i := p.first; i <= p.last; i++ {
		if k := &l.msg.toks[i]; k.Start >= h.start && k.End <= h.end {
			n, ok := l.t.number(&l.msg, i)
			if !ok {
				n = l.t.ordinal[text.Fold(l.msg.s[k.Start:k.End])]
			}
			if n > 0 && n <= move.MaxItems {
				return n
			}
		}
	}
	return 0
}

// asked reports whether our last message asked something. An open question of
// long ago does not make an answer of everything.
func (l *listener) asked() bool {
	last := l.last()
	words := 0
	for i := range last.sentences {
		p := &last.sentences[i]
		words += p.words
		if p.question || p.is(cueAsk) || p.has(act.Question, act.Why, act.Impact) {
			return true
		}
	}
	return words < 4 // "please"
}

// answers reads the answer to our question (A5): the facts it names, else all
// it says.
func (l *listener) answers(p *sentence) bool {
	if l.answer >= 0 {
		l.moreAnswer(p)
		return true
	}
	if !l.pending.Question || p.question || l.replied && !l.data(p) && !l.askedBeside() || l.pure(p) || l.vented && l.bare(p) && p.words < 4 && !yes(p) && !no(p) {
		return false
	}
	data := l.data(p)
	if !data && !l.asked() {
		return false
	}
	if h, ok := p.hit(cueAck); ok && !data && !yes(p) && (p.words < 4 || h.end-h.start > 10 && p.words < 10) {
		return false
	}
	m := move.Answer{Fact: l.fact(p), What: l.msg.text(p)}
	m.Vague = p.is(cueDunno) || p.is(cueVague) && p.words < 5
	l.answer = len(l.out.Moves)
	l.add(m, 0.8, p.start, p.end)
	l.pending.Question = false
	return true
}

// askedBeside reports that our last message asked something beside the restatement that
// this message has confirmed.
func (l *listener) askedBeside() bool {
	i := l.find(move.KindConfirm)
	if i < 0 || l.out.Moves[i].Move.(move.Confirm).Of != move.Problem {
		return false
	}
	last := l.last()
	return slices.ContainsFunc(last.sentences, func(q sentence) bool {
		return q.question && !q.has(act.Restate) && !q.is(cueRestate, cueSo, cueTellMeIf, cueMissing)
	})
}

// answeredBeside notes that a sentence which was read as something else, such as a
// step they tried, answered the question as well.
func (l *listener) answeredBeside() {
	if l.pending.Question && l.asked() {
		l.pending.Question = false
		l.replied = true
	}
}

// moreAnswer adds a sentence to the answer.
func (l *listener) moreAnswer(p *sentence) {
	in := &l.out.Moves[l.answer]
	m := in.Move.(move.Answer)
	if f := l.fact(p); f != m.Fact && f != "" && f != l.c.Pending.Fact {
		l.add(move.Answer{Fact: f, What: l.msg.text(p)}, 0.8, p.start, p.end)
		return
	}
	in.End = p.end
	m.What = l.msg.words(in.Start, p.end)
	in.Move = m
}

// data reports a sentence that is bare data: a number, a code, an address.
func (l *listener) data(p *sentence) bool {
	plain, spelt := 0, 0
	found := false
	for i := p.first; i <= p.last; i++ {
		k := &l.msg.toks[i]
		if k.Kind == text.Number || k.Kind == text.Address || strings.ContainsAny(l.msg.s[k.Start:k.End], "0123456789") {
			found = true
			continue
		}
		if _, ok := l.t.number(&l.msg, i); ok { // "six six oh four"
			spelt++
			continue
		}
		plain++
	}
	return found && plain < 5 || spelt > 2
}

// fact returns the fact that a sentence states by name or by its shape, else
// the one that was asked for.
func (l *listener) fact(p *sentence) move.FactKey {
	for _, h := range p.hits {
		if h.cue >= firstFact {
			return l.t.facts[h.cue-firstFact]
		}
	}
	for i := p.first; i <= p.last; i++ {
		if k := &l.msg.toks[i]; k.Kind == text.Address && strings.Contains(l.msg.s[k.Start:k.End], "@") {
			return factEmail
		}
	}
	return l.askedFor(p)
}

// askedFor returns the fact that bare words answer: of those that our last message
// asked for the one of their shape, else the one that was asked for last.
func (l *listener) askedFor(p *sentence) move.FactKey {
	numeric := false
	for i := p.first; i <= p.last; i++ {
		k := &l.msg.toks[i]
		numeric = numeric || k.Kind == text.Number || strings.ContainsAny(l.msg.s[k.Start:k.End], "0123456789")
	}
	if numeric == (isNumber(l.pending.Fact)) && l.pending.Fact != "" {
		return l.pending.Fact
	}
	var found move.FactKey
	n := 0
	last := l.last()
	for i := range last.sentences {
		q := &last.sentences[i]
		if !q.question && !q.is(cueAsk) && !q.has(act.Question) {
			continue
		}
		for _, h := range q.hits {
			if h.cue < firstFact {
				continue
			}
			if key := l.t.facts[h.cue-firstFact]; isNumber(key) == numeric && key != found {
				found = key
				n++
			}
		}
	}
	if n == 1 {
		return found
	}
	return l.pending.Fact
}

// isNumber reports a fact whose value is written in digits.
func isNumber(f move.FactKey) bool {
	return strings.HasSuffix(string(f), "-number") || f == "phone" || f == "amount" || f == "date-of-birth" || f == "version" || f == "booking-reference"
}

const factEmail move.FactKey = "email"

// accepts reports words of agreement that carry the sentence: they open it, or there
// is little else in it.
func (l *listener) accepts(p *sentence) bool {
	const short, front = 6, 3
	near := len(l.msg.s)
	if i := p.first + front; i <= p.last {
		near = l.msg.toks[i].Start
	}
	carries := func(start int) bool { return p.words <= short || start < near }
	for _, a := range p.acts {
		if (a.Kind == act.Confirm || a.Kind == act.Choose) && carries(a.Start) {
			return true
		}
	}
	for _, h := range p.hits {
		switch h.cue {
		case cueYes, cueAck, cueGo, cueDeal:
			if carries(h.start) {
				return true
			}
		}
	}
	return false
}

// proposed reports that our last message ends in "shall we?".
func (l *listener) proposed() bool {
	last := l.last()
	for i := range last.sentences {
		if p := &last.sentences[i]; p.question && p.is(cueShall, cueLikeThat) && !p.is(cueAnythingElse) {
			return true
		}
	}
	return false
}

// acknowledges reports a bare "ok" in front of something else that they bring: it says
// that they heard us, not that they agree.
func (l *listener) acknowledges(p *sentence) bool {
	if p.words > 2 || p.is(cueGo, cueDeal) {
		return false
	}
	for i := range l.msg.sentences {
		q := &l.msg.sentences[i]
		if q.start > p.start && (q.words > 3 || q.question || q.is(cueRequest, cueAsks, cueAdvise)) && !q.has(act.Thank, act.Greet, act.Farewell) && !q.is(cueAck, cueLater, cueDeal) {
			return true
		}
	}
	return false
}

// agrees reads a yes to a plan, a proposal or a promise of ours.
func (l *listener) agrees(p *sentence) bool {
	waits := l.pending.Agreement || l.last().has(act.Promise, act.Offer, act.Refuse, act.Advise) ||
		p.is(cueDeal) || l.proposed() || len(l.c.Open) > 0 && l.last().is(cueWill, cueComes, cueNext, cuePlan, cuePlanChange)
	if !waits || l.c.LastHeard == "" && !l.c.Pending.Agreement || p.question || p.is(cueInsult, cueVent, cueThanksFor) || p.words < 3 && l.find(move.KindRequest) >= 0 ||
		l.pending.Question && l.asked() && !l.pending.Agreement && !l.proposed() || p.has(act.Problem, act.Fails) && !p.is(cueDecline) || l.pure(p) {
		return false
	}
	if !l.accepts(p) && !l.signs(p, approving) {
		return false
	}
	if l.acknowledges(p) {
		return true
	}
	if l.find(move.KindConfirm) < 0 && (!l.replied || l.absorb) {
		l.confirm(move.Agreement, 0.75, p)
		l.replied = true
	}
	l.pending.Agreement = false
	return true
}
