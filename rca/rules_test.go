package rca_test

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/rca"
)

func zurich(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Zurich")
	require.NoError(t, err)
	return loc
}

// good is a document with nothing to find, in English and German.
func good(t testing.TB) *rca.Doc {
	t.Helper()
	at := func(day, h, m int) time.Time { return time.Date(2026, 3, day, h, m, 0, 0, zurich(t)) }
	b := rca.New("CASE-2026-0311", rca.InZone("Europe/Zurich"), rca.Dated(rca.Date{Year: 2026, Month: 3, Day: 16}),
		rca.WrittenBy("Anna Keller"), rca.Titled("Reservations fail after a drain"),
		rca.ForCustomer(rca.CustomerRef{ID: "acme", Name: "Acme Travel", Zone: "Asia/Manila"}, "AC-77"))
	b.Host("host", "db-primary-03", rca.As("the database server"), rca.AsIn(rca.Customer, language.German, "der Datenbankserver"))
	b.Person("dev", "Jonas Meier")
	team := b.Team("team", "Storage Team Zurich", rca.As("Storage engineering"), rca.AsIn(rca.Customer, language.German, "Speichertechnik"))
	e1 := b.Evidence(rca.Log, "s3://logs/drain.json", rca.SHA256(sha256.Sum256([]byte("log"))))
	e2 := b.Evidence(rca.Metric, "dashboard reservations")
	told := rca.Disclose(rca.Customer)
	drained := b.Fact("{dev} drained {host} before its replica was ready", rca.By(e1), rca.Confirmed)
	failed := b.Fact("Reservations failed while {host} was away", rca.By(e1, e2), rca.Confirmed, told)
	noCheck := b.Fact("The drain does not wait for the replica", rca.By(e1), rca.Confirmed, told)
	noAlarm := b.Fact("No alarm looks at reservations", rca.By(e2), rca.Confirmed, told)
	back := b.Fact("The replica took over", rca.By(e1), rca.Confirmed, told)
	count := b.Fact("The log counts the requests that failed", rca.Measured, rca.By(e2), told)
	fixed := b.Fact("A drain without a replica is refused since then", rca.Measured, rca.By(e1), told)
	b.Timeline("t0", at(10, 9, 0), drained, rca.History())
	t1 := b.Timeline("t1", at(11, 14, 0), failed, rca.Started)
	b.Timeline("t2", at(11, 14, 20), noAlarm, rca.Detected)
	t3 := b.Timeline("t3", at(11, 15, 10), back, rca.Mitigated)
	b.Timeline("t4", at(11, 16, 0), fixed, rca.Resolved)
	b.Impact(rca.Failed(70).Of(2310).Requests().Between(t1, t3), count, told)
	root := b.Root(noCheck, rca.Controllable())
	trigger := b.Trigger(failed, rca.Because(root))
	escape := b.Escape(noAlarm, rca.Controllable())
	b.Action("Start the drain only with a ready replica", rca.Correct(trigger), rca.Verified, rca.Owner(team), rca.Due(rca.Date{Year: 2026, Month: 3, Day: 12}),
		rca.Urgent, rca.Tracker("OPS-1"), rca.Proof(fixed))
	a2 := b.Action("Refuse a drain without a ready replica", rca.Prevent(root), rca.Agreed, rca.Owner(team), rca.Due(rca.Date{Year: 2026, Month: 3, Day: 27}), rca.High, rca.Tracker("OPS-2"))
	b.Action("Alert when no reservation succeeds for 5 min", rca.Detect(escape), rca.Agreed, rca.Owner(team), rca.Due(rca.Date{Year: 2026, Month: 3, Day: 20}), rca.High, rca.Tracker("OPS-3"))
	b.Action("Replace the drain tool", rca.Prevent(root))
	b.Say(rca.Customer, language.English, "Between {t1} and {t3}, {m1} failed ({t1..t3}) because {host} was away. We are sorry for the trouble this caused you.", failed, count)
	b.Say(rca.Customer, language.English, "A drain did not wait for the replica.", rca.For(root), noCheck)
	b.Say(rca.Customer, language.English, "We will refuse such a drain from {a2} on.", rca.For(a2), noCheck)
	b.Say(rca.Customer, language.German, "Zwischen {t1} und {t3} scheiterten {m1} ({t1..t3}), weil {host} fehlte. Wir bedauern die Umstände, die Ihnen das machte.", failed, count)
	b.Say(rca.Customer, language.German, "Das Entleeren wartete nicht auf die Kopie.", rca.For(root), noCheck)
	b.Say(rca.Customer, language.German, "Ab {a2} weisen wir ein solches Entleeren ab.", rca.For(a2), noCheck)
	d, err := b.Build()
	require.NoError(t, err)
	return d
}

