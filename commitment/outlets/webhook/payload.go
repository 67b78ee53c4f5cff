package webhook

import (
	"bytes"
	"encoding/json"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// Payload is the body of a request, in the shape that the Standard Webhooks
// specification recommends.
type Payload struct {
	// Type is "commitment." and the rule of the alarm: "commitment.remind".
	Type string `json:"type"`
	// Timestamp is when the notice was made, in UTC.
	Timestamp time.Time `json:"timestamp"`
	Data      Data      `json:"data"`
}

// Data is the notice.
type Data struct {
	Key       commitment.AlarmKey   `json:"key"`
	Tenant    commitment.TenantID   `json:"tenant,omitempty"`
	Subject   commitment.SubjectID  `json:"subject"`
	Promise   commitment.PromiseID  `json:"promise,omitempty"` // empty for a subject of the host's own
	Case      commitment.CaseID     `json:"case,omitempty"`
	Revision  commitment.Revision   `json:"revision"`
	Rule      commitment.Rule       `json:"rule"`
	Ordinal   int                   `json:"ordinal"`
	Severity  commitment.Severity   `json:"severity"`
	Recipient commitment.PartyID    `json:"recipient"`
	Role      commitment.Role       `json:"role"`
	Channel   commitment.Channel    `json:"channel,omitempty"`
	At        time.Time             `json:"at"`                // the alarm's time
	Deadline  time.Time             `json:"deadline,omitzero"` // what the alarm is about
	State     *commitment.State     `json:"state,omitempty"`   // of the promise
	Direction *commitment.Direction `json:"direction,omitempty"`
	Zone      string                `json:"zone,omitempty"`  // in which the deadline was meant
	Extra     json.RawMessage       `json:"extra,omitempty"` // [commitment.Alarm.Data] of the host's own subject
	Words     *Words                `json:"words,omitempty"` // nil where Options.NoWords is set
}

// Words are what people wrote and will read.
type Words struct {
	Language      language.Tag  `json:"language"`
	Title         string        `json:"title"`
	Body          string        `json:"body"`
	Draft         string        `json:"draft,omitempty"`
	DraftLanguage *language.Tag `json:"draft_language,omitempty"`
	WaysOut       []WayOut      `json:"ways_out,omitempty"` // practice C7
	Name          string        `json:"recipient_name,omitempty"`
	Address       string        `json:"recipient_address,omitempty"`
}

// WayOut is one choice when a promise is at risk.
type WayOut struct {
	ID       string `json:"id"`
	Text     string `json:"text"`
	Pushback string `json:"pushback"`
}

func payloadOf(n commitment.Notice, noWords bool) Payload {
	a := n.Alarm
	d := Data{
		Key: n.Key, Tenant: a.Tenant, Subject: a.Subject, Case: a.Case, Revision: a.Revision, Rule: a.Rule, Ordinal: a.Ordinal,
		Severity: a.Severity, Recipient: a.Recipient, Role: n.Recipient.Role, Channel: a.Channel,
		At: a.At.UTC(), Deadline: a.Deadline.UTC(), Extra: a.Data,
	}
	if p := n.Promise; p != nil {
		d.Promise, d.State, d.Direction, d.Zone = p.ID, &p.State, &p.Direction, p.Due.Zone
	}
	if !noWords {
		d.Words = wordsOf(n)
	}
	return Payload{Type: "commitment." + string(a.Rule), Timestamp: n.At.UTC(), Data: d}
}

func wordsOf(n commitment.Notice) *Words {
	w := &Words{Language: n.Language, Title: n.Title, Body: n.Body, Draft: n.Draft, Name: n.Recipient.Party.Name, Address: n.Recipient.Party.Address}
	if n.Draft != "" {
		w.DraftLanguage = &n.DraftLanguage
	}
	for _, o := range n.WaysOut {
		w.WaysOut = append(w.WaysOut, WayOut(o))
	}
	return w
}

// encode writes the payload as it is signed and sent. Markup in people's words
// is left as they wrote it: the body is JSON, not a page.
func (p Payload) encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(p)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
