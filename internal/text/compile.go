package text

import (
	"slices"
	"strings"
)

// Matcher finds all patterns it was compiled from in one walk over a text.
// It is safe for concurrent use: what it finds never changes. Its states are
// worked out when a text first reaches them, and kept; there are finitely many,
// whatever the texts, for the automaton has no cycle.
type Matcher struct {
	vocabulary
	patterns []compiled
	root     []*state // by word number: the state after it, or nil
	plan     plan
}

// compiled is what a pattern means once it is found. Patterns of the same meaning
// share one.
type compiled struct {
	value  int32
	except bool
	anchor anchor
}

// item is a place in the non-deterministic automaton. Items of equal content are
// one, so that equal ends of patterns are shared.
type item struct {
	on   edgeKind
	arg  int32 // the word that it waits for, the beginning, the words of a gap, the pattern
	next int32 // the list of items after it
}

type edgeKind uint8

const (
	onWord edgeKind = iota
	onPrefix
	onAny
	onComma
	onGap
	onEnd
	onAccept
)

type compiler struct {
	*plan
	m        *Matcher
	lex      *Lexicon
	slots    []int32 // items by content: number + 1
	built    map[place]int32
	stack    []int32 // lists under construction
	meanings map[compiled]int32
	ids      map[string]int32
	words    []string // by id - idFirst; a beginning has a star at its end
	prefixes []string
}

// place is a piece of a pattern and the list of items that follow it.
type place struct {
	n    *node
	next int32
}

// Compile builds the automaton of patterns. Errors are *PatternError.
func Compile(lex *Lexicon, patterns []Pattern) (*Matcher, error) {
	m := new(Matcher)
	m.plan.lists = newLists()
	c := &compiler{plan: &m.plan, m: m, lex: lex, slots: make([]int32, 1<<12), built: make(map[place]int32),
		meanings: make(map[compiled]int32), ids: make(map[string]int32)}
	p := newParser(lex)
	var start []int32
	for i, pat := range patterns {
		n, a, err := p.parse(pat.Text)
		if err != nil {
			return nil, &PatternError{Index: i, Text: pat.Text, Reason: err.Error()}
		}
		if pat.Capitals {
			a |= inCapitals
		}
		accept := c.item(item{on: onAccept, arg: c.meaning(compiled{value: int32(pat.Value), except: pat.Except, anchor: a})})
		entry := c.lists.at(c.build(n, c.one(accept)))
		if slices.Contains(entry, accept) {
			return nil, &PatternError{Index: i, Text: pat.Text, Reason: "matches nothing at all: one word must be there"}
		}
		for _, e := range entry {
			if k := c.items[e].on; k == onGap || k == onComma || k == onAny || k == onEnd {
				return nil, &PatternError{Index: i, Text: pat.Text, Reason: "must begin with a word"}
			}
		}
		start = append(start, entry...)
	}
	c.vocabulary()
	c.open(c.lists.put(start))
	return m, nil
}

func (c *compiler) meaning(m compiled) int32 {
	n, ok := c.meanings[m]
	if !ok {
		n = int32(len(c.m.patterns))
		c.meanings[m] = n
		c.m.patterns = append(c.m.patterns, m)
	}
	return n
}

func (c *compiler) item(it item) int32 {
	if 2*len(c.items) >= len(c.slots) {
		c.slots = make([]int32, 4*len(c.slots))
		for n := range c.items {
			c.slots[c.slot(c.items[n])] = int32(n) + 1
		}
	}
	i := c.slot(it)
	if n := c.slots[i]; n != 0 {
		return n - 1
	}
	n := int32(len(c.items))
	c.slots[i] = n + 1
	c.items = append(c.items, it)
	return n
}

// slot returns where the number of the item stands or belongs.
func (c *compiler) slot(it item) int {
	h := (uint64(it.on)<<60 ^ uint64(it.arg)<<30 ^ uint64(it.next)) * 0x9E3779B97F4A7C15
	mask := len(c.slots) - 1
	i := int(h>>32) & mask
	for c.slots[i] != 0 && c.items[c.slots[i]-1] != it {
		i = (i + 1) & mask
	}
	return i
}

// one returns the list of one item.
func (c *compiler) one(item int32) int32 { return c.lists.put([]int32{item}) }

// build returns the list of items at which n begins, with the list next after it.
func (c *compiler) build(n *node, next int32) int32 {
	switch n.op {
	case opSeq:
		for _, s := range slices.Backward(n.subs) {
			next = c.build(s, next)
		}
		return next
	case opAlt:
		if len(n.subs) < 8 {
			return c.alternatives(n, next)
		}
		at := place{n, next}
		all, ok := c.built[at]
		if !ok {
			all = c.alternatives(n, next)
			c.built[at] = all
		}
		return all
	case opOpt:
		return c.lists.join(c.build(n.subs[0], next), next)
	}
	return c.one(c.leaf(n, next))
}

