package conversation

import (
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// Facts is everything the guards may know: what follows from the journal
// without its words. No field holds text, so that a conversation whose words
// were erased decides as it did before. A host's guard gets a copy.
type Facts struct {
	// Where it stands.
	State    move.State         `json:"state"`
	Stage    practice.Stage     `json:"stage"`
	Origin   move.State         `json:"origin,omitempty"` // where a state beside the order returns to
	index    int                // of State in the playbook; unknownState for one it lacks
	Channel  transcript.Channel `json:"channel,omitempty"`
	limits   *Limits            // of Channel
	Language language.Tag       `json:"language,omitzero"`
	Seq      uint64             `json:"seq"`     // of the last entry
	Episode  int                `json:"episode"` // counts reopenings by a new contact, from 0

	// Whose turn it is (A2, A3).
	StartedAt time.Time `json:"started_at,omitzero"`
	LastAt    time.Time `json:"last_at,omitzero"`
	TheirsAt  time.Time `json:"theirs_at,omitzero"` // their last message
	OursAt    time.Time `json:"ours_at,omitzero"`   // our last message
	TheirsSeq uint64    `json:"theirs_seq,omitempty"`
	OursSeq   uint64    `json:"ours_seq,omitempty"`
	OurTurn   bool      `json:"our_turn,omitempty"`  // they wait for us
	LastVent  bool      `json:"last_vent,omitempty"` // their last message vented
	HoldUntil time.Time `json:"hold_until,omitzero"` // we asked for a moment
	HoldSeq   uint64    `json:"hold_seq,omitempty"`
	Asking    bool      `json:"asking,omitempty"`  // our last message asked something
	Patient   bool      `json:"patient,omitempty"` // they said that there is no hurry

	// Temper and feeling (A4, A9, A21).
	Trend        temper.Trend   `json:"trend"`
	Levels       []temper.Level `json:"levels,omitempty"` // of their last messages, oldest first
	Scores       []float64      `json:"scores,omitempty"` // as Levels
	FeelingOwed  bool           `json:"feeling_owed,omitempty"`
	Acknowledged int            `json:"acknowledged,omitempty"`
	Warnings     int            `json:"warnings,omitempty"`      // that stand: a calm word after them lets them lapse
	HeardWarning bool           `json:"heard_warning,omitempty"` // they wrote after the last warning

	// The way to take (A1).
	Clear    bool `json:"clear,omitempty"`    // they asked a clear question
	Vague    bool `json:"vague,omitempty"`    // what they mean is not clear (A5)
	Urgent   bool `json:"urgent,omitempty"`   // time presses on their side
	Repeated bool `json:"repeated,omitempty"` // they have been here with this before
	Heated   bool `json:"heated,omitempty"`   // anger or venting in this episode
	Broken   bool `json:"broken,omitempty"`   // a promise was broken, or they say so
	Answered bool `json:"answered,omitempty"` // their question was answered

	// Finding out (A5, A6).
	Questions   []Question        `json:"questions,omitempty"`
	WhyDepth    int               `json:"why_depth,omitempty"`
	Impact      bool              `json:"impact,omitempty"`   // asked for
	Restated    bool              `json:"restated,omitempty"` // pending
	Confirmed   move.Confirmation `json:"confirmed,omitzero"`
	Restates    int               `json:"restates,omitempty"`
	Corrections int               `json:"corrections,omitempty"`

	// Apologies (A7).
	Regrets      int            `json:"regrets,omitempty"`
	Admissions   int            `json:"admissions,omitempty"`
	ApologyIdle  bool           `json:"apology_idle,omitempty"`  // nothing was done since the last one
	ApologySkips int            `json:"apology_skips,omitempty"` // steps left out because the policy wants a fault first
	Faults       []move.FaultID `json:"faults,omitempty"`

	// Advising (A11, A12, A15, A28, A32).
	WishAsked    bool            `json:"wish_asked,omitempty"`
	WishPending  bool            `json:"wish_pending,omitempty"`
	Wished       bool            `json:"wished,omitempty"`
	Offer        []move.OptionID `json:"offer,omitempty"` // on the table
	Offers       int             `json:"offers,omitempty"`
	Declined     int             `json:"declined,omitempty"`
	Chosen       move.OptionID   `json:"chosen,omitempty"`
	Agreed       bool            `json:"agreed,omitempty"`
	Advised      bool            `json:"advised,omitempty"`
	Steps        int             `json:"steps,omitempty"` // of the last advice
	PlayBackOwed bool            `json:"play_back_owed,omitempty"`
	PlayBackAsks bool            `json:"play_back_asks,omitempty"` // pending
	PlanTold     bool            `json:"plan_told,omitempty"`
	PlanStale    bool            `json:"plan_stale,omitempty"` // changed and not told again
	Refusals     int             `json:"refusals,omitempty"`

	// Acting (A10, A13, C1).
	Promises   []PromiseFact      `json:"promises,omitempty"`
	Chases     int                `json:"chases,omitempty"`
	ChasesOpen int                `json:"chases_open,omitempty"` // not answered by us
	Claims     int                `json:"claims,omitempty"`
	ClaimSeq   uint64             `json:"claim_seq,omitempty"` // of the last claim of a promise that is not on record (C13); 0: looked up
	ClaimAt    time.Time          `json:"claim_at,omitzero"`
	DontKnows  int                `json:"dont_knows,omitempty"`
	Retracted  int                `json:"retracted,omitempty"`
	FollowUpAt time.Time          `json:"follow_up_at,omitzero"`
	PauseSeq   uint64             `json:"pause_seq,omitempty"`
	Pauses     int                `json:"pauses,omitempty"`
	Sidestep   bool               `json:"sidestep,omitempty"` // on a neutral topic now
	Handed     bool               `json:"handed,omitempty"`   // Owner accepted it from Previous and has not given it back
	Retries    int                `json:"retries,omitempty"`  // returns to the hard topic
	Owner      commitment.PartyID `json:"owner,omitempty"`
	OwnerSince time.Time          `json:"owner_since,omitzero"`
	OwnerSeq   uint64             `json:"owner_seq,omitempty"`
	Previous   commitment.PartyID `json:"previous,omitempty"` // owner before the last hand-over
	Receiver   commitment.PartyID `json:"receiver,omitempty"` // of a pending hand-over
	Reason     move.Reason        `json:"reason,omitempty"`   // of the last hand-over
	Escalated  int                `json:"escalated,omitempty"`
	Accepted   int                `json:"accepted,omitempty"`
	DeferredAt time.Time          `json:"deferred_at,omitzero"` // when an escalation or consultation is due
	DeferSeq   uint64             `json:"defer_seq,omitempty"`
	Lead       commitment.PartyID `json:"lead,omitempty"` // who holds the floor (A29)
	CallOffers int                `json:"call_offers,omitempty"`
	Gestures   int                `json:"gestures,omitempty"`

	// The end (A20, A23).
	Delivered    bool               `json:"delivered,omitempty"`
	Verifying    bool               `json:"verifying,omitempty"` // asked, not answered
	Fixed        move.Confirmation  `json:"fixed,omitzero"`      // they confirmed that it works
	RCAOwed      bool               `json:"rca_owed,omitempty"`
	VerifyAt     time.Time          `json:"verify_at,omitzero"`
	VerifySeq    uint64             `json:"verify_seq,omitempty"`
	NoticeAt     time.Time          `json:"notice_at,omitzero"` // closing was announced
	NoticeSeq    uint64             `json:"notice_seq,omitempty"`
	Reopens      int                `json:"reopens,omitempty"`
	Cause        move.CauseID       `json:"cause,omitempty"`
	ThankedEarly bool               `json:"thanked_early,omitempty"`
	ThankedHelp  bool               `json:"thanked_help,omitempty"`
	TheirThanks  bool               `json:"their_thanks,omitempty"`
	Surveyed     bool               `json:"surveyed,omitempty"`
	SurveyOf     move.Questionnaire `json:"survey_of,omitzero"`
	Ratings      int                `json:"ratings,omitempty"`
	WinBacks     int                `json:"win_backs,omitempty"`

	// Who they are and how it stands (A17, A18, A19).
	Profile   []move.Customer `json:"profile,omitempty"`
	Situated  bool            `json:"situated,omitempty"` // the host said so
	Situation move.Situation  `json:"situation,omitzero"`
	Relations []move.Cause    `json:"relations,omitempty"`

	// The record.
	Overrides  []practice.RuleID `json:"overrides,omitempty"` // not used yet
	Overridden int               `json:"overridden,omitempty"`
	Breaches   int               `json:"breaches,omitempty"`
	Noticed    [deadlines]uint64 `json:"noticed"` // by move.Deadline: the last anchor that was noticed
	Own        []OwnMoves        `json:"own,omitempty"`
}

// OwnMoves counts the moves of one kind of the host's own, a [move.Custom], in
// all episodes: what a host's guard can go by. What was unsent is not counted.
type OwnMoves struct {
	Kind  move.Kind `json:"kind"`
	Count int       `json:"count"`
	Seq   uint64    `json:"seq"` // of the entry that made the last one
	At    time.Time `json:"at"`  // of that entry
}

// Made returns how often the host's own move of a kind was made, and when and by
// which entry last; the zero value where it never was.
func (f *Facts) Made(kind move.Kind) OwnMoves {
	for _, o := range f.Own {
		if o.Kind == kind {
			return o
		}
	}
	return OwnMoves{Kind: kind}
}

// deadlines is the number of kinds of move.Deadline.
const deadlines = int(move.ClaimLookup) + 1

// Question is one of ours and whether it was answered (A5).
type Question struct {
	Seq      uint64       `json:"seq"`
	Fact     move.FactKey `json:"fact,omitempty"`
	About    move.About   `json:"about,omitzero"`
	Answered bool         `json:"answered,omitempty"`
}

// PromiseFact is what the conversation knows of a commitment.
type PromiseFact struct {
	ID       commitment.PromiseID `json:"id"`
	Seq      uint64               `json:"seq"` // of the entry that made it
	Due      time.Time            `json:"due,omitzero"`
	State    commitment.State     `json:"state"`
	Fix      bool                 `json:"fix,omitempty"`
	FollowUp bool                 `json:"follow_up,omitempty"` // of a pause, an end or a win-back
	Extended int                  `json:"extended,omitempty"`
}

// Open reports whether the promise still binds.
func (p PromiseFact) Open() bool { return !p.State.Closed() }

// calmed lets go of a feeling that is owed, and of the anger of earlier messages,
// when they calmly confirm what we said, or thank us: it was taken up in a way
// that no move shows (A4, A9).
func (f *Facts) calmed(ev event) {
	vents := slices.ContainsFunc(ev.entry.Moves, func(m move.Move) bool { return m.Kind() == move.KindVent })
	if ev.entry.Temper.Level != temper.Calm || vents {
		return
	}
	f.FeelingOwed, f.Trend.Level = false, temper.Calm
	if n := len(f.Levels); n > 0 { // the trend begins anew
		f.Levels, f.Scores = f.Levels[n-1:], f.Scores[n-1:]
	}
}

// awaited is the last time for which something of ours is promised; the zero
// time where nothing is.
func (f *Facts) awaited() time.Time {
	var at time.Time
	for i := range f.Promises {
		if p := &f.Promises[i]; p.Open() && p.Due.After(at) {
			at = p.Due
		}
	}
	return at
}

// OpenPromises counts the promises that still bind.
func (f *Facts) OpenPromises() int {
	n := 0
	for i := range f.Promises {
		if f.Promises[i].Open() {
			n++
		}
	}
	return n
}

// Angry reports whether they are angry now, by the trend and its hysteresis (A9).
func (f *Facts) Angry() bool { return f.Trend.Level >= temper.Angry }

// Apologies counts regrets and admissions of this episode.
func (f *Facts) Apologies() int { return f.Regrets + f.Admissions }

// OpenQuestions counts the questions of ours that were not answered.
func (f *Facts) OpenQuestions() int {
	n := 0
	for i := range f.Questions {
		if !f.Questions[i].Answered {
			n++
		}
	}
	return n
}

func (f *Facts) promise(id commitment.PromiseID) int {
	return slices.IndexFunc(f.Promises, func(p PromiseFact) bool { return p.ID == id })
}

// owe puts a promise on record; one that is known is updated.
func (f *Facts) owe(p PromiseFact) {
	if i := f.promise(p.ID); i >= 0 {
		f.Promises = slices.Clone(f.Promises) // earlier versions of the facts share the array
		p.Extended = f.Promises[i].Extended
		f.Promises[i] = p
		return
	}
	f.Promises = append(slices.Clip(f.Promises), p)
}

// newEpisode forgets what belonged to the matter that was closed.
func (f *Facts) newEpisode() {
	f.Episode++
	f.FeelingOwed, f.Acknowledged, f.Heated = false, 0, false
	f.Warnings, f.HeardWarning = 0, false
	f.Clear, f.Vague, f.Urgent, f.Repeated, f.Answered = false, false, false, false, false
	f.Patient, f.ClaimSeq, f.ClaimAt = false, 0, time.Time{}
	f.Broken = slices.ContainsFunc(f.Promises, func(p PromiseFact) bool { return p.State == commitment.Broken })
	f.Questions, f.WhyDepth, f.Impact = nil, 0, false
	f.Restated, f.Restates, f.Corrections, f.Confirmed = false, 0, 0, move.Unconfirmed
	f.Regrets, f.Admissions, f.ApologyIdle, f.ApologySkips = 0, 0, false, 0
	f.WishAsked, f.WishPending, f.Wished = false, false, false
	f.Offer, f.Offers, f.Declined, f.Chosen, f.Agreed = nil, 0, 0, "", false
	f.Advised, f.Steps, f.PlayBackOwed, f.PlayBackAsks = false, 0, false, false
	f.PlanTold, f.PlanStale, f.Refusals = false, false, 0
	f.Chases, f.ChasesOpen, f.Retries, f.Sidestep = 0, 0, 0, false
	f.unverify()
	f.ThankedEarly, f.ThankedHelp, f.TheirThanks, f.Surveyed = false, false, false, false
	f.Overrides = nil
}

// unverify forgets that something was delivered and found to work.
func (f *Facts) unverify() {
	f.Delivered, f.Verifying, f.Fixed = false, false, move.Unconfirmed
	f.VerifyAt, f.VerifySeq, f.NoticeAt, f.NoticeSeq = time.Time{}, 0, time.Time{}, 0
}
