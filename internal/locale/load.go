package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Load reads and checks the texts of the package pkg, its path within the module
// such as "conversation/phrase". embedded holds texts/<lang>.json. override, which
// may be nil, is a host's: its <pkg>/<lang>.json replaces some keys of a language,
// or adds a language, which must then have every key. Directories and files that
// do not end in .json are ignored.
//
// It checks that every language has every key of en and no other, with the same
// slots and every plural form that its whole numbers need; that texts are not
// empty and slots well-formed; that each key of the embedded en has a note. The
// error joins all problems, each a [*TextError].
func Load(pkg string, embedded, override fs.FS) (*Catalog, error) {
	if !fs.ValidPath(pkg) || pkg == "." {
		return nil, fmt.Errorf("locale: %q is not the path of a package", pkg)
	}
	l := &loader{langs: map[language.Tag]*lang{}}
	if err := l.dir(embedded, "texts", path.Join(pkg, "texts"), false); err != nil {
		return nil, err
	}
	en := l.langs[language.English]
	if en == nil && l.problems == nil {
		l.problem(path.Join(pkg, "texts/en.json"), 0, "", "is missing; en is the reference of the other languages")
	}
	if l.problems != nil { // a key that could not be read would only be reported again as missing
		return nil, errors.Join(l.problems...)
	}
	l.ref = maps.Clone(en.entries)
	l.checkNotes()
	if override != nil {
		if err := l.dir(override, pkg, "override "+pkg, true); err != nil {
			return nil, err
		}
	}
	if l.problems != nil {
		return nil, errors.Join(l.problems...)
	}
	for _, tag := range l.tags() {
		l.checkLanguage(l.langs[tag])
	}
	if l.problems != nil {
		return nil, errors.Join(l.problems...)
	}
	return l.catalog()
}

// lang is a language's entries, merged from the embedded file and an override.
type lang struct {
	tag     language.Tag
	file    string // the embedded one, or the override that adds the language
	entries map[string]sourced
}

// sourced is an entry and the file it came from.
type sourced struct {
	*entry
	file string
}

type loader struct {
	langs    map[language.Tag]*lang
	ref      map[string]sourced // the embedded en, which an override of en must match too
	problems []error
}

func (l *loader) problem(file string, line int, key, format string, args ...any) {
	l.problems = append(l.problems, &TextError{File: file, Line: line, Key: key, Problem: fmt.Sprintf(format, args...)})
}

// tags is the languages with en first, then by name.
func (l *loader) tags() []language.Tag {
	return slices.SortedFunc(maps.Keys(l.langs), func(a, b language.Tag) int {
		switch {
		case a == b:
			return 0
		case a == language.English:
			return -1
		case b == language.English:
			return 1
		}
		return strings.Compare(a.String(), b.String())
	})
}

// dir reads every file of a directory; an override's need not exist.
func (l *loader) dir(fsys fs.FS, dir, shown string, override bool) error {
	files, err := fs.ReadDir(fsys, dir)
	if override && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("locale: %s: %w", shown, err)
	}
	for _, d := range files {
		base, isJSON := strings.CutSuffix(d.Name(), ".json")
		if d.IsDir() || !isJSON {
			continue
		}
		name := path.Join(shown, d.Name())
		tag, err := language.Parse(base)
		if err != nil || tag.String() != base {
			l.problem(name, 0, "", "is not named by a language tag in its usual spelling, such as en, pt or zh-Hant")
			continue
		}
		f, err := readFile(fsys, path.Join(dir, d.Name()), name)
		if err != nil {
			return err
		}
		l.problems = append(l.problems, f.problems...)
		l.merge(tag, f, override)
	}
	return nil
}

func (l *loader) merge(tag language.Tag, f *file, override bool) {
	into := l.langs[tag]
	if into == nil {
		into = &lang{tag: tag, file: f.name, entries: map[string]sourced{}}
		l.langs[tag] = into
	}
	for _, key := range f.keys {
		if _, known := l.ref[key]; override && !known {
			l.problem(f.name, f.entries[key].line, key, "is not a key of this package%s", l.near(key))
			continue
		}
		into.entries[key] = sourced{f.entries[key], f.name}
	}
}

// near is a hint for a key that is misspelt in case only, the usual slip.
func (l *loader) near(key string) string {
	for _, have := range slices.Sorted(maps.Keys(l.ref)) {
		if strings.EqualFold(have, key) {
			return fmt.Sprintf("; did you mean %q?", have)
		}
	}
	return ""
}

