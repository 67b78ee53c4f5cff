package corpus_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/temper/internal/corpus"
)

func TestCorpusIsLargeAndMixed(t *testing.T) {
	samples, err := corpus.Load()
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(samples), 2500)
	type group struct {
		lang   language.Tag
		domain temper.Domain
		level  temper.Level
	}
	count := map[group]int{}
	seen := map[string]bool{}
	for _, s := range samples {
		count[group{s.Language, s.Domain, s.Level}]++
		key := s.Language.String() + " " + s.Domain.String() + " " + strings.ToLower(s.Text)
		require.False(t, seen[key], "twice: %s", s.Text)
		seen[key] = true
	}
	for d := temper.Support; d <= temper.Social; d++ {
		for l := temper.Calm; l <= temper.Abusive; l++ {
			require.GreaterOrEqual(t, count[group{language.English, d, l}], 10, "en %v %v", d, l)
		}
	}
	for _, lang := range []language.Tag{language.Spanish, language.German} {
		for l := temper.Calm; l <= temper.Abusive; l++ {
			require.GreaterOrEqual(t, count[group{lang, temper.Support, l}], 20, "%v %v", lang, l)
		}
	}
	t.Log(len(samples), "samples", count)
}

func TestParse(t *testing.T) {
	got, err := corpus.Parse("es_forum_x.txt", "# note\n\nc hola\\nadios\n  x idiota \n")
	require.NoError(t, err)
	require.Equal(t, []temper.Sample{
		{Text: "hola\nadios", Language: language.Spanish, Domain: temper.Forum, Level: temper.Calm},
		{Text: "idiota", Language: language.Spanish, Domain: temper.Forum, Level: temper.Abusive},
	}, got)

	for _, tt := range []struct{ name, data, want string }{
		{"english.txt", "", "corpus: english.txt: want <language>_<domain>.txt"},
		{"e1_forum.txt", "", "corpus: e1_forum.txt: "},
		{"en_bank.txt", "", `unknown domain "bank"`},
		{"en_forum.txt", "c fine\nq what", "corpus: en_forum.txt:2: want c, t, a or x"},
		{"en_forum.txt", "calm", "corpus: en_forum.txt:1: want c, t, a or x"},
	} {
		_, err := corpus.Parse(tt.name, tt.data)
		require.ErrorContains(t, err, tt.want)
	}
}
