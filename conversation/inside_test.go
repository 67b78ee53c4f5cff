package conversation_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// The customer may be another team of the same house (A34): the practice is the
// same, the names of the states are the house's own.
func ExampleOptions_insideCustomer() {
	def, err := conversation.Irate()
	if err != nil {
		panic(err)
	}
	def.ID = "platform-team"
	own := map[move.State]conversation.Label{
		conversation.Listening:   {Agent: "Intake: let them finish", Customer: "The platform team is reading your ticket"},
		conversation.Identifying: {Agent: "Intake: facts, one question at a time", Customer: "The platform team is looking into it"},
		conversation.Confirming:  {Agent: "Intake: restated, wait for their yes", Customer: "Please check that we understood you"},
		conversation.Advising:    {Agent: "Triage: options and a plan", Customer: "With the platform team"},
		conversation.Acting:      {Agent: "In the sprint: updates are due", Customer: "In the platform team's sprint"},
	}
	def.States = slices.Clone(def.States)
	for i := range def.States {
		if label, ok := own[def.States[i].ID]; ok {
			def.States[i].Labels = map[string]conversation.Label{"en": label}
		}
	}
	playbook, err := conversation.NewPlaybook(&conversation.Options{Definition: &def})
	if err != nil {
		panic(err)
	}
	c := playbook.Start("PLAT-311", move.Observe)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for i, said := range []struct {
		author transcript.Author
		text   string
	}{
		{transcript.Customer, "Third time this quarter: the nightly ledger import broke again after your deploy, and month end is tomorrow. We are really fed up."},
		{transcript.Agent, "Three broken imports, and now right before month end: I can hear how frustrating that is. Since which deploy does it fail?"},
		{transcript.Customer, "Since 4.12 on Friday."},
		{transcript.Agent, "So the nightly ledger import fails since 4.12, and month end closes tomorrow, is that right?"},
		{transcript.Customer, "Yes, exactly."},
		{transcript.Agent, "We can roll 4.12 back today, which costs you an hour without the ledger, or patch it by tomorrow morning and you lose nothing. Which do you prefer?"},
		{transcript.Customer, "Roll it back please."},
		{transcript.Agent, "I will roll 4.12 back by 14:00 today and run the import by hand."},
	} {
		turn := transcript.Turn{Thread: "PLAT-311", At: at.Add(time.Duration(i) * 4 * time.Minute), Author: said.author,
			Channel: transcript.Chat, Language: language.English, Text: said.text}
		reading, err := c.Read(context.Background(), turn)
		if err != nil {
			panic(err)
		}
		if turn.Author.Ours() {
			_, err = c.Say(reading)
		} else {
			err = c.Hear(reading)
		}
		if err != nil {
			panic(err)
		}
		label, err := playbook.Label(c.State(), language.English)
		if err != nil {
			panic(err)
		}
		fmt.Printf("%-12s they see: %s\n", c.State(), label.Customer)
	}
	brief, err := c.Brief(at.Add(time.Hour), conversation.External, language.English)
	if err != nil {
		panic(err)
	}
	fmt.Println(brief.Problem)
	fmt.Println("breaches:", c.Facts().Breaches)
	// Output:
	// listening    they see: The platform team is reading your ticket
	// identifying  they see: The platform team is looking into it
	// identifying  they see: The platform team is looking into it
	// confirming   they see: Please check that we understood you
	// advising     they see: With the platform team
	// advising     they see: With the platform team
	// acting       they see: In the platform team's sprint
	// acting       they see: In the platform team's sprint
	// the nightly ledger import fails since 4.12, and month end closes tomorrow
	// breaches: 0
}
