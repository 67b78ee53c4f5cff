package infer

import (
	"context"
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// BenchmarkRead reads single turns of ordinary length, and all turns of the
// development dialogues.
func BenchmarkRead(b *testing.B) {
	r := reader(b)
	at := time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC)
	turns := map[string]struct {
		author transcript.Author
		c      Context
		text   string
	}{
		"customer": {transcript.Customer, Context{Language: language.English, Pending: Pending{Question: true}, LastOurs: "What do you see on the screen when it happens?"},
			"It says connection lost and then closes. I told your colleague yesterday already, nobody wrote it down, and I need it by noon!"},
		"agent": {transcript.Agent, Context{Language: language.English, LastHeard: "It closes by itself since yesterday, I need it by noon!"},
			"I'm sorry, losing a morning to this is frustrating. So it closes by itself since yesterday, is that right? I will call you by 11:00."},
		"offer": {transcript.Customer, Context{Language: language.English, Pending: Pending{Offer: []move.OptionID{"a", "b"}},
			LastOurs: "Either I send a new one today, it arrives on Friday and costs nothing, or you get your money back within five days. Which do you prefer?"}, "The new one please, I can wait until Friday."},
	}
	for name, t := range turns {
		b.Run(name, func(b *testing.B) {
			turn := transcript.Turn{ID: "m1", At: at, Author: t.author, Text: t.text}
			b.SetBytes(int64(len(t.text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Read(context.Background(), t.c, turn); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	dev, _ := readDialogues(b)
	b.Run("dialogues", func(b *testing.B) {
		n := 0
		for b.Loop() {
			for _, d := range dev {
				var tr tracker
				for _, l := range d.turns {
					got, err := r.Read(context.Background(), tr.context(), l.turn)
					if err != nil {
						b.Fatal(err)
					}
					tr.take(got)
					n++
				}
			}
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/turn")
	})
}
