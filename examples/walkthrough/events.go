package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/infer"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/review"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// event is one thing that the walkthrough shows, as text or as a line of JSON.
type event interface {
	name() string
	show(p *page)
}

// threadBegins opens a conversation.
type threadBegins struct {
	Thread transcript.ThreadID `json:"thread"`
	Turns  int                 `json:"turns"`
	From   string              `json:"from"`
	Zone   string              `json:"zone"`
}

func (threadBegins) name() string { return "thread" }

func (e threadBegins) show(p *page) {
	p.heading("Conversation " + string(e.Thread))
	p.item(plain, "transcript", "%s, %d turns, times as in %s", e.From, e.Turns, zoneName(e.Zone))
}

// moveRead is a move with the words that show it.
type moveRead struct {
	Kind       move.Kind `json:"kind"`
	Words      string    `json:"words,omitempty"`
	Confidence float64   `json:"confidence"`
	Sure       bool      `json:"sure"`
}

func movesRead(text string, moves []infer.Inferred) []moveRead {
	out := make([]moveRead, len(moves))
	for i, m := range moves {
		out[i] = moveRead{m.Move.Kind(), text[m.Start:m.End], m.Confidence, m.Sure}
	}
	return out
}

// evidence is a stretch of a message that shows its temper.
type evidence struct {
	Words  string  `json:"words"`
	Weight float64 `json:"weight"`
}

// turnPlayed is a turn with everything that was seen in it.
type turnPlayed struct {
	Turn     transcript.Turn       `json:"turn"`
	Clock    time.Time             `json:"-"` // in the customer's zone
	Before   move.State            `json:"before"`
	After    move.State            `json:"after"`
	Temper   temper.Level          `json:"temper"`
	Score    float64               `json:"score"`
	Evidence []evidence            `json:"evidence,omitempty"`
	Trend    temper.Trend          `json:"trend"`
	Moves    []moveRead            `json:"moves,omitempty"`
	NotRead  string                `json:"not_read,omitempty"`
	Refused  []conversation.Reason `json:"breaches,omitempty"`
	Findings []review.Finding      `json:"findings,omitempty"`
}

func (turnPlayed) name() string { return "turn" }

func (e turnPlayed) show(p *page) {
	p.gap()
	who := strings.ToUpper(e.Turn.Author.String())
	if e.Turn.Name != "" {
		who += " " + e.Turn.Name
	}
	if e.Turn.Visibility == transcript.Internal {
		who += " (internal note)"
	}
	state := string(e.After)
	if e.Before != e.After {
		state = string(e.Before) + " -> " + state
	}
	p.line(bold, visible(fmt.Sprintf("%s  %s  [%s]", e.Clock.Format("Mon 2 Jan 15:04:05"), who, state)))
	text := e.Turn.Text
	if e.Turn.Deleted {
		text = "(deleted)"
	}
	tone := plain
	if e.Turn.Author == transcript.Customer {
		tone = blue
	}
	var marks []span
	for _, f := range e.Findings {
		marks = append(marks, span{f.Start, f.End})
	}
	p.quote(tone, text, marks)
	e.showReading(p)
	for _, r := range e.Refused {
		p.item(red, "breach", "%s: %s", r.Practice, r.Text)
		if r.Say != "" {
			p.item(dim, "", "say: %s", r.Say)
		}
	}
	for _, f := range e.Findings {
		p.item(amber, "review", "%s %s: %s", f.Practice, f.Rule, f.Reason)
		if f.Suggestion != "" {
			p.item(green, "", "better: %s", f.Suggestion)
		}
	}
}

func (e turnPlayed) showReading(p *page) {
	if e.Temper != temper.Unread && e.Turn.Author != transcript.System {
		words := make([]string, len(e.Evidence))
		for i, ev := range e.Evidence {
			words[i] = fmt.Sprintf("%q", ev.Words)
		}
		line := fmt.Sprintf("%v %.2f", e.Temper, e.Score)
		if len(words) > 0 && e.Temper > temper.Calm {
			line += ": " + strings.Join(words, ", ")
		}
		p.item(plain, "temper", "%s", line)
	}
	if e.NotRead != "" {
		p.item(dim, "moves", "not read: %s", e.NotRead)
	}
	for i, m := range e.Moves {
		label := "moves"
		if i > 0 {
			label = ""
		}
		unsure := ""
		if !m.Sure {
			unsure = " (unsure: ask)"
		}
		p.item(plain, label, "%s%s: %q", m.Kind, unsure, shorten(m.Words, 100))
	}
}

