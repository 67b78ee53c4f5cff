package when

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

// TestAgentsLines holds every line of what agents write to its label: assertions that
// promise no deed ("this will never happen again"), words that only refer ("that is
// what we'll do"), the present tense with a time ("your card goes out on Monday").
func TestAgentsLines(t *testing.T) {
	p, err := New(nil)
	require.NoError(t, err)
	now := time.Date(2026, 11, 18, 15, 30, 0, 0, time.UTC)
	for _, tag := range []language.Tag{language.English, language.German, language.Spanish} {
		for _, row := range readLabelled(t, "testdata/agents_"+tag.String()+".txt") {
			cs, err := p.Promises(row.text, Context{Now: now, Language: tag})
			require.NoError(t, err)
			got := "N"
			for _, c := range cs {
				switch {
				case !c.Conditional:
					got = "U"
				case got == "N":
					got = "C"
				}
			}
			if got != row.label {
				t.Errorf("%s: %s, want %s: %q: %+v", tag, got, row.label, row.text, cs)
			}
		}
	}
}

// TestTimeOfDayKeepsTheDay reads a bare time of the day on the day that its sentence
// named before, and only there.
func TestTimeOfDayKeepsTheDay(t *testing.T) {
	p, err := New(nil)
	require.NoError(t, err)
	now := time.Date(2026, 11, 18, 15, 30, 0, 0, time.UTC) // a Wednesday
	for _, tt := range []struct{ text, want string }{
		{"I'll look at the log tomorrow at 9:00 and write to you by 10:00, whatever it shows.", "19 10:00"},
		{"On Friday I'll see the engineer, and I'll call you by 14:00.", "20 14:00"},
		{"I'll read Friday's log and call you by 17:00.", "18 17:00"},
		{"The engineer was here on Monday. I'll call you by 17:00.", "18 17:00"},
		{"I'll come tomorrow. Until then: I'll write to you by 17:00.", "18 17:00"},
	} {
		cs, err := p.Promises(tt.text, Context{Now: now})
		require.NoError(t, err)
		require.NotEmpty(t, cs, tt.text)
		last := cs[len(cs)-1]
		require.NotNil(t, last.Reading, tt.text)
		require.Equal(t, tt.want, last.Reading.Deadline.Format("2 15:04"), tt.text)
		require.False(t, last.Reading.Earliest.After(last.Reading.Deadline), tt.text)
	}
}

// TestAssertionKeepsItsTime gives the promise of "it will be there on Thursday, I
// promise" the words and the time of its clause.
func TestAssertionKeepsItsTime(t *testing.T) {
	p, err := New(nil)
	require.NoError(t, err)
	now := time.Date(2026, 11, 18, 15, 30, 0, 0, time.UTC)
	for _, tt := range []struct{ text, words, want string }{
		{"Yes. It will definitely be there on Friday, I promise!", "It will definitely be there on Friday, I promise", "20"},
		{"I guarantee delivery by Saturday.", "I guarantee delivery by Saturday", "21"},
		{"I promise we'll have it fixed by Friday.", "we'll have it fixed by Friday", "20"},
	} {
		cs, err := p.Promises(tt.text, Context{Now: now})
		require.NoError(t, err)
		require.Len(t, cs, 1, tt.text)
		require.Equal(t, tt.words, tt.text[cs[0].Start:cs[0].End])
		require.NotNil(t, cs[0].Reading, tt.text)
		at := cs[0].Reading.Deadline.Add(-time.Second)
		require.Equal(t, tt.want, at.Format("2"), tt.text)
	}
}
