package commitment

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
	"sync"
	"time"
)

// MemoryStore is a [Store], [AlarmStore], [Pender] and [Purger] that keeps
// everything in memory: for tests, for trying out, and for a process whose
// promises may end with it. It is safe for concurrent use. NewMemoryStore makes
// one.
type MemoryStore struct {
	mu       sync.Mutex
	promises map[promiseKey]Promise
	index    map[indexKey]map[PromiseID]struct{}
	subjects map[subjectKey]*subjectPlan
	alarms   map[AlarmKey]*entry
	queue    entryQueue // not done, by ready, then key
}

type promiseKey struct {
	tenant TenantID
	id     PromiseID
}

type subjectKey struct {
	tenant  TenantID
	subject SubjectID
}

// indexKey is one value of one field by which promises are found.
type indexKey struct {
	tenant TenantID
	field  string
	value  string
}

type subjectPlan struct {
	revision Revision
	entries  map[AlarmKey]*entry
}

type entry struct {
	alarm  Alarm
	done   bool
	worker string    // under lease to, or empty
	ready  time.Time // from when it can be claimed
	moved  bool      // ready is no longer the alarm's At: leased or postponed
	pos    int       // in the queue; -1: not in it
}

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore {
	return &MemoryStore{
		promises: map[promiseKey]Promise{},
		index:    map[indexKey]map[PromiseID]struct{}{},
		subjects: map[subjectKey]*subjectPlan{},
		alarms:   map[AlarmKey]*entry{},
	}
}

// Save implements [Store].
func (m *MemoryStore) Save(ctx context.Context, w Write, now time.Time) ([]AlarmKey, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := w.Validate(); err != nil {
		return nil, err
	}
	p := w.Promise.clone()
	m.mu.Lock()
	defer m.mu.Unlock()
	key := promiseKey{p.Tenant, p.ID}
	old, stored := m.promises[key]
	switch {
	case w.Was == 0 && stored:
		return nil, &FieldError{Field: "id", Value: clip(string(p.ID)), Want: "an id that is not used yet", Err: ErrExists}
	case w.Was != 0 && !stored:
		return nil, ErrNotFound
	case old.Revision != w.Was:
		return nil, &ConflictError{Tenant: p.Tenant, Subject: p.Subject(), Based: w.Was, Stored: old.Revision}
	}
	if stored {
		m.unindex(old)
	}
	m.promises[key] = p
	m.reindex(p)
	return m.replace(p.Tenant, p.Subject(), p.Revision, w.Alarms, now), nil
}

