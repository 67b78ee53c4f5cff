package conversation

import (
	"encoding/json"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// Option is one move that the conversation has now, allowed or refused. It
// stays valid when the conversation goes on, and is then out of date.
type Option struct {
	at    *asking
	index int // into Playbook.listed
}

// asking is what the options of one call share: the guards that are not met,
// whatever the move. What stands against one move is worked out when asked for.
type asking struct {
	view  // its facts are those of a version that is kept
	unmet guardSet
	host  []guardSet // by index into Playbook.listed; nil without guards of the host's
}

// roomForOptions holds the options of the default playbook, so that one call is
// one allocation; a playbook with more moves makes two.
const roomForOptions = 72

// Options returns every move of the playbook in a stable order: theirs, ours
// in the order of the practice, those for the record, the host's own. Under
// Enforce, Do accepts exactly the allowed ones, filled in so that they
// validate and made by whoever holds the floor, or accepted by whom it was
// handed to. Options changes nothing and
// costs little; texts are made when they are asked for.
func (c *Conversation) Options(at time.Time) []Option {
	var all struct {
		asking
		list [roomForOptions]Option
	}
	p, f, shared := c.book, &c.keep().facts, &all.asking
	shared.view = view{p: p, f: f, lim: f.limits, at: at, by: move.Actor{Party: f.Lead}}
	shared.unmet = p.unmet(&shared.view)
	if len(p.opts.Guards) > 0 {
		shared.askHost()
	}
	out := all.list[:0]
	if len(p.listed) > len(all.list) {
		out = make([]Option, 0, len(p.listed))
	}
	out = out[:len(p.listed):len(p.listed)]
	for i := range out {
		out[i] = Option{at: shared, index: i}
	}
	return out
}

// askHost asks the host's guards; one that panics refuses.
func (a *asking) askHost() {
	a.host = make([]guardSet, len(a.p.listed))
	for i, l := range a.p.listed {
		for g := range l.guards.all {
			host := &a.p.guards[g]
			if host.host == nil {
				continue
			}
			if ok, err := a.p.askGuard(host, &a.view, a.p.variants[l.index].template); err != nil || !ok {
				a.host[i].add(g)
			}
		}
	}
}

// refused is what stands against the move.
func (o Option) refused() guardSet {
	a := o.at
	l := &a.p.listed[o.index]
	set := a.unmet.and(l.guards)
	if a.host != nil {
		set = set.or(a.host[o.index])
	}
	if s := a.f.index; !l.theirs && (s == unknownState || !a.p.open[s][o.index]) {
		set.add(orderGuard)
	}
	return set
}

func (o Option) variant() *variant { return &o.at.p.variants[o.at.p.listed[o.index].index] }

// Kind returns the kind of the move.
func (o Option) Kind() move.Kind { return o.variant().kind }

// Name returns the kind, or the variant of it where a kind has several:
// "promise.fix".
func (o Option) Name() string { return o.variant().name }

// Side says who makes the move.
func (o Option) Side() move.Side { return o.variant().side }

// Move returns the move with the fields that make it this variant; the rest is
// to be filled in.
func (o Option) Move() move.Move { return o.variant().template }

// To returns where Move leads when it is made now, alone and as it is; the state
// itself when it stays. Fields that you fill in may lead elsewhere: a request
// that is clear is not one that is vague.
func (o Option) To() move.State {
	p, f, m := o.at.p, *o.at.f, o.Move() // what facts share is never written
	e := move.Entry{At: o.at.at, By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{m}}
	if o.Side() == move.Theirs {
		e.By.Author = transcript.Customer
	}
	index, ok := p.resolve(&f, m, f.limits)
	if !ok {
		return f.State
	}
	t := turningOf(&f, &e)
	if p.take(&f, &e, m, index, f.limits) != nil {
		return o.at.f.State
	}
	t.add(&p.variants[index], m)
	if p.wake(&f, &e, &t) != nil {
		return o.at.f.State
	}
	return f.State
}

// Allowed reports whether the move would be accepted under Enforce: no guard
// refuses it whose setting is block and that is not overridden.
func (o Option) Allowed() bool {
	f := o.at.f
	for i := range o.refused().all {
		id := o.at.p.guards[i].id
		if o.at.p.settingOf(id, f) == practice.Block && !overridden(f, id) {
			return false
		}
	}
	return true
}

func overridden(f *Facts, id practice.RuleID) bool {
	for _, o := range f.Overrides {
		if o == id {
			return true
		}
	}
	return false
}

// Clean reports whether no guard says anything against the move; one that the
// policy has off says nothing.
func (o Option) Clean() bool {
	for i := range o.refused().all {
		if o.at.p.settingOf(o.at.p.guards[i].id, o.at.f) != practice.Off {
			return false
		}
	}
	return true
}

// NotBefore returns the instant from which the turn-taking window allows the
// move (A2); zero when it does not stand in the way.
func (o Option) NotBefore() time.Time {
	for i := range o.refused().all {
		if o.at.p.guards[i].id == "A2" {
			return notBefore(o.at.f, o.at.lim)
		}
	}
	return time.Time{}
}

// Reasons says what stands against the move: each unmet guard with its code,
// its practice, a reason and what would satisfy it, in the playbook's language.
func (o Option) Reasons() []Reason {
	v := &o.at.view
	var breaches []move.Breach
	for i := range o.refused().all {
		g := &o.at.p.guards[i]
		setting := o.at.p.settingOf(g.id, v.f)
		if setting != practice.Off {
			breaches = append(breaches, move.Breach{Guard: g.id, Practice: g.practice, Setting: setting, Overridden: overridden(v.f, g.id)})
		}
	}
	return o.at.p.reasons(v, o.Move(), breaches, nil)
}

// MarshalJSON writes the option for programs: kind, name, side, allowed, where
// it leads and the reasons.
func (o Option) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Kind      move.Kind  `json:"kind"`
		Name      string     `json:"name"`
		Side      move.Side  `json:"side"`
		Allowed   bool       `json:"allowed"`
		To        move.State `json:"to"`
		NotBefore time.Time  `json:"not_before,omitzero"`
		Reasons   []Reason   `json:"reasons,omitempty"`
	}{o.Kind(), o.Name(), o.Side(), o.Allowed(), o.To(), o.NotBefore(), o.Reasons()})
}

