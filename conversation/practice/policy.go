package practice

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// RuleID is the stable name of one check that a [Policy] can set: a guard of a
// conversation ("A6"), a rule of a reply review ("vague-time") or a rule of a
// root cause analysis ("R12"). Hosts add their own.
type RuleID string

// FailsClosed reports whether the rule protects what must not leave the house
// (secrets, internal names, facts that were not disclosed). Such a rule blocks
// under every policy: a leak cannot be taken back.
func (r RuleID) FailsClosed() bool {
	switch r {
	case "leak-secret", "leak-internals", "ask-secret",
		"R23", "R24", "R25", "R26", "R29", "R30":
		return true
	}
	return false
}

// Setting says what happens when a rule finds something. The zero value is
// Observe: the finding is recorded and changes nothing, so that a team can
// first see what a rule would have done.
type Setting uint8

// The settings, from the default.
const (
	Observe Setting = iota // record it
	Off                    // do not even look
	Warn                   // tell the author
	Block                  // refuse
)

var settingNames = []string{"observe", "off", "warn", "block"}

// String returns "observe", "off", "warn" or "block".
func (s Setting) String() string { return enumString("Setting", settingNames, uint8(s)) }

// MarshalText writes the setting's name; an unknown setting is an error.
func (s Setting) MarshalText() ([]byte, error) {
	return enumMarshal("Setting", settingNames, uint8(s))
}

// UnmarshalText reads a setting's name; an unknown name is an error that lists them.
func (s *Setting) UnmarshalText(text []byte) error {
	v, err := enumUnmarshal("Setting", settingNames, text)
	if err == nil {
		*s = Setting(v)
	}
	return err
}

// ApologyPolicy says when to apologise (A7): the sources disagree, so a team
// chooses. The zero value is RegretFirst.
type ApologyPolicy uint8

// The apology policies.
const (
	RegretFirst ApologyPolicy = iota // regret at once, admission when the fault is established
	FaultOnly                        // no apology before a fault is established; empathy in its place
	Sparing                          // one apology an episode
)

var apologyNames = []string{"regret-first", "fault-only", "sparing"}

// String returns "regret-first", "fault-only" or "sparing".
func (a ApologyPolicy) String() string { return enumString("ApologyPolicy", apologyNames, uint8(a)) }

// MarshalText writes the policy's name; an unknown policy is an error.
func (a ApologyPolicy) MarshalText() ([]byte, error) {
	return enumMarshal("ApologyPolicy", apologyNames, uint8(a))
}

// UnmarshalText reads a policy's name; an unknown name is an error that lists them.
func (a *ApologyPolicy) UnmarshalText(text []byte) error {
	v, err := enumUnmarshal("ApologyPolicy", apologyNames, text)
	if err == nil {
		*a = ApologyPolicy(v)
	}
	return err
}

// Where says in which conversation a rule is asked about. A zero field means
// unknown, and matches only policy rules that leave the field open.
type Where struct {
	Channel  string
	Language string // BCP 47; "de" matches a rule for "de" and one for any language
	Team     string
}

// PolicyRule sets the rules that match to one setting.
type PolicyRule struct {
	// Rule is a rule id, or a prefix followed by "*" ("A*", "leak-*", "*").
	Rule string `json:"rule"`
	// Channel, Language and Team narrow the rule; empty means any.
	Channel  string  `json:"channel,omitempty"`
	Language string  `json:"language,omitempty"`
	Team     string  `json:"team,omitempty"`
	Setting  Setting `json:"setting"`
	// Reason is kept with the setting; one is required to turn a rule off.
	Reason string `json:"reason,omitempty"`
}

func (r PolicyRule) matches(id RuleID, at Where) bool {
	return matchRule(r.Rule, id) &&
		(r.Channel == "" || r.Channel == at.Channel) &&
		(r.Language == "" || sameLanguage(r.Language, at.Language)) &&
		(r.Team == "" || r.Team == at.Team)
}

func matchRule(pattern string, id RuleID) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(string(id), prefix)
	}
	return pattern == string(id)
}

// sameLanguage reports whether tag is the language want or a variety of it.
func sameLanguage(want, tag string) bool {
	return len(tag) >= len(want) && strings.EqualFold(tag[:len(want)], want) &&
		(len(tag) == len(want) || tag[len(want)] == '-')
}

// Policy sets every guard, review rule and analysis rule to off, observe, warn
// or block. The zero Policy, and a nil one, observe everything, so that a team
// can adopt the practices gradually. A Policy is read-only once it is in use
// and then safe for concurrent use.
type Policy struct {
	// Apology is when to apologise; default RegretFirst.
	Apology ApologyPolicy `json:"apology"`
	// Default is the setting of a rule that no entry of Rules matches; default Observe.
	Default Setting `json:"default"`
	// Rules are looked at from the last to the first; the first match decides.
	Rules []PolicyRule `json:"rules,omitempty"`
	// BotOverrides lets programs skip a guard with an override; default agents only.
	BotOverrides bool `json:"bot_overrides,omitempty"`
	// Reviewed lists the languages whose rules a native reviewer has checked;
	// default English. In any other language a rule warns at most, because a
	// rule that nobody checked must not stop a reply.
	Reviewed []string `json:"reviewed,omitempty"`
}

// Setting returns what applies to the rule there. A rule that
// [RuleID.FailsClosed] blocks whatever the policy says.
func (p *Policy) Setting(rule RuleID, at Where) Setting {
	s, _, _ := p.decide(rule, at)
	return s
}

