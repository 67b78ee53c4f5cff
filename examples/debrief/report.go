package main

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/review"
	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

//go:embed report.html.tmpl
var pageText string

var pageTemplate = template.Must(template.New("report").Parse(pageText))

// report is what the page shows.
type report struct {
	Score     string
	Threads   int
	Turns     int
	Ours      int
	From, To  string
	Zone      string
	Unread    int // turns whose moves were not read
	Practices []practiceRow
	Breaches  []breachRow
	Promises  []promiseRow
	Undated   int
	Late      int
	Broken    int
	Best      []turnRow
	Worst     []turnRow
	Details   []threadRow
	Omitted   int // threads not shown in full
	Languages []conversation.LanguageCoverage
	NotRead   []conversation.NotRead
}

type practiceRow struct {
	ID, Title      string
	Judged, Broken int
	Held           string // "87 %"
	Width          int    // of the bar, 0 to 100
}

type breachRow struct {
	ID, What string
	Count    int
	Others   bool // it was also said in other words
}

type promiseRow struct {
	Thread, Quote, Kind, Due string
}

type turnRow struct {
	Thread, At, Who, Text, Instead, Listening string
	Why                                       []string
}

type threadRow struct {
	ID, Score, State string
	Worst            *turnRow
	Chart            template.HTML // built from numbers only
}

const (
	shownTurns    = 10
	shownPromises = 200
	quoteLength   = 400
)

func newReport(d *conversation.Debrief, cfg config) report {
	r := report{
		Score: fmt.Sprintf("%.0f", d.Score), Threads: len(d.Threads), Turns: d.Turns, Ours: d.Ours,
		Practices: practiceRows(d.Practices), Languages: d.Languages, NotRead: d.NotRead, Zone: cfg.zone.String(),
	}
	for _, l := range d.Languages {
		r.Unread += l.Turns - l.Read
	}
	r.span(d, cfg.zone)
	breaches := map[breachKey]*breachRow{}
	var ranked []rankedTurn
	for _, t := range d.Threads {
		r.promises(t, cfg)
		for i := range t.Turns {
			turn := &t.Turns[i]
			countBreaches(breaches, turn)
			if turn.Points != 0 {
				ranked = append(ranked, rankedTurn{t, turn, cfg})
			}
		}
	}
	r.Breaches = breachRows(breaches)
	slices.SortStableFunc(ranked, func(a, b rankedTurn) int { return cmp.Compare(a.turn.Points, b.turn.Points) })
	for _, k := range ranked {
		if k.turn.Points < 0 && len(r.Worst) < shownTurns {
			r.Worst = append(r.Worst, k.row())
		}
	}
	for _, k := range slices.Backward(ranked) {
		if k.turn.Points > 0 && len(r.Best) < shownTurns {
			r.Best = append(r.Best, k.row())
		}
	}
	r.details(d, cfg)
	return r
}

// rankedTurn is a turn with the thread it belongs to.
type rankedTurn struct {
	thread *conversation.ThreadDebrief
	turn   *conversation.TurnDebrief
	cfg    config
}

func (k rankedTurn) row() turnRow {
	t := k.turn
	row := turnRow{
		Thread: string(k.thread.Thread), At: t.Turn.At.In(k.cfg.zone).Format("2006-01-02 15:04:05 -07:00"), Who: t.Turn.Author.String(),
		Text: shorten(k.cfg.agents.hide(k.thread.Thread, t.Turn.Text)), Instead: t.Instead, Listening: t.Listening.String(),
	}
	if t.Turn.Name != "" {
		row.Who += " " + t.Turn.Name
	}
	for _, b := range t.Breaches {
		row.Why = append(row.Why, fmt.Sprintf("%s: %s", b.Practice, b.Text))
	}
	for _, f := range t.Findings {
		if f.Severity > review.Suggestion && f.Suppressed == "" {
			row.Why = append(row.Why, fmt.Sprintf("%s: “%s”: %s", f.Practice, k.cfg.agents.hide(k.thread.Thread, f.Text), f.Reason))
		}
	}
	return row
}

func practiceRows(scores []conversation.PracticeScore) []practiceRow {
	rows := make([]practiceRow, len(scores))
	for i, s := range scores {
		rows[i] = practiceRow{
			ID: string(s.Practice), Title: s.Title, Judged: s.Judged, Broken: s.Broken,
			Held: fmt.Sprintf("%.0f %%", s.Score()), Width: int(s.Score() + 0.5),
		}
	}
	return rows
}

// breachKey is a practice and the guard or the rule that found it broken.
// Texts differ (minutes waited, languages) where the matter is the same.
type breachKey struct{ practice, rule string }

