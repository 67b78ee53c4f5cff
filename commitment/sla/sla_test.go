package sla_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/commitment/sla"
)

const h = time.Hour

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// office is open from nine to five, Monday to Friday.
func office(t testing.TB, name string) *calendar.Calendar {
	t.Helper()
	cfg := calendar.Config{Zone: zone(t, name)}
	for d := time.Monday; d <= time.Friday; d++ {
		cfg.Weekly[d] = []calendar.Shift{{Open: 9 * h, Close: 17 * h}}
	}
	cal, err := calendar.New(cfg)
	require.NoError(t, err)
	return cal
}

const manila = "Asia/Manila"

// book holds the policy gold: by priority, in Manila's office hours, but around
// the clock for P1.
func book(t testing.TB) *sla.Book {
	t.Helper()
	b, err := sla.New(&sla.Options{
		Calendars: map[sla.CalendarID]*calendar.Calendar{"manila": office(t, manila), "berlin": office(t, "Europe/Berlin")},
		Policies: []sla.Policy{
			{ID: "gold", Calendar: "manila", Targets: []sla.Target{
				{Metric: sla.FirstResponse, Priorities: []sla.Priority{"P1"}, Budget: 15 * time.Minute, Basis: sla.Wall, AnyHour: true},
				{Metric: sla.FirstResponse, Budget: h, IgnoresWaiting: true},
				{Metric: sla.NextResponse, Budget: 2 * h},
				{Metric: sla.Resolution, Priorities: []sla.Priority{"P1"}, Budget: 4 * h, Basis: sla.Wall, AnyHour: true,
					Warnings: []sla.Point{{Level: "half", Share: 0.5}}, Escalations: []sla.Point{{Level: "manager", Lead: h}, {Level: "director", Share: 1.5}}},
				{Metric: sla.Resolution, Budget: 8 * h,
					Warnings: []sla.Point{{Level: "half", Share: 0.5}, {Level: "last hour", Lead: h}}, Escalations: []sla.Point{{Level: "manager"}, {Level: "director", Lead: -4 * h}}},
				{Metric: sla.Update, When: func(c sla.Case) bool { return c.Tier == "enterprise" }, Budget: 4 * h},
			}},
			{ID: "silver", Calendar: "berlin", Targets: []sla.Target{{Metric: sla.Resolution, Budget: 16 * h, Warnings: []sla.Point{{Level: "half", Share: 0.5}}}}},
		},
	})
	require.NoError(t, err)
	return b
}

// at reads an instant on Manila's clock. 23 November 2026 is a Monday.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	got, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-"+s, zone(t, manila))
	require.NoError(t, err)
	return got
}

func open(t testing.TB, c sla.Case, when string) *sla.Clock {
	t.Helper()
	clock, err := book(t).Open(c, "gold", at(t, when))
	require.NoError(t, err)
	return clock
}

func apply(t testing.TB, c *sla.Clock, kind sla.EventKind, when string) {
	t.Helper()
	require.NoError(t, c.Apply(sla.Event{Kind: kind, At: at(t, when)}))
}

func status(t testing.TB, c *sla.Clock, m sla.Metric, when string) sla.Status {
	t.Helper()
	s, ok := c.Status(m, at(t, when))
	require.True(t, ok, "no %s", m)
	return s
}

func due(t testing.TB, c *sla.Clock, m sla.Metric, when string) string {
	t.Helper()
	return status(t, c, m, when).Due.In(zone(t, manila)).Format("02 15:04")
}

// told is what is to be told at an instant; handing it over is noted in the clock.
func told(t testing.TB, c *sla.Clock, when string) []string {
	t.Helper()
	var names []string
	for _, s := range c.Due(at(t, when)) {
		names = append(names, s.Metric.String()+" "+s.Kind.String()+" "+string(s.Level))
		require.NoError(t, c.Apply(sla.Event{Kind: sla.Noticed, At: at(t, when), Key: s.Key}))
	}
	return names
}

