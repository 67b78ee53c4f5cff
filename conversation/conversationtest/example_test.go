package conversationtest_test

import (
	"errors"
	"fmt"

	"github.com/evenkeel-go/evenkeel/conversation/conversationtest"
)

// A script in words: what the playbook refuses, and what it waits for.
func ExampleParse() {
	s, err := conversationtest.Parse("export.txt", []byte(`channel chat
customer: Hi, the export misses its header row since the update
after 20m expect dead-air
agent: Please tick "With header" in the export dialog.
expect refused A6
agent: If I understand you correctly, since the update the export has no header row. Is that right?
expect state confirming
customer: yes exactly
agent: Please tick "With header" in the export dialog.
expect accepted
expect state advising
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := s.Run(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range result.Failures {
		if !f.Output { // the ">" lines are written by an update
			fmt.Println(f)
		}
	}
	fmt.Println(result.Conversation.State(), len(result.Conversation.Journal()))
	// Output: advising 4
}

// A mistake in a script names the line and the way out.
func ExampleSyntaxError() {
	_, err := conversationtest.Parse("night.txt", []byte("agent does greet\nagent does promise promise=p1 due=soon\n"))
	fmt.Println(err)
	var syntax *conversationtest.SyntaxError
	if errors.As(err, &syntax) {
		fmt.Println(syntax.Line, syntax.Want)
	}
	// Output:
	// conversationtest: night.txt:2: "agent does promise promise=p1 due=soon"; want due=+2h, from the clock, or due=2026-03-02T17:00:00Z
	// 2 due=+2h, from the clock, or due=2026-03-02T17:00:00Z
}

// With Update the output of a run is written into the script.
func ExampleScript_Run() {
	s, err := conversationtest.Parse("vent.txt", []byte("feels angry\ncustomer does vent\nagent does advise steps=\"restart it\"\n> advising\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := s.Run(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(result.Script))
	// Output:
	// feels angry
	// customer does vent
	// > listening
	// agent does advise steps="restart it"
	// > refused A4 A6
}
