// Package rca builds the root cause analysis that is owed after an incident: one
// set of facts, an internal edition that says everything and a customer edition that
// says less but never otherwise (D1 to D7).
//
// A [Builder], or a file that [Read] reads, makes a [Doc]: facts with their
// evidence, a timeline, the impact, causes, actions, the names that are the house's
// own business, and statements written for each audience and language. [Doc.Check] runs the
// rules R1 to R36 and says for each problem which rule, where, and why the rule exists.
//
// [Doc.Edition] makes what one audience reads in one language. It fails closed:
// an outside edition is never made by deleting names from inside texts, because a search finds
// only most of them. It takes only statements written for the audience, fills every slot with
// the label for it and needs every cited fact to be disclosed. [Edition.Approve] records a second
// person's yes to exactly that content; [Edition.Write] renders to memory, looks at everything a
// reader of the file could see or extract with a [Scanner], and only then writes.
//
// A draft needs none of that: ten lines make an inside edition, marked as a draft,
// with its open problems listed. Rules block only when an edition is approved, as far as the
// document's policy says so; what protects the inside from the outside always does.
//
// Everything is offline and deterministic: the same document gives the same bytes.
package rca
