package practice

// Stage says how far a conversation is, in terms every host and language
// shares. A playbook's own states, which a host may add to, each name their
// Stage. The zero value is NoStage: not known, nothing is concluded from it.
type Stage uint8

// The stages, in the order of the practice (A1); the last five stand beside it.
const (
	NoStage       Stage = iota
	Listening           // they tell, we hear
	Acknowledging       // the feeling is named
	Identifying         // facts are asked for, and why
	Confirming          // restated, waiting for their yes
	Advising            // the problem is confirmed: workflow, options, their wish
	Acting              // the plan is agreed, commitments run, updates flow
	Verifying           // delivered, waiting for their confirmation
	Closing             // thanks, analysis, survey
	Closed              // done
	Paused              // a cool-down with a planned follow-up
	HandingOver         // waiting for the receiver to accept
	Dormant             // the customer fell silent
	Ended               // a boundary was crossed after a warning
)

var stageNames = []string{
	"", "listening", "acknowledging", "identifying", "confirming", "advising", "acting",
	"verifying", "closing", "closed", "paused", "handing-over", "dormant", "ended",
}

// String returns the stage's name, "" for NoStage.
func (s Stage) String() string { return enumString("Stage", stageNames, uint8(s)) }

// MarshalText writes the stage's name; an unknown stage is an error.
func (s Stage) MarshalText() ([]byte, error) { return enumMarshal("Stage", stageNames, uint8(s)) }

// UnmarshalText reads a stage's name; an unknown name is an error that lists them.
func (s *Stage) UnmarshalText(text []byte) error {
	v, err := enumUnmarshal("Stage", stageNames, text)
	if err == nil {
		*s = Stage(v)
	}
	return err
}

// Place is where a stage stands in the methods support teams are trained in.
// A zero field means that the method has no step for it.
type Place struct {
	HEAT      Letter
	Six       SixStep
	Cycle     CycleStep
	Listening ListeningStep
}

// Place returns the stage's place in the four methods (A1). Stages beside the
// order (paused, handing over, dormant, ended) and NoStage have none.
func (s Stage) Place() Place {
	switch s {
	case Listening:
		return Place{Hear, ControlYourself, Listen, Attention}
	case Acknowledging:
		return Place{Empathise, ShowEmpathy, Listen, Feeling}
	case Identifying:
		return Place{Hear, IdentifyProblem, Listen, NoPrejudice}
	case Confirming:
		return Place{Hear, IdentifyProblem, Listen, Restating}
	case Advising:
		return Place{TakeAction, AvoidBlame, Advise, Quiet}
	case Acting:
		return Place{TakeAction, Resolve, Solve, 0}
	case Verifying:
		return Place{TakeAction, Resolve, Solve, Attention}
	case Closing, Closed:
		return Place{TakeAction, Resolve, Thank, 0}
	}
	return Place{}
}

// Letter is a letter of HEAT: hear out, empathise, apologise, take action. The
// zero value is no letter. Apologise belongs to a move, not to a stage: it may
// come in several, and a policy may skip it (A7).
type Letter uint8

// The letters of HEAT.
const (
	Hear Letter = iota + 1
	Empathise
	Apologise
	TakeAction
)

var letterNames = []string{"", "hear", "empathise", "apologise", "take-action"}

// String returns the letter's word, "" for none.
func (l Letter) String() string { return enumString("Letter", letterNames, uint8(l)) }

// MarshalText writes the letter's word; an unknown letter is an error.
func (l Letter) MarshalText() ([]byte, error) { return enumMarshal("Letter", letterNames, uint8(l)) }

// UnmarshalText reads a letter's word; an unknown word is an error that lists them.
func (l *Letter) UnmarshalText(text []byte) error {
	v, err := enumUnmarshal("Letter", letterNames, text)
	if err == nil {
		*l = Letter(v)
	}
	return err
}

// SixStep is a step of the six-step method for irate customers. The zero value
// is no step.
type SixStep uint8

// The six steps.
const (
	ControlYourself SixStep = iota + 1
	ListenFully
	ShowEmpathy
	IdentifyProblem
	AvoidBlame
	Resolve
)

var sixStepNames = []string{"", "control", "listen", "empathise", "identify", "no-blame", "resolve"}

// String returns the step's word, "" for none.
func (s SixStep) String() string { return enumString("SixStep", sixStepNames, uint8(s)) }

// MarshalText writes the step's word; an unknown step is an error.
func (s SixStep) MarshalText() ([]byte, error) {
	return enumMarshal("SixStep", sixStepNames, uint8(s))
}

// UnmarshalText reads a step's word; an unknown word is an error that lists them.
func (s *SixStep) UnmarshalText(text []byte) error {
	v, err := enumUnmarshal("SixStep", sixStepNames, text)
	if err == nil {
		*s = SixStep(v)
	}
	return err
}

// CycleStep is a step of the service cycle listen, advise, solve, thank. The
// zero value is no step.
type CycleStep uint8

// The steps of listen-advise-solve-thank.
const (
	Listen CycleStep = iota + 1
	Advise
	Solve
	Thank
)

var cycleStepNames = []string{"", "listen", "advise", "solve", "thank"}

// String returns the step's word, "" for none.
func (s CycleStep) String() string { return enumString("CycleStep", cycleStepNames, uint8(s)) }

// MarshalText writes the step's word; an unknown step is an error.
func (s CycleStep) MarshalText() ([]byte, error) {
	return enumMarshal("CycleStep", cycleStepNames, uint8(s))
}

// UnmarshalText reads a step's word; an unknown word is an error that lists them.
func (s *CycleStep) UnmarshalText(text []byte) error {
	v, err := enumUnmarshal("CycleStep", cycleStepNames, text)
	if err == nil {
		*s = CycleStep(v)
	}
	return err
}

// ListeningStep is one of the five listening steps. The zero value is none.
type ListeningStep uint8

// The five listening steps.
const (
	Attention ListeningStep = iota + 1
	NoPrejudice
	Feeling
	Quiet
	Restating
)

var listeningNames = []string{"", "attention", "no-prejudice", "feeling", "quiet", "restating"}

// String returns the step's word, "" for none.
func (s ListeningStep) String() string {
	return enumString("ListeningStep", listeningNames, uint8(s))
}

// MarshalText writes the step's word; an unknown step is an error.
func (s ListeningStep) MarshalText() ([]byte, error) {
	return enumMarshal("ListeningStep", listeningNames, uint8(s))
}

// UnmarshalText reads a step's word; an unknown word is an error that lists them.
func (s *ListeningStep) UnmarshalText(text []byte) error {
	v, err := enumUnmarshal("ListeningStep", listeningNames, text)
	if err == nil {
		*s = ListeningStep(v)
	}
	return err
}
