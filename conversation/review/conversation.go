package review

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/evenkeel-go/evenkeel/commitment/when"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/internal/act"
	"github.com/evenkeel-go/evenkeel/internal/text"
	"golang.org/x/text/language"
)

// heard is what the customer's last message says, as far as rules ask.
type heard struct {
	upset    bool // they are, by this message or by what the host knows
	venting  bool // this message lets it out: it asks for empathy
	calm     bool
	thanked  bool
	works    bool
	problem  bool
	question bool
}

// facts reads the customer's message and returns the facts that cases may ask for.
func (v *review) facts() uint8 {
	var f uint8
	if !v.c.FaultKnown {
		f |= factFaultUnknown
	}
	v.hear()
	if v.heard.upset {
		f |= factUpset
	}
	return f
}

func (v *review) hear() {
	h := &v.heard
	level := v.c.Temper
	if v.c.LastCustomer != "" {
		said := clip(v.c.LastCustomer)
		lang := v.customerLanguage(said)
		if level == temper.Unread {
			level = v.r.gauge.Read(said, lang).Level
		}
		h.vented(v, said, lang)
	}
	// A merely tense reading is too unsure to ask for empathy on its own.
	h.venting = h.upset || level >= temper.Angry || v.c.Temper == temper.Tense
	h.upset = h.upset || level >= temper.Tense
	h.calm = !h.upset && level == temper.Calm
}

// customerLanguage is what the customer writes: by the words, else as the draft.
func (v *review) customerLanguage(said string) language.Tag {
	if base := v.r.words.guess(said); base != "" && base != v.set.base {
		return language.Make(base)
	}
	if v.c.Language == language.Und {
		return language.English
	}
	return v.c.Language
}

// vented reads the acts of the customer's message. Words of leaving or of a broken
// promise count as upset where nobody gauged the temper.
func (h *heard) vented(v *review, said string, lang language.Tag) {
	var room [32]act.Act
	for _, a := range v.r.acts.Append(room[:0], said, lang) {
		switch a.Kind {
		case act.Thank:
			h.thanked = true
		case act.Works:
			h.works = true
		case act.Problem, act.Fails:
			h.problem = true
		case act.Question, act.Wish, act.Why:
			h.question = true
		case act.Leave, act.BrokenPromise, act.Supervisor:
			h.upset = h.upset || v.c.Temper == temper.Unread && a.Confidence >= 0.9
		case act.Repeated:
			h.problem = true
			h.upset = h.upset || v.c.Temper == temper.Unread && strings.Contains(said, "!")
		}
	}
	// Where acts are not read, the mark alone says that they ask.
	h.question = h.question || strings.ContainsAny(said, "?؟？")
	if h.problem || h.upset {
		h.works = false
	}
	if h.upset {
		h.thanked = false
	}
}

// conversation runs the rules that compare the draft with the conversation.
func (v *review) conversation(a *analysis) {
	v.noEmpathy(a)
	v.chirpy(a)
	v.brokenRecord(a)
	v.asksAgain(a)
	v.unbacked(a)
	v.otherLanguage()
}

// noEmpathy: the customer vents and the draft does not take it up (A4). To say
// back what they told us is to take it up.
func (v *review) noEmpathy(a *analysis) {
	if !v.heard.venting || len(a.toks) == 0 || !v.has("no-empathy") || a.has("empathy", "boundary", "restate") || v.reflects(a) {
		return
	}
	if a.has("apology") && (v.r.policy == nil || v.r.policy.Apology != practice.FaultOnly) {
		return
	}
	v.rule("no-empathy", a.span(0))
}

// reflects reports whether the draft opens with the customer's matter in a sentence
// that is more than an address: it says their words back.
func (v *review) reflects(a *analysis) bool {
	for i := range a.sents {
		if sp := a.span(i); sp.End-sp.Start >= minReflection {
			return v.common(v.draft[sp.Start:sp.End]) >= reflected
		}
	}
	return false
}

