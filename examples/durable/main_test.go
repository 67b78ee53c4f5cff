package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/conversationtest"
)

// child makes the test binary the program itself, so that a process can be
// killed.
const child = "EVENKEEL_DURABLE_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(child) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is the program running.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	in   io.Writer
	mu   sync.Mutex
	seen []string
	news chan struct{}
	done chan struct{}
}

func start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(os.Args[0], args...), news: make(chan struct{}, 1), done: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), child+"=1")
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	p.in, err = p.cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	go func() {
		defer close(p.done)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			p.mu.Lock()
			p.seen = append(p.seen, lines.Text())
			p.mu.Unlock()
			select {
			case p.news <- struct{}{}:
			default:
			}
		}
	}()
	t.Cleanup(p.kill)
	return p
}

// kill ends the process as a crash does, and reads what it had printed.
func (p *process) kill() {
	if p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Kill()
	<-p.done
	_ = p.cmd.Wait()
}

func (p *process) lines() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.seen...)
}

func (p *process) tell(format string, args ...any) {
	p.t.Helper()
	_, err := fmt.Fprintf(p.in, format+"\n", args...)
	require.NoError(p.t, err)
}

// until waits for lines to be such as wanted.
func (p *process) until(what string, ok func([]string) bool) {
	p.t.Helper()
	end := time.After(90 * time.Second)
	for !ok(p.lines()) {
		select {
		case <-p.news:
		case <-p.done:
			require.True(p.t, ok(p.lines()), "ended before %s: %q", what, p.lines())
			return
		case <-end:
			p.t.Fatalf("no %s: %q", what, p.lines())
		}
	}
}

func (p *process) line(want string) {
	p.t.Helper()
	p.until(want, func(all []string) bool {
		for _, l := range all {
			if l == want {
				return true
			}
		}
		return false
	})
}

// keys are the keys of the notices printed, with how often.
func keys(lines ...string) map[string]int {
	all := map[string]int{}
	for _, l := range lines {
		if f := strings.Fields(l); f[0] == "notice" {
			all[f[1]]++
		}
	}
	return all
}

const promises = 6

// forgetsNothing kills the program twice and starts it again each time.
func forgetsNothing(t *testing.T, args ...string) {
	args = append(args, "-lease", "2s")
	p := start(t, args...)
	p.line("ready")
	p.tell("hear 4711 this is the THIRD time my export fails!!! nobody ever calls back 😡")
	p.until("an answer", func(all []string) bool { return len(all) > 1 })
	p.tell("say 4711 I'm sorry this keeps happening to you, Ms Ünlü. Which export is it, and when did it fail?")
	p.until("an answer", func(all []string) bool { return len(all) > 2 })
	stood := p.lines()[2]
	require.Regexp(t, `^conversation 4711: \w+ after 2 messages$`, stood)
	want := map[string]bool{}
	for i := range promises {
		// Some fall due before the kill, some while nothing runs, some after.
		p.tell("promise 4711 p%d %dms call back about the export", i, 1000+i*1200)
		p.line(fmt.Sprintf("promised p%d for case 4711", i))
		for _, rule := range []commitment.Rule{commitment.RuleRemind, commitment.RuleOverdue} {
			parts := commitment.KeyParts{Tenant: tenant, Subject: commitment.SubjectOf(commitment.PromiseID(fmt.Sprint("p", i))), Revision: 1, Rule: rule, Recipient: "desk"}
			want[string(parts.Key())] = false
		}
	}
	p.tell("promise 4711 kept 1h this one is kept in time")
	p.line("promised kept for case 4711")
	p.tell("keep kept")
	p.line("kept kept")
	p.until("first notice", func(all []string) bool { return len(keys(all...)) > 0 })
	p.kill()
	first := p.lines()
	time.Sleep(1500 * time.Millisecond)

	p = start(t, args...)
	p.line("ready")
	assert.Equal(t, stood, p.lines()[0], "the conversation stands where it stood")
	p.tell("hear 4711 the CSV one, every Monday since March")
	p.until("an answer", func(all []string) bool { return strings.HasSuffix(all[len(all)-1], "after 3 messages") })
	p.kill()
	second := p.lines()

	p = start(t, args...)
	p.line("ready")
	assert.Regexp(t, `^conversation 4711: \w+ after 3 messages$`, p.lines()[0])
	all := func(third []string) map[string]int {
		return keys(append(append(append([]string(nil), first...), second...), third...)...)
	}
	p.until("overdue notice of every promise", func(third []string) bool {
		got := all(third)
		for k := range want {
			// A reminder that an outage held back until the deadline has collapsed
			// into the notice that it is overdue.
			if strings.Contains(k, "/"+string(commitment.RuleOverdue)+"/0/") && got[k] == 0 {
				return false
			}
		}
		return true
	})
	for k, n := range all(p.lines()) {
		_, known := want[k]
		assert.True(t, known, "a notice of no plan: %s", k)
		assert.LessOrEqual(t, n, 3, "%s: once, and again for each crash at most", k)
	}
}

func TestKilledOnSQLite(t *testing.T) {
	forgetsNothing(t, "-db", filepath.Join(t.TempDir(), "desk.db"))
}

func TestKilledOnPostgres(t *testing.T) {
	forgetsNothing(t, "-postgres", postgrestest.Start(t).Database(t))
}

func TestStopsWhenTold(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "desk.db"))
	p.line("ready")
	p.tell("dance 1")
	p.line(`error unknown command "dance"; want hear, say, promise, keep or show`)
	p.tell("promise 1 p soon x")
	p.until("an error", func(all []string) bool { return strings.HasPrefix(all[len(all)-1], "error duration of promise p") })
	p.tell("keep nothing")
	p.until("an error", func(all []string) bool { return strings.Contains(all[len(all)-1], "not found") })
	require.NoError(t, p.cmd.Process.Signal(os.Interrupt))
	<-p.done
	require.NoError(t, p.cmd.Wait())
}

func TestRowsOnSQLite(t *testing.T) {
	files := map[conversation.Store]string{}
	conversationtest.TestStore(t, func(t *testing.T) conversation.Store {
		file := filepath.Join(t.TempDir(), "desk.db")
		_, s, done, err := open(t.Context(), file, "", time.Minute)
		require.NoError(t, err)
		t.Cleanup(done)
		files[s] = file
		return s
	}, &conversationtest.StoreOptions{Parallel: 4, Raw: func(ctx context.Context, s conversation.Store) (all [][]byte, err error) {
		if _, err := s.(*rows).db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
			return nil, err
		}
		for _, suffix := range []string{"", "-wal"} {
			data, err := os.ReadFile(files[s] + suffix)
			if err != nil {
				return nil, err
			}
			all = append(all, data)
		}
		return all, nil
	}})
}

func TestRowsOnPostgres(t *testing.T) {
	server := postgrestest.Start(t)
	conversationtest.TestStore(t, func(t *testing.T) conversation.Store {
		db, err := sql.Open("pgx", server.Database(t))
		require.NoError(t, err)
		t.Cleanup(func() { _ = db.Close() })
		s, err := openRows(t.Context(), db, sqlstore.PostgreSQL)
		require.NoError(t, err)
		return s
	}, &conversationtest.StoreOptions{Parallel: 4})
}
