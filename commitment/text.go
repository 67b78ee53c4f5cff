package commitment

import (
	"embed"
	"io/fs"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/internal/locale"
)

//go:embed texts
var textFiles embed.FS

// writer makes notices in the languages of their recipients. It is immutable.
type writer struct {
	catalog  *locale.Catalog
	fallback *locale.Printer
	policy   *Policy
}

func newWriter(texts fs.FS, fallback language.Tag, policy *Policy) (*writer, error) {
	c, err := locale.Load("commitment", textFiles, texts)
	if err != nil {
		return nil, err
	}
	p, err := c.Printer(fallback)
	if err != nil {
		return nil, err
	}
	return &writer{catalog: c, fallback: p, policy: policy}, nil
}

// voice is a printer and the tag for dates, which keeps the reader's region.
type voice struct {
	*locale.Printer
	tag language.Tag
}

func (w *writer) voice(tag language.Tag) voice {
	if tag != language.Und {
		if p, err := w.catalog.Printer(tag); err == nil {
			return voice{p, tag}
		}
	}
	return voice{w.fallback, w.fallback.Language()}
}

// letter is one notice in the making.
type letter struct {
	*writer
	n   *Notice
	p   *Promise
	v   voice
	out []string // lines of the body
}

// write fills in the texts of a notice.
func (w *writer) write(n *Notice) {
	l := &letter{writer: w, n: n, p: n.Promise, v: w.voice(n.Recipient.Party.Language)}
	n.Language = l.v.Language()
	if l.p == nil {
		args := []any{"rule", string(n.Alarm.Rule), "subject", string(n.Alarm.Subject)}
		n.Title, n.Body = line(l.v.Text("foreign.title", args...)), l.v.Text("foreign.body", args...)
		return
	}
	switch n.Alarm.Rule {
	case RuleRemind:
		l.remind()
	case RuleUpdate:
		l.update()
	case RuleRisk:
		l.risk()
	case RuleOverdue:
		l.overdue()
	case RuleEscalate:
		l.head("escalate", "level", strconv.Itoa(n.Alarm.Ordinal+1), "owner", l.p.Owner.label())
		l.facts()
		l.stakes()
		l.draft(l.p.Customer, "overdue.draft", "when", l.dueFor(l.p.Customer))
	case RuleRenegotiated:
		l.renegotiated()
	case RuleBroken:
		l.head("broken")
		l.facts()
		l.reason(EventBroken)
		l.draft(l.p.Customer, "broken.draft", "when", l.dueFor(l.p.Customer))
	case RuleChase:
		l.chase()
	}
	n.Body = strings.Join(l.out, "\n")
}

// line makes one line of a text: control characters and line breaks would end a
// header.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// headline shortens words for a title.
func headline(s string) string { return clipped(s, 80) }

// quotation makes words fit to stand between quotation marks inside a sentence: on
// one line, not endless, and without a stop of their own.
func quotation(s string) string { return strings.TrimRight(clipped(s, 300), " .,;:!…") }

func clipped(s string, most int) string {
	s = line(s)
	n := 0
	for i := range s {
		if n == most {
			return strings.TrimSpace(s[:i]) + "…"
		}
		n++
	}
	return s
}

func (l *letter) what() string {
	if l.p.What == "" {
		return l.v.Text("erased")
	}
	return l.p.What
}

func (l *letter) customer(v voice) string {
	if name := l.p.Customer.label(); name != "" {
		return name
	}
	return v.Text("customer")
}

// when writes a moment on the clock of a party.
func (l *letter) when(v voice, t time.Time, of Party) string {
	loc := l.policy.location(of, l.p.Due)
	s, err := locale.Upcoming(v.tag, t, l.n.At, loc)
	if err != nil {
		return t.In(loc).Format("2006-01-02 15:04 -07:00")
	}
	return s
}

func (l *letter) dueFor(p Party) string {
	return l.when(l.voice(p.Language), l.p.Due.Deadline, p)
}

