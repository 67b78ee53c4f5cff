package infer

import (
	"strings"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/internal/act"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

// picks reads what they do with an offer (A12): choose, decline or refine.
func (l *listener) picks(p *sentence) bool {
	n := len(l.pending.Offer)
	if n == 0 && !l.replied && (yes(p) || no(p) || p.has(act.Decline)) && l.last().is(cueCall) {
		return l.answersCall(p)
	}
	if n == 0 && l.pending.Agreement && !l.replied && !l.pure(p) && l.takes(p) {
		l.add(move.Choose{Words: l.msg.text(p)}, 0.7, p.start, p.end)
		l.pending.Agreement = false
		return true
	}
	if n == 0 || l.pure(p) {
		return l.declinesPlan(p) || l.refinesChoice(p)
	}
	upTo := p.end
	h, refines := p.hit(cueRefine)
	if refines && h.start > p.start {
		upTo = h.start // "the new one, but only if …"
	}
	option, overlap := l.option(p, upTo)
	declines := p.has(act.Decline) || no(p) || p.is(cueDecline)
	if declines && !no(p) && !p.has(act.Decline) && l.msg.is(cueRefine) {
		declines, refines = false, true // "too late. could we have the other tonight?"
	}
	switch {
	case declines && (!overlap || !p.has(act.Choose)):
		l.add(move.Decline{Why: l.msg.text(p)}, 0.8, p.start, p.end)
	case refines:
		if overlap && option != "" && !p.question && n > 1 {
			l.add(move.Choose{Option: option, Words: l.msg.text(p)}, 0.75, p.start, p.end)
		}
		l.add(move.Refine{Option: option, What: l.msg.text(p)}, 0.75, p.start, p.end)
	case p.question:
		return false
	case n == 1 && l.takes(p):
		l.add(move.Choose{Words: l.msg.text(p)}, 0.7, p.start, p.end)
	case n == 1 && !l.acknowledges(p) && (yes(p) || p.has(act.Choose) || p.is(cueGo)):
		l.confirm(move.Agreement, 0.85, p)
	case n > 1 && (overlap || p.has(act.Choose) || p.is(cueGo)):
		l.add(move.Choose{Option: option, Words: l.msg.text(p)}, 0.8, p.start, p.end)
	case n > 1 && yes(p):
		l.add(move.Choose{Option: option, Words: l.msg.text(p)}, 0.65, p.start, p.end)
	default:
		return false
	}
	l.pending.Offer, l.pending.Agreement, l.pending.Question = nil, false, false
	return true
}

// takes reports a short sentence that names one of several things our last message put
// side by side: "Monday then", "row 12 it is".
func (l *listener) takes(p *sentence) bool {
	const short = 6
	if p.question || p.words > short || p.has(act.Thank) || !l.last().is(cueOr) {
		return false
	}
	named := contentWords(l.c.LastOurs)
	for w := range contentWords(l.msg.s[p.start:p.end]) {
		if named[w] {
			return true
		}
	}
	return false
}

// declinesPlan reads a no to a plan or a proposal, with what they ask instead
// in the same sentence.
func (l *listener) declinesPlan(p *sentence) bool {
	if !l.pending.Agreement || l.replied || p.is(cueInsult, cueVent) || l.last().is(cueAnythingElse) || !no(p) && !p.is(cueDecline) || p.question && !p.is(cueDecline) {
		return false
	}
	l.add(move.Decline{Why: l.msg.text(p)}, 0.75, p.start, p.end)
	l.pending.Agreement = false
	if p.question {
		l.requests(p)
	}
	return true
}

// answersCall reads the answer to the offer of a call (A33).
func (l *listener) answersCall(p *sentence) bool {
	switch {
	case no(p) || p.has(act.Decline):
		l.add(move.Decline{Why: l.msg.text(p)}, 0.75, p.start, p.end)
	case yes(p) && !p.question:
		l.confirm(move.Agreement, 0.75, p)
	default:
		return false
	}
	return true
}

// refinesChoice reads a condition put behind the choice in the same message:
// "the new one. but can it go to my office?".
func (l *listener) refinesChoice(p *sentence) bool {
	if !p.is(cueRefine, cueOnlyIf, cueInstead) || l.find(move.KindRefine) >= 0 {
		return false
	}
	i := l.find(move.KindChoose)
	if i < 0 {
		if !l.pending.Agreement || !p.is(cueOnlyIf, cueInstead) {
			return false
		}
		l.add(move.Refine{What: l.msg.text(p)}, 0.7, p.start, p.end)
		l.pending.Agreement = false
		return true
	}
	chosen := l.out.Moves[i].Move.(move.Choose)
	l.add(move.Refine{Option: chosen.Option, What: l.msg.text(p)}, 0.75, p.start, p.end)
	return true
}

// option says which of the options in our last message the sentence takes up,
// by number or by words that no other option has, up to a byte. ok: it takes up
// one at all.
func (l *listener) option(p *sentence, upTo int) (id move.OptionID, ok bool) {
	offer := l.pending.Offer
	for n, c := range [...]cue{cueFirst, cueSecond, cueThird} {
		if p.is(c) && n < len(offer) {
			return offer[n], true
		}
	}
	if n := l.numbered(p); n > 0 && n <= len(offer) {
		return offer[n-1], true
	}
	sp := newSpeaker(&reading{r: l.r, t: l.t, c: &Context{}, turn: l.turn, out: &Reading{}, msg: *l.last()})
	options := sp.options()
	if len(options) != len(offer) {
		return "", len(options) == 0 && p.has(act.Choose)
	}
	said := contentWords(l.msg.s[p.start:upTo])
	best, at, tie := 0, 0, false
	for i, o := range options {
		n := 0
		for w := range contentWords(o.text) {
			if said[w] {
				n++
			}
		}
		switch {
		case n > best:
			best, at, tie = n, i, false
		case n == best && n > 0:
			tie = true
		}
	}
	if best == 0 {
		return "", false
	}
	if tie {
		return "", true
	}
	return offer[at], true
}

// numbered returns the number of an option that a sentence names by it alone or
// behind a word such as "option"; 0: none.
func (l *listener) numbered(p *sentence) int {
	for i := p.first; i <= p.last; i++ {
		k := &l.msg.toks[i]
		if k.Kind != text.Number || p.words > 3 && !p.is(cueOption) {
			continue
		}
		if n, ok := l.t.number(&l.msg, i); ok {
			return n
		}
	}
	return 0
}

// contentWords returns the folded words of s that can tell options apart.
func contentWords(s string) map[string]bool {
	words := make(map[string]bool)
	for t := range text.Tokens(s) {
		if w := text.Fold(s[t.Start:t.End]); len(w) > 3 || t.Kind == text.Number || t.Has(text.Upper) {
			words[strings.TrimSuffix(w, "s")] = true
		}
	}
	for _, w := range [...]string{"please", "would", "that", "this", "with", "from", "your", "have", "then", "will", "take", "want", "need", "like", "which", "what", "there", "better", "thank", "thank"} {
		delete(words, w)
	}
	return words
}
