package text

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Pattern is one phrase to find.
//
// Text is a sequence of elements divided by blanks:
//
//	word        the word, folded; a contraction stands for its words
//	word*       any word that begins so (three letters at least)
//	{name}      one of the class of that name
//	(a b|c)     one of the alternatives, each a sequence
//	x?          x, a word, class or group, may be missing
//	..  ..5     up to three (five) words of any kind, within the sentence
//	,           a comma, colon, dash or bracket must stand here; elsewhere they are skipped
//	<num>       a number or a time of day
//	<clock>     a time of day
//	<addr>      a web address, e-mail address or file name
//	<quote>     a quoted word
//	<word>      any one word
//	^           at the very front: the phrase begins its sentence
//	$           at the end of an alternative: the phrase ends its sentence
//	$? $!       at the very end: the phrase ends its sentence with that mark
//
// Value is the caller's: the number of a rule, of an act, of a mark. A pattern
// with Except finds nothing; it takes away the findings of the same Value that
// it overlaps ("see you soon" against "soon").
type Pattern struct {
	Text     string
	Value    int
	Except   bool
	Capitals bool // only where the first word is all capitals
}

// PatternError says which pattern cannot be compiled and why.
type PatternError struct {
	Index  int    // of the pattern in the slice given to Compile
	Text   string // the pattern, or the class
	Reason string
}

// Error implements error.
func (e *PatternError) Error() string {
	return fmt.Sprintf("text: pattern %q: %s", e.Text, e.Reason)
}

// Limits of a pattern; they bound what one word of a text can cost.
const (
	maxGap      = 8  // words in one gap
	maxGaps     = 3  // gaps in one pattern
	maxDepth    = 12 // classes and groups within each other
	defaultGap  = 3
	maxElements = 64 // after classes are put in, per alternative
)

// node is a piece of a parsed pattern.
type node struct {
	op   op
	word string // opWord, opPrefix
	id   int32  // opSpecial
	gap  int    // opGap
	subs []*node
}

type op uint8

const (
	opSeq op = iota
	opAlt
	opOpt
	opWord
	opPrefix
	opSpecial // a number, an address: by id
	opAny     // any one word
	opGap
	opComma
	opEnd // the end of the sentence
)

// anchor says where in its sentence a phrase must stand.
type anchor uint8

const (
	atStart anchor = 1 << iota
	atQuestion
	atExclaim
	inCapitals
)

// parser reads the texts of patterns with the classes of a lexicon. Words and
// classes are read once: their nodes are shared.
type parser struct {
	lex     *Lexicon
	words   map[string]*node
	classes map[string]class
	toks    []string
	room    []string // of toks, for reuse
	nodes   []*node  // sequences under construction
	pos     int
	depth   int
	deepest int
	gaps    int
	size    int
}

// class is a class of the lexicon once it is read.
type class struct {
	n                  *node
	gaps, size, height int
}

func newParser(lex *Lexicon) *parser {
	return &parser{lex: lex, words: make(map[string]*node), classes: make(map[string]class)}
}

// parse returns the pattern's tree and anchors.
func (p *parser) parse(s string) (*node, anchor, error) {
	p.toks = symbols(p.room[:0], s)
	p.room, p.pos, p.depth, p.gaps, p.size = p.toks, 0, 0, 0, 0
	var a anchor
	if len(p.toks) > 0 && p.toks[0] == "^" {
		a |= atStart
		p.toks = p.toks[1:]
	}
	if n := len(p.toks); n > 0 {
		switch p.toks[n-1] {
		case "$?":
			a |= atQuestion
		case "$!":
			a |= atExclaim
		}
		if a&^atStart != 0 {
			p.toks = p.toks[:n-1]
		}
	}
	if len(p.toks) == 0 {
		return nil, 0, fmt.Errorf("is empty: write at least one word")
	}
	n, err := p.alternatives()
	if err != nil {
		return nil, 0, err
	}
	if p.pos < len(p.toks) {
		return nil, 0, fmt.Errorf("a ) without its (")
	}
	if p.gaps > maxGaps {
		return nil, 0, fmt.Errorf("has %d gaps: %d at most", p.gaps, maxGaps)
	}
	return n, a, nil
}

