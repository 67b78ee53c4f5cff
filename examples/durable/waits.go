package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// A conversation has deadlines of its own: an answer that is owed, dead air, a
// follow-up after a pause. The keeper keeps them beside the promises, so that
// they survive whatever the process does.

// waitsOf is the subject of a conversation's deadlines.
func waitsOf(id conversation.ID) commitment.SubjectID {
	return commitment.SubjectID("conversation:" + string(id))
}

// wait is what an alarm of a conversation carries.
type wait struct {
	Deadline move.DeadlineKey `json:"deadline"`
}

// plan hands the deadlines of a conversation as it is stored to the keeper. The
// length of its journal is the plan's revision: who comes late with an older one
// is refused. A crash between saving a conversation and planning loses nothing,
// because every start plans all of them again, which changes nothing where the
// plan is there.
func (d *desk) plan(ctx context.Context, id conversation.ID) error {
	c, err := d.desk.View(ctx, tenant, id)
	if err != nil {
		return err
	}
	var alarms []commitment.Alarm
	for _, due := range c.Pending() {
		data, err := json.Marshal(wait{due.Key})
		if err != nil {
			return err
		}
		alarms = append(alarms, commitment.Alarm{Case: commitment.CaseID(id), Rule: commitment.Rule(due.Of.String()),
			Recipient: desks, At: due.At, Deadline: due.At, Data: data})
	}
	_, err = d.keeper.Plan(ctx, tenant, waitsOf(id), commitment.Revision(len(c.Journal())), alarms)
	if errors.Is(err, commitment.ErrConflict) {
		return nil // somebody planned what came after
	}
	return err
}

// waited tells the desk of a conversation's deadline and notes that in the
// conversation. One that is due no more, since what it waited for has come, is
// told to nobody.
func (d *desk) waited(ctx context.Context, id conversation.ID, n commitment.Notice) error {
	var w wait
	if err := json.Unmarshal(n.Alarm.Data, &w); err != nil {
		return errors.Join(err, commitment.ErrPermanent)
	}
	c, err := d.desk.View(ctx, tenant, id)
	if err != nil {
		return err
	}
	if _, ok := dueNow(c, w.Deadline); !ok {
		return nil
	}
	// Said first, noted second: a crash between the two says it again, with the
	// same key.
	if err := d.print("notice %s conversation %s: %s", n.Key, id, w.Deadline); err != nil {
		return err
	}
	err = d.desk.Update(ctx, tenant, id, func(c *conversation.Conversation) error {
		due, ok := dueNow(c, w.Deadline)
		if !ok {
			return nil
		}
		_, err := c.Do(move.Entry{At: time.Now(), By: move.Actor{Author: transcript.System}, Moves: move.Moves{due.Noticed()}})
		return err
	})
	if err != nil {
		return err
	}
	return d.plan(ctx, id)
}

func dueNow(c *conversation.Conversation, key move.DeadlineKey) (conversation.Due, bool) {
	all := c.Due(time.Now())
	i := slices.IndexFunc(all, func(due conversation.Due) bool { return due.Key == key })
	if i < 0 {
		return conversation.Due{}, false
	}
	return all[i], true
}

// pause ends an exchange for now (practice A10): the promise to come back stands
// beside it.
func (d *desk) pause(ctx context.Context, id conversation.ID, rest string) error {
	p, err := d.promise(ctx, commitment.CaseID(id), rest+" come back to the conversation")
	if err != nil {
		return err
	}
	err = d.desk.Update(ctx, tenant, id, func(c *conversation.Conversation) error {
		_, err := c.Do(move.Entry{At: time.Now(), By: move.Actor{Author: transcript.Agent, Party: desks},
			Moves: move.Moves{move.Pause{Purpose: "let tempers cool", Owner: desks, FollowUp: p.ID, At: p.Due.Deadline}}})
		return err
	})
	if err != nil {
		return err
	}
	return d.changed(ctx, id)
}

// changed plans a conversation's deadlines and says where it stands.
func (d *desk) changed(ctx context.Context, id conversation.ID) error {
	if err := d.plan(ctx, id); err != nil {
		return err
	}
	return d.show(ctx, id)
}

// playbook is the default one with all its limits times pace.
func playbook(pace float64) (*conversation.Playbook, error) {
	def, err := conversation.Irate()
	if err != nil {
		return nil, err
	}
	for channel, l := range def.Limits {
		for _, limit := range []*conversation.Duration{&l.Burst, &l.AfterVent, &l.DeadAir, &l.Silence, &l.Dormant, &l.Lost, &l.Verify, &l.Close, &l.TimeBox} {
			*limit = conversation.Duration(float64(*limit) * pace)
		}
		def.Limits[channel] = l
	}
	return conversation.NewPlaybook(&conversation.Options{Definition: &def})
}

// conversationOf is the conversation that a subject stands for.
func conversationOf(s commitment.SubjectID) (conversation.ID, bool) {
	id, ok := strings.CutPrefix(string(s), "conversation:")
	return conversation.ID(id), ok
}