// span writes a duration to the nearest minute, so that what is a moment short of
// eight hours does not read as 7 hours 59 minutes; from two days on in full hours.
func (l *letter) span(d time.Duration) string {
	d = d.Round(time.Minute)
	if d >= 48*time.Hour {
		return locale.Duration(l.v.tag, d.Truncate(time.Hour))
	}
	return locale.Duration(l.v.tag, d)
}

// head writes the title and the first sentences of a rule.
func (l *letter) head(rule string, args ...any) {
	l.headAs(rule+".title", rule+".body", args...)
}

func (l *letter) headAs(title, body string, args ...any) {
	args = append(args, "customer", l.customer(l.v))
	l.n.Title = line(l.v.Text(title, append(args, "what", headline(l.what()))...))
	l.out = append(l.out, l.v.Text(body, append(args, "what", l.what())...))
}

// fact adds a line of the list.
func (l *letter) fact(key string, args ...any) {
	l.out = append(l.out, "- "+l.v.Text(key, args...))
}

// facts lists what was promised, to whom, and by when on both clocks.
func (l *letter) facts() {
	p, to := l.p, l.n.Recipient.Party
	l.out = append(l.out, "")
	l.fact("facts.what", "what", l.what())
	if p.Direction == WeOwe {
		l.fact("facts.to", "name", l.customer(l.v))
	} else {
		l.fact("facts.by", "name", l.debtor())
	}
	if to.ID != p.Owner.ID {
		l.fact("facts.owner", "name", p.Owner.label())
	}
	due := l.when(l.v, p.Due.Deadline, to)
	l.fact("facts.due", "when", due)
	if theirs := l.when(l.v, p.Due.Deadline, p.Customer); !p.Customer.IsZero() && theirs != due {
		l.fact("facts.due.customer", "when", theirs)
	}
	if p.Due.Said != "" {
		l.fact("facts.said", "said", line(p.Due.Said))
	}
	if p.Case != "" {
		l.fact("facts.case", "case", string(p.Case))
	}
	if p.Dependency != "" {
		l.fact("facts.dependency", "name", string(p.Dependency))
	}
	if p.Renegotiations > 0 {
		l.fact("facts.moved", "n", p.Renegotiations)
	}
	if p.Breaks > 0 {
		l.fact("facts.missed", "n", p.Breaks)
	}
}

// stakes says what missing it costs, to those who have to decide (C7). Where that
// is not recorded, the owner is who can change that, and the others ask them.
func (l *letter) stakes() {
	switch {
	case l.p.Stakes != "":
		l.fact("facts.stakes", "stakes", l.p.Stakes)
	case l.n.Recipient.Party.ID == l.p.Owner.ID:
		l.fact("facts.stakes.owner")
	default:
		l.fact("facts.stakes.unknown")
	}
}

// last returns the newest event of a kind.
func (l *letter) last(kind EventKind) (Event, bool) {
	for i := len(l.p.History) - 1; i >= 0; i-- {
		if l.p.History[i].Kind == kind {
			return l.p.History[i], true
		}
	}
	return Event{}, false
}

func (l *letter) reason(kind EventKind) {
	if e, ok := l.last(kind); ok && e.Reason != "" {
		l.fact("facts.reason", "reason", e.Reason)
	}
}

// draft writes a message to send on, in its reader's language.
func (l *letter) draft(to Party, key string, args ...any) {
	v := l.voice(to.Language)
	greeting := v.Text("greeting.nobody")
	if to.Name != "" {
		greeting = v.Text("greeting", "name", line(to.Name))
	}
	what := quotation(l.p.What)
	if what == "" {
		what = v.Text("erased")
	}
	l.n.Draft = greeting + "\n\n" + v.Text(key, append(args, "what", what)...) + "\n"
	l.n.DraftLanguage = v.Language()
}

func (l *letter) remind() {
	left := max(0, l.p.Due.Deadline.Sub(l.n.At))
	l.head("remind", "name", l.p.Owner.label(), "left", l.span(left))
	l.facts()
}

