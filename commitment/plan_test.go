package commitment_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

func policy(t testing.TB, cfg *commitment.PolicyConfig) *commitment.Policy {
	t.Helper()
	p, err := commitment.NewPolicy(cfg)
	require.NoError(t, err)
	return p
}

// timetable writes a plan as lines: time after monday, rule, ordinal, recipient.
func timetable(plan []commitment.Alarm) string {
	var b strings.Builder
	for _, a := range plan {
		fmt.Fprintf(&b, "%v %s %d %s %v", a.At.Sub(monday), a.Rule, a.Ordinal, a.Recipient, a.Severity)
		if a.Channel != "" {
			fmt.Fprintf(&b, " %s", a.Channel)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func keysOf(plan []commitment.Alarm) []commitment.AlarmKey {
	var keys []commitment.AlarmKey
	for _, a := range plan {
		keys = append(keys, a.Key)
	}
	return keys
}

func ofRule(plan []commitment.Alarm, rules ...commitment.Rule) []commitment.Alarm {
	var some []commitment.Alarm
	for _, a := range plan {
		for _, r := range rules {
			if a.Rule == r {
				some = append(some, a)
			}
		}
	}
	return some
}

func TestDefaultPlan(t *testing.T) {
	p := made(t, nil)
	plan := policy(t, &commitment.PolicyConfig{Updates: 2}).Alarms(p)
	require.Equal(t, `23h30m0s update 0 ana info
47h30m0s update 1 ana info
48h0m0s remind 0 ana info
72h0m0s silence 0  info
95h0m0s remind 2 ana info
96h0m0s escalate 0 bo critical
96h0m0s overdue 0 ana urgent
96h5m0s overdue 0 di urgent
100h0m0s escalate 1 cy critical
120h0m0s overdue 1 ana urgent
`, timetable(plan))
	byKey := map[commitment.AlarmKey]commitment.Alarm{}
	for _, a := range plan {
		byKey[a.Key] = a
	}
	remind := byKey["acme/promise:p-1/1/remind/0/ana/"]
	require.Equal(t, monday.Add(95*time.Hour), remind.Until, "the next reminder takes its place")
	require.Equal(t, commitment.CaseID("4711"), remind.Case)
	require.Equal(t, p.Due.Deadline, remind.Deadline)
	require.Equal(t, monday.Add(96*time.Hour), byKey["acme/promise:p-1/1/remind/2/ana/"].Until, "the overdue notice takes the last one's place")
	require.Zero(t, byKey["acme/promise:p-1/1/overdue/1/ana/"].Until)
	require.Equal(t, monday.Add(47*time.Hour+30*time.Minute), byKey["acme/promise:p-1/1/update/0/ana/"].Until, "the next update takes its place")
	require.Zero(t, byKey["acme/promise:p-1/1/update/1/ana/"].Until, "a reminder asks for no update, nor does anything else")
}

// TestReminderBesideTheNewsOfRisk: the owner hears once that a quarter of the time is
// left and nobody was told anything, and hears the one that says more (C6, C7).
func TestReminderBesideTheNewsOfRisk(t *testing.T) {
	last := commitment.Lead{Left: 0.25} // with the default Silence: the same instant
	reminders := func(cfg commitment.PolicyConfig, change func(*commitment.Promise)) string {
		if cfg.Remind == nil {
			cfg.Remind = []commitment.Lead{last}
		}
		return timetable(ofRule(policy(t, &cfg).Alarms(made(t, change)), commitment.RuleRemind))
	}
	require.Empty(t, reminders(commitment.PolicyConfig{}, nil))
	const stays = "72h0m0s remind 0 ana info\n"
	require.Equal(t, stays, reminders(commitment.PolicyConfig{Silence: -1}, nil), "nothing else speaks up then")
	require.Equal(t, stays, reminders(commitment.PolicyConfig{Mute: []commitment.Rule{commitment.RuleRisk}}, nil), "the news of risk is muted")
	require.Equal(t, stays, reminders(commitment.PolicyConfig{Mute: []commitment.Rule{commitment.RuleSilence}}, nil))
	require.Equal(t, stays, reminders(commitment.PolicyConfig{Cadence: commitment.Span(100 * time.Hour)}, nil), "no update is due before the deadline, so nobody is silent")
	require.Equal(t, stays, reminders(commitment.PolicyConfig{Remind: []commitment.Lead{last}}, func(p *commitment.Promise) { p.Cadence = 90 * time.Hour }), "the check waits for the update that is due")
	waits := made(t, func(p *commitment.Promise) { p.Cadence = 90 * time.Hour })
	require.Equal(t, monday.Add(90*time.Hour+time.Microsecond), ofRule(policy(t, nil).Alarms(waits), commitment.RuleSilence)[0].At, "an update at the very time at which it is due is no silence")
	for lead, want := range map[time.Duration]string{
		24*time.Hour + 5*time.Minute:               "71h55m0s remind 0 ana info\n",
		24*time.Hour + 5*time.Minute - time.Second: "",
		24*time.Hour - 5*time.Minute + time.Second: "",
		24*time.Hour - 5*time.Minute:               "72h5m0s remind 0 ana info\n",
	} {
		require.Equal(t, want, reminders(commitment.PolicyConfig{Remind: []commitment.Lead{{Before: commitment.Span(lead)}}}, nil), lead)
	}
	// Both would reach the owner when the night is over: 72 h is 08:00 UTC.
	require.Empty(t, reminders(commitment.PolicyConfig{Remind: []commitment.Lead{{Before: commitment.Span(26 * time.Hour)}}}, func(p *commitment.Promise) {
		p.Owner.Quiet, p.Owner.Zone = commitment.Quiet{Start: 5 * 60, End: 10 * 60}, "UTC"
	}))
	// The others still get theirs: who chases others is told nothing of risk.
	require.Equal(t, "72h0m0s chase 0 ana info\n", timetable(policy(t, &commitment.PolicyConfig{Chase: []commitment.Lead{last}}).Alarms(made(t, func(p *commitment.Promise) { p.Direction = commitment.TheyOwe }))))

	// Once it is at risk, reminders within the gap after the news are left out, and those
	// that were sent before stay in the plan, so that a recovery does not repeat them.
	pol := policy(t, &commitment.PolicyConfig{Updates: -1, Remind: []commitment.Lead{{Left: 0.5}, {Before: commitment.Span(46 * time.Hour)}, {Before: commitment.Span(time.Hour)}}})
	after := func(at time.Duration, cause commitment.Cause) string {
		p, err := made(t, nil).Risk(monday.Add(at), "", cause, "")
		require.NoError(t, err)
		return timetable(ofRule(pol.Alarms(p), commitment.RuleRemind))
	}
	const all = "48h0m0s remind 0 ana info\n50h0m0s remind 1 ana info\n95h0m0s remind 2 ana info\n"
	require.Equal(t, all, after(48*time.Hour+time.Minute, commitment.Infeasible), "sent a minute before")
	require.Equal(t, "48h0m0s remind 0 ana info\n95h0m0s remind 2 ana info\n", after(50*time.Hour-time.Minute, commitment.Infeasible))
	require.Equal(t, all, after(50*time.Hour-5*time.Minute, commitment.Infeasible))
	require.Equal(t, all, after(50*time.Hour-time.Minute, commitment.Said), "the owner said so, and gets no news of it")
	require.Equal(t, "50h0m0s remind 1 ana info\n95h0m0s remind 2 ana info\n", after(48*time.Hour+time.Minute, commitment.Silence), "left out before, and still")
	// Sent while it was at risk, it is not forgotten when a recovery moves the check near it.
	short := policy(t, &commitment.PolicyConfig{Remind: []commitment.Lead{{Before: commitment.Span(6*time.Minute + 30*time.Second)}}})
	p := must(must(made(t, nil).Risk(monday.Add(95*time.Hour), "", commitment.Said, "")).Recover(monday.Add(95*time.Hour+54*time.Minute), "bo", ""))
	require.Equal(t, "95h53m30s remind 0 ana info\n95h58m30s silence 0  info\n", timetable(ofRule(short.Alarms(p), commitment.RuleRemind, commitment.RuleSilence)))
}

// TestFirstCauseDecidesWhoHears: what is found later makes no second round.
func TestFirstCauseDecidesWhoHears(t *testing.T) {
	pol := policy(t, nil)
	for _, c := range []struct {
		first, second commitment.Cause
		owner         bool
	}{{commitment.Said, commitment.Infeasible, false}, {commitment.Infeasible, commitment.Said, true}} {
		p, err := made(t, nil).Risk(monday.Add(time.Hour), "", c.first, "")
		require.NoError(t, err)
		before := keysOf(ofRule(pol.Alarms(p), commitment.RuleRisk))
		p, err = p.Risk(monday.Add(2*time.Hour), "", c.second, "")
		require.NoError(t, err)
		require.Equal(t, before, keysOf(ofRule(pol.Alarms(p), commitment.RuleRisk)))
		require.Equal(t, c.owner, slices.ContainsFunc(pol.Alarms(p), func(a commitment.Alarm) bool {
			return a.Rule == commitment.RuleRisk && a.Recipient == "ana"
		}))
	}
}

// TestRecoveredIsLookedAtFromThen: who says that the risk is over is not
// contradicted by what was found before.
func TestRecoveredIsLookedAtFromThen(t *testing.T) {
	cal := office(t, time.UTC)
	pol := policy(t, &commitment.PolicyConfig{Calendars: func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return cal }})
	watched := func(p commitment.Promise) string {
		return timetable(ofRule(pol.Alarms(p), commitment.RuleSilence, commitment.RuleCheck))
	}
	p := made(t, nil)
	require.Equal(t, "48h0m0s check 0  info\n72h0m0s silence 0  info\n76h48m0s check 1  info\n", watched(p))
	p, err := p.Risk(monday.Add(72*time.Hour), "", commitment.Silence, "")
	require.NoError(t, err)
	require.Empty(t, watched(p))
	p, err = p.Recover(monday.Add(76*time.Hour), "bo", "Di helps")
	require.NoError(t, err)
	require.Equal(t, "76h48m0s check 1  info\n91h0m0s silence 0  info\n", watched(p), "three quarters of the twenty hours from there")
	p, err = renegotiate(p, monday.Add(80*time.Hour), commitment.At("", monday.Add(180*time.Hour)))
	require.NoError(t, err)
	require.Equal(t, "130h0m0s check 0  info\n155h0m0s silence 0  info\n160h0m0s check 1  info\n", watched(p), "new terms are looked at from their own beginning")
}

// TestAlarmsOfAnotherTimeAreNotCurrent: whatever was claimed before a promise took
// another turn is superseded by it.
func TestAlarmsOfAnotherTimeAreNotCurrent(t *testing.T) {
	cal := office(t, time.UTC)
	pol := policy(t, &commitment.PolicyConfig{Calendars: func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return cal }})
	opened := made(t, nil)
	at := monday.Add(50 * time.Hour)
	risked := must(opened.Risk(at, "", commitment.Infeasible, ""))
	turns := map[string]commitment.Promise{
		"open": opened, "risked": risked, "recovered": must(risked.Recover(at, "bo", "")), "updated": must(opened.Update(at, commitment.Progress{Doing: "x"})),
		"moved": must(renegotiate(risked, at, commitment.At("", at.Add(90*time.Hour)))), "kept": must(risked.Keep(at, "ana", 0)),
		"broken": must(risked.Break(at, "ana", "r")), "released": must(risked.Release(at, "ana", "r")),
	}
	rules := func(of, in string) string {
		still := map[commitment.Rule]bool{}
		for _, a := range pol.Alarms(turns[of]) {
			if turns[in].Current(a) {
				still[a.Rule] = true
			}
		}
		var names []string
		for r := range still {
			names = append(names, string(r))
		}
		slices.Sort(names)
		return strings.Join(names, " ")
	}
	for step, want := range map[[2]string]string{
		{"open", "open"}:        "check escalate overdue remind silence update",
		{"open", "risked"}:      "escalate overdue remind update", // nothing left to find out
		{"open", "updated"}:     "check escalate overdue remind",
		{"risked", "risked"}:    "escalate overdue remind risk update",
		{"risked", "recovered"}: "escalate overdue remind update",
		{"risked", "moved"}:     "",
		{"risked", "kept"}:      "",
		{"risked", "broken"}:    "",
		{"risked", "released"}:  "",
		{"open", "kept"}:        "",
		{"broken", "broken"}:    "broken",
	} {
		require.Equal(t, want, rules(step[0], step[1]), "of %s in %s", step[0], step[1])
	}
	a := pol.Alarms(opened)[0]
	a.Subject = "promise:p-2"
	require.False(t, opened.Current(a))

	// What a graver notice of the same moment says is not planned at all.
	both := must(must(renegotiate(opened, at, commitment.At("", at.Add(90*time.Hour)))).Risk(at, "", commitment.Infeasible, ""))
	require.Empty(t, ofRule(pol.Alarms(both), commitment.RuleRenegotiated))
	require.Len(t, ofRule(pol.Alarms(both), commitment.RuleRisk), 4)
}

// TestCadenceOfDaysIsOnTheCustomersClock: whom we told "every day at ten" looks at
// the clock on the wall.
func TestCadenceOfDaysIsOnTheCustomersClock(t *testing.T) {
	pol := policy(t, &commitment.PolicyConfig{Updates: 3, UpdateLead: commitment.Span(time.Minute)})
	for name, c := range map[string]struct {
		zone, made string // on the customer's clock
		cadence    time.Duration
		want       string
	}{
		"clocks go forward":       {"Europe/Berlin", "2026-03-28 10:00", 0, "03-29 10:00 03-30 10:00 03-31 10:00"},
		"clocks go back":          {"Europe/Berlin", "2026-10-24 10:00", 24 * time.Hour, "10-25 10:00 10-26 10:00 10-27 10:00"},
		"every other day":         {"America/New_York", "2026-03-07 16:30", 48 * time.Hour, "03-09 16:30 03-11 16:30 03-13 16:30"},
		"a week":                  {"America/New_York", "2026-10-30 09:00", 7 * 24 * time.Hour, "11-06 09:00 11-13 09:00 11-20 09:00"},
		"half days are elapsed":   {"Europe/Berlin", "2026-03-28 22:00", 12 * time.Hour, "03-29 11:00 03-29 23:00 03-30 11:00"},
		"an hour that is skipped": {"Europe/Berlin", "2026-03-28 02:30", 0, "03-29 03:30 03-30 02:30 03-31 02:30"},
		"an hour that is twice":   {"Europe/Berlin", "2026-10-24 02:30", 0, "10-25 02:30 10-26 02:30 10-27 02:30"},
		"a zone without changes":  {"Asia/Manila", "2026-03-28 10:00", 0, "03-29 10:00 03-30 10:00 03-31 10:00"},
		"midnight is skipped":     {"America/Santiago", "2026-09-05 00:00", 0, "09-06 01:00 09-07 00:00 09-08 00:00"},
	} {
		t.Run(name, func(t *testing.T) {
			loc := load(t, c.zone)
			at, err := time.ParseInLocation("2006-01-02 15:04", c.made, loc)
			require.NoError(t, err)
			p := draft()
			p.Owner.Zone, p.Customer.Zone, p.Cadence = "Asia/Manila", c.zone, c.cadence
			p.Due = commitment.At("", at.AddDate(0, 2, 0))
			p.Due.Zone = "UTC" // the customer's own zone wins
			p, err = commitment.Make(at, p, nil)
			require.NoError(t, err)
			var got []string
			for _, a := range ofRule(pol.Alarms(p), commitment.RuleUpdate) {
				got = append(got, a.Deadline.In(loc).Format("01-02 15:04"))
				require.Equal(t, time.Minute, a.Deadline.Sub(a.At))
			}
			require.Equal(t, c.want, strings.Join(got, " "))
		})
	}
	// The skeleton names the next time on the same clock.
	berlin := load(t, "Europe/Berlin")
	p := draft()
	p.Customer.Zone, p.Due = "Europe/Berlin", commitment.At("", time.Date(2026, 4, 20, 12, 0, 0, 0, berlin))
	p, err := commitment.Make(time.Date(2026, 3, 27, 10, 0, 0, 0, berlin), p, nil)
	require.NoError(t, err)
	require.Contains(t, wake(t, p, pol, commitment.RuleUpdate, "ana").Draft, "Sunday, 10 AM Berlin time", "due on Saturday, the next on the day on which the clocks go forward")
	// What was said to the minute is not read again: an hour that comes twice stays the one that was meant.
	twice := time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC) // 02:30 in Berlin, for the second time
	q := draft()
	q.Customer.Zone, q.Due = "Europe/Berlin", commitment.At("", twice.Add(99*time.Hour))
	q, err = commitment.Make(twice.Add(-30*time.Hour+123456*time.Microsecond), q, nil)
	require.NoError(t, err)
	require.Equal(t, q.MadeAt.Add(24*time.Hour), ofRule(pol.Alarms(q), commitment.RuleUpdate)[0].Deadline, "to the microsecond")
	q = must(q.Update(twice.Add(-20*time.Hour), commitment.Progress{Doing: "reading", NextUpdate: twice}))
	require.Equal(t, twice, ofRule(pol.Alarms(q), commitment.RuleUpdate)[0].Deadline)
	// A cadence beyond all reason asks for one update, in a hundred years.
	p = made(t, func(p *commitment.Promise) { p.Cadence = math.MaxInt64 })
	updates := ofRule(policy(t, nil).Alarms(p), commitment.RuleUpdate)
	require.Len(t, updates, 1)
	require.Equal(t, 2126, updates[0].Deadline.Year())
}

