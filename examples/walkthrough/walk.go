package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
	"github.com/evenkeel-go/evenkeel/rca"
	"github.com/evenkeel-go/evenkeel/rca/render"
)

// walk plays a transcript. Everything that can be wrong with the input is found
// before the first line is written.
func walk(ctx context.Context, cfg config, stdin io.Reader, stdout io.Writer) error {
	src, err := load(cfg, stdin)
	if err != nil {
		return err
	}
	editions, err := editionsOf(src)
	if err != nil {
		return err
	}
	put, finish := sink(cfg, stdout)
	var books shelf
	for _, thread := range threads(src.turns) {
		if err := walkThread(ctx, deskFor(cfg, src, thread[0].At), src, thread, &books, put); err != nil {
			return fmt.Errorf("thread %s: %w", thread[0].Thread, err)
		}
	}
	if err := deliver(cfg, editions, put); err != nil {
		return err
	}
	return finish()
}

// sink is where events go: a page for people or lines of JSON.
func sink(cfg config, w io.Writer) (put func(event), finish func() error) {
	if cfg.json {
		var failed error
		return func(e event) {
				line, err := encodeEvent(e)
				if err == nil && failed == nil {
					_, err = w.Write(line)
				}
				failed = errors.Join(failed, err)
			}, func() error {
				return failed
			}
	}
	p := newPage(w, isTerminal(w))
	return func(e event) { e.show(p) }, p.flush
}

// threads splits the turns by thread, in the order of their first turns.
func threads(turns []transcript.Turn) [][]transcript.Turn {
	var out [][]transcript.Turn
	at := map[transcript.ThreadID]int{}
	for _, t := range turns {
		i, known := at[t.Thread]
		if !known {
			i = len(out)
			at[t.Thread] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], t)
	}
	return out
}

// shelf keeps the playbook of the last desk: threads seldom differ in theirs,
// and compiling one is the dearest part of a short walkthrough.
type shelf struct {
	zones [2]*time.Location
	book  *conversation.Playbook
}

func (s *shelf) bookFor(d desk) (*conversation.Playbook, error) {
	zones := [2]*time.Location{d.customer, d.others}
	if s.book != nil && s.zones[0].String() == zones[0].String() && s.zones[1].String() == zones[1].String() {
		return s.book, nil
	}
	cal, err := hours(d.others)
	if err != nil {
		return nil, err
	}
	book, err := conversation.NewPlaybook(&conversation.Options{Zone: d.customer, AgentZone: d.others, Calendar: cal})
	if err == nil {
		s.zones, s.book = zones, book
	}
	return book, err
}

func walkThread(ctx context.Context, d desk, src source, turns []transcript.Turn, books *shelf, put func(event)) error {
	book, err := books.bookFor(d)
	if err != nil {
		return err
	}
	kept, err := newLedger(d, put)
	if err != nil {
		return err
	}
	p := &player{book: book, desk: d, kept: kept, put: put, alone: len(turns) == len(src.turns)}
	p.conv = book.Start(conversation.ID(turns[0].Thread), move.Observe)
	put(threadBegins{Thread: turns[0].Thread, Turns: len(turns), From: src.name, Zone: d.customer.String()})
	if err := p.play(ctx, turns); err != nil {
		return err
	}
	put(kept.record())
	return p.conclude(ctx, turns)
}

// deskFor says who works where. The embedded case knows; for other transcripts
// the flags do, or else the offset of its first turn.
func deskFor(cfg config, src source, first time.Time) desk {
	d := desk{customer: cfg.zone, others: cfg.agentZone, agents: src.agents}
	if d.customer == nil {
		d.customer = src.zone
	}
	if d.customer == nil {
		d.customer = offsetZone(first)
	}
	if d.others == nil {
		d.others = d.customer
	}
	return d
}

// offsetZone is the IANA zone with the offset of t; for one that is no whole
// number of hours there is none, and UTC serves.
func offsetZone(t time.Time) *time.Location {
	_, offset := t.Zone()
	if offset%3600 != 0 || offset == 0 {
		return time.UTC
	}
	// The names of these zones count westward, as POSIX does.
	zone, err := time.LoadLocation(fmt.Sprintf("Etc/GMT%+d", -offset/3600))
	if err != nil {
		return time.UTC
	}
	return zone
}

// edition is a finished document of the analysis.
type edition struct {
	part, file, text string
}

// editionsOf makes both editions of the incident beside the transcript; none
// where there is no incident.
func editionsOf(src source) ([]edition, error) {
	if src.incident == nil {
		return nil, nil
	}
	doc, err := rca.Read(src.incident)
	if doc == nil {
		return nil, fmt.Errorf("%s: %w", src.incidentName, err)
	}
	var out []edition
	for _, e := range []edition{{part: "internal", file: "rca-internal.md"}, {part: "customer", file: "rca-customer.md"}} {
		audience := rca.Internal
		if e.part == "customer" {
			audience = rca.Customer
		}
		ed, err := doc.Edition(audience, language.English)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", src.incidentName, err)
		}
		var buf bytes.Buffer
		if err := ed.Write(&buf, render.Markdown); err != nil {
			return nil, fmt.Errorf("%s: %w", src.incidentName, err)
		}
		e.text = buf.String()
		out = append(out, e)
	}
	return out, nil
}

// deliver shows the editions, or writes them where the command line says.
func deliver(cfg config, editions []edition, put func(event)) error {
	if len(editions) == 0 {
		put(note{"no incident file beside the transcript, so there is no root cause analysis"})
		return nil
	}
	if cfg.folder == "" {
		for _, e := range editions {
			put(textPart{Part: e.part, Text: e.text})
		}
		return nil
	}
	if err := os.MkdirAll(cfg.folder, 0o755); err != nil {
		return err
	}
	for _, e := range editions {
		file := filepath.Join(cfg.folder, e.file)
		if err := os.WriteFile(file, []byte(e.text), 0o600); err != nil {
			return err
		}
		put(note{"wrote " + file})
	}
	return nil
}
