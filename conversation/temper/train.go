package temper

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// Sample is one labelled message to train on.
type Sample struct {
	// Text is the message; of a long one the first MaxBytes count.
	Text string `json:"text"`
	// Language is what it is written in; its base language counts.
	Language language.Tag `json:"language"`
	// Domain is the kind of writing; it only places the lines, see [Domain].
	Domain Domain `json:"domain"`
	// Level is the label, Calm to Abusive. Abusive trains as Angry does: what
	// sets it apart is found by rule, see [Gauge.Read].
	Level Level `json:"level"`
}

// ErrSamples is wrapped by the errors of [Train] about its samples.
var ErrSamples = errors.New("temper: bad samples")

// TrainOptions configures [Train]; nil and the zero value are the defaults.
type TrainOptions struct {
	// From is the model to continue from; its weights hold where the samples
	// are silent. Nil: from scratch.
	From *Model
	// Epochs is how often the samples are gone through; default 12.
	Epochs int
	// FalseAlarms is the share of calm messages that may read as angry where
	// the angry line of a domain is placed, by Domain; 0 is the default:
	// 0.06 for Support, where a false alarm costs a customer's time, 0.16
	// for the others. The lines are placed by cross-validation, per domain
	// with at least 40 samples; the others keep the line of From, or the one
	// over all samples.
	FalseAlarms [4]float64
	// Words adds to the word lists, as Options.Words does; a gauge of the
	// model should be given the same.
	Words fs.FS
}

// minSide is how many samples a language needs on either side of the line to
// be trained from scratch.
const minSide = 10

// Train fits a model to labelled samples: an ordinal logistic regression
// (cumulative logits; the odds of tense and of angry share their weights) on
// hashed features (Weinberger and others, "Feature Hashing for Large Scale
// Multitask Learning", ICML 2009) by AdaGrad (Duchi, Hazan, Singer, JMLR 2011),
// weights rounded to one byte each. The same samples in the same order give
// the same model on every machine. Every sample is also learned without its
// capitals and punctuation, as chats are typed.
//
// A language is trained when it has at least 10 calm and 10 angry samples, or
// when From has it. Errors wrap [ErrSamples] and name the sample.
func Train(samples []Sample, opts *TrainOptions) (*Model, error) {
	if opts == nil {
		opts = &TrainOptions{}
	}
	t, err := newTrainer(samples, opts)
	if err != nil {
		return nil, err
	}
	lines := t.crossValidate()
	t.fit(func(*example) bool { return true })
	return t.model(lines)
}

// trainer holds the examples and the weights being fitted.
type trainer struct {
	opts     TrainOptions
	langs    []string
	examples []example
	weights
}

// example is a passage as the learner sees it.
type example struct {
	dense        dense
	word         []uint32
	gram         []uint16
	wordN, gramN float64
	lang, domain int
	level        Level
	weight       float64
	sample       int  // index of its sample
	copy         bool // made from another sample: learned, never measured
}

// weights are the parameters with AdaGrad's sums of squares.
type weights struct {
	dense      [numDense]cell
	own        [numDomains][numDense]cell // what a domain adds to dense
	word, gram []cell
	bias       []cell // per language
	domain     [numDomains]cell
	tense      cell // the cut below angry, whose cut is 0
}

type cell struct{ w, prior, sum, mean float64 }

const (
	folds         = 4
	defaultEpochs = 12
	rate          = 0.2
	decayHashed   = 0.012
	decayDense    = 0.0005
	decayOwn      = 0.1
	tenseShare    = 0.5 // of the loss at the tense cut beside that at the angry one
	copyShare     = 0.4 // weight of a sample's plain copy
	minDomain     = 40  // samples for a line of its own
)

func newTrainer(samples []Sample, opts *TrainOptions) (*trainer, error) {
	t := &trainer{opts: *opts}
	if t.opts.Epochs == 0 {
		t.opts.Epochs = defaultEpochs
	}
	for d, a := range t.opts.FalseAlarms {
		if a == 0 {
			t.opts.FalseAlarms[d] = defaultAlarms(Domain(d))
		} else if !(a > 0 && a < 1) {
			return nil, fmt.Errorf("temper: TrainOptions.FalseAlarms of %v %g: want more than 0 and less than 1", Domain(d), a)
		}
	}
	if t.opts.Epochs < 0 || t.opts.Epochs > 1000 {
		return nil, fmt.Errorf("temper: TrainOptions.Epochs %d: want 1 to 1000, or 0 for %d", opts.Epochs, defaultEpochs)
	}
	bases, err := checkSamples(samples)
	if err != nil {
		return nil, err
	}
	if t.langs, err = trainLanguages(samples, bases, opts.From); err != nil {
		return nil, err
	}
	return t, t.load(samples, bases)
}

