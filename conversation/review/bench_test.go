package review

import (
	"strings"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/stretchr/testify/require"
)

// cleanDraft is a 300-byte reply that no rule objects to.
const cleanDraft = "Three deliveries on three days, and each time nobody rang: that cost you a week of evenings. " +
	"I called the depot in Leipzig at 10:20 and the parcel is on van 14. The driver has your number and the note about the side door. " +
	"Does 18:00 to 19:00 suit you, or should it go to the shop in Lang Street?"

func history() Context {
	return Context{
		Stage: practice.Acting, Temper: temper.Tense, Confirmed: true,
		Earlier: []string{
			"I have read your messages. Three deliveries, and nobody rang. So the driver never came to the side door, is that right?",
			"Thank you. I am asking the depot now where the parcel is, and I write to you at 10:30 whatever they say.",
			"The depot found the parcel. They check which van it is on; the next message comes at 11:00 as I said.",
		},
		LastCustomer: "It is 11:05 now. This is the third day I stay home for your parcel, I have had enough of this!",
		Known:        []string{"order number: 4711", "Ana Ruiz", "12 Lang Street"},
		Deadlines:    []time.Time{time.Date(2026, 3, 10, 11, 0, 0, 0, time.UTC)},
		Now:          time.Date(2026, 3, 10, 11, 6, 0, 0, time.UTC),
	}
}

func TestCleanDraftAllocatesNothing(t *testing.T) {
	r := reviewer(t)
	require.InDelta(t, 300, len(cleanDraft), 10)
	require.Empty(t, r.Review(cleanDraft, Context{}))
	require.Empty(t, r.Review(cleanDraft, history()))
	if raceEnabled {
		t.Skip("a sync.Pool forgets at random under the race detector")
	}
	require.Zero(t, testing.AllocsPerRun(200, func() { r.Review(cleanDraft, Context{}) }))
}

func BenchmarkReview(b *testing.B) {
	r, err := New(nil)
	require.NoError(b, err)
	h := history()
	worst := strings.Repeat("I am sorry we will look into it as soon as you can have the ", 5)
	for _, c := range []struct {
		name, draft string
		c           Context
	}{
		{"clean", cleanDraft, Context{}},
		{"history", cleanDraft, h},
		{"findings", "Please calm down, sir. As I already explained, we'll get back to you as soon as possible. Sorry for any inconvenience!!", Context{}},
		{"worst", worst, Context{}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.draft)))
			for b.Loop() {
				r.Review(c.draft, c.c)
			}
		})
	}
}

// BenchmarkMatch is the automaton alone: scanning and finding the phrases of all rules.
func BenchmarkMatch(b *testing.B) {
	r, err := New(nil)
	require.NoError(b, err)
	long := strings.Repeat(cleanDraft+"\n\n", 40)
	for _, c := range []struct{ name, text string }{{"draft", cleanDraft}, {"long", long}} {
		b.Run(c.name, func(b *testing.B) {
			m := r.sets["en"].m
			toks := m.Scan(nil, c.text)
			found := m.Find(nil, toks)
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				toks = m.Scan(toks[:0], c.text)
				found = m.Find(found[:0], toks)
			}
			_ = found
		})
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(nil); err != nil {
			b.Fatal(err)
		}
	}
}
