package commitment

import (
	"fmt"
	"strings"
)

// enumText names a value of a closed enum, or says that there is no such value.
func enumText(names []string, v uint8, of string) string {
	if int(v) < len(names) {
		return names[v]
	}
	return fmt.Sprintf("%s(%d)", of, v)
}

func marshalEnum(names []string, v uint8, of string) ([]byte, error) {
	if int(v) >= len(names) {
		return nil, &FieldError{Field: of, Value: fmt.Sprint(v), Want: "one of " + strings.Join(names, ", "), Err: ErrFormat}
	}
	return []byte(names[v]), nil
}

func unmarshalEnum(names []string, text []byte, of string) (uint8, error) {
	for i, n := range names {
		if n == string(text) {
			return uint8(i), nil
		}
	}
	return 0, &FieldError{Field: of, Value: clip(string(text)), Want: "one of " + strings.Join(names, ", "), Err: ErrFormat}
}

// State is where a promise stands in its life (practice C1). The zero value is
// Open. Renegotiating is not a state: the promise stays open under new terms
// and the record counts it.
type State uint8

// The states of a promise.
const (
	Open     State = iota // made, not settled, nothing known against it
	AtRisk                // not settled, and somebody or something says it may be missed
	Kept                  // done; [Promise.Late] says by how much after the due, if at all
	Broken                // not done, and the deadline is gone
	Released              // the one it was made to no longer needs it
)

var stateNames = []string{"open", "at-risk", "kept", "broken", "released"}

// String returns the name used in JSON: "open", "at-risk", "kept", "broken", "released".
func (s State) String() string { return enumText(stateNames, uint8(s), "State") }

// MarshalText implements [encoding.TextMarshaler].
func (s State) MarshalText() ([]byte, error) { return marshalEnum(stateNames, uint8(s), "state") }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *State) UnmarshalText(b []byte) error {
	v, err := unmarshalEnum(stateNames, b, "state")
	if err == nil {
		*s = State(v)
	}
	return err
}

// Closed reports whether the state is final: Kept, Broken or Released.
func (s State) Closed() bool { return s >= Kept }

// Direction says who owes whom (practice C1). The zero value is WeOwe.
type Direction uint8

// The directions of a promise.
const (
	WeOwe     Direction = iota // our word to the customer
	TheyOwe                    // the customer's word to us ("logs by Friday"): polite chasers, never a broken notice
	ThirdOwes                  // a third party's word to us or to the customer: likewise
)

var directionNames = []string{"we-owe", "they-owe", "third-owes"}

// String returns the name used in JSON: "we-owe", "they-owe", "third-owes".
func (d Direction) String() string { return enumText(directionNames, uint8(d), "Direction") }

// MarshalText implements [encoding.TextMarshaler].
func (d Direction) MarshalText() ([]byte, error) {
	return marshalEnum(directionNames, uint8(d), "direction")
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Direction) UnmarshalText(b []byte) error {
	v, err := unmarshalEnum(directionNames, b, "direction")
	if err == nil {
		*d = Direction(v)
	}
	return err
}

// Severity ranks notices. A newer notice to the same recipient on the same
// channel takes the place of an older one of the same rule or of lower severity
// that could not be delivered in time; an update that is due gives way to a newer
// update only. The zero value is Info.
type Severity uint8

// The severities of a notice, from least to most.
const (
	Info     Severity = iota // a reminder, a chaser, an update that is due
	Warning                  // the promise is at risk
	Urgent                   // the deadline is gone, or the promise is broken
	Critical                 // gone and escalated
)

var severityNames = []string{"info", "warning", "urgent", "critical"}

// String returns the name used in JSON: "info", "warning", "urgent", "critical".
func (s Severity) String() string { return enumText(severityNames, uint8(s), "Severity") }

// MarshalText implements [encoding.TextMarshaler].
func (s Severity) MarshalText() ([]byte, error) {
	return marshalEnum(severityNames, uint8(s), "severity")
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Severity) UnmarshalText(b []byte) error {
	v, err := unmarshalEnum(severityNames, b, "severity")
	if err == nil {
		*s = Severity(v)
	}
	return err
}

// Role is a party's part in a promise. The zero value is NoRole.
type Role uint8

// The roles, in the order in which a party that has several is counted once.
const (
	NoRole      Role = iota // none of ours: the recipient of a foreign subject's alarm
	Owner                   // answers for the promise
	Manager                 // hears first when it is at risk
	Stakeholder             // hears next
	Customer                // to whom the promise was made
	Debtor                  // the third party that owes
)

var roleNames = []string{"none", "owner", "manager", "stakeholder", "customer", "debtor"}

// String returns the name used in JSON.
func (r Role) String() string { return enumText(roleNames, uint8(r), "Role") }

// MarshalText implements [encoding.TextMarshaler].
func (r Role) MarshalText() ([]byte, error) { return marshalEnum(roleNames, uint8(r), "role") }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (r *Role) UnmarshalText(b []byte) error {
	v, err := unmarshalEnum(roleNames, b, "role")
	if err == nil {
		*r = Role(v)
	}
	return err
}

// Answer is what the customer said to a new deadline (practice C8). The zero
// value is NoAnswer.
type Answer uint8

// The customer's answers.
const (
	NoAnswer     Answer = iota // nothing said; refused by [Promise.Renegotiate]
	Accepted                   // yes
	Reluctant                  // yes, under protest
	Declined                   // no; the new terms stand all the same and the record shows the no
	NotReachable               // asked, no answer yet
)

var answerNames = []string{"none", "accepted", "reluctant", "declined", "not-reachable"}

// String returns the name used in JSON.
func (a Answer) String() string { return enumText(answerNames, uint8(a), "Answer") }

// MarshalText implements [encoding.TextMarshaler].
func (a Answer) MarshalText() ([]byte, error) { return marshalEnum(answerNames, uint8(a), "answer") }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (a *Answer) UnmarshalText(b []byte) error {
	v, err := unmarshalEnum(answerNames, b, "answer")
	if err == nil {
		*a = Answer(v)
	}
	return err
}

// Source says where a promise comes from (practice C14: sales' promises bind us
// too). It is an open set; the constants are the usual ones.
type Source string

// Usual sources. Empty means FromSupport.
const (
	FromSupport Source = "support"
	FromSales   Source = "sales"
	FromProduct Source = "product"
	FromBot     Source = "bot"
	FromPartner Source = "partner"
)
