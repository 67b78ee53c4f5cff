package temper

import "slices"

// minWeight is the least a span must add to the log-odds to be shown.
const minWeight = 0.15

// evidence gathers the words that weigh most for anger and joins neighbours,
// so that "complete waste of time" is one span.
func (g *Gauge) evidence(p *passage, d *dense) []Evidence {
	var weights [maxTokens]float32
	g.model.weigh(p, d, &g.model.dense[g.domain], &weights)
	var spans [maxTokens]Evidence
	n := 0
	for i := 0; i < p.n; i++ {
		if weights[i] < minWeight {
			continue
		}
		e := Evidence{Start: int(p.toks[i].start), End: int(p.toks[i].end), Weight: float64(weights[i])}
		for p.toks[i].marks&markEnd == 0 && i+1 < p.n && weights[i+1] >= minWeight {
			i++
			e.End = int(p.toks[i].end)
			e.Weight += float64(weights[i])
		}
		spans[n] = e
		n++
	}
	top := spans[:n]
	slices.SortStableFunc(top, func(a, b Evidence) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	top = top[:min(n, g.maxEvidence)]
	if len(top) == 0 {
		return nil
	}
	out := slices.Clone(top)
	slices.SortFunc(out, func(a, b Evidence) int { return a.Start - b.Start })
	return out
}

// weigh gives every token its share of the log-odds: its own weights, half of
// each pair it is in, and its part of what its categories and capitals count.
func (m *Model) weigh(p *passage, d, weights *dense, out *[maxTokens]float32) {
	var share [numCats]float32
	for i := range p.toks[:p.n] {
		for c := p.toks[i].cats; c != 0; c &= c - 1 {
			share[indexOf(c)]++
		}
	}
	for c, n := range share {
		if n > 0 {
			share[c] = d[c] * weights[c] / n
		}
	}
	caps := float32(0)
	if n := p.shape.caps; n > 0 {
		caps = (d[denseCaps]*weights[denseCaps] + d[denseCapsShare]*weights[denseCapsShare] + d[denseCapsHeat]*weights[denseCapsHeat]) / float32(n)
	}
	wn, gn := p.norms()
	wn, gn = wn*m.wordScale, gn*m.gramScale
	for i := range p.toks[:p.n] {
		t := &p.toks[i]
		w := wn * float32(m.word[t.word])
		half := wn * float32(m.word[t.pair]) / 2
		if t.marks&markStart == 0 && i > 0 {
			out[i-1] += half
			w += half
		} else {
			w += 2 * half
		}
		for _, b := range p.grams[t.g0:t.g1] {
			w += gn * float32(m.gram[b])
		}
		c := float32(0)
		for k := t.cats; k != 0; k &= k - 1 {
			c += share[indexOf(k)]
		}
		if t.marks&markCaps != 0 {
			w += caps
		}
		n := max(int(t.span), 1)
		for j := i; j < min(i+n, p.n); j++ {
			out[j] += c / float32(n)
		}
		out[i] += w
	}
}
