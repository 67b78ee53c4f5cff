package review

import (
	"strings"

	"github.com/evenkeel-go/evenkeel/internal/text"
)

// keyPrefixes begin the keys of well-known services, with the least length of what
// follows.
var keyPrefixes = [...]struct {
	prefix string
	rest   int
}{
	{"AKIA", 12}, {"ASIA", 12}, {"sk-", 16}, {"sk_live_", 8}, {"sk_test_", 8}, {"pk_live_", 8}, {"rk_live_", 8}, {"ghp_", 16}, {"gho_", 16}, {"ghs_", 16},
	{"github_pat_", 16}, {"xoxb-", 10}, {"xoxp-", 10}, {"xoxa-", 10}, {"glpat-", 10}, {"AIza", 20}, {"ya29.", 10}, {"eyJ", 20}, {"SG.", 20}, {"npm_", 20}, {"hf_", 20},
}

const minKey = 13

// isKey tells an access key: by the prefix of its service, or a long run of
// letters and digits without sense.
func isKey(p string) bool {
	if len(p) < minKey {
		return false
	}
	for _, k := range keyPrefixes {
		if strings.HasPrefix(p, k.prefix) && len(p) >= len(k.prefix)+k.rest {
			return true
		}
	}
	if strings.HasPrefix(p, "-----BEGIN") {
		return true
	}
	if len(p) < 32 || strings.Contains(p, "://") || strings.Contains(p, "/") || strings.Contains(p, "@") {
		return false
	}
	var upper, lower, digit int
	for i := range len(p) {
		switch shapeOf[p[i]] {
		case hasDigit:
			digit++
		case hasUpper:
			upper++
		case hasLower:
			lower++
		default:
			if p[i] != '_' && p[i] != '=' && p[i] != '+' {
				return false // with hyphens: a UUID, a tracking code
			}
		}
	}
	return digit >= 4 && (upper >= 3 && lower >= 3 || upper == 0 && lower >= 6)
}

// cards looks for payment card numbers: 13 to 19 digits with the right check digit,
// in one run or in groups of four.
func (v *review) cards(draft string) {
	for i := 0; i < len(draft); i++ {
		if shapeOf[draft[i]] != hasDigit {
			continue
		}
		end, digits := i, 0
		sum := [2]int{}
		j := i
		for ; j < len(draft) && digits <= 19; j++ {
			c := draft[j]
			if shapeOf[c] == hasDigit {
				n := int(c - '0')
				d := 2 * n
				if d > 9 {
					d -= 9
				}
				// sum[k]: the total when the digit last seen is counted once (k 0) or twice.
				sum[0], sum[1] = sum[1]+n, sum[0]+d
				digits++
				end = j + 1
				continue
			}
			if (c != ' ' && c != '-') || j+1 == len(draft) || shapeOf[draft[j+1]] != hasDigit || digits%4 != 0 && digits != 10 {
				break
			}
		}
		if digits >= 13 && digits <= 19 && sum[0]%10 == 0 && isCardStart(draft[i:end]) {
			v.rule("leak-secret", text.Span{Start: i, End: end})
		}
		for j < len(draft) && shapeOf[draft[j]] == hasDigit {
			j++
		}
		i = max(j-1, i)
	}
}

// isCardStart tells the first digits that card schemes use.
func isCardStart(s string) bool {
	switch s[0] {
	case '4':
		return true
	case '5':
		return s[1] >= '1' && s[1] <= '5'
	case '3':
		return s[1] == '4' || s[1] == '7' || s[1] == '0' || s[1] == '6' || s[1] == '8'
	case '2':
		return s[1] >= '2' && s[1] <= '7'
	case '6':
		return true
	}
	return false
}

// plainAfter are words that follow "password is" without being one.
const plainAfter = " incorrect wrong required expired case at too not safe the your a an now only still correct needed stored encrypted set sent being valid invalid never in on " +
	"different same protected reset changed missing empty used known working accepted rejected long short strong weak no also what that this to yours ok okay fine for and or " +
	"mandatory optional visible hidden hashed blocked locked unlocked updated saved always ready asked shown generated there falsch richtig abgelaufen ungueltig ungültig notwendig nicht " +
	"incorrecta correcta valida válida caducada necesaria no la el su tu die das der ihr ein eine zu "

// disclosed looks after the words of a match ("your password is") for a value.
func disclosed(draft string, end int) (text.Span, bool) {
	i := end
	for i < len(draft) && strings.IndexByte(" \t:=\"'`“„", draft[i]) >= 0 {
		i++
	}
	for i < len(draft) && strings.HasPrefix(draft[i:], "\xe2\x80") { // typographic quotation marks
		i += 3
	}
	j := i
	for j < len(draft) && !blank[draft[j]] && strings.IndexByte("\"`,;)", draft[j]) < 0 {
		j++
	}
	value := strings.TrimRight(draft[i:j], ".?")
	if len(value) < 3 {
		return text.Span{}, false
	}
	var bits uint16
	for k := range len(value) {
		bits |= shapeOf[value[k]]
	}
	plain := bits&(hasDigit|hasBracket|hasHyphen) == 0
	word := text.Fold(strings.TrimRight(value, "!"))
	if plain && (strings.Contains(plainAfter, " "+word+" ") || j < len(draft) && blank[draft[j]] && value == draft[i:j] && !strings.ContainsAny(draft[end:i], ":=\"'`“„")) {
		return text.Span{}, false
	}
	return text.Span{Start: i, End: i + len(value)}, true
}
