package conversation

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

var (
	walkSteps = flag.Int("walk", 10_000, "moves of the random walk; the full one has 1000000")
	walkKeys  = flag.Int("keys", 100, "classes tried against the code per thing that can happen; the full walk has 3000")
)

// sample is something that can happen in any class: an entry, or time that passes.
type sample struct {
	name    string
	by      transcript.Author
	temper  temper.Level
	moves   move.Moves
	channel transcript.Channel   // "": as before
	unread  bool                 // a message of which nothing was read
	passes  time.Duration        // no entry: so much time passes
	comes   commitment.PromiseID // no entry: the time comes for which it was made
}

// entry is the sample's entry at an instant.
func (s *sample) entry(f *Facts, now time.Time) move.Entry {
	e := move.Entry{At: now, By: move.Actor{Author: s.by}, Channel: s.channel, Temper: temper.Reading{Level: s.temper, Score: 0.95}, Moves: s.moves}
	if s.unread {
		e.Turn = &transcript.Turn{Thread: "w", At: now, Author: s.by, Text: "some words"}
	}
	if s.name == noticedDormancy {
		e.Moves = move.Moves{move.Noticed{Key: deadlineKey(move.Dormancy, f.OursSeq), Of: move.Dormancy}}
	}
	return e
}

// samples fills in every variant so that it validates, and adds the cases that
// lead elsewhere: tempers, weaker confirmations, broken promises.
func samples(p *Playbook, at time.Time) []sample {
	due := at.Add(time.Hour)
	own := map[string]move.Move{
		"confirm.problem":     move.Confirm{Of: move.Problem, How: move.Explicit, Words: "yes"},
		"confirm.fix":         move.Confirm{Of: move.Fix, How: move.Explicit, Words: "works"},
		"confirm.agreement":   move.Confirm{Of: move.Agreement, How: move.Explicit, Words: "ok"},
		"rate":                move.Rate{Score: 4},
		"restate":             move.Restate{Problem: "p"},
		"restate.assumed":     move.Restate{Problem: "p", Assumed: true},
		"request":             move.Request{Clear: true},
		"apologise.admission": move.Apologise{Of: move.Admission, Fault: "f"},
		"establish":           move.Establish{Fault: "f", Evidence: []move.Evidence{{Ref: "log"}}},
		"advise":              move.Advise{Steps: []string{"a"}},
		"offer":               move.Offer{Options: []move.Option{{ID: "a", What: "a", Cost: "none", Takes: "1 h"}, {ID: "b", What: "b", Cost: "none", Takes: "2 h"}}},
		"refuse":              move.Refuse{Reason: "r", Nearest: "n"},
		"promise":             move.Promise{Promise: "p", Due: due},
		"promise.fix":         move.Promise{Promise: "p", Due: due, Fix: true},
		"settle":              move.Settle{Promise: "p", State: commitment.Kept},
		"dont_know":           move.DontKnow{Promise: "p", Due: due},
		"retract":             move.Retract{Turn: "t"},
		"pause":               move.Pause{Purpose: "c", Owner: "o", FollowUp: "p", At: due},
		"consult":             move.Consult{Purpose: "c", Owner: "o", At: due},
		"escalate":            move.Escalate{Purpose: "c", Owner: "o", At: due, Reason: move.NeedsSkill},
		"lead":                move.Lead{Owner: ""},
		"warn":                move.Warn{Turn: "t"},
		"end":                 move.End{Turn: "t", FollowUp: "p"},
		"root_cause":          move.RootCause{Cause: "c"},
		"deliver_rca":         move.DeliverRCA{Document: "d"},
		"voice":               move.Voice{Topic: "x"},
	}
	var out []sample
	for i := range p.variants {
		v := &p.variants[i]
		m := v.template
		if filled, ok := own[v.name]; ok {
			m = filled
		}
		switch v.name {
		case "lead", "override", "unsent", "noticed":
			continue // of the record; lead changes only who may speak
		}
		if v.hidden {
			continue
		}
		by := transcript.Agent
		if v.side == move.Theirs {
			by = transcript.Customer
		}
		out = append(out, sample{name: v.name, by: by, moves: move.Moves{m}})
	}
	return append(out, moreSamples(due)...)
}

