package move

// Confirmation says how sure a confirmation is (practice A6). The zero value is Unconfirmed.
type Confirmation uint8

// How sure a confirmation can be.
const (
	Unconfirmed Confirmation = iota // nobody confirmed anything
	Explicit                        // they said yes
	Implicit                        // they went on from it without objecting
	Assumed                         // restated with the answer, "tell me if not", and no objection came
)

var confirmationNames = [...]string{"unconfirmed", "explicit", "implicit", "assumed"}

// String returns the lower-case name.
func (v Confirmation) String() string {
	return enumString("Confirmation", confirmationNames[:], uint8(v))
}

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Confirmation) MarshalText() ([]byte, error) {
	return enumMarshal("confirmation", confirmationNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *Confirmation) UnmarshalText(text []byte) error {
	return enumUnmarshal("confirmation", confirmationNames[:], text, (*uint8)(v))
}

// Subject says what a confirmation confirms. The zero value is Problem.
type Subject uint8

// What can be confirmed.
const (
	Problem   Subject = iota // the problem as we restated it
	Fix                      // that what we delivered works
	Agreement                // the plan or the offer
)

var subjectNames = [...]string{"problem", "fix", "agreement"}

// String returns the lower-case name.
func (v Subject) String() string { return enumString("Subject", subjectNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Subject) MarshalText() ([]byte, error) {
	return enumMarshal("subject", subjectNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *Subject) UnmarshalText(text []byte) error {
	return enumUnmarshal("subject", subjectNames[:], text, (*uint8)(v))
}

// Apology is the kind of an apology (practice A7). The zero value is Regret.
type Apology uint8

// The kinds of apology.
const (
	Regret    Apology = iota // for what they went through; admits nothing
	Admission                // of our fault; needs one established with evidence
)

var apologyNames = [...]string{"regret", "admission"}

// String returns the lower-case name.
func (v Apology) String() string { return enumString("Apology", apologyNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Apology) MarshalText() ([]byte, error) {
	return enumMarshal("apology", apologyNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *Apology) UnmarshalText(text []byte) error {
	return enumUnmarshal("apology", apologyNames[:], text, (*uint8)(v))
}

// About says what a question is after (practice A5). The zero value is Facts.
type About uint8

// What a question can be after.
const (
	Facts  About = iota // a specific fact
	Why                 // a rung of the why-ladder
	Impact              // what it does to their business and their customers
)

var aboutNames = [...]string{"facts", "why", "impact"}

// String returns the lower-case name.
func (v About) String() string { return enumString("About", aboutNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v About) MarshalText() ([]byte, error) {
	return enumMarshal("question's subject", aboutNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *About) UnmarshalText(text []byte) error {
	return enumUnmarshal("question's subject", aboutNames[:], text, (*uint8)(v))
}

// Certainty says how well we know what we say (practice A16). The zero value is Known.
type Certainty uint8

// How well something can be known.
const (
	Known    Certainty = iota // we have seen it or have the evidence
	Believed                  // we think so
	Unknown                   // we don't know; say DontKnow and find out
)

var certaintyNames = [...]string{"known", "believed", "unknown"}

// String returns the lower-case name.
func (v Certainty) String() string { return enumString("Certainty", certaintyNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Certainty) MarshalText() ([]byte, error) {
	return enumMarshal("certainty", certaintyNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *Certainty) UnmarshalText(text []byte) error {
	return enumUnmarshal("certainty", certaintyNames[:], text, (*uint8)(v))
}

// Outcome says how something that was tried went. The zero value is Undecided.
type Outcome uint8

// How something that was tried can have gone.
const (
	Undecided Outcome = iota // not known yet
	Worked                   // it helped
	Failed                   // it did not help
)

var outcomeNames = [...]string{"undecided", "worked", "failed"}

// String returns the lower-case name.
func (v Outcome) String() string { return enumString("Outcome", outcomeNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Outcome) MarshalText() ([]byte, error) {
	return enumMarshal("outcome", outcomeNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *Outcome) UnmarshalText(text []byte) error {
	return enumUnmarshal("outcome", outcomeNames[:], text, (*uint8)(v))
}

// Occasion says what thanks are for (practice A23). The zero value is ForTelling.
type Occasion uint8

// What thanks can be for.
const (
	ForTelling Occasion = iota // for the complaint or the report, early
	ForHelp                    // for their help and patience, at the end
)

var occasionNames = [...]string{"telling", "help"}

// String returns the lower-case name.
func (v Occasion) String() string { return enumString("Occasion", occasionNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Occasion) MarshalText() ([]byte, error) {
	return enumMarshal("occasion", occasionNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *Occasion) UnmarshalText(text []byte) error {
	return enumUnmarshal("occasion", occasionNames[:], text, (*uint8)(v))
}

// Ending says what a closing rests on (practice A23). The zero value is OnConfirmation.
type Ending uint8

// What a closing can rest on.
const (
	OnConfirmation Ending = iota // the customer confirmed that it works
	OnTimeout                    // the time-out passed after the customer was told of it
)

var endingNames = [...]string{"confirmation", "timeout"}

// String returns the lower-case name.
func (v Ending) String() string { return enumString("Ending", endingNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Ending) MarshalText() ([]byte, error) { return enumMarshal("ending", endingNames[:], uint8(v)) }

// UnmarshalText reads a lower-case name.
func (v *Ending) UnmarshalText(text []byte) error {
	return enumUnmarshal("ending", endingNames[:], text, (*uint8)(v))
}

// Questionnaire is a kind of survey (practice A23). The zero value is CSAT.
type Questionnaire uint8

// The kinds of survey.
const (
	CSAT Questionnaire = iota // customer satisfaction, 1 to 5
	NPS                       // net promoter score, 0 to 10
	CES                       // customer effort score, 1 to 7
)

var questionnaireNames = [...]string{"csat", "nps", "ces"}

// String returns the lower-case name.
func (v Questionnaire) String() string {
	return enumString("Questionnaire", questionnaireNames[:], uint8(v))
}

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Questionnaire) MarshalText() ([]byte, error) {
	return enumMarshal("survey", questionnaireNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *Questionnaire) UnmarshalText(text []byte) error {
	return enumUnmarshal("survey", questionnaireNames[:], text, (*uint8)(v))
}

// Fit says whether an option fits the customer's budget (practice A12). The zero value is FitUnknown.
type Fit uint8

// How an option can fit a budget.
const (
	FitUnknown Fit = iota // not known
	Fits                  // within what they said they have
	TooMuch               // above it
)

var fitNames = [...]string{"unknown", "fits", "too_much"}

// String returns the lower-case name.
func (v Fit) String() string { return enumString("Fit", fitNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Fit) MarshalText() ([]byte, error) { return enumMarshal("fit", fitNames[:], uint8(v)) }

// UnmarshalText reads a lower-case name.
func (v *Fit) UnmarshalText(text []byte) error {
	return enumUnmarshal("fit", fitNames[:], text, (*uint8)(v))
}

// Customer is a kind of customer that changes how we work (practice A17). The zero value is Cooperative.
type Customer uint8

// The kinds of customer.
const (
	Cooperative  Customer = iota // works with us
	Vague                        // unclear about what is wrong: climb the why-ladder
	Angry                        // hear out first
	Silent                       // does not come back
	Technical                    // wants depth
	NonTechnical                 // wants plain words
	Impatient                    // wants the short way
	Intimidating                 // presses; stay level
	Talkative                    // lead back with closed questions
	Demanding                    // wants more than is offered: clear limits
	Indecisive                   // needs few choices and a recommendation
)

var customerNames = [...]string{"cooperative", "vague", "angry", "silent", "technical", "non_technical", "impatient", "intimidating", "talkative", "demanding", "indecisive"}

// String returns the lower-case name.
func (v Customer) String() string { return enumString("Customer", customerNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Customer) MarshalText() ([]byte, error) {
	return enumMarshal("kind of customer", customerNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *Customer) UnmarshalText(text []byte) error {
	return enumUnmarshal("kind of customer", customerNames[:], text, (*uint8)(v))
}

// Situation is where a case stands between the two sides (practice A18). The zero value is Ordinary.
type Situation uint8

// Where a case can stand.
const (
	Ordinary        Situation = iota // nothing special
	UnhappyUncaring                  // they are unhappy and we let it lie
	MilestoneLate                    // their milestone is near and we are late
	UrgentUncaring                   // urgent for them and they do not answer us, or it is urgent and we treat it as any other
	VagueHelpful                     // they are unclear but willing
)

var situationNames = [...]string{"ordinary", "unhappy_uncaring", "milestone_late", "urgent_uncaring", "vague_helpful"}

// String returns the lower-case name.
func (v Situation) String() string { return enumString("Situation", situationNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Situation) MarshalText() ([]byte, error) {
	return enumMarshal("situation", situationNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *Situation) UnmarshalText(text []byte) error {
	return enumUnmarshal("situation", situationNames[:], text, (*uint8)(v))
}

// Cause is why a relation is bad (practice A19). The zero value is Stress.
type Cause uint8

// The causes of a bad relation.
const (
	Stress           Cause = iota // pressure from elsewhere
	Pride                         // face is at stake
	NoContact                     // they do not know us
	Misunderstanding              // one of us took it wrong
	Culture                       // customs differ
	Dislike                       // personal; another agent may be the remedy
)

var causeNames = [...]string{"stress", "pride", "no_contact", "misunderstanding", "culture", "dislike"}

// String returns the lower-case name.
func (v Cause) String() string { return enumString("Cause", causeNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Cause) MarshalText() ([]byte, error) {
	return enumMarshal("cause of a bad relation", causeNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *Cause) UnmarshalText(text []byte) error {
	return enumUnmarshal("cause of a bad relation", causeNames[:], text, (*uint8)(v))
}

// GestureKind is what we add beyond the fix (practice A24). The zero value is BriefApology.
type GestureKind uint8

// The kinds of gesture.
const (
	BriefApology GestureKind = iota // words, the first time
	Delight                         // a small kindness
	Credit                          // money or its like
	ManagerCall                     // a manager calls
)

var gestureKindNames = [...]string{"brief_apology", "delight", "credit", "manager_call"}

// String returns the lower-case name.
func (v GestureKind) String() string { return enumString("GestureKind", gestureKindNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v GestureKind) MarshalText() ([]byte, error) {
	return enumMarshal("gesture", gestureKindNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *GestureKind) UnmarshalText(text []byte) error {
	return enumUnmarshal("gesture", gestureKindNames[:], text, (*uint8)(v))
}

// Deadline is a kind of time that passes by itself and is owed a reaction. The zero value is AnswerWindow.
type Deadline uint8

// The kinds of deadline.
const (
	AnswerWindow         Deadline = iota // their burst is over: answering is allowed from now (practice A2)
	DeadAir                              // our turn has lasted too long (practice A3)
	SilenceAfterQuestion                 // they have not answered our question; it is ours to break (practice A3)
	FollowUp                             // a planned follow-up after a pause is due (practice A10)
	TimeBox                              // an owner has had the case too long; it goes up (practice A13)
	Deferral                             // an escalation or a consultation was due (practice A13)
	Dormancy                             // the customer has gone quiet (practice A20)
	LostRisk                             // quiet after a broken promise or unresolved anger: win back (practice A20)
	VerifyTimeout                        // no word on whether it works; closing may be announced (practice A23)
	CloseTimeout                         // the announced time-out has passed; closing is allowed (practice A23)
	ClaimLookup                          // they named a promise that is not on record: look it up (practice C13)
)

var deadlineNames = [...]string{"answer_window", "dead_air", "silence", "follow_up", "time_box", "deferral", "dormancy", "lost_risk", "verify_timeout", "close_timeout", "claim_lookup"}

// String returns the lower-case name.
func (v Deadline) String() string { return enumString("Deadline", deadlineNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Deadline) MarshalText() ([]byte, error) {
	return enumMarshal("deadline", deadlineNames[:], uint8(v))
}

// UnmarshalText reads a lower-case name.
func (v *Deadline) UnmarshalText(text []byte) error {
	return enumUnmarshal("deadline", deadlineNames[:], text, (*uint8)(v))
}

// Mode says what becomes of a move that a guard refuses. The zero value is Observe.
type Mode uint8

// What can become of a refused move.
const (
	Observe Mode = iota // it is applied and the breach recorded
	Enforce             // it is refused and nothing changes, where the policy blocks
)

var modeNames = [...]string{"observe", "enforce"}

// String returns the lower-case name.
func (v Mode) String() string { return enumString("Mode", modeNames[:], uint8(v)) }

// MarshalText returns the lower-case name; an unknown value is an error.
func (v Mode) MarshalText() ([]byte, error) { return enumMarshal("mode", modeNames[:], uint8(v)) }

// UnmarshalText reads a lower-case name.
func (v *Mode) UnmarshalText(text []byte) error {
	return enumUnmarshal("mode", modeNames[:], text, (*uint8)(v))
}
