package review

import (
	"encoding/json"
	"errors"
	"sort"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

// shared is built once: a Reviewer is immutable.
var shared = sync.OnceValues(func() (*Reviewer, error) { return New(nil) })

func reviewer(t testing.TB) *Reviewer {
	t.Helper()
	r, err := shared()
	require.NoError(t, err)
	return r
}

func rulesOf(found []Finding) []string {
	out := []string{}
	for _, f := range found {
		out = append(out, f.Rule)
	}
	return out
}

func TestFindingsHaveSpansReasonsAndOrder(t *testing.T) {
	draft := "Hi Tom 🙂, you have to CALM DOWN!! We'll get back to you as soon as possible."
	found := reviewer(t).Review(draft, Context{})
	require.Equal(t, []string{"command-must", "command-calm", "shouting", "shouting", "no-commitment", "vague-time"}, rulesOf(found))
	assert.True(t, sort.SliceIsSorted(found, func(i, j int) bool { return found[i].Start < found[j].Start }))
	for _, f := range found {
		assert.Equal(t, draft[f.Start:f.End], f.Text)
		assert.NotEmpty(t, f.Reason)
		assert.NotEmpty(t, f.Suggestion)
		assert.True(t, f.Practice.Valid(), f.Practice)
	}
	assert.Equal(t, "as soon as possible", found[5].Text)
	assert.Equal(t, Error, found[5].Severity)
	for range 20 {
		require.Equal(t, found, reviewer(t).Review(draft, Context{}))
	}
}

func TestQuotedCustomerTextPasses(t *testing.T) {
	r := reviewer(t)
	for _, draft := range []string{
		`You wrote "calm down is all you ever say"; I have read it, and the refund left at 10:40.`,
		"> You must be kidding, this is stupid!!\n> ASAP please\n\nI have read it. The refund left at 10:40.",
		"Sie schrieben „as soon as possible“; the part is in the mail since 09:00.",
	} {
		for _, f := range r.Review(draft, Context{}) {
			assert.Equal(t, "shouting", f.Rule, draft) // stacked marks are looked at as bytes
		}
	}
	assert.Contains(t, rulesOf(r.Review(`> see "the log"`+"\n\nYour password is Hunter2!", Context{})), "leak-secret")
}

func TestRealDrafts(t *testing.T) {
	r := reviewer(t)
	for _, c := range []struct {
		name, draft string
		c           Context
		want        []string // rules that must be among the findings
	}{
		{"typos and case", "SORRY for the inconvinience, we will look in to it ASAP. pls dont worry abt it :)", Context{}, []string{"apology-hollow", "vague-time", "minimise"}},
		{"several sentences", "Hello Mrs. Li,\n\nthank you for your patience. Unfortunately our policy does not allow a refund after 14 days.\nYou should have read the terms.\n\nBest regards", Context{}, []string{"stock-phrase", "policy-shield", "blame-customer"}},
		{"hard-wrapped mail", "We are very sorry but the parcel\nwas lost. We will get back to you as\nsoon as possible.", Context{}, []string{"but-after-empathy", "vague-time"}},
		{"emoji", "Ouch 😬 that's your fault 🤷 You must update first", Context{}, []string{"blame-customer", "command-must"}},
		{"typographic marks", "We’ll look into it… You’ll hear from us “soon”, I’m sure it’s just a small glitch.", Context{}, []string{"no-commitment", "minimise"}},
		{"angry customer", "Hi there! What is your order number?", Context{Temper: temper.Angry, Known: []string{"order number: 4711"}}, []string{"no-empathy", "asks-again", "chirpy"}},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Subset(t, rulesOf(r.Review(c.draft, c.c)), c.want) })
	}
}

func TestReleasedNamesPass(t *testing.T) {
	r := reviewer(t)
	draft := "The errors on prod-eu-7 stop when the certificate is renewed; I do that at 15:00 CET."
	assert.Contains(t, rulesOf(r.Review(draft, Context{})), "leak-internals")
	for name, c := range map[string]Context{
		"customer": {LastCustomer: "we get 502 from prod-eu-7"},
		"known":    {Known: []string{"host prod-eu-7"}},
		"sent":     {Earlier: []string{"You are on prod-eu-7."}},
	} {
		assert.NotContains(t, rulesOf(r.Review(draft, c)), "leak-internals", name)
	}
}

