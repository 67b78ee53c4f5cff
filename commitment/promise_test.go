package commitment_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/when"
)

// monday is 09:00 in Berlin.
var monday = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)

// draft is a promise as a host would fill it in.
func draft() commitment.Promise {
	return commitment.Promise{
		Tenant: "acme", ID: "p-1", Case: "4711", What: "send the root cause of the export failure", Kind: "rca",
		Owner:        commitment.Party{ID: "ana", Name: "Ana", Zone: "Europe/Berlin"},
		Managers:     []commitment.Party{{ID: "bo", Name: "Bo"}, {ID: "cy", Name: "Cy"}},
		Stakeholders: []commitment.Party{{ID: "di", Name: "Di"}},
		Customer:     commitment.Party{ID: "zoe", Name: "Zoë", Zone: "Asia/Manila", Language: language.English},
		Due:          commitment.Due{Said: "by Friday, your time", Deadline: monday.Add(4 * 24 * time.Hour), Zone: "Asia/Manila"},
		Effort:       3 * time.Hour,
	}
}

func made(t testing.TB, change func(*commitment.Promise)) commitment.Promise {
	t.Helper()
	p := draft()
	if change != nil {
		change(&p)
	}
	p, err := commitment.Make(monday, p, nil)
	require.NoError(t, err)
	return p
}

func TestMakeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*commitment.Promise)
		want   error
		field  string
	}{
		"unknown zone":           {func(p *commitment.Promise) { p.Due.Zone = "Mars/Olympus" }, commitment.ErrZone, "due.zone"},
		"no zone":                {func(p *commitment.Promise) { p.Due.Zone = "" }, commitment.ErrZone, "due.zone"},
		"the machine's zone":     {func(p *commitment.Promise) { p.Due.Zone = "Local" }, commitment.ErrZone, "due.zone"},
		"path as zone":           {func(p *commitment.Promise) { p.Due.Zone = "../../etc/passwd" }, commitment.ErrZone, "due.zone"},
		"party's zone":           {func(p *commitment.Promise) { p.Managers[1].Zone = "Europe/Bielefeld" }, commitment.ErrZone, "managers[1].zone"},
		"deadline before made":   {func(p *commitment.Promise) { p.Due.Deadline = monday.Add(-time.Second) }, commitment.ErrDeadline, "due.deadline"},
		"deadline at made":       {func(p *commitment.Promise) { p.Due.Deadline = monday }, commitment.ErrDeadline, "due.deadline"},
		"no deadline":            {func(p *commitment.Promise) { p.Due.Deadline = time.Time{} }, commitment.ErrDeadline, "due.deadline"},
		"window reversed":        {func(p *commitment.Promise) { p.Due.Earliest = p.Due.Deadline.Add(time.Minute) }, commitment.ErrWindow, "due.earliest"},
		"missing owner":          {func(p *commitment.Promise) { p.Owner = commitment.Party{} }, commitment.ErrNoOwner, "owner"},
		"negative effort":        {func(p *commitment.Promise) { p.Effort = -time.Minute }, commitment.ErrEffort, "effort"},
		"tiny cadence":           {func(p *commitment.Promise) { p.Cadence = time.Second }, commitment.ErrCadence, "cadence"},
		"nothing promised":       {func(p *commitment.Promise) { p.What = "" }, commitment.ErrNoWhat, "what"},
		"no id":                  {func(p *commitment.Promise) { p.ID = "" }, commitment.ErrID, "id"},
		"long id":                {func(p *commitment.Promise) { p.Case = commitment.CaseID(strings.Repeat("9", 300)) }, commitment.ErrID, "case"},
		"line break in id":       {func(p *commitment.Promise) { p.ID = "p\r\nX: 1" }, commitment.ErrID, "id"},
		"id not UTF-8":           {func(p *commitment.Promise) { p.Team = "\xff" }, commitment.ErrID, "team"},
		"party without id":       {func(p *commitment.Promise) { p.Stakeholders[0].ID = "" }, commitment.ErrID, "stakeholders[0].id"},
		"text not UTF-8":         {func(p *commitment.Promise) { p.What = "caf\xe9" }, commitment.ErrText, "what"},
		"text too long":          {func(p *commitment.Promise) { p.Stakes = strings.Repeat("ü", 10000) }, commitment.ErrText, "stakes"},
		"quiet hours past 24":    {func(p *commitment.Promise) { p.Owner.Quiet = commitment.Quiet{Start: 1500} }, commitment.ErrQuiet, "owner.quiet"},
		"always quiet":           {func(p *commitment.Promise) { p.Owner.Quiet = commitment.Quiet{Days: 0x7f} }, commitment.ErrQuiet, "owner.quiet.days"},
		"quiet round the clock":  {func(p *commitment.Promise) { p.Owner.Quiet = commitment.Quiet{Start: 0, End: 1440} }, commitment.ErrQuiet, "owner.quiet"},
		"in two hundred years":   {func(p *commitment.Promise) { p.Due.Deadline = monday.AddDate(200, 0, 0) }, commitment.ErrDeadline, "due.deadline"},
		"year 20000":             {func(p *commitment.Promise) { p.Due.Deadline = monday.AddDate(18000, 0, 0) }, commitment.ErrDeadline, "due.deadline"},
		"made in antiquity":      {func(p *commitment.Promise) { p.MadeAt = monday.AddDate(-1900, 0, 0) }, commitment.ErrTime, "made_at"},
		"made in the future":     {func(p *commitment.Promise) { p.MadeAt = monday.Add(time.Hour) }, commitment.ErrTime, "made_at"},
		"unknown direction":      {func(p *commitment.Promise) { p.Direction = 7 }, commitment.ErrFormat, "direction"},
		"too many stakeholders":  {func(p *commitment.Promise) { p.Stakeholders = make([]commitment.Party, 65) }, commitment.ErrID, "managers"},
		"too many managers":      {func(p *commitment.Promise) { p.Managers = make([]commitment.Party, 1000) }, commitment.ErrID, "managers"},
		"too many assumptions":   {func(p *commitment.Promise) { p.Due.Assumptions = make([]string, 1000) }, commitment.ErrText, "due.assumptions"},
		"assumption not UTF-8":   {func(p *commitment.Promise) { p.Due.Assumptions = []string{"\xc3\x28"} }, commitment.ErrText, "due.assumptions[0]"},
		"customer's name is odd": {func(p *commitment.Promise) { p.Customer.Name = "\xff" }, commitment.ErrText, "customer.name"},
	} {
		t.Run(name, func(t *testing.T) {
			p := draft()
			c.change(&p)
			_, err := commitment.Make(monday, p, nil)
			require.ErrorIs(t, err, c.want)
			var field *commitment.FieldError
			require.ErrorAs(t, err, &field)
			require.Equal(t, c.field, field.Field)
			require.NotEmpty(t, field.Want)
			require.NotContains(t, err.Error(), "caf", "nor any words of people")
			require.NotContains(t, err.Error(), "üü")
			require.Less(t, len(err.Error()), 400, "an error does not repeat a text of any length")
		})
	}
	_, err := commitment.Make(time.Time{}, draft(), nil)
	require.ErrorIs(t, err, commitment.ErrTime)
	_, err = commitment.Make(monday, draft(), &commitment.Accept{By: "bo"})
	require.ErrorIs(t, err, commitment.ErrReason)
}

