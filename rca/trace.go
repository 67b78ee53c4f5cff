package rca

import (
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/internal/text"
)

// Trace maps every sentence of an edition to what it rests on (D4). It is for the
// inside only, whatever the audience of the edition: it holds ids, and the places where
// evidence is kept.
type Trace struct {
	Document  DocID        `json:"document"`
	Version   int          `json:"version"`
	Audience  Audience     `json:"audience"`
	Language  language.Tag `json:"language"`
	Hash      string       `json:"hash"`
	ForInside string       `json:"for_inside"` // a warning to whoever opens the file
	Sentences []Sentence   `json:"sentences"`
}

// Sentence is one sentence of an edition and its sources.
type Sentence struct {
	Section   Section      `json:"section"`
	Text      string       `json:"text"`
	Statement StatementID  `json:"statement,omitempty"`
	For       Ref          `json:"for,omitempty"`
	Facts     []FactID     `json:"facts,omitempty"`
	Evidence  []EvidenceID `json:"evidence,omitempty"`
}

// Trace makes the trace of the edition for an audience in a language. Texts
// without a fact, such as the title, are left out. It has the errors of [Doc.Edition].
func (d *Doc) Trace(to Audience, in language.Tag) (*Trace, error) {
	e, err := d.Edition(to, in)
	if err != nil {
		return nil, err
	}
	ix := newIndex(d)
	t := &Trace{Document: d.ID, Version: e.version, Audience: to, Language: in, Hash: e.hash, ForInside: "Internal. Not for customers."}
	for _, s := range e.sources {
		if len(s.Facts) == 0 {
			continue
		}
		row := Sentence{Section: s.Section, Statement: s.Statement, For: s.For, Facts: s.Facts}
		for _, id := range s.Facts {
			if f := ix.facts[id]; f != nil {
				row.Evidence = append(row.Evidence, f.Evidence...)
			}
		}
		for span := range text.Sentences(s.Text) {
			row.Text = s.Text[span.Start:span.End]
			t.Sentences = append(t.Sentences, row)
		}
	}
	return t, nil
}
