package rca

import (
	"math"
	"slices"
)

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

// checkRoles is rule R10.
func (c *checker) checkRoles() {
	var have [Escape + 1]bool
	byFact := map[FactID]*Cause{}
	for i := range c.d.Causes {
		x := &c.d.Causes[i]
		if x.Role <= Escape {
			have[x.Role] = true
		}
		if other := byFact[x.Fact]; other != nil && other.Role != x.Role {
			c.add("R10", und, "cause "+string(x.ID), "is the %s on the same fact as cause %s, the %s; keep the roles apart", x.Role, other.ID, other.Role)
		}
		byFact[x.Fact] = x
	}
	for _, role := range []Role{Trigger, Root, Escape} {
		if !have[role] {
			c.add("R10", und, "causes", "lack the %s cause: %s", role, c.kit.en.Text("missing."+role.String()))
		}
	}
}

// chain is the why-chain as a graph of ids, each pointing at what brought it about.
func (c *checker) chain() map[Ref][]Ref {
	byFact := map[FactID]CauseID{}
	for i := range c.d.Causes {
		byFact[c.d.Causes[i].Fact] = c.d.Causes[i].ID
	}
	g := make(map[Ref][]Ref, len(c.d.Causes))
	for i := range c.d.Causes {
		x := &c.d.Causes[i]
		g[Ref(x.ID)] = nil
		for _, to := range x.Because {
			if id, ok := byFact[FactID(to)]; ok {
				to = Ref(id) // a fact that is a cause of its own is that cause
			}
			g[Ref(x.ID)] = append(g[Ref(x.ID)], to)
		}
	}
	return g
}

// checkChain is rule R11: a chain without circles, at least two deep, that ends
// in something the company can change.
func (c *checker) checkChain() {
	g := c.chain()
	state := make(map[Ref]uint8, len(g)) // 1: on the path, 2: done
	depth := map[Ref]int{}
	circular := false
	var walk func(id Ref) int
	walk = func(id Ref) int {
		if state[id] == 1 {
			if !circular {
				c.add("R11", und, "cause "+string(id), "is its own cause; break the circle")
			}
			circular = true
			return 0
		}
		if state[id] == 2 {
			return depth[id]
		}
		state[id] = 1
		deepest := 0
		for _, to := range g[id] {
			deepest = max(deepest, walk(to))
		}
		state[id], depth[id] = 2, deepest+1
		return depth[id]
	}
	longest := 0
	for i := range c.d.Causes {
		longest = max(longest, walk(Ref(c.d.Causes[i].ID)))
	}
	if circular || len(c.d.Causes) == 0 {
		return // R10 reports that there is none
	}
	if longest < 2 {
		c.add("R11", und, "causes", "no cause says what brought it about; ask why at least once more and link it with because")
	}
	for i := range c.d.Causes {
		x := &c.d.Causes[i]
		if x.Role == Root && !c.controllable(g, Ref(x.ID), map[Ref]bool{}) {
			c.add("R11", und, "cause "+string(x.ID), "ends in nothing the company can change; ask on until it does, or mark what is controllable")
		}
	}
}

// controllable reports whether a cause or one behind it can be changed.
func (c *checker) controllable(g map[Ref][]Ref, id Ref, seen map[Ref]bool) bool {
	if seen[id] {
		return false
	}
	seen[id] = true
	if x := c.ix.causes[CauseID(id)]; x != nil && x.Controllable {
		return true
	}
	return slices.ContainsFunc(g[id], func(to Ref) bool { return c.controllable(g, to, seen) })
}

// checkPersons is rule R12.
func (c *checker) checkPersons() {
	persons := c.personScanner()
	for i := range c.d.Causes {
		x := &c.d.Causes[i]
		f := c.ix.facts[x.Fact]
		if f == nil {
			continue
		}
		place := "cause " + string(x.ID)
		for _, s := range slotsOf(f.Text) {
			if e := c.ix.entities[EntityID(s.ref)]; e != nil && e.person() {
				c.add("R12", und, place, "fact %s makes {%s}, a person, the cause; say what let it happen", f.ID, e.ID)
			}
		}
		for _, hit := range c.kit.find(c.d.language(), literal(f.Text), "blame_person") {
			c.add("R12", c.d.language(), place, "fact %s says %q; say what let it happen", f.ID, hit)
		}
		for _, id := range personsNamed(persons, f.Text) {
			c.add("R12", und, place, "fact %s names the person %s as the cause; say what let it happen", f.ID, id)
		}
	}
}

