package conversation_test

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// each yields turns one after the other.
func each(turns ...transcript.Turn) iter.Seq2[transcript.Turn, error] {
	return func(yield func(transcript.Turn, error) bool) {
		for _, one := range turns {
			if !yield(one, nil) {
				return
			}
		}
	}
}

// One turn that can't be taken in costs that turn, not the whole debrief.
func TestDebriefLeavesOut(t *testing.T) {
	in := func(thread, id string, after time.Duration, author transcript.Author, text string) transcript.Turn {
		turn := message(id, after, author, text)
		turn.Thread = transcript.ThreadID(thread)
		return turn
	}
	edited := in("bad", "a", 20*time.Minute, transcript.Customer, "Hello, my export is empty since Monday.")
	edited.Edited = true
	d, err := book(t, nil).Debrief(t.Context(), each(
		in("ok", "", 0, transcript.Customer, "My export is empty."),
		in("bad", "a", 5*time.Minute, transcript.Customer, "Hello, my export is empty."),
		in("bad", "b", 4*time.Minute, transcript.Agent, "It's your own fault."),                  // a second clock
		in("bad", "a", 6*time.Minute, transcript.Customer, "Hello, my export is empty."),         // delivered twice
		in("bad", "a", 7*time.Minute, transcript.Customer, "Hello, my export is full of noise."), // edited, not marked
		transcript.Turn{Thread: "bad", At: start.Add(8 * time.Minute), Text: "by nobody"},
		edited,
		in("ok", "", 30*time.Minute, transcript.Agent, "Which browser is it?"),
		in("bad", "c", 31*time.Minute, transcript.Agent, "Which browser is it?"),
	))
	require.NoError(t, err)
	require.Len(t, d.Threads, 2)
	assert.Equal(t, 9, d.Turns)
	assert.Equal(t, 2, d.Ours)
	assert.Equal(t, []conversation.NotRead{
		{Reason: conversation.NotReadConflict, Turns: 1}, {Reason: conversation.NotReadInvalid, Turns: 1},
		{Reason: conversation.NotReadOutOfOrder, Turns: 1}, {Reason: conversation.NotReadRepeated, Turns: 1},
	}, d.NotRead)
	assert.Equal(t, []int{0, 4}, []int{d.Threads[0].LeftOut, d.Threads[1].LeftOut})
	assert.Len(t, d.Threads[1].Turns, 3)
	for _, ps := range d.Practices {
		if ps.Practice == practice.A8 {
			assert.Zero(t, ps.Broken, "what was left out is not judged")
		}
	}
}

func TestReadAnyOrder(t *testing.T) {
	lines := `{"thread":"1","at":"2026-03-12T15:05:00Z","author":"customer","text":"hello"}
{"thread":"1","at":"2026-03-12T15:04:59Z","author":"agent","text":"hi"}`
	n := 0
	for _, err := range transcript.Read(strings.NewReader(lines), &transcript.ReadOptions{AnyOrder: true}) {
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, 2, n)
	_, err := book(t, nil).Debrief(t.Context(), transcript.Read(strings.NewReader(lines), nil))
	var bad *transcript.SyntaxError
	require.ErrorAs(t, err, &bad)
}

// The names of ours are nowhere in a debrief unless they were asked for.
func TestDebriefNamesNobody(t *testing.T) {
	turns := []transcript.Turn{
		{Thread: "1", At: start, Author: transcript.Customer, Name: "Ana", Language: language.English, Text: "My export is empty."},
		{Thread: "1", At: start.Add(time.Minute), Author: transcript.Agent, Name: "Natasha Romanoff", Language: language.English, Text: "I'll take the lead on this case. Which browser is it?"},
	}
	for persons, want := range map[bool]bool{false: false, true: true} {
		d, err := book(t, &conversation.Options{Persons: persons}).Debrief(t.Context(), each(turns...))
		require.NoError(t, err)
		data, err := json.Marshal(d.Threads[0].Journal)
		require.NoError(t, err)
		assert.Equal(t, want, strings.Contains(string(data), "Romanoff"))
		assert.Contains(t, string(data), "Ana")

		c := book(t, &conversation.Options{Persons: true}).Start("1", move.Observe)
		for _, turn := range turns {
			_, err := deliver(t, c, turn)
			require.NoError(t, err)
		}
		_, err = c.Do(move.Entry{At: start.Add(time.Hour), By: move.Actor{Author: transcript.Agent, Party: "Natasha Romanoff"},
			Turn:  &transcript.Turn{Thread: "1", At: start.Add(time.Hour), Author: transcript.Agent, Name: "Natasha Romanoff", Text: "It's mine now."},
			Moves: move.Moves{move.Lead{Owner: "Natasha Romanoff"}}})
		require.NoError(t, err)
		d, err = book(t, &conversation.Options{Persons: persons}).DebriefJournals(t.Context(), maps.All(map[conversation.ID]move.Journal{"1": c.Journal()}))
		require.NoError(t, err)
		assert.Empty(t, d.NotRead)
		data, err = json.Marshal(d.Threads[0].Journal)
		require.NoError(t, err)
		assert.Equal(t, want, strings.Contains(string(data), "Romanoff"))
		data, err = json.Marshal(c.Journal())
		require.NoError(t, err)
		assert.Contains(t, string(data), "Romanoff", "the journal itself stays as it is")
	}
}

