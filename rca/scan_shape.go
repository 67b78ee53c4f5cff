package rca

import (
	"strings"
	"unicode/utf8"
)

// word is a run of a text without blanks, brackets and quotes, its place, and
// what is in it.
type word struct {
	s   string
	at  int
	has signs
}

// signs are the sorts of bytes in a word. Most words are letters alone, and
// those are no shape at all.
type signs uint16

const (
	letter signs = 1 << iota
	digit
	at
	slash // / or \
	colon
	dot
	equals
	hash
	hyphen // - or _
	other
	high // beyond ASCII
)

func signOf(b byte) signs {
	switch {
	case isLetter(b):
		return letter
	case isDigit(b):
		return digit
	case b >= utf8.RuneSelf:
		return high
	}
	switch b {
	case '@':
		return at
	case '/', '\\':
		return slash
	case ':':
		return colon
	case '.':
		return dot
	case '=':
		return equals
	case '#':
		return hash
	case '-', '_':
		return hyphen
	}
	return other
}

// shape is what a detector saw in a word.
type shape struct {
	kind       Kind
	start, end int // within the word
	reason     string
}

// findShapes appends the shapes in a view.
func (s *Scanner) findShapes(v view, leaks *[]Leak) {
	add := func(kind Kind, start, end int, reason string) {
		from, to := v.origin(start, end)
		*leaks = append(*leaks, Leak{Start: from, End: to, Kind: kind, Reason: reason})
	}
	if strings.Contains(v.text, "-----BEGIN ") {
		findArmour(v.text, add)
	}
	findNumbers(v.text, add)
	var a assignment
	for from := 0; from < len(v.text); {
		w := nextWord(v.text, from)
		if w.s == "" {
			break
		}
		from = w.at + len(w.s)
		if start, end, ok := a.read(w); ok {
			add(SecretLeak, w.at+start, w.at+end, "a password, token or key with its value")
			continue
		}
		if w.has&^(letter|high) == 0 {
			continue
		}
		for off := 0; ; off += maxWord - overlap {
			piece := w.s[off:min(len(w.s), off+maxWord)]
			if sh, ok := s.classify(piece, w.has); ok {
				add(sh.kind, w.at+off+sh.start, w.at+off+sh.end, sh.reason)
			}
			if off+maxWord >= len(w.s) {
				break
			}
		}
	}
}

// A longer word is looked at in pieces that overlap, so that what is in it is
// found and the work stays linear.
const (
	maxWord = 2048
	overlap = 256
)

// isBreak reports whether a byte ends a word. Bytes of other scripts do not, but
// see nextWord for their blanks and brackets.
func isBreak(b byte) bool {
	switch b {
	case '"', '\'', '<', '>', '(', ')', '[', ']', '{', '}', '|', ',', ';', '`', '*', 0x7F:
		return true
	}
	return b <= ' '
}

// nextWord finds the next word from a place on; "" at the end.
func nextWord(text string, from int) word {
	for from < len(text) {
		n := breakAt(text, from)
		if n == 0 {
			break
		}
		from += n
	}
	end := from
	var has signs
	for end < len(text) && breakAt(text, end) == 0 {
		n := 1
		if text[end] >= utf8.RuneSelf {
			_, n = utf8.DecodeRuneInString(text[end:])
		}
		has |= signOf(text[end])
		end += n
	}
	s := text[from:end]
	for s != "" && strings.IndexByte(".:!?", s[len(s)-1]) >= 0 {
		s = s[:len(s)-1]
	}
	if s == "" {
		s = text[from:end]
	}
	if len(s) < end-from && text[from+len(s)] == ':' {
		s = text[from : from+len(s)+1] // "password:" keeps its sign
	}
	return word{s, from, has}
}

// breakAt is how many bytes at a place are a break; 0 for none.
func breakAt(text string, at int) int {
	b := text[at]
	if b < utf8.RuneSelf {
		if isBreak(b) {
			return 1
		}
		return 0
	}
	r, n := utf8.DecodeRuneInString(text[at:])
	if r >= 0x2000 && r <= 0x206F || r >= 0x3000 && r <= 0x3020 || r == 0xA0 || r == 0xAB || r == 0xBB || r >= 0x2190 && r <= 0x2BFF || r >= 0xFF00 && r <= 0xFF0F {
		return n
	}
	return 0
}

