package sla

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// PolicyID names a policy of a book.
type PolicyID string

// CalendarID names a calendar of a book.
type CalendarID string

// CaseID is the host's own name for a case. Nothing is derived from it.
type CaseID string

// Priority is what the host calls it: "P1", "urgent". Empty means none.
type Priority string

// Level names a warning or a level of escalation within its target.
type Level string

// Case is what conditions look at.
type Case struct {
	ID       CaseID   `json:"id,omitempty"`
	Priority Priority `json:"priority,omitempty"`
	Channel  string   `json:"channel,omitempty"` // "chat", "email"
	Tier     string   `json:"tier,omitempty"`    // what the customer has bought
}

// Policy is one agreement: what is promised to which cases.
type Policy struct {
	// ID names the policy in events and snapshots. Required, unique in its book.
	ID PolicyID
	// Calendar names the calendar of the book by which Working targets count, and
	// in whose hours people are told. Required unless every target is Wall.
	Calendar CalendarID
	// Targets are tried in order; per metric the first that applies counts. A
	// metric without one is not measured.
	Targets []Target
}

// Target is a promise about one metric.
type Target struct {
	Metric Metric
	// Priorities are the ones it applies to; none means all.
	Priorities []Priority
	// When narrows it further, by a plain function of the case, which must give the
	// same answer for the same case; nil means always.
	When func(Case) bool
	// Budget is the time allowed. Required, more than 0.
	Budget time.Duration
	// Basis is the time that Budget and points count. Default Working.
	Basis Basis
	// IgnoresWaiting keeps it running while we wait for the customer.
	IgnoresWaiting bool
	// AnyHour tells people at once, at night too. By default, signals wait for the
	// next opening of the calendar: people clock off (C6).
	AnyHour bool
	// Warnings come before the due, Escalations before or after. The due itself
	// always gives a Breach signal.
	Warnings    []Point
	Escalations []Point
}

// Point is a place on the way to the due and beyond: a share of the budget or a
// fixed time from the due, in the target's basis.
type Point struct {
	// Level names the point. Default its number, "1" for the first.
	Level Level
	// Share of the budget: 0.8 when four fifths are gone, 1 at the due, 1.5 when
	// half the budget has passed again after the due. 0 means that Lead counts.
	Share float64
	// Lead is the time before the due, negative for after it.
	Lead time.Duration
}

// Options are what a book is made of. The zero value, and nil, make a book
// without policies.
type Options struct {
	Policies  []Policy
	Calendars map[CalendarID]*calendar.Calendar
	// Texts overrides texts: a file sla/<lang>.json holds the keys to replace, in
	// the form of this package's own texts/<lang>.json. Default none.
	Texts fs.FS
}

// Book is a set of policies, checked and compiled. It is immutable and safe for
// concurrent use, given that the conditions of its targets are.
type Book struct {
	policies  map[PolicyID]*policy
	calendars map[CalendarID]*calendar.Calendar
	texts     *locale.Catalog
}

// policy is a Policy with its points as times.
type policy struct {
	id       PolicyID
	calendar *calendar.Calendar
	targets  []target
}

type target struct {
	Target
	points []point // by position
}

// point is where a signal is due, as a time from the start.
type point struct {
	kind  SignalKind
	level Level
	at    time.Duration
}

// ErrPolicy is wrapped by every [PolicyError].
var ErrPolicy = errors.New("sla: bad policy")

// PolicyError is one thing wrong with a policy.
type PolicyError struct {
	Policy PolicyID
	Target int    // index in Targets, -1 if it is about the policy as a whole
	Field  string // "Budget"
	Reason string // what is wrong and the way out
}

// Error names the policy, the target, the field and the reason.
func (e *PolicyError) Error() string {
	where := ""
	if e.Target >= 0 {
		where = fmt.Sprintf(".Targets[%d]", e.Target)
	}
	return fmt.Sprintf("sla: policy %.60q%s.%s: %s", e.Policy, where, e.Field, e.Reason)
}

// Unwrap is [ErrPolicy].
func (e *PolicyError) Unwrap() error { return ErrPolicy }

//go:embed texts
var texts embed.FS