func (l *letter) chase() {
	l.head("chase", "name", l.debtor())
	l.facts()
	key := "chase.draft.before"
	if l.n.At.After(l.p.Due.Deadline) {
		key = "chase.draft.after"
	}
	to := l.p.Customer
	if l.p.Direction == ThirdOwes {
		to = l.p.Debtor
	}
	l.draft(to, key, "when", l.dueFor(to))
}

func (l *letter) debtor() string {
	if l.p.Direction == ThirdOwes {
		if name := l.p.Debtor.label(); name != "" {
			return name
		}
	}
	return l.customer(l.v)
}

// update writes the skeleton of an update: done, doing, next, and when we speak
// again, with what the last one said (B9, C5).
func (l *letter) update() {
	l.head("update", "when", l.when(l.v, l.n.Alarm.Deadline, l.p.Owner))
	l.facts()
	v := l.voice(l.p.Customer.Language)
	e, _ := l.last(EventUpdated)
	fill := func(s string) string {
		if s == "" {
			return v.Text("blank")
		}
		return s
	}
	again := v.Text("blank")
	b := &planner{Policy: l.policy, p: l.p}
	if _, next := b.ask(b.step(l.n.Alarm.Deadline, 1), l.n.At); next.After(l.n.At) {
		if l.n.At.Before(l.p.Due.Deadline) && next.After(l.p.Due.Deadline) {
			next = l.p.Due.Deadline
		}
		again = l.when(v, next, l.p.Customer)
	}
	l.draft(l.p.Customer, "update.draft", "done", fill(e.Done), "doing", fill(e.Doing), "next", fill(e.Next), "when", again)
}

// risk writes the early notice: what, why, what it costs, the ways out with what
// to expect against them, and the draft to the customer (C7).
func (l *letter) risk() {
	l.head("risk", "cause", l.v.Text("cause."+l.p.Cause.String()))
	if left := l.p.Due.Deadline.Sub(l.n.At); left > 0 {
		l.out = append(l.out, l.v.Text("risk.left", "left", l.span(left)))
	} else {
		l.out = append(l.out, l.v.Text("risk.gone"))
	}
	l.facts()
	l.reason(EventRisked)
	l.stakes()
	l.out = append(l.out, "", l.v.Text("ways"))
	for _, id := range []string{"help", "time", "scope"} {
		w := WayOut{ID: id, Text: l.v.Text("way." + id), Pushback: l.v.Text("way." + id + ".pushback")}
		l.n.WaysOut = append(l.n.WaysOut, w)
		l.out = append(l.out, "- "+w.Text, "  "+w.Pushback)
	}
	l.draft(l.p.Customer, "risk.draft", "when", l.dueFor(l.p.Customer))
}

func (l *letter) overdue() {
	late := l.n.At.Sub(l.p.Due.Deadline)
	title := "overdue.title"
	theirs := l.n.Recipient.Party.ID == l.p.Owner.ID
	if late < time.Minute {
		title = "overdue.title.now"
	}
	body := "overdue.body"
	if !theirs {
		body = "overdue.stakeholder.body"
	}
	l.headAs(title, body, "name", l.p.Owner.label(), "owner", l.p.Owner.label(), "late", l.span(max(0, late)))
	l.facts()
	l.stakes()
	if theirs { // they are to speak with the customer; the others with them
		l.draft(l.p.Customer, "overdue.draft", "when", l.dueFor(l.p.Customer))
	}
}

func (l *letter) renegotiated() {
	e, _ := l.last(EventRenegotiated)
	l.head("renegotiated", "answer", l.v.Text("answer."+e.Answer.String()))
	l.facts()
	if e.Reason != "" {
		l.fact("facts.reason", "reason", e.Reason)
	}
	party, role := l.policy.party(*l.p, e.Agreed)
	if role == NoRole {
		party = Party{ID: e.Agreed}
	}
	l.fact("facts.agreed", "name", party.label())
}
