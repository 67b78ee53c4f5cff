// Command durable is a small desk that forgets nothing: conversations, one row
// each, and promises with their reminders, in SQLite by default and in PostgreSQL
// with River where -postgres names a database. Kill it at any time, start it
// again, and it goes on where it was (practice C12).
//
//	go run . -db desk.db
//	go run . -postgres postgres://localhost/desk
//
// It takes commands from its standard input, one on a line:
//
//	hear CASE TEXT                what the customer wrote
//	say CASE TEXT                 what the agent wrote
//	pause CASE ID DURATION        a pause, with the promise to come back
//	promise CASE ID DURATION WHAT a promise, due after the duration ("90s")
//	keep ID                       the promise is kept
//	show CASE                     where the conversation stands
//
// and prints a line for each, and one for each notice with its key: of promises,
// and of what a conversation waits for, such as an answer that is owed (-pace
// 0.01 makes it wait a hundredth as long). A notice may come twice after a crash;
// then the key is the same. With -ui, River's own web interface shows the jobs:
//
//	go run . -postgres postgres://localhost/desk -ui 127.0.0.1:8080
package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	_ "modernc.org/sqlite"             // registers "sqlite"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/riverengine"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "durable:", err)
		os.Exit(1)
	}
}

// desk is the program: everything that it knows is in the database.
type desk struct {
	desk   conversation.Desk
	keeper *commitment.Keeper
	mu     sync.Mutex // one line at a time
	out    io.Writer
}

// tenant is the only one of this desk, and desks is who hears of everything.
const (
	tenant = "acme"
	desks  = commitment.PartyID("desk")
)

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("durable", flag.ContinueOnError)
	file := flags.String("db", "desk.db", "SQLite `file`, made where there is none")
	dsn := flags.String("postgres", "", "`URL` of a PostgreSQL database, instead of SQLite; reminders are River's jobs then")
	patience := flags.Duration("lease", time.Minute, "after a crash, reminders that were just being sent come again after this")
	pace := flags.Float64("pace", 1, "how long conversations wait, times this `factor`")
	ui := flags.String("ui", "", "`address` for River's web interface, with -postgres; whoever reaches it can cancel reminders")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *ui != "" && *dsn == "" {
		return errors.New("-ui shows River's jobs; it needs -postgres")
	}
	store, conversations, done, err := open(ctx, *file, *dsn, *patience)
	if err != nil {
		return err
	}
	defer done()
	if *ui != "" {
		stop, err := serveUI(ctx, *dsn, *ui)
		if err != nil {
			return err
		}
		defer stop()
	}
	book, err := playbook(*pace)
	if err != nil {
		return err
	}
	d := &desk{desk: conversation.Desk{Playbook: book, Store: conversations}, out: out}
	policy, err := commitment.NewPolicy(&commitment.PolicyConfig{Remind: []commitment.Lead{{Left: 0.9}}, Gap: commitment.Span(time.Second), Updates: -1, Silence: -1})
	if err != nil {
		return err
	}
	d.keeper, err = commitment.NewKeeper(store, commitment.NotifierFunc(d.notify), &commitment.Options{Policy: policy,
		Queue: commitment.Party{ID: desks}, Poll: 200 * time.Millisecond, Timeout: *patience / 2, Lease: *patience})
	if err != nil {
		return err
	}
	if err := d.greet(ctx); err != nil {
		return err
	}
	return d.work(ctx, in)
}

// open opens what the flags name: promises and conversations in one database.
func open(ctx context.Context, file, dsn string, patience time.Duration) (commitment.Store, conversation.Store, func(), error) {
	if dsn != "" {
		return openPostgres(ctx, dsn, patience)
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, nil, nil, err
	}
	// Write-ahead log and synchronous FULL: what was committed survives a power
	// cut. secure_delete: what was erased leaves no bytes.
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: url.Values{"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)"}}.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, nil, nil, err
	}
	done := func() { _ = db.Close() }
	promises, err := sqlstore.New(ctx, db, sqlstore.SQLite, nil)
	if err != nil {
		done()
		return nil, nil, nil, err
	}
	conversations, err := openRows(ctx, db, sqlstore.SQLite)
	if err != nil {
		done()
		return nil, nil, nil, err
	}
	return promises, conversations, done, nil
}

func openPostgres(ctx context.Context, dsn string, patience time.Duration) (commitment.Store, conversation.Store, func(), error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, nil, nil, err
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		pool.Close()
		return nil, nil, nil, err
	}
	done := func() { _ = db.Close(); pool.Close() }
	engine, err := riverengine.New(ctx, pool, &riverengine.Options{JobTimeout: patience, RescueAfter: 2 * patience})
	if err != nil {
		done()
		return nil, nil, nil, err
	}
	conversations, err := openRows(ctx, db, sqlstore.PostgreSQL)
	if err != nil {
		done()
		return nil, nil, nil, err
	}
	return engine, conversations, done, nil
}

