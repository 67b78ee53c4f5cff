package conversation_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

func labels(name string) map[string]conversation.Label {
	both := conversation.Label{Agent: name, Customer: name}
	return map[string]conversation.Label{"en": both, "es": both, "de": both}
}

func TestDefinitionErrors(t *testing.T) {
	type def = conversation.Definition
	for _, tc := range []struct {
		name  string
		spoil func(*def)
		want  []string
	}{
		{"no id", func(d *def) { d.ID = "" }, []string{"id"}},
		{"unknown start", func(d *def) { d.Start = "nowhere" }, []string{"start", "nowhere"}},
		{"state twice", func(d *def) { d.States = append(d.States, d.States[0]) }, []string{"listening", "of its own"}},
		{"no stage", func(d *def) { d.States[0].Stage = practice.NoStage }, []string{"stage"}},
		{"unknown practice", func(d *def) { d.States[0].Practice = []practice.ID{"A99"} }, []string{"A99"}},
		{"no label", func(d *def) {
			d.States = append(d.States, conversation.StateDef{ID: "waiting", Stage: practice.Paused})
		}, []string{"waiting", "no label in de"}},
		{"half a label", func(d *def) { d.States[0].Labels = map[string]conversation.Label{"en": {Agent: "x"}} }, []string{"half a label"}},
		{"unreachable", func(d *def) {
			d.States = append(d.States, conversation.StateDef{ID: "island", Stage: practice.Paused, Labels: labels("Island")})
			d.Edges = append(d.Edges, conversation.EdgeDef{Move: "close", From: []move.State{"island"}, To: "closed"})
		}, []string{"island", "can't be reached"}},
		{"trap", func(d *def) {
			d.States = append(d.States, conversation.StateDef{ID: "trap", Stage: practice.Paused, Labels: labels("Trap")})
			d.Edges = append(d.Edges, conversation.EdgeDef{Move: "wait", From: []move.State{"listening"}, To: "trap", Instead: true})
		}, []string{"trap", "no way to a closed state"}},
		{"edge twice", func(d *def) {
			d.Edges = append(d.Edges, conversation.EdgeDef{Move: "advise", From: []move.State{"acting"}, To: "advising"})
		}, []string{"advise", "stands twice", "acting"}},
		{"unknown move", func(d *def) {
			d.Edges = append(d.Edges, conversation.EdgeDef{Move: "fly", From: []move.State{"acting"}, To: "="})
		}, []string{"fly", "no move"}},
		{"unknown target", func(d *def) { d.Edges[0].To = "mars" }, []string{"mars"}},
		{"unknown source", func(d *def) { d.Edges[0].From = []move.State{"mars"} }, []string{"mars"}},
		{"unknown group", func(d *def) { d.Edges[0].From = []move.State{"@mars"} }, []string{"group", "mars"}},
		{"from nowhere", func(d *def) { d.Edges[0].From = nil }, []string{"from nowhere"}},
		{"back from a state that keeps nothing", func(d *def) { d.Edges[0].To = "<" }, []string{"does not keep"}},
		{"unknown guard", func(d *def) { d.Guards[0].ID = "Z9" }, []string{"Z9", "Options.Guards"}},
		{"guard twice", func(d *def) { d.Guards = append(d.Guards, d.Guards[0]) }, []string{"of its own"}},
		{"guard that can't be satisfied", func(d *def) { d.Guards[0].Satisfy = nil }, []string{"can't be satisfied"}},
		{"guard satisfied by nothing known", func(d *def) { d.Guards[0].Satisfy = []string{"magic"} }, []string{"magic"}},
		{"guard of nothing known", func(d *def) { d.Guards[0].Moves = []string{"magic"} }, []string{"magic"}},
		{"guard on the customer", func(d *def) { d.Guards[0].Moves = []string{"vent"} }, []string{"vent", "nobody may refuse"}},
		{"own move twice", func(d *def) { d.Moves = []conversation.MoveDef{{Kind: "restate"}} }, []string{"restate"}},
		{"no default limits", func(d *def) { delete(d.Limits, "") }, []string{"limits", "default"}},
		{"limits without confirmation", func(d *def) { d.Limits["chat"] = conversation.Limits{} }, []string{"chat", "confirm"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d, err := conversation.Irate()
			require.NoError(t, err)
			tc.spoil(&d)
			_, err = conversation.NewPlaybook(withTools(t, &conversation.Options{Definition: &d}))
			require.ErrorIs(t, err, conversation.ErrDefinition)
			var one *conversation.DefinitionError
			require.ErrorAs(t, err, &one)
			for _, want := range tc.want {
				assert.Contains(t, err.Error(), want)
			}
		})
	}
}

