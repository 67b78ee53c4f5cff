package review

import (
	"strings"

	"github.com/evenkeel-go/evenkeel/internal/text"
)

// The bytes of a blank-divided piece of a draft, as bits.
const (
	hasDigit uint16 = 1 << iota
	hasUpper
	hasLower
	hasHyphen // or underscore
	hasDot
	hasSlash // either way
	hasColon
	hasBracket // { } [ ] < > % $ #
	hasHigh
)

// shapeOf is read only: the bits of each byte.
var shapeOf = func() (t [256]uint16) {
	for c := range t {
		switch {
		case c >= '0' && c <= '9':
			t[c] = hasDigit
		case c >= 'A' && c <= 'Z':
			t[c] = hasUpper
		case c >= 'a' && c <= 'z':
			t[c] = hasLower
		case c >= 0x80:
			t[c] = hasHigh
		case c == '-' || c == '_':
			t[c] = hasHyphen
		case c == '.':
			t[c] = hasDot
		case c == '/' || c == '\\':
			t[c] = hasSlash
		case c == ':':
			t[c] = hasColon
		case strings.IndexByte("{}[]<>%$#", byte(c)) >= 0:
			t[c] = hasBracket
		}
	}
	return t
}()

// blank is read only: the bytes that divide pieces.
var blank = [256]bool{' ': true, '\t': true, '\n': true, '\r': true, '\v': true, '\f': true}

// shapes looks at the pieces of a draft that are no plain words: addresses, keys,
// internal tickets, placeholders. It needs no language and reads quoted text too.
func (v *review) shapes(draft string) {
	for i := 0; i < len(draft); {
		if blank[draft[i]] {
			i++
			continue
		}
		j, bits := i, uint16(0)
		for j < len(draft) && !blank[draft[j]] {
			bits |= shapeOf[draft[j]]
			j++
		}
		if bits&(hasDigit|hasSlash|hasBracket|hasHyphen) != 0 || bits&hasDot != 0 && j-i > 6 {
			v.piece(draft, i, j, bits)
		}
		i = j
	}
	v.cards(draft)
}

// piece looks at one piece.
func (v *review) piece(draft string, i, j int, bits uint16) {
	if bits&hasBracket != 0 {
		v.residue(draft, i, j)
	}
	for i < j && strings.IndexByte("\"'([<{,;:!?*`", draft[i]) >= 0 {
		i++
	}
	for j > i && strings.IndexByte("\"')]>}.,;:!?*`", draft[j-1]) >= 0 {
		j--
	}
	if j-i < 4 {
		return
	}
	p := draft[i:j]
	sp := text.Span{Start: i, End: j}
	if isKey(p) {
		v.rule("leak-secret", sp)
		return
	}
	if bits&(hasDigit|hasDot|hasSlash|hasHyphen) == 0 || bits&hasHigh != 0 {
		return
	}
	if isInternal(p, bits, draft[:i]) && !v.released(p) && !v.customersOwn(draft, sp, p) {
		v.rule("leak-internals", sp)
	}
}

// released reports whether the conversation has the piece already: the customer
// wrote it, it is a known fact, or we sent it before.
func (v *review) released(p string) bool {
	if p == "" {
		return false
	}
	if strings.Contains(v.c.LastCustomer, p) {
		return true
	}
	for _, l := range [2][]string{v.c.Known, v.c.Earlier} {
		for _, s := range l {
			if strings.Contains(s, p) {
				return true
			}
		}
	}
	return false
}

// pieceAround returns the blank-divided piece that holds byte i, less its marks.
func pieceAround(draft string, i int) string {
	j := i
	for i > 0 && !blank[draft[i-1]] {
		i--
	}
	for j < len(draft) && !blank[draft[j]] {
		j++
	}
	return strings.Trim(draft[i:j], "\"'()[]<>{}.,;:!?*`")
}

// around returns the sentence around a span, folded.
func around(draft string, sp text.Span) string {
	for s := range text.Sentences(draft) {
		if s.Start <= sp.Start && sp.Start < max(s.End, sp.End) && sp.End <= s.End+1 {
			return text.Fold(draft[s.Start:s.End])
		}
	}
	return text.Fold(draft)
}

