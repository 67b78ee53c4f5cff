package conversation

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

//go:embed playbooks/irate.json
var playbooks embed.FS

// The states of the default playbook, in the order of the practice; the last
// five stand beside it.
const (
	Listening     move.State = "listening"     // they tell, we hear
	Acknowledging move.State = "acknowledging" // the feeling is named
	Identifying   move.State = "identifying"   // facts, specific questions, the why-ladder
	Confirming    move.State = "confirming"    // restated, waiting for their yes
	Advising      move.State = "advising"      // the problem is confirmed: workflow, options, their wish
	Acting        move.State = "acting"        // the plan is agreed, commitments run, updates flow
	Verifying     move.State = "verifying"     // delivered, waiting for their confirmation
	Closing       move.State = "closing"       // thanks, analysis, survey
	Closed        move.State = "closed"        // done; a new contact opens a new episode
	Paused        move.State = "paused"        // a cool-down with a planned follow-up
	HandingOver   move.State = "handing-over"  // waits for acceptance, returns to where it was
	Dormant       move.State = "dormant"       // the customer fell silent: win back
	Ended         move.State = "ended"         // a boundary was crossed after a warning
)

// PlaybookID names a playbook; with its version it stands in every snapshot.
type PlaybookID string

// Definition is a playbook as data, JSON included. Take [Irate] and change it,
// or write one; [NewPlaybook] compiles and checks it.
type Definition struct {
	ID      PlaybookID `json:"id"`
	Version string     `json:"version"`
	Start   move.State `json:"start"`
	// ExpressUpTo is the highest temper at which a clear question gets a direct
	// answer (A1). The default playbook says tense: worry and urgency are helped
	// best by an answer; anger and venting open the full path. Unread never closes the express lane: a language without a
	// gauge must not make every customer take the long way.
	ExpressUpTo temper.Level `json:"express_up_to"`
	// AngerFrom is the score from which a reading of anger is believed; below it
	// the message counts as tense. Refusing on a doubtful reading would be worse
	// than missing it. A score of exactly 0 is a host's own word and is believed.
	AngerFrom float64 `json:"anger_from"`
	// Groups name lists of states; "@live" in From stands for group "live".
	Groups map[string][]move.State       `json:"groups,omitempty"`
	States []StateDef                    `json:"states"`
	Moves  []MoveDef                     `json:"moves,omitempty"` // the host's own
	Edges  []EdgeDef                     `json:"edges"`
	Guards []GuardDef                    `json:"guards"`
	Limits map[transcript.Channel]Limits `json:"limits"` // "" is the default and required
}

// Status is what a state means to a ticket system. The zero value is Open.
type Status uint8

// The statuses.
const (
	StatusOpen     Status = iota // somebody works on it or should
	StatusPaused                 // waits by agreement, or for the customer
	StatusResolved               // nothing is waited for
)

var statusNames = [...]string{"open", "paused", "resolved"}

// String returns the lower-case name.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return fmt.Sprintf("Status(%d)", uint8(s))
}

// MarshalText returns the lower-case name; an unknown value is an error.
func (s Status) MarshalText() ([]byte, error) {
	if int(s) >= len(statusNames) {
		return nil, fmt.Errorf("conversation: status %d is unknown; want one of %q", s, statusNames)
	}
	return []byte(statusNames[s]), nil
}

// UnmarshalText reads a lower-case name.
func (s *Status) UnmarshalText(text []byte) error {
	for i, name := range statusNames {
		if name == string(text) {
			*s = Status(i)
			return nil
		}
	}
	return fmt.Errorf("conversation: status %.40q is unknown; want one of %q", text, statusNames)
}

// StateDef is a state of a playbook.
type StateDef struct {
	ID       move.State     `json:"id"`
	Stage    practice.Stage `json:"stage"` // required: what the state means to reviews and phrases
	Status   Status         `json:"status"`
	Practice []practice.ID  `json:"practice,omitempty"`
	Final    bool           `json:"final,omitempty"` // need not lead anywhere
	// Keeps marks a state beside the order that remembers where it was entered
	// from; an edge to "<" returns there.
	Keeps bool `json:"keeps,omitempty"`
	// Host is the host's own status name, such as a ticket system's. Default: Status.
	Host string `json:"host,omitempty"`
	// Labels name the state to agents and to customers, by language tag.
	// Required, in every shipped language, for a state that the library's texts
	// don't know.
	Labels map[string]Label `json:"labels,omitempty"`
}

