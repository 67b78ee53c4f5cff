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

func hostGuard(id string, guards, satisfy []string) conversation.Guard {
	return conversation.Guard{
		Def:   conversation.GuardDef{ID: practice.RuleID(id), Practice: practice.A24, Moves: guards, Satisfy: satisfy},
		Allow: func(conversation.Facts, move.Move, time.Time) bool { return false },
		Texts: map[language.Tag]conversation.GuardText{language.English: {Reason: "No.", Say: "Do."}},
	}
}

func TestUnsatisfiable(t *testing.T) {
	own := func(edges ...conversation.EdgeDef) func(*conversation.Definition) {
		return func(d *conversation.Definition) {
			d.Moves = append(d.Moves, conversation.MoveDef{Kind: "acme.kyc", Side: move.Ours}, conversation.MoveDef{Kind: "acme.pin", Side: move.Ours})
			d.Edges = append(d.Edges, edges...)
		}
	}
	stays := func(kind string) conversation.EdgeDef {
		return conversation.EdgeDef{Move: kind, From: []move.State{"@live"}, To: "="}
	}
	set := func(id practice.RuleID, change func(*conversation.GuardDef)) func(*conversation.Definition) {
		return func(d *conversation.Definition) {
			for i := range d.Guards {
				if d.Guards[i].ID == id {
					change(&d.Guards[i])
				}
			}
		}
	}
	for _, one := range []struct {
		name   string
		change func(*conversation.Definition)
		guards []conversation.Guard
		want   []string // "": it compiles
	}{
		{"no edge", own(), []conversation.Guard{hostGuard("acme.known", []string{"promise.fix"}, []string{"acme.kyc"})},
			[]string{`Options.Guards[0] "acme.known"`, `"acme.kyc"`, "leads from no state"}},
		{"no edge for one of two", own(stays("acme.pin")), []conversation.Guard{hostGuard("acme.known", []string{"promise.fix"}, []string{"acme.pin", "acme.kyc"})},
			[]string{`"acme.kyc", which leads from no state`}},
		{"an edge", own(stays("acme.kyc"), stays("acme.pin")), []conversation.Guard{hostGuard("acme.known", []string{"promise.fix"}, []string{"acme.kyc"})}, nil},
		{"by itself", set("A6", func(g *conversation.GuardDef) { g.Satisfy = []string{"advise"} }), nil,
			[]string{`"A6"`, `"advise" is refused by`, "can't be satisfied"}},
		{"its only way is guarded", set("A4", func(g *conversation.GuardDef) { g.Moves = append(g.Moves, "acknowledge") }), nil,
			[]string{`"A4"`, `"acknowledge" is refused by A4`}},
		{"in a circle", own(stays("acme.kyc"), stays("acme.pin")), []conversation.Guard{
			hostGuard("acme.a", []string{"acme.kyc"}, []string{"acme.pin"}), hostGuard("acme.b", []string{"acme.pin"}, []string{"acme.kyc"})},
			[]string{`"acme.a"`, `"acme.b"`, `"acme.pin" is refused by acme.b`, `"acme.kyc" is refused by acme.a`}},
		{"a circle with a way in", own(stays("acme.kyc"), stays("acme.pin")), []conversation.Guard{
			hostGuard("acme.a", []string{"acme.kyc"}, []string{"acme.pin"}), hostGuard("acme.b", []string{"acme.pin"}, []string{"acme.kyc", "confirm.problem"})}, nil},
		{"a group that nobody uses", func(d *conversation.Definition) { d.Groups["vip"] = []move.State{"advising", "gold"} }, nil,
			[]string{`groups["vip"]`, `"gold", which is no state`}},
	} {
		def, err := conversation.Irate()
		require.NoError(t, err)
		one.change(&def)
		_, err = conversation.NewPlaybook(withTools(t, &conversation.Options{Definition: &def, Guards: one.guards}))
		if one.want == nil {
			require.NoError(t, err, one.name)
			continue
		}
		require.ErrorIs(t, err, conversation.ErrDefinition, one.name)
		for _, want := range one.want {
			assert.ErrorContains(t, err, want, one.name)
		}
	}
}

func TestApologySkipped(t *testing.T) {
	p := book(t, &conversation.Options{Policy: &practice.Policy{Apology: practice.FaultOnly, Default: practice.Block}})
	angry := func(p *conversation.Playbook) *run {
		r := &run{t: t, c: p.Start("c1", move.Enforce), at: start}
		return r.customer(move.Vent{}).agent(move.Acknowledge{Feeling: "angry"}).agent(restate)
	}
	r := angry(p)
	assert.Zero(t, r.c.Facts().ApologySkips, "not yet passed over")
	r.customer(yes).agent(advise)
	assert.Equal(t, 1, r.c.Facts().ApologySkips)
	b, err := r.c.Brief(r.at, conversation.Internal, language.English)
	require.NoError(t, err)
	assert.True(t, b.ApologySkipped)
	assert.Contains(t, b.Text(), "No apology was made")
	b, err = r.c.Brief(r.at, conversation.External, language.English)
	require.NoError(t, err)
	assert.False(t, b.ApologySkipped)
	assert.NotContains(t, b.Text(), "apology")
	story, err := r.c.Story(language.German)
	require.NoError(t, err)
	assert.Contains(t, story.Text(), "Wir entschuldigten uns nicht")

	withFault := angry(p).agent(move.Establish{Fault: "f", Evidence: []move.Evidence{{Ref: "log"}}}).customer(yes)
	assert.Zero(t, withFault.c.Facts().ApologySkips, "with a fault an apology is due")
	calm := &run{t: t, c: p.Start("c1", move.Enforce), at: start}
	calm.customer(move.Tell{}).agent(restate).customer(yes)
	assert.Zero(t, calm.c.Facts().ApologySkips, "nobody was angry")
	assert.Zero(t, angry(book(t, nil)).customer(yes).c.Facts().ApologySkips, "regret first: left out by us, not by the policy")
}

func TestBriefCorrections(t *testing.T) {
	r := begin(t, move.Enforce).customer(clear1).
		agent(move.DirectAnswer{What: "Yes, on every ARM board."}).
		agent(move.Retract{Entry: 2, What: "on 64-bit ARM boards only"})
	for _, to := range []conversation.Audience{conversation.Internal, conversation.External} {
		b, err := r.c.Brief(r.at, to, language.English)
		require.NoError(t, err)
		assert.Equal(t, []conversation.BriefCorrection{{Said: "Yes, on every ARM board.", Right: "on 64-bit ARM boards only"}}, b.Corrected)
		assert.Contains(t, b.Text(), "on 64-bit ARM boards only (before: Yes, on every ARM board.)")
	}
	note := turn(transcript.Agent, r.at, "told them nonsense about entry 2")
	note.Visibility = transcript.Internal
	_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.Agent}, Turn: &note, Moves: move.Moves{move.Retract{Entry: 2, What: "not on the old ones, says Natasha"}}})
	require.NoError(t, err)
	b, err := r.c.Brief(r.at, conversation.External, language.English)
	require.NoError(t, err)
	assert.NotContains(t, b.Text(), "Natasha")
	b, err = r.c.Brief(r.at, conversation.Internal, language.English)
	require.NoError(t, err)
	assert.Len(t, b.Corrected, 2)
}
