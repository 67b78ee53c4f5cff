package infer

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
	"github.com/evenkeel-go/evenkeel/internal/act"
)

// speaker reads a message of ours, sentence by sentence.
type speaker struct {
	*reading
	theirs   *message // their last message; nil until it is needed
	promises []vow
	offered  int  // sentences before this index belong to an offer that was read
	verifies bool // the message asks whether it works
	restated span // sentences that a restatement covers
	said     int  // the first plain statement, by sentence; -1: none
}

// span is a range of sentences, to included.
type span struct{ from, to int }

func (s span) has(i int) bool { return i >= s.from && i <= s.to }

// ours reads a turn of an agent or a bot.
func (d *reading) ours() {
	sp := newSpeaker(d)
	sp.findPromises()
	for i := range d.msg.sentences {
		sp.verifies = sp.verifies || sp.asksWhether(&d.msg.sentences[i]) || d.msg.sentences[i].is(cueTryNow)
		if sp.restated.to < 0 {
			sp.restated = sp.restatedBy(i)
		}
	}
	for i := range d.msg.sentences {
		sp.sentence(i)
	}
	sp.plainUpdate()
	sp.nearest()
	sp.informs()
	sp.settles()
	if st := d.c.Stage; (st == practice.Paused || st == practice.Dormant) && len(d.out.Moves) > 0 && len(d.msg.sentences) > 0 {
		first := &d.msg.sentences[0]
		d.out.Moves = slices.Insert(d.out.Moves, 0, Inferred{Move: move.Resume{}, Confidence: 0.8, Start: first.start, End: first.end, Sure: 0.8 >= d.r.sure})
	}
}

// plainUpdate doubts an update in a message that does something weightier with the
// same words: it takes the case over, takes something back, names the cause.
func (sp *speaker) plainUpdate() {
	i := sp.find(move.KindUpdate)
	if i < 0 {
		return
	}
	if m := sp.out.Moves[i].Move.(move.Update); m.Doing != "" || m.Next != "" {
		return
	}
	for _, k := range [...]move.Kind{move.KindAccept, move.KindRetract, move.KindRootCause, move.KindDeliverRCA, move.KindEstablish, move.KindPlanChange, move.KindDontKnow} {
		if sp.find(k) >= 0 {
			sp.out.Moves[i].Confidence, sp.out.Moves[i].Sure = 0.5, 0.5 >= sp.r.sure
		}
	}
}

func newSpeaker(d *reading) *speaker { return &speaker{reading: d, restated: span{0, -1}, said: -1} }

// promiseID names the nth promise of a turn.
func (d *reading) promiseID(n int) commitment.PromiseID {
	return commitment.PromiseID(d.turnID(strconv.Itoa(n)))
}

// turnID names something found in the turn: the same turn gives the same ids.
func (d *reading) turnID(which string) string {
	if d.turn.ID != "" && len(d.turn.ID) < move.MaxID-8 {
		return string(d.turn.ID) + "#" + which
	}
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%s\x00%d\x00%s", d.turn.Thread, d.turn.At.UnixNano(), d.turn.Text) // a hash never fails to write
	return fmt.Sprintf("%016x#%s", h.Sum64(), which)
}

// heard returns their last message, read once.
func (sp *speaker) heard() *message {
	if sp.theirs == nil {
		m := sp.other(sp.c.LastHeard)
		sp.theirs = &m
	}
	return sp.theirs
}

// sentence reads one sentence: first what stands beside anything else, then
// what it does, which is one thing.
func (sp *speaker) sentence(i int) {
	p := &sp.msg.sentences[i]
	felt := sp.beside(p)
	if i < sp.offered || sp.restates(i) || sp.course(i) || sp.asking(i) || sp.stating(i) || felt {
		return
	}
	if p.question || p.words <= 2 || !p.is(cueCause) && !sp.states(p) {
		return
	}
	if sp.said < 0 || sp.msg.sentences[sp.said].words < full && p.words >= full {
		sp.said = i
	}
}

// full is how many words a statement has that stands for itself.
const full = 8

// beside reads the moves that stand beside others in a sentence. It reports
// whether the sentence may be done with that.
func (sp *speaker) beside(p *sentence) (done bool) {
	for _, a := range p.acts {
		switch a.Kind {
		case act.Greet, act.Farewell:
			if a.Kind == act.Greet && thanking(p, a) {
				continue // "thanks for contacting us"
			}
			sp.once(move.Greet{Farewell: a.Kind == act.Farewell}, a)
		case act.Thank:
			sp.thanks(p, a)
		case act.Regret, act.Conditional:
			if !sp.admits(p) {
				sp.apology(move.Apologise{Of: move.Regret}, a)
			}
		case act.Admission:
			if p.is(cueTellMeIf, cueIf) {
				continue
			}
			sp.apology(sp.admission(), a)
		case act.Empathy:
			if !p.question && !courteous(p, a) {
				sp.once(move.Acknowledge{Feeling: sp.msg.words(a.Start, a.End)}, a)
			}
		default:
			continue
		}
		done = true
	}
	for _, h := range p.hits {
		done = sp.mark(p, h) || done
	}
	return sp.finds(p) || done
}

