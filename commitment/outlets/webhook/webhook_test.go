package webhook_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/outlets/webhook"
)

func secretOf(b byte) string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat(string(b), 32)))
}

var made = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func notice(t testing.TB) commitment.Notice {
	t.Helper()
	manila, err := time.LoadLocation("Asia/Manila")
	require.NoError(t, err)
	p, err := commitment.Make(made, commitment.Promise{
		Tenant: "acme", ID: "p.1", Case: "4711", What: "ruf <b>Frau Ünlü</b> an & sag's ihr 😡",
		Owner: commitment.Party{ID: "mia", Name: "Mia", Address: "mia@acme.example"},
		Due:   commitment.At("by noon", time.Date(2026, 3, 3, 12, 0, 0, 0, manila)),
	}, nil)
	require.NoError(t, err)
	parts := commitment.KeyParts{Tenant: "acme", Subject: p.Subject(), Revision: 1, Rule: commitment.RuleRisk, Recipient: "mia", Channel: "hook"}
	a := commitment.Alarm{Key: parts.Key(), Tenant: "acme", Subject: p.Subject(), Case: "4711", Revision: 1, Rule: commitment.RuleRisk,
		Recipient: "mia", Role: commitment.Owner, Channel: "hook", Severity: commitment.Warning, At: made, Deadline: p.Due.Deadline}
	return commitment.Notice{Key: a.Key, Alarm: a, Promise: &p, Recipient: commitment.Recipient{Party: p.Owner, Role: commitment.Owner, Channel: "hook"},
		At: made, Language: language.German, Title: "Gefährdet: " + p.What, Body: "Zeile 1\nZeile 2", Draft: "Hola, señora", DraftLanguage: language.Spanish,
		WaysOut: []commitment.WayOut{{ID: "help", Text: "Hilfe", Pushback: "keiner frei"}}}
}

// quick retries without waiting long.
func quick(o webhook.Options) *webhook.Options {
	o.First, o.Most = time.Millisecond, 2*time.Millisecond
	return &o
}

type seen struct {
	header http.Header
	body   []byte
}

// receiver answers with the statuses in turn, the last one for ever.
func receiver(t *testing.T, header http.Header, status ...int) (url string, got func() []seen) {
	t.Helper()
	var mu sync.Mutex
	var all []seen
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		mu.Lock()
		all = append(all, seen{r.Header.Clone(), body})
		code := status[min(len(all), len(status))-1]
		mu.Unlock()
		for k, v := range header {
			w.Header()[k] = v
		}
		w.WriteHeader(code)
	}))
	t.Cleanup(s.Close)
	return s.URL, func() []seen {
		mu.Lock()
		defer mu.Unlock()
		return all
	}
}

func TestTheStandardLibraryOfTheStandardAccepts(t *testing.T) {
	url, got := receiver(t, nil, 204)
	hook, err := webhook.New(url, []string{secretOf('n'), secretOf('o')}, nil)
	require.NoError(t, err)
	n := notice(t)
	require.NoError(t, hook.Notify(t.Context(), n))
	require.Len(t, got(), 1)
	r := got()[0]
	for _, b := range []byte{'n', 'o'} {
		verifier, err := standardwebhooks.NewWebhook(secretOf(b))
		require.NoError(t, err)
		require.NoError(t, verifier.Verify(r.body, r.header), "the secret %c", b)
		changed := append([]byte(nil), r.body...)
		changed[len(changed)/2] ^= 1
		require.ErrorIs(t, verifier.Verify(changed, r.header), standardwebhooks.ErrNoMatchingSignature)
	}
	stranger, err := standardwebhooks.NewWebhook(secretOf('x'))
	require.NoError(t, err)
	require.ErrorIs(t, stranger.Verify(r.body, r.header), standardwebhooks.ErrNoMatchingSignature)

	assert.Equal(t, string(n.Key), r.header.Get("webhook-id"))
	assert.NotContains(t, r.header.Get("webhook-id"), ".", "a full stop would make what is signed ambiguous")
	assert.Equal(t, "application/json", r.header.Get("Content-Type"))
	var p webhook.Payload
	require.NoError(t, json.Unmarshal(r.body, &p))
	assert.Equal(t, "commitment.risk", p.Type)
	assert.Equal(t, made, p.Timestamp)
	assert.Equal(t, n.Key, p.Data.Key)
	assert.Equal(t, commitment.PromiseID("p.1"), p.Data.Promise)
	assert.Equal(t, commitment.CaseID("4711"), p.Data.Case)
	assert.Equal(t, commitment.Open, *p.Data.State)
	assert.Equal(t, "Asia/Manila", p.Data.Zone)
	assert.True(t, p.Data.Deadline.Equal(n.Promise.Due.Deadline))
	assert.Equal(t, n.Title, p.Data.Words.Title)
	assert.Equal(t, language.Spanish, *p.Data.Words.DraftLanguage)
	assert.Equal(t, []webhook.WayOut{{ID: "help", Text: "Hilfe", Pushback: "keiner frei"}}, p.Data.Words.WaysOut)
	assert.Contains(t, string(r.body), "<b>Frau Ünlü</b>")
}