const (
	minReflection = 28 // bytes; "Good morning Ms Novak," is shorter
	reflected     = 3  // words shared in one sentence that say their matter back
	named         = 2  // words that name what sympathy is about
	contentWord   = 4  // letters of a word that says something
)

// common counts the words of s that say something and stand in the customer's
// message, too.
func (v *review) common(s string) int {
	if v.c.LastCustomer == "" {
		return 0
	}
	theirs := make(map[string]bool)
	said := clip(v.c.LastCustomer)
	for t := range text.Tokens(said) {
		if w := text.Fold(said[t.Start:t.End]); t.Kind == text.Word && utf8.RuneCountInString(w) >= contentWord && v.r.words.bits[w] == 0 {
			theirs[w] = true
		}
	}
	n := 0
	for t := range text.Tokens(s) {
		if w := text.Fold(s[t.Start:t.End]); theirs[w] {
			delete(theirs, w) // each once
			n++
		}
	}
	return n
}

// inPlace reports whether a phrase that a rule found is in its place here: a name
// that was released to this customer, the end of a case that they say is solved,
// sympathy that names what it is about, our own words taken back (A16).
func (v *review) inPlace(a *analysis, rule string, m text.Match) bool {
	switch rule {
	case "leak-internals":
		return v.released(pieceAround(v.draft, m.End-1))
	case "threat-close":
		return !v.heard.upset && (v.heard.works || v.heard.thanked && !v.heard.problem)
	case "argue":
		n := a.sentenceOf(m.First)
		marks := a.sents[n].marks
		if n > 0 {
			marks |= a.sents[n-1].marks
		}
		return marks&a.mark("own-words") != 0 && strings.Contains(text.Fold(v.draft[m.Start:m.End]), " was ")
	case "formula-empathy":
		n := a.sentenceOf(m.First)
		sp := a.span(n)
		if n > 0 {
			sp.Start = a.span(n - 1).Start
		}
		return v.common(v.draft[sp.Start:sp.End]) >= named
	}
	return false
}

// chirpy: pep and cheerful emoji to someone who is upset.
func (v *review) chirpy(a *analysis) {
	if !v.heard.upset {
		return
	}
	for i := range a.toks {
		if t := &a.toks[i]; t.Kind == text.Emoji && cheerful(v.draft[t.Start:t.End]) {
			v.rule("chirpy", text.Span{Start: t.Start, End: t.End})
		}
	}
}

// cheerful tells smiling, celebrating and flirting emoji from sorry ones.
func cheerful(s string) bool {
	if s[0] < utf8.RuneSelf {
		return strings.ContainsAny(s, ")DPp*3") && !strings.Contains(s, "(")
	}
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case r >= 0x1F600 && r <= 0x1F60F, r == 0x1F617, r >= 0x1F618 && r <= 0x1F61D, r == 0x1F642, r == 0x1F643,
		r >= 0x1F923 && r <= 0x1F929, r == 0x1F92A, r == 0x1F970, r == 0x1F973, r == 0x1F917, r == 0x263A,
		r >= 0x1F389 && r <= 0x1F38A, r == 0x1F388, r == 0x1F31F, r == 0x2728, r == 0x2B50, r == 0x1F31E, r == 0x1F525, r == 0x1F4AA, r == 0x1F64C,
		r == 0x2764, r >= 0x1F493 && r <= 0x1F49F, r == 0x1F680, r == 0x1F44D, r == 0x1F44F, r == 0x1F44C, r == 0x1F308, r == 0x1F60E, r == 0x1F37E, r == 0x1F942, r == 0x1F483:
		return true
	}
	return false
}

