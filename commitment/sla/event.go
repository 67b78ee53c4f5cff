package sla

import (
	"errors"
	"fmt"
	"time"
)

// Event is something that happened to a case. Only the fields of its kind may be set.
type Event struct {
	Kind EventKind `json:"kind"`
	// At is when it happened. Required; no event may be earlier than the one before.
	At time.Time `json:"at"`
	// Case and Policy come with Opened, Policy with PolicyChanged as well.
	Case   *Case    `json:"case,omitempty"`
	Policy PolicyID `json:"policy,omitempty"`
	// Priority comes with PriorityChanged; empty means none.
	Priority Priority `json:"priority,omitempty"`
	// Calendar comes with CalendarChanged; empty returns to the policy's own.
	Calendar CalendarID `json:"calendar,omitempty"`
	// FollowUp may come with Waiting: when to follow up if the customer stays quiet.
	FollowUp time.Time `json:"followUp,omitzero"`
	// Key comes with Noticed.
	Key SignalKey `json:"key,omitempty"`
}

// What an event may be refused for. The clock is then unchanged.
var (
	// ErrOutOfOrder refuses an event that is earlier than the one before it.
	ErrOutOfOrder = errors.New("sla: event out of order")
	// ErrEvent refuses an event that makes no sense where it comes, or lacks what its kind needs.
	ErrEvent = errors.New("sla: bad event")
	// ErrUnknown refuses the id of a policy or a calendar that the book does not have.
	ErrUnknown = errors.New("sla: not in the book")
)

// EventError is why an event was refused. It unwraps to one of the errors above.
type EventError struct {
	Event  Event
	Reason string
	Err    error
}

// Error names the event and the reason.
func (e *EventError) Error() string {
	return fmt.Sprintf("%v: %s at %s: %s", e.Err, e.Event.Kind, e.Event.At.Format(time.RFC3339), e.Reason)
}

// Unwrap is the sentinel.
func (e *EventError) Unwrap() error { return e.Err }

// check says why the event cannot come next.
func (c *Clock) check(e Event) error {
	refuse := func(err error, format string, args ...any) error {
		return &EventError{e, fmt.Sprintf(format, args...), err}
	}
	first := len(c.events) == 0
	switch {
	case e.Kind == NoEvent || int(e.Kind) >= len(eventTexts):
		return refuse(ErrEvent, "the kind is missing")
	case e.At.IsZero():
		return refuse(ErrEvent, "At is missing")
	case first != (e.Kind == Opened):
		return refuse(ErrEvent, "a case is opened once, first of all")
	case !first && e.At.Before(c.events[len(c.events)-1].At):
		return refuse(ErrOutOfOrder, "the event before is of %s; fold all events in order to add one in between", c.events[len(c.events)-1].At.Format(time.RFC3339))
	case e.Kind == Waiting && c.resolved:
		return refuse(ErrEvent, "the case is resolved; reopen it first")
	case e.Kind == Resolved && c.resolved:
		return refuse(ErrEvent, "the case is resolved already")
	case e.Kind == Reopened && !c.resolved:
		return refuse(ErrEvent, "the case is not resolved")
	case e.Kind == Resumed && !c.waiting:
		return refuse(ErrEvent, "nobody is waited for")
	case e.Kind == Noticed && e.Key == "":
		return refuse(ErrEvent, "Key is missing")
	case e.Kind == Opened && e.Case == nil:
		return refuse(ErrEvent, "Case is missing")
	}
	if e.Kind == Opened || e.Kind == PolicyChanged {
		if c.book.policies[e.Policy] == nil {
			return refuse(ErrUnknown, "policy %.60q: add it to the book, or name one of its policies", e.Policy)
		}
	}
	if _, ok := c.book.calendars[e.Calendar]; e.Kind == CalendarChanged && e.Calendar != "" && !ok {
		return refuse(ErrUnknown, "calendar %.60q: add it to the book, or name one of its calendars", e.Calendar)
	}
	return e.stray(refuse)
}

// stray refuses fields that the kind has no use for: they are slips.
func (e *Event) stray(refuse func(error, string, ...any) error) error {
	for _, f := range []struct {
		name string
		set  bool
		of   [2]EventKind
	}{
		{"Case", e.Case != nil, [2]EventKind{Opened, Opened}},
		{"Policy", e.Policy != "", [2]EventKind{Opened, PolicyChanged}},
		{"Priority", e.Priority != "", [2]EventKind{PriorityChanged, PriorityChanged}},
		{"Calendar", e.Calendar != "", [2]EventKind{CalendarChanged, CalendarChanged}},
		{"FollowUp", !e.FollowUp.IsZero(), [2]EventKind{Waiting, Waiting}},
		{"Key", e.Key != "", [2]EventKind{Noticed, Noticed}},
	} {
		if f.set && e.Kind != f.of[0] && e.Kind != f.of[1] {
			return refuse(ErrEvent, "%s does not belong to this kind", f.name)
		}
	}
	return nil
}
