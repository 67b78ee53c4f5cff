package rca

import (
	"fmt"
	"strings"
)

func enumString(typ string, names []string, v uint8) string {
	if int(v) < len(names) {
		return names[v]
	}
	return fmt.Sprintf("%s(%d)", typ, v)
}

func enumMarshal(what string, names []string, v uint8) ([]byte, error) {
	if int(v) < len(names) {
		return []byte(names[v]), nil
	}
	return nil, fmt.Errorf("rca: %s %d is unknown; want one of %s", what, v, strings.Join(names, ", "))
}

func enumUnmarshal(what string, names []string, text []byte, v *uint8) error {
	for i, name := range names {
		if name == string(text) {
			*v = uint8(i)
			return nil
		}
	}
	return fmt.Errorf("rca: %s %.40q is unknown; want one of %s", what, text, strings.Join(names, ", "))
}
