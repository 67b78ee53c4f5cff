package conversation

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/looplab/fsm"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/conversation/infer"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/phrase"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/review"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
	"github.com/evenkeel-go/evenkeel/internal/locale"
)

//go:embed texts/*.json
var texts embed.FS

// Options configure a [Playbook]. A nil *Options and the zero value are all
// defaults.
type Options struct {
	// Definition is the playbook as data; default [Irate].
	Definition *Definition
	// Guards are the host's own, in their order after the definition's.
	Guards []Guard
	// Policy sets each guard and review rule to off, observe, warn or block.
	// nil: in Enforce every guard blocks, review findings never do, except those
	// that always do. A policy that is given decides alone: the zero Policy
	// observes everything. An entry that can match no rule is an error.
	Policy *practice.Policy
	// Team is the team whose settings of the policy hold; default none.
	Team string
	// Language is the language of reasons and phrases, which agents read;
	// default English. One that the texts lack is an error.
	Language language.Tag
	// Texts overrides conversation/<language>.json; default none.
	Texts fs.FS
	// Gauge reads tempers; default temper.New(nil).
	Gauge *temper.Gauge
	// Reader reads moves out of messages; default infer.New(nil).
	Reader infer.Reader
	// Reviewer reviews our drafts; default review.New(nil).
	Reviewer *review.Reviewer
	// Phrases is the phrasebook; default phrase.New(nil).
	Phrases *phrase.Book
	// Zone is the customers' zone and AgentZone ours, where a time phrase names
	// none; default UTC.
	Zone, AgentZone *time.Location
	// Calendar is the business calendar that time phrases are read on; default none.
	Calendar *calendar.Calendar
	// Persons lets single agents be told apart by name; default: they are not,
	// because figures about persons are opt-in everywhere. With it debriefs name
	// them, the name of a turn of ours is the party of its entry, so that who owns
	// a case and holds the floor (A29) is known, and [Attention] tracks (A31).
	// [Strain] (A22) needs no switch: it knows what a host tells it, of those who
	// agreed.
	Persons bool
}

// Playbook is the compiled definition of a conversation: states, moves, guards,
// the practice each serves, limits per channel. It is immutable, shared by all
// conversations and safe for concurrent use.
type Playbook struct {
	def      Definition
	opts     Options
	states   []StateDef
	stateOf  map[move.State]int
	variants []variant
	byKind   map[move.Kind]int // its first variant
	byName   map[string]int
	guards   []guard
	limits   map[transcript.Channel]*Limits
	gauge    *temper.Gauge
	catalog  *locale.Catalog
	text     *locale.Printer
	hostText map[practice.RuleID]GuardText
	listed   []listed  // the variants that Options lists
	open     [][]bool  // by state and index into listed: there is an edge
	start    version   // of every conversation
	machines sync.Pool // of *fsm.FSM without callbacks
}

// listed is a variant as Options goes through it.
type listed struct {
	guards guardSet
	index  uint16
	theirs bool
}

// NewPlaybook compiles and checks a playbook. All problems are reported at
// once, joined, each a *DefinitionError that names what is wrong; others come
// from the options.
func NewPlaybook(opts *Options) (*Playbook, error) {
	p := &Playbook{}
	if opts != nil {
		p.opts = *opts
	}
	if err := p.tools(); err != nil {
		return nil, err
	}
	if p.opts.Definition != nil {
		p.def = *p.opts.Definition
	} else if def, err := Irate(); err == nil {
		p.def = def
	} else {
		return nil, err
	}
	if err := p.compile(); err != nil {
		return nil, err
	}
	return p, nil
}