func moreSamples(due time.Time) []sample {
	const theirs, ours = transcript.Customer, transcript.Agent
	settle := func(id commitment.PromiseID, s commitment.State) move.Moves {
		return move.Moves{move.Settle{Promise: id, State: s}}
	}
	long := make([]string, 12)
	for i := range long {
		long[i] = "a"
	}
	return []sample{
		{name: "angry", by: theirs, temper: temper.Angry, moves: move.Moves{move.Vent{}}},
		{name: "angry words", by: theirs, temper: temper.Angry, moves: move.Moves{move.Tell{}}},
		{name: "calm", by: theirs, temper: temper.Calm, moves: move.Moves{move.Tell{}}},
		{name: "tense", by: theirs, temper: temper.Tense, moves: move.Moves{move.Tell{}}},
		{name: "abusive", by: theirs, temper: temper.Abusive},
		{name: "unread", by: theirs, unread: true},
		{name: "again", by: theirs, moves: move.Moves{move.Tell{Again: true}}},
		{name: "vague", by: theirs, moves: move.Moves{move.Tell{Vague: true}}},
		{name: "vague request", by: theirs, moves: move.Moves{move.Request{}}},
		{name: "vague answer", by: theirs, moves: move.Moves{move.Answer{Vague: true}}},
		{name: "implicit", by: theirs, moves: move.Moves{move.Confirm{Of: move.Problem, How: move.Implicit}}},
		{name: "silent consent", by: theirs, moves: move.Moves{move.Confirm{Of: move.Problem, How: move.Assumed}}},
		{name: "fix implicit", by: theirs, moves: move.Moves{move.Confirm{Of: move.Fix, How: move.Implicit}}},
		{name: "claim broken", by: theirs, moves: move.Moves{move.Claim{Broken: true}}},
		{name: "played back", by: theirs, moves: move.Moves{move.PlayBack{Right: true}}},
		{name: "thanks", by: theirs, moves: move.Moves{move.Thank{}}},
		{name: "hello", by: theirs, moves: move.Moves{move.Greet{}}},
		{name: "relayed", by: ours, moves: move.Moves{move.Vent{}}},
		{name: "relayed and answered", by: ours, moves: move.Moves{move.Vent{}, move.Inform{}}},
		{name: "relayed request and answered", by: ours, moves: move.Moves{move.Request{Clear: true}, move.Inform{}}},
		{name: "long advice", by: ours, moves: move.Moves{move.Advise{Steps: long}}},
		{name: "announce", by: ours, moves: move.Moves{move.Verify{Timeout: true}}},
		{name: "thank for help", by: ours, moves: move.Moves{move.Thank{For: move.ForHelp}}},
		{name: "other fault", by: ours, moves: move.Moves{move.Apologise{Of: move.Admission, Fault: "g"}}},
		{name: "angry draft", by: ours, temper: temper.Angry, moves: move.Moves{move.Inform{}}},
		{name: "promise q", by: ours, moves: move.Moves{move.Promise{Promise: "q", Due: due}}},
		{name: "fix q", by: ours, moves: move.Moves{move.Promise{Promise: "q", Due: due, Fix: true}}},
		{name: "deliver p", by: ours, moves: move.Moves{move.Deliver{Promise: "p"}}},
		{name: "win back p", by: ours, moves: move.Moves{move.WinBack{FollowUp: "p"}}},
		{name: "broken", by: ours, moves: settle("p", commitment.Broken)},
		{name: "at risk", by: ours, moves: settle("p", commitment.AtRisk)},
		{name: "released q", by: ours, moves: settle("q", commitment.Released)},
		{name: "broken q", by: ours, moves: settle("q", commitment.Broken)},
		{name: noticedDormancy, by: transcript.System},
		{name: "silence", by: transcript.System},
		{name: "by chat", by: ours, channel: transcript.Chat},
		{name: "by phone", by: ours, channel: transcript.Phone},
		{name: "by e-mail", by: ours, channel: transcript.Email},
		{name: "no hurry", by: theirs, moves: move.Moves{move.Tell{Patient: true}}},
		{name: "calm thanks", by: theirs, temper: temper.Calm, moves: move.Moves{move.Thank{}}},
		{name: "calm yes", by: theirs, temper: temper.Calm, moves: move.Moves{move.Confirm{Of: move.Problem, How: move.Explicit}}},
		{name: "time of p", by: transcript.System, comes: "p"},
		{name: "time of q", by: transcript.System, comes: "q"},
		{name: "a second", by: transcript.System, passes: time.Second},
		{name: "two seconds", by: transcript.System, passes: 2 * time.Second},
		{name: "ten seconds", by: transcript.System, passes: 10 * time.Second},
		{name: "a day", by: transcript.System, passes: 24 * time.Hour},
		{name: "two days", by: transcript.System, passes: 48 * time.Hour},
	}
}

