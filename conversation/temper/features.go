package temper

import (
	"math"
	"math/bits"
)

// featureVersion changes whenever the same text may give other features, so
// that a model is never read with features it was not trained on.
const featureVersion = 1

// Size of the hashed tables: 32 kB and 16 kB of weights, one byte each.
const (
	wordBits = 15
	gramBits = 14
)

// Dense features: first a count per category of the word list, then these.
const (
	denseNegatedHeat = numCats + iota // "not angry", "no complaints"
	denseNegatedJoy                   // "not helpful"
	densePraise                       // an oath beside praise: "damn good"
	denseDirected                     // an insult at the reader
	denseYouHeat                      // you, near a heated word
	denseCaps
	denseCapsShare
	denseCapsHeat
	denseExclaim
	denseExclaimRuns
	denseExclaimHeat
	denseQuestion
	denseQuestionRuns
	denseMixedRuns
	denseEllipsis
	denseLong
	denseMasked
	denseQuotes
	denseNumbers
	denseSmile
	denseFrown
	denseAsks  // begins with a question word and ends with a question mark
	denseShort // three words or fewer
	denseLength
	denseRepeatHeat // a repeated contact and a heated word
	densePoliteHeat // please or thanks and a heated word
	denseHeatKinds  // how many kinds of heated words there are
	denseThirdHeat  // they, near a heated word
	denseCapsJoy    // capitals or !!! in praise and thanks, with nothing heated
	numDense
)

const (
	catsHeat = catProfanity | catMild | catInsult | catSlur | catHostile | catThreat | catAnger | catContempt |
		catFrustration | catBlame | catRhetorical | catSarcasm | catDismissive
	catsSoft = catAnger | catFrustration | catWorry | catContempt | catInsult | catSad | catBlame // what a "not" takes back
)

// phrases finds the phrases of the list; the longest wins, and its categories
// replace those of its words.
func (p *passage) phrases(l *lexicon) {
	if l == nil || l.depth < 2 {
		return
	}
	for i := 0; i < p.n; i++ {
		h := p.toks[i].hash
		if l.find(h^openSalt) == 0 {
			continue
		}
		for k := 1; k < l.depth && i+k < p.n && p.toks[i+k-1].marks&markEnd == 0; k++ {
			h = pairHash(h, p.toks[i+k].hash)
			if c := l.find(h ^ phraseSalt); c != 0 {
				p.toks[i].cats, p.toks[i].span = c, uint8(k+1)
			}
		}
		if n := int(p.toks[i].span); n > 0 {
			for j := i + 1; j < i+n; j++ {
				p.toks[j].cats = 0
			}
			i += n - 1
		}
	}
}

// dense is the vector of dense features of a passage.
type dense [numDense]float32

// saturate keeps ten oaths from weighing ten times one.
func saturate(n int) float32 {
	switch {
	case n <= 0:
		return 0
	case n == 1:
		return 1
	case n == 2:
		return 1.5
	case n == 3:
		return 1.8
	}
	return 2
}

// takeBack makes a negated word another word, without its pieces, so that
// neither score nor evidence sees the "angry" in "not angry".
func (p *passage) takeBack(t *token, salt uint64) {
	t.cats &^= catsSoft | catPositive | catThanks
	t.word = bucket(t.hash ^ salt ^ negatedSalt)
	t.g1 = t.g0
}

// dense computes the dense features, and takes back the words that a negation
// cancels. Salt is the language's.
func (p *passage) dense(salt uint64) (d dense) {
	var count [numCats]int
	var heat, near, third, negHeat, negJoy, praise int
	var kinds cats
	for i := range p.toks[:p.n] {
		t := &p.toks[i]
		if t.cats == 0 {
			continue
		}
		if t.cats&(catsSoft|catPositive|catThanks) != 0 && p.negated(i) {
			if t.cats&(catPositive|catThanks) != 0 {
				negJoy++
			} else {
				negHeat++
			}
			p.takeBack(t, salt)
		}
		if t.cats&(catProfanity|catMild) != 0 && p.beside(i, catPositive) {
			praise++
			t.cats &^= catProfanity | catMild
		}
		for c := t.cats; c != 0; c &= c - 1 {
			count[indexOf(c)]++
		}
		if t.cats&catsHeat != 0 {
			heat++
			kinds |= t.cats & catsHeat
			near += p.near(i, catYou)
			third += p.near(i, catThey)
		}
	}
	for i, n := range count {
		d[i] = saturate(n)
	}
	d[denseNegatedHeat], d[denseNegatedJoy], d[densePraise] = saturate(negHeat), saturate(negJoy), saturate(praise)
	d[denseYouHeat], d[denseThirdHeat] = saturate(near), saturate(third)
	d[denseDirected] = saturate(p.directed())
	hot := min(saturate(heat), 1.5)
	d[denseRepeatHeat] = min(hot, saturate(count[indexOf(catRepeat)])+saturate(count[indexOf(catWaiting)]))
	d[densePoliteHeat] = min(hot, saturate(count[indexOf(catThanks)]))
	for ; kinds != 0; kinds &= kinds - 1 {
		d[denseHeatKinds] += 0.5
	}
	if heat == 0 {
		loud := max(saturate(p.shape.caps), saturate(p.shape.exclaimRuns))
		d[denseCapsJoy] = min(loud, saturate(count[indexOf(catPositive)])+saturate(count[indexOf(catThanks)]))
	}
	p.shapes(&d, hot)
	return d
}

// indexOf is the place of the lowest category of a set.
func indexOf(c cats) int { return bits.TrailingZeros32(uint32(c)) }

