package move

import (
	"encoding/json"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// Kinds of the moves that change the course: pauses, hand-overs, boundaries,
// delivery and the end.
const (
	KindPause      Kind = "pause"
	KindResume     Kind = "resume"
	KindSidestep   Kind = "sidestep"
	KindReturn     Kind = "return"
	KindOfferCall  Kind = "offer_call"
	KindConsult    Kind = "consult"
	KindEscalate   Kind = "escalate"
	KindAccept     Kind = "accept"
	KindHandBack   Kind = "hand_back"
	KindLead       Kind = "lead"
	KindGesture    Kind = "gesture"
	KindWarn       Kind = "warn"
	KindEnd        Kind = "end"
	KindDeliver    Kind = "deliver"
	KindVerify     Kind = "verify"
	KindRootCause  Kind = "root_cause"
	KindDeliverRCA Kind = "deliver_rca"
	KindSurvey     Kind = "survey"
	KindWinBack    Kind = "win_back"
	KindClose      Kind = "close"
)

// Reason is a stable code for why a case goes to somebody else. Hosts add
// their own.
type Reason string

// The reasons of this package.
const (
	NeedsSkill     Reason = "needs-skill"     // knowledge that the owner lacks
	NeedsAuthority Reason = "needs-authority" // a decision that the owner may not take
	AskedFor       Reason = "asked-for"       // the customer asked for it
	TimeBoxOver    Reason = "time-box"        // the owner has had it too long (A13)
	BadChemistry   Reason = "relation"        // another agent is the remedy (A19)
	ShiftEnds      Reason = "shift-ends"      // people clock off
	BotLimit       Reason = "bot-limit"       // a bot hands over to a person
)

// Pause ends the exchange politely and plans the follow-up (A10).
type Pause struct {
	Purpose  string               `json:"purpose"`
	Owner    commitment.PartyID   `json:"owner"`
	FollowUp commitment.PromiseID `json:"follow_up"` // the commitment to come back
	At       time.Time            `json:"at"`        // when
}

// Resume takes a paused or dormant conversation up again.
type Resume struct{}

// Sidestep moves to a neutral topic (A10); Return comes back to the hard one.
type Sidestep struct {
	Topic string `json:"topic,omitempty"`
}

// Return comes back from a neutral topic; each is a retry, counted (A10).
type Return struct{}

// OfferCall offers another channel when this one fails (A33).
type OfferCall struct {
	Channel transcript.Channel `json:"channel,omitempty"` // "" is a call
}

// Consult asks a colleague while keeping the case (A13).
type Consult struct {
	Purpose string             `json:"purpose"`
	Owner   commitment.PartyID `json:"owner"` // who is asked
	At      time.Time          `json:"at"`    // by when we are back
}

// Escalate gives the case to somebody else, who has to accept it (A13).
type Escalate struct {
	Purpose string             `json:"purpose"`
	Owner   commitment.PartyID `json:"owner"` // who receives it
	At      time.Time          `json:"at"`    // by when they act
	Level   int                `json:"level,omitempty"`
	Reason  Reason             `json:"reason"`
	Brief   string             `json:"brief,omitempty"` // what they are told; Conversation.Brief writes it
}

// Accept takes over a case that was escalated or handed over (A14). Without an
// Owner it is by whom the case was handed to; anybody else who takes it, such as
// a person of the team that it went to, names who owns it now.
type Accept struct {
	Owner commitment.PartyID `json:"owner,omitempty"`
}

// HandBack gives a case back to who escalated it, once.
type HandBack struct {
	Reason Reason `json:"reason,omitempty"`
	Why    string `json:"why,omitempty"`
}

// Lead says who of us holds the floor (A29).
type Lead struct {
	Owner commitment.PartyID `json:"owner"`
}

// Gesture is goodwill in proportion (A24).
type Gesture struct {
	Of  GestureKind `json:"of"`
	Why string      `json:"why,omitempty"`
}

// Warn sets a boundary to abuse (A21), with the words that crossed it.
type Warn struct {
	Words string            `json:"words,omitempty"`
	Turn  transcript.TurnID `json:"turn,omitempty"`
}

// End ends the conversation after a warning (A21). A written follow-up stays owed.
type End struct {
	Words    string               `json:"words,omitempty"`
	Turn     transcript.TurnID    `json:"turn,omitempty"`
	FollowUp commitment.PromiseID `json:"follow_up"` // the written follow-up
}

// Deliver says that what was promised or advised is done, before they verify it (A23).
type Deliver struct {
	Promise commitment.PromiseID `json:"promise,omitempty"`
	What    string               `json:"what,omitempty"`
}

// Verify asks whether it works, in the words they confirmed (A23).
type Verify struct {
	Words   string `json:"words,omitempty"`   // the confirmed problem
	Timeout bool   `json:"timeout,omitempty"` // says that without an answer we close
}

// RootCause records that a root cause is known: an analysis is owed (D1).
type RootCause struct {
	Cause CauseID `json:"cause"`
	What  string  `json:"what,omitempty"`
}

// DeliverRCA gives the customer the analysis (D1).
type DeliverRCA struct {
	Cause    CauseID    `json:"cause,omitempty"`
	Document DocumentID `json:"document"`
}

// Survey asks how it went (A23).
type Survey struct {
	Survey Questionnaire `json:"survey"`
}

// WinBack goes after a customer who fell silent and asks why (A20).
type WinBack struct {
	FollowUp commitment.PromiseID `json:"follow_up,omitempty"`
}

// Close closes the case (A23).
type Close struct {
	On Ending `json:"on"`
}

// Kinds of the moves that only go on record.
const (
	KindProfile  Kind = "profile"
	KindSituate  Kind = "situate"
	KindRelation Kind = "relation"
	KindOverride Kind = "override"
	KindUnsent   Kind = "unsent"
	KindNoticed  Kind = "noticed"
	KindCustom   Kind = "custom"
)

// Profile records what kind of customer this is (A17). It replaces an earlier one.
type Profile struct {
	Is []Customer `json:"is"`
}

// Situate records the situation (A18) where the host knows better than what
// follows from the record. It replaces an earlier one.
type Situate struct {
	Is Situation `json:"is"`
}

// Relation records why a relation is bad and what would help (A19).
type Relation struct {
	Cause  Cause  `json:"cause"`
	Remedy string `json:"remedy,omitempty"`
}

// Override skips one guard once, for the next entry that it refuses. Who is the
// entry's By, which names a party: an agent, or a program where the policy sets
// practice.Policy.BotOverrides. One that was not used ends with the matter.
type Override struct {
	Guard practice.RuleID `json:"guard"`
	Why   string          `json:"why"`
}

// Unsent takes back an entry of ours that never reached the customer. What the
// entry changed is undone by refolding without it.
type Unsent struct {
	Entry uint64 `json:"entry"` // its Seq
	Why   string `json:"why,omitempty"`
}

// DeadlineKey names one deadline of one conversation for good, so that it is
// noticed once.
type DeadlineKey string

// Noticed records that a deadline which passed was acted on.
type Noticed struct {
	Key DeadlineKey `json:"key"`
	Of  Deadline    `json:"of"`
}

// Custom is a host's own move. Name is its kind; the playbook that a host
// extends says who makes it and where it leads.
type Custom struct {
	Name Kind            `json:"name"`
	Data json.RawMessage `json:"data,omitempty"`
}
