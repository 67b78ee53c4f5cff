package move

import (
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// Names of things that outlive the words they stand for; [Erase] keeps them.
type (
	// FactKey names a fact that was asked for, such as "order-number".
	FactKey string
	// OptionID names an option of an offer, such as "a".
	OptionID string
	// FaultID names an established fault.
	FaultID string
	// CauseID names a root cause, shared by the cases it hit.
	CauseID string
	// DocumentID names a document, such as an issued analysis.
	DocumentID string
	// Topic names a countable subject of product feedback.
	Topic string
)

// Kinds of the moves that customers make.
const (
	KindTell     Kind = "tell"
	KindVent     Kind = "vent"
	KindRequest  Kind = "request"
	KindAnswer   Kind = "answer"
	KindConfirm  Kind = "confirm"
	KindCorrect  Kind = "correct"
	KindWish     Kind = "wish"
	KindChoose   Kind = "choose"
	KindDecline  Kind = "decline"
	KindRefine   Kind = "refine"
	KindPlayBack Kind = "play_back"
	KindChase    Kind = "chase"
	KindClaim    Kind = "claim"
	KindReopen   Kind = "reopen"
	KindRate     Kind = "rate"
)

// Tell is the customer telling what happened.
type Tell struct {
	What   string `json:"what,omitempty"`
	Again  bool   `json:"again,omitempty"`  // they have contacted us about this before: the full path opens (A1)
	Urgent bool   `json:"urgent,omitempty"` // time presses on their side (A18)
	Vague  bool   `json:"vague,omitempty"`  // what is wrong did not become clear: the why-ladder helps (A5)
	// Patient: they say that there is no hurry. Then silence is counted to the
	// time that was promised, or as long as one owner may have the case (A3).
	Patient bool `json:"patient,omitempty"`
}

// Vent is the customer letting feelings out; it is heard, not answered (A2).
type Vent struct {
	Feeling string `json:"feeling,omitempty"`
}

// Request is the customer asking something. A clear one from a calm customer
// may be answered at once, on the express lane (A1).
type Request struct {
	What   string `json:"what,omitempty"`
	Clear  bool   `json:"clear,omitempty"` // it can be answered or asked about without finding out what is meant
	Urgent bool   `json:"urgent,omitempty"`
}

// Answer is the customer answering one of our questions (A5).
type Answer struct {
	Fact  FactKey `json:"fact,omitempty"` // the Ask's Fact; "" for the last question
	What  string  `json:"what,omitempty"`
	Vague bool    `json:"vague,omitempty"` // it did not answer it
}

// Confirm is the customer confirming what is pending (A6): our restatement, a
// fix or an agreement. Words and Turn keep the evidence.
type Confirm struct {
	Of    Subject           `json:"of"`
	How   Confirmation      `json:"how"`             // Explicit, Implicit or Assumed
	Words string            `json:"words,omitempty"` // the customer's own
	Turn  transcript.TurnID `json:"turn,omitempty"`  // where they said it
}

// Correct is the customer saying that a restatement is wrong or incomplete (A6).
type Correct struct {
	What string `json:"what,omitempty"`
}

// Wish is how the customer would like it resolved (A11).
type Wish struct {
	What   string `json:"what,omitempty"`
	Budget string `json:"budget,omitempty"` // money or effort they have for it
}

// Choose is the customer choosing an option of the offer (A12).
type Choose struct {
	Option OptionID `json:"option,omitempty"` // "" where the words do not say which
	Words  string   `json:"words,omitempty"`
}

// Decline is the customer turning the offer down; asking for their wish helps (A11).
type Decline struct {
	Why string `json:"why,omitempty"`
}

// Refine is the customer changing an option rather than choosing one (A12).
type Refine struct {
	Option OptionID `json:"option,omitempty"`
	What   string   `json:"what,omitempty"`
}

// PlayBack is the customer saying our advice back in their own words, or being
// stuck in it (A28).
type PlayBack struct {
	What  string `json:"what,omitempty"`
	Right bool   `json:"right"`          // they understood
	Step  int    `json:"step,omitempty"` // the step, from 1, that failed or was not understood; 0: none
}

// Chase is the customer asking where we are.
type Chase struct {
	What   string `json:"what,omitempty"`
	Urgent bool   `json:"urgent,omitempty"`
}

// Claim is the customer naming a promise of ours: "you promised Tuesday" (C13).
// It is looked up; without a Promise it is unrecorded until somebody confirms
// or corrects it: it stands in the brief and is due ([ClaimLookup]) until a
// promise is recorded or settled, we say that we find out, or it is noticed.
type Claim struct {
	What    string               `json:"what,omitempty"`
	Promise commitment.PromiseID `json:"promise,omitempty"`
	Due     time.Time            `json:"due,omitzero"`     // when they say it was due
	Broken  bool                 `json:"broken,omitempty"` // they say that it was not kept
}

// Reopen is the customer saying that it does not work after all (A23).
type Reopen struct {
	Why string `json:"why,omitempty"`
}

// Rate is the customer's answer to a survey (A23): CSAT 1 to 5, NPS 0 to 10,
// CES 1 to 7.
type Rate struct {
	Survey  Questionnaire `json:"survey"`
	Score   int           `json:"score"`
	Comment string        `json:"comment,omitempty"`
}

// Kinds of the moves of either side.
const (
	KindGreet Kind = "greet"
	KindThank Kind = "thank"
	KindTried Kind = "tried"
	KindVoice Kind = "voice"
)

// Greet is a greeting or a farewell; it changes nothing, except that a greeting
// by itself is a new contact where the case was closed.
type Greet struct {
	Farewell bool `json:"farewell,omitempty"`
}

// Thank is thanks: ours early for the complaint and at the end for the help
// (A23), or the customer's.
type Thank struct {
	For Occasion `json:"for"`
}

// Tried records a step that somebody took and how it went (A14, A28), so that
// nobody proposes it again.
type Tried struct {
	What    string  `json:"what,omitempty"`
	Step    int     `json:"step,omitempty"` // of the advice, from 1; 0: none of it
	Outcome Outcome `json:"outcome"`
}

// Voice is something that product must hear (A27): a wish or a trouble under a
// countable Topic, from the customer or suggested by an agent.
type Voice struct {
	Topic Topic  `json:"topic"`
	What  string `json:"what,omitempty"`
	Wish  bool   `json:"wish,omitempty"` // a wish; otherwise a trouble
}