func countBreaches(counts map[breachKey]*breachRow, t *conversation.TurnDebrief) {
	for _, b := range t.Breaches {
		count(counts, breachKey{string(b.Practice), string(b.Guard)}, b.Text)
	}
	for _, f := range t.Findings {
		if f.Severity > review.Suggestion && f.Suppressed == "" {
			count(counts, breachKey{string(f.Practice), f.Rule}, f.Rule+": "+f.Reason)
		}
	}
}

// count adds one to its row; of several texts the first stands for all.
func count(counts map[breachKey]*breachRow, key breachKey, what string) {
	row := counts[key]
	if row == nil {
		row = &breachRow{ID: key.practice, What: what}
		counts[key] = row
	}
	row.Count++
	row.Others = row.Others || row.What != what
}

func breachRows(counts map[breachKey]*breachRow) []breachRow {
	rows := make([]breachRow, 0, len(counts))
	for _, row := range counts {
		if row.Others {
			row.What += " (and the like)"
		}
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(a, b breachRow) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.ID, b.ID), cmp.Compare(a.What, b.What))
	})
	return rows
}

func (r *report) promises(t *conversation.ThreadDebrief, cfg config) {
	for _, p := range t.Promises {
		row := promiseRow{Thread: string(t.Thread), Quote: shorten(cfg.agents.hide(t.Thread, p.Quote)), Kind: "no time named"}
		switch {
		case p.Undated:
			r.Undated++
		case p.Broken:
			r.Broken++
			row.Kind = "broken"
		default:
			r.Late++
			row.Kind = "kept, " + strings.TrimSuffix(p.Late.Round(time.Minute).String(), "0s") + " late"
		}
		if !p.Due.IsZero() {
			row.Due = p.Due.In(cfg.zone).Format("2006-01-02 15:04 -07:00")
		}
		if len(r.Promises) < shownPromises {
			r.Promises = append(r.Promises, row)
		}
	}
}

// span is the days from the first turn to the last.
func (r *report) span(d *conversation.Debrief, zone *time.Location) {
	var from, to time.Time
	for _, t := range d.Threads {
		for i := range t.Turns {
			at := t.Turns[i].Turn.At
			if from.IsZero() || at.Before(from) {
				from = at
			}
			if at.After(to) {
				to = at
			}
		}
	}
	r.From, r.To = from.In(zone).Format(time.DateOnly), to.In(zone).Format(time.DateOnly)
}

// stateOf is where a thread ended, which is only known where moves were read.
func stateOf(t *conversation.ThreadDebrief) string {
	for i := range t.Turns {
		if t.Turns[i].Reading.NotRead == "" {
			return string(t.State)
		}
	}
	return "not read"
}

// details shows the threads with the lowest scores in full.
func (r *report) details(d *conversation.Debrief, cfg config) {
	most := cfg.worst
	threads := slices.Clone(d.Threads)
	slices.SortStableFunc(threads, func(a, b *conversation.ThreadDebrief) int { return cmp.Compare(a.Score, b.Score) })
	r.Omitted = max(0, len(threads)-most)
	for _, t := range threads[:min(most, len(threads))] {
		row := threadRow{ID: string(t.Thread), Score: fmt.Sprintf("%.0f", t.Score), State: stateOf(t), Chart: chart(t.Tempers)}
		if t.Worst >= 0 {
			worst := rankedTurn{t, &t.Turns[t.Worst], cfg}.row()
			row.Worst = &worst
		}
		r.Details = append(r.Details, row)
	}
}

// Size of the chart of tempers, in pixels.
const (
	chartWidth  = 240
	chartHeight = 36
)

// chart draws the tempers over time as SVG: a line from calm at the bottom to
// the highest score at the top, with a dot per message of the customer's.
func chart(points []conversation.TemperPoint) template.HTML {
	if len(points) == 0 {
		return ""
	}
	first, last := points[0].At, points[len(points)-1].At
	whole := max(last.Sub(first), time.Second)
	var line, dots strings.Builder
	for _, p := range points {
		x := 4 + float64(p.At.Sub(first))/float64(whole)*(chartWidth-8)
		y := chartHeight - 4 - p.Score*(chartHeight-8)
		fmt.Fprintf(&line, "%.1f,%.1f ", x, y)
		fmt.Fprintf(&dots, `<circle cx="%.1f" cy="%.1f" r="3" class="%s"/>`, x, y, levelClass(p.Level))
	}
	return template.HTML(fmt.Sprintf(
		`<svg width="%d" height="%d" role="img" aria-label="temper over time"><polyline points="%s"/>%s</svg>`,
		chartWidth, chartHeight, strings.TrimSpace(line.String()), dots.String()))
}

func levelClass(l temper.Level) string {
	switch l {
	case temper.Tense:
		return "tense"
	case temper.Angry:
		return "angry"
	case temper.Abusive:
		return "abusive"
	}
	return "calm"
}

func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= quoteLength {
		return s
	}
	return strings.ToValidUTF8(s[:quoteLength], "") + "…"
}
