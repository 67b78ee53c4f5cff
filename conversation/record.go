package conversation

import (
	"fmt"
	"strings"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// sound checks what a move says of the record itself, which no guard can skip:
// an override is somebody's, of a guard that there is, and what is retracted was
// said, by us, before. What is replayed was checked when it was recorded.
func (c *Conversation) sound(e *move.Entry, m move.Move) error {
	if c.replays {
		return nil
	}
	switch m := m.(type) {
	case move.Override:
		return c.book.soundOverride(e, m)
	case move.Retract:
		if cur := c.now.Load(); cur != nil { // nil while a draft is tried
			return soundRetract(cur.journal, m)
		}
	}
	return nil
}

func (p *Playbook) soundOverride(e *move.Entry, m move.Override) error {
	bots := p.opts.Policy != nil && p.opts.Policy.BotOverrides
	switch author := e.By.Author; {
	case author == transcript.Customer:
		return fmt.Errorf("%w: override is ours, the entry is by the customer", ErrSide)
	case author != transcript.Agent && !bots:
		return &move.FieldError{Kind: m.Kind(), Field: "by.author", Value: author.String(),
			Want: "an agent: a guard is skipped by a person, unless the policy sets bot_overrides"}
	case e.By.Party == "":
		return &move.FieldError{Kind: m.Kind(), Field: "by.party", Want: "who skips the guard, which stays on the record"}
	case !p.overridable(m.Guard):
		return &move.FieldError{Kind: m.Kind(), Field: "guard", Value: string(m.Guard),
			Want: `one of Playbook.Guards, or the rule of an incomplete move such as "A12.complete"`}
	}
	return nil
}

// overridable reports whether there is such a rule for a move of ours.
func (p *Playbook) overridable(id practice.RuleID) bool {
	row, complete := strings.CutSuffix(string(id), ".complete")
	return complete && practice.ID(row).Valid() || p.guard(id) != nil
}

func soundRetract(j move.Journal, m move.Retract) error {
	if m.Entry > uint64(len(j)) {
		return &move.FieldError{Kind: m.Kind(), Field: "entry", Value: fmt.Sprint(m.Entry),
			Want: fmt.Sprintf("an entry before this one, 1 to %d", len(j))}
	}
	if m.Entry > 0 && j[m.Entry-1].By.Author == transcript.Customer {
		return fmt.Errorf("%w: retract: entry %d is the customer's; only what we said can be retracted", ErrSide, m.Entry)
	}
	for i := range j {
		if t := j[i].Turn; m.Turn != "" && t != nil && t.ID == m.Turn && j[i].By.Author == transcript.Customer {
			return fmt.Errorf("%w: retract: turn %q is the customer's; only what we said can be retracted", ErrSide, m.Turn)
		}
	}
	return nil
}