func TestReadDefinition(t *testing.T) {
	_, err := conversation.ReadDefinition([]byte("{\n\"id\": \"x\",\n\"stats\": []}"))
	require.ErrorIs(t, err, conversation.ErrDefinition)
	assert.Contains(t, err.Error(), "line 3")
	_, err = conversation.ReadDefinition([]byte(`{"limits":{"":{"burst":"-5s"}}}`))
	require.Error(t, err)
	d, err := conversation.Irate()
	require.NoError(t, err)
	data, err := json.Marshal(d)
	require.NoError(t, err)
	back, err := conversation.ReadDefinition(data)
	require.NoError(t, err)
	assert.Equal(t, d, back)
}

// TestExtended adds a state, a move and a guard, and relaxes another.
func TestExtended(t *testing.T) {
	d, err := conversation.Irate()
	require.NoError(t, err)
	d.ID, d.Version = "acme", "7"
	d.States = append(d.States, conversation.StateDef{ID: "field-visit", Stage: practice.Acting, Status: conversation.StatusPaused, Host: "on-site", Labels: labels("Field visit")})
	d.Moves = []conversation.MoveDef{{Kind: "acme.visit", Side: move.Ours, Practice: practice.A13, Speech: true}, {Kind: "acme.visited", Side: move.Theirs}}
	d.Edges = append(d.Edges,
		conversation.EdgeDef{Move: "acme.visit", From: []move.State{"@live"}, To: "field-visit"},
		conversation.EdgeDef{Move: "acme.visited", From: []move.State{"field-visit"}, To: "verifying"},
		conversation.EdgeDef{Move: "inform", From: []move.State{"field-visit"}, To: "="})
	for i := range d.Guards {
		if d.Guards[i].ID == "A6" { // tighten: a visit needs the problem confirmed, too
			d.Guards[i].Moves = append(d.Guards[i].Moves, "acme.visit")
		}
	}
	p := book(t, &conversation.Options{Definition: &d})
	r := &run{t: t, c: p.Start("c1", move.Enforce), at: start}
	visit := move.Custom{Name: "acme.visit", Data: json.RawMessage(`{"van":7}`)}
	r.customer(move.Tell{}).refused(visit, "A6").agent(restate).customer(yes).agent(visit).in("field-visit")
	status, host := p.Status("field-visit")
	assert.Equal(t, conversation.StatusPaused, status)
	assert.Equal(t, "on-site", host)
	label, err := p.Label("field-visit", language.German)
	require.NoError(t, err)
	assert.Equal(t, "Field visit", label.Agent)
	r.customer(move.Custom{Name: "acme.visited"}).in(conversation.Verifying)

	// Another playbook names what it lacks and stays where the journal says.
	data, err := r.c.Snapshot()
	require.NoError(t, err)
	back, err := book(t, nil).Restore(data)
	var missing *conversation.MissingError
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, []move.State{"field-visit"}, missing.States)
	assert.ElementsMatch(t, []move.Kind{"acme.visit", "acme.visited"}, missing.Moves)
	assert.Equal(t, conversation.PlaybookID("acme"), missing.Playbook)
	assert.Equal(t, conversation.Verifying, back.State())
}

