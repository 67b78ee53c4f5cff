package torturetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// An Opener opens the store under test, in the test and in each worker. The
// process ends without closing it.
type Opener func(ctx context.Context, dsn string) (commitment.Store, error)

// The keepers of a worker. A claim that a killed worker leaves behind is handed
// out again after the lease.
const (
	lease   = 8 * time.Second
	timeout = 2 * time.Second
)

// workerEnv holds a job as JSON, in the environment of a worker.
const workerEnv = "EVENKEEL_TORTURE_WORKER"

// job is what a worker is told.
type job struct {
	Name  string
	DSN   string
	Log   string // the file it writes down what it does in
	Clock string // the file that says how far its clock is off
	Pause time.Duration
}

// Main turns the process into a worker if it was started as one, and never
// returns then. A test's TestMain calls it first.
func Main(open Opener) {
	text := os.Getenv(workerEnv)
	if text == "" {
		return
	}
	var j job
	err := json.Unmarshal([]byte(text), &j)
	if err == nil {
		err = j.work(open)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// work keeps promises until the test closes the standard input, or is gone.
func (j job) work(open Opener) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // its end is the message
		cancel()
	}()
	l, err := newLog(j.Log)
	if err != nil {
		return err
	}
	store := openAtLast(ctx, open, j.DSN)
	if store == nil {
		return nil
	}
	if s, ok := store.(commitment.AlarmStore); ok {
		store = witness{s, l}
	}
	clock := clockFile(j.Clock)
	n := commitment.NotifierFunc(func(_ context.Context, n commitment.Notice) error {
		if err := l.write("start", n.At, n.Alarm.At, n.Key); err != nil {
			return err
		}
		time.Sleep(rand.N(j.Pause + 1))
		return l.write("finish", n.At, n.Alarm.At, n.Key)
	})
	k, err := newKeeper(store, n, clock, j.Name)
	if err != nil {
		return err
	}
	return k.Run(ctx)
}

// openAtLast tries until the store opens, since the database may be away. It is
// nil when ctx ended before.
func openAtLast(ctx context.Context, open Opener, dsn string) commitment.Store {
	for ctx.Err() == nil {
		s, err := open(ctx, dsn)
		if err == nil {
			return s
		}
		fmt.Fprintln(os.Stderr, "worker: opening:", err)
		time.Sleep(200 * time.Millisecond)
	}
	return nil
}

func newKeeper(s commitment.Store, n commitment.Notifier, clock clockFile, name string) (*commitment.Keeper, error) {
	policy, err := newPolicy()
	if err != nil {
		return nil, err
	}
	return commitment.NewKeeper(s, n, &commitment.Options{
		Policy: policy, Now: clock.now, Worker: name, Poll: 50 * time.Millisecond, Lease: lease, Timeout: timeout, Batch: 50,
		Hook: func(s commitment.Signal) {
			if s.Err != nil {
				fmt.Fprintf(os.Stderr, "%s %s %s %v\n", time.Now().Format("15:04:05.000"), s.Kind, s.Key, s.Err)
			}
		},
	})
}

// newPolicy plans alarms of which none takes another one's place, so that each
// has to arrive however late.
func newPolicy() (*commitment.Policy, error) {
	return commitment.NewPolicy(&commitment.PolicyConfig{
		Remind: []commitment.Lead{}, Updates: -1, Silence: -1, Overdue: []commitment.Span{0}, Escalate: []commitment.Level{{}, {}},
		HeadStart: commitment.Span(time.Millisecond),
	})
}

// witness writes down what the store took as delivered.
type witness struct {
	commitment.AlarmStore
	log *logFile
}

// Done implements [commitment.AlarmStore].
func (w witness) Done(ctx context.Context, worker string, keys ...commitment.AlarmKey) error {
	if err := w.AlarmStore.Done(ctx, worker, keys...); err != nil {
		return err
	}
	return w.log.write("done", time.Time{}, time.Time{}, keys...)
}

// logFile is what a worker did, durably: a line per event, whole or not there.
type logFile struct {
	mu   sync.Mutex
	file *os.File
}

func newLog(path string) (*logFile, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	return &logFile{file: f}, err
}

// write appends a line for each key and returns when it is on the disk.
func (l *logFile) write(what string, now, at time.Time, keys ...commitment.AlarmKey) error {
	var b bytes.Buffer
	for _, key := range keys {
		fmt.Fprintln(&b, what, time.Now().UnixNano(), now.UnixMicro(), at.UnixMicro(), key)
	}
	l.mu.Lock()
	_, err := l.file.Write(b.Bytes())
	l.mu.Unlock()
	if err != nil {
		return err
	}
	return l.file.Sync()
}

// clockFile is the path of a file that says how far the clock is off.
type clockFile string

func (c clockFile) now() time.Time { return time.Now().Add(c.offset()) }

func (c clockFile) offset() time.Duration {
	text, err := os.ReadFile(string(c))
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		return 0
	}
	return time.Duration(n)
}

// set moves the clocks of all workers at once.
func (c clockFile) set(offset time.Duration) error {
	next := string(c) + ".new"
	if err := os.WriteFile(next, strconv.AppendInt(nil, int64(offset), 10), 0o600); err != nil {
		return err
	}
	return os.Rename(next, filepath.Clean(string(c)))
}
