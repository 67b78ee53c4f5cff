package move_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// What was done at one instant, as a journal keeps it.
func Example() {
	entry := move.Entry{
		At: time.Date(2026, 3, 12, 8, 32, 0, 0, time.UTC),
		By: move.Actor{Author: transcript.Agent},
		Moves: move.Moves{
			move.Acknowledge{Feeling: "two nights without sleep"},
			move.Restate{Problem: "the configuration is lost every night at 23:00"},
		},
	}
	fmt.Println(entry.Validate())
	data, err := json.Marshal(entry.Moves)
	fmt.Println(string(data), err)

	var back move.Moves
	err = json.Unmarshal(data, &back)
	fmt.Println(back[1].(move.Restate).Problem, err)
	// Output:
	// <nil>
	// [{"kind":"acknowledge","feeling":"two nights without sleep"},{"kind":"restate","problem":"the configuration is lost every night at 23:00"}] <nil>
	// the configuration is lost every night at 23:00 <nil>
}

// A move without what makes it worth anything says which field it lacks.
func ExampleFieldError() {
	err := move.Escalate{Purpose: "a second pair of eyes on the push job", Owner: "network-team"}.Validate()
	var field *move.FieldError
	if errors.As(err, &field) {
		fmt.Println(field.Field, field.Rule)
	}
	fmt.Println(move.IsIncomplete(err))
	fmt.Println(err)
	// Output:
	// at A13.complete
	// true
	// move: escalate: at is missing; want by when
}
