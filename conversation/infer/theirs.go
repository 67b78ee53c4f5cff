package infer

import (
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/internal/act"
)

// listener reads a message of the customer, sentence by sentence. What waits
// for an answer is settled once; later sentences add to it.
type listener struct {
	*reading
	pending Pending
	told    int // index of the Tell in the moves, -1: none
	replied int // index of the Answer or Wish, -1: none
	vented  bool
}

func (d *reading) theirs() {
	l := &listener{reading: d, pending: d.c.Pending, told: -1, replied: -1}
	for i := range d.msg.sentences {
		l.sentence(&d.msg.sentences[i])
	}
	l.outburst()
}

// sentence reads one sentence.
func (l *listener) sentence(p *sentence) {
	courtesy := l.courtesies(p)
	vented := l.vents(p)
	switch {
	case l.answersSurvey(p), l.answersVerify(p), l.answersRestatement(p), l.answersOffer(p):
	case p.has(act.BrokenPromise) && p.is(cuePromised, cueBroken):
		l.claim(p)
	case l.tried(p):
	case l.answersWish(p), l.answersQuestion(p):
	case p.has(act.Supervisor, act.Chase, act.Wish) || p.question:
		l.requests(p)
	case courtesy && !p.has(act.Problem) && p.words < 8:
	case vented && !p.has(act.Problem) && p.words < 12:
	case p.is(cueAck, cueNothing) && !p.has(act.Problem):
	default:
		l.tells(p)
	}
}

func (l *listener) courtesies(p *sentence) bool {
	found := false
	if a, ok := p.act(act.Greet); ok && a.Start == p.start {
		l.add(move.Greet{}, 0.9, a.Start, a.End)
		found = true
	}
	if a, ok := p.act(act.Thank); ok {
		of := move.ForTelling
		if l.c.Confirmed || len(l.msg.sentences) > 0 {
			of = move.ForHelp
		}
		l.add(move.Thank{For: of}, a.Confidence, a.Start, a.End)
		found = true
	}
	if a, ok := p.act(act.Farewell); ok {
		l.add(move.Greet{}, a.Confidence, a.Start, a.End)
		found = true
	}
	return found
}

func (l *listener) vents(p *sentence) bool {
	if h, ok := p.hit(cueVent); ok && !l.vented {
		l.add(move.Vent{Feeling: l.msg.words(h.start, h.end)}, 0.8, p.start, p.end)
		l.vented = true
		return true
	}
	if a, ok := p.act(act.Leave); ok && !l.vented {
		l.add(move.Vent{Feeling: l.msg.words(a.Start, a.End)}, 0.75, p.start, p.end)
		l.vented = true
		return true
	}
	return false
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
	l.add(move.Vent{Feeling: l.msg.words(start, end)}, 0.7, start, end)
}

func (l *listener) answersSurvey(p *sentence) bool { return false }

func (l *listener) answersVerify(p *sentence) bool {
	if !l.pending.Verify {
		return false
	}
	switch {
	case p.has(act.Fails) || p.is(cueNo):
		l.add(move.Reopen{Why: l.msg.text(p)}, 0.85, p.start, p.end)
	case p.has(act.Works, act.Confirm) || p.is(cueYes):
		l.add(move.Confirm{Of: move.Fix, How: move.Explicit, Words: l.msg.text(p), Turn: l.turn.ID}, 0.85, p.start, p.end)
	default:
		return false
	}
	l.pending.Verify = false
	return true
}

func (l *listener) answersRestatement(p *sentence) bool {
	if !l.pending.Restatement {
		return false
	}
	switch {
	case p.has(act.Correct) || p.is(cueNo):
		l.add(move.Correct{What: l.msg.text(p)}, 0.85, p.start, p.end)
	case p.has(act.Confirm) || p.is(cueYes):
		l.add(move.Confirm{Of: move.Problem, How: move.Explicit, Words: l.msg.text(p), Turn: l.turn.ID}, 0.9, p.start, p.end)
	default:
		return false
	}
	l.pending.Restatement = false
	return true
}

func (l *listener) answersOffer(p *sentence) bool {
	if len(l.pending.Offer) == 0 && !l.pending.Agreement {
		return false
	}
	switch {
	case p.has(act.Decline) || p.is(cueNo):
		l.add(move.Decline{Why: l.msg.text(p)}, 0.8, p.start, p.end)
	case len(l.pending.Offer) > 1 && !p.question:
		l.add(move.Choose{Words: l.msg.text(p)}, 0.7, p.start, p.end)
	case p.has(act.Choose, act.Confirm) || p.is(cueYes):
		l.add(move.Confirm{Of: move.Agreement, How: move.Explicit, Words: l.msg.text(p), Turn: l.turn.ID}, 0.8, p.start, p.end)
	default:
		return false
	}
	l.pending.Offer, l.pending.Agreement = nil, false
	return true
}

func (l *listener) answersWish(p *sentence) bool {
	if !l.pending.Wish {
		return false
	}
	l.add(move.Wish{What: l.msg.text(p)}, 0.85, p.start, p.end)
	l.pending.Wish = false
	return true
}

func (l *listener) answersQuestion(p *sentence) bool {
	if !l.pending.Question || p.question {
		return false
	}
	l.add(move.Answer{Fact: l.pending.Fact, What: l.msg.text(p)}, 0.75, p.start, p.end)
	l.pending.Question = false
	return true
}

func (l *listener) claim(p *sentence) {
	l.add(move.Claim{What: l.msg.text(p), Broken: p.is(cueBroken), Due: l.due(l.msg.text(p))}, 0.85, p.start, p.end)
}

func (l *listener) tried(p *sentence) bool {
	h, ok := p.hit(cueTried)
	if !ok {
		return false
	}
	m := move.Tried{What: l.msg.text(p)}
	switch {
	case p.is(cueFailed):
		m.Outcome = move.Failed
	case p.is(cueWorked):
		m.Outcome = move.Worked
	}
	l.add(m, 0.8, h.start, p.end)
	return true
}

func (l *listener) requests(p *sentence) {
	if a, ok := p.act(act.Chase); ok {
		l.add(move.Chase{What: l.msg.text(p), Urgent: p.is(cueUrgent)}, a.Confidence, p.start, p.end)
		return
	}
	l.add(move.Request{What: l.msg.text(p), Clear: p.words > 3, Urgent: p.is(cueUrgent)}, 0.75, p.start, p.end)
}

func (l *listener) tells(p *sentence) {
	again, urgent := p.has(act.Repeated) || p.is(cueAgain), p.is(cueUrgent)
	if l.told >= 0 {
		t := l.out.Moves[l.told].Move.(move.Tell)
		t.Again, t.Urgent = t.Again || again, t.Urgent || urgent
		l.out.Moves[l.told].Move = t
		return
	}
	l.told = len(l.out.Moves)
	l.add(move.Tell{What: l.msg.text(p), Again: again, Urgent: urgent, Vague: p.is(cueVague) && p.words < 8}, 0.75, p.start, p.end)
}