func (l *loader) checkNotes() {
	for _, key := range slices.Sorted(maps.Keys(l.ref)) {
		if e := l.ref[key]; e.note == "" {
			l.problem(e.file, e.line, key, `lacks a "note" that tells translators what the text and its slots are`)
		}
	}
}

func (l *loader) checkLanguage(to *lang) {
	use := formUse(to.tag)
	for _, key := range slices.Sorted(maps.Keys(l.ref)) {
		ref := l.ref[key]
		e, ok := to.entries[key]
		if !ok {
			l.problem(to.file, 0, key, "is missing (%s line %d: %s)", ref.file, ref.line, ref.note)
			continue
		}
		l.checkForms(e, key, use)
		l.checkSlots(e, ref, key)
	}
	for _, key := range slices.Sorted(maps.Keys(to.entries)) {
		e := to.entries[key]
		if _, ok := l.ref[key]; !ok {
			l.problem(e.file, e.line, key, "is not in en.json, the reference%s", l.near(key))
		}
	}
}

// checkForms checks an entry's plural forms against those its language uses.
func (l *loader) checkForms(e sourced, key string, use [len(formNames)]int) {
	if e.hasText {
		return
	}
	m, err := compile(e.entry)
	if err != nil {
		return // reported with the file
	}
	other := slotsOf(m.forms[0])
	for i, name := range formNames {
		switch form := e.forms[i]; {
		case form == nil && use[i] > 0:
			l.problem(e.file, e.line, key, "lacks the plural form %q", name)
		case form != nil && use[i] == 0 && i != 0:
			l.problem(e.file, e.line, key, "has the plural form %q, which no whole number of this language uses", name)
		case form != nil:
			l.checkCounted(e, key, name, use[i], slotsOf(m.forms[i]), other)
		}
	}
}

// checkCounted checks a form's slots: those of "other", but a form that stands for
// a single number may leave the number out ("a reminder").
func (l *loader) checkCounted(e sourced, key, form string, numbers int, have, want []string) {
	for _, s := range want {
		if slices.Contains(have, s) || s == e.arg && numbers <= 1 {
			continue
		}
		if s == e.arg {
			l.problem(e.file, e.line, key, "%q must show {%s}: more than one number uses this form", form, s)
			continue
		}
		l.problem(e.file, e.line, key, "%q lacks the slot {%s} of \"other\"", form, s)
	}
	for _, s := range have {
		if !slices.Contains(want, s) {
			l.problem(e.file, e.line, key, "\"other\" lacks the slot {%s} of %q", s, form)
		}
	}
}

// checkSlots checks that an entry counts and says what the reference does.
func (l *loader) checkSlots(e, ref sourced, key string) {
	if e.entry == ref.entry {
		return
	}
	if e.arg != ref.arg {
		want := "plain text"
		if ref.arg != "" {
			want = fmt.Sprintf(`plural forms with "arg": %q`, ref.arg)
		}
		l.problem(e.file, e.line, key, "differs from en.json, which has %s", want)
		return
	}
	m, err := compile(e.entry)
	r, errRef := compile(ref.entry)
	if err != nil || errRef != nil {
		return // reported with the file
	}
	have, want := m.slots(), r.slots()
	for _, s := range want {
		if !slices.Contains(have, s) {
			l.problem(e.file, e.line, key, "lacks the slot {%s} of en.json", s)
		}
	}
	for _, s := range have {
		if !slices.Contains(want, s) {
			l.problem(e.file, e.line, key, "has the slot {%s}, which en.json has not; it would stay empty", s)
		}
	}
}

// catalog compiles what has been checked.
func (l *loader) catalog() (*Catalog, error) {
	c := &Catalog{tags: l.tags()}
	for _, tag := range c.tags {
		p := &Printer{tag: tag, locale: find(tag), messages: make(map[string]*message, len(l.ref))}
		for key, e := range l.langs[tag].entries {
			m, err := compile(e.entry)
			if err != nil {
				return nil, &TextError{File: e.file, Line: e.line, Key: key, Problem: err.Error()}
			}
			p.messages[key] = m
		}
		c.printers = append(c.printers, p)
	}
	c.matcher = language.NewMatcher(c.tags)
	return c, nil
}
