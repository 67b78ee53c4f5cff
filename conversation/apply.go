package conversation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// event is what applying a move needs besides the move.
type event struct {
	entry  *move.Entry
	seq    uint64
	limits *Limits
	state  move.State     // before the move
	stage  practice.Stage // of state
}

// apply takes a move's facts in. It never fails: what does not fit changes nothing.
func (f *Facts) apply(m move.Move, side move.Side, ev event) {
	if own, ok := m.(move.Custom); ok {
		f.made(own, ev)
		return
	}
	if side == move.Theirs {
		f.applyTheirs(m, ev)
		return
	}
	if f.applyTalk(m, ev) || f.applyCourse(m, ev) {
		return
	}
	f.applyRecord(m, ev)
}

// made counts a move of the host's own.
func (f *Facts) made(m move.Custom, ev event) {
	f.Own = slices.Clone(f.Own) // earlier versions of the facts share the array
	i := slices.IndexFunc(f.Own, func(o OwnMoves) bool { return o.Kind == m.Name })
	if i < 0 {
		i = len(f.Own)
		f.Own = append(f.Own, OwnMoves{Kind: m.Name})
	}
	f.Own[i].Count++
	f.Own[i].Seq, f.Own[i].At = ev.seq, ev.entry.At
}

func (f *Facts) applyTheirs(m move.Move, ev event) {
	switch m := m.(type) {
	case move.Tell:
		f.Repeated = f.Repeated || m.Again
		f.hurry(m.Urgent)
		f.Patient = f.Patient && !m.Urgent || m.Patient
		f.Vague = m.Vague || f.Vague && !f.Clear
	case move.Vent:
		f.Heated, f.FeelingOwed, f.Patient = true, true, false
	case move.Request:
		f.Clear, f.Vague = m.Clear, !m.Clear
		f.hurry(m.Urgent)
		f.Answered = false
	case move.Answer:
		f.answer(m)
	case move.Confirm:
		f.confirm(m, ev)
	case move.Correct:
		f.Corrections++
		f.Restated, f.Confirmed = false, move.Unconfirmed
	case move.Wish:
		f.Wished, f.WishPending = true, false
	case move.Choose:
		f.Chosen, f.Offer, f.Agreed = m.Option, nil, true
	case move.Decline:
		f.Declined++
		f.Offer, f.Agreed = nil, false
	case move.Refine:
		f.Offer, f.Agreed = nil, false
	case move.PlayBack:
		f.PlayBackOwed, f.PlayBackAsks = !m.Right, false
	case move.Chase:
		f.Chases++
		f.ChasesOpen++
		f.hurry(m.Urgent)
		f.Patient = false // who asks where we are waits
	case move.Claim:
		f.claim(m, ev)
	case move.Reopen:
		f.Reopens++
		f.Repeated = f.Repeated || ev.state == Closed
		f.unverify()
	case move.Rate:
		f.Ratings++
	}
}

// hurry takes in whether time presses on their side.
func (f *Facts) hurry(urgent bool) {
	if urgent {
		f.Urgent, f.Patient = true, false
	}
}

// claim takes in a promise of ours that they name; one that is not on record is
// to be looked up (C13).
func (f *Facts) claim(m move.Claim, ev event) {
	f.Claims++
	f.Broken = f.Broken || m.Broken
	if f.promise(m.Promise) < 0 {
		f.ClaimSeq, f.ClaimAt = ev.seq, ev.entry.At
	}
}

// lookedUp notes that a claim was answered: what they named is on record now,
// was settled, or we said that we find out.
func (f *Facts) lookedUp() { f.ClaimSeq, f.ClaimAt = 0, time.Time{} }

func (f *Facts) answer(m move.Answer) {
	i := len(f.Questions) - 1
	if m.Fact != "" {
		for i >= 0 && f.Questions[i].Fact != m.Fact {
			i--
		}
	}
	if i >= 0 && !m.Vague {
		f.Questions = slices.Clone(f.Questions)
		f.Questions[i].Answered = true
	}
	f.Vague = m.Vague
}

func (f *Facts) confirm(m move.Confirm, ev event) {
	if m.Of != move.Agreement { // "fine, do that" may still be said in anger
		f.calmed(ev)
	}
	switch m.Of {
	case move.Problem:
		if f.Restated || f.Confirmed != move.Unconfirmed {
			f.Confirmed = stronger(f.Confirmed, m.How)
			f.Restated = f.Restated && m.How > ev.limits.Confirm
			f.Vague = false
		}
	case move.Fix:
		if f.fixPending() {
			f.Fixed = stronger(f.Fixed, m.How)
			f.Verifying = false
		}
	case move.Agreement:
		f.Agreed = f.Agreed || f.agreementPending()
	}
}

// stronger returns the stronger of two confirmations: Explicit is the strongest.
func stronger(a, b move.Confirmation) move.Confirmation {
	if a == move.Unconfirmed || b != move.Unconfirmed && b < a {
		return b
	}
	return a
}