// TestKeyIsEnough shows that a key holds all that the playbook goes by: real
// conversations, with counters, questions, names and journals that no key has,
// do in every sample what facts made of their key do. It also shows that it
// would notice: with any field left out of the key they no longer do.
func TestKeyIsEnough(t *testing.T) {
	p, err := NewPlaybook(nil)
	require.NoError(t, err)
	w, list := newWalker(p), samples(p, keyNow)
	n := 150
	if RaceEnabled {
		n = 30
	}
	rng := rand.New(rand.NewPCG(11, 3))
	var keys []key
	for i := range n {
		f, now := anyFacts(t, p, rng, 5+rng.IntN(60), []move.Mode{move.Enforce, move.Observe}[i%2])
		k := w.keys.of(&f, now)
		keys = append(keys, k)
		made := w.keys.facts(k)
		require.Equal(t, k, w.keys.of(&made, keyNow), "a key of facts made of a key")
		for j := range list {
			if list[j].passes > 0 || list[j].comes != "" {
				continue // an age counts from where it really is; the walk checks that
			}
			is, err := w.tryFacts(&list[j], f, now)
			require.NoError(t, err)
			want, err := w.try(&list[j], k)
			require.NoError(t, err)
			require.Equal(t, want, is, "%s in %s", list[j].name, w.keys.text(k))
		}
		is, err := w.optionsFacts(f, now)
		require.NoError(t, err)
		want, err := w.options(k)
		require.NoError(t, err)
		require.Equal(t, want, is, w.keys.text(k))
	}
	if RaceEnabled {
		return
	}
	for range 5 * n {
		keys = append(keys, w.keys.random(rng))
	}
	for i, field := range w.keys.fields {
		if field.name != "follow-up" { // for the contract alone
			assert.True(t, w.matters(t, list, keys, i), "%s could be left out", field.name)
		}
	}
}

// anyFacts are those of a real conversation after some random entries.
func anyFacts(t *testing.T, p *Playbook, rng *rand.Rand, steps int, mode move.Mode) (Facts, time.Time) {
	c, now := p.Start("r", mode), start0
	for range steps {
		now = now.Add(time.Duration(rng.IntN(9000)) * time.Millisecond)
		if rng.IntN(30) == 0 {
			now = now.Add(time.Duration(rng.IntN(60)) * time.Hour)
		}
		if _, err := c.Do(randomEntry(p, c, now, rng)); err != nil && !errors.Is(err, ErrRefused) && !errors.Is(err, ErrSide) {
			t.Fatal(err)
		}
	}
	f := c.Facts()
	f.Overrides = nil // see TestExhaustiveWalk
	f.HoldSeq = 0     // of an entry that is past; here the next one is the first again
	return f, now.Add(time.Duration(rng.IntN(9000)) * time.Millisecond)
}

// matters reports whether anything changes with a field left out of some key,
// other than the field itself.
func (w *walker) matters(t *testing.T, list []sample, keys []key, field int) bool {
	for _, k := range keys {
		if k[field] == 0 {
			continue
		}
		without := k
		without[field] = 0
		for j := range list {
			with, err := w.try(&list[j], k)
			require.NoError(t, err)
			is, err := w.try(&list[j], without)
			require.NoError(t, err)
			with[field], is[field] = 0, 0
			if !slices.Equal(with, is) {
				return true
			}
		}
	}
	return false
}

