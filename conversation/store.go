package conversation

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/move"
)

// TenantID separates the customers of a host that serves several. The zero
// value is a tenant like any other.
type TenantID = commitment.TenantID

// Revision is a stored conversation's version; 0 is one that is not stored.
type Revision int64

// Store keeps snapshots, one row per conversation. Implementations are safe for
// concurrent use, return promptly when ctx is cancelled, keep no reference to
// the data after they return, and hand out data that the caller may keep.
// conversationtest.TestStore is the rule book every store passes.
type Store interface {
	// Load returns the snapshot and its revision; [ErrNotFound] where there is none.
	Load(ctx context.Context, tenant TenantID, id ID) (data []byte, rev Revision, err error)
	// Save stores a snapshot if the stored revision is still rev, 0 for none,
	// and returns the new one; otherwise [ErrConflict], and nothing changes.
	Save(ctx context.Context, tenant TenantID, id ID, data []byte, rev Revision) (Revision, error)
	// Delete removes a conversation for good; deleting none is no error.
	Delete(ctx context.Context, tenant TenantID, id ID) error
	// List yields the ids of a tenant in ascending order, after the id given.
	List(ctx context.Context, tenant TenantID, after ID) iter.Seq2[ID, error]
}

// MemoryStore keeps snapshots in memory, for tests and small tools. The zero
// value is ready to use; it is safe for concurrent use.
type MemoryStore struct {
	mu   sync.Mutex
	rows map[rowKey]row
}

type rowKey struct {
	tenant TenantID
	id     ID
}

type row struct {
	data []byte
	rev  Revision
}

var _ Store = (*MemoryStore)(nil)

// Load implements [Store].
func (s *MemoryStore) Load(ctx context.Context, tenant TenantID, id ID) ([]byte, Revision, error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.rows[rowKey{tenant, id}]
	if !ok {
		return nil, 0, fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	return slices.Clone(r.data), r.rev, nil
}

// Save implements [Store].
func (s *MemoryStore) Save(ctx context.Context, tenant TenantID, id ID, data []byte, rev Revision) (Revision, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := rowKey{tenant, id}
	if have := s.rows[key].rev; have != rev {
		return 0, fmt.Errorf("%w: %q is at revision %d, not %d", ErrConflict, id, have, rev)
	}
	if s.rows == nil {
		s.rows = map[rowKey]row{}
	}
	s.rows[key] = row{slices.Clone(data), rev + 1}
	return rev + 1, nil
}

// Delete implements [Store].
func (s *MemoryStore) Delete(ctx context.Context, tenant TenantID, id ID) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rows, rowKey{tenant, id})
	return nil
}

// List implements [Store].
func (s *MemoryStore) List(ctx context.Context, tenant TenantID, after ID) iter.Seq2[ID, error] {
	return func(yield func(ID, error) bool) {
		s.mu.Lock()
		var ids []ID
		for key := range s.rows {
			if key.tenant == tenant && key.id > after {
				ids = append(ids, key.id)
			}
		}
		s.mu.Unlock()
		slices.Sort(ids)
		for _, id := range ids {
			if err := ctx.Err(); err != nil {
				yield("", err)
				return
			}
			if !yield(id, nil) {
				return
			}
		}
	}
}

// Raw yields every stored byte string, so that a conformance test can see that
// nothing of an erased conversation is left.
func (s *MemoryStore) Raw(context.Context) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out [][]byte
	for _, r := range s.rows {
		out = append(out, slices.Clone(r.data))
	}
	return out, nil
}

// Desk runs conversations that live in a store: this package's IO. It is safe
// for concurrent use if its Store is. A conversation that was recorded under
// another playbook, or before this one lost a state or a move, loads as well;
// [Conversation.Missing] names what is not known any more.
type Desk struct {
	Playbook *Playbook // required
	Store    Store     // required
	// Mode is that of conversations which start here; default Observe.
	Mode move.Mode
	// Retries is how often a conflict is tried again; default 10.
	Retries int
}

// defaultRetries is enough for as many writers at once on one conversation.
const defaultRetries = 10

