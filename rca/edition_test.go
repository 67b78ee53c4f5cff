package rca_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/rca"
	"github.com/evenkeel-go/evenkeel/rca/render"
)

func written(t testing.TB, d *rca.Doc, to rca.Audience, in language.Tag) string {
	t.Helper()
	ed, err := d.Edition(to, in)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, ed.Write(&b, render.Markdown))
	return b.String()
}

func TestEditionsSayTheSameAndNotEverything(t *testing.T) {
	d := good(t)
	inside, en, de := written(t, d, rca.Internal, language.English), written(t, d, rca.Customer, language.English), written(t, d, rca.Customer, language.German)
	for _, s := range []string{"Jonas Meier", "db-primary-03", "OPS-2", "Replace the drain tool", "s3", "Anna Keller", "Storage Team Zurich", "CASE-2026-0311"} {
		assert.Contains(t, inside, s)
		assert.NotContains(t, en, s)
		assert.NotContains(t, de, s)
	}
	assert.Contains(t, en, "70 of 2,310 requests (3.0%) failed (1 hour 10 minutes) because the database server was away")
	assert.Contains(t, de, "70 von 2.310 Anfragen (3,0")
	assert.Contains(t, en, "March 11, 2026 at 9:00 PM", "times are the customer's")
	assert.Contains(t, inside, "March 11, 2026 at 2:00 PM")
	assert.Contains(t, en, "UTC+08:00")
	assert.Contains(t, de, "der Datenbankserver")
	assert.Contains(t, de, "Speichertechnik")
}

func TestEditionFailsClosed(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(d *rca.Doc)
		rule  string
	}{
		{"fact not disclosed", func(d *rca.Doc) { d.Facts[1].Disclosure = rca.Disclosure{} }, "R23"},
		{"fact disclosed to another customer", func(d *rca.Doc) { d.Facts[1].Disclosure = rca.Disclose(rca.Customer, "other") }, "R23"},
		{"measure not disclosed", func(d *rca.Doc) { d.Impact[0].Disclosure = rca.Disclosure{} }, "R23"},
		{"event in a slot not disclosed", func(d *rca.Doc) { d.Statements[0].Text += " It began at {t0}." }, "R23"},
		{"entity without a label", func(d *rca.Doc) { d.Entities[0].Labels = nil }, "R23"},
		{"owner without a label", func(d *rca.Doc) { d.Entities[2].Labels = nil }, "R23"},
		{"proposed action", func(d *rca.Doc) {
			d.Statements = append(d.Statements, rca.Statement{ID: "s9", Audience: rca.Customer, Language: language.English, For: "a4", Text: "We will replace it.", Facts: []rca.FactID{"f3"}})
		}, "R14"},
		{"no statement", func(d *rca.Doc) { d.Statements = d.Statements[3:] }, "R24"},
		{"no reference for the customer", func(d *rca.Doc) { d.Case = "" }, "R24"},
		{"unknown slot", func(d *rca.Doc) { d.Statements[0].Text = "{nothing} failed" }, "R2"},
		{"broken slot", func(d *rca.Doc) { d.Statements[0].Text = "{ failed" }, "R2"},
		{"unit without words", func(d *rca.Doc) { d.Impact[0].Unit = "bookings" }, "R33"},
		{"backward span", func(d *rca.Doc) { d.Statements[0].Text = "It took {t3..t1}." }, "R6"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := good(t)
			c.spoil(d)
			ed, err := d.Edition(rca.Customer, language.English)
			require.Error(t, err)
			assert.Nil(t, ed)
			require.ErrorIs(t, err, rca.ErrRefused)
			var refused *rca.RefusedError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, "make", refused.Step)
			var rules []string
			for _, p := range refused.Problems {
				rules = append(rules, string(p.Rule))
			}
			assert.Contains(t, rules, c.rule, err.Error())
		})
	}
}

func TestEditionLanguages(t *testing.T) {
	d := good(t)
	_, err := d.Edition(rca.Customer, language.Japanese)
	require.ErrorContains(t, err, "ja", "no silent English")
	_, err = d.Edition(rca.Internal, language.German)
	require.ErrorIs(t, err, rca.ErrRefused, "the facts are in English")
	_, err = d.Edition(rca.Customer, language.Spanish)
	require.ErrorIs(t, err, rca.ErrRefused, "nothing is written in Spanish")
	_, err = d.Edition(rca.Public, language.English)
	require.ErrorIs(t, err, rca.ErrRefused, "nothing is written for the public")
}

