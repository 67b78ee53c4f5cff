package conversationtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// Options configure [Run]. A nil *Options and the zero value are all defaults.
type Options struct {
	// Playbook makes the playbook for a script, with the apology policy it asks
	// for; default the irate one.
	Playbook func(apology practice.ApologyPolicy) (*conversation.Playbook, error)
	// Update rewrites the "> …" lines with what the run gave. Pass the value of
	// a flag -update of the test's.
	Update bool
}

// Run runs every file that matches the pattern, such as "testdata/*.txt", as a
// subtest. A pattern without files fails.
func Run(t *testing.T, pattern string, opts *Options) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("conversationtest: no scripts match %q: %v", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Parse(file, data)
			if err != nil {
				t.Fatal(err)
			}
			result, err := s.Run(opts)
			if err != nil {
				t.Fatal(err)
			}
			update := opts != nil && opts.Update
			if update && !bytes.Equal(result.Script, data) {
				if err := os.WriteFile(file, result.Script, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			for _, f := range result.Failures {
				if !update || !f.Output {
					t.Error(f)
				}
			}
		})
	}
}

// Result is what running a script gave.
type Result struct {
	Failures []Failure
	Script   []byte // the script with the output that the run gave
	// Conversation is the one that was run, to look further.
	Conversation *conversation.Conversation
}

// Failure is an expectation that was not met.
type Failure struct {
	File   string
	Line   int
	Text   string // the line
	Got    string
	Output bool // of a "> …" line, which an update mends
}

// String says where, what was expected and what was given instead.
func (f Failure) String() string {
	return fmt.Sprintf("%s:%d: %s\n\tgot: %s", f.File, f.Line, f.Text, f.Got)
}

// start is when scripts begin: a Monday morning.
func start() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

// Run runs the script. The error is that of a playbook that can't be made;
// expectations that are not met are in the result.
func (s *Script) Run(opts *Options) (*Result, error) {
	r := &runner{script: s, mode: move.Enforce, at: start(), make: irate}
	if opts != nil && opts.Playbook != nil {
		r.make = opts.Playbook
	}
	out := &bytes.Buffer{}
	for i := range s.lines {
		l := &s.lines[i]
		out.WriteString(l.text + "\n")
		if l.run == nil {
			continue
		}
		r.line, r.output = l, nil
		l.run(r)
		if r.err != nil {
			return nil, r.err
		}
		r.compare(l)
		for _, o := range r.output {
			out.WriteString("> " + o + "\n")
		}
	}
	return &Result{Failures: r.failures, Script: out.Bytes(), Conversation: r.c}, nil
}

func irate(apology practice.ApologyPolicy) (*conversation.Playbook, error) {
	if apology == practice.RegretFirst {
		return conversation.NewPlaybook(nil)
	}
	return conversation.NewPlaybook(&conversation.Options{Policy: &practice.Policy{Apology: apology, Default: practice.Block}})
}

// runner is one run of a script.
type runner struct {
	script   *Script
	make     func(practice.ApologyPolicy) (*conversation.Playbook, error)
	apology  practice.ApologyPolicy
	mode     move.Mode
	channel  transcript.Channel
	c        *conversation.Conversation
	at       time.Time
	moved    bool // "after" moved the clock for the next turn
	feels    temper.Level
	turns    int
	line     *line
	output   []string
	failures []Failure
	err      error // of the playbook

	moves    []string          // of the last turn or move
	refused  []practice.RuleID // its refusals
	breaches []practice.RuleID
}

func (r *runner) conversation() *conversation.Conversation {
	if r.c == nil && r.err == nil {
		book, err := r.make(r.apology)
		if err != nil {
			r.err = err
			return nil
		}
		r.c = book.Start(conversation.ID(filepath.Base(r.script.name)), r.mode)
	}
	return r.c
}

func (r *runner) fail(format string, args ...any) {
	r.failures = append(r.failures, Failure{File: r.script.name, Line: r.line.number, Text: r.line.text, Got: fmt.Sprintf(format, args...)})
}

