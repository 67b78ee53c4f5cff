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

// nextUpdate is when the customer should hear from us next.
func (b *planner) nextUpdate() time.Time {
	if !b.p.NextUpdate.IsZero() {
		return b.p.NextUpdate
	}
	return b.step(b.p.UpdatedAt, 1)
}

// updates plans the updates that are due until one comes (C5). They go on after
// the deadline: somebody who waits longer than promised needs them more.
func (b *planner) updates() {
	base, said := b.p.NextUpdate, !b.p.NextUpdate.IsZero()
	skip := 0
	if !said {
		base, skip = b.p.UpdatedAt, 1
	}
	cadence := b.cadence()
	lead := min(time.Duration(b.cfg.UpdateLead), cadence/4)
	for i := range max(0, b.cfg.Updates) {
		n := i + skip // all steps go from one base: an hour that one date lacks is not lost to the next
		if n > 1 && cadence > maxAhead/time.Duration(n) {
			break
		}
		at := b.step(base, n)
		limit := at
		if i > 0 || !said {
			limit = at.Add(cadence / 2)
			if at.Before(b.p.Due.Deadline) && limit.After(b.p.Due.Deadline) {
				limit = b.p.Due.Deadline
			}
		}
		if early := at.Add(-lead); !early.Before(b.p.AssignedAt) {
			b.add(RuleUpdate, b.p.Updated, i, b.p.Owner, Owner, Info, early, b.p.UpdatedAt, limit, at)
		}
	}
}
