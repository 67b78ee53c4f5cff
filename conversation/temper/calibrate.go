package temper

import (
	"math"
	"slices"
)

// lines are what cross-validation finds: where angry and tense begin in
// log-odds, per domain, and how steep the score is.
type lines struct {
	angry [numDomains]float64
	tense [numDomains]float64
	slope float64
}

// judged is a sample's log-odds from weights that have not seen it.
type judged struct {
	z      float64
	domain int
	level  Level
}

// tenseAlarms is the further share of calm messages that may read as tense.
const tenseAlarms = 0.08

// rounds is how often the samples are dealt anew. A domain of a few hundred has
// a few dozen angry ones in a fold: one deal would place its line by luck.
const rounds = 4

// crossValidate fits on all folds but one, in turn, reads the one left out,
// and places the lines on those readings, over several deals.
func (t *trainer) crossValidate() lines {
	var out []judged
	for r := range rounds {
		for f := range folds {
			t.fit(func(e *example) bool { return e.fold(r) != f })
			for i := range t.examples {
				if e := &t.examples[i]; e.fold(r) == f && !e.copy {
					out = append(out, judged{t.logOdds(e, false), e.domain, e.level})
				}
			}
		}
	}
	return t.place(out)
}

// fold deals the samples, in another way each round: one by one, by fives, …
func (e *example) fold(round int) int { return e.sample / (4*round + 1) % folds }

// place chooses the lines. The angry line of a domain has the best F1 among
// those that keep to the false alarms allowed; so has the tense line, which
// may alarm a little more.
func (t *trainer) place(out []judged) lines {
	var l lines
	for d := range l.angry {
		own := slices.DeleteFunc(slices.Clone(out), func(j judged) bool { return j.domain != d })
		if len(own) < minDomain*rounds && t.opts.From != nil {
			l.angry[d], l.tense[d] = float64(t.opts.From.angry[d]), float64(t.opts.From.tense[d])
			continue
		}
		if len(own) < minDomain*rounds {
			own = out
		}
		alarms := t.opts.FalseAlarms[d]
		l.angry[d] = bestLine(own, Angry, alarms)
		l.tense[d] = max(0, l.angry[d]-bestLine(own, Tense, alarms+tenseAlarms))
	}
	shifted := slices.Clone(out)
	for i := range shifted {
		shifted[i].z -= l.angry[shifted[i].domain]
	}
	l.slope = bestSlope(shifted)
	return l
}

// flatF1 is the difference in F1 that some hundred samples cannot tell from none.
const flatF1 = 0.003

// bestLine returns the log-odds that tell level and above from the rest with
// the best F1, while at most the share alarms of the calm ones lie above. Of
// the lines as good as the best it takes the lowest, which misses the least.
func bestLine(out []judged, level Level, alarms float64) float64 {
	if len(out) == 0 {
		return 0
	}
	out = slices.Clone(out)
	slices.SortStableFunc(out, func(a, b judged) int {
		switch {
		case a.z > b.z:
			return -1
		case a.z < b.z:
			return 1
		}
		return 0
	})
	calm, positive := 0, 0
	for _, j := range out {
		if j.level == Calm {
			calm++
		}
		if j.level >= level {
			positive++
		}
	}
	hit, miss := 0, 0
	f1 := make([]float64, 0, len(out))
	for i, j := range out {
		if j.level >= level {
			hit++
		}
		if j.level == Calm {
			miss++
		}
		if float64(miss) > alarms*float64(calm) {
			break
		}
		f1 = append(f1, 2*float64(hit)/float64(i+1+positive))
	}
	if len(f1) == 0 { // the hottest of all is calm
		return out[0].z
	}
	best, at := slices.Max(f1), len(f1)-1
	for f1[at] < best-flatF1 {
		at--
	}
	if at+1 < len(out) {
		return (out[at].z + out[at+1].z) / 2
	}
	return out[at].z
}

// bestSlope makes the score a probability: the slope of least logistic loss
// among a few.
func bestSlope(out []judged) float64 {
	slope, best := 1.0, math.Inf(1)
	for s := 0.4; s < 2.05; s += 0.1 {
		loss := 0.0
		for _, j := range out {
			p := sigmoid(float64(s * j.z))
			if j.level < Angry {
				p = 1 - p
			}
			loss += float64((1 - p) * (1 - p)) // Brier's score
		}
		if loss < best {
			slope, best = s, loss
		}
	}
	return slope
}

// model rounds the weights.
func (t *trainer) model(l lines) (*Model, error) {
	m := &Model{slope: float32(l.slope)}
	for i, name := range t.langs {
		m.langs = append(m.langs, modelLanguage{name, float32(t.bias[i].w)})
	}
	for d := range m.dense {
		for i := range m.dense[d] {
			m.dense[d][i] = float32(t.dense[i].w + t.own[d][i].w)
		}
	}
	for i := range m.angry {
		m.angry[i], m.tense[i] = float32(l.angry[i]), float32(l.tense[i])
	}
	m.wordScale = quantise(m.word[:], t.word)
	m.gramScale = quantise(m.gram[:], t.gram)
	return m, m.check()
}

// quantise rounds weights to one byte each and returns their unit.
func quantise(to []int8, from []cell) float32 {
	top := 1e-6
	for _, c := range from {
		top = max(top, math.Abs(c.w))
	}
	unit := float32(top / 127)
	for i, c := range from {
		to[i] = int8(math.Round(c.w / float64(unit)))
	}
	return unit
}
