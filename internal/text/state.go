package text

import (
	"slices"
	"sync"
	"sync/atomic"
)

// state is a state of the automaton: the items at which it may stand. Between
// gaps it is deterministic.
type state struct {
	list int32
	made atomic.Pointer[moves]
}

// moves are what can happen in a state.
type moves struct {
	words  uint64  // a bit per word (modulo 64) that has an edge: most words have none
	edges  []edge  // by the word's hash, open addressing; a length of two to the power of bits
	shift  uint8   // of the hash
	stops  bool    // accept, end or gaps are there
	any    *state  // where a word without an edge of its own leads, or nil
	comma  *state  // where a comma leads; nil when no pattern waits for one
	accept []int32 // patterns that end here
	end    []int32 // patterns that end here when the sentence does
	gaps   []gap   // segments that may begin some words on
}

type gap struct {
	words int
	to    *state // before the next word
}

type edge struct {
	word int32
	to   *state // nil: a free place
}

const wordHash uint32 = 0x9E3779B9

// step returns the state that a word leads to, or nil.
func (x *moves) step(word int32) *state {
	if x.words>>(uint(word)&63)&1 != 0 {
		mask := uint32(len(x.edges) - 1)
		for i := uint32(word) * wordHash >> x.shift; ; i++ {
			e := &x.edges[i&mask]
			if e.to == nil {
				break
			}
			if e.word == word {
				return e.to
			}
		}
	}
	return x.any
}

// plan is what states are worked out from: the non-deterministic automaton and
// the states that were reached. The mutex guards it once the Matcher is made.
type plan struct {
	mu       sync.Mutex
	items    []item
	lists    *lists
	byPrefix [][]int32         // the words that begin so
	figures  map[int32][]int32 // idNumber, idClock: the words of patterns that are such
	states   []*state          // by list; nil: not reached
	stack    []int32           // lists under construction
	row      row
}

// at returns the moves of a state.
func (m *Matcher) at(s *state) *moves {
	if x := s.made.Load(); x != nil {
		return x
	}
	return m.plan.reach(s)
}

// reach works out the moves of a state that no text reached before.
func (p *plan) reach(s *state) *moves {
	p.mu.Lock()
	defer p.mu.Unlock()
	x := s.made.Load()
	if x == nil {
		x = p.expand(s.list)
		s.made.Store(x)
	}
	return x
}

// state returns the state that is a list of items.
func (p *plan) state(list int32) *state {
	if int(list) >= len(p.states) {
		p.states = append(p.states, make([]*state, max(int(list)+1, p.lists.len())-len(p.states))...)
	}
	s := p.states[list]
	if s == nil {
		s = &state{list: list}
		p.states[list] = s
	}
	return s
}

// row gathers, by word, the lists of items that a state's edges lead to.
type row struct {
	words []int32      // those with an edge
	first []int32      // by word: its list; 0: none
	more  []int32      // by word: index into links + 1 of further lists; 0: none
	links []moreOfWord // further lists
}

type moreOfWord struct{ list, next int32 }

func (r *row) add(word, list int32) {
	switch {
	case r.first[word] == 0:
		r.words = append(r.words, word)
		r.first[word] = list
	case r.first[word] != list:
		r.links = append(r.links, moreOfWord{list, r.more[word]})
		r.more[word] = int32(len(r.links))
	}
}

// take returns the list of all that a word leads to and forgets it.
func (r *row) take(l *lists, word int32) int32 {
	list, at := r.first[word], r.more[word]
	r.first[word], r.more[word] = 0, 0
	if at == 0 {
		return list
	}
	if k := r.links[at-1]; k.next == 0 {
		return l.join(list, k.list)
	}
	all := slices.Clone(l.at(list))
	for ; at != 0; at = r.links[at-1].next {
		all = append(all, l.at(r.links[at-1].list)...)
	}
	return l.put(all)
}

// expand works out the moves of a list of items.
func (p *plan) expand(list int32) *moves {
	x := new(moves)
	r := &p.row
	other := int32(0)
	commas := false
	for _, i := range p.lists.at(list) {
		switch it := p.items[i]; it.on {
		case onWord:
			r.add(it.arg, it.next)
			for _, w := range p.figures[it.arg] {
				r.add(w, it.next)
			}
		case onPrefix:
			for _, w := range p.byPrefix[it.arg] {
				r.add(w, it.next)
			}
		case onAny:
			other = p.lists.join(other, it.next)
		case onComma:
			commas = true
		case onGap:
			x.gaps = append(x.gaps, gap{int(it.arg), p.state(it.next)})
		case onEnd:
			for _, n := range p.lists.at(it.next) {
				if p.items[n].on == onAccept {
					x.end = append(x.end, p.items[n].arg)
				}
			}
		case onAccept:
			x.accept = append(x.accept, it.arg)
		}
	}
	x.stops = len(x.accept)+len(x.end)+len(x.gaps) > 0
	if commas {
		x.comma = p.state(p.afterComma(p.lists.at(list)))
	}
	if other != 0 {
		x.any = p.state(other)
	}
	p.link(x, other)
	return x
}

// link makes the edges of x from the row, with other behind each word.
func (p *plan) link(x *moves, other int32) {
	r := &p.row
	if len(r.words) == 0 {
		return
	}
	bits := uint8(1)
	for 3<<bits < 4*len(r.words)+3 {
		bits++
	}
	x.edges, x.shift = make([]edge, 1<<bits), 32-bits
	for _, w := range r.words {
		x.words |= 1 << (uint(w) & 63)
		i := uint32(w) * wordHash >> x.shift
		for x.edges[i].to != nil {
			i = (i + 1) & (1<<bits - 1)
		}
		x.edges[i] = edge{w, p.state(p.lists.join(r.take(p.lists, w), other))}
	}
	r.words, r.links = r.words[:0], r.links[:0]
}

// afterComma returns the list of what a state becomes over a comma: what waited
// for it goes on, what waits for a word still does.
func (p *plan) afterComma(set []int32) int32 {
	from := len(p.stack)
	for _, i := range set {
		switch it := p.items[i]; it.on {
		case onComma:
			p.stack = append(p.stack, p.lists.at(it.next)...)
		case onWord, onPrefix, onAny:
			p.stack = append(p.stack, i)
		}
	}
	list := p.lists.put(p.stack[from:])
	p.stack = p.stack[:from]
	return list
}
