package locale

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Catalog is a package's checked texts in every language it has. It is immutable
// and safe for concurrent use. [Load] makes one; the zero Catalog has no language.
type Catalog struct {
	tags     []language.Tag
	printers []*Printer // as tags
	matcher  language.Matcher
}

// Languages are the languages there are: en, then the others by tag.
func (c *Catalog) Languages() []language.Tag { return slices.Clone(c.tags) }

// Printer gives the texts for a reader of tag: its own language, in the regional
// form that is nearest (en for en-GB). There is no falling back to a language
// that is merely related or widely understood: the error is an
// [*UnsupportedError] and belongs to the construction of whatever will speak.
func (c *Catalog) Printer(tag language.Tag) (*Printer, error) {
	if i := match(c.matcher, c.tags, tag); i >= 0 {
		return c.printers[i], nil
	}
	return nil, &UnsupportedError{Tag: tag, Have: c.Languages()}
}

// Keys are the keys every language has, sorted.
func (c *Catalog) Keys() []string {
	if len(c.printers) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(c.printers[0].messages))
}

// Slots are the slots of a key, sorted; nil for an unknown key. A package's test
// compares them with what its code passes to Text.
func (c *Catalog) Slots(key string) []string {
	if len(c.printers) == 0 || c.printers[0].messages[key] == nil {
		return nil
	}
	return c.printers[0].messages[key].slots()
}

// Require checks that the catalogue has the keys which the code uses, so that
// [Printer.Text] cannot meet an unknown one. Call it after Load.
func (c *Catalog) Require(keys ...string) error {
	var missing []string
	for _, key := range keys {
		if len(c.printers) == 0 || c.printers[0].messages[key] == nil {
			missing = append(missing, key)
		}
	}
	if missing != nil {
		return fmt.Errorf("locale: no text has the key %s; add it to texts/en.json and the other languages", strings.Join(missing, ", "))
	}
	return nil
}

// match is the index in tags of the language that serves tag, or -1. The matcher
// alone is too kind: it serves Galician readers Spanish with high confidence, and
// guesses a language for someone of whom only the country is known.
func match(m language.Matcher, tags []language.Tag, tag language.Tag) int {
	if m == nil {
		return -1
	}
	_, i, confidence := m.Match(tag)
	if confidence < language.High {
		return -1
	}
	want, certain := baseOf(tag)
	if have, _ := baseOf(tags[i]); have != want || certain < language.Exact {
		return -1
	}
	return i
}

// baseOf is the language without script and region, nb and no being one.
func baseOf(tag language.Tag) (language.Base, language.Confidence) {
	if t, err := language.All.Canonicalize(tag); err == nil {
		tag = t
	}
	return tag.Base()
}
