package commitment

import "time"

// SignalKind says what the keeper did. The zero value is SignalClaimed.
type SignalKind uint8

// The kinds of signals.
const (
	SignalClaimed    SignalKind = iota // alarms were claimed from the store; Count says how many
	SignalDelivered                    // a notice was taken by the notifier
	SignalActed                        // the keeper looked at a promise itself (RuleCheck, RuleSilence)
	SignalCollapsed                    // a newer alarm took the place of this one
	SignalSuperseded                   // the promise changed since; nothing was sent
	SignalFailed                       // an attempt failed and will be made again at Retry
	SignalGivenUp                      // the notifier said that it can never work ([ErrPermanent])
	SignalStore                        // the store failed; Err says how
)

var signalNames = []string{"claimed", "delivered", "acted", "collapsed", "superseded", "failed", "given-up", "store"}

// String returns the name used in JSON and metrics: "claimed", "delivered", …
func (k SignalKind) String() string { return enumText(signalNames, uint8(k), "SignalKind") }

// MarshalText implements [encoding.TextMarshaler].
func (k SignalKind) MarshalText() ([]byte, error) {
	return marshalEnum(signalNames, uint8(k), "signal")
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (k *SignalKind) UnmarshalText(b []byte) error {
	v, err := unmarshalEnum(signalNames, b, "signal")
	if err == nil {
		*k = SignalKind(v)
	}
	return err
}

// A Signal is something worth counting. It holds ids and numbers, no words.
type Signal struct {
	Kind     SignalKind
	Key      AlarmKey // zero for SignalClaimed and SignalStore
	Tenant   TenantID
	Rule     Rule
	Severity Severity
	Count    int           // SignalClaimed: how many alarms
	Late     time.Duration // how long after the alarm's time
	Took     time.Duration // the call of the notifier
	Attempt  int
	Retry    time.Time // SignalFailed: not before
	Err      error
}

// signal reports what became of an alarm.
func (k *Keeper) signal(kind SignalKind, a Alarm, now time.Time, took time.Duration, err error, retry time.Time) {
	k.opts.Hook(Signal{Kind: kind, Key: a.Key, Tenant: a.Tenant, Rule: a.Rule, Severity: a.Severity, Late: now.Sub(a.At), Took: took, Attempt: a.Attempt, Retry: retry, Err: err})
}
