package conversationtest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/conversationtest"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// TestSyntaxErrors holds lines as people mistype them: the error names the line
// and the way out.
func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"Customer: hello", "customer:, agent:"},
		{"somebody: hello", "customer:, agent:"},
		{"agent says hello", "agent: words"},
		{"agent do restate \"x\"", "agent does move"},
		{"agent does", "agent does move"},
		{"agent lee hello", "agent NAME: words"},
		{"customer does tell; ; vent", "a move, such as restate"},
		{"agent does thank;", "a move, such as restate"},
		{"agent does restat \"the invoice is wrong\"", "a move of package move, or one of the playbook's own, which takes data={…} alone"},
		{"agent does teleport to=moon", "a move of package move"},
		{"agent does restate nothing=1", "one of the move's fields: problem, assumed"},
		{"agent does wait \"a moment\"", "as the move has no text: until"},
		{"agent does restate \"a\" \"b\"", "each field once; problem is there twice"},
		{"agent does restate \"he said \"no\"\"", "problem"},
		{"agent does restate \"the invoice", "with a quotation mark at its end"},
		{"agent does promise due=soon", "due=+2h, from the clock"},
		{"agent does promise due=+2hours", "due=+2h, from the clock"},
		{"agent does promise promise=p fix=perhaps", "fix alone, or fix=false"},
		{"agent does retract entry=third", "entry= and a whole number"},
		{"agent does offer options=[{\"id\":\"a\"", "options in JSON"},
		{"agent does apologise of=everything", "regret, admission"},
		{"customer does confirm of=problem how=loudly", "explicit"},
		{"agent does advise steps=[1,2]", "fields that fit the move"},
		{"after soon", "after 20m"},
		{"after -5m", "after 20m"},
		{"after 5", "after 20m"},
		{"after 5m please", "after 20m expect …"},
		{"after 5m expect", "after 20m expect …"},
		{"after 5m expect wonders", "expect state"},
		{"after 5m expect due soon", "\"soon\" is none of them"},
		{"expect", "expect state"},
		{"expect wonders", "a deadline such as dead-air"},
		{"expect state", "expect state, and what"},
		{"expect fact corrections", "expect fact NAME VALUE"},
		{"expect fact corections 0", "a name of conversation.Facts"},
		{"expect accepted now", "nothing behind it"},
		{"expect due none dead_air", "expect due none, or"},
		{"expect breach A4 none", "expect breach none, or"},
		{"expect dead-air soon", "\"soon\" is none of them"},
		{"mode perhaps", "mode enforce or mode observe"},
		{"feels blue", "feels calm, tense, angry or abusive"},
		{"apology never", "regret-first, fault-only or sparing"},
		{"channel", "channel chat"},
		{"restore now", "restore on a line of its own"},
		{"erase all", "erase on a line of its own"},
	} {
		_, err := conversationtest.Parse("night.txt", []byte("# the night\nagent does greet\n> listening\n\n"+c.line+"\n"))
		var syntax *conversationtest.SyntaxError
		if !assert.ErrorAs(t, err, &syntax, c.line) {
			continue
		}
		assert.Equal(t, "night.txt", syntax.File)
		assert.Equal(t, 5, syntax.Line, c.line)
		assert.Equal(t, c.line, syntax.Text)
		assert.Contains(t, syntax.Want, c.want, c.line)
		assert.True(t, strings.HasPrefix(err.Error(), "conversationtest: night.txt:5: "), err)
	}
}

func TestSyntaxErrorsOfAFile(t *testing.T) {
	for _, c := range []struct {
		script, want string
		line         int
	}{
		{"> listening\n", "under the line that gave it", 1},
		{"# a comment\n> listening\n", "under the line that gave it", 2},
		{"agent does greet\n\n> listening\n", "under the line that gave it", 3},
		{strings.Repeat("\n", 10_001), "at most 10000 lines", 10_001},
		{"agent does greet\nagent: " + strings.Repeat("so ", 1<<19) + "\n", "lines of at most 1 MiB", 2},
	} {
		_, err := conversationtest.Parse("x.txt", []byte(c.script))
		var syntax *conversationtest.SyntaxError
		require.ErrorAs(t, err, &syntax)
		assert.Contains(t, syntax.Want, c.want)
		assert.Equal(t, c.line, syntax.Line)
	}
	_, err := conversationtest.Parse("x.txt", []byte("nobody: "+strings.Repeat("ä", 200)))
	var syntax *conversationtest.SyntaxError
	require.ErrorAs(t, err, &syntax)
	assert.Less(t, len(syntax.Text), 100, "long lines are shortened, between characters")
	assert.True(t, strings.HasSuffix(syntax.Text, "ä…"), syntax.Text)
}

