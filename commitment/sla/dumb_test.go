package sla_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/commitment/sla"
)

// dumbResolution is a second implementation of the resolution clock: it walks from
// minute to minute and keeps a few variables, as one would by hand.
type dumbResolution struct {
	elapsed time.Duration
	due     time.Time // zero until reached
	waited  time.Duration
	closed  time.Duration
}

func walk(events []sla.Event, now time.Time, budget func(sla.Priority) (time.Duration, sla.Basis), cals map[sla.CalendarID]*calendar.Calendar) dumbResolution {
	// The target that counts is the last one up to now, from the start.
	priority := events[0].Case.Priority
	for _, e := range events {
		if e.Kind == sla.PriorityChanged && !e.At.After(now) {
			priority = e.Priority
		}
	}
	allowed, basis := budget(priority)
	var d dumbResolution
	waiting, resolved, cal := false, false, cals["manila"]
	for at := events[0].At; at.Before(now); at = at.Add(time.Minute) {
		for len(events) > 0 && !events[0].At.After(at) {
			e := events[0]
			events = events[1:]
			switch e.Kind {
			case sla.Waiting:
				waiting = true
			case sla.Resumed, sla.CustomerWrote:
				waiting = false
			case sla.Resolved:
				waiting, resolved = false, true
			case sla.Reopened:
				resolved = false
			case sla.CalendarChanged:
				if cal = cals[e.Calendar]; cal == nil {
					cal = cals["manila"]
				}
			}
		}
		switch {
		case basis == sla.Working && !cal.IsOpen(at):
		case resolved:
			d.closed += time.Minute
		case waiting:
			d.waited += time.Minute
		default:
			if d.elapsed += time.Minute; d.elapsed == allowed {
				d.due = at.Add(time.Minute)
				return d // what comes later does not matter to the due
			}
		}
	}
	return d
}

// history draws events that make sense one after the other, on whole minutes.
func history(r *rand.Rand, start time.Time, priorities []sla.Priority) []sla.Event {
	events := []sla.Event{{Kind: sla.Opened, At: start, Case: &sla.Case{Priority: priorities[r.IntN(len(priorities))]}, Policy: "gold"}}
	waiting, resolved := false, false
	for at := start; len(events) < 3+r.IntN(14); {
		at = at.Add(time.Duration(1+r.IntN(900)) * time.Minute)
		e := sla.Event{At: at}
		switch k := r.IntN(8); {
		case k == 0:
			e.Kind = sla.CustomerWrote
			waiting = false
		case k == 1:
			e.Kind = sla.Answered
		case k == 2 && !resolved:
			e.Kind, waiting = sla.Waiting, true
		case k == 3 && waiting:
			e.Kind, waiting = sla.Resumed, false
		case k == 4 && !resolved:
			e.Kind, resolved, waiting = sla.Resolved, true, false
		case k == 5 && resolved:
			e.Kind, resolved = sla.Reopened, false
		case k == 6:
			e.Kind, e.Priority = sla.PriorityChanged, priorities[r.IntN(len(priorities))]
		case k == 7:
			e.Kind, e.Calendar = sla.CalendarChanged, []sla.CalendarID{"", "manila", "berlin"}[r.IntN(3)]
		default:
			continue
		}
		events = append(events, e)
	}
	return events
}

func TestAgainstDumb(t *testing.T) {
	b := book(t)
	cals := map[sla.CalendarID]*calendar.Calendar{"manila": office(t, manila), "berlin": office(t, "Europe/Berlin")}
	budget := func(p sla.Priority) (time.Duration, sla.Basis) {
		if p == "P1" {
			return 4 * h, sla.Wall
		}
		return 8 * h, sla.Working
	}
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 3))
		start := time.Date(2026, 10, 20, 0, r.IntN(7*1440), 0, 0, time.UTC) // Berlin's clock changes on the 25th
		events := history(r, start, []sla.Priority{"P1", "P3"})
		c, err := b.Fold(events)
		if err != nil {
			t.Fatal(err)
		}
		last := events[len(events)-1]
		now := last.At.Add(time.Duration(r.IntN(3*1440)) * time.Minute)
		s, _ := c.Status(sla.Resolution, now)
		end := now
		if !s.End.IsZero() {
			end = s.End
		}
		want := walk(events, end, budget, cals)
		missed := want.due
		if want.due.Equal(s.End) {
			missed = time.Time{} // in time
		}
		switch {
		case !s.Missed.Equal(missed):
			t.Fatalf("seed %d: missed %v, want %v: %+v", seed, s.Missed, missed, events)
		case want.due.IsZero() && s.Elapsed != want.elapsed:
			t.Fatalf("seed %d: elapsed %v, want %v: %+v", seed, s.Elapsed, want.elapsed, events)
		case s.Waited != want.waited || s.Closed != want.closed:
			t.Fatalf("seed %d: waited %v, closed %v, want %v, %v: %+v", seed, s.Waited, s.Closed, want.waited, want.closed, events)
		}
		once(t, seed, c, now)
	}
}

// once checks that no key comes twice, that time never goes back, and that a host
// which follows Next hears what Due gives and nothing twice.
func once(t *testing.T, seed uint64, c *sla.Clock, now time.Time) {
	seen := map[sla.SignalKey]bool{}
	for _, s := range c.Plan() {
		if seen[s.Key] {
			t.Fatalf("seed %d: %s twice", seed, s.Key)
		}
		seen[s.Key] = true
	}
	for range 50 {
		for _, s := range c.Due(now) {
			if err := c.Apply(sla.Event{Kind: sla.Noticed, At: now, Key: s.Key}); err != nil {
				t.Fatal(err)
			}
		}
		if rest := c.Due(now); len(rest) != 0 {
			t.Fatalf("seed %d: still due: %+v", seed, rest)
		}
		next, ok := c.Next(now)
		if !ok {
			return
		}
		if early := c.Due(next.Add(-1)); len(early) != 0 {
			t.Fatalf("seed %d: due before Next: %+v", seed, early)
		}
		now = next
	}
	t.Fatalf("seed %d: Next does not come to an end", seed)
}

// TestAPauseMovesADueByItsWorkingOverlapAtMost lays one pause over random cases.
func TestAPauseMovesADueByItsWorkingOverlapAtMost(t *testing.T) {
	b, cal := book(t), office(t, manila)
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 4))
		start := at(t, "23 00:00").Add(time.Duration(r.IntN(7*1440)) * time.Minute)
		c, err := b.Open(sla.Case{}, "gold", start)
		if err != nil {
			t.Fatal(err)
		}
		before, _ := c.Status(sla.Resolution, start)
		from := start.Add(time.Duration(r.IntN(1440)) * time.Minute)
		to := from.Add(time.Duration(r.IntN(4*1440)) * time.Minute)
		for _, e := range []sla.Event{{Kind: sla.Waiting, At: from}, {Kind: sla.Resumed, At: to}} {
			if err := c.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
		after, _ := c.Status(sla.Resolution, to)
		moved, overlap := cal.Between(before.Due, after.Due), cal.Between(from, to)
		if before.Due.Before(from) || before.Due.Equal(from) {
			overlap = 0 // it was missed before the pause
		}
		if moved != overlap {
			t.Fatalf("seed %d: the due moved by %v for a pause of %v", seed, moved, overlap)
		}
	}
}
