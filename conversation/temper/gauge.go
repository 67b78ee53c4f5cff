package temper

import (
	"fmt"
	"io/fs"
	"math"

	"golang.org/x/text/language"
)

// MaxBytes is how much of a message is read: the rest of a longer one is
// passed over. Time is linear in the bytes read; memory does not grow.
const MaxBytes = 64 << 10

// Options configures [New]; nil and the zero value are the defaults.
type Options struct {
	// Model holds the weights; nil: the ones that come with the package.
	Model *Model
	// Domain is the kind of writing; default Support.
	Domain Domain
	// Words adds to the word lists: files <language>.txt ("en.txt") in the
	// form of those in the package's lexicon directory; nil: none. Words
	// count as their section's do; the model is not trained again. Files of
	// languages without weights are not read.
	Words fs.FS
	// Tense and Angry are the scores from which a message is tense, and
	// angry; 0: the model's own, where Angry is 0.5. Raise Angry for fewer
	// false alarms, lower it to miss fewer.
	Tense, Angry float64
	// MaxEvidence is how many spans a reading carries; default 5, at most
	// 32; negative: none.
	MaxEvidence int
	// Patience is how many lower readings in a row bring a trend down;
	// default 2, see [Gauge.Track].
	Patience int
}

// Gauge reads the temper of messages. It is immutable and safe for concurrent
// use; make one with [New] and share it.
type Gauge struct {
	model       *Model
	words       []*lexicon
	salts       []uint64
	domain      Domain
	line        float32 // log-odds of the angry line
	tense       float64 // scores
	angry       float64
	maxEvidence int
	patience    int
}

// Limits of the options.
const (
	defaultEvidence = 5
	maxEvidence     = 32
	defaultPatience = 2
)

// New returns a gauge; opts may be nil. It compiles the word lists, which takes
// milliseconds: make one and share it. It is an error when an option is out
// of its range or a word list cannot be read ([ErrLexicon], with file and line).
func New(opts *Options) (*Gauge, error) {
	if opts == nil {
		opts = &Options{}
	}
	if err := opts.check(); err != nil {
		return nil, err
	}
	m := opts.Model
	if m == nil {
		var err error
		if m, err = DefaultModel(); err != nil {
			return nil, err
		}
	}
	g := &Gauge{model: m, domain: opts.Domain, line: m.angry[opts.Domain], tense: opts.Tense, angry: opts.Angry, maxEvidence: opts.MaxEvidence, patience: opts.Patience}
	if g.angry == 0 {
		g.angry = 0.5
	}
	if g.tense == 0 {
		g.tense = min(sigmoid(float64(-m.slope*m.tense[opts.Domain])), g.angry)
	}
	if g.tense > g.angry {
		return nil, fmt.Errorf("temper: Options.Tense %g is above Angry %g: a message is tense before it is angry", g.tense, g.angry)
	}
	if g.maxEvidence == 0 {
		g.maxEvidence = defaultEvidence
	}
	if g.patience == 0 {
		g.patience = defaultPatience
	}
	return g, g.loadWords(opts.Words)
}

func (o *Options) check() error {
	switch {
	case o.Domain > Social:
		return fmt.Errorf("%w %d in Options.Domain: want 0 to %d", ErrDomain, uint8(o.Domain), uint8(Social))
	case !(o.Tense >= 0 && o.Tense <= 1):
		return fmt.Errorf("temper: Options.Tense %g: want 0 to 1", o.Tense)
	case !(o.Angry >= 0 && o.Angry <= 1):
		return fmt.Errorf("temper: Options.Angry %g: want 0 to 1", o.Angry)
	case o.MaxEvidence > maxEvidence:
		return fmt.Errorf("temper: Options.MaxEvidence %d: want at most %d", o.MaxEvidence, maxEvidence)
	case o.Patience < 0:
		return fmt.Errorf("temper: Options.Patience %d: want 1 or more, or 0 for %d", o.Patience, defaultPatience)
	case o.Model != nil && len(o.Model.langs) == 0:
		return fmt.Errorf("%w: Options.Model has no language; use Train, LoadModel or DefaultModel", ErrModel)
	}
	return nil
}

func (g *Gauge) loadWords(own fs.FS) error {
	for _, l := range g.model.langs {
		words, err := languageWords(l.name, own)
		if err != nil {
			return err
		}
		g.words = append(g.words, words)
		g.salts = append(g.salts, languageSalt(l.name))
	}
	return nil
}

// languageWords compiles the word list of a language: the embedded one and
// the host's, which may be nil.
func languageWords(lang string, own fs.FS) (*lexicon, error) {
	embedded, err := fs.Sub(lexiconFiles, "lexicon")
	if err != nil {
		return nil, fmt.Errorf("temper: word list: %w", err)
	}
	if own == nil {
		return loadLexicon(lang, embedded)
	}
	return loadLexicon(lang, embedded, own)
}

