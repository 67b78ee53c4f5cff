package when

import (
	"bufio"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// sentenceTable runs a table of sentences; its form is described in its head.
func sentenceTable(t *testing.T, name string, tag language.Tag) (right, total int) {
	t.Helper()
	p, err := New(nil)
	require.NoError(t, err)
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	c := Context{Language: tag}
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '@' {
			c = tableContext(t, line, tag)
			continue
		}
		text, want, ok := strings.Cut(line, "\t")
		require.True(t, ok, "%s:%d", name, n)
		total++
		got := tableReading(p, text, c)
		if tableMatches(want, got) {
			right++
		} else {
			t.Errorf("%s:%d: %q\n  want %s\n  got  %s", name, n, text, want, got)
		}
	}
	require.NoError(t, sc.Err())
	return right, total
}

func tableContext(t *testing.T, line string, tag language.Tag) Context {
	t.Helper()
	w := strings.Fields(line)
	require.Len(t, w, 6, line)
	zone := func(name string) *time.Location {
		if name == "-" {
			return nil
		}
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		return loc
	}
	c := Context{Zone: zone(w[3]), AgentZone: zone(w[4]), Language: tag}
	if z := zone(w[5]); z != nil {
		cal, err := calendar.New(calendar.Config{Zone: z, Weekly: weekly(9*time.Hour, 18*time.Hour), Closed: []calendar.Date{
			{Year: 2026, Month: time.November, Day: 30}, {Month: time.December, Day: 25}, {Year: 2026, Month: time.December, Day: 28},
		}})
		require.NoError(t, err)
		c.Calendar = cal
	}
	now, err := time.ParseInLocation("2006-01-02 15:04", w[1]+" "+w[2], c.Zone)
	require.NoError(t, err)
	c.Now = now
	return c
}

// tableReading writes a result in the form of the table.
func tableReading(p *Parser, text string, c Context) string {
	r, err := p.Parse(text, c)
	var vague *VagueError
	var impossible *ImpossibleError
	switch {
	case errors.As(err, &impossible):
		return "impossible " + impossible.Words
	case errors.As(err, &vague):
		return "vague"
	case errors.Is(err, ErrNone):
		return "none"
	case err != nil:
		return err.Error()
	}
	at := func(v time.Time) string {
		v = v.In(c.Zone)
		if v.Year() == c.Now.In(c.Zone).Year() {
			return v.Format("01-02 15:04")
		}
		return v.Format("2006-01-02 15:04")
	}
	var s string
	switch r.Kind {
	case Instant:
		s = "at " + at(r.Deadline)
	case By:
		s = "by " + at(r.Deadline)
	case NotBefore:
		s = "from " + at(r.Earliest)
	case Window:
		s = "win " + at(r.Earliest) + " " + at(r.Deadline)
	case Recurring:
		s = "rec " + r.Repeat
	case Relative:
		s = "rel " + strings.NewReplacer("h0m0s", "h", "m0s", "m").Replace(r.Offset.String()) + " " + r.Anchor
	}
	for _, w := range r.Warnings {
		if w.Code != NoDeadline {
			s += " !" + w.Code.String()
		}
	}
	return s
}

// tableMatches compares, ignoring warnings that were not asked for and the year where
// it is the current one.
func tableMatches(want, got string) bool {
	wantHead, wantWarnings, _ := strings.Cut(want, " !")
	gotHead, gotWarnings, _ := strings.Cut(got, " !")
	wantHead = strings.ReplaceAll(wantHead, "2026-", "")
	gotHead = strings.ReplaceAll(gotHead, "2026-", "")
	if wantHead != gotHead {
		return false
	}
	for _, w := range strings.Fields(strings.ReplaceAll(wantWarnings, "!", "")) {
		if !strings.Contains(" !"+gotWarnings, "!"+w) {
			return false
		}
	}
	return true
}

func TestSentences(t *testing.T) {
	for _, tc := range []struct {
		tag  language.Tag
		file string
		min  int
	}{
		{language.English, "testdata/sentences_en.txt", 300},
		{language.Spanish, "testdata/sentences_es.txt", 80},
		{language.German, "testdata/sentences_de.txt", 80},
	} {
		t.Run(tc.tag.String(), func(t *testing.T) {
			right, total := sentenceTable(t, tc.file, tc.tag)
			t.Logf("%d of %d sentences", right, total)
			require.GreaterOrEqual(t, total, tc.min)
		})
	}
}
