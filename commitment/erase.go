package commitment

import "time"

// An Erasure says whose words are to be removed from the store. Set at least one
// of the fields beside Tenant; what matches any of them is erased.
type Erasure struct {
	Tenant  TenantID
	Promise PromiseID
	Case    CaseID    // all promises and foreign alarms of the case
	Subject SubjectID // a foreign subject's alarms
	// Party: all words of the promises in which it is the customer or the debtor;
	// elsewhere only its own name and address and the texts it entered.
	Party PartyID
}

// IsZero reports whether the erasure names nothing to erase.
func (e Erasure) IsZero() bool {
	return e.Promise == "" && e.Case == "" && e.Subject == "" && e.Party == ""
}

// Matches reports whether anything of the promise is to be erased.
func (e Erasure) Matches(p Promise) bool {
	return p.Tenant == e.Tenant && (e.whole(p) || e.Party != "" && p.involves(e.Party))
}

// MatchesAlarm reports whether the Data of a foreign subject's alarm is to be
// erased.
func (e Erasure) MatchesAlarm(a Alarm) bool {
	if _, ok := a.Subject.Promise(); ok || a.Tenant != e.Tenant {
		return false
	}
	return e.Subject != "" && a.Subject == e.Subject || e.Case != "" && a.Case == e.Case || e.Party != "" && a.Recipient == e.Party
}

func (e Erasure) whole(p Promise) bool {
	return e.Promise != "" && p.ID == e.Promise || e.Case != "" && p.Case == e.Case ||
		e.Subject != "" && p.Subject() == e.Subject ||
		e.Party != "" && (p.Customer.ID == e.Party || p.Debtor.ID == e.Party)
}

// Apply returns the promise without the words that e erases, and with the
// erasure on its history. Ids, times, states, counts and the plan stay the same
// (see [Promise.Replay]). A promise that does not match comes back as it is; one
// that has no such words left too, so that erasing twice changes nothing.
func (e Erasure) Apply(p Promise, now time.Time) Promise {
	if !e.Matches(p) {
		return p
	}
	q := p.clone()
	whole := e.whole(p)
	erased := false
	drop := func(s *string) {
		erased = erased || *s != ""
		*s = ""
	}
	for _, party := range q.parties() {
		if whole || party.ID == e.Party {
			drop(&party.Name)
			drop(&party.Address)
		}
	}
	for i := range q.History {
		if ev := &q.History[i]; whole || ev.By == e.Party {
			ev.eraseWords(drop)
		}
	}
	if whole {
		q.eraseWords(drop)
	}
	if !erased {
		return p
	}
	q.note(Event{At: later(instant(now), p.lastAt()), Kind: EventErased})
	return q
}
