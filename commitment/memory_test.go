package commitment_test

import (
	"testing"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/commitmenttest"
)

func TestMemoryStore(t *testing.T) {
	commitmenttest.TestStore(t, commitmenttest.Harness{
		Open: func(*testing.T) commitment.Store { return commitment.NewMemoryStore() },
	})
}