func TestMakeFillsIn(t *testing.T) {
	p := made(t, func(p *commitment.Promise) {
		p.State, p.Revision, p.Breaks = commitment.Broken, 17, 3 // a copy of an old one must not bring its life along
		p.History = []commitment.Event{{}}
	})
	require.Equal(t, commitment.Open, p.State)
	require.EqualValues(t, 1, p.Revision)
	require.Equal(t, monday, p.MadeAt)
	require.Equal(t, commitment.FromSupport, p.Source)
	require.EqualValues(t, "ana", p.MadeBy)
	require.Equal(t, "2026-03-06T16:00:00", p.Due.Civil, "the wall clock in Manila")
	require.Len(t, p.History, 1)
	require.Zero(t, p.Breaks)

	p, err := commitment.Make(monday, draft(), &commitment.Accept{By: "bo", Reason: "the customer is worth it"})
	require.NoError(t, err)
	require.EqualValues(t, "bo", p.History[0].Agreed)
	require.Equal(t, "the customer is worth it", p.History[0].Reason)
}

// TestValuesShareNothing: who holds one value cannot change another.
func TestValuesShareNothing(t *testing.T) {
	given := draft()
	given.Due.Assumptions, given.Cadence = []string{"end of day: 18:00"}, time.Minute // the shortest cadence there is
	p, err := commitment.Make(monday, given, nil)
	require.NoError(t, err)
	q, err := p.Update(monday, commitment.Progress{Doing: "reading"})
	require.NoError(t, err)
	r, err := q.Renegotiate(monday, commitment.Renegotiation{Due: q.Due, Reason: "r", Agreed: "bo", Answer: commitment.Accepted})
	require.NoError(t, err)
	r.History[len(r.History)-1].Due.Assumptions[0] = "changed"
	require.Equal(t, "end of day: 18:00", q.Due.Assumptions[0], "terms that were taken over from another value are its own")
	for _, v := range []commitment.Promise{given, q, r} {
		v.Due.Assumptions[0], v.Managers[0].Name, v.Stakeholders[0].Name = "changed", "changed", "changed"
		for i := range v.History {
			v.History[i].Reason = "changed"
			if d := v.History[i].Due; d != nil {
				d.Said, d.Assumptions[0] = "changed", "changed"
			}
		}
		b, err := json.Marshal(p)
		require.NoError(t, err)
		require.NotContains(t, string(b), "changed")
	}
	require.Equal(t, "changed", r.Due.Assumptions[0])
	require.Equal(t, "end of day: 18:00", p.Due.Assumptions[0])
}