// TestSetsAreTheList walks a part of the playbook twice, as sets and class by
// class, and finds the same classes and the same dead ends.
func TestSetsAreTheList(t *testing.T) {
	if RaceEnabled {
		t.Skip("one goroutine, and several times as slow under the race detector")
	}
	p, err := NewPlaybook(nil)
	require.NoError(t, err)
	w := newWalker(p)
	follow := []string{"request", "restate", "confirm.problem", "advise", "long advice", "ask_play_back", "played back",
		"confirm.fix", "thank for help", "close.confirmed", "end", "warn", "ten seconds", "two seconds", "a second"}
	list := slices.DeleteFunc(samples(p, keyNow), func(s sample) bool { return !slices.Contains(follow, s.name) })
	g, err := w.graph(list, 300)
	require.NoError(t, err)
	strict := g.steps(true)
	reached := g.reach(g.start(), strict)
	closing := g.lead(g.and(reached, g.inState(Closed)), reached, strict)

	w.blind = true
	f := p.start.facts
	queue := []key{w.keys.of(&f, keyNow)}
	from, ends := map[key][]key{queue[0]: nil}, []key(nil)
	for len(queue) > 0 {
		k := queue[0]
		queue = queue[1:]
		if p.states[k[0]].ID == Closed {
			ends = append(ends, k)
		}
		for i := range list {
			is, err := w.try(&list[i], k)
			require.NoError(t, err)
			if slices.Contains(is[keyLen:], 1) {
				continue
			}
			next := key(is[:keyLen])
			if _, known := from[next]; !known {
				queue = append(queue, next)
			}
			from[next] = append(from[next], k)
		}
	}
	lead := map[key]bool{}
	for len(ends) > 0 {
		k := ends[len(ends)-1]
		ends = ends[:len(ends)-1]
		if !lead[k] {
			lead[k] = true
			ends = append(ends, from[k]...)
		}
	}
	t.Logf("%d classes, %d of them lead to a closed one", len(from), len(lead))
	require.Equal(t, int64(len(from)), g.classes(reached).Int64())
	require.Equal(t, int64(len(lead)), g.classes(closing).Int64())
	for k := range from {
		require.NotEqual(t, none, g.and(g.set(k), reached))
		require.Equal(t, lead[k], g.and(g.set(k), closing) != none)
	}
	require.NotEmpty(t, lead)
	require.Less(t, len(lead), len(from), "some dead ends, to compare")
}

// TestExhaustiveWalk walks all classes of the default playbook that can be
// reached: whatever is said, in any order, by phone, chat and e-mail and from
// one to another, with any time between. A class is a key (see there). There
// are 48,244,756,964,352 of them in Enforce and 197,813,706,719,232 in Observe,
// too many to list, so they are kept as sets (see bdd) and followed as sets, all
// classes of a set at once. What happens in a class is learnt from the code
// itself (see learner), and what is learnt is tried again in classes drawn from
// all that were reached.
//
// Left out, and why nothing is lost by it:
//   - Parties: every entry is by somebody without a name, to whom A29 always
//     leaves the floor. No other guard reads them, and nothing that A29 reads
//     feeds another guard.
//   - Overrides let one guard be skipped. What can be reached with any number
//     of them is within what Observe reaches, where every guard can be skipped
//     always, and that is walked as well.
//   - A policy only skips guards: as above.
//   - Entries of several moves are the same as one entry for each, except that
//     the turn is settled once, at the end. That matters when we write down
//     what they said together with what we said: "relayed and answered".
//   - A third promise: see keyPromises.
//
// The short form tries 100 classes of each set with everything that can happen;
// the full one is: go test ./conversation -run ExhaustiveWalk -keys 3000 -v
func TestExhaustiveWalk(t *testing.T) {
	if RaceEnabled {
		t.Skip("sets of one goroutine, several times as slow under the race detector")
	}
	p, err := NewPlaybook(nil)
	require.NoError(t, err)
	w := newWalker(p)
	rng := rand.New(rand.NewPCG(7, 7))
	begin := time.Now()
	g, err := w.graph(samples(p, keyNow), max(600, *walkKeys))
	require.NoError(t, err)
	t.Logf("%d things that can happen, learnt in %v", len(g.samples), time.Since(begin).Round(time.Millisecond))

	begin = time.Now()
	strict := g.steps(true)
	reached := g.reach(g.start(), strict)
	t.Logf("Enforce: %v classes in %d nodes, %v", g.classes(reached), g.size(reached), time.Since(begin).Round(time.Millisecond))
	begin = time.Now()
	seen := g.reach(reached, g.steps(false))
	t.Logf("Observe: %v classes in %d nodes, %v", g.classes(seen), g.size(seen), time.Since(begin).Round(time.Millisecond))

	t.Run("contract", func(t *testing.T) { g.checkContract(t, reached) })
	t.Run("Options and Do agree", func(t *testing.T) { g.checkOptions(t, seen) })
	t.Run("no dead end", func(t *testing.T) { g.checkDeadEnds(t, seen, strict) })
	t.Run("nothing is out of reach", func(t *testing.T) { g.checkUse(t, reached) })
	t.Run("as the code has it", func(t *testing.T) { g.checkCode(t, rng, reached, seen) })
	t.Run("real conversations stay within", func(t *testing.T) { g.checkReal(t, rng, reached) })
	t.Logf("%d nodes in all", len(g.nodes))
}

