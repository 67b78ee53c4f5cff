package rca

import (
	"strings"
	"unicode/utf8"
)

// tokenShape is the shape of one issuer's credentials.
type tokenShape struct {
	prefix string
	min    int // bytes after the prefix
}

func tokenShapes() [32]tokenShape {
	return [...]tokenShape{
		{"AKIA", 16}, {"ASIA", 16}, {"ghp_", 30}, {"gho_", 30}, {"ghu_", 30}, {"ghs_", 30}, {"ghr_", 30}, {"github_pat_", 30},
		{"glpat-", 16}, {"xoxb-", 10}, {"xoxp-", 10}, {"xoxa-", 10}, {"xoxs-", 10}, {"xapp-", 10}, {"sk_live_", 10}, {"rk_live_", 10},
		{"pk_live_", 10}, {"sk_test_", 10}, {"sk-", 32}, {"AIza", 30}, {"ya29.", 20}, {"SG.", 30}, {"npm_", 30}, {"pypi-", 30},
		{"dop_v1_", 30}, {"hf_", 28}, {"shpat_", 28}, {"whsec_", 20}, {"hvs.", 20}, {"dckr_pat_", 20}, {"glsa_", 28}, {"EAAC", 60},
	}
}

// token classifies credentials by their issuer's shape, wherever in the word
// they begin.
func token(w string) (shape, bool) {
	if len(w) < 16 {
		return shape{}, false
	}
	for _, t := range tokenShapes() {
		i := strings.Index(w, t.prefix)
		if i < 0 || i > 0 && isAlnum(w[i-1]) {
			continue
		}
		end := i + len(t.prefix)
		for end < len(w) && (isAlnum(w[end]) || strings.IndexByte("-_./+=", w[end]) >= 0) {
			end++
		}
		if end-i-len(t.prefix) >= t.min && strings.ContainsAny(w[i+len(t.prefix):end], "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			return shape{SecretLeak, i, end, "a credential"}, true
		}
	}
	if i := strings.Index(w, "eyJ"); i >= 0 && strings.Count(w[i:], ".") >= 2 && len(w)-i > 40 {
		return shape{SecretLeak, i, len(w), "a signed token"}, true
	}
	return shape{}, false
}

// assignment follows "password: value" over the words of a text.
type assignment struct {
	armed int // words left in which the value may stand
}

// secretWords announce a value that must not be told.
const secretWords = " password passwd passphrase pwd secret token apikey accesskey authorization credential credentials bearer basic passwort kennwort contraseña clave 密码 "

// read takes the next word and reports the value of a secret in it.
func (a *assignment) read(w word) (start, end int, ok bool) {
	name, value, found := cutAssign(w.s, w.has)
	switch {
	case found && isSecretName(name):
		if secretValue(value, true) {
			return len(w.s) - len(value), len(w.s), true
		}
		if value == "" || isSecretName(value) {
			a.armed = 2
		}
		return 0, 0, false
	case isSecretName(strings.TrimSuffix(w.s, ":")):
		a.armed = 2
		if strings.HasSuffix(w.s, ":") {
			a.armed = 3
		}
		return 0, 0, false
	case a.armed > 0:
		strict := a.armed < 3
		a.armed--
		switch strings.ToLower(w.s) {
		case "is", "was", "ist", "war", "es", "era", "=", ":", "to", "auf", "bearer", "basic", "the", "a":
			return 0, 0, false
		}
		if strict {
			ok = secretValue(w.s, false)
		} else {
			ok = secretValue(w.s, true)
		}
		if a.armed = 0; ok {
			return 0, len(w.s), true
		}
	}
	return 0, 0, false
}

func cutAssign(w string, has signs) (name, value string, ok bool) {
	if has&(equals|colon) == 0 {
		return "", "", false
	}
	i := strings.IndexAny(w, "=:")
	if i <= 0 {
		return "", "", false
	}
	return w[:i], strings.TrimLeft(w[i+1:], "=:"), true
}