func defaultAlarms(d Domain) float64 {
	if d == Support {
		return 0.06
	}
	return 0.16
}

// checkSamples returns the base language of each sample.
func checkSamples(samples []Sample) ([]string, error) {
	if len(samples) == 0 {
		return nil, fmt.Errorf("%w: there are none", ErrSamples)
	}
	bases := make([]string, len(samples))
	for i, s := range samples {
		base, confidence := s.Language.Base()
		switch {
		case s.Level < Calm || s.Level > Abusive:
			return nil, fmt.Errorf("%w: sample %d: level %v: want calm, tense, angry or abusive", ErrSamples, i, s.Level)
		case s.Domain > Social:
			return nil, fmt.Errorf("%w: sample %d: domain %v: want 0 to %d", ErrSamples, i, s.Domain, uint8(Social))
		case s.Language == language.Und || confidence == language.No:
			return nil, fmt.Errorf("%w: sample %d: no language: set Sample.Language", ErrSamples, i)
		case !utf8.ValidString(s.Text):
			return nil, fmt.Errorf("%w: sample %d: the text is not UTF-8", ErrSamples, i)
		}
		bases[i] = base.String()
	}
	return bases, nil
}

// trainLanguages returns the languages of the model in the order of their names.
func trainLanguages(samples []Sample, bases []string, from *Model) ([]string, error) {
	calm, angry := map[string]int{}, map[string]int{}
	var langs []string
	if from != nil {
		langs = from.Languages()
	}
	for i, b := range bases {
		if samples[i].Level >= Angry {
			angry[b]++
		} else {
			calm[b]++
		}
		if !slices.Contains(langs, b) {
			langs = append(langs, b)
		}
	}
	slices.Sort(langs)
	for _, l := range langs {
		known := false
		if from != nil {
			_, known = from.language(l)
		}
		if !known && (calm[l] < minSide || angry[l] < minSide) {
			return nil, fmt.Errorf("%w: language %q has %d angry samples and %d others: want at least %d of either, or continue from a model that has the language",
				ErrSamples, l, angry[l], calm[l], minSide)
		}
	}
	if len(langs) > maxLanguages {
		return nil, fmt.Errorf("%w: %d languages, a model holds at most %d", ErrSamples, len(langs), maxLanguages)
	}
	return langs, nil
}

// load turns samples into examples.
func (t *trainer) load(samples []Sample, bases []string) error {
	words := make([]*lexicon, len(t.langs))
	for i, l := range t.langs {
		var err error
		if words[i], err = languageWords(l, t.opts.Words); err != nil {
			return err
		}
	}
	for i, s := range samples {
		lang, _ := slices.BinarySearch(t.langs, bases[i])
		e := example{lang: lang, domain: int(s.Domain), level: s.Level, sample: i, weight: 1}
		sc := scanner{lex: words[lang], salt: languageSalt(t.langs[lang]), german: t.langs[lang] == "de"}
		n := len(t.examples)
		t.addText(s.Text, sc, e)
		if len(t.examples) == n {
			return fmt.Errorf("%w: sample %d has no words", ErrSamples, i)
		}
		e.copy, e.weight = true, copyShare
		t.addText(plain(s.Text), sc, e)
	}
	return nil
}

// addText adds a text's passages as examples that share e's weight.
func (t *trainer) addText(text string, s scanner, e example) {
	s.text = text[:min(len(text), MaxBytes)]
	first := len(t.examples)
	var p passage
	for s.next(&p) {
		if p.n == 0 {
			continue
		}
		e := e
		e.dense = p.dense(s.salt)
		wn, gn := p.norms()
		e.wordN, e.gramN = float64(wn), float64(gn)
		for i := range p.toks[:p.n] {
			t := &p.toks[i]
			e.word = append(e.word, t.word, t.pair)
			e.gram = append(e.gram, p.grams[t.g0:t.g1]...)
		}
		t.examples = append(t.examples, e)
	}
	for i := first; i < len(t.examples); i++ {
		t.examples[i].weight /= float64(len(t.examples) - first)
	}
}

