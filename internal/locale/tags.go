package locale

import (
	"strings"

	"golang.org/x/text/language"
)

// locale is what CLDR and gen/phrases.json know of a language, or of a part of the
// world where it is written differently. Patterns are CLDR's.
type locale struct {
	tag, parent string

	months, shortMonths [12]string
	days, shortDays     [7]string
	am, pm              string

	full, long, medium, table string
	date, day, time           string

	// A spoken instant is one of the first three, then hour or minute (when there
	// are minutes to tell), then the zone's phrase between zoneBefore and zoneAfter.
	weekday, coming, dated string
	hour, minute           string
	firstDay               string // 1er; "" when the first is written like the others
	zoneBefore, zoneAfter  string
	cityBefore, cityAfter  string // around the complement: heure [de Manille]
	of                     string // before a city whose name is the zone's: de [Paris]
	utc, minus             string
	cities                 string // complements that differ from the parent's, or from of + name

	decimal, group, percent      string
	minGroup                     int // digits before the first group mark
	listTwo, listMiddle, listEnd string
	units                        [4][2]string // day, hour, minute, second; of one, of others
	shortUnits                   [4]string
	unitJoins                    [2]string // before a part, and before the last
}

// Supported are the languages and regions that dates, durations, numbers and lists
// know. A regional tag that is not among them is served by its CLDR parent: en-AU
// by en-001, es-MX by es-419, de-AT by de.
func Supported() []language.Tag {
	tags := make([]language.Tag, len(locales))
	for i := range locales {
		tags[i] = language.Make(locales[i].tag)
	}
	return tags
}

// find is the locale of tag or of its nearest ancestor; nil when its language is
// not supported.
func find(tag language.Tag) *locale {
	for tag != language.Und {
		if l := byName(tag.String()); l != nil {
			return l
		}
		parent := tag.Parent()
		if parent == tag {
			return nil
		}
		tag = parent
	}
	return nil
}

func byName(name string) *locale {
	for i := range locales {
		if locales[i].tag == name {
			return &locales[i]
		}
	}
	return nil
}

// complement is the words for a zone's city that go with cityBefore, such as "de
// Manille"; false for a zone without a city, such as UTC.
func (l *locale) complement(b []byte, zone string) ([]byte, bool) {
	canonical, ok := line(zoneIDs, zone)
	if !ok {
		return b, false
	}
	if canonical == "" {
		canonical = zone
	}
	for at := l; at != nil; at = byName(at.parent) {
		if words, ok := line(at.cities, canonical); ok {
			return append(b, words...), true
		}
	}
	b = append(b, l.of...)
	for _, c := range []byte(canonical[strings.LastIndexByte(canonical, '/')+1:]) {
		if c == '_' {
			c = ' '
		}
		b = append(b, c)
	}
	return b, true
}

// line is what follows key and a tab in a table of sorted lines. Tables are strings
// because a map of this size would be built anew in every program that starts.
func line(table, key string) (string, bool) {
	lo, hi := 0, len(table)
	for lo < hi {
		mid := (lo + hi) / 2
		start := strings.LastIndexByte(table[lo:mid], '\n') + 1 + lo
		end := len(table)
		if i := strings.IndexByte(table[mid:], '\n'); i >= 0 {
			end = mid + i
		}
		name, value, _ := strings.Cut(table[start:end], "\t")
		switch strings.Compare(key, name) {
		case 0:
			return value, true
		case -1:
			hi = start
		default:
			lo = end + 1
		}
	}
	return "", false
}
