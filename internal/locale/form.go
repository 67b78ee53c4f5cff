package locale

import "fmt"

// Form is how an instant is written. The first three are for customers: they name
// the zone and read well inside a sentence. The others show the clock of the zone
// without naming it, for tables and documents whose heading names it ([Zone]).
type Form uint8

// The forms, with Friday 27 November 2026, 15:00 in Manila, as en writes it.
const (
	Dated   Form = iota // Friday, November 27, 2026, 3 PM Manila time: the zero value, right at any distance
	Coming              // Friday, November 27, 3 PM Manila time: the year is plain to the reader
	Weekday             // Friday, 3 PM Manila time: within the next six days; see Upcoming
	Full                // Friday, November 27, 2026 at 3:00 PM
	Long                // November 27, 2026 at 3:00 PM
	Medium              // Nov 27, 2026, 3:00:00 PM
	Table               // Nov 27, 2026, 3:00 PM
	Date                // November 27, 2026
	Day                 // Friday, November 27
	Time                // 3:00 PM
)

var formTexts = [...]string{"dated", "coming", "weekday", "full", "long", "medium", "table", "date", "day", "time"}

// String is the form's name, "dated".
func (f Form) String() string {
	if int(f) < len(formTexts) {
		return formTexts[f]
	}
	return fmt.Sprintf("Form(%d)", uint8(f))
}

// MarshalText writes the name; a number that is no form is an error.
func (f Form) MarshalText() ([]byte, error) {
	if int(f) >= len(formTexts) {
		return nil, fmt.Errorf("locale: %s is not a form of an instant", f)
	}
	return []byte(formTexts[f]), nil
}

// UnmarshalText reads a name.
func (f *Form) UnmarshalText(text []byte) error {
	for i, name := range formTexts {
		if name == string(text) {
			*f = Form(i)
			return nil
		}
	}
	return fmt.Errorf("locale: %q is not a form of an instant; want one of %v", text, formTexts)
}
