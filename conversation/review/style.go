package review

import (
	"strings"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

// disclosures looks for a secret's value after words such as "your password is".
func (v *review) disclosures(a *analysis) {
	bit := a.mark("secret-is")
	if a.all&bit == 0 {
		return
	}
	for _, m := range a.matches {
		if a.set.targets[m.Value].mark != bit {
			continue
		}
		if sp, ok := disclosed(v.draft, m.End); ok {
			v.rule("leak-secret", sp)
		}
	}
}

// shouting finds runs of capitals that are no acronyms, and stacked exclamation
// marks.
func (v *review) shouting(a *analysis) {
	for i := strings.IndexByte(v.draft, '!'); i >= 0 && i+1 < len(v.draft); i++ {
		if v.draft[i] != '!' || v.draft[i+1] != '!' && v.draft[i+1] != '?' {
			continue
		}
		j := i
		for j < len(v.draft) && (v.draft[j] == '!' || v.draft[j] == '?') {
			j++
		}
		v.rule("shouting", text.Span{Start: i, End: j})
		i = j
	}
	for i := 0; i < len(a.toks); {
		j, weight := i, 0
		for j < len(a.toks) && a.toks[j].Has(text.Upper) && a.toks[j].Kind == text.Word && (j == i || !a.toks[j].Has(text.BreakBefore)) {
			weight += v.loud(a, j)
			j++
		}
		if weight >= 3 {
			v.rule("shouting", text.Span{Start: a.toks[i].Start, End: a.toks[j-1].End})
		}
		i = max(j, i+1)
	}
}

// loud weighs a word in capitals: 3 for one that is always shouted, 2 for a word
// that the rules know, 1 for a long unknown one, 0 for an acronym or code.
func (v *review) loud(a *analysis, i int) int {
	t := &a.toks[i]
	switch {
	case t.Has(text.Quoted) || hasDigits(v.draft[t.Start:t.End]):
		return 0
	case a.markedToken(i, "acronym"):
		return 0
	case a.markedToken(i, "loud"):
		return 3
	case t.Known() && t.End-t.Start >= 3:
		return 2
	case t.End-t.Start >= 5:
		return 1
	}
	return 0
}

func hasDigits(s string) bool {
	for i := range len(s) {
		if shapeOf[s[i]] == hasDigit {
			return true
		}
	}
	return false
}

// markedToken reports whether token i lies in a phrase with the mark.
func (a *analysis) markedToken(i int, name string) bool {
	bit := a.mark(name)
	if bit&a.all == 0 {
		return false
	}
	for _, m := range a.matches {
		if m.First > i {
			return false
		}
		if m.Last >= i && a.set.targets[m.Value].mark == bit {
			return true
		}
	}
	return false
}

// noNextStep finds drafts of nothing but thanks and assurances.
func (v *review) noNextStep(a *analysis) {
	if v.c.Stage == practice.Closing || v.c.Stage == practice.Closed || v.heard.thanked || v.heard.works || !a.has("filler") ||
		a.has("question", "time", "action", "offer", "advice", "promise", "next", "fact") {
		return
	}
	courtesy := a.mark("filler") | a.mark("apology") | a.mark("empathy") | a.mark("courtesy")
	for _, s := range a.sents {
		if s.marks&courtesy == 0 {
			return
		}
	}
	last := a.span(len(a.sents) - 1)
	v.rule("no-next-step", last)
}

// apologies counts apologies in the draft and against what we said before, as the
// policy has it (A7).
func (v *review) apologies(a *analysis) {
	bit := a.mark("apology")
	if a.all&bit == 0 {
		return
	}
	var spans [2]text.Span
	n := 0
	for _, m := range a.matches {
		if a.set.targets[m.Value].mark == bit && n < 2 {
			spans[n] = text.Span{Start: m.Start, End: m.End}
			n++
		}
	}
	kind := practice.RegretFirst
	if v.r.policy != nil {
		kind = v.r.policy.Apology
	}
	switch {
	case kind == practice.FaultOnly && !v.c.FaultKnown:
		v.rule("apology-policy", spans[0])
	case n > 1:
		v.rule("apology-repeated", spans[1])
	case len(v.c.Earlier) > 0 && (kind == practice.Sparing || !a.has("action", "time", "next", "fact", "promise")) && v.apologised():
		v.rule("apology-repeated", spans[0])
	}
}

// apologised reports whether an earlier message of ours apologises.
func (v *review) apologised() bool {
	for _, s := range v.c.Earlier {
		if v.marks(s)&v.set.marks["apology"] != 0 {
			return true
		}
	}
	return false
}

// marks returns the marks of another text of the conversation.
func (v *review) marks(s string) uint64 {
	rm := v.r.borrow()
	defer v.r.release(rm)
	a := read(v.set, clip(s), rm)
	return a.all
}

// maxOther bounds how much of another message is read.
const maxOther = 4096

func clip(s string) string {
	if len(s) > maxOther {
		return s[:maxOther]
	}
	return s
}
