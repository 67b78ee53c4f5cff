package infer

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/when"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
	"github.com/evenkeel-go/evenkeel/internal/act"
)

// MaxBytes is how much of a message is read: the rest of a longer one is
// passed over. Time and memory are linear in the bytes read.
const MaxBytes = 32 << 10

// defaultSure is the confidence from which a move is sure.
const defaultSure = 0.6

// Options configure [New]. Nil and the zero value are all defaults.
type Options struct {
	// Gauge reads tempers; default temper.New(nil).
	Gauge *temper.Gauge
	// When reads time phrases and promises; default when.New(nil).
	When *when.Parser
	// Sure is the confidence, above 0 and at most 1, from which a move is sure:
	// it is applied and may be refused. Below, it is asked about. Default 0.6.
	Sure float64
	// Cues adds languages to the rules or replaces one: files <lang>.json in the
	// form of those in the package's cues directory. Default: none. A language
	// needs speech acts too; without them it is not read.
	Cues fs.FS
}

// Rules reads moves out of messages by rules, offline: the same turn in the
// same context gives the same reading. It is immutable and safe for concurrent
// use; [New] makes one.
type Rules struct {
	gauge   *temper.Gauge
	acts    *act.Finder
	when    *when.Parser
	tongues map[string]*tongue
	sure    float64
}

var _ Reader = (*Rules)(nil)

