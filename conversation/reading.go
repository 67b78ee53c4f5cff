package conversation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/when"
	"github.com/evenkeel-go/evenkeel/conversation/infer"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/review"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// Verdict is what stands against a draft, or stood against what was sent.
type Verdict struct {
	Refused  []Reason         // guards that refuse its moves, in the order of the text
	Findings []review.Finding // what the review found in the words
	Promises []when.Candidate // promises in it, dated or not
	Unsure   []move.Move      // moves that the reading was not sure of: ask
	// NotBefore is the instant from which answering is allowed (A2); zero when
	// it is now.
	NotBefore time.Time
}

// Blocks reports whether Enforce would refuse: a guard that blocks and is not
// overridden, or a review finding whose rule blocks.
func (v Verdict) Blocks() bool {
	return slices.ContainsFunc(v.Refused, func(r Reason) bool { return r.Setting == practice.Block && !r.Overridden })
}

// Read reads a turn: its moves, its temper, the promises in it. It may call a
// plug-in, hence the context, and changes nothing. A reader that fails or
// panics gives a *[ReaderError]. A deleted turn reads as nothing.
func (c *Conversation) Read(ctx context.Context, t transcript.Turn) (infer.Reading, error) {
	if err := ctx.Err(); err != nil {
		return infer.Reading{}, &ReaderError{Err: err}
	}
	if t.Deleted {
		return infer.Reading{Turn: t, Language: t.Language, NotRead: "deleted"}, nil
	}
	now := c.keep()
	r, err := safeRead(ctx, c.book.opts.Reader, c.book.readContext(now), t)
	if err != nil {
		return infer.Reading{}, err
	}
	r.Turn = t
	if r.Temper.Level == temper.Unread {
		tag := t.Language
		if tag.IsRoot() {
			tag = now.facts.Language
		}
		r.Temper = c.book.gauge.Read(t.Text, tag)
	}
	return r, nil
}

// safeRead calls a reader and turns a panic into an error.
func safeRead(ctx context.Context, reader infer.Reader, at infer.Context, t transcript.Turn) (r infer.Reading, err error) {
	defer func() {
		if p := recover(); p != nil {
			r, err = infer.Reading{}, &ReaderError{Panic: p}
		}
	}()
	r, err = reader.Read(ctx, at, t)
	if err != nil {
		return infer.Reading{}, &ReaderError{Err: err}
	}
	return r, nil
}

// readContext tells a reader what it needs to know.
func (p *Playbook) readContext(now *version) infer.Context {
	f := &now.facts
	at := infer.Context{
		Language: f.Language, Zone: p.opts.Zone, AgentZone: p.opts.AgentZone, Calendar: p.opts.Calendar,
		Stage: f.Stage, Trend: f.Trend, Pending: pending(f),
		Confirmed: f.Confirmed != move.Unconfirmed, Repeated: f.Repeated, Faults: f.Faults,
	}
	for i := range f.Promises {
		if pf := &f.Promises[i]; pf.Open() {
			at.Open = append(at.Open, openPromise(now.journal, pf))
		}
	}
	at.LastHeard, at.LastOurs, at.LastOursTurn = lastWords(now.journal)
	return at
}

// openPromise is what the journal still says of a promise.
func openPromise(j move.Journal, pf *PromiseFact) infer.OpenPromise {
	open := infer.OpenPromise{ID: pf.ID, Due: pf.Due}
	if pf.Seq == 0 || pf.Seq > uint64(len(j)) {
		return open
	}
	e := &j[pf.Seq-1]
	open.Made = e.At
	for _, m := range e.Moves {
		if pm, ok := m.(move.Promise); ok && pm.Promise == pf.ID {
			open.What = pm.What
		}
	}
	return open
}

func pending(f *Facts) infer.Pending {
	w := infer.Pending{
		Restatement: f.Restated, Assumed: f.Confirmed == move.Assumed,
		Wish: f.WishPending, Offer: f.Offer, Agreement: f.agreementPending() && !f.Agreed,
		Aside: f.Sidestep, PlayBack: f.PlayBackAsks, Verify: f.Verifying,
		Survey: f.Surveyed, SurveyOf: f.SurveyOf, Steps: f.Steps,
	}
	for _, q := range slices.Backward(f.Questions) {
		if !q.Answered {
			w.Question, w.Fact, w.About = true, q.Fact, q.About
			break
		}
	}
	return w
}