func (r *runner) compare(l *line) {
	if slices.Equal(l.output, r.output) {
		return
	}
	r.failures = append(r.failures, Failure{File: r.script.name, Line: l.number,
		Text: l.text + " > " + strings.Join(l.output, " > "), Got: "> " + strings.Join(r.output, " > "), Output: true})
}

func (r *runner) setMode(m move.Mode) {
	if r.c != nil {
		r.fail("mode comes before the first turn")
		return
	}
	r.mode = m
}

func (r *runner) after(d time.Duration) { r.at, r.moved = r.at.Add(d), true }

// tick moves the clock to the next turn.
func (r *runner) tick() {
	if !r.moved {
		r.at = r.at.Add(time.Minute)
	}
	r.moved = false
	r.moves, r.refused, r.breaches = nil, nil, nil
}

// speak takes a turn of words in, read by the playbook's reader.
func (r *runner) speak(author transcript.Author, name, text string) {
	c := r.conversation()
	if c == nil {
		return
	}
	r.tick()
	r.turns++
	t := transcript.Turn{Thread: "test", ID: transcript.TurnID(fmt.Sprintf("t%d", r.turns)), At: r.at, Author: author, Name: name, Channel: r.channel, Text: text}
	reading, err := c.Read(context.Background(), t)
	if err == nil && r.feels != temper.Unread && author == transcript.Customer {
		reading.Temper = temper.Reading{Level: r.feels}
	}
	for _, m := range reading.Moves {
		if m.Sure {
			r.moves = append(r.moves, moveName(m.Move))
		}
	}
	if err == nil && author.Ours() {
		_, err = c.Say(reading)
	} else if err == nil {
		err = c.Hear(reading)
	}
	r.settle(err)
}

// do makes moves without words.
func (r *runner) do(by move.Actor, makers []maker) {
	c := r.conversation()
	if c == nil {
		return
	}
	r.tick()
	e := move.Entry{At: r.at, By: by, Channel: r.channel}
	for _, mk := range makers {
		m, err := mk(r.at)
		if err != nil {
			r.fail("%v", err)
			return
		}
		e.Moves = append(e.Moves, m)
		r.moves = append(r.moves, moveName(m))
	}
	if by.Author == transcript.Customer && r.feels != temper.Unread {
		e.Temper = temper.Reading{Level: r.feels}
	}
	_, err := c.Do(e)
	r.settle(err)
}

// settle writes what a turn gave.
func (r *runner) settle(err error) {
	r.feels = temper.Unread
	var refused *conversation.RefusedError
	switch {
	case errors.As(err, &refused):
		for _, reason := range refused.Reasons {
			r.refused = append(r.refused, reason.Guard)
		}
		r.output = append(r.output, "refused "+join(r.refused))
	case err != nil:
		r.fail("%v", err)
	default:
		j := r.c.Journal()
		for _, b := range j[len(j)-1].Breaches {
			if !slices.Contains(r.breaches, b.Guard) {
				r.breaches = append(r.breaches, b.Guard)
			}
		}
		text := string(r.c.State())
		if len(r.breaches) > 0 {
			text += " breaches " + join(r.breaches)
		}
		r.output = append(r.output, text)
	}
}

func join(ids []practice.RuleID) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return strings.Join(out, " ")
}

// restore writes the conversation out and in again: it must be the same.
func (r *runner) restore() {
	c := r.conversation()
	if c == nil {
		return
	}
	data, err := c.Snapshot()
	if err != nil {
		r.fail("%v", err)
		return
	}
	back, err := c.Playbook().Restore(data)
	if err != nil {
		r.fail("%v", err)
		return
	}
	if was, is := facts(c), facts(back); was != is {
		r.fail("restored facts differ:\n\t%s\n\t%s", was, is)
	}
	r.c = back
}

func (r *runner) erase() {
	c := r.conversation()
	if c == nil {
		return
	}
	before := facts(c)
	if err := c.Erase(); err != nil {
		r.fail("%v", err)
	}
	r.restore()
	if after := facts(r.c); after != before {
		r.fail("erasing changed the facts:\n\t%s\n\t%s", before, after)
	}
}

func facts(c *conversation.Conversation) string {
	data, err := json.Marshal(c.Facts())
	if err != nil {
		return err.Error()
	}
	return string(data)
}
