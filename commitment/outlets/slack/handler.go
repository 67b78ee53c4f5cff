package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	api "github.com/slack-go/slack"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// Changer is the part of a [commitment.Keeper] that the handler uses.
type Changer interface {
	Change(ctx context.Context, tenant commitment.TenantID, id commitment.PromiseID, fn func(commitment.Promise, time.Time) (commitment.Promise, error)) (commitment.Changed, error)
}

// Actor says who a Slack user is for the promise's record, and may refuse: an
// error leaves the promise as it is. The promise is as stored.
type Actor func(ctx context.Context, user string, p commitment.Promise) (commitment.PartyID, error)

// Handler takes what Slack sends when somebody clicks. It is safe for concurrent
// use.
type Handler struct {
	secret string
	keeper Changer
	out    *Outlet
	actor  Actor
	// Logger gets refused and failed requests, without words; nil: silent. Set it
	// before the first request.
	Logger *slog.Logger
}

var _ http.Handler = (*Handler)(nil)

// NewHandler returns a handler for the app's interactivity URL. signingSecret is
// the app's. actor may be nil: then the user is recorded as "slack:" and the id,
// and anyone who sees a button may click it. Errors unwrap to [ErrOptions].
func NewHandler(signingSecret string, k Changer, out *Outlet, actor Actor) (*Handler, error) {
	if signingSecret == "" || k == nil || out == nil {
		return nil, &commitment.FieldError{Field: "handler", Want: "the app's signing secret, a keeper and an outlet", Err: ErrOptions}
	}
	if actor == nil {
		actor = func(_ context.Context, user string, _ commitment.Promise) (commitment.PartyID, error) {
			return commitment.PartyID("slack:" + user), nil
		}
	}
	return &Handler{secret: signingSecret, keeper: k, out: out, actor: actor}, nil
}

const (
	maxBody = 256 << 10
	// patience is below the 3 s after which Slack shows an error.
	patience = 2500 * time.Millisecond
)

// ServeHTTP answers 401 to a request without Slack's signature or with a
// timestamp more than five minutes off, 413 to one that is too long, 400 to what
// is no interaction, and 200 to the rest.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "too long", http.StatusRequestEntityTooLarge)
		return
	}
	if err := h.verify(r.Header, body); err != nil {
		h.log(ctx, "request refused", err)
		http.Error(w, "not signed by Slack", http.StatusUnauthorized)
		return
	}
	call, err := parse(body)
	if err != nil {
		http.Error(w, "not an interaction", http.StatusBadRequest)
		return
	}
	switch call.Type {
	case api.InteractionTypeBlockActions:
		h.clicked(ctx, call)
	case api.InteractionTypeViewSubmission:
		if call.View.CallbackID == modalID {
			h.submitted(ctx, w, call)
		}
	}
}

func (h *Handler) verify(header http.Header, body []byte) error {
	v, err := api.NewSecretsVerifier(header, h.secret)
	if err != nil {
		return err
	}
	if _, err := v.Write(body); err != nil {
		return err
	}
	return v.Ensure()
}

func parse(body []byte) (c api.InteractionCallback, err error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return c, err
	}
	err = json.Unmarshal([]byte(form.Get("payload")), &c)
	return c, err
}

func (h *Handler) log(ctx context.Context, what string, err error) {
	if h.Logger != nil {
		h.Logger.LogAttrs(ctx, slog.LevelWarn, "slack: "+what, slog.Any("error", err))
	}
}

// errRefused: the actor may not change the promise.
var errRefused = errors.New("slack: refused by the host")

// errStale: the terms that a modal was opened for no longer hold.
var errStale = errors.New("slack: the promise has new terms")

// change lets fn change a promise for the user, as long as the host agrees.
func (h *Handler) change(ctx context.Context, r ref, user string, fn func(p commitment.Promise, now time.Time, by commitment.PartyID) (commitment.Promise, error)) (commitment.Changed, error) {
	return h.keeper.Change(ctx, r.Tenant, r.Promise, func(p commitment.Promise, now time.Time) (commitment.Promise, error) {
		by, err := h.actor(ctx, user, p)
		if err != nil {
			return p, errors.Join(errRefused, err)
		}
		return fn(p, now, by)
	})
}

// clicked handles a button.
func (h *Handler) clicked(ctx context.Context, call api.InteractionCallback) {
	for _, a := range call.ActionCallback.BlockActions {
		if a == nil || a.BlockID != blockID {
			continue
		}
		r, ok := decode(a.Value)
		if !ok {
			continue
		}
		shown := message(call)
		r.Channel, r.Message, r.Title = call.Container.ChannelID, call.Container.MessageTs, clip(title(shown), maxHeader)
		if r.Channel == "" {
			r.Channel = call.Channel.ID
		}
		switch a.ActionID {
		case actionDone:
			_, err := h.change(ctx, r, call.User.ID, func(p commitment.Promise, now time.Time, by commitment.PartyID) (commitment.Promise, error) {
				return p.Keep(now, by, 0)
			})
			h.answer(ctx, r, call.User.ID, "recorded_done", err, shown, nil)
		case actionHelp:
			_, err := h.change(ctx, r, call.User.ID, func(p commitment.Promise, now time.Time, by commitment.PartyID) (commitment.Promise, error) {
				return p.Risk(now, by, commitment.Said, "")
			})
			h.answer(ctx, r, call.User.ID, "recorded_help", err, shown, h.out.actions(r.Language, a.Value, false))
		case actionTime:
			h.ask(ctx, r, call, shown)
		}
	}
}

// answer says what became of a click: what was recorded, or is settled, in the
// message itself, where the buttons were; what went wrong, and what the message
// cannot show, to the one who clicked and nobody else.
func (h *Handler) answer(ctx context.Context, r ref, user, done string, err error, shown []api.Block, left *api.ActionBlock) {
	key := problem(err)
	if key != "" {
		done = key
		h.log(ctx, "not recorded", err)
	}
	text := h.out.texts.in(r.Language)[done]
	if key == "closed" {
		left = nil
	}
	if (key == "" || key == "closed") && r.Channel != "" && r.Message != "" {
		unseen := h.replace(ctx, r, user, text, shown, left)
		if unseen == nil {
			return
		}
		h.log(ctx, "message not replaced", unseen)
	}
	if r.Channel == "" {
		return
	}
	if _, err := h.out.api.PostEphemeralContext(ctx, r.Channel, user, api.MsgOptionText(text, true)); err != nil {
		h.log(ctx, "answer not sent", err)
	}
}

// problem is the key of the text for an error.
func problem(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, errRefused):
		return "refused"
	case errors.Is(err, commitment.ErrClosed), errors.Is(err, commitment.ErrNotFound):
		return "closed"
	case errors.Is(err, errStale):
		return "changed"
	case errors.Is(err, commitment.ErrDeadline), errors.Is(err, commitment.ErrTime):
		return "past"
	}
	return "failed"
}