// asksAgain: the draft asks for what was given (A14). Marks come in pairs: ask-x in
// the draft, said-x in what is known.
func (v *review) asksAgain(a *analysis) {
	if len(v.c.Known) == 0 && v.c.LastCustomer == "" || !v.has("asks-again") {
		return
	}
	var said uint64
	read := false
	for name, bit := range a.set.marks {
		topic, ok := strings.CutPrefix(name, "ask-")
		if !ok || a.all&bit == 0 || v.quotesKnown(v.draft) {
			continue
		}
		if !read {
			read = true
			said = v.marks(v.c.LastCustomer)
			for _, k := range v.c.Known {
				said |= v.marks(k)
			}
		}
		sp, _ := a.first(name)
		if (said&a.set.marks["said-"+topic] != 0 || v.knownShape(topic)) && (topic != "number" || v.sameThing(v.draft[sp.Start:sp.End], "said-"+topic)) {
			v.rule("asks-again", sp)
		}
	}
}

// sameThing reports whether the number that the question names is the one that was
// given: who gave an order number is not asked again when asked for a serial number. A question or
// an answer that names nothing counts as the same.
func (v *review) sameThing(question, mark string) bool {
	asked := v.naming(question)
	if len(asked) == 0 {
		return true
	}
	other := false
	for i := range len(v.c.Known) + 1 {
		said := v.c.LastCustomer
		if i > 0 {
			said = v.c.Known[i-1]
		}
		given := v.naming(v.phrase(said, mark))
		for w := range given {
			if asked[w] {
				return true
			}
		}
		other = other || len(given) > 0
	}
	return !other
}

// naming returns the words of a phrase that name a thing.
func (v *review) naming(phrase string) map[string]bool {
	out := make(map[string]bool)
	for t := range text.Tokens(phrase) {
		if w := text.Fold(phrase[t.Start:t.End]); t.Kind == text.Word && utf8.RuneCountInString(w) >= contentWord && v.aboutThings(w) {
			out[w] = true
		}
	}
	return out
}

// aboutThings leaves out the words that every question and answer has.
func (v *review) aboutThings(w string) bool {
	return !slices.Contains(strings.Fields(v.set.texts["asking"]), w)
}

// phrase returns the words of another text of the conversation that have a mark.
func (v *review) phrase(s, mark string) string {
	rm := v.r.borrow()
	defer v.r.release(rm)
	s = clip(s)
	a := read(v.set, s, rm)
	sp, _ := a.first(mark)
	return s[sp.Start:sp.End]
}

// quotesKnown reports whether the draft shows that it knows: it has the value.
func (v *review) quotesKnown(draft string) bool {
	folded := ""
	for _, k := range v.c.Known {
		if i := strings.LastIndexAny(k, ":= "); i >= 0 && i+1 < len(k) {
			k = k[i+1:]
		}
		if len(k) < 3 {
			continue
		}
		if folded == "" {
			folded = text.Fold(draft)
		}
		if strings.Contains(folded, text.Fold(k)) {
			return true
		}
	}
	return false
}

// knownShape reports whether a known fact that says no topic looks like one.
func (v *review) knownShape(topic string) bool {
	for _, k := range v.c.Known {
		digits, letters, capital := 0, 0, false
		for _, r := range k {
			switch {
			case unicode.IsDigit(r):
				digits++
			case unicode.IsLetter(r):
				letters++
				capital = capital || unicode.IsUpper(r)
			}
		}
		switch topic {
		case "number":
			if digits >= 3 && letters <= 4 && digits <= 14 {
				return true
			}
		case "phone":
			if digits >= 7 && letters == 0 {
				return true
			}
		case "email":
			if strings.Contains(k, "@") {
				return true
			}
		case "name":
			if digits == 0 && letters >= 2 && capital && strings.Count(k, " ") <= 3 && !strings.ContainsAny(k, "@:") {
				return true
			}
		}
	}
	return false
}

// unbacked: the draft promises a time that is not on record (B4, C1).
func (v *review) unbacked(a *analysis) {
	promise, at := a.mark("promise"), a.mark("time")
	if a.all&promise == 0 || a.all&at == 0 || !v.has("unbacked-deadline") {
		return
	}
	for i, s := range a.sents {
		if s.marks&promise == 0 || s.marks&at == 0 {
			continue
		}
		if sp := a.span(i); !v.backed(v.draft[sp.Start:sp.End]) {
			v.rule("unbacked-deadline", sp)
		}
	}
}

