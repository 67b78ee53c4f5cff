package rca_test

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/rca"
)

func hidden() []rca.Entity {
	return []rca.Entity{
		{ID: "db", Kind: rca.HostEntity, Names: []string{"db-primary-03.zrh.lynxgate.internal"}},
		{ID: "dev", Kind: rca.PersonEntity, Names: []string{"Jürgen Weiß"}},
		{ID: "wei", Kind: rca.PersonEntity, Names: []string{"张伟", "Zhang Wei"}},
		{ID: "mark", Kind: rca.PersonEntity, Names: []string{"Mark Rose"}},
		{ID: "login", Kind: rca.HandleEntity, Names: []string{"jweiss"}},
		{ID: "code", Kind: rca.CodenameEntity, Names: []string{"Bluefin"}},
		{ID: "ticket", Kind: rca.TicketEntity, Names: []string{"NET-4711"}},
		{ID: "repo", Kind: rca.RepoEntity, Names: []string{"lynx/edge-config"}},
		{ID: "other", Kind: rca.CustomerEntity, Names: []string{"Borealis Cable"}},
		{ID: "account", Kind: rca.AccountEntity, Names: []string{"731940228855"}},
	}
}

// found lists the entities whose names are in a text.
func found(s *rca.Scanner, text string) []rca.EntityID {
	var out []rca.EntityID
	for _, l := range s.Scan([]byte(text)) {
		if l.Kind == rca.NameLeak && !slices.Contains(out, l.Entity) {
			out = append(out, l.Entity)
		}
	}
	slices.Sort(out)
	return out
}

func TestScanFindsNamesInEveryDress(t *testing.T) {
	s, err := rca.NewScanner(hidden(), nil)
	require.NoError(t, err)
	for _, c := range []struct {
		text string
		want rca.EntityID
	}{
		{"we drained db-primary-03 last night, sorry about that", "db"},
		{"DB-PRIMARY-03 was slow 😡", "db"},
		{"db_primary_03", "db"},
		{"the box (db primary 03) rebooted", "db"},
		{"dbPrimary03", "db"},
		{"dbprimary03", "db"},
		{"db-primary-\n03 at a line's end", "db"},
		{"db-pri-\nmary-03 hyphenated", "db"},
		{"ｄｂ－ｐｒｉｍａｒｙ－０３", "db"},
		{"db%2Dprimary%2D03", "db"},
		{"db%252Dprimary%252D03 twice", "db"},
		{"%64%62-primary-03", "db"},
		{"db&#45;primary&#x2D;03", "db"},
		{"d&#98;-primary-03", "db"},
		{"&amp;#100;b-primary-03", "db"},
		{`\u0064b-primary-03`, "db"},
		{`db\-primary\-03`, "db"},
		{"db-pri\u200bmary-03 with a zero-width space", "db"},
		{"db-pri\u00admary-03 with a soft hyphen", "db"},
		{"host.zrh.lynxgate.internal", "db"},
		{"https://example.org/?h=db-primary-03&x=1", "db"},
		{"Jürgen Weiß hat das gemacht", "dev"},
		{"JURGEN WEISS", "dev"},
		{"Juergen Weiss", "dev"},
		{"Jurgen's change", "dev"},
		{"weiss, jürgen", "dev"},
		{"Ju\u0308rgen", "dev"},
		{"ask Weiß about it", "dev"},
		{"Jürgens Änderung", "dev"},
		{"see juergen.weiss in chat", "dev"},
		{"我们的同事张伟修改了配置", "wei"},
		{"Zhang told them", "wei"},
		{"zhangwei pushed it", "wei"},
		{"ask Mark about it", "mark"},
		{"mark rose broke it", "mark"},
		{"user jweiss logged in", "login"},
		{"the bluefin cutover", "code"},
		{"BLUEFIN_URL", "code"},
		{"bluefinRetry", "code"},
		{"NET 4711", "ticket"},
		{"net4711", "ticket"},
		{"in lynx/edge-config", "repo"},
		{"edge-config was changed", "repo"},
		{"same at BorealisCable", "other"},
		{"borealis  cable", "other"},
		{"account 7319-4022-8855", "account"},
	} {
		assert.Contains(t, found(s, c.text), c.want, c.text)
	}
}