func (g *graph) start() bdd {
	f := g.w.p.start.facts
	return g.set(g.w.keys.of(&f, keyNow))
}

// named returns where something can be done.
func (g *graph) named(name string) *way {
	for i := range g.samples {
		if g.samples[i].name == name {
			return &g.ways[i]
		}
	}
	panic("no sample " + name)
}

// checkContract says once more, and differently from the guards, what must
// hold in every class in which something can be done.
func (g *graph) checkContract(t *testing.T, reached bdd) {
	hold := func(what string, must bdd, names ...string) {
		for _, name := range names {
			if bad := g.less(g.and(reached, g.named(name).open), must); bad != none {
				t.Errorf("%s: %s is open in %v classes, among them %s", what, name, g.classes(bad),
					g.w.keys.text(g.pick(bad, rand.New(rand.NewPCG(1, 1)))))
			}
		}
	}
	both := func(sets ...bdd) bdd {
		out := all
		for _, s := range sets {
			out = g.and(out, s)
		}
		return out
	}
	no := func(name string) bdd { return g.in(name, 0) }
	yes := func(name string) bdd { return g.in(name, 1) }
	over := func(name string) bdd {
		return g.in(name, noPromise, brokenDue, brokenAhead, doneDue, doneAhead)
	}
	const explicit, implicit, assumed = int(move.Explicit), int(move.Implicit), int(move.Assumed)
	const chat, phone, email = 0, 1, 2
	confirmed := g.or(g.in("confirmed", explicit), g.or(
		g.and(g.in("channel", chat, email), g.in("confirmed", implicit)),
		g.and(g.in("channel", email), g.in("confirmed", assumed))))
	calm := both(no("hot before"), no("hot last"))
	express := both(yes("clear"), no("vague"), calm, no("heated"), no("repeated"), no("corrected"), no("broken"))

	hold("outside the express lane nothing before a confirmed restatement", g.or(confirmed, express),
		"advise", "long advice", "offer", "plan", "deliver", "deliver p", "verify", "announce", "promise.fix", "fix q")
	hold("a direct answer is the express lane's", express, "direct_answer")
	hold("closed with nothing open", both(over("promise p"), over("promise q"), no("rca owed"),
		yes("thanked"), no("plan stale"), no("play back owed"), no("feeling owed")), "close.confirmed", "close.timeout")
	hold("closed when it works", g.or(g.in("fixed", explicit), both(express, yes("answered"),
		g.or(g.in("fixed", implicit, assumed), yes("their thanks")))), "close.confirmed")
	hold("closed after notice", g.or(g.in("notice", 3), g.and(g.in("channel", chat, phone), g.in("notice", 2))), "close.timeout")
	hold("no negotiation with someone angry", calm, "offer", "refuse")
	hold("the feeling first", no("feeling owed"), "advise", "long advice", "offer", "refuse", "plan", "direct_answer", "survey")
	hold("no admission without evidence", g.and(yes("fault"), g.in("confirmed", explicit)), "apologise.admission")
	hold("no admission of a fault that is not on record", none, "other fault")
	hold("no second apology before something was done", no("apology idle"), "apologise.regret", "apologise.admission")
	hold("an end only after a warning that was heard", g.and(yes("warned"), yes("heard warning")), "end")
	hold("nothing in anger", none, "angry draft")
	quiet := g.or(no("our turn"), g.or(g.in("channel", email), g.in("age", 4)))
	quiet = g.or(quiet, both(g.in("channel", chat), no("last vent"), g.in("age", 3)))
	quiet = g.or(quiet, both(g.in("channel", phone), no("last vent"), g.in("age", 1, 2, 3)))
	quiet = g.or(quiet, both(g.in("channel", phone), yes("last vent"), g.in("age", 2, 3)))
	for i := range g.w.p.variants {
		if v := &g.w.p.variants[i]; v.speech && v.side != move.Theirs && v.kind != move.KindHold && v.kind != move.KindGreet && v.kind != move.KindThank {
			hold("nobody is interrupted", quiet, v.name)
		}
	}
	if bad := g.less(g.and(reached, g.inState(Paused)), yes("follow-up")); bad != none {
		t.Errorf("%v classes are paused without a follow-up", g.classes(bad))
	}
	for i := range g.samples {
		if v, ok := g.w.p.byName[g.samples[i].name]; ok && g.w.p.variants[v].side == move.Theirs {
			hold("what they do is never refused", all, g.samples[i].name)
			assert.Equal(t, all, g.named(g.samples[i].name).open)
		}
	}
}

