//go:build race

package review

// raceEnabled: under the race detector a sync.Pool forgets at random.
const raceEnabled = true
