package temper

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// passages scans a text and returns the words of each passage as written.
func passages(text string) [][]string {
	s := scanner{text: text, salt: 1}
	var p passage
	var out [][]string
	for s.next(&p) {
		words := []string{}
		for _, t := range p.toks[:p.n] {
			words = append(words, text[t.start:t.end])
		}
		out = append(out, words)
	}
	return out
}

func scanned(t *testing.T, text string) *passage {
	t.Helper()
	s := scanner{text: text, salt: 1}
	p := new(passage)
	require.True(t, s.next(p))
	return p
}

func TestTokens(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"I can't, won't; shan't", []string{"I", "can't", "won't", "shan't"}},
		{"don’t quote ‘me’", []string{"don’t", "quote", "me"}},
		{"rock 'n' roll's", []string{"rock", "n", "roll's"}},
		{"well-known e-mail", []string{"well", "known", "e", "mail"}},
		{"see https://example.com/a?b=c or www.example.org now", []string{"see", "or", "now"}},
		{"HTTP is fine, httpd too", []string{"HTTP", "is", "fine", "httpd", "too"}},
		{"@anna-b thanks, a@b.c", []string{"thanks", "a@b", "c"}},
		{"[NAME] and [OTHER_NAME] met [me]", []string{"and", "met", "me"}},
		{"on XX/XX/XXXX at XXXX Bank, Xerox", []string{"on", "at", "Bank", "Xerox"}},
		{"f*** f**k sh*t b!tch a$$", []string{"f***", "f**k", "sh*t", "b!tch", "a$$"}},
		{"what the @#$%& is this", []string{"what", "the", "@#$%&", "is", "this"}},
		{"card **** 4321, *bold* and **strong**", []string{"card", "4321", "bold", "and", "strong"}},
		{"wait!what?", []string{"wait", "what"}},
		{"😡 no 👍🏽", []string{"😡", "no", "👍", "🏽"}},
		{"Straße niño façade Ελλάδα", []string{"Straße", "niño", "façade", "Ελλάδα"}},
		{"cost 12.50 or v1.2.3", []string{"cost", "12", "50", "or", "v1", "2", "3"}},
		{"bad \xff\xfe bytes", []string{"bad", "bytes"}},
	}
	for _, tt := range tests {
		got := passages(tt.text)
		require.Len(t, got, 1, tt.text)
		require.Equal(t, tt.want, got[0], tt.text)
	}
	require.Empty(t, passages(" \n\t "))
}

func TestFolding(t *testing.T) {
	same := [][]string{
		{"Angry", "ANGRY", "angry", "Ángry", "angrrrry"},
		{"so", "sooo", "SOOOOOOO"},
		{"dont", "don't", "DON’T"},
		{"facade", "façade", "fac\u0327ade"},
		{"bullshit", "bullsh1t"},
		{"strasse", "straße", "STRAẞE"},
	}
	for _, words := range same {
		want := scanned(t, words[0]).toks[0].hash
		for _, w := range words[1:] {
			require.Equal(t, want, scanned(t, w).toks[0].hash, "%s and %s", words[0], w)
		}
	}
	different := [][2]string{{"god", "good"}, {"angry", "angary"}, {"mp3", "mpe"}, {"3rd", "erd"}, {"of", "off"}}
	for _, d := range different {
		require.NotEqual(t, scanned(t, d[0]).toks[0].hash, scanned(t, d[1]).toks[0].hash, "%v", d)
	}
	german := scanner{text: "für ärgerlich", salt: 1, german: true}
	var p, q passage
	german.next(&p)
	typed := scanner{text: "fuer aergerlich", salt: 1, german: true}
	typed.next(&q)
	require.Equal(t, p.toks[0].hash, q.toks[0].hash)
	require.Equal(t, p.toks[1].hash, q.toks[1].hash)
}

func TestShapes(t *testing.T) {
	tests := []struct {
		text string
		want shape
	}{
		{"fine.", shape{alpha: 1}},
		{"No! No!! NO!!!!!", shape{alpha: 3, exclaim: 3, exclaimRuns: 4}},
		{"why? why???", shape{alpha: 2, question: 2, questionRuns: 2}},
		{"what?!", shape{alpha: 1, exclaim: 1, question: 1, mixedRuns: 1}},
		{"well... ok…", shape{alpha: 2, ellipsis: 2}},
		{"THIS is LOUD, ok FBI", shape{alpha: 5, caps: 2}},
		{"sooo looong", shape{alpha: 2, long: 2}},
		{"f*** this", shape{alpha: 1, masked: 1}},
		{"paid 30 of 40", shape{alpha: 2, numbers: 2}},
		{`he said "later"`, shape{alpha: 3, quotes: 2}},
		{"hi :) bye :-( =D", shape{alpha: 2, smile: 2, frown: 1}},
		{"ratio 3:4, http://x.y :/", shape{alpha: 1, numbers: 2, frown: 1}},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, scanned(t, tt.text).shape, tt.text)
	}
}

func TestSentenceMarks(t *testing.T) {
	p := scanned(t, "Hello there, friend. Are you in? v1.5 is")
	var starts, ends, commas []string
	words := passages("Hello there, friend. Are you in? v1.5 is")[0]
	for i, tok := range p.toks[:p.n] {
		if tok.marks&markStart != 0 {
			starts = append(starts, words[i])
		}
		if tok.marks&markEnd != 0 {
			ends = append(ends, words[i])
		}
		if tok.marks&markComma != 0 {
			commas = append(commas, words[i])
		}
	}
	require.Equal(t, []string{"Hello", "Are", "v1"}, starts)
	require.Equal(t, []string{"friend", "in"}, ends)
	require.Equal(t, []string{"friend"}, commas)
}

func TestPassagesAreBounded(t *testing.T) {
	sentence := strings.Repeat("word ", 9) + "end. "
	got := passages(strings.Repeat(sentence, 10))
	require.Len(t, got, 3, "a passage ends with the sentence in which it has 32 words")
	require.Len(t, got[0], 40)

	got = passages(strings.Repeat("word ", 500))
	require.Len(t, got, 6, "words without a sentence end part at 96")
	require.Len(t, got[0], maxTokens)

	total := 0
	for _, p := range passages(strings.Repeat("interoperability ", 400)) {
		total += len(p)
	}
	require.Equal(t, 400, total, "no word is lost between passages")

	p := scanned(t, strings.Repeat("antidisestablishmentarianism ", maxTokens))
	require.LessOrEqual(t, p.ng, maxGrams)
}

func TestEveryWordIsReadOnce(t *testing.T) {
	for _, text := range []string{"a.b.c", "x!!!y???z", "##a$$b**c@@d", "''a''b''", "[A][b][C", ":::a::b", "--a,,b;;c", "*a*b*c*", "a*b", "…a…", "“a”"} {
		last := int32(0)
		s := scanner{text: text, salt: 1}
		var p passage
		for s.next(&p) {
			for _, tok := range p.toks[:p.n] {
				require.GreaterOrEqual(t, tok.start, last, text)
				require.Greater(t, tok.end, tok.start, text)
				last = tok.end
			}
		}
		require.Equal(t, len(text), s.pos, text)
	}
}
