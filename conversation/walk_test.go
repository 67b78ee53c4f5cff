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
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

var (
	walkSteps   = flag.Int("walk", 10_000, "moves of the random walk; the full one has 1000000")
	walkClasses = flag.Int("classes", 1_500, "classes of the walk over all moves at once, breadth first; the full one has 100000")
)

// sample is an entry to try: who, which moves, with which temper.
type sample struct {
	name   string
	by     transcript.Author
	temper temper.Level
	moves  move.Moves
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
		out = append(out, sample{v.name, by, temper.Unread, move.Moves{m}})
	}
	theirs := transcript.Customer
	return append(out,
		sample{"angry", theirs, temper.Angry, move.Moves{move.Vent{}}},
		sample{"calm", theirs, temper.Calm, move.Moves{move.Tell{}}},
		sample{"abusive", theirs, temper.Abusive, nil},
		sample{"again", theirs, temper.Unread, move.Moves{move.Tell{Again: true}}},
		sample{"vague", theirs, temper.Unread, move.Moves{move.Tell{Vague: true}}},
		sample{"implicit", theirs, temper.Unread, move.Moves{move.Confirm{Of: move.Problem, How: move.Implicit}}},
		sample{"broken", transcript.Agent, temper.Unread, move.Moves{move.Settle{Promise: "p", State: commitment.Broken}}},
		sample{"long advice", transcript.Agent, temper.Unread, move.Moves{move.Advise{Steps: []string{"a", "b", "c"}}}},
		sample{"played back", theirs, temper.Unread, move.Moves{move.PlayBack{Right: true}}},
		sample{"announce", transcript.Agent, temper.Unread, move.Moves{move.Verify{Timeout: true}}},
		sample{"silence", transcript.System, temper.Unread, nil},
		sample{"thank for help", transcript.Agent, temper.Unread, move.Moves{move.Thank{For: move.ForHelp}}},
		sample{"thanks", theirs, temper.Unread, move.Moves{move.Thank{}}},
	)
}

// at puts a conversation where facts are.
func at(p *Playbook, f Facts, mode move.Mode) *Conversation {
	c := &Conversation{book: p, id: "w", mode: mode}
	v := &version{facts: f}
	v.kept.Store(true)
	c.now.Store(v)
	return c
}

// class is what the guards make of facts: the facts that decide, no more.
func class(p *Playbook, f *Facts, now time.Time) string {
	s := asking{book: p, now: &version{facts: *f}, time: now}
	v := s.view()
	unmet := p.unmet(&v, p.free)
	return fmt.Sprint(f.State, f.Origin, unmet, f.Restated, f.Confirmed, p.express(f), p.shortWay(f), f.Vague, f.fixPending(), f.agreementPending(),
		f.OurTurn, f.Trend.Level, f.NoticeSeq != 0, len(f.Promises) > 0, f.OpenPromises() > 0, f.Warnings > 0, f.Accepted > 0, f.TheirThanks && f.Clear, f.PlanTold)
}

const step = 50 * time.Hour // past every window of the default limits

// walker explores classes breadth-first.
type walker struct {
	t      *testing.T
	p      *Playbook
	follow []string
	next   map[string][]string // class to classes
	facts  map[string]Facts
	queue  []string
}

// aspects are the parts of the playbook that are walked to exhaustion, each
// with the moves that matter to it; every other move is tried in every class as
// well, but not followed.
func aspects() map[string][]string {
	return map[string][]string{
		"confirming": {"vague", "request", "again", "restate", "confirm.problem", "implicit", "correct", "advise", "offer", "plan", "confirm.agreement", "choose", "decline", "promise.fix", "settle", "direct_answer"},
		"temper":     {"angry", "calm", "abusive", "acknowledge", "apologise.regret", "establish", "apologise.admission", "restate", "confirm.problem", "promise", "offer", "refuse", "warn", "end", "settle"},
		"course":     {"calm", "restate", "confirm.problem", "pause", "resume", "sidestep", "return", "escalate", "accept", "hand_back", "advise", "deliver", "confirm.fix", "thank for help", "close.confirmed", "settle", "vent", "acknowledge", "chase"},
		"ending":     {"request", "restate", "confirm.problem", "direct_answer", "deliver", "verify", "announce", "confirm.fix", "reopen", "thanks", "thank for help", "promise", "settle", "root_cause", "deliver_rca", "plan", "plan_change", "close.confirmed", "close.timeout"},
		"advice":     {"request", "restate", "confirm.problem", "advise", "long advice", "ask_play_back", "played back", "play_back", "verify", "confirm.fix", "thank for help", "close.confirmed"},
	}
}

