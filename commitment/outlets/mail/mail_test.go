package mail_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	stdmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/outlets/mail"
)

// server is a real SMTP server on the loopback that keeps what it takes.
type server struct {
	mu       sync.Mutex
	got      []letter
	mailErr  error
	rcptErr  error
	dataErr  error
	password string
	hang     chan struct{}
}

type letter struct {
	from, to string
	data     []byte
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s: s}, nil }

type session struct {
	s     *server
	l     letter
	login bool
}

func (c *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "desk" || password != c.s.password {
			return smtp.ErrAuthFailed
		}
		c.login = true
		return nil
	}), nil
}

func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	if c.s.password != "" && !c.login {
		return smtp.ErrAuthRequired
	}
	c.l = letter{from: from}
	return c.s.mailErr
}

func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error { c.l.to = to; return c.s.rcptErr }

func (c *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if c.s.hang != nil {
		<-c.s.hang
	}
	if c.s.dataErr != nil {
		return c.s.dataErr
	}
	c.l.data = data
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.got = append(c.s.got, c.l)
	return nil
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }

func (s *server) letters() []letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

func (s *server) start(t *testing.T, certificate *tls.Config, implicit bool) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	srv := smtp.NewServer(s)
	srv.Domain, srv.TLSConfig, srv.EnableSMTPUTF8 = "mx.test", certificate, true
	if implicit {
		l = tls.NewListener(l, certificate)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return l.Addr().(*net.TCPAddr).Port
}

func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12},
		&tls.Config{RootCAs: pool, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
}

var at = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func notice() commitment.Notice {
	a := commitment.Alarm{Tenant: "acme", Subject: "promise:17", Revision: 1, Rule: commitment.RuleRisk, Recipient: "mia", Channel: "email", Role: commitment.Owner, Severity: commitment.Warning, At: at}
	a.Key = a.Parts().Key()
	return commitment.Notice{
		Key: a.Key, Alarm: a, At: at, Language: language.German, Title: "Gefährdet: Rückruf bei Frau Ünlü 😡", Body: "Zeile eins.\n.\nZeile drei – mit „Umlauten“.", Draft: "Hola, señora:\nle llamamos mañana.",
		Recipient: commitment.Recipient{Party: commitment.Party{ID: "mia", Name: "Mia Müller", Address: "mia@acme.example"}, Role: commitment.Owner, Channel: "email"},
	}
}

func outlet(t *testing.T, port int, o mail.Options) *mail.Outlet {
	t.Helper()
	o.Port = port
	if o.Config == nil {
		o.TLS = mail.Plaintext
	}
	w, err := mail.New("127.0.0.1", "Desk <desk@acme.example>", &o)
	require.NoError(t, err)
	return w
}

func parse(t *testing.T, data []byte) (*stdmail.Message, string) {
	t.Helper()
	m, err := stdmail.ReadMessage(bytes.NewReader(data))
	require.NoError(t, err)
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	require.NoError(t, err)
	return m, strings.ReplaceAll(string(body), "\r\n", "\n")
}

func decoded(t *testing.T, s string) string {
	t.Helper()
	out, err := new(mime.WordDecoder).DecodeHeader(s)
	require.NoError(t, err)
	return out
}

func TestLetter(t *testing.T) {
	var s server
	w := outlet(t, s.start(t, nil, false), mail.Options{})
	require.NoError(t, w.Notify(t.Context(), notice()))
	require.NoError(t, w.Notify(t.Context(), notice()), "a repeat")
	other := notice()
	other.Alarm.Rule = commitment.RuleOverdue
	other.Key = other.Alarm.Parts().Key()
	require.NoError(t, w.Notify(t.Context(), other))
	all := s.letters()
	require.Len(t, all, 3)
	assert.Equal(t, "desk@acme.example", all[0].from)
	assert.Equal(t, "mia@acme.example", all[0].to)
	m, body := parse(t, all[0].data)
	again, _ := parse(t, all[1].data)
	later, _ := parse(t, all[2].data)
	assert.Equal(t, m.Header.Get("Message-ID"), again.Header.Get("Message-ID"), "receivers can drop the repeat")
	assert.NotEqual(t, m.Header.Get("Message-ID"), later.Header.Get("Message-ID"))
	assert.Equal(t, m.Header.Get("References"), later.Header.Get("References"), "one thread per promise")
	assert.Regexp(t, `^<[0-9a-f]{32}@acme\.example>$`, m.Header.Get("Message-ID"))
	assert.Equal(t, string(notice().Key), m.Header.Get("Evenkeel-Key"))
	assert.Equal(t, "auto-generated", m.Header.Get("Auto-Submitted"))
	assert.Equal(t, "de", m.Header.Get("Content-Language"))
	assert.Equal(t, "high", m.Header.Get("Importance"))
	assert.Equal(t, notice().Title, decoded(t, m.Header.Get("Subject")))
	to, err := stdmail.ParseAddress(m.Header.Get("To"))
	require.NoError(t, err)
	assert.Equal(t, "Mia Müller", to.Name)
	date, err := m.Header.Date()
	require.NoError(t, err)
	assert.True(t, date.Equal(at))
	assert.Equal(t, "Zeile eins.\n.\nZeile drei – mit „Umlauten“.\n\n----------\n\nHola, señora:\nle llamamos mañana.\n", body)
}

