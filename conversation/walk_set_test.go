package conversation

import (
	"math/big"
	"math/bits"
	"math/rand/v2"
	"slices"

	"github.com/evenkeel-go/evenkeel/conversation/move"
)

// setOrder is the order of the fields in the diagrams. Any order gives the same
// sets; this one keeps them small.
var setOrder = []string{
	"state", "origin", "sidestep", "rca owed", "thanked", "apology idle", "channel", "hot before", "hot last",
	"feeling owed", "warned", "heard warning", "clear", "vague", "heated", "repeated", "corrected", "restated",
	"confirmed", "fault", "answered", "offer", "plan told", "plan stale", "advised", "play back owed", "receiver",
	"handed", "follow-up", "delivered", "verifying", "fixed", "their thanks", "notice", "our turn", "last vent", "age",
	"promise p", "promise q", "broken",
}

// graph is all classes and all ways between them, as sets of keys.
type graph struct {
	*diagrams
	w       *walker
	samples []sample
	first   []int // of each field: its first bit
	bits    int
	ways    []way
	option  [][]bdd // of each listed move: where each of its guards refuses
}

// way is one sample: where it is refused and by what, and where it leads.
type way struct {
	refused []bdd // by guard
	open    bdd   // where nothing refuses
	to      bdd   // the fields that it may change, before and after
	before  bdd   // cubes of their variables
	after   bdd
	changes []bool // by bit
}

func (w *walker) graph(list []sample, n int) (*graph, error) {
	g := &graph{diagrams: newDiagrams(20), w: w, samples: list, first: make([]int, keyLen)}
	for _, name := range setOrder {
		i := w.keys.index(name)
		g.first[i] = g.bits
		g.bits += bits.Len(uint(w.keys.fields[i].size - 1))
	}
	learnt, err := w.learnAll(list, n)
	if err != nil {
		return nil, err
	}
	for _, tables := range learnt[:len(list)] {
		g.ways = append(g.ways, g.way(tables))
	}
	tables := learnt[len(list)]
	for i := range w.p.listed {
		g.option = append(g.option, nil)
		for range w.optionGuards(i) {
			g.option[i] = append(g.option[i], g.where(&tables[0], 1))
			tables = tables[1:]
		}
	}
	return g, nil
}

// way turns what was learnt of a sample into sets.
func (g *graph) way(tables []table) way {
	out := way{open: all, to: all, before: all, after: all, changes: make([]bool, g.bits)}
	for _, name := range slices.Backward(setOrder) {
		i := g.w.keys.index(name)
		t := &tables[i]
		if slices.Equal(t.fields, []int{i}) && isIdentity(t.values) {
			continue
		}
		changes := none
		for v := range g.w.keys.fields[i].size {
			changes = g.or(changes, g.and(g.where(t, uint8(v)), g.primed(g.is(i, v))))
		}
		out.to = g.and(out.to, changes)
		for b := g.end(i) - 1; b >= g.first[i]; b-- {
			out.changes[b] = true
			out.before = g.of(int32(2*b), none, out.before)
			out.after = g.of(int32(2*b+1), none, out.after)
		}
	}
	for i := range tables[keyLen:] {
		refuses := g.where(&tables[keyLen+i], 1)
		out.refused = append(out.refused, refuses)
		out.open = g.less(out.open, refuses)
	}
	return out
}

func isIdentity(values []uint8) bool {
	for i, v := range values {
		if int(v) != i {
			return false
		}
	}
	return true
}

func (g *graph) end(i int) int {
	return g.first[i] + bits.Len(uint(g.w.keys.fields[i].size-1))
}

// is is the set of keys in which a field has a value.
func (g *graph) is(i, v int) bdd {
	out := all
	for b := g.end(i) - 1; b >= g.first[i]; b-- {
		out = g.and(out, g.variable(int32(2*b), v>>(b-g.first[i])&1 == 1))
	}
	return out
}

// in is the set of keys in which a field has one of the values.
func (g *graph) in(name string, values ...int) bdd {
	out := none
	for _, v := range values {
		out = g.or(out, g.is(g.w.keys.index(name), v))
	}
	return out
}

