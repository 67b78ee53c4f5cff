package conversation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
)

// passed are the kinds of deadline that have passed so long after now.
func (r *run) passed(d time.Duration) []move.Deadline {
	var out []move.Deadline
	for _, due := range r.c.Due(r.at.Add(d)) {
		out = append(out, due.Of)
	}
	return out
}

// What works is no longer in a hurry: while closing, neither the owner's time
// nor their silence counts.
func TestNothingIsDueWhileClosing(t *testing.T) {
	r := begin(t, move.Observe).customer(move.Tell{}).agent(restate).customer(yes).agent(move.Deliver{})
	assert.Contains(t, r.passed(100*time.Hour), move.TimeBox)
	r.customer(works).in(conversation.Closing).agent(move.Thank{For: move.ForHelp})
	assert.Empty(t, r.passed(100*time.Hour))
}

func TestNoHurryIsNotForEver(t *testing.T) {
	r := begin(t, move.Observe).customer(move.Request{What: "a copy of the contract", Clear: true}, move.Tell{Patient: true})
	assert.NotContains(t, r.passed(24*time.Hour), move.DeadAir)
	assert.Contains(t, r.passed(48*time.Hour), move.DeadAir)
}

func TestOptionLeadsBack(t *testing.T) {
	r := begin(t, move.Observe).customer(move.Tell{}).agent(restate).customer(yes).in(conversation.Advising).
		agent(move.Escalate{Purpose: "read the log", Owner: "l2", At: start.Add(time.Hour), Reason: move.NeedsSkill}).in(conversation.HandingOver)
	for _, o := range r.c.Options(r.at) {
		if o.Kind() == move.KindAccept {
			require.Equal(t, conversation.Advising, o.To())
			return
		}
	}
	t.Fatal("accept is not listed")
}
