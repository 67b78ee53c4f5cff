package locale

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

// texts is a file system of text files.
func texts(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, s := range files {
		m[name] = &fstest.MapFile{Data: []byte(s)}
	}
	return m
}

const enFile = `{
  "hello": {"text": "Hello {name}, thanks for waiting.", "note": "name: the customer"},
  "plain": {"text": "We are on it.", "note": "said at once"},
  "n.alarms": {"one": "a reminder for {name}", "other": "{n} reminders for {name}", "arg": "n", "note": "n: how many"}
}`

const deFile = `{
  "hello": {"text": "Guten Tag {name}, danke für Ihre Geduld."},
  "plain": {"text": "Wir kümmern uns darum."},
  "n.alarms": {"one": "eine Erinnerung für {name}", "other": "{n} Erinnerungen für {name}", "arg": "n"}
}`

const plFile = `{
  "hello": {"text": "Dzień dobry, {name}!"},
  "plain": {"text": "Zajmujemy się tym."},
  "n.alarms": {"one": "przypomnienie dla {name}", "few": "{n} przypomnienia dla {name}", "many": "{n} przypomnień dla {name}", "other": "{n} przypomnienia dla {name}", "arg": "n"}
}`

func load(t *testing.T, embedded, override map[string]string) *Catalog {
	t.Helper()
	var over fs.FS
	if override != nil {
		over = texts(override)
	}
	c, err := Load("conversation/phrase", texts(embedded), over)
	require.NoError(t, err)
	return c
}