// checkOptions compares, guard by guard, what Options says of a move with what
// Do says, in all classes.
func (g *graph) checkOptions(t *testing.T, seen bdd) {
	compared := 0
	for i := range g.w.p.listed {
		v := &g.w.p.variants[g.w.p.listed[i].index]
		for j := range g.samples {
			if g.samples[j].name != v.name {
				continue
			}
			compared++
			where := seen
			if v.kind == move.KindSettle { // which promise, Options can't know
				where = g.less(where, g.in("promise p", 0))
			}
			options, do := all, g.ways[j].open
			for _, refuses := range g.option[i] {
				options = g.less(options, refuses)
			}
			if bad := g.and(where, g.or(g.less(do, options), g.less(options, do))); bad != none {
				t.Errorf("%s: Options and Do disagree in %v classes, among them %s", v.name, g.classes(bad),
					g.w.keys.text(g.pick(bad, rand.New(rand.NewPCG(1, 1)))))
			}
		}
	}
	assert.Greater(t, compared, 60)
}

// checkDeadEnds shows that from every class some moves that nothing refuses
// lead to a closed one.
func (g *graph) checkDeadEnds(t *testing.T, seen bdd, strict []step) {
	closing := g.lead(g.and(seen, g.inState(Closed)), seen, strict)
	if bad := g.less(g.less(seen, g.inState(Ended)), closing); bad != none {
		t.Errorf("no way to a closed state from %v classes, among them %s", g.classes(bad),
			g.w.keys.text(g.pick(bad, rand.New(rand.NewPCG(1, 1)))))
	}
	if bad := g.and(g.and(seen, g.inState(Ended)), closing); bad != none {
		t.Errorf("an ended conversation is final, but %v classes lead on", g.classes(bad))
	}
}

// checkUse shows that everything can be done somewhere, and that every state is
// reached on every channel.
func (g *graph) checkUse(t *testing.T, reached bdd) {
	for i := range g.samples {
		name := g.samples[i].name
		if name != "other fault" && name != "angry draft" {
			assert.NotEqual(t, none, g.and(reached, g.ways[i].open), name)
		}
	}
	for _, s := range g.w.p.states {
		for c := range keyChannels {
			assert.NotEqual(t, none, g.and(reached, g.and(g.inState(s.ID), g.in("channel", c))), s.ID)
		}
	}
}

// checkCode draws classes and tries everything in them: what the sets say is
// what the code does.
func (g *graph) checkCode(t *testing.T, rng *rand.Rand, reached, seen bdd) {
	tried := 0
	for range *walkKeys {
		for _, from := range []bdd{reached, seen} {
			k := g.pick(from, rng)
			for i := range g.samples {
				is, err := g.w.try(&g.samples[i], k)
				require.NoError(t, err)
				tried++
				require.NoError(t, g.agrees(&g.ways[i], k, is, from))
			}
			is, err := g.w.options(k)
			require.NoError(t, err)
			at := g.set(k)
			for _, guards := range g.option {
				for _, refuses := range guards {
					require.Equal(t, is[0] == 1, g.and(at, refuses) != none)
					is = is[1:]
				}
			}
		}
	}
	t.Logf("%d tried", tried)
}

