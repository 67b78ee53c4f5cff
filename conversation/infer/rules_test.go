package infer

import (
	"context"
	"math"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) // a Wednesday

// shared rules: compiling them once is enough for all tests.
var sharedRules = sync.OnceValues(func() (*Rules, error) { return New(nil) })

func reader(t testing.TB) *Rules {
	t.Helper()
	r, err := sharedRules()
	require.NoError(t, err)
	return r
}

func read(t testing.TB, c Context, author transcript.Author, s string) Reading {
	t.Helper()
	turn := transcript.Turn{Thread: "t", ID: "m7", At: noon, Author: author, Name: "Liza", Text: s}
	got, err := reader(t).Read(context.Background(), c, turn)
	require.NoError(t, err)
	if tt, ok := t.(*testing.T); ok {
		checkReading(tt, c, turn, got)
	}
	return got
}

// one returns the sure move of type M, and fails where there is not exactly one.
func one[M move.Move](t testing.TB, r Reading) M {
	t.Helper()
	var found []M
	for _, m := range r.Moves {
		if v, ok := m.Move.(M); ok && m.Sure {
			found = append(found, v)
		}
	}
	require.Len(t, found, 1, "%+v in %q", r.Moves, r.Turn.Text)
	return found[0]
}

func none[M move.Move](t testing.TB, r Reading) {
	t.Helper()
	for _, m := range r.Moves {
		_, ok := m.Move.(M)
		require.False(t, ok, "%+v in %q", m, r.Turn.Text)
	}
}

const customer, agent = transcript.Customer, transcript.Agent

func TestYesConfirmsOnlyWhatIsPending(t *testing.T) {
	for _, yes := range []string{"yes", "Yes, exactly.", "thats right", "Correct!", "yep 👍", "Exactly", "👍", "✅", "👍🏽"} {
		none[move.Confirm](t, read(t, Context{}, customer, yes))
		none[move.Confirm](t, read(t, Context{Pending: Pending{Question: true}, LastOurs: "Is it plugged in?"}, customer, yes))
		c := one[move.Confirm](t, read(t, Context{Pending: Pending{Restatement: true}}, customer, yes))
		require.Equal(t, move.Problem, c.Of)
		require.Equal(t, move.Explicit, c.How)
		require.NotEmpty(t, c.Words)
		require.Equal(t, transcript.TurnID("m7"), c.Turn)
		require.Equal(t, move.Fix, one[move.Confirm](t, read(t, Context{Pending: Pending{Verify: true}}, customer, yes)).Of)
		require.Equal(t, move.Agreement, one[move.Confirm](t, read(t, Context{Pending: Pending{Agreement: true}}, customer, yes)).Of)
	}
}

func TestConfirmAndMore(t *testing.T) {
	waits := Context{Pending: Pending{Restatement: true}, LastOurs: "So the export is empty since Monday. Is that right?", LastHeard: "the export is empty"}
	got := read(t, waits, customer, "Correct, and also the invoices are missing since yesterday!")
	require.Equal(t, move.Problem, one[move.Confirm](t, got).Of)
	one[move.Tell](t, got)

	got = read(t, waits, customer, "Yes, but when will it be fixed?")
	one[move.Confirm](t, got)

	got = read(t, waits, customer, "no, not the login, the export!!")
	one[move.Correct](t, got)
	none[move.Confirm](t, got)

	got = read(t, waits, customer, "Not every night, only since the update on Monday. The rest is right.")
	one[move.Correct](t, got)
	none[move.Confirm](t, got)

	implicit := one[move.Confirm](t, read(t, waits, customer, "So what are you going to do about it now?"))
	require.Equal(t, move.Implicit, implicit.How)

	negative := Context{Pending: Pending{Restatement: true}, LastOurs: "You paid twice and got one ticket. Is anything missing in that?"}
	require.Equal(t, move.Explicit, one[move.Confirm](t, read(t, negative, customer, "No. That's all of it.")).How)
}

func TestVerification(t *testing.T) {
	waits := Context{Pending: Pending{Verify: true}, Confirmed: true, LastOurs: "I have reset it. Does it work now?"}
	for _, s := range []string{"works now, thx!", "Yes, everything green", "looks good to me", "It's back, thank you"} {
		require.Equal(t, move.Fix, one[move.Confirm](t, read(t, waits, customer, s)).Of, s)
	}
	for _, s := range []string{"no", "still the same error :(", "It works on my phone but not on the laptop.", "Everyone except Rui"} {
		one[move.Reopen](t, read(t, waits, customer, s))
	}
}