// TestLoadRefuses has a broken file per row, and every line the error must have.
func TestLoadRefuses(t *testing.T) {
	const en, de = "texts/en.json", "texts/de.json"
	ok := `{"a": {"text": "For {name}", "note": "x"}}`
	counted := `{
		"n": {"one": "1 day", "other": "{n} days", "arg": "n", "note": "x"}
	}`
	for name, tc := range map[string]struct {
		files, override map[string]string
		want            []string
	}{
		"no English": {files: map[string]string{de: ok},
			want: []string{"locale: rca/texts/en.json: is missing"}},
		"missing key": {files: map[string]string{en: ok, de: `{}`},
			want: []string{`locale: rca/texts/de.json: key "a": is missing (rca/texts/en.json line 1: x)`}},
		"key that en has not": {files: map[string]string{en: ok, de: "{\n\"a\": {\"text\": \"Für {name}\"},\n\"A\": {\"text\": \"B\"}}"},
			want: []string{`locale: rca/texts/de.json:3: key "A": is not in en.json, the reference; did you mean "a"?`}},
		"slot lost and slot made up": {files: map[string]string{en: ok, de: `{"a": {"text": "Für {nombre}"}}`},
			want: []string{`key "a": lacks the slot {name} of en.json`, `key "a": has the slot {nombre}, which en.json has not`}},
		"no note": {files: map[string]string{en: `{"a": {"text": "A"}}`},
			want: []string{`rca/texts/en.json:1: key "a": lacks a "note"`}},
		"plural form lacking": {files: map[string]string{en: counted, "texts/pl.json": `{"n": {"one": "1 dzień", "other": "{n} dnia", "arg": "n"}}`},
			want: []string{`rca/texts/pl.json:1: key "n": lacks the plural form "few"`, `lacks the plural form "many"`}},
		"plural form of another language": {files: map[string]string{en: counted, "texts/ja.json": `{"n": {"one": "1日", "other": "{n}日", "arg": "n"}}`},
			want: []string{`key "n": has the plural form "one", which no whole number of this language uses`}},
		"one without the number where it also means zero": {files: map[string]string{en: counted, "texts/fr.json": `{"n": {"one": "un jour", "other": "{n} jours", "arg": "n"}}`},
			want: []string{`key "n": "one" must show {n}: more than one number uses this form`}},
		"a form without a slot of the other": {files: map[string]string{en: `{"n": {"one": "1 day, {name}", "other": "{n} days", "arg": "n", "note": "x"}, "m": {"one": "1 day", "other": "{n} days, {name}", "arg": "n", "note": "x"}}`},
			want: []string{`key "m": "one" lacks the slot {name} of "other"`, `key "n": "other" lacks the slot {name} of "one"`}},
		"no other": {files: map[string]string{en: `{"n": {"one": "1 day", "arg": "n", "note": "x"}}`},
			want: []string{`lacks the plural form "other"`}},
		"no arg": {files: map[string]string{en: `{"n": {"one": "1 day", "other": "{n} days", "note": "x"}}`},
			want: []string{`has plural forms but no "arg"`}},
		"arg that is no name": {files: map[string]string{en: `{"n": {"other": "{n} days", "arg": "{n}", "note": "x"}}`},
			want: []string{`"arg": "{n}" is not a slot's name`}},
		"counted here, plain there": {files: map[string]string{en: counted, de: `{"n": {"text": "{n} Tage"}}`},
			want: []string{`differs from en.json, which has plural forms with "arg": "n"`}},
		"text and forms": {files: map[string]string{en: `{"n": {"text": "x", "other": "{n} days", "note": "x"}}`},
			want: []string{`has "text" and plural forms`}},
		"nothing": {files: map[string]string{en: `{"n": {"note": "x"}}`},
			want: []string{`has no text`}},
		"empty text": {files: map[string]string{en: `{"n": {"text": "", "note": "x"}}`},
			want: []string{`"text" is empty`}},
		"empty key": {files: map[string]string{en: `{"": {"text": "x", "note": "x"}}`},
			want: []string{`a key is empty`}},
		"key twice": {files: map[string]string{en: "{\"a\": {\"text\": \"x\", \"note\": \"x\"},\n\n\"a\": {\"text\": \"y\", \"note\": \"x\"}}"},
			want: []string{`rca/texts/en.json:3: key "a": stands twice; first on line 1`}},
		"field twice": {files: map[string]string{en: `{"a": {"text": "x", "text": "y", "note": "x"}}`},
			want: []string{`"text" stands twice`}},
		"unknown field": {files: map[string]string{en: `{"a": {"txt": "x", "note": "x"}}`},
			want: []string{`has no field "txt"`}},
		"slot not closed": {files: map[string]string{en: `{"a": {"text": "Hello {name", "note": "x"}}`},
			want: []string{`"text": has a "{" without its "}"`}},
		"slot not opened": {files: map[string]string{en: `{"a": {"text": "Hello name}", "note": "x"}}`},
			want: []string{`has a "}" without its "{"`}},
		"slot with a space": {files: map[string]string{en: `{"a": {"text": "Hello { name }", "note": "x"}}`},
			want: []string{`{ name } is not a slot`}},
		"control character": {files: map[string]string{en: `{"a": {"text": "Hello\u0007", "note": "x"}}`},
			want: []string{`holds the control character U+0007`}},
		"not a string": {files: map[string]string{en: "{\n\"a\": {\"text\": 3, \"note\": \"x\"}}"},
			want: []string{`rca/texts/en.json:2: key "a": "text" must be a string`}},
		"entry not an object": {files: map[string]string{en: "{\n\"a\": \"Hello\"}"},
			want: []string{`rca/texts/en.json:2: key "a": want an object`}},
		"an array": {files: map[string]string{en: `[]`}, want: []string{`want an object`}},
		"cut off":  {files: map[string]string{en: "{\n\"a\": {\"text\":"}, want: []string{`rca/texts/en.json:2: key "a": the file ends in the middle`}},
		"no JSON":  {files: map[string]string{en: "{\n\"a\": {\"text\": oops}}"}, want: []string{`rca/texts/en.json:2: key "a": not JSON`}},
		"two objects": {files: map[string]string{en: ok + "\n" + ok},
			want: []string{`has something after the closing brace`}},
		"not UTF-8": {files: map[string]string{en: "{\"a\": {\"text\": \"\xff\", \"note\": \"x\"}}"},
			want: []string{`is not valid UTF-8`}},
		"too large": {files: map[string]string{en: ok + strings.Repeat(" ", maxFile)},
			want: []string{`is larger than`}},
		"name that is no tag": {files: map[string]string{en: ok, "texts/deutsch-und-mehr.json": ok},
			want: []string{`rca/texts/deutsch-und-mehr.json: is not named by a language tag`}},
		"name in another spelling": {files: map[string]string{en: ok, "texts/pt_br.json": ok},
			want: []string{`rca/texts/pt_br.json: is not named by a language tag`}},
		"override of an unknown key": {files: map[string]string{en: ok}, override: map[string]string{"rca/en.json": "{\n\"name\": {\"text\": \"x\"}}"},
			want: []string{`locale: override rca/en.json:2: key "name": is not a key of this package`}},
		"override with other slots": {files: map[string]string{en: ok}, override: map[string]string{"rca/en.json": `{"a": {"text": "For you"}}`},
			want: []string{`locale: override rca/en.json:1: key "a": lacks the slot {name} of en.json`}},
		"override adds half a language": {files: map[string]string{en: enFile}, override: map[string]string{"rca/it.json": `{"plain": {"text": "Ci pensiamo noi."}}`},
			want: []string{`locale: override rca/it.json: key "hello": is missing`, `key "n.alarms": is missing`}},
		"override that is broken": {files: map[string]string{en: ok}, override: map[string]string{"rca/de.json": `{`},
			want: []string{`locale: override rca/de.json:1: the file ends in the middle`}},
	} {
		t.Run(name, func(t *testing.T) {
			var over fs.FS
			if tc.override != nil {
				over = texts(tc.override)
			}
			c, err := Load("rca", texts(tc.files), over)
			require.Nil(t, c)
			var problem *TextError
			require.ErrorAs(t, err, &problem)
			for _, want := range tc.want {
				require.ErrorContains(t, err, want)
			}
			require.Len(t, strings.Split(err.Error(), "\n"), len(tc.want), "said more than it should: %s", err)
		})
	}
}

