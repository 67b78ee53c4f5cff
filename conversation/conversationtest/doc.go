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
//	agent lee: words              the same by somebody with a name, one word
//	customer does move; move      moves without words; also agent, bot, system
//	agent NAME does move          the same, by that party
//	feels calm|tense|angry|…      the temper of the customer's next moves
//	after 20m                     the clock goes on by so much, not by the minute
//	                              that every turn otherwise takes
//	after 20m expect dead-air     the same, and what is expected then, on one line
//	unsent 7                      not a line of its own: agent does unsent entry=7
//	restore                       snapshot and restore: nothing may change
//	erase                         the words go: nothing that follows may change
//	expect …                      see below
//	> …                           what the line above gave; -update writes it
//
// Scripts begin on Monday, 2026-03-02, at 09:00 UTC. The turns that are read have
// the ids t1, t2 and so on, refused ones included; the promises that are read
// in a turn are named after it (t4#1).
//
// A move is its kind and its fields: a quoted text is its first text field, a
// bare word sets a flag, name=value any other, in the JSON form's names. A time
// is relative to the clock (due=+2h). A field with structure is JSON
// (options=[{"id":"a",…}]).
//
//	expect state confirming       also: stage
//	expect moves tell vent        what the last line did or was read to do, at least; an
//	                              apology, a confirmation and a settling may say of what:
//	                              apologise.regret, confirm.fix, settle.kept; none
//	expect refused A6 A4 | none   the last line was refused by these guards, at least
//	expect accepted               it was not
//	expect breach A6 | none       what was recorded against the last line, at least
//	expect open advise …          options that are allowed now
//	expect blocked advise A6      an option that is refused, and by which guards
//	expect due dead_air …| none   deadlines that have passed; dead-air will do
//	expect dead-air               the same for short, with any deadline's name
//	expect next next.restate …    advice, at least
//	expect lane express|full
//	expect temper angry           the trend's level
//	expect fact corrections 2     a field of Facts, by its JSON name
//	expect situation … goodwill … profile …
//
// A guard may be named by its practice: A7 stands for A7, A7.repeat and the rest.
// Expectations are about the last turn or move above them; no time passes for them.
//
// # Updating
//
// The lines that start with ">" say what each turn gave: the state, or the guards
// that refused it, and the breaches. With [Options].Update they are written anew
// into the files, so that a changed playbook shows as a difference to read and
// commit. An expect line is never rewritten: it says what must be, and fails until
// it is met or changed by hand. A test of the host's own wires the usual flag:
//
//	var update = flag.Bool("update", false, "rewrite the output lines of the scripts")
//
//	func TestScripts(t *testing.T) {
//		conversationtest.Run(t, "testdata/*.txt", &conversationtest.Options{Update: *update})
//	}
//
// and go test -update rewrites.
package conversationtest
