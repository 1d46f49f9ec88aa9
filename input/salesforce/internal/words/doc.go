// Package words writes numbers, times and lists the way people do, for messages.
//
// It imports the standard library only, and its functions are pure.
package words
