//go:build race

package act

// raceEnabled: under the race detector a sync.Pool forgets at random.
const raceEnabled = true
