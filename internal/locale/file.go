package locale

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
)

// maxFile bounds a text file, which may come from a host's own file system.
const maxFile = 4 << 20

// formNames are the CLDR plural categories, as files spell them.
var formNames = [...]string{
	plural.Other: "other", plural.Zero: "zero", plural.One: "one",
	plural.Two: "two", plural.Few: "few", plural.Many: "many",
}

// entry is one key of a file as written.
type entry struct {
	line    int
	hasText bool
	text    string
	forms   [len(formNames)]*string
	arg     string
	note    string
}

// file is one parsed file. Its entries are well-formed each by themselves; what
// they must have in common with other languages is checked afterwards.
type file struct {
	name     string
	keys     []string // in the order of the file
	entries  map[string]*entry
	problems []error
}

func (f *file) problem(line int, key, format string, args ...any) {
	f.problems = append(f.problems, &TextError{File: f.name, Line: line, Key: key, Problem: fmt.Sprintf(format, args...)})
}

// readFile reads one file of fsys; shown is the name that errors use.
func readFile(fsys fs.FS, name, shown string) (*file, error) {
	r, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("locale: %w", err)
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("locale: %s: %w", shown, err)
	}
	return parseFile(shown, data), nil
}

// fileParser walks the tokens of a file, because encoding/json by itself keeps
// neither lines nor duplicate keys.
type fileParser struct {
	*file
	data []byte
	dec  *json.Decoder
	line int // of pos
	pos  int
	key  string // being read, for the error that ends the reading
}

func parseFile(name string, data []byte) *file {
	f := &file{name: name, entries: map[string]*entry{}}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if len(data) > maxFile {
		f.problem(0, "", "is larger than %d bytes", maxFile)
		return f
	}
	if !utf8.Valid(data) {
		f.problem(0, "", "is not valid UTF-8")
		return f
	}
	p := &fileParser{file: f, data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1}
	if err := p.object(p.entry); err != nil {
		f.problem(p.at(), p.key, "%s", err)
	} else if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		f.problem(p.at(), "", "has something after the closing brace")
	}
	return f
}

// at is the line the decoder has come to.
func (p *fileParser) at() int {
	end := min(int(p.dec.InputOffset()), len(p.data))
	p.line += bytes.Count(p.data[p.pos:end], []byte{'\n'})
	p.pos = end
	return p.line
}

// token is the next token; the end of the file is a mistake everywhere but at
// the end.
func (p *fileParser) token() (json.Token, error) {
	tok, err := p.dec.Token()
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errors.New("the file ends in the middle of the object")
	case err != nil:
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	return tok, nil
}

// object calls member for each name of the object that comes next.
func (p *fileParser) object(member func(name string) error) error {
	tok, err := p.token()
	if err != nil {
		return err
	}
	if tok != json.Delim('{') {
		return errors.New(`want an object such as {"text": "…", "note": "…"}`)
	}
	for {
		tok, err := p.token()
		if err != nil {
			return err
		}
		if tok == json.Delim('}') {
			return nil
		}
		name, _ := tok.(string) // the decoder lets only strings stand here
		if err := member(name); err != nil {
			return err
		}
	}
}

func (p *fileParser) entry(key string) error {
	e := &entry{line: p.at()}
	before := len(p.problems)
	p.key = key
	if err := p.object(func(field string) error { return p.field(key, e, field) }); err != nil {
		return err
	}
	p.key = ""
	switch first, twice := p.entries[key]; {
	case key == "":
		p.problem(e.line, key, "a key is empty")
	case twice:
		p.problem(e.line, key, "stands twice; first on line %d", first.line)
	case p.wellFormed(key, e, before):
		p.keys = append(p.keys, key)
		p.entries[key] = e
	}
	return nil
}

func (p *fileParser) field(key string, e *entry, field string) error {
	tok, err := p.token()
	if err != nil {
		return err
	}
	value, ok := tok.(string)
	if !ok {
		return fmt.Errorf("%q must be a string", field)
	}
	twice := false
	switch field {
	case "text":
		twice, e.text, e.hasText = e.hasText, value, true
	case "arg":
		twice, e.arg = e.arg != "", value
	case "note":
		twice, e.note = e.note != "", value
	default:
		form := formOf(field)
		if form < 0 {
			p.problem(p.at(), key, "has no field %q; want text, note, arg or a plural form (zero, one, two, few, many, other)", field)
			return nil
		}
		twice, e.forms[form] = e.forms[form] != nil, &value
	}
	if twice {
		p.problem(p.at(), key, "%q stands twice", field)
	}
	return nil
}

// wellFormed checks what an entry needs whatever the language. There were so many
// problems before it was read.
func (p *fileParser) wellFormed(key string, e *entry, before int) bool {
	counted := false
	for i, form := range e.forms {
		if form == nil {
			continue
		}
		counted = true
		p.checkText(key, e.line, formNames[i], *form)
	}
	switch {
	case e.hasText && (counted || e.arg != ""):
		p.problem(e.line, key, `has "text" and plural forms; want one of the two`)
	case e.hasText:
		p.checkText(key, e.line, "text", e.text)
	case !counted && len(p.problems) > before: // misspelt, and reported
	case !counted:
		p.problem(e.line, key, `has no text; want "text" or plural forms`)
	case e.arg == "":
		p.problem(e.line, key, `has plural forms but no "arg", the slot that is counted`)
	case !isName(e.arg):
		p.problem(e.line, key, `"arg": %q is not a slot's name (letters, digits, underscore)`, e.arg)
	case e.forms[plural.Other] == nil:
		p.problem(e.line, key, `lacks the plural form "other", which every language has`)
	}
	return len(p.problems) == before
}

func (p *fileParser) checkText(key string, line int, field, s string) {
	if s == "" {
		p.problem(line, key, "%q is empty", field)
	}
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' {
			p.problem(line, key, "%q holds the control character %U", field, r)
			break
		}
	}
	if _, err := parseParts(s); err != nil {
		p.problem(line, key, "%q: %s", field, err)
	}
}

// formOf is the index of a plural category in formNames, or -1.
func formOf(name string) int { return slices.Index(formNames[:], name) }
