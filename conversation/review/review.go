package review

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/evenkeel-go/evenkeel/commitment/when"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/internal/act"
	"github.com/evenkeel-go/evenkeel/internal/text"
	"golang.org/x/text/language"
)

// Options configure [New]. Nil and the zero value are all defaults.
type Options struct {
	// Rules adds or replaces rules: every file at its root named for a language
	// ("en.json"). Rules, marks, classes and texts replace embedded ones of the same
	// name; others are added; a language that we lack starts with the file alone.
	// Default: the embedded rules only.
	Rules fs.FS
	// Reader is the language of Reason; default: that of the draft. It must be one
	// with rules.
	Reader language.Tag
	// Policy turns rules off and sets when to apologise (A7). Default: all rules,
	// regret first. What a setting other than off does is the host's.
	Policy *practice.Policy
	// Where is where the policy is asked for; its Language is that of each draft.
	Where practice.Where
	// Suppress puts findings aside; they stay visible with the reason.
	Suppress []Suppression
	// Gauge reads the temper of LastCustomer when Context.Temper is Unread.
	// Default: the shipped gauge.
	Gauge *temper.Gauge
}

// Suppression puts the findings of a rule aside: a brand that is called "Simply",
// a house that wants its apology so. Reason is required and shown.
type Suppression struct {
	Rule   string // required; the id of a rule
	Reason string // required
	Phrase string // only findings whose text contains it, folded; "": all of the rule
}

// Reviewer reviews drafts. It is immutable and safe for concurrent use.
type Reviewer struct {
	sets     map[string]*ruleset
	total    int
	reader   *ruleset // whose reasons are shown; nil: the draft's
	fallback *ruleset // English: texts for languages without rules
	policy   *practice.Policy
	where    practice.Where
	suppress []Suppression
	gauge    *temper.Gauge
	acts     *act.Finder
	times    *when.Parser
	words    *wordTable
	rooms    *sync.Pool // of *room
}

// New compiles the rules. Errors: [ErrRules] with a *[RuleError] that names file,
// line and key; [ErrOptions].
func New(opts *Options) (*Reviewer, error) {
	if opts == nil {
		opts = new(Options)
	}
	r := &Reviewer{sets: make(map[string]*ruleset), policy: opts.Policy, where: opts.Where, gauge: opts.Gauge,
		rooms: &sync.Pool{New: newRoom}}
	if err := r.load(opts.Rules); err != nil {
		return nil, err
	}
	if opts.Reader != language.Und {
		if r.reader = r.set(opts.Reader); r.reader == nil {
			return nil, fmt.Errorf("%w: Reader: no rules in %v; have %v", ErrOptions, opts.Reader, slices.Sorted(maps.Keys(r.sets)))
		}
	}
	if err := opts.Policy.Validate(); err != nil {
		return nil, fmt.Errorf("%w: Policy: %w", ErrOptions, err)
	}
	for i, s := range opts.Suppress {
		switch {
		case !r.known(s.Rule):
			return nil, fmt.Errorf("%w: Suppress[%d].Rule: %q is no rule; see Reviewer.Rules", ErrOptions, i, s.Rule)
		case strings.TrimSpace(s.Reason) == "":
			return nil, fmt.Errorf("%w: Suppress[%d].Reason: empty; say why %s is put aside", ErrOptions, i, s.Rule)
		}
		s.Phrase = text.Fold(s.Phrase)
		r.suppress = append(r.suppress, s)
	}
	return r, r.parts()
}

