package rca_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/rca"
	"github.com/evenkeel-go/evenkeel/rca/render"
)

var update = flag.Bool("update", false, "write the golden files")

func incident(t testing.TB) *rca.Doc {
	t.Helper()
	f, err := os.Open("testdata/gateway.json")
	require.NoError(t, err)
	defer f.Close()
	d, err := rca.Read(f)
	require.NoError(t, err)
	return d
}

// The incident file in full, both editions, as people read them.
func TestGoldenEditions(t *testing.T) {
	d := incident(t)
	for name, c := range map[string]struct {
		to     rca.Audience
		format render.Format
	}{
		"gateway.internal.md":   {rca.Internal, render.Markdown},
		"gateway.customer.md":   {rca.Customer, render.Markdown},
		"gateway.customer.html": {rca.Customer, render.HTML},
		"gateway.customer.json": {rca.Customer, render.JSON},
	} {
		ed, err := d.Edition(c.to, language.English)
		require.NoError(t, err)
		ed, err = ed.Approve("Anna Keller", time.Date(2026, 3, 13, 15, 0, 0, 0, time.UTC))
		require.NoError(t, err, name)
		var b bytes.Buffer
		require.NoError(t, ed.Write(&b, c.format))
		path := "testdata/" + name
		if *update {
			require.NoError(t, os.WriteFile(path, b.Bytes(), 0o600))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), b.String(), "%s; -update writes it", name)
	}
}

// What is written is read back the same.
func TestReadRoundTrip(t *testing.T) {
	for _, d := range []*rca.Doc{incident(t), good(t)} {
		b, err := json.Marshal(d)
		require.NoError(t, err)
		again, err := rca.Read(bytes.NewReader(b))
		require.NoError(t, err, string(b))
		b2, err := json.Marshal(again)
		require.NoError(t, err)
		assert.JSONEq(t, string(b), string(b2))
		x, err := d.Edition(rca.Customer, language.English)
		require.NoError(t, err)
		y, err := again.Edition(rca.Customer, language.English)
		require.NoError(t, err)
		assert.Equal(t, x.Hash(), y.Hash())
	}
}

func TestReadErrorsNameLineAndField(t *testing.T) {
	valid, err := os.ReadFile("testdata/gateway.json")
	require.NoError(t, err)
	line := func(part string) int {
		before, _, ok := strings.Cut(string(valid), part)
		require.True(t, ok, part)
		return 1 + strings.Count(before, "\n")
	}
	for _, c := range []struct{ old, new, field, problem string }{
		{`"kind": "measured", "evidence": ["e1", "e3"]`, `"kind": "measurd", "evidence": ["e1", "e3"]`, "facts[9].kind", `"measurd" is unknown; want one of observed, measured, reported, inferred`},
		{`"confidence": "confirmed", "disclosure": "customer"},`, `"confidence": "sure", "disclosure": "customer"},`, "facts[1].confidence", "sure"},
		{`"phase": "started"`, `"phase": "begun"`, "timeline[1].phase", "begun"},
		{`"at": "2026-03-10T23:00"`, `"at": "10 March, 23:00"`, "timeline[1].at", "want a time such as"},
		{`"at": "2026-03-09T15:20"`, `"at": "2026-03-29T02:30"`, "timeline[0].at", "R7 local time"},
		{`"zone": "Europe/Zurich", "fact": "updated"`, `"zone": "CET", "fact": "updated"`, "timeline[0].at", "IANA"},
		{`"value": 4, "of": 4`, `"value": "four", "of": 4`, "impact[0].value", "holds a string; want a float64"},
		{`"history": true`, `"histroy": true`, "timeline[0].histroy", "unknown field"},
		{`"author":`, `"writer":`, "writer", "unknown field"},
		{`"due": "2026-03-27"`, `"due": "2026-02-30"`, "actions[2].due", "2026-02-30"},
		{`"disclosure": "customer"}`, `"disclosure": "everybody"}`, "facts[1].disclosure", `want "internal"`},
		{`"disclosure": "customer"}`, `"disclosure": {"customers": []}}`, "facts[1].disclosure.customers", "names no customer"},
		{`"language": "en", "text": "your appliance"`, `"language": "e n", "text": "your appliance"`, "entities[0].labels[0].language", ""},
		{`"id": "RCA-2026-0313",`, `"id": "RCA-2026-0313", "id": "x",`, "id", "twice"},
		{`"version": 1, "zone": "Europe/Zurich"`, `"version": 9, "zone": "Europe/Zurich"`, "calendar", "version 9"},
		{`"facts": ["group"`, `"facts": {"group": 1`, "", "not JSON"},
	} {
		old := c.old
		if !strings.Contains(string(valid), old) {
			old = strings.TrimSuffix(old, "}")
		}
		if c.field == "" { // one that breaks the JSON
			old = `"facts": [`
			c.new = `"facts": {`
		}
		_, err := rca.Read(strings.NewReader(strings.Replace(string(valid), old, c.new, 1)))
		var syn *rca.SyntaxError
		if !assert.ErrorAs(t, err, &syn, c.new) {
			continue
		}
		if c.field != "" && c.field != "calendar" {
			assert.Equal(t, c.field, syn.Field, c.new)
			assert.Equal(t, line(old), syn.Line, c.new)
		}
		assert.Contains(t, syn.Problem, c.problem)
		assert.Contains(t, err.Error(), "rca: line ")
	}
}

