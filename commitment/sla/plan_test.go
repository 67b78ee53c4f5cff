package sla_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/commitment/sla"
)

// single is a book with one policy of one target on Manila's hours.
func single(t testing.TB, target sla.Target) *sla.Book {
	t.Helper()
	b, err := sla.New(&sla.Options{
		Calendars: map[sla.CalendarID]*calendar.Calendar{"manila": office(t, manila), "berlin": office(t, "Europe/Berlin")},
		Policies:  []sla.Policy{{ID: "p", Calendar: "manila", Targets: []sla.Target{target}}},
	})
	require.NoError(t, err)
	return b
}

func start(t testing.TB, b *sla.Book, when string) *sla.Clock {
	t.Helper()
	c, err := b.Open(sla.Case{}, "p", at(t, when))
	require.NoError(t, err)
	return c
}

// lines are the signals of a plan, "23 17:00 resolution/1/1/breach/due".
func lines(t testing.TB, signals []sla.Signal) []string {
	t.Helper()
	var all []string
	for _, s := range signals {
		all = append(all, s.At.In(zone(t, manila)).Format("02 15:04 ")+string(s.Key))
	}
	return all
}

func TestPlanOfACase(t *testing.T) {
	c := start(t, single(t, sla.Target{Metric: sla.Resolution, Budget: 8 * h,
		Warnings:    []sla.Point{{Share: 0.5}, {Level: "soon", Lead: 30 * time.Minute}},
		Escalations: []sla.Point{{Level: "before", Lead: 15 * time.Minute}, {Share: 1.25}, {Level: "late", Lead: -12 * h}}}), "23 09:00")
	require.Equal(t, []string{
		"23 13:00 resolution/1/1/warning/1",
		"23 16:30 resolution/1/1/warning/soon",
		"23 16:45 resolution/1/1/escalation/before",
		"23 17:00 resolution/1/1/breach/due",
		"24 11:00 resolution/1/1/escalation/2",
		"25 13:00 resolution/1/1/escalation/late",
	}, lines(t, c.Plan()))
	for _, s := range c.Plan() {
		require.True(t, s.Due.Equal(at(t, "23 17:00")), s.Key)
		require.Equal(t, sla.Resolution, s.Metric)
		require.Equal(t, sla.PolicyID("p"), s.Policy)
	}
	apply(t, c, sla.Waiting, "23 14:00")
	require.Equal(t, []string{"23 13:00 resolution/1/1/warning/1"}, lines(t, c.Plan())) // the rest waits with it
	apply(t, c, sla.Resumed, "24 10:00")
	require.Equal(t, "24 13:00 resolution/1/1/breach/due", lines(t, c.Plan())[3]) // under the same key
	apply(t, c, sla.Resolved, "24 11:00")
	require.Equal(t, []string{"23 13:00 resolution/1/1/warning/1"}, lines(t, c.Plan())) // what the past gave
	require.Empty(t, c.Due(at(t, "30 11:00")))
	_, ok := c.Next(at(t, "24 11:00"))
	require.False(t, ok)
}

func TestUpdatesAreOwedAgainAfterEachAnswer(t *testing.T) {
	c := start(t, single(t, sla.Target{Metric: sla.Update, Budget: 4 * h}), "23 09:00")
	require.Equal(t, "23 13:00", due(t, c, sla.Update, "23 09:00"))
	apply(t, c, sla.Answered, "23 12:00")
	require.Equal(t, "23 16:00", due(t, c, sla.Update, "23 12:00"))
	apply(t, c, sla.Answered, "23 16:30")
	require.Equal(t, 3, status(t, c, sla.Update, "23 16:30").Cycle)
	require.Equal(t, "24 12:30", due(t, c, sla.Update, "23 16:30"))
	apply(t, c, sla.Resolved, "23 16:45")
	require.Equal(t, sla.Met, status(t, c, sla.Update, "27 16:45").State)
	apply(t, c, sla.Answered, "24 10:00") // a word of thanks after the end owes nothing
	require.Equal(t, 3, status(t, c, sla.Update, "24 10:00").Cycle)
	apply(t, c, sla.Reopened, "25 09:30")
	require.Equal(t, "25 13:30", due(t, c, sla.Update, "25 09:30"))
	require.Equal(t, []string{"update breach due"}, told(t, c, "25 14:00"))
	require.Len(t, c.History(at(t, "25 14:00")), 4)
}

