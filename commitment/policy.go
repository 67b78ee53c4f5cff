package commitment

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// Span is a duration that is written for people in JSON: "1h30m".
type Span time.Duration

// String returns the duration as [time.Duration] does.
func (s Span) String() string { return time.Duration(s).String() }

// MarshalText implements [encoding.TextMarshaler].
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler] for the forms of
// [time.ParseDuration].
func (s *Span) UnmarshalText(b []byte) error {
	d, err := time.ParseDuration(string(b))
	if err != nil {
		return &FieldError{Field: "span", Value: clip(string(b)), Want: wantSpan, Err: ErrPolicy}
	}
	*s = Span(d)
	return nil
}

const wantSpan = `a duration such as "1h30m"`

// A Lead says when, before or after a deadline. Set one field.
type Lead struct {
	Left    float64 `json:"left,omitempty"`    // when this share of the time from promise to deadline is left, above 0 and below 1
	Before  Span    `json:"before,omitempty"`  // this long before the deadline
	Working Span    `json:"working,omitempty"` // this much of the owner's working time before it; elapsed time where there is no calendar
	After   Span    `json:"after,omitempty"`   // this long after it
}

// text is the lead as people write it: "before 1h0m0s".
func (l Lead) text() string {
	var set []string
	if l.Left != 0 {
		set = append(set, fmt.Sprintf("left %v", l.Left))
	}
	for _, s := range []struct {
		name string
		span Span
	}{{"before", l.Before}, {"working", l.Working}, {"after", l.After}} {
		if s.span != 0 {
			set = append(set, s.name+" "+s.span.String())
		}
	}
	return strings.Join(set, ", ")
}

// A Level is one step of escalation: after so long, the next manager hears, and
// whoever the policy names.
type Level struct {
	After   Span    `json:"after"` // after the deadline; 0: at the deadline
	Parties []Party `json:"parties,omitempty"`
}

// PolicyConfig is a policy as people write it, in Go or in JSON. The zero value
// is the default policy. For every list, nil is the default and an empty list
// means none.
type PolicyConfig struct {
	// Remind are the owner's reminders before the deadline (practice C6).
	// Default: half and a quarter of the time left, and one hour before.
	Remind []Lead `json:"remind,omitempty"`
	// Chase are the moments to ask kindly for what others owe us (C1). Default: a
	// quarter of the time left, then 4, 48 and 120 hours after.
	Chase []Lead `json:"chase,omitempty"`
	// Gap drops a reminder that is followed by another one sooner than this, or
	// that comes nearer than this to the news that the promise is at risk. Default 5
	// minutes.
	Gap Span `json:"gap,omitempty"`
	// Cadence is the time between updates to the customer, for promises that do
	// not say (C5), counted like [Promise.Cadence]. Default 24 hours: a day.
	Cadence Span `json:"cadence,omitempty"`
	// UpdateLead is how long before an update is due its skeleton goes to the
	// owner. Default 30 minutes, and at most a quarter of the cadence.
	UpdateLead Span `json:"update_lead,omitempty"`
	// Updates is how many updates in a row are asked for while none comes.
	// Default 8, at most 100; -1: none.
	Updates int `json:"updates,omitempty"`
	// Silence puts a promise at risk when this share of the time since the last
	// update, or since somebody said that a risk is over, has gone without another
	// one, though one was due. Default 0.75; -1: never.
	Silence float64 `json:"silence,omitempty"`
	// Checks are the moments, as shares of the time left, at which the keeper
	// looks whether the promise is still feasible and the owner there. They are
	// planned for owners with a calendar. Default 0.5 and 0.2.
	Checks []float64 `json:"checks,omitempty"`
	// HeadStart is how long before the stakeholders the managers hear that a
	// promise is at risk, overdue or broken (C7), where the time left allows it.
	// Default 5 minutes.
	HeadStart Span `json:"head_start,omitempty"`
	// Overdue are the owner's notices after the deadline. Default: at once and
	// after 24 hours. Unless there are none, the stakeholders hear once too, a
	// head start after the deadline, where nobody had said that it was at risk.
	Overdue []Span `json:"overdue,omitempty"`
	// Escalate are the levels after the deadline; the n-th goes to the n-th
	// manager. Default: at once, after 4 hours, after 24 hours.
	Escalate []Level `json:"escalate,omitempty"`
	// Mute lists rules of a promise's plan that send nothing. Any other is an error.
	Mute []Rule `json:"mute,omitempty"`
	// Channels by severity, for parties that name none. Default: the host's
	// default channel.
	Channels map[Severity][]Channel `json:"channels,omitempty"`
	// Margin says how much room a promise must leave (C3).
	Margin Margin `json:"margin,omitzero"`
	// Calendars returns the working hours of a party, or nil where they are not
	// known. It is called often and from many goroutines, and should not block.
	// Default: none known.
	Calendars func(TenantID, PartyID) *calendar.Calendar `json:"-"`
}

