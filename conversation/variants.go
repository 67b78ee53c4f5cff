package conversation

import (
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

// A variant is a kind of move, or a case of it that leads elsewhere or is
// guarded otherwise: a promise of a fix is not a promise to call back.
type variant struct {
	name     string
	kind     move.Kind
	side     move.Side
	practice practice.ID // of a host's move
	template move.Move   // the move without its own words, for Option.Move
	speech   bool        // said to the customer
	hidden   bool        // chosen by the facts, not by whoever makes the move
	guards   guardSet
	edges    []edge // by state index
}

// Names of the variants that code refers to.
const (
	confirmProblem   = "confirm.problem"
	confirmFix       = "confirm.fix"
	confirmAgreement = "confirm.agreement"
	confirmWeak      = "confirm.weak" // nothing to confirm, or not surely enough
	requestExpress   = "request.express"
	restateAssumed   = "restate.assumed"
	apologiseRegret  = "apologise.regret"
	apologiseAdmit   = "apologise.admission"
	promiseFix       = "promise.fix"
	closeConfirmed   = "close.confirmed"
	closeTimeout     = "close.timeout"
	noticedDormancy  = "noticed.dormancy"
)

// variantsOf returns the variants of a kind in their order; most have one.
func variantsOf(kind move.Kind) []variant {
	side, _ := move.SideOf(kind)
	template, _ := move.Zero(kind)
	one := func(name string, m move.Move) variant {
		return variant{name: name, kind: kind, side: side, template: m, speech: isSpeech(kind)}
	}
	hide := func(v variant) variant { v.hidden = true; return v }
	switch kind {
	case move.KindConfirm:
		return []variant{
			one(confirmProblem, move.Confirm{Of: move.Problem, How: move.Explicit}),
			one(confirmFix, move.Confirm{Of: move.Fix, How: move.Explicit}),
			one(confirmAgreement, move.Confirm{Of: move.Agreement, How: move.Explicit}),
			hide(one(confirmWeak, move.Confirm{How: move.Implicit})),
		}
	case move.KindRequest:
		return []variant{one("request", template), hide(one(requestExpress, move.Request{Clear: true}))}
	case move.KindRestate:
		return []variant{one("restate", template), one(restateAssumed, move.Restate{Assumed: true})}
	case move.KindApologise:
		return []variant{one(apologiseRegret, template), one(apologiseAdmit, move.Apologise{Of: move.Admission})}
	case move.KindPromise:
		return []variant{one("promise", template), one(promiseFix, move.Promise{Fix: true})}
	case move.KindClose:
		return []variant{one(closeConfirmed, template), one(closeTimeout, move.Close{On: move.OnTimeout})}
	case move.KindNoticed:
		return []variant{one("noticed", template), hide(one(noticedDormancy, move.Noticed{Of: move.Dormancy}))}
	case move.KindCustom:
		return nil // the host's own, see MoveDef
	}
	return []variant{one(string(kind), template)}
}

// isSpeech reports whether moves of the kind are said to the customer.
func isSpeech(kind move.Kind) bool {
	switch kind {
	case move.KindGreet, move.KindThank, move.KindAcknowledge, move.KindAsk, move.KindRestate,
		move.KindApologise, move.KindDirectAnswer, move.KindInform, move.KindAskWish,
		move.KindAdvise, move.KindAskPlayBack, move.KindOffer, move.KindRefuse, move.KindPlan,
		move.KindPromise, move.KindUpdate, move.KindHold, move.KindDontKnow, move.KindRetract,
		move.KindPause, move.KindSidestep, move.KindOfferCall, move.KindWarn, move.KindEnd,
		move.KindDeliver, move.KindVerify, move.KindDeliverRCA, move.KindSurvey, move.KindWinBack,
		move.KindClose:
		return true
	}
	return false
}

// resolve returns the index of the variant that a move is, given the facts
// before it; ok is false for a kind that the playbook does not know.
func (p *Playbook) resolve(f *Facts, m move.Move, lim *Limits) (index int, ok bool) {
	first, ok := p.byKind[m.Kind()]
	if !ok {
		return 0, false
	}
	offset := 0
	switch m := m.(type) {
	case move.Confirm:
		offset = confirmOffset(f, m, lim)
	case move.Request:
		if p.expressAfter(f, m) {
			offset = 1
		}
	case move.Restate:
		if m.Assumed && lim.Confirm >= move.Assumed {
			offset = 1
		}
	case move.Apologise:
		offset = int(m.Of)
	case move.Promise:
		if m.Fix {
			offset = 1
		}
	case move.Close:
		offset = int(m.On)
	case move.Noticed:
		// Only the silence that lasts now makes the case dormant, not an old one.
		if anchor, ok := anchorOf(m.Key, m.Of); ok && m.Of == move.Dormancy && anchor == f.OursSeq && !f.OurTurn {
			offset = 1
		}
	}
	return first + offset, true
}

// confirmOffset finds what a confirmation confirms. One that nothing waits
// for, or that is weaker than the channel allows, leads nowhere (A6).
func confirmOffset(f *Facts, m move.Confirm, lim *Limits) int {
	const problem, fix, agreement, weak = 0, 1, 2, 3
	switch {
	case m.Of == move.Problem && m.How <= lim.Confirm && (f.Restated || f.Confirmed != move.Unconfirmed):
		return problem
	case m.Of == move.Fix && f.fixPending():
		return fix
	case m.Of == move.Agreement && f.agreementPending():
		return agreement
	}
	return weak
}

// Express reports whether the express lane is open: a calm customer, a clear
// question, and none of what opens the full path: heat in this episode, a
// repeated contact, a broken promise, a correction (A1).
func (p *Playbook) express(f *Facts) bool {
	return f.Clear && !f.Vague && p.shortWay(f)
}

func (p *Playbook) shortWay(f *Facts) bool {
	calm := f.Trend.Level == temper.Unread || f.Trend.Level <= p.def.ExpressUpTo
	return calm && !f.Heated && !f.Repeated && !f.Broken && f.Corrections == 0
}

// expressAfter is express as the request will have left it.
func (p *Playbook) expressAfter(f *Facts, m move.Request) bool { return m.Clear && p.shortWay(f) }
