package infer

import (
	"slices"
	"strings"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/internal/act"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

// option is a piece of the message that names one option.
type option struct {
	start, end int
	text       string
}

// offers reads what we put to their choice (A12): from the sentence that opens
// the offer to the last that names an option. A single proposal is an offer
// with one option, which lacks what A12 demands.
func (sp *speaker) offers(i int) bool {
	if p := &sp.msg.sentences[i]; p.question && p.words < 7 && p.is(cueLikeThat) && sp.find(move.KindOffer) >= 0 {
		return true // "would you like that?" belongs to the offer before it
	}
	first, last := sp.offer(i)
	if last < first {
		return false
	}
	found := sp.split(first, last)
	if len(found) == 0 {
		return false
	}
	m := move.Offer{}
	for n, o := range found {
		if n == maxOptions {
			break
		}
		m.Options = append(m.Options, sp.describe(n, o))
	}
	conf := 0.7
	if len(found) > 1 {
		conf = 0.85
	}
	sp.add(m, conf, found[0].start, found[len(found)-1].end)
	sp.offered = last + 1
	return true
}

// nearest makes of a single proposal beside a no what the no needs: the nearest
// thing that is possible (A32). It leaves nothing to choose (A12).
func (sp *speaker) nearest() {
	no, at := sp.find(move.KindRefuse), sp.find(move.KindOffer)
	if no < 0 || at < 0 {
		return
	}
	offer := sp.out.Moves[at].Move.(move.Offer)
	if len(offer.Options) > 1 {
		return
	}
	m := sp.out.Moves[no].Move.(move.Refuse)
	if m.Nearest == "" {
		m.Nearest = sp.msg.words(sp.out.Moves[at].Start, sp.out.Moves[at].End)
	}
	sp.out.Moves[no].Move = m
	sp.out.Moves = slices.Delete(sp.out.Moves, at, at+1)
}

// maxOptions bounds an offer; people don't choose among more.
const maxOptions = 8

// options returns the options of the first offer of the message.
func (sp *speaker) options() []option {
	for i := range sp.msg.sentences {
		if first, last := sp.offer(i); last >= first {
			return sp.split(first, last)
		}
	}
	return nil
}

// offer returns the sentences of an offer that begins with sentence i; last is
// before first when none does.
func (sp *speaker) offer(i int) (first, last int) {
	p := &sp.msg.sentences[i]
	opens := p.is(cueEither) || p.is(cueCanDo) && !p.question || p.has(act.Choice, act.Offer) && !p.is(cueNoOffer) || sp.divided(p) && (p.question && p.is(cueRather) || sp.followedByWhich(i))
	if !opens || sp.restated.has(i) || p.question && p.has(act.AskWish) && !p.is(cueEither) && !sp.divided(p) || p.question && p.is(cueWh) && !p.is(cueWhich, cueEither, cueWays) && !p.has(act.Choice) || p.has(act.Restate, act.Refuse) && !p.has(act.Choice) || p.is(cueHowCanIHelp) {
		return 0, -1
	}
	first, last = i, i
	for k := i + 1; k < len(sp.msg.sentences) && k <= i+4; k++ {
		q := &sp.msg.sentences[k]
		if q.is(cueOrStart) || q.is(cueEither) && !sp.asksWhich(q) || q.has(act.Choice) && !sp.asksWhich(q) {
			last = k
			continue
		}
		if sp.asksWhich(q) {
			last = k
			break
		}
	}
	return first, last
}

// divided reports whether the sentence puts two options side by side.
func (sp *speaker) divided(p *sentence) bool {
	for _, h := range p.hits {
		if h.cue == cueOr && sp.divides(p, h) {
			return true
		}
	}
	return false
}

// followedByWhich reports that the next sentences ask which they prefer.
func (sp *speaker) followedByWhich(i int) bool {
	for k := i + 1; k < len(sp.msg.sentences) && k <= i+2; k++ {
		if sp.asksWhich(&sp.msg.sentences[k]) {
			return true
		}
	}
	return false
}

// asksWhich reports "which do you prefer?": it belongs to the offer and names
// no option.
func (sp *speaker) asksWhich(p *sentence) bool {
	return p.question && p.is(cueWhich) && p.words < 12 && !p.is(cueOr)
}

// split cuts the sentences of an offer into its options, at each "or" that
// stands behind a comma, at the front of a sentence or between two proposals.
func (sp *speaker) split(first, last int) []option {
	if listed := sp.listed(first, last); len(listed) > 1 {
		return listed
	}
	var found []option
	open := -1
	flush := func(end int) {
		if open >= 0 && end > open {
			if s := sp.msg.words(open, end); len(s) > 2 {
				found = append(found, option{start: open, end: end, text: s})
			}
		}
		open = -1
	}
	several := sp.several(first, last)
	for k := first; k <= last; k++ {
		p := &sp.msg.sentences[k]
		if sp.asksWhich(p) {
			continue
		}
		if p.is(cueWays) && !p.is(cueOr) { // "there are two ways."
			continue
		}
		end := p.end
		for _, h := range p.hits {
			if h.cue != cueOr || !several {
				continue
			}
			if open < 0 && h.start <= p.start+1 {
				continue
			}
			if open < 0 {
				open = p.start
			}
			if !sp.divides(p, h) {
				continue
			}
			flush(h.start)
			open = h.end
		}
		if open >= 0 && k > first && p.is(cueOrStart) {
			flush(p.start)
		}
		if open < 0 {
			open = p.start
		}
		if k == last || sp.msg.sentences[k+1].is(cueOrStart) || sp.asksWhich(&sp.msg.sentences[k+1]) {
			flush(end)
		}
	}
	flush(sp.msg.sentences[last].end)
	return found
}

// listed returns the options of a numbered list: "1) … 2) …".
func (sp *speaker) listed(first, last int) []option {
	var found []option
	s := sp.msg.s
	end := sp.msg.sentences[last].end
	for i := sp.msg.sentences[first].first; i <= sp.msg.sentences[last].last; i++ {
		k := &sp.msg.toks[i]
		n, ok := sp.t.number(&sp.msg, i)
		if !ok || k.Kind != text.Number || n != len(found)+1 || k.End >= len(s) || s[k.End] != ')' {
			continue
		}
		if n > 1 {
			o := &found[n-2]
			o.end = k.Start
			o.text = sp.msg.words(o.start, o.end)
		}
		found = append(found, option{start: k.End + 1, end: end, text: sp.msg.words(k.End+1, end)})
	}
	return found
}

// several reports whether the sentences put more than one way to the customer.
func (sp *speaker) several(first, last int) bool {
	for k := first; k <= last; k++ {
		p := &sp.msg.sentences[k]
		if p.is(cueEither, cueOrStart, cueWhich, cueWays) || p.has(act.Choice) || p.question && p.is(cueOr) {
			return true
		}
		if sp.divided(p) {
			return true
		}
	}
	return false
}

// divides reports whether an "or" stands between two options rather than
// between two words of one.
func (sp *speaker) divides(p *sentence, h hit) bool {
	for i := p.first; i <= p.last; i++ {
		k := &sp.msg.toks[i]
		if k.Start != h.start {
			continue
		}
		if i == p.first || sp.msg.comma(i) {
			return true
		}
		for _, n := range p.hits { // "or you …", "or we …", "or would you rather"
			if n.cue == cueOrClause && n.start == h.start {
				return true
			}
		}
		return p.is(cueEither) || p.question && p.has(act.Choice, act.Offer, act.AskWish)
	}
	return false
}

// describe makes an option of its words: what, what it costs them, how long it
// takes.
func (sp *speaker) describe(n int, o option) move.Option {
	m := move.Option{ID: optionID(n), What: o.text, When: sp.due(o.text)}
	if i := strings.IndexAny(o.text, "$€£"); i >= 0 { // an amount of money is what it costs or brings them
		m.Cost, _, _ = strings.Cut(o.text[i:], " ")
		m.Cost = strings.TrimRight(m.Cost, ".,;:)")
	}
	for i := range sp.msg.sentences {
		p := &sp.msg.sentences[i]
		if p.end <= o.start || p.start >= o.end {
			continue
		}
		for _, h := range p.hits {
			if h.start < o.start || h.end > o.end {
				continue
			}
			switch h.cue {
			case cueCost:
				if m.Cost != "" {
					m.Cost += "; "
				}
				m.Cost += sp.msg.words(h.start, h.end)
			case cueTakes:
				if m.Takes == "" {
					m.Takes = sp.msg.words(h.start, h.end)
				}
			}
		}
	}
	return m
}

// optionID names the nth option: a, b, c.
func optionID(n int) move.OptionID { return move.OptionID(rune('a' + n)) }
