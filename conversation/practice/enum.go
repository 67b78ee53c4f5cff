package practice

import "fmt"

// enumText is the text of value v of a closed enum, or false where v is not
// one of its values.
func enumText(names []string, v uint8) (string, bool) {
	if int(v) >= len(names) {
		return "", false
	}
	return names[v], true
}

func enumString(kind string, names []string, v uint8) string {
	if s, ok := enumText(names, v); ok {
		return s
	}
	return fmt.Sprintf("%s(%d)", kind, v)
}

func enumMarshal(kind string, names []string, v uint8) ([]byte, error) {
	s, ok := enumText(names, v)
	if !ok {
		return nil, fmt.Errorf("practice: %s(%d) is not a %s; want one of %q", kind, v, kind, names)
	}
	return []byte(s), nil
}

func enumUnmarshal(kind string, names []string, text []byte) (uint8, error) {
	for i, s := range names {
		if s == string(text) {
			return uint8(i), nil
		}
	}
	return 0, fmt.Errorf("practice: unknown %s %q; want one of %q", kind, text, names)
}
