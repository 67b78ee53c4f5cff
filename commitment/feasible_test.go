package commitment_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
)

func TestAssess(t *testing.T) {
	berlin := load(t, "Europe/Berlin")
	cal := office(t, berlin)
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, berlin) } // the 2nd is a Monday
	now := at(2, 9)
	h := time.Hour
	task := func(id commitment.PromiseID, due time.Time, effort time.Duration) commitment.Task {
		return commitment.Task{Promise: id, Deadline: due, Effort: effort}
	}
	for name, c := range map[string]struct {
		task commitment.Task
		load commitment.Workload
		want commitment.Feasibility
	}{
		"nothing else to do": {
			task("new", at(2, 17), 4*h), commitment.Workload{},
			commitment.Feasibility{Verdict: commitment.Yes, Need: 4 * h, Free: 8 * h, Slack: 4 * h, Earliest: at(2, 14)},
		},
		"tight without its margin": {
			task("new", at(2, 17), 7*h), commitment.Workload{},
			commitment.Feasibility{Verdict: commitment.Tight, Need: 7 * h, Free: 8 * h, Slack: h, Earliest: at(2, 17).Add(16*h + 45*time.Minute)},
		},
		"work that is due before": {
			task("new", at(3, 12), 4*h), commitment.Workload{Prior: []commitment.Task{task("old", at(3, 10), 8*h)}},
			commitment.Feasibility{Verdict: commitment.No, Need: 4 * h, Free: 3 * h, Slack: -h, Conflict: "new", Earliest: at(3, 14)},
		},
		"work that is due after and has room": {
			task("new", at(2, 17), 4*h), commitment.Workload{Prior: []commitment.Task{task("old", at(4, 17), 8*h)}},
			commitment.Feasibility{Verdict: commitment.Yes, Need: 4 * h, Free: 8 * h, Slack: 4 * h, Earliest: at(2, 14)},
		},
		"work that is due after and has no room": {
			task("new", at(2, 17), 4*h), commitment.Workload{Prior: []commitment.Task{task("old", at(3, 9), 6*h)}},
			commitment.Feasibility{Verdict: commitment.No, Need: 4 * h, Free: 8 * h, Slack: -2 * h, Conflict: "old", Earliest: at(3, 12)},
		},
		"over the weekend": {
			task("new", at(9, 9), 41*h), commitment.Workload{},
			commitment.Feasibility{Verdict: commitment.No, Need: 41 * h, Free: 40 * h, Slack: -h, Conflict: "new", Earliest: at(10, 12).Add(15 * time.Minute)},
		},
		"meetings, one over the other": {
			task("new", at(2, 17), 4*h), commitment.Workload{Blocks: []commitment.Block{{From: at(2, 10), To: at(2, 13)}, {From: at(2, 12), To: at(2, 14)}, {From: at(1, 9), To: at(2, 9)}, {From: at(2, 20), To: at(2, 22)}}},
			commitment.Feasibility{Verdict: commitment.Tight, Need: 4 * h, Free: 4 * h, Slack: 0, Earliest: at(3, 10)},
		},
		"late already, whoever promises what": {
			task("new", at(2, 17), 2*h), commitment.Workload{Prior: []commitment.Task{task("doomed", at(5, 17), 100*h)}},
			commitment.Feasibility{Verdict: commitment.Yes, Need: 2 * h, Free: 8 * h, Slack: 6 * h, Late: []commitment.PromiseID{"doomed"}, Earliest: at(2, 11).Add(30 * time.Minute)},
		},
		"overdue work comes first": {
			task("new", at(2, 17), 2*h), commitment.Workload{Prior: []commitment.Task{task("overdue", at(1, 9), 7*h)}},
			commitment.Feasibility{Verdict: commitment.No, Need: 2 * h, Free: h, Slack: -h, Conflict: "new", Late: []commitment.PromiseID{"overdue"}, Earliest: at(3, 10).Add(30 * time.Minute)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.load.Calendar = cal
			got, err := commitment.Assess(now, c.task, c.load, commitment.Margin{})
			require.NoError(t, err)
			require.True(t, c.want.Earliest.Equal(got.Earliest), "earliest %v, want %v", got.Earliest, c.want.Earliest)
			got.Earliest = c.want.Earliest
			require.Equal(t, c.want, got)
		})
	}
}

