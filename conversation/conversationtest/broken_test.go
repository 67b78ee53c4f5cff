package conversationtest_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/conversationtest"
)

// breakages are the ways to break a store, each with the rule that has to see it.
var breakages = []struct{ how, rule string }{
	{"finds what is not there", "round_trip"},
	{"tidies the data", "round_trip"},
	{"cuts long ones", "round_trip"},
	{"stands still", "round_trip"},
	{"counts from elsewhere", "round_trip"},
	{"keeps the first", "round_trip"},
	{"starts at nothing", "round_trip"},
	{"overwrites", "conflicts"},
	{"overwrites what is older", "conflicts"},
	{"writes before it refuses", "conflicts"},
	{"starts anywhere", "conflicts"},
	{"has a conflict of its own", "conflicts"},
	{"mixes tenants", "tenants_are_apart"},
	{"deletes for every tenant", "tenants_are_apart"},
	{"joins names", "names_are_apart"},
	{"folds case", "names_are_apart"},
	{"misses what it deletes", "delete"},
	{"deletes nothing", "delete"},
	{"deletes all", "delete"},
	{"revives", "delete"},
	{"lists in any order", "list_in_order"},
	{"lists as letters go", "list_in_order"},
	{"lists after and at", "list_in_order"},
	{"lists from the start", "list_in_order"},
	{"lists a page", "list_in_order"},
	{"lists every tenant", "list_in_order"},
	{"lists on", "list_stops"},
	{"locks while it lists", "list_stops"},
	{"saves though cancelled", "cancelled"},
	{"loads though cancelled", "cancelled"},
	{"deletes though cancelled", "cancelled"},
	{"lists though cancelled", "cancelled"},
	{"keeps the slice", "data_is_the_caller's"},
	{"lends the slice", "data_is_the_caller's"},
	{"loses updates", "contending_desks"},
	{"conflicts for ever", "contending_desks"},
	{"keeps what was overwritten", "erase"},
	{"shows nothing", "erase"},
}

// broken is a good store with one rule broken.
type broken struct {
	conversation.MemoryStore
	how string

	mu   sync.Mutex
	lent map[conversation.ID][]byte // the slice that is kept or lent
	past [][]byte                   // what was overwritten
}

func (b *broken) name(tenant conversation.TenantID, id conversation.ID) (conversation.TenantID, conversation.ID) {
	switch b.how {
	case "mixes tenants":
		return "", id
	case "joins names":
		return "", conversation.ID(tenant) + "/" + id
	case "folds case":
		return tenant, conversation.ID(strings.ToLower(string(id)))
	}
	return tenant, id
}

func (b *broken) Load(ctx context.Context, tenant conversation.TenantID, id conversation.ID) ([]byte, conversation.Revision, error) {
	if b.how == "loads though cancelled" {
		ctx = context.WithoutCancel(ctx)
	}
	if b.how == "locks while it lists" {
		if !b.mu.TryLock() {
			return nil, 0, errors.New("database is locked")
		}
		defer b.mu.Unlock()
	}
	tenant, id = b.name(tenant, id)
	data, rev, err := b.MemoryStore.Load(ctx, tenant, id)
	switch b.how {
	case "finds what is not there":
		if errors.Is(err, conversation.ErrNotFound) {
			err = nil
		}
	case "tidies the data":
		data = bytes.ReplaceAll(data, []byte{0}, nil)
	case "cuts long ones":
		data = data[:min(len(data), 65535)]
	case "counts from elsewhere":
		rev++
	case "keeps the slice", "lends the slice":
		b.mu.Lock()
		defer b.mu.Unlock()
		if kept := b.lent[id]; kept != nil && err == nil {
			data = kept
		}
	}
	return data, rev, err
}

func (b *broken) Save(ctx context.Context, tenant conversation.TenantID, id conversation.ID, data []byte, rev conversation.Revision) (conversation.Revision, error) {
	if b.how == "saves though cancelled" {
		ctx = context.WithoutCancel(ctx)
	}
	tenant, id = b.name(tenant, id)
	old, at, loadErr := b.MemoryStore.Load(context.WithoutCancel(ctx), tenant, id)
	found := loadErr == nil
	switch b.how {
	case "overwrites", "writes before it refuses":
		if rev != at {
			next, err := b.MemoryStore.Save(ctx, tenant, id, data, at)
			if b.how == "overwrites" || err != nil {
				return next, err
			}
			return 0, conversation.ErrConflict
		}
	case "overwrites what is older":
		rev = max(rev, at)
	case "starts anywhere", "revives":
		if !found && (b.how == "starts anywhere" || id != "new") {
			rev = 0
		}
	case "keeps the first":
		if found && rev == at {
			data = old
		}
	case "has a conflict of its own":
		if rev != at {
			return 0, errors.New("somebody else was faster")
		}
	case "conflicts for ever":
		if bytes.Contains(data, []byte(`"journal"`)) && found {
			return 0, conversation.ErrConflict
		}
	case "loses updates": // looks first, writes later
		if rev == at {
			time.Sleep(time.Millisecond)
			_, rev, _ = b.MemoryStore.Load(ctx, tenant, id)
		}
	}
	next, err := b.MemoryStore.Save(ctx, tenant, id, data, rev)
	if err == nil {
		b.remember(id, data, old)
	}
	switch b.how {
	case "stands still":
		next = min(next, 1)
	case "starts at nothing":
		next = max(0, next-1)
	}
	return next, err
}

