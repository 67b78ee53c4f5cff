// Package render turns editions of a root cause analysis into files people read
// (D7): Markdown, HTML and JSON, with the standard library alone.
//
//	err := edition.Write(w, render.Markdown)
//
// All formats write the same bytes for the same view and nothing about the
// author, the machine or the time of writing.
package render

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/evenkeel-go/evenkeel/rca"
)

// Format is a file format; it implements [rca.Renderer]. The zero Format is none
// and refuses to render. Formats are safe for concurrent use.
type Format uint8

// The formats.
const (
	_        Format = iota
	Markdown        // CommonMark with the tables of GitHub
	HTML            // one page without scripts, styles from elsewhere or links
	JSON            // the view as data, for templates of your own
)

// ErrFormat says that a Format is none of the constants.
var ErrFormat = errors.New("render: unknown format")

func formatNames() []string { return []string{"", "markdown", "html", "json"} }

// String returns "markdown", "html" or "json".
func (f Format) String() string {
	if int(f) < len(formatNames()) {
		return formatNames()[f]
	}
	return fmt.Sprintf("Format(%d)", uint8(f))
}

// MarshalText writes the format's name; one that is none is an error.
func (f Format) MarshalText() ([]byte, error) {
	if f == 0 || int(f) >= len(formatNames()) {
		return nil, fmt.Errorf("%w %d", ErrFormat, uint8(f))
	}
	return []byte(f.String()), nil
}

// UnmarshalText reads a format's name; an unknown one is an error that lists them.
func (f *Format) UnmarshalText(text []byte) error {
	for i, name := range formatNames() {
		if i > 0 && name == string(text) {
			*f = Format(i)
			return nil
		}
	}
	return fmt.Errorf("%w %.20q; want one of %q", ErrFormat, text, formatNames()[1:])
}

// Extension is the ending of the format's files, with its dot.
func (f Format) Extension() string {
	switch f {
	case Markdown:
		return ".md"
	case HTML:
		return ".html"
	case JSON:
		return ".json"
	}
	return ""
}

// Render writes the view.
func (f Format) Render(w io.Writer, v rca.View) error {
	switch f {
	case Markdown:
		return writeMarkdown(w, &v)
	case HTML:
		return writeHTML(w, &v)
	case JSON:
		return writeJSON(w, &v)
	}
	return fmt.Errorf("%w %d", ErrFormat, uint8(f))
}

// Texts yields what a reader of the file can see or extract: the source as it is
// and the text as a viewer shows it.
func (f Format) Texts(rendered []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		if len(rendered) == 0 || !yield("source", rendered) {
			return
		}
		switch f {
		case Markdown:
			yield("text", plainMarkdown(rendered))
		case HTML:
			yield("text", plainHTML(rendered))
		case JSON:
			yield("text", plainJSON(rendered))
		}
	}
}