func TestNoWords(t *testing.T) {
	url, got := receiver(t, nil, 200)
	hook, err := webhook.New(url, []string{secretOf('n')}, &webhook.Options{NoWords: true})
	require.NoError(t, err)
	require.NoError(t, hook.Notify(t.Context(), notice(t)))
	body := string(got()[0].body)
	for _, word := range []string{"Ünlü", "Mia", "mia@", "Zeile", "señora", "keiner"} {
		assert.NotContains(t, body, word)
	}
	assert.Contains(t, body, `"rule":"risk"`)
	assert.Contains(t, body, `"severity":"warning"`)
}

func TestForeignSubject(t *testing.T) {
	url, got := receiver(t, nil, 200)
	hook, err := webhook.New(url, []string{secretOf('n')}, nil)
	require.NoError(t, err)
	n := notice(t)
	n.Promise, n.Draft, n.WaysOut = nil, "", nil
	n.Alarm.Subject, n.Alarm.Rule, n.Alarm.Data = "sla:4711", "first-response", json.RawMessage(`{"clock":"first"}`)
	require.NoError(t, hook.Notify(t.Context(), n))
	var p webhook.Payload
	require.NoError(t, json.Unmarshal(got()[0].body, &p))
	assert.Equal(t, "commitment.first-response", p.Type)
	assert.Nil(t, p.Data.State)
	assert.JSONEq(t, `{"clock":"first"}`, string(p.Data.Extra))
	n.Alarm.Data = json.RawMessage(`{broken`)
	require.ErrorIs(t, hook.Notify(t.Context(), n), commitment.ErrPermanent)
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		status    []int
		calls     int
		fails     bool
		permanent bool
	}{
		{[]int{200}, 1, false, false},
		{[]int{202}, 1, false, false},
		{[]int{500, 503, 204}, 3, false, false},
		{[]int{429, 204}, 2, false, false},
		{[]int{408, 425, 204}, 3, false, false},
		{[]int{500}, 3, true, false},
		{[]int{410}, 1, true, true},
		{[]int{400}, 1, true, false},
		{[]int{404}, 1, true, false},
		{[]int{301}, 1, true, false},
		{[]int{307}, 1, true, false},
	} {
		t.Run(fmt.Sprint(c.status), func(t *testing.T) {
			url, got := receiver(t, http.Header{"Location": {"http://127.0.0.1:1/elsewhere"}}, c.status...)
			hook, err := webhook.New(url, []string{secretOf('n')}, quick(webhook.Options{}))
			require.NoError(t, err)
			err = hook.Notify(t.Context(), notice(t))
			assert.Equal(t, c.fails, err != nil, "%v", err)
			assert.Equal(t, c.permanent, errors.Is(err, commitment.ErrPermanent))
			all := got()
			assert.Len(t, all, c.calls)
			for _, s := range all {
				assert.Equal(t, all[0].header.Get("webhook-id"), s.header.Get("webhook-id"), "repeats carry the same id")
			}
			var refused *webhook.StatusError
			if c.fails {
				require.ErrorAs(t, err, &refused)
				assert.Equal(t, c.status[len(c.status)-1], refused.Status)
				assert.NotContains(t, err.Error(), "Ünlü")
			}
		})
	}
}

// roundTrip answers without a network, so that time can be a bubble's.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRetryAfterIsHonoured(t *testing.T) {
	for name, c := range map[string]struct {
		after  string
		waited time.Duration
	}{
		"seconds": {"7", 7 * time.Second},
		"a date":  {time.Date(2000, 1, 1, 0, 0, 9, 0, time.UTC).Format(http.TimeFormat), 9 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				client := &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
					calls++
					code := http.StatusTooManyRequests
					if calls == 2 {
						code = http.StatusOK
					}
					return &http.Response{StatusCode: code, Header: http.Header{"Retry-After": {c.after}}, Body: http.NoBody}, nil
				})}
				hook, err := webhook.New("https://example.com/x", []string{secretOf('n')}, &webhook.Options{Client: client})
				require.NoError(t, err)
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
				defer cancel()
				start := time.Now()
				var refused *webhook.StatusError
				require.ErrorAs(t, hook.Notify(ctx, notice(t)), &refused, "no wait that the context cuts short")
				assert.Zero(t, time.Since(start))
				assert.Equal(t, c.waited, refused.RetryAfter)

				calls = 0
				require.NoError(t, hook.Notify(t.Context(), notice(t)))
				assert.Equal(t, c.waited, time.Since(start))
				assert.Equal(t, 2, calls)
			})
		})
	}
}

