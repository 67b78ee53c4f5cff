package move

import (
	"fmt"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// Validate returns nil.
func (m Wait) Validate() error { return nil }

// Validate checks the length of the text.
func (m Acknowledge) Validate() error { return begin(m.Kind()).text("feeling", m.Feeling).err }

// Validate checks the question's subject.
func (m Ask) Validate() error {
	return begin(m.Kind()).id("fact", string(m.Fact)).text("what", m.What).enum("about", uint8(m.About), aboutNames[:]).err
}

// Validate demands the problem (A6).
func (m Restate) Validate() error {
	return begin(m.Kind()).need("problem", m.Problem, "the problem in our words", practice.A6).text("problem", m.Problem).err
}

// Validate demands a fault for an admission (A7).
func (m Apologise) Validate() error {
	c := begin(m.Kind()).enum("of", uint8(m.Of), apologyNames[:]).id("fault", string(m.Fault))
	c.lacks(m.Of == Admission && m.Fault == "", "fault", "the established fault that is admitted; without one, regret the impact", practice.A7)
	return c.err
}

// Validate demands the fault and at least one piece of evidence (A7).
func (m Establish) Validate() error {
	c := begin(m.Kind()).need("fault", string(m.Fault), "an id for the fault", practice.A7).id("fault", string(m.Fault)).
		text("what", m.What).between("evidence", len(m.Evidence), 0, MaxItems)
	c.lacks(len(m.Evidence) == 0, "evidence", "at least one reference to what shows the fault", practice.A7)
	for i, e := range m.Evidence {
		field := fmt.Sprintf("evidence[%d]", i)
		c.text(field+".what", e.What).id(field+".ref", string(e.Ref)).id(field+".turn", string(e.Turn))
		c.lacks(e.Ref == "" && e.Turn == "", field, "a ref or a turn", practice.A7)
	}
	return c.err
}

// Validate demands that we know or believe what we answer (A16).
func (m DirectAnswer) Validate() error {
	return begin(m.Kind()).text("what", m.What).basis(m.Basis).err
}

// Validate demands that we know or believe what we say (A16).
func (m Inform) Validate() error { return begin(m.Kind()).text("what", m.What).basis(m.Basis).err }

func (c *check) basis(v Certainty) *check {
	c.enum("basis", uint8(v), certaintyNames[:])
	return c.lacks(v == Unknown, "basis", "known or believed; otherwise DontKnow, with a commitment to find out", practice.A16)
}

// Validate returns nil.
func (m AskWish) Validate() error { return nil }

// Validate demands at least one step (A15).
func (m Advise) Validate() error {
	c := begin(m.Kind()).steps(m.Steps)
	c.lacks(len(m.Steps) == 0, "steps", "at least one step", practice.A15)
	return c.err
}

func (c *check) steps(steps []string) *check {
	c.between("steps", len(steps), 0, MaxItems)
	for i, s := range steps {
		c.text(fmt.Sprintf("steps[%d]", i), s)
	}
	return c
}

// Validate returns nil.
func (m AskPlayBack) Validate() error { return nil }

// Validate demands two or more options, each with its cost and its time for
// the customer (A12).
func (m Offer) Validate() error {
	c := begin(m.Kind()).between("options", len(m.Options), 0, MaxItems)
	c.lacks(len(m.Options) < 2, "options", "two or more options to choose from", practice.A12)
	for i, o := range m.Options {
		field := fmt.Sprintf("options[%d]", i)
		c.id(field+".id", string(o.ID)).need(field+".id", string(o.ID), "an id to choose it by", practice.A12)
		c.text(field+".what", o.What).need(field+".what", o.What, "what is offered", practice.A12)
		c.text(field+".cost", o.Cost).need(field+".cost", o.Cost, `what it costs the customer; "none" is an answer`, practice.A12)
		c.text(field+".takes", o.Takes).enum(field+".fit", uint8(o.Fit), fitNames[:])
		c.lacks(o.When.IsZero() && o.Takes == "", field+".when", "when it takes effect, or how long it takes", practice.A12)
		for _, earlier := range m.Options[:i] {
			c.wrong(earlier.ID == o.ID && o.ID != "", field+".id", string(o.ID), "an id of its own")
		}
	}
	return c.err
}

// Validate demands a reason and the nearest thing that is possible (A32).
func (m Refuse) Validate() error {
	return begin(m.Kind()).text("wish", m.Wish).text("reason", m.Reason).text("nearest", m.Nearest).
		need("reason", m.Reason, "why it is not possible", practice.A32).
		need("nearest", m.Nearest, "the nearest thing that is possible", practice.A32).err
}

// Validate checks the lengths.
func (m Plan) Validate() error { return begin(m.Kind()).steps(m.Steps).err }

// Validate checks the length of the text.
func (m PlanChange) Validate() error { return begin(m.Kind()).text("why", m.Why).err }

// Validate demands the commitment's id (C1) and its deadline (C2).
func (m Promise) Validate() error {
	return begin(m.Kind()).need("promise", string(m.Promise), "the commitment's id", practice.C1).id("promise", string(m.Promise)).
		text("what", m.What).text("words", m.Words).
		needTime("due", m.Due, "by when", practice.C2).err
}

// Validate demands the commitment's id and one of its states (C1).
func (m Settle) Validate() error {
	c := begin(m.Kind()).need("promise", string(m.Promise), "the commitment's id", practice.C1).id("promise", string(m.Promise)).text("why", m.Why)
	_, err := m.State.MarshalText()
	c.wrong(err != nil, "state", m.State.String(), "a state of a commitment")
	return c.err
}

// Validate checks the lengths.
func (m Update) Validate() error {
	return begin(m.Kind()).id("promise", string(m.Promise)).text("done", m.Done).text("doing", m.Doing).text("next", m.Next).err
}

// Validate checks the length of the text.
func (m Hold) Validate() error { return begin(m.Kind()).text("why", m.Why).err }

// Validate demands the commitment to find out (A16).
func (m DontKnow) Validate() error {
	return begin(m.Kind()).text("what", m.What).id("promise", string(m.Promise)).
		need("promise", string(m.Promise), "the commitment to find out", practice.A16).err
}

// Validate demands what is corrected (A16).
func (m Retract) Validate() error {
	c := begin(m.Kind()).id("turn", string(m.Turn)).text("what", m.What)
	c.lacks(m.Entry == 0 && m.Turn == "", "entry", "the entry or turn that was wrong", practice.A16)
	return c.err
}

// Validate demands purpose, owner, follow-up and time (A10).
func (m Pause) Validate() error {
	return begin(m.Kind()).deferral(m.Purpose, m.Owner, m.At, practice.A10).id("follow_up", string(m.FollowUp)).
		need("follow_up", string(m.FollowUp), "the commitment to come back", practice.A10).err
}

// deferral checks what every deferral needs.
func (c *check) deferral(purpose string, owner commitment.PartyID, at time.Time, row practice.ID) *check {
	return c.need("purpose", purpose, "what it is for", row).text("purpose", purpose).
		need("owner", string(owner), "who acts", row).id("owner", string(owner)).
		needTime("at", at, "by when", row)
}

// Validate returns nil.
func (m Resume) Validate() error { return nil }

// Validate checks the length of the text.
func (m Sidestep) Validate() error { return begin(m.Kind()).text("topic", m.Topic).err }

// Validate returns nil.
func (m Return) Validate() error { return nil }

// Validate checks the length of the channel's name.
func (m OfferCall) Validate() error { return begin(m.Kind()).id("channel", string(m.Channel)).err }

// Validate demands purpose, owner and time (A13).
func (m Consult) Validate() error {
	return begin(m.Kind()).deferral(m.Purpose, m.Owner, m.At, practice.A13).err
}

// Validate demands purpose, owner, time and reason (A13).
func (m Escalate) Validate() error {
	return begin(m.Kind()).deferral(m.Purpose, m.Owner, m.At, practice.A13).
		need("reason", string(m.Reason), "a reason code, such as needs-skill", practice.A13).id("reason", string(m.Reason)).
		between("level", m.Level, 0, 100).text("brief", m.Brief).err
}

// Validate checks the length of the owner's id.
func (m Accept) Validate() error { return begin(m.Kind()).id("owner", string(m.Owner)).err }

// Validate checks the lengths.
func (m HandBack) Validate() error {
	return begin(m.Kind()).id("reason", string(m.Reason)).text("why", m.Why).err
}

// Validate demands the owner (A29).
func (m Lead) Validate() error {
	return begin(m.Kind()).need("owner", string(m.Owner), "who holds the floor", practice.A29).id("owner", string(m.Owner)).err
}

// Validate checks the kind of gesture.
func (m Gesture) Validate() error {
	return begin(m.Kind()).enum("of", uint8(m.Of), gestureKindNames[:]).text("why", m.Why).err
}

// Validate demands the words that crossed the line, or their turn (A21).
func (m Warn) Validate() error {
	c := begin(m.Kind()).text("words", m.Words).id("turn", string(m.Turn))
	c.lacks(m.Words == "" && m.Turn == "", "words", "the words that crossed the line, or their turn", practice.A21)
	return c.err
}

// Validate demands the words that crossed the line, or their turn, and the
// written follow-up (A21).
func (m End) Validate() error {
	c := begin(m.Kind()).text("words", m.Words).id("turn", string(m.Turn)).id("follow_up", string(m.FollowUp))
	c.lacks(m.Words == "" && m.Turn == "", "words", "the words that crossed the line, or their turn", practice.A21)
	return c.need("follow_up", string(m.FollowUp), "the commitment to follow up in writing", practice.A21).err
}

// Validate checks the lengths.
func (m Deliver) Validate() error {
	return begin(m.Kind()).id("promise", string(m.Promise)).text("what", m.What).err
}

// Validate checks the length of the text.
func (m Verify) Validate() error { return begin(m.Kind()).text("words", m.Words).err }

// Validate demands the cause's id (D1).
func (m RootCause) Validate() error {
	return begin(m.Kind()).need("cause", string(m.Cause), "an id for the cause", practice.D1).id("cause", string(m.Cause)).text("what", m.What).err
}

// Validate demands the document (D1).
func (m DeliverRCA) Validate() error {
	return begin(m.Kind()).need("document", string(m.Document), "the document that was delivered", practice.D1).
		id("document", string(m.Document)).id("cause", string(m.Cause)).err
}

// Validate checks the kind of survey.
func (m Survey) Validate() error {
	return begin(m.Kind()).enum("survey", uint8(m.Survey), questionnaireNames[:]).err
}

// Validate checks the length of the follow-up's id.
func (m WinBack) Validate() error { return begin(m.Kind()).id("follow_up", string(m.FollowUp)).err }

// Validate checks what the closing rests on.
func (m Close) Validate() error { return begin(m.Kind()).enum("on", uint8(m.On), endingNames[:]).err }

// Validate checks the kinds of customer.
func (m Profile) Validate() error {
	c := begin(m.Kind()).between("is", len(m.Is), 0, MaxItems)
	for i, k := range m.Is {
		c.enum(fmt.Sprintf("is[%d]", i), uint8(k), customerNames[:])
	}
	return c.err
}

// Validate checks the situation.
func (m Situate) Validate() error {
	return begin(m.Kind()).enum("is", uint8(m.Is), situationNames[:]).err
}

// Validate checks the cause.
func (m Relation) Validate() error {
	return begin(m.Kind()).enum("cause", uint8(m.Cause), causeNames[:]).text("remedy", m.Remedy).err
}

// Validate demands the guard and why it is skipped; neither is ever optional.
func (m Override) Validate() error {
	c := begin(m.Kind()).id("guard", string(m.Guard)).text("why", m.Why)
	c.when(m.Guard == "", &FieldError{Kind: m.Kind(), Field: "guard", Want: "the guard that is skipped, such as A6"})
	c.when(m.Why == "", &FieldError{Kind: m.Kind(), Field: "why", Want: "the reason, which stays on the record"})
	return c.err
}

// Validate demands the entry.
func (m Unsent) Validate() error {
	c := begin(m.Kind()).text("why", m.Why)
	c.when(m.Entry == 0, &FieldError{Kind: m.Kind(), Field: "entry", Want: "the Seq of the entry that was not sent"})
	return c.err
}

// Validate demands the deadline's key.
func (m Noticed) Validate() error {
	c := begin(m.Kind()).id("key", string(m.Key)).enum("of", uint8(m.Of), deadlineNames[:])
	c.when(m.Key == "", &FieldError{Kind: m.Kind(), Field: "key", Want: "the key that Due returned"})
	return c.err
}
