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
//
// # River's own UI
//
// The jobs are ordinary ones of kind "evenkeel_alarm" on the queue "evenkeel",
// with the alarm's key as their argument, so River's own UI (riverqueue.com/riverui)
// shows them. A host that requires the module riverqueue.com/riverui mounts it
// beside its handlers, behind its own login:
//
//	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
//	handler, err := riverui.NewHandler(&riverui.HandlerOpts{
//		Endpoints: riverui.NewEndpoints(client, nil),
//		Logger:    slog.Default(),
//		Prefix:    "/river",
//	})
//	err = handler.Start(ctx) // its queries run in the background until ctx ends
//	mux.Handle("/river/", requireAdmin(handler))
//
// The example program examples/durable does so with -ui, in ui.go, which is
// compiled and tested; the module is no dependency of this one.
//
// A job cancelled or deleted there is an alarm that never comes: change the
// promise instead.
package riverengine
