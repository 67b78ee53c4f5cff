package slack_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/outlets/slack"
)

const (
	token  = "xoxb-test-token"
	secret = "8f742231b10e8888abcd99yyyzzz85a5"
)

// fake is Slack on the loopback: it keeps the calls of its API.
type fake struct {
	t     *testing.T
	mu    sync.Mutex
	calls []call
	fails string // error code of every answer
	limit bool   // 429
	// noUpdate is the error code of chat.update alone.
	noUpdate string
}

type call struct {
	method string
	form   url.Values
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := new(bytes.Buffer)
	_, err := body.ReadFrom(r.Body)
	assert.NoError(f.t, err)
	form, err := url.ParseQuery(body.String())
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		form, err = url.Values{"json": {body.String()}}, nil
	}
	assert.NoError(f.t, err)
	assert.True(f.t, r.Header.Get("Authorization") == "Bearer "+token || form.Get("token") == token, "no token")
	f.mu.Lock()
	f.calls = append(f.calls, call{strings.TrimPrefix(r.URL.Path, "/api/"), form})
	f.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	switch {
	case f.limit:
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
	case f.fails != "":
		fmt.Fprintf(w, `{"ok":false,"error":%q}`, f.fails)
	case f.noUpdate != "" && strings.HasSuffix(r.URL.Path, "chat.update"):
		fmt.Fprintf(w, `{"ok":false,"error":%q}`, f.noUpdate)
	default:
		fmt.Fprint(w, `{"ok":true,"channel":"C1","ts":"1.2","message_ts":"1.3","view":{"id":"V1"}}`)
	}
}

func (f *fake) last(method string) url.Values {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := len(f.calls) - 1; i >= 0; i-- {
		if f.calls[i].method == method {
			return f.calls[i].form
		}
	}
	return nil
}

func (f *fake) count(method string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		if c.method == method {
			n++
		}
	}
	return n
}

// world is a keeper with one promise, Slack, and the handler between them.
type world struct {
	*fake
	store   *commitment.MemoryStore
	keeper  *commitment.Keeper
	out     *slack.Outlet
	handler *slack.Handler
	log     *bytes.Buffer
}

const what = "ruf <!channel> Frau Ünlü & Söhne *zurück* 😡"

func build(t *testing.T, actor slack.Actor) *world {
	t.Helper()
	w := &world{fake: &fake{t: t}, store: commitment.NewMemoryStore(), log: new(bytes.Buffer)}
	s := httptest.NewServer(w.fake)
	t.Cleanup(s.Close)
	var err error
	w.out, err = slack.New(token, &slack.Options{URL: s.URL + "/api/"})
	require.NoError(t, err)
	w.keeper, err = commitment.NewKeeper(w.store, w.out, nil)
	require.NoError(t, err)
	w.handler, err = slack.NewHandler(secret, w.keeper, w.out, actor)
	require.NoError(t, err)
	w.handler.Logger = slog.New(slog.NewTextHandler(w.log, nil))
	_, err = w.keeper.Make(t.Context(), commitment.Promise{Tenant: "acme", ID: "p1", What: what, Owner: commitment.Party{ID: "mia", Name: "Mia", Address: "C1", Language: language.German},
		Managers: []commitment.Party{{ID: "bo", Name: "Bo", Address: "UBO"}}, Due: commitment.At("", time.Now().Add(48*time.Hour).UTC())}, nil)
	require.NoError(t, err)
	return w
}

func (w *world) promise() commitment.Promise {
	w.t.Helper()
	p, err := w.store.Load(w.t.Context(), "acme", "p1")
	require.NoError(w.t, err)
	return p
}

func (w *world) notice(role commitment.Role) commitment.Notice {
	p := w.promise()
	a := commitment.Alarm{Tenant: "acme", Subject: p.Subject(), Revision: 1, Rule: commitment.RuleRemind, Recipient: "mia", Role: role, At: time.Now()}
	a.Key = a.Parts().Key()
	return commitment.Notice{Key: a.Key, Alarm: a, Promise: &p, Recipient: commitment.Recipient{Party: p.Owner, Role: role}, At: time.Now(),
		Language: language.German, Title: "Fällig: " + what, Body: what, Draft: "Guten Tag"}
}

// buttons are the values in the last message, by action.
func (w *world) buttons() map[string]string {
	w.t.Helper()
	var blocks []struct {
		Type     string
		BlockID  string `json:"block_id"`
		Elements []struct {
			ActionID string `json:"action_id"`
			Value    string
			Text     struct{ Text string }
		}
	}
	require.NoError(w.t, json.Unmarshal([]byte(w.last("chat.postMessage").Get("blocks")), &blocks))
	out := map[string]string{}
	for _, b := range blocks {
		for _, e := range b.Elements {
			out[e.ActionID] = e.Value
		}
	}
	return out
}

func sign(body, key string, at time.Time) http.Header {
	ts := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte("v0:" + ts + ":" + body))
	h := http.Header{}
	h.Set("X-Slack-Request-Timestamp", ts)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	h.Set("Content-Type", "application/x-www-form-urlencoded")
	return h
}

func (w *world) request(body string, h http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(w.t.Context(), http.MethodPost, "/slack", strings.NewReader(body))
	r.Header = h
	res := httptest.NewRecorder()
	w.handler.ServeHTTP(res, r)
	return res
}

func form(payload any) string {
	b, err := json.Marshal(payload)
	if err != nil {
		panic(err)
	}
	return url.Values{"payload": {string(b)}}.Encode()
}

type m map[string]any

func click(action, value string) string { return clickOn(nil, action, value) }

// clickOn is a click below a message with the blocks given.
func clickOn(blocks json.RawMessage, action, value string) string {
	return form(m{"type": "block_actions", "trigger_id": "T1", "user": m{"id": "U1"}, "container": m{"type": "message", "channel_id": "C1", "message_ts": "1.2"},
		"message": m{"ts": "1.2", "blocks": blocks}, "actions": []m{{"type": "button", "block_id": "evenkeel_actions", "action_id": action, "value": value}}})
}

// click clicks below the last message, as it stands now.
func (w *world) click(action, value string) {
	w.t.Helper()
	body := clickOn(w.shown(), action, value)
	require.Equal(w.t, http.StatusOK, w.request(body, sign(body, secret, time.Now())).Code)
}

// shown are the blocks of the last message, after replacements.
func (w *world) shown() json.RawMessage {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.calls) - 1; i >= 0; i-- {
		if c := w.calls[i]; c.method == "chat.postMessage" || c.method == "chat.update" {
			return json.RawMessage(c.form.Get("blocks"))
		}
	}
	return nil
}

func submit(metadata string, at time.Time, reason, agreed, answer string) string {
	return form(m{"type": "view_submission", "user": m{"id": "U1"}, "view": m{"callback_id": "evenkeel_more_time", "private_metadata": metadata, "state": m{"values": m{
		"when":   m{"when": m{"type": "datetimepicker", "selected_date_time": at.Unix()}},
		"reason": m{"reason": m{"type": "plain_text_input", "value": reason}},
		"agreed": m{"agreed": m{"type": "static_select", "selected_option": m{"value": agreed}}},
		"answer": m{"answer": m{"type": "static_select", "selected_option": m{"value": answer}}},
	}}}})
}

func TestMessage(t *testing.T) {
	w := build(t, nil)
	require.NoError(t, w.out.Notify(t.Context(), w.notice(commitment.Owner)))
	f := w.last("chat.postMessage")
	assert.Equal(t, "C1", f.Get("channel"))
	assert.NotContains(t, f.Get("text"), "<!channel>", "the fallback is markup: it must be escaped")
	assert.Contains(t, f.Get("text"), "&lt;!channel&gt;")
	assert.Contains(t, f.Get("metadata"), string(w.notice(commitment.Owner).Key))
	assert.NotContains(t, f.Get("blocks"), "mrkdwn", "words are plain text")
	assert.Contains(t, f.Get("blocks"), "Erledigt")
	assert.Len(t, w.buttons(), 3)
	require.NoError(t, w.out.Notify(t.Context(), w.notice(commitment.Stakeholder)))
	assert.Empty(t, w.buttons(), "who does not decide gets no buttons")
	foreign := w.notice(commitment.Owner)
	foreign.Promise, foreign.Body, foreign.Language = nil, strings.Repeat("ü", 7001), language.Japanese
	require.NoError(t, w.out.Notify(t.Context(), foreign))
	assert.Empty(t, w.buttons())
	assert.Equal(t, 4, strings.Count(w.last("chat.postMessage").Get("blocks"), `"section"`), "three of the body, one draft")
}

func TestPostFails(t *testing.T) {
	for code, permanent := range map[string]bool{"channel_not_found": true, "is_archived": true, "token_revoked": false, "internal_error": false} {
		w := build(t, nil)
		w.fails = code
		err := w.out.Notify(t.Context(), w.notice(commitment.Owner))
		require.ErrorContains(t, err, code)
		assert.Equal(t, permanent, errors.Is(err, commitment.ErrPermanent), code)
		assert.NotContains(t, err.Error(), "Ünlü")
	}
	w := build(t, nil)
	w.limit = true
	err := w.out.Notify(t.Context(), w.notice(commitment.Owner))
	require.ErrorContains(t, err, "7s")
	assert.NotErrorIs(t, err, commitment.ErrPermanent)
	n := w.notice(commitment.Owner)
	n.Recipient.Party.Address = ""
	err = w.out.Notify(t.Context(), n)
	require.ErrorIs(t, err, slack.ErrAddress)
	require.ErrorIs(t, err, commitment.ErrPermanent)
}

func TestDone(t *testing.T) {
	w := build(t, nil)
	require.NoError(t, w.out.Notify(t.Context(), w.notice(commitment.Owner)))
	v := w.buttons()["evenkeel_done"]
	w.click("evenkeel_done", v)
	p := w.promise()
	assert.Equal(t, commitment.Kept, p.State)
	assert.Equal(t, commitment.PartyID("slack:U1"), p.History[len(p.History)-1].By)
	said := w.last("chat.update")
	assert.Equal(t, "C1", said.Get("channel"))
	assert.Equal(t, "1.2", said.Get("ts"))
	assert.Contains(t, said.Get("text"), "Eingetragen: erledigt.")
	assert.Contains(t, said.Get("text"), "&lt;!channel&gt;", "the fallback is markup: it must be escaped")
	blocks := said.Get("blocks")
	assert.NotContains(t, blocks, "evenkeel_actions", "the buttons are gone")
	for _, words := range []string{"Eingetragen: erledigt.", "<@U1>", "Guten Tag", "Frau Ünlü"} {
		assert.Contains(t, strings.ReplaceAll(strings.ReplaceAll(blocks, `\u003c`, "<"), `\u003e`, ">"), words)
	}
	for _, action := range []string{"evenkeel_done", "evenkeel_help", "evenkeel_time"} {
		w.click(action, v) // on a client that had not seen the message change
		assert.Equal(t, p, w.promise(), "a settled promise stays as it is")
		assert.Contains(t, string(w.shown()), "Diese Zusage ist schon abgeschlossen.")
		assert.Equal(t, 1, strings.Count(string(w.shown()), "evenkeel_note"), "one note, however often")
	}
	assert.Zero(t, w.count("views.open"))
	assert.Zero(t, w.count("chat.postEphemeral"))
	assert.NotContains(t, w.log.String(), "Ünlü")
}

func TestHelpTwice(t *testing.T) {
	w := build(t, nil)
	require.NoError(t, w.out.Notify(t.Context(), w.notice(commitment.Owner)))
	v := w.buttons()["evenkeel_help"]
	for range 2 {
		w.click("evenkeel_help", v)
		shown := string(w.shown())
		assert.Contains(t, shown, "gefährdet")
		assert.NotContains(t, shown, "evenkeel_help")
		assert.Contains(t, shown, "evenkeel_done", "what still serves stays")
		assert.Contains(t, shown, "evenkeel_time")
	}
	p := w.promise()
	assert.Equal(t, commitment.AtRisk, p.State)
	assert.Len(t, p.History, 2, "once")
	pending, err := w.store.Pending(t.Context(), "acme", p.Subject())
	require.NoError(t, err)
	told := false
	for _, a := range pending {
		told = told || a.Rule == commitment.RuleRisk && a.Recipient == "bo"
	}
	assert.True(t, told, "the manager is to hear")
}

