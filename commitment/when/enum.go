package when

import (
	"fmt"
	"slices"
	"strconv"
)

var (
	kindNames  = []string{"instant", "by", "not-before", "window", "recurring", "relative"}
	grainNames = []string{"none", "second", "minute", "hour", "part", "day", "week", "month", "quarter", "year"}
	zoneNames  = []string{"now", "text", "customer", "agent"}
	codeNames  = []string{
		"none", "close", "open", "part", "meridiem", "day", "year", "month", "order", "ahead",
		"amount", "zone", "workdays", "latest", "first-time",
	}
	sourceNames  = []string{"convention", "calendar", "hours"}
	warningNames = []string{
		"none", "past", "closed", "holiday", "skipped", "repeated", "ambiguous", "no-deadline",
		"mismatch", "unknown-zone",
	}
)

// enumName is the name of value v, or a number in parentheses where it has none.
func enumName(names []string, v uint8) string {
	if int(v) < len(names) {
		return names[v]
	}
	return "(" + strconv.Itoa(int(v)) + ")"
}

func enumText(what string, names []string, v uint8) ([]byte, error) {
	if int(v) >= len(names) {
		return nil, fmt.Errorf("when: %s %d is not defined", what, v)
	}
	return []byte(names[v]), nil
}

func enumParse(what string, names []string, text []byte) (uint8, error) {
	i := slices.Index(names, string(text))
	if i < 0 {
		return 0, fmt.Errorf("when: %s %q is not one of %v", what, text, names)
	}
	return uint8(i), nil
}

// String is the kind's name: "instant", "by".
func (k Kind) String() string { return enumName(kindNames, uint8(k)) }

// MarshalText writes the kind's name; an undefined kind is an error.
func (k Kind) MarshalText() ([]byte, error) { return enumText("kind", kindNames, uint8(k)) }

// UnmarshalText reads a kind's name.
func (k *Kind) UnmarshalText(text []byte) error {
	v, err := enumParse("kind", kindNames, text)
	if err == nil {
		*k = Kind(v)
	}
	return err
}

// String is the grain's name: "minute", "day".
func (g Grain) String() string { return enumName(grainNames, uint8(g)) }

// MarshalText writes the grain's name; an undefined grain is an error.
func (g Grain) MarshalText() ([]byte, error) { return enumText("grain", grainNames, uint8(g)) }

// UnmarshalText reads a grain's name.
func (g *Grain) UnmarshalText(text []byte) error {
	v, err := enumParse("grain", grainNames, text)
	if err == nil {
		*g = Grain(v)
	}
	return err
}

// String is the source's name: "text", "customer".
func (s ZoneSource) String() string { return enumName(zoneNames, uint8(s)) }

// MarshalText writes the source's name; an undefined source is an error.
func (s ZoneSource) MarshalText() ([]byte, error) {
	return enumText("zone source", zoneNames, uint8(s))
}

// UnmarshalText reads a source's name.
func (s *ZoneSource) UnmarshalText(text []byte) error {
	v, err := enumParse("zone source", zoneNames, text)
	if err == nil {
		*s = ZoneSource(v)
	}
	return err
}

// String is the code's name: "close", "meridiem".
func (c AssumptionCode) String() string { return enumName(codeNames, uint8(c)) }

// MarshalText writes the code's name; an undefined code is an error.
func (c AssumptionCode) MarshalText() ([]byte, error) {
	return enumText("assumption", codeNames, uint8(c))
}

// UnmarshalText reads a code's name.
func (c *AssumptionCode) UnmarshalText(text []byte) error {
	v, err := enumParse("assumption", codeNames, text)
	if err == nil {
		*c = AssumptionCode(v)
	}
	return err
}

// String is the source's name: "calendar", "hours".
func (s AssumptionSource) String() string { return enumName(sourceNames, uint8(s)) }

// MarshalText writes the source's name; an undefined source is an error.
func (s AssumptionSource) MarshalText() ([]byte, error) {
	return enumText("assumption source", sourceNames, uint8(s))
}

// UnmarshalText reads a source's name.
func (s *AssumptionSource) UnmarshalText(text []byte) error {
	v, err := enumParse("assumption source", sourceNames, text)
	if err == nil {
		*s = AssumptionSource(v)
	}
	return err
}

// String is the code's name: "past", "holiday".
func (c WarningCode) String() string { return enumName(warningNames, uint8(c)) }

// MarshalText writes the code's name; an undefined code is an error.
func (c WarningCode) MarshalText() ([]byte, error) {
	return enumText("warning", warningNames, uint8(c))
}

// UnmarshalText reads a code's name.
func (c *WarningCode) UnmarshalText(text []byte) error {
	v, err := enumParse("warning", warningNames, text)
	if err == nil {
		*c = WarningCode(v)
	}
	return err
}
