package sla_test

import (
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/commitment/sla"
)

func exampleBook() *sla.Book {
	loc, err := time.LoadLocation("Asia/Manila")
	if err != nil {
		panic(err)
	}
	cfg := calendar.Config{Zone: loc}
	for d := time.Monday; d <= time.Friday; d++ {
		cfg.Weekly[d] = []calendar.Shift{{Open: 9 * time.Hour, Close: 18 * time.Hour}}
	}
	cal, err := calendar.New(cfg)
	if err != nil {
		panic(err)
	}
	book, err := sla.New(&sla.Options{
		Calendars: map[sla.CalendarID]*calendar.Calendar{"support": cal},
		Policies: []sla.Policy{{ID: "standard", Calendar: "support", Targets: []sla.Target{
			{Metric: sla.FirstResponse, Budget: time.Hour},
			{Metric: sla.Resolution, Budget: 8 * time.Hour,
				Warnings:    []sla.Point{{Level: "team lead", Share: 0.8}},
				Escalations: []sla.Point{{Level: "manager", Lead: -2 * time.Hour}}},
		}}},
	})
	if err != nil {
		panic(err)
	}
	return book
}

// A case that waits for the customer for a while, and why it is due when it is.
func Example() {
	book := exampleBook()
	monday := func(hour, minute int) time.Time {
		return time.Date(2026, time.November, 23, hour, minute, 0, 0, time.FixedZone("", 8*3600))
	}
	clock, _ := book.Open(sla.Case{ID: "4711"}, "standard", monday(11, 0))
	for _, e := range []sla.Event{
		{Kind: sla.Answered, At: monday(11, 20)},
		{Kind: sla.Waiting, At: monday(13, 0)},
		{Kind: sla.CustomerWrote, At: monday(15, 30)},
	} {
		if err := clock.Apply(e); err != nil {
			fmt.Println(err)
			return
		}
	}
	status, _ := clock.Status(sla.Resolution, monday(15, 30))
	why, _ := book.Explain(status, monday(15, 30), sla.Reader{Language: language.AmericanEnglish})
	fmt.Println(why)
	// Output: Resolution due Tuesday, 12:30 PM Manila time: 8 hours of working time from Monday, 11 AM, not counting 2 hours 30 minutes of waiting for the customer.
}

// A host sets one timer, for what Next says, and hands over what is Due.
func ExampleClock_Next() {
	clock, _ := exampleBook().Open(sla.Case{}, "standard", time.Date(2026, time.November, 23, 1, 0, 0, 0, time.UTC))
	now := time.Date(2026, time.November, 23, 1, 30, 0, 0, time.UTC)
	_ = clock.Apply(sla.Event{Kind: sla.Answered, At: now})
	for next, ok := clock.Next(now); ok; next, ok = clock.Next(now) {
		now = next // the timer fires
		for _, s := range clock.Due(now) {
			fmt.Println(s.At.Format("Mon 15:04"), s.Metric, s.Kind, s.Level)
			_ = clock.Apply(sla.Event{Kind: sla.Noticed, At: now, Key: s.Key})
		}
	}
	// Output:
	// Mon 15:24 resolution warning team lead
	// Mon 17:00 resolution breach due
	// Tue 10:00 resolution escalation manager
}

// The snapshot is the events; a restored clock is the same clock.
func ExampleBook_Restore() {
	book := exampleBook()
	clock, _ := book.Open(sla.Case{Priority: "P2"}, "standard", time.Date(2026, time.November, 23, 1, 0, 0, 0, time.UTC))
	snapshot, _ := json.Marshal(clock)
	fmt.Println(string(snapshot))
	restored, err := book.Restore(snapshot)
	fmt.Println(restored.Case().Priority, err)
	// Output:
	// {"version":1,"events":[{"kind":"opened","at":"2026-11-23T01:00:00Z","case":{"priority":"P2"},"policy":"standard"}]}
	// P2 <nil>
}
