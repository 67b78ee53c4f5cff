package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/infer"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/practice"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// readerFunc is a reader of the host's.
type readerFunc func(context.Context, infer.Context, transcript.Turn) (infer.Reading, error)

func (f readerFunc) Read(ctx context.Context, c infer.Context, t transcript.Turn) (infer.Reading, error) {
	return f(ctx, c, t)
}

func turn(author transcript.Author, at time.Time, text string) transcript.Turn {
	return transcript.Turn{Thread: "c1", At: at, Author: author, Text: text}
}

func TestReaderFaults(t *testing.T) {
	var behave func(ctx context.Context) (infer.Reading, error)
	c := book(t, &conversation.Options{Reader: readerFunc(func(ctx context.Context, _ infer.Context, t transcript.Turn) (infer.Reading, error) {
		return behave(ctx)
	})}).Start("c1", move.Enforce)
	hello := turn(transcript.Customer, start, "hello")

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Read(cancelled, hello)
	require.ErrorIs(t, err, conversation.ErrReader)
	require.ErrorIs(t, err, context.Canceled)

	behave = func(ctx context.Context) (infer.Reading, error) { <-ctx.Done(); return infer.Reading{}, ctx.Err() }
	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err = c.Read(short, hello)
	require.ErrorIs(t, err, context.DeadlineExceeded)

	behave = func(context.Context) (infer.Reading, error) { panic("model file is gone") }
	_, err = c.Read(t.Context(), hello)
	var failed *conversation.ReaderError
	require.ErrorAs(t, err, &failed)
	assert.Contains(t, err.Error(), "model file is gone")

	behave = func(context.Context) (infer.Reading, error) {
		return infer.Reading{Moves: []infer.Inferred{{Move: move.Rate{Score: 99}, Sure: true}, {Move: nil, Sure: true}}}, nil
	}
	r, err := c.Read(t.Context(), hello)
	require.NoError(t, err)
	require.ErrorIs(t, c.Hear(r), move.ErrInvalid, "a reader that invents scores")
	assert.Empty(t, c.Journal())

	// Nothing is wedged.
	behave = func(context.Context) (infer.Reading, error) {
		return infer.Reading{Moves: []infer.Inferred{{Move: move.Tell{}, Sure: true}, {Move: move.Wish{}}}}, nil
	}
	r, err = c.Read(t.Context(), hello)
	require.NoError(t, err)
	require.NoError(t, c.Hear(r))
	assert.Len(t, c.Journal()[0].Unsure, 1)
	assert.False(t, c.Facts().Wished, "what the reading is not sure of is not applied")
}

func TestWrongDoor(t *testing.T) {
	c := book(t, nil).Start("c1", move.Observe)
	r, err := c.Read(t.Context(), turn(transcript.Agent, start, "Hello, how can I help?"))
	require.NoError(t, err)
	require.ErrorIs(t, c.Hear(r), conversation.ErrSide)
	r.Turn.Author = transcript.Customer
	_, err = c.Say(r)
	require.ErrorIs(t, err, conversation.ErrSide)
	deleted := turn(transcript.Customer, start, "")
	deleted.Deleted = true
	r, err = c.Read(t.Context(), deleted)
	require.NoError(t, err)
	assert.Equal(t, "deleted", r.NotRead)
	require.NoError(t, c.Hear(r))
}

// guarded is a playbook with a guard of the host's on advising.
func guarded(t testing.TB, allow func(conversation.Facts, move.Move, time.Time) bool) *conversation.Playbook {
	return book(t, &conversation.Options{Guards: []conversation.Guard{{
		Def:   conversation.GuardDef{ID: "acme.paid", Practice: practice.A24, Moves: []string{"advise"}, Satisfy: []string{"ask"}},
		Allow: allow,
		Texts: map[language.Tag]conversation.GuardText{language.English: {Reason: "The invoice is open.", Say: "May I ask about the open invoice?"}},
	}}})
}

func TestHostGuard(t *testing.T) {
	panics, allows := true, false
	p := guarded(t, func(f conversation.Facts, m move.Move, _ time.Time) bool {
		if panics {
			panic("no database")
		}
		return allows
	})
	for _, mode := range []move.Mode{move.Enforce, move.Observe} {
		panics, allows = true, false
		r := &run{t: t, c: p.Start("c1", mode), at: start}
		r.customer(move.Tell{}).agent(restate).customer(yes)
		before := r.c.Facts()
		_, err := r.entry(transcript.Agent, advise)
		var failed *conversation.GuardError
		require.ErrorAs(t, err, &failed)
		require.ErrorIs(t, err, conversation.ErrGuard)
		assert.Contains(t, err.Error(), "no database")
		assert.Equal(t, before, r.c.Facts())
		for _, o := range r.c.Options(r.at) {
			if o.Kind() == move.KindAdvise {
				assert.False(t, o.Allowed(), "a guard that panics refuses")
			}
		}
		panics = false
		if mode == move.Enforce {
			r.refused(advise, "acme.paid")
		}
		allows = true
		r.agent(advise).in(conversation.Advising)
	}
}

// faultyStore fails or conflicts at chosen calls.
type faultyStore struct {
	conversation.MemoryStore
	load, save func() error
}

func (s *faultyStore) Load(ctx context.Context, tenant conversation.TenantID, id conversation.ID) ([]byte, conversation.Revision, error) {
	if err := s.load(); err != nil {
		return nil, 0, err
	}
	return s.MemoryStore.Load(ctx, tenant, id)
}

func (s *faultyStore) Save(ctx context.Context, tenant conversation.TenantID, id conversation.ID, data []byte, rev conversation.Revision) (conversation.Revision, error) {
	if err := s.save(); err != nil {
		return 0, err
	}
	return s.MemoryStore.Save(ctx, tenant, id, data, rev)
}

