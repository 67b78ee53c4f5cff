package review

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

// TestEachConditionIsNoticed takes away one condition of the English rules at a time:
// some text of testdata must tell.
func TestEachConditionIsNoticed(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("compiles the rules once per condition")
	}
	data, err := embedded.ReadFile("rules/en.json")
	require.NoError(t, err)
	var file struct {
		Rules []map[string]any `json:"rules"`
	}
	require.NoError(t, json.Unmarshal(data, &file))
	texts := append(readLabelled(t, "testdata/rules_en.jsonl"), readLabelled(t, "testdata/second_en.jsonl")...)
	conditions, told := 0, map[any]bool{}
	for _, rule := range file.Rules {
		cases, _ := rule["cases"].([]any)
		for n := range cases {
			one := cases[n].(map[string]any)
			for key, value := range one {
				if key == "patterns" || key == "except" || key == "suggestion" {
					continue
				}
				if conditions++; !told[rule["id"]] {
					require.False(t, changes(t, rule, texts), "%v as it stands", rule["id"])
					told[rule["id"]] = true
				}
				delete(one, key)
				require.True(t, changes(t, rule, texts), "nothing tells that %v, case %d, lost %s %v", rule["id"], n, key, value)
				one[key] = value
			}
		}
	}
	require.Greater(t, conditions, 15)
}

// changes reports whether a rule that stands in for its embedded namesake answers one
// of the texts about it, or a whole reply, in another way than it should.
func changes(t *testing.T, rule map[string]any, texts []labelled) bool {
	t.Helper()
	id := fmt.Sprint(rule["id"])
	data, err := json.Marshal(map[string]any{"checked": true, "rules": []any{rule}})
	require.NoError(t, err)
	r, err := New(&Options{Rules: fstest.MapFS{"en.json": {Data: data}}})
	require.NoError(t, err)
	finds := func(draft string, c Context, least Severity) bool {
		return slices.ContainsFunc(r.Review(draft, c), func(f Finding) bool { return f.Rule == id && f.Severity >= least })
	}
	for _, l := range texts {
		if l.Rule == id && finds(l.Text, l.context(t), Suggestion) != l.Trip {
			return true
		}
	}
	for _, one := range readReplies(t, "testdata/replies.jsonl") {
		if one.Lang == "" && !slices.Contains(one.May, id) &&
			finds(one.Text, Context{Language: language.English, LastCustomer: one.Customer, Earlier: one.Earlier, Known: one.Known}, Warning) != slices.Contains(one.Want, id) {
			return true
		}
	}
	return false
}
