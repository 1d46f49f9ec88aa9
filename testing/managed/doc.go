// Package managed holds what a salesforcebeat must do when an Elastic Agent runs it:
// take its units, collect, say how it fares, take a changed policy, and let go of a
// unit that is gone.
//
// [Run] goes through it all against an org on localhost, with whatever stands for the
// Agent: the tests of the main module have a stand-in inside of the process, because the
// package that speaks to a real Agent is under another license; those of testing/agent
// have a server that speaks its protocol. It may import orgsim and the standard library.
package managed