func (f *Facts) fixPending() bool {
	return f.Verifying || f.Delivered || f.Answered || f.Advised
}

func (f *Facts) agreementPending() bool { return f.PlanTold || len(f.Offer) > 0 || f.Advised }

// act notes that something was done for the customer (A7.repeat) and that they
// heard from us about it (A18).
func (f *Facts) act() { f.ApologyIdle, f.ChasesOpen = false, 0 }

// applyTalk takes in what we say to find out, to feel with them and to advise.
func (f *Facts) applyTalk(m move.Move, ev event) bool {
	switch m := m.(type) {
	case move.Wait, move.Greet:
	case move.Acknowledge:
		f.FeelingOwed = false
		f.Acknowledged++
	case move.Ask:
		f.Questions = append(slices.Clip(f.Questions), Question{Seq: ev.seq, Fact: m.Fact, About: m.About})
		f.Asking = true
		if m.About == move.Why {
			f.WhyDepth++
		}
		f.Impact = f.Impact || m.About == move.Impact
	case move.Restate:
		f.restate(m, ev)
	case move.Apologise:
		f.apologise(m)
	case move.Establish:
		if !slices.Contains(f.Faults, m.Fault) {
			f.Faults = append(slices.Clip(f.Faults), m.Fault)
		}
	case move.DirectAnswer:
		f.Answered = true
		f.act()
	case move.Inform:
		f.Answered = f.Answered || f.Clear
		f.act()
	case move.AskWish:
		f.WishAsked, f.WishPending, f.Asking = true, true, true
	case move.Advise:
		f.Advised, f.Steps = true, len(m.Steps)
		f.PlayBackOwed = ev.limits.PlayBackSteps > 0 && len(m.Steps) >= ev.limits.PlayBackSteps
		f.act()
	case move.AskPlayBack:
		f.PlayBackOwed, f.PlayBackAsks, f.Asking = false, true, true
	case move.Offer:
		f.offer(m)
	case move.Refuse:
		f.Refusals++
		f.Answered = f.Answered || f.Clear
		f.act()
	case move.Plan:
		f.PlanTold, f.PlanStale = true, false
		f.act()
	default:
		return false
	}
	return true
}

func (f *Facts) restate(m move.Restate, ev event) {
	f.Restated, f.Asking = true, true
	f.Restates++
	if m.Assumed && ev.limits.Confirm >= move.Assumed {
		f.Confirmed = stronger(f.Confirmed, move.Assumed)
	}
}

func (f *Facts) apologise(m move.Apologise) {
	if m.Of == move.Admission {
		f.Admissions++
	} else {
		f.Regrets++
	}
	f.ApologyIdle = true
}

func (f *Facts) offer(m move.Offer) {
	f.Offer = make([]move.OptionID, len(m.Options))
	for i, o := range m.Options {
		f.Offer[i] = o.ID
	}
	f.Offers++
	f.Asking = true
	f.act()
}

// applyCourse takes in promises, pauses, hand-overs, boundaries and the end.
func (f *Facts) applyCourse(m move.Move, ev event) bool {
	at := ev.entry.At
	switch m := m.(type) {
	case move.PlanChange:
		f.PlanStale = f.PlanStale || f.PlanTold
	case move.Promise:
		f.owe(PromiseFact{ID: m.Promise, Seq: ev.seq, Due: m.Due, Fix: m.Fix})
		f.lookedUp()
		f.act()
	case move.DontKnow:
		f.DontKnows++
		f.lookedUp()
		f.owe(PromiseFact{ID: m.Promise, Seq: ev.seq, Due: m.Due})
		f.act()
	case move.Settle:
		f.settle(m.Promise, m.State, m.Due)
		f.lookedUp()
		f.act()
	case move.Update:
		f.DeferredAt = time.Time{}
		f.act()
	case move.Hold:
		f.HoldSeq, f.HoldUntil = ev.seq, m.Until
		if m.Until.IsZero() {
			f.HoldUntil = at
		}
	case move.Retract:
		f.Retracted++
	case move.Pause:
		f.Pauses++
		f.FollowUpAt, f.PauseSeq = m.At, ev.seq
		f.owe(PromiseFact{ID: m.FollowUp, Seq: ev.seq, Due: m.At, FollowUp: true})
	case move.Resume:
		f.FollowUpAt = time.Time{}
	case move.Sidestep:
		f.Sidestep = true
	case move.Return:
		if f.Sidestep {
			f.Sidestep = false
			f.Retries++
		}
	case move.OfferCall:
		f.CallOffers++
	case move.Consult:
		f.DeferredAt, f.DeferSeq = m.At, ev.seq
		f.act()
	case move.Escalate, move.Accept, move.HandBack:
		f.handOver(m, ev)
	default:
		return f.applyEnd(m, ev)
	}
	return true
}

