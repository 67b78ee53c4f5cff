//go:build !race

package act

const raceEnabled = false
