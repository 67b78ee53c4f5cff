package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/commitment/sla"
)

// Each test of this file is a complaint of the users of a help desk, named after
// the ticket in which they made it.

// A case waited over the evening and the night. Moving the due by the hours on the
// clock, 16 of them, would put it into another day; only one of them was worked.
func TestGLPI10594_PauseOverNightMovesTheDueByItsWorkingHoursOnly(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	require.Equal(t, "24 10:00", due(t, c, sla.Resolution, "23 10:00"))
	apply(t, c, sla.Waiting, "23 16:00")
	apply(t, c, sla.Resumed, "24 08:00")
	require.Equal(t, "24 11:00", due(t, c, sla.Resolution, "24 08:00"))
	require.Equal(t, h, status(t, c, sla.Resolution, "24 08:00").Waited)
}

// A pause that lies wholly in closed time, over a weekend, moves nothing.
func TestGLPI9082_PauseOutsideOfHoursMovesNothing(t *testing.T) {
	c := open(t, sla.Case{}, "27 15:00") // Friday
	before := due(t, c, sla.Resolution, "27 15:00")
	require.Equal(t, "30 15:00", before)
	apply(t, c, sla.Waiting, "27 17:00")
	apply(t, c, sla.Resumed, "30 09:00")
	require.Equal(t, before, due(t, c, sla.Resolution, "30 09:00"))
}

// The case waited, and while it waited the urgency rose. The new target has to
// leave out the wait as well, and nothing is missed while it goes on.
func TestGLPI6902_PriorityChangedDuringAPauseKeepsThePause(t *testing.T) {
	c := open(t, sla.Case{Priority: "P3"}, "23 10:00")
	apply(t, c, sla.Answered, "23 10:10")
	apply(t, c, sla.Waiting, "23 11:00")
	require.NoError(t, c.Apply(sla.Event{Kind: sla.PriorityChanged, At: at(t, "23 12:00"), Priority: "P1"}))
	s := status(t, c, sla.Resolution, "26 12:00")
	require.Equal(t, sla.Paused, s.State)
	require.Equal(t, 3*h, s.Remaining) // one of P1's four hours had gone
	require.Empty(t, told(t, c, "26 12:00"))
	apply(t, c, sla.Resumed, "26 12:00")
	require.Equal(t, "26 15:00", due(t, c, sla.Resolution, "26 12:00"))
}

// A pause that was over when the target changed still does not count.
func TestGLPI15605_NewTargetLeavesOutEarlierPauses(t *testing.T) {
	c := open(t, sla.Case{Priority: "P3"}, "23 10:00")
	apply(t, c, sla.Answered, "23 10:10")
	apply(t, c, sla.Waiting, "23 11:00")
	apply(t, c, sla.Resumed, "25 11:00")
	require.NoError(t, c.Apply(sla.Event{Kind: sla.PriorityChanged, At: at(t, "25 11:30"), Priority: "P1"}))
	require.Equal(t, "25 14:00", due(t, c, sla.Resolution, "25 11:30")) // 10:00 and four hours, and the two days
	require.NoError(t, c.Apply(sla.Event{Kind: sla.PolicyChanged, At: at(t, "25 11:45"), Policy: "silver"}))
	require.Equal(t, 16*h, status(t, c, sla.Resolution, "25 11:45").Waited) // 16 of the two days' hours are Berlin's
}

// The clock showed Paused and ran on behind it; after the pause what was left was
// what had been left at the opening.
func TestFrappeHelpdesk1554_PausedClockStandsStill(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	apply(t, c, sla.Answered, "23 12:00")
	apply(t, c, sla.Waiting, "23 12:00")
	for _, when := range []string{"23 12:00", "23 16:59", "24 12:00", "30 12:00"} {
		s := status(t, c, sla.Resolution, when)
		require.Equal(t, sla.Paused, s.State)
		require.Equal(t, 2*h, s.Elapsed, when)
		require.Equal(t, 6*h, s.Remaining, when)
	}
	apply(t, c, sla.Resumed, "30 12:00")
	s := status(t, c, sla.Resolution, "30 13:00")
	require.Equal(t, sla.Running, s.State)
	require.Equal(t, 5*h, s.Remaining)
}