func TestRenegotiate(t *testing.T) {
	p := made(t, nil)
	r := commitment.Renegotiation{By: "ana", Due: commitment.At("Monday morning", monday.Add(7*24*time.Hour)), Reason: "the logs came late", Agreed: "bo", Answer: commitment.Reluctant}
	for field, change := range map[string]func(*commitment.Renegotiation){
		"reason": func(r *commitment.Renegotiation) { r.Reason = "" },
		"agreed": func(r *commitment.Renegotiation) { r.Agreed = "" },
		"answer": func(r *commitment.Renegotiation) { r.Answer = commitment.NoAnswer },
	} {
		bad := r
		change(&bad)
		got, err := p.Renegotiate(monday.Add(time.Hour), bad)
		require.ErrorIs(t, err, commitment.ErrReason)
		var f *commitment.FieldError
		require.ErrorAs(t, err, &f)
		require.Equal(t, field, f.Field)
		require.Equal(t, p, got, "a refused call changes nothing")
	}
	q, err := p.Renegotiate(monday.Add(time.Hour), r)
	require.NoError(t, err)
	require.Equal(t, 1, q.Renegotiations)
	require.Zero(t, q.Breaks)
	require.Equal(t, commitment.Open, q.State)
	require.EqualValues(t, 2, q.Basis)
	require.Equal(t, monday.Add(4*24*time.Hour), p.Due.Deadline, "the receiver stays as it was")

	// Extending after the due is marked broken first.
	late, err := p.Renegotiate(p.Due.Deadline.Add(time.Minute), r)
	require.NoError(t, err)
	require.Equal(t, 1, late.Breaks)
	require.Equal(t, 1, late.Renegotiations)
	require.Equal(t, commitment.Open, late.State)
	require.Equal(t, commitment.EventBroken, late.History[1].Kind)
	require.Equal(t, commitment.EventRenegotiated, late.History[2].Kind)
	onTime, err := p.Renegotiate(p.Due.Deadline, r)
	require.NoError(t, err)
	require.Zero(t, onTime.Breaks, "at the deadline it is not gone yet")

	r.Due.Deadline = monday
	_, err = p.Renegotiate(monday.Add(time.Hour), r)
	require.ErrorIs(t, err, commitment.ErrDeadline)
}

func TestClosedPromiseTakesNoChange(t *testing.T) {
	p := made(t, nil)
	at := monday.Add(time.Hour)
	kept, err := p.Keep(at, "ana", 2*time.Hour)
	require.NoError(t, err)
	broken, err := p.Break(at, "ana", "we lost the data")
	require.NoError(t, err)
	released, err := p.Release(at, "zoe", "found it herself")
	require.NoError(t, err)
	for _, closed := range []commitment.Promise{kept, broken, released} {
		for doing, change := range changes(at.Add(time.Hour)) {
			got, err := change(closed)
			require.ErrorIs(t, err, commitment.ErrClosed, doing)
			var state *commitment.StateError
			require.ErrorAs(t, err, &state)
			require.Equal(t, closed.State, state.State)
			require.Equal(t, closed, got)
		}
	}
}

