package conversation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

func TestFullPath(t *testing.T) {
	r := begin(t, move.Enforce).
		feels(temper.Angry, move.Vent{}, move.Tell{What: "third time this month our config is gone!!", Again: true}).in(conversation.Listening).
		refused(advise, "A4", "A6").
		refused(offer(), "A4", "A6", "A9").
		agent(move.Acknowledge{Feeling: "three nights lost"}).in(conversation.Acknowledging).
		refused(advise, "A6").
		agent(move.Ask{Fact: "version", What: "which version?"}).in(conversation.Identifying).
		feels(temper.Tense, move.Answer{Fact: "version", What: "7.2.1"}).
		agent(restate).in(conversation.Confirming).
		refused(advise, "A6").
		feels(temper.Calm, move.Correct{What: "no, only after an upgrade"}).in(conversation.Identifying).
		agent(restate).
		feels(temper.Calm, yes).in(conversation.Advising).
		agent(offer()).
		customer(move.Choose{Option: "now"}).in(conversation.Acting)
	r.agent(fix("p1", r.at.Add(2*time.Hour))).
		agent(move.Deliver{Promise: "p1"}).in(conversation.Verifying).
		agent(move.Verify{Words: "lost on every restart"}).
		refused(move.Close{}, "A23", "A23.thanks").
		customer(works).in(conversation.Closing).
		refused(move.Close{}, "A23.thanks").
		agent(move.Thank{For: move.ForHelp}, move.Close{}).in(conversation.Closed)
	f := r.c.Facts()
	assert.Equal(t, 1, f.Corrections)
	assert.Equal(t, commitment.Kept, f.Promises[0].State)
	assert.Zero(t, f.Breaches)
}

func TestExpressLane(t *testing.T) {
	r := begin(t, move.Enforce).feels(temper.Calm, clear1)
	assert.True(t, r.c.Express())
	r.agent(move.DirectAnswer{What: "7 days"}).in(conversation.Verifying).
		customer(move.Thank{}).
		agent(move.Thank{For: move.ForHelp}, move.Close{}).in(conversation.Closed)

	begin(t, move.Enforce).feels(temper.Angry, clear1).refused(move.DirectAnswer{What: "7 days"}, "A1.express", "A4")
	begin(t, move.Enforce).customer(move.Tell{Again: true}, clear1).refused(move.DirectAnswer{}, "A1.express")
	begin(t, move.Enforce).customer(move.Claim{What: "you promised Tuesday", Broken: true}, clear1).refused(move.DirectAnswer{}, "A1.express")
}

func TestObserveRecords(t *testing.T) {
	r := begin(t, move.Observe).feels(temper.Angry, move.Vent{})
	e, err := r.entry(transcript.Agent, advise)
	require.NoError(t, err)
	require.Len(t, e.Breaches, 2)
	assert.Equal(t, "A4", string(e.Breaches[0].Guard))
	assert.Equal(t, conversation.Advising, e.State, "the edge is taken")
	assert.Equal(t, move.Unconfirmed, r.c.Facts().Confirmed, "the fact stays unmet")
	assert.Equal(t, 2, r.c.Facts().Breaches)
	e, err = r.entry(transcript.Agent, move.Accept{})
	require.NoError(t, err)
	assert.Equal(t, "A13.pending", string(e.Breaches[0].Guard))
	assert.Equal(t, conversation.Advising, e.State)
	e, err = r.entry(transcript.Agent, move.WinBack{})
	require.NoError(t, err)
	assert.Equal(t, "A1", string(e.Breaches[0].Guard))
	assert.Equal(t, conversation.Advising, e.State, "there is no edge: it stays")
}

func TestAllOrNone(t *testing.T) {
	r := begin(t, move.Enforce).customer(move.Tell{What: "it is gone"})
	before := r.c.Facts()
	_, err := r.entry(transcript.Agent, move.Acknowledge{}, restate, advise)
	require.ErrorIs(t, err, conversation.ErrRefused)
	assert.Equal(t, before, r.c.Facts())
	assert.Len(t, r.c.Journal(), 1)
}

func TestOverride(t *testing.T) {
	r := begin(t, move.Enforce).customer(move.Tell{}).
		by("kim", move.Override{Guard: "A6", Why: "known from the last call"}).
		agent(advise).in(conversation.Advising).
		refused(advise, "A6")
	assert.Equal(t, 1, r.c.Facts().Overridden)
	assert.Zero(t, r.c.Facts().Breaches)
	assert.True(t, r.c.Journal()[2].Breaches[0].Overridden)
}

