package conversation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// ID names a conversation within its tenant, such as a ticket.
type ID string

// Conversation is one conversation: the fold of its journal. It is for one
// goroutine at a time. Calls that only read see one consistent version even
// while another goroutine changes it; two that change it at once do not wait
// for each other, the second gets [ErrConcurrent].
type Conversation struct {
	book    *Playbook
	id      ID
	mode    move.Mode
	replays bool          // what it is told is on record already
	missing *MissingError // of the playbook, at Restore
	busy    atomic.Bool   // somebody changes it
	readers atomic.Int32  // calls that look at a version right now
	now     atomic.Pointer[version]

	// While busy only:
	spare *version             // the version before now, to be written again
	work  *work                // room to judge in
	seen  map[move.EntryID]int // journal index by entry key
}

// version is one state of a conversation. It is not written while it is the
// present one; the one before it is, unless somebody keeps it.
type version struct {
	facts   Facts
	journal move.Journal
	kept    atomic.Bool
}

// keep returns the present version for as long as the caller likes.
func (c *Conversation) keep() *version {
	c.readers.Add(1)
	v := c.now.Load()
	if !v.kept.Load() {
		v.kept.Store(true)
	}
	c.readers.Add(-1)
	return v
}

// look calls fn with the present version's facts, for no longer than fn takes.
func (c *Conversation) look(fn func(f *Facts)) {
	c.readers.Add(1)
	fn(&c.now.Load().facts)
	c.readers.Add(-1)
}

// draft returns a version to write, a copy of the present one. A version that
// nobody looks at any more is used again: whoever looks now has the present one.
func (c *Conversation) draft(cur *version) *version {
	next := c.spare
	if next == nil || c.readers.Load() != 0 || next.kept.Load() {
		next = &version{}
	}
	c.spare = nil
	next.facts = cur.facts
	return next
}

// commit makes a version the present one.
func (c *Conversation) commit(cur, next *version) {
	c.now.Store(next)
	if cur != &c.book.start {
		c.spare = cur
	}
}

// Start starts a conversation. In [move.Observe] every move is applied and
// what a guard says against it is recorded; in [move.Enforce] a move that the
// policy blocks is refused.
func (p *Playbook) Start(id ID, mode move.Mode) *Conversation {
	c := &Conversation{book: p, id: id, mode: mode}
	c.now.Store(&p.start)
	return c
}

// ID returns the conversation's id.
func (c *Conversation) ID() ID { return c.id }

// Mode returns whether guards refuse.
func (c *Conversation) Mode() move.Mode { return c.mode }

// Playbook returns the playbook that the conversation runs on.
func (c *Conversation) Playbook() *Playbook { return c.book }

// State returns where the conversation stands.
func (c *Conversation) State() (s move.State) {
	c.look(func(f *Facts) { s = f.State })
	return s
}

// Stage returns what the state means to reviews and phrases.
func (c *Conversation) Stage() (s practice.Stage) {
	c.look(func(f *Facts) { s = f.Stage })
	return s
}

// Facts returns what is known. The slices are shared; don't write to them.
func (c *Conversation) Facts() (out Facts) {
	c.look(func(f *Facts) { out = *f })
	return out
}

// Express reports whether the express lane is open: a direct answer will do (A1).
func (c *Conversation) Express() (open bool) {
	c.look(func(f *Facts) { open = c.book.express(f) })
	return open
}

// Journal returns the entries so far. The slice is shared; don't write to it.
func (c *Conversation) Journal() move.Journal { return slices.Clip(c.keep().journal) }

