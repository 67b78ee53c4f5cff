package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSignaturesAreHidden(t *testing.T) {
	const in = `{"thread":"a","at":"2026-01-05T09:00:00Z","author":"customer","name":"Ruth Park","text":"This is ridiculous, the third broken lamp!!! Where is Noah?"}
{"thread":"a","at":"2026-01-05T09:01:00Z","author":"agent","name":"Ruth Okoro","text":"Calm down, please. Noah and I will call you soon.\n\nRuth Okoro, Truth in Lighting"}
{"thread":"a","at":"2026-01-05T09:02:00Z","author":"agent","name":"Noah","text":"Noah here: you should have read the manual."}
{"thread":"b","at":"2026-01-05T09:02:00Z","author":"customer","name":"Noah Weiss","text":"Noah Weiss again: this is useless!!!"}
{"thread":"b","at":"2026-01-05T09:03:00Z","author":"agent","name":"Support Team","text":"Calm down, Noah. The Support Team will do it soon."}`
	status, page, errs := debriefed(t, in, "-")
	require.Zero(t, status, errs)
	assert.NotContains(t, page, "Okoro")
	assert.NotContains(t, page, "Noah and I")
	assert.NotContains(t, page, "Noah here")
	assert.Contains(t, page, "[agent] and I will call you soon")
	assert.Contains(t, page, "Truth in Lighting", "part of another word is no name")
	assert.Contains(t, page, "Calm down, Noah", "a customer of another conversation has the name")
	assert.Contains(t, page, "The Support Team will", "a role names nobody")

	status, page, errs = debriefed(t, in, "-names", "-")
	require.Zero(t, status, errs)
	assert.Contains(t, page, "Ruth Okoro, Truth in Lighting")
	assert.NotContains(t, page, hidden)
}

func TestHideWholeWords(t *testing.T) {
	n := names{}
	n.note("a", "Ann Li")
	for text, want := range map[string]string{
		"":                         "",
		"Ann":                      "[agent]",
		"Ann Li, Ann and Annabel":  "[agent], [agent] and Annabel",
		"AnnAnn Ann":               "AnnAnn [agent]",
		"Hi, it's Ann. (Ann)":      "Hi, it's [agent]. ([agent])",
		"LiAnn, JoAnn and Ännchen": "LiAnn, JoAnn and Ännchen",
	} {
		assert.Equal(t, want, n.hide("a", text))
		assert.Equal(t, text, n.hide("b", text))
		assert.Equal(t, text, names(nil).hide("a", text))
	}
}

// TestOneLanguageForTheReader: the page is in English whatever was written.
func TestOneLanguageForTheReader(t *testing.T) {
	status, page, errs := debriefed(t, `{"thread":"a","at":"2026-01-05T09:00:00Z","author":"customer","lang":"de","text":"Das ist eine Frechheit!!! Seit drei Tagen geht nichts."}
{"thread":"a","at":"2026-01-05T09:01:00Z","author":"agent","lang":"de","text":"Bitte beruhigen Sie sich. Das ist nicht unsere Schuld."}`, "-")
	require.Zero(t, status, errs)
	assert.Contains(t, page, "beruhigen Sie sich")
	assert.Contains(t, page, "Telling someone how to feel")
	assert.NotContains(t, page, "lässt den Kunden allein")
}