func TestUnsent(t *testing.T) {
	r := begin(t, move.Enforce).customer(move.Tell{}).agent(restate).in(conversation.Confirming).
		agent(move.Unsent{Entry: 2, Why: "the gateway was down"}).in(conversation.Listening)
	assert.False(t, r.c.Facts().Restated)
	_, err := r.entry(transcript.Agent, move.Unsent{Entry: 1})
	require.ErrorIs(t, err, conversation.ErrSide)
	_, err = r.entry(transcript.Agent, move.Unsent{Entry: 99})
	require.Error(t, err)
	r.agent(restate).in(conversation.Confirming)
}

func TestIdempotent(t *testing.T) {
	c := book(t, nil).Start("c1", move.Enforce)
	turn := &transcript.Turn{Thread: "c1", ID: "m1", At: start, Author: transcript.Customer, Text: "hello?"}
	e := move.Entry{At: start, By: move.Actor{Author: transcript.Customer}, Turn: turn, Moves: move.Moves{move.Tell{}}}
	first, err := c.Do(e)
	require.NoError(t, err)
	again, err := c.Do(e)
	require.NoError(t, err)
	assert.Equal(t, first, again)
	assert.Len(t, c.Journal(), 1)
	e.Moves = move.Moves{move.Vent{}}
	_, err = c.Do(e)
	require.ErrorIs(t, err, conversation.ErrConflict)

	_, err = c.Do(move.Entry{At: start.Add(-time.Second), By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{move.Greet{}}})
	require.ErrorIs(t, err, conversation.ErrOutOfOrder)
	_, err = c.Do(move.Entry{At: start, By: move.Actor{Author: transcript.Customer}, Moves: move.Moves{restate}})
	require.ErrorIs(t, err, conversation.ErrSide)
	_, err = c.Do(move.Entry{At: start, By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{move.Custom{Name: "acme.x"}}})
	require.ErrorIs(t, err, conversation.ErrMissing)
	_, err = c.Do(move.Entry{})
	require.ErrorIs(t, err, move.ErrInvalid)
	assert.Len(t, c.Journal(), 1)
}

func TestHandOver(t *testing.T) {
	r := begin(t, move.Enforce).customer(move.Tell{}).agent(restate).customer(yes).in(conversation.Advising)
	r.refused(move.Escalate{Owner: "l2", At: r.at.Add(time.Hour), Reason: move.NeedsSkill}, "A13.complete").
		refused(move.HandBack{}, "A13.escalated").
		agent(move.Escalate{Purpose: "read the core dump", Owner: "l2", At: r.at.Add(time.Hour), Reason: move.NeedsSkill}).in(conversation.HandingOver).
		agent(move.Escalate{Purpose: "read the core dump", Owner: "l2", At: r.at.Add(time.Hour), Reason: move.NeedsSkill}).in(conversation.HandingOver).
		agent(move.Accept{Owner: "l2"}).in(conversation.Advising)
	assert.Equal(t, commitment.PartyID("l2"), r.c.Facts().Owner)
	assert.Equal(t, commitment.PartyID("l2"), r.c.Facts().Lead)
	r.agent(move.HandBack{Reason: move.ShiftEnds}).in(conversation.Advising)
	assert.Equal(t, commitment.PartyID(""), r.c.Facts().Owner)
}

func TestPause(t *testing.T) {
	r := begin(t, move.Enforce).feels(temper.Angry, move.Vent{})
	r.refused(move.Pause{Purpose: "cool down", Owner: "lee", At: r.at.Add(time.Hour)}, "A10.complete").
		agent(move.Pause{Purpose: "cool down", Owner: "lee", FollowUp: "f1", At: r.at.Add(time.Hour)}).in(conversation.Paused)
	assert.Empty(t, r.c.Due(r.at.Add(30*time.Minute)))
	due := r.c.Due(r.at.Add(2 * time.Hour))
	require.Len(t, due, 1)
	assert.Equal(t, move.FollowUp, due[0].Of)
	_, err := r.c.Do(move.Entry{At: r.at.Add(2 * time.Hour), By: move.Actor{Author: transcript.System}, Moves: move.Moves{due[0].Noticed()}})
	require.NoError(t, err)
	assert.Empty(t, r.c.Due(r.at.Add(3*time.Hour)))
	r.after(4*time.Hour).agent(move.Resume{}).in(conversation.Listening).
		refused(move.Close{}, "A4", "A23", "A23.promises", "A23.thanks")
}

func TestBurst(t *testing.T) {
	r := begin(t, move.Enforce).customer(move.Tell{})
	_, err := r.c.Do(move.Entry{At: r.at.Add(2 * time.Second), By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{move.Ask{}}})
	var refused *conversation.RefusedError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, r.at.Add(5*time.Second), refused.Reasons[0].NotBefore)
	_, err = r.c.Do(move.Entry{At: r.at.Add(2 * time.Second), By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{move.Wait{}}})
	require.NoError(t, err)
}
