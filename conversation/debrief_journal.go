package conversation

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/infer"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// DebriefJournals scores conversations that were recorded: those whose moves a
// host made with [Conversation.Do], and those that were heard and said. Each is
// played again under this playbook, with the moves that are on record instead of
// a second reading; words that are still there are reviewed. It judges as
// [Playbook.Debrief] does, and turns that were never sent are left aside. What
// an override skipped breaks nothing and is counted as an override. The thread
// of a result is the conversation's id.
//
// Moves that this playbook lacks are passed over; an entry that it can't take in
// is left out and counted in NotRead. An error of the sequence or a cancelled
// context ends it, wrapped.
func (p *Playbook) DebriefJournals(ctx context.Context, journals iter.Seq2[ID, move.Journal]) (*Debrief, error) {
	d := newDebriefer(p)
	for id, j := range journals {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("conversation: debrief: %w", err)
		}
		run := d.thread(transcript.ThreadID(id))
		run.recorded, run.c.replays = true, true
		gone := unsent(j)
		for i := range j {
			_, never := gone[uint64(i)+1]
			d.entry(run, i, j[i], never)
		}
	}
	return d.finish(), nil
}

// entry plays one entry of a journal again. never: it was taken back.
func (d *debriefer) entry(run *threadRun, i int, e move.Entry, never bool) {
	p, c := d.book, run.c
	e, _ = p.playable(e, never)
	e.ID = replayID(i)
	e.Breaches = nil
	if !p.isTurn(&e) {
		before := c.Facts()
		if _, err := c.do(e, sameContent); err != nil {
			d.leaveOut(run, NotReadInvalid)
			return
		}
		run.kept(e.At, e.Moves, &before)
		return
	}
	r := readingOf(run, &e)
	if !p.opts.Persons && e.Turn != nil && e.By.Author.Ours() { // nobody is named
		e = run.unnamed(e)
		r = readingOf(run, &e)
	}
	if e.At.Before(c.Facts().LastAt) {
		d.leaveOut(run, NotReadOutOfOrder)
		return
	}
	if reason := run.take(r, e); reason != "" {
		d.leaveOut(run, reason)
		return
	}
	d.count(r)
}

// unnamed is an entry of ours without the name of its turn, which readers take
// for the owner where somebody speaks of themselves.
func (run *threadRun) unnamed(e move.Entry) move.Entry {
	turn := *e.Turn
	e.Turn = &turn
	name := commitment.PartyID(turn.Name)
	if turn.Name = ""; name == "" {
		return e
	}
	as := commitment.PartyID(run.alias(string(name)))
	rename := func(id *commitment.PartyID) {
		if *id == name {
			*id = as
		}
	}
	rename(&e.By.Party)
	e.Moves = slices.Clone(e.Moves)
	for i, m := range e.Moves {
		switch m := m.(type) {
		case move.Lead:
			rename(&m.Owner)
			e.Moves[i] = m
		case move.Accept:
			rename(&m.Owner)
			e.Moves[i] = m
		case move.Pause:
			rename(&m.Owner)
			e.Moves[i] = m
		case move.Consult:
			rename(&m.Owner)
			e.Moves[i] = m
		case move.Escalate:
			rename(&m.Owner)
			e.Moves[i] = m
		}
	}
	return e
}

// playable is an entry as this playbook can play it: without the moves that it
// lacks, whose kinds are returned, and empty where it was taken back, so that
// each entry keeps its Seq.
func (p *Playbook) playable(e move.Entry, never bool) (move.Entry, []move.Kind) {
	var missing []move.Kind
	if never {
		e.Turn, e.Moves, e.Unsure = nil, nil, nil
		return e, nil
	}
	lacks := func(m move.Move) bool {
		if _, ok := p.byKind[m.Kind()]; ok {
			return false
		}
		if !slices.Contains(missing, m.Kind()) {
			missing = append(missing, m.Kind())
		}
		return true
	}
	if slices.ContainsFunc(e.Moves, lacks) {
		e.Moves = slices.DeleteFunc(slices.Clone(e.Moves), lacks)
	}
	return e, missing
}

// replayID keeps an entry that is played again apart from the others: whether it
// was a repeated one was settled when it was recorded.
func replayID(i int) move.EntryID { return move.EntryID(fmt.Sprint("replay-", i)) }

// isTurn reports whether somebody said something: a message, or moves that are
// speech where the words were not kept.
func (p *Playbook) isTurn(e *move.Entry) bool {
	if e.Turn != nil {
		return true
	}
	return e.By.Author != transcript.System && slices.ContainsFunc(e.Moves, func(m move.Move) bool {
		first, ok := p.byKind[m.Kind()]
		return ok && (p.variants[first].side == move.Theirs || p.variants[first].speech)
	})
}

// readingOf is an entry as if it had just been read.
func readingOf(run *threadRun, e *move.Entry) infer.Reading {
	f := run.c.Facts()
	r := infer.Reading{Temper: e.Temper, Language: f.Language}
	if e.Turn != nil {
		r.Turn = *e.Turn
	} else {
		r.Turn = transcript.Turn{Author: e.By.Author, Channel: channelOf(&f, e)}
	}
	r.Turn.Thread, r.Turn.At = run.out.Thread, e.At
	if !r.Turn.Language.IsRoot() {
		r.Language = r.Turn.Language
	}
	if e.Erased && r.Turn.Text != "" {
		r.Turn.Text, r.NotRead = "", NotReadErased
	}
	for _, m := range e.Moves {
		r.Moves = append(r.Moves, infer.Inferred{Move: m, Confidence: 1, Sure: true})
	}
	for _, m := range e.Unsure {
		r.Moves = append(r.Moves, infer.Inferred{Move: m})
	}
	return r
}
