// Package conversation knows where a support conversation stands, which moves
// are open and why the others are not.
//
// A [Playbook] is the compiled definition, made once by [NewPlaybook] and
// shared: states from listening to closed, the moves of package move, guards
// that each serve a practice ("A6", restate until they say yes), limits per
// channel. [Playbook.Start] starts a [Conversation], the fold of its journal.
//
// # Two ways in
//
// A host that knows what was done calls [Conversation.Do] with an entry of
// moves. A host that only has messages calls [Conversation.Read], which reads
// moves, temper and promises out of a turn, and then [Conversation.Hear] for
// theirs and [Conversation.Say] for ours; [Conversation.Check] judges a draft
// without changing anything.
//
//	r, err := c.Read(ctx, turn)   // may call a plug-in; changes nothing
//	err = c.Hear(r)               // theirs: never refused
//	moves := c.Settled(r)         // "it works": what it settles, for an entry of the system's
//	v := c.Check(r)               // a draft of ours
//	v, err = c.Say(r)             // ours: applied, or *RefusedError in Enforce
//
// [Playbook.Debrief] does this for transcripts of yesterday and scores them.
//
// # Two modes
//
// In [move.Observe], the zero mode, nothing is refused: a guard that is not met
// is recorded with the entry. In [move.Enforce] a guard that blocks refuses, by
// a *[RefusedError] with a reason and the phrase that would satisfy it, and
// nothing changes. What blocks is the policy's say, rule by rule; without a
// policy every guard does. The customer's moves are never refused.
//
// # What it tells
//
// [Conversation.Options] lists every move, allowed or refused and by what;
// [Conversation.Next] and [Conversation.Guidance] advise; [Conversation.Due]
// gives the deadlines of the conversation itself (dead air, a follow-up, a
// time-out); [Conversation.Brief] is the packet for whoever takes over,
// [Conversation.Story] the case in six parts, [Playbook.Mermaid] the picture.
//
// # What only goes on record
//
// Four moves say nothing to the customer. [move.Override] lets the next move
// pass one guard, with who and why, and counts. [move.Unsent] takes an entry of
// ours back that never reached them. [move.Noticed] says that a deadline of
// [Conversation.Due] was acted on ([Due.Noticed] makes it). [move.Lead] hands the
// floor over where several of us join in (A29).
//
// # What it keeps
//
// The journal and nothing else: [Conversation.Snapshot] writes it,
// [Playbook.Restore] refolds it, [Desk] does both around a store and retries
// conflicts. Guards read [Facts], which hold no text, so that
// [Conversation.Erase] changes no decision.
package conversation