// run runs a script on the shared playbook and returns what was not met.
func run(t *testing.T, script string) (*conversationtest.Result, []string) {
	t.Helper()
	s, err := conversationtest.Parse("x.txt", []byte(script))
	require.NoError(t, err)
	r, err := s.Run(nil)
	require.NoError(t, err)
	var failed []string
	for _, f := range r.Failures {
		if !f.Output {
			failed = append(failed, f.String())
		}
	}
	return r, failed
}

func TestDeadAir(t *testing.T) {
	_, failed := run(t, `channel chat
customer: hello? my parcel isn't here
after 20m expect dead-air
after 1m
expect dead-air
expect dead_air
expect due dead-air
agent does ask "which parcel?"
expect dead-air
after 6m expect silence
after 0s expect dead-air
`)
	require.Len(t, failed, 2, failed)
	assert.Equal(t, "x.txt:9: expect dead-air\n\tgot: due: nothing", failed[0])
	assert.Equal(t, "x.txt:11: after 0s expect dead-air\n\tgot: due: silence", failed[1])
}

func TestMovesThatWereRead(t *testing.T) {
	r, failed := run(t, `channel chat
customer: My invoice is wrong AGAIN and I am furious!!!
expect moves tell vent
expect moves none
agent ana: I'm really sorry about that.
expect moves apologise
expect moves apologise.regret
expect moves apologise.admission
agent: Please delete the invoice and import it again.
expect refused A4 A6
expect moves advise
agent does greet; ask "since when?"
expect moves greet ask
expect moves vent
`)
	assert.Equal(t, []string{
		"x.txt:4: expect moves none\n\tgot: moves: tell vent",
		"x.txt:8: expect moves apologise.admission\n\tgot: moves: apologise.regret",
		"x.txt:14: expect moves vent\n\tgot: moves: greet ask",
	}, failed)
	j := r.Conversation.Journal()
	require.Len(t, j, 3, "what was refused is not on record")
	assert.Equal(t, "ana", j[1].Turn.Name)
	assert.Equal(t, transcript.Agent, j[1].Turn.Author)
	assert.Equal(t, transcript.TurnID("t2"), j[1].Turn.ID)
}

func TestRunTimeFailuresSayWhere(t *testing.T) {
	_, failed := run(t, `agent does shout
agent does greet
mode observe
apology sparing
agent does noticed of=dead_air key="dead_air@1"
customer does ask "whose turn is it?"
`)
	require.Len(t, failed, 4, failed)
	assert.Contains(t, failed[0], "x.txt:1: agent does shout\n\tgot: ")
	assert.Contains(t, failed[0], "shout")
	assert.Contains(t, failed[1], "x.txt:3: mode observe\n\tgot: mode comes before the first turn")
	assert.Contains(t, failed[2], "x.txt:4: apology sparing\n\tgot: apology comes before the first turn")
	assert.Contains(t, failed[3], "x.txt:6: customer does ask")
}

