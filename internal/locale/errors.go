package locale

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// TextError is one problem in a text file. [Load] returns all problems of all
// files joined; [errors.As] finds the first.
type TextError struct {
	File    string // as read, such as "conversation/texts/de.json"
	Line    int    // from 1; 0 when the problem has no line, such as a key that is missing
	Key     string // "" when the problem is the file's
	Problem string // what is wrong and what would be right
}

// Error says where and what: `locale: rca/texts/de.json:12: key "due": …`.
func (e *TextError) Error() string {
	var b strings.Builder
	b.WriteString("locale: ")
	b.WriteString(e.File)
	if e.Line > 0 {
		b.WriteByte(':')
		b.WriteString(strconv.Itoa(e.Line))
	}
	b.WriteString(": ")
	if e.Key != "" {
		fmt.Fprintf(&b, "key %q: ", e.Key)
	}
	b.WriteString(e.Problem)
	return b.String()
}

// UnsupportedError says that there is nothing in the language asked for. It is
// returned when something is built, so that nobody is answered in a language
// they did not choose.
type UnsupportedError struct {
	Tag  language.Tag   // what was asked for
	Have []language.Tag // what there is
}

// Error names the language and the ones there are.
func (e *UnsupportedError) Error() string {
	have := make([]string, len(e.Have))
	for i, t := range e.Have {
		have[i] = t.String()
	}
	return fmt.Sprintf("locale: language %s is not supported; there is %s", e.Tag, strings.Join(have, ", "))
}