func TestAnswers(t *testing.T) {
	waits := Context{Pending: Pending{Question: true, Fact: "order-number"}, LastOurs: "May I have your order number and your e-mail address?"}
	got := read(t, waits, customer, "Sure, it's 4471-99.")
	require.Equal(t, move.FactKey("order-number"), one[move.Answer](t, got).Fact)
	got = read(t, waits, customer, "jo@example.com")
	require.Equal(t, move.FactKey("email"), one[move.Answer](t, got).Fact, "the shape of the answer says which fact it is")
	got = read(t, waits, customer, "I don't know, my wife ordered it")
	require.True(t, one[move.Answer](t, got).Vague)
	one[move.Request](t, read(t, waits, customer, "Why do you need that?"))

	old := Context{Pending: Pending{Question: true}, LastOurs: "The technician is on his way to you and repairs the line this afternoon."}
	none[move.Answer](t, read(t, old, customer, "The neighbour's line is dead as well, all the way down the road."))
}

func TestOfferChooseDeclineRefine(t *testing.T) {
	c := Context{Confirmed: true, Pending: Pending{Offer: []move.OptionID{"a", "b"}, Agreement: true},
		LastOurs: "Either we detach your appliance today: it takes ten minutes, no downtime, and you go without updates. Or we wait for the release tomorrow at noon, and one of us watches the box tonight. Which suits you better?"}
	for s, want := range map[string]move.OptionID{
		"Detach it. I can live without updates.": "a",
		"I'd rather wait for the release":        "b",
		"the second one please":                  "b",
		"Option 1":                               "a",
	} {
		require.Equal(t, want, one[move.Choose](t, read(t, c, customer, s)).Option, s)
	}
	one[move.Decline](t, read(t, c, customer, "Neither, that's not good enough."))
	one[move.Refine](t, read(t, c, customer, "Could you detach it at midnight instead?"))
	got := read(t, c, customer, "Detach it, but only if you watch it tonight")
	require.Equal(t, move.OptionID("a"), one[move.Choose](t, got).Option)
	one[move.Refine](t, got)
	one[move.Request](t, read(t, c, customer, "what happens to the other branches in the meantime?"))
}

func TestWishPlayBackRate(t *testing.T) {
	got := read(t, Context{Pending: Pending{Wish: true}}, customer, "I want it quiet tonight. I can pay at most 50 euros.")
	require.Contains(t, one[move.Wish](t, got).What, "quiet tonight")

	back := Context{Pending: Pending{PlayBack: true, Steps: 3}}
	require.True(t, one[move.PlayBack](t, read(t, back, customer, "first I unplug it, then I wait a minute")).Right)
	stuck := one[move.PlayBack](t, read(t, back, customer, "I don't understand step two"))
	require.False(t, stuck.Right)
	require.Equal(t, 2, stuck.Step)

	rate := func(of move.Questionnaire, s string) Reading {
		return read(t, Context{Pending: Pending{Survey: true, SurveyOf: of}, LastOurs: "How did we do?"}, customer, s)
	}
	require.Equal(t, move.Rate{Survey: move.CSAT, Score: 4, Comment: "minus one for the no show"}, one[move.Rate](t, rate(move.CSAT, "4. minus one for the no show")))
	require.Equal(t, 9, one[move.Rate](t, rate(move.NPS, "nine")).Score)
	none[move.Rate](t, rate(move.CSAT, "9"))
	none[move.Rate](t, rate(move.CSAT, "The second half was good. The first was terrible."))
}

func TestClaims(t *testing.T) {
	c := Context{LastHeard: "x", LastOurs: "y", Open: []OpenPromise{
		{ID: "refund", Due: noon.Add(-30 * time.Hour)}, {ID: "call", Due: noon.Add(-14 * time.Hour)}, {ID: "report", Due: noon.Add(50 * time.Hour)}}}
	got := one[move.Claim](t, read(t, c, customer, "You promised a call at 22:00 and nobody called!"))
	require.True(t, got.Broken)
	require.Equal(t, commitment.PromiseID("call"), got.Promise)
	require.Equal(t, noon.Add(-14*time.Hour), got.Due.UTC(), "22:00 was last night, not the next one")

	got = one[move.Claim](t, read(t, Context{LastHeard: "x"}, customer, "Your colleague said Monday, it's Wednesday now and nothing happened."))
	require.True(t, got.Broken)
	require.Empty(t, got.Promise)
	require.Equal(t, time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC), got.Due.UTC(), "the end of last Monday")

	got = one[move.Claim](t, read(t, Context{Open: []OpenPromise{{ID: "only", Due: noon.Add(-time.Hour)}}}, customer, "nobody called me back"))
	require.Equal(t, commitment.PromiseID("only"), got.Promise)
}

