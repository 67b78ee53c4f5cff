package infer_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/infer"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// The same word is read by what is pending: after a restatement a "yes" confirms
// the problem, and what follows it is a further account.
func ExampleRules_Read() {
	reader, err := infer.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	before := infer.Context{
		Language: language.English,
		Pending:  infer.Pending{Restatement: true},
		LastOurs: "So the export has been empty since Monday. Is that right?",
	}
	turn := transcript.Turn{
		ID: "m8", At: time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC), Author: transcript.Customer,
		Text: "Yes, exactly. And since this morning the invoices are missing too!",
	}
	reading, err := reader.Read(context.Background(), before, turn)
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range reading.Moves {
		fmt.Printf("%s %.2f %q\n", m.Move.Kind(), m.Confidence, turn.Text[m.Start:m.End])
	}
	// Output:
	// confirm 0.90 "Yes, exactly"
	// tell 0.70 "And since this morning the invoices are missing too"
}

// A note among us, a notice of the software and a language without rules give no
// moves, and NotRead says why.
func ExampleRules_Read_notRead() {
	reader, err := infer.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	turn := transcript.Turn{At: time.Now(), Author: transcript.Customer, Language: language.Finnish, Text: "Nettiyhteys ei toimi"}
	reading, err := reader.Read(context.Background(), infer.Context{}, turn)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(reading.Moves), reading.NotRead)
	// Output: 0 no rules for the language
}

// Our own messages: what we said, what we promised and until when.
func ExampleNew() {
	reader, err := infer.New(&infer.Options{Sure: 0.7})
	if err != nil {
		log.Fatal(err)
	}
	turn := transcript.Turn{ID: "m9", At: time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC), Author: transcript.Agent,
		Text: "I'm sorry about the empty export. I will call you by 11:00."}
	reading, err := reader.Read(context.Background(), infer.Context{Language: language.English}, turn)
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range reading.Moves {
		fmt.Println(m.Move.Kind(), m.Sure)
	}
	// Output:
	// apologise true
	// promise true
}
