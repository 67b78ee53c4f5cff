package rca

import (
	"math"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// voice writes names, numbers and times for the readers of one edition.
type voice struct {
	d       *Doc
	ix      *index
	to      Audience
	tag     language.Tag
	p       *locale.Printer
	zone    *time.Location
	offsets bool // instants show their own offset, because it changes in between
}

// entity is what the readers call an entity; false where nothing is disclosed to them.
func (v *voice) entity(e *Entity) (string, bool) {
	if v.to == Internal && len(e.Names) > 0 {
		return e.Names[0], true
	}
	if label, ok := e.label(v.to, v.tag); ok {
		return label, true
	}
	if v.open(e) && len(e.Names) > 0 {
		return e.Names[0], true
	}
	return "", false
}

// label is the text for an audience in a language, or in its base language.
func (e *Entity) label(to Audience, tag language.Tag) (string, bool) {
	base, _ := tag.Base()
	near := ""
	for _, l := range e.Labels {
		if l.Audience != to {
			continue
		}
		if l.Language == tag {
			return l.Text, true
		}
		if b, _ := l.Language.Base(); b == base {
			near = l.Text
		}
	}
	return near, near != ""
}

// open reports whether the readers may know the entity's names. Another
// customer is never open (rule R26), whatever was disclosed.
func (v *voice) open(e *Entity) bool {
	if v.to != Internal && e.Kind == CustomerEntity && CustomerID(e.ID) != v.d.Customer.ID {
		return false
	}
	return e.Disclosure.covers(v.to, v.d.Customer.ID)
}

// instant is an event's time as its precision allows.
func (v *voice) instant(e *Event) string { return v.time(e.At, e.Precision) }

func (v *voice) time(t time.Time, p Precision) string {
	form := locale.Long
	switch p {
	case Day:
		form = locale.Date
	case Second:
		form = locale.Medium
	}
	s, err := locale.Instant(v.tag, t, v.zone, form)
	if err != nil {
		s = t.In(v.zone).Format(time.RFC3339) // the language is the texts', so this is a bad year
	}
	if v.offsets && p != Day {
		s += " (" + offset(t.In(v.zone)) + ")"
	}
	if p == About {
		s = v.p.Text("about", "when", s)
	}
	return s
}

func offset(t time.Time) string { return "UTC" + t.Format("-07:00") }

// date is a civil date in words.
func (v *voice) date(d Date) string {
	if d == (Date{}) {
		return ""
	}
	noon := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
	s, err := locale.Instant(v.tag, noon, time.UTC, locale.Date)
	if err != nil {
		return d.String()
	}
	return s
}

// span is the time between two events, elapsed or in working hours; false where
// it cannot be computed.
func (v *voice) span(from, to *Event, working bool) (string, bool) {
	if from == nil || to == nil || to.At.Before(from.At) {
		return "", false
	}
	var s string
	switch {
	case !working:
		s = locale.Duration(v.tag, to.At.Sub(from.At))
	case v.d.Calendar == nil:
		return "", false
	default:
		s = v.p.Text("note.working", "duration", locale.Duration(v.tag, v.d.Calendar.Between(from.At, to.At)))
	}
	if from.Precision >= Day || to.Precision >= Day {
		s = v.p.Text("about", "when", s)
	}
	return s, true
}

// measure is a number with its unit, its total and its share; false where the
// language has no words for the unit.
func (v *voice) measure(m *Measure) (string, bool) {
	if m.Of <= 0 {
		return v.count("unit."+m.Unit, m, m.Value)
	}
	s, ok := v.count("of."+m.Unit, m, m.Of)
	if !ok {
		return "", false
	}
	return v.p.Text("share", "value", s, "share", v.share(m.Value/m.Of)), true
}

// count fills a text that counts: the value of a measure, or its part of n.
func (v *voice) count(key string, m *Measure, n float64) (string, bool) {
	value := v.number(m.Value)
	if own := m.UnitLabels[v.tag.String()]; own != "" {
		if m.Of > 0 {
			return value + " / " + v.number(m.Of) + " " + own, true
		}
		return value + " " + own, true
	}
	if !v.has(key) {
		return "", false
	}
	if n != math.Trunc(n) || n > 1<<53 {
		return "", false // units of the texts are counted in whole numbers
	}
	return v.p.Text(key, "n", int64(n), "value", value), true
}

func (v *voice) has(key string) bool { return v.p.Text(key) != key }

func (v *voice) number(n float64) string {
	decimals := 0
	for ; decimals < 3 && n*math.Pow10(decimals) != math.Trunc(n*math.Pow10(decimals)); decimals++ {
	}
	return locale.Number(v.tag, n, decimals)
}

// share is a percentage with enough decimals that a small one is not zero and
// one that is nearly the whole is not the whole.
func (v *voice) share(s float64) string {
	if s == 0 || s == 1 {
		return locale.Percent(v.tag, s, 0)
	}
	decimals := 1
	for near := min(s, 1-s); near > 0 && near*100*math.Pow10(decimals) < 0.5 && decimals < 6; decimals++ {
	}
	return locale.Percent(v.tag, s, decimals)
}

// measureName is what happened to the things counted.
func (v *voice) measureName(m *Measure) (string, bool) {
	if own := m.Labels[v.tag.String()]; own != "" {
		return own, true
	}
	return v.p.Text("measure." + m.Name), v.has("measure." + m.Name)
}
