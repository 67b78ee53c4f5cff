package when

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// fuzzSeeds are phrases of every kind in every language, and what breaks parsers.
var fuzzSeeds = []string{
	"by 5pm your time on Friday", "in 24-48 hours", "between 2 and 4 this afternoon", "first thing Mon",
	"the third Tuesday of next month", "2016-05-07T23:45:00.487+01:00", "every 2 hours until Friday",
	"two hours after the release", "half past four CET", "3/4", "31/12/9999 24:00", "1/1/0001", "Feb 29th",
	"in 99999999 years", "999999999 weeks ago", "tonight at 1am", "8pm - 2am", "from 3 to 5 on 10/25",
	"mañana por la mañana a las 8 menos cuarto", "en un plazo de 3 días hábiles", "el viernes 31",
	"bis spätestens Freitagnachmittag halb vier", "in der übernächsten Woche am Donnerstag",
	"I'll call you back tomorrow and we will refund it by Friday.", "DM us & we'll look ^KL",
	"by 11.30 tomorrow", "tomorrow by 13h", "13 pm", "by February 30th", "31. Februar", "mañana a las 25:00", "by 2026-02-30 24:30",
	"You hear from me by 11:30, you'll get it at 25h tomorrow", "> we will\nOk, \"I'll\" do it", "", " ", "\x00\xff\xfe", "½ ¼ – — ’", "12:60 25:00 0:00", "....", "1.1.1.1.1.1",
	"last day of last month's last week of last year", "next next next next", "by by by before until", "a a a a hour",
}

func fuzzParser(tb testing.TB) (*Parser, []Context) {
	tb.Helper()
	p, err := New(nil)
	require.NoError(tb, err)
	zone := func(name string) *time.Location {
		loc, err := time.LoadLocation(name)
		require.NoError(tb, err)
		return loc
	}
	cal, err := calendar.New(calendar.Config{
		Zone:   zone("Europe/Berlin"),
		Weekly: weekly(9*time.Hour, 18*time.Hour),
		Closed: []calendar.Date{{Month: time.December, Day: 25}, {Month: time.December, Day: 26}},
	})
	require.NoError(tb, err)
	var cs []Context
	for i, tag := range p.Languages() {
		cs = append(cs,
			Context{Now: time.Date(2026, 3, 28+i, 23, 30, 0, 0, time.UTC), Zone: zone("America/New_York"), AgentZone: zone("Asia/Manila"), Language: tag, Calendar: cal},
			Context{Now: time.Date(2027, 12, 31, 12, 0, 0, 0, zone("Pacific/Auckland")), Language: tag})
	}
	return p, cs
}

func weekly(open, end time.Duration) [7][]calendar.Shift {
	var w [7][]calendar.Shift
	for d := time.Monday; d <= time.Friday; d++ {
		w[d] = []calendar.Shift{{Open: open, Close: end}}
	}
	return w
}

// checkSpan demands that a span lies in the text, on boundaries of its characters.
func checkSpan(t *testing.T, text string, start, end int) {
	t.Helper()
	if start < 0 || end > len(text) || start >= end {
		t.Fatalf("span %d..%d of %q", start, end, text)
	}
	if start > 0 && !utf8.RuneStart(text[start]) && utf8.ValidString(text) || end < len(text) && !utf8.RuneStart(text[end]) && utf8.ValidString(text) {
		t.Fatalf("span %d..%d cuts a character of %q", start, end, text)
	}
}

// checkReading demands what every reading promises.
func checkReading(t *testing.T, text string, c Context, r Reading) {
	t.Helper()
	checkSpan(t, text, r.Start, r.End)
	if r.Deadline.Before(c.Now) && len(r.Warnings) == 0 {
		t.Fatalf("deadline %v before now %v without a warning: %q", r.Deadline, c.Now, text)
	}
	if !r.Deadline.IsZero() && r.Deadline.Before(r.Earliest) && !hasWarning(r.Warnings, Past) {
		t.Fatalf("deadline %v before earliest %v: %q", r.Deadline, r.Earliest, text)
	}
	if r.Zone == nil || r.Kind > Relative || r.Grain > GrainYear {
		t.Fatalf("incomplete reading %+v of %q", r, text)
	}
	for _, a := range r.Alternatives {
		if a.Deadline.Before(c.Now) && len(a.Warnings) == 0 {
			t.Fatalf("alternative %v before now without a warning: %q", a.Deadline, text)
		}
	}
	if r.String() == "" {
		t.Fatalf("no explanation for %q", text)
	}
}

