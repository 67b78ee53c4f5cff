package rca

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// maxFile is the largest incident file [Read] takes, in bytes.
const maxFile = 16 << 20

// maxDepth is how deep an incident file may nest.
const maxDepth = 32

// SyntaxError says where an incident file is wrong. Problem may repeat words of the
// file, so it belongs on a screen, not in a log.
type SyntaxError struct {
	Line    int    // from 1
	Field   string // path such as "facts[3].kind"; "" where the file as a whole is wrong
	Problem string // what is wrong and what would be right
}

// Error names the line, the field and the problem.
func (e *SyntaxError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("rca: line %d: %s", e.Line, e.Problem)
	}
	return fmt.Sprintf("rca: line %d: %s: %s", e.Line, e.Field, e.Problem)
}

// Read reads the JSON form of a document: the fields of [Doc] and its parts, by
// their JSON names. The "at" of an event is RFC 3339, or the time that clocks of the
// event's "zone" (or the document's) showed, such as "2026-03-11T23:00"; a time that exists
// twice or not at all there is refused (rule R7). Unknown and repeated fields are errors.
//
// A file that cannot be read gives a [*SyntaxError] with line and field, and no
// document. A document that can be read is returned together with what the rules found in it,
// joined as by [Builder.Build]; secrets in it are replaced by a hash (rule R29).
func Read(r io.Reader) (*Doc, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("rca: read incident file: %w", err)
	}
	if len(data) > maxFile {
		return nil, &SyntaxError{1, "", fmt.Sprintf("the file is larger than %d bytes", maxFile)}
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, &SyntaxError{1, "", `the file is empty; want a JSON object such as {"id": "…", "zone": "Europe/Zurich", "facts": […]}`}
	}
	if err := wellFormed(data); err != nil {
		return nil, err
	}
	d := new(Doc)
	if err := strict(data, d); err != nil {
		return nil, locate(data, err)
	}
	if err := d.resolveTimes(data); err != nil {
		return nil, err
	}
	withheld := d.withhold()
	return d, joinProblems(append(withheld, d.check()...))
}

func strict(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	return dec.Decode(v)
}

// resolveTimes turns the local times of a file into instants of their zones.
func (d *Doc) resolveTimes(data []byte) error {
	for i := range d.Timeline {
		e := &d.Timeline[i]
		if e.wall == "" {
			if loc, err := loadZone(d.zoneOf(e)); err == nil && !e.At.IsZero() {
				e.At = e.At.In(loc)
			}
			continue
		}
		at, err := LocalTime(e.wall, d.zoneOf(e))
		if err != nil {
			field := fmt.Sprintf("timeline[%d].at", i)
			return &SyntaxError{lineOf(data, field), field, strings.TrimPrefix(err.Error(), "rca: ")}
		}
		e.At, e.wall = at, ""
	}
	return nil
}

// eventJSON is the JSON form of an Event.
type eventJSON struct {
	ID        EventID   `json:"id"`
	At        string    `json:"at"`
	Zone      string    `json:"zone,omitempty"`
	Precision Precision `json:"precision,omitempty"`
	Fact      FactID    `json:"fact"`
	Phase     Phase     `json:"phase,omitempty"`
	History   bool      `json:"history,omitempty"`
}

// MarshalJSON writes the event with its instant as RFC 3339 in its zone.
func (e Event) MarshalJSON() ([]byte, error) {
	at := e.wall
	if at == "" {
		t := e.At
		if loc, err := loadZone(e.Zone); err == nil {
			t = t.In(loc)
		}
		at = t.Format(time.RFC3339Nano)
	}
	return json.Marshal(eventJSON{e.ID, at, e.Zone, e.Precision, e.Fact, e.Phase, e.History})
}

// UnmarshalJSON reads an event. A time without an offset waits for its zone,
// which [Read] knows.
func (e *Event) UnmarshalJSON(data []byte) error {
	var v eventJSON
	if err := strict(data, &v); err != nil {
		return err
	}
	*e = Event{ID: v.ID, Zone: v.Zone, Precision: v.Precision, Fact: v.Fact, Phase: v.Phase, History: v.History}
	if v.At == "" {
		return nil // rule R3 reports it
	}
	if t, err := time.Parse(time.RFC3339, v.At); err == nil {
		e.At = t
		return nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if _, err := time.Parse(layout, v.At); err == nil {
			e.wall = v.At
			return nil
		}
	}
	return fmt.Errorf("rca: at %.40q: want a time such as 2026-03-11T23:00, or with its offset 2026-03-11T23:00:00+08:00", v.At)
}