// only keeps the signals of a metric.
func only(names []string, m sla.Metric) []string {
	var kept []string
	for _, n := range names {
		if rest, ok := strings.CutPrefix(n, m.String()+" "); ok {
			kept = append(kept, rest)
		}
	}
	return kept
}

func TestTargetsByPriorityAndTier(t *testing.T) {
	c := open(t, sla.Case{Priority: "P3"}, "23 16:00")
	require.Equal(t, "23 17:00", due(t, c, sla.FirstResponse, "23 16:00")) // a due on the closing stays
	require.Equal(t, "24 16:00", due(t, c, sla.Resolution, "23 16:00"))
	_, ok := c.Status(sla.Update, at(t, "23 16:00"))
	require.False(t, ok)
	_, ok = c.Status(sla.NextResponse, at(t, "23 16:00"))
	require.False(t, ok)

	c = open(t, sla.Case{Priority: "P1", Tier: "enterprise"}, "23 22:00")
	require.Equal(t, "23 22:15", due(t, c, sla.FirstResponse, "23 22:00")) // wall time, by night
	require.Equal(t, "24 02:00", due(t, c, sla.Resolution, "23 22:00"))
	require.Equal(t, "24 13:00", due(t, c, sla.Update, "23 22:00"))
	require.Equal(t, sla.Case{Priority: "P1", Tier: "enterprise"}, c.Case())
}

func TestLifeOfACase(t *testing.T) {
	c := open(t, sla.Case{Tier: "enterprise"}, "23 10:00")
	s := status(t, c, sla.FirstResponse, "23 10:20")
	require.Equal(t, sla.Running, s.State)
	require.Equal(t, 20*time.Minute, s.Elapsed)
	require.Equal(t, 40*time.Minute, s.Remaining)
	apply(t, c, sla.CustomerWrote, "23 10:30") // more words before the first answer start no second clock
	_, ok := c.Status(sla.NextResponse, at(t, "23 10:30"))
	require.False(t, ok)
	apply(t, c, sla.Answered, "23 11:00")
	require.Equal(t, sla.Met, status(t, c, sla.FirstResponse, "23 12:00").State) // on the due is in time
	require.Equal(t, "23 15:00", due(t, c, sla.Update, "23 12:00"))

	apply(t, c, sla.CustomerWrote, "23 16:00")
	require.Equal(t, sla.Breached, status(t, c, sla.Update, "23 16:00").State)
	apply(t, c, sla.CustomerWrote, "23 16:30") // the first of them waits longest
	require.Equal(t, "24 10:00", due(t, c, sla.NextResponse, "23 16:30"))
	apply(t, c, sla.Answered, "24 10:01")
	s = status(t, c, sla.NextResponse, "24 11:00")
	require.Equal(t, sla.Late, s.State)
	require.True(t, s.Missed.Equal(at(t, "24 10:00")))
	require.Equal(t, -time.Minute, s.Remaining)

	apply(t, c, sla.Resolved, "24 10:30")
	require.Equal(t, sla.Late, status(t, c, sla.Resolution, "24 11:00").State)
	var states []string
	for _, s := range c.History(at(t, "24 11:00")) {
		states = append(states, s.Metric.String()+" "+s.State.String())
	}
	require.Equal(t, []string{"first-response met", "resolution late", "update met", "update late", "next-response late", "update met"}, states)
}

