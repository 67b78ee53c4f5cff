package holidays

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
)

// file wraps events into a calendar, with the line ends of RFC 5545.
func file(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\nX-WR-CALNAME:Company days\\, Cebu\n")
	for _, e := range events {
		b.WriteString("BEGIN:VEVENT\n" + strings.TrimSpace(e) + "\nEND:VEVENT\n")
	}
	b.WriteString("END:VCALENDAR\n")
	return strings.ReplaceAll(b.String(), "\n", "\r\n")
}

func read(t *testing.T, from, to int, events ...string) (days []string, skipped []string) {
	t.Helper()
	f, err := ICal(strings.NewReader(file(events...)), from, to)
	require.NoError(t, err)
	require.Equal(t, "Company days, Cebu", f.Name)
	for _, h := range f.Holidays {
		days = append(days, h.String())
	}
	for _, s := range f.Skipped {
		skipped = append(skipped, s.Name+": "+s.Reason)
	}
	return days, skipped
}

func TestICalEvents(t *testing.T) {
	for name, c := range map[string]struct {
		event   string
		want    []string
		skipped string
	}{
		"one day":          {"UID:1\nDTSTART;VALUE=DATE:20261225\nSUMMARY:Christmas", []string{"2026-12-25 Christmas"}, ""},
		"free time":        {"UID:1\nDTSTART;VALUE=DATE:20261225\nTRANSP:TRANSPARENT\nSUMMARY:Christmas", []string{"2026-12-25 Christmas"}, ""},
		"several days":     {"UID:1\nDTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102\nSUMMARY:Year end", []string{"2026-12-30 Year end", "2026-12-31 Year end", "2027-01-01 Year end"}, ""},
		"end is start":     {"UID:1\nDTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20261230\nSUMMARY:x", []string{"2026-12-30 x"}, ""},
		"duration":         {"UID:1\nDTSTART;VALUE=DATE:20261224\nDURATION:P2D\nSUMMARY:x", []string{"2026-12-24 x", "2026-12-25 x"}, ""},
		"a week":           {"UID:1\nDTSTART;VALUE=DATE:20261229\nDURATION:P1W\nSUMMARY:x", []string{"2026-12-29 x", "2026-12-30 x", "2026-12-31 x", "2027-01-01 x", "2027-01-02 x", "2027-01-03 x", "2027-01-04 x"}, ""},
		"hours as a day":   {"UID:1\nDTSTART;TZID=Europe/Berlin:20261224T000000\nDURATION:PT24H\nSUMMARY:x", []string{"2026-12-24 x"}, ""},
		"midnights":        {"UID:1\nDTSTART;TZID=Europe/Berlin:20260329T000000\nDTEND;TZID=Europe/Berlin:20260330T000000\nSUMMARY:x", []string{"2026-03-29 x"}, ""},
		"ends in UTC":      {"UID:1\nDTSTART;TZID=Asia/Manila:20261130T000000\nDTEND:20261130T160000Z\nSUMMARY:x", []string{"2026-11-30 x"}, ""},
		"zone of its own":  {"UID:1\nDTSTART;TZID=Our Office:20261130T000000\nDTEND;TZID=Our Office:20261201T000000\nSUMMARY:x", []string{"2026-11-30 x"}, ""},
		"every year":       {"UID:1\nDTSTART;VALUE=DATE:20100612\nRRULE:FREQ=YEARLY\nSUMMARY:x", []string{"2026-06-12 x", "2027-06-12 x"}, ""},
		"fourth Thursday":  {"UID:1\nDTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nSUMMARY:x", []string{"2026-11-26 x", "2027-11-25 x"}, ""},
		"until":            {"UID:1\nDTSTART;VALUE=DATE:20250612\nRRULE:FREQ=YEARLY;UNTIL=20260612\nSUMMARY:x", []string{"2026-06-12 x"}, ""},
		"until in UTC":     {"UID:1\nDTSTART;TZID=Europe/Berlin:20250612T000000\nDURATION:P1D\nRRULE:FREQ=YEARLY;UNTIL=20260611T220000Z\nSUMMARY:x", []string{"2026-06-12 x"}, ""},
		"count":            {"UID:1\nDTSTART;VALUE=DATE:20240612\nRRULE:FREQ=YEARLY;COUNT=3\nSUMMARY:x", []string{"2026-06-12 x"}, ""},
		"left out":         {"UID:1\nDTSTART;VALUE=DATE:20240612\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20260612\nSUMMARY:x", []string{"2027-06-12 x"}, ""},
		"added":            {"UID:1\nDTSTART;VALUE=DATE:20260612\nRDATE;VALUE=DATE:20260710,20270101\nSUMMARY:x", []string{"2026-06-12 x", "2026-07-10 x", "2027-01-01 x"}, ""},
		"leap days":        {"UID:1\nDTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY\nSUMMARY:x", nil, ""},
		"over the years":   {"UID:1\nDTSTART;VALUE=DATE:20201231\nDTEND;VALUE=DATE:20210102\nRRULE:FREQ=YEARLY\nSUMMARY:x", []string{"2026-01-01 x", "2026-12-31 x", "2027-01-01 x", "2027-12-31 x"}, ""},
		"text":             {"UID:1\nDTSTART;VALUE=DATE:20260612\nSUMMARY:Founders\\, friends\\; and a very long n\n ame 🎉", []string{"2026-06-12 Founders, friends; and a very long name 🎉"}, ""},
		"a meeting":        {"UID:1\nDTSTART;TZID=Europe/Berlin:20260612T100000\nDURATION:PT1H\nSUMMARY:Stand-up", nil, "Stand-up: it does not begin at midnight"},
		"half a day":       {"UID:1\nDTSTART;TZID=Europe/Berlin:20260612T000000\nDTEND;TZID=Europe/Berlin:20260612T120000\nSUMMARY:x", nil, "x: it covers no whole day"},
		"an instant":       {"UID:1\nDTSTART:20260612T000000Z\nSUMMARY:x", nil, "x: it covers no whole day"},
		"cancelled":        {"UID:1\nDTSTART;VALUE=DATE:20260612\nSTATUS:CANCELLED\nSUMMARY:x", nil, ""},
		"no start":         {"UID:1\nSUMMARY:x", nil, "x: it has no DTSTART"},
		"bad start":        {"UID:1\nDTSTART;VALUE=DATE:20260231\nSUMMARY:x", nil, `x: "20260231" is not a date`},
		"bad time":         {"UID:1\nDTSTART:in the morning\nSUMMARY:x", nil, `x: "in the morning" is neither`},
		"bad end":          {"UID:1\nDTSTART;VALUE=DATE:20260612\nDTEND:later\nSUMMARY:x", nil, `x: "later"`},
		"bad duration":     {"UID:1\nDTSTART;VALUE=DATE:20260612\nDURATION:PT1H\nSUMMARY:x", nil, "x: DURATION"},
		"long":             {"UID:1\nDTSTART;VALUE=DATE:20260612\nDURATION:P400D\nSUMMARY:x", nil, "x: it lasts 400 days"},
		"antiquity":        {"UID:1\nDTSTART;VALUE=DATE:00010101\nRRULE:FREQ=DAILY\nSUMMARY:x", nil, "x: DTSTART lies outside"},
		"bad exception":    {"UID:1\nDTSTART;VALUE=DATE:20260612\nEXDATE:never\nSUMMARY:x", nil, `x: "never"`},
		"every second":     {"UID:1\nDTSTART;VALUE=DATE:20260612\nRRULE:FREQ=SECONDLY\nSUMMARY:x", nil, "x: RRULE recurs within the day"},
		"every hour":       {"UID:1\nDTSTART;VALUE=DATE:20260612\nRRULE:FREQ=DAILY;BYHOUR=1,2,3\nSUMMARY:x", nil, "x: RRULE recurs within the day"},
		"bad rule":         {"UID:1\nDTSTART;VALUE=DATE:20260612\nRRULE:FREQ=SOMETIMES\nSUMMARY:x", nil, "x: RRULE: "},
		"backward":         {"UID:1\nDTSTART;VALUE=DATE:20260612\nRRULE:FREQ=DAILY;INTERVAL=-1\nSUMMARY:x", nil, "x: RRULE"},
		"ninth Friday":     {"UID:1\nDTSTART;VALUE=DATE:20260612\nRRULE:FREQ=MONTHLY;BYDAY=-9FR\nSUMMARY:x", nil, "x: RRULE cannot be followed"},
		"every day's last": {"UID:1\nDTSTART;VALUE=DATE:20260612\nRRULE:FREQ=DAILY;BYSETPOS=-1;BYMONTHDAY=1\nSUMMARY:x", nil, "x: RRULE picks"},
		"long rule":        {"UID:1\nDTSTART;VALUE=DATE:20260612\nRRULE:FREQ=DAILY;BYMONTHDAY=" + strings.Repeat("1,", 300) + "1\nSUMMARY:x", nil, "x: RRULE is longer"},
		"never again":      {"UID:1\nDTSTART;VALUE=DATE:20260612\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:x", []string{"2026-06-12 x"}, ""},
		"bad recurrenceid": {"UID:1\nDTSTART;VALUE=DATE:20260612\nRECURRENCE-ID:x\nSUMMARY:x", nil, `x: "x"`},
	} {
		t.Run(name, func(t *testing.T) {
			days, skipped := read(t, 2026, 2027, c.event)
			require.Equal(t, c.want, days)
			if c.skipped == "" {
				require.Empty(t, skipped)
				return
			}
			require.Len(t, skipped, 1)
			require.Contains(t, skipped[0], c.skipped)
		})
	}
}

