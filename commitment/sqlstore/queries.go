package sqlstore

// queries are the statements that do not depend on the call, with names and
// placeholders of the dialect.
type queries struct {
	insertPromise, updatePromise, revision, load   string
	create, insertAlarms                           string // PostgreSQL only
	subjectRevision, putSubject                    string
	plan, updateAlarm, moveAlarm, drop, finish     string
	claim, lease, turn, postpone, next, pending    string
	eraseBody, eraseAlarm, foreignAlarms, purgeIDs string
}

// alarmRows turns arrays of PostgreSQL's into rows.
const alarmRows = `SELECT * FROM unnest(CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS bigint[]), CAST(? AS text[])) AS n`

func newQueries(s schema) queries {
	lock := ""
	if s.dialect == PostgreSQL {
		lock = " FOR UPDATE"
	}
	q := queries{
		insertPromise: `INSERT INTO {promise} (tenant, id, revision, case_id, owner, customer, team, kind, dependency, state, closed_at, body)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		updatePromise: `UPDATE {promise} SET revision = ?, case_id = ?, owner = ?, customer = ?, team = ?, kind = ?, dependency = ?, state = ?, closed_at = ?, body = ?
			WHERE tenant = ? AND id = ? AND revision = ?`,
		revision: `SELECT revision FROM {promise} WHERE tenant = ? AND id = ?`,
		load:     `SELECT body FROM {promise} WHERE tenant = ? AND id = ?`,

		subjectRevision: `SELECT revision FROM {subject} WHERE tenant = ? AND subject = ?` + lock,
		putSubject: `INSERT INTO {subject} (tenant, subject, revision) VALUES (?, ?, ?)
			ON CONFLICT (tenant, subject) DO UPDATE SET revision = excluded.revision`,

		// Rows are locked in the order of their keys everywhere, so that nobody
		// deadlocks.
		plan:        `SELECT key, body, done, worker, ready, moved FROM {alarm} WHERE tenant = ? AND subject = ? ORDER BY key` + lock,
		updateAlarm: `UPDATE {alarm} SET case_id = ?, recipient = ?, body = ? WHERE key = ?`,
		moveAlarm:   `UPDATE {alarm} SET case_id = ?, recipient = ?, body = ?, ready = ? WHERE key = ?`,

		claim:    `SELECT key, body, attempt, ready FROM {alarm} WHERE done = 0 AND ready <= ? ORDER BY ready, key LIMIT ?`,
		lease:    `UPDATE {alarm} SET worker = ?, ready = ?, moved = 1, attempt = attempt + 1 WHERE key IN (SELECT value FROM json_each(?))`,
		finish:   `UPDATE {alarm} SET done = 1, worker = '' WHERE key IN (SELECT value FROM json_each(?))`,
		drop:     `DELETE FROM {alarm} WHERE key IN (SELECT value FROM json_each(?))`,
		turn:     `SELECT body, attempt, worker, ready FROM {alarm} WHERE tenant = ? AND subject = ? AND done = 0 ORDER BY key` + lock,
		postpone: `UPDATE {alarm} SET worker = '', ready = ?, moved = 1 WHERE key = ? AND worker = ? AND done = 0`,
		next:     `SELECT ready FROM {alarm} WHERE done = 0 ORDER BY ready LIMIT 1`,
		pending:  `SELECT body, attempt FROM {alarm} WHERE tenant = ? AND subject = ? AND done = 0`,

		eraseBody:     `UPDATE {promise} SET revision = ?, body = ? WHERE tenant = ? AND id = ?`,
		eraseAlarm:    `UPDATE {alarm} SET body = ? WHERE key = ?`,
		foreignAlarms: `SELECT key, body FROM {alarm} WHERE tenant = ? AND (subject = ? OR case_id = ? OR recipient = ?) ORDER BY key` + lock,
		purgeIDs:      `DELETE FROM {promise} WHERE tenant = ? AND closed_at < ? AND (? = '' OR kind = ?) RETURNING id`,
	}
	if s.dialect == PostgreSQL {
		const keys = `(SELECT jsonb_array_elements_text(CAST(? AS jsonb)))`
		q.lease = `UPDATE {alarm} SET worker = ?, ready = ?, moved = 1, attempt = attempt + 1 WHERE key IN ` + keys
		q.finish = `UPDATE {alarm} SET done = 1, worker = '' WHERE key IN (SELECT key FROM {alarm} WHERE key IN ` + keys + ` ORDER BY key FOR UPDATE)`
		q.drop = `DELETE FROM {alarm} WHERE key IN ` + keys
		q.insertAlarms = `INSERT INTO {alarm} (key, tenant, subject, case_id, recipient, ready, body) ` + alarmRows
		q.create = `WITH made AS (` + q.insertPromise + ` RETURNING 1),
			planned AS (INSERT INTO {alarm} (key, tenant, subject, case_id, recipient, ready, body) ` + alarmRows + ` WHERE EXISTS (SELECT FROM made))
			SELECT count(*) FROM made`
		q.claim = `WITH due AS (
				SELECT key, ready FROM {alarm} WHERE done = 0 AND ready <= ? ORDER BY ready, key LIMIT ? FOR UPDATE SKIP LOCKED
			)
			UPDATE {alarm} a SET worker = ?, ready = ?, moved = 1, attempt = attempt + 1 FROM due WHERE a.key = due.key
			RETURNING a.key, a.body, a.attempt, due.ready`
	}
	for _, text := range []*string{
		&q.insertPromise, &q.updatePromise, &q.revision, &q.load, &q.subjectRevision, &q.putSubject, &q.plan,
		&q.updateAlarm, &q.moveAlarm, &q.drop, &q.finish, &q.create, &q.insertAlarms, &q.claim, &q.lease, &q.turn, &q.postpone, &q.next, &q.pending,
		&q.eraseBody, &q.eraseAlarm, &q.foreignAlarms, &q.purgeIDs,
	} {
		*text = s.sql(*text)
	}
	return q
}
