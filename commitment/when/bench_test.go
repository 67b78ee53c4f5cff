package when

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

const benchSentence = "Thanks for your patience, our engineers are on it and we'll send you the corrected invoice by 5pm tomorrow."

func benchContext() Context {
	return Context{Now: time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC), Zone: time.UTC, Language: language.English}
}

func BenchmarkParseSentence(b *testing.B) {
	p, err := New(nil)
	require.NoError(b, err)
	c := benchContext()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Parse(benchSentence, c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPromises(b *testing.B) {
	p, err := New(nil)
	require.NoError(b, err)
	c := benchContext()
	b.ReportAllocs()
	for b.Loop() {
		if cs, err := p.Promises(benchSentence, c); err != nil || len(cs) != 1 {
			b.Fatal(cs, err)
		}
	}
}

// BenchmarkMegabyte reads a message of 1 MB: prose with a time phrase in every
// fifth sentence or so.
func BenchmarkMegabyte(b *testing.B) {
	p, err := New(nil)
	require.NoError(b, err)
	c := benchContext()
	prose := "The import failed because the column names in the file did not match what the service expects. " +
		"We have seen this with other accounts that use the older template. Could you open the file and compare the first row with the documentation? " +
		"If the names are the same, the encoding may be the reason, since the service reads UTF-8 only. " + benchSentence + " "
	text := strings.Repeat(prose, 1<<20/len(prose)+1)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Find(text, c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(nil); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAllocs holds the budget: 40 allocations for a sentence.
func TestAllocs(t *testing.T) {
	p, err := New(nil)
	require.NoError(t, err)
	c := benchContext()
	for _, text := range []string{
		benchSentence,
		"we'll have it fixed within two business days, at the latest Friday 3/4 at 5",
		"Can we talk next Friday between 2 and 4pm CST?",
	} {
		allocs := testing.AllocsPerRun(100, func() { _, _ = p.Parse(text, c) })
		require.LessOrEqual(t, allocs, 40.0, text)
		t.Logf("%2.0f allocs: %s", allocs, text)
	}
}

// BenchmarkLinear reads nasty texts of 64 kB and 256 kB: MB/s is the same for both.
func BenchmarkLinear(b *testing.B) {
	p, err := New(nil)
	require.NoError(b, err)
	c := benchContext()
	for _, name := range slices.Sorted(maps.Keys(nasty)) {
		for _, size := range []int{1 << 16, 1 << 18} {
			text := strings.Repeat(nasty[name], size/len(nasty[name]))
			b.Run(fmt.Sprintf("%s/%dkB", name, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					if _, err := p.Find(text, c); err != nil {
						b.Fatal(err)
					}
					if _, err := p.Promises(text, c); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
