//go:build race

package temper_test

// raceEnabled: training has no goroutines, and takes ten times as long.
const raceEnabled = true
