package rca

import (
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/calendar"
)

// Promises drafts a commitment for each action that the customer edition in that
// language promises with a date (D5, rule R17): agreed, due, and told in a statement for it. The
// words are the customer's; the deadline is the end of the due date where the customer is. Make
// them with [commitment.Keeper.Make]; tenant, managers and the customer's address are the host's
// to add. The error is that of [Doc.Edition]: what cannot be said is not promised.
func (d *Doc) Promises(in language.Tag) ([]commitment.Promise, error) {
	e, err := d.Edition(Customer, in)
	if err != nil {
		return nil, err
	}
	zone, err := d.editionZone(Customer)
	if err != nil {
		return nil, err
	}
	ix := newIndex(d)
	words := map[Ref]string{}
	for _, s := range e.sources {
		if s.Statement != "" && ix.kinds[s.For] == "action" && words[s.For] == "" {
			words[s.For] = s.Text
		}
	}
	var out []commitment.Promise
	for i := range d.Actions {
		a := &d.Actions[i]
		what, told := words[Ref(a.ID)]
		if !told || a.State != Agreed || a.Due == (Date{}) {
			continue
		}
		deadline, _ := calendar.Wall(a.Due, 24*time.Hour, zone)
		p := commitment.Promise{
			ID: commitment.PromiseID(fmt.Sprintf("%s-%s", d.ID, a.ID)), Case: commitment.CaseID(d.Case),
			What: what, Plan: a.Tracker,
			Owner:    commitment.Party{ID: commitment.PartyID(a.Owner)},
			Customer: commitment.Party{ID: commitment.PartyID(d.Customer.ID), Name: d.Customer.Name, Zone: zone.String(), Language: in},
			Due: commitment.Due{Said: a.Due.String(), Deadline: deadline, Zone: zone.String(),
				Assumptions: []string{"the end of the due date where the customer is"}},
		}
		if o := ix.entities[a.Owner]; o != nil && len(o.Names) > 0 {
			p.Owner.Name = o.Names[0]
		}
		out = append(out, p)
	}
	return out, nil
}
