package calendar

import "time"

// NextOpen is t itself inside working time, else the next opening.
func (c *Calendar) NextOpen(t time.Time) (time.Time, error) {
	sec := t.Unix()
	w := c.table(sec)
	if w == nil {
		return time.Time{}, c.refuse()
	}
	passed, until := w.worked(sec)
	if until != shut {
		return t.In(c.zone), nil
	}
	for idle := sec; passed == w.total; passed = 0 {
		if w = c.next(w, idle); w == nil {
			return time.Time{}, ErrNeverOpen
		}
	}
	return time.Unix(w.instant(passed+1)-1, 0).In(c.zone), nil
}

// NextClose is the next closing after t: the end of the working time that is
// going on at t, or if there is none, of the next. Shifts that touch are one: a
// calendar that is open all week from midnight to midnight gives [ErrNeverCloses].
func (c *Calendar) NextClose(t time.Time) (time.Time, error) {
	open, err := c.NextOpen(t)
	if err != nil {
		return time.Time{}, err
	}
	sec := open.Unix()
	for w := c.table(sec); ; w = c.table(sec) {
		if w == nil || sec-open.Unix() > patience {
			return time.Time{}, ErrNeverCloses
		}
		if at := w.firstIdle(sec); at < w.to {
			return time.Unix(at, 0).In(c.zone), nil
		}
		sec = w.to
	}
}

// firstIdle is the first instant from sec on that is not working time, at most
// the end of the table.
func (w *table) firstIdle(sec int64) int64 {
	start, _ := w.worked(sec)
	lo, hi := sec, w.to // open all the way to lo; closed somewhere before hi, or hi is the end
	for lo < hi {
		mid := lo + (hi-lo+1)/2
		if p, _ := w.worked(mid); p-start == mid-sec {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}

// PrevClose is the last closing at or before t: t itself if that is a closing.
// Working time that is going on at t is passed over. Shifts that touch are one.
func (c *Calendar) PrevClose(t time.Time) (time.Time, error) {
	sec := t.Unix()
	w := c.table(sec)
	if w == nil {
		return time.Time{}, c.refuse()
	}
	if _, until := w.worked(sec); until != shut {
		if w, sec = c.opened(w, sec); w == nil {
			return time.Time{}, ErrNeverCloses
		}
	}
	passed, _ := w.worked(sec)
	for idle := sec; passed == 0; passed = w.total {
		if w = c.prev(w, idle); w == nil {
			return time.Time{}, ErrNeverOpen
		}
	}
	return time.Unix(w.instant(passed), 0).In(c.zone), nil
}

// opened goes back to where the working time that is going on at sec began, and
// gives that with its table: nil if it goes back without end.
func (c *Calendar) opened(w *table, sec int64) (*table, int64) {
	for began := sec; began-sec <= patience; {
		if at := w.lastIdle(sec); at > w.from {
			return w, at
		}
		before := c.table(w.from - 1)
		if before == nil {
			return nil, 0
		}
		if before.total == 0 || before.instant(before.total) < before.to {
			return w, w.from
		}
		w, sec = before, before.to
	}
	return nil, 0
}

// lastIdle is the last instant before which there is no working time, going back
// from sec; at least the start of the table.
func (w *table) lastIdle(sec int64) int64 {
	end, _ := w.worked(sec)
	lo, hi := w.from, sec
	for lo < hi {
		mid := lo + (hi-lo)/2
		if p, _ := w.worked(mid); end-p == sec-mid {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}
