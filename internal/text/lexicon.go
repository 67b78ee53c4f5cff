package text

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"sort"
	"strconv"
	"strings"
)

//go:embed data/*.json
var data embed.FS

// Lexicon is what a language's patterns share: how contractions and chat
// spellings are read, which abbreviations end no sentence, and named classes of
// words and phrases.
type Lexicon struct {
	// Expand maps a written form to the words it stands for: "we'll" to "we will".
	Expand map[string]string `json:"expand"`
	// Alias maps a word to other spellings of it, typing errors among them.
	Alias map[string][]string `json:"alias"`
	// Abbreviations end with a full stop that ends no sentence.
	Abbreviations []string `json:"abbreviations"`
	// Classes are alternatives by name, each a pattern without anchors.
	Classes map[string][]string `json:"classes"`

	alias map[string]string // spelling -> word
}

// NewLexicon returns the embedded lexicon of a base language ("en"). A language
// without one gets an empty lexicon: its patterns then name every form.
func NewLexicon(base string) (*Lexicon, error) {
	l := new(Lexicon)
	b, err := data.ReadFile("data/" + base + ".json")
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("text: %w", err)
	default:
		if err := DecodeFile("data/"+base+".json", b, l); err != nil {
			return nil, err
		}
	}
	l.index()
	return l, nil
}

func (l *Lexicon) index() {
	exp := make(map[string]string, len(l.Expand))
	for k, v := range l.Expand {
		exp[Fold(k)] = v
	}
	l.Expand = exp
	l.alias = make(map[string]string)
	for word, forms := range l.Alias {
		for _, f := range forms {
			l.alias[Fold(f)] = Fold(word)
		}
	}
}

// With returns a copy of l with classes added; one of a known name is replaced.
func (l *Lexicon) With(classes map[string][]string) *Lexicon {
	c := *l
	c.Classes = maps.Clone(l.Classes)
	if c.Classes == nil {
		c.Classes = make(map[string][]string)
	}
	maps.Copy(c.Classes, classes)
	return &c
}

// DataError says where in a data file something is wrong.
type DataError struct {
	File   string
	Line   int    // from 1; 0 when the place is not known
	Key    string // path of the value, as in rules[3].patterns[0]
	Reason string
}

// Error implements error.
func (e *DataError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	if e.Key != "" {
		fmt.Fprintf(&b, ": %s", e.Key)
	}
	return b.String() + ": " + e.Reason
}

// DecodeFile reads one JSON value into v. An unknown key, a wrong type, a
// repeated key and text after the value are a *DataError with the line and key.
func DecodeFile(file string, b []byte, v any) error {
	lines, err := Lines(file, b)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	err = dec.Decode(v)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return &DataError{File: file, Line: lineAt(b, wrong.Offset), Key: wrong.Field,
			Reason: fmt.Sprintf("holds a %s, want %s", wrong.Value, wrong.Type)}
	}
	e := &DataError{File: file, Reason: strings.TrimPrefix(err.Error(), "json: ")}
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		if name, err := strconv.Unquote(name); err == nil {
			e.Key, e.Reason = name, "is not a known key"
			e.Line = lineOfKey(lines, name)
		}
	}
	return e
}

// lineOfKey returns the first line with a key of that name.
func lineOfKey(lines map[string]int, name string) int {
	keys := make([]string, 0, 4)
	for k := range lines {
		if k == name || strings.HasSuffix(k, "."+name) {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return 0
	}
	sort.Slice(keys, func(i, j int) bool { return lines[keys[i]] < lines[keys[j]] })
	return lines[keys[0]]
}

func lineAt(b []byte, off int64) int {
	return 1 + bytes.Count(b[:min(max(int(off), 0), len(b))], []byte("\n"))
}

const maxNesting = 32

// Lines returns the line of each value of a JSON text by its path ("rules[3].id").
// It refuses repeated keys, more than one value and deep nesting.
func Lines(file string, b []byte) (map[string]int, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	w := &lineWalker{file: file, b: b, dec: dec, lines: make(map[string]int)}
	if err := w.value("", 0); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, &DataError{File: file, Line: lineAt(b, dec.InputOffset()), Reason: "text after the end of the value"}
	}
	return w.lines, nil
}

type lineWalker struct {
	file  string
	b     []byte
	dec   *json.Decoder
	lines map[string]int
}

func (w *lineWalker) fail(key string, err error) error {
	off := w.dec.InputOffset()
	var syn *json.SyntaxError
	if errors.As(err, &syn) {
		off = syn.Offset
	}
	return &DataError{File: w.file, Line: lineAt(w.b, off), Key: key, Reason: strings.TrimPrefix(err.Error(), "json: ")}
}

func (w *lineWalker) value(path string, depth int) error {
	if depth > maxNesting {
		return w.fail(path, fmt.Errorf("nests deeper than %d", maxNesting))
	}
	tok, err := w.dec.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return w.fail(path, err)
	}
	w.lines[path] = lineAt(w.b, w.dec.InputOffset())
	d, ok := tok.(json.Delim)
	if !ok {
		return nil
	}
	for i := 0; w.dec.More(); i++ {
		sub := path + "[" + strconv.Itoa(i) + "]"
		if d == '{' {
			key, err := w.dec.Token()
			if err != nil {
				return w.fail(path, err)
			}
			name, ok := key.(string)
			if !ok {
				return w.fail(path, fmt.Errorf("a key must be a string"))
			}
			if sub = name; path != "" {
				sub = path + "." + name
			}
			if _, twice := w.lines[sub]; twice {
				return w.fail(sub, fmt.Errorf("is there twice"))
			}
		}
		if err := w.value(sub, depth+1); err != nil {
			return err
		}
	}
	if _, err := w.dec.Token(); err != nil {
		return w.fail(path, err)
	}
	return nil
}