// TestOwnMoves runs a move of a host's playbook, with its data.
func TestOwnMoves(t *testing.T) {
	own, err := conversation.Irate()
	require.NoError(t, err)
	own.Moves = append(own.Moves, conversation.MoveDef{Kind: "send_link", Side: move.Ours})
	own.Edges = append(own.Edges, conversation.EdgeDef{Move: "send_link", From: []move.State{"@live"}, To: "="})
	book, err := conversation.NewPlaybook(&conversation.Options{Definition: &own})
	require.NoError(t, err)
	s, err := conversationtest.Parse("x.txt", []byte("agent does send_link data={\"to\":\"the form; all of it\"}\n> listening\nagent does send_link; greet\n> listening\n"))
	require.NoError(t, err)
	r, err := s.Run(&conversationtest.Options{Playbook: func(practice.ApologyPolicy) (*conversation.Playbook, error) { return book, nil }})
	require.NoError(t, err)
	assert.Empty(t, r.Failures)
	assert.Equal(t, move.Custom{Name: "send_link", Data: []byte(`{"to":"the form; all of it"}`)}, r.Conversation.Journal()[0].Moves[0])
}

const scriptToUpdate = `# a call that was written before it ran
agent does greet
> what nobody knows
customer does tell "it is gone"

expect state listening
agent does advise steps="restore it"
> advising
> breaches none
`

const scriptUpdated = `# a call that was written before it ran
agent does greet
> listening
customer does tell "it is gone"
> listening

expect state listening
agent does advise steps="restore it"
> refused A6
`

func TestUpdate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "call.txt")
	require.NoError(t, os.WriteFile(file, []byte(scriptToUpdate), 0o600))

	s, err := conversationtest.Parse(file, []byte(scriptToUpdate))
	require.NoError(t, err)
	r, err := s.Run(nil)
	require.NoError(t, err)
	assert.Len(t, r.Failures, 3, "each line whose output differs")
	assert.Equal(t, scriptUpdated, string(r.Script))

	conversationtest.Run(t, file, &conversationtest.Options{Update: true})
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, scriptUpdated, string(data), "the lines that start with > are written anew, nothing else")

	old, err := os.Stat(file)
	require.NoError(t, err)
	conversationtest.Run(t, file, &conversationtest.Options{Update: true})
	conversationtest.Run(t, file, nil)
	again, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, old.ModTime(), again.ModTime(), "a file that is right is not written")
}

// TestRunFails is run by TestRunReports in a process of its own.
func TestRunFails(t *testing.T) {
	how, dir, _ := strings.Cut(os.Getenv(inChild), ":")
	if how != "scripts" && how != "update" {
		t.Skip("run by TestRunReports: what it runs is wrong")
	}
	conversationtest.Run(t, filepath.Join(dir, "*.txt"), &conversationtest.Options{Update: how == "update"})
}

func TestRunReports(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("starts processes, which are slow under the race detector")
	}
	dir := t.TempDir()
	put := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	out, failed := child(t, "TestRunFails", inChild+"=scripts:"+dir)
	assert.True(t, failed, "a pattern without files fails")
	assert.Contains(t, out, "no scripts match")

	put("call.txt", scriptToUpdate)
	put("typo.txt", "agent does greet\nexpct state listening\n")
	put("wrong.txt", "agent does greet\nexpect state closed\n")
	out, failed = child(t, "TestRunFails", inChild+"=scripts:"+dir)
	assert.True(t, failed)
	assert.Contains(t, out, "call.txt:2: agent does greet > what nobody knows", "what stood there")
	assert.Contains(t, out, "got: > refused A6")
	assert.Contains(t, out, "typo.txt:2: \"expct state listening\"; want customer:")
	assert.Contains(t, out, "wrong.txt:2: expect state closed\n        \tgot: listening")

	out, failed = child(t, "TestRunFails", inChild+"=update:"+dir)
	assert.True(t, failed)
	assert.Contains(t, out, "--- PASS: TestRunFails/call ")
	assert.Contains(t, out, "--- FAIL: TestRunFails/wrong ", "an expectation is not rewritten: it fails until it is met")
	assert.Contains(t, out, "--- FAIL: TestRunFails/typo ")
	data, err := os.ReadFile(filepath.Join(dir, "wrong.txt"))
	require.NoError(t, err)
	assert.Equal(t, "agent does greet\n> listening\nexpect state closed\n", string(data))
	data, err = os.ReadFile(filepath.Join(dir, "typo.txt"))
	require.NoError(t, err)
	assert.False(t, bytes.Contains(data, []byte(">")), "a file that can't be read stays as it is")
}
