package when

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

func newParser(t *testing.T) *Parser {
	t.Helper()
	p, err := New(nil)
	require.NoError(t, err)
	return p
}

var wednesday = time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)

func TestNewErrors(t *testing.T) {
	head := `{"language": "en", "order": "mdy", "zoneforms": ["{} time"], "words": {`
	for name, tc := range map[string]struct {
		opts Options
		want []string
	}{
		"language":    {Options{Languages: []language.Tag{language.Korean}}, []string{"not supported", "ko"}},
		"hours order": {Options{Hours: Hours{Open: 13 * time.Hour}}, []string{"Options.Hours", "Open < Noon"}},
		"hours range": {Options{Hours: Hours{Close: 30 * time.Hour}}, []string{"Options.Hours.Close", "30h"}},
		"syntax":      {Options{Grammars: fstest.MapFS{"en.json": {Data: []byte("{\n\n  \"language\" \"en\"}")}}}, []string{"en.json:3"}},
		"unknown key": {Options{Grammars: fstest.MapFS{"en.json": {Data: []byte(`{"langage": "en"}`)}}}, []string{"en.json", "langage"}},
		"order":       {Options{Grammars: fstest.MapFS{"en.json": {Data: []byte(`{"language": "en", "order": "ymd"}`)}}}, []string{"en.json", `"ymd"`, `"mdy" or "dmy"`}},
		"category":    {Options{Grammars: fstest.MapFS{"en.json": {Data: []byte(head + "\n\"wekday\": {\"1\": [\"monday\"]}}}")}}}, []string{"en.json:2", "words.wekday", "weekday"}},
		"value":       {Options{Grammars: fstest.MapFS{"en.json": {Data: []byte(head + "\n\"weekday\": {\n\"9\": [\"someday\"]}}}")}}}, []string{"en.json:3", "words.weekday.9", "0 to 6"}},
		"named value": {Options{Grammars: fstest.MapFS{"en.json": {Data: []byte(head + "\n\"unit\": {\n\"hours\": [\"hour\"]}}}")}}}, []string{"en.json:3", "words.unit.hours", "second, minute, hour"}},
		"form":        {Options{Grammars: fstest.MapFS{"en.json": {Data: []byte(head + "\n\"unit\": {\n\"hour\": [\n\"\"]}}}")}}}, []string{"en.json", "words.unit.hour", "1 to 12 words"}},
		"holiday":     {Options{Grammars: fstest.MapFS{"en.json": {Data: []byte(head + `"holiday": {"2-30": ["x"]}}}`)}}}, []string{"words.holiday.2-30", "easter+1"}},
		"daypart":     {Options{Grammars: fstest.MapFS{"en.json": {Data: []byte(head + `"daypart": {"night": ["x"]}}}`)}}}, []string{"words.daypart.night", "0 night"}},
		"clock":       {Options{Grammars: fstest.MapFS{"en.json": {Data: []byte(head + `"clock": {"25:00": ["x"]}}}`)}}}, []string{"words.clock.25:00", "12:00"}},
		"zoneform":    {Options{Grammars: fstest.MapFS{"en.json": {Data: []byte(`{"language": "en", "order": "mdy", "zoneforms": ["time"]}`)}}}, []string{"zoneforms", "one {}"}},
		"no texts":    {Options{Grammars: fstest.MapFS{"ko.json": {Data: []byte(`{"language": "ko", "order": "mdy"}`)}}}, []string{"ko", "no texts"}},
		"tag":         {Options{Grammars: fstest.MapFS{"x.json": {Data: []byte(`{"language": "-", "order": "mdy"}`)}}}, []string{"x.json", "language"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(&tc.opts)
			require.Error(t, err)
			for _, want := range tc.want {
				require.ErrorContains(t, err, want)
			}
			require.True(t, strings.HasPrefix(err.Error(), "when: ") || strings.HasPrefix(err.Error(), "locale: "), err)
		})
	}
}

