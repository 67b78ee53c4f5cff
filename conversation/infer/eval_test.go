package infer

import (
	"bufio"
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

var showErrors = flag.String("errors", "", "print the errors of these dialogues: dev, dev2, dev2b, lines or abcd")

// labelled is a turn with the moves that a reader found in it.
type labelled struct {
	turn  transcript.Turn
	moves []string
}

// dialogue is a thread of labelled turns.
type dialogue struct {
	name  string
	turns []labelled
}

// readDialogue reads a file of testdata/dialogues; see testdata/README.md.
func readDialogue(path string) (dialogue, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return dialogue{}, err
	}
	d := dialogue{name: strings.TrimSuffix(filepath.Base(path), ".txt")}
	var at time.Time
	var channel transcript.Channel
	authors := map[string]transcript.Author{"customer": transcript.Customer, "agent": transcript.Agent, "bot": transcript.Bot, "note": transcript.Agent}
	for n, line := range strings.Split(string(raw), "\n") {
		bad := func(why string) error { return fmt.Errorf("%s:%d: %s", path, n+1, why) }
		head, rest, _ := strings.Cut(line, ":")
		author, isTurn := authors[head]
		switch {
		case strings.TrimSpace(line) == "" || line[0] == '#':
		case line[0] == '@':
			f := strings.Fields(line[1:])
			if at, err = time.Parse(time.RFC3339, f[0]); err != nil {
				return d, bad(err.Error())
			}
			channel = transcript.Channel(f[1])
		case line[0] == '+':
			gap := strings.TrimSuffix(line[1:], "d")
			step, err := time.ParseDuration(line[1:])
			if days, daysErr := strconv.Atoi(gap); err != nil && daysErr == nil {
				step, err = time.Duration(days)*24*time.Hour, nil
			}
			if err != nil {
				return d, bad(err.Error())
			}
			at = at.Add(step)
		case line[0] == '=':
			last := &d.turns[len(d.turns)-1]
			if last.moves = strings.Fields(line[1:]); len(last.moves) == 1 && last.moves[0] == "none" {
				last.moves = nil
			}
			for _, m := range last.moves {
				kind, _, _ := strings.Cut(m, ".")
				if _, ok := move.SideOf(move.Kind(kind)); !ok {
					return d, bad(m + " is no move")
				}
			}
		case isTurn:
			at = at.Add(45 * time.Second)
			t := transcript.Turn{Thread: transcript.ThreadID(d.name), ID: transcript.TurnID(fmt.Sprintf("m%d", len(d.turns)+1)),
				At: at, Author: author, Channel: channel, Text: strings.TrimSpace(rest)}
			if head == "note" {
				t.Visibility = transcript.Internal
			}
			d.turns = append(d.turns, labelled{turn: t, moves: []string{"?"}})
		case strings.HasPrefix(line, "  ") && len(d.turns) > 0:
			d.turns[len(d.turns)-1].turn.Text += "\n" + strings.TrimSpace(line)
		default:
			return d, bad("is not understood")
		}
	}
	for _, t := range d.turns {
		if len(t.moves) == 1 && t.moves[0] == "?" {
			return d, fmt.Errorf("%s: %s has no labels", path, t.turn.ID)
		}
	}
	return d, nil
}

func readDialogues(t testing.TB) (dev, held []dialogue) {
	t.Helper()
	files, err := filepath.Glob("testdata/dialogues/*.txt")
	require.NoError(t, err)
	require.Len(t, files, 30)
	for _, f := range files {
		d, err := readDialogue(f)
		require.NoError(t, err)
		n, err := strconv.Atoi(d.name[:2])
		require.NoError(t, err)
		if n%3 == 0 {
			held = append(held, d)
		} else {
			dev = append(dev, d)
		}
	}
	return dev, held
}

// readSecond reads the second set of dialogues, by another hand, in the halves in
// which the rules came to know them.
func readSecond(t testing.TB) (first, second []dialogue) {
	t.Helper()
	files, err := filepath.Glob("testdata/dialogues2/*.txt")
	require.NoError(t, err)
	require.Len(t, files, 24)
	for _, f := range files {
		d, err := readDialogue(f)
		require.NoError(t, err)
		if d.name < "13" {
			first = append(first, d)
		} else {
			second = append(second, d)
		}
	}
	return first, second
}

// shared is where optional development data lies, beside the checkout.
func shared() string {
	return cmp.Or(os.Getenv("EVENKEEL_SHARED"), "../../../shared")
}

// readABCD joins the ABCD sample with our labels.
func readABCD(t testing.TB) []dialogue {
	t.Helper()
	path := filepath.Join(shared(), "data", "transcripts", "abcd.jsonl")
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("no development data beside the checkout (%v); set EVENKEEL_SHARED", err)
	}
	defer f.Close()
	labels := map[string][]string{}
	lf, err := os.Open("testdata/abcd.labels")
	require.NoError(t, err)
	defer lf.Close()
	for sc := bufio.NewScanner(lf); sc.Scan(); {
		if w := strings.Fields(sc.Text()); len(w) > 2 && w[0] != "#" {
			labels[w[0]+" "+w[1]] = w[2:]
		}
	}
	var all []dialogue
	for turn, err := range transcript.Read(f, nil) {
		require.NoError(t, err)
		if len(all) == 0 || all[len(all)-1].name != string(turn.Thread) {
			all = append(all, dialogue{name: string(turn.Thread)})
		}
		d := &all[len(all)-1]
		moves := labels[fmt.Sprintf("%s %d", turn.Thread, len(d.turns)+1)]
		if len(moves) == 1 && moves[0] == "none" {
			moves = nil
		}
		d.turns = append(d.turns, labelled{turn: turn, moves: moves})
	}
	return all
}

