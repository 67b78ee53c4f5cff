// Package commitment remembers what was promised, so that nobody else has to.
//
// A [Promise] says who owes what to whom, by when, in words and as an instant,
// and carries its whole history (practice C1: your word is your bond). Its
// methods are pure: they take the time as an argument and return a new value.
// A [Policy] derives from a promise its alarms: reminders to the owner (C6),
// updates that are due even with nothing new (C5), the early notice to all
// managing parties when it is at risk (C7), overdue and escalation. A [Keeper]
// is the one type that does input and output: it stores a promise and its
// alarms in one transaction, hands every alarm over at least once and never
// early, and keeps doing so through crashes and restarts (C12). A [Record]
// counts what became of the promises (C11), and [Assess] says beforehand
// whether one can be kept at all (C3, C4).
//
// # Guarantee
//
// Once [Keeper.Make] or [Keeper.Change] returns, every alarm of the plan is
// handed to the [Notifier] at least once, never before its time by the keeper's
// clock, and within poll plus grace while one worker lives. A crash may repeat
// a notice, but only under the same [AlarmKey], so that receivers can drop
// repeats. A change supersedes alarms of the older plan in the same
// transaction: none is claimed after that commit, and [Changed.Leased] lists
// those a worker already held at that moment, the only ones that may still
// arrive. Alarms of one promise to one recipient that are all overdue, say after an
// outage, collapse: the newest of a rule stays, and a graver one takes the place
// of the lighter ones, updates that are due aside.
//
// # Stores and engines
//
// A [Store] keeps promises and plans, an [AlarmStore] also hands out what is due,
// an [Engine] hands it out by machinery of its own, such as a job queue.
// [MemoryStore] is in this package; SQLite, PostgreSQL and River are modules
// beside it; package commitmenttest is the rule book for all of them and for
// yours. [Keeper.With] makes a promise in a transaction of the host.
//
// Deadlines of other subjects, SLA clocks and conversations, become durable by
// [Keeper.Plan].
//
// # Words
//
// What was promised, names and reasons are people's words. They stand in the
// promise and its history and nowhere else: alarms, logs, signals and errors hold
// ids, times and numbers. [Keeper.Erase] removes them and leaves states, counts
// and plans as they are. [Keeper.Retain] forgets settled promises altogether, after
// a period per kind.
//
// # Values and services
//
// Promise, Alarm, Due, Party and the other data types are values: methods never
// change their receiver. Policy, MemoryStore and Keeper are safe for concurrent
// use.
package commitment
