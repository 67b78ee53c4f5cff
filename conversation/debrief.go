package conversation

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/infer"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/review"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// Debrief is how one or many finished conversations went, practice by practice
// and turn by turn (A25). It holds quotations; names of agents only where
// Options.Persons is set.
type Debrief struct {
	Threads   []*ThreadDebrief   // in the order of their first turn
	Turns     int                // read, of all sides
	Ours      int                // of them by agents and bots, that customers saw
	Practices []PracticeScore    // those that were judged, in their order
	Score     float64            // 0 to 100: the mean of the practices' scores; see PracticeScore
	Languages []LanguageCoverage // by the number of turns
	NotRead   []NotRead          // why turns were not read, and how many
}

// PracticeScore is how often a practice was held to, out of the turns in which
// it was at stake.
type PracticeScore struct {
	Practice practice.ID
	Title    string
	Judged   int // turns of ours in which it was at stake
	Broken   int // of them, that broke it
}

// Score is the share of judged turns that held to the practice, from 0 to 100.
func (p PracticeScore) Score() float64 {
	if p.Judged == 0 {
		return 100
	}
	return 100 * float64(p.Judged-p.Broken) / float64(p.Judged)
}

// LanguageCoverage counts the turns of a language and how many of them were
// read, gauged for temper, and reviewed.
type LanguageCoverage struct {
	Language language.Tag
	Turns    int
	Read     int
	Gauged   int
}

// NotRead counts turns that were not read for one reason: one of a reading's,
// such as [infer.NotReadLanguage], or one of those of a debrief.
type NotRead struct {
	Reason string
	Turns  int
}

// Why a debrief left a turn out, or could not review its words.
const (
	NotReadOutOfOrder = "out-of-order" // it lies before the turn before it
	NotReadConflict   = "conflict"     // its id is that of another message, and it is not marked as edited
	NotReadRepeated   = "repeated"     // the same message was there already
	NotReadInvalid    = "invalid"      // something of it is malformed
	NotReadErased     = "erased"       // its moves count, its words are gone
)

// ThreadDebrief is how one conversation went.
type ThreadDebrief struct {
	Thread    transcript.ThreadID
	Turns     []TurnDebrief // every turn, in order
	Tempers   []TemperPoint // of the customer, over time
	Promises  []PromiseNote // that were undated, or not kept by the end
	Practices []PracticeScore
	Score     float64
	Worst     int // index into Turns of our worst turn; -1: none broke anything
	Best      int // of our best turn, one that broke nothing and whose promises held; -1: none stood out
	State     move.State
	Express   bool // the express lane was open to the end: the short way was the right one
	Overrides int
	LeftOut   int // turns that could not be taken in; Debrief.NotRead says why
	Journal   move.Journal
}

// TemperPoint is the customer's temper at one of their turns.
type TemperPoint struct {
	At    time.Time
	Level temper.Level
	Score float64
}

// PromiseNote is a promise that deserves a look.
type PromiseNote struct {
	Turn    int           // index into Turns of the turn that made it
	Quote   string        // the words
	Undated bool          // no time was named (B4, C2)
	Broken  bool          // its time passed within the transcript and nothing shows that it was kept
	Late    time.Duration // it was kept, so long after its time; 0: in time
	Due     time.Time
}

// ListeningLevel says how well a turn of ours listened (B8). The zero value is
// NotJudged.
type ListeningLevel uint8

// The listening levels.
const (
	NotJudged  ListeningLevel = iota // theirs, or there was nothing to answer
	Hearing                          // neither what was said nor how shows up in it
	InSpurts                         // it takes up the content or the feeling
	Empathetic                       // it takes up both
)

var listeningNames = [...]string{"", "hearing", "in spurts", "empathetic"}

// String returns the lower-case name, "" for NotJudged.
func (l ListeningLevel) String() string {
	if int(l) < len(listeningNames) {
		return listeningNames[l]
	}
	return fmt.Sprintf("ListeningLevel(%d)", uint8(l))
}

// MarshalText returns the lower-case name; an unknown value is an error.
func (l ListeningLevel) MarshalText() ([]byte, error) {
	if int(l) >= len(listeningNames) {
		return nil, fmt.Errorf("conversation: listening level %d is unknown; want one of %q", l, listeningNames)
	}
	return []byte(listeningNames[l]), nil
}

