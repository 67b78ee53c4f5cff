package webhook

import (
	"net/http"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPublicAddresses(t *testing.T) {
	for address, ok := range map[string]bool{
		"93.184.216.34:443": true, "[2606:2800:220:1::1]:443": true,
		"127.0.0.1:80": false, "10.1.2.3:80": false, "192.168.0.1:80": false, "169.254.169.254:80": false, "100.64.1.1:80": false,
		"0.0.0.0:80": false, "[::1]:80": false, "[fe80::1]:80": false, "[fd00::1]:80": false, "[::ffff:127.0.0.1]:80": false,
		"[64:ff9b::7f00:1]:80": false, "224.0.0.1:80": false, "nonsense": false,
	} {
		assert.Equal(t, ok, publicOnly("tcp", address, nil) == nil, address)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Duration{
		"": 0, "x": 0, "-5": 0, "0": 0, "120": 2 * time.Minute, "99999999": 24 * time.Hour, "99999999999999999999": 0,
		"Mon, 02 Mar 2026 09:01:00 GMT": time.Minute, "Mon, 02 Mar 2026 08:00:00 GMT": 0, "Mon, 02 Mar 2099 09:01:00 GMT": 24 * time.Hour,
	} {
		assert.Equal(t, want, retryAfter(s, now), s)
	}
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120")
	f.Add("Mon, 02 Mar 2026 09:01:00 GMT")
	f.Fuzz(func(t *testing.T, s string) {
		if d := retryAfter(s, time.Unix(1e9, 0)); d < 0 || d > 24*time.Hour {
			t.Fatalf("%q: %v", s, d)
		}
	})
}

// FuzzSignature holds our signatures against the library of the standard, for
// ids and bodies of any bytes.
func FuzzSignature(f *testing.F) {
	f.Add("acme/promise:1/1/remind/0/mia/", []byte(`{"a":"ü"}`), []byte(strings.Repeat("k", 24)))
	f.Fuzz(func(t *testing.T, id string, body, key []byte) {
		if id == "" {
			return
		}
		at := time.Unix(1772442000, 0)
		theirs, err := standardwebhooks.NewWebhookRaw(key)
		require.NoError(t, err)
		h := http.Header{}
		h.Set("Webhook-Id", id)
		h.Set("Webhook-Timestamp", "1772442000")
		h.Set("Webhook-Signature", signature([]secret{secret("another one of ours"), key}, id, at, body))
		require.NoError(t, theirs.VerifyIgnoringTimestamp(body, h))
	})
}
