package move

import (
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// Limits that keep a journal bounded whatever a message holds.
const (
	MaxText  = 64 << 10 // bytes of one text field
	MaxItems = 64       // options, steps, evidence, kinds; also moves of one entry
	MaxID    = 256      // bytes of an id
)

func shorten(s string) string {
	const limit = 60
	if len(s) <= limit {
		return s
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// missing is the error of a field that a practice demands.
func missing(k Kind, field, want string, id practice.ID) error {
	return &FieldError{Kind: k, Field: field, Want: want, Rule: practice.RuleID(id) + ".complete"}
}

// malformed is the error of a field that no practice allows or forbids.
func malformed(k Kind, field, value, want string) error {
	return &FieldError{Kind: k, Field: field, Value: shorten(value), Want: want}
}

// check collects the first error of a validation.
type check struct {
	kind Kind
	err  error
}

func (c *check) text(field, s string) *check {
	if c.err == nil && len(s) > MaxText {
		c.err = malformed(c.kind, field, s, fmt.Sprintf("at most %d bytes", MaxText))
	}
	return c
}

func (c *check) id(field, s string) *check {
	if c.err == nil && len(s) > MaxID {
		c.err = malformed(c.kind, field, s, fmt.Sprintf("at most %d bytes", MaxID))
	}
	return c
}

// need is id or text that must be there.
func (c *check) need(field, s, want string, id practice.ID) *check {
	if c.err == nil && s == "" {
		c.err = missing(c.kind, field, want, id)
	}
	return c
}

func (c *check) needTime(field string, t time.Time, want string, id practice.ID) *check {
	if c.err == nil && t.IsZero() {
		c.err = missing(c.kind, field, want, id)
	}
	return c
}

func (c *check) enum(field string, v uint8, names []string) *check {
	if c.err == nil && int(v) >= len(names) {
		c.err = malformed(c.kind, field, fmt.Sprint(v), fmt.Sprintf("one of %q", names))
	}
	return c
}

func (c *check) between(field string, v, low, high int) *check {
	if c.err == nil && (v < low || v > high) {
		c.err = malformed(c.kind, field, fmt.Sprint(v), fmt.Sprintf("%d to %d", low, high))
	}
	return c
}

// when adds the error where bad.
func (c *check) when(bad bool, err error) {
	if c.err == nil && bad {
		c.err = err
	}
}

// lacks adds the error of a missing field where bad; it is made only then.
func (c *check) lacks(bad bool, field, want string, id practice.ID) *check {
	if c.err == nil && bad {
		c.err = missing(c.kind, field, want, id)
	}
	return c
}

// wrong adds the error of a malformed field where bad; it is made only then.
func (c *check) wrong(bad bool, field, value, want string) {
	if c.err == nil && bad {
		c.err = malformed(c.kind, field, value, want)
	}
}

func begin(k Kind) *check { return &check{kind: k} }

// Validate checks the length of the text.
func (m Tell) Validate() error { return begin(m.Kind()).text("what", m.What).err }

// Validate checks the length of the text.
func (m Vent) Validate() error { return begin(m.Kind()).text("feeling", m.Feeling).err }

// Validate checks the length of the text.
func (m Request) Validate() error { return begin(m.Kind()).text("what", m.What).err }

// Validate checks the lengths.
func (m Answer) Validate() error {
	return begin(m.Kind()).id("fact", string(m.Fact)).text("what", m.What).err
}

// Validate demands a kind of confirmation, and the customer's words or turn
// for an explicit one (A6).
func (m Confirm) Validate() error {
	c := begin(m.Kind()).enum("of", uint8(m.Of), subjectNames[:]).enum("how", uint8(m.How), confirmationNames[:]).
		text("words", m.Words).id("turn", string(m.Turn))
	c.wrong(m.How == Unconfirmed, "how", m.How.String(), "explicit, implicit or assumed")
	c.lacks(m.How == Explicit && m.Words == "" && m.Turn == "", "words", "the customer's own words, or the turn they stand in", practice.A6)
	return c.err
}

// Validate checks the length of the text.
func (m Correct) Validate() error { return begin(m.Kind()).text("what", m.What).err }

// Validate checks the lengths.
func (m Wish) Validate() error {
	return begin(m.Kind()).text("what", m.What).text("budget", m.Budget).err
}

// Validate checks the lengths.
func (m Choose) Validate() error {
	return begin(m.Kind()).id("option", string(m.Option)).text("words", m.Words).err
}

// Validate checks the length of the text.
func (m Decline) Validate() error { return begin(m.Kind()).text("why", m.Why).err }

// Validate checks the lengths.
func (m Refine) Validate() error {
	return begin(m.Kind()).id("option", string(m.Option)).text("what", m.What).err
}

// Validate checks the step's number.
func (m PlayBack) Validate() error {
	return begin(m.Kind()).text("what", m.What).between("step", m.Step, 0, MaxItems).err
}

// Validate checks the length of the text.
func (m Chase) Validate() error { return begin(m.Kind()).text("what", m.What).err }

// Validate checks the lengths.
func (m Claim) Validate() error {
	return begin(m.Kind()).text("what", m.What).id("promise", string(m.Promise)).err
}

// Validate checks the length of the text.
func (m Reopen) Validate() error { return begin(m.Kind()).text("why", m.Why).err }

// Validate checks the score against the survey's scale.
func (m Rate) Validate() error {
	c := begin(m.Kind()).enum("survey", uint8(m.Survey), questionnaireNames[:]).text("comment", m.Comment)
	if c.err != nil {
		return c.err
	}
	low, high := m.Survey.Scale()
	return c.between("score", m.Score, low, high).err
}

// Scale returns the lowest and the highest score of a survey.
func (v Questionnaire) Scale() (low, high int) {
	switch v {
	case NPS:
		return 0, 10
	case CES:
		return 1, 7
	}
	return 1, 5
}

// Validate returns nil.
func (m Greet) Validate() error { return nil }

// Validate checks the occasion.
func (m Thank) Validate() error {
	return begin(m.Kind()).enum("for", uint8(m.For), occasionNames[:]).err
}

// Validate checks the outcome.
func (m Tried) Validate() error {
	return begin(m.Kind()).text("what", m.What).between("step", m.Step, 0, MaxItems).
		enum("outcome", uint8(m.Outcome), outcomeNames[:]).err
}

// Validate demands a topic, because what has none cannot be counted (A27).
func (m Voice) Validate() error {
	return begin(m.Kind()).need("topic", string(m.Topic), "a countable topic", practice.A27).
		id("topic", string(m.Topic)).text("what", m.What).err
}

// Validate demands a name that is not one of this package's and data that is JSON.
func (m Custom) Validate() error {
	c := begin(m.Kind()).id("name", string(m.Name))
	c.when(m.Name == "", &FieldError{Kind: KindCustom, Field: "name", Want: "the move's own name"})
	_, taken := SideOf(m.Name)
	c.wrong(taken, "name", string(m.Name), "a name that is not one of this package's kinds")
	c.wrong(len(m.Data) > MaxText, "data", fmt.Sprint(len(m.Data), " bytes"), fmt.Sprintf("at most %d bytes", MaxText))
	c.wrong(len(m.Data) > 0 && !json.Valid(m.Data), "data", string(m.Data), "JSON")
	return c.err
}
