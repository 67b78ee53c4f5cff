package conversationtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

// StoreOptions configure [TestStore]. A nil *StoreOptions and the zero value
// are all defaults.
type StoreOptions struct {
	// Raw returns everything that the store holds as bytes, such as the database's
	// file, after it was asked to forget what was overwritten. Default: the
	// method Raw(context.Context) ([][]byte, error) of the store, where it has one;
	// otherwise the test of erasure is skipped.
	Raw func(ctx context.Context, s conversation.Store) ([][]byte, error)
	// Parallel is how many writers contend; default 8.
	Parallel int

	book func() (*conversation.Playbook, error) // one for all rules
}

// TestStore is the rule book that every conversation.Store passes. open returns
// an empty store and is called once per rule.
func TestStore(t *testing.T, open func(t *testing.T) conversation.Store, opts *StoreOptions) {
	t.Helper()
	o := StoreOptions{}
	if opts != nil {
		o = *opts
	}
	if o.Parallel <= 0 {
		o.Parallel = 8
	}
	o.book = sync.OnceValues(func() (*conversation.Playbook, error) { return conversation.NewPlaybook(nil) })
	for _, rule := range []struct {
		name string
		test func(*testing.T, conversation.Store, StoreOptions)
	}{
		{"round trip", storeRoundTrip}, {"conflicts", storeConflicts}, {"tenants are apart", storeTenants},
		{"names are apart", storeNames}, {"delete", storeDelete}, {"list in order", storeList}, {"list stops", storeListStops},
		{"cancelled", storeCancelled},
		{"data is the caller's", storeOwnership}, {"contending desks", storeContention}, {"erase", storeErase},
	} {
		t.Run(rule.name, func(t *testing.T) { rule.test(t, open(t), o) })
	}
}

func storeRoundTrip(t *testing.T, s conversation.Store, _ StoreOptions) {
	ctx := t.Context()
	if _, _, err := s.Load(ctx, "t", "none"); !errors.Is(err, conversation.ErrNotFound) {
		t.Fatalf("Load of none: %v; want ErrNotFound", err)
	}
	data := []byte(`{"words":"` + "\u00e4\u0000\U0001F600" + `"}`)
	rev, err := s.Save(ctx, "t", "c", data, 0)
	if err != nil || rev == 0 {
		t.Fatalf("Save: revision %d, %v; want one above 0", rev, err)
	}
	got, at, err := s.Load(ctx, "t", "c")
	if err != nil || at != rev || !bytes.Equal(got, data) {
		t.Fatalf("Load: %q at %d, %v; want %q at %d", got, at, err, data, rev)
	}
	next, err := s.Save(ctx, "t", "c", []byte("{}"), rev)
	if err != nil || next <= rev {
		t.Fatalf("Save again: revision %d, %v; want one above %d", next, err, rev)
	}
	if got, at, err := s.Load(ctx, "t", "c"); err != nil || at != next || string(got) != "{}" {
		t.Errorf("Load: %q at %d, %v; want what was saved last, at %d", got, at, err, next)
	}
	long := bytes.Repeat([]byte("0123456789abcdef"), 1<<16) // a long conversation: 1 MiB
	if _, err := s.Save(ctx, "t", "long", long, 0); err != nil {
		t.Fatalf("Save of 1 MiB: %v", err)
	}
	if got, _, err := s.Load(ctx, "t", "long"); err != nil || !bytes.Equal(got, long) {
		t.Errorf("Load of 1 MiB: %d bytes, %v; want %d as they were saved", len(got), err, len(long))
	}
}

