// Package sla runs the clocks of a service level agreement on working time: the
// first response, the next response, the resolution and the cadence of updates
// (practice C10). It says what is due when and why, what is left, what was
// missed, and whom to warn at which instant.
//
// A [Book] is compiled once by [New] from policies and calendars and is shared
// by all cases. A [Clock] belongs to one case: it is the fold of the case's
// events and nothing else. Whatever changes half-way (priority, policy,
// calendar), the answer is derived anew from all events, never patched: a due is
// the budget laid over the calendar from the start, leaving out the pauses, so
// that a pause never moves it by more than the working time it covers.
//
// A clock takes the time as an argument, reads no other clock and starts no
// goroutine. It keeps no words of anybody, only kinds, times and ids.
//
// # What counts
//
//   - First response: from the opening until we first answer. It is not asked for
//     again when the case is reopened.
//   - Next response: from the first message of the customer that waits for an
//     answer until we answer.
//   - Resolution: from the opening until resolved. Reopened, it goes on where it
//     stood: the time in which it was resolved does not count.
//   - Update: from each of our answers to the next, so that people hear from us
//     even when there is nothing new (C5).
//   - A wait for the customer stops every clock whose target does not say
//     otherwise. It ends when they write, and when we say so.
package sla
