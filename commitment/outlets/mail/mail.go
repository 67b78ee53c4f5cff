package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// ErrOptions refuses a server, a sender or options that cannot work.
var ErrOptions = errors.New("mail: unusable options")

// ErrAddress refuses a recipient without a usable address. It comes with
// [commitment.ErrPermanent].
var ErrAddress = errors.New("mail: recipient has no usable e-mail address")

// TLS says how the connection is protected. The zero value is StartTLS.
type TLS uint8

// The kinds of protection.
const (
	StartTLS      TLS = iota // STARTTLS or nothing is sent
	Opportunistic            // STARTTLS where the server has it
	Implicit                 // TLS from the first byte, usually on port 465
	Plaintext                // none: for a server on the same machine
)

var tlsNames = [...]string{"starttls", "opportunistic", "implicit", "plaintext"}

// String returns the name: "starttls", "opportunistic", "implicit", "plaintext".
func (t TLS) String() string {
	if int(t) < len(tlsNames) {
		return tlsNames[t]
	}
	return fmt.Sprintf("TLS(%d)", uint8(t))
}

// MarshalText writes the name; an unknown value is an error.
func (t TLS) MarshalText() ([]byte, error) {
	if int(t) >= len(tlsNames) {
		return nil, t.refuse(t.String())
	}
	return []byte(tlsNames[t]), nil
}

// UnmarshalText reads the name; an unknown one is an error.
func (t *TLS) UnmarshalText(b []byte) error {
	for i, n := range tlsNames {
		if n == string(b) {
			*t = TLS(i)
			return nil
		}
	}
	return t.refuse(fmt.Sprintf("%.32s", b))
}

func (TLS) refuse(value string) error {
	return &commitment.FieldError{Field: "tls", Value: value, Want: "one of " + strings.Join(tlsNames[:], ", "), Err: ErrOptions}
}

// Attachment is a file that goes with a notice.
type Attachment struct {
	Name string // "promise.ics"
	Type string // "text/calendar"
	Data []byte
}

// Options configure an [Outlet]. A nil *Options and the zero value are all
// defaults.
type Options struct {
	// Port of the server; default 587, with Implicit 465, with Plaintext 25.
	Port int
	// Username and Password are for the strongest mechanism the server offers,
	// never in clear text over an open connection. Default: no authentication.
	Username, Password string
	TLS                TLS         // default StartTLS
	Config             *tls.Config // default: checks the certificate against the server's name
	// Domain of Message-IDs; default the sender's.
	Domain string
	// Hello is the name by which the server is greeted; default the machine's.
	Hello string
	// Timeout bounds sending one notice; default 15 s. The context's deadline
	// does too, where it is nearer.
	Timeout time.Duration
	// Address returns the recipient's e-mail address; default Party.Address.
	Address func(commitment.Recipient) string
	// Attach returns files to send along, such as package ical's; default none.
	// Its error keeps the notice from being sent, for now.
	Attach func(commitment.Notice) ([]Attachment, error)
}

// Outlet is a [commitment.Notifier] that sends e-mail. It is safe for concurrent
// use; each notice has a connection of its own.
type Outlet struct {
	host string
	from *mail.Address
	opts Options
}

var _ commitment.Notifier = (*Outlet)(nil)

// New returns an outlet through the server host, from the address given,
// "desk@example.com" or with a name before it. opts may be nil. Nothing is
// connected yet. Errors unwrap to [ErrOptions].
func New(host, from string, opts *Options) (*Outlet, error) {
	o := Options{}
	if opts != nil {
		o = *opts
	}
	sender, err := mail.ParseAddress(from)
	if err != nil {
		return nil, &commitment.FieldError{Field: "from", Value: from, Want: "one e-mail address, with or without a name", Err: ErrOptions}
	}
	if err := o.complete(sender); err != nil {
		return nil, err
	}
	w := &Outlet{host: host, from: sender, opts: o}
	if _, err := w.client(o.Timeout); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOptions, err)
	}
	return w, nil
}

