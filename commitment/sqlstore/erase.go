package sqlstore

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// erasePage is how many promises are held in memory while erasing.
const erasePage = 200

// Erase implements [commitment.Store]. The words go in one transaction; then,
// unless [Options] say otherwise, [Store.Scrub] removes their bytes. When
// scrubbing fails, erase again: that scrubs again.
func (s *Store) Erase(ctx context.Context, e commitment.Erasure, now time.Time) (int, error) {
	if s.tx != nil {
		return 0, ErrInTx
	}
	n := 0
	err := s.atomically(ctx, func(c conn) error {
		promises, err := s.erasePromises(ctx, c, e, now)
		if err != nil {
			return err
		}
		alarms, err := s.eraseAlarms(ctx, c, e)
		n = promises + alarms
		return err
	})
	if err != nil {
		return 0, err
	}
	if s.noScrub {
		return n, nil
	}
	return n, s.Scrub(ctx)
}

func (s *Store) erasePromises(ctx context.Context, c conn, e commitment.Erasure, now time.Time) (int, error) {
	w, ok, err := s.candidates(e)
	if err != nil || !ok {
		return 0, err
	}
	query := `SELECT body FROM {promise} WHERE tenant = ? AND id > ? AND (` + strings.Join(w.conditions, " OR ") + `) ORDER BY id LIMIT ?`
	n := 0
	for after := commitment.PromiseID(""); ; {
		args := append(append([]any{e.Tenant, after}, w.args...), erasePage)
		page, err := s.promises(ctx, c, query, args)
		if err != nil {
			return 0, err
		}
		for _, p := range page {
			after = p.ID
			q := e.Apply(p, now)
			if q.Revision == p.Revision {
				continue
			}
			body, err := json.Marshal(q)
			if err != nil {
				return 0, err
			}
			if _, err := c.exec(ctx, s.q.eraseBody, int64(q.Revision), string(body), q.Tenant, q.ID); err != nil {
				return 0, err
			}
			n++
		}
		if len(page) < erasePage {
			return n, nil
		}
	}
}

// candidates are the promises that may hold words to erase; the erasure itself
// decides. A party may stand anywhere in the body: its id is looked for as JSON
// writes it.
func (s *Store) candidates(e commitment.Erasure) (*where, bool, error) {
	w := &where{}
	if e.Promise != "" {
		w.add("id = ?", e.Promise)
	}
	if e.Case != "" {
		w.add("case_id = ?", e.Case)
	}
	if id, ok := e.Subject.Promise(); ok {
		w.add("id = ?", id)
	}
	if e.Party != "" {
		needle, err := json.Marshal(e.Party)
		if err != nil {
			return nil, false, err
		}
		find := "instr(body, ?) > 0"
		if s.dialect == PostgreSQL {
			find = "strpos(body, ?) > 0"
		}
		w.add(find, string(needle))
	}
	return w, len(w.conditions) > 0, nil
}

func (s *Store) eraseAlarms(ctx context.Context, c conn, e commitment.Erasure) (int, error) {
	var erased []commitment.Alarm
	err := each(ctx, c, s.q.foreignAlarms, []any{e.Tenant, e.Subject, e.Case, e.Party}, func(r rows) error {
		var key, body string
		var a commitment.Alarm
		if err := r.Scan(&key, &body); err != nil {
			return err
		}
		if err := decode(body, &a); err != nil {
			return err
		}
		if len(a.Data) > 0 && e.MatchesAlarm(a) {
			a.Data = nil
			erased = append(erased, a)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, a := range erased {
		body, err := json.Marshal(a)
		if err != nil {
			return 0, err
		}
		if _, err := c.exec(ctx, s.q.eraseAlarm, string(body), a.Key); err != nil {
			return 0, err
		}
	}
	return len(erased), nil
}

// Scrub removes the bytes of erased and replaced rows from the database's files
// by writing its tables anew: VACUUM and a truncated journal in SQLite, VACUUM
// FULL in PostgreSQL. It takes time in proportion to the database, and
// PostgreSQL's tables are locked meanwhile. What it cannot reach is the host's:
// backups, replicas, and PostgreSQL's write-ahead log until it is recycled.
func (s *Store) Scrub(ctx context.Context) error {
	if s.tx != nil {
		return ErrInTx
	}
	if s.dialect == PostgreSQL {
		for _, table := range []string{"{promise}", "{alarm}"} {
			if _, err := s.db.ExecContext(ctx, s.sql("VACUUM (FULL) "+table)); err != nil {
				return wrap(ctx, err)
			}
		}
		return nil
	}
	for wait := time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		done, err := s.rewriteSQLite(ctx)
		if done || err != nil && !lostRace(err) {
			return wrap(ctx, err)
		}
		select {
		case <-ctx.Done():
			return wrap(ctx, ctx.Err())
		case <-time.After(wait):
		}
	}
}

// rewriteSQLite reports false while a reader still needs the old journal.
func (s *Store) rewriteSQLite(ctx context.Context) (bool, error) {
	if _, err := s.db.ExecContext(ctx, "VACUUM"); err != nil {
		return false, err
	}
	var busy, pages, copied int
	err := one(ctx, sqlConn{s.db}, "PRAGMA wal_checkpoint(TRUNCATE)", nil, &busy, &pages, &copied)
	return err == nil && busy == 0, err
}

// Purge implements [commitment.Purger].
func (s *Store) Purge(ctx context.Context, tenant commitment.TenantID, kind commitment.Kind, before time.Time) (int, error) {
	n := 0
	err := s.atomically(ctx, func(c conn) error {
		ids, err := s.purged(ctx, c, tenant, kind, before)
		n = len(ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := c.exec(ctx, s.sql(`DELETE FROM {alarm} WHERE tenant = ? AND subject = ?`), tenant, commitment.SubjectOf(id)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func (s *Store) purged(ctx context.Context, c conn, tenant commitment.TenantID, kind commitment.Kind, before time.Time) ([]commitment.PromiseID, error) {
	var ids []commitment.PromiseID
	err := each(ctx, c, s.q.purgeIDs, []any{tenant, ceilMicros(before), kind, kind}, func(r rows) error {
		var id commitment.PromiseID
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}
