package sla

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// SignalKey identifies a signal of its case for ever: the same events give the
// same keys, so that receivers can drop repeats.
type SignalKey string

// Signal is a moment at which somebody is to be told.
type Signal struct {
	Key    SignalKey  `json:"key"`
	Kind   SignalKind `json:"kind"`
	Level  Level      `json:"level,omitempty"` // of a warning or an escalation; "due" of a breach
	Metric Metric     `json:"metric"`          // NoMetric for a FollowUp
	Cycle  int        `json:"cycle,omitempty"`
	Policy PolicyID   `json:"policy,omitempty"`
	// Reached is the instant that it is about. At is when to tell: the same, or if
	// that lies outside of the calendar's hours, the next opening.
	Reached time.Time `json:"reached"`
	At      time.Time `json:"at"`
	// Due is the deadline as it stood then.
	Due time.Time `json:"due,omitzero"`

	cycle  *cycle
	pause  *pause
	newest bool // of its cycle and level, no later target repeats it
}

// Plan is every signal of the case: those that the past gave, and those that the
// future gives if nothing more happens. They are ordered by At, then Key. A
// change of target gives signals anew, under new keys, for the instants that lie
// ahead of it; what lies behind it is signalled at the change if it never was.
func (c *Clock) Plan() []Signal {
	var all []Signal
	for i := range c.cycles {
		all = append(all, c.signals(&c.cycles[i])...)
	}
	all = append(all, c.followUps()...)
	slices.SortFunc(all, func(a, b Signal) int {
		if d := a.At.Compare(b.At); d != 0 {
			return d
		}
		return strings.Compare(string(a.Key), string(b.Key))
	})
	return all
}

// Due is what has to be told at now: the signals whose time has come, that were
// not Noticed and that still matter. What an answer, a resolution or a newer
// deadline has overtaken is left out; warnings wait while the clock is paused,
// and of several that were slept through only the newest counts. However long a
// host was away, nothing else is lost.
func (c *Clock) Due(now time.Time) []Signal {
	var due []Signal
	plan := c.Plan()
	for _, s := range plan {
		if s.At.After(now) || c.noticed[s.Key] || !c.matters(s) {
			continue
		}
		overtaken := s.Kind == Warning && slices.ContainsFunc(plan, func(later Signal) bool {
			return later.cycle == s.cycle && later.newest && later.Kind != Escalation && later.Reached.After(s.Reached) && !later.At.After(now)
		})
		if !overtaken {
			due = append(due, s)
		}
	}
	return due
}

func (c *Clock) matters(s Signal) bool {
	switch {
	case s.Kind == FollowUp:
		return s.pause.end.IsZero()
	case !s.newest || !s.cycle.end.IsZero() || c.resolved:
		return false
	}
	target := s.cycle.regimes[len(s.cycle.regimes)-1].target
	return target != nil && (s.Kind != Warning || !c.stopped(target))
}

// Next is the next instant after now at which a signal falls due or a target is
// missed, given that nothing happens before: the host sets one timer. It is false
// if there is none. Signals that are [Clock.Due] already are not counted.
func (c *Clock) Next(now time.Time) (time.Time, bool) {
	var next time.Time
	consider := func(t time.Time) {
		if t.After(now) {
			next = earliest(next, t)
		}
	}
	for _, s := range c.Plan() {
		if s.Kind == FollowUp || s.newest && s.cycle.end.IsZero() {
			consider(s.At)
			if s.Kind == Breach {
				consider(s.Reached) // the status changes, whoever sleeps
			}
		}
	}
	return next, !next.IsZero()
}

// signals is what one cycle gives, target by target.
func (c *Clock) signals(y *cycle) []Signal {
	var all []Signal
	given := map[string]int{} // by kind and level, where in all the latest is
	for n := range y.regimes {
		r := &y.regimes[n]
		until := y.end
		if n+1 < len(y.regimes) {
			until = earliest(until, y.regimes[n+1].at)
		}
		if r.target == nil {
			continue
		}
		due, _ := c.cross(y, r, r.target.Budget)
		for _, p := range r.target.points {
			name := p.kind.String() + "/" + string(p.level)
			latest, repeated := given[name]
			reached, ok := c.cross(y, r, p.at)
			if !ok {
				if repeated { // not reached under this target, which overtakes the other
					all[latest].newest = false
				}
				continue
			}
			at, fresh := c.firstTold(r, p.kind, reached, due, repeated)
			if !fresh || !until.IsZero() && !at.Before(until) {
				continue
			}
			if repeated {
				all[latest].newest = false
			}
			given[name] = len(all)
			all = append(all, Signal{Key: SignalKey(fmt.Sprintf("%s/%d/%d/%s", y.metric, y.number, n+1, name)),
				Kind: p.kind, Level: p.level, Metric: y.metric, Cycle: y.number, Policy: r.policy.id,
				Reached: reached, At: at, Due: due, cycle: y, newest: true})
		}
	}
	return all
}

// firstTold is when to tell of a point that is reached under a target. What lay
// behind the target when it came is told at once; not at all, if an earlier target
// gave it, or if it is a warning and the due lay behind as well.
func (c *Clock) firstTold(r *regime, kind SignalKind, reached, due time.Time, repeated bool) (time.Time, bool) {
	if !reached.Before(r.at) {
		return c.inHours(reached, r), true
	}
	if repeated || kind == Warning && !due.IsZero() && due.Before(r.at) {
		return time.Time{}, false
	}
	return c.inHours(r.at, r), true
}

// inHours is when people can be told about an instant.
func (c *Clock) inHours(at time.Time, r *regime) time.Time {
	if r.target.AnyHour {
		return at
	}
	return c.opening(at, r.policy)
}

// opening is the instant itself in the calendar's hours, closing included, else
// the next opening.
func (c *Clock) opening(at time.Time, p *policy) time.Time {
	cal, _ := c.calendarAt(at, p)
	if cal == nil {
		return at
	}
	if closed, err := cal.PrevClose(at); err == nil && closed.Equal(at) {
		return at
	}
	if open, err := cal.NextOpen(at); err == nil {
		return open
	}
	return at
}

// followUps are the dates given with waits for the customer.
func (c *Clock) followUps() []Signal {
	var all []Signal
	for i := range c.pauses {
		p := &c.pauses[i]
		if p.followUp.IsZero() {
			continue
		}
		at := p.followUp
		if at.Before(p.start) {
			at = p.start
		}
		at = c.opening(at, c.policy)
		if p.end.IsZero() || at.Before(p.end) {
			all = append(all, Signal{Key: SignalKey(fmt.Sprintf("follow-up/%d", i+1)), Kind: FollowUp, Reached: p.followUp, At: at, pause: p})
		}
	}
	return all
}
