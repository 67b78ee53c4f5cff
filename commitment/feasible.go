package commitment

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// Margin says how much room a promise must leave: promise less, deliver more
// (practice C3). The zero value is the default.
type Margin struct {
	Share float64 `json:"share,omitempty"` // of the effort; default 0.25; -1: none
	Least Span    `json:"least,omitempty"` // but at least this much working time; default 15 minutes; "-1ns": none
}

func (m Margin) withDefaults() Margin {
	setDefault(&m.Share, 0.25)
	setDefault(&m.Least, Span(15*time.Minute))
	return m
}

func (m Margin) validate() error {
	if m.Share != -1 && !(m.Share >= 0 && m.Share <= 10) {
		return &FieldError{Field: "policy.margin.share", Value: strconv.FormatFloat(m.Share, 'g', -1, 64), Want: "-1, or 0 to 10", Err: ErrPolicy}
	}
	if m.Least < -1 {
		return &FieldError{Field: "policy.margin.least", Value: m.Least.String(), Want: "0 or more", Err: ErrPolicy}
	}
	return nil
}

// room is the margin for an effort.
func (m Margin) room(effort time.Duration) time.Duration {
	m = m.withDefaults()
	return max(0, time.Duration(max(0, m.Share)*float64(effort)), time.Duration(m.Least))
}

// A Task is work with a deadline.
type Task struct {
	Promise  PromiseID
	Deadline time.Time
	Effort   time.Duration // working time still needed; 0: takes no time
	Movable  bool          // the work may be put off to make room (C4)
}

// A Block is time in which the owner cannot work on promises: a meeting, a shift
// on the phones, leave. Blocks may overlap.
type Block struct {
	From, To time.Time
	Name     string // for the host; kept in [Room]
	Movable  bool   // may be moved to make room (C4)
	Absent   bool   // the owner is away altogether
}

// Workload is what an owner has to do. The zero value is somebody who works
// around the clock and has nothing to do.
type Workload struct {
	// Calendar are the owner's working hours. Nil: all time is working time.
	Calendar *calendar.Calendar
	Prior    []Task  // promises made before, in any order; those without effort do not matter
	Blocks   []Block // fixed time, in any order
}

// Verdict says whether a promise can be kept. The zero value is Unknown.
type Verdict uint8

// The verdicts.
const (
	Unknown Verdict = iota // nobody knows how long it takes
	Yes                    // with the margin
	Tight                  // only without the margin
	No                     // it, or one made before, would be missed
)

var verdictNames = []string{"unknown", "yes", "tight", "no"}

// String returns the name used in JSON: "unknown", "yes", "tight", "no".
func (v Verdict) String() string { return enumText(verdictNames, uint8(v), "Verdict") }

