package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	api "github.com/slack-go/slack"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// ErrOptions refuses a token, a secret or options that cannot work.
var ErrOptions = errors.New("slack: unusable options")

// ErrAddress says that the recipient has no channel or user id. It comes with
// [commitment.ErrPermanent].
var ErrAddress = errors.New("slack: recipient has no channel or user id")

// Options configure an [Outlet]. A nil *Options and the zero value are all
// defaults.
type Options struct {
	// Address returns the id of the channel or user that gets a notice; default
	// Party.Address.
	Address func(commitment.Recipient) string
	// Client sends the requests; default one with a timeout of 10 s.
	Client *http.Client
	// URL of Slack's API, with a slash at its end; default Slack's own.
	URL string
}

// Outlet is a [commitment.Notifier] that posts to Slack. It is safe for
// concurrent use.
type Outlet struct {
	api     *api.Client
	address func(commitment.Recipient) string
	texts   texts
}

var _ commitment.Notifier = (*Outlet)(nil)

// New returns an outlet with a bot's token ("xoxb-…"). opts may be nil. Nothing
// is connected yet. Errors unwrap to [ErrOptions] and do not quote the token.
func New(token string, opts *Options) (*Outlet, error) {
	o := Options{}
	if opts != nil {
		o = *opts
	}
	if token == "" || strings.ContainsAny(token, " \t\r\n") {
		return nil, &commitment.FieldError{Field: "token", Want: "a bot's token, without spaces", Err: ErrOptions}
	}
	if o.Address == nil {
		o.Address = func(r commitment.Recipient) string { return r.Party.Address }
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 10 * time.Second}
	}
	set := []api.Option{api.OptionHTTPClient(o.Client)}
	if o.URL != "" {
		if !strings.HasPrefix(o.URL, "http") || !strings.HasSuffix(o.URL, "/") {
			return nil, &commitment.FieldError{Field: "url", Value: o.URL, Want: "an http or https URL that ends in a slash", Err: ErrOptions}
		}
		set = append(set, api.OptionAPIURL(o.URL))
	}
	words, err := loadTexts()
	if err != nil {
		return nil, err
	}
	return &Outlet{api: api.New(token, set...), address: o.Address, texts: words}, nil
}

// Notify posts the notice. What can never arrive (no such channel, archived,
// refused content) is [commitment.ErrPermanent]; a revoked token or a rate limit
// is not, somebody or time will mend it. Errors quote nothing of the notice.
func (w *Outlet) Notify(ctx context.Context, n commitment.Notice) error {
	to := w.address(n.Recipient)
	if to == "" {
		return fmt.Errorf("%w: %w", ErrAddress, commitment.ErrPermanent)
	}
	_, _, err := w.api.PostMessageContext(ctx, to,
		api.MsgOptionText(clip(n.Title, maxText), true),
		api.MsgOptionBlocks(w.blocks(n)...),
		api.MsgOptionMetadata(api.SlackMetadata{EventType: "evenkeel_notice", EventPayload: map[string]any{"key": string(n.Key)}}),
		api.MsgOptionDisableLinkUnfurl(), api.MsgOptionDisableMediaUnfurl())
	return failure(err)
}

// failure sorts Slack's refusals. The codes are Slack's; the rest of its answer
// is left out.
func failure(err error) error {
	var refused api.SlackErrorResponse
	if err == nil || !errors.As(err, &refused) {
		if err != nil {
			return fmt.Errorf("slack: post: %w", err)
		}
		return nil
	}
	switch refused.Err {
	case "channel_not_found", "is_archived", "user_not_found", "invalid_blocks", "msg_too_long", "cannot_dm_bot":
		return fmt.Errorf("slack: post refused: %s: %w", refused.Err, commitment.ErrPermanent)
	}
	return fmt.Errorf("slack: post refused: %s", refused.Err)
}

// Slack's bounds, in characters.
const (
	maxHeader  = 150
	maxText    = 3000
	maxSection = 20 // sections of one text: more is cut
)

// blocks are the message. All words are plain text: no mention and no markup of
// Slack's comes out of what people wrote.
func (w *Outlet) blocks(n commitment.Notice) []api.Block {
	out := []api.Block{api.NewHeaderBlock(plain(clip(n.Title, maxHeader)))}
	out = append(out, sections(n.Body)...)
	if n.Draft != "" {
		out = append(append(out, api.NewDividerBlock()), sections(n.Draft)...)
	}
	if b := w.buttons(n); b != nil {
		out = append(out, b)
	}
	return out
}

func plain(s string) *api.TextBlockObject {
	if strings.TrimSpace(s) == "" {
		s = "–" // Slack refuses an empty text
	}
	return api.NewTextBlockObject(api.PlainTextType, s, false, false)
}

func sections(s string) (out []api.Block) {
	for s != "" && len(out) < maxSection {
		part := clip(s, maxText)
		if len(part) < len(s) {
			part = s[:cut(s, maxText)]
		}
		s = s[len(part):]
		if strings.TrimSpace(part) != "" {
			out = append(out, api.NewSectionBlock(plain(part), nil, nil))
		}
	}
	return out
}

// cut returns the index after n characters.
func cut(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return s[:cut(s, n-1)] + "…"
}

// The ids of the buttons and the modal.
const (
	actionDone = "evenkeel_done"
	actionTime = "evenkeel_time"
	actionHelp = "evenkeel_help"
	blockID    = "evenkeel_actions"
	modalID    = "evenkeel_more_time"
)

// buttons are for those who decide about an open promise.
func (w *Outlet) buttons(n commitment.Notice) *api.ActionBlock {
	if n.Promise == nil || n.Promise.State.Closed() || n.Recipient.Role != commitment.Owner && n.Recipient.Role != commitment.Manager {
		return nil
	}
	v, err := ref{Tenant: n.Promise.Tenant, Promise: n.Promise.ID, Basis: n.Promise.Basis, Language: n.Language.String()}.encode()
	if err != nil {
		return nil
	}
	return w.actions(n.Language.String(), v, n.Promise.Direction == commitment.WeOwe)
}

// actions are the buttons with the value that each brings back.
func (w *Outlet) actions(language, value string, help bool) *api.ActionBlock {
	t := w.texts.in(language)
	all := []api.BlockElement{
		api.NewButtonBlockElement(actionDone, value, plain(t["done"])).WithStyle(api.StylePrimary),
		api.NewButtonBlockElement(actionTime, value, plain(t["time"])),
	}
	if help {
		all = append(all, api.NewButtonBlockElement(actionHelp, value, plain(t["help"])))
	}
	return api.NewActionBlock(blockID, all...)
}

// ref is what a button stands for. Slack signs the request that brings it back.
type ref struct {
	Tenant   commitment.TenantID  `json:"t,omitempty"`
	Promise  commitment.PromiseID `json:"p"`
	Basis    commitment.Revision  `json:"b"`
	Language string               `json:"l,omitempty"`
	// Of the modal: where the answer goes.
	Channel string `json:"c,omitempty"`
	Message string `json:"m,omitempty"` // its timestamp, which is its name
	Title   string `json:"h,omitempty"`
}

func (r ref) encode() (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(r)
	return strings.TrimSpace(b.String()), err
}

func decode(s string) (r ref, ok bool) {
	if len(s) > maxText || json.Unmarshal([]byte(s), &r) != nil {
		return ref{}, false
	}
	return r, r.Promise != "" && r.Basis > 0
}
