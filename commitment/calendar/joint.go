package calendar

import "fmt"

// operation is how calendars are combined. The zero value is none.
type operation uint8

const (
	anyOpen operation = iota + 1
	allOpen
)

const maxParts = 16

// Union is open whenever one of the calendars is: a team in two zones that
// follows the sun. It answers in the first one's zone; its dates, in
// [Calendar.AddDays] and [Calendar.Shifts], are that zone's.
func Union(calendars ...*Calendar) (*Calendar, error) { return combine(anyOpen, calendars) }

// Intersect is open while all of the calendars are: the hours in which both
// sides can talk. It answers in the first one's zone.
func Intersect(calendars ...*Calendar) (*Calendar, error) { return combine(allOpen, calendars) }

func combine(op operation, parts []*Calendar) (*Calendar, error) {
	if len(parts) == 0 || len(parts) > maxParts {
		return nil, &ConfigError{Reason: fmt.Sprintf("%d calendars to combine: want 1 to %d", len(parts), maxParts)}
	}
	for i, p := range parts {
		if p == nil || p.zone == nil {
			return nil, &ConfigError{Reason: fmt.Sprintf("calendar %d to combine is nil or was not made by New", i)}
		}
		if p.depth() >= maxDepth {
			return nil, &ConfigError{Reason: fmt.Sprintf("calendars are combined more than %d deep", maxDepth)}
		}
	}
	return &Calendar{zone: parts[0].zone, op: op, parts: append([]*Calendar(nil), parts...)}, nil
}

// maxDepth bounds combinations of combinations, the cost of which multiplies.
const maxDepth = 4

func (c *Calendar) depth() int {
	deepest := 0
	for _, p := range c.parts {
		deepest = max(deepest, p.depth()+1)
	}
	return deepest
}

// joint is the timeline of a combination: sums by the week, within which the
// parts are followed from change to change.
type joint struct {
	op    operation
	from  int64
	to    int64
	total int64
	parts []*table
	weeks []int64 // working seconds up to the start of each week
}

func newJoint(c *Calendar, from, to int64) (*joint, int64) {
	j := &joint{op: c.op, from: from, to: to}
	for _, p := range c.parts {
		j.parts = append(j.parts, p.table(from))
	}
	var sum int64
	for at := from; at < to; at += weekSecs {
		j.weeks = append(j.weeks, sum)
		j.follow(at, min(at+weekSecs, to), func(s span) bool {
			sum += s.end - s.start
			return true
		})
	}
	j.total = sum
	return j, sum
}

// follow calls fn for each stretch of working time in [from, to), cut to it,
// until fn returns false.
func (j *joint) follow(from, to int64, fn func(span) bool) {
	var open [maxParts]bool
	var until [maxParts]int64
	for at := from; at < to; {
		next, count := to, 0
		for i, p := range j.parts {
			if at == from || until[i] <= at {
				open[i], until[i] = p.state(at)
			}
			next = min(next, until[i])
			if open[i] {
				count++
			}
		}
		if count == len(j.parts) || count > 0 && j.op == anyOpen {
			if !fn(span{at, next}) {
				return
			}
		}
		at = next
	}
}

func (j *joint) worked(sec int64) (passed, until int64) {
	if sec >= j.to {
		return j.total, shut
	}
	week := (sec - j.from) / weekSecs
	passed, until = j.weeks[week], shut
	j.follow(j.from+week*weekSecs, sec, func(s span) bool {
		passed += s.end - s.start
		return true
	})
	j.follow(sec, j.to, func(s span) bool {
		if s.start == sec {
			until = s.end
		}
		return false
	})
	return passed, until
}

func (j *joint) instant(passed int64) int64 {
	lo, hi := 0, len(j.weeks)
	for lo < hi { // the first week that starts with it passed
		mid := int(uint(lo+hi) / 2)
		if j.weeks[mid] < passed {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	at := j.from + int64(lo-1)*weekSecs
	passed -= j.weeks[lo-1]
	found := at
	j.follow(at, min(at+weekSecs, j.to), func(s span) bool {
		if passed <= s.end-s.start {
			found = s.start + passed
			return false
		}
		passed -= s.end - s.start
		return true
	})
	return found
}