func TestWhatTheyBring(t *testing.T) {
	got := one[move.Tell](t, read(t, Context{}, customer, "this is the third time my router is down, i need it by noon"))
	require.True(t, got.Again)
	require.True(t, got.Urgent)
	require.True(t, one[move.Tell](t, read(t, Context{}, customer, "it doesnt work")).Vague)
	require.False(t, one[move.Tell](t, read(t, Context{}, customer, "The printer on floor 2 is broken, error E42 when I send a PDF.")).Vague)

	got2 := read(t, Context{LastHeard: "x"}, customer, "Give me your supervisor. You are useless.")
	one[move.Request](t, got2)
	one[move.Vent](t, got2)
	one[move.Vent](t, read(t, Context{LastHeard: "x"}, customer, "If this is not fixed today we are leaving for another provider."))
	one[move.Chase](t, read(t, Context{LastHeard: "x"}, customer, "any news??"))
	tried := one[move.Tried](t, read(t, Context{LastHeard: "x"}, customer, "I already restarted it twice, did not help"))
	require.Equal(t, move.Failed, tried.Outcome)
	voice := one[move.Voice](t, read(t, Context{LastHeard: "x"}, customer, "would be great if the app had a dark mode"))
	require.True(t, voice.Wish)
	require.NotEmpty(t, voice.Topic)
	one[move.Decline](t, read(t, Context{LastOurs: "Would you like me to call you?", LastHeard: "x"}, customer, "No, I'd rather write."))
}

func TestQuotedTextIsSkipped(t *testing.T) {
	waits := Context{Pending: Pending{Restatement: true}}
	none[move.Confirm](t, read(t, waits, customer, "> Yes, exactly\nI never wrote that."))
	none[move.Promise](t, read(t, Context{}, agent, "> I will call you by 11:00\nAs you can see above."))
}

func TestWhatIsNotRead(t *testing.T) {
	r := reader(t)
	say := func(turn transcript.Turn) Reading {
		turn.At, turn.ID = noon, "m"
		got, err := r.Read(context.Background(), Context{}, turn)
		require.NoError(t, err)
		require.Empty(t, got.Moves)
		require.Empty(t, got.Promises)
		return got
	}
	require.Equal(t, NotReadSystem, say(transcript.Turn{Author: transcript.System, Text: "I will call you"}).NotRead)
	require.Equal(t, NotReadDeleted, say(transcript.Turn{Author: agent, Deleted: true, Text: "I will call you"}).NotRead)
	require.Equal(t, NotReadAuthor, say(transcript.Turn{Text: "I will call you"}).NotRead)
	note := say(transcript.Turn{Author: agent, Visibility: transcript.Internal, Text: "I will call him, he is a fool"})
	require.Equal(t, NotReadInternal, note.NotRead)
	require.NotEqual(t, temper.Unread, note.Temper.Level, "a note has a temper")
	pl := say(transcript.Turn{Author: customer, Language: language.Polish, Text: "Mój router nie działa"})
	require.Equal(t, NotReadLanguage, pl.NotRead)
	require.Equal(t, language.Polish, pl.Language)
	require.Equal(t, NotReadLanguage, say(transcript.Turn{Author: customer, Text: "no puedo entrar en mi cuenta desde ayer por la tarde"}).NotRead,
		"no language given, and plainly not English")
	require.Empty(t, say(transcript.Turn{Author: customer, Text: ""}).NotRead)
}

func TestLanguageOf(t *testing.T) {
	got := read(t, Context{Language: language.BritishEnglish}, customer, "my line is dead")
	require.Equal(t, language.BritishEnglish, got.Language)
	require.Equal(t, language.English, read(t, Context{}, customer, "my line is dead").Language)
}

