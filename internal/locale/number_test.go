package locale

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

func TestDuration(t *testing.T) {
	const day = 24 * time.Hour
	for _, tc := range []struct {
		tag         string
		d           time.Duration
		words, sign string
	}{
		{"en", 150 * time.Minute, "2 hours 30 minutes", "2 h 30 min"},
		{"en", time.Hour + time.Minute, "1 hour 1 minute", "1 h 1 min"},
		{"en", 0, "0 seconds", "0 s"},
		{"en", 400 * time.Millisecond, "0 seconds", "0 s"},
		{"en", 600 * time.Millisecond, "1 second", "1 s"},
		{"en", 59*time.Minute + 59*time.Second, "59 minutes 59 seconds", "59 min 59 s"},
		{"en", time.Hour - 400*time.Millisecond, "1 hour", "1 h"},
		{"en", 90*time.Minute + 30*time.Second, "1 hour 31 minutes", "1 h 31 min"},
		{"en", 48 * time.Hour, "48 hours", "48 h"},
		{"en", 72*time.Hour - time.Second, "3 days", "3 d"},
		{"en", 3*day + time.Hour + 5*time.Minute, "3 days 1 hour 5 minutes", "3 d 1 h 5 min"},
		{"en", 2000 * day, "2,000 days", "2000 d"},
		{"en", -90 * time.Minute, "-1 hour 30 minutes", "-1 h 30 min"},
		{"de", 150 * time.Minute, "2 Stunden 30 Minuten", "2 h 30 min"},
		{"de", 4*day + time.Minute, "4 Tage 1 Minute", "4 d 1 min"},
		{"es", 150 * time.Minute, "2 horas y 30 minutos", "2 h 30 min"},
		{"es", 3*day + time.Hour + 5*time.Minute, "3 días, 1 hora y 5 minutos", "3 d 1 h 5 min"},
		{"fr", 0, "0 seconde", "0 s"},
		{"fr", 4 * day, "4 jours", "4 j"},
		{"pt-BR", 150 * time.Minute, "2 horas e 30 minutos", "2 h 30 min"},
		{"ja", 150 * time.Minute, "2時間30分", "2時間30分"},
		{"ja", 4*day + 30*time.Minute, "4日30分", "4日30分"},
		{"nl", 150 * time.Minute, "2 h 30 min", "2 h 30 min"}, // not supported: signs, never English words
	} {
		tag := language.MustParse(tc.tag)
		require.Equal(t, tc.words, Duration(tag, tc.d), "%s %s", tc.tag, tc.d)
		require.Equal(t, tc.sign, ShortDuration(tag, tc.d), "%s %s", tc.tag, tc.d)
	}
	require.Equal(t, "80 hours 30 minutes", WorkingTime(language.English, 80*time.Hour+30*time.Minute))
	require.Equal(t, "1.000 Stunden", WorkingTime(language.German, 1000*time.Hour))
	require.Equal(t, "80 h", WorkingTime(language.Dutch, 80*time.Hour))
	require.NotPanics(t, func() {
		require.Equal(t, "-2,562,047 hours 47 minutes", WorkingTime(language.English, math.MinInt64))
		require.Equal(t, "-106,751 days 23 hours 47 minutes", Duration(language.English, math.MinInt64))
		require.Equal(t, "106,751 days 23 hours 47 minutes", Duration(language.English, math.MaxInt64))
	})
}

func TestNumber(t *testing.T) {
	for _, tc := range []struct {
		tag            string
		v              float64
		decimals       int
		number, percen string
	}{
		{"en", 1234.5, 1, "1,234.5", "123,450.0%"},
		{"en", 0.995, 1, "1.0", "99.5%"},
		{"en", -1234567, 0, "-1,234,567", "-123,456,700%"},
		{"en", 999, 0, "999", "99,900%"},
		{"de", 1234.5, 2, "1.234,50", "123.450,00\u00a0%"},
		{"es", 1234.5, 1, "1234,5", "123.450,0\u00a0%"}, // Spanish starts to group at five digits
		{"es", 12345.5, 1, "12.345,5", "1.234.550,0\u00a0%"},
		{"es-MX", 1234.5, 1, "1,234.5", "123,450.0%"},
		{"fr", 12345, 0, "12\u202f345", "1\u202f234\u202f500\u00a0%"},
		{"pt-BR", 12345, 0, "12.345", "1.234.500%"},
		{"ja", 12345, 0, "12,345", "1,234,500%"},
		{"nl", 12345.5, 1, "12345.5", "1234550.0%"},
		{"en", 2, -3, "2", "200%"},
		{"en", 0.5, 99, "0.500000000", "50.000000000%"},
		{"en", math.NaN(), 1, "NaN", "NaN%"},
		{"de", math.Inf(-1), 1, "-Inf", "-Inf\u00a0%"},
	} {
		tag := language.MustParse(tc.tag)
		require.Equal(t, tc.number, Number(tag, tc.v, tc.decimals), tc.tag)
		require.Equal(t, tc.percen, Percent(tag, tc.v, tc.decimals), tc.tag)
	}
}

func TestList(t *testing.T) {
	for _, tc := range []struct {
		tag   string
		items []string
		want  string
	}{
		{"en", nil, ""},
		{"en", []string{"a"}, "a"},
		{"en", []string{"a", "b"}, "a and b"},
		{"en", []string{"a", "b", "c"}, "a, b and c"},
		{"de", []string{"a", "b", "c"}, "a, b und c"},
		{"fr", []string{"a", "b", "c", "d"}, "a, b, c et d"},
		{"pt", []string{"a", "b"}, "a e b"},
		{"ja", []string{"東京", "大阪", "京都"}, "東京、大阪、京都"},
		{"es", []string{"Ana", "Bo"}, "Ana y Bo"},
		{"es", []string{"Ana", "Inés"}, "Ana e Inés"},
		{"es", []string{"a", "padre", "hijo"}, "a, padre e hijo"},
		{"es-MX", []string{"Juan", "Íñigo"}, "Juan e Íñigo"},
		{"es", []string{"agua", "hielo"}, "agua y hielo"},
		{"es", []string{"átomo", "ion"}, "átomo y ion"},
		{"es", []string{"a", "i"}, "a e i"},
		{"es", []string{"a", ""}, "a y "},
		{"nl", []string{"a", "b", "c"}, "a, b, c"},
	} {
		require.Equal(t, tc.want, List(language.MustParse(tc.tag), tc.items))
	}
}
