// Package holidays gives the holidays of countries and of iCalendar files as
// dates for a [calendar.Config]: its Closed, or the keys of its Dates.
//
// [Country] takes the definitions of github.com/rickar/cal (BSD-3-Clause). Those
// of the United States, the United Kingdom, Germany, France, Japan and Brazil are
// checked here against the published lists of 2024 to 2027, and corrected where
// they differ; the others are as that library has them. A holiday that is decreed
// year by year, or that follows a moon, needs a file.
//
// [ICal] reads iCalendar files (RFC 5545), as governments and groupware publish
// them, with recurring events, by github.com/arran4/golang-ical (Apache-2.0) and
// github.com/teambition/rrule-go (MIT). A file is not trusted: its size, its
// number of events and the work of its recurrences are bounded.
//
// All functions are safe for concurrent use.
package holidays
