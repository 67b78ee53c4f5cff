package conversation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// writes has the customer write a message, read by the library's own reader.
func (r *run) writes(text string) *run {
	r.t.Helper()
	r.at = r.at.Add(time.Minute)
	reading, err := r.c.Read(r.t.Context(), turn(transcript.Customer, r.at, text))
	require.NoError(r.t, err)
	require.NoError(r.t, r.c.Hear(reading))
	return r
}

// dues are the kinds of deadline that have passed after a time.
func (r *run) dues(after time.Duration) []move.Deadline {
	var out []move.Deadline
	for _, d := range r.c.Due(r.at.Add(after)) {
		out = append(out, d.Of)
	}
	return out
}

func closed(t testing.TB) *run {
	return begin(t, move.Enforce).customer(clear1).agent(move.DirectAnswer{}).customer(works).
		agent(move.Thank{For: move.ForHelp}).agent(move.Close{}).in(conversation.Closed)
}

func TestClosedIsWoken(t *testing.T) {
	for _, text := range []string{
		"Sigue sin funcionar, por favor ayúdenme",
		"もう一度エラーが出ました。助けてください。",
		"???",
		"nope",
		"Hi, one more thing",
		"Hello again :)",
		"Thanks! One more thing though.",
		"It stopped working again this morning, same error as before.",
	} {
		r := closed(t).after(time.Hour).writes(text)
		assert.NotEqual(t, conversation.Closed, r.c.State(), text)
		assert.True(t, r.c.Facts().OurTurn, text)
		assert.Contains(t, r.dues(time.Hour), move.DeadAir, text)
		assert.Zero(t, r.c.Facts().Fixed, "%s: what was found to work belongs to the closed matter", text)
	}
	for _, text := range []string{"thanks!", "Thank you so much, bye!", "Bye", "Have a nice day!", "great, thanks"} {
		r := closed(t).after(time.Hour).writes(text).in(conversation.Closed)
		assert.False(t, r.c.Facts().OurTurn, text)
		assert.Empty(t, r.dues(1000*time.Hour), text)
	}
	r := closed(t).customer(move.Rate{Score: 5}).in(conversation.Closed)
	r.customer(works).in(conversation.Closed)
	assert.False(t, r.c.Facts().OurTurn, "that it works asks nothing of us")
	r.customer(move.Answer{What: "the serial is 4711"}).in(conversation.Listening)

	// A note, a deleted message and a temper without words are none of theirs.
	r = closed(t)
	note := turn(transcript.Customer, r.at, "forwarded")
	note.Visibility = transcript.Internal
	gone := turn(transcript.Customer, r.at, "")
	gone.Deleted = true
	for _, tn := range []transcript.Turn{note, gone} {
		_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.Customer}, Turn: &tn})
		require.NoError(t, err)
		r.in(conversation.Closed)
	}
	r.feels(temper.Angry).in(conversation.Closed)
}

func TestNewEpisodeKeepsItsOwnAnger(t *testing.T) {
	f := closed(t).feels(temper.Angry, move.Tell{}).in(conversation.Listening).c.Facts()
	assert.Equal(t, 1, f.Episode)
	assert.True(t, f.FeelingOwed, "the message that opens the episode was angry")
	assert.True(t, f.Heated)
}

func TestDormantEndsWithAnyWord(t *testing.T) {
	asleep := func() *run {
		r := begin(t, move.Enforce).customer(move.Tell{}).agent(move.Ask{What: "Which version do you run?"}).in(conversation.Identifying)
		r.after(25 * time.Hour)
		for _, d := range r.c.Due(r.at) {
			if d.Of == move.Dormancy {
				_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.System}, Moves: move.Moves{d.Noticed()}})
				require.NoError(t, err)
			}
		}
		return r.in(conversation.Dormant)
	}
	for _, text := range []string{"Perdón, estaba de viaje. Sigue igual.", "thanks", "hi", "bye", "ok", "2.4.1"} {
		asleep().writes(text).in(conversation.Identifying)
	}
	r := asleep().writes("hi")
	assert.Contains(t, r.dues(time.Hour), move.DeadAir, "they are back and wait")
	data, err := r.c.Snapshot()
	require.NoError(t, err)
	back, err := r.c.Playbook().Restore(data)
	require.NoError(t, err)
	assert.Equal(t, r.c.Facts(), back.Facts())
	require.NoError(t, r.c.Erase())
	assert.Equal(t, conversation.Identifying, r.c.State(), "whether they woke it rests on no words")
}