// UnmarshalText reads a lower-case name.
func (l *ListeningLevel) UnmarshalText(text []byte) error {
	for i, name := range listeningNames {
		if name == string(text) {
			*l = ListeningLevel(i)
			return nil
		}
	}
	return fmt.Errorf("conversation: listening level %.40q is unknown; want one of %q", text, listeningNames)
}

// TurnDebrief is one turn and what there is to say about it.
type TurnDebrief struct {
	Turn      transcript.Turn // Name is empty unless Options.Persons is set
	Reading   infer.Reading
	Before    move.State
	After     move.State
	Breaches  []Reason // what it broke, each practice once
	Late      []Due    // what had passed before it came, such as dead air (A3)
	Findings  []review.Finding
	Listening ListeningLevel
	Points    int    // what it did well less what it broke, 0 at most where its promise was broken; 0 for theirs
	Instead   string // what to say instead, of a turn that broke something
	Next      []Advice
}

// Debrief reads and scores transcripts: turns of one thread or of many mixed,
// each thread in its order. Nothing is refused and nothing kept. An error of the
// sequence, a failing reader or a cancelled context ends it, wrapped. What could
// not be read is counted in NotRead, not fatal; so is a turn that can't be taken
// in, because it is out of order, say: it is left out and the thread goes on.
func (p *Playbook) Debrief(ctx context.Context, turns iter.Seq2[transcript.Turn, error]) (*Debrief, error) {
	d := newDebriefer(p)
	for t, err := range turns {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("conversation: debrief: %w", err)
		}
		if err := d.turn(ctx, t); err != nil {
			return nil, err
		}
	}
	return d.finish(), nil
}

// debriefer gathers a Debrief.
type debriefer struct {
	book      *Playbook
	out       *Debrief
	threads   map[transcript.ThreadID]*threadRun
	languages map[language.Tag]*LanguageCoverage
	notRead   map[string]int
}

func newDebriefer(p *Playbook) *debriefer {
	return &debriefer{book: p, out: &Debrief{}, threads: map[transcript.ThreadID]*threadRun{}, languages: map[language.Tag]*LanguageCoverage{}, notRead: map[string]int{}}
}

// threadRun is one thread while it is read.
type threadRun struct {
	c      *Conversation
	out    *ThreadDebrief
	score  scores
	quotes map[string]promiseAt // by promise id
	names  map[string]string    // what stands for the names of ours
	// recorded: the moves are those of a journal, nothing is made of them.
	recorded bool
}

type promiseAt struct {
	turn  int
	quote string
}

func (d *debriefer) thread(id transcript.ThreadID) *threadRun {
	run, ok := d.threads[id]
	if !ok {
		run = &threadRun{c: d.book.Start(ID(id), move.Observe), out: &ThreadDebrief{Thread: id, Worst: -1, Best: -1}, score: scores{}, quotes: map[string]promiseAt{}, names: map[string]string{}}
		d.threads[id] = run
		d.out.Threads = append(d.out.Threads, run.out)
	}
	return run
}

func (d *debriefer) turn(ctx context.Context, t transcript.Turn) error {
	run := d.thread(t.Thread)
	if !d.book.opts.Persons && t.Author != transcript.Customer {
		t.Name = run.alias(t.Name)
	}
	if t.At.Before(run.c.Facts().LastAt) {
		d.leaveOut(run, NotReadOutOfOrder)
		return nil
	}
	r, err := run.c.Read(ctx, t)
	if err != nil {
		return fmt.Errorf("conversation: debrief: thread %q: %w", t.Thread, err)
	}
	if reason := run.take(r, d.book.entry(r)); reason != "" {
		d.leaveOut(run, reason)
		return nil
	}
	d.count(r)
	return nil
}

// leaveOut counts a turn that is not taken in.
func (d *debriefer) leaveOut(run *threadRun, reason string) {
	d.out.Turns++
	d.notRead[reason]++
	run.out.LeftOut++
}

// alias stands for a name of ours, so that who says what stays apart (A29) and
// nobody is named.
func (run *threadRun) alias(name string) string {
	if name == "" {
		return ""
	}
	as, known := run.names[name]
	if !known {
		as = fmt.Sprint("agent-", len(run.names)+1)
		run.names[name] = as
	}
	return as
}

