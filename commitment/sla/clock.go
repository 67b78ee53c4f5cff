package sla

import (
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// Clock is the clocks of one case: the fold of its events. It is made by
// [Book.Open], [Book.Fold] or [Book.Restore] and is for one goroutine at a time.
type Clock struct {
	book   *Book
	events []Event

	// Folded from the events:
	kase      Case
	policy    *policy
	resolved  bool
	waiting   bool
	pauses    []pause
	calendars []calendarFrom
	cycles    []cycle
	noticed   map[SignalKey]bool
}

// pause is a time that does not count; end is zero while it goes on.
type pause struct {
	start, end time.Time
	closed     bool // resolved, rather than waiting for the customer
	followUp   time.Time
}

// calendarFrom is the calendar that counts from an instant on; nil for the
// policy's own.
type calendarFrom struct {
	at  time.Time
	cal *calendar.Calendar
}

// cycle is one run of a metric, from the event that starts it to the one that
// ends it (zero while it is open).
type cycle struct {
	metric     Metric
	number     int // of its metric, from 1
	start, end time.Time
	regimes    []regime
}

// regime is the target that holds for a cycle from an instant on. Only the last
// one says what is due; the ones before it say what was signalled.
type regime struct {
	at     time.Time
	target *target // nil if no target applies
	policy *policy
}

// Open starts the clocks of a new case.
func (b *Book) Open(c Case, p PolicyID, at time.Time) (*Clock, error) {
	return b.Fold([]Event{{Kind: Opened, At: at, Case: &c, Policy: p}})
}

// Fold makes the clocks of a case from all of its events, the first of which is
// Opened. It copies them.
func (b *Book) Fold(events []Event) (*Clock, error) {
	c := &Clock{book: b, noticed: make(map[SignalKey]bool)}
	if len(events) == 0 {
		return nil, &EventError{Reason: "there are no events; the first is Opened", Err: ErrEvent}
	}
	for _, e := range events {
		if err := c.Apply(e); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Events is a copy of the events so far.
func (c *Clock) Events() []Event { return slices.Clone(c.events) }

// Case is the case as it stands, with its present priority.
func (c *Clock) Case() Case { return c.kase }

// Apply adds an event. A refused one gives an [*EventError] and changes nothing.
func (c *Clock) Apply(e Event) error {
	if err := c.check(e); err != nil {
		return err
	}
	if e.Case != nil {
		kase := *e.Case
		e.Case = &kase
	}
	c.events = append(c.events, e)
	switch e.Kind {
	case Opened:
		c.kase, c.policy = *e.Case, c.book.policies[e.Policy]
		for _, m := range []Metric{FirstResponse, Resolution, Update} {
			c.begin(m, e.At)
		}
	case CustomerWrote:
		c.endPause(e.At, false)
		if c.open(FirstResponse) == nil && c.open(NextResponse) == nil {
			c.begin(NextResponse, e.At)
		}
	case Answered:
		c.finish(e.At, FirstResponse, NextResponse, Update)
		if !c.resolved {
			c.begin(Update, e.At)
		}
	case Waiting:
		c.endPause(e.At, false)
		c.waiting = true
		c.pauses = append(c.pauses, pause{start: e.At, followUp: e.FollowUp})
	case Resumed:
		c.endPause(e.At, false)
	case Resolved:
		c.endPause(e.At, false)
		c.resolved = true
		c.finish(e.At, Resolution, Update)
		c.pauses = append(c.pauses, pause{start: e.At, closed: true})
	case Reopened:
		c.endPause(e.At, true)
		c.resolved = false
		c.reopen(Resolution)
		c.begin(Update, e.At)
	case PriorityChanged:
		c.kase.Priority = e.Priority
		c.retarget(e.At)
	case PolicyChanged:
		c.policy = c.book.policies[e.Policy]
		c.retarget(e.At)
	case CalendarChanged:
		c.calendars = append(c.calendars, calendarFrom{e.At, c.book.calendars[e.Calendar]})
		c.retarget(e.At)
	case Noticed:
		c.noticed[e.Key] = true
	}
	return nil
}

// open is the cycle of a metric that has not ended, nil if there is none.
func (c *Clock) open(m Metric) *cycle {
	for i := len(c.cycles) - 1; i >= 0; i-- {
		if c.cycles[i].metric == m {
			if c.cycles[i].end.IsZero() {
				return &c.cycles[i]
			}
			return nil
		}
	}
	return nil
}

func (c *Clock) begin(m Metric, at time.Time) {
	number := 1
	for i := range c.cycles {
		if c.cycles[i].metric == m {
			number++
		}
	}
	c.cycles = append(c.cycles, cycle{metric: m, number: number, start: at,
		regimes: []regime{{at, c.policy.choose(m, c.kase), c.policy}}})
}

func (c *Clock) finish(at time.Time, metrics ...Metric) {
	for _, m := range metrics {
		if y := c.open(m); y != nil {
			y.end = at
		}
	}
}

// reopen lets the last cycle of a metric go on, under the target of now: the
// priority may have changed meanwhile.
func (c *Clock) reopen(m Metric) {
	for i := len(c.cycles) - 1; i >= 0; i-- {
		y := &c.cycles[i]
		if y.metric != m {
			continue
		}
		ended := y.end
		y.end = time.Time{}
		if last := y.regimes[len(y.regimes)-1]; last.target != c.policy.choose(m, c.kase) || last.policy != c.policy || c.calendarSince(ended) {
			y.regimes = append(y.regimes, regime{c.events[len(c.events)-1].At, c.policy.choose(m, c.kase), c.policy})
		}
		return
	}
}

// calendarSince reports whether the calendar changed at the instant or later.
func (c *Clock) calendarSince(at time.Time) bool {
	n := len(c.calendars)
	return n > 0 && !c.calendars[n-1].at.Before(at)
}

// retarget gives each open cycle the target that applies now.
func (c *Clock) retarget(at time.Time) {
	for i := range c.cycles {
		if y := &c.cycles[i]; y.end.IsZero() {
			y.regimes = append(y.regimes, regime{at, c.policy.choose(y.metric, c.kase), c.policy})
		}
	}
}

// endPause ends the pause that is going on, if it is of that sort.
func (c *Clock) endPause(at time.Time, closed bool) {
	if n := len(c.pauses); n > 0 && c.pauses[n-1].end.IsZero() && c.pauses[n-1].closed == closed {
		c.pauses[n-1].end = at
		c.waiting = c.waiting && closed
	}
}