// load compiles the embedded rules and the host's.
func (r *Reviewer) load(host fs.FS) error {
	sub, err := fs.Sub(embedded, "rules")
	if err != nil {
		return fmt.Errorf("review: %w", err)
	}
	files, err := sources(sub)
	if err != nil {
		return err
	}
	var added map[string]*source
	if host != nil {
		if added, err = sources(host); err != nil {
			return err
		}
	}
	langs := make(map[string][]*source)
	for base, s := range files {
		langs[base] = append(langs[base], s)
	}
	for base, s := range added {
		langs[base] = append(langs[base], s)
	}
	// The host's languages first: a mistake in its files shows at once.
	for _, base := range append(slices.Sorted(maps.Keys(added)), slices.Sorted(maps.Keys(langs))...) {
		if r.sets[base] != nil {
			continue
		}
		set, err := compileSet(base, langs[base])
		if err != nil {
			return err
		}
		r.sets[base] = set
		r.total = max(r.total, len(set.rules))
	}
	r.fallback = r.sets["en"]
	return nil
}

// parts builds what reads the conversation around the draft.
func (r *Reviewer) parts() (err error) {
	if r.gauge == nil {
		if r.gauge, err = temper.New(nil); err != nil {
			return fmt.Errorf("review: %w", err)
		}
	}
	if r.acts, err = act.New(nil); err != nil {
		return fmt.Errorf("review: %w", err)
	}
	if r.times, err = when.New(nil); err != nil {
		return fmt.Errorf("review: %w", err)
	}
	r.words, err = newWordTable()
	return err
}

func (r *Reviewer) known(id string) bool {
	for _, s := range r.sets {
		if _, ok := s.byID[id]; ok {
			return true
		}
	}
	return false
}

// set returns the rules of a language, nil when there are none.
func (r *Reviewer) set(t language.Tag) *ruleset {
	if t == language.Und {
		return r.sets["en"]
	}
	if base, conf := t.Base(); conf != language.No {
		return r.sets[base.String()]
	}
	return nil
}

// Supports says how much of the catalogue works in a language. The zero Tag is
// English.
func (r *Reviewer) Supports(t language.Tag) Coverage {
	s := r.set(t)
	if s == nil {
		return Coverage{Total: r.total}
	}
	return Coverage{Rules: len(s.rules), Total: r.total, Checked: s.checked}
}

// Rule is what a rule says of itself, for settings pages and policies.
type Rule struct {
	ID         practice.RuleID
	Severity   Severity
	Practice   practice.ID
	Reason     string
	Suggestion string
}

// Languages lists the languages that have rules, the host's included, in order.
func (r *Reviewer) Languages() []language.Tag {
	out := make([]language.Tag, 0, len(r.sets))
	for _, base := range slices.Sorted(maps.Keys(r.sets)) {
		out = append(out, language.Make(base))
	}
	return out
}