func (g *graph) inState(states ...move.State) bdd {
	out := none
	for _, s := range states {
		out = g.or(out, g.is(0, g.w.p.stateOf[s]))
	}
	return out
}

func (g *graph) primed(f bdd) bdd {
	return g.move(f, func(v int32) int32 { return v + 1 })
}

// where is the set of keys for which a table says v.
func (g *graph) where(t *table, v uint8) bdd {
	var walk func(depth, index, unit int) bdd
	walk = func(depth, index, unit int) bdd {
		if depth == len(t.fields) {
			if t.values[index] == v {
				return all
			}
			return none
		}
		i, out := t.fields[depth], none
		size := g.w.keys.fields[i].size
		for value := range size {
			rest := walk(depth+1, index+unit*value, unit*size)
			out = g.or(out, g.and(g.is(i, value), rest))
		}
		return out
	}
	return walk(0, 0, 1)
}

func (g *graph) set(k key) bdd {
	out := all
	for i := keyLen - 1; i >= 0; i-- {
		out = g.and(g.is(i, int(k[i])), out)
	}
	return out
}

// step is every way that may change the same fields, as one relation.
type step struct {
	to, before, after bdd
	changes           []bool // by bit
}

// steps are the ways taken together; enforced: only where nothing refuses.
// Those that change the last fields of the order come first: what they reach
// is then complete for all that stands above, and the sets stay small on the
// way (G. Ciardo et al., "Saturation", 2001, in its simplest form).
func (g *graph) steps(enforced bool) []step {
	at := map[bdd]int{}
	var out []step
	for i := range g.ways {
		w := &g.ways[i]
		if w.to == all {
			continue // changes nothing
		}
		to := w.to
		if enforced {
			to = g.and(to, w.open)
		}
		j, known := at[w.before]
		if !known {
			j = len(out)
			at[w.before] = j
			out = append(out, step{none, w.before, w.after, w.changes})
		}
		out[j].to = g.or(out[j].to, to)
	}
	slices.SortStableFunc(out, func(a, b step) int { return slices.Index(b.changes, true) - slices.Index(a.changes, true) })
	return out
}

// closure is what a set grows to when grow, given the set and the number of
// one of n steps, adds nothing any more.
func (g *graph) closure(set bdd, n int, grow func(set bdd, i int) bdd) bdd {
	for i := 0; i < n; {
		was := set
		set = g.or(set, grow(set, i))
		if i++; set != was {
			i = 0
		}
	}
	return set
}

// reach is the set of all classes that can be reached from some.
func (g *graph) reach(from bdd, steps []step) bdd {
	return g.closure(from, len(steps), func(set bdd, i int) bdd {
		return g.after(set, steps[i].to, steps[i].before)
	})
}

// lead is the set of classes, of those within, from which one of a set can be
// reached.
func (g *graph) lead(to, within bdd, steps []step) bdd {
	return g.closure(to, len(steps), func(set bdd, i int) bdd {
		s := &steps[i]
		primed := g.move(set, func(v int32) int32 {
			if s.changes[v/2] {
				return v | 1
			}
			return v
		})
		return g.and(within, g.join(primed, s.to, s.after))
	})
}

func (g *graph) classes(f bdd) *big.Int { return g.count(f, g.bits) }

// pick draws a key of a set.
func (g *graph) pick(f bdd, rng *rand.Rand) key {
	var chosen [128]bool
	for v := range g.bits {
		chosen[v] = rng.IntN(2) == 1
	}
	for f > all {
		n := g.nodes[f]
		value := chosen[n.v/2]
		switch {
		case n.lo == none:
			value = true
		case n.hi == none:
			value = false
		}
		chosen[n.v/2] = value
		if f = n.lo; value {
			f = n.hi
		}
	}
	if f == none {
		panic("nothing to pick")
	}
	var out key
	for i := range out {
		for b := g.first[i]; b < g.end(i); b++ {
			out[i] |= uint8(toInt(chosen[b])) << (b - g.first[i])
		}
	}
	return out
}
