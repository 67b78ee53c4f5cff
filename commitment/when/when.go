package when

import (
	"errors"
	"io/fs"
	"strconv"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// ErrNone says that a text has no time phrase. Branch on it with errors.Is.
var ErrNone = errors.New("when: no time phrase")

// Options configures a [Parser]. The zero value, and nil, is all defaults.
type Options struct {
	// Languages are the languages the parser reads. Default: all that are shipped
	// (en, es, de) or given in Grammars.
	Languages []language.Tag
	// Grammars adds or replaces grammar files <lang>.json. Default: none.
	Grammars fs.FS
	// Texts overrides when/<lang>.json, the texts of readings. Default: none.
	Texts fs.FS
	// Hours are the hours of the day where a Context has no calendar.
	// Default: see [Hours].
	Hours Hours
	// Done makes Promises also give what is said to be done already ("I've
	// refunded it"), with Candidate.Done set. Default: left out.
	Done bool
}

// Hours are times of day from local midnight, used where no calendar says
// better. Each zero field takes its default.
type Hours struct {
	Open    time.Duration // start of business, first thing; default 9 h
	Noon    time.Duration // end of the morning, lunch; default 12 h
	Close   time.Duration // end of day, close of business, end of the afternoon; default 18 h
	Evening time.Duration // end of the evening, start of the night; default 20 h
}

// Context is what a text is read against. Zone and AgentZone may be nil; Now is
// required for meaningful deadlines.
type Context struct {
	Now       time.Time
	Zone      *time.Location     // the customer's; default AgentZone
	AgentZone *time.Location     // default the location of Now
	Calendar  *calendar.Calendar // the business calendar; nil: Options.Hours, Monday to Friday
	Language  language.Tag       // of the text; the zero tag is English
}

// VagueError says that a text names a time only vaguely. Its Question is what to
// ask, in the language of the text (practice B4: no "soon").
type VagueError struct {
	Words      string // as written: "as soon as possible"
	Question   string // "By when, exactly?"
	Start, End int    // bytes
}

// Error names the words and the question.
func (e *VagueError) Error() string {
	return "when: " + strconv.Quote(e.Words) + " names no time; ask: " + e.Question
}
