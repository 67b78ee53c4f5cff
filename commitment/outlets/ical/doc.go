// Package ical writes promises as iCalendar (RFC 5545), so that they stand in
// the calendar of whoever has to keep them: a file to attach to a message, and a
// feed to subscribe to.
//
//	cal, err := ical.New(nil)
//	file, err := cal.File(promise)        // for one promise, as it stands
//	http.Handle("/mia.ics", cal.Feed(store, func(r *http.Request) (commitment.Query, error) {
//		return commitment.Query{Tenant: "acme", Owner: "mia"}, authorise(r)
//	}))
//
// A promise has one UID for life. New terms raise its SEQUENCE (practice C8), so
// that calendars move the entry instead of adding a second; settling it cancels
// the entry. The reminders of the policy (C6) are its VALARMs: they ring from the
// calendar even when no keeper runs. All times are in UTC.
package ical
