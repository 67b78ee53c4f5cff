package commitment_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
)

func TestRecordCountsDeadlines(t *testing.T) {
	r := commitment.NewRecord(nil)
	p := made(t, func(p *commitment.Promise) { p.Team = "tier-2" })
	due := p.Due.Deadline

	kept, err := p.Keep(due, "ana", 2*time.Hour)
	require.NoError(t, err)
	r.Fold(kept, 0)
	late, err := p.Keep(due.Add(26*24*time.Hour), "ana", 0) // in April
	require.NoError(t, err)
	r.Fold(late, 0)
	// Missed, extended, and kept in time then: one deadline broken, one kept.
	moved, err := renegotiate(p, due.Add(time.Hour), commitment.At("", due.Add(48*time.Hour)))
	require.NoError(t, err)
	moved, err = moved.Keep(due.Add(47*time.Hour), "ana", 0)
	require.NoError(t, err)
	r.Fold(moved, 0)
	released, err := p.Release(due, "zoe", "solved itself")
	require.NoError(t, err)
	r.Fold(released, 0)
	insisted, err := commitment.Make(monday, draft(), &commitment.Accept{By: "bo", Reason: "must"})
	require.NoError(t, err)
	r.Fold(insisted, 0)

	rows := r.Report(func(c commitment.Cell) bool { return c.Team == "tier-2" })
	require.Len(t, rows, 1)
	got := rows[0].Tally
	require.Equal(t, []int{4, 2, 1, 1, 1, 1}, []int{got.Made, got.Kept, got.KeptLate, got.Broken, got.Released, got.Renegotiated})
	require.Equal(t, 4, got.Settled())
	require.InDelta(t, 0.5, got.KeptRate().Share, 1e-9)
	require.InEpsilon(t, 26*24*time.Hour, got.Lateness.Quantile(0.5), 0.1)
	require.InEpsilon(t, 2*time.Hour, got.Took.Quantile(0.5), 0.1)

	months := r.Report(nil, commitment.ByPeriod, commitment.ByTeam)
	require.Len(t, months, 3)
	require.Equal(t, commitment.Cell{Team: "", Period: "2026-03"}, months[0].Cell)
	require.Equal(t, 1, months[0].Tally.Insisted)
	require.Equal(t, commitment.Cell{Team: "tier-2", Period: "2026-04"}, months[2].Cell)
	require.Equal(t, 1, months[2].Tally.KeptLate)
}

// TestRecordByOwnerAtTheTime: what was missed before a promise changed hands is not
// held against who took it over.
func TestRecordByOwnerAtTheTime(t *testing.T) {
	p := made(t, nil)
	p, err := renegotiate(p, p.Due.Deadline.Add(time.Hour), commitment.At("", p.Due.Deadline.Add(50*time.Hour)))
	require.NoError(t, err)
	p, err = p.Assign(p.TermsAt, "bo", commitment.Staff{Owner: commitment.Party{ID: "eve"}}, "ana left")
	require.NoError(t, err)
	p, err = p.Keep(p.TermsAt.Add(time.Hour), "eve", 0)
	require.NoError(t, err)
	r := commitment.NewRecord(&commitment.RecordOptions{Owners: true})
	r.Fold(p, 0)
	got := map[commitment.PartyID][]int{}
	for _, row := range r.Report(nil, commitment.ByOwner) {
		got[row.Cell.Owner] = []int{row.Tally.Made, row.Tally.Broken, row.Tally.Renegotiated, row.Tally.Kept}
	}
	require.Equal(t, map[commitment.PartyID][]int{"ana": {1, 1, 1, 0}, "eve": {0, 0, 0, 1}}, got)
	p.History[0].Owner = "" // as written before the first owner was noted
	r = commitment.NewRecord(&commitment.RecordOptions{Owners: true})
	r.Fold(p, 0)
	require.Len(t, r.Report(nil, commitment.ByOwner), 1)
}

// TestMadeCountsWhenItWasSaid: a promise that is entered later was made when the words
// were said.
func TestMadeCountsWhenItWasSaid(t *testing.T) {
	p := draft()
	p.MadeAt = monday.Add(-5 * 24 * time.Hour) // in February
	p, err := commitment.Make(monday, p, nil)
	require.NoError(t, err)
	r := commitment.NewRecord(nil)
	r.Fold(p, 0)
	require.Equal(t, "2026-02", r.Report(nil, commitment.ByPeriod)[0].Cell.Period)
}