func TestEachWarningAndLevelOnce(t *testing.T) {
	c := open(t, sla.Case{}, "23 09:00")
	apply(t, c, sla.Answered, "23 09:10")
	got := map[string][]string{}
	now := at(t, "23 09:10")
	for {
		next, ok := c.Next(now)
		if !ok {
			break
		}
		require.True(t, next.After(now))
		now = next
		stamp := now.Format("02 15:04")
		for _, s := range c.Due(now) {
			got[stamp] = append(got[stamp], s.Kind.String()+" "+string(s.Level))
			require.NoError(t, c.Apply(sla.Event{Kind: sla.Noticed, At: now, Key: s.Key}))
		}
		require.Empty(t, c.Due(now))
	}
	require.Equal(t, map[string][]string{
		"23 13:00": {"warning half"}, "23 16:00": {"warning last hour"},
		"23 17:00": {"breach due", "escalation manager"}, "24 13:00": {"escalation director"},
	}, got)
}

func TestASleepingHostHearsTheNewestWarningAndEveryLevel(t *testing.T) {
	c := open(t, sla.Case{}, "23 09:00")
	apply(t, c, sla.Answered, "23 09:10")
	require.Equal(t, []string{"resolution warning last hour"}, told(t, c, "23 16:30"))
	require.Equal(t, []string{"resolution breach due", "resolution escalation manager", "resolution escalation director"}, told(t, c, "27 10:00"))
	require.Empty(t, told(t, c, "27 10:01"))
}

func TestLowerPriorityGivesAFreshDue(t *testing.T) {
	c := open(t, sla.Case{Priority: "P1"}, "23 10:00")
	apply(t, c, sla.Answered, "23 10:05")
	require.Equal(t, []string{"warning half"}, only(told(t, c, "23 12:00"), sla.Resolution))
	require.NoError(t, c.Apply(sla.Event{Kind: sla.PriorityChanged, At: at(t, "23 12:30"), Priority: "P3"}))
	require.Equal(t, "24 10:00", due(t, c, sla.Resolution, "23 12:30"))
	require.Empty(t, told(t, c, "23 13:59"))
	require.Equal(t, []string{"resolution warning half"}, told(t, c, "23 14:00")) // half of the new eight hours
}

func TestPolicyAndCalendarChangeHalfWay(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	require.NoError(t, c.Apply(sla.Event{Kind: sla.PolicyChanged, At: at(t, "23 12:00"), Policy: "silver"}))
	s := status(t, c, sla.Resolution, "23 12:00")
	require.Equal(t, sla.PolicyID("silver"), s.Policy)
	require.Equal(t, "2026-11-24 17:00", s.Due.Format("2006-01-02 15:04")) // sixteen hours of Berlin's from 03:00 there
	_, ok := c.Status(sla.FirstResponse, at(t, "23 12:00"))
	require.False(t, ok) // silver promises none

	c = open(t, sla.Case{}, "23 13:00") // Manila works four hours on Monday, then Berlin takes over at 17:00 there, 10:00 here
	require.NoError(t, c.Apply(sla.Event{Kind: sla.CalendarChanged, At: at(t, "23 17:00"), Calendar: "berlin"}))
	require.Equal(t, "23 21:00", due(t, c, sla.Resolution, "23 17:00"))
	require.NoError(t, c.Apply(sla.Event{Kind: sla.CalendarChanged, At: at(t, "23 19:00")}))
	require.Equal(t, "24 11:00", due(t, c, sla.Resolution, "23 19:00")) // four and two hours worked, two left in Manila
	require.Equal(t, 6*h, status(t, c, sla.Resolution, "23 23:00").Elapsed)
}

func TestFirstResponseCanIgnoreWaiting(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	apply(t, c, sla.Waiting, "23 10:10")
	require.Equal(t, "23 11:00", due(t, c, sla.FirstResponse, "23 10:30"))
	require.Equal(t, sla.Paused, status(t, c, sla.Resolution, "23 10:30").State)
	require.Equal(t, sla.Breached, status(t, c, sla.FirstResponse, "23 11:00").State)
}

