package rca

import (
	"fmt"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// loadZone loads an IANA zone. Names that depend on the machine, and offsets
// dressed as names, are none.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" || name != "UTC" && !strings.Contains(name, "/") {
		return nil, fmt.Errorf("zone %.40q: want an IANA zone such as Europe/Zurich, or UTC", name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("zone %.40q: not in this machine's time zone database; want an IANA zone such as Europe/Zurich", name)
	}
	return loc, nil
}

// LocalTime is the instant at which clocks in the IANA zone show a time such as
// "2026-03-29T02:15". A time that exists twice or not at all, because clocks are
// changed, is an error (rule R7): say it with its offset, as RFC 3339.
func LocalTime(wall, zone string) (time.Time, error) {
	loc, err := loadZone(zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("rca: R3 %w", err)
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		t, err := time.Parse(layout, wall)
		if err != nil {
			continue
		}
		at, how := calendar.Wall(calendar.DateOf(t), t.Sub(t.Truncate(24*time.Hour)), loc)
		if how != calendar.Unique {
			return time.Time{}, fmt.Errorf("rca: R7 local time %s is %s in %s, where clocks change then; write the offset, such as %s",
				wall, how, zone, at.Format(time.RFC3339))
		}
		return at, nil
	}
	return time.Time{}, fmt.Errorf("rca: local time %.40q: want a time such as 2026-03-11T23:00", wall)
}

// checkTimes is rules R3, R4 and R5.
func (c *checker) checkTimes() {
	if _, err := loadZone(c.d.Zone); err != nil {
		c.add("R3", und, "document", "%s", err)
	}
	if c.d.Customer.Zone != "" {
		if _, err := loadZone(c.d.Customer.Zone); err != nil {
			c.add("R3", und, "customer", "%s", err)
		}
	}
	var last *Event
	for i := range c.d.Timeline {
		e := &c.d.Timeline[i]
		place := "event " + string(e.ID)
		if _, err := loadZone(c.d.zoneOf(e)); err != nil {
			c.add("R3", und, place, "%s", err)
		}
		if e.At.IsZero() {
			c.add("R3", und, place, "has no instant")
			continue
		}
		if last != nil && e.At.Before(last.At) {
			c.add("R4", und, place, "stands after event %s but lies %s before it; sort the timeline, or correct the time", last.ID, last.At.Sub(e.At))
		}
		last = e
	}
	c.checkPhases()
}

// checkPhases is rule R5: the phases in order, each at most once, every other
// event between them or marked as history.
func (c *checker) checkPhases() {
	var at [Resolved + 1]*Event
	for i := range c.d.Timeline {
		e := &c.d.Timeline[i]
		if e.Phase == NoPhase || e.Phase > Resolved {
			continue
		}
		if other := at[e.Phase]; other != nil {
			c.add("R5", und, "event "+string(e.ID), "is marked %s, and so is event %s; one event is", e.Phase, other.ID)
			continue
		}
		at[e.Phase] = e
	}
	var last *Event
	for _, e := range at {
		if e == nil {
			continue
		}
		if last != nil && e.At.Before(last.At) {
			c.add("R5", und, "event "+string(e.ID), "%s lies before %s (event %s); want started <= detected <= mitigated <= resolved", e.Phase, last.Phase, last.ID)
		}
		last = e
	}
	from, to := at[Started], at[Resolved]
	for i := range c.d.Timeline {
		e := &c.d.Timeline[i]
		early := from != nil && e.At.Before(from.At)
		late := to != nil && e.At.After(to.At)
		if !e.History && !e.At.IsZero() && (early || late) {
			c.add("R5", und, "event "+string(e.ID), "lies outside the incident; correct its date, or mark it as history")
		}
	}
}

// checkImpact is rule R8.
func (c *checker) checkImpact() {
	for i := range c.d.Impact {
		m := &c.d.Impact[i]
		place := "measure " + string(m.ID)
		switch {
		case m.Unit == "" || m.Name == "":
			c.add("R8", und, place, "has no name or no unit; say what was counted")
		case !finite(m.Value) || !finite(m.Of) || m.Value < 0 || m.Of < 0:
			c.add("R8", und, place, "value %v of %v is no count", m.Value, m.Of)
		case m.Of > 0 && m.Value > m.Of:
			c.add("R8", und, place, "value %v is more than its total %v", m.Value, m.Of)
		}
	}
	if c.d.ImpactKnownBy != (Date{}) {
		return
	}
	for i := range c.d.Impact {
		if m := &c.d.Impact[i]; m.Of > 0 && m.From != "" && m.To != "" {
			return
		}
	}
	c.add("R8", und, "impact", "has no measure with a value, a total and a window; add one, or say by which date it will be known")
}

// workday reports whether people work on the date.
func (d *Doc) workday(date Date) bool {
	if d.Calendar == nil {
		return date.Weekday() != time.Saturday && date.Weekday() != time.Sunday
	}
	zone, err := loadZone(d.Zone)
	if err != nil {
		zone = time.UTC
	}
	midnight, _ := calendar.Wall(date, 0, zone)
	open, err := d.Calendar.NextOpen(midnight)
	return err == nil && calendar.DateOf(open.In(zone)) == date
}