// The date was reached and told of, then a new one was set: it is told of too, on
// the same day if need be.
func TestZammad4348_ChangedDateGivesASecondNotice(t *testing.T) {
	c := open(t, sla.Case{}, "23 09:00")
	apply(t, c, sla.Answered, "23 09:10")
	wait := func(now, until string) {
		require.NoError(t, c.Apply(sla.Event{Kind: sla.Waiting, At: at(t, now), FollowUp: at(t, until)}))
	}
	wait("23 09:15", "23 09:30")
	require.Equal(t, []string{"none follow-up "}, told(t, c, "23 09:30"))
	wait("23 09:31", "23 14:00")
	require.Empty(t, told(t, c, "23 13:59"))
	require.Equal(t, []string{"none follow-up "}, told(t, c, "23 14:00"))
	require.Empty(t, told(t, c, "23 14:01"))

	// The same for a due that a change of priority moved.
	c = open(t, sla.Case{Priority: "P1"}, "23 09:00")
	apply(t, c, sla.Answered, "23 09:10")
	require.Contains(t, told(t, c, "23 13:00"), "resolution breach due")
	require.NoError(t, c.Apply(sla.Event{Kind: sla.PriorityChanged, At: at(t, "23 13:10"), Priority: "P3"}))
	require.Equal(t, sla.Running, status(t, c, sla.Resolution, "23 13:10").State)
	require.Equal(t, []string{"breach due", "escalation manager"}, only(told(t, c, "23 17:00"), sla.Resolution))
}

// Reopening a case that was resolved in time is not a miss, whatever time has
// passed meanwhile, and what was told before is not told again.
func TestZammad5051_ReopeningGivesNoNoticeOfItsOwn(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	apply(t, c, sla.Answered, "23 10:10")
	require.Equal(t, []string{"resolution warning half"}, told(t, c, "23 14:30"))
	apply(t, c, sla.Resolved, "23 15:00")
	require.Empty(t, told(t, c, "26 10:00"))
	apply(t, c, sla.Reopened, "26 10:00")
	require.Empty(t, told(t, c, "26 10:00"))
	require.Equal(t, "26 13:00", due(t, c, sla.Resolution, "26 10:00")) // three hours had been left
	require.Equal(t, []string{"resolution warning last hour"}, told(t, c, "26 12:00"))

	late := open(t, sla.Case{}, "23 10:00")
	apply(t, late, sla.Answered, "23 10:10")
	require.Contains(t, told(t, late, "24 10:00"), "resolution breach due")
	apply(t, late, sla.Resolved, "24 11:00")
	apply(t, late, sla.Reopened, "26 10:00")
	require.Empty(t, told(t, late, "26 10:30"))
	require.Equal(t, []string{"resolution escalation director"}, told(t, late, "26 13:00")) // four hours after the due, of which one had gone
}

// A target in wall time is missed at night; people are told when they come in.
func TestZammad4432_NoNoticesAtNight(t *testing.T) {
	b, err := sla.New(&sla.Options{
		Calendars: map[sla.CalendarID]*calendar.Calendar{"manila": office(t, manila)},
		Policies: []sla.Policy{{ID: "wall", Calendar: "manila", Targets: []sla.Target{{Metric: sla.Resolution, Budget: 12 * h, Basis: sla.Wall,
			Warnings: []sla.Point{{Share: 0.75}}}}}},
	})
	require.NoError(t, err)
	c, err := b.Open(sla.Case{}, "wall", at(t, "23 14:00"))
	require.NoError(t, err)
	for _, s := range c.Plan() {
		local := s.At.In(zone(t, manila))
		require.Equal(t, "24 09:00", local.Format("02 15:04"), s.Key)
	}
	require.Equal(t, sla.Breached, status(t, c, sla.Resolution, "24 02:00").State) // the record says when
	require.Empty(t, told(t, c, "24 02:00"))
	require.Equal(t, []string{"resolution breach due"}, told(t, c, "24 09:00")) // the warning has been overtaken
}

