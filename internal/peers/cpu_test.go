package peers

import (
	"syscall"
	"testing"
	"time"
)

// measureCPU reports the processor time of an operation beside the wall time,
// which on a busy machine says more about the neighbours. Call the function it
// returns when the loop is done.
func measureCPU(b *testing.B) func() {
	before := cpuTime()
	return func() { b.ReportMetric(float64(cpuTime()-before)/float64(b.N), "cpu-ns/op") }
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
