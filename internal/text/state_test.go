package text

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// manyPatterns are phrases whose words overlap in many ways.
func manyPatterns() []Pattern {
	var pats []Pattern
	for i := range 60 {
		pats = append(pats,
			Pattern{Text: fmt.Sprintf("(i|we) (will|can|am) .. (fix|call|send|w%d) (it|you|them)? <num>", i), Value: i},
			Pattern{Text: fmt.Sprintf("{day} , w%d ..2 (again|now|w%d*)", i, i+100), Value: i},
			Pattern{Text: fmt.Sprintf("(please|kindly)? (w%d|send) <word> (back $|to w%d)", i, i), Value: i})
	}
	return pats
}

func manyTexts() []string {
	var all []string
	for i := range 200 {
		all = append(all, fmt.Sprintf("We will surely send you %d, on Monday, w%d it is now. I can w%d them 4 of w%d10x; please w%d it back. Kindly send this to w%d",
			i, i%60, i%60, i%60+100, i%60, i%60))
	}
	return all
}

// TestStatesOnDemand: many at once on a Matcher that no text has touched find what
// one by one finds.
func TestStatesOnDemand(t *testing.T) {
	lex, err := NewLexicon("en")
	require.NoError(t, err)
	one, err := Compile(lex, manyPatterns())
	require.NoError(t, err)
	many, err := Compile(lex, manyPatterns())
	require.NoError(t, err)
	texts := manyTexts()
	want := make([][]Match, len(texts))
	found := 0
	for i, s := range texts {
		want[i] = one.Find(nil, one.Scan(nil, s))
		found += len(want[i])
	}
	require.Greater(t, found, len(texts))
	var wg sync.WaitGroup
	got := make([][][]Match, 8)
	for g := range got {
		wg.Go(func() {
			got[g] = make([][]Match, len(texts))
			for i := range texts {
				i = (i + 25*g) % len(texts)
				got[g][i] = many.Find(nil, many.Scan(nil, texts[i]))
			}
		})
	}
	wg.Wait()
	for g := range got {
		require.Equal(t, want, got[g])
	}
}

// TestStatesAreBounded: once all there is was reached, no text makes more.
func TestStatesAreBounded(t *testing.T) {
	lex, err := NewLexicon("en")
	require.NoError(t, err)
	m, err := Compile(lex, []Pattern{{Text: "(a|b) .. (c|d) .. e"}, {Text: "a , b c? d"}})
	require.NoError(t, err)
	reach := func(n int) int {
		letters := "abcde"
		var b strings.Builder
		for i := range n {
			b.WriteByte(letters[i*i%7%5])
			b.WriteString([]string{" ", ", "}[i%3%2])
		}
		m.Find(nil, m.Scan(nil, b.String()))
		return m.plan.lists.len()
	}
	first := reach(2000)
	require.Equal(t, first, reach(20000))
}

func BenchmarkCompile(b *testing.B) {
	lex, err := NewLexicon("en")
	require.NoError(b, err)
	pats := manyPatterns()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(lex, pats); err != nil {
			b.Fatal(err)
		}
	}
}
