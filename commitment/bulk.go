package commitment

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Slip puts every open promise that hangs on a dependency at risk (practice C9:
// plan changes reach the customer), in a transaction each, and returns those it
// changed. Calling it again after a failure goes on where it stopped: promises
// at risk for this cause stay as they are. The error joins those of single
// promises.
func (k *Keeper) Slip(ctx context.Context, tenant TenantID, dependency DependencyID, by PartyID, reason string) ([]Changed, error) {
	if dependency == "" {
		return nil, &FieldError{Field: "dependency", Want: "what slips", Err: ErrID}
	}
	return k.bulk(ctx, Query{Tenant: tenant, Dependency: dependency, States: OpenStates()}, func(p Promise, now time.Time) (Promise, error) {
		if p.State.Closed() || p.Dependency != dependency {
			return p, nil
		}
		return p.Risk(now, by, DependencySlips, reason)
	})
}

// Recheck looks at all open promises of an owner, as after leave was booked or
// the calendar changed, and puts those at risk that are infeasible now or whose
// owner is away until after the deadline (C7). It returns those it changed.
func (k *Keeper) Recheck(ctx context.Context, tenant TenantID, owner PartyID) ([]Changed, error) {
	if owner == "" {
		return nil, &FieldError{Field: "owner", Want: "whose promises to look at", Err: ErrNoOwner}
	}
	return k.bulk(ctx, Query{Tenant: tenant, Owner: owner, States: OpenStates()}, func(p Promise, now time.Time) (Promise, error) {
		return k.check(ctx, p, now)
	})
}

// Replan stores the plans of all open promises of a tenant anew, after the
// policy or the calendars changed, and returns how many there were. Alarms that
// stay keep their state; new ones come in, others go. A new one whose time has
// passed is delivered at once, unless a later one of the plan has its turn. Each
// promise's history says that it was amended.
func (k *Keeper) Replan(ctx context.Context, tenant TenantID) (int, error) {
	changed, err := k.bulk(ctx, Query{Tenant: tenant, States: OpenStates()}, func(p Promise, now time.Time) (Promise, error) {
		if p.State.Closed() {
			return p, nil
		}
		return p.Amend(now, p.Owner.ID, p.Details())
	})
	return len(changed), err
}

// Purge deletes the settled promises of a tenant and kind (empty: every kind)
// that were closed before the time given, with their alarms, and returns how
// many. What became of them, [Record] keeps. Errors: [ErrNoPurge] on a store that
// is no [Purger], [ErrTime] for no time or one to come, those of the store.
func (k *Keeper) Purge(ctx context.Context, tenant TenantID, kind Kind, before time.Time) (int, error) {
	s, ok := k.store.(Purger)
	if !ok {
		return 0, ErrNoPurge
	}
	if now := k.now(); before.IsZero() || before.After(now) {
		return 0, &FieldError{Field: "before", Value: before.Format(time.RFC3339), Want: "a time up to now, " + now.Format(time.RFC3339), Err: ErrTime}
	}
	n, err := s.Purge(ctx, tenant, kind, instant(before))
	if n > 0 {
		k.opts.Logger.LogAttrs(ctx, slog.LevelInfo, "promises purged", slog.String("tenant", string(tenant)), slog.String("kind", string(kind)), slog.Int("purged", n))
	}
	return n, err
}

// Retain purges what is older than its retention period: settled promises of each
// kind named, that long after they were closed. The empty kind stands for all
// promises, whatever their kind, so its period may not be shorter than the
// others. Call it once a day for each tenant. It returns how many were purged, and
// the first error; calling it again goes on. Errors: [ErrPolicy] for a period that
// is not positive or, for the empty kind, too short; those of [Keeper.Purge].
func (k *Keeper) Retain(ctx context.Context, tenant TenantID, periods map[Kind]time.Duration) (int, error) {
	all, limited := periods[""]
	for _, kind := range sortedKeys(periods) {
		switch d := periods[kind]; {
		case d <= 0:
			return 0, &FieldError{Field: "periods", Value: string(kind) + ": " + d.String(), Want: "more than 0", Err: ErrPolicy}
		case limited && d > all:
			return 0, &FieldError{Field: "periods", Value: string(kind) + ": " + d.String(), Want: "at most that of the empty kind, " + all.String(), Err: ErrPolicy}
		}
	}
	total := 0
	now := k.now()
	for _, kind := range sortedKeys(periods) {
		n, err := k.Purge(ctx, tenant, kind, now.Add(-periods[kind]))
		if total += n; err != nil {
			return total, err
		}
	}
	return total, nil
}

// bulk changes every promise that matches.
func (k *Keeper) bulk(ctx context.Context, q Query, fn func(Promise, time.Time) (Promise, error)) ([]Changed, error) {
	var all []Changed
	var failed []error
	err := k.each(ctx, q, func(p Promise) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := k.Change(ctx, p.Tenant, p.ID, fn)
		switch {
		case err != nil:
			failed = append(failed, fmt.Errorf("promise %q: %w", p.ID, err))
		case c.Promise.Revision != c.Was:
			all = append(all, c)
		}
		return nil
	})
	return all, errors.Join(append(failed, err)...)
}

// check applies the rules that only the keeper can judge: is the owner there, is
// it still feasible? A promise past its deadline is overdue, not at risk.
func (k *Keeper) check(ctx context.Context, p Promise, now time.Time) (Promise, error) {
	if p.State.Closed() || p.Direction != WeOwe || !p.Due.Deadline.After(now) {
		return p, nil
	}
	away, err := k.absent(ctx, p, now)
	if err != nil {
		return p, err
	}
	if away {
		return p.Risk(now, "", OwnerAbsent, "")
	}
	f, err := k.feasible(ctx, p, now)
	if err != nil {
		return p, err
	}
	if f.Verdict == No {
		return p.Risk(now, "", Infeasible, "")
	}
	return p, nil
}

// absent reports whether the owner's leave covers all working time until the
// deadline.
func (k *Keeper) absent(ctx context.Context, p Promise, now time.Time) (bool, error) {
	if k.opts.Blocks == nil {
		return false, nil
	}
	blocks, err := k.opts.Blocks(ctx, p.Tenant, p.Owner.ID, now, p.Due.Deadline)
	if err != nil {
		return false, err
	}
	w := Workload{Calendar: k.opts.Policy.calendar(p.Tenant, p.Owner.ID)}
	for _, b := range blocks {
		if b.Absent {
			w.Blocks = append(w.Blocks, b)
		}
	}
	if len(w.Blocks) == 0 {
		return false, nil
	}
	h := newHours(now, w)
	return h.between(now, p.Due.Deadline) > 0 && h.free([]time.Time{p.Due.Deadline})[0] <= 0, nil
}