func changes(at time.Time) map[string]func(commitment.Promise) (commitment.Promise, error) {
	return map[string]func(commitment.Promise) (commitment.Promise, error){
		"renegotiate": func(p commitment.Promise) (commitment.Promise, error) {
			return p.Renegotiate(at, commitment.Renegotiation{Due: commitment.At("", at.Add(99*time.Hour)), Reason: "r", Agreed: "bo", Answer: commitment.Accepted})
		},
		"update": func(p commitment.Promise) (commitment.Promise, error) {
			return p.Update(at, commitment.Progress{Doing: "d"})
		},
		"risk":    func(p commitment.Promise) (commitment.Promise, error) { return p.Risk(at, "ana", commitment.Said, "") },
		"recover": func(p commitment.Promise) (commitment.Promise, error) { return p.Recover(at, "ana", "") },
		"keep":    func(p commitment.Promise) (commitment.Promise, error) { return p.Keep(at, "ana", 0) },
		"break":   func(p commitment.Promise) (commitment.Promise, error) { return p.Break(at, "ana", "r") },
		"release": func(p commitment.Promise) (commitment.Promise, error) { return p.Release(at, "ana", "r") },
		"assign": func(p commitment.Promise) (commitment.Promise, error) {
			return p.Assign(at, "bo", commitment.Staff{Owner: commitment.Party{ID: "eve"}}, "r")
		},
		"amend": func(p commitment.Promise) (commitment.Promise, error) { return p.Amend(at, "bo", p.Details()) },
	}
}

func TestChangesRefuse(t *testing.T) {
	p := made(t, nil)
	for doing, change := range changes(monday.Add(-time.Second)) {
		got, err := change(p)
		require.ErrorIs(t, err, commitment.ErrTime, doing)
		require.Equal(t, p, got)
	}
	at := monday.Add(time.Hour)
	for name, c := range map[string]struct {
		change func() (commitment.Promise, error)
		want   error
	}{
		"empty update": {func() (commitment.Promise, error) { return p.Update(at, commitment.Progress{By: "ana"}) }, commitment.ErrReason},
		"next update in past": {func() (commitment.Promise, error) {
			return p.Update(at, commitment.Progress{Doing: "x", NextUpdate: at})
		}, commitment.ErrTime},
		"update not UTF-8":       {func() (commitment.Promise, error) { return p.Update(at, commitment.Progress{Doing: "\xff"}) }, commitment.ErrText},
		"risk without cause":     {func() (commitment.Promise, error) { return p.Risk(at, "ana", commitment.NoCause, "") }, commitment.ErrReason},
		"risk of unknown cause":  {func() (commitment.Promise, error) { return p.Risk(at, "ana", 99, "") }, commitment.ErrReason},
		"break without reason":   {func() (commitment.Promise, error) { return p.Break(at, "ana", "") }, commitment.ErrReason},
		"release without reason": {func() (commitment.Promise, error) { return p.Release(at, "ana", "") }, commitment.ErrReason},
		"negative spent":         {func() (commitment.Promise, error) { return p.Keep(at, "ana", -1) }, commitment.ErrEffort},
		"by with line break":     {func() (commitment.Promise, error) { return p.Keep(at, "an\na", 0) }, commitment.ErrID},
		"assign nobody":          {func() (commitment.Promise, error) { return p.Assign(at, "bo", commitment.Staff{}, "ill") }, commitment.ErrNoOwner},
		"assign without reason": {func() (commitment.Promise, error) {
			return p.Assign(at, "bo", commitment.Staff{Owner: commitment.Party{ID: "eve"}}, "")
		}, commitment.ErrReason},
		"amend effort": {func() (commitment.Promise, error) { return p.Amend(at, "bo", commitment.Details{Effort: -1}) }, commitment.ErrEffort},
		"agreed with line break": {func() (commitment.Promise, error) {
			return p.Renegotiate(at, commitment.Renegotiation{Due: commitment.At("", at.Add(time.Hour)), Reason: "r", Agreed: "b\no", Answer: commitment.Accepted})
		}, commitment.ErrID},
		"a promise never made": {func() (commitment.Promise, error) { return draft().Keep(at, "ana", 0) }, commitment.ErrHistory},
		"a hundred years on":   {func() (commitment.Promise, error) { return p.Keep(at.AddDate(120, 0, 0), "ana", 0) }, commitment.ErrTime},
		"next update far off": {func() (commitment.Promise, error) {
			return p.Update(at, commitment.Progress{Doing: "x", NextUpdate: at.AddDate(120, 0, 0)})
		}, commitment.ErrTime},
		"the zero time": {func() (commitment.Promise, error) { return p.Keep(time.Time{}, "ana", 0) }, commitment.ErrTime},
		"vague time as new due": {func() (commitment.Promise, error) {
			return renegotiate(p, at, commitment.Due{Said: "soon", Zone: "UTC"})
		}, commitment.ErrDeadline},
	} {
		_, err := c.change()
		require.ErrorIs(t, err, c.want, name)
		require.EqualValues(t, 1, p.Revision)
		require.Len(t, p.History, 1)
	}
}