// Whatever a statement types instead of using a slot does not get out.
func TestWriteRefusesLeaks(t *testing.T) {
	for _, c := range []struct{ leak, rule string }{
		{"db-primary-03", "R25"}, {"DB_PRIMARY 03", "R25"}, {"db%2Dprimary%2D03", "R25"}, {"ｄｂ-primary-03", "R25"}, {"db&#45;primary-03", "R25"},
		{"Jonas", "R25"}, {"meier's change", "R25"}, {"10.1.2.3", "R25"}, {"OPS-1182", "R25"}, {"https://wiki.inside.example/x", "R30"},
		{"api.acme-internal.com", "R25"}, {"/etc/drain.conf", "R25"}, {"jonas@acme.example", "R25"}, {"password=Tr0ub4dor9", "R29"},
		{"Borealis", "R26"},
	} {
		d := good(t)
		d.Entities = append(d.Entities, rca.Entity{ID: "bor", Kind: rca.CustomerEntity, Names: []string{"Borealis"}, Disclosure: rca.Disclose(rca.Public)})
		d.Statements[1].Text = "A drain (" + c.leak + ") did not wait."
		ed, err := d.Edition(rca.Customer, language.English)
		require.NoError(t, err)
		for _, f := range []render.Format{render.Markdown, render.HTML, render.JSON} {
			var b bytes.Buffer
			err = ed.Write(&b, f)
			require.ErrorIs(t, err, rca.ErrRefused, "%s %s", c.leak, f)
			assert.Zero(t, b.Len(), "nothing is written")
			assert.Contains(t, err.Error(), "statement s2", "it names the statement")
			assert.Contains(t, err.Error(), "f3", "and its fact")
			assert.Contains(t, err.Error(), c.rule+" ")
			assert.NotContains(t, err.Error(), c.leak, "and does not repeat it")
		}
	}
}

func TestKnownNamesPass(t *testing.T) {
	d := good(t)
	d.Known = []string{"status.acme.example", "AC-77", "bj-edge-01"}
	d.Statements[1].Text = "A drain did not wait; see https://status.acme.example/7, your case AC-77 and your bj-edge-01."
	assert.Contains(t, written(t, d, rca.Customer, language.English), "bj-edge-01")
	d.Known = []string{"db-primary-03"}
	ed, err := d.Edition(rca.Customer, language.English)
	require.NoError(t, err)
	require.ErrorContains(t, ed.Write(io.Discard, render.Markdown), `hidden entity "host"`)
}

// leaky renders like Markdown and adds what a careless renderer might.
type leaky struct {
	rca.Renderer
	metadata string
	hide     bool
}

func (l leaky) Render(w io.Writer, v rca.View) error {
	if err := l.Renderer.Render(w, v); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n<!-- %s -->\n", l.metadata)
	return err
}

func (l leaky) Texts(b []byte) iter.Seq2[string, []byte] {
	if l.hide {
		return func(func(string, []byte) bool) {}
	}
	return l.Renderer.Texts(b)
}

func TestWriteScansTheFileAndNotOnlyTheTexts(t *testing.T) {
	ed, err := good(t).Edition(rca.Customer, language.English)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, ed.Write(&b, leaky{Renderer: render.Markdown, metadata: "fine"}))
	b.Reset()
	err = ed.Write(&b, leaky{Renderer: render.Markdown, metadata: "author: J. Meier"})
	require.ErrorIs(t, err, rca.ErrRefused)
	assert.Contains(t, err.Error(), "rendered file")
	err = ed.Write(&b, leaky{Renderer: render.Markdown, hide: true})
	require.ErrorIs(t, err, rca.ErrRenderer, "nothing to scan is not clean")
	assert.Zero(t, b.Len())
	require.ErrorIs(t, ed.Write(&b, render.Format(0)), render.ErrFormat)
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteReportsTheWriter(t *testing.T) {
	ed, err := good(t).Edition(rca.Internal, language.English)
	require.NoError(t, err)
	require.ErrorContains(t, ed.Write(failing{}, render.Markdown), "disk full")
}

