package conversation

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/looplab/fsm"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// compiler collects everything that is wrong with a definition.
type compiler struct {
	*Playbook
	errs []error
	own  map[string]bool // edges already given: "state variant", and whether for the variant itself
}

func (c *compiler) bad(where, format string, args ...any) {
	c.errs = append(c.errs, &DefinitionError{Where: where, Problem: fmt.Sprintf(format, args...)})
}

// compile turns the definition into tables and checks it.
func (p *Playbook) compile() error {
	c := &compiler{Playbook: p, own: map[string]bool{}}
	c.head()
	c.compileStates()
	c.compileMoves()
	if c.errs == nil {
		c.checkGroups()
		c.compileEdges()
		c.compileGuards()
		c.checkPolicy()
		c.compileLimits()
	}
	if c.errs == nil {
		c.checkPaths()
		c.checkSatisfy()
	}
	if c.errs != nil {
		return errors.Join(c.errs...)
	}
	p.finish()
	return nil
}

func (c *compiler) head() {
	if c.def.ID == "" {
		c.bad("id", "is empty; a snapshot names the playbook by it")
	}
	if c.def.Version == "" {
		c.bad("version", "is empty; a snapshot names it")
	}
	if !(c.def.AngerFrom >= 0 && c.def.AngerFrom <= 1) {
		c.bad("anger_from", "is %g; want a score from 0 to 1", c.def.AngerFrom)
	}
	if _, err := c.def.ExpressUpTo.MarshalText(); err != nil {
		c.bad("express_up_to", "%v", err)
	}
}

func (c *compiler) compileStates() {
	c.states = slices.Clone(c.def.States)
	c.stateOf = make(map[move.State]int, len(c.states))
	if len(c.states) > 250 {
		c.bad("states", "there are %d; at most 250", len(c.states))
		return
	}
	for i, s := range c.states {
		where := fmt.Sprintf("states[%d] %q", i, s.ID)
		if _, twice := c.stateOf[s.ID]; twice || s.ID == "" || strings.ContainsAny(string(s.ID), "@=<") {
			c.bad(where, `wants an id of its own, without "@", "=" and "<"`)
			continue
		}
		c.stateOf[s.ID] = i
		if _, err := s.Stage.MarshalText(); err != nil || s.Stage == practice.NoStage {
			c.bad(where, "wants a stage, so that reviews and phrases know what it means")
		}
		for _, id := range s.Practice {
			if !id.Valid() {
				c.bad(where, "names the practice %q, which there is not", id)
			}
		}
		c.checkLabels(where, s)
	}
	if _, ok := c.stateOf[c.def.Start]; !ok {
		c.bad("start", "%q is no state", c.def.Start)
	}
}

func (c *compiler) checkLabels(where string, s StateDef) {
	shipped := slices.Contains(c.catalog.Keys(), stateKey(s.ID, "agent"))
	for _, tag := range c.catalog.Languages() {
		label, ok := s.Labels[tag.String()]
		switch {
		case ok && (label.Agent == "" || label.Customer == ""):
			c.bad(where, "has half a label in %s; wants one for agents and one for customers", tag)
		case !ok && !shipped:
			c.bad(where, "has no label in %s", tag)
		}
	}
}

func (c *compiler) compileMoves() {
	c.byKind, c.byName = map[move.Kind]int{}, map[string]int{}
	for _, kind := range move.Kinds() {
		c.addVariants(kind, variantsOf(kind))
	}
	for i, m := range c.def.Moves {
		where := fmt.Sprintf("moves[%d] %q", i, m.Kind)
		_, twice := c.byKind[m.Kind]
		_, err := m.Side.MarshalText()
		switch {
		case twice || m.Kind == "" || strings.ContainsAny(string(m.Kind), "@<"):
			c.bad(where, `wants a kind of its own, without "@" and "<"`)
		case err != nil:
			c.bad(where, "%v", err)
		case m.Practice != "" && !m.Practice.Valid():
			c.bad(where, "names the practice %q, which there is not", m.Practice)
		default:
			c.addVariants(m.Kind, []variant{{name: string(m.Kind), kind: m.Kind, side: m.Side,
				practice: m.Practice, template: move.Custom{Name: m.Kind}, speech: m.Speech}})
		}
	}
}

func (c *compiler) addVariants(kind move.Kind, vs []variant) {
	if len(vs) == 0 {
		return
	}
	c.byKind[kind] = len(c.variants)
	for _, v := range vs {
		v.edges = make([]edge, len(c.states))
		c.byName[v.name] = len(c.variants)
		c.variants = append(c.variants, v)
	}
}

// named returns the variants that a name in a definition stands for: those of
// a kind, or a variant; exact says which.
func (c *compiler) named(name string) (indices []int, exact bool) {
	if first, ok := c.byKind[move.Kind(name)]; ok {
		for i := first; i < len(c.variants) && c.variants[i].kind == move.Kind(name); i++ {
			indices = append(indices, i)
		}
		return indices, false
	}
	if i, ok := c.byName[name]; ok {
		return []int{i}, true
	}
	return nil, false
}

