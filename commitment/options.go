package commitment

import (
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"golang.org/x/text/language"
)

// Options configure a [Keeper]. Nil and the zero value work: every field names
// its default.
type Options struct {
	// Policy makes the plans. Nil: the default policy.
	Policy *Policy
	// Queue owns the promises that come without an owner, such as those a bot
	// made. Zero: a promise without owner is refused ([ErrNoOwner]).
	Queue Party
	// QueueFor chooses that queue by the promise, say by its tenant or team, which is
	// all of it but the owner. It must not block. Nil: Queue for every promise.
	QueueFor func(Promise) Party
	// Language of texts for parties whose own has no texts here. Default: English.
	// One without texts is an error of [NewKeeper].
	Language language.Tag
	// Texts overrides texts: commitment/<lang>.json. Nil: the package's own.
	Texts fs.FS
	// Blocks returns the time between from and to in which an owner cannot work on
	// promises: meetings, leave. Nil: none known.
	Blocks func(ctx context.Context, tenant TenantID, owner PartyID, from, to time.Time) ([]Block, error)
	// Party looks up the recipient of a foreign subject's alarm. Nil: its id is
	// all that the notice knows.
	Party func(ctx context.Context, tenant TenantID, id PartyID) (Party, error)
	// Logger gets ids, times and errors, never the words of a promise. Nil: silent.
	Logger *slog.Logger
	// Hook is called for everything worth counting, from the goroutine where it
	// happens; it must not block. Nil: none.
	Hook func(Signal)
	// Now is the keeper's clock. Nil: time.Now.
	Now func() time.Time
	// Worker names this keeper to the store, unlike every other live one.
	// Default: random.
	Worker string
	// The durations below are at most 30 days each.

	// Poll is the longest time between two looks at the store. Default 1 s.
	Poll time.Duration
	// Lease is how long claimed alarms are this keeper's. A crash delays them by
	// that much. Default 1 minute; at least twice Timeout.
	Lease time.Duration
	// Timeout bounds one call of the notifier. Default 20 s.
	Timeout time.Duration
	// Grace is how long calls under way may go on after Run's context ended.
	// Default 10 s.
	Grace time.Duration
	// Batch is how many alarms are claimed at once. Default 100.
	Batch int
	// Workers is how many notifications run at once. Default 8.
	Workers int
	// RetryFirst and RetryMost bound the growing time between attempts of a
	// failing notifier. Default 5 s and 15 min, or RetryFirst where that is more.
	RetryFirst, RetryMost time.Duration
}

func (o Options) withDefaults() (Options, error) {
	if err := o.bounded(); err != nil {
		return o, err
	}
	if o.Policy == nil {
		p, err := NewPolicy(nil)
		if err != nil {
			return o, err
		}
		o.Policy = p
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Hook == nil {
		o.Hook = func(Signal) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Language == language.Und {
		o.Language = language.English
	}
	setDefault(&o.Poll, time.Second)
	setDefault(&o.Timeout, 20*time.Second)
	setDefault(&o.Lease, max(time.Minute, 2*o.Timeout))
	setDefault(&o.Grace, 10*time.Second)
	setDefault(&o.Batch, 100)
	setDefault(&o.Workers, 8)
	setDefault(&o.RetryFirst, 5*time.Second)
	setDefault(&o.RetryMost, max(15*time.Minute, o.RetryFirst))
	if o.Worker == "" {
		o.Worker = rand.Text()
	}
	if o.Lease < 2*o.Timeout {
		return o, &FieldError{Field: "options.lease", Value: o.Lease.String(), Want: "at least twice the timeout of " + o.Timeout.String(), Err: ErrPolicy}
	}
	if o.RetryMost < o.RetryFirst {
		return o, &FieldError{Field: "options.retry_most", Value: o.RetryMost.String(), Want: "at least retry_first, " + o.RetryFirst.String(), Err: ErrPolicy}
	}
	if !o.Queue.IsZero() {
		return o, o.Queue.validate("options.queue")
	}
	return o, nil
}

// maxOption is the longest duration of the options: a longer one is a typing
// error, and twice as long or a thousand times as long must not overflow.
const maxOption = 30 * 24 * time.Hour

// bounded refuses numbers that nobody means.
func (o *Options) bounded() error {
	durations := []struct {
		field string
		d     time.Duration
	}{
		{"poll", o.Poll}, {"lease", o.Lease}, {"timeout", o.Timeout}, {"grace", o.Grace}, {"retry_first", o.RetryFirst}, {"retry_most", o.RetryMost},
	}
	for _, f := range durations {
		if f.d < 0 || f.d > maxOption {
			return &FieldError{Field: "options." + f.field, Value: f.d.String(), Want: "0 (default) to " + maxOption.String(), Err: ErrPolicy}
		}
	}
	for _, f := range []struct {
		field string
		n     int
	}{{"batch", o.Batch}, {"workers", o.Workers}} {
		if f.n < 0 {
			return &FieldError{Field: "options." + f.field, Value: fmt.Sprint(f.n), Want: "0 (default) or more", Err: ErrPolicy}
		}
	}
	return nil
}
