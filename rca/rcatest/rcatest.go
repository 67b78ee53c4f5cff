// Package rcatest is the rule book that every [rca.Renderer] passes: what it
// must show, what it must not add, and that nothing hidden gets past the scan of what it wrote.
//
//	func TestPDF(t *testing.T) { rcatest.TestRenderer(t, pdf.New(nil)) }
package rcatest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/rca"
)

// TestRenderer checks a renderer against the rules of [rca.Renderer]. It must be
// safe for concurrent use. A renderer that lacks glyphs for the sample's scripts may return an
// error for the sample of that language, which is skipped; English must work.
func TestRenderer(t *testing.T, r rca.Renderer) {
	t.Helper()
	for _, rule := range rules() {
		t.Run(rule.name, func(t *testing.T) { rule.check(r, t.Errorf) })
	}
}

// Check is [TestRenderer] outside a test: the error joins what is broken; nil is nothing.
func Check(r rca.Renderer) error {
	var errs []error
	for _, rule := range rules() {
		rule.check(r, func(format string, args ...any) {
			errs = append(errs, fmt.Errorf("rcatest: "+rule.name+": "+format, args...))
		})
	}
	return errors.Join(errs...)
}

// report says what is broken.
type report func(format string, args ...any)

type rule struct {
	name  string
	check func(r rca.Renderer, bad report)
}

func rules() []rule {
	list := []rule{
		{"reports the writer's error", func(r rca.Renderer, bad report) {
			if err := r.Render(failing{}, Views()[0]); !errors.Is(err, errWriter) {
				bad("Render to a writer that fails returned %v; want its error wrapped", err)
			}
		}},
		{"takes any bytes as a file", func(r rca.Renderer, bad report) {
			whole := render(r, Views()[0], bad)
			for _, b := range [][]byte{nil, {0}, []byte("%PDF-"), []byte("PK\x03\x04"), []byte("<"), []byte("{"), whole[:len(whole)/2], whole[len(whole)/3:]} {
				for range r.Texts(b) { // must not panic
					continue
				}
			}
		}},
	}
	for _, c := range []struct {
		name  string
		check func(r rca.Renderer, v rca.View, bad report)
	}{
		{"same bytes", sameBytes}, {"shows every text", showsAll}, {"adds nothing", addsNothing},
		{"leaves the view alone", leavesView}, {"leaks are found", leaksFound},
	} {
		for _, v := range Views() {
			list = append(list, rule{c.name + " in " + v.Language.String(), func(r rca.Renderer, bad report) {
				if err := r.Render(io.Discard, deepCopy(v)); err != nil && v.Language != language.English {
					return // it refuses this language's characters
				}
				c.check(r, v, bad)
			}})
		}
	}
	return list
}

var errWriter = errors.New("rcatest: this writer fails")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errWriter }

func render(r rca.Renderer, v rca.View, bad report) []byte {
	var b bytes.Buffer
	if err := r.Render(&b, v); err != nil {
		bad("Render: %v", err)
	}
	return b.Bytes()
}

