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
	External                 // the customer: only what they said or were told
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
//
// An External one, and the Line of either, hold only what the customer said or
// was told: nothing of internal turns, of the system's entries, of purposes and
// owners, and no ids of ours. A move of ours without a turn was told to them
// where its kind is something that is said, such as a [move.Restate] or a
// [move.Promise]; what such an entry notes besides, such as a [move.Tried], was
// not. What we wrote down of theirs counts where its turn is public or they
// made the entry.
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
	Chosen    string             `json:"chosen,omitempty"`    // the option they chose
	Plan      []string           `json:"plan,omitempty"`      // as told
	Corrected []BriefCorrection  `json:"corrected,omitempty"` // what we said and took back (A16)
	Promises  []BriefPromise     `json:"promises,omitempty"`
	Claims    []BriefClaim       `json:"claims,omitempty"` // promises that they name and that are not on record

	// For Internal only.
	Owner   commitment.PartyID `json:"owner,omitempty"`
	Reason  move.Reason        `json:"reason,omitempty"`  // of the last hand-over, a stable code
	Purpose string             `json:"purpose,omitempty"` // of the last hand-over
	Level   int                `json:"level,omitempty"`   // of the last escalation; 0: none was named
	Told    string             `json:"told,omitempty"`    // what the receiver was told at the last escalation
	Trend   temper.Trend       `json:"trend,omitzero"`
	Feeling string             `json:"feeling,omitempty"` // as acknowledged last
	Regrets int                `json:"regrets,omitempty"`
	// ApologySkipped: the apology step was left out, as the policy has it (A7).
	ApologySkipped bool     `json:"apology_skipped,omitempty"`
	Breaches       int      `json:"breaches,omitempty"`
	RCAOwed        bool     `json:"rca_owed,omitempty"`
	Next           []Advice `json:"next,omitempty"`

	// Line is what to tell the customer at a hand-over.
	Line string `json:"line"`

	printer *locale.Printer
	zone    *time.Location
	frames  *locale.Printer // in the language of the conversation
	offered []move.Option   // last
}

// BriefFact is something that was asked and answered.
type BriefFact struct {
	Fact   move.FactKey `json:"fact,omitempty"` // empty for External
	Asked  string       `json:"asked,omitempty"`
	Answer string       `json:"answer"`
}

// BriefCorrection is something that we said and that was wrong, so that nobody
// builds on it.
type BriefCorrection struct {
	Said  string `json:"said,omitempty"`  // empty where the entry had no words, or they were erased
	Right string `json:"right,omitempty"` // as corrected
}

// BriefPromise is a commitment of ours.
type BriefPromise struct {
	ID    commitment.PromiseID `json:"id,omitempty"` // empty for External
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
	b.frames = p.text
	if own, err := p.catalog.Printer(f.Language); err == nil {
		b.frames = own
	}
	b.read(now.journal)
	b.promises(now.journal, f, at)
	b.Claims = slices.DeleteFunc(b.Claims, func(c BriefClaim) bool { return f.ClaimSeq == 0 || f.promise(c.Promise) >= 0 })
	b.Line = b.line(now.journal)
	if to == Internal {
		b.Owner, b.Reason, b.Trend = f.Owner, f.Reason, f.Trend
		b.Regrets, b.Breaches, b.RCAOwed = f.Apologies(), f.Breaches, f.RCAOwed
		b.ApologySkipped = f.ApologySkips > 0 && f.Apologies() == 0
		b.Next = p.next(f, at, printer)
		b.zone = p.opts.AgentZone
	} else {
		b.Feeling, b.Purpose, b.Told, b.Level, b.Claims = "", "", "", 0, nil
		for i := range b.Known {
			b.Known[i].Fact = ""
		}
	}
	return b, nil
}

// read gathers the words of the entries that the audience may know.
func (b *Brief) read(j move.Journal) {
	gone, old := unsent(j), superseded(j)
	for i := range j {
		e := &j[i]
		if _, skip := gone[e.Seq]; skip || old[e.Seq] || b.Audience == External && isNote(e) {
			continue
		}
		b.take(e)
		b.correct(j, e)
	}
	b.Problem = unframed(b.Problem, b.frames)
}

// line is what to tell the customer at a hand-over, whoever reads the packet.
func (b *Brief) line(j move.Journal) string {
	told := b.Problem
	if b.Audience != External {
		out := Brief{Audience: External, frames: b.frames}
		out.read(j)
		told = out.Problem
	}
	if told == "" {
		return b.printer.Text("brief.line.plain")
	}
	return b.printer.Text("brief.line.problem", "problem", told)
}

