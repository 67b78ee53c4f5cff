package sla

import "time"

// Status is where one target stands, or stood when its cycle ended.
type Status struct {
	Metric Metric   `json:"metric"`
	Cycle  int      `json:"cycle"` // counts the runs of the metric, from 1
	Policy PolicyID `json:"policy"`
	State  State    `json:"state"`
	// Start is the event from which it counts, End the one that ended it (zero
	// while it is open).
	Start time.Time `json:"start"`
	End   time.Time `json:"end,omitzero"`
	// Due is the deadline. While Paused or Stopped it is the one that would hold if
	// it went on right now. It is in the calendar's zone if the target counts
	// working time, and zero where the calendar never gets there.
	Due time.Time `json:"due,omitzero"`
	// Budget, Elapsed and Remaining are in the target's basis. Remaining is negative
	// once the due is past.
	Basis     Basis         `json:"basis"`
	Budget    time.Duration `json:"budget"`
	Elapsed   time.Duration `json:"elapsed"`
	Remaining time.Duration `json:"remaining"`
	// Waited and Closed are what did not count, in the target's basis: waiting for
	// the customer, and being resolved before a reopening. Of a missed due, what lay before it.
	Waited time.Duration `json:"waited"`
	Closed time.Duration `json:"closed"`
	// Missed is the instant at which the due was missed, zero if it was not.
	Missed time.Time `json:"missed,omitzero"`
}

// Status is where the metric's latest cycle stands; false if it has none, or no
// target of the policy applies to it. An instant before the last event counts as
// that event's.
func (c *Clock) Status(m Metric, now time.Time) (Status, bool) {
	for i := len(c.cycles) - 1; i >= 0; i-- {
		if c.cycles[i].metric == m {
			return c.status(&c.cycles[i], now)
		}
	}
	return Status{}, false
}

// History is the status of every cycle there has been, in the order in which
// they started.
func (c *Clock) History(now time.Time) []Status {
	var all []Status
	for i := range c.cycles {
		if s, ok := c.status(&c.cycles[i], now); ok {
			all = append(all, s)
		}
	}
	return all
}

// present is now, or the last event if that is later.
func (c *Clock) present(now time.Time) time.Time {
	if n := len(c.events); n > 0 && now.Before(c.events[n-1].At) {
		return c.events[n-1].At
	}
	return now
}

func (c *Clock) status(y *cycle, now time.Time) (Status, bool) {
	now = c.present(now)
	r := &y.regimes[len(y.regimes)-1]
	if r.target == nil {
		return Status{}, false
	}
	s := Status{Metric: y.metric, Cycle: y.number, Policy: r.policy.id, Start: y.start, End: y.end,
		Basis: r.target.Basis, Budget: r.target.Budget, Elapsed: c.elapsed(y, r, now)}
	s.Remaining = s.Budget - s.Elapsed
	due, ok := c.cross(y, r, s.Budget)
	s.Due = due
	switch {
	case !s.End.IsZero() && ok && due.Before(s.End):
		s.State, s.Missed = Late, due
	case !s.End.IsZero():
		s.State = Met
	case ok && !now.Before(due):
		s.State, s.Missed = Breached, due
	case ok || !c.stopped(r.target):
		s.State = Running
	default:
		s.State = Paused
		if c.resolved {
			s.State = Stopped
		}
		s.Due, _ = c.ifResumed(r, now, s.Remaining)
	}
	until := earliest(now, s.Missed)
	s.Waited, s.Closed = c.pausedFor(y, r, false, until), c.pausedFor(y, r, true, until)
	return s, true
}

// stopped reports whether a pause of the target is going on.
func (c *Clock) stopped(t *target) bool {
	n := len(c.pauses)
	return n > 0 && c.pauses[n-1].end.IsZero() && c.pauses[n-1].stops(t)
}

// ifResumed is the due of a paused cycle that went on at now.
func (c *Clock) ifResumed(r *regime, now time.Time, remaining time.Duration) (time.Time, bool) {
	s := stretch{from: now}
	if r.target.Basis == Working {
		s.cal, _ = c.calendarAt(now, r.policy)
	}
	return s.after(remaining)
}
