package act

import (
	"fmt"
	"slices"
)

// Kind is what a stretch of a message does.
type Kind uint8

// The kinds of act. Some are the agent's by nature and some the customer's; the
// finder does not know who writes and the caller picks.
const (
	None Kind = iota // the zero value: no act

	Greet     // hello
	Thank     // thanks
	Farewell  // bye, have a nice day
	CloseAsk  // anything else I can help with?
	Survey    // how did we do?, please rate
	Hold      // one moment please
	Question  // asks for a fact
	Why       // asks for the cause or the need behind: why, what happened before, since when
	Impact    // asks what it means for their business or their own customers
	AskWish   // asks how they would like it resolved
	CheckBack // asks whether we were understood: does that make sense?
	Verify    // asks whether the solution works now

	Regret      // sorry that it happened; admits nothing
	Admission   // our mistake, our fault
	Conditional // sorry if …
	Empathy     // names or acknowledges the feeling or its weight
	Restate     // so what you are saying is …, right?

	Confirm // yes, that's right
	Correct // no, it's not the login, it's …
	Works   // it works now, that solved it
	Fails   // still does not work

	Advise  // instructs: please restart …, you can …
	Offer   // proposes: we can, I could, would you like me to
	Choice  // puts two or more ways side by side
	Choose  // takes one of them: I'd rather, let's do the first
	Decline // no thanks, that won't do
	Refuse  // says no to the wish: we cannot, not possible
	Promise // I will, you'll hear from us

	Done    // has been done: I've booked
	Doing   // is being done: we're looking into it
	Next    // comes next: next update at
	Deliver // the thing asked for is there: it's fixed, your refund is booked

	Escalate  // I'll bring in my supervisor
	HandOver  // I'm transferring you, a colleague takes over
	Pause     // let's stop here and speak again at …
	Sidestep  // to another matter for a moment
	DontKnow  // I don't know (yet), let me find out
	Retract   // I was wrong earlier
	Boundary  // warning of abuse: I want to help, please keep it civil
	EndNotice // ends or announces to end the conversation

	Problem       // reports what is wrong
	Wish          // I want my money back
	Supervisor    // let me speak to your manager
	Leave         // I'm cancelling, going elsewhere
	Repeated      // the third time I contact you
	BrokenPromise // you said you'd call on Tuesday
	Chase         // any news? hello?, still waiting

	kindCount
)

var kindNames = [...]string{
	None:  "none",
	Greet: "greet", Thank: "thank", Farewell: "farewell", CloseAsk: "close-ask", Survey: "survey", Hold: "hold",
	Question: "question", Why: "why", Impact: "impact", AskWish: "ask-wish", CheckBack: "check-back", Verify: "verify",
	Regret: "regret", Admission: "admission", Conditional: "conditional", Empathy: "empathy", Restate: "restate",
	Confirm: "confirm", Correct: "correct", Works: "works", Fails: "fails",
	Advise: "advise", Offer: "offer", Choice: "choice", Choose: "choose", Decline: "decline", Refuse: "refuse", Promise: "promise",
	Done: "done", Doing: "doing", Next: "next", Deliver: "deliver",
	Escalate: "escalate", HandOver: "hand-over", Pause: "pause", Sidestep: "sidestep", DontKnow: "dont-know", Retract: "retract",
	Boundary: "boundary", EndNotice: "end-notice",
	Problem: "problem", Wish: "wish", Supervisor: "supervisor", Leave: "leave", Repeated: "repeated", BrokenPromise: "broken-promise", Chase: "chase",
}

// String returns the kind's name as data files write it, "Kind(n)" for a number
// that is none.
func (k Kind) String() string {
	if k < kindCount {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// MarshalText implements encoding.TextMarshaler.
func (k Kind) MarshalText() ([]byte, error) {
	if k >= kindCount {
		return nil, fmt.Errorf("act: %v is not a kind", k)
	}
	return []byte(kindNames[k]), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *Kind) UnmarshalText(b []byte) error {
	i := slices.Index(kindNames[:], string(b))
	if i < 0 {
		return fmt.Errorf("act: %q is not a kind of act", b)
	}
	*k = Kind(i)
	return nil
}