// languageSalt keeps the words of one language apart from those of another.
func languageSalt(name string) uint64 { return hashBytes([]byte(name)) }

// Languages returns the languages that are read, as ISO 639 codes in
// alphabetical order; all others read as Unread.
func (g *Gauge) Languages() []string { return g.model.Languages() }

// Read gauges one message, written in lang. A regional tag reads as its
// language ("es-MX" as "es"); the zero tag, a language without weights and a
// text without words read as Unread. Quoted lines ("> ") and what stands under a
// signature's mark, a quotation's header or a confidentiality notice are not the
// writer's own and do not count. A long message is read in passages of
// whole sentences, 32 to 96 words each, and most of what decides is its hottest
// passage: three polite paragraphs do not make up for one of rage. See
// [MaxBytes] for the bound.
//
// Level is Angry when Score is at the angry line or above. It is Abusive when
// a passage at the line also insults or threatens the reader; strong words
// about a situation do not make a message abusive.
//
// Read serves practice A9 (calm first), A21 (a boundary for abuse), A30 (gauge
// our own draft) and A33 (a call when temper rises). It allocates only for
// Evidence, which a calm message has none of.
func (g *Gauge) Read(text string, lang language.Tag) Reading {
	i, ok := g.language(lang)
	if !ok {
		return Reading{}
	}
	if len(text) > MaxBytes {
		text = text[:MaxBytes]
	}
	text = text[:ownWords(text)]
	var p passage
	var d dense
	var f found
	s := g.scanner(text, i)
	for at := s.pos; s.next(&p); at = s.pos {
		if p.n == 0 {
			continue
		}
		d = p.dense(s.salt)
		f.add(g.model.logOdds(&p, &d, i, g.domain), at, len(text), g.aimed(&d))
		// An insult counts whole, however many polite words stand about it.
		if start, end, ok := p.aimedSentence(); ok {
			one := g.scanner(text[:end], i)
			one.pos = start
			one.next(&p)
			d = p.dense(s.salt)
			f.add(g.model.logOdds(&p, &d, i, g.domain), start, end, g.aimed(&d))
		}
	}
	if f.passages == 0 {
		return Reading{}
	}
	r := g.judge(&f)
	if r.Level == Calm || g.maxEvidence < 0 {
		return r
	}
	if f.last != f.from { // p holds another passage than the hottest
		s = g.scanner(text[:f.from.end], i)
		s.pos = f.from.start
		s.next(&p)
		d = p.dense(s.salt)
	}
	r.Evidence = g.evidence(&p, &d)
	return r
}

// aimed returns the log-odds from which a passage is abusive.
func (g *Gauge) aimed(d *dense) float32 {
	if d[denseDirected] > 0 {
		return g.line
	}
	return float32(math.Inf(1))
}

// found is what the passages of a message add up to, in log-odds.
type found struct {
	passages   int
	sum, hot   float32
	from, last place // of the hottest passage and of the last one
	abusive    bool  // the hottest passage is abusive
}

// place is where a passage begins, and where the text it was read from ends.
type place struct{ start, end int }

// hotShare is what the hottest passage counts, beside the mean of all.
const hotShare = 0.7

// add counts a passage, which is abusive from line on. An abusive one is the
// hottest whatever comes later.
func (f *found) add(z float32, start, end int, line float32) {
	abusive := z >= line
	f.last = place{start, end}
	if f.passages == 0 || abusive && !f.abusive || z > f.hot && abusive == f.abusive {
		f.hot, f.from, f.abusive = z, f.last, abusive
	}
	f.passages++
	f.sum += z
}

func (g *Gauge) judge(f *found) Reading {
	z := f.hot
	if !f.abusive {
		z = float32(hotShare*f.hot) + float32((1-hotShare)*f.sum/float32(f.passages))
	}
	r := Reading{Score: g.score(z)}
	switch {
	case r.Score >= g.angry && f.abusive:
		r.Level = Abusive
	case r.Score >= g.angry:
		r.Level = Angry
	case r.Score >= g.tense:
		r.Level = Tense
	default:
		r.Level = Calm
	}
	return r
}

func (g *Gauge) scanner(text string, lang int) scanner {
	return scanner{text: text, lex: g.words[lang], salt: g.salts[lang], german: g.model.langs[lang].name == "de"}
}

func (g *Gauge) language(lang language.Tag) (int, bool) {
	base, confidence := lang.Base()
	if confidence == language.No || lang == language.Und {
		return 0, false
	}
	return g.model.language(base.String())
}

func (g *Gauge) score(z float32) float64 {
	return sigmoid(float64(g.model.slope * (z - g.line)))
}
