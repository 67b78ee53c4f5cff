package ical

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// MediaType is the type of what this package writes.
const MediaType = "text/calendar; charset=utf-8"

// product names the writer, as RFC 5545 asks.
const product = "-//evenkeel//promises//EN"

// Calendar writes promises as iCalendar. It is immutable and safe for concurrent
// use; the same promise gives the same bytes.
type Calendar struct{ opts Options }

// New returns a calendar; opts may be nil. Errors unwrap to [ErrOptions].
func New(opts *Options) (*Calendar, error) {
	o := Options{}
	if opts != nil {
		o = *opts
	}
	if err := o.complete(); err != nil {
		return nil, err
	}
	return &Calendar{o}, nil
}

// UID returns the identifier of a promise's entry: the same for life, telling
// nothing of the promise.
func (c *Calendar) UID(p commitment.Promise) string {
	key := commitment.KeyParts{Tenant: p.Tenant, Subject: p.Subject()}.Key()
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16]) + "@" + c.opts.Domain
}

// Sequence returns the entry's SEQUENCE: it grows with every renegotiation, and
// once more when the promise is settled.
func Sequence(p commitment.Promise) int {
	n := p.Renegotiations
	if p.State.Closed() {
		n++
	}
	return n
}

// File returns one promise as a calendar file: METHOD:PUBLISH while it is open,
// METHOD:CANCEL once it is settled, so that a calendar which takes it removes the
// entry. The error is [ErrPromise] for a promise without history.
func (c *Calendar) File(p commitment.Promise) ([]byte, error) {
	method := ics.MethodPublish
	if p.State.Closed() {
		method = ics.MethodCancel
	}
	cal := c.begin(method)
	if err := c.add(cal, p, method); err != nil {
		return nil, err
	}
	return write(cal)
}

// Collect returns promises as one calendar, as a feed has them: settled ones are
// in it as cancelled, a kept one as done where it is a [Todo].
func (c *Calendar) Collect(promises []commitment.Promise) ([]byte, error) {
	cal := c.begin(ics.MethodPublish)
	cal.SetName(clean(c.opts.Name))
	cal.SetXWRCalName(clean(c.opts.Name))
	refresh := "PT" + strconv.Itoa(max(1, int(c.opts.Refresh/time.Minute))) + "M"
	cal.SetRefreshInterval(refresh)
	cal.SetXPublishedTTL(refresh)
	for _, p := range promises {
		if err := c.add(cal, p, ics.MethodPublish); err != nil {
			return nil, err
		}
	}
	return write(cal)
}

func (c *Calendar) begin(m ics.Method) *ics.Calendar {
	cal := ics.NewCalendarFor("evenkeel")
	cal.SetProductId(product)
	cal.SetMethod(m)
	return cal
}

// write folds at 75 bytes and ends lines with CR LF, on every system.
func write(cal *ics.Calendar) ([]byte, error) {
	var b bytes.Buffer
	if err := cal.SerializeTo(&b, ics.WithNewLineWindows, ics.WithLineLength(75)); err != nil {
		return nil, fmt.Errorf("ical: %w", err)
	}
	return b.Bytes(), nil
}

