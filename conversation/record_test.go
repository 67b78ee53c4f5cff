package conversation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

func escalate(r *run) move.Escalate {
	return move.Escalate{Purpose: "read the dump", Owner: "kim", At: r.at.Add(time.Hour), Reason: move.NeedsSkill}
}

func TestHandOverOnce(t *testing.T) {
	r := begin(t, move.Enforce).customer(move.Tell{}).by("bot", move.Acknowledge{})
	r.refused(move.Accept{}, "A13.pending").refused(move.HandBack{}, "A13.escalated")
	r.by("bot", escalate(r)).in(conversation.HandingOver)

	_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.Agent, Party: "mallory"}, Moves: move.Moves{move.Accept{}}})
	var refused *conversation.RefusedError
	require.ErrorAs(t, err, &refused, "it was handed to kim")
	require.Len(t, refused.Reasons, 1)
	assert.Equal(t, practice.RuleID("A13.pending"), refused.Reasons[0].Guard)
	assert.Contains(t, refused.Reasons[0].Text, "somebody else")

	r.by("kim", move.Accept{}).in(conversation.Acknowledging)
	assert.Equal(t, "kim", string(r.c.Facts().Owner))
	r.refused(move.Accept{}, "A13.pending")
	assert.Equal(t, "kim", string(r.c.Facts().Owner))

	r.by("kim", move.HandBack{Reason: move.ShiftEnds})
	assert.Equal(t, "bot", string(r.c.Facts().Owner))
	r.refused(move.HandBack{}, "A13.escalated")
	assert.Equal(t, "bot", string(r.c.Facts().Owner), "given back once")

	// Somebody else of the receiving team takes it, and says so.
	r.by("bot", escalate(r)).by("lee", move.Accept{Owner: "lee"})
	assert.Equal(t, "lee", string(r.c.Facts().Owner))
	// What was never accepted is given back to whose it is, once.
	r.by("lee", escalate(r)).by("kim", move.HandBack{}).in(conversation.Acknowledging)
	assert.Equal(t, "lee", string(r.c.Facts().Owner))
	r.by("lee", move.HandBack{})
	assert.Equal(t, "bot", string(r.c.Facts().Owner), "lee's own hand-over still stood")
}

func TestHandBackTwiceInObserve(t *testing.T) {
	r := begin(t, move.Observe).customer(move.Tell{}).by("bot", move.Acknowledge{})
	r.by("bot", escalate(r)).by("kim", move.Accept{}).by("kim", move.HandBack{}).by("kim", move.HandBack{}).by("mallory", move.Accept{})
	f := r.c.Facts()
	assert.Equal(t, "bot", string(f.Owner))
	assert.Equal(t, 1, f.Accepted)
	assert.Equal(t, 2, f.Breaches)
}

func TestOverrideIsSomebodys(t *testing.T) {
	over := move.Override{Guard: "A6", Why: "known outage"}
	for _, one := range []struct {
		by   move.Actor
		m    move.Override
		want string
	}{
		{move.Actor{Author: transcript.Agent}, over, "by.party"},
		{move.Actor{Author: transcript.Bot, Party: "bot"}, over, "bot_overrides"},
		{move.Actor{Author: transcript.System, Party: "cron"}, over, "bot_overrides"},
		{move.Actor{Author: transcript.Customer, Party: "cu"}, over, "customer"},
		{move.Actor{Author: transcript.Agent, Party: "kim"}, move.Override{Guard: "NOPE", Why: "x"}, `"NOPE"`},
		{move.Actor{Author: transcript.Agent, Party: "kim"}, move.Override{Guard: "Z9.complete", Why: "x"}, `"Z9.complete"`},
	} {
		for _, mode := range []move.Mode{move.Enforce, move.Observe} {
			r := begin(t, mode).customer(move.Tell{})
			before := r.c.Facts()
			_, err := r.c.Do(move.Entry{At: r.at, By: one.by, Moves: move.Moves{one.m}})
			require.ErrorContains(t, err, one.want)
			assert.Equal(t, before, r.c.Facts())
		}
	}
	begin(t, move.Enforce).customer(move.Tell{}).
		by("kim", move.Override{Guard: "A13.complete", Why: "no time yet"}).
		agent(move.Escalate{Purpose: "x", Owner: "lee", Reason: move.NeedsSkill}).in(conversation.HandingOver)

	p := book(t, &conversation.Options{Policy: &practice.Policy{Default: practice.Block, BotOverrides: true}})
	r := &run{t: t, c: p.Start("c1", move.Enforce), at: start}
	r.customer(move.Tell{})
	_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.Bot, Party: "bot"}, Moves: move.Moves{over}})
	require.NoError(t, err)
	r.agent(advise).in(conversation.Advising)
}

func TestOverrideEndsWithItsMatter(t *testing.T) {
	over := move.Override{Guard: "A9", Why: "they insist"}
	r := begin(t, move.Enforce).customer(clear1).by("kim", over).agent(move.DirectAnswer{}).customer(works).
		agent(move.Thank{For: move.ForHelp})
	require.Len(t, r.c.Facts().Overrides, 1)
	r.agent(move.Close{}).in(conversation.Closed)
	assert.Empty(t, r.c.Facts().Overrides)
	r.by("kim", over).customer(move.Tell{}).in(conversation.Listening)
	assert.Empty(t, r.c.Facts().Overrides, "a new matter")
}