// classify says what a word is shaped like, or what it assigns. has may name more
// than is in it.
func (s *Scanner) classify(w string, has signs) (shape, bool) {
	if sh, ok := s.bare(w, has); ok || has&(equals|colon) == 0 {
		return sh, ok
	}
	i := strings.LastIndexByte(w, '=')
	if i < 0 && strings.Count(w, ":") == 1 {
		i = strings.IndexByte(w, ':')
	}
	if i < 0 {
		return shape{}, false
	}
	sh, ok := s.bare(w[i+1:], has) // host=db-primary-03
	sh.start, sh.end = sh.start+i+1, sh.end+i+1
	return sh, ok
}

// bare classifies a word as it stands.
func (s *Scanner) bare(w string, has signs) (shape, bool) {
	if len(w) < 4 {
		return shape{}, false
	}
	if has&colon != 0 && has&slash != 0 {
		if i := strings.Index(w, "://"); i > 0 {
			return s.link(w, i)
		}
	}
	if has&(digit|hyphen|dot) != 0 {
		if sh, ok := token(w); ok {
			return sh, true
		}
	}
	trimmed, off := trimSigns(w)
	if len(trimmed) < 4 {
		return shape{}, false
	}
	sh, ok := s.plain(trimmed, has)
	sh.start, sh.end = sh.start+off, sh.end+off
	return sh, ok
}

// plain classifies a word without scheme and signs around it.
func (s *Scanner) plain(w string, has signs) (sh shape, ok bool) {
	if has&at != 0 {
		sh, ok = atSign(w)
	}
	if !ok && has&(dot|colon) != 0 || has&hyphen != 0 && len(w) == 17 {
		sh, ok = address(w)
	}
	if !ok && has&digit != 0 {
		sh, ok = digest(w)
	}
	if !ok && has&slash != 0 {
		sh, ok = filePath(w)
	}
	if !ok && has&digit != 0 {
		sh, ok = ticket(w)
	}
	if !ok && has&(digit|dot) != 0 {
		sh, ok = s.host(w)
	}
	return sh, ok
}

func trimSigns(w string) (string, int) {
	const around = "-_=+!?:&^.$"
	off := 0
	for off < len(w) && strings.IndexByte(around, w[off]) >= 0 {
		off++
	}
	end := len(w)
	for end > off && strings.IndexByte(around, w[end-1]) >= 0 {
		end--
	}
	return w[off:end], off
}

func whole(kind Kind, w, reason string) (shape, bool) { return shape{kind, 0, len(w), reason}, true }

// link classifies an address with a scheme.
func (s *Scanner) link(w string, i int) (shape, bool) {
	start := i
	for start > 0 && isAlnum(w[start-1]) {
		start--
	}
	scheme, rest := strings.ToLower(w[start:i]), w[i+3:]
	host := rest
	if j := strings.IndexAny(host, "/?#"); j >= 0 {
		host = host[:j]
	}
	if j := strings.LastIndexByte(host, '@'); j >= 0 {
		if strings.IndexByte(host[:j], ':') >= 0 {
			return shape{SecretLeak, start, len(w), "a link with a password"}, true
		}
		host = host[j+1:]
	}
	if s.allowedLink(strings.ToLower(w[start:]), strings.ToLower(host)) {
		return shape{}, false
	}
	switch scheme {
	case "file", "s3", "gs", "smb", "nfs", "hdfs":
		return shape{PathLeak, start, len(w), "a path in a file system or bucket"}, true
	case "http", "https", "ftp", "sftp", "ssh", "git", "ldap", "ldaps", "postgres", "postgresql", "mysql", "redis", "amqp", "mongodb", "tcp", "udp", "ws", "wss", "rtsp", "jdbc", "oci", "docker", "hxxp", "hxxps":
		return shape{LinkLeak, start, len(w), "a link to a host that is not allowed"}, true
	}
	return shape{}, false
}

func (s *Scanner) allowedLink(link, host string) bool {
	if i := strings.LastIndexByte(host, ':'); i > 0 {
		host = host[:i]
	}
	for _, a := range s.links {
		if a == "" {
			continue
		}
		if domain, ok := strings.CutPrefix(a, "*."); ok && (host == domain || strings.HasSuffix(host, "."+domain)) || a == host {
			return true
		}
		if strings.Contains(a, "://") && strings.HasPrefix(link, a) && (len(link) == len(a) || strings.IndexByte("/?#", link[len(a)]) >= 0) {
			return true
		}
	}
	return false
}

