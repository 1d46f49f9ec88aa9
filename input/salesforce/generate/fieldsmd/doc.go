// Package fieldsmd writes docs/fields.md, which lists the fields of every event
// type and object, with an example and what to look for in it.
//
// The lists and examples are what the mapping makes of the samples; only the
// sentences are written by hand, in guide.go. The same tables give the same bytes.
// It may import ecs, catalog, mapstr and the standard library.
package fieldsmd
