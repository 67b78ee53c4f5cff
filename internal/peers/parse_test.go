package peers

import (
	"testing"
	"time"

	dps "github.com/markusmobius/go-dateparser"
	olebedev "github.com/olebedev/when"
	"github.com/olebedev/when/rules/common"
	"github.com/olebedev/when/rules/en"

	"github.com/evenkeel-go/evenkeel/commitment/when"
)

// BenchmarkParse reads the time phrase in one sentence of a support message, the
// same for all.
func BenchmarkParse(b *testing.B) {
	const sentence = "Thanks for your patience, our engineers are on it and we'll send you the corrected invoice tomorrow at 5pm."
	now := time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)
	want := time.Date(2026, 11, 19, 17, 0, 0, 0, time.UTC)
	check := func(b *testing.B, got time.Time, err error) {
		b.Helper()
		if err != nil || !got.Equal(want) {
			b.Fatalf("got %v, %v; want %v", got, err, want)
		}
	}
	b.Run("evenkeel", func(b *testing.B) {
		p, err := when.New(nil)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			r, err := p.Parse(sentence, when.Context{Now: now, Zone: time.UTC})
			check(b, r.Deadline, err)
		}
	})
	b.Run("olebedev", func(b *testing.B) {
		w := olebedev.New(nil)
		w.Add(en.All...)
		w.Add(common.All...)
		b.ReportAllocs()
		for b.Loop() {
			r, err := w.Parse(sentence, now)
			if err != nil || r == nil {
				b.Fatal(r, err)
			}
			check(b, r.Time, err)
		}
	})
	b.Run("dateparser", func(b *testing.B) {
		cfg := &dps.Configuration{CurrentTime: now, Languages: []string{"en"}, PreferredDateSource: dps.Future}
		b.ReportAllocs()
		for b.Loop() {
			// It finds a date of its own choosing; whether it is the right one is not
			// demanded of it here.
			_, found, err := dps.Search(cfg, sentence)
			if err != nil || len(found) == 0 {
				b.Fatal(found, err)
			}
		}
	})
}
