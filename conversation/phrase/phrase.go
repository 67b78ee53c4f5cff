// Package phrase is the phrasebook: what to say, by stage and practice, in the
// reader's language (B1). A phrase is a pattern to think with, not a macro to
// paste: its slots ask for what makes it true of this case.
//
// Which phrase serves which stage and practice is phrases.json, the words are
// texts/<language>.json; both are embedded and checked by [New].
package phrase

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/internal/locale"
)

//go:embed phrases.json texts/*.json
var files embed.FS

// ID is the stable name of a phrase, such as "restate.again".
type ID string

// Phrase is one entry of the book in one language.
type Phrase struct {
	ID       ID
	Stage    practice.Stage
	Practice practice.ID
	// Text has its slots in braces: "Let me check that I have it right:
	// {problem}. Is that correct?"
	Text  string
	Slots []string // sorted
}

// Options configure a [Book]. A nil *Options and the zero value are all defaults.
type Options struct {
	// Texts overrides words: phrase/<language>.json in it replaces phrases of
	// a language or, where complete, adds a language. Default: the embedded
	// English, Spanish and German.
	Texts fs.FS
}

// Book is a phrasebook. It is immutable and safe for concurrent use; [New]
// makes one.
type Book struct {
	entries []entry
	catalog *locale.Catalog
}

type entry struct {
	ID       ID             `json:"id"`
	Stage    practice.Stage `json:"stage"`
	Practice practice.ID    `json:"practice"`
}

// New returns the phrasebook, or an error that names the file, line and key
// that is wrong.
func New(opts *Options) (*Book, error) {
	var override fs.FS
	if opts != nil {
		override = opts.Texts
	}
	catalog, err := locale.Load("phrase", files, override)
	if err != nil {
		return nil, fmt.Errorf("phrase: %w", err)
	}
	b := &Book{catalog: catalog}
	data, err := files.ReadFile("phrases.json")
	if err != nil {
		return nil, fmt.Errorf("phrase: %w", err)
	}
	if err := json.Unmarshal(data, &b.entries); err != nil {
		return nil, fmt.Errorf("phrase: phrases.json: %w", err)
	}
	for _, e := range b.entries {
		if !e.Practice.Valid() || e.Stage == practice.NoStage {
			return nil, fmt.Errorf("phrase: phrases.json: %q: practice %q or stage %q is unknown", e.ID, e.Practice, e.Stage)
		}
		if err := catalog.Require(string(e.ID)); err != nil {
			return nil, fmt.Errorf("phrase: %w", err)
		}
	}
	return b, nil
}

// Languages returns the languages of the book, English first.
func (b *Book) Languages() []language.Tag { return b.catalog.Languages() }

// ErrLanguage is what a look-up in a language that the book lacks wraps. There
// is no silent English: the host chooses what to do.
var ErrLanguage = errors.New("phrase: language not in the book")

// ForStage returns the phrases for the stage in their order, in the language.
func (b *Book) ForStage(s practice.Stage, lang language.Tag) ([]Phrase, error) {
	return b.pick(lang, func(e entry) bool { return e.Stage == s })
}

// ForPractice returns the phrases that serve the practice, in the language.
func (b *Book) ForPractice(id practice.ID, lang language.Tag) ([]Phrase, error) {
	return b.pick(lang, func(e entry) bool { return e.Practice == id })
}

// Lookup returns the phrase with the id in the language; ok is false where the
// book has none.
func (b *Book) Lookup(id ID, lang language.Tag) (p Phrase, ok bool, err error) {
	ps, err := b.pick(lang, func(e entry) bool { return e.ID == id })
	if err != nil || len(ps) == 0 {
		return Phrase{}, false, err
	}
	return ps[0], true, nil
}

func (b *Book) pick(lang language.Tag, want func(entry) bool) ([]Phrase, error) {
	printer, err := b.catalog.Printer(lang)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLanguage, err)
	}
	var out []Phrase
	for _, e := range b.entries {
		if want(e) {
			out = append(out, Phrase{
				ID: e.ID, Stage: e.Stage, Practice: e.Practice,
				Text:  printer.Text(string(e.ID)),
				Slots: slices.Clone(b.catalog.Slots(string(e.ID))),
			})
		}
	}
	return out, nil
}