// Rules lists the rules of a language, ordered by id; none for a language without
// rules.
func (r *Reviewer) Rules(t language.Tag) []Rule {
	s := r.set(t)
	if s == nil {
		return nil
	}
	out := make([]Rule, 0, len(s.rules))
	for _, x := range s.rules {
		out = append(out, Rule{ID: practice.RuleID(x.id), Severity: s.severity(x), Practice: x.practice, Reason: x.reason, Suggestion: x.suggestion})
	}
	slices.SortFunc(out, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// severity caps what an unchecked language may say: it warns at most, but for
// leaks, which are no matter of wording.
func (s *ruleset) severity(x rule) Severity {
	if !s.checked && x.severity == Error && !practice.RuleID(x.id).FailsClosed() {
		return Warning
	}
	return x.severity
}

// Review returns what should change in a draft before it is sent, ordered by
// Start, then by rule. The same draft and context give the same findings. A
// language without rules gives one finding "not-reviewed" besides those of the
// checks that need no language.
func (r *Reviewer) Review(draft string, c Context) []Finding {
	v := review{r: r, set: r.set(c.Language), c: c, draft: draft}
	if v.set == nil {
		v.set = r.fallback
		v.shapes(draft)
		v.wholeDraft("not-reviewed", "language", languageName(c.Language))
		return v.finish()
	}
	rm := r.borrow()
	defer r.release(rm)
	a := read(v.set, draft, rm)
	a.facts = v.facts()
	v.phrases(&a)
	v.shapes(draft)
	v.disclosures(&a)
	v.shouting(&a)
	v.noNextStep(&a)
	v.apologies(&a)
	if !c.bare() {
		v.conversation(&a)
	}
	v.unconfirmed(&a)
	return v.finish()
}

func languageName(t language.Tag) string { return t.String() }

// bare reports that nothing is known but the draft and its language.
func (c *Context) bare() bool {
	return c.Stage == practice.NoStage && c.Temper == temper.Unread && len(c.Earlier) == 0 && c.LastCustomer == "" &&
		len(c.Known) == 0 && len(c.Deadlines) == 0 && c.Now.IsZero()
}

// review is one run of a Reviewer.
type review struct {
	r     *Reviewer
	set   *ruleset
	c     Context
	draft string
	found []Finding
	heard heard // what the customer's message says; filled when asked
}

// phrases turns the matches of rules into findings.
func (v *review) phrases(a *analysis) {
	for _, m := range a.matches {
		t := &v.set.targets[m.Value]
		if t.mark != 0 || !a.holds(t.c, m) {
			continue
		}
		if v.inPlace(a, v.set.rules[t.rule].id, m) {
			continue
		}
		v.add(t.rule, m.Start, m.End, t.c.suggestion)
	}
}

// add appends a finding unless an equal or longer one of its rule overlaps it.
func (v *review) add(n, start, end int, suggestion string) *Finding {
	x := v.set.rules[n]
	if v.off(x.id) {
		return nil
	}
	for i := range v.found {
		f := &v.found[i]
		if f.Rule == x.id && f.Start < end && start < f.End {
			if f.End-f.Start < end-start {
				f.Start, f.End, f.Text = start, end, v.draft[start:end]
				if suggestion != "" {
					f.Suggestion = suggestion
				}
			}
			return f
		}
	}
	v.found = append(v.found, Finding{
		Rule: x.id, Severity: v.set.severity(x), Start: start, End: end, Text: v.draft[start:end],
		Reason: v.reason(x), Suggestion: cmp.Or(suggestion, x.suggestion), Practice: x.practice,
	})
	return &v.found[len(v.found)-1]
}

// rule adds a finding of a rule whose check is code. Pairs fill the {name}s of its
// reason. A language whose file lacks the rule does not have it.
func (v *review) rule(id string, sp text.Span, pairs ...string) {
	n, ok := v.set.byID[id]
	if !ok {
		return
	}
	if f := v.add(n, sp.Start, sp.End, ""); f != nil && len(pairs) > 0 {
		for i := 0; i+1 < len(pairs); i += 2 {
			f.Reason = strings.ReplaceAll(f.Reason, "{"+pairs[i]+"}", pairs[i+1])
			f.Suggestion = strings.ReplaceAll(f.Suggestion, "{"+pairs[i]+"}", pairs[i+1])
		}
	}
}

func (v *review) wholeDraft(id string, pairs ...string) {
	v.rule(id, text.Span{End: len(v.draft)}, pairs...)
}

// has reports whether the language has the rule and the policy lets it look.
func (v *review) has(id string) bool {
	_, ok := v.set.byID[id]
	return ok && !v.off(id)
}

func (v *review) off(id string) bool {
	if v.r.policy == nil {
		return false
	}
	at := v.r.where
	at.Language = v.set.base
	return v.r.policy.Setting(practice.RuleID(id), at) == practice.Off
}

func (v *review) reason(x rule) string {
	if v.r.reader != nil {
		if n, ok := v.r.reader.byID[x.id]; ok {
			return v.r.reader.rules[n].reason
		}
	}
	return x.reason
}

// finish orders the findings and puts aside what is suppressed.
func (v *review) finish() []Finding {
	if len(v.found) == 0 {
		return nil
	}
	slices.SortStableFunc(v.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.End, b.End))
	})
	for i := range v.found {
		f := &v.found[i]
		for _, s := range v.r.suppress {
			if f.Rule == s.Rule && strings.Contains(text.Fold(f.Text), s.Phrase) {
				f.Suppressed = s.Reason
				break
			}
		}
	}
	return v.found
}
