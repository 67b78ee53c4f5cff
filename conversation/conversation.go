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
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// ID names a conversation within its tenant, such as a ticket.
type ID string

// Conversation is one conversation: the fold of its journal. It is for one
// goroutine at a time. Calls that only read see one consistent version even
// while another goroutine changes it; two that change it at once do not wait
// for each other, the second gets [ErrConcurrent].
type Conversation struct {
	book *Playbook
	id   ID
	mode move.Mode
	busy atomic.Bool
	now  atomic.Pointer[version]
	seen map[move.EntryID]int // journal index by entry key; used while busy
}

// version is one state of a conversation; it is never written once it is shared.
type version struct {
	facts   Facts
	journal move.Journal
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
func (c *Conversation) State() move.State { return c.now.Load().facts.State }

// Stage returns what the state means to reviews and phrases.
func (c *Conversation) Stage() practice.Stage { return c.now.Load().facts.Stage }

// Facts returns what is known. The slices are shared; don't write to them.
func (c *Conversation) Facts() Facts { return c.now.Load().facts }

// Express reports whether the express lane is open: a direct answer will do (A1).
func (c *Conversation) Express() bool {
	v := c.now.Load()
	return c.book.express(&v.facts)
}

// Journal returns the entries so far. The slice is shared; don't write to it.
func (c *Conversation) Journal() move.Journal { return slices.Clip(c.now.Load().journal) }

// Do makes the moves of an entry, all or none, in their order; later ones see
// what earlier ones did. The host fills At, By and Moves, and Turn, Temper,
// Channel and ID where it has them. It returns the entry as recorded.
//
// An entry that was recorded before, by its id or its turn's, is returned
// again and changes nothing; with other content it is [ErrConflict]. An entry
// before the last one is [ErrOutOfOrder]. In Enforce a move that is refused
// gives a *[RefusedError]; the customer's moves are never refused. After any
// error the conversation is as it was. Do never blocks and takes no context:
// it does no IO.
func (c *Conversation) Do(e move.Entry) (move.Entry, error) {
	if !c.busy.CompareAndSwap(false, true) {
		return move.Entry{}, ErrConcurrent
	}
	defer c.busy.Store(false)
	return c.do(e)
}

func (c *Conversation) do(e move.Entry) (move.Entry, error) {
	if err := e.Validate(); err != nil {
		return move.Entry{}, fmt.Errorf("conversation: %w", err)
	}
	cur := c.now.Load()
	if recorded, ok, err := c.repeated(cur, &e); ok || err != nil {
		return recorded, err
	}
	if e.At.Before(cur.facts.LastAt) {
		return move.Entry{}, &OutOfOrderError{At: e.At, Last: cur.facts.LastAt}
	}
	e.At = e.At.Round(0) // a monotonic clock does not survive a snapshot
	e.Seq = uint64(len(cur.journal)) + 1
	e.Mode, e.Breaches, e.Erased = c.mode, nil, false
	e.Moves = slices.Clone(e.Moves)
	next := &version{facts: cur.facts}
	if err := c.unsend(next, cur, &e); err != nil {
		return move.Entry{}, err
	}
	if err := c.run(&next.facts, &e); err != nil {
		return move.Entry{}, err
	}
	next.journal = append(cur.journal, e)
	c.remember(&e, len(next.journal)-1)
	c.now.Store(next)
	return e, nil
}

// run judges and applies the moves of an entry.
func (c *Conversation) run(f *Facts, e *move.Entry) error {
	p := c.book
	p.beginEntry(f, e, e.Seq)
	v := view{p: p, f: f, lim: p.limitsOf(f.Channel), at: e.At, by: e.By}
	if e.By.Author.Ours() {
		v.own = e.Temper.Level
	}
	for i, m := range e.Moves {
		index, ok := p.resolve(f, m, v.lim)
		if !ok {
			return fmt.Errorf("%w: playbook %s has no move %q; declare it under moves", ErrMissing, p.def.ID, m.Kind())
		}
		if err := c.admit(&v, e, i, m, index); err != nil {
			return err
		}
		if err := p.take(f, e, m, index, v.lim); err != nil {
			return err
		}
	}
	p.close(f, e)
	e.State = f.State
	return nil
}

// admit judges one move: what is refused and blocks is an error, what is
// refused and does not block is recorded as a breach.
func (c *Conversation) admit(v *view, e *move.Entry, i int, m move.Move, index int) error {
	p := c.book
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
	before := f.State
	if err := p.transit(f, index); err != nil {
		return err
	}
	if p.Stage(before) == practice.Closed && p.Stage(f.State) == practice.Listening {
		f.newEpisode()
	}
	f.apply(m, event{entry: e, seq: e.Seq, limits: lim, state: before})
	return nil
}

// close settles whose turn it is after an entry.
func (p *Playbook) close(f *Facts, e *move.Entry) {
	customer := e.By.Author == transcript.Customer
	t := turning{needsUs: customer && len(e.Moves) == 0 && e.Turn != nil}
	for _, m := range e.Moves {
		i, ok := p.byKind[m.Kind()]
		if !ok {
			continue
		}
		switch v := &p.variants[i]; {
		case v.side == move.Theirs || customer:
			t.heard = true
			t.needsUs = t.needsUs || needsAnswer(m)
			_, vent := m.(move.Vent)
			t.vented = t.vented || vent
		case v.speech:
			t.said = true
		}
	}
	endEntry(f, e, t)
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

// repeated finds an entry that was recorded under the same id.
func (c *Conversation) repeated(cur *version, e *move.Entry) (move.Entry, bool, error) {
	key := e.Key()
	if key == "" {
		return move.Entry{}, false, nil
	}
	c.index(cur)
	i, ok := c.seen[key]
	if !ok {
		return move.Entry{}, false, nil
	}
	old := cur.journal[i]
	if old.Erased || sameContent(&old, e) {
		return old, true, nil
	}
	return move.Entry{}, false, fmt.Errorf("%w: entry id %q is on record with other content (seq %d)", ErrConflict, key, old.Seq)
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

// sameContent compares what the host fills in, as it is stored.
func sameContent(a, b *move.Entry) bool {
	return a.At.Equal(b.At) && bytes.Equal(content(*a), content(*b))
}

func content(e move.Entry) []byte {
	data, err := json.Marshal(move.Entry{By: e.By, Channel: e.Channel, Turn: e.Turn, Temper: e.Temper, Moves: e.Moves, Unsure: e.Unsure, At: time.Time{}})
	if err != nil {
		return nil
	}
	return data
}
