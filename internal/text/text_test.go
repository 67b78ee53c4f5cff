package text

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTokens(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Hi, it's me.", []string{"Hi", "it's", "me"}},
		{"at 09:00, 3pm or 1,200.50 EUR", []string{"at", "09:00", "3pm", "or", "1,200.50", "EUR"}},
		{"mail ana@example.org or see https://example.org/a?b=c.", []string{"mail", "ana@example.org", "or", "see", "https://example.org/a?b=c"}},
		{"follow-up 🙂 :-) ok", []string{"follow", "up", "🙂", ":-)", "ok"}},
		{"Grüße aus Köln’s", []string{"Grüße", "aus", "Köln’s"}},
		{"納期は3日", []string{"納", "期", "は", "3", "日"}},
		{"", nil},
		{"…!?—", nil},
		{"\xff\xfea", []string{"a"}},
		{"ʼ ʼ4 oʼclockʼ", []string{"4", "oʼclock"}},
	} {
		var got []string
		for tok := range Tokens(c.text) {
			got = append(got, c.text[tok.Start:tok.End])
		}
		assert.Equal(t, c.want, got, c.text)
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"One. Two! Three?", []string{"One.", "Two!", "Three?"}},
		{"at 3 p.m. we call. Then", []string{"at 3 p.m. we call.", "Then"}},
		{"version 4.2 is out", []string{"version 4.2 is out"}},
		{"a line\nthat goes on\nAnd a new one", []string{"a line\nthat goes on", "And a new one"}},
		{"para\n\nsecond", []string{"para", "second"}},
		{"wait... what", []string{"wait... what"}},
		{"wait... What", []string{"wait...", "What"}},
		{"はい。そうです！", []string{"はい", "そうです"}},
		{"", nil},
	} {
		var got []string
		for sp := range Sentences(c.text) {
			got = append(got, c.text[sp.Start:sp.End])
		}
		assert.Equal(t, c.want, got, c.text)
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Straße": "strasse", "ÉTÉ": "ete", "don’t": "don't", "Ångström": "angstrom", "ＡＢＣ": "abc", "naïve": "naive",
		"soft\u00adhyphen": "softhyphen", "e\u0301": "e", "Œuvre Æ": "oeuvre ae", "ПРИВЕТ": "привет", "ij\u0132": "ijij",
	} {
		assert.Equal(t, want, Fold(in), in)
	}
	for r := rune(0xC0); r < 0x180; r++ {
		if r == 0xD7 || r == 0xF7 {
			continue
		}
		for _, b := range []byte(Fold(string(r))) {
			assert.True(t, b >= 'a' && b <= 'z', "%c -> %q", r, Fold(string(r)))
		}
	}
}

func TestFlags(t *testing.T) {
	var got []string
	for tok := range Tokens("YES, Ann said \"no way\"! Ok?") {
		got = append(got, fmt.Sprintf("%v%v%v%v%v%v", b(tok.Has(SentenceStart)), b(tok.Has(CommaBefore)), b(tok.Has(Upper)), b(tok.Has(Quoted)), b(tok.Has(EndsExclaim)), b(tok.Has(EndsQuestion))))
	}
	assert.Equal(t, []string{"1.1...", ".1....", "......", "...1..", "...11.", "1....1"}, got)
}

func b(v bool) string {
	if v {
		return "1"
	}
	return "."
}

func TestPatternErrors(t *testing.T) {
	lex, err := NewLexicon("en")
	require.NoError(t, err)
	lex = lex.With(map[string][]string{"loop": {"{loop}"}, "open": {"(a"}})
	for p, say := range map[string]string{
		"":                      "empty",
		"^":                     "empty",
		"(a":                    "without its )",
		"a)":                    "without its (",
		"a | ":                  "alternative is empty",
		"? a":                   "nothing before it",
		"a?":                    "nothing at all",
		".. a":                  "begin with a word",
		", a":                   "begin with a word",
		"a ..9 b":               "..1 to ..8",
		"a .. b .. c .. d .. e": "gaps",
		"{nope}":                "not defined",
		"{loop}":                "nests deeper",
		"{open}":                "in class {open}",
		"ab*":                   "at least 3",
		"<what>":                "not known",
		"a ^ b":                 "very front",
		"%":                     "holds no word",
		"a.example.org":         "",
	} {
		_, err := Compile(lex, []Pattern{{Text: "fine"}, {Text: p}})
		if say == "" {
			continue
		}
		var at *PatternError
		require.ErrorAs(t, err, &at, p)
		assert.Equal(t, 1, at.Index)
		assert.ErrorContains(t, err, say, p)
	}
}

func TestDataErrors(t *testing.T) {
	var v struct {
		A []int `json:"a"`
	}
	for data, want := range map[string]string{
		"{\"a\":\n[1,]}":        "f.json:2: a[1]: invalid character ']' looking for beginning of value",
		"{\"a\":[],\n\"b\":1}":  "f.json:2: b: is not a known key",
		"{\"a\":[]}\n{}":        "f.json:2: text after the end of the value",
		"{\"a\":[]\n,\"a\":[]}": "f.json:2: a: is there twice",
		"":                      "f.json:1: unexpected EOF",
		strings.Repeat("[", 99): "f.json:1: " + strings.Repeat("[0]", 33) + ": nests deeper than 32",
	} {
		assert.EqualError(t, DecodeFile("f.json", []byte(data), &v), want)
	}
}

// naive finds the phrases of plain words by trying each at each place.
func naive(words []string, phrases [][]string) [][2]int {
	var all [][2]int
	free := 0
	for i := range words {
		if i < free {
			continue
		}
		best := 0
		for _, p := range phrases {
			if i+len(p) <= len(words) && slices.Equal(words[i:i+len(p)], p) {
				best = max(best, len(p))
			}
		}
		if best > 0 {
			all = append(all, [2]int{i, i + best - 1})
			free = i + best
		}
	}
	return all
}

