package calendar_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

const berlinJSON = `{"version":1,"zone":"Europe/Berlin",` +
	`"weekly":{"friday":["22:00-30:00"],"monday":["09:00-12:30","13:00-24:00"]},` +
	`"dates":{"2026-12-24":["09:00-12:00:30"],"2026-12-31":[]},` +
	`"closed":["12-25","2026-04-03"]}`

func TestJSONRoundTrip(t *testing.T) {
	cal, err := calendar.Parse([]byte(berlinJSON))
	require.NoError(t, err)
	out, err := json.Marshal(cal)
	require.NoError(t, err)
	require.JSONEq(t, berlinJSON, string(out))

	both, err := calendar.Union(cal, office())
	require.NoError(t, err)
	narrow, err := calendar.Intersect(both, office())
	require.NoError(t, err)
	out, err = json.Marshal(narrow)
	require.NoError(t, err)
	var back calendar.Calendar
	require.NoError(t, json.Unmarshal(out, &back))
	now := stamp(t, "2026-11-27 10:00", office().Zone())
	require.Equal(t, narrow.Between(now, now.AddDate(1, 0, 0)), back.Between(now, now.AddDate(1, 0, 0)))
	again, err := json.Marshal(&back)
	require.NoError(t, err)
	require.JSONEq(t, string(out), string(again))
}

func TestJSONRefuses(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"not JSON":      {`weekly: monday`, "reading JSON"},
		"more behind":   {`{"version":1,"zone":"UTC"} {}`, "more behind"},
		"no version":    {`{"zone":"UTC"}`, "version 0"},
		"later version": {`{"version":2,"zone":"UTC"}`, "reads versions 1 to 1"},
		"no zone":       {`{"version":1}`, "Europe/Berlin"},
		"local zone":    {`{"version":1,"zone":"Local"}`, "Local"},
		"unknown zone":  {`{"version":1,"zone":"Europe/Berlln"}`, "Europe/Berlln"},
		"unknown field": {`{"version":1,"zone":"UTC","weekday":{}}`, "weekday"},
		"weekday":       {`{"version":1,"zone":"UTC","weekly":{"montag":[]}}`, "montag"},
		"weekday twice": {`{"version":1,"zone":"UTC","weekly":{"monday":[],"Monday":[]}}`, "twice"},
		"clock":         {`{"version":1,"zone":"UTC","weekly":{"monday":["9-17"]}}`, `"9-17"`},
		"minutes":       {`{"version":1,"zone":"UTC","weekly":{"monday":["09:00-17:60"]}}`, "Monday"},
		"shift":         {`{"version":1,"zone":"UTC","weekly":{"monday":["17:00-09:00"]}}`, "17:00-33:00"},
		"date":          {`{"version":1,"zone":"UTC","dates":{"2026-02-30":[]}}`, "2026-02-30"},
		"yearly date":   {`{"version":1,"zone":"UTC","dates":{"02-03":[]}}`, "02-03"},
		"closed":        {`{"version":1,"zone":"UTC","closed":["christmas"]}`, "christmas"},
		"both":          {`{"version":1,"zone":"UTC","union":[]}`, "either"},
		"both ways":     {`{"version":1,"intersect":[],"union":[]}`, "either"},
		"empty union":   {`{"version":1,"union":[]}`, "want 1 to 16"},
		"bad part":      {`{"version":1,"union":[{"version":1}]}`, "Europe/Berlin"},
		"many":          {`{"version":1,"union":[` + strings.Repeat(`{"version":1,"zone":"UTC"},`, 17) + `{}]}`, "18 calendars"},
		"deep":          {strings.Repeat(`{"version":1,"union":[`, 9) + strings.Repeat(`]}`, 9), "deep"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := calendar.Parse([]byte(c.in))
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestJSONOfWhatHasNone(t *testing.T) {
	_, err := json.Marshal(&calendar.Calendar{})
	require.ErrorContains(t, err, "make one with New")
	fixed, err := calendar.New(calendar.Config{Zone: time.FixedZone("UTC+8", 8*3600)})
	require.NoError(t, err)
	_, err = json.Marshal(fixed)
	require.ErrorContains(t, err, "UTC+8")
	over, err := calendar.Union(fixed)
	require.NoError(t, err)
	_, err = json.Marshal(over)
	require.ErrorContains(t, err, "UTC+8")
	require.ErrorContains(t, json.Unmarshal([]byte(berlinJSON), fixed), "in use")
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(berlinJSON), int64(1795000000), int64(3600))
	f.Add([]byte(`{"version":1,"union":[`+berlinJSON+`,{"version":1,"zone":"Asia/Manila","weekly":{"sunday":["00:00-24:00"]}}]}`), int64(0), int64(-99))
	f.Add([]byte(`{"version":1,"intersect":[{"version":1,"zone":"Pacific/Apia"},`+berlinJSON+`]}`), int64(1325200000), int64(1<<40))
	f.Add([]byte(`{"version":1,"intersect":[{"version":1,"zone":"UTC","weekly":{"wednesday":["12:00-24:00"]}},{"version":1,"zone":"UTC","weekly":{"thursday":["00:00-12:00"]}}]}`), int64(-3600), int64(7200e9))
	f.Add([]byte(`{"version":1,"zone":"UTC","dates":{"9999-12-31":["23:00-48:00"]}}`), int64(253402300799), int64(1))
	f.Fuzz(func(t *testing.T, data []byte, sec, add int64) {
		cal, err := calendar.Parse(data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "calendar: ") {
				t.Errorf("error without its package: %v", err)
			}
			return
		}
		out, err := json.Marshal(cal)
		if err != nil {
			t.Fatalf("cannot write what was read: %v", err)
		}
		if _, err := calendar.Parse(out); err != nil {
			t.Fatalf("cannot read what was written: %v: %s", err, out)
		}
		began := time.Now()
		start := time.Unix(sec, 0)
		if due, err := cal.Add(start, time.Duration(add)); err == nil && add != 0 && cal.Between(start, due) != time.Duration(add) {
			t.Errorf("Between(%v, Add(%d)) = %v: %s", start, add, cal.Between(start, due), out)
		}
		_, _ = cal.AddDays(start, int(add%1000))
		_, _ = cal.NextClose(start)
		_, _ = cal.PrevClose(start)
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("took %v: %s", took, out)
		}
	})
}
