// Package temper gauges anger in customers' messages.
package temper

import (
	"errors"

	"golang.org/x/text/language"
)

// Options configures [New]; nil and the zero value are the defaults.
type Options struct {
	// Model holds the weights; nil: the ones that come with the package.
	Model *Model
	// Domain is the kind of writing; default Support.
	Domain Domain
}

// Gauge reads the temper of messages. It is immutable and safe for concurrent use.
type Gauge struct{}

// New returns a gauge; opts may be nil.
func New(opts *Options) (*Gauge, error) { return &Gauge{}, nil }

// Read gauges one message. A language without weights reads as Unread.
func (g *Gauge) Read(text string, lang language.Tag) Reading { return Reading{} }

// Track folds readings, oldest first, into a trend. Unread readings change nothing.
func (g *Gauge) Track(readings []Reading) Trend { return Trend{} }

// Sample is one labelled message to train on.
type Sample struct {
	Text     string       `json:"text"`
	Language language.Tag `json:"language"`
	Domain   Domain       `json:"domain"`
	Level    Level        `json:"level"`
}

// TrainOptions configures [Train]; nil and the zero value are the defaults.
type TrainOptions struct {
	// From is the model to continue from; nil: from scratch.
	From *Model
}

// Model is a trained set of weights, immutable and safe for concurrent use.
type Model struct{}

// Train fits a model to samples.
func Train(samples []Sample, opts *TrainOptions) (*Model, error) {
	return nil, errors.New("temper: training is not written yet")
}
