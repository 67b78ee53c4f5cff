package temper

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"
)

func embeddedLexicon(t testing.TB) fs.FS {
	sub, err := fs.Sub(lexiconFiles, "lexicon")
	require.NoError(t, err)
	return sub
}

func TestLexiconFilesLoad(t *testing.T) {
	for _, lang := range []string{"en", "es", "de"} {
		l, err := loadLexicon(lang, embeddedLexicon(t))
		require.NoError(t, err)
		t.Log(lang, len(l.keys), l.depth)
	}
}
