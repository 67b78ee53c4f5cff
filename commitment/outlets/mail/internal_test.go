package mail

import (
	"bytes"
	stdmail "net/mail"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// FuzzMessage: no title, name, body or address adds a header, a recipient or
// ends the header early.
func FuzzMessage(f *testing.F) {
	f.Add("Due\r\nBcc: x@y.example", "Mia\r\nX: 1", "body\r\n.\r\n", "mia@acme.example")
	f.Add("ü😡\x00\u2028", "\"", "\n\n", "\"a b\"@x.example")
	f.Add("=?utf-8?q?=0D=0AX:?=", "=?utf-8?q?a?=", "", "a@b, c@d")
	f.Fuzz(func(t *testing.T, title, name, body, address string) {
		w, err := New("localhost", "desk@acme.example", nil)
		require.NoError(t, err)
		m, err := w.message(commitment.Notice{Key: "k", Title: title, Body: body, At: time.Unix(1e9, 0),
			Recipient: commitment.Recipient{Party: commitment.Party{ID: "mia", Name: name, Address: address}}})
		if err != nil {
			return
		}
		var b bytes.Buffer
		_, err = m.WriteTo(&b)
		require.NoError(t, err)
		read, err := stdmail.ReadMessage(&b)
		require.NoError(t, err)
		known := []string{"Date", "Mime-Version", "Message-Id", "Subject", "From", "To", "References", "Auto-Submitted", "X-Auto-Response-Suppress",
			"Evenkeel-Key", "Content-Language", "Content-Type", "Content-Transfer-Encoding"}
		for k, v := range read.Header {
			require.True(t, slices.Contains(known, k), "header %q", k)
			require.Len(t, v, 1, k)
		}
		rcpt, err := m.GetRecipients()
		require.NoError(t, err)
		require.Len(t, rcpt, 1)
	})
}
