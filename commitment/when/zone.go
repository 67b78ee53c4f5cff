package when

// itemZone reads a zone: "your time", "CET", "Manila time", "UTC+8", "+02:00"
// behind a clock time, "Z".
func (s *scan) itemZone(i int, e *expr) int {
	if e.has&hasZone != 0 {
		return 0
	}
	if o, ok := s.find(i, catOwnZone); ok {
		e.has |= hasZone
		e.zone = zoneRef{kind: zoneYours + uint8(o.val) - 1}
		return int(o.n)
	}
	if z, ok := s.find(i, catZone); ok && (e.has&hasTime != 0 || e.has&hasNumber != 0 || z.n > 1) {
		e.has |= hasZone
		e.zone = zoneRef{kind: zoneNamed, val: z.val}
		j := i + int(z.n)
		if names := s.lex.zones[z.val]; names[0] == "UTC" {
			if off, n := s.offset(j); n > 0 {
				e.zone = zoneRef{kind: zoneFixed, offset: off}
				j += n
			}
		}
		return j - i
	}
	if e.has&hasClock == 0 || !s.joined(i) || !e.clock.exact {
		return 0
	}
	if t := s.toks[i]; t.kind == tokWord && s.text[t.start:t.end] == "Z" {
		e.has |= hasZone
		e.zone = zoneRef{kind: zoneFixed}
		return 1
	}
	if off, n := s.offset(i); n > 2 && e.has&hasDate != 0 {
		e.has |= hasZone
		e.zone = zoneRef{kind: zoneFixed, offset: off}
		return n
	}
	return 0
}

// offset reads "+8", "-05:30", "+0200".
func (s *scan) offset(i int) (seconds int32, n int) {
	sign := int32(1)
	if s.is(i, '-') {
		sign = -1
	} else if !s.is(i, '+') {
		return 0, 0
	}
	if i+1 >= len(s.toks) || s.toks[i+1].kind != tokNumber || s.toks[i+1].num < 0 {
		return 0, 0
	}
	t := s.toks[i+1]
	h, m, n := t.num, int32(0), 2
	switch {
	case t.digits == 4:
		h, m = t.num/100, t.num%100
	case t.digits > 2:
		return 0, 0
	case s.is(i+2, ':') && s.twoDigits(i+3) && s.joined(i+3):
		m, n = s.toks[i+3].num, 4
	}
	if h > 14 || m > 59 {
		return 0, 0
	}
	return sign * (h*3600 + m*60), n
}