// All is counted in the calendar's zone, wherever the server stands and in
// whatever zone its events come.
func TestZammad1589_TheServersZoneDoesNotMatter(t *testing.T) {
	var want []string
	for _, name := range []string{manila, "UTC", "America/Los_Angeles", "Pacific/Kiritimati"} {
		c, err := book(t).Open(sla.Case{}, "gold", at(t, "23 16:30").In(zone(t, name)))
		require.NoError(t, err)
		require.NoError(t, c.Apply(sla.Event{Kind: sla.Answered, At: at(t, "23 16:40").In(zone(t, name))}))
		got := plain(c.Plan())
		if want == nil {
			want = got
		}
		require.Equal(t, want, got, name)
		s, _ := c.Status(sla.Resolution, at(t, "23 16:50").In(zone(t, name)))
		require.Equal(t, manila, s.Due.Location().String())
	}
	require.NotEmpty(t, want)
}

// The agent has answered: nobody is chased for it, even if the host looks late.
func TestZammad3140_NoEscalationAfterTheAnswer(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	apply(t, c, sla.Answered, "23 10:30")
	apply(t, c, sla.CustomerWrote, "23 11:00")
	apply(t, c, sla.Answered, "23 12:30")
	apply(t, c, sla.CustomerWrote, "24 09:00")
	apply(t, c, sla.Answered, "24 11:30") // half an hour late, and the host slept
	require.Empty(t, only(told(t, c, "24 12:00"), sla.FirstResponse))
	require.Empty(t, only(told(t, c, "24 12:00"), sla.NextResponse))
	require.Equal(t, sla.Late, status(t, c, sla.NextResponse, "24 12:00").State) // which stays on the record
}

// A follow-up is not lost because the host was away for longer than some window.
func TestChatwootSnooze_FollowUpSurvivesALongOutage(t *testing.T) {
	c := open(t, sla.Case{}, "02 10:00")
	apply(t, c, sla.Answered, "02 10:30")
	require.NoError(t, c.Apply(sla.Event{Kind: sla.Waiting, At: at(t, "02 11:00"), FollowUp: at(t, "03 11:00")}))
	require.Equal(t, []string{"none follow-up "}, told(t, c, "27 09:00"))
	require.Empty(t, told(t, c, "27 09:01"))
}

// A clock that jumps ahead catches up with one notice per level, not one per minute.
func TestCron26_AJumpOfTheClockGivesOneNoticeEach(t *testing.T) {
	c := open(t, sla.Case{Priority: "P1"}, "23 10:00")
	apply(t, c, sla.Answered, "23 10:05")
	got := told(t, c, "23 10:06")
	require.Empty(t, got)
	got = told(t, c, "24 10:06")
	require.Equal(t, []string{"resolution escalation manager", "resolution breach due", "resolution escalation director"}, got)
}

// A clock that is paused misses nothing (also GLPI 7946 and 24481).
func TestGLPI24481_NothingIsMissedWhilePaused(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	apply(t, c, sla.Answered, "23 10:10")
	apply(t, c, sla.Waiting, "23 16:00")
	for day := 24; day < 30; day++ {
		now := time.Date(2026, 11, day, 12, 0, 0, 0, zone(t, manila))
		require.Empty(t, c.Due(now))
		s, _ := c.Status(sla.Resolution, now)
		require.Equal(t, sla.Paused, s.State)
		require.Zero(t, s.Missed)
	}
}

// The time in which a case was resolved is not told as waiting.
func TestGLPI23359_ResolvedTimeIsNotWaitingTime(t *testing.T) {
	c := open(t, sla.Case{}, "23 10:00")
	apply(t, c, sla.Resolved, "23 12:00")
	apply(t, c, sla.Reopened, "23 15:00")
	s := status(t, c, sla.Resolution, "23 16:00")
	require.Zero(t, s.Waited)
	require.Equal(t, 3*h, s.Closed)
	require.Equal(t, 3*h, s.Elapsed)
}
