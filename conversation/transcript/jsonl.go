package transcript

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// ReadOptions are the limits of [Read]. A nil *ReadOptions and the zero value
// are all defaults.
type ReadOptions struct {
	// MaxLine is the longest line in bytes; default 1 MiB.
	MaxLine int
	// MaxThreads is how many threads may be open at once; default 100,000.
	// It bounds what Read remembers: one time per thread.
	MaxThreads int
	// AnyOrder lets the times go backward within a thread, for a reader that
	// deals with it itself, such as a debrief that leaves such turns out and
	// counts them; default: it is an error.
	AnyOrder bool
}

const (
	defaultMaxLine    = 1 << 20
	defaultMaxThreads = 100_000
	maxQuoted         = 60 // bytes of a bad value that an error shows
)

// ErrEmpty is what [Read] yields for an input without a single turn.
var ErrEmpty = errors.New("transcript: no turns; want JSON Lines, one turn a line")

// SyntaxError says where a transcript is wrong and how to mend it. Value is
// shortened; it may hold words of the transcript, so it belongs on a screen,
// not in a log.
type SyntaxError struct {
	Line  int    // from 1
	Field string // "" where the line as a whole is wrong
	Value string
	Want  string
}

// Error names the line, the field, the value and what was expected.
func (e *SyntaxError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("transcript: line %d: %s; want %s", e.Line, e.Value, e.Want)
	}
	return fmt.Sprintf("transcript: line %d: %s: %s; want %s", e.Line, e.Field, e.Value, e.Want)
}

// Read reads turns from JSON Lines, in order, with blank lines skipped. It
// yields one error at most, as the last pair. Besides [*SyntaxError] that is
// [ErrEmpty] or an error of r, wrapped. Within a thread the times must not go
// backward unless AnyOrder is set. Unknown fields are ignored, so that a source may carry its own.
func Read(r io.Reader, opts *ReadOptions) iter.Seq2[Turn, error] {
	var o ReadOptions
	if opts != nil {
		o = *opts
	}
	if o.MaxLine <= 0 {
		o.MaxLine = defaultMaxLine
	}
	if o.MaxThreads <= 0 {
		o.MaxThreads = defaultMaxThreads
	}
	return func(yield func(Turn, error) bool) {
		d := decoder{opts: o, lines: bufio.NewReaderSize(r, 64<<10), last: make(map[ThreadID]time.Time)}
		for {
			t, err := d.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(t, err) || err != nil {
				return
			}
		}
	}
}

type decoder struct {
	opts  ReadOptions
	lines *bufio.Reader
	buf   []byte
	line  int
	turns int
	last  map[ThreadID]time.Time
}