// lastWords returns the customer's last message and ours with its turn.
func lastWords(j move.Journal) (theirs, ours string, turn transcript.TurnID) {
	for i := len(j) - 1; i >= 0 && (theirs == "" || ours == ""); i-- {
		e := &j[i]
		if e.Turn == nil || e.Erased || isNote(e) {
			continue
		}
		switch {
		case e.By.Author == transcript.Customer:
			theirs = firstText(theirs, e.Turn.Text)
		case ours == "" && e.Turn.Text != "":
			ours, turn = e.Turn.Text, e.Turn.ID
		}
	}
	return theirs, ours, turn
}

func firstText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// entry is the entry that a reading makes.
func (p *Playbook) entry(r infer.Reading) move.Entry {
	turn := r.Turn
	e := move.Entry{At: turn.At, By: move.Actor{Author: turn.Author}, Turn: &turn, Temper: r.Temper}
	if p.opts.Persons && turn.Author.Ours() {
		e.By.Party = commitment.PartyID(turn.Name)
	}
	if turn.Author.Ours() && r.NotRead == infer.NotReadLanguage {
		e.Temper = temper.Reading{} // nothing says whose anger the words are of (A30)
	} else if turn.Author.Ours() {
		e.Temper = p.ownVoice(&r)
	}
	for _, one := range r.Moves {
		if one.Sure {
			e.Moves = append(e.Moves, one.Move)
		} else {
			e.Unsure = append(e.Unsure, one.Move)
		}
	}
	if len(e.Moves) == 0 && said(&turn) { // whatever it was, it was said to them, perhaps into their words (A2)
		e.Moves = move.Moves{move.Inform{Basis: move.Believed}}
	}
	return e
}

// ownVoice is the temper of a turn of ours without what was said of the customer's
// matter: "our hotline hung up on you twice, is that right?" tells what they went
// through, not what we feel (A30). An insult is ours wherever it stands.
func (p *Playbook) ownVoice(r *infer.Reading) temper.Reading {
	if r.Temper.Level < temper.Angry || r.Temper.Score < sureHeat {
		return r.Temper
	}
	text, at := r.Turn.Text, 0
	var rest strings.Builder
	for _, one := range r.Moves {
		if !one.Sure || !theirMatter(one.Move) || one.Start < at || one.End <= one.Start || one.End > len(text) {
			continue
		}
		if g := p.gauge.Read(text[one.Start:one.End], r.Language); g.Level == temper.Abusive {
			return r.Temper
		}
		rest.WriteString(text[at:one.Start])
		at = one.End
	}
	if at == 0 {
		return r.Temper
	}
	rest.WriteString(text[at:])
	return p.gauge.Read(rest.String(), r.Language)
}

// theirMatter reports whether a move of ours tells of what happened to the
// customer rather than of us.
func theirMatter(m move.Move) bool {
	switch m.(type) {
	case move.Restate, move.Acknowledge, move.Apologise, move.Ask, move.Update, move.Deliver, move.Retract, move.Verify:
		return true
	}
	return false
}

// said reports whether the customer heard something of ours.
func said(t *transcript.Turn) bool {
	return t.Author.Ours() && t.Visibility == transcript.Public && !t.Deleted && strings.TrimSpace(t.Text) != ""
}

// Hear takes in a turn of theirs, or of the system. It is never refused; what
// it returns is misuse: a turn of ours, one that is out of order, or another
// message under an id that is on record ([ErrConflict]). The same message
// delivered again changes nothing, however it reads by now. One that they edited
// or deleted is read and heard like a new one, with its id, its mark and the
// time of the change; see [Conversation.Do].
func (c *Conversation) Hear(r infer.Reading) error {
	if r.Turn.Author.Ours() {
		return fmt.Errorf("%w: Hear takes what they say, this turn is by the %s; want Say", ErrSide, r.Turn.Author)
	}
	if !c.busy.CompareAndSwap(false, true) {
		return ErrConcurrent
	}
	defer c.busy.Store(false)
	_, err := c.do(c.book.entry(r), sameMessage)
	return err
}

