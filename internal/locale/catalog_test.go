package locale

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

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

func TestLoadAndPrint(t *testing.T) {
	c, err := Load("conversation/phrase", texts(map[string]string{
		"texts/en.json": enFile,
		"texts/de.json": `{
  "hello": {"text": "Guten Tag {name}, danke für Ihre Geduld."},
  "plain": {"text": "Wir kümmern uns darum."},
  "n.alarms": {"one": "eine Erinnerung für {name}", "other": "{n} Erinnerungen für {name}", "arg": "n"}
}`,
	}), nil)
	require.NoError(t, err)
	require.NoError(t, c.Require("hello", "plain", "n.alarms"))
	require.ErrorContains(t, c.Require("hello", "gone"), "gone")
	p, err := c.Printer(language.MustParse("de-AT"))
	require.NoError(t, err)
	require.Equal(t, language.German, p.Language())
	require.Equal(t, "Guten Tag Ana, danke für Ihre Geduld.", p.Text("hello", "name", "Ana"))
	require.Equal(t, "eine Erinnerung für Ana", p.Text("n.alarms", "name", "Ana", "n", 1))
	require.Equal(t, "3 Erinnerungen für Ana", p.Text("n.alarms", "name", "Ana", "n", 3))
	require.Equal(t, "Wir kümmern uns darum.", p.Text("plain"))
}
