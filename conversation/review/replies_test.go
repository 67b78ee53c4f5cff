package review

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

// reply is a whole answer as agents write them, with all that it must be found for:
// the rules in want and, where one may differ, those in may. Suggestions are not
// counted.
type reply struct {
	Text     string   `json:"text"`
	Lang     string   `json:"lang,omitempty"`
	Customer string   `json:"customer"`
	Earlier  []string `json:"earlier,omitempty"`
	Known    []string `json:"known,omitempty"`
	Want     []string `json:"want,omitempty"`
	May      []string `json:"may,omitempty"`
}

func readReplies(t testing.TB, name string) []reply {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	var out []reply
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		var r reply
		require.NoError(t, json.Unmarshal(sc.Bytes(), &r), "%s:%d", name, n)
		out = append(out, r)
	}
	require.NoError(t, sc.Err())
	return out
}

// TestEvalReplies holds whole replies to exactly their findings: a rule that finds
// too much shows here, whichever it is.
func TestEvalReplies(t *testing.T) {
	r := reviewer(t)
	for _, name := range []string{"testdata/replies.jsonl"} {
		right, wrong, missed := 0, 0, 0
		replies := readReplies(t, name)
		for n, one := range replies {
			lang := language.English
			if one.Lang != "" {
				lang = language.MustParse(one.Lang)
			}
			var got []string
			for _, f := range r.Review(one.Text, Context{Language: lang, LastCustomer: one.Customer, Earlier: one.Earlier, Known: one.Known}) {
				if f.Severity > Suggestion && !slices.Contains(got, f.Rule) {
					got = append(got, f.Rule)
					if !slices.Contains(one.Want, f.Rule) && !slices.Contains(one.May, f.Rule) {
						wrong++
						t.Errorf("%s:%d: %s found %q in %q", name, n+1, f.Rule, f.Text, one.Text)
					}
				}
			}
			for _, rule := range one.Want {
				if slices.Contains(got, rule) {
					right++
				} else {
					missed++
					t.Errorf("%s:%d: %s not found in %q", name, n+1, rule, one.Text)
				}
			}
		}
		t.Logf("%s: %d replies, %d right, %d wrong, %d missed", name, len(replies), right, wrong, missed)
	}
}
