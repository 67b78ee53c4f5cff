package ical

import (
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// ErrOptions refuses options that cannot work.
var ErrOptions = errors.New("ical: unusable options")

// ErrPromise refuses a promise that [commitment.Make] or its methods did not
// return.
var ErrPromise = errors.New("ical: not a made promise")

// Kind is the component that a promise becomes. The zero value is Event.
type Kind uint8

// The kinds.
const (
	// Event is a VEVENT that ends at the deadline: every calendar shows it.
	Event Kind = iota
	// Todo is a VTODO that is due at the deadline: for those that show tasks.
	Todo
)

var kindNames = [...]string{"event", "todo"}

// String returns "event" or "todo".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// MarshalText writes the name; an unknown kind is an error.
func (k Kind) MarshalText() ([]byte, error) {
	if int(k) >= len(kindNames) {
		return nil, &commitment.FieldError{Field: "kind", Value: k.String(), Want: "event or todo", Err: ErrOptions}
	}
	return []byte(kindNames[k]), nil
}

// UnmarshalText reads the name; an unknown one is an error.
func (k *Kind) UnmarshalText(b []byte) error {
	for i, n := range kindNames {
		if n == string(b) {
			*k = Kind(i)
			return nil
		}
	}
	return &commitment.FieldError{Field: "kind", Value: fmt.Sprintf("%.32s", b), Want: "event or todo", Err: ErrOptions}
}

// Options configure a [Calendar]. A nil *Options and the zero value are all
// defaults.
type Options struct {
	Kind Kind // default Event
	// Name is the feed's, for people; default "Promises".
	Name string
	// Domain makes UIDs unique in the world; it must stay the same for the
	// lifetime of the promises. Default "evenkeel.invalid".
	Domain string
	// Organizer is the e-mail address that stands as the entries' organizer;
	// default "promises@" and the domain.
	Organizer string
	// Policy says when entries ring (C6). Default: the default policy.
	Policy *commitment.Policy
	// Silent leaves the VALARMs out. Default: entries ring.
	Silent bool
	// Length is how much of the calendar an event takes, up to the deadline;
	// default 30 minutes. A promise with an earliest time takes its window.
	Length time.Duration
	// Link returns the address of the promise in the host's own pages; default
	// none. Only http and https are written.
	Link func(commitment.Promise) string
	// NoWords leaves out everything people wrote: an entry is called by its case,
	// or its id. Default: entries say what was promised.
	NoWords bool
	// Keep is for how long a feed still holds an entry that was settled, so that
	// subscribers see it go; default 30 days.
	Keep time.Duration
	// Refresh is how often subscribers are asked to come back; default 15 minutes.
	Refresh time.Duration
	// Most is how many entries a feed may have; more is an error of the request,
	// never a cut. Default 2000.
	Most int
	// Logger gets failed requests of a feed; default none. Words are not logged.
	Logger *slog.Logger
	// Now is the feed's clock; default time.Now.
	Now func() time.Time
}

func (o *Options) complete() error {
	if o.Kind > Todo {
		return &commitment.FieldError{Field: "kind", Value: o.Kind.String(), Want: "event or todo", Err: ErrOptions}
	}
	if o.Name == "" {
		o.Name = "Promises"
	}
	if o.Domain == "" {
		o.Domain = "evenkeel.invalid"
	}
	if !isDomain(o.Domain) {
		return &commitment.FieldError{Field: "domain", Value: o.Domain, Want: "a domain name: letters, digits, hyphens and dots", Err: ErrOptions}
	}
	if o.Organizer == "" {
		o.Organizer = "promises@" + o.Domain
	}
	if a, err := mail.ParseAddress(o.Organizer); err != nil || a.Address != o.Organizer || strings.ContainsAny(o.Organizer, "\"\\ ;,:") {
		return &commitment.FieldError{Field: "organizer", Value: o.Organizer, Want: "a bare e-mail address", Err: ErrOptions}
	}
	if err := o.completeTimes(); err != nil {
		return err
	}
	if o.Policy == nil {
		p, err := commitment.NewPolicy(nil)
		if err != nil {
			return err
		}
		o.Policy = p
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return nil
}

func (o *Options) completeTimes() error {
	for _, d := range []struct {
		field   string
		value   *time.Duration
		initial time.Duration
	}{{"length", &o.Length, 30 * time.Minute}, {"keep", &o.Keep, 30 * 24 * time.Hour}, {"refresh", &o.Refresh, 15 * time.Minute}} {
		if *d.value < 0 {
			return &commitment.FieldError{Field: d.field, Value: d.value.String(), Want: "0 (default) or more", Err: ErrOptions}
		}
		if *d.value == 0 {
			*d.value = d.initial
		}
	}
	if o.Most < 0 {
		return &commitment.FieldError{Field: "most", Value: fmt.Sprint(o.Most), Want: "0 (default) or more", Err: ErrOptions}
	}
	if o.Most == 0 {
		o.Most = 2000
	}
	return nil
}

func isDomain(s string) bool {
	odd := strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.'
	})
	return !odd && len(s) <= 253 && !strings.Contains(s, "..") && !strings.HasPrefix(s, ".")
}