// tools fills in what the options leave to the defaults.
func (p *Playbook) tools() error {
	o := &p.opts
	if err := o.Policy.Validate(); err != nil {
		return fmt.Errorf("conversation: %w", err)
	}
	if o.Language.IsRoot() {
		o.Language = language.English
	}
	catalog, err := locale.Load("conversation", texts, o.Texts)
	if err != nil {
		return fmt.Errorf("conversation: %w", err)
	}
	p.catalog = catalog
	if p.text, err = catalog.Printer(o.Language); err != nil {
		return fmt.Errorf("conversation: %w", err)
	}
	p.gauge = o.Gauge
	var errs []error
	if p.gauge == nil {
		p.gauge, err = temper.New(nil)
		errs = append(errs, err)
	}
	if o.Reader == nil {
		o.Reader, err = infer.New(&infer.Options{Gauge: p.gauge})
		errs = append(errs, err)
	}
	if o.Reviewer == nil {
		o.Reviewer, err = review.New(nil)
		errs = append(errs, err)
	}
	if o.Phrases == nil {
		o.Phrases, err = phrase.New(nil)
		errs = append(errs, err)
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.AgentZone == nil {
		o.AgentZone = time.UTC
	}
	return errors.Join(errs...)
}

// ID returns the playbook's name.
func (p *Playbook) ID() PlaybookID { return p.def.ID }

// Version returns the playbook's version.
func (p *Playbook) Version() string { return p.def.Version }

// States returns the states in the order of the definition.
func (p *Playbook) States() []move.State {
	out := make([]move.State, len(p.states))
	for i := range p.states {
		out[i] = p.states[i].ID
	}
	return out
}

// Stage returns what the state means, NoStage for one that is unknown.
func (p *Playbook) Stage(s move.State) practice.Stage {
	if i, ok := p.stateOf[s]; ok {
		return p.states[i].Stage
	}
	return practice.NoStage
}

// Status returns what the state means to a ticket system, and the host's own
// name for it, which is "" where the definition gives none.
func (p *Playbook) Status(s move.State) (Status, string) {
	if i, ok := p.stateOf[s]; ok {
		return p.states[i].Status, p.states[i].Host
	}
	return StatusOpen, ""
}

// Label returns the state's name for agents and for customers in a language.
// It is an error when the texts lack the language or the state.
func (p *Playbook) Label(s move.State, tag language.Tag) (Label, error) {
	i, ok := p.stateOf[s]
	if !ok {
		return Label{}, fmt.Errorf("%w: state %q", ErrMissing, s)
	}
	printer, err := p.catalog.Printer(tag)
	if err != nil {
		return Label{}, fmt.Errorf("conversation: %w", err)
	}
	if own, ok := p.states[i].Labels[printer.Language().String()]; ok {
		return own, nil
	}
	return Label{Agent: printer.Text(stateKey(s, "agent")), Customer: printer.Text(stateKey(s, "customer"))}, nil
}

func stateKey(s move.State, reader string) string { return "state." + string(s) + "." + reader }

// Limits returns the limits of a channel; one that the definition does not
// know has the default's.
func (p *Playbook) Limits(c transcript.Channel) Limits { return *p.limitsOf(c) }

func (p *Playbook) limitsOf(c transcript.Channel) *Limits {
	if l, ok := p.limits[c]; ok {
		return l
	}
	return p.limits[""]
}

// Guards returns the ids of all guards, to set in a policy, in their order.
func (p *Playbook) Guards() []practice.RuleID {
	out := make([]practice.RuleID, len(p.guards))
	for i := range p.guards {
		out[i] = p.guards[i].id
	}
	return out
}

func (p *Playbook) apology() practice.ApologyPolicy {
	if p.opts.Policy == nil {
		return practice.RegretFirst
	}
	return p.opts.Policy.Apology
}

// settingOf is what the policy says of a rule in this conversation.
func (p *Playbook) settingOf(rule practice.RuleID, f *Facts) practice.Setting {
	if p.opts.Policy == nil {
		return practice.Block
	}
	return p.opts.Policy.Setting(rule, p.where(f))
}

func (p *Playbook) where(f *Facts) practice.Where {
	w := practice.Where{Channel: string(f.Channel), Team: p.opts.Team}
	if !f.Language.IsRoot() {
		w.Language = f.Language.String()
	}
	return w
}

// edge is where a variant leads from a state.
type edge struct {
	ok   bool
	stay bool
	back bool // to where the state was entered from
	to   uint8
}

func (p *Playbook) edge(variant int, f *Facts) edge {
	if f.index == unknownState {
		return edge{}
	}
	return p.variants[variant].edges[f.index]
}

// unknownState is the index of a state that a journal names and the playbook lacks.
const unknownState = -1

// transit takes the edge of a variant, where there is one. The state machine
// makes the transition; it has no callbacks, so that nothing of the caller's
// runs inside it and nothing can leave it half-way.
func (p *Playbook) transit(f *Facts, index int) error {
	e := p.edge(index, f)
	if !e.ok || e.stay {
		return nil
	}
	to, name := int(e.to), p.variants[index].name
	if e.back {
		origin, ok := p.stateOf[f.Origin]
		if !ok {
			origin = p.stateOf[p.def.Start]
		}
		to, name = origin, p.states[origin].backEvent(name)
	}
	machine, _ := p.machines.Get().(*fsm.FSM)
	machine.SetState(string(f.State))
	if err := machine.Event(context.Background(), name); err != nil && !isNoTransition(err) {
		return fmt.Errorf("conversation: %s from %s: %w", name, f.State, err) // the tables disagree: a bug
	}
	p.machines.Put(machine)
	p.enter(f, to)
	return nil
}

// isNoTransition reports success that led back to the same state.
func isNoTransition(err error) bool {
	var same fsm.NoTransitionError
	return errors.As(err, &same)
}

// enter sets the state and remembers where one beside the order was entered from.
func (p *Playbook) enter(f *Facts, to int) {
	next := &p.states[to]
	if next.Keeps {
		if f.index == unknownState || !p.states[f.index].Keeps {
			f.Origin = f.State
		}
	} else {
		f.Origin = ""
	}
	f.State, f.Stage, f.index = next.ID, next.Stage, to
	if next.Stage == practice.Closed || next.Stage == practice.Ended {
		f.Overrides = nil // what was let through for this matter is not let through in the next
	}
}

// backEvent names the return to this state by a variant.
func (s *StateDef) backEvent(variant string) string { return variant + "<" + string(s.ID) }

// duration writes a time span for agents.
func (p *Playbook) duration(d time.Duration) string {
	return locale.Duration(p.text.Language(), d.Round(time.Second))
}
