package temper

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// slowLine tries every line between two neighbours.
func slowLine(out []judged, level Level, alarms float64) (best float64) {
	for _, at := range out {
		hit, wrong, calm, alarm, positive := 0, 0, 0, 0, 0
		for _, j := range out {
			if j.level >= level {
				positive++
			}
			if j.level == Calm {
				calm++
			}
			switch above := j.z >= at.z; {
			case above && j.level >= level:
				hit++
			case above:
				wrong++
			}
			if j.z >= at.z && j.level == Calm {
				alarm++
			}
		}
		if float64(alarm) <= alarms*float64(calm) {
			best = max(best, 2*float64(hit)/float64(hit+wrong+positive))
		}
	}
	return best
}

func lineF1(out []judged, level Level, line float64) float64 {
	hit, yes, positive := 0, 0, 0
	for _, j := range out {
		if j.level >= level {
			positive++
		}
		if j.z >= line {
			yes++
			if j.level >= level {
				hit++
			}
		}
	}
	return 2 * float64(hit) / float64(yes+positive)
}

func TestBestLineAgainstTryingAll(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		var out []judged
		for range 4 + random.IntN(40) {
			level := Calm + Level(random.IntN(4))
			out = append(out, judged{z: float64(level) + 3*random.NormFloat64(), level: level})
		}
		out = append(out, judged{z: 100, level: Angry}, judged{z: -100, level: Calm})
		for _, alarms := range []float64{0.05, 0.3, 1} {
			line := bestLine(out, Angry, alarms)
			f1 := lineF1(out, Angry, line)
			best := slowLine(out, Angry, alarms)
			require.LessOrEqual(t, f1, best+1e-9)
			require.GreaterOrEqual(t, f1, best-flatF1-1e-9)
		}
	}
	require.Zero(t, bestLine(nil, Angry, 0.1))
}

// TestBestLineMissesTheLeast takes the lowest of lines that are as good: here the
// last Angry costs one Calm, which leaves F1 nearly as it is.
func TestBestLineMissesTheLeast(t *testing.T) {
	var out []judged
	for i := range 200 {
		out = append(out, judged{z: 10 + float64(i), level: Angry})
	}
	out = append(out, judged{z: 9, level: Calm}, judged{z: 8, level: Calm}, judged{z: 7, level: Angry}, judged{z: 1, level: Calm})
	require.Equal(t, 4.0, bestLine(out, Angry, 1))
	require.Equal(t, 8.5, bestLine(out, Angry, 0.4), "one false alarm in three is allowed, and as good")
	require.Equal(t, 9.5, bestLine(out, Angry, 0.1))
	require.Equal(t, 3.0, bestLine([]judged{{z: 3, level: Calm}, {z: 2, level: Angry}}, Angry, 0.1), "nothing may be read as angry")
}

func TestBestSlopeFollowsTheOdds(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, slope := range []float64{0.5, 1, 1.8} {
		var out []judged
		for range 6000 {
			z := 3 * random.NormFloat64()
			level := Calm
			if random.Float64() < sigmoid(slope*z) {
				level = Angry
			}
			out = append(out, judged{z: z, level: level})
		}
		require.InDelta(t, slope, bestSlope(out), 0.25)
	}
}

func TestQuantiseKeepsTheShape(t *testing.T) {
	from := []cell{{w: -2}, {w: 0}, {w: 1}, {w: 0.004}, {w: 2}}
	to := make([]int8, len(from))
	unit := quantise(to, from)
	require.Equal(t, []int8{-127, 0, 64, 0, 127}, to)
	require.InDelta(t, 2.0/127, unit, 1e-6)
	zero := make([]int8, 2)
	quantise(zero, make([]cell, 2))
	require.Equal(t, []int8{0, 0}, zero)
}

func TestPlainIsHowChatsAreTyped(t *testing.T) {
	require.Equal(t, "stop now ok", plain("STOP, now! OK."))
}