func storeConflicts(t *testing.T, s conversation.Store, _ StoreOptions) {
	ctx := t.Context()
	rev, err := s.Save(ctx, "t", "c", []byte("1"), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, stale := range []conversation.Revision{0, rev + 1, rev - 1} {
		if stale == rev {
			continue
		}
		if _, err := s.Save(ctx, "t", "c", []byte("2"), stale); !errors.Is(err, conversation.ErrConflict) {
			t.Errorf("Save at revision %d: %v; want ErrConflict", stale, err)
		}
	}
	if _, err := s.Save(ctx, "t", "new", []byte("2"), 7); !errors.Is(err, conversation.ErrConflict) {
		t.Errorf("Save of a new one at revision 7: %v; want ErrConflict", err)
	}
	if data, at, err := s.Load(ctx, "t", "c"); err != nil || string(data) != "1" || at != rev {
		t.Errorf("after refused saves: %q at %d, %v; want them to change nothing", data, at, err)
	}
}

func storeTenants(t *testing.T, s conversation.Store, _ StoreOptions) {
	ctx := t.Context()
	for _, tenant := range []conversation.TenantID{"a", "b", ""} {
		if _, err := s.Save(ctx, tenant, "c", []byte("of "+string(tenant)), 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Delete(ctx, "a", "c"); err != nil {
		t.Fatal(err)
	}
	if data, _, err := s.Load(ctx, "b", "c"); err != nil || string(data) != "of b" {
		t.Errorf("tenant b: %q, %v", data, err)
	}
	if _, _, err := s.Load(ctx, "a", "c"); !errors.Is(err, conversation.ErrNotFound) {
		t.Errorf("tenant a after delete: %v", err)
	}
}

// storeNames saves under names that a store might take for one another: ids
// come from hosts and hold what they like.
func storeNames(t *testing.T, s conversation.Store, _ StoreOptions) {
	ctx := t.Context()
	type name struct {
		tenant conversation.TenantID
		id     conversation.ID
	}
	names := []name{{"a", "b/c"}, {"a/b", "c"}, {"a:b", "c"}, {"a", "b:c"}, {"t", "case"}, {"t", "CASE"}, {"T", "case"}, {"t", "%"}, {"t", "_"}, {"t", "é"}, {"t", "e\u0301"}, {"t", "1"}, {"t", "01"}, {"t", "x'; --"}}
	for _, n := range names {
		if _, err := s.Save(ctx, n.tenant, n.id, []byte(n.tenant+"|"+conversation.TenantID(n.id)), 0); err != nil {
			t.Errorf("Save of %q in tenant %q: %v; want a conversation of its own", n.id, n.tenant, err)
		}
	}
	for _, n := range names {
		if data, _, err := s.Load(ctx, n.tenant, n.id); err != nil || string(data) != string(n.tenant)+"|"+string(n.id) {
			t.Errorf("Load of %q in tenant %q: %q, %v", n.id, n.tenant, data, err)
		}
	}
}

func storeDelete(t *testing.T, s conversation.Store, _ StoreOptions) {
	ctx := t.Context()
	if err := s.Delete(ctx, "t", "none"); err != nil {
		t.Errorf("Delete of none: %v; want nil", err)
	}
	rev, err := s.Save(ctx, "t", "c", []byte("1"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Save(ctx, "t", "other", []byte("2"), 0); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(ctx, "t", "c"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Load(ctx, "t", "c"); !errors.Is(err, conversation.ErrNotFound) {
		t.Errorf("Load after Delete: %v; want ErrNotFound", err)
	}
	if data, _, err := s.Load(ctx, "t", "other"); err != nil || string(data) != "2" {
		t.Errorf("another one after Delete: %q, %v; want it untouched", data, err)
	}
	for id, err := range s.List(ctx, "t", "") {
		if err != nil || id != "other" {
			t.Errorf("List after Delete: %q, %v; want the other one alone", id, err)
		}
	}
	if _, err := s.Save(ctx, "t", "c", []byte("2"), rev); !errors.Is(err, conversation.ErrConflict) {
		t.Errorf("Save of a deleted one at its old revision: %v; want ErrConflict", err)
	}
	if _, err := s.Save(ctx, "t", "c", []byte("2"), 0); err != nil {
		t.Errorf("Save after Delete: %v; want a new one", err)
	}
}

func storeList(t *testing.T, s conversation.Store, _ StoreOptions) {
	ctx := t.Context()
	want := make([]conversation.ID, 30)
	for i := range want {
		want[i] = conversation.ID(fmt.Sprintf("c%02d", i))
	}
	want = append([]conversation.ID{"B", "a"}, append(want, "cé", "d")...) // by bytes, not by a language's letters
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(len(want)) {
		if _, err := s.Save(ctx, "t", want[i], []byte("1"), 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Save(ctx, "other", "c99", []byte("1"), 0); err != nil {
		t.Fatal(err)
	}
	list := func(after conversation.ID) (ids []conversation.ID) {
		for id, err := range s.List(ctx, "t", after) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		return ids
	}
	if got := list(""); !slices.Equal(got, want) {
		t.Errorf("List: %v; want %v", got, want)
	}
	for after, from := range map[conversation.ID]int{"c17": 20, "c17x": 20, "d": len(want), "A": 0} {
		if got := list(after); !slices.Equal(got, want[from:]) {
			t.Errorf("List after %s: %v; want %v", after, got, want[from:])
		}
	}
	for id, err := range s.List(ctx, "nobody", "") {
		t.Errorf("List of a tenant without conversations: %q, %v; want none", id, err)
	}
}

// storeListStops stops a listing early: nothing may be yielded afterwards, and
// the store must be usable while it is listed, as Desk.Due does, and after.
func storeListStops(t *testing.T, s conversation.Store, _ StoreOptions) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for _, id := range []conversation.ID{"a", "b", "c"} {
		if _, err := s.Save(ctx, "t", id, []byte("1"), 0); err != nil {
			t.Fatal(err)
		}
	}
	calls := 0
	s.List(ctx, "t", "")(func(id conversation.ID, err error) bool {
		if calls++; calls == 1 {
			if _, _, lerr := s.Load(ctx, "t", id); err != nil || lerr != nil {
				t.Errorf("List, then Load of %q: %v, %v", id, err, lerr)
			}
		}
		return false
	})
	if calls != 1 {
		t.Errorf("List yielded %d times to one who stopped at the first", calls)
	}
	if _, err := s.Save(ctx, "t", "d", []byte("1"), 0); err != nil {
		t.Errorf("Save after a listing that was stopped: %v", err)
	}
}

func storeCancelled(t *testing.T, s conversation.Store, _ StoreOptions) {
	if _, err := s.Save(t.Context(), "t", "kept", []byte("1"), 0); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Save(ctx, "t", "c", []byte("1"), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("Save with a cancelled context: %v; want context.Canceled", err)
	}
	if _, _, err := s.Load(ctx, "t", "c"); !errors.Is(err, context.Canceled) {
		t.Errorf("Load with a cancelled context: %v; want context.Canceled", err)
	}
	if _, _, err := s.Load(t.Context(), "t", "c"); !errors.Is(err, conversation.ErrNotFound) {
		t.Errorf("a cancelled Save left something: %v", err)
	}
	if err := s.Delete(ctx, "t", "kept"); !errors.Is(err, context.Canceled) {
		t.Errorf("Delete with a cancelled context: %v; want context.Canceled", err)
	}
	if _, _, err := s.Load(t.Context(), "t", "kept"); err != nil {
		t.Errorf("a cancelled Delete took something: %v", err)
	}
	var listed error
	for _, err := range s.List(ctx, "t", "") {
		listed = err
	}
	if !errors.Is(listed, context.Canceled) {
		t.Errorf("List with a cancelled context: %v; want context.Canceled", listed)
	}
}

func storeOwnership(t *testing.T, s conversation.Store, _ StoreOptions) {
	ctx := t.Context()
	data := []byte("mine")
	if _, err := s.Save(ctx, "t", "c", data, 0); err != nil {
		t.Fatal(err)
	}
	data[0] = 'X'
	got, _, err := s.Load(ctx, "t", "c")
	if err != nil || string(got) != "mine" {
		t.Fatalf("Save kept the caller's slice: %q, %v", got, err)
	}
	got[0] = 'Y'
	if again, _, err := s.Load(ctx, "t", "c"); err != nil || string(again) != "mine" {
		t.Errorf("Load handed out the stored slice: %q, %v", again, err)
	}
}

// storeContention lets desks write to one conversation at once: every change
// must arrive, once.
func storeContention(t *testing.T, s conversation.Store, o StoreOptions) {
	book, err := o.book()
	if err != nil {
		t.Fatal(err)
	}
	const each = 5
	var wg sync.WaitGroup
	for w := range o.Parallel {
		wg.Go(func() {
			desk := conversation.Desk{Playbook: book, Store: s, Retries: 1000}
			for i := range each {
				err := desk.Update(t.Context(), "t", "c", func(c *conversation.Conversation) error {
					_, err := c.Do(move.Entry{
						ID: move.EntryID(fmt.Sprint(w, "/", i)), At: start(),
						By: move.Actor{Author: transcript.System}, Moves: move.Moves{move.Tried{}},
					})
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	desk := conversation.Desk{Playbook: book, Store: s}
	c, err := desk.View(t.Context(), "t", "c")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(c.Journal()); n != o.Parallel*each {
		t.Errorf("%d entries arrived; want %d", n, o.Parallel*each)
	}
}

// rawStore is a store that shows its bytes.
type rawStore interface {
	Raw(ctx context.Context) ([][]byte, error)
}

func storeErase(t *testing.T, s conversation.Store, o StoreOptions) {
	raw := o.Raw
	if own, ok := s.(rawStore); raw == nil && ok {
		raw = func(ctx context.Context, _ conversation.Store) ([][]byte, error) { return own.Raw(ctx) }
	}
	if raw == nil {
		t.Skip("the store does not show its bytes")
	}
	book, err := o.book()
	if err != nil {
		t.Fatal(err)
	}
	const secret = "Ana-Lopez-4711-zebra"
	desk := conversation.Desk{Playbook: book, Store: s}
	err = desk.Update(t.Context(), "t", "c", func(c *conversation.Conversation) error {
		_, err := c.Do(move.Entry{At: start(), By: move.Actor{Author: transcript.Customer},
			Turn:  &transcript.Turn{Thread: "c", ID: "1", At: start(), Author: transcript.Customer, Name: secret, Text: "I am " + secret},
			Moves: move.Moves{move.Tell{What: secret}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !holds(t, raw, s, secret) {
		t.Fatal("Raw does not show what is stored; the test would prove nothing")
	}
	if err := desk.Erase(t.Context(), "t", "c"); err != nil {
		t.Fatal(err)
	}
	if holds(t, raw, s, secret) {
		t.Error("erased words are still in the store")
	}
}

func holds(t *testing.T, raw func(context.Context, conversation.Store) ([][]byte, error), s conversation.Store, secret string) bool {
	t.Helper()
	pieces, err := raw(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(pieces, func(b []byte) bool { return bytes.Contains(b, []byte(secret)) })
}
