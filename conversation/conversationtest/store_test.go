package conversationtest_test

import (
	"testing"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/conversationtest"
)

func TestMemoryStore(t *testing.T) {
	conversationtest.TestStore(t, func(*testing.T) conversation.Store { return &conversation.MemoryStore{} }, nil)
}