func TestICalEventsAcrossTheYearsAskedFor(t *testing.T) {
	event := "UID:1\nDTSTART;VALUE=DATE:20251230\nDTEND;VALUE=DATE:20260103\nSUMMARY:x\nRDATE;VALUE=DATE:20261230,20280101,20240101"
	days, skipped := read(t, 2026, 2026, event)
	require.Equal(t, []string{"2026-01-01 x", "2026-01-02 x", "2026-12-30 x", "2026-12-31 x"}, days)
	require.Empty(t, skipped)
	days, _ = read(t, 2027, 2027, event)
	require.Equal(t, []string{"2027-01-01 x", "2027-01-02 x"}, days)
}

// BenchmarkICalFarAway reads a file full of events of a year's length, none of
// which lies in the years asked for.
func BenchmarkICalFarAway(b *testing.B) {
	text := file("UID:1\nDTSTART;VALUE=DATE:19000101\nDTEND;VALUE=DATE:19010101\nRDATE;VALUE=DATE:" + strings.Repeat("19000102,", 400_000) + "19000102")
	for b.Loop() {
		if _, err := ICal(strings.NewReader(text), 2026, 2026); err != nil {
			b.Fatal(err)
		}
	}
}

func TestICalMovedAndCancelledOccurrences(t *testing.T) {
	days, skipped := read(t, 2025, 2028,
		"UID:f\nDTSTART;VALUE=DATE:20240612\nRRULE:FREQ=YEARLY\nSUMMARY:Founding day",
		"UID:f\nRECURRENCE-ID;VALUE=DATE:20260612\nDTSTART;VALUE=DATE:20260615\nSUMMARY:Founding day (moved)",
		"UID:f\nRECURRENCE-ID;VALUE=DATE:20270612\nDTSTART;VALUE=DATE:20270612\nSTATUS:CANCELLED\nSUMMARY:Founding day",
		"UID:g\nDTSTART;VALUE=DATE:20260612\nSUMMARY:Another")
	require.Empty(t, skipped)
	require.Equal(t, []string{"2025-06-12 Founding day", "2026-06-12 Another", "2026-06-15 Founding day (moved)", "2028-06-12 Founding day"}, days)
}

func TestICalRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want error
	}{
		"text":    {"Dear all, the office is closed on Friday.", ErrICal},
		"no end":  {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", ErrICal},
		"large":   {file("UID:1\nSUMMARY:" + strings.Repeat("x", maxBytes)), ErrTooMuch},
		"nested":  {"BEGIN:VCALENDAR\r\n" + strings.Repeat("BEGIN:X\r\n", 100000), ErrTooMuch},
		"params":  {file("UID:1\nDTSTART" + strings.Repeat(";X=y", 700<<10) + ":20260612"), ErrTooMuch},
		"values":  {file("UID:1\nDTSTART;X=a" + strings.Repeat(",b\n ", 700<<10) + ":20260612"), ErrTooMuch},
		"work":    {file(many(300)...), ErrTooMuch},
		"results": {file("UID:1\nDTSTART;VALUE=DATE:19900101\nDURATION:P360D\nRRULE:FREQ=WEEKLY\nSUMMARY:x"), ErrTooMuch},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ICal(strings.NewReader(c.in), 2000, 2026)
			require.ErrorIs(t, err, c.want)
			require.True(t, strings.HasPrefix(err.Error(), "holidays: "))
		})
	}
	_, err := ICal(strings.NewReader(file()), 2027, 2026)
	require.ErrorIs(t, err, ErrYears)
	broken := errors.New("broken pipe")
	_, err = ICal(iotest.ErrReader(broken), 2026, 2026)
	require.ErrorIs(t, err, broken)
	f, err := ICal(strings.NewReader(file()), 2026, 2026)
	require.NoError(t, err)
	require.Empty(t, f.Holidays)
}

