// Package spelling finds the name that was meant by one that is misspelled.
//
// It imports the standard library only.
package spelling