// TestLostWhileWeAreSilent: who leaves because nobody answered is lost as well.
func TestLostWhileWeAreSilent(t *testing.T) {
	r := begin(t, move.Observe).customer(move.Tell{}).agent(move.Promise{Promise: "p1", What: "to look", Due: start.Add(time.Hour)}).
		after(2*time.Hour).agent(move.Settle{Promise: "p1", State: commitment.Broken}).feels(temper.Angry, move.Claim{Broken: true}, move.Vent{})
	assert.NotContains(t, r.dues(71*time.Hour), move.LostRisk)
	assert.Contains(t, r.dues(72*time.Hour), move.LostRisk)
	var lost conversation.Due
	for _, d := range r.c.Due(r.at.Add(80 * time.Hour)) {
		if d.Of == move.LostRisk {
			lost = d
		}
	}
	r.after(80 * time.Hour)
	_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.System}, Moves: move.Moves{lost.Noticed()}})
	require.NoError(t, err)
	assert.NotContains(t, r.dues(1000*time.Hour), move.LostRisk, "once")

	calm := begin(t, move.Enforce).customer(clear1)
	assert.NotContains(t, calm.dues(1000*time.Hour), move.LostRisk)
}

func TestPausedAndTheyWrite(t *testing.T) {
	paused := func() *run {
		r := begin(t, move.Enforce).feels(temper.Angry, move.Vent{}).agent(move.Acknowledge{Feeling: "angry"})
		return r.agent(move.Pause{Purpose: "let us look into it in peace", Owner: "kim", FollowUp: "f1", At: r.at.Add(24 * time.Hour)}).in(conversation.Paused)
	}
	assert.Empty(t, paused().dues(10*time.Hour), "we agreed when to come back")
	for _, m := range []move.Move{move.Tell{What: "prod is down now", Urgent: true}, move.Chase{}, move.Vent{}, move.Request{Clear: true}} {
		r := paused().after(time.Hour).customer(m).in(conversation.Paused)
		assert.Contains(t, r.dues(10*time.Hour), move.DeadAir, "%T", m)
		r.agent(move.Acknowledge{Feeling: "under pressure"}).in(conversation.Paused)
		assert.Empty(t, r.dues(10*time.Hour), "%T: answered", m)
		assert.Contains(t, r.dues(24*time.Hour), move.FollowUp, "%T: and the pause goes on", m)
	}
	assert.Empty(t, paused().customer(move.Tell{Patient: true}).dues(10*time.Hour), "tomorrow is fine")
}

func TestWarningLapses(t *testing.T) {
	end := move.End{Words: "you useless idiots", FollowUp: "f1"}
	warned := func() *run {
		return begin(t, move.Enforce).feels(temper.Abusive, move.Vent{}).agent(move.Warn{Words: "you useless idiots"})
	}
	warned().refused(end, "A21").feels(temper.Abusive, move.Vent{}).agent(end).in(conversation.Ended)
	warned().writes("sorry, you are right").refused(end, "A21")
	warned().writes("Sorry, I went too far. So what do we do now?").refused(end, "A21").
		agent(move.Warn{Words: "again"}).feels(temper.Abusive).agent(end)
	warned().feels(temper.Abusive).feels(temper.Calm, move.Tell{}).refused(end, "A21")

	// Ninety days later, about something else.
	r := warned().feels(temper.Tense, move.Tell{}).agent(move.Acknowledge{Feeling: "fed up"}, restate).customer(yes).agent(advise).customer(works).
		agent(move.Thank{For: move.ForHelp}).agent(move.Close{}).in(conversation.Closed)
	require.Positive(t, r.c.Facts().Warnings)
	r.after(90*24*time.Hour).customer(clear1).in(conversation.Listening).refused(end, "A21")
	assert.Zero(t, r.c.Facts().Warnings)
}
