// Package when reads time phrases and promises in support messages: "first thing
// tomorrow", "within two business days", "by 5pm your time" become a deadline with
// everything that was assumed on the way, and "we'll send the logs by Friday"
// becomes a candidate promise.
//
// A [Parser] is built once from the grammars of its languages, which are data
// files (data/<lang>.json: words, their meanings, the order of a date), and is
// safe for concurrent use. [Parser.Parse] gives the deadline of a text,
// [Parser.Find] every time phrase in it, [Parser.Promises] what our side
// undertakes in it. Nothing here reads a clock: now is part of the [Context].
//
// # How phrases are read
//
// "By" means at the latest. Parts of the day, the end of the day and the end of
// the week come from the business calendar, or from [Options.Hours] without one,
// and the reading says so in its Assumptions. "Within N business days" ends at
// the close of the Nth working day after today; "within 48 hours" is elapsed
// time. A bare weekday lies ahead: Thursday said on a Thursday is a week away,
// and the reading offers today as an alternative. "Next Friday" is the Friday of
// next week, with this week's as an alternative. A day without a clock time ends
// when the calendar closes on it, and at midnight without a calendar. An end is
// exclusive: a reading of a whole day ends where the next day starts.
//
// A zone named in the text wins over the customer's, which wins over the
// agent's. A local time that does not exist moves forward to the next that does,
// one that exists twice is the first; both are warned about. A zone abbreviation
// that several zones use gives a reading and alternatives.
//
// Words that name no time ("soon", "shortly", "as soon as possible") are a
// [*VagueError] and carry the question to ask. No deadline lies before now
// without a warning.
//
// Text is untrusted: time and memory are linear in its length, there is no
// regular expression, and no input panics.
package when
