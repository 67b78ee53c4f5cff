package when

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/internal/locale"
)

//go:embed data/*.json
var grammars embed.FS

//go:embed texts/*.json
var texts embed.FS

// ErrLanguage says that a language has no grammar here. New returns it for
// Options.Languages, the methods of [Parser] for Context.Language.
var ErrLanguage = errors.New("when: language not supported")

// Parser reads time phrases and promises. It is immutable and safe for concurrent
// use; [New] makes one. The zero Parser has no language and reads nothing.
type Parser struct {
	hours   Hours
	done    bool
	catalog *locale.Catalog
	tongues []tongue
	zones   sync.Map // name -> *time.Location or error, filled as zones are met
}

// tongue is a language with all that is needed to read it and to answer in it.
type tongue struct {
	tag     language.Tag
	lexicon *lexicon
	printer *locale.Printer
}

// New checks the grammars and texts and makes a parser. An error names the file, the
// line and the key that are wrong, the option, or wraps [ErrLanguage].
func New(opts *Options) (*Parser, error) {
	if opts == nil {
		opts = &Options{}
	}
	p := &Parser{done: opts.Done}
	var err error
	if p.hours, err = opts.Hours.checked(); err != nil {
		return nil, err
	}
	if p.catalog, err = locale.Load("when", texts, opts.Texts); err != nil {
		return nil, err
	}
	if err := p.catalog.Require(textKeys()...); err != nil {
		return nil, err
	}
	if err := p.load(opts); err != nil {
		return nil, err
	}
	return p, nil
}

func (h Hours) checked() (Hours, error) {
	for _, f := range []struct {
		name string
		v    *time.Duration
		def  time.Duration
	}{
		{"Open", &h.Open, 9 * time.Hour},
		{"Noon", &h.Noon, 12 * time.Hour},
		{"Close", &h.Close, 18 * time.Hour},
		{"Evening", &h.Evening, 20 * time.Hour},
	} {
		if *f.v == 0 {
			*f.v = f.def
		}
		if *f.v < 0 || *f.v > 24*time.Hour {
			return h, fmt.Errorf("when: Options.Hours.%s %v: want a time of day from 0 to 24 h", f.name, *f.v)
		}
	}
	if h.Open >= h.Noon || h.Noon >= h.Close || h.Close >= h.Evening {
		return h, fmt.Errorf("when: Options.Hours: want Open < Noon < Close < Evening, have %v, %v, %v, %v", h.Open, h.Noon, h.Close, h.Evening)
	}
	return h, nil
}

// load parses the grammars that are asked for.
func (p *Parser) load(opts *Options) error {
	files, err := grammarFiles(opts.Grammars)
	if err != nil {
		return err
	}
	pl, err := parsePlaces(grammars)
	if err != nil {
		return err
	}
	want := opts.Languages
	for _, f := range files {
		lex, err := parseLexicon(f.name, f.data, pl)
		if err != nil {
			return err
		}
		pr, err := p.catalog.Printer(lex.tag)
		if err != nil {
			return fmt.Errorf("when: %s has a grammar but no texts: %w", lex.tag, err)
		}
		p.tongues = append(p.tongues, tongue{lex.tag, lex, pr})
	}
	if want == nil {
		return nil
	}
	var keep []tongue
	for _, tag := range want {
		t, err := p.tongue(tag)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(keep, func(k tongue) bool { return k.tag == t.tag }) {
			keep = append(keep, *t)
		}
	}
	p.tongues = keep
	return nil
}

type grammarSource struct {
	name string
	data []byte
}

// grammarFiles are the shipped grammars, with those of the user in place of them or
// beside them, en first.
func grammarFiles(user fs.FS) ([]grammarSource, error) {
	byName := map[string]grammarSource{}
	add := func(fsys fs.FS, dir string) error {
		names, err := fs.Glob(fsys, path.Join(dir, "*.json"))
		if err != nil {
			return fmt.Errorf("when: grammars: %w", err)
		}
		for _, name := range names {
			if path.Base(name) == placesFile {
				continue
			}
			data, err := fs.ReadFile(fsys, name)
			if err != nil {
				return fmt.Errorf("when: grammars: %w", err)
			}
			byName[path.Base(name)] = grammarSource{name, data}
		}
		return nil
	}
	if err := add(grammars, "data"); err != nil {
		return nil, err
	}
	if user != nil {
		if err := add(user, "."); err != nil {
			return nil, err
		}
	}
	var out []grammarSource
	for _, g := range byName {
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b grammarSource) int {
		if en := path.Base(a.name) == "en.json"; en != (path.Base(b.name) == "en.json") {
			if en {
				return -1
			}
			return 1
		}
		return strings.Compare(path.Base(a.name), path.Base(b.name))
	})
	return out, nil
}

