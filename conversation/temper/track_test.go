package temper_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

// at is a reading of a level with a score in its middle.
func at(l temper.Level) temper.Reading {
	score := map[temper.Level]float64{temper.Calm: 0.05, temper.Tense: 0.35, temper.Angry: 0.7, temper.Abusive: 0.95}
	return temper.Reading{Level: l, Score: score[l]}
}

func TestTrack(t *testing.T) {
	const u, c, e, a, x = temper.Unread, temper.Calm, temper.Tense, temper.Angry, temper.Abusive
	tests := []struct {
		name   string
		levels []temper.Level
		want   temper.Trend
	}{
		{"nothing read", nil, temper.Trend{}},
		{"only unread", []temper.Level{u, u}, temper.Trend{}},
		{"one calm message", []temper.Level{c}, temper.Trend{Level: c, Peak: c, Readings: 1}},
		{"anger rises at once", []temper.Level{c, a}, temper.Trend{Level: a, Direction: temper.Rising, Peak: a, Readings: 2}},
		{"one calm word does not end anger", []temper.Level{a, c}, temper.Trend{Level: a, Direction: temper.Falling, Peak: a, SincePeak: 1, Readings: 2}},
		{"two calm messages do", []temper.Level{a, c, c}, temper.Trend{Level: c, Direction: temper.Falling, Peak: a, SincePeak: 2, Readings: 3}},
		{"it falls to the hotter of the two", []temper.Level{a, e, c}, temper.Trend{Level: e, Direction: temper.Falling, Peak: a, SincePeak: 2, Readings: 3}},
		{"a relapse starts the count again", []temper.Level{a, c, a, c}, temper.Trend{Level: a, Direction: temper.Falling, Peak: a, SincePeak: 1, Readings: 4}},
		{"unread does not count as calm", []temper.Level{a, u, c, u}, temper.Trend{Level: a, Direction: temper.Falling, Peak: a, SincePeak: 1, Readings: 2}},
		{"abuse, then anger, is abuse for a while", []temper.Level{x, a}, temper.Trend{Level: x, Direction: temper.Falling, Peak: x, SincePeak: 1, Readings: 2}},
		{"step by step down", []temper.Level{x, a, a, e, e, c, c}, temper.Trend{Level: c, Direction: temper.Falling, Peak: x, SincePeak: 6, Readings: 7}},
		{"steady", []temper.Level{e, e, e}, temper.Trend{Level: e, Peak: e, Readings: 3}},
	}
	g, err := temper.New(nil)
	require.NoError(t, err)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var readings []temper.Reading
			for _, l := range tt.levels {
				readings = append(readings, at(l))
			}
			require.Equal(t, tt.want, g.Track(readings))
		})
	}
}

func TestTrackPatience(t *testing.T) {
	g, err := temper.New(&temper.Options{Patience: 3})
	require.NoError(t, err)
	readings := []temper.Reading{at(temper.Angry), at(temper.Calm), at(temper.Calm)}
	require.Equal(t, temper.Angry, g.Track(readings).Level)
	require.Equal(t, temper.Calm, g.Track(append(readings, at(temper.Calm))).Level)

	g, err = temper.New(&temper.Options{Patience: 1})
	require.NoError(t, err)
	require.Equal(t, temper.Calm, g.Track(readings).Level)
}

func TestTrackDirectionBelowTheLine(t *testing.T) {
	g, err := temper.New(nil)
	require.NoError(t, err)
	scores := func(s ...float64) (rs []temper.Reading) {
		for _, v := range s {
			rs = append(rs, temper.Reading{Level: temper.Calm, Score: v})
		}
		return rs
	}
	require.Equal(t, temper.Rising, g.Track(scores(0.05, 0.02, 0.30)).Direction)
	require.Equal(t, temper.Falling, g.Track(scores(0.30, 0.28, 0.02)).Direction)
	require.Equal(t, temper.Steady, g.Track(scores(0.10, 0.20, 0.18)).Direction)
}

// slowLevel is the rule of Track by its words: look back over the last few.
func slowLevel(readings []temper.Level, patience int) temper.Level {
	level := temper.Unread
	for i := range readings {
		seen := readings[:i+1]
		if now := seen[i]; now >= level {
			level = now
			continue
		}
		if i+1 < patience {
			continue
		}
		hottest, all := temper.Unread, true
		for _, l := range seen[i+1-patience:] {
			hottest = max(hottest, l)
			all = all && l < level
		}
		if all {
			level = hottest
		}
	}
	return level
}

func TestTrackAgainstASecondImplementation(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var gauges [4]*temper.Gauge
	for patience := 1; patience < len(gauges); patience++ {
		g, err := temper.New(&temper.Options{Patience: patience})
		require.NoError(t, err)
		gauges[patience] = g
	}
	for range 3000 {
		patience := 1 + random.IntN(3)
		g := gauges[patience]
		var levels []temper.Level
		var readings []temper.Reading
		for range random.IntN(14) {
			l := temper.Level(random.IntN(5))
			readings = append(readings, at(l))
			if l != temper.Unread {
				levels = append(levels, l)
			}
		}
		trend := g.Track(readings)
		require.Equal(t, slowLevel(levels, patience), trend.Level, "%v, patience %d", levels, patience)
		require.Equal(t, len(levels), trend.Readings)
		require.GreaterOrEqual(t, trend.Peak, trend.Level)
	}
}