func TestScanLeavesOtherWordsAlone(t *testing.T) {
	s, err := rca.NewScanner(hidden(), &rca.ScanOptions{NamesOnly: true})
	require.NoError(t, err)
	for _, text := range []string{
		"The database primary was slow. On day 03 it was fast.",
		"db. Primary 03 of the list",
		"They rose to mark the day; sales rose.",
		"Mark the box, then send it.", // a sentence may begin with the word
		"Bluefinch are birds",
		"the network 47110",
		"INTERNET-4711x",
		"the boreal forest, a cable",
		"17319402288551",
		"edge configuration",
		"a weird zhangweizhong",
		"",
	} {
		assert.Empty(t, found(s, text), text)
	}
}

func TestScanShapes(t *testing.T) {
	s, err := rca.NewScanner(nil, nil)
	require.NoError(t, err)
	for _, c := range []struct {
		text string
		kind rca.Kind
		want string
	}{
		{"use AKIAIOSFODNN7EXAMPLE please", rca.SecretLeak, "AKIAIOSFODNN7EXAMPLE"},
		{"token=ghp_16C7e42F292c6912E7710c838347Ae178B4a", rca.SecretLeak, "ghp_16C7e42F292c6912E7710c838347Ae178B4a"},
		{"Password: hunter2!", rca.SecretLeak, "hunter2"},
		{"the password is Tr0ub4dor&3, tell nobody", rca.SecretLeak, "Tr0ub4dor&3"},
		{"DB_PASSWORD=s3cr3tValue", rca.SecretLeak, "DB_PASSWORD=s3cr3tValue"[12:]},
		{"Das Passwort ist Sommer2026!", rca.SecretLeak, "Sommer2026"},
		{"Authorization: Bearer abcDEF123456ghiJKL", rca.SecretLeak, "abcDEF123456ghiJKL"},
		{"postgres://app:pa55@db.example.com/x", rca.SecretLeak, "postgres://app:pa55@db.example.com/x"},
		{"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.abcdefghijklmnop", rca.SecretLeak, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.abcdefghijklmnop"},
		{"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", rca.SecretLeak, "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"},
		{"xoxb-2345678901-abcdefABCDEF", rca.SecretLeak, "xoxb-2345678901-abcdefABCDEF"},
		{"commit 3b88b5d1 broke it", rca.KeyLeak, "3b88b5d1"},
		{"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", rca.KeyLeak, ""},
		{"id 123e4567-e89b-12d3-a456-426614174000", rca.KeyLeak, "123e4567-e89b-12d3-a456-426614174000"},
		{"on api.eu1.acme.com we saw", rca.HostLeak, "api.eu1.acme.com"},
		{"vault.corp is down", rca.HostLeak, "vault.corp"},
		{"reboot web01 now", rca.HostLeak, "web01"},
		{"zrh-gw-02: link down", rca.HostLeak, "zrh-gw-02"},
		{"pod coredns-5d78c9869d-x7k2p", rca.HostLeak, "coredns-5d78c9869d-x7k2p"},
		{"i-0abc12def3456789a terminated", rca.HostLeak, "i-0abc12def3456789a"},
		{"host=db-primary-03", rca.HostLeak, "db-primary-03"},
		{"from 10.20.30.40:5432", rca.AddressLeak, "10.20.30.40:5432"},
		{"10.0.0.0/8", rca.AddressLeak, "10.0.0.0/8"},
		{"fe80::1ff:fe23:4567:890a is up", rca.AddressLeak, "fe80::1ff:fe23:4567:890a"},
		{"00:1A:2b:3C:4d:5E", rca.AddressLeak, "00:1A:2b:3C:4d:5E"},
		{"see OPS-1182.", rca.TicketLeak, "OPS-1182"},
		{"fixed in #4264", rca.TicketLeak, "#4264"},
		{"INC0012345 was opened", rca.TicketLeak, "INC0012345"},
		{"acme/api#12", rca.TicketLeak, "acme/api#12"},
		{"card 4111 1111 1111 1111", rca.CardLeak, "4111 1111 1111 1111"},
		{"5500-0055-5555-5559", rca.CardLeak, "5500-0055-5555-5559"},
		{"CH93 0076 2011 6238 5295 7", rca.CardLeak, "CH93 0076 2011 6238 5295 7"},
		{"write to wei.zhang@lynxgate.example", rca.EmailLeak, "wei.zhang@lynxgate.example"},
		{"thanks @dduportal", rca.HandleLeak, "@dduportal"},
		{"in /etc/lynx/push.yaml", rca.PathLeak, "/etc/lynx/push.yaml"},
		{`C:\Users\jweiss\push.ps1`, rca.PathLeak, `C:\Users\jweiss\push.ps1`},
		{`\\fileserver\share\rca.docx`, rca.PathLeak, `\\fileserver\share\rca.docx`},
		{"s3://ops-logs/run.json", rca.PathLeak, "s3://ops-logs/run.json"},
		{"[here](https://wiki.acme.com/x)", rca.LinkLeak, "https://wiki.acme.com/x"},
		{"hxxps://evil.example/x", rca.LinkLeak, "hxxps://evil.example/x"},
		{"10%2E20%2E30%2E40", rca.AddressLeak, "10%2E20%2E30%2E40"},
		{"wei&#64;lynxgate.example", rca.EmailLeak, "wei&#64;lynxgate.example"},
	} {
		leaks := s.Scan([]byte(c.text))
		i := slices.IndexFunc(leaks, func(l rca.Leak) bool { return l.Kind == c.kind })
		if !assert.GreaterOrEqual(t, i, 0, "%s: no %s in %v", c.text, c.kind, leaks) {
			continue
		}
		if c.want != "" {
			assert.Contains(t, c.text[leaks[i].Start:leaks[i].End], strings.TrimSuffix(c.want, "!"), c.text)
		}
		assert.NotContains(t, leaks[i].Reason, c.text, "a reason repeats no text")
	}
}

func TestScanFalseAlarms(t *testing.T) {
	s, err := rca.NewScanner(nil, nil)
	require.NoError(t, err)
	for _, text := range []string{
		"On Friday, March 13, 2026 at 11:04 PM (UTC+08:00) the push failed.",
		"14 of 60 devices (23.3%) rejected it, e.g. after 12:30:45, i.e. late.",
		"Version 1.2.3 of Node.js and config.yaml were updated; see main.go and v2.4.",
		"UTF-8, SHA-256, ISO-8601, TLS-1, COVID-19 and CVE-2024-1234 are standards.",
		"It was down.We fixed it later.In the end all was well.",
		"The password was reset. Please choose a new password: it must be long.",
		"We rotated the token and the secret; nothing was exposed.",
		"Your order 20260311 and the amount 1,234,567.89 are right.",
		"The meeting is on 2026-03-11, 23:00-23:30, in room 4.",
		"A state-of-the-art, end-to-end, up-to-date work-around for the web.",
		"Call us at +41 44 668 18 00, price €19.99/month and 100%.",
		"Der Ausfall begann um 23.00 Uhr, z.B. in Zürich, u.a. bei 4 von 9 Standorten.",
		"La incidencia empezó a las 23:00 h; el 3,5 % de las solicitudes falló.",
		"他们在 23:00 打电话给我们。配置被覆盖了。",
		"The first/second call and/or the e-mail did not help.",
		"1234 5678 9012 3456 is no card: its check digit is wrong.",
		"See section 3.1.4 and table 2-1.",
		"Thanks!!! 😡😡 #fail",
	} {
		assert.Empty(t, s.Scan([]byte(text)), text)
	}
}

func TestScanAllows(t *testing.T) {
	s, err := rca.NewScanner(hidden(), &rca.ScanOptions{Allow: []string{
		"status.lynxgate.example", "https://help.lynxgate.example/rca", "*.bank.example", "Bluefin Tuna", "BJ-0311", "bj-edge-01", "support@lynxgate.example",
	}})
	require.NoError(t, err)
	for _, text := range []string{
		"see https://status.lynxgate.example/incidents/3",
		"see https://help.lynxgate.example/rca/7?x=1",
		"https://www.bank.example and www.bank.example",
		"we ate Bluefin tuna", "your case BJ-0311", "bj-edge-01 was hit", "write to support@lynxgate.example",
	} {
		assert.Empty(t, s.Scan([]byte(text)), text)
	}
	for _, text := range []string{
		"see https://help.lynxgate.example/rca-inside",
		"https://status.lynxgate.example.evil.example/",
		"https://notbank.example",
		"the Bluefin service",
		"BJ-03112",
		"https://x:pa55word@status.lynxgate.example/",
	} {
		assert.NotEmpty(t, s.Scan([]byte(text)), text)
	}
}

func TestScanLeaksLieInTheText(t *testing.T) {
	s, err := rca.NewScanner(hidden(), nil)
	require.NoError(t, err)
	text := "Jürgen (%64b-primary-03) &#100;b-primary-03 10.0.0.1"
	leaks := s.Scan([]byte(text))
	require.NotEmpty(t, leaks)
	last := 0
	for _, l := range leaks {
		assert.True(t, 0 <= l.Start && l.Start < l.End && l.End <= len(text), "%+v", l)
		assert.GreaterOrEqual(t, l.Start, last)
		last = l.Start
	}
	assert.Equal(t, "Jürgen", text[leaks[0].Start:leaks[0].End])
	assert.Equal(t, "%64b-primary-03", text[leaks[1].Start:leaks[1].End])
}

func TestNewScannerRefuses(t *testing.T) {
	for _, c := range []struct {
		entities []rca.Entity
		allow    []string
		want     string
	}{
		{[]rca.Entity{{ID: "x"}}, nil, `entity "x": names: empty`},
		{[]rca.Entity{{ID: "x", Names: []string{" -- "}}}, nil, `names[0]`},
		{hidden(), []string{"status page", "blue-FIN"}, ``},
		{hidden(), []string{"bluefin"}, `allow[0]: "bluefin" is a name of the hidden entity "code"`},
	} {
		_, err := rca.NewScanner(c.entities, &rca.ScanOptions{Allow: c.allow})
		if assert.Error(t, err) {
			assert.Contains(t, err.Error(), c.want)
			assert.True(t, strings.HasPrefix(err.Error(), "rca: "))
		}
	}
}

// dresses are ways in which a name gets into a file unseen.
func dresses() []func(r *rand.Rand, s string) string {
	mapped := func(f func(rune) string) func(*rand.Rand, string) string {
		return func(_ *rand.Rand, s string) string {
			var b strings.Builder
			for _, c := range s {
				b.WriteString(f(c))
			}
			return b.String()
		}
	}
	return []func(*rand.Rand, string) string{
		func(_ *rand.Rand, s string) string { return strings.ToUpper(s) },
		func(r *rand.Rand, s string) string {
			return strings.Map(func(c rune) rune {
				if r.IntN(2) == 0 {
					return unicode.ToUpper(c)
				}
				return c
			}, s)
		},
		mapped(func(c rune) string {
			if c > ' ' && c < 0x7F {
				return string(c - '!' + '！')
			}
			return string(c)
		}),
		func(_ *rand.Rand, s string) string { return url.QueryEscape(s) },
		mapped(func(c rune) string {
			var b strings.Builder
			for _, x := range []byte(string(c)) {
				b.WriteString("%" + string("0123456789ABCDEF"[x>>4]) + string("0123456789abcdef"[x&15]))
			}
			return b.String()
		}),
		mapped(func(c rune) string { return "&#" + itoa(int(c)) + ";" }),
		func(_ *rand.Rand, s string) string { return url.QueryEscape(url.QueryEscape(s)) },
		func(_ *rand.Rand, s string) string { return strings.NewReplacer("-", "_", " ", "-").Replace(s) },
		func(r *rand.Rand, s string) string {
			runes := []rune(s)
			return string(slices.Insert(runes, 1+r.IntN(len(runes)-1), []rune("\u200b\u200d\u00ad\ufeff")[r.IntN(4)]))
		},
	}
}

// Two of the dresses, which only fit on the bare name.
const (
	fullWidth = 2
	invisible = 8
)

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// Whatever a name wears, and wherever it stands, it is found, and the leak lies on it.
func TestScanFindsPlantedNames(t *testing.T) {
	s, err := rca.NewScanner(hidden(), &rca.ScanOptions{NamesOnly: true})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(7, 11))
	filler := strings.Fields("the push failed at 23:00, and we (sorry!) restored it; 14 of 60 sites. Nächste Woche 100% más 配置 😡 “quoted” & more <b> %41 \\n")
	for range 4000 {
		e := hidden()[r.IntN(len(hidden()))]
		name := e.Names[r.IntN(len(e.Names))]
		worn := name
		for range 1 + r.IntN(2) {
			dress := r.IntN(len(dresses()))
			if (dress == fullWidth || dress == invisible) && worn != name {
				continue // no reader undoes escapes that are not escapes any more
			}
			worn = dresses()[dress](r, worn)
		}
		var before, after []string
		for range r.IntN(6) {
			before = append(before, filler[r.IntN(len(filler))])
			after = append(after, filler[r.IntN(len(filler))])
		}
		text := strings.Join(append(append(before, worn), after...), " ")
		at := len(strings.Join(append(before, ""), " "))
		ok := slices.ContainsFunc(s.Scan([]byte(text)), func(l rca.Leak) bool {
			return l.Entity == e.ID && l.Start < at+len(worn) && l.End > at
		})
		require.True(t, ok, "%q as %q in %q", name, worn, text)
	}
}

