package commitment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// formatVersion is the version of the JSON forms that this library writes. A
// field that older code would drop on rewriting needs a new version.
const formatVersion = 1

// header reads the version of a stored value.
type header struct {
	V *int `json:"v"`
}

func checkVersion(b []byte, of string) error {
	var h header
	if err := json.Unmarshal(b, &h); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrFormat, of, err)
	}
	switch {
	case h.V == nil || *h.V < 1:
		return &FieldError{Field: of + ".v", Want: fmt.Sprintf("a version from 1 to %d", formatVersion), Err: ErrFormat}
	case *h.V > formatVersion:
		return &VersionError{Of: of, Have: *h.V, Known: formatVersion, Err: ErrVersion}
	}
	return nil
}

type promiseJSON struct {
	V int `json:"v"`
	plainPromise
}

// plainPromise has the fields of Promise without its methods.
type plainPromise Promise

// MarshalJSON implements [json.Marshaler]. The form is versioned ("v": 1).
func (p Promise) MarshalJSON() ([]byte, error) {
	return json.Marshal(promiseJSON{V: formatVersion, plainPromise: plainPromise(p)})
}

// UnmarshalJSON implements [json.Unmarshaler]. Errors unwrap to [ErrVersion] for
// data of a later library, else to [ErrFormat]; p is unchanged then.
func (p *Promise) UnmarshalJSON(b []byte) error {
	if err := checkVersion(b, "promise"); err != nil {
		return err
	}
	var f promiseJSON
	if err := json.Unmarshal(b, &f); err != nil {
		return fmt.Errorf("%w: promise: %w", ErrFormat, err)
	}
	q := Promise(f.plainPromise)
	if q.ID == "" || q.Revision != Revision(len(q.History)) {
		return fmt.Errorf("%w: promise %q at revision %d has %d events", ErrFormat, clip(string(q.ID)), q.Revision, len(q.History))
	}
	*p = q
	return nil
}

// alarmJSON is the stored form of an Alarm: what the key holds is not repeated.
type alarmJSON struct {
	V        int             `json:"v"`
	Key      AlarmKey        `json:"key"`
	Case     CaseID          `json:"case,omitempty"`
	Role     Role            `json:"role,omitzero"`
	Severity Severity        `json:"severity,omitzero"`
	At       time.Time       `json:"at"`
	Until    time.Time       `json:"until,omitzero"`
	Deadline time.Time       `json:"deadline,omitzero"`
	Data     json.RawMessage `json:"data,omitempty"`
	Attempt  int             `json:"attempt,omitempty"`
}

// MarshalJSON implements [json.Marshaler]. The form is versioned ("v": 1); what
// the key is made of is only in the key.
func (a Alarm) MarshalJSON() ([]byte, error) {
	return json.Marshal(alarmJSON{V: formatVersion, Key: a.Key, Case: a.Case, Role: a.Role, Severity: a.Severity, At: a.At, Until: a.Until, Deadline: a.Deadline, Data: a.Data, Attempt: a.Attempt})
}

// UnmarshalJSON implements [json.Unmarshaler]. Errors unwrap to [ErrVersion],
// [ErrKey] or [ErrFormat]; a is unchanged then.
func (a *Alarm) UnmarshalJSON(b []byte) error {
	if err := checkVersion(b, "alarm"); err != nil {
		return err
	}
	var f alarmJSON
	if err := json.Unmarshal(b, &f); err != nil {
		return fmt.Errorf("%w: alarm: %w", ErrFormat, err)
	}
	k, err := ParseAlarmKey(f.Key)
	if err != nil {
		return err
	}
	*a = Alarm{
		Key: f.Key, Tenant: k.Tenant, Subject: k.Subject, Revision: k.Revision, Rule: k.Rule, Ordinal: k.Ordinal, Recipient: k.Recipient, Channel: k.Channel,
		Case: f.Case, Role: f.Role, Severity: f.Severity, At: f.At.UTC(), Until: utc(f.Until), Deadline: utc(f.Deadline), Data: f.Data, Attempt: f.Attempt,
	}
	return nil
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

// unmarshalStrict reads one JSON value that has no unknown fields.
func unmarshalStrict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if d.More() {
		return errors.New("more than one value")
	}
	return nil
}
