package conversation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// key is what is left of Facts when everything is dropped that neither a guard
// nor an edge reads, nor anything that feeds one: the value of each field, in
// the order of keyFields. Facts with the same key are the same to the playbook,
// now and after any moves (TestKeyIsEnough shows it).
type key [keyLen]uint8

const keyLen = 40

// field is one part of a key.
type field struct {
	name string
	size int
	get  func(f *Facts, age func(time.Time) time.Duration) int
	set  func(f *Facts, v int)
}

// keying projects facts on keys and makes facts of keys.
type keying struct {
	p      *Playbook
	fields []field
}

// keyNow is the instant at which facts made of a key stand.
var keyNow = start0.Add(1000 * time.Hour)

// The ages that the limits of phone, chat and e-mail tell apart.
var (
	turnAges   = []time.Duration{0, time.Second, 3 * time.Second, 5 * time.Second, 15 * time.Second} // burst, after_vent
	noticeAges = []time.Duration{0, 48 * time.Hour, 72 * time.Hour}                                  // close
)

// keyChannels stand for all: the others differ in lengths of time alone.
var keyChannels = []transcript.Channel{transcript.Chat, transcript.Phone, transcript.Email}

// keyPromises are two promises: guards ask whether one is known, is open, was
// broken and whether this one is known, and two make every combination.
var keyPromises = []commitment.PromiseID{"p", "q"}

func newKeying(p *Playbook) *keying {
	k := &keying{p: p}
	k.fields = slices.Concat(k.place(), k.turn(), wayFields(), confirmFields(), adviceFields(), courseFields(), endFields())
	if len(k.fields) != keyLen {
		panic(fmt.Sprintf("a key has %d fields", len(k.fields)))
	}
	return k
}

// yesNo is a field of a bool.
func yesNo(name string, at func(f *Facts) *bool) field {
	return field{name, 2,
		func(f *Facts, _ func(time.Time) time.Duration) int { return toInt(*at(f)) },
		func(f *Facts, v int) { *at(f) = v == 1 }}
}

