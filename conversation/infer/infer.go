// Package infer reads moves out of plain messages: what a customer or one of
// us did with their words ("restate", "confirm", "promise"), each with the
// words that show it and how sure the reading is.
//
// [Rules] reads by rules, offline and deterministically: the speech acts of the
// library, cues of this package (cues/en.json, data that hosts can replace) and
// what the conversation waits for. The same "yes" confirms a restatement (practice
// A6), accepts a plan (A12), says that a fix works (A23) or answers a question (A5)
// by what is pending, and without anything pending it is none of these.
//
// What an escalation, an offer or a refusal leaves out (owner, cost, reason) stays
// empty: the guards of the practice name it. Internal notes, notices of the
// software, deleted turns and quoted text hold no moves.
package infer

import (
	"context"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/commitment/when"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// Inferred is one move that was read out of a message.
type Inferred struct {
	Move       move.Move `json:"-"`          // see Moves for its JSON form
	Confidence float64   `json:"confidence"` // from 0 to 1
	Start      int       `json:"start"`      // the words that show it, in bytes of the turn's text
	End        int       `json:"end"`
	Sure       bool      `json:"sure"` // sure enough to be applied; otherwise it is asked about
}

// Reading is what was read out of one turn: its temper, its moves in the order
// of the text, the promises found. A host may correct it before it hands it
// on; it is journaled as it stands and never inferred again.
type Reading struct {
	Turn     transcript.Turn
	Language language.Tag // the turn's, or what was assumed; Und: not known
	Temper   temper.Reading
	Moves    []Inferred
	Promises []when.Candidate // in our turns, undated and vague ones too
	// NotRead says why nothing was read, such as a language without rules;
	// "" when the turn was read.
	NotRead string
}

// Context is what a reader needs to know of the conversation before the turn.
// The zero Context is the start of one.
type Context struct {
	Language  language.Tag // of the thread; a turn's own wins
	Zone      *time.Location
	AgentZone *time.Location
	Calendar  *calendar.Calendar
	Stage     practice.Stage
	Trend     temper.Trend
	Pending   Pending
	Confirmed bool // a restatement was confirmed in this episode
	Repeated  bool // the customer has been here before with this
	Faults    []move.FaultID
	Open      []OpenPromise // ours, oldest first
	LastOurs  string        // our last message, "" when there is none or it was erased
	// LastOursTurn is the turn of LastOurs, for what takes it back; "" when it is
	// not known.
	LastOursTurn transcript.TurnID
	LastHeard    string // the customer's last message
}

// Pending says what waits for an answer: "yes" confirms a restatement only
// while one is pending.
type Pending struct {
	Restatement bool            // we restated and wait for their yes
	Assumed     bool            // the restatement said "tell me if not"
	Question    bool            // we asked
	Fact        move.FactKey    // for what; "" where it has no name
	About       move.About      // the question's subject
	Wish        bool            // we asked how they would like it resolved
	Offer       []move.OptionID // what is on offer, in its order; nil: nothing
	Agreement   bool            // a plan or a single proposal waits for their agreement
	PlayBack    bool            // we asked them to say the advice back
	Verify      bool            // we asked whether it works
	Aside       bool            // we are on a neutral topic (A10)
	Survey      bool            // we asked how it went
	SurveyOf    move.Questionnaire
	Steps       int // of the last advice
}

// OpenPromise is a promise of ours that is neither kept nor released.
type OpenPromise struct {
	ID   commitment.PromiseID
	Due  time.Time // zero: undated
	Made time.Time // zero: not known
	What string    // "" when it is not known or was erased
}

// Reader reads a turn. Implementations must be safe for concurrent use, return
// promptly when ctx is cancelled, keep nothing of the turn after they return,
// and give moves in the order of the text that validate, save for a field that a
// practice demands and the words leave out (move.FieldError with a Rule), which is
// for the guards to say. A model plugs in here; [Rules] are offline rules.
type Reader interface {
	Read(ctx context.Context, c Context, t transcript.Turn) (Reading, error)
}
