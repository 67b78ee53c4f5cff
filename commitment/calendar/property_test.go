package calendar_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

func at(minute int64) time.Time { return time.Unix(minute*60, 0) }

// draw is one random question: a calendar, its dumb twin and an instant well
// inside the twin's stretch of time.
type draw struct {
	cfg  calendar.Config
	cal  *calendar.Calendar
	twin *dumb
	now  int64 // Unix minutes
	days int64 // on either side of now
}

func newDraw(t *testing.T, r *rand.Rand, locs []zone) draw {
	loc := locs[r.IntN(len(locs))]
	now := (unix(2000) + r.Int64N(unix(2041)-unix(2000))) / 60
	if c := loc.changes; len(c) > 0 && r.IntN(2) == 0 {
		now = c[r.IntN(len(c))].Unix()/60 + r.Int64N(2*1440) - 1440
	}
	d := draw{cfg: anyCalendar(r, loc.Location, at(now).In(loc.Location)), now: now, days: 8 + r.Int64N(4)}
	if r.IntN(100) == 0 {
		d.days = 400
	}
	cal, err := calendar.New(d.cfg)
	if err != nil {
		t.Fatalf("%+v: %v", d.cfg, err)
	}
	d.cal = cal
	d.twin = newDumb(d.cfg, now-d.days*1440, now+d.days*1440)
	return d
}

// compare asks the calendar and its twin the same questions.
func compare(t *testing.T, r *rand.Rand, cal *calendar.Calendar, twin *dumb, now, days int64) (ok bool) {
	margin := int64(4 * 1440) // of the stretch, where the twin lacks neighbouring dates
	lo, hi := now-days*1440+margin, now+days*1440-margin
	a, b := lo+r.Int64N(hi-lo), lo+r.Int64N(hi-lo)
	ok = true
	same := func(what string, got time.Time, err error, want int64, known bool) {
		if !known || want < lo || want > hi {
			return // the twin's stretch does not reach that far
		}
		if err != nil || !got.Equal(at(want)) {
			t.Errorf("%s: got %v, %v, want %v", what, got, err, at(want).In(cal.Zone()))
			ok = false
		}
	}
	if got, want := cal.Between(at(a), at(b)), twin.between(a, b)-twin.between(b, a); got != time.Duration(want)*time.Minute {
		t.Errorf("Between(%v, %v) = %v, want %d minutes", at(a), at(b), got, want)
		ok = false
	}
	for _, x := range []int64{a, b, now} {
		if cal.IsOpen(at(x)) != twin.open(x) {
			t.Errorf("IsOpen(%v) = %v", at(x).In(cal.Zone()), cal.IsOpen(at(x)))
			ok = false
		}
	}
	n := r.Int64N(days*600) - days*300
	if n == 0 {
		n = 1
	}
	want, known := twin.add(a, n)
	got, err := cal.Add(at(a), time.Duration(n)*time.Minute)
	same("Add", got, err, want, known)
	want, known = twin.nextOpen(a)
	got, err = cal.NextOpen(at(a))
	same("NextOpen", got, err, want, known)
	want, known = twin.nextClose(a)
	got, err = cal.NextClose(at(a))
	same("NextClose", got, err, want, known)
	want, known = twin.prevClose(a)
	got, err = cal.PrevClose(at(a))
	same("PrevClose", got, err, want, known)
	return ok
}

// laws checks what must hold whatever the calendar, with instants and durations
// down to the nanosecond.
func laws(t *testing.T, r *rand.Rand, cal *calendar.Calendar, now int64) (ok bool) {
	ok = true
	a := at(now).Add(time.Duration(r.Int64N(int64(96 * time.Hour))))
	d := time.Duration(r.Int64N(int64(100 * time.Hour)))
	if r.IntN(10) == 0 {
		d = time.Duration(r.Int64N(int64(20000 * time.Hour)))
	}
	forward, err := cal.Add(a, d)
	if err != nil {
		return true
	}
	if got := cal.Between(a, forward); got != d {
		t.Errorf("Between(t, Add(t, %v)) = %v, t = %v", d, got, a.In(cal.Zone()))
		ok = false
	}
	if later, err := cal.Add(a.Add(time.Duration(r.Int64N(int64(9*time.Hour)))), d); err == nil && later.Before(forward) {
		t.Errorf("Add is not monotonic in t at %v + %v", a, d)
		ok = false
	}
	if further, err := cal.Add(a, d+time.Duration(r.Int64N(int64(time.Hour)))); err == nil && further.Before(forward) {
		t.Errorf("Add is not monotonic in d at %v + %v", a, d)
		ok = false
	}
	if cal.IsOpen(a) && d > 0 {
		if back, err := cal.Add(forward, -d); err != nil || !back.Equal(a) {
			t.Errorf("Add(Add(t, %v), -%v) = %v, %v, want %v", d, d, back, err, a)
			ok = false
		}
	}
	if back, err := cal.Add(a, -d); err == nil && cal.Between(a, back) != -d {
		t.Errorf("Between(t, Add(t, -%v)) = %v, t = %v", d, cal.Between(a, back), a)
		ok = false
	}
	return ok
}