func TestChasersOnly(t *testing.T) {
	p := made(t, func(p *commitment.Promise) { p.Direction = commitment.TheyOwe })
	require.Equal(t, `72h0m0s chase 0 ana info
100h0m0s chase 1 ana info
144h0m0s chase 2 ana info
216h0m0s chase 3 ana info
`, timetable(policy(t, nil).Alarms(p)))
	b, err := p.Break(monday.Add(500*time.Hour), "ana", "the logs never came")
	require.NoError(t, err)
	require.Empty(t, policy(t, nil).Alarms(b), "never a broken notice")
}

// TestChasersLetPeopleSleep: after the date there is no deadline to keep, so a
// chaser waits for the morning.
func TestChasersLetPeopleSleep(t *testing.T) {
	p := made(t, func(p *commitment.Promise) {
		p.Direction, p.Owner.Zone, p.Owner.Quiet = commitment.ThirdOwes, "UTC", commitment.Quiet{Start: 11 * 60, End: 15 * 60}
		p.Debtor = commitment.Party{ID: "carrier"}
	})
	require.Equal(t, "72h0m0s chase 0 ana info\n103h0m0s chase 1 ana info\n144h0m0s chase 2 ana info\n216h0m0s chase 3 ana info\n", timetable(policy(t, nil).Alarms(p)))
}

