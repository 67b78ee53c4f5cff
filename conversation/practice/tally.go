package practice

import (
	"maps"
	"slices"
)

// Tally counts, per rule, how often people agreed with a finding. A team looks
// at it before it lets a rule block: a rule that is often dismissed would stop
// good replies. The zero value is ready; a Tally is not safe for concurrent use.
type Tally struct {
	counts map[RuleID]Count
}

// Count is how often findings of a rule were accepted and dismissed.
type Count struct {
	Accepted  int `json:"accepted"`
	Dismissed int `json:"dismissed"`
}

// Judged is the number of findings somebody judged.
func (c Count) Judged() int { return c.Accepted + c.Dismissed }

// Precision is the share of the judged findings that were accepted, from 0 to
// 1; ok is false where none was judged.
func (c Count) Precision() (share float64, ok bool) {
	if c.Judged() == 0 {
		return 0, false
	}
	return float64(c.Accepted) / float64(c.Judged()), true
}

// Accept records that a finding of the rule was right.
func (t *Tally) Accept(rule RuleID) { t.add(rule, Count{Accepted: 1}) }

// Dismiss records that a finding of the rule was wrong.
func (t *Tally) Dismiss(rule RuleID) { t.add(rule, Count{Dismissed: 1}) }

func (t *Tally) add(rule RuleID, c Count) {
	if t.counts == nil {
		t.counts = make(map[RuleID]Count)
	}
	was := t.counts[rule]
	t.counts[rule] = Count{was.Accepted + c.Accepted, was.Dismissed + c.Dismissed}
}

// Count returns the rule's counts.
func (t *Tally) Count(rule RuleID) Count { return t.counts[rule] }

// Rules returns the rules that were judged, sorted.
func (t *Tally) Rules() []RuleID { return slices.Sorted(maps.Keys(t.counts)) }

// Merge adds what another tally counted.
func (t *Tally) Merge(other *Tally) {
	for rule, c := range other.counts {
		t.add(rule, c)
	}
}
