package move

import (
	"errors"
	"fmt"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// State names a state of a playbook. The states of the default playbook are
// constants of package conversation; hosts add their own.
type State string

// EntryID makes an entry idempotent: a repeated id with equal content is the
// same entry. Where it is empty, the id of the entry's turn serves.
type EntryID string

// Actor is who made an entry.
type Actor struct {
	Author transcript.Author  `json:"author"`
	Party  commitment.PartyID `json:"party,omitempty"` // an id: it survives erasure, unless it is the name of a turn
}

// Breach is a guard that refused a move: recorded in Observe, and wherever the
// policy does not block.
type Breach struct {
	Guard      practice.RuleID  `json:"guard"`
	Practice   practice.ID      `json:"practice"`
	Move       int              `json:"move"`                 // index into Moves
	Setting    practice.Setting `json:"setting"`              // what the policy says of the guard
	Overridden bool             `json:"overridden,omitempty"` // skipped by an [Override]
}

// Entry is one line of the journal: what somebody did at one instant. The host
// fills At, By, Turn, Temper and Moves; the conversation fills Seq, Mode,
// Breaches and State.
type Entry struct {
	Seq      uint64             `json:"seq"`
	ID       EntryID            `json:"id,omitempty"`
	At       time.Time          `json:"at"`
	By       Actor              `json:"by"`
	Channel  transcript.Channel `json:"channel,omitempty"` // "": the turn's, else the last entry's
	Turn     *transcript.Turn   `json:"turn,omitempty"`    // nil for what was no message
	Temper   temper.Reading     `json:"temper,omitzero"`   // of the turn, ours too (A30)
	Moves    Moves              `json:"moves,omitempty"`   // in the order of the text
	Unsure   Moves              `json:"unsure,omitempty"`  // neither applied nor refused
	Mode     Mode               `json:"mode"`
	Breaches []Breach           `json:"breaches,omitempty"`
	State    State              `json:"state"` // after the entry
	Erased   bool               `json:"erased,omitempty"`
}

// Key is the id under which a repeated entry is recognised: ID, else the
// turn's; "" for an entry that has neither.
func (e *Entry) Key() EntryID {
	if e.ID != "" || e.Turn == nil {
		return e.ID
	}
	return EntryID(e.Turn.ID)
}

// Validate checks what the host fills in, the moves included, and joins what
// is wrong. Moves that lack what a practice demands are left to the guards:
// their *FieldError has a Rule.
func (e *Entry) Validate() error {
	var errs []error
	if e.At.IsZero() {
		errs = append(errs, fmt.Errorf("%w: entry: at is missing; want the instant", ErrInvalid))
	}
	if e.By.Author < transcript.Customer || e.By.Author > transcript.System {
		errs = append(errs, fmt.Errorf("%w: entry: by.author is %d; want customer, agent, bot or system", ErrInvalid, e.By.Author))
	}
	if n := len(e.Moves) + len(e.Unsure); n > MaxItems {
		errs = append(errs, fmt.Errorf("%w: entry: moves: there are %d; want at most %d", ErrInvalid, n, MaxItems))
	}
	for i, m := range e.Moves {
		if m == nil {
			errs = append(errs, fmt.Errorf("%w: entry: moves[%d] is nil; want a move", ErrInvalid, i))
			continue
		}
		if err := m.Validate(); err != nil && !IsIncomplete(err) {
			errs = append(errs, fmt.Errorf("entry: moves[%d]: %w", i, err))
		}
	}
	return errors.Join(errs...)
}

// IsIncomplete reports whether a move's Validate found only that something is
// missing which a practice demands: a guard's matter rather than a mistake.
func IsIncomplete(err error) bool {
	var field *FieldError
	return errors.As(err, &field) && field.Rule != ""
}

// Journal is what happened, oldest first. A conversation is the fold of its
// journal.
type Journal []Entry
