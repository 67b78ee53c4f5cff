package commitment

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// Wake handles one alarm whose time has come: it delivers the notice, or looks
// at the promise where the alarm is the keeper's own. Run calls it for alarms
// that it claimed; an [Engine] calls it for those of its machinery. nil means
// that the alarm is dealt with: delivered, superseded, or collapsed into a newer
// one. An [*EarlyError] says from when to try again; after any other error the
// caller tries again later. A notice that can never be delivered ([ErrPermanent])
// is reported and dealt with.
func (k *Keeper) Wake(ctx context.Context, a Alarm) error {
	now := k.now()
	if now.Before(a.At) {
		return &EarlyError{Key: a.Key, Until: a.At}
	}
	if !a.Until.IsZero() && !now.Before(a.Until) {
		k.signal(SignalCollapsed, a, now, 0, nil, time.Time{})
		return nil
	}
	n := Notice{Key: a.Key, Alarm: a, At: now, Recipient: Recipient{Party: Party{ID: a.Recipient}, Role: a.Role, Channel: a.Channel}}
	id, ours := a.Subject.Promise()
	if ours {
		p, err := k.store.Load(ctx, a.Tenant, id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		n.Recipient.Party, _ = k.opts.Policy.party(p, a.Recipient)
		if err != nil || !p.Current(a) || a.Recipient != "" && n.Recipient.Party.IsZero() {
			k.signal(SignalSuperseded, a, now, 0, nil, time.Time{})
			return nil //nolint:nilerr // an alarm of a promise that is gone is dealt with
		}
		if a.Recipient == "" {
			return k.act(ctx, a, now)
		}
		if k.opts.Policy.overtaken(p, a) {
			k.signal(SignalCollapsed, a, now, 0, nil, time.Time{})
			return nil
		}
		n.Promise = &p
	} else if k.opts.Party != nil && a.Recipient != "" {
		party, err := k.opts.Party(ctx, a.Tenant, a.Recipient)
		if err != nil {
			return fmt.Errorf("commitment: looking up party %q: %w", a.Recipient, err)
		}
		n.Recipient.Party = party
	}
	k.write.write(&n)
	return k.notify(ctx, n)
}

// act handles an alarm of the keeper's own.
func (k *Keeper) act(ctx context.Context, a Alarm, now time.Time) error {
	id, _ := a.Subject.Promise()
	_, err := k.Change(ctx, a.Tenant, id, func(p Promise, now time.Time) (Promise, error) {
		switch {
		case !p.Current(a):
			return p, nil
		case a.Rule == RuleSilence && now.After(p.Due.Deadline):
			return p, nil // it is overdue by now, and the owner and the managers hear that
		case a.Rule == RuleSilence:
			return p.Risk(now, "", Silence, "")
		}
		return k.check(ctx, p, now)
	})
	if err == nil {
		k.signal(SignalActed, a, now, 0, nil, time.Time{})
	}
	return err
}

// notify calls the notifier, whose panic is an error.
func (k *Keeper) notify(ctx context.Context, n Notice) (err error) {
	ctx, cancel := context.WithTimeout(ctx, k.opts.Timeout)
	defer cancel()
	start := k.opts.Now()
	func() {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("commitment: notifier panicked: %v", r)
				k.opts.Logger.LogAttrs(ctx, slog.LevelError, "notifier panicked", slog.String("key", string(n.Key)), slog.String("stack", string(debug.Stack())))
			}
		}()
		err = k.notifier.Notify(ctx, n)
	}()
	took := k.opts.Now().Sub(start)
	switch {
	case err == nil:
		k.signal(SignalDelivered, n.Alarm, n.At, took, nil, time.Time{})
	case errors.Is(err, ErrPermanent):
		k.signal(SignalGivenUp, n.Alarm, n.At, took, err, time.Time{})
		k.opts.Logger.LogAttrs(ctx, slog.LevelError, "notice given up", slog.String("key", string(n.Key)), slog.Int("attempt", n.Alarm.Attempt), slog.Any("error", err))
		return nil
	}
	return err
}