// isSecretName reports whether a name announces a secret: password, DB_PASSWORD,
// --client-secret, api_key.
func isSecretName(name string) bool {
	if len(name) < 3 || len(name) > 64 {
		return false
	}
	at := lastPart(name)
	part := name[at:]
	if len(part) == 3 && strings.EqualFold(part, "key") && at > 1 {
		before := name[lastPart(name[:at-1]) : at-1]
		return listed(" api access private secret ", strings.ToLower(before))
	}
	switch len(part) { // of the words that are listed
	case 3, 5, 6, 7, 8, 9, 10, 11, 13:
		return listed(secretWords, strings.ToLower(part))
	}
	return false
}

// lastPart is where the last part of a name begins, after a hyphen or the like.
func lastPart(name string) int {
	for i := len(name); i > 0; i-- {
		if b := name[i-1]; b < utf8.RuneSelf && !isAlnum(b) {
			return i
		}
	}
	return 0
}

// secretValue reports whether a value can be a secret and is not a word about
// one. After a plain "password is", only a value that mixes letters with digits
// or signs counts.
func secretValue(v string, assigned bool) bool {
	if len(v) < 4 || len(v) > 4096 || strings.Trim(v, "*x.X_-#") == "" || strings.ContainsAny(v[:1], "$<%[") {
		return false
	}
	var digits, letters, sign, upperInside bool
	for i := range len(v) {
		switch b := v[i]; {
		case isDigit(b):
			digits = true
		case isLetter(b):
			letters = true
			upperInside = upperInside || i > 0 && isUpper(b)
		case strings.IndexByte("!@#$%^&+=~?", b) >= 0:
			sign = true
		}
	}
	if assigned {
		return digits || sign || upperInside || len(v) >= 12 && letters && !strings.ContainsAny(v, "-_/.")
	}
	return letters && (digits || sign) && len(v) >= 6
}

// findArmour finds keys and certificates in PEM and PGP armour.
func findArmour(text string, add func(Kind, int, int, string)) {
	for at := 0; ; {
		i := strings.Index(text[at:], "-----BEGIN ")
		if i < 0 {
			return
		}
		start := at + i
		end := len(text)
		if j := strings.Index(text[start:], "-----END "); j >= 0 {
			end = start + j + len("-----END ")
			if k := strings.Index(text[end:], "-----"); k >= 0 {
				end += k + len("-----")
			}
		}
		label, _, _ := strings.Cut(text[start+len("-----BEGIN "):end], "-----")
		if strings.Contains(label, "PRIVATE") {
			add(SecretLeak, start, end, "a private key")
		} else {
			add(KeyLeak, start, end, "a key or certificate")
		}
		at = end
	}
}

// digest classifies keys, hashes and long random strings.
func digest(w string) (shape, bool) {
	if i := strings.Index(w, "AAAA"); i >= 0 && len(w)-i >= 60 {
		return whole(KeyLeak, w, "a public key")
	}
	body, off := w, 0
	if i := strings.IndexByte(w, ':'); i > 0 && (strings.EqualFold(w[:i], "sha256") || strings.EqualFold(w[:i], "sha1") || strings.EqualFold(w[:i], "sha512") || strings.EqualFold(w[:i], "md5")) {
		body, off = w[i+1:], i+1
	}
	switch {
	case isUUID(body):
		return shape{KeyLeak, off, len(w), "an id of a machine or object"}, true
	case isHexID(body):
		return shape{KeyLeak, off, len(w), "a digest or commit id"}, true
	case isRandom(body):
		return shape{KeyLeak, off, len(w), "a long random string"}, true
	case off > 0:
	case isRange(w):
		return whole(KeyLeak, w, "a range of commits")
	case isVersion(w):
		return whole(KeyLeak, w, "a version with a commit id")
	}
	return shape{}, false
}

// isRange reports whether w is a range of commits: 0f58158...3b88b5d.
func isRange(w string) bool {
	from, _, ok := strings.Cut(w, "..")
	return ok && isHexID(from)
}

// isVersion reports whether w is a version that names its commit: api-1.4.0-441f5ea.
func isVersion(w string) bool {
	i := strings.LastIndexAny(w, "-+")
	return i > 0 && len(w)-i <= 13 && isHexID(w[i+1:]) && strings.IndexByte(w[:i], '.') > 0
}

