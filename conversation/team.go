package conversation

import (
	"math"
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// Strain says what hard calls cost one agent lately, so that a break comes
// before the next hard case (A22). It is a figure about a person: make one only
// where the agent agreed, and keep it from rankings. The zero value is ready; it
// is not safe for concurrent use.
type Strain struct {
	// Window is how far back it looks; default 4 hours.
	Window time.Duration
	// Limit is the strain from which a pause is advised; default 6. A message
	// from an angry customer counts 1, an abusive one 2, a tense one a quarter.
	Limit float64

	met []encounter
}

type encounter struct {
	at     time.Time
	weight float64
}

// Meet records a temper that the agent met, as read from a customer's message.
func (s *Strain) Meet(at time.Time, level temper.Level) {
	weight := map[temper.Level]float64{temper.Tense: 0.25, temper.Angry: 1, temper.Abusive: 2}[level]
	if weight == 0 {
		return
	}
	s.met = slices.DeleteFunc(s.met, func(e encounter) bool { return e.at.Before(at.Add(-s.window())) })
	s.met = append(s.met, encounter{at, weight})
}

// At returns the strain at an instant: what was met within the window, each
// weighing less the longer ago it was.
func (s *Strain) At(at time.Time) float64 {
	sum := 0.0
	for _, e := range s.met {
		if age := at.Sub(e.at); age >= 0 && age < s.window() {
			sum += e.weight * (1 - float64(age)/float64(s.window()))
		}
	}
	return sum
}

// PauseAdvised reports whether a pause is advised before the next hard case.
func (s *Strain) PauseAdvised(at time.Time) bool {
	limit := s.Limit
	if limit <= 0 {
		limit = 6
	}
	return s.At(at) >= limit
}

func (s *Strain) window() time.Duration {
	if s.Window <= 0 {
		return 4 * time.Hour
	}
	return s.Window
}

// Attention counts the conversations that each agent holds at once (A31): a
// figure about persons, for those who agreed. The zero value is ready; it is
// not safe for concurrent use.
type Attention struct {
	// Limit is how many conversations one agent may hold; 0: no limit. One
	// whose customer is angry counts twice, because it takes twice the attention.
	Limit int

	held map[commitment.PartyID]map[ID]int
}

// Track takes in where a conversation stands: who owns it and what it weighs.
// Call it after each change; one that is closed, dormant or paused weighs nothing.
func (a *Attention) Track(c *Conversation) {
	f := c.Facts()
	for _, conversations := range a.held {
		delete(conversations, c.id)
	}
	weight := 1
	if f.Angry() {
		weight = 2
	}
	if f.Owner == "" || f.Stage >= practice.Closed && f.Stage != practice.HandingOver {
		return
	}
	if a.held == nil {
		a.held = map[commitment.PartyID]map[ID]int{}
	}
	if a.held[f.Owner] == nil {
		a.held[f.Owner] = map[ID]int{}
	}
	a.held[f.Owner][c.id] = weight
}

// Holds returns how many conversations the agent holds and what they weigh.
func (a *Attention) Holds(agent commitment.PartyID) (conversations, weight int) {
	for _, w := range a.held[agent] {
		conversations++
		weight += w
	}
	return conversations, weight
}

// Free reports whether the agent may take one more.
func (a *Attention) Free(agent commitment.PartyID) bool {
	_, weight := a.Holds(agent)
	return a.Limit <= 0 || weight < a.Limit
}

// SurveyResult is what the answers to a survey come to (A23). Share and bounds
// are on the scale that the method publishes: CSAT 0 to 100, NPS -100 to 100,
// CES 1 to 7.
type SurveyResult struct {
	Survey    move.Questionnaire
	Responses int
	Asked     int     // surveys sent; the response rate's denominator
	Value     float64 // NaN without responses
	// Low and High are the bounds of the 95 % confidence interval: Wilson's score
	// interval for CSAT (E. B. Wilson, 1927), the normal approximation of the
	// variance of a difference of multinomial shares for NPS, of the mean for CES.
	Low, High float64
}

// z95 is the 97.5th percentile of the standard normal distribution.
const z95 = 1.959963984540054

// CSAT is the share of satisfied answers, 4 and 5 of 5, in percent.
func CSAT(scores []int) SurveyResult {
	n, top := float64(len(scores)), 0.0
	for _, s := range scores {
		if s >= 4 {
			top++
		}
	}
	r := SurveyResult{Survey: move.CSAT, Responses: len(scores)}
	if n == 0 {
		return r.none()
	}
	share := top / n
	centre := (share + z95*z95/(2*n)) / (1 + z95*z95/n)
	half := z95 / (1 + z95*z95/n) * math.Sqrt(share*(1-share)/n+z95*z95/(4*n*n))
	r.Value, r.Low, r.High = 100*share, 100*max(0, centre-half), 100*min(1, centre+half)
	return r
}

// NPS is the net promoter score (F. Reichheld, "The One Number You Need to
// Grow", Harvard Business Review, December 2003): the share of 9 and 10 less
// that of 0 to 6, in points.
func NPS(scores []int) SurveyResult {
	n, promoters, detractors := float64(len(scores)), 0.0, 0.0
	for _, s := range scores {
		switch {
		case s >= 9:
			promoters++
		case s <= 6:
			detractors++
		}
	}
	r := SurveyResult{Survey: move.NPS, Responses: len(scores)}
	if n == 0 {
		return r.none()
	}
	net := (promoters - detractors) / n
	half := z95 * math.Sqrt(max(0, (promoters+detractors)/n-net*net)/n)
	r.Value, r.Low, r.High = 100*net, 100*max(-1, net-half), 100*min(1, net+half)
	return r
}

// CES is the customer effort score in its second form (CEB, 2013): the mean
// agreement, 1 to 7, with "the company made it easy".
func CES(scores []int) SurveyResult {
	n, sum := float64(len(scores)), 0.0
	for _, s := range scores {
		sum += float64(s)
	}
	r := SurveyResult{Survey: move.CES, Responses: len(scores)}
	if n == 0 {
		return r.none()
	}
	mean, squares := sum/n, 0.0
	for _, s := range scores {
		squares += (float64(s) - mean) * (float64(s) - mean)
	}
	r.Value, r.Low, r.High = mean, 1, 7
	if n > 1 {
		half := z95 * math.Sqrt(squares/(n-1)/n)
		r.Low, r.High = max(1, mean-half), min(7, mean+half)
	}
	return r
}

func (r SurveyResult) none() SurveyResult {
	r.Value, r.Low, r.High = math.NaN(), math.NaN(), math.NaN()
	return r
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

// VoiceCount is how often product should hear of a topic (A27).
type VoiceCount struct {
	Topic         move.Topic
	Conversations int // in which it came up: the numerator
	Wishes        int
	Troubles      int
	FromAgents    int      // suggested by us
	Words         []string // what was said, oldest first; gone after Erase
}

// Voices counts topics over journals, the most frequent first. The denominator
// of every share is len(journals).
func Voices(journals ...move.Journal) []VoiceCount {
	at := map[move.Topic]*VoiceCount{}
	for _, j := range journals {
		seen, old := map[move.Topic]bool{}, superseded(j)
		for i := range j {
			if old[uint64(i)+1] {
				continue
			}
			for _, m := range j[i].Moves {
				if v, ok := m.(move.Voice); ok {
					countVoice(at, seen, v, j[i].By.Author != transcript.Customer)
				}
			}
		}
	}
	out := make([]VoiceCount, 0, len(at))
	for _, c := range at {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b VoiceCount) int {
		if a.Conversations != b.Conversations {
			return b.Conversations - a.Conversations
		}
		return compareText(string(a.Topic), string(b.Topic))
	})
	return out
}

func countVoice(at map[move.Topic]*VoiceCount, seen map[move.Topic]bool, v move.Voice, ours bool) {
	c := at[v.Topic]
	if c == nil {
		c = &VoiceCount{Topic: v.Topic}
		at[v.Topic] = c
	}
	if !seen[v.Topic] {
		seen[v.Topic] = true
		c.Conversations++
	}
	if v.Wish {
		c.Wishes++
	} else {
		c.Troubles++
	}
	if ours {
		c.FromAgents++
	}
	if v.What != "" && v.What != move.ErasedText {
		c.Words = append(c.Words, v.What)
	}
}

// Affected lists the conversations hit by a root cause whose customers have
// not been told yet: no analysis was delivered, and they may have fallen
// silent rather than asked (A20).
func Affected(cause move.CauseID, conversations ...*Conversation) []ID {
	var out []ID
	for _, c := range conversations {
		if f := c.Facts(); f.Cause == cause && f.RCAOwed {
			out = append(out, c.id)
		}
	}
	return out
}