// Each rule with what breaks it: the document before is the passing example.
func TestRules(t *testing.T) {
	day := func(d int) rca.Date { return rca.Date{Year: 2026, Month: 3, Day: d} }
	for _, c := range []struct {
		name  string
		rule  practice.RuleID
		place string
		spoil func(d *rca.Doc)
		what  string
	}{
		{"fact without evidence", "R1", "fact f1", func(d *rca.Doc) { d.Facts[0].Evidence = nil }, "reported"},
		{"empty fact", "R1", "fact f1", func(d *rca.Doc) { d.Facts[0].Text = " " }, "says nothing"},
		{"statement without a fact", "R1", "statement s1 (customer, en)", func(d *rca.Doc) { d.Statements[0].Facts = nil }, "cites no fact"},
		{"dangling evidence", "R2", "fact f1", func(d *rca.Doc) { d.Facts[0].Evidence[0] = "e9" }, `"e9"`},
		{"dangling slot", "R2", "fact f1", func(d *rca.Doc) { d.Facts[0].Text = "{nobody} drained it" }, "{nobody}"},
		{"slot of a fact", "R2", "fact f1", func(d *rca.Doc) { d.Facts[0].Text = "{f2} drained it" }, "want entity"},
		{"open brace", "R2", "fact f1", func(d *rca.Doc) { d.Facts[0].Text = "it { broke" }, "{{"},
		{"dangling because", "R2", "cause c2", func(d *rca.Doc) { d.Causes[1].Because = []rca.Ref{"c9"} }, `"c9"`},
		{"dangling citation", "R2", "statement s1 (customer, en)", func(d *rca.Doc) { d.Statements[0].Facts = append(d.Statements[0].Facts, "f99") }, `"f99"`},
		{"id twice", "R2", "document", func(d *rca.Doc) { d.Evidence[1].ID = "f1" }, `"f1" names two parts`},
		{"statement twice", "R2", "statement s1 (customer, en)", func(d *rca.Doc) { d.Statements[1].ID = "s1" }, "no id of its own"},
		{"no id", "R2", "document", func(d *rca.Doc) { d.ID = "" }, "no id"},
		{"unused fact", "R2", "fact f99", func(d *rca.Doc) {
			d.Facts = append(d.Facts, rca.Fact{ID: "f99", Text: "x", Kind: rca.Reported})
		}, "used by nothing"},
		{"no zone", "R3", "document", func(d *rca.Doc) { d.Zone = "" }, "IANA"},
		{"machine's zone", "R3", "event t1", func(d *rca.Doc) { d.Timeline[1].Zone = "Local" }, "IANA"},
		{"abbreviation", "R3", "event t1", func(d *rca.Doc) { d.Timeline[1].Zone = "CST" }, "IANA"},
		{"no instant", "R3", "event t1", func(d *rca.Doc) { d.Timeline[1].At = time.Time{} }, "no instant"},
		{"unsorted", "R4", "event t2", func(d *rca.Doc) { d.Timeline[1].At = d.Timeline[1].At.Add(30 * time.Minute) }, "sort"},
		{"detected before started", "R5", "event t1", func(d *rca.Doc) { d.Timeline[1].Phase, d.Timeline[2].Phase = rca.Detected, rca.Started }, "started <= detected"},
		{"phase twice", "R5", "event t3", func(d *rca.Doc) { d.Timeline[3].Phase = rca.Started }, "one event is"},
		{"wrong month", "R5", "event t0", func(d *rca.Doc) { d.Timeline[0].History = false }, "outside"},
		{"typed duration", "R6", "statement s1 (customer, en)", func(d *rca.Doc) { d.Statements[0].Text = "It took 45 minutes to notice, sorry" }, "45 minutes"},
		{"typed share", "R6", "statement s1 (customer, en)", func(d *rca.Doc) { d.Statements[0].Text = "About 3 % of it failed" }, "percentage"},
		{"working hours without a calendar", "R6", "statement s1 (customer, en)", func(d *rca.Doc) { d.Statements[0].Text = "It took {t1..t3 working}." }, "no calendar"},
		{"no measure", "R8", "impact", func(d *rca.Doc) { d.Impact = nil; d.Statements = nil }, "known"},
		{"measure without window", "R8", "impact", func(d *rca.Doc) { d.Impact[0].From, d.Impact[0].To = "", "" }, "window"},
		{"more than all", "R8", "measure m1", func(d *rca.Doc) { d.Impact[0].Value = 9999 }, "more than its total"},
		{"all without a measure", "R9", "statement s2 (customer, en)", func(d *rca.Doc) { d.Statements[1].Text = "ALL reservations were hit, every one." }, `"ALL"`},
		{"none without a measure", "R9", "statement s2 (customer, en)", func(d *rca.Doc) { d.Statements[1].Text = "Your data was never at risk" }, `"never"`},
		{"outage without a measure", "R9", "fact f5", func(d *rca.Doc) { d.Facts[4].Text = "The outage ended" }, `"outage"`},
		{"all with some", "R9", "statement s1 (customer, en)", func(d *rca.Doc) { d.Statements[0].Text = "All of {m1} failed." }, `"All"`},
		{"no escape", "R10", "causes", func(d *rca.Doc) { d.Causes = d.Causes[:2]; d.Actions = d.Actions[:2] }, "escape"},
		{"no trigger", "R10", "causes", func(d *rca.Doc) { d.Causes[1].Role = rca.Contributing }, "trigger"},
		{"one fact, two roles", "R10", "cause c2", func(d *rca.Doc) { d.Causes[1].Fact = "f3" }, "roles apart"},
		{"circle", "R11", "cause c1", func(d *rca.Doc) { d.Causes[0].Because = []rca.Ref{"c2"} }, "own cause"},
		{"no why", "R11", "causes", func(d *rca.Doc) { d.Causes[1].Because = nil }, "ask why"},
		{"out of our hands", "R11", "cause c1", func(d *rca.Doc) { d.Causes[0].Controllable = false }, "company can change"},
		{"person as cause, slot", "R12", "cause c1", func(d *rca.Doc) { d.Facts[2].Text = "{dev} did not wait for the replica" }, "{dev}"},
		{"person as cause, typed", "R12", "cause c1", func(d *rca.Doc) { d.Facts[2].Text = "Meier drained it too early" }, "dev"},
		{"human error", "R12", "cause c1", func(d *rca.Doc) { d.Facts[2].Text = "Human Error during the drain" }, "Human Error"},
		{"human error told", "R12", "statement s2 (customer, en)", func(d *rca.Doc) { d.Statements[1].Text = "An engineer forgot the replica" }, "engineer forgot"},
		{"root without action", "R13", "cause c1", func(d *rca.Doc) { d.Actions = d.Actions[2:3]; d.Statements = nil }, "no_action"},
		{"declined without reason", "R13", "action a4", func(d *rca.Doc) { d.Actions[3].State = rca.Declined }, "without a reason"},
		{"no owner", "R14", "action a2", func(d *rca.Doc) { d.Actions[1].Owner = "" }, "role or team"},
		{"person as owner", "R14", "action a2", func(d *rca.Doc) { d.Actions[1].Owner = "dev" }, "role or team"},
		{"no due", "R14", "action a3", func(d *rca.Doc) { d.Actions[2].Due = rca.Date{} }, "due date"},
		{"no priority", "R14", "action a2", func(d *rca.Doc) { d.Actions[1].Priority = rca.NoPriority }, "priority"},
		{"no tracker", "R14", "action a2", func(d *rca.Doc) { d.Actions[1].Tracker = "" }, "tracker"},
		{"no kind", "R14", "action a2", func(d *rca.Doc) { d.Actions[1].Kind = rca.NoActionKind }, "kind"},
		{"due before the document", "R15", "action a2", func(d *rca.Doc) { d.Actions[1].Due = day(13) }, "after the document"},
		{"due on a Sunday", "R15", "action a2", func(d *rca.Doc) { d.Actions[1].Due = day(29) }, "Sunday"},
		{"done without proof", "R15", "action a1", func(d *rca.Doc) { d.Actions[0].State, d.Actions[0].Proof = rca.Done, "" }, "proof"},
		{"verified without measure", "R15", "action a1", func(d *rca.Doc) { d.Actions[0].Proof = "f5" }, "measured"},
		{"contained for ever", "R15", "action a1", func(d *rca.Doc) { d.Actions[0].Kind = rca.ContainAction }, "removal date"},
		{"weak action", "R16", "action a2", func(d *rca.Doc) { d.Actions[1].Text = "Ensure that drains are safe" }, "Ensure"},
		{"no verb", "R16", "action a2", func(d *rca.Doc) { d.Actions[1].Text = "Better monitoring of drains" }, "verb"},
		{"endless action", "R16", "action a2", func(d *rca.Doc) { d.Actions[1].Text = strings.Repeat("do it ", 30) }, "60 words"},
		{"vague promise", "R17", "statement s3 (customer, en)", func(d *rca.Doc) { d.Statements[2].Text = "We will fix it ASAP, by {a2}" }, "ASAP"},
		{"blame", "R18", "fact f1", func(d *rca.Doc) { d.Facts[0].Text = "{dev} was careless with {host}" }, "careless"},
		{"intensifier", "R19", "statement s2 (customer, en)", func(d *rca.Doc) { d.Statements[1].Text = "A MASSIVE failure of the drain" }, "MASSIVE"},
		{"hedge on an observation", "R20", "fact f3", func(d *rca.Doc) { d.Facts[2].Text = "The drain probably did not wait" }, "probably"},
		{"hedge in a statement", "R20", "statement s2 (customer, en)", func(d *rca.Doc) { d.Statements[1].Text = "We believe the drain did not wait" }, "We believe"},
		{"admission too early", "R21", "statement s2 (customer, en)", func(d *rca.Doc) {
			d.Statements[1].Text = "This was our fault."
			d.Facts[2].Confidence = rca.Likely
		}, "our fault"},
		{"TBD", "R22", "fact f1", func(d *rca.Doc) { d.Facts[0].Text = "cause tbd" }, "tbd"},
		{"question marks", "R22", "action a4", func(d *rca.Doc) { d.Actions[3].Text = "Replace ??? by something" }, "???"},
		{"two labels", "R27", "entity host", func(d *rca.Doc) {
			d.Entities[0].Labels = append(d.Entities[0].Labels, rca.Label{Audience: rca.Customer, Language: language.English, Text: "the store"})
		}, "two labels"},
		{"one label for two", "R27", "entity team", func(d *rca.Doc) { d.Entities[2].Labels[0].Text = "The Database Server" }, "like entity host"},
		{"name without letters", "R27", "entity host", func(d *rca.Doc) { d.Entities[0].Names = []string{"--"} }, "without a letter"},
		{"pronoun", "R28", "statement s2 (customer, en)", func(d *rca.Doc) { d.Statements[1].Text = "He did not wait." }, `"He"`},
		{"secret", "R29", "evidence e1", func(d *rca.Doc) { d.Evidence[0].Ref = "curl -u app password=Tr0ub4dor" }, "password"},
		{"negative version", "R32", "document", func(d *rca.Doc) { d.Version = -1 }, "version -1"},
		{"silent version", "R32", "document", func(d *rca.Doc) { d.Version = 2 }, "version 2 does not say"},
		{"version that does not tell", "R32", "statement s1 (customer, en)", func(d *rca.Doc) {
			d.Version, d.Changes = 2, []rca.Change{{Version: 2, What: "The count was corrected"}}
		}, "for v2"},
		{"statement for no version", "R2", "statement s2 (customer, en)", func(d *rca.Doc) { d.Statements[1].For = "v2" }, "not in the document"},
		{"endless versions", "R32", "document", func(d *rca.Doc) { d.Version = 1 << 40 }, "at most"},
		{"missing translation", "R33", "statement s3 (customer, en)", func(d *rca.Doc) { d.Statements = d.Statements[:5] }, "into de"},
		{"other facts", "R33", "statement s2 (customer, de)", func(d *rca.Doc) { d.Statements[4].Facts = []rca.FactID{"f4"} }, "cites facts"},
		{"other slots", "R33", "statement s3 (customer, de)", func(d *rca.Doc) { d.Statements[5].Text = "Das tun wir." }, "slots"},
		{"other numbers", "R33", "statement s2 (customer, de)", func(d *rca.Doc) {
			d.Statements[1].Text, d.Statements[4].Text = "Rule 1,250 was off.", "Regel 1.520 war aus."
		}, "[1520]"},
		{"lost character", "R34", "fact f1", func(d *rca.Doc) { d.Facts[0].Text = "a \ufffd b" }, "U+FFFD"},
		{"control character", "R34", "fact f1", func(d *rca.Doc) { d.Facts[0].Text = "a \x00 b" }, "U+000000"},
	} {
		t.Run(string(c.rule)+" "+c.name, func(t *testing.T) {
			d := good(t)
			require.NoError(t, d.Check())
			c.spoil(d)
			var got []string
			for _, p := range rca.Problems(d.Check()) {
				got = append(got, string(p.Rule)+" "+p.Place+": "+p.What)
				if p.Rule == c.rule && p.Place == c.place && strings.Contains(p.What, c.what) {
					assert.NotEmpty(t, p.Reason)
					assert.Contains(t, p.Error(), p.Reason)
					assert.Contains(t, p.Error(), string(c.rule))
					return
				}
			}
			t.Errorf("no %s at %s with %q in:\n%s", c.rule, c.place, c.what, strings.Join(got, "\n"))
		})
	}
}