func TestReadRefusesOtherInput(t *testing.T) {
	for input, want := range map[string]string{
		"":                           "empty",
		" \n ":                       "empty",
		"not json":                   "line 1: not JSON",
		"{\n\"id\": \"x\",\n nope}":  "line 3",
		`{"id": "x"`:                 "not JSON",
		`{"id": "x"} {}`:             "after the document",
		`[]`:                         "holds a array",
		`{"facts": [1]}`:             "facts[0]",
		strings.Repeat(`{"a":`, 40):  "deeper",
		strings.Repeat("[", 100_000): "deeper",
	} {
		d, err := rca.Read(strings.NewReader(input))
		if assert.Error(t, err, "%.20q", input) {
			assert.Contains(t, err.Error(), want, "%.20q", input)
			assert.Nil(t, d)
		}
	}
	_, err := rca.Read(endless{})
	require.ErrorContains(t, err, "larger than", "a file without end is bounded")
}

// endless never ends, like a file that is not what it says.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// A file with problems is read, with the problems.
func TestReadReturnsTheDocumentWithItsProblems(t *testing.T) {
	d, err := rca.Read(strings.NewReader(`{"id": "D", "zone": "Asia/Shanghai", "facts": [{"id": "f1", "text": "token=ghp_16C7e42F292c6912E7710c838347Ae178B4a was used"}]}`))
	require.Error(t, err)
	require.NotNil(t, d)
	assert.NotContains(t, d.Facts[0].Text, "ghp_")
	assert.NotContains(t, err.Error(), "ghp_")
	assert.Equal(t, "R29", string(rca.Problems(err)[0].Rule))
}

func FuzzRead(f *testing.F) {
	b, err := os.ReadFile("testdata/gateway.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(b))
	for _, s := range []string{
		`{"id":"D","zone":"UTC"}`, `{"timeline":[{"id":"t","at":"2026-03-29T02:30","zone":"Europe/Zurich","fact":"f"}]}`,
		`{"statements":[{"id":"s","audience":"customer","language":"en","text":"{a..b} {c} {{","facts":["f"]}]}`,
		`{"policy":{"rules":[{"rule":"R1","setting":"off","reason":"x"}]}}`, `{"impact":[{"id":"m","value":1e308,"of":1e-300,"unit":"sites"}]}`,
		`{"causes":[{"id":"a","because":["b"]},{"id":"b","because":["a"]}]}`, `{"version":99,"changes":[{"version":3}]}`, `{"entities":[{"id":"x","kind":"person","names":["A B"]}]}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := rca.Read(strings.NewReader(s))
		if d == nil {
			if err == nil {
				t.Fatal("no document and no error")
			}
			return
		}
		for _, a := range []rca.Audience{rca.Internal, rca.Customer, rca.Public} {
			ed, err := d.Edition(a, language.English)
			if err != nil {
				continue
			}
			var out bytes.Buffer
			_ = ed.Write(&out, render.Markdown) // an error is fine, a panic is not
		}
	})
}