func TestApprove(t *testing.T) {
	d := good(t)
	d.MinApprovals = 2
	ed, err := d.Edition(rca.Customer, language.English)
	require.NoError(t, err)
	at := time.Date(2026, 3, 16, 10, 0, 0, 0, time.UTC)
	for _, by := range []string{"", "  ", "Anna Keller", "anna keller "} {
		_, err := ed.Approve(by, at)
		require.ErrorIs(t, err, rca.ErrRefused, "%q", by)
		assert.Contains(t, err.Error(), "R31")
	}
	_, err = ed.Approve("Jose Reyes", time.Time{})
	require.ErrorIs(t, err, rca.ErrRefused)
	one, err := ed.Approve("Jose Reyes", at)
	require.NoError(t, err)
	assert.False(t, one.Issued())
	assert.Empty(t, ed.Approvals(), "the edition before stays as it was")
	_, err = one.Approve("jose reyes", at)
	require.ErrorIs(t, err, rca.ErrRefused, "one person is one approval")
	two, err := one.Approve("Liza Santos", at)
	require.NoError(t, err)
	assert.True(t, two.Issued())
	var b bytes.Buffer
	require.NoError(t, two.Write(&b, render.Markdown))
	assert.NotContains(t, b.String(), "DRAFT")
	b.Reset()
	require.NoError(t, one.Write(&b, render.Markdown))
	assert.Contains(t, b.String(), "DRAFT")

	d.Approvals = two.Approvals()
	again, err := d.Edition(rca.Customer, language.English)
	require.NoError(t, err)
	assert.True(t, again.Issued(), "approvals are kept with the document")
	german, err := d.Edition(rca.Customer, language.German)
	require.NoError(t, err)
	assert.False(t, german.Issued(), "an approval is for one edition")
	d.Statements[1].Text = "A drain did not wait for its replica."
	changed, err := d.Edition(rca.Customer, language.English)
	require.NoError(t, err)
	assert.False(t, changed.Issued(), "any change voids it")
	assert.Equal(t, "R32", string(changed.Problems()[0].Rule))
	_, err = changed.Approve("Jose Reyes", at)
	require.ErrorIs(t, err, rca.ErrRefused, "an issued version never changes")

	next := d.Revise(rca.Date{Year: 2026, Month: 3, Day: 18}, "The replica is named")
	assert.Equal(t, 2, next.Version)
	ed2, err := next.Edition(rca.Customer, language.English)
	require.NoError(t, err)
	_, err = ed2.Approve("Jose Reyes", at)
	require.ErrorContains(t, err, "R32", "the readers are told what changed")
	for _, s := range []struct {
		in   language.Tag
		text string
	}{{language.English, "The replica is named."}, {language.German, "Die Kopie wird genannt."}} {
		next.Statements = append(next.Statements, rca.Statement{ID: "s9", Audience: rca.Customer, Language: s.in, For: "v2", Text: s.text})
	}
	next.Statements[4].Text = "Das Entleeren wartete nicht auf seine Kopie."
	ed2, err = next.Edition(rca.Customer, language.English)
	require.NoError(t, err)
	ed2, err = ed2.Approve("Jose Reyes", at)
	require.NoError(t, err)
	b.Reset()
	require.NoError(t, ed2.Write(&b, render.Markdown))
	assert.Contains(t, b.String(), "Version 2: The replica is named.")
	assert.Len(t, d.Approvals, 2, "the document before stays as it was")
}

func TestApproveNeedsAnAuthorAndCleanRules(t *testing.T) {
	d := good(t)
	d.Author = ""
	ed, err := d.Edition(rca.Internal, language.English)
	require.NoError(t, err)
	_, err = ed.Approve("Jose Reyes", time.Now())
	require.ErrorContains(t, err, "names no author")
	d = good(t)
	d.Statements[4].Text = "Das war {t1}." // German only
	ed, err = d.Edition(rca.Customer, language.English)
	require.NoError(t, err)
	_, err = ed.Approve("Jose Reyes", time.Now())
	require.NoError(t, err, "another language's problem is not this edition's")
	ed, err = d.Edition(rca.Customer, language.German)
	require.NoError(t, err)
	_, err = ed.Approve("Jose Reyes", time.Now())
	require.ErrorContains(t, err, "R33")
}

