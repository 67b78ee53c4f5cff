// Package riverengine hands out a keeper's alarms through River
// (riverqueue.com), a job queue in PostgreSQL, so that many processes on many
// machines share the work.
//
//	engine, err := riverengine.New(ctx, pool, nil)
//	keeper, err := commitment.NewKeeper(engine, notifier, nil)
//	err = keeper.Run(ctx) // in every process that should work
//
// Each alarm is a one-shot job, inserted in the transaction that stores the
// promise: the caller's own with [Engine.WithTx]. The job holds the alarm's key
// and nothing else. What the plan is stands in the tables of package sqlstore,
// so a job whose alarm was superseded finds nothing to do, and erased words are
// in no job. Periodic jobs are not used: they live in the memory of River's
// leader.
//
// A worker that dies holds its jobs until [Options.RescueAfter]; River's own
// default would be an hour. A leader that dies delays due jobs by ten to
// fifteen seconds, until another is elected.
package riverengine