// agrees compares what the code does in a class with what the sets say.
func (g *graph) agrees(w *way, k key, is outcome, within bdd) error {
	at := g.set(k)
	open := true
	for i, refuses := range w.refused {
		if refused := is[keyLen+i] == 1; refused != (g.and(at, refuses) != none) {
			return fmt.Errorf("guard %s refuses %v in %s", g.w.p.guards[i].id, refused, g.w.keys.text(k))
		}
		open = open && is[keyLen+i] == 0
	}
	next := at
	if w.to != all {
		next = g.after(at, w.to, w.before)
	}
	if to := g.set(key(is[:keyLen])); next != to {
		return fmt.Errorf("%s leads to %s, the sets say %s", g.w.keys.text(k), g.w.keys.text(key(is[:keyLen])), g.w.keys.text(g.pick(next, rand.New(rand.NewPCG(1, 1)))))
	}
	if open && g.less(next, within) != none {
		return fmt.Errorf("%s was not reached", g.w.keys.text(key(is[:keyLen])))
	}
	return nil
}

// checkReal has real conversations go on at random, with any time between the
// entries: they never leave the classes that were reached.
func (g *graph) checkReal(t *testing.T, rng *rand.Rand, reached bdd) {
	var c *Conversation
	now := start0
	classes := map[key]bool{}
	for i := range 100 * *walkKeys {
		if i%300 == 0 {
			c = g.w.p.Start("r", move.Enforce)
		}
		now = now.Add([]time.Duration{0, time.Duration(rng.IntN(20_000)) * time.Millisecond, time.Duration(rng.IntN(100)) * time.Hour}[rng.IntN(3)])
		f := c.Facts()
		_, err := c.Do(g.samples[rng.IntN(len(g.samples))].entry(&f, now))
		require.True(t, err == nil || errors.Is(err, ErrRefused), err)
		f = c.Facts()
		k := g.w.keys.of(&f, now.Add(time.Duration(rng.IntN(20_000))*time.Millisecond))
		classes[k] = true
		require.NotEqual(t, none, g.and(g.set(k), reached), g.w.keys.text(k))
	}
	t.Logf("%d classes met", len(classes))
}

// checkInvariants is the contract, said once more and differently from the guards.
func checkInvariants(t *testing.T, p *Playbook, before, after *Facts, m move.Move) {
	t.Helper()
	lim := p.Limits(after.Channel) // the entry may have come on another channel
	confirmed := before.Confirmed != move.Unconfirmed && before.Confirmed <= lim.Confirm
	express := before.Clear && !before.Vague && !before.Heated && !before.Repeated && !before.Broken && before.Corrections == 0 &&
		(before.Trend.Level == temper.Unread || before.Trend.Level <= temper.Tense)
	switch m := m.(type) {
	case move.Advise, move.Offer, move.Plan, move.Deliver:
		assert.True(t, confirmed || express, "%s before a confirmed restatement", m.Kind())
	case move.Promise:
		assert.True(t, !m.Fix || confirmed || express, "a fix promised before a confirmed restatement")
	case move.Close:
		assert.Zero(t, before.OpenPromises(), "closed with an open promise")
		assert.False(t, before.RCAOwed, "closed with an analysis owed")
	case move.Apologise:
		assert.True(t, m.Of == move.Regret || len(before.Faults) > 0, "admission without evidence")
	case move.End:
		assert.Positive(t, before.Warnings, "ended without a warning")
	}
	if k := m.Kind(); k == move.KindOffer || k == move.KindRefuse {
		assert.Less(t, before.Trend.Level, temper.Angry, "negotiated while angry")
	}
	if k := m.Kind(); k == move.KindAdvise || k == move.KindOffer || k == move.KindClose {
		assert.False(t, before.FeelingOwed, "%s before an acknowledgement", k)
	}
	if after.State == Paused {
		assert.False(t, after.FollowUpAt.IsZero(), "paused without a follow-up")
	}
	assert.Equal(t, p.Stage(after.State), after.Stage)
}

