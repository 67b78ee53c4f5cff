package rca

import "golang.org/x/text/language"

// View is what a [Renderer] turns into a file: an edition as plain text, in the
// reader's language, every slot filled. It holds nothing that its audience may not
// read, and no id of an inside part in an outside edition.
type View struct {
	Audience Audience
	Language language.Tag
	Title    string
	Marks    []string // "DRAFT, not approved"; a renderer shows them prominently
	Head     []Field
	Notes    []string // on zones and durations
	Parts    []Part
}

// Field is a name and a value of the document's head.
type Field struct{ Name, Value string }

// Part is a section with its heading, paragraphs, list and table, in that order;
// what is empty is left out.
type Part struct {
	Section    Section
	Title      string
	Paragraphs []string
	Items      []string
	Table      Table
}

// Table has a heading per column, and rows as long as the headings.
type Table struct {
	Columns []string
	Rows    [][]string
}

func (p *Part) empty() bool {
	return len(p.Paragraphs) == 0 && len(p.Items) == 0 && len(p.Table.Rows) == 0
}

// Each calls fn with every text of the view, in reading order.
func (v *View) Each(fn func(text string)) {
	fn(v.Title)
	for _, m := range v.Marks {
		fn(m)
	}
	for _, f := range v.Head {
		fn(f.Name)
		fn(f.Value)
	}
	for _, n := range v.Notes {
		fn(n)
	}
	for _, p := range v.Parts {
		fn(p.Title)
		for _, s := range p.Paragraphs {
			fn(s)
		}
		for _, s := range p.Items {
			fn(s)
		}
		if len(p.Table.Rows) == 0 {
			continue
		}
		for _, s := range p.Table.Columns {
			fn(s)
		}
		for _, row := range p.Table.Rows {
			for _, s := range row {
				fn(s)
			}
		}
	}
}