func FuzzParse(f *testing.F) {
	p, cs := fuzzParser(f)
	for _, s := range fuzzSeeds {
		f.Add(s, uint8(0))
	}
	f.Fuzz(func(t *testing.T, text string, which uint8) {
		c := cs[int(which)%len(cs)]
		r, err := p.Parse(text, c)
		var vague *VagueError
		var impossible *ImpossibleError
		switch {
		case errors.As(err, &impossible):
			checkSpan(t, text, impossible.Start, impossible.End)
			if text[impossible.Start:impossible.End] != impossible.Words || impossible.Question == "" {
				t.Fatalf("%+v of %q", impossible, text)
			}
		case err == nil:
			checkReading(t, text, c, r)
		case errors.As(err, &vague):
			checkSpan(t, text, vague.Start, vague.End)
			if text[vague.Start:vague.End] != vague.Words || vague.Question == "" {
				t.Fatalf("%+v of %q", vague, text)
			}
		case !errors.Is(err, ErrNone):
			t.Fatal(err)
		}
	})
}

func FuzzFind(f *testing.F) {
	p, cs := fuzzParser(f)
	for _, s := range fuzzSeeds {
		f.Add(s, uint8(1))
	}
	f.Fuzz(func(t *testing.T, text string, which uint8) {
		c := cs[int(which)%len(cs)]
		rs, err := p.Find(text, c)
		if err != nil {
			t.Fatal(err)
		}
		end := 0
		for _, r := range rs {
			checkReading(t, text, c, r)
			if r.Start < end {
				t.Fatalf("readings overlap in %q", text)
			}
			end = r.End
		}
	})
}

func FuzzPromises(f *testing.F) {
	p, cs := fuzzParser(f)
	for _, s := range fuzzSeeds {
		f.Add(s, uint8(0))
	}
	f.Fuzz(func(t *testing.T, text string, which uint8) {
		c := cs[int(which)%len(cs)]
		out, err := p.Promises(text, c)
		if err != nil {
			t.Fatal(err)
		}
		last := -1
		for _, c := range out {
			checkSpan(t, text, c.Start, c.End)
			if c.Start <= last {
				t.Fatalf("candidates out of order in %q", text)
			}
			last = c.Start
			if c.What == "" && c.Reading == nil || (c.Ask() == "") != (c.Reading != nil) {
				t.Fatalf("%+v of %q", c, text)
			}
		}
	})
}

// nasty are texts that make a careless parser slow.
var nasty = map[string]string{
	"prose":   "We looked into the problem with your order and I'll call you back tomorrow at 5pm. ",
	"numbers": "1 ", "slashes": "1/", "colons": "12:", "hours": "1 hour ", "to": "5 to ", "next": "next ",
	"letters": "a", "quotes": "\"", "will": "I will ", "commas": "Monday, ", "dots": "...", "the": "the ",
	"german": "Montagnachmittagabend ", "between": "between 2 and ", "first": "first ", "of": "end of ",
	"lines": "\n>", "dm": "DM us and ",
}

// TestNasty ends at once; a parser that goes back over the text would not. How the
// time grows with the length is in BenchmarkLinear.
func TestNasty(t *testing.T) {
	p, cs := fuzzParser(t)
	for name, unit := range nasty {
		text := strings.Repeat(unit, (1<<16)/len(unit))
		for _, c := range []Context{cs[0], {Now: cs[0].Now, Language: language.German}} {
			_, err := p.Find(text, c)
			require.NoError(t, err, name)
			_, err = p.Promises(text, c)
			require.NoError(t, err, name)
		}
	}
}
