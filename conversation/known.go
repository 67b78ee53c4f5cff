package conversation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// rcaRules is how many rules a root cause analysis has: R1 to R36. A policy may be
// shared with one, which knows this package while this one does not know it.
const rcaRules = 36

// checkPolicy refuses entries of the policy that can't match any rule: since a
// policy that is given decides alone, a misspelt id would open the gate it was to
// close.
func (c *compiler) checkPolicy() {
	if c.opts.Policy == nil {
		return
	}
	known := c.rulesKnown()
	for i, r := range c.opts.Policy.Rules {
		prefix, glob := strings.CutSuffix(r.Rule, "*")
		fits := func(id string) bool { return id == r.Rule || glob && strings.HasPrefix(id, prefix) }
		if check, _ := builtin(practice.RuleID(r.Rule)); check != nil || slices.ContainsFunc(known, fits) {
			continue
		}
		c.bad(fmt.Sprintf("Options.Policy.rules[%d].rule %q", i, r.Rule),
			"matches no guard of this playbook, no review rule and no rule of an analysis, so it would set nothing; %s",
			nearest(prefix, known))
	}
}

// rulesKnown lists the ids that a policy of this playbook can set.
func (c *compiler) rulesKnown() []string {
	var known []string
	for _, g := range c.guards {
		known = append(known, string(g.id))
	}
	for _, row := range practice.All() {
		known = append(known, string(row.ID)+".complete")
	}
	for _, tag := range c.opts.Reviewer.Languages() {
		for _, r := range c.opts.Reviewer.Rules(tag) {
			known = append(known, string(r.ID))
		}
	}
	for i := range rcaRules {
		known = append(known, fmt.Sprintf("R%d", i+1))
	}
	slices.Sort(known)
	return slices.Compact(known)
}

// nearest says which ids may be meant: those that begin so, or are a few letters off.
func nearest(id string, known []string) string {
	const most = 3
	letters := func(k string) int { return apart(strings.ToLower(id), strings.ToLower(k)) }
	var begin, near []string
	for _, k := range known {
		switch {
		case strings.HasPrefix(k, id+"."):
			begin = append(begin, k)
		case letters(k) <= max(1, len(k)/4):
			near = append(near, k)
		}
	}
	slices.SortStableFunc(near, func(x, y string) int { return letters(x) - letters(y) })
	all := slices.Concat(begin, near)
	if len(all) == 0 {
		return "see Playbook.Guards and review.Reviewer.Rules for the ids"
	}
	return fmt.Sprintf("did you mean one of %q?", all[:min(most, len(all))])
}

// apart is how many letters have to be put in, taken out or replaced to make a of b.
// Ids are short; of one that is not, the beginning decides.
func apart(a, b string) int {
	a = a[:min(len(a), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
