// Package conversationtest runs text transcripts against a playbook, and holds
// the rule book that every conversation.Store passes.
//
// # Transcripts as tests
//
// A transcript is a text file that reads like the conversation it tests:
//
//	# the customer corrects us once
//	mode enforce
//	customer does tell "our configuration is gone again" again
//	agent does advise steps="restore the backup"
//	> refused A6
//	agent does restate "the configuration is lost on every restart"
//	> confirming
//	customer does correct "only after an upgrade"
//	> identifying
//	after 20m
//	expect due dead_air
//
// Each line is one of these; blank lines and lines that start with # are free.
//
//	mode enforce|observe          before the first turn; default enforce
//	channel chat|email|phone|…    of what follows
//	apology regret-first|…        the policy of A7, before the first turn
//	customer: words               a turn that is read; also agent:, bot:, system:
//	customer does move; move      moves without words; also agent, bot, system
//	feels calm|tense|angry|…      the temper of the customer's next moves
//	after 20m                     the clock goes on by so much, not by the minute
//	                              that every turn otherwise takes
//	unsent 7                      not a line of its own: agent does unsent entry=7
//	restore                       snapshot and restore: nothing may change
//	erase                         the words go: nothing that follows may change
//	expect …                      see below
//	> …                           what the line above gave; -update writes it
//
// A move is its kind and its fields: a quoted text is its first text field, a
// bare word sets a flag, name=value any other, in the JSON form's names. A time
// is relative to the clock (due=+2h). A field with structure is JSON
// (options=[{"id":"a",…}]).
//
//	expect state confirming       also: stage
//	expect refused A6 A4          the last line was refused by these guards, at least
//	expect accepted               it was not
//	expect breach A6 | none       what was recorded against the last line, at least
//	expect open advise …          options that are allowed now
//	expect blocked advise A6      an option that is refused, and by which guards
//	expect due dead_air …| none   deadlines that have passed; dead-air will do
//	expect next next.restate …    advice, at least
//	expect lane express|full
//	expect temper angry           the trend's level
//	expect fact corrections 2     a field of Facts, by its JSON name
//	expect situation … goodwill … profile …
//
// A guard may be named by its practice: A7 stands for A7, A7.repeat and the rest.
package conversationtest