// alternatives is build for opAlt.
func (c *compiler) alternatives(n *node, next int32) int32 {
	from := len(c.stack)
	for _, s := range n.subs {
		for s.op == opSeq && len(s.subs) == 1 {
			s = s.subs[0]
		}
		if s.op > opOpt {
			c.stack = append(c.stack, c.leaf(s, next))
		} else {
			c.stack = append(c.stack, c.lists.at(c.build(s, next))...)
		}
	}
	all := c.lists.put(c.stack[from:])
	c.stack = c.stack[:from]
	return all
}

// leaf returns the item of a piece that holds no others.
func (c *compiler) leaf(n *node, next int32) int32 {
	switch n.op {
	case opPrefix:
		i := slices.Index(c.prefixes, n.word)
		if i < 0 {
			i = len(c.prefixes)
			c.prefixes = append(c.prefixes, n.word)
		}
		return c.item(item{onPrefix, int32(i), next})
	case opSpecial:
		return c.item(item{onWord, n.id, next})
	case opAny:
		return c.item(item{onAny, 0, next})
	case opGap:
		return c.item(item{onGap, int32(n.gap), next})
	case opComma:
		return c.item(item{onComma, 0, next})
	case opEnd:
		return c.item(item{onEnd, 0, next})
	}
	return c.item(item{onWord, c.wordID(n.word), next})
}

func (c *compiler) wordID(w string) int32 {
	id, ok := c.ids[w]
	if !ok {
		id = idFirst + int32(len(c.words))
		c.ids[w] = id
		c.words = append(c.words, w)
	}
	return id
}

// vocabulary fills the word table: the words of patterns, the written forms that
// stand for them, abbreviations, and a number per beginning.
func (c *compiler) vocabulary() {
	v := &c.m.vocabulary
	v.entries = make([]entry, 0, len(c.ids)+len(c.lex.alias)+len(c.lex.Expand)+len(c.lex.Abbreviations))
	at := make(map[string]int, cap(v.entries))
	entryOf := func(form string) *entry {
		n, ok := at[form]
		if !ok {
			n = len(v.entries)
			at[form] = n
			v.entries = append(v.entries, entry{word: form})
		}
		return &v.entries[n]
	}
	for n, w := range c.words {
		entryOf(w).id = idFirst + int32(n)
	}
	for form, word := range c.lex.alias {
		if id := c.number(word); id != idUnknown {
			entryOf(form).id = id
		}
	}
	for form, exp := range c.lex.Expand {
		e := entryOf(form)
		e.id = idUnknown
		for w := range strings.FieldsSeq(exp) {
			e.expand = append(e.expand, c.number(Fold(w)))
		}
	}
	for _, a := range c.lex.Abbreviations {
		a = Fold(strings.TrimSuffix(a, "."))
		e := entryOf(a)
		if len(e.expand) == 0 && e.id == idUnknown {
			e.id = c.number(a)
		}
		e.abbrev = true
	}
	v.prefixes = make(map[uint32][]prefix)
	for _, p := range c.prefixes {
		h := hashWord(p[:prefixHead])
		v.prefixes[h] = append(v.prefixes[h], prefix{p, c.wordID(p + "*")})
	}
	for _, l := range v.prefixes {
		slices.SortFunc(l, func(a, b prefix) int { return len(b.text) - len(a.text) })
	}
	size := 16
	for size < 3*len(v.entries) {
		size *= 2
	}
	v.slots = make([]int32, size)
	for n := range v.entries {
		mask := uint32(size - 1)
		h := hashWord(v.entries[n].word)
		i := (h ^ h>>15) & mask
		for v.slots[i] != 0 {
			i = (i + 1) & mask
		}
		v.slots[i] = int32(n) + 1
	}
	v.shorten()
}

// number returns the number of a word as a pattern may ask for it: by itself or
// by a beginning.
func (c *compiler) number(w string) int32 {
	if id, ok := c.ids[w]; ok {
		return id
	}
	best := ""
	for _, p := range c.prefixes {
		if strings.HasPrefix(w, p) && len(p) > len(best) {
			best = p
		}
	}
	if best != "" {
		return c.wordID(best + "*")
	}
	return idUnknown
}

// open works out the states after the first word.
func (c *compiler) open(start int32) {
	c.byPrefix = make([][]int32, len(c.prefixes))
	for i, p := range c.prefixes {
		for n, w := range c.words {
			if strings.HasPrefix(w, p) {
				c.byPrefix[i] = append(c.byPrefix[i], idFirst+int32(n))
			}
		}
	}
	c.figures = make(map[int32][]int32)
	for n, w := range c.words {
		if w[0] >= '0' && w[0] <= '9' {
			id := numberID([]byte(w))
			c.figures[id] = append(c.figures[id], idFirst+int32(n))
		}
	}
	size := int(idFirst) + len(c.words)
	c.row = row{first: make([]int32, size), more: make([]int32, size)}
	c.m.root = make([]*state, size)
	for _, e := range c.expand(start).edges {
		if e.to != nil {
			c.m.root[e.word] = e.to
		}
	}
}
