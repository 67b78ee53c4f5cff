package review

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/evenkeel-go/evenkeel/internal/text"
)

// The broken record (B5): two messages are alike by the share of words that they
// have in common (Sørensen–Dice over the words, each as often as it comes). From
// alike on they are the same update again. Numbers count as words, so that an
// update that only moves its time is still one.
const (
	alike      = 0.8
	lookBack   = 20  // earlier messages compared
	maxWords   = 600 // words of a message compared
	fewWords   = 4   // messages shorter than this are compared only when they are updates
	maxNews    = 6   // new words shown
	roomHashes = 128
)

// brokenRecord compares the draft with what we wrote before.
func (v *review) brokenRecord(a *analysis) {
	if len(v.c.Earlier) == 0 || len(a.toks) == 0 || !v.has("broken-record") {
		return
	}
	if words := len(a.toks); words < fewWords && !a.has("update", "hold") {
		return
	}
	var room, other [roomHashes]uint32
	mine := hashes(room[:0], v.draft)
	best, at := 0.0, -1
	for i := len(v.c.Earlier) - 1; i >= 0 && i >= len(v.c.Earlier)-lookBack; i-- {
		if l := likeness(mine, hashes(other[:0], v.c.Earlier[i])); l > best {
			best, at = l, i
		}
	}
	if best < alike {
		return
	}
	news := newWords(v.draft, v.c.Earlier[at])
	if news == "" {
		news = cmp.Or(v.set.texts["nothing"], "–")
	}
	v.wholeDraft("broken-record", "percent", strconv.Itoa(int(best*100+0.5)), "new", news)
}

// hashes returns the folded words of s as sorted hashes.
func hashes(dst []uint32, s string) []uint32 {
	h, n := uint32(0), 0
	put := func() {
		if n > 0 {
			dst = append(dst, h)
		}
		h, n = 2166136261, 0
	}
	put()
	for i := 0; i < len(s) && len(dst) < maxWords; i++ {
		c := s[i]
		switch bits := shapeOf[c]; {
		case bits == hasUpper:
			c |= 0x20
		case bits == hasLower || bits == hasDigit || bits == hasHigh || c == '\'':
		default:
			put()
			continue
		}
		h = (h ^ uint32(c)) * 16777619
		n++
	}
	put()
	slices.Sort(dst)
	return dst
}

// likeness is 2·common/(a+b) over two sorted multisets; 1 for the same words.
func likeness(a, b []uint32) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if most := 2 * float64(min(len(a), len(b))) / float64(len(a)+len(b)); most < alike {
		return 0
	}
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			common, i, j = common+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

// newWords lists the first words of draft that before lacks.
func newWords(draft, before string) string {
	known := make(map[string]bool)
	for t := range text.Tokens(before) {
		known[text.Fold(before[t.Start:t.End])] = true
	}
	var out []string
	for t := range text.Tokens(draft) {
		w := text.Fold(draft[t.Start:t.End])
		if t.Kind == text.Emoji || known[w] {
			continue
		}
		known[w] = true
		if out = append(out, draft[t.Start:t.End]); len(out) == maxNews {
			break
		}
	}
	return strings.Join(out, " ")
}