// MarshalText implements [encoding.TextMarshaler].
func (v Verdict) MarshalText() ([]byte, error) {
	return marshalEnum(verdictNames, uint8(v), "verdict")
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (v *Verdict) UnmarshalText(b []byte) error {
	n, err := unmarshalEnum(verdictNames, b, "verdict")
	if err == nil {
		*v = Verdict(n)
	}
	return err
}

// Feasibility is the answer to "can we promise this?" (practice C3).
type Feasibility struct {
	Verdict Verdict
	Need    time.Duration // working time it takes
	Free    time.Duration // working time until the deadline, less blocks and the work that is due before
	// Slack is the least working time left over at its own deadline and at every
	// later one; negative: so much is missing.
	Slack time.Duration
	// Conflict is the first promise, by deadline, that would be missed; the id of
	// the task itself where that is the one. Empty unless Verdict is No.
	Conflict PromiseID
	// Late lists prior promises that can't be kept with or without this one,
	// by deadline. They are not held against it.
	Late []PromiseID
	// Earliest is the earliest deadline that leaves the margin and keeps every
	// prior promise. Zero: none within the calendar's reach, or Verdict is Unknown.
	Earliest time.Time
	// Move is what movable work would have to move to keep the promise at its
	// deadline, without margin (C4). Empty when nothing has to, or when moving
	// everything movable is not enough ([Feasibility.Movable] is false then).
	Move []Room
	// Movable reports that moving what Move lists is enough.
	Movable bool
	// Estimate is what Need rests on where the caller did not say. Its N is 0 otherwise.
	Estimate Estimate
	// Estimated is how many of the owner's other open promises did not say how long
	// they take either and count with the median of their kind. Unsized is how many
	// nobody knows anything about: they do not count, and the answer is too kind by
	// what they take. Set by the keeper; [Assess] leaves them 0.
	Estimated, Unsized int
}

// Room is movable work and the working time that moving it frees.
type Room struct {
	Promise PromiseID // a prior promise's work, or
	Block   string    // the name of a block
	Frees   time.Duration
}

// hours counts an owner's working time less blocked time.
type hours struct {
	cal    *calendar.Calendar
	now    time.Time
	blocks []Block // after now, disjoint, in order
}

func (h *hours) between(a, b time.Time) time.Duration {
	if !b.After(a) {
		return 0
	}
	if h.cal == nil {
		return b.Sub(a)
	}
	return h.cal.Between(a, b)
}

func newHours(now time.Time, w Workload) *hours {
	h := &hours{cal: w.Calendar, now: now}
	for _, b := range w.Blocks {
		if b.To.After(now) && b.To.After(b.From) {
			b.From = later(b.From, now)
			h.blocks = append(h.blocks, b)
		}
	}
	slices.SortFunc(h.blocks, func(x, y Block) int { return x.From.Compare(y.From) })
	merged := h.blocks[:0]
	for _, b := range h.blocks {
		if n := len(merged); n > 0 && !b.From.After(merged[n-1].To) {
			merged[n-1].To = later(merged[n-1].To, b.To)
			continue
		}
		merged = append(merged, b)
	}
	h.blocks = merged
	return h
}

// free returns the working time from now to each of the times, which must be in
// order, in one sweep over the blocks.
func (h *hours) free(times []time.Time) []time.Duration {
	out := make([]time.Duration, len(times))
	var blocked time.Duration // in blocks that ended
	next := 0
	for i, t := range times {
		for next < len(h.blocks) && !h.blocks[next].To.After(t) {
			blocked += h.between(h.blocks[next].From, h.blocks[next].To)
			next++
		}
		out[i] = h.between(h.now, t) - blocked
		if next < len(h.blocks) && h.blocks[next].From.Before(t) {
			out[i] -= h.between(h.blocks[next].From, t)
		}
	}
	return out
}

// after returns the first moment by which so much working time has passed since now.
func (h *hours) after(work time.Duration) (time.Time, error) {
	at := h.now
	for _, b := range h.blocks {
		ahead := h.between(at, b.From)
		if work <= ahead {
			break
		}
		work -= ahead
		at = b.To
	}
	if h.cal == nil {
		return at.Add(work), nil
	}
	return h.cal.Add(at, work)
}

// Assess says whether a task can be done by its deadline beside everything the
// owner has promised before (practice C3): work goes by earliest deadline first
// over the owner's working time less the blocks. now and the deadlines are
// instants; efforts are working time. It is pure and safe for concurrent use. A
// negative effort is [ErrEffort], a deadline not after now [ErrDeadline].
func Assess(now time.Time, t Task, w Workload, m Margin) (Feasibility, error) {
	if err := checkEffort("effort", t.Effort); err != nil {
		return Feasibility{}, err
	}
	if !t.Deadline.After(now) {
		return Feasibility{}, &FieldError{Field: "deadline", Value: t.Deadline.Format(time.RFC3339), Want: "after " + now.Format(time.RFC3339), Err: ErrDeadline}
	}
	for i, p := range w.Prior {
		if err := checkEffort(fmt.Sprintf("prior[%d].effort", i), p.Effort); err != nil {
			return Feasibility{}, err
		}
	}
	if t.Effort == 0 {
		return Feasibility{}, nil
	}
	s := newSchedule(now, w)
	f := s.judge(t, m.withDefaults())
	f.Earliest = s.earliest(t.Effort, m.withDefaults())
	if f.Verdict == No {
		f.Move, f.Movable = makeRoom(now, t, w)
	}
	return f, nil
}

// schedule is the prior work in order of deadlines.
type schedule struct {
	*hours
	tasks []Task
	sum   []time.Duration // effort up to and including the task
	slack []time.Duration // working time until its deadline less sum
}

func newSchedule(now time.Time, w Workload) *schedule {
	s := &schedule{hours: newHours(now, w)}
	for _, t := range w.Prior {
		if t.Effort > 0 {
			s.tasks = append(s.tasks, t)
		}
	}
	slices.SortFunc(s.tasks, func(x, y Task) int {
		return cmp.Or(x.Deadline.Compare(y.Deadline), cmp.Compare(x.Promise, y.Promise))
	})
	times := make([]time.Time, len(s.tasks))
	for i, t := range s.tasks {
		times[i] = later(t.Deadline, now)
	}
	free := s.free(times)
	var sum time.Duration
	for i, t := range s.tasks {
		sum += t.Effort
		s.sum, s.slack = append(s.sum, sum), append(s.slack, free[i]-sum)
	}
	return s
}

// before returns how many tasks are due at t or before.
func (s *schedule) before(t time.Time) int {
	n, _ := slices.BinarySearchFunc(s.tasks, t, func(x Task, t time.Time) int {
		if x.Deadline.After(t) {
			return 1
		}
		return -1
	})
	return n
}

func (s *schedule) judge(t Task, m Margin) Feasibility {
	f := Feasibility{Need: t.Effort}
	n := s.before(t.Deadline)
	f.Free = s.free([]time.Time{t.Deadline})[0]
	if n > 0 {
		f.Free -= s.sum[n-1]
	}
	f.Slack = f.Free - t.Effort
	if f.Slack < 0 {
		f.Conflict = t.Promise
	}
	for i, p := range s.tasks {
		if s.slack[i] < 0 {
			f.Late = append(f.Late, p.Promise)
			continue
		}
		if i < n {
			continue
		}
		left := s.slack[i] - t.Effort
		if left < 0 && f.Slack >= 0 {
			f.Conflict = p.Promise
		}
		f.Slack = min(f.Slack, left)
	}
	switch {
	case f.Slack < 0:
		f.Verdict = No
	case f.Slack < m.room(t.Effort):
		f.Verdict = Tight
	default:
		f.Verdict = Yes
	}
	return f
}

// earliest returns the first deadline at which the effort fits with its margin:
// after every prior promise that has no room for it.
func (s *schedule) earliest(effort time.Duration, m Margin) time.Time {
	need := effort + m.room(effort)
	first := 0
	for i := range s.tasks {
		if s.slack[i] >= 0 && s.slack[i] < need {
			first = i + 1
		}
	}
	for i := first; i <= len(s.tasks); i++ {
		work := need
		var floor time.Time
		if i > 0 {
			work += s.sum[i-1]
			floor = s.tasks[i-1].Deadline
		}
		at, err := s.after(work)
		if err != nil {
			return time.Time{}
		}
		if at = later(at, floor); i == len(s.tasks) || at.Before(s.tasks[i].Deadline) {
			return at
		}
	}
	return time.Time{}
}

// makeRoom chooses movable work to put off until the task and all prior promises
// fit (C4): at the first deadline that is missed it moves the smallest piece that
// is enough, or else the largest, and looks again.
func makeRoom(now time.Time, t Task, w Workload) ([]Room, bool) {
	moved, without := map[int]bool{}, map[int]bool{}
	var rooms []Room
	for {
		left := Workload{Calendar: w.Calendar}
		for i, p := range w.Prior {
			if !moved[i] {
				left.Prior = append(left.Prior, p)
			}
		}
		for i, b := range w.Blocks {
			if !without[i] {
				left.Blocks = append(left.Blocks, b)
			}
		}
		at, missing := firstMiss(now, t, left)
		if missing <= 0 {
			return rooms, true
		}
		best, room := -1, Room{}
		better := func(i int, r Room) {
			if r.Frees <= 0 {
				return
			}
			enough, had := r.Frees >= missing, room.Frees >= missing
			if best < 0 || enough && (!had || r.Frees < room.Frees) || !enough && !had && r.Frees > room.Frees {
				best, room = i, r
			}
		}
		for i, p := range w.Prior {
			if p.Movable && !moved[i] && !p.Deadline.After(at) {
				better(i, Room{Promise: p.Promise, Frees: p.Effort})
			}
		}
		h := hours{cal: w.Calendar}
		for i, b := range w.Blocks {
			if b.Movable && !without[i] {
				from, to := later(b.From, now), b.To
				if to.After(at) {
					to = at
				}
				better(len(w.Prior)+i, Room{Block: b.Name, Frees: h.between(from, to)})
			}
		}
		if best < 0 {
			return nil, false
		}
		if best < len(w.Prior) {
			moved[best] = true
		} else {
			without[best-len(w.Prior)] = true
		}
		rooms = append(rooms, room)
	}
}

// firstMiss returns the first deadline that is missed with the task added, and
// by how much working time. Prior promises that are late without it do not count.
func firstMiss(now time.Time, t Task, w Workload) (time.Time, time.Duration) {
	s := newSchedule(now, w)
	n := s.before(t.Deadline)
	free := s.free([]time.Time{t.Deadline})[0] - t.Effort
	if n > 0 {
		free -= s.sum[n-1]
	}
	if free < 0 {
		return t.Deadline, -free
	}
	for i := n; i < len(s.tasks); i++ {
		if left := s.slack[i] - t.Effort; s.slack[i] >= 0 && left < 0 {
			return s.tasks[i].Deadline, -left
		}
	}
	return time.Time{}, 0
}
