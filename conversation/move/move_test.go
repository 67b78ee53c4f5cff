package move_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// filled returns the move of a kind with every field set to something.
func filled(t *testing.T, k move.Kind) move.Move {
	t.Helper()
	zero, ok := move.Zero(k)
	require.True(t, ok, k)
	v := reflect.New(reflect.TypeOf(zero)).Elem()
	fill(v, "text of "+string(k))
	m, _ := v.Interface().(move.Move)
	return m
}

func fill(v reflect.Value, s string) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)))
		return
	case json.RawMessage:
		v.Set(reflect.ValueOf(json.RawMessage(`{"who":"Ms Lopez"}`)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(1)
	case reflect.Int:
		v.SetInt(1)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), s)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), s+string(rune('a'+i)))
		}
	}
}

func TestEveryKind(t *testing.T) {
	seen := map[move.Kind]bool{}
	for _, k := range move.Kinds() {
		t.Run(string(k), func(t *testing.T) {
			assert.False(t, seen[k], "kind stands twice")
			seen[k] = true
			assert.Regexp(t, `^[a-z]+(_[a-z]+)*$`, string(k))

			m := filled(t, k)
			require.NoError(t, m.Validate())
			data, err := move.Encode(m)
			require.NoError(t, err)
			assert.True(t, strings.HasPrefix(string(data), `{"kind":"`+string(k)+`"`), "%s", data)
			back, err := move.Decode(data)
			require.NoError(t, err)
			assert.Equal(t, m, back)

			zero, _ := move.Zero(k)
			zeroData, err := move.Encode(zero)
			require.NoError(t, err)
			back, err = move.Decode(zeroData)
			require.NoError(t, err)
			assert.Equal(t, zero, back)

			erased := move.Erase(m)
			data, err = move.Encode(erased)
			require.NoError(t, err)
			assert.NotContains(t, string(data), "Lopez")
			for _, s := range plainStrings(reflect.ValueOf(erased)) {
				assert.Equal(t, move.ErasedText, s)
			}
			assert.NoError(t, erased.Validate(), "an erased move must stay valid")
			assert.Equal(t, filled(t, k), m, "erasing must not write to the original")
		})
	}
}

func plainStrings(v reflect.Value) []string {
	var out []string
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			out = append(out, v.String())
		}
	case reflect.Struct:
		if _, ok := v.Interface().(time.Time); ok {
			return nil
		}
		for i := range v.NumField() {
			out = append(out, plainStrings(v.Field(i))...)
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = append(out, plainStrings(v.Index(i))...)
		}
	}
	return out
}

