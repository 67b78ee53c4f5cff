package conversation_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// TestPolicyOfUnknownRules: a policy decides alone, so a misspelt id would open the
// gate that it was to close.
func TestPolicyOfUnknownRules(t *testing.T) {
	with := func(rules ...string) error {
		p := &practice.Policy{}
		for _, r := range rules {
			p.Rules = append(p.Rules, practice.PolicyRule{Rule: r, Setting: practice.Block})
		}
		_, err := conversation.NewPlaybook(withTools(t, &conversation.Options{Policy: p}))
		return err
	}
	require.NoError(t, with("*", "A*", "A6", "A6*", "A7.policy", "A12.complete", "A12.*", "vague-time", "command-*", "leak-secret", "R12", "R36", "R*"))
	for rule, want := range map[string]string{
		"A66": `"A6"`, "a6": `"A6"`, "A13": `"A13.`, "A66*": `"A6"`, "vague-tme": `"vague-time"`, "R37": `"R3`, "R0": `"R1"`, "acme.paid": "Playbook.Guards",
	} {
		err := with("A4", rule)
		require.ErrorIs(t, err, conversation.ErrDefinition, rule)
		assert.ErrorContains(t, err, `Options.Policy.rules[1].rule "`+rule+`"`)
		assert.ErrorContains(t, err, want)
	}
}
