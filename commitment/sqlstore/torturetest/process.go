package torturetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// worker is a process that delivers alarms.
type worker struct {
	id     int
	cmd    *exec.Cmd
	stdin  io.Closer
	stderr *os.File
}

func (r *run) path(worker int, ext string) string {
	return filepath.Join(r.dir, fmt.Sprintf("worker-%d.%s", worker, ext))
}

// start starts the next worker.
func (r *run) start() (*worker, error) {
	r.mu.Lock()
	id := r.started
	r.started++
	r.mu.Unlock()
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	told, err := json.Marshal(job{Name: fmt.Sprintf("worker-%d", id), DSN: r.DSN, Log: r.path(id, "log"), Clock: string(r.clock), Pause: r.Pause})
	if err != nil {
		return nil, err
	}
	w := &worker{id: id, cmd: exec.Command(self)}
	w.cmd.Env = append(append(os.Environ(), r.Env...), workerEnv+"="+string(told))
	if w.stderr, err = os.Create(r.path(id, "err")); err != nil {
		return nil, err
	}
	w.cmd.Stderr = w.stderr
	if w.stdin, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	return w, w.cmd.Start()
}

// kill kills workers at random, spread over most of the time in which alarms fall
// due, and starts others in their place.
func (r *run) kill() {
	if r.Kills == 0 {
		return
	}
	pause := r.Spread * 8 / 10 / time.Duration(r.Kills)
	for range r.Kills {
		time.Sleep(pause/2 + rand.N(pause))
		i, ok := r.victim()
		if !ok {
			return // every alarm was delivered; the report says how many kills there were
		}
		w := r.workers[i]
		from := time.Now()
		if err := w.cmd.Process.Kill(); err != nil {
			r.fault("killing: " + err.Error())
		}
		_ = w.cmd.Wait() // it was killed
		_ = w.stderr.Close()
		r.disturbed(disturbance{worker: w.id, from: from, to: time.Now()})
		next, err := r.start()
		if err != nil {
			r.fault("starting a worker: " + err.Error())
			return
		}
		r.workers[i] = next
	}
}

// idle is how long nobody has to deliver anything, after all steps, before nothing
// more is taken to come: River needs fifteen seconds for another leader.
const idle = 25 * time.Second

// victim chooses at random among the workers that have begun to deliver: killing
// one that has not shows nothing. Where there is none it waits for one.
func (r *run) victim() (int, bool) {
	for since := time.Now(); time.Since(since) < idle; time.Sleep(20 * time.Millisecond) {
		if r.stepping.Load() {
			since = time.Now()
		}
		for _, i := range rand.Perm(len(r.workers)) {
			if log, err := os.Stat(r.path(r.workers[i].id, "log")); err == nil && log.Size() > 0 {
				return i, true
			}
		}
	}
	return 0, false
}

// stop asks the workers to end and waits for them. Stopping again does nothing.
func (r *run) stop() {
	for _, w := range r.workers {
		_ = w.stdin.Close() // a worker that is gone has no input
	}
	for _, w := range r.workers {
		late := time.AfterFunc(20*time.Second, func() {
			r.fault(fmt.Sprintf("worker %d did not stop", w.id))
			_ = w.cmd.Process.Kill() // it may end just now
		})
		if err := w.cmd.Wait(); err != nil {
			r.fault(fmt.Sprintf("worker %d: %v", w.id, err))
		}
		late.Stop()
		_ = w.stderr.Close()
	}
	r.workers = nil
}

// showErrors logs the end of what the workers complained about.
func (r *run) showErrors(t *testing.T) {
	t.Helper()
	const most = 2000
	for i := range r.started {
		text, err := os.ReadFile(r.path(i, "err"))
		if text = bytes.TrimSpace(text); err != nil || len(text) == 0 {
			continue
		}
		t.Logf("worker %d: …%s", i, text[max(0, len(text)-most):])
	}
}
