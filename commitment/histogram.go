package commitment

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
)

// A Histogram counts durations. Up to 32 of them it knows exactly; more go into
// buckets, each a tenth longer than the one before, from one second up: what it
// says about a duration then is at most 10 % too much, and never too little. It
// stays small whatever it counts and can be merged. The zero value is empty. It is
// not safe for concurrent use.
type Histogram struct {
	exact   []time.Duration // in order, while they are few
	buckets map[int]int     // nil while they are few
	n       int
}

// few is how many durations are kept as they are: a median of three cases is
// compared with the cases themselves.
const few = 32

// growth is the ratio of a bucket's bound to the one before.
const growth = 1.1

// bucket returns the smallest bucket whose bound is not below d.
func bucket(d time.Duration) int {
	if d <= time.Second {
		return 0
	}
	i := int(math.Ceil(math.Log(d.Seconds())/math.Log(growth) - 1e-9))
	return i
}

// bound is the longest duration of a bucket.
func bound(i int) time.Duration {
	return time.Duration(math.Pow(growth, float64(i)) * float64(time.Second))
}

// Add counts a duration. Negative ones count as none at all: 0.
func (h *Histogram) Add(d time.Duration) {
	h.merge(Histogram{exact: []time.Duration{max(0, d)}, n: 1})
}

// N is how many durations were counted.
func (h Histogram) N() int { return h.n }

// IsZero reports whether nothing was counted.
func (h Histogram) IsZero() bool { return h.n == 0 }

// Quantile returns a duration that the given share (0 to 1) of those counted do
// not exceed: the shortest such one of up to 32, else up to 10 % too long. Of an
// empty histogram it is 0.
func (h Histogram) Quantile(share float64) time.Duration {
	if h.n == 0 {
		return 0
	}
	need := max(1, int(math.Ceil(min(1, max(0, share))*float64(h.n))))
	if h.buckets == nil {
		return h.exact[need-1]
	}
	for _, i := range slices.Sorted(maps.Keys(h.buckets)) {
		if need -= h.buckets[i]; need <= 0 {
			return bound(i)
		}
	}
	return 0
}

func (h *Histogram) merge(o Histogram) {
	h.n += o.n
	if h.n <= few && h.buckets == nil && o.buckets == nil {
		h.exact = append(slices.Clip(h.exact), o.exact...) // a copy of h keeps its own
		slices.Sort(h.exact)
		return
	}
	if h.buckets == nil {
		h.buckets = map[int]int{}
	}
	for _, d := range slices.Concat(h.exact, o.exact) {
		h.buckets[bucket(d)]++
	}
	h.exact = nil
	for i, n := range o.buckets {
		h.buckets[i] += n
	}
}

// MarshalJSON implements [json.Marshaler]: the list of durations while they are
// few, then bucket to count.
func (h Histogram) MarshalJSON() ([]byte, error) {
	if h.buckets != nil {
		return json.Marshal(h.buckets)
	}
	spans := make([]Span, len(h.exact))
	for i, d := range h.exact {
		spans[i] = Span(d)
	}
	return json.Marshal(spans)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (h *Histogram) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("[")) {
		return h.unmarshalExact(b)
	}
	var buckets map[int]int
	if err := json.Unmarshal(b, &buckets); err != nil {
		return fmt.Errorf("%w: histogram: %w", ErrFormat, err)
	}
	n := 0
	for i, c := range buckets {
		if i < 0 || i > bucket(math.MaxInt64) || c < 1 {
			return fmt.Errorf("%w: histogram: bucket %d holds %d", ErrFormat, i, c)
		}
		n += c
	}
	*h = Histogram{n: n}
	if n > 0 {
		h.buckets = buckets
	}
	return nil
}

func (h *Histogram) unmarshalExact(b []byte) error {
	var spans []Span
	if err := json.Unmarshal(b, &spans); err != nil {
		return fmt.Errorf("%w: histogram: %w", ErrFormat, err)
	}
	var read Histogram
	for i, s := range spans {
		if s < 0 {
			return fmt.Errorf("%w: histogram: [%d] is %v, want 0 or more", ErrFormat, i, s)
		}
		read.Add(time.Duration(s))
	}
	*h = read
	return nil
}
