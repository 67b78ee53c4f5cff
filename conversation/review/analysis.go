package review

import "github.com/evenkeel-go/evenkeel/internal/text"

// sentence is a sentence of the draft by its tokens, both included, with the
// marks found in it.
type sentence struct {
	first, last int
	marks       uint64
}

// room is where an analysis puts what it finds; a Reviewer keeps some for reuse, so
// that a clean draft allocates nothing. It holds no text.
type room struct {
	toks    []text.Token
	matches []text.Match
	sents   []sentence
}

// maxKept is the most tokens for which a room is kept.
const maxKept = 4096

func newRoom() any {
	return &room{toks: make([]text.Token, 0, 256), matches: make([]text.Match, 0, 64), sents: make([]sentence, 0, 32)}
}

// borrow returns a room, to be given back by release when its analysis is done with.
func (r *Reviewer) borrow() *room { return r.rooms.Get().(*room) }

func (r *Reviewer) release(rm *room) {
	if cap(rm.toks) <= maxKept {
		r.rooms.Put(rm)
	}
}

// analysis is what is known of a draft's text.
type analysis struct {
	set     *ruleset
	toks    []text.Token
	matches []text.Match
	sents   []sentence
	all     uint64 // marks of all sentences
	facts   uint8  // of the context
}

// read scans a text and finds its phrases and marks.
func read(set *ruleset, s string, r *room) analysis {
	a := analysis{set: set, sents: r.sents[:0]}
	a.toks = set.m.Scan(r.toks[:0], s)
	a.matches = set.m.Find(r.matches[:0], a.toks)
	for i := range a.toks {
		if a.toks[i].Has(text.SentenceStart) || len(a.sents) == 0 {
			a.sents = append(a.sents, sentence{first: i})
		}
		a.sents[len(a.sents)-1].last = i
	}
	at := 0
	for i := range a.matches {
		m := &a.matches[i]
		bit := set.targets[m.Value].mark
		if bit == 0 {
			continue
		}
		for m.First > a.sents[at].last {
			at++
		}
		a.sents[at].marks |= bit
		a.all |= bit
	}
	r.toks, r.matches, r.sents = a.toks, a.matches, a.sents
	question := set.marks["question"]
	for i := range a.sents {
		if a.toks[a.sents[i].last].Has(text.EndsQuestion) {
			a.sents[i].marks |= question
			a.all |= question
		}
	}
	return a
}

// sentenceOf returns the index of the sentence that holds token i.
func (a *analysis) sentenceOf(i int) int {
	lo, hi := 0, len(a.sents)-1
	for lo < hi {
		if mid := (lo + hi) / 2; a.sents[mid].last < i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// mark returns the bit of a mark, 0 in a language that does not define it.
func (a *analysis) mark(name string) uint64 { return a.set.marks[name] }

// has reports whether the draft has one of the marks.
func (a *analysis) has(names ...string) bool {
	for _, n := range names {
		if a.all&a.set.marks[n] != 0 {
			return true
		}
	}
	return false
}

// first returns the span of the first phrase with a mark.
func (a *analysis) first(name string) (sp text.Span, ok bool) {
	bit := a.mark(name)
	if bit == 0 || a.all&bit == 0 {
		return sp, false
	}
	for _, m := range a.matches {
		if a.set.targets[m.Value].mark == bit {
			return text.Span{Start: m.Start, End: m.End}, true
		}
	}
	return sp, false
}

// span returns the bytes of a sentence.
func (a *analysis) span(i int) text.Span {
	s := a.sents[i]
	return text.Span{Start: a.toks[s.first].Start, End: a.toks[s.last].End}
}

// holds reports whether a case applies to a match.
func (a *analysis) holds(c *compiledCase, m text.Match) bool {
	if c.when&^a.facts != 0 || c.unlessDraft&a.all != 0 || c.needsDraft != 0 && c.needsDraft&a.all == 0 {
		return false
	}
	if c.unlessSentence|c.unlessAfter|c.needsSentence|c.needsPrevious == 0 {
		return true
	}
	n := a.sentenceOf(m.First)
	marks := a.sents[n].marks
	switch {
	case c.unlessSentence&marks != 0,
		c.needsSentence != 0 && c.needsSentence&marks == 0,
		c.needsPrevious != 0 && (n == 0 || c.needsPrevious&a.sents[n-1].marks == 0):
		return false
	}
	if c.unlessAfter != 0 {
		for _, s := range a.sents[n:] {
			if s.marks&c.unlessAfter != 0 {
				return false
			}
		}
	}
	return true
}
