package rca_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/rca"
)

// development returns the published post-mortems of the development data beside
// the checkout, for measuring; without it the test is skipped.
func development(t *testing.T) map[string][]byte {
	t.Helper()
	root := os.Getenv("EVENKEEL_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(root, "data", "postmortems", "*.md"))
	if err != nil || len(files) == 0 {
		t.Skip("no development data beside the checkout; EVENKEEL_SHARED names its folder")
	}
	out := map[string][]byte{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		out[f] = b
	}
	return out
}

// On published post-mortems the scanner sees whatever a second, dumb
// implementation sees, and it reports how often it speaks.
func TestScanOnPublishedPostMortems(t *testing.T) {
	docs := development(t)
	s, err := rca.NewScanner(nil, nil)
	require.NoError(t, err)
	dumb := map[string]*regexp.Regexp{
		"e-mail address":  regexp.MustCompile(`\b[\w.+-]+@[\w-]+\.[\w.]+`),
		"link":            regexp.MustCompile(`https?://[^\s)>\]]+`),
		"network address": regexp.MustCompile(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`),
		"issue":           regexp.MustCompile(`#\d{2,}\b`),
		"user name":       regexp.MustCompile(`(?:^|\s)@[A-Za-z]\w+`),
		"UUID":            regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`),
		"ticket":          regexp.MustCompile(`\b(?:INFRA|JENKINS|OPS|SEC)-\d+\b`),
	}
	counts := map[rca.Kind]int{}
	seen, size := 0, 0
	for name, text := range docs {
		leaks := s.Scan(text)
		size += len(text)
		for _, l := range leaks {
			counts[l.Kind]++
		}
		for what, re := range dumb {
			for _, m := range re.FindAllIndex(text, -1) {
				seen++
				hit := slices.ContainsFunc(leaks, func(l rca.Leak) bool { return l.Start < m[1] && m[0] < l.End })
				assert.True(t, hit, "%s: %s %q is not found", name, what, text[m[0]:m[1]])
			}
		}
	}
	t.Logf("%d documents, %d bytes; %d things of a second implementation all found; leaks by kind: %v", len(docs), size, seen, counts)
}
