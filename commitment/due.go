package commitment

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/commitment/when"
)

// A Due is when something was promised: the words used, and what they were read
// to mean. The instant in Deadline decides; the zone and the civil time say what
// people understood, so that a later change of a country's clock rules can be
// seen ([Due.Shifted]).
type Due struct {
	Said string `json:"said,omitempty"` // the words: "first thing tomorrow"; personal, erasable
	// Earliest is the start of the window. Zero: no earliest time.
	Earliest time.Time `json:"earliest,omitzero"`
	// Deadline is the end of the window: at the latest. Required.
	Deadline time.Time `json:"deadline,omitzero"`
	// Zone is the IANA zone in which the words were meant. Required.
	Zone string `json:"zone,omitempty"`
	// Civil is the deadline on the wall clock of Zone, "2006-01-02T15:04:05".
	// Filled in when the promise is made; leave empty.
	Civil string `json:"civil,omitempty"`
	// Assumptions say how the words were read ("end of day: close of business 18:00").
	Assumptions []string `json:"assumptions,omitempty"`
}

// DueFrom makes a due of a time phrase as the parser read it (practice C2). text
// is the message that the phrase was found in. A reading without a deadline
// ("after 3pm", "once it ships") is refused with [ErrDeadline]: ask by when.
func DueFrom(text string, r when.Reading) (Due, error) {
	if r.Deadline.IsZero() {
		return Due{}, &FieldError{Field: "due.deadline", Value: r.Kind.String(), Want: "a phrase that says by when", Err: ErrDeadline}
	}
	if r.Start < 0 || r.End > len(text) || r.Start > r.End {
		return Due{}, &FieldError{Field: "due.said", Value: fmt.Sprintf("%d-%d", r.Start, r.End), Want: "the span of a phrase in the text", Err: ErrText}
	}
	zone := r.Zone
	if zone == nil {
		zone = r.Deadline.Location()
	}
	d := Due{Said: text[r.Start:r.End], Deadline: r.Deadline, Zone: zone.String()}
	if r.Kind == when.Window {
		d.Earliest = r.Earliest
	}
	for _, a := range r.Assumptions {
		d.Assumptions = append(d.Assumptions, a.String())
	}
	return d, nil
}

const civilLayout = "2006-01-02T15:04:05"

// At returns a due at one instant, meant in the zone of t, which must be an
// IANA zone.
func At(said string, t time.Time) Due {
	return Due{Said: said, Deadline: t, Zone: t.Location().String()}
}

// Shifted re-reads the civil time under today's clock rules of the zone and
// returns the instant it now means, and whether that is no longer Deadline.
// Countries change their rules at short notice; what was promised is the wall
// clock time.
func (d Due) Shifted() (time.Time, bool, error) {
	loc, err := zone("due.zone", d.Zone)
	if err != nil {
		return time.Time{}, false, err
	}
	if wallOf(d.Deadline, loc) == d.Civil {
		return d.Deadline, false, nil
	}
	c, err := time.Parse(civilLayout, d.Civil)
	if err != nil {
		return time.Time{}, false, &FieldError{Field: "due.civil", Value: clip(d.Civil), Want: civilLayout, Err: ErrFormat}
	}
	t, _ := calendar.Wall(calendar.DateOf(c), sinceMidnight(c), loc)
	return t.UTC(), true, nil
}

func sinceMidnight(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
}

func wallOf(t time.Time, loc *time.Location) string { return t.In(loc).Format(civilLayout) }

// normal checks the due against the moment it was said and returns it with
// instants in UTC and the civil time filled in.
func (d Due) normal(said time.Time) (Due, error) {
	if d.Deadline.IsZero() {
		return d, &FieldError{Field: "due.deadline", Want: "an instant", Err: ErrDeadline}
	}
	loc, err := zone("due.zone", d.Zone)
	if err != nil {
		return d, err
	}
	d.Deadline, d.Earliest = instant(d.Deadline), instant(d.Earliest)
	if !d.Deadline.After(said) {
		return d, &FieldError{Field: "due.deadline", Value: d.Deadline.Format(time.RFC3339), Want: "after " + said.Format(time.RFC3339), Err: ErrDeadline}
	}
	if d.Deadline.Sub(said) > maxAhead {
		return d, &FieldError{Field: "due.deadline", Value: d.Deadline.Format(time.RFC3339), Want: "within a hundred years", Err: ErrDeadline}
	}
	if d.Earliest.After(d.Deadline) {
		return d, &FieldError{Field: "due.earliest", Value: d.Earliest.Format(time.RFC3339), Want: "at most the deadline " + d.Deadline.Format(time.RFC3339), Err: ErrWindow}
	}
	if err := checkText("due.said", d.Said, maxText); err != nil {
		return d, err
	}
	if len(d.Assumptions) > maxItems {
		return d, &FieldError{Field: "due.assumptions", Value: fmt.Sprint(len(d.Assumptions)), Want: fmt.Sprintf("at most %d", maxItems), Err: ErrText}
	}
	for i, a := range d.Assumptions {
		if err := checkText(fmt.Sprintf("due.assumptions[%d]", i), a, maxText); err != nil {
			return d, err
		}
	}
	d.Civil = wallOf(d.Deadline, loc)
	return d, nil
}

// instant brings a time to the form that survives every store: UTC, whole
// microseconds, no monotonic reading.
func instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}

// Bounds on what a promise carries. Texts come from people; a store must be
// able to hold them, and a notice to show them.
const (
	maxName  = 1 << 10 // bytes of a name or an address
	maxText  = 1 << 14 // bytes of any one text
	maxItems = 64      // entries of any one list of texts or parties
)

// maxAhead is the longest way from a promise to its deadline: what is further
// off is a typing error, and stored forms of time end with the year 9999.
const maxAhead = 100 * 366 * 24 * time.Hour

// checkText refuses a text that a store could not hold. The error does not quote
// it: errors end up in logs, and these are people's words.
func checkText(field, s string, most int) error {
	value := fmt.Sprintf("a text of %d bytes", len(s))
	if len(s) > most {
		return &FieldError{Field: field, Value: value, Want: fmt.Sprintf("at most %d bytes", most), Err: ErrText}
	}
	if !utf8.ValidString(s) {
		return &FieldError{Field: field, Value: value, Want: "valid UTF-8", Err: ErrText}
	}
	return nil
}

func (d Due) clone() Due {
	d.Assumptions = append([]string(nil), d.Assumptions...)
	return d
}
