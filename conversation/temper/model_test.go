package temper_test

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/temper/internal/corpus"
)

// TestCorpusGivesTheWeights trains again and compares the bytes.
func TestCorpusGivesTheWeights(t *testing.T) {
	samples, err := corpus.Load()
	require.NoError(t, err)
	m, err := temper.Train(samples, nil)
	require.NoError(t, err)
	got, err := m.MarshalBinary()
	require.NoError(t, err)
	want, err := os.ReadFile("weights.bin")
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "weights.bin is not what the corpus gives: go run ./conversation/temper/internal/train")
	require.LessOrEqual(t, len(want), 64<<10, "the weights' budget")
}

func TestModelSavesAndLoads(t *testing.T) {
	m, err := temper.DefaultModel()
	require.NoError(t, err)
	require.Equal(t, []string{"de", "en", "es"}, m.Languages())
	var buf bytes.Buffer
	n, err := m.WriteTo(&buf)
	require.NoError(t, err)
	require.Equal(t, int64(buf.Len()), n)
	back, err := temper.LoadModel(&buf)
	require.NoError(t, err)
	require.Equal(t, m, back)
	require.Equal(t, newGauge(t, nil).Read(angryMessage, language.English), newGauge(t, &temper.Options{Model: back}).Read(angryMessage, language.English))
}

func TestBadModelsAreRefused(t *testing.T) {
	m, err := temper.DefaultModel()
	require.NoError(t, err)
	good, err := m.MarshalBinary()
	require.NoError(t, err)
	change := func(at int, b byte) []byte {
		bad := bytes.Clone(good)
		bad[at] ^= b
		return bad
	}
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, `it does not begin with "EKTM"`},
		{"another file", []byte("PK\x03\x04 a zip file"), `it does not begin with "EKTM"`},
		{"a later format", change(4, 2), "format 3, features 1.61; this version reads format 1"},
		{"other features", change(5, 8), "train it again"},
		{"no language", change(6, 3), "0 languages, want 1 to 16"},
		{"too many languages", change(6, 0x40), "67 languages, want 1 to 16"},
		{"one language more", change(6, 4), "bytes, want"},
		{"cut short", good[:len(good)-1], "bytes, want"},
		{"too long", append(bytes.Clone(good), 0), "bytes, want"},
		{"a flipped bit", change(1000, 1), "the checksum does not match"},
		{"a flipped checksum", change(len(good)-1, 1), "the checksum does not match"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := temper.LoadModel(bytes.NewReader(tt.data))
			require.ErrorIs(t, err, temper.ErrModel)
			require.ErrorContains(t, err, tt.want)

			kept, err := temper.DefaultModel()
			require.NoError(t, err)
			require.Error(t, kept.UnmarshalBinary(tt.data))
			require.Equal(t, m, kept, "as it was")
		})
	}
}

func TestModelErrors(t *testing.T) {
	_, err := new(temper.Model).MarshalBinary()
	require.ErrorIs(t, err, temper.ErrModel)
	_, err = new(temper.Model).WriteTo(&bytes.Buffer{})
	require.ErrorIs(t, err, temper.ErrModel)

	broken := errors.New("line cut")
	_, err = temper.LoadModel(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)

	m, err := temper.DefaultModel()
	require.NoError(t, err)
	_, err = m.WriteTo(failingWriter{broken})
	require.ErrorIs(t, err, broken)
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }
