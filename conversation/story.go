package conversation

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// Story is a case told in six parts, to teach and to remember (A26). It is made
// of facts alone and holds nothing that anybody wrote: no names, no words, no
// personal data. What a team wants to add in words, a person writes.
type Story struct {
	Language language.Tag
	Details  string // when, where, how long, how many messages
	Customer string // what it was for the customer: temper, repeats, chasers
	Business string // what it was for the business: urgency, impact, promises
	Steps    string // what was done, in the order of the practice
	Action   string // what solved or ended it
	Outcome  string // how it ended
}

// Story tells the case, at any time; a closed one has its outcome. A language
// that the texts lack is an error.
func (c *Conversation) Story(tag language.Tag) (*Story, error) {
	printer, err := c.book.catalog.Printer(tag)
	if err != nil {
		return nil, fmt.Errorf("conversation: %w", err)
	}
	now := c.keep()
	t := &teller{p: c.book, text: printer, f: &now.facts, j: now.journal, seen: map[move.Kind]int{}}
	t.read()
	return &Story{
		Language: tag, Details: t.details(), Customer: t.customer(), Business: t.business(),
		Steps: t.steps(), Action: t.action(), Outcome: t.outcome(),
	}, nil
}

// Text returns the six parts, a paragraph each.
func (s *Story) Text() string {
	return strings.Join([]string{s.Details, s.Customer, s.Business, s.Steps, s.Action, s.Outcome}, "\n")
}

// teller gathers what a story is told from: counts, times and states.
type teller struct {
	p            *Playbook
	text         *locale.Printer
	f            *Facts
	j            move.Journal
	theirs, ours int
	seen         map[move.Kind]int
}

func (t *teller) read() {
	for i := range t.j {
		e := &t.j[i]
		if e.Turn != nil && !isNote(e) {
			if e.By.Author == transcript.Customer {
				t.theirs++
			} else {
				t.ours++
			}
		}
		for _, m := range e.Moves {
			t.seen[m.Kind()]++
		}
	}
}

// say joins the sentences whose condition holds.
type sentence struct {
	when bool
	key  string
	args []any
}

func (t *teller) say(none string, list ...sentence) string {
	var parts []string
	for _, s := range list {
		if s.when {
			parts = append(parts, t.text.Text(s.key, s.args...))
		}
	}
	if parts == nil {
		return t.text.Text(none)
	}
	return strings.Join(parts, " ")
}

func (t *teller) span(d time.Duration) string {
	return locale.Duration(t.text.Language(), d.Round(time.Minute))
}

func (t *teller) details() string {
	lasted := t.f.LastAt.Sub(t.f.StartedAt)
	return t.say("story.details.none",
		sentence{len(t.j) > 0 && lasted < time.Minute, "story.details.brief", nil},
		sentence{lasted >= time.Minute, "story.details.lasted", []any{"duration", t.span(lasted)}},
		sentence{t.theirs > 0, "story.details.theirs", []any{"n", t.theirs}},
		sentence{t.ours > 0, "story.details.ours", []any{"n", t.ours}},
		sentence{t.f.Escalated > 0, "story.details.escalated", []any{"n", t.f.Escalated}},
	)
}

func (t *teller) customer() string {
	f := t.f
	return t.say("story.customer.none",
		sentence{f.Trend.Peak >= temper.Tense, "story.customer.temper", []any{
			"peak", t.text.Text("temper." + f.Trend.Peak.String()), "level", t.text.Text("temper." + f.Trend.Level.String())}},
		sentence{f.Repeated, "story.customer.repeated", nil},
		sentence{f.Chases > 0, "story.customer.chased", []any{"n", f.Chases}},
		sentence{f.Corrections > 0, "story.customer.corrected", []any{"n", f.Corrections}},
		sentence{f.Declined > 0, "story.customer.declined", []any{"n", f.Declined}},
	)
}

func (t *teller) business() string {
	f := t.f
	kept, broken := 0, 0
	for _, p := range f.Promises {
		switch p.State {
		case commitment.Kept:
			kept++
		case commitment.Broken:
			broken++
		}
	}
	return t.say("story.business.none",
		sentence{f.Urgent, "story.business.urgent", nil},
		sentence{f.Impact, "story.business.impact", nil},
		sentence{len(f.Promises) > 0, "story.business.promised", []any{"n", len(f.Promises)}},
		sentence{kept > 0, "story.business.kept", []any{"n", kept}},
		sentence{broken > 0, "story.business.broken", []any{"n", broken}},
	)
}

func (t *teller) steps() string {
	f := t.f
	return t.say("story.steps.none",
		sentence{t.seen[move.KindAcknowledge] > 0, "story.steps.acknowledged", nil},
		sentence{t.seen[move.KindAsk] > 0, "story.steps.asked", []any{"n", t.seen[move.KindAsk]}},
		sentence{f.Confirmed != move.Unconfirmed, "story.steps.confirmed", nil},
		sentence{f.Apologies() > 0, "story.steps.apologised", nil},
		sentence{f.Apologies() == 0 && f.ApologySkips > 0, "story.steps.unapologised", nil},
		sentence{t.seen[move.KindOffer] > 0, "story.steps.offered", nil},
		sentence{t.seen[move.KindTried] > 0, "story.steps.tried", []any{"n", t.seen[move.KindTried]}},
		sentence{f.Pauses > 0, "story.steps.paused", []any{"n", f.Pauses}},
		sentence{f.Retracted > 0, "story.steps.retracted", []any{"n", f.Retracted}},
		sentence{f.Breaches > 0, "story.steps.breaches", []any{"n", f.Breaches}},
	)
}

func (t *teller) action() string {
	f := t.f
	return t.say("story.action.none",
		sentence{f.Answered && !f.Delivered, "story.action.answered", nil},
		sentence{f.Agreed || f.Chosen != "", "story.action.agreed", nil},
		sentence{f.Delivered, "story.action.delivered", nil},
		sentence{t.seen[move.KindDeliverRCA] > 0, "story.action.rca", nil},
		sentence{f.Gestures > 0, "story.action.gesture", nil},
	)
}

func (t *teller) outcome() string {
	f := t.f
	return t.say("story.outcome.open",
		sentence{f.Stage == practice.Closed && f.Fixed != move.Unconfirmed, "story.outcome.confirmed", nil},
		sentence{f.Stage == practice.Closed && f.Fixed == move.Unconfirmed, "story.outcome.closed", nil},
		sentence{f.Stage == practice.Ended, "story.outcome.ended", nil},
		sentence{f.Stage == practice.Dormant, "story.outcome.dormant", nil},
		sentence{f.Reopens > 0, "story.outcome.reopened", []any{"n", f.Reopens}},
		sentence{f.Trend.Peak >= temper.Angry && f.Trend.Level <= temper.Calm && f.Trend.Level != temper.Unread, "story.outcome.calm", nil},
	)
}