func TestPausedDueFloats(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	apply(t, c, sla.Answered, "23 10:10")
	apply(t, c, sla.Waiting, "23 12:00")
	s := status(t, c, sla.Resolution, "23 15:00")
	require.Equal(t, sla.Paused, s.State)
	require.Equal(t, 6*h, s.Remaining)
	require.Equal(t, "24 13:00", due(t, c, sla.Resolution, "23 15:00")) // if it went on now
	require.Equal(t, 3*h, s.Waited)
	_, ok := c.Next(at(t, "23 15:00"))
	require.False(t, ok)
}

func TestAnOldInstantCountsAsTheLastEvent(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	apply(t, c, sla.Answered, "23 14:00")
	require.Equal(t, 4*h, status(t, c, sla.Resolution, "23 11:00").Elapsed)
}

func TestFollowUpDates(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	apply(t, c, sla.Answered, "23 10:10")
	require.NoError(t, c.Apply(sla.Event{Kind: sla.Waiting, At: at(t, "23 11:00"), FollowUp: at(t, "25 20:00")}))
	next, ok := c.Next(at(t, "23 11:00"))
	require.True(t, ok)
	require.True(t, next.Equal(at(t, "26 09:00"))) // not at eight in the evening
	apply(t, c, sla.CustomerWrote, "24 11:00")
	for _, s := range c.Due(at(t, "26 10:00")) {
		require.NotEqual(t, sla.FollowUp, s.Kind) // they wrote
	}
}

func TestEventsAreRefusedAndChangeNothing(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	apply(t, c, sla.Answered, "23 11:00")
	before, err := json.Marshal(c)
	require.NoError(t, err)
	for name, bad := range map[string]struct {
		e    sla.Event
		err  error
		want string
	}{
		"no kind":       {sla.Event{At: at(t, "23 12:00")}, sla.ErrEvent, "kind"},
		"no time":       {sla.Event{Kind: sla.Answered}, sla.ErrEvent, "At is missing"},
		"early":         {sla.Event{Kind: sla.Answered, At: at(t, "23 10:59")}, sla.ErrOutOfOrder, "2026-11-23T11:00:00"},
		"opened twice":  {sla.Event{Kind: sla.Opened, At: at(t, "23 12:00"), Case: &sla.Case{}, Policy: "gold"}, sla.ErrEvent, "once"},
		"not resolved":  {sla.Event{Kind: sla.Reopened, At: at(t, "23 12:00")}, sla.ErrEvent, "not resolved"},
		"not waiting":   {sla.Event{Kind: sla.Resumed, At: at(t, "23 12:00")}, sla.ErrEvent, "nobody"},
		"no key":        {sla.Event{Kind: sla.Noticed, At: at(t, "23 12:00")}, sla.ErrEvent, "Key"},
		"no policy":     {sla.Event{Kind: sla.PolicyChanged, At: at(t, "23 12:00"), Policy: "bronze"}, sla.ErrUnknown, "bronze"},
		"no calendar":   {sla.Event{Kind: sla.CalendarChanged, At: at(t, "23 12:00"), Calendar: "lima"}, sla.ErrUnknown, "lima"},
		"stray case":    {sla.Event{Kind: sla.Answered, At: at(t, "23 12:00"), Case: &sla.Case{}}, sla.ErrEvent, "Case"},
		"stray policy":  {sla.Event{Kind: sla.Answered, At: at(t, "23 12:00"), Policy: "gold"}, sla.ErrEvent, "Policy"},
		"stray prio":    {sla.Event{Kind: sla.Answered, At: at(t, "23 12:00"), Priority: "P1"}, sla.ErrEvent, "Priority"},
		"stray cal":     {sla.Event{Kind: sla.Answered, At: at(t, "23 12:00"), Calendar: "berlin"}, sla.ErrEvent, "Calendar"},
		"stray date":    {sla.Event{Kind: sla.Answered, At: at(t, "23 12:00"), FollowUp: at(t, "24 12:00")}, sla.ErrEvent, "FollowUp"},
		"stray key":     {sla.Event{Kind: sla.Answered, At: at(t, "23 12:00"), Key: "x"}, sla.ErrEvent, "Key"},
		"kind unheard":  {sla.Event{Kind: 99, At: at(t, "23 12:00")}, sla.ErrEvent, "kind"},
		"empty opening": {sla.Event{Kind: sla.Opened, At: at(t, "23 12:00")}, sla.ErrEvent, "once"},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.Apply(bad.e)
			require.ErrorIs(t, err, bad.err)
			require.ErrorContains(t, err, bad.want)
			var refused *sla.EventError
			require.True(t, errors.As(err, &refused))
			require.Equal(t, bad.e, refused.Event)
			after, err := json.Marshal(c)
			require.NoError(t, err)
			require.Equal(t, string(before), string(after))
		})
	}
	apply(t, c, sla.Resolved, "23 12:00")
	require.ErrorIs(t, c.Apply(sla.Event{Kind: sla.Waiting, At: at(t, "23 12:30")}), sla.ErrEvent)
	require.ErrorIs(t, c.Apply(sla.Event{Kind: sla.Resolved, At: at(t, "23 12:30")}), sla.ErrEvent)
	_, err = book(t).Fold(nil)
	require.ErrorIs(t, err, sla.ErrEvent)
	_, err = book(t).Fold([]sla.Event{{Kind: sla.Answered, At: at(t, "23 12:00")}})
	require.ErrorContains(t, err, "opened once, first of all")
	_, err = book(t).Fold([]sla.Event{{Kind: sla.Opened, At: at(t, "23 12:00"), Policy: "gold"}})
	require.ErrorContains(t, err, "Case is missing")
}

