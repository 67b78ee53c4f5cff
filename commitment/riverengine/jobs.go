package riverengine

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// alarmArgs is a job: an alarm by its key.
type alarmArgs struct {
	Key commitment.AlarmKey `json:"key"`
}

// Kind implements [river.JobArgs]; it is stored, so it never changes.
func (alarmArgs) Kind() string { return "evenkeel_alarm" }

// maxAttempts is how often River tries before it gives up; the keeper itself
// never does, so it is as many as River's column holds.
const maxAttempts = 32_000

// job is what the engine's table says of one.
type job struct {
	at int64
	id int64
}

// schedule makes the jobs of a subject those of its pending alarms.
func (e *Engine) schedule(ctx context.Context, tx pgx.Tx, tenant commitment.TenantID, subject commitment.SubjectID) error {
	pending, err := e.store.WithPgxTx(tx).Pending(ctx, tenant, subject)
	if err != nil {
		return err
	}
	have, err := e.jobs(ctx, tx, tenant, subject)
	if err != nil {
		return err
	}
	var missing []commitment.Alarm
	for _, a := range pending {
		if j, ok := have[a.Key]; ok && j.at == a.At.UnixMicro() {
			delete(have, a.Key)
			continue
		}
		missing = append(missing, a)
	}
	if err := e.unschedule(ctx, tx, have); err != nil {
		return err
	}
	return e.insert(ctx, tx, missing)
}

func (e *Engine) jobs(ctx context.Context, tx pgx.Tx, tenant commitment.TenantID, subject commitment.SubjectID) (map[commitment.AlarmKey]job, error) {
	rows, err := tx.Query(ctx, `SELECT key, at, job FROM `+e.table()+` WHERE tenant = $1 AND subject = $2`, tenant, subject)
	if err != nil {
		return nil, err
	}
	have := map[commitment.AlarmKey]job{}
	var key commitment.AlarmKey
	var j job
	_, err = pgx.ForEachRow(rows, []any{&key, &j.at, &j.id}, func() error {
		have[key] = j
		return nil
	})
	return have, err
}

// unschedule deletes jobs that have not begun. One that runs finds out by itself.
func (e *Engine) unschedule(ctx context.Context, tx pgx.Tx, old map[commitment.AlarmKey]job) error {
	if len(old) == 0 {
		return nil
	}
	keys := make([]string, 0, len(old))
	ids := make([]int64, 0, len(old))
	for key, j := range old {
		keys, ids = append(keys, string(key)), append(ids, j.id)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM `+e.table()+` WHERE key = ANY($1)`, keys); err != nil {
		return err
	}
	const most = 10_000 // of one call of River's
	for len(ids) > 0 {
		n := min(len(ids), most)
		waiting := river.NewJobDeleteManyParams().IDs(ids[:n]...).First(n).States(
			rivertype.JobStateAvailable, rivertype.JobStateScheduled, rivertype.JobStateRetryable, rivertype.JobStatePending)
		if _, err := e.inserter.JobDeleteManyTx(ctx, tx, waiting); err != nil {
			return fmt.Errorf("riverengine: %w", err)
		}
		ids = ids[n:]
	}
	return nil
}

// insert schedules alarms of one subject.
func (e *Engine) insert(ctx context.Context, tx pgx.Tx, alarms []commitment.Alarm) error {
	if len(alarms) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(alarms))
	for i, a := range alarms {
		params[i] = river.InsertManyParams{
			Args:       alarmArgs{Key: a.Key},
			InsertOpts: &river.InsertOpts{Queue: e.opts.Queue, ScheduledAt: a.At, MaxAttempts: maxAttempts},
		}
	}
	results, err := e.inserter.InsertManyTx(ctx, tx, params)
	if err != nil {
		return fmt.Errorf("riverengine: %w", err)
	}
	keys, ats, ids := make([]string, len(alarms)), make([]int64, len(alarms)), make([]int64, len(alarms))
	for i, a := range alarms {
		keys[i], ats[i], ids[i] = string(a.Key), a.At.UnixMicro(), results[i].Job.ID
	}
	_, err = tx.Exec(ctx, `INSERT INTO `+e.table()+` (key, tenant, subject, at, job) SELECT k, $2, $3, a, j FROM unnest($1::text[], $4::bigint[], $5::bigint[]) AS n(k, a, j)`,
		keys, string(alarms[0].Tenant), string(alarms[0].Subject), ats, ids)
	return err
}

// Work implements [commitment.Engine]: it runs a River client on the engine's
// queue until ctx ends, then waits for the deliveries under way.
func (e *Engine) Work(ctx context.Context, w commitment.Waker) error {
	if e.tx != nil {
		return ErrInTx
	}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &worker{engine: e, waker: w, stop: ctx.Done()}); err != nil {
		return fmt.Errorf("riverengine: %w", err)
	}
	client, err := river.NewClient(riverpgxv5.New(e.pool), &river.Config{
		Queues:               map[string]river.QueueConfig{e.opts.Queue: {MaxWorkers: e.opts.MaxWorkers}},
		Workers:              workers,
		JobTimeout:           e.opts.JobTimeout,
		RescueStuckJobsAfter: e.opts.RescueAfter,
		Schema:               e.opts.RiverSchema,
		Logger:               e.opts.Logger,
	})
	if err != nil {
		return fmt.Errorf("riverengine: %w", err)
	}
	// The end of ctx must not cut off what is under way.
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("riverengine: %w", err)
	}
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), e.opts.JobTimeout)
	defer cancel()
	if err := client.Stop(grace); err != nil {
		return fmt.Errorf("riverengine: deliveries under way did not end: %w", err)
	}
	return nil
}
