package locale

import (
	"archive/zip"
	"errors"
	"go/build"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

// friday is Friday 27 November 2026, 15:00 in Manila.
var friday = time.Date(2026, time.November, 27, 7, 0, 0, 0, time.UTC)

func TestInstantForCustomers(t *testing.T) {
	for _, tc := range []struct{ tag, zone, weekday, coming, dated string }{
		{"en", "Asia/Manila", "Friday, 3 PM Manila time", "Friday, November 27, 3 PM Manila time", "Friday, November 27, 2026, 3 PM Manila time"},
		{"en-GB", "Asia/Manila", "Friday, 15:00 Manila time", "Friday 27 November, 15:00 Manila time", "Friday, 27 November 2026, 15:00 Manila time"},
		{"en-PH", "Asia/Manila", "Friday, 3 pm Manila time", "Friday, 27 November, 3 pm Manila time", "Friday, 27 November 2026, 3 pm Manila time"},
		{"de", "Asia/Manila", "Freitag, 15 Uhr, Ortszeit Manila", "Freitag, 27. November, 15 Uhr, Ortszeit Manila", "Freitag, 27. November 2026, 15 Uhr, Ortszeit Manila"},
		{"fr", "Asia/Manila", "vendredi 15 h, heure de Manille", "vendredi 27 novembre à 15 h, heure de Manille", "vendredi 27 novembre 2026 à 15 h, heure de Manille"},
		{"es", "Asia/Manila", "viernes, 15:00, hora de Manila", "viernes, 27 de noviembre, 15:00, hora de Manila", "viernes, 27 de noviembre de 2026, 15:00, hora de Manila"},
		{"es-MX", "Asia/Manila", "viernes, 3:00 p.m., hora de Manila", "viernes, 27 de noviembre, 3:00 p.m., hora de Manila", "viernes, 27 de noviembre de 2026, 3:00 p.m., hora de Manila"},
		{"pt-BR", "Asia/Manila", "sexta-feira, 15h, horário de Manila", "sexta-feira, 27 de novembro, 15h, horário de Manila", "sexta-feira, 27 de novembro de 2026, 15h, horário de Manila"},
		{"pt-PT", "Asia/Manila", "sexta-feira, 15h, hora de Manila", "sexta-feira, 27 de novembro, 15h, hora de Manila", "sexta-feira, 27 de novembro de 2026, 15h, hora de Manila"},
		{"ja", "Asia/Manila", "金曜日 15時（マニラ時間）", "11月27日金曜日 15時（マニラ時間）", "2026年11月27日金曜日 15時（マニラ時間）"},
		{"en", "Asia/Kolkata", "Friday, 12:30 PM Kolkata time", "Friday, November 27, 12:30 PM Kolkata time", "Friday, November 27, 2026, 12:30 PM Kolkata time"},
		{"de", "Asia/Kolkata", "Freitag, 12:30 Uhr, Ortszeit Kalkutta", "Freitag, 27. November, 12:30 Uhr, Ortszeit Kalkutta", "Freitag, 27. November 2026, 12:30 Uhr, Ortszeit Kalkutta"},
		{"fr", "Asia/Kolkata", "vendredi 12 h 30, heure de Calcutta", "vendredi 27 novembre à 12 h 30, heure de Calcutta", "vendredi 27 novembre 2026 à 12 h 30, heure de Calcutta"},
		{"pt-BR", "Asia/Kolkata", "sexta-feira, 12h30, horário de Calcutá", "sexta-feira, 27 de novembro, 12h30, horário de Calcutá", "sexta-feira, 27 de novembro de 2026, 12h30, horário de Calcutá"},
		{"ja", "Asia/Kolkata", "金曜日 12時30分（コルカタ時間）", "11月27日金曜日 12時30分（コルカタ時間）", "2026年11月27日金曜日 12時30分（コルカタ時間）"},
		{"en", "America/Los_Angeles", "Thursday, 11 PM Los Angeles time", "Thursday, November 26, 11 PM Los Angeles time", "Thursday, November 26, 2026, 11 PM Los Angeles time"},
	} {
		for form, want := range map[Form]string{Weekday: tc.weekday, Coming: tc.coming, Dated: tc.dated} {
			got, err := Instant(language.MustParse(tc.tag), friday, zone(t, tc.zone), form)
			require.NoError(t, err)
			require.Equal(t, want, got, "%s %s", tc.tag, form)
		}
	}
}

func TestInstantForTables(t *testing.T) {
	manila := zone(t, "Asia/Manila")
	for tag, want := range map[string]string{
		"en": "Nov 27, 2026, 3:00 PM", "en-GB": "27 Nov 2026, 15:00", "de": "27.11.2026, 15:00", "es": "27 nov 2026, 15:00", "fr": "27 nov. 2026, 15:00", "pt": "27 de nov. de 2026, 15:00", "ja": "2026/11/27 15:00",
	} {
		got, err := Instant(language.MustParse(tag), friday, manila, Table)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	got, err := Instant(language.German, friday, manila, Date)
	require.NoError(t, err)
	require.Equal(t, "27. November 2026", got)
}

// TestFirstOfMonth: CLDR's patterns have no ordinals, but people do.
func TestFirstOfMonth(t *testing.T) {
	first := time.Date(2026, time.May, 1, 7, 0, 0, 0, time.UTC)
	for tag, want := range map[string]string{
		"fr": "vendredi 1er mai à 9 h, heure de Paris", "pt-BR": "sexta-feira, 1º de maio, 9h, horário de Paris", "pt-PT": "sexta-feira, 1 de maio, 9h, hora de Paris",
		"de": "Freitag, 1. Mai, 9 Uhr, Ortszeit Paris", "es": "viernes, 1 de mayo, 9:00, hora de París",
	} {
		got, err := Instant(language.MustParse(tag), first, zone(t, "Europe/Paris"), Coming)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestZonePhrases(t *testing.T) {
	plus8 := time.FixedZone("PST", 8*3600) // what Go itself calls Manila time
	for _, tc := range []struct {
		tag  string
		zone *time.Location
		want string
	}{
		// UTC has no city and is spelled out.
		{"en", time.UTC, "Coordinated Universal Time"},
		{"de", zone(t, "Etc/UTC"), "Koordinierte Weltzeit"},
		{"fr", zone(t, "Etc/GMT"), "temps universel coordonné"},
		{"ja", time.FixedZone("", 0), "協定世界時"},
		// Offsets are offsets, whatever their names pretend.
		{"en", plus8, "UTC+8"},
		{"en", time.FixedZone("Asia/Tokyo", 8*3600), "UTC+8"},
		{"en", time.FixedZone("", -int((3*time.Hour + 30*time.Minute).Seconds())), "UTC-3:30"},
		{"fr", time.FixedZone("EST", -5*3600), "UTC−5"},
		{"es", zone(t, "Etc/GMT+8"), "UTC-8"},
		{"de", zone(t, "EST"), "UTC-5"},
		{"en", zone(t, "CET"), "UTC+1"},
		{"en", time.FixedZone("x", 19800+13), "UTC+5:30"},
		// Names old and new are one city; a city's name is the reader's.
		{"en", zone(t, "Asia/Calcutta"), "Kolkata time"},
		{"en", zone(t, "US/Pacific"), "Los Angeles time"},
		{"de", zone(t, "Europe/Kyiv"), "Ortszeit Kiew"},
		{"de", zone(t, "Atlantic/Reykjavik"), "Ortszeit Reykjavík"},
		{"es", zone(t, "America/New_York"), "hora de Nueva York"},
		{"ja", zone(t, "America/Argentina/Buenos_Aires"), "ブエノスアイレス時間"},
		{"en", zone(t, "America/Indiana/Knox"), "Knox, Indiana time"},
		{"en-GB", zone(t, "America/St_Johns"), "St John’s time"},
		{"en", zone(t, "America/St_Johns"), "St. John’s time"},
		// Islands that would mislead by their bare names.
		{"en", zone(t, "Pacific/Easter"), "Easter Island time"},
		{"en", zone(t, "Indian/Christmas"), "Christmas Island time"},
		// Grammar.
		{"fr", zone(t, "Europe/Athens"), "heure d’Athènes"},
		{"fr", zone(t, "Africa/Abidjan"), "heure d’Abidjan"},
		{"fr", zone(t, "Africa/Cairo"), "heure du Caire"},
		{"fr", zone(t, "Pacific/Easter"), "heure de l’île de Pâques"},
		{"es", zone(t, "Atlantic/Bermuda"), "hora de las Bermudas"},
		{"pt", zone(t, "Africa/Cairo"), "horário do Cairo"},
		{"pt-PT", zone(t, "Africa/Cairo"), "hora do Cairo"},
		{"pt-PT", zone(t, "Asia/Bangkok"), "hora de Banguecoque"},
		{"pt", zone(t, "Asia/Bangkok"), "horário de Bangkok"},
	} {
		got, err := Zone(language.MustParse(tc.tag), friday, tc.zone)
		require.NoError(t, err)
		require.Equal(t, tc.want, got, "%s %s", tc.tag, tc.zone)
	}
	// The machine's own zone has no name that means anything elsewhere.
	local := time.Local
	got, err := Instant(language.English, friday, local, Weekday)
	require.NoError(t, err)
	require.Regexp(t, `Coordinated Universal Time$|UTC[+-]\d`, got)
}

func TestClockTimeThatOccursTwice(t *testing.T) {
	newYork, lordHowe := zone(t, "America/New_York"), zone(t, "Australia/Lord_Howe")
	for _, tc := range []struct {
		tag  string
		zone *time.Location
		at   time.Time
		want string
	}{
		{"en", newYork, time.Date(2026, 11, 1, 4, 59, 0, 0, time.UTC), "Sunday, 12:59 AM New York time"},
		{"en", newYork, time.Date(2026, 11, 1, 5, 0, 0, 0, time.UTC), "Sunday, 1 AM New York time, UTC-4"},
		{"en", newYork, time.Date(2026, 11, 1, 5, 59, 59, 0, time.UTC), "Sunday, 1:59 AM New York time, UTC-4"},
		{"en", newYork, time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC), "Sunday, 1 AM New York time, UTC-5"},
		{"ja", newYork, time.Date(2026, 11, 1, 6, 30, 0, 0, time.UTC), "日曜日 1時30分（ニューヨーク時間、UTC-5）"},
		{"en", newYork, time.Date(2026, 11, 1, 7, 0, 0, 0, time.UTC), "Sunday, 2 AM New York time"},
		{"en", newYork, time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC), "Sunday, 3 AM New York time"},
		{"de", lordHowe, time.Date(2026, 4, 4, 14, 45, 0, 0, time.UTC), "Sonntag, 01:45 Uhr, Ortszeit Lord Howe, UTC+11"},
		{"de", lordHowe, time.Date(2026, 4, 4, 15, 15, 0, 0, time.UTC), "Sonntag, 01:45 Uhr, Ortszeit Lord Howe, UTC+10:30"},
	} {
		got, err := Instant(language.MustParse(tc.tag), tc.at, tc.zone, Weekday)
		require.NoError(t, err)
		require.Equal(t, tc.want, got)
	}
}

func TestUpcoming(t *testing.T) {
	manila := zone(t, "Asia/Manila")
	at := func(day, hour int) time.Time { return time.Date(2026, time.November, day, hour, 0, 0, 0, manila) }
	now := at(20, 23)
	for _, tc := range []struct {
		t    time.Time
		want string
	}{
		{at(20, 23), "Friday, 11 PM Manila time"},
		{at(21, 1), "Saturday, 1 AM Manila time"},
		{at(26, 23), "Thursday, 11 PM Manila time"},
		{at(27, 0), "Friday, November 27, 12 AM Manila time"}, // six days and one hour ahead, yet it would be another Friday
		{at(20, 1), "Friday, 1 AM Manila time"},
		{at(19, 23), "Thursday, November 19, 11 PM Manila time"},
		{time.Date(2027, 1, 5, 9, 30, 0, 0, manila), "Tuesday, January 5, 2027, 9:30 AM Manila time"},
		{time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC), "Friday, January 1, 2027, 7:59 AM Manila time"},
	} {
		got, err := Upcoming(language.English, tc.t, now, manila)
		require.NoError(t, err)
		require.Equal(t, tc.want, got)
		got, err = UpcomingLocal(language.English, tc.t, now, manila)
		require.NoError(t, err)
		require.Equal(t, strings.TrimSuffix(tc.want, " Manila time"), got)
	}
	// The days are those of the reader's calendar, not of the instants' own zones.
	got, err := Upcoming(language.English, at(27, 3).UTC(), now.UTC(), manila)
	require.NoError(t, err)
	require.Equal(t, "Friday, November 27, 3 AM Manila time", got)
	// Weeks with a clock change are still of seven days.
	berlin := zone(t, "Europe/Berlin")
	got, err = Upcoming(language.German, time.Date(2026, 10, 30, 9, 0, 0, 0, berlin), time.Date(2026, 10, 24, 0, 0, 0, 0, berlin), berlin)
	require.NoError(t, err)
	require.Equal(t, "Freitag, 9 Uhr, Ortszeit Berlin", got)
	_, err = Upcoming(language.English, friday, friday, nil)
	require.ErrorIs(t, err, ErrNoZone)
}

func TestInstantRefuses(t *testing.T) {
	var unsupported *UnsupportedError
	for _, tag := range []string{"nl", "ko", "gl", "ca", "und", "und-ES", "zh", "en-Shaw"} {
		_, err := Instant(language.MustParse(tag), friday, time.UTC, Dated)
		require.ErrorAs(t, err, &unsupported, tag)
		require.ErrorContains(t, err, "locale: language "+language.MustParse(tag).String()+" is not supported; there is en,")
	}
	_, err := Instant(language.English, friday, nil, Dated)
	require.ErrorIs(t, err, ErrNoZone)
	_, err = Instant(language.English, time.Time{}, time.UTC, Dated)
	require.ErrorIs(t, err, ErrNoTime)
	_, err = Instant(language.English, friday, time.UTC, Form(200))
	require.EqualError(t, err, "locale: Form(200) is not a form of an instant")
	_, err = Zone(language.Dutch, friday, time.UTC)
	require.ErrorAs(t, err, &unsupported)
}

func TestRegionsAreServedByTheirParents(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "en", "en-US": "en", "en-US-u-ca-buddhist": "en", "en-Latn-US": "en", "en-AU": "en-001", "en-IN": "en-001", "en-GB": "en-GB",
		"es": "es", "es-ES": "es", "es-MX": "es-419", "es-AR": "es-419", "de-AT": "de", "de-CH": "de", "fr-CA": "fr", "pt": "pt", "pt-BR": "pt",
		"pt-AO": "pt-PT", "ja-JP": "ja",
	} {
		l := find(language.MustParse(tag))
		require.NotNil(t, l, tag)
		require.Equal(t, want, l.tag, tag)
	}
	require.Len(t, Supported(), len(locales))
}