// backed reports whether a deadline on record is the time that the sentence names.
// Where the time cannot be resolved, any deadline on record will do.
func (v *review) backed(sentence string) bool {
	if len(v.c.Deadlines) == 0 {
		return false
	}
	if v.c.Now.IsZero() {
		return true
	}
	at := when.Context{Now: v.c.Now, Zone: v.c.Zone, Calendar: v.c.Calendar, Language: v.c.Language}
	readings, err := v.r.times.Find(sentence, at)
	if err != nil || len(readings) == 0 {
		return true
	}
	promised, err := v.r.times.Promises(sentence, at)
	if err != nil {
		return true
	}
	named := readings[:0:0]
	for _, c := range promised { // its time may hang together: "tomorrow … by 10:00"
		if c.Reading != nil {
			named = append(named, *c.Reading)
		}
	}
	if len(named) > 0 {
		readings = named
	}
	for _, rd := range readings {
		for _, d := range v.c.Deadlines {
			if covers(rd, d) {
				return true
			}
			for _, alt := range rd.Alternatives {
				if covers(alt, d) {
					return true
				}
			}
		}
	}
	return false
}

// covers reports whether a deadline on record keeps the promise of the reading: it
// is not later than what was said, and for a window not before it opens.
func covers(rd when.Reading, d time.Time) bool {
	const slack = time.Minute
	if rd.Deadline.IsZero() {
		return !rd.Earliest.IsZero() && !d.Before(rd.Earliest.Add(-slack))
	}
	if d.After(rd.Deadline.Add(slack)) {
		return false
	}
	switch rd.Kind {
	case when.By, when.Recurring:
		return true
	}
	return !d.Before(rd.Earliest.Add(-slack))
}

// otherLanguage: the draft is in another language than the customer's.
func (v *review) otherLanguage() {
	if !v.has("wrong-language") {
		return
	}
	want := v.r.words.guess(clip(v.c.LastCustomer))
	if want == "" {
		return
	}
	if got := v.r.words.guess(clip(v.draft)); got != "" && got != want {
		v.wholeDraft("wrong-language", "draft", got, "customer", want)
	}
}

// unconfirmed: a solution, or closing, before the customer's yes (A6, A23).
func (v *review) unconfirmed(a *analysis) {
	if sp, ok := a.first("closing"); ok && !v.closingIsDue() && !a.has("verify") {
		v.rule("premature-close", sp)
	}
	if v.c.Confirmed || !v.has("premature-solution") || a.has("restate") {
		return
	}
	if v.c.bare() {
		if a.has("fix-claim") && a.has("advice") {
			sp, _ := a.first("fix-claim")
			v.rule("premature-solution", sp)
		}
		return
	}
	if !v.early() {
		return
	}
	for _, name := range [...]string{"advice", "fix-claim", "option"} {
		if sp, ok := a.first(name); ok {
			v.rule("premature-solution", sp)
			return
		}
	}
}

// closingIsDue reports that asking "anything else?" is in its place.
func (v *review) closingIsDue() bool {
	switch v.c.Stage {
	case practice.Closing, practice.Closed, practice.Ended, practice.Dormant:
		return true
	case practice.NoStage:
		return v.c.Confirmed || !v.heard.upset && (v.heard.works || v.heard.thanked && !v.heard.problem)
	}
	return v.heard.works && !v.heard.upset
}

// early reports that the problem is still to be confirmed: before Advising, or at an
// unknown stage with a customer who is upset or reports trouble. A calm customer
// with a clear question is in the express lane (A1).
func (v *review) early() bool {
	h := &v.heard
	switch v.c.Stage {
	case practice.NoStage:
		return h.upset || h.problem && !h.question
	case practice.Listening:
		return h.upset || !h.question && (h.problem || v.c.LastCustomer != "" && !h.calm || v.c.LastCustomer == "" && v.c.Temper != temper.Calm)
	case practice.Acknowledging, practice.Identifying, practice.Confirming:
		return true
	}
	return false
}