// New compiles the rules. An error names the option that is out of range, or
// the file, line and key of data that is wrong.
func New(opts *Options) (*Rules, error) {
	if opts == nil {
		opts = &Options{}
	}
	if !(opts.Sure >= 0 && opts.Sure <= 1) { // also when it is not a number
		return nil, fmt.Errorf("infer: Options.Sure is %g; want 0 (the default %g) to 1", opts.Sure, defaultSure)
	}
	r := &Rules{gauge: opts.Gauge, when: opts.When, tongues: make(map[string]*tongue), sure: cmp.Or(opts.Sure, defaultSure)}
	var err error
	if r.gauge == nil {
		if r.gauge, err = temper.New(nil); err != nil {
			return nil, fmt.Errorf("infer: %w", err)
		}
	}
	if r.when == nil {
		if r.when, err = when.New(nil); err != nil {
			return nil, fmt.Errorf("infer: %w", err)
		}
	}
	if r.acts, err = act.New(nil); err != nil {
		return nil, fmt.Errorf("infer: %w", err)
	}
	own, err := fs.Sub(embedded, "cues")
	if err != nil {
		return nil, fmt.Errorf("infer: %w", err)
	}
	if err := load(r.tongues, own); err != nil {
		return nil, err
	}
	if opts.Cues != nil {
		if err := load(r.tongues, opts.Cues); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Languages returns the languages that are read, in order.
func (r *Rules) Languages() []language.Tag {
	var tags []language.Tag
	for _, base := range slices.Sorted(maps.Keys(r.tongues)) {
		if t := r.tongues[base]; r.acts.Supports(t.tag) {
			tags = append(tags, t.tag)
		}
	}
	return tags
}

// Why a turn was not read, in Reading.NotRead.
const (
	NotReadInternal = "internal note"
	NotReadSystem   = "notice of the software"
	NotReadDeleted  = "deleted"
	NotReadLanguage = "no rules for the language"
	NotReadAuthor   = "unknown author"
)

// Read reads one turn against what is known of the conversation. Internal
// notes, notices of the software and deleted turns hold no moves; NotRead says
// so, as it does for a language without rules. In such a language promises of ours
// are read all the same where the parser of time phrases knows it (C1). It fails
// only when ctx is done.
func (r *Rules) Read(ctx context.Context, c Context, t transcript.Turn) (Reading, error) {
	out := Reading{Turn: t}
	if err := ctx.Err(); err != nil {
		return out, fmt.Errorf("infer: %w", err)
	}
	out.Language = languageOf(c, t)
	switch {
	case t.Deleted:
		out.NotRead = NotReadDeleted
	case t.Author == transcript.System:
		out.NotRead = NotReadSystem
	case t.Author != transcript.Customer && !t.Author.Ours():
		out.NotRead = NotReadAuthor
	}
	if out.NotRead != "" {
		return out, nil
	}
	s := clip(t.Text)
	out.Temper = r.gauge.Read(s, out.Language)
	if t.Visibility == transcript.Internal {
		out.NotRead = NotReadInternal
		return out, nil
	}
	base, _ := out.Language.Base()
	lang := r.tongues[base.String()]
	if lang == nil || !r.acts.Supports(out.Language) {
		out.NotRead = NotReadLanguage
		if t.Author.Ours() {
			d := reading{r: r, c: &c, turn: &t, out: &out, msg: message{s: s}}
			d.promisesAlone()
			d.finish()
		}
		return out, nil
	}
	d := reading{r: r, t: lang, c: &c, turn: &t, out: &out, msg: lang.parse(s, r.acts.Find(s, out.Language))}
	if t.Language.IsRoot() && c.Language.IsRoot() && d.msg.foreign() {
		out.Language, out.Temper, out.NotRead = language.Und, temper.Reading{}, NotReadLanguage
		return out, nil
	}
	if t.Author == transcript.Customer {
		d.theirs()
	} else {
		d.ours()
	}
	d.finish()
	return out, nil
}

func languageOf(c Context, t transcript.Turn) language.Tag {
	switch {
	case !t.Language.IsRoot():
		return t.Language
	case !c.Language.IsRoot():
		return c.Language
	}
	return language.English
}

// clip bounds a text without cutting a rune.
func clip(s string) string {
	if len(s) <= MaxBytes {
		return s
	}
	cut := MaxBytes
	for cut > MaxBytes-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut]
}

// reading is the work on one turn.
type reading struct {
	r    *Rules
	t    *tongue
	c    *Context
	turn *transcript.Turn
	out  *Reading
	msg  message
}

// add notes a move shown by the words from start to end.
func (d *reading) add(m move.Move, confidence float64, start, end int) {
	if len(d.out.Moves) >= move.MaxItems {
		return
	}
	d.out.Moves = append(d.out.Moves, Inferred{Move: m, Confidence: confidence, Start: start, End: end, Sure: confidence >= d.r.sure})
}

// find returns the index of the first move of a kind in the turn, -1 for none.
func (d *reading) find(k move.Kind) int {
	return slices.IndexFunc(d.out.Moves, func(m Inferred) bool { return m.Move.Kind() == k })
}

// other reads another message of the conversation, for what it asked or told.
func (d *reading) other(s string) message {
	s = clip(s)
	return d.t.parse(s, d.r.acts.Find(s, d.out.Language))
}

// finish puts the moves into the order of the text.
func (d *reading) finish() {
	slices.SortStableFunc(d.out.Moves, func(a, b Inferred) int { return cmp.Compare(a.Start, b.Start) })
}

// whenContext is what a time phrase of the turn is read against.
func (d *reading) whenContext() when.Context {
	return when.Context{Now: d.turn.At, Zone: d.c.Zone, AgentZone: d.c.AgentZone, Calendar: d.c.Calendar, Language: d.out.Language}
}

// due returns the deadline that the text names, the zero time when it names none.
func (d *reading) due(s string) time.Time {
	rd, err := d.r.when.Parse(s, d.whenContext())
	if err != nil {
		return time.Time{}
	}
	return rd.Deadline
}

// claimed returns the deadline that a claim names between start and end of the
// message ("you said Tuesday", "a call at 22:00"): the first behind the words at
// from that name the promise, else the last before. A claim looks back: a time of
// day or a weekday is the last one, not the next. Zero when no time is named.
func (d *reading) claimed(start, end, from int) time.Time {
	c := d.whenContext()
	for _, back := range [...]time.Duration{24 * time.Hour, 7 * 24 * time.Hour, 0} {
		c.Now = d.turn.At.Add(-back)
		found, err := d.r.when.Find(d.msg.s[start:end], c)
		if err != nil || len(found) == 0 {
			return time.Time{}
		}
		i := slices.IndexFunc(found, func(rd when.Reading) bool { return start+rd.Start >= from })
		if i < 0 {
			i = len(found) - 1
		}
		t := found[i].Deadline
		if back == 0 || t.After(c.Now) && !t.After(d.turn.At) {
			return t
		}
	}
	return time.Time{}
}

// recorded returns the open promise that a claim with this deadline means: the
// one that was due within half a day of it, or the only one that is overdue
// where the claim names no time (C13). "" where none fits.
func (d *reading) recorded(due time.Time) commitment.PromiseID {
	const near = 12 * time.Hour
	var id commitment.PromiseID
	best := near + 1
	for _, p := range d.c.Open {
		switch {
		case p.Due.IsZero():
		case !due.IsZero():
			if gap := p.Due.Sub(due).Abs(); gap < best {
				best, id = gap, p.ID
			}
		case p.Due.Before(d.turn.At):
			if id != "" {
				return ""
			}
			id = p.ID
		}
	}
	return id
}
