package review_test

import (
	"errors"
	"fmt"
	"testing/fstest"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/review"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"golang.org/x/text/language"
)

func ExampleReviewer_Review() {
	r, err := review.New(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	draft := "Please calm down. We'll call you as soon as possible."
	for _, f := range r.Review(draft, review.Context{Temper: temper.Angry, Stage: practice.Listening}) {
		fmt.Printf("%s (%v, %s): %q\n", f.Rule, f.Severity, f.Practice, f.Text)
	}
	// Output:
	// no-empathy (error, A4): "Please calm down"
	// command-calm (error, B1): "calm down"
	// no-commitment (warning, B4): "We'll call you"
	// vague-time (error, B4): "as soon as possible"
}

func ExampleNew() {
	rules := fstest.MapFS{"en.json": {Data: []byte(`{"rules": [{
		"id": "brand", "severity": "suggestion", "practice": "B1",
		"reason": "We say desk, not ticket system.", "suggestion": "our desk",
		"cases": [{"patterns": ["our (ticket|ticketing) (system|tool)"]}]}]}`)}}
	r, err := review.New(&review.Options{Rules: rules})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range r.Review("It is in our ticketing tool since 9:00.", review.Context{}) {
		fmt.Println(f.Rule, f.Text, "->", f.Suggestion)
	}

	rules["en.json"].Data = []byte("{\"rules\": [\n  {\"id\": \"brand\", \"reason\": \"r\", \"cases\": [{\"patterns\": [\"our (desk\"]}]}]}")
	_, err = review.New(&review.Options{Rules: rules})
	var at *review.RuleError
	fmt.Println(errors.Is(err, review.ErrRules), errors.As(err, &at))
	fmt.Println(at.File, at.Line, at.Key)
	// Output:
	// brand our ticketing tool -> our desk
	// true true
	// en.json 2 rules[0].cases[0].patterns[0]
}

func ExampleReviewer_Supports() {
	r, err := review.New(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Supports(language.English).Checked, r.Supports(language.German).Checked, r.Supports(language.Finnish).Supported())
	// Output: true false false
}
