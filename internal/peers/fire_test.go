package peers

import (
	"context"
	"testing"
	"time"

	"github.com/looplab/fsm"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// BenchmarkFire makes the same ten transitions round and round: with evenkeel
// judged by its guards and journaled, with looplab/fsm on a machine with the
// same states, a guard before each event and a callback on entering a state.
// One operation is one transition.
func BenchmarkFire(b *testing.B) {
	b.Run("evenkeel", fireEvenkeel)
	b.Run("looplab", fireLooplab)
}

// moves is a conversation from the first word to the last in ten transitions.
func moves() []move.Entry {
	theirs, ours := move.Actor{Author: transcript.Customer}, move.Actor{Author: transcript.Agent}
	due := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	list := []move.Entry{
		{By: ours, Moves: move.Moves{move.Acknowledge{}}},
		{By: ours, Moves: move.Moves{move.Ask{Fact: "version"}}},
		{By: ours, Moves: move.Moves{move.Restate{Problem: "lost on restart"}}},
		{By: theirs, Moves: move.Moves{move.Confirm{Of: move.Problem, How: move.Explicit, Words: "yes"}}},
		{By: theirs, Moves: move.Moves{move.Choose{Option: "a"}}},
		{By: ours, Moves: move.Moves{move.Deliver{}}},
		{By: theirs, Moves: move.Moves{move.Reopen{}}},
		{By: ours, Moves: move.Moves{move.Advise{Steps: []string{"upgrade"}}}},
		{By: ours, Moves: move.Moves{move.Pause{Purpose: "cool down", Owner: "lee", FollowUp: "f", At: due}}},
		{By: ours, Moves: move.Moves{move.Resume{}}},
	}
	for i := range list {
		list[i].At = due.Add(time.Duration(i-100) * time.Minute)
	}
	return list
}

func fireEvenkeel(b *testing.B) {
	book, err := conversation.NewPlaybook(nil)
	if err != nil {
		b.Fatal(err)
	}
	list := moves()
	b.ReportAllocs()
	defer measureCPU(b)()
	i, c := 0, book.Start("c", move.Enforce)
	for b.Loop() {
		if i == len(list) {
			i, c = 0, book.Start("c", move.Enforce)
		}
		if _, err := c.Do(list[i]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func fireLooplab(b *testing.B) {
	states := []string{"listening", "acknowledging", "identifying", "confirming", "advising", "acting", "verifying", "identifying2", "advising2", "paused"}
	var events fsm.Events
	names := make([]string, len(states))
	for i, from := range states {
		names[i] = "to_" + states[(i+1)%len(states)]
		events = append(events, fsm.EventDesc{Name: names[i], Src: []string{from}, Dst: states[(i+1)%len(states)]})
	}
	allowed, entered := true, 0
	machine := fsm.NewFSM(states[0], events, fsm.Callbacks{
		"before_event": func(_ context.Context, e *fsm.Event) {
			if !allowed {
				e.Cancel()
			}
		},
		"enter_state": func(context.Context, *fsm.Event) { entered++ },
	})
	ctx := context.Background()
	b.ReportAllocs()
	defer measureCPU(b)()
	i := 0
	for b.Loop() {
		if err := machine.Event(ctx, names[i]); err != nil {
			b.Fatal(err)
		}
		i = (i + 1) % len(names)
	}
}
