package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// ErrOptions refuses an endpoint, a secret or options that cannot work.
var ErrOptions = errors.New("webhook: unusable options")

// ErrAddress refuses a connection that [Options.PublicOnly] forbids.
var ErrAddress = errors.New("webhook: address is not public")

// Options configure an [Outlet]. A nil *Options and the zero value are all
// defaults.
type Options struct {
	// Client sends the requests; its CheckRedirect is not used: redirects are
	// never followed. Default: one of its own. PublicOnly needs the default.
	Client *http.Client
	// Attempts is how often one call of Notify tries; default 3. What fails then
	// the keeper tries again later.
	Attempts int
	// First and Most bound the growing pause between attempts; default 500 ms and
	// 10 s. The pause is random between half of it and all of it.
	First, Most time.Duration
	// Timeout bounds one attempt; default 10 s.
	Timeout time.Duration
	// NoWords leaves out everything that people wrote: titles, bodies, drafts,
	// names, addresses. Default: they are sent.
	NoWords bool
	// Plain allows http to hosts other than the loopback. Default: https only.
	Plain bool
	// PublicOnly refuses to connect to private, loopback and link-local
	// addresses, whatever the name resolves to, for endpoints that customers
	// enter. Default: every address.
	PublicOnly bool
	// Now is the clock of the timestamps; default time.Now.
	Now func() time.Time
}

// Outlet is a [commitment.Notifier] that posts notices to one endpoint. It is
// safe for concurrent use.
type Outlet struct {
	url     string
	secrets []secret
	client  *http.Client
	opts    Options
}

var _ commitment.Notifier = (*Outlet)(nil)

// New returns an outlet to an endpoint. secrets are in the written form
// "whsec_<base64>", the newest first; while one is being replaced give both, and
// every request carries a signature by each. opts may be nil. Errors unwrap to
// [ErrOptions] and never quote a secret.
func New(endpoint string, secrets []string, opts *Options) (*Outlet, error) {
	o := Options{}
	if opts != nil {
		o = *opts
	}
	if err := o.complete(); err != nil {
		return nil, err
	}
	if err := checkURL(endpoint, o.Plain); err != nil {
		return nil, err
	}
	if len(secrets) == 0 {
		return nil, &commitment.FieldError{Field: "secrets", Want: "at least one secret, whsec_ and base64", Err: ErrOptions}
	}
	w := &Outlet{url: endpoint, opts: o}
	for i, s := range secrets {
		key, err := parseSecret("secrets["+strconv.Itoa(i)+"]", s)
		if err != nil {
			return nil, err
		}
		w.secrets = append(w.secrets, key)
	}
	w.client = o.client()
	return w, nil
}

func (o *Options) complete() error {
	for _, d := range []struct {
		field   string
		value   *time.Duration
		initial time.Duration
	}{{"first", &o.First, 500 * time.Millisecond}, {"most", &o.Most, 10 * time.Second}, {"timeout", &o.Timeout, 10 * time.Second}} {
		if *d.value < 0 {
			return &commitment.FieldError{Field: d.field, Value: d.value.String(), Want: "0 (default) or more", Err: ErrOptions}
		}
		if *d.value == 0 {
			*d.value = d.initial
		}
	}
	switch {
	case o.Attempts < 0:
		return &commitment.FieldError{Field: "attempts", Value: strconv.Itoa(o.Attempts), Want: "0 (default) or more", Err: ErrOptions}
	case o.Attempts == 0:
		o.Attempts = 3
	}
	if o.PublicOnly && o.Client != nil {
		return &commitment.FieldError{Field: "public_only", Value: "true", Want: "no client of your own: the check is in the default one", Err: ErrOptions}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return nil
}

// client returns a client that follows no redirects: the signature is for the
// endpoint that was agreed on, and a redirect could lead anywhere.
func (o *Options) client() *http.Client {
	c := http.Client{}
	if o.Client != nil {
		c = *o.Client
	} else {
		dialer := &net.Dialer{Timeout: o.Timeout}
		if o.PublicOnly {
			dialer.Control = publicOnly
		}
		c.Transport = &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 8,
			IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: o.Timeout, MaxResponseHeaderBytes: 64 << 10}
		if !o.PublicOnly {
			c.Transport.(*http.Transport).Proxy = http.ProxyFromEnvironment
		}
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// publicOnly looks at the address that is really dialled, so that a name that
// resolves differently the second time is no way around it.
func publicOnly(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAddress, err)
	}
	ip := at.Addr().Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || sharedSpace.Contains(ip) || translated.Contains(ip) {
		return fmt.Errorf("%w: %s", ErrAddress, ip)
	}
	return nil
}

var (
	sharedSpace = netip.MustParsePrefix("100.64.0.0/10") // RFC 6598, carriers' private space
	translated  = netip.MustParsePrefix("64:ff9b::/96")  // RFC 6052, holds an IPv4 address of any kind
)

