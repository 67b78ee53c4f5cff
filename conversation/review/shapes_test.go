package review

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shape is a text with whether a rule that looks at shapes must find something.
type shape struct {
	rule, text string
	want       bool
}

func TestShapes(t *testing.T) {
	r := reviewer(t)
	for _, tt := range []shape{
		// payment cards: the check digit and the first digits decide
		{"leak-secret", "Your card 4111 1111 1111 1111 was charged.", true},
		{"leak-secret", "Your card 5500 0000 0000 0004 was charged.", true},
		{"leak-secret", "Your card 340000000000009 was charged.", true},
		{"leak-secret", "Your card 4111 1111 1111 1112 was charged.", false},
		{"leak-secret", "The tracking number is 7992739871300007.", false},
		{"leak-secret", "The tracking number is 1234567890123452.", false},
		{"leak-secret", "Your card ending in 1111 was charged.", false},
		// tokens: letters of both cases and digits mixed
		{"leak-secret", "Use the key sk9F2kLm8QwZx71RtYbN0pQ4vXc7Jd3H and restart.", true},
		{"leak-secret", "Use the key a81c93e2f4b7d6a5c9e1f203b7a6d5e4 and restart.", true},
		{"leak-secret", "Your invoice RE2026000012345600001234560000123456 is attached.", false},
		{"leak-secret", "The reference is ABCDEFGHIJKLMNOPQRSTABCDEFGHIJKLMNOPQRST.", false},
		{"leak-secret", "The file is called weeklyreportofthenorthandthesouth26.", false},
		{"leak-secret", "The id is 123e4567-e89b-12d3-a456-426614174000.", false},
		{"leak-secret", "The batch is ABCD1234EFGH5678ABCD1234EFGH5678 today.", false},
		{"leak-secret", "See ABCDEFGHIJKLMNOPQRSTUVWXabcd1234 today.", true},
		// placeholders
		{"template-residue", "Hello {{first_name}}, how are you?", true},
		{"template-residue", "Hello {{{first_name}}}, how are you?", true},
		{"template-residue", "Hello {first_name}, how are you?", true},
		{"template-residue", "Write it as {\"id\": 1} in the body.", false},
		{"template-residue", "Hello [CASE_ID], how are you?", true},
		{"template-residue", "Hello [insert name], how are you?", true},
		{"template-residue", "See [the guide](https://example.com/guide).", false},
		{"template-residue", "Press [Esc] to leave.", false},
		// what is internal
		{"leak-internals", "The host 10.1.2.3 is down.", true},
		{"leak-internals", "It is version 10.1.2.3 of the app.", false},
		{"leak-internals", "Open http://192.168.1.1 in your browser.", false},
		{"leak-internals", "Look into /var/log/app/error.log for it.", true},
		{"leak-internals", "It fails in order.service.ts:214.", true},
		{"leak-internals", "See OPS-4412 for the rest.", true},
		{"leak-internals", "Your product UTF-8 set is fine.", false},
	} {
		found := false
		for _, f := range r.Review(tt.text, Context{}) {
			if f.Rule == tt.rule {
				found = true
				require.Equal(t, tt.text[f.Start:f.End], f.Text)
			}
		}
		assert.Equal(t, tt.want, found, "%s: %s", tt.rule, tt.text)
	}
}

// TestPlaceholderEndsWithItsBraces: the whole slot is marked, not a part of it.
func TestPlaceholderEndsWithItsBraces(t *testing.T) {
	r := reviewer(t)
	for _, text := range []string{"Hello {{name}}", "Hello {{{name}}}", "Hello {name}"} {
		fs := r.Review(text, Context{})
		require.NotEmpty(t, fs, text)
		require.Equal(t, text[len("Hello "):], fs[0].Text)
	}
}

func TestKnownShapesOfFacts(t *testing.T) {
	const ask = "Could you send me your order number?"
	checkDrafts(t, []drafted{
		{"a number", ask, Context{Known: []string{"88120"}}, []string{"asks-again"}, nil},
		{"letters and digits", ask, Context{Known: []string{"AB-88120"}}, []string{"asks-again"}, nil},
		{"two digits", ask, Context{Known: []string{"24"}}, nil, []string{"asks-again"}},
		{"a sentence with a number", ask, Context{Known: []string{"since about 150 days now"}}, nil, []string{"asks-again"}},
		{"too long for one", ask, Context{Known: []string{"123456789012345678"}}, nil, []string{"asks-again"}},
		{"phone", "What is your phone number?", Context{Known: []string{"+44 20 5550 0117"}}, []string{"asks-again"}, nil},
		{"no phone", "What is your phone number?", Context{Known: []string{"55012"}}, nil, []string{"asks-again"}},
		{"e-mail", "What is your e-mail address?", Context{Known: []string{"ola@example.org"}}, []string{"asks-again"}, nil},
		{"name", "May I have your full name?", Context{Known: []string{"Ola Berg"}}, []string{"asks-again"}, nil},
		{"no name", "May I have your full name?", Context{Known: []string{"the blue one"}}, nil, []string{"asks-again"}},
	})
}
