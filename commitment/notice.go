package commitment

import (
	"context"
	"time"

	"golang.org/x/text/language"
)

// A Notice is what a recipient gets: the facts as data, and a text that is ready
// to send in the recipient's language.
type Notice struct {
	Key       AlarmKey // idempotency key: equal keys are the same notice
	Alarm     Alarm
	Promise   *Promise // what it is about; nil for a foreign subject
	Recipient Recipient
	At        time.Time    // when it was made, by the keeper's clock
	Language  language.Tag // of the texts, which may differ from what the recipient asked for
	Title     string       // one line
	Body      string       // plain text, lines divided by \n
	// Draft is a message for the recipient to send on, to the customer or to
	// whoever owes, in DraftLanguage. Empty where nothing is to be sent on.
	Draft         string
	DraftLanguage language.Tag
	// WaysOut are the choices that are left when a promise is at risk, the
	// gentlest first: help, time, scope (practice C7).
	WaysOut []WayOut
}

// A WayOut is one choice when a promise is at risk.
type WayOut struct {
	ID       string // "help", "time", "scope"
	Text     string // what to do
	Pushback string // what to expect to hear against it, and how to answer
}

// Notifier takes notices to their recipients.
//
// Notify is called at least once for each alarm, from several goroutines at
// once, for one subject in order of time. It returns nil once the notice is safe
// with the next system; then it is not called again for this key (a crash in
// between may repeat it). An error makes the keeper try again with backoff,
// without limit unless the error wraps [ErrPermanent]; it is logged, so it should
// not quote the notice. The context ends after the keeper's Timeout, or when the
// keeper stops and its grace is over; Notify should return soon then. It may keep
// the notice but must not change what it points to.
type Notifier interface {
	Notify(ctx context.Context, n Notice) error
}

// NotifierFunc makes a function a [Notifier].
type NotifierFunc func(ctx context.Context, n Notice) error

// Notify calls f.
func (f NotifierFunc) Notify(ctx context.Context, n Notice) error { return f(ctx, n) }
