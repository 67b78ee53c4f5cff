package conversation

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// bdd is a set of assignments to boolean variables as a reduced ordered binary
// decision diagram (R. E. Bryant, 1986): the index of a node in a diagrams.
// Equal sets are equal indices. The exhaustive walk keeps its classes in one,
// because there are far too many of them to list.
type bdd int32

const (
	none bdd = 0
	all  bdd = 1
)

// diagrams holds the nodes of all diagrams, each once.
type diagrams struct {
	nodes []node
	slots []int32 // hash table of nodes; 0 is free
	cache []cached
	moved []renamed // by node
	moves int32
}

type renamed struct {
	in int32 // the call of move
	is bdd
}

type node struct {
	v      int32 // variable; the leaves have one beyond every other
	lo, hi bdd
}

type cached struct {
	op      int32
	f, g, h bdd
	is      bdd
}

// The operations of the cache.
const (
	opAnd int32 = iota + 1
	opOr
	opDiff
	opJoin  // exists h. f and g
	opAfter // the same, and then the primed variables lose their prime
)

const leaf = 1 << 30

func newDiagrams(logCache int) *diagrams {
	return &diagrams{
		nodes: []node{{v: leaf}, {v: leaf, lo: 1, hi: 1}},
		slots: make([]int32, 1<<16),
		cache: make([]cached, 1<<logCache),
	}
}

func mix(a, b, c, d uint32) uint32 {
	x := uint64(a)*0x9e3779b97f4a7c15 ^ uint64(b)*0xc2b2ae3d27d4eb4f ^ uint64(c)*0x165667b19e3779f9 ^ uint64(d)*0x27d4eb2f165667c5
	x ^= x >> 29
	x *= 0xbf58476d1ce4e5b9
	return uint32(x >> 32)
}

// of returns the diagram that is lo where v is 0 and hi where it is 1.
func (d *diagrams) of(v int32, lo, hi bdd) bdd {
	if lo == hi {
		return lo
	}
	mask := uint32(len(d.slots) - 1)
	i := mix(uint32(v), uint32(lo), uint32(hi), 0) & mask
	for d.slots[i] != 0 {
		if n := &d.nodes[d.slots[i]]; n.v == v && n.lo == lo && n.hi == hi {
			return bdd(d.slots[i])
		}
		i = (i + 1) & mask
	}
	d.nodes = append(d.nodes, node{v, lo, hi})
	d.slots[i] = int32(len(d.nodes) - 1)
	if len(d.nodes)*2 > len(d.slots) {
		d.grow()
	}
	return bdd(len(d.nodes) - 1)
}

func (d *diagrams) grow() {
	d.slots = make([]int32, 2*len(d.slots))
	mask := uint32(len(d.slots) - 1)
	for k := 2; k < len(d.nodes); k++ {
		n := &d.nodes[k]
		i := mix(uint32(n.v), uint32(n.lo), uint32(n.hi), 0) & mask
		for d.slots[i] != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = int32(k)
	}
}

// variable is the set in which v has the value.
func (d *diagrams) variable(v int32, value bool) bdd {
	if value {
		return d.of(v, none, all)
	}
	return d.of(v, all, none)
}

func (d *diagrams) and(f, g bdd) bdd {
	switch {
	case f == none || g == none:
		return none
	case f == all || f == g:
		return g
	case g == all:
		return f
	case f > g:
		f, g = g, f
	}
	return d.apply(opAnd, f, g)
}

func (d *diagrams) or(f, g bdd) bdd {
	switch {
	case f == all || g == all:
		return all
	case f == none || f == g:
		return g
	case g == none:
		return f
	case f > g:
		f, g = g, f
	}
	return d.apply(opOr, f, g)
}

// less is f without g.
func (d *diagrams) less(f, g bdd) bdd {
	switch {
	case f == none || g == all || f == g:
		return none
	case g == none:
		return f
	}
	return d.apply(opDiff, f, g)
}

func (d *diagrams) not(f bdd) bdd { return d.less(all, f) }

func (d *diagrams) at(op int32, f, g, h bdd) *cached {
	return &d.cache[mix(uint32(f), uint32(g), uint32(h), uint32(op))&uint32(len(d.cache)-1)]
}

func (d *diagrams) apply(op int32, f, g bdd) bdd {
	slot := d.at(op, f, g, 0)
	if slot.op == op && slot.f == f && slot.g == g {
		return slot.is
	}
	v, f0, f1, g0, g1 := d.split(f, g)
	var lo, hi bdd
	switch op {
	case opAnd:
		lo, hi = d.and(f0, g0), d.and(f1, g1)
	case opOr:
		lo, hi = d.or(f0, g0), d.or(f1, g1)
	default:
		lo, hi = d.less(f0, g0), d.less(f1, g1)
	}
	is := d.of(v, lo, hi)
	*slot = cached{op, f, g, 0, is}
	return is
}

func (d *diagrams) split(f, g bdd) (v int32, f0, f1, g0, g1 bdd) {
	a, b := d.nodes[f], d.nodes[g]
	v = min(a.v, b.v)
	f0, f1, g0, g1 = f, f, g, g
	if a.v == v {
		f0, f1 = a.lo, a.hi
	}
	if b.v == v {
		g0, g1 = b.lo, b.hi
	}
	return v, f0, f1, g0, g1
}

