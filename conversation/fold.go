package conversation

import (
	"fmt"
	"slices"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// unsend undoes the entries that an entry says were never sent: the facts are
// folded again without them (A2's other side: what they never read, we never said).
func (c *Conversation) unsend(next, cur *version, e *move.Entry) error {
	undo := false
	for i, m := range e.Moves {
		u, ok := m.(move.Unsent)
		if !ok {
			continue
		}
		if u.Entry == 0 || u.Entry > uint64(len(cur.journal)) {
			return fmt.Errorf("conversation: moves[%d]: unsent: entry %d is not on record; want 1 to %d", i, u.Entry, len(cur.journal))
		}
		if cur.journal[u.Entry-1].By.Author == transcript.Customer {
			return fmt.Errorf("%w: moves[%d]: unsent: entry %d is the customer's; only what we say can remain unsent", ErrSide, i, u.Entry)
		}
		undo = true
	}
	if !undo {
		return nil
	}
	takenBack := unsent(append(slices.Clip(cur.journal), *e))
	next.facts, _ = c.book.fold(cur.journal, takenBack)
	return nil
}

// unsent returns the entries that were taken back, each with the Seq of the
// entry that took it back.
func unsent(j move.Journal) map[uint64]uint64 {
	var by map[uint64]uint64
	for i := range j {
		for _, m := range j[i].Moves {
			if u, ok := m.(move.Unsent); ok {
				if by == nil {
					by = map[uint64]uint64{}
				}
				by[u.Entry] = uint64(i) + 1
			}
		}
	}
	return by
}

// fold folds a journal into its facts, without judging again. Where the
// playbook leads elsewhere than the journal says, the journal is right, except
// between an entry that was taken back and the one that took it back: those
// states rest on what never happened. missing names what the playbook lacks.
func (p *Playbook) fold(j move.Journal, takenBack map[uint64]uint64) (Facts, *MissingError) {
	f := p.start.facts
	var missing MissingError
	for i := range j {
		e := &j[i]
		seq := uint64(i) + 1
		if _, gone := takenBack[seq]; gone {
			continue
		}
		p.refold(&f, e, &missing)
		if e.State != "" && e.State != f.State && !doubtful(takenBack, seq) {
			p.moveTo(&f, e.State, &missing)
		}
	}
	if len(missing.States)+len(missing.Moves) > 0 {
		return f, &missing
	}
	return f, nil
}

func doubtful(takenBack map[uint64]uint64, seq uint64) bool {
	for gone, by := range takenBack {
		if gone < seq && seq < by {
			return true
		}
	}
	return false
}

// refold takes an entry in as it was recorded.
func (p *Playbook) refold(f *Facts, e *move.Entry, missing *MissingError) {
	p.beginEntry(f, e, e.Seq)
	t := turningOf(f, e)
	for i, m := range e.Moves {
		for _, b := range e.Breaches {
			if b.Move == i {
				countBreach(f, b)
			}
		}
		index, ok := p.resolve(f, m, f.limits)
		if !ok {
			if !slices.Contains(missing.Moves, m.Kind()) {
				missing.Moves = append(missing.Moves, m.Kind())
			}
			continue
		}
		if err := p.take(f, e, m, index, f.limits); err != nil {
			continue // the recorded state is taken by fold
		}
		t.add(&p.variants[index], m)
	}
	_ = p.wake(f, e, &t) // as above
	endEntry(f, e, t)
}

// countBreach counts a recorded breach; one that was overridden uses its
// override up.
func countBreach(f *Facts, b move.Breach) {
	if !b.Overridden {
		f.Breaches++
		return
	}
	f.Overridden++
	if i := slices.Index(f.Overrides, b.Guard); i >= 0 {
		f.Overrides = slices.Delete(slices.Clone(f.Overrides), i, i+1)
	}
}

func (p *Playbook) moveTo(f *Facts, s move.State, missing *MissingError) {
	if i, ok := p.stateOf[s]; ok {
		p.enter(f, i)
		return
	}
	f.State, f.Stage, f.index = s, practice.NoStage, unknownState
	if !slices.Contains(missing.States, s) {
		missing.States = append(missing.States, s)
	}
}

// withdrawn returns the journal without the words of the entries under a key.
func withdrawn(j move.Journal, key move.EntryID) move.Journal {
	out := slices.Clone(j)
	for i := range out {
		if key != "" && out[i].Key() == key {
			out[i] = out[i].Erase()
		}
	}
	return out
}

// superseded returns the Seq of the entries whose turn was edited later: what
// was said then, but not what they say now.
func superseded(j move.Journal) map[uint64]bool {
	var out map[uint64]bool
	last := map[move.EntryID]uint64{}
	for i := range j {
		key := j[i].Key()
		if key == "" || j[i].Turn == nil {
			continue
		}
		if before := last[key]; before != 0 && j[i].Turn.Edited {
			if out == nil {
				out = map[uint64]bool{}
			}
			out[before] = true
		}
		last[key] = uint64(i) + 1
	}
	return out
}
