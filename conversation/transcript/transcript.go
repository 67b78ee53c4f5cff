// Package transcript is the form in which messages reach evenkeel: a [Turn] is
// one message or one stretch of speech, and a transcript is turns in the order
// of their time, one thread or many.
//
// [Read] takes JSON Lines, one turn a line. Its input may come from anywhere,
// so it is bounded: a line that is too long, an unknown author or a time that
// goes backward within a thread is a [*SyntaxError] that names the line, the
// field, the value and what was expected.
//
// Two fields are there for safety and are never guessed: Author says on whose
// side the words are, Visibility whether the customer may see them.
package transcript

import (
	"fmt"
	"time"

	"golang.org/x/text/language"
)

// ThreadID names a conversation in its source, such as a ticket number. It is
// text and never printed as a number.
type ThreadID string

// TurnID names a turn within its source, such as a Message-ID; empty where the
// source has none.
type TurnID string

// Channel names the medium; hosts may use their own names.
type Channel string

// The channels that the default playbook knows limits for.
const (
	Chat  Channel = "chat"
	Email Channel = "email"
	Phone Channel = "phone"
	SMS   Channel = "sms"
	Forum Channel = "forum" // public: reviews, social media, issue trackers
)

// Author says on whose side a turn is. There is no zero author: the side is
// never guessed, so the zero value is invalid.
type Author uint8

// The authors.
const (
	Customer Author = iota + 1
	Agent
	Bot
	System // events and notices of the software; neither side's words
)

var authorNames = []string{"", "customer", "agent", "bot", "system"}

// String returns the author's name, "" for the zero value.
func (a Author) String() string {
	if int(a) < len(authorNames) {
		return authorNames[a]
	}
	return fmt.Sprintf("Author(%d)", a)
}

// Ours reports whether the turn is our side's words: an agent's or a bot's.
func (a Author) Ours() bool { return a == Agent || a == Bot }

// MarshalText writes the author's name; the zero and unknown values are errors.
func (a Author) MarshalText() ([]byte, error) {
	if a == 0 || int(a) >= len(authorNames) {
		return nil, fmt.Errorf("transcript: Author(%d) has no name; want one of %q", a, authorNames[1:])
	}
	return []byte(authorNames[a]), nil
}

// UnmarshalText reads an author's name; an unknown name is an error that lists them.
func (a *Author) UnmarshalText(text []byte) error {
	for i, s := range authorNames[1:] {
		if s == string(text) {
			*a = Author(i + 1)
			return nil
		}
	}
	return fmt.Errorf("transcript: unknown author %q; want one of %q", text, authorNames[1:])
}

// Visibility says whether the customer can see a turn. The zero value is Public.
type Visibility uint8

// The visibilities.
const (
	Public   Visibility = iota // the customer sees it
	Internal                   // a note among us; never in anything a customer reads
)

var visibilityNames = []string{"public", "internal"}

// String returns "public" or "internal".
func (v Visibility) String() string {
	if int(v) < len(visibilityNames) {
		return visibilityNames[v]
	}
	return fmt.Sprintf("Visibility(%d)", v)
}

// MarshalText writes the visibility's name; an unknown value is an error.
func (v Visibility) MarshalText() ([]byte, error) {
	if int(v) >= len(visibilityNames) {
		return nil, fmt.Errorf("transcript: Visibility(%d) has no name; want one of %q", v, visibilityNames)
	}
	return []byte(visibilityNames[v]), nil
}

// UnmarshalText reads a visibility's name; an unknown name is an error that lists them.
func (v *Visibility) UnmarshalText(text []byte) error {
	for i, s := range visibilityNames {
		if s == string(text) {
			*v = Visibility(i)
			return nil
		}
	}
	return fmt.Errorf("transcript: unknown visibility %q; want one of %q", text, visibilityNames)
}

// Turn is one message, or one stretch of speech of a call. The zero Turn is
// not valid: At and Author are required.
type Turn struct {
	Thread ThreadID `json:"thread"`
	ID     TurnID   `json:"id,omitempty"`
	// At is when the message was sent or the speech began.
	At time.Time `json:"at"`
	// Until is when the speech ended, on calls: a gap to the next turn is
	// silence, an overlap an interruption. Zero where it is not known.
	Until      time.Time    `json:"until,omitzero"`
	Author     Author       `json:"author"`
	Name       string       `json:"name,omitempty"` // of the author, as the source has it
	Channel    Channel      `json:"channel,omitempty"`
	Visibility Visibility   `json:"visibility,omitempty"`
	Language   language.Tag `json:"lang,omitzero"` // Und where it is not known
	ReplyTo    TurnID       `json:"reply_to,omitempty"`
	Edited     bool         `json:"edited,omitempty"`  // a later version of the turn with this ID; At is when it was changed
	Deleted    bool         `json:"deleted,omitempty"` // the text is gone or must not be used; At is when it was deleted
	Text       string       `json:"text"`
}
