package conversation

import (
	"cmp"
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/review"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// scores counts, by practice, the turns in which it was at stake and broken.
type scores map[practice.ID]*tally

type tally struct {
	judged, broken       int
	judgedNow, brokenNow bool // in the turn that is being judged
}

func (s scores) at(id practice.ID) *tally {
	t := s[id]
	if t == nil {
		t = &tally{}
		s[id] = t
	}
	return t
}

func (s scores) stake(id practice.ID)  { s.at(id).judgedNow = true }
func (s scores) breach(id practice.ID) { t := s.at(id); t.judgedNow, t.brokenNow = true, true }

// extra counts a breach that belongs to no turn of ours.
func (s scores) extra(id practice.ID) { t := s.at(id); t.judged++; t.broken++ }
func (s scores) held(id practice.ID)  { s.at(id).judged++ }

// turn closes a turn: a practice counts once in it.
func (s scores) turn() {
	for _, t := range s {
		if t.judgedNow {
			t.judged++
		}
		if t.brokenNow {
			t.broken++
		}
		t.judgedNow, t.brokenNow = false, false
	}
}

func (s scores) merge(o scores) {
	for id, t := range o {
		into := s.at(id)
		into.judged += t.judged
		into.broken += t.broken
	}
}

// list returns the scores in the order of the practices, and their mean. What
// was never at stake is left out rather than counted as held.
func (s scores) list() ([]PracticeScore, float64) {
	out := make([]PracticeScore, 0, len(s))
	sum := 0.0
	for id, t := range s {
		if t.judged == 0 {
			continue
		}
		row, _ := practice.Lookup(id)
		ps := PracticeScore{Practice: id, Title: row.Title, Judged: t.judged, Broken: t.broken}
		out = append(out, ps)
	}
	slices.SortFunc(out, func(a, b PracticeScore) int { return practice.Compare(a.Practice, b.Practice) })
	for _, ps := range out {
		sum += ps.Score()
	}
	if len(out) == 0 {
		return out, 100
	}
	return out, sum / float64(len(out))
}

func compareText(a, b string) int { return cmp.Compare(a, b) }

// judged notes the practices that are at stake in an entry: those of the guards
// of its moves. The windows that every message passes (A2, A29, A30) count
// only where they could have been broken.
func (run *threadRun) judged(before *Facts, e *move.Entry) {
	p := run.c.book
	lim := p.limitsOf(channelOf(before, e))
	for _, m := range e.Moves {
		index, ok := p.resolve(before, m, lim)
		if !ok {
			continue
		}
		for g := range p.variants[index].guards.all {
			if id := p.guards[g].id; atStake(id, before, lim) {
				run.score.stake(p.guards[g].practice)
			}
		}
		if row, ok := ownPractice(m); ok {
			run.score.stake(row)
		}
	}
	if before.OurTurn {
		run.score.stake(practice.A3)
	}
}

// wording notes the practices that every reviewed reply of ours is held to, by its
// words alone. Those that depend on what is done are noted by judged.
func (run *threadRun) wording(td *TurnDebrief) {
	if td.Turn.Text == "" {
		return
	}
	for _, rule := range run.c.book.opts.Reviewer.Rules(td.Reading.Language) {
		switch rule.Practice {
		case practice.A8, practice.B1, practice.B2, practice.B3, practice.B4, practice.B6, practice.B10, practice.B11:
			if rule.Severity > review.Suggestion {
				run.score.stake(rule.Practice)
			}
		}
	}
}

// atStake reports whether a guard could have refused at all in this case.
func atStake(id practice.RuleID, f *Facts, lim *Limits) bool {
	switch id {
	case "A2":
		return f.OurTurn && lim.Burst > 0
	case "A4":
		return f.FeelingOwed || f.Acknowledged > 0
	case "A9":
		return f.Trend.Peak >= temper.Angry
	case "A15":
		return f.PlanTold
	case "A23.promises":
		return len(f.Promises) > 0
	case "A23.rca":
		return f.Cause != ""
	case "A28":
		return f.Advised && f.Steps > 1
	case "A29":
		return f.Lead != ""
	case "C1":
		return false // what became of a promise is counted by kept
	case "A30":
		return f.Trend.Peak >= temper.Angry
	}
	return true
}

// ownPractice is the practice that a move demands completeness for.
func ownPractice(m move.Move) (practice.ID, bool) {
	switch m.(type) {
	case move.Promise:
		return practice.C2, true
	case move.Offer:
		return practice.A12, true
	case move.Escalate, move.Consult:
		return practice.A13, true
	case move.Pause:
		return practice.A10, true
	case move.Refuse:
		return practice.A32, true
	}
	return "", false
}

// lateFor returns what had passed when a turn of ours came. On a call whose turns
// do not say when they ended, silence is not known.
func (run *threadRun) lateFor(at time.Time) []Due {
	unheard := false
	if n := len(run.out.Turns); n > 0 {
		last := run.out.Turns[n-1].Turn
		unheard = last.Channel == transcript.Phone && last.Until.IsZero()
	}
	return slices.DeleteFunc(run.c.Due(at), func(d Due) bool {
		switch d.Of {
		case move.DeadAir, move.SilenceAfterQuestion:
			return unheard || !d.At.Before(at)
		case move.FollowUp, move.Deferral:
			return !d.At.Before(at)
		}
		return true
	})
}

// lateness turns what had passed into breaches.
func (run *threadRun) lateness(td *TurnDebrief) {
	p := run.c.book
	for _, d := range td.Late {
		id := practice.RuleID(d.Practice) + "." + practice.RuleID(d.Of.String())
		td.Breaches = append(td.Breaches, Reason{
			Guard: id, Practice: d.Practice, Setting: practice.Observe,
			Text: p.text.Text("late."+d.Of.String()+".reason", "late", p.duration(d.Late(td.Turn.At))),
			Say:  p.text.Text("late." + d.Of.String() + ".say"),
		})
	}
}

// nextStep finds a turn that leaves the customer with nothing to expect (A3).
func (run *threadRun) nextStep(td *TurnDebrief, before, after *Facts) {
	if !before.OurTurn || after.OurTurn || after.Asking || after.Stage >= practice.Closing ||
		after.Seq == 0 || after.Answered || after.OpenPromises() > 0 || len(td.Reading.Moves) == 0 {
		return
	}
	for _, one := range td.Reading.Moves {
		if leavesStep(one.Move) {
			return
		}
	}
	p := run.c.book
	td.Breaches = append(td.Breaches, Reason{Guard: "A3.next", Practice: practice.A3, Setting: practice.Observe,
		Text: p.text.Text("late.next.reason"), Say: p.text.Text("late.next.say")})
}

// leavesStep reports whether a move tells the customer what comes next.
func leavesStep(m move.Move) bool {
	switch m.(type) {
	case move.Ask, move.Restate, move.AskWish, move.Advise, move.AskPlayBack, move.Offer, move.Plan, move.Promise,
		move.Update, move.Hold, move.DontKnow, move.Pause, move.OfferCall, move.Consult, move.Escalate, move.Verify,
		move.Deliver, move.DirectAnswer, move.Refuse, move.Warn, move.End, move.Close, move.Survey, move.Thank, move.Greet:
		return true
	}
	return false
}

// listening is how well a turn of ours takes up what was said and how (B8).
func listening(before *Facts, moves move.Moves) ListeningLevel {
	if !before.OurTurn || len(moves) == 0 {
		return NotJudged
	}
	feeling, content := false, false
	for _, m := range moves {
		switch m.(type) {
		case move.Acknowledge:
			feeling = true
		case move.Restate, move.Ask, move.DirectAnswer, move.Advise, move.Offer, move.Refuse, move.Plan, move.Promise,
			move.Update, move.Deliver, move.DontKnow, move.Retract, move.Inform, move.Verify, move.AskWish, move.Escalate:
			content = true
		}
	}
	calm := !before.FeelingOwed && before.Trend.Level < temper.Tense
	switch {
	case feeling && content:
		return Empathetic
	case feeling || content:
		known := before.Clear || before.Trend.Level == temper.Calm
		if content && calm && known {
			return Empathetic // nothing was felt that had to be answered
		}
		return InSpurts
	}
	return Hearing
}

// clean reports whether nothing stands against a turn: no breach, and no finding
// beyond a suggestion.
func (td *TurnDebrief) clean() bool {
	return len(td.Breaches) == 0 && !slices.ContainsFunc(td.Findings, func(f review.Finding) bool {
		return f.Suppressed == "" && f.Severity > review.Suggestion
	})
}

// points weighs a turn: what it did well less what it broke.
func points(td *TurnDebrief, before *Facts, moves move.Moves) int {
	n := 0
	for _, m := range moves {
		switch m := m.(type) {
		case move.Acknowledge:
			if before.FeelingOwed {
				n += 3
			} else {
				n++
			}
		case move.Restate, move.Plan, move.Offer, move.DontKnow, move.Verify, move.AskWish:
			n += 2
		case move.Promise:
			if !m.Due.IsZero() {
				n += 2
			}
		case move.Ask, move.Update, move.Thank, move.Advise, move.DirectAnswer:
			n++
		}
	}
	broken, seen, rules := 0, map[practice.ID]bool{}, map[string]bool{}
	for _, b := range td.Breaches { // one matter counts once, however many guards see it
		if !seen[b.Practice] {
			seen[b.Practice] = true
			broken += 3
		}
	}
	for _, f := range td.Findings {
		if f.Suppressed == "" && !seen[f.Practice] && !rules[f.Rule] {
			rules[f.Rule] = true
			broken += int(f.Severity)
		}
	}
	if broken > 0 { // a turn that broke something is not among the best
		n = min(n, 2) - broken
	}
	return n
}

// instead is what to say instead of a turn that broke something: the wording for
// the gravest of it. A guard's breach weighs as much as a warning of the review;
// where both see the same matter, the guard's phrase is the one to say.
func instead(td *TurnDebrief) string {
	best, gravest, broken := "", review.Suggestion, map[practice.ID]bool{}
	for _, b := range td.Breaches {
		broken[b.Practice] = b.Say != ""
		if gravest < review.Warning && b.Say != "" {
			best, gravest = b.Say, review.Warning
		}
	}
	for _, f := range td.Findings {
		if f.Suppressed == "" && f.Severity > gravest && f.Suggestion != "" && !broken[f.Practice] {
			best, gravest = f.Suggestion, f.Severity
		}
	}
	return best
}
