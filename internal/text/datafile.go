package text

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
)

// DataError says where in a data file something is wrong.
type DataError struct {
	File   string
	Line   int    // from 1; 0 when the place is not known
	Key    string // path of the value, as in rules[3].patterns[0]
	Reason string
}

// Error implements error.
func (e *DataError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	if e.Key != "" {
		fmt.Fprintf(&b, ": %s", e.Key)
	}
	return b.String() + ": " + e.Reason
}

// DecodeFile reads one JSON value into v. An unknown key, a wrong type, a
// repeated key and text after the value are a *DataError with the line and key.
func DecodeFile(file string, b []byte, v any) error {
	if w := (&walker{b: b, line: 1}); !json.Valid(b) || !w.value("", 0) {
		_, err := Lines(file, b)
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return &DataError{File: file, Line: lineAt(b, wrong.Offset), Key: wrong.Field,
			Reason: fmt.Sprintf("holds a %s, want %s", wrong.Value, wrong.Type)}
	}
	e := &DataError{File: file, Reason: strings.TrimPrefix(err.Error(), "json: ")}
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		if name, err := strconv.Unquote(name); err == nil {
			e.Key, e.Reason = name, "is not a known key"
			if lines, err := Lines(file, b); err == nil {
				e.Line = lineOfKey(lines, name)
			}
		}
	}
	return e
}

// lineOfKey returns the first line with a key of that name.
func lineOfKey(lines map[string]int, name string) int {
	keys := make([]string, 0, 4)
	for k := range lines {
		if k == name || strings.HasSuffix(k, "."+name) {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return 0
	}
	sort.Slice(keys, func(i, j int) bool { return lines[keys[i]] < lines[keys[j]] })
	return lines[keys[0]]
}

func lineAt(b []byte, off int64) int {
	return 1 + bytes.Count(b[:min(max(int(off), 0), len(b))], []byte("\n"))
}

const maxNesting = 32

// Lines returns the line of each value of a JSON text by its path ("rules[3].id").
// It refuses repeated keys, more than one value and deep nesting.
func Lines(file string, b []byte) (map[string]int, error) {
	if fast := (&walker{b: b, line: 1, lines: make(map[string]int, len(b)/32)}); json.Valid(b) && fast.value("", 0) {
		return fast.lines, nil
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	w := &lineWalker{file: file, b: b, dec: dec, lines: make(map[string]int)}
	if err := w.value("", 0); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, &DataError{File: file, Line: lineAt(b, dec.InputOffset()), Reason: "text after the end of the value"}
	}
	return w.lines, nil
}

// walker walks over a valid JSON text. Where something is not as it should be,
// it gives up; lineWalker, which is slow, then says what.
type walker struct {
	b     []byte
	at    int
	line  int
	lines map[string]int // nil: not asked for
}

func (w *walker) blanks() {
	for w.at < len(w.b) {
		switch w.b[w.at] {
		case '\n':
			w.line++
		case ' ', '\t', '\r', ',', ':': // the text is valid: these stand where they must
		default:
			return
		}
		w.at++
	}
}

// value walks over one value; false: it gave up.
func (w *walker) value(path string, depth int) bool {
	w.blanks()
	if w.lines != nil {
		w.lines[path] = w.line
	}
	switch open := w.b[w.at]; open {
	case '"':
		w.str()
	case '{', '[':
		w.at++
		return depth < maxNesting && w.inside(path, depth, open == '{')
	default:
		for w.at < len(w.b) && strings.IndexByte(",]} \t\r\n", w.b[w.at]) < 0 {
			w.at++
		}
	}
	return true
}

// inside walks over the values of an object or an array.
func (w *walker) inside(path string, depth int, object bool) bool {
	var keys map[string]bool
	if object {
		keys = make(map[string]bool)
	}
	for i := 0; ; i++ {
		w.blanks()
		if c := w.b[w.at]; c == '}' || c == ']' {
			w.at++
			return true
		}
		sub := ""
		switch {
		case object:
			key := w.str()
			if strings.IndexByte(key, '\\') >= 0 || keys[key] {
				return false
			}
			keys[key] = true
			if sub = key; path != "" && w.lines != nil {
				sub = path + "." + key
			}
		case w.lines != nil:
			sub = path + "[" + strconv.Itoa(i) + "]"
		}
		if !w.value(sub, depth+1) {
			return false
		}
	}
}

// str walks over a string and returns it as it is written.
func (w *walker) str() string {
	from := w.at + 1
	for w.at++; w.b[w.at] != '"'; w.at++ {
		if w.b[w.at] == '\\' {
			w.at++
		}
	}
	w.at++
	return string(w.b[from : w.at-1])
}

type lineWalker struct {
	file  string
	b     []byte
	dec   *json.Decoder
	lines map[string]int
}

func (w *lineWalker) fail(key string, err error) error {
	off := w.dec.InputOffset()
	var syn *json.SyntaxError
	if errors.As(err, &syn) {
		off = syn.Offset
	}
	return &DataError{File: w.file, Line: lineAt(w.b, off), Key: key, Reason: strings.TrimPrefix(err.Error(), "json: ")}
}

func (w *lineWalker) value(path string, depth int) error {
	if depth > maxNesting {
		return w.fail(path, fmt.Errorf("nests deeper than %d", maxNesting))
	}
	tok, err := w.dec.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return w.fail(path, err)
	}
	w.lines[path] = lineAt(w.b, w.dec.InputOffset())
	d, ok := tok.(json.Delim)
	if !ok {
		return nil
	}
	for i := 0; w.dec.More(); i++ {
		sub := path + "[" + strconv.Itoa(i) + "]"
		if d == '{' {
			key, err := w.dec.Token()
			if err != nil {
				return w.fail(path, err)
			}
			name, ok := key.(string)
			if !ok {
				return w.fail(path, fmt.Errorf("a key must be a string"))
			}
			if sub = name; path != "" {
				sub = path + "." + name
			}
			if _, twice := w.lines[sub]; twice {
				return w.fail(sub, fmt.Errorf("is there twice"))
			}
		}
		if err := w.value(sub, depth+1); err != nil {
			return err
		}
	}
	if _, err := w.dec.Token(); err != nil {
		return w.fail(path, err)
	}
	return nil
}
