package conversation_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// development returns a file of the development data beside the checkout.
func development(t testing.TB, name string) string {
	t.Helper()
	dir := cmp.Or(os.Getenv("EVENKEEL_SHARED"), filepath.Join("..", "..", "shared"))
	path := filepath.Join(dir, "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("development data beside the checkout is absent: %v", err)
	}
	return path
}

func TestDebriefOfCalmDialogues(t *testing.T) {
	file, err := os.Open(development(t, "transcripts/abcd.jsonl"))
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	d, err := book(t, nil).Debrief(context.Background(), transcript.Read(file, nil))
	require.NoError(t, err)
	assert.Len(t, d.Threads, 3)
	assert.Equal(t, 72, d.Turns)
	for _, th := range d.Threads {
		for i, td := range th.Turns {
			t.Logf("%s %2d %-8s %-13s %-8s %.2f %q", th.Thread, i, td.Turn.Author, td.After, td.Reading.Temper.Level, td.Reading.Temper.Score, td.Turn.Text)
			for _, m := range td.Reading.Moves {
				t.Logf("      %s sure=%v %.2f %+v", m.Move.Kind(), m.Sure, m.Confidence, m.Move)
			}
			for _, b := range td.Breaches {
				t.Logf("    ! %s %s", b.Guard, b.Field)
				assert.NotEqual(t, practice.A6, b.Practice, "a direct answer to a clear question is fine")
				assert.NotEqual(t, practice.A4, b.Practice)
			}
		}
		t.Logf("%s score %.0f worst %d best %d", th.Thread, th.Score, th.Worst, th.Best)
	}
}

// threads writes tickets of twelve turns, as many as asked for, mixed.
func threads(n int) iter.Seq2[transcript.Turn, error] {
	texts := []struct {
		author transcript.Author
		text   string
	}{
		{transcript.Customer, "Hi, our configuration is gone again since the update, this is the second time now."},
		{transcript.Agent, "Thanks for telling us. Which version do you run?"},
		{transcript.Customer, "9.4.2, since Tuesday. I am really annoyed, we open at eight."},
		{transcript.Agent, "I can see how frustrating that is just before opening. I am sorry for the trouble."},
		{transcript.Agent, "Let me check that I have it right: since 9.4.2 the configuration is lost on every restart. Is that correct?"},
		{transcript.Customer, "yes exactly"},
		{transcript.Agent, "You can roll back to 9.4.1 tonight or wait for the fix on Thursday. Which do you prefer?"},
		{transcript.Customer, "Roll back please."},
		{transcript.Agent, "I will roll it back by 11 pm today and call you when it is done."},
		{transcript.Agent, "The rollback is done. Does the configuration survive a restart now?"},
		{transcript.Customer, "It works now, thank you!"},
		{transcript.Agent, "Thank you for your patience. Have a good night."},
	}
	return func(yield func(transcript.Turn, error) bool) {
		for i, one := range texts {
			for th := range n {
				t := transcript.Turn{Thread: transcript.ThreadID(fmt.Sprint("t", th)), At: start.Add(time.Duration(i) * 3 * time.Minute),
					Author: one.author, Name: "Kim", Language: language.English, Text: one.text}
				if !yield(t, nil) {
					return
				}
			}
		}
	}
}

func TestDebriefOfManyThreads(t *testing.T) {
	d, err := book(t, nil).Debrief(t.Context(), threads(5))
	require.NoError(t, err)
	require.Len(t, d.Threads, 5)
	assert.Equal(t, 60, d.Turns)
	assert.Equal(t, 35, d.Ours)
	require.Len(t, d.Languages, 1)
	assert.Equal(t, 60, d.Languages[0].Read)
	for _, th := range d.Threads {
		assert.Equal(t, d.Threads[0].Score, th.Score, "threads do not mix")
		require.Len(t, th.Turns, 12)
		for _, td := range th.Turns {
			if td.Turn.Author != transcript.Customer {
				assert.Empty(t, td.Turn.Name, "no figures about persons unless asked")
			}
		}
		assert.Len(t, th.Tempers, 5)
		assert.Positive(t, th.Best)
	}
	for _, ps := range d.Practices {
		assert.Positive(t, ps.Judged)
		assert.LessOrEqual(t, ps.Broken, ps.Judged)
		assert.InDelta(t, 50, ps.Score(), 50)
		assert.NotEmpty(t, ps.Title)
	}
}

func TestDebriefErrors(t *testing.T) {
	p := book(t, nil)
	cut := errors.New("line 7")
	_, err := p.Debrief(t.Context(), func(yield func(transcript.Turn, error) bool) { yield(transcript.Turn{}, cut) })
	require.ErrorIs(t, err, cut)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = p.Debrief(ctx, threads(1))
	require.ErrorIs(t, err, context.Canceled)
	d, err := p.Debrief(t.Context(), func(func(transcript.Turn, error) bool) {})
	require.NoError(t, err)
	assert.Empty(t, d.Threads)
}

// TestDebriefFindsLateness: dead air and broken promises are found by the clock.
func TestDebriefFindsLateness(t *testing.T) {
	say := func(after time.Duration, author transcript.Author, text string) transcript.Turn {
		return transcript.Turn{Thread: "t", At: start.Add(after), Author: author, Channel: transcript.Chat, Language: language.English, Text: text}
	}
	turns := []transcript.Turn{
		say(0, transcript.Customer, "My parcel has not arrived."),
		say(2*time.Hour, transcript.Agent, "Which order number is it?"),
		say(2*time.Hour+time.Minute, transcript.Customer, "4711"),
		say(2*time.Hour+2*time.Minute, transcript.Agent, "I will call you back by 3 pm today."),
		say(9*time.Hour, transcript.Customer, "Nobody called."),
	}
	d, err := book(t, nil).Debrief(t.Context(), func(yield func(transcript.Turn, error) bool) {
		for _, one := range turns {
			if !yield(one, nil) {
				return
			}
		}
	})
	require.NoError(t, err)
	th := d.Threads[0]
	require.Len(t, th.Turns[1].Late, 1)
	assert.Equal(t, move.DeadAir, th.Turns[1].Late[0].Of)
	assert.Contains(t, th.Turns[1].Breaches[len(th.Turns[1].Breaches)-1].Text, "1 hour")
	require.NotEmpty(t, th.Promises)
	assert.True(t, th.Promises[0].Broken)
	assert.Contains(t, th.Promises[0].Quote, "call you back")
}

func BenchmarkDebrief(b *testing.B) {
	p := book(b, nil)
	b.ReportAllocs()
	turns := 0
	for b.Loop() {
		d, err := p.Debrief(context.Background(), threads(20))
		if err != nil {
			b.Fatal(err)
		}
		turns += d.Turns
	}
	b.ReportMetric(float64(turns)/b.Elapsed().Seconds(), "turns/s")
}
