package conversation_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

func TestStrain(t *testing.T) {
	var s conversation.Strain
	for i := range 5 {
		s.Meet(start.Add(time.Duration(i)*10*time.Minute), temper.Angry)
	}
	s.Meet(start.Add(50*time.Minute), temper.Calm)
	assert.False(t, s.PauseAdvised(start.Add(time.Hour)))
	s.Meet(start.Add(time.Hour), temper.Abusive)
	s.Meet(start.Add(time.Hour), temper.Abusive)
	assert.True(t, s.PauseAdvised(start.Add(time.Hour)))
	assert.False(t, s.PauseAdvised(start.Add(4*time.Hour)), "it wears off")
	assert.Zero(t, s.At(start.Add(24*time.Hour)))
	assert.Zero(t, s.At(start.Add(-time.Hour)), "nothing before it happened")
}

func TestAttention(t *testing.T) {
	p := book(t, &conversation.Options{Persons: true})
	a := conversation.Attention{Limit: 3}
	open := func(id conversation.ID, mood temper.Level) *conversation.Conversation {
		c := p.Start(id, move.Observe)
		for _, e := range []move.Entry{
			{At: start, By: move.Actor{Author: transcript.Customer}, Temper: temper.Reading{Level: mood, Score: 0.9}, Moves: move.Moves{move.Tell{}}},
			{At: start.Add(time.Minute), By: move.Actor{Author: transcript.Agent, Party: "lee"}, Moves: move.Moves{move.Acknowledge{}}},
		} {
			_, err := c.Do(e)
			require.NoError(t, err)
		}
		a.Track(c)
		return c
	}
	open("1", temper.Calm)
	second := open("2", temper.Angry)
	n, weight := a.Holds("lee")
	assert.Equal(t, []int{2, 3}, []int{n, weight})
	assert.False(t, a.Free("lee"))
	assert.True(t, a.Free("kim"))
	_, err := second.Do(move.Entry{At: start.Add(time.Hour), By: move.Actor{Author: transcript.Agent, Party: "lee"}, Moves: move.Moves{move.Close{}}})
	require.NoError(t, err)
	a.Track(second)
	assert.True(t, a.Free("lee"))

	p = book(t, nil) // nobody opted in
	before, _ := a.Holds("lee")
	open("3", temper.Calm)
	n, _ = a.Holds("lee")
	assert.Equal(t, before, n)
}

func TestSurveys(t *testing.T) {
	csat := conversation.CSAT([]int{5, 4, 4, 3, 1, 5, 5, 2, 4, 5})
	assert.InDelta(t, 70, csat.Value, 1e-9)
	assert.InDelta(t, 39.68, csat.Low, 0.01) // Wilson's interval for 7 of 10
	assert.InDelta(t, 89.22, csat.High, 0.01)
	nps := conversation.NPS([]int{10, 9, 9, 8, 7, 6, 0, 10})
	assert.InDelta(t, 25, nps.Value, 1e-9)
	assert.Less(t, nps.Low, nps.Value)
	assert.Greater(t, nps.High, nps.Value)
	ces := conversation.CES([]int{7, 6, 5, 6})
	assert.InDelta(t, 6, ces.Value, 1e-9)
	assert.Equal(t, []float64{1, 7}, []float64{math.Floor(ces.Low), ces.High}, "four answers say little")
	assert.True(t, math.IsNaN(conversation.CSAT(nil).Value))
	one := conversation.CES([]int{4})
	assert.Equal(t, []float64{1, 7}, []float64{one.Low, one.High}, "one answer says little")
	all := conversation.NPS([]int{10, 10})
	assert.InDelta(t, 100, all.High, 1e-9)
	assert.True(t, all.Few)

	j := move.Journal{
		{Moves: move.Moves{move.Survey{Survey: move.NPS}}}, {Moves: move.Moves{move.Survey{Survey: move.NPS}}},
		{Moves: move.Moves{move.Rate{Survey: move.NPS, Score: 9}}}, {Moves: move.Moves{move.Rate{Survey: move.CSAT, Score: 5}}},
	}
	results := conversation.Surveys(j)
	require.Len(t, results, 2)
	assert.Equal(t, move.CSAT, results[0].Survey)
	assert.Equal(t, []int{2, 1}, []int{results[1].Asked, results[1].Responses})
}

