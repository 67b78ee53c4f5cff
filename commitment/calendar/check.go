package calendar

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

const day = 24 * time.Hour

// maxShifts is one for each quarter of an hour of a day. It bounds what a config
// of untrusted origin can cost.
const maxShifts = 96

// ConfigError is one thing wrong with a [Config]: where, what and why.
type ConfigError struct {
	Day    string // the weekday, as "Tuesday", or the date, as "2026-12-24"; empty if it is about neither
	Shift  Shift  // the shift, if it is about one
	Reason string // what is wrong and the way out
}

// Error names the day, the shift and the reason.
func (e *ConfigError) Error() string {
	var b strings.Builder
	b.WriteString("calendar: ")
	if e.Day != "" {
		b.WriteString(e.Day + ": ")
	}
	if e.Shift != (Shift{}) {
		fmt.Fprintf(&b, "shift %s: ", e.Shift)
	}
	b.WriteString(e.Reason)
	return b.String()
}

// check joins everything that is wrong with cfg.
func check(cfg Config) error {
	var errs []error
	if cfg.Zone == nil {
		errs = append(errs, &ConfigError{Reason: "Zone is missing: set it, for example with time.LoadLocation(\"Europe/Berlin\")"})
	}
	for d := range time.Saturday + 1 {
		errs = append(errs, checkShifts(d.String(), cfg.Weekly[d])...)
		errs = append(errs, checkNight(d, cfg.Weekly[d], cfg.Weekly[(d+1)%7])...)
	}
	for _, date := range slices.SortedFunc(maps.Keys(cfg.Dates), Date.Compare) {
		if date.Year == 0 || !date.Valid() {
			errs = append(errs, &ConfigError{Day: date.String(), Reason: "Dates wants days of the years 1 to 9999 that exist; a day that is closed every year goes into Closed"})
		}
		errs = append(errs, checkShifts(date.String(), cfg.Dates[date])...)
	}
	for _, date := range cfg.Closed {
		if !date.Valid() {
			errs = append(errs, &ConfigError{Day: date.String(), Reason: "Closed wants days that exist, of the years 1 to 9999 or with Year 0 for every year"})
		}
	}
	return errors.Join(errs...)
}

// checkShifts checks the shifts of one day.
func checkShifts(name string, shifts []Shift) []error {
	if len(shifts) > maxShifts {
		return []error{&ConfigError{Day: name, Reason: fmt.Sprintf("has %d shifts: want at most %d; join those that touch", len(shifts), maxShifts)}}
	}
	var errs []error
	refuse := func(s Shift, format string, args ...any) {
		errs = append(errs, &ConfigError{Day: name, Shift: s, Reason: fmt.Sprintf(format, args...)})
	}
	for _, s := range shifts {
		switch {
		case s.Open%time.Second != 0 || s.Close%time.Second != 0:
			refuse(s, "Open and Close must be whole seconds")
		case s.Open < 0 || s.Open >= day:
			refuse(s, "Open must be from 00:00 to before 24:00; a shift belongs to the date on which it opens")
		case s.Close == s.Open:
			refuse(s, "is empty; from midnight to midnight is 00:00-24:00")
		case s.Close < s.Open && s.Close >= 0:
			refuse(s, "closes before it opens; if it runs past midnight, write %s", Shift{s.Open, s.Close + day})
		case s.Close < 0 || s.Close > 2*day:
			refuse(s, "Close must be from 00:00 to 48:00, the end of the next date")
		}
	}
	if len(errs) > 0 {
		return errs
	}
	order := sorted(shifts)
	for i := 1; i < len(order); i++ {
		if prev := order[i-1]; order[i].Open < prev.Close {
			refuse(order[i], "overlaps %s of the same day; shifts may touch but not overlap", prev)
		}
	}
	return errs
}

// checkNight checks that the last shift of a weekday is over when the next
// weekday opens. It names the worst pair only: a config of untrusted origin could
// else ask for as many errors as the product of its shifts.
func checkNight(d time.Weekday, shifts, next []Shift) []error {
	if len(shifts) == 0 || len(next) == 0 {
		return nil
	}
	s := slices.MaxFunc(shifts, func(a, b Shift) int { return cmp.Compare(a.Close, b.Close) })
	n := slices.MinFunc(next, func(a, b Shift) int { return cmp.Compare(a.Open, b.Open) })
	if s.Close-day <= n.Open {
		return nil
	}
	return []error{&ConfigError{Day: d.String(), Shift: s,
		Reason: fmt.Sprintf("runs past midnight into %s's %s; close it at %s or open the other later", (d+1)%7, n, clockText(n.Open+day))}}
}

// clockText is a time since midnight as "09:00", "24:00" or "09:00:30".
func clockText(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	h, m, s := int64(d/time.Hour), int64(d/time.Minute%60), d%time.Minute
	switch {
	case s == 0:
		return fmt.Sprintf("%s%02d:%02d", sign, h, m)
	case s%time.Second == 0:
		return fmt.Sprintf("%s%02d:%02d:%02d", sign, h, m, s/time.Second)
	}
	return fmt.Sprintf("%s%02d:%02d:%09.6f", sign, h, m, s.Seconds())
}
