package review

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

// ruleset is the compiled rules of one language. It is immutable.
type ruleset struct {
	base    string
	checked bool
	m       *text.Matcher
	targets []target // by value of a match
	rules   []rule
	byID    map[string]int
	marks   map[string]uint64
	texts   map[string]string
}

// target is what a match means: a mark, or a case of a rule.
type target struct {
	mark uint64 // not 0: a mark
	rule int
	c    *compiledCase
}

type rule struct {
	id         string
	severity   Severity
	practice   practice.ID
	reason     string
	suggestion string
}

type compiledCase struct {
	unlessSentence, unlessDraft, unlessAfter uint64
	needsSentence, needsPrevious, needsDraft uint64
	when                                     uint8
	suggestion                               string
}

const maxMarks = 64

// compiler gathers the files of one language: ours, then the host's.
type compiler struct {
	set      *ruleset
	lex      *text.Lexicon
	patterns []text.Pattern
	where    []place // of each pattern
}

// place says where a pattern stands.
type place struct {
	src *source
	key string
}

// owned is a rule or mark with the file that it came from.
type owned[T any] struct {
	src *source
	key string
	val T
}

// compileSet builds the rules of a language from its files; later files replace
// rules, marks, classes and texts of earlier ones by name.
func compileSet(base string, files []*source) (*ruleset, error) {
	lex, err := text.NewLexicon(base)
	if err != nil {
		return nil, asRuleError(err)
	}
	c := &compiler{set: &ruleset{base: base, byID: make(map[string]int), marks: make(map[string]uint64), texts: make(map[string]string)}, lex: lex}
	marks := make(map[string]owned[markData])
	var rules []owned[ruleData]
	index := make(map[string]int)
	for _, src := range files {
		c.lex = c.lex.With(src.data.Classes)
		maps.Copy(c.set.texts, src.data.Texts)
		c.set.checked = src.data.Checked
		for name, m := range src.data.Marks {
			marks[name] = owned[markData]{src, "marks." + name, m}
		}
		for i, r := range src.data.Rules {
			o := owned[ruleData]{src, fmt.Sprintf("rules[%d]", i), r}
			if n, ok := index[r.ID]; ok {
				rules[n] = o
			} else {
				index[r.ID] = len(rules)
				rules = append(rules, o)
			}
		}
	}
	if err := c.addMarks(marks, files); err != nil {
		return nil, err
	}
	for _, r := range rules {
		if err := c.addRule(r); err != nil {
			return nil, err
		}
	}
	return c.finish()
}

func (c *compiler) addMarks(marks map[string]owned[markData], files []*source) error {
	if len(marks) > maxMarks {
		return files[len(files)-1].fail("marks", "makes %d marks: %d at most", len(marks), maxMarks)
	}
	for i, name := range slices.Sorted(maps.Keys(marks)) {
		o := marks[name]
		bit := uint64(1) << i
		c.set.marks[name] = bit
		c.target(target{mark: bit}, o.src, o.key, o.val.Patterns, o.val.Except, o.val.Capitals)
	}
	return nil
}

// target adds patterns whose matches mean t.
func (c *compiler) target(t target, src *source, key string, patterns, except []string, capitals bool) {
	v := len(c.set.targets)
	c.set.targets = append(c.set.targets, t)
	for i, p := range patterns {
		c.patterns = append(c.patterns, text.Pattern{Text: p, Value: v, Capitals: capitals})
		c.where = append(c.where, place{src, fmt.Sprintf("%s.patterns[%d]", key, i)})
	}
	for i, p := range except {
		c.patterns = append(c.patterns, text.Pattern{Text: p, Value: v, Except: true})
		c.where = append(c.where, place{src, fmt.Sprintf("%s.except[%d]", key, i)})
	}
}

func (c *compiler) addRule(o owned[ruleData]) error {
	r := o.val
	n := len(c.set.rules)
	c.set.byID[r.ID] = n
	c.set.rules = append(c.set.rules, rule{id: r.ID, severity: r.Severity, practice: r.Practice, reason: r.Reason, suggestion: r.Suggestion})
	for i, d := range r.Cases {
		key := fmt.Sprintf("%s.cases[%d]", o.key, i)
		cc := &compiledCase{suggestion: d.Suggestion}
		for _, l := range []struct {
			name  string
			marks []string
			to    *uint64
		}{
			{"unless_sentence", d.UnlessSentence, &cc.unlessSentence}, {"unless_draft", d.UnlessDraft, &cc.unlessDraft},
			{"unless_after", d.UnlessAfter, &cc.unlessAfter}, {"needs_sentence", d.NeedsSentence, &cc.needsSentence},
			{"needs_previous", d.NeedsPrevious, &cc.needsPrevious}, {"needs_draft", d.NeedsDraft, &cc.needsDraft},
		} {
			for m, name := range l.marks {
				bit, ok := c.set.marks[name]
				if !ok {
					return o.src.fail(fmt.Sprintf("%s.%s[%d]", key, l.name, m), "mark %q is not defined", name)
				}
				*l.to |= bit
			}
		}
		for _, f := range d.When {
			cc.when |= factNames[f]
		}
		c.target(target{rule: n, c: cc}, o.src, key, d.Patterns, d.Except, d.Capitals)
	}
	return nil
}

func (c *compiler) finish() (*ruleset, error) {
	m, err := text.Compile(c.lex, c.patterns)
	var bad *text.PatternError
	if errors.As(err, &bad) {
		w := c.where[bad.Index]
		return nil, w.src.fail(w.key, "%q %s", bad.Text, bad.Reason)
	}
	if err != nil {
		return nil, fmt.Errorf("review: %w", err)
	}
	c.set.m = m
	return c.set, nil
}
