// Package fleet tests the Fleet package in _meta/fleet: Elastic's validator finds nothing
// in it, and whatever an administrator may choose becomes a stanza that the product takes
// and that collects.
//
// It is a module of its own, because the validator is under the Elastic License, and no
// part of what we hand on.
package fleet
