package infer

import (
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/internal/act"
)

// asking reads the sentences that want something from the customer: questions
// and requests to send or say something.
func (sp *speaker) asking(i int) bool {
	p := &sp.msg.sentences[i]
	call, isCall := p.hit(cueCall)
	switch {
	case isCall:
		sp.once(move.OfferCall{}, act.Act{Start: call.start, End: call.end, Confidence: 0.8})
	case p.is(cueHowCanIHelp):
	case p.is(cueTimeout):
		sp.once(move.Verify{Words: sp.msg.text(p), Timeout: true}, act.Act{Start: p.start, End: p.end, Confidence: 0.75})
	case p.is(cuePlayItBack):
		sp.once(move.AskPlayBack{}, act.Act{Start: p.start, End: p.end, Confidence: 0.85})
	case p.has(act.Survey) || p.is(cueSurvey):
		sp.survey(p)
	case sp.restates(i):
	case sp.offers(i):
	case p.has(act.AskWish) && (p.question || !p.has(act.Promise)):
		sp.once(move.AskWish{}, act.Act{Start: p.start, End: p.end, Confidence: 0.85})
	case p.has(act.Verify) && !p.has(act.Hold) && (p.question || !p.has(act.Promise)):
		sp.once(move.Verify{Words: sp.msg.text(p), Timeout: p.is(cueTimeout)}, act.Act{Start: p.start, End: p.end, Confidence: 0.85})
	case p.has(act.CheckBack):
		sp.once(move.AskPlayBack{}, act.Act{Start: p.start, End: p.end, Confidence: 0.7})
	case p.has(act.CloseAsk) && p.question:
		sp.ask(p, move.Facts, "", 0.75)
	case p.question && p.is(cueHaveYouTried):
		sp.ask(p, move.Facts, "", 0.75)
	case p.question && p.has(act.Advise) && p.is(cueCanYou) && !p.is(cueAsk):
		return false
	case p.question || p.is(cueAsk) && !p.has(act.Advise, act.Hold):
		sp.questions(p)
	default:
		return false
	}
	return true
}

func (sp *speaker) survey(p *sentence) {
	of := move.CSAT
	switch {
	case p.is(cueNPS):
		of = move.NPS
	case p.is(cueEffort):
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

// restates reads a restatement (A6). Where the sentence is only "is that
// right?", what was restated stands before it.
func (sp *speaker) restates(i int) bool {
	p := &sp.msg.sentences[i]
	if !p.has(act.Restate) && !p.is(cueRestate, cueTellMeIf) && !(p.is(cueSo) && p.question) {
		return false
	}
	if p.has(act.Promise, act.Advise) && !p.question && !p.is(cueTellMeIf) {
		return false
	}
	tag := p.words < 7
	start := p.start
	if tag {
		start = sp.restatedFrom(i)
		if start < 0 {
			return false
		}
	}
	assumed := p.is(cueTellMeIf)
	if at := sp.find(move.KindRestate); at >= 0 {
		in := &sp.out.Moves[at]
		m := in.Move.(move.Restate)
		m.Assumed = m.Assumed || assumed
		if !tag && !assumed {
			m.Problem = sp.msg.words(in.Start, p.end)
			in.End = p.end
		}
		in.Move = m
		in.Confidence, in.Sure = max(in.Confidence, 0.85), true
		return true
	}
	conf := 0.85
	if !p.question && !assumed && !sp.taggedAfter(i) {
		conf = 0.7
	}
	end := p.end
	if tag {
		end = sp.msg.sentences[i-1].end
	}
	sp.add(move.Restate{Problem: sp.msg.words(start, end), Assumed: assumed}, conf, start, end)
	return true
}

// restatedFrom returns where the statement begins that a tag question asks to
// confirm, -1 when none stands before it in its message.
func (sp *speaker) restatedFrom(i int) int {
	start := -1
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		p := &sp.msg.sentences[k]
		if p.question || p.words < 4 || p.has(act.Greet, act.Promise, act.Thank, act.Hold) {
			break
		}
		start = p.start
		if p.is(cueSo, cueRestate) || p.has(act.Restate) {
			break
		}
	}
	return start
}

// taggedAfter reports whether one of the next sentences asks "is that right?".
func (sp *speaker) taggedAfter(i int) bool {
	for k := i + 1; k < len(sp.msg.sentences) && k <= i+2; k++ {
		if p := &sp.msg.sentences[k]; p.question && p.has(act.Restate) {
			return true
		}
	}
	return false
}
