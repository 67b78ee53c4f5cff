package conversation

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// SnapshotVersion is the version of snapshots that this release writes; it
// reads every version up to it.
const SnapshotVersion = 1

type snapshot struct {
	Version  int          `json:"version"`
	ID       ID           `json:"id"`
	Playbook PlaybookID   `json:"playbook"`
	Revision string       `json:"playbook_version"`
	Mode     move.Mode    `json:"mode"`
	Journal  move.Journal `json:"journal"`
}

// Snapshot returns the conversation as JSON: its journal, with the names of
// the playbook and its version. It holds the customer's words; see [Conversation.Erase].
func (c *Conversation) Snapshot() ([]byte, error) {
	data, err := json.Marshal(snapshot{
		Version: SnapshotVersion, ID: c.id, Playbook: c.book.def.ID, Revision: c.book.def.Version,
		Mode: c.mode, Journal: c.keep().journal,
	})
	if err != nil {
		return nil, fmt.Errorf("conversation: snapshot: %w", err)
	}
	return data, nil
}

// Restore makes a conversation from a snapshot by refolding its journal; nothing
// is judged again. The snapshot may be of another playbook or version: states
// stay as the journal says. When the playbook lacks a state or a move that the
// journal uses, Restore returns the conversation and a *[MissingError] that
// names them. What is no snapshot gives [ErrSnapshot], with the reason.
func (p *Playbook) Restore(data []byte) (*Conversation, error) {
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSnapshot, err)
	}
	if head.Version < 1 || head.Version > SnapshotVersion {
		return nil, fmt.Errorf("%w: version %d; this release reads 1 to %d", ErrSnapshot, head.Version, SnapshotVersion)
	}
	var s snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSnapshot, err)
	}
	return p.resume(s)
}

func (p *Playbook) resume(s snapshot) (*Conversation, error) {
	for i := range s.Journal {
		e := &s.Journal[i]
		if e.Seq != uint64(i)+1 {
			return nil, fmt.Errorf("%w: entry %d has seq %d; the journal has a gap", ErrSnapshot, i+1, e.Seq)
		}
		if i > 0 && e.At.Before(s.Journal[i-1].At) {
			return nil, fmt.Errorf("%w: entry %d lies before the one before it", ErrSnapshot, i+1)
		}
		if err := e.Validate(); err != nil {
			return nil, fmt.Errorf("%w: entry %d: %w", ErrSnapshot, i+1, err)
		}
	}
	c := &Conversation{book: p, id: s.ID, mode: s.Mode}
	facts, missing := p.fold(s.Journal, unsent(s.Journal))
	c.now.Store(&version{facts: facts, journal: s.Journal})
	if missing != nil {
		missing.Playbook, missing.Version = s.Playbook, s.Revision
		c.missing = missing
		return c, missing
	}
	return c, nil
}

// Missing says what the journal of a restored conversation uses and the playbook
// lacks; nil where it lacks nothing. Such a conversation goes on: it stands where
// the journal says, and a state that is unknown is left by no edge.
func (c *Conversation) Missing() *MissingError { return c.missing }

// Erase removes the personal text: the words of turns and moves, names, ids of
// parties that are such names too. Other ids, times, tempers, moves, breaches
// and states stay, and the conversation goes on as before, because guards never
// read text. Snapshots taken earlier still hold the words: destroy or overwrite
// them. Erasing twice is harmless.
func (c *Conversation) Erase() error {
	if !c.busy.CompareAndSwap(false, true) {
		return ErrConcurrent
	}
	defer c.busy.Store(false)
	cur := c.keep()
	next := &version{facts: cur.facts, journal: cur.journal.Erase()}
	if cur.journal.Names() {
		next.facts, _ = c.book.fold(next.journal, unsent(next.journal)) // an owner may have been a name
	}
	c.spare = nil
	c.now.Store(next)
	return nil
}

// Replayed says what a playbook makes of a journal that was written under
// another one, or under another policy.
type Replayed struct {
	Entries  int
	Refused  []Refusal    // what it would have refused under Enforce
	Diverged []Divergence // where it would stand elsewhere
	Missing  []move.Kind  // moves that it does not know
}

// Refusal is one move that would have been refused.
type Refusal struct {
	Seq     uint64
	Kind    move.Kind
	Reasons []Reason // those that block
}

// Divergence is an entry after which the states differ.
type Divergence struct {
	Seq        uint64
	Was, Would move.State
}

// Replay plays a journal under this playbook and policy and reports which of
// its moves would have been refused. Each move is judged on what really
// happened before it, refused or not; one that this playbook does not know is
// named and passed over, the rest of its entry counts.
func (p *Playbook) Replay(j move.Journal) (*Replayed, error) {
	c := p.Start("", move.Observe)
	c.replays = true
	out := &Replayed{Entries: len(j)}
	for i := range j {
		e, missing := p.playable(j[i], false)
		e.ID = replayID(i)
		for _, kind := range missing {
			if !slices.Contains(out.Missing, kind) {
				out.Missing = append(out.Missing, kind)
			}
		}
		done, err := c.Do(e)
		if err != nil {
			return nil, fmt.Errorf("conversation: replay: entry %d: %w", i+1, err)
		}
		out.refusals(p, c, &done)
		if done.State != j[i].State {
			out.Diverged = append(out.Diverged, Divergence{Seq: j[i].Seq, Was: j[i].State, Would: done.State})
		}
	}
	return out, nil
}

func (r *Replayed) refusals(p *Playbook, c *Conversation, e *move.Entry) {
	f := c.Facts()
	v := view{p: p, f: &f, lim: p.limitsOf(f.Channel), at: e.At, by: e.By}
	for i, m := range e.Moves {
		var blocking []move.Breach
		for _, b := range e.Breaches {
			if b.Move == i && !b.Overridden && b.Setting == practice.Block {
				blocking = append(blocking, b)
			}
		}
		if len(blocking) > 0 {
			incomplete, _ := asIncomplete(m)
			r.Refused = append(r.Refused, Refusal{Seq: e.Seq, Kind: m.Kind(), Reasons: p.reasons(&v, m, blocking, incomplete)})
		}
	}
}
