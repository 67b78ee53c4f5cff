package act

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

func finder(t testing.TB) *Finder {
	f, err := New(nil)
	require.NoError(t, err)
	return f
}

func TestFind(t *testing.T) {
	f := finder(t)
	for _, c := range []struct {
		text string
		has  []Kind
		not  []Kind
	}{
		{"Hi Ann, thanks for calling. How can I help?", []Kind{Greet, Thank, Question}, []Kind{Confirm}},
		{"I'm sorry you had to wait three days.", []Kind{Regret, Empathy}, []Kind{Admission, Conditional}},
		{"That was our mistake, we sent it to the wrong address.", []Kind{Admission}, []Kind{Conditional}},
		{"It was not our mistake.", nil, []Kind{Admission}},
		{"Sorry if that upset you.", []Kind{Conditional}, []Kind{Regret}},
		{"Three weeks without internet must be exhausting.", []Kind{Empathy}, []Kind{Advise}},
		{"So the page stays white since Monday, only on the phone. Is that right?", []Kind{Restate}, []Kind{Verify}},
		{"If I understand you correctly, the light is red.", []Kind{Restate}, nil},
		{"yes, exactly!", []Kind{Confirm}, []Kind{Correct}},
		{"thats right", []Kind{Confirm}, []Kind{Question}},
		{"no, it's not the login, it's the payment page", []Kind{Correct}, []Kind{Confirm, Works}},
		{"nope, not quite. only the second one", []Kind{Correct}, nil},
		{"Please restart the router and wait two minutes.", []Kind{Advise}, []Kind{Question}},
		{"Either you wait for the part until Friday or you take a new one today.", []Kind{Choice}, nil},
		{"Would you like me to refund it?", []Kind{Offer}, []Kind{Question}},
		{"I'd rather have the refund please", []Kind{Choose}, []Kind{Refuse}},
		{"no thanks, a voucher won't do", []Kind{Decline}, []Kind{Thank}},
		{"Unfortunately we cannot extend the date.", []Kind{Refuse}, []Kind{Promise}},
		{"I will call you at 16:00.", []Kind{Promise}, []Kind{Done}},
		{"I have booked the refund. We're testing the line now, and the next update comes at four.", []Kind{Done, Doing, Next}, nil},
		{"Your refund has been issued.", []Kind{Deliver}, []Kind{Question}},
		{"Once it is fixed I write to you.", nil, []Kind{Deliver, Works}},
		{"Anything else I can help you with today?", []Kind{CloseAsk}, []Kind{Question}},
		{"One moment please, let me check.", []Kind{Hold}, []Kind{Promise}},
		{"Let me get my supervisor.", []Kind{Escalate}, []Kind{Supervisor}},
		{"I'm transferring you to the network team.", []Kind{HandOver}, nil},
		{"I don't know yet, but I'll find out.", []Kind{DontKnow}, nil},
		{"I was wrong earlier, the fee is 12.", []Kind{Retract}, []Kind{Correct}},
		{"I want to help, but please keep it civil.", []Kind{Boundary}, nil},
		{"Does it work for you now?", []Kind{Verify}, []Kind{Question, Works}},
		{"it works now, thank you!!", []Kind{Works, Thank}, []Kind{Fails}},
		{"still doesnt work", []Kind{Fails}, []Kind{Works}},
		{"it would be nice if it works", nil, []Kind{Works}},
		{"I want my money back!", []Kind{Wish}, nil},
		{"let me speak to your manager", []Kind{Supervisor}, nil},
		{"I'm cancelling my contract and going to a competitor", []Kind{Leave}, nil},
		{"this is the third time I contact you", []Kind{Repeated}, nil},
		{"You said you'd call on Tuesday and nobody did", []Kind{BrokenPromise}, nil},
		{"any news?", []Kind{Chase}, []Kind{Question}},
		{"How would you like us to resolve this?", []Kind{AskWish}, []Kind{Question}},
		{"What does this mean for your customers?", []Kind{Impact}, []Kind{Question}},
		{"Why does it need to run at night?", []Kind{Why}, []Kind{Question}},
		{"Does that make sense so far?", []Kind{CheckBack}, []Kind{Question}},
		{"the app keeps crashing on my phone", []Kind{Problem}, nil},
		{"How would you rate our service on a scale of 1 to 5?", []Kind{Survey}, nil},
		{"Let's pause here and speak again tomorrow at ten.", []Kind{Pause}, nil},
		{"ORDER 4711", nil, []Kind{Confirm, Question, Promise}},
		{"", nil, nil},
	} {
		got := map[Kind]bool{}
		for _, a := range f.Find(c.text, language.English) {
			got[a.Kind] = true
			assert.True(t, a.Start < a.End && a.End <= len(c.text), "%v in %q", a, c.text)
			assert.True(t, a.Confidence > 0 && a.Confidence <= 1)
		}
		for _, k := range c.has {
			assert.True(t, got[k], "%v missed in %q", k, c.text)
		}
		for _, k := range c.not {
			assert.False(t, got[k], "%v found in %q", k, c.text)
		}
	}
}