func TestInsteadIsOfTheGravest(t *testing.T) {
	d, err := book(t, nil).Debrief(t.Context(), each(
		message("1", 0, transcript.Customer, "The app deletes my drafts. I did read the manual."),
		message("2", 2*time.Minute, transcript.Agent, "You should have read the manual. I'll get back to you soon."),
	))
	require.NoError(t, err)
	td := d.Threads[0].Turns[1]
	blame := ""
	for _, f := range td.Findings {
		if f.Practice == practice.A8 {
			blame = f.Suggestion
		}
	}
	require.NotEmpty(t, blame)
	require.NotEmpty(t, td.Breaches)
	assert.Equal(t, blame, td.Instead)
}

// A conversation whose moves were recorded is scored as it went.
func TestDebriefJournals(t *testing.T) {
	p := book(t, nil)
	good := begin(t, move.Enforce).customer(move.Tell{Again: true}).agent(move.Acknowledge{}, restate).customer(yes).
		agent(offer()).customer(move.Choose{Option: "now"}).agent(fix("p1", start.Add(time.Hour))).agent(move.Deliver{Promise: "p1"}).customer(works)
	bad := begin(t, move.Observe).customer(move.Vent{}, move.Tell{Again: true}).agent(advise).agent(fix("p1", time.Time{})).
		agent(move.Promise{Promise: "late", Due: start.Add(10 * time.Minute)}).after(2*time.Hour).customer(move.Chase{}).
		agent(move.Settle{Promise: "late", State: 3}, move.Update{Next: "tomorrow"})
	_, err := bad.c.Do(move.Entry{At: bad.at, By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{move.Unsent{Entry: 2}}})
	require.NoError(t, err)
	d, err := p.DebriefJournals(t.Context(), maps.All(map[conversation.ID]move.Journal{"bad": bad.c.Journal()}))
	require.NoError(t, err)
	require.Len(t, d.Threads, 1)
	th := d.Threads[0]
	assert.Equal(t, transcript.ThreadID("bad"), th.Thread)
	assert.Equal(t, bad.c.State(), th.State)
	assert.Less(t, th.Score, 100.0)
	require.GreaterOrEqual(t, th.Worst, 0)
	assert.NotEmpty(t, th.Turns[th.Worst].Instead)
	var broken, undated bool
	for _, note := range th.Promises {
		broken, undated = broken || note.Broken, undated || note.Undated
	}
	assert.True(t, broken && undated)
	for _, td := range th.Turns {
		for _, one := range td.Reading.Moves {
			assert.NotEqual(t, move.KindAdvise, one.Move.Kind(), "it was never sent")
		}
	}

	d, err = p.DebriefJournals(t.Context(), maps.All(map[conversation.ID]move.Journal{"good": good.c.Journal()}))
	require.NoError(t, err)
	for _, ps := range d.Practices {
		assert.Zero(t, ps.Broken, ps.Practice)
	}
	assert.InDelta(t, 100, d.Score, 1e-9)
	assert.Equal(t, 8, d.Turns)
	assert.Empty(t, d.NotRead)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = p.DebriefJournals(ctx, maps.All(map[conversation.ID]move.Journal{"good": nil}))
	require.ErrorIs(t, err, context.Canceled)
}

// What was heard and said is judged from the record as it was from the words,
// and what was erased still by its moves.
func TestDebriefJournalsOfMessages(t *testing.T) {
	p := book(t, nil)
	said, err := p.Debrief(t.Context(), threads(1))
	require.NoError(t, err)
	journal := said.Threads[0].Journal
	again, err := p.DebriefJournals(t.Context(), maps.All(map[conversation.ID]move.Journal{"t0": journal}))
	require.NoError(t, err)
	assert.Equal(t, said.Turns, again.Turns)
	assert.Equal(t, said.Ours, again.Ours)
	assert.Equal(t, said.Threads[0].State, again.Threads[0].State)
	assert.InDelta(t, said.Score, again.Score, 1e-9)
	assert.Equal(t, said.Practices, again.Practices)
	for i, td := range said.Threads[0].Turns {
		assert.Equal(t, td.Points, again.Threads[0].Turns[i].Points, i)
		assert.Equal(t, td.Instead, again.Threads[0].Turns[i].Instead, i)
	}

	erased, err := p.DebriefJournals(t.Context(), maps.All(map[conversation.ID]move.Journal{"t0": journal.Erase()}))
	require.NoError(t, err)
	assert.Equal(t, said.Threads[0].State, erased.Threads[0].State)
	assert.Equal(t, []conversation.NotRead{{Reason: conversation.NotReadErased, Turns: 12}}, erased.NotRead)
}

// Golden journals of earlier releases can be scored too.
func TestDebriefGoldenJournal(t *testing.T) {
	data, err := os.ReadFile("testdata/journals/v1.json")
	require.NoError(t, err)
	c, _ := book(t, nil).Restore(data)
	require.NotNil(t, c)
	d, err := book(t, nil).DebriefJournals(t.Context(), maps.All(map[conversation.ID]move.Journal{c.ID(): c.Journal()}))
	require.NoError(t, err)
	assert.Empty(t, d.NotRead)
	assert.Equal(t, c.State(), d.Threads[0].State)
}
