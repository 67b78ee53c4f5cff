package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// secretPrefix starts a secret in its written form; base64 follows.
const secretPrefix = "whsec_"

// The specification's bounds on the bytes of a secret.
const (
	minSecret = 24
	maxSecret = 64
)

// secret is a shared key. It does not print itself.
type secret []byte

func (secret) String() string { return secretPrefix + "…" }

// parseSecret reads "whsec_<base64>". Errors never quote it.
func parseSecret(field, s string) (secret, error) {
	refuse := func(value, want string) (secret, error) {
		return nil, &commitment.FieldError{Field: field, Value: value, Want: want, Err: ErrOptions}
	}
	rest, ok := strings.CutPrefix(s, secretPrefix)
	if !ok {
		return refuse("a text without the prefix", "whsec_ and base64")
	}
	key, err := base64.StdEncoding.DecodeString(rest)
	if err != nil {
		return refuse(secretPrefix+"…", "base64 after the prefix")
	}
	if len(key) < minSecret || len(key) > maxSecret {
		return refuse(strconv.Itoa(len(key))+" bytes", "24 to 64 bytes of random data")
	}
	return key, nil
}

// signature returns the webhook-signature header: one v1 signature for each
// secret, so that a receiver that knows any of them accepts it.
func signature(secrets []secret, id string, at time.Time, body []byte) string {
	var out strings.Builder
	for i, s := range secrets {
		mac := hmac.New(sha256.New, s)
		mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
		mac.Write(body)
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString("v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return out.String()
}
