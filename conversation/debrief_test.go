package conversation_test

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
			t.Logf("%s %2d %-8s %-13s %-8s %q", th.Thread, i, td.Turn.Author, td.After, td.Reading.Temper.Level, td.Turn.Text)
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
