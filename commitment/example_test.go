package commitment_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/commitment/when"
)

// Example follows one promise through its life: it is made, the owner is
// reminded, it gets tight, the managers hear first, it is renegotiated with the
// customer, and kept. The clock is set by hand; a host calls [Keeper.Run].
func Example() {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, berlin) // a Monday
	policy, err := commitment.NewPolicy(&commitment.PolicyConfig{
		Remind:  []commitment.Lead{{Left: 0.5}},
		Updates: -1, Silence: -1,
	})
	if err != nil {
		log.Fatal(err)
	}
	store := commitment.NewMemoryStore()
	phone := commitment.NotifierFunc(func(_ context.Context, n commitment.Notice) error {
		fmt.Printf("%s  to %s: %s\n", n.At.In(berlin).Format("Mon 15:04"), n.Recipient.Party.Name, n.Title)
		return nil
	})
	keeper, err := commitment.NewKeeper(store, phone, &commitment.Options{Policy: policy, Now: func() time.Time { return now }})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	until := func(t time.Time) { // what Run does: hand out what is due by then
		for {
			next, err := store.Next(ctx)
			if err != nil || next.IsZero() || next.After(t) {
				now = t
				return
			}
			now = next
			due, err := store.Claim(ctx, commitment.Claim{Worker: "me", Now: now, Until: now.Add(time.Minute), Limit: 10})
			if err != nil {
				log.Fatal(err)
			}
			for _, a := range due {
				if err := keeper.Wake(ctx, a); err != nil {
					log.Fatal(err)
				}
				if err := store.Done(ctx, "me", a.Key); err != nil {
					log.Fatal(err)
				}
			}
		}
	}

	// "You'll have the root cause by Friday noon, your time."
	_, err = keeper.Make(ctx, commitment.Promise{
		ID: "p-1", Case: "4711", What: "send the root cause of the failed export",
		Owner:    commitment.Party{ID: "ana", Name: "Ana", Quiet: commitment.Quiet{Start: 20 * 60, End: 8 * 60}},
		Managers: []commitment.Party{{ID: "bo", Name: "Bo"}},
		Customer: commitment.Party{ID: "zoe", Name: "Zoë", Zone: "Asia/Manila"},
		Due:      commitment.At("Friday noon, your time", time.Date(2026, time.March, 6, 5, 0, 0, 0, berlin)),
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	until(now.Add(52 * time.Hour))

	// Wednesday: the vendor does not answer. Say so early.
	change := func(fn func(commitment.Promise, time.Time) (commitment.Promise, error)) {
		if _, err := keeper.Change(ctx, "", "p-1", fn); err != nil {
			log.Fatal(err)
		}
	}
	change(func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		return p.Risk(now, "ana", commitment.Said, "the vendor does not answer")
	})
	until(now.Add(20 * time.Hour))

	// Thursday: Zoë is asked, and agrees to Monday.
	change(func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		return p.Renegotiate(now, commitment.Renegotiation{
			By: "ana", Agreed: "bo", Answer: commitment.Accepted, Reason: "we need the vendor's logs",
			Due: commitment.At("Monday evening, your time", time.Date(2026, time.March, 9, 11, 0, 0, 0, berlin)),
		})
	})
	until(time.Date(2026, time.March, 9, 9, 0, 0, 0, berlin))

	// Monday morning: done, two hours before it is due.
	change(func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		return p.Keep(now, "ana", 5*time.Hour)
	})
	until(now.Add(1000 * time.Hour))

	p, err := store.Load(ctx, "", "p-1")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v, %d new deadline, %d broken\n", p.State, p.Renegotiations, p.Breaks)
	for _, e := range p.History {
		fmt.Println(e.Revision, e.Kind)
	}
	// Output:
	// Wed 08:00  to Ana: Due in 45 hours: send the root cause of the failed export
	// Wed 13:00  to Bo: At risk: send the root cause of the failed export
	// Thu 09:00  to Bo: New deadline: send the root cause of the failed export
	// Sat 10:00  to Ana: Due in 49 hours: send the root cause of the failed export
	// kept, 1 new deadline, 0 broken
	// 1 made
	// 2 risked
	// 3 renegotiated
	// 4 kept
}