func TestPausesGrowAndVary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		client := &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			at = append(at, time.Now())
			return nil, errors.New("connection refused")
		})}
		hook, err := webhook.New("https://example.com/hook?token=s3cret", []string{secretOf('n')}, &webhook.Options{Client: client, Attempts: 6, First: time.Second, Most: 4 * time.Second})
		require.NoError(t, err)
		err = hook.Notify(t.Context(), notice(t))
		require.ErrorContains(t, err, "connection refused")
		assert.NotContains(t, err.Error(), "s3cret")
		require.Len(t, at, 6)
		for i, most := range []time.Duration{1, 2, 4, 4, 4} {
			d := at[i+1].Sub(at[i])
			assert.GreaterOrEqual(t, d, most*time.Second/2)
			assert.LessOrEqual(t, d, most*time.Second)
		}
	})
}

func TestContextEnds(t *testing.T) {
	var calls atomic.Int32
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1); <-release }))
	defer s.Close()
	defer close(release)
	hook, err := webhook.New(s.URL, []string{secretOf('n')}, nil)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, hook.Notify(ctx, notice(t)), context.DeadlineExceeded)
	assert.EqualValues(t, 1, calls.Load())
}

func TestAnEndlessAnswerIsNotReadToItsEnd(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusOK)
		chunk := []byte(strings.Repeat("x", 64<<10))
		for r.Context().Err() == nil {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}))
	defer s.Close()
	hook, err := webhook.New(s.URL, []string{secretOf('n')}, nil)
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- hook.Notify(t.Context(), notice(t)) }()
	select {
	case err := <-done:
		require.NoError(t, err)
	case <-time.After(5 * time.Second):
		t.Fatal("reads the answer for ever")
	}
}

func TestPublicOnly(t *testing.T) {
	url, got := receiver(t, nil, 200)
	hook, err := webhook.New(url, []string{secretOf('n')}, quick(webhook.Options{PublicOnly: true}))
	require.NoError(t, err)
	require.ErrorIs(t, hook.Notify(t.Context(), notice(t)), webhook.ErrAddress)
	assert.Empty(t, got())
}

func TestBadOptions(t *testing.T) {
	good := []string{secretOf('n')}
	for _, c := range []struct {
		url     string
		secrets []string
		opts    *webhook.Options
		says    string
	}{
		{"http://example.com/hook", good, nil, "https"},
		{"ftp://example.com/hook", good, nil, "https"},
		{"https://user:hunter2@example.com/", good, nil, "without user"},
		{"::", good, nil, "an https URL"},
		{"/path", good, nil, "an https URL"},
		{"https://example.com", nil, nil, "at least one secret"},
		{"https://example.com", []string{"hunter2hunter2"}, nil, "whsec_"},
		{"https://example.com", []string{"whsec_!!hunter2"}, nil, "base64"},
		{"https://example.com", []string{"whsec_aHVudGVyMg=="}, nil, "24 to 64 bytes"},
		{"https://example.com", []string{secretOf('n'), "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 65))}, nil, "secrets[1]"},
		{"https://example.com", good, &webhook.Options{Attempts: -1}, "attempts"},
		{"https://example.com", good, &webhook.Options{Timeout: -time.Second}, "timeout"},
		{"https://example.com", good, &webhook.Options{PublicOnly: true, Client: http.DefaultClient}, "public_only"},
	} {
		_, err := webhook.New(c.url, c.secrets, c.opts)
		require.ErrorIs(t, err, webhook.ErrOptions, c.url)
		require.ErrorContains(t, err, c.says)
		assert.NotContains(t, err.Error(), "hunter2")
	}
	_, err := webhook.New("http://hooks.internal/x", good, &webhook.Options{Plain: true})
	require.NoError(t, err)
}

func TestManyAtOnce(t *testing.T) {
	url, got := receiver(t, nil, 200)
	hook, err := webhook.New(url, []string{secretOf('n')}, nil)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() { assert.NoError(t, hook.Notify(t.Context(), notice(t))) })
	}
	wg.Wait()
	assert.Len(t, got(), 16)
}
