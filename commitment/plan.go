package commitment

import (
	"slices"
	"time"
)

// planner gathers the alarms of one promise.
type planner struct {
	*Policy
	p      *Promise
	alarms []Alarm
}

// Alarms returns the whole plan of a promise as it stands, ordered by time, then
// key, with alarms in the past included: which of them were delivered, the store
// knows. A settled promise has none but, when it is broken, the notices that say
// so. The promise must be one that [Make] or its methods returned.
func (p *Policy) Alarms(pr Promise) []Alarm {
	b := &planner{Policy: p, p: &pr, alarms: make([]Alarm, 0, 24)}
	switch {
	case pr.Revision == 0 || pr.State == Kept || pr.State == Released:
	case pr.State == Broken:
		if pr.Direction == WeOwe {
			b.tell(RuleBroken, pr.Basis, pr.ClosedAt, Urgent)
		}
	case pr.Direction == WeOwe:
		b.news()
		b.remind(RuleRemind, p.cfg.Remind)
		b.updates()
		b.watch()
		b.overdue()
	default:
		b.remind(RuleChase, p.cfg.Chase)
	}
	return b.finish()
}

// add plans one alarm for a party on each of its channels. Quiet hours move it,
// not before floor and not after limit.
func (b *planner) add(rule Rule, rev Revision, ordinal int, to Party, role Role, sev Severity, at, floor, limit, deadline time.Time) {
	b.deliver(rule, rev, ordinal, to, role, sev, to.Quiet.polite(at, floor, limit, b.location(to, b.p.Due)), deadline)
}

// deliver plans one alarm for a party on each of its channels, at that time.
func (b *planner) deliver(rule Rule, rev Revision, ordinal int, to Party, role Role, sev Severity, at, deadline time.Time) {
	if b.mute[rule] {
		return
	}
	for _, ch := range b.channels(to, sev) {
		b.put(Alarm{Revision: rev, Rule: rule, Ordinal: ordinal, Recipient: to.ID, Role: role, Channel: ch, Severity: sev, At: at, Deadline: deadline})
	}
}

// put completes an alarm and adds it.
func (b *planner) put(a Alarm) {
	a.Tenant, a.Subject, a.Case = b.p.Tenant, b.p.Subject(), b.p.Case
	a.At = roundUp(a.At)
	a.Key = a.Parts().Key()
	b.alarms = append(b.alarms, a)
}

// roundUp brings a time to whole microseconds without making it earlier.
func roundUp(t time.Time) time.Time {
	if r := t.UTC().Truncate(time.Microsecond); !r.Before(t) {
		return r
	}
	return t.UTC().Truncate(time.Microsecond).Add(time.Microsecond)
}

// lead returns the moment of a lead.
func (b *planner) lead(l Lead) time.Time {
	due := b.p.Due.Deadline
	switch {
	case l.Left > 0:
		return due.Add(-time.Duration(l.Left * float64(due.Sub(b.p.TermsAt))))
	case l.Before > 0:
		return due.Add(-time.Duration(l.Before))
	case l.Working > 0:
		if c := b.calendar(b.p.Tenant, b.p.Owner.ID); c != nil {
			if t, err := c.Add(due, -time.Duration(l.Working)); err == nil {
				return t
			}
		}
		return due.Add(-time.Duration(l.Working))
	}
	return due.Add(time.Duration(l.After))
}

// remind plans the owner's reminders, or the chasers for what others owe (C6, C1).
// Those before the present people took over are left out, those that another one
// follows within the gap, and those beside which the owner hears that the
// promise is at risk: that notice says all that they would (C7).
func (b *planner) remind(rule Rule, leads []Lead) {
	type moment struct {
		at      time.Time
		ordinal int
	}
	var all []moment
	p, gap := b.p, time.Duration(b.cfg.Gap)
	for i, l := range leads {
		at := b.lead(l)
		if at.Before(p.AssignedAt) {
			continue
		}
		// Moved to the deadline itself, a reminder would only say what the overdue
		// notice says.
		limit := p.Due.Deadline.Add(-gap)
		if at.After(p.Due.Deadline) {
			limit = at.Add(48 * time.Hour)
		}
		all = append(all, moment{p.Owner.Quiet.polite(at, p.AssignedAt, limit, b.location(p.Owner, p.Due)), i})
	}
	slices.SortStableFunc(all, func(x, y moment) int { return x.at.Compare(y.at) })
	heard, since := b.riskHeard()
	for i, m := range all {
		beside := !heard.IsZero() && !m.at.Before(since) && m.at.Sub(heard).Abs() < gap
		if beside || i+1 < len(all) && all[i+1].at.Sub(m.at) < gap {
			continue
		}
		b.deliver(rule, p.Basis, m.ordinal, p.Owner, Owner, Info, m.at, p.Due.Deadline)
	}
}