func ExampleKeeper_Make() {
	zone := time.UTC
	var week [7][]calendar.Shift
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = []calendar.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	office, err := calendar.New(calendar.Config{Zone: zone, Weekly: week})
	if err != nil {
		log.Fatal(err)
	}
	policy, err := commitment.NewPolicy(&commitment.PolicyConfig{
		Calendars: func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return office },
	})
	if err != nil {
		log.Fatal(err)
	}
	nobody := commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil })
	keeper, err := commitment.NewKeeper(commitment.NewMemoryStore(), nobody, &commitment.Options{
		Policy: policy, Now: func() time.Time { return time.Date(2026, time.March, 2, 9, 0, 0, 0, zone) },
	})
	if err != nil {
		log.Fatal(err)
	}
	p := commitment.Promise{
		ID: "p-1", What: "rebuild the index", Owner: commitment.Party{ID: "ana"}, Effort: 10 * time.Hour,
		Due: commitment.At("by end of day", time.Date(2026, time.March, 2, 17, 0, 0, 0, zone)),
	}
	_, err = keeper.Make(context.Background(), p, nil)
	var unrealistic *commitment.UnrealisticError
	if errors.As(err, &unrealistic) {
		fmt.Println("not today; honest:", unrealistic.Feasibility.Earliest.Format("Mon 15:04"))
	}
	// A manager may insist, on the record.
	made, err := keeper.Make(context.Background(), p, &commitment.Accept{By: "bo", Reason: "two of us will do it"})
	fmt.Println(made.State, err)
	// Output:
	// not today; honest: Tue 13:30
	// open <nil>
}

func ExamplePromise_Renegotiate() {
	made := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	p, err := commitment.Make(made, commitment.Promise{ID: "p-1", What: "call back", Owner: commitment.Party{ID: "ana"}, Due: commitment.At("at ten", made.Add(time.Hour))}, nil)
	if err != nil {
		log.Fatal(err)
	}
	// Two hours too late, "just moving" it is not possible: it is broken first.
	later := commitment.Renegotiation{By: "ana", Due: commitment.At("at noon", made.Add(3*time.Hour)), Reason: "an outage", Agreed: "bo", Answer: commitment.Reluctant}
	moved, err := p.Renegotiate(made.Add(2*time.Hour), later)
	fmt.Println(moved.State, moved.Breaks, err)

	later.Answer = commitment.NoAnswer
	_, err = p.Renegotiate(made.Add(2*time.Hour), later)
	fmt.Println(errors.Is(err, commitment.ErrReason))
	// Output:
	// open 1 <nil>
	// true
}

func ExampleAssess() {
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	f, err := commitment.Assess(now,
		commitment.Task{Promise: "new", Deadline: now.Add(4 * time.Hour), Effort: 3 * time.Hour},
		commitment.Workload{Prior: []commitment.Task{{Promise: "report", Deadline: now.Add(2 * time.Hour), Effort: 2 * time.Hour, Movable: true}}},
		commitment.Margin{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Verdict, f.Slack, f.Earliest.Format("15:04"))
	fmt.Println("or move:", f.Move[0].Promise)
	// Output:
	// no -1h0m0s 14:45
	// or move: report
}

func ExampleDueFrom() {
	manila, err := time.LoadLocation("Asia/Manila")
	if err != nil {
		log.Fatal(err)
	}
	parser, err := when.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	text := "Sure, you'll have the root cause by Friday 3pm your time."
	now := time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)
	reading, err := parser.Parse(text, when.Context{Now: now, Zone: manila, Language: language.English})
	if err != nil {
		log.Fatal(err)
	}
	due, err := commitment.DueFrom(text, reading)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q is %s, %s\n", due.Said, due.Deadline.In(manila).Format("Mon Jan 2 15:04"), due.Zone)
	// Output:
	// "by Friday 3pm your time" is Fri Mar 6 15:00, Asia/Manila
}

