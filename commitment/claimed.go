package commitment

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
)

// A Claimed promise is one that somebody says we made: "you promised Tuesday"
// (practice C13).
type Claimed struct {
	Tenant   TenantID
	Case     CaseID
	Customer PartyID // who says so; Case or Customer is required
	What     string  // what they say was promised, in their words; may be empty
	// Earliest and Deadline are when they say it was due, as read from their
	// words. Zero: not said.
	Earliest, Deadline time.Time
}

// A Match is a promise on record that a claim may be about.
type Match struct {
	Promise Promise
	// Revision of the history that set the terms which match best: not the
	// present ones where the promise was renegotiated since.
	Revision Revision
	Due      Due
	// Renegotiated reports that those terms do not hold any more.
	Renegotiated bool
	// Time reports that the due lies in the time claimed. Words says from 0 to 1
	// how far the words agree: those in common, as a share of the shorter text's.
	Time  bool
	Words float64
}

// Lookup is what the record says about a claim.
type Lookup struct {
	// Matches are the promises it may be about, best first. Empty: nothing of
	// the sort is on record.
	Matches []Match
	// Candidate is, when nothing matches, the promise to confirm or correct with
	// the customer before it is made: what they say, the customer and zone as the
	// record knows them, and the queue as its owner. It is not stored, and has no id.
	Candidate *Promise
}

// Claimed looks up in the record what somebody says was promised. A promise of
// the same case or customer matches when its due, now or before it was
// renegotiated, lies in the time claimed, or when words agree: who remembers the
// wrong day is to be corrected, not denied. A claim with neither matches every
// promise of the case or customer. A claim without case and customer is [ErrID].
func (k *Keeper) Claimed(ctx context.Context, c Claimed) (Lookup, error) {
	if c.Case == "" && c.Customer == "" {
		return Lookup{}, &FieldError{Field: "customer", Want: "a case or a customer", Err: ErrID}
	}
	found := map[PromiseID]Promise{}
	for _, q := range []Query{{Tenant: c.Tenant, Case: c.Case}, {Tenant: c.Tenant, Customer: c.Customer}} {
		if q.Case == "" && q.Customer == "" {
			continue
		}
		err := k.each(ctx, q, func(p Promise) error {
			found[p.ID] = p
			return nil
		})
		if err != nil {
			return Lookup{}, err
		}
	}
	var l Lookup
	for _, p := range found {
		if m, ok := match(p, c); ok {
			l.Matches = append(l.Matches, m)
		}
	}
	slices.SortFunc(l.Matches, compareMatches)
	if len(l.Matches) == 0 {
		customer := customerOf(found, c)
		p := k.owned(Promise{
			Tenant: c.Tenant, Case: c.Case, What: c.What, Customer: customer,
			Due: Due{Earliest: c.Earliest, Deadline: c.Deadline, Zone: customer.Zone},
		})
		l.Candidate = &p
	}
	return l, nil
}

// customerOf is who claims, with the name, zone and language of the newest promise
// to them.
func customerOf(found map[PromiseID]Promise, c Claimed) Party {
	who := Party{ID: c.Customer}
	var newest time.Time
	for _, id := range sortedKeys(found) {
		p := found[id]
		if !p.Customer.IsZero() && (c.Customer == "" || p.Customer.ID == c.Customer) && p.MadeAt.After(newest) {
			who, newest = p.Customer, p.MadeAt
		}
	}
	return who
}

// compareMatches puts agreement in time first, then in words, then open promises,
// then the newest.
func compareMatches(x, y Match) int {
	first := func(a, b bool) int {
		switch {
		case a == b:
			return 0
		case a:
			return -1
		}
		return 1
	}
	return cmp.Or(first(x.Time, y.Time), cmp.Compare(y.Words, x.Words), first(!x.Promise.State.Closed(), !y.Promise.State.Closed()),
		y.Promise.MadeAt.Compare(x.Promise.MadeAt), cmp.Compare(x.Promise.ID, y.Promise.ID))
}

// alike is from which share on words agree. It is low: a person looks at the
// matches, and one that is missing would have us deny our own word.
const alike = 1.0 / 3

// match compares a promise, under all terms it ever had, with a claim. The newest
// terms win.
func match(p Promise, c Claimed) (Match, bool) {
	m := Match{Promise: p, Due: p.Due, Revision: p.lastTerms(), Words: overlap(c.What, p.What)}
	timed := !c.Deadline.IsZero() || !c.Earliest.IsZero()
	for i := len(p.History) - 1; timed && i >= 0; i-- {
		if e := p.History[i]; e.Due != nil && within(e.Due.Deadline, c.Earliest, c.Deadline) {
			m.Time, m.Due, m.Revision = true, *e.Due, e.Revision
			break
		}
	}
	m.Renegotiated = m.Revision != p.lastTerms()
	return m, m.Time || m.Words >= alike || !timed && c.What == ""
}

func (p *Promise) lastTerms() Revision {
	for i := len(p.History) - 1; i >= 0; i-- {
		if p.History[i].Due != nil {
			return p.History[i].Revision
		}
	}
	return 0
}

// within reports whether t lies in a window, whose ends may be open.
func within(t, from, to time.Time) bool {
	return (from.IsZero() || !t.Before(from)) && (to.IsZero() || !t.After(to))
}

// overlap is how many words of three letters or more two texts have in common, as
// a share of those of the shorter one; words count once.
func overlap(claim, promise string) float64 {
	have := words(promise)
	want := words(claim)
	hits := 0
	for w := range want {
		if have[w] {
			hits++
		}
	}
	if len(want) == 0 || len(have) == 0 {
		return 0
	}
	return float64(hits) / float64(min(len(want), len(have)))
}

// maxWords bounds the work on untrusted text.
const maxWords = 1000

// words returns a text's words in lower case. In scripts that put no spaces
// between words, pairs of letters stand in for them.
func words(s string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		if len(set) == maxWords {
			break
		}
		w = strings.ToLower(w)
		letters := []rune(w)
		switch {
		case unicode.In(letters[0], unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			for i := 1; i < len(letters) && len(set) < maxWords; i++ {
				set[string(letters[i-1:i+1])] = true
			}
		case len(letters) >= 3:
			set[w] = true
		}
	}
	return set
}
