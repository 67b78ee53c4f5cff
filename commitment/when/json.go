package when

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// readingJSON is a Reading with its zone by name.
type readingJSON struct {
	plainReading
	Zone string `json:"zone,omitempty"`
}

type plainReading Reading

// MarshalJSON writes the reading with its zone as a name of the time zone database,
// or as "UTC+8" where it is an offset.
func (r Reading) MarshalJSON() ([]byte, error) {
	out := readingJSON{plainReading: plainReading(r)}
	if r.Zone != nil {
		out.Zone = r.Zone.String()
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote. An unknown zone is an error. The
// texts of a reading are not part of it: String then explains it in figures, and
// [Parser.Explain] in a language.
func (r *Reading) UnmarshalJSON(data []byte) error {
	var in readingJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("when: reading: %w", err)
	}
	out := Reading(in.plainReading)
	if in.Zone != "" {
		loc, err := zoneByName(in.Zone)
		if err != nil {
			return fmt.Errorf("when: reading: zone %q: %w", in.Zone, err)
		}
		out.Zone = loc
		for _, t := range []*time.Time{&out.Earliest, &out.Deadline} {
			if !t.IsZero() {
				*t = t.In(loc)
			}
		}
	}
	*r = out
	return nil
}

// zoneByName is the zone of a name that a reading was written with.
func zoneByName(name string) (*time.Location, error) {
	rest, ok := strings.CutPrefix(name, "UTC")
	if !ok || rest == "" {
		return time.LoadLocation(name)
	}
	h, m, _ := strings.Cut(rest, ":")
	hours, err := strconv.Atoi(h)
	if err != nil || hours < -14 || hours > 14 {
		return nil, fmt.Errorf("offset %q: want UTC-14 to UTC+14", rest)
	}
	minutes := 0
	if m != "" {
		if minutes, err = strconv.Atoi(m); err != nil || minutes < 0 || minutes > 59 {
			return nil, fmt.Errorf("offset %q: want minutes from 0 to 59", rest)
		}
	}
	seconds := hours*3600 + minutes*60
	if hours < 0 || strings.HasPrefix(h, "-") {
		seconds = hours*3600 - minutes*60
	}
	return fixedZone(int32(seconds)), nil
}
