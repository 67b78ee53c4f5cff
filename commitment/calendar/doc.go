// Package calendar computes with working time: the hours in which somebody is
// there to keep a promise. It adds working time to an instant, measures the
// working time between two instants, and finds openings, closings and working
// days, across weekends, holidays, night shifts and changes of the clock
// (practices C2 and C10). It uses the standard library only.
//
// A [Calendar] is built once by [New] from a [Config] and never changes; it is
// safe for concurrent use. Instants come in as [time.Time] in any location and
// go out in the calendar's zone.
//
// # Conventions
//
// Business-time libraries disagree on a handful of questions. Here they are
// answered once:
//
//   - A shift is open at its opening and closed at its closing.
//   - A sum that ends exactly on a closing stays on the closing: eight hours
//     from Monday 09:00 are due on Monday 17:00, not on Tuesday 09:00. A sum
//     backward that ends exactly on an opening stays on the opening.
//   - Adding nothing gives the instant itself inside working time, else the next
//     opening.
//   - Elapsed seconds count, not nominal ones: a shift from midnight to midnight
//     has 23 or 25 hours on the days on which the clock changes.
//   - An overnight shift belongs to the date on which it opens: closing Tuesday
//     leaves Monday's night shift alone, closing Monday removes all of it.
//   - A wall time that does not exist moves forward by the length of the gap; one
//     that exists twice is the first ([Wall]). A date that a zone leaves out
//     altogether has no shifts.
//   - Dates beat Closed: a team that works on a bank holiday says so in Dates.
//
// Sums hold for the years 1 to 9999. Nothing walks minutes or days: the working
// time of a decade is tabulated the first time that decade is asked for, and a
// sum is a few binary searches.
package calendar
