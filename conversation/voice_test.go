package conversation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// hot reports whether a reply to an angry customer is refused for its temper.
func hot(t *testing.T, book *conversation.Playbook, reply string) bool {
	t.Helper()
	c := book.Start("hot", move.Enforce)
	at := time.Date(2026, 3, 12, 10, 0, 0, 0, time.UTC)
	heard, err := c.Read(t.Context(), transcript.Turn{ID: "1", Author: transcript.Customer, At: at, Channel: transcript.Chat,
		Text: "Charged twice for March, my account is locked AGAIN and your hotline hung up on me twice!! This is a disgrace."})
	require.NoError(t, err)
	require.NoError(t, c.Hear(heard))
	said, err := c.Read(t.Context(), transcript.Turn{ID: "2", Author: transcript.Agent, At: at.Add(time.Minute), Channel: transcript.Chat, Text: reply})
	require.NoError(t, err)
	verdict, _ := c.Say(said)
	return slices.ContainsFunc(verdict.Refused, func(r conversation.Reason) bool { return r.Guard == "A30" })
}

func TestWhatTheCustomerSufferedIsNotOurTemper(t *testing.T) {
	b := book(t, nil)
	for _, reply := range []string{
		"So you were charged twice for March and our hotline hung up on you twice, is that right?",
		"So your account was locked again and our chat ignored you for an hour. Right?",
		"So we charged you twice, ignored three e-mails and then our hotline hung up on you. Is that right?",
		"Let me make sure I have it: nobody answered for three weeks and then the wrong parcel came again. Is that correct?",
		"So the driver threw your parcel over the fence, lied about it and nobody ever called you back, right?",
		"If I understand you correctly, your internet has been dead since Monday and our technician never came. Is that right?",
		"So you paid, you waited two months, and all you got was a broken screen and silence. Did I get that right?",
		"I'm sorry. We charged you twice, we locked you out again and we hung up on you. That's a disgrace.",
		"Charged twice and hung up on twice, I'd be furious too. On which day was the second charge?",
		"We refunded the three wrong charges; nobody called you back for two weeks and that was wrong.",
		"Did our driver really leave your brand new television in the rain again, without even ringing?",
		"To sum up: you were ignored for a month, lied to twice and billed for a phone that never arrived. Is that right?",
	} {
		assert.False(t, hot(t, b, reply), reply)
	}
}

func TestOurOwnTemperIsHeldBack(t *testing.T) {
	b := book(t, nil)
	for _, reply := range []string{
		"WTF is wrong with you people, I told you three times",
		"So you were charged twice for March, is that right? Stop shouting at me, you idiot, I've told you three times!!!",
		"I'm sorry you feel that way, you idiot. Stop wasting my time, you are pathetic!!!",
		"Stop whining, I've had it with your constant complaining!!! Read what I wrote you, for the last time!",
		"Are you stupid? I told you three times already, read the damn mail!!",
		"This is the third time I tell you, it's unbelievable how rude you are. Unacceptable!!",
		"You are a disgusting liar, stop harassing us, you pathetic idiot!",
		"Shut up already, you moron. You never listen!",
		"So you want a refund, is that right? Well I am absolutely fed up with you, this is a joke, you people are the worst!!!",
		"I'm furious. Your messages are disgusting and I won't put up with this crap any longer!!!",
	} {
		assert.True(t, hot(t, b, reply), reply)
	}
}

func TestTheBestTurnHasNothingAgainstIt(t *testing.T) {
	asked := `
{"thread":"b","at":"2026-03-12T15:00:00Z","author":"customer","channel":"chat","text":"does the API return archived boards too?"}
{"thread":"b","at":"2026-03-12T15:00:40Z","author":"agent","channel":"chat","text":"I don't know that yet. I'll ask our API team and write to you here by 16:00."}
{"thread":"b","at":"2026-03-12T15:01:00Z","author":"customer","channel":"chat","text":"ok"}`
	kept := debriefed(t, asked+`
{"thread":"b","at":"2026-03-12T15:48:00Z","author":"agent","channel":"chat","text":"As promised: it does, with the parameter archived=true."}`)
	assert.Equal(t, 1, kept.Best)

	broken := debriefed(t, asked+`
{"thread":"b","at":"2026-03-12T18:00:00Z","author":"customer","channel":"chat","text":"I'm still waiting for your answer"}`)
	require.True(t, slices.ContainsFunc(broken.Promises, func(p conversation.PromiseNote) bool { return p.Turn == 1 && p.Broken }))
	assert.Positive(t, kept.Turns[1].Points)
	assert.LessOrEqual(t, broken.Turns[1].Points, 0)
	assert.Equal(t, -1, broken.Best, "its promise was broken")

	found := debriefed(t, `
{"thread":"b","at":"2026-03-12T15:00:00Z","author":"customer","channel":"chat","text":"Third week without my refund and nobody answers!! I'm furious."}
{"thread":"b","at":"2026-03-12T15:00:40Z","author":"agent","channel":"chat","text":"Three weeks without your money, I'd be furious too, but our policy does not allow it sooner. So you paid on the 3rd, is that right?"}`)
	require.NotEmpty(t, breached(found.Turns[1]))
	assert.Equal(t, -1, found.Best, "a turn with a finding is not among the best")
}

func TestListeningToACalmCustomer(t *testing.T) {
	for _, calm := range []string{
		"my invoice for March is wrong, there is a second line for the router",
		"Hello, the parcel with order 20917 has one lamp instead of two.",
		"The export button in the report does nothing when I click it, since this morning.",
		"I moved to Lyon last week and the contract still has the old address.",
	} {
		th := debriefed(t, `
{"thread":"l","at":"2026-03-12T15:00:00Z","author":"customer","channel":"chat","text":"`+calm+`"}
{"thread":"l","at":"2026-03-12T15:00:40Z","author":"agent","channel":"chat","text":"So if I understand you: `+calm+` Is that right?"}`)
		assert.Equal(t, conversation.Empathetic, th.Turns[1].Listening, calm)
	}
	th := debriefed(t, `
{"thread":"l","at":"2026-03-12T15:00:00Z","author":"customer","channel":"chat","text":"THIRD wrong invoice in a row!!! I'm furious, this is a joke"}
{"thread":"l","at":"2026-03-12T15:00:40Z","author":"agent","channel":"chat","text":"So the invoice has been wrong three times, is that right?"}`)
	assert.Equal(t, conversation.InSpurts, th.Turns[1].Listening, "there was a feeling to take up")
}
