package when

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

type labelled struct{ label, text string }

func readLabelled(t *testing.T, name string) []labelled {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	var out []labelled
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		line := sc.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		label, text, ok := strings.Cut(line, "\t")
		require.True(t, ok, line)
		require.Contains(t, "UCN", label, line)
		out = append(out, labelled{label, strings.ReplaceAll(text, `\n`, "\n")})
	}
	require.NoError(t, sc.Err())
	return out
}

// heldOut says that a message is kept out of development: every third by the hash
// of its text.
func heldOut(text string) bool { return sha256.Sum256([]byte(text))[0]%3 == 0 }

// score counts a yes-or-no question.
type score struct{ tp, fp, fn, tn int }

func (s *score) add(want, got bool) {
	switch {
	case want && got:
		s.tp++
	case got:
		s.fp++
	case want:
		s.fn++
	default:
		s.tn++
	}
}

func (s *score) precision() float64 { return float64(s.tp) / float64(max(s.tp+s.fp, 1)) }
func (s *score) recall() float64    { return float64(s.tp) / float64(max(s.tp+s.fn, 1)) }
func (s *score) String() string {
	return fmt.Sprintf("n %3d  precision %.3f  recall %.3f  (%d right, %d too many, %d missed)", s.tp+s.fp+s.fn+s.tn, s.precision(), s.recall(), s.tp, s.fp, s.fn)
}

// promiseScores judges whole messages: any promise, and any that is unconditional.
func promiseScores(t *testing.T, p *Parser, tag language.Tag, rows []labelled, show bool) (anyPromise, unconditional score) {
	t.Helper()
	now := time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)
	for _, row := range rows {
		cs, err := p.Promises(row.text, Context{Now: now, Language: tag})
		require.NoError(t, err)
		free := false
		for _, c := range cs {
			free = free || !c.Conditional
		}
		anyPromise.add(row.label != "N", len(cs) > 0)
		unconditional.add(row.label == "U", free)
		if show && ((row.label != "N") != (len(cs) > 0) || (row.label == "U") != free) {
			t.Logf("%s %q", row.label, row.text)
			for _, c := range cs {
				t.Logf("      conditional=%v who=%q what=%q", c.Conditional, c.Who, c.What)
			}
		}
	}
	return anyPromise, unconditional
}

func TestPromiseEval(t *testing.T) {
	p, err := New(nil)
	require.NoError(t, err)
	var dev, held []labelled
	for _, row := range readLabelled(t, "testdata/promises_en.txt") {
		if heldOut(row.text) {
			held = append(held, row)
		} else {
			dev = append(dev, row)
		}
	}
	show := os.Getenv("EVENKEEL_EVAL")
	devAny, devFree := promiseScores(t, p, language.English, dev, show == "promises")
	heldAny, heldFree := promiseScores(t, p, language.English, held, show == "promises held")
	t.Logf("\ndevelopment, any            %v\ndevelopment, unconditional  %v\nheld out, any               %v\nheld out, unconditional     %v", &devAny, &devFree, &heldAny, &heldFree)
	require.GreaterOrEqual(t, len(dev)+len(held), 250)
	require.GreaterOrEqual(t, heldAny.precision(), 0.93)
	require.GreaterOrEqual(t, heldAny.recall(), 0.88)
	require.GreaterOrEqual(t, heldFree.precision(), 0.85)
	require.GreaterOrEqual(t, heldFree.recall(), 0.85)
}

// TestPromisesOfOtherLanguages holds the same lines for smaller sets.
func TestPromisesOfOtherLanguages(t *testing.T) {
	p, err := New(nil)
	require.NoError(t, err)
	for _, tag := range []language.Tag{language.Spanish, language.German} {
		anyPromise, unconditional := promiseScores(t, p, tag, readLabelled(t, "testdata/promises_"+tag.String()+".txt"), true)
		t.Logf("%s\nany            %v\nunconditional  %v", tag, &anyPromise, &unconditional)
		require.GreaterOrEqual(t, anyPromise.precision(), 0.9, tag)
		require.GreaterOrEqual(t, anyPromise.recall(), 0.85, tag)
		require.GreaterOrEqual(t, unconditional.precision(), 0.85, tag)
		require.GreaterOrEqual(t, unconditional.recall(), 0.85, tag)
	}
}
