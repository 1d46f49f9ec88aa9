// Package e2e tests the real binary against an org on localhost.
//
// Each test starts an org of the package orgsim and a salesforcebeat with a
// configuration of its own, and compares what arrives in output.file with what the
// org holds. The binary is built once, or taken from SALESFORCEBEAT_BINARY.
package e2e
