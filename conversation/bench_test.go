package conversation_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

var sinkOptions []conversation.Option

func BenchmarkOptions(b *testing.B) {
	p := book(b, nil)
	fresh := p.Start("c", move.Enforce)
	b.Run("fresh", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkOptions = fresh.Options(start)
		}
	})
	r := begin(b, move.Enforce).feels(temper.Angry, move.Vent{}).agent(move.Acknowledge{}).agent(restate)
	b.Run("confirming", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkOptions = r.c.Options(r.at)
		}
	})
	b.Run("with texts", func(b *testing.B) {
		for b.Loop() {
			for _, o := range r.c.Options(r.at) {
				_ = o.Reasons()
			}
		}
	})
}

// script is a conversation from the first word to the last, move by move.
func script() []move.Entry {
	theirs, ours := move.Actor{Author: transcript.Customer}, move.Actor{Author: transcript.Agent}
	list := []move.Entry{
		{By: theirs, Moves: move.Moves{move.Tell{What: "it is gone again"}}},
		{By: ours, Moves: move.Moves{move.Acknowledge{}}},
		{By: ours, Moves: move.Moves{move.Ask{Fact: "version"}}},
		{By: ours, Moves: move.Moves{restate}},
		{By: theirs, Moves: move.Moves{yes}},
		{By: theirs, Moves: move.Moves{move.Choose{Option: "a"}}},
		{By: ours, Moves: move.Moves{move.Deliver{}}},
		{By: theirs, Moves: move.Moves{works}},
		{By: ours, Moves: move.Moves{move.Thank{For: move.ForHelp}}},
		{By: ours, Moves: move.Moves{move.Close{}}},
	}
	for i := range list {
		list[i].At = start.Add(time.Duration(i) * time.Minute)
	}
	return list
}

func BenchmarkDo(b *testing.B) {
	p, list := book(b, nil), script()
	b.ReportAllocs()
	i := 0
	c := p.Start("c", move.Enforce)
	for b.Loop() {
		if i == len(list) {
			i, c = 0, p.Start("c", move.Enforce)
		}
		if _, err := c.Do(list[i]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkRestore(b *testing.B) {
	p, list := book(b, nil), script()
	c := p.Start("c", move.Enforce)
	for _, e := range list {
		_, err := c.Do(e)
		require.NoError(b, err)
	}
	data, err := c.Snapshot()
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Restore(data); err != nil {
			b.Fatal(err)
		}
	}
}

func TestRetainedBytes(t *testing.T) {
	const n = 20000
	p := book(t, nil)
	kept := make([]*conversation.Conversation, n)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range kept {
		kept[i] = p.Start("c", move.Enforce)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	per := float64(after.HeapAlloc-before.HeapAlloc) / n
	t.Logf("a fresh conversation retains %.0f B", per)
	if per > 256 {
		t.Errorf("a fresh conversation retains %.0f B, want at most 256", per)
	}
	runtime.KeepAlive(kept)
}

func TestAllocs(t *testing.T) {
	if conversation.RaceEnabled {
		t.Skip("a sync.Pool forgets at random under the race detector")
	}
	p, list := book(t, nil), script()
	for _, e := range list { // warm the pool
		_, _ = p.Start("w", move.Observe).Do(e)
	}
	perScript := testing.AllocsPerRun(200, func() {
		c := p.Start("c", move.Enforce)
		for _, e := range list {
			if _, err := c.Do(e); err != nil {
				t.Fatal(err)
			}
		}
	})
	per := perScript / float64(len(list))
	t.Logf("%.1f allocs per move, start and journal included", per)
	if per > 8 {
		t.Errorf("%.1f allocs per move, want at most 8", per)
	}
	c := p.Start("o", move.Enforce)
	if n := testing.AllocsPerRun(200, func() { sinkOptions = c.Options(start) }); n > 1 {
		t.Errorf("Options makes %.0f allocs, want 1", n)
	}
}
