package move

import (
	"errors"
	"fmt"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// Kind names a move. The kinds of this package are constants; a host's own
// moves are [Custom] and have the kind that their Name says.
type Kind string

// Side says who can make a move. The zero value is Both.
type Side uint8

// The sides.
const (
	Both   Side = iota // either side
	Theirs             // the customer
	Ours               // an agent, a bot or the system
)

var sideNames = [...]string{"both", "theirs", "ours"}

// String returns the lower-case name.
func (s Side) String() string { return enumString("Side", sideNames[:], uint8(s)) }

// MarshalText returns the lower-case name; a value that is no side is an error.
func (s Side) MarshalText() ([]byte, error) { return enumMarshal("side", sideNames[:], uint8(s)) }

// UnmarshalText reads a lower-case name.
func (s *Side) UnmarshalText(text []byte) error {
	return enumUnmarshal("side", sideNames[:], text, (*uint8)(s))
}

// Move is one thing done in a conversation. All moves of this package are
// structs and implement it with value receivers.
type Move interface {
	// Kind is the stable name, as in the JSON form.
	Kind() Kind
	// Validate checks the fields and returns nil or a *FieldError.
	Validate() error
}

// Errors that callers branch on.
var (
	// ErrInvalid is wrapped by every *FieldError.
	ErrInvalid = errors.New("move: invalid move")
	// ErrKind is wrapped when a kind is not known.
	ErrKind = errors.New("move: unknown kind")
	// ErrVersion is wrapped when a journal was written by a newer release.
	ErrVersion = errors.New("move: unknown journal version")
)

// FieldError says which field of a move is wrong. It wraps [ErrInvalid].
type FieldError struct {
	Kind  Kind            // the move
	Field string          // as in JSON, such as "options[1].cost"
	Value string          // what was there, shortened; "" when nothing was
	Want  string          // what would be right
	Rule  practice.RuleID // "A13.complete" where a practice demands the field; "" for a malformed one
}

// Error names the kind, the field, the value and what would be right.
func (e *FieldError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("move: %s: %s is missing; want %s", e.Kind, e.Field, e.Want)
	}
	return fmt.Sprintf("move: %s: %s is %q; want %s", e.Kind, e.Field, e.Value, e.Want)
}

// Unwrap returns ErrInvalid.
func (e *FieldError) Unwrap() error { return ErrInvalid }

// spec is what the package knows about one kind.
type spec struct {
	kind   Kind
	side   Side
	decode func([]byte) (Move, error)
	zero   Move
}

// SideOf says who can make moves of the kind; ok is false for a kind that is
// not of this package, whose side the playbook defines.
func SideOf(k Kind) (side Side, ok bool) {
	if s := lookup(k); s != nil {
		return s.side, true
	}
	return Both, false
}

// Kinds returns every kind of this package, theirs first, then ours, then the
// ones for the record. The slice is the caller's.
func Kinds() []Kind {
	kinds := make([]Kind, len(specs))
	for i := range specs {
		kinds[i] = specs[i].kind
	}
	return kinds
}

// Zero returns the zero move of a kind, for hosts that build forms or tool
// schemas by reflection; ok is false for a kind that is not of this package.
func Zero(k Kind) (m Move, ok bool) {
	if s := lookup(k); s != nil {
		return s.zero, true
	}
	return nil, false
}

func lookup(k Kind) *spec {
	for i := range specs {
		if specs[i].kind == k {
			return &specs[i]
		}
	}
	return nil
}

// specs lists the kinds in the order of Kinds. It is never written.
var specs = [...]spec{
	entry[Tell](Theirs), entry[Vent](Theirs), entry[Request](Theirs), entry[Answer](Theirs),
	entry[Confirm](Theirs), entry[Correct](Theirs), entry[Wish](Theirs), entry[Choose](Theirs),
	entry[Decline](Theirs), entry[Refine](Theirs), entry[PlayBack](Theirs), entry[Chase](Theirs),
	entry[Claim](Theirs), entry[Reopen](Theirs), entry[Rate](Theirs),
	entry[Greet](Both), entry[Thank](Both), entry[Tried](Both), entry[Voice](Both),
	entry[Wait](Ours), entry[Acknowledge](Ours), entry[Ask](Ours), entry[Restate](Ours),
	entry[Apologise](Ours), entry[Establish](Ours), entry[DirectAnswer](Ours), entry[Inform](Ours),
	entry[AskWish](Ours), entry[Advise](Ours), entry[AskPlayBack](Ours), entry[Offer](Ours),
	entry[Refuse](Ours), entry[Plan](Ours), entry[PlanChange](Ours), entry[Promise](Ours),
	entry[Settle](Ours), entry[Update](Ours), entry[Hold](Ours), entry[DontKnow](Ours),
	entry[Retract](Ours), entry[Pause](Ours), entry[Resume](Ours), entry[Sidestep](Ours),
	entry[Return](Ours), entry[OfferCall](Ours), entry[Consult](Ours), entry[Escalate](Ours),
	entry[Accept](Ours), entry[HandBack](Ours), entry[Lead](Ours), entry[Gesture](Ours),
	entry[Warn](Ours), entry[End](Ours), entry[Deliver](Ours), entry[Verify](Ours),
	entry[RootCause](Ours), entry[DeliverRCA](Ours), entry[Survey](Ours), entry[WinBack](Ours),
	entry[Close](Ours),
	entry[Profile](Ours), entry[Situate](Ours), entry[Relation](Ours), entry[Override](Ours),
	entry[Unsent](Ours), entry[Noticed](Ours), entry[Custom](Both),
}

func entry[T Move](side Side) spec {
	var zero T
	kind := zero.Kind()
	if kind == "" {
		kind = KindCustom
	}
	return spec{kind: kind, side: side, decode: decodeAs[T], zero: zero}
}
