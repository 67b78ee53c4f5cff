package rca

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// Problem is one thing that a rule found in a document.
type Problem struct {
	Rule practice.RuleID
	// Setting is what the document's policy makes of it: Block keeps an edition from being approved.
	Setting practice.Setting
	// Place is where: "fact f3", "statement s2 (customer, de)".
	Place string
	// What is the finding, with ids and values and the way out.
	What string
	// Reason is why the rule exists.
	Reason string
	// Edition limits the problem to one edition; nil is all of them.
	Edition *EditionKey
}

// EditionKey names an edition of a document.
type EditionKey struct {
	Audience Audience
	Language language.Tag
}

// Error names the rule, the place, the finding and the reason.
func (p *Problem) Error() string {
	return fmt.Sprintf("rca: %s %s: %s (%s)", p.Rule, p.Place, p.What, p.Reason)
}

// concerns reports whether the problem counts for an edition.
func (p *Problem) concerns(k EditionKey) bool { return p.Edition == nil || *p.Edition == k }

// Problems returns the [*Problem]s joined in an error of this package, in order.
func Problems(err error) []*Problem {
	var out []*Problem
	var walk func(error)
	walk = func(err error) {
		var many interface{ Unwrap() []error }
		var one *Problem
		switch {
		case errors.As(err, &many):
			for _, sub := range many.Unwrap() {
				walk(sub)
			}
		case errors.As(err, &one):
			out = append(out, one)
		}
	}
	walk(err)
	return out
}

func joinProblems(list []*Problem) error {
	errs := make([]error, len(list))
	for i, p := range list {
		errs[i] = p
	}
	return errors.Join(errs...)
}

// The errors callers branch on.
var (
	// ErrRefused is what every [*RefusedError] is.
	ErrRefused = errors.New("rca: edition refused")
	// ErrRenderer is a renderer that broke its rules: no text to scan, or text lost.
	ErrRenderer = errors.New("rca: renderer broke its rules")
)

// RefusedError says why an edition was not made, approved or written. Nothing of
// it was given out.
type RefusedError struct {
	Edition  EditionKey
	Step     string // "make", "approve" or "write"
	Problems []*Problem
}

// Error lists the problems, one a line.
func (e *RefusedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "rca: refused to %s the %s edition in %s: %d problem(s)", e.Step, e.Edition.Audience, e.Edition.Language, len(e.Problems))
	for _, p := range e.Problems {
		b.WriteString("\n\t")
		b.WriteString(strings.TrimPrefix(p.Error(), "rca: "))
	}
	return b.String()
}

// Is reports whether target is [ErrRefused].
func (e *RefusedError) Is(target error) bool { return target == ErrRefused }

// Unwrap returns the problems, for errors.As.
func (e *RefusedError) Unwrap() []error {
	errs := make([]error, len(e.Problems))
	for i, p := range e.Problems {
		errs[i] = p
	}
	return errs
}

// DefaultPolicy is what a document without a policy obeys: rules about facts,
// times, causes, actions and approvals block, rules about wording warn. Nothing
// blocks a draft; see [Edition.Approve]. To begin by watching only, give the
// document a zero [practice.Policy].
func DefaultPolicy() *practice.Policy {
	p := &practice.Policy{Default: practice.Block}
	for _, id := range []string{"R16", "R17", "R18", "R19", "R27", "R28"} {
		p.Rules = append(p.Rules, practice.PolicyRule{Rule: id, Setting: practice.Warn})
	}
	return p
}

// Rules lists the ids of all rules in order, for [practice.Policy.Effective].
func Rules() []practice.RuleID {
	out := make([]practice.RuleID, 36)
	for i := range out {
		out[i] = practice.RuleID(fmt.Sprintf("R%d", i+1))
	}
	return out
}

// checker runs the rules over a document and gathers what they find.
type checker struct {
	d      *Doc
	ix     *index
	kit    *kit
	policy *practice.Policy
	out    []*Problem
}

// add records a problem of the whole document. lang is the language of the text
// that was read, or und where the rule reads none.
func (c *checker) add(rule practice.RuleID, lang language.Tag, place, format string, args ...any) {
	c.keep(c.found(rule, lang, place, format, args...))
}

func (c *checker) found(rule practice.RuleID, lang language.Tag, place, format string, args ...any) *Problem {
	where := practice.Where{}
	if lang != language.Und {
		where.Language = lang.String()
	}
	return &Problem{
		Rule: rule, Setting: c.policy.Setting(rule, where), Place: place,
		What: fmt.Sprintf(format, args...), Reason: c.kit.reason(rule),
	}
}

// keep records what was found, unless its rule is off.
func (c *checker) keep(p *Problem) {
	if p.Setting != practice.Off {
		c.out = append(c.out, p)
	}
}

// say records a problem of a statement, which concerns its edition only.
func (c *checker) say(rule practice.RuleID, s *Statement, reads bool, format string, args ...any) {
	lang := language.Und
	if reads {
		lang = s.Language
	}
	p := c.found(rule, lang, s.place(), format, args...)
	p.Edition = &EditionKey{s.Audience, s.Language}
	c.keep(p)
}

// note is add for something that never blocks.
func (c *checker) note(rule practice.RuleID, place, format string, args ...any) {
	p := c.found(rule, language.Und, place, format, args...)
	if p.Setting == practice.Block {
		p.Setting = practice.Warn
	}
	c.keep(p)
}

// Check runs all rules and returns their problems joined, each a [*Problem]; nil
// is a document without any. It changes nothing.
func (d *Doc) Check() error { return joinProblems(d.check()) }

func (d *Doc) check() []*Problem {
	k, err := defaultKit()
	if err != nil {
		return []*Problem{{Rule: "R33", Place: "texts", What: err.Error(), Setting: practice.Block}}
	}
	c := &checker{d: d, kit: k, policy: d.policy()}
	c.ix = newIndex(d)
	for _, rule := range []func(){
		c.checkDoc, c.checkRefs, c.checkUnused, c.checkSlots, // R2
		c.checkSources,                             // R1
		c.checkTimes,                               // R3, R4, R5
		c.checkImpact,                              // R8
		c.checkRoles, c.checkChain, c.checkPersons, // R10, R11, R12
		c.checkAnswered, c.checkActions, // R13, R14, R15
		c.checkLabels,               // R27
		c.checkSecrets, c.checkText, // R22, R29, R34
		c.checkWording,                       // R6, R9, R16-R21, R28
		c.checkVersions, c.checkTranslations, // R31, R32, R33
	} {
		rule()
	}
	return slices.Clip(c.out)
}

func (d *Doc) policy() *practice.Policy {
	if d.Policy != nil {
		return d.Policy
	}
	return DefaultPolicy()
}
