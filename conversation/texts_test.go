package conversation_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/review"
)

// said is one text that the playbook proposes to say to the customer.
type said struct{ key, text string }

// proposed reads them in a language. Some proposals tell the agent what to do
// rather than what to say; the notes for translators say which.
func proposed(t *testing.T, lang string) (toSay []said, every map[string]string) {
	t.Helper()
	type entry struct{ Text, Note string }
	read := func(lang string) map[string]json.RawMessage {
		data, err := os.ReadFile("texts/" + lang + ".json")
		require.NoError(t, err)
		all := map[string]json.RawMessage{}
		require.NoError(t, json.Unmarshal(data, &all))
		return all
	}
	english, texts := read("en"), read(lang)
	every = map[string]string{}
	for key := range english {
		if !strings.HasSuffix(key, ".say") && !strings.HasPrefix(key, "brief.line.") {
			continue
		}
		var en, own entry
		require.NoError(t, json.Unmarshal(english[key], &en))
		require.NoError(t, json.Unmarshal(texts[key], &own), key)
		every[key] = own.Text
		if note := strings.ToLower(en.Note); !strings.HasPrefix(note, "what to do") && !strings.HasPrefix(note, "what to add") {
			toSay = append(toSay, said{key, own.Text})
		}
	}
	return toSay, every
}

// gaps are what fills the gaps that an agent fills, by language.
var gaps = map[string][]string{
	"en": {"by …", "by 15:00 today", "at …", "at 15:00 today", "on …", "on Friday", "…", "the new cable", "{problem}", "the line drops every evening"},
	"de": {"bis …", "bis heute 15:00 Uhr", "um …", "um 15:00 Uhr", "am …", "am Freitag", "…", "das neue Kabel", "{problem}", "die Leitung bricht jeden Abend ab"},
	"es": {"antes de …", "antes de las 15:00 de hoy", "antes de las …", "antes de las 15:00 de hoy", "a las …", "hoy a las 15:00", "el …", "el viernes", "…", "el cable nuevo", "{problem}", "la línea se corta cada noche"},
}

// stages are those in which a proposal is for the stage that says more than none.
var stages = map[string]practice.Stage{"guard.A23.thanks.say": practice.Closing}

// TestProposalsPassTheReview: what a guard, a deadline or an advice proposes to
// say is no worse than what the review would let an agent say.
func TestProposalsPassTheReview(t *testing.T) {
	reviewer, err := review.New(nil)
	require.NoError(t, err)
	promised := []time.Time{start.Add(6 * time.Hour), start.AddDate(0, 0, 4)} // the gaps' times, on record
	for _, lang := range []string{"en", "de", "es"} {
		list, _ := proposed(t, lang)
		require.Greater(t, len(list), 25)
		for _, s := range list {
			text := strings.NewReplacer(gaps[lang]...).Replace(s.text)
			at := review.Context{Language: language.Make(lang), Stage: stages[s.key], Now: start, Deadlines: promised}
			for _, f := range reviewer.Review(text, at) {
				assert.Less(t, f.Severity, review.Warning, "%s %s: %q: %s", lang, s.key, text, f.Rule)
			}
		}
	}
	stock := reviewer.Review("Thank you for your patience.", review.Context{Language: language.English})
	require.NotEmpty(t, stock, "a stock phrase is found")
	assert.GreaterOrEqual(t, stock[0].Severity, review.Warning)
}

// TestEveryGuardProposesSomething in every shipped language.
func TestEveryGuardProposesSomething(t *testing.T) {
	for _, lang := range []string{"en", "de", "es"} {
		p := book(t, &conversation.Options{Language: language.Make(lang)})
		_, texts := proposed(t, lang)
		for _, id := range p.Guards() {
			assert.NotEmpty(t, texts["guard."+string(id)+".say"], "%s %s", lang, id)
		}
	}
}
