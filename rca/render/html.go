package render

import (
	"bytes"
	"html"
	"io"

	"github.com/evenkeel-go/evenkeel/rca"
)

const htmlStyle = `body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}` +
	`table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}` +
	`.mark{font-weight:bold;border:2px solid;padding:.3rem .6rem}dt{font-weight:bold}dd{margin:0 0 .3rem 1rem}`

// writeHTML writes one page without links, scripts or anything from elsewhere.
func writeHTML(w io.Writer, v *rca.View) error {
	var b bytes.Buffer
	b.WriteString("<!DOCTYPE html>\n<html lang=\"")
	b.WriteString(html.EscapeString(v.Language.String()))
	b.WriteString("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	element(&b, "title", v.Title)
	b.WriteString("<style>" + htmlStyle + "</style>\n</head>\n<body>\n")
	element(&b, "h1", v.Title)
	for _, m := range v.Marks {
		b.WriteString("<p class=\"mark\">" + html.EscapeString(m) + "</p>\n")
	}
	if len(v.Head) > 0 {
		b.WriteString("<dl>\n")
		for _, f := range v.Head {
			element(&b, "dt", f.Name)
			element(&b, "dd", f.Value)
		}
		b.WriteString("</dl>\n")
	}
	for _, n := range v.Notes {
		element(&b, "p", n)
	}
	for i := range v.Parts {
		htmlPart(&b, &v.Parts[i])
	}
	b.WriteString("</body>\n</html>\n")
	_, err := w.Write(b.Bytes())
	return err
}

func htmlPart(b *bytes.Buffer, p *rca.Part) {
	b.WriteString("<section>\n")
	element(b, "h2", p.Title)
	for _, s := range p.Paragraphs {
		element(b, "p", s)
	}
	if len(p.Items) > 0 {
		b.WriteString("<ul>\n")
		for _, s := range p.Items {
			element(b, "li", s)
		}
		b.WriteString("</ul>\n")
	}
	if len(p.Table.Rows) > 0 {
		b.WriteString("<table>\n<thead>\n<tr>\n")
		for _, c := range p.Table.Columns {
			element(b, "th", c)
		}
		b.WriteString("</tr>\n</thead>\n<tbody>\n")
		for _, row := range p.Table.Rows {
			b.WriteString("<tr>\n")
			for _, c := range row {
				element(b, "td", c)
			}
			b.WriteString("</tr>\n")
		}
		b.WriteString("</tbody>\n</table>\n")
	}
	b.WriteString("</section>\n")
}

func element(b *bytes.Buffer, name, text string) {
	b.WriteString("<" + name + ">" + html.EscapeString(text) + "</" + name + ">\n")
}

// plainHTML is the text of a page without its tags. Attributes stay in the
// source, which is looked at too.
func plainHTML(src []byte) []byte {
	var out []byte
	for len(src) > 0 {
		open := bytes.IndexByte(src, '<')
		if open < 0 {
			out = append(out, src...)
			break
		}
		out = append(out, src[:open]...)
		end := bytes.IndexByte(src[open:], '>')
		if end < 0 {
			break
		}
		src = src[open+end+1:]
	}
	return []byte(html.UnescapeString(string(out)))
}