func TestPolicy(t *testing.T) {
	p := book(t, &conversation.Options{Team: "night", Policy: &practice.Policy{Rules: []practice.PolicyRule{
		{Rule: "A4", Setting: practice.Block},
		{Rule: "A6*", Setting: practice.Warn},
		{Rule: "A2", Setting: practice.Off, Reason: "typed by people"},
		{Rule: "A9", Team: "night", Setting: practice.Block},
	}}})
	r := &run{t: t, c: p.Start("c1", move.Enforce), at: start}
	r.feels(temper.Angry, move.Vent{})
	_, err := r.entry(transcript.Agent, advise)
	var refused *conversation.RefusedError
	require.ErrorAs(t, err, &refused)
	assert.Len(t, refused.Reasons, 2, "what only warns is told with what blocks")
	r.agent(move.Acknowledge{}).agent(advise)
	j := r.c.Journal()
	assert.Equal(t, practice.Warn, j[len(j)-1].Breaches[0].Setting)
	r.refused(offer(), "A6", "A9")
	_, err = conversation.NewPlaybook(withTools(t, &conversation.Options{Policy: &practice.Policy{Rules: []practice.PolicyRule{{Rule: "A4", Setting: practice.Off}}}}))
	require.ErrorIs(t, err, practice.ErrPolicy)
}

func TestZeroPolicyObserves(t *testing.T) {
	p := book(t, &conversation.Options{Policy: &practice.Policy{}})
	r := &run{t: t, c: p.Start("c1", move.Enforce), at: start}
	r.feels(temper.Angry, move.Vent{}).agent(advise).in(conversation.Advising)
	for _, o := range r.c.Options(r.at) {
		assert.True(t, o.Allowed(), o.Name())
	}
}

func TestTextsOfEveryLanguage(t *testing.T) {
	for _, tag := range []language.Tag{language.English, language.Spanish, language.German} {
		p := book(t, &conversation.Options{Language: tag})
		for _, s := range p.States() {
			label, err := p.Label(s, tag)
			require.NoError(t, err)
			assert.NotContains(t, label.Agent+label.Customer, "state.")
		}
		for _, m := range []struct {
			move move.Move
			mood temper.Level
		}{{advise, temper.Angry}, {move.Offer{}, temper.Angry}, {move.Pause{}, temper.Calm}, {move.Promise{}, temper.Calm}} {
			r := &run{t: t, c: p.Start("c1", move.Enforce), at: start}
			r.feels(m.mood, move.Tell{})
			_, err := r.entry(transcript.Agent, m.move)
			var refused *conversation.RefusedError
			require.ErrorAs(t, err, &refused)
			for _, reason := range refused.Reasons {
				assert.NotContains(t, reason.Text+reason.Say, "guard.", "%s in %s", reason.Guard, tag)
			}
		}
	}
	_, err := conversation.NewPlaybook(withTools(t, &conversation.Options{Language: language.Japanese}))
	require.ErrorContains(t, err, "ja")
	own := fstest.MapFS{"conversation/en.json": {Data: []byte(`{"guard.A6.say": {"text": "Have I got that right?"}}`)}}
	r := &run{t: t, c: book(t, &conversation.Options{Texts: own}).Start("c", move.Enforce), at: start}
	_, err = r.entry(transcript.Agent, advise)
	var refused *conversation.RefusedError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "Have I got that right?", refused.Reasons[0].Say)
}