// remember keeps what a good store would not.
func (b *broken) remember(id conversation.ID, data, old []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.past = append(b.past, old)
	if b.lent == nil {
		b.lent = map[conversation.ID][]byte{}
	}
	if b.how == "lends the slice" {
		data = slices.Clone(data)
	}
	b.lent[id] = data
}

func (b *broken) Delete(ctx context.Context, tenant conversation.TenantID, id conversation.ID) error {
	if b.how == "deletes though cancelled" {
		ctx = context.WithoutCancel(ctx)
	}
	tenant, id = b.name(tenant, id)
	switch b.how {
	case "misses what it deletes":
		if _, _, err := b.MemoryStore.Load(ctx, tenant, id); err != nil {
			return err
		}
	case "deletes nothing":
		return nil
	case "deletes for every tenant":
		for _, t := range []conversation.TenantID{"a", "b", ""} {
			if err := b.MemoryStore.Delete(ctx, t, id); err != nil {
				return err
			}
		}
	case "deletes all":
		for other := range b.MemoryStore.List(ctx, tenant, "") {
			if err := b.MemoryStore.Delete(ctx, tenant, other); err != nil {
				return err
			}
		}
	}
	return b.MemoryStore.Delete(ctx, tenant, id)
}

func (b *broken) List(ctx context.Context, tenant conversation.TenantID, after conversation.ID) iter.Seq2[conversation.ID, error] {
	if b.how == "lists though cancelled" {
		ctx = context.WithoutCancel(ctx)
	}
	if b.how == "lists from the start" {
		after = ""
	}
	return func(yield func(conversation.ID, error) bool) {
		ids := slices.Collect(func(each func(conversation.ID) bool) {
			for id, err := range b.MemoryStore.List(ctx, tenant, after) {
				if err != nil {
					yield("", err)
					return
				}
				if !each(id) {
					return
				}
			}
		})
		if b.how == "locks while it lists" {
			b.mu.Lock()
			defer b.mu.Unlock()
		}
		for _, id := range b.listed(ctx, ids, after) {
			if !yield(id, nil) && b.how != "lists on" {
				return
			}
		}
	}
}

// listed breaks the order and the extent of a list.
func (b *broken) listed(ctx context.Context, ids []conversation.ID, after conversation.ID) []conversation.ID {
	switch b.how {
	case "lists in any order":
		slices.Reverse(ids)
	case "lists as letters go":
		slices.SortFunc(ids, func(x, y conversation.ID) int {
			return strings.Compare(strings.ToLower(string(x)), strings.ToLower(string(y)))
		})
	case "lists after and at":
		if after != "" {
			ids = append([]conversation.ID{after}, ids...)
		}
	case "lists a page":
		ids = ids[:min(len(ids), 25)]
	case "lists every tenant":
		for id := range b.MemoryStore.List(ctx, "other", after) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (b *broken) Raw(ctx context.Context) ([][]byte, error) {
	raw, err := b.MemoryStore.Raw(ctx)
	switch b.how {
	case "keeps what was overwritten":
		b.mu.Lock()
		defer b.mu.Unlock()
		raw = append(raw, b.past...)
	case "shows nothing":
		raw = nil
	}
	return raw, err
}

// inChild names the process that TestSuiteSeesBrokenStores and TestUpdate start.
const inChild = "EVENKEEL_CONVERSATIONTEST_CHILD"

// TestBroken runs the suite on each broken store, in a process of its own.
func TestBroken(t *testing.T) {
	if os.Getenv(inChild) != "stores" {
		t.Skip("run by TestSuiteSeesBrokenStores: every store in it is broken")
	}
	for _, b := range append(breakages, struct{ how, rule string }{how: "breaks nothing"}) {
		t.Run(b.how, func(t *testing.T) {
			conversationtest.TestStore(t, func(*testing.T) conversation.Store { return &broken{how: b.how} }, &conversationtest.StoreOptions{Parallel: 3})
		})
	}
}

// child runs one test of this package in a process of its own and returns its
// output.
func child(t *testing.T, test string, env ...string) (out string, failed bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+test+"$", "-test.v", "-test.timeout=5m")
	cmd.Env = append(os.Environ(), env...)
	data, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil {
		require.ErrorAs(t, err, &exit, string(data))
	}
	return string(data), err != nil
}

// TestSuiteSeesBrokenStores breaks one rule after the other: a suite that lets a
// broken store pass tests nothing.
func TestSuiteSeesBrokenStores(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("starts a process; under the race detector it takes a minute, and TestMemoryStore runs the suite")
	}
	out, failed := child(t, "TestBroken", inChild+"=stores")
	require.True(t, failed, out)
	has := func(line string) bool { return strings.Contains(out, line) }
	require.False(t, has("panic:"), "the suite has to survive what it tests:\n%s", out)
	require.True(t, has("--- PASS: TestBroken/breaks_nothing "), "a good store has to pass:\n%s", out)
	for _, b := range breakages {
		assert.True(t, has("--- FAIL: TestBroken/"+strings.ReplaceAll(b.how, " ", "_")+"/"+b.rule+" "), "a store that %s passes the rule %s", b.how, b.rule)
	}
	seen := map[string]bool{}
	for _, b := range breakages {
		seen[b.rule] = true
	}
	for _, line := range strings.Split(out, "\n") {
		if rule, ok := strings.CutPrefix(strings.TrimSpace(line), "--- PASS: TestBroken/breaks_nothing/"); ok {
			rule, _, _ = strings.Cut(rule, " ")
			assert.True(t, seen[rule], "no store breaks the rule %s", rule)
		}
	}
}
