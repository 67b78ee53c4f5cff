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
// without a warning. A date or a time of the day that does not exist ("February
// 30th", "25:00") is an [*ImpossibleError]; nothing is guessed for it. Behind "by",
// 15h and 11.30 are times of the day.
//
// # Languages
//
// A language is one grammar file, data/<lang>.json, its texts/<lang>.json, and its
// table of sentences in testdata. The Go code knows no language. A grammar names the
// order of a date in figures and a few habits (words written together, verbs that
// say who without a pronoun, …), and then its words: category, value, forms. The
// categories and their values are in category.go; an unknown one is an error with
// file, line and key. A form may have several words, is found whatever its case and
// accents, and may end in a mark: "may?" counts only in company ("in may", "may 5"),
// "h^" only right behind a number, "IST!" only in capitals. Slips of the pen in long
// words are found without being listed. Scripts without spaces work: there each
// character is a word.
//
// Under "say" stand the words that make an undertaking: who (us, third, det and
// role), how (will, does, letme, pledge), what the customer gets or hears of us by it (gets,
// hears), what undertakes nothing (stop, letstop),
// what makes it conditional (cond, condwhen with condwhom, imperative) and whose
// words are not ours (report, hope).
//
// Text is untrusted: time and memory are linear in its length, there is no
// regular expression, and no input panics.
package when