// New compiles a book. It joins a [*PolicyError] for each thing wrong with the
// policies; errors in overriding texts name file, line and key.
func New(opts *Options) (*Book, error) {
	if opts == nil {
		opts = &Options{}
	}
	catalog, err := locale.Load("sla", texts, opts.Texts)
	if err != nil {
		return nil, err
	}
	b := &Book{policies: make(map[PolicyID]*policy), calendars: make(map[CalendarID]*calendar.Calendar), texts: catalog}
	var errs []error
	for id, cal := range opts.Calendars {
		if cal == nil {
			errs = append(errs, fmt.Errorf("sla: calendar %.60q is nil: make it with calendar.New", id))
		}
		b.calendars[id] = cal
	}
	for _, p := range opts.Policies {
		compiled, bad := b.compile(p)
		errs = append(errs, bad...)
		b.policies[p.ID] = compiled
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *Book) compile(p Policy) (*policy, []error) {
	var errs []error
	refuse := func(target int, field, format string, args ...any) {
		errs = append(errs, &PolicyError{p.ID, target, field, fmt.Sprintf(format, args...)})
	}
	if p.ID == "" {
		refuse(-1, "ID", "is missing")
	}
	if b.policies[p.ID] != nil {
		refuse(-1, "ID", "is there twice")
	}
	if _, ok := b.calendars[p.Calendar]; p.Calendar != "" && !ok {
		refuse(-1, "Calendar", "the book has no calendar %.60q: add it to Options.Calendars", p.Calendar)
	}
	compiled := &policy{id: p.ID, calendar: b.calendars[p.Calendar]}
	for i, t := range p.Targets {
		refuse := func(field, format string, args ...any) { refuse(i, field, format, args...) }
		if t.Metric == NoMetric || int(t.Metric) >= len(metricTexts) {
			refuse("Metric", "%s is not a metric", t.Metric)
		}
		if t.Budget <= 0 {
			refuse("Budget", "%s: want more than 0", t.Budget)
		}
		switch {
		case int(t.Basis) >= len(basisTexts):
			refuse("Basis", "%s is not a basis", t.Basis)
		case t.Basis == Working && p.Calendar == "":
			refuse("Basis", "working time needs the policy's Calendar; set it, or count Wall time")
		}
		compiled.targets = append(compiled.targets, target{Target: t, points: t.place(refuse)})
	}
	return compiled, errs
}

// place turns the points of a target into times from the start.
func (t *Target) place(refuse func(field, format string, args ...any)) []point {
	points := []point{{kind: Breach, level: "due", at: t.Budget}}
	for _, list := range []struct {
		kind   SignalKind
		field  string
		points []Point
	}{{Warning, "Warnings", t.Warnings}, {Escalation, "Escalations", t.Escalations}} {
		taken := map[Level]bool{}
		for i, p := range list.points {
			field := fmt.Sprintf("%s[%d]", list.field, i)
			at := t.Budget - p.Lead
			if p.Share != 0 {
				at = time.Duration(math.Min(p.Share*float64(t.Budget), math.MaxInt64/2))
			}
			switch {
			case p.Share != 0 && p.Lead != 0:
				refuse(field, "has a Share and a Lead: want one of them")
			case math.IsNaN(p.Share) || at <= 0:
				refuse(field, "lies before the start: want a Share of more than 0 or a Lead of less than the budget of %s", t.Budget)
			case list.kind == Warning && at >= t.Budget:
				refuse(field, "does not come before the due: make it an escalation")
			}
			if p.Level == "" {
				p.Level = Level(fmt.Sprint(i + 1))
			}
			if taken[p.Level] {
				refuse(field, "the level %.60q is there twice", p.Level)
			}
			taken[p.Level] = true
			points = append(points, point{list.kind, p.Level, at})
		}
	}
	return points
}

// choose is the target for a case, nil if none applies.
func (p *policy) choose(m Metric, c Case) *target {
	for i := range p.targets {
		if t := &p.targets[i]; t.Metric == m && t.applies(c) {
			return t
		}
	}
	return nil
}

func (t *target) applies(c Case) bool {
	listed := len(t.Priorities) == 0
	for _, p := range t.Priorities {
		listed = listed || p == c.Priority
	}
	return listed && (t.When == nil || t.When(c))
}
