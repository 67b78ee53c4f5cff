package commitment

import (
	"slices"
	"time"
)

// An Estimate is how much working time something takes, learnt from how long the
// same kind took the same owner. The zero Estimate rests on nothing.
type Estimate struct {
	Median time.Duration // half of the cases took at most this
	Low    time.Duration // a quarter took at most this
	High   time.Duration // three quarters took at most this
	Late   int           // how many of the cases were settled late or not at all
	N      int           // the cases it rests on
}

// EstimateFrom learns from settled promises. The durations rest on those that
// say how long they took ([Promise.Keep]); Late counts kept and broken ones alike. N is
// the number of durations.
func EstimateFrom(settled []Promise) Estimate {
	var e Estimate
	var took []time.Duration
	for _, p := range settled {
		if p.State == Kept && p.Spent > 0 {
			took = append(took, p.Spent)
		}
		if p.State == Broken || p.State == Kept && (p.Late(p.ClosedAt) > 0 || p.Breaks > 0) {
			e.Late++
		}
	}
	if e.N = len(took); e.N == 0 {
		return e
	}
	slices.Sort(took)
	e.Low, e.Median, e.High = quantile(took, 1, 4), quantile(took, 1, 2), quantile(took, 3, 4)
	return e
}

// quantile returns the smallest value that at least num/den of the sorted values
// do not exceed.
func quantile(sorted []time.Duration, num, den int) time.Duration {
	i := (len(sorted)*num + den - 1) / den
	return sorted[max(0, i-1)]
}