func renegotiate(p commitment.Promise, at time.Time, due commitment.Due) (commitment.Promise, error) {
	return p.Renegotiate(at, commitment.Renegotiation{By: "ana", Due: due, Reason: "r", Agreed: "bo", Answer: commitment.Accepted})
}

func TestRiskIsToldOnce(t *testing.T) {
	p := made(t, nil)
	q, err := p.Risk(monday.Add(time.Hour), "", commitment.Infeasible, "")
	require.NoError(t, err)
	require.Equal(t, commitment.AtRisk, q.State)
	again, err := q.Risk(monday.Add(2*time.Hour), "", commitment.Infeasible, "")
	require.NoError(t, err)
	require.Equal(t, q, again, "the same cause again is nothing new")
	other, err := q.Risk(monday.Add(3*time.Hour), "bo", commitment.DependencySlips, "release 7 moved")
	require.NoError(t, err)
	require.Equal(t, commitment.DependencySlips, other.Cause)
	require.Equal(t, q.Risked, other.Risked, "no second round of notices")
	third, err := other.Risk(monday.Add(4*time.Hour), "", commitment.Infeasible, "")
	require.NoError(t, err)
	require.Equal(t, other, third, "both causes are on record")

	back, err := other.Recover(monday.Add(5*time.Hour), "bo", "Di helps")
	require.NoError(t, err)
	require.Equal(t, commitment.Open, back.State)
	same, err := back.Recover(monday.Add(6*time.Hour), "bo", "")
	require.NoError(t, err)
	require.Equal(t, back, same)
	anew, err := back.Risk(monday.Add(7*time.Hour), "", commitment.Infeasible, "")
	require.NoError(t, err)
	require.Greater(t, anew.Risked, q.Risked, "a new risk is told anew")
	slipped, err := anew.Risk(monday.Add(8*time.Hour), "", commitment.DependencySlips, "again")
	require.NoError(t, err)
	require.Greater(t, slipped.Revision, anew.Revision, "what was known of the risk before is over and is no news of this one")
}

func TestLate(t *testing.T) {
	p := made(t, nil)
	require.Zero(t, p.Late(p.Due.Deadline))
	require.Zero(t, p.Late(monday), "early is not late")
	require.Equal(t, time.Hour, p.Late(p.Due.Deadline.Add(time.Hour)))
	k, err := p.Keep(p.Due.Deadline.Add(time.Minute), "ana", 0)
	require.NoError(t, err)
	require.Equal(t, time.Minute, k.Late(p.Due.Deadline.Add(999*time.Hour)))
}

func TestConcerns(t *testing.T) {
	p := made(t, func(p *commitment.Promise) {
		p.Kind, p.Source, p.Customer, p.Effort = commitment.KindFeature, commitment.FromSales, commitment.Party{}, 0
	})
	require.Equal(t, []commitment.Concern{commitment.ConcernNoPlan, commitment.ConcernOutside, commitment.ConcernNoCustomer, commitment.ConcernNoEffort}, p.Concerns())
	require.Empty(t, made(t, nil).Concerns())
	planned := made(t, func(p *commitment.Promise) { p.Kind, p.Plan = commitment.KindFeature, "TRK-9" })
	require.Empty(t, planned.Concerns())
	hangs := made(t, func(p *commitment.Promise) { p.Kind, p.Dependency = commitment.KindFeature, "release-7" })
	require.Empty(t, hangs.Concerns(), "a release that it hangs on is a plan")
}

func TestDueFrom(t *testing.T) {
	manila, err := time.LoadLocation("Asia/Manila")
	require.NoError(t, err)
	text := "ok!! I'll send it by friday 3pm your time 👍"
	r := when.Reading{Kind: when.By, Earliest: monday, Deadline: time.Date(2026, 3, 6, 15, 0, 0, 0, manila), Start: strings.Index(text, "by"), End: strings.Index(text, " 👍"), Zone: manila}
	d, err := commitment.DueFrom(text, r)
	require.NoError(t, err)
	require.Equal(t, "by friday 3pm your time", d.Said)
	require.Equal(t, "Asia/Manila", d.Zone)
	require.Zero(t, d.Earliest, "by has no earliest time")
	r.Kind, r.Earliest = when.Window, time.Date(2026, 3, 6, 12, 0, 0, 0, manila)
	d, err = commitment.DueFrom(text, r)
	require.NoError(t, err)
	require.Equal(t, r.Earliest, d.Earliest)
	_, err = commitment.DueFrom(text, when.Reading{Kind: when.NotBefore, Earliest: monday})
	require.ErrorIs(t, err, commitment.ErrDeadline)
	r.End = 4000
	_, err = commitment.DueFrom(text, r)
	require.ErrorIs(t, err, commitment.ErrText)
}

