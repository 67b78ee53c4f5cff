package review

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

// drafted is a draft in its conversation, with rules that it must and must not be
// found for.
type drafted struct {
	name      string
	draft     string
	c         Context
	must, not []string
}

func checkDrafts(t *testing.T, tests []drafted) {
	t.Helper()
	r := reviewer(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := rulesOf(r.Review(tt.draft, tt.c))
			for _, rule := range tt.must {
				require.Contains(t, got, rule, tt.draft)
			}
			for _, rule := range tt.not {
				require.NotContains(t, got, rule, tt.draft)
			}
		})
	}
}

func TestEmpathyIsAskedForByTheirMessage(t *testing.T) {
	const furious = "THIRD parcel lost. My daughter's birthday is ruined and you people don't even answer!!"
	checkDrafts(t, []drafted{
		{"straight to business", "Please send a photo of the label.", Context{LastCustomer: furious}, []string{"no-empathy"}, nil},
		{"feeling named", "A third lost parcel and a birthday without it: I'd be furious too. May I see the label?", Context{LastCustomer: furious}, nil, []string{"no-empathy"}},
		{"said back", "Your daughter's birthday is today, and for the third time the parcel is lost. May I ask for the label?", Context{LastCustomer: furious}, nil, []string{"no-empathy"}},
		{"restated", "So if I have it right, the third parcel in a row is lost, is that correct?", Context{LastCustomer: furious}, nil, []string{"no-empathy"}},
		{"one word of theirs is no reflection", "The parcel label is what I need from you, please send it now.", Context{LastCustomer: furious}, []string{"no-empathy"}, nil},
		{"boundary", "I can't go on while I'm being insulted. May I see the label?", Context{LastCustomer: furious}, nil, []string{"no-empathy", "dead-end"}},
		{"the host says tense", "Please send a photo of the label.", Context{Temper: temper.Tense}, []string{"no-empathy"}, nil},
		{"calm words", "Please send a photo of the label.", Context{LastCustomer: "Hi, what do you need from me?"}, nil, []string{"no-empathy"}},
		{"the host knows better than the gauge", "Please send a photo of the label.", Context{LastCustomer: furious, Temper: temper.Calm}, nil, []string{"no-empathy"}},
	})
}

func TestSympathyThatNamesTheMatterIsNoFormula(t *testing.T) {
	const said = "That is the second time I hear soon. The fair is in a week. I want a date."
	checkDrafts(t, []drafted{
		{"named before", "You asked for a date and the fair is a week away. I would be furious too.", Context{LastCustomer: said}, nil, []string{"formula-empathy"}},
		{"named two sentences before", "You want a date for the fair. Let me see. I would be furious too.", Context{LastCustomer: said}, []string{"formula-empathy"}, nil},
		{"named after", "I would be furious too. You asked for a date for the fair.", Context{LastCustomer: said}, []string{"formula-empathy"}, nil},
		{"not named", "Good morning. I would be furious too.", Context{LastCustomer: said}, []string{"formula-empathy"}, nil},
		{"nothing known", "You asked for a date for the fair. I would be furious too.", Context{}, []string{"formula-empathy"}, nil},
	})
}

func TestClosingAfterTheirYesIsNoThreat(t *testing.T) {
	const closing = "I'm closing the ticket today. If it comes back, a new mail will do."
	checkDrafts(t, []drafted{
		{"it works", closing, Context{LastCustomer: "It works now, thanks a lot!"}, nil, []string{"threat-close"}},
		{"thanked", closing, Context{LastCustomer: "Thank you for your help, have a nice day"}, nil, []string{"threat-close"}},
		{"still broken", closing, Context{LastCustomer: "thanks, but it still doesn't work"}, []string{"threat-close"}, nil},
		{"angry", closing, Context{LastCustomer: "This is ridiculous, three weeks and nothing!"}, []string{"threat-close"}, nil},
		{"unknown", closing, Context{}, []string{"threat-close"}, nil},
	})
}

func TestOwnWordsTakenBack(t *testing.T) {
	checkDrafts(t, []drafted{
		{"corrected next", "I told you on Monday that returns are free. That was wrong: they cost 4.95.", Context{}, nil, []string{"argue", "condescend"}},
		{"theirs called wrong", "You wrote that returns are free. That is wrong.", Context{}, []string{"argue"}, nil},
		{"told and not corrected", "As I told you, returns are not free.", Context{}, []string{"condescend"}, nil},
		{"where and when it was written", "As I wrote this morning, the part leaves us today.", Context{}, nil, []string{"condescend"}},
	})
}

