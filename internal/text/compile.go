package text

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// Matcher finds all patterns it was compiled from in one walk over a text.
// It is immutable and safe for concurrent use.
type Matcher struct {
	vocabulary
	patterns []compiled
	root     []int32 // by word number: the state after it, or noState
	states   []state
	stops    []stop
	edges    edgeTable
}

// compiled is what a pattern means once it is found. Patterns of the same meaning
// share one.
type compiled struct {
	value  int32
	except bool
	anchor anchor
}

const noState int32 = -1

// state is a state of the automaton. Between gaps it is deterministic.
type state struct {
	words uint64 // a bit per word (modulo 64) that has an edge: most words have none
	any   int32  // where a word without an edge of its own leads, or noState
	comma int32  // where a comma leads; the state itself when none waits for one
	marks int32  // index into Matcher.stops, or noStop
}

const noStop int32 = -1

// stop is what happens in a state besides going on.
type stop struct {
	accept []int32 // patterns that end here
	end    []int32 // patterns that end here when the sentence does
	gaps   []gap   // segments that may begin some words on
}

type gap struct {
	words int32
	to    int32 // a state before the next word
}

// item is a place in the non-deterministic automaton.
type item struct {
	on   edgeKind
	word int32 // number that it waits for
	next []int32
	pre  int32 // onPrefix: number in compiler.prefixes
	gap  int32
	pat  int32 // onAccept
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
	m        *Matcher
	lex      *Lexicon
	items    []item
	shared   map[string]int32 // items by content: equal ends of patterns are one
	meanings map[compiled]int32
	ids      map[string]int32
	words    []string // by id - idFirst; a beginning has a star at its end
	prefixes []string
	figures  map[int32][]int32 // idNumber, idClock: the words of patterns that are such
	sets     map[string]int32
	pending  [][]int32
	out      [][]edge // per state
	key      []byte
}

