package when

// sayNames are the values of catSay.
var sayNames = []string{"", "us"}

// Promises gives what our side undertakes in text, by Start.
func (p *Parser) Promises(text string, c Context) ([]Candidate, error) { return nil, ErrNone }

// Ask is the question "by when?" in the language of the message where a candidate
// has no time, or only a vague one; else "".
func (c Candidate) Ask() string { return "" }