// Reason is one thing that stands against a move.
type Reason struct {
	Guard      practice.RuleID  `json:"guard"` // stable code
	Practice   practice.ID      `json:"practice"`
	Setting    practice.Setting `json:"setting"` // what the policy says of the guard
	Overridden bool             `json:"overridden,omitempty"`
	Text       string           `json:"text"`              // why, for the agent
	Say        string           `json:"say"`               // the phrase that would satisfy it, or what to do
	Satisfy    []move.Kind      `json:"satisfy,omitempty"` // the moves that lead there
	NotBefore  time.Time        `json:"not_before,omitzero"`
	Field      string           `json:"field,omitempty"` // of an incomplete move: what is missing

	fromReview bool // a finding of the review rather than a guard
}

// reasons puts breaches into words.
func (p *Playbook) reasons(v *view, m move.Move, breaches []move.Breach, incomplete *move.FieldError) []Reason {
	out := make([]Reason, 0, len(breaches))
	for _, b := range breaches {
		r := Reason{Guard: b.Guard, Practice: b.Practice, Setting: b.Setting, Overridden: b.Overridden}
		r.Text, r.Say = p.guardText(b.Guard)
		if g := p.guard(b.Guard); g != nil {
			r.Satisfy = g.satisfy
		}
		switch {
		case b.Guard == "A2":
			r.NotBefore = notBefore(v.f, v.lim)
		case incomplete != nil && b.Guard == incomplete.Rule:
			r.Field, r.Satisfy = incomplete.Field, []move.Kind{m.Kind()}
		}
		out = append(out, r)
	}
	return out
}

func (p *Playbook) guard(id practice.RuleID) *guard {
	for i := range p.guards {
		if p.guards[i].id == id {
			return &p.guards[i]
		}
	}
	return nil
}

// guardText is a guard's reason and phrase in the playbook's language.
func (p *Playbook) guardText(id practice.RuleID) (reason, say string) {
	if own, ok := p.hostText[id]; ok {
		return own.Reason, own.Say
	}
	return p.text.Text(guardKey(id, "reason")), p.text.Text(guardKey(id, "say"))
}

func guardKey(id practice.RuleID, what string) string { return "guard." + string(id) + "." + what }
