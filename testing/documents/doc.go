// Package documents tests the repository's pages: that links lead somewhere, that each
// page can be reached, and that what they name is there. What the pages tell users to type
// is run by testing/e2e, which has the binary.
package documents
