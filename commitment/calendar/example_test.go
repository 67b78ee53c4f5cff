package calendar_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

func office() *calendar.Calendar {
	manila, err := time.LoadLocation("Asia/Manila")
	if err != nil {
		panic(err)
	}
	nine := []calendar.Shift{{Open: 9 * time.Hour, Close: 18 * time.Hour}}
	cal, err := calendar.New(calendar.Config{
		Zone:   manila,
		Weekly: [7][]calendar.Shift{time.Monday: nine, time.Tuesday: nine, time.Wednesday: nine, time.Thursday: nine, time.Friday: nine},
		Closed: []calendar.Date{{Year: 0, Month: time.November, Day: 30}}, // Bonifacio Day
	})
	if err != nil {
		panic(err)
	}
	return cal
}

// A promise at 16:50 on a Friday before a holiday: "You will have an answer
// within four working hours" is Tuesday at 11:50, since Monday is Bonifacio Day.
func Example() {
	promised := time.Date(2026, time.November, 27, 16, 50, 0, 0, office().Zone())
	due, err := office().Add(promised, 4*time.Hour)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("Promised on %s, four working hours are up on %s.\n",
		promised.Format("Monday at 15:04"), due.Format("Monday at 15:04"))
	// Output: Promised on Friday at 16:50, four working hours are up on Tuesday at 11:50.
}

// "Within two business days" ends when the second working day after today closes.
func ExampleCalendar_AddDays() {
	promised := time.Date(2026, time.November, 27, 16, 50, 0, 0, office().Zone())
	due, _ := office().AddDays(promised, 2)
	fmt.Println(due.Format("Monday 15:04"))
	// Output: Wednesday 18:00
}

// A reminder goes out two working hours before the promise is due.
func ExampleCalendar_Add_back() {
	due := time.Date(2026, time.December, 1, 10, 0, 0, 0, office().Zone())
	remind, _ := office().Add(due, -2*time.Hour)
	fmt.Println(remind.Format("Monday 15:04"))
	// Output: Friday 17:00
}

// How long did the customer wait, in hours that somebody was there to answer?
func ExampleCalendar_Between() {
	asked := time.Date(2026, time.November, 27, 16, 50, 0, 0, office().Zone())
	answered := time.Date(2026, time.December, 1, 9, 15, 0, 0, office().Zone())
	fmt.Println(office().Between(asked, answered))
	// Output: 1h25m0s
}

// The hours left this week, shift by shift.
func ExampleCalendar_Shifts() {
	now := time.Date(2026, time.November, 26, 14, 0, 0, 0, office().Zone())
	for s := range office().Shifts(now, now.AddDate(0, 0, 7)) {
		fmt.Println(s.Date, s.Open.Format("15:04"), s.Close.Format("15:04"))
	}
	// Output:
	// 2026-11-26 14:00 18:00
	// 2026-11-27 09:00 18:00
	// 2026-12-01 09:00 18:00
	// 2026-12-02 09:00 18:00
	// 2026-12-03 09:00 14:00
}

// Manila and Berlin take turns: the union is when somebody is there, the
// intersection when both are and a case can be handed over by voice.
func ExampleUnion() {
	berlin, _ := calendar.Parse([]byte(`{"version": 1, "zone": "Europe/Berlin", "weekly": {"wednesday": ["09:00-17:00"]}}`))
	both, _ := calendar.Union(office(), berlin)
	wednesday := time.Date(2026, time.November, 25, 0, 0, 0, 0, office().Zone())
	for s := range both.Shifts(wednesday, wednesday.AddDate(0, 0, 1)) {
		fmt.Println("somebody is there from", s.Open.Format("15:04"), "for", s.Duration())
	}
	talk, _ := calendar.Intersect(office(), berlin)
	at, _ := talk.NextOpen(wednesday)
	fmt.Println("hand over at", at.Format("15:04"), "in Manila,", at.In(berlin.Zone()).Format("15:04"), "in Berlin")
	// Output:
	// somebody is there from 09:00 for 15h0m0s
	// hand over at 16:00 in Manila, 09:00 in Berlin
}

// A time of day that clocks jump over moves forward, and says so.
func ExampleWall() {
	berlin, _ := time.LoadLocation("Europe/Berlin")
	at, how := calendar.Wall(calendar.Date{Year: 2026, Month: time.March, Day: 29}, 2*time.Hour+30*time.Minute, berlin)
	fmt.Println(at.Format("15:04 MST"), how)
	// Output: 03:30 CEST skipped
}

// A bad config names the day, the shift and the reason.
func ExampleConfigError() {
	_, err := calendar.New(calendar.Config{
		Zone:   time.UTC,
		Weekly: [7][]calendar.Shift{time.Friday: {{Open: 22 * time.Hour, Close: 6 * time.Hour}}},
	})
	var bad *calendar.ConfigError
	fmt.Println(errors.As(err, &bad))
	fmt.Println(err)
	// Output:
	// true
	// calendar: Friday: shift 22:00-06:00: closes before it opens; if it runs past midnight, write 22:00-30:00
}

// Hours that people edit live in a file. What is wrong is said with the day, the
// shift and the way out.
func ExampleParse() {
	cal, err := calendar.Parse([]byte(`{"version": 1, "zone": "Europe/Berlin",
		"weekly": {"monday": ["09:00-12:30", "13:00-17:00"], "friday": ["22:00-30:00"]},
		"dates":  {"2026-12-28": ["10:00-14:00"]},
		"closed": ["12-25"]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	due, err := cal.Add(time.Date(2026, time.December, 21, 16, 0, 0, 0, cal.Zone()), 2*time.Hour)
	fmt.Println(due.Format("Mon 2 Jan 15:04"), err)

	_, err = calendar.Parse([]byte(`{"version": 1, "zone": "Europe/Berlin", "weekly": {"friday": ["22:00-06:00"]}}`))
	fmt.Println(err)
	// Output:
	// Mon 28 Dec 11:00 <nil>
	// calendar: Friday: shift 22:00-06:00: closes before it opens; if it runs past midnight, write 22:00-30:00
}