// riskHeard returns when the owner hears that the promise is at risk, or will
// hear it if no update comes first; the zero time, if not at all. Reminders from
// since on were not sent before that was planned, so that leaving them out, and
// planning them again if it comes otherwise, sends none twice.
func (b *planner) riskHeard() (heard, since time.Time) {
	switch p := b.p; {
	case b.mute[RuleRisk] || p.Direction != WeOwe:
		return
	case p.State == Open:
		heard, since = b.silent(), later(p.UpdatedAt, p.recoveredAt())
	case p.riskCause() == Silence:
		heard, since = p.RiskedAt, p.RiskedAt.Add(-time.Duration(b.cfg.Gap))
	case p.riskCause() != Said: // the owner knows what was said
		heard, since = p.RiskedAt, p.RiskedAt
	}
	if !heard.IsZero() {
		heard = b.p.Owner.Quiet.polite(heard, heard, b.soon(heard), b.location(b.p.Owner, b.p.Due))
	}
	return heard, since
}

// overtaken reports whether the news that the promise is at risk took the place
// of a reminder that was claimed before anybody knew.
func (p *Policy) overtaken(pr Promise, a Alarm) bool {
	return a.Rule == RuleRemind && pr.State == AtRisk && pr.riskCause() != Said && !p.mute[RuleRisk] && !a.At.After(pr.RiskedAt)
}

// watch plans the moments at which the keeper looks at a promise that nobody has
// called at risk yet (C7). When somebody said that a risk is over, only what
// comes after that counts.
func (b *planner) watch() {
	if b.p.State != Open {
		return
	}
	due := b.p.Due.Deadline
	if at := b.silent(); !at.IsZero() {
		b.put(Alarm{Revision: b.p.Updated, Rule: RuleSilence, At: at, Deadline: due})
	}
	if b.mute[RuleCheck] || b.calendar(b.p.Tenant, b.p.Owner.ID) == nil {
		return
	}
	from := later(b.p.TermsAt, b.p.recoveredAt())
	for i, s := range b.cfg.Checks {
		if at := b.lead(Lead{Left: s}); !at.Before(from) {
			b.put(Alarm{Revision: b.p.Basis, Rule: RuleCheck, Ordinal: i, At: at, Deadline: due})
		}
	}
}

// silent returns when the share of time without an update is used up; the zero
// time, if not before the deadline.
func (b *planner) silent() time.Time {
	s, due := b.cfg.Silence, b.p.Due.Deadline
	if s <= 0 || b.mute[RuleSilence] {
		return time.Time{}
	}
	from := later(b.p.UpdatedAt, b.p.recoveredAt())
	at := later(from.Add(time.Duration(s*float64(due.Sub(from)))), b.nextUpdate().Add(time.Microsecond))
	if !at.Before(due) {
		return time.Time{}
	}
	return at
}

// news plans what managers and stakeholders hear about: new terms, and the
// notice that the promise is at risk (C7, C8, C9).
func (b *planner) news() {
	if b.p.Renegotiations > 0 {
		b.tell(RuleRenegotiated, b.p.Basis, b.p.TermsAt, Info)
	}
	if b.p.State != AtRisk {
		return
	}
	b.tell(RuleRisk, b.p.Risked, b.p.RiskedAt, Warning)
	if b.p.riskCause() != Said { // the owner knows what was said
		b.add(RuleRisk, b.p.Risked, 0, b.p.Owner, Owner, Warning, b.p.RiskedAt, b.p.RiskedAt, b.soon(b.p.RiskedAt), b.p.Due.Deadline)
	}
}

// soon is until when quiet hours may hold back news of that time: half of what is
// left until the deadline, so that there is time to act on it; after the
// deadline there is nothing to lose but sleep.
func (b *planner) soon(at time.Time) time.Time {
	if left := b.p.Due.Deadline.Sub(at); left > 0 {
		return at.Add(left / 2)
	}
	return at.Add(48 * time.Hour)
}