func TestEditionDoesNotChangeWithTheDocument(t *testing.T) {
	d := good(t)
	ed, err := d.Edition(rca.Customer, language.English)
	require.NoError(t, err)
	var before, after bytes.Buffer
	require.NoError(t, ed.Write(&before, render.Markdown))
	d.Statements[0].Text = "changed"
	d.Entities[0].Names[0] = "database"
	d.Known = append(d.Known, "x")
	require.NoError(t, ed.Write(&after, render.Markdown))
	assert.Equal(t, before.String(), after.String())
}

// An edition is for all goroutines at once, and so is the document while nobody
// changes it.
func TestConcurrentUse(t *testing.T) {
	d := good(t)
	ed, err := d.Edition(rca.Customer, language.English)
	require.NoError(t, err)
	var want bytes.Buffer
	require.NoError(t, ed.Write(&want, render.Markdown))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			var b bytes.Buffer
			assert.NoError(t, ed.Write(&b, render.Markdown))
			assert.Equal(t, want.String(), b.String())
			other, err := d.Edition(rca.Customer, language.German)
			if assert.NoError(t, err) {
				assert.NoError(t, other.Write(io.Discard, render.HTML))
			}
			_, err = ed.Approve("Jose Reyes", time.Unix(1, 0))
			assert.NoError(t, err)
		})
	}
	wg.Wait()
}

// The customer's edition in Spanish: names, numbers, dates and headings are
// Spanish, and nothing English is left over.
func TestSpanishEdition(t *testing.T) {
	d := good(t)
	spanish := map[string]string{
		"s1": "Entre {t1} y {t3} fallaron {m1} ({t1..t3}) porque {host} no estaba. Lamentamos las molestias.",
		"s2": "La retirada no esperó a la réplica.",
		"s3": "Desde {a2} rechazaremos una retirada así.",
	}
	for _, s := range d.Statements[:3] {
		s.Language, s.Text = language.Spanish, spanish[string(s.ID)]
		d.Statements = append(d.Statements, s)
	}
	d.Entities[0].Labels = append(d.Entities[0].Labels, rca.Label{Audience: rca.Customer, Language: language.Spanish, Text: "el servidor de datos"})
	d.Entities[2].Labels = append(d.Entities[2].Labels, rca.Label{Audience: rca.Customer, Language: language.Spanish, Text: "Ingeniería de datos"})
	require.NoError(t, d.Check())
	text := written(t, d, rca.Customer, language.Spanish)
	for _, s := range []string{"# Informe sobre la incidencia AC-77", "70 de 2310 solicitudes (3,0", "el servidor de datos", "27 de marzo de 2026", "BORRADOR", "## Medidas", "acordada", "hora de Manila"} {
		assert.Contains(t, text, s)
	}
	for _, s := range []string{"the ", " of ", "March", "Actions", "agreed", "DRAFT"} {
		assert.NotContains(t, text, s)
	}
}

// What goes to the public says neither who the customer is nor their reference.
func TestPublicEdition(t *testing.T) {
	d := good(t)
	for i := range d.Facts {
		d.Facts[i].Disclosure = rca.Disclose(rca.Public)
	}
	d.Facts[0].Disclosure = rca.Disclosure{}
	d.Impact[0].Disclosure = rca.Disclose(rca.Public)
	for _, s := range d.Statements[:3] {
		s.Audience = rca.Public
		d.Statements = append(d.Statements, s)
	}
	require.NoError(t, d.Check())
	text := written(t, d, rca.Public, language.English)
	assert.Contains(t, text, "the database server")
	for _, s := range []string{"Acme", "AC-77", "CASE-2026", "Anna"} {
		assert.NotContains(t, text, s)
	}
	for _, leak := range []string{"ACME travel", "ac 77"} {
		d.Statements[len(d.Statements)-1].Text = "From {a2} on, for " + leak + "."
		ed, err := d.Edition(rca.Public, language.English)
		require.NoError(t, err)
		require.ErrorContains(t, ed.Write(io.Discard, render.Markdown), "R26 statement s3", "the public does not learn who the customer is")
	}
}

