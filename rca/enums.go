package rca

// Audience says who reads: of a statement and an edition who it is written for, of a fact, an
// entity, an evidence or a measure who may learn of it (D4). The zero value is Internal: nothing is
// disclosed unless somebody said so (rule R23).
type Audience uint8

// The values of Audience, from the zero value.
const (
	Internal Audience = iota // this house only
	Customer                 // the customer of the document, and in a [Disclosure] the customers it names
	Public                   // anybody
)

func audienceNames() []string {
	return []string{"internal", "customer", "public"}
}

// String returns the value's name in files, such as "customer".
func (v Audience) String() string { return enumString("Audience", audienceNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v Audience) MarshalText() ([]byte, error) {
	return enumMarshal("audience", audienceNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *Audience) UnmarshalText(text []byte) error {
	return enumUnmarshal("audience", audienceNames(), text, (*uint8)(v))
}

// FactKind says how a fact is known (D2). The zero value is Observed, which needs evidence.
type FactKind uint8

// The values of FactKind, from the zero value.
const (
	Observed FactKind = iota // somebody or something saw it happen
	Measured                 // an instrument counted it
	Reported                 // somebody said so and nobody verified it; the only kind that needs no evidence
	Inferred                 // concluded from other facts; the only kind that may be hedged
)

func factKindNames() []string {
	return []string{"observed", "measured", "reported", "inferred"}
}

// String returns the value's name in files, such as "measured".
func (v FactKind) String() string { return enumString("FactKind", factKindNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v FactKind) MarshalText() ([]byte, error) {
	return enumMarshal("fact kind", factKindNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *FactKind) UnmarshalText(text []byte) error {
	return enumUnmarshal("fact kind", factKindNames(), text, (*uint8)(v))
}

// Confidence says how sure the analysis is of a fact. The zero value is Unconfirmed; an admission of
// fault needs a Confirmed one (rule R21).
type Confidence uint8

// The values of Confidence, from the zero value.
const (
	Unconfirmed Confidence = iota // nobody checked it yet
	Likely                        // the evidence points that way
	Confirmed                     // the customer or the owner of the system confirmed it
)

func confidenceNames() []string {
	return []string{"unconfirmed", "likely", "confirmed"}
}

// String returns the value's name in files, such as "likely".
func (v Confidence) String() string { return enumString("Confidence", confidenceNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v Confidence) MarshalText() ([]byte, error) {
	return enumMarshal("confidence", confidenceNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *Confidence) UnmarshalText(text []byte) error {
	return enumUnmarshal("confidence", confidenceNames(), text, (*uint8)(v))
}

// EvidenceKind says what an evidence is. The zero value is Log.
type EvidenceKind uint8

// The values of EvidenceKind, from the zero value.
const (
	Log       EvidenceKind = iota // a log file or query
	Metric                        // a time series or its picture
	Ticket                        // a ticket or case
	Chat                          // a chat or call transcript
	Commit                        // a change in a repository
	File                          // any other file
	Testimony                     // what a person stated, on the record
)

func evidenceKindNames() []string {
	return []string{"log", "metric", "ticket", "chat", "commit", "file", "statement"}
}

// String returns the value's name in files, such as "metric".
func (v EvidenceKind) String() string {
	return enumString("EvidenceKind", evidenceKindNames(), uint8(v))
}

// MarshalText writes the value's name; an unknown value is an error.
func (v EvidenceKind) MarshalText() ([]byte, error) {
	return enumMarshal("evidence kind", evidenceKindNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *EvidenceKind) UnmarshalText(text []byte) error {
	return enumUnmarshal("evidence kind", evidenceKindNames(), text, (*uint8)(v))
}

// Precision says how exactly an instant is known. The zero value is Minute.
type Precision uint8

// The values of Precision, from the zero value.
const (
	Minute Precision = iota // to the minute
	Second                  // to the second
	Day                     // the date only
	About                   // roughly then
)

func precisionNames() []string {
	return []string{"minute", "second", "day", "about"}
}

// String returns the value's name in files, such as "second".
func (v Precision) String() string { return enumString("Precision", precisionNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v Precision) MarshalText() ([]byte, error) {
	return enumMarshal("precision", precisionNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *Precision) UnmarshalText(text []byte) error {
	return enumUnmarshal("precision", precisionNames(), text, (*uint8)(v))
}

// Phase marks the event at which a phase of the incident begins (rule R5). The zero value is NoPhase.
type Phase uint8

// The values of Phase, from the zero value.
const (
	NoPhase   Phase = iota // an ordinary event
	Started                // the impact began
	Detected               // somebody or something noticed
	Mitigated              // the impact ended or was bearable
	Resolved               // it was over for good
)

func phaseNames() []string {
	return []string{"", "started", "detected", "mitigated", "resolved"}
}

// String returns the value's name in files, such as "started".
func (v Phase) String() string { return enumString("Phase", phaseNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v Phase) MarshalText() ([]byte, error) {
	return enumMarshal("phase", phaseNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *Phase) UnmarshalText(text []byte) error {
	return enumUnmarshal("phase", phaseNames(), text, (*uint8)(v))
}

// Role says what a cause did in the incident (rule R10). The zero value is Contributing.
type Role uint8

// The values of Role, from the zero value.
const (
	Contributing Role = iota // it made it worse or likelier
	Trigger                  // what set it off
	Root                     // without it, it could not have happened
	Escape                   // why it was not caught before the customer felt it
)

func roleNames() []string {
	return []string{"contributing", "trigger", "root", "escape"}
}

// String returns the value's name in files, such as "trigger".
func (v Role) String() string { return enumString("Role", roleNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v Role) MarshalText() ([]byte, error) {
	return enumMarshal("cause role", roleNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *Role) UnmarshalText(text []byte) error {
	return enumUnmarshal("cause role", roleNames(), text, (*uint8)(v))
}
