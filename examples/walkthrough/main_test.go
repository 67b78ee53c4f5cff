package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden file")

func walkthrough(t *testing.T, stdin io.Reader, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(t.Context(), args, stdin, &out, &errs)
	return status, out.String(), errs.String()
}

func TestDefaultCase(t *testing.T) {
	status, out, errs := walkthrough(t, nil)
	require.Zero(t, status, errs)
	const golden = "testdata/beijing.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(out), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	if string(want) != out {
		t.Errorf("the output differs from %s; look at it, then run with -update\n%s", golden, firstDifference(string(want), out))
	}
	assert.NotContains(t, out, "\x1b", "no colour where the output is no terminal")
	played, _, found := strings.Cut(out, "== The conversation as a Mermaid diagram")
	require.True(t, found)
	for i, line := range strings.Split(played, "\n") { // what follows is for other programs
		if n := columnsOf(line); n > columns {
			t.Errorf("line %d has %d columns: %s", i+1, n, line)
		}
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "want " + w[i] + "\n got " + g[i]
		}
	}
	return "one is longer than the other"
}

// TestTheStory checks what a support lead would look for in the default case,
// whatever its layout.
func TestTheStory(t *testing.T) {
	events := jsonEvents(t, nil)
	breaches := map[string]int{} // by practice, of the first call and of the second
	kept := map[string]int{}
	var stages []string
	for _, e := range events {
		switch e["event"] {
		case "turn":
			turn := e["turn"].(map[string]any)
			stages = append(stages, e["after"].(string))
			who, _ := turn["name"].(string)
			list, _ := e["breaches"].([]any)
			for _, b := range list {
				breaches[who+" "+b.(map[string]any)["practice"].(string)]++
			}
		case "record":
			for _, s := range e["promises"].([]any) {
				kept[s.(map[string]any)["state"].(string)]++
			}
		}
	}
	assert.Positive(t, breaches["Marco A4"], "the first call gives advice before the anger was acknowledged")
	assert.Positive(t, breaches["Marco A6"], "and before the problem was restated")
	assert.Zero(t, breaches["Liza A4"], "the second call acknowledges first")
	assert.Zero(t, breaches["Liza A6"], "and offers after the yes")
	assert.Equal(t, 1, kept["broken"], "nobody called within two hours")
	assert.GreaterOrEqual(t, kept["kept"], 2)
	assert.Equal(t, "closed", stages[len(stages)-1])
}

func jsonEvents(t *testing.T, stdin io.Reader, args ...string) []map[string]any {
	t.Helper()
	status, out, errs := walkthrough(t, stdin, append([]string{"-json"}, args...)...)
	require.Zero(t, status, errs)
	var events []map[string]any
	for line := range strings.Lines(out) {
		var e map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &e), line)
		require.NotEmpty(t, e["event"], line)
		events = append(events, e)
	}
	return events
}

func TestJSONHasWhatTheTextHas(t *testing.T) {
	count := map[any]int{}
	for _, e := range jsonEvents(t, nil) {
		count[e["event"]]++
	}
	assert.Equal(t, 38, count["turn"])
	for _, name := range []string{"thread", "asked", "promise", "notice", "deadline", "settled", "record", "debrief", "brief", "diagram", "internal", "customer"} {
		assert.Positive(t, count[name], name)
	}
}

func TestEditionsIntoAFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "out")
	status, out, errs := walkthrough(t, nil, "-o", folder)
	require.Zero(t, status, errs)
	inside, err := os.ReadFile(filepath.Join(folder, "rca-internal.md"))
	require.NoError(t, err)
	outside, err := os.ReadFile(filepath.Join(folder, "rca-customer.md"))
	require.NoError(t, err)
	assert.NotContains(t, out, "Root cause analysis, internal edition")
	for _, hidden := range []string{"prod-edge-07", "Jonas", "OPS-1182", "Marco"} {
		assert.Contains(t, string(inside), hidden)
		assert.NotContains(t, string(outside), hidden)
	}
}

func TestWithoutIncident(t *testing.T) {
	status, out, errs := walkthrough(t, strings.NewReader(`{"thread":"t","at":"2026-01-05T09:00:00+05:30","author":"customer","text":"Wo ist mein Paket?","lang":"de"}`), "-")
	require.Zero(t, status, errs)
	assert.Contains(t, out, "no incident file beside the transcript")
}

func TestFlagsMayFollowTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "one.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(`{"thread":"t","at":"2026-01-05T09:00:00Z","author":"customer","text":"Hi, where is my parcel?"}`), 0o600))
	status, out, errs := walkthrough(t, nil, file, "-zone", "Asia/Tokyo", "-json")
	require.Zero(t, status, errs)
	assert.Contains(t, out, "Asia/Tokyo")
}

func TestBadInput(t *testing.T) {
	good := `{"thread":"a","at":"2026-01-05T09:00:00Z","author":"agent","text":"Hi"}` + "\n"
	for name, c := range map[string]struct {
		stdin string
		args  []string
		want  []string
	}{
		"not json":       {"not json\n", []string{"-"}, []string{"standard input", "line 1", "object"}},
		"unknown author": {good + `{"thread":"a","at":"2026-01-05T09:01:00Z","author":"boss","text":"x"}`, []string{"-"}, []string{"line 2", "author", `"boss"`, "customer, agent, bot or system"}},
		"backward":       {good + `{"thread":"a","at":"2026-01-05T08:00:00Z","author":"agent","text":"x"}`, []string{"-"}, []string{"line 2", "at", "backward"}},
		"empty":          {"", []string{"-"}, []string{"no turns"}},
		"last line":      {strings.Repeat(good, 50) + "{", []string{"-"}, []string{"line 51"}},
		"no such file":   {"", []string{"/nowhere/x.jsonl"}, []string{"/nowhere/x.jsonl"}},
		"two files":      {"", []string{"a", "b"}, []string{"2 transcripts"}},
		"unknown zone":   {"", []string{"-zone", "Mars/Base"}, []string{"IANA"}},
		"unknown flag":   {"", []string{"-loud"}, []string{"loud"}},
	} {
		status, out, errs := walkthrough(t, strings.NewReader(c.stdin), c.args...)
		assert.Equal(t, 2, status, name)
		assert.Empty(t, out, "%s: nothing half-written", name)
		for _, want := range c.want {
			assert.Contains(t, errs, want, name)
		}
		assert.Equal(t, 1, strings.Count(errs, "\n"), "%s: one line: %s", name, errs)
	}
}

func TestBadIncident(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "case.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(`{"thread":"a","at":"2026-01-05T09:00:00Z","author":"agent","text":"Hi"}`), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "case.incident.json"), []byte("{\n\"id\": 7\n}"), 0o600))
	status, out, errs := walkthrough(t, nil, file)
	assert.Equal(t, 2, status)
	assert.Empty(t, out)
	assert.Contains(t, errs, "case.incident.json")
	assert.Contains(t, errs, "line 2")
}

func TestHelp(t *testing.T) {
	status, out, errs := walkthrough(t, nil, "-h")
	assert.Zero(t, status)
	assert.Empty(t, out)
	for _, want := range []string{"usage: walkthrough", "-json", "-agent-zone"} {
		assert.Contains(t, errs, want)
	}
}

// TestOneContactKeepsOnePromise: news about what is due now says nothing of
// what is due tomorrow.
func TestOneContactKeepsOnePromise(t *testing.T) {
	in := `{"thread":"s","at":"2026-11-10T10:30:00-05:00","author":"customer","text":"The tank arrived cracked. I just want the refund."}
{"thread":"s","at":"2026-11-10T10:48:00-05:00","author":"agent","name":"Tom","text":"I will start the refund by noon your time today. You will get a prepaid label from us by tomorrow at 10am."}
{"thread":"s","at":"2026-11-10T11:38:00-05:00","author":"agent","name":"Tom","text":"As promised: the refund went out at 11:20, the receipt is attached."}
`
	late := `{"thread":"s","at":"2026-11-11T08:55:00-05:00","author":"agent","name":"Tom","text":"Here is your prepaid label."}
`
	status, out, errs := walkthrough(t, strings.NewReader(in), "-")
	require.Zero(t, status, errs)
	assert.Contains(t, out, "times as in UTC-5")
	_, record, found := strings.Cut(out, "What became of the promises")
	require.True(t, found)
	assert.Contains(t, record, `kept       "start the refund`)
	assert.NotContains(t, record, `kept       "deliver a prepaid label`)
	_, out, _ = walkthrough(t, strings.NewReader(in+late), "-")
	_, record, _ = strings.Cut(out, "What became of the promises")
	assert.Contains(t, record, `kept       "deliver a prepaid label`)
}

