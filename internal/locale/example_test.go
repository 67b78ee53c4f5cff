package locale_test

import (
	"errors"
	"fmt"
	"testing/fstest"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// A package embeds its texts with go:embed; here they stand in memory.
var embedded = fstest.MapFS{
	"texts/en.json": {Data: []byte(`{
		"due":    {"text": "We will answer by {when}.", "note": "when: a day and time"},
		"alarms": {"one": "one reminder", "other": "{n} reminders", "arg": "n", "note": "n: how many"}
	}`)},
	"texts/de.json": {Data: []byte(`{
		"due":    {"text": "Wir antworten bis {when}."},
		"alarms": {"one": "eine Erinnerung", "other": "{n} Erinnerungen", "arg": "n"}
	}`)},
}

func ExampleLoad() {
	catalog, err := locale.Load("commitment", embedded, nil)
	if err != nil {
		panic(err)
	}
	if err := catalog.Require("due", "alarms"); err != nil {
		panic(err)
	}
	reader := language.MustParse("de-AT")
	printer, err := catalog.Printer(reader)
	if err != nil {
		panic(err)
	}
	manila, err := time.LoadLocation("Asia/Manila")
	if err != nil {
		panic(err)
	}
	due := time.Date(2026, time.November, 27, 15, 0, 0, 0, manila)
	when, err := locale.Upcoming(reader, due, due.AddDate(0, 0, -3), manila)
	if err != nil {
		panic(err)
	}
	fmt.Println(printer.Text("due", "when", when))
	fmt.Println(printer.Text("alarms", "n", 3))
	// Output:
	// Wir antworten bis Freitag, 15 Uhr, Ortszeit Manila.
	// 3 Erinnerungen
}

// A host's file that does not fit is told with file, line and key.
func ExampleTextError() {
	override := fstest.MapFS{"commitment/de.json": {Data: []byte(`{
		"due": {"text": "Antwort kommt bald."}
	}`)}}
	_, err := locale.Load("commitment", embedded, override)
	var problem *locale.TextError
	if errors.As(err, &problem) {
		fmt.Println(problem.File, problem.Line, problem.Key)
	}
	fmt.Println(err)
	// Output:
	// override commitment/de.json 2 due
	// locale: override commitment/de.json:2: key "due": lacks the slot {when} of en.json
}

func ExampleCatalog_Printer() {
	catalog, err := locale.Load("commitment", embedded, nil)
	if err != nil {
		panic(err)
	}
	_, err = catalog.Printer(language.Korean)
	var unsupported *locale.UnsupportedError
	fmt.Println(errors.As(err, &unsupported))
	fmt.Println(err)
	// Output:
	// true
	// locale: language ko is not supported; there is en, de
}

func ExampleInstant() {
	at := time.Date(2026, time.November, 27, 7, 0, 0, 0, time.UTC)
	manila, err := time.LoadLocation("Asia/Manila")
	if err != nil {
		panic(err)
	}
	for _, tag := range []string{"en", "es", "de", "fr", "pt", "ja"} {
		s, err := locale.Instant(language.MustParse(tag), at, manila, locale.Weekday)
		if err != nil {
			panic(err)
		}
		fmt.Println(s)
	}
	// Output:
	// Friday, 3 PM Manila time
	// viernes, 15:00, hora de Manila
	// Freitag, 15 Uhr, Ortszeit Manila
	// vendredi 15 h, heure de Manille
	// sexta-feira, 15h, horário de Manila
	// 金曜日 15時（マニラ時間）
}

func ExampleDuration() {
	fmt.Println(locale.Duration(language.Spanish, 150*time.Minute))
	fmt.Println(locale.ShortDuration(language.Spanish, 150*time.Minute))
	// Output:
	// 2 horas y 30 minutos
	// 2 h 30 min
}

func ExampleList() {
	fmt.Println(locale.List(language.English, []string{"Ana", "Bo", "Kim"}))
	// Output: Ana, Bo and Kim
}

func ExampleNumber() {
	fmt.Println(locale.Number(language.German, 1234.5, 1), locale.Number(language.English, 1234.5, 1))
	// Output: 1.234,5 1,234.5
}

func ExamplePercent() {
	fmt.Println(locale.Percent(language.Portuguese, 0.995, 1))
	// Output: 99,5%
}
