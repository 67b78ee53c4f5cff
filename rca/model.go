package rca

import (
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// Facts, evidence, events, measures, causes, actions and entities share one
// namespace of ids, because texts refer to any of them as {id}: letters, digits and
// underscores, a letter first.
type (
	// DocID names a document. It may hold any signs.
	DocID string
	// FactID names a [Fact].
	FactID string
	// EvidenceID names an [Evidence].
	EvidenceID string
	// EventID names an [Event].
	EventID string
	// MeasureID names a [Measure].
	MeasureID string
	// CauseID names a [Cause].
	CauseID string
	// ActionID names an [Action].
	ActionID string
	// EntityID names an [Entity].
	EntityID string
	// StatementID names a [Statement]; its translations share the id.
	StatementID string
	// CustomerID names a customer of the host's. It may hold any signs.
	CustomerID string
	// Ref is the id of any part of a document.
	Ref string
)

// Doc is everything known about one incident and everything that is said about
// it: the one set of facts behind all editions (D4). It is plain data, written
// by a [Builder] or by [Read], stored as JSON, and checked by [Doc.Check]. A Doc
// that nobody changes is safe for concurrent use.
type Doc struct {
	ID    DocID  `json:"id"`
	Title string `json:"title,omitempty"` // inside; a customer's edition has a title of the language's own
	// Customer is who the customer editions are for.
	Customer CustomerRef `json:"customer,omitzero"`
	// Case is the reference the customer knows the incident by.
	Case string `json:"case,omitempty"`
	// Language is the language of facts, actions and every other inside text; zero is English.
	Language language.Tag `json:"language,omitzero"`
	// Zone is the IANA zone in which times without their own zone are meant, and
	// in which the internal edition prints them. Required (rule R3).
	Zone string `json:"zone"`
	// Date is the document's own date; due dates lie after it (rule R15).
	Date Date `json:"date,omitzero"`
	// Author wrote the document and may not approve it (rule R31). Inside only.
	Author string `json:"author,omitempty"`
	// Version counts from 1; zero is 1. See [Doc.Revise].
	Version int      `json:"version,omitempty"`
	Changes []Change `json:"changes,omitempty"`

	Facts      []Fact      `json:"facts,omitempty"`
	Evidence   []Evidence  `json:"evidence,omitempty"`
	Timeline   []Event     `json:"timeline,omitempty"`
	Impact     []Measure   `json:"impact,omitempty"`
	Causes     []Cause     `json:"causes,omitempty"`
	Actions    []Action    `json:"actions,omitempty"`
	Entities   []Entity    `json:"entities,omitempty"`
	Statements []Statement `json:"statements,omitempty"`
	Approvals  []Approval  `json:"approvals,omitempty"`

	// ImpactKnownBy is when the impact will be known, where it is not known yet (rule R8).
	ImpactKnownBy Date `json:"impact_known_by,omitzero"`
	// Known lists names, references and links that the customer already knows: the
	// scanner's allow-list for customer editions. For the public, disclose an entity. Links may name a host ("status.example.com") or an address prefix.
	Known []string `json:"known,omitempty"`
	// MinApprovals is how many persons must approve an edition; zero is 1.
	MinApprovals int `json:"min_approvals,omitempty"`
	// Policy sets the rules; nil is [DefaultPolicy]. It is part of the record.
	Policy *practice.Policy `json:"policy,omitempty"`
	// Calendar is the working time behind durations in working hours and due
	// dates; nil is Monday to Friday and no working hours.
	Calendar *calendar.Calendar `json:"calendar,omitempty"`
}

// CustomerRef names the customer a document is for.
type CustomerRef struct {
	ID   CustomerID `json:"id,omitempty"`
	Name string     `json:"name,omitempty"`
	// Zone is the IANA zone in which customer editions print times; empty is the document's.
	Zone string `json:"zone,omitempty"`
}

// Change says what a version of the document changed (rule R32).
type Change struct {
	Version int    `json:"version"`
	Date    Date   `json:"date"`
	What    string `json:"what"` // inside words; see the customer's statement for theirs
}

// Fact is one thing that is so, specific to the case (D2). Text may hold slots:
// {id} of an entity, a measure, an event, and {from..to} for the time between
// two events. Facts are inside texts: no customer edition prints one.
type Fact struct {
	ID         FactID       `json:"id"`
	Text       string       `json:"text"`
	Kind       FactKind     `json:"kind,omitempty"`
	Confidence Confidence   `json:"confidence,omitempty"`
	Evidence   []EvidenceID `json:"evidence,omitempty"`
	Entities   []EntityID   `json:"entities,omitempty"` // it is about, besides those in slots
	Source     string       `json:"source,omitempty"`   // who reported it; inside only
	Disclosure Disclosure   `json:"disclosure,omitzero"`
}

// Evidence is what a fact rests on. Ref is where it is kept; Hash is what it was
// when somebody looked, such as "sha256:…".
type Evidence struct {
	ID          EvidenceID   `json:"id"`
	Kind        EvidenceKind `json:"kind,omitempty"`
	Ref         string       `json:"ref"`
	Hash        string       `json:"hash,omitempty"`
	RetrievedAt time.Time    `json:"retrieved_at,omitzero"`
	Disclosure  Disclosure   `json:"disclosure,omitzero"`
}

// Event is a row of the timeline. Zone is the IANA zone the instant was noted
// in; empty is the document's. History marks an event from before or after the
// incident itself (rule R5).
type Event struct {
	ID        EventID
	At        time.Time
	Zone      string
	Precision Precision
	Fact      FactID
	Phase     Phase
	History   bool

	wall string // a local time of a file, until its zone is known
}

// Measure is a number about the impact. The share is computed, never typed
// (rule R6). Window is the time counted, as two events.
type Measure struct {
	ID MeasureID `json:"id"`
	// Name is one of the names of the texts (failed, delayed, affected, lost, duplicated) or one of your own with Labels.
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Of    float64 `json:"of,omitempty"` // the total; zero is no total
	// Unit is one of the units of the texts (requests, customers, devices, sites, …) or one of your own with UnitLabels.
	Unit       string            `json:"unit"`
	From       EventID           `json:"from,omitempty"`
	To         EventID           `json:"to,omitempty"`
	Fact       FactID            `json:"fact"`
	Labels     map[string]string `json:"labels,omitempty"`      // language -> name
	UnitLabels map[string]string `json:"unit_labels,omitempty"` // language -> unit
	Disclosure Disclosure        `json:"disclosure,omitzero"`
}

// Cause is one step of the why-chain: a fact and what it did. Because names what
// brought it about, as causes or plain facts. NoAction is the recorded decision
// not to act on it, with the reason (rule R13).
type Cause struct {
	ID           CauseID `json:"id"`
	Role         Role    `json:"role,omitempty"`
	Fact         FactID  `json:"fact"`
	Because      []Ref   `json:"because,omitempty"`
	Controllable bool    `json:"controllable,omitempty"` // the company can change it
	NoAction     string  `json:"no_action,omitempty"`
}

// Action is something that was or will be done (D5). Owner is an entity of kind
// team: a role, not a person. Text is an inside text; what a customer reads of it is a
// [Statement] for it.
type Action struct {
	ID        ActionID    `json:"id"`
	Text      string      `json:"text"`
	Kind      ActionKind  `json:"kind,omitempty"`
	State     ActionState `json:"state,omitempty"`
	Owner     EntityID    `json:"owner,omitempty"`
	Due       Date        `json:"due,omitzero"`
	Priority  Priority    `json:"priority,omitempty"`
	Tracker   string      `json:"tracker,omitempty"` // where it is followed up; inside only
	Addresses []CauseID   `json:"addresses,omitempty"`
	Proof     FactID      `json:"proof,omitempty"`
	RemoveBy  Date        `json:"remove_by,omitzero"` // when a containment goes away
	Declined  string      `json:"declined,omitempty"` // the reason of a declined one
}

// Entity is a name that is the house's own business: hidden from an audience
// unless disclosed to it, and then called by the label for that audience and
// language (rule R27).
type Entity struct {
	ID         EntityID   `json:"id"`
	Kind       EntityKind `json:"kind"`
	Names      []string   `json:"names"` // every spelling in use; the first is the inside name
	Labels     []Label    `json:"labels,omitempty"`
	Disclosure Disclosure `json:"disclosure,omitzero"`
}

// Label is what an audience reads instead of an entity's name.
type Label struct {
	Audience Audience     `json:"audience"`
	Language language.Tag `json:"language"`
	Text     string       `json:"text"`
}

// Statement is a sentence or a few, written for one audience in one language and
// resting on facts. Translations share the ID. For names the event, cause,
// action or measure it words, or the version whose change it tells (v2, rule
// R32); empty puts it into the summary.
type Statement struct {
	ID       StatementID  `json:"id"`
	Audience Audience     `json:"audience"`
	Language language.Tag `json:"language"`
	For      Ref          `json:"for,omitempty"`
	Text     string       `json:"text"`
	Facts    []FactID     `json:"facts,omitempty"`
}

// Approval is one person's yes to one edition, bound to the hash of its content
// (rule R31): any change voids it.
type Approval struct {
	By       string       `json:"by"`
	At       time.Time    `json:"at"`
	Audience Audience     `json:"audience"`
	Language language.Tag `json:"language"`
	Version  int          `json:"version"`
	Hash     string       `json:"hash"`
}