// wellFormed checks what encoding/json lets pass: repeated fields, text after the
// object, nesting.
func wellFormed(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	fail := func(field, problem string) error {
		return &SyntaxError{lineAt(data, dec.InputOffset()), field, problem}
	}
	type level struct {
		keys map[string]bool // nil in an array
		name bool            // a name comes next
	}
	var stack []level
	for {
		tok, err := dec.Token()
		switch {
		case err == io.EOF && len(stack) == 0:
			return nil
		case err != nil:
			var syn *json.SyntaxError
			if errors.As(err, &syn) {
				return &SyntaxError{lineAt(data, syn.Offset), "", "not JSON: " + err.Error()}
			}
			return fail("", "not JSON: the file ends in the middle")
		}
		top := len(stack) - 1
		if name, ok := tok.(string); ok && top >= 0 && stack[top].name {
			if stack[top].keys[name] {
				return fail(name, "stands twice in one object; keep one")
			}
			stack[top].keys[name], stack[top].name = true, false
			continue
		}
		if top >= 0 && stack[top].keys != nil {
			stack[top].name = true // after this value
		}
		switch tok {
		case json.Delim('{'):
			stack = append(stack, level{keys: map[string]bool{}, name: true})
		case json.Delim('['):
			stack = append(stack, level{})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:top]
		}
		if len(stack) > maxDepth {
			return fail("", fmt.Sprintf("nests deeper than %d", maxDepth))
		}
		if len(stack) == 0 && dec.More() {
			return fail("", "has something after the document; want one JSON object")
		}
	}
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(int(offset), 0), len(data))], []byte("\n"))
}

// locate finds the field whose value a decoder refused: it decodes a document
// of that field alone, then of the fields within it, until there are none.
func locate(data []byte, cause error) error {
	path, at := "", 0
	raw := data
	wrap := func(inner []byte) []byte { return inner }
	for {
		m, err := culprit(raw, wrap)
		if err == nil {
			break
		}
		path, at, raw, cause = path+m.name, at+m.offset, m.value, err
		outer := wrap
		wrap = func(inner []byte) []byte { return outer(m.alone(inner)) }
		if m.unknown {
			break
		}
	}
	problem := strings.TrimPrefix(strings.TrimPrefix(cause.Error(), "json: "), "rca: ")
	var wrong *json.UnmarshalTypeError
	if errors.As(cause, &wrong) {
		problem = fmt.Sprintf("holds a %s; want a %s", wrong.Value, wrong.Type.Kind())
	}
	return &SyntaxError{lineAt(data, int64(at)), strings.TrimPrefix(path, "."), problem}
}

// member is a field of an object or an element of an array.
type member struct {
	name    string // ".kind" or "[3]"
	offset  int    // of the value
	value   []byte
	alone   func(inner []byte) []byte // an object or array with nothing else
	unknown bool
}

// culprit finds the first member of raw that cannot be decoded.
func culprit(raw []byte, wrap func([]byte) []byte) (found member, cause error) {
	eachMember(raw, func(m member) bool {
		if strings.HasPrefix(m.name, ".") {
			cause = strict(wrap(m.alone([]byte("null"))), new(Doc))
			m.unknown = cause != nil && strings.Contains(cause.Error(), "unknown field")
		}
		if !m.unknown {
			cause = strict(wrap(m.alone(m.value)), new(Doc))
		}
		found = m
		return cause == nil
	})
	return found, cause
}

// eachMember calls fn with the members of an object or array until it returns false.
func eachMember(raw []byte, fn func(member) bool) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	open, err := dec.Token()
	if err != nil || open != json.Delim('{') && open != json.Delim('[') {
		return
	}
	for i := 0; dec.More(); i++ {
		m := member{name: fmt.Sprintf("[%d]", i), alone: func(inner []byte) []byte { return enclose("[", inner, "]") }}
		if open == json.Delim('{') {
			tok, err := dec.Token()
			if err != nil {
				return
			}
			key, _ := tok.(string)
			quoted, err := json.Marshal(key)
			if err != nil {
				return
			}
			m.name = "." + key
			m.alone = func(inner []byte) []byte { return enclose("{"+string(quoted)+":", inner, "}") }
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return
		}
		m.value, m.offset = value, int(dec.InputOffset())-len(value)
		if !fn(m) {
			return
		}
	}
}

func enclose(before string, inner []byte, after string) []byte {
	return append(append([]byte(before), inner...), after...)
}

// lineOf is the line of the value at a path such as timeline[2].at.
func lineOf(data []byte, path string) int {
	at, raw, rest := 0, data, "."+path
	for rest != "" {
		found := false
		eachMember(raw, func(m member) bool {
			tail, ok := strings.CutPrefix(rest, m.name)
			if !ok || tail != "" && tail[0] != '.' && tail[0] != '[' {
				return true
			}
			at, raw, rest, found = at+m.offset, m.value, tail, true
			return false
		})
		if !found {
			break
		}
	}
	return lineAt(data, int64(at))
}