func TestRefusals(t *testing.T) {
	refuse := func(code int, e smtp.EnhancedCode) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: e, Message: "no <mia@acme.example> here"}
	}
	for name, c := range map[string]struct {
		s         *server
		code      int
		permanent bool
	}{
		"unknown recipient":    {&server{rcptErr: refuse(550, smtp.EnhancedCode{5, 1, 1})}, 550, true},
		"greylisted":           {&server{rcptErr: refuse(451, smtp.EnhancedCode{4, 7, 1})}, 451, false},
		"content refused":      {&server{dataErr: refuse(554, smtp.EnhancedCode{5, 6, 0})}, 554, true},
		"disk full":            {&server{dataErr: refuse(452, smtp.EnhancedCode{4, 3, 1})}, 452, false},
		"sender not allowed":   {&server{mailErr: refuse(550, smtp.EnhancedCode{5, 7, 1})}, 550, false},
		"try the sender later": {&server{mailErr: refuse(421, smtp.EnhancedCode{4, 3, 2})}, 421, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := outlet(t, c.s.start(t, nil, false), mail.Options{})
			err := w.Notify(t.Context(), notice())
			var refused *mail.RefusedError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, c.code, refused.Code)
			assert.Equal(t, c.permanent, errors.Is(err, commitment.ErrPermanent))
			assert.NotContains(t, err.Error(), "mia@")
			assert.Empty(t, c.s.letters())
		})
	}
}

func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := l.Addr().(*net.TCPAddr).Port
	require.NoError(t, l.Close())
	err = outlet(t, port, mail.Options{}).Notify(t.Context(), notice())
	require.Error(t, err)
	assert.NotErrorIs(t, err, commitment.ErrPermanent)
}

func TestContextEndsWhileTheServerIsSilent(t *testing.T) {
	s := server{hang: make(chan struct{})}
	w := outlet(t, s.start(t, nil, false), mail.Options{})
	t.Cleanup(func() { close(s.hang) })
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	require.ErrorIs(t, w.Notify(ctx, notice()), context.DeadlineExceeded)
	assert.Less(t, time.Since(start), 10*time.Second)
}

func TestTLSAndLogin(t *testing.T) {
	cert, trust := certificate(t)
	for _, mode := range []mail.TLS{mail.StartTLS, mail.Implicit, mail.Opportunistic} {
		t.Run(mode.String(), func(t *testing.T) {
			s := server{password: "hunter2hunter2"}
			port := s.start(t, cert, mode == mail.Implicit)
			w := outlet(t, port, mail.Options{TLS: mode, Config: trust, Username: "desk", Password: s.password})
			require.NoError(t, w.Notify(t.Context(), notice()))
			require.Len(t, s.letters(), 1)

			bad := outlet(t, port, mail.Options{TLS: mode, Config: trust, Username: "desk", Password: "wrongwrong"})
			err := bad.Notify(t.Context(), notice())
			require.Error(t, err)
			assert.NotErrorIs(t, err, commitment.ErrPermanent, "somebody will mend the password")
			assert.NotContains(t, err.Error(), "wrongwrong")
		})
	}
	var open server
	w := outlet(t, open.start(t, nil, false), mail.Options{TLS: mail.StartTLS, Config: trust})
	require.Error(t, w.Notify(t.Context(), notice()), "no STARTTLS, no letter")
	assert.Empty(t, open.letters())
}