// Update loads a conversation, or starts it, calls fn and saves what fn did.
// When somebody else saved first, it does so again on what they saved, up to
// Retries times; fn must therefore have no effects of its own but on the
// conversation, and send what is to be sent after Update returns. An error of
// fn is returned as it is and nothing is saved; so is nothing when fn changed
// nothing. A panic of fn becomes an error. Errors of the store are wrapped;
// [ErrConflict] remains when all retries met one.
func (d *Desk) Update(ctx context.Context, tenant TenantID, id ID, fn func(*Conversation) error) error {
	retries := d.Retries
	if retries <= 0 {
		retries = defaultRetries
	}
	for try := 0; ; try++ {
		err := d.once(ctx, tenant, id, fn)
		if !errors.Is(err, errSave) || !errors.Is(err, ErrConflict) || try >= retries {
			return err
		}
	}
}

// errSave marks a conflict of the store's, not one that fn met.
var errSave = errors.New("save")

func (d *Desk) once(ctx context.Context, tenant TenantID, id ID, fn func(*Conversation) error) error {
	c, rev, err := d.load(ctx, tenant, id)
	if err != nil {
		return err
	}
	before := c.keep()
	if err := safely(fn, c); err != nil {
		return err
	}
	if c.now.Load() == before && rev != 0 {
		return nil
	}
	data, err := c.Snapshot()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("conversation: save %q: %w", id, err)
	}
	if _, err := d.Store.Save(ctx, tenant, id, data, rev); err != nil {
		return fmt.Errorf("conversation: %w %q: %w", errSave, id, err)
	}
	return nil
}

// safely calls fn and turns a panic into an error.
func safely(fn func(*Conversation) error, c *Conversation) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("conversation: update of %q panicked: %v", c.id, p)
		}
	}()
	return fn(c)
}

// View loads a conversation for reading; [ErrNotFound] where there is none.
func (d *Desk) View(ctx context.Context, tenant TenantID, id ID) (*Conversation, error) {
	data, _, err := d.Store.Load(ctx, tenant, id)
	if err != nil {
		return nil, fmt.Errorf("conversation: load %q: %w", id, err)
	}
	return d.restore(id, data)
}

// restore lets what the playbook lacks by now stand: an old conversation loads,
// and says so by Missing.
func (d *Desk) restore(id ID, data []byte) (*Conversation, error) {
	c, err := d.Playbook.Restore(data)
	if err != nil && !errors.Is(err, ErrMissing) {
		return nil, fmt.Errorf("conversation: load %q: %w", id, err)
	}
	return c, nil
}

func (d *Desk) load(ctx context.Context, tenant TenantID, id ID) (*Conversation, Revision, error) {
	data, rev, err := d.Store.Load(ctx, tenant, id)
	if errors.Is(err, ErrNotFound) {
		return d.Playbook.Start(id, d.Mode), 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("conversation: load %q: %w", id, err)
	}
	c, err := d.restore(id, data)
	return c, rev, err
}

// Erase removes the personal text of a conversation from the store, whatever
// playbook it was recorded under; ids, times and states stay. [ErrNotFound]
// where there is none, [ErrSnapshot] where what is stored can't be read: Delete
// of the store removes that.
func (d *Desk) Erase(ctx context.Context, tenant TenantID, id ID) error {
	if _, _, err := d.Store.Load(ctx, tenant, id); err != nil {
		return fmt.Errorf("conversation: erase %q: %w", id, err)
	}
	return d.Update(ctx, tenant, id, (*Conversation).Erase)
}

// Due yields the deadlines that have passed in a tenant's conversations, those
// of each conversation together. A conversation that can't be read yields its
// error and the next one follows.
func (d *Desk) Due(ctx context.Context, tenant TenantID, at time.Time) iter.Seq2[DueIn, error] {
	return func(yield func(DueIn, error) bool) {
		for id, err := range d.Store.List(ctx, tenant, "") {
			if err != nil {
				yield(DueIn{}, err)
				return
			}
			c, err := d.View(ctx, tenant, id)
			if err != nil {
				if !yield(DueIn{Conversation: id}, err) {
					return
				}
				continue
			}
			for _, due := range c.Due(at) {
				if !yield(DueIn{Conversation: id, Due: due}, nil) {
					return
				}
			}
		}
	}
}

// DueIn is a deadline and the conversation it is of.
type DueIn struct {
	Conversation ID
	Due
}
