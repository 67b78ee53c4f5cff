package infer

import (
	"slices"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// tracker keeps what a conversation would tell a reader. It is a small second
// implementation of what package conversation folds, for tests of this package
// alone, which conversation imports.
type tracker struct {
	pending           Pending
	told              bool // a plan, an advice: something to agree to
	confirmed, agreed bool
	repeated          bool
	asked             []move.Ask
	heard, said       string
	open              []OpenPromise
	stage             practice.Stage
}

func (tr *tracker) context() Context {
	c := Context{Language: language.English, Pending: tr.pending, Confirmed: tr.confirmed, Repeated: tr.repeated,
		LastOurs: tr.said, Stage: tr.stage, LastHeard: tr.heard, Open: tr.open}
	c.Pending.Agreement = (tr.told || len(tr.pending.Offer) > 0) && !tr.agreed
	if n := len(tr.asked); n > 0 {
		c.Pending.Question, c.Pending.Fact, c.Pending.About = true, tr.asked[n-1].Fact, tr.asked[n-1].About
	}
	return c
}

func (tr *tracker) take(r Reading) {
	if r.NotRead != "" {
		return
	}
	if r.Turn.Author == transcript.Customer {
		tr.heard = r.Turn.Text
	} else {
		tr.said = r.Turn.Text
	}
	for _, m := range r.Moves {
		if m.Sure {
			tr.theirs(m.Move)
			tr.ours(m.Move)
		}
	}
}

func (tr *tracker) theirs(m move.Move) {
	p := &tr.pending
	switch m := m.(type) {
	case move.Tell:
		tr.repeated = tr.repeated || m.Again
	case move.Answer:
		i := len(tr.asked) - 1
		if m.Fact != "" {
			i = slices.IndexFunc(tr.asked, func(a move.Ask) bool { return a.Fact == m.Fact })
		}
		if i >= 0 {
			tr.asked = slices.Delete(tr.asked, i, i+1)
		}
	case move.Confirm:
		switch m.Of {
		case move.Problem:
			p.Restatement, tr.confirmed = false, true
		case move.Fix:
			p.Verify = false
		case move.Agreement:
			tr.agreed = true
		}
	case move.Correct:
		p.Restatement, tr.confirmed = false, false
	case move.Wish:
		p.Wish = false
	case move.Choose:
		p.Offer, tr.agreed = nil, true
	case move.Decline, move.Refine:
		p.Offer, tr.agreed = nil, false
	case move.PlayBack:
		p.PlayBack = false
	case move.Reopen:
		p.Verify = false
	}
}

func (tr *tracker) ours(m move.Move) {
	p := &tr.pending
	switch m := m.(type) {
	case move.Ask:
		tr.asked = append(tr.asked, m)
	case move.Restate:
		p.Restatement, p.Assumed = true, m.Assumed
	case move.AskWish:
		p.Wish = true
	case move.Sidestep:
		p.Aside = true
	case move.Return:
		p.Aside = false
	case move.AskPlayBack:
		p.PlayBack = true
	case move.Advise:
		tr.told, tr.agreed, p.Steps = true, false, len(m.Steps)
	case move.Plan:
		tr.told, tr.agreed = true, false
	case move.Offer:
		p.Offer, tr.agreed = nil, false
		for _, o := range m.Options {
			p.Offer = append(p.Offer, o.ID)
		}
	case move.Promise:
		tr.open = append(tr.open, OpenPromise{ID: m.Promise, Due: m.Due})
	case move.Pause:
		tr.stage = practice.Paused
	case move.Resume:
		tr.stage = practice.Acting
	case move.Verify:
		p.Verify = true
	case move.Survey:
		p.Survey, p.SurveyOf = true, m.Survey
	}
}