func TestOwnersAreOptIn(t *testing.T) {
	p, err := made(t, nil).Keep(monday, "ana", 0)
	require.NoError(t, err)
	for _, on := range []bool{false, true} {
		r := commitment.NewRecord(&commitment.RecordOptions{Owners: on})
		r.Fold(p, 0)
		b, err := json.Marshal(r)
		require.NoError(t, err)
		require.Equal(t, on, slices.ContainsFunc(r.Report(nil, commitment.ByOwner), func(row commitment.Row) bool { return row.Cell.Owner == "ana" }))
		require.Equal(t, on, json.Valid(b) && contains(string(b), `"ana"`))
	}
}

func contains(s, sub string) bool {
	for i := range s {
		if len(s[i:]) >= len(sub) && s[i:i+len(sub)] == sub {
			return true
		}
	}
	return false
}

// TestRecordIsIncremental: folding after every change, in pieces and from
// several goroutines, gives what one scan at the end gives, also through JSON.
func TestRecordIsIncremental(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	opts := &commitment.RecordOptions{Period: commitment.Weekly, Zone: load(t, "Asia/Manila"), Owners: true}
	live, scan := commitment.NewRecord(opts), commitment.NewRecord(opts)
	var wg sync.WaitGroup
	for range 60 {
		lived := life(t, rng, 15)
		scan.Fold(lived[len(lived)-1], 0)
		wg.Go(func() {
			since := commitment.Revision(0)
			for _, p := range lived {
				live.Fold(p, since)
				since = p.Revision
			}
		})
	}
	wg.Wait()
	all := []commitment.Dimension{commitment.ByTenant, commitment.ByOwner, commitment.ByTeam, commitment.ByCustomer, commitment.ByKind, commitment.ByDirection, commitment.ByPeriod}
	require.Equal(t, scan.Report(nil, all...), live.Report(nil, all...))
	require.Greater(t, len(scan.Report(nil, all...)), 3)

	b, err := json.Marshal(scan)
	require.NoError(t, err)
	back := commitment.NewRecord(nil)
	require.NoError(t, json.Unmarshal(b, back))
	require.Equal(t, scan.Report(nil, all...), back.Report(nil, all...))
	more := life(t, rng, 5)
	back.Fold(more[len(more)-1], 0)
	scan.Fold(more[len(more)-1], 0)
	require.Equal(t, scan.Report(nil, all...), back.Report(nil, all...), "what was read back goes on counting")
	for want, bad := range map[error]string{
		commitment.ErrVersion: `{"v":2}`, commitment.ErrFormat: `{"v":1,"zone":"UTC","cells":[{"lateness":{"-3":1}}]}`, commitment.ErrZone: `{"v":1,"zone":"Nowhere","cells":[]}`,
	} {
		require.ErrorIs(t, json.Unmarshal([]byte(bad), back), want)
		require.Equal(t, scan.Report(nil, all...), back.Report(nil, all...))
	}
}

