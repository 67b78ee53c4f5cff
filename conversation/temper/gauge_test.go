package temper_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

func newGauge(t testing.TB, opts *temper.Options) *temper.Gauge {
	t.Helper()
	g, err := temper.New(opts)
	require.NoError(t, err)
	return g
}

// TestRead holds the gauge to messages that are not in the corpus.
func TestRead(t *testing.T) {
	tests := []struct {
		lang, text string
		low, high  temper.Level
	}{
		{"en", "Hi, my suitcase did not come out at Gate 4. Could you tell me what I should do now?", temper.Calm, temper.Calm},
		{"en", "somebody stole my purse, please block the card", temper.Calm, temper.Calm},
		{"en", "no, not angry at all, I only wonder what happened 🙂", temper.Calm, temper.Calm},
		{"en", "no complaints from me, thanks for the quick help!", temper.Calm, temper.Calm},
		{"en", "damn good job, thank you so much", temper.Calm, temper.Calm},
		{"en", "THANK YOU ALL SO MUCH!!! THE CAKE WAS PERFECT!!!", temper.Calm, temper.Calm},
		{"en", "HELLO MY SCREEN IS BROKEN WHAT CAN I DO", temper.Calm, temper.Tense},
		{"en", "the manager in the shop said i need the receipt, is that right", temper.Calm, temper.Calm},
		{"en", "I'm getting really frustrated, this is the third time I write and nobody answers", temper.Tense, temper.Angry},
		{"en", "Do you ever read what people write?? I told you TWICE that the address is wrong, this is pathetic.", temper.Angry, temper.Angry},
		{"en", "f*** this, the damn router is dead AGAIN", temper.Angry, temper.Angry},
		{"en", "what a disgraceful way to treat a customer, i want my money back now", temper.Angry, temper.Angry},
		{"en", "ths is ridiculus, i am waitng for 3 weeks adn nobody aswers!!!", temper.Tense, temper.Angry},
		{"en", "The bank has ignored every letter, hidden behind excuses and kept our savings for a year. It is shameful.", temper.Angry, temper.Angry},
		{"en", "you are an idiot, give me your boss", temper.Abusive, temper.Abusive},
		{"en", "go to hell, you and your company", temper.Abusive, temper.Abusive},
		{"en", "Answer the question, moron!", temper.Abusive, temper.Abusive},
		{"en", "I know where you live and you will regret this", temper.Abusive, temper.Abusive},
		{"en", "My neighbour is an idiot, he cut my cable and now the whole street is furious.", temper.Calm, temper.Angry},
		{"en", "This is bullshit, fix the fucking thing already", temper.Angry, temper.Angry},
		{"es", "Buenas, ¿me pueden decir a qué hora llega el técnico?", temper.Calm, temper.Calm},
		{"es", "No estoy enojado, solo quería preguntar por mi factura. ¡Gracias!", temper.Calm, temper.Calm},
		{"es", "Es una vergüenza cómo tratan a los clientes, llevo tres meses esperando y nadie contesta!!", temper.Angry, temper.Angry},
		{"es", "eres un idiota, pásame con tu jefe", temper.Abusive, temper.Abusive},
		{"de", "Guten Abend, wann kommt der Monteur am Dienstag?", temper.Calm, temper.Calm},
		{"de", "Eine Unverschämtheit! Seit drei Monaten werde ich nur vertröstet und belogen!", temper.Angry, temper.Angry},
		{"de", "du bist so ein Idiot, gib mir deinen Chef", temper.Abusive, temper.Abusive},
	}
	g := newGauge(t, nil)
	for _, tt := range tests {
		t.Run(tt.lang+" "+tt.text, func(t *testing.T) {
			r := g.Read(tt.text, language.MustParse(tt.lang))
			require.GreaterOrEqual(t, r.Level, tt.low, "score %.2f", r.Score)
			require.LessOrEqual(t, r.Level, tt.high, "score %.2f", r.Score)
			checkReading(t, tt.text, r)
		})
	}
}

func TestAbuseIsAgainstTheReader(t *testing.T) {
	g := newGauge(t, nil)
	for _, text := range []string{
		"This is fucking unbelievable, the whole order is shit",
		"The driver was an idiot and your policy is a joke, I want my money back!!",
		"What a piece of shit this phone is, it died after two days. I'm furious.",
		"He called me an idiot in front of everyone, I am livid",
		"I was an idiot to trust this bank. Disgusting treatment, never again!",
	} {
		require.Equal(t, temper.Angry, g.Read(text, language.English).Level, text)
	}
}