func TestLanguages(t *testing.T) {
	p, err := New(&Options{Languages: []language.Tag{language.MustParse("de-AT"), language.German, language.Spanish}})
	require.NoError(t, err)
	require.Equal(t, []language.Tag{language.German, language.Spanish}, p.Languages())
	_, err = p.Parse("tomorrow", Context{Now: wednesday}) // the zero tag is English
	require.ErrorIs(t, err, ErrLanguage)
	_, err = p.Find("tomorrow", Context{Now: wednesday, Language: language.Japanese})
	require.ErrorIs(t, err, ErrLanguage)
	_, err = p.Promises("I'll call", Context{Now: wednesday, Language: language.English})
	require.ErrorIs(t, err, ErrLanguage)
	r, err := p.Parse("morgen", Context{Now: wednesday, Language: language.MustParse("de-CH")})
	require.NoError(t, err)
	require.Equal(t, 19, r.Earliest.Day())
	_, err = p.Explain(r, language.French)
	require.ErrorIs(t, err, ErrLanguage)
}

// TestOwnGrammar adds a word to a language and a language of its own.
func TestOwnGrammar(t *testing.T) {
	data, err := grammars.ReadFile("data/en.json")
	require.NoError(t, err)
	own := strings.Replace(string(data), `"tomorrow"`, `"tomorrow", "the morrow"`, 1)
	p, err := New(&Options{Grammars: fstest.MapFS{"en.json": {Data: []byte(own)}}, Languages: []language.Tag{language.English}})
	require.NoError(t, err)
	r, err := p.Parse("on the morrow at 9am", Context{Now: wednesday})
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 11, 19, 9, 0, 0, 0, time.UTC), r.Deadline)

	p, err = New(&Options{
		Grammars: fstest.MapFS{"fr.json": {Data: []byte(`{"language": "fr", "order": "dmy", "words": {
			"weekday": {"1": ["lundi"]}, "bound": {"by": ["avant", "d'ici"]}, "hour": {"h": ["h"]}, "join": {"at": ["à"]}}}`)}},
		Texts: frenchTexts(t),
	})
	require.NoError(t, err)
	r, err = p.Parse("Je vous réponds d'ici lundi à 15h30.", Context{Now: wednesday, Language: language.French})
	require.NoError(t, err)
	require.Equal(t, By, r.Kind)
	require.Equal(t, time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC), r.Deadline)
}

// frenchTexts are the English texts under the name of another language.
func frenchTexts(t *testing.T) fstest.MapFS {
	t.Helper()
	data, err := texts.ReadFile("texts/en.json")
	require.NoError(t, err)
	return fstest.MapFS{"when/fr.json": {Data: data}}
}

func TestNoSpaces(t *testing.T) {
	p, err := New(&Options{
		Grammars: fstest.MapFS{"ja.json": {Data: []byte(`{"language": "ja", "order": "mdy", "words": {
			"day": {"0": ["今日"], "1": ["明日"]}, "latest": {"by": ["までに"]}, "hour": {"oclock": ["時"]},
			"part": {"afternoon": ["午後"]}, "weekday": {"5": ["金曜日"]}, "join": {"of": ["の"]}}}`)}},
		Texts: fstest.MapFS{"when/ja.json": {Data: must(texts.ReadFile("texts/en.json"))}},
	})
	require.NoError(t, err)
	text := "修正版を金曜日の午後5時までにお送りします。"
	r, err := p.Parse(text, Context{Now: wednesday, Language: language.Japanese})
	require.NoError(t, err)
	require.Equal(t, "金曜日の午後5時までに", text[r.Start:r.End])
	require.Equal(t, By, r.Kind)
	require.Equal(t, time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC), r.Deadline)
}

func must(data []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return data
}