func TestReadIsBounded(t *testing.T) {
	long := strings.Repeat("I will call you by 11:00. Sorry about that! Is it working? ", 20_000)
	for _, author := range []transcript.Author{customer, agent} {
		began := time.Now()
		got := read(t, Context{Pending: Pending{Restatement: true}}, author, long)
		require.LessOrEqual(t, len(got.Moves), move.MaxItems)
		for _, m := range got.Moves {
			require.LessOrEqual(t, m.End, MaxBytes)
		}
		require.Less(t, time.Since(began), 20*time.Second)
	}
	require.True(t, utf8.ValidString(clip(strings.Repeat("ä", MaxBytes))))
	require.Equal(t, "short", clip("short"))
}

func TestReadStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	got, err := reader(t).Read(ctx, Context{}, transcript.Turn{Author: customer, Text: "yes"})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, got.Moves)
}

func TestOptions(t *testing.T) {
	for _, bad := range []float64{-0.1, 1.1, math.NaN(), math.Inf(1)} {
		_, err := New(&Options{Sure: bad})
		require.ErrorContains(t, err, "Options.Sure")
	}
	r, err := New(&Options{Sure: 0.99})
	require.NoError(t, err)
	got, err := r.Read(context.Background(), Context{}, transcript.Turn{Author: customer, At: noon, Text: "my router is dead"})
	require.NoError(t, err)
	require.NotEmpty(t, got.Moves)
	for _, m := range got.Moves {
		require.False(t, m.Sure, "below the line it is asked about, not applied")
	}
	require.Equal(t, []language.Tag{language.English}, r.Languages())
}

func TestCueFiles(t *testing.T) {
	for name, c := range map[string]struct{ file, body, want string }{
		"unknown cue":   {"en.json", "{\n \"cues\": [\n  {\"cue\": \"nonsense\", \"patterns\": [\"a\"]}\n ]\n}", `en.json:3: cues[0]: "nonsense"`},
		"bad pattern":   {"en.json", "{\n \"cues\": [\n  {\"cue\": \"yes\", \"patterns\": [\"yes\",\n   \"(\"]}\n ]\n}", "en.json:4: cues[0].patterns[1]"},
		"no patterns":   {"en.json", `{"cues": [{"cue": "yes"}]}`, "needs patterns"},
		"no key":        {"en.json", `{"facts": [{"patterns": ["a"]}]}`, "facts[0]"},
		"unknown field": {"en.json", `{"clues": []}`, "clues"},
		"no language":   {"hello.world.json", `{}`, "not named for a language"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(&Options{Cues: fstest.MapFS{c.file: {Data: []byte(c.body)}}})
			require.ErrorContains(t, err, c.want)
			var data *text.DataError
			require.ErrorAs(t, err, &data)
		})
	}
	r, err := New(&Options{Cues: fstest.MapFS{"de.json": {Data: []byte(`{"cues": [{"cue": "yes", "patterns": ["^ (ja|genau)"]}]}`)}}})
	require.NoError(t, err)
	require.Contains(t, r.Languages(), language.English)
}

// A number that a pattern writes in digits is a word of the vocabulary and no
// <num> any more: the cues may not do that.
func TestCuesWriteNoDigits(t *testing.T) {
	raw, err := embedded.ReadFile("cues/en.json")
	require.NoError(t, err)
	for n, line := range strings.Split(string(raw), "\n") {
		if strings.Contains(line, `"cue"`) || strings.Contains(line, `"key"`) {
			require.NotRegexp(t, `[ (|"][0-9]+[ )|"]`, line, "line %d", n+1)
		}
	}
}

func TestPausedConversationResumes(t *testing.T) {
	got := read(t, Context{Stage: practice.Paused}, agent, "Good morning, I have found your templates in the backup.")
	one[move.Resume](t, got)
	require.Equal(t, move.KindResume, got.Moves[0].Move.Kind(), "before what else is said")
}

func TestRulesAreSharedByGoroutines(t *testing.T) {
	dev, _ := readDialogues(t)
	r := reader(t)
	want := evaluate(t, r, dev[:4], false)
	var wg sync.WaitGroup
	got := make([]score, 8)
	for i := range got {
		wg.Go(func() { got[i] = evaluate(t, r, dev[:4], false) })
	}
	wg.Wait()
	for _, s := range got {
		require.Equal(t, want, s)
	}
}