// atSign classifies e-mail addresses and user names.
func atSign(w string) (shape, bool) {
	i := strings.IndexByte(w, '@')
	if i < 0 || i == len(w)-1 {
		return shape{}, false
	}
	domain := w[i+1:]
	switch {
	case i == 0:
		if isLetter(domain[0]) && len(domain) >= 3 && strings.Trim(domain, "0123456789") == domain && !strings.ContainsAny(domain, "/=") {
			return whole(HandleLeak, w, "a user name")
		}
	case strings.IndexByte(domain, '@') < 0 && strings.IndexByte(domain, '.') > 0 && isAlnum(w[i-1]):
		return whole(EmailLeak, w, "an e-mail address")
	}
	return shape{}, false
}

// filePath classifies paths of file systems.
func filePath(w string) (shape, bool) {
	const reason = "a path in a file system"
	if len(w) > 3 && isLetter(w[0]) && w[1] == ':' && (w[2] == '\\' || w[2] == '/') && isAlnum(w[3]) {
		return whole(PathLeak, w, reason)
	}
	if strings.HasPrefix(w, `\\`) && strings.Count(w, `\`) >= 3 {
		return whole(PathLeak, w, reason)
	}
	if strings.HasPrefix(w, "~/") {
		return whole(PathLeak, w, reason)
	}
	if w[0] != '/' {
		return shape{}, false
	}
	root, rest, _ := strings.Cut(w[1:], "/")
	if listed(pathRoots, root) && (rest != "" || len(root) > 4) {
		return whole(PathLeak, w, reason)
	}
	return shape{}, false
}

const pathRoots = " etc var home usr opt srv root tmp mnt media data proc sys dev bin sbin lib run boot app apps code workspace Users Applications Library Volumes private nix storage export net u01 "

// ticket classifies numbers of tickets, cases and pull requests.
func ticket(w string) (shape, bool) {
	const reason = "a number of a ticket, case or change"
	if i := strings.LastIndexByte(w, '#'); i >= 0 && len(w)-i > 2 && isDigits(w[i+1:]) {
		if i == 0 || len(w)-i > 3 || strings.Contains(w[:i], "/") || strings.EqualFold(w[:i], "pr") {
			return whole(TicketLeak, w, reason)
		}
	}
	up := 0
	for up < len(w) && (isUpper(w[up]) || up > 0 && isDigit(w[up])) {
		up++
	}
	if up >= 2 && up <= 10 && up < len(w)-1 && w[up] == '-' && isDigits(w[up+1:]) && len(w)-up <= 8 && !isStandard(w[:up]) {
		return whole(TicketLeak, w, reason)
	}
	letters := 0
	for letters < len(w) && isUpper(w[letters]) {
		letters++
	}
	if letters >= 2 && letters <= 5 && len(w)-letters >= 5 && isDigits(w[letters:]) {
		if listed(" INC CHG PRB REQ RITM TASK SR CS CASE TT CR RFC ", w[:letters]) {
			return whole(TicketLeak, w, reason)
		}
	}
	return shape{}, false
}

// isStandard reports whether letters before a dash and a number name a norm, not
// a project: UTF-8, SHA-256.
func isStandard(prefix string) bool { return listed(standards, prefix) }

const standards = " UTF SHA SHA1 SHA2 SHA3 MD AES RSA ISO IEC EN DIN RFC CVE CWE GHSA TLS SSL HTTP IPV UTC GMT CET EST PST USB COVID IEEE BCP PEP UCS CRC X P PCI SOC NIST FIPS CIS HMAC BLAKE BASE ED ECDSA PKCS ASCII LATIN MPEG MP WPA LTE DDR RAID TOP Q H PART STEP PHASE DAY LEVEL TIER SEV ENTRY OSI BGP VLAN GPT EIP BIP CHIP "

// listed reports whether a word is in a list that is divided by blanks, and
// begins and ends with one.
func listed(list, w string) bool {
	for at := 0; w != ""; {
		i := strings.Index(list[at:], w)
		if i < 0 {
			return false
		}
		at += i
		if list[at-1] == ' ' && list[at+len(w)] == ' ' {
			return true
		}
		at++
	}
	return false
}
