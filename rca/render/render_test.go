package render_test

import (
	"bytes"
	"encoding/json"
	"html"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/rca"
	"github.com/evenkeel-go/evenkeel/rca/rcatest"
	"github.com/evenkeel-go/evenkeel/rca/render"
)

func formats() []render.Format { return []render.Format{render.Markdown, render.HTML, render.JSON} }

func TestConformance(t *testing.T) {
	for _, f := range formats() {
		t.Run(f.String(), func(t *testing.T) { rcatest.TestRenderer(t, f) })
	}
}

func rendered(t *testing.T, f render.Format, v rca.View) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, f.Render(&b, v))
	return b.String()
}

// No text becomes markup, whatever it holds.
func TestMarkdownShowsTextAsItIs(t *testing.T) {
	for text, want := range map[string]string{
		"a | b":                  `a \| b`,
		"*x* and **y**":          `\*x\* and \*\*y\*\*`,
		"_under_ and db_name":    `\_under\_ and db_name`,
		"[l](http://x)":          `\[l\](http\://x)`,
		"![p](y)":                `\!\[p\](y)`,
		"<script>alert(1)":       `\<script\>alert(1)`,
		"R&amp;D & more":         `R\&amp;D & more`,
		"`code`":                 "\\`code\\`",
		"# heading":              `\# heading`,
		"- item":                 `\- item`,
		"+ item":                 `\+ item`,
		"2026. was":              `2026\. was`,
		"3.0% of 2,310 (70)":     `3.0% of 2,310 (70)`,
		`back\slash`:             `back\\slash`,
		"two\nlines":             "two lines",
		"Wei's \"quote\" – done": "Wei's \"quote\" – done",
	} {
		v := rca.View{Parts: []rca.Part{{Title: "T", Table: rca.Table{Columns: []string{"c"}, Rows: [][]string{{text}}}}}}
		assert.Contains(t, rendered(t, render.Markdown, v), "| "+want+" |\n", text)
	}
}

func TestMarkdownTableHasOneLinePerRow(t *testing.T) {
	v := rcatest.Views()[0]
	out := rendered(t, render.Markdown, v)
	rows := 0
	for _, line := range strings.Split(out, "\n") {
		if strings.HasPrefix(line, "|") {
			rows++
			assert.Equal(t, 3, strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"), line)
		}
	}
	assert.Equal(t, 2+len(v.Parts[1].Table.Rows), rows)
}

func TestHTMLIsInert(t *testing.T) {
	v := rca.View{Language: language.German, Title: `<script>alert("x")</script>`, Parts: []rca.Part{{Title: "a", Paragraphs: []string{`<img src=x onerror=y> & 'q'`}}}}
	out := rendered(t, render.HTML, v)
	assert.NotContains(t, out, "<script")
	assert.NotContains(t, out, "<img")
	assert.NotContains(t, out, "href")
	assert.NotContains(t, out, "generator")
	assert.Contains(t, out, `lang="de"`)
	assert.Contains(t, html.UnescapeString(out), `<img src=x onerror=y> & 'q'`)
	for _, tag := range []string{"html", "head", "body", "section", "title"} {
		assert.Equal(t, strings.Count(out, "<"+tag+">")+strings.Count(out, "<"+tag+" "), strings.Count(out, "</"+tag+">"), tag)
	}
}

func TestJSONIsTheView(t *testing.T) {
	v := rcatest.Views()[0]
	var got map[string]any
	require.NoError(t, json.Unmarshal([]byte(rendered(t, render.JSON, v)), &got))
	assert.Equal(t, "customer", got["audience"])
	assert.Equal(t, "en", got["language"])
	assert.Equal(t, v.Title, got["title"])
	assert.Len(t, got["parts"], 3)
}

func TestFormatText(t *testing.T) {
	for _, f := range formats() {
		b, err := f.MarshalText()
		require.NoError(t, err)
		var back render.Format
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, f, back)
		assert.NotEmpty(t, f.Extension())
	}
	var f render.Format
	require.ErrorIs(t, f.UnmarshalText([]byte("docx")), render.ErrFormat)
	_, err := f.MarshalText()
	require.ErrorIs(t, err, render.ErrFormat)
	assert.Empty(t, f.Extension())
	require.ErrorIs(t, f.Render(&bytes.Buffer{}, rca.View{}), render.ErrFormat)
	assert.Equal(t, "Format(9)", render.Format(9).String())
}
