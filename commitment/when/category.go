package when

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// category is what a word of a grammar file is for. A word may have several.
type category uint8

// The categories; [vocabulary] says how each is written in a grammar file.
const (
	catNone category = iota
	catMonth
	catWeekday
	catWeekdays
	catNumber
	catArticle
	catAmount
	catOrdinal
	catSuffix
	catFraction
	catUnit
	catRel
	catDay
	catDayPart
	catNow
	catPart
	catClock
	catEdge
	catDayEdge
	catEndOf
	catBound
	catLatest
	catShift
	catJoin
	catHour
	catMeridiem
	catBusiness
	catEvery
	catFreq
	catOwnZone
	catZone
	catHoliday
	catVague
	catEvent
	catNot
	catSay
	catEnd
)

// Values of catUnit. They double as periods.
const (
	unitNone int32 = iota
	unitSecond
	unitMinute
	unitHour
	unitDay
	unitWorkday
	unitWeek
	unitFortnight
	unitWeekend
	unitMonth
	unitQuarter
	unitHalfYear
	unitYear
	unitDecade
	unitCentury
)

// Values of catRel.
const (
	relNone   int32 = iota
	relThis         // of the period that now is in
	relNext         // of the next period
	relLast         // of the one before
	relComing       // the first that lies ahead
	relAfterNext
	relPast // the N before now
	relSame // "the day", "the week": this, and weaker
)

// Values of catPart and of the part of a catDayPart.
const (
	partNone int32 = iota
	partMorning
	partNoon
	partLunch
	partAfternoon
	partEvening
	partNight
	partEarlyMorning
	partWholeDay
	partClose // end of day
	partOpen  // start of day
	partFirst // first thing
	partLater // later today
	partAfterLunch
)

// Values of catEdge.
const (
	edgeNone int32 = iota
	edgeStart
	edgeMiddle
	edgeEnd
	edgeEarly
	edgeLate
	edgeLater
	edgeRest
	edgeAll
)

// Values of catBound.
const (
	boundNone int32 = iota
	boundBy
	boundBefore
	boundUntil
	boundWithin
	boundAfter
	boundFrom
	boundNotBefore
	boundIn
	boundFor
	boundDuring
	boundSince
	boundBetween
)

// Values of catShift: directions of a span from its base.
const (
	shiftNone  int32 = iota
	shiftAgo         // before now
	shiftLater       // after now
)

// Values of catJoin: little words that hold a phrase together.
const (
	joinNone int32 = iota
	joinAnd
	joinOr
	joinTo
	joinAt
	joinOn
	joinOf
	joinIn
	joinThe
	joinAround
	joinSkip // words that say nothing here: "sometime"
)

// Values of catHour: words that make a clock time with a number.
const (
	hourNone    int32 = iota
	hourPast          // quarter past three
	hourTo            // quarter to three
	hourHalfTo        // de halb vier: 3:30
	hourThreeTo       // de dreiviertel vier: 3:45
	hourOClock
	hourH // 15h30
	hourIsh
)

// Values of catNot: contexts in which a phrase is no time.
const (
	notNone     int32 = iota
	notNumber         // before a number: "order", "version", "$"
	notPhrase         // the words themselves: "24/7"
	notTypo           // no misspelling of a time word: "mourning"
	notAfter          // after a number: "%", "euros"
	notNegation       // turns "before" into "not before": "won't"
)

var valueNames = map[category][]string{
	catUnit: {"", "second", "minute", "hour", "day", "workday", "week", "fortnight", "weekend", "month", "quarter",
		"halfyear", "year", "decade", "century"},
	catRel: {"", "this", "next", "last", "coming", "afternext", "past", "same"},
	catPart: {"", "morning", "noon", "lunch", "afternoon", "evening", "night", "earlymorning", "wholeday",
		"close", "open", "first", "later", "afterlunch"},
	catEdge: {"", "start", "middle", "end", "early", "late", "later", "rest", "all"},
	catBound: {"", "by", "before", "until", "within", "after", "from", "notbefore", "in", "for", "during",
		"since", "between"},
	catShift:    {"", "ago", "later"},
	catJoin:     {"", "and", "or", "to", "at", "on", "of", "in", "the", "around", "skip"},
	catHour:     {"", "past", "to", "halfto", "threeto", "oclock", "h", "ish"},
	catMeridiem: {"", "am", "pm"},
	catOwnZone:  {"", "yours", "ours"},
	catNot:      {"", "number", "phrase", "typo", "after", "negation"},
	catSay:      sayNames,
}

// vocabulary names the categories in a grammar file and reads the values of each.
var vocabulary = [catEnd]struct {
	name  string
	value func(category, string) (int32, error)
}{
	catMonth:    {"month", intValue(1, 12)},
	catWeekday:  {"weekday", intValue(0, 6)},
	catWeekdays: {"weekdays", intValue(0, 6)},
	catNumber:   {"number", intValue(0, 1000)},
	catArticle:  {"article", intValue(1, 1)},
	catAmount:   {"amount", intValue(2, 10)},
	catOrdinal:  {"ordinal", intValue(1, 31)},
	catSuffix:   {"suffix", intValue(0, 0)},
	catFraction: {"fraction", intValue(1, 199)},
	catUnit:     {"unit", namedValue},
	catRel:      {"relation", namedValue},
	catDay:      {"day", intValue(-9, 9)},
	catDayPart:  {"daypart", dayPartValue},
	catNow:      {"now", intValue(0, 0)},
	catPart:     {"part", namedValue},
	catClock:    {"clock", clockValue},
	catEdge:     {"edge", namedValue},
	catDayEdge:  {"dayedge", partNamed},
	catEndOf:    {"endof", unitNamed},
	catBound:    {"bound", namedValue},
	catLatest:   {"latest", boundNamed},
	catShift:    {"shift", namedValue},
	catJoin:     {"join", namedValue},
	catHour:     {"hour", namedValue},
	catMeridiem: {"meridiem", namedValue},
	catBusiness: {"business", intValue(0, 0)},
	catEvery:    {"every", intValue(0, 0)},
	catFreq:     {"frequency", unitNamed},
	catOwnZone:  {"ownzone", namedValue},
	catZone:     {"zone", nil}, // names of zones, kept in the lexicon
	catHoliday:  {"holiday", holidayValue},
	catVague:    {"vague", intValue(0, 0)},
	catEvent:    {"event", intValue(0, 0)},
	catNot:      {"not", namedValue},
	catSay:      {"say", namedValue},
}

