package conversationtest

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// parseApology reads "apology sparing".
func parseApology(rest string) (func(*runner), string) {
	var a practice.ApologyPolicy
	if a.UnmarshalText([]byte(rest)) != nil {
		return nil, "apology regret-first, fault-only or sparing"
	}
	return func(r *runner) {
		if r.c != nil {
			r.fail("apology comes before the first turn")
		}
		r.apology = a
	}, ""
}

// parseExpect reads what follows "expect".
func parseExpect(rest string) (func(*runner), string) {
	parts := strings.Fields(rest)
	if len(parts) == 0 {
		return nil, expectWants
	}
	what, args := parts[0], parts[1:]
	if _, deadline := deadlineOf(what); deadline { // "expect dead-air" is "expect due dead_air"
		what, args = "due", parts
	}
	check, ok := checkOf(what)
	if !ok {
		return nil, expectWants
	}
	if want := argsOf(what, args); want != "" {
		return nil, want
	}
	return func(r *runner) {
		if r.conversation() == nil {
			return
		}
		if got := check(r, args); got != "" {
			r.fail("%s", got)
		}
	}, ""
}

// expectWants is what may follow "expect".
const expectWants = "expect state, stage, moves, refused, accepted, breach, open, blocked, due, next, lane, temper, fact, situation, goodwill or profile, or a deadline such as dead-air"

// argsOf says what is wrong with what follows the word of an expectation, ""
// for nothing.
func argsOf(what string, args []string) string {
	switch {
	case what == "accepted" && len(args) > 0:
		return "expect accepted, and nothing behind it"
	case what == "accepted":
	case len(args) == 0:
		return "expect " + what + ", and what"
	case what == "fact":
		if _, ok := fieldByName(reflect.TypeFor[conversation.Facts](), args[0]); !ok || len(args) < 2 {
			return "expect fact NAME VALUE, with a name of conversation.Facts in JSON, such as corrections"
		}
	case len(args) > 1 && slices.Contains(args, "none"):
		return "expect " + what + " none, or what is expected"
	case what == "due" && args[0] != "none":
		for _, word := range args {
			if _, ok := deadlineOf(word); !ok {
				return "a deadline, such as dead-air, silence or dormancy, or none; " + strconv.Quote(word) + " is none of them"
			}
		}
	}
	return ""
}

// checkOf returns the check of a word: it returns what was given instead, ""
// when the expectation is met.
func checkOf(what string) (func(r *runner, args []string) string, bool) {
	switch what {
	case "state":
		return func(r *runner, args []string) string { return differ(string(r.c.State()), args[0]) }, true
	case "stage":
		return func(r *runner, args []string) string { return differ(r.c.Stage().String(), args[0]) }, true
	case "moves":
		return expectMoves, true
	case "refused":
		return func(r *runner, args []string) string { return containsRules("refused", r.refused, args) }, true
	case "accepted":
		return func(r *runner, _ []string) string {
			if len(r.refused) > 0 {
				return "refused " + join(r.refused)
			}
			return ""
		}, true
	case "breach":
		return func(r *runner, args []string) string { return containsRules("breaches", r.breaches, args) }, true
	case "open":
		return expectOpen, true
	case "blocked":
		return expectBlocked, true
	case "due":
		return expectDue, true
	case "next":
		return expectNext, true
	case "lane":
		return func(r *runner, args []string) string {
			lane := "full"
			if r.c.Express() {
				lane = "express"
			}
			return differ(lane, args[0])
		}, true
	case "temper":
		return func(r *runner, args []string) string { return differ(r.c.Facts().Trend.Level.String(), args[0]) }, true
	case "fact":
		return expectFact, true
	case "situation":
		return func(r *runner, args []string) string { return differ(r.c.Situation(r.at).String(), args[0]) }, true
	case "goodwill":
		return expectGoodwill, true
	case "profile":
		return expectProfile, true
	}
	return nil, false
}

func differ(got, want string) string {
	if got == want {
		return ""
	}
	return got
}

// containsRules checks that rules hold each one that is wanted; "none" wants
// none at all.
func containsRules(what string, have []practice.RuleID, want []string) string {
	if want[0] == "none" {
		if len(have) == 0 {
			return ""
		}
		return what + " " + join(have)
	}
	for _, w := range want {
		if !slices.ContainsFunc(have, func(id practice.RuleID) bool { return names(w, id) }) {
			return what + " " + firstOf(join(have), "by nothing")
		}
	}
	return ""
}