func TestMoreTime(t *testing.T) {
	w := build(t, func(context.Context, string, commitment.Promise) (commitment.PartyID, error) { return "mia", nil })
	require.NoError(t, w.out.Notify(t.Context(), w.notice(commitment.Owner)))
	w.click("evenkeel_time", w.buttons()["evenkeel_time"])
	var opened struct {
		Trigger string `json:"trigger_id"`
		View    struct {
			Metadata string `json:"private_metadata"`
			Blocks   []struct {
				BlockID string `json:"block_id"`
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(w.last("views.open").Get("json")), &opened))
	assert.Equal(t, "T1", opened.Trigger)
	assert.Len(t, opened.View.Blocks, 4)
	assert.Len(t, w.promise().History, 1, "asking changes nothing")

	send := func(body string) string {
		res := w.request(body, sign(body, secret, time.Now()))
		require.Equal(t, http.StatusOK, res.Code)
		return res.Body.String()
	}
	due := time.Now().Add(96 * time.Hour).Truncate(time.Second)
	assert.Contains(t, send(submit(opened.View.Metadata, time.Now().Add(-time.Hour), "r", "bo", "accepted")), "Zukunft")
	assert.Contains(t, send(submit(opened.View.Metadata, due, "", "bo", "accepted")), `"errors"`)
	assert.Len(t, w.promise().History, 1)

	good := submit(opened.View.Metadata, due, "der Lieferant kommt später", "bo", "reluctant")
	assert.Empty(t, send(good))
	p := w.promise()
	assert.True(t, p.Due.Deadline.Equal(due))
	assert.Equal(t, 1, p.Renegotiations)
	e := p.History[len(p.History)-1]
	assert.Equal(t, commitment.PartyID("bo"), e.Agreed)
	assert.Equal(t, commitment.PartyID("mia"), e.By)
	assert.Equal(t, commitment.Reluctant, e.Answer)
	assert.Equal(t, "der Lieferant kommt später", e.Reason)
	shown := string(w.shown())
	assert.Contains(t, shown, "Eingetragen: Die Zusage hat einen neuen Termin.")
	assert.Contains(t, shown, "Fällig: ", "the title stays")
	assert.NotContains(t, shown, "evenkeel_actions", "the terms that the buttons were for are gone")
	assert.Equal(t, "1.2", w.last("chat.update").Get("ts"))

	assert.Contains(t, send(good), "andere Bedingungen", "played again")
	assert.Equal(t, p, w.promise())
	bad := submit(opened.View.Metadata, due, "r", "bo", "shrug")
	assert.Equal(t, http.StatusBadRequest, w.request(bad, sign(bad, secret, time.Now())).Code)
}

// TestMessageCannotBeReplaced: somebody deleted it, or it is not the app's. What
// was recorded is told to the one who clicked.
func TestMessageCannotBeReplaced(t *testing.T) {
	w := build(t, nil)
	require.NoError(t, w.out.Notify(t.Context(), w.notice(commitment.Owner)))
	w.noUpdate = "message_not_found"
	w.click("evenkeel_done", w.buttons()["evenkeel_done"])
	assert.Equal(t, commitment.Kept, w.promise().State)
	assert.Equal(t, "Eingetragen: erledigt.", w.last("chat.postEphemeral").Get("text"))
	assert.Equal(t, "U1", w.last("chat.postEphemeral").Get("user"))
	assert.Contains(t, w.log.String(), "message_not_found")
}

func TestTheHostRefuses(t *testing.T) {
	w := build(t, func(_ context.Context, user string, p commitment.Promise) (commitment.PartyID, error) {
		assert.Equal(t, commitment.PartyID("mia"), p.Owner.ID)
		return "", fmt.Errorf("%s is a guest", user)
	})
	require.NoError(t, w.out.Notify(t.Context(), w.notice(commitment.Owner)))
	for action, v := range w.buttons() {
		w.click(action, v)
		assert.Equal(t, "Sie können diese Zusage nicht ändern.", w.last("chat.postEphemeral").Get("text"))
	}
	assert.Len(t, w.promise().History, 1)
	assert.Contains(t, w.log.String(), "U1 is a guest")
}

func TestOnlySlackIsHeard(t *testing.T) {
	w := build(t, nil)
	require.NoError(t, w.out.Notify(t.Context(), w.notice(commitment.Owner)))
	body := click("evenkeel_done", w.buttons()["evenkeel_done"])
	now := time.Now()
	flipped := sign(body, secret, now)
	flipped.Set("X-Slack-Signature", "v0="+strings.Repeat("0", 64))
	stamped := sign(body, secret, now.Add(-time.Hour))
	stamped.Set("X-Slack-Request-Timestamp", strconv.FormatInt(now.Unix(), 10))
	for name, h := range map[string]http.Header{
		"no signature": {}, "another secret": sign(body, "other", now), "another body": sign(body+"&x=1", secret, now), "flipped": flipped, "timestamp changed": stamped,
		"ten minutes old": sign(body, secret, now.Add(-10*time.Minute)), "from the future": sign(body, secret, now.Add(10*time.Minute)),
		"not hex": {"X-Slack-Signature": {"v0=zz"}, "X-Slack-Request-Timestamp": {"1"}},
	} {
		assert.Equal(t, http.StatusUnauthorized, w.request(body, h).Code, name)
	}
	assert.Equal(t, commitment.Open, w.promise().State)
	long := "payload=" + strings.Repeat("x", 300<<10)
	assert.Equal(t, http.StatusRequestEntityTooLarge, w.request(long, sign(long, secret, now)).Code)
	for _, odd := range []string{"", "payload=", "payload=%7B", "payload=[]", "%zz"} {
		assert.Equal(t, http.StatusBadRequest, w.request(odd, sign(odd, secret, now)).Code, odd)
	}
	for _, v := range []string{"", "x", `{"p":"p1"}`, `{"t":"acme","b":1}`, `{"t":"other","p":"p1","b":1}`} {
		w.click("evenkeel_done", v)
	}
	w.click("somebody_elses", `{"t":"acme","p":"p1","b":1}`)
	assert.Equal(t, commitment.Open, w.promise().State)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/slack", nil)
	res := httptest.NewRecorder()
	w.handler.ServeHTTP(res, r)
	assert.Equal(t, http.StatusMethodNotAllowed, res.Code)
	assert.Equal(t, http.StatusOK, w.request(body, sign(body, secret, now)).Code)
	assert.Equal(t, commitment.Kept, w.promise().State, "the same request, well signed")
}

func TestClicksAtOnce(t *testing.T) {
	w := build(t, nil)
	require.NoError(t, w.out.Notify(t.Context(), w.notice(commitment.Owner)))
	body := click("evenkeel_done", w.buttons()["evenkeel_done"])
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { assert.Equal(t, http.StatusOK, w.request(body, sign(body, secret, time.Now())).Code) })
	}
	wg.Wait()
	assert.Len(t, w.promise().History, 2)
}

