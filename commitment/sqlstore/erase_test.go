package sqlstore_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
)

// erases plants words, sees each of them on the medium, erases, and sees none.
func erases(t *testing.T, s *sqlstore.Store, raw func() []byte) {
	t.Helper()
	words := []string{"Quintanilla-Vega", "zoe.qv@customer.example", "before the board meets", "crying on the phone", "whispered-token"}
	var ids []commitment.PromiseID
	for i := range 50 {
		w := aPromise(t, defaultPolicy(t), i, time.Hour)
		w.Promise.Customer = commitment.Party{ID: "zoe", Name: words[0], Address: words[1]}
		w.Promise.Due.Said, w.Promise.Stakes = words[2], words[3]
		_, err := s.Save(t.Context(), w, madeAt)
		require.NoError(t, err)
		ids = append(ids, w.Promise.ID)
	}
	// Long enough to be stored out of line, and changed, so that old rows are left behind.
	// PostgreSQL compresses those, so a short one shows the words as they are.
	for i, more := range []string{strings.Repeat(" tried again", 400), ""} {
		p, err := s.Load(t.Context(), "acme", ids[i])
		require.NoError(t, err)
		for range 3 {
			was := p.Revision
			p, err = p.Update(madeAt, commitment.Progress{By: "ana", Doing: words[4] + more})
			require.NoError(t, err)
			_, err = s.Save(t.Context(), commitment.Write{Promise: p, Was: was}, madeAt)
			require.NoError(t, err)
		}
	}
	before := raw()
	for _, word := range words {
		require.True(t, bytes.Contains(before, []byte(word)), "%q was never on the medium: the test tests nothing", word)
	}
	n, err := s.Erase(t.Context(), commitment.Erasure{Tenant: "acme", Party: "zoe"}, madeAt.Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, len(ids), n)
	after := raw()
	require.True(t, bytes.Contains(after, []byte(ids[0])), "ids stay")
	for _, word := range words {
		require.False(t, bytes.Contains(after, []byte(word)), "%q is still on the medium", word)
	}
}

func TestErasedBytes(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "x.db")
		erases(t, openFile(t, file), func() []byte { return filesBelow(t, filepath.Dir(file)) })
	})
	t.Run("postgres", func(t *testing.T) {
		server := postgrestest.Start(t)
		if !server.Own() {
			t.Skip("the files of the server that EVENKEEL_TEST_POSTGRES names are out of reach")
		}
		dsn := server.Database(t)
		s, err := sqlstore.OpenPostgres(t.Context(), dsn, nil)
		require.NoError(t, err)
		defer func() { require.NoError(t, s.Close()) }()
		erases(t, s, func() []byte {
			run(t, dsn, "CHECKPOINT")
			return filesBelow(t, filepath.Join(server.Dir(), "base"))
		})
	})
}
