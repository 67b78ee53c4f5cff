package render_test

import (
	"fmt"
	"os"

	"github.com/evenkeel-go/evenkeel/rca"
	"github.com/evenkeel-go/evenkeel/rca/render"
)

// Editions are written by [rca.Edition.Write]; a format also renders any view.
func Example() {
	view := rca.View{Title: "Report on the incident AC-77", Parts: []rca.Part{{
		Title: "Timeline",
		Table: rca.Table{
			Columns: []string{"When", "What"},
			Rows:    [][]string{{"23:00", "The saved configuration was replaced | twice"}},
		},
	}}}
	if err := render.Markdown.Render(os.Stdout, view); err != nil {
		fmt.Println(err)
	}
	// Output:
	// # Report on the incident AC-77
	//
	// ## Timeline
	//
	// | When | What |
	// | --- | --- |
	// | 23:00 | The saved configuration was replaced \| twice |
}

// A host that takes the format from a flag or a query reads it like any text.
func ExampleFormat_UnmarshalText() {
	var f render.Format
	fmt.Println(f.UnmarshalText([]byte("html")), f)
	fmt.Println(f.UnmarshalText([]byte("pdf")))
	// Output:
	// <nil> html
	// render: unknown format "pdf"; want one of ["markdown" "html" "json"]
}