// Languages are the languages the parser reads, en first where it is one of them.
func (p *Parser) Languages() []language.Tag {
	var tags []language.Tag
	for _, t := range p.tongues {
		tags = append(tags, t.tag)
	}
	return tags
}

// tongue finds a language: the tag itself, or a regional form of it.
func (p *Parser) tongue(tag language.Tag) (*tongue, error) {
	if tag == (language.Tag{}) {
		tag = language.English
	}
	for i := range p.tongues {
		if p.tongues[i].tag == tag {
			return &p.tongues[i], nil
		}
	}
	if p.catalog != nil {
		if pr, err := p.catalog.Printer(tag); err == nil {
			for i := range p.tongues {
				if p.tongues[i].tag == pr.Language() {
					return &p.tongues[i], nil
				}
			}
		}
	}
	return nil, fmt.Errorf("%w: %s; have %v", ErrLanguage, tag, p.Languages())
}

// location loads a zone once.
func (p *Parser) location(name string) (*time.Location, error) {
	if v, ok := p.zones.Load(name); ok {
		if loc, ok := v.(*time.Location); ok {
			return loc, nil
		}
		return nil, v.(error)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		p.zones.Store(name, err)
		return nil, err
	}
	p.zones.Store(name, loc)
	return loc, nil
}

func fixedZone(offset int32) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	sign, n := "+", offset
	if n < 0 {
		sign, n = "-", -n
	}
	name := fmt.Sprintf("UTC%s%d", sign, n/3600)
	if n%3600 != 0 {
		name += fmt.Sprintf(":%02d", n%3600/60)
	}
	return time.FixedZone(name, int(offset))
}

// Parse reads the deadline in text: of several time phrases the one that bounds what
// is promised ("by Friday" before "on Monday", what lies ahead before what lies
// behind), the first of those. It returns [ErrNone] if there is none, a
// [*VagueError] if there are only vague words, an [*ImpossibleError] if the deadline
// names a date or a time that does not exist ("February 30th", "25:00"), and an error wrapping [ErrLanguage].
func (p *Parser) Parse(text string, c Context) (Reading, error) {
	t, err := p.tongue(c.Language)
	if err != nil {
		return Reading{}, err
	}
	s := newScan(t.lexicon, text)
	defer s.release()
	var best Reading
	rank := 0
	var vague *VagueError
	var impossible *ImpossibleError
	p.each(s, t, &c, func(nd *node, rd *Reading) bool {
		if nd.kind == nodeImpossible {
			if k := nd.rank(); k > rank {
				impossible, rank = s.impossibleError(nd, t.printer.Text("ask")), k
			}
			return true
		}
		if rd == nil {
			if vague == nil {
				vague = s.vague(nd, t.printer)
			}
			return true
		}
		if k := rd.rank(nd); k > rank {
			best, rank, impossible = *rd, k, nil
		}
		return true
	})
	switch {
	case impossible != nil:
		return Reading{}, impossible
	case rank > 0 && (rank != 1 || vague == nil):
		return best, nil
	case vague != nil:
		return Reading{}, vague
	}
	return Reading{}, ErrNone
}

// rank orders readings by how likely they are the deadline meant.
func (r *Reading) rank(nd *node) int {
	past := !r.Deadline.IsZero() && hasWarning(r.Warnings, Past) || nd.shift == shiftAgo
	switch {
	case past:
		return 2
	case r.Kind == By:
		return 9
	case nd.kind == nodeSpan && nd.bound == boundNone && nd.shift == shiftNone:
		return 1 // a length of time, of who knows what
	case nd.kind == nodeSpan && nd.bound == boundFor:
		return 3
	case nd.kind == nodeTime && nd.a.has == hasNow:
		return 3
	case r.Kind == Relative:
		return 5
	case r.Kind == Recurring:
		return 6
	case r.Kind == NotBefore:
		return 6
	}
	return 8
}

// rank orders a time that does not exist among the readings.
func (nd *node) rank() int {
	if deadline(nd.bound) || nd.bound == boundWithin {
		return 9
	}
	return 8
}
func hasWarning(ws []Warning, code WarningCode) bool {
	return slices.ContainsFunc(ws, func(w Warning) bool { return w.Code == code })
}

func (s *scan) vague(nd *node, pr *locale.Printer) *VagueError {
	start, end := int(s.toks[nd.start].start), int(s.toks[nd.end-1].end)
	return &VagueError{Words: s.text[start:end], Question: pr.Text("ask"), Start: start, End: end}
}

// Find reads every time phrase in text, in order. Vague words and times that do
// not exist are left out, and
// there is no error for a text without time phrases. The error wraps [ErrLanguage].
func (p *Parser) Find(text string, c Context) ([]Reading, error) {
	t, err := p.tongue(c.Language)
	if err != nil {
		return nil, err
	}
	s := newScan(t.lexicon, text)
	defer s.release()
	var out []Reading
	p.each(s, t, &c, func(_ *node, rd *Reading) bool {
		if rd != nil {
			out = append(out, *rd)
		}
		return true
	})
	return out, nil
}

