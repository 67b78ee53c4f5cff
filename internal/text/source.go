package text

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/text/language"
)

// Source is a data file of one language and the patterns taken from it. Errors
// name the file, the line and the key.
type Source struct {
	Name string
	Tag  language.Tag
	Base string // of Tag: "en"

	raw  []byte
	pats []Pattern
	keys []string // of each pattern
}

// EachSource calls read with every file of fsys that is named for a language,
// such as en.json, in the order of their names.
func EachSource(fsys fs.FS, read func(*Source) error) error {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return err
	}
	for _, name := range names {
		tag, err := language.Parse(strings.TrimSuffix(path.Base(name), ".json"))
		if err != nil {
			return &DataError{File: name, Reason: "is not named for a language, such as en.json"}
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		base, _ := tag.Base()
		if err := read(&Source{Name: name, Tag: tag, Base: base.String(), raw: b}); err != nil {
			return err
		}
	}
	return nil
}

// Decode reads the file into v; see DecodeFile.
func (s *Source) Decode(v any) error { return DecodeFile(s.Name, s.raw, v) }

// Bad returns the error of a value that is wrong.
func (s *Source) Bad(key, reason string) error {
	e := &DataError{File: s.Name, Key: key, Reason: reason}
	if lines, err := Lines(s.Name, s.raw); err == nil {
		e.Line = lines[key]
	}
	return e
}

// Add takes the patterns, and those that take away, of the value at key.
func (s *Source) Add(key string, value int, patterns, except []string) {
	for n, p := range patterns {
		s.pats = append(s.pats, Pattern{Text: p, Value: value})
		s.keys = append(s.keys, fmt.Sprintf("%s.patterns[%d]", key, n))
	}
	for n, p := range except {
		s.pats = append(s.pats, Pattern{Text: p, Value: value, Except: true})
		s.keys = append(s.keys, fmt.Sprintf("%s.except[%d]", key, n))
	}
}

// Compile makes the automaton of the patterns added, with the classes of the
// language's lexicon and those given.
func (s *Source) Compile(classes map[string][]string) (*Matcher, error) {
	lex, err := NewLexicon(s.Base)
	if err != nil {
		return nil, err
	}
	m, err := Compile(lex.With(classes), s.pats)
	var bad *PatternError
	if errors.As(err, &bad) {
		return nil, s.Bad(s.keys[bad.Index], err.Error())
	}
	return m, err
}