func TestBadPolicies(t *testing.T) {
	good := sla.Target{Metric: sla.Resolution, Budget: h, Basis: sla.Wall}
	with := func(change func(*sla.Target)) []sla.Target {
		t := good
		change(&t)
		return []sla.Target{t}
	}
	for name, c := range map[string]struct {
		policies []sla.Policy
		want     []string
	}{
		"no id":         {[]sla.Policy{{Targets: []sla.Target{good}}}, []string{"ID", "missing"}},
		"twice":         {[]sla.Policy{{ID: "a"}, {ID: "a"}}, []string{`"a"`, "twice"}},
		"calendar":      {[]sla.Policy{{ID: "a", Calendar: "lima"}}, []string{`"lima"`, "Options.Calendars"}},
		"metric":        {[]sla.Policy{{ID: "a", Targets: with(func(t *sla.Target) { t.Metric = 0 })}}, []string{"Targets[0].Metric", "none"}},
		"budget":        {[]sla.Policy{{ID: "a", Targets: with(func(t *sla.Target) { t.Budget = -h })}}, []string{"Budget", "-1h0m0s"}},
		"basis":         {[]sla.Policy{{ID: "a", Targets: with(func(t *sla.Target) { t.Basis = 7 })}}, []string{"Basis(7)"}},
		"working":       {[]sla.Policy{{ID: "a", Targets: with(func(t *sla.Target) { t.Basis = sla.Working })}}, []string{"Calendar", "Wall"}},
		"both":          {[]sla.Policy{{ID: "a", Targets: with(func(t *sla.Target) { t.Warnings = []sla.Point{{Share: .5, Lead: 1}} })}}, []string{"Warnings[0]", "one of them"}},
		"too early":     {[]sla.Policy{{ID: "a", Targets: with(func(t *sla.Target) { t.Warnings = []sla.Point{{Lead: h}} })}}, []string{"before the start", "1h0m0s"}},
		"share":         {[]sla.Policy{{ID: "a", Targets: with(func(t *sla.Target) { t.Escalations = []sla.Point{{Share: -1}} })}}, []string{"Escalations[0]"}},
		"nan":           {[]sla.Policy{{ID: "a", Targets: with(func(t *sla.Target) { t.Escalations = []sla.Point{{Share: math.NaN()}} })}}, []string{"Escalations[0]"}},
		"late warning":  {[]sla.Policy{{ID: "a", Targets: with(func(t *sla.Target) { t.Warnings = []sla.Point{{Share: 1}} })}}, []string{"escalation"}},
		"level twice":   {[]sla.Policy{{ID: "a", Targets: with(func(t *sla.Target) { t.Escalations = []sla.Point{{Level: "x"}, {Level: "x", Share: 2}} })}}, []string{`"x"`, "twice"}},
		"second target": {[]sla.Policy{{ID: "a", Targets: []sla.Target{good, {}}}}, []string{"Targets[1]"}},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := sla.New(&sla.Options{Policies: c.policies})
			require.Nil(t, b)
			require.ErrorIs(t, err, sla.ErrPolicy)
			var bad *sla.PolicyError
			require.True(t, errors.As(err, &bad))
			for _, part := range c.want {
				require.ErrorContains(t, err, part)
			}
		})
	}
	_, err := sla.New(&sla.Options{Calendars: map[sla.CalendarID]*calendar.Calendar{"x": nil}})
	require.ErrorContains(t, err, `"x" is nil`)
	_, err = sla.New(&sla.Options{Texts: fstest.MapFS{"sla/en.json": {Data: []byte(`{"never": {"text": "{nope}"}}`)}}})
	require.ErrorContains(t, err, "en.json")
	b, err := sla.New(nil)
	require.NoError(t, err)
	_, err = b.Open(sla.Case{}, "gold", at(t, "23 10:00"))
	require.ErrorIs(t, err, sla.ErrUnknown)
}