func TestErrors(t *testing.T) {
	p := newParser(t)
	_, err := p.Parse("Thanks for writing in.", Context{Now: wednesday})
	require.ErrorIs(t, err, ErrNone)
	text := "We will get back to you as soon as we can, Sir."
	_, err = p.Parse(text, Context{Now: wednesday})
	var vague *VagueError
	require.ErrorAs(t, err, &vague)
	require.Equal(t, "as soon as we can", vague.Words)
	require.Equal(t, "as soon as we can", text[vague.Start:vague.End])
	require.Equal(t, "By when, exactly?", vague.Question)
	require.ErrorContains(t, err, "as soon as we can")
	_, err = p.Parse("Wir melden uns bald.", Context{Now: wednesday, Language: language.German})
	require.True(t, errors.As(err, &vague))
	require.Equal(t, "Bis wann genau?", vague.Question)
	var zero Parser
	_, err = zero.Parse("tomorrow", Context{Now: wednesday})
	require.ErrorIs(t, err, ErrLanguage)
}

func TestZones(t *testing.T) {
	p := newParser(t)
	manila, err := time.LoadLocation("Asia/Manila")
	require.NoError(t, err)
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for _, tc := range []struct {
		text  string
		c     Context
		from  ZoneSource
		zone  string
		clock string // in UTC
	}{
		{"tomorrow at 3pm", Context{Now: wednesday}, FromNow, "UTC", "15:00"},
		{"tomorrow at 3pm", Context{Now: wednesday, AgentZone: berlin}, FromAgent, "Europe/Berlin", "14:00"},
		{"tomorrow at 3pm", Context{Now: wednesday, AgentZone: berlin, Zone: manila}, FromCustomer, "Asia/Manila", "07:00"},
		{"tomorrow at 3pm our time", Context{Now: wednesday, AgentZone: berlin, Zone: manila}, FromText, "Europe/Berlin", "14:00"},
		{"tomorrow at 3pm your time", Context{Now: wednesday, AgentZone: berlin, Zone: manila}, FromText, "Asia/Manila", "07:00"},
		{"tomorrow at 3pm Tokyo time", Context{Now: wednesday, Zone: manila}, FromText, "Asia/Tokyo", "06:00"},
		{"tomorrow at 3pm EST", Context{Now: wednesday, Zone: manila}, FromText, "America/New_York", "20:00"},
		{"tomorrow at 3pm UTC-3:30", Context{Now: wednesday, Zone: manila}, FromText, "UTC-3:30", "18:30"},
		{"tomorrow 15:00 GMT", Context{Now: wednesday, Zone: manila}, FromText, "UTC", "15:00"},
	} {
		r, err := p.Parse(tc.text, tc.c)
		require.NoError(t, err, tc.text)
		require.Equal(t, tc.from, r.ZoneFrom, tc.text)
		require.Equal(t, tc.zone, r.Zone.String(), tc.text)
		require.Equal(t, tc.clock, r.Deadline.UTC().Format("15:04"), tc.text)
	}
	// An abbreviation that several zones use, and one that is out of season.
	r, err := p.Parse("at 9am CST tomorrow", Context{Now: wednesday})
	require.NoError(t, err)
	require.Len(t, r.Alternatives, 2)
	require.True(t, hasWarning(r.Warnings, Ambiguous))
	july := time.Date(2026, 7, 6, 10, 0, 0, 0, time.UTC)
	r, err = p.Parse("tomorrow 9am EST", Context{Now: july})
	require.NoError(t, err)
	require.Equal(t, "14:00", r.Deadline.UTC().Format("15:04"))
	require.Len(t, r.Alternatives, 1)
	require.Equal(t, "13:00", r.Alternatives[0].Deadline.UTC().Format("15:04"))
}

func TestAlternatives(t *testing.T) {
	p := newParser(t)
	for text, want := range map[string]string{
		"by next Friday":           "2026-11-21T00:00:00Z", // this week's
		"on Wednesday":             "2026-11-19T00:00:00Z", // today
		"on 12/3 at noon":          "2027-03-12T12:00:00Z", // the other order
		"tomorrow at 4":            "2026-11-19T04:00:00Z",
		"between 2 and 4 tomorrow": "2026-11-19T04:00:00Z",
	} {
		r, err := p.Parse(text, Context{Now: wednesday})
		require.NoError(t, err, text)
		require.NotEmpty(t, r.Alternatives, text)
		require.Equal(t, want, r.Alternatives[0].Deadline.Format(time.RFC3339), text)
		require.Contains(t, r.String(), "or else", text)
	}
}

