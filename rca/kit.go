package rca

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/internal/locale"
	"github.com/evenkeel-go/evenkeel/internal/text"
)

//go:embed texts/*.json words/*.json
var data embed.FS

// kit is what the rules and editions read: texts and word lists, checked once.
type kit struct {
	texts *locale.Catalog
	en    *locale.Printer
	words map[string]*wordList // by base language
}

// defaultKit is immutable once loaded.
var defaultKit = sync.OnceValues(func() (*kit, error) { return loadKit(data) })

func loadKit(fsys fs.FS) (*kit, error) {
	cat, err := locale.Load("rca", fsys, nil)
	if err != nil {
		return nil, fmt.Errorf("rca: %w", err)
	}
	en, err := cat.Printer(language.English)
	if err != nil {
		return nil, fmt.Errorf("rca: %w", err)
	}
	k := &kit{texts: cat, en: en, words: map[string]*wordList{}}
	names, err := fs.Glob(fsys, "words/*.json")
	if err != nil {
		return nil, fmt.Errorf("rca: %w", err)
	}
	for _, name := range names {
		w, err := loadWords(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("rca: %w", err)
		}
		k.words[strings.TrimSuffix(path.Base(name), ".json")] = w
	}
	return k, nil
}

func (k *kit) reason(rule practice.RuleID) string { return k.en.Text("rule." + string(rule)) }

// wordList is the words of one language that the wording rules look for. In its
// file, a pattern that begins with ! is an exception to the others of its list.
type wordList struct{ matcher *text.Matcher }

// wordKinds are the lists every language has, in the order of their values.
func wordKinds() []string {
	return []string{"vague", "blame", "intensifier", "hedge", "scope_all", "scope_none", "scope_outage",
		"blame_person", "pronoun", "admission", "weak_action", "typed_number", "not_a_verb", "placeholder"}
}

func loadWords(fsys fs.FS, name string) (*wordList, error) {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var lists map[string][]string
	if err := text.DecodeFile(name, b, &lists); err != nil {
		return nil, err
	}
	lines, err := text.Lines(name, b)
	if err != nil {
		return nil, err
	}
	var patterns []text.Pattern
	var keys []string
	for value, kind := range wordKinds() {
		if len(lists[kind]) == 0 {
			return nil, &text.DataError{File: name, Key: kind, Reason: "is missing or empty"}
		}
		for i, p := range lists[kind] {
			p, except := strings.CutPrefix(p, "!")
			patterns = append(patterns, text.Pattern{Text: p, Value: value, Except: except})
			keys = append(keys, fmt.Sprintf("%s[%d]", kind, i))
		}
	}
	for kind := range lists {
		if !slices.Contains(wordKinds(), kind) {
			return nil, &text.DataError{File: name, Line: lines[kind], Key: kind, Reason: "is no list; want one of " + strings.Join(wordKinds(), ", ")}
		}
	}
	lex, err := text.NewLexicon(strings.TrimSuffix(path.Base(name), ".json"))
	if err != nil {
		return nil, err
	}
	m, err := text.Compile(lex, patterns)
	if err != nil {
		de := &text.DataError{File: name, Reason: err.Error()}
		if pe := (*text.PatternError)(nil); errors.As(err, &pe) && pe.Index < len(keys) {
			de.Key, de.Line = keys[pe.Index], lines[keys[pe.Index]]
		}
		return nil, de
	}
	return &wordList{m}, nil
}

// hit is a word of a list in a text.
type hit struct {
	kind string
	text string
}

// scan finds the words of all lists in a text; ok is false in a language without lists.
func (k *kit) scan(lang language.Tag, s string) (hits []hit, ok bool) {
	base, _ := lang.Base()
	w := k.words[base.String()]
	if w == nil {
		return nil, false
	}
	kinds := wordKinds()
	for _, m := range w.matcher.Find(nil, w.matcher.Scan(nil, s)) {
		hits = append(hits, hit{kinds[m.Value], s[m.Start:m.End]})
	}
	return hits, true
}

// find is scan for one list.
func (k *kit) find(lang language.Tag, s, kind string) []string {
	hits, _ := k.scan(lang, s)
	var out []string
	for _, h := range hits {
		if h.kind == kind {
			out = append(out, h.text)
		}
	}
	return out
}