// TestAlarmsAreNeverEarly: stores keep whole microseconds, and what falls between two
// is told at the later one.
func TestAlarmsAreNeverEarly(t *testing.T) {
	p := made(t, func(p *commitment.Promise) { p.Due.Deadline = monday.Add(10*time.Hour + time.Microsecond) })
	remind := ofRule(policy(t, &commitment.PolicyConfig{Remind: []commitment.Lead{{Left: 0.3}}}).Alarms(p), commitment.RuleRemind)[0]
	exact := p.Due.Deadline.Add(-time.Duration(0.3 * float64(10*time.Hour+time.Microsecond)))
	require.NotZero(t, exact.Nanosecond()%1000)
	require.True(t, remind.At.After(exact))
	require.Less(t, remind.At.Sub(exact), time.Microsecond)
	require.Zero(t, remind.At.Nanosecond()%1000)
	require.Empty(t, policy(t, nil).Alarms(draft()), "what was never made has no plan")
}

func TestUpdatesMovePlan(t *testing.T) {
	pol := policy(t, &commitment.PolicyConfig{Updates: 2})
	p := made(t, nil)
	before := pol.Alarms(p)
	q, err := p.Update(monday.Add(20*time.Hour), commitment.Progress{By: "ana", Doing: "reading logs", NextUpdate: monday.Add(30 * time.Hour)})
	require.NoError(t, err)
	updates := ofRule(pol.Alarms(q), commitment.RuleUpdate)
	require.Equal(t, "29h30m0s update 0 ana info\n53h30m0s update 1 ana info\n", timetable(updates))
	require.EqualValues(t, 2, updates[0].Revision, "a new update is asked for under a new key")
	require.Subset(t, keysOf(pol.Alarms(q)), keysOf(ofRule(before, commitment.RuleRemind)), "reminders keep their keys")
	require.Len(t, ofRule(pol.Alarms(q), commitment.RuleRemind), 3, "and the one beside the silence check comes, for the check has moved")
	require.Equal(t, monday.Add(77*time.Hour), ofRule(pol.Alarms(q), commitment.RuleSilence)[0].At, "three quarters of what was left")
}

