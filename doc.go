// Package evenkeel keeps a support conversation on an even keel. It is a
// library for those who build help desks, chatbots and internal tools, and it
// exports nothing itself; import what you need:
//
//   - [github.com/evenkeel-go/evenkeel/conversation] knows where a conversation
//     with an irate customer stands, which moves are open and why the others
//     are not. Its review package checks a reply before it is sent, its temper
//     package gauges a message, its infer package reads moves out of plain
//     messages.
//   - [github.com/evenkeel-go/evenkeel/commitment] turns what was promised into
//     a deadline, says whether it is realistic, reminds, warns and keeps the
//     record. Its when package reads time phrases ("first thing tomorrow, your
//     time"), its calendar and sla packages count working time.
//   - [github.com/evenkeel-go/evenkeel/rca] builds the root cause analysis that
//     is owed afterwards: one set of facts, an internal edition and a customer
//     edition that says less but never otherwise.
//
// Everything is offline, deterministic and explainable. Models, databases and
// message outlets plug in through small interfaces and live in modules of their
// own; the core depends on github.com/looplab/fsm and golang.org/x/text only.
//
// A team adopts it gradually: the zero [practice.Policy] only watches, then
// rules may warn, then, one by one, block.
//
// [practice.Policy]: https://pkg.go.dev/github.com/evenkeel-go/evenkeel/conversation/practice#Policy
package evenkeel
