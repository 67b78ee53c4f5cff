package conversation

import (
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// Due is a deadline of the conversation itself.
type Due struct {
	Key      move.DeadlineKey `json:"key"` // stable: the same deadline has it for good
	Of       move.Deadline    `json:"of"`
	Practice practice.ID      `json:"practice"`
	At       time.Time        `json:"at"` // when it passes
	// Since is when the wait began that the deadline ends; At is Since plus the
	// channel's limit, except for deferrals and follow-ups, whose time was agreed,
	// for dormancy, which does not begin before the time we promised something for,
	// for dead air where they said that there is no hurry, which waits for that
	// time as well, and for a claim, which is due at once.
	Since time.Time          `json:"since"`
	Owner commitment.PartyID `json:"owner,omitempty"`
}

// Late returns how long after the deadline at is.
func (d Due) Late(at time.Time) time.Duration { return at.Sub(d.At) }

// Noticed is the move that records the deadline as acted on.
func (d Due) Noticed() move.Noticed { return move.Noticed{Key: d.Key, Of: d.Of} }

// Due returns the deadlines that have passed at the instant and were not
// noticed, earliest first. It is pure: ask as often as you like; a deadline
// stops being due when its Noticed move is made, or when what it waited for
// comes.
func (c *Conversation) Due(at time.Time) []Due {
	out := c.Pending()
	return slices.DeleteFunc(out, func(d Due) bool { return d.At.After(at) })
}

// Pending returns the deadlines that lie ahead or have passed and were not
// noticed, earliest first: what a host hands to commitment's Keeper.Plan.
func (c *Conversation) Pending() []Due {
	p, now := c.book, c.keep()
	f := &now.facts
	d := deadlineList{f: f}
	lim := p.limitsOf(f.Channel)
	switch f.Stage {
	case practice.Closed, practice.Ended, practice.NoStage:
		return nil
	case practice.Paused:
		d.add(move.FollowUp, practice.A10, f.PauseSeq, f.LastAt, f.FollowUpAt)
		if f.OurTurn && f.TheirsSeq > f.PauseSeq { // they could not wait: that we come back later is no answer (A3)
			d.ourTurn(lim)
		}
		return d.sorted()
	case practice.Dormant:
		d.lost(lim)
		return d.sorted()
	}
	if f.OurTurn {
		d.ourTurn(lim)
	} else {
		d.theirTurn(lim)
	}
	d.add(move.Deferral, practice.A13, f.DeferSeq, f.LastAt, f.DeferredAt)
	d.add(move.ClaimLookup, practice.C13, f.ClaimSeq, f.ClaimAt, f.ClaimAt)
	if f.OwnerSeq != 0 && f.Stage < practice.Closing {
		d.after(move.TimeBox, practice.A13, f.OwnerSeq, f.OwnerSince, lim.TimeBox)
	}
	return d.sorted()
}

// lost is when they are at risk of never coming back: left with a broken promise
// or their anger, whether it is they who fell silent or we who never answered.
func (d *deadlineList) lost(lim *Limits) {
	if f := d.f; f.Broken || f.Angry() || f.FeelingOwed {
		d.after(move.LostRisk, practice.A20, f.TheirsSeq, f.TheirsAt, lim.Lost)
	}
}

type deadlineList struct {
	f   *Facts
	out []Due
}

func (d *deadlineList) ourTurn(lim *Limits) {
	f := d.f
	since, anchor := f.TheirsAt, f.TheirsSeq
	d.lost(lim)
	d.after(move.AnswerWindow, practice.A2, anchor, since, Duration(notBefore(f, lim).Sub(since)))
	if f.HoldSeq > anchor {
		since, anchor = f.HoldUntil, f.HoldSeq
	}
	if !f.Patient {
		d.after(move.DeadAir, practice.A3, anchor, since, lim.DeadAir)
		return
	}
	quiet := f.awaited() // there is no hurry before the time we promised something for
	if !quiet.After(since) {
		quiet = since.Add(time.Duration(max(lim.DeadAir, lim.TimeBox)))
	}
	d.add(move.DeadAir, practice.A3, anchor, since, quiet)
}

func (d *deadlineList) theirTurn(lim *Limits) {
	f := d.f
	if f.OursSeq == 0 || f.Stage == practice.Closing && f.NoticeSeq == 0 {
		return
	}
	switch {
	case f.NoticeSeq != 0:
		d.after(move.CloseTimeout, practice.A23, f.NoticeSeq, f.NoticeAt, lim.Close)
	case f.Verifying && !f.VerifyAt.IsZero():
		d.after(move.VerifyTimeout, practice.A23, f.VerifySeq, f.VerifyAt, lim.Verify)
	case f.Asking:
		d.after(move.SilenceAfterQuestion, practice.A3, f.OursSeq, f.OursAt, lim.Silence)
		fallthrough
	default:
		quiet := f.OursAt.Add(time.Duration(lim.Dormant))
		if awaited := f.awaited(); awaited.After(quiet) {
			quiet = awaited // who waits for what we promised is not quiet
		}
		d.add(move.Dormancy, practice.A20, f.OursSeq, f.OursAt, quiet)
	}
}

func (d *deadlineList) after(of move.Deadline, id practice.ID, anchor uint64, since time.Time, limit Duration) {
	d.add(of, id, anchor, since, since.Add(time.Duration(limit)))
}

func (d *deadlineList) add(of move.Deadline, id practice.ID, anchor uint64, since, at time.Time) {
	if at.IsZero() || anchor == 0 || d.f.Noticed[of] >= anchor {
		return
	}
	d.out = append(d.out, Due{Key: deadlineKey(of, anchor), Of: of, Practice: id, At: at, Since: since, Owner: d.f.Owner})
}

func (d *deadlineList) sorted() []Due {
	slices.SortStableFunc(d.out, func(a, b Due) int { return a.At.Compare(b.At) })
	return d.out
}
