package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/riverengine"
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

// forgetsNothing kills the program twice and starts it again each time. The first
// promise is due after so long; a reminder comes when a tenth of its time has
// gone, and must come before the deadline, however long a crash holds it back.
func forgetsNothing(t *testing.T, due time.Duration, args ...string) {
	args = append(args, "-lease", "2s", "-pace", "0.02") // dead air after 2.4 s
	p := start(t, args...)
	p.line("ready")
	p.tell("hear 4711 this is the THIRD time my export fails!!! nobody ever calls back 😡")
	p.until("an answer", func(all []string) bool { return len(all) > 1 })
	p.tell("say 4711 I'm sorry this keeps happening to you, Ms Ünlü. Which export is it, and when did it fail?")
	p.until("an answer", func(all []string) bool { return len(all) > 2 })
	stood := p.lines()[2]
	require.Regexp(t, `^conversation 4711: \w+ after 2 messages$`, stood)
	// Nobody answers this one, and that one is paused.
	p.tell("hear 4712 hello??? is anybody there")
	p.until("an answer", func(all []string) bool { return strings.HasPrefix(all[len(all)-1], "conversation 4712: ") })
	p.tell("hear 4713 I AM DONE WITH YOU PEOPLE")
	p.until("an answer", func(all []string) bool { return strings.HasPrefix(all[len(all)-1], "conversation 4713: ") })
	p.tell("pause 4713 back %v", due/3)
	p.until("the pause", func(all []string) bool { return strings.HasPrefix(all[len(all)-1], "conversation 4713: paused") })
	want := map[string]bool{}
	expect := func(id string) {
		for _, rule := range []commitment.Rule{commitment.RuleRemind, commitment.RuleOverdue} {
			parts := commitment.KeyParts{Tenant: tenant, Subject: commitment.SubjectOf(commitment.PromiseID(id)), Revision: 1, Rule: rule, Recipient: desks}
			want[string(parts.Key())] = true
		}
	}
	expect("back")
	for i := range promises {
		// Some reminders fall due before the kill, some while nothing runs, some after.
		id := fmt.Sprint("p", i)
		p.tell("promise 4711 %s %v call back about the export", id, due+time.Duration(i)*due/25)
		p.line(fmt.Sprintf("promised %s for case 4711", id))
		expect(id)
	}
	p.tell("promise 4711 kept 1h this one is kept in time")
	p.line("promised kept for case 4711")
	p.tell("keep kept")
	p.line("kept kept")
	p.until("first notice of a promise", func(all []string) bool {
		return slices.ContainsFunc(all, func(l string) bool { return strings.HasPrefix(l, "notice acme/promise:p") })
	})
	p.kill()
	first := p.lines()
	time.Sleep(1500 * time.Millisecond)

	p = start(t, args...)
	p.line("ready")
	assert.Equal(t, stood, p.lines()[0], "the conversation stands where it stood")
	p.tell("hear 4711 the CSV one, every Monday since March")
	p.until("an answer", func(all []string) bool { return strings.HasPrefix(all[len(all)-1], "conversation 4711: ") })
	p.kill()
	second := p.lines()

	p = start(t, args...)
	p.line("ready")
	all := func(third []string) []string {
		return append(append(append([]string(nil), first...), second...), third...)
	}
	p.until("notice of everything", func(third []string) bool {
		got := keys(all(third)...)
		for k := range want {
			if got[k] == 0 {
				return false
			}
		}
		return waits(all(third))["4712 dead_air@1"] > 0 && slices.ContainsFunc(all(third), func(l string) bool { return strings.Contains(l, " conversation 4713: follow_up@") })
	})
	told := all(p.lines())
	for k, n := range keys(told...) {
		if strings.HasPrefix(k, "acme/promise:") {
			assert.True(t, want[k], "a notice of no plan: %s", k)
		}
		assert.LessOrEqual(t, n, 3, "%s: once, and again for each crash at most", k)
	}
	for w, n := range waits(told) {
		assert.LessOrEqual(t, n, 3, "%s: once, and again for each crash at most", w)
	}
}

// waits are the deadlines of conversations in the notices printed, with how often.
func waits(lines []string) map[string]int {
	all := map[string]int{}
	for _, l := range lines {
		if f := strings.Fields(l); f[0] == "notice" && f[2] == "conversation" {
			all[strings.TrimSuffix(f[3], ":")+" "+f[4]]++
		}
	}
	return all
}

func TestKilledOnSQLite(t *testing.T) {
	t.Parallel()
	forgetsNothing(t, 12*time.Second, "-db", filepath.Join(t.TempDir(), "desk.db"))
}

// TestKilledOnPostgres: River elects another leader within fifteen seconds, and
// looks for the jobs of dead workers twice a minute.
func TestKilledOnPostgres(t *testing.T) {
	t.Parallel()
	forgetsNothing(t, 50*time.Second, "-postgres", postgrestest.Start(t).Database(t))
}

// TestRiverUI: a host's mux serves River's own interface, and the reminders are
// jobs in it.
func TestRiverUI(t *testing.T) {
	t.Parallel()
	dsn := postgrestest.Start(t).Database(t)
	var out bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	pool, err := pgxpool.New(ctx, dsn)
	require.NoError(t, err)
	defer pool.Close()
	engine, err := riverengine.New(ctx, pool, nil)
	require.NoError(t, err)
	defer func() { assert.NoError(t, engine.Close()) }()
	keeper, err := commitment.NewKeeper(engine, commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil }), nil)
	require.NoError(t, err)
	_, err = keeper.Make(ctx, commitment.Promise{Tenant: tenant, ID: "p1", What: "call back", Owner: commitment.Party{ID: desks}, Due: commitment.At("", time.Now().Add(time.Hour).UTC())}, nil)
	require.NoError(t, err)
	handler, err := riverUI(ctx, pool, slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelWarn})))
	require.NoError(t, err)
	for path, want := range map[string]string{"/river/": "<html", "/river/api/jobs?state=scheduled&limit=5": `"evenkeel_alarm"`} {
		res := httptest.NewRecorder()
		handler.ServeHTTP(res, httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil))
		assert.Equal(t, http.StatusOK, res.Code, path)
		assert.Contains(t, res.Body.String(), want, path)
		assert.NotContains(t, res.Body.String(), "call back", "jobs hold no words")
	}
	stop, err := serveUI(ctx, dsn, "127.0.0.1:0")
	require.NoError(t, err)
	stop()
	assert.Empty(t, out.String())
	assert.ErrorContains(t, run(ctx, []string{"-ui", "127.0.0.1:0"}, strings.NewReader(""), &out), "needs -postgres")
}

func TestStopsWhenTold(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "desk.db"))
	p.line("ready")
	p.tell("dance 1")
	p.line(`error unknown command "dance"; want hear, say, pause, promise, keep or show`)
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
