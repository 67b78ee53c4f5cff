package infer

import (
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
	"github.com/evenkeel-go/evenkeel/internal/act"
)

// stating reads what a statement of ours does. Most specific first: a no before
// what is possible instead, a promise before the update it stands in.
func (sp *speaker) stating(i int) bool {
	p := &sp.msg.sentences[i]
	text := sp.msg.text(p)
	whole := act.Act{Start: p.start, End: p.end, Confidence: 0.8}
	switch {
	case p.has(act.Retract) || p.is(cueRetract):
		sp.once(move.Retract{What: text, Turn: sp.retracted(p)}, whole)
	case p.is(cuePassedOn) && !p.question && !p.is(cueIf):
		sp.once(move.Voice{Topic: topicWish, What: text, Wish: true}, whole)
		if !dueOf(sp.vowIn(p)).IsZero() {
			sp.promise(p)
		}
	case p.is(cuePlanChange):
		sp.once(move.PlanChange{Why: text, Expected: sp.due(text)}, whole)
		sp.promise(p)
	case p.question && p.is(cueCanYou):
		sp.advise(p)
	case sp.atALoss(p):
		sp.dontKnow(i)
	case (p.has(act.Hold) || p.is(cueHold)) && !p.is(cueNoHold) && (!p.is(cueAdvise) || p.words < 7 || sp.holdsFirst(p)):
		a, ok := p.act(act.Hold)
		if !ok {
			a = whole
		}
		sp.once(move.Hold{Why: text}, a)
	case sp.refuses(i):
	case p.is(cuePlan):
		sp.plan(i)
	case sp.isThere(p):
		sp.once(move.Deliver{What: text}, whole)
		if !dueOf(sp.vowIn(p)).IsZero() {
			sp.promise(p)
		}
	case sp.promise(p):
		if sp.doneBefore(p) || p.is(cueNextStep) || p.is(cueNext) && sp.find(move.KindUpdate) >= 0 {
			sp.update(p, text)
		}
		if p.is(cueAdvise) && p.is(cuePlease) {
			sp.advise(p)
		}
	case p.is(cueHere) || sp.delivers(p):
		sp.once(move.Deliver{What: text}, whole)
	case sp.progress(p):
		sp.update(p, text)
	case p.is(cueAdvise) || p.has(act.Advise) && !p.is(cueCause):
		sp.advise(p)
	default:
		return false
	}
	return true
}

// retracted returns the turn that a sentence takes back where it is our last one:
// the sentence says so, or speaks of what that one spoke of. "" otherwise.
func (sp *speaker) retracted(p *sentence) transcript.TurnID {
	if p.is(cueJustSaid) {
		return sp.c.LastOursTurn
	}
	said := contentWords(sp.c.LastOurs)
	for w := range contentWords(sp.msg.s) {
		if said[w] {
			return sp.c.LastOursTurn
		}
	}
	return ""
}

// atALoss reports that we say we don't know. "Good question" alone does not.
func (sp *speaker) atALoss(p *sentence) bool {
	a, ok := p.act(act.DontKnow)
	if !ok || p.has(act.Hold) {
		return false
	}
	return p.is(cueNoAnswer) || a.End-a.Start > len("good question") && !p.is(cueSmallTalk) && !p.has(act.Empathy) && !p.is(cueBelieve)
}

// delivers reports that the thing itself is there. What was done is a delivery
// when the same message asks whether it works.
func (sp *speaker) delivers(p *sentence) bool {
	if sp.stillComes(p) {
		return false
	}
	if p.has(act.Deliver) && !p.is(cueNotYet) && !p.has(act.Admission) {
		return true
	}
	return sp.verifies && sp.find(move.KindDeliver) < 0 && !p.is(cueNotYet, cueTryNow, cueAdvise) && p.words > 3 && !p.has(act.Doing) &&
		(p.has(act.Done) || p.is(cueUpdate) || sp.states(p))
}

// stillComes reports what was only set going and comes later: "I booked the
// delivery, it arrives on Tuesday".
func (sp *speaker) stillComes(p *sentence) bool {
	return p.is(cueArranged) && sp.due(sp.msg.text(p)).Sub(sp.turn.At) > time.Hour
}

// holdsFirst reports a sentence that opens with asking them to wait; in "unplug it,
// wait a minute and plug it in again" the waiting is a step.
func (sp *speaker) holdsFirst(p *sentence) bool {
	const please = 8
	a, ok := p.act(act.Hold)
	return ok && a.Start <= p.start+please
}

// isThere reports that the sentence says plainly that the thing is there, whatever
// it adds without a time: "it has been sent, you should see it now".
func (sp *speaker) isThere(p *sentence) bool {
	if sp.stillComes(p) {
		return false
	}
	a, ok := p.act(act.Deliver)
	v := sp.vowIn(p)
	return ok && !p.is(cueNotYet) && !p.has(act.Admission) && (v == nil || v.move.Due.IsZero() || a.End <= v.start) && !p.is(cueNext)
}