// Intervals at the edges: no answer of one customer is a certainty.
func TestSurveyIntervals(t *testing.T) {
	many := func(n, score int) []int {
		out := make([]int, n)
		for i := range out {
			out[i] = score
		}
		return out
	}
	for name, r := range map[string]conversation.SurveyResult{
		"nps one": conversation.NPS([]int{9}), "nps none": conversation.NPS([]int{0, 0}), "nps passive": conversation.NPS([]int{7, 8, 7}),
		"ces equal": conversation.CES([]int{5, 5, 5}), "ces one": conversation.CES([]int{4}), "csat one": conversation.CSAT([]int{5}),
		"ces many equal": conversation.CES(many(100, 5)), "nps many": conversation.NPS(many(100, 10)), "csat none": conversation.CSAT(many(40, 1)),
	} {
		assert.Less(t, r.Low, r.High, name)
		assert.LessOrEqual(t, r.Low, r.Value, name)
		assert.GreaterOrEqual(t, r.High, r.Value, name)
		assert.Equal(t, r.Responses < 30, r.Few, name)
	}
	one := conversation.NPS([]int{9})
	assert.InDelta(t, -73.4, one.Low, 0.1) // (2-1)/3 less 1.96 times the root of (1-1/9)/3
	assert.InDelta(t, 100, one.High, 1e-9)
	hundred := conversation.NPS(append(many(60, 10), many(40, 0)...))
	assert.InDelta(t, 0.0, hundred.Low, 0.7) // 20/102 less 1.96 times the root of (1-(20/102)^2)/102
	assert.InDelta(t, 38.6, hundred.High, 0.2)
	ces := conversation.CES(append(many(50, 7), many(50, 5)...))
	assert.InDelta(t, 6-1.96*math.Sqrt(100.0/99/100), ces.Low, 0.001)
	assert.InDelta(t, 6+1.96*math.Sqrt(100.0/99/100), ces.High, 0.001)
	assert.InDelta(t, 5-6*math.Sqrt(math.Log(40)/200), conversation.CES(many(100, 5)).Low, 1e-9)

	for _, r := range []conversation.SurveyResult{conversation.NPS([]int{99, 9, -1}), conversation.CSAT([]int{100, 5, 0}), conversation.CES([]int{0, 5, 8})} {
		assert.Equal(t, []int{1, 2}, []int{r.Responses, r.Invalid}, "what is off the scale is no answer")
	}
	assert.True(t, math.IsNaN(conversation.NPS([]int{99}).Value))
}

// A survey that never went out was not asked.
func TestUnsentSurveyWasNotAsked(t *testing.T) {
	j := move.Journal{
		{Seq: 1, Moves: move.Moves{move.Survey{Survey: move.CES}}}, {Seq: 2, Moves: move.Moves{move.Unsent{Entry: 1}}},
		{Seq: 3, Moves: move.Moves{move.Survey{Survey: move.CSAT}}},
	}
	results := conversation.Surveys(j)
	require.Len(t, results, 1)
	assert.Equal(t, move.CSAT, results[0].Survey)
	assert.Equal(t, 1, results[0].Asked)
}

func TestVoices(t *testing.T) {
	say := func(by transcript.Author, v move.Voice) move.Entry {
		return move.Entry{By: move.Actor{Author: by}, Moves: move.Moves{v}}
	}
	a := move.Journal{say(transcript.Customer, move.Voice{Topic: "export", What: "a header row", Wish: true}), say(transcript.Agent, move.Voice{Topic: "export", What: "asked daily"})}
	b := move.Journal{say(transcript.Customer, move.Voice{Topic: "export"}), say(transcript.Customer, move.Voice{Topic: "login", What: "twice a day"})}
	got := conversation.Voices(a, b, nil)
	require.Len(t, got, 2)
	assert.Equal(t, conversation.VoiceCount{Topic: "export", Conversations: 2, Wishes: 1, Troubles: 2, FromAgents: 1, Words: []string{"a header row", "asked daily"}}, got[0])
	assert.Empty(t, conversation.Voices(a.Erase())[0].Words)
}

func TestAffected(t *testing.T) {
	hit := begin(t, move.Observe).customer(move.Tell{}).agent(move.RootCause{Cause: "fw"})
	told := begin(t, move.Observe).agent(move.RootCause{Cause: "fw"}).agent(move.DeliverRCA{Document: "d"})
	other := begin(t, move.Observe).agent(move.RootCause{Cause: "db"})
	assert.Equal(t, []conversation.ID{"c1"}, conversation.Affected("fw", hit.c, told.c, other.c))
}