// Load implements [Store].
func (m *MemoryStore) Load(ctx context.Context, tenant TenantID, id PromiseID) (Promise, error) {
	if err := ctx.Err(); err != nil {
		return Promise{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.promises[promiseKey{tenant, id}]
	if !ok {
		return Promise{}, ErrNotFound
	}
	return p.clone(), nil
}

// Find implements [Store].
func (m *MemoryStore) Find(ctx context.Context, q Query) ([]Promise, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var ids []PromiseID
	for id := range m.smallest(q) {
		if q.Matches(m.promises[promiseKey{q.Tenant, id}]) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	ids = ids[:min(len(ids), q.Size())]
	found := make([]Promise, len(ids))
	for i, id := range ids {
		found[i] = m.promises[promiseKey{q.Tenant, id}].clone()
	}
	return found, nil
}

// smallest returns the smallest set of ids that holds all matches.
func (m *MemoryStore) smallest(q Query) map[PromiseID]struct{} {
	keys := []indexKey{{q.Tenant, "", ""}}
	add := func(field, value string) {
		if value != "" {
			keys = append(keys, indexKey{q.Tenant, field, value})
		}
	}
	add("case", string(q.Case))
	add("customer", string(q.Customer))
	add("dependency", string(q.Dependency))
	add("owner", string(q.Owner))
	if len(q.States) > 0 && !slices.ContainsFunc(q.States, State.Closed) {
		add("open", "yes")
		add("open owner", string(q.Owner))
	}
	best := m.index[keys[0]]
	for _, k := range keys[1:] {
		if set := m.index[k]; len(set) < len(best) {
			best = set
		}
	}
	return best
}

func indexKeys(p Promise) []indexKey {
	keys := []indexKey{
		{p.Tenant, "", ""},
		{p.Tenant, "case", string(p.Case)},
		{p.Tenant, "customer", string(p.Customer.ID)},
		{p.Tenant, "dependency", string(p.Dependency)},
		{p.Tenant, "owner", string(p.Owner.ID)},
	}
	if !p.State.Closed() {
		keys = append(keys, indexKey{p.Tenant, "open", "yes"}, indexKey{p.Tenant, "open owner", string(p.Owner.ID)})
	}
	return keys
}

func (m *MemoryStore) reindex(p Promise) {
	for _, k := range indexKeys(p) {
		set := m.index[k]
		if set == nil {
			set = map[PromiseID]struct{}{}
			m.index[k] = set
		}
		set[p.ID] = struct{}{}
	}
}

func (m *MemoryStore) unindex(p Promise) {
	for _, k := range indexKeys(p) {
		delete(m.index[k], p.ID)
		if len(m.index[k]) == 0 {
			delete(m.index, k)
		}
	}
}

// Plan implements [Store].
func (m *MemoryStore) Plan(ctx context.Context, p Plan, now time.Time) ([]AlarmKey, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.subjects[subjectKey{p.Tenant, p.Subject}]; s != nil && s.revision > p.Revision {
		return nil, &ConflictError{Tenant: p.Tenant, Subject: p.Subject, Based: p.Revision, Stored: s.revision}
	}
	return m.replace(p.Tenant, p.Subject, p.Revision, p.Alarms, now), nil
}

// replace makes the stored plan of a subject equal to the alarms given.
func (m *MemoryStore) replace(tenant TenantID, subject SubjectID, rev Revision, alarms []Alarm, now time.Time) []AlarmKey {
	key := subjectKey{tenant, subject}
	s := m.subjects[key]
	if s == nil {
		s = &subjectPlan{}
		m.subjects[key] = s
	}
	s.revision = rev
	old := s.entries
	s.entries = make(map[AlarmKey]*entry, len(alarms))
	for _, a := range alarms {
		a.At, a.Until, a.Deadline, a.Data = instant(a.At), instant(a.Until), instant(a.Deadline), slices.Clone(a.Data)
		e := old[a.Key]
		if e == nil {
			a.Attempt = 0
			e = &entry{alarm: a, ready: a.At, pos: -1}
			m.alarms[a.Key] = e
			heap.Push(&m.queue, e)
		} else {
			a.Attempt = e.alarm.Attempt
			e.alarm = a
			if !e.moved && !e.done {
				e.ready = a.At
				heap.Fix(&m.queue, e.pos)
			}
		}
		s.entries[a.Key] = e
	}
	var leased []AlarmKey
	for k, e := range old {
		if s.entries[k] != nil {
			continue
		}
		if e.worker != "" && e.ready.After(now) {
			leased = append(leased, k)
		}
		m.drop(e)
	}
	return leased
}

func (m *MemoryStore) drop(e *entry) {
	delete(m.alarms, e.alarm.Key)
	if e.pos >= 0 {
		heap.Remove(&m.queue, e.pos)
	}
}

// Erase implements [Store].
func (m *MemoryStore) Erase(ctx context.Context, e Erasure, now time.Time) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for key, p := range m.promises {
		if q := e.Apply(p, now); q.Revision != p.Revision {
			m.promises[key] = q
			m.subjects[subjectKey{q.Tenant, q.Subject()}].revision = q.Revision
			n++
		}
	}
	for _, en := range m.alarms {
		if len(en.alarm.Data) > 0 && e.MatchesAlarm(en.alarm) {
			en.alarm.Data = nil
			n++
		}
	}
	return n, nil
}

// Claim implements [AlarmStore].
func (m *MemoryStore) Claim(ctx context.Context, c Claim) ([]Alarm, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var due []Alarm
	var taken []*entry
	for len(due) < c.Limit && len(m.queue) > 0 && !m.queue[0].ready.After(c.Now) {
		e := heap.Pop(&m.queue).(*entry)
		e.alarm.Attempt++
		e.worker, e.ready, e.moved = c.Worker, instant(c.Until), true
		a := e.alarm
		a.Data = slices.Clone(a.Data)
		due, taken = append(due, a), append(taken, e)
	}
	for _, e := range taken {
		heap.Push(&m.queue, e)
	}
	return due, nil
}

// Done implements [AlarmStore].
func (m *MemoryStore) Done(ctx context.Context, _ string, keys ...AlarmKey) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range keys {
		if e := m.alarms[k]; e != nil && !e.done {
			e.done, e.worker = true, ""
			heap.Remove(&m.queue, e.pos)
		}
	}
	return nil
}

// Postpone implements [AlarmStore].
func (m *MemoryStore) Postpone(ctx context.Context, worker string, key AlarmKey, until time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.alarms[key]; e != nil && !e.done && e.worker == worker {
		e.worker, e.ready, e.moved = "", instant(until), true
		heap.Fix(&m.queue, e.pos)
	}
	return nil
}

// Next implements [AlarmStore].
func (m *MemoryStore) Next(ctx context.Context) (time.Time, error) {
	if err := ctx.Err(); err != nil {
		return time.Time{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.queue) == 0 {
		return time.Time{}, nil
	}
	return m.queue[0].ready, nil
}

// Pending implements [Pender].
func (m *MemoryStore) Pending(ctx context.Context, tenant TenantID, subject SubjectID) ([]Alarm, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var pending []Alarm
	if s := m.subjects[subjectKey{tenant, subject}]; s != nil {
		for _, e := range s.entries {
			if !e.done {
				pending = append(pending, e.alarm)
			}
		}
	}
	slices.SortFunc(pending, inOrder)
	return pending, nil
}

// inOrder sorts alarms by time, then key.
func inOrder(a, b Alarm) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key))
}

// Purge implements [Purger].
func (m *MemoryStore) Purge(ctx context.Context, tenant TenantID, kind Kind, before time.Time) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for key, p := range m.promises {
		if !(Query{Tenant: tenant, Kind: kind, ClosedTo: before}).Matches(p) {
			continue
		}
		m.unindex(p)
		delete(m.promises, key)
		subject := subjectKey{tenant, p.Subject()}
		for _, e := range m.subjects[subject].entries {
			m.drop(e)
		}
		delete(m.subjects, subject)
		n++
	}
	return n, nil
}

// entryQueue is a heap of alarms that are not done.
type entryQueue []*entry

func (q entryQueue) Len() int { return len(q) }
func (q entryQueue) Less(i, j int) bool {
	if c := q[i].ready.Compare(q[j].ready); c != 0 {
		return c < 0
	}
	return q[i].alarm.Key < q[j].alarm.Key
}
func (q entryQueue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].pos, q[j].pos = i, j
}

// Push implements [heap.Interface].
func (q *entryQueue) Push(x any) {
	e := x.(*entry)
	e.pos = len(*q)
	*q = append(*q, e)
}

// Pop implements [heap.Interface].
func (q *entryQueue) Pop() any {
	old := *q
	e := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	e.pos = -1
	return e
}
