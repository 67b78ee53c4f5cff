package commitment

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Ids are opaque strings that the host chooses. They are never localised (4711
// is never printed 4,711), are kept when the words of a promise are erased, and
// may appear in logs and metrics: put no personal data into them.
type (
	// TenantID separates customers of the host from each other. Empty is a
	// valid tenant: that of a host that has only one.
	TenantID string
	// PromiseID names a promise, unique within its tenant.
	PromiseID string
	// CaseID names the host's ticket or conversation that a promise belongs to.
	CaseID string
	// PartyID names a person, a team's queue or a bot.
	PartyID string
	// TeamID names the team that answers for a promise in the record.
	TeamID string
	// Kind groups promises of the same sort ("callback", "bugfix", "rca"), so
	// that effort can be learnt and reported per sort.
	Kind string
	// DependencyID names what several promises hang on: a release, a spare part
	// (practice C9).
	DependencyID string
	// Channel names a way to reach a party ("email", "slack"). Empty is the
	// host's default channel.
	Channel string
	// SubjectID names what an alarm is about: a promise ([Promise.Subject]) or a
	// deadline of the host's own, such as an SLA clock ([Plan]).
	SubjectID string
)

// Revision counts the changes of a promise or of a foreign subject's plan,
// from 1. It only grows. Zero means "not stored yet".
type Revision int64

// MaxID is the longest id, in bytes, that validation lets through.
const MaxID = 256

// promisePrefix starts the SubjectID of every promise; foreign subjects may not
// start with it.
const promisePrefix = "promise:"

// SubjectOf returns the subject under which the alarms of a promise are stored.
func SubjectOf(id PromiseID) SubjectID { return SubjectID(promisePrefix + string(id)) }

// Promise returns the promise the subject stands for, and whether it stands for
// one at all.
func (s SubjectID) Promise() (PromiseID, bool) {
	id, ok := strings.CutPrefix(string(s), promisePrefix)
	return PromiseID(id), ok
}

// checkID refuses an id that a store or a header could not carry.
func checkID(field, id string) error {
	switch {
	case len(id) > MaxID:
		return &FieldError{Field: field, Value: clip(id), Want: fmt.Sprintf("at most %d bytes", MaxID), Err: ErrID}
	case !utf8.ValidString(id):
		return &FieldError{Field: field, Value: clip(fmt.Sprintf("%q", id)), Want: "valid UTF-8", Err: ErrID}
	case strings.ContainsFunc(id, unicode.IsControl):
		return &FieldError{Field: field, Value: clip(fmt.Sprintf("%q", id)), Want: "no control characters", Err: ErrID}
	}
	return nil
}
