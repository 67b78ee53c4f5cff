package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func debriefed(t *testing.T, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(stdin), &out, &errs)
	return status, out.String(), errs.String()
}

func TestPage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.html")
	status, out, errs := debriefed(t, "", "testdata/tickets.jsonl", "-o", file)
	require.Zero(t, status, errs)
	assert.Empty(t, out)
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	page := string(data)
	for _, want := range []string{
		"1 conversation, 38 turns", "Restate the problem until the customer says yes",
		"I will call you back within two hours", "broken", "no time named", "<svg", "Instead: ",
	} {
		assert.Contains(t, page, want)
	}
	for _, not := range []string{"Marco</", "agent Marco", "agent Liza", "http://", "https://", "<script"} {
		assert.NotContains(t, page, not, "self-contained, and no agents' names")
	}
}

func TestNamesAreOptIn(t *testing.T) {
	status, page, errs := debriefed(t, "", "-names", "testdata/tickets.jsonl")
	require.Zero(t, status, errs)
	assert.Contains(t, page, "agent Marco")
}

func TestTextIsEscaped(t *testing.T) {
	status, page, errs := debriefed(t, `{"thread":"<b>1</b>","at":"2026-01-05T09:00:00Z","author":"customer","text":"This is useless!!! Third time!"}
{"thread":"<b>1</b>","at":"2026-01-05T09:01:00Z","author":"agent","text":"<script>alert(1)</script> Calm down. We'll look into it soon."}`, "-")
	require.Zero(t, status, errs)
	assert.NotContains(t, page, "<script>")
	assert.NotContains(t, page, "<b>1</b>")
	assert.Contains(t, page, "&lt;script&gt;")
}

// A turn with a wrong clock costs that turn, and the page says so.
func TestTurnsThatAreLeftOut(t *testing.T) {
	status, page, errs := debriefed(t, `{"thread":"1","at":"2026-01-05T09:00:00Z","author":"customer","text":"Hi, where do I find my invoice?"}
{"thread":"2","id":"a","at":"2026-01-05T09:05:00Z","author":"customer","text":"My export is empty."}
{"thread":"2","id":"b","at":"2026-01-05T09:04:59Z","author":"agent","text":"Which browser is it?"}
{"thread":"2","id":"a","at":"2026-01-05T09:06:00Z","author":"customer","text":"My export is broken."}
{"thread":"1","at":"2026-01-05T09:07:00Z","author":"agent","text":"Under Account, Billing."}`, "-")
	require.Zero(t, status, errs)
	assert.Contains(t, page, "2 conversations, 5 turns")
	assert.Contains(t, page, "1 turn: out-of-order")
	assert.Contains(t, page, "1 turn: conflict")
}

func TestManyThreads(t *testing.T) {
	var in strings.Builder
	for i := range 30 {
		fmt.Fprintf(&in, `{"thread":"t%d","at":"2026-01-05T09:00:00Z","author":"customer","text":"Hi, where do I find my invoice?"}`+"\n", i)
		fmt.Fprintf(&in, `{"thread":"t%d","at":"2026-01-05T09:01:00Z","author":"agent","text":"Under Account, Billing. Each has a PDF beside it. Is that what you need?"}`+"\n", i)
	}
	status, page, errs := debriefed(t, in.String(), "-worst", "5", "-")
	require.Zero(t, status, errs)
	assert.Contains(t, page, "30 conversations, 60 turns")
	assert.Contains(t, page, "25 more are not shown")
}

// TestZone: times that a help desk stored in UTC are read and shown where the
// customers are.
func TestZone(t *testing.T) {
	in := `{"thread":"s","at":"2026-11-10T15:48:00Z","author":"agent","text":"I will send you the receipt by 1pm today."}
{"thread":"s","at":"2026-11-11T13:55:00Z","author":"customer","text":"I still have no receipt."}
`
	status, page, errs := debriefed(t, in, "-zone", "America/New_York", "-")
	require.Zero(t, status, errs)
	assert.Contains(t, page, "due 2026-11-10 13:00 -05:00")
	assert.Contains(t, page, "America/New_York")
}

// TestOneRowPerRule: waits of different length are one matter, and what was not
// read is said before any figure is believed.
func TestOneRowPerRule(t *testing.T) {
	var in strings.Builder
	for i, at := range []string{"09:05", "09:16"} {
		fmt.Fprintf(&in, `{"thread":"t%d","at":"2026-01-05T09:00:00Z","author":"customer","channel":"chat","text":"Wo ist mein Paket?","lang":"de"}`+"\n", i)
		fmt.Fprintf(&in, `{"thread":"t%d","at":"2026-01-05T%s:00Z","author":"agent","channel":"chat","text":"Es kommt heute.","lang":"de"}`+"\n", i, at)
	}
	status, page, errs := debriefed(t, in.String(), "-")
	require.Zero(t, status, errs)
	_, broken, _ := strings.Cut(page, "What was broken, by how often")
	broken, _, _ = strings.Cut(broken, "Promises without a time")
	assert.Equal(t, 1, strings.Count(broken, "The customer waited"), broken)
	assert.Contains(t, broken, "(and the like)")
	assert.Contains(t, page, "Of 4 turns it was not read")
}

func TestBadInput(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.html")
	for name, c := range map[string]struct {
		stdin string
		args  []string
		want  string
	}{
		"not json": {"not json", []string{"-", "-o", file}, "line 1"},
		"empty":    {"", []string{"-", "-o", file}, "no turns"},
		"no file":  {"", []string{"-o", file}, "want one"},
		"missing":  {"", []string{"nowhere.jsonl", "-o", file}, "nowhere.jsonl"},
		"negative": {"", []string{"-worst", "-1", "-"}, "-worst"},
		"flag":     {"", []string{"-loud", "-"}, "loud"},
		"zone":     {"", []string{"-zone", "Mars/Base", "-"}, "IANA"},
	} {
		status, out, errs := debriefed(t, c.stdin, c.args...)
		assert.Equal(t, 2, status, name)
		assert.Empty(t, out, name)
		assert.Contains(t, errs, c.want, name)
		assert.Equal(t, 1, strings.Count(errs, "\n"), "%s: one line: %s", name, errs)
		assert.NoFileExists(t, file, name)
	}
}