// names reports whether a word names a guard, by its id or its practice.
func names(word string, id practice.RuleID) bool {
	return string(id) == word || strings.HasPrefix(string(id), word+".")
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func option(r *runner, name string) (conversation.Option, bool) {
	for _, o := range r.c.Options(r.at) {
		if o.Name() == name || string(o.Kind()) == name {
			return o, true
		}
	}
	return conversation.Option{}, false
}

func expectOpen(r *runner, args []string) string {
	for _, name := range args {
		o, ok := option(r, name)
		if !ok {
			return "there is no move " + name
		}
		if !o.Allowed() {
			return name + " is refused by " + join(guards(o))
		}
	}
	return ""
}

func expectBlocked(r *runner, args []string) string {
	o, ok := option(r, args[0])
	if !ok {
		return "there is no move " + args[0]
	}
	if o.Allowed() {
		return args[0] + " is allowed"
	}
	if len(args) == 1 {
		return ""
	}
	return containsRules("refused by", guards(o), args[1:])
}

func guards(o conversation.Option) []practice.RuleID {
	var out []practice.RuleID
	for _, reason := range o.Reasons() {
		out = append(out, reason.Guard)
	}
	return out
}

func deadlineOf(word string) (move.Deadline, bool) {
	var d move.Deadline
	err := d.UnmarshalText([]byte(strings.ReplaceAll(word, "-", "_")))
	return d, err == nil
}

func expectDue(r *runner, args []string) string {
	due := r.c.Due(r.at)
	var have []string
	for _, d := range due {
		have = append(have, d.Of.String())
	}
	got := "due: " + firstOf(strings.Join(have, " "), "nothing")
	if args[0] == "none" {
		have = slices.DeleteFunc(have, func(s string) bool { return s == move.AnswerWindow.String() })
		if len(have) == 0 {
			return ""
		}
		return got
	}
	for _, word := range args {
		if d, _ := deadlineOf(word); !slices.Contains(have, d.String()) {
			return got
		}
	}
	return ""
}

// expectMoves checks that the last turn or line did each of the moves; "none"
// wants none at all. What was refused counts: it was read all the same.
func expectMoves(r *runner, args []string) string {
	got := "moves: " + firstOf(strings.Join(r.moves, " "), "none")
	if args[0] == "none" && len(r.moves) == 0 {
		return ""
	}
	for _, want := range args {
		if !slices.ContainsFunc(r.moves, func(m string) bool { return m == want || strings.HasPrefix(m, want+".") }) {
			return got
		}
	}
	return ""
}

// moveName is a move as scripts name it: its kind, and of what or how.
func moveName(m move.Move) string {
	switch m := m.(type) {
	case move.Apologise:
		return string(m.Kind()) + "." + m.Of.String()
	case move.Confirm:
		return string(m.Kind()) + "." + m.Of.String()
	case move.Settle:
		return string(m.Kind()) + "." + m.State.String()
	}
	return string(m.Kind())
}

func expectNext(r *runner, args []string) string {
	var have []string
	for _, a := range r.c.Next(r.at) {
		have = append(have, string(a.ID))
	}
	for _, want := range args {
		if !slices.Contains(have, want) {
			return "next: " + strings.Join(have, " ")
		}
	}
	return ""
}

func expectFact(r *runner, args []string) string {
	data, err := json.Marshal(r.c.Facts())
	if err != nil {
		return err.Error()
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return err.Error()
	}
	got := strings.Trim(firstOf(string(all[args[0]]), "none"), `"`)
	want := strings.Join(args[1:], " ")
	if got == want || got == "none" && (want == "0" || want == "false") {
		return ""
	}
	return args[0] + " is " + got
}

func expectGoodwill(r *runner, args []string) string {
	kind, ok := r.c.Goodwill(r.at)
	if !ok {
		return differ("none", args[0])
	}
	return differ(kind.String(), args[0])
}

func expectProfile(r *runner, args []string) string {
	var have []string
	for _, k := range r.c.Profile() {
		have = append(have, k.String())
	}
	for _, want := range args {
		if !slices.Contains(have, want) {
			return "profile: " + firstOf(strings.Join(have, " "), "nothing")
		}
	}
	return ""
}
