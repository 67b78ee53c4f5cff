//go:build race

package rcatest_test

const raceEnabled = true
