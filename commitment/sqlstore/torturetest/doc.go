// Package torturetest kills worker processes while they deliver alarms, takes
// their database away and moves their clocks, and judges from what they wrote
// down whether the guarantee of package commitment held:
//
//   - every alarm of the last plan was delivered at least once;
//   - one that was delivered twice was in flight when its worker was killed, the
//     database was away, or the clock was set;
//   - none came before its time by its keeper's clock;
//   - none that a change superseded began after the change was committed, but
//     those whose keys the change returned.
//
// The workers are the test binary itself, started again: its TestMain calls
// [Main]. The short form of each test fits a normal test run; with
// EVENKEEL_TORTURE=long the numbers of workers, alarms and kills, and the time
// the database is away, are those of [Long].
//
//	func TestMain(m *testing.M) {
//		torturetest.Main(open)
//		os.Exit(m.Run())
//	}
//
//	func TestTorture(t *testing.T) {
//		torturetest.Run(t, torturetest.Case{DSN: dsn, Open: open, Workers: 4, Alarms: 500, Kills: 10})
//	}
package torturetest