func TestAskedAgainIsTheSameThing(t *testing.T) {
	const gave = "My order number is 88-1201 and the lamp flickers."
	checkDrafts(t, []drafted{
		{"the same", "Could you send me your order number?", Context{LastCustomer: gave}, []string{"asks-again"}, nil},
		{"another number", "What is your serial number, please?", Context{LastCustomer: gave}, nil, []string{"asks-again"}},
		{"another in what is known", "What is your serial number, please?", Context{Known: []string{"order number: 88-1201"}}, nil, []string{"asks-again"}},
		{"the same in what is known", "What is your serial number, please?", Context{Known: []string{"order number: 88-1201", "serial number: 77120"}}, []string{"asks-again"}, nil},
		{"no number at all", "What is your membership level?", Context{LastCustomer: gave}, nil, []string{"asks-again"}},
		{"as chats are typed", "whats ur contract number and full name?", Context{LastCustomer: "name is Alba Reyes, contract C-77120"}, []string{"asks-again"}, nil},
		{"quoted back", "Is 88-1201 the order number?", Context{LastCustomer: gave, Known: []string{"order number: 88-1201"}}, nil, []string{"asks-again"}},
	})
}

func TestSolutionBeforeTheirYes(t *testing.T) {
	const advice = "Please restart the router and try again."
	checkDrafts(t, []drafted{
		{"listening, trouble", advice, Context{Stage: practice.Listening, LastCustomer: "My router doesn't work any more."}, []string{"premature-solution"}, nil},
		{"listening, a question", advice, Context{Stage: practice.Listening, LastCustomer: "How do I reset the router?"}, nil, []string{"premature-solution"}},
		{"listening, an ok", advice, Context{Stage: practice.Listening, LastCustomer: "ok"}, nil, []string{"premature-solution"}},
		{"listening, angry", advice, Context{Stage: practice.Listening, LastCustomer: "How often do I have to call you idiots?!"}, []string{"premature-solution"}, nil},
		{"listening, nothing known", advice, Context{Stage: practice.Listening, Temper: temper.Tense}, []string{"premature-solution"}, nil},
		{"confirming", advice, Context{Stage: practice.Confirming, LastCustomer: "How do I reset it?"}, []string{"premature-solution"}, nil},
		{"advising", advice, Context{Stage: practice.Advising, LastCustomer: "My router doesn't work any more."}, nil, []string{"premature-solution"}},
		{"confirmed", advice, Context{Stage: practice.Confirming, Confirmed: true, LastCustomer: "yes"}, nil, []string{"premature-solution"}},
		{"a question in German", "Bitte starten Sie den Router neu.", Context{Language: language.German, LastCustomer: "Wie setze ich den Router zurück?"}, nil, []string{"premature-solution"}},
		{"a question in Spanish", "Reinicie el router.", Context{Language: language.Spanish, LastCustomer: "¿Cómo reinicio el router?"}, nil, []string{"premature-solution"}},
	})
}

func TestBackedByTheTimeOfThePromise(t *testing.T) {
	now := time.Date(2026, 11, 18, 15, 30, 0, 0, time.UTC)
	at := func(day, hour int) []time.Time { return []time.Time{time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC)} }
	checkDrafts(t, []drafted{
		{"the day before it counts", "I'll look at the log tomorrow at 9:00 and write to you by 10:00.", Context{Now: now, Deadlines: at(19, 10)}, nil, []string{"unbacked-deadline"}},
		{"later than said", "I'll write to you tomorrow by 10:00.", Context{Now: now, Deadlines: at(20, 9)}, []string{"unbacked-deadline"}, nil},
		{"sooner than said", "I'll write to you tomorrow by 10:00.", Context{Now: now, Deadlines: at(19, 9)}, nil, []string{"unbacked-deadline"}},
		{"nothing on record", "I'll write to you tomorrow by 10:00.", Context{Now: now}, []string{"unbacked-deadline"}, nil},
		{"no clock, something on record", "I'll write to you tomorrow by 10:00.", Context{Deadlines: at(19, 12)}, nil, []string{"unbacked-deadline"}},
	})
}

func TestSpanishIsNotTakenForItsNeighbours(t *testing.T) {
	checkDrafts(t, []drafted{
		{"a short question", "No lo sé todavía. Hoy pregunto al taller y le llamo mañana.", Context{Language: language.Spanish, LastCustomer: "¿Entra la reparación en la garantía?"}, nil, []string{"wrong-language"}},
		{"English to a Spanish question", "I will ask the workshop and call you tomorrow.", Context{LastCustomer: "¿Entra la reparación en la garantía o tengo que pagar yo? Llevo dos semanas sin el equipo y no me dicen nada."}, []string{"wrong-language"}, nil},
		{"French is not Spanish", "Bonjour, votre commande est dans notre dépôt.", Context{LastCustomer: "Buenos días, ¿dónde está mi pedido? Llevo una semana sin noticias"}, []string{"wrong-language"}, nil},
	})
}

