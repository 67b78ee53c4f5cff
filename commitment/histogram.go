package commitment

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
)

// A Histogram counts durations in buckets, each a tenth longer than the one
// before, from one second up: what it says about a duration is at most 10 % too
// much, and never too little. It stays small whatever it counts and can be merged.
// The zero value is empty. It is not safe for concurrent use.
type Histogram struct {
	buckets map[int]int
	n       int
}

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
	if h.buckets == nil {
		h.buckets = map[int]int{}
	}
	h.buckets[bucket(d)]++
	h.n++
}

// N is how many durations were counted.
func (h Histogram) N() int { return h.n }

// IsZero reports whether nothing was counted.
func (h Histogram) IsZero() bool { return h.n == 0 }

// Quantile returns a duration that the given share (0 to 1) of those counted do
// not exceed, up to 10 % too long. Of an empty histogram it is 0.
func (h Histogram) Quantile(share float64) time.Duration {
	if h.n == 0 {
		return 0
	}
	need := max(1, int(math.Ceil(min(1, max(0, share))*float64(h.n))))
	for _, i := range slices.Sorted(maps.Keys(h.buckets)) {
		if need -= h.buckets[i]; need <= 0 {
			return bound(i)
		}
	}
	return 0
}

func (h *Histogram) merge(o Histogram) {
	if o.n > 0 && h.buckets == nil {
		h.buckets = map[int]int{}
	}
	for i, n := range o.buckets {
		h.buckets[i] += n
	}
	h.n += o.n
}

// MarshalJSON implements [json.Marshaler]: bucket to count.
func (h Histogram) MarshalJSON() ([]byte, error) { return json.Marshal(h.buckets) }

// UnmarshalJSON implements [json.Unmarshaler].
func (h *Histogram) UnmarshalJSON(b []byte) error {
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
	h.buckets, h.n = buckets, n
	return nil
}
