package act

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

func TestTmp(t *testing.T) {
	f, err := New(nil)
	require.NoError(t, err)
	for _, s := range []string{
		"I'm sorry you had to wait three days. So the console freezes when you join a match, right?",
		"no, it's not the login, it's the payment page!!",
		"You said you'd call Tuesday and nobody did. third time now",
		"I want my money back. let me speak to your manager",
	} {
		for _, a := range f.Find(s, language.English) {
			fmt.Printf("%v %.2f %q\n", a.Kind, a.Confidence, s[a.Start:a.End])
		}
		fmt.Println()
	}
}
