package conversation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// debriefed scores one thread.
func debriefed(t *testing.T, lines string) *conversation.ThreadDebrief {
	t.Helper()
	book, err := conversation.NewPlaybook(nil)
	require.NoError(t, err)
	d, err := book.Debrief(t.Context(), transcript.Read(strings.NewReader(strings.TrimSpace(lines)), nil))
	require.NoError(t, err)
	require.Len(t, d.Threads, 1)
	return d.Threads[0]
}

func breached(td conversation.TurnDebrief) []string {
	var ids []string
	for _, b := range td.Breaches {
		ids = append(ids, string(b.Guard))
	}
	for _, f := range td.Findings {
		ids = append(ids, f.Rule)
	}
	return ids
}

func TestNoDeadAirUpToThePromisedTime(t *testing.T) {
	th := debriefed(t, `
{"thread":"w","at":"2026-03-12T15:00:00Z","author":"customer","channel":"chat","text":"does the API return archived boards too?"}
{"thread":"w","at":"2026-03-12T15:00:40Z","author":"agent","channel":"chat","text":"I don't know that yet. I'll ask our API team and write to you here by 16:00."}
{"thread":"w","at":"2026-03-12T15:01:00Z","author":"customer","channel":"chat","text":"ok"}
{"thread":"w","at":"2026-03-12T15:48:00Z","author":"agent","channel":"chat","text":"As promised: it does, with the parameter archived=true."}`)
	assert.NotContains(t, breached(th.Turns[3]), "A3.dead_air")

	th = debriefed(t, `
{"thread":"w","at":"2026-03-12T15:00:00Z","author":"customer","channel":"chat","text":"does the API return archived boards too?"}
{"thread":"w","at":"2026-03-12T15:00:40Z","author":"agent","channel":"chat","text":"I don't know that yet. I'll ask our API team and write to you here by 16:00."}
{"thread":"w","at":"2026-03-12T15:01:00Z","author":"customer","channel":"chat","text":"ok but meanwhile, can you tell me how to raise the limit?"}
{"thread":"w","at":"2026-03-12T15:48:00Z","author":"agent","channel":"chat","text":"As promised: it does, with the parameter archived=true."}`)
	assert.Contains(t, breached(th.Turns[3]), "A3.dead_air", "a new question does not wait for the old promise")
}

func TestSilenceOnACallNeedsTheEndOfSpeech(t *testing.T) {
	call := `
{"thread":"p","at":"2026-03-12T15:00:00Z","author":"customer","channel":"phone","text":"so I opened the box and the charger was missing, and there was no note and nothing, and then I looked at the list"}
{"thread":"p","at":"2026-03-12T15:01:00Z","author":"agent","channel":"phone","text":"Which charger does the list name?"}`
	assert.NotContains(t, breached(debriefed(t, call).Turns[1]), "A3.dead_air")
	until := strings.Replace(call, `"author":"customer"`, `"until":"2026-03-12T15:00:10Z","author":"customer"`, 1)
	assert.Contains(t, breached(debriefed(t, until).Turns[1]), "A3.dead_air")
}

func TestCalmThanksSettleTheFeeling(t *testing.T) {
	th := debriefed(t, `
{"thread":"c","at":"2026-03-12T15:00:00Z","author":"customer","channel":"email","text":"THIS IS RIDICULOUS!!! third week without my refund and nobody answers. I'm furious"}
{"thread":"c","at":"2026-03-12T15:30:00Z","author":"agent","channel":"email","text":"Your refund of 49.00 has been sent to your card today."}
{"thread":"c","at":"2026-03-12T16:00:00Z","author":"customer","channel":"email","text":"Thank you, that helps."}
{"thread":"c","at":"2026-03-12T16:30:00Z","author":"agent","channel":"email","text":"You can follow it under Payments: open the order, then press Status. For the trouble there are two ways: 10 euros credited today at no cost, or a free month from April. Which would you prefer?"}`)
	assert.Contains(t, breached(th.Turns[1]), "no-empathy")
	assert.NotContains(t, breached(th.Turns[3]), "no-empathy")
	assert.NotContains(t, breached(th.Turns[3]), "A4")
	assert.NotContains(t, breached(th.Turns[3]), "A9")
}

func TestNotesAreReadForLabels(t *testing.T) {
	th := debriefed(t, `
{"thread":"n","at":"2026-03-12T15:00:00Z","author":"customer","channel":"chat","text":"my invoice is wrong again"}
{"thread":"n","at":"2026-03-12T15:00:20Z","author":"agent","channel":"chat","visibility":"internal","text":"customer is a drama queen, we'll fix it ASAP"}`)
	require.Len(t, th.Turns[1].Findings, 1, "only what a note may not say either")
	assert.Equal(t, practice.B10, th.Turns[1].Findings[0].Practice)
}

func TestUnreadLanguagesAreNotBlamedForWhatWasNotRead(t *testing.T) {
	th := debriefed(t, `
{"thread":"d","at":"2026-03-12T09:00:00+01:00","author":"customer","channel":"email","lang":"de","text":"Zum dritten Mal ist meine Rechnung falsch!!! Das ist eine Frechheit, niemand kümmert sich darum."}
{"thread":"d","at":"2026-03-12T09:30:00+01:00","author":"agent","channel":"email","lang":"de","text":"Drei falsche Rechnungen hintereinander, da wäre ich auch verärgert. Es tut mir leid. Ich rufe Sie heute bis 10:00 Uhr an, zusammen mit unserem Teamleiter."}`)
	for _, id := range breached(th.Turns[1]) {
		assert.NotContains(t, []string{"A30", "unbacked-deadline", "no-empathy", "premature-solution"}, id)
	}
	th = debriefed(t, `
{"thread":"d","at":"2026-03-12T09:00:00+01:00","author":"customer","channel":"email","lang":"de","text":"Zum dritten Mal ist meine Rechnung falsch!!! Das ist eine Frechheit, niemand kümmert sich darum."}
{"thread":"d","at":"2026-03-12T09:30:00+01:00","author":"agent","channel":"email","lang":"de","text":"Bitte senden Sie uns Ihre Kundennummer."}`)
	assert.Contains(t, breached(th.Turns[1]), "no-empathy", "the words of the reply are reviewed all the same")
}

func TestOneMatterCountsOnce(t *testing.T) {
	th := debriefed(t, `
{"thread":"o","at":"2026-03-12T15:00:00Z","author":"customer","channel":"chat","text":"you sent my contract to a stranger. explain that!!"}
{"thread":"o","at":"2026-03-12T15:01:00Z","author":"agent","channel":"chat","text":"That was my mistake, I typed the wrong address."}`)
	breaches := 0
	for _, b := range th.Turns[1].Breaches {
		if b.Practice == practice.A7 {
			breaches++
		}
	}
	require.Greater(t, breaches, 1, "several guards see the same matter")
	assert.Greater(t, th.Turns[1].Points, -3*len(th.Turns[1].Breaches))
}