func TestLanguages(t *testing.T) {
	f := finder(t)
	assert.True(t, f.Supports(language.Und))
	assert.True(t, f.Supports(language.MustParse("en-AU")))
	assert.False(t, f.Supports(language.Finnish))
	assert.Nil(t, f.Find("hello", language.Finnish))
	assert.Equal(t, f.Find("hello", language.Und), f.Find("hello", language.English))
}

func TestOwnData(t *testing.T) {
	f, err := New(&Options{Data: fstest.MapFS{"nl.json": {Data: []byte(`{"acts":[{"kind":"greet","confidence":0.9,"patterns":["goedendag"]}]}`)}}})
	require.NoError(t, err)
	assert.Equal(t, []Act{{Kind: Greet, Start: 0, End: 9, Confidence: 0.9}}, f.Find("Goedendag!", language.Dutch))
	for data, say := range map[string]string{
		`{"acts":[{"kind":"greet","confidence":2,"patterns":["x"]}]}`:     "nl.json:1: acts[0]: needs a kind",
		`{"acts":[{"kind":"waffle","confidence":0.5,"patterns":["x"]}]}`:  "waffle",
		`{"acts":[{"kind":"greet","confidence":0.5,"patterns":["(x"]}]}`:  "nl.json:1: acts[0].patterns[0]",
		`{"acts":[{"kind":"greet","confidence":0.5,"paterns":["(x"]}]}`:   "paterns",
		`{"acts":[{"kind":"greet","confidence":0.5,"patterns":["x"]}]} 1`: "after the end",
	} {
		_, err := New(&Options{Data: fstest.MapFS{"nl.json": {Data: []byte(data)}}})
		assert.ErrorContains(t, err, say)
	}
	_, err = New(&Options{Data: fstest.MapFS{"klingon!.json": {Data: []byte(`{}`)}}})
	assert.ErrorContains(t, err, "not named for a language")
}

func TestKindText(t *testing.T) {
	for k := None; k < kindCount; k++ {
		b, err := k.MarshalText()
		require.NoError(t, err)
		require.NotEmpty(t, b)
		var back Kind
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, k, back)
	}
	_, err := kindCount.MarshalText()
	require.Error(t, err)
	var k Kind
	require.Error(t, k.UnmarshalText([]byte("nothing")))
	assert.Equal(t, "Kind(200)", Kind(200).String())
}

func TestAppendDoesNotAllocate(t *testing.T) {
	if raceEnabled {
		t.Skip("a sync.Pool forgets at random under the race detector")
	}
	f := finder(t)
	room := make([]Act, 0, 64)
	const s = "You said you'd call on Tuesday and nobody did. I want my money back, third time now!"
	assert.Zero(t, testing.AllocsPerRun(100, func() { room = f.Append(room[:0], s, language.English) }))
}

func BenchmarkFind(b *testing.B) {
	f := finder(b)
	room := make([]Act, 0, 64)
	const s = "You said you'd call on Tuesday and nobody did. I want my money back, this is the third time now! The app keeps crashing."
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		room = f.Append(room[:0], s, language.English)
	}
}
