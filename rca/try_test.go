package rca_test

import (
	"os"
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/rca"
	"github.com/evenkeel-go/evenkeel/rca/render"
)

func TestTry(t *testing.T) {
	f, err := os.Open("testdata/gateway.json")
	if err != nil { t.Fatal(err) }
	d, err := rca.Read(f)
	t.Log("read:", err)
	if d == nil { return }
	for _, a := range []rca.Audience{rca.Internal, rca.Customer} {
		ed, err := d.Edition(a, language.English)
		if err != nil { t.Error(err); continue }
		ok, err := ed.Approve("Jose Reyes", time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC))
		if err != nil { t.Error(err); ok = ed }
		if err := ok.Write(os.Stdout, render.Markdown); err != nil { t.Error(err) }
	}
}
