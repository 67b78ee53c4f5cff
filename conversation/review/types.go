package review

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"golang.org/x/text/language"
)

// ErrRules is wrapped by every error about a rule file; the *[RuleError] in the
// chain has the file, line and key.
var ErrRules = errors.New("review: invalid rules")

// ErrOptions is wrapped by every error about [Options] other than their rules.
var ErrOptions = errors.New("review: invalid options")

// ErrSeverity is wrapped by the error of [Severity.UnmarshalText].
var ErrSeverity = errors.New("review: unknown severity")

// RuleError says where in a rule file something is wrong.
type RuleError struct {
	File   string // as the file system names it
	Line   int    // from 1; 0 when unknown
	Key    string // path of the value, as in rules[3].cases[0].patterns[2]
	Reason string // what is wrong and what would be right
}

// Error implements error.
func (e *RuleError) Error() string {
	s := e.File
	if e.Line > 0 {
		s += fmt.Sprintf(":%d", e.Line)
	}
	if e.Key != "" {
		s += ": " + e.Key
	}
	return "review: " + s + ": " + e.Reason
}

// Unwrap returns [ErrRules].
func (e *RuleError) Unwrap() error { return ErrRules }

// Severity is how much harm a finding does if the draft is sent as it is. What
// happens then is the host's [practice.Policy], not the severity.
type Severity uint8

// The severities, from the zero value.
const (
	Suggestion Severity = iota // better wording exists
	Warning                    // likely to annoy, or leaves the customer with nothing
	Error                      // starts a fight, breaks a promise or leaks
)

var severityNames = []string{"suggestion", "warning", "error"}

// String returns "suggestion", "warning" or "error"; "Severity(n)" for a value
// that is none.
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return fmt.Sprintf("Severity(%d)", uint8(s))
}

// MarshalText writes the name; a value that is none is an error.
func (s Severity) MarshalText() ([]byte, error) {
	if int(s) < len(severityNames) {
		return []byte(severityNames[s]), nil
	}
	return nil, fmt.Errorf("%w: %v", ErrSeverity, s)
}

// UnmarshalText reads a name; an unknown one is an error that lists the names.
func (s *Severity) UnmarshalText(b []byte) error {
	i := slices.Index(severityNames, string(b))
	if i < 0 {
		return fmt.Errorf("%w %q: one of %q", ErrSeverity, b, severityNames)
	}
	*s = Severity(i)
	return nil
}

// Context is what the draft answers. The zero Context is valid: an English draft
// about which nothing is known; rules that compare with the conversation are then
// silent unless the words alone show the matter. Fields are read, never kept.
type Context struct {
	Language language.Tag   // of the draft; zero is English
	Stage    practice.Stage // where the conversation stands; zero: not known
	// Temper of the customer. Unread (zero) with a LastCustomer: gauged by the
	// reviewer where it can.
	Temper       temper.Level
	Confirmed    bool               // the customer confirmed the problem as we restated it (A6)
	FaultKnown   bool               // a fault of ours is established with evidence (A7)
	Earlier      []string           // our previous messages in this thread, oldest first
	LastCustomer string             // what we are answering
	Known        []string           // facts already given: "4711", "order number: 4711", "Ana Ruiz"
	Deadlines    []time.Time        // due instants of the commitments on record
	Now          time.Time          // zero: time phrases are not resolved
	Zone         *time.Location     // the customer's; nil: that of Now
	Calendar     *calendar.Calendar // for "end of day" and business days; nil: Monday to Friday
}

// Finding is something in a draft that is better changed. Start and End are bytes
// of the draft; a finding about the whole draft spans all of it. Reason and
// Suggestion are in the reader's language (Options.Reader). Suppressed holds the
// reason for which the finding was put aside, "" when it was not: suppressed
// findings stay visible.
type Finding struct {
	Rule       string      `json:"rule"`
	Severity   Severity    `json:"severity"`
	Start      int         `json:"start"`
	End        int         `json:"end"`
	Text       string      `json:"text"`
	Reason     string      `json:"reason"`
	Suggestion string      `json:"suggestion,omitempty"`
	Suppressed string      `json:"suppressed,omitempty"`
	Practice   practice.ID `json:"practice"`
}

// Coverage says how much of the catalogue works in a language. The zero Coverage
// is no coverage: drafts in that language get the finding "not-reviewed", and only
// the checks that need no language (secrets, addresses, placeholders).
type Coverage struct {
	Rules   int  // rules with phrases or checks in this language
	Total   int  // rules of the fullest language
	Checked bool // a native reviewer has checked the rules; otherwise findings warn at most
}

// Supported reports whether there are any rules.
func (c Coverage) Supported() bool { return c.Rules > 0 }
