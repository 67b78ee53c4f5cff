package practice_test

import (
	"encoding"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

func ExampleLookup() {
	p, _ := practice.Lookup(practice.A6)
	fmt.Println(p.ID, p.Title)
	fmt.Println(p.Reason)
	// Output:
	// A6 Restate the problem until the customer says yes
	// A solution to another problem costs both sides twice.
}

func ExampleStage_Place() {
	at := practice.Acknowledging.Place()
	fmt.Println(at.HEAT, at.Six, at.Cycle, at.Listening)
	// Output: empathise empathise listen feeling
}

func TestTableIsInOrderAndComplete(t *testing.T) {
	all := practice.All()
	counts := map[byte]int{}
	for i, p := range all {
		counts[p.ID[0]]++
		assert.Equal(t, fmt.Sprint(counts[p.ID[0]]), string(p.ID[1:]), "numbered without a gap")
		assert.NotEmpty(t, p.Title)
		assert.NotEmpty(t, p.Reason)
		assert.NotEmpty(t, p.Sources)
		if i > 0 {
			assert.Negative(t, practice.Compare(all[i-1].ID, p.ID))
		}
		got, ok := practice.Lookup(p.ID)
		assert.True(t, ok, p.ID)
		assert.Equal(t, p, got)
	}
	assert.Equal(t, map[byte]int{'A': 34, 'B': 11, 'C': 14, 'D': 7}, counts)
}

func TestLookupUnknown(t *testing.T) {
	for _, id := range []practice.ID{"", "A", "A0", "A35", "E1", "a6", "A06"} {
		assert.False(t, id.Valid(), "%q", id)
	}
}

func TestAllIsTheCallers(t *testing.T) {
	practice.All()[0].Sources[0] = "spoilt"
	p, _ := practice.Lookup(practice.A1)
	assert.Equal(t, practice.HEAT, p.Sources[0])
}

type enum interface {
	fmt.Stringer
	encoding.TextMarshaler
}

func TestEnumsRoundTrip(t *testing.T) {
	var values []enum
	for s := practice.NoStage; s <= practice.Ended; s++ {
		values = append(values, s)
	}
	for s := practice.Observe; s <= practice.Block; s++ {
		values = append(values, s)
	}
	for a := practice.RegretFirst; a <= practice.Sparing; a++ {
		values = append(values, a)
	}
	for _, v := range values {
		text, err := v.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, v.String(), string(text))
	}
	read := func(v enum, into encoding.TextUnmarshaler) {
		text, err := v.MarshalText()
		require.NoError(t, err)
		require.NoError(t, into.UnmarshalText(text))
	}
	for _, v := range values {
		switch v := v.(type) {
		case practice.Stage:
			var got practice.Stage
			read(v, &got)
			assert.Equal(t, v, got)
		case practice.Setting:
			var got practice.Setting
			read(v, &got)
			assert.Equal(t, v, got)
		case practice.ApologyPolicy:
			var got practice.ApologyPolicy
			read(v, &got)
			assert.Equal(t, v, got)
		}
	}
}

func TestEnumsRefuseWhatTheyAreNot(t *testing.T) {
	s := practice.Verifying
	err := s.UnmarshalText([]byte("Listening"))
	require.Error(t, err)
	assert.ErrorContains(t, err, `"Listening"`)
	assert.ErrorContains(t, err, `"listening"`, "the error lists what is possible")
	assert.Equal(t, practice.Verifying, s, "unchanged after an error")

	_, err = practice.Stage(99).MarshalText()
	assert.Error(t, err)
	assert.Equal(t, "Stage(99)", practice.Stage(99).String())
}

func TestEveryStageOfTheOrderHasItsPlace(t *testing.T) {
	var letters []practice.Letter
	for s := practice.Listening; s <= practice.Closing; s++ {
		at := s.Place()
		assert.NotZero(t, at.HEAT, s)
		assert.NotZero(t, at.Six, s)
		assert.NotZero(t, at.Cycle, s)
		letters = append(letters, at.HEAT)
	}
	assert.Equal(t, practice.Hear, letters[0], "hearing comes first")
	assert.Equal(t, practice.TakeAction, letters[len(letters)-1], "action comes last")
	assert.False(t, slices.Contains(letters, practice.Apologise), "apologising is a move, not a stage")
	for _, s := range []practice.Stage{practice.NoStage, practice.Paused, practice.HandingOver, practice.Dormant, practice.Ended} {
		assert.Zero(t, s.Place(), s)
	}
}
