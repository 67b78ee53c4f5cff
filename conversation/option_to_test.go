package conversation

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// TestOptionTo compares, in random conversations, where Options says that each
// move leads with where Do leads, on facts, times and channels of all kinds.
func TestOptionTo(t *testing.T) {
	p, err := NewPlaybook(nil)
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(18, 3))
	compared, moved := 0, 0
	n := 150
	if RaceEnabled {
		n = 20
	}
	for i := range n {
		mode := []move.Mode{move.Enforce, move.Observe}[i%2]
		f, now := anyFacts(t, p, rng, 5+rng.IntN(60), mode)
		filled := map[string]move.Move{}
		for _, s := range samples(p, now) {
			if len(s.moves) == 1 && filled[s.name] == nil {
				filled[s.name] = s.moves[0]
			}
		}
		for _, o := range at(p, f, move.Enforce).Options(now) {
			m := o.Move()
			if _, ok := m.(move.Unsent); ok {
				continue // leads where what came before it led
			}
			if m.Validate() != nil {
				if m = filled[o.Name()]; m == nil {
					continue
				}
			}
			by := transcript.Agent
			if o.Side() == move.Theirs {
				by = transcript.Customer
			}
			to := o.To()
			c := at(p, f, move.Observe) // whether it is allowed is another matter
			e, err := c.Do(move.Entry{At: now.Add(time.Millisecond), By: move.Actor{Author: by, Party: f.Lead}, Moves: move.Moves{m}})
			require.NoError(t, err, o.Name())
			require.Equal(t, e.State, to, "%s in %s, channel %s", o.Name(), f.State, f.Channel)
			compared++
			moved += toInt(to != f.State)
		}
		require.Equal(t, f.State, at(p, f, mode).State(), "asking changes nothing")
	}
	t.Logf("%d compared, %d of them lead elsewhere", compared, moved)
	require.Positive(t, moved)
}
