package temper

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

func TestOwnWordsEndWhereOthersBegin(t *testing.T) {
	const own = "Hello Sandra,\n\nthe controller shows E14 again.\n\nRegards\nIan\n"
	for _, rest := range []string{
		"On Thu, 12 Nov 2026 at 16:20, Sandra Wolf <s@example.com> wrote:\n> You should have read the manual.\n",
		"Am 12.11.2026 um 16:20 schrieb Sandra Wolf:\n> Lesen Sie das Handbuch!\n",
		"El jueves, 12 de noviembre, Sandra escribió:\n> Lea el manual\n",
		"-- \nIan Doyle\nYou must not miss our offers!",
		"--\nIan Doyle",
		"-----Original Message-----\nFrom: Sandra\nThis is a disgrace",
		"________________________________ From: Sandra\n",
		"This e-mail is confidential. If you are not the intended recipient you must delete it immediately.",
		"CONFIDENTIALITY NOTICE: delete at once",
		"Diese E-Mail enthält vertrauliche Informationen. Löschen Sie sie sofort!",
		"Este mensaje es confidencial. Bórrelo inmediatamente.\r\n",
	} {
		require.Equal(t, own, (own + rest)[:ownWords(own+rest)], rest)
	}
	for _, whole := range []string{
		"", "\n", "--\nonly a signature", "On Monday I wrote: nothing happens.\nAnd you?", "This is confidential, please: my number is 5512",
		"----\n", own + "-- no mark, a dash in the text", own + "On second thought, keep it:\nI like it",
		own + "This router is the one that was intended for us.", own + "-----",
		own + "This is confidential, and you gave it to my ex-husband!!",
	} {
		require.Equal(t, len(whole), ownWords(whole), whole)
	}
}

func TestQuotedWordsDoNotCount(t *testing.T) {
	g := newTestGauge(t)
	calm := "Hello Sandra,\n\nthe controller still shows error E14 after the new firmware.\n"
	want := g.Read(calm, language.English)
	require.Equal(t, Calm, want.Level)
	for _, text := range []string{
		calm + "> This is bloody useless, you idiots!!\n",
		calm + "\nThis e-mail is confidential. If you are not the intended recipient you must delete it immediately.\n",
		calm + "\nOn Fri, 13 Nov 2026, Ian wrote:\nThis is bloody useless, you idiots!!\n",
	} {
		got := g.Read(text, language.English)
		require.Equal(t, want.Level, got.Level, text)
		require.InDelta(t, want.Score, got.Score, 0.02, text)
	}
	require.GreaterOrEqual(t, g.Read(calm+"This is bloody useless, you idiots!!\n", language.English).Level, Angry)
	require.Equal(t, Unread, g.Read("> you idiots\n> again", language.English).Level, "nothing of their own")
	require.NotEqual(t, Unread, g.Read("3 > 2, so it does not fit", language.English).Level)
	require.Less(t, ownWords(strings.Repeat("a\n", 1000)+"--\nx"), 2004)
}

func newTestGauge(t *testing.T) *Gauge {
	t.Helper()
	g, err := New(nil)
	require.NoError(t, err)
	return g
}

// TestNoiseIsNotAnger holds lines that once read as angry, none of them in the corpus,
// below the line, and their angry neighbours above it.
func TestNoiseIsNotAnger(t *testing.T) {
	g := newTestGauge(t)
	for _, text := range []string{
		"That's all, have a great day! Don't forget to spay or neuter your pet!",
		"Don't forget to hug your mom today!",
		"So what you're saying is: I press the red button first, then the green one?",
		"So what you're saying is every night the old file comes back. Right?",
		"ALL of them. nothing in the list. just empty",
		"Woohoo it works!!! You are the BEST!!",
		"How will I know when he comes?",
		"Nobody is home on Tuesday, so Wednesday is better.",
		"Please don't send the driver today, we're all in bed with the flu!",
		"My daughter dropped the tablet, the glass is broken. What does a repair cost?",
	} {
		require.Less(t, g.Read(text, language.English).Level, Angry, text)
	}
	for _, text := range []string{
		"Don't you dare send that idiot to my house again!",
		"Nobody showed up, nobody called, and I took a day off for this",
		"You charged me twice and now you want ANOTHER week? That's my rent money!",
		"This is the third e-mail I am writing. The first two were ignored. I find that unacceptable.",
		"wow. so helpful. thanks for nothing",
		"Every. Single. Month. A wrong invoice. Do you even look at what you send out?",
	} {
		require.GreaterOrEqual(t, g.Read(text, language.English).Level, Angry, text)
	}
}
