package temper

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// features reads one passage of English with the embedded word list.
func features(t *testing.T, text string) (*passage, dense) {
	t.Helper()
	words, err := languageWords("en", nil)
	require.NoError(t, err)
	s := scanner{text: text, lex: words, salt: languageSalt("en")}
	p := new(passage)
	require.True(t, s.next(p))
	return p, p.dense(s.salt)
}

func TestDenseFeatures(t *testing.T) {
	at := indexOf
	tests := []struct {
		text    string
		feature int
		want    float32
	}{
		{"this is fucking nonsense", at(catProfanity), 1},
		{"shit, shit, shit, shit, shit", at(catProfanity), 2},
		{"nothing of the kind", at(catProfanity), 0},
		{"I am furious", at(catAnger), 1},
		{"I am not furious", at(catAnger), 0},
		{"I am not furious", denseNegatedHeat, 1},
		{"I am not, furious as I am, leaving", at(catAnger), 1},
		{"never was I so very angry", at(catAnger), 1},
		{"that is not helpful to anyone", at(catPositive), 0},
		{"this was never a great idea", denseNegatedJoy, 1},
		{"fucking brilliant, love it", densePraise, 1},
		{"fucking brilliant, love it", at(catProfanity), 0},
		{"WHERE is my PARCEL", denseCaps, 1.5},
		{"ok fine", denseCaps, 0},
		{"what a disgrace!", denseExclaimHeat, 1},
		{"what a day!", denseExclaimHeat, 0},
		{"WHERE IS MY PARCEL", denseCapsJoy, 0},
		{"THANKS everyone!!!", denseCapsJoy, 1},
		{"where is my order?", denseAsks, 1},
		{"my order?", denseAsks, 0},
		{"ok then", denseShort, 1},
		{"for the third time, this is pathetic", denseRepeatHeat, 1},
		{"thank you for nothing, this is pathetic", denseHeatKinds, 1},
	}
	for _, tt := range tests {
		_, d := features(t, tt.text)
		require.InDelta(t, tt.want, d[tt.feature], 1e-6, "%q, feature %d", tt.text, tt.feature)
	}
}

func TestDirected(t *testing.T) {
	directed := []string{
		"you are an idiot", "you're such an idiot", "are you all morons over there?", "you lying scumbag", "idiots", "useless morons!",
		"answer me, moron", "your boss must be a moron", "idiot you", "fuck you", "go to hell", "I will find where you live", "shut up",
		"The box was empty. You thieving crooks!",
	}
	for _, text := range directed {
		p, _ := features(t, text)
		require.Positive(t, p.directed(), text)
	}
	others := []string{
		"he is an idiot", "I am such an idiot, sorry", "the driver was a moron and left", "you probably think that I am an idiot",
		"you are not an idiot", "they treat us like idiots over there", "an idiot proof manual", "what an idiot", "my brother is an idiot",
		"this is bullshit", "what the hell is going on", "fucking rain",
	}
	for _, text := range others {
		p, _ := features(t, text)
		require.Zero(t, p.directed(), text)
	}
}

func TestAimedSentence(t *testing.T) {
	const text = "Good day to you all. You are a bunch of idiots! Please reply soon."
	p, _ := features(t, text)
	start, end, ok := p.aimedSentence()
	require.True(t, ok)
	require.Equal(t, "You are a bunch of idiots", text[start:end])

	p, _ = features(t, "You idiots.")
	_, _, ok = p.aimedSentence()
	require.False(t, ok, "it is the whole passage")

	p, _ = features(t, "Good day to you all.")
	_, _, ok = p.aimedSentence()
	require.False(t, ok, "there is none")
}

func TestNegatedWordsAreOtherWords(t *testing.T) {
	plain, _ := features(t, "am furious")
	negated, _ := features(t, "not furious")
	require.Equal(t, plain.toks[1].hash, negated.toks[1].hash)
	require.NotEqual(t, plain.toks[1].word, negated.toks[1].word)
	require.Greater(t, plain.toks[1].g1, plain.toks[1].g0)
	require.Equal(t, negated.toks[1].g0, negated.toks[1].g1)
}

// TestWeighAddsUp holds evidence to the score: the tokens' shares are the
// log-odds without the bias and the features of no token.
func TestWeighAddsUp(t *testing.T) {
	m, err := DefaultModel()
	require.NoError(t, err)
	en, ok := m.language("en")
	require.True(t, ok)
	for _, text := range []string{"where is it", "this is a complete waste of time and you lied", "I HATE your pathetic service, idiots"} {
		p, d := features(t, text)
		z := m.logOdds(p, &d, en, Support)
		rest := m.langs[en].bias
		for i := numCats; i < numDense; i++ {
			if i != denseCaps && i != denseCapsShare && i != denseCapsHeat {
				rest += d[i] * m.dense[Support][i]
			}
		}
		var weights [maxTokens]float32
		m.weigh(p, &d, &m.dense[Support], &weights)
		sum := float32(0)
		for _, w := range weights {
			sum += w
		}
		require.InDelta(t, z-rest, sum, 1e-3, text)
	}
}
