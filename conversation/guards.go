package conversation

import (
	"math/bits"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

// Guard is a host's own guard. Its Def says what it guards; Allow decides.
type Guard struct {
	Def GuardDef
	// Allow reports whether the move may be made. It gets copies, must be pure
	// and fast, and must not call the conversation. What moves of your own were
	// made says Facts.Made. A guard that the policy has off is not called. A
	// panic is recovered: where the guard blocks it becomes a *GuardError,
	// otherwise a breach.
	Allow func(f Facts, m move.Move, at time.Time) bool
	// Texts say, by language, why the guard refused and what would satisfy it.
	// Required for Options.Language.
	Texts map[language.Tag]GuardText
}

// GuardText is what a guard says to people.
type GuardText struct {
	Reason string // why the move was refused
	Say    string // the phrase that would satisfy the guard, or what to do
}

// maxGuards is what a guardSet holds.
const maxGuards = 128

// A guardSet is a set of guards by their index in the playbook.
type guardSet [maxGuards / 64]uint64

func (s *guardSet) add(i int)              { s[i/64] |= 1 << (i % 64) }
func (s *guardSet) remove(i int)           { s[i/64] &^= 1 << (i % 64) }
func (s guardSet) empty() bool             { return s[0]|s[1] == 0 }
func (s guardSet) and(o guardSet) guardSet { return guardSet{s[0] & o[0], s[1] & o[1]} }

func (s guardSet) or(o guardSet) guardSet { return guardSet{s[0] | o[0], s[1] | o[1]} }

// all calls yield for each member in order.
func (s guardSet) all(yield func(int) bool) {
	for w, word := range s {
		for word != 0 {
			if !yield(w*64 + bits.TrailingZeros64(word)) {
				return
			}
			word &= word - 1
		}
	}
}

// orderGuard is the index and id of the guard that every playbook has: there
// is no edge for the move in this state (A1).
const (
	orderGuard   = 0
	orderGuardID = practice.RuleID("A1")
)

// guard is a compiled guard.
type guard struct {
	id       practice.RuleID
	practice practice.ID
	satisfy  []move.Kind
	check    func(*view) bool            // on the facts; nil for a host's
	specific func(*view, move.Move) bool // on the move as well; nil for most
	host     *Guard
}

// view is what a guard sees.
type view struct {
	p   *Playbook
	f   *Facts
	lim *Limits
	at  time.Time
	by  move.Actor
	own temper.Level // of our own draft
}

// builtin returns the check of one of this package's guards; nil for an id
// that is none. What each means stands in texts/en.json.
func builtin(id practice.RuleID) (check func(*view) bool, specific func(*view, move.Move) bool) {
	switch id {
	case "A1.express":
		return func(v *view) bool { return v.p.express(v.f) }, nil
	case "A2":
		return func(v *view) bool { return !v.at.Before(notBefore(v.f, v.lim)) }, nil
	case "A4":
		return func(v *view) bool { return !v.f.FeelingOwed }, nil
	case "A6":
		return confirmedEnough, nil
	case "A6.explicit":
		return func(v *view) bool { return v.f.Confirmed == move.Explicit }, nil
	case "A7":
		return func(v *view) bool { return len(v.f.Faults) > 0 }, faultOnRecord
	case "A7.policy":
		return apologyPolicy, nil
	case "A7.repeat":
		return func(v *view) bool { return !v.f.ApologyIdle }, nil
	case "A9":
		return func(v *view) bool { return !v.f.Angry() }, nil
	case "A10.topic":
		return func(v *view) bool { return v.f.Sidestep }, nil
	case "A13.escalated":
		return func(v *view) bool { return handedOver(v) || v.f.Handed }, nil
	case "A13.pending":
		return handedOver, byReceiver
	case "A15":
		return func(v *view) bool { return !v.f.PlanStale }, nil
	case "A21":
		return func(v *view) bool { return v.f.Warnings > 0 && v.f.HeardWarning }, nil
	case "A28":
		return func(v *view) bool { return !v.f.PlayBackOwed }, nil
	case "A29":
		return func(v *view) bool { return v.f.Lead == "" || v.by.Party == "" || v.by.Party == v.f.Lead }, nil
	case "A30":
		return func(v *view) bool { return v.own < temper.Angry }, nil
	case "C1":
		return func(v *view) bool { return len(v.f.Promises) > 0 }, promiseOnRecord
	}
	return builtinEnd(id), nil
}

// builtinEnd returns the guards of verifying and closing (A23).
func builtinEnd(id practice.RuleID) func(*view) bool {
	switch id {
	case "A23":
		return closable
	case "A23.timeout":
		return func(v *view) bool {
			return !v.f.NoticeAt.IsZero() && !v.at.Before(v.f.NoticeAt.Add(time.Duration(v.lim.Close)))
		}
	case "A23.delivered":
		return func(v *view) bool { return v.f.Delivered || v.f.Answered || v.f.Advised }
	case "A23.promises":
		return func(v *view) bool { return v.f.OpenPromises() == 0 }
	case "A23.rca":
		return func(v *view) bool { return !v.f.RCAOwed }
	case "A23.thanks":
		return func(v *view) bool { return v.f.ThankedHelp }
	}
	return nil
}

// notBefore is the instant from which answering is allowed (A2): while a burst
// may go on they are not interrupted, and venting is followed by a silence.
func notBefore(f *Facts, lim *Limits) time.Time {
	if f.TheirsAt.IsZero() || !f.OurTurn {
		return time.Time{}
	}
	if f.LastVent {
		return f.TheirsAt.Add(time.Duration(lim.AfterVent))
	}
	return f.TheirsAt.Add(time.Duration(lim.Burst))
}

// confirmedEnough is A6: the express lane, or a restatement confirmed as surely
// as the channel demands.
func confirmedEnough(v *view) bool {
	return v.f.Confirmed != move.Unconfirmed && v.f.Confirmed <= v.lim.Confirm || v.p.express(v.f)
}

func faultOnRecord(v *view, m move.Move) bool {
	a, ok := m.(move.Apologise)
	if !ok || a.Fault == "" {
		return true
	}
	for _, known := range v.f.Faults {
		if known == a.Fault {
			return true
		}
	}
	return false
}

// handedOver reports that somebody is waited for to take the case.
func handedOver(v *view) bool { return v.f.Receiver != "" || v.f.Stage == practice.HandingOver }

// byReceiver reports whether whoever accepts is meant, or says on the record
// that somebody else takes it: a team is handed a case, a person accepts it.
func byReceiver(v *view, m move.Move) bool {
	a, ok := m.(move.Accept)
	return !ok || a.Owner != "" || v.by.Party == "" || v.f.Receiver == "" || v.by.Party == v.f.Receiver
}

func promiseOnRecord(v *view, m move.Move) bool {
	s, ok := m.(move.Settle)
	return !ok || s.Promise == "" || v.f.promise(s.Promise) >= 0
}

// apologyPolicy is A7's setting: the sources disagree, the team decides.
func apologyPolicy(v *view) bool {
	switch v.p.apology() {
	case practice.FaultOnly:
		return len(v.f.Faults) > 0
	case practice.Sparing:
		return v.f.Apologies() == 0
	}
	return true
}

// closable is A23: they said that it works. On the express lane thanks for the
// answer are enough.
func closable(v *view) bool {
	if v.f.Fixed == move.Explicit {
		return true
	}
	return v.p.express(v.f) && v.f.Answered && (v.f.Fixed != move.Unconfirmed || v.f.TheirThanks)
}

// unmet evaluates the guards of this package on the facts alone.
func (p *Playbook) unmet(v *view) guardSet {
	var out guardSet
	for i := range p.guards {
		if check := p.guards[i].check; check != nil && !check(v) {
			out.add(i)
		}
	}
	return out
}

// judge returns the guards that refuse the move, the order guard included
// where there is no edge.
func (p *Playbook) judge(v *view, index int, m move.Move) (guardSet, error) {
	vt := &p.variants[index]
	var out guardSet
	for i := range vt.guards.all {
		g := &p.guards[i]
		if g.check != nil && !g.check(v) {
			out.add(i)
		}
		switch {
		case g.host != nil:
			ok, err := p.askGuard(g, v, m)
			if err != nil {
				return out, err
			}
			if !ok {
				out.add(i)
			}
		case g.specific != nil && !g.specific(v, m):
			out.add(i)
		}
	}
	if vt.side != move.Theirs && !p.edge(index, v.f).ok {
		out.add(orderGuard)
	}
	return out, nil
}

// askGuard asks a host's guard, unless the policy has it off. One that panics is
// an error where its word would be law, and a breach like any other below that.
func (p *Playbook) askGuard(g *guard, v *view, m move.Move) (ok bool, err error) {
	setting := p.settingOf(g.id, v.f)
	if setting == practice.Off {
		return true, nil
	}
	ok, err = allow(g.host, v, m)
	if err != nil && (setting != practice.Block || overridden(v.f, g.id)) {
		return false, nil
	}
	return ok, err
}

// allow calls a host's guard and turns a panic into an error.
func allow(g *Guard, v *view, m move.Move) (ok bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			ok, err = false, &GuardError{Guard: g.Def.ID, Panic: r}
		}
	}()
	return g.Allow(*v.f, m, v.at), nil
}