func TestSnapshot(t *testing.T) {
	b := book(t)
	c := open(t, sla.Case{ID: "4711", Priority: "P1", Channel: "chat", Tier: "enterprise"}, "23 10:00")
	apply(t, c, sla.Answered, "23 10:10")
	require.NoError(t, c.Apply(sla.Event{Kind: sla.Waiting, At: at(t, "23 11:00"), FollowUp: at(t, "24 11:00")}))
	require.NoError(t, c.Apply(sla.Event{Kind: sla.PriorityChanged, At: at(t, "23 12:00"), Priority: "P2"}))
	told(t, c, "24 11:00")
	apply(t, c, sla.Resumed, "24 12:00")
	require.NoError(t, c.Apply(sla.Event{Kind: sla.CalendarChanged, At: at(t, "24 13:00"), Calendar: "berlin"}))
	data, err := json.Marshal(c)
	require.NoError(t, err)
	back, err := b.Restore(data)
	require.NoError(t, err)
	now := at(t, "24 15:00")
	require.Equal(t, plain(c.Plan()), plain(back.Plan()))
	require.Equal(t, len(c.History(now)), len(back.History(now)))
	for i, s := range c.History(now) {
		require.True(t, s.Due.Equal(back.History(now)[i].Due))
		require.Equal(t, s.Elapsed, back.History(now)[i].Elapsed)
	}
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.JSONEq(t, string(data), string(again))
	require.Equal(t, len(c.Events()), len(back.Events()))

	for in, want := range map[string]string{
		`{`: "reading a snapshot", `{"version":2}`: "version 2", `{"version":1}`: "no events",
		`{"version":1,"events":[{"kind":"opened","at":"2026-11-23T10:00:00Z","case":{},"policy":"bronze"}]}`: "bronze",
		`{"version":1,"events":[{"kind":"closed"}]}`:                                                         "closed",
	} {
		_, err := b.Restore([]byte(in))
		require.ErrorContains(t, err, want)
		require.True(t, strings.HasPrefix(err.Error(), "sla: "), err)
	}
	_, err = json.Marshal(&sla.Clock{})
	require.ErrorContains(t, err, "Book.Open")
}

func plain(signals []sla.Signal) []string {
	var out []string
	for _, s := range signals {
		out = append(out, string(s.Key)+" "+s.At.UTC().Format(time.RFC3339))
	}
	return out
}

