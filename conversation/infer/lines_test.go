package infer

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// lineContext builds the context that a "?" line names.
func lineContext(words string) Context {
	c := Context{Language: language.English, LastHeard: "my router drops the line every hour"}
	for _, w := range strings.Fields(words) {
		switch w {
		case "first":
			c.LastHeard = ""
		case "restatement":
			c.Pending.Restatement = true
		case "verify":
			c.Pending.Verify, c.Confirmed = true, true
		case "question":
			c.Pending.Question = true
		case "offer2":
			c.Pending.Offer, c.Pending.Agreement, c.Confirmed = []move.OptionID{"a", "b"}, true, true
		case "wish":
			c.Pending.Wish, c.Confirmed = true, true
		case "agreement":
			c.Pending.Agreement, c.Confirmed = true, true
		case "promise":
			c.Open = []OpenPromise{{ID: "p", Due: time.Date(2026, 3, 2, 17, 0, 0, 0, time.UTC)}}
		case "survey":
			c.Pending.Survey = true
		case "playback":
			c.Pending.PlayBack = true
		case "steps3":
			c.Pending.Steps = 3
		}
	}
	return c
}

// TestLines reads single turns in their context. Each line that is read wrongly
// is counted; the share that is right may not fall.
func TestLines(t *testing.T) {
	r := reader(t)
	raw, err := os.ReadFile("testdata/lines.txt")
	require.NoError(t, err)
	var c Context
	var turn transcript.Turn
	total, right := 0, 0
	for n, line := range strings.Split(string(raw), "\n") {
		head, rest, _ := strings.Cut(line, " ")
		switch head {
		case "?":
			c = lineContext(rest)
		case "ours:":
			c.LastOurs = rest
		case "heard:":
			c.LastHeard = rest
		case "customer:", "agent:":
			turn = transcript.Turn{ID: "m", At: time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC), Text: rest, Author: transcript.Customer}
			if head == "agent:" {
				turn.Author = transcript.Agent
			}
		case "=":
			want := slices.DeleteFunc(strings.Fields(rest), func(s string) bool { return s == "none" })
			got, err := r.Read(context.Background(), c, turn)
			require.NoError(t, err)
			var found []string
			for _, m := range got.Moves {
				if m.Sure && m.Move.Kind() != move.KindSettle && !slices.Contains(found, label(m.Move)) {
					found = append(found, label(m.Move))
				}
			}
			slices.Sort(want)
			slices.Sort(found)
			total++
			if slices.Equal(want, found) {
				right++
			} else if *showErrors == "lines" {
				fmt.Printf("%d: %s\n    want %v, found %v\n", n, turn.Text, want, found)
			}
		}
	}
	t.Logf("%d of %d turns read exactly as labelled", right, total)
	require.GreaterOrEqual(t, float64(right)/float64(total), 0.9)
}