func TestDueShifted(t *testing.T) {
	p := made(t, nil)
	at, moved, err := p.Due.Shifted()
	require.NoError(t, err)
	require.False(t, moved)
	require.Equal(t, p.Due.Deadline, at)
	// The rules changed since: what was 16:00 then is another instant now.
	old := p.Due
	old.Deadline = old.Deadline.Add(-time.Hour)
	at, moved, err = old.Shifted()
	require.NoError(t, err)
	require.True(t, moved)
	require.Equal(t, p.Due.Deadline, at)
	// A wall time that exists twice is no shift, whichever of the two was meant.
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	second := time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC).In(berlin)
	q := made(t, func(p *commitment.Promise) { p.Due = commitment.At("", second) })
	_, moved, err = q.Due.Shifted()
	require.NoError(t, err)
	require.False(t, moved)
	_, _, err = commitment.Due{Zone: "Nowhere"}.Shifted()
	require.ErrorIs(t, err, commitment.ErrZone)
	_, _, err = commitment.Due{Zone: "UTC", Civil: "tomorrow", Deadline: monday}.Shifted()
	require.ErrorIs(t, err, commitment.ErrFormat)
}

// life lives a random life: every change that the promise accepts.
func life(t testing.TB, rng *rand.Rand, steps int) []commitment.Promise {
	t.Helper()
	p := made(t, func(p *commitment.Promise) {
		p.Direction = commitment.Direction(rng.IntN(3))
		p.Due.Deadline = monday.Add(time.Duration(1+rng.IntN(200)) * time.Hour)
		if rng.IntN(2) == 0 {
			p.Managers = nil
		}
	})
	all := []commitment.Promise{p}
	at := monday
	for range steps {
		at = at.Add(time.Duration(rng.IntN(20*3600)) * time.Second)
		cs := changes(at)
		names := []string{"renegotiate", "update", "update", "risk", "recover", "assign", "amend", "keep", "break", "release"}
		n := len(names)
		if rng.IntN(4) > 0 {
			n -= 3
		}
		q, err := cs[names[rng.IntN(n)]](p)
		if err != nil {
			require.ErrorIs(t, err, commitment.ErrClosed)
			require.Equal(t, p, q)
			break
		}
		if rng.IntN(6) == 0 {
			q = commitment.Erasure{Tenant: "acme", Case: "4711"}.Apply(q, at)
		}
		p = q
		all = append(all, p)
	}
	return all
}

// TestRandomLives holds random lives of promises against what must always hold.
func TestRandomLives(t *testing.T) {
	policy, err := commitment.NewPolicy(nil)
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(1, 2))
	closed := 0
	for range 300 {
		lived := life(t, rng, 25)
		for i, p := range lived {
			require.EqualValues(t, len(p.History), p.Revision)
			replayed, err := p.Replay()
			require.NoError(t, err)
			require.Equal(t, p, replayed)
			b, err := json.Marshal(p)
			require.NoError(t, err)
			var back commitment.Promise
			require.NoError(t, json.Unmarshal(b, &back))
			again, err := json.Marshal(back)
			require.NoError(t, err)
			require.Equal(t, string(b), string(again))
			checkPlan(t, policy, p)
			if i > 0 {
				checkStep(t, lived[i-1], p)
			}
			if p.State.Closed() {
				closed++
			}
		}
	}
	require.Greater(t, closed, 50)
}

// checkStep: history only grows, and counts only go up.
func checkStep(t *testing.T, before, after commitment.Promise) {
	t.Helper()
	require.GreaterOrEqual(t, after.Revision, before.Revision)
	require.GreaterOrEqual(t, after.Breaks, before.Breaks)
	require.GreaterOrEqual(t, after.Renegotiations, before.Renegotiations)
	require.False(t, before.State.Closed() && !after.State.Closed(), "a settled promise is open again")
	for i, e := range before.History {
		require.Equal(t, e.Kind, after.History[i].Kind)
		require.Equal(t, e.At, after.History[i].At)
	}
}

