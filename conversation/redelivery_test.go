package conversation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// said is a message as a webhook delivers it.
func message(id string, after time.Duration, author transcript.Author, text string) transcript.Turn {
	return transcript.Turn{Thread: "c1", ID: transcript.TurnID(id), At: start.Add(after), Author: author,
		Channel: transcript.Email, Language: language.English, Text: text}
}

// deliver reads a message and takes it in.
func deliver(t *testing.T, c *conversation.Conversation, turn transcript.Turn) (conversation.Verdict, error) {
	t.Helper()
	r, err := c.Read(t.Context(), turn)
	require.NoError(t, err)
	if turn.Author.Ours() {
		return c.Say(r)
	}
	return conversation.Verdict{}, c.Hear(r)
}

// A message that is delivered again is the same message, though it would be
// read differently by now.
func TestRedeliveredMessages(t *testing.T) {
	c := book(t, nil).Start("c1", move.Observe)
	turns := []transcript.Turn{
		message("1", 0, transcript.Customer, "Since the update our invoices are not sent."),
		message("2", time.Minute, transcript.Agent, "So since the update no invoices go out, is that right?"),
		message("3", 2*time.Minute, transcript.Customer, "Yes, exactly."),
		message("4", 3*time.Minute, transcript.Agent, "It's your own fault. I will get back to you soon."),
	}
	var verdict conversation.Verdict
	for _, turn := range turns {
		var err error
		verdict, err = deliver(t, c, turn)
		require.NoError(t, err)
	}
	require.NotEmpty(t, verdict.Refused, "a promise without a time")
	before, journal := c.Facts(), c.Journal()
	require.Equal(t, move.Explicit, before.Confirmed)
	data, err := c.Snapshot()
	require.NoError(t, err)
	restored, err := book(t, nil).Restore(data)
	require.NoError(t, err)
	for _, c := range []*conversation.Conversation{c, restored} {
		for _, turn := range turns {
			turn.At = turn.At.Add(time.Hour) // of the second delivery
			again, err := deliver(t, c, turn)
			require.NoError(t, err, turn.ID)
			if turn.ID == "4" {
				require.Len(t, again.Refused, len(c.Journal()[3].Breaches), "what was recorded")
				assert.Equal(t, verdict.Refused[0].Guard, again.Refused[0].Guard)
				assert.Equal(t, verdict.Refused[0].Text, again.Refused[0].Text)
			}
		}
		assert.Equal(t, before, c.Facts())
		assert.Len(t, c.Journal(), len(journal))
	}
	other := turns[2]
	other.Text = "No, that is wrong."
	_, err = deliver(t, c, other)
	require.ErrorIs(t, err, conversation.ErrConflict)
	require.ErrorContains(t, err, "edited or deleted")
	assert.Equal(t, before, c.Facts())
}

// A message that was edited comes in once more; both versions are on record and
// each may be delivered again.
func TestEditedMessages(t *testing.T) {
	c := book(t, nil).Start("c1", move.Observe)
	first := message("1", 0, transcript.Customer, "The export is empty.")
	_, err := deliver(t, c, first)
	require.NoError(t, err)
	edited := message("1", time.Minute, transcript.Customer, "The export is empty since Monday, and we open at eight!")
	edited.Edited = true
	_, err = deliver(t, c, edited)
	require.NoError(t, err)
	require.Len(t, c.Journal(), 2)
	for _, turn := range []transcript.Turn{first, edited, first} {
		_, err = deliver(t, c, turn)
		require.NoError(t, err)
	}
	require.Len(t, c.Journal(), 2)
	brief, err := c.Brief(start.Add(time.Hour), conversation.External, language.English)
	require.NoError(t, err)
	assert.Contains(t, brief.Text(), "since Monday", "what they say now")

	late := edited
	late.At, late.Text = start.Add(-time.Minute), "never mind"
	_, err = deliver(t, c, late)
	require.ErrorIs(t, err, conversation.ErrOutOfOrder, "an edit has the time of the edit")

	data, err := c.Snapshot()
	require.NoError(t, err)
	restored, err := book(t, nil).Restore(data)
	require.NoError(t, err)
	assert.Equal(t, c.Facts(), restored.Facts())

	rate := func(after time.Duration, score int, again bool) move.Entry {
		turn := message("9", after, transcript.Customer, "score")
		turn.Edited = again
		return move.Entry{At: turn.At, By: move.Actor{Author: transcript.Customer}, Turn: &turn, Moves: move.Moves{move.Rate{Survey: move.CSAT, Score: score}}}
	}
	for i, e := range []move.Entry{rate(2*time.Hour, 1, false), rate(3*time.Hour, 5, true)} {
		e.Turn.Text += string(rune('a' + i))
		_, err := c.Do(e)
		require.NoError(t, err)
	}
	results := conversation.Surveys(c.Journal())
	require.Len(t, results, 1)
	assert.Equal(t, 1, results[0].Responses, "an answer that was changed is one answer")
	assert.InDelta(t, 100, results[0].Value, 1e-9)
}

// Of a message that was deleted the words go, wherever the journal held them;
// what they led to stays.
func TestDeletedMessages(t *testing.T) {
	c := book(t, nil).Start("c1", move.Observe)
	secret := message("1", 0, transcript.Customer, "My export is empty, the password is hunter2.")
	_, err := deliver(t, c, secret)
	require.NoError(t, err)
	before := c.Facts()
	gone := message("1", time.Minute, transcript.Customer, "My export is empty, the password is hunter2.")
	gone.Deleted = true
	_, err = deliver(t, c, gone)
	require.NoError(t, err)
	data, err := c.Snapshot()
	require.NoError(t, err)
	assert.NotContains(t, string(data), "hunter2")
	assert.Equal(t, before.State, c.State())
	assert.Equal(t, before.OurTurn, c.Facts().OurTurn)
	assert.Equal(t, before.TheirsSeq, c.Facts().TheirsSeq, "a deletion is no message")
	for _, turn := range []transcript.Turn{gone, secret} {
		_, err = deliver(t, c, turn)
		require.NoError(t, err)
	}
	assert.Len(t, c.Journal(), 2)
	restored, err := book(t, nil).Restore(data)
	require.NoError(t, err)
	assert.Equal(t, c.Facts(), restored.Facts())

	only := book(t, nil).Start("c2", move.Observe)
	_, err = deliver(t, only, gone)
	require.NoError(t, err)
	assert.False(t, only.Facts().OurTurn, "nothing to answer is left")
}