// Label names a state in one language.
type Label struct {
	Agent    string `json:"agent"`
	Customer string `json:"customer"`
}

// MoveDef declares a move of the host's own, made with [move.Custom].
type MoveDef struct {
	Kind     move.Kind   `json:"kind"`
	Side     move.Side   `json:"side"`
	Practice practice.ID `json:"practice,omitempty"`
	Speech   bool        `json:"speech,omitempty"` // it is said to the customer: the guards of "@speech" hold
}

// EdgeDef says where a move leads.
type EdgeDef struct {
	// Move is a kind ("advise") or one of its variants ("promise.fix"); what is
	// said of a variant wins over what is said of its kind.
	Move string       `json:"move"`
	From []move.State `json:"from"` // "@name" for a group
	// To is a state, "=" to stay, or "<" to return to where a state that Keeps
	// was entered from.
	To move.State `json:"to"`
	// Instead lets the edge replace an earlier one of the same move and state;
	// without it that is an error.
	Instead bool `json:"instead,omitempty"`
}

// GuardDef says which moves a guard guards and what satisfies it. The check
// itself is Go: one of this package's, by id, or one of Options.Guards.
type GuardDef struct {
	ID       practice.RuleID `json:"id"`
	Practice practice.ID     `json:"practice"`
	Moves    []string        `json:"moves"`            // kinds, variants or "@speech"
	Except   []string        `json:"except,omitempty"` // of those
	Satisfy  []string        `json:"satisfy"`          // the moves that lead to satisfying it, at least one
}

// Duration is a time.Duration that is text in JSON: "2m30s".
type Duration time.Duration

// MarshalText writes the form of time.Duration.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads the form of time.ParseDuration; negative ones are errors.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil || v < 0 {
		return fmt.Errorf("conversation: duration %.40q: want one such as 90s or 24h", text)
	}
	*d = Duration(v)
	return nil
}

// Limits are what one channel allows. They differ, because two minutes of
// silence are nothing in e-mail and an eternity on the phone (A33).
type Limits struct {
	Burst     Duration `json:"burst"`      // after a message of theirs: more may follow (A2)
	AfterVent Duration `json:"after_vent"` // after venting: leave a silence (A2)
	DeadAir   Duration `json:"dead_air"`   // on our turn (A3)
	Silence   Duration `json:"silence"`    // after our question, ours to break (A3)
	Dormant   Duration `json:"dormant"`    // without a word of theirs, on their turn (A20)
	Lost      Duration `json:"lost"`       // of silence after a broken promise or anger (A20)
	Verify    Duration `json:"verify"`     // without an answer to "does it work?" (A23)
	Close     Duration `json:"close"`      // from the announcement of closing to closing (A23)
	TimeBox   Duration `json:"time_box"`   // with one owner (A13)
	// Confirm is the weakest confirmation of a restatement that counts (A6).
	Confirm       move.Confirmation `json:"confirm"`
	PlayBackSteps int               `json:"play_back_steps"` // advice of so many steps is played back (A28); 0: never
	CallAfter     int               `json:"call_after"`      // corrections after which a call fits better (A33); 0: never
}

// Irate returns the default playbook's definition, for hosts that extend it.
// Each call returns a fresh one.
func Irate() (Definition, error) {
	data, err := playbooks.ReadFile("playbooks/irate.json")
	if err != nil {
		return Definition{}, fmt.Errorf("conversation: %w", err)
	}
	return ReadDefinition(data)
}

// ReadDefinition reads a definition from JSON. Unknown fields are errors, so
// that a misspelt one is not ignored. The definition is checked by [NewPlaybook].
func ReadDefinition(data []byte) (Definition, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var def Definition
	if err := dec.Decode(&def); err != nil {
		line := 1 + bytes.Count(data[:min(int(dec.InputOffset()), len(data))], []byte{'\n'})
		return Definition{}, fmt.Errorf("%w: line %d: %w", ErrDefinition, line, err)
	}
	return def, nil
}