func (c *compiler) compileEdges() {
	// What is said of a variant wins over what is said of its kind.
	for _, exactPass := range []bool{false, true} {
		for i, e := range c.def.Edges {
			where := fmt.Sprintf("edges[%d] %q", i, e.Move)
			indices, exact := c.named(e.Move)
			if len(indices) == 0 {
				if !exactPass {
					c.bad(where, "is no move; declare the host's own under moves")
				}
				continue
			}
			if exact == exactPass {
				c.addEdge(where, e, indices, exact)
			}
		}
	}
}

func (c *compiler) addEdge(where string, e EdgeDef, indices []int, exact bool) {
	var ed edge
	switch e.To {
	case "=":
		ed = edge{ok: true, stay: true}
	case "<":
		ed = edge{ok: true, back: true}
	default:
		to, ok := c.stateOf[e.To]
		if !ok {
			c.bad(where, `leads to %q, which is no state; want one, "=" or "<"`, e.To)
			return
		}
		ed = edge{ok: true, to: uint8(to)}
	}
	for _, from := range c.expand(where, e.From) {
		if ed.back && !c.states[from].Keeps {
			c.bad(where, `leads back from %q, which does not keep where it was entered from`, c.states[from].ID)
			continue
		}
		for _, v := range indices {
			key := fmt.Sprint(from, " ", v, " ", exact)
			if c.own[key] && !e.Instead {
				c.bad(where, "stands twice for state %q; mark the second with \"instead\" if it is meant", c.states[from].ID)
				continue
			}
			c.own[key] = true
			ed := ed
			ed.stay = ed.stay || !ed.back && int(ed.to) == from
			c.variants[v].edges[from] = ed
		}
	}
}

// expand resolves states and "@group"s to state indices.
func (c *compiler) expand(where string, from []move.State) []int {
	var out []int
	if len(from) == 0 {
		c.bad(where, "leads from nowhere; name a state or a group")
	}
	for _, s := range from {
		list := []move.State{s}
		if group, ok := strings.CutPrefix(string(s), "@"); ok {
			if list, ok = c.def.Groups[group]; !ok {
				c.bad(where, "names the group %q, which there is not", group)
			}
		}
		for _, id := range list {
			i, ok := c.stateOf[id]
			if !ok {
				c.bad(where, "leads from %q, which is no state", id)
				continue
			}
			out = append(out, i)
		}
	}
	return out
}

func (c *compiler) compileGuards() {
	c.hostText = map[practice.RuleID]GuardText{}
	c.guards = []guard{{id: orderGuardID, practice: practice.A1}}
	seen := map[practice.RuleID]bool{orderGuardID: true}
	for i, def := range c.def.Guards {
		g := guard{id: def.ID, practice: def.Practice}
		g.check, g.specific = builtin(def.ID)
		where := fmt.Sprintf("guards[%d] %q", i, def.ID)
		if g.check == nil {
			c.bad(where, "is no guard of this package; pass a host's own in Options.Guards")
			continue
		}
		c.addGuard(where, def, g, seen)
	}
	for i := range c.opts.Guards {
		host := &c.opts.Guards[i]
		where := fmt.Sprintf("Options.Guards[%d] %q", i, host.Def.ID)
		if host.Allow == nil {
			c.bad(where, "has no Allow")
			continue
		}
		if check, _ := builtin(host.Def.ID); check != nil {
			c.bad(where, "has the id of a guard of this package; want one of its own")
			continue
		}
		c.hostTexts(where, host)
		c.addGuard(where, host.Def, guard{id: host.Def.ID, practice: host.Def.Practice, host: host}, seen)
	}
}

func (c *compiler) hostTexts(where string, host *Guard) {
	want := c.text.Language()
	for tag, text := range host.Texts {
		if tag == want && text.Reason != "" && text.Say != "" {
			c.hostText[host.Def.ID] = text
			return
		}
	}
	c.bad(where, "has no text in %s; want a reason and what would satisfy it", want)
}

func (c *compiler) addGuard(where string, def GuardDef, g guard, seen map[practice.RuleID]bool) {
	switch {
	case def.ID == "" || seen[def.ID]:
		c.bad(where, "wants an id of its own")
		return
	case !def.Practice.Valid():
		c.bad(where, "names the practice %q, which there is not", def.Practice)
		return
	case len(c.guards) == maxGuards:
		c.bad(where, "is one too many; at most %d", maxGuards-1)
		return
	}
	seen[def.ID] = true
	if len(def.Satisfy) == 0 {
		c.bad(where, "can't be satisfied; name the moves that lead to it under satisfy")
	}
	for _, name := range def.Satisfy {
		indices, _ := c.named(name)
		if len(indices) == 0 {
			c.bad(where, "is satisfied by %q, which is no move", name)
			continue
		}
		g.satisfy = append(g.satisfy, c.variants[indices[0]].kind)
	}
	bit := len(c.guards)
	c.guards = append(c.guards, g)
	for _, v := range c.members(where, def.Moves) {
		c.variants[v].guards.add(bit)
	}
	for _, v := range c.members(where, def.Except) {
		c.variants[v].guards.remove(bit)
	}
}