// add appends the entry of one promise.
func (c *Calendar) add(cal *ics.Calendar, p commitment.Promise, m ics.Method) error {
	if len(p.History) == 0 || p.Due.Deadline.IsZero() {
		return &commitment.FieldError{Field: "promise", Value: string(p.ID), Want: "one that Make or its methods returned", Err: ErrPromise}
	}
	if c.opts.Kind == Todo {
		t := ics.NewTodo(c.UID(p))
		c.common(&t.ComponentBase, p)
		t.SetDueAt(p.Due.Deadline)
		if e := p.Due.Earliest; !e.IsZero() && e.Before(p.Due.Deadline) {
			t.SetStartAt(e)
		}
		c.todoStatus(t, p, m)
		c.ring(p, t.AddAlarm)
		cal.Components = append(cal.Components, t)
		return nil
	}
	e := ics.NewEvent(c.UID(p))
	c.common(&e.ComponentBase, p)
	start := p.Due.Deadline.Add(-c.opts.Length)
	if t := p.Due.Earliest; !t.IsZero() && t.Before(p.Due.Deadline) {
		start = t
	}
	e.SetStartAt(start)
	e.SetEndAt(p.Due.Deadline)
	e.SetTimeTransparency(ics.TransparencyTransparent) // a deadline does not make its owner busy
	e.SetStatus(ics.ObjectStatusConfirmed)
	if p.State.Closed() {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
	c.ring(p, e.AddAlarm)
	cal.AddVEvent(e)
	return nil
}

func (c *Calendar) todoStatus(t *ics.VTodo, p commitment.Promise, m ics.Method) {
	switch {
	case p.State == commitment.Kept && m == ics.MethodPublish:
		t.SetStatus(ics.ObjectStatusCompleted)
		t.SetCompletedAt(p.ClosedAt)
		t.SetPercentComplete(100)
	case p.State.Closed():
		t.SetStatus(ics.ObjectStatusCancelled)
	default:
		t.SetStatus(ics.ObjectStatusNeedsAction)
	}
}

// priorities of RFC 5545: 1 is the highest, 5 is in the middle.
const (
	priorityRisk   = 1
	priorityNormal = 5
)

// common writes what both kinds have. Nothing depends on the clock, so that a
// feed that has not changed has not changed.
func (c *Calendar) common(b *ics.ComponentBase, p commitment.Promise) {
	changed := p.History[len(p.History)-1].At
	b.SetDtStampTime(changed)
	b.SetModifiedAt(changed)
	b.SetCreatedTime(p.MadeAt)
	b.SetSequence(Sequence(p))
	b.SetOrganizer("mailto:" + c.opts.Organizer)
	b.SetClass(ics.ClassificationPrivate)
	b.SetSummary(c.summary(p))
	if !c.opts.NoWords && p.What != "" {
		text := p.What
		if p.Due.Said != "" {
			text += "\n\n“" + p.Due.Said + "”"
		}
		b.SetDescription(clean(text))
	}
	priority := priorityNormal
	if p.State == commitment.AtRisk {
		priority = priorityRisk
	}
	b.SetProperty(ics.ComponentPropertyPriority, strconv.Itoa(priority))
	if c.opts.Link != nil {
		if u, err := url.Parse(c.opts.Link(p)); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
			b.SetURL(u.String())
		}
	}
}

// maxSummary is how many characters of a promise head its entry.
const maxSummary = 120

func (c *Calendar) summary(p commitment.Promise) string {
	s := strings.Join(strings.Fields(clean(p.What)), " ")
	if c.opts.NoWords {
		s = ""
	}
	switch {
	case s == "" && p.Case != "":
		return clean("#" + string(p.Case))
	case s == "":
		return clean(string(p.ID))
	case utf8.RuneCountInString(s) > maxSummary:
		return strings.TrimSpace(string([]rune(s)[:maxSummary])) + "…"
	}
	return s
}

// ring adds the owner's reminders of the policy as alarms at fixed times, once
// each whatever channels they have. Settled promises do not ring.
func (c *Calendar) ring(p commitment.Promise, add func() *ics.VAlarm) {
	if c.opts.Silent {
		return
	}
	seen := map[time.Time]bool{}
	for _, a := range c.opts.Policy.Alarms(p) {
		if a.Rule != commitment.RuleRemind && a.Rule != commitment.RuleChase || seen[a.At] {
			continue
		}
		seen[a.At] = true
		v := add()
		v.SetAction(ics.ActionDisplay)
		v.SetTrigger(a.At.UTC().Format("20060102T150405Z"), ics.WithValue("DATE-TIME"))
		v.SetProperty(ics.ComponentPropertyDescription, c.summary(p))
	}
}

// clean makes text that an iCalendar line can carry: valid UTF-8, line feeds as
// the only control characters. Escaping and folding are the writer's.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, s)
}
