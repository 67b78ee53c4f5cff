package temper_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"", " ", "ok thanks", calmMessage, angryMessage, "f*** you!!!", "sh!t $$$ @#$%!", "¿Qué coño pasa?!", "SCHEIẞE äöü",
		"\xff\xfe broken", "[NAME] XXXX http://a.b/c @you", "soooooo maaaad 😡😡", "don’t, can't: ':-(' =D", "aͣb́ć", "no.dot.s...", "日本語のテキスト",
	} {
		f.Add(s, uint8(0))
	}
	g, err := temper.New(&temper.Options{MaxEvidence: 32})
	require.NoError(f, err)
	tags := []language.Tag{language.English, language.Spanish, language.German, language.Japanese, language.Und, language.MustParse("es-MX")}
	f.Fuzz(func(t *testing.T, text string, lang uint8) {
		tag := tags[int(lang)%len(tags)]
		r := g.Read(text, tag)
		require.Equal(t, r, g.Read(text, tag), "the same text reads the same")
		checkReading(t, text, r)
	})
}

// checkReading holds for every reading of every text.
func checkReading(t *testing.T, text string, r temper.Reading) {
	t.Helper()
	require.LessOrEqual(t, r.Level, temper.Abusive)
	require.GreaterOrEqual(t, r.Score, 0.0)
	require.LessOrEqual(t, r.Score, 1.0)
	if r.Level <= temper.Calm {
		require.Empty(t, r.Evidence)
	}
	if r.Level == temper.Unread {
		require.Zero(t, r.Score)
	}
	last := 0
	for _, e := range r.Evidence {
		require.GreaterOrEqual(t, e.Start, last, "in the order of the text, not overlapping")
		require.Greater(t, e.End, e.Start)
		require.LessOrEqual(t, e.End, len(text))
		require.Positive(t, e.Weight)
		last = e.End
	}
}

func FuzzLoadModel(f *testing.F) {
	m, err := temper.DefaultModel()
	require.NoError(f, err)
	good, err := m.MarshalBinary()
	require.NoError(f, err)
	f.Add(good[:64], 0, byte(0))
	f.Add([]byte{}, 0, byte(0))
	f.Add(good[:len(good)-1], 5, byte(9))
	f.Add(good, 6, byte(1))
	f.Add(good, 200, byte(0xff))
	f.Fuzz(func(t *testing.T, data []byte, at int, flip byte) {
		if at >= 0 && at < len(data) {
			data = bytes.Clone(data)
			data[at] ^= flip
		}
		m, err := temper.LoadModel(bytes.NewReader(data))
		if err != nil {
			require.ErrorIs(t, err, temper.ErrModel)
			return
		}
		again, err := m.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, data, again, "what loads saves to the same bytes")
		g, err := temper.New(&temper.Options{Model: m})
		require.NoError(t, err)
		checkReading(t, angryMessage, g.Read(angryMessage, language.English))
	})
}
