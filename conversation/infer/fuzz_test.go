package infer

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// pendingOf makes a context of the bits of n.
func pendingOf(n uint16, ours, heard string) Context {
	bit := func(i int) bool { return n>>i&1 == 1 }
	c := Context{LastOurs: ours, LastHeard: heard, Confirmed: bit(12), Stage: practice.Stage(n % 14), Trend: temper.Trend{Level: temper.Level(n % 5)}}
	c.Pending = Pending{Restatement: bit(0), Assumed: bit(1), Question: bit(2), Wish: bit(3), Agreement: bit(4), PlayBack: bit(5),
		Verify: bit(6), Survey: bit(7), SurveyOf: move.Questionnaire(n % 3), Steps: int(n % 4)}
	if bit(8) {
		c.Pending.Offer = []move.OptionID{"a", "b", "c"}[:1+n%3]
	}
	if bit(9) {
		c.Open = []OpenPromise{{ID: "p1", Due: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}, {ID: "p2"}}
	}
	if bit(10) {
		c.Language = language.German
	}
	if bit(11) {
		c.Faults = []move.FaultID{"f"}
	}
	return c
}

// checkReading holds what every reading promises.
func checkReading(t *testing.T, c Context, turn transcript.Turn, got Reading) {
	t.Helper()
	require.LessOrEqual(t, len(got.Moves), move.MaxItems)
	at := 0
	for i, m := range got.Moves {
		require.NotNil(t, m.Move)
		require.True(t, m.Start >= 0 && m.Start <= m.End && m.End <= len(turn.Text), "span of %v", m)
		require.GreaterOrEqual(t, m.Start, at, "move %d is out of the order of the text", i)
		at = m.Start
		require.True(t, m.Confidence > 0 && m.Confidence <= 1, "confidence of %v", m)
		side, ok := move.SideOf(m.Move.Kind())
		require.True(t, ok)
		if turn.Author == transcript.Customer {
			require.NotEqual(t, move.Ours, side, m.Move.Kind())
		} else {
			require.NotEqual(t, move.Theirs, side, m.Move.Kind())
		}
		if err := m.Move.Validate(); err != nil {
			var field *move.FieldError
			require.True(t, errors.As(err, &field) && field.Rule != "", "%v", err)
		}
		if k, ok := m.Move.(move.Confirm); ok && k.Of == move.Problem {
			require.True(t, c.Pending.Restatement, "a confirmation without a restatement")
		}
	}
	if got.NotRead != "" {
		require.Empty(t, got.Moves)
	}
}

func FuzzRead(f *testing.F) {
	dev, _ := readDialogues(f)
	n := uint16(0)
	for _, d := range dev[:8] {
		last := ""
		for _, l := range d.turns {
			f.Add(l.turn.Text, last, n, l.turn.Author == transcript.Customer)
			last = l.turn.Text
			n += 977
		}
	}
	f.Add("yes\xff, \x00 or", "either \xf0\x9f or", uint16(0xffff), true)
	f.Add("> quoted\n\nyes", "“Is that right?”", uint16(1), true)
	r := reader(f)
	f.Fuzz(func(t *testing.T, text, last string, n uint16, theirs bool) {
		c := pendingOf(n, last, last)
		turn := transcript.Turn{ID: "m1", At: time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC), Author: transcript.Agent, Text: text}
		if theirs {
			turn.Author = transcript.Customer
		}
		got, err := r.Read(context.Background(), c, turn)
		require.NoError(t, err)
		checkReading(t, c, turn, got)
		again, err := r.Read(context.Background(), c, turn)
		require.NoError(t, err)
		require.True(t, reflect.DeepEqual(got, again), "the same turn is read in two ways")
		if utf8.ValidString(text) {
			for _, m := range got.Moves {
				require.True(t, utf8.ValidString(text[m.Start:m.End]), "a span cuts a rune")
			}
		}
	})
}
