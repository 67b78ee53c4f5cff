package temper

import (
	"errors"
	"fmt"
)

// ErrLevel is wrapped by the error of [Level.UnmarshalText].
var ErrLevel = errors.New("temper: unknown level")

// ErrDirection is wrapped by the error of [Direction.UnmarshalText].
var ErrDirection = errors.New("temper: unknown direction")

// ErrDomain is wrapped by the error of [Domain.UnmarshalText] and of [New]
// when it is given a domain that does not exist.
var ErrDomain = errors.New("temper: unknown domain")

// Level is how heated a message is. Levels are ordered: a guard may compare
// them with <, after it has dealt with Unread. The zero value is Unread.
type Level uint8

const (
	// Unread says that the text was not gauged: it is empty, or its language
	// has no weights. It is not a synonym of calm; a guard that needs a
	// reading must say that it has none.
	Unread Level = iota
	// Calm is an even message: a question, a report, thanks, also a plain
	// account of something bad.
	Calm
	// Tense is a message with an edge: worry, urgency, first annoyance.
	Tense
	// Angry is open anger, with or without strong words. Practice A9: nobody
	// negotiates with someone angry.
	Angry
	// Abusive is an insult or a threat against the reader, not merely strong
	// words about a situation. Practice A21: a clear boundary, then an end.
	Abusive
)

func levelName(l Level) string {
	switch l {
	case Unread:
		return "unread"
	case Calm:
		return "calm"
	case Tense:
		return "tense"
	case Angry:
		return "angry"
	case Abusive:
		return "abusive"
	}
	return ""
}

// String returns the lower-case name, or "Level(9)" for a value that is none.
func (l Level) String() string {
	if s := levelName(l); s != "" {
		return s
	}
	return fmt.Sprintf("Level(%d)", uint8(l))
}

// MarshalText returns the lower-case name; a value that is no level is an error.
func (l Level) MarshalText() ([]byte, error) {
	if s := levelName(l); s != "" {
		return []byte(s), nil
	}
	return nil, fmt.Errorf("%w %d: want 0 to %d", ErrLevel, uint8(l), uint8(Abusive))
}

// UnmarshalText reads a lower-case name; anything else is an error that wraps
// [ErrLevel] and leaves l as it was.
func (l *Level) UnmarshalText(text []byte) error {
	for v := Unread; v <= Abusive; v++ {
		if levelName(v) == string(text) {
			*l = v
			return nil
		}
	}
	return fmt.Errorf("%w %.40q: want unread, calm, tense, angry or abusive", ErrLevel, text)
}

// Evidence is a piece of the text that speaks for anger.
type Evidence struct {
	// Start and End are byte offsets into the text that was read.
	Start int `json:"start"`
	End   int `json:"end"`
	// Weight is what the span added to the log-odds of anger; always positive.
	Weight float64 `json:"weight"`
}

// Reading is what [Gauge.Read] found in one message. The zero value is Unread.
type Reading struct {
	Level Level `json:"level"`
	// Score is the gauge's estimate, in [0,1], of how surely a reader would
	// call the message angry. 0 when Unread.
	Score float64 `json:"score"`
	// Evidence holds the spans that weighed most, in the order of the text.
	Evidence []Evidence `json:"evidence,omitempty"`
}

// Direction is where a temper is heading. The zero value is Steady.
type Direction uint8

const (
	// Steady says: no clear change, or too few readings to tell.
	Steady Direction = iota
	// Rising says: the last message is clearly hotter than those before it.
	Rising
	// Falling says: the last message is clearly cooler than those before it.
	Falling
)

func directionName(d Direction) string {
	switch d {
	case Steady:
		return "steady"
	case Rising:
		return "rising"
	case Falling:
		return "falling"
	}
	return ""
}

// String returns the lower-case name, or "Direction(9)" for a value that is none.
func (d Direction) String() string {
	if s := directionName(d); s != "" {
		return s
	}
	return fmt.Sprintf("Direction(%d)", uint8(d))
}

// MarshalText returns the lower-case name; a value that is no direction is an error.
func (d Direction) MarshalText() ([]byte, error) {
	if s := directionName(d); s != "" {
		return []byte(s), nil
	}
	return nil, fmt.Errorf("%w %d: want 0 to %d", ErrDirection, uint8(d), uint8(Falling))
}

// UnmarshalText reads a lower-case name; anything else is an error that wraps
// [ErrDirection] and leaves d as it was.
func (d *Direction) UnmarshalText(text []byte) error {
	for v := Steady; v <= Falling; v++ {
		if directionName(v) == string(text) {
			*d = v
			return nil
		}
	}
	return fmt.Errorf("%w %.40q: want steady, rising or falling", ErrDirection, text)
}

// Trend is a conversation's temper over its readings so far, see [Gauge.Track].
// The zero value is the trend of no reading.
type Trend struct {
	// Level is the temper after hysteresis: it rises at once and falls only
	// after several lower readings in a row.
	Level Level `json:"level"`
	// Direction is where the last reading points.
	Direction Direction `json:"direction"`
	// Peak is the highest level read so far.
	Peak Level `json:"peak"`
	// SincePeak counts the readings after the last one at Peak. Unread ones
	// do not count.
	SincePeak int `json:"since_peak"`
	// Readings counts the readings behind this trend, without Unread ones.
	Readings int `json:"readings"`
}

// Domain is the kind of writing that is gauged: the same words weigh less on
// a forum than in a letter to a bank. The zero value is Support.
type Domain uint8

const (
	// Support is customer service: chat, e-mail, letters of complaint.
	Support Domain = iota
	// Technical is technical support and issue threads.
	Technical
	// Forum is short comments among strangers.
	Forum
	// Social is posts and replies on social media.
	Social
)

func domainName(d Domain) string {
	switch d {
	case Support:
		return "support"
	case Technical:
		return "technical"
	case Forum:
		return "forum"
	case Social:
		return "social"
	}
	return ""
}

// String returns the lower-case name, or "Domain(9)" for a value that is none.
func (d Domain) String() string {
	if s := domainName(d); s != "" {
		return s
	}
	return fmt.Sprintf("Domain(%d)", uint8(d))
}

// MarshalText returns the lower-case name; a value that is no domain is an error.
func (d Domain) MarshalText() ([]byte, error) {
	if s := domainName(d); s != "" {
		return []byte(s), nil
	}
	return nil, fmt.Errorf("%w %d: want 0 to %d", ErrDomain, uint8(d), uint8(Social))
}

// UnmarshalText reads a lower-case name; anything else is an error that wraps
// [ErrDomain] and leaves d as it was.
func (d *Domain) UnmarshalText(text []byte) error {
	for v := Support; v <= Social; v++ {
		if domainName(v) == string(text) {
			*d = v
			return nil
		}
	}
	return fmt.Errorf("%w %.40q: want support, technical, forum or social", ErrDomain, text)
}
