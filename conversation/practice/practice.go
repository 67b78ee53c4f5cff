// Package practice names what evenkeel holds a conversation to: the practices
// of good support work by id ("A6", restate until the customer says yes), the
// stages a conversation goes through with their place in the methods that
// support teams are trained in (HEAT, the six steps, listen-advise-solve-thank,
// the five listening steps), and the [Policy] that says, rule by rule, whether
// a finding is only watched, warned about or refused.
//
// The package holds data and small lookups only. Everything in it is a value,
// safe for concurrent use, and depends on the standard library alone, so that
// every other package can name a practice.
package practice

import (
	"slices"
	"strings"
)

// ID is the stable name of a practice: a letter for its area (A the
// conversation, B the reply, C commitments, D root cause analysis) and a
// number. Ids are never reused.
type ID string

// Valid reports whether the practice is one of [All].
func (id ID) Valid() bool { _, ok := Lookup(id); return ok }

// Source says which written account of support work a practice comes from.
type Source string

// The five sources.
const (
	HEAT      Source = "H" // a write-up of HEAT training
	Managing  Source = "M" // notes on managing the customer
	Word      Source = "W" // "your word is your bond"
	HelpDesk  Source = "T" // a technical assistance centre's help-desk notes
	Irate     Source = "I" // a chapter on irate customers
	HouseRule Source = "–" // no source: a rule of this library's own
)

// Practice is one row of the practices.
type Practice struct {
	ID      ID
	Title   string // what to do, in a few words
	Reason  string // why it helps, in a sentence
	Sources []Source
}

// Lookup returns the practice with the id, and whether there is one.
func Lookup(id ID) (Practice, bool) {
	i, ok := slices.BinarySearchFunc(all(), id, func(p Practice, id ID) int { return compareIDs(p.ID, id) })
	if !ok {
		return Practice{}, false
	}
	p := all()[i]
	p.Sources = slices.Clone(p.Sources)
	return p, true
}

// All returns every practice in order, A1 to D7. The slice is the caller's.
func All() []Practice {
	ps := slices.Clone(all())
	for i := range ps {
		ps[i].Sources = slices.Clone(ps[i].Sources)
	}
	return ps
}

// Compare orders ids as the practices are numbered: A2 before A10 before B1.
func Compare(a, b ID) int { return compareIDs(a, b) }

func compareIDs(a, b ID) int {
	if a == "" || b == "" || a[0] != b[0] || len(a) == len(b) {
		return strings.Compare(string(a), string(b))
	}
	return len(a) - len(b)
}
