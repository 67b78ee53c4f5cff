package infer

import (
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

// sameContact is how long after a promise our words still belong to the contact
// that made it.
const sameContact = 10 * time.Minute

// settles reads which open promises a message of ours keeps (C1): one that names
// the promise ("as promised"), brings what was promised, or gets in touch with
// news when that was due. "Still on track" keeps no promise but one to be in touch.
func (sp *speaker) settles() {
	if len(sp.c.Open) == 0 || sp.breaks() {
		return
	}
	said, promised := hit{}, false
	for i := range sp.msg.sentences {
		if h, ok := sp.msg.sentences[i].hit(cueAsPromised); ok && !promised {
			said, promised = h, true
		}
	}
	news, brings := sp.news()
	meant := -1
	if promised {
		meant = sp.meant()
	}
	shown := span{from: -1}
	if promised {
		shown = span{said.start, said.end}
	} else if news >= 0 {
		shown = span{sp.out.Moves[news].Start, sp.out.Moves[news].End}
	}
	if shown.from < 0 {
		return
	}
	for i, p := range sp.c.Open {
		c, contact := sp.keeps(p, i == meant, news >= 0, brings)
		switch {
		case c == 0:
		case contact && sp.tooLate(p):
			sp.add(move.Settle{Promise: p.ID, State: commitment.Broken}, c, shown.from, shown.to)
		default:
			sp.add(move.Settle{Promise: p.ID, State: commitment.Kept}, c, shown.from, shown.to)
		}
	}
}

// grace is how much after its time a word still counts as the promised one, late.
const grace = time.Hour

// tooLate reports that we were silent for so long after the time of a promise to
// be in touch that this word does not keep it: half its span again, and an hour.
func (sp *speaker) tooLate(p OpenPromise) bool {
	span := time.Duration(0)
	if !p.Made.IsZero() {
		span = p.Due.Sub(p.Made) / 2
	}
	return !p.Due.IsZero() && sp.turn.At.Sub(p.Due) > max(grace, span)
}

// breaks reads that we say ourselves that we did not keep our word: of the
// promises whose time has passed, the one that passed last.
func (sp *speaker) breaks() bool {
	for i := range sp.msg.sentences {
		h, ok := sp.msg.sentences[i].hit(cueWordBroken)
		if !ok {
			continue
		}
		last := -1
		for k, p := range sp.c.Open {
			if !p.Due.IsZero() && p.Due.Before(sp.turn.At) && (last < 0 || p.Due.After(sp.c.Open[last].Due)) {
				last = k
			}
		}
		if last >= 0 {
			sp.add(move.Settle{Promise: sp.c.Open[last].ID, State: commitment.Broken}, 0.8, h.start, h.end)
		}
		return true
	}
	return false
}

// onTheDot is how near to its time a message surely is the one that was promised.
const onTheDot = 15 * time.Minute

// meant returns the promise that "as promised" means: the one for just now; else
// of those that the message speaks of, or else of all, the one whose time is nearest.
func (sp *speaker) meant() int {
	best, gap, named := -1, time.Duration(0), false
	for i, p := range sp.c.Open {
		what := sp.other(p.What)
		away := p.Due.Sub(sp.turn.At).Abs()
		names := away <= onTheDot || sp.shares(&what)
		if best < 0 || names && !named || names == named && away < gap {
			best, gap, named = i, away, names
		}
	}
	return best
}

// news returns the first move that tells the customer something about the
// matter, -1 for none, and whether the message brings something.
func (sp *speaker) news() (first int, brings bool) {
	first = -1
	for i := range sp.out.Moves {
		in := &sp.out.Moves[i]
		switch in.Move.(type) {
		case move.Deliver, move.DeliverRCA:
			brings = true
		case move.Update, move.Advise, move.Offer, move.Refuse, move.DirectAnswer, move.Inform, move.Plan, move.PlanChange, move.Verify, move.RootCause:
		default:
			continue
		}
		if first < 0 && in.Sure {
			first = i
		}
	}
	return first, brings
}

// keeps says how sure it is that the message keeps the promise, 0 for not, and
// whether the promise was to be in touch.
func (sp *speaker) keeps(p OpenPromise, meant, news, brings bool) (confidence float64, contact bool) {
	what := sp.other(p.What)
	contact, call := p.What == "", false
	for i := range what.sentences {
		for _, h := range what.sentences[i].hits {
			contact = contact || h.cue == cueInTouch && h.start <= what.sentences[i].start+inTouchFrom
			call = call || h.cue == cueCallBack
		}
	}
	shares := sp.shares(&what)
	switch {
	case meant && (contact || brings):
		return 0.9, contact
	case meant && sp.c.Open[0].ID == p.ID && len(sp.c.Open) == 1 && !sp.msg.is(cueNotYet):
		return 0.7, contact
	case !p.Made.IsZero() && sp.turn.At.Sub(p.Made) < sameContact:
		return 0, contact
	case call && sp.turn.Channel != "" && sp.turn.Channel != transcript.Phone:
		return 0, contact
	case contact && news && (shares || sp.halfway(p)):
		return 0.75, contact
	case !contact && brings && (shares || len(sp.c.Open) == 1):
		return 0.75, contact
	}
	return 0, contact
}

// inTouchFrom is within how many bytes of its beginning a promise names getting
// in touch, if that is what was promised: "then call you", not "send it and call".
const inTouchFrom = 8

// halfway reports whether half the time to the deadline has passed. An early
// word is seldom the one that was promised for later.
func (sp *speaker) halfway(p OpenPromise) bool {
	return !p.Due.IsZero() && !p.Made.IsZero() && sp.turn.At.Sub(p.Made) >= p.Due.Sub(p.Made)/2
}

// shares reports whether the message speaks of a thing that the promise names,
// whatever its ending: "check the totals", "totals are checked".
func (sp *speaker) shares(what *message) bool {
	for _, w := range what.toks {
		if w.Kind != text.Word || what.covers(cueFiller, w.Start) {
			continue
		}
		stem := stemOf(what.s[w.Start:w.End])
		if stem == "" {
			continue
		}
		for _, k := range sp.msg.toks {
			if k.Kind == text.Word && stemOf(sp.msg.s[k.Start:k.End]) == stem {
				return true
			}
		}
	}
	return false
}

// covers reports whether a hit of the cue covers the byte.
func (m *message) covers(c cue, at int) bool {
	for i := range m.sentences {
		for _, h := range m.sentences[i].hits {
			if h.cue == c && h.start <= at && at < h.end {
				return true
			}
		}
	}
	return false
}

// stemOf returns the beginning of a word of five letters and more, folded.
func stemOf(w string) string {
	w = strings.ToLower(w)
	n := 0
	for i := range w {
		if n++; n > 5 {
			return w[:i]
		}
	}
	if n < 4 {
		return ""
	}
	return w
}
