package rca

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

// Every text the code asks for is there, in every language.
func TestTextsAreComplete(t *testing.T) {
	k, err := defaultKit()
	require.NoError(t, err)
	var keys []string
	for _, r := range Rules() {
		keys = append(keys, "rule."+string(r))
	}
	for _, prefix := range []struct {
		key   string
		names []string
	}{
		{"section.", sectionNames()}, {"role.", roleNames()}, {"kind.", actionKindNames()[1:]}, {"state.", actionStateNames()},
		{"priority.", priorityNames()[1:]}, {"head.", phaseNames()[1:]},
	} {
		for _, n := range prefix.names {
			keys = append(keys, prefix.key+n)
		}
	}
	for _, role := range []Role{Trigger, Root, Escape} {
		keys = append(keys, "missing."+role.String())
	}
	require.NoError(t, k.texts.Require(keys...))
	assert.Len(t, k.texts.Languages(), 3)
	for _, tag := range k.texts.Languages() {
		_, ok := k.scan(tag, "x")
		assert.True(t, ok, "%s has texts and no word lists", tag)
	}
	_, ok := k.scan(language.Japanese, "x")
	assert.False(t, ok)
}

// A fault in a data file is reported with file and key.
func TestDataFilesAreChecked(t *testing.T) {
	for name, c := range map[string]struct{ file, old, new, want string }{
		"missing list":   {"words/de.json", `"vague"`, `"vag"`, "vague"},
		"unknown list":   {"words/en.json", "{\n", "{\n  \"extra\": [\"x\"],\n", "en.json:2: extra"},
		"not a list":     {"words/es.json", `["pronto", `, `"x", "y": ["pronto", `, "words/es.json"},
		"bad pattern":    {"words/en.json", `"culprit"`, `"(culprit"`, "blame["},
		"missing text":   {"texts/de.json", `"title.internal"`, `"title.internl"`, "title.internal"},
		"missing slot":   {"texts/es.json", "{share}", "share", "share"},
		"missing plural": {"texts/de.json", `"one": "{n} offenes Problem", `, ``, `"one"`},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			require.NoError(t, fs.WalkDir(data, ".", func(p string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				b, err := fs.ReadFile(data, p)
				fsys[p] = &fstest.MapFile{Data: b}
				return err
			}))
			before := string(fsys[c.file].Data)
			after := strings.Replace(before, c.old, c.new, 1)
			require.NotEqual(t, before, after)
			fsys[c.file].Data = []byte(after)
			_, err := loadKit(fsys)
			require.Error(t, err)
			assert.Contains(t, err.Error(), strings.TrimPrefix(c.file, "words/")[:5])
			assert.Contains(t, err.Error(), c.want)
		})
	}
}

// German and Spanish lists find what German and Spanish reports say.
func TestWordListsReadTheirLanguages(t *testing.T) {
	k, err := defaultKit()
	require.NoError(t, err)
	for _, c := range []struct {
		lang language.Tag
		text string
		kind string
	}{
		{language.German, "Wir kümmern uns ZEITNAH darum.", "vague"},
		{language.German, "Ursache war menschliches Versagen 😕", "blame_person"},
		{language.German, "Vermutlich lag es am Netz", "hedge"},
		{language.German, "Eine massive Störung", "intensifier"},
		{language.German, "Das dauerte 45 Minuten.", "typed_number"},
		{language.German, "Alle Kunden waren betroffen", "scope_all"},
		{language.German, "Es gingen keine Daten verloren", "scope_none"},
		{language.German, "Der Ausfall endete", "scope_outage"},
		{language.German, "Das war unser Fehler", "admission"},
		{language.German, "Wir haben ihm geholfen", "pronoun"},
		{language.German, "folgt noch", "placeholder"},
		{language.German, "Der Techniker hat das vergessen, reine Nachlässigkeit", "blame"},
		{language.Spanish, "Lo arreglaremos lo antes posible", "vague"},
		{language.Spanish, "fue un error humano", "blame_person"},
		{language.Spanish, "Probablemente falló la red", "hedge"},
		{language.Spanish, "una caída catastrófica", "intensifier"},
		{language.Spanish, "Duró 45 minutos", "typed_number"},
		{language.Spanish, "Todos los pedidos", "scope_all"},
		{language.Spanish, "nunca hubo riesgo", "scope_none"},
		{language.Spanish, "pérdida de datos", "scope_outage"},
		{language.Spanish, "Fue nuestro error", "admission"},
		{language.Spanish, "pendiente de confirmar", "placeholder"},
		{language.Spanish, "por culpa de la red", "blame"},
		{language.English, "This will be fixed ASAP", "vague"},
		{language.MustParse("en-GB"), "a fat-fingered command", "blame_person"},
		{language.English, "an absolutely massive failure", "intensifier"},
	} {
		assert.NotEmpty(t, k.find(c.lang, c.text, c.kind), "%s: %s", c.kind, c.text)
	}
	for _, text := range []string{"The push failed at 23:00 and was restored.", "Die Verbindung wurde wiederhergestellt.", "Se restauró la conexión."} {
		for _, tag := range k.texts.Languages() {
			hits, _ := k.scan(tag, text)
			hits = slices.DeleteFunc(hits, func(h hit) bool { return h.kind == "not_a_verb" }) // a rule for actions
			assert.Empty(t, hits, "%s: %s", tag, text)
		}
	}
}
