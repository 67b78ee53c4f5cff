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
// 10:30 AM Manila time: 8 hours of working time from Monday, 11 AM Manila time,
// less 2 hours 30 minutes waiting for the customer." Dates are written as they
// are understood at now. An unsupported language is an error.
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
	count := p.Text("count."+s.Basis.String(), "budget", w.span(s.Budget), "start", w.when(s.Start))
	if s.Waited > 0 {
		count += p.Text("less.waiting", "time", w.span(s.Waited))
	}
	if s.Closed > 0 {
		count += p.Text("less.closed", "time", w.span(s.Closed))
	}
	text := p.Text("state."+s.State.String(), "metric", p.Text("metric."+s.Metric.String()), "count", count,
		"due", w.when(s.Due), "end", w.when(s.End), "left", w.span(s.Remaining))
	return text, w.err
}

// writer writes the parts of a sentence and keeps the first error.
type writer struct {
	Reader
	p   *locale.Printer
	now time.Time
	err error
}

func (w *writer) span(d time.Duration) string { return locale.WorkingTime(w.Language, d) }

func (w *writer) when(t time.Time) string {
	if t.IsZero() {
		return w.p.Text("never")
	}
	text, err := locale.Upcoming(w.Language, t, w.now, w.Zone)
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("sla: %w", err)
	}
	return text
}