func TestScanIsLinear(t *testing.T) {
	s, err := rca.NewScanner(hidden(), nil)
	require.NoError(t, err)
	for _, unit := range []string{"a", "%", "%25", "&#", "&amp;", "\\u", "db-primary-", "-----BEGIN ", "1 ", "1-", "@", "a.", "password: ", "{", "\u200b", "CH93 ", "x@", "://", "\xff", "é"} {
		short := testing.AllocsPerRun(1, func() { s.Scan([]byte(strings.Repeat(unit, 1<<10))) })
		long := testing.AllocsPerRun(1, func() { s.Scan([]byte(strings.Repeat(unit, 1<<14))) })
		assert.Less(t, long, 40*(short+50), "%q", unit)
	}
}

func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		"db-primary-03", "%64b&#45;primary-03", "password: hunter2!", "4111 1111 1111 1111", "\\ud83d\\ude00", "&#", "%", "%u0064",
		"-----BEGIN PRIVATE KEY-----", "张伟", "ｄｂ", "a@b.c", "https://x:y@z", "CH9300762011623852957", "\xff\xfe", "..", "[::1]:80", "i-", "#",
	} {
		f.Add(seed)
	}
	s, err := rca.NewScanner(hidden(), &rca.ScanOptions{Allow: []string{"*.example.com", "Bluefin Tuna"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		leaks := s.Scan([]byte(text))
		for _, l := range leaks {
			if l.Start < 0 || l.Start >= l.End || l.End > len(text) || l.Reason == "" {
				t.Fatalf("%+v in %q", l, text)
			}
		}
		if len(text) < 1<<12 && !slices.Contains(found(s, text+" jweiss "), "login") && !slices.Contains(found(s, text+"\n\n jweiss "), "login") {
			t.Fatalf("a name after %q is not found", text)
		}
	})
}