func TestLoadRefusesItsArguments(t *testing.T) {
	for _, pkg := range []string{"", ".", "/rca", "../rca", "rca/"} {
		_, err := Load(pkg, texts(map[string]string{"texts/en.json": enFile}), nil)
		require.ErrorContains(t, err, "is not the path of a package", pkg)
	}
	_, err := Load("rca", fstest.MapFS{}, nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	broken := brokenFS{}
	_, err = Load("rca", texts(map[string]string{"texts/en.json": enFile}), broken)
	require.ErrorIs(t, err, errBroken, "an override that cannot be read is not the same as none")
}

var errBroken = errors.New("the disk is on fire")

type brokenFS struct{}

func (brokenFS) Open(string) (fs.File, error) { return nil, errBroken }

func TestLoadIgnoresOtherFiles(t *testing.T) {
	c := load(t, map[string]string{
		"texts/en.json": "\xef\xbb\xbf" + enFile, "texts/README.md": "for translators", "texts/old/de.json": "{",
	}, map[string]string{"conversation/phrase/notes.txt": "x", "rca/de.json": "{"})
	require.Equal(t, []language.Tag{language.English}, c.Languages())
}

func TestOverride(t *testing.T) {
	embedded := map[string]string{"texts/en.json": enFile, "texts/de.json": deFile}
	c := load(t, embedded, map[string]string{
		"conversation/phrase/de.json": `{"plain": {"text": "Mer kümmere uns drum."}}`,
		"conversation/phrase/en.json": `{"plain": {"text": "Leave it with us."}}`,
		"conversation/phrase/pl.json": plFile,
	})
	require.Equal(t, []language.Tag{language.English, language.German, language.Polish}, c.Languages())
	for tag, want := range map[language.Tag]string{
		language.English: "Leave it with us.", language.German: "Mer kümmere uns drum.", language.Polish: "Zajmujemy się tym.",
	} {
		p, err := c.Printer(tag)
		require.NoError(t, err)
		require.Equal(t, want, p.Text("plain"))
	}
	p, err := c.Printer(language.German)
	require.NoError(t, err)
	require.Equal(t, "Guten Tag Ana, danke für Ihre Geduld.", p.Text("hello", "name", "Ana"), "what is not overridden stays")
	untouched := load(t, embedded, map[string]string{})
	p, err = untouched.Printer(language.English)
	require.NoError(t, err)
	require.Equal(t, "We are on it.", p.Text("plain"), "no state is shared between catalogues")
}

// FuzzLoad feeds any bytes as a language beside en: Load must answer, and what it
// accepts must be complete.
func FuzzLoad(f *testing.F) {
	for _, s := range []string{enFile, deFile, plFile, "{", "[]", "", `{"hello": {"text": "{"}}`, `{"n.alarms": {"other": "{n}"}}`, `{"a":{"text":"b"},"a":{}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys := fstest.MapFS{"texts/en.json": {Data: []byte(enFile)}, "texts/de.json": {Data: data}}
		c, err := Load("rca", fsys, nil)
		if err != nil {
			require.True(t, strings.HasPrefix(err.Error(), "locale: rca/texts/de.json"), "%s", err)
			return
		}
		p, err := c.Printer(language.German)
		require.NoError(t, err)
		for _, key := range c.Keys() {
			for _, n := range []int{0, 1, 2, 5, 1_000_000} {
				got := p.Text(key, "n", n, "name", "Ana")
				require.NotEqual(t, key, got)
				require.NotContains(t, got, "{n}")
				require.NotContains(t, got, "{name}")
			}
		}
		_, err = Load("rca", texts(map[string]string{"texts/en.json": string(data)}), nil)
		var problem *TextError
		if err != nil {
			require.ErrorAs(t, err, &problem, "a file that de may be lacks at most the notes of en")
		}
	})
}
