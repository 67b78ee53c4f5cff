package move

import (
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// Kinds of the moves that we make with the customer, in the order of the practice.
const (
	KindWait         Kind = "wait"
	KindAcknowledge  Kind = "acknowledge"
	KindAsk          Kind = "ask"
	KindRestate      Kind = "restate"
	KindApologise    Kind = "apologise"
	KindEstablish    Kind = "establish"
	KindDirectAnswer Kind = "direct_answer"
	KindInform       Kind = "inform"
	KindAskWish      Kind = "ask_wish"
	KindAdvise       Kind = "advise"
	KindAskPlayBack  Kind = "ask_play_back"
	KindOffer        Kind = "offer"
	KindRefuse       Kind = "refuse"
	KindPlan         Kind = "plan"
	KindPlanChange   Kind = "plan_change"
	KindPromise      Kind = "promise"
	KindSettle       Kind = "settle"
	KindUpdate       Kind = "update"
	KindHold         Kind = "hold"
	KindDontKnow     Kind = "dont_know"
	KindRetract      Kind = "retract"
)

// Wait is a deliberate silence: they vent, we listen (A2).
type Wait struct {
	Until time.Time `json:"until,omitzero"` // zero: until they are done
}

// Acknowledge names the feeling before any fact (A4).
type Acknowledge struct {
	Feeling string `json:"feeling,omitempty"`
}

// Ask is a question of ours (A5).
type Ask struct {
	Fact  FactKey `json:"fact,omitempty"` // what is asked for; "" where it has no name
	What  string  `json:"what,omitempty"`
	About About   `json:"about"`
}

// Restate says the problem back and waits for their yes (A6).
type Restate struct {
	Problem string `json:"problem"`
	// Assumed marks "tell me if I got this wrong": on channels that allow it
	// the answer may follow in the same message.
	Assumed bool `json:"assumed,omitempty"`
}

// Apologise is an apology (A7). An admission names an established fault.
type Apologise struct {
	Of    Apology `json:"of"`
	Fault FaultID `json:"fault,omitempty"` // required for an admission
}

// Evidence is a reference to what shows a fault.
type Evidence struct {
	Ref  DocumentID        `json:"ref,omitempty"`  // a log, a ticket, a document
	Turn transcript.TurnID `json:"turn,omitempty"` // or a turn of this conversation
	What string            `json:"what,omitempty"`
}

// Establish puts a fault of ours on record with its evidence, at least one (A7).
type Establish struct {
	Fault    FaultID    `json:"fault"`
	What     string     `json:"what,omitempty"`
	Evidence []Evidence `json:"evidence"`
}

// DirectAnswer answers a calm customer's clear question at once: the express
// lane (A1).
type DirectAnswer struct {
	What  string    `json:"what,omitempty"`
	Basis Certainty `json:"basis"`
}

// Inform is a statement of ours that is no advice, with how well we know it (A16).
type Inform struct {
	What  string    `json:"what,omitempty"`
	Basis Certainty `json:"basis"`
}

// AskWish asks how they would like it resolved (A11).
type AskWish struct{}

// Advise tells the customer what to do (A15); Steps in their order, at least one.
type Advise struct {
	Steps []string `json:"steps"`
}

// AskPlayBack asks them to say the advice back (A28).
type AskPlayBack struct{}

// Option is one choice of an [Offer] with its consequences for the customer (A12).
type Option struct {
	ID    OptionID  `json:"id"`
	What  string    `json:"what"`
	Cost  string    `json:"cost"`            // for them: money, effort, what they do without; "none" is an answer
	When  time.Time `json:"when,omitzero"`   // when it takes effect,
	Takes string    `json:"takes,omitempty"` // or how long it takes, in words
	Fit   Fit       `json:"fit"`             // against the budget they named
}

// Offer lets them choose among two or more options (A12).
type Offer struct {
	Options []Option `json:"options"`
}

// Refuse is a no that is said well (A32): the reason, and the nearest thing
// that is possible.
type Refuse struct {
	Wish    string `json:"wish,omitempty"`
	Reason  string `json:"reason"`
	Nearest string `json:"nearest"`
}

// Plan tells the customer the workflow from here, and when (A15). Telling it
// again settles a [PlanChange].
type Plan struct {
	Steps    []string  `json:"steps,omitempty"`
	Expected time.Time `json:"expected,omitzero"` // when we expect to be done; zero: not said
}

// PlanChange records that the path or the expected time changed (A15). Until a
// Plan follows, telling the customer is owed.
type PlanChange struct {
	Why      string    `json:"why,omitempty"`
	Expected time.Time `json:"expected,omitzero"`
}

// Promise is a commitment of ours that was said to the customer (C1). The
// commitment itself lives in package commitment under the same id.
type Promise struct {
	Promise commitment.PromiseID `json:"promise"`
	What    string               `json:"what,omitempty"`
	Due     time.Time            `json:"due,omitzero"`    // zero: undated, which C2 refuses
	Fix     bool                 `json:"fix,omitempty"`   // of a solution; an update or a call is not (A6)
	Words   string               `json:"words,omitempty"` // as said
}

// Settle records what became of a promise.
type Settle struct {
	Promise commitment.PromiseID `json:"promise"`
	State   commitment.State     `json:"state"`
	Due     time.Time            `json:"due,omitzero"` // the new deadline of one that was renegotiated
	Why     string               `json:"why,omitempty"`
}

// Update tells the customer where we are (B9).
type Update struct {
	Promise commitment.PromiseID `json:"promise,omitempty"`
	Done    string               `json:"done,omitempty"`
	Doing   string               `json:"doing,omitempty"`
	Next    string               `json:"next,omitempty"`
	NextAt  time.Time            `json:"next_at,omitzero"` // when we speak again
}

// Hold asks for a moment, so that silence on our turn is no dead air (A3).
type Hold struct {
	Until time.Time `json:"until,omitzero"` // zero: the channel's limit again
	Why   string    `json:"why,omitempty"`
}

// DontKnow says that we don't know and promises the answer (A16).
type DontKnow struct {
	What    string               `json:"what,omitempty"`
	Promise commitment.PromiseID `json:"promise"` // to find out
	Due     time.Time            `json:"due,omitzero"`
}

// Retract corrects a statement of ours, linked to the entry that made it (A16):
// an earlier one, and not the customer's.
type Retract struct {
	Entry uint64            `json:"entry,omitempty"` // Seq of the entry that was wrong,
	Turn  transcript.TurnID `json:"turn,omitempty"`  // or its turn
	What  string            `json:"what,omitempty"`  // what is right
}
