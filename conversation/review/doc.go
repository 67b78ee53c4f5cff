// Package review reads a draft reply before it is sent and says what in it will
// make things worse: wording that heats up, blame, hollow apologies, promises
// without a time, leaks, asking again for what is known, a solution before the
// problem was confirmed (practices B1 to B11, A4, A6 to A8, A32).
//
// A [Reviewer] is built once with [New] and shared. [Reviewer.Review] gives
// [Finding] values: the rule, the bytes of the draft, a reason, a better wording.
//
// The rules are data, a file per language (rules/en.json); hosts add rules or
// replace them with files of their own (Options.Rules). All phrases of a language
// are one automaton that goes over the draft once: whole words, folded case,
// longest match first. A few rules look at the shape of the text (capitals,
// addresses, keys, placeholders) or compare it with the conversation ([Context]);
// those are code, with their texts in the same files.
//
// What a draft quotes of the customer, in quotation marks or in lines that begin
// with >, is not reviewed for wording. Secrets and internal names are looked for
// everywhere and in every language.
//
// Everything is offline and deterministic: the same draft and context give the
// same findings in the same order.
package review
