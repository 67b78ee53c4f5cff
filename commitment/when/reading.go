package when

import (
	"time"

	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// Kind says what sort of time a phrase names.
type Kind uint8

// The kinds of reading. The zero value is Instant.
const (
	Instant   Kind = iota // a point in time: "3pm tomorrow"; Earliest equals Deadline
	By                    // at the latest: "by Friday", "within 48 hours"; Earliest is now
	NotBefore             // not before: "after 3pm", "from Monday on"; Deadline is zero
	Window                // between Earliest and Deadline: "tomorrow", "between 2 and 4"
	Recurring             // again and again: "every two hours"; Repeat is the rule, Deadline the first time due
	Relative              // depends on an event: "two hours after the release"; Anchor is the event, times are zero
)

// Grain is how finely a phrase names its time: "Friday" is GrainDay, "Friday at 3"
// is GrainMinute.
type Grain uint8

// The grains, finest first. The zero value is NoGrain: an unresolved reading.
const (
	NoGrain Grain = iota
	GrainSecond
	GrainMinute
	GrainHour
	GrainPart // part of a day: morning, end of day
	GrainDay
	GrainWeek
	GrainMonth
	GrainQuarter
	GrainYear
)

// ZoneSource says where the zone of a reading came from.
type ZoneSource uint8

// The sources of a zone. The zero value is FromNow.
const (
	FromNow      ZoneSource = iota // Context.Now's own location: no zone was given
	FromText                       // named in the text: "5pm CET", "3pm your time"
	FromCustomer                   // Context.Zone
	FromAgent                      // Context.AgentZone
)

// Reading is one time phrase, read. Start and End are byte offsets of the phrase in
// the text. Times are instants in Zone; an end is exclusive. The zero Reading means
// nothing; readings come from a [Parser] and are safe to copy and share.
type Reading struct {
	Kind     Kind      `json:"kind"`
	Earliest time.Time `json:"earliest,omitzero"` // start of the time named; now for By
	Deadline time.Time `json:"deadline,omitzero"` // its end, what is owed by then; zero for NotBefore and Relative
	Grain    Grain     `json:"grain,omitempty"`
	Start    int       `json:"start"`
	End      int       `json:"end"`

	Repeat string `json:"repeat,omitempty"` // RFC 5545 RRULE value of a Recurring reading: "FREQ=HOURLY;INTERVAL=2"
	Anchor string `json:"anchor,omitempty"` // the event, in the text's words, of a Relative reading
	// Offset is the time after the Anchor (negative: before it) of a Relative
	// reading, zero if the phrase names none.
	Offset time.Duration `json:"offset,omitempty"`

	Zone     *time.Location `json:"-"`
	ZoneFrom ZoneSource     `json:"zone_from,omitempty"`

	Assumptions  []Assumption `json:"assumptions,omitempty"`  // what the phrase did not say
	Alternatives []Reading    `json:"alternatives,omitempty"` // other readings of the same words, likeliest first
	Warnings     []Warning    `json:"warnings,omitempty"`     // what a person should look at before it is promised

	texts *locale.Printer // the language of the text
}

// AssumptionCode names what a reading assumed.
type AssumptionCode uint8

// The assumptions. The zero value is NoAssumption and never appears in a reading.
const (
	NoAssumption     AssumptionCode = iota
	AssumedClose                    // end of a day or week at the closing hour
	AssumedOpen                     // start of a day, "first thing", at the opening hour
	AssumedPart                     // where a part of the day starts and ends
	AssumedMeridiem                 // morning or afternoon of a bare hour: "at 3"
	AssumedDay                      // the day of a bare clock time
	AssumedYear                     // the year of a date without one
	AssumedMonth                    // the month of a bare day of the month: "the 3rd"
	AssumedOrder                    // day and month of a date in figures: "3/4"
	AssumedAhead                    // the week of a bare weekday
	AssumedAmount                   // how much "a couple" or "a few" is
	AssumedZone                     // which zone an abbreviation means
	AssumedWorkdays                 // Monday to Friday as working days: no calendar was given
	AssumedLatest                   // the later end of "in 24 to 48 hours"
	AssumedFirstTime                // the start of a recurring reading: one interval from now
)

// AssumptionSource says what an assumption rests on.
type AssumptionSource uint8

// The sources of an assumption. The zero value is Convention.
const (
	Convention   AssumptionSource = iota // a rule of reading, see the package comment
	FromCalendar                         // Context.Calendar
	FromHours                            // Options.Hours
)

// Assumption is something a phrase left open and the reading filled in. The String
// form is for people, in the language of the text: "end of day = 18:00, closing of
// the calendar".
type Assumption struct {
	Code   AssumptionCode   `json:"code"`
	Source AssumptionSource `json:"source,omitempty"`
	Words  string           `json:"words,omitempty"` // the words that left it open
	At     time.Time        `json:"at,omitzero"`     // what was assumed, where it is a time
	Number int              `json:"number,omitempty"`

	texts *locale.Printer
}

// WarningCode names what is wrong or doubtful about a reading.
type WarningCode uint8

// The warnings. The zero value is NoWarning and never appears in a reading.
const (
	NoWarning   WarningCode = iota
	Past                    // the deadline, or the start of an open reading, lies before now
	Closed                  // outside opening hours
	Holiday                 // on a date on which the calendar is closed and whose weekday is a working one
	Skipped                 // a local time that the clocks skip; moved forward
	Repeated                // a local time that exists twice; the first was taken
	Ambiguous               // the words have another reading that is about as likely
	NoDeadline              // the words name no end: "after 3pm", "every Monday"
	Mismatch                // weekday and date do not agree: "Monday the 14th" on a Tuesday
	UnknownZone             // the zone named is not in the time zone database of this host
)

// Warning is a doubt about a reading. The String form is for people, in the
// language of the text.
type Warning struct {
	Code WarningCode `json:"code"`
	At   time.Time   `json:"at,omitzero"` // the time it is about

	texts *locale.Printer
}

// Candidate is something that our side undertakes in a message. It is a candidate:
// making it a commitment takes the caller's word. What and the span are personal
// text. The zero Candidate means nothing.
type Candidate struct {
	Who  string `json:"who"`  // as written: "I", "we", "our billing team"; "" where the message leaves it out
	What string `json:"what"` // the verb phrase, without the time: "send the logs"

	Reading     *Reading `json:"reading,omitempty"`     // when; nil if no time was given
	Vague       bool     `json:"vague,omitempty"`       // the time is a vague word: "soon"
	Conditional bool     `json:"conditional,omitempty"` // hangs on something: "DM us and we'll look"
	Done        bool     `json:"done,omitempty"`        // said to be done already: "I've refunded it"; see Options.Done
	Start       int      `json:"start"`
	End         int      `json:"end"`

	texts *locale.Printer
}