func TestAddresses(t *testing.T) {
	var s server
	w := outlet(t, s.start(t, nil, false), mail.Options{})
	for _, bad := range []string{"", "mia", "a@b.example, c@d.example", "a@b.example\r\nBcc: x@y.example", "@b", "U024BE7LH"} {
		n := notice()
		n.Recipient.Party.Address = bad
		err := w.Notify(t.Context(), n)
		require.ErrorIs(t, err, mail.ErrAddress, "%q", bad)
		require.ErrorIs(t, err, commitment.ErrPermanent)
		assert.NotContains(t, err.Error(), "x@y")
	}
	assert.Empty(t, s.letters())
	n := notice()
	n.Recipient.Party.Address = ""
	w = outlet(t, s.start(t, nil, false), mail.Options{Address: func(r commitment.Recipient) string { return string(r.Party.ID) + "@elsewhere.example" }})
	require.NoError(t, w.Notify(t.Context(), n))
	assert.Equal(t, "mia@elsewhere.example", s.letters()[0].to)
}

func TestAttachment(t *testing.T) {
	var s server
	w := outlet(t, s.start(t, nil, false), mail.Options{Attach: func(n commitment.Notice) ([]mail.Attachment, error) {
		if n.Alarm.Rule == commitment.RuleBroken {
			return nil, errors.New("the file store is away")
		}
		return []mail.Attachment{{Name: "promise\r\nX: 1.ics", Type: "text/calendar; method=PUBLISH", Data: []byte("BEGIN:VCALENDAR\r\n")}}, nil
	}})
	require.NoError(t, w.Notify(t.Context(), notice()))
	m, err := stdmail.ReadMessage(bytes.NewReader(s.letters()[0].data))
	require.NoError(t, err)
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/mixed", kind)
	parts := multipart.NewReader(m.Body, params["boundary"])
	_, err = parts.NextPart()
	require.NoError(t, err)
	file, err := parts.NextPart()
	require.NoError(t, err)
	assert.Equal(t, "promise X_ 1.ics", file.FileName())
	assert.Empty(t, file.Header.Get("X"))

	n := notice()
	n.Alarm.Rule = commitment.RuleBroken
	err = w.Notify(t.Context(), n)
	require.ErrorContains(t, err, "file store")
	assert.NotErrorIs(t, err, commitment.ErrPermanent)
}

func TestManyAtOnce(t *testing.T) {
	var s server
	w := outlet(t, s.start(t, nil, false), mail.Options{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { assert.NoError(t, w.Notify(t.Context(), notice())) })
	}
	wg.Wait()
	assert.Len(t, s.letters(), 8)
}

func TestBadOptions(t *testing.T) {
	for name, c := range map[string]struct {
		host, from string
		o          mail.Options
	}{
		"no host": {"", "a@b.example", mail.Options{}}, "no sender": {"h", "", mail.Options{}}, "two senders": {"h", "a@b.example, c@d.example", mail.Options{}},
		"injected sender": {"h", "a@b.example\r\nX: 1", mail.Options{}}, "port": {"h", "a@b.example", mail.Options{Port: 70000}},
		"password alone": {"h", "a@b.example", mail.Options{Password: "hunter2"}}, "tls": {"h", "a@b.example", mail.Options{TLS: 9}},
		"timeout": {"h", "a@b.example", mail.Options{Timeout: -1}}, "domain": {"h", "a@b.example", mail.Options{Domain: "x>\r\nY: 1"}},
	} {
		_, err := mail.New(c.host, c.from, &c.o)
		require.ErrorIs(t, err, mail.ErrOptions, name)
		assert.NotContains(t, err.Error(), "hunter2")
	}
	_, err := mail.New("h", "a@b.example", nil)
	require.NoError(t, err)
	var mode mail.TLS
	require.NoError(t, mode.UnmarshalText([]byte("implicit")))
	b, err := mode.MarshalText()
	require.NoError(t, err)
	assert.Equal(t, "implicit", string(b))
	require.ErrorIs(t, mode.UnmarshalText([]byte("ssl")), mail.ErrOptions)
	_, err = mail.TLS(9).MarshalText()
	require.ErrorIs(t, err, mail.ErrOptions)
}