// plain is a text as chats are typed: no capitals, no punctuation.
func plain(text string) string {
	b := make([]byte, 0, len(text))
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'A' && c <= 'Z':
			b = append(b, c|0x20)
		case c == '!' || c == '?' || c == ',' || c == '.' || c == '"' || c == ';':
			if c != '.' || i+1 == len(text) || text[i+1] == ' ' {
				continue
			}
			b = append(b, ' ')
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// start sets the weights to those of From, or to zero.
func (t *trainer) start() {
	t.weights = weights{word: make([]cell, wordWeights), gram: make([]cell, gramWeights), bias: make([]cell, len(t.langs))}
	t.tense = cell{w: 1, prior: 1}
	m := t.opts.From
	if m == nil {
		return
	}
	set := func(c *cell, w float64) { c.w, c.prior = w, w }
	for d := range m.dense {
		for i, w := range m.dense[d] {
			set(&t.own[d][i], float64(w))
		}
	}
	for i, w := range m.word {
		set(&t.word[i], float64(w)*float64(m.wordScale))
	}
	for i, w := range m.gram {
		set(&t.gram[i], float64(w)*float64(m.gramScale))
	}
	for i, name := range t.langs {
		if j, ok := m.language(name); ok {
			set(&t.bias[i], float64(m.langs[j].bias))
		}
	}
}

// fit trains on the examples that use says yes to, from the start.
func (t *trainer) fit(use func(*example) bool) {
	t.start()
	order := make([]int, 0, len(t.examples))
	for i := range t.examples {
		if use(&t.examples[i]) {
			order = append(order, i)
		}
	}
	random := uint64(0x9e3779b97f4a7c15)
	for epoch := range t.opts.Epochs {
		for i := len(order) - 1; i > 0; i-- {
			random ^= random << 13
			random ^= random >> 7
			random ^= random << 17
			j := int(random % uint64(i+1))
			order[i], order[j] = order[j], order[i]
		}
		step := rate / (1 + float64(0.15*float64(epoch)))
		for _, i := range order {
			t.step(&t.examples[i], step)
		}
		if epoch >= t.opts.Epochs/2 {
			t.each(func(c *cell) { c.mean += c.w })
		}
	}
	// The mean over the later epochs depends less on the order of the samples than
	// the last step does.
	n := float64(t.opts.Epochs - t.opts.Epochs/2)
	t.each(func(c *cell) { c.w, c.mean = c.mean/n, 0 })
}

// each goes through all weights.
func (w *weights) each(do func(*cell)) {
	for i := range w.dense {
		do(&w.dense[i])
		for d := range w.own {
			do(&w.own[d][i])
		}
	}
	for _, cells := range [][]cell{w.word, w.gram, w.bias, w.domain[:]} {
		for i := range cells {
			do(&cells[i])
		}
	}
	do(&w.tense)
}

// logOdds is the value for an example, with its domain's offset or
// without.
func (t *trainer) logOdds(e *example, domain bool) float64 {
	z := t.bias[e.lang].w
	if domain {
		z += t.domain[e.domain].w
	}
	for i, f := range e.dense {
		if f != 0 {
			z += float64(float64(f) * (t.dense[i].w + t.own[e.domain][i].w))
		}
	}
	var word, gram float64
	for _, b := range e.word {
		word += t.word[b].w
	}
	for _, b := range e.gram {
		gram += t.gram[b].w
	}
	return z + float64(word*e.wordN) + float64(gram*e.gramN)
}

// step is one step of AdaGrad on the two logistic losses. Explicit conversions
// keep the compiler from fusing a product and a sum, which rounds otherwise on
// other machines.
func (t *trainer) step(e *example, step float64) {
	z := t.logOdds(e, true)
	angry, tense := 0.0, 0.0
	if e.level >= Angry {
		angry = 1
	}
	if e.level >= Tense {
		tense = 1
	}
	g2 := float64((sigmoid(z) - angry) * e.weight)
	g1 := float64(tenseShare * float64((sigmoid(z+t.tense.w)-tense)*e.weight))
	g := g1 + g2
	t.tense.move(g1, step, 0)
	t.tense.w = max(t.tense.w, 0.05)
	t.bias[e.lang].move(g, step, decayDense)
	t.domain[e.domain].move(g, step, decayDense)
	for i, f := range e.dense {
		if f != 0 {
			t.dense[i].move(float64(g*float64(f)), step, decayDense)
			t.own[e.domain][i].move(float64(g*float64(f)), step, decayOwn)
		}
	}
	gw, gg := float64(g*e.wordN), float64(g*e.gramN)
	for _, b := range e.word {
		t.word[b].move(gw, step, decayHashed)
	}
	for _, b := range e.gram {
		t.gram[b].move(gg, step, decayHashed)
	}
}

func (c *cell) move(g, step, decay float64) {
	g += float64(decay * (c.w - c.prior))
	c.sum += float64(g * g)
	c.w -= float64(step * g / math.Sqrt(c.sum+1e-3))
}
