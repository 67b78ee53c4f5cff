package temper_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

func sample(lang language.Tag, level temper.Level, text string) temper.Sample {
	return temper.Sample{Text: text, Language: lang, Level: level}
}

// french is a language without weights of its own, as a host might bring it.
func french() []temper.Sample {
	calm := []string{"bonjour, où est ma commande ?", "merci beaucoup pour votre aide", "je voudrais changer mon adresse", "quel est le prix de la livraison",
		"pouvez-vous m'envoyer la facture", "ma carte a été volée hier", "d'accord, j'attends votre mail", "le colis est arrivé, merci", "comment fermer mon compte",
		"est-ce que le magasin est ouvert demain", "je cherche une chaise bleue", "bonne journée à vous"}
	angry := []string{"c'est une honte, trois semaines d'attente", "vous êtes nuls, rendez-moi mon argent", "j'en ai marre de vos mensonges", "service lamentable, plus jamais",
		"vous vous moquez du monde", "c'est inadmissible, je suis furieux", "quelle bande d'incapables", "ras le bol de vos excuses", "scandaleux, une honte totale",
		"remboursez-moi tout de suite, c'est du vol", "je suis hors de moi, quelle honte", "encore un mensonge, j'en ai assez"}
	var out []temper.Sample
	for i := range calm {
		out = append(out, sample(language.French, temper.Calm, calm[i]), sample(language.French, temper.Angry, angry[i]))
	}
	return out
}

func TestTrainALanguageFromScratch(t *testing.T) {
	m, err := temper.Train(french(), nil)
	require.NoError(t, err)
	require.Equal(t, []string{"fr"}, m.Languages())
	g := newGauge(t, &temper.Options{Model: m})
	hot, cool := g.Read("quelle honte, j'en ai marre", language.French), g.Read("merci, pouvez-vous changer la facture", language.French)
	require.Greater(t, hot.Score, cool.Score+0.3)
	require.Equal(t, temper.Unread, g.Read(angryMessage, language.English).Level)
}

func TestTrainOnTopOfTheDefault(t *testing.T) {
	base, err := temper.DefaultModel()
	require.NoError(t, err)
	own := french()
	for i := range 12 {
		own = append(own,
			sample(language.English, temper.Angry, fmt.Sprintf("the flimflam ate my order %d", i)),
			sample(language.English, temper.Calm, fmt.Sprintf("my order %d arrived", i)))
	}
	m, err := temper.Train(own, &temper.TrainOptions{From: base})
	require.NoError(t, err)
	require.Equal(t, []string{"de", "en", "es", "fr"}, m.Languages())
	before, after := newGauge(t, nil), newGauge(t, &temper.Options{Model: m})
	const text = "flimflam again"
	require.Greater(t, after.Read(text, language.English).Score, before.Read(text, language.English).Score+0.1, "it learned the word")
	require.Equal(t, temper.Angry, after.Read(angryMessage, language.English).Level, "and kept what it knew")
	require.Equal(t, temper.Calm, after.Read(calmMessage, language.English).Level)
	require.Equal(t, temper.Angry, after.Read("Eine Unverschämtheit, ich habe die Nase voll!", language.German).Level)
}

func TestTrainIsDeterministic(t *testing.T) {
	var first []byte
	for range 3 {
		m, err := temper.Train(french(), &temper.TrainOptions{Epochs: 5})
		require.NoError(t, err)
		data, err := m.MarshalBinary()
		require.NoError(t, err)
		if first == nil {
			first = data
		}
		require.True(t, bytes.Equal(first, data))
	}
}

func TestTrainRefuses(t *testing.T) {
	good := french()
	with := func(s temper.Sample) []temper.Sample { return append(append([]temper.Sample{}, good...), s) }
	n := len(good)
	tests := []struct {
		name    string
		samples []temper.Sample
		opts    *temper.TrainOptions
		want    string
	}{
		{"nothing", nil, nil, "bad samples: there are none"},
		{"no level", with(sample(language.French, temper.Unread, "x y")), nil, fmt.Sprintf("sample %d: level unread: want calm", n)},
		{"a level that is none", with(sample(language.French, 9, "x y")), nil, fmt.Sprintf("sample %d: level Level(9)", n)},
		{"a domain that is none", with(temper.Sample{Text: "x", Language: language.French, Level: temper.Calm, Domain: 7}), nil, "domain Domain(7)"},
		{"no language", with(sample(language.Und, temper.Calm, "x y")), nil, fmt.Sprintf("sample %d: no language: set Sample.Language", n)},
		{"not UTF-8", with(sample(language.French, temper.Calm, "\xff")), nil, "not UTF-8"},
		{"no words", with(sample(language.French, temper.Calm, "!!!")), nil, fmt.Sprintf("sample %d has no words", n)},
		{"too few", with(sample(language.Italian, temper.Calm, "ciao")), nil, `language "it" has 0 angry samples and 1 others`},
		{"epochs", good, &temper.TrainOptions{Epochs: -1}, "TrainOptions.Epochs -1"},
		{"alarms", good, &temper.TrainOptions{FalseAlarms: [4]float64{0, 0, 1.5, 0}}, "TrainOptions.FalseAlarms of forum 1.5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := temper.Train(tt.samples, tt.opts)
			require.ErrorContains(t, err, tt.want)
			if tt.opts == nil {
				require.ErrorIs(t, err, temper.ErrSamples)
			}
		})
	}
}