func TestExplain(t *testing.T) {
	p := newParser(t)
	london, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	cal, err := calendar.New(calendar.Config{Zone: london, Weekly: weekly(9*time.Hour, 18*time.Hour)})
	require.NoError(t, err)
	r, err := p.Parse("You'll have it by end of day Friday.", Context{Now: wednesday, Zone: london, Calendar: cal})
	require.NoError(t, err)
	require.Contains(t, r.String(), "end of day = 18:00, closing of the calendar")
	require.Contains(t, r.String(), "London time")
	s, err := p.Explain(r, language.German)
	require.NoError(t, err)
	require.Contains(t, s, "18:00, Schließung laut Kalender")
	require.Contains(t, s, "spätestens")
	for _, text := range []string{
		"every two hours", "two hours after the release", "a day before the meeting", "not before Friday", "between 2 and 4",
		"yesterday", "at 3am tomorrow", "Monday the 25th", "in 2 to 3 days", "in a few hours", "on 3/4 at 5",
	} {
		r, err := p.Parse(text, Context{Now: wednesday, Zone: london, Calendar: cal})
		require.NoError(t, err, text)
		for _, tag := range p.Languages() {
			s, err := p.Explain(r, tag)
			require.NoError(t, err)
			require.NotContains(t, s, "{", text)
			require.NotContains(t, s, "assume.", text)
			require.NotContains(t, s, "warn.", text)
			require.NotContains(t, s, "reading.", text)
		}
	}
	require.NotEmpty(t, Reading{Kind: By, Deadline: wednesday}.String()) // made by hand
}

func TestReadingJSON(t *testing.T) {
	p := newParser(t)
	for _, text := range []string{"by 5pm CET tomorrow", "tomorrow at 9 UTC+5:30", "every Monday at 9", "two hours after the release", "on Wednesday", "after 3pm"} {
		r, err := p.Parse(text, Context{Now: wednesday})
		require.NoError(t, err, text)
		data, err := json.Marshal(r)
		require.NoError(t, err)
		var back Reading
		require.NoError(t, json.Unmarshal(data, &back), string(data))
		require.Equal(t, r.Kind, back.Kind)
		require.True(t, r.Deadline.Equal(back.Deadline), text)
		require.Equal(t, r.Zone.String(), back.Zone.String())
		require.Len(t, back.Warnings, len(r.Warnings))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.JSONEq(t, string(data), string(again))
		require.NotEmpty(t, back.String())
	}
	var r Reading
	require.ErrorContains(t, json.Unmarshal([]byte(`{"zone": "Mars/Olympus"}`), &r), "Mars/Olympus")
	require.ErrorContains(t, json.Unmarshal([]byte(`{"zone": "UTC+99"}`), &r), "UTC-14 to UTC+14")
	require.Error(t, json.Unmarshal([]byte(`{"kind": "sometime"}`), &r))
	require.Equal(t, Reading{}, r)
}

func TestEnums(t *testing.T) {
	round := func(v interface {
		MarshalText() ([]byte, error)
		String() string
	}, read func([]byte) (any, error)) {
		text, err := v.MarshalText()
		require.NoError(t, err)
		require.Equal(t, v.String(), string(text))
		got, err := read(text)
		require.NoError(t, err)
		require.Equal(t, v, got)
		_, err = read([]byte("no such name"))
		require.ErrorContains(t, err, "no such name")
	}
	for k := Instant; k <= Relative; k++ {
		round(k, func(b []byte) (any, error) { var v Kind; err := v.UnmarshalText(b); return v, err })
	}
	for g := NoGrain; g <= GrainYear; g++ {
		round(g, func(b []byte) (any, error) { var v Grain; err := v.UnmarshalText(b); return v, err })
	}
	for z := FromNow; z <= FromAgent; z++ {
		round(z, func(b []byte) (any, error) { var v ZoneSource; err := v.UnmarshalText(b); return v, err })
	}
	for c := NoAssumption; c <= AssumedFirstTime; c++ {
		round(c, func(b []byte) (any, error) { var v AssumptionCode; err := v.UnmarshalText(b); return v, err })
	}
	for s := Convention; s <= FromHours; s++ {
		round(s, func(b []byte) (any, error) { var v AssumptionSource; err := v.UnmarshalText(b); return v, err })
	}
	for w := NoWarning; w <= UnknownZone; w++ {
		round(w, func(b []byte) (any, error) { var v WarningCode; err := v.UnmarshalText(b); return v, err })
	}
	_, err := Kind(99).MarshalText()
	require.Error(t, err)
	require.Equal(t, "(99)", Kind(99).String())
}

