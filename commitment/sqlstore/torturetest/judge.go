package torturetest

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// settling is how long after a delivery an engine, whose bookkeeping the
// workers do not see, may take to note it.
const settling = 5 * time.Second

// delivery is one call of the notifier.
type delivery struct {
	key           commitment.AlarmKey
	worker        int
	start         time.Time
	finish, done  time.Time // zero: not seen
	clock, notyet time.Time // the keeper's clock, and the alarm's time as the worker had it
}

// disturbance is a time at which what is in flight may be repeated.
type disturbance struct {
	worker   int // -1: all of them
	from, to time.Time
}

// change is what a change of a plan superseded.
type change struct {
	at   time.Time // after the commit
	keys []commitment.AlarmKey
}

// evidence is what the judge decides on.
type evidence struct {
	want         []commitment.AlarmKey
	times        map[commitment.AlarmKey]time.Time // of the alarms, as they were planned
	deliveries   []delivery
	disturbances []disturbance
	changes      []change
	witnessed    bool // done times were written down
}

// parseLog reads the events of one worker. A line that a kill cut off is left out.
func parseLog(worker int, data []byte) ([]delivery, error) {
	var all []delivery
	open := map[commitment.AlarmKey]int{}
	for len(data) > 0 {
		line, rest, whole := bytes.Cut(data, []byte("\n"))
		if data = rest; !whole {
			break
		}
		var what, key string
		var now, clock, at int64
		if _, err := fmt.Sscan(string(line), &what, &now, &clock, &at, &key); err != nil {
			return nil, fmt.Errorf("worker %d: line %q: %w", worker, line, err)
		}
		k := commitment.AlarmKey(key)
		i, ok := open[k]
		switch {
		case what == "start":
			open[k] = len(all)
			all = append(all, delivery{key: k, worker: worker, start: time.Unix(0, now), clock: time.UnixMicro(clock), notyet: time.UnixMicro(at)})
		case ok && what == "finish":
			all[i].finish = time.Unix(0, now)
		case ok && what == "done":
			all[i].done = time.Unix(0, now)
		}
	}
	return all, nil
}

func readLog(worker int, path string) ([]delivery, error) {
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil, nil // killed before it began
	}
	if err != nil {
		return nil, err
	}
	return parseLog(worker, data)
}

// Report is what a run came to.
type Report struct {
	Wanted, Deliveries, Repeats, Superseded, Kills int
	// Cut is how many kills cut off a delivery that had begun.
	Cut int
	// Between is how many deliveries began before the first kill, between each two
	// and after the last, least first. Empty without kills.
	Between []int
	Latest  time.Duration // how long after its time the last alarm came
	Faults  []string      // what broke the guarantee
}

// String gives the figures in one line.
func (r Report) String() string {
	kills := "no kills"
	if n := len(r.Between); n > 0 {
		kills = fmt.Sprintf("%d kills, %d of them in a delivery; deliveries between kills: least %d, median %d, most %d",
			r.Kills, r.Cut, r.Between[0], r.Between[n/2], r.Between[n-1])
	}
	return fmt.Sprintf("%d alarms wanted, %d deliveries, %d of them repeats; %d keys superseded; %s; %d faults; latest %v",
		r.Wanted, r.Deliveries, r.Repeats, r.Superseded, kills, len(r.Faults), r.Latest.Round(time.Millisecond))
}

// countKills fills in what the kills met with.
func (e evidence) countKills(r *Report) {
	var kills []time.Time
	for _, x := range e.disturbances {
		if x.worker < 0 {
			continue
		}
		kills = append(kills, x.from)
		if slices.ContainsFunc(e.deliveries, func(d delivery) bool { return d.worker == x.worker && d.finish.IsZero() }) {
			r.Cut++
		}
	}
	if r.Kills = len(kills); r.Kills == 0 {
		return
	}
	slices.SortFunc(kills, time.Time.Compare)
	r.Between = make([]int, len(kills)+1)
	for _, d := range e.deliveries {
		n, _ := slices.BinarySearchFunc(kills, d.start, time.Time.Compare)
		r.Between[n]++
	}
	slices.Sort(r.Between)
}

// judge finds everything that broke the guarantee.
func (e evidence) judge() Report {
	r := Report{Wanted: len(e.want), Deliveries: len(e.deliveries)}
	e.countKills(&r)
	fault := func(format string, args ...any) { r.Faults = append(r.Faults, fmt.Sprintf(format, args...)) }
	byKey := map[commitment.AlarmKey][]delivery{}
	for _, d := range e.deliveries {
		byKey[d.key] = append(byKey[d.key], d)
		planned, known := e.times[d.key]
		if !known {
			fault("never planned: %s", d.key)
		}
		if d.clock.Before(planned) || d.clock.Before(d.notyet) {
			fault("early: %s came at %v, its time is %v", d.key, d.clock, planned)
		}
	}
	for _, key := range e.want {
		ds := byKey[key]
		if !slices.ContainsFunc(ds, func(d delivery) bool { return !d.finish.IsZero() }) {
			fault("lost: %s", key)
			continue
		}
		first := slices.MinFunc(ds, func(a, b delivery) int { return a.start.Compare(b.start) })
		r.Latest = max(r.Latest, first.clock.Sub(first.notyet))
	}
	for key, ds := range byKey {
		slices.SortFunc(ds, func(a, b delivery) int { return cmp.Compare(a.start.UnixNano(), b.start.UnixNano()) })
		for i := 1; i < len(ds); i++ {
			r.Repeats++
			if why := e.inFlight(ds[i-1], ds[i].start); why != "" {
				fault("repeated: %s, %s", key, why)
			}
		}
	}
	for _, c := range e.changes {
		r.Superseded += len(c.keys)
		for _, key := range c.keys {
			for _, d := range byKey[key] {
				if d.start.After(c.at) {
					fault("superseded: %s began %v after the commit", key, d.start.Sub(c.at))
				}
			}
		}
	}
	return r
}

// inFlight says why the delivery was not in flight when something happened
// before it was repeated, or "" where it was.
func (e evidence) inFlight(d delivery, again time.Time) string {
	if !d.done.IsZero() && d.done.Before(again) {
		return fmt.Sprintf("though worker %d had marked it as done %v before", d.worker, again.Sub(d.done))
	}
	for _, x := range e.disturbances {
		if x.worker >= 0 && x.worker != d.worker || d.start.After(x.to) {
			continue
		}
		settled := d.start.Add(settling)
		if e.witnessed || !settled.Before(x.from) {
			return ""
		}
	}
	return fmt.Sprintf("though nothing happened to worker %d after it began it %v before", d.worker, again.Sub(d.start))
}

// shorten keeps a long list of faults readable.
func shorten(faults []string) string {
	const most = 20
	if len(faults) > most {
		faults = append(slices.Clone(faults[:most]), fmt.Sprintf("and %d more", len(faults)-most))
	}
	return strings.Join(faults, "\n")
}
