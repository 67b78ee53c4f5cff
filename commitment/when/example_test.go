package when_test

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/commitment/when"
)

// office is a business calendar, Monday to Friday from 9 to 18 in a zone.
func office(zone *time.Location) *calendar.Calendar {
	cfg := calendar.Config{Zone: zone}
	for d := time.Monday; d <= time.Friday; d++ {
		cfg.Weekly[d] = []calendar.Shift{{Open: 9 * time.Hour, Close: 18 * time.Hour}}
	}
	cal, err := calendar.New(cfg)
	if err != nil {
		panic(err)
	}
	return cal
}

func ExampleParser_Parse() {
	manila, err := time.LoadLocation("Asia/Manila")
	if err != nil {
		panic(err)
	}
	p, err := when.New(nil)
	if err != nil {
		panic(err)
	}
	c := when.Context{Now: time.Date(2026, 11, 18, 10, 0, 0, 0, manila), Zone: manila, Calendar: office(manila)}
	r, err := p.Parse("We'll have it sorted by end of day tomorrow.", c)
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Kind, r.Deadline.Format("Mon 2 Jan 15:04"))
	fmt.Println(r)
	// Output:
	// by Thu 19 Nov 18:00
	// at the latest Thursday, November 19, 2026, 6 PM Manila time; end of day = 18:00, closing of the calendar
}

func ExampleParser_Parse_vague() {
	p, err := when.New(nil)
	if err != nil {
		panic(err)
	}
	c := when.Context{Now: time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)}
	_, err = p.Parse("We'll get back to you soon.", c)
	var vague *when.VagueError
	fmt.Println(errors.As(err, &vague), vague.Words, "-", vague.Question)
	_, err = p.Parse("Thanks for writing in.", c)
	fmt.Println(errors.Is(err, when.ErrNone))
	_, err = p.Parse("Bedankt.", when.Context{Now: c.Now, Language: language.Dutch})
	fmt.Println(errors.Is(err, when.ErrLanguage))
	// Output:
	// true soon - By when, exactly?
	// true
	// true
}

func ExampleParser_Find() {
	p, err := when.New(nil)
	if err != nil {
		panic(err)
	}
	c := when.Context{Now: time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC), Language: language.German}
	text := "Morgen zwischen 14 und 16 Uhr kommt der Monteur, bis spätestens Freitag läuft alles wieder."
	rs, err := p.Find(text, c)
	if err != nil {
		panic(err)
	}
	for _, r := range rs {
		fmt.Println(r.Kind, "|", text[r.Start:r.End], "|", r.Deadline.Format("Mon 2 Jan 15:04"))
	}
	// Output:
	// window | Morgen zwischen 14 und 16 Uhr | Thu 19 Nov 16:00
	// by | bis spätestens Freitag | Sat 21 Nov 00:00
}

func ExampleParser_Promises() {
	p, err := when.New(nil)
	if err != nil {
		panic(err)
	}
	c := when.Context{Now: time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)}
	cs, err := p.Promises("Sorry for the trouble! Our billing team will refund you within 48 hours. I'll also look into the export.", c)
	if err != nil {
		panic(err)
	}
	for _, c := range cs {
		if c.Reading != nil {
			fmt.Println(c.Who, "-", c.What, "-", c.Reading.Deadline.Format("Mon 2 Jan 15:04"))
		} else {
			fmt.Println(c.Who, "-", c.What, "-", c.Ask())
		}
	}
	// Output:
	// Our billing team - refund you - Fri 20 Nov 10:00
	// I - look into the export - By when, exactly?
}

func ExampleParser_Explain() {
	p, err := when.New(nil)
	if err != nil {
		panic(err)
	}
	r, err := p.Parse("every two hours", when.Context{Now: time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)})
	if err != nil {
		panic(err)
	}
	s, err := p.Explain(r, language.Spanish)
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Repeat)
	fmt.Println(s)
	// Output:
	// FREQ=HOURLY;INTERVAL=2
	// de forma repetida (FREQ=HOURLY;INTERVAL=2), la primera vez miércoles, 18 de noviembre de 2026, 12:00, tiempo universal coordinado; no se indicó el comienzo
}