// knows reports whether the audience may read a move's words.
func (b *Brief) knows(e *move.Entry, m move.Move) bool {
	switch {
	case b.Audience != External:
		return true
	case isNote(e) || e.By.Author == transcript.System:
		return false
	case e.Turn != nil || e.By.Author == transcript.Customer:
		return true
	}
	switch m.(type) {
	case move.Restate, move.Ask, move.Plan, move.Offer, move.Promise, move.DontKnow, move.Pause, move.End,
		move.Confirm, move.Decline, move.Refine:
		return true // said to them, or their yes to it
	}
	return false
}

// take gathers an entry's words.
func (b *Brief) take(e *move.Entry) {
	if e.By.Author == transcript.Customer && e.Turn != nil && !e.Turn.Deleted {
		b.Customer = firstText(e.Turn.Name, b.Customer)
		if b.Confirmed == move.Unconfirmed {
			b.Words = e.Turn.Text
		}
	}
	for _, m := range e.Moves {
		if !b.knows(e, m) {
			continue
		}
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
			b.Purpose, b.Level, b.Told = m.Purpose, m.Level, m.Brief
		default:
			b.choice(m)
		}
	}
}

// correct notes what an entry takes back, with what was said then.
func (b *Brief) correct(j move.Journal, e *move.Entry) {
	for _, m := range e.Moves {
		r, ok := m.(move.Retract)
		if !ok || b.Audience == External && (isNote(e) || e.By.Author == transcript.System) {
			continue
		}
		c := BriefCorrection{Right: r.What}
		for i := range j {
			if old := &j[i]; old.Seq < e.Seq && retracts(r, old) && (b.Audience != External || !isNote(old)) {
				c.Said = saidIn(old)
			}
		}
		b.Corrected = append(b.Corrected, c)
	}
}

// retracts reports whether an entry is the one that is taken back.
func retracts(r move.Retract, e *move.Entry) bool {
	if r.Entry != 0 {
		return e.Seq == r.Entry
	}
	return e.Turn != nil && r.Turn != "" && e.Turn.ID == r.Turn
}

// saidIn is what an entry of ours told them: its message, or the statement of a
// move without one.
func saidIn(e *move.Entry) string {
	if e.Turn != nil {
		return e.Turn.Text
	}
	for _, m := range e.Moves {
		switch m := m.(type) {
		case move.DirectAnswer:
			return m.What
		case move.Inform:
			return m.What
		case move.Restate:
			return m.Problem
		case move.Advise:
			return strings.Join(m.Steps, "; ")
		}
	}
	return ""
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

// choice follows what they chose of what was offered.
func (b *Brief) choice(m move.Move) {
	switch m := m.(type) {
	case move.Offer:
		b.offered = m.Options
	case move.Choose:
		b.Chosen = m.Words
		for _, o := range b.offered {
			if m.Option != "" && o.ID == m.Option {
				b.Chosen = firstText(b.Chosen, o.What)
			}
		}
		if b.Audience == Internal {
			b.Chosen = firstText(b.Chosen, string(m.Option))
		}
	case move.Decline, move.Refine:
		b.Chosen = ""
	}
}

// promises lists our commitments with what they are about; for External those
// that the customer was told of, in words that they were told.
func (b *Brief) promises(j move.Journal, f *Facts, at time.Time) {
	what := b.whatPromised(j)
	for _, pf := range f.Promises {
		about, told := what[pf.ID]
		if b.Audience == External && (!told || pf.State.Closed() && pf.State != commitment.Kept) {
			continue // what was broken is told by a person, with its reason
		}
		late := pf.Open() && !pf.Due.IsZero() && pf.Due.Before(at)
		one := BriefPromise{ID: pf.ID, What: about, Due: pf.Due, State: pf.State, Late: late}
		if b.Audience == External {
			one.ID = ""
			one.What = firstText(one.What, b.printer.Text("brief.what.promise"))
		}
		b.Promises = append(b.Promises, one)
	}
	b.Known = slices.DeleteFunc(b.Known, func(k BriefFact) bool { return k.Answer == "" })
}

// whatPromised returns what the promises that the audience knows of are about.
func (b *Brief) whatPromised(j move.Journal) map[commitment.PromiseID]string {
	what, gone := map[commitment.PromiseID]string{}, unsent(j)
	for i := range j {
		e := &j[i]
		if _, skip := gone[e.Seq]; skip {
			continue
		}
		for _, m := range e.Moves {
			if !b.knows(e, m) {
				continue
			}
			switch m := m.(type) {
			case move.Promise:
				what[m.Promise] = firstText(m.What, m.Words)
			case move.DontKnow:
				what[m.Promise] = m.What
				if b.Audience == External && e.Turn == nil { // our name for it is not what they were told
					what[m.Promise] = b.printer.Text("brief.what.find_out")
				}
			case move.Pause:
				what[m.FollowUp] = m.Purpose
				if b.Audience == External { // why we pause is ours, that we come back is theirs
					what[m.FollowUp] = b.printer.Text("brief.what.follow_up")
				}
			case move.End:
				what[m.FollowUp] = b.printer.Text("brief.what.follow_up")
			}
		}
	}
	return what
}