func TestLanguageWithoutRules(t *testing.T) {
	r := reviewer(t)
	found := r.Review("Rauhoittukaa, hyvä herra.", Context{Language: language.Finnish})
	require.Equal(t, []string{"not-reviewed"}, rulesOf(found))
	assert.Contains(t, found[0].Reason, "fi")
	found = r.Review("Salasana: AKIAIOSFODNN7EXAMPLE", Context{Language: language.Finnish})
	assert.ElementsMatch(t, []string{"not-reviewed", "leak-secret"}, rulesOf(found))
	assert.False(t, r.Supports(language.Finnish).Supported())
	assert.Equal(t, Coverage{Rules: r.total, Total: r.total, Checked: true}, r.Supports(language.Und))
	assert.True(t, r.Supports(language.MustParse("en-GB")).Checked)
	de := r.Supports(language.German)
	assert.True(t, de.Supported())
	assert.False(t, de.Checked)
}

func TestUncheckedLanguageWarnsAtMost(t *testing.T) {
	found := reviewer(t).Review("Beruhigen Sie sich bitte. Ihr Passwort ist Sommer2024!", Context{Language: language.German})
	require.Len(t, found, 2)
	assert.Equal(t, "command-calm", found[0].Rule)
	assert.Equal(t, Warning, found[0].Severity)
	assert.Equal(t, "leak-secret", found[1].Rule)
	assert.Equal(t, Error, found[1].Severity, "a leak is no matter of wording")
}

func TestReaderLanguage(t *testing.T) {
	r, err := New(&Options{Reader: language.German})
	require.NoError(t, err)
	found := r.Review("Please calm down.", Context{})
	require.Len(t, found, 1)
	assert.Contains(t, found[0].Reason, "Ruhe")
	_, err = New(&Options{Reader: language.Finnish})
	require.ErrorIs(t, err, ErrOptions)
	assert.ErrorContains(t, err, "Reader")
}

func TestSuppression(t *testing.T) {
	r, err := New(&Options{Suppress: []Suppression{{Rule: "condescend", Phrase: "simply log", Reason: "our product is called Simply"}}})
	require.NoError(t, err)
	found := r.Review("Open Simply Log. As I already told you, it is there.", Context{})
	require.NotEmpty(t, found)
	for _, f := range found {
		assert.Equal(t, strings.Contains(strings.ToLower(f.Text), "simply log"), f.Suppressed != "", f.Text)
	}
	for _, s := range []Suppression{{Rule: "no-such-rule", Reason: "x"}, {Rule: "condescend", Reason: " "}, {Reason: "x"}} {
		_, err := New(&Options{Suppress: []Suppression{s}})
		require.ErrorIs(t, err, ErrOptions, "%+v", s)
		assert.ErrorContains(t, err, "Suppress[0].")
	}
}

func TestPolicy(t *testing.T) {
	off := &practice.Policy{Rules: []practice.PolicyRule{{Rule: "command-*", Setting: practice.Off, Reason: "trial"}}}
	r, err := New(&Options{Policy: off})
	require.NoError(t, err)
	assert.Empty(t, r.Review("Please calm down, you must wait until 16:00.", Context{}))
	assert.NotEmpty(t, r.Review("Your password is Hunter2!", Context{}))

	r, err = New(&Options{Policy: &practice.Policy{Apology: practice.FaultOnly}})
	require.NoError(t, err)
	draft := "I'm sorry you waited three days. A new one left at 14:10."
	assert.Equal(t, []string{"apology-policy"}, rulesOf(r.Review(draft, Context{})))
	assert.Empty(t, r.Review(draft, Context{FaultKnown: true}))

	r, err = New(&Options{Policy: &practice.Policy{Apology: practice.Sparing}})
	require.NoError(t, err)
	assert.Equal(t, []string{"apology-repeated"}, rulesOf(r.Review(draft, Context{Earlier: []string{"Sorry about the wait, Ann."}})))

	_, err = New(&Options{Policy: &practice.Policy{Apology: 9}})
	assert.ErrorIs(t, err, ErrOptions)
}

const ownRules = `{
  "checked": true,
  "classes": {"brand": ["acme one", "acme two"]},
  "marks": {"ours": {"patterns": ["{brand}"]}},
  "rules": [
    {"id": "command-calm", "severity": "warning", "practice": "B1", "reason": "house wording", "cases": [{"patterns": ["keep cool"]}]},
    {"id": "brand", "severity": "suggestion", "practice": "B1", "reason": "Say Acme.", "suggestion": "Acme",
     "cases": [{"patterns": ["the (machine|device)"], "needs_draft": ["ours"], "suggestion": "the Acme"}]}
  ]
}`

