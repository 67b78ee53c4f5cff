package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// desk is who works where.
type desk struct {
	customer *time.Location
	agents   map[string]*time.Location // by name
	others   *time.Location            // agents who are not named
}

func (d desk) zone(agent string) *time.Location {
	if zone, ok := d.agents[agent]; ok {
		return zone
	}
	return d.others
}

func (d desk) owner(agent string) commitment.Party {
	if agent == "" {
		agent = "support"
	}
	return commitment.Party{ID: commitment.PartyID(agent), Name: agent, Zone: d.zone(agent).String()}
}

// hours are the working hours of a zone: Monday to Friday, 08:00 to 18:00.
func hours(zone *time.Location) (*calendar.Calendar, error) {
	cfg := calendar.Config{Zone: zone}
	for day := time.Monday; day <= time.Friday; day++ {
		cfg.Weekly[day] = []calendar.Shift{{Open: 8 * time.Hour, Close: 18 * time.Hour}}
	}
	return calendar.New(cfg)
}

// ledger keeps the promises of a thread, on the transcript's clock.
type ledger struct {
	desk   desk
	store  *commitment.MemoryStore
	keeper *commitment.Keeper
	now    time.Time
	put    func(event)
	made   []commitment.PromiseID
}

func newLedger(d desk, put func(event)) (*ledger, error) {
	l := &ledger{desk: d, store: commitment.NewMemoryStore(), put: put}
	calendars := map[commitment.PartyID]*calendar.Calendar{}
	for name, zone := range d.agents {
		cal, err := hours(zone)
		if err != nil {
			return nil, err
		}
		calendars[commitment.PartyID(name)] = cal
	}
	others, err := hours(d.others)
	if err != nil {
		return nil, err
	}
	policy, err := commitment.NewPolicy(&commitment.PolicyConfig{
		Calendars: func(_ commitment.TenantID, owner commitment.PartyID) *calendar.Calendar {
			if cal, ok := calendars[owner]; ok {
				return cal
			}
			return others
		},
	})
	if err != nil {
		return nil, err
	}
	l.keeper, err = commitment.NewKeeper(l.store, commitment.NotifierFunc(l.notify), &commitment.Options{
		Policy: policy, Worker: "walkthrough", Now: func() time.Time { return l.now },
	})
	return l, err
}

// notify shows a notice at the instant it is sent.
func (l *ledger) notify(_ context.Context, n commitment.Notice) error {
	l.put(noticeSent{
		Key: string(n.Key), At: n.At.In(l.desk.customer), Rule: string(n.Alarm.Rule), To: n.Recipient.Party.Name,
		Title: n.Title, Body: n.Body, Draft: n.Draft,
	})
	return nil
}

// wakeUntil delivers every alarm that is due up to the instant, each at its
// own time: Keeper.Run does the same in real time.
func (l *ledger) wakeUntil(ctx context.Context, until time.Time) error {
	for {
		next, err := l.store.Next(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(until) {
			l.now = later(l.now, until)
			return nil
		}
		l.now = later(l.now, next)
		due, err := l.store.Claim(ctx, commitment.Claim{Worker: "walkthrough", Now: l.now, Until: l.now.Add(time.Hour), Limit: 1})
		if err != nil {
			return err
		}
		for _, a := range due {
			if err := l.keeper.Wake(ctx, a); err != nil {
				return err
			}
			if err := l.store.Done(ctx, "walkthrough", a.Key); err != nil {
				return err
			}
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// make records a promise. One that is not realistic is recorded all the same,
// because it was said already; the verdict says so.
func (l *ledger) make(ctx context.Context, p commitment.Promise) (commitment.Promise, string, error) {
	f, err := l.keeper.Feasible(ctx, p)
	if err != nil {
		return p, "", err
	}
	verdict := f.Verdict.String()
	if f.Verdict != commitment.Unknown {
		verdict = fmt.Sprintf("%s, %s of working time free, %s needed", f.Verdict, duration(f.Free), duration(f.Need))
	}
	made, err := l.keeper.Make(ctx, p, nil)
	var unrealistic *commitment.UnrealisticError
	if errors.As(err, &unrealistic) {
		if t := f.Earliest; !t.IsZero() {
			verdict += "; earliest honest time " + t.In(l.desk.customer).Format("Mon 15:04")
		}
		made, err = l.keeper.Make(ctx, p, &commitment.Accept{By: p.Owner.ID, Reason: "it was said to the customer"})
	}
	if err == nil {
		l.made = append(l.made, made.ID)
	}
	return made, verdict, err
}

// planned lists the reminders of a promise.
func (l *ledger) planned(ctx context.Context, p commitment.Promise) []string {
	alarms, err := l.store.Pending(ctx, p.Tenant, p.Subject())
	if err != nil {
		return nil
	}
	var out []string
	for _, a := range alarms {
		if a.Recipient != "" && !a.At.After(p.Due.Deadline) {
			out = append(out, fmt.Sprintf("%s %s to %s", a.At.In(l.desk.customer).Format("Mon 15:04"), a.Rule, a.Recipient))
		}
	}
	return out
}

// open lists the promises that are not settled, in the order they were made.
func (l *ledger) open() []commitment.Promise {
	var out []commitment.Promise
	for _, p := range l.all() {
		if !p.State.Closed() {
			out = append(out, p)
		}
	}
	return out
}

func (l *ledger) all() []commitment.Promise {
	var out []commitment.Promise
	for _, id := range l.made {
		if p, err := l.store.Load(context.Background(), "", id); err == nil { // memory: what was made is there
			out = append(out, p)
		}
	}
	return out
}

func (l *ledger) settle(ctx context.Context, id commitment.PromiseID, state commitment.State) (promiseSettled, error) {
	changed, err := l.keeper.Change(ctx, "", id, func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		if state == commitment.Broken {
			return p.Break(now, p.Owner.ID, "no word from us by then")
		}
		return p.Keep(now, p.Owner.ID, 0)
	})
	return l.settled(changed.Promise), err
}

func (l *ledger) settled(p commitment.Promise) promiseSettled {
	s := promiseSettled{Promise: string(p.ID), What: p.What, State: p.State.String(), At: p.ClosedAt.In(l.desk.customer)}
	if late := p.Late(l.now); late > 0 {
		s.Late = duration(late)
	}
	return s
}

// record is what became of every promise of the thread.
func (l *ledger) record() record {
	r := record{Promises: []promiseSettled{}}
	for _, p := range l.all() {
		r.Promises = append(r.Promises, l.settled(p))
	}
	return r
}