// TestCivil compares the civil dates with package time over the years 1 to 9999.
func TestCivil(t *testing.T) {
	for d := minDay; d <= maxDay; d += 97 {
		want := time.Unix(int64(d)*86400, 0).UTC()
		y, m, dom := d.civil()
		require.Equal(t, want.Format("2006-1-2"), time.Date(y, time.Month(m), dom, 0, 0, 0, 0, time.UTC).Format("2006-1-2"))
		require.Equal(t, d, dayOf(y, m, dom))
		require.Equal(t, want.Weekday(), d.weekday())
	}
	for y, want := range map[int][2]int{2000: {4, 23}, 2018: {4, 1}, 2024: {3, 31}, 2026: {4, 5}, 2038: {4, 25}} {
		require.Equal(t, dayOf(y, want[0], want[1]), easter(y), y)
	}
}

// TestStepWorkdays compares the sum of whole weeks with counting days one by one.
func TestStepWorkdays(t *testing.T) {
	slow := func(d day, n int) day {
		for ; n > 0; n-- {
			for d++; !workday(d); d++ {
			}
		}
		for ; n < 0; n++ {
			for d--; !workday(d); d-- {
			}
		}
		return d
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		d, n := day(rng.IntN(40000)), rng.IntN(200)-100
		require.Equal(t, slow(d, n), stepWorkdays(d, n), "%v %d", d, n)
	}
}

func TestConcurrent(t *testing.T) {
	p := newParser(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				r, err := p.Parse("by 5pm Manila time tomorrow", Context{Now: wednesday})
				if err != nil || r.Kind != By {
					t.Error(r, err)
				}
				if cs, err := p.Promises("I'll call you back tomorrow. We will refund it by Friday.", Context{Now: wednesday}); err != nil || len(cs) != 2 {
					t.Error(cs, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestCandidates(t *testing.T) {
	p := newParser(t)
	text := "Sorry about that! By Friday our billing team will refund the second charge, and I'll email you the receipt today. We will also check the logs soon. If it fails again, we'll replace it."
	cs, err := p.Promises(text, Context{Now: wednesday})
	require.NoError(t, err)
	require.Len(t, cs, 4)
	require.Equal(t, "our billing team", cs[0].Who)
	require.Equal(t, "refund the second charge", cs[0].What)
	require.Equal(t, By, cs[0].Reading.Kind)
	require.Equal(t, "I", cs[1].Who)
	require.Equal(t, "email you the receipt", cs[1].What)
	require.NotNil(t, cs[1].Reading)
	require.Equal(t, "", cs[1].Ask())
	require.True(t, cs[2].Vague)
	require.Equal(t, "By when, exactly?", cs[2].Ask())
	require.True(t, cs[3].Conditional)
	require.False(t, cs[2].Conditional)
	for _, c := range cs {
		require.NotContains(t, text[c.Start:c.End], "Sorry")
	}

	done, err := New(&Options{Done: true})
	require.NoError(t, err)
	cs, err = done.Promises("I've refunded the charge and will email you.", Context{Now: wednesday})
	require.NoError(t, err)
	require.Len(t, cs, 2)
	require.True(t, cs[0].Done)
	require.False(t, cs[1].Done)
	require.Equal(t, "", cs[0].Ask())
	cs, err = p.Promises("I've refunded the charge.", Context{Now: wednesday})
	require.NoError(t, err)
	require.Empty(t, cs)
}