func (e *Entity) person() bool { return e.Kind == PersonEntity || e.Kind == HandleEntity }

// personScanner finds the names of persons; nil where there are none.
func (c *checker) personScanner() *Scanner {
	var persons []Entity
	for _, e := range c.d.Entities {
		if e.person() {
			persons = append(persons, e)
		}
	}
	s, err := NewScanner(persons, &ScanOptions{NamesOnly: true})
	if err != nil {
		return nil // rule R27 reports the name
	}
	return s
}

// personsNamed lists persons whose names somebody typed into a text.
func personsNamed(s *Scanner, text string) []EntityID {
	if s == nil {
		return nil
	}
	var out []EntityID
	for _, leak := range s.Scan([]byte(literal(text))) {
		if !slices.Contains(out, leak.Entity) {
			out = append(out, leak.Entity)
		}
	}
	return out
}

// checkAnswered is rule R13.
func (c *checker) checkAnswered() {
	answered := map[CauseID]bool{}
	for i := range c.d.Actions {
		a := &c.d.Actions[i]
		if a.State == Declined && a.Declined == "" {
			continue
		}
		for _, id := range a.Addresses {
			answered[id] = true
		}
	}
	for i := range c.d.Causes {
		x := &c.d.Causes[i]
		if (x.Role == Root || x.Role == Escape) && !answered[x.ID] && x.NoAction == "" {
			c.add("R13", und, "cause "+string(x.ID), "is a %s cause without an action; add one, or record why nobody acts (no_action)", x.Role)
		}
	}
}

// checkActions is rules R14, R15 and R16.
func (c *checker) checkActions() {
	for i := range c.d.Actions {
		a := &c.d.Actions[i]
		if a.State == Agreed || a.State == Done || a.State == Verified {
			c.checkAgreed(a)
		}
		c.checkProof(a)
		c.checkActionWords(a)
	}
}

func (c *checker) checkAgreed(a *Action) {
	place := "action " + string(a.ID)
	if a.Kind == NoActionKind {
		c.add("R14", und, place, "is %s without a kind; want contain, correct, prevent, detect or communicate", a.State)
	}
	if o := c.ix.entities[a.Owner]; o == nil || o.Kind != TeamEntity {
		c.add("R14", und, place, "is %s without a role or team as its owner; name an entity of kind team", a.State)
	}
	if a.Due == (Date{}) {
		c.add("R14", und, place, "is %s without a due date", a.State)
	}
	if a.Priority == NoPriority {
		c.add("R14", und, place, "is %s without a priority", a.State)
	}
	if a.Tracker == "" {
		c.add("R14", und, place, "is %s without a tracker; say where it is followed up", a.State)
	}
	if a.Due != (Date{}) && a.State == Agreed {
		c.checkDue(place, "due", a.Due)
	}
	if a.Kind == ContainAction && a.RemoveBy == (Date{}) {
		c.add("R15", und, place, "contains without a removal date; say by when it goes away (remove_by)")
	}
}

func (c *checker) checkDue(place, field string, due Date) {
	switch {
	case !due.Valid() || due.Year == 0:
		c.add("R15", und, place, "%s %s is no date", field, due)
	case c.d.Date != (Date{}) && !before(c.d.Date, due):
		c.add("R15", und, place, "%s %s does not lie after the document's date %s", field, due, c.d.Date)
	case !c.d.workday(due):
		c.add("R15", und, place, "%s %s, a %s, is not a working day", field, due, due.Weekday())
	}
}

// checkProof is rule R15: done needs proof, verified a measured effect.
func (c *checker) checkProof(a *Action) {
	place := "action " + string(a.ID)
	f := c.ix.facts[a.Proof]
	switch {
	case a.State == Done && f == nil:
		c.add("R15", und, place, "is done without proof; name the fact that shows it (proof)")
	case a.State == Verified && (f == nil || f.Kind != Measured):
		c.add("R15", und, place, "is verified without a measured effect; name a fact of kind measured (proof)")
	case a.State == Declined && a.Declined == "":
		c.add("R13", und, place, "is declined without a reason")
	}
}
