//go:build race

package conversationtest_test

const raceEnabled = true