// take judges a turn and takes it in. The reason why it can't be is returned,
// and nothing was counted then.
func (run *threadRun) take(r infer.Reading, e move.Entry) string {
	p, c := run.c.book, run.c
	if _, done, err := c.repeated(c.now.Load(), &e, sameMessage); done {
		return NotReadRepeated
	} else if err != nil {
		return NotReadConflict
	}
	td := TurnDebrief{Turn: r.Turn, Reading: r, Before: c.State()}
	if !p.opts.Persons && r.Turn.Author != transcript.Customer {
		td.Turn.Name, td.Reading.Turn.Name = "", ""
	}
	before, verdict := c.Facts(), c.check(c.keep(), r, e)
	settled, late := c.Settled(r), run.lateFor(e.At)
	recorded, err := c.do(e, sameMessage)
	switch {
	case errors.Is(err, ErrOutOfOrder):
		return NotReadOutOfOrder
	case err != nil:
		return NotReadInvalid
	case isNote(&recorded):
		td.Findings = verdict.Findings // only labels on people are judged (B10)
		run.findings(&td)
		run.score.turn()
	case r.Turn.Author.Ours():
		td.Late = late
		run.ours(&td, verdict, &before, &recorded)
	default:
		run.heard(&td, settled)
	}
	td.After = c.State()
	td.Next = c.Next(r.Turn.At)
	run.out.Turns = append(run.out.Turns, td)
	return ""
}

func (d *debriefer) count(r infer.Reading) {
	d.out.Turns++
	if r.Turn.Author.Ours() && r.Turn.Visibility == transcript.Public {
		d.out.Ours++
	}
	lc := d.languages[r.Language]
	if lc == nil {
		lc = &LanguageCoverage{Language: r.Language}
		d.languages[r.Language] = lc
	}
	lc.Turns++
	if r.NotRead == "" {
		lc.Read++
	} else {
		d.notRead[r.NotRead]++
	}
	if r.Temper.Level != temper.Unread {
		lc.Gauged++
	}
}

// heard notes a turn of theirs, and what their word settles.
func (run *threadRun) heard(td *TurnDebrief, settled move.Moves) {
	at, r := td.Turn.At, td.Reading
	if td.Turn.Author == transcript.Customer && r.Temper.Level != temper.Unread {
		run.out.Tempers = append(run.out.Tempers, TemperPoint{At: at, Level: r.Temper.Level, Score: r.Temper.Score})
	}
	if settled == nil || run.recorded {
		return // a journal says itself what was settled
	}
	before := run.c.Facts()
	e := move.Entry{At: at, By: move.Actor{Author: transcript.System}, Moves: settled}
	if _, err := run.c.do(e, sameContent); err == nil {
		run.kept(at, settled, &before)
	}
}

// ours judges a turn of ours that was taken in, by what was known before it.
func (run *threadRun) ours(td *TurnDebrief, v Verdict, before *Facts, e *move.Entry) {
	run.judged(before, e)
	run.wording(td)
	after := run.c.Facts()
	td.Findings = v.Findings
	// What a rule of the review blocks is among the findings already; what was
	// overridden broke nothing: somebody decided it, on the record.
	td.Breaches = slices.DeleteFunc(v.Refused, func(b Reason) bool { return b.fromReview || b.Overridden })
	run.lateness(td)
	run.nextStep(td, before, &after)
	td.Listening = listening(before, e.Moves)
	if td.Listening == Empathetic && slices.ContainsFunc(td.Findings, func(f review.Finding) bool { return f.Rule == "but-after-empathy" }) {
		td.Listening = InSpurts // "I understand, but" takes the feeling back
	}
	td.Points = points(td, before, e.Moves)
	td.Instead = instead(td)
	for _, b := range td.Breaches {
		run.score.breach(b.Practice)
	}
	run.findings(td)
	run.score.turn()
	run.kept(td.Turn.At, e.Moves, before)
	run.promises(td.Reading, len(run.out.Turns))
}