// Say takes in a turn of ours. In Enforce, one that is blocked gives a
// *[RefusedError] and nothing changes; in Observe it is applied and what stands
// against it recorded. The verdict is that of [Conversation.Check] before it; of
// a message that is on record already, what was recorded against it.
func (c *Conversation) Say(r infer.Reading) (Verdict, error) {
	if !r.Turn.Author.Ours() {
		return Verdict{}, fmt.Errorf("%w: Say takes what we say, this turn is by the %s; want Hear", ErrSide, r.Turn.Author)
	}
	if !c.busy.CompareAndSwap(false, true) {
		return Verdict{}, ErrConcurrent
	}
	defer c.busy.Store(false)
	e := c.book.entry(r)
	now := c.keep()
	if old, done, err := c.repeated(now, &e, sameMessage); done || err != nil {
		return c.book.recorded(&old), err
	}
	v := c.check(now, r, e)
	if c.mode == move.Enforce {
		if blocked := findingsThatBlock(v.Refused); len(blocked) > 0 {
			return v, &RefusedError{Kind: "", Reasons: blocked}
		}
	}
	_, err := c.do(e, sameMessage)
	return v, err
}

// recorded is the verdict that an entry was recorded with.
func (p *Playbook) recorded(e *move.Entry) Verdict {
	v := Verdict{Unsure: e.Unsure}
	at := view{p: p, f: &Facts{}, lim: p.limitsOf(channelOf(&Facts{}, e))}
	for i, m := range e.Moves {
		var of []move.Breach
		for _, b := range e.Breaches {
			if b.Move == i {
				of = append(of, b)
			}
		}
		incomplete, _ := asIncomplete(m)
		v.Refused = append(v.Refused, p.reasons(&at, m, of, incomplete)...)
	}
	for i := range v.Refused {
		v.Refused[i].NotBefore = time.Time{}
	}
	v.Refused = dedupe(v.Refused)
	return v
}

// findingsThatBlock picks the refusals that come from the review.
func findingsThatBlock(reasons []Reason) []Reason {
	var out []Reason
	for _, r := range reasons {
		if r.fromReview && r.Setting == practice.Block {
			out = append(out, r)
		}
	}
	return out
}

// Check says what stands against a turn of ours and changes nothing: for
// drafts, while they are typed. The draft's At is when it would be sent.
func (c *Conversation) Check(r infer.Reading) Verdict {
	return c.check(c.keep(), r, c.book.entry(r))
}

func (c *Conversation) check(now *version, r infer.Reading, e move.Entry) Verdict {
	p := c.book
	v := Verdict{Promises: r.Promises, Unsure: e.Unsure}
	if !e.By.Author.Ours() {
		return v
	}
	if isNote(&e) {
		v.Findings = p.noteFindings(now, r)
		return v
	}
	f := now.facts
	e.Seq = uint64(len(now.journal)) + 1
	v.Refused = c.trial(&f, &e)
	for _, reason := range v.Refused {
		if reason.NotBefore.After(v.NotBefore) {
			v.NotBefore = reason.NotBefore
		}
	}
	if r.Turn.Text != "" {
		v.Findings = p.opts.Reviewer.Review(r.Turn.Text, p.reviewContext(now, r, e.Moves))
		if r.NotRead == infer.NotReadLanguage {
			v.Findings = slices.DeleteFunc(v.Findings, restsOnMoves)
		}
		v.Refused = append(v.Refused, p.findingReasons(&now.facts, v.Findings)...)
	}
	return v
}

// noteFindings are what a note among us may not say either: labels on people (B10).
func (p *Playbook) noteFindings(now *version, r infer.Reading) []review.Finding {
	if r.Turn.Text == "" || r.Turn.Author == transcript.System {
		return nil
	}
	found := p.opts.Reviewer.Review(r.Turn.Text, p.reviewContext(now, r, nil))
	return slices.DeleteFunc(found, func(f review.Finding) bool { return f.Practice != practice.B10 })
}

// restsOnMoves reports a finding that says what a message lacks, by what the
// conversation knows: where no moves were read, nothing is known to be lacking.
func restsOnMoves(f review.Finding) bool {
	switch f.Rule {
	case "unbacked-deadline", "premature-solution", "premature-close":
		return true
	}
	return false
}

