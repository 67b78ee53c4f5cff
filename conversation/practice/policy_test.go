package practice_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// A team that trusts the restatement guard lets it block in chat, keeps the
// rest warning, and has turned one rule off with its reason.
func ExamplePolicy() {
	policy, err := practice.ReadPolicy(strings.NewReader(`{
		"apology": "sparing",
		"default": "observe",
		"rules": [
			{"rule": "A*", "setting": "warn"},
			{"rule": "A6", "channel": "chat", "setting": "block"},
			{"rule": "jargon", "team": "platform", "setting": "off", "reason": "their customers are engineers"}
		]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	chat := practice.Where{Channel: "chat", Language: "en", Team: "platform"}
	for _, e := range policy.Effective([]practice.RuleID{"A4", "A6", "jargon", "vague-time", "leak-secret"}, chat) {
		fmt.Printf("%s: %v (%s)\n", e.Rule, e.Setting, e.Because)
	}
	// Output:
	// A4: warn (rules[0])
	// A6: block (rules[1])
	// jargon: off (rules[2])
	// vague-time: observe (default)
	// leak-secret: block (fails closed)
}

func TestZeroPolicyObserves(t *testing.T) {
	var none *practice.Policy
	for _, p := range []*practice.Policy{none, {}} {
		require.NoError(t, p.Validate())
		assert.Equal(t, practice.Observe, p.Setting("A6", practice.Where{}))
		assert.Equal(t, practice.Block, p.Setting("leak-secret", practice.Where{Language: "ja"}))
	}
}

func TestPolicyLastMatchWins(t *testing.T) {
	p := &practice.Policy{Rules: []practice.PolicyRule{
		{Rule: "*", Setting: practice.Warn},
		{Rule: "A4", Setting: practice.Block},
		{Rule: "A4", Channel: "email", Setting: practice.Warn},
		{Rule: "A4", Channel: "email", Language: "de", Setting: practice.Off, Reason: "under review"},
	}}
	require.NoError(t, p.Validate())
	for _, c := range []struct {
		at   practice.Where
		want practice.Setting
	}{
		{practice.Where{}, practice.Block},
		{practice.Where{Channel: "email"}, practice.Warn},
		{practice.Where{Channel: "email", Language: "de-CH"}, practice.Off},
		{practice.Where{Channel: "email", Language: "den"}, practice.Warn},
		{practice.Where{Channel: "chat", Language: "en-GB"}, practice.Block},
	} {
		assert.Equal(t, c.want, p.Setting("A4", c.at), "%+v", c.at)
	}
	assert.Equal(t, practice.Warn, p.Setting("vague-time", practice.Where{}))
}

func TestUnreviewedLanguageWarnsAtMost(t *testing.T) {
	p := &practice.Policy{Default: practice.Block}
	assert.Equal(t, practice.Block, p.Setting("hostile", practice.Where{Language: "en-US"}))
	assert.Equal(t, practice.Warn, p.Setting("hostile", practice.Where{Language: "es"}))
	p.Reviewed = []string{"en", "es"}
	assert.Equal(t, practice.Block, p.Setting("hostile", practice.Where{Language: "es-MX"}))
	got := p.Effective([]practice.RuleID{"hostile"}, practice.Where{Language: "de"})
	assert.Equal(t, "language not reviewed", got[0].Because)
}

func TestBadPolicyNamesEntryAndWayOut(t *testing.T) {
	for name, c := range map[string]struct {
		json string
		want []string
	}{
		"no setting":        {`{"rules":[{"rule":"A6"}]}`, []string{`"A6"`, "no setting", `"block"`}},
		"misspelt field":    {`{"rules":[{"rule":"A6","seting":"warn"}]}`, []string{`"seting"`}},
		"unknown setting":   {`{"default":"blocked"}`, []string{`"blocked"`, `"block"`}},
		"unknown apology":   {`{"apology":"never"}`, []string{`"never"`, `"sparing"`}},
		"empty rule":        {`{"rules":[{"rule":"","setting":"warn"}]}`, []string{"rules[0].rule", `"*"`}},
		"star in between":   {`{"rules":[{"rule":"A*6","setting":"warn"}]}`, []string{"rules[0].rule", `"A*6"`}},
		"off without why":   {`{"rules":[{"rule":"A6","setting":"off"}]}`, []string{"rules[0].reason", `"A6"`}},
		"leak allowed":      {`{"rules":[{"rule":"leak-secret","setting":"warn"}]}`, []string{"rules[0].setting", "always blocks"}},
		"not json":          {`default: warn`, []string{"invalid"}},
		"two faults, both":  {`{"rules":[{"rule":"","setting":"warn"},{"rule":"B1","setting":"off"}]}`, []string{"rules[0]", "rules[1]"}},
		"unknown top field": {`{"rule":[]}`, []string{`"rule"`}},
	} {
		_, err := practice.ReadPolicy(strings.NewReader(c.json))
		require.ErrorIs(t, err, practice.ErrPolicy, name)
		for _, want := range c.want {
			assert.ErrorContains(t, err, want, name)
		}
	}
}

func TestPolicyRoundTrip(t *testing.T) {
	p := &practice.Policy{
		Apology: practice.FaultOnly, Default: practice.Warn, Reviewed: []string{"en", "de"},
		Rules: []practice.PolicyRule{{Rule: "A9", Team: "billing", Setting: practice.Block, Reason: "asked for"}},
	}
	data, err := json.Marshal(p)
	require.NoError(t, err)
	got, err := practice.ReadPolicy(strings.NewReader(string(data)))
	require.NoError(t, err)
	assert.Equal(t, p, got)
}

func TestSettingIsFree(t *testing.T) {
	p := &practice.Policy{Rules: []practice.PolicyRule{{Rule: "A*", Channel: "chat", Setting: practice.Warn}}}
	at := practice.Where{Channel: "chat", Language: "en"}
	assert.Zero(t, testing.AllocsPerRun(100, func() { p.Setting("A6", at) }))
}

func TestTally(t *testing.T) {
	var tally, other practice.Tally
	for range 3 {
		tally.Accept("vague-time")
	}
	tally.Dismiss("vague-time")
	other.Dismiss("jargon")
	other.Dismiss("vague-time")
	tally.Merge(&other)

	assert.Equal(t, []practice.RuleID{"jargon", "vague-time"}, tally.Rules())
	share, ok := tally.Count("vague-time").Precision()
	assert.True(t, ok)
	assert.InDelta(t, 0.6, share, 1e-9)
	_, ok = tally.Count("never judged").Precision()
	assert.False(t, ok)
}

func FuzzReadPolicy(f *testing.F) {
	f.Add(`{"default":"warn","rules":[{"rule":"A*","setting":"block","channel":"chat"}]}`)
	f.Add(`{"rules":[{"rule":"*"}]}`)
	f.Fuzz(func(t *testing.T, data string) {
		p, err := practice.ReadPolicy(strings.NewReader(data))
		if err != nil {
			return
		}
		out, err := json.Marshal(p)
		if err != nil {
			t.Fatalf("a policy that was read can't be written: %v", err)
		}
		if _, err := practice.ReadPolicy(strings.NewReader(string(out))); err != nil {
			t.Fatalf("%s: what was written can't be read: %v", out, err)
		}
	})
}

// TestReadPolicyNamesTheEntry: a policy of many rules says which one is wrong.
func TestReadPolicyNamesTheEntry(t *testing.T) {
	for in, want := range map[string]string{
		`{"rules":[{"rule":"A4","setting":"warn"},{"rule":"A6","setting":"blok"}]}`: `rules[1]: practice: unknown Setting "blok"; want one of ["observe" "off" "warn" "block"]`,
		`{"rules":[{"rule":"A4"}]}`:                               `rules[0]: rule "A4" has no setting`,
		`{"rules":[{"rule":"A4","setting":"warn","chanel":"x"}]}`: `rules[0]: json: unknown field "chanel"`,
		`{"rules":["A4"]}`:                                        `rules[0]: `,
		`{"rules":{"A4":"block"}}`:                                `rules: `,
		`{"default":"blok"}`:                                      `unknown Setting "blok"`,
		`{"ruels":[]}`:                                            `unknown field "ruels"`,
	} {
		_, err := practice.ReadPolicy(strings.NewReader(in))
		require.ErrorIs(t, err, practice.ErrPolicy, in)
		require.ErrorContains(t, err, want, in)
	}
	p, err := practice.ReadPolicy(strings.NewReader(`{"default":"warn","rules":[{"rule":"A4","setting":"block"}],"reviewed":["de"]}`))
	require.NoError(t, err)
	require.Equal(t, &practice.Policy{Default: practice.Warn, Rules: []practice.PolicyRule{{Rule: "A4", Setting: practice.Block}}, Reviewed: []string{"de"}}, p)
}