func TestReadLanguages(t *testing.T) {
	g := newGauge(t, nil)
	require.Equal(t, []string{"de", "en", "es"}, g.Languages())
	const rage = "This is a disgrace, I want my money back NOW!!!"
	for _, tag := range []string{"en", "en-GB", "en-US", "en-Latn-ZA"} {
		require.Equal(t, g.Read(rage, language.English), g.Read(rage, language.MustParse(tag)), tag)
	}
	for _, tag := range []string{"fr", "pt-BR", "ja", "tlh", "und", "zxx"} {
		require.Equal(t, temper.Reading{}, g.Read(rage, language.MustParse(tag)), tag)
	}
	require.Equal(t, temper.Angry, g.Read("Esto es una vergüenza, quiero mi dinero YA", language.MustParse("es-419")).Level)
}

func TestReadNothing(t *testing.T) {
	g := newGauge(t, nil)
	for _, text := range []string{"", " \n\t ", "…", "???", "--- !!!", "https://example.com/x", "[NAME]", "XXXX XXXX", "@support"} {
		require.Equal(t, temper.Reading{}, g.Read(text, language.English), "%q", text)
	}
}

func TestEvidencePointsAtTheWords(t *testing.T) {
	g := newGauge(t, nil)
	const text = "Hello, thank you for your mail. But — ehrlich — it's RIDICULOUS: the third broken lamp and not one apology!"
	r := g.Read(text, language.English)
	require.GreaterOrEqual(t, r.Level, temper.Tense)
	var words []string
	for _, e := range r.Evidence {
		words = append(words, text[e.Start:e.End])
	}
	all := strings.Join(words, "|")
	require.Contains(t, all, "RIDICULOUS")
	require.NotContains(t, all, "thank you")
	require.NotContains(t, all, "Hello")
}

func TestEvidenceSkipsWhatANegationTakesBack(t *testing.T) {
	g := newGauge(t, &temper.Options{Tense: 1e-9, Angry: 0.9, MaxEvidence: 32})
	const text = "I am not furious at all"
	for _, e := range g.Read(text, language.English).Evidence {
		require.NotContains(t, text[e.Start:e.End], "furious")
	}
}

func TestMaxEvidence(t *testing.T) {
	for _, n := range []int{1, 2, 3} {
		r := newGauge(t, &temper.Options{MaxEvidence: n}).Read(angryMessage, language.English)
		require.Len(t, r.Evidence, n)
	}
	all := newGauge(t, &temper.Options{MaxEvidence: 32}).Read(angryMessage, language.English)
	require.Greater(t, len(all.Evidence), 5)
	none := newGauge(t, &temper.Options{MaxEvidence: -1}).Read(angryMessage, language.English)
	require.Empty(t, none.Evidence)
	require.Equal(t, all.Score, none.Score)
}

func TestHottestPassageDecides(t *testing.T) {
	g := newGauge(t, nil)
	calm := strings.Repeat(calmMessage+"\n", 3)
	for _, text := range []string{calm + angryMessage, angryMessage + "\n" + calm} {
		r := g.Read(text, language.English)
		require.Equal(t, temper.Angry, r.Level)
		require.NotEmpty(t, r.Evidence)
		start := strings.Index(text, angryMessage)
		for _, e := range r.Evidence {
			require.GreaterOrEqual(t, e.Start, start)
			require.LessOrEqual(t, e.End, start+len(angryMessage))
		}
	}
	require.Equal(t, temper.Calm, g.Read(strings.Repeat(calm, 20), language.English).Level)
	require.Equal(t, temper.Abusive, g.Read(calm+"You are a bunch of idiots, all of you.\n"+calm, language.English).Level)
}

func TestBlankLinesPartPassages(t *testing.T) {
	g := newGauge(t, nil)
	const polite = "Thank you for the kind reply and for looking into it so quickly"
	const rage = "but HOW DARE you charge me for this rubbish, I am furious"
	joined := g.Read(polite+" "+rage, language.English)
	for _, blank := range []string{"\n\n", "\r\n\r\n", "\n \t\n"} {
		parted := g.Read(polite+blank+rage, language.English)
		require.Greater(t, parted.Score, joined.Score, "%q", blank)
		require.Equal(t, parted.Score, g.Read(polite+"\n\n"+rage, language.English).Score, "%q", blank)
	}
}

func TestLongTextsAreCut(t *testing.T) {
	g := newGauge(t, nil)
	head := strings.Repeat("All is fine here. ", temper.MaxBytes/18+1)
	require.Equal(t, temper.Calm, g.Read(head+angryMessage, language.English).Level, "what lies beyond MaxBytes is not read")
	r := g.Read(strings.Repeat("a", 1<<20), language.English)
	checkReading(t, strings.Repeat("a", 1<<20), r)
}