// some is a field of a counter that is asked for zero or not.
func some(name string, at func(f *Facts) *int) field {
	return field{name, 2,
		func(f *Facts, _ func(time.Time) time.Duration) int { return min(*at(f), 1) },
		func(f *Facts, v int) { *at(f) = v }}
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// bucket is the last of the bounds that d reaches.
func bucket(bounds []time.Duration, d time.Duration) int {
	i := len(bounds) - 1
	for i > 0 && d < bounds[i] {
		i--
	}
	return i
}

func (k *keying) place() []field {
	return []field{
		{"state", len(k.p.states), func(f *Facts, _ func(time.Time) time.Duration) int { return f.index },
			func(f *Facts, v int) { f.State, f.Stage, f.index = k.p.states[v].ID, k.p.states[v].Stage, v }},
		{"origin", len(k.p.states) + 1, func(f *Facts, _ func(time.Time) time.Duration) int {
			if f.Origin == "" {
				return 0
			}
			return k.p.stateOf[f.Origin] + 1
		}, func(f *Facts, v int) {
			if v > 0 {
				f.Origin = k.p.states[v-1].ID
			}
		}},
		{"channel", len(keyChannels), func(f *Facts, _ func(time.Time) time.Duration) int {
			switch k.p.limitsOf(f.Channel).Confirm {
			case move.Explicit:
				return 1
			case move.Assumed:
				return 2
			}
			return 0
		}, func(f *Facts, v int) { f.Channel = keyChannels[v]; f.limits = k.p.limitsOf(f.Channel) }},
	}
}

func (k *keying) turn() []field {
	hot := func(name string, back int) field { // the trend looks back on two readings
		return field{name, 2, func(f *Facts, _ func(time.Time) time.Duration) int {
			i := len(f.Levels) - back
			return toInt(i >= 0 && f.Levels[i] >= temper.Angry)
		}, func(f *Facts, v int) {
			k.p.takeTemper(f, temper.Reading{Level: []temper.Level{temper.Calm, temper.Angry}[v], Score: 0.9})
			f.FeelingOwed, f.Heated = false, false // fields of their own, set later
		}}
	}
	return []field{
		yesNo("our turn", func(f *Facts) *bool { return &f.OurTurn }),
		yesNo("last vent", func(f *Facts) *bool { return &f.LastVent }),
		{"age", len(turnAges), func(f *Facts, age func(time.Time) time.Duration) int {
			return bucket(turnAges, age(f.TheirsAt))
		}, func(f *Facts, v int) { f.TheirsAt = keyNow.Add(-turnAges[v]) }},
		hot("hot before", 2),
		hot("hot last", 1),
		yesNo("feeling owed", func(f *Facts) *bool { return &f.FeelingOwed }),
		some("warned", func(f *Facts) *int { return &f.Warnings }),
		yesNo("heard warning", func(f *Facts) *bool { return &f.HeardWarning }),
	}
}

func wayFields() []field {
	return []field{
		yesNo("clear", func(f *Facts) *bool { return &f.Clear }),
		yesNo("vague", func(f *Facts) *bool { return &f.Vague }),
		yesNo("heated", func(f *Facts) *bool { return &f.Heated }),
		yesNo("repeated", func(f *Facts) *bool { return &f.Repeated }),
		some("corrected", func(f *Facts) *int { return &f.Corrections }),
		yesNo("broken", func(f *Facts) *bool { return &f.Broken }),
	}
}

func confirmFields() []field {
	return []field{
		yesNo("restated", func(f *Facts) *bool { return &f.Restated }),
		{"confirmed", 4, func(f *Facts, _ func(time.Time) time.Duration) int { return int(f.Confirmed) },
			func(f *Facts, v int) { f.Confirmed = move.Confirmation(v) }},
		yesNo("apology idle", func(f *Facts) *bool { return &f.ApologyIdle }),
		{"fault", 2, func(f *Facts, _ func(time.Time) time.Duration) int { return toInt(slices.Contains(f.Faults, "f")) },
			func(f *Facts, v int) {
				if v == 1 {
					f.Faults = []move.FaultID{"f"}
				}
			}},
	}
}

func adviceFields() []field {
	return []field{
		yesNo("answered", func(f *Facts) *bool { return &f.Answered }),
		{"offer", 2, func(f *Facts, _ func(time.Time) time.Duration) int { return min(len(f.Offer), 1) }, func(f *Facts, v int) {
			if v == 1 {
				f.Offer = []move.OptionID{"a"}
			}
		}},
		yesNo("plan told", func(f *Facts) *bool { return &f.PlanTold }),
		yesNo("plan stale", func(f *Facts) *bool { return &f.PlanStale }),
		yesNo("advised", func(f *Facts) *bool { return &f.Advised }),
		yesNo("play back owed", func(f *Facts) *bool { return &f.PlayBackOwed }),
	}
}

// What the playbook tells apart of a promise: whether it is on record, is open,
// was broken or is done with, and whether its time lies ahead (then they wait
// for that, and do again should it be opened again).
const (
	noPromise = iota
	openDue
	openAhead
	brokenDue
	brokenAhead
	doneDue
	doneAhead
	promiseValues
)

func promiseValue(f *Facts, id commitment.PromiseID, age func(time.Time) time.Duration) int {
	i, v := f.promise(id), doneDue
	switch {
	case i < 0:
		return noPromise
	case f.Promises[i].Open():
		v = openDue
	case f.Promises[i].State == commitment.Broken:
		v = brokenDue
	}
	return v + toInt(age(f.Promises[i].Due) < 0)
}

func courseFields() []field {
	var out []field
	for _, id := range keyPromises {
		out = append(out, field{"promise " + string(id), promiseValues, func(f *Facts, age func(time.Time) time.Duration) int {
			return promiseValue(f, id, age)
		}, func(f *Facts, v int) {
			if v == noPromise {
				return
			}
			p := PromiseFact{ID: id, State: []commitment.State{commitment.Open, commitment.Broken, commitment.Kept}[(v-1)/2]}
			if (v-1)%2 == 1 {
				p.Due = keyNow.Add(time.Hour)
			}
			f.Promises = append(f.Promises, p)
		}})
	}
	return append(out,
		yesNo("sidestep", func(f *Facts) *bool { return &f.Sidestep }),
		field{"receiver", 2, func(f *Facts, _ func(time.Time) time.Duration) int { return toInt(f.Receiver != "") }, func(f *Facts, v int) {
			if v == 1 {
				f.Receiver = "o"
			}
		}},
		yesNo("handed", func(f *Facts) *bool { return &f.Handed }),
		field{"follow-up", 2, func(f *Facts, _ func(time.Time) time.Duration) int { return toInt(!f.FollowUpAt.IsZero()) }, func(f *Facts, v int) {
			if v == 1 {
				f.FollowUpAt = keyNow.Add(time.Hour)
			}
		}},
	)
}

func endFields() []field {
	return []field{
		yesNo("delivered", func(f *Facts) *bool { return &f.Delivered }),
		yesNo("verifying", func(f *Facts) *bool { return &f.Verifying }),
		{"fixed", 4, func(f *Facts, _ func(time.Time) time.Duration) int { return int(f.Fixed) },
			func(f *Facts, v int) { f.Fixed = move.Confirmation(v) }},
		{"notice", 1 + len(noticeAges), func(f *Facts, age func(time.Time) time.Duration) int {
			if f.NoticeAt.IsZero() {
				return 0
			}
			return 1 + bucket(noticeAges, age(f.NoticeAt))
		}, func(f *Facts, v int) {
			if v > 0 {
				f.NoticeAt, f.NoticeSeq = keyNow.Add(-noticeAges[v-1]), 1
			}
		}},
		yesNo("rca owed", func(f *Facts) *bool { return &f.RCAOwed }),
		yesNo("thanked", func(f *Facts) *bool { return &f.ThankedHelp }),
		yesNo("their thanks", func(f *Facts) *bool { return &f.TheirThanks }),
	}
}

// of projects facts, as they are at an instant.
func (k *keying) of(f *Facts, now time.Time) (out key) {
	age := func(t time.Time) time.Duration {
		if t.IsZero() {
			return 1 << 62
		}
		return now.Sub(t)
	}
	for i := range k.fields {
		out[i] = uint8(k.fields[i].get(f, age))
	}
	return out
}

// facts makes facts of a key, as they are at keyNow.
func (k *keying) facts(key key) Facts {
	f := Facts{Seq: 1, StartedAt: start0, LastAt: keyNow, OursAt: start0, TheirsSeq: 1, OursSeq: 1}
	for i := range k.fields {
		k.fields[i].set(&f, int(key[i]))
	}
	return f
}

// random is a key, reachable or not. Guards ask for many things at once, so a
// key has few fields that are set as often as many, and the express lane, which
// asks for eight, is open in every other.
func (k *keying) random(rng *rand.Rand) (out key) {
	density := []float64{0.1, 0.3, 0.6, 1}[rng.IntN(4)]
	for i := range k.fields {
		if i < 3 || rng.Float64() < density {
			out[i] = uint8(rng.IntN(k.fields[i].size))
		}
	}
	if rng.IntN(2) == 0 {
		for _, name := range []string{"vague", "hot before", "hot last", "heated", "repeated", "corrected", "broken"} {
			out[k.index(name)] = 0
		}
		out[k.index("clear")] = 1
	}
	return out
}

// index is where a field stands.
func (k *keying) index(name string) int {
	i := slices.IndexFunc(k.fields, func(f field) bool { return f.name == name })
	if i < 0 {
		panic("no field " + name)
	}
	return i
}

// text says what a key holds.
func (k *keying) text(key key) string {
	var b strings.Builder
	b.WriteString(string(k.p.states[key[0]].ID))
	for i := 1; i < keyLen; i++ {
		if key[i] != 0 {
			fmt.Fprintf(&b, ", %s=%d", k.fields[i].name, key[i])
		}
	}
	return b.String()
}