func checkURL(s string, plain bool) error {
	refuse := func(value, want string) error {
		return &commitment.FieldError{Field: "endpoint", Value: value, Want: want, Err: ErrOptions}
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		return refuse("not a URL", "an https URL")
	}
	shown := u.Scheme + "://" + u.Host
	switch {
	case u.User != nil:
		return refuse(shown, "a URL without user and password: the signature says who sends")
	case u.Scheme == "https" || u.Scheme == "http" && (plain || loopback(u.Hostname())):
		return nil
	}
	return refuse(shown, "https, or Options.Plain for http")
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// StatusError says that the endpoint refused the notice. 410 Gone means that it
// does not want any more: the error is [commitment.ErrPermanent] then.
type StatusError struct {
	Status int
	// RetryAfter is how long the endpoint asked to wait; 0: it did not say.
	RetryAfter time.Duration
}

func (e *StatusError) Error() string {
	s := fmt.Sprintf("webhook: endpoint answered %d %s", e.Status, http.StatusText(e.Status))
	switch {
	case e.Status == http.StatusGone:
		s += "; it wants no more notices: remove it"
	case e.Status >= 300 && e.Status < 400:
		s += "; redirects are not followed: configure the final URL"
	case e.RetryAfter > 0:
		s += fmt.Sprintf("; it asked to wait %v", e.RetryAfter)
	}
	return s
}

// Is reports that 410 is [commitment.ErrPermanent].
func (e *StatusError) Is(target error) bool {
	return target == commitment.ErrPermanent && e.Status == http.StatusGone
}

// again reports whether another attempt soon may help.
func (e *StatusError) again() bool {
	switch e.Status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	}
	return e.Status >= 500
}

// Notify posts the notice and returns nil once the endpoint answered 2xx. It
// tries again after network errors, 5xx, 408, 425 and 429, with a growing random
// pause or as long as Retry-After says, and gives up at once where the context
// would end first. Errors are a [*StatusError] or of the network; they name
// no more of the endpoint than its host and nothing of the notice.
func (w *Outlet) Notify(ctx context.Context, n commitment.Notice) error {
	body, err := payloadOf(n, w.opts.NoWords).encode()
	if err != nil {
		return fmt.Errorf("webhook: %w: encode: %w", commitment.ErrPermanent, err)
	}
	for attempt := 1; ; attempt++ {
		err := w.post(ctx, string(n.Key), body)
		if err == nil {
			return nil
		}
		pause := w.pause(attempt)
		var refused *StatusError
		if errors.As(err, &refused) {
			if !refused.again() {
				return err
			}
			pause = max(pause, refused.RetryAfter)
		}
		if attempt >= w.opts.Attempts || errors.Is(err, ErrAddress) || !wait(ctx, pause) {
			return err
		}
	}
}

// pause doubles with each attempt; it is random so that many that failed
// together do not come back together.
func (w *Outlet) pause(attempt int) time.Duration {
	d := w.opts.First
	for i := 1; i < attempt && d < w.opts.Most; i++ {
		d *= 2
	}
	d = min(d, w.opts.Most)
	return d/2 + time.Duration(rand.Int64N(int64(d/2)+1))
}

// wait reports whether the pause went by; it does not begin one that the
// context would cut short.
func wait(ctx context.Context, d time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= d {
		return false
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// maxAnswer is how much of an answer is read so that the connection can be used
// again; nothing in it matters.
const maxAnswer = 4 << 10

func (w *Outlet) post(ctx context.Context, id string, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, w.opts.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("webhook: request: %w", bare(err))
	}
	now := w.opts.Now()
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "evenkeel-webhook/1")
	req.Header.Set("Webhook-Id", id)
	req.Header.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	req.Header.Set("Webhook-Signature", signature(w.secrets, id, now, body))
	res, err := w.client.Do(req)
	if err != nil {
		return fmt.Errorf("webhook: post to %s: %w", req.URL.Host, bare(err))
	}
	defer func() { _ = res.Body.Close() }() // the status has been seen
	_, _ = io.CopyN(io.Discard, res.Body, maxAnswer)
	if res.StatusCode >= 200 && res.StatusCode < 300 {
		return nil
	}
	return &StatusError{Status: res.StatusCode, RetryAfter: retryAfter(res.Header.Get("Retry-After"), now)}
}

// bare takes the URL out of an error: its path or query may be a token.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// retryAfter reads seconds or an HTTP date, at most a day of it.
func retryAfter(s string, now time.Time) time.Duration {
	const most = 24 * time.Hour
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return min(most, time.Duration(n)*time.Second)
	}
	if t, err := http.ParseTime(s); err == nil {
		return min(most, max(0, t.Sub(now)))
	}
	return 0
}