func TestHostRules(t *testing.T) {
	r, err := New(&Options{Rules: fstest.MapFS{
		"en.json": {Data: []byte(ownRules)},
		"nl.json": {Data: []byte(`{"rules":[{"id":"rustig","reason":"bevel","cases":[{"patterns":["rustig aan"]}]}]}`)},
	}})
	require.NoError(t, err)
	assert.Equal(t, []string{"command-calm", "brand"}, rulesOf(r.Review("Keep cool. Acme One is on; the device works.", Context{})))
	assert.Empty(t, r.Review("Calm down.", Context{}), "the host's rule replaces ours")
	found := r.Review("Rustig aan!", Context{Language: language.Dutch})
	assert.Equal(t, []string{"rustig"}, rulesOf(found))
	ids := []string{}
	for _, x := range r.Rules(language.Dutch) {
		ids = append(ids, string(x.ID))
	}
	assert.Equal(t, []string{"rustig"}, ids)
	assert.Nil(t, r.Rules(language.Finnish))
}

func TestRuleFileErrorsNameFileLineKey(t *testing.T) {
	for name, c := range map[string]struct {
		file, data string
		line       int
		key, say   string
	}{
		"syntax":       {"nl.json", "{\n  \"rules\": [,]\n}", 2, "rules[0]", "invalid character"},
		"empty":        {"nl.json", "", 1, "", "unexpected EOF"},
		"unknown key":  {"nl.json", "{\n  \"rules\": [\n {\"id\": \"x\", \"reason\": \"r\", \"patern\": []}]}", 3, "patern", "not a known key"},
		"wrong type":   {"nl.json", "{\n\"rules\": 3}", 2, "rules", "number"},
		"twice":        {"nl.json", "{\"rules\": [\n{\"id\":\"x\",\"reason\":\"r\"},\n{\"id\":\"x\",\"reason\":\"r\"}]}", 3, "rules[1].id", "twice"},
		"key twice":    {"nl.json", "{\"texts\": {},\n\"texts\": {}}", 2, "texts", "twice"},
		"no id":        {"nl.json", "{\"rules\": [\n{\"reason\":\"r\"}]}", 2, "rules[0]", "no id"},
		"bad id":       {"nl.json", "{\"rules\": [{\"id\":\"Bad Id\",\"reason\":\"r\"}]}", 1, "rules[0].id", "small letters"},
		"no reason":    {"nl.json", "{\"rules\": [{\"id\":\"x\"}]}", 1, "rules[0]", "no reason"},
		"practice":     {"nl.json", "{\"rules\": [{\"id\":\"x\",\"reason\":\"r\",\"practice\":\"Z9\"}]}", 1, "rules[0].practice", "Z9"},
		"severity":     {"nl.json", "{\"rules\": [{\"id\":\"x\",\"reason\":\"r\",\"severity\":\"fatal\"}]}", 0, "", "fatal"},
		"no patterns":  {"nl.json", "{\"rules\": [{\"id\":\"x\",\"reason\":\"r\",\"cases\":[\n{}]}]}", 2, "rules[0].cases[0]", "no patterns"},
		"pattern":      {"nl.json", "{\"rules\": [{\"id\":\"x\",\"reason\":\"r\",\"cases\":[{\"patterns\":[\"a\",\n\"(b\"]}]}]}", 2, "rules[0].cases[0].patterns[1]", "( without"},
		"class":        {"nl.json", "{\"rules\": [{\"id\":\"x\",\"reason\":\"r\",\"cases\":[{\"patterns\":[\"{nope}\"]}]}]}", 1, "rules[0].cases[0].patterns[0]", "{nope}"},
		"mark":         {"nl.json", "{\"rules\": [{\"id\":\"x\",\"reason\":\"r\",\"cases\":[{\"patterns\":[\"a\"],\"unless_draft\":[\"nope\"]}]}]}", 1, "rules[0].cases[0].unless_draft[0]", "nope"},
		"fact":         {"nl.json", "{\"rules\": [{\"id\":\"x\",\"reason\":\"r\",\"cases\":[{\"patterns\":[\"a\"],\"when\":[\"rain\"]}]}]}", 1, "rules[0].cases[0].when[0]", "rain"},
		"not language": {"rules!.json", "{}", 0, "", "named for a language"},
		"loop":         {"nl.json", "{\"classes\":{\"a\":[\"{b}\"],\"b\":[\"{a}\"]},\"rules\":[{\"id\":\"x\",\"reason\":\"r\",\"cases\":[{\"patterns\":[\"{a}\"]}]}]}", 1, "rules[0].cases[0].patterns[0]", "nest"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(&Options{Rules: fstest.MapFS{c.file: {Data: []byte(c.data)}}})
			require.Error(t, err)
			require.ErrorIs(t, err, ErrRules)
			var at *RuleError
			require.True(t, errors.As(err, &at))
			assert.Equal(t, c.file, at.File)
			assert.Equal(t, c.line, at.Line, err)
			assert.Equal(t, c.key, at.Key, err)
			assert.ErrorContains(t, err, c.say)
		})
	}
}

