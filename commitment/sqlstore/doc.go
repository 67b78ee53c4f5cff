// Package sqlstore keeps promises and their alarms in a database: SQLite,
// embedded in the process, or PostgreSQL. Both pass the conformance suite of
// package commitmenttest, and any number of keepers may share one database
// (practice C12: nothing is forgotten).
//
//	store, err := sqlstore.OpenSQLite(ctx, "promises.db", nil)
//	keeper, err := commitment.NewKeeper(store, notifier, nil)
//
// SQLite runs in write-ahead logging with synchronous FULL, so that what was
// promised survives a power cut, and with secure_delete, so that what was erased
// leaves no bytes behind. PostgreSQL hands alarms out with FOR UPDATE SKIP
// LOCKED, so that keepers on many machines do not wait for each other.
//
// The schema is versioned and applied on opening; [Migrations] gives it as SQL
// for a host that runs its own migrations. A database written by a later
// version of this library is refused with [commitment.ErrSchema], a damaged one
// with [commitment.ErrCorrupt]; neither is changed.
//
// [Store.WithTx] binds a store to a transaction of the host's, so that a case
// and its promise are stored together or not at all.
package sqlstore
