package conversation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// Audience says who reads. The zero value is Internal.
type Audience uint8

// The audiences.
const (
	Internal Audience = iota // whoever takes over, among us
	External                 // the customer: nothing of tempers, notes, owners or advice
)

var audienceNames = [...]string{"internal", "external"}

// String returns the lower-case name.
func (a Audience) String() string {
	if int(a) < len(audienceNames) {
		return audienceNames[a]
	}
	return fmt.Sprintf("Audience(%d)", uint8(a))
}

// MarshalText returns the lower-case name; an unknown value is an error.
func (a Audience) MarshalText() ([]byte, error) {
	if int(a) >= len(audienceNames) {
		return nil, fmt.Errorf("conversation: audience %d is unknown; want one of %q", a, audienceNames)
	}
	return []byte(audienceNames[a]), nil
}

// UnmarshalText reads a lower-case name.
func (a *Audience) UnmarshalText(text []byte) error {
	for i, name := range audienceNames {
		if name == string(text) {
			*a = Audience(i)
			return nil
		}
	}
	return fmt.Errorf("conversation: audience %.40q is unknown; want one of %q", text, audienceNames)
}

// Brief is the hand-over packet, so that nobody repeats themselves (A14). Words
// in it are the customer's own or those of our restatements; after Erase only
// what is no text is left.
type Brief struct {
	Conversation ID           `json:"conversation"`
	Audience     Audience     `json:"audience"`
	Language     language.Tag `json:"language"`

	State     move.State         `json:"state"`
	Label     string             `json:"label"` // the state's, for the audience
	Channel   transcript.Channel `json:"channel,omitempty"`
	Since     time.Time          `json:"since,omitzero"`
	Customer  string             `json:"customer,omitempty"` // as their turns name them
	Problem   string             `json:"problem,omitempty"`  // as restated last, or as told
	Confirmed move.Confirmation  `json:"confirmed,omitzero"`
	Words     string             `json:"words,omitempty"` // of their confirmation, or of their last message
	Known     []BriefFact        `json:"known,omitempty"`
	Tried     []move.Tried       `json:"tried,omitempty"`
	Wish      string             `json:"wish,omitempty"`
	Chosen    string             `json:"chosen,omitempty"` // the option they chose
	Plan      []string           `json:"plan,omitempty"`   // as told
	Promises  []BriefPromise     `json:"promises,omitempty"`
	Claims    []BriefClaim       `json:"claims,omitempty"` // promises that they name and that are not on record

	// For Internal only.
	Owner    commitment.PartyID `json:"owner,omitempty"`
	Reason   move.Reason        `json:"reason,omitempty"`  // of the last hand-over, a stable code
	Purpose  string             `json:"purpose,omitempty"` // of the last hand-over
	Trend    temper.Trend       `json:"trend,omitzero"`
	Feeling  string             `json:"feeling,omitempty"` // as acknowledged last
	Regrets  int                `json:"regrets,omitempty"`
	Breaches int                `json:"breaches,omitempty"`
	RCAOwed  bool               `json:"rca_owed,omitempty"`
	Next     []Advice           `json:"next,omitempty"`

	// Line is what to tell the customer at a hand-over.
	Line string `json:"line"`

	printer *locale.Printer
	zone    *time.Location
}

// BriefFact is something that was asked and answered.
type BriefFact struct {
	Fact   move.FactKey `json:"fact,omitempty"`
	Asked  string       `json:"asked,omitempty"`
	Answer string       `json:"answer"`
}

// BriefPromise is a commitment of ours.
type BriefPromise struct {
	ID    commitment.PromiseID `json:"id"`
	What  string               `json:"what,omitempty"`
	Due   time.Time            `json:"due,omitzero"`
	State commitment.State     `json:"state"`
	Late  bool                 `json:"late,omitempty"` // open, and its time has passed
}

// BriefClaim is a promise of ours as the customer tells it, to be looked up (C13).
type BriefClaim struct {
	Promise commitment.PromiseID `json:"promise,omitempty"` // as they or the reader name it
	What    string               `json:"what,omitempty"`    // their words
	Due     time.Time            `json:"due,omitzero"`      // when they say it was due
	Broken  bool                 `json:"broken,omitempty"`
}