// shapes adds the features of how it is written.
func (p *passage) shapes(d *dense, hot float32) {
	s := &p.shape
	d[denseCaps] = saturate(s.caps)
	if s.alpha >= 3 {
		d[denseCapsShare] = float32(s.caps) / float32(s.alpha)
	}
	d[denseCapsHeat] = min(saturate(s.caps), hot)
	d[denseExclaim] = saturate(s.exclaim)
	d[denseExclaimRuns] = saturate(s.exclaimRuns)
	d[denseExclaimHeat] = min(saturate(s.exclaim), hot)
	d[denseQuestion] = saturate(s.question)
	d[denseQuestionRuns] = saturate(s.questionRuns)
	d[denseMixedRuns] = saturate(s.mixedRuns)
	d[denseEllipsis] = saturate(s.ellipsis)
	d[denseLong] = saturate(s.long)
	d[denseMasked] = saturate(s.masked)
	d[denseQuotes] = saturate(s.quotes / 2)
	d[denseNumbers] = saturate(s.numbers)
	d[denseSmile], d[denseFrown] = saturate(s.smile), saturate(s.frown)
	if p.n > 0 && p.toks[0].cats&catQuestion != 0 && s.question > 0 {
		d[denseAsks] = 1
	}
	if p.n <= 3 {
		d[denseShort] = 1
	}
	d[denseLength] = float32(min(p.n, 64)) / 64
}

// negated says whether a negation stands up to three words before i, in the
// same sentence and with no comma between.
func (p *passage) negated(i int) bool {
	for j := i; j > 0 && i-j < 3; j-- {
		if p.toks[j].marks&(markStart|markComma) != 0 {
			return false
		}
		if p.toks[j-1].cats&catNegation != 0 {
			return true
		}
	}
	return false
}

// beside says whether a neighbour of i in the sentence is of category c.
func (p *passage) beside(i int, c cats) bool {
	if i+1 < p.n && p.toks[i].marks&markEnd == 0 && p.toks[i+1].cats&c != 0 {
		return !p.negated(i)
	}
	return i > 0 && p.toks[i].marks&markStart == 0 && p.toks[i-1].cats&c != 0 && !p.negated(i-1)
}

// near counts 1 when a word of category c stands within four words of i in the
// same sentence.
func (p *passage) near(i int, c cats) int {
	for j := i; j > 0 && i-j < 4 && p.toks[j].marks&markStart == 0; j-- {
		if p.toks[j-1].cats&c != 0 {
			return 1
		}
	}
	for j := i; j+1 < p.n && j-i < 4 && p.toks[j].marks&markEnd == 0; j++ {
		if p.toks[j+1].cats&c != 0 {
			return 1
		}
	}
	return 0
}

// directed counts what is said against the reader: a hostile phrase, a threat,
// an insult with "you" before it or as a form of address. "I am an idiot" and
// "he is an idiot" are not counted.
func (p *passage) directed() int {
	n := 0
	p.aimed = -1
	for i := range p.toks[:p.n] {
		t := &p.toks[i]
		if t.cats&(catHostile|catThreat) != 0 || t.cats&(catInsult|catSlur) != 0 && (p.addressed(i) || p.vocative(i)) {
			n++
			if p.aimed < 0 {
				p.aimed = i
			}
		}
	}
	return n
}

// aimedSentence returns the bytes of the sentence that is aimed at the reader;
// ok is false when there is none, or when it is all of the passage.
func (p *passage) aimedSentence() (start, end int, ok bool) {
	if p.aimed < 0 {
		return 0, 0, false
	}
	first, last := p.aimed, p.aimed
	for first > 0 && p.toks[first].marks&markStart == 0 {
		first--
	}
	for last+1 < p.n && p.toks[last].marks&markEnd == 0 {
		last++
	}
	return int(p.toks[first].start), int(p.toks[last].end), first > 0 || last+1 < p.n
}

// addressed says whether "you" or "your" governs the word at i.
func (p *passage) addressed(i int) bool {
	for j := i; j > 0 && i-j < 5 && p.toks[j].marks&markStart == 0; j-- {
		c := p.toks[j-1].cats
		if c&(catMe|catThey|catNegation) != 0 {
			return false
		}
		if c&catYou != 0 {
			return true
		}
	}
	last := i + max(int(p.toks[i].span), 1) - 1
	return last+1 < p.n && p.toks[last].marks&markEnd == 0 && p.toks[last+1].marks&markComma == 0 && p.toks[last+1].cats&catYou != 0 &&
		(last+2 >= p.n || p.toks[last+1].marks&markEnd != 0)
}

// vocative says whether the word at i closes its sentence as a form of
// address: after a comma, or in a sentence of at most three words without
// another person in it.
func (p *passage) vocative(i int) bool {
	last := i + max(int(p.toks[i].span), 1) - 1
	if last >= p.n || p.toks[last].marks&markEnd == 0 && last != p.n-1 {
		return false
	}
	if p.toks[i].marks&markComma != 0 && p.toks[i].marks&markStart == 0 {
		return true
	}
	for j := i; i-j < 3; j-- {
		if j < i && p.toks[j].cats&(catMe|catThey|catNegation|catQuestion) != 0 {
			return false
		}
		if p.toks[j].marks&markStart != 0 {
			return true
		}
	}
	return false
}

// norms are the factors of the hashed features: long passages have more of
// them, and must not win by length alone.
func (p *passage) norms() (word, gram float32) {
	return float32(1 / math.Sqrt(float64(p.n+3))), float32(1 / math.Sqrt(float64(p.ng+12)))
}
