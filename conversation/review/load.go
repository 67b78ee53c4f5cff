package review

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/internal/text"
	"golang.org/x/text/language"
)

//go:embed rules/*.json
var embedded embed.FS

// fileData is the form of a rule file.
type fileData struct {
	// Checked says that a native reviewer went over the file.
	Checked bool                `json:"checked"`
	Note    string              `json:"note"`
	Classes map[string][]string `json:"classes"` // see internal/text.Pattern
	Marks   map[string]markData `json:"marks"`
	Texts   map[string]string   `json:"texts"`
	Rules   []ruleData          `json:"rules"`
}

// markData is a mark: phrases that make a sentence one of a kind, for conditions
// of rules ("time", "apology").
type markData struct {
	Patterns []string `json:"patterns"`
	Except   []string `json:"except"`
	Capitals bool     `json:"capitals"` // only words written in capitals
}

// ruleData is a rule as a file has it. A rule without cases is one whose check is
// code; the file gives its texts.
type ruleData struct {
	ID         string      `json:"id"`
	Severity   Severity    `json:"severity"`
	Practice   practice.ID `json:"practice"`
	Reason     string      `json:"reason"`
	Suggestion string      `json:"suggestion"`
	Cases      []caseData  `json:"cases"`
}

// caseData is one way to break the rule: phrases and the conditions on marks and
// context under which they count.
type caseData struct {
	Patterns   []string `json:"patterns"`
	Except     []string `json:"except"`
	Suggestion string   `json:"suggestion"`
	Capitals   bool     `json:"capitals"` // only words written in capitals: SIT, not "sit"
	conditions
}

// conditions on marks. All must hold.
type conditions struct {
	UnlessSentence []string `json:"unless_sentence"` // none of these marks in the sentence
	UnlessDraft    []string `json:"unless_draft"`    // none anywhere
	UnlessAfter    []string `json:"unless_after"`    // none in the sentence or after it
	NeedsSentence  []string `json:"needs_sentence"`  // one of these in the sentence
	NeedsPrevious  []string `json:"needs_previous"`  // one of these in the sentence before
	NeedsDraft     []string `json:"needs_draft"`     // one of these anywhere
	When           []string `json:"when"`            // facts of the Context
}

// facts that conditions.When may name.
const (
	factFaultUnknown uint8 = 1 << iota
	factUpset
)

var factNames = map[string]uint8{"fault-unknown": factFaultUnknown, "upset": factUpset}

// source is a parsed file with what errors need.
type source struct {
	name  string
	lines map[string]int
	data  fileData
}

func (s *source) fail(key, format string, args ...any) error {
	return &RuleError{File: s.name, Line: s.lines[key], Key: key, Reason: fmt.Sprintf(format, args...)}
}

// asRuleError turns the error of a data file into one of this package.
func asRuleError(err error) error {
	var d *text.DataError
	if errors.As(err, &d) {
		return &RuleError{File: d.File, Line: d.Line, Key: d.Key, Reason: d.Reason}
	}
	return err
}

// sources reads the files of a folder, keyed by base language.
func sources(fsys fs.FS) (map[string]*source, error) {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, fmt.Errorf("review: list rules: %w", err)
	}
	out := make(map[string]*source, len(names))
	for _, name := range names {
		stem := strings.TrimSuffix(path.Base(name), ".json")
		tag, err := language.Parse(stem)
		if err != nil {
			return nil, &RuleError{File: name, Reason: "is not named for a language, such as en.json"}
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("review: read rules: %w", err)
		}
		s := &source{name: name}
		if err := text.DecodeFile(name, b, &s.data); err != nil {
			return nil, asRuleError(err)
		}
		if s.lines, err = text.Lines(name, b); err != nil {
			return nil, asRuleError(err)
		}
		if err := s.check(); err != nil {
			return nil, err
		}
		base, _ := tag.Base()
		if out[base.String()] != nil {
			return nil, &RuleError{File: name, Reason: "is a second file for language " + base.String()}
		}
		out[base.String()] = s
	}
	return out, nil
}

// check validates what can be seen without the other files.
func (s *source) check() error {
	seen := make(map[string]bool)
	for i, r := range s.data.Rules {
		key := fmt.Sprintf("rules[%d]", i)
		switch {
		case r.ID == "":
			return s.fail(key, "has no id")
		case strings.ContainsFunc(r.ID, func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' }):
			return s.fail(key+".id", "%q: small letters, digits and hyphens only", r.ID)
		case seen[r.ID]:
			return s.fail(key+".id", "%q is there twice", r.ID)
		case r.Reason == "":
			return s.fail(key, "%s has no reason: say what the wording does to the customer", r.ID)
		case r.Practice != "" && !r.Practice.Valid():
			return s.fail(key+".practice", "%q is no practice id, such as B1", r.Practice)
		}
		seen[r.ID] = true
		for n, c := range r.Cases {
			if len(c.Patterns) == 0 {
				return s.fail(fmt.Sprintf("%s.cases[%d]", key, n), "has no patterns")
			}
			for m, f := range c.When {
				if factNames[f] == 0 {
					return s.fail(fmt.Sprintf("%s.cases[%d].when[%d]", key, n, m), "%q is not known: one of %q", f, slices.Sorted(maps.Keys(factNames)))
				}
			}
		}
	}
	return nil
}