// Compile builds the automaton of patterns. Errors are *PatternError.
func Compile(lex *Lexicon, patterns []Pattern) (*Matcher, error) {
	c := &compiler{m: new(Matcher), lex: lex, shared: make(map[string]int32), meanings: make(map[compiled]int32),
		ids: make(map[string]int32), sets: make(map[string]int32)}
	p := &parser{lex: lex}
	var start []int32
	for i, pat := range patterns {
		n, a, err := p.parse(pat.Text)
		if err != nil {
			return nil, &PatternError{Index: i, Text: pat.Text, Reason: err.Error()}
		}
		if pat.Capitals {
			a |= inCapitals
		}
		accept := c.item(item{on: onAccept, pat: c.meaning(compiled{value: int32(pat.Value), except: pat.Except, anchor: a})})
		entry := c.build(n, []int32{accept})
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
	c.determinise(start)
	if len(c.m.states) > maxStates || len(c.m.root) > maxWords {
		return nil, fmt.Errorf("text: the patterns make %d states of %d words: %d of %d at most", len(c.m.states), len(c.m.root), maxStates, maxWords)
	}
	return c.m, nil
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
	// Callers share next between items: Compact in place would clear its tail.
	it.next = slices.Clone(it.next)
	slices.Sort(it.next)
	it.next = slices.Compact(it.next)
	c.key = append(c.key[:0], byte(it.on))
	for _, n := range [...]int32{it.word, it.pre, it.gap, it.pat} {
		c.key = binary.LittleEndian.AppendUint32(c.key, uint32(n))
	}
	c.key = appendIDs(c.key, it.next)
	if n, ok := c.shared[string(c.key)]; ok {
		return n
	}
	n := int32(len(c.items))
	c.shared[string(c.key)] = n
	c.items = append(c.items, it)
	return n
}

func appendIDs(b []byte, ids []int32) []byte {
	for _, i := range ids {
		b = binary.LittleEndian.AppendUint32(b, uint32(i))
	}
	return b
}

// build returns the items at which n begins, with next after it.
func (c *compiler) build(n *node, next []int32) []int32 {
	switch n.op {
	case opSeq:
		for _, s := range slices.Backward(n.subs) {
			next = c.build(s, next)
		}
		return next
	case opAlt:
		var all []int32
		for _, s := range n.subs {
			all = append(all, c.build(s, next)...)
		}
		return all
	case opOpt:
		return slices.Concat(c.build(n.subs[0], next), next)
	case opPrefix:
		i := slices.Index(c.prefixes, n.word)
		if i < 0 {
			i = len(c.prefixes)
			c.prefixes = append(c.prefixes, n.word)
		}
		return []int32{c.item(item{on: onPrefix, pre: int32(i), next: next})}
	case opSpecial:
		return []int32{c.item(item{on: onWord, word: n.id, next: next})}
	case opAny:
		return []int32{c.item(item{on: onAny, next: next})}
	case opGap:
		return []int32{c.item(item{on: onGap, gap: int32(n.gap), next: next})}
	case opComma:
		return []int32{c.item(item{on: onComma, next: next})}
	case opEnd:
		return []int32{c.item(item{on: onEnd, next: next})}
	}
	return []int32{c.item(item{on: onWord, word: c.wordID(n.word), next: next})}
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
	entries := make(map[string]*entry)
	for w, id := range c.ids {
		entries[w] = &entry{word: w, id: id}
	}
	for form, word := range c.lex.alias {
		if id := c.known(word); id != idUnknown {
			entries[form] = &entry{word: form, id: id}
		}
	}
	for form, exp := range c.lex.Expand {
		e := &entry{word: form}
		for _, w := range strings.Fields(exp) {
			e.expand = append(e.expand, c.known(Fold(w)))
		}
		entries[form] = e
	}
	for _, a := range c.lex.Abbreviations {
		a = Fold(strings.TrimSuffix(a, "."))
		if entries[a] == nil {
			entries[a] = &entry{word: a, id: c.known(a)}
		}
		entries[a].abbrev = true
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
	for size < 3*len(entries) {
		size *= 2
	}
	v.slots = make([]int32, size)
	for _, w := range sortedKeys(entries) {
		v.entries = append(v.entries, *entries[w])
		mask := uint32(size - 1)
		h := hashWord(w)
		i := (h ^ h>>15) & mask
		for v.slots[i] != 0 {
			i = (i + 1) & mask
		}
		v.slots[i] = int32(len(v.entries))
	}
}

// known returns the number of a word as a pattern may ask for it: by itself or
// by a beginning.
func (c *compiler) known(w string) int32 {
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

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// determinise builds the states reachable from the start items.
func (c *compiler) determinise(start []int32) {
	byPrefix := make([][]int32, len(c.prefixes))
	for i, p := range c.prefixes {
		for n, w := range c.words {
			if strings.HasPrefix(w, p) {
				byPrefix[i] = append(byPrefix[i], idFirst+int32(n))
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
	first := c.state(start)
	for done := 0; done < len(c.pending); done++ { //nolint:intrange // expand adds to pending
		c.expand(int32(done), c.pending[done], byPrefix)
	}
	c.minimise(first)
}

// state returns the number of the state that is the set of items. It sorts set.
func (c *compiler) state(set []int32) int32 {
	slices.Sort(set)
	set = slices.Compact(set)
	c.key = appendIDs(c.key[:0], set)
	if s, ok := c.sets[string(c.key)]; ok {
		return s
	}
	s := int32(len(c.pending))
	c.sets[string(c.key)] = s
	c.pending = append(c.pending, slices.Clone(set))
	return s
}

// expand works out where the state's edges lead.
func (c *compiler) expand(s int32, set []int32, byPrefix [][]int32) {
	st := state{any: noState, comma: s, marks: noStop}
	var halt stop
	to := make(map[int32][]int32)
	var other, comma []int32
	hasComma := false
	for _, i := range set {
		switch it := c.items[i]; it.on {
		case onWord:
			to[it.word] = append(to[it.word], it.next...)
			for _, w := range c.figures[it.word] {
				to[w] = append(to[w], it.next...)
			}
		case onPrefix:
			for _, w := range byPrefix[it.pre] {
				to[w] = append(to[w], it.next...)
			}
		case onAny:
			other = append(other, it.next...)
		case onComma:
			hasComma = true
			comma = append(comma, it.next...)
		case onGap:
			halt.gaps = append(halt.gaps, gap{it.gap, c.state(slices.Clone(it.next))})
		case onEnd:
			for _, n := range it.next {
				if c.items[n].on == onAccept {
					halt.end = append(halt.end, c.items[n].pat)
				}
			}
		case onAccept:
			halt.accept = append(halt.accept, it.pat)
		}
		if k := c.items[i].on; k == onWord || k == onPrefix || k == onAny {
			comma = append(comma, i)
		}
	}
	if hasComma {
		st.comma = c.state(comma)
	}
	if len(other) > 0 {
		st.any = c.state(other)
	}
	out := make([]edge, 0, len(to))
	for _, w := range sortedIDs(to) {
		st.words |= 1 << (w & 63)
		out = append(out, edge{s, w, c.state(append(to[w], other...))})
	}
	c.out = append(c.out, out)
	if len(halt.accept)+len(halt.end)+len(halt.gaps) > 0 {
		st.marks = int32(len(c.m.stops))
		c.m.stops = append(c.m.stops, halt)
	}
	c.m.states = append(c.m.states, st)
}

func sortedIDs(m map[int32][]int32) []int32 {
	ids := make([]int32, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// edgeTable maps (state, word) to a state; open addressing, filled once. An edge is
// packed into eight bytes so that the table stays small: it is what a search waits
// for.
type edgeTable struct {
	slots []uint64 // (state+1)<<stateShift | word<<wordShift | to; 0 is empty
	n     int
}

const (
	wordShift  = 22
	stateShift = 40
	maxStates  = 1<<wordShift - 1
	maxWords   = 1<<(stateShift-wordShift) - 1
)

// edge is an edge before it is packed.
type edge struct{ state, word, to int32 }

func (t *edgeTable) slot(s, w int32) int {
	key := uint64(s+1)<<(stateShift-wordShift) | uint64(w)
	mask := len(t.slots) - 1
	i := int(key*0x9E3779B97F4A7C15>>32) & mask
	for t.slots[i] != 0 && t.slots[i]>>wordShift != key {
		i = (i + 1) & mask
	}
	return i
}

func (t *edgeTable) get(s, w int32) int32 {
	if len(t.slots) == 0 {
		return noState
	}
	if e := t.slots[t.slot(s, w)]; e != 0 {
		return int32(e & maxStates)
	}
	return noState
}

func (t *edgeTable) put(s, w, to int32) {
	if 4*(t.n+1) > 3*len(t.slots) {
		old := t.slots
		t.slots = make([]uint64, max(64, 2*len(old)))
		for _, e := range old {
			if e != 0 {
				key := e >> wordShift
				t.slots[t.slot(int32(key>>(stateShift-wordShift))-1, int32(key&maxWords))] = e
			}
		}
	}
	t.slots[t.slot(s, w)] = uint64(s+1)<<stateShift | uint64(w)<<wordShift | uint64(to)
	t.n++
}
