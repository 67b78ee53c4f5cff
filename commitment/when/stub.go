package when

import (
	"errors"
	"strconv"
)

// A Parser reads time phrases. It is safe for concurrent use; [New] makes one.
type Parser struct{ hours Hours }

// New checks the grammars and makes a parser.
func New(opts *Options) (*Parser, error) {
	if opts == nil {
		opts = &Options{}
	}
	return &Parser{hours: opts.Hours}, nil
}

var errUnfinished = errors.New("when: the grammar is not in place yet")

// Parse gives the deadline in text.
func (p *Parser) Parse(text string, c Context) (Reading, error) { return Reading{}, errUnfinished }

// Find gives every time phrase in text, by Start.
func (p *Parser) Find(text string, c Context) ([]Reading, error) { return nil, errUnfinished }

// Promises gives what our side undertakes in text, by Start.
func (p *Parser) Promises(text string, c Context) ([]Candidate, error) { return nil, errUnfinished }

// Ask is the question "by when?" in the language of the message where a candidate
// has no time, or only a vague one; else "".
func (c Candidate) Ask() string { return "" }

func quote(s string) string { return strconv.Quote(s) }