// What looks like a breach and is none.
func TestRulesPass(t *testing.T) {
	for name, change := range map[string]func(d *rca.Doc){
		"reported needs no evidence": func(d *rca.Doc) { d.Facts[0].Kind, d.Facts[0].Evidence = rca.Reported, nil },
		"inferred may be hedged": func(d *rca.Doc) {
			d.Facts[2].Kind, d.Facts[2].Text = rca.Inferred, "The drain probably did not wait"
		},
		"all with a measure of all": func(d *rca.Doc) {
			d.Impact[0].Value = 2310
			d.Statements[0].Text = "All of {m1} failed between {t1} and {t3} ({t1..t3}); {host} was away."
		},
		"none with a measure of none": func(d *rca.Doc) {
			d.Impact[0].Value = 0
			d.Statements[0].Text = "At no time did {m1} fail between {t1} and {t3} ({t1..t3}); {host} was away."
		},
		"admission of a confirmed cause": func(d *rca.Doc) { d.Statements[1].Text = "This was our fault." },
		"regret at any time":             func(d *rca.Doc) { d.Statements[1].Text = "We are sorry for the impact, and regret it." },
		"unknown with a date": func(d *rca.Doc) {
			d.Impact[0].Of = 0
			d.ImpactKnownBy = rca.Date{Year: 2026, Month: 3, Day: 20}
		},
		"a decision not to act": func(d *rca.Doc) {
			d.Actions = d.Actions[:2]
			d.Causes[2].NoAction = "The prevention makes it impossible"
		},
		"not at all":           func(d *rca.Doc) { d.Statements[1].Text = "Above all, the drain did not wait at all." },
		"numbers grouped":      func(d *rca.Doc) { d.Statements[1].Text, d.Statements[4].Text = "Rule 1,250", "Regel 1.250" },
		"a digit is no number": func(d *rca.Doc) { d.Facts[0].Text = "{dev} drained {host} of rack B12 in room 4" },
		"version with its change": func(d *rca.Doc) {
			d.Version = 2
			d.Changes = []rca.Change{{Version: 2, What: "The count was corrected"}}
			d.Statements = append(d.Statements,
				rca.Statement{ID: "s9", Audience: rca.Customer, Language: language.English, For: "v2", Text: "The number of failed requests was corrected."},
				rca.Statement{ID: "s9", Audience: rca.Customer, Language: language.German, For: "v2", Text: "Die Zahl der Anfragen wurde berichtigt."})
		},
		"braces": func(d *rca.Doc) { d.Facts[0].Text = "{dev} typed {{drain}} at {host}" },
	} {
		t.Run(name, func(t *testing.T) {
			d := good(t)
			change(d)
			assert.NoError(t, d.Check())
		})
	}
}

