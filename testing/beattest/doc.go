// Package beattest runs the built salesforcebeat in tests: it builds the binary once, or
// takes the one that SALESFORCEBEAT_BINARY names, and starts, stops and kills it in a home
// of its own. It imports the standard library alone, so that test modules beside the main
// one can have it.
package beattest
