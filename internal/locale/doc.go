// Package locale holds what evenkeel says to people: the texts of each package,
// one data file per language, and dates, durations, numbers and lists written
// the way the reader's language writes them.
//
// # Texts
//
// A package embeds a directory texts with one file per language, named by its
// BCP 47 tag (en.json, de.json, pt.json). A file is one JSON object:
//
//	{
//	  "due":    {"text": "We will answer by {when}.", "note": "when: a day and time"},
//	  "alarms": {"one": "{n} reminder for {name}", "other": "{n} reminders for {name}",
//	             "arg": "n", "note": "n: how many; name: a person"}
//	}
//
// {name} is a slot. A text that counts something has a form per CLDR plural
// category instead of "text", and names the counted slot in "arg". Braces have no
// other use; there is no escape for them. en is the reference: it has every key,
// and a note per key for translators.
//
// [Load] checks everything at once and reports each problem with file, line and
// key, so that a shipped language that lacks a key, a slot or a plural form
// fails the build (a test that calls Load) and not a customer.
//
// # Dates
//
// [Instant], [Upcoming], [Duration], [WorkingTime], [List], [Number] and [Percent] work from CLDR tables
// committed beside this file (see gen and LICENSE.unicode). No zone abbreviation
// ever appears: "PST" is Pacific time to one reader and Philippine time to
// another. A zone is named by its city, "3 PM Manila time".
//
// Everything here is immutable once built and safe for concurrent use.
package locale

//go:generate npm ci --prefix gen
//go:generate node gen/gen.mjs
