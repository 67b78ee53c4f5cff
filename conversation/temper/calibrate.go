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

// crossValidate fits on all folds but one, in turn, reads the one left out,
// and places the lines on those readings.
func (t *trainer) crossValidate() lines {
	var out []judged
	for f := range folds {
		t.fit(func(e *example) bool { return e.fold != f })
		for i := range t.examples {
			if e := &t.examples[i]; e.fold == f && !e.copy {
				out = append(out, judged{t.logOdds(e, false), e.domain, e.level})
			}
		}
	}
	return t.place(out)
}

// place chooses the lines. The angry line of a domain has the best F1 among
// those that keep to the false alarms allowed; so has the tense line, which
// may alarm a little more.
func (t *trainer) place(out []judged) lines {
	var l lines
	for d := range l.angry {
		own := slices.DeleteFunc(slices.Clone(out), func(j judged) bool { return j.domain != d })
		if len(own) < minDomain && t.opts.From != nil {
			l.angry[d], l.tense[d] = float64(t.opts.From.angry[d]), float64(t.opts.From.tense[d])
			continue
		}
		if len(own) < minDomain {
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

// bestLine returns the log-odds that tell level and above from the rest with
// the best F1, while at most the share alarms of the calm ones lie above.
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
	line, best := out[0].z, -1.0
	hit, miss := 0, 0
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
		if f := 2 * float64(hit) / float64(i+1+positive); f > best {
			best = f
			line = j.z
			if i+1 < len(out) {
				line = (j.z + out[i+1].z) / 2
			}
		}
	}
	return line
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
