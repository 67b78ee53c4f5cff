package text

import "encoding/binary"

// minimiser merges states that do the same from here on. The automaton has no
// cycle (a comma that is skipped apart), so that a state is known by what its
// followers became.
type minimiser struct {
	c      *compiler
	became []int32 // by old state: the new one, or noState
	known  map[string]int32
	states []state
	stops  []stop
	out    [][]edge
}

// minimise rebuilds the states of c from the first one on.
func (c *compiler) minimise(first int32) {
	z := &minimiser{c: c, became: make([]int32, len(c.m.states)), known: make(map[string]int32)}
	for i := range z.became {
		z.became[i] = noState
	}
	root := z.merge(first)
	c.m.states, c.m.stops = z.states, z.stops
	c.m.root = make([]int32, int(idFirst)+len(c.words))
	for id := range c.m.root {
		c.m.root[id] = noState
	}
	for _, e := range z.out[root] {
		c.m.root[e.word] = e.to
	}
	for s, out := range z.out {
		if int32(s) == root {
			continue
		}
		for _, e := range out {
			c.m.edges.put(int32(s), e.word, e.to)
		}
	}
}

// merge returns the new number of an old state.
func (z *minimiser) merge(old int32) int32 {
	if z.became[old] != noState {
		return z.became[old]
	}
	st := z.c.m.states[old]
	if st.any != noState {
		st.any = z.merge(st.any)
	}
	self := st.comma == old
	if !self {
		st.comma = z.merge(st.comma)
	}
	out := make([]edge, len(z.c.out[old]))
	for i, e := range z.c.out[old] {
		out[i] = edge{0, e.word, z.merge(e.to)}
	}
	var halt stop
	if st.marks != noStop {
		halt = z.c.m.stops[st.marks]
		gaps := make([]gap, len(halt.gaps))
		for i, g := range halt.gaps {
			gaps[i] = gap{g.words, z.merge(g.to)}
		}
		halt.gaps = gaps
	}
	key := z.signature(st, self, out, halt)
	n, ok := z.known[key]
	if !ok {
		n = int32(len(z.states))
		z.known[key] = n
		if self {
			st.comma = n
		}
		if st.marks != noStop {
			st.marks = int32(len(z.stops))
			z.stops = append(z.stops, halt)
		}
		z.states = append(z.states, st)
		z.out = append(z.out, out)
	}
	z.became[old] = n
	return n
}

func (z *minimiser) signature(st state, self bool, out []edge, halt stop) string {
	comma := st.comma
	if self {
		comma = noState
	}
	key := appendIDs(nil, []int32{st.any, comma, int32(len(halt.accept)), int32(len(halt.end)), int32(len(halt.gaps))})
	key = appendIDs(appendIDs(key, halt.accept), halt.end)
	for _, g := range halt.gaps {
		key = appendIDs(key, []int32{g.words, g.to})
	}
	for _, e := range out {
		key = binary.LittleEndian.AppendUint32(key, uint32(e.word))
		key = binary.LittleEndian.AppendUint32(key, uint32(e.to))
	}
	return string(key)
}
