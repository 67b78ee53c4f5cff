package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/infer"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// player plays one thread on the transcript's own clock.
type player struct {
	book *conversation.Playbook
	desk desk
	conv *conversation.Conversation
	kept *ledger
	put  func(event)
	last asked // what was open at their last turn
	// alone: the transcript is this one thread.
	alone bool
}

func (p *player) play(ctx context.Context, turns []transcript.Turn) error {
	for i, t := range turns {
		if err := p.passTime(ctx, t.At); err != nil {
			return err
		}
		if err := p.turn(ctx, t); err != nil {
			return fmt.Errorf("turn %d: %w", i+1, err)
		}
	}
	return nil
}

// passTime lets happen what happens between two turns: notices of the promises,
// and deadlines of the conversation itself.
func (p *player) passTime(ctx context.Context, until time.Time) error {
	for _, d := range p.conv.Due(until) {
		if d.Of == move.AnswerWindow {
			continue // it opens the floor; nobody needs to be told afterwards
		}
		if err := p.kept.wakeUntil(ctx, d.At); err != nil {
			return err
		}
		p.put(deadlinePassed{d.Of, d.Practice, d.At.In(p.desk.customer)})
		if _, err := p.conv.Do(move.Entry{At: d.At, By: move.Actor{Author: transcript.System}, Moves: move.Moves{d.Noticed()}}); err != nil {
			return err
		}
	}
	return p.kept.wakeUntil(ctx, until)
}

func (p *player) turn(ctx context.Context, t transcript.Turn) error {
	before := p.conv.State()
	r, err := p.conv.Read(ctx, t)
	if err != nil {
		return err
	}
	e := turnPlayed{Turn: t, Clock: t.At.In(p.desk.customer), Before: before, NotRead: r.NotRead}
	spoken := t.Visibility == transcript.Public && !t.Deleted
	satisfied := p.conv.Settled(r)
	var v conversation.Verdict
	if t.Author.Ours() {
		v, err = p.conv.Say(r)
	} else {
		err = p.conv.Hear(r)
	}
	if err != nil {
		return err
	}
	e.After, e.Trend = p.conv.State(), p.conv.Facts().Trend
	e.Temper, e.Score = r.Temper.Level, r.Temper.Score
	for _, ev := range r.Temper.Evidence {
		e.Evidence = append(e.Evidence, evidence{t.Text[ev.Start:ev.End], ev.Weight})
	}
	e.Moves, e.Refused, e.Findings = movesRead(t.Text, r.Moves), v.Refused, v.Findings
	p.put(e)
	if !spoken {
		return nil
	}
	if t.Author.Ours() {
		if err := p.settle(ctx, said(r)); err != nil {
			return err
		}
		return p.promises(ctx, t, r)
	}
	if satisfied != nil {
		entry := move.Entry{At: t.At, By: move.Actor{Author: transcript.System}, Moves: satisfied}
		if _, err := p.conv.Do(entry); err != nil {
			return err
		}
		if err := p.settle(ctx, satisfied); err != nil {
			return err
		}
	}
	if t.Author == transcript.Customer {
		p.put(p.asked(t.At))
	}
	return nil
}

// said are the sure moves of a reading.
func said(r infer.Reading) move.Moves {
	var out move.Moves
	for _, m := range r.Moves {
		if m.Sure {
			out = append(out, m.Move)
		}
	}
	return out
}

// settle puts into the ledger what the moves settle.
func (p *player) settle(ctx context.Context, moves move.Moves) error {
	for _, m := range moves {
		s, ok := m.(move.Settle)
		if !ok || !slices.ContainsFunc(p.kept.open(), func(open commitment.Promise) bool { return open.ID == s.Promise }) {
			continue
		}
		settled, err := p.kept.settle(ctx, s.Promise, s.State)
		if err != nil {
			return err
		}
		p.put(settled)
	}
	return nil
}