var start0 = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// TestRandomWalk makes random moves, most of them refused, in many
// conversations one after the other; at each hundredth step the conversation is
// written out and restored, and each thousandth it is erased first.
func TestRandomWalk(t *testing.T) {
	p, err := NewPlaybook(nil)
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(2026, 3))
	c, now := p.Start("r", move.Enforce), start0
	accepted, refused, restored := 0, 0, 0
	for i := 1; i <= *walkSteps && !t.Failed(); i++ {
		if i%400 == 0 {
			mode := move.Enforce
			if rng.IntN(3) == 0 {
				mode = move.Observe
			}
			c = p.Start("r", mode)
		}
		now = now.Add(time.Duration(rng.IntN(90)) * time.Second)
		if rng.IntN(12) == 0 {
			now = now.Add(time.Duration(rng.IntN(60)) * time.Hour)
		}
		e := randomEntry(p, c, now, rng)
		before := c.Facts()
		_, err := c.Do(e)
		switch {
		case err == nil:
			accepted++
			after := c.Facts()
			if c.Mode() == move.Enforce && len(e.Moves) == 1 {
				if over := before.Overridden != after.Overridden; !over {
					checkInvariants(t, p, &before, &after, e.Moves[0])
				}
			}
		case errors.Is(err, ErrRefused), errors.Is(err, ErrSide):
			refused++
			if i%50 == 0 {
				require.Equal(t, before, c.Facts(), "a refused move changes nothing")
			}
		default:
			t.Fatalf("step %d: %v", i, err)
		}
		if i%100 == 0 {
			restored++
			if i%1000 == 0 {
				require.NoError(t, c.Erase())
			}
			c = sameAfterRestore(t, p, c)
		}
	}
	t.Logf("%d accepted, %d refused, %d times restored", accepted, refused, restored)
	require.Positive(t, accepted)
	require.Positive(t, refused)
}

func randomEntry(p *Playbook, c *Conversation, now time.Time, rng *rand.Rand) move.Entry {
	list := samples(p, now)
	s := list[rng.IntN(len(list))]
	f := c.Facts()
	e := s.entry(&f, now)
	switch n := uint64(len(c.Journal())); rng.IntN(40) {
	case 0:
		if n > 0 {
			e = move.Entry{At: now, By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{move.Unsent{Entry: 1 + rng.Uint64N(n)}}}
		}
	case 1:
		ids := p.Guards()
		e.By = move.Actor{Author: transcript.Agent, Party: "kim"}
		e.Moves = move.Moves{move.Override{Guard: ids[rng.IntN(len(ids))], Why: "because"}}
	case 2:
		if due := c.Due(now); len(due) > 0 {
			e = move.Entry{At: now, By: move.Actor{Author: transcript.System}, Moves: move.Moves{due[rng.IntN(len(due))].Noticed()}}
		}
	case 3:
		more := list[rng.IntN(len(list))]
		if more.by == s.by {
			e.Moves = append(move.Moves{}, append(s.moves, more.moves...)...)
		}
	case 4:
		e.Channel = []transcript.Channel{transcript.Email, transcript.Phone, transcript.Chat, "pigeon"}[rng.IntN(4)]
	case 5:
		e.Turn = &transcript.Turn{Thread: "r", At: now, Author: e.By.Author, Text: "some words"}
	}
	return e
}

func sameAfterRestore(t *testing.T, p *Playbook, c *Conversation) *Conversation {
	t.Helper()
	data, err := c.Snapshot()
	require.NoError(t, err)
	back, err := p.Restore(data)
	require.NoError(t, err)
	was, err := json.Marshal(c.Facts())
	require.NoError(t, err)
	is, err := json.Marshal(back.Facts())
	require.NoError(t, err)
	require.JSONEq(t, string(was), string(is))
	again, err := back.Snapshot()
	require.NoError(t, err)
	require.Equal(t, string(data), string(again))
	return back
}

func TestFactsHoldNoText(t *testing.T) {
	var f Facts
	erased := noText(t, f)
	assert.Positive(t, erased)
}
