package torturetest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// A Case is one run. DSN, Open, Workers and Alarms are required.
type Case struct {
	// DSN is handed to Open, here and in the workers.
	DSN  string
	Open Opener
	// Workers is how many processes deliver at once, and Alarms about how many
	// alarms there are: nine in ten of foreign subjects, the others of promises.
	Workers, Alarms int
	// Kills is how many workers are killed, at random moments while alarms fall
	// due, each after its first delivery. Each is replaced at once. Fewer than half
	// of them is a fault: then the alarms ran out.
	Kills int
	// Pause is the most that a delivery takes. Default 3 ms.
	Pause time.Duration
	// Change renegotiates and closes promises and replaces plans while their
	// alarms are being delivered.
	Change bool
	// Steps are taken one after the other, meanwhile.
	Steps []Step
	// Start is what all clocks show when the first alarms fall due. Zero: the time.
	Start time.Time
	// Env is added to the environment of the workers, such as TZ.
	Env []string
	// Spread is over how long the alarms fall due. Default 4 s.
	Spread time.Duration
	// At overrides Spread: when the nth alarm falls due, counted from the start.
	At func(n int) time.Duration
	// Within bounds the whole run. Default one minute and Spread.
	Within time.Duration
}

// Long reports whether the long form was asked for by EVENKEEL_TORTURE=long.
func Long() bool { return os.Getenv("EVENKEEL_TORTURE") == "long" }

// Pick returns the value for the form that was asked for.
func Pick[T any](short, long T) T {
	if Long() {
		return long
	}
	return short
}

// A Step is something that happens to all workers at once.
type Step func(r *run) error

// Wait lets the workers work for a while.
func Wait(d time.Duration) Step {
	return func(*run) error {
		time.Sleep(d)
		return nil
	}
}

// SetClock sets the clocks of all workers to this much off the time.
func SetClock(offset time.Duration) Step {
	return During(Step(func(r *run) error { return r.clock.set(offset) }))
}

// During marks what happens as disturbing everything that is in flight.
func During(do Step) Step {
	return func(r *run) error {
		from := time.Now()
		err := do(r)
		r.disturbed(disturbance{worker: -1, from: from, to: time.Now()})
		return err
	}
}

// Do makes a step of a function, such as one that takes the database away.
func Do(f func() error) Step { return During(func(*run) error { return f() }) }

// run is a case under way.
type run struct {
	Case
	dir     string
	clock   clockFile
	store   commitment.Store
	keeper  *commitment.Keeper
	policy  *commitment.Policy
	plans   []plan
	ids     []commitment.PromiseID
	workers []*worker
	times   map[commitment.AlarmKey]time.Time // of every alarm ever planned

	stepping atomic.Bool // steps are being taken

	mu           sync.Mutex
	started      int // workers, for their names
	disturbances []disturbance
	changes      []change
	faults       []string
}

// Run runs a case and fails the test for everything that broke the guarantee.
func Run(t *testing.T, c Case) Report {
	t.Helper()
	r, report := execute(t, c)
	t.Logf("%s: %v", t.Name(), report) // cases run at once: the line says whose it is
	if len(report.Faults) > 0 {
		t.Errorf("%d faults:\n%s", len(report.Faults), shorten(report.Faults))
		r.showErrors(t)
	}
	return report
}

func execute(t *testing.T, c Case) (*run, Report) {
	t.Helper()
	if c.Spread == 0 {
		c.Spread = 4 * time.Second
	}
	if c.Within == 0 {
		c.Within = time.Minute + c.Spread
	}
	if c.Pause == 0 {
		c.Pause = 3 * time.Millisecond
	}
	r := &run{Case: c, dir: t.TempDir(), times: map[commitment.AlarmKey]time.Time{}}
	r.clock = clockFile(filepath.Join(r.dir, "clock"))
	if err := r.prepare(t); err != nil {
		t.Fatal(err)
	}
	defer r.stop()
	for range c.Workers {
		w, err := r.start()
		if err != nil {
			t.Fatal(err)
		}
		r.workers = append(r.workers, w)
	}
	r.disturb()
	want, err := r.wanted(t)
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	for time.Since(begun) < c.Within && !r.settled(t, want) {
		time.Sleep(300 * time.Millisecond)
	}
	r.stop()
	return r, r.judge(t, want)
}

func (r *run) prepare(t *testing.T) error {
	if !r.Start.IsZero() {
		if err := r.clock.set(time.Until(r.Start) - r.lead()); err != nil {
			return err
		}
	}
	var err error
	if r.store, err = r.Open(t.Context(), r.DSN); err != nil {
		return err
	}
	if r.policy, err = newPolicy(); err != nil {
		return err
	}
	if r.keeper, err = newKeeper(r.store, silent, r.clock, "changer"); err != nil {
		return err
	}
	return r.fill(t)
}

// disturb kills, changes and takes the steps, all at once, and returns when all
// of it is over.
func (r *run) disturb() {
	var all sync.WaitGroup
	over := make(chan struct{})
	r.stepping.Store(true)
	all.Go(r.kill)
	all.Go(func() {
		defer r.stepping.Store(false)
		for _, step := range r.Steps {
			if err := step(r); err != nil {
				r.fault("a step failed: " + err.Error())
			}
		}
	})
	var changing sync.WaitGroup
	if r.Change {
		changing.Go(func() { r.keepChanging(over) })
		all.Go(func() { time.Sleep(r.Spread) })
	}
	all.Wait()
	close(over)
	changing.Wait()
}

func (r *run) disturbed(d disturbance) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.disturbances = append(r.disturbances, d)
}

func (r *run) fault(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, text)
}

// deliveries reads what all workers wrote down.
func (r *run) deliveries() ([]delivery, error) {
	var all []delivery
	for i := range r.started {
		ds, err := readLog(i, r.path(i, "log"))
		if err != nil {
			return nil, err
		}
		all = append(all, ds...)
	}
	return all, nil
}

// settled reports whether everything was delivered and the store knows it.
func (r *run) settled(t *testing.T, want []commitment.AlarmKey) bool {
	ds, err := r.deliveries()
	if err != nil {
		return false // half a line, perhaps
	}
	got := map[commitment.AlarmKey]bool{}
	for _, d := range ds {
		if !d.finish.IsZero() {
			got[d.key] = true
		}
	}
	for _, key := range want {
		if !got[key] {
			return false
		}
	}
	n, err := r.pending(t)
	return err == nil && n == 0
}

func (r *run) judge(t *testing.T, want []commitment.AlarmKey) Report {
	t.Helper()
	ds, err := r.deliveries()
	if err != nil {
		t.Fatal(err)
	}
	_, witnessed := r.store.(commitment.AlarmStore)
	report := evidence{want: want, times: r.times, deliveries: ds, disturbances: r.disturbances, changes: r.changes, witnessed: witnessed}.judge()
	if report.Kills < r.Kills/2 {
		r.fault(fmt.Sprintf("only %d of %d kills: the alarms ran out", report.Kills, r.Kills))
	}
	if n, err := r.pending(t); err != nil || n > 0 {
		r.fault("alarms still pending in the store: " + errors.Join(err, countError(n)).Error())
	}
	report.Faults = append(report.Faults, r.faults...)
	return report
}
