package transcript_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

func ExampleRead() {
	lines := `{"thread":"4711","at":"2026-03-02T23:05:00+08:00","author":"customer","channel":"chat","text":"It is down AGAIN"}
{"thread":"4711","at":"2026-03-02T23:06:10+08:00","author":"agent","name":"Ana","text":"Third night in a row, I see it."}
{"thread":"4711","at":"2026-03-02T23:05:00+08:00","author":"agent","text":"Sent earlier"}`
	for turn, err := range transcript.Read(strings.NewReader(lines), nil) {
		var bad *transcript.SyntaxError
		if errors.As(err, &bad) {
			fmt.Printf("line %d, %s: %s\n", bad.Line, bad.Field, bad.Value)
			return
		}
		fmt.Println(turn.At.Format(time.TimeOnly), turn.Author, turn.Text)
	}
	// Output:
	// 23:05:00 customer It is down AGAIN
	// 23:06:10 agent Third night in a row, I see it.
	// line 3, at: 2026-03-02T23:05:00+08:00 goes backward
}

func read(t *testing.T, s string, opts *transcript.ReadOptions) ([]transcript.Turn, error) {
	t.Helper()
	var turns []transcript.Turn
	for turn, err := range transcript.Read(strings.NewReader(s), opts) {
		if err != nil {
			return turns, err
		}
		turns = append(turns, turn)
	}
	return turns, nil
}

const good = `{"thread":"a","at":"2026-01-05T09:00:00Z","author":"agent","text":"Hi"}` + "\n"

func TestReadEveryField(t *testing.T) {
	turns, err := read(t, `{"thread":"t1","id":"m1","at":"2026-01-05T09:00:00.5+01:00","until":"2026-01-05T09:00:09+01:00",`+
		`"author":"bot","name":"Keel","channel":"phone","visibility":"internal","lang":"pt-BR","reply_to":"m0","edited":true,"deleted":true,"x":1}`, nil)
	require.NoError(t, err)
	require.Len(t, turns, 1)
	got := turns[0]
	assert.Equal(t, transcript.Bot, got.Author)
	assert.True(t, got.Author.Ours())
	assert.Equal(t, transcript.Internal, got.Visibility)
	assert.Equal(t, language.BrazilianPortuguese, got.Language)
	assert.Equal(t, transcript.Phone, got.Channel)
	assert.Equal(t, 8500*time.Millisecond, got.Until.Sub(got.At))
	assert.True(t, got.Edited && got.Deleted)
	assert.Equal(t, transcript.TurnID("m0"), got.ReplyTo)
}

func TestThreadsMayInterleave(t *testing.T) {
	turns, err := read(t, `{"thread":"a","at":"2026-01-05T09:00:00Z","author":"agent","text":"1"}

{"thread":"b","at":"2026-01-04T09:00:00Z","author":"customer","text":"2"}
{"thread":"a","at":"2026-01-05T09:00:00Z","author":"system","text":"3"}`, nil)
	require.NoError(t, err)
	assert.Len(t, turns, 3, "times need order within a thread only; equal times are fine")
}

func TestBadLinesNameLineFieldAndWant(t *testing.T) {
	line := func(s string) string { return good + s }
	for name, c := range map[string]struct {
		in, field, want string
		line            int
	}{
		"not json":       {"not json\n", "", "object", 1},
		"array":          {line(`[1]`), "", "object", 2},
		"cut off":        {line(`{"thread":"a"`), "", "object", 2},
		"no thread":      {line(`{"at":"2026-01-05T09:00:00Z","author":"agent","text":"x"}`), "thread", "id as text", 2},
		"number thread":  {line(`{"thread":4711,"at":"2026-01-05T09:00:00Z","author":"agent","text":"x"}`), "thread", "string", 2},
		"no time":        {line(`{"thread":"a","author":"agent","text":"x"}`), "at", "RFC 3339", 2},
		"local time":     {line(`{"thread":"a","at":"2026-01-05 09:00","author":"agent","text":"x"}`), "at", "RFC 3339", 2},
		"backward":       {line(`{"thread":"a","at":"2026-01-05T08:59:59Z","author":"agent","text":"x"}`), "at", "2026-01-05T09:00:00Z or later", 2},
		"until before":   {line(`{"thread":"a","at":"2026-01-05T09:01:00Z","until":"2026-01-05T09:00:59Z","author":"agent","text":"x"}`), "until", "at or after", 2},
		"no author":      {line(`{"thread":"a","at":"2026-01-05T09:01:00Z","text":"x"}`), "author", "customer, agent, bot or system", 2},
		"author":         {line(`{"thread":"a","at":"2026-01-05T09:01:00Z","author":"supervisor","text":"x"}`), "author", "customer, agent, bot or system", 2},
		"visibility":     {line(`{"thread":"a","at":"2026-01-05T09:01:00Z","author":"agent","visibility":"secret","text":"x"}`), "visibility", "public or internal", 2},
		"language":       {line(`{"thread":"a","at":"2026-01-05T09:01:00Z","author":"agent","lang":"english please","text":"x"}`), "lang", "BCP 47", 2},
		"no text":        {line(`{"thread":"a","at":"2026-01-05T09:01:00Z","author":"agent"}`), "text", "words", 2},
		"text a number":  {line(`{"thread":"a","at":"2026-01-05T09:01:00Z","author":"agent","text":7}`), "text", "string", 2},
		"edited a word":  {line(`{"thread":"a","at":"2026-01-05T09:01:00Z","author":"agent","text":"x","edited":"yes"}`), "edited", "true or false", 2},
		"invalid utf-8":  {line("{\"thread\":\"a\",\"text\":\"\xff\"}"), "", "UTF-8", 2},
		"deep nesting":   {line(strings.Repeat("[", 20000)), "", "object", 2},
		"control values": {line(`{"thread":"a","at":"\u001b[2J","author":"agent","text":"x"}`), "at", "RFC 3339", 2},
	} {
		_, err := read(t, c.in, nil)
		var bad *transcript.SyntaxError
		require.ErrorAs(t, err, &bad, name)
		assert.Equal(t, c.line, bad.Line, name)
		assert.Equal(t, c.field, bad.Field, name)
		assert.Contains(t, bad.Want, c.want, name)
		assert.NotContains(t, err.Error(), "\x1b", name)
		assert.Less(t, len(err.Error()), 400, name)
	}
}

