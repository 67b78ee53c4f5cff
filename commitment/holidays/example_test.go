package holidays_test

import (
	"fmt"
	"strings"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/commitment/holidays"
)

// Christmas 2027 falls on a weekend; the days off follow.
func ExampleCountry() {
	all, err := holidays.Country("GB", 2027, 2027)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range all[len(all)-4:] {
		fmt.Println(h.Date, h.Date.Weekday(), h.Name, h.Substitute)
	}
	// Output:
	// 2027-12-25 Saturday Christmas Day false
	// 2027-12-26 Sunday Boxing Day false
	// 2027-12-27 Monday Christmas Day true
	// 2027-12-28 Tuesday Boxing Day true
}

// The days off of a country and those of the company, for a calendar.
func ExampleICal() {
	file, err := holidays.ICal(strings.NewReader(strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
BEGIN:VEVENT
UID:founding-day
DTSTART;VALUE=DATE:20180612
RRULE:FREQ=YEARLY
SUMMARY:Founding day
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")), 2026, 2027)
	if err != nil {
		fmt.Println(err)
		return
	}
	public, _ := holidays.Country("DE-BY", 2026, 2027)
	cfg := calendar.Config{Closed: holidays.Dates(append(public, file.Holidays...))}
	fmt.Println(file.Holidays, len(cfg.Closed))
	// Output: [2026-06-12 Founding day 2027-06-12 Founding day] 26
}