func TestManyThreadsHaveNoDiagram(t *testing.T) {
	status, out, errs := walkthrough(t, strings.NewReader(`{"thread":"a","at":"2026-01-05T09:00:00Z","author":"customer","text":"Where is my parcel?"}
{"thread":"b","at":"2026-01-05T09:00:00Z","author":"customer","text":"Where is my invoice?"}
`), "-")
	require.Zero(t, status, errs)
	assert.Equal(t, 2, strings.Count(out, "== Conversation "))
	assert.NotContains(t, out, "Mermaid")
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 min", 29 * time.Second: "0 min", 15 * time.Minute: "15 min", 2 * time.Hour: "2 h",
		7*time.Hour + 24*time.Minute: "7 h 24 min", 59*time.Minute + 40*time.Second: "1 h", 50 * time.Hour: "50 h",
	} {
		assert.Equal(t, want, duration(d))
	}
}

// gigabyte is a line of a gigabyte; reading it to the end would show.
type gigabyte struct{ read int64 }

func (g *gigabyte) Read(p []byte) (int, error) {
	if g.read >= 1<<30 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = 'x'
	}
	g.read += int64(len(p))
	return len(p), nil
}

func TestGigabyteLineIsBounded(t *testing.T) {
	src := &gigabyte{}
	status, _, errs := walkthrough(t, src, "-")
	assert.Equal(t, 2, status)
	assert.Contains(t, errs, "line 1")
	assert.Less(t, src.read, int64(8<<20))
}

// TestRealDialogues plays three real support dialogues whose customers are calm.
func TestRealDialogues(t *testing.T) {
	shared := os.Getenv("EVENKEEL_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	file := filepath.Join(shared, "data", "transcripts", "abcd.jsonl")
	if _, err := os.Stat(file); err != nil {
		t.Skip("the development data is not beside the checkout")
	}
	turns := 0
	for _, e := range jsonEvents(t, nil, file) {
		if e["event"] != "turn" {
			continue
		}
		turns++
		list, _ := e["breaches"].([]any)
		for _, b := range list {
			id := b.(map[string]any)["practice"]
			text := e["turn"].(map[string]any)["text"]
			assert.NotEqual(t, "A4", id, text)
			assert.NotEqual(t, "A6", id, text)
		}
	}
	assert.Equal(t, 72, turns)
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one two", 7, []string{"one two"}},
		{"a\n\nb", 10, []string{"a", "", "b"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"日本語の文", 4, []string{"日本", "語の", "文"}},
		{"x abcdefgh", 4, []string{"x", "abcd", "efgh"}},
		{"e\u0301e\u0301e\u0301", 2, []string{"e\u0301e\u0301", "e\u0301"}},
	} {
		var got []string
		for _, r := range wrap(c.text, c.most) {
			got = append(got, c.text[r.start:r.end])
		}
		assert.Equal(t, c.want, got, "%q in %d", c.text, c.most)
	}
}

func TestUnderlineFollowsWideCharacters(t *testing.T) {
	text := "すぐに soon"
	at := strings.Index(text, "soon")
	assert.Equal(t, "       ^^^^", underline(text, span{0, len(text)}, []span{{at, at + 4}}))
	assert.Empty(t, underline(text, span{0, 3}, []span{{at, at + 4}}))
}

func TestTerminalIsNotObeyed(t *testing.T) {
	var buf bytes.Buffer
	p := newPage(&buf, true)
	p.quote(red, "a\x1b[2Jb\u202ec", nil)
	require.NoError(t, p.flush())
	assert.Equal(t, string(red)+"  | a\ufffd[2Jb\ufffdc"+reset+"\n", buf.String())
}

func FuzzWrap(f *testing.F) {
	f.Add("one two three", 7)
	f.Add("日本語\n😡 x", 3)
	f.Fuzz(func(t *testing.T, text string, most int) {
		if most < 2 || most > 200 {
			return
		}
		next := 0
		for _, r := range wrap(text, most) {
			if r.start < next || r.end < r.start || r.end > len(text) {
				t.Fatalf("range %v after %d in %q", r, next, text)
			}
			if n := columnsOf(strings.TrimRight(text[r.start:r.end], " ")); n > most {
				t.Fatalf("%d columns in %q", n, text[r.start:r.end])
			}
			next = r.end
		}
	})
}