func TestEmptyInput(t *testing.T) {
	for _, in := range []string{"", "\n \n\t\n"} {
		_, err := read(t, in, nil)
		assert.ErrorIs(t, err, transcript.ErrEmpty)
	}
}

// endless is a line that never ends; Read must not try to hold it.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	e.read += len(p)
	return len(p), nil
}

func TestLongLineIsBounded(t *testing.T) {
	src := &endless{}
	var got error
	for _, err := range transcript.Read(src, &transcript.ReadOptions{MaxLine: 1 << 16}) {
		got = err
	}
	var bad *transcript.SyntaxError
	require.ErrorAs(t, got, &bad)
	assert.Equal(t, 1, bad.Line)
	assert.Less(t, src.read, 1<<18, "stopped reading soon after the limit")

	exact := `{"thread":"a","at":"2026-01-05T09:00:00Z","author":"agent","text":"` + strings.Repeat("é", 500) + `"}`
	_, err := read(t, exact+"\n"+exact, &transcript.ReadOptions{MaxLine: len(exact)})
	assert.NoError(t, err, "a line of exactly the limit is read, with and without its newline")
	_, err = read(t, exact, &transcript.ReadOptions{MaxLine: len(exact) - 2})
	assert.Error(t, err)
}

func TestByteOrderMarkIsSkipped(t *testing.T) {
	turns, err := read(t, "\ufeff"+good, nil)
	require.NoError(t, err)
	assert.Len(t, turns, 1)
	_, err = read(t, good+"\ufeff"+good, nil)
	assert.Error(t, err, "only at the beginning")
}

func TestThreadLimit(t *testing.T) {
	_, err := read(t, good+strings.ReplaceAll(good, `"a"`, `"b"`), &transcript.ReadOptions{MaxThreads: 1})
	var bad *transcript.SyntaxError
	require.ErrorAs(t, err, &bad)
	assert.Equal(t, "thread", bad.Field)
}

func TestReaderErrorIsWrapped(t *testing.T) {
	broken := errors.New("disk gone")
	var got error
	for _, err := range transcript.Read(io.MultiReader(strings.NewReader(good), iotest.ErrReader(broken)), nil) {
		got = err
	}
	assert.ErrorIs(t, got, broken)
}

func TestStopEarly(t *testing.T) {
	n := 0
	for range transcript.Read(strings.NewReader(good+good+good), nil) {
		n++
		break
	}
	assert.Equal(t, 1, n)
}

func TestWriteThenRead(t *testing.T) {
	at := time.Date(2026, 3, 2, 23, 0, 0, 0, time.FixedZone("", 8*3600))
	turns := []transcript.Turn{
		{Thread: "4711", At: at, Author: transcript.Customer, Text: "<b>又坏了</b> 😡\nline two", Language: language.Chinese},
		{Thread: "4711", At: at.Add(time.Minute), Until: at.Add(2 * time.Minute), Author: transcript.Agent, Channel: transcript.Phone, Text: ""},
		{Thread: "4711", At: at.Add(time.Hour), Author: transcript.System, Visibility: transcript.Internal, Deleted: true},
	}
	var buf bytes.Buffer
	require.NoError(t, transcript.Write(&buf, slices.Values(turns)))
	assert.NotContains(t, buf.String(), "0001-01-01", "a time that is not known is left out")
	got, err := read(t, buf.String(), nil)
	require.NoError(t, err)
	require.Len(t, got, len(turns))
	for i := range turns {
		assert.True(t, turns[i].At.Equal(got[i].At))
		got[i].At, got[i].Until = turns[i].At, turns[i].Until
		assert.Equal(t, turns[i], got[i])
	}

	err = transcript.Write(io.Discard, slices.Values([]transcript.Turn{{Thread: "x", At: at}}))
	assert.ErrorContains(t, err, "Author(0)", "the side of a turn is never guessed")
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("not json\n"))
	f.Add([]byte(`{"thread":"t","at":"2026-01-05T09:00:00Z","author":"bot","text":"x","lang":"de","until":"2026-01-05T09:00:00Z"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var turns []transcript.Turn
		for turn, err := range transcript.Read(bytes.NewReader(data), nil) {
			if err != nil {
				return
			}
			turns = append(turns, turn)
		}
		var buf bytes.Buffer
		if err := transcript.Write(&buf, slices.Values(turns)); err != nil {
			t.Fatalf("what was read can't be written: %v", err)
		}
		n := 0
		for _, err := range transcript.Read(&buf, nil) {
			if err != nil {
				t.Fatalf("what was written can't be read: %v", err)
			}
			n++
		}
		if n != len(turns) {
			t.Fatalf("%d turns became %d", len(turns), n)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	data := strings.Repeat(good, 1000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range transcript.Read(strings.NewReader(data), nil) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