// many is n events on every day for sixty years.
func many(n int) []string {
	events := make([]string, n)
	for i := range events {
		events[i] = "UID:" + strings.Repeat("u", i+1) + "\nDTSTART;VALUE=DATE:19670101\nDURATION:P30D\nRRULE:FREQ=DAILY\nSUMMARY:x"
	}
	return events
}

func FuzzICal(f *testing.F) {
	f.Add([]byte(file("UID:1\nDTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nEXDATE;VALUE=DATE:20231123\nSUMMARY:Thanksgiving")))
	f.Add([]byte(file("UID:1\nDTSTART;TZID=Europe/Berlin:20250612T000000\nDURATION:P1D\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1;UNTIL=20260611T220000Z\nRDATE:20260101T000000Z/P1D")))
	f.Add([]byte(file("UID:f\nRECURRENCE-ID;VALUE=DATE:20260612\nDTSTART;VALUE=DATE:20260615\nDTEND:20260617", "UID:f\nDTSTART;VALUE=DATE:20240612\nRRULE:FREQ=WEEKLY;COUNT=9;INTERVAL=3;WKST=SU;BYEASTER=1")))
	f.Fuzz(func(t *testing.T, data []byte) {
		began := time.Now()
		got, err := ICal(strings.NewReader(string(data)), 2024, 2030)
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("took %v", took)
		}
		if err != nil {
			if !strings.HasPrefix(err.Error(), "holidays: ") {
				t.Errorf("error without its package: %v", err)
			}
			return
		}
		for i, h := range got.Holidays {
			if !h.Date.Valid() || h.Date.Year < 2024 || h.Date.Year > 2030 || i > 0 && h.Date.Compare(got.Holidays[i-1].Date) < 0 {
				t.Errorf("%v", h)
			}
		}
	})
}