// TestEveryTextExists: each guard, incomplete move, state, advice and deadline
// that the code names has its texts.
func TestEveryTextExists(t *testing.T) {
	p := book(t, nil)
	for _, o := range p.Start("c", move.Enforce).Options(start) {
		for _, reason := range o.Reasons() {
			assert.NotEmpty(t, reason.Text)
			assert.NotContains(t, reason.Text+reason.Say, "guard."+string(reason.Guard))
		}
	}
	incomplete := []move.Move{move.Restate{}, move.Confirm{How: move.Explicit}, move.Apologise{Of: move.Admission}, move.Establish{}, move.Advise{},
		move.Offer{}, move.Refuse{}, move.Promise{}, move.Promise{Promise: "p"}, move.DontKnow{}, move.Inform{Basis: move.Unknown}, move.Retract{}, move.Pause{},
		move.Consult{}, move.Escalate{}, move.Lead{}, move.Warn{}, move.End{}, move.RootCause{}, move.DeliverRCA{}, move.Voice{}}
	for _, m := range incomplete {
		c := p.Start("c", move.Enforce)
		by := transcript.Agent
		_, err := c.Do(move.Entry{At: start, By: move.Actor{Author: by}, Moves: move.Moves{m}})
		if m.Kind() == move.KindConfirm {
			require.NoError(t, err, "theirs are never refused")
			continue
		}
		var refused *conversation.RefusedError
		require.ErrorAs(t, err, &refused, m.Kind())
		for _, reason := range refused.Reasons {
			assert.NotContains(t, reason.Text+reason.Say, "guard.", reason.Guard)
		}
	}
}

func TestDiagrams(t *testing.T) {
	p := book(t, nil)
	golden(t, "irate.mmd", p.Mermaid())
	golden(t, "irate.dot", p.DOT())
	assert.Equal(t, p.Mermaid(), p.Mermaid(), "stable")
	c := p.Start("c", move.Observe)
	assert.Contains(t, c.Mermaid(), "class listening here")
	assert.Contains(t, c.DOT(), `"listening" [label="listening", style="rounded,bold"]`)

	var b strings.Builder
	for _, row := range p.Table() {
		b.WriteString(row.Move)
		for _, cell := range row.Cells {
			switch {
			case !cell.Handled:
				b.WriteString(" -")
			case cell.To == "":
				b.WriteString(" <")
			default:
				b.WriteString(" " + string(cell.To))
			}
		}
		b.WriteString("\n")
	}
	golden(t, "irate.table", b.String())
}

// TestGoldenJournal: what a released version wrote stays readable for ever.
// Never regenerate a file of testdata/journals; add one per version.
func TestGoldenJournal(t *testing.T) {
	path := filepath.Join("testdata", "journals", "v1.json")
	if *update {
		if _, err := os.Stat(path); err != nil {
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
			require.NoError(t, os.WriteFile(path, []byte(indent(t, everything(t))), 0o644))
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "journals", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		c, err := book(t, nil).Restore(data)
		require.NoError(t, err)
		assert.Equal(t, conversation.Closed, c.State())
		f := c.Facts()
		assert.Equal(t, 1, f.Corrections)
		assert.Equal(t, 2, len(f.Promises))
		assert.Positive(t, f.Breaches)
		assert.Equal(t, 1, f.Overridden)
		again, err := c.Snapshot()
		require.NoError(t, err)
		assert.JSONEq(t, string(data), string(again))
	}
}

func indent(t *testing.T, data []byte) string {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal(data, &v))
	out, err := json.MarshalIndent(v, "", "  ")
	require.NoError(t, err)
	return string(out) + "\n"
}

