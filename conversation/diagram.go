package conversation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// arrow is one edge of the diagrams: a variant that changes the state, and the
// guards in its way.
type arrow struct {
	from, to move.State
	label    string
}

// arrows returns the edges that change the state, those between the same two
// states merged, in the order of the definition.
func (p *Playbook) arrows() []arrow {
	var out []arrow
	at := map[[2]move.State]int{}
	for from := range p.states {
		for i := range p.variants {
			v := &p.variants[i]
			e := v.edges[from]
			if !e.ok || e.stay {
				continue
			}
			a := arrow{from: p.states[from].ID, label: p.arrowLabel(v)}
			if !e.back {
				a.to = p.states[e.to].ID
			}
			key := [2]move.State{a.from, a.to}
			if known, ok := at[key]; ok {
				out[known].label += ", " + a.label
				continue
			}
			at[key] = len(out)
			out = append(out, a)
		}
	}
	return out
}

// arrowLabel is the variant's name with the guards that are its own; those of
// every message of ours would only hide them.
func (p *Playbook) arrowLabel(v *variant) string {
	var ids []string
	for i := range v.guards.all {
		if id := p.guards[i].id; id != "A2" && id != "A29" && id != "A30" {
			ids = append(ids, string(id))
		}
	}
	if ids == nil {
		return v.name
	}
	return v.name + " [" + strings.Join(ids, " ") + "]"
}

// returning names the place that edges back lead to in diagrams.
const returning = "where_it_was"

// Mermaid returns the playbook as a Mermaid state diagram: states, the moves
// that lead from one to another, and in brackets the guards in their way.
// Guards of every message (A2, A29, A30) are left out. The output is stable.
func (p *Playbook) Mermaid() string { return p.mermaid("") }

// Mermaid returns the playbook's diagram with the conversation's state marked.
func (c *Conversation) Mermaid() string { return c.book.mermaid(c.State()) }

func (p *Playbook) mermaid(here move.State) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for i := range p.states {
		fmt.Fprintf(&b, "    state %q as %s\n", string(p.states[i].ID), nodeID(p.states[i].ID))
	}
	fmt.Fprintf(&b, "    [*] --> %s\n", nodeID(p.def.Start))
	back := false
	for _, a := range p.arrows() {
		to := nodeID(a.to)
		if a.to == "" {
			to, back = returning, true
		}
		fmt.Fprintf(&b, "    %s --> %s: %s\n", nodeID(a.from), to, a.label)
	}
	for i := range p.states {
		if p.states[i].Final {
			fmt.Fprintf(&b, "    %s --> [*]\n", nodeID(p.states[i].ID))
		}
	}
	if back {
		fmt.Fprintf(&b, "    state \"where it was\" as %s\n", returning)
	}
	if _, ok := p.stateOf[here]; ok {
		fmt.Fprintf(&b, "    classDef here font-weight:bold,stroke-width:4px\n    class %s here\n", nodeID(here))
	}
	return b.String()
}

// nodeID is a state's name as diagram languages take it.
func nodeID(s move.State) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, string(s))
}

// DOT returns the playbook as a Graphviz digraph, as Mermaid does. The output
// is stable.
func (p *Playbook) DOT() string { return p.dot("") }

// DOT returns the playbook's digraph with the conversation's state marked.
func (c *Conversation) DOT() string { return c.book.dot(c.State()) }

func (p *Playbook) dot(here move.State) string {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %q {\n    rankdir=LR\n    node [shape=box, style=rounded]\n", string(p.def.ID))
	for i := range p.states {
		s := &p.states[i]
		shape := ""
		if s.Final {
			shape = ", peripheries=2"
		}
		if s.ID == here {
			shape += ", style=\"rounded,bold\""
		}
		fmt.Fprintf(&b, "    %q [label=%q%s]\n", string(s.ID), string(s.ID), shape)
	}
	for _, a := range p.arrows() {
		to := string(a.to)
		if to == "" {
			to = "where it was"
		}
		fmt.Fprintf(&b, "    %q -> %q [label=%q]\n", string(a.from), to, a.label)
	}
	b.WriteString("}\n")
	return b.String()
}

// Cell says what a playbook makes of a move in a state.
type Cell struct {
	Handled bool              // there is an edge, or the move is theirs and just heard
	To      move.State        // where it leads; "" for back to where it was
	Guards  []practice.RuleID // what may refuse it
}

// Row is a move of the table of states and moves.
type Row struct {
	Move  string // kind or variant
	Side  move.Side
	Cells []Cell // by state, in the order of States
}

// Table returns what the playbook makes of every move in every state.
func (p *Playbook) Table() []Row {
	out := make([]Row, 0, len(p.variants))
	for i := range p.variants {
		v := &p.variants[i]
		row := Row{Move: v.name, Side: v.side, Cells: make([]Cell, len(p.states))}
		var guards []practice.RuleID
		for g := range v.guards.all {
			guards = append(guards, p.guards[g].id)
		}
		for s, e := range v.edges {
			c := Cell{Handled: e.ok, Guards: guards}
			switch {
			case !e.ok:
				c.To = p.states[s].ID
				c.Guards = nil
				if v.side == move.Theirs {
					c.Handled = true
				} else {
					c.Guards = []practice.RuleID{orderGuardID}
				}
			case e.stay:
				c.To = p.states[s].ID
			case !e.back:
				c.To = p.states[e.to].ID
			}
			c.Guards = slices.Clip(c.Guards)
			row.Cells[s] = c
		}
		out = append(out, row)
	}
	return out
}