// A file as a government publishes it, and one as a groupware exports it.
func TestICalAsPublished(t *testing.T) {
	government := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\nPRODID:-//example.gov//EN\r\nCALSCALE:GREGORIAN\r\n" +
		"BEGIN:VEVENT\r\nDTEND;VALUE=DATE:20260404\r\nDTSTART;VALUE=DATE:20260403\r\nSUMMARY:Good Friday\r\nUID:ca6af7456b0088abad9a69f9f620f5ac-5@example.gov\r\nSEQUENCE:0\r\nDTSTAMP:20251202T143406Z\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nDTEND;VALUE=DATE:20261229\r\nDTSTART;VALUE=DATE:20261228\r\nSUMMARY:Boxing Day (substitute day)\r\nUID:ca6af7456b0088abad9a69f9f620f5ac-9@example.gov\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	f, err := ICal(strings.NewReader(government), 2026, 2026)
	require.NoError(t, err)
	require.Equal(t, "[2026-04-03 Good Friday 2026-12-28 Boxing Day (substitute day)]", fmt.Sprint(f.Holidays))

	groupware := "BEGIN:VCALENDAR\r\nPRODID:-//Example Groupware//EN\r\nVERSION:2.0\r\nX-WR-TIMEZONE:Asia/Manila\r\n" +
		"BEGIN:VTIMEZONE\r\nTZID:Singapore Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" +
		"BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Singapore Standard Time:20261224T000000\r\nDTEND;TZID=Singapore Standard Time:20261227T000000\r\nSUMMARY;LANGUAGE=en-ph:🎄 office closed\r\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\r\n" +
		"BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nUID:2\r\nDTSTART;TZID=\"Singapore Standard Time\":20261222T140000\r\nDTEND;TZID=\"Singapore Standard Time\":20261222T150000\r\nSUMMARY:All hands\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	f, err = ICal(strings.NewReader(groupware), 2026, 2026)
	require.NoError(t, err)
	require.Equal(t, "[2026-12-24 🎄 office closed 2026-12-25 🎄 office closed 2026-12-26 🎄 office closed]", fmt.Sprint(f.Holidays))
	require.Equal(t, []Skipped{{"2", "All hands", "it does not begin at midnight"}}, f.Skipped)
}

func TestMoments(t *testing.T) {
	for text, want := range map[string]string{
		"20261225": "2026-12-25 0s", "20261225T083000": "2026-12-25 8h30m0s", "20261225T083000Z": "2026-12-25 8h30m0s",
	} {
		m, err := parseMoment(text, nil)
		require.NoError(t, err)
		require.Equal(t, want, m.date.String()+" "+m.clock.String())
		require.Equal(t, strings.HasSuffix(text, "Z"), m.utc)
	}
	manila, err := parseMoment("20261225T000000", map[string][]string{"TZID": {"Asia/Manila"}})
	require.NoError(t, err)
	require.Equal(t, "Asia/Manila", manila.zone.String())
	utc, err := parseMoment("20261224T160000Z", nil)
	require.NoError(t, err)
	require.Equal(t, "2026-12-25", utc.in(manila.zone).date.String())
	require.Zero(t, utc.in(manila.zone).clock)
	require.Equal(t, utc, utc.in(nil))
	for _, id := range []string{"", "Local", "../etc/passwd", "Our Office"} {
		m, err := parseMoment("20261225T000000", map[string][]string{"TZID": {id}})
		require.NoError(t, err)
		require.Nil(t, m.zone, id)
	}
	for _, text := range []string{"", "2026-12-25", "20261325", "20261225T250000", "20261225T", "T000000"} {
		_, err := parseMoment(text, nil)
		require.Error(t, err, text)
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]int{"P1D": 1, "+P2D": 2, "P2W": 14, "PT24H": 1, "PT48H": 2, "P0D": 0} {
		got, err := parseDays(text)
		require.NoError(t, err)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "P", "PT1H", "PT25H", "-P1D", "P1DT1H", "P99999999D", "P1Y", "PT-24H"} {
		_, err := parseDays(text)
		require.Error(t, err, text)
	}
}
