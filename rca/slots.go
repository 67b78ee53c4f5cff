package rca

import (
	"fmt"
	"strings"
)

// piece is a part of a text: as it stands, or a slot.
type piece struct {
	lit  string
	slot *slot
}

// slot is {ref}, or {ref..to} for the time between two events, in working hours
// where it says {ref..to working}.
type slot struct {
	ref, to Ref
	working bool
}

func (s *slot) String() string {
	switch {
	case s.to == "":
		return "{" + string(s.ref) + "}"
	case s.working:
		return "{" + string(s.ref) + ".." + string(s.to) + " working}"
	}
	return "{" + string(s.ref) + ".." + string(s.to) + "}"
}

// parseText splits a text at its slots; {{ and }} are braces.
func parseText(s string) ([]piece, error) {
	var out []piece
	var lit strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '{' && c != '}' {
			lit.WriteByte(c)
			continue
		}
		if i+1 < len(s) && s[i+1] == c {
			lit.WriteByte(c)
			i++
			continue
		}
		if c == '}' {
			return nil, fmt.Errorf(`"}" at byte %d without its "{"; write "}}" for a brace`, i)
		}
		end := strings.IndexByte(s[i:], '}')
		if end < 0 {
			return nil, fmt.Errorf(`"{" at byte %d without its "}"; write "{{" for a brace`, i)
		}
		sl, err := parseSlot(s[i+1 : i+end])
		if err != nil {
			return nil, err
		}
		if lit.Len() > 0 {
			out = append(out, piece{lit: lit.String()})
			lit.Reset()
		}
		out = append(out, piece{slot: sl})
		i += end
	}
	if lit.Len() > 0 {
		out = append(out, piece{lit: lit.String()})
	}
	return out, nil
}

func parseSlot(s string) (*slot, error) {
	name, working := strings.CutSuffix(s, " working")
	from, to, isRange := strings.Cut(name, "..")
	if !isID(from) || isRange && !isID(to) || working && !isRange {
		return nil, fmt.Errorf("slot {%.40s}: want {id}, {from..to} or {from..to working}", s)
	}
	return &slot{ref: Ref(from), to: Ref(to), working: working}, nil
}

func isID(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '_' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// literal is a text without its slots, each replaced by one space, for rules
// that read what somebody typed.
func literal(s string) string {
	pieces, err := parseText(s)
	if err != nil {
		return s
	}
	var b strings.Builder
	for _, p := range pieces {
		if p.slot != nil {
			b.WriteByte(' ')
		}
		b.WriteString(p.lit)
	}
	return b.String()
}

// slotsOf lists the slots of a text; none where it does not parse, which rule R2 reports.
func slotsOf(s string) []*slot {
	pieces, err := parseText(s)
	if err != nil {
		return nil
	}
	var out []*slot
	for _, p := range pieces {
		if p.slot != nil {
			out = append(out, p.slot)
		}
	}
	return out
}
