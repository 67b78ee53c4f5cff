package commitment_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

func BenchmarkMake(b *testing.B) {
	for _, stored := range []int{1000, 100_000} {
		b.Run(fmt.Sprint(stored), func(b *testing.B) {
			store := commitment.NewMemoryStore()
			k, err := commitment.NewKeeper(store, &post{}, nil)
			require.NoError(b, err)
			n := 0
			next := func() commitment.Promise {
				p := draft()
				n++
				p.ID, p.Owner.ID = commitment.PromiseID(fmt.Sprint(n)), commitment.PartyID(fmt.Sprint("owner", n%200))
				p.Due.Deadline = time.Now().Add(time.Duration(n%1000+1) * time.Hour)
				return p
			}
			for range stored {
				if _, err := k.Make(b.Context(), next(), nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := k.Make(b.Context(), next(), nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkClaim claims and finishes alarms in batches of 100; ns/op is per alarm.
func BenchmarkClaim(b *testing.B) {
	b.Run("memory", func(b *testing.B) {
		ctx, store := context.Background(), commitment.NewMemoryStore()
		const batch = 100
		fill := func(rev commitment.Revision, n int) {
			p := commitment.Plan{Tenant: "acme", Subject: "bench", Revision: rev}
			for i := range n {
				a := commitment.Alarm{Tenant: "acme", Subject: "bench", Revision: rev, Rule: "r", Ordinal: i, At: monday}
				a.Key = a.Parts().Key()
				p.Alarms = append(p.Alarms, a)
			}
			if _, err := store.Plan(ctx, p, monday); err != nil {
				b.Fatal(err)
			}
		}
		const full = 50_000
		rev := commitment.Revision(1)
		fill(rev, full)
		left := full
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			if n++; n%batch != 0 {
				continue
			}
			if left < batch {
				b.StopTimer()
				rev++
				fill(rev, full)
				left = full
				b.StartTimer()
			}
			got, err := store.Claim(ctx, commitment.Claim{Worker: "w", Now: monday, Until: monday.Add(time.Minute), Limit: batch})
			if err != nil || len(got) != batch {
				b.Fatal(len(got), err)
			}
			if err := store.Done(ctx, "w", keysOf(got)...); err != nil {
				b.Fatal(err)
			}
			left -= batch
		}
	})
}

func BenchmarkAssess(b *testing.B) {
	for _, prior := range []int{10, 1000} {
		b.Run(fmt.Sprint(prior), func(b *testing.B) {
			cal := office(b, load(b, "Europe/Berlin"))
			w := commitment.Workload{Calendar: cal}
			for i := range prior {
				w.Prior = append(w.Prior, commitment.Task{Promise: commitment.PromiseID(fmt.Sprint(i)), Deadline: monday.Add(time.Duration(i*7919%(prior*24)) * time.Hour), Effort: time.Hour})
			}
			for i := range 50 {
				at := monday.Add(time.Duration(i) * 24 * time.Hour)
				w.Blocks = append(w.Blocks, commitment.Block{From: at.Add(2 * time.Hour), To: at.Add(3 * time.Hour)})
			}
			b.ReportAllocs()
			for b.Loop() {
				f, err := commitment.Assess(monday, commitment.Task{Promise: "new", Deadline: monday.Add(72 * time.Hour), Effort: 2 * time.Hour}, w, commitment.Margin{})
				if err != nil || f.Verdict == commitment.Unknown {
					b.Fatal(f, err)
				}
			}
		})
	}
}

func BenchmarkAlarms(b *testing.B) {
	cal := office(b, load(b, "Europe/Berlin"))
	pol := policy(b, &commitment.PolicyConfig{Calendars: func(commitment.TenantID, commitment.PartyID) *calendar.Calendar { return cal }})
	p := made(b, func(p *commitment.Promise) { p.Owner.Quiet = commitment.Quiet{Start: 22 * 60, End: 7 * 60} })
	b.ReportAllocs()
	for b.Loop() {
		if len(pol.Alarms(p)) < 10 {
			b.Fatal("no plan")
		}
	}
}

func BenchmarkWake(b *testing.B) {
	p := lives(b, language.English)[commitment.RuleRisk]
	pol := policy(b, nil)
	store := commitment.NewMemoryStore()
	_, err := store.Save(b.Context(), commitment.Write{Promise: p}, monday)
	require.NoError(b, err)
	k := keeper(b, store, commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil }), &commitment.Options{Now: func() time.Time { return p.RiskedAt }})
	a := ofRule(pol.Alarms(p), commitment.RuleRisk)[0]
	b.ReportAllocs()
	for b.Loop() {
		if err := k.Wake(b.Context(), a); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPromiseJSON(b *testing.B) {
	p := lives(b, language.English)[commitment.RuleRisk]
	b.ReportAllocs()
	for b.Loop() {
		out, err := json.Marshal(p)
		if err != nil {
			b.Fatal(err)
		}
		var back commitment.Promise
		if err := json.Unmarshal(out, &back); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRecord(b *testing.B) {
	p := lives(b, language.English)[commitment.RuleBroken]
	r := commitment.NewRecord(nil)
	b.ReportAllocs()
	for b.Loop() {
		r.Fold(p, 0)
	}
}
