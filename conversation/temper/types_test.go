package temper_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

func TestLevelsAreOrderedAndNamed(t *testing.T) {
	names := []string{"unread", "calm", "tense", "angry", "abusive"}
	for i, name := range names {
		l := temper.Level(i)
		require.Equal(t, name, l.String())
		text, err := l.MarshalText()
		require.NoError(t, err)
		require.Equal(t, name, string(text))
		var back temper.Level
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, l, back)
	}
	require.Less(t, temper.Calm, temper.Tense)
	require.Less(t, temper.Angry, temper.Abusive)
	require.Zero(t, temper.Unread)
}

func TestEnumsRefuseWhatTheyAreNot(t *testing.T) {
	require.Equal(t, "Level(9)", temper.Level(9).String())
	require.Equal(t, "Direction(9)", temper.Direction(9).String())
	require.Equal(t, "Domain(9)", temper.Domain(9).String())

	_, err := temper.Level(9).MarshalText()
	require.ErrorIs(t, err, temper.ErrLevel)
	_, err = temper.Direction(9).MarshalText()
	require.ErrorIs(t, err, temper.ErrDirection)
	_, err = temper.Domain(9).MarshalText()
	require.ErrorIs(t, err, temper.ErrDomain)

	level, direction, domain := temper.Angry, temper.Falling, temper.Forum
	require.EqualError(t, level.UnmarshalText([]byte("Furious")), `temper: unknown level "Furious": want unread, calm, tense, angry or abusive`)
	require.EqualError(t, direction.UnmarshalText([]byte("up")), `temper: unknown direction "up": want steady, rising or falling`)
	require.EqualError(t, domain.UnmarshalText([]byte("chat")), `temper: unknown domain "chat": want support, technical, forum or social`)
	require.Equal(t, temper.Angry, level, "as it was")
	require.Equal(t, temper.Falling, direction, "as it was")
	require.Equal(t, temper.Forum, domain, "as it was")
}

func TestReadingsAndTrendsAsJSON(t *testing.T) {
	r := temper.Reading{Level: temper.Angry, Score: 0.75, Evidence: []temper.Evidence{{Start: 3, End: 9, Weight: 1.5}}}
	data, err := json.Marshal(r)
	require.NoError(t, err)
	require.JSONEq(t, `{"level":"angry","score":0.75,"evidence":[{"start":3,"end":9,"weight":1.5}]}`, string(data))
	var back temper.Reading
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, r, back)

	data, err = json.Marshal(temper.Trend{Level: temper.Tense, Direction: temper.Falling, Peak: temper.Angry, SincePeak: 2, Readings: 4})
	require.NoError(t, err)
	require.JSONEq(t, `{"level":"tense","direction":"falling","peak":"angry","since_peak":2,"readings":4}`, string(data))

	data, err = json.Marshal(temper.Reading{})
	require.NoError(t, err)
	require.JSONEq(t, `{"level":"unread","score":0}`, string(data))

	for d := temper.Support; d <= temper.Social; d++ {
		text, err := d.MarshalText()
		require.NoError(t, err)
		var back temper.Domain
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, d, back)
	}
	for d := temper.Steady; d <= temper.Falling; d++ {
		text, err := d.MarshalText()
		require.NoError(t, err)
		var back temper.Direction
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, d, back)
	}
}