// admits reports that the sentence or the one before it admits a fault: the apology in
// it is for that.
func (sp *speaker) admits(p *sentence) bool {
	for i := range sp.msg.sentences {
		if q := &sp.msg.sentences[i]; q.start == p.start || i+1 < len(sp.msg.sentences) && sp.msg.sentences[i+1].start == p.start {
			if q.has(act.Admission) && !q.is(cueTellMeIf, cueIf) {
				return true
			}
		}
	}
	return false
}

// finds reads a fault of ours that the words put on record (A7), with the record
// that shows it as evidence where they name one, and the cause (D1).
func (sp *speaker) finds(p *sentence) bool {
	if p.question || p.is(cueBelieve, cueIf) || p.has(act.DontKnow, act.Retract, act.Promise) {
		return false
	}
	h, cause := p.hit(cueRootCause)
	if cause {
		sp.once(move.RootCause{Cause: move.CauseID(sp.turnID("c")), What: sp.msg.words(h.start, p.end)}, act.Act{Start: h.start, End: p.end, Confidence: 0.75})
	}
	proof, shown := p.hit(cueProof)
	if p.is(cueFault) || shown && (p.has(act.Admission) || sp.msg.has(act.Admission)) {
		m := move.Establish{Fault: move.FaultID(sp.turnID("f")), What: sp.msg.text(p)}
		if shown && sp.turn.ID != "" {
			m.Evidence = []move.Evidence{{Turn: sp.turn.ID, What: sp.msg.words(proof.start, p.end)}}
		}
		sp.once(m, act.Act{Start: p.start, End: p.end, Confidence: 0.75})
		return true
	}
	return cause
}

// thanking reports a greeting in the words of thanks.
func thanking(p *sentence, a act.Act) bool {
	for _, b := range p.acts {
		if b.Kind == act.Thank && b.Start < a.End && a.Start < b.End {
			return true
		}
	}
	return false
}

// courteous reports empathy that is only thanks, an apology or a loss in its words.
func courteous(p *sentence, a act.Act) bool {
	for _, b := range p.acts {
		if (b.Kind == act.Thank || b.Kind == act.Regret || b.Kind == act.Restate || b.Kind == act.DontKnow) && b.Start <= a.Start && b.End > a.Start {
			return true
		}
	}
	return false
}

// mark reads a cue that is a move by itself.
func (sp *speaker) mark(p *sentence, h hit) bool {
	a := act.Act{Start: h.start, End: h.end, Confidence: 0.8}
	switch h.cue {
	case cueHowCanIHelp:
		if p.is(cueAnythingElse, cueBoundary) || p.has(act.Boundary) {
			return false
		}
		sp.once(move.Greet{}, a)
	case cueFeel:
		sp.once(move.Acknowledge{Feeling: sp.msg.words(h.start, h.end)}, a)
	case cueSidestep:
		if p.has(act.Pause) {
			return false
		}
		sp.once(move.Sidestep{Topic: sp.msg.text(p)}, a)
		return false
	case cueWait:
		sp.once(move.Wait{}, a)
	case cueReturn:
		if !sp.c.Pending.Aside {
			return false // nothing to return from
		}
		sp.once(move.Return{}, a)
	case cueLead:
		sp.once(move.Lead{Owner: commitment.PartyID(clipID(sp.turn.Name))}, a)
	case cueAccept:
		sp.once(move.Accept{Owner: commitment.PartyID(clipID(sp.turn.Name))}, a)
	case cueGesture:
		sp.once(move.Gesture{Of: gestureOf(p), Why: sp.msg.text(p)}, a)
	default:
		return false
	}
	return true
}

func gestureOf(p *sentence) move.GestureKind {
	switch {
	case p.is(cueCredit):
		return move.Credit
	case p.is(cueBoss):
		return move.ManagerCall
	}
	return move.Delight
}

// thanks are for telling while the problem is not confirmed, for help after; at
// the end all are for help ("for your patience", A23).
func (sp *speaker) thanks(p *sentence, a act.Act) {
	of := move.ForTelling
	if sp.c.Stage >= practice.Verifying || sp.c.Confirmed && (!p.is(cueForTelling) || p.is(cueForHelp)) {
		of = move.ForHelp
	}
	sp.once(move.Thank{For: of}, a)
}

