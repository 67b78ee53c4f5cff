package infer

import (
	"fmt"
	"hash/fnv"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/internal/act"
)

// speaker reads a message of ours, sentence by sentence.
type speaker struct {
	*reading
	promised bool
}

func (d *reading) ours() {
	sp := &speaker{reading: d}
	sp.promises()
	for i := range d.msg.sentences {
		sp.sentence(i)
	}
}

// promiseID names a promise found in a turn: the same turn gives the same ids.
func promiseID(d *reading, n int) commitment.PromiseID {
	if d.turn.ID != "" {
		return commitment.PromiseID(fmt.Sprintf("%s#%d", d.turn.ID, n))
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%d\x00%s", d.turn.Thread, d.turn.At.UnixNano(), d.turn.Text)
	return commitment.PromiseID(fmt.Sprintf("%x#%d", h.Sum64(), n))
}

// promises reads what we undertake.
func (sp *speaker) promises() {
	found, err := sp.r.when.Promises(sp.msg.s, sp.whenContext())
	if err == nil {
		sp.out.Promises = found
	}
	for i, c := range found {
		m := move.Promise{Promise: promiseID(sp.reading, i+1), What: c.What, Words: sp.msg.words(c.Start, c.End)}
		if c.Reading != nil {
			m.Due = c.Reading.Deadline
		}
		sp.add(m, 0.85, c.Start, c.End)
	}
	sp.promised = err == nil
}

func (sp *speaker) sentence(i int) {
	p := &sp.msg.sentences[i]
	sp.simple(p)
	text := sp.msg.text(p)
	switch {
	case p.is(cueHelp):
	case p.has(act.Restate):
		sp.restate(i)
	case p.has(act.AskWish):
		sp.add(move.AskWish{}, 0.9, p.start, p.end)
	case p.has(act.Verify):
		sp.add(move.Verify{}, 0.85, p.start, p.end)
	case p.has(act.CheckBack):
		sp.add(move.AskPlayBack{}, 0.85, p.start, p.end)
	case p.has(act.Survey):
		sp.add(move.Survey{}, 0.85, p.start, p.end)
	case p.has(act.Impact):
		sp.add(move.Ask{What: text, About: move.Impact}, 0.85, p.start, p.end)
	case p.has(act.Why):
		sp.add(move.Ask{What: text, About: move.Why}, 0.8, p.start, p.end)
	case p.question || p.is(cueAsk):
		sp.asks(p, text)
	case p.has(act.Promise) && !sp.promised:
		sp.add(move.Promise{Promise: promiseID(sp.reading, i+1), What: text, Words: text, Due: sp.due(text), Fix: p.is(cueFix)}, 0.8, p.start, p.end)
	case p.has(act.Refuse):
		sp.add(move.Refuse{Reason: text}, 0.7, p.start, p.end)
	case p.has(act.Deliver):
		sp.add(move.Deliver{What: text}, 0.75, p.start, p.end)
	case p.has(act.Done):
		sp.add(move.Update{Done: text}, 0.75, p.start, p.end)
	case p.has(act.Doing):
		sp.add(move.Update{Doing: text}, 0.75, p.start, p.end)
	case p.has(act.Advise):
		sp.add(move.Advise{Steps: []string{text}}, 0.75, p.start, p.end)
	case p.is(cueClose):
		sp.add(move.Close{}, 0.75, p.start, p.end)
	}
}

// simple reads the moves that stand beside others in a sentence.
func (sp *speaker) simple(p *sentence) {
	for _, a := range p.acts {
		switch a.Kind {
		case act.Greet, act.Farewell:
			sp.add(move.Greet{}, a.Confidence, a.Start, a.End)
		case act.Thank:
			sp.add(move.Thank{}, a.Confidence, a.Start, a.End)
		case act.Hold:
			sp.add(move.Hold{}, a.Confidence, a.Start, a.End)
		case act.Regret, act.Conditional:
			sp.add(move.Apologise{Of: move.Regret}, a.Confidence, a.Start, a.End)
		case act.Empathy:
			sp.add(move.Acknowledge{Feeling: sp.msg.words(a.Start, a.End)}, a.Confidence, a.Start, a.End)
		}
	}
	for _, h := range p.hits {
		switch h.cue {
		case cueWait:
			sp.add(move.Wait{}, 0.85, h.start, h.end)
		case cueCall:
			sp.add(move.OfferCall{}, 0.8, h.start, h.end)
		case cueReturn:
			sp.add(move.Return{}, 0.8, h.start, h.end)
		}
	}
}

// restate reads a restatement; a bare "is that right?" takes in the sentence
// before it.
func (sp *speaker) restate(i int) {
	p := &sp.msg.sentences[i]
	start := p.start
	if p.words < 6 && i > 0 {
		start = sp.msg.sentences[i-1].start
	}
	for _, m := range sp.out.Moves {
		if m.Move.Kind() == move.KindRestate {
			return
		}
	}
	sp.add(move.Restate{Problem: sp.msg.words(start, p.end), Assumed: p.is(cueTell)}, 0.85, start, p.end)
}

func (sp *speaker) asks(p *sentence, text string) {
	found := false
	for _, h := range p.hits {
		if h.cue >= firstFact {
			sp.add(move.Ask{Fact: sp.t.facts[h.cue-firstFact], What: text}, 0.85, p.start, p.end)
			found = true
		}
	}
	if !found {
		sp.add(move.Ask{What: text}, 0.75, p.start, p.end)
	}
}
