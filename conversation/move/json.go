package move

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// JournalVersion is the version that this release writes. It reads every
// version up to it.
const JournalVersion = 1

// Encode returns the move's JSON: its fields with its kind in front.
func Encode(m Move) ([]byte, error) {
	if m == nil {
		return nil, fmt.Errorf("%w: nil", ErrKind)
	}
	kind := m.Kind()
	if _, ok := m.(Custom); ok {
		kind = KindCustom
	} else if _, ok := SideOf(kind); !ok {
		return nil, fmt.Errorf("%w %q: wrap a move of your own in Custom", ErrKind, shorten(string(kind)))
	}
	fields, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("move: %s: %w", kind, err)
	}
	var b bytes.Buffer
	b.WriteString(`{"kind":"`)
	b.WriteString(string(kind)) // a constant of this package: nothing to escape
	b.WriteByte('"')
	if len(fields) > 2 {
		b.WriteByte(',')
	}
	b.Write(fields[1:])
	return b.Bytes(), nil
}

// Decode reads one move that somebody wrote. Unknown fields are errors, so that a
// misspelt one is not silently lost; an unknown kind is an error that wraps
// [ErrKind]. Journals and [Moves] are read leniently: there a field that a later
// release added is ignored.
func Decode(data []byte) (Move, error) { return decode(data, true) }

func decode(data []byte, strict bool) (Move, error) {
	var head struct {
		Kind *Kind `json:"kind"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf(`move: not a move: %w; want an object such as {"kind":"restate","problem":"…"}`, err)
	}
	if head.Kind == nil {
		return nil, fmt.Errorf(`%w: the move has no "kind"`, ErrKind)
	}
	s := lookup(*head.Kind)
	if s == nil {
		return nil, fmt.Errorf("%w %q; a host's own move has the kind %q and its name in \"name\"", ErrKind, shorten(string(*head.Kind)), KindCustom)
	}
	m, err := s.decode(data)
	if err == nil && strict {
		err = known(data, m)
	}
	if err != nil {
		return nil, fmt.Errorf("move: %s: %w", s.kind, err)
	}
	return m, nil
}

// known refuses fields that the move, which was read from data, does not have.
func known(data []byte, m Move) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	for name := range fields {
		if strings.EqualFold(name, "kind") {
			delete(fields, name)
		}
	}
	rest, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	of := reflect.TypeOf(m)
	dec := json.NewDecoder(bytes.NewReader(rest))
	dec.DisallowUnknownFields()
	err = dec.Decode(reflect.New(of).Interface())
	if err == nil {
		return nil
	}
	name, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	if !unknown {
		return err
	}
	names := []string{`"kind"`}
	for i := range of.NumField() {
		if n, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ","); n != "" && n != "-" {
			names = append(names, strconv.Quote(n))
		}
	}
	return fmt.Errorf("%w: there is no field %s; the move has %s", ErrInvalid, shorten(name), strings.Join(names, ", "))
}

func decodeAs[T Move](data []byte) (Move, error) {
	var m T
	err := json.Unmarshal(data, &m)
	return m, err
}

// Moves is a list of moves with a JSON form.
type Moves []Move

// MarshalJSON writes a list of [Encode]d moves.
func (ms Moves) MarshalJSON() ([]byte, error) {
	raw := make([]json.RawMessage, len(ms))
	for i, m := range ms {
		data, err := Encode(m)
		if err != nil {
			return nil, err
		}
		raw[i] = data
	}
	return json.Marshal(raw)
}

// UnmarshalJSON reads a list of moves; an error names the index. Unknown fields are
// ignored, so that a journal outlives the release that wrote it.
func (ms *Moves) UnmarshalJSON(data []byte) error {
	var raw []json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	if len(raw) > MaxItems {
		return fmt.Errorf("%w: moves: there are %d; want at most %d", ErrInvalid, len(raw), MaxItems)
	}
	if raw == nil {
		*ms = nil
		return nil
	}
	out := make(Moves, len(raw))
	for i, one := range raw {
		m, err := decode(one, false)
		if err != nil {
			return fmt.Errorf("moves[%d]: %w", i, err)
		}
		out[i] = m
	}
	*ms = out
	return nil
}

type journalDoc struct {
	Version int     `json:"version"`
	Entries []Entry `json:"entries"`
}

// MarshalJSON writes the journal with its version.
func (j Journal) MarshalJSON() ([]byte, error) {
	entries := []Entry(j)
	if entries == nil {
		entries = []Entry{}
	}
	return json.Marshal(journalDoc{JournalVersion, entries})
}

// UnmarshalJSON reads a journal of any version up to [JournalVersion]; a newer
// one is an error that wraps [ErrVersion].
func (j *Journal) UnmarshalJSON(data []byte) error {
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return fmt.Errorf("move: not a journal: %w", err)
	}
	if head.Version < 1 || head.Version > JournalVersion {
		return fmt.Errorf("%w %d; this release reads 1 to %d", ErrVersion, head.Version, JournalVersion)
	}
	var doc journalDoc
	if err := json.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("move: journal: %w", err)
	}
	*j = doc.Entries
	return nil
}
