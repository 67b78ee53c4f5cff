package rca_test

import (
	"bytes"
	"maps"
	"math/rand/v2"
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

// Names that are also words do not cry wolf in published prose, and names
// planted in it are found in every dress.
func TestNamesInPublishedPostMortems(t *testing.T) {
	docs := development(t)
	words, err := rca.NewScanner([]rca.Entity{
		{ID: "a", Kind: rca.PersonEntity, Names: []string{"Will Young"}}, {ID: "b", Kind: rca.PersonEntity, Names: []string{"Mark Page"}},
		{ID: "c", Kind: rca.PersonEntity, Names: []string{"Grace Bond"}}, {ID: "d", Kind: rca.PersonEntity, Names: []string{"An Case"}},
		{ID: "e", Kind: rca.PersonEntity, Names: []string{"Max Power"}}, {ID: "f", Kind: rca.PersonEntity, Names: []string{"Rich Root"}},
	}, &rca.ScanOptions{NamesOnly: true})
	require.NoError(t, err)
	names, err := rca.NewScanner(hidden(), &rca.ScanOptions{NamesOnly: true})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(3, 5))
	alarms, planted, size := 0, 0, 0
	for _, file := range slices.Sorted(maps.Keys(docs)) {
		text := docs[file]
		size += len(text)
		for _, l := range words.Scan(text) {
			alarms++
			t.Logf("false alarm: %q", text[max(0, l.Start-20):min(len(text), l.End+20)])
		}
		for _, l := range names.Scan(text) {
			assert.Equal(t, rca.EntityID("mark"), l.Entity, file) // there is another Mark among the authors
		}
		for range 10 {
			e := hidden()[r.IntN(len(hidden()))]
			worn := dresses()[r.IntN(len(dresses()))](r, e.Names[r.IntN(len(e.Names))])
			at := bytes.IndexByte(text[r.IntN(len(text)):], ' ')
			if at < 0 {
				continue
			}
			planted++
			with := slices.Concat(text[:at], []byte(" "+worn+" "), text[at:])
			assert.True(t, slices.ContainsFunc(names.Scan(with), func(l rca.Leak) bool { return l.Entity == e.ID }), "%s in %s", worn, file)
		}
	}
	t.Logf("%d names planted in %d bytes; %d false alarms of six names that are words", planted, size, alarms)
	assert.Less(t, alarms, 40)
}
