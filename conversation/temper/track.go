package temper

// Track folds the readings of one conversation, oldest first, into a trend.
// Only the other side's messages belong in it. Unread readings change nothing.
//
// The rule: the level rises at once to that of a hotter reading. It falls only
// when Options.Patience readings in a row (default 2) lie below it, and then
// to the hottest of those: one calm word does not end anger, and a customer
// who goes from angry to tense is tense, not calm.
//
// Direction compares the last reading with the mean score of up to three
// before it: a difference of 0.15 or more, or a change of level upward, is a
// direction; less is steady. Practice A33: a trend that rises in writing is a
// reason to offer a call.
//
// Track is pure and linear; hosts that keep a long conversation may pass the
// readings they still hold.
func (g *Gauge) Track(readings []Reading) Trend {
	var t Trend
	var below int     // readings below the level, in a row
	var hottest Level // of those
	var recent [3]float64
	for _, r := range readings {
		if r.Level == Unread || r.Level > Abusive {
			continue
		}
		before := t.Level
		if r.Level >= t.Level {
			t.Level, below, hottest = r.Level, 0, Unread
		} else {
			below++
			hottest = max(hottest, r.Level)
			if below >= g.patience {
				t.Level, below, hottest = hottest, 0, Unread
			}
		}
		t.Direction = direction(r, before, recent[:min(t.Readings, len(recent))])
		recent[0], recent[1], recent[2] = r.Score, recent[0], recent[1]
		t.Readings++
		t.SincePeak++
		if r.Level >= t.Peak {
			t.Peak, t.SincePeak = r.Level, 0
		}
	}
	return t
}

// clearChange is the difference of scores that counts as a direction.
const clearChange = 0.15

func direction(r Reading, before Level, earlier []float64) Direction {
	if len(earlier) == 0 {
		return Steady
	}
	mean := 0.0
	for _, s := range earlier {
		mean += s
	}
	mean /= float64(len(earlier))
	switch {
	case r.Level > before, r.Score-mean >= clearChange:
		return Rising
	case mean-r.Score >= clearChange:
		return Falling
	}
	return Steady
}
