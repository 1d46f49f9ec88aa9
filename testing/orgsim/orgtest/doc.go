// Package orgtest starts simulated orgs for tests: with a key that the org trusts, and
// a server that ends with the test. It imports orgsim and the standard library.
package orgtest
