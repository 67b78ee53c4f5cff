package commitment_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// TestUpdatesLeaveQuietHoursAlone: nobody is woken to write an update; those that
// the night brings together are one, and what is asked for is due half an hour on.
// The owner sleeps in Berlin, the customer reads in Manila.
func TestUpdatesLeaveQuietHoursAlone(t *testing.T) {
	night := commitment.Quiet{Start: 20 * 60, End: 8 * 60}
	weekend := commitment.Quiet{Start: 20 * 60, End: 8 * 60, Days: commitment.Days(time.Saturday, time.Sunday)}
	const daily = 24 * time.Hour
	for name, c := range map[string]struct {
		quiet     commitment.Quiet
		made, due string // on the owner's clock, as is what follows
		cadence   time.Duration
		want      string // asked>due
	}{
		"every four hours from eleven at night":  {quiet: night, made: "03-03 23:00", due: "03-06 12:00", cadence: 4 * time.Hour, want: "04 08:00>04 08:30, 04 10:30>04 11:00, 04 14:30>04 15:00, 04 18:30>04 19:00"},
		"every two hours from eleven at night":   {quiet: night, made: "03-03 23:00", due: "03-06 12:00", cadence: 2 * time.Hour, want: "04 08:00>04 08:30, 04 10:30>04 11:00, 04 12:30>04 13:00, 04 14:30>04 15:00"},
		"many a night":                           {quiet: night, made: "03-03 20:30", due: "03-06 12:00", cadence: 20 * time.Minute, want: "04 08:00>04 08:05, 04 08:25>04 08:30, 04 08:45>04 08:50, 04 09:05>04 09:10"},
		"the evening before is early enough":     {quiet: night, made: "03-03 17:00", due: "03-06 12:00", cadence: 4 * time.Hour, want: "03 20:00>03 21:00, 04 08:00>04 08:30, 04 12:30>04 13:00, 04 16:30>04 17:00"},
		"not ten minutes after the last word":    {quiet: night, made: "03-03 19:50", due: "03-06 12:00", cadence: 4 * time.Hour, want: "04 08:00>04 08:30, 04 11:20>04 11:50, 04 15:20>04 15:50, 04 19:20>04 19:50"},
		"a day, from late in the evening":        {quiet: night, made: "03-02 23:00", due: "03-06 12:00", cadence: daily, want: "04 08:00>04 08:30, 05 08:00>05 08:30, 06 08:00>06 08:30, 07 08:00>07 08:30"},
		"over the weekend":                       {quiet: weekend, made: "03-05 12:00", due: "03-10 12:00", cadence: daily, want: "06 11:30>06 12:00, 09 08:00>09 08:30, 10 11:30>10 12:00, 11 11:30>11 12:00"},
		"the deadline comes before the morning":  {quiet: night, made: "03-03 17:00", due: "03-04 07:00", cadence: 4 * time.Hour, want: "03 20:00>03 21:00, 04 08:30>04 09:00, 04 12:30>04 13:00, 04 16:30>04 17:00"},
		"never due after the deadline":           {quiet: night, made: "03-03 23:00", due: "03-04 08:10", cadence: 4 * time.Hour, want: "04 08:00>04 08:10, 04 10:30>04 11:00, 04 14:30>04 15:00, 04 18:30>04 19:00"},
		"the night that was promised to be used": {quiet: night, made: "03-03 23:00", due: "03-04 06:00", cadence: 4 * time.Hour, want: "04 02:30>04 03:00, 04 08:00>04 08:30, 04 10:30>04 11:00, 04 14:30>04 15:00"},
	} {
		t.Run(name, func(t *testing.T) {
			berlin := load(t, "Europe/Berlin")
			at := func(s string) time.Time {
				got, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+s, berlin)
				require.NoError(t, err)
				return got
			}
			p := draft()
			p.Owner.Zone, p.Customer.Zone, p.Owner.Quiet, p.Cadence = "Europe/Berlin", "Asia/Manila", c.quiet, c.cadence
			p.Due = commitment.At("", at(c.due))
			p, err := commitment.Make(at(c.made), p, nil)
			require.NoError(t, err)
			pol := policy(t, &commitment.PolicyConfig{Updates: 4})
			var got []string
			for _, a := range ofRule(pol.Alarms(p), commitment.RuleUpdate) {
				got = append(got, fmt.Sprintf("%s>%s", a.At.In(berlin).Format("02 15:04"), a.Deadline.In(berlin).Format("02 15:04")))
			}
			require.Equal(t, c.want, strings.Join(got, ", "))
		})
	}
}

