package infer

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// readOne reads one message in a context that words name, as in lines.txt.
func readOne(t *testing.T, c Context, author transcript.Author, s string) []Inferred {
	t.Helper()
	got, err := reader(t).Read(context.Background(), c, transcript.Turn{ID: "m", Author: author,
		At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Text: s, Name: "Jo"})
	require.NoError(t, err)
	return got.Moves
}

// first returns the first move of a type, which must be there.
func first[M move.Move](t *testing.T, moves []Inferred) M {
	t.Helper()
	for _, in := range moves {
		if m, ok := in.Move.(M); ok {
			return m
		}
	}
	var none M
	require.Fail(t, "no such move", "%T in %+v", none, moves)
	return none
}

// TestOptionsInProse: each way is an option with what it costs and how long it takes.
func TestOptionsInProse(t *testing.T) {
	for _, c := range []struct {
		text  string
		cost  []string
		takes []string
	}{
		{"There are two ways: I can generate the file by hand from our side, you'd have it by 11:00, or we wait for the fix that our engineers are testing, probably this evening, which would be after your cutoff. What would you prefer?",
			[]string{"", "after your cutoff"}, []string{"by 11:00", "this evening"}},
		{"If there's no firm date by then, you can choose: I ship a second crib by express (arrives Tuesday, no charge), or I refund you in full the same day.",
			[]string{"no charge", "refund you in full"}, []string{"arrives Tuesday", "the same day"}},
		{"My two options stand: express crib, at your door on Tuesday, free; or a refund today, $140 to your card in 3-5 days. Which one shall I do?",
			[]string{"free", "$140"}, []string{"on Tuesday", "today"}},
		{"I can refund one charge to your card (3 to 5 days, no cost), or credit 29.99 to your December bill, which takes effect at once. Which do you prefer?",
			[]string{"no cost", "credit 29.99"}, []string{"3 to 5 days", "takes effect"}},
		{"There are two ways. I can restore last night's backup: that takes about 20 minutes and today's changes would be lost. Or you import the CSV yourself, which takes 5 minutes, but without the notes. Which would you prefer?",
			[]string{"would be lost", "without the notes"}, []string{"takes about 20 minutes", "takes 5 minutes"}},
		{"Would you like to: 1) report a lost card 2) see your PIN 3) talk to a person?", []string{"", "", ""}, []string{"", "", ""}},
		{"Shall I send it by courier this afternoon at our cost?", []string{"at our cost"}, []string{"this afternoon"}},
		{"I can refund one of the two charges right away. Would you like that?", []string{""}, []string{"right away"}},
	} {
		moves := readOne(t, lineContext(""), transcript.Agent, c.text)
		o := first[move.Offer](t, moves)
		require.Len(t, o.Options, len(c.cost), c.text)
		for i, op := range o.Options {
			assert.Contains(t, op.Cost, c.cost[i], c.text)
			assert.Contains(t, op.Takes, c.takes[i], c.text)
		}
		offers := 0
		for _, in := range moves {
			if in.Move.Kind() == move.KindOffer {
				offers++
			}
		}
		assert.Equal(t, 1, offers, c.text)
	}
}

// TestProblemWithoutItsFrame: a restatement holds the problem, not the words around it.
func TestProblemWithoutItsFrame(t *testing.T) {
	for s, want := range map[string]string{
		"So what you're saying is: the card was charged twice on the 3rd, and you want one charge back. Is that right?": "the card was charged twice on the 3rd, and you want one charge back",
		"To be sure I have it right: the app charged you on the 3rd and again on the 4th. Did I get that right?":        "the app charged you on the 3rd and again on the 4th",
		"So to recap: since Friday the CSV export hangs for five minutes. If I got anything wrong, just correct me.":    "since Friday the CSV export hangs for five minutes",
		"May I make sure I understand: you would like the fare back for both seats. Have I got that right?":             "you would like the fare back for both seats",
		"So the parcel went back to the depot twice, correct?":                                                          "the parcel went back to the depot twice, correct",
		"So it is: the printer only fails with PDF files, and only on the second floor. Right?":                         "the printer only fails with PDF files, and only on the second floor",
	} {
		assert.Equal(t, want, first[move.Restate](t, readOne(t, lineContext(""), transcript.Agent, s)).Problem, s)
	}
}

