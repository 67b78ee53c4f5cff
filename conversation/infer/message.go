package infer

import (
	"strings"

	"github.com/evenkeel-go/evenkeel/internal/act"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

// hit is a cue found in a message.
type hit struct {
	cue        cue
	start, end int
}

// sentence is one sentence of a message with what was found in it.
type sentence struct {
	start, end int // bytes, without what is quoted at its end
	acts       []act.Act
	hits       []hit
	words      int // words outside quotation
	first      int // its first token
	last       int
	question   bool // ends with a question mark
	exclaim    bool
	upper      int // words in capitals
}

// message is a text cut into sentences with the acts and cues of each.
type message struct {
	s         string
	toks      []text.Token
	sentences []sentence
}

// act returns the first act of the kind in the sentence.
func (p *sentence) act(k act.Kind) (act.Act, bool) {
	for _, a := range p.acts {
		if a.Kind == k {
			return a, true
		}
	}
	return act.Act{}, false
}

// has reports whether the sentence holds one of the acts.
func (p *sentence) has(kinds ...act.Kind) bool {
	for _, a := range p.acts {
		for _, k := range kinds {
			if a.Kind == k {
				return true
			}
		}
	}
	return false
}

// hit returns the first hit of the cue in the sentence.
func (p *sentence) hit(c cue) (hit, bool) {
	for _, h := range p.hits {
		if h.cue == c {
			return h, true
		}
	}
	return hit{}, false
}

// is reports whether the sentence shows one of the cues.
func (p *sentence) is(cues ...cue) bool {
	for _, h := range p.hits {
		for _, c := range cues {
			if h.cue == c {
				return true
			}
		}
	}
	return false
}

// parse cuts s into sentences and finds acts and cues in them. Sentences that
// are quoted from start to end are left out.
func (t *tongue) parse(s string, acts []act.Act) message {
	m := message{s: s, toks: t.matcher.Scan(make([]text.Token, 0, len(s)/5+8), s)}
	matches := t.matcher.Find(make([]text.Match, 0, len(m.toks)+8), m.toks)
	m.sentences = make([]sentence, 0, 4)
	var cur sentence
	open := false
	closeSentence := func() {
		if open && cur.words > 0 {
			m.sentences = append(m.sentences, cur)
		}
		cur, open = sentence{}, false
	}
	for i := range m.toks {
		k := &m.toks[i]
		if k.Has(text.SentenceStart) {
			closeSentence()
		}
		if !open {
			cur, open = sentence{start: k.Start, first: i}, true
		}
		if !k.Has(text.Quoted) {
			cur.words++
			cur.end = k.End
		}
		cur.last = i
		if k.Has(text.Upper) && k.End-k.Start > 2 {
			cur.upper++
		}
		cur.question = cur.question || k.Has(text.EndsQuestion)
		cur.exclaim = cur.exclaim || k.Has(text.EndsExclaim)
	}
	closeSentence()
	m.assign(acts, matches)
	return m
}

// assign gives each act and cue to the sentence it begins in. All are in order.
func (m *message) assign(acts []act.Act, matches []text.Match) {
	hits := make([]hit, len(matches))
	for i, x := range matches {
		hits[i] = hit{cue: cue(x.Value), start: x.Start, end: x.End}
	}
	a, h := 0, 0
	for i := range m.sentences {
		p := &m.sentences[i]
		end := len(m.s)
		if i+1 < len(m.sentences) {
			end = m.sentences[i+1].start
		}
		from := a
		for a < len(acts) && acts[a].Start < end {
			a++
		}
		p.acts = acts[from:a]
		from = h
		for h < len(hits) && hits[h].start < end {
			h++
		}
		p.hits = hits[from:h]
	}
}

// words returns the text of a span, trimmed of blanks and closing punctuation.
func (m *message) words(start, end int) string {
	return strings.Trim(m.s[start:end], " \t\r\n.,;:!?…-–—")
}

// text returns the text of the sentence.
func (m *message) text(p *sentence) string { return m.words(p.start, p.end) }

// comma reports whether a comma stands before token i.
func (m *message) comma(i int) bool { return m.toks[i].Has(text.CommaBefore) }

// has reports whether some sentence holds one of the acts.
func (m *message) has(kinds ...act.Kind) bool {
	for i := range m.sentences {
		if m.sentences[i].has(kinds...) {
			return true
		}
	}
	return false
}

// is reports whether some sentence shows one of the cues.
func (m *message) is(cues ...cue) bool {
	for i := range m.sentences {
		if m.sentences[i].is(cues...) {
			return true
		}
	}
	return false
}

// loud reports a text with an exclamation mark or words in capitals.
func (m *message) loud() bool {
	for i := range m.sentences {
		if p := &m.sentences[i]; p.exclaim || p.upper > 0 {
			return true
		}
	}
	return false
}

// foreign reports a text that is plainly not in the language of the cues: of six
// words or more, at most a quarter is in their vocabulary, of four or five none.
// Measured on a thousand English support messages, where half and more is.
func (m *message) foreign() bool {
	words, known := 0, 0
	for i := range m.toks {
		if m.toks[i].Kind == text.Word {
			words++
			if m.toks[i].Known() {
				known++
			}
		}
	}
	return words >= 6 && known*4 <= words || words >= 4 && known == 0
}
