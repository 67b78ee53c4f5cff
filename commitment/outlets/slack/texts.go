package slack

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/text/language"
)

//go:embed texts/*.json
var textFiles embed.FS

// languages have texts; the first is for all others.
var languages = [...]string{"en", "es", "de"}

// keys are the texts that every language must have.
const keys = "done time help title when reason agreed answer accepted reluctant declined not_reachable submit close " +
	"recorded_done recorded_time recorded_help closed changed past refused failed"

// texts are the words of buttons and answers by base language.
type texts map[string]map[string]string

func loadTexts() (texts, error) {
	all := texts{}
	for _, l := range languages {
		data, err := textFiles.ReadFile("texts/" + l + ".json")
		if err != nil {
			return nil, fmt.Errorf("slack: texts: %w", err)
		}
		var words map[string]string
		if err := json.Unmarshal(data, &words); err != nil {
			return nil, fmt.Errorf("slack: texts/%s.json: %w", l, err)
		}
		for _, k := range strings.Fields(keys) {
			if words[k] == "" {
				return nil, fmt.Errorf("slack: texts/%s.json: no text for %q", l, k)
			}
		}
		all[l] = words
	}
	return all, nil
}

// in returns the words in a language, or in English.
func (t texts) in(l string) map[string]string {
	if tag, err := language.Parse(l); err == nil {
		base, _ := tag.Base()
		if words := t[base.String()]; words != nil {
			return words
		}
	}
	return t[languages[0]]
}