// Do makes the moves of an entry, all or none, in their order; later ones see
// what earlier ones did. The host fills At, By and Moves, and Turn, Temper,
// Channel and ID where it has them. It returns the entry as recorded. Do keeps
// the turn and the moves: don't write to them afterwards.
//
// An entry that was recorded before, by its id or its turn's, is returned
// again and changes nothing; with other content it is [ErrConflict]. An entry
// before the last one is [ErrOutOfOrder]. A message that was edited or deleted
// since comes in as one more entry whose turn has the same id, is marked Edited
// or Deleted and has the time of that change: the earlier version stays on
// record, with what it led to, as what was said then; of a deleted one the
// words are erased. In Enforce a move that is refused
// gives a *[RefusedError]; the customer's moves are never refused. After any
// error the conversation is as it was. Do never blocks and takes no context:
// it does no IO.
func (c *Conversation) Do(e move.Entry) (move.Entry, error) {
	if !c.busy.CompareAndSwap(false, true) {
		return move.Entry{}, ErrConcurrent
	}
	defer c.busy.Store(false)
	return c.do(e, sameContent)
}

// do is Do, with what makes a repeated entry equal to the recorded one.
func (c *Conversation) do(e move.Entry, same sameness) (move.Entry, error) {
	if e.Turn != nil && e.Turn.Deleted && e.Turn.Text != "" { // must not be used, so it is not kept
		turn := *e.Turn
		turn.Text, e.Turn = "", &turn
	}
	if err := e.Validate(); err != nil {
		return move.Entry{}, fmt.Errorf("conversation: %w", err)
	}
	cur := c.now.Load()
	if recorded, ok, err := c.repeated(cur, &e, same); ok || err != nil {
		return recorded, err
	}
	if e.At.Before(cur.facts.LastAt) {
		return move.Entry{}, &OutOfOrderError{At: e.At, Last: cur.facts.LastAt}
	}
	if c.work == nil {
		c.work = &work{}
	}
	w := c.work
	w.entry = e
	w.entry.At = e.At.Round(0) // a monotonic clock does not survive a snapshot
	w.entry.Seq = uint64(len(cur.journal)) + 1
	w.entry.Mode, w.entry.Breaches, w.entry.Erased = c.mode, nil, false
	next := c.draft(cur)
	err := c.unsend(next, cur, &w.entry)
	if err == nil {
		err = c.run(&next.facts, w)
	}
	if err != nil {
		c.spare = next
		return move.Entry{}, err
	}
	next.journal = cur.journal
	if e.Turn != nil && e.Turn.Deleted {
		next.journal = withdrawn(cur.journal, e.Key())
	}
	if next.journal == nil {
		next.journal = make(move.Journal, 0, firstEntries)
	}
	next.journal = append(next.journal, w.entry)
	c.remember(&w.entry, len(next.journal)-1)
	c.commit(cur, next)
	return w.entry, nil
}

// firstEntries is the room a journal starts with.
const firstEntries = 12

// work is what judging an entry needs, in one piece.
type work struct {
	entry move.Entry
	view  view
}

// run judges and applies the moves of an entry.
func (c *Conversation) run(f *Facts, w *work) error {
	p, e, v := c.book, &w.entry, &w.view
	p.beginEntry(f, e, e.Seq)
	*v = view{p: p, f: f, lim: f.limits, at: e.At, by: e.By}
	if e.By.Author.Ours() {
		v.own = ownTemper(e)
	}
	t := turningOf(f, e)
	for i, m := range e.Moves {
		index, ok := p.resolve(f, m, v.lim)
		if !ok {
			return fmt.Errorf("%w: playbook %s has no move %q; declare it under moves", ErrMissing, p.def.ID, m.Kind())
		}
		if err := c.admit(v, e, i, m, index); err != nil {
			return err
		}
		if err := p.take(f, e, m, index, v.lim); err != nil {
			return err
		}
		t.add(&p.variants[index], m)
	}
	if err := p.wake(f, e, &t); err != nil {
		return err
	}
	endEntry(f, e, t)
	e.State = f.State
	return nil
}

