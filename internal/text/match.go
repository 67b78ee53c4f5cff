package text

import "slices"

// Match is a phrase found: the value of its pattern, its bytes and its tokens
// (First to Last, both included).
type Match struct {
	Value       int32
	except      bool
	Start, End  int
	First, Last int
}

// Scan appends the tokens of s to dst, numbered for m.
func (m *Matcher) Scan(dst []Token, s string) []Token { return m.scan(dst, s) }

// Find appends to dst the phrases found in toks, which must come from Scan of the
// same Matcher. Of each value the leftmost and longest phrases are kept, none
// overlapping another of its value; what a pattern with Except overlaps is taken
// away. The matches are ordered by Start, then by Value.
func (m *Matcher) Find(dst []Match, toks []Token) []Match {
	w := walk{m: m, toks: toks, dst: dst, from: len(dst)}
	for i := range toks {
		if toks[i].Flags&BreakBefore != 0 && len(w.dst) > w.from { // no phrase runs across
			w.dst = resolve(w.dst, w.from)
			w.from = len(w.dst)
		}
		id := toks[i].ID
		if id == idUnknown || int(id) >= len(m.root) {
			continue
		}
		if s := m.root[id]; s != nil {
			w.first, w.own = i, len(w.dst)
			w.run(s, i)
		}
	}
	return resolve(w.dst, w.from)
}

// walk is one walk from one token.
type walk struct {
	m     *Matcher
	toks  []Token
	dst   []Match
	from  int // where the matches not yet resolved begin in dst
	own   int // where the matches that begin at first begin in dst
	first int
}

// run goes on from state s, which was reached with token i.
func (w *walk) run(s *state, i int) {
	for {
		x := w.m.at(s)
		if x.stops {
			w.stop(x, i)
		}
		if i++; i == len(w.toks) {
			return
		}
		t := &w.toks[i]
		if t.Flags&(BreakBefore|CommaBefore) != 0 {
			if t.Flags&BreakBefore != 0 {
				return
			}
			if x.comma != nil {
				x = w.m.at(x.comma)
				w.gaps(x.gaps, i-1)
			}
		}
		if s = x.step(t.ID); s == nil {
			return
		}
	}
}

// stop records the patterns that end with token i and tries what follows a gap.
func (w *walk) stop(x *moves, i int) {
	w.accept(x.accept, i)
	if len(x.end) > 0 && w.toks[i].Has(SentenceEnd) {
		w.accept(x.end, i)
	}
	w.gaps(x.gaps, i)
}

// gaps tries what may follow up to n words after token i.
func (w *walk) gaps(gaps []gap, i int) {
	for _, g := range gaps {
		x := w.m.at(g.to)
		if x.stops {
			w.trailing(x, i, g.words)
		}
		for j := i + 1; j < len(w.toks) && j <= i+1+g.words; j++ {
			t := &w.toks[j]
			if t.Flags&BreakBefore != 0 {
				break
			}
			at := x
			if t.Flags&CommaBefore != 0 && x.comma != nil {
				at = w.m.at(x.comma)
			}
			if to := at.step(t.ID); to != nil {
				w.run(to, j)
			}
		}
	}
}

// trailing is a gap at the end of a pattern: it matters only to a pattern that asks
// for the end of the sentence after it.
func (w *walk) trailing(st *moves, i, words int) {
	for _, p := range st.accept {
		if w.m.patterns[p].anchor&(atQuestion|atExclaim) == 0 {
			w.accept([]int32{p}, i)
		}
	}
	for j := i; j < len(w.toks) && j <= i+words && (j == i || !w.toks[j].Has(BreakBefore)); j++ {
		if w.toks[j].Has(SentenceEnd) {
			for _, p := range st.accept {
				if w.m.patterns[p].anchor&(atQuestion|atExclaim) != 0 {
					w.accept([]int32{p}, j)
				}
			}
			w.accept(st.end, j)
			return
		}
	}
}

// accept records the patterns that end at token i, the longest of each value.
func (w *walk) accept(pats []int32, i int) {
	last := &w.toks[i]
	for _, p := range pats {
		c := &w.m.patterns[p]
		if c.anchor != 0 && !c.anchor.holds(&w.toks[w.first], last) {
			continue
		}
		found := Match{Value: c.value, except: c.except, Start: w.toks[w.first].Start, End: last.End, First: w.first, Last: i}
		known := false
		for k := w.own; k < len(w.dst); k++ {
			if d := &w.dst[k]; d.Value == c.value && d.except == c.except {
				if known = true; d.Last < i {
					*d = found
				}
				break
			}
		}
		if !known {
			w.dst = append(w.dst, found)
		}
	}
}

func (a anchor) holds(first, last *Token) bool {
	return (a&atStart == 0 || first.Has(SentenceStart)) &&
		(a&inCapitals == 0 || first.Has(Upper)) && (a&atQuestion == 0 || last.Has(EndsQuestion)) && (a&atExclaim == 0 || last.Has(EndsExclaim))
}

// resolve drops what exceptions overlap, the exceptions, and what overlaps an
// earlier match of its value. Values with many matches stay linear because
// matches come in order of their first token.
func resolve(dst []Match, from int) []Match {
	found := dst[from:]
	if len(found) <= fewMatches {
		return dst[:from+len(resolveFew(found))]
	}
	slices.SortFunc(found, func(a, b Match) int {
		if a.Value != b.Value {
			return int(a.Value - b.Value)
		}
		return a.First - b.First
	})
	out := found[:0]
	for lo := 0; lo < len(found); {
		hi := lo
		for hi < len(found) && found[hi].Value == found[lo].Value {
			hi++
		}
		out = resolveValue(out, found[lo:hi])
		lo = hi
	}
	slices.SortFunc(out, func(a, b Match) int {
		if a.First != b.First {
			return a.First - b.First
		}
		return int(a.Value - b.Value)
	})
	return dst[:from+len(out)]
}

// fewMatches is up to how many matches comparing each with each beats sorting.
const fewMatches = 32

// resolveFew is resolve for few matches, which come ordered by First.
func resolveFew(found []Match) []Match {
	var drop uint64
	for i := range found {
		f := &found[i]
		for j := range found {
			g := &found[j]
			if f.except || g.Value == f.Value && g.First <= f.Last && f.First <= g.Last && (g.except || j < i && drop>>j&1 == 0) {
				drop |= 1 << i
				break
			}
		}
	}
	out := found[:0]
	for i, f := range found {
		if drop>>i&1 != 0 {
			continue
		}
		out = append(out, f)
		for k := len(out) - 1; k > 0 && out[k-1].First == f.First && out[k-1].Value > f.Value; k-- {
			out[k-1], out[k] = out[k], out[k-1]
		}
	}
	return out
}

// resolveValue works on the matches of one value, ordered by First.
func resolveValue(out, group []Match) []Match {
	excepted := -1 // last token that an exception before here covers
	free := 0      // first token after the last match kept
	for i, f := range group {
		if f.except {
			excepted = max(excepted, f.Last)
			continue
		}
		if f.First <= excepted || f.First < free || exceptedLater(group[i+1:], f) {
			continue
		}
		out = append(out, f)
		free = f.Last + 1
	}
	return out
}

// exceptedLater reports an exception that begins inside f.
func exceptedLater(rest []Match, f Match) bool {
	for _, g := range rest {
		if g.First > f.Last {
			return false
		}
		if g.except {
			return true
		}
	}
	return false
}
