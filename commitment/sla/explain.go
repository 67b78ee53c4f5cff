package sla

import (
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// Reader is who reads an explanation.
type Reader struct {
	// Language must be one that the book has texts for; en, es and de come with it.
	// The zero tag is English.
	Language language.Tag
	// Zone is the one whose clocks the reader goes by. Default the calendar's, or
	// UTC for policies without one.
	Zone *time.Location
}

// Explain says in a sentence how the status comes about: "Resolution due Tuesday,
// 10:30 AM Manila time: 8 hours of working time from Monday, 11 AM, not counting 2
// hours 30 minutes of waiting for the customer." The zone is named once. Dates are
// written as they are understood at now. An unsupported language is an error.
func (b *Book) Explain(s Status, now time.Time, r Reader) (string, error) {
	if r.Language == language.Und {
		r.Language = language.English
	}
	p, err := b.texts.Printer(r.Language)
	if err != nil {
		return "", fmt.Errorf("sla: %w", err)
	}
	w := writer{p: p, now: now, Reader: r}
	if w.Zone == nil {
		w.Zone = time.UTC
		if pol := b.policies[s.Policy]; pol != nil && pol.calendar != nil {
			w.Zone = pol.calendar.Zone()
		}
	}
	start := w.local(s.Start)
	if s.Due.IsZero() || s.State == Paused || s.State == Stopped {
		start = w.when(s.Start) // no due beside it that names the zone
	}
	count := p.Text("count."+s.Basis.String(), "budget", w.span(s.Budget), "start", start) + w.less(s)
	text := p.Text("state."+s.State.String(), "metric", p.Text("metric."+s.Metric.String()), "count", count,
		"due", w.when(s.Due), "end", w.local(s.End), "left", w.span(s.Remaining))
	return text, w.err
}

// less says what did not count.
func (w *writer) less(s Status) string {
	switch {
	case s.Waited > 0 && s.Closed > 0:
		return w.p.Text("less.both", "waited", w.span(s.Waited), "closed", w.span(s.Closed))
	case s.Waited > 0:
		return w.p.Text("less.waiting", "time", w.span(s.Waited))
	case s.Closed > 0:
		return w.p.Text("less.closed", "time", w.span(s.Closed))
	}
	return ""
}

// writer writes the parts of a sentence and keeps the first error.
type writer struct {
	Reader
	p   *locale.Printer
	now time.Time
	err error
}

func (w *writer) span(d time.Duration) string { return locale.WorkingTime(w.Language, d) }

func (w *writer) when(t time.Time) string { return w.write(t, locale.Upcoming) }

// local is when without the zone.
func (w *writer) local(t time.Time) string { return w.write(t, locale.UpcomingLocal) }

func (w *writer) write(t time.Time, as func(language.Tag, time.Time, time.Time, *time.Location) (string, error)) string {
	if t.IsZero() {
		return w.p.Text("never")
	}
	text, err := as(w.Language, t, w.now, w.Zone)
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("sla: %w", err)
	}
	return text
}
