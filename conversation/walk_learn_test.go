package conversation

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// A walker asks the package's own code what happens in a class and what does
// not; there is no second model of the playbook that could be wrong with it.
type walker struct {
	p       *Playbook
	keys    *keying
	guardAt map[practice.RuleID]int
	blind   bool // does not look whether Enforce agrees, to be quicker
}

func newWalker(p *Playbook) *walker {
	w := &walker{p: p, keys: newKeying(p), guardAt: map[practice.RuleID]int{}}
	for i := range p.guards {
		w.guardAt[p.guards[i].id] = i
	}
	return w
}

// at puts a conversation where facts are.
func at(p *Playbook, f Facts, mode move.Mode) *Conversation {
	c := &Conversation{book: p, id: "w", mode: mode}
	v := &version{facts: f}
	v.kept.Store(true)
	c.now.Store(v)
	return c
}

// outcome is what a sample comes to in a class: first the class that follows,
// field by field, where nothing is refused; then, guard by guard, whether it refuses.
type outcome []uint8

// try makes a sample of the facts of a key, in Observe to see all that stands
// against it and what follows, and in Enforce, which must agree.
func (w *walker) try(s *sample, k key) (outcome, error) {
	return w.tryFacts(s, w.keys.facts(k), keyNow)
}

func (w *walker) tryFacts(s *sample, f Facts, now time.Time) (outcome, error) {
	out := make(outcome, keyLen+len(w.p.guards))
	if s.passes > 0 || s.comes != "" {
		if i := f.promise(s.comes); i >= 0 {
			f.Promises = slices.Clone(f.Promises)
			f.Promises[i].Due = now
		}
		next := w.keys.of(&f, now.Add(s.passes))
		copy(out, next[:])
		return out, nil
	}
	e := s.entry(&f, now)
	c := at(w.p, f, move.Observe)
	done, err := c.Do(e)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	after := c.Facts()
	next := w.keys.of(&after, now)
	copy(out, next[:])
	for _, b := range done.Breaches {
		i, ok := w.guardAt[b.Guard]
		if !ok {
			return nil, fmt.Errorf("%s: the sample itself is refused by %s", s.name, b.Guard)
		}
		out[keyLen+i] = 1
	}
	return out, w.agree(s, f, e, &done, next)
}

// agree checks that Enforce does what Observe says: it refuses where Observe
// records a breach and changes nothing, and leads to the same class otherwise.
func (w *walker) agree(s *sample, f Facts, e move.Entry, done *move.Entry, next key) error {
	if w.blind {
		return nil
	}
	now := e.At
	strict := at(w.p, f, move.Enforce)
	_, err := strict.Do(e)
	if (err == nil) != (len(done.Breaches) == 0) || err != nil && !errors.Is(err, ErrRefused) {
		return fmt.Errorf("%s in %s: Enforce says %s, Observe %v", s.name, w.keys.text(w.keys.of(&f, now)), fmt.Sprint(err), done.Breaches)
	}
	was := strict.Facts()
	if err == nil && w.keys.of(&was, now) != next {
		return fmt.Errorf("%s: Enforce leads elsewhere than Observe", s.name)
	}
	if err != nil && (was.Seq != f.Seq || w.keys.of(&was, now) != w.keys.of(&f, now)) {
		return fmt.Errorf("%s: a refused move changed the facts", s.name)
	}
	return nil
}

// options asks Options, for every move it lists, which of its guards refuse:
// one value for each pair in optionGuards.
func (w *walker) options(k key) (outcome, error) { return w.optionsFacts(w.keys.facts(k), keyNow) }

func (w *walker) optionsFacts(f Facts, now time.Time) (outcome, error) {
	var out outcome
	for i, o := range at(w.p, f, move.Enforce).Options(now) {
		refused := o.refused()
		for _, g := range w.optionGuards(i) {
			out = append(out, uint8(toInt(refused.has(g))))
			refused.remove(g)
		}
		if !refused.empty() {
			return nil, fmt.Errorf("%s: refused by a guard that does not guard it", o.Name())
		}
		if o.Allowed() != o.Clean() {
			return nil, fmt.Errorf("%s: allowed %v, clean %v", o.Name(), o.Allowed(), o.Clean())
		}
	}
	return out, nil
}

// optionGuards are the guards of a listed move, and the order.
func (w *walker) optionGuards(listed int) []int {
	set := w.p.listed[listed].guards
	set.add(orderGuard)
	return slices.Collect(set.all)
}

func (s guardSet) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }

// table is one value of an outcome as a function of a few fields of the key.
type table struct {
	fields []int
	values []uint8 // by the fields' values, the first counting fastest
}

func (t *table) at(w *walker, k key) uint8 { return t.values[t.index(w, k)] }

func (t *table) index(w *walker, k key) int {
	i, unit := 0, 1
	for _, f := range t.fields {
		i += unit * int(k[f])
		unit *= w.keys.fields[f].size
	}
	return i
}