// customersOwn reports that the sentence speaks of the customer's own device or
// network, or of code that they write.
func (v *review) customersOwn(draft string, sp text.Span, p string) bool {
	s := around(draft, sp)
	for _, w := range [...]string{"your router", "your modem", "your network", "your own", "your server", "your computer", "your pc", "your mac", "your machine",
		"your laptop", "your device", "your browser", "your nas", "your printer", "your home", "your terminal", "your system", "your cluster", "your logs", "your log", "your config",
		"dns", "tu router", "ihr router", "ihren router", "ihrem router", "ihres routers", "ihrem rechner", "ihrem computer", "su router", "su equipo", "your side"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	ip, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(p, "http://"), "https://"), "/")
	switch ip {
	case "192.168.0.1", "192.168.1.1", "192.168.1.254", "192.168.178.1", "192.168.2.1", "10.0.0.1", "10.0.0.138":
		return strings.HasPrefix(p, "http") || strings.Contains(s, "router") || strings.Contains(s, "modem") || strings.Contains(s, "gateway") || strings.Contains(s, "browser")
	}
	return false
}

// isInternal tells host names, addresses, paths, stack frames and tickets.
func isInternal(p string, bits uint16, before string) bool {
	bare := strings.TrimPrefix(strings.TrimPrefix(p, "http://"), "https://")
	switch {
	case bits&hasDot != 0 && bits&hasDigit != 0 && isIPv4(bare, before):
		return true
	case bits&hasSlash != 0 && bare == p && isPath(p):
		return true
	case bits&hasColon != 0 && bits&hasDot != 0 && isFrame(p):
		return true
	case bits&hasUpper != 0 && bits&hasHyphen != 0 && bits&hasDigit != 0 && isTicket(p, before):
		return true
	}
	if host, _, ok := strings.Cut(bare, "/"); ok || host != "" {
		return isHost(host)
	}
	return false
}

// isIPv4 reads four numbers below 256; a version number is none, nor a public
// name server or the machine itself.
func isIPv4(p, before string) bool {
	host, _, _ := strings.Cut(p, "/")
	host, _, _ = strings.Cut(host, ":")
	switch host {
	case "8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "127.0.0.1", "0.0.0.0", "255.255.255.0":
		return false
	}
	parts, n := 1, 0
	digits := 0
	for i := range len(host) {
		switch c := host[i]; {
		case c == '.':
			if digits == 0 {
				return false
			}
			parts, n, digits = parts+1, 0, 0
		case c >= '0' && c <= '9':
			n, digits = n*10+int(c-'0'), digits+1
			if n > 255 || digits > 3 {
				return false
			}
		default:
			return false
		}
	}
	return parts == 4 && digits > 0 && !endsWithWord(before, "version", "versión", "firmware", "release", "build", "v", "update", "to", "from")
}

// endsWithWord reports whether the text ends with one of the words.
func endsWithWord(s string, words ...string) bool {
	s = strings.TrimRight(s, " \t\n:#")
	if i := strings.LastIndexAny(s, " \t\n("); i >= 0 {
		s = s[i+1:]
	}
	for _, w := range words {
		if strings.EqualFold(s, w) {
			return true
		}
	}
	return false
}

var systemFolders = [...]string{"/var/", "/etc/", "/opt/", "/srv/", "/usr/", "/root/", "/mnt/", "/proc/", "/home/", "/data/", "/tmp/", "/app/", "/export/"}

