package conversation

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// Errors that callers branch on with [errors.Is]. After an error the
// conversation is as it was.
var (
	// ErrDefinition: a playbook's definition is wrong; wrapped by each *DefinitionError.
	ErrDefinition = errors.New("conversation: invalid playbook")
	// ErrRefused is wrapped by *RefusedError.
	ErrRefused = errors.New("conversation: move refused")
	// ErrOutOfOrder: the entry lies before the last one.
	ErrOutOfOrder = errors.New("conversation: entry out of order")
	// ErrConflict: an entry's id was used for other content, or a store holds
	// a later revision.
	ErrConflict = errors.New("conversation: conflict")
	// ErrConcurrent: another goroutine is changing the conversation right now.
	// A conversation is for one goroutine; the other call went on undisturbed.
	ErrConcurrent = errors.New("conversation: concurrent use of one conversation")
	// ErrSide: a customer's entry holds a move of ours, or a reading went in
	// by the wrong door.
	ErrSide = errors.New("conversation: move of the other side")
	// ErrNotFound: no conversation with that tenant and id.
	ErrNotFound = errors.New("conversation: not found")
	// ErrSnapshot: what should be restored is no snapshot, or one of a newer release.
	ErrSnapshot = errors.New("conversation: invalid snapshot")
	// ErrMissing is wrapped by *MissingError.
	ErrMissing = errors.New("conversation: playbook lacks what the journal uses")
	// ErrGuard is wrapped by *GuardError.
	ErrGuard = errors.New("conversation: guard failed")
	// ErrReader is wrapped by *ReaderError.
	ErrReader = errors.New("conversation: reader failed")
)

// DefinitionError is one thing that is wrong with a playbook's definition.
type DefinitionError struct {
	Where   string // such as `edges[12] "advise"` or `guard "A6"`
	Problem string // what is wrong and what would be right
}

// Error says where and what.
func (e *DefinitionError) Error() string {
	return fmt.Sprintf("%v: %s: %s", ErrDefinition, e.Where, e.Problem)
}

// Unwrap returns ErrDefinition.
func (e *DefinitionError) Unwrap() error { return ErrDefinition }

// RefusedError says why a move was refused. Nothing changed.
type RefusedError struct {
	Move    int       // index into the entry's moves
	Kind    move.Kind // of the move
	Reasons []Reason  // at least one; those that do not block included
}

// Error names the move and each guard that refused it.
func (e *RefusedError) Error() string {
	parts := make([]string, len(e.Reasons))
	for i, r := range e.Reasons {
		parts[i] = string(r.Guard)
		if r.Text != "" {
			parts[i] += " (" + r.Text + ")"
		}
	}
	return fmt.Sprintf("%v: %s: %s", ErrRefused, e.Kind, strings.Join(parts, "; "))
}

// Unwrap returns ErrRefused.
func (e *RefusedError) Unwrap() error { return ErrRefused }

// GuardError says that a host's guard panicked. The move was not made.
type GuardError struct {
	Guard practice.RuleID
	Panic any // what it panicked with
}

// Error names the guard.
func (e *GuardError) Error() string {
	return fmt.Sprintf("%v: %s panicked: %v", ErrGuard, e.Guard, e.Panic)
}

// Unwrap returns ErrGuard.
func (e *GuardError) Unwrap() error { return ErrGuard }

// ReaderError says that a reader failed or panicked. It wraps the reader's
// error, such as context.Canceled.
type ReaderError struct {
	Err   error // nil after a panic
	Panic any   // what it panicked with; nil otherwise
}

// Error says what happened.
func (e *ReaderError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%v: %v", ErrReader, e.Err)
	}
	return fmt.Sprintf("%v: it panicked: %v", ErrReader, e.Panic)
}

// Unwrap returns ErrReader and the reader's own error.
func (e *ReaderError) Unwrap() []error {
	if e.Err == nil {
		return []error{ErrReader}
	}
	return []error{ErrReader, e.Err}
}

// OutOfOrderError is the data behind [ErrOutOfOrder].
type OutOfOrderError struct {
	At   time.Time // of the entry
	Last time.Time // of the last entry on record
}

// Error names both instants.
func (e *OutOfOrderError) Error() string {
	return fmt.Sprintf("%v: it is of %s, the last one on record of %s; give late messages the time they arrived",
		ErrOutOfOrder, e.At.Format(time.RFC3339Nano), e.Last.Format(time.RFC3339Nano))
}

// Unwrap returns ErrOutOfOrder.
func (e *OutOfOrderError) Unwrap() error { return ErrOutOfOrder }

// MissingError names what a journal uses and the playbook lacks. The
// conversation that is returned beside it stays where the journal says.
type MissingError struct {
	Playbook PlaybookID   // of the journal
	Version  string       // of the journal
	States   []move.State // unknown to this playbook
	Moves    []move.Kind  // own moves that this playbook does not declare
}

// Error names the states and moves.
func (e *MissingError) Error() string {
	return fmt.Sprintf("%v: playbook %s %s: states %q, moves %q", ErrMissing, e.Playbook, e.Version, e.States, e.Moves)
}

// Unwrap returns ErrMissing.
func (e *MissingError) Unwrap() error { return ErrMissing }