func ExampleRecord() {
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	record := commitment.NewRecord(nil)
	for i := range 10 {
		p, err := commitment.Make(now, commitment.Promise{ID: commitment.PromiseID(fmt.Sprint(i)), Team: "tier-2", What: "call back", Owner: commitment.Party{ID: "ana"}, Due: commitment.At("in an hour", now.Add(time.Hour))}, nil)
		if err != nil {
			log.Fatal(err)
		}
		if p, err = p.Keep(now.Add(time.Duration(i)*8*time.Minute), "ana", 0); err != nil {
			log.Fatal(err)
		}
		record.Fold(p, 0)
	}
	for _, row := range record.Report(nil, commitment.ByTeam) {
		r := row.Tally.KeptRate()
		fmt.Printf("%s: %.0f %% kept in time (%.0f to %.0f %%, n = %d)\n", row.Cell.Team, 100*r.Share, 100*r.Low, 100*r.High, r.N)
	}
	// Output:
	// tier-2: 80 % kept in time (49 to 94 %, n = 10)
}

// A deadline that is not a promise, here of an SLA clock, becomes durable by Plan.
func ExampleKeeper_Run() {
	inbox := make(chan string)
	desk := commitment.NotifierFunc(func(_ context.Context, n commitment.Notice) error {
		inbox <- string(n.Recipient.Party.ID) + " gets " + n.Title
		return nil
	})
	keeper, err := commitment.NewKeeper(commitment.NewMemoryStore(), desk, nil)
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error)
	go func() { stopped <- keeper.Run(ctx) }()

	_, err = keeper.Plan(ctx, "acme", "sla:4711", 1, []commitment.Alarm{{Rule: "first-response", Recipient: "ana", At: time.Now()}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(<-inbox)
	cancel()
	fmt.Println(<-stopped)
	// Output:
	// ana gets first-response: sla:4711
	// <nil>
}

// "You promised Tuesday!" The record says: it was so, and then it was moved.
func ExampleKeeper_Claimed() {
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	nobody := commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil })
	keeper, err := commitment.NewKeeper(commitment.NewMemoryStore(), nobody, &commitment.Options{Now: func() time.Time { return now }})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	tuesday := time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC)
	_, err = keeper.Make(ctx, commitment.Promise{
		ID: "p-1", What: "refund the double charge", Owner: commitment.Party{ID: "ana"}, Customer: commitment.Party{ID: "zoe"},
		Due: commitment.At("Tuesday", tuesday.Add(17*time.Hour)),
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	_, err = keeper.Change(ctx, "", "p-1", func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		return p.Renegotiate(now, commitment.Renegotiation{
			By: "ana", Agreed: "bo", Answer: commitment.Accepted, Reason: "the bank is closed", Due: commitment.At("Thursday", tuesday.Add(65*time.Hour)),
		})
	})
	if err != nil {
		log.Fatal(err)
	}
	found, err := keeper.Claimed(ctx, commitment.Claimed{Customer: "zoe", What: "my refund", Earliest: tuesday, Deadline: tuesday.Add(24 * time.Hour)})
	if err != nil {
		log.Fatal(err)
	}
	m := found.Matches[0]
	fmt.Printf("%s said %q; renegotiated since: %v, now %q\n", m.Promise.ID, m.Due.Said, m.Renegotiated, m.Promise.Due.Said)
	// Output:
	// p-1 said "Tuesday"; renegotiated since: true, now "Thursday"
}

