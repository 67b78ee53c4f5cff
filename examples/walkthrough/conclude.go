package main

import (
	"context"
	"fmt"
	"iter"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// conclude shows what is there to say of the whole conversation.
func (p *player) conclude(ctx context.Context, turns []transcript.Turn) error {
	seq := iter.Seq2[transcript.Turn, error](func(yield func(transcript.Turn, error) bool) {
		for _, t := range turns {
			if !yield(t, nil) {
				return
			}
		}
	})
	d, err := p.book.Debrief(ctx, seq)
	if err != nil {
		return err
	}
	p.put(debriefOf(d, p.desk.customer))
	brief, err := p.conv.Brief(turns[len(turns)-1].At, conversation.Internal, language.English)
	if err != nil {
		return err
	}
	p.put(textPart{Part: "brief", Text: brief.Text()})
	if p.alone { // the diagram of many threads would be the same, over and over
		p.put(textPart{Part: "diagram", Text: p.conv.Mermaid()})
	}
	return nil
}

// debriefed is the score of the conversation.
type debriefed struct {
	Score     float64         `json:"score"`
	Practices []practiceScore `json:"practices"`
	Worst     *judgedTurn     `json:"worst,omitempty"`
	Best      *judgedTurn     `json:"best,omitempty"`
	Undated   []string        `json:"undated_promises,omitempty"`
	Late      []latePromise   `json:"late_promises,omitempty"`
	Broken    []string        `json:"broken_promises,omitempty"`
}

type practiceScore struct {
	Practice practice.ID `json:"practice"`
	Title    string      `json:"title"`
	Held     int         `json:"held"`
	Judged   int         `json:"judged"`
}

type judgedTurn struct {
	At        time.Time                   `json:"at"`
	Text      string                      `json:"text"`
	Why       []string                    `json:"why,omitempty"`
	Instead   string                      `json:"instead,omitempty"`
	Listening conversation.ListeningLevel `json:"listening,omitempty"`
}

// latePromise is one that was kept after its time.
type latePromise struct {
	Words string `json:"words"`
	By    string `json:"by"`
}

func debriefOf(d *conversation.Debrief, zone *time.Location) debriefed {
	out := debriefed{Score: d.Score, Practices: []practiceScore{}}
	for _, s := range d.Practices {
		out.Practices = append(out.Practices, practiceScore{s.Practice, s.Title, s.Judged - s.Broken, s.Judged})
	}
	for _, t := range d.Threads {
		if t.Worst >= 0 {
			out.Worst = judged(t.Turns[t.Worst], zone)
		}
		if t.Best >= 0 {
			out.Best = judged(t.Turns[t.Best], zone)
			out.Best.Why, out.Best.Instead = nil, ""
		}
		for _, n := range t.Promises {
			switch {
			case n.Undated:
				out.Undated = append(out.Undated, n.Quote)
			case n.Broken:
				out.Broken = append(out.Broken, n.Quote)
			default:
				out.Late = append(out.Late, latePromise{n.Quote, duration(n.Late)})
			}
		}
	}
	return out
}

func judged(t conversation.TurnDebrief, zone *time.Location) *judgedTurn {
	j := &judgedTurn{At: t.Turn.At.In(zone), Text: t.Turn.Text, Instead: t.Instead, Listening: t.Listening}
	for _, b := range t.Breaches {
		j.Why = append(j.Why, fmt.Sprintf("%s: %s", b.Practice, b.Text))
	}
	return j
}

func (debriefed) name() string { return "debrief" }

func (e debriefed) show(p *page) {
	p.heading(fmt.Sprintf("Debrief: %.0f of 100", e.Score))
	for _, s := range e.Practices {
		tone := plain
		if s.Held < s.Judged {
			tone = red
		}
		p.item(tone, string(s.Practice), "%d of %d  %s", s.Held, s.Judged, s.Title)
	}
	e.Worst.show(p, red, "The worst turn")
	e.Best.show(p, green, "The best turn")
	for _, words := range e.Undated {
		p.item(amber, "undated", "%q", shorten(words, 120))
	}
	for _, l := range e.Late {
		p.item(amber, "late", "%q, %s late", shorten(l.Words, 120), l.By)
	}
	for _, words := range e.Broken {
		p.item(red, "broken", "%q", shorten(words, 120))
	}
}

func (j *judgedTurn) show(p *page, s style, title string) {
	if j == nil {
		return
	}
	p.gap()
	p.line(bold, fmt.Sprintf("%s, %s:", title, j.At.Format("Mon 2 Jan 15:04:05")))
	p.quote(plain, j.Text, nil)
	for _, why := range j.Why {
		p.item(s, "why", "%s", why)
	}
	if j.Instead != "" {
		p.item(green, "instead", "%s", j.Instead)
	}
	if j.Listening != conversation.NotJudged {
		p.item(plain, "listening", "%v", j.Listening)
	}
}