func TestShortPromise(t *testing.T) {
	p := made(t, func(p *commitment.Promise) { p.Due.Deadline = monday.Add(2 * time.Minute) })
	plan := policy(t, &commitment.PolicyConfig{Updates: -1}).Alarms(p)
	require.Equal(t, "1m30s remind 1 ana info\n", timetable(ofRule(plan, commitment.RuleRemind)), "not three reminders in two minutes")
	require.Empty(t, ofRule(plan, commitment.RuleSilence), "no update was due")
}

func TestRiskToldManagersFirstAndOnce(t *testing.T) {
	pol := policy(t, nil)
	p := made(t, func(p *commitment.Promise) {
		p.Stakeholders = []commitment.Party{{ID: "di"}, {ID: "bo"}, {ID: "ana"}, {ID: "di"}} // bo is a manager, ana the owner
	})
	p, err := p.Risk(monday.Add(10*time.Hour), "", commitment.Infeasible, "")
	require.NoError(t, err)
	require.Equal(t, `10h0m0s risk 0 ana warning
10h0m0s risk 0 bo warning
10h0m0s risk 0 cy warning
10h5m0s risk 0 di warning
`, timetable(ofRule(pol.Alarms(p), commitment.RuleRisk)))
	require.Empty(t, ofRule(pol.Alarms(p), commitment.RuleCheck, commitment.RuleSilence), "nothing left to find out")

	said := made(t, nil)
	said, err = said.Risk(said.Due.Deadline.Add(-time.Minute), "ana", commitment.Said, "")
	require.NoError(t, err)
	require.Equal(t, `95h59m0s risk 0 bo warning
95h59m0s risk 0 cy warning
95h59m30s risk 0 di warning
`, timetable(ofRule(pol.Alarms(said), commitment.RuleRisk)), "a minute before the deadline the head start is shorter; the owner knows")
}

