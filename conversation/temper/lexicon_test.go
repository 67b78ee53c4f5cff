package temper

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestEmbeddedWordListsLoad(t *testing.T) {
	for _, lang := range []string{"en", "es", "de"} {
		l, err := languageWords(lang, nil)
		require.NoError(t, err, lang)
		require.Greater(t, len(l.keys), 1024, lang)
	}
	l, err := languageWords("fr", nil)
	require.NoError(t, err, "a language without a list has an empty one")
	require.Zero(t, l.find(hashBytes([]byte("idiot"))))
}

// categories reads a text and returns the categories of its tokens.
func categories(t *testing.T, l *lexicon, text string) []cats {
	t.Helper()
	s := scanner{text: text, lex: l, salt: 1}
	var p passage
	require.True(t, s.next(&p))
	var out []cats
	for _, tok := range p.toks[:p.n] {
		out = append(out, tok.cats)
	}
	return out
}

func TestWordListMatches(t *testing.T) {
	const list = `# a comment
[anger]
angry, fed up # another
[contempt]
rid*, ridicule
joke, a complete joke
[positive]
up, Grüße, don't
[insult]
complete
`
	tests := []struct {
		text string
		want []cats
	}{
		{"ANGRY", []cats{catAnger}},
		{"angrily", []cats{0}},
		{"ridiculous riddle", []cats{catContempt, catContempt}},
		{"fed up", []cats{catAnger, 0}},
		{"fed. up", []cats{0, catPositive}},
		{"up", []cats{catPositive}},
		{"what a complete joke it is", []cats{0, catContempt, 0, 0, 0, 0}},
		{"complete joke", []cats{catInsult, catContempt}},
		{"grusse dont don’t", []cats{catPositive, catPositive, catPositive}},
	}
	l, err := loadLexicon("en", fstest.MapFS{"en.txt": {Data: []byte(list)}})
	require.NoError(t, err)
	for _, tt := range tests {
		require.Equal(t, tt.want, categories(t, l, tt.text), tt.text)
	}
}

func TestALaterListAdds(t *testing.T) {
	one := fstest.MapFS{"en.txt": {Data: []byte("[anger]\ncross\n")}}
	two := fstest.MapFS{"en.txt": {Data: []byte("[worry]\ncross\nmiffed\n")}}
	l, err := loadLexicon("en", one, two)
	require.NoError(t, err)
	require.Equal(t, catAnger|catWorry, l.find(hashBytes([]byte("cross"))))
	require.Equal(t, catWorry, l.find(hashBytes([]byte("miffed"))))
}

func TestWordListErrorsNameThePlace(t *testing.T) {
	tests := []struct{ list, want string }{
		{"idiot", `en.txt:1: "idiot" stands before the first [section]`},
		{"[insult]\nfool\n[insults]\n", `en.txt:3: unknown section "insults", want one of profanity, mild, insult`},
		{"[insult]\nfool, clown, fool", `en.txt:2: "fool": listed twice in this section`},
		{"[insult]\nFool, fóol", `en.txt:2: "fóol": listed twice in this section`},
		{"[insult]\none two three four five six", `en.txt:2: "one two three four five six": a phrase has at most 5 words`},
		{"[insult]\n\nab*", `en.txt:3: "ab*": a stem is one word of 3 to 18 letters that ends in *`},
		{"[insult]\nbig fool*", `en.txt:2: "big fool*": a stem is one word`},
		{"[insult]\nfo*l", `en.txt:2: "fo*l": a stem is one word`},
		{"[insult]\n!!!", `en.txt:2: "!!!": no word in it`},
	}
	for _, tt := range tests {
		_, err := loadLexicon("en", fstest.MapFS{"en.txt": {Data: []byte(tt.list)}})
		require.ErrorIs(t, err, ErrLexicon)
		require.ErrorContains(t, err, tt.want)
	}
}

// brokenFS fails in a way that is not "there is no such file".
type brokenFS struct{}

func (brokenFS) Open(string) (fs.File, error) { return nil, errors.New("disk on fire") }

func TestWordListReadErrors(t *testing.T) {
	_, err := loadLexicon("en", brokenFS{})
	require.EqualError(t, err, "temper: word list: disk on fire")
}

func TestExpIsNearEnough(t *testing.T) {
	for _, tt := range []struct{ x, want float64 }{{0, 1}, {-1, 0.36787944117}, {-5, 0.00673794699}, {-20, 2.0611536e-9}, {-100, 0}} {
		require.InEpsilon(t, 1+tt.want, 1+exp(tt.x), 1e-8, "%g", tt.x)
	}
	require.InDelta(t, 0.5, sigmoid(0), 1e-12)
	require.InDelta(t, 1, sigmoid(3)+sigmoid(-3), 1e-12)
}