// checkPlan: keys are unique and parse, nothing is planned for the settled, no
// reminder comes after the deadline, and every alarm is current.
func checkPlan(t *testing.T, policy *commitment.Policy, p commitment.Promise) {
	t.Helper()
	plan := policy.Alarms(p)
	require.Equal(t, plan, policy.Alarms(p), "the plan is a function of the promise")
	require.NoError(t, commitment.Write{Promise: p, Alarms: plan}.Validate())
	for _, a := range plan {
		require.True(t, p.Current(a), "%s of %v", a.Key, p.State)
		parts, err := commitment.ParseAlarmKey(a.Key)
		require.NoError(t, err)
		require.Equal(t, a.Parts(), parts)
		if a.Rule == commitment.RuleRemind {
			require.False(t, a.At.After(p.Due.Deadline), "reminder after the deadline")
			require.False(t, a.At.Before(p.AssignedAt), "reminder before the promise")
		}
		require.True(t, a.Until.IsZero() || a.Until.After(a.At))
		switch {
		case p.Direction != commitment.WeOwe:
			require.Equal(t, commitment.RuleChase, a.Rule, "others get polite chasers only")
		case p.State == commitment.Broken:
			require.Equal(t, commitment.RuleBroken, a.Rule)
		}
	}
	if p.State == commitment.Kept || p.State == commitment.Released || p.State == commitment.Broken && p.Direction != commitment.WeOwe {
		require.Empty(t, plan)
	}
	if p.Direction == commitment.WeOwe && !p.State.Closed() {
		require.True(t, hasRule(plan, commitment.RuleOverdue), "an open promise is never without an alarm for its deadline")
	}
}

func hasRule(plan []commitment.Alarm, r commitment.Rule) bool {
	for _, a := range plan {
		if a.Rule == r {
			return true
		}
	}
	return false
}

func TestErasureKeepsStates(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	policy, err := commitment.NewPolicy(nil)
	require.NoError(t, err)
	for range 200 {
		lived := life(t, rng, 12)
		p := lived[len(lived)-1]
		e := commitment.Erasure{Tenant: "acme", Case: "4711"}.Apply(p, monday.Add(time.Hour))
		require.Equal(t, p.State, e.State)
		require.Equal(t, p.Breaks, e.Breaks)
		require.Equal(t, p.ClosedAt, e.ClosedAt)
		require.Equal(t, policy.Alarms(p), policy.Alarms(e), "the plan stays")
		_, err := e.Replay()
		require.NoError(t, err)
		b, err := json.Marshal(e)
		require.NoError(t, err)
		for _, word := range []string{"root cause", "Zoë", "Friday", "your time", `"Ana"`, `"r"`} {
			require.NotContains(t, string(b), word)
		}
		require.Contains(t, string(b), `"zoe"`, "ids stay")
		require.Equal(t, e, commitment.Erasure{Tenant: "acme", Case: "4711"}.Apply(e, monday.Add(9000*time.Hour)), "erasing twice changes nothing")
	}
}

func TestErasureMatches(t *testing.T) {
	p := made(t, nil)
	p, err := p.Update(monday, commitment.Progress{By: "sam", Doing: "said by sam"})
	require.NoError(t, err)
	for _, e := range []commitment.Erasure{
		{Tenant: "other", Promise: "p-1"}, {Tenant: "acme"}, {Tenant: "acme", Promise: "p-2"}, {Tenant: "acme", Party: "nobody"}, {Tenant: "acme", Subject: "sla:4711"},
	} {
		require.False(t, e.Matches(p), "%+v", e)
		require.Equal(t, p, e.Apply(p, monday))
	}
	staff := commitment.Erasure{Tenant: "acme", Party: "ana"}.Apply(p, monday)
	require.Empty(t, staff.Owner.Name)
	require.Equal(t, "Bo", staff.Managers[0].Name)
	require.Equal(t, p.What, staff.What, "what was promised to a customer is not the owner's personal data")
	wrote := commitment.Erasure{Tenant: "acme", Party: "sam"}.Apply(p, monday)
	require.Empty(t, wrote.History[1].Doing)
	whole := commitment.Erasure{Tenant: "acme", Subject: p.Subject()}.Apply(p, monday)
	require.Empty(t, whole.What)
	a := commitment.Alarm{Tenant: "acme", Subject: "sla:1", Case: "9", Recipient: "zoe"}
	require.True(t, commitment.Erasure{Tenant: "acme", Case: "9"}.MatchesAlarm(a))
	require.True(t, commitment.Erasure{Tenant: "acme", Party: "zoe"}.MatchesAlarm(a))
	require.True(t, commitment.Erasure{Tenant: "acme", Subject: "sla:1"}.MatchesAlarm(a))
	require.False(t, commitment.Erasure{Tenant: "other", Subject: "sla:1"}.MatchesAlarm(a))
	require.False(t, commitment.Erasure{Tenant: "acme", Party: "zoe"}.MatchesAlarm(commitment.Alarm{Tenant: "acme", Subject: p.Subject(), Recipient: "zoe"}))
}

