package text

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func find(t *testing.T, s string, pats ...string) []string {
	t.Helper()
	lex, err := NewLexicon("en")
	require.NoError(t, err)
	var ps []Pattern
	for _, p := range pats {
		if p[0] == '!' {
			ps = append(ps, Pattern{Text: p[1:], Except: true})
		} else {
			ps = append(ps, Pattern{Text: p})
		}
	}
	m, err := Compile(lex, ps)
	require.NoError(t, err)
	var got []string
	for _, f := range m.Find(nil, m.Scan(nil, s)) {
		got = append(got, s[f.Start:f.End])
	}
	return got
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name, text string
		pats       []string
		want       []string
	}{
		{"word", "Please CALM down, sir", []string{"calm down"}, []string{"CALM down"}},
		{"whole words only", "calmly downing", []string{"calm", "down"}, nil},
		{"comma is skipped", "calm, down", []string{"calm down"}, []string{"calm, down"}},
		{"comma asked for", "Sorry, but no. sorry but no", []string{"sorry , but"}, []string{"Sorry, but"}},
		{"sentence divides", "Stay calm. Down there", []string{"calm down"}, nil},
		{"longest wins", "as soon as possible", []string{"soon", "as soon as possible"}, []string{"as soon as possible"}},
		{"exception", "see you soon, really soon", []string{"soon", "!see you soon"}, []string{"soon"}},
		{"contraction", "we’ll look; We will look, WELL look", []string{"we will look"}, []string{"we’ll look", "We will look"}},
		{"inside a contraction", "I'm sorry", []string{"sorry", "am sorry"}, []string{"I'm sorry"}},
		{"class", "on Tuesday by fri", []string{"{day}"}, []string{"Tuesday", "fri"}},
		{"prefix", "we apologised and apologetic, apollo", []string{"apolog*"}, []string{"apologised", "apologetic"}},
		{"gap", "sorry for all the hassle today", []string{"sorry .. hassle"}, []string{"sorry for all the hassle"}},
		{"gap too long", "sorry for all of the big hassle today", []string{"sorry .. hassle"}, nil},
		{"gap keeps to the sentence", "sorry. the hassle", []string{"sorry .. hassle"}, nil},
		{"option", "please do calm yourself down", []string{"(please do?)? calm yourself? down"}, []string{"please do calm yourself down"}},
		{"any", "per our telephone call", []string{"our <word> call"}, []string{"our telephone call"}},
		{"number", "by 16:00 or 4711", []string{"by <clock>", "or <num>"}, []string{"by 16:00", "or 4711"}},
		{"number that is a word too", "at 4 or 5", []string{"at <num>", "last 4"}, []string{"at 4"}},
		{"start", "but I. I, but", []string{"^ but"}, []string{"but"}},
		{"question", "you know? you know.", []string{"you know $?"}, []string{"you know"}},
		{"diacritics", "Cálmese por favor", []string{"calmese"}, []string{"Cálmese"}},
		{"quoted", `you wrote "calm down" to me; calm down`, []string{"calm down"}, []string{"calm down"}},
		{"japanese", "少々お待ちください。", []string{"お待ちください"}, []string{"お待ちください"}},
		{"hyphen", "a follow-up", []string{"follow-up", "follow up"}, []string{"follow-up"}},
		{"chat spelling", "pls calm dwn thx", []string{"please", "thanks"}, []string{"pls", "thx"}},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, find(t, c.text, c.pats...)) })
	}
}

// An alternative that stands twice gives a successor twice; the words before it
// share the list, and none may lead anywhere else.
func TestCompileSharesSuccessors(t *testing.T) {
	lex, err := NewLexicon("en")
	require.NoError(t, err)
	m, err := Compile(lex, []Pattern{{Text: "hello", Value: 0}, {Text: "(old|red|blue) (car|car)", Value: 1}})
	require.NoError(t, err)
	for _, s := range []string{"old", "red", "blue shoe"} {
		require.Empty(t, m.Find(nil, m.Scan(nil, s)), s)
	}
	require.Len(t, m.Find(nil, m.Scan(nil, "blue car")), 1)
}
