package conversation_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// note makes moves in a turn that the customer never sees.
func (r *run) note(text string, moves ...move.Move) *run {
	r.t.Helper()
	return r.turn(transcript.Turn{Author: transcript.Agent, Name: "Natasha", Visibility: transcript.Internal, Text: text}, moves...)
}

// turn makes moves in a turn.
func (r *run) turn(turn transcript.Turn, moves ...move.Move) *run {
	r.t.Helper()
	r.at = r.at.Add(time.Minute)
	turn.Thread, turn.At = "c1", r.at
	_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: turn.Author}, Turn: &turn, Moves: moves})
	require.NoError(r.t, err)
	return r
}

// What is among us is in no brief for the customer, in no language, neither as
// text nor as data, nor in the line to tell them (A14).
func TestExternalBriefHoldsNothingOfOurs(t *testing.T) {
	r := begin(t, move.Observe)
	r.turn(transcript.Turn{Author: transcript.Customer, Name: "Ana Ruiz", Text: "The export is empty since Monday!!"}, move.Tell{What: "the export is empty since Monday"}).
		note("she is a pain, Natasha knows", move.Restate{Problem: "PEBKAC, says Natasha"}, move.Plan{Steps: []string{"let Natasha stall her"}},
			move.Tried{What: "restarted db-prod-7 with Natasha"}, move.Ask{Fact: "acct-tier", What: "which tier does Natasha see?"},
			move.Answer{Fact: "acct-tier", What: "free riders, Natasha says"}, move.Wish{What: "a refund Natasha would never give"},
			move.Promise{Promise: "NAT-1", What: "Natasha looks at the churn risk"}, move.DontKnow{Promise: "NAT-2", What: "why Natasha left"}).
		agent(move.Tried{What: "poked db-prod-8", Outcome: move.Failed}, move.Ask{Fact: "acct-tier", What: "which plan are you on?"}).
		customer(move.Answer{Fact: "acct-tier", What: "the small one"}, move.Tried{What: "another browser", Outcome: move.Failed}).
		agent(move.DontKnow{Promise: "JIRA-97", What: "whether Natasha's patch broke it", Due: start.Add(3 * time.Hour)}).
		agent(move.Promise{Promise: "JIRA-98", Due: start.Add(4 * time.Hour)}).
		agent(move.Offer{Options: []move.Option{{ID: "opt-x", What: "a file by mail", Cost: "none", Takes: "a day"}, {ID: "opt-y", What: "wait", Cost: "none", Takes: "a week"}}}).
		customer(move.Choose{Option: "opt-x"}).
		agent(move.Pause{Purpose: "she is abusive, let her cool down", Owner: "natasha", FollowUp: "JIRA-99", At: start.Add(26 * time.Hour)}).
		agent(move.WinBack{FollowUp: "internal-winback-7"}).
		agent(move.Escalate{Purpose: "get rid of her", Owner: "team-omega", At: start.Add(time.Hour), Level: 3, Reason: move.NeedsSkill, Brief: "handle with tongs"})
	_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.System}, Moves: move.Moves{
		move.Tried{What: "auto-heal job 17"}, move.Promise{Promise: "OPS-5", What: "rotate the on-call of team-omega"}}})
	require.NoError(t, err)
	seq := uint64(len(r.c.Journal())) + 1
	r.turn(transcript.Turn{Author: transcript.Agent, Text: "never sent"}, move.Promise{Promise: "OPS-5", What: "a voucher that was never sent"}).
		agent(move.Unsent{Entry: seq})

	ours := []string{"Natasha", "natasha", "PEBKAC", "stall", "db-prod", "abusive", "cool down", "JIRA", "NAT-", "winback", "acct-tier", "opt-x",
		"tongs", "team-omega", "rid of her", "churn", "auto-heal", "OPS-", "on-call", "voucher", "pain", "refund", "free riders"}
	for _, tag := range []language.Tag{language.English, language.German, language.Spanish} {
		out, err := r.c.Brief(r.at, conversation.External, tag)
		require.NoError(t, err)
		data, err := json.Marshal(out)
		require.NoError(t, err)
		for _, inside := range ours {
			assert.NotContains(t, out.Text(), inside, tag)
			assert.NotContains(t, string(data), inside, tag)
		}
		for _, told := range []string{"the export is empty since Monday", "which plan are you on?", "the small one", "another browser", "a file by mail"} {
			assert.Contains(t, out.Text(), told, tag)
		}
		assert.Contains(t, out.Line, "the export is empty since Monday")
		require.Len(t, out.Promises, 3, "those they were told of and the return from the pause")
		for _, p := range out.Promises {
			assert.NotEmpty(t, p.What)
		}

		in, err := r.c.Brief(r.at, conversation.Internal, tag)
		require.NoError(t, err)
		assert.NotContains(t, in.Line, "PEBKAC", "the line is for the customer whoever reads the packet")
		assert.Contains(t, in.Line, "the export is empty since Monday")
		for _, inside := range []string{"PEBKAC", "db-prod-8", "JIRA-98", "handle with tongs", "3"} {
			assert.Contains(t, in.Text(), inside, tag)
		}
	}
}

func TestBriefOfUndatedPromises(t *testing.T) {
	r := begin(t, move.Observe).customer(move.Tell{What: "no heat"}, move.Claim{What: "a visit"}).agent(fix("p1", time.Time{}))
	r.customer(move.Claim{What: "a second visit"})
	for tag, want := range map[language.Tag][]string{
		language.English: {"Promised: a fix (no time named)\n", "look it up: a second visit (no time named)\n"},
		language.German:  {"Versprochen: a fix (kein Termin genannt)\n", "bitte prüfen: a second visit (kein Termin genannt)\n"},
		language.Spanish: {"Prometido: a fix (sin plazo)\n", "compruébelo: a second visit (sin plazo)\n"},
	} {
		b, err := r.c.Brief(r.at, conversation.Internal, tag)
		require.NoError(t, err)
		for _, line := range want {
			assert.Contains(t, b.Text(), line)
		}
	}
}

// A restatement is quoted without the question that it was.
func TestBriefQuotesRestatements(t *testing.T) {
	for _, one := range []struct {
		lang       language.Tag
		said, want string
	}{
		{language.English, "So your X200 drops every hour since Monday, is that right", "your X200 drops every hour since Monday"},
		{language.English, "So, since the update no invoices go out - is that correct?", "since the update no invoices go out"},
		{language.English, "Let me check that I have it right: the VPN fails at login. Did I get that right?", "the VPN fails at login"},
		{language.English, "So far nothing you tried works", "So far nothing you tried works"},
		{language.English, "the column shifts to the right", "the column shifts to the right"},
		{language.English, "right?", "right?"},
		{language.German, "Also, der Drucker druckt nur leere Seiten, stimmt das?", "der Drucker druckt nur leere Seiten"},
		{language.German, "Wenn ich Sie richtig verstehe, kommt seit gestern keine Ware an. Ist das so richtig?", "kommt seit gestern keine Ware an"},
		{language.Spanish, "Entonces la factura de marzo llegó dos veces, ¿es correcto?", "la factura de marzo llegó dos veces"},
	} {
		r := begin(t, move.Observe).turn(transcript.Turn{Author: transcript.Customer, Language: one.lang, Text: "…"}, move.Tell{}).agent(move.Restate{Problem: one.said})
		b, err := r.c.Brief(r.at, conversation.External, one.lang)
		require.NoError(t, err)
		assert.Equal(t, one.want, b.Problem)
		assert.Contains(t, b.Line, one.want)
	}
}