func TestSameInputSameBytes(t *testing.T) {
	for _, f := range []render.Format{render.Markdown, render.HTML, render.JSON} {
		var first []byte
		for range 100 {
			ed, err := good(t).Edition(rca.Customer, language.English)
			require.NoError(t, err)
			var b bytes.Buffer
			require.NoError(t, ed.Write(&b, f))
			if first == nil {
				first = b.Bytes()
			}
			require.True(t, bytes.Equal(first, b.Bytes()), f)
		}
	}
}

func TestWorkingHoursAndDayPrecision(t *testing.T) {
	d := good(t)
	c, err := calendar.New(calendar.Config{Zone: zurich(t), Weekly: [7][]calendar.Shift{3: {{Open: 8 * time.Hour, Close: 14*time.Hour + 30*time.Minute}}}})
	require.NoError(t, err)
	d.Calendar = c
	d.Statements[0].Text = "From {t1} to {t3}: {t1..t3 working}; {m1}, {host}."
	assert.Contains(t, written(t, d, rca.Customer, language.English), "30 minutes of working time")
	assert.Error(t, d.Check(), "R15: the calendar is closed on Fridays")
	d.Timeline[3].Precision = rca.About
	assert.Contains(t, written(t, d, rca.Customer, language.English), "about 30 minutes")
}

func TestSummerTimePrintsOffsets(t *testing.T) {
	d := good(t)
	d.Customer.Zone = ""
	d.Timeline[4].At = time.Date(2026, 4, 2, 9, 0, 0, 0, zurich(t))
	text := written(t, d, rca.Internal, language.English)
	assert.Contains(t, text, "(UTC+01:00)")
	assert.Contains(t, text, "(UTC+02:00)")
}

func TestTraceMapsEverySentence(t *testing.T) {
	d := good(t)
	tr, err := d.Trace(rca.Customer, language.English)
	require.NoError(t, err)
	text := written(t, d, rca.Customer, language.English)
	require.Len(t, tr.Sentences, 4)
	for _, s := range tr.Sentences {
		assert.NotEmpty(t, s.Facts)
		assert.NotEmpty(t, s.Evidence)
		assert.NotEmpty(t, s.Statement)
		assert.Contains(t, text, s.Text)
	}
	b, err := json.Marshal(tr)
	require.NoError(t, err)
	assert.Contains(t, string(b), "Not for customers")
	inside, err := d.Trace(rca.Internal, language.English)
	require.NoError(t, err)
	assert.Greater(t, len(inside.Sentences), len(tr.Sentences))
}

func TestPromisesOfDatedActions(t *testing.T) {
	d := good(t)
	got, err := d.Promises(language.English)
	require.NoError(t, err)
	require.Len(t, got, 1, "agreed, due, and told to the customer")
	p := got[0]
	assert.Equal(t, "CASE-2026-0311-a2", string(p.ID))
	assert.Equal(t, "AC-77", string(p.Case))
	assert.Equal(t, "We will refuse such a drain from March 27, 2026 on.", p.What)
	assert.Equal(t, "2026-03-27T16:00:00Z", p.Due.Deadline.UTC().Format(time.RFC3339), "the end of the day in Manila")
	assert.Equal(t, "Asia/Manila", p.Due.Zone)
	assert.Equal(t, "OPS-2", p.Plan)
	assert.Equal(t, "Storage Team Zurich", p.Owner.Name)
	d.Facts[2].Disclosure = rca.Disclosure{}
	_, err = d.Promises(language.English)
	require.ErrorIs(t, err, rca.ErrRefused)
}

func TestProblemsUnwrap(t *testing.T) {
	d := good(t)
	d.Facts[0].Evidence = nil
	err := fmt.Errorf("check: %w", d.Check())
	var p *rca.Problem
	require.ErrorAs(t, err, &p)
	assert.Equal(t, "R1", string(p.Rule))
	assert.Len(t, rca.Problems(err), 1)
	assert.Empty(t, rca.Problems(nil))
	assert.True(t, strings.HasPrefix(p.Error(), "rca: R1 fact f1: "))
}
