package infer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation/move"
)

// labels are the sure moves of a reading, as the labelled dialogues name them.
func labels(r Reading) []string {
	var found []string
	for _, m := range r.Moves {
		if m.Sure {
			found = append(found, label(m.Move))
		}
	}
	return found
}

func TestBareOkayInFrontOfSomethingElse(t *testing.T) {
	c := Context{Pending: Pending{Agreement: true}, LastHeard: "the heating is dead", LastOurs: "Our plan: a technician looks at it tomorrow between 9 and 11."}
	for text, agrees := range map[string]bool{
		"ok. thank you":                              true,
		"okay, do that":                              true,
		"Okay. Looking forward to it.":               true,
		"ok. and who pays for the hotel?":            false,
		"okay. the neighbours have the same thing":   false,
		"k. then cancel the contract":                false,
		"Right. And what do I tell my tenants then?": false,
	} {
		got := labels(read(t, c, customer, text))
		if agrees {
			require.Contains(t, got, "confirm.agreement", text)
		} else {
			require.NotContains(t, got, "confirm.agreement", text)
		}
	}
	require.NotContains(t, labels(read(t, Context{LastOurs: "We will answer every call."}, customer, "Yeah hi. My boiler leaks.")), "confirm.agreement", "nothing is pending before they spoke")
}

func TestQuestionsWithoutTheirMark(t *testing.T) {
	for _, text := range []string{
		"can a child fly on that ticket", "so what happens to my deposit", "does the warranty cover this", "and now",
		"is there a lift in the building", "ok and when does the shop open",
	} {
		require.Contains(t, labels(read(t, Context{LastHeard: "hello"}, customer, text)), "request", text)
	}
	for _, text := range []string{"is in the post since monday", "when i open the lid it stops"} {
		require.NotContains(t, labels(read(t, Context{LastHeard: "hello"}, customer, text)), "request", text)
	}
}

func TestMissingWhenAPromiseIsOverdue(t *testing.T) {
	now := time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC)
	due := Context{LastHeard: "thanks", LastOurs: "The courier comes by noon.", Open: []OpenPromise{{ID: "p1", Due: now.Add(-24 * time.Hour * 365)}}}
	m := one[move.Claim](t, read(t, due, customer, "noon came. no courier"))
	require.True(t, m.Broken)
	none[move.Claim](t, read(t, Context{LastHeard: "thanks", LastOurs: "The courier comes by noon."}, customer, "it's cold. no courier"))
	none[move.Claim](t, read(t, due, customer, "I want a refund, not a voucher"))
}

func TestTakesOneByItsWords(t *testing.T) {
	c := Context{Pending: Pending{Agreement: true}, LastHeard: "a table for two", LastOurs: "We have the terrace at seven or the window table at eight."}
	require.Contains(t, labels(read(t, c, customer, "terrace then")), "choose")
	require.Contains(t, labels(read(t, c, customer, "the window it is")), "choose")
	require.NotContains(t, labels(read(t, c, customer, "is the terrace heated?")), "choose")
}

func TestAnswerBesideTheYes(t *testing.T) {
	c := Context{Pending: Pending{Restatement: true, Question: true}, LastHeard: "the lamp flickers",
		LastOurs: "So the lamp flickers since you moved it, is that right? And what else is on that socket?"}
	got := labels(read(t, c, customer, "Correct. The fridge and a kettle are on it as well."))
	require.Equal(t, []string{"confirm.problem", "answer"}, got)
}

func TestNumbersInWordsAreData(t *testing.T) {
	c := Context{Pending: Pending{Question: true}, LastHeard: "hello", LastOurs: "What is the number on the tag?"}
	require.Equal(t, []string{"answer"}, labels(read(t, c, customer, "hang on, it is four four nine two")))
}

func TestStateAskedAfterWhatWasDone(t *testing.T) {
	c := Context{Confirmed: true, LastHeard: "it still blinks"}
	for _, text := range []string{
		"I've reset the line from here. Is everything on in the flat?",
		"Please press the button once. Does it show a steady light?",
	} {
		require.Contains(t, labels(read(t, c, agent, text)), "verify", text)
	}
	require.NotContains(t, labels(read(t, Context{LastHeard: "it blinks"}, agent, "Good morning. Is the box on the wall or on the floor?")), "verify")
}

func TestApologyInAnAdmission(t *testing.T) {
	require.Equal(t, []string{"apologise.admission"}, labels(read(t, Context{LastHeard: "you charged me twice"}, agent, "That was our mistake. I apologise.")))
	require.Contains(t, labels(read(t, Context{LastHeard: "the snow blocked everything"}, agent, "I'm sorry that you had to wait in the cold.")), "apologise.regret")
}

func TestUpdateBesideWeightierNews(t *testing.T) {
	require.NotContains(t, labels(read(t, Context{LastHeard: "well?"}, agent, "I've taken this over from Ben and I've opened your file.")), "update")
	require.Contains(t, labels(read(t, Context{LastHeard: "well?"}, agent, "We are looking into it right now.")), "update")
}

func TestWishPassedOn(t *testing.T) {
	require.Contains(t, labels(read(t, Context{LastHeard: "a dark mode would be great"}, agent, "I've put it on the list for our designers.")), "voice")
	require.NotContains(t, labels(read(t, Context{LastHeard: "a dark mode would be great"}, agent, "The manager has put it on the list for autumn.")), "voice")
}

func TestFirstMessageInFragmentsTells(t *testing.T) {
	got := labels(read(t, Context{}, customer, "Marta, hello. I opened the parcel just now and I'm holding somebody else's shoes. Size, colour, label."))
	require.Contains(t, got, "tell")
}