// Effective is the setting of a rule and what decided it, to print or audit.
type Effective struct {
	Rule    RuleID  `json:"rule"`
	Setting Setting `json:"setting"`
	// Because names the policy entry ("rules[2]"), "default", "fails closed",
	// or "language not reviewed".
	Because string `json:"because"`
	Reason  string `json:"reason,omitempty"`
}

// Effective returns the settings that apply to the rules there, in their order.
func (p *Policy) Effective(rules []RuleID, at Where) []Effective {
	out := make([]Effective, len(rules))
	for i, rule := range rules {
		s, entry, because := p.decide(rule, at)
		out[i] = Effective{Rule: rule, Setting: s, Because: because}
		if entry >= 0 {
			out[i].Because, out[i].Reason = fmt.Sprintf("rules[%d]", entry), p.Rules[entry].Reason
		}
	}
	return out
}

// decide returns the setting with the index of the entry that decided it, or
// with a negative index and the words for what else did.
func (p *Policy) decide(rule RuleID, at Where) (s Setting, entry int, because string) {
	if rule.FailsClosed() {
		return Block, -1, "fails closed"
	}
	entry = p.find(rule, at)
	switch {
	case entry >= 0:
		s = p.Rules[entry].Setting
	case p != nil:
		s = p.Default
	}
	if s == Block && !p.reviewed(at.Language) {
		return Warn, -1, "language not reviewed"
	}
	return s, entry, "default"
}

func (p *Policy) find(rule RuleID, at Where) int {
	if p == nil {
		return -1
	}
	for i := len(p.Rules) - 1; i >= 0; i-- {
		if p.Rules[i].matches(rule, at) {
			return i
		}
	}
	return -1
}

// reviewed treats an unknown language as reviewed: guards that read no text
// hold in every language.
func (p *Policy) reviewed(tag string) bool {
	if tag == "" || tag == "und" {
		return true
	}
	if p == nil || len(p.Reviewed) == 0 {
		return sameLanguage("en", tag)
	}
	return slices.ContainsFunc(p.Reviewed, func(want string) bool { return sameLanguage(want, tag) })
}

// ErrPolicy is what every error of [Policy.Validate] and [ReadPolicy] wraps.
var ErrPolicy = errors.New("practice: invalid policy")

// Validate reports every problem of the policy, joined, each naming the entry,
// the value and the way out.
func (p *Policy) Validate() error {
	if p == nil {
		return nil
	}
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%w: "+format, append([]any{ErrPolicy}, args...)...))
	}
	if int(p.Apology) >= len(apologyNames) {
		bad("apology: %v is none of %q", p.Apology, apologyNames)
	}
	if int(p.Default) >= len(settingNames) {
		bad("default: %v is none of %q", p.Default, settingNames)
	}
	for i, r := range p.Rules {
		switch {
		case r.Rule == "":
			bad(`rules[%d].rule: empty; name a rule id, or "*" for all`, i)
		case strings.Contains(strings.TrimSuffix(r.Rule, "*"), "*"):
			bad(`rules[%d].rule: %q: "*" may stand at the end only`, i, r.Rule)
		case int(r.Setting) >= len(settingNames):
			bad("rules[%d].setting: %v is none of %q", i, r.Setting, settingNames)
		case r.Setting == Off && r.Reason == "":
			bad("rules[%d].reason: empty; say why %q is off", i, r.Rule)
		case RuleID(r.Rule).FailsClosed() && r.Setting != Block:
			bad("rules[%d].setting: %q protects what must not leave the house and always blocks; remove the entry", i, r.Rule)
		}
	}
	return errors.Join(errs...)
}

// ReadPolicy reads a policy from JSON and validates it. Unknown fields are
// errors, so that a misspelt one is not silently ignored; so is an entry of
// rules that names no setting.
func ReadPolicy(r io.Reader) (*Policy, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	var p Policy
	if err := dec.Decode(&p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPolicy, err)
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return &p, nil
}

// policyRules is the form of Policy.Rules in JSON.
type policyRules []PolicyRule

// UnmarshalJSON reads a policy; an error in an entry of rules names its index.
// Unknown fields are errors.
func (p *Policy) UnmarshalJSON(data []byte) error {
	type plain Policy
	v := struct {
		*plain
		Rules policyRules `json:"rules"`
	}{plain: (*plain)(p), Rules: p.Rules}
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return err
	}
	p.Rules = v.Rules
	return nil
}

// UnmarshalJSON reads the entries one by one.
func (rs *policyRules) UnmarshalJSON(data []byte) error {
	var raw []json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	var out policyRules
	for i, one := range raw {
		var r PolicyRule
		if err := json.Unmarshal(one, &r); err != nil {
			return fmt.Errorf("rules[%d]: %w", i, err)
		}
		out = append(out, r)
	}
	*rs = out
	return nil
}

// UnmarshalJSON demands a setting: without one an entry would silently observe.
func (r *PolicyRule) UnmarshalJSON(data []byte) error {
	type plain PolicyRule
	v := struct {
		*plain
		Setting *Setting `json:"setting"`
	}{plain: (*plain)(r)}
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return err
	}
	if v.Setting == nil {
		return fmt.Errorf("rule %q has no setting; want one of %q", r.Rule, settingNames)
	}
	r.Setting = *v.Setting
	return nil
}
