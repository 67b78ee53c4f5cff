//go:build !race

package rcatest_test

const raceEnabled = false