// apology adds an apology once per kind.
func (sp *speaker) apology(m move.Apologise, a act.Act) {
	for i := range sp.out.Moves {
		if had, ok := sp.out.Moves[i].Move.(move.Apologise); ok && had.Of == m.Of {
			return
		}
	}
	sp.add(m, a.Confidence, a.Start, a.End)
}

// admission names the fault that was established last; without one it lacks
// what practice A7 demands, and the guard says so.
func (sp *speaker) admission() move.Apologise {
	m := move.Apologise{Of: move.Admission}
	if i := sp.find(move.KindEstablish); i >= 0 {
		m.Fault = sp.out.Moves[i].Move.(move.Establish).Fault
	} else if n := len(sp.c.Faults); n > 0 {
		m.Fault = sp.c.Faults[n-1]
	}
	return m
}

// informs reads what is left: a statement that tells them something. After a
// calm and clear question of theirs it is the answer (A1), unless we asked back.
func (sp *speaker) informs() {
	answers := sp.answersThem()
	if answers && sp.plainly() {
		return
	}
	if sp.said < 0 && len(sp.out.Moves) > 0 {
		return
	}
	if sp.said < 0 && answers {
		for i := range sp.msg.sentences {
			if p := &sp.msg.sentences[i]; p.words > 1 && !p.question && !p.is(cueSmallTalk) {
				sp.said = i
				break
			}
		}
	}
	if sp.said < 0 {
		return
	}
	p := &sp.msg.sentences[sp.said]
	basis := move.Known
	if p.is(cueBelieve) {
		basis = move.Believed
	}
	switch {
	case answers && !sp.busy(move.KindUpdate) && !p.is(cueRetract):
		sp.add(move.DirectAnswer{What: sp.msg.text(p), Basis: basis}, 0.7, p.start, p.end)
	case p.is(cueCause):
		sp.add(move.Inform{What: sp.msg.text(p), Basis: basis}, 0.75, p.start, p.end)
	case p.words >= full && !sp.busy(move.KindAsk):
		sp.add(move.Inform{What: sp.msg.text(p), Basis: basis}, 0.62, p.start, p.end)
	default:
		sp.add(move.Inform{What: sp.msg.text(p), Basis: basis}, 0.5, p.start, p.end)
	}
}

// busy reports whether the message does something, beside the one that is also
// named, that leaves no room for telling by the way.
func (sp *speaker) busy(but move.Kind) bool {
	return slices.ContainsFunc(sp.out.Moves, func(m Inferred) bool {
		switch k := m.Move.Kind(); k {
		case but, move.KindGreet, move.KindThank, move.KindPromise, move.KindGesture, move.KindAcknowledge, move.KindApologise, move.KindAdvise, move.KindOffer:
			return false
		}
		return true
	})
}

// plainly reads the answer that opens the message, "Yes, you can", whatever
// follows it.
func (sp *speaker) plainly() bool {
	for i := range sp.msg.sentences {
		p := &sp.msg.sentences[i]
		if p.has(act.Greet, act.Thank) && p.words < 5 {
			continue
		}
		if !p.is(cuePlainAnswer) || p.question || p.is(cuePlan, cueUpdate) || p.has(act.Restate, act.Promise, act.Refuse, act.Admission, act.Retract, act.Hold) ||
			sp.find(move.KindRefuse) >= 0 || !sp.asked() || p.words < 3 && sp.find(move.KindAsk) >= 0 {
			return false
		}
		sp.add(move.DirectAnswer{What: sp.msg.text(p), Basis: move.Known}, 0.7, p.start, p.end)
		return true
	}
	return false
}

// asked reports whether their last message holds a question.
func (sp *speaker) asked() bool {
	heard := sp.heard()
	for i := range heard.sentences {
		if p := &heard.sentences[i]; p.question && p.words > 2 && !p.is(cueRhetorical, cueSaidBack) || p.is(cueAsks) {
			return true
		}
	}
	return false
}

// states reports a statement about the matter rather than about ourselves or
// the talk.
func (sp *speaker) states(p *sentence) bool {
	return p.is(cueMatter) && (p.words >= 9 || !p.is(cueSmallTalk)) || p.words >= full && !p.is(cueSelf, cueSmallTalk, cueIf)
}

// answersThem reports whether their last message asked us something and they
// are calm enough for a plain answer.
func (sp *speaker) answersThem() bool {
	return sp.c.LastHeard != "" && sp.c.Trend.Level < temper.Angry && sp.asked()
}

// clipID bounds an id made of somebody's words.
func clipID(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > move.MaxID {
		s = strings.ToValidUTF8(s[:move.MaxID], "")
	}
	return s
}

// bot reports whether the turn is a bot's.
func (sp *speaker) bot() bool { return sp.turn.Author == transcript.Bot }