// each calls fn for every phrase in the text: with its reading, or with nil for
// vague words and for what does not exist. What fn is given is used again for the next phrase.
func (p *Parser) each(s *scan, t *tongue, c *Context, fn func(*node, *Reading) bool) {
	var nd node
	var rd Reading
	for i := 0; i < len(s.toks); {
		n := 0
		if s.starts(i) {
			n = s.phrase(i, &nd)
		}
		if k := s.impossibleIn(i, n, &nd); k > 0 {
			if i += k; !fn(&nd, nil) {
				return
			}
			continue
		}
		if skip := s.skip(i); n == 0 || skip > 1 && skip >= n { // "a second time" is no time
			i += skip
			continue
		}
		i += n
		if nd.kind == nodeVague {
			if !fn(&nd, nil) {
				return
			}
			continue
		}
		if p.read(s, t, c, &nd, &rd) && !fn(&nd, &rd) {
			return
		}
	}
}

// starts says that a phrase may start at token i. A number may where a word about time
// or a mark follows.
func (s *scan) starts(i int) bool {
	t := &s.toks[i]
	if t.kind == tokNumber && !t.timely {
		return i+1 < len(s.toks) && (s.toks[i+1].timely || s.toks[i+1].kind == tokPunct)
	}
	return t.timely || t.char == '+' || t.char == '@' || s.letterNumber(i)
}

// skip is how far to go on where no phrase starts: over words that are no time, and
// over the rest of a number.
func (s *scan) skip(i int) int {
	if n, ok := s.findVal(i, catNot, notPhrase); ok {
		return n
	}
	return 1
}

// read makes the reading of a node with its alternatives.
func (p *Parser) read(s *scan, t *tongue, c *Context, nd *node, rd *Reading) bool {
	*rd = Reading{Start: int(s.toks[nd.start].start), End: int(s.toks[nd.end-1].end), texts: t.printer}
	r := resolver{p: p, s: s, c: c, r: rd}
	if !r.node(nd) {
		return false
	}
	if r.openMer {
		r.assume(AssumedMeridiem, Convention, rd.Deadline, 0)
		r.alternative(nd, func(o *resolver, _ *node) { o.half = !r.half })
	}
	if r.altExpr != nil {
		e := r.altExpr
		r.alternative(nd, func(_ *resolver, nd *node) { nd.a = *e })
	}
	if r.region != "" {
		r.inRegion(nd)
	}
	for _, z := range []*expr{&nd.a, &nd.b} {
		if z.zone.kind == zoneNamed && len(s.lex.zones[z.zone.val]) > 1 {
			r.otherZones(nd)
			break
		}
	}
	return true
}

// alternative reads the node once more in another way.
func (r *resolver) alternative(nd *node, change func(*resolver, *node)) {
	other := *nd
	rd := Reading{Start: r.r.Start, End: r.r.End, texts: r.r.texts}
	o := resolver{p: r.p, s: r.s, c: r.c, r: &rd}
	change(&o, &other)
	if o.node(&other) && (!rd.Deadline.Equal(r.r.Deadline) || !rd.Earliest.Equal(r.r.Earliest)) {
		r.r.Alternatives = append(r.r.Alternatives, rd)
	}
}

// inRegion puts a reading in EST on the clocks of its region, New York, if they show
// the same time then. If they do not, the region's is another reading: many people
// write EST the whole year round.
func (r *resolver) inRegion(nd *node) {
	loc, err := r.p.location(r.region)
	if err != nil {
		return
	}
	rd := r.r
	at := rd.Deadline
	if at.IsZero() {
		at = rd.Earliest
	}
	_, have := at.Zone()
	if _, want := at.In(loc).Zone(); want != have {
		r.warn(Ambiguous, time.Time{})
		r.alternative(nd, func(o *resolver, _ *node) { o.override = loc })
		return
	}
	rd.Zone = loc
	if !rd.Earliest.IsZero() {
		rd.Earliest = rd.Earliest.In(loc)
	}
	if !rd.Deadline.IsZero() {
		rd.Deadline = rd.Deadline.In(loc)
	}
}

// otherZones reads the clock in the other zones that use an abbreviation.
func (r *resolver) otherZones(nd *node) {
	z := nd.a.zone
	if z.kind == zoneNone {
		z = nd.b.zone
	}
	names := r.s.lex.zones[z.val]
	r.assume(AssumedZone, Convention, time.Time{}, 0)
	r.warn(Ambiguous, time.Time{})
	for _, name := range names[1:] {
		loc, err := r.p.location(name)
		if err != nil {
			continue
		}
		r.alternative(nd, func(o *resolver, _ *node) { o.override = loc })
	}
}
