package text

import "slices"

// lists keeps ordered lists of items, each once: equal lists have the same
// number. List 0 is empty.
type lists struct {
	items []int32 // all lists, one behind the other
	from  []int32 // where list n begins; one more for the end of the last
	slots []int32 // by hash: the number of a list + 1; 0 is free
	pairs map[uint64]int32
}

func newLists() *lists {
	l := &lists{from: []int32{0}, slots: make([]int32, 1<<12), pairs: make(map[uint64]int32)}
	l.put(nil)
	return l
}

// at returns the items of a list, for reading.
func (l *lists) at(n int32) []int32 { return l.items[l.from[n]:l.from[n+1]] }

func (l *lists) len() int { return len(l.from) - 1 }

// put returns the number of the list of a set, which it sorts.
func (l *lists) put(set []int32) int32 {
	slices.Sort(set)
	set = slices.Compact(set)
	if 2*l.len() >= len(l.slots) {
		l.grow()
	}
	i := l.slot(set)
	if n := l.slots[i]; n != 0 {
		return n - 1
	}
	n := int32(l.len())
	l.slots[i] = n + 1
	l.items = append(l.items, set...)
	l.from = append(l.from, int32(len(l.items)))
	return n
}

// slot returns where the number of the list stands or belongs.
func (l *lists) slot(set []int32) int {
	h := uint64(len(set))
	for _, i := range set {
		h = (h ^ uint64(i)) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	mask := len(l.slots) - 1
	i := int(h>>20) & mask
	for l.slots[i] != 0 && !slices.Equal(l.at(l.slots[i]-1), set) {
		i = (i + 1) & mask
	}
	return i
}

func (l *lists) grow() {
	l.slots = make([]int32, 4*len(l.slots))
	for n := range l.len() {
		l.slots[l.slot(l.at(int32(n)))] = int32(n) + 1
	}
}

// join returns the list of both lists' items.
func (l *lists) join(a, b int32) int32 {
	if a > b {
		a, b = b, a
	}
	if a == 0 || a == b {
		return b
	}
	key := uint64(a)<<32 | uint64(b)
	n, ok := l.pairs[key]
	if !ok {
		n = l.put(slices.Concat(l.at(a), l.at(b)))
		l.pairs[key] = n
	}
	return n
}
