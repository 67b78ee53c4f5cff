package infer

import (
	"strings"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/internal/act"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

// asking reads the sentences that want something from the customer: questions
// and requests to send or say something.
func (sp *speaker) asking(i int) bool {
	p := &sp.msg.sentences[i]
	call, isCall := p.hit(cueCall)
	whole := act.Act{Start: p.start, End: p.end, Confidence: 0.85}
	switch {
	case isCall && !p.is(cueOr):
		sp.once(move.OfferCall{}, act.Act{Start: call.start, End: call.end, Confidence: 0.8})
	case p.is(cueTimeout):
		sp.once(move.Verify{Words: sp.msg.text(p), Timeout: true}, whole)
	case p.is(cueAnythingElse) && p.question:
		sp.ask(p, move.Facts, "", 0.75)
	case p.is(cueHowCanIHelp):
	case p.is(cuePlayItBack):
		sp.once(move.AskPlayBack{}, whole)
	case p.has(act.Survey) || p.is(cueSurvey):
		sp.survey(p)
	case sp.offers(i):
	case p.has(act.AskWish) && (p.question || !p.has(act.Promise)):
		sp.once(move.AskWish{}, whole)
	case sp.asksWhether(p):
		sp.once(move.Verify{Words: sp.msg.text(p)}, whole)
	case p.has(act.CheckBack):
		whole.Confidence = 0.7
		sp.once(move.AskPlayBack{}, whole)
	case p.question && p.is(cueCanYou) && !p.is(cueAsk):
		return false
	case p.question || p.is(cueAsk) && !p.has(act.Advise, act.Hold) && !p.is(cueAdvise) && (!p.is(cueIf) || p.is(cuePlease)):
		sp.questions(p)
	default:
		return false
	}
	return true
}

// asksWhether reports the question whether it works now (A23), as against a
// question for a fact or a restatement.
func (sp *speaker) asksWhether(p *sentence) bool {
	if p.has(act.Restate) && !p.is(cueVerify) || p.is(cueHowCanIHelp, cueAnythingElse, cueSo, cueRestate) {
		return false
	}
	if p.is(cueVerify) && p.question {
		if p.is(cueWh) {
			return false
		}
		return sp.acted() || p.has(act.Verify) || p.is(cueVerifyPlain)
	}
	if p.question && p.is(cueState) && sp.acted() && !p.is(cueOr, cueLikeThat, cueShall, cueRestate) && sp.did(p) {
		return true
	}
	return p.has(act.Verify) && !p.has(act.Hold) && (p.question && !p.is(cueWh) || !p.has(act.Promise) && sp.acted())
}

// did reports that the message says before p what was done or what they should do: a
// question about the state of things behind it asks whether that helped.
func (sp *speaker) did(p *sentence) bool {
	for i := range sp.msg.sentences {
		q := &sp.msg.sentences[i]
		if q.start >= p.start {
			break
		}
		if !q.question && (q.has(act.Deliver, act.Done, act.Advise) || q.is(cueHere, cueAdvise, cueUpdate)) {
			return true
		}
	}
	return false
}

// acted reports whether there is something to verify: this message or the
// conversation has come to a solution.
func (sp *speaker) acted() bool {
	return sp.c.Confirmed || len(sp.c.Open) > 0 || sp.c.Stage >= practice.Advising || sp.c.Pending.Steps > 0 || sp.msg.has(act.Deliver, act.Done) || sp.msg.is(cueUpdate, cueHere)
}

func (sp *speaker) survey(p *sentence) {
	of := move.CSAT
	highest := 0
	for i := p.first; i <= p.last; i++ {
		if n, ok := sp.t.number(&sp.msg, i); ok {
			highest = max(highest, n)
		}
	}
	switch {
	case p.is(cueNPS) || highest == 10:
		of = move.NPS
	case p.is(cueEffort) || highest == 7:
		of = move.CES
	}
	sp.once(move.Survey{Survey: of}, act.Act{Start: p.start, End: p.end, Confidence: 0.85})
}

// questions reads a question for facts, for the why or for the impact (A5).
func (sp *speaker) questions(p *sentence) {
	about, conf := move.Facts, 0.75
	switch {
	case p.has(act.Impact):
		about, conf = move.Impact, 0.85
	case p.has(act.Why):
		about, conf = move.Why, 0.85
	case p.question && p.words > 2:
		conf = 0.8
	}
	found := false
	for _, h := range p.hits {
		if h.cue >= firstFact && about == move.Facts {
			sp.ask(p, about, sp.t.facts[h.cue-firstFact], 0.85)
			found = true
		}
	}
	if !found {
		sp.ask(p, about, "", conf)
	}
}

// ask adds a question. Questions without a name of their own that are about the
// same are one: their answer comes as one.
func (sp *speaker) ask(p *sentence, about move.About, fact move.FactKey, conf float64) {
	for i := range sp.out.Moves {
		in := &sp.out.Moves[i]
		had, ok := in.Move.(move.Ask)
		if !ok || had.Fact != fact || had.About != about {
			continue
		}
		if fact == "" {
			had.What = sp.msg.words(in.Start, p.end)
			in.Move, in.End = had, p.end
		}
		return
	}
	sp.add(move.Ask{Fact: fact, What: sp.msg.text(p), About: about}, conf, p.start, p.end)
}

// restatedBy returns the sentences of a restatement that sentence i shows (A6):
// itself, or where it is only "is that right?" what stands before it.
func (sp *speaker) restatedBy(i int) span {
	none := span{0, -1}
	p := &sp.msg.sentences[i]
	asks := p.has(act.Restate) || p.is(cueRestate, cueTellMeIf) || p.is(cueSo) && p.question
	if !asks && !p.is(cueSummary) || p.has(act.AskWish) || p.is(cueHowCanIHelp) {
		return none
	}
	if p.is(cueHold) && !p.question && !p.is(cueRestate) || p.has(act.Promise, act.Advise) && !p.question && !p.is(cueTellMeIf, cueSummary) {
		return none
	}
	if p.words >= 7 && !p.is(cueTellMeIf) || p.is(cueSummary) {
		return span{i, i}
	}
	from := i
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		q := &sp.msg.sentences[k]
		if q.question || q.words < 4 || q.has(act.Greet, act.Promise, act.Thank, act.Hold, act.Empathy) {
			break
		}
		from = k
		if q.is(cueSo, cueRestate, cueSummary) || q.has(act.Restate) {
			break
		}
	}
	if from == i && p.words < 7 {
		return none
	}
	return span{from, i}
}