func TestPolicySetsRules(t *testing.T) {
	d := good(t)
	d.Facts[0].Evidence = nil
	d.Policy = &practice.Policy{}
	p := rca.Problems(d.Check())
	require.Len(t, p, 1)
	assert.Equal(t, practice.Observe, p[0].Setting, "the zero policy observes")
	d.Policy = &practice.Policy{Rules: []practice.PolicyRule{{Rule: "R1", Setting: practice.Off, Reason: "a pilot"}}}
	assert.NoError(t, d.Check())
	d.Evidence[0].Ref = "password=Tr0ub4dor9"
	p = rca.Problems(d.Check())
	require.Len(t, p, 1)
	assert.Equal(t, practice.Block, p[0].Setting, "secrets block under every policy")
}

func TestUnreviewedLanguageWarnsAtMost(t *testing.T) {
	d := good(t)
	d.Statements[4].Text = "Menschliches Versagen beim Entleeren."
	for _, p := range rca.Problems(d.Check()) {
		if p.Rule == "R12" {
			assert.Equal(t, practice.Warn, p.Setting)
			return
		}
	}
	t.Fatal("R12 does not read German")
}

func TestTenLinesMakeADraft(t *testing.T) {
	b := rca.New("D-1", rca.InZone("Europe/Zurich"))
	h := b.Host("h", "db-primary-03")
	f := b.Fact("{h} was full", rca.On(h))
	b.Timeline("t1", time.Date(2026, 3, 11, 14, 0, 0, 0, zurich(t)), f)
	d, err := b.Build()
	require.Error(t, err, "all problems, joined")
	require.NotNil(t, d)
	text := written(t, d, rca.Internal, language.English)
	assert.Contains(t, text, "DRAFT")
	assert.Contains(t, text, "db-primary-03 was full")
	assert.Contains(t, text, "R10 (block) causes")
	ed, err := d.Edition(rca.Internal, language.English)
	require.NoError(t, err)
	_, err = ed.Approve("Somebody", time.Now())
	require.ErrorIs(t, err, rca.ErrRefused)
}