func TestBadOptions(t *testing.T) {
	_, err := slack.New("", nil)
	require.ErrorIs(t, err, slack.ErrOptions)
	_, err = slack.New("xoxb hunter2", nil)
	require.ErrorIs(t, err, slack.ErrOptions)
	assert.NotContains(t, err.Error(), "hunter2")
	_, err = slack.New(token, &slack.Options{URL: "slack.com/api"})
	require.ErrorIs(t, err, slack.ErrOptions)
	_, err = slack.NewHandler("", nil, nil, nil)
	require.ErrorIs(t, err, slack.ErrOptions)
}

func FuzzHandler(f *testing.F) {
	f.Add(click("evenkeel_done", `{"t":"acme","p":"p1","b":1}`))
	f.Add(submit(`{"t":"acme","p":"p1","b":1}`, time.Unix(1e9, 0), "r", "bo", "accepted"))
	f.Add("payload=%7B%22type%22%3A%22view_submission%22%7D")
	keeper, err := commitment.NewKeeper(commitment.NewMemoryStore(), commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil }), nil)
	require.NoError(f, err)
	out, err := slack.New(token, &slack.Options{URL: "http://127.0.0.1:1/"})
	require.NoError(f, err)
	h, err := slack.NewHandler(secret, keeper, out, nil)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		r.Header = sign(body, secret, time.Now())
		res := httptest.NewRecorder()
		h.ServeHTTP(res, r)
		if res.Code >= 500 {
			t.Fatal(res.Code)
		}
	})
}

func Example() {
	out, err := slack.New("xoxb-from-the-environment", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	keeper, err := commitment.NewKeeper(commitment.NewMemoryStore(), out, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	people := map[string]commitment.PartyID{"U024BE7LH": "mia"}
	clicks, err := slack.NewHandler("signing secret of the app", keeper, out, func(_ context.Context, user string, _ commitment.Promise) (commitment.PartyID, error) {
		if id, ok := people[user]; ok {
			return id, nil
		}
		return "", errors.New("not one of ours")
	})
	http.Handle("/slack/interactivity", clicks)
	fmt.Println(err)
	// Output: <nil>
}