func TestExplainInThreeLanguages(t *testing.T) {
	c := open(t, sla.Case{}, "23 11:00")
	apply(t, c, sla.Answered, "23 11:10")
	apply(t, c, sla.Waiting, "23 14:00")
	apply(t, c, sla.Resumed, "23 16:30")
	s := status(t, c, sla.Resolution, "23 16:30")
	for tag, want := range map[string]string{
		"en":    "Resolution due Tuesday, 1:30 PM Manila time: 8 hours of working time from Monday, 11 AM, not counting 2 hours 30 minutes of waiting for the customer.",
		"en-GB": "Resolution due Tuesday",
		"de":    "Lösung fällig Dienstag",
		"es":    "Solución, plazo: ",
	} {
		got, err := book(t).Explain(s, at(t, "23 16:30"), sla.Reader{Language: language.MustParse(tag)})
		require.NoError(t, err)
		require.Contains(t, got, want)
		t.Log(got)
	}
	_, err := book(t).Explain(s, at(t, "23 16:30"), sla.Reader{Language: language.Korean})
	require.ErrorContains(t, err, "sla: ")
	got, err := book(t).Explain(s, at(t, "23 16:30"), sla.Reader{Zone: zone(t, "Europe/Berlin")})
	require.NoError(t, err)
	require.Contains(t, got, "6:30 AM Berlin time")

	apply(t, c, sla.Waiting, "24 10:00")
	explain := func(m sla.Metric, when string) string {
		got, err := book(t).Explain(status(t, c, m, when), at(t, when), sla.Reader{})
		require.NoError(t, err)
		return got
	}
	require.Contains(t, explain(sla.Resolution, "24 11:00"), "Resolution paused, 3 hours 30 minutes left: 8 hours of working time from Monday, November 23, 11 AM Manila time, not")
	require.Contains(t, explain(sla.FirstResponse, "24 11:00"), "First response met")
	apply(t, c, sla.Resolved, "24 12:00")
	apply(t, c, sla.Reopened, "24 15:00")
	require.Contains(t, explain(sla.Resolution, "24 15:00"), "from Monday, November 23, 11 AM, not counting 4 hours 30 minutes of waiting for the customer and 3 hours while it was resolved.")
	require.Contains(t, explain(sla.Resolution, "30 15:00"), "Resolution missed")
	apply(t, c, sla.Resolved, "30 16:00")
	require.Contains(t, explain(sla.Resolution, "30 16:00"), "Resolution late")
}

func TestNames(t *testing.T) {
	for m := sla.NoMetric; m <= sla.Update; m++ {
		roundTrip(t, m, new(sla.Metric))
	}
	for k := sla.NoEvent; k <= sla.Noticed; k++ {
		roundTrip(t, k, new(sla.EventKind))
	}
	for s := sla.NoState; s <= sla.Breached; s++ {
		roundTrip(t, s, new(sla.State))
	}
	for k := sla.NoSignal; k <= sla.FollowUp; k++ {
		roundTrip(t, k, new(sla.SignalKind))
	}
	roundTrip(t, sla.Wall, new(sla.Basis))
	require.Equal(t, "Metric(9)", sla.Metric(9).String())
	_, err := sla.Metric(9).MarshalText()
	require.ErrorContains(t, err, "9 is no metric")
	require.ErrorContains(t, new(sla.State).UnmarshalText([]byte("open")), "want one of")
}

func roundTrip[E interface {
	comparable
	MarshalText() ([]byte, error)
	String() string
}, P interface {
	*E
	UnmarshalText([]byte) error
}](t *testing.T, e E, into P) {
	t.Helper()
	text, err := e.MarshalText()
	require.NoError(t, err)
	require.Equal(t, e.String(), string(text))
	require.NoError(t, into.UnmarshalText(text))
	require.Equal(t, e, *into)
}
