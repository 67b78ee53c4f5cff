package review

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

// labelled is a draft with the rule it is about: trip says whether the rule must
// find something.
type labelled struct {
	Rule      string      `json:"rule"`
	Trip      bool        `json:"trip"`
	Text      string      `json:"text"`
	Lang      string      `json:"lang,omitempty"`
	Stage     string      `json:"stage,omitempty"`
	Temper    string      `json:"temper,omitempty"`
	Customer  string      `json:"customer,omitempty"`
	Confirmed bool        `json:"confirmed,omitempty"`
	Fault     bool        `json:"fault,omitempty"`
	Earlier   []string    `json:"earlier,omitempty"`
	Known     []string    `json:"known,omitempty"`
	Now       time.Time   `json:"now,omitzero"`
	Deadlines []time.Time `json:"deadlines,omitempty"`
	file      string
	line      int
}

func (l labelled) context(t testing.TB) Context {
	c := Context{Confirmed: l.Confirmed, FaultKnown: l.Fault, Earlier: l.Earlier, LastCustomer: l.Customer, Known: l.Known,
		Deadlines: l.Deadlines, Now: l.Now}
	if l.Lang != "" {
		c.Language = language.MustParse(l.Lang)
	}
	if l.Stage != "" {
		require.NoError(t, c.Stage.UnmarshalText([]byte(l.Stage)), "%s:%d", l.file, l.line)
	}
	if l.Temper != "" {
		require.NoError(t, c.Temper.UnmarshalText([]byte(l.Temper)), "%s:%d", l.file, l.line)
	}
	return c
}

func readLabelled(t testing.TB, pattern string) []labelled {
	t.Helper()
	names, err := filepath.Glob(pattern)
	require.NoError(t, err)
	require.NotEmpty(t, names)
	var out []labelled
	for _, name := range names {
		f, err := os.Open(name)
		require.NoError(t, err)
		sc := bufio.NewScanner(f)
		for n := 1; sc.Scan(); n++ {
			if strings.TrimSpace(sc.Text()) == "" {
				continue
			}
			var l labelled
			dec := json.NewDecoder(strings.NewReader(sc.Text()))
			dec.DisallowUnknownFields()
			require.NoError(t, dec.Decode(&l), "%s:%d", name, n)
			l.file, l.line = name, n
			out = append(out, l)
		}
		require.NoError(t, sc.Err())
		require.NoError(t, f.Close())
	}
	return out
}

// catalogue reads the development catalogue that may lie beside the checkout. What a
// row says of the conversation stands in brackets behind its text.
func catalogue(t *testing.T) []labelled {
	dir := os.Getenv("EVENKEEL_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, "review_rules.jsonl"))
	if err != nil {
		t.Skipf("no development catalogue: %v", err)
	}
	defer f.Close()
	aside := regexp.MustCompile(`^(.*?) \(([^()]*(?:customer|third time|given|recorded|confirmed|planned|already)[^()]*(?:'[^']*')?)\)$`)
	quoted := regexp.MustCompile(`customer: '(.*)'`)
	var out []labelled
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		var row struct{ ID, Trip, MustNot string }
		var raw map[string]string
		require.NoError(t, json.Unmarshal(sc.Bytes(), &raw))
		row.ID, row.Trip, row.MustNot = raw["id"], raw["trip"], raw["must_not"]
		for _, trip := range []bool{true, false} {
			l := labelled{Rule: row.ID, Trip: trip, Text: row.Trip, file: "catalogue", line: n}
			if !trip {
				l.Text = row.MustNot
			}
			note := ""
			if m := aside.FindStringSubmatch(l.Text); m != nil {
				l.Text, note = m[1], m[2]
			}
			if m := quoted.FindStringSubmatch(note); m != nil {
				l.Customer = m[1]
			}
			l.fill(note)
			out = append(out, l)
		}
	}
	require.NoError(t, sc.Err())
	return out
}

// fill sets what the rule's row of the catalogue takes for granted.
func (l *labelled) fill(note string) {
	now := time.Date(2026, 3, 10, 15, 0, 0, 0, time.UTC)
	switch l.Rule {
	case "chirpy":
		if l.Trip {
			l.Temper = "angry"
		}
	case "no-empathy":
		if !l.Trip {
			l.Temper = "calm"
		}
	case "broken-record":
		l.Earlier = []string{"We're still looking into it.", "We are still looking into it."}
	case "unbacked-deadline":
		l.Now = now
		if !l.Trip {
			l.Deadlines = []time.Time{time.Date(2026, 3, 11, 9, 0, 0, 0, time.UTC)}
		}
	case "premature-solution":
		l.Stage = "identifying"
	case "asks-again":
		l.Known = []string{"4711"}
	case "wrong-language":
		l.Customer = "Hallo, wo ist mein Paket? Ich warte schon seit drei Tagen auf die Bestellung."
	}
	_ = note
}

// TestEval prints precision and recall per rule over the texts of testdata, and
// holds them to what is reached.
func TestEval(t *testing.T) {
	r := reviewer(t)
	for _, lang := range []string{"en", "de", "es"} {
		t.Run(lang, func(t *testing.T) { evaluate(t, r, readLabelled(t, "testdata/rules_"+lang+".jsonl")) })
	}
	t.Run("second", func(t *testing.T) { evaluate(t, r, readLabelled(t, "testdata/second_en.jsonl")) })
	t.Run("catalogue", func(t *testing.T) { evaluate(t, r, catalogue(t)) })
}

func evaluate(t *testing.T, r *Reviewer, texts []labelled) {
	type score struct{ hit, miss, wrong, pass int }
	scores := make(map[string]*score)
	var rules []string
	var sum score
	for _, l := range texts {
		s := scores[l.Rule]
		if s == nil {
			s = new(score)
			scores[l.Rule] = s
			rules = append(rules, l.Rule)
		}
		found := slices.ContainsFunc(r.Review(l.Text, l.context(t)), func(f Finding) bool { return f.Rule == l.Rule })
		switch {
		case found && l.Trip:
			s.hit++
			sum.hit++
		case l.Trip:
			s.miss++
			sum.miss++
			t.Errorf("%s:%d: %s did not trip: %s", l.file, l.line, l.Rule, l.Text)
		case found:
			s.wrong++
			sum.wrong++
			t.Errorf("%s:%d: %s tripped: %s", l.file, l.line, l.Rule, l.Text)
		default:
			s.pass++
			sum.pass++
		}
	}
	slices.Sort(rules)
	for _, id := range rules {
		s := scores[id]
		t.Logf("%-22s trips %2d of %2d, near-misses passed %2d of %2d, precision %.2f recall %.2f", id, s.hit, s.hit+s.miss, s.pass, s.pass+s.wrong,
			ratio(s.hit, s.hit+s.wrong), ratio(s.hit, s.hit+s.miss))
	}
	t.Logf("%-22s %d texts of %d rules, precision %.3f recall %.3f", "all", len(texts), len(rules), ratio(sum.hit, sum.hit+sum.wrong), ratio(sum.hit, sum.hit+sum.miss))
}

func ratio(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}