func TestStakeholdersHearOnceThatItIsOverdue(t *testing.T) {
	pol := policy(t, &commitment.PolicyConfig{Updates: -1})
	p := made(t, func(p *commitment.Promise) {
		p.Stakeholders = []commitment.Party{{ID: "di"}, {ID: "bo"}, {ID: "ana"}, {ID: "di"}}
	})
	overdue := "96h0m0s overdue 0 ana urgent\n96h5m0s overdue 0 di urgent\n120h0m0s overdue 1 ana urgent\n"
	require.Equal(t, overdue, timetable(ofRule(pol.Alarms(p), commitment.RuleOverdue)))
	p, err := p.Risk(monday.Add(time.Hour), "ana", commitment.Said, "")
	require.NoError(t, err)
	require.Equal(t, strings.Replace(overdue, "96h5m0s overdue 0 di urgent\n", "", 1), timetable(ofRule(pol.Alarms(p), commitment.RuleOverdue)), "they were told that it was at risk")
	none := policy(t, &commitment.PolicyConfig{Overdue: []commitment.Span{}})
	require.Empty(t, ofRule(none.Alarms(made(t, nil)), commitment.RuleOverdue))
}

func TestBrokenAndRenegotiatedAreTold(t *testing.T) {
	pol := policy(t, nil)
	p := made(t, nil)
	q, err := renegotiate(p, monday.Add(time.Hour), commitment.At("", monday.Add(200*time.Hour)))
	require.NoError(t, err)
	require.Equal(t, "1h0m0s renegotiated 0 bo info\n1h0m0s renegotiated 0 cy info\n1h5m0s renegotiated 0 di info\n", timetable(ofRule(pol.Alarms(q), commitment.RuleRenegotiated)))
	b, err := q.Break(monday.Add(300*time.Hour), "ana", "gave up")
	require.NoError(t, err)
	require.Equal(t, "300h0m0s broken 0 bo urgent\n300h0m0s broken 0 cy urgent\n300h5m0s broken 0 di urgent\n", timetable(pol.Alarms(b)))
	muted := policy(t, &commitment.PolicyConfig{Mute: []commitment.Rule{commitment.RuleBroken, commitment.RuleRenegotiated}})
	require.Empty(t, muted.Alarms(b))
	require.Empty(t, ofRule(muted.Alarms(q), commitment.RuleRenegotiated))
}

func TestAssignPlansForTheNewOwner(t *testing.T) {
	pol := policy(t, &commitment.PolicyConfig{Updates: -1, Silence: -1})
	p := made(t, nil)
	q, err := p.Assign(monday.Add(60*time.Hour), "bo", commitment.Staff{Owner: commitment.Party{ID: "eve"}, Managers: p.Managers}, "ana is ill")
	require.NoError(t, err)
	require.Equal(t, "72h0m0s remind 1 eve info\n95h0m0s remind 2 eve info\n", timetable(ofRule(pol.Alarms(q), commitment.RuleRemind)), "what passed before eve came is not hers")
	late, err := p.Assign(monday.Add(110*time.Hour), "bo", commitment.Staff{Owner: commitment.Party{ID: "eve"}, Managers: p.Managers}, "ana is ill")
	require.NoError(t, err)
	require.Equal(t, "96h0m0s overdue 0 eve urgent\n120h0m0s overdue 1 eve urgent\n", timetable(ofRule(pol.Alarms(late), commitment.RuleOverdue)), "that it is overdue eve hears at once")
	require.Equal(t, ofRule(pol.Alarms(p), commitment.RuleEscalate), ofRule(pol.Alarms(late), commitment.RuleEscalate), "the managers do not hear twice")
}

func TestChannels(t *testing.T) {
	pol := policy(t, &commitment.PolicyConfig{Updates: -1, Channels: map[commitment.Severity][]commitment.Channel{commitment.Critical: {"pager", "email"}}, Escalate: []commitment.Level{{Parties: []commitment.Party{{ID: "queue"}, {ID: "bo"}}}}})
	p := made(t, func(p *commitment.Promise) { p.Managers[0].Channel = "slack" })
	require.Equal(t, "96h0m0s escalate 0 bo critical slack\n96h0m0s escalate 0 queue critical email\n96h0m0s escalate 0 queue critical pager\n", timetable(ofRule(pol.Alarms(p), commitment.RuleEscalate)))
}

func TestWorkingTimeLead(t *testing.T) {
	berlin := load(t, "Europe/Berlin")
	cal := office(t, berlin)
	cfg := &commitment.PolicyConfig{Updates: -1, Silence: -1, Escalate: []commitment.Level{}, Overdue: []commitment.Span{}, Remind: []commitment.Lead{{Working: commitment.Span(4 * time.Hour)}}}
	p := made(t, func(p *commitment.Promise) {
		p.Due = commitment.At("Tuesday 10", time.Date(2026, 3, 3, 10, 0, 0, 0, berlin))
	})
	require.Equal(t, "21h0m0s remind 0 ana info\n", timetable(policy(t, cfg).Alarms(p)), "without a calendar it is elapsed time")
	cfg.Calendars = func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return cal }
	plan := policy(t, cfg).Alarms(p)
	require.Equal(t, "5h0m0s remind 0 ana info\n", timetable(ofRule(plan, commitment.RuleRemind)), "four working hours before Tuesday 10:00 is Monday 14:00")
	require.Len(t, ofRule(plan, commitment.RuleCheck), 2, "owners with a calendar are checked on")
}

func load(t testing.TB, zone string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	return loc
}