// asked says what the practice asks for next, and which moves we have with the
// customer once they have finished.
func (p *player) asked(at time.Time) asked {
	a := asked{}
	options := p.conv.Options(at)
	for _, o := range options {
		if o.NotBefore().After(a.From) {
			a.From = o.NotBefore().In(p.desk.customer)
		}
	}
	if a.From.After(at) {
		at = a.From
		options = p.conv.Options(at)
	}
	a.Next = p.conv.Next(at)
	for _, o := range options {
		switch {
		case o.Side() != move.Ours || slices.Contains(forTheRecord, o.Kind()):
		case o.Clean():
			a.Open = append(a.Open, o.Name())
		default:
			a.close(o)
		}
	}
	sameClosed := slices.EqualFunc(a.Closed, p.last.Closed, func(x, y closedMoves) bool {
		return x.Guard == y.Guard && slices.Equal(x.Moves, y.Moves)
	})
	a.AsBefore = sameClosed && slices.Equal(a.Open, p.last.Open)
	p.last = a
	return a
}

// forTheRecord are moves that the customer does not see.
var forTheRecord = []move.Kind{
	move.KindEstablish, move.KindPlanChange, move.KindLead, move.KindRootCause, move.KindProfile, move.KindSituate,
	move.KindRelation, move.KindOverride, move.KindUnsent, move.KindNoticed,
}

// close files a move under each guard that stands against it.
func (a *asked) close(o conversation.Option) {
	for _, r := range o.Reasons() {
		i := slices.IndexFunc(a.Closed, func(c closedMoves) bool { return c.Guard == r.Guard })
		if i < 0 {
			i = len(a.Closed)
			a.Closed = append(a.Closed, closedMoves{Guard: r.Guard, Practice: r.Practice, Reason: r.Text, Say: r.Say})
		}
		a.Closed[i].Moves = append(a.Closed[i].Moves, o.Name())
	}
}

// promises makes commitments of what a turn of ours promised: of each promise
// that was read in it, with the candidate that says how its time was read.
func (p *player) promises(ctx context.Context, t transcript.Turn, r infer.Reading) error {
	shown := make([]bool, len(r.Promises))
	for _, m := range r.Moves {
		pm, ok := m.Move.(move.Promise)
		if !ok || !m.Sure {
			continue
		}
		e := promiseFound{Words: t.Text[m.Start:m.End], What: pm.What, Deadline: pm.Due}
		due := commitment.Due{Said: e.Words, Deadline: pm.Due, Zone: p.desk.customer.String()}
		for i, c := range r.Promises {
			if c.Start >= m.End || m.Start >= c.End {
				continue
			}
			shown[i] = true
			e.Who, e.Ask = c.Who, c.Ask()
			if c.Reading != nil {
				e.Reading = c.Reading.String()
				if said, err := commitment.DueFrom(t.Text, *c.Reading); err == nil {
					due = said
				}
			}
		}
		if !pm.Due.IsZero() {
			if err := p.commit(ctx, t, pm, due, &e); err != nil {
				return err
			}
		}
		p.put(e)
	}
	for i, c := range r.Promises {
		if !shown[i] && !c.Done {
			p.put(promiseFound{Words: t.Text[c.Start:c.End], Who: c.Who, What: c.What, Conditional: c.Conditional, Ask: c.Ask()})
		}
	}
	return nil
}

// commit records a dated promise under the id that the conversation knows it by.
func (p *player) commit(ctx context.Context, t transcript.Turn, pm move.Promise, due commitment.Due, e *promiseFound) error {
	made, verdict, err := p.kept.make(ctx, commitment.Promise{
		ID: pm.Promise, Case: commitment.CaseID(t.Thread), What: pm.What, Kind: "contact", Due: due, Effort: contactEffort,
		Owner:    p.desk.owner(t.Name),
		Managers: []commitment.Party{{ID: "support-lead", Name: "the support lead"}},
		Customer: commitment.Party{ID: "customer", Zone: p.desk.customer.String(), Language: language.English},
	})
	if refusedPromise(err) {
		e.Refused = oneLine(err)
		return nil
	}
	if err != nil {
		return err
	}
	e.Clock = due.Deadline.In(p.desk.customer)
	e.Promise, e.Feasible, e.Reminders = string(pm.Promise), verdict, p.kept.planned(ctx, made)
	return nil
}

// contactEffort is the working time that keeping a promise of a call or a
// message is taken to need.
const contactEffort = 15 * time.Minute

// refusedPromise reports errors that say why a promise was not recorded.
func refusedPromise(err error) bool {
	var field *commitment.FieldError
	return errors.As(err, &field)
}