func (d *desk) print(format string, args ...any) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := fmt.Fprintf(d.out, format+"\n", args...)
	return err
}

// notify is where a host would send a message. An error here makes the keeper
// try again.
func (d *desk) notify(ctx context.Context, n commitment.Notice) error {
	if id, ok := conversationOf(n.Alarm.Subject); ok {
		return d.waited(ctx, id, n)
	}
	return d.print("notice %s %s", n.Key, n.Title)
}

// greet says what was found in the database, and plans what it waits for.
func (d *desk) greet(ctx context.Context) error {
	for id, err := range d.desk.Store.List(ctx, tenant, "") {
		if err != nil {
			return err
		}
		if err := d.changed(ctx, id); err != nil {
			return err
		}
	}
	return d.print("ready")
}

// work hands out reminders and obeys commands until it is told to stop. The end
// of the input does not stop it: the reminders go on.
func (d *desk) work(ctx context.Context, in io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan error, 1)
	go func() {
		lines := bufio.NewScanner(in)
		for lines.Scan() {
			if err := d.obey(ctx, lines.Text()); err != nil {
				if err = d.print("error %v", err); err != nil {
					failed <- err
					return
				}
			}
		}
	}()
	ran := make(chan error, 1)
	go func() { ran <- d.keeper.Run(ctx) }()
	select {
	case err := <-failed:
		cancel()
		return errors.Join(err, <-ran)
	case err := <-ran:
		return err
	}
}

func (d *desk) obey(ctx context.Context, line string) error {
	verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	subject, rest, _ := strings.Cut(rest, " ")
	if verb == "" {
		return nil
	}
	if subject == "" {
		return fmt.Errorf("%q names no case or promise; want: hear CASE TEXT, say CASE TEXT, pause CASE ID DURATION, promise CASE ID DURATION WHAT, keep ID, show CASE", verb)
	}
	id := conversation.ID(subject)
	switch verb {
	case "hear":
		return d.turn(ctx, id, transcript.Customer, rest)
	case "say":
		return d.turn(ctx, id, transcript.Agent, rest)
	case "pause":
		return d.pause(ctx, id, rest)
	case "promise":
		_, err := d.promise(ctx, commitment.CaseID(subject), rest)
		return err
	case "keep":
		_, err := d.keeper.Change(ctx, tenant, commitment.PromiseID(subject), func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
			return p.Keep(now, desks, 0)
		})
		if err != nil {
			return err
		}
		return d.print("kept %s", subject)
	case "show":
		return d.show(ctx, id)
	}
	return fmt.Errorf("unknown command %q; want hear, say, pause, promise, keep or show", verb)
}

// turn reads a message, adds it to its conversation, and saves the row.
func (d *desk) turn(ctx context.Context, id conversation.ID, author transcript.Author, text string) error {
	at := time.Now()
	err := d.desk.Update(ctx, tenant, id, func(c *conversation.Conversation) error {
		t := transcript.Turn{Thread: transcript.ThreadID(id), ID: transcript.TurnID(fmt.Sprint(len(c.Journal()) + 1)), At: at, Author: author, Text: text}
		r, err := c.Read(ctx, t)
		if err != nil {
			return err
		}
		if author == transcript.Customer {
			return c.Hear(r)
		}
		_, err = c.Say(r)
		return err
	})
	if err != nil {
		return err
	}
	return d.changed(ctx, id)
}

func (d *desk) show(ctx context.Context, id conversation.ID) error {
	c, err := d.desk.View(ctx, tenant, id)
	if err != nil {
		return err
	}
	messages := 0
	for _, e := range c.Journal() {
		if e.Turn != nil {
			messages++
		}
	}
	return d.print("conversation %s: %s after %d messages", id, c.State(), messages)
}

func (d *desk) promise(ctx context.Context, ticket commitment.CaseID, rest string) (commitment.Promise, error) {
	f := strings.SplitN(rest, " ", 3)
	if len(f) != 3 {
		return commitment.Promise{}, errors.New("a promise needs: CASE ID DURATION WHAT; a pause: CASE ID DURATION")
	}
	after, err := time.ParseDuration(f[1])
	if err != nil {
		return commitment.Promise{}, fmt.Errorf("duration of promise %s: %w", f[0], err)
	}
	p, err := d.keeper.Make(ctx, commitment.Promise{Tenant: tenant, ID: commitment.PromiseID(f[0]), Case: ticket, What: f[2],
		Due: commitment.At("", time.Now().Add(after).UTC())}, nil)
	if err != nil {
		return commitment.Promise{}, err
	}
	return p, d.print("promised %s for case %s", p.ID, p.Case)
}