// Brief returns the hand-over packet at an instant, in the receiver's language.
// A language that the texts lack is an error.
func (c *Conversation) Brief(at time.Time, to Audience, tag language.Tag) (*Brief, error) {
	p, now := c.book, c.keep()
	printer, err := p.catalog.Printer(tag)
	if err != nil {
		return nil, fmt.Errorf("conversation: %w", err)
	}
	f := &now.facts
	b := &Brief{
		Conversation: c.id, Audience: to, Language: tag, State: f.State, Channel: f.Channel, Since: f.StartedAt,
		Confirmed: f.Confirmed, printer: printer, zone: p.opts.Zone,
	}
	if label, err := p.Label(f.State, tag); err == nil { // a state that this playbook lacks has no label
		b.Label = label.Agent
		if to == External {
			b.Label = label.Customer
		}
	}
	gone := unsent(now.journal)
	for i := range now.journal {
		e := &now.journal[i]
		if _, skip := gone[e.Seq]; !skip {
			b.take(e)
		}
	}
	b.promises(now.journal, f, at)
	b.Claims = slices.DeleteFunc(b.Claims, func(c BriefClaim) bool { return f.ClaimSeq == 0 || f.promise(c.Promise) >= 0 })
	b.Line = printer.Text("brief.line.plain")
	if b.Problem != "" {
		b.Line = printer.Text("brief.line.problem", "problem", b.Problem)
	}
	if to == Internal {
		b.Owner, b.Reason, b.Trend = f.Owner, f.Reason, f.Trend
		b.Regrets, b.Breaches, b.RCAOwed = f.Apologies(), f.Breaches, f.RCAOwed
		b.Next = p.next(f, at, printer)
		b.zone = p.opts.AgentZone
	} else {
		b.Feeling, b.Purpose, b.Claims = "", "", nil
	}
	return b, nil
}

// take gathers an entry's words.
func (b *Brief) take(e *move.Entry) {
	if e.By.Author == transcript.Customer && e.Turn != nil {
		b.Customer = firstText(e.Turn.Name, b.Customer)
		if b.Confirmed == move.Unconfirmed {
			b.Words = e.Turn.Text
		}
	}
	for _, m := range e.Moves {
		switch m := m.(type) {
		case move.Tell:
			b.Problem = firstText(b.Problem, m.What)
		case move.Request:
			b.Problem = firstText(b.Problem, m.What)
		case move.Restate:
			b.Problem = m.Problem
		case move.Confirm:
			if m.Of == move.Problem {
				b.Words = firstText(m.Words, b.Words)
			}
		case move.Ask:
			b.Known = append(b.Known, BriefFact{Fact: m.Fact, Asked: m.What})
		case move.Answer:
			b.answer(m)
		case move.Tried:
			b.Tried = append(b.Tried, m)
		case move.Wish:
			b.Wish = m.What
		case move.Plan:
			b.Plan = m.Steps
		case move.Claim:
			b.Claims = append(b.Claims, BriefClaim{Promise: m.Promise, What: m.What, Due: m.Due, Broken: m.Broken})
		case move.Promise, move.DontKnow, move.Settle:
			b.Claims = nil // looked up
		case move.Acknowledge:
			b.Feeling = firstText(m.Feeling, b.Feeling)
		case move.Escalate:
			b.Purpose = m.Purpose
		}
	}
	b.choice(e)
}

func (b *Brief) answer(m move.Answer) {
	for i, k := range slices.Backward(b.Known) {
		if (m.Fact == "" || k.Fact == m.Fact) && k.Answer == "" {
			b.Known[i].Answer = m.What
			return
		}
	}
	b.Known = append(b.Known, BriefFact{Fact: m.Fact, Answer: m.What})
}

func (b *Brief) choice(e *move.Entry) {
	for _, m := range e.Moves {
		switch m := m.(type) {
		case move.Choose:
			b.Chosen = firstText(m.Words, string(m.Option))
		case move.Decline, move.Refine:
			b.Chosen = ""
		}
	}
}

