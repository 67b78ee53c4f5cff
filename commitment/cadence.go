package commitment

import (
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

const day = 24 * time.Hour

// cadence is the time between updates.
func (b *planner) cadence() time.Duration {
	if b.p.Cadence > 0 {
		return min(b.p.Cadence, maxAhead)
	}
	return min(time.Duration(b.cfg.Cadence), maxAhead)
}

// step returns the time n cadences after t. A cadence of whole days is one of
// civil days on the customer's clock: who hears from us every day at ten does so
// in the week in which the clocks change. Others are elapsed time.
func (b *planner) step(t time.Time, n int) time.Time {
	c := b.cadence()
	if n == 0 || c%day != 0 {
		return t.Add(time.Duration(n) * c)
	}
	local := t.In(b.location(b.p.Customer, b.p.Due))
	at, _ := calendar.Wall(calendar.DateOf(local).AddDays(n*int(c/day)), sinceMidnight(local)+time.Duration(local.Nanosecond()), local.Location())
	return at.UTC()
}

// nextUpdate is when the customer should hear from us next: what was said to
// them, or a cadence after the last update, with the owner's quiet hours left alone.
func (b *planner) nextUpdate() time.Time {
	if !b.p.NextUpdate.IsZero() {
		return b.p.NextUpdate
	}
	_, due := b.ask(b.step(b.p.UpdatedAt, 1), b.heardFrom())
	return due
}

// heardFrom is since when the owner can be asked for an update.
func (b *planner) heardFrom() time.Time { return later(b.p.UpdatedAt, b.p.AssignedAt) }

// updateLead is how long before an update is due the owner hears of it.
func (b *planner) updateLead() time.Duration {
	return min(time.Duration(b.cfg.UpdateLead), b.cadence()/4)
}

// ask returns when the owner is asked for an update that the cadence makes due at
// that time, and when it is due then. The owner's quiet hours (C6) move it: to their
// end where that is less than half a cadence late; else to their start where half
// a cadence has passed since prev, the last update or the last time we asked; else
// to their end all the same, for the customer knows that people sleep. It is never
// moved past the deadline of the promise: then the start is what is left, and where
// that is over, the night that the owner promised to work. What is asked for at the
// end is due a lead later.
func (b *planner) ask(at, prev time.Time) (ask, due time.Time) {
	early := at.Add(-b.updateLead())
	if b.p.Owner.Quiet.IsZero() {
		return early, at
	}
	from, to, quiet := b.p.Owner.Quiet.span(early, b.location(b.p.Owner, b.p.Due))
	if !quiet {
		return early, at
	}
	half, end := b.cadence()/2, b.p.Due.Deadline
	open := !at.Before(end) // the deadline is gone: nothing to lose but sleep
	inTime := open || !to.After(end)
	soon := inTime && !to.After(at.Add(half))
	switch {
	case !soon && !from.Before(prev.Add(half)), !inTime && !from.Before(prev):
		return from.UTC(), at
	case !inTime:
		return early, at
	}
	due = later(at, to.Add(b.updateLead())).UTC()
	if !open && due.After(end) {
		due = end
	}
	return to.UTC(), due
}

// updates plans the updates that are due until one comes (C5). They go on after
// the deadline: somebody who waits longer than promised needs them more. Those
// that quiet hours would bring together are one.
func (b *planner) updates() {
	base, skip := b.p.NextUpdate, 0
	if base.IsZero() {
		base, skip = b.p.UpdatedAt, 1
	}
	cadence, prev := b.cadence(), b.heardFrom()
	for n, left := skip, b.cfg.Updates; left > 0; {
		if n > 1 && cadence > maxAhead/time.Duration(n) {
			break
		}
		at := b.step(base, n) // all steps go from one base: an hour that one date lacks is not lost to the next
		early := at.Add(-b.updateLead())
		if early.Before(b.p.AssignedAt) {
			n, left = n+1, left-1
			continue
		}
		ask, due := b.ask(at, prev)
		if n == 0 { // the owner's own word, given to the minute: asked for before it, at night too
			ask, due = b.p.Owner.Quiet.polite(early, b.heardFrom(), at, b.location(b.p.Owner, b.p.Due)), at
		}
		if left < b.cfg.Updates && ask.Equal(prev) { // asked for before the night in which the deadline is
			n += steps(b.p.Due.Deadline.Sub(at), cadence)
			continue
		}
		b.deliver(RuleUpdate, b.p.Updated, n-skip, b.p.Owner, Owner, Info, ask, due)
		prev = ask
		n, left = n+steps(ask.Sub(early)+cadence/2, cadence), left-1
	}
}

// steps is how many cadences, one at least, take that long.
func steps(d, cadence time.Duration) int { return max(1, int((d+cadence-1)/cadence)) }
