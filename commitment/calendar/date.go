package calendar

import (
	"fmt"
	"time"
)

// Date is a day of the civil calendar, without a zone. In [Config.Closed] the
// Year 0 means every year. The zero Date is no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the date of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2026-12-24", or "12-24" for the day in every year (Year 0).
func ParseDate(s string) (Date, error) {
	var d Date
	err := d.UnmarshalText([]byte(s))
	return d, err
}

// AddDays is the date n days later, or earlier if n is negative.
func (d Date) AddDays(n int) Date { return dateOf(d.days() + int64(n)) }

// Weekday is the day of the week of d. It has no meaning for Year 0.
func (d Date) Weekday() time.Weekday { return weekday(d.days()) }

// Compare is -1 if d is before e, 0 if they are the same day, and 1 if d is after e.
func (d Date) Compare(e Date) int {
	switch a, b := d.ordinal(), e.ordinal(); {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (d Date) ordinal() int { return (d.Year*16+int(d.Month))*64 + d.Day }

// Valid reports whether d is a day that exists: of the years 1 to 9999, or of
// some year if Year is 0, so that {0, February, 29} is valid.
func (d Date) Valid() bool {
	year := d.Year
	if year == 0 {
		year = 2000 // a leap year
	}
	return year >= minYear && year <= maxYear && d.Month >= time.January && d.Month <= time.December &&
		d.Day >= 1 && DateOf(time.Date(year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)) == Date{year, d.Month, d.Day}
}

// String is d as "2026-12-24", or "12-24" if Year is 0.
func (d Date) String() string {
	if d.Year == 0 {
		return fmt.Sprintf("%02d-%02d", int(d.Month), d.Day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// MarshalText writes d as [Date.String] does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [ParseDate] reads.
func (d *Date) UnmarshalText(text []byte) error {
	s := string(text)
	read := Date{}
	switch {
	case len(s) == 10 && s[4] == '-' && s[7] == '-':
		read = Date{digits(s[:4]), time.Month(digits(s[5:7])), digits(s[8:])}
		if read.Year < minYear { // Year 0 is not written with four digits
			read.Year = -1
		}
	case len(s) == 5 && s[2] == '-':
		read = Date{0, time.Month(digits(s[:2])), digits(s[3:])}
	}
	if !read.Valid() {
		return fmt.Errorf("calendar: date %.20q: want a day that exists, as 2026-12-24, or 12-24 for every year", s)
	}
	*d = read
	return nil
}

// digits is the number that s spells, -1 if it is not all digits.
func digits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// days is the number of days from 1970-01-01 to d. It normalizes days and
// months beyond their range as time.Date does.
func (d Date) days() int64 {
	return floorDiv(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix(), daySecs)
}

func dateOf(days int64) Date { return DateOf(time.Unix(days*daySecs, 0).UTC()) }

// weekday of a day counted from 1970-01-01, which was a Thursday.
func weekday(days int64) time.Weekday { return time.Weekday(floorMod(days+4, 7)) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