func TestAssessRefuses(t *testing.T) {
	ok := commitment.Task{Deadline: monday.Add(time.Hour), Effort: time.Minute}
	bad := ok
	bad.Effort = -1
	_, err := commitment.Assess(monday, bad, commitment.Workload{}, commitment.Margin{})
	require.ErrorIs(t, err, commitment.ErrEffort)
	_, err = commitment.Assess(monday, ok, commitment.Workload{Prior: []commitment.Task{bad}}, commitment.Margin{})
	require.ErrorIs(t, err, commitment.ErrEffort)
	bad = ok
	bad.Deadline = monday
	_, err = commitment.Assess(monday, bad, commitment.Workload{}, commitment.Margin{})
	require.ErrorIs(t, err, commitment.ErrDeadline)
	ok.Effort = 0
	f, err := commitment.Assess(monday, ok, commitment.Workload{}, commitment.Margin{})
	require.NoError(t, err)
	require.Equal(t, commitment.Unknown, f.Verdict)
}

func TestMakeRoom(t *testing.T) {
	due := monday.Add(8 * time.Hour)
	h := time.Hour
	need := commitment.Task{Promise: "new", Deadline: due, Effort: 3 * h}
	none := commitment.Margin{Share: -1, Least: -1}
	for name, c := range map[string]struct {
		load    commitment.Workload
		want    []commitment.Room
		movable bool
	}{
		"the smallest that is enough": {
			commitment.Workload{Prior: []commitment.Task{{Promise: "big", Deadline: due, Effort: 4 * h, Movable: true}, {Promise: "small", Deadline: due, Effort: h, Movable: true}, {Promise: "fixed", Deadline: due, Effort: h}}},
			[]commitment.Room{{Promise: "small", Frees: h}}, true,
		},
		"the largest first when none is enough": {
			commitment.Workload{Prior: []commitment.Task{{Promise: "a", Deadline: due, Effort: h, Movable: true}, {Promise: "b", Deadline: due, Effort: 2 * h, Movable: true}, {Promise: "fixed", Deadline: due, Effort: 5 * h}}},
			[]commitment.Room{{Promise: "b", Frees: 2 * h}, {Promise: "a", Frees: h}}, true,
		},
		"a block": {
			commitment.Workload{Blocks: []commitment.Block{{Name: "offsite", From: monday.Add(h), To: monday.Add(20 * h), Movable: true}}},
			[]commitment.Room{{Block: "offsite", Frees: 7 * h}}, true,
		},
		"everything is not enough": {
			commitment.Workload{Prior: []commitment.Task{{Promise: "a", Deadline: due, Effort: h, Movable: true}, {Promise: "fixed", Deadline: due, Effort: 7 * h}}},
			nil, false,
		},
		"nor is it moved beside what helps": {
			commitment.Workload{Prior: []commitment.Task{{Promise: "later", Deadline: due.Add(99 * h), Effort: h, Movable: true}, {Promise: "before", Deadline: due, Effort: 2 * h, Movable: true}, {Promise: "fixed", Deadline: due, Effort: 4 * h}}},
			[]commitment.Room{{Promise: "before", Frees: 2 * h}}, true,
		},
		"work due later does not help": {
			commitment.Workload{Prior: []commitment.Task{{Promise: "later", Deadline: due.Add(99 * h), Effort: h, Movable: true}, {Promise: "fixed", Deadline: due, Effort: 6 * h}}},
			nil, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := commitment.Assess(monday, need, c.load, none)
			require.NoError(t, err)
			require.Equal(t, commitment.No, f.Verdict)
			require.Equal(t, c.want, f.Move)
			require.Equal(t, c.movable, f.Movable)
		})
	}
}

