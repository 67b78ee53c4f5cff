// Package act finds speech acts in support messages: what a stretch of text does
// – ask, apologise, restate, promise, confirm – with where it stands and how sure
// the finding is.
//
// The patterns are data, one file per language (data/en.json), compiled into one
// automaton; finding is linear in the text. The finder does not know who wrote
// the message or what was said before: a "yes" is Confirm whether or not anything
// is pending. The caller, who knows, decides.
package act

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/evenkeel-go/evenkeel/internal/text"
	"golang.org/x/text/language"
)

//go:embed data/*.json
var data embed.FS

// Act is one act found in a message. Start and End are bytes of the message.
// Confidence is in (0,1]: 0.9 and more for plain wording, 0.5 for wording that
// more often than not means it.
type Act struct {
	Kind       Kind
	Start, End int
	Confidence float64
}

// Options configure New. Nil and the zero value take the embedded data.
type Options struct {
	// Data adds languages or replaces embedded ones: every file at its root whose
	// name ends in .json, named for the language ("en.json").
	Data fs.FS
}

// Finder finds acts. It is immutable and safe for concurrent use.
type Finder struct {
	languages map[string]*compiled
	rooms     *sync.Pool // of *room
}

// room is where a search puts what it finds, kept for reuse. It holds no text.
type room struct {
	toks    []text.Token
	matches []text.Match
}

// maxKept is the most tokens for which a room is kept.
const maxKept = 4096

type compiled struct {
	m      *text.Matcher
	groups []group
}

// file is the form of a data file.
type file struct {
	Classes map[string][]string `json:"classes"`
	Acts    []group             `json:"acts"`
}

// group is a set of patterns that show one kind of act equally surely.
type group struct {
	Kind       Kind     `json:"kind"`
	Confidence float64  `json:"confidence"`
	Patterns   []string `json:"patterns"`
	Except     []string `json:"except"` // take away what they overlap of this group
	// Sentence widens the act to the whole of its sentence.
	Sentence bool `json:"sentence"`
}

// New compiles the data of all languages. An error names the file, line and key.
func New(opts *Options) (*Finder, error) {
	f := &Finder{languages: make(map[string]*compiled), rooms: &sync.Pool{New: func() any {
		return &room{toks: make([]text.Token, 0, 256), matches: make([]text.Match, 0, 64)}
	}}}
	sub, err := fs.Sub(data, "data")
	if err != nil {
		return nil, fmt.Errorf("act: %w", err)
	}
	if err := f.load(sub); err != nil {
		return nil, err
	}
	if opts != nil && opts.Data != nil {
		if err := f.load(opts.Data); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *Finder) load(fsys fs.FS) error {
	err := text.EachSource(fsys, func(src *text.Source) error {
		c, err := compile(src)
		f.languages[src.Base] = c
		return err
	})
	if err != nil {
		return fmt.Errorf("act: %w", err)
	}
	return nil
}

func compile(src *text.Source) (*compiled, error) {
	var d file
	if err := src.Decode(&d); err != nil {
		return nil, err
	}
	for i, g := range d.Acts {
		key := fmt.Sprintf("acts[%d]", i)
		if g.Kind == None || g.Confidence <= 0 || g.Confidence > 1 || len(g.Patterns) == 0 {
			return nil, src.Bad(key, "needs a kind, a confidence above 0 and at most 1, and patterns")
		}
		src.Add(key, i, g.Patterns, g.Except)
	}
	m, err := src.Compile(d.Classes)
	return &compiled{m: m, groups: d.Acts}, err
}

// Supports reports whether there is data for the language. The zero Tag is
// English.
func (f *Finder) Supports(lang language.Tag) bool { return f.language(lang) != nil }

func (f *Finder) language(lang language.Tag) *compiled {
	if lang == language.Und {
		return f.languages["en"]
	}
	base, conf := lang.Base()
	if conf == language.No {
		return nil
	}
	return f.languages[base.String()]
}

// Find returns the acts of s ordered by Start; of one kind they do not overlap.
// A language without data gives none. The zero Tag is English.
func (f *Finder) Find(s string, lang language.Tag) []Act { return f.Append(nil, s, lang) }

// Append is Find that appends to dst. Within room in dst it does not allocate
// for messages of ordinary length.
func (f *Finder) Append(dst []Act, s string, lang language.Tag) []Act {
	c := f.language(lang)
	if c == nil {
		return dst
	}
	r := f.rooms.Get().(*room)
	toks := c.m.Scan(r.toks[:0], s)
	matches := c.m.Find(r.matches[:0], toks)
	if r.toks, r.matches = toks, matches; cap(toks) <= maxKept {
		defer f.rooms.Put(r)
	}
	from := len(dst)
	for _, m := range matches {
		g := &c.groups[m.Value]
		a := Act{Kind: g.Kind, Start: m.Start, End: m.End, Confidence: g.Confidence}
		if g.Sentence {
			a.Start, a.End = sentence(toks, m.First, m.Last)
		}
		dst = append(dst, a)
	}
	dst = questions(dst, from, toks)
	return settle(dst, from)
}

// sentence returns the bytes of the sentence around the tokens first to last.
func sentence(toks []text.Token, first, last int) (start, end int) {
	for first > 0 && !toks[first].Has(text.SentenceStart) {
		first--
	}
	for last+1 < len(toks) && !toks[last].Has(text.SentenceEnd) {
		last++
	}
	return toks[first].Start, toks[last].End
}

// questions adds Question for each sentence with a question mark that holds no
// other kind of asking.
func questions(dst []Act, from int, toks []text.Token) []Act {
	found := len(dst)
	for i := range toks {
		if !toks[i].Has(text.EndsQuestion) || toks[i].Has(text.Quoted) {
			continue
		}
		start, end := sentence(toks, i, i)
		if !asks(dst[from:found], start, end) {
			dst = append(dst, Act{Kind: Question, Start: start, End: end, Confidence: 0.8})
		}
	}
	return dst
}

func asks(acts []Act, start, end int) bool {
	for _, a := range acts {
		if a.Start < end && a.End > start {
			switch a.Kind {
			case Why, Impact, AskWish, CheckBack, Verify, Restate, CloseAsk, Survey, Chase, Supervisor, Offer:
				return true
			}
		}
	}
	return false
}

// settle orders the acts and merges those of one kind that overlap: the surer
// one wins, then the longer.
func settle(dst []Act, from int) []Act {
	acts := dst[from:]
	slices.SortFunc(acts, func(a, b Act) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	out := acts[:0]
	for _, a := range acts {
		if n := len(out); n > 0 && out[n-1].Kind == a.Kind && a.Start < out[n-1].End {
			if last := &out[n-1]; a.Confidence > last.Confidence {
				last.Confidence = a.Confidence
				last.End = max(last.End, a.End)
			}
			continue
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Act) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Kind, b.Kind))
	})
	return dst[:from+len(out)]
}