func TestBuilderIsUsedOn(t *testing.T) {
	b := rca.New("D-1", rca.InZone("UTC"))
	e := b.Evidence(rca.File, "a")
	b.Fact("one", rca.By(e))
	d1, _ := b.Build()
	b.Fact("two", rca.By(e))
	d2, _ := b.Build()
	assert.Len(t, d1.Facts, 1)
	assert.Len(t, d2.Facts, 2)
	d2.Facts[0].Evidence[0] = "changed"
	d3, _ := b.Build()
	assert.Equal(t, rca.EvidenceID("e1"), d3.Facts[0].Evidence[0])
}

func TestSecretsAreWithheldAtInput(t *testing.T) {
	b := rca.New("D-1", rca.InZone("UTC"))
	e := b.Evidence(rca.Log, "https://app:hunter22@db.example.com/x")
	b.Fact("The job ran with password=Tr0ub4dor9 and card 4111 1111 1111 1111", rca.By(e))
	d, err := b.Build()
	n := 0
	for _, p := range rca.Problems(err) {
		if p.Rule == "R29" {
			n++
			assert.NotContains(t, p.Error(), "Tr0ub4dor9")
		}
	}
	assert.Equal(t, 3, n)
	for _, s := range []string{d.Facts[0].Text, d.Evidence[0].Ref} {
		assert.NotContains(t, s, "Tr0ub4dor9")
		assert.NotContains(t, s, "4111")
		assert.NotContains(t, s, "hunter22")
		assert.Contains(t, s, "[withheld ")
	}
	_, err = b.Build()
	require.Error(t, err, "building again reports again")
}

func TestLocalTimeRefusesWhatTheClockSkipsOrRepeats(t *testing.T) {
	for _, wall := range []string{"2026-03-29T02:30", "2026-10-25T02:30:00"} {
		_, err := rca.LocalTime(wall, "Europe/Zurich")
		require.Error(t, err, wall)
		assert.Contains(t, err.Error(), "R7")
		assert.Contains(t, err.Error(), "+0", "it shows a time with its offset")
	}
	at, err := rca.LocalTime("2026-03-11T23:00", "Asia/Shanghai")
	require.NoError(t, err)
	assert.Equal(t, "2026-03-11T15:00:00Z", at.UTC().Format(time.RFC3339))
	for _, zone := range []string{"", "Local", "CST", "Mars/Base", "../etc/passwd"} {
		_, err := rca.LocalTime("2026-03-11T23:00", zone)
		assert.ErrorContains(t, err, "R3", zone)
	}
	_, err = rca.LocalTime("yesterday", "Asia/Shanghai")
	assert.Error(t, err)
}