func TestRetractWhatWasSaid(t *testing.T) {
	r := begin(t, move.Enforce)
	before := r.c.Facts()
	for _, seq := range []uint64{999, 1} {
		_, err := r.entry(transcript.Agent, move.Retract{Entry: seq})
		var field *move.FieldError
		require.ErrorAs(t, err, &field, "%d", seq)
		assert.Equal(t, "entry", field.Field)
		assert.Equal(t, before, r.c.Facts())
	}
	hello := turn(transcript.Customer, r.at.Add(time.Hour), "hello, does it run on ARM?")
	hello.ID = "m1"
	r.after(time.Hour)
	_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.Customer}, Turn: &hello, Moves: move.Moves{clear1}})
	require.NoError(t, err)
	for _, m := range []move.Retract{{Entry: 1}, {Turn: "m1"}} {
		_, err = r.entry(transcript.Agent, m)
		require.ErrorIs(t, err, conversation.ErrSide, "%+v", m)
	}
	r.agent(move.DirectAnswer{What: "It does."}).agent(move.Retract{Entry: 2, What: "on 64-bit boards only"})
	assert.Equal(t, 1, r.c.Facts().Retracted)
}

// TestGuardBelowBlock: a host's guard that is off is not called, and one that
// panics where it does not block is a breach; Options and Do say the same.
func TestGuardBelowBlock(t *testing.T) {
	for _, one := range []struct {
		setting practice.Setting
		over    bool
		called  bool
		errs    bool
	}{
		{setting: practice.Off},
		{setting: practice.Observe, called: true},
		{setting: practice.Warn, called: true},
		{setting: practice.Block, called: true, errs: true},
		{setting: practice.Block, over: true, called: true},
	} {
		for _, mode := range []move.Mode{move.Enforce, move.Observe} {
			called := false
			p := book(t, &conversation.Options{
				Policy: &practice.Policy{Rules: []practice.PolicyRule{{Rule: "acme.paid", Setting: one.setting, Reason: "test"}}},
				Guards: []conversation.Guard{{
					Def:   conversation.GuardDef{ID: "acme.paid", Practice: practice.A24, Moves: []string{"advise"}, Satisfy: []string{"ask"}},
					Allow: func(conversation.Facts, move.Move, time.Time) bool { called = true; panic("no database") },
					Texts: map[language.Tag]conversation.GuardText{language.English: {Reason: "The invoice is open.", Say: "May I ask?"}},
				}},
			})
			r := &run{t: t, c: p.Start("c1", mode), at: start}
			r.customer(move.Tell{}).agent(restate).customer(yes)
			if one.over {
				r.by("kim", move.Override{Guard: "acme.paid", Why: "paid in cash"})
			}
			called = false
			for _, o := range r.c.Options(r.at.Add(time.Minute)) {
				if o.Kind() == move.KindAdvise {
					assert.Equal(t, !one.errs, o.Allowed(), "%+v", one)
					assert.Equal(t, one.setting == practice.Off, o.Clean(), "%+v", one)
				}
			}
			assert.Equal(t, one.called, called)
			called = false
			e, err := r.entry(transcript.Agent, advise)
			assert.Equal(t, one.called, called)
			if one.errs {
				require.ErrorIs(t, err, conversation.ErrGuard)
				continue
			}
			require.NoError(t, err)
			breaches := 0
			if one.called {
				breaches = 1
			}
			assert.Len(t, e.Breaches, breaches, "%+v", one)
		}
	}
}

// TestGuardOfOwnMoves: a host's guard goes by a move of the host's own.
func TestGuardOfOwnMoves(t *testing.T) {
	def, err := conversation.Irate()
	require.NoError(t, err)
	def.Moves = append(def.Moves, conversation.MoveDef{Kind: "acme.kyc", Side: move.Ours})
	def.Edges = append(def.Edges, conversation.EdgeDef{Move: "acme.kyc", From: []move.State{"@any"}, To: "="})
	p := book(t, &conversation.Options{Definition: &def, Guards: []conversation.Guard{{
		Def:   conversation.GuardDef{ID: "acme.known", Practice: practice.A24, Moves: []string{"promise.fix"}, Satisfy: []string{"acme.kyc"}},
		Allow: func(f conversation.Facts, _ move.Move, at time.Time) bool { return f.Made("acme.kyc").Count > 0 },
		Texts: map[language.Tag]conversation.GuardText{language.English: {Reason: "We don't know who they are.", Say: "May I ask for the PIN?"}},
	}}})
	r := &run{t: t, c: p.Start("c1", move.Enforce), at: start}
	r.customer(move.Tell{}).agent(restate).customer(yes)
	r.refused(fix("p1", r.at.Add(time.Hour)), "acme.known")
	r.agent(move.Custom{Name: "acme.kyc", Data: []byte(`{"pin":"4711"}`)})
	made := r.c.Facts().Own
	require.Equal(t, []conversation.OwnMoves{{Kind: "acme.kyc", Count: 1, Seq: 4, At: r.at}}, made)
	r.agent(move.Custom{Name: "acme.kyc"})
	assert.Equal(t, 1, made[0].Count, "facts that were handed out do not change")
	data, err := r.c.Snapshot()
	require.NoError(t, err)
	back, err := p.Restore(data)
	require.NoError(t, err)
	assert.Equal(t, r.c.Facts().Own, back.Facts().Own)
	r.agent(move.Unsent{Entry: 4}, move.Unsent{Entry: 5}).refused(fix("p1", r.at.Add(time.Hour)), "acme.known")
	assert.Zero(t, r.c.Facts().Own)
	r.agent(move.Custom{Name: "acme.kyc"}).agent(fix("p1", r.at.Add(time.Hour))).in(conversation.Acting)
}
