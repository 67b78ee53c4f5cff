package review

import (
	"strings"

	"github.com/evenkeel-go/evenkeel/internal/text"
)

// slotWords begin the names that people and programs give to placeholders.
var slotWords = [...]string{"insert", "your", "customer", "client", "agent", "name", "date", "first", "last", "full", "company", "order", "ticket", "case", "link", "time", "product",
	"number", "amount", "user", "email", "e-mail", "phone", "address", "invoice", "booking", "reference", "ref", "id", "team", "salutation", "signature", "brand", "reason", "issue", "url",
	"subject", "title", "contact", "account", "xxx", "todo", "tbd", "placeholder", "refund", "vorname", "nachname", "anrede", "kunde", "firma", "nombre", "cliente", "fecha", "pedido",
	"eta", "price", "sender", "recipient", "city", "country", "details", "describe", "add"}

// residue looks for placeholders that begin inside the piece from i to j.
func (v *review) residue(draft string, i, j int) {
	for k := i; k < j; k++ {
		var end int
		switch draft[k] {
		case '{':
			end = braces(draft, k)
		case '[':
			end = slot(draft, k, ']')
		case '<':
			end = slot(draft, k, '>')
		case '%':
			end = fenced(draft, k, '%')
		case '#':
			end = fenced(draft, k, '#')
		case '$':
			if k+1 < len(draft) && draft[k+1] == '{' {
				end = braces(draft, k+1)
			}
		}
		if end == 0 {
			continue
		}
		sp := text.Span{Start: k, End: end}
		if !aboutCode(around(draft, sp)) {
			v.rule("template-residue", sp)
		}
		k = end
	}
}

const maxSlot = 60

// braces returns the end of {name} or {{ name }} at k, or 0.
func braces(s string, k int) int {
	end := strings.IndexByte(s[k:min(len(s), k+maxSlot)], '}')
	if end < 0 {
		return 0
	}
	inner := strings.Trim(s[k:k+end], "{%# ")
	if inner == "" || strings.ContainsAny(inner, "\":;,\n") {
		return 0
	}
	for end += k; end < len(s) && s[end] == '}'; {
		end++
	}
	return end
}

// slot returns the end of [CASE_ID], [insert name] or <first name> at k, or 0.
func slot(s string, k int, closer byte) int {
	n := strings.IndexByte(s[k:min(len(s), k+maxSlot)], closer)
	if n < 2 {
		return 0
	}
	inner := s[k+1 : k+n]
	end := k + n + 1
	if strings.ContainsAny(inner, "/\n=@\"") || closer == ']' && end < len(s) && s[end] == '(' {
		return 0
	}
	if strings.Contains(inner, "_") && strings.ToUpper(inner) == inner {
		return end
	}
	head := strings.ToLower(inner)
	if i := strings.IndexAny(head, " _-"); i > 0 {
		head = head[:i]
	}
	for _, w := range slotWords {
		if head == w {
			return end
		}
	}
	return 0
}

// fenced returns the end of %NAME% or ##NAME## at k, or 0.
func fenced(s string, k int, mark byte) int {
	i := k
	for i < len(s) && s[i] == mark {
		i++
	}
	j := i
	for j < len(s) && (shapeOf[s[j]] == hasUpper || s[j] == '_') {
		j++
	}
	if j-i < 3 || j == len(s) || s[j] != mark {
		return 0
	}
	for j < len(s) && s[j] == mark {
		j++
	}
	return j
}

// aboutCode reports that the sentence speaks about placeholders, so that one in it
// is meant.
func aboutCode(folded string) bool {
	for _, w := range [...]string{"api", "template", "url", "variable", "placeholder", "syntax", "endpoint", "json", "parameter", "regex", "snippet", "code", "payload", "query", "tag", "field", "plantilla", "vorlage", "platzhalter", "config", "yaml", "webhook", "header", "button", "command", "script"} {
		if i := strings.Index(folded, w); i >= 0 && (i == 0 || shapeOf[folded[i-1]]&(hasLower|hasDigit) == 0) {
			return true
		}
	}
	return false
}
