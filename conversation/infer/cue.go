package infer

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

//go:embed cues/*.json
var embedded embed.FS

// tongue is the compiled cues of one language.
type tongue struct {
	tag         language.Tag
	matcher     *text.Matcher
	facts       []move.FactKey  // by cue - firstFact
	numbers     map[string]int  // number words, folded
	ordinal     map[string]int  // first, second
	framing     map[string]bool // words that only lead into a restatement, folded
	determiners map[string]bool // our, the, my, folded
}

// cueFile is the form of a data file.
type cueFile struct {
	Classes     map[string][]string `json:"classes"`
	Cues        []cueGroup          `json:"cues"`
	Facts       []factGroup         `json:"facts"`
	Numbers     map[string]int      `json:"numbers"`
	Ordinal     map[string]int      `json:"ordinals"`
	Framing     []string            `json:"framing"`
	Determiners []string            `json:"determiners"`
}

type cueGroup struct {
	Cue      string   `json:"cue"`
	Patterns []string `json:"patterns"`
	Except   []string `json:"except"`
}

type factGroup struct {
	Key      move.FactKey `json:"key"`
	Patterns []string     `json:"patterns"`
	Except   []string     `json:"except"`
}

// load compiles every cue file of fsys into tongues, by language.
func load(tongues map[string]*tongue, fsys fs.FS) error {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return fmt.Errorf("infer: %w", err)
	}
	for _, name := range names {
		tag, err := language.Parse(strings.TrimSuffix(path.Base(name), ".json"))
		if err != nil {
			return fmt.Errorf("infer: %w", &text.DataError{File: name, Reason: "is not named for a language, such as en.json"})
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("infer: %w", err)
		}
		base, _ := tag.Base()
		t, err := compile(name, base.String(), b)
		if err != nil {
			return fmt.Errorf("infer: %w", err)
		}
		t.tag = tag
		tongues[base.String()] = t
	}
	return nil
}

// builder collects patterns with the place each stands at.
type builder struct {
	file  string
	lines map[string]int
	pats  []text.Pattern
	keys  []string
}

func (b *builder) bad(key, reason string) error {
	return &text.DataError{File: b.file, Line: b.lines[key], Key: key, Reason: reason}
}

func (b *builder) add(key string, value int, patterns, except []string) {
	for n, p := range patterns {
		b.pats = append(b.pats, text.Pattern{Text: p, Value: value})
		b.keys = append(b.keys, fmt.Sprintf("%s.patterns[%d]", key, n))
	}
	for n, p := range except {
		b.pats = append(b.pats, text.Pattern{Text: p, Value: value, Except: true})
		b.keys = append(b.keys, fmt.Sprintf("%s.except[%d]", key, n))
	}
}

func folded(words map[string]int) map[string]int {
	m := make(map[string]int, len(words))
	for w, n := range words {
		m[text.Fold(w)] = n
	}
	return m
}

func foldedSet(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[text.Fold(w)] = true
	}
	return m
}

// number returns the number that token i of m stands for, in digits or words.
func (t *tongue) number(m *message, i int) (int, bool) {
	s := m.s[m.toks[i].Start:m.toks[i].End]
	if n, err := strconv.Atoi(strings.TrimRight(s, ".")); err == nil {
		return n, true
	}
	n, ok := t.numbers[text.Fold(s)]
	return n, ok
}

const maxFacts = 255 - int(firstFact)

func compile(name, base string, raw []byte) (*tongue, error) {
	var d cueFile
	if err := text.DecodeFile(name, raw, &d); err != nil {
		return nil, err
	}
	lines, err := text.Lines(name, raw)
	if err != nil {
		return nil, err
	}
	lex, err := text.NewLexicon(base)
	if err != nil {
		return nil, err
	}
	t := &tongue{numbers: folded(d.Numbers), ordinal: folded(d.Ordinal), framing: foldedSet(d.Framing), determiners: foldedSet(d.Determiners)}
	b := &builder{file: name, lines: lines}
	for i, g := range d.Cues {
		key := fmt.Sprintf("cues[%d]", i)
		c := slices.Index(cueNames[:], g.Cue)
		if c <= 0 || len(g.Patterns) == 0 {
			return nil, b.bad(key, fmt.Sprintf("%q needs patterns and one of the cues %q", g.Cue, cueNames[1:]))
		}
		b.add(key, c, g.Patterns, g.Except)
	}
	for i, g := range d.Facts {
		key := fmt.Sprintf("facts[%d]", i)
		if g.Key == "" || len(g.Key) > move.MaxID || len(g.Patterns) == 0 || i >= maxFacts {
			return nil, b.bad(key, fmt.Sprintf("needs a key and patterns; at most %d facts", maxFacts))
		}
		b.add(key, int(firstFact)+i, g.Patterns, g.Except)
		t.facts = append(t.facts, g.Key)
	}
	t.matcher, err = text.Compile(lex.With(d.Classes), b.pats)
	var bad *text.PatternError
	if errors.As(err, &bad) {
		return nil, b.bad(b.keys[bad.Index], err.Error())
	}
	return t, err
}
