package conversation

import (
	"slices"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// keptLevels is how many of their tempers the trend looks back on.
const keptLevels = 64

// beginEntry takes in what an entry says before its moves: times, the turn,
// the temper.
func (p *Playbook) beginEntry(f *Facts, e *move.Entry, seq uint64) {
	f.Seq = seq
	if f.StartedAt.IsZero() {
		f.StartedAt = e.At
	}
	f.LastAt = e.At
	if channel := channelOf(f, e); channel != f.Channel || f.limits == nil {
		f.Channel, f.limits = channel, p.limitsOf(channel)
	}
	if e.Turn != nil && !e.Turn.Language.IsRoot() {
		f.Language = e.Turn.Language
	}
	if e.By.Author == transcript.Customer && e.Temper.Level != temper.Unread {
		p.takeTemper(f, e.Temper)
	}
}

func channelOf(f *Facts, e *move.Entry) transcript.Channel {
	switch {
	case e.Channel != "":
		return e.Channel
	case e.Turn != nil && e.Turn.Channel != "":
		return e.Turn.Channel
	}
	return f.Channel
}

func (p *Playbook) takeTemper(f *Facts, r temper.Reading) {
	if r.Level >= temper.Angry && r.Score != 0 && r.Score < p.def.AngerFrom {
		r.Level = temper.Tense
	}
	peak := f.Trend.Peak
	from := max(0, len(f.Levels)+1-keptLevels)
	f.Levels = append(slices.Clip(f.Levels[from:]), r.Level)
	f.Scores = append(slices.Clip(f.Scores[from:]), r.Score)
	var stack [keptLevels]temper.Reading
	readings := stack[:len(f.Levels)]
	for i := range readings {
		readings[i] = temper.Reading{Level: f.Levels[i], Score: f.Scores[i]}
	}
	f.Trend = p.gauge.Track(readings)
	f.Trend.Peak = max(peak, f.Trend.Peak)
	if r.Level >= temper.Angry {
		f.FeelingOwed, f.Heated = true, true
	}
}

// turning is what an entry's moves say about whose turn it is.
type turning struct {
	from     practice.Stage // before the entry
	customer bool           // the entry is the customer's
	heard    bool           // something of theirs
	vented   bool
	needsUs  bool // it waits for an answer
	agreed   bool // to what we said we do: it waits only where nothing was promised for a time
	said     bool // something was said to them
}

// endEntry settles whose turn it is after the entry's moves (A3).
func endEntry(f *Facts, e *move.Entry, t turning) {
	switch {
	case isNote(e):
		return
	case e.By.Author == transcript.Customer || t.heard && !t.said:
		f.TheirsAt, f.TheirsSeq = ended(e), f.Seq
		f.heed(e, t)
		f.OurTurn = f.OurTurn || t.needsUs || t.agreed && !f.awaited().After(e.At)
		f.LastVent = t.vented
		f.Asking = false
		f.NoticeAt, f.NoticeSeq = time.Time{}, 0
		f.VerifyAt = time.Time{}
	case t.said || e.Turn != nil && e.By.Author.Ours():
		f.OursAt, f.OursSeq = ended(e), f.Seq
		f.OurTurn = f.HoldSeq == f.Seq // a moment was asked for: they still wait
		if f.Lead == "" {
			f.Lead = e.By.Party
		}
	}
	if f.OwnerSeq == 0 && t.said {
		f.Owner, f.OwnerSince, f.OwnerSeq = e.By.Party, e.At, f.Seq
	}
}

// heed takes in what they make of a warning (A21): they have heard it, and a
// calm word after it is the boundary kept, so that the warning lapses.
func (f *Facts) heed(e *move.Entry, t turning) {
	f.HeardWarning = f.Warnings > 0
	if e.By.Author == transcript.Customer && e.Temper.Level == temper.Calm && !t.vented {
		f.Warnings, f.HeardWarning = 0, false
	}
}

// pass takes the edge of a variant. From a closed case it opens a new episode,
// in which the temper of the entry that opens it counts.
func (p *Playbook) pass(f *Facts, e *move.Entry, index int) error {
	from := f.Stage
	if err := p.transit(f, index); err != nil {
		return err
	}
	if from == practice.Closed && f.Stage == practice.Listening {
		f.newEpisode()
		if e.By.Author == transcript.Customer && e.Temper.Level != temper.Unread && f.Levels[len(f.Levels)-1] >= temper.Angry {
			f.FeelingOwed, f.Heated = true, true
		}
	}
	return nil
}

// skipApology records that the apology step of an angry case was passed over
// because the policy wants an established fault first (A1, A7).
func (p *Playbook) skipApology(f *Facts) {
	if p.apology() == practice.FaultOnly && f.Heated && len(f.Faults) == 0 && f.Apologies() == 0 && f.ApologySkips == 0 {
		f.ApologySkips++
	}
}

// wake takes in that they are back where their moves alone led nowhere: a case
// that slept does so no longer at any word of theirs, and a message to a closed
// one is a new contact, in a language without rules as well, unless all it says
// is thanks or goodbye. It leads where their telling something would.
func (p *Playbook) wake(f *Facts, e *move.Entry, t *turning) error {
	if f.Stage != t.from || e.By.Author != transcript.Customer || isNote(e) {
		return nil
	}
	switch f.Stage {
	case practice.Dormant:
		if !t.heard && !t.needsUs {
			return nil
		}
		t.needsUs = t.needsUs || greets(e)
	case practice.Closed:
		t.needsUs = calls(e)
		if !t.needsUs {
			return nil
		}
	default:
		return nil
	}
	return p.pass(f, e, p.byKind[move.KindTell])
}

// calls reports whether a message to a closed case asks for us once more:
// anything but thanks, a farewell, a score and "it works" does.
func calls(e *move.Entry) bool {
	if len(e.Moves)+len(e.Unsure) == 0 {
		return isMessage(e)
	}
	for _, list := range [...]move.Moves{e.Moves, e.Unsure} {
		for _, m := range list {
			if m.Kind() != move.KindConfirm && needsAnswer(m) {
				return true
			}
		}
	}
	return greets(e)
}

// greets reports a greeting that nothing follows: they are there and wait. With
// thanks or a farewell it is manners.
func greets(e *move.Entry) bool {
	greeted := false
	for _, m := range e.Moves {
		switch m := m.(type) {
		case move.Greet:
			if m.Farewell {
				return false
			}
			greeted = true
		case move.Thank:
			return false
		}
	}
	return greeted
}

// isMessage reports whether the entry brings words, whatever was read in them.
func isMessage(e *move.Entry) bool { return e.Turn != nil && !e.Turn.Deleted }

// ended is when the words of an entry were over: on a call, the end of the
// speech. Silence, and a burst, are counted from there (A2, A3).
func ended(e *move.Entry) time.Time {
	if e.Turn != nil && e.Turn.Until.After(e.At) {
		return e.Turn.Until
	}
	return e.At
}

// isNote reports whether the entry's turn is no message: the customer never sees
// it, or it was deleted.
func isNote(e *move.Entry) bool {
	return e.Turn != nil && (e.Turn.Visibility == transcript.Internal || e.Turn.Author == transcript.System || e.Turn.Deleted)
}
