package temper

// Track folds the readings of one conversation, oldest first, into a trend.
// Only the other side's messages belong in it. Unread readings change nothing.
//
// The rule: the level is that of the hottest of the last Options.Patience
// readings (default 2). So it rises at once, and falls only when that many
// readings in a row lie lower: one calm word does not end anger, and a customer
// who goes from angry over tense to calm is tense before calm.
//
// Direction compares the last reading with the mean score of up to three
// before it: a difference of 0.15 or more, or a rise of the level, is a
// direction; less is steady. Practice A33: a trend that rises in writing is a
// reason to offer a call.
//
// Track is pure and linear, and allocates nothing; a host that keeps only the
// last readings loses nothing but the peak and the counts.
func (g *Gauge) Track(readings []Reading) Trend {
	var t Trend
	last := -1
	for i, r := range readings {
		if !r.counts() {
			continue
		}
		last = i
		t.Readings++
		t.SincePeak++
		if r.Level >= t.Peak {
			t.Peak, t.SincePeak = r.Level, 0
		}
	}
	if last < 0 {
		return t
	}
	t.Level = hottest(readings[:last+1], g.patience)
	t.Direction = direction(readings[last], readings[:last], g.patience)
	return t
}

// counts says whether a reading is one: not Unread, nor a level that is none.
func (r *Reading) counts() bool { return r.Level != Unread && r.Level <= Abusive }

// hottest returns the highest level of the last n readings that count.
func hottest(readings []Reading, n int) Level {
	top := Unread
	for i := len(readings) - 1; i >= 0 && n > 0; i-- {
		if readings[i].counts() {
			top = max(top, readings[i].Level)
			n--
		}
	}
	return top
}

const (
	clearChange = 0.15 // the difference of scores that counts as a direction
	before      = 3    // readings that the last one is compared with
)

func direction(r Reading, earlier []Reading, patience int) Direction {
	sum, n := 0.0, 0
	for i := len(earlier) - 1; i >= 0 && n < before; i-- {
		if earlier[i].counts() {
			sum += earlier[i].Score
			n++
		}
	}
	if n == 0 {
		return Steady
	}
	mean := sum / float64(n)
	switch {
	case r.Level > hottest(earlier, patience), r.Score-mean >= clearChange:
		return Rising
	case mean-r.Score >= clearChange:
		return Falling
	}
	return Steady
}
