// Walkthrough plays a support conversation through evenkeel and says at every
// turn what the library sees: the moves in the words, the temper, what the
// practice asks for, how a reply could be better, what was promised and whether
// it was kept. At the end come the debrief, the hand-over brief, the diagram and
// the root cause analysis.
//
//	walkthrough [-json] [-o folder] [-zone zone] [-agent-zone zone] [transcript.jsonl | -]
//
// Without an argument it plays a case written for it. A transcript is JSON
// Lines, one turn a line; package transcript describes the fields. An incident
// file beside it (transcript.incident.json) gives the root cause analysis.
// -json prints JSON Lines for programs in place of text; -o writes the two
// editions into a folder. The exit status is 2 where the transcript or a flag
// is wrong; nothing is written then.
package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata" // zones work on machines without a zone database

	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

//go:embed testdata/beijing.jsonl testdata/beijing.incident.json
var embedded embed.FS

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run is main without the process: it returns the exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	cfg, err := parseArgs(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = walk(ctx, cfg, stdin, stdout)
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "walkthrough:", oneLine(err))
		return 2
	}
	return 0
}

// config is what the command line says.
type config struct {
	transcript      string // "": the embedded case; "-": standard input
	json            bool
	folder          string
	zone, agentZone *time.Location // nil: the transcript's own offsets
}

func parseArgs(args []string, stderr io.Writer) (config, error) {
	var cfg config
	flags := flag.NewFlagSet("walkthrough", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // run says what is wrong, in one line
	flags.BoolVar(&cfg.json, "json", false, "print JSON Lines for programs")
	flags.StringVar(&cfg.folder, "o", "", "write the two editions into this `folder`")
	flags.Func("zone", "the customer's IANA `zone`, such as Asia/Shanghai (default: the transcript's offsets)", zoneFlag(&cfg.zone))
	flags.Func("agent-zone", "the agents' IANA `zone` (default: the customer's)", zoneFlag(&cfg.agentZone))
	var files []string
	for len(args) > 0 { // flags may follow the file
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			_, _ = fmt.Fprintln(stderr, "usage: walkthrough [flags] [transcript.jsonl | -]")
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
	switch len(files) {
	case 0:
	case 1:
		cfg.transcript = files[0]
	default:
		return cfg, fmt.Errorf("%d transcripts named; want one, or none for the embedded case", len(files))
	}
	return cfg, nil
}

func zoneFlag(to **time.Location) func(string) error {
	return func(name string) error {
		zone, err := time.LoadLocation(name)
		if err != nil || name == "" || name == "Local" {
			return errors.New("want an IANA zone such as Asia/Shanghai")
		}
		*to = zone
		return nil
	}
}

// source is a transcript with what stands beside it.
type source struct {
	name   string
	turns  []transcript.Turn
	zone   *time.Location            // the customer's, nil where it is not known
	agents map[string]*time.Location // where agents work, by name

	incident     io.Reader // nil: there is none
	incidentName string
}

// load reads the whole transcript before anything is played, so that a fault in
// its last line leaves no half of an output.
func load(cfg config, stdin io.Reader) (source, error) {
	var src source
	var err error
	switch cfg.transcript {
	case "":
		src.name = "the Beijing case"
		src.turns, err = openTurns(embedded, "testdata/beijing.jsonl")
		if err == nil {
			src.zone, src.agents, err = beijingDesk()
		}
		if err == nil {
			src.incidentName = "beijing.incident.json"
			src.incident, err = sidecar(embedded, "testdata/beijing.incident.json")
		}
	case "-":
		src.name = "standard input"
		src.turns, err = readTurns(stdin)
	default:
		src.name = filepath.Base(cfg.transcript)
		folder := os.DirFS(filepath.Dir(cfg.transcript))
		src.turns, err = openTurns(folder, src.name)
		if err == nil {
			src.incidentName = strings.TrimSuffix(src.name, filepath.Ext(src.name)) + ".incident.json"
			src.incident, err = sidecar(folder, src.incidentName)
		}
	}
	if err != nil {
		name := cfg.transcript
		if name == "-" {
			name = src.name
		}
		return src, fmt.Errorf("%s: %w", name, err)
	}
	return src, nil
}

// beijingDesk says where the people of the embedded case are.
func beijingDesk() (customer *time.Location, agents map[string]*time.Location, err error) {
	if customer, err = time.LoadLocation("Asia/Shanghai"); err != nil {
		return nil, nil, err
	}
	agents = map[string]*time.Location{}
	for name, zone := range map[string]string{"Marco": "Europe/Zurich", "Liza": "Asia/Manila"} {
		if agents[name], err = time.LoadLocation(zone); err != nil {
			return nil, nil, err
		}
	}
	return customer, agents, nil
}

func openTurns(fsys fs.FS, name string) ([]transcript.Turn, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // read only: nothing is lost
	return readTurns(f)
}

func readTurns(r io.Reader) ([]transcript.Turn, error) {
	var turns []transcript.Turn
	for t, err := range transcript.Read(r, nil) {
		if err != nil {
			return nil, err
		}
		turns = append(turns, t)
	}
	return turns, nil
}

func sidecar(fsys fs.FS, name string) (io.Reader, error) {
	data, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // no incident is an ordinary case
	}
	return bytes.NewReader(data), err
}

// oneLine keeps an error of several problems on one line.
func oneLine(err error) string {
	return strings.Join(strings.Fields(visible(strings.ReplaceAll(err.Error(), "\n", "; "))), " ")
}

// isTerminal reports whether w is a terminal that wants colour: see no-color.org.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
