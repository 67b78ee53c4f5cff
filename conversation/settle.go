package conversation

import (
	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/infer"
	"github.com/evenkeel-go/evenkeel/conversation/move"
)

// Settled returns what a customer's sure word that it works settles: a fix that
// was promised is kept, and for what was promised without a time nobody waits
// any more (C1, A23). It is nil where nothing is settled, and changes nothing: a
// host that agrees does the moves in an entry of transcript.System, and settles its own
// commitments alike. What our own messages keep is in their reading already.
func (c *Conversation) Settled(r infer.Reading) move.Moves {
	works := false
	for _, m := range r.Moves {
		confirm, ok := m.Move.(move.Confirm)
		works = works || ok && m.Sure && confirm.Of == move.Fix
	}
	if !works {
		return nil
	}
	var out move.Moves
	for _, p := range c.keep().facts.Promises {
		switch {
		case !p.Open():
		case p.Due.IsZero():
			out = append(out, move.Settle{Promise: p.ID, State: commitment.Released, Why: whyReleased})
		case p.Fix:
			out = append(out, move.Settle{Promise: p.ID, State: commitment.Kept})
		}
	}
	return out
}

const whyReleased = "the customer says that it works"
