package commitment

import (
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
)

// Errors that callers branch on with [errors.Is]. A refused call changes
// nothing: not the promise it was called on, not the store.
var (
	// ErrConflict: the stored revision is not the one the change was based on.
	// Load again and decide again; [Keeper.Change] does so by itself.
	ErrConflict = errors.New("commitment: stale revision")
	// ErrNotFound: no promise with this tenant and id.
	ErrNotFound = errors.New("commitment: promise not found")
	// ErrExists: a promise with this tenant and id is already stored.
	ErrExists = errors.New("commitment: promise id already used")
	// ErrDuplicateKey: a plan holds the same alarm key twice.
	ErrDuplicateKey = errors.New("commitment: alarm key used twice")
	// ErrClosed: the promise is kept, broken or released and takes no change.
	ErrClosed = errors.New("commitment: promise is closed")
	// ErrNoOwner: nobody answers for the promise.
	ErrNoOwner = errors.New("commitment: promise has no owner")
	// ErrNoWhat: the promise does not say what is promised.
	ErrNoWhat = errors.New("commitment: promise does not say what")
	// ErrZone: a zone is missing or not in the IANA time zone database.
	ErrZone = errors.New("commitment: unknown time zone")
	// ErrDeadline: the deadline is missing or not after the moment of promising.
	ErrDeadline = errors.New("commitment: deadline not after the promise")
	// ErrWindow: the earliest time lies after the deadline.
	ErrWindow = errors.New("commitment: due window reversed")
	// ErrEffort: the effort is negative.
	ErrEffort = errors.New("commitment: negative effort")
	// ErrCadence: the update cadence is negative or shorter than a minute.
	ErrCadence = errors.New("commitment: unusable update cadence")
	// ErrID: an id is missing, too long or not printable UTF-8.
	ErrID = errors.New("commitment: unusable id")
	// ErrText: a text is too long or not valid UTF-8.
	ErrText = errors.New("commitment: unusable text")
	// ErrTime: the time given lies before the promise's last event, or is zero.
	ErrTime = errors.New("commitment: time runs backwards")
	// ErrReason: a change that must be explained comes without its reason, who
	// agreed, or the customer's answer (practice C8).
	ErrReason = errors.New("commitment: reason missing")
	// ErrQuiet: quiet hours that are not between 00:00 and 24:00.
	ErrQuiet = errors.New("commitment: unusable quiet hours")
	// ErrPolicy: a policy that cannot be followed.
	ErrPolicy = errors.New("commitment: unusable policy")
	// ErrKey: an alarm key that does not parse.
	ErrKey = errors.New("commitment: malformed alarm key")
	// ErrFormat: stored JSON that is not a promise or an alarm.
	ErrFormat = errors.New("commitment: malformed data")
	// ErrVersion: stored JSON written by a later version of this library.
	ErrVersion = errors.New("commitment: data of a newer version")
	// ErrCorrupt: the store's medium is damaged. Stores wrap it; the keeper
	// stops on it instead of retrying.
	ErrCorrupt = errors.New("commitment: store is corrupted")
	// ErrSchema: the store was written by a later version of the library.
	// Stores wrap it; the keeper stops on it instead of retrying.
	ErrSchema = errors.New("commitment: store schema is newer than this library")
	// ErrFull: the store's medium has no room left. Stores wrap it. The keeper
	// goes on trying, since room may be made; a host stops promising and calls
	// somebody, for what cannot be written down would be forgotten.
	ErrFull = errors.New("commitment: store is full")
	// ErrNoPurge: [Keeper.Purge] on a store that is no [Purger].
	ErrNoPurge = errors.New("commitment: store cannot purge")
	// ErrNoAlarms: [Keeper.Run] on a store that neither is an [AlarmStore] nor
	// an [Engine].
	ErrNoAlarms = errors.New("commitment: store cannot hand out alarms")
	// ErrPermanent, wrapped in a Notifier's error: this notice can never be
	// delivered; the keeper gives it up and says so ([SignalGivenUp]).
	ErrPermanent = errors.New("commitment: notice cannot be delivered")
	// ErrHistory: a history that does not lead to the promise it belongs to.
	ErrHistory = errors.New("commitment: history does not fold")
)

// A FieldError names the field that was refused, its value, and what would have
// been accepted. It unwraps to one of the sentinels.
type FieldError struct {
	Field string // path as in the JSON form: "due.zone", "managers[1].quiet"
	Value string // the value as given, clipped to 64 bytes
	Want  string // what would do
	Err   error  // sentinel
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("%v: %s is %s, want %s", e.Err, e.Field, strconv.Quote(e.Value), e.Want)
}

// Unwrap returns the sentinel.
func (e *FieldError) Unwrap() error { return e.Err }

// A ConflictError is the data behind [ErrConflict].
type ConflictError struct {
	Tenant  TenantID
	Subject SubjectID
	Based   Revision // the revision the caller worked on
	Stored  Revision // the revision in the store
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%v: %s is at revision %d, the change was based on %d; load it and decide again", ErrConflict, e.Subject, e.Stored, e.Based)
}

// Is reports whether target is [ErrConflict].
func (e *ConflictError) Is(target error) bool { return target == ErrConflict }

// A StateError is the data behind [ErrClosed].
type StateError struct {
	Promise PromiseID
	State   State
	Doing   string // what was refused: "renegotiate", "update", …
}

func (e *StateError) Error() string {
	return fmt.Sprintf("%v: cannot %s promise %q, it is %v; what is promised from now on is a new promise", ErrClosed, e.Doing, e.Promise, e.State)
}

// Is reports whether target is [ErrClosed].
func (e *StateError) Is(target error) bool { return target == ErrClosed }

// A VersionError is the data behind [ErrVersion] and, for a store's schema,
// [ErrSchema].
type VersionError struct {
	Of    string // "promise", "alarm", "policy", "schema"
	Have  int    // the version found
	Known int    // the newest version this library reads
	Err   error  // sentinel
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("%v: %s has version %d, this library reads up to %d; update the library", e.Err, e.Of, e.Have, e.Known)
}

// Unwrap returns the sentinel.
func (e *VersionError) Unwrap() error { return e.Err }

// An EarlyError is returned by [Keeper.Wake] for an alarm whose time has not
// come by the keeper's clock. An engine tries again at Until.
type EarlyError struct {
	Key   AlarmKey
	Until time.Time
}

func (e *EarlyError) Error() string {
	return fmt.Sprintf("commitment: alarm %s is not due before %s", e.Key, e.Until.Format(time.RFC3339))
}

// clip bounds what of an input goes into an error.
func clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	n := most
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
