package locale

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

func TestText(t *testing.T) {
	c := load(t, map[string]string{"texts/en.json": enFile, "texts/de.json": deFile, "texts/pl.json": plFile}, nil)
	for _, tc := range []struct {
		tag, key string
		args     []any
		want     string
	}{
		{"en", "plain", nil, "We are on it."},
		{"en-GB", "hello", []any{"name", "Ana"}, "Hello Ana, thanks for waiting."},
		{"de-AT", "hello", []any{"name", "Ana"}, "Guten Tag Ana, danke für Ihre Geduld."},
		{"en", "n.alarms", []any{"n", 1, "name", "Bo"}, "a reminder for Bo"},
		{"en", "n.alarms", []any{"name", "Bo", "n", 0}, "0 reminders for Bo"},
		{"en", "n.alarms", []any{"n", uint8(12), "name", "Bo"}, "12 reminders for Bo"},
		{"en", "n.alarms", []any{"n", int64(12345), "name", "Bo"}, "12,345 reminders for Bo"},
		{"de", "n.alarms", []any{"n", 12345, "name", "Bo"}, "12.345 Erinnerungen für Bo"},
		{"pl", "n.alarms", []any{"n", 3, "name", "Bo"}, "3 przypomnienia dla Bo"},
		{"pl", "n.alarms", []any{"n", 12, "name", "Bo"}, "12 przypomnień dla Bo"},
		{"pl", "n.alarms", []any{"n", 22000, "name", "Bo"}, "22000 przypomnień dla Bo"},
		// Values are not texts: what looks like a slot in them stays.
		{"en", "hello", []any{"name", "{name} {n} %d"}, "Hello {name} {n} %d, thanks for waiting."},
		// Ids are never grouped, even when they are numbers.
		{"en", "hello", []any{"name", 4711}, "Hello 4711, thanks for waiting."},
		{"de", "hello", []any{"name", 90 * time.Minute}, "Guten Tag 1 Stunde 30 Minuten, danke für Ihre Geduld."},
		{"de", "hello", []any{"name", friday.In(time.FixedZone("PST", 8*3600))}, "Guten Tag Freitag, 27. November 2026, 15 Uhr, UTC+8, danke für Ihre Geduld."},
		{"pl", "hello", []any{"name", friday}, "Dzień dobry, 2026-11-27T07:00:00Z!"}, // no Polish dates here, and still no abbreviation
		{"en", "hello", []any{"name", language.French}, "Hello fr, thanks for waiting."},
		// Slips in code stay visible and harmless.
		{"en", "hello", nil, "Hello {name}, thanks for waiting."},
		{"en", "hello", []any{"name"}, "Hello {name}, thanks for waiting."},
		{"en", "hello", []any{3, "x", "name", "Bo"}, "Hello Bo, thanks for waiting."},
		{"en", "n.alarms", []any{"n", "many", "name", "Bo"}, "many reminders for Bo"},
		{"en", "no such key", []any{"n", 1}, "no such key"},
	} {
		p, err := c.Printer(language.MustParse(tc.tag))
		require.NoError(t, err)
		require.Equal(t, tc.want, p.Text(tc.key, tc.args...), "%s %s", tc.tag, tc.key)
	}
}

func TestPrinterMatching(t *testing.T) {
	c := load(t, map[string]string{
		"texts/en.json": `{"a": {"text": "en", "note": "x"}}`, "texts/es.json": `{"a": {"text": "es"}}`, "texts/pt.json": `{"a": {"text": "pt"}}`,
		"texts/pt-PT.json": `{"a": {"text": "pt-PT"}}`, "texts/zh-Hans.json": `{"a": {"text": "zh-Hans"}}`, "texts/nb.json": `{"a": {"text": "nb"}}`,
	}, nil)
	for tag, want := range map[string]string{
		"en": "en", "en-US": "en", "en-GB": "en", "en-PH": "en", "es-MX": "es", "es-419": "es", "pt-BR": "pt", "pt": "pt",
		"pt-PT": "pt-PT", "pt-AO": "pt-PT", "zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-Hans-SG": "zh-Hans", "nb": "nb", "no": "nb",
		"de": "", "gl": "", "ca": "", "zh-TW": "", "zh-Hant": "", "zh-HK": "", "und": "", "und-ES": "", "da": "", "nn": "", "x-private": "", "tlh": "",
	} {
		p, err := c.Printer(language.MustParse(tag))
		if want == "" {
			var unsupported *UnsupportedError
			require.ErrorAs(t, err, &unsupported, "%s", tag)
			require.Equal(t, language.MustParse(tag), unsupported.Tag)
			require.Equal(t, "locale: language "+unsupported.Tag.String()+" is not supported; there is en, es, nb, pt, pt-PT, zh-Hans", err.Error())
			continue
		}
		require.NoError(t, err, "%s", tag)
		require.Equal(t, want, p.Text("a"), "%s", tag)
		require.Equal(t, want, p.Language().String(), "%s: the catalogue's tag, without the matcher's extensions", tag)
	}
}

func TestCatalogAnswers(t *testing.T) {
	c := load(t, map[string]string{"texts/en.json": enFile}, nil)
	require.Equal(t, []string{"hello", "n.alarms", "plain"}, c.Keys())
	require.Equal(t, []string{"n", "name"}, c.Slots("n.alarms"))
	require.Empty(t, c.Slots("plain"))
	require.Nil(t, c.Slots("gone"))
	require.NoError(t, c.Require("hello", "plain", "n.alarms"))
	require.EqualError(t, c.Require("hello", "gone", "lost"), "locale: no text has the key gone, lost; add it to texts/en.json and the other languages")
	c.Languages()[0] = language.Und
	require.Equal(t, language.English, c.Languages()[0], "what a caller does with the slice is the caller's")

	var zero Catalog
	require.Nil(t, zero.Keys())
	require.Nil(t, zero.Slots("a"))
	require.Error(t, zero.Require("a"))
	_, err := zero.Printer(language.English)
	require.Error(t, err)
}

func TestConcurrentUse(t *testing.T) {
	c := load(t, map[string]string{"texts/en.json": enFile, "texts/de.json": deFile}, nil)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for n := range 200 {
				p, err := c.Printer(language.MustParse("de-CH"))
				if err != nil || p.Text("n.alarms", "n", n, "name", "Bo") == "" {
					t.Error("no text")
				}
			}
		})
	}
	wg.Wait()
}

// TestPluralForm samples CLDR's rules where languages differ, and the numbers that
// are too large for the rules as x/text takes them.
func TestPluralForm(t *testing.T) {
	for tag, samples := range map[string]map[int64]string{
		"en": {0: "other", 1: "one", 2: "other", -1: "one", 10_000_001: "other"},
		"fr": {0: "one", 1: "one", 2: "other", 10_000_000: "other", 20_000_001: "other"},
		"ja": {0: "other", 1: "other"},
		"pl": {1: "one", 2: "few", 5: "many", 12: "many", 22: "few", 10_000_002: "few", 10_000_012: "many"},
		"ru": {1: "one", 11: "many", 21: "one", 24: "few", 10_000_021: "one"},
		"ar": {0: "zero", 1: "one", 2: "two", 3: "few", 11: "many", 100: "other"},
	} {
		for n, want := range samples {
			require.Equal(t, want, formNames[pluralForm(language.MustParse(tag), n)], "%s %d", tag, n)
		}
	}
	require.NotPanics(t, func() { pluralForm(language.Russian, -1<<63) })
}