// sameBytes renders many times, also at once.
func sameBytes(r rca.Renderer, v rca.View, bad report) {
	want := render(r, v, bad)
	if len(want) == 0 {
		bad("Render wrote nothing")
		return
	}
	var wg sync.WaitGroup
	var others atomic.Int64
	for range 8 {
		wg.Go(func() {
			for range 5 {
				var b bytes.Buffer
				if err := r.Render(&b, v); err != nil || !bytes.Equal(b.Bytes(), want) {
					others.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if n := others.Load(); n > 0 {
		bad("Render wrote other bytes for the same view, %d times of 40", n)
	}
}

// squash makes texts comparable whatever lines a file breaks them into.
func squash(s string) string { return strings.Join(strings.Fields(s), " ") }

func showsAll(r rca.Renderer, v rca.View, bad report) {
	var all strings.Builder
	parts := 0
	for name, text := range r.Texts(render(r, v, bad)) {
		parts++
		if name == "" {
			bad("Texts yields a part without a name")
		}
		if !utf8.Valid(text) {
			bad("part %q is not UTF-8", name)
		}
		all.WriteString(squash(string(text)))
		all.WriteString("\n")
	}
	if parts == 0 {
		bad("Texts yields nothing of a rendered file")
		return
	}
	v.Each(func(text string) {
		for _, line := range strings.Split(text, "\n") {
			if want := squash(line); !strings.Contains(all.String(), want) {
				bad("Texts lacks %q, which the view shows", want)
			}
		}
	})
}

// addsNothing looks for what a file tells about where and when it was made.
func addsNothing(r rca.Renderer, v rca.View, bad report) {
	traces := []string{time.Now().Format(time.DateOnly), time.Now().Format("20060102"), time.Now().UTC().Format("Jan 2, 2006")}
	if name, err := os.Hostname(); err == nil {
		traces = append(traces, name)
	}
	if dir, err := os.Getwd(); err == nil {
		traces = append(traces, dir)
	}
	if dir, err := os.UserHomeDir(); err == nil {
		traces = append(traces, dir)
	}
	traces = append(traces, os.TempDir(), os.Getenv("USER"), os.Getenv("LOGNAME"))
	for name, text := range r.Texts(render(r, v, bad)) {
		for _, trace := range traces {
			if len(trace) >= 5 && bytes.Contains(text, []byte(trace)) {
				bad("part %q tells about the machine or the time of writing", name)
			}
		}
	}
}

func leavesView(r rca.Renderer, v rca.View, bad report) {
	before := deepCopy(v)
	render(r, v, bad)
	if !reflect.DeepEqual(before, v) {
		bad("Render changed the view")
	}
}

// leaksFound plants a hidden name in each text of the view, in several dresses,
// and scans what the renderer yields.
func leaksFound(r rca.Renderer, v rca.View, bad report) {
	s, err := rca.NewScanner([]rca.Entity{
		{ID: "host", Kind: rca.HostEntity, Names: []string{"db-primary-03"}},
		{ID: "person", Kind: rca.PersonEntity, Names: []string{"Hannah Wickenheiser"}},
	}, &rca.ScanOptions{NamesOnly: true})
	if err != nil {
		bad("%v", err)
		return
	}
	texts := 0
	v.Each(func(string) { texts++ })
	for at := range texts {
		for _, leak := range []string{"db-primary-03", "DB_PRIMARY_03", "db%2Dprimary%2D03", "d&#98;-primary-03", "Wickenheiser", "WICKENHEISER,\u00a0Hannah"} {
			planted := deepCopy(v)
			plant(&planted, at, leak)
			var b bytes.Buffer
			if err := r.Render(&b, planted); err != nil {
				bad("Render: %v", err)
				return
			}
			found := false
			for _, text := range r.Texts(b.Bytes()) {
				found = found || len(s.Scan(text)) > 0
			}
			if !found {
				bad("%q planted in text %d of the view is not found in what Texts yields", leak, at)
			}
		}
	}
}

// plant adds a leak to the nth text of a view.
func plant(v *rca.View, n int, leak string) {
	add := func(s *string) {
		if n == 0 {
			*s += " " + leak
		}
		n--
	}
	add(&v.Title)
	for i := range v.Marks {
		add(&v.Marks[i])
	}
	for i := range v.Head {
		add(&v.Head[i].Name)
		add(&v.Head[i].Value)
	}
	for i := range v.Notes {
		add(&v.Notes[i])
	}
	for i := range v.Parts {
		p := &v.Parts[i]
		add(&p.Title)
		for j := range p.Paragraphs {
			add(&p.Paragraphs[j])
		}
		for j := range p.Items {
			add(&p.Items[j])
		}
		if len(p.Table.Rows) == 0 {
			continue
		}
		for j := range p.Table.Columns {
			add(&p.Table.Columns[j])
		}
		for j := range p.Table.Rows {
			for k := range p.Table.Rows[j] {
				add(&p.Table.Rows[j][k])
			}
		}
	}
}

func deepCopy(v rca.View) rca.View {
	v.Marks, v.Notes = append([]string(nil), v.Marks...), append([]string(nil), v.Notes...)
	v.Head = append([]rca.Field(nil), v.Head...)
	v.Parts = append([]rca.Part(nil), v.Parts...)
	for i := range v.Parts {
		p := &v.Parts[i]
		p.Paragraphs, p.Items = append([]string(nil), p.Paragraphs...), append([]string(nil), p.Items...)
		p.Table.Columns = append([]string(nil), p.Table.Columns...)
		p.Table.Rows = append([][]string(nil), p.Table.Rows...)
		for j := range p.Table.Rows {
			p.Table.Rows[j] = append([]string(nil), p.Table.Rows[j]...)
		}
	}
	return v
}

// Views are samples to render: a report in English with text that looks like
// markup of many formats, and short ones in other scripts.
func Views() []rca.View {
	en := rca.View{
		Audience: rca.Customer, Language: language.English, Title: "Report on the incident AC-77 & <more>",
		Marks: []string{"DRAFT, not approved"},
		Head:  []rca.Field{{Name: "Your reference", Value: "AC-77"}, {Name: "Date", Value: "March 16, 2026"}},
		Notes: []string{"All times are Manila time (UTC+08:00)."},
		Parts: []rca.Part{
			{Section: rca.Summary, Title: "Summary", Paragraphs: []string{
				"Between 9:00 PM and 10:10 PM, 70 of 2,310 requests (3.0%) failed.",
				"It said `a | b` and *star* and _under_ and [link](x) and ![p](y) and <b>tag</b> &amp; \\ \"quote\" 'tick' ~~gone~~ {brace} $x$ #1.",
				"First line\nsecond line, with a tab\there",
				"1. no list\n- no item\n# no heading\n> no quote\n+ no\n| no | table |",
			}, Items: []string{"one", "two & three", "- four"}},
			{Section: rca.TimelineSection, Title: "Timeline", Table: rca.Table{
				Columns: []string{"When", "What"},
				Rows:    [][]string{{"9:00 PM", "It | failed"}, {"10:10 PM", "It was\nrestored"}, {"11:00 PM", ""}},
			}},
			{Section: rca.ActionSection, Title: "Actions", Paragraphs: []string{strings.Repeat("A long paragraph that goes on. ", 60)}},
		},
	}
	views := []rca.View{en}
	for _, s := range []struct {
		tag  language.Tag
		text string
	}{
		{language.German, "Größere Störung „über“ Nacht: 3,0 % – ß"},
		{language.Spanish, "¿Qué pasó? Interrupción de 3,0 % «leve»"},
		{language.Japanese, "障害報告:午後9時(マニラ時間)"},
		{language.Chinese, "故障报告：配置被覆盖"},
		{language.Arabic, "تقرير عن العطل"},
	} {
		views = append(views, rca.View{Audience: rca.Customer, Language: s.tag, Title: s.text, Parts: []rca.Part{
			{Section: rca.Summary, Title: s.text, Paragraphs: []string{s.text + " 😡"}, Items: []string{s.text}, Table: rca.Table{Columns: []string{s.text}, Rows: [][]string{{fmt.Sprint(s.text, " 2")}}}},
		}})
	}
	return views
}