func TestBrief(t *testing.T) {
	r := begin(t, move.Observe)
	_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.Customer}, Temper: temper.Reading{Level: temper.Angry, Score: 0.9},
		Turn:  &transcript.Turn{Thread: "c1", At: r.at, Author: transcript.Customer, Name: "Ana Ruiz", Text: "Third time this month!!"},
		Moves: move.Moves{move.Vent{}, move.Tell{What: "the configuration is gone"}}})
	require.NoError(t, err)
	r.agent(move.Acknowledge{Feeling: "three nights lost"}).agent(move.Ask{Fact: "version", What: "which version?"}).
		customer(move.Answer{Fact: "version", What: "7.2"}, move.Tried{What: "a restart", Outcome: move.Failed}).
		agent(restate).customer(yes, move.Wish{What: "running by eight"}).
		agent(fix("p1", start.Add(10*time.Hour))).agent(fix("p0", start.Add(20*time.Hour))).agent(move.Settle{Promise: "p0", State: 3}).
		agent(move.Escalate{Purpose: "read the core dump", Owner: "l2", At: start.Add(time.Hour), Reason: move.NeedsSkill})
	at := start.Add(11 * time.Hour)
	in, err := r.c.Brief(at, conversation.Internal, language.English)
	require.NoError(t, err)
	assert.Equal(t, "Ana Ruiz", in.Customer)
	assert.Equal(t, restate.Problem, in.Problem)
	assert.Equal(t, move.Explicit, in.Confirmed)
	assert.Equal(t, "yes exactly", in.Words)
	assert.Equal(t, []conversation.BriefFact{{Fact: "version", Asked: "which version?", Answer: "7.2"}}, in.Known)
	assert.True(t, in.Promises[0].Late)
	assert.Equal(t, move.NeedsSkill, in.Reason)
	golden(t, "brief.internal.txt", in.Text())
	for _, tag := range []language.Tag{language.English, language.Spanish, language.German} {
		out, err := r.c.Brief(at, conversation.External, tag)
		require.NoError(t, err)
		text := out.Text()
		for _, inside := range []string{"l2", "needs-skill", "core dump", "three nights", "angry", "p0"} {
			assert.NotContains(t, text, inside)
		}
		assert.Contains(t, text, restate.Problem)
		assert.NotContains(t, text, "brief.")
	}
	_, err = r.c.Brief(at, conversation.Internal, language.Korean)
	require.ErrorContains(t, err, "ko")

	require.NoError(t, r.c.Erase())
	gone, err := r.c.Brief(at, conversation.Internal, language.English)
	require.NoError(t, err)
	assert.NotContains(t, gone.Text(), "Ana")
	assert.Empty(t, new(conversation.Brief).Text())
}

func TestStory(t *testing.T) {
	c, err := book(t, nil).Restore(everything(t))
	require.NoError(t, err)
	s, err := c.Story(language.English)
	require.NoError(t, err)
	golden(t, "story.txt", s.Text()+"\n")
	for _, words := range []string{"furious", "lost on every restart", "7.2", "tea", "l2"} {
		assert.NotContains(t, s.Text(), words)
	}
	for _, tag := range []language.Tag{language.Spanish, language.German} {
		s, err := c.Story(tag)
		require.NoError(t, err)
		assert.NotContains(t, s.Text(), "story.")
		assert.NotContains(t, s.Text(), "{")
	}
	empty, err := book(t, nil).Start("x", move.Observe).Story(language.English)
	require.NoError(t, err)
	assert.NotContains(t, empty.Text(), "story.")
}

