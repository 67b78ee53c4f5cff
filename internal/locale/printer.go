package locale

import (
	"fmt"
	"strconv"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Printer says a package's texts in one language. It is immutable and safe for
// concurrent use; a [Catalog] hands out the same one to all.
type Printer struct {
	tag      language.Tag
	locale   *locale // for numbers; nil when the language has none here
	messages map[string]*message
}

// Language is the catalogue's language, en for a reader of en-GB. Dates for such a
// reader want the reader's own tag.
func (p *Printer) Language() language.Tag { return p.tag }

// Text is the text of key with its slots filled. args alternate name and value:
//
//	p.Text("alarms", "n", len(alarms), "name", party.Name)
//
// A value is inserted as it stands and never read for slots. Integers have no
// grouping, so that an order 4711 stays 4711, except the counted one, which also
// chooses the plural form and is written as people write numbers. A time.Duration
// is written by [Duration], a time.Time by [Instant] as [Dated] in its own location;
// for any other form, and for the reader's zone, pass what Instant returns.
//
// A slot without a value stays visible as {slot}, and an unknown key is returned
// as it is: both are slips in code, which [Catalog.Require] and [Catalog.Slots]
// let tests find.
func (p *Printer) Text(key string, args ...any) string {
	m := p.messages[key]
	if m == nil {
		return key
	}
	parts := m.forms[plural.Other]
	if m.arg != "" {
		if n, ok := wholeNumber(valueOf(m.arg, args)); ok {
			if form := m.forms[pluralForm(p.tag, n)]; form != nil {
				parts = form
			}
		}
	}
	if len(parts) == 1 && parts[0].slot == "" {
		return parts[0].lit
	}
	var stack [256]byte
	b := stack[:0]
	for _, part := range parts {
		if part.slot == "" {
			b = append(b, part.lit...)
			continue
		}
		b = p.appendValue(b, part.slot, part.slot == m.arg, args)
	}
	return string(b)
}

func (p *Printer) appendValue(b []byte, slot string, counted bool, args []any) []byte {
	value, ok := lookup(slot, args)
	if !ok {
		return append(append(append(b, '{'), slot...), '}')
	}
	if s, ok := value.(string); ok {
		return append(b, s...)
	}
	if n, ok := wholeNumber(value); ok {
		if counted {
			return p.locale.appendGrouped(b, strconv.FormatInt(n, 10))
		}
		return strconv.AppendInt(b, n, 10)
	}
	switch v := value.(type) {
	case time.Duration:
		return append(b, Duration(p.tag, v)...)
	case time.Time:
		return append(b, p.instant(v)...)
	}
	return append(b, fmt.Sprint(value)...) // not fmt.Append, which would move the buffer to the heap
}

// instant keeps Go's own form of a time, which ends in an abbreviation, from people.
func (p *Printer) instant(t time.Time) string {
	if s, err := Instant(p.tag, t, t.Location(), Dated); err == nil {
		return s
	}
	return t.Format(time.RFC3339)
}

// lookup is the value after name in alternating args.
func lookup(name string, args []any) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if s, ok := args[i].(string); ok && s == name {
			return args[i+1], true
		}
	}
	return nil, false
}

func valueOf(name string, args []any) any {
	v, _ := lookup(name, args)
	return v
}

// wholeNumber takes Go's plain integers. A named integer type, such as an enum, is
// not a count, and prints by its own String.
func wholeNumber(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case int32:
		return int64(n), true
	case uint:
		return int64(n), n <= 1<<63-1
	case uint64:
		return int64(n), n <= 1<<63-1
	case uint32:
		return int64(n), true
	case int16:
		return int64(n), true
	case uint16:
		return int64(n), true
	case int8:
		return int64(n), true
	case uint8:
		return int64(n), true
	}
	return 0, false
}
