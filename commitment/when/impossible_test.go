package when

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

var monday = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// TestImpossible names the value and asks in the language of the text; Find and
// Promises give no time for it.
func TestImpossible(t *testing.T) {
	p, err := New(nil)
	require.NoError(t, err)
	for _, tt := range []struct {
		tag                   language.Tag
		text, words, question string
	}{
		{language.English, "Sorry! I'll send it by February 30th, ok", "February 30th", "By when, exactly?"},
		{language.English, "We will restart it at 25:00 tomorrow.", "25:00", "By when, exactly?"},
		{language.German, "Wir melden uns bis zum 31. Februar.", "31. Februar", "Bis wann genau?"},
		{language.German, "Ich rufe Sie morgen um 25 Uhr an.", "25 Uhr", "Bis wann genau?"},
		{language.Spanish, "Le enviaré el informe el 31 de abril.", "31 de abril", "¿Para cuándo, exactamente?"},
		{language.Spanish, "Le llamo mañana a las 25:00.", "25:00", "¿Para cuándo, exactamente?"},
	} {
		c := Context{Now: monday, Language: tt.tag}
		_, err := p.Parse(tt.text, c)
		var e *ImpossibleError
		require.True(t, errors.As(err, &e), "%q: %v", tt.text, err)
		require.Equal(t, tt.words, e.Words)
		require.Equal(t, tt.words, tt.text[e.Start:e.End])
		require.Equal(t, tt.question, e.Question)
		require.ErrorContains(t, err, tt.words)
		require.NotErrorIs(t, err, ErrNone)

		all, err := p.Find(tt.text, c)
		require.NoError(t, err)
		require.Empty(t, all, tt.text)

		cs, err := p.Promises(tt.text, c)
		require.NoError(t, err)
		require.Len(t, cs, 1, tt.text)
		require.Nil(t, cs[0].Reading, tt.text)
		require.False(t, cs[0].Vague, tt.text)
		require.Equal(t, tt.question, cs[0].Ask())
	}
}

// TestDeed says what we do where the message says what the customer gets.
func TestDeed(t *testing.T) {
	p, err := New(nil)
	require.NoError(t, err)
	for _, tt := range []struct {
		tag              language.Tag
		text, what, when string
	}{
		{language.English, "You'll get the crash analysis by noon.", "deliver the crash analysis", "2 12:00"},
		{language.English, "Tomorrow by 10:30 you will receive a new cable.", "deliver a new cable", "3 10:30"},
		{language.English, "You will hear from me by 4 pm.", "get in touch", "2 16:00"},
		{language.English, "You'll hear back from me by 5pm", "get in touch", "2 17:00"},
		{language.English, "You hear from me by 11:30 either way.", "get in touch either way", "2 11:30"},
		{language.English, "I call you at 3 pm.", "call you", "2 15:00"},
		{language.English, "I'll get back to you by 5pm.", "get back to you", "2 17:00"},
		{language.English, "I'll get the log by 5pm.", "get the log", "2 17:00"},
		{language.English, "You'll get notified by 5pm.", "get notified", "2 17:00"},
		{language.German, "Sie bekommen die Analyse bis 12 Uhr.", "die Analyse liefern", "2 12:00"},
		{language.German, "Sie hören von mir bis 16 Uhr.", "sich melden", "2 16:00"},
		{language.Spanish, "Recibirá el análisis antes de las 13h.", "entregar el análisis", "2 13:00"},
		{language.Spanish, "Tendrá noticias mías antes de las 16:00.", "dar noticias", "2 16:00"},
	} {
		cs, err := p.Promises(tt.text, Context{Now: monday, Language: tt.tag})
		require.NoError(t, err)
		require.Len(t, cs, 1, tt.text)
		require.Equal(t, tt.what, cs[0].What, tt.text)
		require.NotNil(t, cs[0].Reading, tt.text)
		require.Equal(t, tt.when, cs[0].Reading.Deadline.Format("2 15:04"), tt.text)
	}
}
