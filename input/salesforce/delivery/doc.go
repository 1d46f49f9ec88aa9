// Package delivery hands events and cursors to Filebeat's pipeline, and saves how far a source
// is when the output has acknowledged them.
//
//	collector ──> Publisher ──> client ──> queue ──> output
//	                  │            │                    │
//	               cursors <── listener <───────────────┘
//	                  │                  acknowledged
//	                  └──> registry
//
// A Publisher publishes a source's events, each with a cursor that covers exactly the events up
// to it. The cursors wait until their events are acknowledged; then the last one is saved, and
// the ledger of coverage is written before it. A cursor without an event is a marker: it
// takes its turn among the events, and never gets to the pipeline. A source that ends waits for
// what the output is about to acknowledge.
//
// Connected wraps an input so that its clients take markers, skip Beats' normalization, and
// tag events as forwarded. An Allowance bounds the bytes that are published and not
// acknowledged, for all inputs of the process.
//
// It imports Beats, and of this project state, coverage, metrics and the interfaces of
// collectors. Each type says which goroutines may use it.
package delivery