func isPath(p string) bool {
	if strings.HasPrefix(p, `\\`) && strings.Count(p, `\`) >= 3 {
		return true
	}
	for _, f := range systemFolders {
		if strings.HasPrefix(p, f) && len(p) > len(f) {
			return true
		}
	}
	return false
}

// isFrame tells a place in source code: Order.java:88, main.go:12.
func isFrame(p string) bool {
	for _, ext := range [...]string{".java:", ".go:", ".py:", ".rb:", ".js:", ".ts:", ".cs:", ".php:", ".kt:", ".cpp:", ".c:", ".rs:", ".scala:", ".jsx:"} {
		if i := strings.Index(p, ext); i > 0 && i+len(ext) < len(p) && shapeOf[p[i+len(ext)]] == hasDigit {
			return true
		}
	}
	return false
}

// publicCodes begin names that look like tickets and are none.
const publicCodes = " ISO UTF SHA USB RTX GTX RX COVID WPA AES RSA RFC EN DIN IEEE HTTP CVE GPT MD IPV CAT HDMI DDR LTE GSM MP PS XBOX BMW USD EUR GBP " +
	"ANSI ASCII PCI ECMA IP TLS SSL KB MAC WIFI WI A B C D E F G X Y Z AB EX SD SSD LED LCD TV PDF UTC GMT CET CEST EST PST BST CST MST IST "

// ourQueues begin tickets of our own trackers.
const ourQueues = " JIRA OPS INFRA DEV BUG ENG SRE PLAT INC CHG PRB DEVOPS BACKEND NET SEC DBA "

// customerCodes are words that make a code the customer's own.
var customerCodes = [...]string{"order", "invoice", "booking", "reference", "ref", "case", "model", "article", "seat", "flight", "voucher", "coupon", "code", "serial", "part",
	"reservation", "number", "no", "product", "item", "sku", "tracking", "your", "ticket", "bestellung", "rechnung", "vorgang", "fall", "pedido", "factura", "caso", "contract", "customer", "policy", "request", "plan", "gate", "room", "complaint"}

// isTicket tells an internal ticket such as OPS-1182.
func isTicket(p, before string) bool {
	name, n, ok := strings.Cut(p, "-")
	if !ok || len(name) < 2 || len(name) > 10 || n == "" || len(n) > 7 {
		return false
	}
	for i := range len(name) {
		if shapeOf[name[i]] != hasUpper && (i == 0 || shapeOf[name[i]] != hasDigit) {
			return false
		}
	}
	for i := range len(n) {
		if shapeOf[n[i]] != hasDigit {
			return false
		}
	}
	if strings.Contains(publicCodes, " "+name+" ") {
		return false
	}
	return strings.Contains(ourQueues, " "+name+" ") || !endsWithWord(before, customerCodes[:]...)
}

var (
	internalDomains = [...]string{".internal", ".local", ".lan", ".corp", ".intra", ".intranet", ".localdomain", ".svc", ".priv", ".private"}
	environments    = " prod production stage staging stg uat preprod dev qa test k8s kube eks gke "
	roles           = " db sql mysql pg postgres redis kafka mongo elastic web app api srv server node host vm worker queue cache lb nginx haproxy mail mx smtp ldap dc nas esx esxi " +
		"bastion jump gw fw vpn proxy edge build ci jenkins runner pod cluster shard replica primary master backend frontend auth billing payment payments gateway rack switch core store "
	services = [...]string{"-prod", "-staging", "-svc", "-db", "-worker", "-cluster", "-backend", "-stg", "-uat", "_prod", "_svc", "_db", "_worker", "_staging"}
)

// isHost tells the name of a machine or service of ours.
func isHost(p string) bool {
	p, _, _ = strings.Cut(p, ":")
	for _, d := range internalDomains {
		if strings.HasSuffix(p, d) && len(p) > len(d) && p[0] != '.' {
			return true
		}
	}
	if strings.ContainsAny(p, ".@/%=&+'") {
		return false
	}
	p = strings.ToLower(p)
	for _, s := range services {
		if strings.HasSuffix(p, s) && len(p) > len(s)+1 {
			return true
		}
	}
	head, rest, ok := strings.Cut(p, "-")
	if !ok {
		return isNumbered(p)
	}
	digits := strings.ContainsAny(rest, "0123456789")
	last := rest[strings.LastIndexByte(rest, '-')+1:]
	switch {
	case strings.Contains(environments, " "+head+" "):
		return digits || strings.Contains(roles, " "+last+" ") || strings.Count(rest, "-") > 0
	case strings.Contains(roles, " "+head+" "):
		return digits && strings.Trim(last, "0123456789") == "" || strings.Contains(environments, " "+last+" ")
	}
	return digits && (strings.Contains(rest, "prod") || strings.Contains(rest, "stag"))
}

// isNumbered tells db01, web003: a role with a number that begins with nought.
func isNumbered(p string) bool {
	name := strings.TrimRight(p, "0123456789")
	n := p[len(name):]
	return name != "" && len(n) >= 2 && n[0] == '0' && strings.Contains(roles+environments, " "+name+" ")
}
