// Debrief scores finished conversations against the practices, so that a help
// desk can see how yesterday went without having used the library:
//
//	debrief [-o report.html] [-zone zone] [-names] [-worst n] tickets.jsonl
//
// It reads JSON Lines, one turn a line (package transcript describes the
// fields; "-" is standard input), and writes one self-contained page: the score
// per practice, promises without a time and broken ones with their words, the
// best and the worst turns with what to say instead, tempers over time, which
// languages were covered and what was not read. Names of agents are left out
// unless -names asks for them, in quotations too, as far as the transcript says
// what agents are called: figures about persons are opt-in. -zone is where
// the customers are: "by 5 today" is read there, and the page shows its times.
//
// # From a ticket table
//
// One query makes the input from the usual tables of tickets, comments and
// users: tickets.sql, beside this file.
//
//	psql -XAtqf tickets.sql helpdesk > tickets.jsonl
//
// Two of its columns are a matter of safety: author says on whose side the
// words are, visibility whether the customer saw them.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"
	_ "time/tzdata" // zones work on machines without a zone database

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/review"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

type config struct {
	input, output string
	names         bool
	worst         int
	zone          *time.Location
	agents        names // to hide in quotations; nil: names are shown
}

// run is main without the process: it returns the exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	cfg, err := parseArgs(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = debrief(ctx, cfg, stdin, stdout)
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "debrief:", err)
		return 2
	}
	return 0
}

func parseArgs(args []string, stderr io.Writer) (config, error) {
	cfg := config{zone: time.UTC}
	flags := flag.NewFlagSet("debrief", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // run says what is wrong, in one line
	flags.StringVar(&cfg.output, "o", "", "write the page into this `file` (default: standard output)")
	flags.BoolVar(&cfg.names, "names", false, "show the names of agents")
	flags.IntVar(&cfg.worst, "worst", 100, "show this many conversations in full, worst first")
	flags.Func("zone", "the customers' IANA `zone`, such as Europe/Madrid (default: UTC)", func(name string) error {
		zone, err := time.LoadLocation(name)
		if err != nil || name == "" || name == "Local" {
			return errors.New("want an IANA zone such as Europe/Madrid")
		}
		cfg.zone = zone
		return nil
	})
	var files []string
	for len(args) > 0 { // flags may follow the file
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			_, _ = fmt.Fprintln(stderr, "usage: debrief [flags] tickets.jsonl")
			flags.SetOutput(stderr)
			flags.PrintDefaults()
			return cfg, err
		case err != nil:
			return cfg, fmt.Errorf("%w; -h lists the flags", err)
		}
		if args = flags.Args(); len(args) > 0 {
			files, args = append(files, args[0]), args[1:]
		}
	}
	if len(files) != 1 {
		return cfg, fmt.Errorf("%d transcripts named; want one, or - for standard input", len(files))
	}
	if cfg.worst < 0 {
		return cfg, fmt.Errorf("-worst is %d; want 0 or more", cfg.worst)
	}
	cfg.input = files[0]
	return cfg, nil
}

func debrief(ctx context.Context, cfg config, stdin io.Reader, stdout io.Writer) error {
	// Whatever language a reply is in, the reader of the page reads English.
	reviewer, err := review.New(&review.Options{Reader: language.English})
	if err != nil {
		return err
	}
	book, err := conversation.NewPlaybook(&conversation.Options{Persons: cfg.names, Zone: cfg.zone, AgentZone: cfg.zone, Reviewer: reviewer})
	if err != nil {
		return err
	}
	in, name := stdin, "standard input"
	if cfg.input != "-" {
		f, err := os.Open(cfg.input)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }() // read only: nothing is lost
		in, name = f, filepath.Base(cfg.input)
	}
	if !cfg.names {
		cfg.agents = names{}
	}
	d, err := book.Debrief(ctx, cfg.agents.watch(transcript.Read(in, &transcript.ReadOptions{AnyOrder: true})))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var page bytes.Buffer // whole or not at all
	if err := pageTemplate.Execute(&page, newReport(d, cfg)); err != nil {
		return err
	}
	if cfg.output == "" {
		_, err = page.WriteTo(stdout)
		return err
	}
	return os.WriteFile(cfg.output, page.Bytes(), 0o600)
}