// join is the set of f and g with the variables of the cube h set free.
func (d *diagrams) join(f, g, h bdd) bdd { return d.product(opJoin, f, g, h) }

// after is join, and then the odd variables become the even ones before them,
// which h must have set free.
func (d *diagrams) after(f, g, h bdd) bdd { return d.product(opAfter, f, g, h) }

func (d *diagrams) product(op int32, f, g, h bdd) bdd {
	if f == none || g == none {
		return none
	}
	if f == all && g == all {
		return all
	}
	if f > g {
		f, g = g, f
	}
	v, f0, f1, g0, g1 := d.split(f, g)
	for h != all && d.nodes[h].v < v {
		h = d.nodes[h].hi
	}
	if h == all && op == opJoin {
		return d.and(f, g)
	}
	slot := d.at(op, f, g, h)
	if slot.op == op && slot.f == f && slot.g == g && slot.h == h {
		return slot.is
	}
	var is bdd
	switch {
	case d.nodes[h].v == v:
		is = d.product(op, f0, g0, d.nodes[h].hi)
		if is != all {
			is = d.or(is, d.product(op, f1, g1, d.nodes[h].hi))
		}
	case op == opAfter:
		is = d.of(v&^1, d.product(op, f0, g0, h), d.product(op, f1, g1, h))
	default:
		is = d.of(v, d.product(op, f0, g0, h), d.product(op, f1, g1, h))
	}
	*slot = cached{op, f, g, h, is}
	return is
}

// move renames variables: to must keep their order.
func (d *diagrams) move(f bdd, to func(v int32) int32) bdd {
	if len(d.moved) < len(d.nodes) {
		d.moved = append(d.moved, make([]renamed, 2*len(d.nodes)-len(d.moved))...)
	}
	d.moves++
	var walk func(f bdd) bdd
	walk = func(f bdd) bdd {
		if f <= all {
			return f
		}
		if d.moved[f].in == d.moves {
			return d.moved[f].is
		}
		n := d.nodes[f]
		is := d.of(to(n.v), walk(n.lo), walk(n.hi))
		d.moved[f] = renamed{d.moves, is}
		return is
	}
	return walk(f)
}

// count is the number of assignments to the variables 0, 2, 4, … below 2*bits.
func (d *diagrams) count(f bdd, bits int) *big.Int {
	seen := map[bdd]*big.Int{none: big.NewInt(0), all: big.NewInt(1)}
	level := func(f bdd) int { return min(int(d.nodes[f].v)/2, bits) }
	var walk func(f bdd) *big.Int
	walk = func(f bdd) *big.Int {
		if is, ok := seen[f]; ok {
			return is
		}
		n := d.nodes[f]
		sum := new(big.Int)
		for _, to := range []bdd{n.lo, n.hi} {
			skipped := uint(level(to) - level(f) - 1)
			sum.Add(sum, new(big.Int).Lsh(walk(to), skipped))
		}
		seen[f] = sum
		return sum
	}
	return new(big.Int).Lsh(walk(f), uint(level(f)))
}

// size is the number of nodes of one diagram.
func (d *diagrams) size(f bdd) int {
	seen := map[bdd]bool{none: true, all: true}
	var walk func(f bdd)
	walk = func(f bdd) {
		if !seen[f] {
			seen[f] = true
			walk(d.nodes[f].lo)
			walk(d.nodes[f].hi)
		}
	}
	walk(f)
	return len(seen) - 2
}

// TestDiagrams compares the diagrams with truth tables.
func TestDiagrams(t *testing.T) {
	const bits = 4 // variables 0, 2, 4, 6; primed ones 1, 3, 5, 7
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		d := newDiagrams(8) // a small cache, so that entries are lost
		f, g := uint16(rng.Uint32()), uint16(rng.Uint32())
		F, G := ofTable(d, f, bits), ofTable(d, g, bits)
		assert.Equal(t, ofTable(d, f&g, bits), d.and(F, G))
		assert.Equal(t, ofTable(d, f|g, bits), d.or(F, G))
		assert.Equal(t, ofTable(d, f&^g, bits), d.less(F, G))
		assert.Equal(t, ofTable(d, ^f, bits), d.not(F))
		var free uint16 // variable 2 set free
		for a := range 16 {
			if (f&g)>>a&1 == 1 {
				free |= 1<<a | 1<<(a^2)
			}
		}
		assert.Equal(t, ofTable(d, free, bits), d.join(F, G, d.variable(2, true)))
		primed := d.move(F, func(v int32) int32 { return v + 1 })
		assert.Equal(t, F, d.move(primed, func(v int32) int32 { return v - 1 }))
		n := int64(0)
		for a := range 16 {
			n += int64(f >> a & 1)
		}
		assert.Equal(t, n, d.count(F, bits).Int64())
	}
}

// ofTable builds a set from its truth table: bit a is the assignment a, of
// which bit i is variable 2i.
func ofTable(d *diagrams, table uint16, bits int) bdd {
	out := none
	for a := range 1 << bits {
		if table>>a&1 == 0 {
			continue
		}
		one := all
		for i := range bits {
			one = d.and(one, d.variable(int32(2*i), a>>i&1 == 1))
		}
		out = d.or(out, one)
	}
	return out
}