// TestConsultIsComplete: who is asked, what for and by when (A13).
func TestConsultIsComplete(t *testing.T) {
	c := first[move.Consult](t, readOne(t, lineContext(""), transcript.Agent,
		"Let me ask our billing team whether the second charge is already on its way back; I'll tell you here by 14:30 UTC."))
	assert.Equal(t, move.Consult{Purpose: "whether the second charge is already on its way back", Owner: "billing team",
		At: time.Date(2026, 3, 2, 14, 30, 0, 0, time.UTC)}, c)
	require.NoError(t, c.Validate())
	c = first[move.Consult](t, readOne(t, lineContext(""), transcript.Agent,
		"I don't know why the limit changed yet. I'll ask our API team and write to you here by 16:00."))
	assert.EqualValues(t, "API team", c.Owner)
	assert.NotEmpty(t, c.Purpose)
	require.NoError(t, c.Validate())
}

// TestAnswerNamesItsQuestion: bare words answer the question of their shape.
func TestAnswerNamesItsQuestion(t *testing.T) {
	c := lineContext("question")
	c.LastOurs = "Could you give me your order number and the full name on the order?"
	c.Pending.Fact = "name"
	assert.EqualValues(t, "order-number", first[move.Answer](t, readOne(t, c, transcript.Customer, "sure, it's 88120-3")).Fact)
	assert.EqualValues(t, "name", first[move.Answer](t, readOne(t, c, transcript.Customer, "Maria da Silva")).Fact)
	assert.EqualValues(t, "email", first[move.Answer](t, readOne(t, c, transcript.Customer, "maria@example.org")).Fact)
}

// TestRetractNamesTheTurn: what takes back our last message says which it was.
func TestRetractNamesTheTurn(t *testing.T) {
	c := lineContext("")
	c.LastOurs, c.LastOursTurn = "The refund takes two days.", "m7"
	for s, want := range map[string]transcript.TurnID{
		"I was wrong earlier: the refund takes five days, not two.":     "m7",
		"Please ignore my last message, it was meant for someone else.": "m7",
		"I told you the branch opens at 9; that was wrong.":             "",
	} {
		assert.Equal(t, want, first[move.Retract](t, readOne(t, c, transcript.Agent, s)).Turn, s)
	}
}

// TestFaultsAndCauses: a fault has evidence only where the words name a record, and
// the apology behind it names the fault.
func TestFaultsAndCauses(t *testing.T) {
	m := readOne(t, lineContext(""), transcript.Agent, "Our log shows that the night import deleted your templates. That was our mistake and I apologise.")
	e := first[move.Establish](t, m)
	require.NoError(t, e.Validate())
	assert.Equal(t, e.Fault, first[move.Apologise](t, m).Fault)
	e = first[move.Establish](t, readOne(t, lineContext(""), transcript.Agent, "We found that our update on Monday caused the double charges."))
	assert.Empty(t, e.Evidence)
	assert.NotEmpty(t, first[move.RootCause](t, readOne(t, lineContext(""), transcript.Agent,
		"The root cause was a retry that ran after the first payment had gone through.")).Cause)
	for _, s := range []string{
		"The root cause is not known yet.",
		"We are looking for the root cause.",
		"I think the cause was the update.",
		"If our update caused this, we will say so.",
	} {
		for _, in := range readOne(t, lineContext(""), transcript.Agent, s) {
			assert.NotContains(t, []move.Kind{move.KindEstablish, move.KindRootCause}, in.Move.Kind(), s)
		}
	}
}

// TestPromisesInOtherLanguages: a language without rules still has its promises read.
func TestPromisesInOtherLanguages(t *testing.T) {
	for _, c := range []struct {
		lang, text string
		dated      bool
	}{
		{"de", "Ich rufe Sie bis 10:00 Uhr an.", true},
		{"de", "Wir melden uns so schnell wie möglich.", false},
		{"es", "Le avisaremos lo antes posible.", false},
	} {
		turn := transcript.Turn{ID: "m", Author: transcript.Agent, Language: language.MustParse(c.lang),
			At: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), Text: c.text}
		got, err := reader(t).Read(context.Background(), Context{}, turn)
		require.NoError(t, err)
		assert.Equal(t, NotReadLanguage, got.NotRead)
		require.Len(t, got.Moves, 1, c.text)
		assert.Equal(t, c.dated, !got.Moves[0].Move.(move.Promise).Due.IsZero(), c.text)
		turn.Author = transcript.Customer
		got, err = reader(t).Read(context.Background(), Context{}, turn)
		require.NoError(t, err)
		assert.Empty(t, got.Moves, c.text)
	}
}