// members resolves kinds, variants and "@speech" to variants of ours.
func (c *compiler) members(where string, names []string) []int {
	var out []int
	for _, name := range names {
		indices, _ := c.named(name)
		if name == "@speech" {
			for i := range c.variants {
				if c.variants[i].speech {
					indices = append(indices, i)
				}
			}
		}
		if len(indices) == 0 {
			c.bad(where, "guards %q, which is no move", name)
		}
		for _, i := range indices {
			if c.variants[i].side == move.Theirs {
				c.bad(where, "guards %q, which the customer makes and nobody may refuse", name)
				continue
			}
			out = append(out, i)
		}
	}
	return out
}

func (c *compiler) compileLimits() {
	c.limits = make(map[transcript.Channel]*Limits, len(c.def.Limits))
	for channel, l := range c.def.Limits {
		where := fmt.Sprintf("limits[%q]", channel)
		if _, err := l.Confirm.MarshalText(); err != nil || l.Confirm == move.Unconfirmed {
			c.bad(where, "confirm: want explicit, implicit or assumed")
		}
		if l.PlayBackSteps < 0 || l.CallAfter < 0 {
			c.bad(where, "play_back_steps and call_after can't be negative")
		}
		c.limits[channel] = &l
	}
	if c.limits[""] == nil {
		c.bad("limits", `has no default; want an entry ""`)
	}
}

// checkPaths finds states that can't be reached, and states from which no
// resolved state can be.
func (c *compiler) checkPaths() {
	next := c.successors()
	reached := walk(next, []int{c.stateOf[c.def.Start]})
	back := make([][]int, len(next))
	var ends []int
	for from, tos := range next {
		for _, to := range tos {
			back[to] = append(back[to], from)
		}
		if c.states[from].Stage == practice.Closed {
			ends = append(ends, from)
		}
	}
	closing := walk(back, ends)
	for i, s := range c.states {
		where := fmt.Sprintf("states[%d] %q", i, s.ID)
		if !reached[i] {
			c.bad(where, "can't be reached from %q", c.def.Start)
		}
		if !closing[i] && !s.Final {
			c.bad(where, "has no way to a closed state, and is not final")
		}
	}
}

// successors is the graph of states; an edge back leads to every state from
// which a state that keeps can be entered.
func (c *compiler) successors() [][]int {
	next := make([][]int, len(c.states))
	var returns []int // states that return
	var origins []int
	for from := range c.states {
		for v := range c.variants {
			e := c.variants[v].edges[from]
			switch {
			case !e.ok || e.stay:
			case e.back:
				returns = append(returns, from)
			default:
				next[from] = append(next[from], int(e.to))
				if c.states[e.to].Keeps && !c.states[from].Keeps {
					origins = append(origins, from)
				}
			}
		}
	}
	for _, from := range returns {
		next[from] = append(next[from], origins...)
	}
	return next
}

func walk(next [][]int, from []int) []bool {
	seen := make([]bool, len(next))
	for len(from) > 0 {
		i := from[len(from)-1]
		from = from[:len(from)-1]
		if seen[i] {
			continue
		}
		seen[i] = true
		from = append(from, next[i]...)
	}
	return seen
}

// finish builds what rests on a definition that is known to be right.
func (p *Playbook) finish() {
	p.start.facts = Facts{State: p.def.Start, Stage: p.Stage(p.def.Start), index: p.stateOf[p.def.Start], limits: p.limits[""]}
	var events fsm.Events
	for i := range p.variants {
		v := &p.variants[i]
		for from, e := range v.edges {
			src := []string{string(p.states[from].ID)}
			switch {
			case !e.ok || e.stay:
			case e.back:
				for to := range p.states {
					events = append(events, fsm.EventDesc{Name: p.states[to].backEvent(v.name), Src: src, Dst: string(p.states[to].ID)})
				}
			default:
				events = append(events, fsm.EventDesc{Name: v.name, Src: src, Dst: string(p.states[e.to].ID)})
			}
		}
	}
	p.list()
	start := string(p.def.Start)
	p.machines.New = func() any { return fsm.NewFSM(start, events, nil) }
}

// list lays out what Options looks at, side by side.
func (p *Playbook) list() {
	for i := range p.variants {
		if v := &p.variants[i]; !v.hidden {
			p.listed = append(p.listed, listed{guards: v.guards, index: uint16(i), theirs: v.side == move.Theirs})
		}
	}
	p.open = make([][]bool, len(p.states))
	for s := range p.states {
		p.open[s] = make([]bool, len(p.listed))
		for i, l := range p.listed {
			p.open[s][i] = l.theirs || p.variants[l.index].edges[s].ok
		}
	}
}
