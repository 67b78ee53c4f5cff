// Package move holds the moves of a conversation as data: a small struct for
// each thing that a customer or one of us can do ("restate", "confirm",
// "promise"), the [Entry] that records one or more of them with who, when and
// the turn they came from, and the [Journal] of entries that a conversation is
// the fold of.
//
// A move holds only its own fields. Whether it is allowed is not its business:
// package conversation judges that. [Move.Validate] checks form, and that the
// evidence which makes the move worth anything is there: an escalation names a
// purpose, an owner and a time, an offer what each option costs and when.
//
// # JSON
//
// A move is an object with its kind beside its fields:
//
//	{"kind":"restate","problem":"the configuration is lost on every restart"}
//
// [Encode] and [Decode] read and write one, [Moves] several, and [Journal] is a
// versioned document. Kinds that a host adds travel as [Custom].
//
// # Personal text
//
// Fields of type string, []string and Custom.Data hold words of or about people;
// everything that must survive erasure (ids, codes, times, numbers) has another
// type. [Erase] relies on that, and so nothing that decides anything may be a
// plain string.
//
// Everything here is a value. Values are safe for concurrent use as long as
// nobody writes to them.
package move
