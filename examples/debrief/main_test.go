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
		"1 conversations, 38 turns", "Restate the problem until the customer says yes",
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
	} {
		status, out, errs := debriefed(t, c.stdin, c.args...)
		assert.Equal(t, 2, status, name)
		assert.Empty(t, out, name)
		assert.Contains(t, errs, c.want, name)
		assert.NoFileExists(t, file, name)
	}
}