// symbols appends the symbols of a pattern's text to toks.
func symbols(toks []string, s string) []string {
	for f := range strings.FieldsSeq(s) {
		for f != "" {
			switch {
			case f[0] == '(' || f[0] == ')' || f[0] == '|' || f[0] == ',':
				toks, f = append(toks, f[:1]), f[1:]
			case strings.HasPrefix(f, "$?") || strings.HasPrefix(f, "$!"):
				toks, f = append(toks, f[:2]), f[2:]
			case f[0] == '?' || f[0] == '^' || f[0] == '$':
				toks, f = append(toks, f[:1]), f[1:]
			case strings.HasPrefix(f, ".."):
				n := 2
				for n < len(f) && f[n] >= '0' && f[n] <= '9' {
					n++
				}
				toks, f = append(toks, f[:n]), f[n:]
			default:
				n := strings.IndexAny(f, "()|,?$")
				if n < 0 {
					n = len(f)
				}
				toks, f = append(toks, f[:n]), f[n:]
			}
		}
	}
	return toks
}

func (p *parser) peek() string {
	if p.pos < len(p.toks) {
		return p.toks[p.pos]
	}
	return ""
}

// alternatives reads sequences divided by bars up to a ) or the end.
func (p *parser) alternatives() (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, fmt.Errorf("classes or groups nest deeper than %d", maxDepth)
	}
	p.deepest = max(p.deepest, p.depth)
	defer func() { p.depth-- }()
	from := len(p.nodes)
	defer func() { p.nodes = p.nodes[:from] }()
	for {
		seq, err := p.sequence()
		if err != nil {
			return nil, err
		}
		if seq == nil {
			return nil, fmt.Errorf("an alternative is empty: use x? for what may be missing")
		}
		p.nodes = append(p.nodes, seq)
		if p.peek() != "|" {
			return together(opAlt, p.nodes[from:]), nil
		}
		p.pos++
	}
}

// together returns the only node, or one of the kind that holds them all; nil for
// none.
func together(kind op, nodes []*node) *node {
	switch len(nodes) {
	case 0:
		return nil
	case 1:
		return nodes[0]
	}
	return &node{op: kind, subs: slices.Clone(nodes)}
}

// sequence reads elements up to a bar, a ) or the end; nil: there is none.
func (p *parser) sequence() (*node, error) {
	from := len(p.nodes)
	defer func() { p.nodes = p.nodes[:from] }()
	for p.pos < len(p.toks) {
		t := p.peek()
		if t == "|" || t == ")" {
			break
		}
		p.pos++
		if t == "?" {
			if len(p.nodes) == from {
				return nil, fmt.Errorf("a ? with nothing before it")
			}
			last := &p.nodes[len(p.nodes)-1]
			*last = &node{op: opOpt, subs: []*node{*last}}
			continue
		}
		n, err := p.element(t)
		if err != nil {
			return nil, err
		}
		if p.size++; p.size > maxElements*maxElements {
			return nil, fmt.Errorf("is too large once its classes are put in")
		}
		p.nodes = append(p.nodes, n)
	}
	return together(opSeq, p.nodes[from:]), nil
}

var specials = map[string]int32{"<clock>": idClock, "<addr>": idAddress, "<quote>": idQuoted, "<emoji>": idEmoji}

