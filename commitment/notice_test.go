package commitment_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/internal/locale"
)

var update = flag.Bool("update", false, "rewrite golden files")

// wake delivers one alarm of the promise at its time and returns the notice.
func wake(t testing.TB, p commitment.Promise, pol *commitment.Policy, rule commitment.Rule, to commitment.PartyID) commitment.Notice {
	t.Helper()
	for _, a := range pol.Alarms(p) {
		if a.Rule == rule && a.Recipient == to {
			return wakeAt(t, p, pol, a, a.At)
		}
	}
	t.Fatalf("no %s for %s in\n%s", rule, to, timetable(pol.Alarms(p)))
	return commitment.Notice{}
}

func wakeAt(t testing.TB, p commitment.Promise, pol *commitment.Policy, a commitment.Alarm, now time.Time) commitment.Notice {
	t.Helper()
	store := commitment.NewMemoryStore()
	_, err := store.Save(t.Context(), commitment.Write{Promise: p}, p.MadeAt)
	require.NoError(t, err)
	var got commitment.Notice
	k := keeper(t, store, commitment.NotifierFunc(func(_ context.Context, n commitment.Notice) error {
		got = n
		return nil
	}), &commitment.Options{Policy: pol, Now: func() time.Time { return now }})
	require.NoError(t, k.Wake(t.Context(), a))
	require.Equal(t, a.Key, got.Key)
	return got
}

// lives returns promises that lead to every sort of notice.
func lives(t testing.TB, lang language.Tag) map[commitment.Rule]commitment.Promise {
	t.Helper()
	p := made(t, func(p *commitment.Promise) {
		for _, party := range []*commitment.Party{&p.Owner, &p.Managers[0], &p.Managers[1], &p.Stakeholders[0], &p.Customer} {
			party.Language = lang
		}
		p.Owner.Zone, p.Managers[0].Zone = "Europe/Berlin", "America/New_York"
		p.Dependency, p.Stakes = "release-7", "their quarter-end report; the contract is up for renewal in April"
	})
	step := func(p commitment.Promise, err error) commitment.Promise {
		require.NoError(t, err)
		return p
	}
	updated := step(p.Update(monday.Add(20*time.Hour), commitment.Progress{By: "ana", Done: "reproduced the failure", Doing: "reading the export's logs"}))
	moved := step(p.Renegotiate(p.Due.Deadline.Add(time.Hour), commitment.Renegotiation{By: "ana", Due: commitment.Due{Said: "Wednesday noon", Deadline: monday.Add(9 * 24 * time.Hour), Zone: "Asia/Manila"}, Reason: "the vendor's logs came a day late", Agreed: "bo", Answer: commitment.Reluctant}))
	theirs := made(t, func(q *commitment.Promise) {
		*q = p
		q.Direction, q.What = commitment.TheyOwe, "send the browser logs"
	})
	return map[commitment.Rule]commitment.Promise{
		commitment.RuleRemind: p, commitment.RuleUpdate: updated, commitment.RuleOverdue: p, commitment.RuleEscalate: p,
		commitment.RuleRisk:         step(updated.Risk(monday.Add(60*time.Hour), "", commitment.Infeasible, "")),
		commitment.RuleRenegotiated: moved,
		commitment.RuleBroken:       step(p.Break(p.Due.Deadline.Add(30*time.Hour), "ana", "the data is gone")),
		commitment.RuleChase:        theirs,
	}
}

func TestNobodyIsSentToAskThemselves(t *testing.T) {
	p := made(t, func(p *commitment.Promise) { p.Stakes = "" })
	p, err := p.Risk(monday.Add(60*time.Hour), "", commitment.Silence, "")
	require.NoError(t, err)
	pol := policy(t, nil)
	require.Contains(t, wake(t, p, pol, commitment.RuleRisk, p.Managers[0].ID).Body, "Ask the owner")
	owner := wake(t, p, pol, commitment.RuleRisk, p.Owner.ID).Body
	require.Contains(t, owner, "Please note it down")
	require.NotContains(t, owner, "Ask the owner")
}