// admit judges one move: what is refused and blocks is an error, what is
// refused and does not block is recorded as a breach.
func (c *Conversation) admit(v *view, e *move.Entry, i int, m move.Move, index int) error {
	p := c.book
	if err := c.sound(e, m); err != nil {
		return fmt.Errorf("conversation: moves[%d]: %w", i, err)
	}
	side := p.variants[index].side
	if side == move.Ours && e.By.Author == transcript.Customer {
		return fmt.Errorf("%w: moves[%d] %s is ours, the entry is by the customer", ErrSide, i, m.Kind())
	}
	if side == move.Theirs {
		return nil
	}
	refused, err := p.judge(v, index, m)
	if err != nil {
		return err
	}
	incomplete, err := asIncomplete(m)
	if err != nil {
		return fmt.Errorf("conversation: moves[%d]: %w", i, err)
	}
	if refused.empty() && incomplete == nil {
		return nil
	}
	return c.refuse(v, e, i, m, refused, incomplete)
}

// asIncomplete returns what a practice finds missing in a move; an error for a
// move that is malformed.
func asIncomplete(m move.Move) (*move.FieldError, error) {
	err := m.Validate()
	if err == nil {
		return nil, nil
	}
	var incomplete *move.FieldError
	if errors.As(err, &incomplete) && incomplete.Rule != "" {
		return incomplete, nil
	}
	return nil, err
}

func (c *Conversation) refuse(v *view, e *move.Entry, i int, m move.Move, refused guardSet, incomplete *move.FieldError) error {
	before, blocked := len(e.Breaches), false
	var used []practice.RuleID
	for _, r := range c.book.rules(refused, incomplete) {
		setting := c.book.settingOf(r.id, v.f)
		if setting == practice.Off {
			continue
		}
		over := slices.Contains(v.f.Overrides, r.id) && !slices.Contains(used, r.id)
		if over {
			used = append(used, r.id)
		}
		blocked = blocked || setting == practice.Block && !over
		e.Breaches = append(e.Breaches, move.Breach{Guard: r.id, Practice: r.practice, Move: i, Setting: setting, Overridden: over})
	}
	if blocked && c.mode == move.Enforce {
		reasons := c.book.reasons(v, m, e.Breaches[before:], incomplete)
		return &RefusedError{Move: i, Kind: m.Kind(), Reasons: reasons}
	}
	for _, id := range used {
		at := slices.Index(v.f.Overrides, id)
		v.f.Overrides = slices.Delete(slices.Clone(v.f.Overrides), at, at+1)
		v.f.Overridden++
	}
	v.f.Breaches += len(e.Breaches) - before - len(used)
	return nil
}

// ruleRef is a rule that refused a move.
type ruleRef struct {
	id       practice.RuleID
	practice practice.ID
}

func (p *Playbook) rules(refused guardSet, incomplete *move.FieldError) []ruleRef {
	var out []ruleRef
	for i := range refused.all {
		out = append(out, ruleRef{p.guards[i].id, p.guards[i].practice})
	}
	if incomplete != nil {
		out = append(out, ruleRef{incomplete.Rule, practiceOf(incomplete.Rule)})
	}
	return out
}

// practiceOf is the row that a rule id starts with: "A12.complete" is A12.
func practiceOf(rule practice.RuleID) practice.ID {
	for i := range len(rule) {
		if rule[i] == '.' {
			return practice.ID(rule[:i])
		}
	}
	return practice.ID(rule)
}

// take makes a move: its edge, then its facts.
func (p *Playbook) take(f *Facts, e *move.Entry, m move.Move, index int, lim *Limits) error {
	before, stage := f.State, f.Stage
	if err := p.pass(f, e, index); err != nil {
		return err
	}
	f.apply(m, p.variants[index].side, event{entry: e, seq: e.Seq, limits: lim, state: before, stage: stage})
	if stage < practice.Advising && f.Stage >= practice.Advising && f.Stage <= practice.Closed {
		p.skipApology(f)
	}
	return nil
}

// sureHeat is how sure a gauge must be of our own anger.
const sureHeat = 0.9

// ownTemper is the temper of a draft of ours. A gauge is made for customers'
// messages; of ours it is believed only when it is very sure.
func ownTemper(e *move.Entry) temper.Level {
	r := e.Temper
	if r.Level == temper.Abusive && r.Score >= sureHeat {
		return r.Level // an insult is nobody's words but ours
	}
	for _, m := range e.Moves {
		switch m.(type) {
		case move.Acknowledge, move.Apologise: // their anger in our words
			return temper.Calm
		}
	}
	if r.Score != 0 && r.Score < sureHeat {
		return temper.Unread
	}
	return r.Level
}

