//go:build !race

package conversation

// RaceEnabled tells the tests that everything takes several times as long.
const RaceEnabled = false
