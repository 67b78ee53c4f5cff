package locale

import (
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Number writes v with so many decimals (at most 9), as readers of tag write it:
// "1,234.5", "1.234,5". A tag that is not supported gets plain digits, as do NaN and
// the infinities. Ids are no numbers; leave them as strings.
func Number(tag language.Tag, v float64, decimals int) string {
	return string(find(tag).appendFloat(nil, v, decimals))
}

// Percent writes share, 1 being the whole, as a percentage with so many decimals:
// "99.5%", "99,5 %". A tag that is not supported gets plain digits and "%".
func Percent(tag language.Tag, share float64, decimals int) string {
	l := find(tag)
	b := l.appendFloat(nil, share*100, decimals)
	if l == nil {
		return string(append(b, '%'))
	}
	return string(append(b, l.percent...))
}

// appendFloat takes a nil locale for plain digits.
func (l *locale) appendFloat(b []byte, v float64, decimals int) []byte {
	s := strconv.FormatFloat(v, 'f', min(max(decimals, 0), 9), 64)
	if l == nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return append(b, s...)
	}
	whole, fraction, _ := strings.Cut(s, ".")
	b = l.appendGrouped(b, whole)
	if fraction != "" {
		b = append(append(b, l.decimal...), fraction...)
	}
	return b
}

// appendGrouped sets marks between thousands; a nil locale sets none.
func (l *locale) appendGrouped(b []byte, digits string) []byte {
	if rest, negative := strings.CutPrefix(digits, "-"); negative {
		b, digits = append(b, '-'), rest
	}
	if l == nil || len(digits) < 3+l.minGroup {
		return append(b, digits...)
	}
	for len(digits) > 0 {
		n := (len(digits)-1)%3 + 1
		b = append(b, digits[:n]...)
		if digits = digits[n:]; digits != "" {
			b = append(b, l.group...)
		}
	}
	return b
}

const (
	// manyHours is where days begin; below, "48 hours" is what people promise.
	manyHours = 72 * time.Hour
	// anyHours writes hours however many.
	anyHours = math.MaxInt64
)

// Duration writes d in words, "2 hours 30 minutes": to the second below an hour, to
// the minute from there on, rounded to the nearest, in hours up to 72 and in days of
// 24 hours beyond. Zero is "0 seconds". A tag that is not supported gets what
// [ShortDuration] gives it.
func Duration(tag language.Tag, d time.Duration) string { return inWords(tag, d, manyHours) }

// WorkingTime writes d as [Duration] does, but never in days: 80 working hours are
// two weeks to some and not "3 days 8 hours" to anyone.
func WorkingTime(tag language.Tag, d time.Duration) string { return inWords(tag, d, anyHours) }

func inWords(tag language.Tag, d, days time.Duration) string {
	l := find(tag)
	if l == nil {
		return inSigns(nil, d, days)
	}
	return writeDuration(d, days, l.unitJoins, func(b []byte, unit int, n int64) []byte {
		of := 1
		if pluralForm(tag, n) == plural.One {
			of = 0
		}
		return append(l.appendGrouped(b, strconv.FormatInt(n, 10)), l.units[unit][of]...)
	})
}

// ShortDuration writes d in the signs of units, for tables: "2 h 30 min". It rounds
// as [Duration] does. The signs are international but for ja, and fr's day; a tag
// that is not supported gets the international ones.
func ShortDuration(tag language.Tag, d time.Duration) string { return inSigns(find(tag), d, manyHours) }

func inSigns(l *locale, d, days time.Duration) string {
	join, units := " ", [4]string{" d", " h", " min", " s"}
	if l != nil {
		units = l.shortUnits
		if l.unitJoins[1] == "" {
			join = ""
		}
	}
	return writeDuration(d, days, [2]string{join, join}, func(b []byte, unit int, n int64) []byte {
		return append(strconv.AppendInt(b, n, 10), units[unit]...)
	})
}

// writeDuration rounds d, splits it, with days from so many hours on, and calls unit
// for each part: 0 days to 3 seconds.
func writeDuration(d, days time.Duration, joins [2]string, unit func(b []byte, unit int, n int64) []byte) string {
	var b []byte
	if d < 0 {
		b = append(b, '-')
		d = -max(d, -math.MaxInt64)
	}
	seconds := int64(d.Round(time.Second) / time.Second)
	if seconds >= 3600 {
		seconds = int64(d.Round(time.Minute)/time.Minute) * 60
	}
	sizes := [4]int64{86400, 3600, 60, 1}
	if seconds < int64(days/time.Second) {
		sizes[0] = math.MaxInt64
	}
	rest := seconds
	for i, size := range sizes {
		n := rest / size
		rest %= size
		if n == 0 && (seconds != 0 || size != 1) {
			continue
		}
		switch {
		case n*size+rest == seconds: // the first part
		case rest > 0:
			b = append(b, joins[0]...)
		default:
			b = append(b, joins[1]...)
		}
		b = unit(b, i, n)
	}
	return string(b)
}

// List joins items as readers of tag do: "a, b and c", "a, b y c". A tag that is not
// supported gets commas alone. Spanish y becomes e before the sound of i.
func List(tag language.Tag, items []string) string {
	l := find(tag)
	if l == nil {
		return strings.Join(items, ", ")
	}
	var b strings.Builder
	for i, item := range items {
		switch {
		case i == 0:
		case i < len(items)-1:
			b.WriteString(l.listMiddle)
		case strings.HasPrefix(l.tag, "es") && soundsLikeI(item):
			b.WriteString(" e ")
		case i == 1:
			b.WriteString(l.listTwo)
		default:
			b.WriteString(l.listEnd)
		}
		b.WriteString(item)
	}
	return b.String()
}

// soundsLikeI is the Spanish rule: i, í and hi, but not the glides of hielo and ion.
func soundsLikeI(word string) bool {
	word = strings.TrimPrefix(strings.ToLower(word), "h")
	if strings.HasPrefix(word, "í") {
		return true
	}
	rest, ok := strings.CutPrefix(word, "i")
	return ok && (rest == "" || !strings.ContainsRune("aeoáéó", []rune(rest)[0]))
}
