// Package resttest serves HTTP over pipes, for tests in which time stands still in a
// synctest bubble: connections to a network would let it not. It imports nothing of
// the product.
package resttest
