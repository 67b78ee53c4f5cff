package infer

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

//go:embed cues/*.json
var embedded embed.FS

// cue is a mark in a message that tells moves apart where the acts alone don't.
// Values from firstFact on are facts of the tongue.
type cue uint8

const (
	noCue cue = iota

	// Of either side.
	cueYes      // yes, right
	cueNo       // no
	cueAnd      // a further clause: and also, by the way
	cueCall     // a call is proposed or asked for
	cueVoice    // you should add, it would be great if the product
	cuePlanTalk // this is what happens now

	// Theirs.
	cueUrgent   // time presses
	cueVague    // it does not work, without more
	cueAgain    // again, second time
	cueVent     // a feeling, an outburst
	cueTried    // I already restarted it
	cueFailed   // it did not help
	cueWorked   // it helped
	cueStuck    // I don't understand step two
	cuePlayBack // so I should first, then
	cueRefine   // but could it be
	cueBudget   // I can pay at most
	cueProceed  // they go on: so what now?
	cueRequest  // can you, I need to know
	cueAck      // ok, fine, I will wait
	cuePromised // you promised
	cueBroken   // nobody called
	cueNothing  // that is all, nothing else

	// Ours.
	cueHelp     // how can I help
	cueWait     // take your time
	cueAsk      // an imperative that asks for a fact: please send me your
	cueAccept   // I have taken over your case
	cueLead     // I am your contact from now on
	cueReturn   // back to your matter
	cueChange   // the plan changed
	cueTimeout  // if we don't hear from you we close
	cueClose    // I'm closing the case now
	cueGesture  // as a goodwill
	cueCredit   // a credit, a voucher
	cueConsult  // ask, check with
	cueHandOver // transfer, escalate
	cueOwner    // who it goes to
	cueResume   // as agreed, I am back
	cueTell     // tell me if I got it wrong
	cueSurvey10 // zero to ten
	cueEffort   // how easy was it
	cueBelieve  // I think, probably
	cueUntil    // so that, in order to: a purpose
	cueFix      // a promise of a solution
	cueBack     // I come back to you
	cueNotYet   // not yet, no news
	cueHandBack // gives the case back
	cueCost     // what an option costs
	cueTakes    // how long it takes
	cueOr       // divides options
	cueEither   // begins options

	firstFact
)

// cueNames are the keys of the data files.
var cueNames = [...]string{
	cueYes: "yes", cueNo: "no", cueAnd: "and", cueCall: "call", cueVoice: "voice", cuePlanTalk: "plan",
	cueUrgent: "urgent", cueVague: "vague", cueAgain: "again", cueVent: "vent", cueTried: "tried", cueFailed: "failed", cueWorked: "worked",
	cueStuck: "stuck", cuePlayBack: "play-back", cueRefine: "refine", cueBudget: "budget", cueProceed: "proceed", cueRequest: "request",
	cueAck: "ack", cuePromised: "promised", cueBroken: "broken", cueNothing: "nothing-else",
	cueHelp: "how-can-i-help", cueWait: "wait", cueAsk: "ask", cueAccept: "accept", cueLead: "lead", cueReturn: "return", cueChange: "plan-change",
	cueTimeout: "timeout", cueClose: "close", cueGesture: "gesture", cueCredit: "credit", cueConsult: "consult", cueHandOver: "hand-over",
	cueOwner: "owner", cueResume: "resume", cueTell: "tell-me-if", cueSurvey10: "nps", cueEffort: "ces", cueBelieve: "believe", cueUntil: "purpose",
	cueFix: "fix", cueBack: "back", cueNotYet: "not-yet", cueHandBack: "hand-back", cueCost: "cost", cueTakes: "takes", cueOr: "or", cueEither: "either",
}

// tongue is the compiled cues of one language.
type tongue struct {
	tag     language.Tag
	matcher *text.Matcher
	facts   []move.FactKey // by cue - firstFact
}

// cueFile is the form of a data file.
type cueFile struct {
	Classes map[string][]string `json:"classes"`
	Cues    []cueGroup          `json:"cues"`
	Facts   []factGroup         `json:"facts"`
}

type cueGroup struct {
	Cue      string   `json:"cue"`
	Patterns []string `json:"patterns"`
	Except   []string `json:"except"`
}

type factGroup struct {
	Key      move.FactKey `json:"key"`
	Patterns []string     `json:"patterns"`
	Except   []string     `json:"except"`
}

// load compiles every cue file of fsys into tongues, by language.
func load(tongues map[string]*tongue, fsys fs.FS) error {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return fmt.Errorf("infer: %w", err)
	}
	for _, name := range names {
		tag, err := language.Parse(strings.TrimSuffix(path.Base(name), ".json"))
		if err != nil {
			return fmt.Errorf("infer: %w", &text.DataError{File: name, Reason: "is not named for a language, such as en.json"})
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("infer: %w", err)
		}
		base, _ := tag.Base()
		t, err := compile(name, base.String(), b)
		if err != nil {
			return fmt.Errorf("infer: %w", err)
		}
		t.tag = tag
		tongues[base.String()] = t
	}
	return nil
}

// builder collects patterns with the place each stands at.
type builder struct {
	file  string
	lines map[string]int
	pats  []text.Pattern
	keys  []string
}

func (b *builder) bad(key, reason string) error {
	return &text.DataError{File: b.file, Line: b.lines[key], Key: key, Reason: reason}
}

func (b *builder) add(key string, value int, patterns, except []string) {
	for n, p := range patterns {
		b.pats = append(b.pats, text.Pattern{Text: p, Value: value})
		b.keys = append(b.keys, fmt.Sprintf("%s.patterns[%d]", key, n))
	}
	for n, p := range except {
		b.pats = append(b.pats, text.Pattern{Text: p, Value: value, Except: true})
		b.keys = append(b.keys, fmt.Sprintf("%s.except[%d]", key, n))
	}
}

const maxFacts = 255 - int(firstFact)

func compile(name, base string, raw []byte) (*tongue, error) {
	var d cueFile
	if err := text.DecodeFile(name, raw, &d); err != nil {
		return nil, err
	}
	lines, err := text.Lines(name, raw)
	if err != nil {
		return nil, err
	}
	lex, err := text.NewLexicon(base)
	if err != nil {
		return nil, err
	}
	t := &tongue{}
	b := &builder{file: name, lines: lines}
	for i, g := range d.Cues {
		key := fmt.Sprintf("cues[%d]", i)
		c := slices.Index(cueNames[:], g.Cue)
		if c <= 0 || len(g.Patterns) == 0 {
			return nil, b.bad(key, fmt.Sprintf("%q needs patterns and one of the cues %q", g.Cue, cueNames[1:]))
		}
		b.add(key, c, g.Patterns, g.Except)
	}
	for i, g := range d.Facts {
		key := fmt.Sprintf("facts[%d]", i)
		if g.Key == "" || len(g.Key) > move.MaxID || len(g.Patterns) == 0 || i >= maxFacts {
			return nil, b.bad(key, fmt.Sprintf("needs a key and patterns; at most %d facts", maxFacts))
		}
		b.add(key, int(firstFact)+i, g.Patterns, g.Except)
		t.facts = append(t.facts, g.Key)
	}
	t.matcher, err = text.Compile(lex.With(d.Classes), b.pats)
	var bad *text.PatternError
	if errors.As(err, &bad) {
		return nil, b.bad(b.keys[bad.Index], err.Error())
	}
	return t, err
}
