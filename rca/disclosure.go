package rca

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// Disclosure says who may learn of a fact, an entity, an evidence or a measure.
// The zero value is nobody outside (rule R23). To Customer without Customers
// means the document's own customer. In JSON it is "internal", "customer",
// "public" or {"customers": ["id", …]}.
type Disclosure struct {
	To        Audience
	Customers []CustomerID
}

// covers reports whether an edition for the audience may use it.
func (d Disclosure) covers(a Audience, customer CustomerID) bool {
	switch {
	case a == Internal || d.To == Public:
		return true
	case a == Public || d.To == Internal:
		return false
	}
	return len(d.Customers) == 0 || slices.Contains(d.Customers, customer)
}

// IsZero reports whether nothing is disclosed.
func (d Disclosure) IsZero() bool { return d.To == Internal }

// MarshalJSON writes the form that UnmarshalJSON reads.
func (d Disclosure) MarshalJSON() ([]byte, error) {
	if d.To == Customer && len(d.Customers) > 0 {
		return json.Marshal(map[string][]CustomerID{"customers": d.Customers})
	}
	return json.Marshal(d.To)
}

// UnmarshalJSON reads an audience or an object that lists customers.
func (d *Disclosure) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || data[0] != '{' {
		d.Customers = nil
		if err := json.Unmarshal(data, &d.To); err != nil {
			return fmt.Errorf(`rca: disclosure %.40s: want "internal", "customer", "public" or {"customers": [...]}`, data)
		}
		return nil
	}
	var v struct {
		Customers []CustomerID `json:"customers"`
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return err
	}
	if len(v.Customers) == 0 {
		return fmt.Errorf("rca: disclosure names no customer; want at least one in customers")
	}
	*d = Disclosure{To: Customer, Customers: v.Customers}
	return nil
}

// Date is a civil day without a zone; the zero value is no date. In text it is 2026-03-11.
type Date = calendar.Date

// before reports whether d lies before e.
func before(d, e Date) bool { return d.Compare(e) < 0 }