// A Policy derives the plan of alarms from a promise. It is immutable and safe
// for concurrent use; one serves all promises. The plan is a function of the
// promise alone, so that the same promise has the same keys in every process.
type Policy struct {
	cfg   PolicyConfig
	mute  map[Rule]bool
	zones sync.Map // name -> *time.Location: what this policy looked up so far
}

// NewPolicy checks a configuration and compiles it; nil is the default policy.
// Errors unwrap to [ErrPolicy], or to that of the party named.
func NewPolicy(cfg *PolicyConfig) (*Policy, error) {
	if cfg == nil {
		cfg = &PolicyConfig{}
	}
	c := cfg.withDefaults()
	if err := c.validate(); err != nil {
		return nil, err
	}
	p := &Policy{cfg: c, mute: map[Rule]bool{}}
	for _, r := range c.Mute {
		p.mute[r] = true
	}
	return p, nil
}

// ParsePolicy reads a policy from JSON. Unknown fields are errors, so that a
// misspelt one does not silently fall back to its default.
func ParsePolicy(b []byte) (*PolicyConfig, error) {
	var c PolicyConfig
	if err := unmarshalStrict(b, &c); err != nil {
		return nil, unread(b, reflect.TypeFor[PolicyConfig](), err)
	}
	c2 := c.withDefaults()
	if err := c2.validate(); err != nil {
		return nil, err
	}
	return &c, nil
}

// Effective returns the configuration with all defaults filled in, as JSON for
// people to read.
func (p *Policy) Effective() ([]byte, error) { return json.MarshalIndent(p.cfg, "", "  ") }

// Config returns the configuration with all defaults filled in. Its slices and
// maps are the policy's own: do not change them.
func (p *Policy) Config() PolicyConfig { return p.cfg }

const hour = Span(time.Hour)

func (c PolicyConfig) withDefaults() PolicyConfig {
	if c.Remind == nil {
		c.Remind = []Lead{{Left: 0.5}, {Left: 0.25}, {Before: hour}}
	}
	if c.Chase == nil {
		c.Chase = []Lead{{Left: 0.25}, {After: 4 * hour}, {After: 48 * hour}, {After: 120 * hour}}
	}
	setDefault(&c.Gap, Span(5*time.Minute))
	setDefault(&c.Cadence, 24*hour)
	setDefault(&c.UpdateLead, Span(30*time.Minute))
	setDefault(&c.Updates, 8)
	setDefault(&c.Silence, 0.75)
	if c.Checks == nil {
		c.Checks = []float64{0.5, 0.2}
	}
	setDefault(&c.HeadStart, Span(5*time.Minute))
	if c.Overdue == nil {
		c.Overdue = []Span{0, 24 * hour}
	}
	if c.Escalate == nil {
		c.Escalate = []Level{{After: 0}, {After: 4 * hour}, {After: 24 * hour}}
	}
	c.Margin = c.Margin.withDefaults()
	return c
}

func setDefault[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}

// maxSteps bounds every list of a policy: each entry is an alarm per promise.
const maxSteps = 100

