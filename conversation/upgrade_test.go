package conversation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// withOwnMove is the default playbook with a move of the host's.
func withOwnMove(t *testing.T) *conversation.Playbook {
	t.Helper()
	def, err := conversation.Irate()
	require.NoError(t, err)
	def.Moves = append(def.Moves, conversation.MoveDef{Kind: "acme.x", Side: move.Ours})
	def.Edges = append(def.Edges, conversation.EdgeDef{Move: "acme.x", From: []move.State{"@any"}, To: "="})
	return book(t, &conversation.Options{Definition: &def})
}

// recordedWithOwnMove is a journal that uses the host's move beside others.
func recordedWithOwnMove(t *testing.T) *conversation.Conversation {
	t.Helper()
	r := &run{t: t, c: withOwnMove(t).Start("c1", move.Observe), at: start}
	r.turn(transcript.Turn{Author: transcript.Customer, Name: "Ana Ruiz", Text: "my export is empty"}, move.Tell{What: "my export is empty"}).
		agent(move.Acknowledge{}, move.Custom{Name: "acme.x"}, restate).customer(yes).agent(advise)
	_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{move.Unsent{Entry: 4}}})
	require.NoError(t, err)
	return r.c
}

// A journal plays under a playbook that lacks one of its moves: the rest of the
// entry counts, and later entries still name the right ones.
func TestReplayWithoutAMove(t *testing.T) {
	c := recordedWithOwnMove(t)
	replayed, err := book(t, nil).Replay(c.Journal())
	require.NoError(t, err)
	assert.Equal(t, 5, replayed.Entries)
	assert.Equal(t, []move.Kind{"acme.x"}, replayed.Missing)
	assert.Empty(t, replayed.Diverged)
	assert.Empty(t, replayed.Refused)
	same, err := c.Playbook().Replay(c.Journal())
	require.NoError(t, err)
	assert.Empty(t, same.Missing)
}

// When a playbook drops a move, the conversations that used it still load, go
// on and can be erased.
func TestDeskAfterAMoveWasDropped(t *testing.T) {
	store := &conversation.MemoryStore{}
	data, err := recordedWithOwnMove(t).Snapshot()
	require.NoError(t, err)
	_, err = store.Save(t.Context(), "", "c1", data, 0)
	require.NoError(t, err)
	desk := conversation.Desk{Playbook: book(t, nil), Store: store}

	c, err := desk.View(t.Context(), "", "c1")
	require.NoError(t, err)
	require.NotNil(t, c.Missing())
	assert.Equal(t, []move.Kind{"acme.x"}, c.Missing().Moves)
	for due, err := range desk.Due(t.Context(), "", start.Add(100*time.Hour)) {
		require.NoError(t, err, due)
	}
	require.NoError(t, desk.Update(t.Context(), "", "c1", func(c *conversation.Conversation) error {
		_, err := c.Do(move.Entry{At: start.Add(time.Hour), By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{advise}})
		return err
	}))
	require.NoError(t, desk.Erase(t.Context(), "", "c1"))
	raw, err := store.Raw(t.Context())
	require.NoError(t, err)
	for _, words := range []string{"export", "Ana Ruiz"} {
		assert.NotContains(t, string(raw[0]), words)
	}
	c, err = desk.View(t.Context(), "", "c1")
	require.NoError(t, err)
	assert.Len(t, c.Journal(), 6)
	fresh := book(t, nil).Start("c2", move.Observe)
	assert.Nil(t, fresh.Missing())
}

// Where the name of an agent serves as the id of a party, it goes with the words.
func TestEraseNamesOfAgents(t *testing.T) {
	c := book(t, &conversation.Options{Persons: true}).Start("c1", move.Observe)
	for i, turn := range []transcript.Turn{
		{Author: transcript.Customer, Name: "Ana Ruiz", Text: "My export is empty since Monday."},
		{Author: transcript.Agent, Name: "Natasha Romanoff", Text: "I'll take the lead on this case. Which browser is it?"},
	} {
		turn.Thread, turn.Language, turn.At = "c1", language.English, start.Add(time.Duration(i)*time.Minute)
		_, err := deliver(t, c, turn)
		require.NoError(t, err)
	}
	_, err := c.Do(move.Entry{At: start.Add(time.Hour), By: move.Actor{Author: transcript.Agent, Party: "Natasha Romanoff"},
		Moves: move.Moves{move.Escalate{Purpose: "dump", Owner: "l2", At: start.Add(2 * time.Hour), Reason: move.NeedsSkill}, move.Lead{Owner: "Natasha Romanoff"}}})
	require.NoError(t, err)
	require.Equal(t, "Natasha Romanoff", string(c.Facts().Owner))
	state := c.State()
	require.NoError(t, c.Erase())
	data, err := c.Snapshot()
	require.NoError(t, err)
	for _, name := range []string{"Natasha", "Romanoff", "Ana"} {
		assert.NotContains(t, string(data), name)
	}
	assert.True(t, strings.Contains(string(data), "l2"), "an id is no name")
	assert.Equal(t, state, c.State())
	assert.Empty(t, c.Facts().Owner)
	assert.Empty(t, c.Facts().Lead, "whoever writes next may hold the floor")
	brief, err := c.Brief(start.Add(time.Hour), conversation.Internal, language.English)
	require.NoError(t, err)
	assert.NotContains(t, brief.Text(), "Natasha")
	restored, err := c.Playbook().Restore(data)
	require.NoError(t, err)
	assert.Equal(t, c.Facts(), restored.Facts())
	require.NoError(t, c.Erase(), "twice is harmless")
}