// simulate works minute by minute, the earliest deadline first, and returns when
// each task is done: the dumb way to say what is missed.
func simulate(now time.Time, tasks []commitment.Task, w commitment.Workload, horizon int) map[commitment.PromiseID]time.Time {
	tasks = slices.Clone(tasks)
	slices.SortStableFunc(tasks, func(x, y commitment.Task) int { return x.Deadline.Compare(y.Deadline) })
	done := map[commitment.PromiseID]time.Time{}
	next := 0
	var worked time.Duration
	for m := 0; m < horizon && next < len(tasks); m++ {
		t := now.Add(time.Duration(m) * time.Minute)
		if w.Calendar != nil && !w.Calendar.IsOpen(t) || slices.ContainsFunc(w.Blocks, func(b commitment.Block) bool { return !t.Before(b.From) && t.Before(b.To) }) {
			continue
		}
		worked += time.Minute
		if worked == tasks[next].Effort {
			done[tasks[next].Promise] = t.Add(time.Minute)
			worked = 0
			next++
		}
	}
	return done
}

// TestAssessAgainstSimulation compares verdicts, conflicts and the earliest
// deadline with a simulation that works minute by minute.
func TestAssessAgainstSimulation(t *testing.T) {
	cal := office(t, load(t, "Europe/Berlin"))
	rng := rand.New(rand.NewPCG(7, 8))
	none := commitment.Margin{Share: -1, Least: -1}
	verdicts := map[commitment.Verdict]int{}
	const horizon = 40 * 24 * 60
	for round := range 250 {
		now := monday.Add(time.Duration(rng.IntN(3*24*60)) * time.Minute)
		some := func(most int) time.Duration { return time.Duration(1+rng.IntN(most)) * time.Minute }
		w := commitment.Workload{}
		if rng.IntN(3) > 0 {
			w.Calendar = cal
		}
		for i := range rng.IntN(14) {
			w.Prior = append(w.Prior, commitment.Task{Promise: commitment.PromiseID(fmt.Sprint("p", i)), Deadline: now.Add(some(6*24*60) - 5*time.Hour), Effort: some(9 * 60), Movable: rng.IntN(2) == 0})
		}
		for i := range rng.IntN(5) {
			from := now.Add(some(5*24*60) - 2*time.Hour)
			w.Blocks = append(w.Blocks, commitment.Block{Name: fmt.Sprint("b", i), From: from, To: from.Add(some(10 * 60)), Movable: rng.IntN(2) == 0})
		}
		task := commitment.Task{Promise: "new", Deadline: now.Add(some(5 * 24 * 60)), Effort: some(6 * 60)}
		f, err := commitment.Assess(now, task, w, none)
		require.NoError(t, err)
		verdicts[f.Verdict]++

		// The same, by working it through. Among equal deadlines the new one comes last.
		missed := misses(now, task, w, horizon)
		if len(missed) == 0 {
			require.Contains(t, []commitment.Verdict{commitment.Yes, commitment.Tight}, f.Verdict, "round %d: %+v", round, f)
		} else {
			require.Equal(t, commitment.No, f.Verdict, "round %d: misses %v", round, missed)
			require.Contains(t, missed, f.Conflict)
		}
		require.False(t, f.Earliest.IsZero())
		honest := task
		honest.Deadline = f.Earliest
		require.Empty(t, misses(now, honest, w, horizon), "round %d: the earliest honest deadline is honest", round)
		honest.Deadline = f.Earliest.Add(-time.Minute)
		if honest.Deadline.After(now) {
			require.NotEmpty(t, misses(now, honest, w, horizon), "round %d: a minute earlier is not", round)
		}
		if f.Movable {
			require.Empty(t, misses(now, task, without(w, f.Move), horizon), "round %d: moving %v is enough", round, f.Move)
		}
	}
	require.Greater(t, verdicts[commitment.No], 20)
	require.Greater(t, verdicts[commitment.Yes], 20)
}

