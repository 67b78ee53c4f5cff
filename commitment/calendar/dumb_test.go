package calendar_test

import (
	"archive/zip"
	"go/build"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// dumb is the second implementation: one byte for each minute of a stretch of
// time, filled date by date, and every sum a walk over it. It reads the zone only
// by asking what clocks show at an instant.
type dumb struct {
	loc   *time.Location
	from  int64 // Unix minutes
	local []int64
	owner []int32 // the day to which an open minute belongs, 0 where closed
}

func localMinute(at int64, loc *time.Location) int64 {
	_, offset := time.Unix(at*60, 0).In(loc).Zone()
	return at + int64(offset)/60
}

func newDumb(cfg calendar.Config, from, to int64) *dumb {
	d := &dumb{loc: cfg.Zone, from: from, owner: make([]int32, to-from), local: make([]int64, to-from)}
	dates := map[int64]bool{}
	for i := range d.local {
		d.local[i] = localMinute(from+int64(i), cfg.Zone)
		dates[d.local[i]/1440] = true
	}
	for day := d.local[0]/1440 + 2; day < d.local[len(d.local)-1]/1440-2; day++ {
		if !dates[day] {
			continue // no clock ever showed this date
		}
		for _, s := range dumbShifts(cfg, day) {
			end := d.wall(day*1440 + int64(s.Close/time.Minute))
			for at := d.wall(day*1440 + int64(s.Open/time.Minute)); at < end; at++ {
				if i := at - from; d.owner[i] == 0 {
					d.owner[i] = int32(day)
				}
			}
		}
	}
	return d
}

func dumbShifts(cfg calendar.Config, day int64) []calendar.Shift {
	t := time.Unix(day*86400, 0).UTC()
	date := calendar.DateOf(t)
	if s, ok := cfg.Dates[date]; ok {
		return s
	}
	for _, c := range cfg.Closed {
		if c == date || c == (calendar.Date{Month: date.Month, Day: date.Day}) {
			return nil
		}
	}
	return cfg.Weekly[t.Weekday()]
}

// wall looks for the first minute that shows the wall time; if there is none, it
// goes on from the minute before the clock jumped.
func (d *dumb) wall(local int64) int64 {
	guess := int(local - d.local[0])
	lo, hi := max(0, guess-2*1440), min(len(d.local), guess+2*1440)
	for i := lo; i < hi; i++ {
		if d.local[i] == local {
			return d.from + int64(i)
		}
		if d.local[i] > local && i > lo && d.local[i-1] < local {
			return d.from + int64(i-1) + local - d.local[i-1]
		}
	}
	panic("wall time outside of the dumb stretch")
}

func (d *dumb) open(at int64) bool { return d.owner[at-d.from] != 0 }

func (d *dumb) between(a, b int64) (minutes int64) {
	for ; a < b; a++ {
		if d.open(a) {
			minutes++
		}
	}
	return minutes
}

// add walks n minutes of working time; ok is false if it leaves the stretch.
func (d *dumb) add(at, n int64) (int64, bool) {
	end := d.from + int64(len(d.owner))
	for ; n < 0 && at > d.from; at-- {
		if d.open(at - 1) {
			n++
		}
		if n == 0 {
			return at - 1, true
		}
	}
	for ; n > 0 && at < end; at++ {
		if d.open(at) {
			n--
		}
		if n == 0 {
			return at + 1, true
		}
	}
	return at, false
}

func (d *dumb) nextOpen(at int64) (int64, bool) {
	for ; at < d.from+int64(len(d.owner)); at++ {
		if d.open(at) {
			return at, true
		}
	}
	return 0, false
}

func (d *dumb) nextClose(at int64) (int64, bool) {
	for at++; at < d.from+int64(len(d.owner)); at++ {
		if d.open(at-1) && !d.open(at) {
			return at, true
		}
	}
	return 0, false
}

func (d *dumb) prevClose(at int64) (int64, bool) {
	for ; at > d.from; at-- {
		if d.open(at-1) && !d.open(at) {
			return at, true
		}
	}
	return 0, false
}

// addDays steps from date to date.
func (d *dumb) addDays(at int64, n int) (int64, bool) {
	closes := map[int32]int64{}
	for i, o := range d.owner {
		if o != 0 {
			closes[o] = d.from + int64(i) + 1
		}
	}
	today := int32(d.local[at-d.from] / 1440)
	if d.open(at) {
		today = d.owner[at-d.from]
	}
	first, last := int32(d.local[0]/1440), int32(d.local[len(d.local)-1]/1440)
	step := int32(1)
	switch {
	case n < 0:
		step = -1
		for at--; at > d.from && !d.open(at); at-- {
		}
		today = d.owner[at-d.from]
		n = -n
	case n == 0:
		if c := closes[today]; c >= at {
			return c, true
		}
		n = 1
	}
	for day := today + step; day > first && day < last; day += step {
		if c, ok := closes[day]; ok {
			if n--; n == 0 {
				return c, true
			}
		}
	}
	return 0, false
}

// zoneNames lists the zones of the Go distribution.
func zoneNames(t testing.TB) []string {
	t.Helper()
	z, err := zip.OpenReader(filepath.Join(build.Default.GOROOT, "lib", "time", "zoneinfo.zip"))
	if err != nil {
		if os.Getenv("EVENKEEL_TEST_REQUIRE") != "" {
			t.Fatalf("no list of zones in the Go distribution: %v", err)
		}
		t.Skipf("no list of zones in the Go distribution: %v", err)
	}
	defer z.Close()
	var names []string
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, "/") && f.Name != "Factory" {
			names = append(names, f.Name)
		}
	}
	return names
}

