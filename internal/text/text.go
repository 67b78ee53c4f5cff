// Package text cuts short messages into tokens and finds phrases in them.
//
// It is the floor under the speech acts (internal/act) and the review rules
// (conversation/review): a message is scanned once into tokens, each token gets
// the number of its word in a vocabulary, and a [Matcher] walks all phrases at
// once over these numbers. Whatever the text holds, the work is linear in its
// length: there is no regexp and no backtracking beyond the few words that the
// gaps of a pattern allow.
//
// Words are compared folded: lower case, without diacritics, with one kind of
// apostrophe, with contractions and chat spellings taken apart as the language's
// lexicon says ("we'll" is "we will", "u" is "you"). Offsets are always bytes of
// the text as it was given.
package text

import "iter"

// Span is a range of bytes, Start included, End not.
type Span struct{ Start, End int }

// Kind says what a token is.
type Kind uint8

// The kinds of token. Punctuation yields no token; it shows as flags on the
// token after it (or before it, for the end of a sentence).
const (
	Word    Kind = iota // a word, of letters mostly
	Number              // begins with a digit: 4711, 09:00, 3pm, 2-3
	Address             // a web address, an e-mail address, a host or a file name
	Emoji               // an emoji or an emoticon such as :-)
)

// Flags say how a token stands in its text.
type Flags uint16

// The flags of a token.
const (
	SentenceStart Flags = 1 << iota // first of its sentence
	BreakBefore                     // no phrase runs from the token before into this one
	CommaBefore                     // a comma, colon, dash or bracket stands before it
	EndsQuestion                    // last of a sentence that ends with a question mark
	EndsExclaim                     // last of a sentence that ends with an exclamation mark
	SentenceEnd                     // last of its sentence
	Upper                           // two or more letters, all of them capitals
	Capital                         // begins with a capital
	Quoted                          // inside quotation marks, or in a quoted line
)

// Token is one word, number, address or emoji of a text. ID is the number of the
// word in the vocabulary of the Matcher that scanned it, and 0 for a word that no
// pattern mentions. A contraction gives several tokens with the same span.
type Token struct {
	Start, End int // bytes
	ID         int32
	Flags      Flags
	Kind       Kind
}

// Has reports whether all of f is set.
func (t *Token) Has(f Flags) bool { return t.Flags&f == f }

// Tokens yields the tokens of s in order, without word numbers and without
// taking contractions apart.
func Tokens(s string) iter.Seq[Token] {
	return func(yield func(Token) bool) {
		for _, t := range new(vocabulary).scan(nil, s) {
			if !yield(t) {
				return
			}
		}
	}
}

// Sentences yields the span of each sentence of s, from its first token to its
// closing punctuation, quoted ones included.
func Sentences(s string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		var cur Span
		open := false
		for _, t := range new(vocabulary).scan(nil, s) {
			if open && t.Has(SentenceStart) {
				if !yield(closing(s, cur)) {
					return
				}
				open = false
			}
			if !open {
				cur, open = Span{t.Start, t.End}, true
			}
			cur.End = t.End
		}
		if open {
			yield(closing(s, cur))
		}
	}
}

// closing stretches sp over the punctuation that ends it.
func closing(s string, sp Span) Span {
	for sp.End < len(s) {
		switch s[sp.End] {
		case '.', '!', '?', '"', '\'', ')', ']':
			sp.End++
		default:
			return sp
		}
	}
	return sp
}

// Known reports whether some pattern of the Matcher mentions the word.
func (t *Token) Known() bool { return t.ID >= idFirst }
