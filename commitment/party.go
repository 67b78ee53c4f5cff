package commitment

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// A Party is somebody with a part in a promise. It is comparable. The zero
// Party is nobody.
type Party struct {
	ID      PartyID `json:"id"`
	Name    string  `json:"name,omitempty"`    // for people; personal, erasable; empty: the id is shown
	Address string  `json:"address,omitempty"` // e-mail, handle; personal, erasable; only the host's notifiers read it
	// Zone is the IANA name of the party's time zone. Empty: the zone of the due.
	Zone string `json:"zone,omitempty"`
	// Language of notices and drafts. Zero (und), or one without texts: the
	// keeper's default; [Notice.Language] says which was used.
	Language language.Tag `json:"language,omitzero"`
	// Channel is how the party is reached. Empty: the policy's channels.
	Channel Channel `json:"channel,omitempty"`
	// Quiet are the hours in which the party is left alone. Zero: none.
	Quiet Quiet `json:"quiet,omitzero"`
}

// IsZero reports whether the party is nobody.
func (p Party) IsZero() bool { return p == Party{} }

// label is what people read: the name, or the id where the name is unknown or erased.
func (p Party) label() string {
	if p.Name != "" {
		return p.Name
	}
	return string(p.ID)
}

func (p Party) validate(field string) error {
	if p.ID == "" {
		return &FieldError{Field: field + ".id", Want: "an id", Err: ErrID}
	}
	if err := checkID(field+".id", string(p.ID)); err != nil {
		return err
	}
	if err := checkID(field+".channel", string(p.Channel)); err != nil {
		return err
	}
	if err := checkText(field+".name", p.Name, maxName); err != nil {
		return err
	}
	if err := checkText(field+".address", p.Address, maxName); err != nil {
		return err
	}
	if p.Zone != "" {
		if _, err := zone(field+".zone", p.Zone); err != nil {
			return err
		}
	}
	return p.Quiet.validate(field + ".quiet")
}

// zone loads an IANA zone. The empty name and "Local" are refused: what they
// mean depends on the machine.
func zone(field, name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, &FieldError{Field: field, Value: name, Want: `an IANA zone such as "Asia/Manila"`, Err: ErrZone}
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, &FieldError{Field: field, Value: clip(name), Want: `an IANA zone such as "Asia/Manila"`, Err: ErrZone}
	}
	return loc, nil
}

// A Clock is a wall-clock time of day in minutes after midnight, 0 to 1440.
// As text: "22:00".
type Clock uint16

// String returns the time of day as "15:04".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// MarshalText implements [encoding.TextMarshaler].
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; it takes "0:00" to "24:00".
func (c *Clock) UnmarshalText(b []byte) error {
	var h, m uint16
	bad := &FieldError{Field: "clock", Value: clip(string(b)), Want: `a time of day such as "22:00"`, Err: ErrQuiet}
	hs, ms, ok := strings.Cut(string(b), ":")
	if !ok || !digits(hs, &h) || len(ms) != 2 || !digits(ms, &m) || m > 59 || h*60+m > 1440 {
		return bad
	}
	*c = Clock(h*60 + m)
	return nil
}

// digits reads one or two decimal digits.
func digits(s string, v *uint16) bool {
	if len(s) == 0 || len(s) > 2 {
		return false
	}
	for _, r := range []byte(s) {
		if r < '0' || r > '9' {
			return false
		}
		*v = *v*10 + uint16(r-'0')
	}
	return true
}

// Weekdays is a set of days of the week; bit n is [time.Weekday] n. As text:
// "sat,sun". The zero value is the empty set.
type Weekdays uint8

// Days returns the set of the days given.
func Days(days ...time.Weekday) Weekdays {
	var w Weekdays
	for _, d := range days {
		w |= 1 << uint(d%7)
	}
	return w
}

// Has reports whether the day is in the set.
func (w Weekdays) Has(d time.Weekday) bool { return w&(1<<uint(d%7)) != 0 }

var dayNames = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// String returns the days as "sat,sun", from Sunday on.
func (w Weekdays) String() string {
	var names []string
	for d, n := range dayNames {
		if w.Has(time.Weekday(d)) {
			names = append(names, n)
		}
	}
	return strings.Join(names, ",")
}

// MarshalText implements [encoding.TextMarshaler].
func (w Weekdays) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (w *Weekdays) UnmarshalText(b []byte) error {
	var set Weekdays
	for n := range strings.SplitSeq(string(b), ",") {
		n = strings.ToLower(strings.TrimSpace(n))
		if n == "" {
			continue
		}
		found := false
		for d, name := range dayNames {
			if n == name {
				set |= 1 << uint(d)
				found = true
			}
		}
		if !found {
			return &FieldError{Field: "days", Value: clip(n), Want: "sun, mon, tue, wed, thu, fri or sat", Err: ErrQuiet}
		}
	}
	*w = set
	return nil
}

// Quiet are hours, in the party's own zone, in which no notice is due to reach
// it: people clock off (practice C6). It comes at their end, or, where that would be
// too late, at their start. Only what has to be heard before a deadline, or before an
// update that was promised to the minute, comes within them, if their start is
// over too. Start after End wraps around midnight;
// Start equal to End means no quiet hours on ordinary days. The zero value is
// never quiet.
type Quiet struct {
	Start Clock    `json:"start"`
	End   Clock    `json:"end"`
	Days  Weekdays `json:"days,omitzero"` // days that are quiet from midnight to midnight
}

// IsZero reports whether there are no quiet hours at all.
func (q Quiet) IsZero() bool { return q == Quiet{} }

func (q Quiet) validate(field string) error {
	if q.Start > 1440 || q.End > 1440 {
		return &FieldError{Field: field, Value: fmt.Sprintf("%d-%d", q.Start, q.End), Want: "00:00 to 24:00", Err: ErrQuiet}
	}
	if q.Days&0x7f == 0x7f {
		return &FieldError{Field: field + ".days", Value: q.Days.String(), Want: "at least one day that is not quiet", Err: ErrQuiet}
	}
	if q.Start != q.End && q.Start%1440 == q.End%1440 {
		return &FieldError{Field: field, Value: fmt.Sprintf("%v-%v", q.Start, q.End), Want: "some time of the day that is not quiet", Err: ErrQuiet}
	}
	return nil
}