// TestAdviceHasTexts walks the advice through conversations of every kind.
func TestAdviceHasTexts(t *testing.T) {
	seen := map[conversation.AdviceID]bool{}
	look := func(r *run) {
		for _, at := range []time.Time{r.at, r.at.Add(time.Hour), r.at.Add(300 * time.Hour)} {
			for _, a := range append(r.c.Next(at), r.c.Guidance(at)...) {
				assert.NotEqual(t, string(a.ID), a.Text)
				assert.True(t, a.Practice.Valid())
				seen[a.ID] = true
			}
		}
	}
	r := begin(t, move.Observe)
	for _, e := range []func(){
		func() { r.feels(temper.Abusive, move.Vent{}) }, func() { r.agent(move.Warn{Words: "w"}) }, func() { r.feels(temper.Abusive, move.Vent{}) },
		func() { r.agent(move.Acknowledge{}) }, func() { r.feels(temper.Calm, move.Tell{Vague: true, Urgent: true}) }, func() { r.agent(move.Sidestep{}) },
		func() { r.feels(temper.Calm, move.Chase{}, move.Chase{}) }, func() { r.agent(restate) }, func() { r.customer(yes) },
		func() { r.agent(offer()) }, func() { r.customer(move.Decline{}, move.Decline{}) }, func() { r.agent(fix("p", r.at.Add(time.Hour))) },
		func() { r.agent(move.Plan{}, move.PlanChange{}) }, func() { r.agent(move.Advise{Steps: []string{"1", "2", "3"}}) },
		func() { r.agent(move.Settle{Promise: "p", State: 3}) }, func() { r.agent(move.Deliver{}) }, func() { r.customer(works) },
		func() { r.agent(move.RootCause{Cause: "c"}) }, func() { r.agent(move.Thank{For: move.ForHelp}) },
		func() {
			r.agent(move.Profile{Is: []move.Customer{move.Cooperative, move.Technical, move.NonTechnical, move.Intimidating, move.Talkative, move.Demanding}})
		},
		func() {
			r.agent(move.Relation{Cause: move.Stress}, move.Relation{Cause: move.Pride}, move.Relation{Cause: move.NoContact})
		},
		func() {
			r.agent(move.Relation{Cause: move.Misunderstanding}, move.Relation{Cause: move.Culture}, move.Relation{Cause: move.Dislike})
		},
		func() { r.agent(move.Situate{Is: move.UnhappyUncaring}) }, func() { r.agent(move.Situate{Is: move.VagueHelpful}) },
		func() { r.customer(move.Reopen{}) }, func() { r.customer(move.Correct{}, move.Correct{}) },
	} {
		e()
		look(r)
	}
	assert.Greater(t, len(seen), 40)
}

// A promise that they name and that is not on record stands in the brief until
// somebody looked it up (C13).
func TestBriefNamesClaims(t *testing.T) {
	r := begin(t, move.Observe)
	tuesday := time.Date(2026, 3, 3, 15, 0, 0, 0, time.UTC)
	r.customer(move.Claim{What: "you promised me the part for Tuesday", Due: tuesday, Broken: true})
	b, err := r.c.Brief(r.at, conversation.Internal, language.English)
	require.NoError(t, err)
	require.Equal(t, []conversation.BriefClaim{{What: "you promised me the part for Tuesday", Due: tuesday, Broken: true}}, b.Claims)
	assert.Contains(t, b.Text(), "not on record, look it up: you promised me the part for Tuesday, due Tuesday")
	out, err := r.c.Brief(r.at, conversation.External, language.English)
	require.NoError(t, err)
	assert.Empty(t, out.Claims, "the customer is not told that we did not note it")

	due := r.c.Due(r.at)
	require.NotEmpty(t, due)
	assert.Equal(t, move.ClaimLookup, due[0].Of)
	assert.Equal(t, practice.C13, due[0].Practice)

	r.customer(move.Claim{Promise: "other", What: "and the discount"})
	b, err = r.c.Brief(r.at, conversation.Internal, language.English)
	require.NoError(t, err)
	assert.Len(t, b.Claims, 2, "an id that is not on record is a claim as well")

	r.agent(move.Promise{Promise: "part", What: "the part", Due: tuesday})
	r.customer(move.Claim{Promise: "part", What: "the part"})
	b, err = r.c.Brief(r.at, conversation.Internal, language.English)
	require.NoError(t, err)
	assert.Empty(t, b.Claims)
	for _, d := range r.c.Due(r.at) {
		assert.NotEqual(t, move.ClaimLookup, d.Of)
	}

	erased := begin(t, move.Observe).customer(move.Claim{What: "you promised me the part for Tuesday"})
	require.NoError(t, erased.c.Erase())
	b, err = erased.c.Brief(erased.at, conversation.Internal, language.English)
	require.NoError(t, err)
	assert.Len(t, b.Claims, 1)
	assert.NotContains(t, b.Text(), "part")
}