// trial judges the moves of an entry one after the other, as Do in Observe would.
func (c *Conversation) trial(f *Facts, e *move.Entry) []Reason {
	p := c.book
	p.beginEntry(f, e, e.Seq)
	v := view{p: p, f: f, lim: f.limits, at: e.At, by: e.By, own: ownTemper(e)}
	watch := Conversation{book: p, mode: move.Observe}
	var out []Reason
	for i, m := range e.Moves {
		index, ok := p.resolve(f, m, v.lim)
		if !ok {
			continue
		}
		before := len(e.Breaches)
		if err := watch.admit(&v, e, i, m, index); err != nil {
			out = append(out, Reason{Guard: orderGuardID, Practice: practice.A1, Setting: practice.Block, Text: err.Error()})
			continue
		}
		incomplete, _ := asIncomplete(m)
		out = append(out, p.reasons(&v, m, e.Breaches[before:], incomplete)...)
		if p.take(f, e, m, index, v.lim) != nil {
			break
		}
	}
	return dedupe(out)
}

// dedupe keeps the first of several equal reasons of one message.
func dedupe(reasons []Reason) []Reason {
	var out []Reason
	for _, r := range reasons {
		if !slices.ContainsFunc(out, func(o Reason) bool { return o.Guard == r.Guard && o.Field == r.Field }) {
			out = append(out, r)
		}
	}
	return out
}

// findingReasons are the findings whose rule blocks here.
func (p *Playbook) findingReasons(f *Facts, findings []review.Finding) []Reason {
	var out []Reason
	for _, found := range findings {
		rule := practice.RuleID(found.Rule)
		blocks := rule.FailsClosed() || p.opts.Policy != nil && p.settingOf(rule, f) == practice.Block
		if blocks && found.Suppressed == "" {
			out = append(out, Reason{Guard: rule, Practice: found.Practice, Setting: practice.Block, Text: found.Reason, Say: found.Suggestion, fromReview: true})
		}
	}
	return out
}

// keptEarlier is how many of our messages a review compares with.
const keptEarlier = 20

// reviewContext tells the reviewer what it needs to know. A promise that the
// message makes goes on record with it, so its deadline is not unbacked.
func (p *Playbook) reviewContext(now *version, r infer.Reading, moves move.Moves) review.Context {
	f := &now.facts
	at := review.Context{
		Language: r.Language, Stage: f.Stage, Temper: unanswered(f),
		Confirmed: f.Confirmed != move.Unconfirmed, FaultKnown: len(f.Faults) > 0,
		Now: r.Turn.At, Zone: p.opts.Zone, Calendar: p.opts.Calendar,
	}
	if at.Language.IsRoot() {
		at.Language = f.Language
	}
	if n := len(f.Levels); r.NotRead == infer.NotReadLanguage && n > 0 && f.OurTurn {
		at.Temper = f.Levels[n-1] // what was acknowledged was not read either: their last message counts
	}
	for i := len(now.journal) - 1; i >= 0; i-- {
		e := &now.journal[i]
		if e.Erased || isNote(e) {
			continue
		}
		at.Known = appendKnown(at.Known, e)
		switch {
		case e.Turn == nil:
		case e.By.Author == transcript.Customer:
			at.LastCustomer = firstText(at.LastCustomer, e.Turn.Text)
		case len(at.Earlier) < keptEarlier:
			at.Earlier = append(at.Earlier, e.Turn.Text)
		}
	}
	slices.Reverse(at.Earlier)
	for _, pf := range f.Promises {
		if pf.Open() && !pf.Due.IsZero() {
			at.Deadlines = append(at.Deadlines, pf.Due)
		}
	}
	for _, m := range moves {
		if made, ok := m.(move.Promise); ok && !made.Due.IsZero() {
			at.Deadlines = append(at.Deadlines, made.Due)
		}
	}
	return at
}

// unanswered is the temper that a reply has to take up. What was acknowledged
// is not owed again, and a tense reading alone is too unsure to ask for empathy.
func unanswered(f *Facts) temper.Level {
	if !f.FeelingOwed && f.Trend.Level != temper.Unread {
		return temper.Calm
	}
	return f.Trend.Level
}

// appendKnown adds the facts that an entry gave us.
func appendKnown(known []string, e *move.Entry) []string {
	for _, m := range e.Moves {
		a, ok := m.(move.Answer)
		if !ok || a.What == "" || a.Vague {
			continue
		}
		if a.Fact != "" {
			known = append(known, string(a.Fact)+": "+a.What)
		} else {
			known = append(known, a.What)
		}
	}
	return known
}
