// Package temper is the anger gauge: it reads how heated a message is, shows
// the words that say so, and follows the temper of a conversation.
//
//	g, err := temper.New(nil)
//	…
//	r := g.Read("third time I ask, WHERE is my refund?!", language.English)
//	if r.Level >= temper.Angry { /* calm first, practice A9 */ }
//
// Everything is offline, deterministic and explainable: the same text gives
// the same reading on every machine, and [Reading.Evidence] points at what
// weighed. English, Spanish and German have weights; any other language reads
// as Unread, which is not calm: it is no reading.
//
// # How it reads
//
// The gauge is a linear model. Its features are the words and pairs of words
// of a passage and the pieces of four and five letters inside the words, all
// hashed into tables of fixed size (the hashing trick: Weinberger, Dasgupta,
// Langford, Smola, Attenberg, "Feature Hashing for Large Scale Multitask
// Learning", ICML 2009), and some sixty dense ones: how many words of each category
// of a word list there are (oaths, insults, blame, repeated contact, thanks…),
// capitals, !!! and ???, drawn-out letters, masked oaths ("f***"), what a "not"
// takes back ("not angry at all"), insults with "you" about. Pieces of words
// keep it steady under typing errors. The weights are those of an ordinal
// logistic regression (McCullagh, "Regression Models for Ordinal Data", JRSS B
// 1980), one byte each, less than 64 kB in all. Dense weights differ per [Domain].
//
// Score is the estimate of a logistic curve, 0.5 at the angry line of the
// domain. The lines are placed by cross-validation on the corpus.
//
// # What it is trained on
//
// On nothing but the corpus in internal/corpus: messages written for this
// project, with labels. The command internal/train makes the same weights from
// it, byte for byte; a test holds it to that. Hosts add labels of their own with
// [Train], from scratch or on top of [DefaultModel], and words of their own with
// Options.Words.
//
// # What it is not
//
// It reads single messages by their words. Irony without a marker, anger in
// purely formal terms and quarrels that need the earlier messages are missed;
// a third party's story about scams and threats may be taken for anger. Treat a
// reading as a hint to a person or as a guard that only asks for calm first,
// never as a verdict on a customer.
package temper
