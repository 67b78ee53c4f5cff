package conversation

import (
	"math"

	"github.com/evenkeel-go/evenkeel/conversation/move"
)

// SurveyResult is what the answers to a survey come to (A23). Share and bounds
// are on the scale that the method publishes: CSAT 0 to 100, NPS -100 to 100,
// CES 1 to 7.
type SurveyResult struct {
	Survey    move.Questionnaire
	Responses int
	Asked     int     // surveys sent; the response rate's denominator
	Invalid   int     // scores off the survey's scale, left out
	Value     float64 // NaN without responses
	// Low and High are the bounds of the 95 % confidence interval. They hold for
	// few and for equal answers too: one answer never makes a certainty.
	//
	//   - CSAT: Wilson's score interval (E. B. Wilson, "Probable inference, the law
	//     of succession, and statistical inference", 1927).
	//   - NPS: the adjusted Wald interval of a difference of two shares of one
	//     sample (D. G. Bonett and R. M. Price, Journal of Educational and
	//     Behavioral Statistics 37, 2012), which adds one promoter and one detractor.
	//   - CES: the normal approximation of the mean; of few answers, or equal ones,
	//     the bound that holds for any answers on the scale (W. Hoeffding,
	//     "Probability inequalities for sums of bounded random variables", 1963).
	Low, High float64
	// Few says that there are fewer than 30 responses: look at the interval, not
	// at the value, and compare with nobody.
	Few bool
}

const (
	z95 = 1.959963984540054 // the 97.5th percentile of the standard normal distribution
	few = 30                // the customary least sample of a normal approximation
)

// CSAT is the share of satisfied answers, 4 and 5 of 5, in percent. Scores are
// 1 to 5; others are left out and counted as invalid.
func CSAT(scores []int) SurveyResult {
	r, scores := surveyed(move.CSAT, scores, 1, 5)
	if r.Responses == 0 {
		return r
	}
	n, top := float64(len(scores)), 0.0
	for _, s := range scores {
		if s >= 4 {
			top++
		}
	}
	share := top / n
	centre := (share + z95*z95/(2*n)) / (1 + z95*z95/n)
	half := z95 / (1 + z95*z95/n) * math.Sqrt(share*(1-share)/n+z95*z95/(4*n*n))
	r.Value, r.Low, r.High = 100*share, 100*max(0, centre-half), 100*min(1, centre+half)
	return r
}

// NPS is the net promoter score (F. Reichheld, "The One Number You Need to
// Grow", Harvard Business Review, December 2003): the share of 9 and 10 less
// that of 0 to 6, in points. Scores are 0 to 10; others are left out and counted
// as invalid.
func NPS(scores []int) SurveyResult {
	r, scores := surveyed(move.NPS, scores, 0, 10)
	if r.Responses == 0 {
		return r
	}
	n, promoters, detractors := float64(len(scores)), 0.0, 0.0
	for _, s := range scores {
		switch {
		case s >= 9:
			promoters++
		case s <= 6:
			detractors++
		}
	}
	net := (promoters - detractors) / n
	up, down := (promoters+1)/(n+2), (detractors+1)/(n+2)
	half := z95 * math.Sqrt((up+down-(up-down)*(up-down))/(n+2))
	r.Value, r.Low, r.High = 100*net, 100*max(-1, min(net, up-down-half)), 100*min(1, max(net, up-down+half))
	return r
}

// CES is the customer effort score in its second form (CEB, 2013): the mean
// agreement, 1 to 7, with "the company made it easy". Other scores are left out
// and counted as invalid.
func CES(scores []int) SurveyResult {
	r, scores := surveyed(move.CES, scores, 1, 7)
	if r.Responses == 0 {
		return r
	}
	n, sum := float64(len(scores)), 0.0
	for _, s := range scores {
		sum += float64(s)
	}
	mean, squares := sum/n, 0.0
	for _, s := range scores {
		squares += (float64(s) - mean) * (float64(s) - mean)
	}
	half := z95 * math.Sqrt(squares/(n-1)/n)
	if r.Few || squares == 0 {
		half = (7 - 1) * math.Sqrt(math.Log(2/0.05)/(2*n))
	}
	r.Value, r.Low, r.High = mean, max(1, mean-half), min(7, mean+half)
	return r
}

// surveyed begins a result: the scores that are on the scale.
func surveyed(of move.Questionnaire, scores []int, from, to int) (SurveyResult, []int) {
	on := make([]int, 0, len(scores))
	for _, s := range scores {
		if s >= from && s <= to {
			on = append(on, s)
		}
	}
	return SurveyResult{Survey: of, Responses: len(on), Invalid: len(scores) - len(on), Few: len(on) < few,
		Value: math.NaN(), Low: math.NaN(), High: math.NaN()}, on
}

// Surveys computes the results of the surveys in journals, one per kind that
// was asked or answered. A survey that was never sent was not asked; an answer
// that was edited counts as it is now.
func Surveys(journals ...move.Journal) []SurveyResult {
	var asked [3]int
	var scores [3][]int
	for _, j := range journals {
		old, never := superseded(j), unsent(j)
		for i := range j {
			seq := uint64(i) + 1
			if _, unsent := never[seq]; unsent || old[seq] {
				continue
			}
			for _, m := range j[i].Moves {
				switch m := m.(type) {
				case move.Survey:
					asked[m.Survey]++
				case move.Rate:
					scores[m.Survey] = append(scores[m.Survey], m.Score)
				}
			}
		}
	}
	var out []SurveyResult
	for kind, compute := range []func([]int) SurveyResult{move.CSAT: CSAT, move.NPS: NPS, move.CES: CES} {
		if asked[kind] > 0 || len(scores[kind]) > 0 {
			r := compute(scores[kind])
			r.Asked = max(asked[kind], r.Responses)
			out = append(out, r)
		}
	}
	return out
}
