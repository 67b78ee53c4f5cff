package conversationtest_test

import (
	"flag"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/conversationtest"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

var update = flag.Bool("update", false, "rewrite the output lines of the scripts")

func TestScripts(t *testing.T) {
	irate, err := conversation.NewPlaybook(nil)
	require.NoError(t, err)
	shared := func(a practice.ApologyPolicy) (*conversation.Playbook, error) {
		if a == practice.RegretFirst {
			return irate, nil
		}
		return conversation.NewPlaybook(&conversation.Options{Policy: &practice.Policy{Apology: a, Default: practice.Block}})
	}
	conversationtest.Run(t, "testdata/*.txt", &conversationtest.Options{Playbook: shared, Update: *update})
}

func TestParseRefuses(t *testing.T) {
	for _, script := range []string{
		"agent do restate", "agent does teleport=1 x", "agent does restate nothing=1", "agent does promise due=\"soon\"",
		"after soon", "after 5m please", "expect", "expect wonders", "mode perhaps", "feels blue", "apology never", "> early", "somebody: hello",
		"customer does acknowledge \"open",
	} {
		_, err := conversationtest.Parse("x.txt", []byte(script))
		var syntax *conversationtest.SyntaxError
		require.ErrorAs(t, err, &syntax, script)
		assert.Equal(t, 1, syntax.Line)
		assert.NotEmpty(t, syntax.Want)
	}
}

func TestFailuresAreFound(t *testing.T) {
	s, err := conversationtest.Parse("x.txt", []byte(`customer does tell "x"
> advising
agent does advise steps="y"
expect accepted
expect state closed
expect breach A4
expect open advise
expect blocked greet
expect due dead_air
expect next next.close
expect lane express
expect temper angry
expect fact corrections 3
expect situation milestone_late
expect goodwill credit
expect profile angry
agent does retract entry=99
mode observe
`))
	require.NoError(t, err)
	r, err := s.Run(nil)
	require.NoError(t, err)
	var lines []int
	for _, f := range r.Failures {
		lines = append(lines, f.Line)
		assert.NotEmpty(t, f.Got)
	}
	for _, want := range []int{1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18} {
		assert.Contains(t, lines, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("customer: hi\n> listening\nagent does offer options=[{\"id\":\"a;\"}]; ask \"x\"\nafter 5m expect dead-air\n"))
	f.Add([]byte("expect fact\nerase\nrestore\nfeels angry\nchannel email\n"))
	irate, err := conversation.NewPlaybook(nil)
	if err != nil {
		f.Fatal(err)
	}
	opts := &conversationtest.Options{Playbook: func(practice.ApologyPolicy) (*conversation.Playbook, error) { return irate, nil }}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := conversationtest.Parse("fuzz", data)
		if err != nil {
			return
		}
		first, err := s.Run(opts)
		if err != nil {
			t.Fatal(err)
		}
		again, err := conversationtest.Parse("fuzz", first.Script)
		if err != nil {
			t.Fatalf("the rewritten script can't be read: %v\n%s", err, first.Script)
		}
		second, err := again.Run(opts)
		if err != nil || string(second.Script) != string(first.Script) {
			t.Fatalf("a second run gives something else: %v\n%s\n%s", err, first.Script, second.Script)
		}
	})
}
