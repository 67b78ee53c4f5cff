//go:build !race

package temper_test

const raceEnabled = false
