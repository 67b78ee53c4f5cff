package temper_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/temper/internal/corpus"
)

// developmentRow is a labelled message of the development data beside the
// checkout. None of it is in the repository, and nothing is trained on it.
type developmentRow struct {
	Text, Source, Domain string
	Label                int
}

func developmentRows(t *testing.T) []developmentRow {
	t.Helper()
	dir := os.Getenv("EVENKEEL_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, "data", "temper_dev.jsonl"))
	if err != nil {
		t.Skipf("no development data beside the checkout (EVENKEEL_SHARED): %v", err)
	}
	defer func() { require.NoError(t, f.Close()) }()
	var rows []developmentRow
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var row developmentRow
		require.NoError(t, json.Unmarshal(s.Bytes(), &row))
		rows = append(rows, row)
	}
	require.NoError(t, s.Err())
	return rows
}

// scored is one judged message.
type scored struct {
	score float64
	yes   bool // read as angry
	want  bool
}

// figures are precision, recall, F1, the rate of false alarms and the area
// under the ROC curve.
type figures struct{ precision, recall, f1, alarms, auc, bestF1, bestAt float64 }

func measure(rows []scored) figures {
	var tp, fp, fn, tn float64
	for _, r := range rows {
		switch {
		case r.yes && r.want:
			tp++
		case r.yes:
			fp++
		case r.want:
			fn++
		default:
			tn++
		}
	}
	f := figures{precision: tp / max(tp+fp, 1), recall: tp / max(tp+fn, 1), f1: 2 * tp / max(2*tp+fp+fn, 1), alarms: fp / max(fp+tn, 1)}
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var wins, seen, hit float64
	for i, r := range rows {
		if r.want {
			seen++
			hit++
		} else {
			wins += seen
		}
		if f1 := 2 * hit / (float64(i+1) + tp + fn); f1 > f.bestF1 {
			f.bestF1, f.bestAt = f1, r.score
		}
	}
	f.auc = wins / max((tp+fn)*(fp+tn), 1)
	return f
}

func domainOf(name string) temper.Domain {
	switch name {
	case "technical-support":
		return temper.Technical
	case "reddit":
		return temper.Forum
	case "social":
		return temper.Social
	}
	return temper.Support
}

// TestEvalDevelopment prints how the gauge does on the development data, per
// domain and source.
func TestEvalDevelopment(t *testing.T) {
	rows := developmentRows(t)
	groups := map[string][]scored{}
	levels := map[string]*[5]int{}
	gauges := map[temper.Domain]*temper.Gauge{}
	for d := temper.Support; d <= temper.Social; d++ {
		g, err := temper.New(&temper.Options{Domain: d})
		require.NoError(t, err)
		gauges[d] = g
	}
	for _, row := range rows {
		r := gauges[domainOf(row.Domain)].Read(row.Text, language.English)
		s := scored{r.Score, r.Level >= temper.Angry, row.Label == 1}
		groups["domain "+row.Domain] = append(groups["domain "+row.Domain], s)
		if levels["source "+row.Source] == nil {
			levels["source "+row.Source] = new([5]int)
		}
		levels["source "+row.Source][r.Level]++
		groups["source "+row.Source] = append(groups["source "+row.Source], s)
	}
	var names []string
	for n := range groups {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		f := measure(groups[n])
		t.Logf("%-28s n=%4d P=%.3f R=%.3f F1=%.3f alarms=%.3f AUC=%.3f bestF1=%.3f at %.2f", n, len(groups[n]), f.precision, f.recall, f.f1, f.alarms, f.auc, f.bestF1, f.bestAt)
		if l := levels[n]; l != nil {
			t.Logf("%-28s calm %d, tense %d, angry %d, abusive %d", n, l[1], l[2], l[3], l[4])
		}
	}
}

// TestEvalCorpus prints how the gauge does on its own corpus in four-fold
// cross-validation, per language and domain.
func TestEvalCorpus(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("trains four times")
	}
	samples, err := corpus.Load()
	require.NoError(t, err)
	groups := map[string][]scored{}
	levels := map[string]*[5][5]int{}
	const folds = 4
	for fold := range folds {
		var train []temper.Sample
		for i, s := range samples {
			if i/3%folds != fold {
				train = append(train, s)
			}
		}
		m, err := temper.Train(train, nil)
		require.NoError(t, err)
		var gauges [4]*temper.Gauge
		for d := range gauges {
			gauges[d] = newGauge(t, &temper.Options{Model: m, Domain: temper.Domain(d)})
		}
		for i, s := range samples {
			if i/3%folds != fold {
				continue
			}
			r := gauges[s.Domain].Read(s.Text, s.Language)
			name := s.Language.String() + " " + s.Domain.String()
			if levels[name] == nil {
				levels[name] = new([5][5]int)
			}
			levels[name][s.Level][r.Level]++
			groups[name] = append(groups[name], scored{r.Score, r.Level >= temper.Angry, s.Level >= temper.Angry})
		}
	}
	for _, n := range slices.Sorted(maps.Keys(groups)) {
		f := measure(groups[n])
		t.Logf("%-14s n=%4d P=%.3f R=%.3f F1=%.3f alarms=%.3f AUC=%.3f", n, len(groups[n]), f.precision, f.recall, f.f1, f.alarms, f.auc)
		for l := temper.Calm; l <= temper.Abusive; l++ {
			row := levels[n][l]
			t.Logf("    %-8s read as calm %d, tense %d, angry %d, abusive %d", l, row[1], row[2], row[3], row[4])
		}
		require.Greater(t, f.auc, 0.75, "the gauge has come apart on %s", n)
	}
}

// TestCorpusIsOurOwn holds the corpus to having been written afresh: no run of
// seven words of it stands in the development data.
func TestCorpusIsOurOwn(t *testing.T) {
	runs := func(text string) (all []string) {
		words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
		for i := 0; i+7 <= len(words); i++ {
			all = append(all, strings.Join(words[i:i+7], " "))
		}
		return all
	}
	theirs := map[string]bool{}
	for _, row := range developmentRows(t) {
		for _, run := range runs(row.Text) {
			theirs[run] = true
		}
	}
	samples, err := corpus.Load()
	require.NoError(t, err)
	for _, s := range samples {
		for _, run := range runs(s.Text) {
			require.False(t, theirs[run], "%q shares %q", s.Text, run)
		}
	}
}