func TestTimeLeftIsWrittenToTheNearestMinute(t *testing.T) {
	p := made(t, nil)
	pol := policy(t, nil)
	for left, want := range map[time.Duration]string{
		8*time.Hour - time.Microsecond:  "8 hours:",
		72*time.Hour - time.Microsecond: "3 days:",
		7*time.Hour + 59*time.Minute:    "7 hours 59 minutes:",
		time.Hour + 29*time.Second:      "1 hour:",
		71*time.Hour + 59*time.Minute:   "71 hours:",
	} {
		for _, a := range pol.Alarms(p) {
			if a.Rule == commitment.RuleRemind && a.Ordinal == 0 {
				a.At, a.Until = p.MadeAt, time.Time{}
				require.Contains(t, wakeAt(t, p, pol, a, p.Due.Deadline.Add(-left)).Title, "Due in "+want)
			}
		}
	}
}

func TestNotices(t *testing.T) {
	pol := policy(t, nil)
	var b strings.Builder
	for _, lang := range []language.Tag{language.English, language.German, language.Spanish} {
		all := lives(t, lang)
		for _, rule := range []commitment.Rule{commitment.RuleRemind, commitment.RuleUpdate, commitment.RuleRisk, commitment.RuleOverdue, commitment.RuleEscalate, commitment.RuleRenegotiated, commitment.RuleBroken, commitment.RuleChase} {
			to := commitment.PartyID("bo")
			switch rule {
			case commitment.RuleRemind, commitment.RuleUpdate, commitment.RuleOverdue, commitment.RuleChase:
				to = "ana"
			}
			n := wake(t, all[rule], pol, rule, to)
			fmt.Fprintf(&b, "===== %s %s to %s\n%s\n\n%s\n", lang, rule, n.Recipient.Party.ID, n.Title, n.Body)
			if n.Draft != "" {
				fmt.Fprintf(&b, "----- draft (%s)\n%s", n.DraftLanguage, n.Draft)
			}
			require.Equal(t, lang, n.Language)
			require.NotContains(t, n.Title+n.Body+n.Draft, "{", "a slot was left open")
			require.NotContains(t, n.Title, "\n")
		}
	}
	const golden = "testdata/notices.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

// TestDraftsQuoteWhatWasSaid: what was promised is in somebody's own words, a
// fragment, a sentence or a whole message; the draft to the customer has to read
// well around them.
func TestDraftsQuoteWhatWasSaid(t *testing.T) {
	pol := policy(t, nil)
	quotes := map[language.Tag][2]string{language.English: {"“", "”"}, language.German: {"„", "“"}, language.Spanish: {"«", "»"}}
	for said, quoted := range map[string]string{
		"tell you here":           "tell you here",
		"ring you back tomorrow!": "ring you back tomorrow",
		"I'll look into it.":      "I'll look into it",
		"you will hear from me by 23:15 your time, after the change…": "you will hear from me by 23:15 your time, after the change",
		"send the logs,\n and then\r\n\tcall :":                       "send the logs, and then call",
		"{when} 100% sure 👍":                                          "{when} 100% sure 👍",
		"ログを送る":                                                       "ログを送る",
		strings.Repeat("very long ", 200):                             strings.TrimSpace(strings.Repeat("very long ", 30)),
	} {
		for lang, q := range quotes {
			all := lives(t, lang)
			for rule, to := range map[commitment.Rule]commitment.PartyID{commitment.RuleUpdate: "ana", commitment.RuleRisk: "bo", commitment.RuleBroken: "bo", commitment.RuleChase: "ana", commitment.RuleOverdue: "ana", commitment.RuleEscalate: "bo"} {
				p := all[rule]
				p.What = said
				n := wake(t, p, pol, rule, to)
				require.Contains(t, n.Draft, ": "+q[0]+quoted+q[1], "%s in %s: the words stand apart from the sentence, behind a colon", rule, lang)
				require.Contains(t, n.Body, strings.TrimSpace(said), "and whole in the notice")
			}
		}
	}
}

func TestOverdueToAStakeholder(t *testing.T) {
	n := wake(t, made(t, nil), policy(t, nil), commitment.RuleOverdue, "di")
	require.Equal(t, "Overdue by 5 minutes: send the root cause of the export failure", n.Title)
	require.Contains(t, n.Body, "Please speak with the owner before you speak with the customer")
	require.Contains(t, n.Body, "Owner: Ana")
	require.Empty(t, n.Draft, "one voice speaks with the customer")
	n = wake(t, made(t, nil), policy(t, nil), commitment.RuleEscalate, "bo")
	require.Contains(t, n.Body, "What missing it costs: not recorded. Ask the owner")
	require.Contains(t, n.Draft, "due: Friday, 4 PM Manila time. That time has passed")
}

func TestNoticeLanguagesAndZones(t *testing.T) {
	pol := policy(t, nil)
	p := made(t, func(p *commitment.Promise) {
		p.Owner.Language = language.MustParse("de-AT")
		p.Customer.Language = language.Thai // no texts
		p.Customer.Zone = "Asia/Bangkok"
		p.What = "reset\r\nX-Injected: yes " + strings.Repeat("long ", 100)
	})
	n := wake(t, p, pol, commitment.RuleUpdate, "ana")
	require.Equal(t, language.German, n.Language)
	require.Equal(t, language.English, n.DraftLanguage, "the notice says in which language the draft is")
	require.NotContains(t, n.Title, "\n")
	require.Less(t, len([]rune(n.Title)), 140)
	require.Contains(t, n.Draft, "Bangkok time")
	require.Contains(t, n.Body, "Berlin")
	require.NotContains(t, n.Body+n.Draft, "CET")
}

func TestNoticeOfErasedPromise(t *testing.T) {
	pol := policy(t, nil)
	for rule, p := range lives(t, language.English) {
		to := commitment.PartyID("bo")
		for _, a := range pol.Alarms(p) {
			if a.Rule == rule {
				to = a.Recipient
				break
			}
		}
		n := wake(t, commitment.Erasure{Tenant: "acme", Party: "zoe"}.Apply(p, p.MadeAt.Add(1e6*time.Second)), pol, rule, to)
		require.Contains(t, n.Title, "(erased)", rule)
		for _, word := range []string{"root cause", "Zoë", "logs", "renewal", "Wednesday noon", "vendor"} {
			require.NotContains(t, n.Title+n.Body+n.Draft, word)
		}
	}
}

func TestChaserAfterTheDate(t *testing.T) {
	pol := policy(t, nil)
	p := lives(t, language.English)[commitment.RuleChase]
	for _, a := range pol.Alarms(p) {
		n := wakeAt(t, p, pol, a, a.At)
		if a.At.After(p.Due.Deadline) {
			require.Contains(t, n.Draft, "still looking forward")
		} else {
			require.Contains(t, n.Draft, "friendly reminder")
		}
		for _, word := range []string{"broken", "failed", "late", "overdue"} {
			require.NotContains(t, strings.ToLower(n.Draft), word, "polite")
		}
	}
	third := made(t, func(p *commitment.Promise) {
		p.Direction, p.Debtor = commitment.ThirdOwes, commitment.Party{ID: "carrier", Name: "Carrier Ltd"}
	})
	n := wake(t, third, pol, commitment.RuleChase, "ana")
	require.Contains(t, n.Draft, "Hello Carrier Ltd,")
	require.Contains(t, n.Title, "Carrier Ltd")
}

// TestTextsAreUsed finds keys that code and files do not share: Text returns an
// unknown key as it is, and a key nobody asks for misleads translators.
func TestTextsAreUsed(t *testing.T) {
	c, err := locale.Load("commitment", os.DirFS("."), nil)
	require.NoError(t, err)
	var code strings.Builder
	for _, f := range []string{"text.go"} {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		code.Write(b)
	}
	for _, key := range c.Keys() {
		found := strings.Contains(code.String(), `"`+key+`"`)
		for _, built := range []string{"cause.", "answer.", "way."} {
			found = found || strings.HasPrefix(key, built)
		}
		for _, suffix := range []string{".title", ".body"} {
			found = found || strings.Contains(code.String(), `l.head("`+strings.TrimSuffix(key, suffix)+`"`)
		}
		require.True(t, found, "%s is in texts, but not in the code", key)
	}
	var keys []string
	for cause := commitment.Said; cause <= commitment.DependencySlips; cause++ {
		keys = append(keys, "cause."+cause.String())
	}
	for answer := commitment.Accepted; answer <= commitment.NotReachable; answer++ {
		keys = append(keys, "answer."+answer.String())
	}
	for _, way := range []string{"help", "time", "scope"} {
		keys = append(keys, "way."+way, "way."+way+".pushback")
	}
	require.NoError(t, c.Require(keys...))
}