func TestFindAgainstNaive(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	alphabet := []string{"ab", "cd", "ef", "gh"}
	some := func(n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = alphabet[rng.IntN(len(alphabet))]
		}
		return out
	}
	for range 2000 {
		var phrases [][]string
		var pats []Pattern
		for range 1 + rng.IntN(5) {
			p := some(1 + rng.IntN(4))
			phrases = append(phrases, p)
			pats = append(pats, Pattern{Text: strings.Join(p, " ")})
		}
		m, err := Compile(new(Lexicon), pats)
		require.NoError(t, err)
		words := some(rng.IntN(60))
		var got [][2]int
		for _, f := range m.Find(nil, m.Scan(nil, strings.Join(words, " "))) {
			got = append(got, [2]int{f.First, f.Last})
		}
		require.Equal(t, naive(words, phrases), got, "%v in %v", phrases, words)
	}
}

// TestFewAndMany: both ways to settle matches agree.
func TestFewAndMany(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		var found []Match
		first := 0
		for range rng.IntN(fewMatches) {
			first += rng.IntN(2)
			found = append(found, Match{Value: int32(rng.IntN(3)), except: rng.IntN(5) == 0, First: first, Last: first + rng.IntN(3)})
		}
		// One walk gives one match of a value and kind.
		found = slices.CompactFunc(found, func(a, b Match) bool { return a.First == b.First })
		many := slices.Clone(found)
		for len(many) <= fewMatches { // padding of another value forces the other way
			many = append(many, Match{Value: 99, First: first + 9 + 5*len(many), Last: first + 9 + 5*len(many)})
		}
		few := resolveFew(found)
		var rest []Match
		for _, m := range resolve(many, 0) {
			if m.Value != 99 {
				rest = append(rest, m)
			}
		}
		require.True(t, slices.Equal(few, rest), "%v\n%v", few, rest)
	}
}

func TestTrailingGap(t *testing.T) {
	require.Equal(t, []string{"does it work for you now"}, find(t, "So does it work for you now? Yes", "does it .. work .. $?"))
	require.Nil(t, find(t, "Does it work for you or only for the others now?", "does it work .. $?"))
	require.Equal(t, []string{"why is it"}, find(t, "why is it late now", "why is it .."))
	require.Equal(t, []string{"call me"}, find(t, "Please call me. Now", "call .. $"))
}

func TestLexiconWithoutFile(t *testing.T) {
	lex, err := NewLexicon("xx")
	require.NoError(t, err)
	m, err := Compile(lex, []Pattern{{Text: "rustig aan"}})
	require.NoError(t, err)
	assert.Len(t, m.Find(nil, m.Scan(nil, "Rustig, aan!")), 1)
}

func FuzzFind(f *testing.F) {
	lex, err := NewLexicon("en")
	require.NoError(f, err)
	m, err := Compile(lex, []Pattern{{Text: "we ..8 you ..8 (it|that)"}, {Text: "sorry (if|you feel)?"}, {Text: "soo* <word> <num>", Value: 1}, {Text: "お待ち", Value: 2}, {Text: "you", Except: true, Value: 1}})
	require.NoError(f, err)
	f.Add("We’ll call you — that’s sorry if “you feel” it… 12:00 お待ちください 🙂")
	f.Add("\x1cʼ\x84K ʼʼ a")
	f.Add("\xf0\x9f''`´<3:-/>\n>x\r\n\n ,;:")
	f.Fuzz(func(t *testing.T, s string) {
		toks := m.Scan(nil, s)
		last := 0
		for _, tok := range toks {
			if tok.Start < last && tok.Start != last || tok.End <= tok.Start || tok.End > len(s) {
				t.Fatalf("%+v in %q", tok, s)
			}
			last = tok.Start
			if utf8.ValidString(s) && !utf8.ValidString(s[tok.Start:tok.End]) {
				t.Fatalf("%+v cuts a rune of %q", tok, s)
			}
		}
		for _, x := range m.Find(nil, toks) {
			if x.Start > x.End || x.End > len(s) || x.Last >= len(toks) {
				t.Fatalf("%+v in %q", x, s)
			}
		}
		for sp := range Sentences(s) {
			if sp.Start >= sp.End || sp.End > len(s) {
				t.Fatalf("%+v in %q", sp, s)
			}
		}
	})
}

// TestPlainWordsScanAlike: the short way for plain words gives what the long way
// gives, which a word before a percent sign takes.
func TestPlainWordsScanAlike(t *testing.T) {
	lex, err := NewLexicon("en")
	require.NoError(t, err)
	m, err := Compile(lex, []Pattern{{Text: "calm down"}, {Text: "apolog*"}, {Text: "do not (worry|fret)"}, {Text: "thanks"}, {Text: "sorr*", Value: 1}})
	require.NoError(t, err)
	for _, w := range []string{"calm", "CALM", "Calm", "cALM", "dont", "Dont", "im", "apology", "APOLOGIES", "apo", "thx", "a", "I", "ab", "zzz", "sorrow",
		strings.Repeat("a", maxWord), strings.Repeat("a", maxWord+1)} {
		short, long := m.Scan(nil, w+" x"), m.Scan(nil, w+"%")
		short = short[:len(short)-1]
		require.Len(t, short, len(long), w)
		require.Len(t, m.Scan(nil, w+". x"), len(long)+1, w)
		for i := range short {
			long[i].Flags &^= SentenceEnd
			assert.Equal(t, long[i], short[i], w)
		}
	}
}