// learner finds out on which fields of a key each value of an outcome depends,
// and how. It starts by believing that nothing changes anything. Every key on
// which that is wrong is changed, field by field, into one that the table was
// made of, until the value changes: that field matters too. So what it has
// learnt is exact, provided no dependence stayed unseen; TestKeyIsEnough
// and the walk itself look for those in classes that are really reached.
type learner struct {
	w      *walker
	eval   func(key) (outcome, error)
	base   key
	tables []table
}

// learnAll learns what every sample does, and at last what Options says.
func (w *walker) learnAll(list []sample, n int) ([][]table, error) {
	out, errs := make([][]table, len(list)+1), make([]error, len(list)+1)
	w.blind = true
	defer func() { w.blind = false }()
	var group sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(out); i = int(next.Add(1)) - 1 {
				eval := w.options
				if i < len(list) {
					eval = func(k key) (outcome, error) { return w.try(&list[i], k) }
				}
				out[i], errs[i] = w.learn(rand.New(rand.NewPCG(7, uint64(i))), n, eval)
			}
		})
	}
	group.Wait()
	return out, errors.Join(errs...)
}

func (w *walker) learn(rng *rand.Rand, n int, eval func(key) (outcome, error)) ([]table, error) {
	known := map[key]outcome{}
	l := &learner{w: w, base: w.keys.random(rng), eval: func(k key) (outcome, error) {
		if out, ok := known[k]; ok {
			return out, nil
		}
		out, err := eval(k)
		known[k] = out
		return out, err
	}}
	first, err := l.eval(l.base)
	if err != nil {
		return nil, err
	}
	l.tables = make([]table, len(first))
	for o := range l.tables {
		l.tables[o].values = []uint8{first[o]}
	}
	for range n {
		if err := l.explore(w.keys.random(rng)); err != nil {
			return nil, err
		}
	}
	return l.tables, nil
}

// explore makes the tables right for a key and, where they were wrong, for all
// keys that differ from it in one field: where one rare thing shows, the other
// conditions of it show as well.
func (l *learner) explore(k key) error {
	wrong, err := l.correct(k)
	if err != nil || !wrong {
		return err
	}
	for i := range k {
		next := k
		for v := range l.w.keys.fields[i].size {
			if i == 1 && v%4 != 0 {
				continue // the states to return to are much alike
			}
			next[i] = uint8(v)
			if next == k {
				continue
			}
			if err := l.explore(next); err != nil {
				return err
			}
		}
	}
	return nil
}

// correct makes the tables right for a key and says whether they were not.
func (l *learner) correct(k key) (wrong bool, err error) {
	is, err := l.eval(k)
	if err != nil {
		return false, err
	}
	if len(is) != len(l.tables) {
		return false, fmt.Errorf("%d values, %d before", len(is), len(l.tables))
	}
	for o := range l.tables {
		for l.tables[o].at(l.w, k) != is[o] {
			wrong = true
			if err := l.widen(o, k, is[o]); err != nil {
				return false, err
			}
		}
	}
	return wrong, nil
}

// widen finds a field that matters to a value and makes its table anew.
func (l *learner) widen(o int, k key, is uint8) error {
	t := &l.tables[o]
	for i, b := range l.base {
		if k[i] == b || slices.Contains(t.fields, i) {
			continue
		}
		k[i] = b
		now, err := l.eval(k)
		if err != nil {
			return err
		}
		if now[o] != is {
			return l.tabulate(o, append(slices.Clone(t.fields), i))
		}
	}
	return fmt.Errorf("value %d of the same key differs from one time to the next", o)
}

func (l *learner) tabulate(o int, fields []int) error {
	slices.Sort(fields)
	size := 1
	for _, f := range fields {
		size *= l.w.keys.fields[f].size
	}
	t := table{fields, make([]uint8, size)}
	for i := range t.values {
		k, rest := l.base, i
		for _, f := range fields {
			k[f] = uint8(rest % l.w.keys.fields[f].size)
			rest /= l.w.keys.fields[f].size
		}
		is, err := l.eval(k)
		if err != nil {
			return err
		}
		t.values[i] = is[o]
	}
	l.tables[o] = t
	return nil
}

func TestLearner(t *testing.T) {
	p, err := NewPlaybook(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := newWalker(p)
	rng := rand.New(rand.NewPCG(5, 5))
	fn := func(k key) (outcome, error) {
		return outcome{k[5] + k[7]*k[8]*k[9], uint8(toInt(k[0] == 3 && k[20] == 0))}, nil
	}
	tables, err := w.learn(rng, 500, fn)
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		k := w.keys.random(rng)
		is, _ := fn(k)
		if tables[0].at(w, k) != is[0] || tables[1].at(w, k) != is[1] {
			t.Fatalf("learnt %v and %v", tables[0].fields, tables[1].fields)
		}
	}
}