func (o *Options) complete(from *mail.Address) error {
	if o.TLS > Plaintext {
		return o.TLS.refuse(o.TLS.String())
	}
	if o.Port < 0 || o.Port > 65535 {
		return &commitment.FieldError{Field: "port", Value: strconv.Itoa(o.Port), Want: "1 to 65535, or 0 for the default", Err: ErrOptions}
	}
	if o.Port == 0 {
		o.Port = map[TLS]int{StartTLS: 587, Opportunistic: 587, Implicit: 465, Plaintext: 25}[o.TLS]
	}
	if (o.Username == "") != (o.Password == "") {
		return &commitment.FieldError{Field: "username", Value: o.Username, Want: "both a username and a password, or neither", Err: ErrOptions}
	}
	if o.Timeout < 0 {
		return &commitment.FieldError{Field: "timeout", Value: o.Timeout.String(), Want: "0 (default) or more", Err: ErrOptions}
	}
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	if o.Domain == "" {
		o.Domain = from.Address[strings.LastIndexByte(from.Address, '@')+1:]
	}
	if a, err := mail.ParseAddress("x@" + o.Domain); err != nil || a.Address != "x@"+o.Domain {
		return &commitment.FieldError{Field: "domain", Value: o.Domain, Want: "a domain name", Err: ErrOptions}
	}
	if o.Address == nil {
		o.Address = func(r commitment.Recipient) string { return r.Party.Address }
	}
	return nil
}

