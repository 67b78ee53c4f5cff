package rca_test

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/rca"
	"github.com/evenkeel-go/evenkeel/rca/render"
)

// threePages is the incident with its summary told at length: some 1,500 words.
func threePages(tb testing.TB) *rca.Edition {
	d := incident(tb)
	for i := range d.Statements {
		if s := &d.Statements[i]; s.Audience == rca.Customer && s.For == "" {
			s.Text = strings.Repeat(s.Text+"\n", 8)
		}
	}
	ed, err := d.Edition(rca.Customer, language.English)
	if err != nil {
		tb.Fatal(err)
	}
	return ed
}

// BenchmarkWrite is a document of three pages, rendered, scanned and written.
func BenchmarkWrite(b *testing.B) {
	ed := threePages(b)
	for _, f := range []render.Format{render.Markdown, render.HTML, render.JSON} {
		b.Run(f.String(), func(b *testing.B) {
			var out bytes.Buffer
			if err := ed.Write(&out, f); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := ed.Write(io.Discard, f); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(strings.Fields(out.String()))), "words")
		})
	}
}

func BenchmarkEdition(b *testing.B) {
	d := incident(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Edition(rca.Customer, language.English); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	data, err := os.ReadFile("testdata/gateway.json")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rca.Read(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScan(b *testing.B) {
	s, err := rca.NewScanner(hidden(), nil)
	if err != nil {
		b.Fatal(err)
	}
	text := []byte(strings.Repeat("We drained the replica on Friday, March 13, 2026 at 11:04 PM, and 14 of 60 devices failed. ", 100))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s.Scan(text)
	}
}
