package conversation_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/infer"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/review"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// tools are what playbooks share; they take long to build, once is enough.
type tools struct {
	gauge    *temper.Gauge
	reader   *infer.Rules
	reviewer *review.Reviewer
}

var sharedTools = sync.OnceValues(func() (t tools, err error) {
	if t.gauge, err = temper.New(nil); err != nil {
		return t, err
	}
	if t.reader, err = infer.New(&infer.Options{Gauge: t.gauge}); err != nil {
		return t, err
	}
	t.reviewer, err = review.New(&review.Options{Gauge: t.gauge})
	return t, err
})

func book(t testing.TB, opts *conversation.Options) *conversation.Playbook {
	t.Helper()
	p, err := conversation.NewPlaybook(withTools(t, opts))
	require.NoError(t, err)
	return p
}

// withTools fills in the shared tools where opts has none of its own.
func withTools(t testing.TB, opts *conversation.Options) *conversation.Options {
	t.Helper()
	shared, err := sharedTools()
	require.NoError(t, err)
	o := conversation.Options{}
	if opts != nil {
		o = *opts
	}
	if o.Gauge == nil {
		o.Gauge = shared.gauge
	}
	if o.Reader == nil {
		o.Reader = shared.reader
	}
	if o.Reviewer == nil {
		o.Reviewer = shared.reviewer
	}
	return &o
}

// run drives a conversation on its own clock.
type run struct {
	t  testing.TB
	c  *conversation.Conversation
	at time.Time
}

func begin(t testing.TB, mode move.Mode) *run {
	return &run{t: t, c: book(t, nil).Start("c1", mode), at: start}
}

func (r *run) after(d time.Duration) *run { r.at = r.at.Add(d); return r }

func (r *run) entry(by transcript.Author, moves ...move.Move) (move.Entry, error) {
	r.at = r.at.Add(time.Minute)
	return r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: by}, Moves: moves})
}

// customer makes moves of theirs.
func (r *run) customer(moves ...move.Move) *run {
	r.t.Helper()
	_, err := r.entry(transcript.Customer, moves...)
	require.NoError(r.t, err)
	return r
}

// feels makes moves of theirs with a temper.
func (r *run) feels(level temper.Level, moves ...move.Move) *run {
	r.t.Helper()
	r.at = r.at.Add(time.Minute)
	_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.Customer},
		Temper: temper.Reading{Level: level, Score: []float64{0, 0.1, 0.4, 0.9, 0.97}[level]}, Moves: moves})
	require.NoError(r.t, err)
	return r
}

// agent makes moves of ours that must be accepted.
func (r *run) agent(moves ...move.Move) *run {
	r.t.Helper()
	_, err := r.entry(transcript.Agent, moves...)
	require.NoError(r.t, err)
	return r
}

// by makes moves of a party of ours that must be accepted.
func (r *run) by(party commitment.PartyID, moves ...move.Move) *run {
	r.t.Helper()
	r.at = r.at.Add(time.Minute)
	_, err := r.c.Do(move.Entry{At: r.at, By: move.Actor{Author: transcript.Agent, Party: party}, Moves: moves})
	require.NoError(r.t, err)
	return r
}

// refused makes a move of ours that must be refused by the guards named.
func (r *run) refused(m move.Move, guards ...string) *run {
	r.t.Helper()
	before := r.c.Facts()
	_, err := r.entry(transcript.Agent, m)
	r.at = r.at.Add(-time.Minute)
	var refused *conversation.RefusedError
	require.ErrorAs(r.t, err, &refused)
	require.ErrorIs(r.t, err, conversation.ErrRefused)
	var got []string
	for _, reason := range refused.Reasons {
		require.NotEmpty(r.t, reason.Text)
		require.NotEmpty(r.t, reason.Say)
		got = append(got, string(reason.Guard))
	}
	require.ElementsMatch(r.t, guards, got)
	require.Equal(r.t, before, r.c.Facts(), "a refused move changes nothing")
	return r
}

func (r *run) in(s move.State) *run {
	r.t.Helper()
	require.Equal(r.t, s, r.c.State())
	return r
}

// Moves that tests use again and again.
var (
	yes     = move.Confirm{Of: move.Problem, How: move.Explicit, Words: "yes exactly"}
	works   = move.Confirm{Of: move.Fix, How: move.Explicit, Words: "works now, thx"}
	restate = move.Restate{Problem: "the configuration is lost on every restart"}
	advise  = move.Advise{Steps: []string{"export the configuration"}}
	clear1  = move.Request{What: "how long are promo codes valid?", Clear: true}
)

func offer() move.Offer {
	return move.Offer{Options: []move.Option{
		{ID: "wait", What: "wait for the fix", Cost: "no restarts until then", When: start.Add(72 * time.Hour)},
		{ID: "now", What: "the workaround today", Cost: "an hour of yours", Takes: "an hour"},
	}}
}

func fix(id string, due time.Time) move.Promise {
	return move.Promise{Promise: commitment.PromiseID(id), What: "a fix", Due: due, Fix: true}
}