func TestForm(t *testing.T) {
	for i := range formTexts {
		form := Form(i)
		text, err := form.MarshalText()
		require.NoError(t, err)
		require.Equal(t, form.String(), string(text))
		var back Form
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, form, back)
		_, err = Instant(language.English, friday, time.UTC, form)
		require.NoError(t, err)
	}
	require.Equal(t, "dated", Form(0).String())
	require.Equal(t, "Form(10)", Form(len(formTexts)).String())
	_, err := Form(99).MarshalText()
	require.Error(t, err)
	form := Time
	require.ErrorContains(t, form.UnmarshalText([]byte("DATED")), `"DATED" is not a form`)
	require.Equal(t, Time, form, "a refused text changes nothing")
}

// TestEveryZoneOfGo goes through the zones that Go ships: each has a city in every
// language, or is known to have none.
func TestEveryZoneOfGo(t *testing.T) {
	archive, err := zip.OpenReader(filepath.Join(build.Default.GOROOT, "lib", "time", "zoneinfo.zip"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("this Go has no lib/time/zoneinfo.zip to list zones from")
	}
	require.NoError(t, err)
	defer func() { _ = archive.Close() }()
	none := regexp.MustCompile(`^(Etc/.*|GMT.*|UTC|UCT|Universal|Zulu|Greenwich|CET|MET|EET|WET|EST|MST|HST|Factory)$`)
	count := 0
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		z := zone(t, f.Name)
		for i := range locales {
			l := &locales[i]
			words, ok := l.complement(nil, f.Name)
			require.Equal(t, !none.MatchString(f.Name), ok, "%s: %q", f.Name, words)
			b, city := l.appendZone(nil, friday.In(z))
			require.Equal(t, ok, city)
			phrase := string(b)
			require.NotEmpty(t, phrase)
			if ok {
				require.Equal(t, l.cityBefore+string(words)+l.cityAfter, phrase)
				require.NotContains(t, phrase, "{")
				require.NotContains(t, phrase, "_")
			}
		}
		count++
	}
	require.Greater(t, count, 500)
}