func TestValidateNamesTheField(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	long := strings.Repeat("ä", move.MaxText)
	for _, tc := range []struct {
		move  move.Move
		field string
		rule  string
	}{
		{move.Confirm{How: move.Explicit}, "words", "A6.complete"},
		{move.Confirm{Words: "yes"}, "how", ""},
		{move.Confirm{How: 9, Words: "yes"}, "how", ""},
		{move.Restate{}, "problem", "A6.complete"},
		{move.Restate{Problem: long}, "problem", ""},
		{move.Apologise{Of: move.Admission}, "fault", "A7.complete"},
		{move.Establish{Fault: "f"}, "evidence", "A7.complete"},
		{move.Establish{Fault: "f", Evidence: []move.Evidence{{What: "somebody said so"}}}, "evidence[0]", "A7.complete"},
		{move.Offer{}, "options", "A12.complete"},
		{move.Offer{Options: []move.Option{{ID: "a", What: "wait", Cost: "none", When: at}, {ID: "b", What: "workaround", Takes: "an hour"}}}, "options[1].cost", "A12.complete"},
		{move.Offer{Options: []move.Option{{ID: "a", What: "wait", Cost: "none", When: at}, {ID: "b", What: "workaround", Cost: "none"}}}, "options[1].when", "A12.complete"},
		{move.Offer{Options: []move.Option{{ID: "a", What: "wait", Cost: "none", When: at}, {ID: "a", What: "x", Cost: "none", When: at}}}, "options[1].id", ""},
		{move.Pause{Owner: "lee", FollowUp: "p1", At: at}, "purpose", "A10.complete"},
		{move.Pause{Purpose: "cool down", Owner: "lee", FollowUp: "p1"}, "at", "A10.complete"},
		{move.Pause{Purpose: "cool down", Owner: "lee", At: at}, "follow_up", "A10.complete"},
		{move.Escalate{Purpose: "needs root", At: at, Reason: move.NeedsSkill}, "owner", "A13.complete"},
		{move.Escalate{Purpose: "needs root", Owner: "l2", At: at}, "reason", "A13.complete"},
		{move.Escalate{Purpose: "needs root", Owner: "l2", At: at, Reason: move.NeedsSkill, Level: -1}, "level", ""},
		{move.Consult{Owner: "db team", At: at}, "purpose", "A13.complete"},
		{move.Promise{}, "promise", "C1.complete"},
		{move.Promise{Promise: "p"}, "due", "C2.complete"},
		{move.Inform{Basis: move.Unknown}, "basis", "A16.complete"},
		{move.Settle{Promise: "p", State: 200}, "state", ""},
		{move.DontKnow{}, "promise", "A16.complete"},
		{move.Retract{}, "entry", "A16.complete"},
		{move.Refuse{Reason: "not made any more"}, "nearest", "A32.complete"},
		{move.Rate{Survey: move.CSAT, Score: 0}, "score", ""},
		{move.Rate{Survey: move.NPS, Score: 11}, "score", ""},
		{move.Rate{Survey: move.CES, Score: 8}, "score", ""},
		{move.Override{Guard: "A6"}, "why", ""},
		{move.Override{Why: "the customer asked for it"}, "guard", ""},
		{move.Warn{}, "words", "A21.complete"},
		{move.End{Words: "…"}, "follow_up", "A21.complete"},
		{move.Lead{}, "owner", "A29.complete"},
		{move.Voice{What: "dark mode"}, "topic", "A27.complete"},
		{move.DeliverRCA{}, "document", "D1.complete"},
		{move.Noticed{}, "key", ""},
		{move.Unsent{}, "entry", ""},
		{move.Custom{}, "name", ""},
		{move.Custom{Name: "restate"}, "name", ""},
		{move.Custom{Name: "acme.refund", Data: json.RawMessage(`{`)}, "data", ""},
		{move.Profile{Is: []move.Customer{99}}, "is[0]", ""},
	} {
		t.Run(string(tc.move.Kind())+"/"+tc.field, func(t *testing.T) {
			err := tc.move.Validate()
			require.ErrorIs(t, err, move.ErrInvalid)
			var field *move.FieldError
			require.ErrorAs(t, err, &field)
			assert.Equal(t, tc.field, field.Field)
			assert.Equal(t, tc.rule, string(field.Rule))
			assert.Less(t, len(err.Error()), 300, "an error must not carry the whole text")
			assert.Contains(t, err.Error(), "want")
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, tc := range []struct{ json, want string }{
		{`{"problem":"x"}`, `no "kind"`},
		{`{"kind":"teleport"}`, `"teleport"`},
		{`[]`, "not a move"},
		{`{"kind":"confirm","how":"maybe"}`, "explicit"},
		{`{"kind":"offer","options":"none"}`, "offer"},
		{`{"kind":"restate","problm":"the export fails"}`, `move: restate: `},
		{`{"kind":"restate","problm":"the export fails"}`, `there is no field "problm"; the move has "kind", "problem"`},
		{`{"kind":"vent","problem":"x"}`, `no field "problem"`},
	} {
		_, err := move.Decode([]byte(tc.json))
		require.Error(t, err, tc.json)
		assert.Contains(t, err.Error(), tc.want)
	}
	_, err := move.Decode([]byte(`{"kind":"teleport"}`))
	require.ErrorIs(t, err, move.ErrKind)
	_, err = move.Encode(nil)
	require.ErrorIs(t, err, move.ErrKind)
	_, err = move.Encode(ownMove{})
	require.ErrorIs(t, err, move.ErrKind)
}

type ownMove struct{}

func (ownMove) Kind() move.Kind { return "own" }
func (ownMove) Validate() error { return nil }

func TestJournalJSON(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	j := move.Journal{
		{Seq: 1, At: at, By: move.Actor{Author: transcript.Customer}, State: "listening",
			Turn:  &transcript.Turn{Thread: "t", ID: "m1", At: at, Author: transcript.Customer, Name: "Ana", Text: "It FAILED again!!"},
			Moves: move.Moves{move.Vent{Feeling: "angry"}, move.Tell{Again: true}}},
		{Seq: 2, At: at.Add(time.Minute), By: move.Actor{Author: transcript.Agent, Party: "lee"}, Mode: move.Enforce,
			Moves: move.Moves{move.Acknowledge{}}, Breaches: []move.Breach{{Guard: "A2", Practice: "A2"}}, State: "acknowledging"},
	}
	data, err := json.Marshal(j)
	require.NoError(t, err)
	var back move.Journal
	require.NoError(t, json.Unmarshal(data, &back))
	assert.Equal(t, j, back)

	var empty move.Journal
	data, err = json.Marshal(empty)
	require.NoError(t, err)
	assert.JSONEq(t, `{"version":1,"entries":[]}`, string(data))

	err = json.Unmarshal([]byte(`{"version":2,"entries":"later form"}`), &back)
	require.ErrorIs(t, err, move.ErrVersion)
	require.Error(t, json.Unmarshal([]byte(`{"entries":[]}`), &back))
	err = json.Unmarshal([]byte(`{"version":1,"entries":[{"seq":1,"moves":[{"kind":"tell"},{"kind":"nope"}]}]}`), &back)
	require.ErrorIs(t, err, move.ErrKind)
	assert.Contains(t, err.Error(), "moves[1]")

	erased, err := json.Marshal(j.Erase())
	require.NoError(t, err)
	for _, gone := range []string{"Ana", "FAILED", "angry"} {
		assert.NotContains(t, string(erased), gone)
	}
	assert.Equal(t, "It FAILED again!!", j[0].Turn.Text)
}

func TestEntryValidate(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	good := move.Entry{At: at, By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{move.Offer{}}}
	require.NoError(t, good.Validate(), "what a practice demands is for the guards")
	err := (&move.Entry{Moves: move.Moves{nil, move.Rate{Score: 9}}}).Validate()
	require.ErrorIs(t, err, move.ErrInvalid)
	for _, want := range []string{"at is missing", "by.author", "moves[0] is nil", "moves[1]", "score"} {
		assert.Contains(t, err.Error(), want)
	}
	many := good
	many.Moves = make(move.Moves, move.MaxItems+1)
	require.ErrorIs(t, many.Validate(), move.ErrInvalid)
}

func TestEntryKey(t *testing.T) {
	turn := &transcript.Turn{ID: "m7"}
	assert.Equal(t, move.EntryID("own"), (&move.Entry{ID: "own", Turn: turn}).Key())
	assert.Equal(t, move.EntryID("m7"), (&move.Entry{Turn: turn}).Key())
	assert.Empty(t, (&move.Entry{}).Key())
}

func TestEnumText(t *testing.T) {
	text, err := move.Explicit.MarshalText()
	require.NoError(t, err)
	assert.Equal(t, "explicit", string(text))
	var c move.Confirmation
	require.NoError(t, c.UnmarshalText([]byte("assumed")))
	assert.Equal(t, move.Assumed, c)
	require.Error(t, c.UnmarshalText([]byte("perhaps")))
	assert.Equal(t, move.Assumed, c, "a refused text changes nothing")
	_, err = move.Confirmation(77).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "Confirmation(77)", move.Confirmation(77).String())
}

func FuzzJournal(f *testing.F) {
	f.Add([]byte(`{"version":1,"entries":[{"seq":1,"at":"2026-03-02T09:00:00Z","by":{"author":"agent"},"moves":[{"kind":"restate","problem":"p"},{"kind":"custom","name":"x","data":{"a":1}}],"mode":"observe","state":"s"}]}`))
	f.Add([]byte(`{"version":1,"entries":[{"moves":[{"kind":"offer","options":[{"id":"a"},{"id":"b","when":"2026-01-01T00:00:00Z"}]}]}]}`))
	f.Add([]byte(`{"version":3}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var j move.Journal
		if json.Unmarshal(data, &j) != nil {
			return
		}
		for i := range j {
			_ = j[i].Validate()
		}
		out, err := json.Marshal(j)
		if err != nil {
			return // such as an author that has no name
		}
		var again move.Journal
		if err := json.Unmarshal(out, &again); err != nil {
			t.Fatalf("what was written can't be read: %v\n%s", err, out)
		}
		out2, err := json.Marshal(again)
		if err != nil || string(out) != string(out2) {
			t.Fatalf("not stable: %v\n%s\n%s", err, out, out2)
		}
		if _, err := json.Marshal(j.Erase()); err != nil && !errors.Is(err, move.ErrKind) {
			t.Fatalf("erased journal: %v", err)
		}
	})
}

// TestJournalsOutliveTheirRelease: what a later release added to a move is no reason
// to lose a journal, though who writes a move by hand is told of it.
func TestJournalsOutliveTheirRelease(t *testing.T) {
	later := `{"kind":"restate","problem":"the export fails","weight":3}`
	_, err := move.Decode([]byte(later))
	require.ErrorIs(t, err, move.ErrInvalid)
	var ms move.Moves
	require.NoError(t, json.Unmarshal([]byte("["+later+"]"), &ms))
	require.Equal(t, "the export fails", ms[0].(move.Restate).Problem)
	var j move.Journal
	require.NoError(t, json.Unmarshal([]byte(`{"version":1,"entries":[{"seq":1,"moves":[`+later+`]}]}`), &j))
	require.Len(t, j[0].Moves, 1)
	m, err := move.Decode([]byte(`{"Kind":"restate","problem":"x"}`))
	require.NoError(t, err)
	require.Equal(t, move.KindRestate, m.Kind())
}