func TestResponsesStopWhileTheCaseIsResolved(t *testing.T) {
	c := start(t, single(t, sla.Target{Metric: sla.FirstResponse, Budget: 2 * h}), "23 09:00")
	apply(t, c, sla.Resolved, "23 10:00") // without a word
	s := status(t, c, sla.FirstResponse, "24 10:00")
	require.Equal(t, sla.Stopped, s.State)
	require.Equal(t, h, s.Remaining)
	require.Empty(t, c.Due(at(t, "27 10:00")))
	apply(t, c, sla.Reopened, "25 10:00")
	require.Equal(t, "25 11:00", due(t, c, sla.FirstResponse, "25 10:00"))
	apply(t, c, sla.Answered, "25 11:00")
	require.Equal(t, sla.Met, status(t, c, sla.FirstResponse, "25 11:00").State)

	next := start(t, single(t, sla.Target{Metric: sla.NextResponse, Budget: 2 * h}), "23 09:00")
	apply(t, next, sla.Answered, "23 09:10")
	apply(t, next, sla.Resolved, "23 10:00")
	apply(t, next, sla.CustomerWrote, "23 10:05") // "thank you!", or "it is broken again": the host knows
	require.Equal(t, sla.Stopped, status(t, next, sla.NextResponse, "23 10:05").State)
	apply(t, next, sla.Reopened, "23 10:30")
	require.Equal(t, "23 12:30", due(t, next, sla.NextResponse, "23 10:30"))
}

func TestWallTimePauses(t *testing.T) {
	c := start(t, single(t, sla.Target{Metric: sla.Resolution, Budget: 10 * h, Basis: sla.Wall, AnyHour: true}), "23 20:00")
	apply(t, c, sla.Waiting, "23 22:00")
	apply(t, c, sla.Resumed, "24 01:00")
	require.Equal(t, "24 09:00", due(t, c, sla.Resolution, "24 01:00"))
	require.Equal(t, 3*h, status(t, c, sla.Resolution, "24 01:00").Waited)
	require.Equal(t, []string{"24 09:00 resolution/1/1/breach/due"}, lines(t, c.Plan()))
}

func TestADueOnTheClosingIsToldOnTheClosing(t *testing.T) {
	c := start(t, single(t, sla.Target{Metric: sla.Resolution, Budget: 8 * h}), "27 09:00") // Friday
	require.Equal(t, []string{"27 17:00 resolution/1/1/breach/due"}, lines(t, c.Plan()))    // not on Monday
}

func TestACalendarThatNeverOpensOwesNothing(t *testing.T) {
	never, err := calendar.New(calendar.Config{Zone: time.UTC})
	require.NoError(t, err)
	b, err := sla.New(&sla.Options{Calendars: map[sla.CalendarID]*calendar.Calendar{"never": never},
		Policies: []sla.Policy{{ID: "p", Calendar: "never", Targets: []sla.Target{
			{Metric: sla.Resolution, Budget: h}, {Metric: sla.Update, Budget: h, Basis: sla.Wall}}}}})
	require.NoError(t, err)
	c := start(t, b, "23 09:00")
	s := status(t, c, sla.Resolution, "27 09:00")
	require.Equal(t, sla.Running, s.State)
	require.Zero(t, s.Due)
	require.Equal(t, h, s.Remaining)
	why, err := b.Explain(s, at(t, "27 09:00"), sla.Reader{})
	require.NoError(t, err)
	require.Contains(t, why, "due never")
	require.Equal(t, []string{"23 10:00 update/1/1/breach/due"}, lines(t, c.Plan())) // no hours to wait for
}

