// Package schema has the table of options, and everything that follows from it alone: which
// options there are, what values they take, which placeholder was left in, and what a
// misspelled option may have meant. The reference and the editors' schema are made from it.
//
// Validate looks at a stanza by the table. It takes what is wrong out of a copy, so that the
// rest can be unpacked and checked as well, and all mistakes are said at once. The types of
// options (Duration, Share, ByteSize, APIVersion) are here too.
//
// It may import elastic-agent-libs and packages under internal that are tables; nothing of
// Beats, and not the package stanza.
package schema