func (w *Outlet) client(timeout time.Duration) (*gomail.Client, error) {
	o := w.opts
	set := []gomail.Option{gomail.WithPort(o.Port), gomail.WithTimeout(timeout)}
	switch o.TLS {
	case StartTLS:
		set = append(set, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case Opportunistic:
		set = append(set, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	case Implicit:
		set = append(set, gomail.WithSSL())
	case Plaintext:
		set = append(set, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if o.Config != nil {
		set = append(set, gomail.WithTLSConfig(o.Config))
	}
	if o.Hello != "" {
		set = append(set, gomail.WithHELO(o.Hello))
	}
	if o.Username != "" {
		set = append(set, gomail.WithUsername(o.Username), gomail.WithPassword(o.Password), gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover))
	}
	return gomail.NewClient(w.host, set...)
}

// RefusedError says that the server refused the notice. With a code of 5xx for
// the recipient or the content it is [commitment.ErrPermanent]. It holds no
// address and nothing of the server's words, which may quote them.
type RefusedError struct {
	Code     int    // as the server gave it, "550"; 0: the connection failed
	Enhanced string // "5.1.1", where the server says it
	During   string // what was refused
	// Permanent says that it makes no sense to try again.
	Permanent bool
}

func (e *RefusedError) Error() string {
	if e.Code == 0 {
		return "mail: connection failed at " + e.During
	}
	s := fmt.Sprintf("mail: server refused at %s: %d", e.During, e.Code)
	if e.Enhanced != "" {
		s += " " + e.Enhanced
	}
	return s
}

// Is reports whether target is [commitment.ErrPermanent] and the refusal is.
func (e *RefusedError) Is(target error) bool {
	return target == commitment.ErrPermanent && e.Permanent
}

// Notify sends the notice and returns nil once the server took it. A refused
// login or sender is not permanent: somebody will mend it, and nothing is
// forgotten meanwhile.
func (w *Outlet) Notify(ctx context.Context, n commitment.Notice) error {
	m, err := w.message(n)
	if err != nil {
		return err
	}
	// The client looks at the context only while it connects; its own timeout
	// bounds what follows.
	timeout := w.opts.Timeout
	if end, ok := ctx.Deadline(); ok {
		timeout = max(time.Millisecond, min(timeout, time.Until(end)))
	}
	up := time.Now().Add(timeout)
	c, err := w.client(timeout)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	if err := c.DialWithContext(ctx); err != nil {
		return fmt.Errorf("mail: connect: %w", err)
	}
	err = c.Send(m)
	_ = c.Close() // the server has answered already
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("mail: send: %w", ctx.Err())
	case errors.Is(err, os.ErrDeadlineExceeded), broken(err) && !time.Now().Before(up):
		// The connection's clock may run out a moment before the context's.
		return fmt.Errorf("mail: send: %w", context.DeadlineExceeded)
	}
	return refusal(err)
}

// broken reports whether the connection failed rather than the server refused:
// the client says so by a code of 0, and drops the cause.
func broken(err error) bool {
	var failed *gomail.SendError
	return errors.As(err, &failed) && failed.ErrorCode() == 0
}

func refusal(err error) error {
	var failed *gomail.SendError
	if !errors.As(err, &failed) {
		return errors.New("mail: send: connection failed")
	}
	e := &RefusedError{Code: failed.ErrorCode(), Enhanced: failed.EnhancedStatusCode(), During: failed.Reason.String()}
	switch failed.Reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		e.Permanent = e.Code >= 500
	}
	return e
}

// message makes the e-mail of a notice.
func (w *Outlet) message(n commitment.Notice) (*gomail.Msg, error) {
	to, err := recipient(w.opts.Address(n.Recipient), n.Recipient.Party.Name)
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(w.from)
	m.ToMailAddress(to)
	m.Subject(line(n.Title))
	m.SetDateWithValue(n.At)
	m.SetMessageIDWithValue(w.id(string(n.Key)))
	thread := commitment.KeyParts{Tenant: n.Alarm.Tenant, Subject: n.Alarm.Subject}.Key()
	m.SetGenHeaderPreformatted(gomail.HeaderReferences, "<"+w.id(string(thread))+">")
	m.SetGenHeaderPreformatted("Auto-Submitted", "auto-generated")
	m.SetGenHeaderPreformatted("X-Auto-Response-Suppress", "All")
	if len(n.Key) <= maxKey {
		m.SetGenHeaderPreformatted("Evenkeel-Key", string(n.Key))
	}
	m.SetGenHeaderPreformatted("Content-Language", n.Language.String())
	switch n.Alarm.Severity {
	case commitment.Info:
	case commitment.Warning:
		m.SetImportance(gomail.ImportanceHigh)
	case commitment.Urgent, commitment.Critical:
		m.SetImportance(gomail.ImportanceUrgent)
	}
	m.SetBodyString(gomail.TypeTextPlain, body(n))
	return m, w.attach(m, n)
}

func (w *Outlet) attach(m *gomail.Msg, n commitment.Notice) error {
	if w.opts.Attach == nil {
		return nil
	}
	files, err := w.opts.Attach(n)
	if err != nil {
		return fmt.Errorf("mail: attach: %w", err)
	}
	for _, f := range files {
		if err := m.AttachReader(line(f.Name), bytes.NewReader(f.Data), gomail.WithFileContentType(gomail.ContentType(line(f.Type)))); err != nil {
			return fmt.Errorf("mail: attach: %w", err)
		}
	}
	return nil
}

// maxKey keeps the header with the key on one line of at most 998 bytes.
const maxKey = 900

// id is a message id that tells nothing of what it stands for.
func (w *Outlet) id(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16]) + "@" + w.opts.Domain
}

// recipient refuses what is not exactly one address.
func recipient(address, name string) (*mail.Address, error) {
	a, err := mail.ParseAddress(address)
	if err != nil || strings.ContainsFunc(a.Address, unicode.IsControl) {
		return nil, fmt.Errorf("%w: %w", ErrAddress, commitment.ErrPermanent)
	}
	if name != "" {
		a.Name = name
	}
	a.Name = line(a.Name)
	return a, nil
}

// draftLine stands between what the recipient reads and what may be sent on.
const draftLine = "----------"

func body(n commitment.Notice) string {
	if n.Draft == "" {
		return n.Body + "\n"
	}
	return n.Body + "\n\n" + draftLine + "\n\n" + n.Draft + "\n"
}

// line makes one line of a text, so that no word of a promise begins a header.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}