// TestTables checks the generated tables as the code reads them.
func TestTables(t *testing.T) {
	field := regexp.MustCompile(`^(y|M|MM|MMM|MMMM|d|dd|EEEE|E|H|HH|h|mm|ss|a)$`)
	letters := regexp.MustCompile(`[a-zA-Z]+`)
	quoted := regexp.MustCompile(`'[^']*'`)
	sorted := func(table string) {
		var keys []string
		for l := range strings.Lines(table) {
			key, _, _ := strings.Cut(strings.TrimSuffix(l, "\n"), "\t")
			keys = append(keys, key)
			want, ok := line(table, key)
			require.True(t, ok, key)
			require.Contains(t, l, want)
		}
		require.True(t, slices.IsSorted(keys))
		for _, key := range []string{"", "A", "Africa", "zzz", "Europe/Berlin2", "\n", "\t"} {
			_, ok := line(table, key)
			require.False(t, ok, key)
		}
	}
	sorted(zoneIDs)
	for _, l := range locales {
		sorted(l.cities)
		require.False(t, l.parent != "" && byName(l.parent) == nil)
		for _, pattern := range []string{l.full, l.long, l.medium, l.table, l.date, l.day, l.time, l.weekday, l.coming, l.dated, l.hour, l.minute} {
			require.NotEmpty(t, pattern)
			for _, run := range letters.FindAllString(quoted.ReplaceAllString(pattern, " "), -1) {
				require.Regexp(t, field, run, "%s: %s", l.tag, pattern)
			}
		}
		for _, name := range slices.Concat(l.months[:], l.shortMonths[:], l.days[:], l.shortDays[:], l.shortUnits[:]) {
			require.NotEmpty(t, name)
		}
	}
}