func (s *faultyStore) List(ctx context.Context, tenant conversation.TenantID, after conversation.ID) iter.Seq2[conversation.ID, error] {
	return s.MemoryStore.List(ctx, tenant, after)
}

func TestStoreFaults(t *testing.T) {
	fine := func() error { return nil }
	disk := errors.New("disk full")
	broken := func() error { return disk }
	tell := func(c *conversation.Conversation) error {
		_, err := c.Do(move.Entry{At: start.Add(time.Duration(len(c.Journal())) * time.Minute), By: move.Actor{Author: transcript.Customer}, Moves: move.Moves{move.Tell{}}})
		return err
	}
	s := &faultyStore{load: fine, save: fine}
	desk := conversation.Desk{Playbook: book(t, nil), Store: s, Retries: 3}
	ctx := t.Context()
	require.NoError(t, desk.Update(ctx, "t", "c", tell))

	s.load = broken
	require.ErrorIs(t, desk.Update(ctx, "t", "c", tell), disk)
	s.load, s.save = fine, broken
	require.ErrorIs(t, desk.Update(ctx, "t", "c", tell), disk)
	_, err := desk.View(ctx, "t", "none")
	require.ErrorIs(t, err, conversation.ErrNotFound)

	tries, calls := 0, 0
	s.save = func() error {
		tries++
		if tries < 3 {
			return fmt.Errorf("%w: somebody was faster", conversation.ErrConflict)
		}
		return nil
	}
	require.NoError(t, desk.Update(ctx, "t", "c", func(c *conversation.Conversation) error { calls++; return tell(c) }))
	assert.Equal(t, 3, calls, "each try starts from what is stored")

	s.save = func() error { return conversation.ErrConflict }
	require.ErrorIs(t, desk.Update(ctx, "t", "c", tell), conversation.ErrConflict)
	s.save = fine
	require.ErrorContains(t, desk.Update(ctx, "t", "c", func(*conversation.Conversation) error { panic("nil pointer") }), "nil pointer")
	mine := errors.New("mine")
	require.ErrorIs(t, desk.Update(ctx, "t", "c", func(c *conversation.Conversation) error { _ = tell(c); return mine }), mine)
	own := errors.Join(conversation.ErrConflict, mine)
	calls = 0
	require.ErrorIs(t, desk.Update(ctx, "t", "c", func(*conversation.Conversation) error { calls++; return own }), mine)
	assert.Equal(t, 1, calls, "a conflict that fn met is not the store's")

	c, err := desk.View(ctx, "t", "c")
	require.NoError(t, err)
	assert.Len(t, c.Journal(), 2, "only what was saved is there")
	_, err = s.MemoryStore.Save(ctx, "t", "bad", []byte("not json"), 0)
	require.NoError(t, err)
	require.ErrorIs(t, desk.Update(ctx, "t", "bad", tell), conversation.ErrSnapshot)

	errs := 0
	for d, err := range desk.Due(ctx, "t", start.Add(100*time.Hour)) {
		if err != nil {
			errs++
			continue
		}
		assert.Equal(t, conversation.ID("c"), d.Conversation)
	}
	assert.Equal(t, 1, errs, "one that can't be read does not hide the others")
	require.NoError(t, desk.Erase(ctx, "t", "c"))
	require.ErrorIs(t, desk.Erase(ctx, "t", "gone"), conversation.ErrNotFound)
}

func TestThousandConversations(t *testing.T) {
	n := 1000
	if testing.Short() {
		n = 100
	}
	p := book(t, nil)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			c := p.Start(conversation.ID(fmt.Sprint(i)), move.Enforce)
			for _, e := range script() {
				if _, err := c.Do(e); err != nil {
					t.Error(err)
				}
				_ = c.Options(e.At)
				_ = c.Due(e.At)
			}
			if c.State() != conversation.Closed {
				t.Errorf("conversation %d is %s", i, c.State())
			}
		})
	}
	wg.Wait()
}

// TestConcurrentUse has readers and writers on one conversation: readers see a
// consistent version, a second writer gets ErrConcurrent, nobody waits.
func TestConcurrentUse(t *testing.T) {
	c := book(t, nil).Start("c1", move.Observe)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				f := c.Facts()
				if int(f.Seq) > len(c.Journal()) {
					t.Error("facts ahead of the journal")
				}
				for _, o := range c.Options(start) {
					_ = o.Allowed()
				}
				if _, err := c.Snapshot(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	var writers sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 2 {
		writers.Go(func() {
			for range 300 {
				_, err := c.Do(move.Entry{At: start, By: move.Actor{Author: transcript.Customer}, Moves: move.Moves{move.Tell{}}})
				if err != nil && !errors.Is(err, conversation.ErrConcurrent) {
					t.Error(err)
				}
				if err == nil {
					mu.Lock()
					done++
					mu.Unlock()
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	wg.Wait()
	assert.Len(t, c.Journal(), done)
}

func TestGuardThatCallsBack(t *testing.T) {
	var c *conversation.Conversation
	var inner error
	p := guarded(t, func(conversation.Facts, move.Move, time.Time) bool {
		_, inner = c.Do(move.Entry{At: start, By: move.Actor{Author: transcript.Agent}, Moves: move.Moves{move.Greet{}}})
		_ = c.Facts()
		return true
	})
	r := &run{t: t, c: p.Start("c1", move.Observe), at: start}
	c = r.c
	r.agent(advise)
	require.ErrorIs(t, inner, conversation.ErrConcurrent, "an error, not a hang")
}
