package review

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/evenkeel-go/evenkeel/internal/text"
)

//go:embed words/languages.json
var languageWords []byte

// wordTable tells languages by their commonest words: enough to see that a draft is
// in another language than the customer writes, no more.
type wordTable struct {
	langs []string
	bits  map[string]uint32 // folded word -> languages that have it
}

func newWordTable() (*wordTable, error) {
	const name = "words/languages.json"
	var d struct {
		Languages []struct {
			Language string `json:"language"`
			Words    string `json:"words"`
		} `json:"languages"`
	}
	if err := text.DecodeFile(name, languageWords, &d); err != nil {
		return nil, fmt.Errorf("review: %w", err)
	}
	t := &wordTable{bits: make(map[string]uint32)}
	for i, l := range d.Languages {
		t.langs = append(t.langs, l.Language)
		for _, w := range strings.Fields(l.Words) {
			t.bits[text.Fold(w)] |= 1 << i
		}
	}
	return t, nil
}

// guess returns the base language of s, "" when it is too short or too mixed.
func (t *wordTable) guess(s string) string {
	var hits [32]int
	words := 0
	for tok := range text.Tokens(s) {
		if tok.Kind != text.Word {
			continue
		}
		words++
		w := s[tok.Start:tok.End]
		if lang := script(w); lang != "" {
			return lang
		}
		bits := t.bits[text.Fold(w)]
		for i := 0; bits != 0; i, bits = i+1, bits>>1 {
			if bits&1 != 0 {
				hits[i]++
			}
		}
		if words == 200 {
			break
		}
	}
	best, second := 0, -1
	for i := 1; i < len(t.langs); i++ {
		switch {
		case hits[i] > hits[best]:
			best, second = i, best
		case second < 0 || hits[i] > hits[second]:
			second = i
		}
	}
	if n := hits[best]; n < 2 || n*6 < words || second >= 0 && n < 2*hits[second] && n-hits[second] < 3 {
		return ""
	}
	return t.langs[best]
}

// script tells languages that their script gives away.
func script(w string) string {
	for _, r := range w {
		switch {
		case r >= 0x3041 && r <= 0x30FF:
			return "ja"
		case r >= 0xAC00 && r <= 0xD7A3:
			return "ko"
		case r >= 0x0E01 && r <= 0x0E5B:
			return "th"
		case r >= 0x0590 && r <= 0x05FF:
			return "he"
		case r >= 0x0600 && r <= 0x06FF:
			return "ar"
		case r >= 0x0370 && r <= 0x03FF:
			return "el"
		case r >= 0x0900 && r <= 0x097F:
			return "hi"
		case r >= 0x0400 && r <= 0x04FF:
			return "ru"
		}
	}
	return ""
}
