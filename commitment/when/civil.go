package when

import "time"

// day is a civil date as days since 1970-01-01. Days are stepped as dates, never by
// adding 24 hours.
type day int32

// The dates a reading may have: years 1 to 9999.
var minDay, maxDay = dayOf(1, 1, 1), dayOf(9999, 12, 31)

// dayOf is the day of a proleptic Gregorian date; month may lie outside 1 to 12 and
// then moves the year, dom is not checked.
func dayOf(y, m, d int) day {
	m--
	y += floorDiv(m, 12)
	m = m - floorDiv(m, 12)*12 + 1
	if m <= 2 {
		y--
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	mp := (m + 9) % 12
	doy := (153*mp+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return day(era*146097 + doe - 719468)
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// civil is the date of a day.
func (d day) civil() (y, m, dom int) {
	z := int(d) + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	dom = doy - (153*mp+2)/5 + 1
	m = mp + 3
	if m > 12 {
		m -= 12
	}
	y = yoe + era*400
	if m <= 2 {
		y++
	}
	return y, m, dom
}

func (d day) weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }

// week is the Monday of d's week.
func (d day) week() day { return d - day((int(d.weekday())+6)%7) }

// month is the first day of d's month, n months on.
func (d day) month(n int) day {
	y, m, _ := d.civil()
	return dayOf(y, m+n, 1)
}

// addMonths keeps the day of the month, or takes the month's last.
func (d day) addMonths(n int) day {
	y, m, dom := d.civil()
	return dayOf(y, m+n, 1) + day(min(dom, monthLen(y, m+n))-1)
}

func monthLen(y, m int) int { return int(dayOf(y, m+1, 1) - dayOf(y, m, 1)) }

// valid says that a date exists.
func validDate(y, m, d int) bool {
	return m >= 1 && m <= 12 && d >= 1 && d <= monthLen(y, m)
}

// dayOfTime is the civil date of an instant in its own location.
func dayOfTime(t time.Time) day {
	y, m, d := t.Date()
	return dayOf(y, int(m), d)
}

// secondsOf is the wall clock of an instant in its own location.
func secondsOf(t time.Time) int {
	h, m, s := t.Clock()
	return h*3600 + m*60 + s
}

// easter is Easter Sunday of a year in the Gregorian calendar.
func easter(y int) day {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return dayOf(y, n/31, n%31+1)
}

// nthWeekday is the nth (from 1; -1 is the last) weekday of a month.
func nthWeekday(y, m, n int, w time.Weekday) day {
	if n < 0 {
		last := dayOf(y, m+1, 1) - 1
		return last - day((int(last.weekday())-int(w)+7)%7)
	}
	first := dayOf(y, m, 1)
	return first + day((int(w)-int(first.weekday())+7)%7+7*(n-1))
}
