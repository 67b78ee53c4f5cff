package when

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// textKeys are the texts this package says.
func textKeys() []string {
	return []string{
		"ask", "assume.amount", "assume.ahead", "assume.close.calendar", "assume.close.convention",
		"assume.close.hours", "assume.day", "assume.first-time", "assume.latest", "assume.meridiem",
		"assume.month", "assume.open.calendar", "assume.open.hours", "assume.order", "assume.part",
		"assume.workdays", "assume.year", "assume.zone", "deed.contact", "deed.deliver", "reading.after", "reading.before",
		"reading.by", "reading.instant", "reading.join", "reading.or", "reading.not-before", "reading.recurring",
		"reading.window", "reading.day", "warn.ambiguous", "warn.closed", "warn.holiday",
		"warn.mismatch", "warn.no-deadline", "warn.past", "warn.repeated", "warn.skipped",
		"warn.unknown-zone",
	}
}

// String explains the reading to a person, in the language of the text: what it
// means, what was assumed, what to look at, what else it may mean. A Reading that was
// not made by a [Parser] is explained in figures and names.
func (r Reading) String() string { return r.explain(r.texts) }

// Explain is [Reading.String] for a reader of another language. The error wraps
// [ErrLanguage].
func (p *Parser) Explain(r Reading, tag language.Tag) (string, error) {
	t, err := p.tongue(tag)
	if err != nil {
		return "", err
	}
	return r.explain(t.printer), nil
}

func (r Reading) explain(pr *locale.Printer) string {
	var parts []string
	parts = append(parts, r.summary(pr))
	for _, a := range r.Assumptions {
		parts = append(parts, a.explain(pr))
	}
	for _, w := range r.Warnings {
		parts = append(parts, w.explain(pr))
	}
	if len(r.Alternatives) > 0 {
		var others []string
		for _, a := range r.Alternatives {
			others = append(others, a.summary(pr))
		}
		parts = append(parts, say(pr, "reading.or", "others", strings.Join(others, ", ")))
	}
	return strings.Join(parts, say(pr, "reading.join"))
}

// say is a text of the catalogue, or without one its key and what fills it.
func say(pr *locale.Printer, key string, args ...any) string {
	if pr != nil {
		return pr.Text(key, args...)
	}
	if key == "reading.join" {
		return "; "
	}
	b := key[strings.IndexByte(key, '.')+1:]
	for i := 1; i < len(args); i += 2 {
		if s, ok := args[i].(string); ok {
			b += " " + s
		}
	}
	return b
}

// summary says what the reading means.
func (r Reading) summary(pr *locale.Printer) string {
	switch r.Kind {
	case By:
		return say(pr, "reading.by", "time", r.when(pr, r.Deadline))
	case NotBefore:
		return say(pr, "reading.not-before", "time", r.when(pr, r.Earliest))
	case Window:
		if r.Grain == GrainDay && r.Deadline.Sub(r.Earliest) <= 25*time.Hour && !r.Deadline.Before(r.Earliest) {
			return say(pr, "reading.day", "time", r.when(pr, r.Deadline))
		}
		return say(pr, "reading.window", "start", r.when(pr, r.Earliest), "end", r.when(pr, r.Deadline))
	case Recurring:
		return say(pr, "reading.recurring", "rule", r.Repeat, "time", r.when(pr, r.Deadline))
	case Relative:
		if r.Offset < 0 {
			return say(pr, "reading.before", "span", duration(pr, -r.Offset), "event", r.Anchor)
		}
		return say(pr, "reading.after", "span", duration(pr, r.Offset), "event", r.Anchor)
	}
	return say(pr, "reading.instant", "time", r.when(pr, r.Deadline))
}

func duration(pr *locale.Printer, d time.Duration) string {
	if pr == nil {
		return d.String()
	}
	return locale.Duration(pr.Language(), d)
}

// when writes an instant for the reader, on the clocks of the reading's zone.
func (r Reading) when(pr *locale.Printer, t time.Time) string {
	return instant(pr, t, r.Zone, locale.Dated)
}

func instant(pr *locale.Printer, t time.Time, zone *time.Location, form locale.Form) string {
	if zone == nil {
		zone = t.Location()
	}
	if pr != nil {
		if s, err := locale.Instant(pr.Language(), t, zone, form); err == nil {
			return s
		}
	}
	return t.In(zone).Format(time.RFC3339)
}

// String explains the assumption to a person, in the language of the text.
func (a Assumption) String() string { return a.explain(a.texts) }

func (a Assumption) explain(pr *locale.Printer) string {
	clock := ""
	if !a.At.IsZero() {
		clock = a.At.Format("15:04")
	}
	day := func() string { return instant(pr, a.At, a.At.Location(), locale.Day) }
	switch a.Code {
	case AssumedClose:
		return say(pr, "assume.close."+a.Source.String(), "time", clock)
	case AssumedOpen:
		if a.Source == FromCalendar {
			return say(pr, "assume.open.calendar", "time", clock)
		}
		return say(pr, "assume.open.hours", "time", clock)
	case AssumedPart, AssumedMeridiem:
		return say(pr, "assume."+a.Code.String(), "time", clock)
	case AssumedDay, AssumedMonth, AssumedAhead:
		return say(pr, "assume."+a.Code.String(), "day", day())
	case AssumedLatest:
		return say(pr, "assume."+a.Code.String(), "time", instant(pr, a.At, a.At.Location(), locale.Dated))
	case AssumedYear, AssumedAmount:
		return say(pr, "assume."+a.Code.String(), "number", strconv.Itoa(a.Number))
	}
	return say(pr, "assume."+a.Code.String())
}

// String explains the warning to a person, in the language of the text.
func (w Warning) String() string { return w.explain(w.texts) }

func (w Warning) explain(pr *locale.Printer) string {
	switch w.Code {
	case Skipped, Repeated:
		return say(pr, "warn."+w.Code.String(), "time", w.At.Format("15:04"))
	case Holiday, Mismatch:
		return say(pr, "warn."+w.Code.String(), "day", instant(pr, w.At, w.At.Location(), locale.Day))
	}
	return say(pr, "warn."+w.Code.String())
}