// promises lists our commitments with what they are about.
func (b *Brief) promises(j move.Journal, f *Facts, at time.Time) {
	what := map[commitment.PromiseID]string{}
	for i := range j {
		for _, m := range j[i].Moves {
			switch m := m.(type) {
			case move.Promise:
				what[m.Promise] = firstText(m.What, m.Words)
			case move.DontKnow:
				what[m.Promise] = m.What
			case move.Pause:
				what[m.FollowUp] = m.Purpose
			}
		}
	}
	for _, pf := range f.Promises {
		if b.Audience == External && pf.State.Closed() && pf.State != commitment.Kept {
			continue // what was broken is told by a person, with its reason
		}
		late := pf.Open() && !pf.Due.IsZero() && pf.Due.Before(at)
		b.Promises = append(b.Promises, BriefPromise{ID: pf.ID, What: what[pf.ID], Due: pf.Due, State: pf.State, Late: late})
	}
	b.Known = slices.DeleteFunc(b.Known, func(k BriefFact) bool { return k.Answer == "" })
}

// Text returns the packet as text, a line per item, in its language.
func (b *Brief) Text() string {
	if b.printer == nil {
		return "" // not made by Conversation.Brief
	}
	w := &briefWriter{Brief: b}
	w.line("brief.state", "state", b.Label)
	w.line("brief.customer", "customer", b.Customer)
	w.line("brief.problem."+b.Confirmed.String(), "problem", b.Problem)
	w.line("brief.words", "words", b.Words)
	for _, k := range b.Known {
		w.line("brief.known", "fact", firstText(string(k.Fact), k.Asked), "answer", k.Answer)
	}
	for _, t := range b.Tried {
		w.line("brief.tried."+t.Outcome.String(), "what", t.What)
	}
	w.line("brief.wish", "wish", b.Wish)
	w.line("brief.chosen", "option", b.Chosen)
	w.line("brief.plan", "steps", strings.Join(b.Plan, "; "))
	for _, pr := range b.Promises {
		w.promise(pr)
	}
	if b.Audience == Internal {
		w.inside()
	}
	w.line("brief.line", "line", b.Line)
	return w.String()
}

type briefWriter struct {
	strings.Builder
	*Brief
}

// line writes a text whose last value is not empty.
func (w *briefWriter) line(key string, args ...any) {
	if len(args) > 0 && args[len(args)-1] == "" {
		return
	}
	w.WriteString(w.printer.Text(key, args...))
	w.WriteByte('\n')
}

func (w *briefWriter) promise(pr BriefPromise) {
	key := "brief.promise." + pr.State.String()
	if pr.Late {
		key = "brief.promise.late"
	}
	due := w.printer.Text("brief.undated")
	if !pr.Due.IsZero() {
		if s, err := locale.Instant(w.printer.Language(), pr.Due, w.zone, locale.Dated); err == nil {
			due = s
		}
	}
	w.line(key, "due", due, "what", firstText(pr.What, string(pr.ID)))
}

func (w *briefWriter) claim(c BriefClaim) {
	due := w.printer.Text("brief.undated")
	if !c.Due.IsZero() {
		if s, err := locale.Instant(w.printer.Language(), c.Due, w.zone, locale.Dated); err == nil {
			due = s
		}
	}
	w.line("brief.claim", "due", due, "what", firstText(c.What, "–"))
}

// inside writes what is for us only.
func (w *briefWriter) inside() {
	w.line("brief.owner", "owner", string(w.Owner))
	w.line("brief.reason", "reason", string(w.Reason))
	w.line("brief.purpose", "purpose", w.Purpose)
	if w.Trend.Readings > 0 {
		w.line("brief.temper."+w.Trend.Direction.String(), "level", w.printer.Text("temper."+w.Trend.Level.String()),
			"peak", w.printer.Text("temper."+w.Trend.Peak.String()))
	}
	w.line("brief.feeling", "feeling", w.Feeling)
	for _, c := range w.Claims {
		w.claim(c)
	}
	if w.RCAOwed {
		w.line("brief.rca")
	}
	for _, n := range w.Next {
		w.line("brief.next", "next", n.Text)
	}
}
