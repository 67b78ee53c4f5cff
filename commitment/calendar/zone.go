package calendar

import (
	"fmt"
	"math"
	"time"
)

// Resolution says how a wall time was turned into an instant. The zero value is
// the ordinary case.
type Resolution uint8

const (
	// Unique says that the wall time exists exactly once.
	Unique Resolution = iota
	// Skipped says that the wall time does not exist, because the clock is put forward
	// over it. It moved forward by the length of the gap.
	Skipped
	// Repeated says that the wall time exists twice, because the clock is put back. The
	// first was taken.
	Repeated
)

var resolutions = [...]string{"unique", "skipped", "repeated"}

// String is the resolution's name in lower case.
func (r Resolution) String() string {
	if int(r) < len(resolutions) {
		return resolutions[r]
	}
	return fmt.Sprintf("Resolution(%d)", uint8(r))
}

// MarshalText writes the resolution's name.
func (r Resolution) MarshalText() ([]byte, error) {
	if int(r) >= len(resolutions) {
		return nil, fmt.Errorf("calendar: unknown resolution %d", uint8(r))
	}
	return []byte(resolutions[r]), nil
}

// UnmarshalText reads the resolution's name.
func (r *Resolution) UnmarshalText(text []byte) error {
	for i, name := range resolutions {
		if name == string(text) {
			*r = Resolution(i)
			return nil
		}
	}
	return fmt.Errorf("calendar: unknown resolution %.20q: want unique, skipped or repeated", text)
}

// Wall is the instant at which clocks in the zone show the date and the time of
// day, which is given as the time since midnight on the clock's face: 16h30m is
// 16:30, 24h is the midnight that ends the date, and more runs into the next
// date. A nil zone is UTC.
//
// A wall time that does not exist moves forward by the length of the gap: 02:30
// becomes 03:30 where clocks jump from 02:00 to 03:00. A wall time that exists
// twice is the first. The Resolution reports either, so that a caller can tell
// people. [time.Date] promises neither: it goes back in some zones and forward
// in others.
func Wall(d Date, sinceMidnight time.Duration, zone *time.Location) (time.Time, Resolution) {
	if zone == nil {
		zone = time.UTC
	}
	z := clock{loc: zone}
	secs := floorDiv(int64(sinceMidnight), int64(time.Second))
	sec, how := z.wall(d.days()*daySecs + secs)
	return time.Unix(sec, floorMod(int64(sinceMidnight), int64(time.Second))).In(zone), how
}

// segment is a stretch of time with one offset from UTC.
type segment struct {
	start, end int64 // Unix seconds, half open
	offset     int64 // seconds east of UTC
}

// clock knows the offsets of a zone: from a table where it has one, else from
// the location. Every wall time of this package goes through its method wall.
type clock struct {
	loc  *time.Location
	segs []segment // without holes; may be empty
}

// newClock tabulates the offsets from one instant to another.
func newClock(loc *time.Location, from, to int64) clock {
	z := clock{loc: loc}
	var segs []segment
	for at := from; at < to; {
		s := z.segment(at)
		if n := len(segs); n > 0 && segs[n-1].offset == s.offset {
			segs[n-1].end = s.end // a rule of summer time is cut at each year's end
		} else {
			segs = append(segs, s)
		}
		at = s.end
	}
	z.segs = segs
	return z
}

// segment is the stretch that holds the instant.
func (z *clock) segment(sec int64) segment {
	if n := len(z.segs); n > 0 && sec >= z.segs[0].start && sec < z.segs[n-1].end {
		lo, hi := 0, n-1
		for lo < hi {
			mid := int(uint(lo+hi) / 2)
			if sec < z.segs[mid].end {
				hi = mid
			} else {
				lo = mid + 1
			}
		}
		return z.segs[lo]
	}
	t := time.Unix(sec, 0).In(z.loc)
	_, offset := t.Zone()
	s := segment{math.MinInt64, math.MaxInt64, int64(offset)}
	start, end := t.ZoneBounds()
	if !start.IsZero() {
		s.start = start.Unix()
	}
	if !end.IsZero() {
		s.end = end.Unix()
	}
	if s.end <= sec {
		// Go 1.26 counts 365 days to every year of a rule of summer time, so that on
		// the last day of a leap year the stretch ends before the instant. No clock
		// changes on that day.
		s.end = (floorDiv(sec, daySecs) + 1) * daySecs
	}
	return s
}

// wall turns a wall time, as the Unix seconds that a clock at UTC would show,
// into the instant.
func (z *clock) wall(local int64) (int64, Resolution) {
	// No offset reaches beyond 26 hours, whatever the date line did.
	const reach = 26 * 3600
	s := z.segment(local - reach)
	for {
		sec := local - s.offset
		if sec < s.end {
			how := Unique
			if sec >= s.end-2*reach {
				if next := z.segment(s.end); next.offset < s.offset && local-next.offset >= s.end {
					how = Repeated
				}
			}
			return sec, how
		}
		next := z.segment(s.end)
		if local-next.offset < s.end {
			// Between the two: s.offset still applies, which is the move
			// forward by the length of the gap.
			return sec, Skipped
		}
		s = next
	}
}

// offsetAt is the offset from UTC at the instant, in seconds.
func (z *clock) offsetAt(sec int64) int64 { return z.segment(sec).offset }

// transitions calls fn for each change of offset after from and before to.
func (z *clock) transitions(from, to int64, fn func(at, before, after int64)) {
	for s := z.segment(from); s.end < to; {
		next := z.segment(s.end)
		if next.offset != s.offset {
			fn(s.end, s.offset, next.offset)
		}
		s = next
	}
}
