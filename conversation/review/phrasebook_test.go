package review

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// phrasebook reads the English phrases of conversation/phrase.
func phrasebook(t *testing.T) map[string]string {
	b, err := os.ReadFile("../phrase/texts/en.json")
	require.NoError(t, err)
	var raw map[string]struct {
		Text string `json:"text"`
	}
	require.NoError(t, json.Unmarshal(b, &raw))
	out := make(map[string]string)
	for k, v := range raw {
		if v.Text != "" {
			out[k] = v.Text
		}
	}
	require.NotEmpty(t, out)
	return out
}
