package locale

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

func benchPrinter(b testing.TB) *Printer {
	b.Helper()
	c, err := Load("conversation/phrase", texts(map[string]string{"texts/en.json": enFile, "texts/de.json": deFile}), nil)
	require.NoError(b, err)
	p, err := c.Printer(language.German)
	require.NoError(b, err)
	return p
}

func BenchmarkText(b *testing.B) {
	p := benchPrinter(b)
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.Text("plain")
		}
	})
	b.Run("slot", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.Text("hello", "name", "Ana")
		}
	})
	b.Run("plural", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.Text("n.alarms", "n", 3, "name", "Ana")
		}
	})
}

func BenchmarkPrinter(b *testing.B) {
	c, err := Load("conversation/phrase", texts(map[string]string{"texts/en.json": enFile, "texts/de.json": deFile}), nil)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Printer(language.German); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	fsys := texts(map[string]string{"texts/en.json": enFile, "texts/de.json": deFile})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load("conversation/phrase", fsys, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkInstant(b *testing.B) {
	manila := zone(b, "Asia/Manila")
	newYork := zone(b, "America/New_York")
	for _, bench := range []struct {
		name string
		run  func() (string, error)
	}{
		{"weekday en Manila", func() (string, error) { return Instant(language.English, friday, manila, Weekday) }},
		{"dated fr Manila", func() (string, error) { return Instant(language.French, friday, manila, Dated) }},
		{"dated es-MX New York", func() (string, error) { return Instant(language.LatinAmericanSpanish, friday, newYork, Dated) }},
		{"table de", func() (string, error) { return Instant(language.German, friday, manila, Table) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := bench.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestAllocations keeps the budget: one string a text, none for a text that is
// ready, one an instant.
func TestAllocations(t *testing.T) {
	p, manila := benchPrinter(t), zone(t, "Asia/Manila")
	for name, tc := range map[string]struct {
		max float64
		run func()
	}{
		"plain":   {0, func() { p.Text("plain") }},
		"slot":    {1, func() { p.Text("hello", "name", "Ana") }},
		"instant": {1, func() { _, _ = Instant(language.English, friday, manila, Dated) }},
	} {
		require.LessOrEqual(t, testing.AllocsPerRun(100, tc.run), tc.max, name)
	}
}
