package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// A host that knows what was done makes moves.
func ExampleConversation_Do() {
	book, err := conversation.NewPlaybook(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := book.Start("case-4711", move.Enforce)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	customer, agent := move.Actor{Author: transcript.Customer}, move.Actor{Author: transcript.Agent, Party: "lee"}
	do := func(by move.Actor, moves ...move.Move) {
		at = at.Add(time.Minute)
		_, err := c.Do(move.Entry{At: at, By: by, Moves: moves})
		var refused *conversation.RefusedError
		if errors.As(err, &refused) {
			fmt.Printf("%s refused by %s: %s\n", refused.Kind, refused.Reasons[0].Guard, refused.Reasons[0].Say)
			return
		}
		fmt.Println(c.State(), err)
	}
	do(customer, move.Tell{What: "the configuration is gone again"})
	do(agent, move.Advise{Steps: []string{"restore the backup"}})
	do(agent, move.Restate{Problem: "the configuration is lost on every restart"})
	do(customer, move.Confirm{Of: move.Problem, How: move.Explicit, Words: "yes"})
	do(agent, move.Advise{Steps: []string{"restore the backup"}})
	// Output:
	// listening <nil>
	// advise refused by A6: Let me check that I have it right: … Is that correct?
	// confirming <nil>
	// advising <nil>
	// advising <nil>
}

// The first host: a bot that enforces. It tries its drafts until one is
// accepted, and only then sends.
func Example_bot() {
	book, err := conversation.NewPlaybook(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	c := book.Start("chat-1", move.Enforce)
	at := time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	say := func(author transcript.Author, text string) transcript.Turn {
		at = at.Add(time.Minute)
		return transcript.Turn{Thread: "chat-1", At: at, Author: author, Channel: transcript.Chat, Text: text}
	}
	r, err := c.Read(ctx, say(transcript.Customer, "This is the third time this month that my configuration is gone! I am absolutely furious with you!"))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := c.Hear(r); err != nil {
		fmt.Println(err)
		return
	}
	for _, draft := range []string{
		"Please reinstall version 9.4.1.",
		"I can see how frustrating this is, for the third time in one month.",
	} {
		r, err := c.Read(ctx, say(transcript.Bot, draft))
		if err != nil {
			fmt.Println(err)
			return
		}
		_, err = c.Say(r)
		var refused *conversation.RefusedError
		if errors.As(err, &refused) {
			fmt.Println("not sent:", refused.Reasons[0].Guard, refused.Reasons[0].Text)
			continue
		}
		fmt.Println("sent:", draft)
	}
	// Output:
	// not sent: A4 Their anger has not been acknowledged. Facts do not reach them yet.
	// sent: I can see how frustrating this is, for the third time in one month.
}

// The second host: a desk of people. Drafts are checked while they type; what
// was sent is taken in as it was.
func Example_desk() {
	book, err := conversation.NewPlaybook(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	desk := conversation.Desk{Playbook: book, Store: &conversation.MemoryStore{}}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	err = desk.Update(ctx, "acme", "ticket-7", func(c *conversation.Conversation) error {
		r, err := c.Read(ctx, transcript.Turn{Thread: "ticket-7", ID: "m1", At: at, Author: transcript.Customer, Text: "It still fails and nobody calls me back, I am furious!"})
		if err != nil {
			return err
		}
		return c.Hear(r)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := desk.View(ctx, "acme", "ticket-7") // while the agent types
	if err != nil {
		fmt.Println(err)
		return
	}
	draft, err := c.Read(ctx, transcript.Turn{Thread: "ticket-7", At: at.Add(time.Hour), Author: transcript.Agent, Text: "Please reinstall the driver."})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, reason := range c.Check(draft).Refused {
		fmt.Println(reason.Guard, reason.Say)
	}
	fmt.Println("next:", c.Next(at.Add(time.Hour))[0].Text)
	// Output:
	// A4 I can hear how much trouble this has caused you.
	// A6 Let me check that I have it right: … Is that correct?
	// next: Acknowledge what this has done to them, before any fact.
}

// The third host: yesterday's transcripts, scored.
func ExamplePlaybook_Debrief() {
	book, err := conversation.NewPlaybook(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	turns := func(yield func(transcript.Turn, error) bool) {
		for i, t := range []transcript.Turn{
			{Author: transcript.Customer, Text: "I am furious, this is the third time it fails!"},
			{Author: transcript.Agent, Text: "Please reinstall the driver."},
		} {
			t.Thread, t.At = "ticket-7", at.Add(time.Duration(i)*time.Minute)
			if !yield(t, nil) {
				return
			}
		}
	}
	d, err := book.Debrief(context.Background(), turns)
	if err != nil {
		fmt.Println(err)
		return
	}
	thread := d.Threads[0]
	worst := thread.Turns[thread.Worst]
	fmt.Printf("%q\nsay instead: %q\n", worst.Turn.Text, worst.Instead)
	// Output:
	// "Please reinstall the driver."
	// say instead: "I can hear how much trouble this has caused you."
}

// What is open now, and why the rest is not.
func ExampleConversation_Options() {
	book, err := conversation.NewPlaybook(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := book.Start("case-1", move.Enforce)
	for _, o := range c.Options(time.Now()) {
		if slices.Contains([]string{"ask", "offer"}, o.Name()) {
			fmt.Println(o.Name(), o.Allowed(), o.To())
			for _, r := range o.Reasons() {
				fmt.Println(" ", r.Guard, r.Satisfy)
			}
		}
	}
	// Output:
	// ask true identifying
	// offer false advising
	//   A6 [restate confirm]
}

// What goes on record and is not said: an override, a message that could not be
// sent, a deadline that was acted on, who holds the floor.
func Example_record() {
	playbook, err := conversation.NewPlaybook(nil)
	if err != nil {
		panic(err)
	}
	c := playbook.Start("ticket-7", move.Enforce)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	do := func(by transcript.Author, party commitment.PartyID, m move.Move) {
		at = at.Add(time.Minute)
		_, err := c.Do(move.Entry{At: at, By: move.Actor{Author: by, Party: party}, Moves: move.Moves{m}})
		switch {
		case errors.Is(err, conversation.ErrRefused):
			fmt.Println(m.Kind(), "refused")
		case err != nil:
			panic(err)
		default:
			fmt.Println(m.Kind(), "on record")
		}
	}
	do(transcript.Customer, "", move.Tell{What: "nothing works"})
	do(transcript.Agent, "ana", move.Advise{Steps: []string{"restart it"}}) // not restated yet (A6)
	do(transcript.Agent, "ana", move.Override{Guard: "A6", Why: "known outage, the step is the same for all"})
	do(transcript.Agent, "ana", move.Advise{Steps: []string{"restart it"}})
	do(transcript.System, "", move.Unsent{Entry: uint64(len(c.Journal()))}) // the channel failed: they never read it
	fmt.Println(c.State(), "advised:", c.Facts().Advised)

	at = at.Add(time.Hour)
	for _, due := range c.Due(at) {
		if due.Of == move.DeadAir {
			do(transcript.System, "", due.Noticed())
		}
	}
	do(transcript.Agent, "ana", move.Inform{What: "we are on it"})
	do(transcript.Agent, "ben", move.Inform{What: "the router is next"}) // ana holds the floor (A29)
	do(transcript.Agent, "ana", move.Lead{Owner: "ben"})
	do(transcript.Agent, "ben", move.Inform{What: "the router is next"})
	// Output:
	// tell on record
	// advise refused
	// override on record
	// advise on record
	// unsent on record
	// listening advised: false
	// noticed on record
	// inform on record
	// inform refused
	// lead on record
	// inform on record
}

// A host that records moves scores yesterday's conversations from the record.
func ExamplePlaybook_DebriefJournals() {
	playbook, err := conversation.NewPlaybook(nil)
	if err != nil {
		panic(err)
	}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	c := playbook.Start("4711", move.Observe)
	for i, e := range []move.Entry{
		{By: move.Actor{Author: transcript.Customer}, Moves: move.Moves{move.Vent{}, move.Tell{Again: true}}},
		{By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{move.Advise{Steps: []string{"reinstall it"}}}},
	} {
		e.At = at.Add(time.Duration(i) * time.Minute)
		if _, err := c.Do(e); err != nil {
			panic(err)
		}
	}
	journals := map[conversation.ID]move.Journal{c.ID(): c.Journal()}
	debrief, err := playbook.DebriefJournals(context.Background(), maps.All(journals))
	if err != nil {
		panic(err)
	}
	for _, p := range debrief.Practices {
		if p.Broken > 0 {
			fmt.Println(p.Practice, p.Title)
		}
	}
	// Output:
	// A4 Acknowledge the feeling before the facts
	// A6 Restate the problem until the customer says yes
}