func TestCheerfulEmoji(t *testing.T) {
	r := reviewer(t)
	angry := Context{Temper: temper.Angry}
	for _, e := range []string{"😀", "😃", "😄", "😊", "😉", "🙂", "😂", "🤣", "😜", "🎉", "✨", "👍", "🚀", "❤️", "😎", "🥳", "☺️", ":)", ":D", ";)"} {
		require.Contains(t, rulesOf(r.Review("I hear you. The parcel leaves today. "+e, angry)), "chirpy", e)
	}
	for _, e := range []string{"😢", "😔", "😞", "😟", "🙏", "😡", "😱", "🥺", ":(", "📦", "⏰", "🔧", "⚠️"} {
		require.NotContains(t, rulesOf(r.Review("I hear you. The parcel leaves today. "+e, angry)), "chirpy", e)
	}
	require.NotContains(t, rulesOf(r.Review("The parcel leaves today. 😊", Context{Temper: temper.Calm})), "chirpy")
}

func TestWordsThatAreShouted(t *testing.T) {
	checkDrafts(t, []drafted{
		{"short known words", "That is ALL NEW to us.", Context{}, []string{"shouting"}, nil},
		{"one short known word", "It is OUR box.", Context{}, nil, []string{"shouting"}},
		{"an acronym", "The PDF and the USB stick are there.", Context{}, nil, []string{"shouting"}},
		{"a word that is always shouted", "That is ALL we have.", Context{}, []string{"shouting"}, nil},
		{"quoted from the screen", "Press \"SAVE CHANGES\" at the top.", Context{}, nil, []string{"shouting"}},
		{"stacked marks", "It is done!! Try it.", Context{}, []string{"shouting"}, nil},
		{"one mark", "It is done! Try it.", Context{}, nil, []string{"shouting"}},
	})
}

func TestSaidBackInAMail(t *testing.T) {
	const printing = "printing. It says \"spooler rejected\". Only my PC, my colleague's is fine."
	checkDrafts(t, []drafted{
		{"tell me if not", "Thank you, that helps. So since the weekend, printing stops with that message, on your PC only. If that's not right, please tell me. Please remove the printer and add it again.",
			Context{Stage: practice.Identifying, LastCustomer: printing}, nil, []string{"premature-solution"}},
		{"thanks are no claim", "Thank you, that helps.", Context{Stage: practice.Identifying, LastCustomer: printing}, nil, []string{"premature-solution"}},
		{"a claim", "Restart it, that helps.", Context{Stage: practice.Identifying, LastCustomer: printing}, []string{"premature-solution"}, nil},
		{"German", "Verstehe ich Sie richtig, dass nur Ihr PC betroffen ist? Dann starten Sie ihn neu.",
			Context{Language: language.German, Stage: practice.Identifying, LastCustomer: "Nur mein PC druckt nicht."}, nil, []string{"premature-solution"}},
	})
}

// TestPolicyTurnsEachCodeRuleOff: rules whose check is code obey the policy as those
// of patterns do.
func TestPolicyTurnsEachCodeRuleOff(t *testing.T) {
	now := time.Date(2026, 11, 18, 15, 30, 0, 0, time.UTC)
	const furious = "THIRD parcel lost. You people don't even answer!!"
	for rule, one := range map[string]drafted{
		"no-empathy":         {draft: "Please send a photo of the label.", c: Context{LastCustomer: furious}},
		"chirpy":             {draft: "I hear you. It leaves today. 🎉", c: Context{LastCustomer: furious}},
		"asks-again":         {draft: "Could you send me your order number?", c: Context{LastCustomer: "order number 88120 is late"}},
		"broken-record":      {draft: "We are still looking into it for you.", c: Context{Earlier: []string{"We are still looking into it for you."}}},
		"unbacked-deadline":  {draft: "I'll write to you tomorrow by 10:00.", c: Context{Now: now}},
		"wrong-language":     {draft: "I will ask the workshop and call you tomorrow.", c: Context{LastCustomer: "Hallo, wo ist mein Paket? Ich warte schon seit drei Tagen auf die Bestellung."}},
		"premature-solution": {draft: "Please restart the router and try again.", c: Context{Stage: practice.Confirming}},
		"premature-close":    {draft: "Is there anything else I can do for you?", c: Context{LastCustomer: furious}},
		"apology-repeated":   {draft: "I am sorry.", c: Context{Earlier: []string{"I am very sorry about that."}}},
		"shouting":           {draft: "It is done!!"},
		"no-next-step":       {draft: "Thank you for your patience."},
	} {
		r := reviewer(t)
		require.Contains(t, rulesOf(r.Review(one.draft, one.c)), rule)
		off, err := New(&Options{Policy: &practice.Policy{Rules: []practice.PolicyRule{{Rule: rule, Setting: practice.Off, Reason: "trial"}}}})
		require.NoError(t, err)
		require.NotContains(t, rulesOf(off.Review(one.draft, one.c)), rule)
	}
}