// A change of target tells of what it puts into the past at once, but once.
func TestWhatAChangePutsIntoThePast(t *testing.T) {
	b, err := sla.New(&sla.Options{
		Calendars: map[sla.CalendarID]*calendar.Calendar{"manila": office(t, manila)},
		Policies: []sla.Policy{{ID: "p", Calendar: "manila", Targets: []sla.Target{
			{Metric: sla.Resolution, Priorities: []sla.Priority{"high"}, Budget: 2 * h, Warnings: []sla.Point{{Level: "half", Share: 0.5}}, Escalations: []sla.Point{{Level: "boss", Lead: -4 * h}}},
			{Metric: sla.Resolution, Priorities: []sla.Priority{"low"}, Budget: 8 * h, Warnings: []sla.Point{{Level: "half", Share: 0.5}}, Escalations: []sla.Point{{Level: "boss", Lead: -4 * h}}},
		}}}})
	require.NoError(t, err)
	c, err := b.Open(sla.Case{Priority: "low"}, "p", at(t, "23 09:00"))
	require.NoError(t, err)
	change := func(when string, p sla.Priority) {
		require.NoError(t, c.Apply(sla.Event{Kind: sla.PriorityChanged, At: at(t, when), Priority: p}))
	}
	change("23 12:00", "high")
	require.Equal(t, []string{"resolution breach due"}, told(t, c, "23 12:00")) // no warning of what is missed already
	change("23 12:10", "low")
	require.Equal(t, sla.Running, status(t, c, sla.Resolution, "23 12:10").State)
	require.Equal(t, []string{"resolution warning half"}, told(t, c, "23 13:00"))
	change("23 14:00", "high") // both are in the past, and were told
	require.Empty(t, told(t, c, "23 14:00"))
	require.Equal(t, []string{"resolution escalation boss"}, told(t, c, "23 15:00"))
	change("23 15:10", "none") // no target applies
	_, ok := c.Status(sla.Resolution, at(t, "23 15:10"))
	require.False(t, ok)
	require.Empty(t, told(t, c, "27 15:00"))
	change("27 15:10", "low")
	require.Equal(t, sla.Breached, status(t, c, sla.Resolution, "27 15:10").State)
	require.Empty(t, told(t, c, "27 15:10"))
}

func TestCalendarChangeMovesWhatLiesAhead(t *testing.T) {
	c := start(t, single(t, sla.Target{Metric: sla.Resolution, Budget: 8 * h, Warnings: []sla.Point{{Level: "half", Share: 0.5}}}), "23 13:00")
	require.Equal(t, []string{"resolution warning half"}, told(t, c, "23 17:00"))
	require.NoError(t, c.Apply(sla.Event{Kind: sla.CalendarChanged, At: at(t, "23 18:00"), Calendar: "berlin"}))
	require.Empty(t, told(t, c, "23 18:00"))
	require.Equal(t, "23 22:00", due(t, c, sla.Resolution, "23 18:00"))
	require.Empty(t, told(t, c, "23 21:59"))
	require.Equal(t, []string{"resolution breach due"}, told(t, c, "23 22:00"))
}

func TestPriorityChangedWhileResolvedCountsAfterReopening(t *testing.T) {
	c := open(t, sla.Case{Priority: "P3"}, "23 09:00")
	apply(t, c, sla.Answered, "23 09:10")
	apply(t, c, sla.Resolved, "23 10:00")
	require.NoError(t, c.Apply(sla.Event{Kind: sla.PriorityChanged, At: at(t, "23 11:00"), Priority: "P1"}))
	require.Equal(t, 8*h, status(t, c, sla.Resolution, "23 11:00").Budget) // what was met stays as it was met
	apply(t, c, sla.Reopened, "23 12:00")
	s := status(t, c, sla.Resolution, "23 12:00")
	require.Equal(t, 4*h, s.Budget)
	require.Equal(t, "23 15:00", due(t, c, sla.Resolution, "23 12:00"))
	apply(t, c, sla.Resolved, "23 12:30")
	require.NoError(t, c.Apply(sla.Event{Kind: sla.CalendarChanged, At: at(t, "23 13:00"), Calendar: "berlin"}))
	apply(t, c, sla.Reopened, "23 14:00")
	require.Equal(t, "23 16:30", due(t, c, sla.Resolution, "23 14:00"))
}

