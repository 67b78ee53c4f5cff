package commitment

import "time"

// Margin says how much room a promise must leave: promise less, deliver more
// (practice C3). The zero value is the default.
type Margin struct {
	Share float64 `json:"share,omitempty"` // of the effort; default 0.25; -1: none
	Least Span    `json:"least,omitempty"` // but at least this much working time; default 15 minutes; -1ns: none
}

func (m Margin) withDefaults() Margin {
	setDefault(&m.Share, 0.25)
	setDefault(&m.Least, Span(15*time.Minute))
	return m
}

func (m Margin) validate() error {
	if !(m.Share == -1 || m.Share >= 0 && m.Share <= 10) {
		return &FieldError{Field: "policy.margin.share", Value: clip(Span(m.Share).String()), Want: "-1, or 0 to 10", Err: ErrPolicy}
	}
	if m.Least < -1 {
		return &FieldError{Field: "policy.margin.least", Value: m.Least.String(), Want: "0 or more", Err: ErrPolicy}
	}
	return nil
}
