package conversation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/evenkeel-go/evenkeel/conversation/move"
)

// checkGroups finds states that a group names and that there are not, whether an
// edge uses the group or not.
func (c *compiler) checkGroups() {
	for _, name := range slices.Sorted(maps.Keys(c.def.Groups)) {
		for _, s := range c.def.Groups[name] {
			if _, ok := c.stateOf[s]; !ok {
				c.bad(fmt.Sprintf("groups[%q]", name), "names %q, which is no state", s)
			}
		}
	}
}

// openGuard is a guard of which it is not known yet that it can be satisfied.
type openGuard struct {
	where string
	bit   int
	moves []int // the variants that lead to it
}

// checkSatisfy finds guards that nobody could ever satisfy: by moves that lead
// from no state, or that the guard itself, or one that can't be satisfied
// either, refuses while it is not met.
func (c *compiler) checkSatisfy() {
	var left []openGuard
	for i, def := range c.def.Guards {
		left = append(left, c.opening(fmt.Sprintf("guards[%d] %q", i, def.ID), def))
	}
	for i := range c.opts.Guards {
		def := c.opts.Guards[i].Def
		left = append(left, c.opening(fmt.Sprintf("Options.Guards[%d] %q", i, def.ID), def))
	}
	var met guardSet
	for before := len(left) + 1; len(left) < before; {
		before = len(left)
		left = slices.DeleteFunc(left, func(u openGuard) bool {
			free := slices.ContainsFunc(u.moves, func(v int) bool { return c.variants[v].guards.and(met) == c.variants[v].guards })
			if free {
				met.add(u.bit)
			}
			return free
		})
	}
	for _, u := range left {
		if len(u.moves) > 0 {
			c.bad(u.where, "can't be satisfied once it is not met: %s; name a move under satisfy that is free to be made", c.blocked(u.moves, met))
		}
	}
}

// opening finds the moves that lead to a guard, and reports those that nobody can make.
func (c *compiler) opening(where string, def GuardDef) openGuard {
	u := openGuard{where: where, bit: slices.IndexFunc(c.guards, func(g guard) bool { return g.id == def.ID })}
	for _, name := range def.Satisfy {
		indices, _ := c.named(name)
		indices = slices.DeleteFunc(indices, func(i int) bool { return !c.possible(i) })
		if len(indices) == 0 {
			c.bad(where, "is satisfied by %q, which leads from no state; give it an edge", name)
		}
		u.moves = append(u.moves, indices...)
	}
	return u
}

// possible reports whether a move can be made anywhere; theirs always can.
func (c *compiler) possible(variant int) bool {
	v := &c.variants[variant]
	return v.side == move.Theirs || slices.ContainsFunc(v.edges, func(e edge) bool { return e.ok })
}

// blocked says which guards that are not met refuse each of the moves.
func (c *compiler) blocked(variants []int, met guardSet) string {
	var parts []string
	for _, v := range variants {
		var by []string
		for i := range c.variants[v].guards.all {
			if met[i/64]>>(i%64)&1 == 0 {
				by = append(by, string(c.guards[i].id))
			}
		}
		parts = append(parts, fmt.Sprintf("%q is refused by %s", c.variants[v].name, strings.Join(by, " and ")))
	}
	return strings.Join(parts, ", ")
}
