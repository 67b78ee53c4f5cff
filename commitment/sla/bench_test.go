package sla_test

import (
	"testing"

	"github.com/evenkeel-go/evenkeel/commitment/sla"
)

func benchClock(b *testing.B) *sla.Clock {
	c := open(b, sla.Case{}, "02 10:00")
	for _, day := range []string{"02", "03", "04", "05", "06", "09", "10", "11", "12", "13"} {
		apply(b, c, sla.Answered, day+" 11:00")
		apply(b, c, sla.Waiting, day+" 12:00")
		apply(b, c, sla.CustomerWrote, day+" 15:00")
	}
	return c
}

// BenchmarkStatus reads a case of 31 events.
func BenchmarkStatus(b *testing.B) {
	c, now := benchClock(b), at(b, "13 16:00")
	for b.Loop() {
		c.Status(sla.Resolution, now)
	}
}

func BenchmarkNext(b *testing.B) {
	c, now := benchClock(b), at(b, "13 16:00")
	for b.Loop() {
		c.Next(now)
	}
}

func BenchmarkFold(b *testing.B) {
	events, bk := benchClock(b).Events(), book(b)
	for b.Loop() {
		_, _ = bk.Fold(events)
	}
}

func BenchmarkExplain(b *testing.B) {
	c, now, bk := benchClock(b), at(b, "13 16:00"), book(b)
	s, _ := c.Status(sla.Resolution, now)
	for b.Loop() {
		_, _ = bk.Explain(s, now, sla.Reader{})
	}
}

func FuzzRestore(f *testing.F) {
	f.Add([]byte(`{"version":1,"events":[{"kind":"opened","at":"2026-11-23T01:00:00Z","case":{"priority":"P2"},"policy":"gold"},{"kind":"answered","at":"2026-11-23T02:00:00Z"},{"kind":"waiting","at":"2026-11-24T02:00:00Z","followUp":"2026-11-26T02:00:00Z"},{"kind":"resumed","at":"2026-11-24T03:00:00Z"}]}`), int64(1795500000))
	f.Add([]byte(`{"version":1,"events":[{"kind":"opened","at":"0001-01-02T01:00:00Z","case":{"tier":"enterprise","priority":"P1"},"policy":"gold"},{"kind":"calendar-changed","at":"9999-01-02T01:00:00Z","calendar":"berlin"},{"kind":"policy-changed","at":"9999-12-31T01:00:00Z","policy":"silver"}]}`), int64(0))
	b := book(f)
	f.Fuzz(func(t *testing.T, data []byte, sec int64) {
		c, err := b.Restore(data)
		if err != nil {
			return
		}
		now := at(t, "23 10:00").AddDate(0, 0, int(sec%100000))
		for _, s := range c.History(now) {
			if s.State == sla.NoState || s.Elapsed < 0 || s.Waited < 0 {
				t.Errorf("%+v", s)
			}
			if _, err := b.Explain(s, now, sla.Reader{}); err != nil {
				t.Error(err)
			}
		}
		c.Due(now)
		if next, ok := c.Next(now); ok && !next.After(now) {
			t.Errorf("Next(%v) = %v", now, next)
		}
		if _, err := c.MarshalJSON(); err != nil {
			t.Error(err)
		}
	})
}
