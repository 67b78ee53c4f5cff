package review

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"golang.org/x/text/language"
)

func FuzzReview(f *testing.F) {
	for _, l := range readLabelled(f, "testdata/rules_en.jsonl") {
		f.Add(l.Text, l.Customer, strings.Join(l.Earlier, "\n"), uint8(0))
	}
	f.Add("> “{{ 4111 1111 1111 1111\xff [x_Y] \\\\a\\b 10.0.0.1… ;-) 🤷🏽‍♂️", "'''’’", "!!!!", uint8(7))
	r, err := shared()
	if err != nil {
		f.Fatal(err)
	}
	langs := []language.Tag{language.Und, language.English, language.German, language.Spanish, language.Finnish}
	f.Fuzz(func(t *testing.T, draft, customer, earlier string, n uint8) {
		c := Context{Language: langs[int(n)%len(langs)], Stage: practice.Stage(n % 15), Temper: temper.Level(n % 5),
			LastCustomer: customer, Earlier: strings.Split(earlier, "\n"), Known: []string{customer}}
		found := r.Review(draft, c)
		last := 0
		for _, x := range found {
			if x.Start < last || x.End < x.Start || x.End > len(draft) || draft[x.Start:x.End] != x.Text {
				t.Fatalf("%+v in %q", x, draft)
			}
			if utf8.ValidString(draft) && !utf8.ValidString(x.Text) {
				t.Fatalf("%+v cuts a rune of %q", x, draft)
			}
			last = x.Start
		}
		if again := r.Review(draft, c); len(again) != len(found) {
			t.Fatalf("%d findings, then %d", len(found), len(again))
		}
	})
}

func FuzzRules(f *testing.F) {
	f.Add(ownRules)
	f.Add(`{"rules":[{"id":"x","reason":"r","cases":[{"patterns":["^ (a|b c)? d* .. <num> , {e} $?"]}]}]}`)
	f.Add(`{"classes":{"e":["{e}"]},"marks":{"m":{"patterns":["a.. b"]}}}`)
	f.Fuzz(func(t *testing.T, data string) {
		files, err := sources(fstest.MapFS{"xx.json": {Data: []byte(data)}})
		if err != nil {
			return
		}
		set, err := compileSet("xx", []*source{files["xx"]})
		if err != nil {
			return
		}
		var rm room
		for _, draft := range []string{data, "a b c d 12 e, e", cleanDraft} {
			read(set, clip(draft), &rm)
		}
	})
}
