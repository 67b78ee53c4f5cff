package temper_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

// Messages of the length customers write.
const (
	calmMessage = "Hello, I'd like to know when the replacement for the kettle will arrive. The order number is 66192 and the form " +
		"said five days. I'm away from Thursday, so if it comes later than that please hold it at the depot. Thank you!"
	angryMessage = "This is the third time I am writing to you and still NOBODY has answered. You took 300 euros from my account, you " +
		"lied about the refund and now your so called support just closes my tickets. I want my money back today, this is a disgrace!!!"
)

func BenchmarkRead(b *testing.B) {
	g, err := temper.New(nil)
	require.NoError(b, err)
	for _, m := range []struct{ name, text string }{
		{"calm", calmMessage}, {"angry", angryMessage}, {"short", "ok thanks"}, {"long", strings.Repeat(calmMessage+"\n", 40)},
	} {
		b.Run(m.name, func(b *testing.B) {
			b.SetBytes(int64(len(m.text)))
			b.ReportAllocs()
			for b.Loop() {
				g.Read(m.text, language.English)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, err := temper.New(nil)
		require.NoError(b, err)
	}
}