func (c PolicyConfig) validate() error {
	bad := func(field string, value any, want string) error {
		return &FieldError{Field: "policy." + field, Value: clip(fmt.Sprint(value)), Want: want, Err: ErrPolicy}
	}
	switch {
	case max(len(c.Remind), len(c.Chase), len(c.Checks), len(c.Overdue), len(c.Escalate)) > maxSteps:
		return bad("remind", "a list that is too long", fmt.Sprintf("at most %d entries in each list", maxSteps))
	case c.Gap < 0:
		return bad("gap", c.Gap, "0 or more")
	case time.Duration(c.Cadence) < minCadence:
		return bad("cadence", c.Cadence, "at least "+minCadence.String())
	case c.UpdateLead < 0:
		return bad("update_lead", c.UpdateLead, "0 or more")
	case c.Updates < -1 || c.Updates > maxSteps:
		return bad("updates", c.Updates, fmt.Sprintf("-1 to %d", maxSteps))
	case c.Silence != -1 && !share(c.Silence):
		return bad("silence", c.Silence, "-1, or a share above 0 and below 1")
	case c.HeadStart < 0:
		return bad("head_start", c.HeadStart, "0 or more")
	}
	for i, r := range c.Mute {
		if !slices.Contains(policyRules, r) {
			return bad(fmt.Sprintf("mute[%d]", i), r, fmt.Sprintf("one of %q", policyRules))
		}
	}
	for i, l := range c.Remind {
		if err := l.validate(fmt.Sprintf("remind[%d]", i), false); err != nil {
			return err
		}
	}
	for i, l := range c.Chase {
		if err := l.validate(fmt.Sprintf("chase[%d]", i), true); err != nil {
			return err
		}
	}
	for i, s := range c.Checks {
		if !share(s) {
			return bad(fmt.Sprintf("checks[%d]", i), s, "a share above 0 and below 1")
		}
	}
	for i, d := range c.Overdue {
		if d < 0 {
			return bad(fmt.Sprintf("overdue[%d]", i), d, "0 or more")
		}
	}
	for i, l := range c.Escalate {
		if l.After < 0 {
			return bad(fmt.Sprintf("escalate[%d].after", i), l.After, "0 or more")
		}
		for j, p := range l.Parties {
			if err := p.validate(fmt.Sprintf("policy.escalate[%d].parties[%d]", i, j)); err != nil {
				return err
			}
		}
	}
	return c.Margin.validate()
}

func (l Lead) validate(field string, after bool) error {
	set := 0
	for _, on := range []bool{l.Left != 0, l.Before != 0, l.Working != 0, l.After != 0} {
		if on {
			set++
		}
	}
	want := ""
	switch {
	case set != 1:
		want = "one of left, before, working and after"
	case l.Left != 0 && !share(l.Left):
		want = "left above 0 and below 1"
	case l.Before < 0 || l.Working < 0 || l.After < 0:
		want = "a positive duration"
	case l.After != 0 && !after:
		want = "a time before the deadline; after it, overdue and escalate speak"
	default:
		return nil
	}
	return &FieldError{Field: "policy." + field, Value: l.text(), Want: want, Err: ErrPolicy}
}

// share reports whether s is a share above 0 and below 1; NaN is not.
func share(s float64) bool { return s > 0 && s < 1 }

// location returns a party's zone, or that of the due.
func (p *Policy) location(of Party, due Due) *time.Location {
	for _, name := range []string{of.Zone, due.Zone} {
		if name == "" {
			continue
		}
		if loc, ok := p.zones.Load(name); ok {
			return loc.(*time.Location)
		}
		if loc, err := zone("zone", name); err == nil {
			p.zones.Store(name, loc)
			return loc
		}
	}
	return time.UTC
}

func (p *Policy) calendar(tenant TenantID, id PartyID) *calendar.Calendar {
	if p.cfg.Calendars == nil {
		return nil
	}
	return p.cfg.Calendars(tenant, id)
}

// channels returns how a party hears something of that severity.
func (p *Policy) channels(of Party, s Severity) []Channel {
	if of.Channel != "" {
		return []Channel{of.Channel}
	}
	if c := p.cfg.Channels[s]; len(c) > 0 {
		return c
	}
	return []Channel{""}
}

// party returns a party of the promise or one that the policy escalates to.
func (p *Policy) party(pr Promise, id PartyID) (Party, Role) {
	if party, role := pr.Party(id); role != NoRole {
		return party, role
	}
	for _, l := range p.cfg.Escalate {
		for _, party := range l.Parties {
			if party.ID == id {
				return party, Manager
			}
		}
	}
	return Party{}, NoRole
}