// asked is what the practice asks for next, and which of our moves are open.
type asked struct {
	From   time.Time             `json:"from,omitzero"` // before it, they may not be finished
	Next   []conversation.Advice `json:"next,omitempty"`
	Open   []string              `json:"open"`
	Closed []closedMoves         `json:"closed,omitempty"`
	// AsBefore: what is open and closed is what it was at the last turn of theirs.
	AsBefore bool `json:"as_before,omitempty"`
}

// closedMoves are moves that one guard stands against.
type closedMoves struct {
	Guard    practice.RuleID `json:"guard"`
	Practice practice.ID     `json:"practice"`
	Reason   string          `json:"reason"`
	Say      string          `json:"say,omitempty"`
	Moves    []string        `json:"moves"`
}

func (asked) name() string { return "asked" }

func (e asked) show(p *page) {
	if !e.From.IsZero() {
		p.item(dim, "answer", "from %s on", e.From.Format("15:04:05"))
	}
	for i, a := range e.Next {
		if i == 2 {
			break // more than two at once is no advice
		}
		p.item(green, "next", "%s: %s", a.Practice, a.Text)
	}
	if e.AsBefore {
		p.item(dim, "open", "and closed: as before")
		return
	}
	p.item(dim, "open", "%s", strings.Join(e.Open, ", "))
	told := map[string]bool{}
	for _, c := range e.Closed { // each move once, with the first reason against it
		var moves []string
		for _, m := range c.Moves {
			if !told[m] {
				told[m] = true
				moves = append(moves, m)
			}
		}
		if moves != nil {
			p.item(dim, "closed", "%s (%s: %s)", strings.Join(moves, ", "), c.Practice, c.Reason)
		}
	}
}

// promiseFound is a promise in a message of ours and what became of it at once.
type promiseFound struct {
	Promise     string    `json:"promise,omitempty"`
	Words       string    `json:"words"`
	Who         string    `json:"who,omitempty"`
	What        string    `json:"what"`
	Reading     string    `json:"reading,omitempty"`
	Deadline    time.Time `json:"deadline,omitzero"`
	Clock       time.Time `json:"-"` // the deadline in the customer's zone
	Ask         string    `json:"ask,omitempty"`
	Conditional bool      `json:"conditional,omitempty"`
	Feasible    string    `json:"feasible,omitempty"`
	Reminders   []string  `json:"reminders,omitempty"`
	Refused     string    `json:"refused,omitempty"`
}

func (promiseFound) name() string { return "promise" }

func (e promiseFound) show(p *page) {
	p.item(bold, "promise", "%q", shorten(e.Words, 160))
	switch {
	case e.Conditional:
		p.item(plain, "", "only on a condition: no commitment is made of it")
	case e.Ask != "":
		p.item(amber, "", "no time was named: %s", e.Ask)
	}
	switch {
	case e.Reading != "":
		p.item(plain, "", "%s", e.Reading)
	case e.Promise != "":
		p.item(plain, "", "due %s", e.Clock.Format("Mon 2 Jan 15:04"))
	}
	if e.Feasible != "" {
		p.item(plain, "", "feasible: %s", e.Feasible)
	}
	for i, r := range e.Reminders {
		label := "plan: "
		if i > 0 {
			label = "      "
		}
		p.item(dim, "", "%s%s", label, r)
	}
	if e.Refused != "" {
		p.item(amber, "", "not recorded: %s", e.Refused)
	}
}

// noticeSent is a notice at its instant.
type noticeSent struct {
	Key   string    `json:"key"`
	At    time.Time `json:"at"`
	Rule  string    `json:"rule"`
	To    string    `json:"to"`
	Title string    `json:"title"`
	Body  string    `json:"body"`
	Draft string    `json:"draft,omitempty"`
}

func (noticeSent) name() string { return "notice" }

func (e noticeSent) show(p *page) {
	p.gap()
	p.line(amber, visible(fmt.Sprintf("%s  NOTICE to %s  [%s]", e.At.Format("Mon 2 Jan 15:04:05"), e.To, e.Rule)))
	p.quote(dim, e.Title, nil)
	switch e.Draft {
	case "":
	case p.draft:
		p.item(dim, "draft", "the same")
	default:
		p.draft = e.Draft
		p.item(dim, "draft", "%s", strings.Join(strings.Fields(e.Draft), " "))
	}
}