// turningOf starts to find out what an entry does to whose turn it is.
func turningOf(f *Facts, e *move.Entry) turning {
	customer := e.By.Author == transcript.Customer
	return turning{from: f.Stage, customer: customer, needsUs: customer && len(e.Moves) == 0 && isMessage(e)}
}

// add takes in a move.
func (t *turning) add(v *variant, m move.Move) {
	switch {
	case v.side == move.Theirs || t.customer:
		t.heard = true
		agrees := isAgreement(m)
		t.agreed = t.agreed || agrees
		t.needsUs = t.needsUs || !agrees && needsAnswer(m)
		t.vented = t.vented || v.kind == move.KindVent
	case v.speech:
		t.said = true
	}
}

// isAgreement reports an "ok" to what we said we would do, or a "no hurry".
func isAgreement(m move.Move) bool {
	switch m := m.(type) {
	case move.Confirm:
		return m.Of == move.Agreement
	case move.Tell:
		return m.Patient
	}
	return false
}

// needsAnswer reports whether a move of theirs waits for us: thanks, a
// greeting and a score don't.
func needsAnswer(m move.Move) bool {
	switch m.(type) {
	case move.Thank, move.Greet, move.Rate:
		return false
	}
	return true
}

// repeated finds an entry that was recorded under the same id. Of a message
// that was edited each version counts, the latest first.
func (c *Conversation) repeated(cur *version, e *move.Entry, same sameness) (move.Entry, bool, error) {
	key := e.Key()
	if key == "" {
		return move.Entry{}, false, nil
	}
	c.index(cur)
	last, ok := c.seen[key]
	if !ok {
		return move.Entry{}, false, nil
	}
	given := *e // only what came before is copied: every entry passes here
	for i := last; i >= 0; i-- {
		old := &cur.journal[i]
		if old.Key() == key && (old.Erased || same(old, &given)) {
			return *old, true, nil
		}
	}
	if e.ID == "" && (e.Turn.Edited || e.Turn.Deleted) {
		return move.Entry{}, false, nil
	}
	return move.Entry{}, false, fmt.Errorf("%w: entry id %q is on record with other content (seq %d); mark a turn that was changed since as edited or deleted",
		ErrConflict, key, last+1)
}

func (c *Conversation) index(cur *version) {
	if c.seen != nil {
		return
	}
	c.seen = make(map[move.EntryID]int, len(cur.journal))
	for i := range cur.journal {
		c.remember(&cur.journal[i], i)
	}
}

func (c *Conversation) remember(e *move.Entry, i int) {
	if key := e.Key(); key != "" && c.seen != nil {
		c.seen[key] = i
	}
}

// sameness says whether a repeated entry is equal to the one on record.
type sameness func(recorded, e *move.Entry) bool

// sameContent compares what the host fills in, as it is stored.
func sameContent(a, b *move.Entry) bool {
	return a.At.Equal(b.At) && bytes.Equal(content(*a), content(*b))
}

// sameMessage compares what was said. The moves are left out: read again, later,
// the same words may give others. So is what a second delivery may differ in,
// such as the time it arrived.
func sameMessage(a, b *move.Entry) bool {
	if a.Turn == nil || b.Turn == nil {
		return false
	}
	return a.Turn.Author == b.Turn.Author && a.Turn.Visibility == b.Turn.Visibility &&
		a.Turn.Deleted == b.Turn.Deleted && (a.Turn.Deleted || a.Turn.Text == b.Turn.Text)
}

func content(e move.Entry) []byte {
	data, err := json.Marshal(move.Entry{By: e.By, Channel: e.Channel, Turn: e.Turn, Temper: e.Temper, Moves: e.Moves, Unsure: e.Unsure, At: time.Time{}})
	if err != nil {
		return nil
	}
	return data
}
