package torturetest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// at is a moment of the cases below, in milliseconds.
func at(ms int) time.Time { return time.UnixMilli(1_800_000_000_000 + int64(ms)) }

func given(worker, start, finish, done int) delivery {
	d := delivery{key: "k", worker: worker, start: at(start), clock: at(start), notyet: at(0)}
	if finish > 0 {
		d.finish = at(finish)
	}
	if done > 0 {
		d.done = at(done)
	}
	return d
}

func TestJudge(t *testing.T) {
	killed := func(worker, ms int) disturbance { return disturbance{worker: worker, from: at(ms), to: at(ms)} }
	early := given(0, 10, 11, 12)
	early.notyet = at(20)
	before := given(0, 10, 11, 12)
	before.clock = at(-1)
	before.notyet = at(-2) // the worker was told another time
	stray := given(0, 10, 11, 12)
	stray.key = "another"
	for name, c := range map[string]struct {
		evidence
		fault string
	}{
		"once":                          {evidence{deliveries: []delivery{given(0, 10, 11, 12)}}, ""},
		"never":                         {evidence{}, "lost: k"},
		"begun only":                    {evidence{deliveries: []delivery{given(0, 10, 0, 0)}}, "lost: k"},
		"early":                         {evidence{deliveries: []delivery{early}}, "early: k"},
		"early by the plan":             {evidence{deliveries: []delivery{before}}, "early: k"},
		"never planned":                 {evidence{deliveries: []delivery{given(0, 10, 11, 12), stray}}, "never planned: another"},
		"repeated after a kill":         {evidence{deliveries: []delivery{given(1, 90, 91, 92), given(0, 10, 11, 0)}, disturbances: []disturbance{killed(0, 12)}}, ""},
		"repeated for no reason":        {evidence{deliveries: []delivery{given(0, 10, 11, 0), given(1, 90, 91, 92)}}, "nothing happened to worker 0"},
		"repeated, another was killed":  {evidence{deliveries: []delivery{given(0, 10, 11, 0), given(1, 90, 91, 92)}, disturbances: []disturbance{killed(1, 12)}}, "nothing happened to worker 0"},
		"repeated, killed before":       {evidence{deliveries: []delivery{given(0, 10, 11, 0), given(1, 90, 91, 92)}, disturbances: []disturbance{killed(0, 9)}}, "nothing happened to worker 0"},
		"repeated though done":          {evidence{deliveries: []delivery{given(0, 10, 11, 12), given(1, 90, 91, 92)}, disturbances: []disturbance{killed(0, 13)}}, "had marked it as done"},
		"repeated, database away":       {evidence{deliveries: []delivery{given(0, 10, 11, 0), given(1, 90, 91, 92)}, disturbances: []disturbance{{worker: -1, from: at(5), to: at(50)}}}, ""},
		"an engine, killed soon after":  {evidence{deliveries: []delivery{given(0, 10, 11, 0), given(1, 9_000, 9_001, 0)}, disturbances: []disturbance{killed(0, 2_000)}}, ""},
		"an engine, killed much later":  {evidence{deliveries: []delivery{given(0, 10, 11, 0), given(1, 9_000, 9_001, 0)}, disturbances: []disturbance{killed(0, 8_000)}}, "nothing happened to worker 0"},
		"superseded before it began":    {evidence{deliveries: []delivery{given(0, 10, 11, 12)}, changes: []change{{at(9), []commitment.AlarmKey{"k"}}}}, "superseded: k began 1ms after"},
		"superseded after it had begun": {evidence{deliveries: []delivery{given(0, 10, 11, 12)}, changes: []change{{at(11), []commitment.AlarmKey{"k"}}}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.want, c.times = []commitment.AlarmKey{"k"}, map[commitment.AlarmKey]time.Time{"k": at(0)}
			c.witnessed = !strings.HasPrefix(name, "an engine")
			r := c.judge()
			if c.fault == "" {
				require.Empty(t, r.Faults)
				return
			}
			require.Len(t, r.Faults, 1)
			require.Contains(t, r.Faults[0], c.fault)
		})
	}
}

func TestReport(t *testing.T) {
	e := evidence{deliveries: []delivery{given(0, 10, 11, 12), given(0, 20, 0, 0), given(1, 22, 23, 0), given(2, 40, 41, 42)},
		disturbances: []disturbance{{worker: 0, from: at(21), to: at(21)}, {worker: 1, from: at(30), to: at(30)}, {worker: -1, from: at(31), to: at(32)}}}
	r := e.judge()
	require.Equal(t, 2, r.Kills)
	require.Equal(t, 1, r.Cut, "worker 0 had begun one; worker 1 was idle")
	require.Equal(t, []int{1, 1, 2}, r.Between)
	require.Contains(t, r.String(), "2 kills, 1 of them in a delivery; deliveries between kills: least 1, median 1, most 2;")
	require.Contains(t, evidence{}.judge().String(), "; no kills;")
}

func TestLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	none, err := readLog(3, path)
	require.NoError(t, err)
	require.Empty(t, none, "a worker that was killed before it began")
	l, err := newLog(path)
	require.NoError(t, err)
	for _, what := range []string{"start", "finish"} {
		require.NoError(t, l.write(what, at(5), at(4), "a/b"))
	}
	require.NoError(t, l.write("start", at(5), at(4), "c"))
	require.NoError(t, l.write("done", time.Time{}, time.Time{}, "a/b", "never"))
	require.NoError(t, l.file.Close())
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	ds, err := parseLog(3, append(data, "finish 17 18"...))
	require.NoError(t, err, "a kill may cut the last line off")
	require.Len(t, ds, 2)
	require.Equal(t, commitment.AlarmKey("a/b"), ds[0].key)
	require.True(t, ds[0].clock.Equal(at(5)) && ds[0].notyet.Equal(at(4)))
	require.False(t, ds[0].finish.IsZero() || ds[0].done.IsZero())
	require.True(t, ds[1].finish.IsZero() && ds[1].done.IsZero())
	_, err = parseLog(3, []byte("start what\n"))
	require.ErrorContains(t, err, `worker 3: line "start what"`)
}

func TestClockFile(t *testing.T) {
	c := clockFile(filepath.Join(t.TempDir(), "clock"))
	require.Zero(t, c.offset())
	require.NoError(t, c.set(-time.Hour))
	require.Equal(t, -time.Hour, c.offset())
	require.WithinDuration(t, time.Now().Add(-time.Hour), c.now(), time.Minute)
}

func TestShorten(t *testing.T) {
	var faults []string
	for i := range 30 {
		faults = append(faults, fmt.Sprint("fault ", i))
	}
	require.Contains(t, shorten(faults), "fault 19\nand 10 more")
	require.Len(t, faults, 30)
}