func (p *parser) element(t string) (*node, error) {
	switch {
	case t == "(":
		n, err := p.alternatives()
		if err != nil {
			return nil, err
		}
		if p.peek() != ")" {
			return nil, fmt.Errorf("a ( without its )")
		}
		p.pos++
		return n, nil
	case t == ",":
		return &node{op: opComma}, nil
	case t == "$":
		return &node{op: opEnd}, nil
	case t == "^" || t[0] == '$':
		return nil, fmt.Errorf("%s stands at the very front (^) or end ($? $!) only", t)
	case strings.HasPrefix(t, ".."):
		return p.gap(t)
	case t == "<word>":
		return &node{op: opAny}, nil
	case t == "<num>":
		return &node{op: opAlt, subs: []*node{{op: opSpecial, id: idNumber}, {op: opSpecial, id: idClock}}}, nil
	case t[0] == '<':
		id, ok := specials[t]
		if !ok {
			return nil, fmt.Errorf("%s is not known: <num>, <clock>, <addr>, <quote>, <emoji> or <word>", t)
		}
		return &node{op: opSpecial, id: id}, nil
	case t[0] == '{':
		return p.class(t)
	case strings.HasSuffix(t, "*"):
		w := Fold(strings.TrimSuffix(t, "*"))
		if len(w) < prefixHead || strings.ContainsFunc(w, notWord) {
			return nil, fmt.Errorf("%s: a beginning needs at least %d letters", t, prefixHead)
		}
		return &node{op: opPrefix, word: w}, nil
	}
	return p.word(t)
}

func (p *parser) gap(t string) (*node, error) {
	n := defaultGap
	if t != ".." {
		var err error
		if n, err = strconv.Atoi(t[2:]); err != nil || n < 1 || n > maxGap {
			return nil, fmt.Errorf("%s: a gap is ..1 to ..%d", t, maxGap)
		}
	}
	p.gaps++
	return &node{op: opGap, gap: n}, nil
}

// class puts in the class's own pattern.
func (p *parser) class(t string) (*node, error) {
	if !strings.HasSuffix(t, "}") {
		return nil, fmt.Errorf("%s: a class is written {name}", t)
	}
	def, ok := p.lex.Classes[t[1:len(t)-1]]
	if !ok {
		return nil, fmt.Errorf("class %s is not defined", t)
	}
	if p.depth >= maxDepth {
		return nil, fmt.Errorf("class %s nests deeper than %d, in itself perhaps", t, maxDepth)
	}
	if k, ok := p.classes[t]; ok && p.depth+k.height <= maxDepth {
		p.gaps += k.gaps
		p.size += k.size
		p.deepest = max(p.deepest, p.depth+k.height)
		return k.n, nil
	}
	toks, pos, outer := p.toks, p.pos, *p
	p.deepest = p.depth
	defer func() { p.toks, p.pos, p.deepest = toks, pos, max(outer.deepest, p.deepest) }()
	p.toks, p.pos = symbols(nil, strings.Join(def, " | ")), 0
	n, err := p.alternatives()
	if err != nil {
		return nil, fmt.Errorf("in class %s: %w", t, err)
	}
	if p.pos < len(p.toks) {
		return nil, fmt.Errorf("in class %s: a ) without its (", t)
	}
	p.classes[t] = class{n: n, gaps: p.gaps - outer.gaps, size: p.size - outer.size, height: p.deepest - p.depth}
	return n, nil
}

// word reads a literal: hyphens divide it, contractions are spelled out, and
// scripts without spaces give one word per rune, exactly as in a text.
func (p *parser) word(t string) (*node, error) {
	n, ok := p.words[t]
	if ok {
		return n, nil
	}
	n, err := p.literal(t)
	if err == nil {
		p.words[t] = n
	}
	return n, err
}

func (p *parser) literal(t string) (*node, error) {
	seq := &node{op: opSeq}
	for _, tok := range new(vocabulary).scan(nil, t) {
		w := Fold(t[tok.Start:tok.End])
		if tok.Kind == Address || tok.Kind == Emoji {
			return nil, fmt.Errorf("%q is no word", t)
		}
		if exp, ok := p.lex.Expand[w]; ok {
			for _, x := range strings.Fields(exp) {
				seq.subs = append(seq.subs, &node{op: opWord, word: Fold(x)})
			}
			continue
		}
		if to, ok := p.lex.alias[w]; ok {
			w = to
		}
		seq.subs = append(seq.subs, &node{op: opWord, word: w})
	}
	switch len(seq.subs) {
	case 0:
		return nil, fmt.Errorf("%q holds no word", t)
	case 1:
		return seq.subs[0], nil
	}
	return seq, nil
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' }
