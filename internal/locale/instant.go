package locale

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/text/language"
)

// ErrNoZone refuses to guess whose clock an instant should be written by.
var ErrNoZone = errors.New("locale: no zone; an instant is written in its reader's zone, which the caller must name")

// ErrNoTime refuses the zero time, which is a field nobody filled and no deadline.
var ErrNoTime = errors.New("locale: the time is zero")

// Instant writes t as the clock of zone shows it, for a reader of tag, in the given
// form. Seconds are left out, not rounded, except by [Medium].
//
// The forms for customers name the zone by its city, in the reader's language, and
// never by an abbreviation, which mean different zones to different readers. A zone
// without a city (time.Local, a fixed offset, Etc/GMT+8) is named by its offset at t,
// "UTC+8", and UTC itself is spelled out. A clock time that occurs twice, when clocks
// go back, has the offset too, since the city alone would leave two readings.
//
// It is safe for concurrent use. Errors: [*UnsupportedError], [ErrNoZone],
// [ErrNoTime], and a form that is none.
func Instant(tag language.Tag, t time.Time, zone *time.Location, form Form) (string, error) {
	l, err := locate(tag, t, zone)
	if err != nil {
		return "", err
	}
	t = t.In(zone)
	var stack [128]byte
	b := stack[:0]
	switch form {
	case Dated:
		b = l.appendSpoken(b, l.dated, t)
	case Coming:
		b = l.appendSpoken(b, l.coming, t)
	case Weekday:
		b = l.appendSpoken(b, l.weekday, t)
	case Full:
		b = l.appendPattern(b, l.full, t, "")
	case Long:
		b = l.appendPattern(b, l.long, t, "")
	case Medium:
		b = l.appendPattern(b, l.medium, t, "")
	case Table:
		b = l.appendPattern(b, l.table, t, "")
	case Date:
		b = l.appendPattern(b, l.date, t, "")
	case Day:
		b = l.appendPattern(b, l.day, t, "")
	case Time:
		b = l.appendPattern(b, l.time, t, "")
	default:
		return "", fmt.Errorf("locale: %s is not a form of an instant", form)
	}
	return string(b), nil
}

// Upcoming is [Instant] in the shortest form for customers that cannot be mistaken
// by one who reads it at now: [Weekday] from today to six days ahead by the zone's
// calendar, [Coming] in the same year, else [Dated].
func Upcoming(tag language.Tag, t, now time.Time, zone *time.Location) (string, error) {
	if zone == nil {
		return "", ErrNoZone
	}
	return Instant(tag, t, zone, distance(t.In(zone), now.In(zone)))
}

// UpcomingLocal is [Upcoming] without the zone, for an instant beside another one
// of the same zone that names it. A clock time that occurs twice has its offset
// all the same.
func UpcomingLocal(tag language.Tag, t, now time.Time, zone *time.Location) (string, error) {
	l, err := locate(tag, t, zone)
	if err != nil {
		return "", err
	}
	t = t.In(zone)
	pattern := l.dated
	switch distance(t, now.In(zone)) {
	case Weekday:
		pattern = l.weekday
	case Coming:
		pattern = l.coming
	}
	b := l.appendClock(nil, pattern, t)
	if occursTwice(t) {
		b = l.appendOffset(append(b, l.listMiddle...), t)
	}
	return string(b), nil
}

func distance(t, now time.Time) Form {
	ahead := civil(t).Sub(civil(now)) / (24 * time.Hour) // saturates, far beyond six days
	switch {
	case ahead >= 0 && ahead <= 6:
		return Weekday
	case t.Year() == now.Year():
		return Coming
	}
	return Dated
}