// office works Monday to Friday from 9 to 17.
func office(t testing.TB, loc *time.Location) *calendar.Calendar {
	t.Helper()
	cfg := calendar.Config{Zone: loc}
	for d := time.Monday; d <= time.Friday; d++ {
		cfg.Weekly[d] = []calendar.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	c, err := calendar.New(cfg)
	require.NoError(t, err)
	return c
}

func TestQuietHours(t *testing.T) {
	night := commitment.Quiet{Start: 22 * 60, End: 7 * 60}
	weekend := commitment.Quiet{Start: 18 * 60, End: 8 * 60, Days: commitment.Days(time.Saturday, time.Sunday)}
	berlin := "Europe/Berlin"
	for name, c := range map[string]struct {
		quiet    commitment.Quiet
		zone     string
		deadline string // in the recipient's zone
		before   time.Duration
		want     string
	}{
		"by day nothing moves":            {night, berlin, "2026-03-04 17:00", time.Hour, "2026-03-04 16:00"},
		"to the morning":                  {night, berlin, "2026-03-05 12:00", 10 * time.Hour, "2026-03-05 07:00"},
		"never past the deadline":         {night, berlin, "2026-03-05 06:00", 2 * time.Hour, "2026-03-04 22:00"},
		"nor to the deadline itself":      {night, berlin, "2026-03-05 07:00", 2 * time.Hour, "2026-03-04 22:00"},
		"to the last moment there is":     {night, berlin, "2026-03-05 07:05", 2 * time.Hour, "2026-03-05 07:00"},
		"start of quiet is not quiet":     {night, berlin, "2026-03-05 22:00", time.Microsecond, "2026-03-05 21:59"},
		"the recipient's zone":            {night, "Asia/Manila", "2026-03-05 12:00", 10 * time.Hour, "2026-03-05 07:00"},
		"a whole weekend":                 {weekend, berlin, "2026-03-09 12:00", 40 * time.Hour, "2026-03-09 08:00"},
		"back over a whole weekend":       {weekend, berlin, "2026-03-08 20:00", 20 * time.Hour, "2026-03-06 18:00"},
		"the night clocks go forward":     {night, berlin, "2026-03-29 12:00", 10 * time.Hour, "2026-03-29 07:00"},
		"the night clocks go back":        {night, berlin, "2026-10-25 12:00", 9 * time.Hour, "2026-10-25 07:00"},
		"a zone whose midnight is a gap":  {commitment.Quiet{Days: commitment.Days(time.Sunday)}, "America/Santiago", "2026-09-07 12:00", 30 * time.Hour, "2026-09-07 00:00"},
		"quiet by day":                    {commitment.Quiet{Start: 12 * 60, End: 13 * 60}, berlin, "2026-03-04 17:00", 4*time.Hour + 30*time.Minute, "2026-03-04 13:00"},
		"quiet until midnight":            {commitment.Quiet{Start: 20 * 60, End: 24 * 60}, berlin, "2026-03-05 08:00", 10 * time.Hour, "2026-03-05 00:00"},
		"quiet from midnight, and Sunday": {commitment.Quiet{Start: 0, End: 6 * 60, Days: commitment.Days(time.Sunday)}, berlin, "2026-03-09 12:00", 20 * time.Hour, "2026-03-09 06:00"},
	} {
		t.Run(name, func(t *testing.T) {
			loc := load(t, c.zone)
			deadline, err := time.ParseInLocation("2006-01-02 15:04", c.deadline, loc)
			require.NoError(t, err)
			pol := policy(t, &commitment.PolicyConfig{Updates: -1, Silence: -1, Remind: []commitment.Lead{{Before: commitment.Span(c.before)}}})
			p, err := commitment.Make(monday, func() commitment.Promise {
				p := draft()
				p.Owner.Zone, p.Owner.Quiet, p.Due = c.zone, c.quiet, commitment.At("", deadline)
				return p
			}(), nil)
			require.NoError(t, err)
			got := ofRule(pol.Alarms(p), commitment.RuleRemind)
			require.Len(t, got, 1)
			require.Equal(t, c.want, got[0].At.In(loc).Format("2006-01-02 15:04"))
		})
	}
}

// TestQuietHoursUpToTheDeadline: where every moment from the promise to the
// deadline is quiet there is nowhere to go, and a reminder in the night is better
// than none.
func TestQuietHoursUpToTheDeadline(t *testing.T) {
	at := func(hour, minute int) time.Time { return time.Date(2026, 3, 3, hour, minute, 0, 0, time.UTC) }
	pol := policy(t, &commitment.PolicyConfig{Updates: -1, Remind: []commitment.Lead{{Left: 0.5}, {Before: commitment.Span(time.Hour)}}})
	p := draft()
	p.Owner.Zone, p.Owner.Quiet, p.Due = "UTC", commitment.Quiet{Start: 22 * 60, End: 7 * 60}, commitment.At("by six", at(30, 0))
	p, err := commitment.Make(at(23, 0), p, nil)
	require.NoError(t, err)
	plan := pol.Alarms(p)
	require.Equal(t, []time.Time{at(26, 30), at(29, 0)}, []time.Time{plan[0].At, plan[1].At})
	require.Equal(t, commitment.RuleRemind, plan[1].Rule)
	for _, a := range plan {
		if a.Rule == commitment.RuleOverdue {
			require.False(t, a.At.Before(p.Due.Deadline), "that it is overdue is no news before it is")
		}
	}
	// Promised when the quiet begins, a reminder may go to that very moment.
	p.MadeAt = at(22, 0)
	p, err = commitment.Make(at(22, 0), p, nil)
	require.NoError(t, err)
	require.Equal(t, at(22, 0), pol.Alarms(p)[0].At)
	// Two that the night moves to one moment, or nearly, are one.
	p.MadeAt, p.Due = at(12, 0), commitment.At("by noon", at(36, 0))
	p, err = commitment.Make(at(12, 0), p, nil)
	require.NoError(t, err)
	two := policy(t, &commitment.PolicyConfig{Updates: -1, Silence: -1, Remind: []commitment.Lead{{Before: commitment.Span(10 * time.Hour)}, {Before: commitment.Span(7 * time.Hour)}, {Before: commitment.Span(5*time.Hour - 2*time.Minute)}, {Before: commitment.Span(time.Hour)}}})
	got := ofRule(two.Alarms(p), commitment.RuleRemind)
	require.Len(t, got, 2)
	require.Equal(t, []time.Time{at(31, 2), at(35, 0)}, []time.Time{got[0].At, got[1].At})
}

func TestQuietHoursHoldBackNoRisk(t *testing.T) {
	night := commitment.Quiet{Start: 22 * 60, End: 7 * 60}
	risk := func(at, deadline time.Time) []commitment.Alarm {
		p := made(t, func(p *commitment.Promise) {
			p.Managers = []commitment.Party{{ID: "bo", Zone: "UTC", Quiet: night}}
			p.Due.Deadline = deadline
		})
		p, err := p.Risk(at, "ana", commitment.Said, "")
		require.NoError(t, err)
		return ofRule(policy(t, nil).Alarms(p), commitment.RuleRisk)
	}
	at := time.Date(2026, 3, 3, 23, 0, 0, 0, time.UTC)
	plan := risk(at, at.Add(72*time.Hour))
	require.Equal(t, at.Add(8*time.Hour), plan[0].At, "days are left: the manager sleeps")
	require.Equal(t, at.Add(8*time.Hour+5*time.Minute), plan[1].At, "and hears first all the same")
	require.EqualValues(t, "di", plan[1].Recipient)
	plan = risk(at, at.Add(9*time.Hour))
	require.Equal(t, at, plan[0].At, "holding back would cost most of the time left")

	// One manager sleeps, the other does not: the stakeholders hear after the first of them.
	p := made(t, func(p *commitment.Promise) {
		p.Managers = []commitment.Party{{ID: "bo", Zone: "UTC", Quiet: night}, {ID: "cy", Zone: "America/New_York", Quiet: night}}
		p.Due.Deadline = at.Add(72 * time.Hour)
	})
	p, err := p.Risk(at, "ana", commitment.Said, "")
	require.NoError(t, err)
	var got []string
	for _, a := range ofRule(policy(t, nil).Alarms(p), commitment.RuleRisk) {
		got = append(got, fmt.Sprint(a.At.Sub(at), " ", a.Recipient))
	}
	require.Equal(t, []string{"0s cy", "5m0s di", "8h0m0s bo"}, got)
}

// TestQuietAgainstMinutes compares the moves with a second implementation that
// walks the minutes.
func TestQuietAgainstMinutes(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	zones := []string{"Europe/Berlin", "America/Santiago", "Asia/Manila", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe"}
	moved := 0
	for range 400 {
		zone := zones[rng.IntN(len(zones))]
		loc := load(t, zone)
		q := commitment.Quiet{Start: commitment.Clock(rng.IntN(97) * 15), End: commitment.Clock(rng.IntN(97) * 15), Days: commitment.Weekdays(rng.IntN(127))}
		made := time.Date(2026, time.Month(1+rng.IntN(12)), 1+rng.IntN(28), rng.IntN(24), rng.IntN(4)*15, 0, 0, time.UTC)
		deadline := made.Add(time.Duration(2+rng.IntN(20*24)) * time.Hour)
		lead := time.Duration(1+rng.IntN(int(deadline.Sub(made)/time.Minute)-1)) * time.Minute
		p := draft()
		p.Owner.Zone, p.Owner.Quiet, p.Due = zone, q, commitment.At("", deadline)
		p, err := commitment.Make(made, p, nil)
		if err != nil {
			require.ErrorIs(t, err, commitment.ErrQuiet)
			continue
		}
		pol := policy(t, &commitment.PolicyConfig{Updates: -1, Silence: -1, Remind: []commitment.Lead{{Before: commitment.Span(lead)}}})
		got := ofRule(pol.Alarms(p), commitment.RuleRemind)
		require.Len(t, got, 1)
		at := deadline.Add(-lead)
		want := walk(q, at, made, deadline.Add(-5*time.Minute), loc)
		require.Equal(t, want, got[0].At, "%s %+v at %v, made %v, due %v", zone, q, at.In(loc), made.In(loc), deadline.In(loc))
		if !want.Equal(at) {
			moved++
		}
	}
	require.Greater(t, moved, 50)
}

// isQuiet says whether a wall clock minute is inside quiet hours.
func isQuiet(q commitment.Quiet, t time.Time) bool {
	m := commitment.Clock(t.Hour()*60 + t.Minute())
	if q.Days.Has(t.Weekday()) {
		return true
	}
	if q.Start < q.End {
		return q.Start <= m && m < q.End
	}
	return q.Start > q.End && (m >= q.Start || m < q.End)
}

func walk(q commitment.Quiet, at, floor, limit time.Time, loc *time.Location) time.Time {
	// The minute that ends at t and the one that begins there must both be quiet
	// for t to lie inside.
	inside := func(t time.Time) bool {
		return isQuiet(q, t.Add(-time.Minute).In(loc)) && isQuiet(q, t.In(loc))
	}
	if !inside(at) {
		return at
	}
	to := at
	for inside(to) {
		to = to.Add(time.Minute)
	}
	if !to.After(limit) {
		return to
	}
	from := at
	for inside(from) {
		from = from.Add(-time.Minute)
	}
	if !from.Before(floor) {
		return from
	}
	return at
}

func TestPolicyRefuses(t *testing.T) {
	for name, cfg := range map[string]commitment.PolicyConfig{
		"no lead":             {Remind: []commitment.Lead{{}}},
		"two leads in one":    {Remind: []commitment.Lead{{Left: 0.5, Before: 1}}},
		"all of the time":     {Remind: []commitment.Lead{{Left: 1}}},
		"negative":            {Remind: []commitment.Lead{{Before: -1}}},
		"reminder after":      {Remind: []commitment.Lead{{After: 1}}},
		"not a number":        {Chase: []commitment.Lead{{Left: math.NaN()}}},
		"check at nothing":    {Checks: []float64{0}},
		"negative gap":        {Gap: -1},
		"tiny cadence":        {Cadence: 1},
		"negative lead":       {UpdateLead: -1},
		"many updates":        {Updates: 101},
		"silence of all":      {Silence: 1},
		"negative head start": {HeadStart: -1},
		"overdue before":      {Overdue: []commitment.Span{-1}},
		"escalate before":     {Escalate: []commitment.Level{{After: -1}}},
		"margin":              {Margin: commitment.Margin{Share: -2}},
		"least":               {Margin: commitment.Margin{Least: -7}},
		"eleven times":        {Margin: commitment.Margin{Share: 11}},
		"margin of NaN":       {Margin: commitment.Margin{Share: math.NaN()}},
		"all is left":         {Remind: []commitment.Lead{{Left: 1.0000001}}},
		"too many":            {Remind: make([]commitment.Lead, 101)},
		"too many chasers":    {Chase: slices.Repeat([]commitment.Lead{{Left: 0.5}}, 101)},
		"too many checks":     {Checks: slices.Repeat([]float64{0.5}, 101)},
		"too many overdue":    {Overdue: make([]commitment.Span, 101)},
		"too many levels":     {Escalate: make([]commitment.Level, 101)},
	} {
		_, err := commitment.NewPolicy(&cfg)
		require.ErrorIs(t, err, commitment.ErrPolicy, name)
	}
	_, err := commitment.NewPolicy(&commitment.PolicyConfig{Escalate: []commitment.Level{{Parties: []commitment.Party{{ID: "q", Zone: "Nowhere"}}}}})
	require.ErrorIs(t, err, commitment.ErrZone)
}

func TestPolicyJSON(t *testing.T) {
	cfg, err := commitment.ParsePolicy([]byte(`{"remind": [{"left": 0.3}, {"before": "45m"}], "escalate": [{"after": "2h", "parties": [{"id": "queue", "quiet": {"start": "22:00", "end": "07:00", "days": "sat,sun"}}]}],
		"channels": {"critical": ["pager"]}, "margin": {"share": 0.5}}`))
	require.NoError(t, err)
	p := policy(t, cfg)
	b, err := p.Effective()
	require.NoError(t, err)
	again, err := commitment.ParsePolicy(b)
	require.NoError(t, err)
	b2, err := policy(t, again).Effective()
	require.NoError(t, err)
	require.Equal(t, string(b), string(b2), "the effective settings are settings")
	require.Contains(t, string(b), `"45m0s"`)
	require.Contains(t, string(b), `"cadence": "24h0m0s"`)
	for _, bad := range []string{`{"remnid": []}`, `{"gap": "soon"}`, `{"gap": 5} {}`, `[]`, ``, `{"remind": [{"left": 2}]}`, `{"escalate":[{"parties":[{"id":"x","quiet":{"start":"25:00","end":"1:00"}}]}]}`} {
		_, err := commitment.ParsePolicy([]byte(bad))
		require.Error(t, err, bad)
	}
	_, err = commitment.ParsePolicy([]byte(`{"remnid": []}`))
	require.ErrorIs(t, err, commitment.ErrPolicy)
	require.Contains(t, err.Error(), "remnid")
}

func TestTexts(t *testing.T) {
	var c commitment.Clock
	for in, want := range map[string]commitment.Clock{"0:00": 0, "07:30": 450, "24:00": 1440} {
		require.NoError(t, c.UnmarshalText([]byte(in)))
		require.Equal(t, want, c)
	}
	for _, in := range []string{"", "7", "24:01", "12:60", "12:5", "-1:00", "12:00pm", "123:00", "１２:00", ":30"} {
		require.ErrorIs(t, c.UnmarshalText([]byte(in)), commitment.ErrQuiet, in)
	}
	var w commitment.Weekdays
	require.NoError(t, w.UnmarshalText([]byte(" Sat,sun ")))
	require.Equal(t, commitment.Days(time.Saturday, time.Sunday), w)
	require.Equal(t, "sun,sat", w.String())
	require.ErrorIs(t, w.UnmarshalText([]byte("caturday")), commitment.ErrQuiet)
	require.Equal(t, commitment.Days(time.Saturday, time.Sunday), w, "unchanged after an error")
	require.Equal(t, "State(9)", commitment.State(9).String())
	_, err := json.Marshal(commitment.State(9))
	require.Error(t, err)
	enums(t)
}

// text is what every enum offers.
type text interface {
	fmt.Stringer
	MarshalText() ([]byte, error)
}

func enums(t *testing.T) {
	t.Helper()
	for _, e := range []struct {
		value text
		into  interface{ UnmarshalText([]byte) error }
	}{
		{commitment.Released, new(commitment.State)}, {commitment.ThirdOwes, new(commitment.Direction)}, {commitment.Critical, new(commitment.Severity)},
		{commitment.Debtor, new(commitment.Role)}, {commitment.NotReachable, new(commitment.Answer)}, {commitment.EventAmended, new(commitment.EventKind)},
		{commitment.DependencySlips, new(commitment.Cause)}, {commitment.No, new(commitment.Verdict)}, {commitment.SignalStore, new(commitment.SignalKind)}, {commitment.Quarterly, new(commitment.Period)},
	} {
		b, err := e.value.MarshalText()
		require.NoError(t, err)
		require.Equal(t, e.value.String(), string(b))
		require.NoError(t, e.into.UnmarshalText(b))
		back, err := e.into.(text).MarshalText()
		require.NoError(t, err)
		require.Equal(t, string(b), string(back))
		require.ErrorIs(t, e.into.UnmarshalText([]byte("nonsense")), commitment.ErrFormat)
	}
}