// misses lists what the new task makes late, itself included.
func misses(now time.Time, task commitment.Task, w commitment.Workload, horizon int) []commitment.PromiseID {
	before := simulate(now, w.Prior, w, horizon)
	after := simulate(now, append(slices.Clone(w.Prior), task), w, horizon)
	late := func(done map[commitment.PromiseID]time.Time, t commitment.Task) bool {
		at, ok := done[t.Promise]
		return !ok || at.After(t.Deadline)
	}
	var missed []commitment.PromiseID
	for _, p := range w.Prior {
		if !late(before, p) && late(after, p) {
			missed = append(missed, p.Promise)
		}
	}
	if late(after, task) {
		missed = append(missed, task.Promise)
	}
	return missed
}

func without(w commitment.Workload, rooms []commitment.Room) commitment.Workload {
	left := commitment.Workload{Calendar: w.Calendar}
	for _, p := range w.Prior {
		if !slices.ContainsFunc(rooms, func(r commitment.Room) bool { return r.Promise == p.Promise }) {
			left.Prior = append(left.Prior, p)
		}
	}
	for _, b := range w.Blocks {
		if !slices.ContainsFunc(rooms, func(r commitment.Room) bool { return r.Promise == "" && r.Block == b.Name }) {
			left.Blocks = append(left.Blocks, b)
		}
	}
	return left
}

func TestMargin(t *testing.T) {
	due := monday.Add(10 * time.Hour)
	verdict := func(effort time.Duration, m commitment.Margin) commitment.Verdict {
		f, err := commitment.Assess(monday, commitment.Task{Deadline: due, Effort: effort}, commitment.Workload{}, m)
		require.NoError(t, err)
		return f.Verdict
	}
	require.Equal(t, commitment.Yes, verdict(8*time.Hour, commitment.Margin{}))
	require.Equal(t, commitment.Tight, verdict(8*time.Hour+time.Minute, commitment.Margin{}))
	require.Equal(t, commitment.Yes, verdict(10*time.Hour, commitment.Margin{Share: -1, Least: -1}))
	require.Equal(t, commitment.Tight, verdict(5*time.Hour+time.Second, commitment.Margin{Share: 1}))
	require.Equal(t, commitment.Tight, verdict(time.Minute, commitment.Margin{Least: commitment.Span(10 * time.Hour)}))
	require.Equal(t, commitment.No, verdict(10*time.Hour+time.Nanosecond, commitment.Margin{}))
}

func TestEstimate(t *testing.T) {
	require.Zero(t, commitment.EstimateFrom(nil))
	var ps []commitment.Promise
	for i, hours := range []int{8, 1, 2, 3, 0, 4} {
		p := made(t, nil)
		at := monday.Add(time.Hour)
		if i < 2 {
			at = p.Due.Deadline.Add(time.Hour)
		}
		p, err := p.Keep(at, "ana", time.Duration(hours)*time.Hour)
		require.NoError(t, err)
		ps = append(ps, p)
	}
	b, err := made(t, nil).Break(monday, "ana", "no")
	require.NoError(t, err)
	p := made(t, nil)
	moved := must(must(renegotiate(p, p.Due.Deadline.Add(time.Hour), commitment.At("", p.Due.Deadline.Add(9*time.Hour)))).Keep(p.Due.Deadline.Add(2*time.Hour), "ana", 0))
	e := commitment.EstimateFrom(append(ps, b, moved, made(t, nil)))
	require.Equal(t, commitment.Estimate{Low: 2 * time.Hour, Median: 3 * time.Hour, High: 4 * time.Hour, Late: 4, N: 5}, e, "kept within an extension is late all the same")
}