// deadlinePassed is a deadline of the conversation itself.
type deadlinePassed struct {
	Of       move.Deadline `json:"of"`
	Practice practice.ID   `json:"practice"`
	At       time.Time     `json:"at"`
}

func (deadlinePassed) name() string { return "deadline" }

func (e deadlinePassed) show(p *page) {
	p.gap()
	p.line(amber, fmt.Sprintf("%s  TIME  [%v]", e.At.Format("Mon 2 Jan 15:04:05"), e.Of))
	p.quote(dim, fmt.Sprintf("%s: %s", e.Practice, passed[e.Of]), nil)
}

// passed says what it means that a deadline of the conversation has passed.
var passed = map[move.Deadline]string{
	move.AnswerWindow:         "They have finished; answer now.",
	move.DeadAir:              "The customer has waited too long for a word from us.",
	move.SilenceAfterQuestion: "Our question is still without an answer; it is ours to speak.",
	move.FollowUp:             "The follow-up that was planned is due.",
	move.TimeBox:              "The case has been with one owner for too long; it goes up.",
	move.Deferral:             "The answer of whoever was asked is due.",
	move.Dormancy:             "The customer has gone quiet.",
	move.LostRisk:             "Quiet after anger or a broken promise: we may have lost them.",
	move.VerifyTimeout:        "No word on whether it works.",
	move.CloseTimeout:         "The time that was named before closing is over.",
	move.ClaimLookup:          "They named a promise that is not on record; look it up.",
}

// promiseSettled says what became of a promise.
type promiseSettled struct {
	Promise string    `json:"promise"`
	What    string    `json:"what"`
	State   string    `json:"state"`
	Late    string    `json:"late,omitempty"`
	At      time.Time `json:"at"`
}

func (promiseSettled) name() string { return "settled" }

func (e promiseSettled) show(p *page) {
	s, late := green, ""
	if e.State != "kept" || e.Late != "" {
		s = red
	}
	if e.Late != "" {
		late = ", " + e.Late + " late"
	}
	p.item(s, e.State, "%q%s", e.What, late)
}

// record is what became of all promises of the thread.
type record struct {
	Promises []promiseSettled `json:"promises"`
}

func (record) name() string { return "record" }

func (e record) show(p *page) {
	if len(e.Promises) == 0 {
		return
	}
	p.heading("What became of the promises")
	for _, s := range e.Promises {
		s.show(p)
	}
}

// textPart is a finished text of the library's: a brief, a diagram, an edition.
type textPart struct {
	Part string `json:"part"`
	Text string `json:"text"`
}

func (e textPart) name() string { return e.Part }

func (e textPart) show(p *page) {
	p.heading(titles[e.Part])
	if e.Part == "brief" {
		p.paragraphs(e.Text)
		return
	}
	p.verbatim(e.Text)
}

var titles = map[string]string{
	"brief":    "Hand-over brief, for us",
	"diagram":  "The conversation as a Mermaid diagram",
	"internal": "Root cause analysis, internal edition",
	"customer": "Root cause analysis, the customer's edition",
}

// note is a line of the walkthrough's own.
type note struct {
	Text string `json:"text"`
}

func (note) name() string { return "note" }

func (e note) show(p *page) {
	p.gap()
	p.item(dim, "note", "%s", e.Text)
}

// encodeEvent is the event as a line of JSON.
func encodeEvent(e event) ([]byte, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	head, err := json.Marshal(e.name())
	if err != nil {
		return nil, err
	}
	line := append([]byte(`{"event":`), head...)
	if string(body) != "{}" {
		line = append(append(line, ','), body[1:]...)
	} else {
		line = append(line, '}')
	}
	return append(line, '\n'), nil
}

// zoneName is the zone as people write it. Those of an offset count westward,
// as POSIX does: Etc/GMT+5 is UTC-5.
func zoneName(zone string) string {
	offset, ok := strings.CutPrefix(zone, "Etc/GMT")
	if !ok {
		return zone
	}
	return "UTC" + strings.NewReplacer("+", "-", "-", "+").Replace(offset)
}

// duration is d to the minute: "1 h 53 min".
func duration(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %d min", h, m)
	}
}

func shorten(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
