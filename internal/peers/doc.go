// Package peers holds benchmarks that run this library beside others on the
// same work, so that a ratio comes out of one run. Nothing imports it.
package peers
