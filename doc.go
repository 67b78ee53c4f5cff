// Package evenkeel keeps a support conversation on an even keel. It exports
// nothing itself; import its packages:
package evenkeel