func TestExhaustiveWalk(t *testing.T) {
	p, err := NewPlaybook(nil)
	require.NoError(t, err)
	for name, follow := range aspects() {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name != "advice" {
				t.Skip("short")
			}
			w := newWalker(t, p, follow)
			w.walk(0)
			assert.Empty(t, w.queue, "walked to exhaustion")
		})
	}
	t.Run("all moves, breadth first", func(t *testing.T) { newWalker(t, p, nil).walk(*walkClasses) })
}

// newWalker follows the moves named, all of them where follow is nil.
func newWalker(t *testing.T, p *Playbook, follow []string) *walker {
	w := &walker{t: t, p: p, follow: follow, next: map[string][]string{}, facts: map[string]Facts{}}
	first := p.start.facts
	first.Channel = transcript.Chat
	first.limits = p.limitsOf(transcript.Chat)
	w.meet(first)
	return w
}

// walk expands classes until there are none, or as many as limit says.
func (w *walker) walk(limit int) {
	tried := 0
	for len(w.queue) > 0 && (limit == 0 || len(w.next) < limit) && !w.t.Failed() {
		key := w.queue[0]
		w.queue = w.queue[1:]
		tried += w.expand(key)
	}
	w.t.Logf("%d classes expanded, %d met, %d moves tried", len(w.next), len(w.facts), tried)
	if w.follow == nil || slices.Contains(w.follow, "close.confirmed") {
		w.noDeadEnd()
	}
}

func (w *walker) meet(f Facts) string {
	key := class(w.p, &f, f.LastAt.Add(step))
	if _, known := w.facts[key]; !known {
		w.facts[key] = f
		w.queue = append(w.queue, key)
	}
	return key
}

func (w *walker) expand(key string) int {
	f := w.facts[key]
	now := start0.Add(step)
	if !f.LastAt.IsZero() {
		now = f.LastAt.Add(step)
	}
	allowed := map[string]bool{}
	for _, o := range at(w.p, f, move.Enforce).Options(now) {
		allowed[o.Name()] = o.Allowed()
	}
	list := samples(w.p, now)
	w.next[key] = []string{}
	for _, s := range list {
		c := at(w.p, f, move.Enforce)
		_, err := c.Do(move.Entry{At: now, By: move.Actor{Author: s.by}, Temper: temper.Reading{Level: s.temper, Score: 0.9}, Moves: s.moves})
		if want, listed := allowed[s.name]; listed && want != (err == nil) {
			w.t.Errorf("in %s: Options says %s allowed=%v, Do says %v", f.State, s.name, want, err)
		}
		if err != nil {
			if !errors.Is(err, ErrRefused) {
				w.t.Errorf("in %s: %s: %v", f.State, s.name, err)
			}
			continue
		}
		g := c.Facts()
		for _, m := range s.moves {
			checkInvariants(w.t, w.p, &f, &g, m)
		}
		if w.follow == nil || slices.Contains(w.follow, s.name) {
			w.next[key] = append(w.next[key], w.meet(g))
		}
	}
	return len(list)
}

// noDeadEnd, where closing is among the moves followed, checks that a closed class can be reached from every class that was
// expanded, over classes not expanded yet as well: they count as ways on.
func (w *walker) noDeadEnd() {
	back := map[string][]string{}
	var ends []string
	for from, tos := range w.next {
		for _, to := range tos {
			back[to] = append(back[to], from)
		}
	}
	for key, f := range w.facts {
		_, expanded := w.next[key]
		if f.Stage == practice.Closed || !expanded {
			ends = append(ends, key)
		}
	}
	reach := map[string]bool{}
	for len(ends) > 0 {
		key := ends[len(ends)-1]
		ends = ends[:len(ends)-1]
		if !reach[key] {
			reach[key] = true
			ends = append(ends, back[key]...)
		}
	}
	for key := range w.next {
		if f := w.facts[key]; !reach[key] && f.Stage != practice.Ended {
			w.t.Fatalf("no way to a closed state from %s: %s", f.State, key)
		}
	}
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
	e := move.Entry{At: now, By: move.Actor{Author: s.by}, Temper: temper.Reading{Level: s.temper, Score: 0.9}, Moves: s.moves}
	switch n := uint64(len(c.Journal())); rng.IntN(40) {
	case 0:
		if n > 0 {
			e = move.Entry{At: now, By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{move.Unsent{Entry: 1 + rng.Uint64N(n)}}}
		}
	case 1:
		ids := p.Guards()
		e.By.Author = transcript.Agent
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
