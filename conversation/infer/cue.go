package infer

import (
	"embed"
	"fmt"
	"io/fs"
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
	err := text.EachSource(fsys, func(src *text.Source) error {
		t, err := compile(src)
		tongues[src.Base] = t
		return err
	})
	if err != nil {
		return fmt.Errorf("infer: %w", err)
	}
	return nil
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

func compile(src *text.Source) (*tongue, error) {
	var d cueFile
	if err := src.Decode(&d); err != nil {
		return nil, err
	}
	t := &tongue{tag: src.Tag, numbers: folded(d.Numbers), ordinal: folded(d.Ordinal), framing: foldedSet(d.Framing), determiners: foldedSet(d.Determiners)}
	for i, g := range d.Cues {
		key := fmt.Sprintf("cues[%d]", i)
		c := slices.Index(cueNames[:], g.Cue)
		if c <= 0 || len(g.Patterns) == 0 {
			return nil, src.Bad(key, fmt.Sprintf("%q needs patterns and one of the cues %q", g.Cue, cueNames[1:]))
		}
		src.Add(key, c, g.Patterns, g.Except)
	}
	for i, g := range d.Facts {
		key := fmt.Sprintf("facts[%d]", i)
		if g.Key == "" || len(g.Key) > move.MaxID || len(g.Patterns) == 0 || i >= maxFacts {
			return nil, src.Bad(key, fmt.Sprintf("needs a key and patterns; at most %d facts", maxFacts))
		}
		src.Add(key, int(firstFact)+i, g.Patterns, g.Except)
		t.facts = append(t.facts, g.Key)
	}
	var err error
	t.matcher, err = src.Compile(d.Classes)
	return t, err
}