func categoryOf(name string) (category, bool) {
	for c := catNone + 1; c < catEnd; c++ {
		if vocabulary[c].name == name {
			return c, true
		}
	}
	return 0, false
}

func categoryKeys() string {
	var b []string
	for c := catNone + 1; c < catEnd; c++ {
		b = append(b, vocabulary[c].name)
	}
	return strings.Join(b, ", ")
}

func intValue(lo, hi int) func(category, string) (int32, error) {
	return func(_ category, s string) (int32, error) {
		n, err := strconv.Atoi(s)
		if err != nil || n < lo || n > hi {
			return 0, fmt.Errorf("value %q: want a number from %d to %d", s, lo, hi)
		}
		return int32(n), nil
	}
}

func namedValue(c category, s string) (int32, error) {
	names := valueNames[c]
	i := slices.Index(names, s)
	if i <= 0 {
		return 0, fmt.Errorf("value %q: want one of %s", s, strings.Join(names[1:], ", "))
	}
	return int32(i), nil
}

func partNamed(_ category, s string) (int32, error)  { return namedValue(catPart, s) }
func unitNamed(_ category, s string) (int32, error)  { return namedValue(catUnit, s) }
func boundNamed(_ category, s string) (int32, error) { return namedValue(catBound, s) }

// dayPartValue reads "0 night": days from today and a part. The value is
// days*100 + part.
func dayPartValue(_ category, s string) (int32, error) {
	days, part, ok := strings.Cut(s, " ")
	n, err := strconv.Atoi(days)
	if !ok || err != nil || n < -9 || n > 9 {
		return 0, fmt.Errorf("value %q: want days from today and a part, as \"0 night\"", s)
	}
	p, err := namedValue(catPart, part)
	return int32(n)*100 + p, err
}

// clockValue reads "12:00" as minutes.
func clockValue(_ category, s string) (int32, error) {
	h, m, ok := strings.Cut(s, ":")
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	if !ok || err1 != nil || err2 != nil || hour < 0 || hour > 24 || minute < 0 || minute > 59 {
		return 0, fmt.Errorf("value %q: want a clock time, as \"12:00\"", s)
	}
	return int32(hour*60 + minute), nil
}

// Forms of a holidayValue, in its millions.
const (
	holidayFixed  = 1 // month*100 + day
	holidayEaster = 2 // days after Easter Sunday, plus 500
	holidayNth    = 3 // month*100 + nth*10 + weekday; nth 9 is the last
	holidayAfter  = 4 // the same, and one day on
	holidayAdvent = 5 // days after the first Sunday of Advent, plus 500
)

// holidayValue reads "12-25", "easter+1", "11 4 thu" as "11#4#4" (month, which
// one, weekday; -1 is the last), or the day after such a day with a "+1" behind it.
func holidayValue(_ category, s string) (int32, error) {
	bad := fmt.Errorf("value %q: want \"12-25\", \"easter+1\", \"advent+7\" or \"11#4#4\" (month, which, weekday)", s)
	for prefix, form := range map[string]int32{"easter": holidayEaster, "advent": holidayAdvent} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			n, err := strconv.Atoi(rest)
			if err != nil || n < -300 || n > 300 {
				return 0, bad
			}
			return form*1e6 + int32(n) + 500, nil
		}
	}
	form := int32(holidayNth)
	if rest, ok := strings.CutSuffix(s, "+1"); ok {
		s, form = rest, holidayAfter
	}
	if p := strings.Split(s, "#"); len(p) == 3 {
		m, err1 := strconv.Atoi(p[0])
		n, err2 := strconv.Atoi(p[1])
		w, err3 := strconv.Atoi(p[2])
		if err1 != nil || err2 != nil || err3 != nil || m < 1 || m > 12 || n < -1 || n > 5 || w < 0 || w > 6 {
			return 0, bad
		}
		if n < 0 {
			n = 9
		}
		return form*1e6 + int32(m*100+n*10+w), nil
	}
	m, d, ok := strings.Cut(s, "-")
	month, err1 := strconv.Atoi(m)
	dom, err2 := strconv.Atoi(d)
	if !ok || err1 != nil || err2 != nil || !validDate(2024, month, dom) {
		return 0, bad
	}
	return holidayFixed*1e6 + int32(month*100+dom), nil
}

// holidayIn is the day of a holiday in a year.
func holidayIn(v int32, year int) day {
	n := int(v % 1e6)
	switch v / 1e6 {
	case holidayEaster:
		return easter(year) + day(n-500)
	case holidayAdvent:
		fourth := dayOf(year, 12, 24)
		return fourth - day(fourth.weekday()) - 21 + day(n-500)
	case holidayFixed:
		return dayOf(year, n/100, n%100)
	}
	nth := n / 10 % 10
	if nth == 9 {
		nth = -1
	}
	d := nthWeekday(year, n/100, nth, weekdayOf(n%10))
	if v/1e6 == holidayAfter {
		d++
	}
	return d
}