func TestBrokenRecordSaysWhatIsNew(t *testing.T) {
	found := reviewer(t).Review("We are checking the line in your street, the team is there since Monday 14:00.",
		Context{Earlier: []string{"We are checking the line in your street, the team is there since Monday."}})
	require.Contains(t, rulesOf(found), "broken-record")
	assert.Contains(t, found[0].Reason, "14:00")
	assert.Contains(t, found[0].Reason, "93 %")
}

// naiveLikeness is likeness by counting in maps.
func naiveLikeness(a, b string) float64 {
	count := func(s string) map[string]int {
		m := make(map[string]int)
		for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '\'' && r < 0x80
		}) {
			m[w]++
		}
		return m
	}
	x, y := count(a), count(b)
	total, common := 0, 0
	for w, n := range x {
		total += n
		common += min(n, y[w])
	}
	for _, n := range y {
		total += n
	}
	if total == 0 {
		return 0
	}
	return 2 * float64(common) / float64(total)
}

func TestLikenessAgainstNaive(t *testing.T) {
	texts := readLabelled(t, "testdata/rules_en.jsonl")
	for i := 0; i+1 < len(texts); i++ {
		for _, j := range []int{i, i + 1} {
			a, b := texts[i].Text, texts[j].Text
			got, want := likeness(hashes(nil, a), hashes(nil, b)), naiveLikeness(a, b)
			if want < alike {
				assert.Less(t, got, alike, "%q %q", a, b)
			} else {
				assert.InDelta(t, want, got, 1e-9, "%q %q", a, b)
			}
		}
	}
}

// TestPhrasebookPasses: what the library itself proposes must not be objected to.
func TestPhrasebookPasses(t *testing.T) {
	b := phrasebook(t)
	fill := strings.NewReplacer("{time}", "16:00 CET", "{duration}", "three days", "{who}", "Ana Ruiz", "{date}", "Tuesday")
	r := reviewer(t)
	for id, p := range b {
		draft := fill.Replace(p)
		for {
			i := strings.IndexByte(draft, '{')
			if i < 0 {
				break
			}
			draft = draft[:i] + "the invoice of May" + draft[i+strings.IndexByte(draft[i:], '}')+1:]
		}
		for _, f := range r.Review(draft, Context{FaultKnown: true, Confirmed: true, Stage: practice.Closing, Deadlines: []time.Time{{}}}) {
			t.Errorf("%s: %s %q in %q", id, f.Rule, f.Text, draft)
		}
	}
}

func TestSeverityText(t *testing.T) {
	for _, s := range []Severity{Suggestion, Warning, Error} {
		b, err := json.Marshal(s)
		require.NoError(t, err)
		var back Severity
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, s, back)
	}
	var s Severity
	require.ErrorIs(t, s.UnmarshalText([]byte("fatal")), ErrSeverity)
	_, err := Severity(9).MarshalText()
	require.ErrorIs(t, err, ErrSeverity)
	assert.Equal(t, "Severity(9)", Severity(9).String())
}

func TestEveryRuleOfALanguageIsComplete(t *testing.T) {
	r := reviewer(t)
	for base, set := range r.sets {
		for _, x := range set.rules {
			assert.NotEmpty(t, x.suggestion, "%s %s", base, x.id)
			assert.True(t, x.practice.Valid(), "%s %s", base, x.id)
			_, ok := r.sets["en"].byID[x.id]
			assert.True(t, ok, "%s %s is not a rule of en", base, x.id)
		}
	}
}

func TestConcurrentReviews(t *testing.T) {
	r := reviewer(t)
	want := r.Review("Please calm down, we'll call you soon.", Context{})
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 50 {
				assert.Equal(t, want, r.Review("Please calm down, we'll call you soon.", Context{}))
				r.Review(cleanDraft, history())
			}
		})
	}
	wg.Wait()
}