// restates reads the restatement, of one or several sentences.
func (sp *speaker) restates(i int) bool {
	if !sp.restated.has(i) {
		return false
	}
	if i > sp.restated.from {
		return true
	}
	last := sp.restated.to
	conf, assumed, asks := 0.7, false, false
	for k := sp.restated.from; k < len(sp.msg.sentences) && k <= last+2; k++ {
		p := &sp.msg.sentences[k]
		tag := p.question && (p.has(act.Restate) || p.is(cueRestate, cueMissing))
		assumed = assumed || p.is(cueTellMeIf)
		asks = asks || tag
		if (tag || p.is(cueTellMeIf)) && k > last {
			last = k
		}
	}
	switch p := &sp.msg.sentences[sp.restated.from]; {
	case asks || assumed || p.question:
		conf = 0.87
	case !p.is(cueSo, cueSummary, cueRestate):
		conf = 0.5 // "you don't need to repeat it"
	}
	sp.restated.to = last
	end := sp.msg.sentences[last].end
	if p := &sp.msg.sentences[last]; last > sp.restated.from && p.words < 9 {
		end = sp.msg.sentences[last-1].end
	}
	start := sp.msg.sentences[sp.restated.from].start
	sp.once(move.Restate{Problem: sp.problem(sp.restated.from, end), Assumed: assumed}, act.Act{Start: start, End: end, Confidence: conf})
	return true
}

// problem returns what a restatement says without the words that frame it: "Let me
// see if I have this right:", "So", and behind it "tell me if not".
func (sp *speaker) problem(from, end int) string {
	p := &sp.msg.sentences[from]
	for i := from + 1; i < len(sp.msg.sentences); i++ {
		if q := &sp.msg.sentences[i]; q.start < end && q.is(cueTellMeIf) && q.words < 16 {
			end = q.start
		}
	}
	start := p.start
	if colon := strings.IndexByte(sp.msg.s[p.start:min(end, p.start+90)], ':'); colon > 0 && p.is(cueRestate, cueSummary, cueSo) {
		start = p.start + colon + 1
	} else if h, ok := p.frame(); ok {
		start = h.end
	}
	for i := p.first; i <= p.last && sp.msg.toks[i].Start < end; i++ {
		k := &sp.msg.toks[i]
		if k.Start < start {
			continue
		}
		if !sp.framing(sp.msg.s[k.Start:k.End]) {
			start = k.Start
			break
		}
	}
	if s := sp.msg.words(start, end); len(s) >= 12 {
		return s
	}
	return sp.msg.words(p.start, end)
}

// frame returns the words that open a restatement.
func (p *sentence) frame() (hit, bool) {
	for _, h := range p.hits {
		if (h.cue == cueRestate || h.cue == cueSummary) && h.start <= p.start+16 && h.end < p.end {
			return h, true
		}
	}
	return hit{}, false
}

// framing reports a word that only leads into a restatement.
func (sp *speaker) framing(word string) bool { return sp.t.framing[text.Fold(word)] }