// civil is the date of t as an instant of UTC, where days are all 24 hours long.
func civil(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Zone is the words for zone at t, for a heading above times: "Manila time". It
// has the errors of [Instant].
func Zone(tag language.Tag, t time.Time, zone *time.Location) (string, error) {
	l, err := locate(tag, t, zone)
	if err != nil {
		return "", err
	}
	b, _ := l.appendZone(nil, t.In(zone))
	return string(b), nil
}

func locate(tag language.Tag, t time.Time, zone *time.Location) (*locale, error) {
	l := find(tag)
	switch {
	case l == nil:
		return nil, &UnsupportedError{Tag: tag, Have: Supported()}
	case zone == nil:
		return nil, ErrNoZone
	case t.IsZero():
		return nil, ErrNoTime
	}
	return l, nil
}

// appendSpoken writes a day by pattern, the time and the zone.
func (l *locale) appendSpoken(b []byte, pattern string, t time.Time) []byte {
	b = l.appendClock(b, pattern, t)
	b, city := l.appendZone(append(b, l.zoneBefore...), t)
	if city && occursTwice(t) {
		b = l.appendOffset(append(b, l.listMiddle...), t)
	}
	return append(b, l.zoneAfter...)
}

// appendClock writes a day by pattern and the time.
func (l *locale) appendClock(b []byte, pattern string, t time.Time) []byte {
	b = l.appendPattern(b, pattern, t, l.firstDay)
	if t.Minute() == 0 {
		return l.appendPattern(b, l.hour, t, "")
	}
	return l.appendPattern(b, l.minute, t, "")
}

// zoneName is the name of t's zone, or "" when it is only the name of an offset:
// time.FixedZone("Asia/Manila", …) may be any offset, and calls its abbreviation the
// same.
func zoneName(t time.Time) string {
	name := t.Location().String()
	if abbreviation, _ := t.Zone(); abbreviation == name {
		return ""
	}
	return name
}

// appendZone writes the words for t's zone, and reports whether they name a city.
func (l *locale) appendZone(b []byte, t time.Time) (_ []byte, city bool) {
	before := len(b)
	b, city = l.complement(append(b, l.cityBefore...), zoneName(t))
	if city {
		return append(b, l.cityAfter...), true
	}
	b = b[:before]
	if _, offset := t.Zone(); offset == 0 {
		return append(b, l.utc...), false
	}
	return l.appendOffset(b, t), false
}

// appendOffset writes UTC+5:30. It keeps whole minutes; only zones before 1972 had
// seconds.
func (l *locale) appendOffset(b []byte, t time.Time) []byte {
	_, offset := t.Zone()
	b = append(b, "UTC"...)
	if offset < 0 {
		b = append(b, l.minus...)
		offset = -offset
	} else {
		b = append(b, '+')
	}
	b = strconv.AppendInt(b, int64(offset/3600), 10)
	if minutes := offset / 60 % 60; minutes != 0 {
		b = appendTwo(append(b, ':'), minutes)
	}
	return b
}

// occursTwice reports whether t's clock time comes again, or has been, on the other
// side of a change that sets clocks back.
func occursTwice(t time.Time) bool {
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	if !end.IsZero() {
		_, next := end.Zone()
		if back := time.Duration(offset-next) * time.Second; back > 0 && !t.Add(back).Before(end) {
			return true
		}
	}
	if !start.IsZero() {
		_, prev := start.Add(-1).Zone()
		if back := time.Duration(prev-offset) * time.Second; back > 0 && t.Add(-back).Before(start) {
			return true
		}
	}
	return false
}

// appendPattern writes t by a CLDR pattern. firstDay, unless empty, stands for the
// first of a month.
func (l *locale) appendPattern(b []byte, pattern string, t time.Time, firstDay string) []byte {
	for i := 0; i < len(pattern); {
		c := pattern[i]
		if c == '\'' {
			end := i + 1
			for end < len(pattern) && pattern[end] != '\'' {
				end++
			}
			b = append(b, pattern[i+1:end]...)
			i = end + 1
			continue
		}
		n := 1
		for i+n < len(pattern) && pattern[i+n] == c {
			n++
		}
		if c == 'd' && firstDay != "" && t.Day() == 1 {
			b = append(b, firstDay...)
		} else {
			b = l.appendField(b, c, n, t)
		}
		i += n
	}
	return b
}

// appendField writes one field, a letter repeated n times, or n of any other sign.
func (l *locale) appendField(b []byte, c byte, n int, t time.Time) []byte {
	switch c {
	case 'y':
		return strconv.AppendInt(b, int64(t.Year()), 10)
	case 'M':
		switch n {
		case 4:
			return append(b, l.months[t.Month()-1]...)
		case 3:
			return append(b, l.shortMonths[t.Month()-1]...)
		}
		return appendDigits(b, int(t.Month()), n)
	case 'd':
		return appendDigits(b, t.Day(), n)
	case 'E':
		if n == 4 {
			return append(b, l.days[t.Weekday()]...)
		}
		return append(b, l.shortDays[t.Weekday()]...)
	case 'H':
		return appendDigits(b, t.Hour(), n)
	case 'h':
		return appendDigits(b, (t.Hour()+11)%12+1, n)
	case 'm':
		return appendDigits(b, t.Minute(), n)
	case 's':
		return appendDigits(b, t.Second(), n)
	case 'a':
		if t.Hour() < 12 {
			return append(b, l.am...)
		}
		return append(b, l.pm...)
	}
	for range n {
		b = append(b, c)
	}
	return b
}

func appendDigits(b []byte, v, width int) []byte {
	if width >= 2 {
		return appendTwo(b, v)
	}
	return strconv.AppendInt(b, int64(v), 10)
}

func appendTwo(b []byte, v int) []byte { return append(b, byte('0'+v/10%10), byte('0'+v%10)) }