// everything is a journal with many kinds of moves in it.
func everything(t *testing.T) []byte {
	r := begin(t, move.Observe)
	r.feels(temper.Angry, move.Vent{Feeling: "furious"}, move.Tell{What: "gone again", Again: true, Urgent: true}).
		agent(move.Wait{}).agent(advise).
		agent(move.Acknowledge{Feeling: "three nights"}, move.Apologise{}, move.Thank{}).
		agent(move.Ask{Fact: "version", About: move.Facts, What: "which?"}).customer(move.Answer{Fact: "version", What: "7.2"}).
		agent(move.Ask{About: move.Why}, move.Ask{About: move.Impact}).customer(move.Answer{What: "shops closed"}, move.Tried{What: "restart", Outcome: move.Failed}).
		agent(restate).customer(move.Correct{What: "after upgrades"}).agent(restate).feels(temper.Calm, yes).
		agent(move.Establish{Fault: "f", Evidence: []move.Evidence{{Ref: "log-1"}}}).agent(move.Apologise{Of: move.Admission, Fault: "f"}).
		agent(move.AskWish{}).customer(move.Wish{What: "running by eight", Budget: "one restart"}).
		agent(offer()).customer(move.Decline{}).agent(offer()).customer(move.Refine{Option: "now"}).agent(offer()).customer(move.Choose{Option: "now"}).
		agent(fix("p1", r.at.Add(5*time.Hour))).agent(move.Plan{Steps: []string{"a", "b"}}, move.PlanChange{Why: "c"}, move.Plan{}).
		agent(move.DontKnow{Promise: "p2", Due: r.at.Add(9 * time.Hour)}).customer(move.Chase{}).agent(move.Update{Promise: "p1", Done: "x", Next: "y"}).
		agent(move.Consult{Purpose: "db", Owner: "dba", At: r.at.Add(time.Hour)}).agent(move.Escalate{Purpose: "dump", Owner: "l2", At: r.at.Add(time.Hour), Reason: move.NeedsSkill}).
		agent(move.Accept{Owner: "l2"}).agent(move.HandBack{Reason: move.ShiftEnds}).agent(move.Sidestep{Topic: "tea"}, move.Return{}).
		by("kim", move.Override{Guard: "A28", Why: "on the phone"}).agent(move.Advise{Steps: []string{"1", "2", "3"}}).agent(move.Verify{}).customer(move.PlayBack{Right: true}).
		agent(move.Deliver{Promise: "p1"}, move.Settle{Promise: "p2", State: 2}).agent(move.Verify{Words: "lost"}).customer(works).
		agent(move.RootCause{Cause: "fw"}, move.DeliverRCA{Document: "rca"}, move.Voice{Topic: "export", What: "wish", Wish: true}, move.Gesture{Of: move.Delight}).
		agent(move.Thank{For: move.ForHelp}, move.Survey{Survey: move.NPS}).customer(move.Rate{Survey: move.NPS, Score: 9}).
		agent(move.Profile{Is: []move.Customer{move.Technical}}, move.Situate{Is: move.MilestoneLate}, move.Relation{Cause: move.Stress}).
		agent(move.Close{}).in(conversation.Closed)
	data, err := r.c.Snapshot()
	require.NoError(t, err)
	return data
}

func TestRestoreRefuses(t *testing.T) {
	p := book(t, nil)
	for _, bad := range []string{"", "nonsense", "{}", `{"version":2}`, `{"version":1,"journal":{"version":9}}`,
		`{"version":1,"journal":{"version":1,"entries":[{"seq":2,"at":"2026-01-01T00:00:00Z","by":{"author":"agent"},"mode":"observe","state":"listening"}]}}`,
		`{"version":1,"journal":{"version":1,"entries":[{"seq":1,"by":{"author":"agent"},"mode":"observe","state":"listening"}]}}`} {
		_, err := p.Restore([]byte(bad))
		require.ErrorIs(t, err, conversation.ErrSnapshot, bad)
	}
}

func TestReplay(t *testing.T) {
	r := begin(t, move.Observe).feels(temper.Angry, move.Vent{}).agent(advise).agent(move.Acknowledge{})
	strict := book(t, nil)
	report, err := strict.Replay(r.c.Journal())
	require.NoError(t, err)
	require.Len(t, report.Refused, 1)
	assert.Equal(t, uint64(2), report.Refused[0].Seq)
	assert.Equal(t, move.KindAdvise, report.Refused[0].Kind)
	assert.Len(t, report.Refused[0].Reasons, 2)
	lax := book(t, &conversation.Options{Policy: &practice.Policy{}})
	report, err = lax.Replay(r.c.Journal())
	require.NoError(t, err)
	assert.Empty(t, report.Refused)

	d, err := conversation.Irate()
	require.NoError(t, err)
	d.Edges = append(d.Edges, conversation.EdgeDef{Move: "advise", From: []move.State{"listening"}, To: "acting", Instead: true})
	report, err = book(t, &conversation.Options{Definition: &d}).Replay(r.c.Journal())
	require.NoError(t, err)
	assert.Len(t, report.Diverged, 2)
}
