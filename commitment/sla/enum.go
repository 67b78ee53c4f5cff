package sla

import "fmt"

// Metric is what a target measures. The zero value is none.
type Metric uint8

// The metrics.
const (
	NoMetric      Metric = iota
	FirstResponse        // from the opening to our first answer
	NextResponse         // from a customer's message to our next answer
	Resolution           // from the opening to the resolution
	Update               // from one answer of ours to the next
)

var metricTexts = []string{"none", "first-response", "next-response", "resolution", "update"}

// String is the metric's name, "first-response".
func (m Metric) String() string { return nameOf(metricTexts, m, "Metric") }

// MarshalText writes the name; a number that is no metric is an error.
func (m Metric) MarshalText() ([]byte, error) { return textOf(metricTexts, m, "metric") }

// UnmarshalText reads a name.
func (m *Metric) UnmarshalText(text []byte) error { return readText(metricTexts, m, text, "metric") }

// Basis is the time that a target counts. The zero value is working time.
type Basis uint8

// The bases.
const (
	Working Basis = iota // hours of the calendar
	Wall                 // elapsed hours, day and night
)

var basisTexts = []string{"working", "wall"}

// String is the basis's name, "working".
func (b Basis) String() string { return nameOf(basisTexts, b, "Basis") }

// MarshalText writes the name; a number that is no basis is an error.
func (b Basis) MarshalText() ([]byte, error) { return textOf(basisTexts, b, "basis") }

// UnmarshalText reads a name.
func (b *Basis) UnmarshalText(text []byte) error { return readText(basisTexts, b, text, "basis") }

// EventKind is what happened to a case. The zero value is none.
type EventKind uint8

// The kinds of events.
const (
	NoEvent         EventKind = iota
	Opened                    // the case was opened; the first event, and only that
	CustomerWrote             // the customer wrote; ends a wait
	Answered                  // we wrote to the customer
	Waiting                   // we wait for the customer, perhaps with a date to follow up
	Resumed                   // we no longer wait
	Resolved                  // solved, as far as we know
	Reopened                  // not solved after all
	PriorityChanged           // Priority is the new one
	PolicyChanged             // Policy is the new one, which counts from the opening
	CalendarChanged           // Calendar counts from here on; none returns to the policy's
	Noticed                   // the signal with this Key was handed over
)

var eventTexts = []string{"none", "opened", "customer-wrote", "answered", "waiting", "resumed", "resolved", "reopened",
	"priority-changed", "policy-changed", "calendar-changed", "noticed"}

// String is the kind's name, "customer-wrote".
func (k EventKind) String() string { return nameOf(eventTexts, k, "EventKind") }

// MarshalText writes the name; a number that is no kind is an error.
func (k EventKind) MarshalText() ([]byte, error) { return textOf(eventTexts, k, "event kind") }

// UnmarshalText reads a name.
func (k *EventKind) UnmarshalText(text []byte) error {
	return readText(eventTexts, k, text, "event kind")
}

// State is where a target stands. The zero value is none.
type State uint8

// The states.
const (
	NoState  State = iota
	Running        // counting, due not reached
	Paused         // waiting for the customer, due not reached
	Stopped        // the case is resolved, the target neither met nor missed yet
	Met            // done by its due
	Late           // done, after its due
	Breached       // not done, and the due is past
)

var stateTexts = []string{"none", "running", "paused", "stopped", "met", "late", "breached"}

// String is the state's name, "running".
func (s State) String() string { return nameOf(stateTexts, s, "State") }

// MarshalText writes the name; a number that is no state is an error.
func (s State) MarshalText() ([]byte, error) { return textOf(stateTexts, s, "state") }

// UnmarshalText reads a name.
func (s *State) UnmarshalText(text []byte) error { return readText(stateTexts, s, text, "state") }

// SignalKind is why somebody is told. The zero value is none.
type SignalKind uint8

// The kinds of signals.
const (
	NoSignal   SignalKind = iota
	Warning               // a warning of the target
	Breach                // the due is reached
	Escalation            // a level of escalation
	FollowUp              // the date given with a wait for the customer
)

var signalTexts = []string{"none", "warning", "breach", "escalation", "follow-up"}

// String is the kind's name, "warning".
func (k SignalKind) String() string { return nameOf(signalTexts, k, "SignalKind") }

// MarshalText writes the name; a number that is no kind is an error.
func (k SignalKind) MarshalText() ([]byte, error) { return textOf(signalTexts, k, "signal kind") }

// UnmarshalText reads a name.
func (k *SignalKind) UnmarshalText(text []byte) error {
	return readText(signalTexts, k, text, "signal kind")
}

func nameOf[E ~uint8](names []string, e E, typ string) string {
	if int(e) < len(names) {
		return names[e]
	}
	return fmt.Sprintf("%s(%d)", typ, uint8(e))
}

func textOf[E ~uint8](names []string, e E, what string) ([]byte, error) {
	if int(e) >= len(names) {
		return nil, fmt.Errorf("sla: %d is no %s", uint8(e), what)
	}
	return []byte(names[e]), nil
}

func readText[E ~uint8](names []string, e *E, text []byte, what string) error {
	for i, name := range names {
		if name == string(text) {
			*e = E(i)
			return nil
		}
	}
	return fmt.Errorf("sla: %.30q is no %s; want one of %v", text, what, names[1:])
}
