package conversation

import (
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// AdviceID names a piece of advice for good, such as "next.restate".
type AdviceID string

// Advice is something that would help now. It never binds.
type Advice struct {
	ID       AdviceID    `json:"id"`
	Move     move.Kind   `json:"move,omitempty"` // that follows it; "" for a manner rather than a move
	Practice practice.ID `json:"practice"`
	Text     string      `json:"text"` // in the playbook's language
}

// adviser collects advice once each.
type adviser struct {
	text *locale.Printer
	out  []Advice
}

func (a *adviser) add(when bool, id AdviceID, m move.Kind, row practice.ID) {
	if !when || slices.ContainsFunc(a.out, func(o Advice) bool { return o.ID == id }) {
		return
	}
	a.out = append(a.out, Advice{ID: id, Move: m, Practice: row, Text: a.text.Text(string(id))})
}

// Next returns what the practice asks for next, the most pressing first. Unlike
// Options it weighs: a feeling before a fact, what is owed before what is new.
func (c *Conversation) Next(at time.Time) []Advice {
	now := c.keep()
	return c.book.next(&now.facts, at, c.book.text)
}

func (p *Playbook) next(f *Facts, at time.Time, text *locale.Printer) []Advice {
	a := &adviser{text: text}
	lim := p.limitsOf(f.Channel)
	express := p.express(f)
	a.add(f.OurTurn && at.Before(notBefore(f, lim)), "next.wait", move.KindWait, practice.A2)
	abusive := f.Trend.Level == temper.Abusive
	a.add(abusive && f.Warnings == 0, "next.warn", move.KindWarn, practice.A21)
	a.add(abusive && f.Warnings > 0 && f.HeardWarning, "next.end", move.KindEnd, practice.A21)
	a.add(f.FeelingOwed, "next.acknowledge", move.KindAcknowledge, practice.A4)
	a.add(f.Angry() && f.Acknowledged >= 2, "next.pause", move.KindPause, practice.A10)
	a.add(f.Angry() && f.Acknowledged >= 1 && !f.Sidestep, "next.sidestep", move.KindSidestep, practice.A10)
	a.add(f.Sidestep && !f.Angry(), "next.return", move.KindReturn, practice.A10)
	a.add(callFits(f, lim), "next.call", move.KindOfferCall, practice.A33)
	a.add(f.PlanStale, "next.plan", move.KindPlan, practice.A15)
	a.add(overdue(f, at), "next.settle", move.KindUpdate, practice.C1)
	a.add(f.ChasesOpen > 0, "next.update", move.KindUpdate, practice.A3)
	a.add(express && !f.Answered, "next.answer", move.KindDirectAnswer, practice.A1)
	if f.Stage <= practice.Confirming && !express {
		a.findOut(f, lim)
	}
	a.solve(f, at, express)
	return a.out
}

// callFits reports whether a call fits better than more text (A33).
func callFits(f *Facts, lim *Limits) bool {
	if lim.CallAfter == 0 || f.CallOffers > 0 {
		return false
	}
	rising := f.Trend.Direction == temper.Rising && f.Trend.Level >= temper.Angry && f.Trend.Readings > 1
	return rising || f.Corrections >= lim.CallAfter
}

func overdue(f *Facts, at time.Time) bool {
	return slices.ContainsFunc(f.Promises, func(p PromiseFact) bool {
		return p.Open() && !p.Due.IsZero() && p.Due.Before(at)
	})
}

// findOut advises until the problem is confirmed.
func (a *adviser) findOut(f *Facts, lim *Limits) {
	confirmed := f.Confirmed != move.Unconfirmed && f.Confirmed <= lim.Confirm
	a.add(f.Vague && f.WhyDepth < 5, "next.why", move.KindAsk, practice.A5)
	a.add(len(f.Questions) == 0 && !f.Restated && !confirmed, "next.ask", move.KindAsk, practice.A5)
	a.add(!f.Impact && f.Heated, "next.impact", move.KindAsk, practice.A5)
	a.add(!f.Restated && !confirmed, "next.restate", move.KindRestate, practice.A6)
	a.add(f.Restated && !confirmed, "next.confirm", "", practice.A6)
}

// solve advises from the confirmed problem to the end.
func (a *adviser) solve(f *Facts, at time.Time, express bool) {
	a.add(f.Declined > 0 && !f.WishPending && !f.Agreed, "next.wish", move.KindAskWish, practice.A11)
	a.add(f.Stage == practice.Advising && !f.WishAsked && !f.Wished && !express, "next.wish", move.KindAskWish, practice.A11)
	a.add(f.Stage == practice.Advising && len(f.Offer) == 0 && !f.Agreed && !f.Angry(), "next.offer", move.KindOffer, practice.A12)
	a.add(f.Stage == practice.Advising && !f.PlanTold && !express, "next.plan", move.KindPlan, practice.A15)
	a.add(f.PlayBackOwed, "next.play_back", move.KindAskPlayBack, practice.A28)
	a.add(f.Stage == practice.Acting && f.OpenPromises() == 0 && !f.Delivered, "next.promise", move.KindPromise, practice.C1)
	a.add(f.Stage == practice.Acting && f.OpenPromises() > 0, "next.deliver", move.KindDeliver, practice.A23)
	a.add(f.Stage == practice.Verifying && !f.Verifying && f.Fixed == move.Unconfirmed && !express, "next.verify", move.KindVerify, practice.A23)
	a.add(f.Stage == practice.Paused && !f.FollowUpAt.IsZero() && !at.Before(f.FollowUpAt), "next.resume", move.KindResume, practice.A10)
	a.add(f.Stage == practice.HandingOver, "next.accept", move.KindAccept, practice.A13)
	a.add(f.Stage == practice.Dormant, "next.win_back", move.KindWinBack, practice.A20)
	ending := f.Stage == practice.Closing || f.Stage == practice.Closed || f.Stage == practice.Verifying && express && f.TheirThanks
	a.add(ending && f.RCAOwed, "next.rca", move.KindDeliverRCA, practice.D1)
	a.add(ending && f.OpenPromises() > 0, "next.keep", move.KindSettle, practice.A23)
	a.add(ending && !f.ThankedHelp, "next.thank", move.KindThank, practice.A23)
	a.add(ending && !f.Surveyed && f.ThankedHelp, "next.survey", move.KindSurvey, practice.A23)
	a.add(ending && f.Stage != practice.Closed && f.ThankedHelp && !f.RCAOwed && f.OpenPromises() == 0, "next.close", move.KindClose, practice.A23)
}

// Profile returns the kinds of customer this is (A17): what the host recorded,
// and what is plain from the record.
func (c *Conversation) Profile() []move.Customer {
	f := &c.keep().facts
	out := slices.Clone(f.Profile)
	add := func(when bool, k move.Customer) {
		if when && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	add(f.Angry(), move.Angry)
	add(f.Vague, move.Vague)
	add(f.Stage == practice.Dormant, move.Silent)
	add(f.ChasesOpen >= 2, move.Impatient)
	add(f.Declined >= 2 || f.Offers >= 3 && f.Chosen == "", move.Indecisive)
	return out
}

// Situation returns how the case stands between the two sides (A18): what the
// host recorded, or what follows from temper, urgency, chasers that nobody
// answered and our own record on this case.
func (c *Conversation) Situation(at time.Time) move.Situation {
	f := &c.keep().facts
	late := f.Broken || overdue(f, at) || slices.ContainsFunc(f.Promises, func(p PromiseFact) bool { return p.Extended > 0 })
	switch {
	case f.Situated:
		return f.Situation
	case f.Urgent && late:
		return move.MilestoneLate
	case f.Urgent && f.ChasesOpen > 0:
		return move.UrgentUncaring
	case (f.Angry() || f.Heated) && (f.ChasesOpen > 0 || late):
		return move.UnhappyUncaring
	case f.Vague && !f.Heated && f.TheirsSeq > 0:
		return move.VagueHelpful
	}
	return move.Ordinary
}

// Goodwill suggests a gesture in proportion to the case's record (A24): words
// the first time, more after a repeat, a broken promise, a fix that did not
// hold. ok is false when nothing calls for one, or enough was done.
func (c *Conversation) Goodwill(at time.Time) (kind move.GestureKind, ok bool) {
	f := &c.keep().facts
	weight := f.Reopens
	if f.Repeated {
		weight++
	}
	if f.Heated {
		weight++
	}
	broken := 0
	for _, p := range f.Promises {
		missed := p.Open() && !p.Due.IsZero() && p.Due.Before(at)
		if p.State == commitment.Broken || missed {
			broken++
		}
	}
	if broken == 0 && f.Broken {
		broken = 1
	}
	weight += 2*broken - f.Gestures
	switch {
	case weight <= 0 || weight == 1 && f.Regrets > 0:
		return 0, false
	case weight == 1:
		return move.BriefApology, true
	case weight <= 3:
		return move.Delight, true
	case weight <= 5:
		return move.Credit, true
	}
	return move.ManagerCall, true
}

// Guidance returns advice on the manner: for this kind of customer (A17), in
// this situation (A18), for this cause of a bad relation (A19), on goodwill (A24).
func (c *Conversation) Guidance(at time.Time) []Advice {
	a := &adviser{text: c.book.text}
	for _, k := range c.Profile() {
		a.add(true, AdviceID("customer."+k.String()), "", practice.A17)
	}
	if s := c.Situation(at); s != move.Ordinary {
		a.add(true, AdviceID("situation."+s.String()), "", practice.A18)
	}
	for _, cause := range c.keep().facts.Relations {
		a.add(true, AdviceID("relation."+cause.String()), "", practice.A19)
	}
	if g, ok := c.Goodwill(at); ok {
		a.add(true, AdviceID("gesture."+g.String()), move.KindGesture, practice.A24)
	}
	return a.out
}