func TestConditions(t *testing.T) {
	asked := 0
	c, err := single(t, sla.Target{Metric: sla.FirstResponse, Budget: h, When: func(c sla.Case) bool {
		asked++
		return c.Channel == "chat" && c.Tier != "free"
	}}).Open(sla.Case{Channel: "chat", Tier: "pro"}, "p", at(t, "23 09:00"))
	require.NoError(t, err)
	require.Equal(t, "23 10:00", due(t, c, sla.FirstResponse, "23 09:00"))
	before := asked
	c.Plan()
	status(t, c, sla.FirstResponse, "23 09:30")
	require.Equal(t, before, asked) // conditions are asked when something happens, not when somebody looks
}

// Every state in every language is a whole sentence without a slot left over.
func TestEverySentence(t *testing.T) {
	b := book(t)
	now := at(t, "24 10:00")
	seen := map[string]bool{}
	for _, tag := range []language.Tag{language.English, language.German, language.Spanish, language.MustParse("es-MX")} {
		for m := sla.FirstResponse; m <= sla.Update; m++ {
			for s := sla.Running; s <= sla.Breached; s++ {
				for _, basis := range []sla.Basis{sla.Working, sla.Wall} {
					text, err := b.Explain(sla.Status{Metric: m, State: s, Policy: "gold", Basis: basis, Start: at(t, "23 10:00"), Due: now, End: now,
						Budget: 8 * h, Remaining: h, Waited: h, Closed: 2 * h}, now, sla.Reader{Language: tag})
					require.NoError(t, err)
					require.NotContains(t, text, "{")
					require.NotContains(t, text, "state.")
					require.NotContains(t, text, "metric.")
					require.Equal(t, 1, strings.Count(text, "Manila"), "%s: the zone is named once", text)
					require.True(t, strings.HasSuffix(text, "."), text)
					require.False(t, seen[tag.String()+text], "%s: said before: %s", tag, text)
					seen[tag.String()+text] = true
				}
			}
		}
	}
	without, err := b.Explain(sla.Status{Metric: sla.Resolution, State: sla.Running, Policy: "gone", Start: now, Due: now, Budget: h}, now, sla.Reader{})
	require.NoError(t, err)
	require.Contains(t, without, "Coordinated Universal Time")
}

func TestTextsCanBeReplaced(t *testing.T) {
	b, err := sla.New(&sla.Options{Texts: fstest.MapFS{"sla/en.json": {Data: []byte(`{"state.met": {"text": "{metric}: done, {end} (by {due}). {count}.", "note": "ours"}}`)}}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := b.Explain(sla.Status{Metric: sla.Resolution, State: sla.Met, Start: at(t, "23 10:00"), End: at(t, "23 11:00"), Budget: h}, at(t, "23 11:00"), sla.Reader{})
	require.NoError(t, err)
	require.Contains(t, text, "Resolution: done,")
}

func TestABookIsForAll(t *testing.T) {
	b := book(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 50 {
				c, err := b.Open(sla.Case{Priority: "P3"}, "gold", at(t, "23 10:00").Add(time.Duration(i)*h))
				if err != nil {
					t.Error(err)
					return
				}
				now := at(t, "25 10:00")
				s, _ := c.Status(sla.Resolution, now)
				c.Due(now)
				if _, err := b.Explain(s, now, sla.Reader{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
