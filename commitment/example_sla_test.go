package commitment_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/sla"
)

// The deadlines of an SLA clock become alarms beside the promises. A new event
// gives a new plan, which supersedes the one before; the revision is the number
// of events, so that a late writer cannot bring an old plan back.
func ExampleKeeper_Plan() {
	book, err := sla.New(&sla.Options{Policies: []sla.Policy{{ID: "standard", Targets: []sla.Target{{
		Metric: sla.FirstResponse, Budget: time.Hour, Basis: sla.Wall, Warnings: []sla.Point{{Level: "lead", Share: 0.75}},
	}}}}})
	if err != nil {
		log.Fatal(err)
	}
	now := time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)
	clock, err := book.Open(sla.Case{ID: "4711"}, "standard", now)
	if err != nil {
		log.Fatal(err)
	}
	store := commitment.NewMemoryStore()
	inbox := commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil })
	keeper, err := commitment.NewKeeper(store, inbox, &commitment.Options{Now: func() time.Time { return now }})
	if err != nil {
		log.Fatal(err)
	}

	ctx := context.Background()
	plan := func() {
		var alarms []commitment.Alarm
		for i, s := range clock.Plan() {
			if s.At.After(now) {
				alarms = append(alarms, commitment.Alarm{Rule: commitment.Rule(s.Key), Ordinal: i, Recipient: "desk", At: s.At, Deadline: s.Due})
			}
		}
		if _, err := keeper.Plan(ctx, "acme", "sla:4711", commitment.Revision(len(clock.Events())), alarms); err != nil {
			log.Fatal(err)
		}
		pending, err := store.Pending(ctx, "acme", "sla:4711")
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(pending), "pending")
		for _, a := range pending {
			fmt.Println(a.At.Format("15:04"), a.Rule)
		}
	}
	plan()
	now = now.Add(20 * time.Minute)
	if err := clock.Apply(sla.Event{Kind: sla.Answered, At: now}); err != nil {
		log.Fatal(err)
	}
	plan()
	// Output:
	// 2 pending
	// 09:45 first-response/1/1/warning/lead
	// 10:00 first-response/1/1/breach/due
	// 0 pending
}