func TestFoldingMakesNoDifference(t *testing.T) {
	g := newGauge(t, nil)
	same := [][2]string{
		{"I don't care about your excuses", "I don’t care about your excuses"},
		{"this is sooooo annoying", "this is sooooooooo annoying"},
		{"this is bullsh1t", "this is bullshit"},
	}
	for _, s := range same {
		a, b := g.Read(s[0], language.English), g.Read(s[1], language.English)
		require.InDelta(t, a.Score, b.Score, 1e-9, "%q and %q", s[0], s[1])
	}
	require.InDelta(t, g.Read("Unverschaemtheit, ich bin stinksauer", language.German).Score,
		g.Read("Unverschämtheit, ich bin stinksauer", language.German).Score, 1e-9)
	require.InDelta(t, g.Read("que verguenza de compania", language.Spanish).Score,
		g.Read("qué vergüenza de compañía", language.Spanish).Score, 1e-9)
}

func TestMaskedOathsCount(t *testing.T) {
	g := newGauge(t, nil)
	plain := g.Read("where is my package", language.English).Score
	for _, text := range []string{"where is my f***ing package", "where is my f**king package", "where is my @#$%& package", "where the f*ck is my package", "where is my sh!tty package"} {
		require.Greater(t, g.Read(text, language.English).Score, plain+0.05, text)
	}
	stars := "My card ends in **** 4321 and I need *help* with the **second** step"
	require.Equal(t, temper.Calm, g.Read(stars, language.English).Level, "stars that mask no oath")
}

func TestWordsOfAHost(t *testing.T) {
	words := fstest.MapFS{"en.txt": {Data: []byte("[contempt]\nsnailpost, post office joke\n")}}
	before, after := newGauge(t, nil), newGauge(t, &temper.Options{Words: words})
	for _, text := range []string{"your snailpost lost it", "that is the post office joke"} {
		require.Greater(t, after.Read(text, language.English).Score, before.Read(text, language.English).Score, text)
	}
	require.Equal(t, before.Read(calmMessage, language.English), after.Read(calmMessage, language.English))

	_, err := temper.New(&temper.Options{Words: fstest.MapFS{"es.txt": {Data: []byte("[insult]\n\n[nope]\n")}}})
	require.ErrorIs(t, err, temper.ErrLexicon)
	require.ErrorContains(t, err, `es.txt:3: unknown section "nope"`)
}

func TestOptionsAreChecked(t *testing.T) {
	tests := []struct {
		opts temper.Options
		want string
	}{
		{temper.Options{Domain: 9}, "temper: unknown domain 9 in Options.Domain"},
		{temper.Options{Tense: -0.1}, "temper: Options.Tense -0.1: want 0 to 1"},
		{temper.Options{Angry: 1.5}, "temper: Options.Angry 1.5: want 0 to 1"},
		{temper.Options{Tense: 0.9, Angry: 0.6}, "temper: Options.Tense 0.9 is above Angry 0.6"},
		{temper.Options{MaxEvidence: 33}, "temper: Options.MaxEvidence 33: want at most 32"},
		{temper.Options{Patience: -1}, "temper: Options.Patience -1: want 1 or more"},
		{temper.Options{Model: &temper.Model{}}, "temper: bad model: Options.Model has no language"},
	}
	for _, tt := range tests {
		_, err := temper.New(&tt.opts)
		require.ErrorContains(t, err, tt.want)
	}
}

func TestLinesMove(t *testing.T) {
	const text = "this is getting frustrating, i want an answer"
	score := newGauge(t, nil).Read(text, language.English).Score
	require.Equal(t, temper.Angry, newGauge(t, &temper.Options{Angry: score - 0.01}).Read(text, language.English).Level)
	require.Equal(t, temper.Tense, newGauge(t, &temper.Options{Angry: score + 0.01, Tense: score - 0.01}).Read(text, language.English).Level)
	require.Equal(t, temper.Calm, newGauge(t, &temper.Options{Angry: score + 0.02, Tense: score + 0.01}).Read(text, language.English).Level)
}

func TestReadAllocates(t *testing.T) {
	g := newGauge(t, nil)
	require.Equal(t, temper.Calm, g.Read(calmMessage, language.English).Level)
	require.Zero(t, testing.AllocsPerRun(100, func() { g.Read(calmMessage, language.English) }), "calm")
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { g.Read(angryMessage, language.English) }), 1.0, "angry: its evidence")
	readings := []temper.Reading{at(temper.Angry), at(temper.Calm), at(temper.Tense)}
	require.Zero(t, testing.AllocsPerRun(100, func() { g.Track(readings) }))
}

func TestConcurrentReads(t *testing.T) {
	g := newGauge(t, nil)
	want := g.Read(angryMessage, language.English)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got := g.Read(angryMessage, language.English); got.Score != want.Score || len(got.Evidence) != len(want.Evidence) {
					t.Error("a reading differs between goroutines")
				}
			}
		})
	}
	wg.Wait()
}