// TestWilson compares with values worked out from the published formula by hand.
func TestWilson(t *testing.T) {
	tally := func(kept, broken int) commitment.Rate { return commitment.Tally{Kept: kept, Broken: broken}.KeptRate() }
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{{0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {5, 10, 0.2366, 0.7634}, {81, 263, 0.2553, 0.3662}, {1, 1, 0.2065, 1}} {
		r := tally(c.k, c.n-c.k)
		require.InDelta(t, c.low, r.Low, 5e-5, "%d of %d", c.k, c.n)
		require.InDelta(t, c.high, r.High, 5e-5, "%d of %d", c.k, c.n)
		require.Equal(t, c.n, r.N)
		require.GreaterOrEqual(t, r.Low, 0.0, "a share")
		require.LessOrEqual(t, r.High, 1.0)
	}
	require.Equal(t, commitment.Rate{High: 1}, tally(0, 0))
	require.InDelta(t, 0.25, commitment.Tally{Kept: 2, KeptLate: 1, Broken: 1}.LateRate().Share, 1e-9)
	require.InDelta(t, 0.25, commitment.Tally{Kept: 2, KeptLate: 1, Broken: 1}.BrokenRate().Share, 1e-9)
}

func TestHistogram(t *testing.T) {
	var h commitment.Histogram
	require.Zero(t, h.Quantile(0.5))
	rng := rand.New(rand.NewPCG(11, 12))
	var all []time.Duration
	for range 5000 {
		d := time.Duration(math.Exp(rng.Float64()*16) * float64(time.Second))
		all = append(all, d)
		h.Add(d)
	}
	slices.Sort(all)
	require.Equal(t, 5000, h.N())
	for _, q := range []float64{0, 0.1, 0.5, 0.9, 0.99, 1} {
		exact := all[max(0, int(math.Ceil(q*5000))-1)]
		got := h.Quantile(q)
		require.GreaterOrEqual(t, got, exact-time.Microsecond, "never too little")
		require.LessOrEqual(t, float64(got), float64(exact)*1.1+float64(time.Second), "at most a tenth too much")
	}
	h = commitment.Histogram{}
	for _, d := range []time.Duration{math.MaxInt64, -1, 0} {
		h.Add(d)
	}
	require.Zero(t, h.Quantile(0.5))
	require.EqualValues(t, math.MaxInt64, h.Quantile(1))
	for range 40 {
		b, err := json.Marshal(h)
		require.NoError(t, err)
		var back commitment.Histogram
		require.NoError(t, json.Unmarshal(b, &back))
		require.Equal(t, h, back)
		h.Add(time.Hour)
	}
}

// TestHistogramOfFewIsExact: what one promise was late is what the report says, and
// it stays so through the report's sums and the stored form.
func TestHistogramOfFewIsExact(t *testing.T) {
	r := commitment.NewRecord(nil)
	for i, late := range []time.Duration{3 * time.Hour, 90 * time.Minute, 10 * time.Minute} {
		p := made(t, func(p *commitment.Promise) { p.Kind = commitment.Kind("kind-" + string(rune('a'+i))) })
		p, err := p.Keep(p.Due.Deadline.Add(late), "ana", 0)
		require.NoError(t, err)
		r.Fold(p, 0)
		if i == 0 {
			require.Equal(t, 3*time.Hour, r.Report(nil)[0].Tally.Lateness.Quantile(0.5))
		}
	}
	b, err := json.Marshal(r)
	require.NoError(t, err)
	back := commitment.NewRecord(nil)
	require.NoError(t, json.Unmarshal(b, back))
	for _, r := range []*commitment.Record{r, back} {
		all := r.Report(nil)[0].Tally.Lateness
		require.Equal(t, []time.Duration{10 * time.Minute, 90 * time.Minute, 3 * time.Hour}, []time.Duration{all.Quantile(0), all.Quantile(0.5), all.Quantile(1)})
		before := all // a copy does not change with what is counted after it
		all.Add(time.Second)
		require.Equal(t, 90*time.Minute, before.Quantile(0.5))
		require.Equal(t, 3, before.N())
	}
	var h commitment.Histogram
	for i := range 33 {
		require.Equal(t, i, h.N())
		h.Add(time.Duration(i+1) * time.Hour)
		if i < 32 {
			require.Equal(t, time.Duration(i/2+1)*time.Hour, h.Quantile(0.5))
		}
	}
	require.Equal(t, 33, h.N())
	require.InEpsilon(t, 17*time.Hour, h.Quantile(0.5), 0.1, "from 33 on by buckets")
	for _, bad := range []string{`["3 hours"]`, `["-1s"]`, `[3]`} {
		require.ErrorIs(t, json.Unmarshal([]byte(bad), &h), commitment.ErrFormat, bad)
		require.Equal(t, 33, h.N())
	}
}

func TestPeriods(t *testing.T) {
	at := time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC)
	for p, want := range map[commitment.Period]string{commitment.Monthly: "2027-01", commitment.Weekly: "2026-W53", commitment.Daily: "2027-01-01", commitment.Quarterly: "2027-Q1"} {
		require.Equal(t, want, p.Of(at))
	}
	require.Equal(t, "2027-Q4", commitment.Quarterly.Of(at.AddDate(0, 11, 0)))
}