func (f *Facts) settle(id commitment.PromiseID, state commitment.State, due time.Time) {
	i := f.promise(id)
	if i < 0 {
		return
	}
	f.Promises = slices.Clone(f.Promises)
	p := &f.Promises[i]
	p.State = state
	if !due.IsZero() && !due.Equal(p.Due) {
		p.Due = due
		p.Extended++
	}
	f.Broken = f.Broken || state == commitment.Broken
}

func (f *Facts) handOver(m move.Move, ev event) {
	switch m := m.(type) {
	case move.Escalate:
		f.Escalated++
		f.Receiver, f.Reason = m.Owner, m.Reason
		f.DeferredAt, f.DeferSeq = m.At, ev.seq
		f.act()
	case move.Accept:
		if f.Receiver == "" && ev.stage != practice.HandingOver {
			return // nothing was handed over
		}
		f.Accepted++
		f.Handed = true
		f.Previous, f.Owner = f.Owner, firstOf(m.Owner, ev.entry.By.Party, f.Receiver)
		f.takeOver(ev)
	case move.HandBack:
		switch {
		case ev.stage == practice.HandingOver: // never accepted: it stays with whose it is
		case f.Handed: // from the receiver, who had accepted
			f.Owner, f.Previous, f.Handed = f.Previous, f.Owner, false
		default:
			return // it was given back already
		}
		f.Reason = m.Reason
		f.takeOver(ev)
	}
}

func (f *Facts) takeOver(ev event) {
	f.Lead, f.Receiver = f.Owner, ""
	f.OwnerSince, f.OwnerSeq = ev.entry.At, ev.seq
	f.DeferredAt = time.Time{}
}

// firstOf returns the first party that is known: of one whose id was erased it is
// not known who it was.
func firstOf(ids ...commitment.PartyID) commitment.PartyID {
	for _, id := range ids {
		if id != "" && id != move.ErasedText {
			return id
		}
	}
	return ""
}

func (f *Facts) applyEnd(m move.Move, ev event) bool {
	switch m := m.(type) {
	case move.Lead:
		f.Lead = firstOf(m.Owner)
	case move.Gesture:
		f.Gestures++
		f.act()
	case move.Warn:
		f.Warnings++
		f.HeardWarning = false
	case move.End:
		f.owe(PromiseFact{ID: m.FollowUp, Seq: ev.seq, FollowUp: true})
	case move.Deliver:
		f.Delivered = true
		if i := f.promise(m.Promise); i >= 0 && f.Promises[i].Open() {
			f.settle(m.Promise, commitment.Kept, time.Time{})
		}
		f.act()
	case move.Verify:
		f.Verifying, f.Asking = true, true
		f.VerifyAt, f.VerifySeq = ev.entry.At, ev.seq
		if m.Timeout {
			f.NoticeAt, f.NoticeSeq = ev.entry.At, ev.seq
		}
	case move.RootCause:
		f.RCAOwed, f.Cause = true, m.Cause
	case move.DeliverRCA:
		f.RCAOwed = false
		f.act()
	case move.Survey:
		f.Surveyed, f.SurveyOf = true, m.Survey
	case move.WinBack:
		f.WinBacks++
		if m.FollowUp != "" {
			f.owe(PromiseFact{ID: m.FollowUp, Seq: ev.seq, FollowUp: true})
		}
	case move.Close:
	default:
		return false
	}
	return true
}

// applyRecord takes in what either side can do and what only goes on record.
func (f *Facts) applyRecord(m move.Move, ev event) {
	switch m := m.(type) {
	case move.Thank:
		switch {
		case ev.entry.By.Author == transcript.Customer:
			f.TheirThanks = true
			f.calmed(ev)
		case m.For == move.ForTelling:
			f.ThankedEarly = true
		default:
			f.ThankedHelp = true
		}
	case move.Profile:
		f.Profile = slices.Clone(m.Is)
	case move.Situate:
		f.Situated, f.Situation = true, m.Is
	case move.Relation:
		if !slices.Contains(f.Relations, m.Cause) {
			f.Relations = append(slices.Clip(f.Relations), m.Cause)
		}
	case move.Override:
		f.Overrides = append(slices.Clip(f.Overrides), m.Guard)
	case move.Noticed:
		if anchor, ok := anchorOf(m.Key, m.Of); ok {
			f.Noticed[m.Of] = anchor
		}
	}
}

// A deadline's key is its kind and the Seq of the entry it counts from, such
// as "dead_air@12".
func deadlineKey(of move.Deadline, anchor uint64) move.DeadlineKey {
	return move.DeadlineKey(of.String() + "@" + strconv.FormatUint(anchor, 10))
}

func anchorOf(key move.DeadlineKey, of move.Deadline) (uint64, bool) {
	name, digits, ok := strings.Cut(string(key), "@")
	if !ok || name != of.String() || int(of) >= deadlines {
		return 0, false
	}
	anchor, err := strconv.ParseUint(digits, 10, 64)
	return anchor, err == nil
}