// TestUpcomingLocal: the zone is left out, what tells two readings apart is not.
func TestUpcomingLocal(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	twice := time.Date(2026, time.October, 25, 1, 30, 0, 0, time.UTC) // 02:30 for the second time
	for tag, want := range map[string]string{"en": "Sunday, 2:30 AM, UTC+1", "de": "Sonntag, 02:30 Uhr, UTC+1", "ja": "日曜日"} {
		got, err := UpcomingLocal(language.MustParse(tag), twice, twice.Add(-time.Hour), berlin)
		require.NoError(t, err)
		require.Contains(t, got, want)
		require.NotContains(t, got, "Berlin")
	}
	for _, tag := range Supported() {
		full, err := Upcoming(tag, twice.Add(9*time.Hour), twice, berlin)
		require.NoError(t, err)
		local, err := UpcomingLocal(tag, twice.Add(9*time.Hour), twice, berlin)
		require.NoError(t, err)
		require.Contains(t, full, local, tag)
		require.Less(t, len(local), len(full))
	}
	_, err := UpcomingLocal(language.English, twice, twice, nil)
	require.ErrorIs(t, err, ErrNoZone)
	_, err = UpcomingLocal(language.English, time.Time{}, twice, berlin)
	require.ErrorIs(t, err, ErrNoTime)
	_, err = UpcomingLocal(language.Korean, twice, twice, berlin)
	var un *UnsupportedError
	require.ErrorAs(t, err, &un)
}
