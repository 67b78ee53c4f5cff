package conversation

import (
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// Strain says what hard calls cost one agent lately, so that a break comes
// before the next hard case (A22). It is a figure about a person: nothing in this
// library makes one, a host does for an agent who agreed, and keeps it from
// rankings. The zero value is ready; it is not safe for concurrent use.
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
// figure about persons, for those who agreed. It tracks conversations of
// playbooks with Options.Persons only. The zero value is ready; it is not safe
// for concurrent use.
type Attention struct {
	// Limit is how many conversations one agent may hold; 0: no limit. One
	// whose customer is angry counts twice, because it takes twice the attention.
	Limit int

	held map[commitment.PartyID]map[ID]int
}

// Track takes in where a conversation stands: who owns it and what it weighs.
// Call it after each change; one that is closed, dormant or paused weighs nothing,
// and so does one whose playbook has not opted in.
func (a *Attention) Track(c *Conversation) {
	f := c.Facts()
	for _, conversations := range a.held {
		delete(conversations, c.id)
	}
	weight := 1
	if f.Angry() {
		weight = 2
	}
	if !c.book.opts.Persons || f.Owner == "" || f.Stage >= practice.Closed && f.Stage != practice.HandingOver {
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
