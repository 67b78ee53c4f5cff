package ical_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/outlets/ical"
)

func Example() {
	cal, err := ical.New(&ical.Options{Domain: "desk.example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := commitment.Make(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), commitment.Promise{
		ID: "17", What: "send the root cause", Owner: commitment.Party{ID: "mia"},
		Due: commitment.At("by Friday noon", time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)),
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := cal.File(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "METHOD") || strings.HasPrefix(line, "DTEND") || strings.HasPrefix(line, "SUMMARY") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// METHOD:PUBLISH
	// SUMMARY:send the root cause
	// DTEND:20260306T120000Z
}