// next returns the next turn, io.EOF after the last, or another error.
func (d *decoder) next() (Turn, error) {
	for {
		line, err := d.readLine()
		if errors.Is(err, io.EOF) && d.turns == 0 {
			return Turn{}, ErrEmpty
		}
		if err != nil {
			return Turn{}, err
		}
		if d.line == 1 { // editors on Windows begin a file with a byte order mark
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		t, err := d.parse(line)
		if err == nil {
			err = d.inOrder(t)
		}
		if err != nil {
			return Turn{}, err
		}
		d.turns++
		return t, nil
	}
}

// readLine returns the next line without holding more than MaxLine of it.
func (d *decoder) readLine() ([]byte, error) {
	d.line++
	d.buf = d.buf[:0]
	for {
		part, err := d.lines.ReadSlice('\n')
		if len(d.buf)+len(part) > d.opts.MaxLine+1 {
			return nil, d.bad("", "longer than the limit", fmt.Sprintf("at most %d bytes a line", d.opts.MaxLine))
		}
		d.buf = append(d.buf, part...)
		switch {
		case err == nil:
			return d.buf, nil
		case errors.Is(err, io.EOF) && len(d.buf) > 0:
			return d.buf, nil
		case errors.Is(err, io.EOF):
			return nil, io.EOF
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, fmt.Errorf("transcript: line %d: %w", d.line, err)
		}
	}
}

// wire is a line with every field as text, so that a wrong one can be named
// and shown.
type wire struct {
	Thread     *string `json:"thread"`
	ID         TurnID  `json:"id"`
	At         string  `json:"at"`
	Until      string  `json:"until"`
	Author     string  `json:"author"`
	Name       string  `json:"name"`
	Channel    Channel `json:"channel"`
	Visibility string  `json:"visibility"`
	Lang       string  `json:"lang"`
	ReplyTo    TurnID  `json:"reply_to"`
	Edited     bool    `json:"edited"`
	Deleted    bool    `json:"deleted"`
	Text       *string `json:"text"`
}

func (d *decoder) parse(line []byte) (Turn, error) {
	if !utf8.Valid(line) {
		return Turn{}, d.bad("", "not valid UTF-8", "a JSON object in UTF-8")
	}
	var w wire
	if err := json.Unmarshal(line, &w); err != nil {
		var typed *json.UnmarshalTypeError
		if errors.As(err, &typed) && typed.Field != "" {
			return Turn{}, d.bad(typed.Field, "a JSON "+typed.Value, "a JSON "+jsonName(typed.Type.Kind().String()))
		}
		return Turn{}, d.bad("", "not a JSON object: "+quote(string(bytes.TrimSpace(line))),
			`an object such as {"thread":"4711","at":"2026-01-05T09:00:00Z","author":"customer","text":"…"}`)
	}
	return d.turn(w)
}

func (d *decoder) turn(w wire) (Turn, error) {
	t := Turn{
		ID: w.ID, Name: w.Name, Channel: w.Channel, ReplyTo: w.ReplyTo,
		Edited: w.Edited, Deleted: w.Deleted,
	}
	if w.Thread == nil || *w.Thread == "" {
		return t, d.bad("thread", "missing", "the conversation's id as text")
	}
	t.Thread = ThreadID(*w.Thread)
	var err error
	if t.At, err = d.instant("at", w.At); err != nil {
		return t, err
	}
	if w.Until != "" {
		if t.Until, err = d.instant("until", w.Until); err != nil {
			return t, err
		}
		if t.Until.Before(t.At) {
			return t, d.bad("until", quote(w.Until)+" is before at", "an instant at or after "+w.At)
		}
	}
	if err := t.Author.UnmarshalText([]byte(w.Author)); err != nil {
		return t, d.bad("author", quote(w.Author), "customer, agent, bot or system")
	}
	if w.Visibility != "" {
		if err := t.Visibility.UnmarshalText([]byte(w.Visibility)); err != nil {
			return t, d.bad("visibility", quote(w.Visibility), "public or internal")
		}
	}
	if w.Lang != "" {
		if t.Language, err = language.Parse(w.Lang); err != nil {
			return t, d.bad("lang", quote(w.Lang), "a BCP 47 language tag such as en or pt-BR")
		}
	}
	if w.Text == nil {
		if !t.Deleted {
			return t, d.bad("text", "missing", `the words, "" for none`)
		}
		return t, nil
	}
	t.Text = *w.Text
	return t, nil
}

func (d *decoder) instant(field, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, d.bad(field, "missing", "an instant such as 2026-01-05T09:00:00+01:00 (RFC 3339)")
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return t, d.bad(field, quote(s), "an instant such as 2026-01-05T09:00:00+01:00 (RFC 3339)")
	}
	return t, nil
}

func (d *decoder) inOrder(t Turn) error {
	last, known := d.last[t.Thread]
	if known && t.At.Before(last) && !d.opts.AnyOrder {
		return d.bad("at", fmt.Sprintf("%s goes backward", t.At.Format(time.RFC3339)),
			fmt.Sprintf("%s or later, the time of the thread's turn before", last.Format(time.RFC3339)))
	}
	if !known && len(d.last) >= d.opts.MaxThreads {
		return d.bad("thread", "one thread too many", fmt.Sprintf("at most %d threads", d.opts.MaxThreads))
	}
	d.last[t.Thread] = t.At
	return nil
}

func (d *decoder) bad(field, value, want string) error {
	return &SyntaxError{Line: d.line, Field: field, Value: value, Want: want}
}

// quote shows a value in an error: quoted, so that control characters of the
// input do not reach a terminal, and short.
func quote(s string) string {
	if len(s) > maxQuoted {
		s = strings.ToValidUTF8(s[:maxQuoted], "") + "…"
	}
	return fmt.Sprintf("%q", s)
}

func jsonName(goKind string) string {
	if goKind == "bool" {
		return "true or false"
	}
	return goKind
}

// Write writes turns as JSON Lines, as [Read] takes them.
func Write(w io.Writer, turns iter.Seq[Turn]) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for t := range turns {
		if err := enc.Encode(t); err != nil {
			return fmt.Errorf("transcript: %w", err)
		}
	}
	return nil
}
