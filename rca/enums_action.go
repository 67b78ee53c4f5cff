package rca

// ActionKind says what an action is for. The zero value is NoActionKind, which no agreed action may have.
type ActionKind uint8

// The values of ActionKind, from the zero value.
const (
	NoActionKind      ActionKind = iota // not said
	ContainAction                       // keeps the impact small until it is corrected; needs a removal date
	CorrectAction                       // mends what is broken
	PreventAction                       // removes a cause
	DetectAction                        // notices it earlier next time
	CommunicateAction                   // tells somebody
)

func actionKindNames() []string {
	return []string{"", "contain", "correct", "prevent", "detect", "communicate"}
}

// String returns the value's name in files, such as "contain".
func (v ActionKind) String() string { return enumString("ActionKind", actionKindNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v ActionKind) MarshalText() ([]byte, error) {
	return enumMarshal("action kind", actionKindNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *ActionKind) UnmarshalText(text []byte) error {
	return enumUnmarshal("action kind", actionKindNames(), text, (*uint8)(v))
}

// ActionState says how far an action has come. The zero value is Proposed: not yet promised to anybody,
// and so never in a customer's edition (rule R14).
type ActionState uint8

// The values of ActionState, from the zero value.
const (
	Proposed ActionState = iota // an idea
	Agreed                      // somebody owns it, with a due date
	Done                        // carried out, with proof
	Verified                    // its effect was measured
	Declined                    // decided against, with the reason
)

func actionStateNames() []string {
	return []string{"proposed", "agreed", "done", "verified", "declined"}
}

// String returns the value's name in files, such as "agreed".
func (v ActionState) String() string { return enumString("ActionState", actionStateNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v ActionState) MarshalText() ([]byte, error) {
	return enumMarshal("action state", actionStateNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *ActionState) UnmarshalText(text []byte) error {
	return enumUnmarshal("action state", actionStateNames(), text, (*uint8)(v))
}

// Priority orders actions. The zero value is NoPriority, which no agreed action may have.
type Priority uint8

// The values of Priority, from the zero value.
const (
	NoPriority Priority = iota // not said
	Low                        // when there is time
	Medium                     // next
	High                       // before other work
	Urgent                     // now
)

func priorityNames() []string {
	return []string{"", "low", "medium", "high", "urgent"}
}

// String returns the value's name in files, such as "low".
func (v Priority) String() string { return enumString("Priority", priorityNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v Priority) MarshalText() ([]byte, error) {
	return enumMarshal("priority", priorityNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *Priority) UnmarshalText(text []byte) error {
	return enumUnmarshal("priority", priorityNames(), text, (*uint8)(v))
}

// EntityKind says what an entity is; it decides which parts of a name the leak scanner looks for. The
// zero value is Host.
type EntityKind uint8

// The values of EntityKind, from the zero value.
const (
	HostEntity     EntityKind = iota // a machine or a device; also its short name and its domain
	PersonEntity                     // a human being; also the parts of the name
	HandleEntity                     // a user name
	TeamEntity                       // a role, team or department; may own actions
	WorkloadEntity                   // a service, job, container or database
	AccountEntity                    // a cloud or bank account
	RepoEntity                       // a repository
	CustomerEntity                   // a customer; every one but the document's own stays hidden
	SupplierEntity                   // another firm
	CodenameEntity                   // a project's inside name
	TicketEntity                     // an internal ticket or change
)

func entityKindNames() []string {
	return []string{"host", "person", "handle", "team", "workload", "account", "repo", "customer", "supplier", "codename", "ticket"}
}

// String returns the value's name in files, such as "person".
func (v EntityKind) String() string { return enumString("EntityKind", entityKindNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v EntityKind) MarshalText() ([]byte, error) {
	return enumMarshal("entity kind", entityKindNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *EntityKind) UnmarshalText(text []byte) error {
	return enumUnmarshal("entity kind", entityKindNames(), text, (*uint8)(v))
}

// Section is a part of the document. The zero value is Summary.
type Section uint8

// The values of Section, from the zero value.
const (
	Summary         Section = iota // what happened, in a few sentences
	ImpactSection                  // who was hit, how much
	TimelineSection                // when what happened
	CauseSection                   // why
	ActionSection                  // what was and will be done
	EvidenceSection                // what the facts rest on; internal editions only
	ReviewSection                  // open problems, settings, approvals; internal editions only
)

func sectionNames() []string {
	return []string{"summary", "impact", "timeline", "causes", "actions", "evidence", "review"}
}

// String returns the value's name in files, such as "impact".
func (v Section) String() string { return enumString("Section", sectionNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v Section) MarshalText() ([]byte, error) {
	return enumMarshal("section", sectionNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *Section) UnmarshalText(text []byte) error {
	return enumUnmarshal("section", sectionNames(), text, (*uint8)(v))
}

// Kind says what sort of leak a [Scanner] found. The zero value is NameLeak.
type Kind uint8

// The values of Kind, from the zero value.
const (
	NameLeak    Kind = iota // a name of a hidden entity
	SecretLeak              // a password, token or other credential
	KeyLeak                 // a cryptographic key, digest or commit id
	HostLeak                // a host name or machine id
	AddressLeak             // a network address
	TicketLeak              // a ticket, case or pull request number
	CardLeak                // a payment card or bank account number
	EmailLeak               // an e-mail address
	HandleLeak              // a user name with its at sign
	PathLeak                // a path in a file system or bucket
	LinkLeak                // a link to a host that is not on the allow-list
)

func kindNames() []string {
	return []string{"name", "secret", "key", "host", "address", "ticket", "card", "email", "handle", "path", "link"}
}

// String returns the value's name in files, such as "secret".
func (v Kind) String() string { return enumString("Kind", kindNames(), uint8(v)) }

// MarshalText writes the value's name; an unknown value is an error.
func (v Kind) MarshalText() ([]byte, error) {
	return enumMarshal("leak kind", kindNames(), uint8(v))
}

// UnmarshalText reads a value's name; an unknown name is an error that lists them.
func (v *Kind) UnmarshalText(text []byte) error {
	return enumUnmarshal("leak kind", kindNames(), text, (*uint8)(v))
}
