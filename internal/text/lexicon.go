package text

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
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
