package phrase_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/phrase"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

func Example() {
	book, err := phrase.New(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	phrases, err := book.ForStage(practice.Confirming, language.BritishEnglish)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range phrases {
		fmt.Printf("%s %s %v\n", p.Practice, p.Text, p.Slots)
	}
	// Output:
	// A6 Let me check that I have it right: {problem}. Is that correct? [problem]
	// A6 I understand that {problem}. Tell me if I have that wrong. [problem]
	// A6 Thank you for correcting me. So it is: {problem}. Have I got it now? [problem]
}

func TestEveryStageHasPhrases(t *testing.T) {
	book, err := phrase.New(nil)
	require.NoError(t, err)
	require.Equal(t, []language.Tag{language.English, language.German, language.Spanish}, book.Languages())
	for s := practice.Listening; s <= practice.Ended; s++ {
		if s == practice.Closed {
			continue // nothing is left to say
		}
		for _, lang := range book.Languages() {
			ps, err := book.ForStage(s, lang)
			require.NoError(t, err)
			assert.NotEmptyf(t, ps, "%v in %v", s, lang)
		}
	}
}

func TestLookup(t *testing.T) {
	book, err := phrase.New(nil)
	require.NoError(t, err)

	p, ok, err := book.Lookup("restate", language.MustParse("de-CH"))
	require.NoError(t, err)
	require.True(t, ok)
	assert.Contains(t, p.Text, "richtig verstanden")

	_, ok, err = book.Lookup("no such phrase", language.English)
	require.NoError(t, err)
	assert.False(t, ok)

	_, err = book.ForPractice(practice.A6, language.Polish)
	assert.ErrorIs(t, err, phrase.ErrLanguage)
}

func TestOverride(t *testing.T) {
	book, err := phrase.New(&phrase.Options{Texts: fstest.MapFS{
		"phrase/en.json": {Data: []byte(`{"restate": {"text": "So, in short: {problem}?"}}`)},
	}})
	require.NoError(t, err)
	p, _, err := book.Lookup("restate", language.English)
	require.NoError(t, err)
	assert.Equal(t, "So, in short: {problem}?", p.Text)

	_, err = phrase.New(&phrase.Options{Texts: fstest.MapFS{
		"phrase/en.json": {Data: []byte(`{"restate": {"text": "So: {trouble}?"}}`)},
	}})
	require.Error(t, err)
	assert.ErrorContains(t, err, "phrase/en.json")
	assert.ErrorContains(t, err, "restate")
}

func TestSlotsAreTheCallers(t *testing.T) {
	book, err := phrase.New(nil)
	require.NoError(t, err)
	p, _, err := book.Lookup("restate", language.English)
	require.NoError(t, err)
	p.Slots[0] = "spoilt"
	again, _, err := book.Lookup("restate", language.English)
	require.NoError(t, err)
	assert.Equal(t, []string{"problem"}, again.Slots)
}