// zone is a location with the changes of its clock.
type zone struct {
	*time.Location
	changes []time.Time
}

// zones are all of them, loaded once.
func zones(t testing.TB) []zone {
	t.Helper()
	names := zoneNames(t)
	all, err := loadZones(names)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var loadZones = func() func([]string) ([]zone, error) {
	var once sync.Once
	var all []zone
	var err error
	return func(names []string) ([]zone, error) {
		once.Do(func() {
			for _, name := range names {
				loc, bad := time.LoadLocation(name)
				if bad != nil {
					err = bad
					return
				}
				all = append(all, zone{loc, changes(loc)})
			}
		})
		return all, err
	}
}()

func unix(year int) int64 { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix() }

// changes finds the instants from 2000 to 2040 at which the zone's offset
// changes, by looking at the clock twice a day and halving in between.
func changes(loc *time.Location) []time.Time {
	offset := func(sec int64) int {
		_, offset := time.Unix(sec, 0).In(loc).Zone()
		return offset
	}
	var at []time.Time
	for sec := unix(2000); sec < unix(2041); sec += 12 * 3600 {
		lo, hi := sec, sec+12*3600
		if offset(lo) == offset(hi) {
			continue
		}
		for lo+1 < hi {
			if mid := (lo + hi) / 2; offset(mid) == offset(sec) {
				lo = mid
			} else {
				hi = mid
			}
		}
		at = append(at, time.Unix(hi, 0).In(loc))
	}
	return at
}

// anyCalendar draws a config: office hours with breaks, night shifts, midnight to
// midnight, exceptions, some of them around the instant.
func anyCalendar(r *rand.Rand, loc *time.Location, near time.Time) calendar.Config {
	cfg := calendar.Config{Zone: loc, Dates: map[calendar.Date][]calendar.Shift{}}
	style := r.IntN(5)
	for d := range cfg.Weekly {
		if r.IntN(4) == 0 {
			continue
		}
		limit := 1440
		switch style {
		case 0:
			cfg.Weekly[d] = []calendar.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
			continue
		case 1:
			cfg.Weekly[d] = []calendar.Shift{{Open: 0, Close: 24 * time.Hour}}
			continue
		case 2: // nights
			limit = 2000
			cfg.Weekly[d] = anyShifts(r, 700, limit)
			continue
		}
		cfg.Weekly[d] = anyShifts(r, 0, limit)
	}
	today := calendar.DateOf(near)
	for range r.IntN(4) {
		date := today.AddDays(r.IntN(9) - 4)
		cfg.Dates[date] = anyShifts(r, 0, 1440+r.IntN(1441))
		if r.IntN(3) == 0 {
			cfg.Dates[date] = nil
		}
	}
	for range r.IntN(4) {
		date := today.AddDays(r.IntN(15) - 7)
		if r.IntN(2) == 0 {
			date.Year = 0
		}
		cfg.Closed = append(cfg.Closed, date)
	}
	return cfg
}

// anyShifts draws shifts that do not overlap, of whole minutes from lo to hi.
func anyShifts(r *rand.Rand, lo, hi int) []calendar.Shift {
	var shifts []calendar.Shift
	step := []int{1, 15, 30, 60}[r.IntN(4)]
	for at := lo; len(shifts) < 3; {
		open := at + r.IntN(600)/step*step
		end := open + (1+r.IntN(720))/step*step
		if r.IntN(6) == 0 {
			end = 1440
		}
		if end > hi || open >= 1440 {
			break
		}
		if end > open {
			shifts = append(shifts, calendar.Shift{Open: time.Duration(open) * time.Minute, Close: time.Duration(end) * time.Minute})
			at = end
		}
	}
	return shifts
}

// rounds is how often a random test draws: EVENKEEL_ROUNDS, or the default.
func rounds(t *testing.T, standard int) int {
	t.Helper()
	s := os.Getenv("EVENKEEL_ROUNDS")
	if s == "" {
		return standard
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("EVENKEEL_ROUNDS=%q: %v", s, err)
	}
	return n
}