func TestReplayFindsTampering(t *testing.T) {
	p := made(t, nil)
	p, err := p.Risk(monday.Add(time.Hour), "ana", commitment.Said, "")
	require.NoError(t, err)
	for name, change := range map[string]func(*commitment.Promise){
		"state":     func(p *commitment.Promise) { p.State = commitment.Kept },
		"deadline":  func(p *commitment.Promise) { p.Due.Deadline = p.Due.Deadline.Add(time.Hour) },
		"cause":     func(p *commitment.Promise) { p.Cause = commitment.Silence },
		"risk time": func(p *commitment.Promise) { p.RiskedAt = p.RiskedAt.Add(time.Second) },
		"updated":   func(p *commitment.Promise) { p.Updated = 2 },
		"zone":      func(p *commitment.Promise) { p.Due.Zone = "UTC" },
		"breaks":    func(p *commitment.Promise) { p.Breaks = 1 },
		"a gap":     func(p *commitment.Promise) { p.History[1].Revision = 3 },
		"backwards": func(p *commitment.Promise) { p.History[1].At = monday.Add(-time.Hour) },
		"no start":  func(p *commitment.Promise) { p.History[0].Kind = commitment.EventUpdated },
		"cut off":   func(p *commitment.Promise) { p.History = p.History[:1] },
	} {
		q, err := p.Replay()
		require.NoError(t, err)
		change(&q)
		_, err = q.Replay()
		require.ErrorIs(t, err, commitment.ErrHistory, name)
	}
}

func TestPartyAndRoles(t *testing.T) {
	p := made(t, func(p *commitment.Promise) { p.Debtor = commitment.Party{ID: "carrier"} })
	for id, want := range map[commitment.PartyID]commitment.Role{"ana": commitment.Owner, "cy": commitment.Manager, "di": commitment.Stakeholder, "zoe": commitment.Customer, "carrier": commitment.Debtor, "nobody": commitment.NoRole, "": commitment.NoRole} {
		party, role := p.Party(id)
		require.Equal(t, want, role, id)
		if role != commitment.NoRole {
			require.Equal(t, id, party.ID)
		}
	}
	require.Equal(t, "acme", string(p.Tenant))
	id, ok := p.Subject().Promise()
	require.True(t, ok)
	require.Equal(t, p.ID, id)
	_, ok = commitment.SubjectID("sla:1").Promise()
	require.False(t, ok)
}

func TestErrorsAsData(t *testing.T) {
	err := error(&commitment.ConflictError{Subject: "promise:p-1", Based: 1, Stored: 2})
	require.ErrorIs(t, err, commitment.ErrConflict)
	require.Contains(t, err.Error(), "revision 2")
	require.Contains(t, err.Error(), "load it and decide again", "an error says the way out")
	require.False(t, errors.Is(err, commitment.ErrClosed))
	field := &commitment.FieldError{Field: "due.zone", Value: "Mars", Want: "an IANA zone", Err: commitment.ErrZone}
	require.Equal(t, `commitment: unknown time zone: due.zone is "Mars", want an IANA zone`, field.Error())
	state := &commitment.StateError{Promise: "p-1", State: commitment.Kept, Doing: "update"}
	require.Equal(t, `commitment: promise is closed: cannot update promise "p-1", it is kept; what is promised from now on is a new promise`, state.Error())
	v := &commitment.VersionError{Of: "schema", Have: 9, Known: 1, Err: commitment.ErrSchema}
	require.ErrorIs(t, v, commitment.ErrSchema)
	require.Contains(t, v.Error(), "update the library")
	require.Contains(t, (&commitment.EarlyError{Key: "k", Until: monday}).Error(), "2026-03-02")
}
