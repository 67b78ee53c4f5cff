package conversation

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/evenkeel-go/evenkeel/internal/locale"
)

// Text returns the packet as text, a line per item, in its language.
func (b *Brief) Text() string {
	if b.printer == nil {
		return "" // not made by Conversation.Brief
	}
	w := &briefWriter{Brief: b}
	w.line("brief.state", "state", b.Label)
	w.line("brief.customer", "customer", b.Customer)
	w.line("brief.problem."+b.Confirmed.String(), "problem", b.Problem)
	w.line("brief.words", "words", b.Words)
	for _, k := range b.Known {
		if fact := firstText(string(k.Fact), k.Asked); fact != "" {
			w.line("brief.known", "fact", fact, "answer", k.Answer)
		} else {
			w.line("brief.answer", "answer", k.Answer)
		}
	}
	for _, t := range b.Tried {
		w.line("brief.tried."+t.Outcome.String(), "what", t.What)
	}
	w.line("brief.wish", "wish", b.Wish)
	w.line("brief.chosen", "option", b.Chosen)
	w.line("brief.plan", "steps", strings.Join(b.Plan, "; "))
	for _, c := range b.Corrected {
		w.line("brief.corrected", "said", firstText(c.Said, "–"), "right", firstText(c.Right, "–"))
	}
	for _, pr := range b.Promises {
		w.promise(pr)
	}
	if b.Audience == Internal {
		w.inside()
	}
	w.line("brief.line", "line", b.Line)
	return w.String()
}

type briefWriter struct {
	strings.Builder
	*Brief
}

// line writes a text whose last value is not empty.
func (w *briefWriter) line(key string, args ...any) {
	if len(args) > 0 && args[len(args)-1] == "" {
		return
	}
	w.WriteString(w.printer.Text(key, args...))
	w.WriteByte('\n')
}

func (w *briefWriter) promise(pr BriefPromise) {
	what := firstText(pr.What, string(pr.ID))
	due, dated := w.due(pr.Due)
	switch {
	case !dated:
		w.line("brief.undated."+pr.State.String(), "what", what)
	case pr.Late:
		w.line("brief.promise.late", "due", due, "what", what)
	default:
		w.line("brief.promise."+pr.State.String(), "due", due, "what", what)
	}
}

func (w *briefWriter) claim(c BriefClaim) {
	what := firstText(c.What, "–")
	if due, dated := w.due(c.Due); dated {
		w.line("brief.claim", "due", due, "what", what)
	} else {
		w.line("brief.claim.undated", "what", what)
	}
}

// due writes a time in the reader's language and zone.
func (w *briefWriter) due(at time.Time) (string, bool) {
	if at.IsZero() {
		return "", false
	}
	s, err := locale.Instant(w.printer.Language(), at, w.zone, locale.Dated)
	return s, err == nil
}

// inside writes what is for us only.
func (w *briefWriter) inside() {
	w.line("brief.owner", "owner", string(w.Owner))
	w.line("brief.reason", "reason", string(w.Reason))
	w.line("brief.purpose", "purpose", w.Purpose)
	if w.Level > 0 {
		w.line("brief.level", "level", strconv.Itoa(w.Level))
	}
	w.line("brief.told", "told", w.Told)
	if w.Trend.Readings > 0 {
		w.line("brief.temper."+w.Trend.Direction.String(), "level", w.printer.Text("temper."+w.Trend.Level.String()),
			"peak", w.printer.Text("temper."+w.Trend.Peak.String()))
	}
	w.line("brief.feeling", "feeling", w.Feeling)
	for _, c := range w.Claims {
		w.claim(c)
	}
	if w.ApologySkipped {
		w.line("brief.apology.skipped")
	}
	if w.RCAOwed {
		w.line("brief.rca")
	}
	for _, n := range w.Next {
		w.line("brief.next", "next", n.Text)
	}
}

// unframed returns a restatement without the words that made it a question:
// "So your line drops, is that right?" is quoted as "your line drops". frames
// are texts of the language it was made in.
func unframed(problem string, frames *locale.Printer) string {
	const around = " \t\n,.;:!?¿¡–—-"
	rest := strings.Trim(problem, " \t\n")
	tailed := false
	for tail := range strings.SplitSeq(frames.Text("brief.frame.tail"), "|") {
		bare := strings.TrimRight(rest, around)
		cut := len(bare) - len(tail)
		if cut > 0 && strings.EqualFold(bare[cut:], tail) && strings.ContainsAny(lastRune(strings.TrimRight(bare[:cut], " ¿")), around) {
			rest, tailed = strings.TrimRight(bare[:cut], around), true
			break
		}
	}
	for lead := range strings.SplitSeq(frames.Text("brief.frame.lead"), "|") {
		if len(rest) <= len(lead) || !strings.EqualFold(rest[:len(lead)], lead) {
			continue
		}
		// "So far nothing works" begins no question of ours; "So, nothing works" does.
		if next := rest[len(lead)]; next == ',' || next == ':' || tailed && next == ' ' {
			rest = strings.TrimLeft(rest[len(lead):], around)
			break
		}
	}
	if rest == "" {
		return problem
	}
	return rest
}

func lastRune(s string) string {
	_, size := utf8.DecodeLastRuneInString(s)
	return s[len(s)-size:]
}