func ExampleParsePolicy() {
	cfg, err := commitment.ParsePolicy([]byte(`{
		"remind": [{"left": 0.25}, {"working": "2h"}],
		"escalate": [{"after": "0s"}, {"after": "4h", "parties": [{"id": "duty-manager"}]}]
	}`))
	if err != nil {
		log.Fatal(err)
	}
	policy, err := commitment.NewPolicy(cfg)
	if err != nil {
		log.Fatal(err)
	}
	made := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	p, err := commitment.Make(made, commitment.Promise{ID: "p-1", What: "call back", Owner: commitment.Party{ID: "ana"}, Due: commitment.At("tonight", made.Add(8*time.Hour))}, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range policy.Alarms(p) {
		fmt.Println(a.At.Format("Mon 15:04"), a.Rule, a.Recipient)
	}

	_, err = commitment.ParsePolicy([]byte(`{"remind": [{"left": 25}]}`))
	fmt.Println(errors.Is(err, commitment.ErrPolicy))
	// Output:
	// Mon 15:00 remind ana
	// Mon 17:00 overdue ana
	// Mon 21:00 escalate duty-manager
	// Tue 08:30 update ana
	// Tue 17:00 overdue ana
	// Wed 08:30 update ana
	// Thu 08:30 update ana
	// Fri 08:30 update ana
	// Sat 08:30 update ana
	// Sun 08:30 update ana
	// Mon 08:30 update ana
	// Tue 08:30 update ana
	// true
}

func ExampleKeeper_Erase() {
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	store := commitment.NewMemoryStore()
	nobody := commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil })
	keeper, err := commitment.NewKeeper(store, nobody, &commitment.Options{Now: func() time.Time { return now }})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	_, err = keeper.Make(ctx, commitment.Promise{
		ID: "p-1", What: "ring back about the diagnosis", Owner: commitment.Party{ID: "ana"}, Customer: commitment.Party{ID: "c-17", Name: "Zoë Quintanilla"},
		Due: commitment.At("at ten", now.Add(time.Hour)),
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	n, err := keeper.Erase(ctx, commitment.Erasure{Party: "c-17"})
	if err != nil {
		log.Fatal(err)
	}
	p, err := store.Load(ctx, "", "p-1")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d rewritten: %q for %q %q, %v, due %s\n", n, p.What, p.Customer.ID, p.Customer.Name, p.State, p.Due.Deadline.Format("15:04"))
	// Output:
	// 1 rewritten: "" for "c-17" "", open, due 10:00
}

// A release slips: everybody who was promised something of it is at risk at once,
// and their people hear.
func ExampleKeeper_Slip() {
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	nobody := commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil })
	keeper, err := commitment.NewKeeper(commitment.NewMemoryStore(), nobody, &commitment.Options{Now: func() time.Time { return now }})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	for id, dependency := range map[commitment.PromiseID]commitment.DependencyID{"p-1": "release-7", "p-2": "", "p-3": "release-7"} {
		_, err := keeper.Make(ctx, commitment.Promise{
			ID: id, What: "the export fix", Dependency: dependency, Owner: commitment.Party{ID: "ana"}, Customer: commitment.Party{ID: "zoe"},
			Due: commitment.At("by Friday", now.Add(4*24*time.Hour)),
		}, nil)
		if err != nil {
			log.Fatal(err)
		}
	}
	changed, err := keeper.Slip(ctx, "", "release-7", "pm", "a week later, the tests found a leak")
	for _, c := range changed {
		fmt.Println(c.Promise.ID, c.Promise.State, c.Promise.Cause)
	}
	fmt.Println(err)
	// Output:
	// p-1 at-risk dependency
	// p-3 at-risk dependency
	// <nil>
}

// Callbacks are kept for a month, root causes for two years, and nothing for
// longer than three.
func ExampleKeeper_Retain() {
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	nobody := commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil })
	keeper, err := commitment.NewKeeper(commitment.NewMemoryStore(), nobody, &commitment.Options{Now: func() time.Time { return now }})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	for _, kind := range []commitment.Kind{"callback", "rca"} {
		p, err := keeper.Make(ctx, commitment.Promise{
			ID: commitment.PromiseID(kind), Kind: kind, What: "get back to you", Owner: commitment.Party{ID: "ana"}, Due: commitment.At("at ten", now.Add(time.Hour)),
		}, nil)
		if err != nil {
			log.Fatal(err)
		}
		_, err = keeper.Change(ctx, "", p.ID, func(p commitment.Promise, now time.Time) (commitment.Promise, error) { return p.Keep(now, "ana", 0) })
		if err != nil {
			log.Fatal(err)
		}
	}
	const month = 30 * 24 * time.Hour
	now = now.Add(2 * month)
	n, err := keeper.Retain(ctx, "", map[commitment.Kind]time.Duration{"callback": month, "rca": 24 * month, "": 36 * month})
	fmt.Println(n, err)
	_, err = keeper.Purge(ctx, "", "rca", now.Add(time.Hour))
	fmt.Println(errors.Is(err, commitment.ErrTime))
	// Output:
	// 1 <nil>
	// true
}
