package rca

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// ScanOptions are the options of [NewScanner]. A nil *ScanOptions and the zero
// value are all defaults.
type ScanOptions struct {
	// Allow lists names, references, hosts and links that the readers know; a leak
	// inside one of them is none. A link is allowed by its host
	// ("status.example.com"), by a prefix ("https://example.com/status"), or for all
	// hosts of a domain ("*.example.com"). Default: nothing is allowed.
	Allow []string
	// NamesOnly leaves out the shapes; default both.
	NamesOnly bool
}

// Leak is what a [Scanner] found. Start and End are bytes of the text as it was
// given, escapes included. Reason says what it is; it never repeats the text.
type Leak struct {
	Start, End int
	Kind       Kind
	Entity     EntityID // of a name; "" for a shape
	Reason     string
}

// Scanner finds what must not leave the house in a text: names of hidden
// entities, and shapes of secrets, hosts, addresses, tickets and the like (B3,
// D4, rule R25). It is immutable and safe for concurrent use. Scanning is linear in the text.
//
// Names are found in any case, with any accents, in any Unicode compatibility
// form, joined or divided in other ways (db-primary-03, DB_Primary 03,
// dbprimary03), through percent, HTML and backslash escapes, also repeated ones, and with
// invisible characters inside. Of a person the parts are found too, of a host the
// short name and the domain.
type Scanner struct {
	names  *nameSet
	links  []string // allowed hosts and prefixes, lower case
	shapes bool
}

// NewScanner compiles a scanner. The entities are those to hide; nil looks for
// shapes only. An entity without a name, a name without a letter or digit, and a
// name that Allow gives away are errors.
func NewScanner(entities []Entity, opts *ScanOptions) (*Scanner, error) {
	var o ScanOptions
	if opts != nil {
		o = *opts
	}
	s := &Scanner{shapes: !o.NamesOnly}
	var set nameSet
	hidden := map[string]EntityID{}
	for i := range entities {
		e := &entities[i]
		if len(e.Names) == 0 {
			return nil, fmt.Errorf("rca: entity %q: names: empty; a scanner needs every spelling in use", e.ID)
		}
		for j, name := range e.Names {
			folded := foldName(name)
			if len(name) > maxName {
				return nil, fmt.Errorf("rca: entity %q: names[%d]: longer than %d bytes", e.ID, j, maxName)
			}
			if len(folded.letters) == 0 {
				return nil, fmt.Errorf("rca: entity %q: names[%d]: %.40q has no letter or digit to look for", e.ID, j, name)
			}
			hidden[folded.letters] = e.ID
			set.addEntity(e, name)
		}
	}
	for i, allow := range o.Allow {
		folded := foldName(allow)
		if id, ok := hidden[folded.letters]; ok {
			return nil, fmt.Errorf("rca: allow[%d]: %.40q is a name of the hidden entity %q; disclose the entity, or do not allow its name", i, allow, id)
		}
		if len(folded.letters) > 0 {
			set.add(pattern{allow: true}, allow)
		}
		s.links = append(s.links, strings.ToLower(strings.TrimSuffix(strings.TrimSpace(allow), "/")))
	}
	set.compile()
	s.names = &set
	return s, nil
}

// maxName is the longest name a scanner takes, in bytes.
const maxName = 512

// secretScanner looks for shapes only.
func secretScanner() *Scanner { return &Scanner{names: &nameSet{}, shapes: true} }

// maxRounds bounds how often escapes within escapes are undone.
const maxRounds = 3

// Scan returns the leaks in text, ordered by Start, none inside another of the
// same kind and entity. The text need not be valid UTF-8.
func (s *Scanner) Scan(text []byte) []Leak {
	v := plainView(text)
	var out, allowed []Leak
	for range maxRounds + 1 {
		s.names.find(v, &out, &allowed)
		if s.shapes {
			s.findShapes(v, &out)
		}
		next, changed := v.decode()
		if !changed {
			break
		}
		v = next
	}
	return compact(without(out, allowed))
}

// without drops the leaks that lie inside something allowed; a secret never does.
func without(leaks, allowed []Leak) []Leak {
	slices.SortFunc(allowed, func(a, b Leak) int { return a.Start - b.Start })
	for i := 1; i < len(allowed); i++ {
		allowed[i].End = max(allowed[i].End, allowed[i-1].End) // how far any before it reaches
	}
	return slices.DeleteFunc(leaks, func(l Leak) bool {
		n, _ := slices.BinarySearchFunc(allowed, l.Start+1, func(a Leak, at int) int { return a.Start - at })
		return l.Kind != SecretLeak && n > 0 && allowed[n-1].End >= l.End
	})
}

// compact sorts leaks and drops those inside another of the same kind and entity.
func compact(leaks []Leak) []Leak {
	slices.SortFunc(leaks, func(a, b Leak) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End, int(a.Kind)-int(b.Kind), strings.Compare(string(a.Entity), string(b.Entity)))
	})
	type source struct {
		kind   Kind
		entity EntityID
	}
	reach := map[source]int{}
	out := leaks[:0]
	for _, l := range leaks {
		k := source{l.Kind, l.Entity}
		if l.End <= reach[k] {
			continue
		}
		reach[k] = l.End
		out = append(out, l)
	}
	return out
}

// view is a text to scan and where each of its bytes came from: byte i stands
// for text[from[i]:from[i+1]]. A nil from is the text itself.
type view struct {
	text string
	from []int32
}

func plainView(text []byte) view { return view{text: string(text)} }

// origin maps a span of the view to the text as it was given.
func (v view) origin(start, end int) (int, int) {
	if v.from == nil {
		return start, end
	}
	return int(v.from[start]), int(v.from[end])
}

// decode undoes one round of percent, HTML, \u and backslash escapes.
func (v view) decode() (view, bool) {
	if !v.escaped() {
		return v, false
	}
	out := make([]byte, 0, len(v.text))
	from := make([]int32, 0, len(v.text)+1)
	for i := 0; i < len(v.text); {
		rep, n := unescape(v.text[i:])
		if n == 0 {
			rep, n = v.text[i:i+1], 1
		}
		start, _ := v.origin(i, i)
		for range len(rep) {
			from = append(from, int32(start))
		}
		out = append(out, rep...)
		i += n
	}
	end, _ := v.origin(len(v.text), len(v.text))
	return view{string(out), append(from, int32(end))}, true
}

// escaped reports whether there is anything to decode.
func (v view) escaped() bool {
	for i := range len(v.text) {
		if b := v.text[i]; b == '%' || b == '&' || b == '\\' {
			if _, n := unescape(v.text[i:]); n > 0 {
				return true
			}
		}
	}
	return false
}
