package render

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/evenkeel-go/evenkeel/rca"
)

type jsonView struct {
	Audience rca.Audience `json:"audience"`
	Language string       `json:"language"`
	Title    string       `json:"title"`
	Marks    []string     `json:"marks,omitempty"`
	Head     []jsonField  `json:"head,omitempty"`
	Notes    []string     `json:"notes,omitempty"`
	Parts    []jsonPart   `json:"parts,omitempty"`
}

type jsonField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type jsonPart struct {
	Section    rca.Section `json:"section"`
	Title      string      `json:"title"`
	Paragraphs []string    `json:"paragraphs,omitempty"`
	Items      []string    `json:"items,omitempty"`
	Columns    []string    `json:"columns,omitempty"`
	Rows       [][]string  `json:"rows,omitempty"`
}

func writeJSON(w io.Writer, v *rca.View) error {
	out := jsonView{Audience: v.Audience, Language: v.Language.String(), Title: v.Title, Marks: v.Marks, Notes: v.Notes}
	for _, f := range v.Head {
		out.Head = append(out.Head, jsonField(f))
	}
	for _, p := range v.Parts {
		part := jsonPart{Section: p.Section, Title: p.Title, Paragraphs: p.Paragraphs, Items: p.Items}
		if len(p.Table.Rows) > 0 {
			part.Columns, part.Rows = p.Table.Columns, p.Table.Rows
		}
		out.Parts = append(out.Parts, part)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// plainJSON is every string of a JSON text, one a line.
func plainJSON(src []byte) []byte {
	var out bytes.Buffer
	dec := json.NewDecoder(bytes.NewReader(src))
	for {
		tok, err := dec.Token()
		if err != nil {
			return out.Bytes()
		}
		if s, ok := tok.(string); ok {
			out.WriteString(s)
			out.WriteByte('\n')
		}
	}
}