func isUUID(w string) bool {
	if len(w) != 36 {
		return false
	}
	for i := range len(w) {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (w[i] == '-') || !dash && !isHex(w[i]) {
			return false
		}
	}
	return true
}

// isHexID reports whether w is hexadecimal, long enough for a commit, with both
// letters and digits, and all letters of one case.
func isHexID(w string) bool {
	digits, lower, upper := 0, 0, 0
	for i := range len(w) {
		switch {
		case isDigit(w[i]):
			digits++
		case !isHex(w[i]):
			return false
		case isUpper(w[i]):
			upper++
		default:
			lower++
		}
	}
	return len(w) >= 7 && digits >= 2 && lower+upper >= 2 && (lower == 0 || upper == 0)
}

// isRandom reports whether w looks drawn at random: letters of both cases and
// digits, changing often.
func isRandom(w string) bool {
	if len(w) < 20 {
		return false
	}
	digits, upper, lower, changes := 0, 0, 0, 0
	class, last := 0, -1
	for i := range len(w) {
		switch b := w[i]; {
		case isDigit(b):
			digits, class = digits+1, 0
		case isUpper(b):
			upper, class = upper+1, 1
		case isLower(b):
			lower, class = lower+1, 2
		case strings.IndexByte("+/=_-", b) >= 0:
			class = 3
		default:
			return false
		}
		if last >= 0 && class != last {
			changes++
		}
		last = class
	}
	return digits >= 3 && upper >= 3 && lower >= 3 && changes*3 >= len(w)
}

// findNumbers finds payment cards and bank accounts, whose digits may be divided.
func findNumbers(text string, add func(Kind, int, int, string)) {
	for i := 0; i < len(text); i++ {
		if i > 0 && (isAlnum(text[i-1]) || text[i-1] == '/') { // an address numbers its pages
			continue
		}
		switch {
		case isDigit(text[i]):
			digits, end := dividedDigits(text, i)
			if len(digits) >= 13 && len(digits) <= 19 && isCard(digits) && (end == len(text) || !isAlnum(text[end])) {
				add(CardLeak, i, end, "a payment card number")
			}
			i = end - 1
		case isUpper(text[i]) && i+4 < len(text) && isUpper(text[i+1]) && isDigit(text[i+2]) && isDigit(text[i+3]):
			if end := iban(text, i); end > 0 {
				add(CardLeak, i, end, "a bank account number")
				i = end - 1
			}
		}
	}
}

// dividedDigits reads digits divided by single blanks or hyphens.
func dividedDigits(text string, at int) (digits []byte, end int) {
	end = at
	for i := at; i < len(text) && len(digits) < 32; i++ {
		switch b := text[i]; {
		case isDigit(b):
			digits = append(digits, b)
			end = i + 1
		case (b == ' ' || b == '-') && i == end:
		default:
			return digits, end
		}
	}
	return digits, end
}

// isCard checks the issuer's range and the check digit (ISO/IEC 7812).
func isCard(d []byte) bool {
	if d[0] < '2' || d[0] > '6' {
		return false
	}
	sum, same := 0, true
	for i := range d {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
		same = same && d[i] == d[0]
	}
	return sum%10 == 0 && !same
}

// iban returns the end of a bank account number (ISO 13616) at a place, or 0.
func iban(text string, at int) int {
	var chars []byte
	end := at
	for i := at; i < len(text) && len(chars) < 34; i++ {
		b := text[i]
		if b == ' ' && i == end && i > at {
			continue
		}
		if !isDigit(b) && !isUpper(b) {
			break
		}
		chars = append(chars, b)
		end = i + 1
		if len(chars) >= 15 && (end == len(text) || !isAlnum(text[end])) && ibanChecks(chars) {
			return end
		}
	}
	return 0
}

func ibanChecks(chars []byte) bool {
	mod := 0
	for i := range chars {
		b := chars[(i+4)%len(chars)]
		if isDigit(b) {
			mod = (mod*10 + int(b-'0')) % 97
		} else {
			mod = (mod*100 + int(b-'A') + 10) % 97
		}
	}
	return mod == 1
}