// label names a move as the labels do.
func label(m move.Move) string {
	switch m := m.(type) {
	case move.Confirm:
		return "confirm." + m.Of.String()
	case move.Apologise:
		return "apologise." + m.Of.String()
	}
	return string(m.Kind())
}

// score counts, per label, what was found rightly, wrongly and not.
type score map[string]*[3]int

func (s score) at(name string) *[3]int {
	if s[name] == nil {
		s[name] = new([3]int)
	}
	return s[name]
}

func (s score) total() (p, r float64) {
	var n [3]int
	for _, v := range s {
		for i := range n {
			n[i] += v[i]
		}
	}
	return ratio(n[0], n[0]+n[1]), ratio(n[0], n[0]+n[2])
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// evaluate plays the dialogues, each reading seeing what was read before it.
func evaluate(t testing.TB, r *Rules, all []dialogue, show bool) score {
	t.Helper()
	s := score{}
	for _, d := range all {
		var tr tracker
		for _, l := range d.turns {
			got, err := r.Read(context.Background(), tr.context(), l.turn)
			require.NoError(t, err)
			tr.take(got)
			found := map[string]bool{}
			for _, m := range got.Moves {
				if m.Sure && m.Move.Kind() != move.KindSettle { // settled promises are not labelled
					found[label(m.Move)] = true
				}
			}
			var missed, wrong []string
			for _, m := range l.moves {
				if found[m] {
					s.at(m)[0]++
				} else {
					s.at(m)[2]++
					missed = append(missed, m)
				}
				delete(found, m)
			}
			for _, m := range slices.Sorted(maps.Keys(found)) {
				s.at(m)[1]++
				wrong = append(wrong, m)
			}
			if show && len(missed)+len(wrong) > 0 {
				fmt.Printf("%s %s %s: %s\n   missed %v, wrong %v\n", d.name, l.turn.ID, l.turn.Author, l.turn.Text, missed, wrong)
			}
		}
	}
	return s
}

// print shows precision and recall per move.
func (s score) print(t testing.TB, name string) (p, r float64) {
	t.Helper()
	p, r = s.total()
	var b strings.Builder
	fmt.Fprintf(&b, "%s: micro P %.3f R %.3f\n%-18s %5s %5s %5s %5s\n", name, p, r, "move", "P", "R", "n", "found")
	for _, k := range slices.Sorted(maps.Keys(s)) {
		v := s[k]
		fmt.Fprintf(&b, "%-18s %5.2f %5.2f %5d %5d\n", k, ratio(v[0], v[0]+v[1]), ratio(v[0], v[0]+v[2]), v[0]+v[2], v[0]+v[1])
	}
	t.Log(b.String())
	return p, r
}

func TestEvalDev(t *testing.T) {
	dev, _ := readDialogues(t)
	r := reader(t)
	p, rec := evaluate(t, r, dev, *showErrors == "dev").print(t, "dev, 20 dialogues")
	require.GreaterOrEqual(t, p, 0.89)
	require.GreaterOrEqual(t, rec, 0.90)
}

func TestEvalHeldOut(t *testing.T) {
	_, held := readDialogues(t)
	r := reader(t)
	p, rec := evaluate(t, r, held, false).print(t, "held out, 10 dialogues")
	require.GreaterOrEqual(t, p, 0.80)
	require.GreaterOrEqual(t, rec, 0.78)
}

func TestEvalSecondFirstHalf(t *testing.T) {
	first, _ := readSecond(t)
	p, rec := evaluate(t, reader(t), first, *showErrors == "dev2").print(t, "second set, dev, first 12 dialogues")
	require.GreaterOrEqual(t, p, 0.84)
	require.GreaterOrEqual(t, rec, 0.80)
}

func TestEvalSecondSecondHalf(t *testing.T) {
	_, second := readSecond(t)
	p, rec := evaluate(t, reader(t), second, *showErrors == "dev2b").print(t, "second set, dev, last 12 dialogues")
	require.GreaterOrEqual(t, p, 0.80)
	require.GreaterOrEqual(t, rec, 0.73)
}

// TestEvalThird is held out: whoever lists its errors makes it development data.
func TestEvalThird(t *testing.T) {
	files, err := filepath.Glob("testdata/dialogues3/*.txt")
	require.NoError(t, err)
	require.Len(t, files, 12)
	var all []dialogue
	for _, f := range files {
		d, err := readDialogue(f)
		require.NoError(t, err)
		all = append(all, d)
	}
	p, rec := evaluate(t, reader(t), all, false).print(t, "third set, held out, 12 dialogues")
	require.GreaterOrEqual(t, p, 0.74)
	require.GreaterOrEqual(t, rec, 0.69)
}

func TestEvalABCD(t *testing.T) {
	all := readABCD(t)
	r := reader(t)
	evaluate(t, r, all, *showErrors == "abcd").print(t, "ABCD, 3 dialogues")
}