// spans compares the iterator with the twin, minute by minute.
func spans(t *testing.T, cal *calendar.Calendar, twin *dumb, from, to int64) (ok bool) {
	ok = true
	next := from
	for s := range cal.Shifts(at(from), at(to)) {
		for x := s.Open.Unix() / 60; x < s.Close.Unix()/60; x++ {
			if owner := int64(twin.owner[x-twin.from]); x < next || owner != dayNumber(s.Date) {
				t.Errorf("Shifts: %v belongs to %v, or is out of order", at(x).In(cal.Zone()), s)
				return false
			}
		}
		if n := twin.between(next, s.Open.Unix()/60); n != 0 {
			t.Errorf("Shifts leaves out %d minutes before %v", n, s)
			return false
		}
		next = s.Close.Unix() / 60
	}
	if n := twin.between(next, to); n != 0 {
		t.Errorf("Shifts leaves out the last %d minutes", n)
		return false
	}
	return ok
}

func dayNumber(d calendar.Date) int64 {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// TestAgainstDumb compares random calendars in random zones with the minute by
// minute implementation. EVENKEEL_ROUNDS=100000 runs it in full.
func TestAgainstDumb(t *testing.T) {
	locs := zones(t)
	for seed := range uint64(rounds(t, 1500)) {
		r := rand.New(rand.NewPCG(seed, 1))
		d := newDraw(t, r, locs)
		ok := compare(t, r, d.cal, d.twin, d.now, d.days)
		ok = laws(t, r, d.cal, d.now) && ok
		ok = spans(t, d.cal, d.twin, d.now-3*1440, d.now+3*1440) && ok
		n := r.IntN(9) - 4
		if want, known := d.twin.addDays(d.now, n); known && want > d.now-4*1440 && want < d.now+4*1440 {
			if got, err := d.cal.AddDays(at(d.now), n); err != nil || !got.Equal(at(want)) {
				t.Errorf("AddDays(%v, %d) = %v, %v, want %v", at(d.now).In(d.cfg.Zone), n, got, err, at(want).In(d.cfg.Zone))
				ok = false
			}
		}
		if !ok {
			t.Fatalf("seed %d, %s, now %v: %+v", seed, d.cfg.Zone, at(d.now).In(d.cfg.Zone), d.cfg)
		}
	}
}

// TestCombinationsAgainstDumb does the same for unions and intersections.
func TestCombinationsAgainstDumb(t *testing.T) {
	locs := zones(t)
	for seed := range uint64(rounds(t, 1500)) / 20 {
		r := rand.New(rand.NewPCG(seed, 2))
		a := newDraw(t, r, locs)
		a.days = 10
		loc := locs[r.IntN(len(locs))]
		cfg := anyCalendar(r, loc.Location, at(a.now).In(loc.Location))
		other, err := calendar.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		for _, union := range []bool{true, false} {
			combine := calendar.Intersect
			if union {
				combine = calendar.Union
			}
			cal, err := combine(a.cal, other)
			if err != nil {
				t.Fatal(err)
			}
			one, two := newDumb(a.cfg, a.now-a.days*1440, a.now+a.days*1440), newDumb(cfg, a.now-a.days*1440, a.now+a.days*1440)
			for i := range one.owner {
				if union && one.owner[i] == 0 {
					one.owner[i] = two.owner[i]
				}
				if !union && two.owner[i] == 0 {
					one.owner[i] = 0
				}
			}
			ok := compare(t, r, cal, one, a.now, a.days)
			ok = laws(t, r, cal, a.now) && ok
			if !ok {
				t.Fatalf("seed %d, union %v: %+v and %+v", seed, union, a.cfg, cfg)
			}
		}
	}
}

// TestEveryTransition visits every change of every zone's clock from 2000 to 2040
// with calendars that are open across it, night and day.
func TestEveryTransition(t *testing.T) {
	hours := func(open, end time.Duration) (week [7][]calendar.Shift) {
		for d := range week {
			week[d] = []calendar.Shift{{Open: open, Close: end}}
		}
		return week
	}
	visited := 0
	for _, loc := range zones(t) {
		var cals []*calendar.Calendar
		for _, week := range [][7][]calendar.Shift{hours(0, 24*time.Hour), hours(22*time.Hour, 30*time.Hour), hours(2*time.Hour+30*time.Minute, 17*time.Hour)} {
			cal, err := calendar.New(calendar.Config{Zone: loc.Location, Weekly: week})
			if err != nil {
				t.Fatal(err)
			}
			cals = append(cals, cal)
		}
		for _, change := range loc.changes {
			visited++
			crossWalls(t, loc.Location, change)
			for _, cal := range cals {
				cross(t, cal, change)
			}
		}
	}
	if visited < 10000 {
		t.Errorf("visited only %d changes", visited)
	}
	t.Logf("visited %d changes of the clock", visited)
}

// cross steps over a change of the clock by a quarter of an hour and more.
func cross(t *testing.T, cal *calendar.Calendar, change time.Time) {
	last, today := map[string]time.Time{}, calendar.Date{}
	forward := func(what string, now, got time.Time, err error) {
		if err != nil || got.Before(now) || got.Before(last[what]) {
			t.Fatalf("%s %s at %v: %v, %v, before that %v", cal.Zone(), what, now.In(cal.Zone()), got, err, last[what])
		}
		last[what] = got
	}
	for now := change.Add(-3 * time.Hour); now.Before(change.Add(3 * time.Hour)); now = now.Add(15 * time.Minute) {
		got, err := cal.Add(now, 0)
		forward("Add 0", now, got, err)
		got, err = cal.Add(now, 20*time.Minute)
		forward("Add", now, got, err)
		if d := cal.Between(now, got); d != 20*time.Minute {
			t.Fatalf("%s: Between(%v, %v) = %v", cal.Zone(), now, got, d)
		}
		if date := calendar.DateOf(now.In(cal.Zone())); date.Compare(today) < 0 {
			delete(last, "AddDays") // the clock went back over midnight: it is the day before once more
		} else {
			today = date
		}
		got, err = cal.AddDays(now, 1)
		forward("AddDays", now, got, err)
		back, err := cal.Add(now, -20*time.Minute)
		if err != nil || !back.Before(now) {
			t.Fatalf("%s: Add(%v, -20m) = %v, %v", cal.Zone(), now, back, err)
		}
	}
}

// crossWalls asks for each wall time around a change, which is either shown by
// the clock at the answer, or skipped and later than every wall time before the gap.
func crossWalls(t *testing.T, loc *time.Location, change time.Time) {
	_, before := change.Add(-time.Second).Zone()
	_, after := change.Zone()
	gap := time.Duration(after-before) * time.Second
	for off := -3 * time.Hour; off < 3*time.Hour; off += 15 * time.Minute {
		wall := change.UTC().Add(time.Duration(before)*time.Second + off) // what clocks would show without the change
		since := wall.Sub(wall.Truncate(24 * time.Hour))
		got, how := calendar.Wall(calendar.DateOf(wall), since, loc)
		shown := got.Format("2006-01-02 15:04")
		switch {
		case how == calendar.Skipped:
			if shown != wall.Add(gap).Format("2006-01-02 15:04") || got.Before(change) {
				t.Fatalf("%s: %v is skipped to %v", loc, wall, got)
			}
		case shown != wall.Format("2006-01-02 15:04"):
			t.Fatalf("%s: %v (%v) is shown as %v", loc, wall, how, got)
		}
		if inGap := gap > 0 && off >= 0 && off < gap; inGap != (how == calendar.Skipped) && gap < 20*time.Hour {
			t.Fatalf("%s: %v is %v", loc, wall, how)
		}
		if twice := gap < 0 && off >= gap && off < 0; twice != (how == calendar.Repeated) {
			t.Fatalf("%s: %v is %v", loc, wall, how)
		} else if twice && !got.Before(change) {
			t.Fatalf("%s: %v is the second: %v", loc, wall, got)
		}
	}
}
