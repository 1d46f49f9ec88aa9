// Package reference writes the pages of the documentation that say what tables in the code
// say: docs/reference.md, docs/troubleshooting.md and docs/metrics.md; the schema of the
// stanza for editors; and the configurations in which a user begins.
//
// The same tables give the same bytes. It may import the tables: schema and the packages
// under internal that have some.
package reference