// doneBefore reports that the sentence says what was done before it promises.
func (sp *speaker) doneBefore(p *sentence) bool {
	h, ok := p.hit(cueUpdate)
	v := sp.vowIn(p)
	return ok && v != nil && h.start < v.start
}

// progress reports that the sentence says what was done, is being done or
// comes next (B9).
func (sp *speaker) progress(p *sentence) bool {
	return p.has(act.Doing) || p.is(cueUpdate) || p.has(act.Next) && p.is(cueNext)
}

// update adds to the one update of the message.
func (sp *speaker) update(p *sentence, text string) {
	at := sp.find(move.KindUpdate)
	if at < 0 {
		at = len(sp.out.Moves)
		sp.add(move.Update{}, 0.75, p.start, p.end)
		if at == len(sp.out.Moves) {
			return
		}
	}
	in := &sp.out.Moves[at]
	m := in.Move.(move.Update)
	switch {
	case p.is(cueNext) && p.has(act.Next, act.Promise):
		m.Next, m.NextAt = join(m.Next, text), sp.due(text)
	case p.has(act.Doing):
		m.Doing = join(m.Doing, text)
	default:
		m.Done = join(m.Done, text)
	}
	in.Move, in.End = m, p.end
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + ". " + b
}

// advise adds to the one advice of the message; each clause that tells them to
// do something is a step (A15).
func (sp *speaker) advise(p *sentence) {
	at := sp.find(move.KindAdvise)
	if at < 0 {
		at = len(sp.out.Moves)
		sp.add(move.Advise{}, 0.75, p.start, p.end)
		if at == len(sp.out.Moves) {
			return
		}
	}
	in := &sp.out.Moves[at]
	m := in.Move.(move.Advise)
	from := p.start
	for _, h := range p.hits {
		if h.cue == cueThen && h.start > from {
			if s := sp.msg.words(from, h.start); len(s) > 3 {
				m.Steps = append(m.Steps, s)
			}
			from = h.end
		}
	}
	m.Steps = append(m.Steps, sp.msg.words(from, p.end))
	m.Steps = m.Steps[:min(len(m.Steps), move.MaxItems)]
	in.Move, in.End = m, p.end
}

// plan reads the workflow from here (A15), with the steps of its sentence.
func (sp *speaker) plan(i int) {
	p := &sp.msg.sentences[i]
	if sp.find(move.KindPlan) >= 0 {
		return
	}
	m := move.Plan{Expected: sp.due(sp.msg.text(p))}
	for s := range strings.SplitSeq(sp.msg.text(p), ",") {
		if s = strings.TrimSpace(s); len(s) > 8 && len(m.Steps) < move.MaxItems {
			m.Steps = append(m.Steps, s)
		}
	}
	sp.add(m, 0.8, p.start, p.end)
	if v := sp.vowIn(p); v != nil && !v.move.Due.IsZero() {
		sp.promise(p)
	}
}

// dontKnow reads that we don't know (A16) and the promise to find out, in the
// same message or not at all.
func (sp *speaker) dontKnow(i int) {
	p := &sp.msg.sentences[i]
	if sp.find(move.KindDontKnow) >= 0 {
		sp.promise(p)
		return
	}
	v := sp.vowFrom(i)
	sp.add(move.DontKnow{What: sp.msg.text(p), Promise: sp.idOf(v), Due: dueOf(v)}, 0.8, p.start, p.end)
	sp.promise(p)
}

// refuses reads a no (A32) with its reason and the nearest thing that is
// possible, in this sentence or the ones around it.
func (sp *speaker) refuses(i int) bool {
	p := &sp.msg.sentences[i]
	if !p.has(act.Refuse) && !p.is(cueRefuse) || p.is(cueNoRefusal, cuePlan) || sp.find(move.KindPlanChange) >= 0 || p.question || p.has(act.Promise) && p.is(cueContact) {
		return false
	}
	at := sp.find(move.KindRefuse)
	if at < 0 {
		at = len(sp.out.Moves)
		sp.add(move.Refuse{}, 0.75, p.start, p.end)
		if at == len(sp.out.Moves) {
			return true
		}
	}
	in := &sp.out.Moves[at]
	m := in.Move.(move.Refuse)
	for k := i; k < len(sp.msg.sentences) && k <= i+2; k++ {
		q := &sp.msg.sentences[k]
		if h, ok := q.hit(cueReason); ok && m.Reason == "" {
			m.Reason = sp.msg.words(h.start, q.end)
		}
		if h, ok := q.hit(cueNearest); ok && m.Nearest == "" {
			m.Nearest = sp.msg.words(h.start, q.end)
		}
	}
	in.Move = m
	return true
}