// tell plans news for the managers first and then for every stakeholder, once
// each, whatever roles they have (C7).
func (b *planner) tell(rule Rule, rev Revision, at time.Time, sev Severity) {
	due, limit := b.p.Due.Deadline, b.soon(at)
	told := map[PartyID]bool{b.p.Owner.ID: true}
	first := time.Time{}
	for _, m := range b.p.Managers {
		if told[m.ID] {
			continue
		}
		told[m.ID] = true
		b.add(rule, rev, 0, m, Manager, sev, at, at, limit, due)
		if when := m.Quiet.polite(at, at, limit, b.location(m, b.p.Due)); first.IsZero() || when.Before(first) {
			first = when
		}
	}
	next := at
	if !first.IsZero() {
		head := time.Duration(b.cfg.HeadStart)
		if left := due.Sub(first); left > 0 {
			head = min(head, left/2)
		}
		next = first.Add(head)
	}
	for _, s := range b.p.Stakeholders {
		if told[s.ID] {
			continue
		}
		told[s.ID] = true
		b.add(rule, rev, 0, s, Stakeholder, sev, next, next, later(limit, next), due)
	}
}

// overdue plans what happens after the deadline: the owner hears, the managers
// one after the other, and the stakeholders where nobody had told them that the
// promise was at risk.
func (b *planner) overdue() {
	due := b.p.Due.Deadline
	for i, d := range b.cfg.Overdue {
		at := due.Add(time.Duration(d))
		b.add(RuleOverdue, b.p.Basis, i, b.p.Owner, Owner, Urgent, at, at, at.Add(48*time.Hour), due)
	}
	if b.p.Risked == 0 && len(b.cfg.Overdue) > 0 {
		b.concerned(due.Add(time.Duration(b.cfg.HeadStart)))
	}
	for i, l := range b.cfg.Escalate {
		at := due.Add(time.Duration(l.After))
		sev := Critical
		told := map[PartyID]bool{}
		if i < len(b.p.Managers) {
			m := b.p.Managers[i]
			told[m.ID] = true
			b.add(RuleEscalate, b.p.Basis, i, m, Manager, sev, at, at, at.Add(48*time.Hour), due)
		}
		for _, party := range l.Parties {
			if !told[party.ID] {
				told[party.ID] = true
				b.add(RuleEscalate, b.p.Basis, i, party, Manager, sev, at, at, at.Add(48*time.Hour), due)
			}
		}
	}
}

// concerned tells the stakeholders, once each, that the deadline is gone.
func (b *planner) concerned(at time.Time) {
	told := map[PartyID]bool{b.p.Owner.ID: true}
	for _, m := range b.p.Managers {
		told[m.ID] = true
	}
	for _, s := range b.p.Stakeholders {
		if !told[s.ID] {
			told[s.ID] = true
			b.add(RuleOverdue, b.p.Basis, 0, s, Stakeholder, Urgent, at, at, at.Add(48*time.Hour), b.p.Due.Deadline)
		}
	}
}

// finish sorts the plan, says of each alarm when a newer one takes its place,
// and leaves out those whose place is taken at once.
func (b *planner) finish() []Alarm {
	slices.SortFunc(b.alarms, func(x, y Alarm) int {
		if c := x.At.Compare(y.At); c != 0 {
			return c
		}
		if x.Severity != y.Severity {
			return int(x.Severity) - int(y.Severity)
		}
		return inOrder(x, y)
	})
	plan := make([]Alarm, 0, len(b.alarms))
	for i, a := range b.alarms {
		for _, n := range b.alarms[i+1:] {
			if n.replaces(a) {
				a.Until = n.At
				break
			}
		}
		if !a.Until.Equal(a.At) {
			plan = append(plan, a)
		}
	}
	slices.SortFunc(plan, inOrder)
	return plan
}

// replaces reports whether this alarm, the newer one, says all that the older one
// would have said: it is of the same rule, or graver. An update that is due (C5)
// gives way to a newer update only: no other notice asks for one.
func (n Alarm) replaces(a Alarm) bool {
	return n.Recipient == a.Recipient && n.Channel == a.Channel && (n.Rule == a.Rule || n.Severity > a.Severity && a.Rule != RuleUpdate)
}

// Current reports whether an alarm of this promise is part of the plan as the
// promise stands, by the revision the alarm rests on. It needs no policy, so
// that processes with different policies agree.
func (p Promise) Current(a Alarm) bool {
	if a.Tenant != p.Tenant || a.Subject != p.Subject() {
		return false
	}
	switch a.Rule {
	case RuleBroken:
		return p.State == Broken && a.Revision == p.Basis
	case RuleRisk:
		return p.State == AtRisk && a.Revision == p.Risked
	case RuleUpdate:
		return !p.State.Closed() && a.Revision == p.Updated
	case RuleSilence:
		return p.State == Open && a.Revision == p.Updated
	case RuleCheck:
		return p.State == Open && a.Revision == p.Basis
	}
	return !p.State.Closed() && a.Revision == p.Basis
}
