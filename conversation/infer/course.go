package infer

import (
	"errors"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/when"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/internal/act"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

// vow is a promise found in the message.
type vow struct {
	move       move.Promise
	start, end int
	confidence float64
	used       bool // another move has taken it up
}

// findPromises reads what we undertake: the candidates of the time grammar, and
// what speech acts show besides.
func (sp *speaker) findPromises() {
	found, err := sp.r.when.Promises(sp.msg.s, sp.whenContext())
	if err == nil || errors.Is(err, when.ErrNone) {
		sp.out.Promises = found
	}
	for _, c := range found {
		if c.Done || sp.underWay(c) || sp.keptWords(c) || sp.refrains(c) || c.Start < 0 || c.End > len(sp.msg.s) || c.Start >= c.End {
			continue
		}
		if p := sp.sentenceAt(c.Start); p != nil && p.is(cueNoPromise) {
			continue
		}
		v := vow{start: c.Start, end: c.End, confidence: 0.85}
		v.move = move.Promise{What: c.What, Words: sp.msg.words(c.Start, c.End)}
		if c.Reading != nil {
			v.move.Due = c.Reading.Deadline
		}
		if c.Conditional && (v.move.Due.IsZero() || sp.ifBefore(c.Start)) {
			v.confidence = 0.5 // "also if there is no news" does not hang on the news
		}
		sp.promises = append(sp.promises, v)
	}
	for i := range sp.msg.sentences {
		p := &sp.msg.sentences[i]
		a, ok := p.act(act.Promise)
		if !ok || sp.vowIn(p) != nil || p.question || p.is(cueNoPromise) {
			continue
		}
		words := sp.msg.text(p)
		v := vow{start: a.Start, end: p.end, confidence: a.Confidence - 0.05}
		v.move = move.Promise{What: sp.msg.words(a.Start, p.end), Words: words, Due: sp.due(words)}
		if h, ok := p.hit(cueIf); ok && h.start < a.Start {
			v.confidence = 0.5
		}
		sp.promises = append(sp.promises, v)
	}
	sp.findArrangements()
}

// sentenceAt returns the sentence that holds the byte, nil for none.
func (d *reading) sentenceAt(at int) *sentence {
	for i := range d.msg.sentences {
		if p := &d.msg.sentences[i]; p.start <= at && at < p.end {
			return p
		}
	}
	return nil
}

// ifBefore reports a condition in front of the words at start in their sentence.
func (sp *speaker) ifBefore(start int) bool {
	for i := range sp.msg.sentences {
		p := &sp.msg.sentences[i]
		if h, ok := p.hit(cueIf); ok && h.start < start && start < p.end {
			return true
		}
	}
	return false
}

// promisesAlone reads what we undertake in a language without rules, by the time
// grammar alone; without one it finds nothing.
func (d *reading) promisesAlone() {
	found, err := d.r.when.Promises(d.msg.s, d.whenContext())
	if err != nil && !errors.Is(err, when.ErrNone) {
		return
	}
	d.out.Promises = found
	for i, c := range found {
		if c.Done || c.Conditional || c.Start < 0 || c.End > len(d.msg.s) || c.Start >= c.End {
			continue
		}
		m := move.Promise{Promise: d.promiseID(i + 1), What: c.What, Words: d.msg.words(c.Start, c.End)}
		if c.Reading != nil {
			m.Due = c.Reading.Deadline
		}
		d.add(m, 0.8, c.Start, c.End)
	}
}

// findArrangements reads promises in the present tense: "he rings you within ten
// minutes", "I'm back here by noon". The time makes the promise.
func (sp *speaker) findArrangements() {
	for i := range sp.msg.sentences {
		p := &sp.msg.sentences[i]
		h, ok := p.hit(cueComes)
		if !ok || p.question || sp.vowIn(p) != nil || p.is(cueIf, cueNotYet, cueSo, cueRestate) || p.has(act.Refuse, act.Restate) || sp.msg.is(cueLikeThat) {
			continue
		}
		words := sp.msg.words(h.start, p.end)
		due := sp.due(words)
		if done, ok := p.act(act.Done); due.Sub(sp.turn.At) < time.Minute || ok && done.End > h.start {
			continue
		}
		v := vow{start: h.start, end: p.end, confidence: 0.7}
		v.move = move.Promise{What: words, Words: sp.msg.text(p), Due: due}
		sp.promises = append(sp.promises, v)
	}
}

// underWay reports a candidate that says what we are doing: "I'm on it".
func (sp *speaker) underWay(c when.Candidate) bool {
	if c.Vague {
		return false
	}
	dated := c.Reading != nil && c.Reading.Deadline.Sub(sp.turn.At) > time.Minute
	for i := range sp.msg.sentences {
		p := &sp.msg.sentences[i]
		if p.start > c.Start || p.end <= c.Start {
			continue
		}
		for _, h := range p.hits {
			if h.cue == cueUpdate && h.start <= c.Start && h.end > c.Start && (!dated || strings.Contains(sp.msg.s[h.start:h.end], "ing")) {
				return true
			}
		}
	}
	return false
}

// refrains reports a candidate that says what we will not do: "I won't keep you".
func (sp *speaker) refrains(c when.Candidate) bool {
	for i := range sp.msg.sentences {
		if p := &sp.msg.sentences[i]; c.Start >= p.start && c.Start < p.end {
			return c.Reading == nil && p.is(cueNoRefusal) && !p.has(act.Promise)
		}
	}
	return false
}

// keptWords reports a candidate that begins in "as promised": it speaks of a promise
// made before.
func (sp *speaker) keptWords(c when.Candidate) bool {
	for i := range sp.msg.sentences {
		for _, h := range sp.msg.sentences[i].hits {
			if h.cue == cueAsPromised && h.start <= c.Start && c.Start < h.end {
				return true
			}
		}
	}
	return false
}

// vowIn returns the first promise that begins in the sentence.
func (sp *speaker) vowIn(p *sentence) *vow {
	for i := range sp.promises {
		if v := &sp.promises[i]; v.start >= p.start && v.start < p.end {
			return v
		}
	}
	return nil
}

// vowFrom returns the first promise from sentence i on that no other move has
// taken up: what a pause or "I don't know" leans on.
func (sp *speaker) vowFrom(i int) *vow {
	for k := range sp.promises {
		if v := &sp.promises[k]; v.start >= sp.msg.sentences[i].start {
			return v
		}
	}
	return nil
}

// idOf returns the id of a promise of this message.
func (sp *speaker) idOf(v *vow) commitment.PromiseID {
	if v == nil {
		return ""
	}
	for i := range sp.promises {
		if &sp.promises[i] == v {
			return sp.promiseID(i + 1)
		}
	}
	return ""
}

func dueOf(v *vow) time.Time {
	if v == nil {
		return time.Time{}
	}
	return v.move.Due
}

// course reads the moves that change the course: boundary, end, pause,
// hand-over, closing.
func (sp *speaker) course(i int) bool {
	p := &sp.msg.sentences[i]
	text := sp.msg.text(p)
	whole := act.Act{Start: p.start, End: p.end, Confidence: 0.8}
	switch {
	case p.has(act.EndNotice) && !p.has(act.Pause) && !p.is(cueClose, cueIf):
		if sp.find(move.KindWarn) < 0 {
			v := sp.vowFrom(i)
			if n := len(sp.promises); v == nil && n > 0 { // "You will have it in writing by noon. I end the chat here."
				v = &sp.promises[n-1]
			}
			sp.once(move.End{Words: sp.crossed(), FollowUp: sp.idOf(v)}, whole)
		}
	case p.has(act.Boundary) || p.is(cueBoundary):
		sp.once(move.Warn{Words: sp.crossed()}, whole)
	case p.has(act.Pause) && !p.has(act.Offer):
		v := sp.vowFrom(i)
		at := dueOf(v)
		if at.IsZero() {
			at = sp.due(text)
		}
		sp.once(move.Pause{Purpose: sp.purpose(p), Owner: sp.self(), FollowUp: sp.idOf(v), At: at}, whole)
		if v != nil && v.start < p.end {
			v.used = true
		}
	case p.is(cueClose) && !p.is(cueTimeout) && !p.question:
		on := move.OnConfirmation
		if p.is(cueSilent) {
			on = move.OnTimeout
		}
		sp.once(move.Close{On: on}, whole)
	case p.is(cueRCA) && !p.question && p.is(cueHere):
		sp.once(move.DeliverRCA{Document: move.DocumentID(sp.turn.ID)}, whole)
	case p.is(cueHandBack):
		sp.once(move.HandBack{Why: text}, whole)
	case sp.handsOver(p):
	default:
		return false
	}
	return true
}

// self is who speaks, as the transcript has it.
func (sp *speaker) self() commitment.PartyID { return commitment.PartyID(clipID(sp.turn.Name)) }

// crossed returns the customer's words that crossed the line, for the record of
// a boundary (A21).
func (sp *speaker) crossed() string {
	s := clip(sp.c.LastHeard)
	if s == "" {
		return ""
	}
	if ev := sp.r.gauge.Read(s, sp.out.Language).Evidence; len(ev) > 0 {
		return s[ev[0].Start:ev[len(ev)-1].End]
	}
	return s
}

// handsOver reads an escalation, which gives the case away, and a consultation,
// which keeps it (A13). Owner, purpose and time come out of the words; what they
// leave out stays empty, so that the guard can say so.
func (sp *speaker) handsOver(p *sentence) bool {
	away := p.is(cueHandOver) || p.has(act.HandOver)
	consult := p.is(cueConsult)
	if !away && !consult || p.question || p.is(cueIf, cueAccept, cuePassedOn) {
		return false
	}
	owner := commitment.PartyID("")
	reason := move.NeedsSkill
	if h, ok := p.hit(cueBoss); ok {
		owner, reason = commitment.PartyID(clipID(sp.msg.words(h.start, h.end))), move.NeedsAuthority
	} else if h, ok := p.hit(cueOwner); ok {
		owner = commitment.PartyID(clipID(sp.named(h)))
	} else if !p.has(act.Escalate, act.HandOver) && !p.is(cueToPerson) && (!away || !p.is(cuePurpose)) {
		return false
	}
	at := sp.due(sp.msg.text(p))
	whole := act.Act{Start: p.start, End: p.end, Confidence: 0.8}
	if p.has(act.Hold) {
		sp.once(move.Hold{Why: sp.msg.text(p)}, whole)
	}
	if consult && !away {
		purpose := sp.purpose(p)
		if i := sp.find(move.KindDontKnow); purpose == "" && i >= 0 {
			purpose = sp.out.Moves[i].Move.(move.DontKnow).What
		}
		sp.once(move.Consult{Purpose: purpose, Owner: owner, At: at}, whole)
		sp.datedPromises(p)
		return true
	}
	switch heard := sp.heard(); {
	case sp.bot():
		reason = move.BotLimit
	case heard.has(act.Supervisor):
		reason = move.AskedFor
	case p.is(cueShift):
		reason = move.ShiftEnds
	}
	sp.once(move.Escalate{Purpose: sp.purpose(p), Owner: owner, At: at, Reason: reason}, whole)
	sp.laterPromise(p)
	return true
}

// named returns the words of a team or a person without the article or "our".
func (sp *speaker) named(h hit) string {
	for i := range sp.msg.toks {
		k := &sp.msg.toks[i]
		if k.Start == h.start && k.End < h.end && sp.t.determiners[text.Fold(sp.msg.s[k.Start:k.End])] {
			return sp.msg.words(k.End, h.end)
		}
	}
	return sp.msg.words(h.start, h.end)
}

// purpose returns the clause that says what a deferral is for, up to a promise that
// follows it.
func (sp *speaker) purpose(p *sentence) string {
	h, ok := p.hit(cuePurpose)
	if !ok {
		return ""
	}
	end := p.end
	for i := range sp.promises {
		if v := &sp.promises[i]; v.start > h.start && v.start < end {
			end = v.start
		}
	}
	return sp.msg.words(h.start, end)
}

// datedPromises adds the promises of a sentence that asks somebody else: of two,
// the one without a time is the asking itself.
func (sp *speaker) datedPromises(p *sentence) {
	dated := false
	for i := range sp.promises {
		v := &sp.promises[i]
		dated = dated || v.start >= p.start && v.start < p.end && !v.move.Due.IsZero()
	}
	for i := range sp.promises {
		if v := &sp.promises[i]; dated && v.start >= p.start && v.start < p.end && v.move.Due.IsZero() {
			v.used = true
		}
	}
	sp.promise(p)
}

// promise adds the promises that begin in the sentence.
func (sp *speaker) promise(p *sentence) bool {
	found := false
	for i := range sp.promises {
		v := &sp.promises[i]
		if p.is(cueAccept) && v.move.Due.IsZero() {
			continue
		}
		if v.start < p.start || v.start >= p.end || v.used {
			continue
		}
		v.used, found = true, true
		m := v.move
		m.Promise = sp.promiseID(i + 1)
		m.Fix = p.is(cueFix) && !p.is(cueContact)
		sp.add(m, v.confidence, v.start, v.end)
	}
	return found
}

// laterPromise adds the promises of a hand-over sentence other than the
// hand-over itself, which opens it.
func (sp *speaker) laterPromise(p *sentence) {
	for i := range sp.promises {
		if v := &sp.promises[i]; v.start > p.start+10 && v.start < p.end && !v.move.Due.IsZero() {
			sp.promise(p)
			return
		}
	}
}