// TestDraftsOfUpdatesLeaveQuietHoursAlone: what the customer is told to expect is
// when the owner will be asked, and nobody is silent who was not asked.
func TestDraftsOfUpdatesLeaveQuietHoursAlone(t *testing.T) {
	berlin := load(t, "Europe/Berlin")
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, berlin) }
	pol := policy(t, nil)
	p := draft()
	p.Owner.Zone, p.Customer.Zone, p.Cadence = "Europe/Berlin", "Asia/Manila", 4*time.Hour
	p.Owner.Quiet = commitment.Quiet{Start: 20 * 60, End: 8 * 60}
	p.Due = commitment.At("", at(6, 12))
	p, err := commitment.Make(at(3, 17), p, nil)
	require.NoError(t, err)
	asked := wake(t, p, pol, commitment.RuleUpdate, "ana")
	require.Equal(t, at(3, 20), asked.At.In(berlin))
	require.Contains(t, asked.Draft, "3:30 PM Manila time", "half past eight in Berlin, not one at night: "+asked.Draft)

	// New terms at night start the cadence anew; the night is left alone all the same.
	p, err = renegotiate(p, at(4, 23), commitment.At("", at(5, 9)))
	require.NoError(t, err)
	first := ofRule(pol.Alarms(p), commitment.RuleUpdate)[0]
	require.Equal(t, at(5, 8), first.At.In(berlin))
	require.Equal(t, at(5, 8).Add(30*time.Minute), first.Deadline.In(berlin))
	silence := ofRule(pol.Alarms(p), commitment.RuleSilence)[0]
	require.True(t, silence.At.After(first.Deadline), "silent is who was asked and did not answer")

	// The owner's own word to the minute stands, and is asked for the evening before where that is left.
	said := must(p.Update(at(5, 7), commitment.Progress{By: "ana", Doing: "reading", NextUpdate: at(5, 7).Add(45 * time.Minute)}))
	require.Equal(t, at(5, 7).Add(15*time.Minute), ofRule(pol.Alarms(said), commitment.RuleUpdate)[0].At.In(berlin))
	late := must(renegotiate(p, at(5, 10), commitment.At("", at(7, 9))))
	late = must(late.Update(at(5, 15), commitment.Progress{By: "ana", Doing: "reading", NextUpdate: at(6, 3)}))
	early := ofRule(pol.Alarms(late), commitment.RuleUpdate)[0]
	require.Equal(t, []time.Time{at(5, 20), at(6, 3)}, []time.Time{early.At.In(berlin), early.Deadline.In(berlin)})
}

// TestPlanOfUpdatesIsBounded: a minute's cadence over months of nights.
func TestPlanOfUpdatesIsBounded(t *testing.T) {
	p := made(t, func(p *commitment.Promise) {
		p.Cadence, p.Due.Deadline = time.Minute, monday.AddDate(1, 0, 0)
		p.Owner.Quiet = commitment.Quiet{Start: 1, End: 0, Days: commitment.Days(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday)}
	})
	updates := ofRule(policy(t, &commitment.PolicyConfig{Updates: 100}).Alarms(p), commitment.RuleUpdate)
	require.Len(t, updates, 100)
	require.Less(t, updates[99].At.Sub(monday), 110*7*24*time.Hour)
}