// findings counts what the review found.
func (run *threadRun) findings(td *TurnDebrief) {
	for _, f := range td.Findings {
		if f.Suppressed == "" && f.Severity > review.Suggestion {
			run.score.breach(f.Practice)
		}
	}
}

// promises notes the words of promises, and those without a time.
func (run *threadRun) promises(r infer.Reading, turn int) {
	for _, one := range r.Moves {
		if pm, ok := one.Move.(move.Promise); ok && one.Sure {
			quote := pm.Words
			if quote == "" && one.Start >= 0 && one.End <= len(r.Turn.Text) && one.Start < one.End {
				quote = r.Turn.Text[one.Start:one.End]
			}
			run.quotes[string(pm.Promise)] = promiseAt{turn: turn, quote: quote}
			if pm.Due.IsZero() {
				run.out.Promises = append(run.out.Promises, PromiseNote{Turn: turn, Quote: quote, Undated: true})
			}
		}
	}
}

// punctual is how much after its time a promise still counts as kept in time.
const punctual = 5 * time.Minute

// kept notes what an entry makes of the promises with a time: kept, kept late,
// broken (C11).
func (run *threadRun) kept(at time.Time, moves move.Moves, before *Facts) {
	for _, m := range moves {
		s, ok := m.(move.Settle)
		if !ok || s.State != commitment.Kept && s.State != commitment.Broken {
			continue
		}
		i := before.promise(s.Promise)
		if i < 0 || !before.Promises[i].Open() || before.Promises[i].Due.IsZero() {
			continue
		}
		pf := before.Promises[i]
		made, known := run.quotes[string(pf.ID)]
		note := PromiseNote{Turn: made.turn, Quote: made.quote, Due: pf.Due}
		switch late := at.Sub(pf.Due); {
		case !known || s.State == commitment.Kept && late <= punctual:
			run.score.held("C1")
			continue
		case s.State == commitment.Kept:
			note.Late = late
		default:
			note.Broken = true
		}
		run.out.Promises = append(run.out.Promises, note)
		run.score.extra("C1")
	}
}

// end scores a thread.
func (run *threadRun) end() {
	out, f := run.out, run.c.Facts()
	for _, pf := range f.Promises {
		at, known := run.quotes[string(pf.ID)]
		missed := pf.Open() && !pf.Due.IsZero() && pf.Due.Before(f.LastAt)
		if known && missed {
			out.Promises = append(out.Promises, PromiseNote{Turn: at.turn, Quote: at.quote, Broken: true, Due: pf.Due})
			run.score.extra("C1")
		}
	}
	slices.SortStableFunc(out.Promises, func(a, b PromiseNote) int { return a.Turn - b.Turn })
	out.State, out.Express, out.Overrides = f.State, run.c.Express(), f.Overridden
	out.Journal = run.c.Journal()
	out.Practices, out.Score = run.score.list()
	broke := make(map[int]bool)
	for _, note := range out.Promises {
		broke[note.Turn] = broke[note.Turn] || note.Broken
	}
	for i := range out.Turns {
		t := &out.Turns[i]
		if broke[i] || !t.clean() {
			t.Points = min(t.Points, 0)
		}
		if t.Points < 0 && (out.Worst < 0 || t.Points < out.Turns[out.Worst].Points) {
			out.Worst = i
		}
		if t.Points > 0 && (out.Best < 0 || t.Points > out.Turns[out.Best].Points) {
			out.Best = i
		}
	}
}

func (d *debriefer) finish() *Debrief {
	total := scores{}
	for _, t := range d.out.Threads {
		run := d.threads[t.Thread]
		run.end()
		total.merge(run.score)
	}
	d.out.Practices, d.out.Score = total.list()
	for _, lc := range d.languages {
		d.out.Languages = append(d.out.Languages, *lc)
	}
	slices.SortFunc(d.out.Languages, func(a, b LanguageCoverage) int {
		if a.Turns != b.Turns {
			return b.Turns - a.Turns
		}
		return compareText(a.Language.String(), b.Language.String())
	})
	for reason, n := range d.notRead {
		d.out.NotRead = append(d.out.NotRead, NotRead{Reason: reason, Turns: n})
	}
	slices.SortFunc(d.out.NotRead, func(a, b NotRead) int { return compareText(a.Reason, b.Reason) })
	return d.out
}
